/** Where the failing tests stand in the test files of the revision, or which tests are most like them. */
import { stem, subwords } from '../../text/tokens.ts';
import { functionAt, type FunctionSpan } from '../functions-in.ts';

/** Lines of a test file that say what the failing test exercises. */
export interface TestBody {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** The line that failed, when the revision's file is the one that ran. */
  readonly line: number | null;
  /** 1 for the test itself; less for one that is only like it. */
  readonly sure: number;
  /** True for the test that ran, as it ran: its name is there, and its line, if known, inside. */
  readonly stands?: boolean;
}

export interface WantedTest {
  /** The method's name, where the trace tells it. */
  readonly name: string | null;
  readonly line: number | null;
  /** What the failing tests are called in words. */
  readonly titles: readonly string[];
}

export interface TestFile {
  readonly lines: readonly string[];
  readonly spans: readonly FunctionSpan[];
}

/** `it('…', () => {`, `test("…", function (t) {`, `it "…" do`. */
const TITLED = /\b(?:it|test|specify|tape|scenario|example|should)\b[\w.]*\s*\(?\s*(["'`])(.+?)\1/;

/** Head of the test that a line is in, of any kind. */
const TEST_HEAD =
  /\b(?:it|test|specify|tape|scenario|example|should)\b.*(?:function|=>|\bdo\b)|^\s*(?:async )?def |^\s*func |^\s*["'][^"']+["']\s*:\s*(?:async )?function/;

/** A method this long is no test but what holds them all. */
const MAX_TEST = 150;
/** Tests that resemble the failing one: so many, of at least this likeness. */
const LIKE = { most: 3, least: 0.25 };
/** How much a test that only resembles the failing one says of it. */
const LIKENESS = 0.7;

/**
 * The failing test's lines. A fault may be shown by a test that was written later: then the tests whose
 * names share words with it stand in, and none when there are none.
 */
export function testBodies(file: TestFile, wanted: WantedTest): TestBody[] {
  const { lines, spans } = file;
  const named = spans.filter((each) => each.name === wanted.name);
  const titled = titledTests(lines);
  const own =
    named.length > 0
      ? named.slice(0, 2)
      : titled.filter(({ title }) => wanted.titles.some((each) => bare(each).endsWith(title)));
  const found = own.filter((each) => each.end - each.start <= MAX_TEST);
  const around = found.filter((each) => within(each, wanted.line));
  const chosen = around.length > 0 ? around : found.slice(0, 2);
  if (chosen.length > 0)
    return chosen.map((each) => ({
      name: each.name,
      start: each.start,
      end: each.end,
      line: within(each, wanted.line) ? wanted.line : null,
      sure: 1,
      stands: wanted.line === null || within(each, wanted.line),
    }));
  const like = likeTests(
    [...titled, ...spans.filter((each) => /^test|test$/i.test(each.name))],
    [wanted.name ?? '', ...wanted.titles].join(' '),
  );
  const { line } = wanted;
  // a method that is not there is new; titles may be made at run time, so the line has a say too
  if (wanted.name !== null && like.length > 0) return like;
  if (line === null) return like;
  if (wanted.name !== null) return [blockAt(file, line, LIKENESS)];
  const doubted = titled.length > 2 && wanted.titles.length > 0 && like.length > 0;
  if (!doubted) return [blockAt(file, line, 1)];
  return CALLS.test(lines[line - 1] ?? '') ? [blockAt(file, line, PLACED), ...like] : like;
}

/** Every test of a file, whatever it is called. */
export const testsIn = ({ lines, spans }: TestFile): { start: number; end: number }[] => [
  ...titledTests(lines),
  ...spans.filter((each) => /^test|test$/i.test(each.name)),
];

/** A line that a failure can come from. */
const CALLS = /\w\s*\(/;
/** How much the test at the line says when its title is not in the file. */
const PLACED = 0.9;

const within = (span: { start: number; end: number }, line: number | null): boolean =>
  line !== null && line >= span.start && line <= span.end;

const bare = (title: string): string => title.replace(/:$/, '').trim();

interface Titled {
  readonly name: string;
  readonly title: string;
  readonly start: number;
  readonly end: number;
}

function titledTests(lines: readonly string[]): Titled[] {
  return lines.flatMap((line, at): Titled[] => {
    const title = line.length < 400 ? TITLED.exec(line)?.[2] : undefined;
    return title === undefined
      ? []
      : [{ name: title, title, start: at + 1, end: blockEnd(lines, at + 1) }];
  });
}

function likeTests(
  tests: readonly { readonly name: string; readonly start: number; readonly end: number }[],
  wanted: string,
): TestBody[] {
  const words = (text: string): Set<string> =>
    new Set(
      subwords(text.replace(/[^\w]+/g, ' '))
        .map(stem)
        .filter((word) => word.length > 1 && word !== 'test' && word !== 'should'),
    );
  const asked = words(wanted);
  const all = tests.map((test) => ({ test, words: words(test.name) }));
  const counts = new Map<string, number>();
  for (const each of all)
    for (const word of each.words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const rare = (word: string): number => 1 / Math.sqrt(counts.get(word) ?? 1);
  const sum = (list: Iterable<string>): number =>
    [...list].reduce((total, word) => total + rare(word), 0);
  return all
    .map(({ test, words: mine }) => {
      const shared = sum([...mine].filter((word) => asked.has(word)));
      return { test, like: shared / Math.max(1e-9, sum(new Set([...mine, ...asked]))) };
    })
    .filter(({ test, like }) => like >= LIKE.least && test.end - test.start <= MAX_TEST)
    .toSorted((a, b) => b.like - a.like)
    .slice(0, LIKE.most)
    .map(({ test, like }) => ({
      name: test.name,
      start: test.start,
      end: test.end,
      line: null,
      sure: LIKENESS * Math.sqrt(like),
    }));
}

/** The function around the line, else the anonymous block that its head above begins. */
function blockAt({ lines, spans }: TestFile, line: number, sure: number): TestBody {
  const around = functionAt(spans, line);
  const span = around !== null && around.end - around.start <= MAX_TEST ? around : null;
  if (span !== null) return { name: span.name, start: span.start, end: span.end, line, sure };
  return { name: '', start: blockStart(lines, line), end: line, line, sure };
}

/** First line of the anonymous block around a test's line, by its head above; else some lines up. */
function blockStart(lines: readonly string[], line: number): number {
  const indent = indentOf(lines[line - 1] ?? '');
  for (let at = line - 1; at >= Math.max(1, line - 80); at -= 1) {
    const text = lines[at - 1] ?? '';
    if (text.trim() !== '' && indentOf(text) < indent && TEST_HEAD.test(text)) return at;
  }
  return Math.max(1, line - 12);
}

const indentOf = (line: string): number => line.length - line.trimStart().length;

/** Last line of the block that a test's head opens: the next line at its margin, brackets left aside. */
function blockEnd(lines: readonly string[], start: number): number {
  const indent = indentOf(lines[start - 1] ?? '');
  for (let at = start + 1; at <= Math.min(lines.length, start + MAX_TEST); at += 1) {
    const text = lines[at - 1] ?? '';
    if (text.trim() !== '' && indentOf(text) <= indent)
      return /^\s*(?:[)}\]]|end\b)/.test(text) ? at : at - 1;
  }
  return start;
}
