/** Somebody sent what the service can't read: the program is as it was, its input is not. */
import { DAY_MS, MINUTE_MS } from '../../../domain/time.ts';
import type { FactKind } from '../../diff/facts.ts';
import type { FaultKind } from '../../faults/fault-kinds.ts';
import type { ChangeScore } from '../change-score.ts';
import type { Context } from '../context.ts';
import { BASE, rootFaults, rootStrength, said, throwsItself, type Alternative } from './model.ts';

const SPOKEN_OF =
  /malformed (?:record|row|file|payload|message|event|input|data|csv|json|xml)|(?:corrupt(?:ed)?|invalid|bad|unexpected|poison) (?:record|row|file|payload|message|event|input|data|batch|feed|upload|characters?)|(?:partner|supplier|vendor|merchant)[^.\n]{0,60}(?:file|feed|payload|data|sent|upload|schema|format)|(?:sent|delivered|received|uploaded|supplied|imported) (?:by|from|of) (?:the )?(?:partner|supplier|vendor|merchant|customer|tenant|client)|poison (?:pill|message)|data (?:import|feed|quality)|(?:field|column|value|element|attribute|tag|header|cell)s?\b[^.\n]{0,40}\b(?:empty|blank|missing|absent)\b[^.\n]{0,60}\b(?:rows?|records?|pairs?|items?|entries|lines?|files?|feed|export|using)\b|(?:export|feed|file|table|snapshot|catalog\w*)[^.\n]{0,40}\b(?:empty|truncated|incomplete|blank|without|malformed|corrupt\w*)\b|(?:import|feed|batch|upload) (?:file|job)[^.\n]{0,60}(?:fail|invalid|malformed)|schema drift|\b(?:headers?|columns?|layout|delimiter|separator)\b[^.\n]{0,80}\b(?:differs?|other than|unexpected|not as agreed)\b|\b(?:declaration|document|record|row|line|segment|entry|item)s? (?:was |were )?(?:rejected|refused)\b[^\n]{0,80}\b(?:file|feed|batch|upload)\b/i;

export function badData(context: Context, scored: readonly ChangeScore[]): Alternative {
  const reasons: string[] = [];
  const against: string[] = [];
  let logit = BASE - 0.3;
  // an import that always fails a little must not speak for what failed now
  const fresh = rootFaults(context).filter((each) => each.weight >= 0.3);
  const own = (kind: FaultKind): number => rootStrength(context, fresh, kind);
  const read = Math.max(own('parse'), own('encoding'));
  const source = context.soleSource;
  // any failure may be a value's fault once it is one sender's alone
  const alone = source?.othersFare === true ? 1 : 0.5;
  let value = Math.max(
    read,
    0.9 * own('payload_size'),
    0.6 * own('missing_key'),
    0.5 * own('invalid_argument'),
    0.6 * own('db_constraint'),
    ...(['arithmetic', 'bounds', 'type_mismatch', 'unmatched', 'null_dereference'] as const).map(
      (kind) => 0.6 * alone * own(kind),
    ),
  );
  const none = noValue(fresh.map(({ fault }) => fault.sample));
  if (none !== null) {
    value = Math.max(value, 0.6);
    reasons.push(`the failures quote what is no value: ${none}`);
  }
  logit += 2 * value;
  // who delivers the data may say more about it than who trips over it
  const suppliers =
    context.firstFailing === null
      ? new Set<string>()
      : context.topology.dependencies(context.firstFailing);
  const text = context.faults
    .filter(
      ({ fault, fresh: isFresh, weight }) =>
        isFresh &&
        fault.source !== 'alert' &&
        ((weight >= 0.3 && fresh.some((each) => each.fault === fault)) ||
          (fault.service !== null && suppliers.has(fault.service)) ||
          (value > 0.2 && weight >= 0.15 && fault.service !== context.firstFailing)),
    )
    .map((each) => each.fault.sample.slice(0, 1_000))
    .join('\n');
  if (SPOKEN_OF.test(text === '' ? said(context) : text)) {
    logit += 2;
    reasons.push('the failures speak of malformed, missing or unexpected input');
  }
  if (read > 0.4) reasons.push('failures are about reading data, not about logic');
  if (value > 0.2 && source !== null) {
    // one value alone may also be what every caller sends
    logit += source.value ? 0.8 : source.othersFare ? 2 : 1.2;
    reasons.push(source.text);
  }
  const traced = context.frames.some((each) => each.weight > 0.3);
  const unread = scored.filter((each) => !each.candidate.hasDiff).length;
  if (value > 0.3 && unread < 0.3 * scored.length) {
    // a version that reads everybody else's is not what breaks on one's
    const innocent = 1 - (source?.othersFare === true ? 0.4 : 1) * suspicion(context, scored);
    const quiet = innocent * (traced ? 1.8 : 1.3 * Math.max(read, own('payload_size')));
    logit += quiet;
    if (quiet > 0.8)
      reasons.push(
        traced
          ? 'the failing code and what it depends on have not changed for days: what it reads has'
          : 'no recent change touches how this data is read',
      );
  }
  const giver = source === null && value > 0.2 ? changedGiver(context, scored) : null;
  if (giver !== null) {
    logit -= 1.8;
    against.push(`${giver}, which hands it over, was changed right before`);
  }
  return {
    category: 'bad_input_data',
    statement: 'Input data that the service could not handle arrived; no change is to blame.',
    logit,
    reasons,
    against,
    kinds: [
      'parse',
      'encoding',
      'payload_size',
      'missing_key',
      'invalid_argument',
      'db_constraint',
    ],
  };
}

