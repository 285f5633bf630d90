/** Who failed first, from numbers, calls and words: small systems whose truth is plain. */
import { describe, expect, it } from 'vitest';
import { Observations, type LogRecord } from '../../../../src/domain/observation.ts';
import { collect } from '../../../../src/evidence/collect.ts';
import { createEvidenceBook } from '../../../../src/evidence/evidence-book.ts';
import { metricShifts } from '../../../../src/evidence/signals/metric-shift.ts';
import { ownerOfStore } from '../../../../src/evidence/signals/topology.ts';

const START = Date.UTC(2026, 5, 3, 9, 0);
const STEP = 10_000;
const SAMPLES = 240;
/** The sample at which things go wrong. */
const BREAK = 150;
const timeAt = (sample: number): string => new Date(START + sample * STEP).toISOString();

/** Noise that is the same at every run. */
const wobble = (seed: number, at: number): number => Math.sin(seed * 12.9 + at * 78.2) * 0.04;

type Shape = (sample: number) => number;
const calm =
  (level: number): Shape =>
  () =>
    level;
const step =
  (from: number, to: number, at = BREAK): Shape =>
  (sample) =>
    sample < at ? from : to;

const series = (service: string, metric: string, shape: Shape, seed = metric.length) => ({
  service,
  metric,
  tags: [],
  points: Array.from({ length: SAMPLES }, (_, at): [number, number] => [
    START + at * STEP,
    shape(at) * (1 + wobble(seed + service.length, at)),
  ]),
});

const lines = (
  service: string,
  message: string,
  samples: readonly number[],
  level: LogRecord['level'] = 'error',
): LogRecord[] =>
  samples.map((at) => ({
    id: `${service}${message}${at}`,
    at: timeAt(at),
    service,
    level,
    message,
  }));
const from = (first: number, count: number, every = 1): number[] =>
  Array.from({ length: count }, (_, at) => first + at * every);

function firstOf(given: {
  readonly metrics?: readonly ReturnType<typeof series>[];
  readonly calls?: readonly (readonly [string, string])[];
  readonly logs?: readonly LogRecord[];
  readonly alerted?: string;
  readonly events?: readonly { at: number; service: string; kind: string; summary: string }[];
}): string | null {
  const observations = Observations.parse({
    now: timeAt(SAMPLES - 1),
    window: null,
    service: given.alerted ?? null,
    env: 'prod',
    alerts:
      given.alerted === undefined
        ? []
        : [
            {
              id: 'a',
              title: `High latency on ${given.alerted}`,
              body: '',
              service: given.alerted,
              env: null,
              firedAt: timeAt(BREAK + 30),
              recoveredAt: null,
              tags: [],
            },
          ],
    logs: given.logs ?? [],
    metrics: given.metrics ?? [],
    spans: [],
    commits: [],
    deployments: [],
    configChanges: [],
    infraEvents: (given.events ?? []).map((each, at) => ({
      id: `e${at}`,
      at: timeAt(each.at),
      kind: each.kind,
      severity: 'warning',
      service: each.service,
      summary: each.summary,
    })),
    monitors: [],
    serviceMap: { calls: (given.calls ?? []).map(([a, b]) => ({ from: a, to: b })), runsOn: [] },
    repositoryFiles: null,
    pathRules: [],
    notChecked: [],
    inputProblems: [],
  });
  return collect(observations, createEvidenceBook()).firstFailing;
}

