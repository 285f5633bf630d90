/** The scenario `null-check-removed`: a refactoring drops the check for guests in payment-svc. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clockOf, iso, MINUTE, SECOND } from '../lib/clock.mjs';
import { deliveriesOf, foreignDeployment, pullRequestsOf } from '../lib/delivery.mjs';
import { flagEvent } from '../lib/events.mjs';
import { buildRepository } from '../lib/git.mjs';
import { parseLines, toLog } from '../lib/logs.mjs';
import { serviceMetrics, series } from '../lib/metrics.mjs';
import { noiseLogs } from '../lib/noise.mjs';
import { inParallel, startService } from '../lib/processes.mjs';
import { createRandom } from '../lib/random.mjs';
import { webhook } from '../lib/webhooks.mjs';
import { history } from './history.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const NAME = 'null-check-removed';
const SERVICE = 'payment-svc';
const ENV = 'prod';
const ALERT_AT = '2026-10-14T14:32:00.000Z';
const OLD = { commit: 39, version: '2.30.2', port: 18431, web: 18433 };
const NEW = { commit: 43, version: '2.31.0', port: 18432, web: 18434 };
const ACQUIRER_PORT = 18430;

const alertMs = Date.parse(ALERT_AT);
const timeOf = clockOf(ALERT_AT);
/** Traffic moves to the new version here; the pods are up since 14:21. */
const switchMs = timeOf([0, '14:26:48']);
const window = { from: alertMs - 135 * MINUTE, to: alertMs + 45 * MINUTE };
const pods = {
  [OLD.version]: ['7d9b5c-4kx2p', '7d9b5c-9tq7w', '7d9b5c-hm6zr'],
  [NEW.version]: ['85f6dd-2jvls', '85f6dd-c8n4x', '85f6dd-wq9gk'],
};

/** The acquirer: slow as the outside world is, declines some cards, is away for a moment at 13:11. */
function startAcquirer(random, calls) {
  const server = createServer((request, response) => {
    const traceId = request.headers['x-trace-id'];
    const url = new URL(request.url, 'http://acquirer');
    const startedMs = performance.now();
    const call = calls.get(traceId);
    setTimeout(
      () => {
        call.acquirerMs = performance.now() - startedMs;
        if (call.acquirerAway) {
          response.writeHead(503).end();
          return;
        }
        const network = ['visa', 'mastercard', 'amex'][
          Number(url.searchParams.get('token').at(-3)) % 3
        ];
        const declined = url.searchParams.get('token').endsWith('7');
        response.end(declined ? `declined|${network}|51` : `approved|${network}|00`);
      },
      random.between(28, 130),
    );
  });
  return new Promise((resolve) => server.listen(ACQUIRER_PORT, '127.0.0.1', () => resolve(server)));
}

/** Compiles the tree of a commit as its Dockerfile does: sources under /src. */
function compile(repository, version) {
  const folder = mkdtempSync(join(tmpdir(), 'payment-svc-'));
  repository.checkout(version.commit, folder);
  const sources = readdirSync(join(folder, 'services'), { recursive: true })
    .filter((path) => path.endsWith('.cs'))
    .map((path) => join(folder, 'services', path));
  const program = join(folder, 'Payments.exe');
  execFileSync(
    'mcs',
    [
      '-debug',
      `-pathmap:${join(folder, 'services')}=/src`,
      '-r:System.Runtime.Serialization.dll',
      `-out:${program}`,
      ...sources,
    ],
    { stdio: 'pipe' },
  );
  return { folder, program };
}

function customers(random) {
  return Array.from({ length: 240 }, (_, index) => {
    const tier = random.pick(['member', 'member', 'silver', 'gold', 'platinum']);
    const loyalty = { tier, points: random.int(0, 9000), member_since: `20${random.int(12, 25)}` };
    const guest = random.chance(0.13);
    return {
      id: `${guest ? 'guest' : 'cus'}_${random.hex(10)}`,
      country: random.pick(['DE', 'SE', 'DK', 'CH', 'GB']),
      loyalty: guest ? null : loyalty,
      index,
    };
  });
}

