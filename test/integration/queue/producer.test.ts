import { describe, expect, test } from 'vitest';
import { createProducer } from '../../../src/queue/producer.ts';
import { eventually } from '../../helpers/poll.ts';
import { startRedis, useRedis } from '../../helpers/redis.ts';

const db = useRedis();
const [A, B, C] = ['A', 'B', 'C'].map((letter) => `01ARZ3NDEKTSV4RRFFQ69G5FA${letter}`) as [
  string,
  string,
  string,
];
const FAIL_FAST = { enableOfflineQueue: false, maxRetriesPerRequest: 0, retryStrategy: () => 20 };

async function withProducer<T>(body: (producer: ReturnType<typeof createProducer>) => Promise<T>) {
  const producer = createProducer({ redis: db.redis });
  try {
    return await body(producer);
  } finally {
    await producer.close();
  }
}

describe('the producer', () => {
  test('adds a job once, however often it is asked', () =>
    withProducer(async (producer) => {
      await Promise.all(Array.from({ length: 5 }, async () => producer.investigate(A, 'P1')));
      await producer.act(`${A}.post_message`, 'P1');
      expect(await producer.queues.investigations.getJobCounts()).toMatchObject({ prioritized: 1 });
      expect(await producer.queues.actions.getJobCounts()).toMatchObject({ prioritized: 1 });
      const keys = await db.redis.keys('*');
      expect(keys.filter((key) => !key.startsWith('{mira}:'))).toEqual([]);
    }));

  test('orders by priority, and moves a waiting job forward', () =>
    withProducer(async (producer) => {
      await producer.investigate(A, 'P3');
      await producer.investigate(B, 'P2');
      await producer.investigate(C, 'P0');
      const order = async () =>
        (await producer.queues.investigations.getPrioritized()).map((job) => job.id);
      expect(await order()).toEqual([C, B, A]);
      expect(await producer.raisePriority(A, 'P1')).toBe(true);
      expect(await order()).toEqual([C, A, B]);
      expect(await producer.raisePriority('unknown', 'P1')).toBe(false);
    }));

  test('fails at once while Redis is away, from the start or later, and works when it is back', async () => {
    await using redis = await startRedis();
    const connection = redis.client(FAIL_FAST);
    const producer = createProducer({ redis: connection });
    const add = () => producer.investigate(A, 'P1');
    await eventually(async () => (await add(), true));
    await redis.shutdown();
    const startedMs = performance.now();
    await expect(add()).rejects.toMatchObject({ code: 'unavailable', retry: 'backoff' });
    expect(performance.now() - startedMs).toBeLessThan(500);

    const late = redis.client(FAIL_FAST);
    const neverConnected = createProducer({ redis: late });
    await expect(neverConnected.investigate(B, 'P1')).rejects.toMatchObject({
      code: 'unavailable',
    });
    await redis.start();
    await eventually(async () => (await add(), true));
    await eventually(async () => (await neverConnected.investigate(B, 'P1'), true));
    await Promise.all([producer.close(), neverConnected.close()]);
  });
});