describe('the service that failed first', () => {
  const slowChain = [
    series('gate', 'latency-90', step(0.09, 0.2, BREAK + 2)),
    series('moor', 'latency-90', step(0.03, 0.14, BREAK + 1)),
    series('moor-db', 'latency-90', step(0.003, 0.09)),
    series('moor-db', 'connections', step(8, 30)),
    series('tide', 'latency-90', calm(0.02)),
  ];

  it('is the store behind a slow chain, from numbers and names alone', () => {
    expect(firstOf({ metrics: slowChain, alerted: 'gate' })).toBe('moor-db');
  });

  it('is not whoever jumped earlier and came back', () => {
    const jump: Shape = (at) => (at >= 60 && at < 90 ? 70 : 15);
    expect(firstOf({ metrics: [...slowChain, series('tide', 'cpu', jump)], alerted: 'gate' })).toBe(
      'moor-db',
    );
  });

  it('is not whoever logs the same warning all day, or has a routine event', () => {
    const chatter = lines('tide', 'deprecated field used by client', from(3, 30, 8), 'warn');
    const events = [
      {
        at: 12,
        service: 'tide',
        kind: 'FailedToUpdateEndpoint',
        summary: 'Failed to update endpoint prod/tide: the object has been modified',
      },
    ];
    expect(firstOf({ metrics: slowChain, logs: chatter, events, alerted: 'gate' })).toBe('moor-db');
  });

  it('is the one that sent what its caller refuses', () => {
    const logs = [
      ...lines('quay', 'rate 0.0 for NOK from tariffs is out of range, refusing', from(BREAK, 60)),
      ...lines('gate', 'upstream quay returned 500 on /quote', from(BREAK + 1, 40)),
    ];
    const metrics = [
      series('quay', 'errors', step(0, 20)),
      series('gate', 'errors', step(0, 12)),
      series('tariffs', 'cpu', step(30, 45)),
    ];
    const calls = [
      ['gate', 'quay'],
      ['quay', 'tariffs'],
    ] as const;
    expect(firstOf({ logs, metrics, calls, alerted: 'gate' })).toBe('tariffs');
  });

  it('is the one that a refused connection names, though it says nothing any more', () => {
    const metrics = [
      series('lamp-cache', 'workload', step(200, 0)),
      series('lamp', 'error', step(0, 40)),
      series('gate', 'error', step(0, 9)),
    ];
    const logs = [
      ...lines('lamp', 'connect ECONNREFUSED 10.0.3.6:6379 (lamp-cache)', from(BREAK, 60)),
      ...lines('gate', '500 from lamp for /v1/list', from(BREAK, 50)),
    ];
    expect(firstOf({ metrics, logs, calls: [['gate', 'lamp']], alerted: 'gate' })).toBe(
      'lamp-cache',
    );
  });

  it('is the consumer that fell silent, not the queue that fills up nor who is no longer asked', () => {
    const fill: Shape = (at) => (at < BREAK ? 100 : 100 + (at - BREAK) * 60);
    const metrics = [
      series('mate', 'requests_per_second', step(40, 0)),
      series('paper', 'requests_per_second', step(20, 0)),
      series('orders-rabbit', 'queue_messages_ready', fill),
      series('gate', 'latency-90', calm(0.1)),
    ];
    const calls = [
      ['gate', 'orders-rabbit'],
      ['mate', 'orders-rabbit'],
      ['mate', 'paper'],
    ] as const;
    expect(firstOf({ metrics, calls, alerted: 'orders-rabbit' })).toBe('mate');
  });

  describe('in a wave of requests', () => {
    const calls = [
      ['gate', 'moor'],
      ['moor', 'moor-db'],
    ] as const;
    const wave = (gateLatency: number): ReturnType<typeof series>[] => [
      series('gate', 'requests_per_second', step(100, 600)),
      series('moor', 'requests_per_second', step(80, 500)),
      series('moor-db', 'requests_per_second', step(60, 400)),
      series('gate', 'latency-90', step(0.1, gateLatency)),
      series('moor', 'latency-90', step(0.05, 0.4)),
      series('moor-db', 'latency-90', step(0.01, 0.06)),
      series('gate', 'errors', step(0, 50)),
    ];
    it('is whoever let it in and suffers most', () => {
      expect(firstOf({ metrics: wave(9), calls, alerted: 'gate' })).toBe('gate');
    });
    it('is the one below that could not carry it', () => {
      expect(firstOf({ metrics: wave(0.2), calls, alerted: 'gate' })).not.toBe('gate');
    });
  });
});

describe('metricShifts', () => {
  const onset = START + BREAK * STEP;
  const shiftsOf = (metrics: readonly ReturnType<typeof series>[]) =>
    metricShifts({ metrics } as unknown as Observations, onset);

  it('says which sample left the usual range, and by how much', () => {
    const [shift] = shiftsOf([series('moor', 'latency', step(20, 90))]);
    expect(shift).toMatchObject({ direction: 'up', harmful: true, stopped: false, atMs: onset });
    expect(shift?.ratio).toBeCloseTo(4.5, 0);
  });

  it('is not impressed by one more spike of a series that spikes', () => {
    const spiky: Shape = (at) => (at % 20 < 4 ? 90 : 20);
    expect(shiftsOf([series('moor', 'latency', spiky)])).toEqual([]);
  });

  it('measures failures by the largest of the same metric: a stray one is none', () => {
    const shifts = shiftsOf([
      series('moor', 'errors', step(0, 400)),
      series('gate', 'errors', step(0, 8)),
    ]);
    expect(shifts[0]?.series.service).toBe('moor');
    expect(shifts[0]?.z).toBeGreaterThan(10 * (shifts[1]?.z ?? 0));
  });

  it('takes cells that stay empty for silence', () => {
    const { points, ...rest } = series('moor', 'requests_per_second', calm(40));
    const gone = points.map(([at, value]): [number, number | null] => [
      at,
      at >= onset ? null : value,
    ]);
    expect(
      metricShifts({ metrics: [{ ...rest, points: gone }] } as unknown as Observations, onset)[0],
    ).toMatchObject({ stopped: true });
  });
});

describe('ownerOfStore', () => {
  it.each([
    ['orders-db', 'orders'],
    ['ts-price-mongo', 'ts-price-service'],
    ['CatalogCache', 'CatalogSvc'],
    ['lonely-redis', null],
    ['orders', null],
  ])('%s → %s', (store, owner) => {
    expect(
      ownerOfStore(store, ['orders', 'orders-db', 'ts-price-service', 'CatalogSvc', 'CatalogDb']),
    ).toBe(owner);
  });
});
