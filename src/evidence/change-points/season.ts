/** Takes a repeating pattern (day, hour, batch job) out of a series before changes are looked for. */
import { median } from './robust.ts';

const MIN_CYCLES = 3;
const MIN_CORRELATION = 0.45;

/** Autocorrelation of centred values at one lag. */
function correlation(centred: readonly number[], lag: number, energy: number): number {
  let sum = 0;
  for (let at = lag; at < centred.length; at += 1)
    sum += (centred[at] ?? 0) * (centred[at - lag] ?? 0);
  return (sum / energy) * (centred.length / (centred.length - lag));
}

/**
 * The length in samples of the strongest cycle that the first part of a series shows at least three
 * times, or null. The series is thinned to at most 400 samples, which bounds the work.
 */
export function findPeriod(values: readonly number[]): number | null {
  const step = Math.max(1, Math.ceil(values.length / 400));
  const thin = values.filter((_, index) => index % step === 0);
  if (thin.length < 24) return null;
  const mid = median(thin);
  // wild values would dominate the products
  const deviations = thin.map((v) => v - mid);
  const cap =
    4 * (median(deviations.map(Math.abs)) * 1.4826 || Math.max(...deviations.map(Math.abs)));
  const centred = deviations.map((v) => Math.max(-cap, Math.min(cap, v)));
  const energy = centred.reduce((sum, v) => sum + v * v, 0);
  if (energy === 0) return null;
  let best: { lag: number; value: number } | null = null;
  let dipped = false;
  const last = Math.floor(thin.length / MIN_CYCLES);
  for (let lag = 2; lag <= last; lag += 1) {
    const value = correlation(centred, lag, energy);
    // a trend or a step correlates at every short lag: a cycle first has to go below zero
    if (value < 0) dipped = true;
    if (dipped && value > MIN_CORRELATION && (best === null || value > best.value + 0.02)) {
      best = { lag, value };
    }
  }
  return best === null ? null : best.lag * step;
}

/** The series without its cycle: each value less the median of its phase, plus the overall median. */
export function deseasonalise(
  values: readonly number[],
  period: number,
  upTo = values.length,
): number[] {
  const phases: number[][] = Array.from({ length: period }, () => []);
  for (let at = 0; at < Math.min(upTo, values.length); at += 1)
    phases[at % period]?.push(values[at] ?? 0);
  const overall = median(values.slice(0, upTo));
  const levels = phases.map((phase) => (phase.length === 0 ? overall : median(phase)));
  return values.map((v, at) => v - (levels[at % period] ?? overall) + overall);
}
