/** Investigations: their state, claimed by one worker at a time; every write is fenced in Lua. */
import { MiraError } from '../domain/errors.ts';
import type { Investigation, Stage } from '../domain/investigation.ts';
import { toIso } from '../domain/time.ts';
import type { Clock } from '../platform/clock.ts';
import type { Redis } from '../platform/redis.ts';
import type {
  AlertWithFate,
  Incidents,
  InvestigationFilter,
  Investigations,
  StageOutputs,
} from './contracts.ts';
import { hashOf, investigationOf, usageOf, type Hash } from './documents.ts';
import { eventTail } from './event-log.ts';
import { pageThrough } from './index-page.ts';
import { KEYS, key } from './keys.ts';
import { pipeline } from './pipeline.ts';
import { granted, notFound } from './replies.ts';
import { loadScript, reachable } from './script.ts';

export interface InvestigationsOptions {
  readonly redis: Redis;
  readonly clock: Pick<Clock, 'now'>;
  readonly incidents: Incidents;
}

const DEFAULT_LIMIT = 50;

export function createInvestigations(options: InvestigationsOptions): Investigations {
  const { redis, clock, incidents } = options;
  const scripts = {
    claim: loadScript(redis, 'claim'),
    release: loadScript(redis, 'release'),
    saveOutput: loadScript(redis, 'save-output'),
    setFields: loadScript(redis, 'set-fields'),
    addUsage: loadScript(redis, 'add-usage'),
    takeUnseen: loadScript(redis, 'take-unseen'),
    finish: loadScript(redis, 'finish'),
    settle: loadScript(redis, 'settle'),
  };

  const load = async (ids: readonly string[]): Promise<(Investigation | undefined)[]> => {
    const hashes = await pipeline<Hash>(redis, (p) => {
      for (const id of ids) p.hgetall(key('run', id));
    });
    return hashes.map((hash) => (hash.doc ? investigationOf(hash) : undefined));
  };

  const existing = async (id: string): Promise<Investigation> => {
    const [investigation] = await load([id]);
    if (!investigation) throw notFound(`investigation ${id}`);
    return investigation;
  };

  const outputs = async (id: string): Promise<StageOutputs> => {
    const hash = await reachable(redis.hgetall(key('outputs', id)));
    return Object.fromEntries(
      Object.entries(hash).map(([stage, text]) => [stage, JSON.parse(text) as unknown]),
    );
  };

  /** Alerts in the given order; none of them has expired while its incident is worked on. */
  const alertsOf = async (ids: unknown): Promise<AlertWithFate[]> => {
    const found = await Promise.all((ids as string[]).map((id) => incidents.alert(id)));
    return found.filter((alert) => alert !== undefined);
  };

  const save = async (id: string, claim: number | '', stage: Stage, output: unknown) => {
    const json = JSON.stringify(output ?? null);
    granted(id, await scripts.saveOutput(key('outputs', id), id, claim, stage, json));
  };

  interface End {
    readonly claim: number | null;
    readonly status: 'succeeded' | 'awaiting_approval' | 'failed' | 'cancelled';
    readonly outcome: string;
    readonly summary: string;
    readonly result?: object;
    readonly lastPass: boolean;
    readonly fence: boolean;
  }

  const end = async (id: string, how: End): Promise<readonly unknown[]> => {
    const nowMs = clock.now();
    const reply = await scripts.finish(
      key('run', id),
      id,
      how.claim ?? '',
      how.status,
      nowMs,
      toIso(nowMs),
      how.lastPass ? 1 : 0,
      how.result ? JSON.stringify(how.result) : '',
      how.outcome,
      how.summary,
      how.fence ? 1 : 0,
    );
    return granted(id, reply);
  };

  return {
    get: async (id) => (await load([id]))[0],
    list: (filter = {}) => list(redis, incidents, load, filter),
    outputs,

    async claim(id, workerId) {
      const nowMs = clock.now();
      const reply = await scripts.claim(key('run', id), id, nowMs, toIso(nowMs), workerId);
      const [state, claim, takeovers, parks, parkedMs, alertIds] = granted(id, reply);
      const investigation = await existing(id);
      if (state === 'final') return { state, investigation };
      const [incident, alerts, done] = await Promise.all([
        incidents.get(investigation.incidentId),
        alertsOf(alertIds),
        outputs(id),
      ]);
      if (!incident) throw notFound(`incident ${investigation.incidentId}`);
      return {
        state: 'claimed',
        claim: Number(claim),
        investigation,
        incident,
        alerts,
        outputs: done,
        takeovers: Number(takeovers),
        parks: { count: Number(parks), totalMs: Number(parkedMs) },
      };
    },

    async release(id, claim) {
      granted(id, await scripts.release(key('run', id), id, claim, 'queued', clock.now(), ''));
    },

    async park(id, claim, untilMs, reason) {
      const nowMs = clock.now();
      const event = eventTail(id, toIso(nowMs), {
        type: 'investigation.parked',
        stage: null,
        summary: reason,
        data: { until: toIso(untilMs) },
      });
      granted(id, await scripts.release(key('run', id), id, claim, 'parked', nowMs, event));
    },

    saveOutput: save,
    saveLateOutput: (id, stage, output) => save(id, '', stage, output),

    async setStage(id, claim, stage) {
      granted(id, await scripts.setFields(key('run', id), id, claim, 'stage', stage));
    },

    async addUsage(id, claim, usage, { pricesReadAt = '', ...labels } = {}) {
      const amounts = Object.entries(usage).filter(([, amount]) => amount !== 0);
      if (amounts.length === 0) return (await existing(id)).usage;
      const named = Object.entries(labels).filter(([, value]) => value !== undefined);
      const reply = await scripts.addUsage(
        key('run', id),
        id,
        claim,
        toIso(clock.now()).slice(0, 10),
        pricesReadAt,
        named.length,
        ...named.flat(),
        ...amounts.flat(),
      );
      return usageOf(hashOf(granted(id, reply)[1]), 'u:');
    },

    async takeUnseenAlerts(id, claim) {
      const [, ids] = granted(id, await scripts.takeUnseen(key('unseen', id), id, claim));
      return alertsOf(ids);
    },

    async finish(id, claim, result) {
      const { verdict, confidence, decision, outcome } = result;
      const [state, unseen] = await end(id, {
        claim,
        status: result.status ?? 'succeeded',
        outcome,
        summary: outcome,
        result: { verdict, confidence, decision },
        lastPass: result.lastPass ?? false,
        fence: false,
      });
      if (state === 'unseen') return { done: false, unseen: await alertsOf(unseen) };
      return { done: true, investigation: await existing(id) };
    },

    async fail(id, claim, outcome) {
      const summary = `failed: ${outcome}`;
      await end(id, { claim, status: 'failed', outcome, summary, lastPass: true, fence: true });
      return existing(id);
    },

    async cancel(id, by, reason) {
      const outcome = `cancelled by ${by}: ${reason}`;
      const [state] = await end(id, {
        claim: null,
        status: 'cancelled',
        outcome,
        summary: outcome,
        lastPass: true,
        fence: true,
      });
      if (state === 'ended') {
        throw new MiraError('conflict', `investigation ${id} has ended already`);
      }
      return existing(id);
    },

    async settle(id) {
      const [state] = await scripts.settle(key('run', id), id);
      return state === 'not_found' ? undefined : existing(id);
    },
  };
}

async function list(
  redis: Redis,
  incidents: Incidents,
  load: (ids: readonly string[]) => Promise<(Investigation | undefined)[]>,
  filter: InvestigationFilter,
): Promise<Investigation[]> {
  const limit = filter.limit ?? DEFAULT_LIMIT;
  const keep = (one: Investigation) => filter.status === undefined || one.status === filter.status;
  if (filter.incidentId === undefined) {
    return pageThrough({ redis, index: KEYS.runs, limit, load, keep });
  }
  const incident = await incidents.get(filter.incidentId);
  const runs = await load((incident?.investigationIds ?? []).toReversed());
  return runs
    .filter((one) => one !== undefined)
    .filter(keep)
    .slice(0, limit);
}
