/** Any JSON value as the text that a search compares with. */

/** Strings as they are, nothing as empty, objects as JSON. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  return JSON.stringify(value);
}
