/** Shipping quotes in Python: a web shop asks for the price of a parcel. Plain-text logging. */

const files = {
  'rates/__init__.py': '',
  'rates/api.py': `"""Entry of the quote API."""
import logging

from rates.cache import QuoteCache
from rates.quote import Quote, make_quote
from rates.request import QuoteRequest

log = logging.getLogger('rates.api')
cache = QuoteCache(capacity=500)


def handle(payload):
    request = QuoteRequest.from_payload(payload)
    key = cache.key_of(request)
    quote = cache.get(key)
    if quote is None:
        quote = make_quote(request)
        cache.put(key, quote)
    verify(quote, request)
    log.info('quote %s %s %dg -> %.2f', request.country, request.level, request.weight_g, quote.amount)
    return quote


def verify(quote: Quote, request: QuoteRequest):
    """A quote must never be offered for another parcel than the one it was made for."""
    if (quote.country, quote.level) != (request.country, request.level):
        raise QuoteMismatch('quote for %s/%s offered to %s/%s' % (quote.country, quote.level, request.country, request.level))


class QuoteMismatch(Exception):
    pass
`,
  'rates/request.py': `"""What a client asks for."""
from dataclasses import dataclass


@dataclass
class QuoteRequest:
    country: str
    region: str | None
    postcode: str
    weight_g: int
    level: str
    pieces: int = 1

    @staticmethod
    def from_payload(payload):
        return QuoteRequest(
            country=payload['country'].upper(),
            region=payload.get('region'),
            postcode=payload['postcode'].strip(),
            weight_g=int(payload['weight']),
            level=payload.get('level', 'standard'),
            pieces=int(payload.get('pieces', 1)),
        )
`,
  'rates/zones.py': `"""Which tariff zone an address lies in."""

ISLANDS = {'ES': {'IC', 'IB'}, 'PT': {'20', '30'}, 'FR': {'2A', '2B'}, 'GR': {'J', 'K', 'L'}}
EU = {'DE', 'AT', 'FR', 'ES', 'PT', 'IT', 'NL', 'BE', 'PL', 'CZ', 'GR', 'IE'}


def zone_of(country, region):
    if country == 'DE':
        return 1
    region_code = (region or '').upper()
    if region_code in ISLANDS.get(country, set()):
        return 4
    return 2 if country in EU else 5


def is_domestic(country):
    return zone_of(country, None) == 1
`,
  'rates/tariff.py': `"""Prices by zone and weight bracket."""
from bisect import bisect_left

LIMITS_G = [1000, 2000, 5000, 10000, 20000, 31500]
PRICES = {
    1: [4.19, 5.49, 6.99, 8.99, 13.49, 18.99],
    2: [8.79, 10.49, 13.99, 19.49, 27.99, 39.49],
    4: [12.49, 15.99, 21.49, 31.99, 44.99, 61.49],
    5: [16.99, 23.49, 35.99, 52.49, 79.99, 104.99],
}


class TooHeavy(ValueError):
    pass


def bracket_of(weight_g):
    if weight_g > LIMITS_G[-1]:
        raise TooHeavy('%d g is above %d g' % (weight_g, LIMITS_G[-1]))
    return bisect_left(LIMITS_G, weight_g)


def price(zone, weight_g):
    return PRICES[zone][bracket_of(weight_g)]
`,
  'rates/surcharge.py': `"""Surcharges that carriers announce, kept in the tariff database."""
from rates.store import connection


def surcharge_for(carrier, zone):
    row = connection().execute(
        'SELECT surcharge_pct FROM surcharges WHERE carrier = ? AND zone = ?',
        (carrier, zone),
    ).fetchone()
    return row[0] if row else 0.0
`,
  'rates/store.py': `"""The tariff database."""
import sqlite3
from pathlib import Path

_connection = None
MIGRATIONS = Path(__file__).parent / 'migrations'


def connection():
    global _connection
    if _connection is None:
        _connection = sqlite3.connect(':memory:')
        for script in sorted(MIGRATIONS.glob('*.sql')):
            _connection.executescript(script.read_text())
    return _connection
`,
  'rates/migrations/0001_surcharges.sql': `CREATE TABLE surcharges (
  carrier TEXT NOT NULL,
  zone INTEGER NOT NULL,
  surcharge_pct REAL NOT NULL,
  PRIMARY KEY (carrier, zone)
);
INSERT INTO surcharges VALUES ('nordpost', 4, 12.5), ('nordpost', 5, 18.0), ('kurier24', 5, 9.0);
`,
  'rates/quote.py': `"""Puts a quote together."""
from dataclasses import dataclass

from rates.carriers import choose_carrier
from rates.config import setting
from rates.surcharge import surcharge_for
from rates.tariff import price
from rates.zones import zone_of


@dataclass
class Quote:
    country: str
    level: str
    carrier: str
    amount: float


def make_quote(request):
    zone = zone_of(request.country, request.region)
    carrier = choose_carrier(zone, request.level)
    amount = price(zone, request.weight_g) * request.pieces
    amount *= 1 + surcharge_for(carrier, zone) / 100
    if request.level == 'express':
        amount += setting('express', 'supplement', float)
    return Quote(request.country, request.level, carrier, round(amount, 2))
`,
  'rates/carriers.py': `"""Which carrier takes a parcel."""

CARRIERS = {
    'standard': {1: 'hausbote', 2: 'nordpost', 4: 'nordpost', 5: 'nordpost'},
    'express': {1: 'kurier24', 2: 'kurier24', 4: 'nordpost', 5: 'kurier24'},
}


def choose_carrier(zone, level):
    table = CARRIERS.get(level, CARRIERS['standard'])
    return table[zone]
`,
  'rates/config.py': `"""Settings from settings.ini."""
import configparser
from pathlib import Path

_parser = None


def setting(section, key, kind=str):
    global _parser
    if _parser is None:
        _parser = configparser.ConfigParser()
        _parser.read(Path(__file__).parent.parent / 'settings.ini')
    return kind(_parser[section][key])
`,
  'rates/cache.py': `"""Keeps the latest quotes, least recently used out first."""
from collections import OrderedDict


class QuoteCache:
    def __init__(self, capacity):
        self._capacity = capacity
        self._entries = OrderedDict()

    @staticmethod
    def key_of(request):
        return (request.country, request.region, request.postcode, request.weight_g, request.level, request.pieces)

    def get(self, key):
        if key in self._entries:
            self._entries.move_to_end(key)
        return self._entries.get(key)

    def put(self, key, quote):
        self._entries[key] = quote
        while len(self._entries) > self._capacity:
            self._entries.popitem(last=False)
`,
  'settings.ini': `[express]
supplement = 6.50
cutoff_hour = 15

[carriers]
timeout_seconds = 3
`,
  'rates/feed.py': `"""Reads the price feed that carriers put into the inbox every quarter."""
import csv
import io
import logging

log = logging.getLogger('rates.feed')


def load(text):
    rows = []
    for row in csv.DictReader(io.StringIO(text)):
        rows.append((row['carrier'], int(row['zone']), float(row['percent'])))
    log.info('feed with %d rows', len(rows))
    return rows
`,
  'tests/test_tariff.py': `from rates.tariff import bracket_of


def test_first_bracket():
    assert bracket_of(400) == 0
`,
  'requirements.txt': `gunicorn==21.2.0
flask==3.0.2
prometheus-client==0.20.0
`,
};

