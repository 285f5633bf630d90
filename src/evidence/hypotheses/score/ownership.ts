/** Whose change it is: of who failed first, of what that one depends on, of who calls it, or a stranger's. */
import type { DiffFact, FactKind } from '../../diff/facts.ts';
import { isStore } from '../../signals/topology.ts';
import { asksMore } from '../../signals/demand.ts';
import type { Candidate } from '../change-facts.ts';
import type { Context } from '../context.ts';

/** What a caller's change does to the one that it calls: more calls, larger ones, other contents. */
const FELT_BY_CALLEES: ReadonlySet<FactKind> = new Set<FactKind>([
  'query_in_loop',
  'remote_call_added',
  'retry_changed',
  'interval_changed',
  'concurrency_added',
  'concurrency_setting',
  'batch_size_changed',
  'cache_changed',
  'limit_changed',
  'timeout_changed',
  'serialisation_changed',
  'schema_changed',
  'encoding_changed',
  'name_swapped',
  'endpoint_changed',
  'auth_changed',
  'loop_changed',
]);

/** A repository that is named after no known service may be a shared library. */
export const OTHER_REPOSITORY = 0.45;

/** 1 for the service that failed first, less for its dependencies, negative for a stranger. */
export function scoreOwnership(
  candidate: Candidate,
  fact: DiffFact | null,
  context: Context,
  reasons: string[],
  against: string[],
): number {
  const names = [candidate.service, candidate.commit?.repository ?? null].filter(
    (each) => each !== null,
  );
  const first = context.firstFailing;
  if (names.length === 0 || first === null) return 0.5;
  const same = (a: string, b: string): boolean =>
    a === b || a.endsWith(`/${b}`) || b.endsWith(`/${a}`);
  if (names.some((each) => same(each, first))) {
    reasons.push(`belongs to ${first}, which failed first`);
    return 1;
  }
  const alerted = context.observations.service;
  const dependencies = context.topology.dependencies(first);
  if (names.some((each) => dependencies.has(each))) return 0.7;
  // who raises the alarm may only be the one who calls who is ill; a store is ill by what it is asked
  const calls = names.some((each) => context.topology.dependents(first).has(each));
  if ((!calls || isStore(first)) && alerted !== null && names.some((each) => same(each, alerted)))
    return 0.5;
  const caller = names.find((each) => context.topology.callers(first).has(each));
  if (caller !== undefined && asksMore(caller, context)) {
    reasons.push(`${caller} asks more of ${first} than before, at as many requests of its own`);
    return 0.9;
  }
  // who calls may ask for more than the callee can bear, or send what it can't read
  if (
    fact !== null &&
    FELT_BY_CALLEES.has(fact.kind) &&
    names.some((each) => context.topology.dependents(first).has(each))
  ) {
    reasons.push(`belongs to ${names[0]}, which calls ${first}`);
    return 0.6;
  }
  if (
    names.some((each) => context.topology.services.has(each)) &&
    context.topology.services.size > 1
  ) {
    against.push(`belongs to ${names[0]}, which ${first} does not depend on`);
    return -1;
  }
  return OTHER_REPOSITORY;
}
