/** Makes the batches of alerts: `node eval/generate/batches.mjs [seed …]`. Real trouble hides among chatter. */
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRandom } from '../../scripts/scenarios/lib/random.mjs';
import * as fourth from './lib/batch-fourth.mjs';
import * as second from './lib/batch-situations.mjs';
import * as tables from './lib/batch-tables.mjs';
import * as third from './lib/batch-third.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const iso = (ms) => new Date(ms).toISOString().replace('.000Z', 'Z');

/** Companies: who calls whom, from the front to the back; the last of each list is a store. */
const companies = {
  shop: {
    front: 'storefront',
    calls: [
      ['storefront', 'cart'],
      ['cart', 'pricing'],
      ['cart', 'inventory'],
      ['storefront', 'search'],
      ['pricing', 'pricing-db'],
      ['inventory', 'inventory-db'],
      ['search', 'search-index'],
    ],
    aside: ['newsletter', 'image-resizer', 'bi-export'],
    env: 'prod',
  },
  bank: {
    front: 'mobile-bff',
    calls: [
      ['mobile-bff', 'accounts'],
      ['mobile-bff', 'transfers'],
      ['transfers', 'fraud-check'],
      ['accounts', 'core-ledger'],
      ['transfers', 'core-ledger'],
      ['fraud-check', 'feature-store'],
    ],
    aside: ['statement-pdf', 'marketing-push', 'report-builder'],
    env: 'production',
  },
  video: {
    front: 'player-api',
    calls: [
      ['player-api', 'entitlement'],
      ['player-api', 'manifest'],
      ['entitlement', 'subscriber-db'],
      ['manifest', 'origin'],
      ['player-api', 'recs'],
    ],
    aside: ['thumbnailer', 'ad-reports', 'subtitle-import'],
    env: 'eu-prod',
  },
  freight: {
    front: 'booking-ui',
    calls: [
      ['booking-ui', 'quotes'],
      ['quotes', 'lanes'],
      ['booking-ui', 'tracking'],
      ['tracking', 'events-kafka'],
      ['lanes', 'lanes-pg'],
      ['customs', 'events-kafka'],
    ],
    aside: ['edi-archive', 'fuel-prices', 'demo-tenant'],
    env: 'live',
  },
};

function story(name, seed, half, company, parts) {
  return { name, seed, half, company, parts };
}

