/** The outbox: writes that investigations want done, each with its own state, in a fixed order. */
import { ACTION_KINDS, type Action } from '../domain/action.ts';
import { MiraError } from '../domain/errors.ts';
import { payloadHash } from '../domain/hash.ts';
import { toIso } from '../domain/time.ts';
import type { Clock } from '../platform/clock.ts';
import type { Redis } from '../platform/redis.ts';
import type { Actions } from './contracts.ts';
import { actionOf, hashOf, type Hash } from './documents.ts';
import { key } from './keys.ts';
import { pipeline } from './pipeline.ts';
import { granted } from './replies.ts';
import { loadScript, reachable } from './script.ts';

export interface ActionsOptions {
  readonly redis: Redis;
  readonly clock: Pick<Clock, 'now'>;
}

export function createActions({ redis, clock }: ActionsOptions): Actions {
  const propose = loadScript(redis, 'propose');
  const transition = loadScript(redis, 'transition');
  const begin = loadScript(redis, 'begin');

  const load = async (ids: readonly string[]): Promise<Action[]> => {
    const hashes = await pipeline<Hash>(redis, (p) => {
      for (const id of ids) p.hgetall(key('action', id));
    });
    return hashes.filter((hash) => hash.doc !== undefined).map(actionOf);
  };

  return {
    async propose(claim, action) {
      const { investigationId, incidentId, kind, payload, reason, citations } = action;
      const id = `${investigationId}.${kind}`;
      const at = toIso(clock.now());
      const doc = {
        id,
        investigationId,
        incidentId,
        kind,
        payload,
        payloadHash: payloadHash(kind, payload),
        citations,
        createdAt: at,
      };
      const reply = await propose(
        key('action', id),
        investigationId,
        claim,
        id,
        ACTION_KINDS.indexOf(kind),
        JSON.stringify(doc),
        'proposed',
        reason,
        at,
      );
      return actionOf(hashOf(granted(investigationId, reply)[1]));
    },

    get: async (id) => (await load([id]))[0],

    list: async (investigationId) =>
      load(await reachable(redis.zrange(key('runActions', investigationId), 0, '-1'))),

    async transition(id, { from, to, reason, result, adopted }) {
      const nowMs = clock.now();
      const changed: Record<string, string | undefined> = {
        reason,
        result: result === undefined ? undefined : JSON.stringify(result),
        adopted: adopted === undefined ? undefined : adopted ? '1' : '0',
      };
      const fields = Object.entries(changed).flatMap(([name, value]) =>
        value === undefined ? [] : [name, value],
      );
      const reply = await transition(
        key('action', id),
        id,
        `,${from.join(',')},`,
        to,
        nowMs,
        toIso(nowMs),
        ...fields,
      );
      const [state, detail] = granted(`action ${id}`, reply);
      if (state === 'conflict') {
        throw new MiraError(
          'conflict',
          `action ${id} is ${String(detail)}, not ${from.join(' or ')}`,
          {
            context: { actionId: id, state: String(detail) },
          },
        );
      }
      return actionOf(hashOf(detail));
    },

    async begin(id) {
      const reply = await begin(key('action', id), id, toIso(clock.now()));
      const [turn, hash, behind] = granted(`action ${id}`, reply);
      const action = actionOf(hashOf(hash));
      switch (turn) {
        case 'now':
        case 'again':
          return { turn: 'now', action, resumed: turn === 'again' };
        case 'wait':
          return { turn: 'wait', action, behind: String(behind) };
        default:
          return { turn: 'over', action };
      }
    },
  };
}
