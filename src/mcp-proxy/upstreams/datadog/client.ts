/**
 * Datadog's own client, tamed: one API class is loaded at a time and only when it is first used
 * (the whole package costs 250 MB and over a second), every request goes through the rate-limited
 * fetch, the client's own uncapped retries stay off.
 */
import { setImmediate } from 'node:timers/promises';
import { MiraError } from '../../../domain/errors.ts';
import type { BucketRef, UpstreamGate } from '../../upstream-http.ts';
import { createUpstreamFetch } from '../../upstream-http.ts';
import { mapDatadogError } from './errors.ts';

export interface DatadogConfig {
  readonly apiKey: string;
  readonly appKey: string;
  /** For example `datadoghq.eu`. */
  readonly site: string;
  /** Other address of the API: a gateway or a simulator. */
  readonly url?: string | undefined;
}

export interface DatadogDeps {
  readonly config: DatadogConfig;
  readonly gate: UpstreamGate;
  /** @defaultValue the global one */
  readonly fetch?: typeof globalThis.fetch;
}

type ApiName = keyof typeof loaders;
type Api<Name extends ApiName> = Awaited<ReturnType<(typeof loaders)[Name]>>;
type Configuration = ReturnType<
  (typeof import('@datadog/datadog-api-client/dist/packages/datadog-api-client-common/index.js'))['createConfiguration']
>;

/** Literal specifiers: a path that is put together can't be typed. */
const loaders = {
  logs: async (configuration: Configuration) => {
    const { LogsApi } =
      await import('@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/apis/LogsApi.js');
    return new LogsApi(configuration);
  },
  metrics: async (configuration: Configuration) => {
    const { MetricsApi } =
      await import('@datadog/datadog-api-client/dist/packages/datadog-api-client-v1/apis/MetricsApi.js');
    return new MetricsApi(configuration);
  },
  monitors: async (configuration: Configuration) => {
    const { MonitorsApi } =
      await import('@datadog/datadog-api-client/dist/packages/datadog-api-client-v1/apis/MonitorsApi.js');
    return new MonitorsApi(configuration);
  },
  spans: async (configuration: Configuration) => {
    const { SpansApi } =
      await import('@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/apis/SpansApi.js');
    return new SpansApi(configuration);
  },
  events: async (configuration: Configuration) => {
    const { EventsApi } =
      await import('@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/apis/EventsApi.js');
    return new EventsApi(configuration);
  },
  dora: async (configuration: Configuration) => {
    const { DORAMetricsApi } =
      await import('@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/apis/DORAMetricsApi.js');
    return new DORAMetricsApi(configuration);
  },
  traces: async (configuration: Configuration) => {
    const { APMTraceApi } =
      await import('@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/apis/APMTraceApi.js');
    return new APMTraceApi(configuration);
  },
  errorTracking: async (configuration: Configuration) => {
    const { ErrorTrackingApi } =
      await import('@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/apis/ErrorTrackingApi.js');
    return new ErrorTrackingApi(configuration);
  },
} as const;

export interface Datadog {
  /**
   * Runs one call on an API class.
   * @param what - for messages, for example `the log search`
   * @throws MiraError: `auth`, `bad_argument`, `not_found`, `contract_broken`, or what the gate throws
   */
  call<Name extends ApiName, Result>(
    name: Name,
    what: string,
    fn: (api: Api<Name>) => Promise<Result>,
  ): Promise<Result>;
  /**
   * An endpoint that the client does not know.
   * @returns the body; null for a 404
   * @throws MiraError as `call`, `contract_broken` for a body that is no JSON
   */
  getJson(path: string, query: Readonly<Record<string, string>>, what: string): Promise<unknown>;
  /** Loads what the first investigation needs, so that its first call is not slow. */
  warm(): Promise<void>;
}

