// The way out: lines in front of buckets, breaker, timeouts, retries, on a real Redis.
import { describe, expect, test } from 'vitest';
import { parseBucket } from '../../../src/config/buckets.ts';
import { isMiraError, MiraError } from '../../../src/domain/errors.ts';
import type { Priority } from '../../../src/domain/priority.ts';
import { createGate, type Gate, type GateOptions } from '../../../src/mcp-proxy/rate-limit/gate.ts';
import { createLimiter } from '../../../src/mcp-proxy/rate-limit/limiter.ts';
import { createWaits } from '../../../src/mcp-proxy/rate-limit/waits.ts';
import {
  createUpstreamFetch,
  type UpstreamCallContext,
  withUpstreamContext,
} from '../../../src/mcp-proxy/upstream-http.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { connectRedis, whenReady } from '../../../src/platform/redis.ts';
import { eventually } from '../../helpers/poll.ts';
import { silentLogger } from '../../helpers/proxy.ts';
import { startRedis, useRedis } from '../../helpers/redis.ts';

const db = useRedis();

const REF = { upstream: 'test', bucket: 'test' };

function gateWith(limit: string, more: Partial<GateOptions> = {}): Gate {
  return createGate({
    limiter: createLimiter({ redis: db.redis }),
    limits: new Map([['test', parseBucket(limit)]]),
    clock: systemClock,
    logger: silentLogger,
    ...more,
  });
}

function contextOf(more: Partial<UpstreamCallContext> = {}): UpstreamCallContext {
  return {
    subject: 'ann',
    priority: 'P2',
    signal: new AbortController().signal,
    finishOnceSent: false,
    waitUntilMs: Date.now() + 5_000,
    totals: { waits: createWaits(), upstreamCalls: 0 },
    ...more,
  };
}

const failure = async (work: Promise<unknown>): Promise<MiraError> => {
  try {
    await work;
  } catch (error) {
    if (isMiraError(error)) return error;
    throw error;
  }
  throw new Error('expected a failure');
};

