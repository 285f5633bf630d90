import { describe, expect, it } from 'vitest';
import { ago, decideAlone, NOW_MS, unwanted, type Wanted } from './alone.ts';

type Row = readonly [wanted: Wanted, record: Readonly<Record<string, unknown>>];
const seconds = (minutes: number): number => NOW_MS / 1_000 - minutes * 60;

/** A service of Nagios or one of its heirs. */
const check = (
  host: string,
  service: string,
  state: string,
  output: string,
  more: Record<string, unknown> = {},
): Record<string, unknown> => ({
  host_name: host,
  service_description: service,
  state,
  notification_type: 'PROBLEM',
  plugin_output: output,
  last_hard_state_change: seconds(90),
  ...more,
});
const zabbix = (
  host: string,
  name: string,
  severity: string,
  opdata: string,
  more: Record<string, unknown> = {},
): Record<string, unknown> => ({
  eventid: '9',
  source: '0',
  object: '0',
  objectid: '4',
  clock: String(seconds(70)),
  r_clock: '0',
  name,
  severity,
  opdata,
  suppressed: '0',
  hosts: [{ host, name: host }],
  ...more,
});
const prometheus = (
  alertname: string,
  labels: Record<string, string>,
  description: string,
  more: Record<string, unknown> = {},
): Record<string, unknown> => ({
  labels: { alertname, ...labels },
  annotations: { description },
  state: 'firing',
  activeAt: ago(60),
  value: '1e+00',
  ...more,
});
const sentry = (
  title: string,
  value: string,
  more: Record<string, unknown>,
): Record<string, unknown> => ({
  id: '1',
  shortId: 'A-1',
  culprit: 'x',
  title,
  level: 'error',
  status: 'unresolved',
  project: { slug: 'webshop' },
  metadata: { value },
  firstSeen: ago(70),
  lastSeen: ago(1),
  environment: 'production',
  ...more,
});
const dynatrace = (
  title: string,
  severityLevel: string,
  entity: string,
  detail: string,
): Record<string, unknown> => ({
  problemId: 'p',
  title,
  impactLevel: 'SERVICES',
  severityLevel,
  status: 'OPEN',
  startTime: NOW_MS - 3_000_000,
  endTime: -1,
  affectedEntities: [{ name: entity }],
  evidenceDetails: { details: [{ displayName: detail }] },
});

