/** What ties a change to a failure, or only seems to: names, halves of files, folders of services. */
import { describe, expect, it } from 'vitest';
import { analyze, diffFacts } from '../../../src/evidence/index.ts';
import { faultKindsOf } from '../../../src/evidence/faults/fault-kinds.ts';
import { ownerByPath } from '../../../src/evidence/hypotheses/path-owner.ts';
import { at, observe, type CommitSpec, type Incident } from './incidents.ts';

const reasonsOf = (
  incident: Omit<Incident, 'name' | 'truth'>,
  sha: string,
): { readonly rank: number; readonly reasons: string } => {
  const { hypotheses } = analyze(
    observe({ ...incident, name: 'x', truth: { verdict: 'root_cause' } }),
  );
  const rank = hypotheses.findIndex((each) => each.suspectChange?.commit === sha);
  return { rank, reasons: hypotheses[rank]?.reasons.join('\n') ?? '' };
};

const patch = (minus: string, plus: string, around = ''): string =>
  `@@ -10,3 +10,3 @@ ${around}\n ${around}\n-${minus}\n+${plus}\n }\n`;

const innocent: CommitSpec = {
  sha: 'bbb2222',
  at: -9,
  message: 'say which ferry it was',
  files: { 'app/ferry.py': patch('    log.info("x")', '    log.info("ferry")', 'def sail(self):') },
};

describe('what a failure misses', () => {
  const trace = (error: string): string =>
    `boarding failed\nTraceback (most recent call last):\n  File "/srv/app/ferry.py", line 11, in sail\n    go()\n${error}`;

  it.each([
    ["KeyError: 'deck_no'", 'wire/out.go', 'Deck int `json:"deck_no"`', 'Deck int `json:"deckNo"`'],
    [
      'PermissionError: not authorized to perform: ferry:AssignDeck',
      'infra/roles.tf',
      '  actions = ["ferry:Read", "ferry:AssignDeck"]',
      '  actions = ["ferry:Read"]',
    ],
  ])('%s leads to who took it away', (error, path, minus, plus) => {
    const { rank, reasons } = reasonsOf(
      {
        service: 'ferry',
        alert: 'boarding fails',
        logs: [[0, 'error', trace(error), 20]],
        commits: [
          innocent,
          { sha: 'aaa1111', at: -10, message: 'one style', files: { [path]: patch(minus, plus) } },
        ],
      },
      'aaa1111',
    );
    expect(rank).toBe(0);
    expect(reasons).toContain('takes away');
  });

  it('was not taken away where it still stands among the new lines', () => {
    const { reasons } = reasonsOf(
      {
        service: 'ferry',
        alert: 'boarding fails',
        logs: [[0, 'error', trace("KeyError: 'deck_no'"), 20]],
        commits: [
          {
            sha: 'aaa1111',
            at: -10,
            message: 'one style',
            files: {
              'wire.py': patch("  out['deck_no'] = deck", "  out.update({'deck_no': deck})"),
            },
          },
        ],
      },
      'aaa1111',
    );
    expect(reasons).not.toContain('takes away');
  });
});

describe('a number that the failure computes with', () => {
  const overflow = `int overflow\nsrc/quay.cpp:9:14: runtime error: signed integer overflow: 3100 * 86400000 cannot be represented in type 'int'\n    #0 0x562f462923ee in quay::due(int) src/quay.cpp:9`;
  const rankOf = (plus: string): string =>
    reasonsOf(
      {
        service: 'quay',
        alert: 'quay fails',
        logs: [[0, 'error', overflow, 20]],
        commits: [
          {
            sha: 'aaa1111',
            at: -10,
            message: 'finer',
            files: { 'src/units.hpp': patch('constexpr int kDay = 86400;', plus) },
          },
        ],
      },
      'aaa1111',
    ).reasons;

  it.each(["constexpr int kDay = 86'400'000;", 'constexpr int kDay = 86400000;'])(
    'came with %s',
    (plus) => expect(rankOf(plus)).toContain('brings 86400000'),
  );
  it('did not come with another', () =>
    expect(rankOf('constexpr int kDay = 8640000;')).not.toContain('brings'));
});

