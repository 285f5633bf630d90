import { describe, expect, it } from 'vitest';
import { plainFromCombined } from '../../../../src/cli/git/commit-records.ts';

describe('plainFromCombined', () => {
  it('keeps only what the merge did itself, at its lines of the result', () => {
    const combined = [
      'diff --cc src/a.ts',
      'index 1,2..3',
      '--- a/src/a.ts',
      '+++ b/src/a.ts',
      '@@@ -1,4 -1,4 +1,5 @@@',
      '  same',
      '- only in ours',
      ' -only in theirs',
      '+ taken from theirs',
      ' +taken from ours',
      '--in both',
      '++written by the merge',
      '  same',
    ].join('\n');
    expect(plainFromCombined(combined).split('\n')).toEqual([
      'diff --git a/src/a.ts b/src/a.ts',
      '--- a/src/a.ts',
      '+++ b/src/a.ts',
      '@@ -4,1 +4,1 @@',
      '-in both',
      '+written by the merge',
    ]);
  });
});
