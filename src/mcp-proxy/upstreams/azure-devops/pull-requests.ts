/** Pull requests and the threads of comments on them. */
import type { GitPullRequest } from 'azure-devops-node-api/interfaces/GitInterfaces.js';
import { isMiraError, MiraError } from '../../../domain/errors.ts';
import { required } from './client.ts';
import type { AzureDevOps, RepositoryRef } from './client.ts';
import { listFrom, rooted } from './commits.ts';
import { sent } from './work-items.ts';

export interface PullRequestWithCommits {
  readonly pullRequest: GitPullRequest;
  /** Newest first. */
  readonly commits: string[];
}

/** @throws MiraError `not_found` */
export async function getPullRequest(
  azureDevOps: AzureDevOps,
  repository: RepositoryRef,
  id: number,
): Promise<PullRequestWithCommits> {
  const { organization, project, repository: name } = repository;
  const what = `pull request ${id}`;
  const [found, commits] = await Promise.all([
    azureDevOps.call('git', organization, what, (git) => git.getPullRequest(name, id, project)),
    azureDevOps.call('git', organization, what, (git) =>
      git.getPullRequestCommits(name, id, project),
    ),
  ]);
  return {
    pullRequest: required(found, `${what} in ${name}`),
    commits: listFrom(commits, `commits of ${what}`).flatMap(({ commitId }) =>
      commitId ? [commitId] : [],
    ),
  };
}

/** The thread whose text holds `marker`. */
export async function findThread(
  azureDevOps: AzureDevOps,
  repository: RepositoryRef,
  pullRequest: number,
  marker: string,
): Promise<number | null> {
  const threads = await azureDevOps.call(
    'git',
    repository.organization,
    `the comments of pull request ${pullRequest}`,
    (git) => git.getThreads(repository.repository, pullRequest, repository.project),
  );
  const thread = listFrom(threads, `comments of pull request ${pullRequest}`).find(
    (one) => !one.isDeleted && one.comments?.some((comment) => comment.content?.includes(marker)),
  );
  return thread?.id ?? null;
}

export interface NewThread {
  readonly pullRequest: number;
  readonly content: string;
  /** Where in the diff; null for the pull request as a whole. */
  readonly at: { readonly file: string; readonly line: number } | null;
}

const COMMENT_TEXT = 1;
const STATUS_ACTIVE = 1;

/** @returns the thread's id. @throws MiraError `outcome_unknown` when the answer was lost */
export async function createThread(
  azureDevOps: AzureDevOps,
  repository: RepositoryRef,
  thread: NewThread,
): Promise<number> {
  const what = `commenting on pull request ${thread.pullRequest}`;
  const make = (at: NewThread['at']) =>
    sent(what, () =>
      azureDevOps.call('git', repository.organization, what, (git) =>
        git.createThread(
          {
            comments: [{ parentCommentId: 0, content: thread.content, commentType: COMMENT_TEXT }],
            status: STATUS_ACTIVE,
            ...(at
              ? {
                  threadContext: {
                    filePath: rooted(at.file),
                    rightFileStart: { line: at.line, offset: 1 },
                    rightFileEnd: { line: at.line, offset: 1 },
                  },
                }
              : {}),
          },
          repository.repository,
          thread.pullRequest,
          repository.project,
        ),
      ),
    );
  try {
    const made = required(await make(thread.at), `pull request ${thread.pullRequest}`);
    return made.id ?? 0;
  } catch (error) {
    // a line that the pull request does not show: the comment matters more than its place
    if (thread.at === null || !isMiraError(error) || error.code !== 'bad_argument') throw error;
    const made = await make(null);
    if (!made?.id)
      throw new MiraError('not_found', `pull request ${thread.pullRequest} was not found`);
    return made.id;
  }
}
