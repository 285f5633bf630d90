import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DecisionAction } from '../../src/domain/analysis.ts';
import { Priority } from '../../src/domain/priority.ts';

const MAIN = path.resolve('src/cli/main.ts');
const Triaged = z.object({
  alerts: z.array(
    z.strictObject({
      id: z.string(),
      action: DecisionAction,
      priority: Priority.nullable(),
      reason: z.string(),
      duplicateOf: z.string().nullable(),
    }),
  ),
});
let folder: string;

function mira(args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const { promise, resolve } = Promise.withResolvers<{
    code: number;
    stdout: string;
    stderr: string;
  }>();
  execFile(process.execPath, [MAIN, ...args], (error, stdout, stderr) =>
    resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
  );
  return promise;
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mira-triage-'));
  const alerts = [
    {
      id: 'a1',
      monitor: 'Cloud budget',
      service: 'platform',
      value: 105,
      threshold: 100,
      fired_at: '2026-01-02T10:00:00Z',
      severity: 'critical',
    },
    {
      id: 'a2',
      monitor: 'Error rate',
      service: 'web',
      metric: 'error_rate',
      value: 30,
      threshold: 5,
      fired_at: '2026-01-02T10:12:00Z',
    },
    {
      id: 'a3',
      monitor: 'Error rate',
      service: 'payments',
      metric: 'error_rate',
      value: 40,
      threshold: 5,
      fired_at: '2026-01-02T10:10:00Z',
      severity: 'warning',
    },
    {
      id: 'a4',
      monitor: 'Latency',
      service: 'search',
      metric: 'latency.p95',
      value: 900,
      threshold: 300,
      fired_at: '2026-01-02T10:11:00Z',
    },
    {
      id: 'a5',
      monitor: 'Error rate',
      service: 'mail',
      metric: 'error_rate',
      value: 9,
      threshold: 5,
      fired_at: '2026-01-02T10:01:00Z',
      cleared_at: '2026-01-02T10:04:00Z',
    },
  ];
  const write = (name: string, value: unknown) =>
    writeFile(path.join(folder, name), JSON.stringify(value));
  await write('alerts.json', alerts);
  await write('open_incidents.json', [
    {
      id: 'INC-7',
      title: 'search is slow',
      service: 'search',
      status: 'investigating',
      opened_at: '2026-01-02T10:05:00Z',
    },
  ]);
  await write('service_map.json', { web: ['payments', 'search'] });
  await write('meta.json', { now: '2026-01-02T10:40:00Z' });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('mira triage', () => {
  it('decides every alert once, in the order given', async () => {
    const { code, stdout } = await mira(['triage', '--bundle', folder, '--json']);
    expect(code).toBe(0);
    const { alerts } = Triaged.parse(JSON.parse(stdout));
    expect(alerts.map(({ id, action, duplicateOf }) => [id, action, duplicateOf])).toEqual([
      ['a1', 'IGNORE', null],
      ['a2', 'IGNORE', expect.stringMatching(/^(?:a3|INC-7)$/)],
      ['a3', 'TICKET', null],
      ['a4', 'IGNORE', 'INC-7'],
      ['a5', 'IGNORE', null],
    ]);
  });

  it('prints a table for people, and says what it needs', async () => {
    const { stdout } = await mira(['triage', '--bundle', folder]);
    expect(stdout).toMatch(/a3 +TICKET +P0/);
    expect(stdout).toContain('5 alerts: 1 to work on');
    const empty = await mkdtemp(path.join(tmpdir(), 'mira-triage-'));
    expect(await mira(['triage', '--bundle', empty])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('it needs an alerts.json'),
    });
    await rm(empty, { recursive: true });
  });
});
