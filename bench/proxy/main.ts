/** The proxy's figures of design.md §5. */
import type { Benchmark } from '../row.ts';
import { coalescingRows } from './coalescing.ts';
import { hotPathRows } from './hot-path.ts';
import { limiterRows } from './limiter.ts';

export const proxyBenchmark: Benchmark = {
  name: 'proxy',
  about: 'cached calls, coalescing, shared token buckets',
  async *run() {
    yield* hotPathRows();
    yield* coalescingRows();
    yield* limiterRows();
  },
};
