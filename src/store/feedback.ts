/** What people said about reports: a list per investigation, each with its event. */
import { feedbackLine, type Feedback } from '../domain/feedback.ts';
import { toIso } from '../domain/time.ts';
import type { Clock } from '../platform/clock.ts';
import type { Redis } from '../platform/redis.ts';
import type { FeedbackLog } from './contracts.ts';
import { eventTail } from './event-log.ts';
import { key } from './keys.ts';
import { granted } from './replies.ts';
import { loadScript, reachable } from './script.ts';

export interface FeedbackLogOptions {
  readonly redis: Redis;
  readonly clock: Pick<Clock, 'now'>;
}

export function createFeedbackLog({ redis, clock }: FeedbackLogOptions): FeedbackLog {
  const add = loadScript(redis, 'feedback');
  return {
    async add(id, feedback) {
      const { verdict, correction, by } = feedback;
      const event = eventTail(id, toIso(clock.now()), {
        type: 'feedback.given',
        stage: null,
        summary: feedbackLine(feedback).slice(0, 500),
        data: { verdict, by, ...(correction === undefined ? {} : { correction }) },
      });
      granted(id, await add(key('feedback', id), id, JSON.stringify(feedback), event));
    },
    list: async (id) =>
      (await reachable(redis.lrange(key('feedback', id), 0, -1))).map(
        (text) => JSON.parse(text) as Feedback,
      ),
  };
}
