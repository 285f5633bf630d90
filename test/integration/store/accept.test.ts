import { describe, expect, test } from 'vitest';
import { ulid } from 'ulid';
import { createStore } from '../../../src/store/store.ts';
import { DAY_MS, MINUTE_MS, toIso } from '../../../src/domain/time.ts';
import type { Alert } from '../../../src/domain/alert.ts';
import type { Store } from '../../../src/store/contracts.ts';
import { anAlert, stoppedClock } from '../../helpers/alerts.ts';
import { useRedis } from '../../helpers/redis.ts';

const db = useRedis();

function setup(limits: Partial<{ maxWaiting: number; stormMs: number; settleMs: number }> = {}) {
  const clock = stoppedClock();
  const store = createStore({
    redis: db.redis,
    clock,
    limits: { maxWaiting: 100, stormMs: 5 * MINUTE_MS, ...limits },
  });
  return { clock, store, accept: (alert: Alert) => store.acceptor.accept(alert) };
}

const again = (alert: Alert, overrides: Partial<Alert> = {}): Alert => ({
  ...alert,
  id: ulid(),
  deliveryId: `${alert.deliveryId}-${ulid()}`,
  ...overrides,
});

const later = (alert: Alert, ms: number) => toIso(Date.parse(alert.firedAt) + ms);

async function finish(store: Store, id: string, outcome = 'found it') {
  const claimed = await store.investigations.claim(id, 'w1');
  if (claimed.state !== 'claimed') throw new Error('not claimable');
  return store.investigations.finish(id, claimed.claim, {
    verdict: 'root_cause',
    confidence: 0.9,
    decision: null,
    outcome,
    lastPass: true,
  });
}