const work = [
  {
    m: 'Ireland is in the EU zone list already, sort it',
    edits: [
      { f: 'rates/zones.py', a: "'PL', 'CZ', 'GR', 'IE'}", b: "'CZ', 'GR', 'IE', 'PL', 'SK'}" },
    ],
  },
  {
    m: 'Log the carrier with the quote',
    edits: [
      {
        f: 'rates/api.py',
        a: "log.info('quote %s %s %dg -> %.2f', request.country, request.level, request.weight_g, quote.amount)",
        b: "log.info('quote %s %s %dg -> %.2f by %s', request.country, request.level, request.weight_g, quote.amount, quote.carrier)",
      },
    ],
  },
  {
    m: 'Bigger quote cache',
    edits: [{ f: 'rates/api.py', a: 'capacity=500', b: 'capacity=2000' }],
  },
  {
    m: 'Explain the islands table',
    edits: [
      {
        f: 'rates/zones.py',
        a: 'ISLANDS = {',
        b: '# regions that carriers reach by ship\nISLANDS = {',
      },
    ],
  },
  {
    m: 'Bump gunicorn',
    edits: [{ f: 'requirements.txt', a: 'gunicorn==21.2.0', b: 'gunicorn==22.0.0' }],
  },
  {
    m: 'Express cutoff an hour later',
    edits: [{ f: 'settings.ini', a: 'cutoff_hour = 15', b: 'cutoff_hour = 16' }],
  },
  {
    m: 'Test the last bracket',
    edits: [
      {
        f: 'tests/test_tariff.py',
        end: '\n\ndef test_last_bracket():\n    assert bracket_of(31500) == 5\n',
      },
    ],
  },
  {
    m: 'Prices of zone 1 for the new contract',
    edits: [{ f: 'rates/tariff.py', a: '4.19, 5.49, 6.99', b: '4.29, 5.49, 6.89' }],
  },
  {
    m: 'Docstring for choose_carrier',
    edits: [
      {
        f: 'rates/carriers.py',
        a: 'def choose_carrier(zone, level):\n',
        b: 'def choose_carrier(zone, level):\n    """Unknown levels travel as standard."""\n',
      },
    ],
  },
  {
    m: 'Count the feed rows by carrier',
    edits: [
      {
        f: 'rates/feed.py',
        a: "    log.info('feed with %d rows', len(rows))\n",
        b: "    log.info('feed with %d rows of %d carriers', len(rows), len({row[0] for row in rows}))\n",
      },
    ],
  },
];

