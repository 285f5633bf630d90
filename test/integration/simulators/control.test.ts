// The control API that all four simulators share, and the simulators as a process.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createSimulators, type Simulators } from '../../../src/simulators/create-simulators.ts';
import { control, makeRepository, tinyScenario, type TinyRepository } from './scenario.ts';

let simulators: Simulators;
let repository: TinyRepository;
beforeAll(async () => {
  repository = makeRepository();
  simulators = await createSimulators();
});
afterAll(() => simulators.close());

const headers = {
  'DD-API-KEY': 'k',
  'DD-APPLICATION-KEY': 'a',
  'content-type': 'application/json',
};
const logCount = async (query: string): Promise<number> => {
  const answer = await fetch(`${simulators.datadog}/api/v2/logs/events/search`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ filter: { query, from: 'now-1h' }, page: { limit: 1000 } }),
  });
  return ((await answer.json()) as { data: unknown[] }).data.length;
};

describe('scenarios', () => {
  it('are loaded into all four by any one of them, replacing or adding', async () => {
    const loaded = await control(simulators.slack, 'scenario', {
      scenario: tinyScenario(repository),
    });
    expect(loaded).toMatchObject({
      scenario: 'tiny',
      webhooks: [{ alert_id: '7', transition: 'Triggered' }],
      registry: { 'payment-svc': { repo_name: 'payments' } },
    });
    expect(await logCount('status:error')).toBe(25);
    const repositories = await fetch(`${simulators.azureDevOps}/acme/Shop/_apis/git/repositories`, {
      headers: { authorization: 'Bearer t' },
    });
    expect(await repositories.json()).toMatchObject({ count: 1 });

    await control(simulators.gemini, 'scenario', {
      scenario: tinyScenario(repository, { name: 'second' }),
      add: true,
    });
    expect(await logCount('status:error')).toBe(50);
    expect(await control(simulators.datadog, 'scenario')).toEqual({ loaded: ['tiny', 'second'] });
    await control(simulators.datadog, 'scenario', { scenario: tinyScenario(repository) });
    expect(await logCount('status:error')).toBe(25);
    await fetch(`${simulators.datadog}/_sim/scenario`, { method: 'DELETE' });
    expect(await logCount('*')).toBe(0);
  });

  it('are listed, and refused with the field that is wrong', async () => {
    const { scenarios } = z
      .object({
        scenarios: z.array(
          z.object({ name: z.string(), title: z.string(), description: z.string() }),
        ),
      })
      .parse(await control(simulators.datadog, 'scenarios'));
    expect(scenarios.map(({ name }) => name)).toContain('null-check-removed');
    await expect(control(simulators.datadog, 'scenario', { name: 'nope' })).rejects.toThrow(
      /404 .*null-check-removed/,
    );
    await expect(control(simulators.datadog, 'scenario', {})).rejects.toThrow(/400 .*either/);
    const wrong = { ...tinyScenario(repository), webhooks: [] };
    await expect(control(simulators.datadog, 'scenario', { scenario: wrong })).rejects.toThrow(
      /400 .*scenario\.webhooks/,
    );
  });
});

describe('requests', () => {
  it('are recorded with what was asked and answered, without the control API', async () => {
    await control(simulators.datadog, 'requests', {}, 'DELETE');
    await fetch(`${simulators.datadog}/api/v1/validate?a=1`, { headers });
    await logCount('service:x');
    await fetch(`${simulators.datadog}/api/v1/query`);
    expect(await control(simulators.datadog, 'requests')).toMatchObject([
      { method: 'GET', path: '/api/v1/validate', query: { a: '1' }, body: null, status: 200 },
      {
        method: 'POST',
        path: '/api/v2/logs/events/search',
        body: { filter: { query: 'service:x' } },
        status: 200,
      },
      { method: 'GET', path: '/api/v1/query', status: 403 },
    ]);
  });
});

describe('faults', () => {
  it('match by method, path, expression and body, skip, repeat, and can be taken back', async () => {
    const validate = async () =>
      (await fetch(`${simulators.datadog}/api/v1/validate`, { headers })).status;
    const fault = await control(simulators.datadog, 'faults', {
      match: { method: 'get', path: '/v\\d\\/validate$/' },
      skip: 1,
      times: 'always',
      action: { status: 502, headers: { 'retry-after': 3 } },
    });
    expect([await validate(), await validate(), await validate()]).toEqual([200, 502, 502]);
    const { id } = z.object({ id: z.number() }).parse(fault);
    await fetch(`${simulators.datadog}/_sim/faults?id=${id}`, { method: 'DELETE' });
    expect(await validate()).toBe(200);

    await control(simulators.datadog, 'faults', {
      match: { body: 'service:hit' },
      action: 'not_found',
    });
    expect(await logCount('service:miss')).toBe(0);
    await expect(logCount('service:hit')).rejects.toThrow();
    await expect(
      control(simulators.datadog, 'faults', { match: {}, action: 'explode' }),
    ).rejects.toThrow(/400 .*action/);
    await expect(control(simulators.datadog, 'faults', { match: {} })).rejects.toThrow(/400/);
  });

  it('delay single answers, latency all of them', async () => {
    const timed = async (): Promise<number> => {
      const start = performance.now();
      await fetch(`${simulators.datadog}/api/v1/validate`, { headers });
      return performance.now() - start;
    };
    await control(simulators.datadog, 'faults', { match: {}, action: { type: 'delay', ms: 60 } });
    expect(await timed()).toBeGreaterThanOrEqual(59);
    await control(simulators.datadog, 'latency', { ms: 40 });
    expect(await timed()).toBeGreaterThanOrEqual(39);
    await control(simulators.datadog, 'latency', { ms: 0 });
  });
});

describe('closing', () => {
  it('ends what hangs', async () => {
    const own = await createSimulators();
    await control(own.datadog, 'faults', { match: {}, action: 'hang' });
    const hanging = fetch(`${own.datadog}/api/v1/validate`, { headers }).catch(
      (error: unknown) => error,
    );
    await expect
      .poll(() => control(own.datadog, 'requests'))
      .toMatchObject([{ path: '/api/v1/validate', status: null }]);
    await own.close();
    expect(await hanging).toBeInstanceOf(Error);
  });

  it('frees what was started when a port is taken', async () => {
    const taken = Number(new URL(simulators.datadog).port);
    await expect(createSimulators({ ports: { slack: taken } })).rejects.toThrow(/EADDRINUSE/);
  });
});

describe('the process', () => {
  const main = fileURLToPath(new URL('../../../src/simulators/main.ts', import.meta.url));
  it('prints one line when ready and ends on SIGTERM', async () => {
    const child = spawn(process.execPath, [main, '--json', '--scenario', 'null-check-removed'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines: string[] = [];
    const reader = createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
    await once(reader, 'line');
    const urls = z
      .object({ datadog: z.url(), azureDevOps: z.url(), gemini: z.url(), slack: z.url() })
      .parse(JSON.parse(lines[0] ?? ''));
    expect(await control(urls.gemini, 'scenario')).toEqual({ loaded: ['null-check-removed'] });
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(lines).toHaveLength(1);
  });
});