/** Sampled requests: sparse long before, dense around the switch. */
function schedule(random, people) {
  const requests = [];
  let at = alertMs - 120 * MINUTE;
  while (at < alertMs + 16 * MINUTE) {
    const near = at > alertMs - 22 * MINUTE;
    at += (MINUTE / (near ? 15 : 2.2)) * random.between(0.3, 1.7);
    const away = at > timeOf([0, '13:11:00']) && at < timeOf([0, '13:13:30']);
    requests.push({
      traceId: random.hex(32),
      atMs: Math.round(at),
      person: random.pick(people),
      amount: Number(random.between(6, 240).toFixed(2)),
      token: `tok_${random.hex(12)}${random.int(100, 999)}`,
      acquirerAway: away,
    });
  }
  return requests;
}

/** The just-in-time compiler's first seconds are no latency of the scenario. */
async function warmUp({ port }, members) {
  for (let round = 0; round < 12; round += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}/v1/payments`, {
      method: 'POST',
      headers: { 'x-trace-id': 'warm-up' },
      body: JSON.stringify({
        order_id: 'o',
        customer_id: members[round].id,
        amount: 5,
        currency: 'EUR',
        card_token: 'tok_000000000111',
      }),
    });
    await answer.text();
  }
}

export async function generate() {
  const random = createRandom(NAME);
  const repository = buildRepository(
    history,
    readFileSync(join(HERE, 'payment-svc.weave'), 'utf8'),
    timeOf,
  );
  const people = customers(random);
  const requests = schedule(random, people);
  // the first guest who comes by after the switch is the first error
  const after = requests.filter((request) => request.atMs >= switchMs);
  const guests = people.filter((person) => person.loyalty === null);
  const members = people.filter((person) => person.loyalty !== null);
  after
    .filter((request) => request.atMs < switchMs + 12 * SECOND)
    .forEach((request) => (request.person = members[3]));
  after.find((request) => request.atMs >= switchMs + 12 * SECOND).person = guests[0];

  const calls = new Map(requests.map((request) => [request.traceId, request]));
  const acquirerCalls = new Map([...calls, ['warm-up', {}]]);
  const acquirer = await startAcquirer(createRandom(`${NAME}:acquirer`), acquirerCalls);
  const services = new Map();
  for (const version of [OLD, NEW]) {
    const { folder, program } = compile(repository, version);
    writeFileSync(
      join(folder, 'customers.json'),
      JSON.stringify(people.map(({ index: _index, ...person }) => person)),
    );
    // without inlining, so that every frame of the source is a frame of the trace
    const payment = await startService('mono', ['--debug', '-O=-inline', program], {
      cwd: folder,
      env: {
        PORT: String(version.port),
        DD_VERSION: version.version,
        PAYMENT_GATEWAY_URL: `http://127.0.0.1:${ACQUIRER_PORT}`,
        PAYMENT_CUSTOMERS_FILE: 'customers.json',
      },
      ready: /"listening"/,
    });
    const web = await startService('node', [join(HERE, '../lib/front.mjs')], {
      env: { PORT: String(version.web), UPSTREAM_URL: `http://127.0.0.1:${version.port}` },
      ready: /listening on/,
    });
    services.set(version.version, { payment, web, folder });
    await warmUp(version, members);
  }

  for (const request of requests) {
    request.pod = random.pick(pods[(request.atMs < switchMs ? OLD : NEW).version]);
  }
  await inParallel(requests, 6, async (request) => {
    const version = request.atMs < switchMs ? OLD : NEW;
    request.version = version.version;

    request.realMs = Date.now();
    const startedMs = performance.now();
    const answer = await fetch(`http://127.0.0.1:${version.web}/checkout`, {
      method: 'POST',
      headers: { 'x-trace-id': request.traceId },
      body: JSON.stringify({
        order_id: `ord_${request.traceId.slice(0, 8)}`,
        customer_id: request.person.id,
        amount: request.amount,
        currency: 'EUR',
        card_token: request.token,
      }),
    });
    await answer.text();
    request.status = answer.status;
    request.tookMs = performance.now() - startedMs;
  });

  const logs = [];
  const errors = new Map();
  for (const version of [OLD, NEW]) {
    const { payment, web, folder } = services.get(version.version);
    await payment.stop();
    await web.stop();
    rmSync(folder, { recursive: true, force: true });
    for (const { realMs, line } of parseLines([...payment.lines, ...web.lines])) {
      const request = calls.get(line.trace_id);
      if (!request) {
        if (line.trace_id || line.service !== SERVICE || version === OLD) continue;
        for (const [index, pod] of pods[version.version].entries()) {
          logs.push(
            toLog(
              line,
              timeOf([0, '14:19:40']) +
                index * 31 * SECOND +
                (line.message === 'listening' ? 380 : 0),
              { host: `${SERVICE}-${pod}` },
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
      if (line.duration_ms && line.service === SERVICE)
        request.paymentMs = Number(line.duration_ms);
      logs.push(record);
    }
  }
  acquirer.close();
  acquirer.closeAllConnections();
  logs.push(
    ...noiseLogs({
      seed: NAME,
      from: alertMs - 120 * MINUTE,
      to: alertMs + 16 * MINUTE,
      perMinute: 1.3,
      services: ['inventory-svc', 'notification-svc', 'ledger-svc'],
    }),
  );

  const failed = requests.filter(
    (request) => errors.has(request.traceId) && request.version === NEW.version,
  );
  const firstErrorMs = Math.min(...failed.map((request) => request.atMs));
  const spans = spansOf(random, requests, errors);
  const releases = deliveriesOf(history, repository, history.releases, timeOf, {
    service: SERVICE,
    env: ENV,
    firstBuild: 4102,
  });
  const culprit = repository.id.get(41);
  const inventory = foreignDeployment(random, {
    service: 'inventory-svc',
    env: ENV,
    version: '3.7.2',
    done: timeOf([0, '13:47']),
    repositoryId: 'dev.azure.com/acme/Shop/_git/inventory-svc',
  });
  const sample = errors.get(failed[0].traceId).attributes.error;

  const errorRate = (at) =>
    at < firstErrorMs
      ? at > timeOf([0, '13:11']) && at < timeOf([0, '13:14'])
        ? 0.06
        : 0.004
      : 0.128;
  const metrics = [
    ...serviceMetrics(random, window, {
      service: SERVICE,
      env: ENV,
      hits: () => 412,
      errorRate,
      p95Seconds: () => 0.142,
      cpu: (at) => (at > timeOf([0, '14:19']) && at < timeOf([0, '14:23']) ? 58 : 37),
      memoryMb: () => 348,
    }),
    ...serviceMetrics(random, window, {
      service: 'checkout-web',
      env: ENV,
      hits: () => 436,
      errorRate: (at) => (at < firstErrorMs ? 0.006 : 0.121),
      p95Seconds: () => 0.171,
      cpu: () => 44,
      memoryMb: () => 295,
    }),
    ...serviceMetrics(random, window, {
      service: 'inventory-svc',
      env: ENV,
      hits: () => 905,
      errorRate: () => 0.002,
      p95Seconds: () => 0.038,
      cpu: () => 51,
      memoryMb: () => 620,
    }),
    ...serviceMetrics(random, window, {
      service: 'notification-svc',
      env: ENV,
      hits: () => 77,
      errorRate: () => 0.011,
      p95Seconds: () => 0.31,
      cpu: () => 12,
      memoryMb: () => 180,
    }),
    ...serviceMetrics(random, window, {
      service: 'ledger-svc',
      env: ENV,
      hits: () => 131,
      errorRate: () => 0.001,
      p95Seconds: () => 0.064,
      cpu: () => 22,
      memoryMb: () => 730,
    }),
    series(random, window, {
      metric: 'payment.captured.count',
      tags: [`service:${SERVICE}`, `env:${ENV}`],
      level: (at) => 402 * (1 - errorRate(at)),
      noise: 0.06,
      whole: true,
    }),
    series(random, window, {
      metric: 'trace.http.request.hits.by_http_status',
      tags: [`service:${SERVICE}`, `env:${ENV}`, 'http.status_class:5xx'],
      level: (at) => 412 * errorRate(at),
      noise: 0.2,
      whole: true,
    }),
  ];

  const errorMonitor = {
    id: 48213377,
    name: 'payment-svc: error rate above 5 %',
    type: 'query alert',
    query:
      'sum(last_5m):sum:trace.http.request.errors{service:payment-svc,env:prod}.as_count() / sum:trace.http.request.hits{service:payment-svc,env:prod}.as_count() > 0.05',
    message:
      'More than 5 % of the payments fail. Customers see it at checkout. @webhook-mira @slack-payments-oncall',
    tags: ['service:payment-svc', 'env:prod', 'team:payments'],
    priority: 1,
    overallState: 'Alert',
    groups: [{ name: 'service:payment-svc,env:prod', status: 'Alert', lastTriggeredAt: ALERT_AT }],
    options: {
      thresholds: { critical: 0.05, warning: 0.02 },
      notify_no_data: false,
      include_tags: true,
    },
  };
  const logMonitor = {
    id: 48213391,
    name: 'payment-svc: unhandled exceptions',
    type: 'log alert',
    query:
      'logs("service:payment-svc env:prod status:error \\"unhandled exception\\"").index("*").rollup("count").by("service").last("5m") > 20',
    message: 'Handlers of payment-svc throw. @webhook-mira @slack-payments-oncall',
    tags: ['service:payment-svc', 'env:prod', 'team:payments'],
    priority: 2,
    overallState: 'Alert',
    groups: [
      { name: 'service:payment-svc', status: 'Alert', lastTriggeredAt: iso(alertMs + 70 * SECOND) },
    ],
    options: { thresholds: { critical: 20 } },
  };
  const webMonitor = {
    id: 48209120,
    name: 'checkout-web: 502 at checkout',
    query:
      'sum(last_10m):sum:trace.http.request.errors{service:checkout-web,env:prod}.as_count() / sum:trace.http.request.hits{service:checkout-web,env:prod}.as_count() > 0.1',
    message: 'Customers can not check out. @slack-shop-oncall',
    tags: ['service:checkout-web', 'env:prod', 'team:shop'],
    priority: 2,
    overallState: 'Alert',
    groups: [
      {
        name: 'service:checkout-web,env:prod',
        status: 'Alert',
        lastTriggeredAt: iso(alertMs + 4 * MINUTE),
      },
    ],
    options: { thresholds: { critical: 0.1 } },
  };
  const quietMonitor = {
    id: 48213402,
    name: 'payment-svc: p95 above 800 ms',
    query: 'avg(last_10m):p95:trace.http.request{service:payment-svc,env:prod} > 0.8',
    message: '@slack-payments-oncall',
    tags: ['service:payment-svc', 'env:prod', 'team:payments'],
    priority: 3,
    overallState: 'OK',
    groups: [
      {
        name: 'service:payment-svc,env:prod',
        status: 'OK',
        lastTriggeredAt: iso(timeOf([9, '03:12'])),
      },
    ],
  };
  const common = { service: SERVICE, env: ENV, tags: ['team:payments'] };
  const webhooks = [
    webhook({
      ...common,
      monitor: errorMonitor,
      cycle: '5163970421778302617',
      transition: 'Triggered',
      atMs: alertMs,
      priority: 'P1',
      metric: 'trace.http.request.errors',
      text: 'The error rate of payment-svc was 0.127 during the last 5m, above the threshold of 0.05.\n\nMore than 5 % of the payments fail. Customers see it at checkout.',
    }),
    webhook({
      ...common,
      monitor: logMonitor,
      cycle: '5163970433019882201',
      transition: 'Triggered',
      eventType: 'log_alert',
      atMs: alertMs + 70 * SECOND,
      priority: 'P2',
      text: `More than 20 log events matched in the last 5m against the monitored query.\n\n${sample.kind}: ${sample.message}`,
    }),
    webhook({
      ...common,
      monitor: errorMonitor,
      cycle: '5163970421778302617',
      transition: 'Recovered',
      atMs: alertMs + 44 * MINUTE,
      priority: 'P1',
      metric: 'trace.http.request.errors',
      text: 'The error rate of payment-svc was 0.004 during the last 5m.',
    }),
  ];

  const scenario = {
    name: NAME,
    title: 'A refactoring removes a null check',
    description:
      'payment-svc 2.31.0 holds four changes. One of them, "Simplify discount lookup", drops the check for customers without a loyalty profile: guests can no longer pay. Traffic moves to the new version six minutes after the deployment.',
    alertAt: ALERT_AT,
    service: SERVICE,
    env: ENV,
    registry: {
      'payment-svc': {
        repo_name: 'payment-svc',
        project: 'Payments',
        organization: 'acme',
        default_branch: 'main',
        profile: 'backend',
        owner_team: 'Payments',
        alert_channel: '#payments-oncall',
        description: 'Charges cards through the acquirer.',
        path_rules: [{ from: '/src/', to: 'services/' }],
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
      'notification-svc': {
        profile: 'backend',
        owner_team: 'Engagement',
        alert_channel: '#engagement',
        description: 'Mails and pushes.',
        env: ENV,
      },
      'ledger-svc': {
        profile: 'backend',
        owner_team: 'Finance',
        alert_channel: '#finance-oncall',
        description: 'Books what was paid.',
        env: ENV,
      },
    },
    webhooks,
    logs,
    metrics,
    spans,
    monitors: [errorMonitor, logMonitor, webMonitor, quietMonitor],
    events: [
      ...releases.events,
      inventory.event,
      {
        at: iso(switchMs),
        title: 'Rollout payment-svc: traffic switched to 2.31.0',
        text: 'Analysis of the preview passed; the stable service points to 2.31.0 (100 %).',
        source: 'argo_rollouts',
        tags: ['service:payment-svc', 'env:prod', 'version:2.31.0'],
      },
      {
        at: iso(timeOf([0, '12:58'])),
        title: 'Scaled checkout-web from 8 to 10 replicas',
        text: 'HorizontalPodAutoscaler checkout-web: cpu above target.',
        source: 'kubernetes',
        tags: ['service:checkout-web', 'env:prod'],
      },
      {
        at: iso(timeOf([0, '13:11:20'])),
        title: 'Acquirer status page: brief disruption',
        text: 'Some authorisations were answered 503 between 13:11 and 13:13 UTC. Resolved.',
        source: 'statuspage',
        tags: ['env:prod', 'dependency:acquirer'],
      },
      flagEvent({
        atMs: timeOf([0, '14:05']),
        flag: 'checkout-banner-autumn',
        before: 'off',
        after: 'on',
        service: 'checkout-web',
        env: ENV,
        author: 'marketing@acme.example',
      }),
      {
        at: iso(alertMs),
        title: `[Triggered on {service:payment-svc,env:prod}] ${errorMonitor.name}`,
        text: 'The monitor was triggered.',
        source: 'alert',
        tags: ['service:payment-svc', 'env:prod', 'monitor'],
      },
    ],
    doraDeployments: [...releases.doraDeployments, inventory.dora],
    errorIssues: [
      {
        id: 'b1f6f0c4-8d5e-4a3d-9b34-5f2f6a9de101',
        service: SERVICE,
        errorType: sample.kind,
        errorMessage: sample.message,
        filePath: /in (\S+):line/.exec(sample.stack)[1],
        functionName: 'RateFor',
        firstSeenAt: iso(firstErrorMs),
        firstSeenVersion: NEW.version,
        lastSeenAt: iso(alertMs + 15 * MINUTE),
        totalCount: 812,
      },
      {
        id: 'b1f6f0c4-8d5e-4a3d-9b34-5f2f6a9de102',
        service: SERVICE,
        errorType: 'System.Net.WebException',
        errorMessage: 'The remote server returned an error: (503) Service Unavailable.',
        filePath: '/src/Payments/Gateways/CardGateway.cs',
        functionName: 'Send',
        firstSeenAt: iso(timeOf([26, '08:14'])),
        firstSeenVersion: '2.28.0-rc.1',
        lastSeenAt: iso(timeOf([0, '13:13:10'])),
        totalCount: 240,
      },
      {
        id: 'b1f6f0c4-8d5e-4a3d-9b34-5f2f6a9de103',
        service: 'checkout-web',
        errorType: 'UpstreamError',
        errorMessage: 'payment-svc answered 500',
        filePath: 'file:///app/server/front.mjs',
        functionName: 'callUpstream',
        firstSeenAt: iso(timeOf([31, '10:00'])),
        firstSeenVersion: '5.9.0',
        lastSeenAt: iso(alertMs + 15 * MINUTE),
        totalCount: 950,
      },
    ],
    dependencies: {
      'checkout-web': ['payment-svc', 'inventory-svc'],
      'payment-svc': ['acquirer-proxy', 'ledger-svc'],
      'ledger-svc': ['notification-svc'],
    },
    organization: 'acme',
    repositories: [
      {
        name: 'payment-svc',
        project: 'Payments',
        defaultBranch: 'main',
        fastExport: repository.fastExport(),
      },
    ],
    pullRequests: pullRequestsOf(history, repository, timeOf),
    builds: releases.builds,
    environmentDeployments: releases.environmentDeployments,
    workItems: [
      {
        id: 7120,
        project: 'Payments',
        type: 'Bug',
        fields: {
          'System.Title': 'Acquirer disruptions page us although retries succeed',
          'System.State': 'Closed',
          'System.Tags': 'payments',
        },
      },
      {
        id: 7344,
        project: 'Payments',
        type: 'User Story',
        fields: {
          'System.Title': 'Guest checkout',
          'System.State': 'Active',
          'System.Tags': 'payments; checkout',
        },
      },
    ],
    truth: {
      verdict: 'root_cause',
      commit: culprit,
      category: 'code_defect',
      decision: 'TICKET',
      firstFailingService: SERVICE,
      mentions: ['DiscountCalculator', 'NullReferenceException'],
    },
  };
  repository.remove();
  return scenario;
}

/** A few healthy traces from before and after, and most of the failing ones. */
function spansOf(random, requests, errors) {
  const spans = [];
  const failing = requests.filter((request) => errors.has(request.traceId)).slice(0, 26);
  const healthy = requests
    .filter((request) => !errors.has(request.traceId) && request.paymentMs)
    .filter(() => random.chance(0.07))
    .slice(-40);
  for (const request of [...failing, ...healthy]) {
    const error = errors.get(request.traceId)?.attributes.error;
    const [web, call, payment, acquirer] = Array.from({ length: 4 }, () => random.hex(16));
    const upstream = error
      ? request.status === 502 && request.acquirerAway
        ? 502
        : 500
      : request.status === 200
        ? 201
        : request.status;
    const paymentMs = Math.max(0.4, request.paymentMs ?? request.tookMs - 3);
    const slack = Math.max(1, request.tookMs - paymentMs);
    const at = (offset) => iso(request.atMs + Math.round(offset));
    const tags = [`env:${ENV}`];
    const base = { traceId: request.traceId, tags, name: 'http.request' };
    spans.push({
      ...base,
      spanId: web,
      parentId: null,
      service: 'checkout-web',
      resource: 'POST /checkout',
      kind: 'server',
      at: at(0),
      durationMs: Number(request.tookMs.toFixed(2)),
      status: error ? 'error' : 'ok',
      httpStatus: request.status,
      ...(error
        ? { error: { type: 'UpstreamError', message: `payment-svc answered ${upstream}` } }
        : {}),
    });
    spans.push({
      ...base,
      spanId: call,
      parentId: web,
      service: 'checkout-web',
      resource: 'POST payment-svc/v1/payments',
      kind: 'client',
      at: at(1),
      durationMs: Number((request.tookMs - slack / 3).toFixed(2)),
      status: error ? 'error' : 'ok',
      httpStatus: upstream,
      peerService: SERVICE,
    });
    spans.push({
      ...base,
      spanId: payment,
      parentId: call,
      service: SERVICE,
      resource: 'POST /v1/payments',
      kind: 'server',
      at: at(slack / 2),
      durationMs: Number(paymentMs.toFixed(2)),
      status: error ? 'error' : 'ok',
      httpStatus: upstream,
      tags: [...tags, `version:${request.version}`],
      ...(error ? { error: { type: error.kind, message: error.message, stack: error.stack } } : {}),
    });
    if (request.acquirerMs) {
      spans.push({
        ...base,
        spanId: acquirer,
        parentId: payment,
        service: SERVICE,
        resource: 'GET acquirer-proxy/charge',
        kind: 'client',
        at: at(slack / 2 + 1),
        durationMs: Number(request.acquirerMs.toFixed(2)),
        status: request.acquirerAway ? 'error' : 'ok',
        httpStatus: request.acquirerAway ? 503 : 200,
        peerService: 'acquirer-proxy',
      });
    }
  }
  return spans;
}
