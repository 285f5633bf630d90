/** Picking in a warehouse with robots: Python on a real SQLite, structured lines as Google Cloud keeps them. */
import { inMonorepo } from '../lib/edge-repository.mjs';

const raw = String.raw;
const w = (path) => `apps/picking/${path}`;
const python = {
  [w('pyproject.toml')]: raw`[project]
name = "picking"
version = "0.0.0"
dependencies = [
  "pydantic==2.6.1",
  "ean-barcodes==1.9.2",
]
`,
  [w('picking/__init__.py')]: '',
  [w('picking/schema.py')]: raw`"""Tables as the migrations left them."""

TABLES = '''
create table bins (code text primary key, parent text, sku text, pieces integer not null);
create table totes (id text primary key, capacity integer, zone text not null);
create table picks (id integer primary key, tote text not null, bin text not null, pieces integer not null);
'''

ROWS = [
    ("insert into bins values (?, ?, ?, ?)", [
        ('A', None, None, 0), ('A-01', 'A', 'mug', 40), ('A-02', 'A', 'lamp', 12),
        ('B', None, None, 0), ('B-07', 'B', 'rug', 3),
        ('Q-1', 'Q-2', 'bulb', 9), ('Q-2', 'Q-1', None, 0),
    ]),
    ("insert into totes values (?, ?, ?)", [('t1', 20, 'A'), ('t2', None, 'A'), ('t3', 8, 'B')]),
]
`,
  [w('picking/stock.py')]: raw`"""What lies where."""


class Stock:
    def __init__(self, connection):
        self._connection = connection

    def bin_of(self, sku):
        row = self._connection.execute('select code, pieces from bins where sku = ?', (sku,)).fetchone()
        if row is None:
            raise LookupError('nothing is stored under %s' % sku)
        return row

    def take(self, code, pieces):
        self._connection.execute('update bins set pieces = pieces - ? where code = ?', (pieces, code))
`,
  [w('picking/aisles.py')]: raw`"""The way from a bin to the aisle that it hangs in."""


def aisle_of(connection, code):
    seen = set()
    while True:
        row = connection.execute('select parent from bins where code = ?', (code,)).fetchone()
        if row is None or row[0] is None or row[0] in seen:
            return code
        seen.add(code)
        code = row[0]
`,
  [w('picking/totes.py')]: raw`"""Boxes that robots carry."""
from dataclasses import dataclass

STANDARD_CAPACITY = 16


@dataclass
class Tote:
    id: str
    zone: str
    capacity: int = STANDARD_CAPACITY

    def trips(self, pieces):
        return -(-pieces // self.capacity)


def load_tote(connection, tote_id):
    row = connection.execute('select id, zone, capacity from totes where id = ?', (tote_id,)).fetchone()
    if row[2] is None:
        return Tote(row[0], row[1])
    return Tote(row[0], row[1], row[2])
`,
  [w('picking/barcode.py')]: raw`"""Labels on bins and goods."""
from vendor.ean_barcodes import check_digit


def read_label(text):
    if not text:
        return None
    return check_digit(text)
`,
  'vendor/__init__.py': '',
  'vendor/ean_barcodes.py': raw`"""ean-barcodes"""


class BarcodeError(ValueError):
    pass


def check_digit(text):
    digits = [int(char) for char in text if char.isdigit()]
    if len(digits) not in (8, 13):
        digits = digits[:13]
    total = sum(digit * (3 if at % 2 else 1) for at, digit in enumerate(digits[:-1]))
    return (10 - total % 10) % 10
`,
  [w('picking/robots.py')]: raw`"""Commands to the fleet; a robot takes a moment to answer."""
import time


def send(tote, aisle, strategy, delay_ms):
    if strategy not in DISPATCH:
        raise RuntimeError('fleet has no strategy %r' % strategy)
    time.sleep(delay_ms / 1000)
    return DISPATCH[strategy](tote, aisle)


def nearest(tote, aisle):
    return '%s>%s' % (tote.id, aisle)


def batched(tote, aisle):
    return '%s>>%s' % (tote.id, aisle)


def wave(tote, aisle):
    """Tried with one zone only."""
    ROUTES = {'A': 'north'}
    return '%s@%s' % (tote.id, ROUTES[tote.zone])


DISPATCH = {'nearest': nearest, 'batched': batched, 'wave': wave}
`,
  [w('picking/pick.py')]:
    raw`"""One pick: goods out of a bin, into a tote, with a robot under it."""
from .aisles import aisle_of
from .barcode import read_label
from .robots import send
from .stock import Stock
from .totes import load_tote


def pick(connection, order):
    stock = Stock(connection)
    code, _ = stock.bin_of(order['sku'])
    read_label(order['label'])
    tote = load_tote(connection, order['tote'])
    trips = tote.trips(order['pieces'])
    aisle = aisle_of(connection, code)
    answer = send(tote, aisle, order['strategy'], order['delay_ms'])
    with connection:
        stock.take(code, order['pieces'])
        connection.execute(
            'insert into picks (tote, bin, pieces) values (?, ?, ?)', (tote.id, code, order['pieces'])
        )
    return {'trips': trips, 'robot': answer}
`,
};
const driver = raw`import json, os, sqlite3, sys, threading, traceback
sys.path[:0] = ['apps/picking', '.']
sys.setrecursionlimit(160)
from datetime import datetime, timezone
from picking import robots, schema
from picking.pick import pick

asleep = threading.Event()
sleep = robots.time.sleep


def nap(seconds):
    if seconds > 0.5:
        asleep.set()
    sleep(seconds)


robots.time.sleep = nap


def fresh(path):
    if os.path.exists(path):
        os.remove(path)
    connection = sqlite3.connect(path, timeout=0.25, check_same_thread=False)
    connection.executescript(schema.TABLES)
    for statement, rows in schema.ROWS:
        connection.executemany(statement, rows)
    connection.commit()
    return connection


for line in sys.stdin:
    f = line.rstrip('\n').split('\t')
    print('\u0001' + f[0], flush=True)
    at = datetime.fromtimestamp(int(f[1]) / 1000, timezone.utc).isoformat(timespec='milliseconds')
    order = {'sku': f[3], 'tote': f[4], 'pieces': int(f[5]), 'label': f[6], 'strategy': f[7], 'delay_ms': int(f[8])}
    say = lambda severity, message, **fields: print(json.dumps({'severity': severity, 'time': at, 'message': message, 'trace_id': f[2], 'worker': os.environ['HOST'], **fields}), flush=True)
    connection = fresh('picking.db')
    other = None
    if f[9] == 'crowd':
        # another picker whose robot is slow
        colleague = sqlite3.connect('picking.db', timeout=0.25, check_same_thread=False)
        slow = dict(order, tote='t1', sku='mug', delay_ms=900)
        other = threading.Thread(target=lambda: pick(colleague, slow))
        asleep.clear()
        other.start()
        asleep.wait(10)
    try:
        result = pick(connection, order)
        say('INFO', 'pick done', trips=result['trips'], robot=result['robot'])
    except Exception:
        say('ERROR', 'pick failed: ' + order['sku'], tote=order['tote'], stack_trace=traceback.format_exc().rstrip())
    if other:
        other.join()
    connection.close()
`;
const order = (r, { sku, tote, pieces, label, strategy, delay, crowd } = {}) => [
  sku ?? r.pick(['mug', 'lamp', 'rug']),
  tote ?? r.pick(['t1', 't3']),
  String(pieces ?? r.int(1, 3)),
  label ?? r.pick(['4006381333931', '96385074']),
  strategy ?? 'nearest',
  String(delay ?? 0),
  crowd ? 'crowd' : '-',
];

