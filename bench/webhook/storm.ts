/** A storm of alerts, with Redis restarted in the middle of it: what is accepted is there afterwards. */
import { Queue } from 'bullmq';
import { QUEUE_PREFIX } from '../../src/queue/names.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createStore } from '../../src/store/store.ts';
import { eventually } from '../../test/helpers/poll.ts';
import { startRedis } from '../../test/helpers/redis-server.ts';
import type { Row } from '../row.ts';
import { alertBody, registerServices, SERVICES } from './alerts.ts';
import { SECRET, startServer } from './server.ts';

const ALERTS = 1_000;
const SENDERS = 50;

interface Answer {
  readonly alert_id: string;
  readonly incident_id: string;
  readonly investigation_id: string;
}

export async function* stormRows(): AsyncIterable<Row> {
  await using redis = await startRedis({ appendonly: true });
  await using mira = await startServer('../../src/ingress/main.ts', redis.url);
  await registerServices(redis);

  const begun = performance.now();
  let refused = 0;
  /** As Datadog does it: what is not answered, or with 5xx, is sent again. */
  const send = async (number: number): Promise<Answer> => {
    const body = alertBody(number, `svc-${number % SERVICES}`, 'prod');
    return eventually(
      async () => {
        const response = await fetch(`${mira.url}/webhook/datadog`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-mira-webhook-secret': SECRET },
          body,
        });
        if (response.status === 202) return (await response.json()) as Answer;
        refused += 1;
        return undefined;
      },
      { timeoutMs: 30_000, everyMs: 100, what: `alert ${number}` },
    );
  };

  const answers: Answer[] = [];
  let next = 0;
  let restarted: Promise<void> | undefined;
  const sender = async (): Promise<void> => {
    while (next < ALERTS) {
      const number = next++;
      if (number === ALERTS / 2) restarted = redis.restart();
      answers.push(await send(number));
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  const seconds = (performance.now() - begun) / 1_000;
  await restarted;

  const client = redis.client();
  const store = createStore({ redis: client, clock: systemClock });
  const fates = await Promise.all(answers.map(({ alert_id: id }) => store.incidents.fate(id)));
  const lost = ALERTS - fates.filter((fate) => fate !== undefined).length;
  yield {
    what: `storm of ${ALERTS} alerts over ${SERVICES} services, Redis restarted half-way: alerts lost`,
    value: `${lost}`,
    target: '0',
    ok: lost === 0 && answers.length === ALERTS,
  };

  const runs = new Set(answers.map(({ investigation_id: id }) => id));
  const queue = new Queue('investigations', { connection: client, prefix: QUEUE_PREFIX });
  // What a restart kept out of the queue the sweeper adds in a few seconds.
  const jobs = async (): Promise<number> =>
    (await Promise.all([...runs].map((id) => queue.getJob(id)))).filter((job) => job !== undefined)
      .length;
  const queued = await eventually(
    async () => ((await jobs()) === runs.size ? runs.size : undefined),
    {
      timeoutMs: 20_000,
      what: 'a job for every investigation',
    },
  ).catch(jobs);
  yield {
    what: `the same: investigations started, and those without a job (${refused} answers of 5xx sent again)`,
    value: `${runs.size}, ${runs.size - queued}`,
    target: `${SERVICES}, 0`,
    ok: runs.size === SERVICES && queued === runs.size,
  };
  yield {
    what: 'the same: alerts accepted per second, the restart included',
    value: `${Math.round(ALERTS / seconds)}/s`,
    target: 'for information',
    ok: true,
  };
  await queue.close();
}
