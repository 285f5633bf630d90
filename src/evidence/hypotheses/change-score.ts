/** How strongly one change explains the failure: mechanism, place, words, timing, ownership. */
import type { DiffFact, FactKind } from '../diff/facts.ts';
import type { ConfigChange } from '../../domain/observation.ts';
import type { FaultKind } from '../faults/fault-kinds.ts';
import { subwords } from '../text/tokens.ts';
import { MINUTE_MS, HOUR_MS, DAY_MS } from '../../domain/time.ts';
import { chainOf, type Context } from './context.ts';
import { isBenignMessage, isRewording, type Candidate } from './change-facts.ts';
import type { SeenCode } from './code-seen.ts';
import { defectShare } from './alternatives/model.ts';
import { asksMore } from '../signals/demand.ts';
import { fit } from './mechanism.ts';
import { describeMove, type MetricMove } from '../signals/metric-moves.ts';
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
export const WEIGHTS = {
  base: -2.2,
  mechanism: 3,
  location: 3.4,
  words: 2.6,
  timing: 4,
  ownership: 0.9,
  foreignService: -1.6,
  benign: -2.5,
  inert: -3,
  tolerant: -1.5,
  notLive: -3,
  elsewhere: -1.2,
  rewords: -0.8,
  othersFare: -1,
  noRuntimeFile: -4,
  nothingFits: -0.7,
} as const;

export function scoreChange(
  candidate: Candidate,
  context: Context,
  index: WordIndex,
  seen: SeenCode,
): ChangeScore {
  const reasons: string[] = [];
  const against: string[] = [];
  const mechanism = scoreMechanism(candidate, context, reasons);
  const location = scoreLocation(candidate, context, index, seen, reasons);
  const words = scoreWords(candidate, context, index, reasons);
  const timing = scoreTiming(candidate, context, reasons, against);
  // a switch may do anything, but seldom what nothing in its name speaks of
  if (candidate.config?.kind === 'feature_flag')
    mechanism.value *= 0.45 + 0.55 * Math.min(1, words / 0.5);
  // a price or a limit makes no reference null
  const rewords = !candidate.hasDiff && isRewording(candidate.message);
  const place =
    location.value *
    (candidate.valuesOnly && mechanism.value < 0.35 ? 0.4 : 1) *
    (rewords ? 0.35 : 1);
  const ownership = scoreOwnership(candidate, mechanism.fact, context, reasons, against);
  let logit = WEIGHTS.base;
  logit += WEIGHTS.mechanism * mechanism.value * (0.4 + 0.6 * candidate.runtimeWeight);
  // being at the scene counts in full only with a means
  logit +=
    WEIGHTS.location *
    place *
    (candidate.hasDiff ? 0.25 + 0.75 * Math.min(1, mechanism.value / 0.4) : 0.7);
  logit += WEIGHTS.words * words;
  logit += WEIGHTS.timing * (timing.value - 0.85);
  if (ownership < 0) logit += WEIGHTS.foreignService;
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
    against.push('its message announces other words for a failure, not another behaviour');
  }
  const sole = context.soleSource;
  if (
    sole?.othersFare === true &&
    !`${candidate.changedText}\n${candidate.message}`.includes(sole.name)
  ) {
    logit += WEIGHTS.othersFare;
    against.push(`${sole.text}: the same version serves them`);
  }
  const apart = elsewhere(candidate, context, location.value);
  logit += WEIGHTS.elsewhere * apart;
  const stale =
    staleValue(candidate, context) ??
    (candidate.undeployed ? 'no deployment that could have brought it live is known' : null);
  if (stale !== null) {
    logit += WEIGHTS.notLive;
    against.push(stale);
  }
  if (candidate.hasDiff && mechanism.value < 0.2)
    against.push('its diff shows nothing that would produce this kind of failure');
  if (location.value === 0 && context.frames.some((each) => each.file !== null))
    against.push('it touches none of the files in the stack trace');
  return {
    candidate,
    mechanism: mechanism.value,
    location: location.value,
    words,
    timing: timing.value,
    ownership: Math.max(0, ownership),
    logit,
    reasons,
    against,
    excluded: timing.excluded,
    bestFact: mechanism.fact,
    file: location.file ?? mechanism.fact?.file ?? candidate.paths[0] ?? null,
    line: location.line ?? mechanism.fact?.line ?? null,
  };
}

