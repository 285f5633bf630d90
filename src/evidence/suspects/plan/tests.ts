/** From the failing tests to what they exercise: their bodies' calls, their imports, their names. */
import type { StackFrame } from '../../../domain/stack-frame.ts';
import { mapFrameToFile } from '../../frame-mapping/map-frame.ts';
import { isTestPath } from '../../stack-trace/classify.ts';
import { usesIn, type Use } from '../uses.ts';
import { bindingsOf, boundUses, type Binding } from './bindings.ts';
import { defineIn } from './calls.ts';
import { point, textOf, type Draft } from './draft.ts';
import { importsOf, throughBarrels } from './imports.ts';
import { byTestName, filesOfType, subjectNames } from './subjects.ts';
import { assertionAt } from './assertions.ts';
import { commonUses, testsBeside } from './suite.ts';
import { testBodies, testsIn, type TestBody, type TestFile } from './test-bodies.ts';

/** Failing tests that are read. */
const MAX_TESTS = 4;
const MAX_BODY = 20_000;

/** What the failing tests exercise. */
export function fromTests(draft: Draft, strength: number): void {
  const subjects = fromNames(draft, strength);
  const paths = new Set(subjects);
  for (const { file, frame } of testFrames(draft)) {
    const text = textOf(draft, file);
    if (text === null) continue;
    const imported = testImports(draft, file, text.lines);
    for (const path of imported) {
      point(draft, path, 0.4 * strength);
      paths.add(path);
    }
    const wanted = {
      name: methodName(frame),
      line: frame.line,
      titles: draft.failure.titles,
    };
    const bodies = testBodies(text, wanted);
    const tells = usageOf(text, bodies);
    const bindings = bindingsOf(draft, file, text.lines);
    if (bodies.some((body) => body.stands === true)) draft.standing.add(file);
    if (!bodies.some((body) => body.sure >= 1 && (body.line ?? 0) <= text.lines.length))
      fromSuite(draft, file, imported, strength);
    for (const body of bodies)
      fromBody(draft, text, body, [...subjects, ...imported], strength, tells, bindings);
  }
  for (const missing of missingTests(draft)) {
    for (const file of testsBeside(draft, missing)) {
      const text = textOf(draft, file);
      if (text === null) continue;
      const imported = testImports(draft, file, text.lines);
      for (const path of imported) point(draft, path, 0.25 * strength);
      fromSuite(draft, file, imported, strength);
    }
  }
  const { failing, around } = draft.failure.shown;
  const shown = [
    [failing, draft.weights.assertion, 'used by the failing assertion'],
    [around, draft.weights.testBody, 'used by the failing test'],
  ] as const;
  for (const [code, weight, why] of shown) {
    if (code === '') continue;
    draft.testText.push(code.slice(0, 6_000));
    usesOf(draft, code, [...paths], strength * weight, why);
  }
}

/** The failing test is not there: what the file's tests share is likely to be what it exercises too. */
function fromSuite(draft: Draft, file: string, paths: readonly string[], strength: number): void {
  const { uses, bindings } = commonUses(draft, file);
  const weight = strength * draft.weights.suite;
  const why = 'used by most tests around the failing one';
  defineIn(draft, uses, paths.slice(0, 30), weight, why);
  for (const bound of boundUses(draft, uses, bindings))
    defineIn(draft, [bound.use], bound.files, weight, why);
}

/** Files that the tests are named after. */
function fromNames(draft: Draft, strength: number): string[] {
  const subjects: { path: string; weight: number }[] = [];
  for (const { owner, name } of draft.failure.tests.slice(0, 8)) {
    if (owner !== null) {
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
    }
    if (name !== null) byTestName(draft, name, subjects, strength);
  }
  for (const { path } of subjects) draft.subjects.add(path);
  return [...draft.subjects];
}

/** The innermost frame of each test file that the trace shows. */
function testFrames(draft: Draft): { file: string; frame: StackFrame }[] {
  const rules = draft.input.pathRules ?? [];
  const out: { file: string; frame: StackFrame }[] = [];
  for (const { frame } of draft.failure.frames) {
    const mapped = mapFrameToFile(frame, draft.index, rules);
    if (mapped.file === null || !isTestPath(mapped.file)) continue;
    out.push({ file: mapped.file, frame });
    if (out.length >= MAX_TESTS) break;
  }
  return out;
}

/** Test files of the trace that the revision does not have. */
function missingTests(draft: Draft): string[] {
  const out = new Set<string>();
  for (const { frame } of draft.failure.frames) {
    const file = frame.file?.replaceAll('\\', '/') ?? '';
    if (!isTestPath(file) || mapFrameToFile(frame, draft.index, []).file !== null) continue;
    const place = beside(draft, file);
    if (place !== null) out.add(place);
    if (out.size >= 2) break;
  }
  return [...out];
}

