// Two explanations that look alike: the change, and what would need none. Each incident has a twin
// that differs in the one fact that tells them apart.
import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../../src/domain/analysis.ts';
import { diffFacts } from '../../../src/evidence/diff/facts.ts';
import { faultKindsOf } from '../../../src/evidence/faults/fault-kinds.ts';
import { analyze } from '../../../src/evidence/index.ts';
import { observe, type Incident } from './incidents.ts';

const verdictOf = (incident: Omit<Incident, 'truth'>): Analysis =>
  analyze(observe({ ...incident, truth: { verdict: 'inconclusive' } }));

describe('a disk that fills slowly', () => {
  const filling: Omit<Incident, 'truth'> = {
    name: 'spool fills up',
    service: 'printroom',
    alert: 'printroom rejects jobs',
    firedAt: 14,
    logs: [[10, 'error', 'OSError: [Errno 28] No space left on device: /var/spool/jobs/{n}', 20]],
    metrics: [['printroom.job_errors', 0, 30, 10]],
    commits: [
      {
        sha: 'aa11',
        at: -200,
        message: 'See what the spooler does at night',
        files: {
          'config/logging.yaml':
            '@@ -3,4 +3,4 @@ root:\n   handlers: [file]\n-  level: WARNING\n+  level: DEBUG\n   propagate: false\n',
        },
      },
    ],
  };
  const withRamp = (from: number): Analysis => {
    const seen = observe({ ...filling, truth: { verdict: 'inconclusive' } });
    const start = Date.parse(seen.now ?? '') - 420 * 60_000;
    return analyze({
      ...seen,
      metrics: [
        ...seen.metrics,
        {
          metric: 'disk_used_pct',
          service: 'printroom',
          tags: [],
          points: Array.from({ length: 420 }, (_, i): [number, number] => [
            start + i * 60_000,
            i < from
              ? 40 + 0.3 * Math.sin(i)
              : Math.min(100, 40 + ((i - from) * 60) / (400 - from)),
          ]),
        },
      ],
    });
  };

  it('was filled by the change that went live when it began to', () => {
    // the commit is 200 minutes before noon, the series begins 395 minutes before it
    const analysis = withRamp(200);
    expect(analysis.suspectChange?.id).toBe('aa11');
  });

  it('was filled by nobody in particular when it had begun long before', () => {
    const analysis = withRamp(40);
    expect(analysis.verdict).toBe('no_code_change');
  });
});

