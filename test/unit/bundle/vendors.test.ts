import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchAlertOf } from '../../../src/bundle/read-batch.ts';
import { inPlainNames } from '../../../src/bundle/vendors/vendors.ts';
import type { TriageAlert } from '../../../src/evidence/index.ts';

const NOW_MS = Date.parse('2026-03-05T12:00:00Z');
const FIRED = '2026-03-05T11:00:00.000Z';
const SECONDS = NOW_MS / 1_000 - 3_600;
type Row = readonly [
  name: string,
  record: Readonly<Record<string, unknown>>,
  wanted: Partial<TriageAlert>,
];

const ROWS: readonly Row[] = [
  [
    'a problem of Zabbix',
    {
      eventid: '7001',
      source: '0',
      object: '0',
      objectid: '19',
      clock: String(SECONDS),
      r_clock: '0',
      name: 'Swap space is low',
      severity: '5',
      opdata: 'Free swap: 2 %',
      acknowledged: '0',
      suppressed: '0',
      hosts: [{ hostid: '3', host: 'web-07', name: 'web-07' }],
    },
    {
      id: '7001',
      title: 'Swap space is low',
      service: 'web-07',
      priority: 'disaster',
      firedAt: FIRED,
      recoveredAt: null,
    },
  ],
  [
    'a problem of Zabbix that is over',
    {
      eventid: '7002',
      clock: String(SECONDS),
      r_clock: String(SECONDS + 60),
      r_eventid: '7003',
      name: 'No answer',
      severity: '0',
      hosts: [{ host: 'web-08' }],
    },
    { priority: 'not classified', recoveredAt: '2026-03-05T11:01:00.000Z' },
  ],
  [
    'a trigger of Zabbix',
    {
      triggerid: '55',
      description: 'Mail queue is long',
      priority: '4',
      lastchange: String(SECONDS),
      value: '1',
      hosts: [{ host: 'mx1' }],
    },
    {
      title: 'Mail queue is long',
      service: 'mx1',
      priority: 'high',
      value: null,
      recoveredAt: null,
    },
  ],
  [
    'a service of Nagios',
    {
      host_name: 'fileserver',
      service_description: 'SMB sessions',
      state: 2,
      plugin_output: 'CRITICAL - 900 sessions',
      last_hard_state_change: SECONDS,
    },
    {
      title: 'SMB sessions',
      service: 'fileserver',
      priority: 'critical',
      firedAt: FIRED,
      recoveredAt: null,
    },
  ],
  [
    'a host of Icinga that is up again',
    {
      name: 'edge-3',
      attrs: {
        hostname: 'edge-3',
        state: 0,
        last_hard_state_change: SECONDS,
        last_check_result: { output: 'PING OK' },
      },
    },
    { service: 'edge-3', recoveredAt: '2026-03-05T12:00:00.000Z' },
  ],
  [
    'a service of Checkmk',
    {
      id: 'web1:cpu',
      extensions: {
        host_name: 'web1',
        description: 'CPU load',
        state: 1,
        plugin_output: '15 min load 9.1',
        last_state_change: SECONDS,
      },
    },
    { title: 'CPU load', service: 'web1', priority: 'warning', firedAt: FIRED },
  ],
  [
    'an issue of New Relic',
    {
      issueId: 'i-1',
      title: ['Throughput dropped'],
      priority: 'HIGH',
      state: 'ACTIVATED',
      activatedAt: NOW_MS - 3_600_000,
      closedAt: null,
      entityNames: ['quotes-api'],
      totalIncidents: 9,
      mutingState: 'NOT_MUTED',
    },
    {
      id: 'i-1',
      title: 'Throughput dropped',
      service: 'quotes-api',
      priority: 'HIGH',
      timesFired: null,
      firedAt: FIRED,
    },
  ],
  [
    'a problem of Dynatrace',
    {
      problemId: 'p-1',
      title: 'Failed batch',
      impactLevel: 'SERVICES',
      severityLevel: 'AVAILABILITY',
      status: 'OPEN',
      startTime: NOW_MS - 3_600_000,
      endTime: -1,
      affectedEntities: [{ entityId: { id: 'SERVICE-1' }, name: 'ledger' }],
      rootCauseEntity: { name: 'ledger-db' },
    },
    {
      id: 'p-1',
      service: 'ledger',
      priority: 'critical',
      firedAt: FIRED,
      recoveredAt: null,
      body: 'caused by ledger-db\nstatus: firing',
    },
  ],
  [
    'an alert of Azure Monitor, by Azure’s own scale',
    {
      schemaId: 'azureMonitorCommonAlertSchema',
      data: {
        essentials: {
          alertId: '/s/1',
          alertRule: 'queue length',
          severity: 'Sev1',
          monitorCondition: 'Fired',
          firedDateTime: FIRED,
          configurationItems: ['orders-bus'],
        },
        alertContext: {
          condition: {
            allOf: [{ metricName: 'ActiveMessages', threshold: '100', metricValue: 900 }],
          },
        },
      },
    },
    {
      id: '/s/1',
      title: 'queue length',
      service: 'orders-bus',
      priority: 'high',
      metric: 'ActiveMessages',
      value: 900,
      threshold: 100,
    },
  ],
  [
    'an issue of Sentry: events are no firings',
    {
      id: '88',
      shortId: 'CART-1',
      culprit: 'add',
      title: 'KeyError: sku',
      level: 'error',
      status: 'unresolved',
      project: { slug: 'cart' },
      count: '900',
      userCount: 3,
      firstSeen: FIRED,
      lastSeen: FIRED,
      metadata: { value: 'sku' },
    },
    {
      service: 'cart',
      title: 'KeyError: sku',
      timesFired: null,
      firedAt: FIRED,
      recoveredAt: null,
    },
  ],
  [
    'an alert of Alertmanager that is on, although its end is foreseen',
    {
      labels: { alertname: 'Lag', service: 'feed', severity: 'warning' },
      annotations: { summary: 'lag grows' },
      startsAt: FIRED,
      endsAt: '2026-03-05T11:59:00Z',
      status: { state: 'active', silencedBy: [], inhibitedBy: ['f0'] },
      fingerprint: 'f1',
    },
    { service: 'feed', firedAt: FIRED, recoveredAt: null, relatedTo: 'f0' },
  ],
  [
    'a change of state of CloudWatch',
    {
      id: 'e1',
      'detail-type': 'CloudWatch Alarm State Change',
      source: 'aws.cloudwatch',
      detail: {
        alarmName: 'orders-queue-age',
        state: { value: 'ALARM', reason: 'Threshold Crossed: 900 > 300', timestamp: FIRED },
        previousState: { value: 'OK' },
        configuration: {
          metrics: [
            {
              metricStat: { metric: { name: 'AgeOfOldest', dimensions: { QueueName: 'orders' } } },
            },
          ],
        },
      },
    },
    {
      title: 'orders-queue-age',
      service: 'orders',
      metric: 'AgeOfOldest',
      firedAt: FIRED,
      recoveredAt: null,
    },
  ],
  [
    'an alert of Opsgenie: its entity is the service, copies are no firings',
    {
      id: 'o1',
      tinyId: '12',
      alias: 'x',
      message: 'Cache misses',
      status: 'open',
      count: 40,
      source: 'prometheus',
      entity: 'catalog',
      createdAt: FIRED,
      updatedAt: '2026-03-05T11:59:00Z',
      details: { currentValue: '9', limit: '5' },
    },
    {
      service: 'catalog',
      title: 'Cache misses',
      timesFired: null,
      value: 9,
      threshold: 5,
      firedAt: FIRED,
    },
  ],
  [
    'an entity of Splunk On-Call',
    {
      message_type: 'CRITICAL',
      entity_id: 'lb1/http',
      entity_display_name: 'Load balancer HTTP',
      state_message: '503',
      state_start_time: SECONDS,
      host_name: 'lb1',
    },
    {
      id: 'lb1/http',
      title: 'Load balancer HTTP',
      service: 'lb1',
      priority: 'CRITICAL',
      firedAt: FIRED,
    },
  ],
  [
    'an alert of LogicMonitor',
    {
      id: 'LMD1',
      monitorObjectName: 'san-2',
      dataPointName: 'ControllerState',
      severity: 4,
      startEpoch: SECONDS,
      endEpoch: 0,
      cleared: false,
      alertValue: '0',
    },
    { service: 'san-2', priority: 'critical', firedAt: FIRED, recoveredAt: null },
  ],
  [
    'an event of Kubernetes: how often it was seen is no firing',
    {
      metadata: { uid: 'k1', namespace: 'shop' },
      type: 'Warning',
      reason: 'BackOff',
      message: 'Back-off restarting failed container',
      involvedObject: { kind: 'Pod', name: 'basket-7c9d8b5f4-abcde' },
      count: 40,
      firstTimestamp: FIRED,
    },
    { id: 'k1', service: 'basket', priority: 'warning', timesFired: null, firedAt: FIRED },
  ],
  [
    'a finding of GuardDuty, graded from 0 to 10',
    {
      Id: 'g1',
      Title: 'Strange calls',
      Type: 'Recon:IAM/X',
      Severity: 2,
      CreatedAt: FIRED,
      Description: 'd',
    },
    { id: 'g1', priority: 'low', firedAt: FIRED },
  ],
  [
    'a watched address that is down',
    {
      id: 4,
      friendly_name: 'Shop',
      url: 'https://shop.example',
      status: 9,
      logs: [{ type: 1, datetime: SECONDS, reason: { code: '502', detail: 'Bad Gateway' } }],
    },
    {
      title: 'Shop is down',
      service: 'Shop',
      priority: 'critical',
      firedAt: FIRED,
      recoveredAt: null,
    },
  ],
  [
    'an alert of Elastic, whose names are paths',
    {
      _id: 'k',
      'kibana.alert.start': FIRED,
      'kibana.alert.status': 'recovered',
      'kibana.alert.end': '2026-03-05T11:10:00.000Z',
      'kibana.alert.rule.name': 'Lag',
      'kibana.alert.severity': 'low',
      'kibana.alert.reason': 'lag is 9',
      'host.name': 'ingest',
    },
    {
      id: 'k',
      title: 'Lag',
      service: 'ingest',
      priority: 'low',
      firedAt: FIRED,
      recoveredAt: '2026-03-05T11:10:00.000Z',
    },
  ],
  [
    'a number of a scale that nobody knows: none',
    { title: 'x', severity: 5, fired_at: FIRED },
    { title: 'x', firedAt: FIRED },
  ],
];

