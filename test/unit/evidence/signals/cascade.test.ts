/** Cascades: one service falls ill, the others follow; its metrics alone have to tell. */
import { describe, expect, it } from 'vitest';
import type { MetricSeries } from '../../../../src/domain/observation.ts';
import { analyze } from '../../../../src/evidence/analyze.ts';
import { deviationOf } from '../../../../src/evidence/signals/cascade/deviation.ts';
import { candidates, logitOf } from '../../../../src/evidence/signals/cascade/first-cause.ts';
import {
  serviceStates,
  unwatched,
  type ServiceState,
} from '../../../../src/evidence/signals/cascade/service-state.ts';
import { unrestOnset } from '../../../../src/evidence/signals/cascade/unrest.ts';
import { buildTopology } from '../../../../src/evidence/signals/topology.ts';
import { nothingObserved } from '../../../../src/domain/observation.ts';
import { cascadeOf, randomOf, type Illness } from './cascades.ts';

const START = Date.UTC(2026, 1, 2, 3);
const STEP = 10_000;
const BREAK = 100;
const ONSET = START + BREAK * STEP;
const END = START + 160 * STEP;

const line = (shape: (at: number) => number | null, count = 160): MetricSeries['points'] =>
  Array.from({ length: count }, (_, at): [number, number | null] => [START + at * STEP, shape(at)]);
const series = (
  service: string,
  metric: string,
  shape: (at: number) => number | null,
): MetricSeries => ({ service, metric, tags: [], points: line(shape) });
const noisy = (seed: number, level: number, share = 0.1): ((at: number) => number) => {
  const random = randomOf(seed);
  return () => level * (1 + share * (random() + random() - 1));
};
const stepped = (seed: number, before: number, after: number): ((at: number) => number) => {
  const wobble = noisy(seed, 1);
  return (at) => (at < BREAK ? before : after) * wobble(at);
};

describe('deviationOf', () => {
  it('measures the level after in spreads of the time before', () => {
    const found = deviationOf(line(stepped(3, 100, 200)), ONSET, END);
    expect(found?.z).toBeGreaterThan(10);
    expect(found?.before).toBeCloseTo(100, -1);
    expect(found?.after).toBeCloseTo(200, -1.3);
    expect(found?.atMs).toBe(ONSET);
  });

  it('stays at home in noise, in noise that lasts, and among bursts that came before as well', () => {
    const random = randomOf(9);
    let drift = 0;
    const wandering = line(() => 100 + (drift = 0.95 * drift + (random() - 0.5) * 10));
    const bursts = line((at) => (at % 12 === 0 ? 400 : 100 + (at % 3)));
    for (const points of [line(noisy(5, 50)), wandering, bursts])
      expect(Math.abs(deviationOf(points, ONSET, END)?.z ?? 0)).toBeLessThan(4);
  });

  it('sees a crash that is over after a minute', () => {
    const points = line((at) => (at >= BREAK && at < BREAK + 7 ? 3 : 100 + (at % 5)));
    expect(deviationOf(points, ONSET, END)?.z).toBeLessThan(-10);
  });

  it('says nothing without samples on both sides', () => {
    expect(
      deviationOf(
        line(() => 1, 100),
        ONSET,
        END,
      ),
    ).toBeNull();
    expect(deviationOf([], ONSET, END)).toBeNull();
  });

  it('gives the same for a series ten times as dense', () => {
    const dense = Array.from({ length: 16_000 }, (_, at): [number, number] => [
      START + at * 100,
      (at < 10_000 ? 10 : 30) * (1 + ((at * 7919) % 97) / 970),
    ]);
    expect(deviationOf(dense, ONSET, END)?.z).toBeGreaterThan(10);
  });
});

describe('unrestOnset', () => {
  it('finds the moment at which many series leave their bands, not the one wild series before', () => {
    const metrics = [
      series('lone', 'cpu', (at) => (at > 40 && at < 60 ? 900 : 100 + (at % 4))),
      ...['a', 'b', 'c', 'd'].flatMap((name, at) => [
        series(name, 'latency', stepped(at + 1, 20, 60)),
        series(name, 'cpu', noisy(at + 20, 30)),
      ]),
    ];
    const found = unrestOnset(metrics);
    expect(Math.abs((found?.atMs ?? 0) - ONSET)).toBeLessThanOrEqual(STEP);
    expect(found?.stepMs).toBe(STEP);
  });

  it('looks no further than the alert, and finds nothing where nothing is', () => {
    const metrics = ['a', 'b'].map((name) => series(name, 'latency', stepped(7, 20, 60)));
    const early = unrestOnset(metrics, { latestMs: START + 50 * STEP });
    expect(early?.atMs ?? 0).toBeLessThan(START + 60 * STEP);
    expect(unrestOnset([])).toBeNull();
    expect(unrestOnset([series('a', 'cpu', () => 4)])).toBeNull();
  });
});