describe('waiting', () => {
  test('a call beyond the burst waits for its token and says how long', async () => {
    const gate = gateWith('rate=10/s burst=1');
    const context = contextOf();
    await withUpstreamContext(context, async () => {
      await gate.run(REF, () => Promise.resolve());
      await gate.run(REF, () => Promise.resolve());
    });
    expect(context.totals.upstreamCalls).toBe(2);
    expect(context.totals.waits.totalMs).toBeGreaterThanOrEqual(60);
  });

  test('calls that wait at the same time have waited once', async () => {
    const gate = gateWith('rate=10/s burst=1');
    const context = contextOf();
    const startedMs = Date.now();
    await withUpstreamContext(context, () =>
      Promise.all(Array.from({ length: 5 }, () => gate.run(REF, () => Promise.resolve()))),
    );
    expect(context.totals.waits.totalMs).toBeGreaterThanOrEqual(300);
    expect(context.totals.waits.totalMs).toBeLessThanOrEqual(Date.now() - startedMs);
  });

  test('what cannot be served in time is refused at once, naming the wait', async () => {
    const gate = gateWith('rate=1/m burst=1');
    await gate.run(REF, () => Promise.resolve());
    const started = performance.now();
    const refused = await failure(
      withUpstreamContext(contextOf(), () => gate.run(REF, () => Promise.resolve())),
    );
    expect(refused.code).toBe('rate_limited');
    expect(refused.retry).toMatchObject({ afterMs: 60_000 });
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  test('without patience a free token is still taken', async () => {
    const gate = gateWith('rate=1/m burst=1');
    const context = contextOf({ waitUntilMs: Date.now() });
    const answer = await withUpstreamContext(context, () => gate.run(REF, async () => 'ok'));
    expect(answer).toBe('ok');
  });

  test('more urgent calls go first; the least urgent gets its share', async () => {
    const gate = gateWith('rate=200/s burst=1', { concurrency: { test: 1 } });
    const order: Priority[] = [];
    const call = (priority: Priority): Promise<void> =>
      withUpstreamContext(contextOf({ priority }), () =>
        gate.run(REF, async () => void order.push(priority)),
      );
    const calls: Promise<void>[] = [];
    for (let i = 0; i < 3; i++) calls.push(call('P3'));
    for (let i = 0; i < 60; i++) calls.push(call('P0'));
    await Promise.all(calls);
    // one in twenty
    const turns = order.flatMap((priority, i) => (priority === 'P3' ? [i] : []));
    expect(turns[0]).toBeGreaterThanOrEqual(19);
    expect(turns[0]).toBeLessThanOrEqual(20);
    expect(turns[1]! - turns[0]!).toBe(20);
  });

  test('a caller that leaves frees its place', async () => {
    const gate = gateWith('rate=5/s burst=1');
    await gate.run(REF, () => Promise.resolve());
    const leaving = new AbortController();
    const gone = withUpstreamContext(contextOf({ signal: leaving.signal }), () =>
      gate.run(REF, () => Promise.reject(new Error('must not be sent'))),
    );
    const stays = withUpstreamContext(contextOf(), () => gate.run(REF, async () => 'served'));
    leaving.abort(new Error('gone'));
    await expect(gone).rejects.toThrow('gone');
    expect(await stays).toBe('served');
  });

  test('one investigation uses at most its share; people are not bounded', async () => {
    const gate = gateWith('rate=1/m burst=10', { investigationShare: 0.3 });
    const run = async (subject: string): Promise<number> => {
      let served = 0;
      for (let i = 0; i < 10; i++) {
        const context = contextOf({ subject, waitUntilMs: Date.now() });
        await withUpstreamContext(context, () => gate.run(REF, async () => served++)).catch(
          () => undefined,
        );
      }
      return served;
    };
    expect(await run('01KAFZ0000000000000000000A')).toBe(3);
    expect(await run('investigation:01KAFZ0000000000000000000B')).toBe(3);
    expect(await run('ann')).toBe(4);
  });
});

test('a share is one of what the upstream states, not of what is configured', async () => {
  const gate = gateWith('rate=60/m burst=60', { investigationShare: 0.5 });
  const subject = 'investigation:01KAFZ0000000000000000000C';
  const headers = { 'x-ratelimit-limit': '12', 'x-ratelimit-period': '3600' };
  let served = 0;
  for (let i = 0; i < 10; i++) {
    const context = contextOf({ subject, waitUntilMs: Date.now() });
    await withUpstreamContext(context, () =>
      gate.run(REF, async (pass) => {
        served += 1;
        pass.learn(200, headers);
      }),
    ).catch(() => undefined);
    // the lesson is shared behind the answer
    await eventually(async () => (await gate.report()).buckets[0]?.upstream?.limit === 12);
    await db.redis.ping();
  }
  // a third of half of them at once; the others come back over the hour
  expect(served).toBe(2);
});

describe('the upstream', () => {
  test('is not asked while Redis is away, and again when it is back', async () => {
    await using server = await startRedis();
    const redis = connectRedis({
      url: server.url,
      role: 'command',
      name: 'gate',
      logger: silentLogger,
    });
    await whenReady(redis);
    const gate = gateWith('rate=10/s burst=10', { limiter: createLimiter({ redis }) });
    await server.shutdown();
    let sent = 0;
    const call = (patienceMs: number): Promise<unknown> =>
      withUpstreamContext(contextOf({ waitUntilMs: Date.now() + patienceMs }), () =>
        gate.run(REF, async () => sent++),
      );
    const refused = await failure(call(300));
    expect(refused.code).toBe('limiter_unavailable');
    expect(sent).toBe(0);
    const patient = call(5_000);
    await server.start();
    await patient;
    expect(sent).toBe(1);
    redis.disconnect();
  });

  test('a call that takes too long is aborted', async () => {
    const gate = gateWith('rate=10/s burst=10');
    let aborted = false;
    const late = failure(
      gate.run(
        REF,
        ({ signal }) =>
          new Promise((_, reject) => {
            signal.addEventListener('abort', () => {
              aborted = true;
              reject(signal.reason as Error);
            });
          }),
        50,
      ),
    );
    expect((await late).code).toBe('timeout');
    expect(aborted).toBe(true);
  });

  test('a library that cannot be aborted is left behind', async () => {
    const gate = gateWith('rate=10/s burst=10');
    const late = failure(gate.run(REF, () => new Promise(() => undefined), 50));
    expect((await late).code).toBe('timeout');
  });

  test('a write that was sent is seen through although its caller left', async () => {
    const gate = gateWith('rate=10/s burst=10');
    const leaving = new AbortController();
    const context = contextOf({ signal: leaving.signal, finishOnceSent: true });
    const answer = await withUpstreamContext(context, () =>
      gate.run(REF, async ({ signal }) => {
        leaving.abort(new Error('gone'));
        return signal.aborted ? 'cut' : 'done';
      }),
    );
    expect(answer).toBe('done');
  });

  test('failing again and again is left alone, then probed by one call', async () => {
    let now = Date.now();
    const clock = { ...systemClock, now: () => now };
    const gate = gateWith('rate=1000/s burst=1000', { clock });
    let sent = 0;
    let healthy = false;
    const call = (): Promise<string> =>
      withUpstreamContext(contextOf({ waitUntilMs: now + 5_000 }), () =>
        gate.run(REF, async () => {
          sent++;
          if (!healthy) throw new MiraError('unavailable', 'down');
          return 'up';
        }),
      );
    for (let i = 0; i < 5; i++) await failure(call());
    const refused = await failure(call());
    expect(refused).toMatchObject({ code: 'unavailable', context: { breaker: 'open' } });
    expect(sent).toBe(5);

    now += 6_000;
    const [probe, other] = await Promise.all([failure(call()), failure(call())]);
    expect([probe.message, other.message].filter((text) => text === 'down')).toHaveLength(1);
    expect(sent).toBe(6);

    now += 60_000;
    healthy = true;
    expect(await call()).toBe('up');
    expect(await call()).toBe('up');
    expect((await gate.report()).upstreams).toEqual([
      { upstream: 'test', breaker: 'closed', running: 0 },
    ]);
  });
});

describe('fetch', () => {
  interface Reply {
    readonly status: number;
    readonly headers?: Record<string, string>;
  }

  function upstream(replies: (Reply | Error)[], limit = 'rate=100/s burst=100') {
    const gate = gateWith(limit);
    const seen: string[] = [];
    const fetch = createUpstreamFetch({
      gate,
      bucketOf: () => REF,
      timeoutMs: 200,
      fetch: async (input, init) => {
        const method = init?.method ?? 'GET';
        seen.push(method);
        const reply = replies.shift();
        if (!reply) return new Response('{"ok":true}', { status: 200 });
        if (reply instanceof Error) throw reply;
        return new Response('{}', reply);
      },
    });
    const get = (init?: RequestInit): Promise<Response> =>
      withUpstreamContext(contextOf(), () => fetch('http://upstream.test/a', init));
    return { gate, seen, get, fetch };
  }

  test('reads are tried again after a 5xx or a lost connection', async () => {
    const t = upstream([{ status: 503 }, new TypeError('fetch failed')]);
    expect((await t.get()).status).toBe(200);
    expect(t.seen).toHaveLength(3);
  });

  test('writes are not', async () => {
    const t = upstream([{ status: 503 }]);
    const refused = await failure(t.get({ method: 'POST' }));
    expect(refused).toMatchObject({ code: 'unavailable', context: { status: 503 } });
    expect(t.seen).toEqual(['POST']);
  });

  test('what the upstream answered last is known afterwards', async () => {
    const context = contextOf();
    const { fetch } = upstream([{ status: 503 }, { status: 404 }]);
    await withUpstreamContext(context, () => fetch('http://upstream.test/a'));
    expect(context.totals.lastStatus).toBe(404);
  });

  test('4xx are the client’s to understand', async () => {
    const t = upstream([{ status: 404 }]);
    expect((await t.get()).status).toBe(404);
    expect(t.seen).toHaveLength(1);
  });

  test('a 429 drains the bucket for everybody', async () => {
    const t = upstream([
      {
        status: 429,
        headers: {
          'x-ratelimit-reset': '3600',
          'x-ratelimit-limit': '300',
          'x-ratelimit-period': '3600',
          'x-ratelimit-remaining': '0',
        },
      },
    ]);
    const refused = await failure(t.get());
    expect(refused).toMatchObject({ code: 'rate_limited', retry: { afterMs: 3_600_000 } });
    const other = await failure(
      withUpstreamContext(contextOf(), () =>
        gateWith('rate=100/s burst=100').run(REF, async () => 1),
      ),
    );
    expect(other).toMatchObject({ code: 'rate_limited', context: { why: 'quota' } });
    expect(t.seen).toHaveLength(1);
  });

  test('a 429 that is over soon is waited for', async () => {
    const t = upstream([{ status: 429, headers: { 'retry-after': '1' } }]);
    expect((await t.get({ method: 'POST' })).status).toBe(200);
    expect(t.seen).toHaveLength(2);
  });

  test('a Retry-After on a 200 is honoured', async () => {
    const t = upstream([{ status: 200, headers: { 'retry-after': '1' } }]);
    expect((await t.get()).status).toBe(200);
    await eventually(async () => (await t.gate.report()).buckets[0]?.blockedMs);
    const context = contextOf();
    await withUpstreamContext(context, () => t.gate.run(REF, async () => 1));
    expect(context.totals.waits.totalMs).toBeGreaterThan(700);
  });
});