describe('a trigger', () => {
  test('opens an incident, starts an investigation and leaves a pending entry', async () => {
    const { store, accept, clock } = setup();
    const alert = anAlert({ priority: 'P1' });
    const accepted = await accept(alert);
    expect(accepted).toMatchObject({ action: 'started', enqueue: true, priority: 'P1' });

    const incident = await store.incidents.get(accepted.incidentId!);
    expect(incident).toMatchObject({
      state: 'open',
      service: 'payment-svc',
      priority: 'P1',
      mapped: false,
      parentId: null,
      investigationIds: [accepted.investigationId],
    });
    expect(incident?.cycles).toMatchObject([
      { cycleKey: alert.cycleKey, state: 'firing', firstAlertId: alert.id, alerts: 1 },
    ]);
    expect(await store.investigations.get(accepted.investigationId!)).toMatchObject({
      status: 'queued',
      mode: 'full',
      incidentId: accepted.incidentId,
      claim: 0,
      requestedBy: 'webhook',
    });
    expect(await store.incidents.alerts(incident!.id)).toEqual([
      {
        alert,
        fate: {
          alertId: alert.id,
          fate: 'started',
          reason: 'the first sign of a new incident',
          incidentId: incident!.id,
          investigationId: accepted.investigationId,
          at: toIso(clock.now()),
        },
      },
    ]);
    expect(await store.events.read(accepted.investigationId!)).toMatchObject([
      { seq: 1, type: 'investigation.queued', data: { alertId: alert.id } },
    ]);
    clock.advance(10_000);
    expect(await store.pending.overdue(5_000)).toEqual([
      { kind: 'investigation', id: accepted.investigationId },
    ]);
  });

  test('delivered 20 times at once makes one incident and one investigation', async () => {
    const { store, accept } = setup();
    const alert = anAlert();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => accept({ ...alert, id: ulid() })),
    );
    expect(answers.filter((answer) => answer.action === 'started')).toHaveLength(1);
    expect(answers.filter((answer) => answer.action === 'duplicate')).toHaveLength(19);
    expect(new Set(answers.map((answer) => answer.incidentId)).size).toBe(1);
    expect(new Set(answers.map((answer) => answer.investigationId)).size).toBe(1);
    const [incident, ...others] = await store.incidents.list();
    expect(others).toEqual([]);
    expect(await store.incidents.alerts(incident!.id)).toHaveLength(1);
    const repeats = await store.incidents.repeats(incident!.id);
    expect(repeats).toHaveLength(19);
    expect(repeats[0]).toMatchObject({ fate: 'duplicate', incidentId: incident!.id });
    expect(await store.incidents.fate(repeats[3]!.alertId)).toEqual(repeats[3]);
  });

  test('repeated while its job may be missing asks for the job again', async () => {
    const { store, accept } = setup();
    const alert = anAlert({ priority: 'P1' });
    const first = await accept(alert);
    const second = await accept({ ...alert, id: ulid() });
    expect(second).toMatchObject({ action: 'duplicate', enqueue: true, priority: 'P1' });
    await store.pending.clear({ kind: 'investigation', id: first.investigationId! });
    expect(await accept({ ...alert, id: ulid() })).toMatchObject({ enqueue: false });
  });

  test('repeated after 24 h is a delivery of its own', async () => {
    const { accept, clock } = setup();
    const alert = anAlert();
    await accept(alert);
    clock.advance(DAY_MS - 1);
    expect(await accept({ ...alert, id: ulid() })).toMatchObject({ action: 'duplicate' });
    clock.advance(1);
    expect(await accept({ ...alert, id: ulid() })).toMatchObject({ action: 'attached' });
  });

  test('is known for 24 h whatever its cycle said since', async () => {
    const { accept, clock } = setup();
    const first = anAlert();
    const answer = await accept(first);
    clock.advance(DAY_MS / 2);
    await accept(again(first, { transition: 'renotify' }));
    expect(await accept({ ...first, id: ulid() })).toMatchObject({
      action: 'duplicate',
      alertId: first.id,
      incidentId: answer.incidentId,
      investigationId: answer.investigationId,
    });
    const keys = await db.redis.keys('{mira}:delivery:*');
    expect(keys).toHaveLength(1);
    const ttl = await db.redis.pttl(keys[0]!);
    expect(ttl).toBeGreaterThan(DAY_MS / 2 - MINUTE_MS);
    expect(ttl).toBeLessThanOrEqual(DAY_MS / 2);
  });

  test('is refused without a trace when too many investigations wait', async () => {
    const { store, accept } = setup({ maxWaiting: 1 });
    await accept(anAlert({ service: 'a' }));
    const alert = anAlert({ service: 'b' });
    await expect(accept(alert)).rejects.toMatchObject({
      code: 'unavailable',
      retry: { afterMs: 10_000 },
    });
    expect(await store.incidents.list()).toHaveLength(1);
    expect(await store.incidents.alert(alert.id)).toBeUndefined();
    // What starts nothing is still taken in.
    expect(await accept(anAlert({ service: 'a' }))).toMatchObject({ action: 'attached' });
    // The sender's retry is as good as new once there is room.
    const [waiting] = await store.investigations.list();
    await store.investigations.claim(waiting!.id, 'w1');
    expect(await accept(alert)).toMatchObject({ action: 'started' });
  });
});

