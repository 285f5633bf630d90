// Event log, live events, outbox, registry, rejected bodies: the smaller rooms of the store.
import { writeFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import type { NewRunEvent } from '../../../src/domain/run-event.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import type { LiveEvent } from '../../../src/store/contracts.ts';
import { createLiveEvents } from '../../../src/store/live-events.ts';
import { eventually } from '../../helpers/poll.ts';
import { startRedis, useRedis } from '../../helpers/redis.ts';
import { aStore, claimed, started } from '../../helpers/store.ts';

const db = useRedis();
const setup = () => aStore(db.redis);
const silent = pino({ level: 'silent' });

const step = (summary: string): NewRunEvent => ({
  type: 'tool.called',
  stage: 'evidence',
  summary,
});

describe('the event log', () => {
  test('numbers events without gaps, also from writers at once', async () => {
    const { store } = setup();
    const { id } = await started(store);
    const { claim } = await claimed(store, id);
    const batches = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        store.events.append(id, i % 2 ? claim : null, [step(`${i}a`), step(`${i}b`)]),
      ),
    );
    for (const [first, second] of batches) expect(second!.seq).toBe(first!.seq + 1);
    const events = await store.events.read(id);
    expect(events.map((event) => event.seq)).toEqual(Array.from({ length: 22 }, (_, i) => i + 1));
    expect(await store.events.read(id, { afterSeq: 20 })).toEqual(events.slice(20));
    expect(await store.events.read(id, { afterSeq: 3, limit: 2 })).toEqual(events.slice(3, 5));
    expect(await store.events.read(id, { afterSeq: 22 })).toEqual([]);
  });

  test('keeps what a program needs, empty lists included', async () => {
    const { store } = setup();
    const { id } = await started(store);
    const data = { hits: [], nested: { a: null }, text: 'ünï "quoted"\n\u2028' };
    await store.events.append(id, null, [{ ...step('x'), data }]);
    expect((await store.events.read(id)).at(-1)?.data).toEqual(data);
  });

  test('of an unknown investigation refuses', async () => {
    const { store } = setup();
    await expect(store.events.append('nope', null, [step('x')])).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('live events', () => {
  test('reach every listener through one connection, and can be resumed', async () => {
    const { store } = setup();
    const live = createLiveEvents({
      reader: db.server.client({ maxRetriesPerRequest: null }),
      redis: db.redis,
      clock: systemClock,
      logger: silent,
    });
    const heard: LiveEvent[][] = [[], []];
    for (const list of heard) live.subscribe((event) => list.push(event));
    const { id } = await started(store);
    await eventually(async () => {
      await store.events.append(id, null, [step('tick')]);
      return heard.every((list) => list.length > 2);
    });
    const [first] = heard[0]!;
    const rest = await live.since(first!.cursor);
    expect(rest[0]?.event.seq).toBe(first!.event.seq + 1);
    await live.close();
  });

  test('go on after Redis was away', async () => {
    await using redis = await startRedis({ appendonly: true });
    const { store } = aStore(redis.client());
    const live = createLiveEvents({
      reader: redis.client({ maxRetriesPerRequest: null, retryStrategy: () => 20 }),
      redis: redis.client(),
      clock: systemClock,
      logger: silent,
    });
    const heard: LiveEvent[] = [];
    live.subscribe((event) => heard.push(event));
    const { id } = await started(store);
    await eventually(async () => {
      await store.events.append(id, null, [step('before')]);
      return heard.length > 0;
    });
    await redis.restart();
    await eventually(async () => {
      await store.events.append(id, null, [step('after')]);
      return heard.some(({ event }) => event.summary === 'after');
    });
    const seqs = heard.map(({ event }) => event.seq);
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
    await live.close();
  });
});

describe('the outbox', () => {
  const propose = async () => {
    const { store, clock } = setup();
    const { id, incidentId } = await started(store);
    const { claim } = await claimed(store, id);
    const make = (kind: 'create_work_item' | 'comment_on_pull_request' | 'post_message') =>
      store.actions.propose(claim, {
        investigationId: id,
        incidentId,
        kind,
        payload: { title: 'x', tags: [] },
        reason: 'because',
        citations: ['E1'],
      });
    // Proposed in another order than they are carried out in.
    const message = await make('post_message');
    const item = await make('create_work_item');
    return { store, clock, id, make, message, item };
  };

  test('keeps one action of a kind, in the order of carrying out', async () => {
    const { store, id, make, item, message } = await propose();
    expect(item).toMatchObject({
      id: `${id}.create_work_item`,
      state: 'proposed',
      payload: { title: 'x', tags: [] },
      payloadHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      adopted: false,
      result: null,
    });
    await store.actions.transition(item.id, { from: ['proposed'], to: 'denied', reason: 'no' });
    expect(await make('create_work_item')).toMatchObject({ state: 'denied', reason: 'no' });
    expect((await store.actions.list(id)).map((action) => action.id)).toEqual([
      item.id,
      message.id,
    ]);
  });

  test('changes state only from where it is thought to be', async () => {
    const { store, clock, item } = await propose();
    const change = { from: ['proposed'], to: 'approved' } as const;
    const results = await Promise.allSettled([
      store.actions.transition(item.id, change),
      store.actions.transition(item.id, change),
    ]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    clock.advance(10_000);
    expect(await store.pending.overdue(5_000)).toContainEqual({ kind: 'action', id: item.id });
    const done = await store.actions.transition(item.id, {
      from: ['approved'],
      to: 'succeeded',
      result: { id: '12', url: null },
      adopted: true,
    });
    expect(done).toMatchObject({ result: { id: '12', url: null }, adopted: true });
    expect(await store.pending.overdue(5_000)).not.toContainEqual({ kind: 'action', id: item.id });
    await expect(store.actions.transition(item.id, change)).rejects.toMatchObject({
      code: 'conflict',
      context: { state: 'succeeded' },
    });
    await expect(store.actions.transition('nope', change)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test('lets a message wait for the work item, and a failed one block nothing', async () => {
    const { store, item, message } = await propose();
    for (const { id } of [item, message]) {
      await store.actions.transition(id, { from: ['proposed'], to: 'approved' });
    }
    expect(await store.actions.begin(message.id)).toMatchObject({ turn: 'wait', behind: item.id });
    expect(await store.actions.begin(item.id)).toMatchObject({ turn: 'now', resumed: false });
    expect(await store.actions.begin(message.id)).toMatchObject({ turn: 'wait' });
    // The same job after a crash: it was sending, so its effect may be there.
    expect(await store.actions.begin(item.id)).toMatchObject({ turn: 'now', resumed: true });
    await store.actions.transition(item.id, { from: ['sending'], to: 'failed', reason: '500' });
    expect(await store.actions.begin(message.id)).toMatchObject({ turn: 'now', resumed: false });
    expect(await store.actions.begin(item.id)).toMatchObject({ turn: 'over' });
  });
});

describe('the registry', () => {
  const file = async (value: unknown) => {
    const dir = await mkdtemp(path.join(tmpdir(), 'mira-registry-'));
    const name = path.join(dir, 'registry.json');
    await writeFile(name, JSON.stringify(value));
    return name;
  };

  test('is seeded once, and what was removed stays removed', async () => {
    const { store } = setup();
    const name = await file({ services: { a: { repo_name: 'r', adk_profile: 'frontend' } } });
    expect(await store.registry.seedOnce(name)).toBe(true);
    expect(await store.registry.get('a')).toMatchObject({ name: 'a', profile: 'frontend' });
    expect(await store.registry.remove('a')).toBe(true);
    expect(await store.registry.remove('a')).toBe(false);
    expect(await store.registry.seedOnce(name)).toBe(false);
    expect(await store.registry.list()).toEqual([]);
  });

  test('says which file, entry and field it cannot read', async () => {
    const { store } = setup();
    const name = await file({ a: { path_rules: [{ from: '', to: 'x' }] } });
    await expect(store.registry.seedOnce(name)).rejects.toMatchObject({
      code: 'config_invalid',
      message: expect.stringMatching(/registry\.json[\s\S]*a\.path_rules\[0\]\.from/),
    });
    await expect(store.registry.seedOnce('/nowhere.json')).rejects.toThrow('/nowhere.json');
  });

  test('exports what can be imported again, and prunes on request', async () => {
    const { store } = setup();
    await store.registry.seedOnce(await file({ a: { repo_name: 'ra' }, b: {} }));
    const exported = await store.registry.exportAll();
    const { b: _, ...withoutB } = exported;
    expect(await store.registry.importAll(exported)).toEqual({ added: 0, updated: 0, removed: 0 });
    const changed = { a: { ...withoutB.a!, owner_team: 'payments' }, c: exported.b! };
    expect(await store.registry.importAll(changed, { prune: true })).toEqual({
      added: 1,
      updated: 1,
      removed: 1,
    });
    expect((await store.registry.list()).map((service) => service.name)).toEqual(['a', 'c']);
  });
});

test('rejected bodies are kept, newest first, cut and capped', async () => {
  const { store } = setup();
  for (let i = 0; i < 205; i += 1) {
    const body = i === 204 ? 'x'.repeat(20_000) : `body ${i}`;
    await store.rejected.add({
      at: '2026-11-20T10:00:00.000Z',
      reason: 'r',
      contentType: null,
      body,
    });
  }
  const kept = await store.rejected.list();
  expect(kept).toHaveLength(200);
  expect(kept[0]?.body).toHaveLength(16 * 1024);
  expect(kept[1]?.body).toBe('body 203');
});
