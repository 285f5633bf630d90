// Incidents in which nobody's change is guilty, each with a twin in which somebody's is.
import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../../src/domain/analysis.ts';
import { collect } from '../../../src/evidence/collect.ts';
import { createEvidenceBook } from '../../../src/evidence/evidence-book.ts';
import { analyze } from '../../../src/evidence/index.ts';
import { outsideSigns } from '../../../src/evidence/signals/outside/index.ts';
import { at, observe, type Incident } from './incidents.ts';

type Given = Omit<Incident, 'truth' | 'name' | 'alert'>;
const seenIn = (given: Given) =>
  observe({ name: 'x', alert: 'errors', ...given, truth: { verdict: 'inconclusive' } });
const verdictOf = (given: Given): Analysis => analyze(seenIn(given));
const day = (back: number): string => at(-back * 24 * 60).slice(0, 10);

/** A line every two minutes of the last three quarters of an hour, numbers and names in turn. */
const through = (
  service: string,
  line: (turn: number) => string,
  until = 14,
): NonNullable<Given['logs']> =>
  Array.from({ length: Math.floor((until + 46) / 2) }, (_, turn) => [
    2 * turn - 46,
    'info',
    line(turn),
    1,
    service,
  ]);

describe('the same few pieces of work', () => {
  const stack =
    'panic: strconv.Atoi: parsing "12 kg": invalid syntax\n\ngoroutine 7 [running]:\nmain.weigh(0xc0)\n\t/src/scales/weigh.go:22 +0x1d\nmain.main()\n\t/src/scales/main.go:9 +0x2a';
  const rewritten = {
    sha: 'aa01',
    at: -1_500,
    message: 'weights in grams',
    files: {
      'scales/weigh.go':
        '@@ -20,4 +20,4 @@ func weigh(p Parcel) int {\n \tv := p.Weight\n-\tn, err := strconv.Atoi(v)\n+\tn, err := strconv.Atoi(strings.TrimSpace(v))\n \tif err != nil {\n',
    },
  };
  const weighed = (failing: (turn: number) => number, liveAt: number): Analysis =>
    verdictOf({
      service: 'scales',
      logs: [
        ...through('scales', (turn) => `parcel ${70_000 + turn} weighed`),
        ...Array.from({ length: 30 }, (_, turn): NonNullable<Given['logs']>[number] => [
          0.4 * turn,
          'error',
          `parcel ${failing(turn)} not weighed, tried again later\n${stack}`,
        ]),
      ],
      metrics: [['scales.errors', 0, 30, 0]],
      commits: [{ ...rewritten, at: liveAt - 10 }],
      deployments: [{ at: liveAt, commit: 'aa01' }],
    });

  it('fail whenever they are tried, and the code that does all the others is not to blame', () => {
    const analysis = weighed((turn) => 81_002 + (turn % 2), -1_490);
    expect(analysis).toMatchObject({ verdict: 'no_code_change', category: 'bad_input_data' });
  });

  it('are not those that fail one after the other since the code went live', () => {
    const analysis = weighed((turn) => 81_002 + turn, -1);
    expect(analysis.suspectChange?.id).toBe('aa01');
  });
});

