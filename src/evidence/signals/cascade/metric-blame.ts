/** Which service failed first by the metrics of all of them. */
import type { MetricSeries } from '../../../domain/observation.ts';
import { describeDeviation } from './describe.ts';
import { candidates, logitOf, symptom } from './first-cause.ts';
import { serviceStates, unwatched, type ServiceState } from './service-state.ts';
import type { Topology } from '../topology.ts';
import type { Unrest } from './unrest.ts';

export interface MetricBlame {
  /** Log-odds against the others. */
  readonly logit: number;
  readonly reasons: readonly string[];
  readonly atMs: number | null;
  readonly state: ServiceState;
}

/** Fewer services tell no order among themselves. */
const MIN_SERVICES = 3;
/** Somebody has to show this much, or the metrics say nothing at all. */
const SEEN = 0.2;

/**
 * Log-odds per service of having failed first, services without metrics among them (`also`): they
 * have what their callers say for them. Null where too few services are watched or none left its
 * usual state.
 */
export function metricBlame(
  metrics: readonly MetricSeries[],
  also: Iterable<string>,
  topology: Topology,
  unrest: Pick<Unrest, 'atMs' | 'stepMs'>,
  endMs: number,
): Map<string, MetricBlame> | null {
  const states = serviceStates(metrics, unrest.atMs, endMs);
  if (states.length < MIN_SERVICES) return null;
  if (!states.some((each) => symptom(each) > SEEN || (each.departures[0]?.strength ?? 0) > 1))
    return null;
  const known = new Set(states.map((each) => each.service));
  for (const service of also) {
    if (known.has(service)) continue;
    known.add(service);
    states.push(unwatched(service));
  }
  return new Map(
    candidates(states, topology, unrest.stepMs).map((each) => [
      each.state.service,
      {
        logit: logitOf(each),
        reasons: each.state.departures.slice(0, 3).map(describeDeviation),
        atMs: each.state.atMs,
        state: each.state,
      },
    ]),
  );
}
