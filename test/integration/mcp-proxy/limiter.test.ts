// The shared token bucket on a real Redis: its curve, what it learns, and who shares it.
import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { describe, expect, test } from 'vitest';
import { parseBucket } from '../../../src/config/buckets.ts';
import { proxyKeys } from '../../../src/mcp-proxy/keys.ts';
import {
  createLimiter,
  type Limiter,
  type QuotaNews,
  type Reservation,
} from '../../../src/mcp-proxy/rate-limit/limiter.ts';
import { LEARN, RESERVE } from '../../../src/mcp-proxy/rate-limit/scripts.ts';
import { startRedis, useRedis } from '../../helpers/redis.ts';

const db = useRedis();

const limiter = (redis: Redis = db.redis): Limiter => createLimiter({ redis });

function secondClient(): Disposable & { redis: Redis } {
  const redis = db.server.client();
  return { redis, [Symbol.dispose]: () => redis.disconnect() };
}

const news = (more: Partial<QuotaNews>): QuotaNews => ({
  blockMs: 0,
  afterBlock: 'full',
  limit: null,
  remaining: null,
  name: null,
  ...more,
});

const granted = (answers: readonly Reservation[]): number[] =>
  answers.filter((answer) => answer.granted).map((answer) => answer.waitMs);

describe('curve', () => {
  test('a full bucket gives its burst at once, then one token per interval', async () => {
    // slow, so that a busy machine's seconds do not count
    const limit = parseBucket('rate=1/m burst=3');
    const answers: Reservation[] = [];
    for (let i = 0; i < 6; i++) answers.push(await limiter().reserve('a', limit, 600_000));
    const waits = granted(answers);
    expect(waits.slice(0, 3)).toEqual([0, 0, 0]);
    expect(waits[3]).toBeGreaterThan(50_000);
    expect(waits[5]! - waits[4]!).toBeLessThanOrEqual(60_000);
    expect(waits[5]! - waits[4]!).toBeGreaterThan(50_000);
  });

  test('a reservation that would take too long takes nothing and says how long', async () => {
    const limit = parseBucket('rate=1/s burst=1');
    await limiter().reserve('a', limit, 0);
    for (let i = 0; i < 5; i++) {
      const refused = await limiter().reserve('a', limit, 500);
      expect(refused).toMatchObject({ granted: false, why: 'rate' });
      expect(refused.waitMs).toBeGreaterThan(800);
      expect(refused.waitMs).toBeLessThanOrEqual(1_000);
    }
  });

  test('an idle bucket is forgotten, a busy one is not', async () => {
    await limiter().reserve('a', parseBucket('rate=1/s burst=5'), 0);
    const ttl = await db.redis.pttl(proxyKeys.bucket('a'));
    expect(ttl).toBeGreaterThan(60_000);
    expect(ttl).toBeLessThan(70_000);
  });

  // Time is an argument here, so that a thousand patterns take no time: the scripts are the real
  // ones but for their first line.
  test('no arrival pattern of any number of replicas exceeds it', async () => {
    const virtual = RESERVE.replace(
      `local t = redis.call('TIME')`,
      `local t = { ARGV[#ARGV - 1], ARGV[#ARGV] }`,
    );
    expect(virtual).not.toBe(RESERVE);
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.double({ min: 0.2, max: 500, noNaN: true }),
        fc.array(
          fc.record({
            afterMs: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 3_000, noNaN: true })),
            patience: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 20_000 })),
          }),
          { minLength: 1, maxLength: 60 },
        ),
        async (burst, interval, arrivals) => {
          const key = proxyKeys.bucket(`p${runs++}`);
          let now = Date.now();
          const uses: number[] = [];
          let promised = now;
          for (const { afterMs, patience } of arrivals) {
            now += afterMs;
            const [ok, wait] = (await db.redis.eval(
              virtual,
              1,
              key,
              burst,
              interval,
              1,
              patience,
              Math.floor(now / 1_000),
              Math.round((now % 1_000) * 1_000),
            )) as [number, string];
            if (ok === 1) {
              expect(Number(wait)).toBeLessThanOrEqual(patience);
              uses.push(now + Number(wait));
              promised = Math.max(promised, now + Number(wait));
            }
          }
          assertCurve(uses, burst, interval);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('what is asked for all the time is used to the last token', async () => {
    const virtual = RESERVE.replace(
      `local t = redis.call('TIME')`,
      `local t = { ARGV[#ARGV - 1], ARGV[#ARGV] }`,
    );
    const burst = 5;
    const interval = 50;
    const start = Date.now();
    let now = start;
    let uses = 0;
    while (now < start + 60_000) {
      const [, wait] = (await db.redis.eval(
        virtual,
        1,
        proxyKeys.bucket('s'),
        burst,
        interval,
        1,
        60_000,
        Math.floor(now / 1_000),
        (now % 1_000) * 1_000,
      )) as [number, string];
      now += Math.ceil(Number(wait));
      if (now <= start + 60_000) uses++;
    }
    expect(uses).toBeGreaterThanOrEqual(burst + (60_000 / interval) * 0.99);
    expect(uses).toBeLessThanOrEqual(burst + 60_000 / interval);
  });
});