/** Builders of situations: each adds alerts with their truth. */
function situations(batch) {
  const { random, now, company, add, incident } = batch;
  const at = (minutesAgo) => now - Math.round(minutesAgo * MINUTE);
  const callersOf = (service) =>
    company.calls.filter(([, to]) => to === service).map(([from]) => from);
  const upTo = (service) => {
    const out = [];
    for (let level = callersOf(service); level.length > 0; level = level.flatMap(callersOf))
      for (const one of level) if (!out.includes(one)) out.push(one);
    return out;
  };
  return {
    cascade({ root, wording = 'errors', minutes = 14 }) {
      const first = add(
        {
          monitor: wording === 'errors' ? `${root} error rate` : `${root} connections refused`,
          service: root,
          metric: wording === 'errors' ? 'http.server.errors.ratio' : 'tcp.connect.failed',
          value: wording === 'errors' ? 0.41 : 230,
          threshold: wording === 'errors' ? 0.05 : 20,
          fired: at(minutes),
          times: 1,
          severity: 'P2',
          message:
            wording === 'errors'
              ? `41% of the requests to ${root} fail with 500.`
              : `${root} refuses connections from every caller.`,
        },
        { actions: ['TICKET'], real: true, why: 'the root of the cascade' },
      );
      upTo(root).forEach((service, step) => {
        add(
          {
            monitor: random.pick([
              `${service} 5xx`,
              `${service} availability`,
              `${service} p95 latency`,
            ]),
            service,
            metric: random.pick(['http.server.errors.ratio', 'http.server.duration.p95']),
            value: random.pick([0.22, 0.31, 2.9]),
            threshold: random.pick([0.05, 0.1]),
            fired: at(minutes - 2 - step * 1.5 - random.next()),
            times: 1,
            severity: step === 0 ? 'P1' : 'P2',
            message: `Calls from ${service} to ${company.calls.find(([from]) => from === service)[1]} are failing or slow.`,
          },
          {
            actions: ['IGNORE', 'MONITOR'],
            duplicateOf: [first],
            real: false,
            why: `a symptom of ${root}`,
          },
        );
      });
      return first;
    },
    flapping({ service, times = 37 }) {
      add(
        {
          monitor: `${service} latency p99 close to limit`,
          service,
          metric: 'http.server.duration.p99',
          value: 1.04,
          threshold: 1.0,
          fired: at(22),
          cleared: at(19),
          times,
          severity: 'P3',
          message: 'p99 above one second.',
        },
        {
          actions: ['IGNORE', 'MONITOR'],
          real: false,
          why: 'fires and clears dozens of times a day',
        },
      );
    },
    selfHealed({ service }) {
      add(
        {
          monitor: `${service} pod restarted`,
          service,
          metric: 'kubernetes.containers.restarts',
          value: 1,
          threshold: 0,
          fired: at(31),
          cleared: at(27),
          times: 1,
          severity: 'P3',
          message: `One pod of ${service} was restarted by its liveness probe; 3 of 3 are ready again.`,
        },
        { actions: ['IGNORE', 'MONITOR'], real: false, why: 'over by itself, once' },
      );
    },
    cost({ service = 'bi-export' }) {
      add(
        {
          monitor: `Budget ${service} at ${random.pick(['81', '92', '104'])}%`,
          service,
          metric: 'cloud.cost.month_to_date',
          value: 8120,
          threshold: 8000,
          fired: at(200),
          times: 3,
          severity: random.pick(['P2', 'P3']),
          message: 'The forecast of this month is above the budget.',
        },
        { actions: ['IGNORE', 'MONITOR'], real: false, why: 'money, not an incident' },
      );
    },
    understated({ service, severity = 'P4' }) {
      const kind = random.pick(['success', 'orders']);
      add(
        {
          monitor:
            kind === 'success'
              ? `[info] ${service} business KPI`
              : `[low] ${service} throughput trend`,
          service,
          metric: kind === 'success' ? 'payments.success_ratio' : 'orders.completed.per_minute',
          value: kind === 'success' ? 0.58 : 3,
          threshold: kind === 'success' ? 0.9 : 60,
          fired: at(18),
          times: 1,
          severity,
          message:
            kind === 'success'
              ? 'Share of successful payments is 58%, usually 97%.'
              : 'Completed orders per minute fell to 3; at this hour it is normally 120.',
        },
        { actions: ['TICKET'], real: true, why: 'customers can not buy, whatever the label says' },
      );
    },
    overstated({ service = 'demo-tenant' }) {
      add(
        {
          monitor: `CRITICAL: ${service} disk usage`,
          service,
          env: 'staging',
          metric: 'system.disk.in_use',
          value: 0.71,
          threshold: 0.7,
          fired: at(63),
          times: 2,
          severity: 'P1',
          message: 'Disk usage above 70% on a staging machine.',
        },
        { actions: ['IGNORE', 'MONITOR'], real: false, why: 'staging, and 71% of a disk' },
      );
    },
    slowBurn({ service, what = random.pick(['memory', 'disk', 'lag', 'certificate']) }) {
      const rows = {
        memory: [
          'process.memory.rss_ratio',
          0.86,
          0.85,
          [0.52, 0.57, 0.61, 0.66, 0.7, 0.75, 0.79, 0.83, 0.86],
          'Memory of the process grows by 4 points an hour since Tuesday and was never given back.',
        ],
        disk: [
          'system.disk.in_use',
          0.88,
          0.85,
          [0.61, 0.65, 0.69, 0.72, 0.76, 0.8, 0.84, 0.88],
          'Volume of the database fills by 4% a day; full in three days.',
        ],
        lag: [
          'kafka.consumer.lag',
          182_000,
          50_000,
          [4_000, 9_000, 21_000, 44_000, 80_000, 118_000, 151_000, 182_000],
          'Consumer lag rises without a break; nothing is consumed faster than it arrives.',
        ],
        certificate: [
          'tls.cert.days_left',
          2,
          14,
          [9, 8, 7, 6, 5, 4, 3, 2],
          'Certificate of the public endpoint ends in 2 days, renewal has failed 6 times.',
        ],
      }[what];
      add(
        {
          monitor: `${service} ${what} trend`,
          service,
          metric: rows[0],
          value: rows[1],
          threshold: rows[2],
          fired: at(what === 'lag' ? 95 : 340),
          times: 1,
          severity: 'P4',
          message: rows[4],
          history: rows[3].map((value, index, all) => [
            now -
              (all.length - 1 - index) *
                (what === 'lag' ? 12 * MINUTE : what === 'memory' ? HOUR : 24 * HOUR),
            value,
          ]),
        },
        { actions: ['TICKET'], real: true, why: `a slow burn: ${what} only gets worse` },
      );
    },
    worked({ service, text }) {
      const id = `INC-${random.int(2000, 8999)}`;
      incident({
        id,
        title: text ?? `${service}: requests fail since the storage migration`,
        service,
        status: 'investigating',
        opened: at(75),
        monitors: [`${service} error rate`],
      });
      add(
        {
          monitor: `${service} error rate`,
          service,
          metric: 'http.server.errors.ratio',
          value: 0.18,
          threshold: 0.05,
          fired: at(12),
          times: 4,
          severity: 'P2',
          message: `Errors of ${service} are still at 18%.`,
        },
        {
          actions: ['IGNORE', 'MONITOR'],
          duplicateOf: [id],
          real: false,
          why: 'somebody is working on it',
        },
      );
      return id;
    },
    otherProblem({ service, id }) {
      void id;
      add(
        {
          monitor: `${service} backups`,
          service,
          metric: 'backup.last_success_age_hours',
          value: 74,
          threshold: 26,
          fired: at(41),
          times: 3,
          severity: 'P3',
          message: `No successful backup of ${service} for three nights.`,
        },
        {
          actions: ['TICKET'],
          real: true,
          why: 'on the same service as an open incident, but another problem',
        },
      );
    },
    again({ service }) {
      const first = add(
        {
          monitor: `${service} queue not draining`,
          service,
          metric: 'queue.oldest_message_age_s',
          value: 1900,
          threshold: 600,
          fired: at(36),
          times: 1,
          severity: 'P3',
          message: 'The oldest message waits for half an hour; consumers are up but take nothing.',
        },
        { actions: ['TICKET'], real: true, why: 'a stuck queue' },
      );
      add(
        {
          monitor: `${service} queue not draining`,
          service,
          metric: 'queue.oldest_message_age_s',
          value: 2700,
          threshold: 600,
          fired: at(21),
          times: 2,
          severity: 'P3',
          message: 'Re-notification: the oldest message waits for 45 minutes.',
        },
        {
          actions: ['IGNORE', 'MONITOR'],
          duplicateOf: [first],
          real: false,
          why: 'the same monitor again',
        },
      );
    },
    nightly({ service }) {
      add(
        {
          monitor: `${service} host cpu`,
          service,
          metric: 'system.cpu.user',
          value: 0.91,
          threshold: 0.9,
          fired: at(16),
          times: 7,
          severity: 'P3',
          message: `CPU above 90% on the batch machine of ${service}; the nightly export is running.`,
        },
        { actions: ['IGNORE', 'MONITOR'], real: false, why: 'a batch job uses its machine' },
      );
    },
    standalone({ service, kind }) {
      const rows = {
        stopped: [
          'events.processed.per_minute',
          0,
          50,
          `${service} has not processed any event for 25 minutes; 4 of 4 workers are running.`,
          'P3',
        ],
        replication: [
          'pg.replication.lag_seconds',
          940,
          60,
          `Replica of ${service} is 15 minutes behind and falling back further.`,
          'P2',
        ],
        login: ['login.success_ratio', 0.35, 0.9, 'Two of three customers cannot log in.', 'P1'],
        loss: [
          'records.rejected.count',
          4100,
          10,
          `${service} rejects records and drops them; 4,100 since 09:00.`,
          'P3',
        ],
      }[kind];
      add(
        {
          monitor: `${service} ${kind === 'stopped' ? 'throughput' : kind}`,
          service,
          metric: rows[0],
          value: rows[1],
          threshold: rows[2],
          fired: at(random.int(17, 29)),
          times: 1,
          severity: rows[4],
          message: rows[3],
        },
        { actions: ['TICKET'], real: true, why: `a real problem of its own: ${kind}` },
      );
    },
    maintenance({ service }) {
      add(
        {
          monitor: `${service} unreachable`,
          service,
          metric: 'up',
          value: 0,
          threshold: 1,
          fired: at(26),
          times: 1,
          severity: 'P2',
          message: `${service} does not answer. Planned maintenance CHG-${random.int(1000, 9999)}: storage upgrade until the end of the hour, customers were told.`,
        },
        { actions: ['IGNORE', 'MONITOR'], real: false, why: 'planned, and announced' },
      );
    },
    noDataDead({ service }) {
      add(
        {
          monitor: `No data: ${service} old hosts`,
          service,
          metric: 'system.cpu.idle',
          value: null,
          threshold: null,
          fired: at(410),
          times: 5,
          severity: 'P3',
          message: 'No data from i-0c1 and i-0c2 since they were decommissioned on Monday.',
        },
        { actions: ['IGNORE', 'MONITOR'], real: false, why: 'the hosts are gone for good' },
      );
    },
    noDataHeart({ service }) {
      add(
        {
          monitor: `No data: ${service} heartbeat`,
          service,
          metric: 'job.heartbeat',
          value: 0,
          threshold: 1,
          fired: at(33),
          times: 1,
          severity: 'P4',
          message: `The settlement job of ${service} has sent no heartbeat for 70 minutes; it runs every 10 minutes and money is not being settled.`,
        },
        { actions: ['TICKET'], real: true, why: 'silence of something that must speak' },
      );
    },
    worseningFlap({ service }) {
      add(
        {
          monitor: `${service} 5xx`,
          service,
          metric: 'http.server.errors.ratio',
          value: 0.34,
          threshold: 0.05,
          fired: at(24),
          times: 14,
          severity: 'P3',
          message:
            'A third of the requests fails. Fired 14 times since the morning, each time for longer; it has not cleared for 24 minutes now.',
          history: [0.02, 0.06, 0.03, 0.09, 0.05, 0.14, 0.11, 0.22, 0.27, 0.34].map(
            (value, index) => [now - (9 - index) * 20 * MINUTE, value],
          ),
        },
        {
          actions: ['TICKET'],
          real: true,
          why: 'it looks like flapping, and gets worse every time',
        },
      );
    },
    recovered({ service }) {
      add(
        {
          monitor: `${service} availability`,
          service,
          metric: 'http.server.errors.ratio',
          value: 0.07,
          threshold: 0.05,
          fired: at(58),
          cleared: at(54),
          times: 1,
          severity: 'P2',
          message: `${service} answered 7% of its requests with 503 while a node was replaced; back to normal.`,
        },
        { actions: ['MONITOR', 'IGNORE'], real: false, why: 'short, explained, over' },
      );
    },
    probe({ service }) {
      add(
        {
          monitor: `synthetic check ${service} from ${random.pick(['Sydney', 'São Paulo', 'Mumbai'])}`,
          service,
          metric: 'synthetics.failed',
          value: 1,
          threshold: 0,
          fired: at(9),
          cleared: at(7),
          times: 12,
          severity: 'P2',
          message: 'One location failed once; the others are fine.',
        },
        {
          actions: ['IGNORE', 'MONITOR'],
          real: false,
          why: 'one probe, one location, already clear',
        },
      );
    },
  };
}

