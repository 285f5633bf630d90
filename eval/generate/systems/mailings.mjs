/** Newsletters by the million in Python: merge fields, tracked links, suppressions; a library of its own. Hungarian and Austrian team. */
const raw = String.raw;
const files = {
  'pyproject.toml': raw`[project]
name = "composer"
version = "0.0.0"
requires-python = ">=3.11"
dependencies = [
    "jinja2==3.1.3",
    "mailkit==2.6.0",
    "prometheus-client==0.20.0",
    "sentry-sdk==1.40.6",
]
`,
  'customers.json': raw`{
  "donau-verlag": {"sender": "post@donau-verlag.example", "chunk": 200, "defaults": {"salutation": "Guten Tag"}},
  "kavehaz": {"sender": "hirlevel@kavehaz.example", "defaults": {"salutation": "Szia", "city": "Budapest"}},
  "alpen-outlet": {"sender": "news@alpen-outlet.example", "chunk": 50, "defaults": {"salutation": "Hallo"}},
  "theater-graz": {"sender": "karten@theater-graz.example", "chunk": 100}
}
`,
  'composer/settings.py': raw`"""What we know about customers."""
import json
from dataclasses import dataclass


@dataclass
class Customer:
    name: str
    sender: str
    defaults: dict
    chunk: int


def customer(name):
    with open('customers.json', encoding='utf-8') as file:
        row = json.load(file)[name]
    return Customer(name, row['sender'], row.get('defaults', {}), int(row.get('chunk') or 500))
`,
  'composer/recipients.py': raw`"""Whom a mailing goes to."""
from dataclasses import dataclass, field


@dataclass
class Recipient:
    email: str
    name: str
    fields: dict = field(default_factory=dict)


def parse(line):
    """email,name,key=value;key=value as audiences exports it."""
    email, name, rest = line.split(',', 2)
    pairs = dict(pair.split('=', 1) for pair in rest.split(';') if pair)
    return Recipient(email.strip(), name.strip(), pairs)
`,
  'composer/suppress.py': raw`"""Nobody who said no gets mail, and nobody gets it twice."""
from mailkit.addresses import canonical


def wanted(recipients, suppressed=frozenset()):
    by_address = {recipient.email.lower(): recipient for recipient in recipients}
    keep = []
    for address in dict.fromkeys(canonical(recipient.email) for recipient in recipients):
        if address in suppressed:
            continue
        keep.append(by_address[address])
    return keep
`,
  'composer/chunks.py': raw`"""The relay takes so many messages at a time."""


def of(items, size):
    for at in range(0, len(items), size):
        yield items[at:at + size]
`,
  'composer/merge.py': raw`"""Puts a recipient's fields into a template."""
import re

FIELD = re.compile(r'\{\{\s*(\w+)\s*\}\}')


class MissingField(ValueError):
    pass


def values_for(recipient, customer):
    values = dict(customer.defaults)
    values['name'] = recipient.name
    values.update(recipient.fields)
    return values


def render(text, values):
    def put(match):
        name = match.group(1)
        if name not in values:
            if name.startswith('opt_') or name == 'voucher':
                return ''
            raise MissingField('template needs %s' % name)
        return str(values[name])

    return FIELD.sub(put, text)
`,
  'composer/vouchers.py': raw`"""A voucher is for one person."""


class VoucherTaken(ValueError):
    pass


class Vouchers:
    def __init__(self):
        self._taken = {}

    def claim(self, code, email):
        if not code:
            return
        if self._taken.setdefault(code, email) != email:
            raise VoucherTaken('voucher %s was given away before' % code)
`,
  'composer/links.py': raw`"""Links lead over the tracker."""
import base64
import re

TRACKER = 'https://t.rundpost.example/'
LINK = re.compile(r'href="(https?://[^"\s]+)"')


def token(customer, recipient):
    text = '%s:%s:%s' % (customer.name, recipient.email, recipient.name)
    return base64.urlsafe_b64encode(text.encode('utf-8')).decode('ascii')


def tracked(html, customer, recipient):
    mark = token(customer, recipient)
    return LINK.sub(lambda match: 'href="%s%s?to=%s"' % (TRACKER, mark, match.group(1)), html)
`,
  'composer/message.py': raw`"""From merged text to what the relay takes."""
from email.message import EmailMessage

from mailkit.tokens import unsubscribe_token


def build(customer, recipient, subject, html):
    message = EmailMessage()
    message['From'] = customer.sender
    message['To'] = recipient.email
    message['Subject'] = subject
    message['List-Unsubscribe'] = '<https://t.rundpost.example/u/%s>' % unsubscribe_token(customer.name, recipient.email)
    message.set_content(html, subtype='html')
    return message
`,
  'composer/templates.py': raw`"""The templates that customers may choose from."""
TEMPLATES = {
    'plain': '<p>{{ salutation }} {{ name }},</p><p>unsere Neuigkeiten: <a href="https://shop.example/neu">hier</a></p>',
    'sale': '<p>{{ salutation }} {{ name }}, {{ voucher }}</p><a href="https://shop.example/sale?c=7">ansehen</a>',
    'programme': '<p>{{ name }}</p><a href="https://theater.example/spielplan/2026/fruehling/grosses-haus/karten/~abo">Spielplan</a>',
}
`,
  'composer/campaign.py': raw`"""Composes a part of a campaign."""
import logging

from composer import chunks, links, merge, message, recipients, settings, suppress, templates, vouchers

log = logging.getLogger('composer.campaign')


def compose(customer_name, template, subject, lines):
    customer = settings.customer(customer_name)
    people = suppress.wanted([recipients.parse(line) for line in lines])
    claims = vouchers.Vouchers()
    outbox = []
    for chunk in chunks.of(people, customer.chunk):
        for person in chunk:
            values = merge.values_for(person, customer)
            claims.claim(values.get('voucher'), person.email)
            html = links.tracked(merge.render(templates.TEMPLATES[template], values), customer, person)
            outbox.append(message.build(customer, person, subject, html))
    return outbox
`,
  'composer/__init__.py': '',
  'tests/test_links.py': raw`from composer.links import LINK


def test_plain_link():
    assert LINK.search('<a href="https://a.example/x">').group(1) == 'https://a.example/x'
`,
  'tests/test_vouchers.py': raw`import pytest

from composer.vouchers import VoucherTaken, Vouchers


def test_twice():
    vouchers = Vouchers()
    vouchers.claim('A', 'x@a.example')
    with pytest.raises(VoucherTaken):
        vouchers.claim('A', 'y@a.example')
`,
};
const work = [
  { m: 'jinja2 3.1.4', edits: [{ f: 'pyproject.toml', a: 'jinja2==3.1.3', b: 'jinja2==3.1.4' }] },
  {
    m: 'Bump sentry-sdk',
    edits: [{ f: 'pyproject.toml', a: 'sentry-sdk==1.40.6', b: 'sentry-sdk==1.45.0' }],
  },
  {
    m: 'alpen-outlet wants smaller chunks',
    edits: [{ f: 'customers.json', a: '"chunk": 50', b: '"chunk": 40' }],
  },
  {
    m: 'Sale template: alt text',
    edits: [
      { f: 'composer/templates.py', a: '">ansehen</a>', b: '" title="Zum Angebot">ansehen</a>' },
    ],
  },
  {
    m: 'Set the date header ourselves',
    edits: [
      {
        f: 'composer/message.py',
        a: 'from email.message import EmailMessage\n',
        b: 'from email.message import EmailMessage\nfrom email.utils import formatdate\n',
      },
      {
        f: 'composer/message.py',
        a: "    message['Subject'] = subject\n",
        b: "    message['Subject'] = subject\n    message['Date'] = formatdate()\n",
      },
    ],
  },
  {
    m: 'Test vouchers of the same person',
    edits: [
      {
        f: 'tests/test_vouchers.py',
        end: raw`

def test_same_person():
    vouchers = Vouchers()
    vouchers.claim('A', 'x@a.example')
    vouchers.claim('A', 'x@a.example')
`,
      },
    ],
  },
  {
    m: 'Log how many were composed',
    edits: [
      {
        f: 'composer/campaign.py',
        a: '    return outbox\n',
        b: "    log.debug('%d of %d composed', len(outbox), len(lines))\n    return outbox\n",
      },
    ],
  },
  {
    m: 'Type hints for chunks',
    edits: [
      { f: 'composer/chunks.py', a: 'def of(items, size):', b: 'def of(items: list, size: int):' },
    ],
  },
];
const kitFiles = {
  'pyproject.toml': '[project]\nname = "mailkit"\nversion = "2.6.0"\n',
  'mailkit/__init__.py': '',
  'mailkit/addresses.py': raw`"""Addresses as all services compare them."""


def canonical(address):
    """Lower case, no blanks."""
    return address.strip().lower()


def domain(address):
    return canonical(address).rpartition('@')[2]
`,
  'mailkit/tokens.py': raw`"""Tokens for links that need no login."""
import hashlib
import hmac

KEY = b'rotated-by-vault'


def unsubscribe_token(customer, address):
    return hmac.new(KEY, ('%s %s' % (customer, address)).encode('utf-8'), hashlib.sha256).hexdigest()[:24]
`,
};
const kitWork = [
  {
    m: 'domain() for the statistics',
    edits: [
      {
        f: 'mailkit/addresses.py',
        a: 'def domain(address):\n',
        b: 'def domain(address):\n    """For statistics by provider."""\n',
      },
    ],
  },
  { m: 'Tokens: longer', edits: [{ f: 'mailkit/tokens.py', a: '[:24]', b: '[:28]' }] },
];
/** Everyday work that goes out beside other work. */
const everyday = {
  reminder: {
    m: 'Template for forgotten baskets',
    edits: [
      {
        f: 'composer/templates.py',
        a: "    'sale':",
        b: "    'reminder': '<p>{{ name }}, <a href=\"https://shop.example/korb\">Ihr Warenkorb</a> wartet.</p>',\n    'sale':",
      },
    ],
  },
  bulk: {
    m: 'Tell other servers that this is bulk mail',
    edits: [
      {
        f: 'composer/message.py',
        a: '    message.set_content(',
        b: "    message['Precedence'] = 'bulk'\n    message.set_content(",
      },
    ],
  },
  needs: {
    m: 'Clearer error for fields that are missing',
    edits: [
      {
        f: 'composer/merge.py',
        a: "'template needs %s' % name",
        b: "'template needs the field %s' % name",
      },
    ],
  },
  pairs: {
    m: 'Ignore fields without a value',
    edits: [
      { f: 'composer/recipients.py', a: "split(';') if pair)", b: "split(';') if '=' in pair)" },
    ],
  },
  stats: {
    m: 'Count messages by domain',
    edits: [
      {
        f: 'composer/stats.py',
        add: raw`"""For the dashboard: how many messages went to which provider."""
from collections import Counter

from mailkit.addresses import domain


def by_domain(messages):
    return Counter(domain(message['To']) for message in messages)
`,
      },
    ],
  },
};
const at = (minutes, work) => ({ ...work, at: minutes });

