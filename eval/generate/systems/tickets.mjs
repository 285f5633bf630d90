/** Concert tickets in one JavaScript monorepo: seats, orders, a payment provider. pino logs. */

const seating = (path) => `services/seating/${path}`;
const files = {
  [seating('package.json')]:
    '{\n  "name": "@tickets/seating",\n  "type": "module",\n  "dependencies": {\n    "fastify": "4.26.2",\n    "pino": "8.19.0",\n    "luxon": "3.4.4"\n  }\n}\n',
  [seating('src/app.js')]: `import { hold } from './hold.js';
import { quote } from './quote.js';
import { availability } from './availability.js';

/** What each operation of the API does. */
export const routes = {
  'POST /holds': hold,
  'GET /quote': quote,
  'GET /availability': availability,
};
`,
  [seating('src/venue.js')]: `/** Halls by their number; loaded at start from the venue service. */
const HALLS = new Map([
  [11, { name: 'Grand Hall', blocks: { A: { rows: 20, perRow: 30, tier: 'gold' }, B: { rows: 14, perRow: 26, tier: 'silver' } } }],
  [12, { name: 'Studio', blocks: { S: { rows: 8, perRow: 14, tier: 'silver' } } }],
  [27, { name: 'Arena', blocks: { N: { rows: 40, perRow: 44, tier: 'bronze' }, E: { rows: 32, perRow: 40, tier: 'silver' } }, standing: 900 }],
]);

export function hallOf(id) {
  const hall = HALLS.get(id);
  if (!hall) throw new UnknownHall(id);
  return hall;
}

/** Standing places have no block. */
export function blockOf(hall, code) {
  return hall.blocks[code];
}

export class UnknownHall extends Error {
  constructor(id) {
    super(\`no hall \${id}\`);
    this.name = 'UnknownHall';
  }
}
`,
  [seating('src/seat-map.js')]: `import { blockOf } from './venue.js';

/** Seats of a block as the map draws them: row by row, the aisle in the middle. */
export function seatsOf(hall, code) {
  const block = blockOf(hall, code);
  if (!block) return standingPlaces(hall);
  const seats = [];
  for (let row = 1; row <= block.rows; row += 1)
    for (let seat = 1; seat <= block.perRow; seat += 1) seats.push(\`\${code}\${row}-\${seat}\`);
  return seats;
}

function standingPlaces(hall) {
  return Array.from({ length: hall.standing ?? 0 }, (_, at) => \`P\${at + 1}\`);
}

export const tierOf = (hall, code) => blockOf(hall, code)?.tier ?? 'standing';
`,
  [seating('src/availability.js')]: `import { hallOf } from './venue.js';
import { seatsOf } from './seat-map.js';

export async function availability({ hall, block }, { log }) {
  const seats = seatsOf(hallOf(hall), block);
  log.info({ hall, block, free: seats.length }, 'availability computed');
  return { free: seats.length };
}
`,
  [seating('src/hold.js')]: `import { hallOf } from './venue.js';
import { seatsOf } from './seat-map.js';
import { withDeadline } from './deadline.js';
import { settings } from './settings.js';
import { ledger } from './ledger.js';

/** Holds seats for a customer until the payment is through. */
export async function hold({ hall, block, count, ledgerMs }, { log }) {
  const free = seatsOf(hallOf(hall), block).slice(0, count);
  const until = await withDeadline(ledger.reserve(free, ledgerMs), settings.ledgerTimeoutMs, 'ledger.reserve');
  log.info({ hall, block, seats: free.length, until }, 'seats held');
  return { seats: free, until };
}
`,
  [seating('src/deadline.js')]: `/** Fails when the work takes longer than it may. */
export function withDeadline(work, ms, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineExceeded(what, ms)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

export class DeadlineExceeded extends Error {
  constructor(what, ms) {
    super(\`\${what} did not finish within \${ms}ms\`);
    this.name = 'DeadlineExceeded';
  }
}
`,
  [seating('src/settings.js')]: `/** Tunables of the service. */
export const settings = {
  holdMinutes: 12,
  maxSeatsPerHold: 8,
  ledgerTimeoutMs: 1500,
  feePercent: 9,
};
`,
  [seating('src/ledger.js')]: `import { settings } from './settings.js';

/** The ledger keeps who holds what; it answers with the end of the hold. */
export const ledger = {
  async reserve(seats, tookMs) {
    await new Promise((resolve) => setTimeout(resolve, tookMs));
    return encodeUntil(settings.holdMinutes);
  },
};

/** @returns the end of the hold in the form that all consumers parse */
export function encodeUntil(minutes) {
  return new Date(Date.UTC(2026, 0, 1, 0, minutes)).toISOString();
}
`,
  [seating('src/quote.js')]: `import { hallOf } from './venue.js';
import { tierOf } from './seat-map.js';
import { settings } from './settings.js';
import { dynamicFactor } from './dynamic.js';
import { expiresIn } from './expiry.js';

const BASE = { gold: 9500, silver: 6200, bronze: 4100, standing: 5200 };

/** What seats cost, in cents. */
export async function quote({ hall, block, count, flags, until }, { log }) {
  const base = BASE[tierOf(hallOf(hall), block)] * count;
  const factor = flags.includes('dynamic-pricing') ? dynamicFactor(hallOf(hall), block) : 1;
  const total = Math.round(base * factor * (1 + settings.feePercent / 100));
  log.info({ hall, block, total, expiresIn: expiresIn(until) }, 'quote made');
  return { total };
}
`,
  [seating('src/dynamic.js')]: `import { blockOf } from './venue.js';

const DEMAND = { gold: 1.25, silver: 1.1 };

/** Prices that follow demand; behind the flag dynamic-pricing until marketing is ready. */
export function dynamicFactor(hall, code) {
  const { tier, rows } = blockOf(hall, code);
  return demandFor(tier).factor(rows);
}

function demandFor(tier) {
  const weight = DEMAND[tier];
  return weight ? { factor: (rows) => weight + rows / 1000 } : null;
}
`,
  [seating('src/expiry.js')]: `import { encodeUntil } from './ledger.js';

/** Seconds until a hold ends. */
export function expiresIn(until) {
  const text = until ?? encodeUntil(12);
  const [day, time] = text.split('T');
  const [hours, minutes] = time.split(':').map(Number);
  return day.length > 0 ? hours * 3600 + minutes * 60 : 0;
}
`,
  'services/web/src/pages.js': "export const PAGES = ['/', '/event', '/checkout'];\n",
  'package.json': '{\n  "private": true,\n  "workspaces": ["services/*"]\n}\n',
  'services/seating/test/seat-map.test.js':
    "import { test } from 'node:test';\nimport assert from 'node:assert';\nimport { hallOf } from '../src/venue.js';\nimport { seatsOf } from '../src/seat-map.js';\n\ntest('a block has all its seats', () => {\n  assert.equal(seatsOf(hallOf(12), 'S').length, 112);\n});\n",
};

