/** Causes outside of everything that was changed, each beside what merely looks like it. */
import { describe, expect, it } from 'vitest';
import {
  Observations,
  type InfraEvent,
  type LogRecord,
} from '../../../../src/domain/observation.ts';
import { collect } from '../../../../src/evidence/collect.ts';
import { createEvidenceBook } from '../../../../src/evidence/evidence-book.ts';
import { analyze } from '../../../../src/evidence/index.ts';
import { outsideSigns } from '../../../../src/evidence/signals/outside/index.ts';

const NOON = Date.UTC(2026, 8, 8, 12, 0);
const at = (minute: number): string => new Date(NOON + minute * 60_000).toISOString();

type Said = readonly [service: string, message: string, host?: string, level?: LogRecord['level']];

/** An hour of quiet, then everything that is `said`, every minute for a quarter of an hour. */
function incident(given: {
  readonly said: readonly Said[];
  readonly before?: readonly Said[];
  readonly events?: readonly Partial<InfraEvent>[];
  readonly metrics?: readonly {
    service: string;
    metric: string;
    value: (minute: number) => number;
  }[];
}): Observations {
  const logs: LogRecord[] = [];
  const say = (minute: number, [service, message, host, level]: Said): void => {
    logs.push({
      id: `L${logs.length}`,
      at: at(minute),
      service,
      message,
      level: level ?? 'error',
      ...(host === undefined ? {} : { host }),
    });
  };
  for (let minute = -60; minute < 0; minute += 2) {
    say(minute, ['gate', 'GET /health 200', 'h1', 'info']);
    for (const each of given.before ?? []) {
      say(minute, each);
      say(minute + 1, each);
    }
  }
  for (let minute = 0; minute < 15; minute += 1) for (const each of given.said) say(minute, each);
  return Observations.parse({
    now: at(16),
    window: null,
    service: 'gate',
    env: 'prod',
    alerts: [
      { id: 'a', title: 'gate: errors', body: '', service: 'gate', firedAt: at(5), tags: [] },
    ],
    logs,
    metrics: (given.metrics ?? []).map(({ value, ...each }) => ({
      ...each,
      tags: [],
      points: Array.from({ length: 76 }, (_, index) => [
        NOON + (index - 60) * 60_000,
        value(index - 60),
      ]),
    })),
    spans: [],
    commits: [
      {
        sha: 'c0ffee1',
        message: 'gate: shorter timeout towards everything',
        author: 'x',
        service: 'gate',
        repository: null,
        committedAt: at(-90),
        files: [{ path: 'docs/notes.md', status: 'modified', patch: '@@ -1 +1 @@\n-a\n+b' }],
      },
    ],
    deployments: [],
    configChanges: [],
    infraEvents: (given.events ?? []).map((each, index) => ({
      id: `e${index}`,
      at: at(-1),
      kind: 'Event',
      service: null,
      severity: 'warning',
      summary: '',
      ...each,
    })),
    monitors: [],
    serviceMap: { calls: [], runsOn: [] },
    repositoryFiles: null,
    pathRules: [],
    notChecked: [],
    inputProblems: [],
  });
}

const signsOf = (observations: Observations) =>
  outsideSigns(collect(observations, createEvidenceBook()));

