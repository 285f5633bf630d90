/** Reads an incident bundle, or loose files, into the observations that the evidence engine takes. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { MiraError, messageOf } from '../domain/errors.ts';
import type {
  Commit,
  ConfigChange,
  Deployment,
  InfraEvent,
  MonitorObservation,
  ObservedAlert,
  Observations,
  ServiceMap,
  Span,
} from '../domain/observation.ts';
import { toIso, toMs } from '../domain/time.ts';
import { alertRecords, monitorOf, observedAlert } from './alerts.ts';
import { configChangeOf, infraEventOf, recordKind } from './changes/config-changes.ts';
import { commitOf } from './changes/commits.ts';
import { deploymentOf, linkDeployments } from './changes/deployments.ts';
import { splitDiff } from './changes/split-diff.ts';
import { findFiles, SOURCES, type FoundFile, type SourceKind } from './find-files.ts';
import { readText } from './io/lines.ts';
import { forEachRecord, formatOf, readDocument, type Place } from './io/records.ts';
import { unwrapList } from './io/unwrap.ts';
import { readLogs } from './logs/read-logs.ts';
import { createLogStore } from './logs/store.ts';
import { readMetrics } from './metrics/read-metrics.ts';
import { createSeriesCollector } from './metrics/series.ts';
import { patternRecords } from './patterns.ts';
import { createProblems, type Problems } from './problems.ts';
import { serviceMapOf } from './service-map.ts';
import { readSpans } from './spans/read-spans.ts';
import { fieldsOf, isRecord, textOf, type JsonRecord } from './values/fields.ts';

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

interface State {
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
  files: string[] | null;
  nowMs: number | null;
  fromMs: number | null;
  toMs: number | null;
  service: string | null;
  env: string | null;
}

/** Reads the given files in an order in which each can build on those before it. Never throws. */
export async function readFiles(
  files: readonly FoundFile[],
  options: FilesOptions = {},
): Promise<BundleReading> {
  const problems = options.problems ?? createProblems();
  const state: State = {
    problems,
    alerts: [...(options.alerts ?? [])],
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
    files: null,
    nowMs: null,
    fromMs: null,
    toMs: null,
    service: null,
    env: null,
  };
  const logs = createLogStore(options.maxLogRecords);
  const series = createSeriesCollector(() =>
    problems.notChecked('some metric series', 'there are more than 20,000 of them'),
  );
  const sources: ReadSource[] = [];
  const rank = (file: FoundFile): number => SOURCES.indexOf(file.kind);

  for (const file of files.toSorted((a, b) => rank(a) - rank(b))) {
    const reference = (): number | null => referenceOf(state);
    const before = countOf(state, file.kind, logs.seen, series.points);
    try {
      if (file.kind === 'logs') await readLogs(file, logs, problems, reference);
      else if (file.kind === 'traces')
        await readSpans(file.path, file.file, state.spans, problems, reference());
      else if (file.kind === 'metrics') {
        addServices(state);
        await readMetrics(file.path, file.file, series, {
          problems,
          referenceMs: reference(),
          services: state.services,
          service: file.service,
        });
      } else if (file.kind === 'patterns') {
        await forEachRecord(file.path, file.file, problems, unwrapPatterns, (record, place) => {
          const records = patternRecords(record, reference());
          if (typeof records === 'string') problems.add(file.file, place.line(), records);
          else for (const entry of records) logs.add(entry);
        });
        problems.notChecked(
          `how often each pattern of ${file.file} occurred at which moment`,
          'a pattern without buckets is taken as evenly spread between its first and last sight',
        );
      } else await readSmall(file, state);
    } catch (error) {
      problems.add(file.file, null, messageOf(error));
    }
    const source = {
      kind: file.kind,
      file: file.file,
      count: countOf(state, file.kind, logs.seen, series.points) - before,
    };
    sources.push(source);
    options.onSource?.(source);
  }

  const { records, left } = logs.result();
  if (left !== null) problems.notChecked('all log records', `${left}, to stay within memory`);
  for (const record of records)
    if (record.service !== null && state.services.size < 5_000) state.services.add(record.service);
  const metrics = series.list();
  const observations: Observations = {
    now: '',
    window: null,
    service: state.service ?? state.alerts.find((alert) => alert.service !== null)?.service ?? null,
    env: state.env ?? state.alerts.find((alert) => alert.env !== null)?.env ?? null,
    alerts: state.alerts,
    logs: records,
    metrics,
    spans: state.spans,
    commits: [...state.commits.values()],
    deployments: linkDeployments(state.deployments),
    configChanges: state.configChanges,
    infraEvents: state.infraEvents,
    monitors: state.monitors,
    serviceMap: { calls: state.calls, runsOn: state.runsOn },
    repositoryFiles: state.files,
    pathRules: state.pathRules,
    notChecked: [],
    inputProblems: [],
  };
  const newest = newestMs(observations);
  const nowMs = state.nowMs ?? newest;
  if (nowMs === null) problems.add(null, null, 'no time in any file: nothing can be put in order');
  const usable =
    sources.some((source) => source.count > 0) || (options.repositories ?? []).length > 0;
  return {
    observations: {
      ...observations,
      now: toIso(nowMs ?? 0),
      window:
        state.fromMs === null && state.toMs === null
          ? null
          : { from: toIso(state.fromMs ?? 0), to: toIso(state.toMs ?? nowMs ?? 0) },
      notChecked: problems.listNotChecked(),
      inputProblems: problems.list(),
    },
    sources,
    repositories: options.repositories ?? [],
    usable,
  };
}

