/** Where more demand came in than everything below could carry. */
import type { MetricShift } from './metric-shift.ts';
import type { Sign } from './signs.ts';
import type { Topology } from './topology.ts';

/** Requests of less than this multiple of the usual ones sweep nobody away. */
const SURGE = 1.8;
/** A few services with more requests are a retry, this share of the troubled ones is a wave. */
const WAVE = 0.5;

/**
 * The services at which a wave of requests entered and that suffer from it most: their requests grew,
 * those of their callers did not, and most of what is in trouble has more requests as well. Then the
 * callees are the victims. Where a callee slows down more than whoever let the wave in, it is the
 * callee that could not carry it.
 */
export function loadSources(shifts: readonly MetricShift[], topology: Topology): Sign[] {
  const grown = new Map<string, MetricShift>();
  const troubled = new Set<string>();
  const slower = new Map<string, number>();
  for (const shift of shifts) {
    const { service } = shift.series;
    if (service === null) continue;
    if (shift.kind === 'traffic' && shift.direction === 'up' && (shift.ratio ?? SURGE) >= SURGE)
      grown.set(service, shift);
    else if (shift.harmful && (shift.kind === 'errors' || shift.kind === 'latency')) {
      troubled.add(service);
      if (shift.kind === 'latency')
        slower.set(service, Math.max(slower.get(service) ?? 1, shift.ratio ?? 1));
    }
  }
  const swept = [...troubled].filter((each) => grown.has(each)).length;
  if (troubled.size < 2 || swept < WAVE * troubled.size) return [];
  return [...grown]
    .filter(
      ([service]) =>
        topology.callees(service).size > 0 &&
        ![...topology.callers(service)].some((caller) => grown.has(caller)) &&
        ![...topology.dependencies(service)].some(
          (callee) => (slower.get(callee) ?? 0) > (slower.get(service) ?? 1),
        ) &&
        [...topology.dependencies(service)].filter((each) => grown.has(each)).length >=
          WAVE * Math.max(1, swept - 1),
    )
    .map(([service, shift]): Sign => ({
      service,
      weight: 2.5,
      atMs: shift.atMs,
      reason: `${shift.series.metric} ×${(shift.ratio ?? SURGE).toFixed(1)}, and with it those of everything below`,
      kind: 'demand',
    }));
}
