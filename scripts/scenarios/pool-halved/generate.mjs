/** The scenario `pool-halved`: a tidy-up of the configuration halves orders-svc's connection pool. */
import { clockOf, iso, MINUTE, SECOND } from '../lib/clock.mjs';
import { deliveriesOf, foreignDeployment, pullRequestsOf } from '../lib/delivery.mjs';
import { flagEvent } from '../lib/events.mjs';
import { buildRepository } from '../lib/git.mjs';
import { ramp, serviceMetrics, series } from '../lib/metrics.mjs';
import { noiseLogs } from '../lib/noise.mjs';
import { createRandom } from '../lib/random.mjs';
import { webhook } from '../lib/webhooks.mjs';
import { capture, ENV, SERVICE, spansOf, weaveText } from '../orders/capture.mjs';
import { history } from '../orders/history.mjs';

const NAME = 'pool-halved';
const ALERT_AT = '2026-10-20T11:46:00.000Z';

const alertMs = Date.parse(ALERT_AT);
const timeOf = clockOf(ALERT_AT);
const onsetMs = timeOf([0, '11:40:20']);
const window = { from: alertMs - 135 * MINUTE, to: alertMs + 45 * MINUTE };
const VERSIONS = [
  { commit: 37, version: '4.17.4', port: 18531, web: 18534, pods: ['6b8f9-d2wqz', '6b8f9-k5n8t'] },
  { commit: 39, version: '4.18.0', port: 18532, web: 18535, pods: ['7fd45-9xv2m', '7fd45-tt6rb'] },
  { commit: 40, version: '4.18.1', port: 18533, web: 18536, pods: ['5c6d8-jq7hp', '5c6d8-zn4wl'] },
];

/**
 * The day in fast motion: each phase is real load for `realMs`, spread over the scenario's `from`…`to`.
 * `keep` is the share of the requests whose logs are kept. The first seconds of overload are
 * compressed: until the queue is full, there is waiting but no failure.
 */
const PHASES = [
  {
    version: 0,
    from: alertMs - 120 * MINUTE,
    to: timeOf([0, '11:20']),
    realMs: 14_000,
    rate: [34, 50],
    keep: 0.3,
  },
  {
    version: 1,
    from: timeOf([0, '11:20']),
    to: timeOf([0, '11:36']),
    realMs: 9_000,
    rate: [55, 72],
    keep: 0.22,
  },
  {
    version: 2,
    from: timeOf([0, '11:36']),
    to: timeOf([0, '11:38:30']),
    realMs: 5_000,
    rate: [74, 84],
    keep: 0.18,
  },
  {
    version: 2,
    from: timeOf([0, '11:38:30']),
    to: onsetMs,
    realMs: 4_900,
    rate: [112, 142],
    keep: 0.12,
  },
  {
    version: 2,
    from: onsetMs,
    to: alertMs + 16 * MINUTE,
    realMs: 26_000,
    rate: [142, 146],
    keep: 0.075,
  },
];

