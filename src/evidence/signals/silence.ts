/** Services that fell silent: who stopped by himself, who is only asked for nothing any more. */
import type { MetricShift } from './metric-shift.ts';
import type { Topology } from './topology.ts';

export interface Silence {
  /** Asked for nothing because whoever asks them fell silent. */
  readonly starved: ReadonlySet<string>;
  /** Queues that fill up because one who reads them fell silent. */
  readonly backedUp: ReadonlySet<string>;
}

/** Names of queues and logs of messages: how full they are is their readers' doing. */
export const QUEUE =
  /rabbit|kafka|queue|[-_.]mq$|[-_.]mq[-_.]|broker|pulsar|nats|sqs|pubsub|topic|kinesis|event-?_?hub|[-_.]bus$|stream$/i;

/**
 * Reads silence along the calls. A service without requests, failures or delays of its own is the
 * victim of a caller that fell silent as well; a queue is the victim of its consumer, who depends on
 * it in every service map.
 */
export function silenceOf(shifts: readonly MetricShift[], topology: Topology): Silence {
  const silent = new Set<string>();
  for (const { series, kind, stopped } of shifts)
    if (stopped && (kind === 'traffic' || kind === 'work') && series.service !== null)
      silent.add(series.service);
  if (silent.size === 0) return { starved: new Set(), backedUp: new Set() };
  const ill = new Set<string>();
  for (const { series, kind, harmful, stopped } of shifts)
    if (harmful && !stopped && (kind === 'errors' || kind === 'latency') && series.service !== null)
      ill.add(series.service);
  const starved = new Set<string>();
  const backedUp = new Set<string>();
  for (const service of silent) {
    for (const callee of topology.callees(service)) {
      if (QUEUE.test(callee) && !silent.has(callee)) backedUp.add(callee);
      else if (silent.has(callee) && !ill.has(callee)) starved.add(callee);
    }
  }
  // two that call each other can't both be the other's victim
  for (const service of starved) {
    if ([...topology.callers(service)].every((each) => starved.has(each) || !silent.has(each)))
      starved.delete(service);
  }
  return { starved, backedUp };
}
