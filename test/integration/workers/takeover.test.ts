// What happens when workers go: killed, stopped, starved of quota, or lost again and again.
import { type ChildProcess, spawn } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_TAKEOVERS_WITHOUT_PROGRESS } from '../../../src/config/tunables.ts';
import { Report } from '../../../src/domain/report.ts';
import { eventually } from '../../helpers/poll.ts';
import { startWorkerStack, TOKEN_SECRET, type WorkerStack } from '../../helpers/worker-stack.ts';

let stack: WorkerStack;
const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await stack.stop();
});

/** A worker as its own process, for killing. */
function spawnWorker(): ChildProcess {
  const child = spawn(process.execPath, ['src/workers/main.ts'], {
    env: {
      PATH: process.env['PATH'],
      REDIS_URL: stack.redis.url,
      MIRA_PROXY_URL: stack.proxyUrl,
      MIRA_TOKEN_SECRET: TOKEN_SECRET,
      MIRA_LOG_LEVEL: 'warn',
    },
    stdio: 'ignore',
  });
  children.push(child);
  return child;
}

const typesOf = async (id: string) => (await stack.events(id)).map(({ type }) => type);
const stagesOf = async (id: string, type: string) =>
  (await stack.events(id)).filter((event) => event.type === type).map(({ stage }) => stage);
const reportOf = async (id: string) => {
  const { investigation_report: stored } = await stack.store.investigations.outputs(id);
  return Report.parse((stored as { report: unknown }).report);
};
const workItems = async () =>
  (await stack.requests('azureDevOps')).filter(
    ({ method, path }) => method === 'POST' && /workitems\/\$/i.test(decodeURIComponent(path)),
  );

