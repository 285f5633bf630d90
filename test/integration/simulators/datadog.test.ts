// The Datadog simulator, through Datadog's own client.
import {
  BaseServerConfiguration,
  createConfiguration,
} from '@datadog/datadog-api-client/dist/packages/datadog-api-client-common/index.js';
import { MetricsApi as MetricsV1 } from '@datadog/datadog-api-client/dist/packages/datadog-api-client-v1/apis/MetricsApi.js';
import { MonitorsApi } from '@datadog/datadog-api-client/dist/packages/datadog-api-client-v1/apis/MonitorsApi.js';
import { APMTraceApi } from '@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/apis/APMTraceApi.js';
import { DORAMetricsApi } from '@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/apis/DORAMetricsApi.js';
import { ErrorTrackingApi } from '@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/apis/ErrorTrackingApi.js';
import { EventsApi } from '@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/apis/EventsApi.js';
import { LogsApi } from '@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/apis/LogsApi.js';
import { MetricsApi as MetricsV2 } from '@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/apis/MetricsApi.js';
import { SoftwareCatalogApi } from '@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/apis/SoftwareCatalogApi.js';
import { SpansApi } from '@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/apis/SpansApi.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSimulators, type Simulators } from '../../../src/simulators/create-simulators.ts';
import { control, makeRepository, tinyScenario, type TinyRepository } from './scenario.ts';

let simulators: Simulators;
let repository: TinyRepository;
beforeAll(async () => {
  repository = makeRepository();
  simulators = await createSimulators();
});
beforeEach(async () => {
  await simulators.loadScenario({ scenario: tinyScenario(repository) });
});
afterAll(() => simulators.close());

function configuration() {
  const made = createConfiguration({
    baseServer: new BaseServerConfiguration(simulators.datadog, {}),
    authMethods: { apiKeyAuth: 'key', appKeyAuth: 'app' },
  });
  made.unstableOperations['v2.getTraceByID'] = true;
  return made;
}

describe('logs', () => {
  const search = async (query: string, from = 'now-1h') => {
    const body = { filter: { query, from, to: 'now' }, page: { limit: 1000 } };
    const { data = [] } = await new LogsApi(configuration()).listLogs({ body });
    return data.map(({ attributes }) => attributes?.message ?? '');
  };

  it.each([
    ['service:payment-svc status:error', 25],
    ['service:(payment-svc OR cart-svc)', 27],
    ['-service:payment-svc', 1],
    ['@http.status_code:>=500', 25],
    ['@http.status_code:[200 TO 299]', 1],
    ['@usr.id:User-3', 1],
    ['@usr.id:user-3', 0],
    ['nullreferenceexception', 25],
    ['"failed nullreferenceexception"', 25],
    ['NullReference', 0],
    ['NullReference*', 25],
    ['env:prod version:1.0.0', 1],
    ['status:error NOT @usr.id:(User-1 OR User-2)', 23],
    ['*:DiscountX OR slow', 1],
  ])('finds by %s', async (query, count) => {
    expect(await search(query)).toHaveLength(count);
  });

  it('shifts the clock, so that the alert is now and the future has not happened', async () => {
    const { data = [] } = await new LogsApi(configuration()).listLogs({
      body: { filter: { query: 'status:error', from: 'now-1h', to: 'now+2h' }, sort: '-timestamp' },
    });
    const newest = data[0]?.attributes;
    expect(newest?.message).toContain('Payment 24');
    expect(Date.now() - Number(newest?.timestamp)).toBeLessThan(5 * 60_000);
  });

  it('pages with a cursor without repeating or skipping', async () => {
    const seen: string[] = [];
    const body = { filter: { query: 'status:error', from: 'now-1h' }, page: { limit: 10 } };
    for await (const log of new LogsApi(configuration()).listLogsWithPagination({ body })) {
      seen.push(log.id ?? '');
    }
    expect(seen).toHaveLength(25);
    expect(new Set(seen).size).toBe(25);
  });

  it('aggregates counts, percentiles and time series', async () => {
    const api = new LogsApi(configuration());
    const { data } = await api.aggregateLogs({
      body: {
        filter: { query: '*', from: 'now-1h' },
        compute: [{ aggregation: 'count' }, { aggregation: 'pc95', metric: '@duration' }],
        groupBy: [{ facet: 'service' }],
      },
    });
    const buckets = data?.buckets?.map(({ by, computes }) => [by?.['service'], computes]);
    expect(buckets?.[0]?.[0]).toBe('payment-svc');
    expect(buckets?.[0]?.[1]).toMatchObject({ c0: 26 });
    const series = await api.aggregateLogs({
      body: {
        filter: { query: 'status:error', from: 'now-1h' },
        compute: [{ aggregation: 'count', type: 'timeseries', interval: '1m' }],
      },
    });
    const points = series.data?.buckets?.[0]?.computes?.['c0'] as unknown as { value: number }[];
    expect(points.reduce((sum, { value }) => sum + value, 0)).toBe(25);
  });

  it('refuses a broken query and a missing key as Datadog does', async () => {
    await expect(search('(status:error')).rejects.toMatchObject({ code: 400 });
    const refused = await fetch(`${simulators.datadog}/api/v2/logs/events/search`, {
      method: 'POST',
      headers: { 'DD-API-KEY': 'key' },
      body: '{}',
    });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toEqual({ errors: ['Forbidden'] });
  });
});

