// A remark that tells the language how to take a file is none.
import { describe, expect, it } from 'vitest';
import { diffFacts } from '../../../src/evidence/diff/facts.ts';
import { isPragma } from '../../../src/evidence/diff/pragma.ts';
import { analyze } from '../../../src/evidence/index.ts';
import { observe } from './incidents.ts';

const kindsOf = (path: string, patch: string): string[] =>
  diffFacts([{ path, status: 'modified', patch }]).map(({ kind }) => kind);

describe('pragmas', () => {
  it.each([
    ['src/Fee.php', '+declare(strict_types=1);'],
    ['lib/fee.rb', '+# frozen_string_literal: true'],
    ['cmd/fee.go', '+//go:build linux'],
    ['src/fee.js', "+'use strict';"],
    ['fee/sum.py', '+from __future__ import annotations'],
  ])('change how %s is taken', (path, line) => {
    expect(isPragma(line.slice(1))).toBe(true);
    expect(kindsOf(path, `@@ -1,2 +1,3 @@\n${line}\n \n first\n`)).toContain('mode_changed');
  });

  it('are no remarks for people', () => {
    expect(isPragma('# fees are encoded twice: see below')).toBe(false);
    expect(isPragma('// build with care')).toBe(false);
    expect(
      kindsOf(
        'lib/fee.rb',
        '@@ -1,2 +1,2 @@\n-# fees of the harbour\n+# fees of the port\n first\n',
      ),
    ).not.toContain('mode_changed');
  });

  it('make fail what was let pass before', () => {
    const { suspectChange } = analyze(
      observe({
        name: 'fees',
        service: 'fees',
        alert: 'fees fails',
        firedAt: 6,
        logs: [
          [
            0,
            'error',
            'PHP Fatal error:  Uncaught TypeError: round(): Argument #1 ($num) must be of type int|float, string given in /app/src/Fee.php:31\nStack trace:\n#0 /app/src/Fee.php(31): round()\n#1 /app/src/Quote.php(12): Fee->of()',
            25,
          ],
        ],
        metrics: [['fees.errors', 0, 30, 0]],
        commits: [
          {
            sha: 'ad01',
            at: -40,
            message: 'Code style',
            service: 'fees',
            files: {
              'src/Fee.php':
                '@@ -1,4 +1,5 @@\n <?php\n+declare(strict_types=1);\n \n namespace Port;\n \n',
            },
          },
          {
            sha: 'ad02',
            at: -50,
            message: 'Quotes are valid for a week',
            service: 'fees',
            files: {
              'src/Validity.php':
                '@@ -5,3 +5,3 @@ class Validity\n-    const DAYS = 14;\n+    const DAYS = 7;\n',
            },
          },
        ],
        deployments: [{ at: -5, commit: 'ad01' }],
        truth: { verdict: 'inconclusive' },
      }),
    );
    expect(suspectChange?.id).toBe('ad01');
  });
});
