// The worker's way to the proxy: replicas that go, tokens that are refused, and what may be repeated.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isMiraError } from '../../../src/domain/errors.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { createJournal } from '../../../src/workers/journal.ts';
import {
  createProxyClient,
  type ProxyClient,
} from '../../../src/workers/mcp-client/proxy-client.ts';
import { readScope } from '../../../src/workers/mcp-client/scope-of.ts';
import { createToolSession } from '../../../src/workers/mcp-client/tool-session.ts';
import { Report } from '../../../src/domain/report.ts';
import { anInvestigation, aService } from '../../helpers/workers.ts';
import { freePort } from '../../helpers/ports.ts';
import { startWorkerStack, type WorkerStack } from '../../helpers/worker-stack.ts';

let stack: WorkerStack;
const clients: ProxyClient[] = [];
beforeAll(async () => {
  stack = await startWorkerStack();
  await stack.simulators.loadScenario({ name: 'null-check-removed' });
});
afterEach(async () => {
  stack.relay.on(() => 'pass');
  for (const client of clients.splice(0)) await client.close();
});
afterAll(() => stack.stop());

const scope = readScope(anInvestigation(), aService());
const token = () => stack.deps.mint(scope, 60_000);
const clientOf = (...urls: string[]): ProxyClient => {
  const client = createProxyClient({ urls, clock: systemClock, reconnectMs: 600 });
  clients.push(client);
  return client;
};
const dead = async () => `http://127.0.0.1:${await freePort()}/mcp`;
const aCall = (overrides: Record<string, unknown> = {}) => ({
  name: 'query_monitors',
  args: { state: 'all' },
  access: 'read' as const,
  timeoutMs: 5_000,
  signal: new AbortController().signal,
  ...overrides,
});
const codeOf = async (call: Promise<unknown>) => {
  try {
    await call;
    return 'fine';
  } catch (error) {
    return isMiraError(error) ? error.code : String(error);
  }
};

describe('the client', () => {
  it('asks another replica when one is gone, for as many calls as come', async () => {
    const client = clientOf(await dead(), stack.proxyUrl, await dead());
    for (let call = 0; call < 4; call++)
      expect((await client.callTool(aCall(), token)).isError).toBeFalsy();
  });

  it('asks again when a replica dies in the middle of a read', async () => {
    let lost = 0;
    stack.relay.on((body) =>
      body.includes('tools/call') && lost++ === 0 ? 'lose_answer' : 'pass',
    );
    expect((await clientOf(stack.proxyUrl).callTool(aCall(), token)).isError).toBeFalsy();
    expect(lost).toBe(2);
  });

  it('says so when all replicas are away', async () => {
    expect(await codeOf(clientOf(await dead(), await dead()).callTool(aCall(), token))).toBe(
      'unavailable',
    );
  });

  it('does not repeat a write whose answer was lost', async () => {
    let calls = 0;
    stack.relay.on((body) => {
      if (!body.includes('tools/call')) return 'pass';
      calls += 1;
      return 'lose_answer';
    });
    expect(await codeOf(clientOf(stack.proxyUrl).callTool(aCall({ access: 'write' }), token))).toBe(
      'outcome_unknown',
    );
    expect(calls).toBe(1);
  });

  it('gets a new token when one is refused, and gives up when that is refused as well', async () => {
    const asked: boolean[] = [];
    const client = clientOf(stack.proxyUrl);
    await client.callTool(aCall(), async (renewed) => {
      asked.push(renewed);
      return renewed ? await token() : 'nonsense';
    });
    expect(asked).toContain(true);
    expect(await codeOf(clientOf(stack.proxyUrl).callTool(aCall(), async () => 'nonsense'))).toBe(
      'auth',
    );
  });

  it('ends a call at its deadline, and when it is cancelled', async () => {
    await stack.simulate('datadog', 'faults', {
      match: { path: '/api/v1/monitor' },
      times: 2,
      action: 'hang',
    });
    expect(
      await codeOf(
        clientOf(stack.proxyUrl).callTool(
          aCall({ timeoutMs: 200, args: { state: 'alerting' } }),
          token,
        ),
      ),
    ).toBe('timeout');
    const controller = new AbortController();
    const cancelled = clientOf(stack.proxyUrl).callTool(
      aCall({ signal: controller.signal, args: { state: 'alerting' } }),
      token,
    );
    controller.abort(new Error('stop'));
    await expect(cancelled).rejects.toThrow('stop');
  });
});

