/** Lines of a trace are those of the version that ran: who wrote them is found through the patches in between. */
import { describe, expect, it } from 'vitest';
import type { Commit } from '../../../src/domain/observation.ts';
import { analyze } from '../../../src/evidence/index.ts';
import type { WeighedFrame } from '../../../src/evidence/hypotheses/context.ts';
import { frameLines } from '../../../src/evidence/hypotheses/frame-lines.ts';
import { at, observe } from './incidents.ts';

const commit = (sha: string, minute: number, patch: string, path = 'lib/tide.rb'): Commit => ({
  sha,
  author: 'x',
  message: 'x',
  committedAt: at(minute),
  repository: null,
  service: null,
  parents: [],
  filesComplete: true,
  files: [{ path, status: 'modified', patch }],
});

const frame = (line: number): WeighedFrame =>
  ({
    frame: {
      raw: '',
      module: null,
      function: 'level',
      file: 'lib/tide.rb',
      line,
      column: null,
      origin: 'app',
    },
    file: 'lib/tide.rb',
    weight: 1,
    fault: null,
  }) as unknown as WeighedFrame;

/** Puts ten lines in front of everything. */
const SHIFTS = `@@ -1,1 +1,11 @@\n${Array.from({ length: 10 }, (_, n) => `+require 'x${n}'\n`).join('')} # tides\n`;
const WRITES =
  '@@ -20,3 +20,3 @@ def level(hour)\n   low = table[hour]\n-  low + 1\n+  low - 1\n end\n';
const BESIDE = '@@ -24,1 +24,2 @@ def next_one\n   go\n+  stay\n';
const PUTS_NEAR = '@@ -22,1 +22,2 @@\n end\n+# none\n+def other; 1; end\n';

describe('frameLines', () => {
  const commits = [
    commit('aaa', -30, WRITES),
    commit('bbb', -20, SHIFTS),
    commit('ccc', -40, BESIDE),
  ];

  it('finds the author below what was put in front since', () => {
    const asked = frame(31);
    const found = frameLines([asked], commits);
    expect(found.of(asked, 'aaa')).toMatchObject({ distance: 0, author: true, at: 21 });
    expect(found.of(asked, 'bbb')).toMatchObject({ distance: 21, author: false });
    expect(found.of(asked, 'ccc')).toMatchObject({ distance: 4, author: false, beside: true });
  });

  it('counts from the numbers of the trace, not of the commit', () => {
    const asked = frame(21);
    expect(frameLines([asked], commits).of(asked, 'aaa')).toMatchObject({ author: false });
  });

  it('goes on to who wrote what a rewrite replaced', () => {
    const asked = frame(21);
    const older = commit('ddd', -90, '@@ -21,1 +21,1 @@ def level(hour)\n-  low\n+  low + 1\n');
    const found = frameLines([asked], [commit('aaa', -30, WRITES), older]);
    expect(found.of(asked, 'ddd')).toMatchObject({ author: true, depth: 1 });
  });

  it('takes no comment or white space for a change', () => {
    const asked = frame(23);
    const found = frameLines(
      [asked],
      [commit('eee', -30, '@@ -23,1 +23,2 @@\n+  # go\n   go\n'), commit('fff', -50, PUTS_NEAR)],
    );
    expect(found.of(asked, 'eee')).toBeNull();
  });
});

describe('many commits in one file', () => {
  const trace = (line: number): string =>
    `NoMethodError: undefined method \`+' for nil:NilClass\n  lib/tide.rb:${line}:in \`level'\n  lib/main.rb:3:in \`run'`;
  const of = (sha: string, minute: number, patch: string) => ({
    sha,
    at: minute,
    message: `tide: ${sha}`,
    files: { 'lib/tide.rb': patch },
  });

  it('lead to who wrote the line, not to who stands at its number', () => {
    const { hypotheses } = analyze(
      observe({
        name: 'tides',
        service: 'tide',
        alert: 'tide fails',
        logs: [[0, 'error', trace(31), 20]],
        commits: [
          of('aaa1111', -30, WRITES),
          of('bbb2222', -20, SHIFTS),
          of('ccc3333', -40, '@@ -31,2 +31,2 @@ def ebb(hour)\n   x\n-  low + 2\n+  low + 3\n'),
        ],
        truth: { verdict: 'root_cause' },
      }),
    );
    expect(hypotheses[0]?.suspectChange?.commit).toBe('aaa1111');
    expect(hypotheses[0]?.reasons.join()).toContain('wrote line 31');
  });

  it('convict nobody where nothing tells them apart', () => {
    const rewrite = (n: number) =>
      `@@ -${28 + n},2 +${28 + n},2 @@ def level(hour)\n   x${n}\n-  a = low + ${n}\n+  a = low - ${n}\n`;
    const { confidence } = analyze(
      observe({
        name: 'tides',
        service: 'tide',
        alert: 'tide fails',
        logs: [[0, 'error', trace(31), 20]],
        commits: [
          of('aaa1111', -30, rewrite(5)),
          of('bbb2222', -31, rewrite(7)),
          of('ccc3333', -32, rewrite(6)),
        ],
        truth: { verdict: 'inconclusive' },
      }),
    );
    expect(confidence).toBeLessThan(0.6);
  });
});
