/** Tidied code is told from changed code. */
import { describe, expect, it } from 'vitest';
import { parseUnifiedDiff } from '../../../src/evidence/index.ts';
import { readsTheSame } from '../../../src/evidence/diff/same-code.ts';
import { analyze } from '../../../src/evidence/index.ts';
import { observe, type Incident } from './incidents.ts';

const same = (file: string, lines: readonly string[]): boolean =>
  readsTheSame(
    file,
    parseUnifiedDiff(`@@ -4,${lines.length} +4,${lines.length} @@\n${lines.join('\n')}\n`, file)[0]
      ?.hunks ?? [],
  );

describe('a patch reads the same', () => {
  it('when a call is spread over lines', () => {
    expect(
      same('src/Quay.kt', [
        '-        crane.lift(box, height)',
        '+        crane.lift(',
        '+            box,',
        '+            height',
        '+        )',
      ]),
    ).toBe(true);
  });

  it('when a local has another name at each of its places', () => {
    const body = (name: string): string[] => [
      `    let ${name} = tide_at(day)?;`,
      `    if ${name} < limit { return Err(Low(${name})); }`,
    ];
    const [first = '', second = ''] = body('t');
    const [next = '', after = ''] = body('tide');
    expect(same('src/tide.rs', [`-${first}`, `+${next}`, `-${second}`, `+${after}`])).toBe(true);
    expect(
      same('tide.go', [
        '-func low(t int, limit int) bool {',
        '+func low(tide int, limit int) bool {',
        '-\treturn t < limit',
        '+\treturn tide < limit',
      ]),
    ).toBe(true);
  });
});

describe('a patch does not read the same', () => {
  it.each([
    [
      'another variable is used',
      'a.py',
      ['     cost = 3', '     price = 4', '-    pay(cost)', '+    pay(price)'],
    ],
    [
      'a name changes at one of its places',
      'a.rb',
      ['     due = 3', '-    pay(due)', '+    pay(rest)'],
    ],
    [
      'a field has another name',
      'a.ts',
      ['-  const a = x.due + y.due;', '+  const a = x.rest + y.rest;'],
    ],
    ['another function is called', 'a.ts', ['-  due(due());', '+  rest(rest());']],
    [
      'a line is indented in Python',
      'a.py',
      ['     for x in y:', '-    done(x)', '+        done(x)'],
    ],
    ['a statement is cut in two', 'a.js', ['-  return total(x)', '+  return', '+    total(x)']],
    ['a sign changes', 'a.c', ['-  if (a < b) stop();', '+  if (a <= b) stop();']],
    ['a literal changes', 'a.c', ['-  wait(3);', '+  wait(30);']],
  ])('when %s', (_, file, lines) => {
    expect(same(file, lines)).toBe(false);
  });
});

const incident = (commits: Incident['commits'], deployed: Incident['deployments']): Incident => ({
  name: 'a rename beside the failing line',
  service: 'harbour',
  alert: 'harbour errors',
  logs: [
    [
      0,
      'error',
      'Traceback (most recent call last):\n  File "/srv/harbour/berths.py", line 12, in assign\n    row = table[ship.kind]\nKeyError: \'ferry\'',
      40,
    ],
  ],
  metrics: [['harbour.errors', 0, 30, 0]],
  commits: commits ?? [],
  deployments: deployed ?? [],
  truth: { verdict: 'inconclusive' },
});

it('blames nobody who only gave a local another name on the line that fails', () => {
  const tidy = {
    sha: 'tidy001',
    at: -20,
    message: 'Call a row a row',
    files: {
      'berths.py':
        '@@ -10,5 +10,5 @@ def assign(ship):\n     check(ship)\n     table = rows()\n-    r = table[ship.kind]\n+    row = table[ship.kind]\n-    return r.length\n+    return row.length\n',
    },
  };
  const alone = analyze(observe(incident([tidy], [{ at: -5, commit: 'tidy001' }])));
  expect(alone.suspectChange).toBeNull();
  const guilty = {
    sha: 'kinds01',
    at: -30,
    message: 'Kinds of ships from one list',
    files: {
      'kinds.py':
        "@@ -3,5 +3,4 @@ def rows():\n     return {\n         'barge': short,\n-        'ferry': long,\n         'tanker': deep,\n     }\n",
    },
  };
  const both = analyze(
    observe(
      incident(
        [tidy, guilty],
        [
          { at: -9, commit: 'kinds01' },
          { at: -5, commit: 'tidy001' },
        ],
      ),
    ),
  );
  expect(both.suspectChange?.commit).toBe('kinds01');
});
