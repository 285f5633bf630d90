/** What has been read of a bundle so far: each file adds to it and builds on those before it. */
import type {
  Commit,
  ConfigChange,
  Deployment,
  InfraEvent,
  MonitorObservation,
  ObservedAlert,
  ServiceMap,
  Span,
} from '../domain/observation.ts';
import { toMs } from '../domain/time.ts';
import { deploymentOf } from './changes/deployments.ts';
import type { SourceKind } from './find-files.ts';
import type { Place } from './io/records.ts';
import type { Problems } from './problems.ts';
import type { JsonRecord } from './values/fields.ts';

/** Filled in place: a bundle may hold hundreds of thousands of records. */
export interface Reading {
  readonly problems: Problems;
  readonly alerts: ObservedAlert[];
  readonly commits: Map<string, Commit>;
  readonly deployments: Deployment[];
  readonly configChanges: ConfigChange[];
  readonly infraEvents: InfraEvent[];
  readonly monitors: MonitorObservation[];
  readonly spans: Span[];
  readonly calls: ServiceMap['calls'];
  readonly runsOn: ServiceMap['runsOn'];
  readonly services: Set<string>;
  readonly pathRules: { from: string; to: string }[];
  /** Log patterns that were clustered elsewhere. */
  patterns: number;
  files: string[] | null;
  nowMs: number | null;
  fromMs: number | null;
  toMs: number | null;
  service: string | null;
  env: string | null;
}

/** @param alerts - that came with the question itself */
export const createReading = (problems: Problems, alerts: readonly ObservedAlert[]): Reading => ({
  problems,
  alerts: [...alerts],
  commits: new Map(),
  deployments: [],
  configChanges: [],
  infraEvents: [],
  monitors: [],
  spans: [],
  calls: [],
  runsOn: [],
  services: new Set(),
  pathRules: [],
  patterns: 0,
  files: null,
  nowMs: null,
  fromMs: null,
  toMs: null,
  service: null,
  env: null,
});

/** What completes a time without year or day: the bundle's now, else the alert, else any moment known. */
export function referenceOf(reading: Reading): number | null {
  if (reading.nowMs !== null) return reading.nowMs;
  for (const alert of reading.alerts) if (alert.firedAt !== null) return toMs(alert.firedAt);
  const some =
    reading.deployments[0]?.finishedAt ??
    reading.configChanges[0]?.at ??
    reading.infraEvents[0]?.at ??
    reading.spans[0]?.startAt;
  if (some !== undefined) return toMs(some);
  for (const commit of reading.commits.values())
    if (commit.committedAt !== null) return toMs(commit.committedAt);
  return null;
}

/** Names the services that are known by now: metrics of wide tables are told apart by them. */
export function addServices(reading: Reading): void {
  const add = (name: string | null): void => {
    if (name !== null && name.length > 1 && reading.services.size < 5_000)
      reading.services.add(name);
  };
  for (const { from, to } of reading.calls) {
    add(from);
    add(to);
  }
  for (const { service } of reading.runsOn) add(service);
  for (const alert of reading.alerts) add(alert.service);
  for (const deployment of reading.deployments) add(deployment.service);
  for (const commit of reading.commits.values()) add(commit.service);
  for (const span of reading.spans.slice(0, 20_000)) add(span.service);
}

/** How much of a kind has been read: what a file adds to it is what it held. */
export function countOf(reading: Reading, kind: SourceKind, logs: number, points: number): number {
  switch (kind) {
    case 'alert':
    case 'meta':
      return reading.alerts.length;
    case 'service_map':
      return reading.calls.length + reading.runsOn.length;
    case 'deployments':
      return reading.deployments.length;
    case 'commits':
    case 'patches':
      return reading.commits.size;
    case 'changes':
    case 'flags':
    case 'events':
      return reading.configChanges.length + reading.infraEvents.length + reading.deployments.length;
    case 'monitors':
      return reading.monitors.length;
    case 'traces':
      return reading.spans.length;
    case 'logs':
      return logs;
    case 'patterns':
      return reading.patterns;
    case 'metrics':
      return points;
    case 'files':
      return reading.files?.length ?? 0;
  }
}

/** Adds a deployment with the commits that its record lists, or names the problem. */
export function addDeployment(record: JsonRecord, place: Place, reading: Reading): void {
  const read = deploymentOf(record, referenceOf(reading), reading.deployments.length + 1);
  if (typeof read === 'string') {
    reading.problems.add(place.file, place.line(), read);
    return;
  }
  reading.deployments.push(read.deployment);
  for (const commit of read.commits)
    addCommit(
      commit.service === null ? { ...commit, service: read.deployment.service } : commit,
      reading,
    );
}

/** The same commit may stand in several files: what one leaves out the other may hold. */
export function addCommit(commit: Commit, reading: Reading): void {
  const known = reading.commits.get(commit.sha);
  if (known === undefined) {
    reading.commits.set(commit.sha, commit);
    return;
  }
  const patched = (entry: Commit): number =>
    entry.files.filter((file) => file.patch !== null).length;
  const [rich, poor] = patched(commit) > patched(known) ? [commit, known] : [known, commit];
  reading.commits.set(commit.sha, {
    ...poor,
    ...rich,
    service: rich.service ?? poor.service,
    repository: rich.repository ?? poor.repository,
    committedAt: rich.committedAt ?? poor.committedAt,
    message: rich.message === '' ? poor.message : rich.message,
  });
}