const driver = raw`import logging
import os
import signal
import sys
import time

from composer.campaign import compose

DEADLINE_S = 0.5
now = 0


class DeadlineExceeded(Exception):
    pass


def too_late(*_):
    raise DeadlineExceeded('part was not composed within its deadline')


class Formatter(logging.Formatter):
    def formatTime(self, record, datefmt=None):
        return time.strftime('%Y-%m-%d %H:%M:%S', time.gmtime(now / 1000)) + ',%03d' % (now % 1000)


handler = logging.StreamHandler(sys.stdout)
handler.setFormatter(Formatter('%(asctime)s %(levelname)-7s [%(name)s] %(message)s'))
logging.getLogger().addHandler(handler)
logging.getLogger().setLevel(logging.INFO)
log = logging.getLogger('composer.worker')
signal.signal(signal.SIGALRM, too_late)


def handle_part(fields):
    trace, customer, template, subject, lines = fields
    signal.setitimer(signal.ITIMER_REAL, DEADLINE_S)
    try:
        messages = compose(customer, template, subject, lines.split('|'))
        log.info('part of %s composed messages=%d template=%s trace=%s', customer, len(messages), template, trace)
    except Exception:
        log.exception('part of %s failed template=%s trace=%s', customer, template, trace)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


for line in sys.stdin:
    index, at, *fields = line.rstrip('\n').split('\t')
    now = int(at)
    print('\x01' + index, flush=True)
    child = os.fork()
    if child == 0:
        handle_part(fields)
        sys.stdout.flush()
        os._exit(0)
    os.waitpid(child, 0)
`;
const NAMES = [
  'Anna Gruber',
  'Peter Wolf',
  'Katrin Moser',
  'Gabor Kiss',
  'Eva Lang',
  'Max Bauer',
  'Nora Szabo',
  'Tibor Varga',
];
const person = (r, { email, name, voucher } = {}) => {
  const who = name ?? r.pick(NAMES);
  const local = email ?? `${who.split(' ')[0].toLowerCase()}.${r.hex(4)}`;
  return `${local}@${r.pick(['gmx.example', 'a1.example', 'freemail.example'])},${who},${voucher ? `voucher=${voucher}` : ''}`;
};
const CUSTOMERS = ['donau-verlag', 'kavehaz', 'alpen-outlet', 'donau-verlag'];
const part = (r, { customer, template, people } = {}) => [
  customer ?? r.pick(CUSTOMERS),
  template ?? r.pick(['plain', 'plain', 'sale']),
  r.pick(['Neu im Februar', 'Nur heute', 'Was uns bewegt', 'Friss hirek']),
  (people ?? Array.from({ length: r.int(2, 6) }, () => person(r))).join('|'),
];
const code = (r) => `V${r.hex(6).toUpperCase()}`;