describe('what a line works with', () => {
  it('is changed as surely from afar: the line itself was only written anew', () => {
    const { hypotheses } = analyze(
      observe({
        name: 'units',
        service: 'quay',
        alert: 'quay fails',
        logs: [
          [
            0,
            'error',
            `int overflow\nsrc/quay.cpp:9:14: runtime error: signed integer overflow: 3100 * 86400000 cannot be represented in type 'int'\n    #0 0x562f462923ee in quay::due(int) src/quay.cpp:9`,
            20,
          ],
        ],
        commits: [
          {
            sha: 'aaa1111',
            at: -11,
            message: 'units: finer',
            files: {
              'lib/units.hpp': patch(
                'constexpr int kDay = 86400;',
                'constexpr int kDay = 86400000;',
              ),
            },
          },
          {
            sha: 'bbb2222',
            at: -10,
            message: 'due: round half a day up',
            files: {
              'src/quay.cpp':
                '@@ -7,3 +7,3 @@ int due(int days) {\n int due(int days) {\n-    const int part = half / 2;\n+    const int part = (half + 1) / 2;\n     return days * kDay + part;\n',
            },
          },
        ],
        truth: { verdict: 'root_cause' },
      }),
    );
    expect(hypotheses[0]?.suspectChange?.commit).toBe('aaa1111');
  });
});

describe('a value that is given a name', () => {
  const kindsOf = (minus: string[], plus: string[]): string[] =>
    diffFacts([
      {
        path: 'src/quay.ts',
        status: 'modified',
        patch: `@@ -1,9 +1,9 @@ function due(a) {\n${minus.map((each) => `-${each}\n`).join('')}${plus.map((each) => `+${each}\n`).join('')}`,
      },
    ]).map(({ kind }) => kind);
  const inPlace = ['  return near((a.x + b.x) / 2);'];
  const named = ['  const middle = (a.x + b.x) / 2;', '  return near(middle);'];

  it('is worked out all the same, and so when it loses the name', () => {
    expect(kindsOf(inPlace, named)).toEqual(['logging_only']);
    expect(kindsOf(named, inPlace)).toEqual(['logging_only']);
  });
  it('is another value when it is another', () => {
    expect(
      kindsOf(inPlace, ['  const middle = (a.x - b.x) / 2;', '  return near(middle);']),
    ).not.toEqual(['logging_only']);
    expect(
      kindsOf(inPlace, ['  const middle = await go();', '  return near(middle);']),
    ).not.toEqual(['logging_only']);
  });
});

describe('native code', () => {
  it('misuses memory where it was freed, not only where that is noticed', () => {
    const report = `==7==ERROR: AddressSanitizer: heap-use-after-free on address 0x6150000009f0
READ of size 4 at 0x6150000009f0 thread T0
    #0 0x5631ef0e56c2 in crew_of src/crew.cpp:13
freed by thread T0 here:
    #0 0x7f904e2b76a8 in operator delete(void*) ../../../../src/libsanitizer/asan/asan_new_delete.cpp:152
    #1 0x5631ef0e6000 in shift_over src/shift.cpp:40`;
    const { reasons } = reasonsOf(
      {
        service: 'yard',
        alert: 'yard crashes',
        logs: [[0, 'error', report, 20]],
        commits: [
          { sha: 'aaa1111', at: -10, message: 'shift: shorter', files: { 'src/shift.cpp': null } },
        ],
      },
      'aaa1111',
    );
    expect(reasons).toContain('src/shift.cpp');
  });

  const crash = `SIGSEGV\n#0  0x000055b755fc2737 in hull_of (n=1) at src/hull.cpp:12\n#1  0x000055b755fc2738 in main () at src/main.cpp:3`;

  it('stands in two files: a header is the other half of what fails', () => {
    const { reasons } = reasonsOf(
      {
        service: 'yard',
        alert: 'yard crashes',
        logs: [[0, 'error', crash, 20]],
        commits: [
          {
            sha: 'aaa1111',
            at: -10,
            message: 'hull: shorter',
            files: { 'include/yard/hull.hpp': patch('  int ribs = 4;', '  int ribs;') },
          },
        ],
      },
      'aaa1111',
    );
    expect(reasons).toContain('the other half of hull.cpp');
  });

  it('has a main of its own in every program', () => {
    const { reasons } = reasonsOf(
      {
        service: 'yard',
        alert: 'yard crashes',
        logs: [[0, 'error', crash, 20]],
        commits: [
          {
            sha: 'aaa1111',
            at: -10,
            message: 'listen elsewhere',
            files: {
              'gate/start.go': patch('\tlisten(":80")', '\tlisten(":81")', 'func main() {'),
            },
          },
        ],
      },
      'aaa1111',
    );
    expect(reasons).not.toContain('function named main');
  });
});

