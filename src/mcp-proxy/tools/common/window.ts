/** Windows of time: from the words of an argument to the span that is really searched. */
import { MiraError } from '../../../domain/errors.ts';
import type { Scope } from '../../../domain/scope.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, toIso } from '../../../domain/time.ts';
import type { TimeWindow } from '../../../domain/time.ts';
import type { Moment } from '../../../domain/tools/datadog.ts';

/**
 * A window as a cache key sees it: relative moments as written, absolute ones as ISO in UTC, with
 * the bounds that the scope sets.
 */
export interface ScopedWindow {
  readonly from: string;
  readonly to: string;
  readonly notBefore: string | null;
  readonly notAfter: string | null;
}

export interface ResolvedWindow {
  readonly fromMs: number;
  readonly toMs: number;
  readonly window: TimeWindow;
  /** For the caller, when the window is not the one that was asked for. */
  readonly notes: readonly string[];
}

const UNITS = {
  s: SECOND_MS,
  m: MINUTE_MS,
  h: HOUR_MS,
  d: DAY_MS,
  w: 7 * DAY_MS,
} as const;

export function scopeWindow(
  args: { readonly from: Moment; readonly to: Moment },
  scope: Pick<Scope, 'notBeforeMs' | 'notAfterMs'>,
): ScopedWindow {
  return {
    from: canonicalMoment(args.from),
    to: canonicalMoment(args.to),
    notBefore: scope.notBeforeMs === null ? null : toIso(scope.notBeforeMs),
    notAfter: scope.notAfterMs === null ? null : toIso(scope.notAfterMs),
  };
}

/** Epoch seconds, milliseconds and ISO texts of one moment give one text; `now-15m` stays. */
export function canonicalMoment(moment: Moment): string {
  if (typeof moment === 'string' && moment.startsWith('now')) return moment;
  const number = typeof moment === 'number' || /^\d+$/.test(moment) ? Number(moment) : undefined;
  const ms =
    number === undefined ? Date.parse(String(moment)) : number < 1e11 ? number * 1_000 : number;
  if (!Number.isFinite(ms) || Math.abs(ms) > 8.64e15) {
    throw new MiraError(
      'bad_argument',
      `«${String(moment)}» is no date: use ISO time, epoch or now-15m`,
    );
  }
  return toIso(ms);
}

function momentMs(moment: string, nowMs: number): number {
  if (!moment.startsWith('now')) return Date.parse(moment);
  const relative = /^now-(\d+)([smhdw])$/.exec(moment);
  if (!relative) return nowMs;
  return nowMs - Number(relative[1]) * UNITS[relative[2] as keyof typeof UNITS];
}

/**
 * @param maxSpanMs - a longer window is shortened to its end, which is where an incident is
 * @throws MiraError `bad_argument` for a window that ends before it starts, `out_of_scope` for one
 * outside of what the scope allows
 */
export function resolveWindow(
  scoped: ScopedWindow,
  nowMs: number,
  maxSpanMs: number,
): ResolvedWindow {
  const notes: string[] = [];
  let fromMs = momentMs(scoped.from, nowMs);
  let toMs = momentMs(scoped.to, nowMs);
  if (fromMs >= toMs) {
    throw new MiraError(
      'bad_argument',
      `from (${toIso(fromMs)}) must be before to (${toIso(toMs)})`,
    );
  }
  const notBeforeMs = scoped.notBefore === null ? -Infinity : Date.parse(scoped.notBefore);
  const notAfterMs = scoped.notAfter === null ? Infinity : Date.parse(scoped.notAfter);
  if (Math.max(fromMs, notBeforeMs) >= Math.min(toMs, notAfterMs)) {
    throw new MiraError(
      'out_of_scope',
      `this investigation may look at ${scoped.notBefore ?? 'any time'} to ${scoped.notAfter ?? 'now'} only`,
    );
  }
  if (fromMs < notBeforeMs || toMs > notAfterMs) {
    fromMs = Math.max(fromMs, notBeforeMs);
    toMs = Math.min(toMs, notAfterMs);
    notes.push(
      `The window was cut to what this investigation may see: ${toIso(fromMs)} to ${toIso(toMs)}.`,
    );
  }
  if (toMs - fromMs > maxSpanMs) {
    // what is still to come holds nothing: it must not be kept in place of what has been
    if (fromMs < nowMs && nowMs < toMs) {
      toMs = nowMs;
      notes.push('The window was ended now: the rest of it is still to come.');
    }
  }
  if (toMs - fromMs > maxSpanMs) {
    fromMs = toMs - maxSpanMs;
    notes.push(
      `The window was shortened to its last ${spanText(maxSpanMs)}, the most this tool searches at once; ask for earlier times separately.`,
    );
  }
  return { fromMs, toMs, window: { from: toIso(fromMs), to: toIso(toMs) }, notes };
}

/** The moment of a window whose ends are one: for arguments that name a point, not a span. */
export const pointInTime = (scoped: ScopedWindow, nowMs: number): number =>
  momentMs(scoped.from, nowMs);

/** `90 min`, `6 h`, `7 d`. */
export function spanText(ms: number): string {
  if (ms >= 2 * DAY_MS) return `${Math.round(ms / DAY_MS)} d`;
  if (ms >= 2 * HOUR_MS) return `${Math.round(ms / HOUR_MS)} h`;
  if (ms >= 2 * MINUTE_MS) return `${Math.round(ms / MINUTE_MS)} min`;
  return `${Math.round(ms / SECOND_MS)} s`;
}
