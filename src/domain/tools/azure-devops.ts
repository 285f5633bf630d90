/** Arguments and results of the Azure DevOps tools: the contract between proxy and workers. */
import { z } from 'zod';
import { Commit, Deployment } from '../observation.ts';
import { TimeWindow } from '../time.ts';
import { Moment } from './datadog.ts';

const repository = z
  .string()
  .optional()
  .describe(
    'defaults to the service’s own repository; a shared library where the registry allows it',
  );

/** As git shows it, shortened or whole. */
export const CommitId = z.string().regex(/^[0-9a-f]{7,40}$/i, 'a commit id, 7 to 40 hex digits');

export const GetCommitsArgs = z.object({
  repository,
  from: Moment.default('now-7d').describe('earliest commit date (made, not deployed)'),
  to: Moment.default('now'),
  path: z.string().optional().describe('only commits that touch this file or folder'),
  author: z.string().optional(),
  branch: z.string().optional(),
  limit: z.number().int().min(1).max(200).default(50),
  with_files: z.boolean().default(false).describe('also list the files each commit changed'),
});
/** Newest first. `files` is empty with `filesComplete: false` unless `with_files`. */
export const GetCommitsResult = z.object({
  commits: z.array(Commit),
  repository: z.string(),
  branch: z.string(),
  window: TimeWindow,
});
export type GetCommitsResult = z.infer<typeof GetCommitsResult>;

export const GetCommitDiffArgs = z.object({
  commit: CommitId,
  repository,
  paths: z
    .array(z.string())
    .default([])
    .describe('files to put first; the others follow while there is room'),
  max_files: z.number().int().min(1).max(50).default(12),
});
/** The commit with `patch` filled for the files that were read. */
export const GetCommitDiffResult = z.object({ commit: Commit, repository: z.string() });
export type GetCommitDiffResult = z.infer<typeof GetCommitDiffResult>;

export const GetDeploymentsArgs = z.object({
  repository,
  from: Moment.default('now-3d'),
  to: Moment.default('now'),
  limit: z.number().int().min(1).max(100).default(20),
});
/** From Azure DevOps builds and environments, and Datadog's DORA deployments; newest first. */
export const GetDeploymentsResult = z.object({
  deployments: z.array(Deployment),
  window: TimeWindow,
});
export type GetDeploymentsResult = z.infer<typeof GetDeploymentsResult>;

/** Where the code runs decides which file a frame is: the file list at one version. */
export const ListFilesArgs = z.object({
  repository,
  version: CommitId.optional().describe('commit id; the default branch’s head when left out'),
  limit: z.number().int().min(1).max(20_000).default(5_000),
});
export const ListFilesResult = z.object({
  repository: z.string(),
  version: z.string(),
  paths: z.array(z.string()),
});
export type ListFilesResult = z.infer<typeof ListFilesResult>;

export const CreateWorkItemArgs = z.object({
  /** For tokens that may write to several projects; others fill in their own. */
  project: z.string().min(1).optional(),
  type: z.string().default('Bug'),
  title: z.string().min(1).max(255),
  /** Markdown. */
  description: z.string(),
  priority: z.number().int().min(1).max(4),
  tags: z.array(z.string()).default([]),
  area_path: z.string().optional(),
  commit: z.string().optional(),
  pull_request: z.number().int().optional(),
  links: z
    .array(z.string().regex(/^https?:\/\//i, 'must be an address with http or https'))
    .default([]),
  /** Unique to the effect: an item that carries it already is adopted instead of created. */
  dedupe_tag: z.string().regex(/^mira-[a-z0-9-]+$/),
});
export const CreateWorkItemResult = z.object({
  id: z.number(),
  url: z.string().nullable(),
  adopted: z.boolean(),
});

export const CommentOnPullRequestArgs = z.object({
  repository: z.string(),
  pull_request: z.number().int().positive(),
  /** Markdown. */
  text: z.string().min(1),
  file: z.string().optional(),
  line: z.number().int().positive().optional(),
  dedupe_tag: z.string().regex(/^mira-[a-z0-9-]+$/),
});
export const CommentOnPullRequestResult = z.object({
  thread_id: z.number(),
  url: z.string().nullable(),
  adopted: z.boolean(),
});
