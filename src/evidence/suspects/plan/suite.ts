/** What a failing test that is not in the revision may exercise: what the tests around its place do. */
import { isTestPath } from '../../stack-trace/classify.ts';
import { stem, subwords } from '../../text/tokens.ts';
import { usesIn, type Use } from '../uses.ts';
import { bindingsOf, type Binding } from './bindings.ts';
import { textOf, type Draft } from './draft.ts';
import { testsIn, type TestFile } from './test-bodies.ts';

/** Test files beside a missing one that are read. */
const MAX_BESIDE = 4;
const MAX_TESTS = 200;
/** Uses that fewer of the tests share say nothing of another test. */
const COMMON = 0.2;

/** Test files of the folder of one that is not there, those of similar names first. */
export function testsBeside(draft: Draft, path: string): string[] {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const ending = /\.\w+$/.exec(path)?.[0] ?? '';
  const words = new Set(subwords(path.slice(folder.length)).map(stem));
  return draft.input.files
    .filter(
      (each) =>
        each.startsWith(folder) &&
        each.lastIndexOf('/') + 1 === folder.length &&
        each.endsWith(ending) &&
        isTestPath(each),
    )
    .map((each) => ({
      each,
      shared: subwords(each.slice(folder.length)).filter((word) => words.has(stem(word))).length,
    }))
    .toSorted((a, b) => b.shared - a.shared)
    .slice(0, MAX_BESIDE)
    .map(({ each }) => each);
}

/** What the tests of a file have in common: its subject, in all likelihood; `tells` is their share. */
export function commonUses(
  draft: Draft,
  path: string,
): { readonly uses: readonly Use[]; readonly bindings: ReadonlyMap<string, Binding> } {
  const text = textOf(draft, path);
  if (text === null) return { uses: [], bindings: new Map() };
  const tests = testsIn(text).slice(0, MAX_TESTS);
  const bodies =
    tests.length > 0
      ? tests.map((test) => bodyOf(text, test))
      : [text.lines.join('\n').slice(0, 40_000)];
  const counted = new Map<string, { use: Use; count: number }>();
  for (const body of bodies) {
    const seen = new Set<string>();
    for (const use of usesIn(body)) {
      const key = `${use.kind} ${use.owner ?? ''} ${use.name}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const known = counted.get(key);
      if (known === undefined) counted.set(key, { use, count: 1 });
      else known.count += 1;
    }
  }
  const uses = [...counted.values()]
    .filter(({ count }) => count / bodies.length >= COMMON)
    .map(({ use, count }) => ({ ...use, arity: null, tells: Math.sqrt(count / bodies.length) }));
  return { uses, bindings: bindingsOf(draft, path, text.lines) };
}

const bodyOf = (text: TestFile, test: { start: number; end: number }): string =>
  text.lines.slice(test.start, test.end).join('\n').slice(0, 6_000);