describe('what one of several hands in', () => {
  const senders = ['nordsee', 'alpin', 'havel', 'rhein'];
  const failing = (name: (turn: number) => string): Given => ({
    service: 'ledger',
    logs: [
      ...through('ledger', (turn) => `Beleg von ${senders[turn % 4] ?? ''} gebucht`),
      ...Array.from({ length: 16 }, (_, turn): NonNullable<Given['logs']>[number] => [
        0.8 * turn,
        'error',
        `Satz ${500 + turn} von ${name(turn)} nicht gebucht: ungültig\nUnicodeDecodeError: 'utf-8' codec can't decode byte 0xfc in position 4: invalid start byte\n  File "/srv/ledger/ledger/read.py", line 12, in parts\n    text = data.decode()`,
      ]),
    ],
    metrics: [['ledger.errors', 0, 20, 0]],
  });

  it('names the sender, and when it was served before', () => {
    const one = collect(seenIn(failing(() => 'havel')), createEvidenceBook()).soleSource;
    expect(one).toMatchObject({ name: 'havel', othersFare: true, value: false });
    expect(one?.servedMs.length).toBeGreaterThan(3);
  });

  it('is one sender’s also where the same piece of it is tried again and again', () => {
    const given = failing(() => 'havel');
    const logs = (given.logs ?? []).map(([minute, level, , , service]) =>
      level === 'error'
        ? ([minute, level, 'Satz 501 von havel nicht gebucht: ungültig', 1] as const)
        : ([
            minute,
            level,
            `Beleg von ${senders[Math.abs(minute / 2) % 4] ?? ''} gebucht`,
            1,
            service,
          ] as const),
    );
    const one = collect(seenIn({ ...given, logs }), createEvidenceBook()).soleSource;
    expect(one).toMatchObject({ name: 'havel', othersFare: true });
  });

  it('is nobody where all of them fail', () => {
    const all = collect(
      seenIn(failing((turn) => senders[turn % 4] ?? '')),
      createEvidenceBook(),
    ).soleSource;
    expect(all?.name).not.toBe('havel');
    expect(all?.servedMs ?? []).toEqual([]);
  });
});

describe('what several share that fail at once', () => {
  const refused = (services: readonly string[]): Given => ({
    service: 'booking',
    calls: [
      ['booking', 'seat-redis'],
      ['waitlist', 'seat-redis'],
    ],
    logs: services.map((service) => [
      0,
      'error',
      "seats not kept: ERR command not allowed, used memory over 'maxmemory'",
      20,
      service,
    ]),
    metrics: [
      ['error_rate', 0.2, 30, 0, 'booking'],
      ['error_rate', 0.2, services.length > 1 ? 30 : 0.2, 0, 'waitlist'],
    ],
    commits: [
      {
        sha: 'bb01',
        at: -200,
        message: 'Say how many seats are held',
        files: {
          'booking/hold.rb':
            '@@ -3,3 +3,3 @@ module Hold\n-  def held\n+  def held(count: false)\n     @held\n',
        },
      },
    ],
    deployments: [{ at: -190, commit: 'bb01' }],
  });
  const signs = (given: Given) => outsideSigns(collect(seenIn(given), createEvidenceBook()));

  it('is what they call, where it is nobody’s here and nobody changed it', () => {
    const [sign] = signs(refused(['booking', 'waitlist']));
    expect(sign).toMatchObject({ category: 'resource_exhaustion', origin: 'seat-redis' });
    const analysis = verdictOf(refused(['booking', 'waitlist']));
    expect(analysis).toMatchObject({
      verdict: 'no_code_change',
      firstFailingService: 'seat-redis',
    });
  });

  it('is nothing where one alone fails, or waits for the other', () => {
    expect(signs(refused(['booking'])).some((each) => each.origin === 'seat-redis')).toBe(false);
    const given = refused(['booking', 'waitlist']);
    const chained = signs({ ...given, calls: [...(given.calls ?? []), ['waitlist', 'booking']] });
    expect(chained.some((each) => each.origin === 'seat-redis')).toBe(false);
  });

  it('is nothing where what they read is broken: that is whoever wrote it', () => {
    const given = refused(['booking', 'waitlist']);
    const broken = signs({
      ...given,
      logs: ['booking', 'waitlist'].map((service) => [
        0,
        'error',
        'json.decoder.JSONDecodeError: Extra data: line 1 column 90 (char 89)',
        20,
        service,
      ]),
    });
    expect(broken.some((each) => each.origin === 'seat-redis')).toBe(false);
  });

  it('was changed by who handed it over right before', () => {
    const analysis = verdictOf({
      service: 'booking',
      calls: [
        ['plans', 'seat-kafka'],
        ['booking', 'seat-kafka'],
        ['waitlist', 'seat-kafka'],
      ],
      logs: ['booking', 'waitlist'].map((service) => [
        0,
        'error',
        'malformed message dropped: json: unexpected character in input',
        20,
        service,
      ]),
      metrics: [
        ['error_rate', 0.2, 30, 0, 'booking'],
        ['error_rate', 0.2, 30, 0, 'waitlist'],
      ],
      commits: [
        {
          sha: 'bb02',
          at: -12,
          service: 'plans',
          repository: 'plans',
          message: 'one buffer for all',
          files: {
            'plans/out.go':
              '@@ -8,4 +8,5 @@ func Encode(p Plan) []byte {\n-\tvar buf bytes.Buffer\n-\tjson.NewEncoder(&buf).Encode(p)\n+\tbuf := shared\n+\tbuf.Reset()\n+\tjson.NewEncoder(buf).Encode(p)\n \treturn buf.Bytes()\n',
          },
        },
      ],
      deployments: [{ at: -1, commit: 'bb02', service: 'plans' }],
    });
    expect(analysis.verdict).not.toBe('no_code_change');
    expect(analysis.hypotheses[0]?.suspectChange?.id).toBe('bb02');
  });
});

