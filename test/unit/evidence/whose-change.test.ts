/** Whose change it is, and how somebody else's comes to be felt here. */
import { describe, expect, it } from 'vitest';
import { Observations } from '../../../src/domain/observation.ts';
import { analyze } from '../../../src/evidence/index.ts';
import { observe, type CommitSpec, type Incident } from './incidents.ts';

const BARE = {
  name: 'x',
  service: 'tolls',
  alert: 'tolls 5xx',
  truth: { verdict: 'root_cause' },
} as const;

const of = (incident: Incident, sha: string) => {
  const analysis = analyze(Observations.parse(observe(incident)));
  return {
    analysis,
    own: analysis.hypotheses.find((each) => each.suspectChange?.id === sha),
  };
};

/** `tolls` reads what somebody else made; that one's commit went live five minutes before. */
function fedBy(
  supplier: string,
  commit: Omit<CommitSpec, 'at' | 'sha'>,
  rest: Partial<Incident> = {},
): Incident {
  return {
    ...BARE,
    logs: [
      [-40, 'info', 'toll of lane {n} taken', 60],
      [0, 'error', 'cannot decode tariff row', 40],
      ...(rest.logs ?? []),
    ],
    metrics: [
      ['tolls.error_rate', 0.003, 0.6, 0, 'tolls'],
      ['ferry.error_rate', 0.003, 0.003, 0, 'ferry'],
      [`${supplier}.error_rate`, 0.003, 0.003, 0, supplier],
    ],
    calls: rest.calls ?? [['ferry', 'tolls']],
    commits: [{ sha: 'c1', at: -30, service: supplier, repository: supplier, ...commit }],
    deployments: [{ at: -5, commit: 'c1', service: supplier }],
  };
}

const RENAMES = {
  message: 'one spelling for currencies',
  files: {
    'src/emit.go': '@@ -9,1 +9,1 @@ func emit(t Tariff) {\n-\tput(t.code)\n+\tput(t.unit)\n',
  },
};

describe("somebody else's change", () => {
  it('is felt by whoever reads the same store', () => {
    const calls = [
      ['ferry', 'tolls'],
      ['tolls', 'tariff-log'],
      ['tariffs', 'tariff-log'],
    ] as const;
    const { own } = of(fedBy('tariffs', RENAMES, { calls }), 'c1');
    expect(own?.reasons.join()).toContain('uses tariff-log as tolls does');
    const apart = of(
      fedBy('tariffs', RENAMES, {
        calls: [
          ['ferry', 'tolls'],
          ['tariffs', 'other-log'],
        ],
      }),
      'c1',
    );
    expect(apart.own?.against.join()).toContain('tolls does not depend on');
    expect(own?.probability).toBeGreaterThan(apart.own?.probability ?? 1);
  });

  it('is held against a stranger less where nobody tells who works with whom', () => {
    const share = (calls: Incident['calls']): number =>
      of(fedBy('tariffs', RENAMES, { calls }), 'c1').own?.probability ?? 0;
    expect(share([])).toBeGreaterThan(share([['ferry', 'tolls']]));
  });

  it('is felt where its settings are shipped to', () => {
    const rules = {
      message: 'stricter tariff rows',
      files: {
        'rules/rows.json': '@@ -3,1 +3,1 @@\n-  "row": "[a-z]+"\n+  "row": "(([a-z]+)*)+$"\n',
      },
    };
    const { own } = of(fedBy('rulebook', rules, { calls: [['rulebook', 'tolls']] }), 'c1');
    expect(own?.reasons.join()).toContain('belongs to rulebook, which calls tolls');
  });

  it('speaks for itself where its service says something new since it went live', () => {
    const heard = (minute: number) =>
      of(
        fedBy('tariffs', RENAMES, {
          logs: [
            [-40, 'info', 'table written', 30, 'tariffs'],
            [minute, 'info', 'table written twice as long as the last', 8, 'tariffs'],
          ],
        }),
        'c1',
      ).own;
    expect(heard(1)?.reasons.join()).toContain('tariffs says something new since then');
    // what comes well after the failure follows from it
    expect(heard(7)?.reasons.join()).not.toContain('says something new');
    expect(heard(1)?.probability).toBeGreaterThan(heard(7)?.probability ?? 1);
  });

  it('of a caller that only suffers does not', () => {
    const { own } = of(
      fedBy('ferry', RENAMES, {
        logs: [
          [-40, 'info', 'ferry loaded', 30, 'ferry'],
          [1, 'warn', 'car {n} waits at the gate', 8, 'ferry'],
        ],
      }),
      'c1',
    );
    expect(own?.reasons.join() ?? '').not.toContain('says something new');
  });
});

