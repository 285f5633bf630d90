/** Domain names sold in Go: a worker process for each order, klog lines, EPP sessions. Dutch and Slovak team. */
const raw = String.raw;
const files = {
  'go.mod': raw`module namewerk.example/domains

go 1.19

require (
	golang.org/x/net v0.22.0
	k8s.io/klog/v2 v2.110.1
)
`,
  'internal/suffix/suffix.go': raw`// Package suffix knows below what names can be registered.
package suffix

import "strings"

// deepest is how many labels the longest suffix has.
const deepest = 2

var known = map[string]bool{
	"de": true, "nl": true, "be": true, "com": true, "org": true,
	"co.uk": true, "org.uk": true, "com.br": true,
}

// Depth says how many of the last labels are a suffix; 0 where none is known.
func Depth(labels []string) int {
	for n := deepest; n > 0; n-- {
		if n > len(labels) {
			continue
		}
		if known[strings.Join(labels[len(labels)-n:], ".")] {
			return n
		}
	}
	return 0
}
`,
  'internal/label/label.go': raw`// Package label takes names apart.
package label

import (
	"errors"
	"strings"

	"namewerk.example/domains/internal/suffix"
)

// ErrNotRegistrable means that nobody can own what was asked for.
var ErrNotRegistrable = errors.New("nothing to register")

// Registrable cuts a host to the name that an owner has, and its suffix.
func Registrable(host string) (name, tld string, err error) {
	labels := strings.Split(strings.TrimSuffix(strings.ToLower(host), "."), ".")
	n := suffix.Depth(labels)
	if n == 0 || len(labels) <= n {
		return "", "", ErrNotRegistrable
	}
	return strings.Join(labels[len(labels)-n-1:], "."), strings.Join(labels[len(labels)-n:], "."), nil
}
`,
  'internal/audit/trail.go': raw`// Package audit writes down what was done for an order; registries ask for it once a year.
package audit

import "encoding/json"

// Trail is what one order leaves behind.
type Trail struct {
	Steps []string          ${'`'}json:"steps"${'`'}
	Tags  map[string]string ${'`'}json:"tags,omitempty"${'`'}
}

func newTrail() *Trail {
	return &Trail{Tags: map[string]string{}}
}

// Step appends what happens next.
func (t *Trail) Step(name string) { t.Steps = append(t.Steps, name) }

// Tag remembers a detail that auditors search for.
func (t *Trail) Tag(key, value string) { t.Tags[key] = value }

// Encode is the line in the ledger.
func (t *Trail) Encode() ([]byte, error) { return json.Marshal(t) }
`,
  'internal/audit/shelf.go': raw`package audit

// Shelf keeps trails for the next order, an order never needs more than one.
type Shelf struct {
	free []*Trail
}

// Take hands out an empty trail.
func (s *Shelf) Take() *Trail {
	if len(s.free) == 0 {
		return newTrail()
	}
	last := len(s.free) - 1
	trail := s.free[last]
	s.free = s.free[:last]
	return trail
}

// Put empties a trail and keeps it.
func (s *Shelf) Put(trail *Trail) {
	trail.Steps = trail.Steps[:0]
	for key := range trail.Tags {
		delete(trail.Tags, key)
	}
	s.free = append(s.free, trail)
}
`,
  'internal/contact/book.go': raw`// Package contact keeps owners and their handles.
package contact

import (
	"errors"
	"fmt"
	"sync"
)

// ErrUnknown is returned for handles that no registry has.
var ErrUnknown = errors.New("unknown handle")

// Person is an owner; Former are handles that he had elsewhere.
type Person struct {
	Handle string
	Former []string
}

// Book may be used by many goroutines.
type Book struct {
	mu     sync.RWMutex
	people map[string]Person
}

// NewBook knows the given handles.
func NewBook(handles ...string) *Book {
	book := &Book{people: map[string]Person{}}
	for _, handle := range handles {
		book.people[handle] = Person{Handle: handle}
	}
	return book
}

// Get looks a handle up.
func (b *Book) Get(handle string) (Person, error) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	person, ok := b.people[handle]
	if !ok {
		return Person{}, fmt.Errorf("%w: %s", ErrUnknown, handle)
	}
	return person, nil
}

// Merge gives one owner the handle that he had with another registrar.
func (b *Book) Merge(into, former string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	person, ok := b.people[into]
	if !ok {
		return fmt.Errorf("%w: %s", ErrUnknown, into)
	}
	person.Former = append(person.Former, former)
	b.people[into] = person
	return nil
}
`,
  'internal/nsset/nsset.go': raw`// Package nsset holds sets of name servers that customers delegate to.
package nsset

import (
	"fmt"
	"strings"
)

// Set is a list of hosts, or stands for another set.
type Set struct {
	Hosts  []string
	SameAs string
}

// Table has all sets of a customer.
type Table map[string]Set

// Parse reads "name=host host,name>other".
func Parse(text string) Table {
	table := Table{}
	for _, part := range strings.Split(text, ",") {
		if name, other, ok := strings.Cut(part, ">"); ok {
			table[name] = Set{SameAs: other}
		} else if name, hosts, ok := strings.Cut(part, "="); ok {
			table[name] = Set{Hosts: strings.Fields(hosts)}
		}
	}
	return table
}

// Hosts follows a set to its hosts. Customers do close circles; those have none.
func (t Table) Hosts(name string) ([]string, error) {
	return t.follow(name, map[string]bool{})
}

func (t Table) follow(name string, seen map[string]bool) ([]string, error) {
	if seen[name] {
		return nil, nil
	}
	seen[name] = true
	set, ok := t[name]
	if !ok {
		return nil, fmt.Errorf("no set of name servers is called %s", name)
	}
	if set.SameAs != "" {
		return t.follow(set.SameAs, seen)
	}
	return set.Hosts, nil
}
`,
  'internal/epp/date.go': raw`// Package epp speaks with registries.
package epp

import (
	"fmt"
	"time"
)

// ReadDate takes the end of a registration as a registry tells it.
func ReadDate(text string) (time.Time, error) {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return at, fmt.Errorf("registry date: %w", err)
	}
	return at, nil
}

// WriteDate is how registries want to be told.
func WriteDate(at time.Time) string {
	return at.UTC().Format("2006-01-02T15:04:05Z")
}
`,
  'internal/epp/sessions.go': raw`package epp

import (
	"errors"
	"fmt"
)

// ErrNoSession means that all logins which the registry grants are in use.
var ErrNoSession = errors.New("no EPP session is free")

// Sessions counts logins; a registry grants only so many.
type Sessions struct {
	granted int
	used    int
}

// NewSessions begins with some of the granted logins in use.
func NewSessions(granted, used int) *Sessions { return &Sessions{granted: granted, used: used} }

// Borrow takes a login, it never waits: the shop asks again.
func (s *Sessions) Borrow() error {
	if s.used >= s.granted {
		return fmt.Errorf("%w (%d of %d in use)", ErrNoSession, s.used, s.granted)
	}
	s.used++
	return nil
}

// Return gives a login back.
func (s *Sessions) Return() { s.used-- }
`,
  'internal/tariff/tariff.go': raw`// Package tariff knows what a year costs.
package tariff

var cents = map[string]int{
	"de": 690, "nl": 790, "be": 850, "com": 1190, "org": 1290, "co.uk": 990, "org.uk": 990, "com.br": 2490,
}

// Price is in cents, without tax.
func Price(tld string, years int) int {
	if years < 1 {
		years = 1
	}
	return cents[tld] * years
}
`,
  'internal/order/order.go': raw`// Package order takes orders of the shop and of resellers.
package order

import (
	"fmt"
	"strconv"
	"strings"
)

// Order is operation;host;years;owner;former handle;set;end of the registration.
type Order struct {
	Op     string
	Host   string
	Years  int
	Owner  string
	Former string
	Set    string
	Until  string
}

// Parse reads one line of the queue; a dash stands for nothing.
func Parse(line string) (Order, error) {
	parts := strings.Split(line, ";")
	if len(parts) != 7 {
		return Order{}, fmt.Errorf("order has %d fields instead of 7", len(parts))
	}
	for at, part := range parts {
		if part == "-" {
			parts[at] = ""
		}
	}
	years, err := strconv.Atoi(parts[2])
	if err != nil {
		return Order{}, err
	}
	return Order{Op: parts[0], Host: parts[1], Years: years, Owner: parts[3], Former: parts[4], Set: parts[5], Until: parts[6]}, nil
}
`,
  'internal/order/desk.go': raw`package order

import (
	"errors"
	"fmt"
	"strconv"

	"namewerk.example/domains/internal/audit"
	"namewerk.example/domains/internal/contact"
	"namewerk.example/domains/internal/epp"
	"namewerk.example/domains/internal/label"
	"namewerk.example/domains/internal/nsset"
	"namewerk.example/domains/internal/tariff"
)

// Desk does what orders say, one after the other.
type Desk struct {
	Shelf    audit.Shelf
	Contacts *contact.Book
	Sets     nsset.Table
	Sessions *epp.Sessions
}

// Do answers with the line for the ledger.
func (d *Desk) Do(line string) ([]byte, error) {
	o, err := Parse(line)
	if err != nil {
		return nil, err
	}
	trail := d.Shelf.Take()
	defer d.Shelf.Put(trail)
	name, tld, err := label.Registrable(o.Host)
	if errors.Is(err, label.ErrNotRegistrable) {
		trail.Step("suggest")
		return trail.Encode()
	}
	if err := d.Sessions.Borrow(); err != nil {
		return nil, fmt.Errorf("%s %s: %w", o.Op, name, err)
	}
	defer d.Sessions.Return()
	trail.Step(o.Op)
	switch o.Op {
	case "transfer":
		err = d.transfer(o, trail)
	case "delegate":
		err = d.delegate(o, trail)
	case "renew":
		err = d.renew(o, trail)
	}
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", o.Op, name, err)
	}
	trail.Step("price " + strconv.Itoa(tariff.Price(tld, o.Years)))
	return trail.Encode()
}

func (d *Desk) transfer(o Order, trail *audit.Trail) error {
	if _, err := d.Contacts.Get(o.Owner); err != nil {
		return err
	}
	trail.Tag("owner", o.Owner)
	if o.Former == "" {
		return nil
	}
	trail.Step("merge")
	return d.Contacts.Merge(o.Owner, o.Former)
}

func (d *Desk) delegate(o Order, trail *audit.Trail) error {
	hosts, err := d.Sets.Hosts(o.Set)
	if err != nil {
		return err
	}
	trail.Step("hosts " + strconv.Itoa(len(hosts)))
	return nil
}

func (d *Desk) renew(o Order, trail *audit.Trail) error {
	until, err := epp.ReadDate(o.Until)
	if err != nil {
		return err
	}
	trail.Step("until " + epp.WriteDate(until.AddDate(o.Years, 0, 0)))
	return nil
}
`,
};
const work = [
  {
    m: 'klog 2.120',
    edits: [{ f: 'go.mod', a: 'klog/v2 v2.110.1', b: 'klog/v2 v2.120.1' }],
  },
  {
    m: 'x/net 0.23',
    edits: [{ f: 'go.mod', a: 'x/net v0.22.0', b: 'x/net v0.23.0' }],
  },
  {
    m: 'Sell .at and .ch',
    edits: [
      {
        f: 'internal/suffix/suffix.go',
        a: '"de": true, "nl": true,',
        b: '"at": true, "ch": true, "de": true, "nl": true,',
      },
      {
        f: 'internal/tariff/tariff.go',
        a: '"de": 690, "nl": 790,',
        b: '"at": 1390, "ch": 1290, "de": 690, "nl": 790,',
      },
    ],
  },
  {
    m: 'Prices of .com.br as of this quarter',
    edits: [{ f: 'internal/tariff/tariff.go', a: '"com.br": 2490', b: '"com.br": 2690' }],
  },
  {
    m: 'Tell which field an order has wrong',
    edits: [
      {
        f: 'internal/order/order.go',
        a: raw`	years, err := strconv.Atoi(parts[2])
	if err != nil {
		return Order{}, err
	}`,
        b: raw`	years, err := strconv.Atoi(parts[2])
	if err != nil {
		return Order{}, fmt.Errorf("years: %w", err)
	}`,
      },
    ],
  },
  {
    m: 'Sessions: how many are left',
    edits: [
      {
        f: 'internal/epp/sessions.go',
        end: '\n// Left is shown on the dashboard.\nfunc (s *Sessions) Left() int { return s.granted - s.used }\n',
      },
    ],
  },
  {
    m: 'Sets: count them',
    edits: [
      {
        f: 'internal/nsset/nsset.go',
        end: '\n// Len says how many sets a customer has.\nfunc (t Table) Len() int { return len(t) }\n',
      },
    ],
  },
  {
    m: 'Steps are written in lower case only',
    edits: [
      {
        f: 'internal/audit/trail.go',
        a: '// Step appends what happens next.',
        b: '// Step appends what happens next, in lower case.',
      },
    ],
  },
];
const driver = raw`package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"namewerk.example/domains/internal/contact"
	"namewerk.example/domains/internal/epp"
	"namewerk.example/domains/internal/nsset"
	"namewerk.example/domains/internal/order"
)

func say(ms int64, level, at, text string) {
	fmt.Printf("%s%s %7d %s] %s\n", level, time.UnixMilli(ms).UTC().Format("0102 15:04:05.000000"), 1, at, text)
}

func serve(f []string) {
	debug.SetMaxStack(4 << 20)
	ms, _ := strconv.ParseInt(f[1], 10, 64)
	used, _ := strconv.Atoi(f[6])
	desk := &order.Desk{Contacts: contact.NewBook("NW-4410", "NW-5127", "NW-6003"), Sets: nsset.Parse(f[5]), Sessions: epp.NewSessions(12, used)}
	// orders of the same customer that this worker took before
	for _, line := range strings.Split(f[4], "|") {
		if line != "-" {
			desk.Do(line)
		}
	}
	defer func() {
		if reason := recover(); reason != nil {
			say(ms, "E", "server.go:88", fmt.Sprintf("panic serving order trace=%s: %v\n%s", f[2], reason, bytes.TrimSpace(debug.Stack())))
		}
	}()
	answer, err := desk.Do(f[3])
	if err != nil {
		say(ms, "E", "server.go:74", fmt.Sprintf("order failed trace=%s err=%q", f[2], err.Error()))
		return
	}
	say(ms, "I", "server.go:79", fmt.Sprintf("order done trace=%s ledger=%s", f[2], answer))
}

func main() {
	if len(os.Args) > 1 {
		serve(strings.Split(os.Args[1], "\t"))
		return
	}
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		f := strings.Split(in.Text(), "\t")
		fmt.Printf("\x01%s\n", f[0])
		var last bytes.Buffer
		worker := exec.Command("./domains", in.Text())
		worker.Stdout, worker.Stderr = os.Stdout, &last
		if err := worker.Run(); err != nil {
			ms, _ := strconv.ParseInt(f[1], 10, 64)
			say(ms, "E", "supervisor.go:52", fmt.Sprintf("worker for trace=%s is gone (%v), its stderr:\n%s", f[2], err, bytes.TrimSpace(last.Bytes())))
		}
	}
}
`;

