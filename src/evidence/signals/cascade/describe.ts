/** Says in a few words what a metric did. */
import type { Departure } from './service-state.ts';

const number = (value: number): string =>
  Math.abs(value) >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));

/** `latency-90 12 → 310 (26 spreads)`. */
export const describeDeviation = ({ series, deviation }: Departure): string =>
  `${series.metric} ${number(deviation.before)} → ${number(deviation.after)} (${Math.round(Math.abs(deviation.z))} spreads)`;