describe('alerts that arrive together', () => {
  test('are decided one after the other, in their order', async () => {
    const { store, accept } = setup();
    const trigger = anAlert({ service: 'a' });
    const recovery = again(trigger, { transition: 'recovered', firedAt: later(trigger, 1_000) });
    const answers = await Promise.all([
      accept(trigger),
      accept({ ...trigger, id: ulid() }),
      accept(anAlert({ service: 'b' })),
      accept(recovery),
      accept({ ...recovery, id: ulid() }),
    ]);
    expect(answers.map(({ action }) => action)).toEqual([
      'started',
      'duplicate',
      'started',
      'recovered',
      'duplicate',
    ]);
    expect(answers[1]).toMatchObject({ enqueue: true, alertId: trigger.id });
    const open = await store.incidents.list({ state: 'open' });
    expect(open.map(({ service }) => service)).toEqual(['b']);
    const all = await store.incidents.list();
    expect(all.map(({ service, state }) => [service, state])).toEqual([
      ['b', 'open'],
      ['a', 'recovered'],
    ]);
    expect(await store.pending.waiting()).toBe(2);
  });

  test('do not exceed together what may wait', async () => {
    const { store, accept } = setup({ maxWaiting: 3 });
    const settled = await Promise.allSettled(
      Array.from({ length: 5 }, (_, n) => accept(anAlert({ service: `s${n}` }))),
    );
    expect(settled.map(({ status }) => status)).toEqual([
      ...Array<string>(3).fill('fulfilled'),
      ...Array<string>(2).fill('rejected'),
    ]);
    expect(await store.pending.waiting()).toBe(3);
    expect(await store.incidents.list()).toHaveLength(3);
  });

  test('are not held up by one that cannot be stored', async () => {
    const { store, accept } = setup();
    const broken = anAlert({ service: 'broken' });
    // A key of another type where the service's open incident is looked for.
    await db.redis.lpush(`{mira}:open:${broken.org}|${broken.env}|broken`, 'x');
    const [refused, taken] = await Promise.allSettled([accept(broken), accept(anAlert())]);
    expect(refused).toMatchObject({
      status: 'rejected',
      reason: { message: expect.stringContaining('WRONGTYPE') as string },
    });
    expect(taken).toMatchObject({ status: 'fulfilled', value: { action: 'started' } });
    expect(await store.pending.waiting()).toBe(1);
  });
});