describe('code behind a flag', () => {
  const coded = (flagAt: number): Analysis =>
    verdictOf({
      name: 'new seat map',
      service: 'boxoffice',
      alert: 'boxoffice errors',
      firedAt: 6,
      logs: [
        [
          0,
          'error',
          'IndexError: list index out of range\n  File "/app/boxoffice/seatmap.py", line 31, in arrange\n    row = blocks[number]',
          25,
        ],
      ],
      metrics: [['boxoffice.errors', 0, 30, 0]],
      commits: [
        {
          sha: 'bb22',
          at: -190,
          message: 'Curved rows behind boxoffice.curved_rows',
          files: {
            'boxoffice/seatmap.py':
              '@@ -26,4 +26,8 @@ def arrange(hall, number):\n     blocks = hall.blocks\n+    if flags.on("boxoffice.curved_rows"):\n+        blocks = blocks[1:]\n+        row = blocks[number]\n+        return curve(row)\n     return blocks[number]\n',
          },
        },
      ],
      deployments: [{ at: -180, commit: 'bb22' }],
      flags: [
        {
          at: flagAt,
          name: 'boxoffice.curved_rows',
          summary: 'boxoffice.curved_rows on',
          before: 'off',
          after: 'on',
        },
      ],
    });

  it('does its harm when the flag is thrown', () => {
    const analysis = coded(-2);
    expect(analysis.suspectChange).toMatchObject({ kind: 'flag', commit: null });
    expect(
      analysis.hypotheses.find((each) => each.suspectChange?.id === 'bb22')?.against,
    ).toContain('its code waited behind boxoffice.curved_rows, which was thrown later');
  });

  it('is known by the name of its file or its message, where no diff was given', () => {
    const told = (message: string, path: string): Analysis =>
      verdictOf({
        name: 'no diff',
        service: 'boxoffice',
        alert: 'boxoffice errors',
        firedAt: 6,
        logs: [
          [
            0,
            'error',
            'IndexError: list index out of range\n  File "/app/boxoffice/curved_rows.py", line 31, in arrange\n    row = blocks[number]',
            25,
          ],
        ],
        metrics: [['boxoffice.errors', 0, 30, 0]],
        commits: [{ sha: 'bb23', at: -190, message, files: { [path]: null } }],
        flags: [{ at: -300, name: 'x.colour', summary: 'on' }].concat([
          { at: -2, name: 'boxoffice.curvedRows', summary: 'boxoffice.curvedRows on' },
        ]),
      });
    const waited = (analysis: Analysis): boolean =>
      JSON.stringify(analysis.hypotheses).includes('waited behind boxoffice.curvedRows');
    expect(waited(told('Curved rows, off by default', 'boxoffice/seats.py'))).toBe(true);
    expect(waited(told('Rows may be bent', 'boxoffice/curved_rows.py'))).toBe(true);
    expect(waited(told('Rows may be bent', 'boxoffice/seats.py'))).toBe(false);
  });

  it('is to blame itself where the flag had been thrown before it came', () => {
    expect(coded(-1_000).suspectChange?.id).toBe('bb22');
  });
});

describe('who refuses', () => {
  const refused = (line: string, patch: string): Analysis =>
    verdictOf({
      name: 'refusals',
      service: 'library-cards',
      alert: 'library-cards errors',
      firedAt: 6,
      logs: [[0, 'error', line, 25]],
      metrics: [['library-cards.errors', 0, 30, 0]],
      commits: [
        { sha: 'cc33', at: -60, message: 'New house rules', files: { 'src/rules.js': patch } },
      ],
      deployments: [{ at: -50, commit: 'cc33' }],
    });
  const own =
    'QuotaExceeded: reader has 6 of 2 loans\n    at borrow (/srv/library-cards/src/rules.js:14:11)\n    at handle (/srv/library-cards/src/server.js:20:5)';
  const theirs =
    'Error: isbn catalogue answered 429 Too Many Requests\n    at fetchTitle (/srv/library-cards/src/catalogue.js:9:11)\n    at handle (/srv/library-cards/src/server.js:20:5)';
  const lowered =
    '@@ -9,7 +9,7 @@\n /** Loans of one reader. */\n-export const LOANS_PER_WEEK = 20;\n+export const LOANS_PER_WEEK = 2;\n \n export function borrow(loans) {\n';
  const label =
    "@@ -3,3 +3,3 @@ export function title() {\n-  return 'Cards';\n+  return 'Library cards';\n }\n";

  it('is the service itself where its own code throws: the quota was lowered', () => {
    const analysis = refused(own, lowered);
    expect(analysis.suspectChange?.id).toBe('cc33');
    expect(analysis.hypotheses[0]?.reasons.join()).toContain('rate limit LOANS_PER_WEEK');
    expect(refused(own, label).category).not.toBe('dependency_outage');
  });

  it('is somebody else where an answer is quoted', () => {
    const analysis = refused(theirs, label);
    expect(analysis.verdict).toBe('no_code_change');
    expect(analysis.category).toBe('dependency_outage');
  });

  it('refuses more when it is asked without a pause', () => {
    const hurried =
      '@@ -2,5 +2,5 @@\n const TRIES = 6;\n-const PAUSE = 400;\n+const PAUSE = 4;\n \n export async function fetchTitle(isbn) {\n';
    const analysis = refused(theirs, hurried);
    expect(analysis.suspectChange?.id).toBe('cc33');
    expect(analysis.hypotheses[0]?.reasons.join()).toContain('interval PAUSE');
  });
});