describe('a session', () => {
  it('tells each call before and after, with what it cost, and lists reading tools only', async () => {
    const id = await stack.accept('null-check-removed');
    const claimed = await stack.store.investigations.claim(id, 'w');
    if (claimed.state === 'final') throw new Error('it has ended');
    const minted: string[] = [];
    const session = createToolSession({
      proxy: clientOf(stack.proxyUrl),
      scope,
      mint: async (...args) => {
        minted.push('one');
        return stack.deps.mint(...args);
      },
      tokenMs: 600_000,
      stage: 'evidence',
      journal: createJournal(stack.store.events, id, claimed.claim),
      signal: new AbortController().signal,
      clock: systemClock,
    });
    const [first, again] = [
      await session.call('get_events', { limit: 7 }, { purpose: 'events' }),
      await session.call('get_events', { limit: 7 }),
    ];
    expect([first.problem, again.problem]).toEqual([null, null]);
    expect(first.meta?.cache.hit).toBe('miss');
    expect(again.meta?.cache.hit).toBe('l1');
    const refused = await session.call('get_logs', { query: 'service:other-svc' });
    expect(refused.problem?.code).toBe('out_of_scope');
    const names = (await session.tools()).map(({ name }) => name);
    expect(names).toContain('get_logs');
    expect(names).not.toContain('create_work_item');
    expect(minted).toEqual(['one']);
    const events = (await stack.events(id)).filter(({ type }) => type.startsWith('tool.'));
    expect(events.map(({ type, data }) => [type, data['callId']])).toEqual([
      ['tool.called', `t${claimed.claim}.1`],
      ['tool.finished', `t${claimed.claim}.1`],
      ['tool.called', `t${claimed.claim}.2`],
      ['tool.finished', `t${claimed.claim}.2`],
      ['tool.called', `t${claimed.claim}.3`],
      ['tool.finished', `t${claimed.claim}.3`],
    ]);
    expect(events[3]?.data).toMatchObject({ ok: true, cache: 'l1', bytes: again.bytes });
    expect(events[5]?.data).toMatchObject({ ok: false, code: 'out_of_scope' });
  });
});

describe('an investigation that can reach no proxy to its last attempt', () => {
  it('ends with a report that says so, and its alerts keep their fates', async () => {
    const id = await stack.accept('null-check-removed');
    stack.relay.on(() => 'lose_request');
    const { createInvestigationProcessor } =
      await import('../../../src/workers/processors/investigations.ts');
    const process = createInvestigationProcessor({
      ...stack.deps,
      proxy: clientOf(stack.proxyUrl),
    });
    const job = { data: { investigationId: id }, opts: { attempts: 5 }, attemptsMade: 4, id };
    await process(
      job as unknown as Parameters<typeof process>[0],
      'token',
      new AbortController().signal,
    );
    const investigation = await stack.store.investigations.get(id);
    expect(investigation).toMatchObject({
      status: 'failed',
      outcome: expect.stringContaining('no replica of the proxy can be reached'),
    });
    const { investigation_report: stored } = await stack.store.investigations.outputs(id);
    expect(Report.parse((stored as { report: unknown }).report).stoppedBecause).toContain(
      'no replica',
    );
    const alerts = await stack.store.incidents.alerts(investigation?.incidentId ?? '');
    expect(alerts.at(-1)?.fate.fate).toMatch(/started|attached/);
  });
});
