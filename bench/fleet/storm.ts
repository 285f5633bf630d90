/** A storm while every second a worker is killed and replaced, and Redis is restarted once. */
import { spawnSync } from 'node:child_process';
import { z } from 'zod';
import { setTimeout as delay } from 'node:timers/promises';
import { AlertFate } from '../../src/domain/alert.ts';
import { eventually } from '../../test/helpers/poll.ts';
import { createdWorkItems, type Accepted, type TestStack } from '../../test/helpers/stack.ts';
import type { Row } from '../row.ts';
import { alertOf, registerServices, servicesOf, startFleet } from './stack.ts';

const SERVICES = 100;
const MONITORS = 10;
const WORKERS = 4;
const SENDERS = 20;

const FateView = z.looseObject({ fate: AlertFate });

export async function* fleetStormRows(): AsyncIterable<Row> {
  const mira = await startFleet(WORKERS);
  try {
    const services = servicesOf('storm', SERVICES);
    await registerServices(mira, services);
    const alerts = Array.from({ length: MONITORS }, (_, monitor) =>
      services.map((service) => alertOf(service, monitor)),
    ).flat();

    const trouble = new AbortController();
    const killing = killEverySecond(mira, trouble.signal);
    const accepted: Accepted[] = [];
    let next = 0;
    const sender = async (): Promise<void> => {
      while (next < alerts.length) {
        const index = next++;
        if (index === alerts.length / 2) restartRedis(mira);
        const answer = await eventually(() => mira.accept(alerts[index]), {
          timeoutMs: 60_000,
          everyMs: 200,
          what: `a 202 for alert ${index}`,
        });
        accepted.push(answer);
        // Spread over half a minute of investigations and kills.
        await delay(600);
      }
    };
    await Promise.all(Array.from({ length: SENDERS }, sender));
    const ids = [...new Set(accepted.map(({ investigation_id: id }) => id ?? ''))];
    // The kills end with the alerts: workers that all die young would finish nothing.
    trouble.abort();
    const kills = await killing;
    const ended = await Promise.all(ids.map((id) => mira.settled(id, 600_000)));

    const fates = await Promise.all(
      accepted.map(async ({ alert_id: id }) =>
        mira.get(FateView, `/alerts/${String(id)}`).catch(() => undefined),
      ),
    );
    const lost = alerts.length - fates.filter((fate) => fate !== undefined).length;
    const about = `storm of ${alerts.length} alerts over ${SERVICES} services, ${kills} workers killed, Redis restarted`;
    yield { what: `${about}: alerts lost`, value: `${lost}`, target: '0', ok: lost === 0 };

    const open = ended.filter(({ investigation }) => investigation.status !== 'succeeded').length;
    yield {
      what: 'the same: investigations, and those that did not succeed',
      value: `${ids.length}, ${open}`,
      target: `≥ ${SERVICES}, 0`,
      ok: ids.length >= SERVICES && open === 0,
    };
    const items = createdWorkItems(await mira.requests('azureDevOps'))
      .filter(({ status }) => status === 200)
      .map(({ body }) => /service-(storm-\d+-svc)/.exec(JSON.stringify(body))?.[1] ?? '');
    const twice = items.length - new Set(items).size;
    const missing = services.filter((service) => !items.includes(service)).length;
    yield {
      what: 'the same: work items made twice, and incidents without one',
      value: `${twice}, ${missing}`,
      target: '0, 0',
      ok: twice === 0 && missing === 0,
    };
  } finally {
    await mira.stop();
  }
}

/** Answers how many were killed. */
async function killEverySecond(mira: TestStack, signal: AbortSignal): Promise<number> {
  const workers = [...mira.stack.addresses.pids.workers];
  let kills = 0;
  const replacements: Promise<void>[] = [];
  while (!signal.aborted) {
    const victim = workers.shift();
    if (victim !== undefined) {
      process.kill(victim, 'SIGKILL');
      kills += 1;
      replacements.push(
        mira.stack.addWorker().then(
          (pid) => void workers.push(pid),
          // One that starts while Redis is away ends: another is started in the next second.
          () => undefined,
        ),
      );
    }
    await delay(1_000, undefined, { signal }).catch(() => undefined);
  }
  await Promise.all(replacements);
  while (workers.length < WORKERS) workers.push(await mira.stack.addWorker());
  return kills;
}

function restartRedis(mira: TestStack): void {
  const [command = '', ...args] = mira.stack.addresses.redis.restart;
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`Redis was not restarted: ${stderr}`);
}