describe('replicas', () => {
  test('two share one bucket', async () => {
    const limit = parseBucket('rate=1/m burst=10');
    const one = limiter();
    using second = secondClient();
    const other = limiter(second.redis);
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, i) => (i % 2 ? one : other).reserve('a', limit, 0)),
    );
    expect(granted(answers)).toHaveLength(10);
  });

  test('what one learns holds for the other', async () => {
    const limit = parseBucket('rate=100/s burst=100');
    await limiter().learn('a', limit, news({ blockMs: 60_000 }), 0);
    using second = secondClient();
    const refused = await limiter(second.redis).reserve('a', limit, 1_000);
    expect(refused).toMatchObject({ granted: false, why: 'quota' });
    expect(refused.waitMs).toBeGreaterThan(59_000);
  });
});

test('a restart of a Redis with AOF forgets nothing', async () => {
  await using own = await startRedis({ appendonly: true });
  const limit = parseBucket('rate=1/m burst=10');
  const client = own.client({ maxRetriesPerRequest: null });
  const gate = limiter(client);
  for (let i = 0; i < 10; i++) await gate.reserve('a', limit, 0);
  await own.restart();
  expect(await gate.reserve('a', limit, 0)).toMatchObject({ granted: false });
  await own.kill();
  await own.start();
  expect(await gate.reserve('a', limit, 0)).toMatchObject({ granted: false });
});