describe('a value that nobody can handle', () => {
  const chokes = (line: string, before = 'OPEN'): Incident => ({
    ...fedBy(
      'tariffs',
      {
        message: 'one state more',
        files: {
          'src/states.kt': `@@ -4,2 +4,3 @@ enum class State {\n   ${before},\n+  ${line}\n   SHUT,\n`,
        },
      },
      {
        calls: [
          ['tolls', 'tariff-log'],
          ['tariffs', 'tariff-log'],
        ],
      },
    ),
    logs: [
      [-40, 'info', 'toll of lane {n} taken', 60],
      [
        0,
        'error',
        'IllegalStateException: unexpected lane state half_open\n\tat road.Lane.next(Lane.kt:41)\n\tat road.Toll.take(Toll.kt:12)',
        40,
      ],
    ],
  });
  const reasons = (line: string, before?: string): string =>
    of(chokes(line, before), 'c1').own?.reasons.join() ?? '';

  it('is tied to who brought it into being, however it is spelled there', () => {
    expect(reasons('HalfOpen,')).toContain('brings half_open into being');
    expect(reasons('HALF_OPEN,')).toContain('brings half_open into being');
    expect(reasons('PENDING,')).not.toContain('into being');
    expect(reasons('HalfOpen,', 'HALF_OPEN')).not.toContain('into being');
  });
});

describe('a type that an error names', () => {
  const reads = (path: string, plus = '  public int lanes;'): Incident => ({
    ...BARE,
    logs: [
      [
        0,
        'error',
        'java.io.InvalidClassException: road.model.LaneBook; local class incompatible\n\tat road.tolls.Shelf.get(Shelf.java:19)',
        40,
      ],
    ],
    metrics: [['tolls.error_rate', 0.003, 0.6, 0, 'tolls']],
    commits: [
      {
        sha: 'c1',
        at: -20,
        message: 'more of each lane',
        files: { [path]: `@@ -7,2 +7,3 @@\n   public String name;\n+${plus}\n }\n` },
      },
    ],
  });
  const reasons = (path: string, plus?: string): string =>
    of(reads(path, plus), 'c1').own?.reasons.join() ?? '';

  it('ties it to who changed its shape, though it stands in no trace', () => {
    expect(reasons('road-model/src/road/model/LaneBook.java')).toContain('whose type');
    expect(reasons('road-model/src/road/model/LaneBook.java')).toContain('holds, which');
    expect(reasons('road-model/src/road/model/LaneBook.java', '  // lanes')).not.toContain('holds');
    // the same name in another package is another type
    expect(reasons('desk/src/desk/view/LaneBook.java')).not.toContain('whose type');
  });
});

describe('tables and indexes, which stand in no trace', () => {
  const slow = (index: string): Incident => ({
    ...BARE,
    logs: [
      [0, 'error', 'Query exceeded its time: statement timeout', 30],
      [
        0,
        'warn',
        'duration 5012 ms plan: Seq Scan on passages, Filter: (lane_code = 7)',
        30,
        'tolls-db',
      ],
    ],
    metrics: [
      ['tolls.latency_p95', 40, 4000, 0, 'tolls'],
      ['ferry.latency_p95', 40, 41, 0, 'ferry'],
    ],
    calls: [
      ['tolls', 'tolls-db'],
      ['ferry', 'tolls'],
    ],
    commits: [
      {
        sha: 'c1',
        at: -20,
        service: 'tolls-db',
        repository: 'tolls-db',
        message: 'spring cleaning',
        files: { 'db/changes/9.sql': `@@ -0,0 +1,1 @@\n+DROP INDEX ${index};\n` },
      },
    ],
  });
  it.each([
    ['passages_lane_idx', true],
    ['ix_invoices_customer', false],
  ])('%s: named by the failing query: %s', (index, named) => {
    const { own } = of(slow(index), 'c1');
    expect(own?.reasons.join().includes('which the failing queries are about')).toBe(named);
  });
});

