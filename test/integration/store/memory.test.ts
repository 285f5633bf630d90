// Memories of confirmed incidents: found by service and by signature, replaced, forgotten, bounded.
import { describe, expect, test } from 'vitest';
import type { Memory } from '../../../src/domain/memory.ts';
import { createMemoryStore } from '../../../src/store/memory.ts';
import { useRedis } from '../../helpers/redis.ts';
import { aStore, started } from '../../helpers/store.ts';

const db = useRedis();
const setup = () => aStore(db.redis);

const NULLS = [
  'exception:nullreferenceexception',
  'frame:discountcalculator.ratefor',
  'log:payment <> failed',
  'word:payment',
];
const POOL = [
  'exception:sqltransientconnectionexception',
  'log:connection is not available, request timed out after <>',
  'word:connection',
];

const aMemory = (id: string, overrides: Partial<Memory> = {}): Memory => ({
  id,
  incidentId: `incident of ${id}`,
  org: 'acme',
  service: 'payment-svc',
  env: 'prod',
  title: `title of ${id}`,
  verdict: 'root_cause',
  category: 'code_defect',
  summary: 'A null check was removed.',
  commit: null,
  recommendedAction: 'rollback',
  at: '2026-10-01T10:00:00.000Z',
  confirmedBy: 'ann',
  confirmedAt: '2026-10-01T12:00:00.000Z',
  corrected: false,
  note: null,
  signature: NULLS,
  ...overrides,
});

const ask = (signature: readonly string[], service: string | null = 'payment-svc') => ({
  org: 'acme',
  service,
  signature: [...signature],
  exceptIncident: 'the one at hand',
});

describe('memory', () => {
  test('offers what is alike, of any service of the org, the service’s own first', async () => {
    const { store } = setup();
    await store.memory.remember(aMemory('own-unlike', { signature: POOL }));
    await store.memory.remember(aMemory('other-alike', { service: 'orders-svc' }));
    await store.memory.remember(aMemory('other-unlike', { service: 'x', signature: POOL }));
    await store.memory.remember(aMemory('other-org', { org: 'rival', service: 'orders-svc' }));
    const found = await store.memory.recall(ask(NULLS));
    expect(found.map(({ memory, similarity }) => [memory.id, similarity])).toEqual([
      ['other-alike', 1],
      ['own-unlike', 0],
    ]);
    await store.memory.remember(aMemory('own-alike', { signature: NULLS.slice(0, 3) }));
    const [first] = await store.memory.recall(ask(NULLS));
    expect(first?.memory.id).toBe('own-alike');
    expect(first?.similarity).toBeCloseTo(7 / 7.5);
    expect(await store.memory.recall(ask(NULLS, null))).toHaveLength(2);
  });

  test('never offers an incident to itself', async () => {
    const { store } = setup();
    await store.memory.remember(aMemory('a', { incidentId: 'the one at hand' }));
    expect(await store.memory.recall(ask(NULLS))).toEqual([]);
  });

  test('is replaced by what is said later, and forgotten whole', async () => {
    const { store } = setup();
    await store.memory.remember(aMemory('a', { service: 'orders-svc' }));
    await store.memory.remember(aMemory('a', { service: 'orders-svc', signature: POOL }));
    expect(await store.memory.recall(ask(NULLS))).toEqual([]);
    expect(await store.memory.recall(ask(POOL))).toHaveLength(1);
    await store.memory.forget('a');
    expect(await store.memory.recall(ask(POOL, 'orders-svc'))).toEqual([]);
    expect(await db.redis.keys('{mira}:memor*')).toEqual([]);
  });

  test('is bounded per service and in all: the oldest make room', async () => {
    const { clock } = setup();
    const memory = createMemoryStore({
      redis: db.redis,
      clock,
      limits: { perService: 2, inAll: 3 },
    });
    for (const [id, service] of [
      ['a', 'one'],
      ['b', 'one'],
      ['c', 'one'],
      ['d', 'two'],
      ['e', 'three'],
    ] as const) {
      clock.advance(1_000);
      await memory.remember(aMemory(id, { service }));
    }
    const ids = (await memory.recall({ ...ask(NULLS), limit: 10 })).map(({ memory: m }) => m.id);
    expect(ids.toSorted()).toEqual(['c', 'd', 'e']);
    expect(await db.redis.hlen('{mira}:memory:a')).toBe(0);
    expect(await db.redis.zcard('{mira}:memories')).toBe(3);
  });
});

describe('feedback', () => {
  test('is kept in order, with an event each', async () => {
    const { store } = setup();
    const { id } = await started(store);
    const at = '2026-11-20T12:00:00.000Z';
    await store.feedback.add(id, { verdict: 'confirm', by: 'ann', at });
    await store.feedback.add(id, {
      verdict: 'wrong',
      by: 'bob',
      at,
      correction: { verdict: 'root_cause', commit: 'abcdef1234567', note: 'it was the flag' },
    });
    expect((await store.feedback.list(id)).map(({ by }) => by)).toEqual(['ann', 'bob']);
    const events = (await store.events.read(id)).filter(({ type }) => type === 'feedback.given');
    expect(events.map(({ summary }) => summary)).toEqual([
      'confirmed, says ann',
      'wrong, says bob: root cause, commit abcdef1234 (it was the flag)',
    ]);
    await expect(
      store.feedback.add('nope', { verdict: 'confirm', by: 'ann', at }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});

test('a long answer is kept beside the conversation, letter by letter', async () => {
  const { store } = setup();
  const text = 'zeile ü 1\n'.repeat(20_000);
  await store.spill.save('run', 'E7', text);
  expect(await store.spill.read('run', 'E7')).toBe(text);
  expect(await store.spill.read('run', 'E8')).toBeUndefined();
  expect(await db.redis.pttl('{mira}:spill:run')).toBeGreaterThan(0);
});
