/** Whose change it is: of who failed first, of what that one depends on, of who calls it, or a stranger's. */
import { HOUR_MS, MINUTE_MS } from '../../../domain/time.ts';
import type { DiffFact, FactKind } from '../../diff/facts.ts';
import type { FileRole } from '../../diff/file-role.ts';
import { isStore } from '../../signals/topology.ts';
import { askedAsUsual, asksMore } from '../../signals/demand.ts';
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

/** Of these what is felt as more requests, and by nothing else. */
export const ASKS_OFTENER: ReadonlySet<FactKind> = new Set<FactKind>([
  'query_in_loop',
  'remote_call_added',
  'retry_changed',
  'interval_changed',
  'cache_changed',
]);

/** A repository that is named after no known service may be a shared library. */
export const OTHER_REPOSITORY = 0.45;

/** What a change to data does to whoever reads it, from wherever both keep it. */
const FELT_BY_READERS: ReadonlySet<FactKind> = new Set<FactKind>([
  'serialisation_changed',
  'schema_changed',
  'encoding_changed',
  'name_swapped',
  'null_returned',
]);

const HANDED_ON: ReadonlySet<FileRole> = new Set<FileRole>(['runtime_config', 'data']);

/** Whose caller asks for more than before, at as many requests of its own. */
export const ASKS_MORE = 0.9;

/** What both call: a store, a topic, a file share. */
function sharedWith(names: readonly string[], first: string, { topology }: Context): string | null {
  const own = topology.callees(first);
  for (const name of names) {
    for (const callee of topology.callees(name)) if (own.has(callee)) return callee;
  }
  return null;
}

/** A service that speaks up this soon after its own deployment does so because of it. */
const SPEAKS_WITHIN_MS = HOUR_MS;
const BLUR_MS = 2 * MINUTE_MS;
/** Beyond the scale: who failed first is often only where it was felt. */
const SPOKE_UP = 1.6;

/** It does something new since its deployment, by its own words, and does not only suffer. */
function speaksUp(names: readonly string[], candidate: Candidate, context: Context): string | null {
  const { firstFailing: first, onset } = context;
  // which deployment brought it has to be known
  if (candidate.liveMs === null || !(candidate.liveKnown || candidate.deployment === null))
    return null;
  const felt = Math.max(
    onset?.atMs ?? -Infinity,
    context.heard.get(first ?? '')?.atMs ?? -Infinity,
  );
  for (const name of names) {
    const heard = context.heard.get(name);
    // what comes later follows from the failure
    if (heard === undefined || name === first || heard.atMs > felt + BLUR_MS) continue;
    if (first !== null && context.topology.dependents(first).has(name)) continue;
    const gap = heard.atMs - candidate.liveMs;
    if (gap >= -MINUTE_MS && gap <= SPEAKS_WITHIN_MS) return heard.line;
  }
  return null;
}

/** True where a service map or traces tell with whom the service works together. */
const isMapped = (service: string, { observations }: Context): boolean =>
  observations.serviceMap.calls.some(({ from, to }) => from === service || to === service) ||
  observations.spans.some((each) => each.service === service);

/** What a stranger's change loses where nobody told who works with whom, of 1. */
const UNMAPPED = -0.5;

/** Above 0.5 for the service that failed first and what it has to do with, negative for a stranger. */
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
  if (first === null) return 0.5;
  const same = (a: string, b: string): boolean =>
    a === b || a.endsWith(`/${b}`) || b.endsWith(`/${a}`);
  if (names.some((each) => same(each, first))) {
    reasons.push(`belongs to ${first}, which failed first`);
    return 1;
  }
  if (candidate.touches.has(first)) {
    reasons.push(`runs in ${first}, which failed first`);
    return 1;
  }
  if (names.length === 0) return 0.5;
  const line = speaksUp(names, candidate, context);
  if (line !== null) {
    reasons.push(`${names[0]} says something new since then: "${line.slice(0, 100)}"`);
    return SPOKE_UP;
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
    return ASKS_MORE;
  }
  // who calls may ask for more than the callee can bear, or send what it can't read
  if (
    fact !== null &&
    // rules, settings and data that somebody else ships are handed on, whatever they hold
    (FELT_BY_CALLEES.has(fact.kind) || HANDED_ON.has(fact.role)) &&
    names.some((each) => context.topology.dependents(first).has(each))
  ) {
    if (ASKS_OFTENER.has(fact.kind) && askedAsUsual(first, context)) {
      against.push(
        `${first} is asked for no more than before: what ${names[0]} does can't fill it`,
      );
      return -1;
    }
    reasons.push(`belongs to ${names[0]}, which calls ${first}`);
    return 0.6;
  }
  const shared =
    fact !== null && FELT_BY_READERS.has(fact.kind) ? sharedWith(names, first, context) : null;
  if (shared !== null) {
    reasons.push(`belongs to ${names[0]}, which uses ${shared} as ${first} does`);
    return 0.55;
  }
  if (
    names.some((each) => context.topology.services.has(each)) &&
    context.topology.services.size > 1
  ) {
    against.push(`belongs to ${names[0]}, which ${first} does not depend on`);
    return isMapped(first, context) ? -1 : UNMAPPED;
  }
  return OTHER_REPOSITORY;
}
