/** Commits, their file lists and the pull requests that brought them. */
import type {
  GitChange,
  GitCommitRef,
  GitPullRequest,
} from 'azure-devops-node-api/interfaces/GitInterfaces.js';
import { LRUCache } from 'lru-cache';
import { MiraError } from '../../../domain/errors.ts';
import type { Commit, FileChange, PullRequestRef } from '../../../domain/observation.ts';
import { toIso } from '../../../domain/time.ts';
import { required } from './client.ts';
import type { AzureDevOps, RepositoryRef } from './client.ts';

/** Azure DevOps' enums are numbers on this client: branch 0, commit 2. */
export const VERSION_BRANCH = 0;
export const VERSION_COMMIT = 2;

const BLOB = 3;
const CHANGE_ADD = 1;
const CHANGE_RENAME = 8;
const CHANGE_DELETE = 16;

export type CommitSearch = CommitFilter & ({ readonly branch: string } | { readonly at: string });

interface CommitFilter {
  readonly repository: RepositoryRef;
  readonly fromMs: number;
  readonly toMs: number;
  readonly path?: string | undefined;
  readonly author?: string | undefined;
  readonly limit: number;
}

/** Newest first; without files; of a branch, or of what a commit builds upon. Dates are when commits were made, not when they were pushed or deployed. */
export async function listCommits(
  azureDevOps: AzureDevOps,
  search: CommitSearch,
): Promise<Commit[]> {
  const { repository } = search;
  const found = await azureDevOps.call(
    'git',
    repository.organization,
    `the commits of ${repository.repository}`,
    (git) =>
      git.getCommits(
        repository.repository,
        {
          itemVersion:
            'branch' in search
              ? { version: search.branch, versionType: VERSION_BRANCH }
              : { version: search.at, versionType: VERSION_COMMIT },
          fromDate: toIso(search.fromMs),
          toDate: toIso(search.toMs),
          $top: search.limit,
          ...(search.path ? { itemPath: rooted(search.path) } : {}),
          ...(search.author ? { author: search.author } : {}),
        },
        repository.project,
      ),
  );
  return listFrom(found, `commits of ${repository.repository}`).map((one) =>
    toCommit(one, repository),
  );
}

/** The id of the newest commit of a branch; null when it has none. */
export async function headCommit(
  azureDevOps: AzureDevOps,
  repository: RepositoryRef,
  branch: string,
): Promise<string | null> {
  const found = await azureDevOps.call('git', repository.organization, `branch ${branch}`, (git) =>
    git.getCommits(
      repository.repository,
      { itemVersion: { version: branch, versionType: VERSION_BRANCH }, $top: 1 },
      repository.project,
    ),
  );
  return listFrom(found, `commits of ${branch}`)[0]?.commitId ?? null;
}

/** One commit with its whole message and its parents. @throws MiraError `not_found` */
export async function getCommit(
  azureDevOps: AzureDevOps,
  repository: RepositoryRef,
  sha: string,
): Promise<Commit> {
  const found = await azureDevOps.call('git', repository.organization, `commit ${sha}`, (git) =>
    git.getCommit(sha, repository.repository, repository.project),
  );
  return toCommit(required(found, `commit ${sha} in ${repository.repository}`), repository);
}

/** A file that a commit touched, with the ids of its contents before and after. */
export interface TouchedFile {
  readonly path: string;
  readonly previousPath: string | null;
  readonly status: FileChange['status'];
  readonly objectId: string | null;
  readonly previousObjectId: string | null;
}

export interface TouchedFiles {
  readonly files: readonly TouchedFile[];
  readonly complete: boolean;
}

/** Files of one commit never change: asked for once by each process. */
const MAX_CHANGES = 500;

export interface CommitReader {
  /** The files of a commit, against its first parent. */
  files(repository: RepositoryRef, sha: string): Promise<TouchedFiles>;
}

export function createCommitReader(azureDevOps: AzureDevOps): CommitReader {
  const cache = new LRUCache<string, TouchedFiles>({ max: 2_000 });
  return {
    async files(repository, sha) {
      const key = [repository.organization, repository.project, repository.repository, sha].join(
        '\n',
      );
      const known = cache.get(key);
      if (known) return known;
      const found = await azureDevOps.call(
        'git',
        repository.organization,
        `the files of commit ${sha}`,
        (git) => git.getChanges(sha, repository.repository, repository.project, MAX_CHANGES),
      );
      const changes = listFrom(required(found, `commit ${sha}`).changes, `files of commit ${sha}`);
      const touched: TouchedFiles = {
        files: changes.flatMap(toTouchedFile),
        complete: changes.length < MAX_CHANGES,
      };
      if (/^[0-9a-f]{40}$/i.test(sha)) cache.set(key, touched);
      return touched;
    },
  };
}

