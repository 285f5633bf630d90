import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { triageBatch } from '../../../../src/evidence/triage/triage.ts';
import { trendOf } from '../../../../src/evidence/triage/trend.ts';
import type {
  OpenIncident,
  TriageAlert,
  TriageInput,
} from '../../../../src/evidence/triage/types.ts';
import type { Observations } from '../../../../src/domain/observation.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 2, 10, minute)).toISOString();

const observations = (over: Partial<Observations> = {}): Observations => ({
  now: at(50),
  window: null,
  service: null,
  env: null,
  alerts: [],
  logs: [],
  metrics: [],
  spans: [],
  commits: [],
  deployments: [],
  configChanges: [],
  infraEvents: [],
  monitors: [],
  serviceMap: {
    calls: [
      { from: 'web', to: 'checkout' },
      { from: 'checkout', to: 'payments' },
      { from: 'payments', to: 'payments-db' },
    ],
    runsOn: [],
  },
  repositoryFiles: null,
  pathRules: [],
  notChecked: [],
  inputProblems: [],
  ...over,
});

const alert = (id: string, over: Partial<TriageAlert> = {}): TriageAlert => ({
  id,
  title: over.monitor ?? `alert ${id}`,
  body: '',
  service: 'checkout',
  env: null,
  firedAt: at(20),
  recoveredAt: null,
  tags: [],
  monitor: null,
  value: null,
  threshold: null,
  timesFired: null,
  timesFiredOverMs: null,
  host: null,
  relatedTo: null,
  history: [],
  ...over,
});

const incident = (over: Partial<OpenIncident> = {}): OpenIncident => ({
  id: 'INC-1',
  title: 'checkout: elevated errors',
  body: '',
  service: 'checkout',
  services: ['checkout'],
  env: null,
  metric: null,
  covers: [],
  status: 'investigating',
  openedAt: at(15),
  ...over,
});

const triage = (
  alerts: readonly TriageAlert[],
  openIncidents: readonly OpenIncident[] = [],
  over: Partial<Observations> = {},
) => triageBatch({ alerts, openIncidents, observations: observations(over) });

const errors = (id: string, over: Partial<TriageAlert> = {}): TriageAlert =>
  alert(id, { monitor: 'Error rate', metric: 'error_rate', value: 20, threshold: 5, ...over });

describe('triageBatch on one alert', () => {
  it.each<[string, TriageAlert, string, string | null]>([
    ['a failure that users feel', errors('a'), 'TICKET', 'P0'],
    [
      'the same with a harmless label',
      errors('a', { priority: 'low', service: 'ledger' }),
      'TICKET',
      'P1',
    ],
    ['one that healed at once', errors('a', { recoveredAt: at(23) }), 'IGNORE', null],
    [
      'one that healed after hours',
      errors('a', { firedAt: at(-200), recoveredAt: at(40) }),
      'MONITOR',
      'P2',
    ],
    [
      'a flapping monitor',
      alert('a', { metric: 'cpu', value: 92, threshold: 90, timesFired: 20, firedAt: at(45) }),
      'IGNORE',
      null,
    ],
    [
      'a flapping monitor that is far beyond this time',
      errors('a', { timesFired: 20, service: 'ledger' }),
      'TICKET',
      'P2',
    ],
    [
      'a budget',
      alert('a', {
        title: 'Monthly cloud budget at 105 %',
        priority: 'critical',
        value: 105,
        threshold: 100,
      }),
      'IGNORE',
      null,
    ],
    [
      'an error budget',
      alert('a', {
        title: 'SLO error budget burn rate',
        metric: 'slo.burn_rate',
        value: 20,
        threshold: 10,
      }),
      'TICKET',
      'P0',
    ],
    [
      'staging, labelled critical',
      errors('a', { env: 'staging', priority: 'critical' }),
      'IGNORE',
      null,
    ],
    [
      'a certificate about to expire, labelled info',
      alert('a', { title: 'TLS certificate expires in 2 days', priority: 'info' }),
      'TICKET',
      'P1',
    ],
    [
      'a certificate with time enough',
      alert('a', { title: 'TLS certificate expires in 40 days' }),
      'MONITOR',
      'P3',
    ],
    [
      'a disk that fills steadily, labelled low',
      alert('a', {
        title: 'Disk usage',
        metric: 'disk.used_pct',
        value: 81,
        threshold: 80,
        priority: 'low',
        history: [60, 64, 69, 73, 78, 81].map((value, n): [number, number] => [n, value]),
      }),
      'TICKET',
      'P2',
    ],
    [
      'a CPU that runs hot',
      alert('a', { title: 'CPU', metric: 'cpu', value: 85, threshold: 80 }),
      'MONITOR',
      'P3',
    ],
    [
      'lost data',
      alert('a', { title: 'Reconciliation: 12 orders missing', priority: 'low' }),
      'TICKET',
      'P1',
    ],
    ['a notice', alert('a', { title: 'Deployment finished: web 1.2' }), 'IGNORE', null],
  ])('decides %s', (_name, given, action, priority) => {
    expect(triage([given])).toMatchObject([{ id: 'a', action, priority, duplicateOf: null }]);
  });
});

