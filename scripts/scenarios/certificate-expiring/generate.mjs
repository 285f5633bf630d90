/** The scenario `certificate-expiring`: the twin of `certificate-expired`, 48 hours earlier. */
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
import { history as wholeHistory } from '../certificate/history.mjs';
import { HOUR, iso, MINUTE } from '../lib/clock.mjs';
import { deliveriesOf, foreignDeployment, historyUntil, pullRequestsOf } from '../lib/delivery.mjs';
import { buildRepository } from '../lib/git.mjs';
import { noiseLogs } from '../lib/noise.mjs';
import { createRandom } from '../lib/random.mjs';
import { webhook } from '../lib/webhooks.mjs';

const NAME = 'certificate-expiring';
const alertMs = notAfterMs - 48 * HOUR;
const ALERT_AT = iso(alertMs);

export async function generate() {
  // what is drawn while real processes run depends on their timing; the rest must not
  const random = createRandom(`${NAME}:world`);
  const history = historyUntil(wholeHistory, timeOf, alertMs);
  const repository = buildRepository(history, weaveText(), timeOf);
  const pods = ['79c5b-4nv8x', '79c5b-r2t9d'];
  const version = '3.9.1';
  // the pods look at the certificate once an hour: a process per hour prints what one of a day would
  const segments = [
    { from: alertMs - 140 * MINUTE, to: alertMs - 80 * MINUTE, commit: 36, version, pods },
    { from: alertMs - 80 * MINUTE, to: alertMs - 20 * MINUTE, commit: 36, version, pods },
    { from: alertMs - 20 * MINUTE, to: alertMs + 16 * MINUTE, commit: 36, version, pods },
  ];
  const { requests, logs, errors, serial } = await capture({
    random: createRandom(`${NAME}:load`),
    repository,
    segments,
    notAfterMs,
    stallsAt: [],
    perMinute: [3, 4, 6],
  });
  logs.push(
    ...noiseLogs({
      seed: NAME,
      from: alertMs - 140 * MINUTE,
      to: alertMs + 16 * MINUTE,
      perMinute: 0.9,
      services: ['inventory-svc', 'search-svc', 'recommendation-svc'],
    }),
  );
  const releases = deliveriesOf(history, repository, history.releases, timeOf, {
    service: SERVICE,
    env: ENV,
    firstBuild: 880,
  });
  const catalog = foreignDeployment(random, {
    service: 'catalog-svc',
    env: ENV,
    version: '1.19.4',
    done: alertMs - 52 * MINUTE,
    repositoryId: 'dev.azure.com/acme/Shop/_git/catalog-svc',
  });
  const monitors = [
    {
      ...certificateMonitor,
      overallState: 'Warn',
      groups: [{ name: `host:${HOST}`, status: 'Warn', lastTriggeredAt: ALERT_AT }],
    },
    {
      ...errorMonitor,
      overallState: 'OK',
      groups: [
        {
          name: 'service:gateway-svc,env:prod',
          status: 'OK',
          lastTriggeredAt: iso(timeOf([37, '12:05'])),
        },
      ],
    },
    searchMonitor,
  ];
  const webhooks = [
    webhook({
      service: SERVICE,
      env: ENV,
      tags: ['team:edge', `host:${HOST}`],
      host: HOST,
      monitor: certificateMonitor,
      cycle: '7119004470023318856',
      transition: 'Warn',
      eventType: 'synthetics_alert',
      atMs: alertMs,
      priority: 'P3',
      text: `The certificate of ${HOST}:8443 (CN=${HOST}, issuer Example Trust RSA CA 3, serial ${serial}) expires in 48 hours, at ${NOT_AFTER}.\n\nA certificate on which we depend is about to expire.`,
    }),
  ];
  const scenario = {
    name: NAME,
    title: "A partner's certificate expires in 48 hours",
    description: `The twin of certificate-expired, two days earlier: the certificate of ${HOST} still holds, nobody is hurt, a monitor and the service's own log warn. It will not heal itself.`,
    alertAt: ALERT_AT,
    service: SERVICE,
    env: ENV,
    registry,
    webhooks,
    logs,
    metrics: metricsAround(random, alertMs, { errorRate: () => 0.0008, p95Seconds: () => 0.095 }),
    spans: spansOf({ random, requests, errors, segments, env: ENV, count: 48 }),
    monitors,
    events: [
      ...releases.events,
      catalog.event,
      {
        at: iso(alertMs - 33 * MINUTE),
        title: 'Scaled storefront-web from 8 to 9 replicas',
        text: 'HorizontalPodAutoscaler storefront-web: cpu above target.',
        source: 'kubernetes',
        tags: ['service:storefront-web', 'env:prod'],
      },
      {
        at: ALERT_AT,
        title: `[Warn on {host:${HOST}}] ${certificateMonitor.name}`,
        text: `The certificate of ${HOST}:8443 expires in 48 hours, at ${NOT_AFTER}.`,
        source: 'alert',
        tags: [...TAGS, 'monitor'],
      },
    ],
    doraDeployments: [...releases.doraDeployments, catalog.dora],
    errorIssues: [],
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
          'System.State': 'Active',
          'System.Tags': 'security',
        },
      },
    ],
    truth: {
      verdict: 'no_code_change',
      commit: null,
      category: 'expired_certificate',
      decision: 'TICKET',
      mentions: [HOST, 'certificate'],
    },
  };
  repository.remove();
  return scenario;
}
