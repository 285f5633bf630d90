// Parts of MIRA are killed while it works.
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../helpers/poll.ts';
import { createdWorkItems, startTestStack, type TestStack } from '../helpers/stack.ts';

let mira: TestStack;
beforeAll(async () => {
  mira = await startTestStack({ workers: 2 });
});
afterAll(async () => {
  await mira.stop();
});

it('answers 503 within a second while Redis is away, and heals by itself', async () => {
  const { redis } = mira.stack.addresses;
  const alert = {
    service: 'away-svc',
    env: 'prod',
    alert_type: 'error',
    alert_title: 'x',
    alert_id: '1',
  };
  process.kill(redis.pid, 'SIGTERM');
  const refused = await eventually(
    async () => {
      // The timeout is the promise: an answer that takes longer fails the test.
      const response = await mira.send(alert, 1_000);
      return response.status === 503 ? response : undefined;
    },
    { what: 'a 503' },
  );
  expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
  const ready = await fetch(`${mira.stack.addresses.ingress}/ready`);
  expect(ready.status).toBe(503);
  expect((await fetch(`${mira.stack.addresses.ingress}/health`)).status).toBe(200);

  const [command = '', ...args] = redis.restart;
  expect(spawnSync(command, args).status).toBe(0);
  const accepted = await eventually(() => mira.accept(alert), { what: 'an accepted webhook' });
  const { investigation } = await mira.settled(accepted.investigation_id ?? '');
  expect(investigation.status).toBe('succeeded');
});

it('finishes the investigation of a killed worker, without repeating stages or the work item', async () => {
  const [webhook] = await mira.load('null-check-removed');
  // Slow enough to be killed in the middle of it.
  await mira.simulate('datadog', 'latency', { ms: 150 });
  const { investigation_id: id } = await mira.accept(webhook);
  const soFar = await mira.events(
    id ?? '',
    (event) => event.type === 'stage.finished' && event.stage === 'triage',
  );
  const started = soFar.find((event) => event.type === 'investigation.started');
  const worker = mira.stack.addresses.pids.workers.find((pid) =>
    JSON.stringify(started?.data).includes(String(pid)),
  );
  if (worker === undefined) throw new Error(`no worker in ${JSON.stringify(started)}`);
  process.kill(worker, 'SIGKILL');
  await mira.simulate('datadog', 'latency', { ms: 0 });

  const { investigation, report } = await mira.settled(id ?? '');
  expect(investigation.status).toBe('succeeded');
  expect(report?.verdict).toBe('root_cause');
  const events = await mira.events(id ?? '');
  expect(events.filter((event) => event.type === 'investigation.taken_over')).toHaveLength(1);
  const finishedStages = events
    .filter((event) => event.type === 'stage.finished')
    .map((event) => event.stage);
  expect(finishedStages).toEqual([...new Set(finishedStages)]);
  expect(createdWorkItems(await mira.requests('azureDevOps'))).toHaveLength(1);
});
