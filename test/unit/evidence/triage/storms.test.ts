import { describe, expect, it } from 'vitest';
import { ago } from './alone.ts';
import { wrongOf, type Entry } from './together.ts';

const SERVICES = [
  'cart',
  'search',
  'profile',
  'wishlist',
  'reviews',
  'pricing',
  'stock',
  'mail',
  'coupons',
  'loyalty',
];

describe('triage of storms without a map', () => {
  it('many services miss the same thing', () => {
    const wrong = wrongOf([
      ...SERVICES.map((s, i): Entry => [
        'D:dns1',
        {
          id: `s${i}`,
          status: 'firing',
          labels: { alertname: 'HighErrorRate', service: s, severity: 'critical' },
          annotations: {
            summary: `dial tcp: lookup ${s}-db.internal on 10.0.0.2:53: server misbehaving`,
          },
          startsAt: ago(20 - (i % 4)),
        },
      ]),
      [
        'T',
        {
          id: 'dns1',
          status: 'firing',
          labels: { alertname: 'CoreDNSPanic', service: 'coredns', severity: 'warning' },
          annotations: { summary: 'coredns panics: 3 of 3 pods restarting' },
          startsAt: ago(22),
        },
      ],
      [
        'T',
        {
          id: 'own',
          status: 'firing',
          labels: { alertname: 'PaymentWrongAmount', service: 'payments', severity: 'info' },
          annotations: { summary: 'amounts differ between order and charge: 41 orders' },
          startsAt: ago(19),
        },
      ],
      [
        'T',
        {
          id: 'own2',
          status: 'firing',
          labels: { alertname: 'DiskFull', service: 'images', severity: 'info' },
          annotations: { summary: 'no space left on device', value: '100', threshold: '90' },
          startsAt: ago(19),
        },
      ],
    ]);
    expect(wrong).toEqual([]);
  });

  it('a store that its users name', () => {
    const wrong = wrongOf([
      ...SERVICES.slice(0, 6).map((s, i): Entry => [
        'D:r1',
        {
          id: `q${i}`,
          monitor: `5xx on ${s}`,
          service: s,
          metric: 'http.5xx_pct',
          value: 30 + i,
          threshold: 2,
          severity: 'P2',
          fired_at: ago(15 - (i % 3)),
          message: 'redis: connection refused to redis-main:6379',
        },
      ]),
      [
        'T',
        {
          id: 'r1',
          monitor: 'Redis memory redis-main',
          service: 'redis-main',
          metric: 'redis.memory_pct',
          value: 100,
          threshold: 90,
          severity: 'P4',
          fired_at: ago(17),
          message: 'OOM command not allowed when used memory > maxmemory',
        },
      ],
      [
        'T',
        {
          id: 'r2',
          monitor: '5xx on maps',
          service: 'maps',
          metric: 'http.5xx_pct',
          value: 44,
          threshold: 2,
          severity: 'P2',
          fired_at: ago(14),
          message: 'TypeError: undefined is not a function since release 4.2',
        },
      ],
    ]);
    expect(wrong).toEqual([]);
  });

  it('many services fail alike, and nothing says why', () => {
    const wrong = wrongOf(
      SERVICES.map((s, i): Entry => [
        i === 0 ? 'T' : 'D:n0',
        {
          id: `n${i}`,
          monitor: 'Error rate',
          service: s,
          metric: 'http.5xx_pct',
          value: 20 + i,
          threshold: 2,
          severity: 'P2',
          fired_at: ago(15),
        },
      ]),
    );
    expect(wrong).toEqual([]);
  });

  it('of two shared things the one that began with the failures', () => {
    const shared = (id: string, service: string, minutes: number): Entry => [
      'T',
      { id, monitor: `${service} unhealthy`, service, severity: 'P2', fired_at: ago(minutes) },
    ];
    const wrong = wrongOf([
      shared('far', 'ldap-2', 50),
      shared('near', 'coredns', 17),
      ...SERVICES.map((s, i): Entry => [
        'D:near',
        {
          id: `n${i}`,
          monitor: 'Error rate',
          service: s,
          metric: 'http.5xx_pct',
          value: 20 + i,
          threshold: 2,
          severity: 'P2',
          fired_at: ago(15),
        },
      ]),
    ]);
    expect(wrong).toEqual([]);
  });
});