const work = [
  {
    m: 'Hold seats two minutes longer',
    edits: [{ f: seating('src/settings.js'), a: 'holdMinutes: 12', b: 'holdMinutes: 14' }],
  },
  {
    m: 'Nine seats per hold for groups',
    edits: [{ f: seating('src/settings.js'), a: 'maxSeatsPerHold: 8', b: 'maxSeatsPerHold: 9' }],
  },
  {
    m: 'Bump luxon',
    edits: [{ f: seating('package.json'), a: '"luxon": "3.4.4"', b: '"luxon": "3.5.0"' }],
  },
  {
    m: 'Name the halls in English',
    edits: [{ f: seating('src/venue.js'), a: "name: 'Studio'", b: "name: 'Studio Stage'" }],
  },
  {
    m: 'Log how many seats were asked for',
    edits: [
      {
        f: seating('src/hold.js'),
        a: 'log.info({ hall, block, seats: free.length, until }',
        b: 'log.info({ hall, block, asked: count, seats: free.length, until }',
      },
    ],
  },
  {
    m: 'Test the arena',
    edits: [
      {
        f: 'services/seating/test/seat-map.test.js',
        end: "\ntest('the arena is large', () => {\n  assert.ok(seatsOf(hallOf(27), 'N').length > 1000);\n});\n",
      },
    ],
  },
  {
    m: 'Add the help page',
    edits: [{ f: 'services/web/src/pages.js', a: "'/checkout'", b: "'/checkout', '/help'" }],
  },
  {
    m: 'Say what the deadline helper does',
    edits: [
      {
        f: seating('src/deadline.js'),
        a: '/** Fails when the work takes longer than it may. */',
        b: '/**\n * Fails when the work takes longer than it may; the work itself is not stopped.\n */',
      },
    ],
  },
  {
    m: 'Prices of bronze seats',
    edits: [{ f: seating('src/quote.js'), a: 'bronze: 4100', b: 'bronze: 4250' }],
  },
  {
    m: 'Expose the list of routes',
    edits: [
      { f: seating('src/app.js'), end: '\nexport const routeNames = Object.keys(routes);\n' },
    ],
  },
];

