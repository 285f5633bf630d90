// What a runtime says of a leak while it fills up belongs to the failure that it ends in.
import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../../src/domain/analysis.ts';
import { diffFacts } from '../../../src/evidence/diff/facts.ts';
import { analyze } from '../../../src/evidence/index.ts';
import { at, observe, type CommitSpec } from './incidents.ts';

const LEAK =
  'ResourceWarning: unclosed database connection in <psycopg.Connection object>\n  File "/app/ferry/tides.py", line 22, in next_tide\n    row = connect().execute(NEXT).fetchone()';

const commit = (sha: string, minute: number, message: string, path: string): CommitSpec => ({
  sha,
  at: minute,
  message,
  files: { [path]: null },
});

/** Connections climb from so many minutes before noon on; the warning is said throughout. */
function ferry(climbsFrom: number | null): Analysis {
  const seen = observe({
    name: 'ferry',
    service: 'ferry',
    alert: 'ferry answers nobody',
    firedAt: 8,
    logs: [
      ...Array.from({ length: 8 }, (_, i) => [-150 + i * 20, 'warn', LEAK, 1] as const),
      [0, 'error', 'psycopg_pool.PoolTimeout: no free connections in pool after 30 s', 40],
    ],
    metrics: [['ferry.errors', 0, 30, 0]],
    commits: [
      commit('ee51', -195, 'Tides from the almanac', 'ferry/tides.py'),
      commit('ee52', -190, 'Fares in crowns', 'ferry/fares.py'),
    ],
    deployments: [{ at: -185, commit: 'ee52' }],
    truth: { verdict: 'inconclusive' },
  });
  const start = Date.parse(at(-400));
  return analyze({
    ...seen,
    metrics: [
      ...seen.metrics,
      {
        metric: 'db_connections_open',
        service: 'ferry',
        tags: [],
        points: Array.from({ length: 405 }, (_, i): [number, number] => [
          start + i * 60_000,
          3 +
            0.2 * Math.sin(i) +
            (climbsFrom === null ? 0 : Math.max(0, Math.min(47, (i - 400 - climbsFrom) / 4))),
        ]),
      },
    ],
  });
}

const shareOf = (analysis: Analysis, sha: string): number =>
  analysis.hypotheses.find((each) => each.suspectChange?.id === sha)?.probability ?? 0;

describe('a warning of a leak', () => {
  it('shows where it fills up, once it has begun to', () => {
    const analysis = ferry(-183);
    expect(analysis.suspectChange?.id).toBe('ee51');
    expect(shareOf(analysis, 'ee51')).toBeGreaterThan(3 * shareOf(analysis, 'ee52'));
  });

  it('is noise where nothing fills up', () => {
    const analysis = ferry(null);
    expect(analysis.suspectChange?.id).not.toBe('ee51');
    expect(shareOf(analysis, 'ee51')).toBeLessThan(2 * shareOf(analysis, 'ee52'));
  });
});

describe('a release that some lines lose', () => {
  const kinds = (path: string, patch: string): string[] =>
    diffFacts([{ path, status: 'modified', patch }]).map(({ kind }) => kind);

  it.each([
    [
      'tides.kt',
      '@@ -1,5 +1,4 @@\n fun tides(): List<Tide> {\n-    open().use { c ->\n-        c.read(ALL).use { r -> return r.rows() }\n-    }\n+    return open().read(ALL).use { r -> r.rows() }\n }\n',
    ],
    [
      'tides.py',
      '@@ -1,5 +1,4 @@\n def tides():\n-    with connect() as c:\n-        with c.cursor() as cursor:\n-            return cursor.execute(ALL).fetchall()\n+    with connect().cursor() as cursor:\n+        return cursor.execute(ALL).fetchall()\n',
    ],
  ])('leaks in %s', (path, patch) => {
    expect(kinds(path, patch)).toContain('resource_leak');
  });

  it('does not where as many are released as before', () => {
    expect(
      kinds(
        'tides.kt',
        '@@ -1,3 +1,3 @@\n fun tides(): List<Tide> {\n-    open().use { c -> return c.rows() }\n+    open().use { c -> return c.rows().sorted() }\n }\n',
      ),
    ).not.toContain('resource_leak');
  });
});
