/** What is known of a repository: its ids, its default branch, its files at a version. */
import { LRUCache } from 'lru-cache';
import { HOUR_MS } from '../../../domain/time.ts';
import { MiraError } from '../../../domain/errors.ts';
import { required } from './client.ts';
import type { AzureDevOps, RepositoryRef } from './client.ts';
import { getCommit, listFrom, unrooted, VERSION_COMMIT, VERSION_BRANCH } from './commits.ts';

export interface RepositoryInfo {
  readonly id: string;
  readonly projectId: string;
  /** Without `refs/heads/`. */
  readonly defaultBranch: string;
}

export interface Repositories {
  /** @throws MiraError `not_found` */
  info(repository: RepositoryRef): Promise<RepositoryInfo>;
  /**
   * Finds the project of a repository that is named without one (`project` is empty).
   * @throws MiraError `no_match`, or `bad_argument` when several projects have such a repository
   */
  locate(repository: RepositoryRef): Promise<RepositoryRef>;
}

export function createRepositories(azureDevOps: AzureDevOps): Repositories {
  const cache = new LRUCache<string, RepositoryInfo>({ max: 1_000, ttl: HOUR_MS });
  const projects = new LRUCache<string, string>({ max: 1_000, ttl: HOUR_MS });

  async function locate(repository: RepositoryRef): Promise<RepositoryRef> {
    if (repository.project !== '') return repository;
    const key = [repository.organization, repository.repository].join('\n');
    const known = projects.get(key);
    if (known !== undefined) return { ...repository, project: known };
    const all = await azureDevOps.call('git', repository.organization, 'the repositories', (git) =>
      git.getRepositories(),
    );
    const found = listFrom(all, 'repositories').flatMap((one) =>
      one.name?.toLowerCase() === repository.repository.toLowerCase() && one.project?.name
        ? [one.project.name]
        : [],
    );
    const [project] = found;
    if (project === undefined) {
      throw new MiraError('no_match', `there is no repository «${repository.repository}»`);
    }
    if (found.length > 1) {
      throw new MiraError(
        'bad_argument',
        `${found.length} projects have a repository «${repository.repository}»: name it as project/repository`,
      );
    }
    projects.set(key, project);
    return { ...repository, project };
  }

  return {
    locate,
    async info(repository) {
      const key = [repository.organization, repository.project, repository.repository].join('\n');
      const known = cache.get(key);
      if (known) return known;
      const found = required(
        await azureDevOps.call(
          'git',
          repository.organization,
          `repository ${repository.repository}`,
          (git) => git.getRepository(repository.repository, repository.project),
        ),
        `repository ${repository.repository} in project ${repository.project}`,
      );
      const info: RepositoryInfo = {
        id: found.id ?? '',
        projectId: found.project?.id ?? '',
        defaultBranch: (found.defaultBranch ?? 'main').replace(/^refs\/heads\//, ''),
      };
      cache.set(key, info);
      return info;
    },
  };
}

const RECURSION_FULL = 120;

/** Paths of all files at a commit, sorted. */
export async function listFiles(
  azureDevOps: AzureDevOps,
  repository: RepositoryRef,
  version: { readonly commit: string } | { readonly branch: string },
): Promise<string[]> {
  const descriptor =
    'commit' in version
      ? { version: version.commit, versionType: VERSION_COMMIT }
      : { version: version.branch, versionType: VERSION_BRANCH };
  const items = await azureDevOps.call(
    'git',
    repository.organization,
    `the files of ${repository.repository}`,
    (git) =>
      git.getItems(
        repository.repository,
        repository.project,
        '/',
        RECURSION_FULL,
        undefined,
        undefined,
        undefined,
        undefined,
        descriptor,
      ),
  );
  return listFrom(items, `files of ${repository.repository}`)
    .flatMap((item) => (item.isFolder || !item.path ? [] : [unrooted(item.path)]))
    .sort();
}

const FULL_SHA = /^[0-9a-f]{40}$/i;

/**
 * The API takes full commit ids only; a short one is looked up among the newest commits.
 * @throws MiraError `no_match` when it names none of them, `bad_argument` when it names several
 */
export async function resolveSha(
  azureDevOps: AzureDevOps,
  repository: RepositoryRef,
  sha: string,
  branch: string,
): Promise<string> {
  if (FULL_SHA.test(sha)) return sha.toLowerCase();
  const recent = await azureDevOps.call('git', repository.organization, `commit ${sha}`, (git) =>
    git.getCommits(
      repository.repository,
      { itemVersion: { version: branch, versionType: VERSION_BRANCH }, $top: SEARCHED_COMMITS },
      repository.project,
    ),
  );
  const prefix = sha.toLowerCase();
  const matches = listFrom(recent, 'commits').filter((one) => one.commitId?.startsWith(prefix));
  const [only] = matches;
  if (matches.length === 1 && only?.commitId) return only.commitId;
  if (matches.length > 1)
    throw new MiraError('bad_argument', `${sha} is short for several commits: give more digits`);
  throw new MiraError(
    'no_match',
    `${sha} is none of the newest ${SEARCHED_COMMITS} commits of ${branch}: give all 40 digits, as get_commits returns them`,
  );
}

const SEARCHED_COMMITS = 300;

/** The commit and its first parent, which diffs are made against; null for a first commit. */
export async function commitAndParent(
  azureDevOps: AzureDevOps,
  repository: RepositoryRef,
  sha: string,
): Promise<{
  readonly commit: Awaited<ReturnType<typeof getCommit>>;
  readonly parent: string | null;
}> {
  const commit = await getCommit(azureDevOps, repository, sha);
  return { commit, parent: commit.parents[0] ?? null };
}
