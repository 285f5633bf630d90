import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBench } from './bench.ts';
import type { Bench } from './bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const window = () => ({
  from: new Date(bench.alertMs - 3_600_000).toISOString(),
  to: new Date(bench.alertMs).toISOString(),
});

describe('get_logs', () => {
  test('folds lines to patterns, keeps the stack apart, and sends the scoped query', async () => {
    const { result, text } = await bench.call('get_logs', { status: ['error'], ...window() });
    expect(result.logs.length).toBeGreaterThan(5);
    expect(result.patterns[0]).toMatchObject({ level: 'error', count: result.logs.length });
    expect(result.logs[0].stack).toContain('DiscountCalculator');
    expect(new Set(result.logs.map((log: any) => log.service))).toEqual(new Set(['payment-svc']));
    expect(text).toContain('NullReferenceException');
    const sent = (await bench.requests('datadog')).findLast((one) =>
      one.path.includes('/logs/events/search'),
    );
    expect(sent?.body.filter.query).toBe('service:payment-svc AND env:prod AND status:error');
  });

  test('pages with a cursor that is bound to its query', async () => {
    const first = await bench.call('get_logs', { limit: 20, ...window() });
    expect(first.answer.truncated).toBe(true);
    const { cursor } = first.result;
    const second = await bench.call('get_logs', { limit: 20, cursor, ...window() });
    const ids = [...first.result.logs, ...second.result.logs].map((log: any) => log.id);
    expect(new Set(ids).size).toBe(40);
    const other = await bench.failure('get_logs', { query: 'captured', cursor, ...window() });
    expect(other.code).toBe('bad_argument');
  });

  test('a cursor that was tampered with leads neither out of the scope nor into a fault', async () => {
    const scope = { notBeforeMs: bench.alertMs - 600_000, notAfterMs: bench.alertMs };
    const { result } = await bench.call('get_logs', { limit: 1, ...window() }, scope);
    const parts = JSON.parse(Buffer.from(result.cursor, 'base64url').toString()) as unknown[];
    const forged = (fromMs: unknown, toMs: unknown) => ({
      limit: 1,
      ...window(),
      cursor: Buffer.from(JSON.stringify([parts[0], fromMs, toMs, parts[3]])).toString('base64url'),
    });
    const wide = forged(bench.alertMs - 30 * 86_400_000, bench.alertMs + 60_000);
    const { answer } = await bench.call('get_logs', wide, scope);
    expect(answer.window).toEqual({
      from: new Date(scope.notBeforeMs).toISOString(),
      to: new Date(scope.notAfterMs).toISOString(),
    });
    const before = forged(bench.alertMs - 7_200_000, bench.alertMs - 3_600_000);
    expect((await bench.failure('get_logs', before, scope)).code).toBe('out_of_scope');
    for (const fromMs of [1e300, null, 'x', {}]) {
      const broken = forged(fromMs, bench.alertMs);
      expect((await bench.failure('get_logs', broken, scope)).code).toBe('bad_argument');
    }
  });

  test('an empty answer says which window held nothing', async () => {
    const { text, result } = await bench.call('get_logs', {
      query: '"no such words"',
      ...window(),
    });
    expect(result.logs).toEqual([]);
    expect(text).toMatch(/^No log lines match in 20/);
  });

  test.each([
    ['another service', { query: 'service:checkout-web OR *' }, 'out_of_scope'],
    ['a malformed query', { query: '(a' }, 'bad_argument'],
    ['a window that ends before it starts', { from: 'now', to: 'now-1h' }, 'bad_argument'],
  ])('refuses %s', async (_what, args, code) => {
    expect((await bench.failure('get_logs', args)).code).toBe(code);
  });

  test('keeps to the times that the scope allows', async () => {
    const scope = { notBeforeMs: bench.alertMs - 600_000, notAfterMs: bench.alertMs };
    const { answer } = await bench.call('get_logs', window(), scope);
    expect(answer.window?.from).toBe(new Date(scope.notBeforeMs).toISOString());
    expect(answer.notes?.join()).toContain('cut to what this investigation may see');
    const early = { from: 'now-9d', to: 'now-8d' };
    expect((await bench.failure('get_logs', early, scope)).code).toBe('out_of_scope');
  });
});

