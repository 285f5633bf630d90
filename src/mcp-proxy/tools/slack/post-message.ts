/** post_message: one Slack message for one dedupe tag, as far as Slack lets that be known. */
import type { z } from 'zod';
import { isMiraError } from '../../../domain/errors.ts';
import { PostMessageArgs, PostMessageResult } from '../../../domain/tools/slack.ts';
import { defineTool, NEVER_CACHED } from '../../tool.ts';
import type { Tool } from '../../tool.ts';
import type { Slack } from '../../upstreams/slack/client.ts';
import { escapeSlack, messageBlocks } from './message-blocks.ts';

export const createPostMessage = (slack: Slack): Tool =>
  defineTool({
    name: 'post_message',
    title: 'Post a Slack message',
    description:
      'Posts a message to a Slack channel: text for notifications, sections of mrkdwn, links. Long sections are split and cut to Slack’s limits, and special characters are escaped. ' +
      'When the answer is lost the result is outcome_unknown: the message may stand in the channel and is not sent again. Needs a write token for exactly this payload.',
    toolset: 'slack',
    access: 'write',
    args: PostMessageArgs,
    result: PostMessageResult,
    cache: NEVER_CACHED,
    buckets: ['slack'],
    // the write token binds the whole payload, the channel in it
    applyScope: (args) => args,
    async run(args) {
      const known = await slack.find(args.channel, args.dedupe_tag);
      const posted = known ?? (await post(slack, args));
      return {
        result: { ...posted, url: messageUrl(posted.channel), adopted: known !== null },
        untrusted: false,
      };
    },
    render: ({ channel, ts, adopted }) =>
      adopted ? `The message stands in ${channel} already (${ts})` : `Posted to ${channel} (${ts})`,
  });

async function post(
  slack: Slack,
  args: z.output<typeof PostMessageArgs>,
): Promise<{ channel: string; ts: string }> {
  const message = {
    channel: args.channel,
    text: escapeSlack(args.text),
    dedupeTag: args.dedupe_tag,
  };
  const blocks = messageBlocks(args.sections, args.links);
  try {
    return await slack.post({ ...message, blocks });
  } catch (error) {
    // refused blocks were not stored: the plain text is better than silence
    if (blocks.length === 0 || !isMiraError(error) || error.code !== 'bad_argument') throw error;
    return slack.post({ ...message, blocks: [] });
  }
}

const messageUrl = (channel: string): string =>
  `https://slack.com/app_redirect?channel=${encodeURIComponent(channel)}`;
