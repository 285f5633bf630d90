/**
 * `npm run bench [-- name…]`: prints one row for each figure of the design, with what it should be.
 * Exits 1 when a row misses its target, so that it can be watched; it is no test, for machines differ.
 */
import os from 'node:os';
import { messageOf } from '../src/domain/errors.ts';
import type { Benchmark } from './row.ts';
import { evidenceBenchmark } from './evidence.ts';
import { fleetBenchmark } from './fleet/main.ts';
import { injectionBenchmark } from './injection/main.ts';
import { modelsBenchmark } from './models/main.ts';
import { offlineBenchmark } from './offline/main.ts';
import { proxyBenchmark } from './proxy/main.ts';
import { webhookBenchmark } from './webhook/main.ts';

/** Add yours here. */
const BENCHMARKS: readonly Benchmark[] = [
  webhookBenchmark,
  fleetBenchmark,
  proxyBenchmark,
  offlineBenchmark,
  evidenceBenchmark,
  injectionBenchmark,
  modelsBenchmark,
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !BENCHMARKS.some((bench) => bench.name === name));
if (unknown.length > 0) {
  console.error(`no benchmark is called ${unknown.join(', ')}; there are:`);
  for (const { name, about } of BENCHMARKS) console.error(`  ${name.padEnd(12)} ${about}`);
  process.exit(2);
}

let missed = 0;
const print = (mark: string, what: string, value: string, target: string): void =>
  console.log(`  ${mark} ${what.padEnd(96)} ${value.padStart(12)}   ${target}`);

const cores = os.availableParallelism();
const load = os.loadavg()[0]?.toFixed(1);
console.log(`node ${process.version}, ${cores} cores, load ${load} before the start`);
for (const bench of BENCHMARKS) {
  if (wanted.length > 0 && !wanted.includes(bench.name)) continue;
  console.log(`\n${bench.name}: ${bench.about}`);
  print(' ', '', 'measured', 'target');
  try {
    for await (const { what, value, target, ok } of bench.run()) {
      if (!ok) missed += 1;
      print(ok ? '✓' : '✗', what, value, target);
    }
  } catch (error) {
    // The others are still worth running: on a busy machine one may not get through.
    missed += 1;
    print('✗', `stopped: ${messageOf(error)}`, '', '');
  }
}
process.exit(missed > 0 ? 1 : 0);