/** What completes a time without year or day: the bundle's now, else the alert, else any moment known. */
function referenceOf(state: State): number | null {
  if (state.nowMs !== null) return state.nowMs;
  for (const alert of state.alerts) if (alert.firedAt !== null) return toMs(alert.firedAt);
  const some =
    state.deployments[0]?.finishedAt ??
    state.configChanges[0]?.at ??
    state.infraEvents[0]?.at ??
    state.spans[0]?.startAt;
  if (some !== undefined) return toMs(some);
  for (const commit of state.commits.values())
    if (commit.committedAt !== null) return toMs(commit.committedAt);
  return null;
}

function addServices(state: State): void {
  const add = (name: string | null): void => {
    if (name !== null && name.length > 1 && state.services.size < 5_000) state.services.add(name);
  };
  for (const { from, to } of state.calls) {
    add(from);
    add(to);
  }
  for (const { service } of state.runsOn) add(service);
  for (const alert of state.alerts) add(alert.service);
  for (const deployment of state.deployments) add(deployment.service);
  for (const commit of state.commits.values()) add(commit.service);
  for (const span of state.spans.slice(0, 20_000)) add(span.service);
}

function countOf(state: State, kind: SourceKind, logs: number, points: number): number {
  switch (kind) {
    case 'alert':
    case 'meta':
      return state.alerts.length;
    case 'service_map':
      return state.calls.length + state.runsOn.length;
    case 'deployments':
      return state.deployments.length;
    case 'commits':
    case 'patches':
      return state.commits.size;
    case 'changes':
    case 'flags':
    case 'events':
      return state.configChanges.length + state.infraEvents.length + state.deployments.length;
    case 'monitors':
      return state.monitors.length;
    case 'traces':
      return state.spans.length;
    case 'logs':
    case 'patterns':
      return logs;
    case 'metrics':
      return points;
    case 'files':
      return state.files?.length ?? 0;
  }
}