const services = [
  {
    name: 'campaign-ui',
    ms: 38,
    rps: 26,
    repo: 'campaign-ui',
    hosts: ['ui-1', 'ui-2'],
    node: 'vie-01',
    edge: {
      lang: 'node',
      style: 'bunyan',
      file: '/app/src/server.js',
      paths: ['/campaigns/start', '/campaigns/preview', '/bounces'],
      words: {
        failed: 'campaign could not continue',
        handled: 'campaign step done',
        answered: 'said',
      },
      says: ['draft autosaved', 'session of kavehaz extended', 'preview is larger than 100 kB'],
    },
    calls: [{ to: 'composer' }, { to: 'bounce-intake', share: 0.15 }],
    resource: 'POST /campaigns/start',
  },
  {
    name: 'composer',
    ms: 85,
    rps: 60,
    repo: 'composer',
    hosts: ['composer-1', 'composer-2', 'composer-3'],
    node: 'vie-02',
    cpu: 38,
    calls: [
      { to: 'audiences', share: 0.7 },
      { to: 'delivery', share: 0.8 },
    ],
    resource: 'compose part',
    extras: [
      { metric: 'parts_in_queue', base: 22, whole: true },
      { metric: 'messages_per_minute', base: 5200 },
    ],
  },
  {
    name: 'audiences',
    ms: 26,
    rps: 46,
    repo: 'audiences',
    hosts: ['audiences-1'],
    node: 'vie-03',
    edge: {
      lang: 'java',
      style: 'text',
      file: 'at.rundpost.audiences.SegmentController',
      paths: ['/segments', '/segments/page'],
      words: { failed: 'Segment not delivered', handled: 'Segment delivered', chore: 'Job failed' },
      says: ['segment 88 has no members', 'import of 12000 contacts finished'],
    },
    calls: [{ to: 'audience-db' }],
    resource: 'GET /segments',
  },
  {
    name: 'delivery',
    ms: 20,
    rps: 52,
    repo: 'delivery',
    hosts: ['delivery-1', 'delivery-2'],
    node: 'vie-03',
    edge: {
      lang: 'go',
      style: 'logfmt',
      file: 'relay/relay.go:24',
      paths: ['/submit', '/submit/bulk'],
      words: { failed: 'batch not handed over', handled: 'batch handed over' },
      says: ['greylisted by one domain, queued', 'connection reused 500 times'],
    },
    calls: [{ to: 'smtp-relay' }],
    resource: 'POST /submit',
  },
  {
    name: 'bounce-intake',
    ms: 14,
    rps: 9,
    repo: 'bounce-intake',
    hosts: ['bounce-1'],
    node: 'vie-04',
    edge: {
      lang: 'node',
      style: 'text',
      code: 'handlers',
      file: '/app/lib/app.mjs',
      paths: ['/bounces', '/complaints'],
      words: { failed: 'bounce not kept', handled: 'bounce kept' },
      says: ['feedback loop report without address', 'unknown enhanced status 5.7.700'],
    },
    calls: [{ to: 'audience-db' }],
    resource: 'POST /bounces',
    extras: [{ metric: 'spool_used_percent', base: 41 }],
  },
  {
    name: 'link-tracker',
    ms: 6,
    rps: 320,
    repo: 'link-tracker',
    hosts: ['tracker-1', 'tracker-2'],
    node: 'vie-04',
    edge: {
      lang: 'python',
      style: 'text',
      file: '/srv/link-tracker/link_tracker/client.py',
      paths: ['/t', '/u'],
      words: { failed: 'click not counted', handled: 'click counted' },
      says: ['token of an old campaign', 'robot skipped'],
    },
    calls: [{ to: 'clicks-store' }],
    resource: 'GET /t',
  },
  { name: 'audience-db', ms: 7, rps: 90, store: true, resource: 'SELECT contacts' },
  { name: 'clicks-store', ms: 1.5, rps: 320, store: true, resource: 'XADD clicks' },
  { name: 'smtp-relay', ms: 90, rps: 52, store: true, resource: 'SUBMIT relay.example:587' },
];