describe('what a text says of its cause', () => {
  it.each([
    ['gateway responds 403: your agency contract ended on 2 March', 'credential_expired'],
    ['trial of workspace 14 has lapsed', 'credential_expired'],
    ['frame 77 dropped: CRC32 does not match', 'parse'],
    ['bad checksum in block 9', 'parse'],
    ['Cannot parse null', 'null_dereference'],
    ['latency of checkout above 2 s', 'slow'],
    ['render of page 4 given up after 20 seconds', 'timeout'],
  ] as const)('%s', (text, kind) => {
    expect([...faultKindsOf(text)]).toContain(kind);
  });

  it.each([
    ['order refused elapsed_ms=60 status=502', 'slow'],
    ['stored digest of the upload', 'parse'],
    ['subscription renewed', 'credential_expired'],
  ] as const)('%s is not %s', (text, kind) => {
    expect([...faultKindsOf(text)]).not.toContain(kind);
  });
});

describe('a caller that complains of a service which speaks for itself', () => {
  it('shows where it asked, not where it fails', () => {
    const analysis = verdictOf({
      name: 'hearsay',
      service: 'kiosk',
      alert: 'kiosk errors',
      firedAt: 6,
      calls: [['kiosk', 'tariffs']],
      logs: [
        [0, 'error', 'RuntimeError: fare table is void', 30, 'tariffs'],
        [
          0,
          'error',
          'UpstreamError: tariffs answered 500\n    at ask (/srv/kiosk/src/ask.js:12:9)\n    at show (/srv/kiosk/src/show.js:40:3)',
          30,
          'kiosk',
        ],
      ],
      metrics: [
        ['errors', 0, 30, 0, 'tariffs'],
        ['errors', 0, 28, 0, 'kiosk'],
      ],
      commits: [
        {
          sha: 'ee55',
          at: -20,
          service: 'kiosk',
          message: 'kiosk: ask politely',
          files: {
            'src/ask.js':
              "@@ -10,4 +10,5 @@ export async function ask(path) {\n   const headers = {};\n+  headers['cache-control'] = 'no-store';\n   return fetch(path, { headers });\n }\n",
          },
        },
      ],
    });
    expect(analysis.firstFailingService).toBe('tariffs');
    expect(analysis.suspectChange).toBeNull();
  });
});

describe('one host of several', () => {
  const spread = (others: string): Analysis =>
    verdictOf({
      name: 'hosts',
      service: 'seats',
      alert: 'seats errors',
      firedAt: 6,
      logs: [
        [0, 'error', 'ledger page {n} unreadable', 30, 'seats', 'seats-1'],
        ...[2, 3, 4].map((n) => [-30, 'info', 'served {n}', 20, others, `${others}-${n}`] as const),
      ],
    });
  const reasons = (analysis: Analysis): string =>
    analysis.hypotheses.flatMap((each) => each.reasons).join('\n');

  it('counts the hosts of the service that fails', () => {
    expect(reasons(spread('seats'))).toContain('one of 4 hosts');
  });

  it("does not count other services' hosts", () => {
    expect(reasons(spread('radio'))).not.toContain('hosts');
  });
});

const chanceOf = (id: string, analysis: Analysis): number =>
  analysis.hypotheses.find((each) => each.suspectChange?.id === id)?.probability ?? 0;