const stories = [
  story('cascade-and-burn', 'b1', 'development', 'shop', [
    ['cascade', { root: 'pricing-db', wording: 'refused' }],
    ['flapping', { service: 'image-resizer' }],
    ['cost', {}],
    ['slowBurn', { service: 'newsletter', what: 'lag' }],
    ['selfHealed', { service: 'search' }],
    ['probe', { service: 'storefront' }],
    ['nightly', { service: 'bi-export' }],
    ['recovered', { service: 'cart' }],
    ['noDataDead', { service: 'search-index' }],
    ['standalone', { service: 'image-resizer', kind: 'loss' }],
  ]),
  story('labels-lie', 'b2', 'development', 'bank', [
    ['understated', { service: 'transfers' }],
    ['overstated', {}],
    ['flapping', { service: 'marketing-push', times: 61 }],
    ['cost', { service: 'report-builder' }],
    ['nightly', { service: 'statement-pdf' }],
    ['selfHealed', { service: 'accounts' }],
    ['noDataHeart', { service: 'accounts' }],
    ['maintenance', { service: 'feature-store' }],
    ['probe', { service: 'mobile-bff' }],
  ]),
  story('already-worked-on', 'b3', 'development', 'video', [
    ['worked', { service: 'manifest' }],
    ['otherProblem', { service: 'manifest' }],
    ['flapping', { service: 'recs' }],
    ['probe', { service: 'player-api' }],
    ['cost', { service: 'ad-reports' }],
    ['standalone', { service: 'subtitle-import', kind: 'stopped' }],
    ['worseningFlap', { service: 'recs' }],
    ['noDataDead', { service: 'origin' }],
    ['nightly', { service: 'thumbnailer' }],
  ]),
  story('stuck-queue', 'b4', 'development', 'freight', [
    ['again', { service: 'customs' }],
    ['selfHealed', { service: 'quotes' }],
    ['slowBurn', { service: 'lanes-pg', what: 'disk' }],
    ['nightly', { service: 'edi-archive' }],
    ['overstated', { service: 'demo-tenant' }],
    ['flapping', { service: 'fuel-prices' }],
    ['maintenance', { service: 'edi-archive' }],
    ['recovered', { service: 'tracking' }],
    ['cost', { service: 'fuel-prices' }],
  ]),
  story('all-quiet', 'b5', 'development', 'shop', [
    ['flapping', { service: 'search', times: 44 }],
    ['cost', {}],
    ['selfHealed', { service: 'cart' }],
    ['nightly', { service: 'bi-export' }],
    ['probe', { service: 'storefront' }],
    ['overstated', { service: 'image-resizer' }],
    ['recovered', { service: 'pricing' }],
    ['noDataDead', { service: 'inventory' }],
    ['maintenance', { service: 'newsletter' }],
    ['flapping', { service: 'cart', times: 26 }],
  ]),
  story('storm-with-stranger', 'b6', 'development', 'bank', [
    ['cascade', { root: 'core-ledger', wording: 'errors', minutes: 11 }],
    ['standalone', { service: 'statement-pdf', kind: 'loss' }],
    ['flapping', { service: 'report-builder' }],
    ['cost', { service: 'marketing-push' }],
    ['selfHealed', { service: 'fraud-check' }],
    ['noDataDead', { service: 'feature-store' }],
    ['nightly', { service: 'statement-pdf' }],
    ['slowBurn', { service: 'marketing-push', what: 'memory' }],
  ]),
  story('storm', 'b7', 'development', 'freight', [
    ['cascade', { root: 'events-kafka', wording: 'refused', minutes: 19 }],
    ['slowBurn', { service: 'lanes-pg', what: 'memory' }],
    ['cost', { service: 'edi-archive' }],
    ['flapping', { service: 'quotes', times: 52 }],
    ['probe', { service: 'booking-ui' }],
    ['nightly', { service: 'fuel-prices' }],
    ['worked', { service: 'lanes' }],
    ['recovered', { service: 'quotes' }],
    ['selfHealed', { service: 'edi-archive' }],
  ]),
  story('renewal', 'b8', 'development', 'video', [
    ['slowBurn', { service: 'player-api', what: 'certificate' }],
    ['selfHealed', { service: 'origin' }],
    ['flapping', { service: 'thumbnailer' }],
    ['nightly', { service: 'ad-reports' }],
    ['cost', { service: 'ad-reports' }],
    ['overstated', { service: 'subtitle-import' }],
    ['worseningFlap', { service: 'recs' }],
    ['noDataDead', { service: 'manifest' }],
    ['probe', { service: 'player-api' }],
    ['recovered', { service: 'entitlement' }],
  ]),
  story('quiet-sale', 'b9', 'development', 'shop', [
    ['understated', { service: 'cart', severity: 'P5' }],
    ['worked', { service: 'search' }],
    ['cost', {}],
    ['probe', { service: 'storefront' }],
    ['flapping', { service: 'inventory' }],
    ['selfHealed', { service: 'newsletter' }],
    ['maintenance', { service: 'pricing-db' }],
    ['nightly', { service: 'image-resizer' }],
    ['again', { service: 'newsletter' }],
  ]),
  story('replica', 'b10', 'development', 'bank', [
    ['standalone', { service: 'core-ledger', kind: 'replication' }],
    ['worked', { service: 'fraud-check', text: 'fraud-check answers 500 after the model update' }],
    ['otherProblem', { service: 'fraud-check' }],
    ['flapping', { service: 'accounts' }],
    ['nightly', { service: 'report-builder' }],
    ['cost', { service: 'statement-pdf' }],
    ['noDataHeart', { service: 'transfers' }],
    ['recovered', { service: 'mobile-bff' }],
    ['probe', { service: 'mobile-bff' }],
  ]),
  story('two-storms', 'b11', 'development', 'video', [
    ['cascade', { root: 'subscriber-db', wording: 'refused', minutes: 16 }],
    ['again', { service: 'subtitle-import' }],
    ['flapping', { service: 'recs' }],
    ['cost', { service: 'thumbnailer' }],
    ['selfHealed', { service: 'origin' }],
    ['probe', { service: 'player-api' }],
    ['maintenance', { service: 'thumbnailer' }],
    ['slowBurn', { service: 'origin', what: 'disk' }],
    ['overstated', { service: 'ad-reports' }],
  ]),
  story('nothing-at-all', 'b12', 'development', 'freight', [
    ['flapping', { service: 'tracking', times: 29 }],
    ['flapping', { service: 'lanes', times: 33 }],
    ['selfHealed', { service: 'customs' }],
    ['cost', { service: 'demo-tenant' }],
    ['nightly', { service: 'edi-archive' }],
    ['overstated', { service: 'demo-tenant' }],
    ['maintenance', { service: 'lanes-pg' }],
    ['recovered', { service: 'booking-ui' }],
    ['noDataDead', { service: 'events-kafka' }],
    ['probe', { service: 'booking-ui' }],
  ]),
  story('login', 'b13', 'development', 'bank', [
    ['standalone', { service: 'accounts', kind: 'login' }],
    ['slowBurn', { service: 'feature-store', what: 'disk' }],
    ['flapping', { service: 'transfers' }],
    ['probe', { service: 'mobile-bff' }],
    ['cost', { service: 'report-builder' }],
    ['worked', { service: 'transfers', text: 'transfers rejects foreign IBANs' }],
    ['maintenance', { service: 'report-builder' }],
    ['nightly', { service: 'statement-pdf' }],
    ['noDataDead', { service: 'fraud-check' }],
  ]),
];

