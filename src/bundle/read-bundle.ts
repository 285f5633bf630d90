/** Reads an incident bundle, or loose files, into the observations that the evidence engine takes. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { MiraError, messageOf } from '../domain/errors.ts';
import type { ObservedAlert, Observations } from '../domain/observation.ts';
import { toIso, toMs } from '../domain/time.ts';
import { linkDeployments } from './changes/deployments.ts';
import { serviceSpokenOf } from './alerts.ts';
import { findFiles, SOURCES, type FoundFile, type SourceKind } from './find-files.ts';
import { forEachRecord } from './io/records.ts';
import { withLayoutOwners } from './logs/owners.ts';
import { readLogs } from './logs/read-logs.ts';
import { createLogStore } from './logs/store.ts';
import { readMetrics } from './metrics/read-metrics.ts';
import { createSeriesCollector } from './metrics/series.ts';
import { hasBuckets, patternRecords, unwrapPatterns } from './patterns.ts';
import { createProblems, type Problems } from './problems.ts';
import { readSmall } from './read-small.ts';
import { addServices, countOf, createReading, referenceOf } from './reading.ts';
import { readSpans } from './spans/read-spans.ts';

/** One file that was read, for telling the reader what was found. */
export interface ReadSource {
  readonly kind: SourceKind;
  readonly file: string;
  /** Records, points, spans or commits in it. */
  readonly count: number;
}

export interface BundleReading {
  readonly observations: Observations;
  readonly sources: readonly ReadSource[];
  /** Git repositories found in the bundle; reading them is the caller's business. */
  readonly repositories: readonly string[];
  /** False when nothing at all could be used. */
  readonly usable: boolean;
}

export interface ReadOptions {
  /** Told after each file. */
  readonly onSource?: (source: ReadSource) => void;
  /** Log records kept at most. @defaultValue 400,000 */
  readonly maxLogRecords?: number;
}

/**
 * Reads a bundle's folder; see docs/bundle.md for what it may hold.
 * @throws MiraError `not_found` when there is no such folder; anything wrong inside it is a problem
 *   of the result instead
 */
export async function readBundle(
  folder: string,
  options: ReadOptions = {},
): Promise<BundleReading> {
  const about = await stat(folder).catch(() => undefined);
  if (!about?.isDirectory()) throw new MiraError('bad_argument', `${folder}: no such folder`);
  const found = await findFiles(folder);
  const problems = createProblems();
  for (const file of found.unknown)
    problems.add(file, null, 'not read: its name says nothing known (see docs/bundle.md)');
  return readFiles(found.files, { ...options, problems, repositories: found.repositories });
}

/** The problem of a bundle without any moment. */
export const NO_TIME = 'no time in any file: nothing can be put in order';

/** A file given by name: `--logs app.log`. */
export const looseFile = (kind: SourceKind, file: string): FoundFile => ({
  kind,
  path: path.resolve(file),
  file,
  service: null,
});

interface FilesOptions extends ReadOptions {
  readonly problems?: Problems;
  readonly repositories?: readonly string[];
  /** An alert that came with the question itself. */
  readonly alerts?: readonly ObservedAlert[];
}

