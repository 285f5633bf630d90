// An alert storm while parts of MIRA die: nothing is lost, and nothing is written twice.
import { spawnSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { AlertFate } from '../../src/domain/alert.ts';
import { eventually } from '../helpers/poll.ts';
import {
  createdWorkItems,
  startTestStack,
  type Accepted,
  type TestStack,
} from '../helpers/stack.ts';

const SERVICES = Array.from({ length: 20 }, (_, index) => `storm-${index}-svc`);
const MONITORS = 5;
const WIDE = 'limit=100000/1h burst=5000';

let mira: TestStack;
beforeAll(async () => {
  mira = await startTestStack({
    workers: 3,
    env: {
      MIRA_LOG_LEVEL: 'error',
      // Quotas are not what is tried here: no run shall park.
      MIRA_BUCKET_DATADOG_LOGS: WIDE,
      MIRA_BUCKET_DATADOG_SPANS: WIDE,
      MIRA_BUCKET_DATADOG_METRICS: WIDE,
      MIRA_BUCKET_DATADOG_MONITORS: WIDE,
      MIRA_BUCKET_DATADOG_EVENTS: WIDE,
      MIRA_BUCKET_DATADOG_OTHER: WIDE,
      MIRA_BUCKET_AZURE_DEVOPS: WIDE,
      MIRA_BUCKET_SLACK: WIDE,
      MIRA_BUCKET_SLACK_OTHER: WIDE,
    },
  });
  // Its project is where the storm's work items go.
  await mira.load('null-check-removed');
  for (const name of SERVICES) {
    await mira.put(`/services/${name}`, {
      project: 'Payments',
      repo_name: 'payment-svc',
      alert_channel: '#storm',
      env: 'prod',
      // Each incident ends in a ticket, whatever its cause.
      decision: { customer_facing: true },
    });
  }
});
afterAll(async () => {
  await mira.stop();
});

const alertOf = (service: string, monitor: number) => ({
  service,
  env: 'prod',
  alert_type: 'error',
  alert_title: `${service}: monitor ${monitor} is alerting`,
  alert_id: `${service}-${monitor}`,
  severity: 'low',
  timestamp: new Date().toISOString(),
});

/** As Datadog does it: what was not answered, or with 5xx, is sent again. */
const sendAsDatadog = (body: unknown): Promise<Accepted> =>
  eventually(() => mira.accept(body), { timeoutMs: 60_000, everyMs: 200, what: 'a 202' });

const FateView = z.looseObject({ fate: AlertFate });

it('loses no alert and repeats no work item through a killed worker and a Redis restart', async () => {
  const { redis, pids } = mira.stack.addresses;
  const bodies = Array.from({ length: MONITORS }, (_, monitor) =>
    SERVICES.map((service) => alertOf(service, monitor)),
  ).flat();
  const trouble = (async () => {
    await eventually(async () => createdWorkItems(await mira.requests('azureDevOps')).length > 0, {
      timeoutMs: 60_000,
      what: 'the first work item',
    });
    process.kill(pids.workers[0] ?? 0, 'SIGKILL');
    const [command = '', ...args] = redis.restart;
    expect(spawnSync(command, args).status).toBe(0);
  })();
  const accepted: Accepted[] = [];
  const send = async (body: unknown): Promise<void> => {
    accepted.push(await sendAsDatadog(body));
  };
  // Half at once, the rest spread over the trouble.
  await Promise.all(bodies.slice(0, 50).map(send));
  for (const body of bodies.slice(50)) {
    await send(body);
    await delay(30);
  }
  await trouble;

  expect(accepted).toHaveLength(bodies.length);
  const investigations = [...new Set(accepted.map(({ investigation_id: id }) => id ?? ''))];
  const ended = await Promise.all(investigations.map((id) => mira.settled(id, 60_000)));
  expect(ended.map(({ investigation }) => investigation.status)).toEqual(
    investigations.map(() => 'succeeded'),
  );
  // One step above what the alerts state, because customers see it; no more.
  expect(ended.map(({ investigation }) => investigation.decision?.priority)).toEqual(
    investigations.map(() => 'P2'),
  );
  for (const { alert_id: id } of accepted) {
    const { fate } = await mira.get(FateView, `/alerts/${String(id)}`);
    expect(fate.fate).toMatch(/^(?:started|attached)$/);
  }

  const created = createdWorkItems(await mira.requests('azureDevOps')).filter(
    ({ status }) => status === 200,
  );
  const services = created.map(
    ({ body }) => /service-(storm-\d+-svc)/.exec(JSON.stringify(body))?.[1],
  );
  const inOrder = (a = '', b = ''): number => a.localeCompare(b);
  expect(services.toSorted(inOrder)).toEqual(SERVICES.toSorted(inOrder));
});
