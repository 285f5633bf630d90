import { describe, expect, it } from 'vitest';
import {
  configChangeOf,
  infraEventOf,
  recordKind,
} from '../../../src/bundle/changes/config-changes.ts';
import { commitOf } from '../../../src/bundle/changes/commits.ts';
import { deploymentOf, linkDeployments } from '../../../src/bundle/changes/deployments.ts';
import { gitLogText } from '../../../src/bundle/changes/git-log.ts';
import { splitDiff } from '../../../src/bundle/changes/split-diff.ts';
import { serviceMapOf } from '../../../src/bundle/service-map.ts';
import type { Commit } from '../../../src/domain/observation.ts';

const AT = '2026-01-02T10:00:00.000Z';
const DIFF =
  'diff --git a/src/a.ts b/src/a.ts\nindex 1..2 100644\n--- a/src/a.ts\n+++ b/src/a.ts\n@@ -1,2 +1,2 @@ f()\n-old\n+new\n same\ndiff --git a/x.ts b/y.ts\nsimilarity index 90%\nrename from x.ts\nrename to y.ts\n';
const HUNK = '@@ -1,2 +1,2 @@ f()\n-old\n+new\n same';

describe('splitDiff', () => {
  it('gives each file its own hunks', () => {
    expect(splitDiff(DIFF)).toEqual([
      { path: 'src/a.ts', status: 'modified', patch: HUNK },
      { path: 'y.ts', previousPath: 'x.ts', status: 'renamed', patch: null },
    ]);
  });

  it('reads bare hunks and bare lines for the file that is named elsewhere', () => {
    expect(splitDiff(HUNK, 'a.ts')).toEqual([{ path: 'a.ts', status: 'modified', patch: HUNK }]);
    expect(splitDiff('-a\n+b', 'a.ts')).toEqual([
      { path: 'a.ts', status: 'modified', patch: '@@\n-a\n+b' },
    ]);
  });

  it('does not take removed lines of dashes for a file header', () => {
    const patch = '@@ -1,2 +1,2 @@\n--- a comment\n+++ another\n x';
    expect(splitDiff(`--- a/q.sql\n+++ b/q.sql\n${patch}`)).toEqual([
      { path: 'q.sql', status: 'modified', patch },
    ]);
  });

  it('tells added from deleted, and unquotes paths', () => {
    expect(
      splitDiff(
        'diff --git "a/\\303\\244.txt" "b/\\303\\244.txt"\nnew file mode 100644\n--- /dev/null\n+++ "b/\\303\\244.txt"\n@@ -0,0 +1 @@\n+x',
      ),
    ).toMatchObject([{ path: 'ä.txt', status: 'added' }]);
    expect(splitDiff('--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-x')).toMatchObject([
      { path: 'x', status: 'deleted' },
    ]);
  });
});