const driver = `import logging, sys
from datetime import datetime, timezone

now = 0


class Clock(logging.Formatter):
    def formatTime(self, record, datefmt=None):
        at = datetime.fromtimestamp(now / 1000, timezone.utc)
        return at.strftime('%Y-%m-%d %H:%M:%S,') + '%03d' % (now % 1000)


handler = logging.StreamHandler(sys.stdout)
handler.setFormatter(Clock('%(asctime)s %(levelname)s [%(name)s] %(message)s'))
logging.basicConfig(level=logging.INFO, handlers=[handler])
log = logging.getLogger('gunicorn.app')

from rates import api, feed

for line in sys.stdin:
    parts = line.rstrip('\\n').split('\\t')
    now = int(parts[1])
    print('\\x01' + parts[0], flush=True)
    try:
        if parts[3] == 'feed':
            feed.load(parts[4].replace('|', '\\n'))
            continue
        if parts[3] == 'pair':
            api.handle({'country': 'FR', 'region': 'IDF', 'postcode': parts[4], 'weight': parts[5], 'level': 'standard'})
            api.handle({'country': 'DE', 'region': 'BY', 'postcode': parts[4], 'weight': parts[5], 'level': 'express'})
            continue
        country, region, postcode, weight, level, pieces = parts[3:9]
        payload = {'country': country, 'postcode': postcode, 'weight': weight, 'level': level, 'pieces': pieces}
        if region != '-':
            payload['region'] = region
        api.handle(payload)
    except Exception:
        log.exception('Exception on /v1/quotes [POST]' if parts[3] != 'feed' else 'feed import failed')
    sys.stdout.flush()
`;

const COUNTRIES = [
  ['DE', '-'],
  ['DE', 'BY'],
  ['FR', 'IDF'],
  ['ES', 'MD'],
  ['ES', 'IC'],
  ['PT', '20'],
  ['US', 'CA'],
  ['CH', 'ZH'],
  ['IT', 'RM'],
  ['NL', 'UT'],
];
const request = (r, { country, level, weight, pieces, anyRegion } = {}) => {
  const [c, region] =
    country ?? r.pick(COUNTRIES.filter(([one, two]) => anyRegion || one === 'DE' || two !== '-'));
  return [
    c,
    region,
    String(r.int(10000, 99999)),
    String(weight ?? r.int(150, 19000)),
    level ?? r.pick(['standard', 'standard', 'express']),
    String(pieces ?? r.int(1, 2)),
  ];
};

