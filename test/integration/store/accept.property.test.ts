// Any order of deliveries, recoveries, repeats and ends of investigations: no alert is lost, and the
// books agree with each other.
import fc from 'fast-check';
import { ulid } from 'ulid';
import { expect, test } from 'vitest';
import type { Alert, Transition } from '../../../src/domain/alert.ts';
import { FINAL_STATUSES } from '../../../src/domain/investigation.ts';
import { MINUTE_MS, toIso } from '../../../src/domain/time.ts';
import type { Accepted, Store } from '../../../src/store/contracts.ts';
import { anAlert } from '../../helpers/alerts.ts';
import { useRedis } from '../../helpers/redis.ts';
import { aResult, aStore, claimed } from '../../helpers/store.ts';

const db = useRedis();

interface Delivery {
  readonly do: 'deliver';
  readonly cycle: number;
  readonly transition: Transition;
  readonly at: number;
  readonly priority: number;
}

type Step =
  | Delivery
  | { readonly do: 'together'; readonly deliveries: readonly Delivery[] }
  | { readonly do: 'repeat'; readonly which: number }
  | { readonly do: 'investigate'; readonly finish: boolean }
  | { readonly do: 'wait'; readonly minutes: number };

const SERVICES = ['a', 'b', null] as const;
const delivery: fc.Arbitrary<Delivery> = fc.record({
  do: fc.constant('deliver' as const),
  cycle: fc.nat(5),
  transition: fc.constantFrom<Transition>(
    'triggered',
    'triggered',
    'recovered',
    'warn',
    'no_data',
    're_triggered',
    'renotify',
  ),
  at: fc.integer({ min: -10, max: 10 }),
  priority: fc.nat(3),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: delivery },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('together' as const),
      deliveries: fc.array(delivery, { minLength: 2, maxLength: 6 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('repeat' as const), which: fc.nat() }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('investigate' as const), finish: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      minutes: fc.integer({ min: 1, max: 90 }),
    }),
  },
);

interface Delivered {
  readonly alert: Alert;
  readonly answer: Accepted;
}

async function play(
  store: Store,
  clock: ReturnType<typeof aStore>['clock'],
  steps: readonly Step[],
) {
  const delivered: Delivered[] = [];
  const repeats: Delivered[] = [];
  const deliver = async (one: Delivery): Promise<Delivered> => {
    const alert = anAlert({
      id: ulid(),
      cycleKey: `cycle-${one.cycle}`,
      monitorId: `m${one.cycle % 4}`,
      service: SERVICES[one.cycle % 3]!,
      transition: one.transition,
      priority: `P${one.priority}` as Alert['priority'],
      firedAt: toIso(clock.now() + one.at * MINUTE_MS),
    });
    return { alert, answer: await store.acceptor.accept(alert) };
  };
  for (const one of steps) {
    if (one.do === 'wait') clock.advance(one.minutes * MINUTE_MS);
    if (one.do === 'deliver') delivered.push(await deliver(one));
    if (one.do === 'together') delivered.push(...(await Promise.all(one.deliveries.map(deliver))));
    const known = one.do === 'repeat' ? delivered[one.which % (delivered.length || 1)] : undefined;
    if (known) {
      const alert = { ...known.alert, id: ulid() };
      repeats.push({ alert, answer: await store.acceptor.accept(alert) });
    }
    if (one.do === 'investigate') {
      const [next] = (await store.investigations.list()).filter(
        (run) => !FINAL_STATUSES.has(run.status),
      );
      if (next) {
        const { claim } = await claimed(store, next.id);
        if (one.finish)
          await store.investigations.finish(next.id, claim, { ...aResult, lastPass: true });
      }
    }
  }
  return { delivered, repeats };
}

async function expectBooksToAgree(
  store: Store,
  delivered: readonly Delivered[],
  repeats: readonly Delivered[],
) {
  const incidents = await store.incidents.list({ limit: 500 });
  const runs = await store.investigations.list({ limit: 500 });
  const listed = new Map<string, string[]>();
  for (const incident of incidents) {
    const alerts = await store.incidents.alerts(incident.id);
    listed.set(
      incident.id,
      alerts.map(({ alert }) => alert.id),
    );
  }

  // Every delivery has a fate with a reason, and stands in the incident that the answer named.
  for (const { alert, answer } of delivered) {
    const kept = await store.incidents.alert(alert.id);
    expect(kept?.alert).toEqual(alert);
    expect(kept?.fate).toMatchObject({
      fate: answer.action,
      reason: expect.stringMatching(/./),
      incidentId: answer.incidentId,
      investigationId: answer.investigationId,
    });
    if (answer.incidentId !== null) expect(listed.get(answer.incidentId)).toContain(alert.id);
    else expect(['recovered', 'ignored']).toContain(answer.action);
    if (answer.action === 'started') expect(answer.enqueue).toBe(true);
  }
  // A repeat gets the ids of the first answer.
  for (const { alert, answer } of repeats) {
    const first = delivered.find((one) => one.alert.deliveryId === alert.deliveryId)?.answer;
    expect(answer).toMatchObject({
      action: 'duplicate',
      alertId: first?.alertId,
      incidentId: first?.incidentId,
      investigationId: first?.investigationId,
    });
    expect((await store.incidents.fate(alert.id))?.fate).toBe('duplicate');
  }
  // An incident is open exactly while a cycle of it fires, counts each alert once, and has runs.
  for (const incident of incidents) {
    const fires = incident.cycles.some((cycle) => cycle.state === 'firing');
    expect(incident.state).toBe(fires ? 'open' : 'recovered');
    const counted = incident.cycles.reduce((sum, cycle) => sum + cycle.alerts, 0);
    expect(counted).toBe(listed.get(incident.id)?.length);
    expect(incident.investigationIds.length).toBeGreaterThan(0);
    for (const cycle of incident.cycles) {
      expect(cycle.recoveredAt === null).toBe(cycle.state === 'firing');
    }
    const byState = await store.incidents.list({ state: incident.state, limit: 500 });
    expect(byState.map((one) => one.id)).toContain(incident.id);
  }
  // Never two investigations of one incident at a time; each was started by exactly one alert.
  const started = delivered.filter(({ answer }) => answer.action === 'started');
  expect(new Set(started.map(({ answer }) => answer.investigationId)).size).toBe(runs.length);
  for (const incident of incidents) {
    const active = runs.filter(
      (run) => run.incidentId === incident.id && !FINAL_STATUSES.has(run.status),
    );
    expect(active.length).toBeLessThanOrEqual(1);
  }
  // Jobs that may be missing are exactly those of investigations that nobody has claimed.
  const queued = runs.filter((run) => run.status === 'queued').map((run) => run.id);
  const pending = (await store.pending.overdue(0)).map((job) => job.id);
  expect(pending.toSorted()).toEqual(queued.toSorted());
  expect(await store.pending.waiting()).toBe(queued.length);
}

test('no alert is lost, whatever comes in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      await db.server.flush();
      const { store, clock } = aStore(db.redis);
      const { delivered, repeats } = await play(store, clock, steps);
      await expectBooksToAgree(store, delivered, repeats);
    }),
    { numRuns: 60 },
  );
});
