/** A worker dies in the middle of an investigation, and a system that has nothing to do. */
import { setTimeout as delay } from 'node:timers/promises';
import type { TestStack } from '../../test/helpers/stack.ts';
import { median, type Row } from '../row.ts';
import { alertOf, registerServices, servicesOf, startFleet } from './stack.ts';

const KILLS = 3;
const TAKEOVER_SECONDS = 6;
const IDLE_SECONDS = 20;

export async function* takeoverRows(): AsyncIterable<Row> {
  const mira = await startFleet(2);
  try {
    const services = servicesOf('takeover', KILLS);
    await registerServices(mira, services);
    const upstreamCalls = await countCalls(mira);
    await delay(IDLE_SECONDS * 1_000);
    const calls = (await countCalls(mira)) - upstreamCalls;
    yield {
      what: `calls to any upstream or model by a system without alerts, in ${IDLE_SECONDS} s`,
      value: `${calls}`,
      target: '0',
      ok: calls === 0,
    };

    const seconds: number[] = [];
    let repeated = 0;
    let workers: readonly number[] = mira.stack.addresses.pids.workers;
    for (const service of services) {
      const run = await killed(mira, service, workers);
      seconds.push(run.seconds);
      repeated += run.repeated;
      workers = [...workers.filter((pid) => pid !== run.killed), await mira.stack.addWorker()];
    }
    const most = Math.max(...seconds);
    yield {
      what: `worker killed → its investigation taken over, the slowest of ${KILLS} (median ${median(seconds).toFixed(1)} s)`,
      value: `${most.toFixed(1)} s`,
      target: `≤ ${TAKEOVER_SECONDS} s`,
      ok: most <= TAKEOVER_SECONDS,
    };
    yield {
      what: 'the same: finished stages that were run again',
      value: `${repeated}`,
      target: '0',
      ok: repeated === 0,
    };
  } finally {
    await mira.stop();
  }
}

async function countCalls(mira: TestStack): Promise<number> {
  const upstreams = ['datadog', 'azureDevOps', 'slack', 'gemini'] as const;
  const requests = await Promise.all(upstreams.map((upstream) => mira.requests(upstream)));
  return requests.flat().length;
}

/** Kills the worker of an investigation while its evidence stage waits for an upstream. */
async function killed(mira: TestStack, service: string, workers: readonly number[]) {
  await mira.simulate('datadog', 'latency', { ms: 500 });
  const { investigation_id: id } = await mira.accept(alertOf(service));
  const before = await mira.events(
    id ?? '',
    (event) => event.type === 'stage.finished' && event.stage === 'triage',
  );
  const started = JSON.stringify(before.find(({ type }) => type === 'investigation.started')?.data);
  const worker = workers.find((pid) => started.includes(String(pid)));
  if (worker === undefined) throw new Error(`no worker of ${workers.join(', ')} in ${started}`);
  process.kill(worker, 'SIGKILL');
  const atMs = Date.now();
  await mira.simulate('datadog', 'latency', { ms: 0 });
  await mira.finished(id ?? '', 60_000);
  const events = await mira.events(id ?? '');
  const taken = events.find(({ type }) => type === 'investigation.taken_over');
  if (!taken) throw new Error(`investigation ${String(id)} was not taken over`);
  const stages = events.filter(({ type }) => type === 'stage.finished').map(({ stage }) => stage);
  return {
    killed: worker,
    seconds: (Date.parse(taken.at) - atMs) / 1_000,
    repeated: stages.length - new Set(stages).size,
  };
}
