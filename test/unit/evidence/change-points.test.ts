import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectChangePoints, type ChangePoint } from '../../../src/evidence/index.ts';
import { isHarmful, metricKind } from '../../../src/evidence/change-points/metric-kind.ts';

const MINUTE = 60_000;

/** Seeded normal noise: the same series in every run. */
function noise(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
  return () => Math.sqrt(-2 * Math.log(uniform() + 1e-12)) * Math.cos(2 * Math.PI * uniform());
}

const series = (
  count: number,
  value: (index: number) => number | null,
): [number, number | null][] =>
  Array.from({ length: count }, (_, index) => [index * MINUTE, value(index)]);

/** Share of 100 seeded series on which a condition holds. */
function share(
  count: number,
  value: (index: number, gauss: () => number) => number,
  holds: (changes: readonly ChangePoint[]) => boolean,
): number {
  let good = 0;
  for (let seed = 1; seed <= 100; seed += 1) {
    const gauss = noise(seed);
    if (holds(detectChangePoints(series(count, (index) => value(index, gauss))))) good += 1;
  }
  return good / 100;
}

const none = (changes: readonly ChangePoint[]): boolean => changes.length === 0;
const near =
  (minute: number, slack: number) =>
  (changes: readonly ChangePoint[]): boolean =>
    changes.some((each) => Math.abs(each.atMs / MINUTE - minute) <= slack);

describe('detectChangePoints', () => {
  it.each([15, 60, 720])('sees nothing in %d samples of noise', (count) => {
    expect(share(count, (_, gauss) => 100 + 5 * gauss(), none)).toBeGreaterThanOrEqual(0.95);
    expect(
      share(count, (_, gauss) => Math.max(0, Math.round(2 + 1.4 * gauss())), none),
    ).toBeGreaterThanOrEqual(0.95);
  });

  it.each([15, 60, 720])('places a step within a sample in %d', (count) => {
    const at = Math.floor(count * 0.6);
    expect(
      share(count, (index, gauss) => (index < at ? 100 : 160) + 5 * gauss(), near(at, 1)),
    ).toBeGreaterThanOrEqual(0.95);
  });

  it('places the start of a slow ramp, and calls it one', () => {
    const ramp = (index: number, gauss: () => number): number =>
      100 + Math.max(0, index - 60) * 2 + 3 * gauss();
    expect(share(120, ramp, near(60, 12))).toBeGreaterThanOrEqual(0.95);
    expect(share(120, ramp, (changes) => changes[0]?.shape === 'ramp')).toBeGreaterThanOrEqual(
      0.95,
    );
  });

  it('is not fooled by a daily cycle, and sees a step on top of one', () => {
    const day = (index: number, gauss: () => number): number =>
      100 + 60 * Math.sin((index / 24) * 2 * Math.PI) + 5 * gauss();
    expect(share(24 * 7, day, none)).toBeGreaterThanOrEqual(0.95);
    expect(
      share(24 * 7, (index, gauss) => day(index, gauss) + (index >= 140 ? 120 : 0), near(140, 3)),
    ).toBeGreaterThanOrEqual(0.8);
  });

  it('takes a burst that comes every hour for normal', () => {
    expect(
      share(480, (index, gauss) => (index % 60 < 2 ? 300 : 100) + 5 * gauss(), none),
    ).toBeGreaterThanOrEqual(0.95);
  });

  it('bridges gaps, ignores NaN and the order of the points', () => {
    const gauss = noise(3);
    const points = series(60, (index) =>
      index % 7 === 0 ? null : (index < 40 ? 10 : 30) + gauss(),
    );
    const found = detectChangePoints([...points].reverse());
    expect(found).toHaveLength(1);
    expect(Math.abs((found[0]?.atMs ?? 0) / MINUTE - 40)).toBeLessThanOrEqual(1);
    expect(
      detectChangePoints([
        [0, Number.NaN],
        [Number.NaN, 1],
      ]),
    ).toEqual([]);
  });

  it('says when a spike was over', () => {
    const gauss = noise(5);
    const [spike] = detectChangePoints(
      series(120, (index) => (index >= 50 && index < 56 ? 400 : 100) + 5 * gauss()),
    );
    expect(spike).toMatchObject({ direction: 'up', atMs: 50 * MINUTE });
  });

  it('finds the same change whatever the unit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000 }),
        fc.integer({ min: 1, max: 100 }),
        (scale, seed) => {
          const make = (factor: number): number[] => {
            const gauss = noise(seed);
            return detectChangePoints(
              series(60, (index) => factor * ((index < 30 ? 100 : 150) + 4 * gauss())),
            ).map((each) => each.atMs);
          };
          expect(make(scale)).toEqual(make(1));
        },
      ),
    );
  });

  it('is linear: 1M points in one thread within seconds', () => {
    const gauss = noise(9);
    const points = series(1_000_000, (index) => (index < 700_000 ? 100 : 130) + 5 * gauss());
    const before = process.threadCpuUsage();
    const [found] = detectChangePoints(points);
    expect(process.threadCpuUsage(before).user / 1_000).toBeLessThan(5_000);
    expect(Math.abs((found?.atMs ?? 0) / MINUTE - 700_000)).toBeLessThan(1_000);
  });
});

