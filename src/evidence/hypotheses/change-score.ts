/** How strongly one change explains the failure: mechanism, place, words, timing, ownership. */
import { MINUTE_MS } from '../../domain/time.ts';
import type { DiffFact } from '../diff/facts.ts';
import type { Candidate } from './change-facts.ts';
import { isBenignMessage, isRewording } from './message-facts.ts';
import type { CodeHistory } from './code-history.ts';
import type { SeenCode } from './code-seen.ts';
import type { ValueFlow } from './flow/value-flow.ts';
import type { Context } from './context.ts';
import type { FaultKind } from '../faults/fault-kinds.ts';
import { defectShare, rootFaults, rootStrength } from './alternatives/model.ts';
import { tied } from './score/tied.ts';
import { runsLater } from './score/runs-later.ts';
import { scoreMechanism } from './score/means.ts';
import { oldForm } from './old-form.ts';
import { ASKS_MORE, OTHER_REPOSITORY, scoreOwnership } from './score/ownership.ts';
import { elsewhere, scoreLocation } from './score/place.ts';
import { scoreTiming, staleValue } from './score/timing.ts';
import { fileRole, RUNTIME_WEIGHT, type FileRole } from '../diff/file-role.ts';
import { scoreWords, type WordIndex } from './word-score.ts';

export interface ChangeScore {
  readonly candidate: Candidate;
  /** Each 0–1. */
  readonly mechanism: number;
  readonly location: number;
  readonly words: number;
  readonly timing: number;
  readonly ownership: number;
  /** Evidence in favour in log-odds; the combination is documented in README.md. */
  readonly logit: number;
  readonly reasons: readonly string[];
  readonly against: readonly string[];
  /** True when it can't be: live only after the onset. */
  readonly excluded: string | null;
  readonly bestFact: DiffFact | null;
  readonly file: string | null;
  readonly line: number | null;
}

/** Weights of the model, in log-odds per unit of each feature. See README.md for how they came about. */
const WEIGHTS = {
  base: -2.2,
  mechanism: 3.5,
  location: 2.8,
  words: 3.2,
  feeds: 1.25,
  timing: 4,
  ownership: 0.9,
  foreignService: -1.6,
  benign: -2.5,
  inert: -3,
  tolerant: -1.5,
  notLive: -3,
  elsewhere: -1.2,
  rewords: -0.8,
  noMeans: -0.9,
  othersFare: -1,
  served: -1,
  noRuntimeFile: -4,
  nothingFits: -0.7,
  onlyAsks: -2.2,
  onlyHandles: -2.5,
  asksMore: 2.8,
} as const;

/** What having written the line that fails is worth as a means, of 1. */
const WROTE_IT = 0.3;

/** How much of a known pitfall somebody else's no takes away: there are as many ways to it without a change. */
const REFUSED = 0.6;

/** What knowing a way to such a failure is worth, of 1: many innocent changes go it as well. */
const KNOWN = 0.7;

/** A means of this much is one, whoever refuses. */
const SURELY = 0.5;

/** Kinds of failure that somebody else decides on: access, addresses, limits, trust. */
const REFUSALS: readonly FaultKind[] = [
  'auth',
  'credential_expired',
  'certificate',
  'tls',
  'dns',
  'unreachable',
  'upstream_error',
  'rate_limited',
];

/** 0–1: how far the failure is another system's no, and no error of the program's own logic. */
function refusedByOthers(context: Context): number {
  const root = rootFaults(context);
  const refused = Math.max(...REFUSALS.map((kind) => rootStrength(context, root, kind)));
  return refused * (1 - Math.min(1, defectShare(context) / 0.5));
}

/** What is left of means, place and words where the failing line comes first, of 1. */
const NOT_REACHED = 0.3;

/** A means from which on being at the scene counts in full. */
const FULL_MEANS = 0.5;

/** A diff that nobody read may hold a means: this much of one, of 1. */
const UNREAD_MEANS = 0.15;

/** From the first on there is something to a change besides its time, from the second on enough. */
const SUBSTANCE = [0.2, 0.4] as const;

/** So often a version has to have served somebody before it counts as proven. */
const SERVED = 5;

/** Location of a change of the very code that the trace shows. */
const IN_TRACE = 0.8;

/** Location of a change to what the failing line works with. */
const FLOWS = 0.7;

/** Location of a change to where the value comes from that the failing line trips over, and its means. */
const FED_THERE = 0.8;
const FED_MEANS = 0.6;
/** From this on it is said. */
const FED_SAID = 0.3;

/** The same for another way of writing than the one in which the failing value is written. */
const OLD_FORM = 0.8;

/** What an access or an exit that was added is worth where the traces show that others failed, of 1. */
const NOT_THERE = 0.4;

/** Having made anew what the failing line works with is a means of this much, of 1. */
const MADE_ANEW = 0.45;

