/** Cuts a long run's output down to what it says of failures: most of it is about tests that passed. */

/** What a line that speaks of a failure looks like, in any runner. */
const FAILURE =
  /^\s*not ok\b|\bFAIL(?:ED|URES?|ING)?\b|\b(?:Failed|Failures?|failing)\b|✗|✘|✖|✕|×|●|^\s*\d{1,4}\) |Traceback|panicked at|(?:Error|Exception|Failure)\b|^\s*E {3}|^\s*>? *\d+ \||[Ee]xpected|<<< |^={5,} .* ={5,}$|^_{3,} /;
const ABOVE = 12;
const BELOW = 25;

/** The text when it is short; else the lines around those that speak of failures, up to `limit` characters. */
export function tellingPart(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const lines = text.slice(0, 4_000_000).split('\n');
  const keep = new Uint8Array(lines.length);
  let size = 0;
  lines.forEach((line, at) => {
    if (size >= limit || !FAILURE.test(line.slice(0, 300))) return;
    for (
      let near = Math.max(0, at - ABOVE);
      near <= Math.min(lines.length - 1, at + BELOW);
      near += 1
    ) {
      if (keep[near] === 1) continue;
      keep[near] = 1;
      size += Math.min(1_000, (lines[near] ?? '').length + 1);
    }
  });
  if (size === 0) return text.slice(0, limit);
  return lines
    .filter((_line, at) => keep[at] === 1)
    .map((line) => line.slice(0, 1_000))
    .join('\n')
    .slice(0, limit);
}
