/** The scenario `flag-flipped`: marketing turns a feature flag on; the latest deployment is innocent. */
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clockOf, iso, MINUTE, SECOND } from '../lib/clock.mjs';
import { deliveriesOf, foreignDeployment, pullRequestsOf } from '../lib/delivery.mjs';
import { alertEvent, flagEvent, scaledEvent } from '../lib/events.mjs';
import { buildRepository } from '../lib/git.mjs';
import { parseLines, toLog } from '../lib/logs.mjs';
import { serviceMetrics, series } from '../lib/metrics.mjs';
import { noiseLogs } from '../lib/noise.mjs';
import { inParallel, startService } from '../lib/processes.mjs';
import { createRandom } from '../lib/random.mjs';
import { webhook } from '../lib/webhooks.mjs';
import { history } from './history.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const NAME = 'flag-flipped';
const SERVICE = 'pricing-svc';
const ENV = 'prod';
const TAGS = [`service:${SERVICE}`, `env:${ENV}`];
const ALERT_AT = '2026-11-03T15:20:00.000Z';
const FLAG = 'promo-engine-v2';
const alertMs = Date.parse(ALERT_AT);
const timeOf = clockOf(ALERT_AT);
const flippedMs = timeOf([0, '15:12:10']);
const window = { from: alertMs - 135 * MINUTE, to: alertMs + 45 * MINUTE };

const PHASES = [
  { from: alertMs - 118 * MINUTE, to: timeOf([0, '14:55']), version: 0, flag: false, perMinute: 3 },
  { from: timeOf([0, '14:55']), to: flippedMs, version: 1, flag: false, perMinute: 7 },
  { from: flippedMs, to: alertMs + 16 * MINUTE, version: 1, flag: true, perMinute: 14 },
];
const VERSIONS = [
  { commit: 33, version: '1.30.2', port: 18710, pods: ['5d9c7-2qhvw', '5d9c7-x8k4m'] },
  { commit: 35, version: '1.31.0', port: 18712, pods: ['66f8b-jd7t2', '66f8b-p9rzl'] },
];

function cartOf(random) {
  // one cart in six holds nothing but sale items
  const saleOnly = random.chance(0.17);
  const lines = Array.from({ length: random.int(1, 4) }, () => ({
    sku: `A-${random.int(100, 999)}`,
    quantity: random.int(1, 3),
    unit_price: Number(random.between(9, 80).toFixed(2)),
    sale: saleOnly || random.chance(0.2),
  }));
  return {
    lines,
    country: random.pick(['DE', 'SE', 'DK', 'CH', 'PL']),
    voucher: random.chance(0.08) ? 'AUTUMN10' : null,
  };
}