/** Reads the given files in an order in which each can build on those before it. Never throws. */
export async function readFiles(
  files: readonly FoundFile[],
  options: FilesOptions = {},
): Promise<BundleReading> {
  const problems = options.problems ?? createProblems();
  const reading = createReading(problems, options.alerts ?? []);
  const logs = createLogStore(options.maxLogRecords);
  const series = createSeriesCollector(() =>
    problems.notChecked('some metric series', 'there are more than 20,000 of them'),
  );
  const sources: ReadSource[] = [];
  const rank = (file: FoundFile): number => SOURCES.indexOf(file.kind);

  for (const file of files.toSorted((a, b) => rank(a) - rank(b))) {
    const reference = (): number | null => referenceOf(reading);
    const before = countOf(reading, file.kind, logs.seen, series.points);
    try {
      if (file.kind === 'logs') await readLogs(file, logs, problems, reference);
      else if (file.kind === 'traces')
        await readSpans(file.path, file.file, reading.spans, problems, reference());
      else if (file.kind === 'metrics') {
        addServices(reading);
        await readMetrics(file.path, file.file, series, {
          problems,
          referenceMs: reference(),
          services: reading.services,
          service: file.service,
        });
      } else if (file.kind === 'patterns') {
        let guessed = 0;
        await forEachRecord(file.path, file.file, problems, unwrapPatterns, (record, place) => {
          const records = patternRecords(record, reference());
          if (typeof records === 'string') problems.add(file.file, place.line(), records);
          else {
            reading.patterns += 1;
            if (!hasBuckets(record)) guessed += 1;
            for (const entry of records) logs.add(entry);
          }
        });
        if (guessed > 0)
          problems.notChecked(
            `when exactly ${guessed === 1 ? 'a pattern' : `${guessed} patterns`} of ${file.file} occurred`,
            'a pattern without buckets is taken as evenly spread between its first and last sight',
          );
      } else await readSmall(file, reading);
    } catch (error) {
      problems.add(file.file, null, messageOf(error));
    }
    const source = {
      kind: file.kind,
      file: file.file,
      count: countOf(reading, file.kind, logs.seen, series.points) - before,
    };
    sources.push(source);
    options.onSource?.(source);
  }

  const metrics = series.list();
  for (const { service } of metrics)
    if (service !== null && reading.services.size < 5_000) reading.services.add(service);
  addServices(reading);
  const { records: read, left } = logs.result();
  const records = withLayoutOwners(read, reading.services);
  if (left !== null) problems.notChecked('all log records', `${left}, to stay within memory`);
  for (const record of records)
    if (record.service !== null && reading.services.size < 5_000)
      reading.services.add(record.service);
  reading.alerts.forEach((alert, at) => {
    const service = alert.service ?? serviceSpokenOf(alert, reading.services);
    if (service !== alert.service) reading.alerts[at] = { ...alert, service };
  });
  const observations: Observations = {
    now: '',
    window: null,
    service:
      reading.service ?? reading.alerts.find((alert) => alert.service !== null)?.service ?? null,
    env: reading.env ?? reading.alerts.find((alert) => alert.env !== null)?.env ?? null,
    alerts: reading.alerts,
    logs: records,
    metrics,
    spans: reading.spans,
    commits: [...reading.commits.values()],
    deployments: linkDeployments(reading.deployments),
    configChanges: reading.configChanges,
    infraEvents: reading.infraEvents,
    monitors: reading.monitors,
    serviceMap: { calls: reading.calls, runsOn: reading.runsOn },
    repositoryFiles: reading.files,
    pathRules: reading.pathRules,
    notChecked: [],
    inputProblems: [],
  };
  const newest = newestMs(observations);
  const nowMs = reading.nowMs ?? newest;
  if (nowMs === null) problems.add(null, null, NO_TIME);
  const usable =
    sources.some((source) => source.count > 0) || (options.repositories ?? []).length > 0;
  return {
    observations: {
      ...observations,
      now: toIso(nowMs ?? 0),
      window:
        reading.fromMs === null && reading.toMs === null
          ? null
          : { from: toIso(reading.fromMs ?? 0), to: toIso(reading.toMs ?? nowMs ?? 0) },
      notChecked: problems.listNotChecked(),
      inputProblems: problems.list(),
    },
    sources,
    repositories: options.repositories ?? [],
    usable,
  };
}

/** The newest moment that anything carries: what "now" is when nobody says. */
function newestMs(observations: Observations): number | null {
  let newest = -Infinity;
  const see = (iso: string | null | undefined): void => {
    if (iso === null || iso === undefined) return;
    const ms = toMs(iso);
    if (ms > newest) newest = ms;
  };
  for (const record of observations.logs) see(record.at);
  for (const { points } of observations.metrics) {
    const last = points.at(-1);
    if (last !== undefined && last[0] > newest) newest = last[0];
  }
  for (const span of observations.spans) see(span.startAt);
  for (const commit of observations.commits) see(commit.committedAt);
  for (const deployment of observations.deployments) see(deployment.finishedAt);
  for (const change of observations.configChanges) see(change.at);
  for (const event of observations.infraEvents) see(event.at);
  for (const alert of observations.alerts) {
    see(alert.firedAt);
    see(alert.recoveredAt);
  }
  return newest === -Infinity ? null : newest;
}