describe('outside causes', () => {
  it('name resolution: many names in several services', () => {
    const analysis = analyze(
      incident({
        said: [
          ['gate', 'getaddrinfo ENOTFOUND quay.svc.local'],
          ['quay', 'lookup tide.svc.local: i/o timeout'],
          ['quay', 'lookup mail.acme.example: server misbehaving'],
          ['core-dns', 'plugin/errors: 2 upstream timeout', undefined, 'warn'],
        ],
      }),
    );
    expect(analysis).toMatchObject({ verdict: 'no_code_change', category: 'infrastructure' });
    expect(analysis.firstFailingService).toBe('core-dns');
    expect(analysis.summary).toContain('Name resolution');
  });

  it('one name that one service can’t resolve is a name, not the resolver', () => {
    const signs = signsOf(incident({ said: [['gate', 'getaddrinfo ENOTFOUND qauy.svc.local']] }));
    expect(signs).toEqual([]);
  });

  it('a cloud region: different products in different services', () => {
    const analysis = analyze(
      incident({
        said: [
          ['vault', 'PUT s3 us-west-2 part 7: 503 SlowDown'],
          ['orders', 'dynamodb PutItem us-west-2: InternalServerError (500)'],
          ['mailer', 'sqs SendMessage us-west-2: 500 InternalFailure'],
        ],
      }),
    );
    expect(analysis).toMatchObject({
      verdict: 'no_code_change',
      category: 'dependency_outage',
      firstFailingService: 'us-west-2',
      recommendedAction: 'failover',
    });
  });

  it('one product that one service uses wrongly is no region', () => {
    expect(signsOf(incident({ said: [['vault', 's3 us-west-2: 403 AccessDenied']] }))).toEqual([]);
  });

  it('a CDN: statuses that only its edge gives', () => {
    const [sign] = signsOf(
      incident({
        said: [
          ['shop-front', 'asset https://static.edge.example/a.js: 522 (edge lon2)'],
          ['blog-front', 'image https://static.edge.example/b.webp: 525'],
          ['origin', 'GET /a.js 200', undefined, 'info'],
        ],
      }),
    );
    expect(sign).toMatchObject({ category: 'dependency_outage', origin: 'static.edge.example' });
  });

  it('a number that happens to be 522 is no edge', () => {
    expect(signsOf(incident({ said: [['orders', 'order 522 failed: total 522 of 530']] }))).toEqual(
      [],
    );
  });

  it('a clock: tokens from the future on the host whose clock moved', () => {
    const analysis = analyze(
      incident({
        said: [['gate', '401 token rejected: not valid yet (nbf is 70s in the future)', 'h2']],
        metrics: [
          {
            service: 'h2',
            metric: 'clock_offset_ms',
            value: (m) => (m < -1 ? 3 + (m % 3) : 70_000),
          },
        ],
      }),
    );
    expect(analysis).toMatchObject({ verdict: 'no_code_change', category: 'infrastructure' });
    expect(analysis.summary).toContain('clock');
  });

  it('a token that was always rejected says nothing of a clock', () => {
    const early: Said = ['gate', 'token rejected: not valid yet', 'h2'];
    expect(signsOf(incident({ before: [early], said: [early] }))).toEqual([]);
  });

  it('hardware: the kernel complains before the program does', () => {
    const signs = signsOf(
      incident({
        said: [
          ['kernel', 'blk_update_request: I/O error, dev sdb, sector 9912'],
          ['tide-db', 'could not read block 7: Input/output error'],
        ],
      }),
    );
    expect(signs[0]).toMatchObject({ category: 'infrastructure', action: 'failover' });
  });

  it('an i/o error of a request is no disk', () => {
    const said: readonly Said[] = [
      ['gate', 'I/O error on POST request for "https://quay.svc/berth": Connection refused'],
    ];
    expect(signsOf(incident({ said }))).toEqual([]);
  });

  it('a crowded node: the one evicted is not the one who ate the memory', () => {
    const event = (service: string, summary: string, kind = 'Evicted'): Partial<InfraEvent> => ({
      kind,
      service,
      summary,
      host: 'n4',
    });
    const crowded = [
      event('report-batch', 'System OOM encountered, victim process: report', 'SystemOOM'),
      event('gate', 'The node was low on resource: memory'),
    ];
    const said: readonly Said[] = [['gate', 'connection reset by peer']];
    expect(signsOf(incident({ said, events: crowded })).map(({ category }) => category)).toContain(
      'infrastructure',
    );
    expect(signsOf(incident({ said, events: [event('gate', 'memory limit')] }))).toEqual([]);
  });

  it('a load test: its tool signs its requests', () => {
    const said: readonly Said[] = [
      ['gate', 'POST /cart 503 shed ua="k6/0.49.0"', undefined, 'warn'],
      ['gate', 'inflight limit reached', undefined, 'warn'],
    ];
    expect(signsOf(incident({ said }))[0]).toMatchObject({ category: 'traffic_surge' });
    expect(signsOf(incident({ said, before: said }))).toEqual([]);
  });

  it('a provider: two services that have nothing else in common', () => {
    const signs = signsOf(
      incident({
        said: [
          [
            'checkout',
            'POST https://api.paywell.example.com/charge failed: 503 Service Unavailable',
          ],
          ['subscriptions', 'renewal failed: https://api.paywell.example.com answered 503'],
        ],
      }),
    );
    expect(signs[0]).toMatchObject({
      category: 'dependency_outage',
      origin: 'api.paywell.example.com',
    });
  });

  it('a quota: who refuses does answer', () => {
    const [sign] = signsOf(
      incident({ said: [['routes', 'geocoder: 429 monthly quota of 500000 used up']] }),
    );
    expect(sign?.reason).toContain('quota is used up');
  });

  it('spoilt input: whoever hands it on complains before the one who trips over it', () => {
    const said: readonly Said[] = [
      ['tariffs', 'harbour export: column <fee> empty for 12 rows, using 0', undefined, 'warn'],
      ['gate', 'quote failed: division by zero, fee=0 source=tariffs'],
    ];
    expect(signsOf(incident({ said }))[0]).toMatchObject({
      category: 'bad_input_data',
      origin: 'tariffs',
    });
    expect(signsOf(incident({ said, before: said.slice(0, 1) }))).toEqual([]);
    expect(signsOf(incident({ said: [['gate', 'column fee is missing']] }))).toEqual([]);
  });

  describe('the ailment of a service that nobody changed', () => {
    const wobble = (minute: number): number => 1 + 0.03 * Math.sin(minute * 7.3);
    const step =
      (before: number, after: number) =>
      (minute: number): number =>
        (minute < 0 ? before : after) * wobble(minute);
    const ill = (metric: string, before: number, after: number, service = 'tide-db') =>
      signsOf(
        incident({
          said: [],
          metrics: [
            { service, metric, value: step(before, after) },
            { service, metric: 'latency_p90', value: step(4, 90) },
            { service: 'gate', metric: 'latency_p90', value: step(80, 140) },
          ],
        }),
      );

    it.each([
      ['tcp_retransmits', 'infrastructure'],
      ['mem_working_set', 'dependency_outage'],
    ])('%s of a store: %s', (metric, category) => {
      expect(ill(metric, 10, 200)[0]).toMatchObject({ category });
    });

    it('a service that is no store: the resource that ran out', () => {
      expect(ill('cpu', 20, 99, 'tide')[0]).toMatchObject({ category: 'resource_exhaustion' });
    });

    it('is none where more is asked of it, or where the change may be its own', () => {
      expect(ill('requests_per_second', 40, 200)).toEqual([]);
      expect(ill('cpu', 20, 99, 'gate')).toEqual([]);
    });
  });

  it('a lock: a session of somebody’s who changed nothing holds it', () => {
    const analysis = analyze(
      incident({
        said: [
          ['gate', 'berth refused: Lock wait timeout exceeded after 50 s'],
          [
            'harbour-db',
            'thread 812 is the head blocker, user=nightly_report, state=Sleep, waiting: 41',
            undefined,
            'warn',
          ],
        ],
      }),
    );
    expect(analysis).toMatchObject({
      verdict: 'no_code_change',
      category: 'resource_exhaustion',
      firstFailingService: 'harbour-db',
      recommendedAction: 'restart',
    });
    expect(analysis.summary).toContain('nightly_report');
  });

  it.each([
    ['the service’s own session', 'blocking session 41, program_name=gate-worker, 12 waiting'],
    ['a session without a name', 'process 4 blocked by pid 77'],
  ])('%s may hold a lock by what was changed', (_, line) => {
    const signs = signsOf(
      incident({
        said: [
          ['gate', 'berth refused'],
          ['harbour-db', line, undefined, 'warn'],
        ],
      }),
    );
    expect(signs.filter(({ reason }) => reason.includes('holds what'))).toEqual([]);
  });

  it('a lock that was always waited for is no sign', () => {
    const line: Said = [
      'harbour-db',
      'blocked by session 4, user=nightly_report',
      undefined,
      'warn',
    ];
    const signs = signsOf(incident({ said: [['gate', 'berth refused'], line], before: [line] }));
    expect(signs.filter(({ reason }) => reason.includes('holds what'))).toEqual([]);
  });
});
