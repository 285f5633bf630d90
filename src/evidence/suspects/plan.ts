/** From a failure to the files and functions whose history is worth reading. */
import type { PathRule } from '../../domain/service.ts';
import {
  indexRepository,
  mapFrameToFile,
  type RepositoryIndex,
} from '../frame-mapping/map-frame.ts';
import { isTestPath } from '../stack-trace/classify.ts';
import { fileRole } from '../diff/file-role.ts';
import { stem, subwords } from '../text/tokens.ts';
import { readFailure, type Failure } from './failure.ts';
import { functionAt, functionsIn, type FunctionSpan } from './functions-in.ts';
import {
  createQuery,
  namesIn,
  relevantFunctions,
  type FunctionText,
  type Query,
} from './relevance.ts';
import { PLAN_WEIGHTS, type PlanWeights } from './weights.ts';
import { definitionsOf, usesIn, type Use } from './uses.ts';

/** A stretch of lines of a file at the revision, with how strongly the failure points at it. */
export interface Region {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly weight: number;
  readonly name: string;
  /** The line that the trace names, when it names one inside. */
  readonly line: number | null;
  /** True when that line only reports the failure (`throw`, an assertion): it was decided around it. */
  readonly reports?: boolean;
  /** True for a whole file: its changes are suspect for lack of anything closer. */
  readonly whole?: boolean;
  readonly why: string;
}

export interface SuspectPlan {
  readonly failure: Failure;
  /** Files by how strongly the failure points at them (0–1), without regard to lines. */
  readonly files: ReadonlyMap<string, number>;
  readonly regions: readonly Region[];
  /** Paths whose text at the revision would make the plan better: read them and plan again. */
  readonly missing: readonly string[];
  /** Paths whose patches to read, most telling first. */
  readonly patchPaths: readonly string[];
  /** The failure's words by how much each counts, for comparing them with changed lines. */
  readonly query: Query;
}

export interface PlanInput {
  /** What the failing run printed. */
  readonly traceText: string;
  /** All paths at the revision. */
  readonly files: readonly string[];
  readonly pathRules?: readonly PathRule[];
  /** Texts read so far, by path; null for a path that can't be read. */
  readonly contents: ReadonlyMap<string, string | null>;
  /** For fitting and for tests. @defaultValue {@link PLAN_WEIGHTS} */
  readonly weights?: PlanWeights;
}

const MAX_CONTENTS = 40;
const MAX_PATCH_PATHS = 24;
const MAX_REGIONS = 120;
/** Functions of more lines than this are looked at in stretches. */
const LONG = 60;
/** Lines to either side of a frame's line that are looked at in a long function. */
const WINDOW = 15;
/** Lines of one stretch of a long function, where words are looked for. */
const STRETCH = 30;
/** Functions of fewer lines than this only hand over to others. */
const WRAPPER = 5;
/** A function of so many lines has as good a chance to hold a fault as any. */
const USUAL_SIZE = 15;

/**
 * Plans which histories to read. Call it with no contents, read the `missing` paths, call it again
 * with them, until nothing is missing (three rounds at most: the trace's files, then what the test
 * calls, then what that calls).
 */
