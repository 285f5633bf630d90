/** Values that are still written as a change no longer reads them. */
import { describe, expect, it } from 'vitest';
import { Observations } from '../../../src/domain/observation.ts';
import { analyze } from '../../../src/evidence/index.ts';
import { observe } from './incidents.ts';

const split = (before: string, after: string, value: string) =>
  analyze(
    Observations.parse(
      observe({
        name: 'moorings',
        service: 'moorings',
        alert: 'moorings 5xx',
        logs: [[0, 'error', `no such mooring: "${value}"`, 30]],
        metrics: [['moorings.error_rate', 0.001, 0.4, 0]],
        commits: [
          {
            sha: 'c3c3',
            at: -60,
            message: 'one sign for lists',
            files: {
              'src/List.kt': `@@ -4 +4 @@ fun parts(text: String) =\n-    text.split("${before}").map { it.trim() }\n+    text.split("${after}").map { it.trim() }\n`,
            },
          },
        ],
        truth: { verdict: 'root_cause' },
      }),
    ),
  ).hypotheses.find((each) => each.suspectChange?.id === 'c3c3');

describe('a value that is put together as before', () => {
  it('speaks for who reads it otherwise now', () => {
    const own = split('|', ';', 'north|9|east');
    expect(own?.reasons.join()).toContain('no longer writes "|"');
    expect(own?.probability).toBeGreaterThan(split('|', ';', 'north9')?.probability ?? 1);
  });

  it.each([
    ['one that is written in the new way', '|', ';', 'north|9;east'],
    ['one that only ends in the sign', '|', ';', 'north|'],
    ['a sign that every name has', '-', '|', 'north-9-east'],
  ])('but not %s', (_, before, after, value) => {
    expect(split(before, after, value)?.reasons.join()).not.toContain('no longer writes');
  });
});
