/** Arguments and results of the tools that read code: searching commits, files, blame, pull requests. */
import { z } from 'zod';
import { PullRequestRef } from '../observation.ts';
import { IsoTime, TimeWindow } from '../time.ts';
import { CommitId } from './azure-devops.ts';
import { Moment } from './datadog.ts';

const repository = z
  .string()
  .optional()
  .describe(
    'defaults to the service’s own repository; a shared library where the registry allows it',
  );

export const SearchCommitsArgs = z.object({
  text: z
    .string()
    .regex(/\S/, 'name a word, or the start of a commit id')
    .describe('words that all stand in the message, or the start of a commit id'),
  repository,
  from: Moment.default('now-30d').describe('earliest commit date (made, not deployed)'),
  to: Moment.default('now'),
  path: z.string().optional(),
  author: z.string().optional(),
  limit: z.number().int().min(1).max(100).default(25),
});

const inOrder = (range: { readonly start_line: number; readonly end_line?: number | undefined }) =>
  range.end_line === undefined || range.end_line >= range.start_line;
const IN_ORDER = { path: ['end_line'], message: 'must not be before start_line' };

export const GetFileArgs = z
  .object({
    path: z.string().min(1).describe('from the repository’s root, as list_files and diffs name it'),
    repository,
    version: CommitId.optional().describe(
      'the default branch’s head when left out; ask for the deployed commit',
    ),
    start_line: z.number().int().positive().default(1),
    end_line: z.number().int().positive().optional(),
  })
  .refine(inOrder, IN_ORDER);
export const GetFileResult = z.object({
  repository: z.string(),
  path: z.string(),
  version: z.string(),
  startLine: z.number(),
  endLine: z.number(),
  totalLines: z.number(),
  content: z.string(),
});

export const GetBlameArgs = z
  .object({
    path: z.string().min(1),
    start_line: z.number().int().positive(),
    end_line: z.number().int().positive().optional().describe('at most 60 lines after start_line'),
    repository,
    version: CommitId.optional(),
    from: Moment.default('now-90d').describe('commits made before are not looked at'),
    to: Moment.default('now'),
  })
  .refine(inOrder, IN_ORDER);
export const BlameLine = z.object({
  line: z.number(),
  text: z.string(),
  /** Null: older than the commits that were looked at. */
  commit: z.string().nullable(),
  author: z.string().nullable(),
  committedAt: IsoTime.nullable(),
});
export const GetBlameResult = z.object({
  repository: z.string(),
  path: z.string(),
  version: z.string(),
  lines: z.array(BlameLine),
  commits: z.array(z.object({ sha: z.string(), message: z.string() })),
  window: TimeWindow,
});

export const GetPullRequestArgs = z
  .object({
    pull_request: z.number().int().positive().optional(),
    commit: CommitId.optional(),
    repository,
  })
  .refine((args) => (args.pull_request === undefined) !== (args.commit === undefined), {
    message: 'give either pull_request or commit',
  });
export const PullRequestView = PullRequestRef.extend({
  description: z.string(),
  createdAt: IsoTime.nullable(),
  sourceBranch: z.string(),
  targetBranch: z.string(),
  mergeCommit: z.string().nullable(),
  commits: z.array(z.string()),
  reviewers: z.array(z.object({ name: z.string(), vote: z.string() })),
});
export const GetPullRequestResult = z.object({
  repository: z.string(),
  pullRequest: PullRequestView.nullable(),
});
