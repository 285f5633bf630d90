/** Lines of the failing code, put together and followed back from patches alone. */
import { createTwoFilesPatch } from 'diff';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Observations } from '../../../src/domain/observation.ts';
import { knownText } from '../../../src/evidence/diff/known-text.ts';
import { analyze, parseUnifiedDiff } from '../../../src/evidence/index.ts';
import { observe, type Incident } from './incidents.ts';

const patch = (before: readonly string[], after: readonly string[], context = 3): string => {
  const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
  const made = createTwoFilesPatch('a/f.ts', 'b/f.ts', text(before), text(after), '', '', {
    context,
  });
  return before.length === 0 ? made.replace('--- a/f.ts', '--- /dev/null') : made;
};
const parsed = (text: string) => parseUnifiedDiff(text)[0] ?? expect.unreachable();

const line = fc.constantFrom('a();', 'b();', 'c();', '}', 'return x;', 'if (y) {', '');
const versions = fc.array(fc.array(line, { minLength: 1, maxLength: 25 }), {
  minLength: 1,
  maxLength: 6,
});

describe('knownText', () => {
  it('is the newest version where the patches begin with the file, whatever they change', () => {
    fc.assert(
      fc.property(versions, fc.integer({ min: 0, max: 4 }), (history, context) => {
        const all = [[], ...history];
        const patches = all
          .slice(1)
          .map((after, at) => ({ before: all[at] ?? [], after }))
          .filter(
            ({ before, after }) => before.join('\n') !== after.join('\n') || before.length === 0,
          )
          .map(({ before, after }) => parsed(patch(before, after, context)))
          .reverse();
        const known = knownText(patches);
        expect(known.lines).toEqual(history.at(-1));
        expect(known.agreement).toBe(1);
      }),
    );
  });

  it('knows what patches show and no more, and never a wrong line', () => {
    fc.assert(
      fc.property(versions, fc.integer({ min: 0, max: 4 }), (history, context) => {
        const patches = history
          .slice(1)
          .flatMap((after, at) => {
            const before = history[at] ?? [];
            return before.join('\n') === after.join('\n')
              ? []
              : [parsed(patch(before, after, context))];
          })
          .reverse();
        const newest = history.at(-1) ?? [];
        knownText(patches).lines.forEach((text, at) => {
          if (text !== null) expect(text).toBe(newest[at]);
        });
      }),
    );
  });

  it('says when patches are of different lines of history', () => {
    const one = parsed(patch(['a();', 'b();', 'c();'], ['a();', 'x();', 'c();']));
    const other = parsed(patch(['p();', 'q();', 'r();'], ['p();', 'y();', 'r();']));
    expect(knownText([one, other]).agreement).toBe(0);
  });
});

describe('who wrote the line that fails', () => {
  const FIRST = [
    'package geo',
    '',
    'func (z *Zone) Fee(at Stop) int {',
    '\tband := z.bands[at.Ring]',
    '\treturn band.Fee + z.extra',
    '}',
    '',
    'func (z *Zone) Name() string {',
    '\treturn z.name',
    '}',
  ];
  const WROTE = FIRST.with(3, '\tband := z.bands[at.Ring-z.first]');
  /** A helper above moves the failing line down by five. */
  const MOVED = WROTE.toSpliced(
    2,
    0,
    '// Label is what a ticket shows.',
    'func (z *Zone) Label() string {',
    '\treturn "Zone " + z.name',
    '}',
    '',
  );
  const NAMED = MOVED.with(13, '\treturn strings.TrimSpace(z.name)');

  const incident = (failingLine: number): Incident => ({
    name: 'zones',
    service: 'fares',
    alert: 'fares 5xx',
    logs: [
      [
        0,
        'error',
        `fare refused: stop outside of all zones\n\ngoroutine 9 [running]:\nacme.example/fares/geo.(*Zone).Fee(0xc000)\n\t/src/fares/geo/zone.go:${failingLine} +0x1f\nacme.example/fares/api.(*API).quote(0xc000)\n\t/src/fares/api/api.go:40 +0x77`,
        40,
      ],
    ],
    metrics: [['fares.error_rate', 0.002, 0.5, 0, 'fares']],
    commits: [
      ['c1', -300, 'rings count from the first', FIRST, WROTE] as const,
      ['c2', -200, 'labels for tickets', WROTE, MOVED] as const,
      ['c3', -100, 'names without blanks', MOVED, NAMED] as const,
    ].map(([sha, at, message, before, after]) => ({
      sha,
      at,
      message,
      files: { 'fares/geo/zone.go': patch(before, after).split('\n').slice(3).join('\n') },
    })),
    truth: { verdict: 'root_cause', suspect: 'c1' },
  });
  const best = (failingLine: number) =>
    analyze(Observations.parse(observe(incident(failingLine)))).hypotheses[0];

  it('is found through later commits that moved it', () => {
    expect(best(9)?.suspectChange?.id).toBe('c1');
    expect(best(9)?.reasons.join()).toContain(
      'wrote line 9 of fares/geo/zone.go, on which it fails',
    );
  });

  it('is nobody where the line is older than the patches', () => {
    expect(best(10)?.reasons.join()).not.toContain('wrote line');
  });
});

