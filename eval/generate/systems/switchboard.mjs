/** Telephony for companies in Go: who is rung when a call comes in; zerolog, a process for each call. Estonian team. */
const raw = String.raw;
const files = {
  'go.mod': raw`module kellin.example/callrouter

go 1.19

require kellin.example/phonekit v0.14.2

replace kellin.example/phonekit => ./third_party/phonekit

require (
	github.com/redis/go-redis/v9 v9.5.1
	github.com/rs/zerolog v1.32.0
	go.opentelemetry.io/otel v1.24.0
)
`,
  'internal/config/config.go': raw`// Package config holds what operators may change.
package config

import "time"

// Config is read once, at the start.
type Config struct {
	PresenceTimeout time.Duration
	PortingTimeout  time.Duration
	Ring            time.Duration
	ParkTTL         time.Duration
	RecordPorts     int
}

// Default fits a node with four cores.
func Default() Config {
	return Config{
		PresenceTimeout: 1500 * time.Millisecond,
		PortingTimeout:  2 * time.Second,
		Ring:            25 * time.Second,
		ParkTTL:         15 * time.Minute,
		RecordPorts:     400,
	}
}
`,
  'internal/invite/invite.go': raw`// Package invite reads what trunks hand over.
package invite

import (
	"errors"
	"fmt"
	"strings"
)

// ErrMalformed is for lines that lack who calls whom.
var ErrMalformed = errors.New("malformed invite")

// Invite is the beginning of a call.
type Invite struct {
	CallID   string
	From     string
	To       string
	Diverted string
	Reason   string
}

// Parse reads call|from|to|header=value|header=value.
func Parse(line string) (Invite, error) {
	parts := strings.Split(line, "|")
	if len(parts) < 3 {
		return Invite{}, fmt.Errorf("%w: %d parts", ErrMalformed, len(parts))
	}
	in := Invite{CallID: parts[0], From: parts[1], To: parts[2]}
	for _, header := range parts[3:] {
		name, value, _ := strings.Cut(header, "=")
		if strings.EqualFold(name, "diversion") {
			in.Diverted, in.Reason = diversion(value)
		}
	}
	return in, nil
}

// diversion takes <tel:+3726001>;reason=no-answer apart.
func diversion(value string) (who, reason string) {
	fields := strings.Split(value, ";")
	who = strings.Trim(fields[0], "<>")
	if len(fields) > 1 {
		reason = strings.TrimPrefix(fields[1], "reason=")
	}
	return who, reason
}
`,
  'internal/tenant/directory.go': raw`// Package tenant knows whose a number is.
package tenant

import (
	"errors"
	"fmt"
	"strings"
)

// ErrUnknown is returned for numbers that nobody rents.
var ErrUnknown = errors.New("no tenant for number")

// Tenant rents a block of numbers.
type Tenant struct {
	Name    string
	Block   string
	Hours   string
	Members []string
}

// Directory has all tenants.
type Directory struct {
	tenants []Tenant
}

// NewDirectory keeps the order in which tenants are given.
func NewDirectory(tenants ...Tenant) *Directory {
	return &Directory{tenants: tenants}
}

// Lookup finds who rents a number.
func (d *Directory) Lookup(number string) (Tenant, error) {
	for _, t := range d.tenants {
		if strings.HasPrefix(number, t.Block) {
			return t, nil
		}
	}
	return Tenant{}, fmt.Errorf("%w %s", ErrUnknown, number)
}
`,
  'internal/hunt/book.go': raw`// Package hunt decides who of a group is rung next.
package hunt

import "sync"

// Book remembers whom each group rang last.
type Book struct {
	mu   sync.Mutex
	last map[string]int
}

// NewBook is empty.
func NewBook() *Book {
	return &Book{last: map[string]int{}}
}

// Next goes around the members of a group.
func (b *Book) Next(group string, members []string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	at := (b.last[group] + 1) % len(members)
	b.last[group] = at
	return members[at]
}
`,
  'internal/presence/client.go': raw`// Package presence asks whether somebody is on the phone.
package presence

import (
	"context"
	"fmt"
	"time"
)

// Ask is one request to the presence service.
type Ask func(ctx context.Context, member string) (state string, err error)

// Client gives up after a while, callers hear silence meanwhile.
type Client struct {
	ask     Ask
	timeout time.Duration
}

// NewClient waits for timeout at most.
func NewClient(ask Ask, timeout time.Duration) *Client {
	return &Client{ask: ask, timeout: timeout}
}

// Busy says whether a member is on the phone.
func (c *Client) Busy(ctx context.Context, member string) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	state, err := c.ask(ctx, member)
	if err != nil {
		return false, fmt.Errorf("presence of %s: %w", member, err)
	}
	return state == "busy", nil
}
`,
  'internal/park/slot.go': raw`// Package park reads calls that attendants have parked.
package park

import (
	"encoding/json"
	"fmt"
	"time"
)

// Slot is how the attendant console keeps a parked call.
type Slot struct {
	Number string ${'`'}json:"number"${'`'}
	By     string ${'`'}json:"by"${'`'}
	Since  string ${'`'}json:"since"${'`'}
}

// Read decodes what is in the store.
func Read(text string) (Slot, error) {
	var slot Slot
	if err := json.Unmarshal([]byte(text), &slot); err != nil {
		return slot, fmt.Errorf("parked call: %w", err)
	}
	return slot, nil
}

// Age is how long the caller has listened to music.
func (s Slot) Age(now time.Time) (time.Duration, error) {
	since, err := time.Parse(time.RFC3339, s.Since)
	if err != nil {
		return 0, fmt.Errorf("parked call: %w", err)
	}
	return now.Sub(since), nil
}
`,
  'internal/record/ports.go': raw`// Package record lends RTP ports to recordings.
package record

import (
	"errors"
	"fmt"
	"sync"
)

// ErrNoPort means that the node records as many calls as it can.
var ErrNoPort = errors.New("no RTP port is free")

const first = 20000

// Ports are lent one for each call.
type Ports struct {
	mu   sync.Mutex
	size int
	used int
}

// NewPorts begins with some in use.
func NewPorts(size, used int) *Ports {
	return &Ports{size: size, used: used}
}

// Take lends a port.
func (p *Ports) Take() (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.used >= p.size {
		return 0, fmt.Errorf("%w (%d of %d in use)", ErrNoPort, p.used, p.size)
	}
	p.used++
	return first + 2*p.used, nil
}

// Return takes a port back.
func (p *Ports) Return() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.used--
}
`,
  'internal/router/router.go': raw`// Package router decides what happens with a call.
package router

import (
	"context"
	"fmt"
	"strings"
	"time"

	"kellin.example/callrouter/internal/config"
	"kellin.example/callrouter/internal/hunt"
	"kellin.example/callrouter/internal/invite"
	"kellin.example/callrouter/internal/park"
	"kellin.example/callrouter/internal/presence"
	"kellin.example/callrouter/internal/record"
	"kellin.example/callrouter/internal/tenant"
	"kellin.example/phonekit/hours"
	"kellin.example/phonekit/numbers"
)

// pickup is dialled in front of a slot's number.
const pickup = "*7"

// Router needs all of these.
type Router struct {
	Config   config.Config
	Tenants  *tenant.Directory
	Book     *hunt.Book
	Presence *presence.Client
	Ports    *record.Ports
	Parked   func(slot string) string
}

// Route says where a call goes.
func (r *Router) Route(ctx context.Context, line, country string, now time.Time) (string, error) {
	in, err := invite.Parse(line)
	if err != nil {
		return "", err
	}
	if strings.HasPrefix(in.To, pickup) {
		return r.resume(in, now)
	}
	to, err := numbers.Normalise(in.To, country)
	if err != nil {
		return "", err
	}
	t, err := r.Tenants.Lookup(to)
	if err != nil {
		return "", err
	}
	if !hours.Open(t.Hours, now) {
		return "voicemail of " + t.Name, nil
	}
	member := r.Book.Next(t.Name, t.Members)
	busy, err := r.Presence.Busy(ctx, member)
	if err != nil {
		return "", err
	}
	if busy {
		return "queue of " + t.Name, nil
	}
	port, err := r.Ports.Take()
	if err != nil {
		return "", fmt.Errorf("call for %s: %w", t.Name, err)
	}
	defer r.Ports.Return()
	return fmt.Sprintf("ring %s for %s, recorded on %d", member, r.Config.Ring, port), nil
}

func (r *Router) resume(in invite.Invite, now time.Time) (string, error) {
	slot, err := park.Read(r.Parked(strings.TrimPrefix(in.To, pickup)))
	if err != nil {
		return "", err
	}
	age, err := slot.Age(now)
	if err != nil {
		return "", err
	}
	if age > r.Config.ParkTTL {
		return "back to " + slot.By, nil
	}
	return "resume " + slot.Number, nil
}
`,
  'internal/invite/invite_test.go': raw`package invite

import "testing"

func TestParse(t *testing.T) {
	in, err := Parse("c1|+3725550|+3726001|Diversion=<tel:+3726002>;reason=no-answer")
	if err != nil || in.Reason != "no-answer" {
		t.Fatal(in, err)
	}
}
`,
};
const kitFiles = {
  'go.mod': 'module kellin.example/phonekit\n\ngo 1.19\n',
  'CHANGELOG.md': '# Changelog\n\n## v0.14.2\n\n- hours: half hours\n',
  'numbers/numbers.go': raw`// Package numbers brings numbers into the form of E.164.
package numbers

import (
	"fmt"
	"strings"
)

var codes = map[string]string{"ee": "372", "lv": "371", "fi": "358", "de": "49", "it": "39"}

// keepsZero lists countries where the leading zero belongs to the number.
var keepsZero = map[string]bool{"it": true}

// Normalise takes what was dialled in a country.
func Normalise(dialled, country string) (string, error) {
	digits := strip(dialled)
	switch {
	case strings.HasPrefix(digits, "+"):
		return digits, nil
	case strings.HasPrefix(digits, "00"):
		return "+" + digits[2:], nil
	}
	code, ok := codes[country]
	if !ok {
		return "", fmt.Errorf("no code for country %q", country)
	}
	if strings.HasPrefix(digits, "0") && !keepsZero[country] {
		digits = digits[1:]
	}
	return "+" + code + digits, nil
}

func strip(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, text)
}
`,
  'hours/hours.go': raw`// Package hours knows when somebody picks up.
package hours

import (
	"fmt"
	"time"
)

// Open reads "8-18"; an empty text is always open.
func Open(text string, at time.Time) bool {
	if text == "" {
		return true
	}
	var from, to int
	if _, err := fmt.Sscanf(text, "%d-%d", &from, &to); err != nil {
		return true
	}
	return at.Hour() >= from && at.Hour() < to
}
`,
  'cause/cause.go': raw`// Package cause words Q.850 causes.
package cause

// Text is empty for causes that nobody should see.
func Text(code int) string {
	switch code {
	case 17:
		return "busy"
	case 19:
		return "no answer"
	case 34:
		return "all lines are in use"
	}
	return ""
}
`,
};
const kitWork = [
  {
    m: 'cause: rejected calls',
    edits: [
      {
        f: 'cause/cause.go',
        a: '\tcase 34:',
        b: '\tcase 21:\n\t\treturn "rejected"\n\tcase 34:',
      },
    ],
  },
  {
    m: 'numbers: lithuania',
    edits: [{ f: 'numbers/numbers.go', a: '"lv": "371",', b: '"lt": "370", "lv": "371",' }],
  },
  {
    m: 'hours: say what an unreadable text means',
    edits: [
      {
        f: 'hours/hours.go',
        a: 'an empty text is always open.',
        b: 'an empty or unreadable text is always open.',
      },
    ],
  },
  {
    m: 'hours: tests',
    edits: [
      {
        f: 'hours/hours_test.go',
        add: raw`package hours

import (
	"testing"
	"time"
)

func TestOpen(t *testing.T) {
	if !Open("8-18", time.Date(2025, 3, 3, 9, 0, 0, 0, time.UTC)) {
		t.Fatal("closed at nine")
	}
}
`,
      },
    ],
  },
];
const work = [
  {
    m: 'bump zerolog',
    edits: [{ f: 'go.mod', a: 'zerolog v1.32.0', b: 'zerolog v1.33.0' }],
  },
  {
    m: 'go-redis 9.5.3',
    edits: [{ f: 'go.mod', a: 'go-redis/v9 v9.5.1', b: 'go-redis/v9 v9.5.3' }],
  },
  { m: 'otel 1.27', edits: [{ f: 'go.mod', a: 'otel v1.24.0', b: 'otel v1.27.0' }] },
  {
    m: 'tenant: count tenants for the dashboard',
    edits: [
      {
        f: 'internal/tenant/directory.go',
        end: '\n// Len is shown on the dashboard.\nfunc (d *Directory) Len() int { return len(d.tenants) }\n',
      },
    ],
  },
  {
    m: 'invite: normalise call ids',
    edits: [
      {
        f: 'internal/invite/invite.go',
        a: 'in := Invite{CallID: parts[0], From',
        b: 'in := Invite{CallID: strings.TrimSpace(parts[0]), From',
      },
    ],
  },
  {
    m: 'record: how many ports are left',
    edits: [
      {
        f: 'internal/record/ports.go',
        end: '\n// Left is exported as a gauge.\nfunc (p *Ports) Left() int {\n\tp.mu.Lock()\n\tdefer p.mu.Unlock()\n\treturn p.size - p.used\n}\n',
      },
    ],
  },
  {
    m: 'router: voicemail tells why',
    edits: [
      {
        f: 'internal/router/router.go',
        a: '"voicemail of " + t.Name, nil',
        b: '"voicemail of " + t.Name + ", closed", nil',
      },
    ],
  },
  {
    m: 'test malformed invites',
    edits: [
      {
        f: 'internal/invite/invite_test.go',
        end: '\nfunc TestMalformed(t *testing.T) {\n\tif _, err := Parse("c1|+3725550"); err == nil {\n\t\tt.Fatal("accepted")\n\t}\n}\n',
      },
    ],
  },
  {
    m: 'Emergency numbers are never recorded',
    edits: [
      {
        f: 'internal/record/exempt.go',
        add: 'package record\n\nvar exempt = map[string]bool{"110": true, "112": true}\n\n// Exempt says whether the law forbids a recording.\nfunc Exempt(dialled string) bool { return exempt[dialled] }\n',
      },
    ],
  },
];
const driver = raw`package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	"kellin.example/callrouter/internal/config"
	"kellin.example/callrouter/internal/hunt"
	"kellin.example/callrouter/internal/presence"
	"kellin.example/callrouter/internal/record"
	"kellin.example/callrouter/internal/router"
	"kellin.example/callrouter/internal/tenant"
)

type row struct {
	Level   string ${'`'}json:"level"${'`'}
	Trace   string ${'`'}json:"trace_id,omitempty"${'`'}
	Call    string ${'`'}json:"call,omitempty"${'`'}
	Dialled string ${'`'}json:"dialled,omitempty"${'`'}
	Trunk   string ${'`'}json:"trunk,omitempty"${'`'}
	Error   string ${'`'}json:"error,omitempty"${'`'}
	Stack   string ${'`'}json:"stack,omitempty"${'`'}
	Time    string ${'`'}json:"time"${'`'}
	Message string ${'`'}json:"message"${'`'}
}

func say(ms int64, r row) {
	r.Time = time.UnixMilli(ms).UTC().Format("2006-01-02T15:04:05.000Z07:00")
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.Encode(r)
	os.Stdout.Write(out.Bytes())
}

func serve(f []string) {
	ms, _ := strconv.ParseInt(f[1], 10, 64)
	lag, _ := strconv.Atoi(f[5])
	used, _ := strconv.Atoi(f[6])
	crowd, _ := strconv.Atoi(f[8])
	dialled := strings.Split(f[3], "|")
	about := row{Trace: f[2], Call: dialled[0], Trunk: f[4]}
	if len(dialled) > 2 {
		about.Dialled = dialled[2]
	}
	conf := config.Default()
	ask := func(ctx context.Context, member string) (string, error) {
		if lag == 0 {
			return "idle", nil
		}
		select {
		case <-time.After(time.Duration(lag) * time.Millisecond):
			if strings.HasSuffix(member, "7") {
				return "busy", nil
			}
			return "idle", nil
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
	r := &router.Router{
		Config: conf,
		Tenants: tenant.NewDirectory(
			tenant.Tenant{Name: "baltic-freight", Block: "+372600", Members: []string{"201", "202", "207"}},
			tenant.Tenant{Name: "clinic-kask", Block: "+372611", Members: []string{"11", "12"}},
			tenant.Tenant{Name: "saimaa-boats", Block: "+3585", Members: []string{"31", "37", "38"}},
			tenant.Tenant{Name: "milano-tessuti", Block: "+3902", Members: []string{"41", "42"}},
		),
		Book:     hunt.NewBook(),
		Presence: presence.NewClient(ask, conf.PresenceTimeout),
		Ports:    record.NewPorts(conf.RecordPorts, used),
		Parked:   func(string) string { return f[7] },
	}
	now := time.UnixMilli(ms).UTC()
	if crowd > 0 {
		// calls of the same moment
		var done sync.WaitGroup
		for n := 0; n < 8; n++ {
			done.Add(1)
			go func() {
				defer done.Done()
				for k := 0; k < crowd; k++ {
					r.Route(context.Background(), f[3], f[4], now)
				}
			}()
		}
		done.Wait()
	}
	defer func() {
		if reason := recover(); reason != nil {
			about.Level, about.Error, about.Stack, about.Message = "error", fmt.Sprint(reason), string(bytes.TrimSpace(debug.Stack())), "panic while routing"
			say(ms, about)
		}
	}()
	where, err := r.Route(context.Background(), f[3], f[4], now)
	if err != nil {
		about.Level, about.Error, about.Message = "error", err.Error(), "call was not routed"
	} else {
		about.Level, about.Message = "info", where
	}
	say(ms, about)
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
		worker := exec.Command("./callrouter", in.Text())
		worker.Stdout, worker.Stderr = os.Stdout, &last
		if err := worker.Run(); err != nil {
			ms, _ := strconv.ParseInt(f[1], 10, 64)
			say(ms, row{Level: "fatal", Error: err.Error(), Stack: string(bytes.TrimSpace(last.Bytes())), Message: "worker ended, calls on it are lost"})
		}
	}
}
`;
const hex = (r, n) => r.hex(n);
const call = (r, flow, { to, trunk, header, lag, used, parked, crowd } = {}) => {
  const from = trunk ?? r.pick(['ee', 'ee', 'fi', 'it']);
  const dialled =
    to ??
    {
      ee: () => r.pick(['+3726001', '00 372 600 1', '6112', '600 4', '+3726115']),
      fi: () => r.pick(['+3585012', '0501 7', '05012']),
      it: () => r.pick(['+390241', '+39 02 77']),
    }[from]();
  return [
    [
      `${hex(r, 8)}@sbc${r.int(1, 3)}`,
      `+372${r.int(50, 58)}${r.int(10000, 99999)}`,
      dialled,
      ...(header ? [`Diversion=${header}`] : []),
    ].join('|'),
    from,
    String(lag ?? r.int(2, 40)),
    String(used ?? r.int(40, 130)),
    parked ?? '-',
    String(crowd ?? 0),
  ];
};
/** What the attendant console keeps of a call. */
const parkedAt = (r, flow) =>
  JSON.stringify({
    number: `+372${r.int(50, 58)}${r.int(10000, 99999)}`,
    by: r.pick(['11', '31', '201']),
    since: new Date(flow.atMs - r.int(10, 600) * 1000).toISOString().replace(/\.\d+/, ''),
  });
