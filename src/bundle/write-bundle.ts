/**
 * Writes what was seen of an incident as a bundle: the reverse of reading one. `mira analyze --bundle`
 * reads it back; what a format can't hold (tags of a metric's series) becomes part of a name.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { MetricSeries, Observations, Span } from '../domain/observation.ts';
import { toIso } from '../domain/time.ts';

/** The name under which a recording lies in a bundle; readers of bundles leave it alone. */
export const RECORDING_FILE = 'recording.ndjson';

/**
 * Creates the folder and writes a file for each kind of thing that was seen.
 * @returns the names of the files, in the order written
 * @throws the file system's error
 */
export async function writeBundle(folder: string, seen: Observations): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const files = filesOf(seen).filter(([, content]) => content !== null);
  for (const [name, content] of files) await writeFile(path.join(folder, name), content ?? '');
  return files.map(([name]) => name);
}

function filesOf(seen: Observations): [name: string, content: string | null][] {
  const { now, window, service, env, alerts, pathRules } = seen;
  return [
    ['alert.json', json({ now, window, service, env, path_rules: pathRules, alerts })],
    ['logs.ndjson', lines(seen.logs)],
    ['metrics.csv', seen.metrics.length === 0 ? null : csv(seen.metrics)],
    ['traces.json', list(seen.spans.map(spanRecord))],
    ['commits.json', list(seen.commits)],
    ['deployments.json', list(seen.deployments)],
    [
      'changes.json',
      list(
        seen.configChanges.map(({ kind, ...change }) => ({
          ...change,
          // readers take the bare word for an event of the platform
          type: kind === 'infrastructure' || kind === 'other' ? `config ${kind}` : kind,
        })),
      ),
    ],
    [
      'events.json',
      list(
        // told apart by their type alone: “Deployment scaled” is no deployment
        seen.infraEvents.map(({ kind, ...event }) => ({
          ...event,
          type: 'platform event',
          reason: kind,
        })),
      ),
    ],
    ['monitors.json', list(seen.monitors)],
    [
      'service_map.json',
      seen.serviceMap.calls.length + seen.serviceMap.runsOn.length === 0
        ? null
        : json({
            nodes: seen.serviceMap.runsOn.map(({ service: name, host }) => ({ name, host })),
            edges: seen.serviceMap.calls,
          }),
    ],
    [
      'repo_files.txt',
      seen.repositoryFiles === null ? null : `${seen.repositoryFiles.join('\n')}\n`,
    ],
  ];
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
const list = (items: readonly unknown[]): string | null =>
  items.length === 0 ? null : json(items);
const lines = (items: readonly unknown[]): string | null =>
  items.length === 0 ? null : items.map((item) => `${JSON.stringify(item)}\n`).join('');

/** A failure without words is still one. */
const spanRecord = ({ error, ...span }: Span): Record<string, unknown> => ({
  ...span,
  ...(error === null ? {} : { error: Object.keys(error).length === 0 ? true : error }),
});

function csv(metrics: readonly MetricSeries[]): string {
  const seenOnce = new Map<string, number>();
  for (const series of metrics) {
    const key = `${series.service}\n${series.metric}`;
    seenOnce.set(key, (seenOnce.get(key) ?? 0) + 1);
  }
  const rows = metrics.flatMap((series) => {
    const several = (seenOnce.get(`${series.service}\n${series.metric}`) ?? 0) > 1;
    const name = several ? `${series.metric}{${series.tags.join(',')}}` : series.metric;
    return series.points.map(([atMs, value]) =>
      [toIso(atMs), series.service ?? '', name, value ?? ''].map(cell).join(','),
    );
  });
  return `${['timestamp,service,metric,value', ...rows].join('\n')}\n`;
}

const cell = (value: string | number): string => {
  const text = String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