describe('triageBatch on many', () => {
  it('puts the symptoms of a cascade under the deepest service that fails, whatever the order', () => {
    const batch = [
      errors('web', { service: 'web', firedAt: at(24) }),
      errors('checkout', { firedAt: at(22) }),
      errors('payments', { service: 'payments', firedAt: at(20), priority: 'low' }),
      errors('other', { service: 'reports', firedAt: at(21) }),
    ];
    expect(triage(batch)).toMatchObject([
      { id: 'web', action: 'IGNORE', duplicateOf: 'payments' },
      { id: 'checkout', action: 'IGNORE', duplicateOf: 'payments' },
      { id: 'payments', action: 'TICKET', priority: 'P0', duplicateOf: null },
      { id: 'other', action: 'TICKET', duplicateOf: null },
    ]);
  });

  it('does not hide a problem of its own behind another service’s failure', () => {
    const batch = [
      errors('payments', { service: 'payments' }),
      alert('disk', { title: 'Disk usage', metric: 'disk.used_pct', value: 97, threshold: 80 }),
      alert('cert', { title: 'TLS certificate expires in 1 days' }),
      errors('late', { firedAt: at(20), service: 'web' }),
      errors('early', { service: 'checkout', firedAt: at(-120) }),
    ];
    const byId = new Map(triage(batch).map((each) => [each.id, each]));
    for (const id of ['payments', 'disk', 'cert', 'early'])
      expect(byId.get(id), id).toMatchObject({ action: 'TICKET', duplicateOf: null });
    expect(byId.get('late')?.action).toBe('IGNORE');
  });

  it('keeps one of the same alert, the one that is still on', () => {
    const [first, second] = triage([
      errors('one', { firedAt: at(10), recoveredAt: at(12) }),
      errors('two', { firedAt: at(20) }),
    ]);
    expect(first).toMatchObject({ action: 'IGNORE', duplicateOf: 'two' });
    expect(second).toMatchObject({ action: 'TICKET', duplicateOf: null });
  });

  it('leaves what people already work on, and only that', () => {
    const disk = alert('disk', {
      title: 'Disk usage',
      metric: 'disk.used_pct',
      value: 97,
      threshold: 80,
    });
    expect(triage([errors('a'), disk], [incident()])).toMatchObject([
      { id: 'a', action: 'IGNORE', duplicateOf: 'INC-1' },
      { id: 'disk', action: 'TICKET', duplicateOf: null },
    ]);
    expect(triage([errors('a')], [incident({ status: 'resolved' })])).toMatchObject([
      { action: 'TICKET' },
    ]);
    expect(triage([errors('a')], [incident({ openedAt: at(600) })])).toMatchObject([
      { action: 'TICKET' },
    ]);
    expect(
      triage(
        [errors('a', { service: 'web' })],
        [
          incident({
            services: ['payments-db'],
            service: 'payments-db',
            title: 'payments-db down',
          }),
        ],
      ),
    ).toMatchObject([{ duplicateOf: 'INC-1' }]);
    expect(triage([disk], [incident({ covers: ['disk'] })])).toMatchObject([
      { duplicateOf: 'INC-1' },
    ]);
  });

  it('sees a slow burn in firings that each cleared, but worse each time', () => {
    const disk = (id: string, n: number, value: number) =>
      alert(id, {
        monitor: 'Disk usage',
        metric: 'disk.used_pct',
        priority: 'low',
        threshold: 80,
        value,
        firedAt: at(n * 100 - 400),
        recoveredAt: at(n * 100 - 395),
      });
    const burning = triage([disk('d1', 1, 81), disk('d2', 2, 84), disk('d3', 3, 88)]);
    expect(burning.filter((each) => each.action === 'TICKET').map((each) => each.id)).toEqual([
      'd3',
    ]);
    const steady = triage([disk('d1', 1, 81), disk('d2', 2, 84), disk('d3', 3, 81)]);
    expect(steady.map((each) => each.action)).not.toContain('TICKET');
  });

  it('believes words about growth, and about work that does not happen', () => {
    expect(
      triage([
        alert('a', {
          title: 'Heap usage',
          metric: 'heap',
          body: 'grows 3 % an hour, full in 5 hours',
          priority: 'low',
        }),
      ]),
    ).toMatchObject([{ action: 'TICKET' }]);
    expect(
      triage([alert('a', { title: 'Nightly export has not run', priority: 'low' })]),
    ).toMatchObject([{ action: 'TICKET' }]);
  });

  it('takes a flapping monitor seriously when the logs bear it out', () => {
    const flap = errors('a', { timesFired: 30, value: 5.2, service: 'ledger' });
    expect(triage([flap])).toMatchObject([{ action: 'IGNORE' }]);
    const logs = Array.from({ length: 20 }, (_, n) => ({
      id: `L${n}`,
      at: at(20 + n),
      service: 'ledger',
      level: 'error' as const,
      message: 'boom',
    }));
    expect(triage([flap], [], { logs })).toMatchObject([
      { action: 'TICKET', reason: expect.stringContaining('error lines') },
    ]);
  });

  it('answers every alert once, in order, whatever the batch', () => {
    const text = fc.constantFrom(
      'Error rate',
      'CPU',
      'Disk usage',
      'budget',
      'node down',
      'cert expires in 3 days',
      'payments timeout',
      '',
    );
    const service = fc.constantFrom('web', 'checkout', 'payments', 'payments-db', null);
    const arbitrary = fc.record({
      title: text,
      body: text,
      service,
      metric: fc.constantFrom('error_rate', 'cpu', 'disk', 'latency'),
      priority: fc.constantFrom('P1', 'low', 'critical', 'odd'),
      firedAt: fc.option(fc.integer({ min: -300, max: 50 }).map(at)),
      recoveredAt: fc.option(fc.integer({ min: -300, max: 50 }).map(at)),
      value: fc.option(fc.double({ noNaN: true })),
      threshold: fc.option(fc.double({ noNaN: true })),
      timesFired: fc.option(fc.integer({ min: 0, max: 100 })),
      relatedTo: fc.option(fc.constantFrom('0', '1', '2', 'INC-1')),
      host: fc.option(fc.constantFrom('h1', 'h2')),
    });
    fc.assert(
      fc.property(fc.array(arbitrary, { maxLength: 12 }), fc.boolean(), (fields, withIncident) => {
        const alerts = fields.map((each, index) =>
          alert(String(index), each as Partial<TriageAlert>),
        );
        const input: TriageInput = {
          alerts,
          openIncidents: withIncident ? [incident()] : [],
          observations: observations(),
        };
        const result = triageBatch(input);
        expect(result.map((each) => each.id)).toEqual(alerts.map((each) => each.id));
        const byId = new Map(result.map((each) => [each.id, each]));
        for (const each of result) {
          expect(each.action === 'IGNORE' ? each.priority : null).toBeNull();
          if (each.duplicateOf === null || each.duplicateOf === 'INC-1') continue;
          // a duplicate is ignored, and what it points at stands for itself
          expect(each.action).toBe('IGNORE');
          expect(each.duplicateOf).not.toBe(each.id);
          expect(byId.get(each.duplicateOf)?.duplicateOf ?? null).toSatisfy(
            (of: string | null) => of === null || of === 'INC-1',
          );
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('trendOf', () => {
  it('tells a drift from a wobble', () => {
    expect(trendOf([1, 2, 3, 4, 5, 6], false)).toBe('worse');
    expect(trendOf([6, 5, 4, 3, 2, 1], false)).toBe('better');
    expect(trendOf([6, 5, 4, 3, 2, 1], true)).toBe('worse');
    expect(trendOf([5, 6, 5, 6, 5, 6, 5], false)).toBe('steady');
    expect(trendOf([100, 101, 100, 102, 103], false)).toBe('steady');
    expect(trendOf([1, 2], false)).toBe('unknown');
    // a small drift that never turns back
    expect(trendOf([90, 91, 92, 93, 94, 95], false)).toBe('worse');
    expect(trendOf([90, 92, 91, 93, 94, 95], false)).toBe('steady');
  });
});

describe('triageBatch never loses a ticket', () => {
  const anAlert = fc.record({
    service: fc.constantFrom('web', 'checkout', 'payments', 'payments-db', 'reports'),
    metric: fc.constantFrom('error_rate', 'latency_p95', 'cpu', 'disk.used_pct', 'queue.depth'),
    value: fc.constantFrom(5, 5.2, 7, 20, 90),
    firedAt: fc.integer({ min: -400, max: 49 }).map(at),
    healed: fc.boolean(),
    timesFired: fc.constantFrom(null, 1, 5, 30),
    title: fc.constantFrom('Errors', 'Planned maintenance: down', 'Records lost', 'Budget at 90 %'),
  });

  it('leaves what needs work alone a ticket, or part of one, in any company', () => {
    fc.assert(
      fc.property(fc.array(anAlert, { maxLength: 12 }), fc.boolean(), (given, isWorkedOn) => {
        const batch = given.map(({ healed, ...over }, n) =>
          alert(`a${n}`, { threshold: 5, ...over, recoveredAt: healed ? at(50) : null }),
        );
        const open = isWorkedOn ? [incident()] : [];
        const together = new Map(triage(batch, open).map((one) => [one.id, one]));
        for (const each of batch) {
          const [alone] = triage([each], open);
          const said = together.get(each.id);
          if (alone?.action !== 'TICKET' || said?.action === 'TICKET') continue;
          const root = together.get(said?.duplicateOf ?? '');
          expect(
            root?.action === 'TICKET' ||
              said?.duplicateOf === 'INC-1' ||
              root?.duplicateOf === 'INC-1',
          ).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});