describe('who stands at the scene', () => {
  const scene = (line: string, patch: string, rival: Record<string, string>): Analysis =>
    verdictOf({
      name: 'scene',
      service: 'archiver',
      alert: 'archiver fails',
      firedAt: 6,
      logs: [[0, 'error', line, 30]],
      metrics: [['archiver.errors', 0, 30, 0]],
      commits: [
        {
          sha: 'ff66',
          at: -40,
          message: 'archive: keep the answer of put',
          files: { 'lib/archive.rb': patch },
        },
        { sha: 'ab12', at: -45, message: 'Yearly tidying', files: rival },
      ],
      deployments: [{ at: -30, commit: 'ff66' }],
    });
  const upload =
    '@@ -18,5 +18,6 @@ class Archive\n   def upload(key, body)\n-    bucket.put(key, body)\n+    object = bucket.put(key, body)\n+    object.key\n   end\n';
  const at = "\n\tfrom lib/archive.rb:19:in `upload'\n\tfrom lib/job.rb:7:in `run'";
  const grants = {
    'deploy/grants.yaml':
      '@@ -4,5 +4,4 @@ archiver:\n   - store:Read\n-  - store:Write\n   - store:List\n',
  };

  it('only asks, where somebody else refuses', () => {
    const refused = `Store::Forbidden (access to the vault denied)${at}`;
    const analysis = scene(refused, upload, grants);
    expect(analysis.suspectChange?.id).toBe('ab12');
    expect(chanceOf('ff66', analysis)).toBeLessThan(0.02);
  });

  it('is to blame where its own code fails', () => {
    const analysis = scene(
      `NoMethodError (undefined method \`key' for nil:NilClass)${at}`,
      upload,
      grants,
    );
    expect(analysis.suspectChange?.id).toBe('ff66');
  });

  it('only tells of it, where its lines run once it has failed', () => {
    const handler =
      '@@ -17,6 +17,7 @@ class Archive\n   def upload(key, body)\n     bucket.put(key, Entry.read(body).size)\n   rescue StandardError\n-    stats.count(:lost)\n+    stats.count(:lost_upload)\n+    spool.keep(key, body)\n     raise\n   end\n';
    const analysis = scene(
      "NoMethodError (undefined method `size' for nil:NilClass)\n\tfrom lib/archive.rb:18:in `upload'",
      handler,
      {
        'lib/entry.rb':
          '@@ -3,3 +3,4 @@ class Entry\n   def self.read(body)\n-    body ? Entry.new(body) : Entry.void\n+    return nil if body.empty?\n+    Entry.new(body)\n   end\n',
      },
    );
    expect(analysis.suspectChange?.id).toBe('ab12');
    expect(chanceOf('ff66', analysis)).toBeLessThan(0.02);
  });
});

describe('a trace that quotes its source', () => {
  const reasonsFor = (source: string): string =>
    verdictOf({
      name: 'quoted',
      service: 'mixer',
      alert: 'mixer errors',
      firedAt: 6,
      logs: [
        [
          0,
          'error',
          `mix failed\nTraceback (most recent call last):\n  File "/app/mixer/pour.py", line 12, in pour\n    ${source}\nAttributeError: 'NoneType' object has no attribute 'volume'`,
          30,
        ],
      ],
      commits: [
        {
          sha: 'de78',
          at: -30,
          message: 'Pour twice',
          files: {
            'mixer/pour.py':
              '@@ -10,4 +10,4 @@ def pour(glass):\n     before = glass.level\n     drink = choose(glass)\n-    glass.add(drink)\n+    glass.add(drink.volume * 2)\n     return before\n',
          },
        },
      ],
    })
      .hypotheses.flatMap((each) => each.reasons)
      .join('\n');

  it('shows who wrote the line', () => {
    expect(reasonsFor('glass.add(drink.volume * 2)')).toContain('wrote line 12');
  });

  it('shows that the numbers are of another version', () => {
    expect(reasonsFor('level = tank.volume - glass.level')).not.toContain('wrote line 12');
  });
});