describe('commitOf', () => {
  it.each<[string, Record<string, unknown>, Partial<Commit>]>([
    [
      'hash, files and a diff',
      {
        hash: 'abc',
        author: 'Ann',
        date: AT,
        message: 'm',
        files_changed: ['src/a.ts'],
        diff: DIFF,
      },
      { sha: 'abc', author: 'Ann', committedAt: AT, files: splitDiff(DIFF) },
    ],
    [
      'bare hunks of the one file',
      { commitId: 'abc', author: 'Ann', message: 'm', files_changed: ['a.ts'], diff: HUNK },
      { files: [{ path: 'a.ts', status: 'modified', patch: HUNK }] },
    ],
    [
      'GitHub',
      {
        sha: 'abc',
        commit: { author: { name: 'Ann', email: 'a@x', date: AT }, message: 'm' },
        files: [{ filename: 'a.ts', status: 'added', patch: HUNK }],
        parents: [{ sha: 'p' }],
      },
      {
        sha: 'abc',
        author: 'Ann',
        authorEmail: 'a@x',
        committedAt: AT,
        message: 'm',
        parents: ['p'],
        files: [{ path: 'a.ts', status: 'added', patch: HUNK }],
      },
    ],
    [
      'Azure DevOps',
      {
        commitId: 'abc',
        author: { name: 'Ann', date: AT },
        comment: 'm',
        changes: [{ item: { path: '/a.ts' }, changeType: 'edit' }],
      },
      {
        sha: 'abc',
        author: 'Ann',
        message: 'm',
        files: [{ path: 'a.ts', status: 'modified', patch: null }],
      },
    ],
    [
      'GitLab',
      {
        id: 'abc',
        title: 'm',
        author_name: 'Ann',
        committed_date: AT,
        diffs: [{ new_path: 'a.ts', old_path: 'a.ts', diff: HUNK }],
      },
      { sha: 'abc', author: 'Ann', files: [{ path: 'a.ts', status: 'modified', patch: HUNK }] },
    ],
    [
      'patches by path',
      {
        sha: 'abc',
        author: 'Ann <a@x>',
        timestamp: Date.parse(AT) / 1000,
        patches: { 'a.ts': HUNK },
      },
      {
        author: 'Ann',
        authorEmail: 'a@x',
        committedAt: AT,
        files: [{ path: 'a.ts', status: 'modified', patch: HUNK }],
      },
    ],
    [
      'a webhook’s lists',
      { id: 'abc', added: ['n.ts'], removed: ['o.ts'] },
      {
        files: [
          { path: 'n.ts', status: 'added', patch: null },
          { path: 'o.ts', status: 'deleted', patch: null },
        ],
      },
    ],
    [
      'name-status lines',
      { sha: 'abc', files: ['M\ta.ts', 'R100\tb.ts\tc.ts'] },
      {
        files: [
          { path: 'a.ts', status: 'modified', patch: null },
          { path: 'c.ts', previousPath: 'b.ts', status: 'renamed', patch: null },
        ],
      },
    ],
    ['a count of files', { sha: 'abc', files_changed: 3 }, { files: [], filesComplete: false }],
  ])('reads %s', (_name, record, expected) => {
    expect(commitOf(record, null)).toMatchObject(expected);
  });

  it('says why a record is no commit', () => {
    expect(commitOf({ message: 'm' }, null)).toMatch(/without an id/);
  });
});

describe('gitLogText', () => {
  it('reads git log -p', () => {
    const text = `commit abcdef1234567\nAuthor: Ann <a@x>\nDate:   Fri Jan 2 10:00:00 2026 +0000\n\n    Shrink the pool\n\n    because\n\n${DIFF}\ncommit bbbbbbb1234567\nMerge: a1 b2\nAuthor: Bob <b@x>\nDate:   Fri Jan 2 09:00:00 2026 +0000\n\n    Merge\n`;
    expect(gitLogText(text, null)).toMatchObject([
      {
        sha: 'abcdef1234567',
        author: 'Ann',
        authorEmail: 'a@x',
        committedAt: AT,
        message: 'Shrink the pool\nbecause',
        files: [{ path: 'src/a.ts', patch: HUNK }, { path: 'y.ts' }],
      },
      { sha: 'bbbbbbb1234567', parents: ['a1', 'b2'], files: [] },
    ]);
  });
});

describe('deployments', () => {
  it('reads a delivery tool’s record and its commits', () => {
    const read = deploymentOf(
      {
        service: 'pay',
        sha: 'c2',
        previous_sha: 'c1',
        deployed_at: AT,
        status: 'success',
        version: 'v2',
        commits: [{ sha: 'c2', message: 'm' }, 'c3'],
      },
      null,
      1,
    );
    expect(read).toMatchObject({
      deployment: {
        service: 'pay',
        commit: 'c2',
        previousCommit: 'c1',
        finishedAt: AT,
        result: 'succeeded',
        commits: ['c2', 'c3'],
      },
      commits: [{ sha: 'c2' }],
    });
    expect(deploymentOf({ service: 'pay' }, null, 1)).toMatch(/without a time/);
  });

  it('takes the commit before from the service’s last deployment that succeeded', () => {
    const made = (commit: string, hour: number, status = 'success') => {
      const read = deploymentOf(
        { service: 'pay', commit, deployed_at: `2026-01-02T0${hour}:00:00Z`, status },
        null,
        hour,
      );
      if (typeof read === 'string') throw new Error(read);
      return read.deployment;
    };
    const linked = linkDeployments([made('c3', 3), made('c1', 1), made('c2', 2, 'failed')]);
    expect(linked.map((each) => [each.commit, each.previousCommit])).toEqual([
      ['c1', null],
      ['c2', 'c1'],
      ['c3', 'c1'],
    ]);
  });
});