const ROWS: readonly Row[] = [
  // checks
  ['ticket', check('vpn-gw', 'IPsec tunnels', 'WARNING', 'WARN - 7 of 9 tunnels to branches down')],
  [
    'ticket',
    check(
      'pg-main',
      'Replication slot',
      'WARNING',
      'WARN - WAL kept 61 GB (yesterday 38 GB, Monday 12 GB), disk 80 GB',
    ),
  ],
  [
    'ticket',
    check(
      'mailgate',
      'Postfix queue',
      'CRITICAL',
      'CRIT - 48210 mails deferred: relay access denied by the provider',
    ),
  ],
  ['quiet', check('db-9', 'CPU load', 'WARNING', 'WARN - 15 min load 8.3 (warn/crit at 8/16)')],
  [
    'quiet',
    check(
      'files',
      'Filesystem /srv',
      'WARNING',
      'WARN - 82% used (8.2 of 10.0 TB), trend: +900 MB / 7 days',
    ),
  ],
  [
    'quiet',
    check('jump', 'Yum updates', 'CRITICAL', '12 security updates, reboot planned on Sunday'),
  ],
  [
    'ignored',
    check('app-4', 'HTTP', 'CRITICAL', 'CRITICAL - connection refused', {
      scheduled_downtime_depth: 2,
    }),
  ],
  ['quiet', check('print-1', 'Users', 'WARNING', 'WARN - 41 of 50 licences in use')],
  [
    'ticket',
    check(
      'cad',
      'Lizenzserver',
      'CRITICAL',
      'CRIT - 250 von 250 Lizenzen belegt, Konstrukteure können nicht arbeiten',
    ),
  ],
  // Zabbix
  ['ticket', zabbix('erp-db', 'Tablespace IDX is nearly full', '2', '98.2 % (97.1 % yesterday)')],
  [
    'ticket',
    zabbix('atm-host', 'Card reader service is not running', '5', 'Number of processes: 0'),
  ],
  ['ignored', zabbix('old-app', 'Unavailable by ICMP ping', '4', 'Down (0)', { suppressed: '1' })],
  ['quiet', zabbix('intra', 'Operating system description has changed', '1', 'Linux 6.8')],
  [
    'quiet',
    zabbix('sw-3', 'High bandwidth usage', '2', 'In: 900 Mbps', {
      r_clock: String(seconds(66)),
      r_eventid: '10',
    }),
  ],
  // Prometheus
  [
    'quiet',
    prometheus(
      'KubeHpaMaxedOut',
      { job: 'kube-state-metrics', namespace: 'shop', severity: 'warning' },
      'HPA shop/images has been running at max replicas for longer than 15 minutes.',
    ),
  ],
  [
    'ticket',
    prometheus(
      'HpaAtMax',
      { namespace: 'pay', severity: 'warning' },
      'HPA pay/authorise at max replicas, 31% of requests time out',
    ),
  ],
  [
    'quiet',
    prometheus('LoadHigh', { instance: 'n1', severity: 'warning' }, 'load 4.1 above 4', {
      state: 'pending',
    }),
  ],
  [
    'ticket',
    prometheus(
      'EtcdNoLeader',
      { job: 'etcd', severity: 'warning' },
      'etcd cluster has no leader for 4 minutes',
    ),
  ],
  ['ignored', prometheus('Watchdog', { severity: 'none' }, 'This alert is always firing.')],
  [
    'quiet',
    prometheus(
      'AlertmanagerPeerLost',
      { namespace: 'mon', severity: 'warning' },
      'prometheus is not connected to 1 of 3 peers',
    ),
  ],
  [
    'ticket',
    prometheus(
      'BackupStale',
      { namespace: 'backup', severity: 'info' },
      'Last successful backup of vault is 9 days old',
    ),
  ],
  // Sentry
  [
    'ticket',
    sentry('TypeError: cart is undefined', 'cart is undefined', {
      substatus: 'escalating',
      count: '9100',
      userCount: 7200,
    }),
  ],
  [
    'quiet',
    sentry('ChunkLoadError: Loading chunk 7 failed', 'Loading chunk 7 failed', {
      substatus: 'ongoing',
      count: '800',
      userCount: 600,
    }),
  ],
  [
    'quiet',
    sentry('Error: Failed to fetch', 'chrome-extension://abc: Failed to fetch', {
      title: 'Error in moz-extension://abc',
      substatus: 'new',
      count: '4',
      userCount: 2,
    }),
  ],
  [
    'ticket',
    sentry(
      'AssertionError: invoice belongs to another tenant',
      'invoice of another customer shown',
      { substatus: 'new', level: 'warning', count: '12', userCount: 12 },
    ),
  ],
  // Dynatrace
  [
    'ticket',
    dynatrace(
      'Unexpected low traffic',
      'CUSTOM_ALERT',
      'customs-export',
      'Declarations sent to the authority: 0 per hour, expected 60',
    ),
  ],
  [
    'quiet',
    dynatrace(
      'Synthetic monitor outage',
      'AVAILABILITY',
      'portal',
      'Synthetic "QA smoke of portal" is failing at all locations',
    ),
  ],
  [
    'quiet',
    dynatrace('Consumption forecast', 'CUSTOM_ALERT', 'dynatrace', '112% of the annual pool'),
  ],
  [
    'quiet',
    dynatrace(
      'CPU saturation',
      'RESOURCE_CONTENTION',
      'scoring',
      'CPU 96% on 1 of 12 hosts, error rate and latency unchanged',
    ),
  ],
  // platforms
  [
    'ticket',
    {
      metadata: { uid: 'k', namespace: 'pay' },
      type: 'Warning',
      reason: 'BackOff',
      message: 'Back-off restarting failed container ledger',
      involvedObject: { kind: 'Pod', name: 'ledger-7c9d8b5f4-abcde' },
      count: 60,
      firstTimestamp: ago(50),
    },
  ],
  [
    'ticket',
    {
      Id: 'g',
      Title: 'Credentials of an instance role were used from an external address',
      Type: 'UnauthorizedAccess:IAMUser/X',
      Severity: 8,
      CreatedAt: ago(60),
      Description: 'used from 203.0.113.9',
    },
  ],
  [
    'quiet',
    {
      Id: 'g',
      Title: 'Unprotected port is being probed',
      Type: 'Recon:EC2/PortProbe',
      Severity: 2,
      CreatedAt: ago(60),
      Description: 'security group blocks',
    },
  ],
  [
    'ticket',
    {
      friendly_name: 'Login',
      url: 'https://login.example',
      status: 9,
      logs: [{ type: 1, datetime: seconds(20), reason: { detail: 'Connection timeout' } }],
    },
  ],
  ['quiet', check('web', 'apt', 'WARNING', 'APT WARNING: 9 packages available for upgrade')],
  // what must not be taken for noise
  [
    'ticket',
    {
      title: 'Retention job',
      description:
        'snapshot expiration has not run for 31 days, planning takes 40 s, 20 s last week',
      severity: 'low',
      fired_at: ago(400),
      service: 'lakehouse',
    },
  ],
  [
    'ticket',
    {
      title: 'Bucket ACL changed to public',
      description: 'PutBucketAcl by ci-role',
      severity: 'info',
      fired_at: ago(30),
      service: 's3-invoices',
    },
  ],
  [
    'ticket',
    {
      title: 'Bank file not sent: 412 of 412 transfers open',
      description: 'window closes 16:30, no errors in the log',
      severity: 'info',
      fired_at: ago(50),
      service: 'payouts',
    },
  ],
  [
    'ticket',
    {
      title: 'License check fails',
      description: 'all users are refused: licence server unreachable',
      severity: 'warning',
      fired_at: ago(25),
      service: 'licensing',
    },
  ],
  [
    'ticket',
    {
      title: 'Freshness of stg_payments',
      description: 'newest row is 9 h old, expected below 1 h',
      severity: 'high',
      fired_at: ago(90),
      resource: 'stg_payments',
    },
  ],
  [
    'ticket',
    {
      title: 'Synthetic e2e purchase',
      description: 'failed from all locations: payment page does not load',
      severity: 'critical',
      fired_at: ago(20),
      service: 'synthetics-e2e',
      env: 'production',
    },
  ],
  [
    'quiet',
    {
      title: 'Errors high',
      description: 'error rate 40%',
      severity: 'critical',
      fired_at: ago(20),
      service: 'orders',
      scoping_project_id: 'shop-staging',
    },
  ],
  [
    'quiet',
    {
      Alert: 'Newsletter tool bill exceeds 300 EUR',
      Message: 'as in every November',
      Severity: 'P1',
      'Fired at': ago(300),
      Service: 'marketing',
    },
  ],
];

describe('triage of records as tools export them', () => {
  it.each(ROWS)('%s: %j', (wanted, record) => {
    expect(unwanted(wanted, decideAlone(record))).toBeNull();
  });
});
