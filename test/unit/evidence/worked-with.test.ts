/** What the failing line works with, and who made it anew. */
import { describe, expect, it } from 'vitest';
import { Observations } from '../../../src/domain/observation.ts';
import { analyze } from '../../../src/evidence/index.ts';
import { observe, type CommitSpec } from './incidents.ts';

const ROW = '    width = room - plank["grain"] * LIMITS.spacing()';

/** `cut.py` fails on one line, which somebody reworded a while ago; another commit is looked at. */
const suspected = (files: CommitSpec['files']) =>
  analyze(
    Observations.parse(
      observe({
        name: 'saw',
        service: 'saw',
        alert: 'saw 5xx',
        logs: [
          [
            0,
            'error',
            `Traceback (most recent call last):\n  File "/srv/saw/cut.py", line 12, in cut\n${ROW}\nTypeError: unsupported operand type(s) for *: 'NoneType' and 'int'`,
            30,
          ],
        ],
        metrics: [['saw.error_rate', 0.001, 0.4, 0]],
        commits: [
          { sha: 'a1a1', at: -60, message: 'planks: one way for all', files },
          {
            sha: 'b2b2',
            at: -50,
            message: 'words',
            files: { 'saw/cut.py': '@@ -90 +90 @@\n-A = f(1)\n+A = f(2)\n' },
          },
        ],
        truth: { verdict: 'root_cause' },
      }),
    ),
  ).hypotheses.find((each) => each.suspectChange?.id === 'a1a1');

const swap = (before: string, after: string): string =>
  `@@ -3 +3 @@ def plank(row):\n-${before}\n+${after}\n`;

describe('what the failing line works with', () => {
  it('is asked for in another way everywhere else', () => {
    const own = suspected({
      'saw/planks.py': swap('    return size(row["grain"])', '    return size(row.fibre)'),
    });
    expect(own?.reasons.join()).toContain('asks for grain in another way in saw/planks.py');
    const other = suspected({
      'saw/planks.py': swap('    return size(row["knots"])', '    return size(row.knots)'),
    });
    expect(other?.reasons.join()).not.toContain('in another way');
    expect(own?.probability).toBeGreaterThan(other?.probability ?? 1);
  });

  it('is given another value, and the more another the likelier it broke it', () => {
    const to = (value: string) =>
      suspected({ 'saw/sizes.py': swap('    "grain": 40,', `    "grain": ${value},`) });
    expect(to('None')?.reasons.join()).toContain('changes grain in saw/sizes.py');
    expect(to('None')?.probability).toBeGreaterThan(to('44')?.probability ?? 1);
    expect(to('0')?.probability).toBeGreaterThan(to('44')?.probability ?? 1);
  });

  it('is of a type whose own file was changed', () => {
    const handed = (type: string) =>
      suspected({
        'saw/cut.py': `@@ -8,3 +8,3 @@\n \n def cut(plank: ${type}, room: int) -> int:\n-    # cuts\n+    # cuts it\n`,
        'saw/oak_plank.py': swap(
          '    return self.rows',
          '    return [row for row in self.rows if row]',
        ),
      });
    expect(handed('OakPlank')?.reasons.join()).toContain('changes OakPlank in saw/oak_plank.py');
    expect(handed('FirPlank')?.reasons.join()).not.toContain('oak_plank.py, which');
  });
});