function scoreMechanism(
  candidate: Candidate,
  context: Context,
  reasons: string[],
): { value: number; fact: DiffFact | null } {
  let best = 0;
  let fact: DiffFact | null = null;
  let kind: FaultKind | null = null;
  const { kinds } = context;
  // a library that none of the failing frames runs in has to share the blame with the code that does
  const bystander =
    context.frames.length > 0 && updatedLibrary(candidate, context) === null ? 0.5 : 1;
  /** How well the change explains each kind of failure that was seen. */
  const explained: number[] = [];
  for (const [fault, weight] of kinds) {
    let own = 0;
    for (const each of candidate.facts) {
      const fits =
        weight *
        fit(fault, each.kind, each.direction) *
        each.weight *
        (each.kind === 'dependency_version' && fault !== 'missing_code' && fault !== 'crash_loop'
          ? bystander
          : 1);
      if (fits > own) own = fits;
      if (fits > best) {
        best = fits;
        fact = each;
        kind = fault;
      }
    }
    if (own > 0) explained.push(own);
  }
  explained.sort((a, b) => b - a);
  // a rewrite holds every kind of fact somewhere: many facts make each of them less telling
  const dilution = 1 / (1 + 0.1 * Math.log2(1 + Math.max(0, candidate.facts.length - 8)));
  const [first = 0, second = 0, third = 0] = explained;
  const value = Math.min(1, (first + 0.25 * second + 0.12 * third) * dilution);
  if (fact !== null && kind !== null && value >= 0.25) {
    reasons.push(`${fact.summary}: such a change can produce ${kind.replaceAll('_', ' ')}`);
  }
  return { value, fact };
}

/** Facts that reach code which they do not touch: through data, settings, tables, other systems. */
const FAR_REACHING: ReadonlySet<FactKind> = new Set<FactKind>([
  'config_removed',
  'config_changed',
  'config_required',
  'schema_changed',
  'dependency_version',
  'serialisation_changed',
  'flag_changed',
  'cache_changed',
  'endpoint_changed',
  'credential_setting',
  'wiring_changed',
  'locking_removed',
  'concurrency_added',
  'null_returned',
]);

/**
 * 0–1: the program's own logic fails in files that are known, and the change touches neither them nor
 * what they call, nor anything that works at a distance.
 */
function elsewhere(candidate: Candidate, context: Context, location: number): number {
  if (location >= 0.15 || !candidate.hasDiff || candidate.config !== null) return 0;
  const mapped = context.frames.some((each) => each.file !== null && each.weight >= 0.6);
  const defect = defectShare(context);
  if (!mapped || defect < 0.6) return 0;
  // what the innermost code calls can't be told where its file is unknown
  const known = context.frames[0]?.file == null ? 0.3 : 1;
  const far = candidate.facts.some((each) => FAR_REACHING.has(each.kind) && each.weight >= 0.45);
  return defect * known * (far ? 0.25 : 1);
}