describe('an investigation', () => {
  beforeEach(async () => {
    stack = await startWorkerStack();
  });

  it('of a killed worker is finished by another within 6 seconds, without repeating stages or writes', async () => {
    await stack.simulate('datadog', 'latency', { ms: 400 });
    const id = await stack.accept('null-check-removed');
    const first = spawnWorker();
    // The sweep's first answers are kept, its second step is under way: the worst moment.
    const { claim } = await eventually(
      async () => {
        const outputs = await stack.store.investigations.outputs(id);
        return outputs.triage !== undefined && outputs.evidence !== undefined
          ? await stack.store.investigations.get(id)
          : undefined;
      },
      { timeoutMs: 45_000, what: 'the first half of the sweep' },
    );
    first.kill('SIGKILL');
    const killedMs = Date.now();
    await stack.simulate('datadog', 'latency', { ms: 0 });
    await stack.work();
    await eventually(async () => ((await stack.store.investigations.get(id))?.claim ?? 0) > claim, {
      timeoutMs: 45_000,
      what: 'the takeover',
    });
    // The lock lives 5 s and is looked for every 2 s.
    expect(Date.now() - killedMs).toBeLessThanOrEqual(5_000 + 2_000 + 1_000);

    const investigation = await stack.settled(id);
    expect(investigation).toMatchObject({ status: 'succeeded', verdict: 'root_cause' });
    expect((await typesOf(id)).filter((type) => type === 'investigation.taken_over')).toHaveLength(
      1,
    );
    expect(await stagesOf(id, 'stage.finished')).toEqual([
      'triage',
      'evidence',
      'investigation_report',
      'decision',
      'guardian',
    ]);
    expect(await stagesOf(id, 'stage.skipped')).toEqual(['triage']);
    const questions = (await stack.events(id)).filter(
      ({ type, stage, data }) =>
        type === 'tool.called' && stage === 'evidence' && data['tool'] === 'get_metrics',
    );
    expect(new Set(questions.map(({ data }) => data['args'])).size).toBe(questions.length);
    expect(await workItems()).toHaveLength(1);
  });

  it('of a worker that stops is handed back, and uses up no attempt', async () => {
    await stack.simulate('datadog', 'latency', { ms: 400 });
    const id = await stack.accept('null-check-removed');
    const first = await stack.work({ workerId: 'first' });
    await eventually(async () => (await typesOf(id)).includes('tool.called'), {
      timeoutMs: 45_000,
    });
    await first.stop('the test says so');
    expect((await stack.store.investigations.get(id))?.status).toBe('queued');
    await stack.simulate('datadog', 'latency', { ms: 0 });
    await stack.work({ workerId: 'second' });
    expect((await stack.settled(id)).status).toBe('succeeded');
    const types = await typesOf(id);
    expect(types).toContain('investigation.resumed');
    expect(types).not.toContain('investigation.taken_over');
  });

  it('of a worker that stops wakes one that idles', async () => {
    await stack.simulate('datadog', 'latency', { ms: 400 });
    const id = await stack.accept('null-check-removed');
    const first = await stack.work({ workerId: 'first' });
    await eventually(async () => (await typesOf(id)).includes('tool.called'), {
      timeoutMs: 45_000,
    });
    await stack.work({ workerId: 'idle' });
    await first.stop('the test says so');
    const stoppedAt = Date.now();
    await eventually(async () => (await typesOf(id)).includes('investigation.resumed'), {
      timeoutMs: 45_000,
    });
    // Idle workers look by themselves only every five seconds.
    expect(Date.now() - stoppedAt).toBeLessThan(3_000);
    await stack.simulate('datadog', 'latency', { ms: 0 });
    expect((await stack.settled(id)).status).toBe('succeeded');
  });

  it('whose workers are lost again and again ends with a partial report and a reason', async () => {
    const id = await stack.accept('null-check-removed');
    for (let lost = 0; lost < MAX_TAKEOVERS_WITHOUT_PROGRESS; lost++) {
      await stack.store.investigations.claim(id, `lost-${lost}`);
    }
    await stack.work();
    const investigation = await stack.settled(id);
    expect(investigation).toMatchObject({
      status: 'failed',
      outcome: expect.stringContaining('lost 3 times in a row'),
    });
    const report = await reportOf(id);
    expect(report).toMatchObject({
      verdict: 'inconclusive',
      stoppedBecause: expect.stringContaining('lost 3 times'),
    });
    expect(report.evidence[0]).toMatchObject({ id: 'E1', kind: 'alert' });
    expect((await stack.store.investigations.outputs(id)).decision).toBeDefined();
  });

  it('that another worker has taken over is left alone', async () => {
    await stack.simulate('datadog', 'latency', { ms: 300 });
    const id = await stack.accept('null-check-removed');
    await stack.work();
    await eventually(async () => (await typesOf(id)).includes('tool.called'), {
      timeoutMs: 45_000,
    });
    const successor = await stack.store.investigations.claim(id, 'successor');
    await eventually(
      async () => (await stack.events(id)).at(-1)?.type === 'investigation.taken_over',
      { timeoutMs: 5_000 },
    );
    const outputs = await stack.store.investigations.outputs(id);
    expect(Object.keys(outputs)).toEqual(['triage']);
    expect(successor).toMatchObject({ state: 'claimed' });
  });

  it('that is cancelled stops, and writes nothing more', async () => {
    await stack.simulate('datadog', 'latency', { ms: 300 });
    const id = await stack.accept('null-check-removed');
    await stack.work();
    await eventually(async () => (await typesOf(id)).includes('tool.called'), {
      timeoutMs: 45_000,
    });
    await stack.store.investigations.cancel(id, 'somebody', 'a drill');
    expect((await stack.events(id)).at(-1)?.type).toBe('investigation.finished');
    expect(await stack.settled(id)).toMatchObject({ status: 'cancelled' });
    expect(await stack.store.actions.list(id)).toEqual([]);
  });
});

describe('without quota', () => {
  it('an investigation parks, goes on with what it has, and says what was missing', async () => {
    // One log search, then none for half a minute: longer than anybody waits.
    stack = await startWorkerStack({ env: { MIRA_BUCKET_DATADOG_LOGS: 'rate=1/1h burst=1' } });
    const id = await stack.accept('null-check-removed');
    const token = await stack.deps.mint(
      {
        ...(await import('../../../src/workers/mcp-client/scope-of.ts')).readScope(
          (await stack.store.investigations.get(id))!,
          null,
        ),
        repositories: [],
      },
      60_000,
    );
    // Somebody else takes the one search that there is.
    await stack.deps.proxy.callTool(
      {
        name: 'get_logs',
        args: { query: 'other' },
        access: 'read',
        timeoutMs: 45_000,
        signal: new AbortController().signal,
      },
      async () => token,
    );
    await stack.work();
    await eventually(async () => (await stack.store.investigations.get(id))?.status === 'parked', {
      timeoutMs: 60_000,
      what: 'the parking',
    });
    const { evidence } = await stack.store.investigations.outputs(id);
    expect(evidence).toMatchObject({ complete: false, analysis: null });
    expect((evidence as { calls: unknown[] }).calls.length).toBeGreaterThan(3);
    expect((await typesOf(id)).at(-1)).toBe('investigation.parked');
  });
});
