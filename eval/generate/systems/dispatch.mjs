/** Couriers for restaurants: a Python monorepo, structlog JSON, squash merges by pull request. */

const d = (path) => `services/dispatch/${path}`;
const files = {
  [d('dispatch/__init__.py')]: '',
  [d('dispatch/assign.py')]: `"""Finds a courier for an order."""
from threading import Lock

from dispatch.batching import batch_size
from dispatch.couriers import nearby
from dispatch.ledger import Ledger
from dispatch.ranking import best
from dispatch.radius import radius_km

_lock = Lock()


class NoCourier(Exception):
    """Nobody is near; the order waits and is tried again."""


class Assigner:
    def __init__(self, ledger: Ledger):
        self._ledger = ledger

    def assign(self, order, flags=frozenset()):
        couriers = nearby(order['zone'], radius_km())
        if not couriers:
            raise NoCourier(order['zone'])
        if 'batch-assign' in flags:
            batch_size(order, couriers)
        with _lock:
            courier = best(couriers, order, taken=self._ledger.taken())
            self._ledger.record(order['id'], courier['id'])
        return courier
`,
  [d('dispatch/couriers.py')]: `"""Who is on the road; mirrored from the positions stream."""

ZONES = {
    'north': [{'id': 'c-11', 'eta': 7, 'load': 0}, {'id': 'c-12', 'eta': 11, 'load': 1}, {'id': 'c-13', 'eta': 15, 'load': 0}],
    'harbour': [{'id': 'c-21', 'eta': 5, 'load': 1}, {'id': 'c-22', 'eta': 9, 'load': 0}, {'id': 'c-23', 'eta': 18, 'load': 2}],
    'campus': [{'id': 'c-31', 'eta': 4, 'load': 2}, {'id': 'c-32', 'eta': 21, 'load': 0}],
    'heights': [],
}


def nearby(zone, within_km):
    return [courier for courier in ZONES[zone] if courier['eta'] / 2 <= within_km]
`,
  [d('dispatch/ranking.py')]: `"""Which courier is best for an order."""
from platform_time.duration import minutes


def best(couriers, order, taken):
    free = [courier for courier in couriers if courier['id'] not in taken]
    candidates = free or couriers
    ready = minutes(order['ready_in'])
    return min(candidates, key=lambda courier: (abs(courier['eta'] - ready), courier['load']))
`,
  [d('dispatch/batching.py')]: `"""Several orders for one courier; behind the flag batch-assign."""


def batch_size(order, couriers):
    idle = [courier for courier in couriers if courier['load'] == 0]
    return max(1, order['waiting'] // len(idle))
`,
  [d('dispatch/radius.py')]: `"""How far a courier may be away."""
import os

DEFAULT_KM = 12.0


def radius_km():
    return float(os.environ.get('MAX_RADIUS_KM', DEFAULT_KM))
`,
  [d('dispatch/ledger.py')]: `"""Assignments, one row per order and courier."""
import sqlite3
import time


class Ledger:
    def __init__(self, pause=0.0):
        self._db = sqlite3.connect(':memory:', check_same_thread=False)
        self._db.execute('CREATE TABLE assignments (order_id TEXT PRIMARY KEY, courier TEXT UNIQUE)')
        self.pause = pause

    def taken(self):
        rows = {row[0] for row in self._db.execute('SELECT courier FROM assignments')}
        time.sleep(self.pause)
        return rows

    def record(self, order, courier):
        self._db.execute('INSERT INTO assignments VALUES (?, ?)', (order, courier))

    def clear(self):
        self._db.execute('DELETE FROM assignments')
`,
  'libs/platform_time/platform_time/__init__.py': '',
  'libs/platform_time/platform_time/duration.py': `"""Durations as people and services write them."""


def minutes(value):
    """Minutes as a number: 12, '12', '12m' and '00:12' mean the same."""
    if isinstance(value, (int, float)):
        return value
    text = value.removesuffix('m')
    if ':' in text:
        hours, rest = text.split(':')
        return int(hours) * 60 + int(rest)
    return int(text)
`,
  [d('requirements.txt')]:
    'fastapi==0.110.0\nstructlog==24.1.0\nplatform-time==2.3.1\norjson==3.9.15\n',
  'services/courier_app/app.py': '"""What couriers hold in their hands."""\n\nVERSION = 41\n',
};
const work = [
  {
    m: 'Bump orjson',
    edits: [{ f: d('requirements.txt'), a: 'orjson==3.9.15', b: 'orjson==3.10.1' }],
  },
  {
    m: 'Courier c-24 in the harbour',
    edits: [
      {
        f: d('dispatch/couriers.py'),
        a: "{'id': 'c-23', 'eta': 18, 'load': 2}",
        b: "{'id': 'c-23', 'eta': 18, 'load': 2}, {'id': 'c-24', 'eta': 12, 'load': 1}",
      },
    ],
  },
  {
    m: 'Docstring for nearby',
    edits: [
      {
        f: d('dispatch/couriers.py'),
        a: 'def nearby(zone, within_km):\n',
        b: 'def nearby(zone, within_km):\n    """A minute is half a kilometre in this town."""\n',
      },
    ],
  },
  {
    m: 'App version 42',
    edits: [{ f: 'services/courier_app/app.py', a: 'VERSION = 41', b: 'VERSION = 42' }],
  },
  {
    m: 'Slightly wider default radius',
    edits: [{ f: d('dispatch/radius.py'), a: 'DEFAULT_KM = 12.0', b: 'DEFAULT_KM = 12.5' }],
  },
  {
    m: 'Say that NoCourier is normal',
    edits: [
      {
        f: d('dispatch/assign.py'),
        a: 'Nobody is near; the order waits and is tried again.',
        b: 'Nobody is near: normal at night; the order waits and is tried again.',
      },
    ],
  },
  {
    m: 'Durations: an example in the docstring',
    edits: [
      {
        f: 'libs/platform_time/platform_time/duration.py',
        a: '"""Durations as people and services write them."""',
        b: '"""Durations as people and services write them: 90, \'90m\', \'01:30\'."""',
      },
    ],
  },
];
const driver = `import json, sys, threading, traceback
from datetime import datetime, timezone
from pathlib import Path

here = Path(__file__).resolve().parent
sys.path[:0] = [str(here / 'services/dispatch'), str(here / 'libs/platform_time')]
from dispatch import assign, ledger, radius

now = 0
trace = ''


def write(level, event, **fields):
    at = datetime.fromtimestamp(now / 1000, timezone.utc).isoformat(timespec='microseconds').replace('+00:00', 'Z')
    print(json.dumps({'timestamp': at, 'level': level, 'event': event, 'service': 'dispatch', 'trace_id': trace, **fields}))


book = ledger.Ledger()
assigner = assign.Assigner(book)
for line in sys.stdin:
    index, at, trace, zone, ready, waiting, mode, flags = line.rstrip('\\n').split('\\t')
    now = int(at)
    print('\\x01' + index)
    order = {'id': 'o-' + index, 'zone': zone, 'ready_in': int(ready) if ready.isdigit() and mode != 'text' else ready, 'waiting': int(waiting)}
    import os
    if mode.startswith('radius='):
        os.environ['MAX_RADIUS_KM'] = mode[7:]
    try:
        if mode == 'twice':
            book.pause = 0.06
            problems = []

            def other():
                try:
                    assigner.assign({**order, 'id': order['id'] + '-b'})
                except Exception as error:
                    problems.append(error)

            thread = threading.Thread(target=other)
            thread.start()
            try:
                assigner.assign(order)
            finally:
                thread.join()
                book.pause = 0.0
            if problems:
                raise problems[0]
        courier = {'id': 'both'} if mode == 'twice' else assigner.assign(order, frozenset(flags.split(',')))
        write('info', 'courier_assigned', order=order['id'], courier=courier['id'])
    except assign.NoCourier as nobody:
        write('warning', 'no_courier', zone=str(nobody))
    except Exception:
        write('error', 'assignment_failed', order=order['id'], zone=zone, exception=traceback.format_exc().rstrip())
    finally:
        os.environ.pop('MAX_RADIUS_KM', None)
        book.clear()
`;
const order = (r, { zone, ready, waiting, mode, flags } = {}) => [
  zone ?? r.pick(['north', 'harbour', 'campus']),
  String(ready ?? r.int(4, 20)),
  String(waiting ?? r.int(0, 6)),
  mode ?? '-',
  flags ?? '-',
];

