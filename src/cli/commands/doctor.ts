/** `mira doctor`: checks what MIRA needs, one line each, with the fix where something is wrong. */
import { z } from 'zod';
import { common, proxy, workers } from '../../config/fields.ts';
import { load } from '../../config/load.ts';
import type { FieldMap } from '../../config/field.ts';
import { messageOf } from '../../domain/errors.ts';
import { createLogger } from '../../platform/logger.ts';
import { connectRedis, whenReady } from '../../platform/redis.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Context } from './context.ts';

export interface Check {
  readonly name: string;
  readonly state: 'ok' | 'warning' | 'failed' | 'skipped';
  readonly detail: string;
  readonly fix?: string;
}

const MIN_NODE = 24;
const MAX_CLOCK_SKEW_MS = 5_000;

export async function doctor(context: Context): Promise<ExitCode> {
  const { output } = context;
  const checks = [
    checkNode(process.versions.node),
    ...checkConfig(),
    ...(await checkRedis()),
    await checkIngress(context),
    await checkRegistry(context),
    ...(await checkProxies()),
  ];
  output.data(checks);
  const { paint } = output;
  const marks = {
    ok: paint.green('✓'),
    warning: paint.yellow('!'),
    failed: paint.red('✗'),
    skipped: paint.dim('–'),
  };
  for (const check of checks) {
    output.line(`${marks[check.state]} ${check.name.padEnd(18)} ${check.detail}`);
    if (check.fix && check.state !== 'ok')
      output.line(`  ${' '.repeat(18)} ${paint.dim(`→ ${check.fix}`)}`);
  }
  return checks.some((check) => check.state === 'failed') ? EXIT.failed : EXIT.ok;
}

export function checkNode(version: string): Check {
  const major = Number(version.split('.')[0]);
  return major >= MIN_NODE
    ? { name: 'Node', state: 'ok', detail: version }
    : {
        name: 'Node',
        state: 'failed',
        detail: `${version}, needs ${MIN_NODE}`,
        fix: 'run it as npx mira inside the checkout',
      };
}

function checkConfig(): Check[] {
  return [
    tryConfig('configuration', { ...common }),
    tryConfig(
      'models',
      pick(workers, [
        'model',
        'googleApiKey',
        'googleProject',
        'openaiBaseUrl',
        'openaiModel',
        'openaiApiKey',
      ]),
    ),
    ...checkCredentials(),
  ];
}

function tryConfig(name: string, fields: FieldMap): Check {
  try {
    load(fields);
    return { name, state: 'ok', detail: 'readable' };
  } catch (error) {
    return { name, state: 'failed', detail: messageOf(error), fix: 'see .env.example' };
  }
}

function checkCredentials(): Check[] {
  const fields = pick(proxy, [
    'datadogApiKey',
    'datadogAppKey',
    'azureDevOpsOrganization',
    'azureDevOpsPat',
    'slackBotToken',
  ]);
  try {
    const config = load(fields);
    const set = (value: unknown): boolean => value !== undefined;
    return [
      credential(
        'Datadog',
        set(config.datadogApiKey) && set(config.datadogAppKey),
        'set DD_API_KEY and DD_APP_KEY for the proxy',
      ),
      credential(
        'Azure DevOps',
        set(config.azureDevOpsOrganization) && set(config.azureDevOpsPat),
        'set AZURE_DEVOPS_ORGANIZATION and AZURE_DEVOPS_PAT for the proxy',
      ),
      credential('Slack', set(config.slackBotToken), 'set SLACK_BOT_TOKEN for the proxy'),
    ];
  } catch (error) {
    return [{ name: 'credentials', state: 'failed', detail: messageOf(error) }];
  }
}

const credential = (name: string, isSet: boolean, fix: string): Check =>
  isSet
    ? { name, state: 'ok', detail: 'credentials are set in this environment' }
    : { name, state: 'skipped', detail: 'no credentials in this environment', fix };

async function checkRedis(): Promise<Check[]> {
  let url: string;
  try {
    url = load({ redisUrl: common.redisUrl }).redisUrl;
  } catch (error) {
    return [{ name: 'Redis', state: 'failed', detail: messageOf(error) }];
  }
  const logger = createLogger({ name: 'doctor', level: 'silent' });
  const redis = connectRedis({ url, role: 'command', name: 'doctor', logger });
  try {
    await whenReady(redis, AbortSignal.timeout(2_000));
    const info = await redis.info();
    return readRedisInfo(info, Date.now() - Number((await redis.time())[0]) * 1_000);
  } catch (error) {
    return [
      {
        name: 'Redis',
        state: 'failed',
        detail: `not reachable (${messageOf(error)})`,
        fix: 'start one, or set REDIS_URL; mira dev brings its own',
      },
    ];
  } finally {
    redis.disconnect();
  }
}

