/** Arguments and results of the work item tools. */
import { z } from 'zod';
import { IsoTime } from '../time.ts';

export const WorkItemSummary = z.object({
  id: z.number(),
  type: z.string(),
  title: z.string(),
  state: z.string(),
  priority: z.number().nullable(),
  assignedTo: z.string().nullable(),
  tags: z.array(z.string()),
  createdAt: IsoTime.nullable(),
  changedAt: IsoTime.nullable(),
  url: z.string(),
});

const project = z
  .string()
  .min(1)
  .optional()
  .describe('leave out: the investigated service’s project is filled in');

export const SearchWorkItemsArgs = z.object({
  project,
  text: z.string().default('').describe('words in the title'),
  tags: z.array(z.string()).default([]),
  type: z.string().optional().describe('Bug, Task, User Story, …'),
  state: z.enum(['open', 'all']).default('open'),
  limit: z.number().int().min(1).max(100).default(20),
});
export const SearchWorkItemsResult = z.object({ workItems: z.array(WorkItemSummary) });

export const GetWorkItemArgs = z.object({ project, id: z.number().int().positive() });
export const GetWorkItemResult = z.object({
  workItem: WorkItemSummary.extend({
    rev: z.number(),
    /** Plain text of the steps or the description. */
    body: z.string(),
    comments: z.array(z.string()),
  }),
});

const dedupeTag = z.string().regex(/^mira-[a-z0-9-]+$/);

export const UpdateWorkItemArgs = z.object({
  project,
  id: z.number().int().positive(),
  state: z.string().min(1).optional(),
  priority: z.number().int().min(1).max(4).optional(),
  title: z.string().min(1).max(255).optional(),
  assigned_to: z.string().min(1).optional().describe('a name or e-mail that Azure DevOps knows'),
  add_tags: z.array(z.string().min(1)).default([]),
});
export const UpdateWorkItemResult = z.object({
  id: z.number(),
  rev: z.number(),
  url: z.string(),
  /** Fields that were changed; empty when all were as asked already. */
  changed: z.array(z.string()),
});

export const CommentOnWorkItemArgs = z.object({
  project,
  id: z.number().int().positive(),
  /** Markdown. */
  text: z.string().min(1).max(100_000),
  dedupe_tag: dedupeTag,
});
export const CommentOnWorkItemResult = z.object({
  comment_id: z.number(),
  url: z.string(),
  adopted: z.boolean(),
});
