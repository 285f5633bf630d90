/** Shared electric mopeds in TypeScript: leases, wallets, unlocking over a SIM carrier; one repository, pino lines. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inMonorepo } from '../lib/edge-repository.mjs';

/** Node 24 strips types; the host's Node may not. */
const NODE = join(fileURLToPath(new URL('../../../node_modules/node/bin/node', import.meta.url)));
const raw = String.raw;
const a = (path) => `apps/rides/${path}`;
const city = (unlock, minute, pause) =>
  `{\n  "currency": "EUR",\n  "ride": {\n    "unlock": "${unlock}",\n    "perMinute": "${minute}",\n    "pausePerMinute": "${pause}"\n  }\n}\n`;
const ride = {
  [a('package.json')]: raw`{
  "name": "@brisa/rides",
  "private": true,
  "type": "module",
  "dependencies": {
    "fastify": "4.26.1",
    "ioredis": "5.3.2",
    "pino": "8.19.0"
  }
}
`,
  [a('config/cities/barcelona.json')]: city('1.00', '0.29', '0.09'),
  [a('config/cities/sabadell.json')]: city('0.80', '0.24', '0.08'),
  [a('config/pilots/girona.json')]: city('0.50', '0.22', '0.05'),
  [a('src/vehicle.ts')]: raw`export interface Position {
  readonly lat: number;
  readonly lng: number;
}

/** A moped as the rest of the service sees it. */
export interface Vehicle {
  readonly id: string;
  readonly battery: number;
  readonly position: Position;
}
`,
  [a('src/telemetry.ts')]: raw`import type { Position, Vehicle } from './vehicle.ts';

/** What the boxes send: those of 2023 and later have gnss, the older ones pos. */
export interface Frame {
  readonly id: string;
  readonly bat: number;
  readonly gnss?: Position;
  readonly pos?: readonly [number, number];
}

export function vehicleOf(frame: Frame): Vehicle {
  const [lat = 0, lng = 0] = frame.pos ?? [];
  return { id: frame.id, battery: frame.bat, position: frame.gnss ?? { lat, lng } };
}
`,
  [a('src/geo.ts')]: raw`import type { Position } from './vehicle.ts';

const EARTH_M = 6_371_000;
const rad = (degrees: number): number => (degrees * Math.PI) / 180;

/** Good enough for a city. */
export function metres(from: Position, to: Position): number {
  const y = rad(to.lat - from.lat);
  const x = rad(to.lng - from.lng) * Math.cos(rad((from.lat + to.lat) / 2));
  return Math.round(Math.hypot(x, y) * EARTH_M);
}
`,
  [a('src/leases.ts')]: raw`/** Who may ride what; kept in Redis so that all instances agree. */
export interface Store {
  setNx(key: string, value: string, seconds: number): Promise<boolean>;
  get(key: string): Promise<string | null>;
}

const LEASE_S = 120;

export class Leases {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** @returns whether it was free */
  take(vehicle: string, rider: string): Promise<boolean> {
    return this.#store.setNx('lease:' + vehicle, rider, LEASE_S);
  }

  holderOf(vehicle: string): Promise<string | null> {
    return this.#store.get('lease:' + vehicle);
  }
}
`,
  [a('src/finder.ts')]: raw`import { metres } from './geo.ts';
import type { Leases } from './leases.ts';
import type { Position, Vehicle } from './vehicle.ts';

const REACH_M = 900;
const LEAST_BATTERY = 15;

export class NothingNear extends Error {
  override name = 'NothingNear';
}

/** The nearest moped that nobody else has; it is the rider's from then on. */
export async function findVehicle(rider: string, at: Position, fleet: readonly Vehicle[], leases: Leases): Promise<Vehicle> {
  const near = fleet
    .filter(({ battery }) => battery >= LEAST_BATTERY)
    .map((vehicle) => ({ vehicle, away: metres(at, vehicle.position) }))
    .filter(({ away }) => away <= REACH_M)
    .sort((one, other) => one.away - other.away);
  for (const { vehicle } of near) {
    if (await leases.take(vehicle.id, rider)) return vehicle;
  }
  throw new NothingNear(String(near.length) + ' mopeds within ' + String(REACH_M) + ' m, none is free');
}
`,
  [a('src/wallet.ts')]: raw`export interface Journal {
  append(line: string): Promise<void>;
}

export class Overdrawn extends Error {
  override name = 'Overdrawn';
}

/** Money of one rider. What is held is taken when the ride ends. */
export class Wallet {
  readonly #balance: number;
  readonly #journal: Journal;
  #held = 0;

  constructor(balance: number, journal: Journal) {
    this.#balance = balance;
    this.#journal = journal;
  }

  get free(): number {
    const free = this.#balance - this.#held;
    if (free < 0) throw new Overdrawn(String(this.#held) + ' held of ' + String(this.#balance));
    return free;
  }

  /** @returns false where the rider has not enough */
  async hold(ride: string, cents: number): Promise<boolean> {
    if (this.free < cents) return false;
    this.#held += cents;
    await this.#journal.append('hold ' + ride + ' ' + String(cents));
    return true;
  }
}
`,
  [a('src/carrier.ts')]: raw`import { setTimeout as sleep } from 'node:timers/promises';

export interface Answer {
  readonly status: number;
  readonly reason: string;
  readonly retryAfterMs: number;
}

/** The carrier of the boxes' SIM cards. */
export interface Carrier {
  send(sim: string, command: 'unlock' | 'lock'): Promise<Answer>;
}

export type Warn = (message: string, fields: Record<string, unknown>) => void;

export class CarrierError extends Error {
  override name = 'CarrierError';
  constructor(sim: string, { status, reason }: Answer, attempt: number) {
    super('unlock of ' + sim + ': ' + String(status) + ' ' + reason + ' (attempt ' + String(attempt) + ')');
  }
}

const ATTEMPTS = 5;
const PAUSE_MS = 4;

export async function unlock(carrier: Carrier, sim: string, warn: Warn): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await carrier.send(sim, 'unlock');
    if (answer.status < 300) return;
    if (attempt >= ATTEMPTS) throw new CarrierError(sim, answer, attempt);
    if (answer.status === 429) {
      warn('carrier asks for patience', { sim, wait_ms: answer.retryAfterMs });
      await sleep(answer.retryAfterMs);
    } else if (answer.status >= 500) {
      warn('carrier is unwell', { sim, status: answer.status });
      await sleep(PAUSE_MS * attempt);
    } else {
      throw new CarrierError(sim, answer, attempt);
    }
  }
}
`,
  [a('src/money.ts')]: raw`/** "0.29" to 29. */
export function cents(text: string): number {
  const value = Math.round(Number(text) * 100);
  if (!Number.isSafeInteger(value)) throw new RangeError('not an amount: ' + String(text));
  return value;
}
`,
  [a('src/tariff.ts')]: raw`import { existsSync, readFileSync } from 'node:fs';
import { cents } from './money.ts';

export interface Tariff {
  readonly unlock: number;
  readonly perMinute: number;
  readonly pause: number;
}

const fileOf = (kind: string, city: string): URL => new URL('../config/' + kind + '/' + city + '.json', import.meta.url);

/** Cities that we only try are apart from the others. */
export function tariffOf(city: string): Tariff {
  const pilot = fileOf('pilots', city);
  const { ride } = JSON.parse(readFileSync(existsSync(pilot) ? pilot : fileOf('cities', city), 'utf8'));
  return {
    unlock: cents(ride.unlock),
    perMinute: cents(ride.perMinute),
    pause: cents(ride.pausePerMinute),
  };
}
`,
  [a('src/gate.ts')]: raw`export class Busy extends Error {
  override name = 'Busy';
}

/** How many rides one instance starts at a time; the load balancer tries another one. */
export class Gate {
  readonly #most: number;
  #inside = 0;

  constructor(most = 64) {
    this.#most = most;
  }

  enter(): void {
    if (this.#inside >= this.#most) throw new Busy(String(this.#inside) + ' rides are being started');
    this.#inside += 1;
  }

  leave(): void {
    this.#inside -= 1;
  }
}
`,
  [a('src/ride.ts')]: raw`import { unlock, type Carrier, type Warn } from './carrier.ts';
import { findVehicle } from './finder.ts';
import type { Gate } from './gate.ts';
import type { Leases } from './leases.ts';
import { tariffOf } from './tariff.ts';
import { vehicleOf, type Frame } from './telemetry.ts';
import type { Position } from './vehicle.ts';
import type { Wallet } from './wallet.ts';

/** What is kept for a quarter of an hour and a short pause. */
const MINUTES = 15;
const PAUSES = 2;

export class LeaseLost extends Error {
  override name = 'LeaseLost';
}

export interface Start {
  readonly rider: string;
  readonly city: string;
  readonly at: Position;
}

export interface Around {
  readonly gate: Gate;
  readonly leases: Leases;
  readonly wallet: Wallet;
  readonly carrier: Carrier;
  readonly frames: readonly Frame[];
  readonly warn: Warn;
}

export async function startRide({ rider, city, at }: Start, { gate, leases, wallet, carrier, frames, warn }: Around) {
  gate.enter();
  try {
    const { unlock: start, perMinute, pause } = tariffOf(city);
    const vehicle = await findVehicle(rider, at, frames.map(vehicleOf), leases);
    const holder = await leases.holderOf(vehicle.id);
    if (holder !== rider) throw new LeaseLost('lease of ' + vehicle.id + ' belongs to ' + String(holder));
    const isHeld = await wallet.hold(vehicle.id, start + perMinute * MINUTES + pause * PAUSES);
    if (!isHeld) return { vehicle: vehicle.id, declined: true, free: wallet.free };
    await unlock(carrier, vehicle.id, warn);
    return { vehicle: vehicle.id, declined: false, free: wallet.free };
  } finally {
    gate.leave();
  }
}
`,
};
const driver = raw`import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from './carrier.ts';
import { Gate } from './gate.ts';
import { Leases } from './leases.ts';
import { startRide, type Around } from './ride.ts';
import { Wallet } from './wallet.ts';

const tick = () => new Promise<void>((resolve) => setImmediate(resolve));

class Redis {
  readonly #keys = new Map<string, string>();
  async setNx(key: string, value: string) {
    await tick();
    if (this.#keys.has(key)) return false;
    this.#keys.set(key, value);
    return true;
  }
  async get(key: string) {
    await tick();
    return this.#keys.get(key) ?? null;
  }
}

/** Counts who comes back too early, and bars them. */
class Sims {
  #throttles: number;
  #openAt = 0;
  #strikes = 0;
  constructor(throttles: number) {
    this.#throttles = throttles;
  }
  async send(): Promise<Answer> {
    await tick();
    const now = performance.now();
    if (now < this.#openAt) this.#strikes += 1;
    if (this.#strikes >= 2) return { status: 403, reason: 'SIM_BARRED', retryAfterMs: 0 };
    if (now < this.#openAt || this.#throttles-- > 0) {
      this.#openAt = now + 60;
      return { status: 429, reason: 'THROTTLED', retryAfterMs: 75 };
    }
    return { status: 202, reason: 'QUEUED', retryAfterMs: 0 };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const [index, at, trace, text] = line.split('\t') as [string, string, string, string];
  process.stdout.write('\u0001' + index + '\n');
  const asked = JSON.parse(text);
  const write = (level: number, msg: string, fields: Record<string, unknown>) => {
    process.stdout.write(JSON.stringify({ level, time: Number(at), pid: 7, hostname: process.env['HOST'], name: 'rides', trace_id: trace, ...fields, msg }) + '\n');
  };
  const redis = new Redis();
  const around: Around = {
    gate: new Gate(),
    leases: new Leases(redis),
    wallet: new Wallet(asked.balance, { append: () => sleep(6) }),
    carrier: new Sims(asked.throttles ?? 0),
    frames: asked.frames,
    warn: (message, fields) => write(40, message, fields),
  };
  for (const [vehicle, rider] of asked.taken ?? []) await redis.setNx('lease:' + vehicle, rider);
  for (let n = 0; n < (asked.inside ?? 0); n += 1) {
    try {
      around.gate.enter();
    } catch {}
  }
  const started = await Promise.allSettled(asked.riders.map((rider: string) => startRide({ rider, city: asked.city, at: asked.at }, around)));
  for (const one of started) {
    if (one.status === 'fulfilled') {
      write(30, one.value.declined ? 'ride declined' : 'ride started', { vehicle: one.value.vehicle, city: asked.city });
    } else {
      const { name, message, stack } = one.reason as Error;
      write(50, 'ride could not be started', { city: asked.city, err: { type: name, message, stack: stack!.replaceAll('file://', '') } });
    }
  }
}
`;
const near = (r) => ({
  lat: Number((41.39 + r.between(-0.002, 0.002)).toFixed(5)),
  lng: Number((2.16 + r.between(-0.002, 0.002)).toFixed(5)),
});
const start = (r, { cityName, old, taken, group, balance, throttles, inside } = {}) => {
  const at = { lat: 41.39, lng: 2.16 };
  const frames = Array.from({ length: 4 }, () => ({
    id: `M${r.int(10000, 89999)}`,
    bat: r.int(30, 99),
    gnss: near(r),
  }));
  if (old) {
    const { lat, lng } = near(r);
    frames.splice(r.int(0, 3), 1, {
      id: `M0${r.int(1000, 2999)}`,
      bat: r.int(20, 80),
      pos: [lat, lng],
    });
  }
  const riders = group ? [`r-${r.hex(6)}#1`, `r-${r.hex(6)}#2`] : [`r-${r.hex(6)}`];
  const asked = {
    riders,
    city: cityName ?? r.pick(['barcelona', 'barcelona', 'sabadell', 'girona']),
    at,
    balance: balance ?? r.int(1300, 6000),
    frames,
  };
  if (taken) {
    const away = ({ gnss }) => Math.hypot((gnss.lat - at.lat) * 1.334, gnss.lng - at.lng);
    const [first] = frames.toSorted((one, other) => away(one) - away(other));
    asked.taken = [[first.id, `r-${r.hex(6)}`]];
  }
  if (throttles) asked.throttles = throttles;
  if (inside) asked.inside = inside;
  return [JSON.stringify(asked)];
};