describe('an update of a library whose commits are known', () => {
  const update = (patch: string): Analysis =>
    verdictOf({
      name: 'library',
      service: 'planner',
      alert: 'planner errors',
      firedAt: 6,
      logs: [
        [
          0,
          'error',
          'TypeError: weeks is not iterable\n    at spread (/srv/planner/node_modules/weekgrid/lib/spread.js:8:15)\n    at plan (/srv/planner/src/plan.js:21:3)',
          30,
        ],
      ],
      commits: [
        {
          sha: 'up11',
          at: -20,
          message: 'weekgrid 3',
          files: {
            'package.json':
              '@@ -8,3 +8,3 @@\n   "dependencies": {\n-    "weekgrid": "2.4.0"\n+    "weekgrid": "3.0.0"\n   }\n',
          },
        },
        {
          sha: 'lib2',
          at: -60,
          service: 'weekgrid',
          repository: 'weekgrid',
          message: 'tidy',
          files: { 'lib/spread.js': patch },
        },
      ],
    });

  it('leaves the blame to the one that can have done it', () => {
    const analysis = update(
      '@@ -5,5 +5,5 @@ function spread(input) {\n   const out = [];\n-  const weeks = input.weeks || [];\n+  const weeks = input.weeks;\n   for (const week of weeks) out.push(week);\n   return out;\n',
    );
    expect(analysis.suspectChange?.id).toBe('lib2');
  });

  it('keeps it where the only one is a comment', () => {
    const analysis = update(
      '@@ -7,3 +7,4 @@ function spread(input) {\n   const weeks = input.weeks;\n+  // one row for each week\n   for (const week of weeks) out.push(week);\n',
    );
    expect(analysis.suspectChange?.id).toBe('up11');
    expect(analysis.hypotheses[0]?.against.join()).not.toContain('it only brought');
  });
});

describe('an upper bound', () => {
  const boundOf = (removed: string, added: string): string[] =>
    diffFacts([
      {
        path: 'src/pages.rs',
        status: 'modified',
        patch: `@@ -4,3 +4,3 @@ fn rows(&self) {\n-${removed}\n+${added}\n }\n`,
      },
    ])
      .filter((each) => each.kind === 'limit_changed')
      .map((each) => each.direction);

  it.each([
    ['    let n = wanted.min(MAX_ROWS);', '    let n = wanted;'],
    ['    for i in range(min(total, Page.SIZE)):', '    for i in range(total):'],
    ['    rows = Math.min(PAGE, count);', '    rows = count;'],
  ])('is taken away: %s', (removed, added) => {
    expect(boundOf(removed, added)).toContain('up');
    expect(boundOf(added, removed)).toContain('down');
  });

  it('stays where it has another name', () => {
    expect(
      boundOf('    let n = wanted.min(MAX_ROWS);', '    let n = wanted.min(PAGE_ROWS);'),
    ).not.toContain('up');
  });
});

describe('a commit of the caller that raised the alarm', () => {
  it('is no suspect for what the callee throws from its own code', () => {
    const analysis = verdictOf({
      name: 'caller',
      service: 'portal',
      alert: 'portal errors',
      firedAt: 6,
      calls: [['portal', 'roster']],
      logs: [
        [
          0,
          'error',
          'panic: shift {n} of no table\n\ngoroutine 7 [running]:\nmain.parseShift(...)\n\t/src/roster/shift.go:52',
          40,
          'roster',
        ],
        [0, 'error', 'upstream roster returned 500', 40, 'portal'],
      ],
      metrics: [
        ['errors', 0, 30, 0, 'roster'],
        ['errors', 0, 28, 0, 'portal'],
      ],
      commits: [
        { sha: 'ab34', at: -30, message: 'portal: round the total below the date', files: {} },
      ],
    });
    expect(analysis.firstFailingService).toBe('roster');
    expect(analysis.suspectChange).toBeNull();
    expect(chanceOf('ab34', analysis)).toBeLessThan(0.1);
  });
});