export async function generate() {
  // what is drawn while real processes run depends on their timing; the rest must not
  const random = createRandom(`${NAME}:world`);
  const repository = buildRepository(history, weaveText(), timeOf);
  const { requests, logs, errors, p95 } = await capture({
    random: createRandom(`${NAME}:load`),
    repository,
    versions: VERSIONS,
    phases: PHASES,
    anchor: {
      from: timeOf([0, '11:36:30']),
      at: timeOf([0, '11:40:04']),
      to: alertMs + 16 * MINUTE,
    },
  });
  const inPeak = requests.filter((request) => request.phase === 4);
  const failureShare =
    inPeak.filter((request) => errors.has(request.traceId)).length / inPeak.length;
  const firstErrorMs = Math.min(...[...errors.values()].map((record) => Date.parse(record.at)));
  process.stdout.write(
    `p95 by phase ${p95.join(' ')}, failing at the peak ${failureShare.toFixed(3)}, first error ${iso(firstErrorMs)}\n`,
  );
  if (failureShare < 0.08) throw new Error('this machine was too slow or too fast: run again');
  logs.push(
    ...noiseLogs({
      seed: NAME,
      from: alertMs - 120 * MINUTE,
      to: alertMs + 16 * MINUTE,
      perMinute: 1,
      services: ['inventory-svc', 'notification-svc', 'search-svc'],
    }),
  );

  const releases = deliveriesOf(history, repository, history.releases, timeOf, {
    service: SERVICE,
    env: ENV,
    firstBuild: 2210,
  });
  const search = foreignDeployment(random, {
    service: 'search-svc',
    env: ENV,
    version: '2.3.0',
    done: timeOf([0, '10:52']),
    repositoryId: 'dev.azure.com/acme/Shop/_git/search-svc',
  });
  const sample = [...errors.values()][0].attributes.error;
  const tags = [`service:${SERVICE}`, `env:${ENV}`];

  const perMinute = (at) =>
    2_050 +
    2_300 * ramp(at, timeOf([0, '10:40']), timeOf([0, '11:38'])) +
    4_100 * ramp(at, timeOf([0, '11:36']), timeOf([0, '11:43']));
  const saturated = (at) => ramp(at, timeOf([0, '11:38']), timeOf([0, '11:41']));
  const deployMs = timeOf([0, '11:20']);
  const demand = (at) => (perMinute(at) / 60 / 4) * 0.235 * 1.04;
  const errorRate = (at) =>
    at < onsetMs ? 0.001 : failureShare * ramp(at, onsetMs - MINUTE, onsetMs + 3 * MINUTE);
  const pool = (metric, level, more = {}) =>
    series(random, window, {
      metric,
      tags: [...tags, 'pool:orders-pool'],
      level,
      unit: 'connection',
      whole: true,
      ...more,
    });
  const metrics = [
    ...serviceMetrics(random, window, {
      service: SERVICE,
      env: ENV,
      hits: perMinute,
      errorRate,
      p95Seconds: (at) => p95[0] + (p95[4] - p95[0]) * saturated(at),
      cpu: (at) => 21 + perMinute(at) / 420,
      memoryMb: () => 498,
    }),
    pool('hikaricp.connections.active', (at) => Math.min(at < deployMs ? 40 : 20, demand(at)), {
      noise: 0.05,
      cap: 40,
    }),
    pool('hikaricp.connections.max', (at) => (at < deployMs ? 40 : 20), { noise: 0 }),
    pool('hikaricp.connections.pending', (at) => 390 * saturated(at), { noise: 0.15 }),
    pool('hikaricp.connections.timeout.total', (at) => perMinute(at) * errorRate(at), {
      noise: 0.1,
      unit: 'timeout',
    }),
    ...serviceMetrics(random, window, {
      service: 'checkout-web',
      env: ENV,
      hits: (at) => perMinute(at) * 1.3,
      errorRate: (at) => errorRate(at) * 0.74 + 0.004,
      p95Seconds: (at) => 0.31 + (p95[4] - 0.3) * saturated(at),
      cpu: (at) => 30 + perMinute(at) / 300,
      memoryMb: () => 302,
    }),
    ...serviceMetrics(random, window, {
      service: 'inventory-svc',
      env: ENV,
      hits: (at) => perMinute(at) * 1.8,
      errorRate: () => 0.002,
      p95Seconds: () => 0.041,
      cpu: (at) => 36 + perMinute(at) / 350,
      memoryMb: () => 615,
    }),
    ...serviceMetrics(random, window, {
      service: 'search-svc',
      env: ENV,
      hits: (at) => 5_000 + perMinute(at),
      errorRate: () => 0.003,
      p95Seconds: () => 0.092,
      cpu: () => 48,
      memoryMb: () => 1_900,
    }),
    ...serviceMetrics(random, window, {
      service: 'notification-svc',
      env: ENV,
      hits: (at) => perMinute(at) / 20,
      errorRate: () => 0.01,
      p95Seconds: () => 0.3,
      cpu: () => 12,
      memoryMb: () => 181,
    }),
    series(random, window, {
      metric: 'postgresql.connections',
      tags: ['db:orders', `env:${ENV}`],
      level: (at) => 24 + 4 * Math.min(at < deployMs ? 40 : 20, demand(at)),
      noise: 0.03,
      whole: true,
    }),
    series(random, window, {
      metric: 'postgresql.queries.time.p95',
      tags: ['db:orders', `env:${ENV}`],
      level: () => 0.212,
      noise: 0.05,
      unit: 'second',
    }),
    series(random, window, {
      metric: 'aws.rds.cpuutilization',
      tags: ['dbinstanceidentifier:orders', `env:${ENV}`],
      level: (at) => 24 + perMinute(at) / 500,
      noise: 0.05,
      unit: 'percent',
    }),
  ];

  const errorMonitor = {
    id: 51120408,
    name: 'orders-svc: orders fail',
    type: 'query alert',
    query:
      'sum(last_5m):sum:trace.http.request.errors{service:orders-svc,env:prod}.as_count() / sum:trace.http.request.hits{service:orders-svc,env:prod}.as_count() > 0.05',
    message: 'More than 5 % of the orders can not be placed. @webhook-mira @slack-orders-oncall',
    tags: [...tags, 'team:orders'],
    priority: 1,
    overallState: 'Alert',
    groups: [{ name: 'service:orders-svc,env:prod', status: 'Alert', lastTriggeredAt: ALERT_AT }],
    options: { thresholds: { critical: 0.05, warning: 0.02 }, notify_no_data: false },
  };
  const latencyMonitor = {
    id: 51120415,
    name: 'orders-svc: p95 above 1.5 s',
    type: 'query alert',
    query: 'avg(last_5m):p95:trace.http.request{service:orders-svc,env:prod} > 1.5',
    message: 'Placing an order takes too long. @webhook-mira @slack-orders-oncall',
    tags: [...tags, 'team:orders'],
    priority: 2,
    overallState: 'Alert',
    groups: [
      {
        name: 'service:orders-svc,env:prod',
        status: 'Alert',
        lastTriggeredAt: iso(alertMs + 40 * SECOND),
      },
    ],
    options: { thresholds: { critical: 1.5, warning: 1 } },
  };
  const databaseMonitor = {
    id: 51098821,
    name: 'orders database: CPU above 80 %',
    type: 'query alert',
    query: 'avg(last_10m):avg:aws.rds.cpuutilization{dbinstanceidentifier:orders,env:prod} > 80',
    message: '@slack-platform',
    tags: ['env:prod', 'team:platform', 'db:orders'],
    priority: 2,
    overallState: 'OK',
    groups: [{ name: 'dbinstanceidentifier:orders', status: 'OK' }],
    options: { thresholds: { critical: 80 } },
  };
  const searchMonitor = {
    id: 50877140,
    name: 'search-svc: heap above 85 %',
    type: 'query alert',
    query:
      'avg(last_15m):avg:jvm.heap_memory{service:search-svc,env:prod} / avg:jvm.heap_memory_max{service:search-svc,env:prod} > 0.85',
    message: '@slack-search',
    tags: ['service:search-svc', 'env:prod', 'team:search'],
    priority: 4,
    overallState: 'Warn',
    groups: [
      { name: 'service:search-svc', status: 'Warn', lastTriggeredAt: iso(timeOf([0, '10:20'])) },
    ],
    options: { thresholds: { critical: 0.85, warning: 0.8 } },
  };
  const common = { service: SERVICE, env: ENV, tags: ['team:orders'] };
  const percent = failureShare.toFixed(3);
  const webhooks = [
    webhook({
      ...common,
      monitor: errorMonitor,
      cycle: '6240118839277150044',
      transition: 'Triggered',
      atMs: alertMs,
      priority: 'P1',
      metric: 'trace.http.request.errors',
      text: `The error rate of orders-svc was ${percent} during the last 5m, above the threshold of 0.05.\n\nMore than 5 % of the orders can not be placed.`,
    }),
    webhook({
      ...common,
      monitor: latencyMonitor,
      cycle: '6240118841930086513',
      transition: 'Triggered',
      atMs: alertMs + 40 * SECOND,
      priority: 'P2',
      metric: 'trace.http.request',
      text: `p95 of orders-svc was ${p95[4].toFixed(2)} s during the last 5m, above the threshold of 1.5.`,
    }),
    webhook({
      ...common,
      monitor: errorMonitor,
      cycle: '6240118839277150044',
      transition: 'Recovered',
      atMs: alertMs + 82 * MINUTE,
      priority: 'P1',
      metric: 'trace.http.request.errors',
      text: 'The error rate of orders-svc was 0.001 during the last 5m.',
    }),
  ];

  const scenario = {
    name: NAME,
    title: 'A tidy-up of the configuration halves the connection pool',
    description:
      'orders-svc 4.18.0 goes live at 11:20 with an application.yml that was "tidied": among reordered keys maximumPoolSize went from 40 to 20. Nothing happens until the lunch peak at 11:40. Four minutes before, an innocent 4.18.1 was deployed.',
    alertAt: ALERT_AT,
    service: SERVICE,
    env: ENV,
    registry: {
      'orders-svc': {
        repo_name: 'orders-svc',
        project: 'Shop',
        organization: 'acme',
        default_branch: 'main',
        profile: 'backend',
        owner_team: 'Orders',
        alert_channel: '#orders-oncall',
        description: 'Places orders.',
        path_rules: [{ from: 'com.acme.orders.', to: 'src/main/java/com/acme/orders/' }],
        env: ENV,
        decision: { customer_facing: true },
      },
      'checkout-web': {
        profile: 'frontend',
        owner_team: 'Shop',
        alert_channel: '#shop-oncall',
        description: "The shop's checkout.",
        env: ENV,
        decision: { customer_facing: true },
      },
      'inventory-svc': {
        profile: 'backend',
        owner_team: 'Logistics',
        alert_channel: '#logistics-oncall',
        description: 'Stock and reservations.',
        env: ENV,
      },
      'search-svc': {
        profile: 'backend',
        owner_team: 'Search',
        alert_channel: '#search',
        description: 'Product search.',
        env: ENV,
      },
      'notification-svc': {
        profile: 'backend',
        owner_team: 'Engagement',
        alert_channel: '#engagement',
        description: 'Mails and pushes.',
        env: ENV,
      },
    },
    webhooks,
    logs,
    metrics,
    spans: spansOf(random, requests, errors),
    monitors: [errorMonitor, latencyMonitor, databaseMonitor, searchMonitor],
    events: [
      ...releases.events,
      search.event,
      {
        at: iso(timeOf([0, '11:31:12'])),
        title: 'HorizontalPodAutoscaler orders-svc: no change',
        text: '4 replicas; cpu 27 %, target 70 %.',
        source: 'kubernetes',
        tags,
      },
      {
        at: iso(timeOf([0, '11:33'])),
        title: 'Scaled checkout-web from 8 to 11 replicas',
        text: 'HorizontalPodAutoscaler checkout-web: cpu above target.',
        source: 'kubernetes',
        tags: ['service:checkout-web', 'env:prod'],
      },
      flagEvent({
        atMs: timeOf([0, '10:05']),
        flag: 'search-synonyms-v2',
        before: '10 %',
        after: '25 %',
        service: 'search-svc',
        env: ENV,
        author: 'search@acme.example',
      }),
      {
        at: iso(alertMs),
        title: `[Triggered on {service:orders-svc,env:prod}] ${errorMonitor.name}`,
        text: 'The monitor was triggered.',
        source: 'alert',
        tags: [...tags, 'monitor'],
      },
    ],
    doraDeployments: [...releases.doraDeployments, search.dora],
    errorIssues: [
      {
        id: '3d7c9b52-11c0-4a92-8f51-6f0f5b1c2201',
        service: SERVICE,
        errorType: sample.kind,
        errorMessage: sample.message,
        filePath: 'com/acme/orders/db/Database.java',
        functionName: 'inTransaction',
        firstSeenAt: iso(timeOf([36, '11:44'])),
        firstSeenVersion: '4.15.0',
        lastSeenAt: iso(alertMs + 15 * MINUTE),
        totalCount: 31_260,
      },
      {
        id: '3d7c9b52-11c0-4a92-8f51-6f0f5b1c2202',
        service: 'checkout-web',
        errorType: 'UpstreamError',
        errorMessage: 'orders-svc answered 503',
        filePath: 'file:///app/server/front.mjs',
        functionName: 'callUpstream',
        firstSeenAt: iso(timeOf([36, '11:44'])),
        lastSeenAt: iso(alertMs + 15 * MINUTE),
        totalCount: 31_020,
      },
    ],
    dependencies: {
      'checkout-web': ['orders-svc', 'search-svc'],
      'orders-svc': ['orders-db', 'notification-svc'],
      'search-svc': ['inventory-svc'],
    },
    organization: 'acme',
    repositories: [
      {
        name: 'orders-svc',
        project: 'Shop',
        defaultBranch: 'main',
        fastExport: repository.fastExport(),
      },
    ],
    pullRequests: pullRequestsOf(history, repository, timeOf),
    builds: releases.builds,
    environmentDeployments: releases.environmentDeployments,
    workItems: [
      {
        id: 6011,
        project: 'Shop',
        type: 'Bug',
        fields: {
          'System.Title': 'Orders fail at lunch time',
          'System.State': 'Closed',
          'System.Tags': 'orders; capacity',
        },
      },
      {
        id: 6240,
        project: 'Shop',
        type: 'Task',
        fields: {
          'System.Title': 'One style for all application.yml files',
          'System.State': 'Closed',
          'System.Tags': 'chore',
        },
      },
    ],
    truth: {
      verdict: 'root_cause',
      commit: repository.id.get(38),
      category: 'configuration',
      decision: 'TICKET',
      firstFailingService: SERVICE,
      mentions: ['maximumPoolSize', 'orders-pool'],
    },
  };
  repository.remove();
  return scenario;
}
