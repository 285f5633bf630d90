// Usage told apart, and the day's budgets of the fleet and of each service.
import { describe, expect, test } from 'vitest';
import { useRedis } from '../../helpers/redis.ts';
import { aStore, claimed, started } from '../../helpers/store.ts';

const db = useRedis();
const setup = () => aStore(db.redis);
const TODAY = '2026-11-20';

const budgets = (service: string, fleetLimitUsd = 10, serviceLimitUsd = 1) => ({
  fleetLimitUsd,
  service,
  serviceLimitUsd,
});

async function aRun(service: string) {
  const { store, clock } = setup();
  const { id } = await started(store, { service, cycleKey: service, deliveryId: service });
  const { claim } = await claimed(store, id);
  const spend = (costUsd: number, model = 'gemini:a', agent = 'investigator') =>
    store.investigations.addUsage(
      id,
      claim,
      { modelCalls: 1, costUsd, inputTokens: 100 },
      { service, model, agent, stage: 'evidence', pricesReadAt: '2026-10-07' },
    );
  return { store, clock, id, claim, spend };
}

describe('usage', () => {
  test('is told apart by model, service, agent, stage, tool and day', async () => {
    const { store, clock, id, claim, spend } = await aRun('payment-svc');
    await spend(0.25);
    await spend(0.5, 'openai:b|odd', 'triage');
    await store.investigations.addUsage(
      id,
      claim,
      { toolCalls: 1, cachedToolCalls: 1 },
      { service: 'payment-svc', stage: 'evidence', tool: 'get_logs' },
    );
    const by = async (name: 'model' | 'service' | 'agent' | 'stage' | 'tool' | 'day') =>
      (await store.usage.between(TODAY, TODAY, name)).rows.map(({ key, usage }) => [
        key,
        usage.costUsd,
        usage.modelCalls + usage.toolCalls,
      ]);
    expect(await by('model')).toEqual([
      ['openai:b|odd', 0.5, 1],
      ['gemini:a', 0.25, 1],
    ]);
    expect(await by('service')).toEqual([['payment-svc', 0.75, 3]]);
    expect(await by('agent')).toEqual([
      ['triage', 0.5, 1],
      ['investigator', 0.25, 1],
    ]);
    expect(await by('stage')).toEqual([['evidence', 0.75, 3]]);
    expect(await by('tool')).toEqual([['get_logs', 0, 1]]);
    clock.advance(86_400_000);
    await spend(1);
    const days = await store.usage.between('2026-11-01', '2026-11-21', 'day');
    expect(days.rows.map(({ key, usage }) => [key, usage.costUsd])).toEqual([
      [TODAY, 0.75],
      ['2026-11-21', 1],
    ]);
    expect(days).toMatchObject({
      total: { costUsd: 1.75, modelCalls: 3 },
      pricesReadAt: '2026-10-07',
    });
    const run = await store.usage.ofInvestigation(id);
    expect(run.pricesReadAt).toBe('2026-10-07');
    expect(run.rows['agent']?.map(({ key }) => key)).toEqual(['investigator', 'triage']);
    expect(run.rows['tool']?.[0]?.usage).toMatchObject({ toolCalls: 1, cachedToolCalls: 1 });
  });

  test('of a lost worker is refused, told apart or not', async () => {
    const { store, id, spend } = await aRun('payment-svc');
    await claimed(store, id, 'w2');
    await expect(spend(1)).rejects.toMatchObject({ code: 'fenced' });
    expect((await store.usage.between(TODAY, TODAY, 'model')).rows).toEqual([]);
  });
});

describe('the day’s budgets', () => {
  test('count what is spent and what is booked, for the fleet and for the service', async () => {
    const { store, spend } = await aRun('payment-svc');
    await spend(0.5);
    const book = (id: string, costUsd: number, service: string, fleet = 10) =>
      store.usage.reserve({ id, costUsd, ...budgets(service, fleet) });
    expect(await book('a', 0.4, 'payment-svc')).toEqual({ ok: true });
    expect(await book('b', 0.2, 'payment-svc')).toEqual({
      ok: false,
      scope: 'service',
      spentUsd: 0.9,
      first: true,
    });
    expect(await book('b', 0.2, 'payment-svc')).toMatchObject({ ok: false, first: false });
    expect(await book('c', 0.2, 'other-svc')).toEqual({ ok: true });
    expect(await book('d', 0.2, 'third-svc', 1.2)).toMatchObject({ ok: false, scope: 'fleet' });
    await store.usage.settle('a');
    expect(await book('b', 0.2, 'payment-svc')).toEqual({ ok: true });
  });

  test('are never exceeded by bookings at the same moment', async () => {
    const { store } = setup();
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        store.usage.reserve({ id: `b${i}`, costUsd: 0.3, ...budgets('payment-svc') }),
      ),
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(3);
  });

  test('get back what a killed worker had booked', async () => {
    const { store, clock } = setup();
    const book = (id: string) =>
      store.usage.reserve({ id, costUsd: 0.9, ...budgets('payment-svc') });
    expect(await book('lost')).toEqual({ ok: true });
    expect(await book('next')).toMatchObject({ ok: false });
    clock.advance(11 * 60_000);
    expect(await book('next')).toEqual({ ok: true });
  });

  test('tell of 50, 80 and 100% once a day, whoever asks', async () => {
    const { store, spend, clock } = await aRun('payment-svc');
    const marks = () => store.usage.marks(budgets('payment-svc', 4));
    await spend(0.4);
    expect(await marks()).toEqual([]);
    await spend(0.5);
    expect(await marks()).toEqual([{ scope: 'service', percent: 80, spentUsd: 0.9 }]);
    expect(await marks()).toEqual([]);
    await spend(1.2);
    expect((await marks()).map(({ scope, percent }) => [scope, percent])).toEqual([
      ['fleet', 50],
      ['service', 100],
    ]);
    clock.advance(86_400_000);
    await spend(0.6);
    expect((await marks()).map(({ percent }) => percent)).toEqual([50]);
  });
});