describe('another system’s account', () => {
  it('is used up by nobody’s change', () => {
    const analysis = verdictOf({
      service: 'letters',
      logs: [
        [0, 'error', 'letter {n} not printed: HTTP 402 {"error":"prepaid credit used up"}', 30],
      ],
      metrics: [['letters.errors', 0, 30, 0]],
      commits: [
        {
          sha: 'cc01',
          at: -70,
          message: 'Return address on the back',
          files: {
            'lib/letters.ex':
              '@@ -4,3 +4,3 @@ def send(letter) do\n-    post("/letters", letter)\n+    post("/letters", Map.put(letter, :back, true))\n   end\n',
          },
        },
      ],
      deployments: [{ at: -60, commit: 'cc01' }],
    });
    expect(analysis).toMatchObject({ verdict: 'no_code_change', category: 'dependency_outage' });
  });

  it('is not told from a customer’s own', () => {
    const given: Given = {
      service: 'wallet',
      logs: [[0, 'error', 'transfer {n} refused: balance of the customer too low', 30]],
      metrics: [['wallet.errors', 0, 30, 0]],
    };
    expect(outsideSigns(collect(seenIn(given), createEvidenceBook()))).toEqual([]);
  });
});

describe('a store that works on itself', () => {
  const slow = (line: string, times = 1): Given => ({
    service: 'shelf',
    calls: [['shelf', 'shelf-mongo']],
    logs: [
      ...through('shelf-mongo', () => 'connection accepted'),
      [-1, 'info', line, times, 'shelf-mongo'],
      [0, 'error', 'query took longer than 5 s, given up', 20, 'shelf'],
    ],
    metrics: [
      ['latency_ms', 80, 5_000, 0, 'shelf'],
      ['cpu_percent', 20, 95, 0, 'shelf-mongo'],
    ],
    commits: [
      {
        sha: 'dd01',
        at: -1_700,
        service: 'shelf',
        message: 'Sort shelves by number',
        files: {
          'shelf/find.js':
            "@@ -7,3 +7,3 @@ export function find(room) {\n-  return shelves.find({ room }).sort('name');\n+  return shelves.find({ room }).sort('number');\n }\n",
        },
      },
    ],
    deployments: [{ at: -1_690, commit: 'dd01', service: 'shelf' }],
  });
  const origins = (given: Given) =>
    outsideSigns(collect(seenIn(given), createEvidenceBook())).flatMap((each) => each.origin ?? []);

  it('says so once, right before', () => {
    expect(origins(slow('index build: starting on shelf.books'))).toContain('shelf-mongo');
    const analysis = verdictOf(slow('index build: starting on shelf.books'));
    expect(analysis).toMatchObject({ verdict: 'no_code_change' });
  });

  it('and says less where somebody who asks it was deployed right before', () => {
    const given = slow('index build: starting on shelf.books');
    const weightOf = (live: number): number =>
      outsideSigns(
        collect(
          seenIn({ ...given, deployments: [{ at: live, commit: 'dd01', service: 'shelf' }] }),
          createEvidenceBook(),
        ),
      ).find((each) => each.origin === 'shelf-mongo')?.weight ?? 0;
    expect(weightOf(-5)).toBeLessThan(weightOf(-300) - 1);
  });

  it('and means nothing by what it says again and again, or of something else', () => {
    expect(origins(slow('index build: starting on shelf.books', 12))).toEqual([]);
    expect(origins(slow('client metadata of shelf read'))).toEqual([]);
  });
});

