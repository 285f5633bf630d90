/**
 * The first sweep: which questions are asked of Datadog and Azure DevOps before any model thinks.
 * Pure, and bound to whole minutes, so that two investigations of one outage ask word for word the
 * same and the proxy's cache answers the second.
 */
import { canonicalJson } from '../../domain/hash.ts';
import { OPENING_TRANSITIONS } from '../../domain/alert.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, toIso, toMs } from '../../domain/time.ts';
import type { AlertWithFate } from '../../store/contracts.ts';
import type { Observations } from '../../domain/observation.ts';
import type { Service } from '../../domain/service.ts';
import type { ProfileDefinition } from '../agents/definitions.ts';

export interface SweepQuery {
  /** Equal for equal questions. */
  readonly key: string;
  readonly tool: string;
  readonly args: Record<string, unknown>;
  /** What it is asked for, in words that can stand under "not checked". */
  readonly purpose: string;
}

export const sweepQuery = (
  tool: string,
  args: Record<string, unknown>,
  purpose: string,
): SweepQuery => ({
  key: `${tool} ${canonicalJson(args)}`,
  tool,
  args,
  purpose,
});

/** The windows of a sweep, ISO. */
export interface SweepWindows {
  /** The alert's minute. */
  readonly firedMs: number;
  readonly from: string;
  readonly to: string;
}

/** Errors may have begun well before the monitor's own window filled. */
const BEFORE_ALERT_MS = HOUR_MS;
/** What happened long after the alert says little about its cause, and costs quota. */
const AFTER_ALERT_MS = 2 * HOUR_MS;
const MONITORS_ASKED = 3;
/** How far back deployments and files are traced: what is older was live long before. */
export const HISTORY_MS = 30 * DAY_MS;

export function sweepWindows(alerts: readonly AlertWithFate[], nowMs: number): SweepWindows {
  const opening = alerts.filter(({ alert }) => OPENING_TRANSITIONS.has(alert.transition));
  const fired = (opening.length > 0 ? opening : alerts).map(({ alert }) => toMs(alert.firedAt));
  const firedMs = floorMinute(Math.min(nowMs, ...fired));
  const endMs = Math.min(floorMinute(nowMs) + MINUTE_MS, firedMs + AFTER_ALERT_MS);
  return { firedMs, from: toIso(firedMs - BEFORE_ALERT_MS), to: toIso(endMs) };
}

export interface SweepSubject {
  readonly service: Service | null;
  readonly serviceName: string | null;
  readonly alerts: readonly AlertWithFate[];
  readonly profile: ProfileDefinition;
}

/** The questions that need no answers of others. */
export function planFirstQueries(subject: SweepSubject, windows: SweepWindows): SweepQuery[] {
  const monitors = monitorQueries(subject.alerts);
  if (subject.serviceName === null) return monitors;
  return [
    ...monitors,
    ...telemetryQueries(subject, windows),
    sweepQuery(
      'get_deployments',
      { from: before(windows, HISTORY_MS), to: windows.to, limit: 50 },
      'deployments of the last month',
    ),
    ...commitQueries(subject.service, windows),
  ];
}

/** What can't be asked for this service, and why: said in the report instead of left out. */
export function notAskable(subject: SweepSubject): { what: string; why: string }[] {
  if (subject.serviceName === null) {
    return [{ what: 'logs, metrics, traces and changes', why: 'the alert names no service' }];
  }
  if (subject.service === null) {
    return [
      {
        what: 'commits and their diffs',
        why: `the registry does not know the service ${subject.serviceName}`,
      },
    ];
  }
  if (subject.service.repo_name === undefined) {
    return [
      {
        what: 'commits and their diffs',
        why: `the registry names no repository for ${subject.serviceName}`,
      },
    ];
  }
  return [];
}

const monitorQueries = (alerts: readonly AlertWithFate[]): SweepQuery[] => {
  const ids = [...new Set(alerts.flatMap(({ alert }) => alert.monitorId ?? []))]
    .toSorted()
    .slice(0, MONITORS_ASKED);
  return [
    ...ids
      .filter((id) => /^\d+$/.test(id))
      .map((id) =>
        sweepQuery('query_monitors', { monitor_id: id }, `state and history of monitor ${id}`),
      ),
    sweepQuery('query_monitors', { state: 'alerting' }, 'other monitors that are alerting'),
  ];
};

/**
 * Datadog allows some 300 log and span searches an hour for a whole organisation: a storm over a
 * hundred services leaves each investigation a handful. One search that reaches back far enough to
 * compare with the time before, and others only where its answer was cut (see planSecondLooks).
 */
