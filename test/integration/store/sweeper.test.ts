import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/platform/clock.ts';
import { createProducer, type Producer } from '../../../src/queue/producer.ts';
import { createDispatcher } from '../../../src/store/dispatch.ts';
import { IDLE_MS } from '../../../src/store/keys.ts';
import { createSweeper } from '../../../src/store/sweeper.ts';
import { anAlert } from '../../helpers/alerts.ts';
import { useRedis } from '../../helpers/redis.ts';
import { aStore, claimed, started } from '../../helpers/store.ts';

const db = useRedis();
const silent = pino({ level: 'silent' });
let producer: Producer;
afterEach(() => producer.close());

function setup() {
  const { store, clock } = aStore(db.redis);
  producer = createProducer({ redis: db.redis });
  const sweeper = createSweeper({
    redis: db.redis,
    store,
    producer,
    clock: { ...systemClock, now: clock.now },
    logger: silent,
  });
  const dispatcher = createDispatcher({ producer, pending: store.pending, logger: silent });
  return { store, clock, sweeper, dispatcher };
}

describe('the sweeper', () => {
  test('adds the job of an alert whose ingress died before it could', async () => {
    const { store, clock, sweeper } = setup();
    const { id } = await started(store, { priority: 'P0' });
    expect(await sweeper.sweep()).toMatchObject({ added: 0 });
    clock.advance(5_001);
    expect(await sweeper.sweep()).toMatchObject({ added: 1 });
    const job = await producer.queues.investigations.getJob(id);
    expect(job).toMatchObject({
      data: { investigationId: id },
      opts: { priority: 1, attempts: 5 },
    });
    expect(await sweeper.sweep()).toMatchObject({ added: 0 });
    expect(await producer.queues.investigations.getJobCounts()).toMatchObject({ prioritized: 1 });
  });

  test('adds the job of an approved action', async () => {
    const { store, clock, sweeper } = setup();
    const { id, incidentId } = await started(store);
    const { claim } = await claimed(store, id);
    const action = await store.actions.propose(claim, {
      investigationId: id,
      incidentId,
      kind: 'post_message',
      payload: {},
      reason: '',
      citations: [],
    });
    await store.actions.transition(action.id, { from: ['proposed'], to: 'approved' });
    clock.advance(5_001);
    expect(await sweeper.sweep()).toMatchObject({ added: 1 });
    expect(await producer.queues.actions.getJob(action.id)).toBeDefined();
  });

  test('finds nothing where the dispatcher did its work', async () => {
    const { store, clock, sweeper, dispatcher } = setup();
    const accepted = await store.acceptor.accept(anAlert());
    await dispatcher.accepted(accepted);
    await dispatcher.close();
    clock.advance(60_000);
    expect(await sweeper.sweep()).toMatchObject({ added: 0 });
    expect(await producer.queues.investigations.getJob(accepted.investigationId!)).toBeDefined();
  });

  test('closes incidents that nobody has news of', async () => {
    const { store, clock, sweeper } = setup();
    const { incidentId } = await started(store, { service: 'quiet' });
    const alert = anAlert({ service: 'busy' });
    await store.acceptor.accept(alert);
    clock.advance(IDLE_MS - 1_000);
    await store.acceptor.accept({ ...alert, id: anAlert().id, deliveryId: 'again' });
    clock.advance(2_000);
    expect(await sweeper.sweep()).toMatchObject({ closed: 1 });
    expect((await store.incidents.get(incidentId))?.state).toBe('closed');
    expect((await store.incidents.list({ state: 'open' })).map((one) => one.service)).toEqual([
      'busy',
    ]);
  });
});

describe('the dispatcher', () => {
  test('moves the waiting job forward when the incident becomes more urgent', async () => {
    const { store, dispatcher } = setup();
    const first = await store.acceptor.accept(anAlert({ priority: 'P3' }));
    await dispatcher.accepted(first);
    const other = await store.acceptor.accept(anAlert({ priority: 'P2', service: 'other' }));
    await dispatcher.accepted(other);
    const [next] = await producer.queues.investigations.getPrioritized();
    expect(next?.id).toBe(other.investigationId);
    await dispatcher.accepted(await store.acceptor.accept(anAlert({ priority: 'P0' })));
    const [urgent] = await producer.queues.investigations.getPrioritized();
    expect(urgent?.id).toBe(first.investigationId);
    await dispatcher.close();
  });

  test('leaves to the sweeper what it cannot add', async () => {
    const { store, clock } = setup();
    const refuse = () => Promise.reject(new Error('no connection'));
    const dispatcher = createDispatcher({
      producer: { investigate: refuse, act: refuse, raisePriority: refuse },
      pending: store.pending,
      logger: silent,
    });
    const accepted = await store.acceptor.accept(anAlert());
    await dispatcher.accepted(accepted);
    await dispatcher.close();
    clock.advance(10_000);
    expect(await store.pending.overdue(5_000)).toHaveLength(1);
  });
});
