/** What the files of a bundle are, by their names; the formats are told from their contents. */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { RECORDING_FILE } from './write-bundle.ts';

export const SOURCES = [
  'alert',
  'meta',
  'service_map',
  'deployments',
  'commits',
  'patches',
  'changes',
  'flags',
  'events',
  'monitors',
  'traces',
  'logs',
  'patterns',
  'metrics',
  'files',
] as const;
export type SourceKind = (typeof SOURCES)[number];

export interface FoundFile {
  readonly kind: SourceKind;
  readonly path: string;
  /** Relative to the bundle, with forward slashes: what problems and progress name. */
  readonly file: string;
  /** What its own name says about the service: `logs/payment.log` → `payment`. */
  readonly service: string | null;
}

export interface FoundBundle {
  readonly files: readonly FoundFile[];
  /** Folders that are git repositories, bare or not. */
  readonly repositories: readonly string[];
  /** Data files whose name says nothing. */
  readonly unknown: readonly string[];
}

/** `context/logs/checkout.log` is the deepest that bundles go. */
const MAX_DEPTH = 3;
const MAX_FILES = 2_000;
/** Answers of benchmarks and notes of people: reading them would not be an investigation. */
const NEVER =
  /ground.?truth|answer|solution|expected|label|root.?cause|postmortem|readme|verdict|report|analysis/;
const DATA = /\.(?:json|ndjson|jsonl|csv|tsv|log|ya?ml|txt|out|patch|diff)(?:\.gz)?$/i;

/** In this order: `log_patterns` are patterns, `git_log` holds commits, `stack_trace` is a log. */
const BY_NAME: readonly (readonly [RegExp, SourceKind])[] = [
  [/pattern|log.?template|log.?cluster/, 'patterns'],
  [/service.?(?:map|graph|dep)|topology|dependenc|call.?graph|architecture/, 'service_map'],
  [/stack.?trace|traceback|crash/, 'logs'],
  [
    /commit|git.?(?:log|history)|pull.?request|(?:^|[^a-z])prs?$|(?:^|[^a-z])diffs?$|history/,
    'commits',
  ],
  [/deploy|release|rollout/, 'deployments'],
  [/flag|feature|toggle|experiment/, 'flags'],
  [/change|config|setting/, 'changes'],
  [/trace|span|jaeger|zipkin/, 'traces'],
  [/metric|timeseries|time.?series|kpi|prometheus|telemetry|gauge/, 'metrics'],
  [/event|k8s|kube|infra/, 'events'],
  [
    /(?:^|[^a-z])logs?(?:[^a-z]|$)|syslog|journal|stderr|stdout|access.?log|error.?log|logs$/,
    'logs',
  ],
  [/monitor/, 'monitors'],
  [/^alerts?$|webhook|alert|page$/, 'alert'],
  [/^(?:meta|metadata|bundle|incident|context|info|manifest)$/, 'meta'],
  [/(?:repo|repository|source).?files|file.?list|file.?tree/, 'files'],
];

/** The kind of a file by its name and the folder it is in; undefined when neither says anything. */
export function kindOfFile(file: string): SourceKind | undefined {
  const parts = file.toLowerCase().split('/');
  const name = parts.at(-1) ?? '';
  const stem = name.replace(/\.gz$/, '').replace(/\.[a-z0-9]{1,6}$/, '');
  if (!DATA.test(name) || NEVER.test(stem) || /open.?incident/.test(stem)) return undefined;
  if (/\.(?:patch|diff)(?:\.gz)?$/.test(name)) return 'patches';
  for (const [pattern, kind] of BY_NAME) if (pattern.test(stem)) return kind;
  const folder = parts.at(-2) ?? '';
  for (const [pattern, kind] of BY_NAME)
    if (kind !== 'meta' && kind !== 'files' && pattern.test(folder)) return kind;
  if (/\.(?:log|out)(?:\.gz)?$/.test(name)) return 'logs';
  return /^(?:simple_)?data$/.test(stem) && /\.csv/.test(name) ? 'metrics' : undefined;
}

/** Names that say nothing about a service. */
const GENERIC =
  /^(?:app|application|logs?|metrics?|traces?|spans?|error|errors|access|all|data|output|out|server|service|stdout|stderr|recent|system|prod|production|combined|console|latest|sample)$/i;

/** `logs/payment-svc.log` and `payment-svc.metrics.csv` speak of payment-svc. */
export function serviceOfFile(file: string): string | null {
  const parts = file.split('/');
  const stem = (parts.at(-1) ?? '').replace(/\.gz$/, '').replace(/\.[a-zA-Z0-9]{1,6}$/, '');
  const inFolder = /^(?:logs?|metrics?|traces?)$/i.test(parts.at(-2) ?? '');
  const plain = stem.replace(/[._-]?(?:logs?|metrics?|traces?|spans?)$/i, '');
  if (plain === '' || GENERIC.test(plain)) return null;
  if (inFolder || plain !== stem)
    return /^(?:app|error|access|recent|all|pod|k8s|datadog|loki|nginx)[._-]?/i.test(plain) &&
      !inFolder
      ? null
      : plain;
  return null;
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/** A folder that git would take for a repository: a work tree, a `.git` folder or a bare one. */
async function isRepository(folder: string): Promise<boolean> {
  if (await exists(path.join(folder, '.git'))) return true;
  return (
    (await exists(path.join(folder, 'HEAD'))) &&
    (await exists(path.join(folder, 'objects'))) &&
    (await exists(path.join(folder, 'refs')))
  );
}

/**
 * Looks through a bundle's folder, three levels deep. A bundle that is itself a repository counts
 * too: then its data files lie beside `.git`.
 * @throws the file system's error when the folder can't be read
 */
export async function findFiles(root: string): Promise<FoundBundle> {
  const files: FoundFile[] = [];
  const repositories: string[] = [];
  const unknown: string[] = [];
  if (await isRepository(root)) repositories.push(root);

  const walk = async (folder: string, prefix: string, depth: number): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true });
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const full = path.join(folder, entry.name);
      const file = prefix + entry.name;
      if (entry.name === 'node_modules' || entry.name === '.git') continue;
      if (entry.isDirectory()) {
        if (await isRepository(full)) repositories.push(full);
        else if (depth < MAX_DEPTH && !entry.name.startsWith('.'))
          await walk(full, `${file}/`, depth + 1);
        continue;
      }
      if (!entry.isFile() && !entry.isSymbolicLink()) continue;
      if (files.length >= MAX_FILES || entry.name.startsWith('.')) continue;
      // what `mira export` lays beside the bundle, for `mira replay`
      if (entry.name === RECORDING_FILE) continue;
      const kind = kindOfFile(file);
      if (kind !== undefined) files.push({ kind, path: full, file, service: serviceOfFile(file) });
      else if (DATA.test(entry.name) && !/open.?incident/i.test(entry.name)) unknown.push(file);
    }
  };
  await walk(root, '', 1);
  return { files, repositories, unknown };
}