async function readSmall(found: FoundFile, state: State): Promise<void> {
  const { kind, path: full, file } = found;
  const { problems } = state;
  const each = (
    keys: readonly string[],
    onRecord: (record: JsonRecord, place: Place) => void,
    nameField?: string,
  ): Promise<void> =>
    forEachRecord(
      full,
      file,
      problems,
      (document) => unwrapList(document, keys, nameField),
      onRecord,
    );
  switch (kind) {
    case 'alert':
    case 'meta': {
      const document = await alertDocument(full, file, problems);
      if (document !== undefined) readAlerts(document, kind, file, state);
      return;
    }
    case 'service_map': {
      const document = await readDocument(full, file, problems);
      const map = serviceMapOf(document);
      if (map.calls.length === 0 && map.runsOn.length === 0 && document !== undefined)
        problems.add(file, null, 'no calls between services in it');
      state.calls.push(...map.calls);
      state.runsOn.push(...map.runsOn);
      return;
    }
    case 'deployments':
      await each(
        ['deployments', 'deploys', 'releases', 'data', 'items', 'history', 'value'],
        (record, place) => addDeployment(record, place, state),
      );
      return;
    case 'commits':
      await readCommits(found, state);
      return;
    case 'patches':
      await readPatch(found, state);
      return;
    case 'flags':
    case 'changes': {
      const isFlag = kind === 'flags';
      await each(
        [
          'changes',
          'flags',
          'featureflags',
          'configchanges',
          'items',
          'data',
          'history',
          'events',
          'configs',
          'settings',
          'value',
        ],
        (record, place) => addChange(record, place, state, 'config', isFlag),
        'name',
      );
      return;
    }
    case 'events':
      await each(['events', 'items', 'data', 'records', 'value', 'timeline'], (record, place) =>
        addChange(record, place, state, 'event', false),
      );
      return;
    case 'monitors':
      await each(['monitors', 'items', 'data'], (record) => {
        const monitor = monitorOf(record, referenceOf(state));
        if (monitor) state.monitors.push(monitor);
      });
      return;
    case 'files': {
      const text = await readText(full, 50_000_000);
      const document: unknown = text.trimStart().startsWith('[')
        ? JSON.parse(text)
        : text.split('\n');
      state.files = (Array.isArray(document) ? (document as unknown[]) : [])
        .map((entry) => textOf(isRecord(entry) ? entry['path'] : entry)?.trim())
        .filter((entry) => entry !== undefined && entry !== '') as string[];
      return;
    }
    case 'logs':
    case 'traces':
    case 'metrics':
    case 'patterns':
      return;
  }
}

/** An alert may also be plain text: the words of whoever was called. */
async function alertDocument(full: string, file: string, problems: Problems): Promise<unknown> {
  if ((await formatOf(full, file)) !== 'text') {
    const rows: JsonRecord[] = [];
    if (/\.(?:csv|tsv|ndjson|jsonl)(?:\.gz)?$/i.test(file)) {
      await forEachRecord(
        full,
        file,
        problems,
        (document) => [document],
        (record) => rows.push(record),
      );
      return rows;
    }
    return readDocument(full, file, problems);
  }
  const text = (await readText(full, 1_000_000)).trim();
  return { title: text.split('\n')[0] ?? '', body: text };
}

function readAlerts(document: unknown, kind: 'alert' | 'meta', file: string, state: State): void {
  if (isRecord(document)) {
    const fields = fieldsOf(document);
    const nowMs = fields.time(
      null,
      'now',
      'analysistime',
      'evaluatedat',
      'asof',
      'currenttime',
      'metanow',
      'alertnow',
      'exportedat',
      'snapshotat',
    );
    state.nowMs ??= nowMs;
    const reference = referenceOf(state);
    state.fromMs ??= fields.time(
      reference,
      'windowfrom',
      'windowstart',
      'timerangefrom',
      'timerangestart',
      'timewindowstart',
      'timewindowfrom',
    );
    state.toMs ??= fields.time(
      reference,
      'windowto',
      'windowend',
      'timerangeto',
      'timerangeend',
      'timewindowend',
      'timewindowto',
    );
    const rules = document['path_rules'] ?? document['pathRules'];
    if (Array.isArray(rules))
      for (const rule of rules as unknown[])
        if (isRecord(rule) && typeof rule['from'] === 'string' && typeof rule['to'] === 'string')
          state.pathRules.push({ from: rule['from'], to: rule['to'] });
    state.service ??= fields.text('service', 'servicename') ?? null;
    state.env ??= fields.text('env', 'environment') ?? null;
    if (kind === 'meta' && state.alerts.length > 0) return;
  }
  const records = alertRecords(document);
  if (records.length === 0) state.problems.add(file, null, 'no alert in it');
  for (const record of records) {
    const alert = observedAlert(record, referenceOf(state), state.alerts.length + 1);
    // a file of facts (now, service) is no alert of its own
    if (kind === 'meta' && alert.title === `alert ${state.alerts.length + 1}`) continue;
    state.alerts.push(alert);
  }
}

function addDeployment(record: JsonRecord, place: Place, state: State): void {
  const read = deploymentOf(record, referenceOf(state), state.deployments.length + 1);
  if (typeof read === 'string') {
    state.problems.add(place.file, place.line(), read);
    return;
  }
  state.deployments.push(read.deployment);
  for (const commit of read.commits)
    addCommit(
      commit.service === null ? { ...commit, service: read.deployment.service } : commit,
      state,
    );
}