describe('where a change begins', () => {
  it('is not among the last samples before it, however high those happen to be', () => {
    const high = [3, 3.1, 2.6, 2.9];
    const [change] = detectChangePoints(
      series(90, (at) =>
        at >= 60 ? 80 + (at % 5) * 30 : at >= 56 ? (high[at - 56] ?? 3) : 1 + (at % 3) * 0.5,
      ),
    );
    expect(change?.atMs).toBe(60 * MINUTE);
    expect(change?.after).toBeGreaterThan(80);
  });

  it('is the first sample of the new level in nearly all noise', () => {
    expect(
      share(
        120,
        (at, gauss) => (at < 70 ? 2 : 30) + (at < 70 ? 1 : 8) * Math.abs(gauss()),
        (changes) => near(70, 1)(changes) && changes.every((each) => each.atMs >= 69 * MINUTE),
      ),
    ).toBeGreaterThanOrEqual(0.93);
  });

  it('is the turn of a climb', () => {
    expect(
      share(120, (at, gauss) => 20 + gauss() + Math.max(0, at - 60) * 0.8, near(60, 5)),
    ).toBeGreaterThanOrEqual(0.9);
  });
});

describe('metricKind', () => {
  it.each([
    ['cart_workload', 'traffic'],
    ['ferry_sessions_open', 'connections'],
    ['active_sessions', 'traffic'],
    ['zero_rates', 'other'],
    ['postponed_per_min', 'errors'],
    ['clock_offset_ms', 'other'],
    ['sessions_per_minute', 'traffic'],
    ['queue_messages_ready', 'queue'],
    ['tcp_retransmitted_segments', 'network'],
    ['http.server.errors', 'errors'],
    ['error_rate', 'errors'],
    ['p99_latency_ms', 'latency'],
    ['responseTime', 'latency'],
    ['requests_per_second', 'traffic'],
    ['container_cpu_usage', 'cpu'],
    ['jvm.heap.used', 'memory'],
    ['hikari.connections.active', 'connections'],
    ['kafka_consumer_lag', 'queue'],
    ['kube_pod_restarts', 'restarts'],
    ['cache_hit_ratio', 'cache'],
    ['db.query_count', 'work'],
    ['disk_used_percent', 'disk'],
  ])('%s is %s', (name, kind) => {
    expect(metricKind(name)).toBe(kind);
  });

  it('knows which direction hurts', () => {
    expect(isHarmful('errors', 'up')).toBe(true);
    expect(isHarmful('availability', 'down')).toBe(true);
    expect(isHarmful('traffic', 'up')).toBe(false);
  });
});