describe('what Datadog does wrong is never "no logs"', () => {
  const logs = { match: { path: '/logs/events/search' } };

  test('a truncated 200 is an error that says so', async () => {
    await bench.fault('datadog', { ...logs, action: { type: 'truncate' } });
    const { code, message } = await bench.failure('get_logs', window());
    expect(code).toBe('contract_broken');
    expect(message).toContain('cut short');
  });

  test('a redirect is not followed: the keys would go along', async () => {
    const elsewhere = bench.simulators.slack;
    const action = { type: 'respond', status: 302, headers: { location: elsewhere }, body: '' };
    await bench.fault('datadog', { ...logs, action });
    expect(await bench.count('slack', () => bench.failure('get_logs', window()))).toEqual([]);
    await bench.fault('datadog', { ...logs, action });
    expect((await bench.failure('get_logs', window())).code).toBe('contract_broken');
  });

  test.each([
    ['get_logs', 'null'],
    ['get_metrics', 'null'],
    ['search_traces', 'null'],
    ['query_monitors', 'null'],
    ['get_service_dependencies', 'null'],
    ['get_service_dependencies', '{}'],
  ])('a 200 of %s with %s in it', async (tool, text) => {
    const action = { type: 'respond', status: 200, body: JSON.parse(text) as unknown };
    await bench.fault('datadog', { match: {}, action });
    expect((await bench.failure(tool)).code).toBe('contract_broken');
  });

  test('a search that timed out is partial', async () => {
    await bench.fault('datadog', { ...logs, action: { type: 'partial' } });
    const { answer } = await bench.call('get_logs', window());
    expect(answer.partial).toBe(true);
    expect(answer.notes?.join()).toContain('only part');
  });

  test.each([
    ['get_events', '/events/search', 'part of the events'],
    ['get_error_rates', '/logs/analytics/aggregate', 'counts are too low'],
    ['search_traces', '/spans/events/search', 'part'],
  ])('%s: as is one of its calls', async (tool, path, said) => {
    // the last of its calls alone, where it makes several
    const skip = tool === 'get_error_rates' ? 2 : 0;
    await bench.fault('datadog', { match: { path }, skip, action: { type: 'partial' } });
    const { answer } = await bench.call(tool, window());
    expect(answer.partial).toBe(true);
    expect(answer.notes?.join()).toContain(said);
  });

  test('a 429 tells how long its quota is gone', async () => {
    await bench.fault('datadog', { ...logs, action: { type: 'rate_limited', resetSeconds: 77 } });
    const { code, error } = await bench.failure('get_logs', window());
    expect(code).toBe('rate_limited');
    expect(error).toMatchObject({ retry: { afterMs: 77_000 } });
  });

  test.each([
    ['a 503', { type: 'respond', status: 503, body: 'x' }, 'unavailable'],
    ['a 403', { type: 'respond', status: 403, body: { errors: ['Forbidden'] } }, 'auth'],
    ['a 400', { type: 'respond', status: 400, body: { errors: ['bad query'] } }, 'bad_argument'],
    ['a cut connection', { type: 'close' }, 'unavailable'],
  ])('%s', async (_what, action, code) => {
    await bench.fault('datadog', { ...logs, action });
    expect((await bench.failure('get_logs', window())).code).toBe(code);
  });

  test('a hang is given up on', async () => {
    await bench.fault('datadog', { ...logs, action: 'hang' });
    expect((await bench.impatient('get_logs', window())).code).toBe('timeout');
  });

  test.each([
    ['search_traces', '/spans/events/search', {}],
    ['get_events', '/events/search', {}],
    ['get_metrics', '/api/v1/query', { query: 'avg:kubernetes.memory.usage{*}' }],
    ['query_monitors', '/monitor/search', {}],
  ])('a truncated 200 of %s', async (tool, path, args) => {
    await bench.fault('datadog', { match: { path }, action: { type: 'truncate' } });
    expect((await bench.failure(tool, args)).code).toBe('contract_broken');
  });
});

