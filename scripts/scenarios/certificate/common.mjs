/** What both certificate scenarios share: the company around gateway-svc. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clockOf, MINUTE } from '../lib/clock.mjs';
import { serviceMetrics, series } from '../lib/metrics.mjs';

export const SERVICE = 'gateway-svc';
export const ENV = 'prod';
export const TAGS = [`service:${SERVICE}`, `env:${ENV}`];
export const HOST = 'fx-rates.partner.example';
export const NOT_AFTER = '2026-10-29T09:00:00.000Z';
export const notAfterMs = Date.parse(NOT_AFTER);
/** The history's days count back from the day on which the certificate ends. */
export const timeOf = clockOf(NOT_AFTER);
export const weaveText = () =>
  readFileSync(join(dirname(fileURLToPath(import.meta.url)), 'gateway-svc.weave'), 'utf8');

export const registry = {
  'gateway-svc': {
    repo_name: 'gateway-svc',
    project: 'Edge',
    organization: 'acme',
    default_branch: 'main',
    profile: 'backend',
    owner_team: 'Edge',
    alert_channel: '#edge-oncall',
    description: "The storefront's door to the back.",
    path_rules: [{ from: '/app/', to: '' }],
    env: ENV,
    decision: { customer_facing: true },
  },
  'storefront-web': {
    profile: 'frontend',
    owner_team: 'Shop',
    alert_channel: '#shop-oncall',
    description: "The shop's pages.",
    env: ENV,
    decision: { customer_facing: true },
  },
  'catalog-svc': {
    profile: 'backend',
    owner_team: 'Catalogue',
    alert_channel: '#catalogue',
    description: 'Articles.',
    env: ENV,
  },
  'search-svc': {
    profile: 'backend',
    owner_team: 'Search',
    alert_channel: '#search',
    description: 'Product search.',
    env: ENV,
  },
  'recommendation-svc': {
    profile: 'backend',
    owner_team: 'Search',
    alert_channel: '#search',
    description: 'What others bought.',
    env: ENV,
  },
  'inventory-svc': {
    profile: 'backend',
    owner_team: 'Logistics',
    alert_channel: '#logistics-oncall',
    description: 'Stock and reservations.',
    env: ENV,
  },
};

export const dependencies = {
  'storefront-web': ['gateway-svc', 'search-svc', 'recommendation-svc'],
  'gateway-svc': [HOST, 'catalog-svc'],
  'catalog-svc': ['inventory-svc'],
};

export const errorMonitor = {
  id: 60331742,
  name: 'gateway-svc: quotes fail',
  type: 'query alert',
  query:
    'sum(last_5m):sum:trace.http.request.errors{service:gateway-svc,env:prod}.as_count() / sum:trace.http.request.hits{service:gateway-svc,env:prod}.as_count() > 0.05',
  message: 'More than 5 % of the requests of gateway-svc fail. @webhook-mira @slack-edge-oncall',
  tags: [...TAGS, 'team:edge'],
  priority: 1,
  groups: [],
  options: { thresholds: { critical: 0.05 } },
};
export const certificateMonitor = {
  id: 60331760,
  name: `TLS certificate of ${HOST} is about to expire`,
  type: 'synthetics alert',
  query: `ssl test on ${HOST}:8443, certificate validity in hours: warn at 48, alert at 24`,
  message: 'A certificate on which we depend is about to expire. @webhook-mira @slack-edge-oncall',
  tags: [...TAGS, 'team:edge', `host:${HOST}`],
  priority: 3,
  groups: [],
  options: { thresholds: { critical: 24, warning: 48 } },
};
export const searchMonitor = {
  id: 50877140,
  name: 'search-svc: heap above 85 %',
  type: 'query alert',
  query:
    'avg(last_15m):avg:jvm.heap_memory{service:search-svc,env:prod} / avg:jvm.heap_memory_max{service:search-svc,env:prod} > 0.85',
  message: '@slack-search',
  tags: ['service:search-svc', 'env:prod', 'team:search'],
  priority: 4,
  overallState: 'OK',
  groups: [{ name: 'service:search-svc', status: 'OK' }],
  options: { thresholds: { critical: 0.85 } },
};

/** @param errorRate share of the gateway's requests that fail at a moment */
export function metricsAround(random, alertMs, { errorRate, p95Seconds }) {
  const window = { from: alertMs - 135 * MINUTE, to: alertMs + 45 * MINUTE };
  const ordinary = (service, hits, p95, cpu, memoryMb) =>
    serviceMetrics(random, window, {
      service,
      env: ENV,
      hits: () => hits,
      errorRate: () => 0.002,
      p95Seconds: () => p95,
      cpu: () => cpu,
      memoryMb: () => memoryMb,
    });
  return [
    ...serviceMetrics(random, window, {
      service: SERVICE,
      env: ENV,
      hits: () => 3_150,
      errorRate,
      p95Seconds,
      cpu: () => 29,
      memoryMb: () => 118,
    }),
    ...serviceMetrics(random, window, {
      service: 'storefront-web',
      env: ENV,
      hits: () => 4_900,
      errorRate: (at) => errorRate(at) * 0.62 + 0.002,
      p95Seconds: () => 0.21,
      cpu: () => 47,
      memoryMb: () => 410,
    }),
    ...ordinary('catalog-svc', 1_420, 0.024, 33, 505),
    ...ordinary('search-svc', 2_200, 0.089, 46, 1_880),
    ...ordinary('recommendation-svc', 1_900, 0.061, 58, 920),
    ...ordinary('inventory-svc', 880, 0.037, 50, 618),
    series(random, window, {
      metric: 'tls.seconds_left',
      tags: [...TAGS, `server_hostname:${HOST}`],
      unit: 'second',
      level: (at) => (notAfterMs - at) / 1000,
      noise: 0,
      floor: -Infinity,
    }),
    series(random, window, {
      metric: 'gateway.quotes.hits',
      tags: TAGS,
      level: () => 1_735,
      noise: 0.05,
      whole: true,
    }),
  ];
}
