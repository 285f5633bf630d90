/** Lines that look like remarks and tell the language how to take the whole file. */
import type { Block, DiffFact } from './facts.ts';
import type { DiffLine } from './parse.ts';

/** Ruby's magic comments, build tags, strict modes, what compilers are told, how a source is encoded. */
const PRAGMA =
  /^\s*(?:#\s*(?:-\*-\s*)?(?:frozen[_-]string[_-]literal|shareable[_-]constant[_-]value|(?:en)?coding)\s*[:=]|\/\/go:(?:build|embed|linkname|generate|noinline|nosplit)\b|\/\/\s*\+build\b|["']use (?:strict|client|server|asm)["']|(?:<\?php\s+)?declare\s*\(\s*strict_types\s*=|#pragma\b|#!\[(?!allow|warn|doc)\w|\/\*\*?\s*@jsx\w*|\/\/\s*@ts-(?:no)?check\b|#nullable\b|#\s*cython:|\{-#\s*(?:LANGUAGE|OPTIONS)|from __future__ import\b)/;

export const isPragma = (text: string): boolean => text.length <= 300 && PRAGMA.test(text);

/** What such a file is taken for differs on all of its lines. */
export function pragmaFacts(block: Block): DiffFact[] {
  if (block.role !== 'source') return [];
  const lines = [...block.added, ...block.removed].filter(({ text }) => isPragma(text));
  const texts = (side: readonly DiffLine[]): string =>
    side
      .map(({ text }) => text.trim())
      .filter(isPragma)
      .join('\n');
  const [line] = lines;
  if (line === undefined || texts(block.added) === texts(block.removed)) return [];
  return [
    {
      kind: 'mode_changed',
      file: block.file,
      role: block.role,
      function: null,
      line: line.newLine ?? line.oldLine,
      name: null,
      before: texts(block.removed) || null,
      after: texts(block.added) || null,
      direction: block.removed.includes(line) ? 'removed' : 'added',
      summary: `how the whole file is taken: ${line.text.trim().slice(0, 60)}`,
      weight: 0.9,
    },
  ];
}