/** Commit → the pull request that merged it or contains it; one call for all of them. */
export async function pullRequestsOf(
  azureDevOps: AzureDevOps,
  repository: RepositoryRef,
  shas: readonly string[],
): Promise<Map<string, PullRequestRef>> {
  const bySha = new Map<string, PullRequestRef>();
  if (shas.length === 0) return bySha;
  const answer = await azureDevOps.call(
    'git',
    repository.organization,
    `the pull requests of ${repository.repository}`,
    (git) =>
      git.getPullRequestQuery(
        {
          // 1: it is the merge commit; 2: it is one of the merged commits
          queries: [
            { type: 1, items: [...shas] },
            { type: 2, items: [...shas] },
          ],
        },
        repository.repository,
        repository.project,
      ),
  );
  for (const result of answer?.results ?? []) {
    for (const [sha, requests] of Object.entries(result ?? {})) {
      const request = requests[0];
      if (request && !bySha.has(sha)) {
        bySha.set(sha, toPullRequestRef(azureDevOps, repository, request));
      }
    }
  }
  return bySha;
}

/** Statuses are numbers everywhere but in the answer to a pull request query. */
const STATUSES = ['notSet', 'active', 'abandoned', 'completed', 'all'] as const;

export function toPullRequestRef(
  azureDevOps: AzureDevOps,
  repository: RepositoryRef,
  request: GitPullRequest,
): PullRequestRef {
  const status: unknown = request.status;
  const word = typeof status === 'number' ? STATUSES[status] : status;
  const closedAt = isoDate(request.closedDate);
  const id = request.pullRequestId ?? 0;
  const author = request.createdBy?.displayName;
  return {
    id,
    title: request.title ?? '',
    url: pullRequestUrl(azureDevOps, repository, id),
    ...(author ? { author } : {}),
    ...(typeof word === 'string' ? { status: word } : {}),
    ...(closedAt ? { closedAt } : {}),
  };
}

export const pullRequestUrl = (
  azureDevOps: AzureDevOps,
  { organization, project, repository }: RepositoryRef,
  id: number,
): string =>
  `${azureDevOps.organizationUrl(organization)}/${encodeURIComponent(project)}/_git/${encodeURIComponent(repository)}/pullrequest/${id}`;

function toCommit(wire: GitCommitRef, repository: RepositoryRef): Commit {
  const url = wire.remoteUrl;
  const authorEmail = wire.author?.email;
  return {
    sha: wire.commitId ?? '',
    repository: repository.repository,
    service: null,
    author: wire.author?.name ?? 'unknown',
    committedAt: isoDate(wire.author?.date) ?? isoDate(wire.committer?.date),
    message: `${wire.comment ?? ''}${wire.commentTruncated ? '…' : ''}`,
    parents: [...(wire.parents ?? [])],
    files: [],
    filesComplete: false,
    ...(authorEmail ? { authorEmail } : {}),
    ...(url ? { url } : {}),
  };
}

/** The wire type is numeric; a word would mean that the client met a value it does not know. */
function toTouchedFile(change: GitChange): TouchedFile[] {
  const item = change.item;
  // the client leaves this enum a word within changes
  const kind: unknown = item?.gitObjectType ?? BLOB;
  if (!item?.path || item.isFolder || (kind !== BLOB && kind !== 'blob')) return [];
  const type = change.changeType ?? 0;
  const previousPath = change.originalPath ?? change.sourceServerItem;
  const status: FileChange['status'] =
    (type & CHANGE_DELETE) !== 0
      ? 'deleted'
      : (type & CHANGE_RENAME) !== 0
        ? 'renamed'
        : (type & CHANGE_ADD) !== 0
          ? 'added'
          : 'modified';
  return [
    {
      path: unrooted(item.path),
      previousPath: previousPath && previousPath !== item.path ? unrooted(previousPath) : null,
      status,
      objectId: item.objectId ?? null,
      previousObjectId: item.originalObjectId ?? null,
    },
  ];
}

/** @throws MiraError `contract_broken` for an answer without its list */
export function listFrom<T>(list: readonly T[] | null | undefined, what: string): readonly T[] {
  if (Array.isArray(list)) return list;
  throw new MiraError('contract_broken', `Azure DevOps’ answer holds no list of ${what}`, {
    context: { upstream: 'azure_devops' },
  });
}

export function isoDate(value: Date | string | undefined | null): string | null {
  const ms = value ? new Date(value).getTime() : Number.NaN;
  return Number.isFinite(ms) ? toIso(ms) : null;
}

export const rooted = (path: string): string => (path.startsWith('/') ? path : `/${path}`);
export const unrooted = (path: string): string => path.replace(/^\/+/, '');