describe('an incident', () => {
  test('takes in another monitor of its service and tells the investigation', async () => {
    const { store, accept } = setup();
    const first = await accept(anAlert());
    const claimed = await store.investigations.claim(first.investigationId!, 'w1');
    expect(claimed).toMatchObject({ state: 'claimed', claim: 1, alerts: [{}] });
    const second = anAlert({ title: 'latency' });
    expect(await accept(second)).toMatchObject({
      action: 'attached',
      incidentId: first.incidentId,
      investigationId: first.investigationId,
      enqueue: false,
    });
    const unseen = await store.investigations.takeUnseenAlerts(first.investigationId!, 1);
    expect(unseen.map(({ alert }) => alert.id)).toEqual([second.id]);
    expect(await store.investigations.takeUnseenAlerts(first.investigationId!, 1)).toEqual([]);
    const events = await store.events.read(first.investigationId!);
    expect(events.map((event) => event.type)).toEqual([
      'investigation.queued',
      'investigation.started',
      'alert.attached',
    ]);
    expect(events.map((event) => event.seq)).toEqual([1, 2, 3]);
  });

  test.each([
    ['another env', { env: 'staging' }],
    ['another org', { org: 'other' }],
    ['another service', { service: 'cart-svc' }],
  ])('does not take in an alert of %s', async (_, difference) => {
    const { accept } = setup();
    const first = await accept(anAlert());
    const other = await accept(anAlert(difference));
    expect(other.action).toBe('started');
    expect(other.incidentId).not.toBe(first.incidentId);
  });

  test('without a service holds its own cycle only', async () => {
    const { accept } = setup();
    const alert = anAlert({ service: null });
    const first = await accept(alert);
    expect(await accept(anAlert({ service: null }))).toMatchObject({ action: 'started' });
    expect(await accept(again(alert, { transition: 'renotify' }))).toMatchObject({
      action: 'attached',
      incidentId: first.incidentId,
    });
  });

  test('becomes more urgent with its alerts, and moves the waiting job forward', async () => {
    const { store, accept } = setup();
    const first = await accept(anAlert({ priority: 'P3' }));
    expect(await accept(anAlert({ priority: 'P3' }))).not.toHaveProperty('raisePriority');
    expect(await accept(anAlert({ priority: 'P0' }))).toMatchObject({ raisePriority: 'P0' });
    expect(await store.incidents.get(first.incidentId!)).toMatchObject({ priority: 'P0' });
    expect(await store.investigations.get(first.investigationId!)).toMatchObject({
      priority: 'P0',
    });
    expect(await accept(anAlert({ priority: 'P1' }))).not.toHaveProperty('raisePriority');
  });

  test('a running investigation keeps its place: nothing waits to be moved', async () => {
    const { store, accept } = setup();
    const first = await accept(anAlert({ priority: 'P3' }));
    await store.investigations.claim(first.investigationId!, 'w1');
    expect(await accept(anAlert({ priority: 'P0' }))).not.toHaveProperty('raisePriority');
  });

  test('after its investigation lists further signs, and starts another only for cause', async () => {
    const { store, accept, clock } = setup({ settleMs: 5 * MINUTE_MS });
    const alert = anAlert({ priority: 'P2' });
    const first = await accept(alert);
    await finish(store, first.investigationId!);

    const renotify = await accept(again(alert, { transition: 'renotify' }));
    expect(renotify).toMatchObject({ action: 'attached', enqueue: false });
    expect(renotify.reason).toMatch(/has ended: listed on the incident/);

    const sign = await accept(anAlert());
    expect(sign).toMatchObject({ action: 'attached', investigationId: first.investigationId });

    const urgent = await accept(anAlert({ priority: 'P0' }));
    expect(urgent).toMatchObject({ action: 'started', incidentId: first.incidentId });
    expect(urgent.investigationId).not.toBe(first.investigationId);
    await finish(store, urgent.investigationId!);

    const anew = await accept(again(alert, { cycleKey: 'the-next-cycle' }));
    expect(anew).toMatchObject({ action: 'started', incidentId: first.incidentId });
    await finish(store, anew.investigationId!);

    clock.advance(5 * MINUTE_MS + 1);
    const settled = await accept(anAlert());
    expect(settled).toMatchObject({ action: 'started', incidentId: first.incidentId });
    expect((await store.incidents.get(first.incidentId!))?.investigationIds).toEqual([
      first.investigationId,
      urgent.investigationId,
      anew.investigationId,
      settled.investigationId,
    ]);
  });

  test('a person always gets another look', async () => {
    const { store, accept } = setup();
    const first = await accept(anAlert());
    const manual = anAlert({ template: 'manual', cycleKey: 'manual:1' });
    expect(await accept(manual)).toMatchObject({ action: 'attached' });
    await finish(store, first.investigationId!);
    const next = anAlert({ template: 'manual', cycleKey: 'manual:2' });
    expect(await accept(next)).toMatchObject({
      action: 'started',
      incidentId: first.incidentId,
    });
  });

  test('that only a person asked for is closed with its investigation', async () => {
    const { store, accept } = setup();
    const asked = await accept(anAlert({ template: 'manual', cycleKey: 'manual:1' }));
    await finish(store, asked.investigationId!);
    expect(await store.incidents.get(asked.incidentId!)).toMatchObject({ state: 'closed' });
    const next = await accept(anAlert());
    expect(next.incidentId).not.toBe(asked.incidentId);
  });
});

