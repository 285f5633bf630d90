/** A second set of companies and situations for batches of alerts; other words, other trouble. */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export const companies = {
  airline: {
    front: 'seat-shop',
    calls: [
      ['seat-shop', 'fares'],
      ['seat-shop', 'seatmap'],
      ['fares', 'fares-cache'],
      ['seatmap', 'inventory-oracle'],
      ['check-in', 'inventory-oracle'],
      ['check-in', 'boarding-pass'],
      ['boarding-pass', 'object-store'],
    ],
    aside: ['crew-roster', 'miles-mailer', 'fuel-report'],
    env: 'prod',
  },
  game: {
    front: 'lobby',
    calls: [
      ['lobby', 'matchmaker'],
      ['matchmaker', 'rating-db'],
      ['lobby', 'profile'],
      ['profile', 'profile-db'],
      ['store-front', 'profile'],
      ['store-front', 'coins'],
    ],
    aside: ['replay-encoder', 'leaderboard-export', 'ban-appeals'],
    env: 'live-eu',
  },
  utility: {
    front: 'customer-portal',
    calls: [
      ['customer-portal', 'metering-api'],
      ['metering-api', 'timeseries'],
      ['customer-portal', 'invoices'],
      ['invoices', 'invoice-db'],
      ['field-app', 'work-orders'],
      ['work-orders', 'invoice-db'],
    ],
    aside: ['leaflet-print', 'weather-feed', 'energy-tips'],
    env: 'production',
  },
  pharmacy: {
    front: 'counter-ui',
    calls: [
      ['counter-ui', 'prescriptions'],
      ['prescriptions', 'health-net'],
      ['counter-ui', 'stock'],
      ['stock', 'stock-db'],
      ['delivery', 'stock'],
      ['prescriptions', 'audit-log'],
    ],
    aside: ['newsletter-rx', 'price-compare', 'shelf-labels'],
    env: 'prd',
  },
};

