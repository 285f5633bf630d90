/** Statements of a collecting society for music in Python: books in SQLite files, a library of its own, text logs. */
const raw = String.raw;
const files = {
  'pyproject.toml': raw`[project]
name = "statements"
version = "0.0.0"
requires-python = ">=3.11"
dependencies = [
  "rightskit==2.8.1",
  "uvicorn==0.27.1",
  "prometheus-client==0.20.0",
]
`,
  'migrations/0001_books.sql': raw`CREATE TABLE IF NOT EXISTS holders (
  id INTEGER PRIMARY KEY,
  ipi TEXT NOT NULL UNIQUE,
  name TEXT
);
CREATE TABLE IF NOT EXISTS postings (
  statement TEXT NOT NULL,
  holder_id INTEGER NOT NULL REFERENCES holders (id),
  cents INTEGER NOT NULL
);
`,
  'migrations/0002_advances.sql': raw`CREATE TABLE IF NOT EXISTS advances (
  holder_id INTEGER NOT NULL REFERENCES holders (id),
  open_cents INTEGER NOT NULL,
  opened_on TEXT NOT NULL DEFAULT CURRENT_DATE
);
`,
  'migrations/0003_territories.sql': raw`ALTER TABLE postings ADD COLUMN territory TEXT;
`,
  'statements/usage.py': raw`"""Rows of usage reports: isrc;title;territory;plays;gross."""
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation


class BadReport(ValueError):
    """The row cannot be used as it is."""


@dataclass(frozen=True)
class Usage:
    isrc: str
    title: str
    territory: str
    plays: int
    gross: Decimal


def read_row(data: bytes) -> Usage:
    parts = data.decode('utf-8').split(';')
    if len(parts) != 5:
        raise BadReport('%d fields, expected 5' % len(parts))
    isrc, title, territory, plays, gross = parts
    try:
        return Usage(isrc, title.strip(), territory, int(plays), Decimal(gross))
    except InvalidOperation:
        raise BadReport('gross %r is no amount' % gross) from None
`,
  'statements/works.py': raw`"""Asks the works index who holds the rights in a recording."""
import socket
from dataclasses import dataclass
from decimal import Decimal

from rightskit.shares import shares_of

PATIENCE = 2.0


class IndexUnavailable(RuntimeError):
    """The works index gave no answer."""


@dataclass(frozen=True)
class Work:
    number: str
    shares: dict[str, Decimal]


class Works:
    def __init__(self, host: str, port: int) -> None:
        self.address = (host, port)

    def find(self, isrc: str) -> Work:
        try:
            with socket.create_connection(self.address, timeout=PATIENCE) as line:
                line.sendall(b'WORK %s\n' % isrc.encode())
                answer = line.makefile('r', encoding='utf-8').readline()
        except OSError as error:
            raise IndexUnavailable('works index %s:%d did not answer' % self.address) from error
        number, _, shares = answer.strip().partition(' ')
        return Work(number, shares_of(shares))
`,
  'statements/splits.py': raw`"""What each holder gets of a row's gross."""
from decimal import ROUND_HALF_EVEN, Decimal

CENT = Decimal('0.01')


def split(gross: Decimal, shares: dict[str, Decimal]) -> dict[str, Decimal]:
    """Amounts by holder, in the order of their numbers."""
    holders = sorted(shares)
    amounts = {}
    left = gross
    for holder in holders[:-1]:
        amounts[holder] = (gross * shares[holder] / 100).quantize(CENT, ROUND_HALF_EVEN)
        left -= amounts[holder]
    amounts[holders[-1]] = left
    return amounts
`,
  'statements/books.py': raw`"""A quarter's books: one SQLite file, brought to the newest schema when it is opened."""
import sqlite3
from decimal import Decimal
from pathlib import Path

MIGRATIONS = Path(__file__).parent.parent / 'migrations'


class Unbalanced(ArithmeticError):
    """What is posted is not what came in."""


def migrate(db: sqlite3.Connection) -> None:
    (version,) = db.execute('PRAGMA user_version').fetchone()
    for script in sorted(MIGRATIONS.glob('*.sql'))[version:]:
        db.executescript(script.read_text())
        version += 1
    db.execute('PRAGMA user_version = %d' % version)


class Books:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> 'Books':
        self.db = sqlite3.connect(self.path, timeout=5)
        migrate(self.db)
        return self

    def __exit__(self, *failure) -> None:
        if failure[0] is None:
            self.db.commit()
        self.db.close()

    def post(self, statement: str, territory: str, gross: Decimal, amounts: dict[str, Decimal]) -> None:
        if sum(amounts.values()) != gross:
            raise Unbalanced('statement %s does not balance' % statement)
        for number, amount in amounts.items():
            self.db.execute('INSERT OR IGNORE INTO holders (ipi) VALUES (?)', (number,))
            self.db.execute(
                'INSERT INTO postings (statement, holder_id, cents, territory) SELECT ?, id, ?, ? FROM holders WHERE ipi = ?',
                (statement, int(amount * 100), territory, number),
            )
`,
  'statements/advances.py': raw`"""Advances are paid back from what a holder earns, at the closing of a quarter."""
import sqlite3
from decimal import Decimal

OPEN = """
    SELECT COALESCE(SUM(a.open_cents), 0)
    FROM advances a
    JOIN holders h ON h.id = a.holder_id
    WHERE h.ipi = ? AND a.open_cents > 0
"""


def recoup(db: sqlite3.Connection, amounts: dict[str, Decimal]) -> int:
    """Cents that are kept back from all holders together."""
    kept = 0
    for number, amount in amounts.items():
        (open_cents,) = db.execute(OPEN, (number,)).fetchone()
        kept += min(open_cents, int(amount * 100))
    return kept
`,
  'statements/vouchers.py': raw`"""Keeps the rows that a statement was made from; the auditors ask for them years later."""
from pathlib import Path


class Vouchers:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, provider: str, statement: str, data: bytes) -> None:
        with open(self.folder / ('%s-%s.rows' % (provider, statement)), 'ab') as file:
            file.write(data + b'\n')
`,
  'statements/service.py': raw`"""One row of a report, from the wire to the books."""
from .advances import recoup
from .books import Books
from .splits import split
from .usage import read_row
from .vouchers import Vouchers
from .works import Works


class Statements:
    def __init__(self, works: Works, books: Books, vouchers: Vouchers) -> None:
        self.works = works
        self.books = books
        self.vouchers = vouchers

    def take(self, provider: str, statement: str, data: bytes, closing: bool = False) -> str:
        usage = read_row(data)
        work = self.works.find(usage.isrc)
        amounts = split(usage.gross, work.shares)
        kept = 0
        with self.books as books:
            books.post(statement, usage.territory, usage.gross, amounts)
            if closing:
                kept = recoup(books.db, amounts)
        self.vouchers.keep(provider, statement, data)
        return '%s to %d holders, %d kept back' % (usage.gross, len(amounts), kept)
`,
};
const kitFiles = {
  'pyproject.toml': raw`[project]
name = "rightskit"
version = "2.8.1"
requires-python = ">=3.10"
`,
  'rightskit/ipi.py': raw`"""Numbers of interested parties: nine digits and two that check them."""


def is_valid(number: str) -> bool:
    return len(number) == 11 and number.isdigit() and int(number[:9]) % 97 == int(number[9:])


def normalise(number: str) -> str:
    """Eleven places; older catalogues drop the zeros in front."""
    return number.strip().removeprefix('I-').zfill(11)
`,
  'rightskit/shares.py': raw`"""Shares as the works index writes them."""
from decimal import Decimal

from .ipi import normalise


def shares_of(text: str) -> dict[str, Decimal]:
    """'14107338:60,52210040:40' to shares in percent by the holder's number."""
    shares = {}
    for part in text.split(','):
        number, _, share = part.partition(':')
        shares[normalise(number)] = Decimal(share)
    return shares
`,
  'rightskit/territories.py': raw`"""Territories as societies number them."""
TIS = {'DE': 276, 'SE': 752, 'CZ': 203, 'PL': 616}


def tis(country: str) -> int | None:
    return TIS.get(country)
`,
};
const work = [
  { m: 'uvicorn 0.27.1 to 0.29.0', edits: [{ f: 'pyproject.toml', a: '0.27.1', b: '0.29.0' }] },
  {
    m: 'A little more patience with the works index',
    edits: [{ f: 'statements/works.py', a: 'PATIENCE = 2.0', b: 'PATIENCE = 2.5' }],
  },
  {
    m: 'Say which field of a row is wrong',
    edits: [
      {
        f: 'statements/usage.py',
        a: "raise BadReport('gross %r is no amount' % gross) from None",
        b: "raise BadReport('field 5: gross %r is no amount' % gross) from None",
      },
    ],
  },
  {
    m: 'Wait longer for books that are being written',
    edits: [{ f: 'statements/books.py', a: 'timeout=5)', b: 'timeout=8)' }],
  },
  {
    m: 'prometheus-client 0.20.1',
    edits: [{ f: 'pyproject.toml', a: 'client==0.20.0', b: 'client==0.20.1' }],
  },
  {
    m: 'Describe what take returns',
    edits: [
      {
        f: 'statements/service.py',
        a: '        usage = read_row(data)\n',
        b: '        """A line for the log of the intake."""\n        usage = read_row(data)\n',
      },
    ],
  },
  {
    m: 'Territories are upper case in the books',
    edits: [
      {
        f: 'statements/usage.py',
        a: 'title.strip(), territory, int(plays)',
        b: 'title.strip(), territory.upper(), int(plays)',
      },
    ],
  },
];
const kitWork = [
  {
    m: 'Territories of the Baltics',
    edits: [
      { f: 'rightskit/territories.py', a: "'PL': 616}", b: "'PL': 616, 'EE': 233, 'LV': 428}" },
    ],
  },
  {
    m: 'Docstring of is_valid',
    edits: [
      {
        f: 'rightskit/ipi.py',
        a: 'def is_valid(number: str) -> bool:\n',
        b: 'def is_valid(number: str) -> bool:\n    """Whether the last two digits fit the nine before."""\n',
      },
    ],
  },
  {
    m: 'Say what shares add up to',
    edits: [
      {
        f: 'rightskit/shares.py',
        a: "to shares in percent by the holder's number.",
        b: "to shares in percent by the holder's number; they add up to 100.",
      },
    ],
  },
];
const driver = raw`import logging
import os
import resource
import socketserver
import sys
import tempfile
import threading
import time
from pathlib import Path

from .books import Books
from .service import Statements
from .vouchers import Vouchers
from .works import Works

ANSWER = ['']


class Index(socketserver.StreamRequestHandler):
    def handle(self):
        self.rfile.readline()
        self.wfile.write(ANSWER[0].encode() + b'\n')


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64


index = Server(('127.0.0.1', 0), Index)
threading.Thread(target=index.serve_forever, daemon=True).start()
log = logging.getLogger('statements.worker')


def begin(ms):
    handler = logging.StreamHandler(sys.stdout)
    class Stamped(logging.Formatter):
        def formatTime(self, record, datefmt=None):
            return time.strftime('%Y-%m-%d %H:%M:%S', time.gmtime(ms / 1000)) + ',%03d' % (ms % 1000)
    handler.setFormatter(Stamped('%(asctime)s %(levelname)-7s [%(name)s] %(message)s'))
    log.addHandler(handler)
    log.setLevel('INFO')


def serve(f):
    begin(int(f[1]))
    provider, statement, data, closing = f[3], f[4], bytes.fromhex(f[5]), f[7] == 'closing'
    folder = Path(tempfile.mkdtemp(dir='.'))
    (folder / 'vouchers').mkdir()
    port = 59998 if f[8] == 'down' else index.server_address[1]
    statements = Statements(Works('127.0.0.1', port), Books(folder / 'books.db'), Vouchers(folder / 'vouchers'))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    for n in range(int(f[9])):
        try:
            statements.take(provider, 'e%d' % n, data)
        except Exception:
            pass
    try:
        said = statements.take(provider, statement, data, closing)
        log.info('row of %s booked on %s: %s trace=%s', provider, statement, said, f[2][:16])
    except Exception:
        log.exception('row of %s for %s was not booked trace=%s', provider, statement, f[2][:16])


for line in sys.stdin:
    f = line.rstrip('\n').split('\t')
    print('\x01' + f[0], flush=True)
    ANSWER[0] = f[6]
    child = os.fork()
    if child == 0:
        serve(f)
        os._exit(0)
    os.waitpid(child, 0)
`;
const hex = (text, latin = false) => Buffer.from(text, latin ? 'latin1' : 'utf8').toString('hex');
const ipi = (r) => {
  const nine = r.int(1_000_000, 99_999_999);
  return String(nine) + String(nine % 97).padStart(2, '0');
};
/** An amount whose thirds, rounded one by one, do not add up to it. */
const oddGross = (r) => {
  const thirds = (cents) => [3333, 3333, 3334].map((share) => Math.round((cents * share) / 10000));
  for (;;) {
    const cents = r.int(200, 6000);
    if (thirds(cents).reduce((sum, one) => sum + one, 0) !== cents) return (cents / 100).toFixed(2);
  }
};
const row = (r, { provider, title, gross, shares, closing, index, seen, latin } = {}) => [
  provider ?? r.pick(['spindrift', 'tonwelle', 'airplay-cz', 'klubnet']),
  `S${r.int(2201, 2299)}-${r.int(100, 999)}`,
  hex(
    [
      `CZA${r.int(100000000, 999999999)}`,
      title ?? r.pick(['Nocturne 7', 'Blue Tram', 'Žito', 'Märzlied', 'Overnight']),
      r.pick(['DE', 'SE', 'CZ', 'PL']),
      r.int(40, 90000),
      gross ?? `${r.int(2, 640)}.00`,
    ].join(';'),
    latin,
  ),
  `W${r.int(10000, 99999)} ${shares ?? `${ipi(r)}:50,${ipi(r)}:50`}`,
  closing ? 'closing' : 'running',
  index ?? 'up',
  String(seen ?? 0),
];

