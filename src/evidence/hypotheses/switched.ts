/** A switch and the code behind it are one story: that code does nothing until somebody throws it. */
import type { ConfigChange } from '../../domain/observation.ts';
import { msOf } from '../signals/log-faults.ts';
import { subwords } from '../text/tokens.ts';
import type { Candidate } from './change-facts.ts';
import type { ChangeScore } from './change-score.ts';

/** Log-odds that code leaves to the switch which it waited for. */
const YIELDS = 2.5;

/** Words of switches' names that say nothing of what they switch. */
const SWITCH_WORDS =
  /^(?:enabled?|disabled?|use|new|is|has|on|off|flags?|features?|ff|toggles?|switch|experiments?|exp|rollout|percent(?:age)?|pct|ratio|share|default|release|ops|kill)$/;
const SWITCH_VALUE =
  /^["']?(?:true|false|on|off|yes|no|enabled?|disabled?|active|inactive|treatment|control|\d{1,3}(?:\.\d+)?\s?%)["']?$/i;
/** How people say that what they bring does not run yet. */
const DORMANT =
  /\b(?:behind (?:an? |the )?|guarded by |gated (?:by|on) )|\b(?:off|disabled|inactive) by default|\bdefaults? (?:to )?(?:off|false|disabled)|\bdark(?:ly)?[- ]launch|\bopt[- ]in\b|\b(?:not|un)(?: yet)?[- ](?:enabled|switched on|used)\b/i;

const compact = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

/** A flag, or a setting that is on or off, or on for a share of the calls. */
function isSwitch({ config }: Candidate): boolean {
  if (config === null) return false;
  if (config.kind === 'feature_flag') return true;
  return [config.before, config.after].some((each) => SWITCH_VALUE.test((each ?? '').trim()));
}

/**
 * What code calls the choice that a switch makes: `engine: v2` is `EngineV2` or `engine_v2`, and
 * `provider: stripe` is `StripeProvider`, `StripeClient` or `stripe.rb`.
 */
function choicesOf({ kind, name, after }: ConfigChange): string[] {
  const value = compact(after ?? '');
  if (value === '' || SWITCH_VALUE.test((after ?? '').trim()) || value.length > 30) return [];
  // of a number only a switch makes a choice: for others it is an amount
  if (kind !== 'feature_flag' && !/\p{L}/u.test(value)) return [];
  const last = name.split(/[.:/]/).at(-1) ?? name;
  const words = last.split(/[^\p{L}\p{N}]+/u).flatMap((each) => subwords(each));
  const head = compact(words.filter((each) => !SWITCH_WORDS.test(each)).join(''));
  const joined = head.length >= 3 ? [`${head}${value}`, `${value}${head}`] : [];
  // a word of its own may stand alone; a number or two letters may not
  const alone = /^\p{L}[\p{L}\p{N}]{4,}$/u.test(value) ? [value] : [];
  return [...joined.filter((each) => each.length >= 5), ...alone];
}

/** What code calls the switch: names of two words or more, so that chance does not find them. */
function namesOf({ name, service }: ConfigChange): string[] {
  const out = new Set<string>();
  for (const part of [name, ...name.split(/[.:/]/)]) {
    // whose switch it is stands in every path
    if (service !== null && compact(part) === compact(service)) continue;
    const words = part
      .split(/[^\p{L}\p{N}]+/u)
      .flatMap((each) => subwords(each))
      .filter((each) => !SWITCH_WORDS.test(each));
    const joined = compact(words.join(''));
    if (words.length >= 2 && joined.length >= 8) out.add(joined);
  }
  return [...out];
}

/** It brought the code of the very choice that was made. */
function bringsChoice(commit: Candidate, config: ConfigChange): boolean {
  const choices = choicesOf(config);
  if (choices.length === 0) return false;
  const brought = compact(`${commit.comeText}\n${[...commit.freshFiles].join('\n')}`);
  const left = compact(commit.goneText);
  return choices.some((each) => brought.includes(each) && !left.includes(each));
}

/**
 * Whether a commit holds the code that a switch turns on: it names the switch, or says that it waits for
 * it. Code that reads any other setting has its name in so many letters.
 */
function isBehind(commit: Candidate, front: Candidate): boolean {
  const { config } = front;
  if (config === null) return false;
  const { name } = config;
  if (bringsChoice(commit, config)) return true;
  if (!isSwitch(front))
    return (
      namesOf(config).length > 0 &&
      /[._:/-]/.test(name) &&
      `${commit.changedText}\n${commit.contextText}`.includes(name)
    );
  const around = `${commit.message}\n${commit.paths.join('\n')}`;
  const text = compact(
    `${commit.changedText}\n${commit.contextText}\n${commit.newLogs}\n${around}`,
  );
  if (namesOf(config).some((each) => text.includes(each))) return true;
  if (!DORMANT.test(commit.message)) return false;
  const words = subwords(name.split(/[.:/]/).at(-1) ?? name).filter(
    (each) => each.length >= 4 && !SWITCH_WORDS.test(each),
  );
  const said = compact(around);
  return words.length > 0 && words.every((each) => said.includes(each));
}

/**
 * Where the code of a commit was live and still, and failures began after the switch in front of it
 * was thrown, throwing it did it: whatever links the failure to that code speaks for the switch.
 */
export function yieldToSwitches(scored: readonly ChangeScore[]): ChangeScore[] {
  const thrown = scored.filter((each) => each.excluded === null && each.candidate.config !== null);
  if (thrown.length === 0) return [...scored];
  const lends = new Map<ChangeScore, ChangeScore>();
  const takes = new Map<ChangeScore, ChangeScore>();
  for (const each of scored) {
    const { candidate } = each;
    if (candidate.commit === null || each.excluded !== null) continue;
    // the next deployment need not be the one that brought it: then it counts from when it was made
    const liveMs = candidate.liveKnown ? candidate.liveMs : msOf(candidate.commit.committedAt);
    if (liveMs === null) continue;
    const front = thrown.find(
      (one) =>
        one.candidate.liveMs !== null &&
        one.candidate.liveMs >= liveMs &&
        isBehind(candidate, one.candidate),
    );
    if (front === undefined) continue;
    lends.set(each, front);
    if (each.logit > (takes.get(front)?.logit ?? -Infinity)) takes.set(front, each);
  }
  return scored.map((each) => {
    const front = lends.get(each);
    if (front !== undefined)
      return {
        ...each,
        logit: each.logit - YIELDS,
        against: [
          ...each.against,
          `its code waited behind ${front.candidate.config?.name ?? 'a switch'}, which was ${isSwitch(front.candidate) ? 'thrown' : 'changed'} later`,
        ],
      };
    const code = takes.get(each);
    if (code === undefined || code.logit <= each.logit) return each;
    return {
      ...each,
      logit: code.logit,
      location: Math.max(each.location, code.location),
      mechanism: Math.max(each.mechanism, code.mechanism),
      file: each.file ?? code.file,
      reasons: [
        ...each.reasons,
        `it decides what the code of ${code.candidate.commit?.sha.slice(0, 10) ?? 'a commit'} does: ${code.reasons[0] ?? code.candidate.message.split('\n')[0] ?? ''}`,
      ],
    };
  });
}