function telemetryQueries({ alerts, profile }: SweepSubject, windows: SweepWindows): SweepQuery[] {
  const { from, to } = windows;
  const metrics = { from: metricsFrom(windows), to };
  const metricQueries = [
    ...new Set(alerts.flatMap(({ alert }) => metricQueryOf(alert.query) ?? [])),
  ]
    .toSorted()
    .slice(0, 2);
  return [
    sweepQuery(
      'get_logs',
      { ...troubleLogs(windows), sort: 'newest' },
      'errors and warnings in the logs',
    ),
    sweepQuery('get_metrics', metrics, 'golden signals'),
    ...metricQueries.map((query) =>
      sweepQuery('get_metrics', { query, ...metrics }, 'the metric that the monitor watches'),
    ),
    sweepQuery(
      'search_traces',
      { query: '', from, to, errors_only: true, limit: TRACES_ASKED },
      'failing traces',
    ),
    sweepQuery(
      'get_events',
      { query: '', from: before(windows, DAY_MS), to, limit: 200 },
      'flag, configuration and platform events of the last day',
    ),
    ...profile.firstQueries.map(({ tool, query, why }) =>
      sweepQuery(tool, { query, from, to }, why),
    ),
  ];
}

/**
 * Datadog answers windows of up to four hours with a point a minute and longer ones with a point in
 * five: an onset that is known to five minutes can't be told from the deployment before it.
 */
const FINE_METRICS_MS = 4 * HOUR_MS;

const metricsFrom = ({ firedMs, to }: SweepWindows): string =>
  toIso(Math.min(toMs(to) - FINE_METRICS_MS, firedMs - HOUR_MS));

const LOGS_ASKED = 400;
const TRACES_ASKED = 150;
/** Fewer failing spans than this say little: the ordinary ones are looked at as well. */
const FEW_SPANS = 20;

const troubleLogs = (windows: SweepWindows) => ({
  query: '',
  status: ['error', 'critical', 'warn'],
  from: before(windows, 5 * HOUR_MS),
  to: windows.to,
  limit: LOGS_ASKED,
});

/** Second looks where the first answers were cut or thin. */
export function planSecondLooks(
  observations: Observations,
  subject: SweepSubject,
  windows: SweepWindows,
): SweepQuery[] {
  if (subject.serviceName === null) return [];
  const { from, to } = windows;
  return [
    ...(observations.logs.length >= LOGS_ASKED
      ? [
          sweepQuery(
            'get_logs',
            { ...troubleLogs(windows), sort: 'oldest' },
            'the first errors and warnings of the last hours',
          ),
        ]
      : []),
    ...(observations.logs.length < FEW_LOGS
      ? [
          sweepQuery(
            'get_logs',
            { query: '', from, to, limit: 100, sort: 'newest' },
            'ordinary logs around the alert',
          ),
        ]
      : []),
    ...(observations.spans.length < FEW_SPANS
      ? [
          sweepQuery(
            'search_traces',
            { query: '', from, to, errors_only: false, limit: TRACES_ASKED },
            'traces around the alert',
          ),
        ]
      : []),
  ];
}

/** A service that hardly logs trouble may still say what it does. */
const FEW_LOGS = 5;

function commitQueries(service: Service | null, windows: SweepWindows): SweepQuery[] {
  if (service?.repo_name === undefined) return [];
  const window = { from: before(windows, 7 * DAY_MS), to: windows.to, with_files: true };
  return [
    sweepQuery(
      'get_commits',
      { ...window, repository: service.repo_name, limit: 40 },
      `commits of the last week in ${service.repo_name}`,
    ),
    ...service.shared_repositories.map((repository) =>
      sweepQuery(
        'get_commits',
        { ...window, repository, limit: 20 },
        `commits of the last week in ${repository}`,
      ),
    ),
  ];
}

/**
 * A monitor's query without evaluation window and threshold:
 * `avg(last_5m):sum:errors{service:a} > 5` → `sum:errors{service:a}`. Null for log and other monitors.
 */
export function metricQueryOf(query: string | undefined): string | null {
  const match =
    /^\s*(?:\w+\(last_\w+\)\s*:)?\s*((?:avg|sum|min|max|count|p\d\d):[^>=<]+?)\s*(?:[><]=?\s*-?[\d.]+\s*)?$/.exec(
      query ?? '',
    );
  return match?.[1] ?? null;
}

const before = (windows: SweepWindows, ms: number): string => toIso(windows.firedMs - ms);
const floorMinute = (ms: number): number => Math.floor(ms / MINUTE_MS) * MINUTE_MS;