describe('metrics', () => {
  const window = () => {
    const to = Math.floor(Date.now() / 1000);
    return { from: to - 3600, to };
  };
  it('sums over series, as counts and as rates', async () => {
    const api = new MetricsV1(configuration());
    const query = async (text: string) =>
      (await api.queryMetrics({ ...window(), query: text })).series ?? [];
    const [total] = await query('sum:trace.http.request.hits{service:payment-svc}.as_count()');
    expect(total?.pointlist?.every(([, value]) => value === 150)).toBe(true);
    const [rate] = await query('sum:trace.http.request.hits{*}.as_rate().rollup(sum, 60)');
    expect(rate?.pointlist?.[0]?.[1]).toBeCloseTo(2.5);
    const [wide] = await query('sum:trace.http.request.hits{*}.as_count().rollup(300)');
    expect(wide?.pointlist?.[2]?.[1]).toBe(5 * 150);
    const byHost = await query('avg:trace.http.request.hits{env:prod} by {host}');
    expect(byHost.map(({ scope, tagSet }) => [scope, tagSet])).toEqual([
      ['host:h1', ['host:h1']],
      ['host:h2', ['host:h2']],
    ]);
    expect(await query('avg:trace.http.request.hits{!host:h1,!host:h2}')).toEqual([]);
  });

  it('divides one query by another', async () => {
    const { series = [] } = await new MetricsV1(configuration()).queryMetrics({
      ...window(),
      query:
        '100 * sum:trace.http.request.errors{service:payment-svc}.as_count() / sum:trace.http.request.hits{service:payment-svc}.as_count()',
    });
    const values = series[0]?.pointlist?.map(([, value]) => value) ?? [];
    expect(values[0]).toBe(0);
    expect(values.at(-1)).toBeCloseTo(10);
  });

  it('answers v2 time series and scalars with formulas', async () => {
    const { from, to } = window();
    const attributes = {
      from: from * 1000,
      to: to * 1000,
      queries: [
        {
          dataSource: 'metrics' as const,
          name: 'a',
          query: 'sum:trace.http.request.errors{*} by {service}',
          aggregator: 'max' as const,
        },
        {
          dataSource: 'metrics' as const,
          name: 'b',
          query: 'sum:trace.http.request.hits{*} by {service}',
          aggregator: 'max' as const,
        },
      ],
    };
    const api = new MetricsV2(configuration());
    const series = await api.queryTimeseriesData({
      body: {
        data: {
          type: 'timeseries_request',
          attributes: { ...attributes, formulas: [{ formula: 'a / b' }] },
        },
      },
    });
    expect(series.data?.attributes?.series).toHaveLength(1);
    expect(series.data?.attributes?.series?.[0]?.groupTags).toEqual(['service:payment-svc']);
    expect(series.data?.attributes?.values?.[0]?.at(-1)).toBeCloseTo(0.1);
    const scalar = await api.queryScalarData({
      body: { data: { type: 'scalar_request', attributes } },
    });
    const columns = scalar.data?.attributes?.columns?.map((column) =>
      'name' in column ? [column.name, column.values] : column,
    );
    expect(columns).toEqual([
      ['service', [['payment-svc']]],
      ['a', [15]],
      ['b', [150]],
    ]);
  });
});