/** What people and their spreadsheets write where they have no value; null is a program's own. */
const NO_VALUE =
  /["'`(=]\s{0,2}["'`]?(n\/a|n\.a\.|unknown|tbd|#ref!?|#n\/a|\?{1,3}|--?)["'`]?\s{0,2}["'`)]/i;

/** The placeholder that a failure quotes in place of a value; null without one. */
function noValue(samples: readonly string[]): string | null {
  for (const sample of samples) {
    const said = NO_VALUE.exec(sample.split('\n', 1)[0]?.slice(0, 400) ?? '')?.[1];
    if (said !== undefined) return said;
  }
  return null;
}

/** Went live this shortly before: what it writes since is read since. */
const RIGHT_BEFORE_MS = 30 * MINUTE_MS;

/**
 * Another service of ours that writes what the failing one reads, and writes it differently since right
 * before the onset: then it is no stranger's data that can't be read.
 */
function changedGiver(context: Context, scored: readonly ChangeScore[]): string | null {
  const onset = context.onset?.atMs ?? null;
  const first = context.firstFailing;
  if (onset === null || first === null) return null;
  const giver = scored.find(
    ({ candidate, excluded, mechanism, ownership, bestFact }) =>
      excluded === null &&
      !candidate.inert &&
      !candidate.tolerant &&
      candidate.service !== null &&
      candidate.service !== first &&
      candidate.liveMs !== null &&
      onset - candidate.liveMs <= RIGHT_BEFORE_MS &&
      mechanism >= 0.3 &&
      ownership >= 0.5 &&
      bestFact !== null &&
      WRITES.has(bestFact.kind),
  );
  return giver?.candidate.service ?? null;
}

/** What a change does to the form of what a service hands over. */
const WRITES: ReadonlySet<FactKind> = new Set<FactKind>([
  'serialisation_changed',
  'schema_changed',
  'encoding_changed',
  'name_swapped',
]);

/** 0–1: how far a change of the last days could explain the failure. */
function suspicion(context: Context, scored: readonly ChangeScore[]): number {
  const onset = context.onset?.atMs ?? null;
  let most = 0;
  const throws = throwsItself(context) > 0.3;
  for (const each of scored) {
    const { candidate, mechanism, location, ownership, words, excluded, bestFact } = each;
    if (excluded !== null || candidate.runtimeWeight < 0.1) continue;
    if (candidate.inert || candidate.tolerant) continue;
    // whose code is not in the trace of what the service itself throws has no part in reading
    if (throws && location === 0 && bestFact?.kind === 'dependency_version') continue;
    // what nobody read may do anything to the file that it touches
    const unread = !candidate.hasDiff && candidate.config === null;
    const recent =
      onset === null || candidate.liveMs === null || onset - candidate.liveMs < 5 * DAY_MS;
    if (!recent) continue;
    // of a service that has no part in it only the failing lines or a changed format would count
    if (ownership < 0.3) {
      if (location >= 0.2 || (mechanism >= 0.6 && words >= 0.15)) most = 1;
      continue;
    }
    // who only logs at the scene has no part in it
    if (location >= 0.2 && (mechanism >= 0.1 || unread)) most = 1;
    if (candidate.config !== null && words < 0.3) continue;
    most = Math.max(most, Math.min(1, Math.max(0, (mechanism - 0.15) / 0.3)));
  }
  return most;
}
