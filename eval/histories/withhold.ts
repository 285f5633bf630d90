/** Takes failing tests out of a history: as if they had been written later, to show an old fault. */
import path from 'node:path';
import { fileRole } from '../../src/evidence/index.ts';
import { readFailure } from '../../src/evidence/suspects/failure.ts';
import { functionsIn } from '../../src/evidence/suspects/functions-in.ts';
import type { Step } from './model.ts';

/** The steps without the tests of the file's folder that the trace names; null when they were not found. */
export function withoutTests(steps: readonly Step[], file: string, trace: string): Step[] | null {
  const failure = readFailure(trace);
  const names = new Set(failure.tests.flatMap((test) => test.name ?? []));
  const titles = failure.titles
    .flatMap((title) => title.split(/ › | > |: /))
    .concat(failure.titles);
  let gone = false;
  const folder = path.dirname(file);
  const made = steps.map((step): Step => {
    const edits = new Map(step.edits);
    for (const [each, text] of step.edits) {
      if (text === null || path.dirname(each) !== folder || fileRole(each) !== 'test') continue;
      const rest = cut(text, each, names, titles);
      if (rest !== text) edits.set(each, rest);
      gone ||= rest !== text;
    }
    return { ...step, edits };
  });
  return gone ? made : null;
}

function cut(
  text: string,
  file: string,
  names: ReadonlySet<string>,
  titles: readonly string[],
): string {
  const lines = text.split('\n');
  const out = new Set<number>();
  for (const span of functionsIn(text, file)) {
    if (!names.has(span.name) || !/test|^should|^it/i.test(span.name)) continue;
    let start = span.start;
    while (/^\s*@/.test(lines[start - 2] ?? '')) start -= 1;
    for (let line = start; line <= span.end; line += 1) out.add(line);
  }
  lines.forEach((line, at) => {
    const title = /\b(?:test|it|specify)\(\s*(["'`])(.+?)\1/.exec(line)?.[2];
    if (title === undefined || !titles.some((each) => each.endsWith(title))) return;
    let depth = 0;
    for (let end = at; end < lines.length; end += 1) {
      for (const char of lines[end] ?? '')
        depth += '([{'.includes(char) ? 1 : ')]}'.includes(char) ? -1 : 0;
      out.add(end + 1);
      if (depth <= 0) break;
    }
  });
  return out.size === 0 ? text : lines.filter((_line, at) => !out.has(at + 1)).join('\n');
}