describe('a repository of many services', () => {
  const commit = (...paths: string[]) => ({
    sha: 'aaa1111',
    author: 'x',
    message: 'x',
    committedAt: at(0),
    repository: null,
    service: null,
    parents: [],
    filesComplete: true,
    files: paths.map((path) => ({ path, status: 'modified' as const, patch: null })),
  });
  const names = new Set(['card-desk', 'ferry']);
  it.each([
    [['services/card_desk/main.go', 'docs/ferry.md'], 'card-desk'],
    [['ferry/src/card-desk/a.c'], 'ferry'],
    [['services/card-desk/a.go', 'ferry/b.go'], null],
    [['src/ferry/a.ts'], null],
    [['src/CardDesk/Desk/Open.cs'], 'card-desk'],
    [['deploy/charts/card_desk/values.yaml'], 'card-desk'],
    [['lib/kit/a.ts', 'ferry/a.ts'], null],
  ])('%j is of %s', (paths, owner) => {
    expect(ownerByPath(commit(...paths), names)).toBe(owner);
  });

  it('holds commits that a deployment of another service only passes over', () => {
    const seen = observe({
      name: 'mono',
      service: 'ferry',
      alert: 'ferry fails',
      logs: [[0, 'error', 'ValueError: no deck', 20]],
      calls: [['card-desk', 'ferry']],
      deployments: [
        { at: -60, commit: 'ccc3333', service: 'card-desk' },
        { at: -5, commit: 'aaa1111', service: 'ferry' },
      ],
      commits: [
        {
          sha: 'aaa1111',
          at: -10,
          message: 'desk: listen on all interfaces',
          files: {
            'services/card-desk/main.go': patch('\tlisten(":80")', '\tlisten("[::]:80")'),
          },
        },
      ],
      truth: { verdict: 'inconclusive' },
    });
    const { hypotheses } = analyze({
      ...seen,
      commits: seen.commits.map((each) => ({ ...each, service: null })),
    });
    const own = hypotheses.find((each) => each.suspectChange?.commit === 'aaa1111');
    expect(own?.against.join('\n')).toContain('no deployment that could have brought it live');
  });
});

describe('a field of every line', () => {
  it.each(['done elapsed_ms=61 status=500', 'latency: 14', '{"elapsed": 3}'])(
    '%s is no complaint of slowness',
    (text) => expect([...faultKindsOf(text)]).not.toContain('slow'),
  );
  it.each(['latency is high', 'budget of 2 s elapsed'])('%s is one', (text) =>
    expect([...faultKindsOf(text)]).toContain('slow'),
  );
});

describe('one sender', () => {
  it('is no word that only follows another', () => {
    const analysis = analyze(
      observe({
        name: 'words',
        service: 'ferry',
        alert: 'ferry fails',
        logs: [
          [0, 'error', 'import failed: No such file or directory', 20],
          [-20, 'info', 'import done', 20],
        ],
        truth: { verdict: 'inconclusive' },
      }),
    );
    expect(JSON.stringify(analysis)).not.toContain('nearly all failures are of');
  });
});