describe('get_metrics', () => {
  test('golden signals: traffic, errors and latency, with the shift and its time', async () => {
    const { result, text } = await bench.call('get_metrics', {
      from: new Date(bench.alertMs - 7_200_000).toISOString(),
    });
    const names = result.series.map((one: any) => one.metric);
    expect(names).toEqual(
      expect.arrayContaining(['trace.http.request.hits', 'trace.http.request.errors']),
    );
    expect(new Set(result.series.map((one: any) => one.service))).toEqual(new Set(['payment-svc']));
    expect(text).toMatch(/errors.*shifted/);
  });

  test('a query of the caller’s is held to the scope', async () => {
    const query = 'sum:trace.http.request.hits{*}.as_count()';
    await bench.call('get_metrics', { query, ...window() });
    const sent = (await bench.requests('datadog')).findLast((one) => one.path === '/api/v1/query');
    expect(sent?.query.query).toBe(
      'sum:trace.http.request.hits{service:payment-svc,env:prod}.as_count()',
    );
    const other = { query: 'sum:trace.http.request.hits{service:checkout-web}' };
    expect((await bench.failure('get_metrics', other)).code).toBe('out_of_scope');
  });
});

describe('query_monitors', () => {
  test('lists the service’s monitors, firing ones first', async () => {
    const { result, text } = await bench.call('query_monitors');
    expect(result.monitors[0].state).toBe('Alert');
    expect(result.monitors[0].groups[0].lastTriggeredAt).toBeDefined();
    expect(text).toContain('last triggered');
    const firing = await bench.call('query_monitors', { state: 'alerting' });
    expect(firing.result.monitors.length).toBeLessThan(result.monitors.length);
  });

  test('shows a monitor by id to its own service alone', async () => {
    const id = '48213377';
    const { result } = await bench.call('query_monitors', { monitor_id: id });
    expect(result.monitors[0].id).toBe(id);
    const other = { service: 'checkout-web' };
    expect((await bench.failure('query_monitors', { monitor_id: id }, other)).code).toBe(
      'out_of_scope',
    );
    expect((await bench.failure('query_monitors', { monitor_id: 1 })).code).toBe('no_match');
  });

  test('an investigation without a service sees its monitor, and nothing else', async () => {
    const unmapped = { service: null, env: null };
    const { result } = await bench.call('query_monitors', { monitor_id: '48213377' }, unmapped);
    expect(result.monitors).toHaveLength(1);
    for (const tool of [
      'query_monitors',
      'get_logs',
      'search_traces',
      'get_events',
      'get_metrics',
    ]) {
      expect((await bench.failure(tool, {}, unmapped)).code).toBe('out_of_scope');
    }
  });
});

describe('search_traces and get_events', () => {
  test('failed spans with their error', async () => {
    const { result, text } = await bench.call('search_traces', { errors_only: true, ...window() });
    expect(result.spans.length).toBeGreaterThan(0);
    expect(result.spans.every((span: any) => span.error !== null)).toBe(true);
    expect(text).toContain('Failures:');
  });

  test('events tell what went live and what the platform did', async () => {
    const { result } = await bench.call('get_events', { from: 'now-3d' });
    expect(result.infra.map((event: any) => event.kind)).toContain('deployment');
  });
});

describe('which metrics are golden', () => {
  test('what the service reports is asked for, not a list of guesses', async () => {
    const fresh = await openBench();
    try {
      await fresh.fault('datadog', {
        match: { path: '/api/v1/metrics' },
        action: {
          type: 'respond',
          status: 200,
          body: {
            from: '1',
            metrics: [
              'kubernetes.memory.usage',
              'trace.http.request.errors',
              'payment.captured.count',
            ],
          },
        },
      });
      const calls = await fresh.count('datadog', () =>
        fresh.call('get_metrics', { from: 'now-1h' }),
      );
      const queries = calls.filter(({ path }) => path === '/api/v1/query');
      expect(queries).toHaveLength(1);
      const scope = '{service:payment-svc,env:prod}';
      expect(queries[0]?.query.query.split(', ').sort()).toEqual([
        `avg:kubernetes.memory.usage${scope}`,
        `sum:payment.captured.count${scope}.as_count()`,
        `sum:trace.http.request.errors${scope}.as_count()`,
      ]);
    } finally {
      await fresh.close();
    }
  });
});