const pickup = (r, flow) => call(r, flow, { to: `*7${r.int(10, 29)}`, parked: parkedAt(r, flow) });
const any = (r, flow) => {
  if (r.chance(0.1)) return pickup(r, flow);
  return call(r, flow, {
    header: r.chance(0.2) ? `<tel:+372${r.int(5000, 5999)}>;reason=no-answer` : undefined,
  });
};

/** Innocent work that lies beside some of the faults. */
const aside = {
  lookup: {
    m: 'tenant: longest block wins',
    edits: [
      {
        f: 'internal/tenant/directory.go',
        a: raw`	for _, t := range d.tenants {
		if strings.HasPrefix(number, t.Block) {
			return t, nil
		}
	}
	return Tenant{}, fmt.Errorf("%w %s", ErrUnknown, number)`,
        b: raw`	var best Tenant
	for _, t := range d.tenants {
		if strings.HasPrefix(number, t.Block) && len(t.Block) > len(best.Block) {
			best = t
		}
	}
	if best.Block == "" {
		return best, fmt.Errorf("%w %s", ErrUnknown, number)
	}
	return best, nil`,
      },
    ],
  },
  presence: {
    m: 'presence: doc',
    edits: [
      {
        f: 'internal/presence/client.go',
        a: '// Busy says whether a member is on the phone.',
        b: '// Busy says whether a member is on the phone. Errors wrap those of the context.',
      },
    ],
  },
  ring: {
    m: 'router: ringing text as in the api docs',
    edits: [
      {
        f: 'internal/router/router.go',
        a: '"ring %s for %s, recorded on %d"',
        b: '"ring %s for %s, rtp port %d"',
      },
    ],
  },
  first: {
    m: 'record: ports from 24000, the sbc has 20000 to 23999 now',
    edits: [{ f: 'internal/record/ports.go', a: 'const first = 20000', b: 'const first = 24000' }],
  },
  members: {
    m: 'hunt: groups without members',
    edits: [
      {
        f: 'internal/router/router.go',
        a: '	member := r.Book.Next(t.Name, t.Members)\n',
        b: '	if len(t.Members) == 0 {\n\t\treturn "voicemail of " + t.Name, nil\n\t}\n\tmember := r.Book.Next(t.Name, t.Members)\n',
      },
    ],
  },
};