export const system = {
  key: 'dispatch',
  language: 'python',
  layout: 'monorepo',
  project: 'DSP',
  env: 'prod-eu1',
  mail: 'mahlzeit.example',
  team: ['Lena Hoffmann', 'Tariq Aziz', 'Beatriz Gomes', 'Ivo Horvat', 'Mina Park'],
  style: {
    messages: 'pr',
    commits: 'github',
    deployments: 'pipeline',
    metrics: 'wide',
    metricNames: 'plain',
    traces: 'datadog',
    alert: 'simple',
    logs: 'merged',
    version: 'date',
    changes: 'config_changes.json',
  },
  entry: 'order-api',
  core: 'dispatch',
  services: [
    {
      name: 'order-api',
      ms: 28,
      rps: 75,
      repo: 'mahlzeit',
      hosts: ['order-api-1'],
      edge: {
        lang: 'python',
        style: 'structlog',
        file: '/app/services/order_api/main.py',
        paths: ['/orders', '/orders/eta'],
        words: { failed: 'order_not_accepted', handled: 'order_accepted', chore: 'job_failed' },
      },
      calls: [{ to: 'kitchen-link', share: 0.7, soft: true }, { to: 'dispatch' }],
      resource: 'POST /orders',
    },
    {
      name: 'dispatch',
      ms: 33,
      rps: 70,
      repo: 'mahlzeit',
      hosts: ['dispatch-a', 'dispatch-b'],
      calls: [{ to: 'routing' }, { to: 'dispatch-db' }],
      resource: 'POST /assignments',
      extras: [{ metric: 'unassigned_orders', base: 6, whole: true }],
    },
    {
      name: 'routing',
      ms: 38,
      rps: 72,
      repo: 'routing',
      hosts: ['routing-0'],
      edge: {
        lang: 'node',
        style: 'pino',
        file: '/srv/routing/dist/eta.js',
        paths: ['/eta', '/matrix'],
        words: { failed: 'eta not computed', handled: 'eta computed' },
      },
      calls: [{ to: 'maps-provider', share: 0.5 }],
      resource: 'GET /eta',
    },
    {
      name: 'kitchen-link',
      ms: 16,
      rps: 50,
      repo: 'kitchen-link',
      hosts: ['kl-0'],
      edge: {
        lang: 'node',
        style: 'pino',
        file: '/srv/kitchen/index.js',
        paths: ['/tickets'],
        words: { handled: 'ticket printed', failed: 'printer did not answer' },
      },
      calls: [{ to: 'dispatch-db', share: 0.2, soft: true }],
      resource: 'POST /tickets',
    },
    { name: 'dispatch-db', ms: 3, rps: 120, store: true, resource: 'INSERT assignments' },
    { name: 'maps-provider', ms: 85, rps: 36, store: true, resource: 'GET maps.example/matrix' },
  ],
  repos: { mahlzeit: { service: 'dispatch', image: 'python:3.11-slim', files, work } },
  programs: {
    dispatch: {
      driver: { 'main.py': driver },
      run: ['python3', 'main.py'],
      home: '/app/',
      isError: /"level": "error"/,
      json: true,
    },
  },
  changes: [
    {
      type: 'feature_flag',
      name: 'tip-before-delivery',
      service: 'order-api',
      before: 'off',
      after: '30%',
      by: 'mina.park',
    },
    {
      type: 'config',
      name: 'ROUTING_CACHE_S',
      service: 'routing',
      before: '45',
      after: '60',
      by: 'ivo',
    },
  ],
  decoyChange: {
    id: 'ff-tip',
    type: 'feature_flag',
    name: 'tip-before-delivery',
    service: 'order-api',
    before: '30%',
    after: '60%',
    by: 'mina.park',
  },
  good: (r) => order(r),
  faults: {
    race: {
      kind: 'race_condition',
      m: 'Assign without holding the lock during queries',
      delay: 29,
      edits: [
        {
          f: d('dispatch/assign.py'),
          a: "        with _lock:\n            courier = best(couriers, order, taken=self._ledger.taken())\n            self._ledger.record(order['id'], courier['id'])",
          b: "        courier = best(couriers, order, taken=self._ledger.taken())\n        with _lock:\n            self._ledger.record(order['id'], courier['id'])",
        },
      ],
      bad: (r) => order(r, { zone: r.pick(['north', 'harbour']), mode: 'twice' }),
      impact: [{ err: 0.08 }],
      priority: 'P3',
      gauges: [{ service: 'dispatch', metric: 'unassigned_orders', to: 41 }],
      errorType: 'sqlite3.IntegrityError',
      errorText: 'UNIQUE constraint failed: assignments.courier',
      tempt: {
        m: 'Constraint names in the ledger docs',
        edits: [
          {
            f: 'services/dispatch/docs/ledger.md',
            add: '# Ledger\n\nA courier has one assignment at a time: UNIQUE constraint on assignments.courier.\n',
          },
        ],
      },
    },
    library: {
      kind: 'shared_library',
      m: 'Durations keep the unit they came with',
      delay: 7,
      edits: [
        {
          f: 'libs/platform_time/platform_time/duration.py',
          a: '    return int(text)\n',
          b: '    return text\n',
        },
      ],
      bad: (r) => order(r, { ready: `${r.int(5, 30)}m`, mode: 'text' }),
      impact: [{ err: 0.35 }],
      errorType: 'TypeError',
      errorText: "unsupported operand type(s) for -: 'int' and 'str'",
      tempt: {
        m: 'Types for ranking.best',
        edits: [
          {
            f: d('dispatch/ranking.py'),
            a: 'def best(couriers, order, taken):',
            b: 'def best(couriers: list, order: dict, taken: set):',
          },
        ],
      },
    },
    batchFlag: {
      kind: 'feature_flag',
      category: 'feature_flag',
      delay: 1,
      change: {
        id: 'flag-batch-assign',
        type: 'feature_flag',
        name: 'batch-assign',
        service: 'dispatch',
        before: 'off',
        after: '100%',
        by: 'beatriz.gomes',
      },
      bad: (r) => order(r, { zone: 'harbour', flags: 'batch-assign', mode: 'radius=4' }),
      good: (r) => order(r, { zone: 'north' }),
      impact: [{ err: 0.29 }],
      errorType: 'ZeroDivisionError',
      errorText: 'integer division or modulo by zero',
      story: 'orders are batched although nobody is idle in the harbour',
    },
    radiusComma: {
      kind: 'config_change',
      category: 'configuration',
      delay: 4,
      change: {
        id: 'env-5530',
        type: 'config',
        name: 'MAX_RADIUS_KM',
        service: 'dispatch',
        before: '12.5',
        after: '9,5',
        by: 'tariq.aziz',
        note: 'smaller radius during the marathon',
      },
      bad: (r) => order(r, { mode: 'radius=9,5' }),
      impact: [{ err: 0.93 }],
      priority: 'P1',
      errorType: 'ValueError',
      errorText: "could not convert string to float: '9,5'",
      story: 'a setting with a decimal comma',
      tempt: {
        m: 'Radius as a constant',
        edits: [
          {
            f: d('dispatch/radius.py'),
            a: '"""How far a courier may be away."""',
            b: '"""How far a courier may be away, as a float of kilometres."""',
          },
        ],
      },
    },
    mapsCert: {
      kind: 'expired_certificate',
      category: 'expired_certificate',
      service: 'routing',
      silentCore: true,
      edgeOrigin: 'cert',
      outcome: '502',
      alsoFirst: ['maps-provider'],
      impact: [{ service: 'routing', err: 0.55 }],
      status: 502,
      errorType: 'Error',
      errorText: 'certificate has expired',
      alertService: 'order-api',
      story: 'the map provider forgot to renew',
    },
    lunchBlip: {
      kind: 'self_healed',
      category: 'noise',
      verdict: 'no_code_change',
      lasts: 4,
      alertAfter: 2,
      decision: ['MONITOR', 'IGNORE'],
      priority: 'P3',
      service: 'routing',
      silentCore: true,
      edgeOrigin: 'reset',
      outcome: '502',
      alsoFirst: ['maps-provider'],
      impact: [{ service: 'routing', err: 0.11 }],
      status: 502,
      errorType: 'TypeError',
      errorText: 'fetch failed',
      alertService: 'routing',
      story: 'connections were reset for four minutes',
    },
  },
};
