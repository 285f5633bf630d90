/** What the files of a bundle are, by their names; the formats are told from their contents. */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { sniffKind } from './sniff.ts';
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
const DATA = /\.(?:json|ndjson|jsonl|csv|tsv|log|ya?ml|txt|out|patch|diff|lp)(?:\.gz)?$/i;

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

/** A folder of one kind of file: what lies in it is called after services, not after what it holds. */
const BY_FOLDER: ReadonlyMap<string, SourceKind> = new Map([
  ['log', 'logs'],
  ['logs', 'logs'],
  ['metric', 'metrics'],
  ['metrics', 'metrics'],
  ['trace', 'traces'],
  ['traces', 'traces'],
  ['spans', 'traces'],
]);

/** Words that may stand around the word for the kind: `recent_commits`, `log_patterns`, `k8s_events`. */
const AROUND =
  /^(?:all|recent|latest|last|known|log|logs|error|errors|git|code|k8s|kube|kubernetes|platform|infra|cluster|node|datadog|dd|prom|prometheus|otel|feature|config|service|app|prod|history|data|export|dump|sample|simple|\d+)$/;

/** True when a name consists of nothing but the word for a kind and its usual company. */
function isPlainName(stem: string, pattern: RegExp): boolean {
  const words = stem.split(/[^a-z0-9]+/).filter((word) => word !== '');
  const rest = words.filter((word) => !AROUND.test(word));
  return rest.length === 0 || (rest.length <= 2 && rest.every((word) => pattern.test(word)));
}

interface NamedKind {
  readonly kind: SourceKind | undefined;
  /** False when the name may as well be a service's: then the contents decide. */
  readonly sure: boolean;
}

/** A whole name that says "do not read": `label-printer` and `report-api` are services. */
const isSpoiler = (stem: string, service: boolean): boolean =>
  service
    ? new RegExp(`^(?:${NEVER.source})s?$`).test(stem)
    : NEVER.test(stem) || /open.?incident/.test(stem);

/** Among services these are services too: the contents decide. */
const MAY_BE_SERVICE = /^(?:labels?|reports?|answers?|analysis|expected)$/;

/** `solution.patch`, `ground_truth_fix.diff`; not `0002-More-labels-on-the-dashboards.patch`. */
function isAnswerAlone(stem: string): boolean {
  const rest = stem
    .replace(new RegExp(NEVER.source, 'g'), ' ')
    .replaceAll('_', ' ')
    .replace(
      /\b(?:s|the|an?|fix(?:es)?|true|correct|final|reference|gold(?:en)?|patch|diff)\b/g,
      ' ',
    );
  return NEVER.test(stem) && !/\p{L}/u.test(rest);
}

function nameKind(file: string): NamedKind {
  const parts = file.toLowerCase().split('/');
  const name = (parts.at(-1) ?? '').replace(/\.gz$/, '');
  const stem = name.replace(/\.[a-z0-9]{1,6}$/, '');
  const folder = parts.at(-2) ?? '';
  const ofFolder = BY_FOLDER.get(folder);
  const isLog = /\.(?:log|out)$/.test(name);
  // a commit's subject may hold any word: only a name of nothing but such words gives an answer away
  if (/\.(?:patch|diff)$/.test(name))
    return { kind: isAnswerAlone(stem) ? undefined : 'patches', sure: true };
  if (isLog && MAY_BE_SERVICE.test(stem)) return { kind: 'logs', sure: true };
  if (!DATA.test(name) || isSpoiler(stem, ofFolder !== undefined || isLog))
    return { kind: undefined, sure: ofFolder === undefined || !MAY_BE_SERVICE.test(stem) };
  if (isLog) {
    // `git.log` is what git says, not what a service does
    const git = /^(?:git|commits?|history)(?:[._-]?(?:log|history|commits?))?$/.test(stem);
    return { kind: git ? 'commits' : 'logs', sure: !git };
  }
  const said = BY_NAME.find(([pattern]) => pattern.test(stem));
  if (ofFolder !== undefined) {
    const other = said !== undefined && said[1] !== ofFolder && isPlainName(stem, said[0]);
    return other ? { kind: said[1], sure: false } : { kind: ofFolder, sure: true };
  }
  if (said !== undefined) return { kind: said[1], sure: isPlainName(stem, said[0]) };
  for (const [pattern, kind] of BY_NAME)
    if (kind !== 'meta' && kind !== 'files' && pattern.test(folder)) return { kind, sure: false };
  if (/^(?:simple_)?data$/.test(stem) && name.endsWith('.csv'))
    return { kind: 'metrics', sure: true };
  return { kind: undefined, sure: false };
}

/**
 * The kind of a file by its extension, the folder it is in and its name, in this order; undefined
 * when none says anything.
 */
export const kindOfFile = (file: string): SourceKind | undefined => nameKind(file).kind;

/** The same with a look inside where a name could also be a service's: `event-bus.ndjson` holds logs. */
async function kindOfContents(file: string, full: string): Promise<SourceKind | undefined> {
  const named = nameKind(file);
  if (named.sure || named.kind === 'logs') return named.kind;
  const seen = await sniffKind(full);
  // a table of numbers may be of anything: only lines of a log outweigh a word
  return seen === 'logs' ? seen : (named.kind ?? seen);
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
      const kind = await kindOfContents(file, full);
      if (kind !== undefined) files.push({ kind, path: full, file, service: serviceOfFile(file) });
      else if (DATA.test(entry.name) && !/open.?incident/i.test(entry.name)) unknown.push(file);
    }
  };
  await walk(root, '', 1);
  return { files, repositories, unknown };
}
