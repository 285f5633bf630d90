/** Whether a file's patch leaves the code as it is but for its shape: other line breaks, a local's other name. */
import { cut } from './cut.ts';
import { isRenaming, tokensOf } from './effect.ts';
import type { Hunk } from './parse.ts';

/** Beyond this many tokens a patch is work of its own. */
const MAX_TOKENS = 3_000;

const INDENTED = /\.(?:py|pyi|ya?ml|haml|slim|coffee|nim)$/i;

/**
 * True when both sides of all hunks, context included, read the same: the same tokens on other lines,
 * as long as a line only breaks inside of brackets, or one name of the code's own put everywhere in
 * place of another. What stands outside of the hunks is not known: a name of something else
 * (`.field`, `call(`) is never taken for the code's own.
 */
export function readsTheSame(file: string, hunks: readonly Hunk[]): boolean {
  const side = (left: 'added' | 'removed'): string[] =>
    hunks.flatMap(({ lines }) =>
      lines.filter(({ kind }) => kind !== left).map(({ text }) => cut(text)),
    );
  const [before, after] = [side('added'), side('removed')];
  const [gone, come] = [before.join('\n'), after.join('\n')];
  if (gone === come || gone.trim() === '' || come.trim() === '') return false;
  const [a, b] = [tokensOf(gone, MAX_TOKENS), tokensOf(come, MAX_TOKENS)];
  if (a.length >= MAX_TOKENS || a.length !== b.length) return false;
  const [was, is] = [statements(before), statements(after)];
  if (was.length !== is.length) return false;
  if (INDENTED.test(file) && was.some((indent, at) => indent !== is[at])) return false;
  return (
    a.every((token, at) => token.kind === b[at]?.kind && token.text === b[at]?.text) ||
    isRenaming(a, b, `${gone}\n${come}`)
  );
}

/** Indentation of each line that begins outside of brackets. */
function statements(lines: readonly string[]): number[] {
  const out: number[] = [];
  let depth = 0;
  for (const line of lines) {
    const bare = line.replaceAll(/(["'`])(?:\\.|(?!\1).)*\1/g, '');
    if (bare.trim() === '') continue;
    if (depth <= 0) out.push(/^\s*/.exec(line)?.[0].length ?? 0);
    for (const sign of bare) {
      if (sign === '(' || sign === '[') depth += 1;
      else if (sign === ')' || sign === ']') depth = Math.max(0, depth - 1);
    }
  }
  return out;
}
