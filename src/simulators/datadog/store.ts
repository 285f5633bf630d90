/** What the Datadog simulator holds: the loaded scenarios as searchable records. */
import type { LoadedScenario, World } from '../world.ts';
import { eventRecord, type NewEvent } from './event-record.ts';
import { logRecords } from './log-record.ts';
import { spanRecords } from './span-record.ts';
import { byTime, type DatadogRecord } from './record.ts';

export interface MetricSeries {
  readonly metric: string;
  readonly tags: readonly string[];
  readonly unit: string | undefined;
  /** World epoch ms and value, oldest first. */
  readonly points: readonly (readonly [number, number | null])[];
}

export interface DoraDeployment {
  readonly id: string;
  readonly service: string;
  readonly env: string | undefined;
  readonly version: string | undefined;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly commitSha: string;
  readonly repositoryId: string;
}

/** Records written through the API are kept up to this many. */
const KEEP_WRITTEN = 10_000;

export interface DatadogStore {
  readonly logs: readonly DatadogRecord[];
  readonly spans: readonly DatadogRecord[];
  readonly events: readonly DatadogRecord[];
  readonly metrics: readonly MetricSeries[];
  readonly deployments: readonly DoraDeployment[];
  readonly scenarios: readonly LoadedScenario[];
  addEvent(event: NewEvent): DatadogRecord;
  addDeployment(deployment: DoraDeployment): void;
}

const metricsOf = (loaded: LoadedScenario): MetricSeries[] =>
  loaded.scenario.metrics.map(({ metric, tags, unit, points }) => ({
    metric,
    tags,
    unit,
    points: points
      .map(([at, value]) => [at + loaded.shiftMs, value] as const)
      .toSorted((a, b) => a[0] - b[0]),
  }));

const deploymentsOf = (loaded: LoadedScenario): DoraDeployment[] =>
  loaded.scenario.doraDeployments.map((deployment) => ({
    ...deployment,
    startedAt: loaded.iso(deployment.startedAt),
    finishedAt: loaded.iso(deployment.finishedAt),
  }));

const eventsOf = (loaded: LoadedScenario): DatadogRecord[] =>
  loaded.scenario.events.map((event, index) =>
    eventRecord(
      {
        atMs: loaded.ms(event.at),
        title: event.title,
        text: event.text,
        source: event.source,
        tags: event.tags,
        attributes: event.attributes,
      },
      `${loaded.scenario.name}/${index}`,
    ),
  );

export function createDatadogStore(world: World): DatadogStore {
  const empty = () => ({
    logs: [] as DatadogRecord[],
    spans: [] as DatadogRecord[],
    events: [] as DatadogRecord[],
    metrics: [] as MetricSeries[],
    deployments: [] as DoraDeployment[],
  });
  let held = empty();
  let written = 0;

  world.listen({
    load(loaded, replace) {
      const old = replace ? empty() : held;
      const merged = (kept: DatadogRecord[], fresh: DatadogRecord[]) =>
        [...kept, ...fresh].toSorted(byTime);
      held = {
        logs: merged(old.logs, logRecords(loaded)),
        spans: merged(old.spans, spanRecords(loaded)),
        events: merged(old.events, eventsOf(loaded)),
        metrics: [...old.metrics, ...metricsOf(loaded)],
        deployments: [...old.deployments, ...deploymentsOf(loaded)],
      };
    },
    clear() {
      held = empty();
    },
  });

  return {
    get logs() {
      return held.logs;
    },
    get spans() {
      return held.spans;
    },
    get events() {
      return held.events;
    },
    get metrics() {
      return held.metrics;
    },
    get deployments() {
      return held.deployments;
    },
    get scenarios() {
      return world.scenarios;
    },
    addEvent(event) {
      const record = eventRecord(event, `written/${written++}`);
      held.events = [...held.events, record].toSorted(byTime).slice(-KEEP_WRITTEN);
      return record;
    },
    addDeployment(deployment) {
      held.deployments = [...held.deployments, deployment].slice(-KEEP_WRITTEN);
    },
  };
}
