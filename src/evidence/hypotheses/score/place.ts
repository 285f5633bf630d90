/** Is the change where it fails, in what is called there, or elsewhere? */
import type { DiffFact, FactKind } from '../../diff/facts.ts';
import { fileRole, RUNTIME_WEIGHT } from '../../diff/file-role.ts';
import { defectShare } from '../alternatives/model.ts';
import { alteredTable } from '../altered-table.ts';
import { namedType } from '../named-type.ts';
import type { Candidate } from '../change-facts.ts';
import type { CodeHistory } from '../code-history.ts';
import { COMMON_NAMES } from '../common-names.ts';
import type { SeenCode } from '../code-seen.ts';
import { chainOf, type Context } from '../context.ts';
import type { WordIndex } from '../word-score.ts';

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
  'reach_changed',
  'retention_changed',
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
export function elsewhere(candidate: Candidate, context: Context, location: number): number {
  if (location >= 0.15 || candidate.config !== null || candidate.paths.length === 0) return 0;
  const mapped = context.frames.some((each) => each.file !== null && each.weight >= 0.6);
  const defect = defectShare(context);
  if (!mapped || defect < 0.6) return 0;
  // what the innermost code calls can't be told where its file is unknown
  const known = context.frames[0]?.file == null ? 0.3 : 1;
  const far = candidate.facts.some((each) => FAR_REACHING.has(each.kind) && each.weight >= 0.45);
  // of what was not read only the place is known
  const read = candidate.hasDiff ? 1 : candidate.paths.every(standsInTraces) ? UNREAD : 0;
  return defect * known * read * (far ? 0.25 : 1);
}

/** What not being at the scene is worth where the diff was not read, of 1. */
const UNREAD = 0.5;
const standsInTraces = (path: string): boolean => {
  const role = fileRole(path);
  return role === 'source' || RUNTIME_WEIGHT[role] < 0.1;
};

/** Location of a change in what the failing code calls. */
const CALLED = 0.5;

const endingOf = (path: string): string => /\.(\w{1,5})$/.exec(path)?.[1]?.toLowerCase() ?? '';
/** What is written in C and its children stands in two files: what is declared, and what is done. */
const NATIVE: ReadonlySet<string> = new Set(
  'c cc cpp cxx h hh hpp hxx inl ipp tpp m mm cu'.split(' '),
);
/** Location of a change in the other half of the failing file. */
const OTHER_HALF = 0.55;

const stem = (path: string): string => baseName(path).replace(/\.\w{1,5}$/, '');
const isOtherHalf = (path: string, name: string): boolean =>
  NATIVE.has(endingOf(path)) &&
  NATIVE.has(endingOf(name)) &&
  endingOf(path) !== endingOf(name) &&
  stem(path) === stem(name);