/** @param skewMs - this machine's clock minus Redis's; Redis tells whole seconds */
export function readRedisInfo(info: string, skewMs: number): Check[] {
  const read = (key: string): string =>
    new RegExp(`^${key}:(.*)$`, 'm').exec(info)?.[1]?.trim() ?? '';
  const version = read('redis_version');
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const policy = read('maxmemory_policy');
  return [
    {
      name: 'Redis',
      state: major > 6 || (major === 6 && minor >= 2) ? 'ok' : 'failed',
      detail: version || 'version unknown',
      fix: 'MIRA needs Redis 6.2 or newer',
    },
    {
      name: 'Redis eviction',
      state: policy === 'noeviction' ? 'ok' : 'failed',
      detail: `maxmemory-policy ${policy || 'unknown'}`,
      fix: 'set maxmemory-policy noeviction: anything else can drop queued investigations',
    },
    {
      name: 'Redis persistence',
      state: read('aof_enabled') === '1' ? 'ok' : 'warning',
      detail: read('aof_enabled') === '1' ? 'AOF is on' : 'AOF is off',
      fix: 'set appendonly yes: without it a restart loses accepted alerts and refills rate limits',
    },
    {
      name: 'clock',
      state: Math.abs(skewMs) <= MAX_CLOCK_SKEW_MS ? 'ok' : 'warning',
      detail: `${Math.round(skewMs / 1_000)} s from Redis`,
      fix: 'synchronise clocks (NTP): token expiry and timelines depend on them',
    },
  ];
}

async function checkIngress({ settings }: Context): Promise<Check> {
  const response = await fetch(`${settings.url}/ready`, {
    signal: AbortSignal.timeout(2_000),
  }).catch(() => undefined);
  if (response === undefined) {
    return {
      name: 'ingress',
      state: 'failed',
      detail: `no answer at ${settings.url}`,
      fix: 'start it (mira dev), or give --url',
    };
  }
  return response.ok
    ? { name: 'ingress', state: 'ok', detail: settings.url }
    : {
        name: 'ingress',
        state: 'failed',
        detail: `${settings.url} is not ready: ${response.status} ${(await response.text()).slice(0, 200)}`,
      };
}

async function checkRegistry({ api, settings }: Context): Promise<Check> {
  if (settings.token === undefined) {
    return {
      name: 'registry',
      state: 'skipped',
      detail: 'no API token',
      fix: 'give --token or MIRA_TOKEN',
    };
  }
  try {
    const { services } = await api.request(
      z.looseObject({ services: z.array(z.unknown()) }),
      'GET',
      '/services',
    );
    return services.length > 0
      ? { name: 'registry', state: 'ok', detail: `${services.length} services` }
      : {
          name: 'registry',
          state: 'warning',
          detail: 'empty',
          fix: 'mira services import config/service_registry.json',
        };
  } catch (error) {
    return { name: 'registry', state: 'failed', detail: messageOf(error) };
  }
}

async function checkProxies(): Promise<Check[]> {
  let urls: string[];
  try {
    urls = load({ proxyUrls: workers.proxyUrls }).proxyUrls;
  } catch (error) {
    return [{ name: 'mcp-proxy', state: 'failed', detail: messageOf(error) }];
  }
  return Promise.all(
    urls.map(async (url): Promise<Check> => {
      const ready = new URL('/ready', url);
      const response = await fetch(ready, { signal: AbortSignal.timeout(2_000) }).catch(
        () => undefined,
      );
      if (response?.ok) return { name: 'mcp-proxy', state: 'ok', detail: url };
      const detail = response
        ? `${url}: ${response.status} ${(await response.text()).slice(0, 200)}`
        : `no answer at ${url}`;
      return { name: 'mcp-proxy', state: 'failed', detail, fix: 'start it, or set MIRA_PROXY_URL' };
    }),
  );
}

const pick = <Fields extends FieldMap, Key extends keyof Fields>(
  fields: Fields,
  keys: readonly Key[],
): Pick<Fields, Key> =>
  Object.fromEntries(keys.map((key) => [key, fields[key]])) as Pick<Fields, Key>;
