// A failure says what kind of value it was given: who brings values of that kind, wherever it stands.
import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../../src/domain/analysis.ts';
import { diffFacts } from '../../../src/evidence/diff/facts.ts';
import { typesBrought } from '../../../src/evidence/hypotheses/given-type.ts';
import { analyze } from '../../../src/evidence/index.ts';
import { observe, type CommitSpec, type Incident } from './incidents.ts';

const brought = (path: string, ...lines: string[]): string[] => [
  ...typesBrought({
    path,
    status: 'modified',
    patch: `@@ -1,${lines.length} +1,${lines.length} @@\n${lines.join('\n')}\n`,
  }),
];

describe('typesBrought', () => {
  it.each([
    [
      'a fraction for a whole number',
      'Rates.kt',
      '-val STEP = listOf(5, 10)',
      '+val STEP = listOf(5, 7.5)',
      'float',
    ],
    ['a text for a number', 'rates.js', '-  limit: 40,', "+  limit: '40',", 'text'],
    [
      'a wider declaration',
      'rates.ts',
      '-find(id: Id): Rate {',
      '+find(id: Id): Rate | undefined {',
      'nothing',
    ],
    [
      'a missing value on one side',
      'rates.py',
      '-    return text',
      '+    return text if text.isdigit() else None',
      'nothing',
    ],
    [
      'a conversion added',
      'rates.rb',
      '-  count = row[:count]',
      '+  count = row[:count].to_s',
      'text',
    ],
    [
      'a conversion taken away',
      'rates.php',
      '-$count = intval($row[1]);',
      '+$count = $row[1];',
      'text',
    ],
    [
      'exact amounts',
      'rates.py',
      '-    total = row.total',
      '+    total = Decimal(row.total)',
      'decimal',
    ],
  ])('sees %s', (_what, path, gone, come, type) => {
    expect(brought(path, gone, come)).toContain(type);
  });

  it('sees nothing new in what stood there before', () => {
    expect(
      brought('rates.py', '-    return Decimal(a)', '+    return Decimal(a, context)'),
    ).toEqual([]);
    expect(brought('rates.ts', '-  const size = 40;', '+  const size = 80;')).toEqual([]);
  });
});

const incident = (
  message: string,
  trace: string,
  commits: CommitSpec[],
): Omit<Incident, 'truth'> => ({
  name: 'types',
  service: 'lending',
  alert: 'lending fails',
  firedAt: 6,
  logs: [[0, 'error', `${message}\n${trace}`, 25]],
  metrics: [['lending.errors', 0, 30, 0]],
  commits,
  deployments: [{ at: -9, commit: commits[0]?.sha ?? '' }],
});
const verdictOf = (given: Omit<Incident, 'truth'>): Analysis =>
  analyze(observe({ ...given, truth: { verdict: 'inconclusive' } }));

const shelf = (come: string): CommitSpec => ({
  sha: 'aa77',
  at: -50,
  message: 'Half shelves',
  service: 'lending',
  files: {
    'lib/shelf_table.rb': `@@ -3,5 +3,5 @@ module ShelfTable\n   WIDTHS = {\n     small: 40,\n-    large: 80,\n+    large: ${come},\n   }.freeze\n`,
  },
});

describe('a value of another kind', () => {
  const failure = 'TypeError: no implicit conversion of Float into Integer';
  const trace = "lib/shelves.rb:12:in `[]'\nlib/shelves.rb:12:in `place'\napp/lend.rb:8:in `call'";
  const other: CommitSpec = {
    sha: 'bb88',
    at: -60,
    message: 'Fines by the week',
    service: 'lending',
    files: {
      'lib/fines.rb':
        '@@ -3,4 +3,4 @@ class Fines\n   def of(days)\n-    return 0 if days < 1\n+    return 0 if days < 7\n     days * RATE\n   end\n',
    },
  };

  it('was brought by who put a fraction among whole numbers', () => {
    const analysis = verdictOf(incident(failure, trace, [shelf('82.5'), other]));
    expect(analysis.suspectChange?.id).toBe('aa77');
    expect(analysis.hypotheses[0]?.reasons.join()).toContain('brings fractions');
  });

  it('was not brought by another whole number', () => {
    const analysis = verdictOf(incident(failure, trace, [shelf('90'), other]));
    expect(analysis.suspectChange?.id).not.toBe('aa77');
  });
});

describe('a library in a list of dependencies', () => {
  const moved = (path: string, patch: string) =>
    diffFacts([{ path, status: 'modified', patch }]).filter(
      (each) => each.kind === 'dependency_version',
    );

  it('is read inside quotes and with extras', () => {
    const facts = moved(
      'pyproject.toml',
      '@@ -5,4 +5,4 @@ [project]\n dependencies = [\n-  "shelfkit[fast]==1.4.0",\n+  "shelfkit[fast]==1.5.0",\n ]\n',
    );
    expect(facts.map(({ name }) => name)).toEqual(['shelfkit']);
  });

  it('is no library of its own: a package that gives itself a new version', () => {
    expect(
      moved(
        'pyproject.toml',
        '@@ -1,3 +1,3 @@\n [project]\n-version = "2.8.1"\n+version = "2.9.0"\n',
      ),
    ).toEqual([]);
    expect(
      moved(
        'Cargo.toml',
        '@@ -1,3 +1,3 @@\n [dependencies.shelfkit]\n-version = "2.8.1"\n+version = "2.9.0"\n',
      ).map(({ name }) => name),
    ).toEqual(['shelfkit']);
  });

  it('brings the guilt of its own commit to who took it', () => {
    const analysis = verdictOf(
      incident(
        "TypeError: unsupported operand type(s) for +: 'NoneType' and 'int'",
        '  File "/srv/lending/lending/due.py", line 14, in due_on\n    return start + days',
        [
          {
            sha: 'cc99',
            at: -20,
            message: 'shelfkit 1.5.0',
            service: 'lending',
            repository: 'lending',
            files: {
              'pyproject.toml':
                '@@ -5,4 +5,4 @@ [project]\n dependencies = [\n-  "shelfkit==1.4.0",\n+  "shelfkit==1.5.0",\n ]\n',
            },
          },
          {
            sha: 'dd11',
            at: -900,
            message: 'Terms: none where nothing was agreed',
            repository: 'shelfkit',
            service: 'shelfkit',
            files: {
              'shelfkit/terms.py':
                '@@ -8,4 +8,4 @@ def days_of(term):\n     agreed = TERMS.get(term)\n-    return agreed or DEFAULT\n+    return agreed if agreed else None\n',
            },
          },
        ],
      ),
    );
    expect(analysis.suspectChange?.id).toBe('dd11');
    expect(analysis.hypotheses[0]?.reasons.join()).toContain('runs in lending');
  });
});