const services = [
  {
    name: 'usage-intake',
    ms: 22,
    rps: 130,
    repo: 'usage-intake',
    hosts: ['intake-6d4-k2', 'intake-6d4-v8'],
    edge: {
      lang: 'go',
      style: 'logfmt',
      file: 'relay/relay.go:24',
      paths: ['/reports/rows', '/reports/batch'],
      words: { failed: 'row not handed on', handled: 'row handed on', chore: 'tick failed' },
      says: ['report of klubnet is late', 'checksum ok', 'duplicate delivery dropped'],
    },
    calls: [{ to: 'statements' }],
    resource: 'POST /reports/rows',
  },
  {
    name: 'statements',
    ms: 34,
    rps: 128,
    repo: 'statements',
    hosts: ['statements-0', 'statements-1', 'statements-2'],
    memory: 190,
    calls: [{ to: 'works-index' }],
    resource: 'POST /rows',
    extras: [
      { metric: 'process_open_fds', base: 19, whole: true },
      { metric: 'statements_rows_pending', base: 30, whole: true },
    ],
  },
  {
    name: 'artist-portal',
    ms: 60,
    rps: 24,
    repo: 'artist-portal',
    hosts: ['portal-1', 'portal-2'],
    edge: {
      lang: 'java',
      style: 'logstash',
      file: 'eu.tantieme.portal.StatementController',
      paths: ['/me/statements', '/me/payouts'],
      words: { failed: 'Page failed', handled: 'Page served', chore: 'Trigger failed' },
      says: ['session cookie renewed', 'pdf rendered again', 'language fallback to en'],
    },
    calls: [
      { to: 'statements', share: 0.5, soft: true },
      { to: 'payouts', share: 0.6 },
      { to: 'catalogue', share: 0.4, soft: true },
    ],
    resource: 'GET /me/statements',
  },
  {
    name: 'payouts',
    ms: 45,
    rps: 14,
    repo: 'payouts',
    hosts: ['payouts-0'],
    edge: {
      lang: 'python',
      style: 'jsonlogger',
      file: '/app/payouts/payouts/client.py',
      paths: ['/transfers', '/mandates'],
      words: { failed: 'transfer not sent', handled: 'transfer sent', chore: 'beat task failed' },
      says: ['iban without bic', 'batch of 40 split', 'mandate renewed'],
    },
    calls: [{ to: 'bank-gateway', share: 0.9 }],
    resource: 'POST /transfers',
  },
  {
    name: 'catalogue',
    ms: 18,
    rps: 30,
    repo: 'catalogue',
    hosts: ['catalogue-1'],
    edge: {
      lang: 'node',
      style: 'winston',
      code: 'handlers',
      file: '/app/lib/app.mjs',
      paths: ['/works', '/works/search'],
      words: { failed: 'search failed', handled: 'search answered' },
      says: ['synonym list reloaded', 'long query cut'],
    },
    calls: [{ to: 'works-index' }],
    resource: 'GET /works',
  },
  {
    name: 'works-index',
    ms: 4,
    rps: 160,
    store: true,
    resource: 'WORK',
    hosts: ['works-index-0', 'works-index-1'],
    extras: [{ metric: 'index_connections', base: 36, whole: true }],
  },
  { name: 'bank-gateway', ms: 210, rps: 12, store: true, resource: 'POST ebics.bank.example/btu' },
];