/** Builders of situations: each adds alerts with their truth. */
export function situations(batch) {
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
  const series = (values, stepMs) =>
    values.map((value, index) => [now - (values.length - 1 - index) * stepMs, value]);
  const quiet = (alert, why) => add(alert, { actions: ['IGNORE', 'MONITOR'], real: false, why });
  const real = (alert, why) => add(alert, { actions: ['TICKET'], real: true, why });
  const partOf = (alert, root, why) =>
    add(alert, { actions: ['IGNORE', 'MONITOR'], duplicateOf: [root], real: false, why });

  return {
    /** A store fails; whoever calls it fails after it, or is noticed a little before it. */
    outage({ root, how = 'connections', minutes = 15, late = false }) {
      const rows = {
        connections: [
          'db.connections.in_use_ratio',
          1,
          0.95,
          `All 200 connections of ${root} are in use; new clients are turned away.`,
        ],
        unavailable: [
          'http.server.5xx_share',
          0.63,
          0.05,
          `${root} answers 63% of the calls with 503.`,
        ],
        slow: [
          'op.duration.p99_ms',
          8400,
          800,
          `p99 of ${root} is 8.4 s, on other days 120 ms; every caller is affected.`,
        ],
      }[how];
      const rootId = real(
        {
          monitor: `${root}: ${how}`,
          service: root,
          metric: rows[0],
          value: rows[1],
          threshold: rows[2],
          fired: at(minutes),
          times: 1,
          severity: random.pick(['P2', 'P3']),
          message: rows[3],
        },
        'where it begins',
      );
      upTo(root).forEach((service, step) => {
        const callee = company.calls.find(
          ([from, to]) => from === service && (to === root || upTo(root).includes(to)),
        )[1];
        partOf(
          {
            monitor: random.pick([
              `Failed requests of ${service}`,
              `${service} too slow`,
              `SLO burn ${service}`,
            ]),
            service,
            metric: random.pick(['http.server.5xx_share', 'slo.burn_rate', 'http.server.p95_ms']),
            value: random.pick([0.27, 14.4, 2600]),
            threshold: random.pick([0.05, 6, 900]),
            fired: at(minutes + (late ? 1.5 : -3) - step * 2 - random.next()),
            times: 1,
            severity: random.pick(['P1', 'P2']),
            message: `${service} gets no timely answers from ${callee}.`,
          },
          rootId,
          `waits for ${root}`,
        );
      });
    },
    /** One failure, seen by several monitors of the same service. */
    seenThrice({ service }) {
      const first = real(
        {
          monitor: `${service} failed requests`,
          service,
          metric: 'http.server.5xx_share',
          value: 0.47,
          threshold: 0.03,
          fired: at(21),
          times: 1,
          severity: 'P2',
          message: `47% of the requests to ${service} end in 500 since the last release.`,
        },
        'a service that fails by itself',
      );
      partOf(
        {
          monitor: `${service} error budget`,
          service,
          metric: 'slo.burn_rate',
          value: 31,
          threshold: 14.4,
          fired: at(17),
          times: 1,
          severity: 'P2',
          message: `Error budget of ${service} burns 31 times too fast because requests fail.`,
        },
        first,
        'the same failure by another monitor',
      );
      partOf(
        {
          monitor: `${service} failed requests`,
          service,
          metric: 'http.server.5xx_share',
          value: 0.49,
          threshold: 0.03,
          fired: at(8),
          times: 2,
          severity: 'P2',
          message: `Still failing: 49% of the requests to ${service}.`,
        },
        first,
        'the monitor repeats itself',
      );
    },
    wobble({ service, times = 48 }) {
      quiet(
        {
          monitor: `${service} queue time around its limit`,
          service,
          metric: 'queue.wait_ms.p95',
          value: 205,
          threshold: 200,
          fired: at(14),
          cleared: at(12),
          times,
          severity: 'P3',
          message: 'Crossed the limit for two minutes and came back, as it does all day.',
        },
        'comes and goes all day, hardly above its limit',
      );
    },
    rolloutBlip({ service }) {
      quiet(
        {
          monitor: `${service} 503 during rollout`,
          service,
          metric: 'http.server.5xx_share',
          value: 0.06,
          threshold: 0.05,
          fired: at(37),
          cleared: at(35),
          times: 1,
          severity: 'P2',
          message: 'Two minutes of 503 while pods were replaced; no request has failed since.',
        },
        'over within two minutes, explained by the rollout',
      );
    },
    flatDisk({ service }) {
      quiet(
        {
          monitor: `${service} volume above 60%`,
          service,
          metric: 'volume.used_ratio',
          value: 0.62,
          threshold: 0.6,
          fired: at(600),
          times: 1,
          severity: 'P1',
          message: 'Volume is at 62%. It has been between 61% and 62% for a month.',
          history: series([0.62, 0.61, 0.62, 0.62, 0.61, 0.62, 0.62, 0.62], 24 * HOUR),
        },
        'neither full nor filling',
      );
    },
    fillingDisk({ service }) {
      real(
        {
          monitor: `${service} volume`,
          service,
          metric: 'volume.used_ratio',
          value: 0.81,
          threshold: 0.8,
          fired: at(26),
          times: 1,
          severity: 'P4',
          message: 'Volume grows by three points an hour since midnight and nothing frees space.',
          history: series([0.57, 0.6, 0.63, 0.66, 0.69, 0.72, 0.75, 0.78, 0.81], HOUR),
        },
        'full in six hours',
      );
    },
    handles({ service }) {
      real(
        {
          monitor: `${service} open file handles`,
          service,
          metric: 'process.open_fds_ratio',
          value: 0.83,
          threshold: 0.8,
          fired: at(70),
          times: 1,
          severity: 'P4',
          message: `Open handles of ${service} only ever rise; at 100% it can accept no connection.`,
          history: series([0.31, 0.38, 0.44, 0.52, 0.58, 0.66, 0.72, 0.79, 0.83], 2 * HOUR),
        },
        'a leak that ends in an outage',
      );
    },
    certSoon({ service }) {
      real(
        {
          monitor: `${service} certificate lifetime`,
          service,
          metric: 'tls.days_to_expiry',
          value: 5,
          threshold: 21,
          fired: at(700),
          times: 1,
          severity: 'P5',
          message:
            'Certificate ends in 5 days; automatic renewal fails with "challenge not reachable".',
          history: series([11, 10, 9, 8, 7, 6, 5], 24 * HOUR),
        },
        'ends within a week and does not renew itself',
      );
    },
    certLater({ service }) {
      quiet(
        {
          monitor: `${service} certificate lifetime`,
          service,
          metric: 'tls.days_to_expiry',
          value: 58,
          threshold: 60,
          fired: at(900),
          times: 1,
          severity: 'P3',
          message: 'Certificate ends in 58 days. Renewal is automatic 30 days before.',
        },
        'two months off, and renewed by itself',
      );
    },
    budget({ service }) {
      quiet(
        {
          monitor: `Spending of ${service} forecast`,
          service,
          metric: 'billing.forecast_eur',
          value: 11_900,
          threshold: 11_000,
          fired: at(330),
          times: 6,
          severity: 'P2',
          message: 'This month will cost 8% more than planned.',
        },
        'money',
      );
    },
    stagingRed({ service }) {
      quiet(
        {
          monitor: `[P1] ${service} down in staging`,
          service,
          env: 'staging',
          metric: 'up',
          value: 0,
          threshold: 1,
          fired: at(45),
          times: 4,
          severity: 'P1',
          message: 'No healthy instance in staging while the schema is being rebuilt.',
        },
        'not production',
      );
    },
    loadTest({ service }) {
      quiet(
        {
          monitor: `${service} request rate`,
          service,
          metric: 'http.server.requests_per_s',
          value: 4100,
          threshold: 1500,
          fired: at(19),
          times: 1,
          severity: 'P3',
          message: `Three times the usual rate: announced load test LT-${random.int(10, 99)}, runs until the hour; errors and latency are normal.`,
        },
        'announced, and nothing suffers',
      );
    },
    draining({ service }) {
      quiet(
        {
          monitor: `${service} backlog`,
          service,
          metric: 'queue.messages_ready',
          value: 21_000,
          threshold: 20_000,
          fired: at(52),
          times: 1,
          severity: 'P2',
          message:
            'Backlog after the nightly import; it is being worked off and will be gone in ten minutes.',
          history: series(
            [96_000, 88_000, 77_000, 66_000, 54_000, 43_000, 32_000, 21_000],
            5 * MINUTE,
          ),
        },
        'shrinks steadily',
      );
    },
    testPage({ service }) {
      quiet(
        {
          monitor: `Test of the paging chain (${service})`,
          service,
          metric: 'paging.test',
          value: 1,
          threshold: 0,
          fired: at(4),
          cleared: at(3),
          times: 1,
          severity: 'P1',
          message: 'This is a test notification, no action is needed.',
        },
        'a test',
      );
    },
    restartOnce({ service }) {
      quiet(
        {
          monitor: `${service} container restarted`,
          service,
          metric: 'container.restarts_1h',
          value: 1,
          threshold: 0,
          fired: at(49),
          cleared: at(46),
          times: 1,
          severity: 'P3',
          message: 'One container of five was restarted for a node upgrade; all five are ready.',
        },
        'planned and over',
      );
    },
    crashLoop({ service }) {
      real(
        {
          monitor: `${service} crash loop`,
          service,
          metric: 'container.restarts_1h',
          value: 17,
          threshold: 3,
          fired: at(28),
          times: 1,
          severity: 'P3',
          message: `CrashLoopBackOff: 3 of 4 containers of ${service} have not become ready for half an hour, the last one carries all traffic.`,
          history: series([0, 0, 2, 5, 8, 11, 14, 17], 4 * MINUTE),
        },
        'nearly nothing is left of it',
      );
    },
    deadLetters({ service }) {
      real(
        {
          monitor: `[info] ${service} dead letters`,
          service,
          metric: 'queue.dead_letters',
          value: 940,
          threshold: 100,
          fired: at(64),
          times: 1,
          severity: 'P5',
          message: `Messages that ${service} can not process are put aside, 940 by now; each one is a customer's order that nobody fulfils.`,
          history: series([0, 60, 170, 310, 450, 600, 780, 940], 15 * MINUTE),
        },
        'orders of customers are lost, whatever the label says',
      );
    },
    jobMissing({ service }) {
      real(
        {
          monitor: `${service} did not run`,
          service,
          metric: 'cron.seconds_since_success',
          value: 31_000,
          threshold: 5400,
          fired: at(120),
          times: 1,
          severity: 'P4',
          message: `The job of ${service} is due every hour and has not finished for eight hours; customers get no confirmation.`,
        },
        'silence of something that must run',
      );
    },
    kpi({ service }) {
      real(
        {
          monitor: `[fyi] ${service} conversions`,
          service,
          metric: 'business.conversion_ratio',
          value: 0.004,
          threshold: 0.02,
          fired: at(33),
          times: 1,
          severity: 'P5',
          message:
            'Of a thousand visitors 4 complete a purchase, at this hour it is usually 35. All technical checks are green.',
        },
        'nobody can buy',
      );
    },
    tokenSoon({ service }) {
      real(
        {
          monitor: `${service} partner token`,
          service,
          metric: 'credential.days_left',
          value: 2,
          threshold: 7,
          fired: at(480),
          times: 1,
          severity: 'P4',
          message:
            'Token for the partner interface ends in 2 days and no rotation is planned; without it no order reaches the partner.',
          history: series([7, 6, 5, 4, 3, 2], 24 * HOUR),
        },
        'ends in two days',
      );
    },
    walRetained({ service }) {
      real(
        {
          monitor: `${service} replication slot`,
          service,
          metric: 'pg.slot.retained_gb',
          value: 410,
          threshold: 100,
          fired: at(95),
          times: 1,
          severity: 'P3',
          message: `An inactive slot keeps the log of ${service}: 410 GB of the 500 GB volume, 40 GB more each hour.`,
          history: series([130, 170, 210, 250, 290, 330, 370, 410], HOUR),
        },
        'the volume is full in two hours',
      );
    },
    covered({ service, title }) {
      const id = `OPS-${random.int(300, 999)}`;
      const monitor = `Failed requests of ${service}`;
      incident({
        id,
        title: title ?? `${service} rejects a fifth of its requests, team is on it`,
        service,
        status: random.pick(['acknowledged', 'mitigating']),
        opened: at(95),
        monitors: [monitor],
      });
      partOf(
        {
          monitor,
          service,
          metric: 'http.server.5xx_share',
          value: 0.2,
          threshold: 0.05,
          fired: at(16),
          times: 3,
          severity: 'P1',
          message: `A fifth of the requests to ${service} fails.`,
        },
        id,
        'covered by an open incident',
      );
    },
    besides({ service }) {
      real(
        {
          monitor: `${service} audit trail`,
          service,
          metric: 'audit.records_missing',
          value: 2600,
          threshold: 0,
          fired: at(38),
          times: 1,
          severity: 'P3',
          message: `2,600 records of ${service} are missing from the audit archive since noon and are not kept elsewhere.`,
        },
        'the same service as an open incident, another problem: data is lost',
      );
    },
    longFlap({ service }) {
      real(
        {
          monitor: `${service} time-outs`,
          service,
          metric: 'http.client.timeouts_share',
          value: 0.52,
          threshold: 0.05,
          fired: at(31),
          times: 22,
          severity: 'P4',
          message:
            'Fired 22 times today. Each time it lasted longer; now half of the calls have timed out for 31 minutes.',
          history: series([0.03, 0.07, 0.04, 0.11, 0.06, 0.19, 0.14, 0.3, 0.41, 0.52], 25 * MINUTE),
        },
        'looks like flapping, but lasts and gets worse',
      );
    },
    notice({ service }) {
      quiet(
        {
          monitor: `Notice: provider of ${service}`,
          service,
          metric: 'provider.announcement',
          value: 1,
          threshold: 0,
          fired: at(240),
          times: 1,
          severity: 'P2',
          message:
            'Provider announces maintenance for next Thursday, 02:00 to 04:00. No effect is expected.',
        },
        'news, not trouble',
      );
    },
    atMaximum({ service }) {
      quiet(
        {
          monitor: `${service} autoscaler at its maximum`,
          service,
          metric: 'hpa.replicas_ratio',
          value: 1,
          threshold: 1,
          fired: at(41),
          times: 9,
          severity: 'P3',
          message:
            'All 6 replicas run, as every noon; cpu is at 58%, latency and errors are normal.',
        },
        'hot, but harmless',
      );
    },
    oneProbe({ service }) {
      quiet(
        {
          monitor: `probe of ${service} from one city`,
          service,
          metric: 'probe.failed',
          value: 1,
          threshold: 0,
          fired: at(11),
          cleared: at(10),
          times: 15,
          severity: 'P3',
          message: `A probe in ${random.pick(['Perth', 'Lima', 'Nairobi'])} failed once; nine other places are fine.`,
        },
        'one probe, once',
      );
    },
  };
}