const OWNERS = ['NW-4410', 'NW-5127', 'NW-6003'];
const WORDS = [
  'fietsen',
  'brouwerij',
  'zahradka',
  'lodenjacke',
  'kade12',
  'vinyl',
  'oma-erna',
  'dakgoot',
];
const SETS = 'park=ns1.park.example ns2.park.example,eigen=a.ns.example b.ns.example,shop>park';
const text = (r, { op, host, former, set, until } = {}) => {
  const operation = op ?? r.pick(['check', 'check', 'renew', 'delegate', 'transfer']);
  return [
    operation,
    host ??
      `${r.pick(['', '', 'www.'])}${r.pick(WORDS)}.${r.pick(['de', 'nl', 'com', 'co.uk', 'be'])}`,
    r.int(1, 3),
    r.pick(OWNERS),
    former ?? '-',
    set ?? r.pick(['park', 'eigen', 'shop']),
    until ??
      `2026-${r.pick(['03', '06', '11'])}-${r.pick(['01', '14', '27'])}T${r.pick(['00', '12'])}:00:00Z`,
  ].join(';');
};
const request = (r, { before, sets, used, ...rest } = {}) => [
  text(r, rest),
  before ?? '-',
  sets ?? SETS,
  String(used ?? r.int(0, 5)),
];