export async function generate() {
  const random = createRandom(NAME);
  const repository = buildRepository(
    history,
    readFileSync(join(HERE, 'pricing-svc.weave'), 'utf8'),
    timeOf,
  );
  const requests = PHASES.flatMap((phase, index) => {
    const list = [];
    for (
      let at = phase.from + 1_500;
      at < phase.to;
      at += (MINUTE / phase.perMinute) * random.between(0.3, 1.7)
    ) {
      const broken = index < 2 && random.chance(0.004);
      list.push({
        traceId: random.hex(32),
        atMs: Math.round(at),
        phase: index,
        pod: random.int(0, 1),
        body: broken ? '{"lines":[{"sku":"A-1"}]}' : JSON.stringify(cartOf(random)),
      });
    }
    return list;
  });
  const calls = new Map(requests.map((request) => [request.traceId, request]));

  const logs = [];
  const errors = new Map();
  for (const [index, version] of VERSIONS.entries()) {
    const folder = mkdtempSync(join(tmpdir(), 'pricing-svc-'));
    repository.checkout(version.commit, folder);
    const flagsFile = join(folder, 'flags.json');
    const setFlag = (on, second) => {
      writeFileSync(flagsFile, JSON.stringify({ 'tax-by-country': true, [FLAG]: on }));
      utimesSync(flagsFile, second, second);
    };
    setFlag(false, 1);
    const running = [];
    for (const pod of version.pods.keys()) {
      const port = version.port + pod * 10;
      const pricing = await startService('python3', ['-m', 'pricing'], {
        cwd: folder,
        env: {
          PORT: String(port),
          DD_VERSION: version.version,
          FLAGS_FILE: flagsFile,
          PYTHONPATH: join(folder, 'src'),
        },
        ready: /listening on/,
      });
      const front = await startService('node', [join(HERE, '../lib/front.mjs')], {
        env: {
          PORT: String(port + 1),
          UPSTREAM_URL: `http://127.0.0.1:${port}`,
          UPSTREAM_PATH: '/v1/price',
          UPSTREAM_NAME: SERVICE,
          APOLOGY: 'the cart has no price right now',
        },
        ready: /listening on/,
      });
      running.push({ pricing, front, port });
    }
    for (const [number, phase] of PHASES.entries()) {
      if (phase.version !== index) continue;
      if (phase.flag) setFlag(true, 2);
      await inParallel(
        requests.filter((request) => request.phase === number),
        4,
        async (request) => {
          request.realMs = Date.now();
          const startedMs = performance.now();
          const answer = await fetch(`http://127.0.0.1:${running[request.pod].port + 1}/checkout`, {
            method: 'POST',
            headers: { 'x-trace-id': request.traceId },
            body: request.body,
          });
          await answer.text();
          request.status = answer.status;
          request.tookMs = performance.now() - startedMs;
        },
      );
    }
    for (const [pod, { pricing, front }] of running.entries()) {
      await pricing.stop();
      await front.stop();
      const host = `${SERVICE}-${version.pods[pod]}`;
      for (const { realMs, line } of parseLines([...pricing.lines, ...front.lines])) {
        const request = calls.get(line.trace_id);
        if (!request) {
          if (line.service !== SERVICE) continue;
          if (line.message.startsWith('flag '))
            logs.push(toLog(line, flippedMs + 1_100 + pod * 640, { host }));
          else if (index === 1)
            logs.push(toLog(line, PHASES[1].from - 80 * SECOND + pod * 33 * SECOND, { host }));
          continue;
        }
        const stampMs = line.timestamp ? Date.parse(line.timestamp) : realMs;
        const own = JSON.parse(JSON.stringify(line).replaceAll(join(folder, 'src'), '/app'));
        const record = toLog(own, request.atMs + Math.max(0, stampMs - request.realMs), {
          host: line.service === SERVICE ? host : 'checkout-web-5b77d4-rl2vn',
        });
        if (line.service === SERVICE && record.attributes.error) errors.set(line.trace_id, record);
        if (line.service === SERVICE && line.duration_ms !== undefined)
          request.pricingMs = line.duration_ms;
        logs.push(record);
      }
    }
    rmSync(folder, { recursive: true, force: true });
  }
  logs.push(
    ...noiseLogs({
      seed: NAME,
      from: alertMs - 118 * MINUTE,
      to: alertMs + 16 * MINUTE,
      perMinute: 1,
      services: ['recommendation-svc', 'ledger-svc', 'inventory-svc'],
    }),
  );

  const failed = requests.filter((request) => errors.has(request.traceId));
  const after = requests.filter((request) => request.phase === 2);
  const share = failed.length / after.length;
  const sample = errors.get(failed[0].traceId).attributes.error;
  process.stdout.write(
    `  ${failed.length} of ${after.length} fail, first at ${errors.get(failed[0].traceId).at}\n`,
  );
  const errorRate = (at) => (at < flippedMs ? 0.0006 : share);
  const releases = deliveriesOf(history, repository, history.releases, timeOf, {
    service: SERVICE,
    env: ENV,
    firstBuild: 1530,
  });
  const ledger = foreignDeployment(random, {
    service: 'ledger-svc',
    env: ENV,
    version: '0.98.2',
    done: timeOf([0, '14:20']),
    repositoryId: 'dev.azure.com/acme/Finance/_git/ledger-svc',
  });

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
  const metrics = [
    ...serviceMetrics(random, window, {
      service: SERVICE,
      env: ENV,
      hits: () => 1_180,
      errorRate,
      p95Seconds: () => 0.012,
      cpu: (at) => (at < flippedMs ? 34 : 36),
      memoryMb: () => 88,
    }),
    ...serviceMetrics(random, window, {
      service: 'checkout-web',
      env: ENV,
      hits: () => 1_260,
      errorRate: (at) => errorRate(at) * 0.93 + 0.003,
      p95Seconds: () => 0.058,
      cpu: () => 41,
      memoryMb: () => 297,
    }),
    ...ordinary('recommendation-svc', 1_900, 0.06, 57, 915),
    ...ordinary('ledger-svc', 128, 0.066, 21, 728),
    ...ordinary('inventory-svc', 890, 0.038, 50, 617),
    series(random, window, {
      metric: 'pricing.carts.priced',
      tags: TAGS,
      level: (at) => 1_180 * (1 - errorRate(at)),
      noise: 0.05,
      whole: true,
    }),
  ];
  const errorMonitor = {
    id: 57440019,
    name: 'pricing-svc: prices fail',
    type: 'query alert',
    query:
      'sum(last_5m):sum:trace.http.request.errors{service:pricing-svc,env:prod}.as_count() / sum:trace.http.request.hits{service:pricing-svc,env:prod}.as_count() > 0.05',
    message: 'More than 5 % of the carts get no price. @webhook-mira @slack-pricing-oncall',
    tags: [...TAGS, 'team:pricing'],
    priority: 1,
    overallState: 'Alert',
    groups: [{ name: 'service:pricing-svc,env:prod', status: 'Alert', lastTriggeredAt: ALERT_AT }],
    options: { thresholds: { critical: 0.05 } },
  };
  const newErrorMonitor = {
    id: 57440027,
    name: 'pricing-svc: a new kind of error',
    type: 'error-tracking alert',
    query:
      'error-tracking("service:pricing-svc env:prod").source("logs").new().rollup("count").by("@issue.id").last("10m") > 10',
    message: '@webhook-mira @slack-pricing-oncall',
    tags: [...TAGS, 'team:pricing'],
    priority: 3,
    overallState: 'Alert',
    groups: [
      { name: 'service:pricing-svc', status: 'Alert', lastTriggeredAt: iso(alertMs + 95 * SECOND) },
    ],
    options: { thresholds: { critical: 10 } },
  };
  const ledgerMonitor = {
    id: 57120033,
    name: 'ledger-svc: batches are late',
    type: 'query alert',
    query: 'max(last_30m):max:ledger.batch.age{env:prod} > 3600',
    message: '@slack-finance',
    tags: ['service:ledger-svc', 'env:prod', 'team:finance'],
    priority: 4,
    overallState: 'OK',
    groups: [{ name: 'service:ledger-svc', status: 'OK' }],
  };
  const common = { service: SERVICE, env: ENV, tags: ['team:pricing'] };
  const webhooks = [
    webhook({
      ...common,
      monitor: errorMonitor,
      cycle: '8203371900451127736',
      transition: 'Triggered',
      atMs: alertMs,
      priority: 'P1',
      metric: 'trace.http.request.errors',
      text: `The error rate of pricing-svc was ${share.toFixed(3)} during the last 5m, above the threshold of 0.05.\n\nMore than 5 % of the carts get no price.`,
    }),
    webhook({
      ...common,
      monitor: newErrorMonitor,
      cycle: '8203371907730044512',
      transition: 'Triggered',
      eventType: 'error_tracking_alert',
      atMs: alertMs + 95 * SECOND,
      priority: 'P3',
      text: `A new issue of pricing-svc had more than 10 events in the last 10m.\n\n${sample.kind}: ${sample.message}`,
    }),
    webhook({
      ...common,
      monitor: errorMonitor,
      cycle: '8203371900451127736',
      transition: 'Recovered',
      atMs: alertMs + 58 * MINUTE,
      priority: 'P1',
      metric: 'trace.http.request.errors',
      text: 'The error rate of pricing-svc was 0.001 during the last 5m.',
    }),
  ];

  const scenario = {
    name: NAME,
    title: 'A feature flag is turned on',
    description: `Marketing turns ${FLAG} on at 15:12:10. The engine behind it, three weeks old and dark until now, divides by zero for carts that hold nothing but sale items. pricing-svc 1.31.0 went live a quarter of an hour before and has nothing to do with it.`,
    alertAt: ALERT_AT,
    service: SERVICE,
    env: ENV,
    registry: {
      'pricing-svc': {
        repo_name: 'pricing-svc',
        project: 'Pricing',
        organization: 'acme',
        default_branch: 'main',
        profile: 'backend',
        owner_team: 'Pricing',
        alert_channel: '#pricing-oncall',
        description: 'What a cart costs.',
        path_rules: [{ from: '/app/', to: 'src/' }],
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
      'recommendation-svc': {
        profile: 'backend',
        owner_team: 'Search',
        alert_channel: '#search',
        description: 'What others bought.',
        env: ENV,
      },
      'ledger-svc': {
        profile: 'backend',
        owner_team: 'Finance',
        alert_channel: '#finance-oncall',
        description: 'Books what was paid.',
        env: ENV,
      },
      'inventory-svc': {
        profile: 'backend',
        owner_team: 'Logistics',
        alert_channel: '#logistics-oncall',
        description: 'Stock and reservations.',
        env: ENV,
      },
    },
    webhooks,
    logs,
    metrics,
    spans: spansOf(random, requests, errors),
    monitors: [errorMonitor, newErrorMonitor, ledgerMonitor],
    events: [
      ...releases.events,
      ledger.event,
      flagEvent({
        atMs: timeOf([0, '13:40']),
        flag: 'recommendations-carousel',
        before: '20 %',
        after: '50 %',
        service: 'storefront-web',
        env: ENV,
        author: 'shop@acme.example',
      }),
      flagEvent({
        atMs: flippedMs,
        flag: FLAG,
        before: 'off',
        after: 'on',
        service: SERVICE,
        env: ENV,
        author: 'marketing@acme.example',
      }),
      scaledEvent({
        atMs: timeOf([0, '14:31']),
        service: 'checkout-web',
        env: ENV,
        from: 8,
        to: 9,
        why: 'cpu above target',
      }),
      alertEvent({ atMs: alertMs, monitor: errorMonitor, tags: TAGS }),
    ],
    doraDeployments: [...releases.doraDeployments, ledger.dora],
    errorIssues: [
      {
        id: '5be0a1c7-7b55-4c8e-b0ac-2c9d1af0b501',
        service: SERVICE,
        errorType: sample.kind,
        errorMessage: sample.message,
        filePath: '/app/pricing/promotions/v2.py',
        functionName: 'spread',
        firstSeenAt: errors.get(failed[0].traceId).at,
        firstSeenVersion: '1.31.0',
        lastSeenAt: errors.get(failed.at(-1).traceId).at,
        totalCount: 4_390,
      },
      {
        id: '5be0a1c7-7b55-4c8e-b0ac-2c9d1af0b502',
        service: 'checkout-web',
        errorType: 'UpstreamError',
        errorMessage: 'pricing-svc answered 500',
        filePath: 'file:///app/server/front.mjs',
        functionName: 'callUpstream',
        firstSeenAt: iso(timeOf([41, '11:00'])),
        lastSeenAt: errors.get(failed.at(-1).traceId).at,
        totalCount: 4_610,
      },
    ],
    dependencies: {
      'checkout-web': [SERVICE, 'inventory-svc'],
      [SERVICE]: [],
      'storefront-web': [SERVICE, 'recommendation-svc'],
    },
    organization: 'acme',
    repositories: [
      {
        name: 'pricing-svc',
        project: 'Pricing',
        defaultBranch: 'main',
        fastExport: repository.fastExport(),
      },
    ],
    pullRequests: pullRequestsOf(history, repository, timeOf),
    builds: releases.builds,
    environmentDeployments: releases.environmentDeployments,
    workItems: [
      {
        id: 5512,
        project: 'Pricing',
        type: 'User Story',
        fields: {
          'System.Title': 'Promotions that marketing can write',
          'System.State': 'Active',
          'System.Tags': 'promotions',
        },
      },
    ],
    truth: {
      verdict: 'root_cause',
      commit: null,
      category: 'feature_flag',
      decision: 'TICKET',
      firstFailingService: SERVICE,
      mentions: [FLAG],
    },
  };
  repository.remove();
  return scenario;
}

function spansOf(random, requests, errors) {
  const failing = requests.filter((request) => errors.has(request.traceId)).slice(0, 24);
  const healthy = requests
    .filter((request) => request.status === 200)
    .filter((_, index) => index % 12 === 0);
  return [...failing, ...healthy].flatMap((request) => {
    const error = errors.get(request.traceId)?.attributes.error;
    const [front, call, own] = Array.from({ length: 3 }, () => random.hex(16));
    const base = {
      traceId: request.traceId,
      name: 'http.request',
      status: error ? 'error' : 'ok',
      tags: [`env:${ENV}`],
    };
    const two = (ms) => Number(Math.max(0.2, ms).toFixed(2));
    const at = (offset) => iso(request.atMs + Math.round(offset));
    const version = VERSIONS[PHASES[request.phase].version].version;
    return [
      {
        ...base,
        spanId: front,
        parentId: null,
        service: 'checkout-web',
        resource: 'POST /checkout',
        kind: 'server',
        at: at(0),
        durationMs: two(request.tookMs),
        httpStatus: request.status,
        ...(error ? { error: { type: 'UpstreamError', message: 'pricing-svc answered 500' } } : {}),
      },
      {
        ...base,
        spanId: call,
        parentId: front,
        service: 'checkout-web',
        resource: 'POST pricing-svc/v1/price',
        kind: 'client',
        at: at(1),
        durationMs: two(request.tookMs - 1),
        httpStatus: error ? 500 : 200,
        peerService: SERVICE,
      },
      {
        ...base,
        spanId: own,
        parentId: call,
        service: SERVICE,
        resource: 'POST /v1/price',
        kind: 'server',
        at: at(2),
        durationMs: two(request.pricingMs),
        httpStatus: error ? 500 : 200,
        tags: [`env:${ENV}`, `version:${version}`],
        ...(error
          ? { error: { type: error.kind, message: error.message, stack: error.stack } }
          : {}),
      },
    ];
  });
}