/** Location of a change in what the failing code calls. */
const CALLED = 0.5;

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const lastPart = (name: string): string =>
  name
    .split(/[.$#:]/)
    .filter((part) => part !== '')
    .at(-1) ?? name;

function scoreLocation(
  candidate: Candidate,
  context: Context,
  index: WordIndex,
  seen: SeenCode,
  reasons: string[],
): { value: number; file: string | null; line: number | null } {
  let best = { value: 0, file: null as string | null, line: null as number | null };
  let why = '';
  const library = updatedLibrary(candidate, context);
  if (library !== null) {
    // where the library's own commit is known, that one did it and the new version let it in
    const ownCommit = context.frames.some(
      ({ frame, file }) =>
        frame.origin === 'library' &&
        file !== null &&
        (index.paths.get(file) ?? 0) > 0 &&
        !candidate.paths.includes(file),
    );
    best = { value: ownCommit ? 0.35 : 0.9, file: library.file, line: library.line };
    why = `updates ${library.name ?? ''}, whose code is in the stack trace`;
  }
  for (const { frame, file, weight } of context.frames) {
    const name = file ?? frame.file;
    for (const path of candidate.paths) {
      const same =
        file !== null
          ? path === file || path.endsWith(`/${file}`) || file.endsWith(`/${path}`)
          : name !== null && baseName(path) === baseName(name.replaceAll('\\', '/'));
      if (!same) continue;
      const functions = candidate.functions.get(path) ?? [];
      const fn = frame.function === null ? null : lastPart(frame.function);
      const inFunction =
        fn !== null && functions.some((each) => each === fn || each === lastPart(fn));
      const near = nearestLine(candidate, path, frame.line);
      const closeness = near === null ? 0 : Math.exp(-near / 12);
      // a file that every other change touches tells none of them apart; a new file was born there
      const crowd = Math.max(0, (index.paths.get(path) ?? 1) - 1);
      const rare = 1 / (1 + 0.12 * crowd);
      const fresh = candidate.freshFiles.has(path) ? 0.6 : 1;
      const value =
        weight * fresh * Math.min(1, 0.45 * rare + (inFunction ? 0.35 : 0) + 0.3 * closeness);
      if (value > best.value) {
        best = { value, file: path, line: frame.line };
        why = inFunction
          ? `changes ${fn}() in ${path}, which is in the stack trace`
          : closeness > 0.3
            ? `changes ${path} next to line ${frame.line}, where the trace points`
            : `changes ${path}, which is in the stack trace`;
      }
    }
  }
  // a wrong value is made elsewhere than it is tripped over
  const reach = best.value < CALLED ? seen.reach(candidate) : null;
  if (reach !== null && CALLED * reach.value > best.value) {
    best = { value: CALLED * reach.value, file: reach.path, line: null };
    why = `changes ${reach.name}() in ${reach.path}, which the failing code calls`;
  }
  if (best.value > 0) {
    reasons.push(why);
    return best;
  }
  // without a mapped frame: the failing function's name in the hunks
  for (const { frame, weight } of context.frames) {
    if (frame.function === null) continue;
    const fn = lastPart(frame.function);
    if (fn.length < 4) continue;
    for (const [path, functions] of candidate.functions) {
      if (!functions.includes(fn)) continue;
      const value = 0.5 * weight;
      if (value > best.value) {
        best = { value, file: path, line: null };
        why = `changes a function named ${fn}, as in the stack trace`;
      }
    }
  }
  if (best.value > 0) reasons.push(why);
  return best;
}

/** A library that the change moved to another version and that frames of the failure run in. */
function updatedLibrary(candidate: Candidate, context: Context): DiffFact | null {
  for (const fact of candidate.facts) {
    if (fact.kind !== 'dependency_version' || fact.name === null || fact.weight < 0.3) continue;
    const name = (fact.name.split(/[:/]/).at(-1) ?? fact.name).toLowerCase();
    if (name.length < 4) continue;
    const spellings = [name, name.replaceAll('-', '_'), name.replaceAll('-', '.')];
    for (const { fault, weight } of context.faults) {
      if (weight < 0.3) continue;
      const hit = fault.traces
        .flatMap((trace) => chainOf(trace))
        .some((each) =>
          each.frames.slice(0, 8).some((frame) => {
            const raw = frame.raw.toLowerCase();
            return spellings.some((spelling) => raw.includes(spelling));
          }),
        );
      if (hit) return fact;
    }
  }
  return null;
}

function nearestLine(candidate: Candidate, path: string, line: number | null): number | null {
  if (line === null) return null;
  let best: number | null = null;
  for (const fact of candidate.facts) {
    if (fact.file !== path || fact.line === null) continue;
    const distance = Math.abs(fact.line - line);
    if (best === null || distance < best) best = distance;
  }
  return best;
}

function scoreTiming(
  candidate: Candidate,
  context: Context,
  reasons: string[],
  against: string[],
): { value: number; excluded: string | null } {
  const onset = context.onset;
  if (onset === null || candidate.liveMs === null) return { value: 0.85, excluded: null };
  const gap = onset.atMs - candidate.liveMs;
  const turn = turnOf(context);
  if (turn !== null && candidate.config === null) {
    const before = turn.change.atMs - candidate.liveMs;
    // the knee of a climb over days is told to an hour at best
    const blur = TURN_BLUR_MS + 0.02 * (onset.atMs - turn.change.atMs);
    if (before >= -blur && before <= TURN_NEAR_MS + blur) {
      reasons.push(`${describeMove(turn)}, right when it went live`);
      return { value: ALIGNED, excluded: null };
    }
    if (before < -blur && gap >= 0) {
      against.push(`went live after ${turn.series.metric} had begun to climb`);
      return { value: 0.3, excluded: null };
    }
  }
  // an onset read from an alert or coarse bins may be late, never early by this much
  const slack =
    onset.source === 'alert'
      ? 0
      : Math.min(10 * MINUTE_MS, Math.max(2 * MINUTE_MS, onset.blurMs ?? 0));
  if (gap < -slack) {
    const when = new Date(candidate.liveMs).toISOString();
    const what =
      candidate.config !== null
        ? 'it was made'
        : candidate.deployment === null
          ? 'it was committed'
          : 'it was deployed';
    return {
      value: 0,
      excluded: `${what} at ${when}, after the onset at ${new Date(onset.atMs).toISOString()}`,
    };
  }
  if (gap <= 30 * MINUTE_MS) {
    reasons.push(
      `${candidate.config !== null ? 'made' : candidate.deployment === null ? 'committed' : 'went live'} ${Math.max(0, Math.round(gap / MINUTE_MS))} min before the onset`,
    );
  } else if (gap > 3 * DAY_MS) {
    against.push(
      `${candidate.config !== null ? 'made' : 'live'} ${Math.round(gap / DAY_MS)} days before the onset`,
    );
  }
  // a switch acts at once and is seldom thrown: failures that begin with it are hardly a coincidence
  if (candidate.config !== null && gap <= SWITCHED_WITHIN_MS && onset.source !== 'alert')
    return { value: SWITCHED, excluded: null };
  return {
    value:
      candidate.config === null
        ? delayPrior(gap, slowShare(context))
        : switchPrior(gap, candidate.config.kind),
    excluded: null,
  };
}

const LAST_NUMBER = /(?<![\w.])(\d[\d_]*(?:\.\d+)?)(?![\w.]*\d)/;

/** Logs of the failure that still show the value from before the change: it never went live. */
function staleValue(candidate: Candidate, context: Context): string | null {
  for (const fact of candidate.facts) {
    if (fact.direction !== 'up' && fact.direction !== 'down') continue;
    const before = LAST_NUMBER.exec(fact.before ?? '')?.[1]?.replaceAll('_', '');
    const after = LAST_NUMBER.exec(fact.after ?? '')?.[1]?.replaceAll('_', '');
    const name = fact.name?.split(/[.\s]/).at(-1) ?? '';
    const words = subwords(name).filter((word) => word.length >= 5);
    if (before === undefined || after === undefined || before === after || words.length === 0)
      continue;
    for (const { fault, weight } of context.faults) {
      if (weight < 0.4 || fault.source === 'alert') continue;
      for (const word of words) {
        const shown = new RegExp(`\\b${word}\\b[^\\d\\n]{0,12}(\\d+)`, 'i').exec(fault.sample)?.[1];
        if (shown === before)
          return `the failures still show ${name} ${before}: its ${after} is not in use`;
      }
    }
  }
  return null;
}

const SWITCHED_WITHIN_MS = MINUTE_MS;
/** Beyond the scale of {@link delayPrior}, whose 1 a deployment half an hour ago nearly has too. */
const SWITCHED = 1.6;

/** Kinds of failure that build up: a change may have been live for days before they are felt. */
const BUILDING_UP = [
  'memory',
  'disk',
  'file_descriptors',
  'threads',
  'concurrency',
  'deadlock',
] as const;

const slowShare = ({ kinds }: Context): number =>
  Math.max(0, ...BUILDING_UP.map((kind) => kinds.get(kind) ?? 0));

/** What fills up, in the metrics of whoever failed first. */
const FILLING: ReadonlySet<string> = new Set(['memory', 'disk', 'threads', 'connections', 'gc']);
/** A climb's beginning can be told no closer than this. */
const TURN_BLUR_MS = 10 * MINUTE_MS;
const TURN_NEAR_MS = 30 * MINUTE_MS;
/** Beyond the scale of {@link delayPrior}: such a coincidence is rarer than a deployment before an onset. */
const ALIGNED = 1.15;

/** Where something began to fill up long before it was felt: that moment counts, not the failure's. */
function turnOf({ moves, firstFailing, onset }: Context): MetricMove | null {
  if (onset === null) return null;
  let best: MetricMove | null = null;
  for (const move of moves) {
    if (!FILLING.has(move.kind) || !move.harmful || move.change.shape !== 'ramp') continue;
    if (move.series.service !== null && move.series.service !== firstFailing) continue;
    if (onset.atMs - move.change.atMs < 30 * MINUTE_MS || move.change.score < 8) continue;
    if ((move.change.ratio ?? 2) < 1.3) continue;
    if (best === null || move.change.score > best.change.score) best = move;
  }
  return best;
}

/**
 * How usual it is that a change breaks something only after so long, at most 1: minutes and hours are
 * normal; days speak against what fails at every call, less against what has to fill up or to meet.
 *
 * @param slow - 0–1: how far the failure is of a kind that builds up
 */
export function delayPrior(gapMs: number, slow = 0): number {
  const steps: readonly (readonly [number, number, number])[] = [
    [0, 1, 1],
    [30 * MINUTE_MS, 0.97, 0.97],
    [2 * HOUR_MS, 0.9, 0.92],
    [6 * HOUR_MS, 0.8, 0.86],
    [DAY_MS, 0.66, 0.76],
    [3 * DAY_MS, 0.45, 0.66],
    [7 * DAY_MS, 0.22, 0.45],
    [14 * DAY_MS, 0.05, 0.2],
    [30 * DAY_MS, -0.15, 0],
  ];
  const gap = Math.max(0, gapMs);
  const level = (step: readonly [number, number, number] | undefined): number =>
    step === undefined ? -0.15 : step[1] + (step[2] - step[1]) * slow;
  for (let at = 1; at < steps.length; at += 1) {
    const [from] = steps[at - 1] ?? [0];
    const [to] = steps[at] ?? [0];
    if (gap > to) continue;
    const high = level(steps[at - 1]);
    return high + ((level(steps[at]) - high) * (gap - from)) / (to - from);
  }
  return level(steps.at(-1));
}

/**
 * The same for switches and settings, which act without a deployment: a flag that was thrown hours
 * ago has been used thousands of times since; a limit may still wait for the next peak.
 */
function switchPrior(gapMs: number, kind: ConfigChange['kind']): number {
  const usual = delayPrior(gapMs, 1);
  if (kind === 'secret' || gapMs <= 5 * MINUTE_MS) return usual;
  const stale = Math.min(1, Math.log(gapMs / (5 * MINUTE_MS)) / Math.log(36));
  return usual - (kind === 'feature_flag' ? 0.5 : 0.3) * stale;
}

/** What a caller's change does to the one that it calls: more calls, larger ones, other contents. */
const FELT_BY_CALLEES: ReadonlySet<FactKind> = new Set<FactKind>([
  'query_in_loop',
  'remote_call_added',
  'retry_changed',
  'interval_changed',
  'concurrency_added',
  'concurrency_setting',
  'batch_size_changed',
  'cache_changed',
  'limit_changed',
  'timeout_changed',
  'serialisation_changed',
  'schema_changed',
  'encoding_changed',
  'name_swapped',
  'endpoint_changed',
  'auth_changed',
  'loop_changed',
]);

/** 1 for the service that failed first, less for its dependencies, negative for a stranger. */
function scoreOwnership(
  candidate: Candidate,
  fact: DiffFact | null,
  context: Context,
  reasons: string[],
  against: string[],
): number {
  const names = [candidate.service, candidate.commit?.repository ?? null].filter(
    (each) => each !== null,
  );
  const first = context.firstFailing;
  if (names.length === 0 || first === null) return 0.5;
  const same = (a: string, b: string): boolean =>
    a === b || a.endsWith(`/${b}`) || b.endsWith(`/${a}`);
  if (names.some((each) => same(each, first))) {
    reasons.push(`belongs to ${first}, which failed first`);
    return 1;
  }
  const alerted = context.observations.service;
  const dependencies = context.topology.dependencies(first);
  if (names.some((each) => dependencies.has(each))) return 0.7;
  if (alerted !== null && names.some((each) => same(each, alerted))) return 0.5;
  const caller = names.find((each) => context.topology.callers(first).has(each));
  if (caller !== undefined && asksMore(caller, context)) {
    reasons.push(`${caller} asks more of ${first} than before, at as many requests of its own`);
    return 0.9;
  }
  // who calls may ask for more than the callee can bear, or send what it can't read
  if (
    fact !== null &&
    FELT_BY_CALLEES.has(fact.kind) &&
    names.some((each) => context.topology.dependents(first).has(each))
  ) {
    reasons.push(`belongs to ${names[0]}, which calls ${first}`);
    return 0.6;
  }
  if (
    names.some((each) => context.topology.services.has(each)) &&
    context.topology.services.size > 1
  ) {
    against.push(`belongs to ${names[0]}, which ${first} does not depend on`);
    return -1;
  }
  // a repository of another name may be a shared library
  return 0.45;
}
