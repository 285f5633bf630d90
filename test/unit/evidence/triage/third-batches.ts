/** A third set, of alerts that all look alike: only what they say differs. */
import { agoFrom, part, quiet, ticket, type OnCallBatch } from './on-call-batches.ts';

export const THIRD_NOW = '2026-08-11T03:20:00Z';
const ago = agoFrom(THIRD_NOW);

const A = (
  id: string,
  monitor: string,
  service: string,
  metric: string,
  value: number | null,
  threshold: number | null,
  fired: number,
  more: Readonly<Record<string, unknown>> = {},
) => ({
  id,
  monitor,
  service,
  metric,
  value,
  threshold,
  fired_at: ago(fired),
  times_fired_7d: 1,
  severity: 'medium',
  cleared_at: null,
  ...more,
});
export const THIRD_BATCHES: readonly OnCallBatch[] = [
  {
    name: 'video night',
    calls: [
      ['player', 'playback'],
      ['playback', 'license-srv'],
      ['playback', 'cdn-origin'],
      ['license-srv', 'hsm'],
      ['signup', 'billing'],
    ],
    incidents: [
      {
        id: 'INC-101',
        title: 'cdn-origin: elevated 5xx in ap-south',
        service: 'cdn-origin',
        status: 'investigating',
        opened_at: ago(95),
      },
    ],
    alerts: [
      part(
        'INC-101',
        A('1', 'cdn-origin 5xx rate', 'cdn-origin', 'http.5xx.rate', 0.12, 0.02, 100),
      ),
      ticket(
        A(
          '2',
          'DRM licence issuance failures',
          'license-srv',
          'license.issue.fail_ratio',
          0.55,
          0.05,
          18,
          { severity: 'low' },
        ),
      ),
      part(
        '2',
        A('3', 'playback start failures', 'playback', 'start.failure.ratio', 0.4, 0.05, 14, {
          severity: 'high',
        }),
      ),
      quiet(
        A('4', 'transcoder node cpu', 'transcoder', 'cpu.util', 0.93, 0.9, 25, {
          times_fired_7d: 60,
        }),
      ),
      quiet(
        A('5', 'recommendation A/B latency', 'recs', 'latency.p99.ms', 412, 400, 6, {
          times_fired_7d: 88,
        }),
      ),
      ticket(
        A('6', 'signup confirmation mails', 'signup', 'mails.sent.per_min', 0, 20, 55, {
          severity: 'low',
          times_fired_7d: 1,
        }),
      ),
      quiet(
        A('7', 'billing pod restart', 'billing', 'restarts', 1, 0, 33, { cleared_at: ago(31) }),
      ),
      ticket(
        A('8', 'subtitles storage growth', 'subs', 'disk.used.ratio', 0.87, 0.85, 800, {
          severity: 'low',
          history: [0.55, 0.6, 0.65, 0.71, 0.76, 0.82, 0.87],
        }),
      ),
    ],
  },
  {
    name: 'hospital',
    calls: [
      ['triage-ui', 'patient-api'],
      ['patient-api', 'patient-db'],
      ['lab-ui', 'lab-api'],
    ],
    alerts: [
      ticket(
        A('1', 'HL7 messages unacknowledged', 'hl7-bridge', 'hl7.unacked', 740, 50, 41, {
          severity: 'low',
        }),
      ),
      ticket(
        A(
          '2',
          'patient-db replication slot inactive',
          'patient-db',
          'slot.inactive.minutes',
          130,
          10,
          120,
          { severity: 'info' },
        ),
      ),
      quiet(
        A('3', 'patient-api gc pause', 'patient-api', 'gc.pause.ms', 210, 200, 12, {
          times_fired_7d: 140,
        }),
      ),
      ticket(
        A('4', 'lab results wrong unit', 'lab-api', 'validation.unit_mismatch', 37, 0, 26, {
          severity: 'P4',
        }),
      ),
      quiet(A('5', 'appointment reminder batch late', 'reminders', 'job.delay.minutes', 22, 20, 9)),
      quiet(
        A('6', 'printer offline ward 3', 'print', 'printers.offline', 1, 0, 300, {
          severity: 'low',
          times_fired_7d: 30,
        }),
      ),
      ticket(
        A('7', 'on-call pager delivery failing', 'pager', 'delivery.failed.ratio', 0.7, 0.01, 15, {
          severity: 'low',
        }),
      ),
    ],
  },
  {
    name: 'saas with an open incident on the database',
    calls: [
      ['web', 'core'],
      ['core', 'core-db'],
      ['worker', 'core-db'],
      ['webhooks', 'core'],
    ],
    incidents: [
      {
        id: 'SEV2-44',
        title: 'core-db primary CPU saturated, slow queries',
        services: ['core-db'],
        status: 'mitigating',
        opened_at: ago(48),
      },
    ],
    alerts: [
      part('SEV2-44', A('1', 'core p95', 'core', 'http.p95', 3.1, 0.7, 45)),
      part('SEV2-44', A('2', 'web 5xx', 'web', 'http.5xx.ratio', 0.08, 0.01, 40)),
      part('SEV2-44', A('3', 'core-db cpu', 'core-db', 'cpu', 0.99, 0.85, 50)),
      ticket(
        A('4', 'core-db disk', 'core-db', 'disk.used.ratio', 0.95, 0.9, 30, {
          severity: 'low',
          history: [0.7, 0.75, 0.79, 0.84, 0.88, 0.92, 0.95],
        }),
      ),
      ticket(
        A('5', 'webhooks signature secret expired', 'webhooks', 'secret.days_left', 0, 7, 35, {
          severity: 'low',
        }),
      ),
      ticket(
        A(
          '6',
          'worker: exports contain other tenants rows',
          'worker',
          'tenant_leak.count',
          3,
          0,
          25,
          { severity: 'low' },
        ),
      ),
      quiet(
        A('7', 'marketing site lighthouse score', 'www', 'lighthouse.performance', 78, 80, 600, {
          severity: 'high',
        }),
      ),
      quiet(
        A('8', 'BigQuery spend', 'dwh', 'cost.daily.usd', 410, 400, 300, { severity: 'critical' }),
      ),
    ],
  },
  {
    name: 'recovered but recurring; dead man',
    alerts: [
      ticket(
        A('1', 'orders api 5xx', 'orders-api', 'http.5xx.ratio', 0.22, 0.02, 48, {
          cleared_at: ago(41),
          times_fired_7d: 5,
          times_fired_24h: 5,
        }),
      ),
      quiet(
        A('2', 'orders api 5xx canary', 'orders-canary', 'http.5xx.ratio', 0.03, 0.02, 70, {
          cleared_at: ago(66),
        }),
      ),
      ticket(
        A('3', 'cron: nightly ledger close', 'ledger-close', 'hours_since_success', 27, 25, 120, {
          severity: 'low',
        }),
      ),
      ticket(
        A('4', 'agent check-ins', 'edge-fleet', 'agents.reporting', 112, 900, 28, {
          severity: 'low',
        }),
      ),
      quiet(
        A('5', 'edge agent 17 missing', 'edge-fleet', 'agent.last_seen_minutes', 16, 15, 4, {
          times_fired_7d: 70,
        }),
      ),
    ],
  },
  {
    name: 'overstated and understated',
    alerts: [
      quiet(
        A('1', 'CRITICAL memory', 'report-gen', 'mem.used.ratio', 0.81, 0.8, 15, {
          severity: 'critical',
          cleared_at: ago(9),
        }),
      ),
      quiet(
        A('2', 'SEV1 slow query log', 'bi-db', 'slow_queries.per_min', 12, 10, 20, {
          severity: 'critical',
          times_fired_7d: 200,
        }),
      ),
      ticket(
        A('3', 'refund requests rejected', 'refunds', 'refund.reject.ratio', 0.6, 0.05, 32, {
          severity: 'info',
        }),
      ),
      ticket(
        A('4', 'search returns empty', 'search', 'empty_result.ratio', 0.92, 0.2, 17, {
          severity: 'low',
        }),
      ),
      ticket(
        A('5', 'session store evictions', 'session-store', 'evictions.per_min', 22000, 500, 23, {
          severity: 'low',
        }),
      ),
      ticket(
        A('6', 'push tokens invalid', 'push', 'invalid_token.ratio', 0.97, 0.1, 90, {
          severity: 'low',
        }),
      ),
      quiet(
        A('7', 'health check jitter', 'gw', 'healthcheck.latency.ms', 52, 50, 3, {
          severity: 'high',
          times_fired_7d: 400,
        }),
      ),
      ticket(
        A('8', 'emails bouncing', 'mailer', 'bounce.ratio', 0.48, 0.05, 65, { severity: 'low' }),
      ),
      ticket(
        A('9', 'exchange rates stale', 'fx', 'rate.age.minutes', 190, 15, 175, { severity: 'low' }),
      ),
      ticket(
        A('10', 'conversion rate', 'shop', 'conversion.ratio', 0.004, 0.02, 40, {
          severity: 'info',
        }),
      ),
    ],
  },
];
