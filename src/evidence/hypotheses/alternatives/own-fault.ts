/** One service fell ill by itself and dragged its callers down: told from every service's metrics. */
import type { CauseCategory } from '../../../domain/analysis.ts';
import type { FaultKind } from '../../faults/fault-kinds.ts';
import { describeDeviation } from '../../signals/cascade/describe.ts';
import { symptom } from '../../signals/cascade/first-cause.ts';
import type { Departure, ServiceState } from '../../signals/cascade/service-state.ts';
import type { ServiceBlame } from '../../signals/first-failing.ts';
import type { ChangeScore } from '../change-score.ts';
import type { Context } from '../context.ts';
import { BASE, defectShare, throwsItself, type Alternative } from './model.ts';

/** The first has to lead by this much of its score before its metrics name the cause. */
const CLEAR_LEAD = 0.25;
/** A metric further out than 3 · e^0.7 spreads is more than a wobble. */
const CLEAR = 0.7;

/**
 * An explanation that needs no change where the metrics of the whole system point at one service
 * that is ill by itself. Its own metrics name the kind: what it uses up (CPU, memory, disk,
 * connections) is exhaustion, slowness, loss or absence without that is the platform. A change of
 * that very service shortly before is the better explanation.
 */
export function ownFault(context: Context, scored: readonly ChangeScore[]): Alternative[] {
  const [first, second] = context.blames;
  const state = first?.state;
  if (first === undefined || state === undefined || first.service !== context.firstFailing)
    return [];
  const ill = Math.max(symptom(state), Math.min(1, state.cause / 2));
  if (ill < 0.3) return [];
  const lead = 1 - (second?.score ?? 0) / Math.max(1e-9, first.score);
  const used = state.departures.filter((each) => exhausts(each, state));
  const surge = surged(context.blames);
  const reasons = [
    `${first.service} left its usual state and its callees did not: ${state.departures
      .slice(0, 3)
      .map(describeDeviation)
      .join(', ')}`,
  ];
  const against: string[] = [];
  let logit = BASE + 1.3 + 1.2 * ill + 0.8 * Math.min(1, Math.max(0, lead) / CLEAR_LEAD);
  if (surge) {
    logit -= 2;
    against.push('more was asked of all services: its own state may follow from that');
  }
  const recent = scored.filter((each) => each.excluded === null && each.timing > 0.3);
  if (recent.some((each) => each.ownership >= 1)) {
    logit -= 1.6;
    against.push(`${first.service} itself was changed before`);
  }
  // failing without using anything up is also what a defect looks like
  if (used.length === 0 && state.gone < 0.5) {
    if (recent.some((each) => each.ownership >= 0.7)) logit -= 0.7;
    logit -= 1.5 * defectShare(context);
    const thrown = throwsItself(context);
    if (thrown > 0.3) {
      logit -= 2.5 * thrown;
      against.push(`${first.service} throws from its own code, which no platform makes it do`);
    }
  }
  const category: CauseCategory = used.length > 0 ? 'resource_exhaustion' : 'infrastructure';
  return [
    {
      category,
      statement:
        category === 'resource_exhaustion'
          ? `${first.service} ran out of ${resourceOf(used)} without a change that explains it.`
          : `${first.service} or the platform below it failed; nothing of it was changed.`,
      logit,
      reasons,
      against,
      kinds: KINDS[category] ?? [],
    },
  ];
}

const KINDS: Readonly<Partial<Record<CauseCategory, readonly FaultKind[]>>> = {
  resource_exhaustion: ['cpu', 'memory', 'disk', 'pool_exhausted', 'threads'],
  infrastructure: ['node_failure', 'slow', 'timeout', 'unreachable'],
};

const WORD: Readonly<Partial<Record<Departure['kind'], string>>> = {
  cpu: 'CPU',
  memory: 'memory',
  gc: 'memory',
  disk: 'disk throughput',
  connections: 'connections',
  threads: 'threads',
};

/** Counts of what could not be given because nothing of it was left: ports, buffers, slots. */
const REFUSED = /alloc|exhaust|overflow|saturat/i;

/** True when the metrics of whoever failed first say that it used something up. */
export function fullByItself({ blames, firstFailing }: Context): boolean {
  const [first] = blames;
  const state = first?.state;
  return (
    state !== undefined &&
    first?.service === firstFailing &&
    state.departures.some((each) => exhausts(each, state))
  );
}

/** Used up more than the load explains. Who merely waits holds connections and threads as well. */
function exhausts({ series, kind, deviation, strength }: Departure, state: ServiceState): boolean {
  if (deviation.z <= 0 || strength < CLEAR) return false;
  if (kind === 'errors' && REFUSED.test(series.metric)) return true;
  if (WORD[kind] === undefined) return false;
  return kind === 'connections' || kind === 'threads' ? strength > state.latency : true;
}

const resourceOf = (used: readonly Departure[]): string =>
  WORD[used[0]?.kind ?? 'cpu'] ?? `what ${used[0]?.series.metric ?? 'it'} counts`;

/** More requests at most services, not only at those that are called again and again. */
function surged(blames: readonly ServiceBlame[]): boolean {
  const loads = blames.flatMap((each) => each.state?.load ?? []);
  return loads.length >= 3 && loads.filter((load) => load > 1.35).length > 0.5 * loads.length;
}
