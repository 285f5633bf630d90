// Shared answers: one upstream call for equal questions, whoever asks, whoever leaves or dies.
import { afterEach, describe, expect, test } from 'vitest';
import type { Answer, KeptAnswer } from '../../../src/mcp-proxy/answer.ts';
import {
  type AnswerCache,
  createAnswerCache,
  type Found,
} from '../../../src/mcp-proxy/cache/answer-cache.ts';
import {
  decodeAnswer,
  encodeAnswer,
  MAX_STORED_BYTES,
} from '../../../src/mcp-proxy/cache/codec.ts';
import { createSharedCache, LOCK_MS, RENEW_MS } from '../../../src/mcp-proxy/cache/shared-cache.ts';
import { MiraError } from '../../../src/domain/errors.ts';
import { proxyKeys } from '../../../src/mcp-proxy/keys.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { connectRedis, whenReady } from '../../../src/platform/redis.ts';
import { eventually } from '../../helpers/poll.ts';
import { silentLogger as logger } from '../../helpers/proxy.ts';
import { startRedis, useRedis } from '../../helpers/redis.ts';

const db = useRedis();

const answerOf = (text: string): Answer => ({
  structured: JSON.stringify({ text }),
  notes: '',
  body: text,
  untrusted: true,
  truncated: false,
  partial: false,
  window: null,
  masked: 0,
});
const kept = (text: string, ttlMs = 1_000): KeptAnswer => ({ answer: answerOf(text), ttlMs });

const opened: (() => void)[] = [];
afterEach(() => {
  for (const close of opened.splice(0)) close();
});

async function replica(url = db.url): Promise<AnswerCache> {
  const redis = connectRedis({ url, role: 'command', name: 'cache', logger });
  const subscriber = connectRedis({ url, role: 'blocking', name: 'cache-sub', logger });
  await Promise.all([whenReady(redis), whenReady(subscriber)]);
  const shared = createSharedCache({ redis, subscriber });
  opened.push(() => {
    shared.close();
    redis.disconnect();
    subscriber.disconnect();
  });
  return createAnswerCache({ shared, clock: systemClock, logger });
}

const asker = (signal = new AbortController().signal, patienceMs = 5_000) => ({
  signal,
  waitUntilMs: Date.now() + patienceMs,
});

/** An upstream that answers when it is told to. */
function upstream() {
  const calls: {
    answer(text: string, ttlMs?: number): void;
    fail(error: Error): void;
    signal: AbortSignal;
  }[] = [];
  return {
    calls,
    ask: (signal: AbortSignal): Promise<KeptAnswer> => {
      const { promise, resolve, reject } = Promise.withResolvers<KeptAnswer>();
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      calls.push({
        signal,
        answer: (text, ttlMs) => resolve(kept(text, ttlMs)),
        fail: reject,
      });
      return promise;
    },
    first: () => eventually(() => calls[0]),
  };
}

/** Resolves when the lock's life was prolonged. */
async function renewed(key: string): Promise<void> {
  let left = await db.redis.pttl(proxyKeys.lock(key));
  await eventually(async () => {
    const before = left;
    left = await db.redis.pttl(proxyKeys.lock(key));
    return left > before;
  });
}

const hits = (found: readonly Found[]): string[] => found.map(({ hit }) => hit).toSorted();

