/** From the failing tests to what they exercise: their bodies' calls, their imports, their names. */
import { mapFrameToFile } from '../../frame-mapping/map-frame.ts';
import { isTestPath } from '../../stack-trace/classify.ts';
import { functionAt } from '../functions-in.ts';
import { usesIn, type Use } from '../uses.ts';
import { defineIn } from './calls.ts';
import { point, textOf, type Draft } from './draft.ts';
import { importsOf } from './imports.ts';
import { byTestName, filesOfType, subjectNames } from './subjects.ts';

/** What the failing test exercises: its body's calls, its imports, and its name. */
export function fromTests(draft: Draft, strength: number): void {
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
