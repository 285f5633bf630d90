/** Numbers as people read them. */

/** `850 ms`, `1.3 s`, `2 m 05 s`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  const minutes = Math.floor(ms / 60_000);
  return `${minutes} m ${String(Math.round((ms % 60_000) / 1_000)).padStart(2, '0')} s`;
}

/** `512 B`, `4.1 kB`, `2.0 MB`. */
export function bytes(count: number): string {
  if (count < 1_000) return `${count} B`;
  return count < 1_000_000
    ? `${(count / 1_000).toFixed(1)} kB`
    : `${(count / 1_000_000).toFixed(1)} MB`;
}

/** `3 m ago`, measured from `nowMs`. */
export function ago(iso: string, nowMs: number): string {
  const seconds = Math.max(0, Math.round((nowMs - Date.parse(iso)) / 1_000));
  if (seconds < 90) return `${seconds} s ago`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} m ago`;
  return seconds < 172_800
    ? `${Math.round(seconds / 3_600)} h ago`
    : `${Math.round(seconds / 86_400)} d ago`;
}

/** `14:03:22` in UTC, or the text itself when it is no time. */
export const clockTime = (iso: string): string =>
  /T(\d\d:\d\d:\d\d)/.exec(new Date(iso).toISOString())?.[1] ?? iso;

/** `83 %`. */
export const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** `1 commit`, `3 commits`. */
export const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