describe('a message without a diff', () => {
  const chance = (message: string): number =>
    chanceOf(
      'cd56',
      verdictOf({
        name: 'message',
        service: 'sorter',
        alert: 'sorter errors',
        firedAt: 6,
        logs: [[0, 'error', 'java.lang.NullPointerException: parcel is null', 30]],
        metrics: [['sorter.errors', 0, 30, 0]],
        commits: [{ sha: 'cd56', at: -30, message, files: {} }],
      }),
    );

  it('says what it is about behind the kind of work', () => {
    expect(chance('refactor(sorter): labels in green')).toBe(chance('sorter: labels in green'));
    expect(chance('refactor the null checks of labels')).toBeGreaterThan(chance('labels in green'));
    expect(chance('sorter: explain what a label may be')).toBeLessThan(chance('labels in green'));
  });
});

describe('what lies outside of the code', () => {
  const tempting = {
    sha: 'ef90',
    at: -25,
    message: 'Write in batches',
    files: {
      'src/store.go':
        '@@ -30,6 +30,5 @@ func (s *Store) Save(rows []Row) error {\n-\tfor _, row := range rows {\n-\t\tif err := s.db.Insert(row); err != nil {\n-\t\t\treturn err\n-\t\t}\n-\t}\n+\tif err := s.db.InsertAll(rows); err != nil {\n+\t\treturn err\n+\t}\n \treturn nil\n',
    },
  };
  const failing = (logs: Incident['logs'], more: Partial<Incident> = {}): Analysis =>
    verdictOf({
      name: 'outside',
      service: 'tallies',
      alert: 'tallies errors',
      firedAt: 8,
      metrics: [['tallies.errors', 0, 30, 0]],
      commits: [tempting],
      deployments: [{ at: -20, commit: 'ef90' }],
      ...more,
      logs: logs ?? [],
    });

  it('is the last number of a type, where a key has no next one', () => {
    const told = (number: string): Analysis =>
      failing([
        [0, 'error', `save: duplicate key value violates unique constraint, key ${number}`, 30],
      ]);
    expect(told('4294967295').category).toBe('resource_exhaustion');
    expect(told('4294967').category).not.toBe('resource_exhaustion');
  });

  it('is a resolver, where several services ask it in vain', () => {
    const analysis = failing(
      [
        [
          0,
          'error',
          'dial tcp: lookup tally-db on 10.0.0.10:53: read udp 10.1.1.4:4411->10.0.0.10:53: i/o timeout',
          30,
        ],
        [
          0,
          'error',
          "Failed to resolve 'ballots' ([Errno -3] Temporary failure in name resolution)",
          30,
          'counter',
        ],
        [0, 'error', 'getaddrinfo EAI_AGAIN seals.vote.internal', 30, 'sealer'],
      ],
      {
        commits: [
          {
            sha: 'ef91',
            at: -25,
            message: 'tallies on a smaller image',
            files: {
              Dockerfile:
                '@@ -1,2 +1,2 @@\n-FROM node:22-bookworm\n+FROM node:22-alpine\n COPY . .\n',
            },
          },
        ],
        deployments: [{ at: -20, commit: 'ef91' }],
      },
    );
    expect(analysis.category).toBe('infrastructure');
    expect(analysis.suspectChange).toBeNull();
  });

  it('is the hardware, by whatever library it is reported', () => {
    const analysis = failing([
      [0, 'error', 'RuntimeError: device error: uncorrectable ECC error on tally-gpu-3', 30],
    ]);
    expect(analysis.category).toBe('infrastructure');
  });

  it('is the network of the nodes, where unlike systems are out of reach and a table is full', () => {
    const analysis = failing(
      [
        [0, 'error', 'tally-db: connect ETIMEDOUT 10.4.4.1:5432', 30],
        [0, 'error', 'ballots: connect ETIMEDOUT 10.4.9.3:80', 30, 'counter'],
        [0, 'error', 'vault: connect ETIMEDOUT 10.4.7.5:443', 30, 'sealer'],
      ],
      {
        events: [{ at: -1, kind: 'kernel', summary: 'nf_conntrack: table full, dropping packet' }],
      },
    );
    expect(analysis.category).toBe('infrastructure');
  });

  it('is one sender, named in front of its lines, while others go through', () => {
    const feeds = (bad: string): Analysis =>
      failing([
        ...['ward-7', 'ward-8', 'ward-9'].map(
          (ward) => [-40, 'info', `${ward}: {n} votes read`, 30] as const,
        ),
        [0, 'error', `${bad}: cannot parse total "12.4.1"`, 30],
        ...['ward-7', 'ward-9'].map((ward) => [1, 'info', `${ward}: {n} votes read`, 30] as const),
      ]);
    const reasons = (analysis: Analysis): string =>
      analysis.hypotheses.flatMap((each) => each.reasons).join('\n');
    expect(reasons(feeds('ward-8'))).toContain('nearly all failures are of ward-8');
    expect(reasons(feeds('tally-reader'))).not.toContain('of tally-reader');
  });

  it('is no file of the program that stands in a trace', () => {
    const analysis = failing([
      [-40, 'info', 'votes read', 30],
      [
        0,
        'error',
        'cannot parse\nTraceback (most recent call last):\n  File "/srv/tallies/read.py", line 37, in read\n    total = int(text)\nValueError: invalid literal for int()',
        30,
      ],
    ]);
    expect(JSON.stringify(analysis)).not.toContain('nearly all failures are of file');
  });
});

