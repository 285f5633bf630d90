import { describe, expect, it } from 'vitest';
import { ago, decideAlone, unwanted, type Wanted } from './alone.ts';
import { wrongOf } from './together.ts';

type Row = readonly [Wanted, Readonly<Record<string, unknown>>];

const alert = (title: string, text: string, rest: Record<string, unknown> = {}) => ({
  id: 'a',
  title,
  service: 'ledger-sync',
  env: 'prod',
  priority: 'P1',
  fired_at: ago(240),
  message: text,
  ...rest,
});

/** Whether somebody is harmed, and whether somebody knows, stands in the sentences. */
const ROWS: readonly Row[] = [
  // what ends by itself all day is measured as a symptom; what somebody must renew is not
  [
    'quiet',
    alert('vouchers expired share', '', {
      metric: 'carts.expired_share',
      value: 0.16,
      threshold: 0.15,
      fired_at: ago(5),
    }),
  ],
  ['ticket', alert('Signing key expires', 'The key expires in 2 days.')],
  // a comparison with last week is slow, unless most of it is gone
  [
    'quiet',
    alert('Sign-ups down 12% week over week', '', {
      metric: 'signups.wow',
      value: -0.12,
      threshold: -0.1,
    }),
  ],
  [
    'ticket',
    alert('Sign-ups down 80% week over week', 'users cannot register', {
      metric: 'signups.wow',
      value: -0.8,
      threshold: -0.1,
    }),
  ],
  // far away, and here
  [
    'quiet',
    alert('Licence pool forecast', 'Limit of seats reached in 11 months at this pace.', {
      priority: 'info',
      metric: 'seats_forecast_ratio',
      value: 1.1,
      threshold: 1,
    }),
  ],
  [
    'ticket',
    alert('Licence pool forecast', 'Limit of seats reached in 3 days at this pace.', {
      priority: 'info',
      metric: 'seats_forecast_ratio',
      value: 1.1,
      threshold: 1,
    }),
  ],
  // nothing is to run
  [
    'quiet',
    alert(
      'statements no data',
      'No data: statements run once a month, the next run is three weeks off.',
    ),
  ],
  ['ticket', alert('statements no data', 'No data: tonight’s statements did not run.')],
  [
    'quiet',
    alert(
      'lane readers offline',
      '38 of 50 readers were switched off by the facility team for the night.',
      { value: 38, threshold: 30 },
    ),
  ],
  [
    'ticket',
    alert('lane readers offline', '38 of 50 readers do not answer.', { value: 38, threshold: 30 }),
  ],
  // nearly all, one of many, and what is left
  ['ticket', alert('Parcel labels', 'Timeouts for 94% of prints since noon', { priority: 'P4' })],
  ['quiet', alert('Landing page from oslo', '1 of 8 probes failed', { fired_at: ago(4) })],
  ['ticket', alert('Landing page', '7 of 8 probes failed', { fired_at: ago(4) })],
  ['ticket', alert('Raft members', '2 of 3 voters up, quorum at risk', { priority: 'info' })],
  ['ticket', alert('Rehash', 'stuck at 12% since last night', { priority: 'info' })],
  ['ticket', alert('Crane radio', 'dispatchers are blind in hall 4', { priority: 'P4' })],
  ['ticket', alert('Letters', '8,100 undelivered', { priority: 'P4' })],
  [
    'quiet',
    alert('Outbox', 'draining, 40 per second', {
      metric: 'queue.depth',
      value: 1150,
      threshold: 1000,
      fired_at: ago(15),
    }),
  ],
  [
    'quiet',
    alert('Memory of hub-2 76%', '', {
      metric: 'mem_pct',
      value: 76,
      threshold: 75,
      fired_at: ago(20),
    }),
  ],
  [
    'ticket',
    alert('Memory of hub-2 97%', '', {
      metric: 'mem_pct',
      value: 97,
      threshold: 75,
      fired_at: ago(20),
    }),
  ],
  ['quiet', alert('yarn audit: 4 moderate', '')],
  ['quiet', alert('No data: archive-sync', 'runs on workdays only')],
  // who can't, and what ends tomorrow
  ['ticket', alert('Hand lamps', 'miners cannot charge them', { priority: 'P4' })],
  ['ticket', alert('Group rebalance', 'rebalanced 90 times, no progress', { priority: 'info' })],
  ['ticket', alert('Relay', 'the carrier refuses all letters', { priority: 'info' })],
  ['ticket', alert('Receipts', '9 receipts have the same number', { priority: 'info' })],
  ['ticket', alert('Token of the courier', 'expires tomorrow', { priority: 'low' })],
  ['quiet', alert('Token of the courier', 'expires on 2026-06-30, in 117 days')],
  ['quiet', alert('Password spraying', '2,100 attempts, 0 successful, all blocked')],
  // the law
  [
    'ticket',
    alert(
      'suppression list age',
      'Not synchronised for two days; 400 letters went to customers who had unsubscribed.',
      { priority: 'P4' },
    ),
  ],
];

describe('triage of one alert by its own words', () => {
  it.each(ROWS)('%s: %o', (wanted, record) => {
    expect(unwanted(wanted, decideAlone(record))).toBeNull();
  });

  it('reads the value of now, and neither the oldest of its history nor the step of a query', () => {
    const record = {
      labels: { alertname: 'Spool inodes', service: 'mailer', severity: 'info' },
      startsAt: ago(20),
      values: { inodes_used_ratio: 0.94 },
      threshold: 0.9,
      history: [0.7, 0.76, 0.81, 0.85, 0.9].map((value, at) => ({
        timestamp: ago(120 - 20 * at),
        value,
      })),
    };
    expect(decideAlone(record)).toMatchObject({ action: 'TICKET' });
    expect(decideAlone(record).reason).toContain('0.94');
  });

  it('takes a service that is written with a blank for the one with a dash', () => {
    expect(
      wrongOf([
        [
          'T',
          {
            id: 'a',
            service: 'card-terminal',
            title: 'card-terminal 503',
            metric: 'error_pct',
            value: 80,
            threshold: 5,
            fired_at: ago(30),
          },
        ],
        [
          'D:a',
          {
            id: 'b',
            service: 'kiosk',
            title: 'Payments rejected',
            message: 'no answer from card terminal',
            metric: 'rejected_pct',
            value: 70,
            threshold: 5,
            fired_at: ago(25),
          },
        ],
      ]),
    ).toEqual([]);
  });

  it('takes a repeat for the same alert', () => {
    const refunds = {
      service: 'till',
      metric: 'refunds_per_hour',
      threshold: 40,
      severity: 'high',
    };
    expect(
      wrongOf([
        ['T', { ...refunds, id: 'a', title: 'Refunds per hour', value: 640, fired_at: ago(60) }],
        [
          'D:a',
          {
            ...refunds,
            id: 'b',
            title: 'Refunds per hour (repeat)',
            value: 655,
            fired_at: ago(10),
          },
        ],
      ]),
    ).toEqual([]);
  });

  it('knows a monitor that an open incident lists by its name', () => {
    expect(
      wrongOf(
        [
          [
            'D:OPS-1',
            {
              id: 'a',
              service: 'uplink-pool',
              title: 'uplink-pool sessions',
              priority: 'P1',
              message: '6 of 8 sessions refused',
              fired_at: ago(30),
            },
          ],
        ],
        {
          incidents: [
            {
              id: 'OPS-1',
              title: 'Carrier refuses us',
              service: 'uplink',
              status: 'open',
              monitors: ['uplink-pool sessions'],
            },
          ],
        },
      ),
    ).toEqual([]);
  });
});