export const system = {
  key: 'parcel',
  language: 'python',
  layout: 'polyrepo',
  project: 'SHIP',
  env: 'production',
  mail: 'parcelo.example',
  team: ['Ana Lima', 'Jonas Becker', 'Mirela Ionescu', 'Tom Whitfield', 'Sara Nyström'],
  style: {
    messages: 'plain',
    commits: 'github',
    deployments: 'plain',
    metrics: 'long',
    metricNames: 'plain',
    traces: 'otel',
    alert: 'simple',
    logs: 'perService',
    version: 'semver',
  },
  entry: 'shop-web',
  core: 'rates',
  services: [
    {
      name: 'shop-web',
      ms: 22,
      rps: 90,
      repo: 'shop-web',
      hosts: ['shop-web-0', 'shop-web-1'],
      edge: {
        lang: 'node',
        style: 'text',
        file: '/srv/shop-web/dist/server.js',
        paths: ['/cart/shipping', '/checkout/shipping'],
        words: {
          failed: 'shipping step failed',
          handled: 'shipping step rendered',
          answered: 'said',
        },
      },
      calls: [{ to: 'checkout-api' }],
      resource: 'POST /cart/shipping',
    },
    {
      name: 'checkout-api',
      ms: 18,
      rps: 80,
      repo: 'checkout-api',
      hosts: ['checkout-api-a', 'checkout-api-b'],
      edge: {
        lang: 'python',
        style: 'text',
        file: '/srv/checkout_api/checkout_api/views.py',
        paths: ['/v1/quotes', '/v1/quotes/bulk'],
        words: {},
      },
      calls: [{ to: 'rates' }, { to: 'customer-profile', share: 0.5, soft: true }],
      resource: 'POST /v1/shipping',
    },
    {
      name: 'rates',
      ms: 35,
      rps: 75,
      repo: 'rates',
      hosts: ['rates-1', 'rates-2', 'rates-3'],
      calls: [{ to: 'tariff-db' }, { to: 'nordpost-api', share: 0.3 }],
      resource: 'POST /v1/quotes',
      extras: [{ metric: 'quote_cache_hit_ratio', base: 0.62 }],
    },
    {
      name: 'customer-profile',
      ms: 12,
      rps: 40,
      repo: 'customer-profile',
      edge: {
        lang: 'node',
        style: 'text',
        file: '/srv/profile/server.js',
        paths: ['/v1/profile'],
        words: { handled: 'profile read' },
      },
      calls: [{ to: 'tariff-db', share: 0.02, soft: true }],
      resource: 'GET /v1/profile',
    },
    { name: 'tariff-db', ms: 4, rps: 75, store: true, resource: 'SELECT surcharges' },
    { name: 'nordpost-api', ms: 60, rps: 22, store: true, resource: 'GET nordpost/tracking' },
  ],
  repos: { rates: { service: 'rates', image: 'python:3.11-slim', files, work } },
  programs: {
    rates: {
      driver: { 'wsgi.py': driver },
      run: ['python3', 'wsgi.py'],
      home: '/srv/rates/',
      isError: /ERROR|Traceback/,
    },
  },
  changes: [
    {
      type: 'feature_flag',
      name: 'new-cart-layout',
      service: 'shop-web',
      before: '10%',
      after: '25%',
      by: 'growth',
    },
    {
      type: 'config',
      name: 'LOG_LEVEL',
      service: 'checkout-api',
      before: 'info',
      after: 'debug',
      by: 'jonas.becker',
    },
    {
      type: 'feature_flag',
      name: 'show-delivery-date',
      service: 'shop-web',
      before: 'off',
      after: 'on',
      by: 'ana.lima',
    },
  ],
  good: (r) => request(r),
  faults: {
    regionless: {
      kind: 'null_dereference',
      m: 'Simplify zone lookup',
      repo: 'rates',
      edits: [
        {
          f: 'rates/zones.py',
          a: "    region_code = (region or '').upper()\n    if region_code in ISLANDS",
          b: '    if region.upper() in ISLANDS',
        },
      ],
      bad: (r) =>
        request(r, {
          country: r.pick([
            ['FR', '-'],
            ['PT', '-'],
            ['CH', '-'],
            ['US', '-'],
          ]),
        }),
      impact: [{ err: 0.31 }],
      errorType: 'AttributeError',
      errorText: "'NoneType' object has no attribute 'upper'",
      tempt: {
        m: 'Trim and upper-case the country code once more for old clients',
        edits: [
          {
            f: 'rates/request.py',
            a: "payload['country'].upper()",
            b: "payload['country'].strip().upper()",
          },
        ],
      },
    },
    heaviest: {
      kind: 'index_out_of_range',
      m: 'Brackets include their upper limit',
      repo: 'rates',
      delay: 26,
      edits: [
        {
          f: 'rates/tariff.py',
          a: 'return bisect_left(LIMITS_G, weight_g)',
          b: 'return bisect_right(LIMITS_G, weight_g)',
        },
        {
          f: 'rates/tariff.py',
          a: 'from bisect import bisect_left',
          b: 'from bisect import bisect_right',
        },
      ],
      bad: (r) =>
        request(r, {
          weight: 31500,
          country: r.pick([
            ['DE', 'BY'],
            ['FR', 'IDF'],
            ['US', 'CA'],
          ]),
        }),
      impact: [{ err: 0.12 }],
      errorType: 'IndexError',
      errorText: 'list index out of range',
      tempt: {
        m: 'List carriers by index in the admin export',
        edits: [
          {
            f: 'rates/carriers.py',
            end: '\n\ndef carriers_by_index():\n    """For the admin export; out of range means the end of the list."""\n    return list(enumerate(sorted({name for table in CARRIERS.values() for name in table.values()})))\n',
          },
        ],
      },
    },
    column: {
      kind: 'sql_migration',
      m: 'Speak of percent everywhere',
      repo: 'rates',
      edits: [
        {
          f: 'rates/surcharge.py',
          a: 'SELECT surcharge_pct FROM',
          b: 'SELECT surcharge_percent FROM',
        },
      ],
      bad: (r) => request(r),
      good: (r) => ['feed', `carrier,zone,percent|nordpost,${r.int(1, 5)},${r.int(1, 20)}.5`],
      impact: [{ err: 0.9 }],
      errorType: 'sqlite3.OperationalError',
      errorText: 'no such column: surcharge_percent',
      priority: 'P1',
      tempt: {
        m: 'Index surcharges by carrier',
        edits: [
          {
            f: 'rates/migrations/0002_surcharges_index.sql',
            add: 'CREATE INDEX surcharges_by_carrier ON surcharges (carrier);\n',
          },
        ],
      },
    },
    cacheKey: {
      kind: 'cache_key',
      m: 'Shorter cache keys',
      repo: 'rates',
      delay: 18,
      edits: [
        {
          f: 'rates/cache.py',
          a: 'return (request.country, request.region, request.postcode, request.weight_g, request.level, request.pieces)',
          b: "return '%s:%d' % (request.postcode, request.weight_g)",
        },
      ],
      good: (r) => request(r, { weight: r.int(150, 8999) }),
      bad: (r) => ['pair', String(r.int(10000, 99999)), String(r.int(200, 9000))],
      impact: [{ err: 0.08 }],
      errorType: 'QuoteMismatch',
      errorText: 'quote for FR/standard offered to DE/express',
      tempt: {
        m: 'Move QuoteMismatch next to verify',
        edits: [
          {
            f: 'rates/api.py',
            a: 'class QuoteMismatch(Exception):\n    pass',
            b: 'class QuoteMismatch(Exception):\n    """The cache gave away a quote of another parcel."""',
          },
        ],
      },
    },
    settingRenamed: {
      kind: 'config_key_renamed',
      category: 'configuration',
      m: 'Settings: one naming scheme',
      repo: 'rates',
      edits: [{ f: 'settings.ini', a: 'supplement = 6.50', b: 'express_supplement_eur = 6.50' }],
      bad: (r) => request(r, { level: 'express' }),
      good: (r) => request(r, { level: 'standard' }),
      impact: [{ err: 0.3 }],
      errorType: 'KeyError',
      errorText: "'supplement'",
      tempt: {
        m: 'Catch missing keys in the feed',
        edits: [
          {
            f: 'rates/feed.py',
            a: "row['carrier'], int",
            b: "row.get('carrier', 'nordpost'), int",
          },
        ],
      },
    },
    badFeed: {
      kind: 'bad_input_data',
      category: 'bad_input_data',
      first: 'rates',
      badShare: 0.5,
      bad: (r) => {
        const args = request(r);
        args[3] = r.pick(['1.5 kg', '2,4', '750g', 'n/a', '3 lbs']);
        return args;
      },
      good: (r) =>
        r.chance(0.2)
          ? ['feed', `carrier,zone,percent|nordpost,${r.int(1, 5)},${r.int(1, 20)}.5`]
          : request(r),
      impact: [{ err: 0.09 }],
      errorType: 'ValueError',
      errorText: "invalid literal for int() with base 10: '1.5 kg'",
      priority: 'P3',
      alertService: 'rates',
      story: 'a partner begins to send weights with units in them',
      tempt: {
        m: 'Feed: accept an empty file',
        repo: 'rates',
        edits: [
          {
            f: 'rates/feed.py',
            a: '    rows = []\n',
            b: '    rows = []\n    if not text.strip():\n        return rows\n',
          },
        ],
      },
    },
  },
};
