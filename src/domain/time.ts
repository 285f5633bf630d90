/** Moments and durations: the two ways MIRA writes time, and how to go from one to the other. */
import { z } from 'zod';

/**
 * A moment that leaves a process: ISO 8601 in UTC with milliseconds. Fields of this type end in
 * `At`. Inside one process moments are epoch milliseconds and durations milliseconds; both end in
 * `Ms`.
 */
export const IsoTime = z.iso.datetime({ offset: true });
export type IsoTime = z.infer<typeof IsoTime>;

/** Epoch milliseconds → {@link IsoTime}. @throws RangeError when `ms` is not a finite date. */
export const toIso = (ms: number): IsoTime => new Date(ms).toISOString();

/** {@link IsoTime} → epoch milliseconds; `NaN` when the text is no date. */
export const toMs = (iso: string): number => Date.parse(iso);

/** A closed span of time, both ends included. */
export const TimeWindow = z.object({ from: IsoTime, to: IsoTime });
export type TimeWindow = z.infer<typeof TimeWindow>;

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