describe('the rest', () => {
  it('finds spans and whole traces', async () => {
    const { data = [] } = await new SpansApi(configuration()).listSpans({
      body: {
        data: {
          type: 'search_request',
          attributes: {
            filter: {
              query: 'service:payment-svc status:error @duration:>100000000',
              from: 'now-1h',
              to: 'now',
            },
          },
        },
      },
    });
    expect(data).toHaveLength(1);
    expect(data[0]?.attributes?.custom?.['error']).toMatchObject({
      type: 'NullReferenceException',
    });
    const trace = await new APMTraceApi(configuration()).getTraceByID({ traceId: 'abc123' });
    const [root, child] = trace.data.attributes.spans;
    expect([root?.error, child?.parentId]).toEqual([1, root?.spanId]);
  });

  it('serves monitors, events, deployments, issues and the catalog in shapes that the client takes', async () => {
    const monitors = new MonitorsApi(configuration());
    const monitor = await monitors.getMonitor({ monitorId: 7, groupStates: 'all' });
    expect(monitor.state?.groups?.['service:payment-svc']?.status).toBe('Alert');
    const found = await monitors.searchMonitors({ query: 'service:payment-svc status:alert' });
    expect(found.monitors?.map(({ id }) => id)).toEqual([7]);
    expect((await monitors.searchMonitorGroups({ query: 'status:alert' })).groups).toHaveLength(1);
    await expect(monitors.getMonitor({ monitorId: 99 })).rejects.toMatchObject({ code: 404 });

    const events = await new EventsApi(configuration()).searchEvents({
      body: {
        filter: { query: 'source:azure_pipelines service:payment-svc', from: 'now-2h', to: 'now' },
      },
    });
    expect(events.data?.[0]?.attributes?.attributes?.title).toBe('Deployed payment-svc 2.0.0');

    const attributes = {
      from: new Date(Date.now() - 36e5),
      to: new Date(),
      query: 'service:payment-svc',
    };
    const deployments = await new DORAMetricsApi(configuration()).listDORADeployments({
      body: { data: { type: 'dora_deployments_list_request', attributes } },
    });
    expect(deployments.data?.[0]?.attributes?.git?.commitSha).toBe(repository.shas.merge);

    const issues = await new ErrorTrackingApi(configuration()).searchIssues({
      body: {
        data: {
          type: 'search_request',
          attributes: {
            query: 'service:payment-svc',
            from: Date.now() - 36e5,
            to: Date.now(),
            track: 'trace',
          },
        },
      },
      include: ['issue'],
    });
    expect(issues.included?.[0]).toMatchObject({ attributes: { filePath: 'src/Discount.cs' } });

    const catalog = await new SoftwareCatalogApi(configuration()).listCatalogEntity({
      filterName: 'payment-svc',
      include: 'schema',
    });
    expect(catalog.data?.[0]?.attributes).toMatchObject({ kind: 'service', owner: 'pay' });
    const headers = { 'DD-API-KEY': 'k', 'DD-APPLICATION-KEY': 'a' };
    const dependencies = await fetch(
      `${simulators.datadog}/api/v1/service_dependencies/payment-svc?env=prod`,
      { headers },
    );
    expect(await dependencies.json()).toEqual({
      name: 'payment-svc',
      calls: ['customers-db'],
      called_by: ['checkout-web'],
    });
  });
});

