/** The whole of MIRA as processes: how it scales, starts, rests, and what becomes of its dead. */
import type { Benchmark } from '../row.ts';
import { readyRows } from './ready.ts';
import { scalingRows } from './scaling.ts';
import { fleetStormRows } from './storm.ts';
import { takeoverRows } from './takeover.ts';

export const fleetBenchmark: Benchmark = {
  name: 'fleet',
  about:
    'start, idleness, takeover of a killed worker, 1 → 4 → 8 workers, a storm with killed workers',
  async *run() {
    yield* readyRows();
    yield* takeoverRows();
    yield* scalingRows();
    yield* fleetStormRows();
  },
};
