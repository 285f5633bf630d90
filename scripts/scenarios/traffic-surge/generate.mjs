/** The scenario `traffic-surge`: a push campaign brings five times the customers; nothing was changed. */
import { clockOf, iso, MINUTE, SECOND } from '../lib/clock.mjs';
import { deliveriesOf, foreignDeployment, historyUntil, pullRequestsOf } from '../lib/delivery.mjs';
import { alertEvent, flagEvent, scaledEvent } from '../lib/events.mjs';
import { buildRepository } from '../lib/git.mjs';
import { ramp, serviceMetrics, series } from '../lib/metrics.mjs';
import { noiseLogs } from '../lib/noise.mjs';
import { createRandom } from '../lib/random.mjs';
import { webhook } from '../lib/webhooks.mjs';
import { capture, ENV, SERVICE, spansOf, weaveText } from '../orders/capture.mjs';
import { history as wholeHistory } from '../orders/history.mjs';

const NAME = 'traffic-surge';
const ALERT_AT = '2026-10-16T18:36:00.000Z';
const TAGS = [`service:${SERVICE}`, `env:${ENV}`];
const alertMs = Date.parse(ALERT_AT);
/** The history's days count back from 20 October; this evening is four days before. */
const timeOf = clockOf('2026-10-20T11:46:00.000Z');
const pushMs = timeOf([4, '18:30']);
const onsetMs = timeOf([4, '18:31:20']);
const window = { from: alertMs - 135 * MINUTE, to: alertMs + 45 * MINUTE };
const VERSIONS = [
  { commit: 33, version: '4.17.2', port: 18541, web: 18544, pods: ['84bc6-hw2fn', '84bc6-v9d7s'] },
  { commit: 36, version: '4.17.3', port: 18542, web: 18545, pods: ['6b8f9-d2wqz', '6b8f9-k5n8t'] },
];
const deployedMs = timeOf([4, '18:02']);
const PHASES = [
  {
    version: 0,
    from: alertMs - 120 * MINUTE,
    to: deployedMs,
    realMs: 13_000,
    rate: [38, 44],
    keep: 0.32,
  },
  { version: 1, from: deployedMs, to: pushMs, realMs: 9_000, rate: [44, 50], keep: 0.3 },
  { version: 1, from: pushMs, to: onsetMs, realMs: 4_600, rate: [150, 245], keep: 0.09 },
  {
    version: 1,
    from: onsetMs,
    to: alertMs + 16 * MINUTE,
    realMs: 22_000,
    rate: [245, 250],
    keep: 0.055,
  },
];