export function planSuspects(input: PlanInput): SuspectPlan {
  const index = indexRepository(input.files);
  const failure = readFailure(
    input.traceText,
    { inRepository: (file) => index.has(file) },
    (file) => index.named(file.slice(file.lastIndexOf('/') + 1)).length > 0,
  );
  const draft: Draft = {
    files: new Map(),
    regions: new Map(),
    missing: new Set(),
    texts: new Map(),
    input,
    index,
    failure,
    testText: [],
    weights: input.weights ?? PLAN_WEIGHTS,
  };
  const app = fromFrames(draft);
  // without frames of the application the test has to tell what it tests
  const strength = app > 0 && !failure.inTest ? 0.35 : 1;
  fromTests(draft, strength);
  if (draft.files.size === 0) fromPaths(draft);
  fromImports(draft);
  fromWords(draft, strength);
  fromCallees(draft);
  fromFiles(draft);
  const regions = [...draft.regions.values()]
    .map((region) => ({ ...region, weight: region.weight * roomFor(region, draft.weights) }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MAX_REGIONS);
  const patchPaths = [...draft.files]
    .filter(([path]) => !isTestPath(path))
    .sort((a, b) => b[1] - a[1])
    .slice(0, MAX_PATCH_PATHS)
    .map(([path]) => path);
  const room = Math.max(0, MAX_CONTENTS - input.contents.size);
  const missing = [...draft.missing].filter((path) => !input.contents.has(path)).slice(0, room);
  return { failure, files: draft.files, regions, missing, patchPaths, query: queryOf(draft) };
}

/** The fewer lines, the less room for a fault; where the trace names the line there is no doubt. */
function roomFor(region: Region, weights: PlanWeights): number {
  if (region.line !== null || region.whole === true) return 1;
  const size = Math.min(USUAL_SIZE, region.end - region.start + 1);
  return 1 - weights.small * (1 - Math.log2(1 + size) / Math.log2(1 + USUAL_SIZE));
}

interface Draft {
  readonly files: Map<string, number>;
  readonly regions: Map<string, Region>;
  readonly missing: Set<string>;
  readonly texts: Map<string, { lines: string[]; spans: FunctionSpan[] } | null>;
  readonly input: PlanInput;
  readonly index: RepositoryIndex;
  readonly failure: Failure;
  /** What the failing tests say, in code. */
  readonly testText: string[];
  readonly weights: PlanWeights;
}

function textOf(draft: Draft, path: string): { lines: string[]; spans: FunctionSpan[] } | null {
  const known = draft.texts.get(path);
  if (known !== undefined) return known;
  const text = draft.input.contents.get(path);
  if (text === undefined) draft.missing.add(path);
  const made =
    text === undefined || text === null
      ? null
      : { lines: text.split('\n'), spans: functionsIn(text, path) };
  if (text !== undefined) draft.texts.set(path, made);
  return made;
}

function point(draft: Draft, path: string, weight: number): void {
  draft.files.set(path, Math.max(draft.files.get(path) ?? 0, weight));
}

function addRegion(draft: Draft, region: Region): void {
  const key = `${region.file}\n${region.start}\n${region.end}`;
  const known = draft.regions.get(key);
  if (known !== undefined && known.weight >= region.weight) {
    if (known.line === null && region.line !== null)
      draft.regions.set(key, { ...known, line: region.line, reports: region.reports === true });
    return;
  }
  const from = region.line === null ? known : region;
  draft.regions.set(key, {
    ...region,
    line: from?.line ?? null,
    reports: from?.reports === true,
  });
}

/** A line that only reports the failure is not where it was made. */
const THROWS =
  /\bnew [\w.$]*(?:Error|Exception)\(|^\s*(?:throw|raise|panic\(|assert\b|abort\(|return(?: [\w.]{1,60})?;?\s*$)/;

/** Regions of the trace's own frames. Returns how many frames of the application were found. */
function fromFrames(draft: Draft): number {
  let app = 0;
  const rules = draft.input.pathRules ?? [];
  for (const { frame, depth, link } of draft.failure.frames) {
    const mapped = mapFrameToFile(frame, draft.index, rules);
    if (mapped.file === null) continue;
    const path = mapped.file;
    if (isTestPath(path)) {
      textOf(draft, path);
      continue;
    }
    app += 1;
    if (app > 30) break;
    const weight =
      draft.weights.frameDecay ** Math.min(depth, 14) *
      0.85 ** link *
      mapped.confidence *
      (draft.failure.inTest ? draft.weights.ledThere : 1);
    point(draft, path, weight);
    const text = textOf(draft, path);
    if (text === null) continue;
    const name = frame.function?.split(/[.$]/).at(-1) ?? '';
    const around = frame.line === null ? null : functionAt(text.spans, frame.line);
    const span = around ?? text.spans.find((each) => each.name === name) ?? null;
    if (span === null) {
      if (frame.line !== null)
        addRegion(draft, {
          file: path,
          start: Math.max(1, frame.line - 3),
          end: frame.line + 3,
          weight: 0.8 * weight,
          name,
          line: frame.line,
          why: `the trace points at line ${frame.line}`,
        });
      continue;
    }
    const { line } = frame;
    const reports = frame.line !== null && THROWS.test(text.lines[frame.line - 1] ?? '');
    const why = `${span.name}() is in the stack trace`;
    // most of a long function has nothing to do with the line at which it failed
    const long = frame.line !== null && around !== null && span.end - span.start >= LONG;
    addRegion(draft, {
      file: path,
      start: span.start,
      end: span.end,
      weight: long ? draft.weights.restOfLong * weight : weight,
      name: span.name,
      line: long ? null : line,
      reports,
      why,
    });
    if (long && frame.line !== null)
      addRegion(draft, {
        file: path,
        start: Math.max(span.start, frame.line - WINDOW),
        end: Math.min(span.end, frame.line + WINDOW),
        weight,
        name: span.name,
        line,
        reports,
        why,
      });
    // what the failing line calls returned the wrong thing, or was handed it
    if (frame.line !== null && depth < 4)
      callsOn(
        draft,
        path,
        text,
        frame.line,
        frame.line,
        0.5 * weight,
        `called where the trace fails`,
      );
  }
  return app;
}

/** Adds regions for functions that the given lines use and the known files define. */
function callsOn(
  draft: Draft,
  path: string,
  text: { lines: string[] },
  from: number,
  to: number,
  weight: number,
  why: string,
): void {
  const body = text.lines
    .slice(from - 1, to)
    .join('\n')
    .slice(0, 20_000);
  const uses = usesIn(body);
  const paths = new Set([path]);
  for (const use of uses) {
    if (use.owner === null || !/^[A-Z]/.test(use.owner)) continue;
    for (const file of filesOfType(draft, use.owner)) {
      point(draft, file, 0.6 * weight);
      paths.add(file);
    }
  }
  for (const each of draft.files.keys()) paths.add(each);
  defineIn(draft, uses, [...paths], weight, why);
}

function defineIn(
  draft: Draft,
  uses: readonly Use[],
  paths: readonly string[],
  weight: number,
  why: string,
): void {
  for (const path of new Set(paths)) {
    if (isTestPath(path)) continue;
    const text = textOf(draft, path);
    if (text === null) continue;
    for (const { span, share } of definitionsOf(uses, text.spans, path)) {
      const value = weight * share;
      if (value < 0.02) continue;
      point(draft, path, value);
      addRegion(draft, {
        file: path,
        start: span.start,
        end: span.end,
        weight: value,
        name: span.name,
        line: null,
        why: `${span.name}() is ${why}`,
      });
    }
  }
}

function filesOfType(draft: Draft, type: string): string[] {
  const out: string[] = [];
  for (const ext of ['java', 'kt', 'scala', 'cs', 'php', 'ts', 'js', 'py', 'swift', 'groovy']) {
    for (const path of draft.index.named(`${type}.${ext}`)) if (!isTestPath(path)) out.push(path);
  }
  for (const name of [snake(type), kebab(type)]) {
    for (const ext of ['py', 'rb', 'rs', 'go', 'ts', 'js', 'cc', 'cpp', 'c', 'h']) {
      for (const path of draft.index.named(`${name}.${ext}`)) if (!isTestPath(path)) out.push(path);
    }
  }
  return out.slice(0, 6);
}

const snake = (name: string): string => subwords(name).join('_');
const kebab = (name: string): string => subwords(name).join('-');

/** `StringUtilsTest`, `TestStringUtils`, `test_string_utils`, `string-utils.spec` → `StringUtils` … */
function subjectNames(owner: string): string[] {
  const bare = owner
    .replace(/^(?:test_|Test(?=[A-Z_])|tests_)/, '')
    .replace(/(?:_tests?|_spec|\.tests?|\.spec|-tests?|-spec|TestCase|Tests?|Spec|IT)$/, '')
    .replace(/(?:[A-Z][a-z]+)?(?:TestBase)$/, '');
  const out = new Set<string>();
  if (bare !== '' && bare !== owner) out.add(bare);
  // `StringUtilsEqualsIndexOfTest` tests StringUtils: try leading words as well
  const parts = bare.split(/(?=[A-Z])|_|-/).filter((part) => part !== '');
  for (let count = parts.length - 1; count >= 1; count -= 1)
    out.add(/_/.test(bare) ? parts.slice(0, count).join('_') : parts.slice(0, count).join(''));
  if (out.size === 0 && bare !== '') out.add(bare);
  return [...out].filter((name) => name.length > 2);
}

/** What the failing test exercises: its body's calls, its imports, and its name. */
function fromTests(draft: Draft, strength: number): void {
  const subjects: { path: string; weight: number }[] = [];
  for (const { owner, name } of draft.failure.tests.slice(0, 8)) {
    if (owner === null) continue;
    let rank = 0;
    for (const subject of subjectNames(owner)) {
      const found = filesOfType(draft, subject);
      for (const path of found) {
        const weight = 0.8 * 0.6 ** rank;
        subjects.push({ path, weight });
        point(draft, path, strength * weight);
      }
      if (found.length > 0) rank += 1;
      if (rank >= 2) break;
    }
    if (name !== null) byTestName(draft, name, subjects, strength);
  }
  const rules = draft.input.pathRules ?? [];
  let seen = 0;
  for (const { frame } of draft.failure.frames) {
    const mapped = mapFrameToFile(frame, draft.index, rules);
    if (mapped.file === null || !isTestPath(mapped.file)) continue;
    seen += 1;
    if (seen > 4) break;
    const text = textOf(draft, mapped.file);
    if (text === null) continue;
    const imported = testImports(draft, mapped.file, text.lines);
    for (const path of imported) point(draft, path, 0.4 * strength);
    const name = frame.function?.split(/[.$]/).at(-1) ?? '';
    const around = frame.line === null ? null : functionAt(text.spans, frame.line);
    const named = text.spans.find((each) => each.name === name) ?? around;
    const found = named !== null && named.end - named.start > 150 ? null : named;
    // an anonymous callback (`it('…', () => {`) has no span: the lines up to the assertion have to do
    const span =
      found ??
      (frame.line === null
        ? null
        : { name, start: blockStart(text.lines, frame.line), end: frame.line, owner: null });
    if (span === null) continue;
    draft.testText.push(
      text.lines
        .slice(Math.max(0, span.start - 1), span.end)
        .join('\n')
        .slice(0, 6_000),
    );
    const paths = [...new Set([...subjects.map((each) => each.path), ...imported])].slice(0, 24);
    const line =
      frame.line !== null && frame.line >= span.start && frame.line <= span.end ? frame.line : null;
    const used = (from: number, to: number): Use[] => {
      const uses = usesIn(
        text.lines
          .slice(from - 1, to)
          .join('\n')
          .slice(0, 20_000),
      ).filter((use) => use.name !== span.name);
      for (const use of uses) {
        const type = use.kind === 'new' ? use.name : use.owner;
        if (type === null || !/^[A-Z]/.test(type)) continue;
        for (const path of filesOfType(draft, type)) {
          point(draft, path, 0.5 * strength);
          paths.push(path);
        }
      }
      return uses;
    };
    if (line !== null) {
      defineIn(
        draft,
        used(line, statementEnd(text.lines, line)),
        paths,
        strength * draft.weights.assertion,
        'used by the failing assertion',
      );
    }
    defineIn(
      draft,
      used(span.start + 1, line ?? span.end),
      paths,
      strength * draft.weights.testBody,
      'used by the failing test',
    );
  }
}

/** What a test file and the test helpers that it imports import of the sources. */
function testImports(draft: Draft, path: string, lines: readonly string[]): string[] {
  const out = new Set(importsOf(draft, path, lines));
  for (const helper of importsOf(draft, path, lines, true).slice(0, 3)) {
    const text = textOf(draft, helper);
    if (text !== null) for (const each of importsOf(draft, helper, text.lines)) out.add(each);
  }
  return [...out];
}

/** Head of the test that a line is in: `it('…', function () {`, `test("…", (t) => {`. */
const TEST_HEAD =
  /\b(?:it|test|specify|tape|scenario|example|should)\b.*(?:function|=>|\bdo\b)|^\s*(?:async )?def |^\s*func |^\s*["'][^"']+["']\s*:\s*(?:async )?function/;

/** First line of the anonymous block around a test's line, by its head above; else some lines up. */
function blockStart(lines: readonly string[], line: number): number {
  const own = lines[line - 1] ?? '';
  const indent = own.length - own.trimStart().length;
  for (let at = line - 1; at >= Math.max(1, line - 80); at -= 1) {
    const text = lines[at - 1] ?? '';
    if (
      text.trim() !== '' &&
      text.length - text.trimStart().length < indent &&
      TEST_HEAD.test(text)
    )
      return at;
  }
  return Math.max(1, line - 12);
}

/** Last line of a call that runs over several lines, by its brackets; at most a few lines on. */
function statementEnd(lines: readonly string[], line: number): number {
  let depth = 0;
  for (let at = line; at <= Math.min(lines.length, line + 8); at += 1) {
    for (const char of lines[at - 1] ?? '') {
      if (char === '(' || char === '[' || char === '{') depth += 1;
      else if (char === ')' || char === ']' || char === '}') depth -= 1;
    }
    if (depth <= 0) return at;
  }
  return line;
}

/** Functions of the subject whose name shares words with the test's name. */
function byTestName(
  draft: Draft,
  test: string,
  subjects: readonly { path: string; weight: number }[],
  strength: number,
): void {
  const wanted = new Set(subwords(test.replace(/^test_?/i, '')).map(stem));
  if (wanted.size === 0) return;
  for (const { path, weight } of subjects.slice(0, 6)) {
    const text = textOf(draft, path);
    if (text === null) continue;
    const counted = new Map<string, number>();
    for (const span of text.spans) counted.set(span.name, (counted.get(span.name) ?? 0) + 1);
    for (const span of text.spans) {
      const parts = subwords(span.name).map(stem);
      if (parts.length === 0) continue;
      const shared = parts.filter((part) => wanted.has(part)).length;
      if (shared === 0) continue;
      const fit = (shared / parts.length) * (0.5 + (0.5 * shared) / wanted.size);
      if (fit < 0.3) continue;
      const share = 1 / Math.sqrt(counted.get(span.name) ?? 1);
      addRegion(draft, {
        file: path,
        start: span.start,
        end: span.end,
        weight: strength * weight * fit * share,
        name: span.name,
        line: null,
        why: `${span.name}() is what ${test} is named after`,
      });
    }
  }
}

const MAX_EXPANDED = 40;

/** From the strongest regions on to what they call, and on from there, weaker with every hop. */
function fromCallees(draft: Draft): void {
  const expanded = new Set<string>();
  for (let count = 0; count < MAX_EXPANDED; count += 1) {
    let next: Region | null = null;
    for (const [key, region] of draft.regions) {
      if (expanded.has(key)) continue;
      if (next === null || region.weight > next.weight) next = region;
    }
    if (next === null || next.weight < 0.06) return;
    expanded.add(`${next.file}\n${next.start}\n${next.end}`);
    const text = textOf(draft, next.file);
    if (text === null || next.end - next.start > 600) continue;
    callsOn(
      draft,
      next.file,
      text,
      next.start + 1,
      next.end,
      // a wrapper holds no fault of its own: what it calls is meant
      (next.end - next.start < WRAPPER ? 0.85 : draft.weights.callHop) * next.weight,
      `called by ${next.name}()`,
    );
  }
}

/** From files that the failure points at on to what they import: a barrel file holds no fault. */
function fromImports(draft: Draft): void {
  const followed = new Set<string>();
  for (let count = 0; count < 12; count += 1) {
    const next = [...draft.files]
      .filter(([path, weight]) => weight >= 0.08 && !followed.has(path) && !isTestPath(path))
      .sort((a, b) => b[1] - a[1])[0];
    if (next === undefined) return;
    const [path, weight] = next;
    followed.add(path);
    const text = textOf(draft, path);
    if (text === null) continue;
    const hop = text.lines.length < 40 ? 0.9 : draft.weights.importHop;
    for (const each of importsOf(draft, path, text.lines)) point(draft, each, hop * weight);
  }
}

/** Nothing in the trace leads anywhere: sources by the words of their paths, the shortest paths first. */
function fromPaths(draft: Draft): void {
  const words = draft.failure.words;
  draft.input.files
    .filter((path) => fileRole(path) === 'source' && /\.\w+$/.test(path))
    .map((path) => ({
      path,
      shared: subwords(path).filter((word) => words.has(stem(word))).length,
      depth: path.split('/').length,
    }))
    .sort((a, b) => b.shared - a.shared || a.depth - b.depth)
    .slice(0, 12)
    .forEach(({ path, shared }) => point(draft, path, shared > 0 ? 0.4 : 0.2));
}

function queryOf(draft: Draft): Query {
  const { failure } = draft;
  return createQuery([
    { text: draft.testText.join('\n'), weight: 0.5 },
    { text: failure.said, weight: 1 },
    { text: [...failure.telling].join(' '), weight: 1.5 },
    {
      text: [...failure.titles, ...failure.tests.map((each) => each.name ?? '')].join('\n'),
      weight: 1.6,
    },
  ]);
}

/** Functions of the implicated files that speak of what the failure speaks of. */
function fromWords(draft: Draft, strength: number): void {
  const { failure } = draft;
  const query = queryOf(draft);
  const functions: FunctionText[] = [];
  const implicated = [...draft.files]
    .filter(([path, weight]) => weight >= 0.08 && !isTestPath(path))
    .sort((a, b) => b[1] - a[1])
    .slice(0, 16);
  const spoken = namesIn(draft.testText.join('\n'));
  const said = namesIn(`${failure.said}\n${failure.titles.join('\n')}`);
  for (const [path] of implicated) {
    const text = textOf(draft, path);
    if (text === null) continue;
    for (const span of text.spans.slice(0, 1_500)) {
      const size = span.end - span.start;
      const parts = size < 2 * STRETCH ? 1 : Math.min(60, Math.round(size / STRETCH));
      for (let part = 0; part < parts; part += 1) {
        const start = span.start + Math.round((part * (size + 1)) / parts);
        const end = span.start + Math.round(((part + 1) * (size + 1)) / parts) - 1;
        functions.push({
          path,
          span: { ...span, start, end },
          text: text.lines.slice(start - 1, end).join('\n'),
        });
      }
    }
  }
  const top = relevantFunctions(functions, query)
    .sort((a, b) => b.score - a.score)
    .slice(0, 30);
  for (const { of, score } of top) {
    const file = draft.files.get(of.path) ?? 0;
    const named = said.has(of.span.name) ? 0.8 : spoken.has(of.span.name) ? 0.5 : 0;
    addRegion(draft, {
      file: of.path,
      start: of.span.start,
      end: of.span.end,
      weight:
        strength *
        Math.sqrt(file) *
        Math.max(
          draft.weights.words * score ** 1.5,
          draft.weights.named * named * (0.5 + 0.5 * score),
        ),
      name: of.span.name,
      line: null,
      why:
        named >= 0.8
          ? `the failure names ${of.span.name}()`
          : `${of.span.name}() speaks of what fails`,
    });
  }
}

function fromFiles(draft: Draft): void {
  for (const [path, weight] of [...draft.files].sort((a, b) => b[1] - a[1]).slice(0, 16)) {
    if (isTestPath(path)) continue;
    const text = textOf(draft, path);
    if (text === null) continue;
    draft.regions.set(`${path}\nwhole`, {
      file: path,
      start: 1,
      end: text.lines.length,
      weight: draft.weights.wholeFile * weight,
      name: path.slice(path.lastIndexOf('/') + 1),
      line: null,
      whole: true,
      why: 'the failure points at this file',
    });
  }
}

const IMPORTS: readonly RegExp[] = [
  /^\s*from\s+([.\w]+)\s+import\b/gm, // Python
  /^\s*from\s+([.\w]+\s+import\s+\(?\w+)/gm, // Python: the name may be a module
  /^\s*import\s+([\w.]+)\s*(?:as\s+\w+)?\s*;?$/gm, // Python, Java, Kotlin, Scala
  /(?:require\(|from\s+|import\s+)["']([^"']{1,200})["']/g, // JavaScript
  /^\s*use\s+([\w\\:]+)/gm, // PHP, Rust
  /require(?:_relative)?\s+["']([^"']{1,200})["']/g, // Ruby
];

/** Files of the repository that a file imports, nearest guess by shared tail. */
function importsOf(draft: Draft, path: string, lines: readonly string[], tests = false): string[] {
  const head = lines.slice(0, 200).join('\n').slice(0, 20_000);
  const out = new Set<string>();
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
  const tryPath = (candidate: string): boolean => {
    if (!draft.index.has(candidate) || isTestPath(candidate) !== tests) return false;
    out.add(candidate.replace(/^(?:\.?\/)+/, ''));
    return true;
  };
  for (const pattern of IMPORTS) {
    for (const match of head.matchAll(pattern)) {
      const name = (match[1] ?? '').replace(/\s+import\s+\(?/, '.');
      if (out.size >= 20) return [...out];
      if (/^\.\.?(?:\/|$)/.test(name)) {
        const joined = normalise(`${folder}/${name}`).replace(/\.[cm]?js$/, '');
        for (const tail of [
          '',
          '.js',
          '.ts',
          '.tsx',
          '.jsx',
          '.mjs',
          '.cjs',
          '.mts',
          '/index.js',
          '/index.ts',
          '.rb',
        ])
          if (joined !== '' && tryPath(`${joined}${tail}`)) break;
        if (joined === '' || joined === '.')
          for (const each of ['index.js', 'lib/index.js', 'src/index.js', 'src/index.ts'])
            if (tryPath(each)) break;
        if (joined === '' && out.size === 0)
          for (const each of draft.input.files)
            if (/^[^/]+\.[cm]?[jt]s$/.test(each) && out.size < 6) tryPath(each);
        continue;
      }
      const parts = name.split(/[.\\/]|::/).filter((part) => part !== '');
      if (parts.length === 0) continue;
      for (let count = parts.length; count >= 1; count -= 1) {
        const tail = parts.slice(0, count).join('/');
        const leaf = parts[count - 1] ?? '';
        const hits = [
          `${leaf}.py`,
          `${leaf}.java`,
          `${leaf}.kt`,
          `${leaf}.scala`,
          `${leaf}.php`,
          `${leaf}.rb`,
          `${leaf}.rs`,
        ]
          .flatMap((base) => draft.index.named(base))
          .filter(
            (each) => isTestPath(each) === tests && each.replace(/\.\w+$/, '').endsWith(tail),
          );
        for (const hit of hits.slice(0, 2)) out.add(hit);
        const packages = draft.index
          .named('__init__.py')
          .filter((each) => each.endsWith(`${tail}/__init__.py`));
        for (const hit of packages.slice(0, 1)) out.add(hit);
        if (hits.length > 0 || packages.length > 0) break;
      }
    }
  }
  // Go, C and Ruby tests sit next to what they test
  const sibling = path
    .replace(/_test\.go$/, '.go')
    .replace(/_spec\.rb$/, '.rb')
    .replace(/^spec\//, 'lib/')
    .replace(/\.(?:test|spec)(?=\.\w+$)/, '');
  if (sibling !== path) tryPath(sibling);
  if (path.endsWith('_test.go')) {
    for (const each of draft.input.files) {
      if (out.size >= 20) break;
      if (
        each.endsWith('.go') &&
        !each.endsWith('_test.go') &&
        (each.includes('/') ? each.slice(0, each.lastIndexOf('/')) : '') === folder
      )
        out.add(each);
    }
  }
  return [...out].filter((each) => each !== path && fileRole(each) === (tests ? 'test' : 'source'));
}

function normalise(path: string): string {
  const out: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') out.pop();
    else out.push(part);
  }
  return out.join('/');
}
