import { describe, expect, it } from 'vitest';
import { ago } from './alone.ts';
import { wrongOf, type JsonRecord } from './together.ts';

const pd = (
  id: string,
  title: string,
  svc: string,
  det: JsonRecord,
  g = 20,
  urg = 'low',
): JsonRecord => ({
  id,
  type: 'incident',
  title,
  urgency: urg,
  status: 'triggered',
  service: { id: 'P1', type: 'service_reference', summary: svc },
  created_at: ago(g),
  body: { details: det },
});

describe('triage of what belongs together', () => {
  it('healed, but worse each time', () => {
    const wrong = wrongOf([
      [
        'I|D:w3',
        {
          id: 'w1',
          monitor: 'Checkout latency',
          service: 'checkout',
          metric: 'p95_ms',
          value: 1600,
          threshold: 1500,
          severity: 'P3',
          fired_at: ago(360),
          cleared_at: ago(355),
        },
      ],
      [
        'I|D:w3',
        {
          id: 'w2',
          monitor: 'Checkout latency',
          service: 'checkout',
          metric: 'p95_ms',
          value: 2400,
          threshold: 1500,
          severity: 'P3',
          fired_at: ago(240),
          cleared_at: ago(228),
        },
      ],
      [
        'T',
        {
          id: 'w3',
          monitor: 'Checkout latency',
          service: 'checkout',
          metric: 'p95_ms',
          value: 4100,
          threshold: 1500,
          severity: 'P3',
          fired_at: ago(90),
          cleared_at: ago(65),
        },
      ],
      [
        'T',
        {
          id: 'w4',
          monitor: 'Pod restarts quote',
          service: 'quote',
          metric: 'restarts',
          value: 6,
          threshold: 3,
          severity: 'P4',
          fired_at: ago(30),
          cleared_at: ago(25),
          message: 'restarts every 40 minutes since the release, memory higher each time',
        },
      ],
      [
        'T',
        {
          id: 'w5',
          monitor: 'API errors',
          service: 'api',
          metric: 'http.5xx_pct',
          value: 4,
          threshold: 2,
          severity: 'P3',
          fired_at: ago(50),
          cleared_at: ago(30),
          message:
            'monitor cleared because no more requests arrive: upstream marks the service as down',
        },
      ],
      [
        'I',
        {
          id: 'w6',
          monitor: 'CPU web',
          service: 'web',
          metric: 'cpu',
          value: 85,
          threshold: 80,
          severity: 'P3',
          fired_at: ago(50),
          cleared_at: ago(46),
          message: 'recovered',
        },
      ],
      [
        'IM',
        {
          id: 'w7',
          monitor: 'Latency search',
          service: 'search',
          metric: 'p95_ms',
          value: 900,
          threshold: 600,
          severity: 'P3',
          fired_at: ago(50),
          cleared_at: ago(42),
          times_fired_24h: 3,
        },
      ],
      [
        'T',
        {
          id: 'w8',
          monitor: 'DB connections',
          service: 'orders-db',
          metric: 'connections_pct',
          value: 97,
          threshold: 90,
          severity: 'P4',
          fired_at: ago(20),
          cleared_at: ago(17),
          message: '4th time today; each peak is higher: 91, 93, 95, 97',
        },
      ],
    ]);
    expect(wrong).toEqual([]);
  });

  it('a provider fails', () => {
    const wrong = wrongOf(
      [
        [
          'T',
          pd(
            'p1',
            'Twilio API errors',
            'sms-gateway',
            {
              metric: 'twilio.errors_pct',
              current_value: 92,
              threshold: 5,
              text: 'Twilio 503, status page: major outage',
            },
            30,
          ),
        ],
        [
          'D:p1',
          pd(
            'p2',
            'OTP delivery failing',
            'otp',
            {
              metric: 'otp.failed_pct',
              current_value: 88,
              threshold: 5,
              text: 'timeouts calling sms-gateway',
            },
            27,
          ),
        ],
        [
          'D:p1',
          pd(
            'p3',
            'Login success low',
            'login',
            {
              metric: 'login.success_pct',
              current_value: 41,
              threshold: 95,
              text: 'waiting for OTP',
            },
            25,
          ),
        ],
        [
          'D:p1|T',
          pd(
            'p4',
            'Courier notifications delayed',
            'courier',
            { metric: 'queue.depth', current_value: 12000, threshold: 1000, text: 'Twilio 503' },
            22,
          ),
        ],
        [
          'T',
          pd(
            'p5',
            'Stripe webhooks signature invalid',
            'billing',
            {
              metric: 'webhook.rejected_pct',
              current_value: 100,
              threshold: 5,
              text: 'signature mismatch since secret rotation at 11:20',
            },
            35,
          ),
        ],
        [
          'I',
          pd(
            'p6',
            'Twilio spend 80% of budget',
            'finops',
            {
              metric: 'twilio.cost_usd',
              current_value: 800,
              threshold: 750,
              text: 'monthly budget',
            },
            100,
            'high',
          ),
        ],
      ],
      {
        calls: [
          ['otp', 'sms-gateway'],
          ['login', 'otp'],
          ['courier', 'sms-gateway'],
          ['sms-gateway', 'twilio'],
        ],
      },
    );
    expect(wrong).toEqual([]);
  });

  it('what is being worked on', () => {
    const wrong = wrongOf(
      [
        [
          'D:INC-1',
          {
            id: 'a1',
            monitor: 'Payment success rate',
            service: 'payments',
            metric: 'success_pct',
            value: 60,
            threshold: 97,
            severity: 'P2',
            fired_at: ago(20),
          },
        ],
        [
          'D:INC-1',
          {
            id: 'a2',
            monitor: 'Checkout errors',
            service: 'checkout',
            metric: 'http.5xx_pct',
            value: 20,
            threshold: 2,
            severity: 'P2',
            fired_at: ago(18),
            message: '502 from payments',
          },
        ],
        [
          'T',
          {
            id: 'a3',
            monitor: 'Payments certificate',
            service: 'payments',
            metric: 'tls.days_left',
            value: 1,
            threshold: 14,
            severity: 'P4',
            fired_at: ago(18),
          },
        ],
        [
          'T',
          {
            id: 'a4',
            monitor: 'Ledger writes rejected',
            service: 'ledger',
            metric: 'writes.rejected',
            value: 900,
            threshold: 0,
            severity: 'P4',
            fired_at: ago(18),
          },
        ],
        [
          'D:INC-2',
          {
            id: 'a5',
            monitor: 'Disk usage es-3',
            service: 'es-3',
            metric: 'disk.pct',
            value: 97,
            threshold: 90,
            severity: 'P3',
            fired_at: ago(18),
          },
        ],
        [
          'T',
          {
            id: 'a6',
            monitor: 'Search 5xx',
            service: 'search',
            metric: 'http.5xx_pct',
            value: 40,
            threshold: 2,
            severity: 'P3',
            fired_at: ago(10),
          },
        ],
        [
          'D:INC-4',
          {
            id: 'a7',
            monitor: 'Backup failed',
            service: 'pg-main',
            metric: 'job.failed',
            value: 1,
            threshold: 0,
            severity: 'P3',
            fired_at: ago(200),
          },
        ],
      ],
      {
        calls: [['checkout', 'payments']],
        incidents: [
          {
            id: 'INC-1',
            title: 'Payments failing: acquirer timeouts',
            service: 'payments',
            status: 'investigating',
            opened_at: ago(25),
          },
          {
            id: 'INC-2',
            title: 'es-3 is running out of disk',
            status: 'open',
            opened_at: ago(300),
          },
          {
            id: 'INC-3',
            title: 'Search down',
            service: 'search',
            status: 'resolved',
            opened_at: ago(900),
          },
          {
            id: 'INC-4',
            title: 'Nightly backups fail on pg-main',
            service: 'pg-main',
            status: 'acknowledged',
            opened_at: ago(500),
          },
        ],
      },
    );
    expect(wrong).toEqual([]);
  });
});
