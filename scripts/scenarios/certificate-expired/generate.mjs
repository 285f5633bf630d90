/** The scenario `certificate-expired`: a partner's certificate ends; no change of ours did it. */
import { capture, spansOf } from '../certificate/capture.mjs';
import {
  certificateMonitor,
  dependencies,
  ENV,
  errorMonitor,
  HOST,
  metricsAround,
  NOT_AFTER,
  notAfterMs,
  registry,
  searchMonitor,
  SERVICE,
  TAGS,
  timeOf,
  weaveText,
} from '../certificate/common.mjs';
import { history } from '../certificate/history.mjs';
import { HOUR, iso, MINUTE, SECOND } from '../lib/clock.mjs';
import { deliveriesOf, foreignDeployment, pullRequestsOf } from '../lib/delivery.mjs';
import { flagEvent } from '../lib/events.mjs';
import { buildRepository } from '../lib/git.mjs';
import { noiseLogs } from '../lib/noise.mjs';
import { createRandom } from '../lib/random.mjs';
import { webhook } from '../lib/webhooks.mjs';

const NAME = 'certificate-expired';
const ALERT_AT = '2026-10-29T09:04:00.000Z';
const alertMs = Date.parse(ALERT_AT);

export async function generate() {
  // what is drawn while real processes run depends on their timing; the rest must not
  const random = createRandom(`${NAME}:world`);
  const repository = buildRepository(history, weaveText(), timeOf);
  const rolloutMs = timeOf([0, '07:02']);
  const old = ['79c5b-4nv8x', '79c5b-r2t9d'];
  const pods = ['68d7f-b7kqs', '68d7f-zx5gm'];
  const segments = [
    { from: alertMs - 134 * MINUTE, to: rolloutMs, commit: 36, version: '3.9.1', pods: old },
    { from: rolloutMs, to: rolloutMs + HOUR, commit: 40, version: '3.9.2', pods, rollout: true },
    { from: rolloutMs + HOUR, to: notAfterMs, commit: 40, version: '3.9.2', pods },
    { from: notAfterMs, to: alertMs + 16 * MINUTE, commit: 40, version: '3.9.2', pods },
  ];
  const { requests, logs, errors, serial } = await capture({
    random: createRandom(`${NAME}:load`),
    repository,
    segments,
    notAfterMs,
    stallsAt: [timeOf([0, '07:41']), timeOf([0, '08:17']), timeOf([0, '08:17:40'])],
    perMinute: [2, 3, 4, 14],
    firstAfterMs: notAfterMs,
  });
  logs.push(
    ...noiseLogs({
      seed: NAME,
      from: alertMs - 130 * MINUTE,
      to: alertMs + 16 * MINUTE,
      perMinute: 0.8,
      services: ['inventory-svc', 'search-svc', 'recommendation-svc'],
    }),
  );
  const failed = [...errors.values()].filter((record) => Date.parse(record.at) >= notAfterMs);
  const early = [...errors.values()].filter((record) => Date.parse(record.at) < notAfterMs);
  const sample = failed[0].attributes.error;
  if (!/certificate has expired/.test(sample.message))
    throw new Error(`expected an expired certificate, got ${sample.message}`);

  const releases = deliveriesOf(history, repository, history.releases, timeOf, {
    service: SERVICE,
    env: ENV,
    firstBuild: 880,
  });
  const search = foreignDeployment(random, {
    service: 'search-svc',
    env: ENV,
    version: '2.3.1',
    done: timeOf([0, '08:36']),
    repositoryId: 'dev.azure.com/acme/Shop/_git/search-svc',
  });
  const errorRate = (at) => (at < notAfterMs ? 0.0009 : 0.551);
  const metrics = metricsAround(random, alertMs, {
    errorRate,
    p95Seconds: (at) => (at < notAfterMs ? 0.094 : 0.041),
  });
  const monitors = [
    {
      ...errorMonitor,
      overallState: 'Alert',
      groups: [
        { name: 'service:gateway-svc,env:prod', status: 'Alert', lastTriggeredAt: ALERT_AT },
      ],
    },
    {
      ...certificateMonitor,
      overallState: 'Alert',
      groups: [
        { name: `host:${HOST}`, status: 'Alert', lastTriggeredAt: iso(notAfterMs - 24 * HOUR) },
      ],
    },
    {
      id: 60331781,
      name: 'gateway-svc: errors in the log',
      type: 'log alert',
      query:
        'logs("service:gateway-svc env:prod status:error").index("*").rollup("count").last("5m") > 100',
      message: '@webhook-mira @slack-edge-oncall',
      tags: [...TAGS, 'team:edge'],
      priority: 2,
      overallState: 'Alert',
      groups: [
        {
          name: 'service:gateway-svc',
          status: 'Alert',
          lastTriggeredAt: iso(alertMs + 55 * SECOND),
        },
      ],
      options: { thresholds: { critical: 100 } },
    },
    searchMonitor,
  ];
  const common = { service: SERVICE, env: ENV, tags: ['team:edge'] };
  const webhooks = [
    webhook({
      ...common,
      monitor: errorMonitor,
      cycle: '7120043316628890157',
      transition: 'Triggered',
      atMs: alertMs,
      priority: 'P1',
      metric: 'trace.http.request.errors',
      text: 'The error rate of gateway-svc was 0.549 during the last 5m, above the threshold of 0.05.\n\nMore than 5 % of the requests of gateway-svc fail.',
    }),
    webhook({
      ...common,
      monitor: monitors[2],
      cycle: '7120043322017733408',
      transition: 'Triggered',
      eventType: 'log_alert',
      atMs: alertMs + 55 * SECOND,
      priority: 'P2',
      text: 'More than 100 log events matched in the last 5m against the monitored query.',
    }),
    webhook({
      ...common,
      monitor: errorMonitor,
      cycle: '7120043316628890157',
      transition: 'Recovered',
      atMs: alertMs + 171 * MINUTE,
      priority: 'P1',
      metric: 'trace.http.request.errors',
      text: 'The error rate of gateway-svc was 0.001 during the last 5m.',
    }),
  ];
  const scenario = {
    name: NAME,
    title: "A partner's certificate has expired",
    description: `gateway-svc asks ${HOST} for exchange rates. The partner's certificate ends at ${NOT_AFTER}; from that second on every quote fails. Two hours before, a change of the TLS settings of the HTTP client went live: it is innocent.`,
    alertAt: ALERT_AT,
    service: SERVICE,
    env: ENV,
    registry,
    webhooks,
    logs,
    metrics,
    spans: spansOf({ random, requests, errors, segments, env: ENV, count: 34 }),
    monitors,
    events: [
      ...releases.events,
      search.event,
      {
        at: iso(timeOf([0, '08:45'])),
        title: 'Scaled storefront-web from 9 to 12 replicas',
        text: 'HorizontalPodAutoscaler storefront-web: cpu above target.',
        source: 'kubernetes',
        tags: ['service:storefront-web', 'env:prod'],
      },
      flagEvent({
        atMs: timeOf([0, '08:20']),
        flag: 'recommendations-carousel',
        before: '20 %',
        after: '50 %',
        service: 'storefront-web',
        env: ENV,
        author: 'shop@acme.example',
      }),
      {
        at: iso(notAfterMs - 24 * HOUR),
        title: `[Triggered on {host:${HOST}}] ${certificateMonitor.name}`,
        text: `The certificate of ${HOST}:8443 (serial ${serial}) expires in 24 hours, at ${NOT_AFTER}.`,
        source: 'alert',
        tags: [...TAGS, 'monitor'],
      },
      {
        at: iso(alertMs),
        title: `[Triggered on {service:gateway-svc,env:prod}] ${errorMonitor.name}`,
        text: 'The monitor was triggered.',
        source: 'alert',
        tags: [...TAGS, 'monitor'],
      },
    ],
    doraDeployments: [...releases.doraDeployments, search.dora],
    errorIssues: [
      {
        id: '9a3e77d0-52c8-4b0e-a6a4-c0b7e5b03301',
        service: SERVICE,
        errorType: sample.kind,
        errorMessage: sample.message,
        filePath: 'src/clients/fx-rates-client.js',
        functionName: 'rateOf',
        firstSeenAt: failed[0].at,
        firstSeenVersion: '3.9.2',
        lastSeenAt: failed.at(-1).at,
        totalCount: 27_700,
      },
      ...early.slice(0, 1).map((record) => ({
        id: '9a3e77d0-52c8-4b0e-a6a4-c0b7e5b03302',
        service: SERVICE,
        errorType: record.attributes.error.kind,
        errorMessage: record.attributes.error.message,
        filePath: 'src/clients/fx-rates-client.js',
        functionName: 'rateOf',
        firstSeenAt: iso(timeOf([37, '12:03'])),
        firstSeenVersion: '3.6.0',
        lastSeenAt: early.at(-1).at,
        totalCount: 611,
      })),
      {
        id: '9a3e77d0-52c8-4b0e-a6a4-c0b7e5b03303',
        service: 'storefront-web',
        errorType: 'UpstreamError',
        errorMessage: 'gateway-svc answered 503',
        filePath: 'file:///app/server/front.mjs',
        functionName: 'callUpstream',
        firstSeenAt: iso(timeOf([37, '12:03'])),
        lastSeenAt: failed.at(-1).at,
        totalCount: 28_010,
      },
    ],
    dependencies,
    organization: 'acme',
    repositories: [
      {
        name: 'gateway-svc',
        project: 'Edge',
        defaultBranch: 'main',
        fastExport: repository.fastExport(),
      },
    ],
    pullRequests: pullRequestsOf(history, repository, timeOf),
    builds: releases.builds,
    environmentDeployments: releases.environmentDeployments,
    workItems: [
      {
        id: 3310,
        project: 'Edge',
        type: 'Task',
        fields: {
          'System.Title': 'Security review: minimum TLS version',
          'System.State': 'Closed',
          'System.Tags': 'security',
        },
      },
    ],
    truth: {
      verdict: 'no_code_change',
      commit: null,
      category: 'expired_certificate',
      decision: 'TICKET',
      firstFailingService: SERVICE,
      mentions: [HOST, 'certificate'],
    },
  };
  repository.remove();
  return scenario;
}
