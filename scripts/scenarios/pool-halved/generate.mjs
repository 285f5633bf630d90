/** The scenario `pool-halved`: a tidy-up of the configuration halves orders-svc's connection pool. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clockOf, iso, MINUTE, SECOND } from '../lib/clock.mjs';
import { deliveriesOf, foreignDeployment, pullRequestsOf } from '../lib/delivery.mjs';
import { buildRepository } from '../lib/git.mjs';
import { parseLines, toLog } from '../lib/logs.mjs';
import { ramp, serviceMetrics, series } from '../lib/metrics.mjs';
import { noiseLogs } from '../lib/noise.mjs';
import { startService } from '../lib/processes.mjs';
import { createRandom } from '../lib/random.mjs';
import { webhook } from '../lib/webhooks.mjs';
import { history } from './history.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const NAME = 'pool-halved';
const SERVICE = 'orders-svc';
const ENV = 'prod';
const ALERT_AT = '2026-10-20T11:46:00.000Z';
const JARS = ['HikariCP.jar', 'snakeyaml.jar', 'slf4j-api.jar', 'slf4j-simple.jar', 'h2.jar'].map(
  (jar) => `/usr/share/java/${jar}`,
);

const alertMs = Date.parse(ALERT_AT);
const timeOf = clockOf(ALERT_AT);
const onsetMs = timeOf([0, '11:40:20']);
const window = { from: alertMs - 135 * MINUTE, to: alertMs + 45 * MINUTE };
const VERSIONS = [
  { commit: 37, version: '4.17.3', port: 18531, web: 18534, pods: ['6b8f9-d2wqz', '6b8f9-k5n8t'] },
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

function compile(repository, version) {
  const folder = mkdtempSync(join(tmpdir(), 'orders-svc-'));
  repository.checkout(version.commit, folder);
  const sources = readdirSync(join(folder, 'src/main/java'), { recursive: true })
    .filter((path) => path.endsWith('.java'))
    .map((path) => join(folder, 'src/main/java', path));
  const classes = join(folder, 'classes');
  execFileSync(
    'javac',
    [
      '-proc:none',
      '-g',
      '-cp',
      JARS.join(':'),
      '-d',
      classes,
      ...sources,
      join(HERE, 'H2Stock.java'),
    ],
    { stdio: 'pipe' },
  );
  writeFileSync(
    join(folder, 'init.sql'),
    'CREATE ALIAS IF NOT EXISTS reserve_stock FOR "H2Stock.reserve";\n',
  );
  return { folder, classPath: [classes, join(folder, 'src/main/resources'), ...JARS].join(':') };
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Sends open-loop load: arrivals do not wait for answers, as customers don't. */
async function runPhase(phase, random, send) {
  const started = performance.now();
  const pending = [];
  for (let offset = 0; offset < phase.realMs;) {
    const wait = offset - (performance.now() - started);
    if (wait > 0) await sleep(wait);
    const real = performance.now() - started;
    pending.push(
      send(
        phase,
        phase.from + ((phase.to - phase.from) * Math.min(real, phase.realMs)) / phase.realMs,
      ),
    );
    const rate = phase.rate[0] + (phase.rate[1] - phase.rate[0]) * (offset / phase.realMs);
    offset += (1000 / rate) * random.between(0.2, 1.8);
  }
  return pending;
}