export async function generate() {
  // what is drawn while real processes run depends on their timing; the rest must not
  const random = createRandom(`${NAME}:world`);
  const history = historyUntil(wholeHistory, timeOf, alertMs);
  const repository = buildRepository(history, weaveText(), timeOf);
  const { requests, logs, errors, p95 } = await capture({
    random: createRandom(`${NAME}:load`),
    repository,
    versions: VERSIONS,
    phases: PHASES,
    anchor: { from: pushMs, at: timeOf([4, '18:32:10']), to: alertMs + 16 * MINUTE },
  });
  const inPeak = requests.filter((request) => request.phase === 3);
  const failureShare =
    inPeak.filter((request) => errors.has(request.traceId)).length / inPeak.length;
  const firstErrorMs = Math.min(...[...errors.values()].map((record) => Date.parse(record.at)));
  process.stdout.write(
    `  p95 by phase ${p95.join(' ')}, failing at the peak ${failureShare.toFixed(3)}, first error ${iso(firstErrorMs)}\n`,
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
  const notification = foreignDeployment(random, {
    service: 'notification-svc',
    env: ENV,
    version: '1.43.9',
    done: timeOf([4, '16:58']),
    repositoryId: 'dev.azure.com/acme/Engagement/_git/notification-svc',
  });
  const sample = [...errors.values()][0].attributes.error;

  /** 1 on an ordinary evening, 5.1 once the push has arrived; it ebbs slowly. */
  const crowd = (at) =>
    1 +
    4.1 *
      ramp(at, pushMs, pushMs + 3 * MINUTE) *
      (1 - 0.45 * ramp(at, alertMs + 20 * MINUTE, alertMs + 60 * MINUTE));
  const perMinute = (at) => 2_900 * crowd(at);
  const saturated = (at) => ramp(at, pushMs, pushMs + 3 * MINUTE);
  const errorRate = (at) =>
    at < onsetMs ? 0.001 : failureShare * ramp(at, onsetMs - MINUTE, onsetMs + 2 * MINUTE);
  const pool = (metric, level, more = {}) =>
    series(random, window, {
      metric,
      tags: [...TAGS, 'pool:orders-pool'],
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
      p95Seconds: (at) => p95[0] + (p95[3] - p95[0]) * saturated(at),
      cpu: (at) => 18 + perMinute(at) / 420,
      memoryMb: () => 497,
    }),
    pool('hikaricp.connections.active', (at) => Math.min(40, (perMinute(at) / 60 / 4) * 0.9), {
      noise: 0.05,
      cap: 40,
    }),
    pool('hikaricp.connections.max', () => 40, { noise: 0 }),
    pool('hikaricp.connections.pending', (at) => 640 * saturated(at), { noise: 0.15 }),
    ...serviceMetrics(random, window, {
      service: 'checkout-web',
      env: ENV,
      hits: (at) => perMinute(at) * 1.3,
      errorRate: (at) => errorRate(at) * 0.75 + 0.004,
      p95Seconds: (at) => 0.31 + (p95[3] - 0.3) * saturated(at),
      cpu: (at) => 26 + 9 * crowd(at),
      memoryMb: () => 301,
    }),
    ...serviceMetrics(random, window, {
      service: 'inventory-svc',
      env: ENV,
      hits: (at) => perMinute(at) * 1.8,
      errorRate: () => 0.002,
      p95Seconds: (at) => 0.036 + 0.004 * crowd(at),
      cpu: (at) => 30 + 9 * crowd(at),
      memoryMb: () => 613,
    }),
    ...serviceMetrics(random, window, {
      service: 'search-svc',
      env: ENV,
      hits: (at) => 5_600 * crowd(at),
      errorRate: () => 0.003,
      p95Seconds: (at) => 0.08 + 0.02 * crowd(at),
      cpu: (at) => 31 + 11 * crowd(at),
      memoryMb: () => 1_905,
    }),
    ...serviceMetrics(random, window, {
      service: 'notification-svc',
      env: ENV,
      hits: (at) => 140 * (at > pushMs - 10 * MINUTE && at < pushMs + 2 * MINUTE ? 60 : crowd(at)),
      errorRate: () => 0.008,
      p95Seconds: () => 0.3,
      cpu: (at) => (at > pushMs - 10 * MINUTE && at < pushMs + 2 * MINUTE ? 71 : 13),
      memoryMb: () => 183,
    }),
    series(random, window, {
      metric: 'cdn.requests',
      tags: [`env:${ENV}`, 'zone:shop'],
      level: (at) => 61_000 * crowd(at),
      noise: 0.03,
      whole: true,
      unit: 'request',
    }),
    series(random, window, {
      metric: 'postgresql.queries.time.p95',
      tags: ['db:orders', `env:${ENV}`],
      level: () => 0.214,
      noise: 0.05,
      unit: 'second',
    }),
    series(random, window, {
      metric: 'aws.rds.cpuutilization',
      tags: ['dbinstanceidentifier:orders', `env:${ENV}`],
      level: (at) => 26 + 7 * crowd(at),
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
    tags: [...TAGS, 'team:orders'],
    priority: 1,
    overallState: 'Alert',
    groups: [{ name: 'service:orders-svc,env:prod', status: 'Alert', lastTriggeredAt: ALERT_AT }],
    options: { thresholds: { critical: 0.05, warning: 0.02 } },
  };
  const latencyMonitor = {
    id: 51120415,
    name: 'orders-svc: p95 above 1.5 s',
    type: 'query alert',
    query: 'avg(last_5m):p95:trace.http.request{service:orders-svc,env:prod} > 1.5',
    message: 'Placing an order takes too long. @webhook-mira @slack-orders-oncall',
    tags: [...TAGS, 'team:orders'],
    priority: 2,
    overallState: 'Alert',
    groups: [
      {
        name: 'service:orders-svc,env:prod',
        status: 'Alert',
        lastTriggeredAt: iso(alertMs + 20 * SECOND),
      },
    ],
    options: { thresholds: { critical: 1.5 } },
  };
  const trafficMonitor = {
    id: 50201177,
    name: 'shop: unusual number of visitors',
    type: 'query alert',
    query:
      "avg(last_15m):anomalies(sum:cdn.requests{env:prod,zone:shop}.as_count(), 'agile', 3) >= 0.8",
    message: '@slack-shop',
    tags: ['env:prod', 'team:shop'],
    priority: 4,
    overallState: 'Alert',
    groups: [{ name: 'zone:shop', status: 'Alert', lastTriggeredAt: iso(alertMs - MINUTE) }],
  };
  const common = { service: SERVICE, env: ENV, tags: ['team:orders'] };
  const webhooks = [
    webhook({
      ...common,
      monitor: errorMonitor,
      cycle: '6198220173004411928',
      transition: 'Triggered',
      atMs: alertMs,
      priority: 'P1',
      metric: 'trace.http.request.errors',
      text: `The error rate of orders-svc was ${failureShare.toFixed(3)} during the last 5m, above the threshold of 0.05.\n\nMore than 5 % of the orders can not be placed.`,
    }),
    webhook({
      ...common,
      monitor: latencyMonitor,
      cycle: '6198220175533900271',
      transition: 'Triggered',
      atMs: alertMs + 20 * SECOND,
      priority: 'P2',
      metric: 'trace.http.request',
      text: `p95 of orders-svc was ${p95[3].toFixed(2)} s during the last 5m, above the threshold of 1.5.`,
    }),
    webhook({
      ...common,
      monitor: errorMonitor,
      cycle: '6198220173004411928',
      transition: 'Recovered',
      atMs: alertMs + 96 * MINUTE,
      priority: 'P1',
      metric: 'trace.http.request.errors',
      text: 'The error rate of orders-svc was 0.002 during the last 5m.',
    }),
  ];

  const scenario = {
    name: NAME,
    title: 'A campaign brings five times the customers',
    description:
      'At 18:30 a push message reaches 1.2 million phones. Within three minutes orders-svc gets five times its load and its pool of 40 connections runs dry, as the pool of pool-halved does. Half an hour before, an innocent 4.17.3 was deployed. Nothing that was changed did this.',
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
    monitors: [errorMonitor, latencyMonitor, trafficMonitor],
    events: [
      ...releases.events,
      notification.event,
      {
        at: iso(pushMs),
        title: 'Push campaign "Friday deal" sent to 1.2 million devices',
        text: 'Started by marketing@acme.example in the campaign tool.',
        source: 'campaigns',
        tags: ['service:notification-svc', `env:${ENV}`],
      },
      flagEvent({
        atMs: timeOf([4, '17:20']),
        flag: 'search-synonyms-v2',
        before: 'off',
        after: '10 %',
        service: 'search-svc',
        env: ENV,
        author: 'search@acme.example',
      }),
      scaledEvent({
        atMs: pushMs + 110 * SECOND,
        service: 'checkout-web',
        env: ENV,
        from: 8,
        to: 16,
        why: 'cpu above target',
      }),
      scaledEvent({
        atMs: pushMs + 135 * SECOND,
        service: 'search-svc',
        env: ENV,
        from: 6,
        to: 14,
        why: 'cpu above target',
      }),
      alertEvent({ atMs: alertMs, monitor: errorMonitor, tags: TAGS }),
    ],
    doraDeployments: [...releases.doraDeployments, notification.dora],
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
        totalCount: 68_040,
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
    ],
    truth: {
      verdict: 'no_code_change',
      commit: null,
      category: 'traffic_surge',
      decision: 'TICKET',
      firstFailingService: SERVICE,
      mentions: ['traffic'],
    },
  };
  repository.remove();
  return scenario;
}
