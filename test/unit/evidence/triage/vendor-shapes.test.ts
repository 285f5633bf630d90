import { describe, expect, it } from 'vitest';
import { ago, decideAlone, unwanted, type Wanted } from './alone.ts';

type Row = readonly [wanted: Wanted, record: Readonly<Record<string, unknown>>];

/** Records as monitoring tools send them: facts lie deep, under each tool's own names. */
const ROWS: readonly Row[] = [
  [
    'quiet',
    {
      status: 'firing',
      labels: {
        alertname: 'CPUThrottlingHigh',
        namespace: 'prod',
        pod: 'web-7d9b5c8f4-x2k4q',
        severity: 'info',
      },
      annotations: { description: '31.2% throttling of CPU in namespace prod for container web' },
      startsAt: ago(200),
      fingerprint: 'th1',
    },
  ],
  [
    'ticket',
    {
      incident: {
        incident_id: '0.abc',
        policy_name: 'Cloud SQL',
        condition_name: 'Cloud SQL CPU and connections refused',
        state: 'open',
        started_at: 1772710500,
        ended_at: null,
        summary:
          'Connection refused rate for cloudsql orders-db is above the threshold of 5 with a value of 412.',
        resource: { type: 'cloudsql_database', labels: { database_id: 'p:orders-db' } },
        metric: { type: 'cloudsql.googleapis.com/database/network/connections_refused' },
        threshold_value: '5',
        observed_value: '412',
        severity: 'Warning',
      },
    },
  ],
  [
    'ticket',
    {
      schemaId: 'azureMonitorCommonAlertSchema',
      data: {
        essentials: {
          alertId: '/subs/1/alerts/az1',
          alertRule: 'Http 5xx app-claims',
          severity: 'Sev3',
          monitorCondition: 'Fired',
          firedDateTime: ago(30),
          configurationItems: ['app-claims'],
        },
        alertContext: {
          condition: {
            allOf: [
              {
                metricName: 'Http5xx',
                operator: 'GreaterThan',
                threshold: '10',
                metricValue: 640,
                dimensions: [],
              },
            ],
          },
        },
      },
    },
  ],
  [
    'quiet',
    {
      schemaId: 'azureMonitorCommonAlertSchema',
      data: {
        essentials: {
          alertId: '/subs/1/alerts/az2',
          alertRule: 'Http 5xx app-claims2',
          severity: 'Sev1',
          monitorCondition: 'Resolved',
          firedDateTime: ago(30),
          resolvedDateTime: ago(26),
          configurationItems: ['app-claims2'],
        },
        alertContext: {
          condition: {
            allOf: [
              { metricName: 'Http5xx', operator: 'GreaterThan', threshold: '10', metricValue: 3 },
            ],
          },
        },
      },
    },
  ],
  [
    'ticket',
    {
      ProblemID: 'P-77',
      ProblemTitle: 'Failure rate increase',
      State: 'OPEN',
      ProblemSeverity: 'ERROR',
      ProblemImpact: 'SERVICE',
      ImpactedEntity: 'BookingController',
      ProblemDetailsText: 'Failure rate increased to 38% (normal 0.2%). 4,100 users affected',
      startTime: ago(22),
    },
  ],
  [
    'ticket',
    {
      alertId: 'og1',
      message: 'Elasticsearch cluster RED: 14 primary shards unassigned',
      alias: 'es-red',
      entity: 'es-logs-prod',
      source: 'Nagios',
      priority: 'P3',
      createdAt: 1772710920000,
      status: 'open',
      count: 3,
      details: {
        unassigned_shards: '14',
        cluster: 'es-prod',
        impact: 'search returns partial results',
      },
    },
  ],
  [
    'ticket',
    {
      id: 'zbx1',
      'event.name': 'Free disk space is less than 5% on volume /data',
      'host.name': 'pg-main-1',
      'event.severity': 'Warning',
      'item.value': '3.1 %',
      'trigger.status': 'PROBLEM',
      'event.date': '2026.03.05',
      'event.time': '11:40:00',
    },
  ],
  [
    'quiet',
    {
      id: 'nag1',
      NOTIFICATIONTYPE: 'RECOVERY',
      HOSTNAME: 'web-4',
      SERVICEDESC: 'HTTP',
      SERVICESTATE: 'OK',
      SERVICEOUTPUT: 'HTTP OK: 200 - 0.03 s',
    },
  ],
  [
    'ticket',
    {
      id: 'nag2',
      NOTIFICATIONTYPE: 'PROBLEM',
      HOSTNAME: 'mq-1',
      SERVICEDESC: 'rabbitmq queue orders',
      SERVICESTATE: 'CRITICAL',
      SERVICEOUTPUT: 'CRITICAL: queue orders has 48211 messages, no consumers',
    },
  ],
  [
    'ticket',
    {
      id: 'sn1',
      project: 'checkout-web',
      level: 'error',
      title: "TypeError: Cannot read properties of undefined (reading 'total')",
      culprit: 'applyCoupon',
      count: '8123',
      userCount: 2710,
      firstSeen: ago(35),
      lastSeen: ago(1),
      message: '8,123 events from 2,710 users in the last 30 minutes, new in release 2026.3.2',
    },
  ],
  [
    'ticket',
    {
      issueId: 'nr1',
      issueTitle: 'Transaction error % too high',
      priority: 'CRITICAL',
      state: 'ACTIVATED',
      conditionName: 'Error % > 5',
      impactedEntities: ['quote-service'],
      createdAt: 1772711100000,
      annotations: {
        description: ['Error percentage was above 5 for at least 5 minutes, currently 47.2'],
      },
    },
  ],
  [
    'ticket',
    {
      Type: 'Notification',
      MessageId: 'sns1',
      Message:
        '{"AlarmName":"prod-orders-dlq-not-empty","AlarmDescription":"Messages in the DLQ of orders","NewStateValue":"ALARM","NewStateReason":"Threshold Crossed: 1 datapoint [231.0] was greater than the threshold (0.0).","StateChangeTime":"2026-03-05T11:48:00.000Z","Trigger":{"MetricName":"ApproximateNumberOfMessagesVisible","Namespace":"AWS/SQS","Threshold":0,"ComparisonOperator":"GreaterThanThreshold","Dimensions":[{"name":"QueueName","value":"orders-dlq"}]}}',
    },
  ],
  [
    'quiet',
    {
      id: 'uk1',
      monitorFriendlyName: 'Blog',
      alertTypeFriendlyName: 'Up',
      alertDetails: 'HTTP 200 - OK',
      monitorURL: 'https://blog',
    },
  ],
  [
    'ticket',
    {
      id: 'el1',
      'kibana.alert.rule.name': 'Failed payouts',
      'kibana.alert.reason': 'payout.failed count is 1,204 over 5m, threshold 20',
      'kibana.alert.status': 'active',
      'kibana.alert.start': ago(33),
      'kibana.alert.severity': 'low',
      'service.name': 'payouts',
    },
  ],
  [
    'quiet',
    {
      id: 'g1',
      ruleName: 'CI runners busy',
      state: 'alerting',
      evalMatches: [{ value: 41, metric: 'runners_busy' }],
      message: 'CI queue is long, release day',
    },
  ],
  [
    'ticket',
    {
      id: 'v1',
      message_type: 'CRITICAL',
      entity_id: 'disk/pg1',
      entity_display_name: 'pg1 disk 96% used, 2% per hour',
      state_message: 'DISK CRITICAL - free space: /data 41 GB (4%)',
      host: 'pg1',
    },
  ],
  [
    'ticket',
    {
      id: 'hc1',
      name: 'payroll-export',
      status: 'down',
      last_ping: ago(3000),
      schedule: '0 3 * * *',
      desc: 'Payroll export to bank',
    },
  ],
  [
    'ticket',
    {
      id: 'st1',
      check_name: 'www.shop.example',
      current_state: 'DOWN',
      previous_state: 'UP',
      state_changed_utc_time: ago(6),
      long_description: 'HTTP Error 503',
    },
  ],
  [
    'quiet',
    {
      id: 'st2',
      check_name: 'docs.example',
      current_state: 'UP',
      previous_state: 'DOWN',
      state_changed_utc_time: ago(6),
      long_description: 'OK',
    },
  ],
  [
    'ticket',
    {
      id: 'sx1',
      source: 'securityhub',
      title: 'EC2 instance communicating with known C2 server',
      severity: 'LOW',
      description:
        'i-0abc in prod-payments contacted 45.1.2.3 (known command and control) 41 times',
    },
  ],
  [
    'quiet',
    {
      id: 'sx2',
      source: 'snyk',
      title: '3 new issues found in docs-site',
      severity: 'high',
      description: '2 medium, 1 low; no fix available',
    },
  ],
  [
    'ticket',
    {
      id: 'bd1',
      budgetName: 'prod-ai',
      title: 'AWS Budgets: prod-ai has exceeded',
      description: 'Actual $41,200, budgeted $2,000; started 3 hours ago in us-east-1',
      severity: 'info',
    },
  ],
  [
    'ticket',
    {
      id: 'tw1',
      title: 'Our Twilio account has been suspended',
      severity: 'low',
      description: 'payment failed twice',
    },
  ],
];

describe('triage of records of many tools', () => {
  it.each(ROWS)('%s: %j', (wanted, record) => {
    expect(unwanted(wanted, decideAlone(record))).toBeNull();
  });
});