describe('serviceStates', () => {
  const stateOf = (...metrics: MetricSeries[]): ServiceState | undefined =>
    serviceStates(metrics, ONSET, END)[0];

  it('takes off what more load explains, and only that', () => {
    const load = series('pay', 'workload', stepped(1, 100, 300));
    const busy = stateOf(load, series('pay', 'cpu', stepped(2, 10, 30)));
    const eaten = stateOf(load, series('pay', 'cpu', stepped(2, 10, 90)));
    expect(busy?.cause).toBeLessThan(0.5);
    expect(eaten?.cause).toBeGreaterThan(1.5);
    expect(eaten?.load).toBeCloseTo(3, 0);
  });

  it('counts five series of one resource once, two resources more', () => {
    const disks = ['disk_read', 'disk_write', 'diskio'].map((metric, at) =>
      series('db', metric, stepped(at + 1, 10, 100)),
    );
    const one = stateOf(disks[0] as MetricSeries)?.cause ?? 0;
    const three = stateOf(...disks)?.cause ?? 0;
    const two = stateOf(...disks, series('db', 'cpu', stepped(8, 10, 100)))?.cause ?? 0;
    expect(three).toBeLessThan(1.3 * one);
    expect(two).toBeGreaterThan(1.2 * three);
  });

  it('tells who is away from who is only idle', () => {
    const away = stateOf(
      series('pay', 'mem', (at) => (at >= BREAK && at < BREAK + 15 ? null : 500)),
      series('pay', 'cpu', (at) => (at >= BREAK && at < BREAK + 15 ? null : 20 + (at % 3))),
    );
    const idle = stateOf(
      series('pay', 'mem', () => 500),
      series('pay', 'cpu', stepped(4, 20, 1)),
      series('pay', 'workload', stepped(4, 100, 0)),
    );
    expect(away?.gone).toBeGreaterThan(0.8);
    expect(idle?.gone).toBeLessThan(0.1);
  });
});

describe('candidates', () => {
  const calls = (...pairs: (readonly [string, string])[]) =>
    buildTopology({
      ...nothingObserved(new Date(END).toISOString()),
      serviceMap: { calls: pairs.map(([from, to]) => ({ from, to })), runsOn: [] },
    });
  const ill = (service: string, given: Partial<ServiceState>): ServiceState => ({
    ...unwatched(service),
    atMs: ONSET,
    ...given,
  });
  const firstOf = (states: ServiceState[], ...pairs: (readonly [string, string])[]): string =>
    candidates(states, calls(...pairs), STEP)
      .map((each) => ({ name: each.state.service, logit: logitOf(each) }))
      .sort((a, b) => b.logit - a.logit)[0]?.name ?? '';

  it('takes the deepest of those that are as slow', () => {
    const slow = { latency: 3, growth: 1.2 };
    const states = [ill('web', slow), ill('cart', slow), ill('cart-db', slow), ill('mail', {})];
    expect(firstOf(states, ['web', 'cart'], ['cart', 'cart-db'], ['web', 'mail'])).toBe('cart-db');
  });

  it('takes a caller that is ill by itself, whose callees are well', () => {
    const states = [
      ill('web', { latency: 3, growth: 1 }),
      ill('cart', { latency: 3, growth: 1.1 }),
      ill('db', {}),
    ];
    expect(firstOf(states, ['web', 'cart'], ['cart', 'db'])).toBe('cart');
  });

  it('takes who uses something up for the cause of those who only wait', () => {
    const wait = { latency: 3, growth: 1 };
    expect(firstOf([ill('a', wait), ill('b', wait), ill('c', { ...wait, cause: 3 })])).toBe('c');
  });

  it('takes the quicker one for the inner one where nobody knows the calls', () => {
    const fails = { errors: 2.5, failing: 0.2 };
    const usual = (ms: number) => new Map([['p90', ms]]);
    const states = [
      ill('a', { ...fails, usual: usual(90) }),
      ill('b', { ...fails, usual: usual(7) }),
      ill('c', { ...fails, usual: usual(40) }),
    ];
    expect(firstOf(states)).toBe('b');
  });
});

describe('a cascade', () => {
  const ILLNESSES: readonly Illness[] = [
    'cpu',
    'memory',
    'disk',
    'delay',
    'loss',
    'sockets',
    'killed',
    'throws',
  ];

  it.each([
    [true, 0.85],
    [false, 0.7],
  ])('leads back to who fell ill (calls known: %s)', (map, share) => {
    const wrong: string[] = [];
    const all = ILLNESSES.flatMap((illness) => [1, 2, 3].map((seed) => ({ illness, seed })));
    for (const { illness, seed } of all) {
      const cascade = cascadeOf(seed * 31 + illness.length, illness, { map });
      const said = analyze(cascade.observations);
      if (said.firstFailingService !== cascade.root)
        wrong.push(`${illness} ${seed}: ${said.firstFailingService} for ${cascade.root}`);
      expect(Math.abs(Date.parse(said.onsetAt ?? '') - cascade.onsetMs)).toBeLessThan(120_000);
    }
    expect(wrong.length, wrong.join('\n')).toBeLessThanOrEqual((1 - share) * all.length);
  });

  it('of an illness without any change needs none, and is named by what is used up', () => {
    const said = analyze(cascadeOf(5, 'cpu', { map: true }).observations);
    expect(said).toMatchObject({ verdict: 'no_code_change', category: 'resource_exhaustion' });
    expect(said.hypotheses[0]?.statement).toContain('CPU');
  });
});
