import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { splitColumns } from '../../../src/bundle/metrics/column-names.ts';
import { readMetrics } from '../../../src/bundle/metrics/read-metrics.ts';
import { createSeriesCollector } from '../../../src/bundle/metrics/series.ts';
import { createProblems } from '../../../src/bundle/problems.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mira-metrics-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let files = 0;
async function read(content: unknown, name = 'metrics.json', services: readonly string[] = []) {
  files += 1;
  const file = path.join(folder, `${files}-${name}`);
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  const problems = createProblems();
  const into = createSeriesCollector(() => undefined);
  await readMetrics(file, name, into, {
    problems,
    referenceMs: null,
    services: new Set(services),
    service: null,
  });
  return { series: into.list(), problems: problems.list() };
}

const T1 = 1_767_348_000_000;
const T2 = T1 + 60_000;
const ISO1 = new Date(T1).toISOString();
const ISO2 = new Date(T2).toISOString();
const POINTS = [
  [T1, 1],
  [T2, 2],
];
const CPU = [{ metric: 'cpu', service: 'pay', points: POINTS }];

describe('readMetrics', () => {
  it.each<[string, unknown, string?]>([
    [
      'long CSV',
      `timestamp,service,metric,value\n${ISO2},pay,cpu,2\n${ISO1},pay,cpu,1\n`,
      'metrics.csv',
    ],
    [
      'long CSV with semicolons and other names',
      `time;cmdb_id;kpi_name;value\n${T1};pay;cpu;1\n${T2};pay;cpu;2\n`,
      'metrics.csv',
    ],
    [
      'wide CSV with a service column',
      `timestamp,service,cpu\n${T1 / 1000},pay,1\n${T2 / 1000},pay,2\n`,
      'metrics.csv',
    ],
    [
      'records',
      [
        { timestamp: ISO1, service: 'pay', metric: 'cpu', value: 1 },
        { timestamp: ISO2, service: 'pay', metric: 'cpu', value: 2 },
      ],
    ],
    [
      'one object per time',
      [
        { timestamp: ISO1, service: 'pay', cpu: 1 },
        { timestamp: ISO2, service: 'pay', cpu: '2' },
      ],
    ],
    [
      'the same under metrics',
      {
        service: 'pay',
        metrics: [
          { timestamp: ISO1, cpu: 1 },
          { timestamp: ISO2, cpu: 2 },
        ],
      },
    ],
    [
      'points by name under metrics',
      {
        service: 'pay',
        metrics: {
          cpu: [
            { timestamp: ISO1, value: 1 },
            { timestamp: ISO2, value: 2 },
          ],
        },
      },
    ],
    [
      'points by service and name',
      {
        pay: {
          cpu: [
            [T1, 1],
            [T2, 2],
          ],
        },
      },
    ],
    ['a list of series', [{ metric: 'cpu', tags: ['service:pay'], points: POINTS }]],
    [
      'Prometheus query_range',
      {
        status: 'success',
        data: {
          resultType: 'matrix',
          result: [
            {
              metric: { __name__: 'cpu', app: 'pay' },
              values: [
                [T1 / 1000, '1'],
                [T2 / 1000, '2'],
              ],
            },
          ],
        },
      },
    ],
    [
      'Datadog query',
      {
        status: 'ok',
        series: [
          {
            metric: 'cpu',
            scope: 'service:pay',
            pointlist: [
              [T1, 1],
              [T2, 2],
            ],
          },
        ],
      },
    ],
    [
      'Datadog timeseries',
      {
        data: {
          attributes: {
            series: [{ group_tags: ['service:pay'], query: 'cpu' }],
            times: [T1, T2],
            values: [[1, 2]],
          },
        },
      },
    ],
    [
      'columns of times and values',
      { service: 'pay', timestamps: [ISO1, ISO2], series: { cpu: [1, 2] } },
    ],
    [
      'times and values of one series',
      [{ name: 'cpu', service: 'pay', timestamps: [ISO1, ISO2], values: [1, 2] }],
    ],
    [
      'times and values by name',
      { service: 'pay', metrics: { cpu: { timestamps: [ISO1, ISO2], values: [1, 2] } } },
    ],
    [
      'times and values by service',
      { pay: { cpu: { unit: '%', timestamps: [ISO1, ISO2], values: [1, 2] } } },
    ],
    [
      'a list of series with points of their own',
      {
        metrics: [
          {
            name: 'cpu',
            service: 'pay',
            data: [
              { timestamp: ISO1, value: 1 },
              { timestamp: ISO2, value: 2 },
            ],
          },
        ],
      },
    ],
    [
      'services with records of wide points',
      {
        services: {
          pay: [
            { timestamp: ISO1, cpu: 1 },
            { timestamp: ISO2, cpu: 2 },
          ],
        },
      },
    ],
    [
      'NDJSON',
      `{"ts":${T1},"service":"pay","name":"cpu","value":1}\n{"ts":${T2},"service":"pay","name":"cpu","value":2}\n`,
      'metrics.ndjson',
    ],
    [
      'OpenTelemetry',
      {
        resourceMetrics: [
          {
            resource: { attributes: [{ key: 'service.name', value: { stringValue: 'pay' } }] },
            scopeMetrics: [
              {
                metrics: [
                  {
                    name: 'cpu',
                    gauge: {
                      dataPoints: [
                        { timeUnixNano: `${T1}000000`, asDouble: 1 },
                        { timeUnixNano: `${T2}000000`, asDouble: 2 },
                      ],
                    },
                  },
                ],
              },
            ],
          },
        ],
      },
    ],
  ])('reads %s', async (_name, content, file) => {
    const { series, problems } = await read(content, file);
    expect(series).toMatchObject(CPU);
    expect(problems).toEqual([]);
  });

  it('reads Graphite, whose value stands first', async () => {
    const { series } = await read([
      {
        target: 'pay.cpu',
        datapoints: [
          [1, T1 / 1000],
          [null, T2 / 1000],
        ],
      },
    ]);
    expect(series).toMatchObject([
      {
        metric: 'pay.cpu',
        points: [
          [T1, 1],
          [T2, null],
        ],
      },
    ]);
  });

  it('splits the columns of a wide table by services', async () => {
    const { series } = await read(
      `time,cart_cpu,cart_latency-90,front-end_cpu,orders_cpu,orders_mem\n${T1},1,2,3,4,5\n${T2},1,2,3,4,\n`,
      'metrics.csv',
    );
    expect(series.map((each) => [each.service, each.metric])).toEqual([
      ['cart', 'cpu'],
      ['cart', 'latency-90'],
      ['front-end', 'cpu'],
      ['orders', 'cpu'],
      ['orders', 'mem'],
    ]);
    expect(series.at(-1)?.points).toEqual([
      [T1, 5],
      [T2, null],
    ]);
  });

  it('names the line of a row that can’t be used, and keeps the others', async () => {
    const { series, problems } = await read(
      `timestamp,service,metric,value\n${ISO1},pay,cpu,1\nsoon,pay,cpu,2\n${ISO2},pay,cpu,2\n`,
      'metrics.csv',
    );
    expect(series).toMatchObject(CPU);
    expect(problems).toMatchObject([{ file: 'metrics.csv', line: 3 }]);
  });

  it('names the line of a record inside a JSON document', async () => {
    const text = `{\n "metrics": [\n  {"timestamp":"${ISO1}","service":"pay","cpu":1},\n  7,\n  {"timestamp":"${ISO2}","service":"pay","cpu":2}\n ]\n}`;
    expect((await read(text)).problems).toMatchObject([{ file: 'metrics.json', line: 4 }]);
  });
});