describe('changes and events', () => {
  it('reads a flag flip', () => {
    expect(
      configChangeOf(
        {
          flag: 'new-checkout',
          old_value: false,
          new_value: true,
          changed_at: AT,
          changed_by: 'ann',
          service: 'pay',
        },
        null,
        1,
        true,
      ),
    ).toEqual({
      id: 'new-checkout',
      kind: 'feature_flag',
      at: AT,
      service: 'pay',
      name: 'new-checkout',
      before: 'false',
      after: 'true',
      actor: 'ann',
      summary: 'new-checkout from false to true',
    });
    expect(configChangeOf({ name: 'dark-mode', enabled: true }, null, 1, true)).toBe(
      'flag dark-mode: no time of its last change',
    );
  });

  it('reads a Kubernetes event', () => {
    expect(
      infraEventOf(
        {
          kind: 'Event',
          type: 'Warning',
          reason: 'OOMKilling',
          message: 'Memory cgroup out of memory',
          lastTimestamp: AT,
          involvedObject: { kind: 'Pod', name: 'pay-7d9b5c8f4-x2k4q' },
          count: 3,
        },
        null,
        1,
      ),
    ).toMatchObject({
      at: AT,
      service: 'pay',
      severity: 'warning',
      summary: 'Memory cgroup out of memory (×3)',
    });
  });

  it('sends records to where their type says', () => {
    expect(recordKind({ type: 'deployment' }, 'event')).toBe('deployment');
    expect(recordKind({ type: 'feature_flag' }, 'event')).toBe('config');
    expect(recordKind({ type: 'pod_evicted' }, 'config')).toBe('event');
    expect(recordKind({ key: 'pool.max' }, 'config')).toBe('config');
  });
});

describe('serviceMapOf', () => {
  const CALLS = [
    { from: 'web', to: 'pay' },
    { from: 'pay', to: 'db' },
  ];
  it.each<[string, unknown]>([
    ['lists by service', { web: ['pay'], pay: ['db'], db: [] }],
    ['the same below a key', { dependencies: { web: ['pay'], pay: ['db'] } }],
    [
      'edges',
      {
        edges: [
          { from: 'web', to: 'pay' },
          { source: 'pay', target: 'db' },
        ],
      },
    ],
    [
      'nodes with ids',
      {
        nodes: [
          { id: 1, name: 'web' },
          { id: 2, name: 'pay' },
          { id: 3, name: 'db' },
        ],
        edges: [
          { source: 1, target: 2 },
          { source: 2, target: 3 },
        ],
      },
    ],
    [
      'entries with dependencies',
      [
        { name: 'web', depends_on: ['pay'] },
        { service: 'pay', dependencies: [{ name: 'db' }] },
      ],
    ],
    ['services as a map', { services: { web: { calls: ['pay'] }, pay: { calls: ['db'] } } }],
    ['callers', { pay: { called_by: ['web'], calls: ['db'] } }],
    [
      'pairs',
      [
        ['web', 'pay'],
        ['pay', 'db'],
      ],
    ],
    ['arrows', ['web -> pay', 'pay -> db']],
  ])('reads %s', (_name, document) => {
    const calls = serviceMapOf(document).calls;
    expect(calls).toHaveLength(2);
    expect(calls).toEqual(expect.arrayContaining(CALLS));
  });

  it('reads where services run', () => {
    expect(serviceMapOf([{ name: 'web', dependencies: ['pay'], host: 'node-1' }]).runsOn).toEqual([
      { service: 'web', host: 'node-1' },
    ]);
    expect(
      serviceMapOf({ calls: [{ from: 'web', to: 'pay' }], runs_on: { web: ['node-1'] } }).runsOn,
    ).toEqual([{ service: 'web', host: 'node-1' }]);
  });
});