describe('a recovery', () => {
  test('marks its cycle, tells the investigation, and ends the incident with the last one', async () => {
    const { store, accept } = setup();
    const a = anAlert();
    const b = anAlert();
    const first = await accept(a);
    const id = first.investigationId!;
    await store.investigations.claim(id, 'w1');
    await accept(b);
    await store.investigations.takeUnseenAlerts(id, 1);

    const recovery = again(a, { transition: 'recovered', firedAt: later(a, MINUTE_MS) });
    expect(await accept(recovery)).toMatchObject({
      action: 'recovered',
      incidentId: first.incidentId,
      investigationId: id,
    });
    const told = await store.investigations.takeUnseenAlerts(id, 1);
    expect(told.map(({ alert }) => alert.transition)).toEqual(['recovered']);
    const half = await store.incidents.get(first.incidentId!);
    expect(half?.state).toBe('open');
    expect(half?.cycles.map((cycle) => [cycle.state, cycle.recoveredAt])).toEqual([
      ['recovered', recovery.firedAt],
      ['firing', null],
    ]);

    await accept(again(b, { transition: 'recovered', firedAt: later(b, MINUTE_MS) }));
    expect((await store.incidents.get(first.incidentId!))?.state).toBe('recovered');
    expect(await store.incidents.list({ state: 'open' })).toEqual([]);
    expect(await store.incidents.list({ state: 'recovered' })).toHaveLength(1);
  });

  test('before its trigger leads to a rules-only look at an incident that is over', async () => {
    const { store, accept } = setup();
    const trigger = anAlert();
    const recovery = again(trigger, {
      transition: 'recovered',
      firedAt: later(trigger, MINUTE_MS),
    });
    expect(await accept(recovery)).toMatchObject({ action: 'recovered', incidentId: null });
    const started = await accept(trigger);
    expect(started).toMatchObject({ action: 'started', enqueue: true });
    expect(await store.investigations.get(started.investigationId!)).toMatchObject({
      mode: 'rules_only',
    });
    const incident = await store.incidents.get(started.incidentId!);
    expect(incident).toMatchObject({ state: 'recovered' });
    expect(incident?.cycles).toMatchObject([{ state: 'recovered', recoveredAt: recovery.firedAt }]);
    expect(await store.incidents.list({ state: 'open' })).toEqual([]);
  });

  test('does not stop a newer trigger of the same cycle key', async () => {
    const { store, accept } = setup();
    const trigger = anAlert();
    await accept(again(trigger, { transition: 'recovered' }));
    const newer = await accept(again(trigger, { firedAt: later(trigger, 1) }));
    expect(newer.action).toBe('started');
    expect(await store.investigations.get(newer.investigationId!)).toMatchObject({ mode: 'full' });
  });

  test('that is older than the trigger that fires now is ignored, with its reason', async () => {
    const { store, accept } = setup();
    const trigger = anAlert();
    const { incidentId } = await accept(trigger);
    const old = again(trigger, { transition: 'recovered', firedAt: later(trigger, -MINUTE_MS) });
    expect(await accept(old)).toMatchObject({ action: 'ignored', incidentId });
    expect((await store.incidents.get(incidentId!))?.state).toBe('open');
    expect((await store.incidents.alert(old.id))?.fate.reason).toMatch(/older than the trigger/);
  });

  test('frees the service for a new incident once nothing investigates the old one', async () => {
    const { store, accept } = setup();
    const alert = anAlert();
    const first = await accept(alert);
    await accept(again(alert, { transition: 'recovered' }));
    // Still investigated: what fires now belongs to it.
    expect(await accept(anAlert())).toMatchObject({ incidentId: first.incidentId });
    expect((await store.incidents.get(first.incidentId!))?.state).toBe('open');
    for (const { alert: one } of await store.incidents.alerts(first.incidentId!)) {
      await accept(again(one, { transition: 'recovered' }));
    }
    await finish(store, first.investigationId!);
    const next = await accept(anAlert());
    expect(next).toMatchObject({ action: 'started' });
    expect(next.incidentId).not.toBe(first.incidentId);
  });

  test('after the end of the investigation frees it too', async () => {
    const { store, accept } = setup();
    const alert = anAlert();
    const first = await accept(alert);
    await finish(store, first.investigationId!);
    await accept(again(alert, { transition: 'recovered' }));
    expect((await accept(anAlert())).incidentId).not.toBe(first.incidentId);
  });
});