/** The same commit may stand in several files: what one leaves out the other may hold. */
function addCommit(commit: Commit, state: State): void {
  const known = state.commits.get(commit.sha);
  if (known === undefined) {
    state.commits.set(commit.sha, commit);
    return;
  }
  const patched = (entry: Commit): number =>
    entry.files.filter((file) => file.patch !== null).length;
  const [rich, poor] = patched(commit) > patched(known) ? [commit, known] : [known, commit];
  state.commits.set(commit.sha, {
    ...poor,
    ...rich,
    service: rich.service ?? poor.service,
    repository: rich.repository ?? poor.repository,
    committedAt: rich.committedAt ?? poor.committedAt,
    message: rich.message === '' ? poor.message : rich.message,
  });
}

async function readCommits({ path: full, file }: FoundFile, state: State): Promise<void> {
  const { problems } = state;
  if ((await formatOf(full, file)) === 'text' && !/\.(?:csv|tsv)/i.test(file)) {
    const commits = gitLogText(await readText(full, 200_000_000), referenceOf(state));
    if (commits.length === 0)
      problems.add(file, null, 'no commits in it: expected JSON, or the text of git log');
    for (const commit of commits) addCommit(commit, state);
    return;
  }
  await forEachRecord(full, file, problems, commitList(state, file), (record, place) => {
    const commit = commitOf(record, referenceOf(state));
    if (typeof commit === 'string') problems.add(file, place.line(), commit);
    else addCommit(commit, state);
  });
}

/** `{ commits, deployments }`, also by service: `{ "checkout": [commits] }`. */
const commitList =
  (state: State, file: string) =>
  (document: unknown): readonly unknown[] => {
    if (!isRecord(document)) return unwrapList(document, []);
    for (const key of ['deployments', 'deploys', 'releases']) {
      const list = document[key];
      if (!Array.isArray(list)) continue;
      for (const entry of list as unknown[])
        if (isRecord(entry)) addDeployment(entry, { file, line: () => null }, state);
    }
    const keys = [
      'commits',
      'recentcommits',
      'value',
      'data',
      'items',
      'history',
      'changes',
      'nodes',
    ];
    const list = unwrapList(document, keys);
    const repository = textOf(document['repository'] ?? document['repo']);
    const service = textOf(document['service']);
    if (list.length !== 1 || list[0] !== document)
      return list.map((entry) =>
        isRecord(entry)
          ? {
              ...(repository === undefined ? {} : { repository }),
              ...(service === undefined ? {} : { service }),
              ...entry,
            }
          : entry,
      );
    const named = Object.entries(document).filter(
      (entry): entry is [string, unknown[]] =>
        Array.isArray(entry[1]) &&
        entry[1].some(isRecord) &&
        !/^(?:files|parents|deploy|release)/i.test(entry[0]),
    );
    return named.length > 0 &&
      !('sha' in document || 'hash' in document || 'commitId' in document || 'id' in document)
      ? named.flatMap(([name, entries]) =>
          entries.map((entry) => (isRecord(entry) ? { service: name, ...entry } : entry)),
        )
      : named.length === 0 &&
          Object.keys(document).some((key) => /^(?:deploy|release)/i.test(key)) &&
          !('sha' in document)
        ? []
        : list;
  };

/** The text of `git log`, with or without `-p`. */
export function gitLogText(text: string, referenceMs: number | null): Commit[] {
  return text
    .split(/^(?=commit [0-9a-f]{7,64}\b)/m)
    .filter((part) => part.startsWith('commit '))
    .map((part): Commit => {
      const sha = /^commit ([0-9a-f]{7,64})/.exec(part)?.[1] ?? '';
      const [head = '', ...rest] = part.split('\n\n');
      const author = /^Author:\s*(.*?)(?:\s*<([^>]*)>)?\s*$/m.exec(head);
      const date = /^(?:CommitDate|Date|AuthorDate):\s*(.+)$/m.exec(head)?.[1];
      const body = rest.join('\n\n');
      const from = body.search(/^diff --(?:git|cc) /m);
      const said = from === -1 ? body : body.slice(0, from);
      const atMs = fieldsOf({ date: date?.trim() ?? '' }).time(referenceMs, 'date');
      const files = from === -1 ? statFiles(said) : splitDiff(body.slice(from));
      return {
        sha,
        repository: null,
        service: null,
        author: author?.[1] ?? 'unknown',
        ...(author?.[2] === undefined ? {} : { authorEmail: author[2] }),
        committedAt: atMs === null ? null : toIso(atMs),
        message: said
          .split('\n')
          .filter((line) => line.startsWith('    '))
          .map((line) => line.slice(4))
          .join('\n')
          .trim(),
        parents: (/^Merge: (.+)$/m.exec(head)?.[1] ?? '').split(' ').filter(Boolean),
        files,
        filesComplete: files.length > 0,
      };
    });
}