/** Written in the same language, as far as their endings tell. */
const mayBeKin = (path: string, name: string | null): boolean => {
  const [own, other] = [endingOf(path), endingOf(name ?? '')];
  return own === '' || other === '' || own === other || (NATIVE.has(own) && NATIVE.has(other));
};

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const lastPart = (name: string): string =>
  name
    .split(/[.$#:]/)
    .filter((part) => part !== '')
    .at(-1) ?? name;

export interface Place {
  /** 0–1 */
  readonly value: number;
  readonly file: string | null;
  readonly line: number | null;
  /** It wrote the very line on which the innermost code of the service failed. */
  readonly wroteIt: boolean;
}

/** Being in the same file; where no diff tells functions and lines apart, it is all that can be known. */
const SAME_FILE = 0.45;
const SAME_FILE_UNREAD = 0.6;

/** From this guilt on patches tell who wrote the failing code. */
const TOLD = 1;
/** What a change of the same file is worth where others wrote what fails. */
const BESIDE = 0.6;
/** What a change of the failing file is worth that only says something else of the failure. */
const REWORDED = 0.3;
/** What being at the scene is worth to whoever asks there what was asked before. */
const ASKED_BEFORE = 0.35;
/** Guilt of who wrote the failing line last, with nobody since in its function but a few. */
const WROTE = 1.5;

/** Of the frames' weights, which fall from the innermost on. */
const INNERMOST = 0.9;

export function scoreLocation(
  candidate: Candidate,
  context: Context,
  index: WordIndex,
  seen: SeenCode,
  history: CodeHistory,
  reasons: string[],
): Place {
  let best: Place = { value: 0, file: null, line: null, wroteIt: false };
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
    best = {
      value: ownCommit ? 0.35 : 0.9,
      file: library.file,
      line: library.line,
      wroteIt: false,
    };
    why = `updates ${library.name ?? ''}, whose code is in the stack trace`;
  }
  for (const { frame, file, weight } of context.frames) {
    const name = file ?? frame.file;
    for (const path of candidate.paths) {
      const same =
        file !== null
          ? path === file || path.endsWith(`/${file}`) || file.endsWith(`/${path}`)
          : name !== null && baseName(path) === baseName(name.replaceAll('\\', '/'));
      if (!same) {
        if (name === null || !isOtherHalf(path, name.replaceAll('\\', '/'))) continue;
        const value = OTHER_HALF * weight;
        if (value <= best.value) continue;
        best = { value, file: path, line: null, wroteIt: false };
        why = `changes ${path}, the other half of ${baseName(name)}, which is in the stack trace`;
        continue;
      }
      const functions = candidate.functions.get(path) ?? [];
      const fn = frame.function === null ? null : lastPart(frame.function);
      const inFunction =
        fn !== null && functions.some((each) => each === fn || each === lastPart(fn));
      const near = nearestLine(candidate, path, frame.line);
      const closeness = near === null ? 0 : Math.exp(-near / 12);
      // a file that every other change touches tells none of them apart; a new file was born there
      const crowd = Math.max(0, (index.paths.get(path) ?? 1) - 1);
      const rare = 1 / (1 + 0.12 * crowd);
      const fresh = candidate.freshFiles.has(path)
        ? 0.6
        : candidate.reworded.has(path)
          ? REWORDED
          : 1;
      const value =
        weight *
        fresh *
        Math.min(
          1,
          (candidate.hasDiff ? SAME_FILE : SAME_FILE_UNREAD) * rare +
            (inFunction ? 0.35 : 0) +
            0.3 * closeness,
        );
      if (value > best.value) {
        const wroteIt =
          weight >= INNERMOST &&
          frame.line !== null &&
          fresh === 1 &&
          candidate.written.get(path)?.has(frame.line) === true;
        best = { value, file: path, line: frame.line, wroteIt };
        why = wroteIt
          ? `wrote line ${frame.line} of ${path}, on which it fails`
          : inFunction
            ? `changes ${fn}() in ${path}, which is in the stack trace`
            : closeness > 0.3
              ? `changes ${path} next to line ${frame.line}, where the trace points`
              : `changes ${path}, which is in the stack trace`;
      }
    }
  }
  const own = history.of(candidate);
  if (history.cleared(candidate) !== null)
    best = { ...best, value: best.value * ASKED_BEFORE, wroteIt: false };
  if (best.value > 0 && history.most >= TOLD) {
    // others wrote what fails: having touched the same file says less
    const share = Math.min(1, (own?.guilt ?? 0) / history.most);
    best = { ...best, value: best.value * (BESIDE + (1 - BESIDE) * Math.sqrt(share)) };
  }
  if (own !== null) {
    // frames that hardly tell of this incident lead hardly anywhere
    const value = Math.min(1, 0.3 + 0.2 * own.guilt) * Math.min(1, context.frames[0]?.weight ?? 1);
    if (value > best.value) {
      const { region, failingLine } = own.touch;
      best = { value, file: region.file, line: region.line, wroteIt: best.wroteIt };
      why = failingLine
        ? `wrote line ${region.line ?? ''} of ${region.file}, on which it fails`
        : `changed ${region.name === '' ? 'the lines' : `${region.name}()`} in ${region.file}, where it fails`;
    }
    if (own.touch.failingLine && !own.touch.born && own.guilt >= WROTE)
      best = { ...best, wroteIt: true };
  }
  if (best.wroteIt && !shows(candidate, best, context)) {
    best = { ...best, wroteIt: false };
    why = `changes ${best.file ?? ''}, which is in the stack trace`;
  }
  // a wrong value is made elsewhere than it is tripped over
  const reach = best.value < CALLED ? seen.reach(candidate) : null;
  if (reach !== null && CALLED * reach.value > best.value) {
    best = { value: CALLED * reach.value, file: reach.path, line: null, wroteIt: false };
    why = `changes ${reach.name}() in ${reach.path}, which the failing code calls`;
  }
  const type = best.value < CALLED ? namedType(candidate, context) : null;
  if (type !== null) {
    best = { value: CALLED, file: type, line: null, wroteIt: false };
    why = `changes ${type}, whose type the failure names`;
  }
  const table = best.value < CALLED ? alteredTable(candidate, context) : null;
  if (table !== null) {
    best = { value: CALLED, file: candidate.paths[0] ?? null, line: null, wroteIt: false };
    why = `alters ${table}, which the failing queries are about`;
  }
  if (best.value > 0) {
    reasons.push(why);
    return best;
  }
  // without a mapped frame: the failing function's name in the hunks
  for (const { frame, file, weight } of context.frames) {
    if (frame.function === null) continue;
    const fn = lastPart(frame.function);
    if (fn.length < 4 || COMMON_NAMES.has(fn)) continue;
    for (const [path, functions] of candidate.functions) {
      if (!functions.includes(fn) || !mayBeKin(path, file ?? frame.file)) continue;
      const value = 0.5 * weight;
      if (value > best.value) {
        best = { value, file: path, line: null, wroteIt: false };
        why = `changes a function named ${fn}, as in the stack trace`;
      }
    }
  }
  if (best.value > 0) reasons.push(why);
  return best;
}

/**
 * False where the trace quotes the source of the line, and the change wrote no such line: the
 * numbers are of another version of the file.
 */
function shows(candidate: Candidate, place: Place, { frames, observations }: Context): boolean {
  const found = frames.find(({ frame, file }) => file === place.file && frame.line === place.line);
  if (found === undefined) return true;
  const ids = new Set(found.fault.ids);
  const apart = observations.logs.find(({ id, stack }) => stack !== undefined && ids.has(id));
  const lines = `${found.fault.sample}\n${apart?.stack ?? ''}`.split('\n');
  const at = lines.findIndex((line) => line.trim() === found.frame.raw.trim());
  if (at === -1 || !/^\s*File "/.test(lines[at] ?? '')) return true;
  const source = lines[at + 1]?.trim() ?? '';
  return source === '' || source.startsWith('File "') || candidate.changedText.includes(source);
}

const RUNTIMES =
  /^(?:node(?:js)?|python\d?|pypy|ruby|java|openjdk|temurin|corretto|golang|rust|dotnet|deno|perl|alpine|debian|ubuntu|nginx)$/;

/** A library that the change moved to another version and that frames of the failure run in. */
export function updatedLibrary(candidate: Candidate, context: Context): DiffFact | null {
  for (const fact of candidate.facts) {
    if (fact.kind !== 'dependency_version' || fact.name === null || fact.weight < 0.3) continue;
    const name = (fact.name.split(/[:/]/).at(-1) ?? fact.name).toLowerCase();
    // every frame runs in the runtime: its name in a path says nothing
    if (name.length < 4 || RUNTIMES.test(name)) continue;
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
