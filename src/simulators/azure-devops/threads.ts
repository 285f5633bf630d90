/** Comment threads on pull requests: written, listed, answered. */
import { z } from 'zod';
import { toIso } from '../../domain/time.ts';
import type { SimulatorApp } from '../common/simulator-app.ts';
import type { World } from '../world.ts';
import { AzureDevOpsError } from './errors.ts';
import { repositoryUrl } from './git-wire.ts';
import { identity } from './ids.ts';
import type { PullRequest, PullRequests } from './pull-requests.ts';
import { base, listed, parameter, route } from './routes.ts';

const STATUSES = [
  'unknown',
  'active',
  'fixed',
  'wontFix',
  'closed',
  'byDesign',
  'pending',
] as const;
const COMMENT_TYPES = ['unknown', 'text', 'codeChange', 'system'] as const;

/** Enums travel as numbers from the client and as words from people. */
const named = <T extends string>(names: readonly T[], fallback: T) =>
  z
    .union([z.number(), z.string()])
    .optional()
    .transform((value) =>
      value === undefined
        ? fallback
        : (names[Number(value)] ?? names.find((name) => name === value) ?? fallback),
    );

const NewComment = z.object({
  content: z.string().min(1).max(150_000),
  parentCommentId: z.number().default(0),
  commentType: named(COMMENT_TYPES, 'text'),
});
const NewThread = z.object({
  comments: z.array(NewComment).min(1),
  status: named(STATUSES, 'active'),
  threadContext: z.record(z.string(), z.unknown()).nullish(),
  properties: z.record(z.string(), z.unknown()).nullish(),
});
const ThreadUpdate = z.object({ status: named(STATUSES, 'active') });

interface Comment extends z.infer<typeof NewComment> {
  readonly id: number;
  readonly at: string;
}
interface Thread {
  readonly id: number;
  /** Repository id and number of the pull request. */
  readonly on: string;
  readonly at: string;
  updatedAt: string;
  status: string;
  readonly comments: Comment[];
  readonly threadContext: Record<string, unknown> | null;
  readonly properties: Record<string, unknown>;
}

const KEEP = 5_000;
const AUTHOR = identity('MIRA');

export function threadRoutes(
  app: SimulatorApp,
  world: World,
  pullRequests: PullRequests,
  now: () => number,
): void {
  let threads: Thread[] = [];
  let nextId = 1;
  world.listen({
    load(_, replace) {
      if (replace) threads = [];
    },
    clear() {
      threads = [];
    },
  });

  const keyOf = ({ repository, data }: PullRequest): string => `${repository.id}/${data.id}`;

  function wire(root: string, pullRequest: PullRequest, thread: Thread) {
    const url = `${repositoryUrl(root, pullRequest.repository)}/pullRequests/${pullRequest.data.id}/threads/${thread.id}`;
    return {
      pullRequestThreadContext: null,
      id: thread.id,
      publishedDate: thread.at,
      lastUpdatedDate: thread.updatedAt,
      comments: thread.comments.map((comment) => commentWire(comment)),
      status: thread.status,
      threadContext: thread.threadContext,
      properties: thread.properties,
      identities: null,
      isDeleted: false,
      _links: { self: { href: url } },
    };
  }
  const commentWire = (comment: Comment) => ({
    id: comment.id,
    parentCommentId: comment.parentCommentId,
    author: AUTHOR,
    content: comment.content,
    publishedDate: comment.at,
    lastUpdatedDate: comment.at,
    lastContentUpdatedDate: comment.at,
    commentType: comment.commentType,
    usersLiked: [],
  });

  const path = '/git/repositories/:repository/pullrequests/:pullrequest/threads';
  route(app, 'post', path, (c) => {
    const pullRequest = pullRequests.find(c);
    const body = NewThread.parse(JSON.parse(c.get('bodyText')));
    const at = toIso(now());
    const thread: Thread = {
      id: nextId++,
      on: keyOf(pullRequest),
      at,
      updatedAt: at,
      status: body.status,
      comments: body.comments.map((comment, index) => ({ ...comment, id: index + 1, at })),
      threadContext: body.threadContext ?? null,
      properties: body.properties ?? {},
    };
    threads = [...threads, thread].slice(-KEEP);
    return c.json(wire(base(c), pullRequest, thread));
  });

  route(app, 'get', path, (c) => {
    const pullRequest = pullRequests.find(c);
    const found = threads.filter(({ on }) => on === keyOf(pullRequest));
    return c.json(listed(found.map((thread) => wire(base(c), pullRequest, thread))));
  });

  function find(pullRequest: PullRequest, id: string): Thread {
    const found = threads.find((one) => one.on === keyOf(pullRequest) && String(one.id) === id);
    if (found === undefined) {
      throw new AzureDevOpsError(
        404,
        'CommentThreadNotFoundException',
        `Thread ${id} does not exist.`,
      );
    }
    return found;
  }
  route(app, 'get', `${path}/:thread`, (c) => {
    const pullRequest = pullRequests.find(c);
    return c.json(wire(base(c), pullRequest, find(pullRequest, parameter(c, 'thread'))));
  });
  route(app, 'patch', `${path}/:thread`, (c) => {
    const pullRequest = pullRequests.find(c);
    const thread = find(pullRequest, parameter(c, 'thread'));
    thread.status = ThreadUpdate.parse(JSON.parse(c.get('bodyText'))).status;
    thread.updatedAt = toIso(now());
    return c.json(wire(base(c), pullRequest, thread));
  });
  route(app, 'post', `${path}/:thread/comments`, (c) => {
    const thread = find(pullRequests.find(c), parameter(c, 'thread'));
    const body = NewComment.parse(JSON.parse(c.get('bodyText')));
    const comment = { ...body, id: thread.comments.length + 1, at: toIso(now()) };
    thread.comments.push(comment);
    thread.updatedAt = comment.at;
    return c.json(commentWire(comment));
  });
}