const services = [
  {
    name: 'order-intake',
    ms: 22,
    rps: 75,
    repo: 'fulfil',
    hosts: ['intake-0', 'intake-1'],
    edge: {
      lang: 'java',
      style: 'logstash',
      file: 'io.fulfil.intake.OrderResource',
      paths: ['/orders', '/orders/lines'],
      words: { failed: 'Order was not released', handled: 'Order released', chore: 'Timer failed' },
      says: ['Wave 18 closed', 'Carrier cut-off in 20 min', 'Duplicate order line merged'],
    },
    calls: [{ to: 'picking' }, { to: 'labels', share: 0.4 }],
    resource: 'POST /orders',
  },
  {
    name: 'picking',
    ms: 38,
    rps: 72,
    repo: 'fulfil',
    hosts: ['picking-0', 'picking-1'],
    calls: [{ to: 'fleet', share: 0.9 }, { to: 'stock-db' }],
    resource: 'POST /picks',
    extras: [
      { metric: 'picking.open_picks', base: 11, whole: true },
      { metric: 'db.lock.wait_ms', base: 2 },
    ],
  },
  {
    name: 'fleet',
    ms: 26,
    rps: 66,
    repo: 'fulfil',
    hosts: ['fleet-0'],
    edge: {
      lang: 'go',
      style: 'zap',
      file: 'relay/relay.go:24',
      paths: ['/robots/next'],
      words: { failed: 'robot did not take the job', handled: 'robot took the job' },
      says: ['robot 14 went to charge', 'aisle B closed for a person', 'map tile updated'],
    },
    calls: [{ to: 'fleet-state' }],
    resource: 'POST /robots/next',
  },
  {
    name: 'labels',
    ms: 48,
    rps: 30,
    repo: 'fulfil',
    hosts: ['labels-0'],
    edge: {
      lang: 'python',
      style: 'jsonlogger',
      file: '/workspace/apps/labels/labels/views.py',
      paths: ['/labels'],
      words: { failed: 'label not printed', handled: 'label printed', chore: 'cron job failed' },
      says: ['printer 3 is warming up', 'ribbon low on printer 1'],
    },
    calls: [{ to: 'carrier-api', share: 0.8 }],
    resource: 'POST /labels',
  },
  { name: 'stock-db', ms: 3, rps: 150, store: true, resource: 'UPDATE bins' },
  { name: 'fleet-state', ms: 2, rps: 66, store: true, resource: 'GET robots' },
  {
    name: 'carrier-api',
    ms: 140,
    rps: 24,
    store: true,
    resource: 'POST carrier.example/shipments',
  },
];
const edges = inMonorepo(services, 'apps');
const work = [
  {
    m: 'picking: pydantic 2.6.4',
    edits: [{ f: w('pyproject.toml'), a: 'pydantic==2.6.1', b: 'pydantic==2.6.4' }],
  },
  {
    m: 'picking: say that stock is per bin',
    edits: [
      {
        f: w('picking/stock.py'),
        a: '"""What lies where."""',
        b: '"""What lies where, bin by bin."""',
      },
    ],
  },
  {
    m: 'picking: more mugs in the sample data',
    edits: [{ f: w('picking/schema.py'), a: "'mug', 40)", b: "'mug', 60)" }],
  },
  {
    m: 'picking: note on batched dispatch',
    edits: [
      {
        f: w('picking/robots.py'),
        a: 'def batched(tote, aisle):\n',
        b: 'def batched(tote, aisle):\n    # two totes at most\n',
      },
    ],
  },
  {
    m: 'picking: describe labels',
    edits: [
      {
        f: w('picking/barcode.py'),
        a: '"""Labels on bins and goods."""',
        b: '"""Labels on bins and goods; EAN-8 or EAN-13."""',
      },
    ],
  },
  ...edges.work,
];