describe('limits and faults', () => {
  const list = () =>
    new LogsApi(configuration()).listLogs({
      body: { filter: { query: 'status:error', from: 'now-1h' } },
    });

  it('counts quotas in calendar-aligned periods and says so in every answer', async () => {
    await control(simulators.datadog, 'limits', {
      name: 'logs_query',
      limit: 2,
      periodSeconds: 3600,
    });
    const ask = () =>
      fetch(`${simulators.datadog}/api/v2/logs/events/search`, {
        method: 'POST',
        headers: { 'DD-API-KEY': 'k', 'DD-APPLICATION-KEY': 'a' },
        body: '{}',
      });
    const answers = [await ask(), await ask(), await ask()];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(answers.map(({ headers }) => headers.get('x-ratelimit-remaining'))).toEqual([
      '1',
      '0',
      '0',
    ]);
    const reset = Number(answers[2]?.headers.get('x-ratelimit-reset'));
    expect(Math.abs(reset - (3600 - ((Date.now() / 1000) % 3600)))).toBeLessThan(2);
    await control(simulators.datadog, 'limits', {
      name: 'logs_query',
      limit: 100_000,
      periodSeconds: 3600,
    });
  });

  it('hits as often as it was told and then no more', async () => {
    await control(simulators.datadog, 'faults', {
      match: { method: 'POST', path: '/logs/events/search' },
      times: 2,
      action: { status: 503, body: { errors: ['busy'] } },
    });
    await expect(list()).rejects.toMatchObject({ code: 503 });
    await expect(list()).rejects.toMatchObject({ code: 503 });
    expect((await list()).data).toHaveLength(10);
  });

  it('cuts the JSON of a 200, which the client takes for no logs at all', async () => {
    await control(simulators.datadog, 'faults', {
      match: { path: '/logs\\/events/' },
      action: 'truncate',
    });
    expect((await list()).data).toBeUndefined();
  });

  it('answers partially, limited, late or not at all', async () => {
    await control(simulators.datadog, 'faults', {
      match: {},
      action: { type: 'partial', keep: 0.3 },
    });
    const partial = await list();
    expect([partial.data?.length, partial.meta?.status]).toEqual([3, 'timeout']);

    await control(simulators.datadog, 'faults', {
      match: {},
      action: { type: 'rate_limited', retryAfterSeconds: 9 },
    });
    const limited = await fetch(`${simulators.datadog}/api/v1/validate`, {
      headers: { 'DD-API-KEY': 'k' },
    });
    expect(limited.status).toBe(429);
    expect(limited.headers.get('x-ratelimit-reset')).toBe('3600');
    expect(limited.headers.get('retry-after')).toBe('9');

    await control(simulators.datadog, 'faults', { match: {}, action: 'hang' });
    const hanging = fetch(`${simulators.datadog}/api/v1/validate`, {
      signal: AbortSignal.timeout(100),
    });
    await expect(hanging).rejects.toMatchObject({ name: 'TimeoutError' });

    await control(simulators.datadog, 'faults', {
      match: { path: 'dora' },
      action: 'without_commit_sha',
    });
    const attributes = { from: new Date(Date.now() - 36e5), to: new Date(), query: '' };
    const deployments = new DORAMetricsApi(configuration()).listDORADeployments({
      body: { data: { type: 'dora_deployments_list_request', attributes } },
    });
    await expect(deployments).rejects.toThrow(/commitSha/);
  });

  it('cuts connections before or after the effect', async () => {
    const headers = { 'DD-API-KEY': 'k', 'content-type': 'application/json' };
    const create = (title: string) =>
      fetch(`${simulators.datadog}/api/v1/events`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ title, text: 't' }),
      });
    for (const when of ['before', 'after']) {
      await control(simulators.datadog, 'faults', {
        match: { path: '/api/v1/events' },
        action: { type: 'close', when },
      });
      await expect(create(`closed-${when}`)).rejects.toThrow();
    }
    const { data = [] } = await new EventsApi(configuration()).searchEvents({
      body: { filter: { query: 'closed', from: 'now-1h' } },
    });
    const titles = data.map(({ attributes }) => attributes?.attributes?.title);
    expect(titles).toEqual(['closed-after']);
  });
});
