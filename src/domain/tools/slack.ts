/** Arguments and results of the Slack tool: the contract between proxy and workers. */
import { z } from 'zod';

export const PostMessageArgs = z.object({
  channel: z.string().min(1),
  /** Plain fallback text, also what notifications show. */
  text: z.string().min(1).max(3_000),
  /** Slack mrkdwn sections; the proxy splits and cuts them to Slack’s limits. */
  sections: z.array(z.string()).default([]),
  links: z.array(z.object({ label: z.string().max(75), url: z.string() })).default([]),
  dedupe_tag: z.string().regex(/^mira-[a-z0-9-]+$/),
});
export const PostMessageResult = z.object({
  channel: z.string(),
  ts: z.string(),
  url: z.string().nullable(),
  adopted: z.boolean(),
});