/** Field names of three alerting systems. */
const shapes = [
  (a) => ({
    id: a.id,
    monitor: a.monitor,
    service: a.service,
    env: a.env,
    metric: a.metric,
    value: a.value,
    threshold: a.threshold,
    severity: a.severity,
    fired_at: iso(a.fired),
    cleared_at: a.cleared ? iso(a.cleared) : null,
    times_fired_24h: a.times,
    message: a.message,
    ...(a.history ? { history: a.history.map(([ms, value]) => [iso(ms), value]) } : {}),
  }),
  (a) => ({
    alertId: a.id,
    name: a.monitor,
    serviceName: a.service,
    environment: a.env,
    metricName: a.metric,
    currentValue: a.value,
    limit: a.threshold,
    priority: a.severity,
    firedAt: iso(a.fired),
    ...(a.cleared ? { recoveredAt: iso(a.cleared) } : {}),
    timesFired24h: a.times,
    description: a.message,
    ...(a.history
      ? { history: a.history.map(([ms, value]) => ({ timestamp: iso(ms), value })) }
      : {}),
  }),
  (a) => ({
    id: a.id,
    title: a.monitor,
    tags: [`service:${a.service}`, `env:${a.env}`],
    metric: a.metric,
    value: a.value,
    threshold: a.threshold,
    priority: a.severity,
    triggered_at: iso(a.fired),
    ...(a.cleared ? { resolved_at: iso(a.cleared) } : {}),
    times_fired_24h: a.times,
    body: a.message,
    ...(a.history ? { history: a.history.map(([ms, value]) => [iso(ms), value]) } : {}),
  }),
];