describe('equal questions', () => {
  test('at the same time on several replicas make one call', async () => {
    const replicas = await Promise.all([replica(), replica(), replica()]);
    const up = upstream();
    const asked = replicas.flatMap((cache) =>
      Array.from({ length: 50 }, () => cache.get('k', asker(), up.ask)),
    );
    (await up.first()).answer('one');
    const found = await Promise.all(asked);
    expect(up.calls).toHaveLength(1);
    expect(found.every(({ answer }) => answer.body === 'one')).toBe(true);
    expect(hits(found).filter((hit) => hit === 'miss')).toHaveLength(1);
    expect(hits(found).filter((hit) => hit === 'coalesced')).toHaveLength(149);
  });

  test('after another come from memory, then from Redis, with their age', async () => {
    const one = await replica();
    const other = await replica();
    const up = upstream();
    const asked = one.get('k', asker(), up.ask);
    (await up.first()).answer('one');
    await asked;
    expect(one.peek('k')?.hit).toBe('l1');
    const shared = await other.get('k', asker(), up.ask);
    expect(shared).toMatchObject({ hit: 'l2', localOnly: false });
    expect(other.peek('k')?.hit).toBe('l1');
    await eventually(() => (one.peek('k')?.ageMs ?? 0) > 20);
    expect(up.calls).toHaveLength(1);
    expect(one.stats().hits).toMatchObject({ miss: 1 });
  });

  test('are asked again when the time is over, which counts from completion', async () => {
    const cache = await replica();
    const up = upstream();
    const asked = cache.get('k', asker(), up.ask);
    const call = await up.first();
    const started = performance.now();
    await eventually(() => performance.now() - started > 150); // longer than the answer is kept
    call.answer('slow', 100);
    await asked;
    expect((await cache.get('k', asker(), up.ask)).hit).toBe('l1');
    await eventually(() => cache.peek('k') === undefined);
    const again = cache.get('k', asker(), up.ask);
    (await eventually(() => up.calls[1])).answer('new');
    expect((await again).answer.body).toBe('new');
  });
});

describe('callers that leave', () => {
  test('the first one: the others still get their answer', async () => {
    const cache = await replica();
    const up = upstream();
    const leaving = new AbortController();
    const first = cache.get('k', asker(leaving.signal), up.ask);
    const second = cache.get('k', asker(), up.ask);
    const call = await up.first();
    leaving.abort(new Error('gone'));
    await expect(first).rejects.toThrow('gone');
    expect(call.signal.aborted).toBe(false);
    call.answer('one');
    expect((await second).answer.body).toBe('one');
  });

  test('all of them: the upstream call is cancelled, and the next asker starts anew', async () => {
    const cache = await replica();
    const up = upstream();
    const leaving = new AbortController();
    const first = cache.get('k', asker(leaving.signal), up.ask);
    const call = await up.first();
    leaving.abort(new Error('gone'));
    await expect(first).rejects.toThrow('gone');
    await eventually(() => call.signal.aborted);
    const next = cache.get('k', asker(), up.ask);
    (await eventually(() => up.calls[1])).answer('two');
    expect((await next).answer.body).toBe('two');
  });

  test('all of one replica: the call goes on for another', async () => {
    const [one, other] = [await replica(), await replica()];
    const up = upstream();
    const leaving = new AbortController();
    const first = one.get('k', asker(leaving.signal), up.ask);
    const call = await up.first();
    const second = other.get('k', asker(), up.ask);
    await eventually(() => db.redis.exists(proxyKeys.interest('k')));
    leaving.abort(new Error('gone'));
    await expect(first).rejects.toThrow('gone');
    await renewed('k');
    await renewed('k');
    expect(call.signal.aborted).toBe(false);
    call.answer('one');
    expect(await second).toMatchObject({ hit: 'coalesced', answer: { body: 'one' } });
    expect(up.calls).toHaveLength(1);
  });
});

describe('owners', () => {
  test('that take long keep their lock', async () => {
    const [one, other] = [await replica(), await replica()];
    const up = upstream();
    const first = one.get('k', asker(), up.ask);
    const call = await up.first();
    const second = other.get('k', asker(), up.ask);
    for (let life = 0; life <= LOCK_MS; life += RENEW_MS) await renewed('k');
    expect(up.calls).toHaveLength(1);
    call.answer('late');
    expect((await Promise.all([first, second])).map(({ answer }) => answer.body)).toEqual([
      'late',
      'late',
    ]);
  });

  test('that die delay the others by no more than the lock’s life', async () => {
    // a dead owner is a lock that nobody prolongs
    await db.redis.set(proxyKeys.lock('k'), 'dead', 'PX', LOCK_MS);
    const cache = await replica();
    const up = upstream();
    const started = performance.now();
    const asked = cache.get('k', asker(), up.ask);
    (await up.first()).answer('one');
    await asked;
    expect(performance.now() - started).toBeLessThan(LOCK_MS + 500);
    expect(up.calls).toHaveLength(1);
  });

  test('that lost their lock do not overwrite what came after', async () => {
    const cache = await replica();
    const up = upstream();
    const asked = cache.get('k', asker(), up.ask);
    const call = await up.first();
    await db.redis.set(proxyKeys.lock('k'), 'another');
    call.answer('stale');
    await asked;
    // the next command on the same connection: what came before it has been done
    const barrier = cache.get('another key', asker(), up.ask);
    (await eventually(() => up.calls[1])).answer('x');
    await barrier;
    expect(await db.redis.get(proxyKeys.lock('k'))).toBe('another');
    expect(await db.redis.exists(proxyKeys.answer('k'))).toBe(0);
  });
});

