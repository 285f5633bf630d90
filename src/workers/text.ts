/** Small helpers for text that people and models read. */

/** At most `max` characters; what is cut away is counted. Never splits a surrogate pair. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const note = ` … [${text.length - max} more characters]`;
  const head = text.slice(0, Math.max(0, max - note.length));
  return head.replace(/[\ud800-\udbff]$/, '') + note;
}

/** At most `max` characters, ended by an ellipsis; for titles. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text
    .slice(0, max - 1)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd()}…`;
}

/** Runs of white space become one blank: how quotes are compared. */
export const foldSpace = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** `1 claim`, `2 claims`. */
export const count = (number: number, noun: string, plural = `${noun}s`): string =>
  `${number} ${number === 1 ? noun : plural}`;

/** `850 ms`, `12 s`, `3 min`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 90_000) return `${Math.round(ms / 1_000)} s`;
  return `${Math.round(ms / 60_000)} min`;
}

/** `0.874` → `87%`. */
export const percent = (share: number): string => `${Math.round(share * 100)}%`;
