/** Of all services that left their usual state at one moment: whose fault the others' state follows from. */
import { median } from '../../change-points/robust.ts';
import type { Topology } from '../topology.ts';
import type { ServiceState } from './service-state.ts';

/** What is weighed per service; all 0–1. */
export const FEATURES = [
  'latency',
  'growth',
  'errors',
  'failing',
  'cause',
  'causeShare',
  'held',
  'gone',
  'early',
  'explained',
  'covers',
  'callers',
  'inner',
  'entry',
] as const;
export type Feature = (typeof FEATURES)[number];

export interface Candidate {
  readonly state: ServiceState;
  readonly features: Readonly<Record<Feature, number>>;
}

/** Strengths saturate here: a distance of 150 spreads says no more than one of 1,000. */
const FULL = 4;
const full = (strength: number): number => Math.min(1, strength / FULL);
/** How bad a service looks to whoever calls it. */
export const symptom = (state: ServiceState): number =>
  Math.max(full(state.latency), full(state.errors), state.gone);

/**
 * What speaks for each service as the first to fail. Relative growth of latency and the share of
 * failing requests only thin out on their way up to the callers, who add time and requests of their
 * own, so the largest of both is nearest to the fault. Resources that are used up without more load
 * are the fault's own trace. A caller whose callee is as bad is explained by it.
 */
export function candidates(
  given: readonly ServiceState[],
  topology: Topology,
  stepMs: number,
): Candidate[] {
  const states = withSilent(given, topology);
  const most = (of: (state: ServiceState) => number): number =>
    Math.max(1e-9, ...states.map((each) => of(each)));
  const latency = most((each) => each.latency);
  const growth = most((each) => each.growth);
  const errors = most((each) => each.errors);
  const failing = most((each) => each.failing);
  const cause = most((each) => each.cause);
  const gone = most((each) => each.gone);
  const times = states.filter((each) => symptom(each) > 0.2 || each.cause > 1);
  const first = Math.min(...times.flatMap((each) => each.atMs ?? []));
  const blur = Math.max(20_000, 1.5 * stepMs);
  const byName = new Map(states.map((each) => [each.service, each]));
  const all = states.reduce((sum, each) => sum + symptom(each), 0);
  return states.map((state) => {
    const down = topology.dependencies(state.service);
    const up = topology.dependents(state.service);
    const mapped = down.size + up.size > 0;
    let explained = 0;
    for (const callee of down) {
      const other = byName.get(callee);
      if (other !== undefined) explained = Math.max(explained, explains(other, state));
    }
    let covered = symptom(state);
    for (const caller of up) {
      const other = byName.get(caller);
      if (other !== undefined) covered += symptom(other);
    }
    const direct = [...topology.callers(state.service)].flatMap((each) => byName.get(each) ?? []);
    return {
      state,
      features: {
        latency: full(state.latency) * (state.latency / latency),
        growth: (state.growth / growth) * Math.min(1, growth),
        errors: full(state.errors) * (state.errors / errors),
        failing: (state.failing / failing) * full(state.errors),
        cause: full(state.cause),
        causeShare: Math.min(1, cause) * (state.cause / cause),
        held: full(state.held),
        gone: state.gone * (state.gone / gone),
        early:
          state.atMs === null || !Number.isFinite(first)
            ? 0
            : Math.exp(-Math.max(0, state.atMs - first) / blur),
        explained,
        covers: mapped && all > 0 ? covered / all : 0,
        callers: direct.length === 0 ? 0 : Math.max(...direct.map(symptom)),
        inner: mapped ? 0 : innerShare(state, states),
        entry: ENTRY.test(state.service) ? 1 : 0,
      },
    };
  });
}

/** Names of those who ask and are asked by nobody: people's doors, and makers of load. */
const ENTRY =
  /front-?_?end|gate-?_?way|store-?front|(?:^|[-_.])(?:ui|web|www|edge|ingress|bff|gw|proxy|locust|k6)(?:$|[-_.\d])|load-?_?(?:gen|test)|jmeter|passthrough/i;

/**
 * Where nobody knows who calls whom: the share of all trouble at services that usually take longer.
 * A caller's latency holds its callees', so whoever is in trouble and the quickest lies innermost.
 */
function innerShare(state: ServiceState, states: readonly ServiceState[]): number {
  if (symptom(state) <= 0 || state.usual.size === 0) return 0;
  let slower = 0;
  let all = 0;
  for (const other of states) {
    if (other === state) continue;
    const ratios = [...other.usual].flatMap(([metric, usual]) => {
      const own = state.usual.get(metric);
      return own === undefined ? [] : [usual / own];
    });
    if (ratios.length === 0) continue;
    all += symptom(other);
    if (median(ratios) > 1) slower += symptom(other);
  }
  return all === 0 ? 0 : (slower / all) * Math.min(1, symptom(state));
}

/** How sure silence alone is that somebody is gone. */
const SILENT = 0.6;

/**
 * Who is asked for next to nothing although nobody who calls him lacks work is as good as gone: he
 * does not even answer with errors. Who lost his work with a caller is only idle.
 */
function withSilent(states: readonly ServiceState[], topology: Topology): ServiceState[] {
  const silent = new Set(
    states.filter(({ load }) => load !== null && load <= 0.1).map((each) => each.service),
  );
  return states.map((state) =>
    !silent.has(state.service) ||
    state.gone >= SILENT ||
    [...topology.callers(state.service)].some((each) => silent.has(each))
      ? state
      : { ...state, gone: SILENT },
  );
}

/** 0–1: how far a callee's state is the reason for its caller's. */
function explains(callee: ServiceState, caller: ServiceState): number {
  const slow =
    callee.growth <= 0.05 || callee.latency <= 0
      ? 0
      : Math.min(1, callee.growth / Math.max(0.1, caller.growth)) * full(callee.latency);
  const failing = full(callee.errors) * Math.min(1, callee.errors / Math.max(0.5, caller.errors));
  return Math.max(slow, failing, callee.gone);
}

/** Fitted by conditional logit on simulated cascades; see docs/evaluation.md. */
export const WEIGHTS: Readonly<Record<Feature, number>> = {
  latency: 1.3,
  growth: 3.2,
  errors: 1.4,
  failing: 1.1,
  cause: 1.6,
  causeShare: 1.6,
  held: 1.8,
  gone: 4.5,
  early: 1.2,
  explained: -2.5,
  covers: 1.9,
  callers: 1.8,
  inner: 1.2,
  entry: -1.2,
};

/** How much speaks for a candidate, in log-odds against the others. */
export const logitOf = (
  { features }: Candidate,
  weights: Readonly<Record<Feature, number>> = WEIGHTS,
): number => FEATURES.reduce((sum, name) => sum + weights[name] * features[name], 0);
