import { describe, expect, it } from 'vitest';
import type { LogRecord } from '../../../../src/domain/observation.ts';
import { ago, NOW_MS } from './alone.ts';
import { wrongOf } from './together.ts';

const lines = (
  service: string,
  from: number,
  to: number,
  level: 'error' | 'info',
  message: string,
): LogRecord[] =>
  Array.from({ length: from - to }, (_, n) => ({
    id: `L${service}${n}`,
    at: ago(from - n),
    service,
    level,
    message,
  }));

describe('triage beside other facts', () => {
  it('maintenance, and what its window does not cover', () => {
    const wrong = wrongOf(
      [
        [
          'I',
          {
            id: 'm1',
            title: 'db-reports unreachable',
            service: 'db-reports',
            severity: 'critical',
            fired_at: ago(20),
            message: 'Maintenance window 2026-03-05T11:00:00Z to 2026-03-05T13:00:00Z, announced',
          },
        ],
        [
          'T',
          {
            id: 'm2',
            title: 'db-orders unreachable',
            service: 'db-orders',
            severity: 'low',
            fired_at: ago(20),
            message: 'Maintenance window 2026-03-05T09:00:00Z to 2026-03-05T11:00:00Z',
          },
        ],
        [
          'T',
          {
            id: 'm3',
            title: 'payments 5xx 30%',
            service: 'payments',
            severity: 'low',
            fired_at: ago(20),
            message: 'maintenance of db-reports is running, payments is not part of it',
          },
        ],
        [
          'I',
          {
            id: 'm4',
            title: 'Host web-9 down',
            host: 'web-9',
            service: 'web',
            severity: 'P1',
            fired_at: ago(10),
            maintenance: true,
            message: 'scheduled maintenance: kernel patching, back at 12:30',
          },
        ],
        [
          'T',
          {
            id: 'm5',
            title: 'Switch core-2 down',
            service: 'core-2',
            severity: 'P3',
            fired_at: ago(90),
            message: 'maintenance ended at 10:30, switch has not come back',
          },
        ],
        [
          'I',
          {
            id: 'm6',
            title: 'Wartung: Lagerverwaltung nicht erreichbar',
            service: 'lager',
            severity: 'hoch',
            fired_at: ago(15),
            message: 'geplante Wartung bis 13:00',
          },
        ],
        [
          'T',
          {
            id: 'm7',
            title: 'Checkout down',
            service: 'checkout',
            severity: 'P2',
            fired_at: ago(15),
            message: 'maintenance scheduled for tomorrow 02:00, not now; checkout returns 503',
          },
        ],
      ],
      {},
    );
    expect(wrong).toEqual([]);
  });

  it('what logs and metrics say of alerts', () => {
    const wrong = wrongOf(
      [
        [
          'T',
          {
            id: 'c1',
            monitor: 'Errors cart',
            service: 'cart',
            metric: 'http.5xx_pct',
            value: 9,
            threshold: 2,
            severity: 'P3',
            fired_at: ago(60),
            cleared_at: ago(40),
          },
        ],
        [
          'I|M',
          {
            id: 'c2',
            monitor: 'Errors mail',
            service: 'mail',
            metric: 'http.5xx_pct',
            value: 9,
            threshold: 2,
            severity: 'P3',
            fired_at: ago(60),
            cleared_at: ago(55),
          },
        ],
        [
          'T',
          {
            id: 'c3',
            monitor: 'Latency quote',
            service: 'quote',
            metric: 'p95_ms',
            value: 900,
            threshold: 500,
            severity: 'P4',
            fired_at: ago(60),
            cleared_at: ago(50),
          },
        ],
        [
          'IM',
          {
            id: 'c4',
            monitor: 'No data: cpu of geo',
            service: 'geo',
            metric: 'system.cpu',
            severity: 'P3',
            fired_at: ago(20),
            message: 'no data for 20 minutes',
          },
        ],
        [
          'T',
          {
            id: 'c5',
            monitor: 'CPU stock',
            service: 'stock',
            metric: 'cpu',
            value: 82,
            threshold: 80,
            severity: 'P4',
            fired_at: ago(20),
            times_fired_24h: 20,
          },
        ],
      ],
      {
        logs: [
          ...lines('cart', 60, 1, 'error', 'NullPointer in price'),
          ...lines('mail', 60, 56, 'error', 'smtp reset'),
          ...lines('geo', 40, 1, 'info', 'GET /geo 200'),
          ...lines('stock', 18, 1, 'error', 'timeout waiting for worker'),
        ],
        metrics: [
          {
            service: 'quote',
            metric: 'p95_ms',
            tags: [],
            points: Array.from({ length: 60 }, (_, i) => [
              NOW_MS - (60 - i) * 60000,
              880 + (i % 7),
            ]),
          },
        ],
      },
    );
    expect(wrong).toEqual([]);
  });

  it('values in other units than their thresholds', () => {
    const wrong = wrongOf([
      [
        'IM',
        {
          id: 'u1',
          monitor: 'p95 latency',
          service: 'api',
          metric: 'latency',
          value: '480ms',
          threshold: '0.5s',
          severity: 'P2',
          fired_at: ago(20),
        },
      ],
      [
        'T',
        {
          id: 'u2',
          monitor: 'p95 latency',
          service: 'api2',
          metric: 'latency',
          value: '4.8s',
          threshold: '500ms',
          severity: 'P4',
          fired_at: ago(20),
        },
      ],
      [
        'T',
        {
          id: 'u3',
          monitor: 'free space',
          service: 'pg',
          metric: 'disk.free',
          value: '900MB',
          threshold: '20GB',
          severity: 'P4',
          fired_at: ago(20),
        },
      ],
      [
        'IM',
        {
          id: 'u4',
          monitor: 'free space',
          service: 'pg2',
          metric: 'disk.free',
          value: '21GB',
          threshold: '20480MB',
          severity: 'P4',
          fired_at: ago(20),
        },
      ],
      [
        'T',
        {
          id: 'u5',
          monitor: 'error ratio',
          service: 'bff',
          metric: 'error_ratio',
          value: 0.31,
          threshold: '2%',
          severity: 'P4',
          fired_at: ago(20),
        },
      ],
      [
        'T',
        {
          id: 'u6',
          monitor: 'oldest message',
          service: 'q',
          metric: 'age',
          value: '3h',
          threshold: '600s',
          severity: 'P4',
          fired_at: ago(20),
        },
      ],
      [
        'IM',
        {
          id: 'u7',
          monitor: 'memory',
          service: 'cache',
          metric: 'memory.used',
          value: '7.9GiB',
          threshold: '8GB',
          severity: 'P4',
          fired_at: ago(2),
        },
      ],
      [
        'T',
        {
          id: 'u8',
          monitor: 'backup age',
          service: 'bk',
          metric: 'backup.age',
          value: '75h',
          threshold: '26h',
          severity: 'info',
          fired_at: ago(20),
        },
      ],
    ]);
    expect(wrong).toEqual([]);
  });
});
