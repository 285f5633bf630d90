/** Compact text for a model's context. */

/** Cuts long text in the middle of nowhere important: the head stays, the loss is stated. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, max)}… [${text.length - max} more characters]`;
}

/** The first line, cut. */
export const oneLine = (text: string, max: number): string =>
  cut(text.replace(/\s*\n[\s\S]*$/, '').trim(), max);

/** `2026-11-20T10:05:07.123Z` → `10:05:07` on the day of `dayOf`, else `11-20 10:05:07`. */
export function shortTime(iso: string | null | undefined, dayOf?: string): string {
  if (!iso) return '?';
  const time = iso.slice(11, 19);
  return dayOf?.slice(0, 10) === iso.slice(0, 10) ? time : `${iso.slice(5, 10)} ${time}`;
}

/** At most `max` lines, then what is missing. */
export function lines(all: readonly string[], max: number, rest: string): string[] {
  if (all.length <= max) return [...all];
  return [...all.slice(0, max), `… ${all.length - max} more ${rest}`];
}

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** Numbers as people read them: 1234.5678 → 1,235; 0.01234 → 0.0123. */
export function number(value: number | null): string {
  if (value === null) return '–';
  if (Number.isInteger(value)) return value.toLocaleString('en-US');
  const magnitude = Math.abs(value);
  if (magnitude >= 1_000) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}
