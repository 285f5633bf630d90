/** Deployments as delivery tools and people record them. */
import type { Commit, Deployment } from '../../domain/observation.ts';
import { toIso } from '../../domain/time.ts';
import { fieldsOf, isRecord, tagValue, textOf, type JsonRecord } from '../values/fields.ts';
import { commitOf } from './commits.ts';

export interface ReadDeployment {
  readonly deployment: Deployment;
  /** Commits that the deployment's record spelled out. */
  readonly commits: readonly Commit[];
}

/** One deployment, or why the record is none. */
export function deploymentOf(
  given: JsonRecord,
  referenceMs: number | null,
  number: number,
): ReadDeployment | string {
  const inner = given['attributes'];
  const record = isRecord(inner) ? { ...given, ...inner } : given;
  const fields = fieldsOf(record);
  const startMs = fields.time(referenceMs, 'startedat', 'starttime', 'start', 'begunat');
  const endMs =
    fields.time(
      referenceMs,
      'finishedat',
      'completedat',
      'finishtime',
      'endtime',
      'endedat',
      'deployedat',
      'deploytime',
      'deploymenttime',
      'releasedat',
      'timestamp',
      'time',
      'date',
      'at',
      'createdat',
      'ts',
      'when',
      'datetime',
    ) ?? startMs;
  if (endMs === null) return 'a deployment without a time';
  const embedded: Commit[] = [];
  const commits =
    fields.list(
      'commits',
      'commitshas',
      'changes',
      'changelog',
      'includedcommits',
      'commitrange',
    ) ?? [];
  const ids = commits.flatMap((entry) => {
    const text = textOf(entry);
    if (text !== undefined) return [text];
    const commit = isRecord(entry) ? commitOf(entry, referenceMs) : undefined;
    if (commit === undefined || typeof commit === 'string') return [];
    embedded.push(commit);
    return [commit.sha];
  });
  const version = fields.text(
    'version',
    'tag',
    'release',
    'image',
    'imagetag',
    'build',
    'toversion',
    'newversion',
    'artifact',
  );
  const service =
    fields.text(
      'service',
      'servicename',
      'app',
      'application',
      'component',
      'name',
      'project',
      'deployment',
    ) ?? tagValue(record['tags'], 'service');
  const url = fields.text('url', 'link', 'weburl', 'htmlurl');
  const commit = fields.text(
    'commit',
    'commitsha',
    'sha',
    'gitcommitsha',
    'commitid',
    'gitsha',
    'revision',
    'hash',
    'commithash',
    'gitcommit',
    'sourceversion',
    'headsha',
    'tocommit',
  );
  return {
    deployment: {
      id:
        fields.text('id', 'deploymentid', 'deployid', 'releaseid', 'buildid', 'runid') ??
        `deployment-${number}`,
      service: service ?? null,
      env: fields.text('env', 'environment', 'stage', 'environmentname') ?? null,
      ...(version === undefined ? {} : { version }),
      ...(startMs === null ? {} : { startedAt: toIso(startMs) }),
      finishedAt: toIso(endMs),
      result: resultOf(fields.text('result', 'status', 'state', 'outcome', 'conclusion')),
      commit: commit ?? ids[0] ?? null,
      previousCommit:
        fields.text(
          'previouscommit',
          'previoussha',
          'previouscommitsha',
          'fromcommit',
          'basesha',
          'oldcommit',
          'previousrevision',
          'previous',
        ) ?? null,
      commits: ids,
      ...(url === undefined ? {} : { url }),
    },
    commits: embedded,
  };
}

function resultOf(word: string | undefined): Deployment['result'] {
  const text = (word ?? '').toLowerCase();
  if (/^(?:succe|ok$|complete|deployed|active|live|healthy|done|finished|promoted)/.test(text))
    return 'succeeded';
  if (/^(?:fail|error|unhealthy)/.test(text)) return 'failed';
  return /^(?:cancel|abort|skipped)/.test(text) ? 'canceled' : 'unknown';
}

/**
 * Fills `previousCommit` from the service's deployment before, where the record leaves it out:
 * the range of commits that a deployment brought follows from it.
 */
export function linkDeployments(deployments: readonly Deployment[]): Deployment[] {
  const last = new Map<string, string>();
  const ordered = deployments.toSorted((a, b) => a.finishedAt.localeCompare(b.finishedAt));
  return ordered.map((deployment) => {
    const key = `${deployment.service ?? ''}\n${deployment.env ?? ''}`;
    const previous = last.get(key) ?? null;
    if (
      deployment.commit !== null &&
      deployment.result !== 'failed' &&
      deployment.result !== 'canceled'
    )
      last.set(key, deployment.commit);
    return deployment.previousCommit === null && previous !== null && previous !== deployment.commit
      ? { ...deployment, previousCommit: previous }
      : deployment;
  });
}