export const system = {
  key: 'switchboard',
  language: 'go',
  layout: 'polyrepo',
  project: 'KEL',
  env: 'production',
  mail: 'kellin.example',
  major: 1,
  team: ['Maarja Tamm', 'Siim Kask', 'Lauri Niemi', 'Oksana Bondar', 'Priit Saar'],
  flows: [42, 50],
  keep: [20, 6],
  traces: 28,
  chores: ['purgeSessions', 'refreshRates', 'exportReport', 'rotateKeys'],
  style: {
    messages: 'plain',
    commits: 'github',
    deployments: 'rollout',
    metrics: 'queryRange',
    metricNames: 'prometheus',
    traces: 'jaeger',
    alert: 'alertmanager',
    logs: 'merged',
    version: 'semver',
    map: 'graph',
    events: 'kubectl',
  },
  entry: 'trunk-edge',
  core: 'callrouter',
  loud: 'trunk-edge',
  services: [
    {
      name: 'trunk-edge',
      ms: 8,
      rps: 95,
      repo: 'trunk-edge',
      hosts: ['trunk-edge-0', 'trunk-edge-1', 'trunk-edge-2'],
      node: 'tll-a1',
      edge: {
        lang: 'node',
        style: 'pino',
        code: 'handlers',
        file: '/srv/trunk-edge/lib/app.mjs',
        paths: ['/invite', '/invite/pickup'],
        words: { failed: 'call answered with 500', handled: 'call handed on' },
        says: ['trunk fi-2 re-registered', 'codec g729 refused', 'late BYE'],
      },
      calls: [{ to: 'callrouter' }, { to: 'porting-gw', share: 0.3 }],
      resource: 'POST /invite',
    },
    {
      name: 'callrouter',
      ms: 22,
      rps: 95,
      repo: 'callrouter',
      hosts: ['callrouter-0', 'callrouter-1', 'callrouter-2'],
      node: 'tll-a2',
      memory: 150,
      calls: [
        { to: 'presence', share: 0.9 },
        { to: 'slots-redis', share: 0.3 },
      ],
      resource: 'POST /route',
      extras: [
        { metric: 'callrouter_rtp_ports_used', base: 92, whole: true },
        { metric: 'callrouter_calls_active', base: 160, whole: true },
      ],
    },
    {
      name: 'attendant',
      ms: 30,
      rps: 22,
      repo: 'attendant',
      hosts: ['attendant-0'],
      node: 'tll-a1',
      edge: {
        lang: 'java',
        style: 'logstash',
        file: 'ee.kellin.attendant.ConsoleController',
        paths: ['/park', '/transfer'],
        words: {
          failed: 'Console request failed',
          handled: 'Console request',
          chore: 'Job failed',
        },
        says: ['two attendants picked up one call', 'headset lost', 'console 4.1 is outdated'],
      },
      calls: [{ to: 'callrouter', share: 0.7 }, { to: 'slots-redis' }],
      resource: 'POST /park',
    },
    {
      name: 'wallboard',
      ms: 16,
      rps: 40,
      repo: 'wallboard',
      hosts: ['wallboard-0'],
      node: 'tll-a3',
      edge: {
        lang: 'python',
        style: 'structlog',
        file: '/srv/wallboard/wallboard/client.py',
        paths: ['/boards', '/boards/live'],
        words: { failed: 'board_failed', handled: 'board_sent', chore: 'job_failed' },
        says: ['board of saimaa-boats has no viewers', 'skipped a frame'],
      },
      calls: [{ to: 'callrouter', share: 0.6 }],
      resource: 'GET /boards',
    },
    {
      name: 'porting-gw',
      ms: 14,
      rps: 30,
      repo: 'porting-gw',
      hosts: ['porting-gw-0', 'porting-gw-1'],
      node: 'tll-a3',
      edge: {
        lang: 'go',
        style: 'zap',
        file: 'relay/relay.go:24',
        paths: ['/carrier-of', '/ported'],
        words: { failed: 'carrier not found out', handled: 'carrier known' },
        says: ['answer from cache', 'number ported today'],
      },
      calls: [{ to: 'porting-registry' }],
      resource: 'GET /carrier-of',
    },
    { name: 'presence', ms: 105, rps: 90, store: true, resource: 'GET /presence' },
    { name: 'slots-redis', ms: 1, rps: 60, store: true, resource: 'GET slot' },
    { name: 'porting-registry', ms: 70, rps: 12, store: true, resource: 'GET registry/numbers' },
  ],
  repos: {
    callrouter: { service: 'callrouter', image: 'golang:1.19-alpine', files, work },
    phonekit: {
      service: 'phonekit',
      image: 'golang:1.19-alpine',
      messages: 'plain',
      files: kitFiles,
      work: kitWork,
    },
  },
  programs: {
    callrouter: {
      uses: ['phonekit'],
      libraryFolder: 'third_party/phonekit',
      driver: { 'cmd/callrouter/main.go': driver },
      build: [
        ['sed', '-i', "'/^require (/,$d'", 'go.mod'],
        ['go', 'build', '-trimpath', '-o', 'callrouter', './cmd/callrouter'],
      ],
      run: ['./callrouter'],
      home: '/src/',
      paths: [
        [/\/usr\/lib\/go-1\.19\//g, '/usr/local/go/'],
        ['kellin.example/phonekit@v0.14.2/', 'kellin.example/phonekit/'],
      ],
      isError: /"level":"(?:error|fatal)"/,
      json: true,
    },
  },
  changes: [
    {
      type: 'config',
      name: 'trunk-edge.max_cps',
      service: 'trunk-edge',
      before: '120',
      after: '150',
      by: 'siim',
    },
    {
      type: 'feature_flag',
      name: 'wallboard-sla-colours',
      service: 'wallboard',
      before: 'off',
      after: 'on',
      by: 'maarja',
    },
    {
      type: 'secret',
      name: 'porting-registry/client',
      service: 'porting-gw',
      before: 'v3',
      after: 'v4',
      by: 'rotation',
    },
  ],
  decoyChange: {
    id: 'uf-2290',
    type: 'feature_flag',
    name: 'trunk-edge-early-media',
    service: 'trunk-edge',
    before: 'ee',
    after: 'ee,fi',
    by: 'lauri',
  },
  good: any,
  faults: {
    wallboardReads: {
      kind: 'race_condition',
      m: 'hunt: wallboard may read the book',
      delay: 37,
      edits: [
        {
          f: 'internal/hunt/book.go',
          a: '	mu   sync.Mutex\n',
          b: '	mu   sync.RWMutex\n',
        },
        {
          f: 'internal/hunt/book.go',
          a: '	b.mu.Lock()\n	defer b.mu.Unlock()\n',
          b: '	b.mu.RLock()\n	defer b.mu.RUnlock()\n',
        },
        {
          f: 'internal/hunt/book.go',
          end: raw`
// Last copies what the wallboard shows.
func (b *Book) Last() map[string]int {
	b.mu.RLock()
	defer b.mu.RUnlock()
	out := make(map[string]int, len(b.last))
	for group, at := range b.last {
		out[group] = at
	}
	return out
}
`,
        },
      ],
      company: [
        { ...aside.lookup, at: -118 },
        { ...aside.members, at: -24, decoy: true },
      ],
      bad: (r, flow) => call(r, flow, { to: '+3726001', trunk: 'ee', lag: 0, crowd: 120000 }),
      impact: [{ err: 0.22 }],
      priority: 'P1',
      status: 502,
      errorType: 'fatal error',
      errorText: 'concurrent map writes',
      events: [
        {
          reason: 'BackOff',
          message: 'Back-off restarting failed container callrouter',
          after: 2,
          spread: 12,
          count: 4,
        },
      ],
    },
    readableDefaults: {
      kind: 'timeout_changed',
      m: 'config: defaults in a file that operators can read',
      delay: 58,
      edits: [
        {
          f: 'internal/config/defaults.conf',
          add: 'presence_timeout = 150ms\nporting_timeout = 2s\nring = 25s\npark_ttl = 15m\nrecord_ports = 400\n',
        },
        {
          f: 'internal/config/config.go',
          a: 'import "time"\n',
          b: raw`import (
	_ "embed"
	"strconv"
	"strings"
	"time"
)

//go:embed defaults.conf
var defaults string
`,
        },
        {
          f: 'internal/config/config.go',
          a: raw`	return Config{
		PresenceTimeout: 1500 * time.Millisecond,
		PortingTimeout:  2 * time.Second,
		Ring:            25 * time.Second,
		ParkTTL:         15 * time.Minute,
		RecordPorts:     400,
	}
}
`,
          b: raw`	values := parse(defaults)
	return Config{
		PresenceTimeout: span(values["presence_timeout"]),
		PortingTimeout:  span(values["porting_timeout"]),
		Ring:            span(values["ring"]),
		ParkTTL:         span(values["park_ttl"]),
		RecordPorts:     number(values["record_ports"]),
	}
}

func parse(text string) map[string]string {
	out := map[string]string{}
	for _, line := range strings.Split(text, "\n") {
		if name, value, ok := strings.Cut(line, "="); ok {
			out[strings.TrimSpace(name)] = strings.TrimSpace(value)
		}
	}
	return out
}

func span(text string) time.Duration {
	value, err := time.ParseDuration(text)
	if err != nil {
		panic("config: " + err.Error())
	}
	return value
}

func number(text string) int {
	value, err := strconv.Atoi(text)
	if err != nil {
		panic("config: " + err.Error())
	}
	return value
}
`,
        },
      ],
      company: [{ ...aside.ring, at: -140 }],
      bad: (r, flow) => call(r, flow, { lag: r.int(210, 420) }),
      good: (r, flow) => call(r, flow, { lag: r.int(2, 30) }),
      impact: [{ err: 0.17 }],
      status: 504,
      errorType: 'context.deadlineExceededError',
      errorText: 'presence of 202: context deadline exceeded',
      tempt: {
        m: 'presence: whose state it was',
        edits: [
          {
            f: 'internal/presence/client.go',
            a: '		return false, fmt.Errorf("presence of %s: %w", member, err)\n',
            b: '		return false, fmt.Errorf("presence of member %s: %w", member, err)\n',
          },
        ],
      },
    },
    trunkZero: {
      kind: 'shared_library',
      repo: 'phonekit',
      m: 'numbers: (0) as people write it on cards',
      delay: 22,
      edits: [
        {
          f: 'numbers/numbers.go',
          a: raw`// keepsZero lists countries where the leading zero belongs to the number.
var keepsZero = map[string]bool{"it": true}

`,
          b: '',
        },
        {
          f: 'numbers/numbers.go',
          a: raw`	digits := strip(dialled)
	switch {`,
          b: raw`	// +49 (0)30 1234
	digits := strip(strings.Replace(dialled, "(0)", "", 1))
	switch {`,
        },
        {
          f: 'numbers/numbers.go',
          a: raw`	if strings.HasPrefix(digits, "0") && !keepsZero[country] {
		digits = digits[1:]
	}
	return "+" + code + digits, nil`,
          b: raw`	return "+" + code + strings.TrimPrefix(digits, "0"), nil`,
        },
        {
          f: 'CHANGELOG.md',
          end: '\n## v0.15.0\n\n- numbers: optional trunk prefix in brackets\n- cause: more texts\n',
        },
      ],
      bump: {
        m: 'phonekit v0.15.0',
        edits: [{ f: 'go.mod', a: 'phonekit v0.14.2\n', b: 'phonekit v0.15.0\n' }],
      },
      company: [{ ...aside.lookup, at: -75, decoy: true }],
      bad: (r, flow) => call(r, flow, { trunk: 'it', to: r.pick(['02 41 7', '0277', '02411']) }),
      good: (r, flow) => call(r, flow),
      impact: [{ err: 0.13 }],
      priority: 'P3',
      status: 404,
      outcome: '404',
      errorType: '*fmt.wrapError',
      errorText: 'no tenant for number +392417',
    },
    privateDiversion: {
      kind: 'index_out_of_range',
      m: 'invite: privacy of diverted calls',
      delay: 3,
      edits: [
        {
          f: 'internal/invite/invite.go',
          a: '	Diverted string\n	Reason   string\n',
          b: '	Diverted string\n	Reason   string\n	Private  bool\n',
        },
        {
          f: 'internal/invite/invite.go',
          a: '			in.Diverted, in.Reason = diversion(value)\n',
          b: '			in.Diverted, in.Reason, in.Private = diversion(value)\n',
        },
        {
          f: 'internal/invite/invite.go',
          a: raw`func diversion(value string) (who, reason string) {
	fields := strings.Split(value, ";")
	who = strings.Trim(fields[0], "<>")
	if len(fields) > 1 {
		reason = strings.TrimPrefix(fields[1], "reason=")
	}
	return who, reason
}`,
          b: raw`func diversion(value string) (who, reason string, private bool) {
	fields := strings.SplitN(value, ";", 3)
	who = strings.Trim(fields[0], "<>")
	reason = strings.TrimPrefix(fields[1], "reason=")
	if len(fields) > 2 {
		private = strings.Contains(fields[2], "privacy=full")
	}
	return who, reason, private
}`,
        },
      ],
      company: [{ ...aside.first, at: -100 }],
      bad: (r, flow) => call(r, flow, { header: `<tel:+372${r.int(5000, 5999)}>` }),
      impact: [{ err: 0.24 }],
      errorType: 'runtime.boundsError',
      errorText: 'index out of range [1] with length 1',
    },
    parkedSince: {
      kind: 'serialisation_change',
      m: 'park: no parsing of dates for each pickup',
      delay: 49,
      edits: [
        {
          f: 'internal/park/slot.go',
          a: '	Since  string `json:"since"`\n',
          b: '	Since  int64  `json:"since"`\n',
        },
        {
          f: 'internal/park/slot.go',
          a: raw`func (s Slot) Age(now time.Time) (time.Duration, error) {
	since, err := time.Parse(time.RFC3339, s.Since)
	if err != nil {
		return 0, fmt.Errorf("parked call: %w", err)
	}
	return now.Sub(since), nil
}`,
          b: raw`func (s Slot) Age(now time.Time) time.Duration {
	return now.Sub(time.UnixMilli(s.Since))
}`,
        },
        {
          f: 'internal/router/router.go',
          a: raw`	age, err := slot.Age(now)
	if err != nil {
		return "", err
	}
	if age > r.Config.ParkTTL {`,
          b: raw`	if slot.Age(now) > r.Config.ParkTTL {`,
        },
      ],
      company: [
        { ...aside.members, at: -90 },
        { ...aside.presence, at: -33 },
      ],
      bad: pickup,
      good: (r, flow) => call(r, flow),
      impact: [{ err: 0.09 }],
      priority: 'P3',
      errorType: '*fmt.wrapError',
      errorText: 'parked call: json: cannot unmarshal string into Go struct field Slot.since',
    },
    powerCut: {
      kind: 'traffic_surge',
      category: 'traffic_surge',
      traffic: 5.4,
      trafficOn: ['trunk-edge', 'callrouter', 'presence', 'porting-gw', 'porting-registry'],
      alertAfter: 7,
      company: [{ ...aside.first, at: -66, live: -31, decoy: true }],
      bad: (r, flow) => call(r, flow, { to: '+3726001', trunk: 'ee', used: 400 }),
      good: (r, flow) => call(r, flow, { used: r.int(60, 390) }),
      impact: [
        { err: 0.41, timesMs: 1.8 },
        { service: 'presence', timesMs: 1.5 },
      ],
      cpu: { callrouter: 2.3, 'trunk-edge': 2.6 },
      gauges: [
        { service: 'callrouter', metric: 'callrouter_rtp_ports_used', to: 335 },
        { service: 'callrouter', metric: 'callrouter_calls_active', to: 910 },
      ],
      status: 503,
      outcome: '503',
      priority: 'P1',
      alsoFirst: ['trunk-edge'],
      errorType: '*fmt.wrapError',
      errorText: 'call for baltic-freight: no RTP port is free (400 of 400 in use)',
      story: 'a carrier of parcels lost a day and all its customers call at once',
    },
    registryName: {
      kind: 'dns_failure',
      category: 'dependency_outage',
      service: 'porting-gw',
      silentCore: true,
      edgeOrigin: 'dns',
      dnsName: 'npdb.registry.invalid',
      outcome: '502',
      alsoFirst: ['porting-registry'],
      failsAt: 'porting-registry',
      impact: [{ service: 'porting-gw', err: 0.88 }],
      company: [{ ...aside.presence, service: 'callrouter', at: -50, live: -22 }],
      status: 502,
      errorType: '*net.DNSError',
      errorText: 'lookup npdb.registry.example: no such host',
      story: 'the registry of ported numbers let its domain lapse',
    },
  },
};