describe('a store that goes away', () => {
  it('is told by what it says to its clients, whatever was tidied where they ask', () => {
    const analysis = verdictOf({
      service: 'claims',
      calls: [['claims', 'claims-sql']],
      logs: [
        [
          0,
          'error',
          'DbException: terminating connection due to administrator command\n   at Claims.Store.Load(Int32 id) in /src/Claims/Store.cs:line 41',
          20,
        ],
        [2, 'error', 'DbException: the database system is starting up', 20],
      ],
      metrics: [['claims.errors', 0, 80, 0]],
      commits: [
        {
          sha: 'dd02',
          at: -40,
          message: 'Store: better name',
          files: {
            'src/Claims/Store.cs':
              '@@ -38,4 +38,4 @@ public Claim Load(int id)\n-        var claim = connection.QuerySingle<Claim>(sql, new { id });\n+        var found = connection.QuerySingle<Claim>(sql, new { id });\n',
          },
        },
      ],
      deployments: [{ at: -30, commit: 'dd02' }],
    });
    expect(analysis.verdict).toBe('no_code_change');
  });
});

describe('old events', () => {
  const flood = (date: string): Given => ({
    service: 'meter-in',
    calls: [
      ['feed.grid.example', 'meter-in'],
      ['meter-in', 'meter-sql'],
    ],
    logs: [
      ...through('meter-in', (turn) => `reading ${turn} of ${day(0)} stored`, -1),
      ...Array.from({ length: 40 }, (_, turn): NonNullable<Given['logs']>[number] => [
        0.3 * turn,
        'info',
        `reading ${turn} of ${date} stored`,
        1,
        'meter-in',
      ]),
      [1, 'error', 'meter-sql did not answer within 3 s', 20, 'meter-in'],
    ],
    metrics: [
      ['request_rate', 20, 400, 0, 'meter-in'],
      ['error_rate', 0.1, 20, 1, 'meter-in'],
    ],
  });
  const replayed = (given: Given): boolean =>
    outsideSigns(collect(seenIn(given), createEvidenceBook())).some(({ reason }) =>
      reason.includes('old events come again'),
    );

  it('come again where what arrives lies days back', () => {
    expect(replayed(flood(day(3)))).toBe(true);
    expect(verdictOf(flood(day(3)))).toMatchObject({
      verdict: 'no_code_change',
      category: 'traffic_surge',
    });
  });

  it('are none where it is of today, or no more than usual', () => {
    expect(replayed(flood(day(0)))).toBe(false);
    const calm = { ...flood(day(3)), metrics: [['error_rate', 0.1, 20, 1, 'meter-in'] as const] };
    expect(replayed(calm)).toBe(false);
  });
});

describe('trouble that is over', () => {
  const blip = (flags?: Given['flags'], times = 6): Analysis =>
    verdictOf({
      service: 'kiosk',
      firedAt: 12,
      logs: [
        ...through('kiosk', (turn) => `ticket ${turn} printed`, 26),
        [0, 'error', 'Error: Connection terminated unexpectedly', times],
      ],
      metrics: [['kiosk.error_rate', 0.2, 9, 0, 'kiosk', 3]],
      ...(flags === undefined ? {} : { flags }),
    });

  it('is noise where nobody mended it', () => {
    expect(blip()).toMatchObject({ verdict: 'no_code_change', category: 'noise' });
  });

  it('is none where it failed once, and nobody tried again', () => {
    expect(blip(undefined, 1).category).not.toBe('noise');
  });

  it('is none where somebody turned something off before it ended', () => {
    const analysis = blip([
      { at: 2, name: 'kiosk.lane', summary: 'kiosk.lane off', before: 'on', after: 'off' },
    ]);
    expect(analysis.category).not.toBe('noise');
  });
});