describe('learning', () => {
  const limit = parseBucket('rate=100/s burst=100');

  test('after a reset the quota is new: the burst is there again', async () => {
    const gate = limiter();
    await gate.learn('a', limit, news({ blockMs: 300, afterBlock: 'full' }), 0);
    const answers = [];
    for (let i = 0; i < 50; i++) answers.push(await gate.reserve('a', limit, 1_000));
    const waits = granted(answers);
    expect(waits).toHaveLength(50);
    expect(Math.min(...waits)).toBeGreaterThan(100);
    expect(Math.max(...waits)).toBeLessThanOrEqual(300);
  });

  test('after a Retry-After only the next call may come', async () => {
    const gate = limiter();
    await gate.learn('a', limit, news({ blockMs: 300, afterBlock: 'slow' }), 0);
    const first = await gate.reserve('a', limit, 5_000);
    const tenth = (
      await Promise.all(Array.from({ length: 9 }, () => gate.reserve('a', limit, 5_000)))
    )[8]!;
    expect(tenth.waitMs - first.waitMs).toBeGreaterThan(60);
  });

  test('no more calls go than the upstream says are left, until its reset', async () => {
    const gate = limiter();
    const first = await gate.reserve('a', limit, 0);
    const grant = first.granted ? first.grant : 0;
    await gate.learn('a', limit, news({ remaining: { count: 4, resetMs: 60_000 } }), grant);
    const answers = [];
    for (let i = 0; i < 10; i++) answers.push(await gate.reserve('a', limit, 0));
    expect(granted(answers)).toHaveLength(4);
    const last = answers.at(-1)!;
    expect(last).toMatchObject({ granted: false, why: 'quota' });
    expect(last.waitMs).toBeGreaterThan(59_000);
  });

  test('calls under way that the upstream has not counted yet are counted', async () => {
    const gate = limiter();
    const grants = [];
    for (let i = 0; i < 5; i++) {
      const answer = await gate.reserve('a', limit, 0);
      grants.push(answer.granted ? answer.grant : 0);
    }
    // the answer to the second call: three more are under way
    await gate.learn('a', limit, news({ remaining: { count: 8, resetMs: 60_000 } }), grants[1]!);
    const answers = [];
    for (let i = 0; i < 10; i++) answers.push(await gate.reserve('a', limit, 0));
    expect(granted(answers)).toHaveLength(5);
  });

  test('an older answer does not undo a newer one', async () => {
    const gate = limiter();
    for (let i = 0; i < 3; i++) await gate.reserve('a', limit, 0);
    await gate.learn('a', limit, news({ remaining: { count: 1, resetMs: 60_000 } }), 3);
    await gate.learn('a', limit, news({ remaining: { count: 50, resetMs: 60_000 } }), 1);
    const answers = [];
    for (let i = 0; i < 5; i++) answers.push(await gate.reserve('a', limit, 0));
    expect(granted(answers)).toHaveLength(1);
  });

  test('a stated limit replaces a default and lowers, but never raises, an operator’s', async () => {
    const byDefault = { ...parseBucket('rate=1/m burst=2'), fixed: false };
    const stated = news({ limit: { count: 6_000, periodMs: 60_000 } });
    const gate = limiter();
    await gate.learn('default', byDefault, stated, 0);
    expect((await gate.inspect('default', byDefault)).ratePerSecond).toBeCloseTo(99.97, 1);

    const operators = parseBucket('rate=1/m burst=2');
    await gate.learn('fixed', operators, stated, 0);
    expect((await gate.inspect('fixed', operators)).ratePerSecond).toBeCloseTo(1 / 60, 4);

    const generous = parseBucket('rate=1000/s burst=50');
    await gate.learn('lower', generous, news({ limit: { count: 100, periodMs: 10_000 } }), 0);
    const state = await gate.inspect('lower', generous);
    expect(state.burst + state.ratePerSecond * 10).toBeLessThanOrEqual(100.001);
    expect(state.upstream).toEqual({ name: null, limit: 100, periodMs: 10_000 });
  });

  test('what was spent stays spent, in tokens, when the stated limit changes the curve', async () => {
    const slow = { ...parseBucket('limit=300/1h burst=30'), fixed: false };
    const gate = limiter();
    for (let i = 0; i < 3; i++) await gate.reserve('a', slow, 0);
    const stated = news({ limit: { count: 100_000, periodMs: 3_600_000 } });
    await gate.learn('a', slow, stated, 0);
    // three tokens of the fast curve come back within a moment, not in three slow intervals
    expect((await gate.inspect('a', slow)).available).toBeGreaterThanOrEqual(27);
    const answers: Reservation[] = [];
    for (let i = 0; i < 27; i++) answers.push(await gate.reserve('a', slow, 0));
    expect(granted(answers)).toHaveLength(27);
  });

  // Learning may come at any time and in any order: the bucket's own curve holds whatever it says.
  test('no news lets more through than the curve', async () => {
    const replaced = [
      `local t = redis.call('TIME')`,
      `local t = { ARGV[#ARGV - 1], ARGV[#ARGV] }`,
    ] as const;
    const reserve = RESERVE.replace(...replaced);
    const learn = LEARN.replace(...replaced);
    let runs = 0;
    const step = fc.record({
      afterMs: fc.integer({ min: 0, max: 500 }),
      patience: fc.integer({ min: 0, max: 5_000 }),
      learn: fc.option(
        fc.record({
          blockMs: fc.integer({ min: 0, max: 2_000 }),
          mode: fc.constantFrom('full', 'slow'),
          remaining: fc.integer({ min: -1, max: 20 }),
          resetMs: fc.integer({ min: 0, max: 3_000 }),
          grant: fc.integer({ min: 0, max: 40 }),
        }),
        { nil: undefined },
      ),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 1, max: 200 }),
        fc.array(step, { maxLength: 50 }),
        async (burst, interval, steps) => {
          const key = proxyKeys.bucket(`l${runs++}`);
          let now = Date.now();
          const uses: number[] = [];
          for (const { afterMs, patience, learn: what } of steps) {
            now += afterMs;
            const time = [Math.floor(now / 1_000), (now % 1_000) * 1_000];
            if (what) {
              await db.redis.eval(
                learn,
                1,
                key,
                burst,
                interval,
                1,
                what.grant,
                what.blockMs,
                what.mode,
                0,
                0,
                what.remaining,
                what.resetMs,
                '',
                ...time,
              );
            }
            const [ok, wait] = (await db.redis.eval(
              reserve,
              1,
              key,
              burst,
              interval,
              1,
              patience,
              ...time,
            )) as [number, string];
            if (ok === 1) uses.push(now + Number(wait));
          }
          assertCurve(uses, burst, interval);
        },
      ),
      { numRuns: 200 },
    );
  });
});

/** In no window may more tokens be used than the burst and what came back meanwhile. */
function assertCurve(uses: readonly number[], burst: number, interval: number): void {
  const times = uses.toSorted((a, b) => a - b);
  for (let i = 0; i < times.length; i++) {
    for (let j = i; j < times.length; j++) {
      const used = j - i + 1;
      const allowed = burst + (times[j]! - times[i]!) / interval;
      // the scripts keep a microsecond
      expect(used).toBeLessThanOrEqual(allowed + 0.01 / interval + 1e-6);
    }
  }
}
