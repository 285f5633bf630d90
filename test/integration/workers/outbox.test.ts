// The outbox under faults: one effect each, in order, and never the investigation again.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Action } from '../../../src/domain/action.ts';
import { startWorkerStack, type WorkerStack } from '../../helpers/worker-stack.ts';

let stack: WorkerStack;
/** Requests of earlier tests. */
let seen = { workItems: 0, messages: 0 };
beforeAll(async () => {
  stack = await startWorkerStack();
  await stack.work();
});
beforeEach(async () => {
  seen = { workItems: (await workItems()).length, messages: (await messages()).length };
});
afterEach(() => stack.relay.on(() => 'pass'));
afterAll(() => stack.stop());

const states = (actions: Action[]) =>
  Object.fromEntries(actions.map(({ kind, state }) => [kind, state]));
const workItems = async () =>
  (await stack.requests('azureDevOps')).filter(
    ({ method, path }) => method === 'POST' && /workitems\/\$/i.test(decodeURIComponent(path)),
  );
const messages = async () =>
  (await stack.requests('slack')).filter(({ path }) => path.includes('chat.postMessage'));

describe('the writes of a ticket', () => {
  it('go out once each, in order, and their results are kept with the investigation', async () => {
    const id = await stack.accept('null-check-removed');
    const investigation = await stack.settled(id);
    expect(investigation).toMatchObject({
      status: 'succeeded',
      verdict: 'root_cause',
      decision: { action: 'TICKET' },
    });
    const actions = await stack.store.actions.list(id);
    expect(states(actions)).toEqual({
      create_work_item: 'succeeded',
      comment_on_pull_request: 'succeeded',
      post_message: 'succeeded',
    });
    expect(await workItems()).toHaveLength(seen.workItems + 1);
    const sent = (await stack.events(id))
      .filter(({ type }) => type === 'action.succeeded')
      .map(({ data }) => data['kind']);
    expect(sent).toEqual(['create_work_item', 'comment_on_pull_request', 'post_message']);
    expect((await stack.store.investigations.outputs(id)).ticket_result).toMatchObject({
      actions: [
        { kind: 'create_work_item', state: 'succeeded' },
        { kind: 'comment_on_pull_request' },
        { kind: 'post_message', state: 'succeeded' },
      ],
    });
  });

  it('whose answer was lost are looked for by their mark and adopted, not made twice', async () => {
    let lost = 0;
    stack.relay.on((body) =>
      body.includes('"create_work_item"') && body.includes('tools/call') && lost++ === 0
        ? 'lose_answer'
        : 'pass',
    );
    const id = await stack.accept('null-check-removed');
    await stack.settled(id);
    const [workItem] = await stack.store.actions.list(id);
    expect(workItem).toMatchObject({ kind: 'create_work_item', state: 'succeeded', adopted: true });
    expect(await workItems()).toHaveLength(seen.workItems + 1);
    expect((await stack.events(id)).map(({ type }) => type)).toContain('action.adopted');
    expect(
      (await stack.events(id)).filter(
        ({ type, stage }) => type === 'stage.started' && stage === 'evidence',
      ),
    ).toHaveLength(1);
  });

  it('whose request never arrived are simply sent again', async () => {
    let lost = 0;
    stack.relay.on((body) =>
      body.includes('"create_work_item"') && body.includes('tools/call') && lost++ === 0
        ? 'lose_request'
        : 'pass',
    );
    const id = await stack.accept('null-check-removed');
    await stack.settled(id);
    const [workItem] = await stack.store.actions.list(id);
    expect(workItem).toMatchObject({ state: 'succeeded', adopted: false });
    expect(await workItems()).toHaveLength(seen.workItems + 1);
  });

  it('that are refused fail at once and block nothing behind them', async () => {
    await stack.simulate('azureDevOps', 'faults', {
      match: { method: 'POST', path: '/workitems/i' },
      times: 50,
      action: {
        type: 'respond',
        status: 400,
        body: {
          message: 'TF401320: Rule Error for field Title.',
          typeKey: 'RuleValidationException',
        },
      },
    });
    const id = await stack.accept('null-check-removed');
    const investigation = await stack.settled(id);
    expect(investigation.status).toBe('succeeded');
    expect(states(await stack.store.actions.list(id))).toMatchObject({
      create_work_item: 'failed',
      comment_on_pull_request: 'succeeded',
      post_message: 'succeeded',
    });
    expect(await messages()).toHaveLength(seen.messages + 1);
  });
});
