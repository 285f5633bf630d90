/** Unified hunks of two texts, with the enclosing function in the hunk header as git shows it. */
import { structuredPatch } from 'diff';

const CONTEXT_LINES = 3;
/** Above this many edits two texts are "rewritten": the hunks would only repeat both. */
const MAX_EDITS = 4_000;
const TIMEOUT_MS = 1_000;

/** @returns hunks from the first `@@` on; null when the texts differ too much to be worth a diff */
export function unifiedHunks(before: string, after: string): string | null {
  const patch = structuredPatch('a', 'b', before, after, undefined, undefined, {
    context: CONTEXT_LINES,
    maxEditLength: MAX_EDITS,
    timeout: TIMEOUT_MS,
  });
  if (!patch) return null;
  const oldLines = before.split('\n');
  return patch.hunks
    .map((hunk) => {
      const section = sectionOf(oldLines, hunk.oldStart - 1);
      // an empty side is named by the line before it, as every patch tool expects
      const range = (start: number, count: number): string =>
        count === 1 ? String(start) : `${count === 0 ? start - 1 : start},${count}`;
      const header = `@@ -${range(hunk.oldStart, hunk.oldLines)} +${range(hunk.newStart, hunk.newLines)} @@`;
      return [section === '' ? header : `${header} ${section}`, ...hunk.lines].join('\n');
    })
    .join('\n');
}

const DECLARATION =
  /^\s*(?:(?:export|default|public|private|protected|internal|static|final|abstract|async|override|virtual|sealed|partial|unsafe|open|suspend)\s+)*(?:class|interface|struct|record|enum|trait|impl|module|namespace|function|func|fn|def|sub|type)\b|^\s*(?:(?:public|private|protected|internal|static|final|abstract|async|override|virtual)\s+)+[\w<>[\],.?\s]+\([^;]*$|^[A-Za-z_$][^;]*\)\s*\{?\s*$/;
const NOT_A_DECLARATION = /^\s*(?:if|for|while|switch|catch|return|else|using|lock|foreach)\b/;
/** How far up to look: the header is a help, not worth reading a whole file for. */
const LOOK_BACK = 300;

/** The nearest declaration above a line. */
function sectionOf(lines: readonly string[], start: number): string {
  for (let at = start - 1; at >= Math.max(0, start - LOOK_BACK); at -= 1) {
    const line = lines[at] ?? '';
    if (DECLARATION.test(line) && !NOT_A_DECLARATION.test(line)) {
      return line.trim().slice(0, 80);
    }
  }
  return '';
}