const driver = `import { createInterface } from 'node:readline';
import { routes } from './services/seating/src/app.js';

let now = 0;
let trace = '';
const write = (level, fields, msg) => {
  process.stdout.write(JSON.stringify({ level, time: now, pid: 1, hostname: process.env.HOST, name: 'seating', reqId: trace.slice(0, 12), trace_id: trace, ...fields, msg }) + '\\n');
};
const log = { info: (fields, msg) => write(30, fields, msg), error: (fields, msg) => write(50, fields, msg) };

for await (const line of createInterface({ input: process.stdin })) {
  const [index, at, id, operation, hall, block, count, extra, flags] = line.split('\\t');
  now = Number(at);
  trace = id;
  process.stdout.write('\\u0001' + index + '\\n');
  try {
    await routes[operation]({ hall: Number(hall), block, count: Number(count), ledgerMs: Number(extra), flags: (flags ?? '').split(','), until: flags === 'until' ? extra : undefined }, { log });
  } catch (error) {
    log.error({ err: { type: error.name, message: error.message, stack: error.stack.replaceAll('file://', '') }, route: operation }, 'unhandled error in route');
  }
}
`;

const seat = (r) =>
  r.pick([
    [11, 'A'],
    [11, 'B'],
    [12, 'S'],
    [27, 'N'],
    [27, 'E'],
  ]);
const SLOW = { quick: (r) => r.int(2, 12), slow: (r) => r.int(330, 420) };
const good = (r) => {
  const [hall, block] = seat(r);
  const operation = r.pick(['POST /holds', 'GET /quote', 'GET /availability', 'GET /availability']);
  return [operation, hall, block, r.int(1, 5), SLOW.quick(r), ''];
};