export const system = {
  key: 'warehouse',
  language: 'python',
  layout: 'monorepo',
  project: 'FUL',
  env: 'prod',
  mail: 'fulfil.example',
  major: 4,
  team: ['Priya Nair', 'Owen Bright', 'Zofia Lis', 'Mateus Rocha', 'Hye-jin Seo'],
  flows: [36, 44],
  keep: [16, 5],
  traces: 26,
  chores: ['purgeSessions', 'syncCalendar', 'exportReport', 'rotateKeys'],
  style: {
    messages: 'pr',
    commits: 'github',
    deployments: 'releases',
    metrics: 'influx',
    metricNames: 'datadog',
    traces: 'datadog',
    alert: 'datadog',
    logs: 'gcp',
    version: 'semver',
    map: 'pairs',
    gzip: ['metrics', 'logs', 'traces'],
  },
  entry: 'order-intake',
  core: 'picking',
  loud: 'order-intake',
  services,
  repos: {
    fulfil: {
      service: 'picking',
      image: 'python:3.11-slim',
      files: { ...python, ...edges.files },
      work,
    },
  },
  programs: {
    picking: {
      driver: { 'main.py': driver },
      run: ['python3', 'main.py'],
      home: '/workspace/',
      isError: /"severity": "ERROR"/,
      json: true,
    },
  },
  changes: [
    {
      type: 'config',
      name: 'labels.dpi',
      service: 'labels',
      before: '203',
      after: '300',
      by: 'zofia',
    },
    {
      type: 'feature_flag',
      name: 'intake-gift-notes',
      service: 'order-intake',
      before: 'off',
      after: 'on',
      by: 'owen',
    },
  ],
  decoyChange: {
    id: 'ld-44120',
    type: 'feature_flag',
    name: 'intake-split-lines',
    service: 'order-intake',
    before: 'off',
    after: '20%',
    by: 'owen',
  },
  good: (r) => order(r),
  faults: {
    onHand: {
      kind: 'sql_migration',
      m: 'Picking: pieces on hand instead of pieces',
      delay: 0,
      edits: [
        {
          f: w('picking/stock.py'),
          a: "'select code, pieces from bins where sku = ?'",
          b: "'select code, on_hand from bins where sku = ?'",
        },
        {
          f: 'migrations/0042_on_hand.sql',
          add: '-- to be run by the data team after the stocktaking\nalter table bins rename column pieces to on_hand;\n',
        },
      ],
      bad: (r) => order(r),
      badAlways: true,
      impact: [{ err: 0.95 }],
      priority: 'P1',
      errorType: 'sqlite3.OperationalError',
      errorText: 'no such column: on_hand',
    },
    robotInside: {
      kind: 'lock_contention',
      m: 'Book a pick and its robot together',
      delay: 33,
      shape: 'growing',
      edits: [
        {
          f: w('picking/pick.py'),
          a: raw`    answer = send(tote, aisle, order['strategy'], order['delay_ms'])
    with connection:
        stock.take(code, order['pieces'])
`,
          b: raw`    with connection:
        stock.take(code, order['pieces'])
        answer = send(tote, aisle, order['strategy'], order['delay_ms'])
`,
        },
      ],
      bad: (r) => order(r, { crowd: true, sku: 'lamp' }),
      impact: [{ err: 0.21, addMs: 140 }],
      gauges: [
        { service: 'picking', metric: 'db.lock.wait_ms', to: 240 },
        { service: 'picking', metric: 'picking.open_picks', to: 64 },
      ],
      status: 503,
      errorType: 'sqlite3.OperationalError',
      errorText: 'database is locked',
      tempt: {
        m: 'Picking: the robot comes first in the answer',
        edits: [
          {
            f: w('picking/pick.py'),
            a: "return {'trips': trips, 'robot': answer}",
            b: "return {'robot': answer, 'trips': trips}",
          },
        ],
      },
    },
    toteDefault: {
      kind: 'wrong_default',
      m: 'Totes: capacity is what the scale says',
      delay: 14,
      edits: [
        {
          f: w('picking/totes.py'),
          a: 'STANDARD_CAPACITY = 16',
          b: 'STANDARD_CAPACITY = int(0.05 * 16)',
        },
      ],
      bad: (r) => order(r, { tote: 't2' }),
      impact: [{ err: 0.26 }],
      errorType: 'ZeroDivisionError',
      errorText: 'integer division or modulo by zero',
    },
    barcodes: {
      kind: 'dependency_update',
      category: 'dependency_update',
      m: 'Bump ean-barcodes from 1.9.2 to 2.0.0',
      delay: 48,
      edits: [{ f: w('pyproject.toml'), a: 'ean-barcodes==1.9.2', b: 'ean-barcodes==2.0.0' }],
      replaceLibrary: {
        f: 'vendor/ean_barcodes.py',
        a: '        digits = digits[:13]\n',
        b: "        raise BarcodeError('EAN must have 8 or 13 digits, got %d' % len(digits))\n",
      },
      bad: (r) => order(r, { label: `40063813339${r.int(1000, 9999)}` }),
      impact: [{ err: 0.12 }],
      errorType: 'vendor.ean_barcodes.BarcodeError',
      errorText: 'EAN must have 8 or 13 digits, got 15',
      tempt: {
        m: 'Labels: how many digits an EAN must have',
        edits: [
          {
            f: 'apps/labels/docs/ean.md',
            add: '# EAN\n\nA barcode must have 8 or 13 digits; older ones got 15 digits from the supplier.\n',
          },
        ],
      },
    },
    turnedBins: {
      kind: 'infinite_recursion',
      m: 'Aisles read like they are drawn',
      delay: 19,
      edits: [
        {
          f: w('picking/aisles.py'),
          a: raw`    seen = set()
    while True:
        row = connection.execute('select parent from bins where code = ?', (code,)).fetchone()
        if row is None or row[0] is None or row[0] in seen:
            return code
        seen.add(code)
        code = row[0]
`,
          b: raw`    row = connection.execute('select parent from bins where code = ?', (code,)).fetchone()
    if row is None or row[0] is None:
        return code
    return aisle_of(connection, row[0])
`,
        },
      ],
      bad: (r) => order(r, { sku: 'bulb' }),
      impact: [{ err: 0.08 }],
      priority: 'P3',
      errorType: 'RecursionError',
      errorText: 'maximum recursion depth exceeded',
    },
    waveFlag: {
      kind: 'feature_flag',
      category: 'feature_flag',
      delay: 1,
      change: {
        id: 'ld-44871',
        type: 'feature_flag',
        name: 'picking-strategy-wave',
        service: 'picking',
        before: 'off',
        after: 'on',
        by: 'operations',
      },
      bad: (r) => order(r, { strategy: 'wave', tote: 't3' }),
      good: (r) => order(r, { tote: 't1' }),
      impact: [{ err: 0.36 }],
      errorType: 'KeyError',
      errorText: "'B'",
      story: 'operations turn waves on before a sale; they were only ever tried in one zone',
    },
    labelSpool: {
      kind: 'disk_pressure',
      category: 'infrastructure',
      service: 'labels',
      silentCore: true,
      edgeOrigin: 'disk',
      outcome: '502',
      spoolPath: '/var/lib/labels/queue/0007.zpl',
      impact: [{ service: 'labels', err: 0.66 }],
      errorType: 'OSError',
      errorText: '[Errno 28] No space left on device',
      alertService: 'order-intake',
      events: [
        {
          reason: 'NodeHasDiskPressure',
          service: 'labels',
          node: 'gke-pool-1-77',
          message: 'Node gke-pool-1-77 status is now: NodeHasDiskPressure',
          after: -2,
          spread: 1,
        },
        {
          reason: 'EvictionThresholdMet',
          service: 'labels',
          node: 'gke-pool-1-77',
          message: 'Attempting to reclaim ephemeral-storage',
          after: 1,
          spread: 5,
          count: 2,
        },
      ],
      extras: [{ service: 'labels', metric: 'node.filesystem.used_percent', base: 84, to: 100 }],
      story: 'images of old labels were never removed from the machine',
    },
  },
};