export function createDatadog({ config, gate, fetch }: DatadogDeps): Datadog {
  const upstreamFetch = createUpstreamFetch({
    gate,
    bucketOf,
    isIdempotent: isRead,
    ...(fetch ? { fetch } : {}),
  });
  let configuration: Promise<Configuration> | undefined;
  const apis = new Map<ApiName, Promise<unknown>>();

  async function configure(): Promise<Configuration> {
    const [common, { logger }] = await Promise.all([
      import('@datadog/datadog-api-client/dist/packages/datadog-api-client-common/index.js'),
      import('@datadog/datadog-api-client/dist/logger.js'),
    ]);
    // it would print every failed request to the console, next to MIRA's own log
    logger.setLevel('silent');
    const made = common.createConfiguration({
      authMethods: { apiKeyAuth: config.apiKey, appKeyAuth: config.appKey },
      enableRetry: false,
      fetch: upstreamFetch,
      ...(config.url
        ? { baseServer: new common.BaseServerConfiguration(config.url.replace(/\/+$/, ''), {}) }
        : {}),
    });
    if (!config.url) made.setServerVariables({ site: config.site });
    made.unstableOperations['v2.getTraceByID'] = true;
    return made;
  }

  function api<Name extends ApiName>(name: Name): Promise<Api<Name>> {
    const known = apis.get(name);
    if (known) return known as Promise<Api<Name>>;
    configuration ??= configure();
    const load = loaders[name] as (ready: Configuration) => Promise<Api<Name>>;
    const made = configuration.then(load);
    apis.set(name, made);
    return made;
  }

  return {
    async call(name, what, fn) {
      const ready = await api(name);
      let answer;
      try {
        answer = await fn(ready);
      } catch (error) {
        throw mapDatadogError(error, what);
      }
      return answer ?? malformed(what);
    },
    async getJson(path, query, what) {
      const url = new URL(
        `${config.url?.replace(/\/+$/, '') ?? `https://api.${config.site}`}${path}`,
      );
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      const response = await upstreamFetch(url, {
        headers: {
          'dd-api-key': config.apiKey,
          'dd-application-key': config.appKey,
          accept: 'application/json',
        },
      });
      if (response.status === 404) return null;
      const text = await response.text();
      const body = parsed(text);
      if (response.status >= 300) {
        throw mapDatadogError({ code: response.status, body: body ?? text }, what);
      }
      return body ?? malformed(what);
    },
    async warm() {
      // one after the other: calls that come meanwhile get a turn between two loads
      for (const name of ['logs', 'metrics', 'monitors', 'spans', 'events', 'dora'] as const) {
        await api(name);
        await setImmediate();
      }
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Which of Datadog's documented limits a path counts against. */
function bucketOf(url: URL): BucketRef {
  const path = url.pathname;
  const bucket = /\/logs\//.test(path)
    ? 'datadog_logs'
    : /\/spans\//.test(path)
      ? 'datadog_spans'
      : /\/(?:pruned_)?trace\//.test(path)
        ? 'datadog_traces'
        : /\/v1\/query|\/v2\/query\/|\/v1\/metrics/.test(path)
          ? 'datadog_metrics'
          : /\/monitor/.test(path)
            ? 'datadog_monitors'
            : /\/events/.test(path)
              ? 'datadog_events'
              : 'datadog_other';
  return { upstream: 'datadog', bucket };
}

/** Everything that the proxy does with Datadog reads; searches are POSTs. */
const isRead = (): boolean => true;

/**
 * A list that the client claims is there. A body cut in the middle of its JSON still parses "well"
 * in the client, with the list missing: that must never look like an empty result.
 * @throws MiraError `contract_broken`
 */
export function listOf<T>(list: readonly T[] | undefined | null, what: string): readonly T[] {
  return Array.isArray(list) ? list : malformed(what);
}

function malformed(what: string): never {
  throw new MiraError(
    'contract_broken',
    `Datadog’s answer to ${what} was cut short or malformed; it says nothing about whether there is data. Try again`,
    { retry: 'backoff', context: { upstream: 'datadog' } },
  );
}