export async function generate() {
  const random = createRandom(NAME);
  const repository = buildRepository(
    history,
    readFileSync(join(HERE, 'orders-svc.weave'), 'utf8'),
    timeOf,
  );
  const calls = new Map();
  const running = [];
  for (const version of VERSIONS) {
    const { folder, classPath } = compile(repository, version);
    const orders = await startService(
      'java',
      [
        '-XX:+UseSerialGC',
        '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
        '-cp',
        classPath,
        'com.acme.orders.App',
      ],
      {
        cwd: folder,
        env: {
          SERVER_PORT: String(version.port),
          DD_VERSION: version.version,
          DB_URL: `jdbc:h2:mem:orders;DB_CLOSE_DELAY=-1;INIT=RUNSCRIPT FROM '${folder}/init.sql'`,
        },
        ready: /listening on/,
      },
    );
    const web = await startService('node', [join(HERE, '../lib/front.mjs')], {
      env: {
        PORT: String(version.web),
        UPSTREAM_URL: `http://127.0.0.1:${version.port}`,
        UPSTREAM_PATH: '/v1/orders',
        UPSTREAM_NAME: SERVICE,
        UPSTREAM_TIMEOUT_MS: '10000',
      },
      ready: /listening on/,
    });
    running.push({ orders, web, folder });
  }

  const send = async (phase, atMs, { record = true } = {}) => {
    const version = VERSIONS[phase.version];
    const request = {
      traceId: random.hex(32),
      atMs: Math.round(atMs),
      version,
      pod: random.pick(version.pods),
      kept: random.chance(phase.keep),
      phase: PHASES.indexOf(phase),
      realMs: Date.now(),
    };
    if (record) calls.set(request.traceId, request);
    const startedMs = performance.now();
    const answer = await fetch(`http://127.0.0.1:${version.web}/checkout`, {
      method: 'POST',
      headers: { 'x-trace-id': request.traceId },
      body: JSON.stringify({
        customer_id: `cus_${random.hex(8)}`,
        sku: `A-${random.int(100, 999)}`,
        quantity: random.int(1, 4),
        unit_price: Number(random.between(4, 90).toFixed(2)),
        zip: String(random.int(10000, 99999)),
        gift_wrap: random.chance(0.1),
        lines: random.int(1, 6),
      }),
    });
    await answer.text();
    request.status = answer.status;
    request.tookMs = performance.now() - startedMs;
  };
  for (const index of VERSIONS.keys()) {
    const phase = PHASES.find((one) => one.version === index);
    await Promise.all(Array.from({ length: 8 }, () => send(phase, 0, { record: false })));
  }
  const pending = [];
  for (const phase of PHASES) pending.push(...(await runPhase(phase, random, send)));
  await Promise.all(pending);

  const logs = [];
  const errors = new Map();
  const measured = PHASES.map(() => []);
  for (const [index, version] of VERSIONS.entries()) {
    const { orders, web, folder } = running[index];
    await orders.stop();
    await web.stop();
    rmSync(folder, { recursive: true, force: true });
    for (const { realMs, line } of parseLines([...orders.lines, ...web.lines])) {
      const request = calls.get(line.trace_id);
      if (!request) {
        if (line.trace_id || line.service !== SERVICE || index === 0) continue;
        const rolloutMs = PHASES.find((one) => one.version === index).from - 90 * SECOND;
        for (const [pod, name] of version.pods.entries()) {
          logs.push(
            toLog(
              line,
              rolloutMs + pod * 40 * SECOND + (/listening/.test(line.message) ? 620 : 0),
              { host: `${SERVICE}-${name}` },
            ),
          );
        }
        continue;
      }
      const ownMs = line.timestamp ? Date.parse(line.timestamp) : realMs;
      const host =
        line.service === SERVICE ? `${SERVICE}-${request.pod}` : 'checkout-web-5b77d4-rl2vn';
      const record = toLog(line, request.atMs + Math.max(0, ownMs - request.realMs), { host });
      if (line.service === SERVICE && record.attributes.error) errors.set(line.trace_id, record);
      if (line.service === SERVICE && line['http.status_code']) request.ordersMs = line.duration_ms;
      if (request.kept) logs.push(record);
    }
  }
  for (const request of calls.values())
    measured[request.phase].push(request.ordersMs ?? request.tookMs);
  const p95 = measured.map(
    (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] / 1000,
  );
  const inPeak = [...calls.values()].filter((request) => request.phase === 4);
  const failureShare =
    inPeak.filter((request) => errors.has(request.traceId)).length / inPeak.length;
  const firstErrorMs = Math.min(...[...errors.values()].map((record) => Date.parse(record.at)));
  process.stdout.write(
    `p95 by phase ${p95.join(' ')}, failing at the peak ${failureShare.toFixed(3)}, first error ${iso(firstErrorMs)}\n`,
  );
  if (firstErrorMs < timeOf([0, '11:39:30']) || failureShare < 0.08)
    throw new Error('this machine was too slow or too fast: run again');
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
    pool('hikaricp.connections.pending', (at) => 190 * saturated(at), { noise: 0.15 }),
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
    spans: spansOf(random, [...calls.values()], errors),
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
      {
        at: iso(timeOf([0, '10:05'])),
        title: 'Feature flag search-synonyms-v2 turned on for 25 %',
        text: 'Changed by search@acme.example.',
        source: 'feature_flags',
        tags: ['service:search-svc', 'env:prod', 'event_type:feature_flag'],
        attributes: { flag: 'search-synonyms-v2', before: '10 %', after: '25 %' },
      },
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

/** Healthy traces of every phase, and slow and failing ones of the peak. */
function spansOf(random, requests, errors) {
  const pick = (list, count) =>
    Array.from(
      { length: Math.min(count, list.length) },
      (_, index) => list[Math.floor((index * list.length) / count)],
    );
  const done = requests.filter((request) => request.ordersMs !== undefined && request.status < 500);
  const chosen = [
    ...pick(
      done.filter((request) => request.phase < 3),
      30,
    ),
    ...pick(
      done.filter((request) => request.phase >= 3),
      16,
    ),
    ...pick(
      requests.filter((request) => errors.has(request.traceId)),
      26,
    ),
  ];
  return chosen.flatMap((request) => {
    const error = errors.get(request.traceId)?.attributes.error;
    const [web, call, order, query] = Array.from({ length: 4 }, () => random.hex(16));
    const upstream = error ? 503 : request.status === 200 ? 201 : request.status;
    const ordersMs = request.ordersMs ?? request.tookMs - 4;
    const slack = Math.max(2, request.tookMs - ordersMs);
    const at = (offset) => iso(request.atMs + Math.round(offset));
    const tags = [`env:${ENV}`];
    const base = {
      traceId: request.traceId,
      tags,
      name: 'http.request',
      status: error ? 'error' : 'ok',
    };
    const failure = error
      ? { error: { type: error.kind, message: error.message, stack: error.stack } }
      : {};
    const two = (ms) => Number(ms.toFixed(2));
    // the statement's own time: what is left of the request is waiting for a connection
    const queryMs = Math.min(ordersMs, 132 + (ordersMs % 180));
    return [
      {
        ...base,
        spanId: web,
        parentId: null,
        service: 'checkout-web',
        resource: 'POST /checkout',
        kind: 'server',
        at: at(0),
        durationMs: two(request.tookMs),
        httpStatus: request.status,
        ...(error ? { error: { type: 'UpstreamError', message: 'orders-svc answered 503' } } : {}),
      },
      {
        ...base,
        spanId: call,
        parentId: web,
        service: 'checkout-web',
        resource: 'POST orders-svc/v1/orders',
        kind: 'client',
        at: at(1),
        durationMs: two(request.tookMs - slack / 3),
        httpStatus: upstream,
        peerService: SERVICE,
      },
      {
        ...base,
        spanId: order,
        parentId: call,
        service: SERVICE,
        resource: 'POST /v1/orders',
        kind: 'server',
        at: at(slack / 2),
        durationMs: two(ordersMs),
        httpStatus: upstream,
        tags: [...tags, `version:${request.version.version}`],
        ...failure,
      },
      ...(error
        ? [
            {
              ...base,
              name: 'pool.acquire',
              spanId: query,
              parentId: order,
              service: SERVICE,
              resource: 'HikariDataSource.getConnection',
              kind: 'internal',
              at: at(slack / 2 + 1),
              durationMs: two(ordersMs - 1),
              ...failure,
            },
          ]
        : [
            {
              ...base,
              name: 'postgresql.query',
              spanId: query,
              parentId: order,
              service: SERVICE,
              resource: 'SELECT reserve_stock(?, ?)',
              kind: 'client',
              at: at(slack / 2 + ordersMs - queryMs),
              durationMs: two(queryMs),
              peerService: 'orders-db',
            },
          ]),
    ];
  });
}