export const system = {
  key: 'registrar',
  language: 'go',
  layout: 'polyrepo',
  project: 'NW',
  env: 'prod-ams',
  mail: 'namewerk.example',
  major: 4,
  team: ['Lotte Brouwer', 'Juraj Kováč', 'Femi Adeyemi', 'Paula Reyes', 'Daan Visser'],
  flows: [38, 46],
  keep: [19, 6],
  traces: 26,
  chores: ['purgeSessions', 'importFeed', 'exportReport', 'sendDigest'],
  style: {
    messages: 'pr',
    commits: 'azure',
    deployments: 'releases',
    metrics: 'datadogQuery',
    metricNames: 'datadog',
    traces: 'datadog',
    alert: 'datadog',
    logs: 'splunk',
    version: 'build',
    map: 'pairs',
    gzip: ['logs'],
  },
  entry: 'reseller-api',
  core: 'domains',
  loud: 'reseller-api',
  services: [
    {
      name: 'reseller-api',
      ms: 14,
      rps: 130,
      repo: 'reseller-api',
      hosts: ['reseller-api-0', 'reseller-api-1'],
      node: 'ams-11',
      edge: {
        lang: 'node',
        style: 'winston',
        file: '/app/src/server.js',
        paths: ['/v3/orders', '/v3/orders/status'],
        words: { failed: 'order refused', handled: 'order taken', answered: 'came back with' },
        says: [
          'key of rs-1180 is used from a new address',
          'webhook of rs-0931 was slow',
          'page of orders cut at 500',
        ],
      },
      calls: [{ to: 'domains' }],
      resource: 'POST /v3/orders',
    },
    {
      name: 'domains',
      ms: 26,
      rps: 150,
      repo: 'domains',
      hosts: ['domains-84c-1', 'domains-84c-2', 'domains-84c-3'],
      node: 'ams-12',
      memory: 190,
      calls: [{ to: 'registry-link', share: 0.7 }, { to: 'names-db' }],
      resource: 'order.do',
      extras: [{ metric: 'domains.epp.sessions_used', base: 3.2, whole: true }],
    },
    {
      name: 'registry-link',
      ms: 18,
      rps: 100,
      repo: 'registry-link',
      hosts: ['registry-link-0'],
      node: 'ams-13',
      edge: {
        lang: 'go',
        style: 'zap',
        file: 'relay/relay.go:24',
        paths: ['/epp/domain', '/epp/host'],
        words: { failed: 'command not carried out', handled: 'command carried out' },
        says: [
          'greeting of the registry took 900 ms',
          'poll queue has 3 messages',
          'object exists, code 2302',
        ],
      },
      calls: [{ to: 'registry' }],
      resource: 'POST /epp/domain',
    },
    {
      name: 'whois',
      ms: 9,
      rps: 210,
      repo: 'whois',
      hosts: ['whois-0', 'whois-1'],
      node: 'ams-13',
      edge: {
        lang: 'python',
        style: 'text',
        file: '/srv/whois/whois/views.py',
        paths: ['/domain', '/entity'],
        words: { failed: 'lookup gave up', handled: 'lookup answered' },
        says: ['client 198.51.100.7 is over its quota', 'redacted two contacts'],
      },
      calls: [{ to: 'names-db', share: 0.8 }],
      resource: 'GET /domain',
    },
    {
      name: 'zone-writer',
      ms: 60,
      rps: 8,
      repo: 'zone-writer',
      hosts: ['zone-writer-0'],
      node: 'ams-11',
      edge: {
        lang: 'java',
        style: 'text',
        file: 'nl.namewerk.zones.PublishController',
        paths: ['/zones'],
        words: { failed: 'zone kept as it was', handled: 'zone written', chore: 'job' },
        says: ['serial of zone 1180 jumped', 'key 20326 signs since today'],
      },
      calls: [{ to: 'domains', share: 0.3, soft: true }, { to: 'names-db' }],
      resource: 'PUT /zones',
    },
    { name: 'names-db', ms: 3, rps: 400, store: true, resource: 'SELECT names', node: 'ams-02' },
    { name: 'registry', ms: 70, rps: 100, store: true, resource: 'epp.registry.example:700' },
  ],
  repos: { domains: { service: 'domains', image: 'golang:1.19', files, work } },
  programs: {
    domains: {
      driver: { 'cmd/domains/main.go': driver },
      build: [
        ['sed', '-i', "'/^require/,$d'", 'go.mod'],
        ['go', 'build', '-trimpath', '-o', 'domains', './cmd/domains'],
      ],
      run: ['./domains'],
      home: '/src/',
      paths: [
        ['/usr/lib/go-1.19/', '/usr/local/go/'],
        ['namewerk.example/domains/cmd', '/src/domains/cmd'],
        ['\tnamewerk.example/domains/', '\t/src/domains/'],
      ],
      isError: /^E\d{4} /m,
    },
  },
  changes: [
    {
      type: 'config',
      name: 'whois.quota_per_minute',
      service: 'whois',
      before: '60',
      after: '45',
      by: 'd.visser',
    },
    {
      type: 'secret',
      name: 'reseller-webhook-signing',
      service: 'reseller-api',
      before: 'v4',
      after: 'v5',
      by: 'rotation-job',
    },
    {
      type: 'feature_flag',
      name: 'orders-dry-run',
      service: 'reseller-api',
      before: 'off',
      after: 'on for rs-0007',
      by: 'p.reyes',
    },
  ],
  decoyChange: {
    id: 'ld-90417',
    type: 'feature_flag',
    name: 'orders-status-streaming',
    service: 'reseller-api',
    before: '5%',
    after: '50%',
    by: 'p.reyes',
  },
  good: (r) => request(r),
  faults: {
    emptiedTrail: {
      kind: 'null_dereference',
      m: 'Shelf: empty a trail in one go',
      delay: 23,
      edits: [
        {
          f: 'internal/audit/shelf.go',
          a: raw`	trail.Steps = trail.Steps[:0]
	for key := range trail.Tags {
		delete(trail.Tags, key)
	}
	s.free`,
          b: raw`	*trail = Trail{Steps: trail.Steps[:0]}
	s.free`,
        },
      ],
      bad: (r) =>
        request(r, { op: 'transfer', before: text(r, { op: r.pick(['check', 'delegate']) }) }),
      good: (r) =>
        r.chance(0.5)
          ? request(r)
          : request(r, { op: r.pick(['check', 'renew']), before: text(r, { op: 'transfer' }) }),
      impact: [{ err: 0.21 }],
      errorType: 'runtime.plainError',
      errorText: 'assignment to entry in nil map',
      tempt: {
        m: 'Former handles: no nil slices, and each entry once',
        edits: [
          {
            f: 'internal/contact/book.go',
            a: raw`	person.Former = append(person.Former, former)
	b.people[into] = person`,
            b: raw`	for _, known := range person.Former {
		if known == former {
			return nil
		}
	}
	person.Former = append(person.Former, former)
	b.people[into] = person`,
          },
        ],
      },
    },
    lonelyLabel: {
      kind: 'index_out_of_range',
      m: 'Depth: walk from the longest suffix to the shortest',
      delay: 14,
      edits: [
        {
          f: 'internal/suffix/suffix.go',
          a: raw`	for n := deepest; n > 0; n-- {
		if n > len(labels) {
			continue
		}
		if known[strings.Join(labels[len(labels)-n:], ".")] {
			return n
		}
	}
	return 0`,
          b: raw`	tail := labels[len(labels)-deepest:]
	for len(tail) > 0 && !known[strings.Join(tail, ".")] {
		tail = tail[1:]
	}
	return len(tail)`,
        },
      ],
      bad: (r) => request(r, { op: 'check', host: r.pick(WORDS) }),
      impact: [{ err: 0.13 }],
      priority: 'P3',
      errorType: 'runtime.boundsError',
      errorText: 'slice bounds out of range [-1:]',
    },
    heldBook: {
      kind: 'deadlock',
      m: 'Former handles find their owner too',
      delay: 41,
      edits: [
        {
          f: 'internal/contact/book.go',
          a: raw`	person, ok := b.people[handle]
	if !ok {
		return Person{}, fmt.Errorf("%w: %s", ErrUnknown, handle)
	}
	return person, nil`,
          b: raw`	if person, ok := b.people[handle]; ok {
		return person, nil
	}
	for _, person := range b.people {
		for _, former := range person.Former {
			if former == handle {
				return person, nil
			}
		}
	}
	return Person{}, fmt.Errorf("%w: %s", ErrUnknown, handle)`,
        },
        {
          f: 'internal/contact/book.go',
          a: raw`	person, ok := b.people[into]
	if !ok {
		return fmt.Errorf("%w: %s", ErrUnknown, into)
	}
	person.Former`,
          b: raw`	person, err := b.Get(into)
	if err != nil {
		return err
	}
	person.Former`,
        },
        {
          f: 'internal/contact/book.go',
          a: '	b.people[into] = person\n',
          b: '	b.people[person.Handle] = person\n',
        },
      ],
      bad: (r) => request(r, { op: 'transfer', former: `TR-${r.int(100, 999)}` }),
      impact: [{ err: 0.11, addMs: 40 }],
      status: 502,
      errorType: 'fatal',
      errorText: 'worker is gone (exit status 2)',
      events: [
        {
          reason: 'Unhealthy',
          message:
            'Readiness probe failed: Get "http://10.40.2.17:8080/readyz": context deadline exceeded',
          after: 2,
          spread: 8,
          count: 3,
        },
      ],
      tempt: {
        m: 'Sessions count under a lock',
        edits: [
          {
            f: 'internal/epp/sessions.go',
            a: 'type Sessions struct {\n',
            b: 'type Sessions struct {\n\tmu      sync.Mutex\n',
          },
          {
            f: 'internal/epp/sessions.go',
            a: 'import (\n\t"errors"\n\t"fmt"\n)',
            b: 'import (\n\t"errors"\n\t"fmt"\n\t"sync"\n)',
          },
          {
            f: 'internal/epp/sessions.go',
            a: '	if s.used >= s.granted {',
            b: '	s.mu.Lock()\n\tdefer s.mu.Unlock()\n\tif s.used >= s.granted {',
          },
          {
            f: 'internal/epp/sessions.go',
            a: 'func (s *Sessions) Return() { s.used-- }',
            b: 'func (s *Sessions) Return() {\n\ts.mu.Lock()\n\ts.used--\n\ts.mu.Unlock()\n}',
          },
        ],
      },
    },
    circles: {
      kind: 'infinite_recursion',
      m: 'A set may stand for several others',
      delay: 6,
      edits: [
        {
          f: 'internal/nsset/nsset.go',
          a: raw`// Set is a list of hosts, or stands for another set.
type Set struct {
	Hosts  []string
	SameAs string
}`,
          b: raw`// Set is a list of hosts, or stands for other sets.
type Set struct {
	Hosts  []string
	SameAs []string
}`,
        },
        {
          f: 'internal/nsset/nsset.go',
          a: raw`// Parse reads "name=host host,name>other".`,
          b: raw`// Parse reads "name=host host,name>other+other".`,
        },
        {
          f: 'internal/nsset/nsset.go',
          a: 'Set{SameAs: other}',
          b: 'Set{SameAs: strings.Split(other, "+")}',
        },
        {
          f: 'internal/nsset/nsset.go',
          a: raw`	if set.SameAs != "" {
		return t.follow(set.SameAs, seen)
	}
	return set.Hosts, nil`,
          b: raw`	hosts := append([]string{}, set.Hosts...)
	for _, other := range set.SameAs {
		// a set that two others name counts for both
		more, err := t.follow(other, map[string]bool{name: true})
		if err != nil {
			return nil, err
		}
		hosts = append(hosts, more...)
	}
	return hosts, nil`,
        },
      ],
      bad: (r) =>
        request(r, {
          op: 'delegate',
          set: r.pick(['shop', 'mail']),
          sets: 'park=ns1.park.example ns2.park.example,shop>mail,mail>web,web>shop',
        }),
      impact: [{ err: 0.09 }],
      priority: 'P3',
      status: 502,
      errorType: 'fatal',
      errorText: 'worker is gone (exit status 2)',
      memory: { domains: 1.6 },
      tempt: {
        m: 'Follow quotes the set that it misses',
        edits: [
          {
            f: 'internal/nsset/nsset.go',
            a: 'fmt.Errorf("no set of name servers is called %s", name)',
            b: 'fmt.Errorf("no set of name servers is called %q", name)',
          },
        ],
      },
    },
    zonedDates: {
      kind: 'format_error',
      m: 'One layout for dates in both directions',
      delay: 9,
      edits: [
        {
          f: 'internal/epp/date.go',
          a: '// ReadDate takes',
          b: '// layout is that of the examples in RFC 5731.\nconst layout = "2006-01-02T15:04:05Z"\n\n// ReadDate takes',
        },
        {
          f: 'internal/epp/date.go',
          a: 'time.Parse(time.RFC3339, text)',
          b: 'time.Parse(layout, text)',
        },
        { f: 'internal/epp/date.go', a: 'Format("2006-01-02T15:04:05Z")', b: 'Format(layout)' },
      ],
      bad: (r) =>
        request(r, {
          op: 'renew',
          host: `${r.pick(WORDS)}.${r.pick(['nl', 'com.br'])}`,
          until: `2026-${r.pick(['03', '07', '10'])}-0${r.int(1, 9)}T00:00:00${r.pick(['+01:00', '+02:00', '-03:00'])}`,
        }),
      impact: [{ err: 0.17 }],
      errorType: '*time.ParseError',
      errorText:
        'registry date: parsing time "2026-07-03T00:00:00+02:00" as "2006-01-02T15:04:05Z"',
    },
    oldPassword: {
      kind: 'expired_credential',
      category: 'expired_credential',
      service: 'registry-link',
      silentCore: true,
      edgeOrigin: '401',
      upstreamError:
        '2200 Authentication error - password of registrar NW-1143 is past its 180 days',
      outcome: '502',
      alsoFirst: ['registry'],
      failsAt: 'registry',
      impact: [{ service: 'registry-link', err: 0.91 }],
      priority: 'P1',
      status: 401,
      errorType: 'AuthenticationError',
      errorText: '2200 Authentication error',
      alertService: 'reseller-api',
      story: 'the registry wants a new password twice a year and nobody had it in the calendar',
    },
    eagerReseller: {
      kind: 'retry_storm',
      category: 'traffic_surge',
      traffic: 6.8,
      trafficOn: ['reseller-api', 'domains', 'registry-link', 'registry'],
      alertAfter: 8,
      bad: (r) => request(r, { op: 'check', used: 12 }),
      good: (r) => request(r, { used: r.int(4, 10) }),
      impact: [
        { err: 0.38, timesMs: 2.4 },
        { service: 'registry-link', timesMs: 3 },
        { service: 'reseller-api', timesMs: 1.7 },
      ],
      cpu: { 'reseller-api': 2.6, domains: 2.2 },
      gauges: [{ service: 'domains', metric: 'domains.epp.sessions_used', to: 12 }],
      alsoFirst: ['reseller-api'],
      status: 503,
      errorType: 'error',
      errorText: 'no EPP session is free (12 of 12 in use)',
      alertService: 'domains',
      says: [
        {
          service: 'reseller-api',
          level: 'warn',
          text: 'rs-2207 repeated the check of one name 212 times within 10 s, each after a 502, user-agent dropcatch/0.3',
          count: 11,
        },
      ],
      story: "a reseller's script asks again at once whenever it was refused",
    },
  },
};
