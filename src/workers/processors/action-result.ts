/** What a tool's answer says of a write: which thing it made, and whether it was there already. */
import type { Action } from '../../domain/action.ts';
import {
  CommentOnPullRequestResult,
  CreateWorkItemResult,
} from '../../domain/tools/azure-devops.ts';
import { PostMessageResult } from '../../domain/tools/slack.ts';

export interface WriteResult {
  readonly result: NonNullable<Action['result']>;
  readonly adopted: boolean;
}

/** Null when the answer does not have the promised form: then nobody knows what was written. */
export function readWriteResult(kind: Action['kind'], structured: unknown): WriteResult | null {
  switch (kind) {
    case 'create_work_item': {
      const data = CreateWorkItemResult.safeParse(structured).data;
      return data
        ? { result: { id: String(data.id), url: data.url }, adopted: data.adopted }
        : null;
    }
    case 'comment_on_pull_request': {
      const data = CommentOnPullRequestResult.safeParse(structured).data;
      return data
        ? { result: { id: String(data.thread_id), url: data.url }, adopted: data.adopted }
        : null;
    }
    case 'post_message': {
      const data = PostMessageResult.safeParse(structured).data;
      return data
        ? { result: { id: `${data.channel}/${data.ts}`, url: data.url }, adopted: data.adopted }
        : null;
    }
  }
}