describe('code that reckons with dates', () => {
  const due = (onset: string, line: string): string => {
    const observations = observe({
      ...BARE,
      logs: [[0, 'error', 'ValueError: day is out of range for month', 40]],
      metrics: [['tolls.error_rate', 0.003, 0.6, 0, 'tolls']],
      commits: [
        {
          sha: 'c1',
          at: -9 * 24 * 60,
          message: 'own arithmetic',
          files: {
            'tolls/due.py': `@@ -3,1 +3,1 @@ def due(since):\n-    return later(since)\n+    ${line}\n`,
          },
        },
      ],
    });
    const shift = Date.parse(onset) - Date.parse(observations.logs[0]?.at ?? '');
    const moved = JSON.parse(
      JSON.stringify(observations).replace(/"(\d{4}-\d\d-\d\dT[\d:.]+Z)"/g, (_all, iso: string) =>
        JSON.stringify(new Date(Date.parse(iso) + shift).toISOString()),
      ),
    ) as typeof observations;
    const metrics = moved.metrics.map((each) => ({
      ...each,
      points: each.points.map(([ms, value]): [number, number | null] => [ms + shift, value]),
    }));
    const { hypotheses } = analyze(Observations.parse({ ...moved, metrics }));
    return hypotheses.find((each) => each.suspectChange?.id === 'c1')?.reasons.join('; ') ?? '';
  };
  const DATES = 'return since.replace(month=since.month + 1)';

  it('may wait for a new month', () => {
    expect(due('2026-08-01T00:04:00Z', DATES)).toContain('fails as a new month begins');
    expect(due('2026-08-04T00:04:00Z', DATES)).not.toContain('begins');
    expect(due('2026-08-01T00:04:00Z', 'return sooner(since)')).not.toContain('begins');
  });
});

describe('commits without diffs', () => {
  it('are told by the failing file rather than by what another one announces', () => {
    const { analysis } = of(
      {
        ...BARE,
        logs: [
          [
            0,
            'error',
            'fatal error: concurrent map writes\n\ngoroutine 9 [running]:\nroad.example/tolls/lane.(*Book).Put(0xc000)\n\t/src/tolls/lane/book.go:31 +0x11c',
            40,
          ],
        ],
        metrics: [['tolls.error_rate', 0.003, 0.6, 0, 'tolls']],
        commits: [
          { sha: 'c1', at: -15, message: 'smaller', files: { 'tolls/lane/book.go': null } },
          { sha: 'c2', at: -60, message: 'Parallel fetch', files: { 'tolls/net/get.go': null } },
        ],
      },
      'c1',
    );
    expect(analysis.suspectChange?.id).toBe('c1');
  });

  const unread = (message: string): string => {
    const { own } = of(
      {
        ...BARE,
        logs: [
          [0, 'error', 'No provider for LaneBook! NoSuchBeanDefinitionException: LaneBook', 30],
        ],
        metrics: [['tolls.error_rate', 0.003, 0.6, 0, 'tolls']],
        commits: [{ sha: 'c1', at: -10, message, files: { 'src/Start.java': null } }],
      },
      'c1',
    );
    return own?.reasons.join('; ') ?? '';
  };
  it('are told by what they announce, the wiring of parts among it', () => {
    for (const message of ['Register parts by name', 'Inject what is needed', 'One IoC container'])
      expect(unread(message)).toContain('code that is not there');
    expect(unread('Shorter lines')).not.toContain('code that is not there');
  });
});