const moreShapes = [...second.shapes(iso), ...shapes];
const vendors = { ...tables.shapes(iso), ...fourth.shapes(iso) };
const makers = { 1: situations, 2: second.situations, 3: tables.situations, 4: tables.situations };
const allCompanies = {
  1: companies,
  2: second.companies,
  3: third.companies,
  4: fourth.companies,
};
const only = process.argv.slice(2);
for (const [number, { name, seed, half, company: key, parts, set = 1, tools }] of [
  ...stories,
  ...second.stories,
  ...third.stories,
  ...fourth.stories,
].entries()) {
  if (only.length > 0 && !only.includes(seed)) continue;
  const id = createHash('sha256').update(`mira eval batch 1/${seed}`).digest('hex').slice(0, 8);
  const random = createRandom(`batch ${seed}`);
  const company = allCompanies[set][key];
  const now = Date.UTC(
    2026,
    random.int(0, 5),
    random.int(1, 28),
    random.int(5, 20),
    random.int(0, 59),
  );
  const entries = [];
  const incidents = [];
  const batch = {
    random,
    now,
    company,
    add: (alert, truth) => {
      const alertId = `${random.pick(['al', 'mon', 'evt'])}-${random.hex(6)}`;
      entries.push({
        alert: { env: company.env, ...alert, id: alertId },
        truth: { id: alertId, duplicateOf: [], ...truth },
      });
      return alertId;
    },
    incident: (one) => incidents.push(one),
  };
  const make = makers[set](batch);
  for (const [part, options] of parts) make[part](options);
  // as they came in, not as they were written
  entries.sort((a, b) => a.alert.fired - b.alert.fired || (a.alert.id < b.alert.id ? -1 : 1));
  const folder = join(ROOT, 'data/batches', id);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const write = (file, value) =>
    writeFileSync(join(folder, file), `${JSON.stringify(value, null, 1)}\n`);
  // the third set names its tools; a company with two of them gets alerts from both
  const shape = set === 2 ? moreShapes[number % moreShapes.length] : shapes[number % shapes.length];
  const dress = (alert, place) =>
    tools ? vendors[tools[place % tools.length]](alert) : shape(alert);
  write('alerts.json', {
    now: iso(now),
    alerts: entries.map(({ alert }, place) => dress(alert, place)),
  });
  write(
    'open_incidents.json',
    incidents.map((one) => ({
      id: one.id,
      title: one.title,
      service: one.service,
      status: one.status,
      opened_at: iso(one.opened),
      monitors: one.monitors,
    })),
  );
  if (number % 4 !== 3)
    write('service_map.json', { calls: company.calls.map(([from, to]) => ({ from, to })) });
  if (number % 2 === 0)
    write(
      'deployments.json',
      [company.front, ...company.aside].map((service, index) => ({
        service,
        version: `${2 + index}.${random.int(3, 90)}.0`,
        commit: random.hex(40),
        deployed_at: iso(now - random.int(30, 900) * MINUTE),
        env: company.env,
      })),
    );
  mkdirSync(join(ROOT, 'truth/batches'), { recursive: true });
  writeFileSync(
    join(ROOT, 'truth/batches', `${id}.json`),
    `${JSON.stringify({ half, id, story: name, alerts: entries.map(({ truth }) => truth) }, null, 1)}\n`,
  );
  console.log(`${id} ${half} ${name}: ${entries.length} alerts`);
}