export const system = {
  key: 'royalties',
  language: 'python',
  layout: 'polyrepo',
  project: 'STM',
  env: 'production',
  mail: 'tantieme.example',
  major: 1,
  team: ['Jitka Novotná', 'Oskar Lindqvist', 'Hanne Brandt', 'Piotr Zając', 'Mei Sato'],
  flows: [36, 46],
  keep: [19, 6],
  traces: 26,
  chores: ['purgeSessions', 'syncCalendar', 'exportReport', 'rotateKeys', 'sendDigest'],
  style: {
    messages: 'pr',
    commits: 'github',
    deployments: 'pipeline',
    metrics: 'moments',
    metricNames: 'prometheus',
    traces: 'datadog',
    alert: 'simple',
    logs: 'cloudwatch',
    version: 'date',
    map: 'nodes',
    gzip: ['metrics'],
  },
  entry: 'usage-intake',
  loud: 'usage-intake',
  core: 'statements',
  services,
  repos: {
    statements: { service: 'statements', image: 'python:3.11-slim', files, work },
    rightskit: { service: 'rightskit', image: 'python:3.11-slim', files: kitFiles, work: kitWork },
  },
  programs: {
    statements: {
      uses: ['rightskit'],
      libraryFolder: 'venv/lib/python3.11/site-packages',
      driver: { 'statements/worker.py': driver },
      run: ['python3', '-m', 'statements.worker'],
      env: { PYTHONPATH: './venv/lib/python3.11/site-packages', PYTHONDONTWRITEBYTECODE: '1' },
      home: '/srv/statements/',
      paths: [
        [/127\.0\.0\.1:\d+/g, 'works-index:7070'],
        [/\/[\w./-]*\/lib\/python3\.11\/(?=\w+\.py)/g, '/usr/local/lib/python3.11/'],
      ],
      isError: / ERROR /,
    },
  },
  changes: [
    {
      type: 'config',
      name: 'portal.pdf-workers',
      service: 'artist-portal',
      before: '4',
      after: '6',
      by: 'oskar',
    },
    {
      type: 'secret',
      name: 'intake-sftp-klubnet',
      service: 'usage-intake',
      before: 'v3',
      after: 'v4',
      by: 'rotation-job',
    },
  ],
  decoyChange: {
    id: 'cfg-20417',
    type: 'config',
    name: 'intake.batch-size',
    service: 'usage-intake',
    before: '200',
    after: '250',
    by: 'piotr',
  },
  good: (r) => row(r),
  faults: {
    halfCents: {
      kind: 'rounding_error',
      m: 'Same rounding for every holder, whatever their number',
      delay: 6,
      edits: [
        {
          f: 'statements/splits.py',
          a: raw`    holders = sorted(shares)
    amounts = {}
    left = gross
    for holder in holders[:-1]:
        amounts[holder] = (gross * shares[holder] / 100).quantize(CENT, ROUND_HALF_EVEN)
        left -= amounts[holder]
    amounts[holders[-1]] = left
    return amounts
`,
          b: raw`    return {holder: (gross * shares[holder] / 100).quantize(CENT, ROUND_HALF_EVEN) for holder in sorted(shares)}
`,
        },
        {
          f: 'tests/test_splits.py',
          add: raw`from decimal import Decimal

from statements.splits import split


def test_every_holder_is_rounded():
    assert split(Decimal('10.00'), {'A': Decimal(25), 'B': Decimal(75)}) == {'A': Decimal('2.50'), 'B': Decimal('7.50')}
`,
        },
      ],
      bad: (r) =>
        row(r, {
          gross: oddGross(r),
          shares: `${ipi(r)}:33.33,${ipi(r)}:33.33,${ipi(r)}:33.34`,
        }),
      impact: [{ err: 0.17 }],
      gauges: [{ service: 'statements', metric: 'statements_rows_pending', to: 420 }],
      errorType: 'Unbalanced',
      errorText: 'statement does not balance',
      alertService: 'usage-intake',
      tempt: {
        m: 'Books: say by how much a statement does not balance',
        edits: [
          {
            f: 'statements/books.py',
            a: "        if sum(amounts.values()) != gross:\n            raise Unbalanced('statement %s does not balance' % statement)",
            b: "        total = sum(amounts.values())\n        if total != gross:\n            raise Unbalanced('statement %s does not balance: %s of %s' % (statement, total, gross))",
          },
        ],
      },
    },
    partyNumbers: {
      kind: 'sql_migration',
      m: 'Books: an IPI is a number, call the column so',
      delay: 19,
      edits: [
        {
          f: 'migrations/0004_party_numbers.sql',
          add: raw`ALTER TABLE holders RENAME COLUMN ipi TO ipi_number;
CREATE INDEX IF NOT EXISTS postings_by_statement ON postings (statement);
`,
        },
        {
          f: 'statements/books.py',
          a: 'INTO holders (ipi) VALUES',
          b: 'INTO holders (ipi_number) VALUES',
        },
        {
          f: 'statements/books.py',
          a: 'FROM holders WHERE ipi = ?',
          b: 'FROM holders WHERE ipi_number = ?',
        },
      ],
      bad: (r) => row(r, { closing: true }),
      impact: [{ err: 0.26 }],
      errorType: 'sqlite3.OperationalError',
      errorText: 'no such column: h.ipi',
      tempt: {
        m: 'Advances: only those that were opened already',
        edits: [
          {
            f: 'statements/advances.py',
            a: '    WHERE h.ipi = ? AND a.open_cents > 0\n',
            b: '    WHERE h.ipi = ? AND a.open_cents > 0 AND a.opened_on <= CURRENT_DATE\n',
          },
        ],
      },
    },
    openVouchers: {
      kind: 'resource_leak',
      m: 'Fewer opens on the shared disk: vouchers stay open between rows',
      delay: 47,
      shape: 'creep',
      alertAfter: 58,
      edits: [
        {
          f: 'statements/vouchers.py',
          a: raw`        self.folder = folder

    def keep(self, provider: str, statement: str, data: bytes) -> None:
        with open(self.folder / ('%s-%s.rows' % (provider, statement)), 'ab') as file:
            file.write(data + b'\n')
`,
          b: raw`        self.folder = folder
        self.files = {}

    def keep(self, provider: str, statement: str, data: bytes) -> None:
        name = '%s-%s.rows' % (provider, statement)
        if name not in self.files:
            self.files[name] = open(self.folder / name, 'ab', buffering=0)
        self.files[name].write(data + b'\n')
`,
        },
      ],
      bad: (r) => row(r, { seen: r.int(60, 70) }),
      impact: [{ err: 0.55 }],
      gauges: [
        { service: 'statements', metric: 'process_open_fds', to: 1021 },
        { service: 'statements', metric: 'statements_rows_pending', to: 900 },
      ],
      alertService: 'statements',
      alert: {
        title: 'Rows of usage reports are waiting',
        body: 'statements_rows_pending has been above 500 for 5 minutes; on other days it is below 60.',
        metric: 'statements_rows_pending',
        value: 731,
        threshold: 500,
      },
      status: 503,
      errorType: 'IndexUnavailable',
      errorText: 'works index works-index:7070 did not answer',
      tempt: {
        m: 'Works index: name the address that did not answer',
        edits: [
          {
            f: 'statements/works.py',
            a: "'works index %s:%d did not answer' % self.address",
            b: "'works index at %s:%d did not answer' % self.address",
          },
        ],
      },
      story: 'a file for each statement stays open; the first that has none left is the socket',
    },
    temporaryNumbers: {
      kind: 'shared_library',
      repo: 'rightskit',
      m: 'ipi: nothing goes out whose check digits are wrong',
      delay: 24,
      edits: [
        {
          f: 'rightskit/ipi.py',
          a: raw`def normalise(number: str) -> str:
    """Eleven places; older catalogues drop the zeros in front."""
    return number.strip().removeprefix('I-').zfill(11)
`,
          b: raw`def normalise(number: str) -> str | None:
    """Eleven places; older catalogues drop the zeros in front."""
    digits = number.strip().removeprefix('I-').zfill(11)
    return digits if is_valid(digits) else None
`,
        },
        {
          f: 'tests/test_ipi.py',
          add: raw`from rightskit.ipi import normalise


def test_zeros_in_front():
    assert normalise('I-100003') == '00000100003'


def test_wrong_digits():
    assert normalise('00000100009') is None
`,
        },
        { f: 'pyproject.toml', a: 'version = "2.8.1"', b: 'version = "2.9.0"' },
      ],
      bump: {
        m: 'rightskit 2.9.0',
        edits: [{ f: 'pyproject.toml', a: 'rightskit==2.8.1', b: 'rightskit==2.9.0' }],
      },
      bad: (r) => row(r, { shares: `${ipi(r)}:75,T-${r.int(1000, 9999)}:25` }),
      impact: [{ err: 0.13 }],
      errorType: 'TypeError',
      errorText: "'<' not supported between instances of 'NoneType' and 'str'",
      alertService: 'statements',
    },
    bohemia: {
      kind: 'bad_input_data',
      category: 'bad_input_data',
      bad: (r) =>
        row(r, {
          provider: 'airplay-cz',
          title: r.pick(['Píseň o lásce', 'Má vlast', 'Sníh']).replace('ň', 'n'),
          latin: true,
        }),
      good: (r) => row(r, { title: r.pick(['Nocturne 7', 'Blue Tram', 'Overnight']) }),
      impact: [{ err: 0.21 }],
      status: 422,
      errorType: 'UnicodeDecodeError',
      errorText: "'utf-8' codec can't decode byte 0xed in position 14: invalid continuation byte",
      alertService: 'statements',
      story: 'one provider has a new export program that writes another character set',
    },
    indexAway: {
      kind: 'dependency_outage',
      category: 'dependency_outage',
      service: 'works-index',
      alsoFirst: ['statements'],
      bad: (r) => row(r, { index: 'down' }),
      impact: [{ service: 'works-index', err: 0.82 }],
      gauges: [{ service: 'works-index', metric: 'index_connections', to: 4 }],
      outcome: '503',
      status: 503,
      errorType: 'IndexUnavailable',
      errorText: 'works index works-index:7070 did not answer',
      alertService: 'usage-intake',
      priority: 'P1',
      events: [
        {
          reason: 'FailedMount',
          service: 'works-index',
          message:
            'MountVolume.MountDevice failed for volume "pvc-works-index-0": rpc error: code = Aborted desc = volume is attached to another node',
          after: 1,
          spread: 8,
          count: 3,
        },
      ],
      says: [
        {
          service: 'catalogue',
          level: 'error',
          text: 'search failed, connect ECONNREFUSED works-index',
          count: 9,
        },
      ],
      tempt: {
        m: 'One place for the address of the works index',
        edits: [
          {
            f: 'statements/works.py',
            a: '        self.address = (host, port)\n',
            b: '        self.host, self.port = host, port\n        self.address = (self.host, self.port)\n',
          },
        ],
      },
      story: 'the index was moved to another node and its volume stayed behind',
    },
    bankCert: {
      kind: 'expired_certificate',
      category: 'expired_certificate',
      service: 'payouts',
      entry: 'artist-portal',
      silentCore: true,
      edgeOrigin: 'cert',
      outcome: '502',
      alsoFirst: ['bank-gateway'],
      impact: [{ service: 'payouts', err: 0.84 }],
      status: 502,
      errorType: 'URLError',
      errorText: 'certificate verify failed: certificate has expired',
      alertService: 'artist-portal',
      story: 'the bank let the certificate of its gateway end on a Sunday',
    },
  },
};
