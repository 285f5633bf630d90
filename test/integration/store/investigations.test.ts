import { describe, expect, test } from 'vitest';
import { MINUTE_MS, toIso } from '../../../src/domain/time.ts';
import { MiraError } from '../../../src/domain/errors.ts';
import { anAlert } from '../../helpers/alerts.ts';
import { useRedis } from '../../helpers/redis.ts';
import { aResult, aStore, claimed, started } from '../../helpers/store.ts';

const db = useRedis();
const setup = () => aStore(db.redis);
const FENCED = expect.objectContaining({ code: 'fenced' });

describe('claim', () => {
  test('hands over everything that is needed to go on', async () => {
    const { store } = setup();
    const { id, incidentId, alert } = await started(store);
    const first = await claimed(store, id);
    expect(first).toMatchObject({
      claim: 1,
      takeovers: 0,
      investigation: { id, status: 'running', claim: 1 },
      incident: { id: incidentId },
      outputs: {},
    });
    expect(first.alerts.map((one) => one.alert.id)).toEqual([alert.id]);
    await store.investigations.saveOutput(id, 1, 'triage', { kind: 'errors', empty: [] });
    await store.investigations.setStage(id, 1, 'evidence');

    const second = await claimed(store, id, 'w2');
    expect(second).toMatchObject({ claim: 2, takeovers: 1, investigation: { stage: 'evidence' } });
    expect(second.outputs).toEqual({ triage: { kind: 'errors', empty: [] } });
    expect((await store.events.read(id)).map(({ type, data }) => [type, data.worker])).toEqual([
      ['investigation.queued', undefined],
      ['investigation.started', 'w1'],
      ['investigation.taken_over', 'w2'],
    ]);
  });

  test('of an unknown investigation is not_found', async () => {
    const { store } = setup();
    await expect(store.investigations.claim('nope', 'w1')).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test('of one that has ended says so', async () => {
    const { store } = setup();
    const { id } = await started(store);
    await store.investigations.finish(id, (await claimed(store, id)).claim, aResult);
    expect(await store.investigations.claim(id, 'w2')).toMatchObject({
      state: 'final',
      investigation: { status: 'succeeded' },
    });
  });

  test('leaves the accept queue and clears the pending entry', async () => {
    const { store, clock } = setup();
    const { id } = await started(store);
    expect(await store.pending.waiting()).toBe(1);
    await claimed(store, id);
    expect(await store.pending.waiting()).toBe(0);
    clock.advance(MINUTE_MS);
    expect(await store.pending.overdue(0)).toEqual([]);
  });

  test('counts takeovers without progress, and starts again with each sign of it', async () => {
    const { store } = setup();
    const { id } = await started(store);
    const takeovers = async () => (await claimed(store, id)).takeovers;
    expect(await takeovers()).toBe(0);
    expect(await takeovers()).toBe(1);
    expect(await takeovers()).toBe(2);
    const { claim, takeovers: third } = await claimed(store, id);
    expect(third).toBe(3);
    // Bookkeeping is no progress, a tool call is.
    await store.events.append(id, claim, [{ type: 'stage.started', stage: 'triage', summary: '' }]);
    expect(await takeovers()).toBe(4);
    await store.events.append(id, claim + 1, [
      { type: 'tool.finished', stage: 'triage', summary: '' },
    ]);
    expect(await takeovers()).toBe(1);
    await store.investigations.saveOutput(id, claim + 2, 'triage', {});
    expect(await takeovers()).toBe(1);
    expect(await takeovers()).toBe(2);
  });

  test('after a hand-back or a pause is no takeover, and the pause is counted', async () => {
    const { store, clock } = setup();
    const { id } = await started(store);
    const first = await claimed(store, id);
    await store.investigations.release(id, first.claim);
    expect((await store.investigations.get(id))?.status).toBe('queued');
    const second = await claimed(store, id);
    expect(second.takeovers).toBe(0);
    await store.investigations.park(id, second.claim, clock.now() + 5_000, 'no quota');
    expect((await store.investigations.get(id))?.status).toBe('parked');
    clock.advance(5_000);
    const third = await claimed(store, id);
    expect(third).toMatchObject({ takeovers: 0, parks: { count: 1, totalMs: 5_000 } });
    expect((await store.events.read(id)).map((event) => event.type)).toEqual([
      'investigation.queued',
      'investigation.started',
      'investigation.resumed',
      'investigation.parked',
      'investigation.resumed',
    ]);
  });
});

describe('the fence', () => {
  test('refuses every write of a worker that was thought dead', async () => {
    const { store, clock } = setup();
    const { id, incidentId } = await started(store);
    const { claim } = await claimed(store, id, 'old');
    await claimed(store, id, 'new');
    const { investigations: runs, events, actions } = store;
    const writes = {
      saveOutput: () => runs.saveOutput(id, claim, 'triage', {}),
      setStage: () => runs.setStage(id, claim, 'triage'),
      addUsage: () => runs.addUsage(id, claim, { toolCalls: 1 }),
      takeUnseen: () => runs.takeUnseenAlerts(id, claim),
      finish: () => runs.finish(id, claim, aResult),
      fail: () => runs.fail(id, claim, 'no'),
      release: () => runs.release(id, claim),
      park: () => runs.park(id, claim, clock.now(), 'no'),
      append: () => events.append(id, claim, [{ type: 'tool.called', stage: null, summary: '' }]),
      propose: () =>
        actions.propose(claim, {
          investigationId: id,
          incidentId,
          kind: 'post_message',
          payload: {},
          reason: '',
          citations: [],
        }),
    };
    for (const [name, write] of Object.entries(writes)) {
      await expect(write(), name).rejects.toEqual(FENCED);
    }
    expect(await runs.outputs(id)).toEqual({});
    expect((await runs.get(id))?.usage.toolCalls).toBe(0);
    expect((await store.usage.day()).toolCalls).toBe(0);
    expect(await actions.list(id)).toEqual([]);
    expect(await events.read(id)).toHaveLength(3);
  });

  test('falls with a hand-back, a pause, a cancellation and the end', async () => {
    const { store, clock } = setup();
    const ends = {
      release: (id: string, claim: number) => store.investigations.release(id, claim),
      park: (id: string, claim: number) =>
        store.investigations.park(id, claim, clock.now() + 1, ''),
      cancel: (id: string) => store.investigations.cancel(id, 'ann', 'not needed'),
      finish: (id: string, claim: number) => store.investigations.finish(id, claim, aResult),
    };
    for (const [name, end] of Object.entries(ends)) {
      const { id } = await started(store, { service: name });
      const { claim } = await claimed(store, id);
      await end(id, claim);
      const write = store.investigations.saveOutput(id, claim, 'triage', {});
      await expect(write, name).rejects.toEqual(FENCED);
    }
  });

  test('does not ask writers that are not the worker', async () => {
    const { store } = setup();
    const { id } = await started(store);
    await store.investigations.finish(id, (await claimed(store, id)).claim, aResult);
    await store.events.append(id, null, [
      { type: 'action.succeeded', stage: 'ticket_result', summary: 'Bug 12' },
    ]);
    await store.investigations.saveLateOutput(id, 'ticket_result', { id: 12 });
    expect(await store.investigations.outputs(id)).toEqual({ ticket_result: { id: 12 } });
  });
});

describe('finish', () => {
  test('refuses while there are alerts that the run has not seen, once', async () => {
    const { store, clock } = setup();
    const { id, incidentId } = await started(store);
    const { claim } = await claimed(store, id);
    const late = anAlert();
    await store.acceptor.accept(late);
    const refused = await store.investigations.finish(id, claim, aResult);
    if (refused.done) throw new Error('finished over an unseen alert');
    expect(refused.unseen.map(({ alert }) => alert.id)).toEqual([late.id]);
    expect((await store.investigations.get(id))?.status).toBe('running');

    clock.advance(1_000);
    expect(await store.investigations.finish(id, claim, aResult)).toMatchObject({ done: true });
    expect(await store.investigations.get(id)).toMatchObject({
      status: 'succeeded',
      verdict: 'root_cause',
      confidence: 0.8,
      decision: { action: 'TICKET' },
      outcome: 'commit abc did it',
      finishedAt: toIso(clock.now()),
    });
    const events = await store.events.read(id);
    expect(events.at(-1)).toMatchObject({ type: 'investigation.finished' });
    expect(await store.incidents.alerts(incidentId)).toHaveLength(2);
  });

  test('goes through on the last pass, whatever came', async () => {
    const { store } = setup();
    const { id } = await started(store);
    const { claim } = await claimed(store, id);
    await store.acceptor.accept(anAlert());
    const result = { ...aResult, lastPass: true, status: 'awaiting_approval' as const };
    expect(await store.investigations.finish(id, claim, result)).toMatchObject({
      done: true,
      investigation: { status: 'awaiting_approval' },
    });
    expect(await store.investigations.settle(id)).toMatchObject({ status: 'succeeded' });
  });

  test('an alert that comes as a successor has claimed is not forgotten', async () => {
    const { store } = setup();
    const { id } = await started(store);
    const first = await claimed(store, id);
    await store.investigations.saveOutput(id, first.claim, 'triage', {});
    await store.acceptor.accept(anAlert());
    // The output was made without the new alert: the successor has to look at it.
    const second = await claimed(store, id);
    expect(await store.investigations.takeUnseenAlerts(id, second.claim)).toHaveLength(1);
  });
});

describe('other ends', () => {
  test('fail leaves the reason, and leaves an end that is there already', async () => {
    const { store } = setup();
    const { id } = await started(store);
    expect(await store.investigations.fail(id, null, 'attempts exhausted')).toMatchObject({
      status: 'failed',
      outcome: 'attempts exhausted',
    });
    expect(await store.investigations.fail(id, null, 'again')).toMatchObject({
      outcome: 'attempts exhausted',
    });
    expect(await store.pending.waiting()).toBe(0);
  });

  test('cancel twice is a conflict', async () => {
    const { store } = setup();
    const { id } = await started(store);
    expect(await store.investigations.cancel(id, 'ann', 'known')).toMatchObject({
      status: 'cancelled',
      outcome: 'cancelled by ann: known',
    });
    await expect(store.investigations.cancel(id, 'ann', 'known')).rejects.toBeInstanceOf(MiraError);
  });
});

test('usage adds up for the run and for the day', async () => {
  const { store } = setup();
  const { id } = await started(store);
  const { claim } = await claimed(store, id);
  await store.investigations.addUsage(id, claim, { modelCalls: 1, costUsd: 0.125, inputTokens: 9 });
  const usage = await store.investigations.addUsage(id, claim, { modelCalls: 2, costUsd: 0.25 });
  expect(usage).toMatchObject({ modelCalls: 3, costUsd: 0.375, inputTokens: 9, toolCalls: 0 });
  expect(await store.usage.day('2026-11-20')).toEqual(usage);
});

test('lists are newest first and filtered', async () => {
  const { store, clock } = setup();
  const ids: string[] = [];
  for (const service of ['a', 'b', 'c']) {
    ids.push((await started(store, { service })).id);
    clock.advance(1_000);
  }
  const list = async (filter = {}) =>
    (await store.investigations.list(filter)).map((one) => one.id);
  expect(await list()).toEqual(ids.toReversed());
  expect(await list({ limit: 2 })).toEqual(ids.toReversed().slice(0, 2));
  await claimed(store, ids[1]!);
  expect(await list({ status: 'running' })).toEqual([ids[1]]);
  const incidents = async (filter = {}) =>
    (await store.incidents.list(filter)).map((one) => one.service);
  expect(await incidents()).toEqual(['c', 'b', 'a']);
  expect(await incidents({ service: 'b' })).toEqual(['b']);
  expect(await incidents({ sinceMs: clock.now() - 2_000 })).toEqual(['c', 'b']);
  expect(await incidents({ state: 'recovered' })).toEqual([]);
});
