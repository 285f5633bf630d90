/** Throughput of 1, 4 and 8 workers whose investigations wait for their upstreams most of the time. */
import { ratioRow, type Row } from '../row.ts';
import { alertOf, registerServices, servicesOf, startFleet } from './stack.ts';

/** Of every answer of every upstream: with it an investigation computes for a small part of its time. */
const UPSTREAM_MS = 1_000;
const EACH = 3;

export async function* scalingRows(): AsyncIterable<Row> {
  const one = await perSecond(1);
  for (const workers of [4, 8]) {
    const rate = await perSecond(workers);
    const what = `throughput of ${workers} workers / ${workers} times that of one (upstreams answer in ${UPSTREAM_MS / 1_000} s)`;
    yield ratioRow(what, rate / (workers * one), 0.9);
  }
}

/** Investigations that so many workers finish in a second, each worker taking one at a time. */
async function perSecond(workers: number): Promise<number> {
  const mira = await startFleet(workers, { MIRA_WORKER_CONCURRENCY: '1' });
  try {
    const services = servicesOf('scale', workers * EACH);
    await registerServices(mira, services);
    await mira.simulate('datadog', 'latency', { ms: UPSTREAM_MS });
    await mira.simulate('azureDevOps', 'latency', { ms: UPSTREAM_MS });
    const begun = performance.now();
    const accepted = await Promise.all(services.map((service) => mira.accept(alertOf(service))));
    await Promise.all(accepted.map(({ investigation_id: id }) => mira.finished(id ?? '', 300_000)));
    return services.length / ((performance.now() - begun) / 1_000);
  } finally {
    await mira.stop();
  }
}