const services = [
  {
    name: 'rider-app',
    ms: 26,
    rps: 95,
    repo: 'brisa',
    hosts: ['rider-app-74c-2q', 'rider-app-74c-9d'],
    edge: {
      lang: 'python',
      style: 'jsonlogger',
      file: '/srv/brisa/apps/rider-app/rider_app/client.py',
      paths: ['/v2/rides', '/v2/nearby'],
      words: { failed: 'could not serve rider', handled: 'rider served', chore: 'cron failed' },
      says: ['push channel closed', 'old client 3.8 seen', 'map tiles from cache'],
    },
    calls: [
      { to: 'rides' },
      { to: 'payments', share: 0.35 },
      { to: 'geofence', share: 0.6, soft: true },
    ],
    resource: 'POST /v2/rides',
  },
  {
    name: 'rides',
    ms: 38,
    rps: 92,
    repo: 'brisa',
    hosts: ['rides-5f9-aa', 'rides-5f9-kk', 'rides-5f9-t2'],
    memory: 210,
    calls: [
      { to: 'leases-redis' },
      { to: 'sim-carrier', share: 0.8 },
      { to: 'rides-db', share: 0.7 },
    ],
    resource: 'POST /rides',
    extras: [
      { metric: 'rides.starts_in_flight', base: 9, whole: true },
      { metric: 'rides.carrier_commands', base: 74 },
    ],
  },
  {
    name: 'payments',
    ms: 30,
    rps: 34,
    repo: 'brisa',
    hosts: ['payments-66-x1'],
    edge: {
      lang: 'go',
      style: 'zap',
      file: 'relay/relay.go:24',
      paths: ['/charges', '/cards'],
      words: { failed: 'charge failed', handled: 'charge done', answered: 'returned' },
      says: ['3ds challenge shown', 'card expires this month'],
    },
    calls: [{ to: 'card-acquirer', share: 0.9 }],
    resource: 'POST /charges',
  },
  {
    name: 'geofence',
    ms: 9,
    rps: 150,
    repo: 'brisa',
    hosts: ['geofence-1'],
    edge: {
      lang: 'node',
      style: 'bunyan',
      code: 'handlers',
      file: '/app/lib/app.mjs',
      paths: ['/zones', '/zones/at'],
      words: { failed: 'zone unknown', handled: 'zone found' },
      says: ['polygon simplified', 'no parking zone added'],
    },
    calls: [{ to: 'rides-db', share: 0.2 }],
    resource: 'GET /zones',
  },
  {
    name: 'fleet-console',
    ms: 55,
    rps: 9,
    repo: 'brisa',
    hosts: ['console-1'],
    edge: {
      lang: 'java',
      style: 'text',
      file: 'cat.brisa.console.FleetController',
      paths: ['/fleet', '/fleet/low-battery'],
      words: { failed: 'View failed', handled: 'View drawn', chore: 'Job failed' },
      says: ['swap team Eixample started its shift', 'export of 800 rows'],
    },
    calls: [{ to: 'rides', share: 0.5, soft: true }, { to: 'rides-db' }],
    resource: 'GET /fleet',
  },
  { name: 'leases-redis', ms: 1.5, rps: 300, store: true, resource: 'SET lease' },
  { name: 'rides-db', ms: 6, rps: 120, store: true, resource: 'INSERT rides' },
  { name: 'sim-carrier', ms: 140, rps: 76, store: true, resource: 'POST iot.carrier.example/sms' },
  { name: 'card-acquirer', ms: 170, rps: 31, store: true, resource: 'POST acquirer.example/pay' },
];
const edges = inMonorepo(services, 'apps');
const work = [
  { m: 'rides: pino 8.20', edits: [{ f: a('package.json'), a: '"8.19.0"', b: '"8.20.0"' }] },
  { m: 'rides: ioredis 5.4.1', edits: [{ f: a('package.json'), a: '"5.3.2"', b: '"5.4.1"' }] },
  {
    m: 'rides: leases last a little longer',
    edits: [{ f: a('src/leases.ts'), a: 'LEASE_S = 120', b: 'LEASE_S = 150' }],
  },
  {
    m: 'rides: reach is a kilometre',
    edits: [{ f: a('src/finder.ts'), a: 'REACH_M = 900', b: 'REACH_M = 1000' }],
  },
  {
    m: 'rides: Sabadell costs a cent more',
    edits: [{ f: a('config/cities/sabadell.json'), a: '"0.24"', b: '"0.25"' }],
  },
  {
    m: 'rides: describe what a start is',
    edits: [
      {
        f: a('src/ride.ts'),
        a: 'export interface Start {',
        b: '/** What a rider asks for. */\nexport interface Start {',
      },
    ],
  },
  {
    m: 'rides: keep money for three pauses',
    edits: [{ f: a('src/ride.ts'), a: 'PAUSES = 2', b: 'PAUSES = 3' }],
  },
  ...edges.work,
];

