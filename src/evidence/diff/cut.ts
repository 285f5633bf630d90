/** Makes a line of a diff safe and cheap for the patterns that read it. */

const MAX_LINE = 400;

/**
 * The line's first 400 characters with every run of white space as one space (an indent stays one):
 * patterns with several optional gaps would need cubic time on a long run.
 */
export function cut(text: string): string {
  const short = text.length > MAX_LINE ? text.slice(0, MAX_LINE) : text;
  return /\s\s|[^\S ]/.test(short) ? short.replace(/\s+/g, ' ').trimEnd() : short;
}