export const system = {
  key: 'tickets',
  language: 'javascript',
  layout: 'monorepo',
  project: 'TIX',
  env: 'prod',
  mail: 'stagepass.example',
  team: ['Nadia Haddad', 'Chris Olsen', 'Yuki Tanaka', 'Pavel Dvořák'],
  style: {
    messages: 'conventional',
    commits: 'flat',
    deployments: 'pipeline',
    metrics: 'records',
    metricNames: 'datadog',
    traces: 'datadog',
    alert: 'datadog',
    logs: 'merged',
    changes: 'flags.json',
  },
  entry: 'tickets-web',
  core: 'seating',
  services: [
    {
      name: 'tickets-web',
      ms: 30,
      rps: 210,
      repo: 'tickets',
      hosts: ['ip-10-2-4-11', 'ip-10-2-7-92'],
      edge: {
        lang: 'node',
        style: 'pino',
        file: '/usr/src/app/services/web/dist/server.js',
        paths: ['/event/8812', '/checkout', '/event/9120'],
        words: { failed: 'page could not be rendered', handled: 'page rendered' },
      },
      calls: [{ to: 'orders' }, { to: 'catalog', share: 0.6, soft: true }],
      resource: 'GET /checkout',
    },
    {
      name: 'orders',
      ms: 24,
      rps: 160,
      repo: 'tickets',
      hosts: ['ip-10-2-9-3'],
      edge: {
        lang: 'java',
        style: 'logstash',
        file: 'io.stagepass.orders.web.OrderController',
        paths: ['/orders', '/orders/preview'],
        words: { failed: 'order not placed', handled: 'order step' },
      },
      calls: [{ to: 'seating' }, { to: 'payments', share: 0.35 }],
      resource: 'POST /orders',
    },
    {
      name: 'seating',
      ms: 16,
      rps: 150,
      repo: 'tickets',
      hosts: ['ip-10-2-4-18', 'ip-10-2-5-77'],
      calls: [{ to: 'seat-ledger' }],
      resource: 'POST /holds',
      extras: [{ metric: 'seating.holds.open', base: 420, whole: true }],
    },
    {
      name: 'payments',
      ms: 45,
      rps: 55,
      repo: 'tickets',
      hosts: ['ip-10-2-8-8'],
      edge: {
        lang: 'node',
        style: 'pino',
        file: '/usr/src/app/services/payments/src/gateway.js',
        paths: ['/charge', '/refund'],
        words: {
          failed: 'provider call failed',
          handled: 'provider call done',
          errorName: 'ProviderError',
        },
      },
      calls: [{ to: 'payline' }],
      resource: 'POST /charge',
    },
    {
      name: 'catalog',
      ms: 9,
      rps: 190,
      repo: 'tickets',
      edge: {
        lang: 'node',
        style: 'pino',
        file: '/usr/src/app/services/catalog/src/main.js',
        paths: ['/events', '/events/8812'],
        words: {},
      },
      calls: [{ to: 'seat-ledger', share: 0.05, soft: true }],
      resource: 'GET /events',
    },
    { name: 'seat-ledger', ms: 5, rps: 300, store: true, resource: 'EVALSHA reserve' },
    {
      name: 'payline',
      ms: 120,
      rps: 55,
      store: true,
      resource: 'POST api.payline.example/v2/charges',
    },
  ],
  repos: { tickets: { service: 'seating', image: 'node:20-slim', files, work } },
  programs: {
    seating: {
      driver: { 'main.js': driver },
      run: ['node', 'main.js'],
      home: '/usr/src/app/',
      isError: /"level":50/,
      json: true,
    },
  },
  changes: [
    {
      type: 'flag',
      name: 'checkout-progress-bar',
      service: 'tickets-web',
      before: 'false',
      after: 'true',
      by: 'nadia',
    },
    {
      type: 'flag',
      name: 'seat-preview-3d',
      service: 'tickets-web',
      before: '5',
      after: '20',
      by: 'growth-team',
    },
  ],
  decoyChange: {
    id: 'ff-banner',
    type: 'flag',
    name: 'summer-banner',
    service: 'tickets-web',
    before: 'false',
    after: 'true',
    by: 'growth-team',
  },
  good,
  faults: {
    seatMap: {
      kind: 'null_dereference',
      m: 'Drop the special case for standing places',
      repo: 'tickets',
      delay: 3,
      edits: [
        { f: seating('src/seat-map.js'), a: '  if (!block) return standingPlaces(hall);\n', b: '' },
        {
          f: seating('src/seat-map.js'),
          a: '\nfunction standingPlaces(hall) {\n  return Array.from({ length: hall.standing ?? 0 }, (_, at) => `P${at + 1}`);\n}\n',
          b: '',
        },
      ],
      bad: (r) => [r.pick(['POST /holds', 'GET /availability']), 27, 'P', r.int(1, 4), 5, ''],
      impact: [{ err: 0.22 }],
      errorType: 'TypeError',
      errorText: "Cannot read properties of undefined (reading 'rows')",
    },
    timeout: {
      kind: 'timeout_changed',
      m: 'Fail fast when the ledger is slow',
      repo: 'tickets',
      delay: 34,
      extras: [{ service: 'seating', metric: 'seating.ledger.reserve.max_ms', base: 395 }],
      edits: [
        { f: seating('src/settings.js'), a: 'ledgerTimeoutMs: 1500', b: 'ledgerTimeoutMs: 150' },
      ],
      bad: (r) => {
        const [hall, block] = seat(r);
        return ['POST /holds', hall, block, 2, SLOW.slow(r), ''];
      },
      impact: [{ err: 0.17 }],
      status: 503,
      errorType: 'DeadlineExceeded',
      errorText: 'ledger.reserve did not finish within 150ms',
    },
    serialDate: {
      kind: 'serialisation_change',
      m: 'Send the end of a hold as epoch seconds',
      repo: 'tickets',
      edits: [
        {
          f: seating('src/ledger.js'),
          a: 'return new Date(Date.UTC(2026, 0, 1, 0, minutes)).toISOString();',
          b: 'return Date.UTC(2026, 0, 1, 0, minutes) / 1000;',
        },
      ],
      bad: (r) => {
        const [hall, block] = seat(r);
        return ['GET /quote', hall, block, r.int(1, 4), 5, ''];
      },
      good: (r) => {
        const [hall, block] = seat(r);
        return [r.pick(['POST /holds', 'GET /availability']), hall, block, r.int(1, 4), 5, ''];
      },
      impact: [{ err: 0.38 }],
      errorType: 'TypeError',
      errorText: 'text.split is not a function',
      tempt: {
        m: 'Split the expiry text only once',
        edits: [
          {
            f: seating('src/expiry.js'),
            a: "const [hours, minutes] = time.split(':').map(Number);",
            b: "const [hours = 0, minutes = 0] = time.split(':').map(Number);",
          },
        ],
      },
    },
    flagPricing: {
      kind: 'feature_flag',
      category: 'feature_flag',
      delay: 2,
      change: {
        id: 'ff-4471',
        type: 'flag',
        name: 'dynamic-pricing',
        service: 'seating',
        before: 'false',
        after: 'true',
        by: 'marketing',
      },
      bad: (r) => ['GET /quote', 27, 'N', r.int(1, 4), 5, 'dynamic-pricing'],
      good: (r) => {
        const [hall, block] = r.pick([
          [11, 'A'],
          [12, 'S'],
        ]);
        return ['GET /quote', hall, block, r.int(1, 4), 5, ''];
      },
      impact: [{ err: 0.24 }],
      errorType: 'TypeError',
      errorText: "Cannot read properties of null (reading 'factor')",
      story: 'marketing turns dynamic pricing on; the arena has a tier without a demand curve',
    },
    onSale: {
      kind: 'traffic_surge',
      category: 'traffic_surge',
      traffic: 5.2,
      shape: 'growing',
      alertAfter: 14,
      bad: (r) => {
        const [hall, block] = seat(r);
        return ['POST /holds', hall, block, 4, 1700, ''];
      },
      impact: [
        { err: 0.3, timesMs: 6 },
        { service: 'seat-ledger', timesMs: 30 },
        { service: 'tickets-web', timesMs: 1.6 },
        { service: 'orders', timesMs: 1.8 },
      ],
      cpu: { seating: 2.6, 'tickets-web': 2.2, orders: 2.1 },
      alsoFirst: ['seat-ledger'],
      errorType: 'DeadlineExceeded',
      errorText: 'ledger.reserve did not finish within 1500ms',
      story: 'the sale of a big tour begins: five times the visitors',
      events: [
        {
          reason: 'SuccessfulRescale',
          type: 'Normal',
          service: 'tickets-web',
          message:
            'New size: 8; reason: cpu resource utilization (percentage of request) above target',
          after: 2,
        },
        {
          reason: 'FailedGetScale',
          service: 'seating',
          message: 'desired replica count 18 is more than the maximum of 10',
          after: 6,
        },
      ],
    },
    paymentsDown: {
      kind: 'provider_outage',
      category: 'dependency_outage',
      service: 'payments',
      alsoFirst: ['payline'],
      failsAt: 'payline',
      silentCore: true,
      edgeOrigin: '503',
      outcome: '502',
      shape: 'step',
      impact: [{ service: 'payline', err: 0.72, timesMs: 3 }],
      status: 502,
      failsFirst: true,
      errorType: 'ProviderError',
      errorText: 'payline answered 503',
      alertService: 'orders',
      story: 'the payment provider answers 503',
      tempt: {
        m: 'Name the payment provider in the footer',
        repo: 'tickets',
        edits: [
          {
            f: 'services/web/src/payline.js',
            add: "export const PROVIDER = { name: 'payline', statusPage: 'https://status.payline.example' };\n",
          },
        ],
      },
    },
  },
};
