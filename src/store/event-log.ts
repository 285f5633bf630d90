/**
 * The append-only event log of each investigation: a Redis list, in which the place of an event is its
 * number. Numbers can't have gaps or repeat, and nothing has to count them.
 */
import { toIso } from '../domain/time.ts';
import type { NewRunEvent, RunEvent, RunEventType } from '../domain/run-event.ts';
import type { Clock } from '../platform/clock.ts';
import type { Redis } from '../platform/redis.ts';
import type { EventLog } from './contracts.ts';
import { key } from './keys.ts';
import { granted } from './replies.ts';
import { loadScript, reachable } from './script.ts';

const DEFAULT_LIMIT = 1_000;

/** What tells of the run's management says nothing about its progress. */
const isProgress = (type: RunEventType): boolean =>
  !type.startsWith('investigation.') && !type.startsWith('alert.') && type !== 'stage.started';

/** The JSON of an event without `{"seq":n,`: the script puts the number in front. */
export const eventTail = (investigationId: string, at: string, event: NewRunEvent): string =>
  JSON.stringify({
    at,
    investigationId,
    type: event.type,
    stage: event.stage,
    summary: event.summary,
    data: event.data ?? {},
  }).slice(1);

export interface EventLogOptions {
  readonly redis: Redis;
  readonly clock: Pick<Clock, 'now'>;
}

export function createEventLog({ redis, clock }: EventLogOptions): EventLog {
  const append = loadScript(redis, 'append');
  return {
    async append(investigationId, claim, events) {
      if (events.length === 0) return [];
      const at = toIso(clock.now());
      const reply = await append(
        key('events', investigationId),
        investigationId,
        claim ?? '',
        events.filter((event) => isProgress(event.type)).length,
        ...events.map((event) => eventTail(investigationId, at, event)),
      );
      const [, written] = granted(investigationId, reply);
      return (written as string[]).map((text) => JSON.parse(text) as RunEvent);
    },
    async read(investigationId, { afterSeq = 0, limit = DEFAULT_LIMIT } = {}) {
      const entries = await reachable(
        redis.lrange(key('events', investigationId), afterSeq, afterSeq + limit - 1),
      );
      return entries.map((rest, i) => JSON.parse(`{"seq":${afterSeq + i + 1},${rest}`) as RunEvent);
    },
  };
}