describe('a service that is spelled in two ways', () => {
  const topic: Omit<Incident, 'truth'> = {
    name: 'spelling',
    service: 'mail-relay',
    alert: 'mail-relay sends nothing',
    firedAt: 6,
    logs: [
      [-40, 'info', 'relay: {n} sent', 20],
      [0, 'error', 'publish failed: queue outbound.eu does not exist', 40],
    ],
    metrics: [['mail-relay.errors', 0, 30, 0]],
    commits: [
      {
        sha: 'fa12',
        at: -60,
        message: 'One queue for each region',
        files: { 'config/queues.toml': null },
      },
      { sha: 'fa13', at: -50, message: 'Colours of the dashboard', files: { 'web/a.css': null } },
    ],
    deployments: [{ at: -55, commit: 'fa12' }],
  };

  it('is one', () => {
    const seen = observe({ ...topic, truth: { verdict: 'inconclusive' } });
    const analysis = analyze(seen);
    const respelled = analyze({
      ...seen,
      logs: seen.logs.map((each) => ({ ...each, service: 'Mail_Relay' })),
      deployments: seen.deployments.map((each) => ({ ...each, service: 'mail relay' })),
    });
    expect(analysis.firstFailingService).toBe('mail-relay');
    expect(respelled).toEqual(analysis);
  });

  it('misses what a setting names', () => {
    expect([...faultKindsOf('publish failed: queue outbound.eu does not exist')]).toContain(
      'missing_config',
    );
    expect([...faultKindsOf('queue outbound.eu drained')]).not.toContain('missing_config');
  });
});

describe('three commits that did the like to the failing function', () => {
  it('convict none of them', () => {
    const edit = (n: number): string =>
      `@@ -${28 + n},2 +${28 + n},2 @@ def level(hour)\n   x${n}\n-  a = low + ${n}\n+  a = low - ${n}\n`;
    const analysis = verdictOf({
      name: 'tides',
      service: 'tide',
      alert: 'tide fails',
      logs: [
        [
          0,
          'error',
          "NoMethodError: undefined method `+' for nil:NilClass\n  lib/tide.rb:38:in `level'\n  lib/main.rb:3:in `run'",
          20,
        ],
      ],
      commits: [5, 6, 7].map((n) => ({
        sha: `aaa000${n}`,
        at: -30 - n,
        message: `tide: ${n}`,
        files: { 'lib/tide.rb': edit(n) },
      })),
    });
    expect(analysis.confidence).toBeLessThan(0.55);
    expect(analysis.hypotheses[0]?.suspectChange?.commit).toMatch(/^aaa000/);
  });
});