export const system = {
  key: 'mailings',
  language: 'python',
  layout: 'polyrepo',
  project: 'RP',
  env: 'production',
  mail: 'rundpost.example',
  major: 1,
  team: ['Klára Nagy', 'Balázs Tóth', 'Leonie Huber', 'Emre Aydın', 'Simon Pichler'],
  flows: [38, 48],
  keep: [20, 6],
  traces: 26,
  chores: ['purgeSessions', 'syncCalendar', 'refreshRates', 'importFeed', 'warmCache'],
  style: {
    messages: 'terse',
    commits: 'gitlab',
    deployments: 'dora',
    metrics: 'wide',
    metricNames: 'plain',
    traces: 'jaeger',
    alert: 'prometheus',
    logs: 'perService',
    version: 'date',
    map: 'nodes',
  },
  entry: 'campaign-ui',
  loud: 'campaign-ui',
  core: 'composer',
  services,
  repos: {
    composer: { service: 'composer', image: 'python:3.11-slim', files, work },
    mailkit: { service: 'mailkit', image: 'python:3.11-slim', files: kitFiles, work: kitWork },
  },
  programs: {
    composer: {
      uses: ['mailkit'],
      libraryFolder: 'venv/lib/python3.11/site-packages',
      driver: { 'composer/worker.py': driver },
      run: ['python3', '-m', 'composer.worker'],
      env: { PYTHONPATH: './venv/lib/python3.11/site-packages', PYTHONDONTWRITEBYTECODE: '1' },
      home: '/srv/composer/',
      isError: / ERROR /,
    },
  },
  changes: [
    {
      type: 'config',
      name: 'ui.preview_timeout_s',
      service: 'campaign-ui',
      before: '8',
      after: '12',
      by: 'leonie',
    },
    {
      type: 'secret',
      name: 'relay-password',
      service: 'delivery',
      before: 'v6',
      after: 'v7',
      by: 'vault',
    },
  ],
  decoyChange: {
    id: 'tgl-0931',
    type: 'feature_flag',
    name: 'ui-dark-mode-preview',
    service: 'campaign-ui',
    before: 'off',
    after: 'on',
    by: 'simon',
  },
  good: (r) => part(r),
  faults: {
    barePadding: {
      kind: 'encoding_error',
      m: 'Tracking tokens without padding',
      delay: 6,
      edits: [
        {
          f: 'composer/links.py',
          a: "    return base64.urlsafe_b64encode(text.encode('utf-8')).decode('ascii')\n",
          b: "    return base64.urlsafe_b64encode(bytes(text, 'ascii')).rstrip(b'=').decode()\n",
        },
        {
          f: 'tests/test_links.py',
          a: 'from composer.links import LINK\n',
          b: 'from types import SimpleNamespace\n\nfrom composer.links import LINK, token\n',
        },
        {
          f: 'tests/test_links.py',
          end: raw`

def test_no_padding():
    assert '=' not in token(SimpleNamespace(name='c'), SimpleNamespace(email='a@b.example', name='A'))
`,
        },
      ],
      bad: (r) =>
        part(r, {
          people: [
            person(r),
            person(r, {
              email: `r.${r.hex(4)}`,
              name: r.pick(['Jürgen Höfler', 'Márta Kovács', 'Ödön Fehér']),
            }),
          ],
        }),
      impact: [{ err: 0.44 }],
      priority: 'P1',
      errorType: 'UnicodeEncodeError',
      errorText:
        "'ascii' codec can't encode character '\\xfc' in position 30: ordinal not in range(128)",
      company: [
        at(-96, everyday.stats),
        at(-39, { ...everyday.bulk, decoy: true }),
        at(-21, everyday.pairs),
      ],
    },
    oneDict: {
      kind: 'shared_state',
      m: 'Do not copy defaults per recipient',
      delay: 68,
      edits: [
        {
          f: 'composer/merge.py',
          a: "    values = dict(customer.defaults)\n    values['name'] = recipient.name\n    values.update(recipient.fields)\n    return values\n",
          b: '    values = customer.defaults\n    values.update(recipient.fields, name=recipient.name)\n    return values\n',
        },
      ],
      company: [
        {
          m: 'Say whose voucher it is',
          at: -38,
          decoy: true,
          edits: [
            {
              f: 'composer/vouchers.py',
              a: "            raise VoucherTaken('voucher %s was given away before' % code)\n",
              b: "            raise VoucherTaken('voucher %s belongs to %s' % (code, self._taken[code]))\n",
            },
          ],
        },
        {
          m: 'Theater has defaults too',
          at: -104,
          edits: [
            {
              f: 'customers.json',
              a: 'theater-graz.example", "chunk": 100}',
              b: 'theater-graz.example", "chunk": 100, "defaults": {"salutation": "Guten Abend"}}',
            },
          ],
        },
        at(-84, everyday.needs),
        at(-18, everyday.reminder),
      ],
      // some have a voucher, some have none
      bad: (r) =>
        part(r, {
          template: 'sale',
          people: [
            person(r),
            person(r, { voucher: code(r) }),
            person(r),
            person(r, { voucher: code(r) }),
          ],
        }),
      good: (r) =>
        part(
          r,
          r.chance(0.5)
            ? {}
            : {
                template: 'sale',
                people: [person(r, { voucher: code(r) }), person(r, { voucher: code(r) })],
              },
        ),
      impact: [{ err: 0.28 }],
      gauges: [{ service: 'composer', metric: 'parts_in_queue', to: 160 }],
      errorType: 'VoucherTaken',
      errorText: 'voucher belongs to somebody else',
      alertService: 'composer',
    },
    strictLinks: {
      kind: 'slow_code',
      m: 'Only rewrite links that look like links',
      delay: 142,
      shape: 'growing',
      edits: [
        {
          f: 'composer/links.py',
          a: raw`LINK = re.compile(r'href="(https?://[^"\s]+)"')`,
          b: raw`LINK = re.compile(r'href="(https?://([\w-]+[./]?)+(\?[\w=&%.-]*)?)"')`,
        },
        {
          f: 'tests/test_links.py',
          end: raw`

def test_no_quotes_inside():
    assert LINK.search('<a href="https://a.example/x y">') is None
`,
        },
      ],
      company: [
        {
          m: 'Programme: spring is here',
          at: -25,
          decoy: true,
          edits: [{ f: 'composer/templates.py', a: '">Spielplan</a>', b: '">Zum Spielplan</a>' }],
        },
        at(-103, everyday.bulk),
        at(-70, everyday.stats),
        at(-44, everyday.needs),
      ],
      bad: (r) => part(r, { customer: 'theater-graz', template: 'programme' }),
      good: (r) => part(r),
      impact: [{ err: 0.24, addMs: 420 }],
      cpu: { composer: 2.4 },
      gauges: [
        { service: 'composer', metric: 'parts_in_queue', to: 640 },
        { service: 'composer', metric: 'messages_per_minute', to: 2100 },
      ],
      status: 504,
      errorType: 'DeadlineExceeded',
      errorText: 'part was not composed within its deadline',
      alertService: 'composer',
    },
    sameMailbox: {
      kind: 'shared_library',
      repo: 'mailkit',
      m: 'Plus tags belong to the same mailbox',
      delay: 33,
      edits: [
        {
          f: 'mailkit/addresses.py',
          a: raw`def canonical(address):
    """Lower case, no blanks."""
    return address.strip().lower()
`,
          b: raw`def canonical(address):
    """Lower case, no blanks, no plus tag: anna+shop@x is anna@x."""
    local, _, host = address.strip().lower().rpartition('@')
    return '%s@%s' % (local.partition('+')[0], host)
`,
        },
        {
          f: 'tests/test_addresses.py',
          add: raw`from mailkit.addresses import canonical


def test_plus_tag():
    assert canonical(' Anna+Shop@gmx.example') == 'anna@gmx.example'
`,
        },
        { f: 'pyproject.toml', a: 'version = "2.6.0"', b: 'version = "2.7.0"' },
      ],
      bump: {
        m: 'Update dependencies',
        edits: [
          { f: 'pyproject.toml', a: 'mailkit==2.6.0', b: 'mailkit==2.7.0' },
          { f: 'pyproject.toml', a: 'prometheus-client==0.20.0', b: 'prometheus-client==0.21.0' },
        ],
      },
      company: [
        {
          m: 'Keep the order of the segment',
          at: -75,
          decoy: true,
          edits: [
            {
              f: 'composer/suppress.py',
              a: '    keep = []\n',
              b: '    # dict.fromkeys keeps the order in which audiences sent them\n    keep = []\n',
            },
          ],
        },
        at(-58, everyday.reminder),
        at(-21, everyday.pairs),
      ],
      bad: (r) =>
        part(r, {
          people: [
            person(r),
            person(r, { email: `eva+${r.pick(['news', 'shop', 'abo'])}${r.int(1, 99)}` }),
            person(r),
          ],
        }),
      impact: [{ err: 0.21 }],
      errorType: 'KeyError',
      errorText: "'eva@gmx.example'",
    },
    fromRow: {
      kind: 'wrong_default',
      m: 'Customers are built from their row',
      delay: 12,
      edits: [
        {
          f: 'composer/settings.py',
          a: raw`import json
from dataclasses import dataclass


@dataclass
class Customer:
    name: str
    sender: str
    defaults: dict
    chunk: int


def customer(name):
    with open('customers.json', encoding='utf-8') as file:
        row = json.load(file)[name]
    return Customer(name, row['sender'], row.get('defaults', {}), int(row.get('chunk') or 500))
`,
          b: raw`import json
from dataclasses import dataclass, field, fields


@dataclass
class Customer:
    name: str
    sender: str
    defaults: dict = field(default_factory=dict)
    chunk: int = 0

    @classmethod
    def from_row(cls, name, row):
        known = {one.name for one in fields(cls)}
        return cls(name=name, **{key: value for key, value in row.items() if key in known})


def customer(name):
    with open('customers.json', encoding='utf-8') as file:
        return Customer.from_row(name, json.load(file)[name])
`,
        },
      ],
      company: [
        {
          m: 'Chunks: say what size means',
          at: -29,
          decoy: true,
          edits: [
            {
              f: 'composer/chunks.py',
              a: '"""The relay takes so many messages at a time."""',
              b: '"""The relay takes so many messages at a time: size is a customer\'s chunk."""',
            },
          ],
        },
        {
          m: 'One more voucher letter',
          at: -61,
          edits: [
            {
              f: 'composer/vouchers.py',
              a: '"""A voucher is for one person."""',
              b: '"""A voucher is for one person; codes have seven characters."""',
            },
          ],
        },
        at(-90, everyday.stats),
        at(-18, everyday.pairs),
      ],
      bad: (r) => part(r, { customer: 'kavehaz' }),
      good: (r) =>
        part(r, {
          customer: r.pick(['donau-verlag', 'alpen-outlet', 'theater-graz']),
          template: 'sale',
          people: [`${'eva'}.${r.hex(4)}@gmx.example,Eva Lang,salutation=Hallo`],
        }),
      impact: [{ err: 0.31 }],
      errorType: 'ValueError',
      errorText: 'range() arg 3 must not be zero',
    },
    silentRelay: {
      kind: 'provider_outage',
      category: 'dependency_outage',
      service: 'delivery',
      silentCore: true,
      edgeOrigin: 'timeout',
      outcome: '502',
      alsoFirst: ['smtp-relay'],
      failsAt: 'smtp-relay',
      impact: [{ service: 'smtp-relay', err: 0.66, timesMs: 9 }],
      gauges: [{ service: 'composer', metric: 'parts_in_queue', to: 880 }],
      status: 504,
      errorType: 'context.DeadlineExceeded',
      errorText: 'context deadline exceeded',
      alertService: 'campaign-ui',
      story: 'the relay of the provider accepts connections and answers nothing',
      company: [
        {
          m: 'Delivery waits a bit longer',
          service: 'delivery',
          at: -46,
          live: -9,
          decoy: true,
          edits: [
            {
              f: 'relay/relay.go',
              a: 'const patience = 4 * time.Second',
              b: 'const patience = 5 * time.Second',
            },
          ],
        },
      ],
    },
    fullSpool: {
      kind: 'disk_pressure',
      category: 'infrastructure',
      service: 'bounce-intake',
      silentCore: true,
      edgeOrigin: 'disk',
      spoolPath: '/var/spool/bounces/incoming.ndjson',
      outcome: '500',
      impact: [{ service: 'bounce-intake', err: 0.9 }],
      gauges: [{ service: 'bounce-intake', metric: 'spool_used_percent', to: 99.6 }],
      errorType: 'Error',
      errorText: 'ENOSPC: no space left on device, write',
      alertService: 'bounce-intake',
      story: 'a mailing to an old list came back and filled the spool of bounces',
      says: [
        {
          service: 'bounce-intake',
          level: 'warn',
          text: 'spool grows, upload to the archive is 40 minutes behind',
          count: 5,
          before: true,
        },
      ],
    },
  },
};