describe('records of vendors', () => {
  it.each(ROWS)('reads %s', (_name, record, wanted) => {
    expect(batchAlertOf(record, NOW_MS, 1)).toMatchObject(wanted);
  });

  it('believes no bare number but a priority', () => {
    expect(batchAlertOf({ title: 'x', severity: 5 }, NOW_MS, 1).priority).toBeUndefined();
    expect(batchAlertOf({ title: 'x', priority: 1 }, NOW_MS, 1).priority).toBe('1');
  });

  it('tells of what its owners have silenced', () => {
    const silenced: readonly Record<string, unknown>[] = [
      { eventid: '1', clock: String(SECONDS), name: 'x', suppressed: '1' },
      { host_name: 'a', service_description: 'b', state: 2, scheduled_downtime_depth: 1 },
      { issueId: '1', title: ['x'], activatedAt: NOW_MS - 1, mutingState: 'FULLY_MUTED' },
      { labels: { alertname: 'x' }, status: { state: 'suppressed', silencedBy: ['s1'] } },
    ];
    for (const record of silenced)
      expect(batchAlertOf(record, NOW_MS, 1).body).toContain('silenced: true');
  });

  it('reads a record that has been read no second time', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ROWS), ([, record]) => {
        const once = inPlainNames(record);
        expect(inPlainNames(once)).toEqual(once);
      }),
    );
  });
});
