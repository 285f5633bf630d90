/** The evidence engine: how many lines, samples and commits a second, and that more cost no more each. */
import type { Commit, Observations } from '../src/domain/observation.ts';
import { analyze, detectChangePoints } from '../src/evidence/index.ts';
import { createTemplateMiner } from '../src/evidence/log-templates/mine.ts';
import type { Benchmark, Row } from './row.ts';

const LINES = 1_000_000;
const SAMPLES = 4_000;
const COMMITS = 400;
const START = Date.UTC(2026, 0, 1);
/** Ten times as much may cost each at most this many times as much. */
const LINEAR = 1.6;

export const evidenceBenchmark: Benchmark = {
  name: 'evidence',
  about: 'template mining, change points and the weighing of changes',
  async *run() {
    yield* rows();
  },
};

function* rows(): Generator<Row> {
  yield* scaled('log lines mined for templates', mine, LINES, 50_000);
  yield* scaled('metric samples searched for changes', search, SAMPLES * 10, 50_000);
  yield* scaled('commits weighed for one incident', weigh, COMMITS, 200);
}

function* scaled(
  what: string,
  work: (size: number) => void,
  size: number,
  perSecond: number,
): Generator<Row> {
  work(Math.ceil(size / 10));
  const small = seconds(() => work(Math.ceil(size / 10)));
  const large = seconds(() => work(size));
  const rate = size / large;
  yield {
    what: `${what}, a second (${size.toLocaleString('en')})`,
    value: Math.round(rate).toLocaleString('en'),
    target: `≥ ${perSecond.toLocaleString('en')}`,
    ok: rate >= perSecond,
  };
  const growth = large / (10 * small);
  yield {
    what: `${what}: cost of each, ten times as many against few`,
    value: growth.toFixed(2),
    target: `≤ ${LINEAR}`,
    ok: growth <= LINEAR,
  };
}

function seconds(work: () => void): number {
  const begun = performance.now();
  work();
  return (performance.now() - begun) / 1_000;
}

function mine(lines: number): void {
  const miner = createTemplateMiner();
  for (let n = 0; n < lines; n += 1) {
    miner.add({
      message: `worker ${n % 40} ${WORDS[n % WORDS.length] ?? ''} order ${n} for customer c-${n % 977} in ${n % 350} ms`,
      atMs: START + n,
      level: 'info',
      service: 'shop',
    });
  }
}

const WORDS = ['took', 'finished', 'refused', 'retried', 'queued', 'dropped', 'priced', 'shipped'];

/** Ever more series of one length: nobody asks for one that is longer than a window. */
function search(samples: number): void {
  for (let series = 0; series < samples / SAMPLES; series += 1) {
    detectChangePoints(
      Array.from({ length: SAMPLES }, (_, n): [number, number] => [
        START + n * 60_000,
        100 + ((n * 7919 + series) % 13) + (n > SAMPLES * 0.8 ? 60 : 0),
      ]),
    );
  }
}

function weigh(commits: number): void {
  analyze(incident(commits));
}

function incident(commits: number): Observations {
  const onset = START + 86_400_000;
  const iso = (ms: number): string => new Date(ms).toISOString();
  return {
    now: iso(onset + 900_000),
    window: null,
    service: 'shop',
    env: 'prod',
    alerts: [
      {
        id: 'a1',
        title: 'shop errors',
        body: '',
        service: 'shop',
        env: 'prod',
        firedAt: iso(onset + 300_000),
        recoveredAt: null,
        tags: [],
      },
    ],
    logs: Array.from({ length: 200 }, (_, n) => ({
      id: `l${n}`,
      at: iso(onset + n * 1_000),
      service: 'shop',
      level: 'error' as const,
      message: `TypeError: Cannot read properties of null (reading 'percent')\n    at applyCoupon (/app/src/coupon-${n % 5}.ts:31:22)`,
    })),
    metrics: [],
    spans: [],
    commits: Array.from({ length: commits }, (_, n): Commit => commit(n, iso(onset - n * 60_000))),
    deployments: [],
    configChanges: [],
    infraEvents: [],
    monitors: [],
    serviceMap: { calls: [], runsOn: [] },
    repositoryFiles: null,
    pathRules: [],
    notChecked: [],
    inputProblems: [],
  };
}

const commit = (n: number, committedAt: string): Commit => ({
  sha: `${n.toString(16).padStart(8, '0')}`.repeat(5),
  repository: 'shop',
  service: 'shop',
  author: 'dev',
  committedAt,
  message: `Change number ${n} of the ${WORDS[n % WORDS.length] ?? ''} path`,
  parents: [],
  filesComplete: true,
  files: [
    {
      path: `src/part-${n % 90}.ts`,
      status: 'modified',
      patch: `@@ -10,6 +10,6 @@ export function part${n}(order: Order) {\n-  const limit = ${n};\n+  const limit = ${n + 5};\n   const items = order.items.filter((item) => item.price > limit);\n-  if (items.length === 0) return null;\n   return total(items);\n }\n`,
    },
  ],
});
