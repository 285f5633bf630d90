/** Repositories, commits and changes in the wire format. */
import { toIso } from '../../domain/time.ts';
import type { GitChange, GitCommit, Person } from './history.ts';
import { projectId, type Repository } from './repositories.ts';

export const projectWire = (base: string, name: string) => ({
  id: projectId(name),
  name,
  url: `${base}/_apis/projects/${projectId(name)}`,
  state: 'wellFormed',
  revision: 1,
  visibility: 'private',
  lastUpdateTime: '2025-01-15T09:00:00.000Z',
});

export const repositoryUrl = (base: string, repository: Repository): string =>
  `${base}/${projectId(repository.project)}/_apis/git/repositories/${repository.id}`;
export const webUrl = (base: string, repository: Repository): string =>
  `${base}/${encodeURIComponent(repository.project)}/_git/${encodeURIComponent(repository.name)}`;

export const repositoryWire = (base: string, repository: Repository) => ({
  id: repository.id,
  name: repository.name,
  url: repositoryUrl(base, repository),
  project: projectWire(base, repository.project),
  defaultBranch: `refs/heads/${repository.defaultBranch}`,
  size: 1,
  remoteUrl: webUrl(base, repository),
  sshUrl: `git@ssh.dev.azure.com:v3/${repository.project}/${repository.name}`,
  webUrl: webUrl(base, repository),
  isDisabled: false,
  isInMaintenance: false,
});

const person = ({ name, email, atMs }: Person) => ({ name, email, date: toIso(atMs) });

/** As a list shows it: the comment's first line only, no parents, no tree. */
export function commitListWire(base: string, repository: Repository, commit: GitCommit) {
  const subject = commit.message.split('\n')[0] ?? '';
  return {
    commitId: commit.sha,
    author: person(commit.author),
    committer: person(commit.committer),
    comment: subject,
    ...(subject === commit.message ? {} : { commentTruncated: true }),
    changeCounts: commit.counts,
    url: `${repositoryUrl(base, repository)}/commits/${commit.sha}`,
    remoteUrl: `${webUrl(base, repository)}/commit/${commit.sha}`,
  };
}

export function commitWire(base: string, repository: Repository, commit: GitCommit) {
  const { commentTruncated: _, ...listed } = commitListWire(base, repository, commit);
  return {
    treeId: commit.tree,
    ...listed,
    comment: commit.message,
    parents: commit.parents,
    push: {
      pushedBy: { displayName: commit.committer.name },
      pushId: 1,
      date: toIso(commit.committer.atMs),
    },
  };
}

export const changeWire = (
  base: string,
  repository: Repository,
  commit: string,
  change: GitChange,
) => ({
  item: {
    objectId: change.blob ?? change.oldBlob,
    ...(change.oldBlob === undefined || change.blob === undefined
      ? {}
      : { originalObjectId: change.oldBlob }),
    gitObjectType: change.folder ? 'tree' : 'blob',
    commitId: commit,
    path: change.path,
    ...(change.folder ? { isFolder: true } : {}),
    url: `${repositoryUrl(base, repository)}/items${change.path}?versionType=Commit&version=${commit}`,
  },
  changeType: change.kind,
  ...(change.oldPath === undefined
    ? {}
    : { sourceServerItem: change.oldPath, originalPath: change.oldPath }),
});

export function changeCounts(changes: readonly GitChange[]): Record<string, number> {
  const names = {
    add: 'Add',
    edit: 'Edit',
    delete: 'Delete',
    rename: 'Rename',
    'edit, rename': 'Edit',
  };
  const counts: Record<string, number> = {};
  for (const { kind } of changes) counts[names[kind]] = (counts[names[kind]] ?? 0) + 1;
  return counts;
}
