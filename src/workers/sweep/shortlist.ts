/** Which commits are worth reading in full: by the frames of the traces, by path, and by time. */
import type { Commit, Deployment, Observations } from '../../domain/observation.ts';
import { MINUTE_MS, toMs } from '../../domain/time.ts';
import { parseStackTraces } from '../../evidence/index.ts';
import type { StackFrame, StackTrace } from '../../domain/stack-frame.ts';

/** Traces beyond these repeat what the first ones say. */
const MAX_TRACED_LOGS = 60;
/** Frames that name an application's own file, most often seen first. */
const MAX_FRAME_PATHS = 8;

/** Paths in frames of the application's own code, as the traces give them, most frequent first. */
export function framePaths(observations: Observations): string[] {
  const counts = new Map<string, number>();
  const texts = [
    ...observations.logs
      .filter(({ level }) => level === 'error' || level === 'fatal')
      .map((log) => `${log.message}\n${log.stack ?? ''}`),
    ...observations.spans.map((span) => span.error?.stack ?? ''),
    ...observations.alerts.map((alert) => alert.body),
  ].filter((text) => text.includes('\n') || text.includes(' at '));
  for (const text of texts.slice(0, MAX_TRACED_LOGS)) {
    for (const frame of parseStackTraces(text).flatMap(allFrames)) {
      if (frame.origin === 'library' || frame.origin === 'runtime') continue;
      const path = frame.file ?? pathOfFunction(frame);
      if (path !== null) counts.set(path, (counts.get(path) ?? 0) + 1);
    }
  }
  return [...counts].toSorted((a, b) => b[1] - a[1]).map(([path]) => path);
}

const allFrames = (trace: StackTrace): StackFrame[] => [
  ...trace.frames,
  ...(trace.cause ? allFrames(trace.cause) : []),
];

/** .NET frames without debug symbols name only the type: `Acme.Payments.ChargeService` → `ChargeService`. */
function pathOfFunction(frame: StackFrame): string | null {
  const type = frame.module?.split('.').at(-1) ?? frame.function?.split('.').at(-2);
  return type !== undefined && /^[A-Z]\w+$/.test(type) ? type : null;
}

/** Files of the repository that the frames name, most frequent first. */
export function repositoryPaths(paths: readonly string[], observations: Observations): string[] {
  const files =
    observations.repositoryFiles ??
    observations.commits.flatMap((commit) => commit.files.map(({ path }) => path));
  const found = paths.flatMap(
    (path) => bestMatch(applyRules(path, observations.pathRules), files) ?? [],
  );
  return [...new Set(found)].slice(0, MAX_FRAME_PATHS);
}

function applyRules(path: string, rules: Observations['pathRules']): string {
  const rule = rules.find(({ from }) => path.startsWith(from));
  return rule ? rule.to + path.slice(rule.from.length) : path;
}

/** The file that shares the longest tail of path parts with the frame; null when not even the name fits. */
function bestMatch(framePath: string, files: readonly string[]): string | null {
  const parts = framePath.replaceAll('\\', '/').split('/').filter(Boolean);
  let best: { file: string; shared: number } | null = null;
  for (const file of files) {
    const shared = sharedTail(parts, file.split('/'));
    if (shared > 0 && (best === null || shared > best.shared)) best = { file, shared };
  }
  return best?.file ?? null;
}

function sharedTail(frame: readonly string[], file: readonly string[]): number {
  let shared = 0;
  while (shared < frame.length && shared < file.length) {
    const a = frame.at(-1 - shared)?.toLowerCase() ?? '';
    const b = file.at(-1 - shared)?.toLowerCase() ?? '';
    // A bare type name stands for its file.
    if (a !== b && !(shared === 0 && a === b.replace(/\.\w+$/, ''))) break;
    shared += 1;
  }
  return shared;
}

export interface Shortlisted {
  readonly commit: Commit;
  readonly score: number;
}

/** Settings, dependencies and the like break things without standing in any frame. */
const CONFIGURATION =
  /(?:\.(?:ya?ml|json|toml|properties|ini|env|conf|config|tf|xml|gradle|csproj|lock)|Dockerfile|\.sql)$|(?:^|\/)(?:config|deploy|helm|k8s|infra|migrations?)\//i;
const HARMLESS = /\.(?:md|rst|txt|png|svg|adoc)$|(?:^|\/)(?:docs?|tests?|__tests__|spec)\//i;

/** Commits in the order in which their diffs are worth reading; commits made after the onset are left out. */
export function shortlist(
  observations: Observations,
  paths: readonly string[],
  firedMs: number,
): Shortlisted[] {
  const files = new Set(paths);
  const live = liveDeployments(observations.deployments, firedMs);
  return observations.commits
    .filter((commit) => commit.committedAt === null || toMs(commit.committedAt) <= firedMs)
    .map((commit) => ({ commit, score: scoreOf(commit, files, live, firedMs) }))
    .toSorted(
      (a, b) =>
        b.score - a.score || toMs(b.commit.committedAt ?? '') - toMs(a.commit.committedAt ?? ''),
    );
}

function scoreOf(
  commit: Commit,
  files: ReadonlySet<string>,
  live: readonly Deployment[],
  firedMs: number,
): number {
  const touched = commit.files.filter(({ path }) => files.has(path)).length;
  const deployedAt = live.findIndex(
    (deployment) =>
      sameCommit(deployment.commit, commit.sha) ||
      deployment.commits.some((sha) => sameCommit(sha, commit.sha)),
  );
  const ageMinutes =
    commit.committedAt === null ? Infinity : (firedMs - toMs(commit.committedAt)) / MINUTE_MS;
  const harmless = commit.files.length > 0 && commit.files.every(({ path }) => HARMLESS.test(path));
  const configuration = commit.files.some(({ path }) => CONFIGURATION.test(path));
  return (
    (touched > 0 ? 4 : 0) +
    (deployedAt === -1 ? 0 : 3 / (1 + deployedAt)) +
    (configuration ? 1.5 : 0) +
    // Halves with each day.
    2 * 0.5 ** (ageMinutes / (24 * 60)) -
    (harmless ? 3 : 0)
  );
}

/** Deployments that were there before the alert, newest first. */
const liveDeployments = (deployments: readonly Deployment[], firedMs: number): Deployment[] =>
  deployments
    .filter(
      ({ finishedAt, result }) =>
        toMs(finishedAt) <= firedMs && result !== 'failed' && result !== 'canceled',
    )
    .toSorted((a, b) => toMs(b.finishedAt) - toMs(a.finishedAt));

/** The commit that ran when the alert fired; null when no deployment says. */
export const deployedCommit = (observations: Observations, firedMs: number): string | null =>
  liveDeployments(observations.deployments, firedMs).find(({ commit }) => commit !== null)
    ?.commit ?? null;

/** Commit ids may be abbreviated on either side. */
export function sameCommit(a: string | null, b: string | null): boolean {
  if (a === null || b === null || a.length < 7 || b.length < 7) return false;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  return long.toLowerCase().startsWith(short.toLowerCase());
}