describe('who asks on the failing line what was asked there before', () => {
  /** The line fails on a shelf without a code; one commit rewrote the line, in one of two ways. */
  const tidied = (before: string, after: string) =>
    analyze(
      Observations.parse(
        observe({
          name: 'shelves',
          service: 'shelves',
          alert: 'shelves 5xx',
          logs: [
            [
              0,
              'error',
              "AttributeError: 'NoneType' object has no attribute 'aisle'\nTraceback (most recent call last):\n  File \"/srv/shelves/walk.py\", line 12, in steps\n    return origin.aisle\nAttributeError: 'NoneType' object has no attribute 'aisle'",
              30,
            ],
          ],
          metrics: [['shelves.error_rate', 0.001, 0.4, 0]],
          commits: [
            {
              sha: 'd7d7',
              at: -40,
              message: 'walk: shorter',
              files: {
                'shelves/walk.py': `@@ -11,${before.split('\n').length + 1} +11,${after.split('\n').length + 1} @@ def steps(origin, target):\n     first = 1\n${before
                  .split('\n')
                  .map((text) => `-${text}`)
                  .join('\n')}\n${after
                  .split('\n')
                  .map((text) => `+${text}`)
                  .join('\n')}\n`,
              },
            },
          ],
          truth: { verdict: 'no_code_change' },
        }),
      ),
    ).hypotheses.find((each) => each.suspectChange?.id === 'd7d7');
  const WAS = '    return abs(origin.aisle - target.aisle) + first';
  const SAME = '    return first + abs(target.aisle - origin.aisle)';

  it('is not where the failure came in', () => {
    expect(tidied(WAS, SAME)?.against.join()).toContain('did the same with the same');
  });

  it('is, where it asks something else or took a check away', () => {
    const other = '    return first + abs(target.aisle - shelf(origin).aisle)';
    const checked = `    if origin is None: return 0\n${WAS}`;
    for (const guilty of [tidied(WAS, other), tidied(checked, SAME)]) {
      expect(guilty?.against.join()).not.toContain('did the same with the same');
      expect(guilty?.probability).toBeGreaterThan(tidied(WAS, SAME)?.probability ?? 1);
    }
  });
});

describe('who only words the failure', () => {
  const raising = (before: string, after: string) =>
    analyze(
      Observations.parse(
        observe({
          name: 'raise',
          service: 'ledger',
          alert: 'ledger 5xx',
          logs: [
            [
              0,
              'error',
              'Traceback (most recent call last):\n  File "/srv/ledger/api.py", line 9, in post\n    book(entry)\n  File "/srv/ledger/book.py", line 22, in book\n    raise Unbalanced(f"entry {entry.id} does not balance")\nledger.book.Unbalanced: entry 77 does not balance',
              30,
            ],
          ],
          metrics: [['ledger.error_rate', 0.001, 0.4, 0]],
          commits: [
            {
              sha: 'e1e1',
              at: -40,
              message: 'book: work on entries',
              files: {
                'ledger/book.py': `@@ -20,3 +20,3 @@ def book(entry):\n     total = sum(entry.lines)\n-${before}\n+${after}\n     keep(entry)\n`,
              },
            },
          ],
          truth: { verdict: 'no_code_change' },
        }),
      ),
    ).hypotheses.find((each) => each.suspectChange?.id === 'e1e1')?.probability ?? 0;

  it('is hardly at the scene', () => {
    const worded = raising(
      '        raise Unbalanced(f"entry {entry.id}: {total}")',
      '        raise Unbalanced(f"entry {entry.id} does not balance")',
    );
    const decided = raising('    if total > LIMIT:', '    if total != LIMIT:');
    expect(worded).toBeLessThan(0.5 * decided);
  });

  it('is at the scene where the line decides as well', () => {
    const decides = raising(
      '        raise Unbalanced(f"entry {entry.id} does not balance") if total > LIMIT else None',
      '        raise Unbalanced(f"entry {entry.id} does not balance") if total != LIMIT else None',
    );
    const worded = raising(
      '        raise Unbalanced(f"entry {entry.id}: {total}")',
      '        raise Unbalanced(f"entry {entry.id} does not balance")',
    );
    expect(decides).toBeGreaterThan(2 * worded);
  });
});

describe('what fails on its own line or not at all', () => {
  /** `plc.go` fails on line 6; one commit put a slice on line 3, another on line 6. */
  const incident = (failing: number) =>
    analyze(
      Observations.parse(
        observe({
          name: 'plc',
          service: 'belts',
          alert: 'belts 5xx',
          logs: [
            [
              0,
              'error',
              `panic: runtime error: slice bounds out of range [:20]\n\ngoroutine 9 [running]:\nacme.example/belts.Encode(0xc000)\n\t/src/belts/plc.go:${failing} +0x1f`,
              40,
            ],
          ],
          metrics: [['belts.error_rate', 0.002, 0.5, 0, 'belts']],
          commits: [
            {
              sha: 'abc1',
              at: -60,
              message: 'names are cut',
              files: {
                'belts/plc.go':
                  '@@ -1,6 +1,6 @@\n func Encode(bag Bag) []byte {\n \tout := frame()\n-\tput(out, bag.name)\n+\tput(out, bag.name[:20])\n \tput(out, bag.tag)\n \tput(out, bag.leg)\n \treturn seal(out, bag)\n',
              },
            },
          ],
          truth: { verdict: 'root_cause' },
        }),
      ),
    ).hypotheses.find((each) => each.suspectChange?.id === 'abc1');

  it('is no means where the trace points at another line', () => {
    const [there, elsewhere] = [incident(3), incident(6)];
    expect(there?.probability).toBeGreaterThan(elsewhere?.probability ?? 1);
    expect(elsewhere?.reasons.join()).not.toContain('access by index added');
    expect(there?.probability).toBeGreaterThan(elsewhere?.probability ?? 1);
  });
});