describe('a re-trigger', () => {
  test('of a cycle that is known attaches', async () => {
    const { store, accept } = setup();
    const alert = anAlert();
    const first = await accept(alert);
    const repeat = await accept(again(alert, { transition: 're_triggered' }));
    expect(repeat).toMatchObject({ action: 'attached', incidentId: first.incidentId });
    const incident = await store.incidents.get(first.incidentId!);
    expect(incident?.cycles).toMatchObject([{ alerts: 2, lastTransition: 're_triggered' }]);
  });

  test('long after the last word of a cycle that never recovered is a new one', async () => {
    const { store, accept, clock } = setup();
    const alert = anAlert({ cycleKey: 'hash:of-its-title' });
    const first = await accept(alert);
    await finish(store, first.investigationId!);
    clock.advance(59 * MINUTE_MS);
    const soon = again(alert, { firedAt: later(alert, 59 * MINUTE_MS) });
    expect(await accept(soon)).toMatchObject({ action: 'attached' });
    clock.advance(61 * MINUTE_MS);
    const anew = await accept(again(alert, { firedAt: later(alert, 120 * MINUTE_MS) }));
    expect(anew).toMatchObject({ action: 'started', incidentId: first.incidentId });
    await finish(store, anew.investigationId!);
    clock.advance(25 * 60 * MINUTE_MS);
    await db.redis.del(...(await db.redis.keys('{mira}:open:*'))); // as its 24 h would
    const muchLater = await accept(again(alert, { firedAt: later(alert, 27 * 60 * MINUTE_MS) }));
    expect(muchLater.action).toBe('started');
    expect(muchLater.incidentId).not.toBe(first.incidentId);
  });

  test('of a cycle that is not known joins what is open, else is ignored and kept', async () => {
    const { store, accept } = setup();
    const orphan = anAlert({ transition: 'renotify' });
    expect(await accept(orphan)).toMatchObject({ action: 'ignored', incidentId: null });
    expect((await store.incidents.alert(orphan.id))?.fate).toMatchObject({
      fate: 'ignored',
      reason: expect.stringContaining('never received'),
    });
    expect((await store.incidents.strayAlerts()).map(({ alert }) => alert.id)).toEqual([orphan.id]);
    const first = await accept(anAlert());
    expect(await accept(again(orphan))).toMatchObject({
      action: 'attached',
      incidentId: first.incidentId,
    });
  });
});

describe('a storm', () => {
  test('over related services shares the oldest incident as parent', async () => {
    const { store, accept, clock } = setup({ stormMs: MINUTE_MS });
    await store.registry.relate('payment-svc', ['cart-svc']);
    await store.registry.relate('cart-svc', ['web']);
    const payment = await accept(anAlert({ service: 'payment-svc' }));
    const cart = await accept(anAlert({ service: 'cart-svc' }));
    const web = await accept(anAlert({ service: 'web' }));
    const stranger = await accept(anAlert({ service: 'search' }));
    clock.advance(MINUTE_MS + 1);
    await store.registry.relate('late', ['web']);
    const late = await accept(anAlert({ service: 'late' }));
    const parents = await Promise.all(
      [payment, cart, web, stranger, late].map(
        async ({ incidentId }) => (await store.incidents.get(incidentId!))?.parentId,
      ),
    );
    expect(parents).toEqual([null, payment.incidentId, payment.incidentId, null, null]);
  });
});

test('a service that the registry does not know is recorded as unmapped until it is added', async () => {
  const { store, accept } = setup();
  const { incidentId } = await accept(anAlert({ service: 'new-svc' }));
  await accept(anAlert({ service: 'new-svc' }));
  expect(await store.registry.unmapped()).toMatchObject([{ service: 'new-svc', alerts: 2 }]);
  const fields = (await store.registry.exportAll())['new-svc'];
  expect(fields).toBeUndefined();
  await store.registry.importAll({
    'new-svc': {
      profile: 'backend',
      path_rules: [],
      shared_repositories: [],
      decision: {
        ignore_below_minutes: 5,
        ticket_above_minutes: 10,
        customer_facing: false,
        known_noise: [],
      },
    },
  });
  expect(await store.registry.unmapped()).toEqual([]);
  expect((await store.incidents.get(incidentId!))?.mapped).toBe(true);
});