export const system = {
  key: 'mopeds',
  language: 'typescript',
  layout: 'monorepo',
  project: 'BRI',
  env: 'prod',
  mail: 'brisa.example',
  major: 3,
  team: ['Laia Serra', 'Marc Vidal', 'Noor Haddad', 'Iker Etxeberria', 'Joana Pons'],
  flows: [36, 44],
  keep: [22, 4],
  traces: 24,
  chores: ['purgeSessions', 'syncCalendar', 'exportReport', 'warmCache', 'importFeed'],
  style: {
    messages: 'plain',
    commits: 'log',
    deployments: 'dora',
    metrics: 'influx',
    metricNames: 'plain',
    traces: 'csv',
    alert: 'words',
    logs: 'docker',
    version: 'build',
    map: 'pairs',
    changes: 'flags.json',
    gzip: ['metrics', 'git_log'],
  },
  entry: 'rider-app',
  core: 'rides',
  services,
  repos: {
    brisa: {
      service: 'rides',
      image: 'node:24-slim',
      files: { ...ride, ...edges.files },
      work,
    },
  },
  programs: {
    rides: {
      driver: { 'apps/rides/src/main.ts': driver },
      run: [NODE, 'apps/rides/src/main.ts'],
      env: { NODE_NO_WARNINGS: '1' },
      home: '/srv/brisa/',
      isError: /"level":50/,
      json: true,
    },
  },
  changes: [
    {
      type: 'feature_flag',
      name: 'rider-helmet-reminder',
      service: 'rider-app',
      before: 'off',
      after: 'on',
      by: 'joana',
    },
    {
      type: 'config',
      name: 'geofence.simplify_m',
      service: 'geofence',
      before: '4',
      after: '6',
      by: 'noor',
    },
  ],
  decoyChange: {
    id: 'ff-2290',
    type: 'feature_flag',
    name: 'rider-dark-map',
    service: 'rider-app',
    before: 'off',
    after: '25%',
    by: 'joana',
  },
  good: (r) => start(r),
  faults: {
    oldBoxes: {
      kind: 'null_dereference',
      m: 'telemetry: boxes from before 2023 are out of the street',
      delay: 21,
      edits: [
        {
          f: a('src/telemetry.ts'),
          a: raw`/** What the boxes send: those of 2023 and later have gnss, the older ones pos. */
export interface Frame {
  readonly id: string;
  readonly bat: number;
  readonly gnss?: Position;
  readonly pos?: readonly [number, number];
}

export function vehicleOf(frame: Frame): Vehicle {
  const [lat = 0, lng = 0] = frame.pos ?? [];
  return { id: frame.id, battery: frame.bat, position: frame.gnss ?? { lat, lng } };
}
`,
          b: raw`/** What the boxes send. */
export interface Frame {
  readonly id: string;
  readonly bat: number;
  readonly gnss: Position;
}

export function vehicleOf({ id, bat, gnss }: Frame): Vehicle {
  return { id, battery: bat, position: gnss };
}
`,
        },
      ],
      bad: (r) => start(r, { old: true }),
      impact: [{ err: 0.23 }],
      errorType: 'TypeError',
      errorText: "Cannot read properties of undefined (reading 'lat')",
      tempt: {
        m: 'geo: one latitude in the middle, lat and lng read once',
        edits: [
          {
            f: a('src/geo.ts'),
            a: raw`  const y = rad(to.lat - from.lat);
  const x = rad(to.lng - from.lng) * Math.cos(rad((from.lat + to.lat) / 2));
`,
            b: raw`  const middle = (from.lat + to.lat) / 2;
  const y = rad(to.lat - from.lat);
  const x = rad(to.lng - from.lng) * Math.cos(rad(middle));
`,
          },
        ],
      },
    },
    firstFree: {
      kind: 'missing_await',
      m: 'finder: no loop for the first that is free',
      delay: 5,
      edits: [
        {
          f: a('src/finder.ts'),
          a: raw`  for (const { vehicle } of near) {
    if (await leases.take(vehicle.id, rider)) return vehicle;
  }
  throw new NothingNear(`,
          b: raw`  const free = near.find(({ vehicle }) => leases.take(vehicle.id, rider));
  if (free !== undefined) return free.vehicle;
  throw new NothingNear(`,
        },
        {
          f: a('test/finder.test.ts'),
          add: raw`import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findVehicle } from '../src/finder.ts';
import { Leases } from '../src/leases.ts';

test('the nearest is taken first', async () => {
  const leases = new Leases({ setNx: async () => true, get: async () => null });
  const fleet = [0.003, 0.001].map((lat, at) => ({ id: 'M' + String(at), battery: 80, position: { lat, lng: 0 } }));
  const { id } = await findVehicle('r', { lat: 0, lng: 0 }, fleet, leases);
  assert.equal(id, 'M1');
});
`,
        },
      ],
      bad: (r) => start(r, { taken: true }),
      impact: [{ err: 0.31 }],
      status: 409,
      errorType: 'LeaseLost',
      errorText: 'lease belongs to another rider',
      tempt: {
        m: 'rides: leases of a vehicle have a prefix of their own',
        edits: [
          {
            f: a('src/leases.ts'),
            a: 'export class Leases {\n  readonly #store: Store;\n',
            b: "const keyOf = (vehicle: string): string => 'lease:' + vehicle;\n\nexport class Leases {\n  readonly #store: Store;\n",
          },
          { f: a('src/leases.ts'), a: "setNx('lease:' + vehicle,", b: 'setNx(keyOf(vehicle),' },
          { f: a('src/leases.ts'), a: "get('lease:' + vehicle)", b: 'get(keyOf(vehicle))' },
        ],
      },
    },
    journalFirst: {
      kind: 'race_condition',
      m: 'wallet: what is not in the journal did not happen',
      delay: 33,
      edits: [
        {
          f: a('src/wallet.ts'),
          a: raw`    this.#held += cents;
    await this.#journal.append('hold ' + ride + ' ' + String(cents));
`,
          b: raw`    await this.#journal.append('hold ' + ride + ' ' + String(cents));
    this.#held += cents;
`,
        },
      ],
      bad: (r) => start(r, { group: true, cityName: 'barcelona', balance: r.int(700, 980) }),
      good: (r) => start(r, r.chance(0.2) ? { group: true, balance: r.int(2400, 5000) } : {}),
      impact: [{ err: 0.1 }],
      priority: 'P3',
      errorType: 'Overdrawn',
      errorText: '1106 held of 820',
      alertService: 'rides',
      tempt: {
        m: 'wallet: overdrawn wallets say what was held of how much',
        edits: [
          {
            f: a('src/wallet.ts'),
            a: "String(this.#held) + ' held of ' + String(this.#balance)",
            b: "String(this.#held) + ' cents held of ' + String(this.#balance)",
          },
        ],
      },
    },
    eagerAgain: {
      kind: 'retry_storm',
      m: 'carrier: one rule for what may be tried again',
      delay: 41,
      shape: 'growing',
      edits: [
        {
          f: a('src/carrier.ts'),
          a: raw`    if (attempt >= ATTEMPTS) throw new CarrierError(sim, answer, attempt);
    if (answer.status === 429) {
      warn('carrier asks for patience', { sim, wait_ms: answer.retryAfterMs });
      await sleep(answer.retryAfterMs);
    } else if (answer.status >= 500) {
      warn('carrier is unwell', { sim, status: answer.status });
      await sleep(PAUSE_MS * attempt);
    } else {
      throw new CarrierError(sim, answer, attempt);
    }
  }
}
`,
          b: raw`    if (attempt >= ATTEMPTS || !isTemporary(answer)) throw new CarrierError(sim, answer, attempt);
    warn('carrier is unwell', { sim, status: answer.status });
    await sleep(PAUSE_MS * attempt);
  }
}

const isTemporary = ({ status }: Answer): boolean => status === 429 || status >= 500;
`,
        },
        {
          f: a('test/carrier.test.ts'),
          add: raw`import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unlock } from '../src/carrier.ts';

test('a carrier that is unwell is asked again', async () => {
  const answers = [503, 503, 202].map((status) => ({ status, reason: '', retryAfterMs: 0 }));
  const said: string[] = [];
  await unlock({ send: async () => answers.shift()! }, '8934', (message) => said.push(message));
  assert.equal(said.length, 2);
});
`,
        },
      ],
      bad: (r) => start(r, { throttles: 1 }),
      // the carrier asked for patience before as well, and was given it
      good: (r, { index }) => start(r, { throttles: index < 8 && r.chance(0.6) ? 1 : 0 }),
      impact: [{ err: 0.27, addMs: 40 }],
      traffic: 2.9,
      trafficOn: ['sim-carrier'],
      gauges: [{ service: 'rides', metric: 'rides.carrier_commands', to: 231 }],
      status: 502,
      errorType: 'CarrierError',
      errorText: 'unlock: 403 SIM_BARRED (attempt 3)',
      tempt: {
        m: 'carrier: give up after four attempts',
        edits: [{ f: a('src/carrier.ts'), a: 'ATTEMPTS = 5', b: 'ATTEMPTS = 4' }],
      },
    },
    parkedName: {
      kind: 'config_key_renamed',
      m: 'tariffs: a pause is called parked in all cities',
      delay: 14,
      edits: [
        { f: a('src/tariff.ts'), a: 'ride.pausePerMinute', b: 'ride.parkedPerMinute' },
        ...['barcelona', 'sabadell'].map((name) => ({
          f: a(`config/cities/${name}.json`),
          a: '"pausePerMinute"',
          b: '"parkedPerMinute"',
        })),
      ],
      bad: (r) => start(r, { cityName: 'girona' }),
      good: (r) => start(r, { cityName: r.pick(['barcelona', 'sabadell']) }),
      impact: [{ err: 0.12 }],
      errorType: 'RangeError',
      errorText: 'not an amount: undefined',
      tempt: {
        m: 'rides: quote what is no amount',
        edits: [
          {
            f: a('src/money.ts'),
            a: "'not an amount: ' + String(text)",
            b: "'not an amount: \"' + String(text) + '\"'",
          },
        ],
      },
    },
    metroStrike: {
      kind: 'traffic_surge',
      category: 'traffic_surge',
      traffic: 4.7,
      trafficOn: ['rider-app', 'rides', 'geofence', 'leases-redis', 'rides-db', 'sim-carrier'],
      shape: 'growing',
      alertAfter: 15,
      bad: (r) => start(r, { inside: r.int(64, 90) }),
      good: (r) => start(r, { inside: r.int(0, 50) }),
      impact: [
        { err: 0.24, timesMs: 3.4 },
        { service: 'rider-app', timesMs: 1.9 },
        { service: 'rides-db', timesMs: 2.5 },
      ],
      cpu: { rides: 2.8, 'rider-app': 2.6, geofence: 2.2, 'rides-db': 1.9 },
      gauges: [{ service: 'rides', metric: 'rides.starts_in_flight', to: 64 }],
      alsoFirst: ['rider-app'],
      status: 503,
      errorType: 'Busy',
      errorText: '64 rides are being started',
      alertService: 'rider-app',
      priority: 'P1',
      events: [
        {
          reason: 'SuccessfulRescale',
          type: 'Normal',
          service: 'rides',
          message: 'New size: 9; reason: cpu resource utilization above target',
          after: 4,
        },
        {
          reason: 'FailedScheduling',
          service: 'rides',
          message: '0/7 nodes are available: 7 Insufficient cpu.',
          after: 5,
          spread: 5,
          count: 2,
        },
      ],
      tempt: {
        m: 'rides: the gate counts rides that are being started, not riders',
        edits: [
          {
            f: a('src/gate.ts'),
            a: '/** How many rides one instance starts at a time; the load balancer tries another one. */',
            b: '/** How many rides (not riders) one instance starts at a time; the load balancer tries another one. */',
          },
        ],
      },
      story: 'the metro is on strike since noon and everybody wants a moped',
    },
    acquirerName: {
      kind: 'dns_failure',
      category: 'infrastructure',
      service: 'payments',
      silentCore: true,
      edgeOrigin: 'dns',
      dnsName: 'pay.acquirer.invalid',
      outcome: '502',
      alsoFirst: ['card-acquirer'],
      impact: [{ service: 'payments', err: 0.86 }],
      status: 502,
      errorType: 'UpstreamError',
      errorText: 'dial tcp: lookup pay.acquirer.example: no such host',
      alertService: 'rider-app',
      story: 'the acquirer moved its zone to another provider and lost a record',
    },
  },
};
