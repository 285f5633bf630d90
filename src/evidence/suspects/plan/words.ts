/** From the failure's words to the functions and files that share them. */
import { isTestPath } from '../../stack-trace/classify.ts';
import { fileRole } from '../../diff/file-role.ts';
import { stem, subwords } from '../../text/tokens.ts';
import {
  createQuery,
  namesIn,
  relevantFunctions,
  type FunctionText,
  type Query,
} from '../relevance.ts';
import { addRegion, point, textOf, type Draft } from './draft.ts';

/** Paths in what a run printed, with at least two slashes. */
const PATHS = /[\w.@~+-]{0,80}(?:[/\\][\w.@~+-]{1,80}){2,40}/g;

/** Lines of one stretch of a long function, where words are looked for. */
const STRETCH = 30;

/** Nothing in the trace leads anywhere: sources by the words of their paths, the shortest paths first. */
export function fromPaths(draft: Draft): void {
  const words = draft.failure.words;
  draft.input.files
    .filter((path) => fileRole(path) === 'source' && /[^/]\.\w+$/.test(path))
    .map((path) => ({
      path,
      shared: subwords(path).filter((word) => words.has(stem(word))).length,
      depth: path.split('/').length,
    }))
    .sort((a, b) => b.shared - a.shared || a.depth - b.depth)
    .slice(0, 12)
    .forEach(({ path, shared }) => point(draft, path, shared > 0 ? 0.4 : 0.2));
}

export function queryOf(draft: Draft): Query {
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
export function fromWords(draft: Draft, strength: number): void {
  const { failure } = draft;
  const query = queryOf(draft);
  const functions: FunctionText[] = [];
  const implicated = [...draft.files]
    .filter(([path, weight]) => weight >= 0.08 && !isTestPath(path))
    .sort((a, b) => b[1] - a[1])
    .slice(0, 16);
  const spoken = namesIn(draft.testText.join('\n'));
  // a folder of the checkout names no function
  const said = namesIn(`${failure.said.replace(PATHS, ' ')}\n${failure.titles.join('\n')}`);
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