/** ` src/a.ts | 12 ++--` and `M\tsrc/a.ts` lines. */
const statFiles = (text: string): Commit['files'] =>
  text.split('\n').flatMap((line) => {
    const path =
      /^ (\S.*?)\s+\|\s+(?:\d+|Bin)/.exec(line)?.[1] ?? /^[AMD]\t(\S.*)$/.exec(line)?.[1];
    return path === undefined ? [] : [{ path, status: 'modified' as const, patch: null }];
  });

/** One `*.patch` (git format-patch) or `*.diff` file is one commit. */
async function readPatch({ path: full, file }: FoundFile, state: State): Promise<void> {
  const text = await readText(full, 50_000_000);
  const files = splitDiff(text);
  if (files.length === 0) {
    state.problems.add(file, null, 'no diff in it');
    return;
  }
  const from =
    /^From ([0-9a-f]{7,64}) /m.exec(text)?.[1] ?? /^commit ([0-9a-f]{7,64})/m.exec(text)?.[1];
  const stem = path.basename(file).replace(/\.(?:patch|diff)(?:\.gz)?$/, '');
  const named = /(?:^|[^0-9a-f])([0-9a-f]{7,40})(?:$|[^0-9a-f])/.exec(stem)?.[1];
  const author = /^(?:From|Author): +(.*?)(?: <([^>]*)>)?$/m.exec(text);
  const date = /^Date: +(.+)$/m.exec(text)?.[1];
  const atMs = fieldsOf({ date: date?.trim() ?? '' }).time(referenceOf(state), 'date');
  addCommit(
    {
      sha: from ?? named ?? stem,
      repository: null,
      service: null,
      author: author?.[1] ?? 'unknown',
      committedAt: atMs === null ? null : toIso(atMs),
      message: (/^Subject: +(?:\[[^\]]*\] *)?(.+)$/m.exec(text)?.[1] ?? stem).trim(),
      parents: [],
      files,
      filesComplete: true,
    },
    state,
  );
}

/** A record of changes or events goes to where its type says it belongs. */
function addChange(
  record: JsonRecord,
  place: Place,
  state: State,
  fallback: 'config' | 'event',
  isFlag: boolean,
): void {
  const reference = referenceOf(state);
  switch (isFlag ? 'config' : recordKind(record, fallback)) {
    case 'deployment':
      addDeployment(record, place, state);
      return;
    case 'commit': {
      const commit = commitOf(record, reference);
      if (typeof commit === 'string') state.problems.add(place.file, place.line(), commit);
      else addCommit(commit, state);
      return;
    }
    case 'config': {
      const change = configChangeOf(record, reference, state.configChanges.length + 1, isFlag);
      if (typeof change === 'string') state.problems.add(place.file, place.line(), change);
      else state.configChanges.push(change);
      return;
    }
    case 'event': {
      const event = infraEventOf(record, reference, state.infraEvents.length + 1);
      if (typeof event === 'string') state.problems.add(place.file, place.line(), event);
      else state.infraEvents.push(event);
    }
  }
}

/** Patterns as a list, or as a map from the text to its count or facts. */
function unwrapPatterns(document: unknown): readonly unknown[] {
  const list = unwrapList(
    document,
    [
      'patterns',
      'templates',
      'clusters',
      'logpatterns',
      'errorpatterns',
      'data',
      'items',
      'results',
      'toperrors',
    ],
    'pattern',
  );
  const only = list[0];
  if (list.length !== 1 || !isRecord(only) || only !== document) return list;
  const entries = Object.entries(only);
  if (entries.length > 0 && entries.every(([, value]) => typeof value === 'number'))
    return entries.map(([pattern, count]) => ({ pattern, count }));
  if (entries.length > 0 && entries.every(([, value]) => isRecord(value)))
    return entries.map(([pattern, value]) => ({ pattern, ...(value as JsonRecord) }));
  return list;
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