/** Files whose lines can stand in a stack trace. */
const RUNS: ReadonlySet<FileRole> = new Set<FileRole>(['source', 'test', 'migration']);

/** Every file of it that runs says something else of failures, and nothing more. */
const onlyRewords = ({ reworded, paths }: Candidate): boolean =>
  reworded.size > 0 &&
  paths.every((path) => reworded.has(path) || RUNTIME_WEIGHT[fileRole(path)] <= 0.1);

/** What acts at once is felt within this. */
const AT_ONCE_MS = 10 * MINUTE_MS;

/** 0–1: it went live right before the onset. */
function justBefore({ liveMs }: Candidate, { onset }: Context): number {
  if (liveMs === null || onset === null) return 0;
  const gap = onset.atMs - liveMs;
  return gap < -MINUTE_MS ? 0 : Math.exp(-((Math.max(0, gap) / AT_ONCE_MS) ** 2));
}

export function scoreChange(
  candidate: Candidate,
  context: Context,
  index: WordIndex,
  seen: SeenCode,
  history: CodeHistory,
  flow: ValueFlow,
): ChangeScore {
  const reasons: string[] = [];
  const against: string[] = [];
  const cleared = history.cleared(candidate);
  const elsewhereThrown = candidate.facts.some((fact) => history.threwElsewhere(fact, candidate));
  const mechanism = scoreMechanism(
    {
      ...candidate,
      facts: (cleared ?? candidate.facts).map((fact) =>
        history.threwElsewhere(fact, candidate)
          ? { ...fact, weight: NOT_THERE * fact.weight }
          : fact,
      ),
    },
    context,
    reasons,
    (cleared !== null || elsewhereThrown ? NOT_THERE : 1) *
      (1 - REFUSED * refusedByOthers(context)) *
      KNOWN,
  );
  if (candidate.hasDiff && onlyRewords(candidate)) mechanism.value *= 0.4;
  if (!candidate.hasDiff && candidate.commit !== null)
    mechanism.value = Math.max(mechanism.value, UNREAD_MEANS);
  const made = seen.makes(candidate);
  if (made !== null) {
    if (!made.typeOnly) mechanism.value = Math.max(mechanism.value, MADE_ANEW * made.value);
    reasons.push(
      made.leftBehind
        ? `asks for ${made.name} in another way in ${made.path}, and the failing line does as before`
        : `changes ${made.name} in ${made.path}, which the failing line works with`,
    );
  }
  const old = candidate.inert ? null : oldForm(candidate, context);
  if (old !== null) {
    mechanism.value = Math.max(mechanism.value, OLD_FORM);
    reasons.push(`no longer writes "${old.sign}", with which ${old.value} is put together`);
  }
  const found = scoreLocation(candidate, context, index, seen, history, reasons);
  if (cleared !== null)
    against.push('the lines before its own did the same with the same: they would have failed too');
  const later = runsLater(candidate, context);
  if (later) {
    mechanism.value *= NOT_REACHED;
    against.push('what it touches runs only after the line that fails');
  }
  const location = { ...found, value: found.value * (later ? NOT_REACHED : 1) };
  // around a literal stand the words of code that stayed as it was
  const words =
    scoreWords(candidate, context, index, reasons) *
    (candidate.valuesOnly || cleared !== null ? 0.6 : 1) *
    (later ? NOT_REACHED : 1);
  const timing = scoreTiming(candidate, context, reasons, against);
  // a switch may do anything, but seldom what nothing in its name speaks of
  if (candidate.config?.kind === 'feature_flag')
    mechanism.value *= 0.45 + 0.55 * Math.min(1, words / 0.5);
  mechanism.value *= tied(candidate, mechanism, location.value, words);
  // what it makes anew was found there already
  const fed = made === null ? flow.of(candidate) : null;
  const feeds = (fed?.value ?? 0) * Math.min(1, defectShare(context) / 0.5);
  if (fed !== null && feeds >= FED_SAID)
    reasons.push(`changes ${fed.name} in ${fed.file}, which the failing line works with`);
  const rewords = candidate.hasDiff ? onlyRewords(candidate) : isRewording(candidate.message);
  // what the failing line works with is changed as surely from afar as in place
  const reached = Math.max(
    location.value,
    FLOWS * mechanism.flows,
    FLOWS * Math.max(made?.value ?? 0, old === null ? 0 : OLD_FORM),
    FED_THERE * feeds,
  );
  // a price or a limit makes no reference null
  const place =
    reached * (candidate.valuesOnly && mechanism.value < 0.35 ? 0.4 : 1) * (rewords ? 0.35 : 1);
  // who wrote the line that fails needs no pattern that says how it could, unless others refuse it
  const told = context.faults.some(({ fault, weight }) => weight >= 0.5 && fault.kinds.size > 0);
  const wroteIt =
    location.wroteIt && !candidate.valuesOnly && (!told || defectShare(context) > 0.4);
  const means = Math.max(mechanism.value, wroteIt ? WROTE_IT : 0, FED_MEANS * feeds);
  const owner = scoreOwnership(candidate, mechanism.fact, context, reasons, against);
  // a library whose code stands in the trace runs inside of who failed, whoever keeps it
  const ownership = owner === OTHER_REPOSITORY && location.value >= IN_TRACE ? 0.9 : owner;
  let logit = WEIGHTS.base;
  logit += WEIGHTS.mechanism * mechanism.value * (0.4 + 0.6 * candidate.runtimeWeight);
  logit += WEIGHTS.feeds * feeds;
  // being at the scene counts in full only with a means, and with literals alone hardly without
  const scene = candidate.valuesOnly ? 0.25 : 0.5;
  const there =
    place * (candidate.hasDiff ? scene + (1 - scene) * Math.min(1, means / FULL_MEANS) : 0.7);
  logit += WEIGHTS.location * there;
  logit += WEIGHTS.words * words;
  // whoever deployed last is near every failure: that counts with a means, a place or words alone
  const substance = Math.max(mechanism.value, words, there);
  const [little, enough] = SUBSTANCE;
  const held = Math.min(1, Math.max(0, (substance - little) / (enough - little)));
  const when = timing.value + held * (timing.atOnce ?? 0);
  logit += WEIGHTS.timing * (when - 0.85);
  // who begins to ask for more right after its own change was told to
  if (owner === ASKS_MORE) logit += WEIGHTS.asksMore * justBefore(candidate, context);
  if (ownership < 0) logit -= WEIGHTS.foreignService * ownership;
  else logit += WEIGHTS.ownership * (ownership - 0.5);
  if (candidate.runtimeWeight < 0.1) {
    logit += WEIGHTS.noRuntimeFile;
    against.push('touches only tests, docs, styles or tooling, which do not run in production');
  } else if (candidate.inert) {
    logit += WEIGHTS.inert;
    against.push('changes only comments, imports, types, log lines or texts for people');
  } else if (candidate.tolerant) {
    logit += WEIGHTS.tolerant;
    against.push('only makes the code accept more than before');
  }
  if (candidate.commit !== null && isBenignMessage(candidate.message)) {
    logit += candidate.hasDiff ? WEIGHTS.benign * 0.4 : WEIGHTS.benign;
    against.push('its message announces work that is not felt in production');
  }
  if (rewords) {
    logit += WEIGHTS.rewords;
    against.push(
      candidate.hasDiff
        ? 'it only puts failures into other words'
        : 'its message announces other words for a failure, not another behaviour',
    );
  }
  const sole = context.soleSource;
  if (
    sole?.othersFare === true &&
    !`${candidate.changedText}\n${candidate.message}`.includes(sole.name)
  ) {
    logit += WEIGHTS.othersFare;
    against.push(`${sole.text}: the same version serves them`);
    const served = sole.servedMs.filter((ms) => ms >= (candidate.liveMs ?? Infinity)).length;
    if (served >= SERVED) {
      logit += WEIGHTS.served;
      against.push(`${sole.name} itself was served by it ${served} times before`);
    }
  }
  if (told && candidate.valuesOnly && means < 0.2 && words < 0.5) logit += WEIGHTS.noMeans;
  const apart = elsewhere(candidate, context, reached);
  logit += WEIGHTS.elsewhere * apart;
  const stale =
    staleValue(candidate, context) ??
    (candidate.undeployed ? 'no deployment that could have brought it live is known' : null);
  if (stale !== null) {
    logit += WEIGHTS.notLive;
    against.push(stale);
  }
  // where somebody else refuses what is asked, the code that asks is at the scene whoever is to blame
  if (candidate.hasDiff && location.value > 0)
    logit +=
      WEIGHTS.onlyAsks *
      refusedByOthers(context) *
      Math.max(location.value, words) *
      Math.max(0, 1 - means / SURELY);
  if (candidate.handlesOnly && !location.wroteIt) {
    logit += WEIGHTS.onlyHandles * defectShare(context);
    against.push('what it touches runs only once something has failed');
  }
  if (candidate.hasDiff && means < 0.2)
    against.push('its diff shows nothing that would produce this kind of failure');
  // settings, flags, lock files and grants stand in no stack trace, whatever they did
  if (
    location.value === 0 &&
    made === null &&
    candidate.commit !== null &&
    candidate.paths.some((path) => RUNS.has(fileRole(path))) &&
    context.frames.some((each) => each.file !== null)
  )
    against.push('it touches none of the files in the stack trace');
  return {
    candidate,
    mechanism: mechanism.value,
    location: location.value,
    words,
    timing: when,
    ownership: Math.min(1, Math.max(0, ownership)),
    logit,
    reasons,
    against,
    excluded: timing.excluded,
    bestFact: mechanism.fact,
    file: location.file ?? mechanism.fact?.file ?? candidate.paths[0] ?? null,
    line: location.line ?? mechanism.fact?.line ?? null,
  };
}