describe('splitColumns', () => {
  const split = (columns: string[], services: string[] = []) =>
    [...splitColumns(columns, new Set(services)).values()].map(
      ({ service, metric }) => `${service ?? ''}|${metric}`,
    );

  it('does not take percentiles and measuring words for services', () => {
    const columns = [
      'p50_latency',
      'p95_latency',
      'p99_latency',
      'error_rate',
      'request_rate',
      'cpu_usage',
      'memory_usage',
      'disk_usage',
      'db_connections',
    ];
    expect(split(columns)).toEqual(columns.map((column) => `|${column}`));
  });

  it('believes a known service in front', () => {
    expect(split(['payment-svc.cpu', 'db_connections'], ['payment-svc', 'db'])).toEqual([
      'payment-svc|cpu',
      'db|connections',
    ]);
  });

  describe('in a grid of services and metrics', () => {
    const names = [
      'frontend',
      'cartservice',
      'redis-cart',
      'ts-order-service',
      'ts-order-mongo',
      'ad',
      'user_db',
    ];
    const metrics = {
      short: ['cpu', 'mem', 'latency-50', 'latency-90', 'workload', 'error', 'diskio', 'socket'],
      long: [
        'container-cpu-usage-seconds-total',
        'istio-latency-90',
        'container-fs-reads-bytes-total',
      ],
      mixed: ['cpu_usage', 'memory_rss', 'net_rx_bytes', 'disk_read', 'p99_latency', 'http_errors'],
    };
    const orders: Record<string, (service: string, metric: string, by: string) => string> = {
      'service first': (service, metric, by) => `${service}${by}${metric}`,
      'metric first': (service, metric, by) => `${metric}${by}${service}`,
      'service as a label': (service, metric) => `${metric}{service="${service}"}`,
    };
    it.each(
      Object.entries(metrics).flatMap(([kind, list]) =>
        Object.entries(orders).flatMap(([order, write]) =>
          ['_', '.', '-', '/', ':', '|', '__', ' '].map(
            (by) => [`${kind} names, ${order}, parted by "${by}"`, list, write, by] as const,
          ),
        ),
      ),
    )('finds every service: %s', (_, list, write, by) => {
      const cells = names.flatMap((service) => list.map((metric) => [service, metric] as const));
      const columns = cells.map(([service, metric]) => write(service, metric, by));
      expect(split(columns)).toEqual(cells.map((cell) => cell.join('|')));
    });
  });

  it('gives a service that nothing else names its columns by the metrics that others have', () => {
    expect(
      split(['cart_cpu', 'pay_cpu', 'stock-mysql_cpu', 'stock-mysql_connections'], ['cart', 'pay']),
    ).toEqual(['cart|cpu', 'pay|cpu', 'stock-mysql|cpu', 'stock-mysql|connections']);
  });

  it('does not give a known service the columns of one whose name begins with it', () => {
    const columns = ['frontend', 'frontend-external', 'cart'].flatMap((each) => [
      `${each}_cpu`,
      `${each}_mem`,
    ]);
    expect(split(columns, ['frontend'])).toContain('frontend-external|cpu');
  });
});