describe('load', () => {
  const crowded = (line: string): Analysis =>
    verdictOf({
      service: 'counter',
      logs: [[1, 'error', line, 20]],
      metrics: [
        ['counter.request_rate', 10, 120, 0],
        ['counter.error_rate', 0.1, 7, 1],
      ],
    });

  it('does not make a program misread a number', () => {
    const misread = crowded(
      'java.lang.NumberFormatException: For input string: "2026E2"\n\tat shop.counter.Slip.number(Slip.java:31)\n\tat shop.counter.Till.close(Till.java:12)',
    );
    const full = crowded(
      'java.util.concurrent.RejectedExecutionException: thread pool exhausted\n\tat shop.counter.Slip.number(Slip.java:31)\n\tat shop.counter.Till.close(Till.java:12)',
    );
    const share = (analysis: Analysis): number =>
      analysis.hypotheses.find(({ category }) => category === 'traffic_surge')?.probability ?? 0;
    expect(full).toMatchObject({ verdict: 'no_code_change', category: 'traffic_surge' });
    expect(share(misread)).toBeLessThan(share(full) - 0.2);
  });

  it('is nobody’s surge where it began with a change that asks more often', () => {
    const asked = (patch: string): Analysis =>
      verdictOf({
        service: 'atlas',
        logs: [[0, 'error', 'tiles: HTTP 429 daily quota exceeded for key web', 30]],
        metrics: [
          ['atlas.error_rate', 0.2, 60, 0],
          ['atlas.tile_requests', 5, 90, -39],
        ],
        commits: [{ sha: 'ee01', at: -48, message: 'Tiles', files: { 'atlas/tiles.go': patch } }],
        deployments: [{ at: -40, commit: 'ee01' }],
      });
    const uncached = asked(
      '@@ -8,6 +8,3 @@ func Tile(at Point) Image {\n-\tif image, ok := cache.Get(at); ok {\n-\t\treturn image\n-\t}\n \treturn vendor.Fetch(at)\n',
    );
    const renamed = asked(
      '@@ -8,3 +8,3 @@ func Tile(at Point) Image {\n-\tlabel := "map"\n+\tlabel := "tile"\n \treturn vendor.Fetch(at)\n',
    );
    expect(uncached.suspectChange?.id).toBe('ee01');
    expect(renamed.verdict).toBe('no_code_change');
  });
});

describe('a change below the line that fails', () => {
  const line = (at: number): Analysis =>
    verdictOf({
      service: 'tariffs',
      logs: [
        [
          0,
          'error',
          `UnicodeDecodeError: 'utf-8' codec can't decode byte 0xe4 in position 9\n  File "/srv/tariffs/tariffs/row.py", line ${at}, in read_line\n    cells = raw.decode('utf-8').split('|')`,
          20,
        ],
      ],
      metrics: [['tariffs.errors', 0, 15, 0]],
      commits: [
        {
          sha: 'ff01',
          at: -20,
          message: 'Zones in capitals',
          files: {
            'tariffs/row.py':
              '@@ -22,5 +22,5 @@ def read_line(raw: bytes) -> Row:\n     if len(cells) != 3:\n         raise BadRow(len(cells))\n-    return Row(cells[0], cells[1], Decimal(cells[2]))\n+    return Row(cells[0], cells[1].upper(), Decimal(cells[2]))\n \n',
          },
        },
      ],
      deployments: [{ at: -3, commit: 'ff01' }],
    });
  const against = (analysis: Analysis): string =>
    analysis.hypotheses.find((each) => each.suspectChange?.id === 'ff01')?.against.join() ?? '';

  it('is not reached', () => {
    expect(line(20)).toMatchObject({ verdict: 'no_code_change', category: 'bad_input_data' });
    expect(against(line(20))).toContain('only after the line that fails');
  });

  it('is, where it fails further down', () => {
    expect(against(line(24))).not.toContain('only after the line that fails');
    expect(line(24).suspectChange?.id).toBe('ff01');
  });
});

describe('a value that is none', () => {
  const refused = (value: string): number =>
    verdictOf({
      service: 'heights',
      logs: [[0, 'error', `survey refused: height="${value}"`, 20]],
      metrics: [['heights.errors', 0, 15, 0]],
    }).hypotheses.find(({ category }) => category === 'bad_input_data')?.probability ?? 0;

  it('was written by who had none', () => {
    expect(refused('n/a')).toBeGreaterThan(refused('412') + 0.2);
  });
});