describe('errors', () => {
  test('reach everybody who waits, and are not kept', async () => {
    const cache = await replica();
    const up = upstream();
    const asked = [cache.get('k', asker(), up.ask), cache.get('k', asker(), up.ask)];
    (await up.first()).fail(new MiraError('unavailable', 'down'));
    for (const one of asked) await expect(one).rejects.toThrow('down');
    const next = cache.get('k', asker(), up.ask);
    (await eventually(() => up.calls[1])).answer('up');
    expect((await next).answer.body).toBe('up');
  });

  test('of an impatient asker do not end the wait of a patient one', async () => {
    const cache = await replica();
    const up = upstream();
    const impatient = cache.get('k', asker(undefined, 0), up.ask);
    const call = await up.first();
    const patient = cache.get('k', asker(undefined, 5_000), up.ask);
    call.fail(new MiraError('rate_limited', 'busy'));
    await expect(impatient).rejects.toThrow('busy');
    (await eventually(() => up.calls[1])).answer('one');
    expect((await patient).answer.body).toBe('one');
  });
});

test('without Redis, too, a call that nobody waits for is cancelled', async () => {
  await using server = await startRedis();
  const cache = await replica(server.url);
  await server.shutdown();
  const up = upstream();
  const leaving = new AbortController();
  const asked = cache.get('k', asker(leaving.signal), up.ask);
  const call = await up.first();
  leaving.abort(new Error('gone'));
  await expect(asked).rejects.toThrow('gone');
  expect(call.signal.aborted).toBe(true);
});

test('without Redis every replica asks once, and says so', async () => {
  await using server = await startRedis();
  const [one, other] = [await replica(server.url), await replica(server.url)];
  await server.shutdown();
  const up = upstream();
  const asked = [one, one, other, other].map((cache) => cache.get('k', asker(), up.ask));
  await eventually(() => up.calls.length === 2);
  for (const call of up.calls) call.answer('one');
  const found = await Promise.all(asked);
  expect(found.every(({ localOnly }) => localOnly)).toBe(true);
  expect(up.calls).toHaveLength(2);
});

describe('stored answers', () => {
  test('large ones are compressed and come back whole', async () => {
    const large = kept('x'.repeat(200_000));
    const bytes = await encodeAnswer(large);
    expect(bytes!.length).toBeLessThan(20_000);
    expect(await decodeAnswer(bytes!)).toEqual(large);
  });

  test('too large ones are not shared', async () => {
    const noise = Array.from({ length: 200_000 }, () => Math.random().toString(36)).join('');
    expect(noise.length).toBeGreaterThan(MAX_STORED_BYTES);
    expect(await encodeAnswer(kept(noise))).toBeUndefined();
  });

  test('bytes of another version count as a miss', async () => {
    expect(await decodeAnswer(Buffer.from('?{}'))).toBeUndefined();
    expect(await decodeAnswer(Buffer.from('j{"answer":1}'))).toBeUndefined();
    await db.redis.set(proxyKeys.answer('k'), '?old');
    const cache = await replica();
    const up = upstream();
    const asked = cache.get('k', asker(), up.ask);
    (await up.first()).answer('new');
    expect((await asked).hit).toBe('miss');
  });
});
