/** Words and category for a suspect change. */
import type { CauseCategory, SuspectChange } from '../../domain/analysis.ts';
import type { FactKind } from '../diff/facts.ts';
import { fileRole } from '../diff/file-role.ts';
import type { ChangeScore } from './change-score.ts';

const SETTINGS: ReadonlySet<FactKind> = new Set<FactKind>([
  'timeout_changed',
  'pool_changed',
  'limit_changed',
  'memory_setting',
  'cpu_setting',
  'replicas_changed',
  'concurrency_setting',
  'rate_limit_changed',
  'batch_size_changed',
  'interval_changed',
  'retention_changed',
  'endpoint_changed',
  'credential_setting',
  'config_removed',
  'config_changed',
]);

export function categoryOf(score: ChangeScore): CauseCategory {
  const { candidate, bestFact } = score;
  if (candidate.config !== null)
    return candidate.config.kind === 'feature_flag'
      ? 'feature_flag'
      : candidate.config.kind === 'infrastructure'
        ? 'infrastructure'
        : 'configuration';
  if (
    bestFact?.kind === 'dependency_version' &&
    candidate.paths.every((path) =>
      ['dependency_manifest', 'lock_file', 'docs', 'deployment'].includes(fileRole(path)),
    )
  )
    return 'dependency_update';
  const configOnly =
    candidate.paths.length > 0 &&
    candidate.paths.every((path) =>
      ['runtime_config', 'deployment', 'docs'].includes(fileRole(path)),
    );
  if (
    configOnly ||
    (bestFact !== null &&
      SETTINGS.has(bestFact.kind) &&
      (bestFact.role === 'runtime_config' || bestFact.role === 'deployment'))
  )
    return 'configuration';
  return 'code_defect';
}

export function suspectOf(score: ChangeScore): SuspectChange {
  const { candidate } = score;
  const at = candidate.liveMs === null ? null : new Date(candidate.liveMs).toISOString();
  if (candidate.config !== null) {
    const { config } = candidate;
    return {
      kind: config.kind === 'feature_flag' ? 'flag' : 'config',
      id: config.id,
      commit: null,
      title: config.summary,
      author: config.actor ?? null,
      repository: null,
      file: null,
      line: null,
      pullRequest: null,
      at: config.at,
    };
  }
  const commit = candidate.commit;
  const pull = commit?.pullRequest;
  return {
    kind: 'commit',
    id: commit?.sha ?? '',
    commit: commit?.sha ?? null,
    title: commit?.message.split('\n')[0] ?? '',
    author: commit?.author ?? null,
    repository: commit?.repository ?? null,
    file: score.file,
    line: score.line,
    pullRequest:
      pull === undefined
        ? null
        : { id: pull.id, title: pull.title, ...(pull.url === undefined ? {} : { url: pull.url }) },
    at,
  };
}

export function statementOf(score: ChangeScore): string {
  const { candidate } = score;
  if (candidate.config !== null)
    return `The change of ${candidate.config.kind === 'other' ? 'setting' : candidate.config.kind.replaceAll('_', ' ')} "${candidate.config.name}" caused it.`;
  const title = candidate.commit?.message.split('\n')[0] ?? '';
  return `Commit ${candidate.commit?.sha.slice(0, 10) ?? ''} ("${title}") caused it.`;
}
