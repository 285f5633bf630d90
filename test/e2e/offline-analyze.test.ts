import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Analysis } from '../../src/domain/analysis.ts';

const MAIN = path.resolve('src/cli/main.ts');
let folder: string;

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const mira = (args: readonly string[]): Promise<Ran> => {
  const { promise, resolve } = Promise.withResolvers<Ran>();
  execFile(
    process.execPath,
    [MAIN, ...args],
    { cwd: folder, maxBuffer: 64e6 },
    (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
  );
  return promise;
};

const minute = (n: number) => new Date(Date.UTC(2026, 0, 2, 10, n)).toISOString();

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mira-offline-'));
  const bundle = path.join(folder, 'bundle');
  await mkdir(path.join(bundle, 'context'), { recursive: true });
  const alert = {
    title: 'checkout: error rate above 5 %',
    service: 'checkout',
    severity: 'critical',
    fired_at: minute(35),
    now: minute(55),
  };
  const commits = [
    {
      sha: 'a'.repeat(40),
      author: 'Ann',
      date: minute(10),
      message: 'Shrink the connection pool',
      files_changed: ['config/database.yml'],
      diff: '@@ -3,2 +3,2 @@ production:\n-  pool: 50\n+  pool: 5\n   timeout: 30000\n',
    },
    {
      sha: 'b'.repeat(40),
      author: 'Bob',
      date: minute(20),
      message: 'Fix a typo in the readme',
      files_changed: ['README.md'],
      diff: '@@ -1 +1 @@\n-teh\n+the\n',
    },
  ];
  const deployments = [
    { service: 'checkout', commit: 'a'.repeat(40), deployed_at: minute(28), status: 'success' },
  ];
  const metrics = ['timestamp,service,metric,value'];
  for (let n = 0; n < 55; n += 1)
    metrics.push(`${minute(n)},checkout,error_rate,${n < 30 ? 0.2 + (n % 3) / 10 : 14 + (n % 4)}`);
  const logs: string[] = [];
  for (let n = 0; n < 55; n += 1) {
    logs.push(`${minute(n)} INFO  [main] checkout.Api - GET /cart 200`);
    if (n >= 30)
      logs.push(
        `${minute(n)} ERROR [http-${n}] checkout.Api - could not get a connection`,
        'java.sql.SQLTransientConnectionException: pool exhausted, connection is not available, request timed out after 30000ms',
        '\tat com.acme.checkout.Orders.load(Orders.java:41)',
      );
  }
  await writeFile(path.join(bundle, 'alert.json'), JSON.stringify(alert));
  await writeFile(
    path.join(bundle, 'context', 'commits.json'),
    JSON.stringify({ commits, deployments }),
  );
  await writeFile(path.join(bundle, 'context', 'metrics.csv'), metrics.join('\n'));
  await writeFile(path.join(bundle, 'context', 'app.log'), logs.join('\n'));
  await mkdir(path.join(folder, 'empty'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('mira analyze', () => {
  it('names the commit that did it, as JSON that keeps to the published schema', async () => {
    const { code, stdout } = await mira(['analyze', '--bundle', 'bundle', '--json', '--exit-code']);
    expect(code).toBe(0);
    const analysis = Analysis.parse(JSON.parse(stdout));
    expect(analysis).toMatchObject({
      verdict: 'root_cause',
      suspectChange: { kind: 'commit', commit: 'a'.repeat(40) },
      firstFailingService: 'checkout',
      decision: { action: 'TICKET' },
      inputProblems: [],
    });
    const published = JSON.parse(await readFile('docs/schemas/analysis.schema.json', 'utf8')) as {
      required: string[];
    };
    expect(Object.keys(JSON.parse(stdout) as object)).toEqual(
      expect.arrayContaining(published.required),
    );
  });

  it('thinks aloud over loose files, then tells timeline, cause, evidence and advice', async () => {
    const { code, stdout } = await mira([
      'analyze',
      '500 errors on checkout API',
      '--logs',
      'bundle/context/app.log',
      '--metrics',
      'bundle/context/metrics.csv',
      '--commits',
      'bundle/context/commits.json',
      '--markdown',
      'report.md',
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^1\. Reading what is there about “500 errors on checkout API”/);
    expect(stdout).toContain('app.log: 80 log records');
    const headings = [
      'Going through the logs',
      'Timeline',
      'Root cause',
      'ROOT CAUSE FOUND',
      'Evidence',
      'Recommendations',
    ];
    expect(headings.map((heading) => stdout.indexOf(heading))).toEqual(
      headings.map((heading) => stdout.indexOf(heading)).toSorted((a, b) => a - b),
    );
    expect(stdout.indexOf(headings[0] ?? '')).toBeGreaterThan(0);
    expect(stdout).toContain('aaaaaaaaaa');
    expect(await readFile(path.join(folder, 'report.md'), 'utf8')).toContain(
      '**Root cause found**',
    );
  });

  it('exits with 2 only when nothing is usable, and with 3 for an inconclusive verdict when asked', async () => {
    const empty = await mira(['analyze', '--bundle', 'empty', '--json']);
    expect(empty.code).toBe(2);
    expect(empty.stderr).toContain('nothing usable in empty');
    expect(Analysis.parse(JSON.parse(empty.stdout)).verdict).toBe('inconclusive');
    await writeFile(path.join(folder, 'one.log'), '2026-01-02 10:00:00 INFO hello\n');
    expect((await mira(['analyze', 'slow', '--logs', 'one.log', '--json'])).code).toBe(0);
    expect(
      (await mira(['analyze', 'slow', '--logs', 'one.log', '--json', '--exit-code'])).code,
    ).toBe(3);
    expect((await mira(['analyze'])).stderr).toContain('give --bundle DIR');
  });
});