/** Where in the repository a file would be, by the longest end of its folder that the repository has. */
function beside(draft: Draft, file: string): string | null {
  const parts = file.split('/').filter((part) => part !== '');
  for (let from = 0; from < parts.length - 1; from += 1) {
    const path = parts.slice(from).join('/');
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    if (draft.input.files.some((each) => each.startsWith(folder) && isTestPath(each))) return path;
  }
  return null;
}

/** What a frame calls its function; null where that is an engine's name for none. */
function methodName(frame: StackFrame): string | null {
  const name = frame.function?.split(/[.$]/).at(-1) ?? '';
  return name === '' || /^<|^lambda|anonymous/.test(name) ? null : name;
}

function fromBody(
  draft: Draft,
  text: TestFile,
  body: TestBody,
  paths: readonly string[],
  strength: number,
  tells: (name: string) => number,
  bindings: ReadonlyMap<string, Binding>,
): void {
  const code = (from: number, to: number): string =>
    text.lines
      .slice(from - 1, to)
      .join('\n')
      .slice(0, MAX_BODY);
  draft.testText.push(code(Math.max(1, body.start), body.end).slice(0, 6_000));
  const weight = strength * body.sure;
  const others = text.spans.filter((span) => span.name !== body.name);
  const withHelpers = (lines: string): string => `${lines}\n${helpersOf(lines, others, code)}`;
  if (body.line !== null)
    usesOf(
      draft,
      withHelpers(assertionAt(text.lines, body.start, body.line)),
      paths,
      weight * draft.weights.assertion,
      'used by the failing assertion',
      tells,
      bindings,
    );
  usesOf(
    draft,
    withHelpers(code(body.start + 1, body.line ?? body.end)),
    paths,
    weight * draft.weights.testBody,
    body.sure < 1 ? 'used by a test that resembles the failing one' : 'used by the failing test',
    tells,
    bindings,
  );
}

/** Tests of a file that are read for what they use, and the least that a use which all share tells. */
const MAX_READ = 300;
const LEAST = 0.35;

/**
 * How much the use of a name tells: what the file's other tests use too did not make this one fail,
 * for they passed. As coverage-based fault localisation does it (Ochiai), from the tests' text alone.
 */
function usageOf(text: TestFile, failing: readonly TestBody[]): (name: string) => number {
  const tests = testsIn(text).slice(0, MAX_READ);
  const failed = (test: { start: number; end: number }): boolean =>
    failing.some((each) => each.start <= test.end && each.end >= test.start);
  const others = new Map<string, number>();
  for (const test of tests) {
    if (failed(test)) continue;
    const body = text.lines.slice(test.start, test.end).join('\n').slice(0, 6_000);
    for (const name of new Set(usesIn(body).map((use) => use.name)))
      others.set(name, (others.get(name) ?? 0) + 1);
  }
  return (name) => LEAST + (1 - LEAST) / Math.sqrt(Math.sqrt(1 + (others.get(name) ?? 0)));
}

/** The bodies of the test file's own functions that the lines call. */
function helpersOf(
  lines: string,
  spans: TestFile['spans'],
  code: (from: number, to: number) => string,
): string {
  const called = new Set(usesIn(lines).map((use) => use.name));
  return spans
    .filter((span) => called.has(span.name) && span.end - span.start < 60)
    .slice(0, 4)
    .map((span) => code(span.start + 1, span.end))
    .join('\n');
}

function usesOf(
  draft: Draft,
  code: string,
  paths: readonly string[],
  weight: number,
  why: string,
  tells: (name: string) => number = () => 1,
  bindings: ReadonlyMap<string, Binding> = new Map(),
): void {
  const uses: Use[] = usesIn(code).map((use) => ({ ...use, tells: tells(use.name) }));
  const all = new Set(paths);
  for (const use of uses) {
    const type = use.kind === 'new' ? use.name : use.owner;
    if (type === null || !/^[A-Z]/.test(type)) continue;
    for (const path of filesOfType(draft, type)) {
      point(draft, path, 0.55 * weight);
      all.add(path);
    }
  }
  defineIn(draft, uses, [...all].slice(0, 30), weight, why);
  for (const bound of boundUses(draft, uses, bindings))
    defineIn(draft, [bound.use], bound.files, weight, why);
}

/** What a test file and the test helpers that it imports import of the sources. */
function testImports(draft: Draft, path: string, lines: readonly string[]): string[] {
  const out = new Set(importsOf(draft, path, lines));
  for (const helper of importsOf(draft, path, lines, true).slice(0, 3)) {
    const text = textOf(draft, helper);
    if (text !== null) for (const each of importsOf(draft, helper, text.lines)) out.add(each);
  }
  return throughBarrels(draft, [...out]);
}