const s = (name, seed, company, parts) => ({
  name,
  seed,
  half: 'development',
  company,
  parts,
  set: 2,
});

export const stories = [
  s('oracle', 'c1', 'airline', [
    ['outage', { root: 'inventory-oracle', how: 'connections' }],
    ['wobble', { service: 'crew-roster' }],
    ['certLater', { service: 'seat-shop' }],
    ['budget', { service: 'fuel-report' }],
    ['deadLetters', { service: 'miles-mailer' }],
    ['restartOnce', { service: 'fares' }],
    ['oneProbe', { service: 'seat-shop' }],
  ]),
  s('green-checks', 'c2', 'game', [
    ['kpi', { service: 'store-front' }],
    ['stagingRed', { service: 'lobby' }],
    ['wobble', { service: 'replay-encoder', times: 71 }],
    ['atMaximum', { service: 'matchmaker' }],
    ['flatDisk', { service: 'profile-db' }],
    ['notice', { service: 'coins' }],
    ['handles', { service: 'lobby' }],
    ['testPage', { service: 'ban-appeals' }],
  ]),
  s('release-failed', 'c3', 'utility', [
    ['seenThrice', { service: 'invoices' }],
    ['draining', { service: 'metering-api' }],
    ['budget', { service: 'leaflet-print' }],
    ['fillingDisk', { service: 'timeseries' }],
    ['rolloutBlip', { service: 'field-app' }],
    ['wobble', { service: 'weather-feed' }],
    ['certLater', { service: 'customer-portal' }],
  ]),
  s('covered', 'c4', 'pharmacy', [
    ['covered', { service: 'prescriptions' }],
    ['besides', { service: 'prescriptions' }],
    ['oneProbe', { service: 'counter-ui' }],
    ['wobble', { service: 'price-compare' }],
    ['loadTest', { service: 'delivery' }],
    ['tokenSoon', { service: 'delivery' }],
    ['budget', { service: 'shelf-labels' }],
    ['restartOnce', { service: 'stock' }],
  ]),
  s('nothing-here', 'c5', 'airline', [
    ['wobble', { service: 'fares', times: 38 }],
    ['wobble', { service: 'boarding-pass', times: 27 }],
    ['flatDisk', { service: 'object-store' }],
    ['draining', { service: 'miles-mailer' }],
    ['notice', { service: 'crew-roster' }],
    ['testPage', { service: 'check-in' }],
    ['stagingRed', { service: 'seatmap' }],
    ['budget', { service: 'fuel-report' }],
    ['atMaximum', { service: 'seat-shop' }],
  ]),
  s('symptoms-first', 'c6', 'game', [
    ['outage', { root: 'profile-db', how: 'slow', minutes: 12, late: true }],
    ['crashLoop', { service: 'replay-encoder' }],
    ['oneProbe', { service: 'lobby' }],
    ['certLater', { service: 'coins' }],
    ['budget', { service: 'leaderboard-export' }],
    ['wobble', { service: 'ban-appeals' }],
  ]),
  s('slow-burns', 'c7', 'utility', [
    ['walRetained', { service: 'invoice-db' }],
    ['certSoon', { service: 'field-app' }],
    ['flatDisk', { service: 'timeseries' }],
    ['rolloutBlip', { service: 'customer-portal' }],
    ['loadTest', { service: 'metering-api' }],
    ['wobble', { service: 'energy-tips', times: 55 }],
    ['notice', { service: 'weather-feed' }],
    ['budget', { service: 'leaflet-print' }],
  ]),
  s('net-away', 'c8', 'pharmacy', [
    ['outage', { root: 'health-net', how: 'unavailable', minutes: 18 }],
    ['jobMissing', { service: 'delivery' }],
    ['stagingRed', { service: 'stock' }],
    ['restartOnce', { service: 'audit-log' }],
    ['wobble', { service: 'newsletter-rx' }],
    ['flatDisk', { service: 'stock-db' }],
    ['testPage', { service: 'shelf-labels' }],
  ]),
  s('worse-each-time', 'c9', 'airline', [
    ['longFlap', { service: 'boarding-pass' }],
    ['covered', { service: 'fares', title: 'fares answers 500 for codeshare flights' }],
    ['wobble', { service: 'crew-roster', times: 33 }],
    ['atMaximum', { service: 'check-in' }],
    ['oneProbe', { service: 'seat-shop' }],
    ['budget', { service: 'miles-mailer' }],
    ['draining', { service: 'fuel-report' }],
  ]),
  s('two-roots', 'c10', 'utility', [
    ['outage', { root: 'timeseries', how: 'unavailable', minutes: 22 }],
    ['seenThrice', { service: 'work-orders' }],
    ['wobble', { service: 'weather-feed' }],
    ['certLater', { service: 'invoices' }],
    ['testPage', { service: 'energy-tips' }],
    ['budget', { service: 'leaflet-print' }],
  ]),
  s('quiet-night', 'c11', 'pharmacy', [
    ['draining', { service: 'shelf-labels' }],
    ['restartOnce', { service: 'prescriptions' }],
    ['rolloutBlip', { service: 'counter-ui' }],
    ['wobble', { service: 'stock', times: 42 }],
    ['oneProbe', { service: 'counter-ui' }],
    ['certLater', { service: 'health-net' }],
    ['loadTest', { service: 'price-compare' }],
    ['notice', { service: 'audit-log' }],
    ['budget', { service: 'newsletter-rx' }],
  ]),
  s('looping', 'c12', 'game', [
    ['crashLoop', { service: 'coins' }],
    ['fillingDisk', { service: 'rating-db' }],
    ['covered', { service: 'matchmaker' }],
    ['stagingRed', { service: 'profile' }],
    ['rolloutBlip', { service: 'store-front' }],
    ['wobble', { service: 'leaderboard-export', times: 64 }],
    ['notice', { service: 'replay-encoder' }],
  ]),
];

/** Two more field names: nested objects, and times in epoch seconds. */
export const shapes = (iso) => [
  (a) => ({
    id: a.id,
    monitor: { name: a.monitor },
    service: { name: a.service },
    env: a.env,
    metric: a.metric,
    value: a.value,
    threshold: a.threshold,
    severity: a.severity,
    fired_at: a.fired / 1000,
    ...(a.cleared ? { cleared_at: a.cleared / 1000 } : {}),
    times_fired_24h: a.times,
    message: a.message,
    ...(a.history ? { history: a.history.map(([ms, value]) => [ms / 1000, value]) } : {}),
  }),
  (a) => ({
    alertId: a.id,
    title: a.monitor,
    app: a.service,
    environment: a.env,
    metricName: a.metric,
    observed: a.value,
    value: a.value,
    threshold: a.threshold,
    priority: a.severity,
    triggeredAt: iso(a.fired),
    ...(a.cleared ? { resolvedAt: iso(a.cleared) } : {}),
    timesFired24h: a.times,
    summary: a.message,
    ...(a.history
      ? { history: a.history.map(([ms, value]) => ({ timestamp: iso(ms), value })) }
      : {}),
  }),
];
