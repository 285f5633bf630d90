/** What the fleet uses: by day, by what it is booked under, and bookings against the day's budgets. */
import type { Usage } from '../domain/investigation.ts';
import { DAY_MS, MINUTE_MS, toIso, toMs } from '../domain/time.ts';
import { USAGE_DIMENSIONS, type UsageRow } from '../domain/usage.ts';
import type { Clock } from '../platform/clock.ts';
import type { Redis } from '../platform/redis.ts';
import type { DailyUsage, UsageTotals } from './contracts.ts';
import { addUsages, usageOf, type Hash } from './documents.ts';
import { key } from './keys.ts';
import { pipeline } from './pipeline.ts';
import { loadScript, reachable } from './script.ts';

export interface DailyUsageOptions {
  readonly redis: Redis;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * A booking that nobody settled ends by itself: longer than a model call with all of its retries
 * takes, and short enough that killed workers do not eat up the day's budget.
 */
const BOOKING_MS = 10 * MINUTE_MS;
/** Days that one question may span. */
const MAX_DAYS = 400;

export const dayOf = (ms: number): string => toIso(ms).slice(0, 10);

export function createDailyUsage({ redis, clock }: DailyUsageOptions): DailyUsage {
  const reserve = loadScript(redis, 'reserve');
  const marks = loadScript(redis, 'budget-marks');
  const today = (): string => dayOf(clock.now());

  return {
    day: async (day = today()) => usageOf(await reachable(redis.hgetall(key('usage', day)))),

    async between(since, until, by) {
      const days = daysBetween(since, until);
      const hashes = await pipeline<Hash>(redis, (p) => {
        for (const day of days) {
          p.hgetall(key('usage', day));
          p.hgetall(key('usageBy', day));
        }
      });
      const perDay = days.map((day, i) => ({
        key: day,
        usage: usageOf(hashes[2 * i] ?? {}),
        parts: hashes[2 * i + 1] ?? {},
      }));
      const rows =
        by === 'day'
          ? perDay.map(({ key: day, usage }) => ({ key: day, usage })).filter(isUsed)
          : dearestFirst(rowsOf(perDay.map(({ parts }) => parts)).get(by) ?? []);
      return {
        rows,
        total: addUsages(perDay.map(({ usage }) => usage)),
        pricesReadAt: newestPrices(perDay.map(({ parts }) => parts)),
      };
    },

    async ofInvestigation(id) {
      const parts: Hash = await reachable(redis.hgetall(key('runUsage', id)));
      const rows = rowsOf([parts]);
      return {
        rows: Object.fromEntries(
          USAGE_DIMENSIONS.filter((name) => rows.has(name)).map((name) => [
            name,
            dearestFirst(rows.get(name) ?? []),
          ]),
        ),
        pricesReadAt: newestPrices([parts]),
      };
    },

    async reserve({ id, costUsd, fleetLimitUsd, service, serviceLimitUsd }) {
      const day = today();
      const nowMs = clock.now();
      const [state, scope, spent, first] = await reserve(
        key('booked', day),
        day,
        id,
        costUsd,
        nowMs,
        nowMs + BOOKING_MS,
        fleetLimitUsd,
        service,
        serviceLimitUsd,
      );
      if (state === 'ok') return { ok: true };
      return {
        ok: false,
        scope: scope === 'fleet' ? 'fleet' : 'service',
        spentUsd: Number(spent),
        first: first === 1,
      };
    },

    async marks({ fleetLimitUsd, service, serviceLimitUsd }) {
      const day = today();
      const told = await marks(key('usage', day), day, fleetLimitUsd, service, serviceLimitUsd);
      return told.map((mark) => {
        const [scope, percent, spent] = mark as [string, number, string];
        return {
          scope: scope === 'fleet' ? 'fleet' : 'service',
          percent,
          spentUsd: Number(spent),
        };
      });
    },

    async settle(bookingId) {
      // A call over midnight was booked on the day before.
      const days = [today(), dayOf(clock.now() - DAY_MS)];
      await Promise.all(days.map((day) => reachable(redis.hdel(key('booked', day), bookingId))));
    },
  };
}

/** `model|gemini:x|costUsd` → 1.5: added up by dimension and value, over all of `hashes`. */
function rowsOf(hashes: readonly Hash[]): Map<string, UsageRow[]> {
  const dimensions = new Map<string, Map<string, Record<string, string>>>();
  for (const [field, amount] of hashes.flatMap((hash) => Object.entries(hash))) {
    const [, dimension, value, metric] = /^([a-z]+)\|(.*)\|([A-Za-z]+)$/s.exec(field) ?? [];
    if (dimension === undefined || value === undefined || metric === undefined) continue;
    const values = dimensions.get(dimension) ?? new Map<string, Record<string, string>>();
    const row = values.get(value) ?? {};
    row[metric] = String(Number(row[metric] ?? 0) + Number(amount));
    dimensions.set(dimension, values.set(value, row));
  }
  return new Map(
    [...dimensions].map(([dimension, values]) => [
      dimension,
      [...values].map(([name, hash]) => ({ key: name, usage: usageOf(hash) })),
    ]),
  );
}

const dearestFirst = (rows: readonly UsageRow[]): UsageRow[] =>
  rows.toSorted(
    ({ usage: a }, { usage: b }) =>
      b.costUsd - a.costUsd || b.modelCalls + b.toolCalls - (a.modelCalls + a.toolCalls),
  );

const isUsed = ({ usage }: { readonly usage: Usage }): boolean =>
  Object.values(usage).some((amount) => amount > 0);

const newestPrices = (hashes: readonly Hash[]): UsageTotals['pricesReadAt'] =>
  hashes
    .flatMap(({ prices }) => prices ?? [])
    .toSorted()
    .at(-1) ?? null;

/** The newest {@link MAX_DAYS} of them, oldest first. */
function daysBetween(since: string, until: string): string[] {
  const lastMs = toMs(`${until}T00:00:00.000Z`);
  const firstMs = Math.max(toMs(`${since}T00:00:00.000Z`), lastMs - (MAX_DAYS - 1) * DAY_MS);
  const days: string[] = [];
  for (let ms = firstMs; ms <= lastMs; ms += DAY_MS) days.push(dayOf(ms));
  return days;
}
