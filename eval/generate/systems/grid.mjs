/** Auctions of balancing energy in Go: a worker process for each offer, logfmt, Loki. Flemish and Danish team. */
const raw = String.raw;
const files = {
  'go.mod': raw`module gridbid.example/auction

go 1.19

require (
	github.com/go-logfmt/logfmt v0.5.1
	golang.org/x/sync v0.6.0
)
`,
  'internal/offer/offer.go': raw`// Package offer holds what producers offer for a quarter of an hour.
package offer

import (
	"errors"
	"strconv"
	"strings"
)

// Offer is one line of a producer's schedule.
type Offer struct {
	Producer string
	Zone     string
	Quarter  int
	Volume   float64
	Cost     float64
}

// ErrVolume is returned for schedules that were withdrawn.
var ErrVolume = errors.New("offer has no volume")

// Parse reads producer;zone;quarter;volume;cost.
func Parse(text string) (Offer, error) {
	parts := strings.Split(text, ";")
	if len(parts) != 5 {
		return Offer{}, errors.New("schedule line has " + strconv.Itoa(len(parts)) + " columns, expected 5")
	}
	quarter, err := strconv.Atoi(parts[2])
	if err != nil {
		return Offer{}, err
	}
	volume, err := strconv.ParseFloat(parts[3], 64)
	if err != nil {
		return Offer{}, err
	}
	cost, err := strconv.ParseFloat(parts[4], 64)
	if err != nil {
		return Offer{}, err
	}
	return Offer{Producer: parts[0], Zone: parts[1], Quarter: quarter, Volume: volume, Cost: cost}, nil
}
`,
  'internal/price/price.go': raw`// Package price turns offers into what the operator is told.
package price

import (
	"encoding/json"

	"gridbid.example/auction/internal/offer"
)

// Quote is the wire form of a price.
type Quote struct {
	Producer string  ${'`'}json:"producer"${'`'}
	PerMWh   float64 ${'`'}json:"per_mwh"${'`'}
}

// Encode prices an offer.
func Encode(o offer.Offer) ([]byte, error) {
	if o.Volume <= 0 {
		return nil, offer.ErrVolume
	}
	quote := Quote{Producer: o.Producer, PerMWh: o.Cost / o.Volume}
	return json.Marshal(quote)
}
`,
  'internal/merit/merit.go': raw`// Package merit keeps the merit order of each zone and quarter.
package merit

import (
	"fmt"
	"strconv"

	"gridbid.example/auction/internal/offer"
)

// Order remembers the cheapest offers; entries are checked against what was asked for.
type Order struct {
	entries map[string]offer.Offer
}

// New returns an empty order.
func New() *Order { return &Order{entries: map[string]offer.Offer{}} }

func key(zone string, quarter int) string {
	return zone + "/" + strconv.Itoa(quarter)
}

// Cheapest returns the known offer or keeps the given one.
func (m *Order) Cheapest(o offer.Offer) (offer.Offer, error) {
	at := key(o.Zone, o.Quarter)
	known, ok := m.entries[at]
	if !ok || o.Cost < known.Cost {
		m.entries[at] = o
		known = o
	}
	if known.Quarter != o.Quarter {
		return known, fmt.Errorf("merit order of quarter %d holds an offer of quarter %d", o.Quarter, known.Quarter)
	}
	return known, nil
}
`,
  'internal/meter/meter.go': raw`// Package meter counts accepted energy while a gate is open.
package meter

import "sync"

// Meter may be used by many goroutines.
type Meter struct {
	mu    sync.Mutex
	zones map[string]int
}

// New returns a meter at zero.
func New() *Meter { return &Meter{zones: map[string]int{}} }

// Add counts one offer of a zone.
func (m *Meter) Add(zone string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.zones[zone]++
}
`,
  'internal/slots/slots.go': raw`// Package slots bounds how many clearings run at once.
package slots

import (
	"errors"
	"time"
)

// ErrBusy means that every slot is taken.
var ErrBusy = errors.New("no clearing slot became free")

// Slots is a counting semaphore.
type Slots chan struct{}

// New returns n free slots.
func New(n int) Slots { return make(Slots, n) }

// Take waits a moment for a slot.
func (s Slots) Take() error {
	select {
	case s <- struct{}{}:
		return nil
	case <-time.After(60 * time.Millisecond):
		return ErrBusy
	}
}

// Give returns a slot.
func (s Slots) Give() { <-s }

// InUse says how many are taken.
func (s Slots) InUse() int { return len(s) }
`,
  'internal/forecast/forecast.go': raw`// Package forecast asks for wind and sun of a zone.
package forecast

import (
	"context"
	"time"
)

// Patience is how long a clearing waits for the weather.
const Patience = 1200 * time.Millisecond

// Source answers with megawatts.
type Source func(ctx context.Context, zone string) (float64, error)

// For asks the source, but not for longer than a clearing can wait.
func For(ctx context.Context, source Source, zone string) (float64, error) {
	ctx, cancel := context.WithTimeout(ctx, Patience)
	defer cancel()
	return source(ctx, zone)
}
`,
  'internal/clear/clear.go': raw`// Package clear decides about one offer.
package clear

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"gridbid.example/auction/internal/forecast"
	"gridbid.example/auction/internal/merit"
	"gridbid.example/auction/internal/meter"
	"gridbid.example/auction/internal/offer"
	"gridbid.example/auction/internal/price"
	"gridbid.example/auction/internal/slots"
)

// House is one auction house.
type House struct {
	Order  *merit.Order
	Meter  *meter.Meter
	Slots  slots.Slots
	Source forecast.Source
}

// Clear answers with the quote; schedules without volume are answered with nothing.
func (h *House) Clear(ctx context.Context, line string) ([]byte, error) {
	if err := h.Slots.Take(); err != nil {
		return nil, fmt.Errorf("clear %.12s: %w (%d of %d taken)", line, err, h.Slots.InUse(), cap(h.Slots))
	}
	defer h.Slots.Give()
	o, err := offer.Parse(line)
	if err != nil {
		return nil, fmt.Errorf("schedule: %w", err)
	}
	if _, err := forecast.For(ctx, h.Source, o.Zone); err != nil {
		return nil, fmt.Errorf("forecast of %s: %w", o.Zone, err)
	}
	best, err := h.Order.Cheapest(o)
	if err != nil {
		return nil, err
	}
	quote, err := price.Encode(best)
	if errors.Is(err, offer.ErrVolume) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("quote for %s: %w", best.Producer, err)
	}
	return quote, nil
}

// Count meters a schedule of many zones, a goroutine for each share of it.
func (h *House) Count(zones []string, shares int) {
	var group sync.WaitGroup
	for share := 0; share < shares; share++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for round := 0; round < 400000; round++ {
				h.Meter.Add(zones[round%len(zones)])
			}
		}()
	}
	group.Wait()
}
`,
};
const work = [
  {
    m: 'x/sync 0.7.0',
    edits: [{ f: 'go.mod', a: 'x/sync v0.6.0', b: 'x/sync v0.7.0' }],
  },
  {
    m: 'Say what a quote is in',
    edits: [
      {
        f: 'internal/price/price.go',
        a: '// Quote is the wire form of a price.',
        b: '// Quote is the wire form of a price in euro.',
      },
    ],
  },
  {
    m: 'Offers: explain the quarter',
    edits: [
      {
        f: 'internal/offer/offer.go',
        a: '\tQuarter  int\n',
        b: '\t// Quarter counts from midnight, 0 to 95.\n\tQuarter  int\n',
      },
    ],
  },
  {
    m: 'A method for how many zones were metered',
    edits: [
      {
        f: 'internal/meter/meter.go',
        end: '\n// Zones says how many zones were seen.\nfunc (m *Meter) Zones() int { return len(m.zones) }\n',
      },
    ],
  },
  {
    m: 'Forecasts: note where the numbers come from',
    edits: [
      {
        f: 'internal/forecast/forecast.go',
        a: '// Source answers with megawatts.',
        b: '// Source answers with megawatts, day-ahead.',
      },
    ],
  },
  {
    m: 'Expose the size of the merit order',
    edits: [
      {
        f: 'internal/merit/merit.go',
        end: '\n// Len says how many quarters are known.\nfunc (m *Order) Len() int { return len(m.entries) }\n',
      },
    ],
  },
];
const driver = raw`package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"gridbid.example/auction/internal/clear"
	"gridbid.example/auction/internal/merit"
	"gridbid.example/auction/internal/meter"
	"gridbid.example/auction/internal/slots"
)

func say(ms int64, level, msg, rest string) {
	fmt.Printf("ts=%s level=%s app=auction msg=%q %s\n", time.UnixMilli(ms).UTC().Format("2006-01-02T15:04:05.000Z"), level, msg, rest)
}

func serve(f []string) {
	ms, _ := strconv.ParseInt(f[1], 10, 64)
	slow, _ := strconv.Atoi(f[4])
	shares, _ := strconv.Atoi(f[5])
	house := &clear.House{Order: merit.New(), Meter: meter.New(), Slots: slots.New(6), Source: func(ctx context.Context, zone string) (float64, error) {
		select {
		case <-time.After(time.Duration(slow) * time.Millisecond):
			return 120, nil
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}}
	// what this worker had to do before
	for _, line := range strings.Split(f[6], "|") {
		if line != "-" {
			house.Clear(context.Background(), line)
		}
	}
	if shares > 1 {
		house.Count([]string{"DK1", "DK2", "BE", "NL"}, shares)
	}
	quote, err := house.Clear(context.Background(), f[3])
	if err != nil {
		say(ms, "error", "offer was not cleared", fmt.Sprintf("err=%q trace_id=%s slots=%d", err.Error(), f[2], house.Slots.InUse()))
		return
	}
	say(ms, "info", "offer cleared", fmt.Sprintf("bytes=%d trace_id=%s", len(quote), f[2]))
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
		worker := exec.Command("./auction", in.Text())
		worker.Stdout, worker.Stderr = os.Stdout, os.Stdout
		if err := worker.Run(); err != nil {
			ms, _ := strconv.ParseInt(f[1], 10, 64)
			say(ms, "error", "worker ended", fmt.Sprintf("err=%q trace_id=%s", err.Error(), f[2]))
		}
	}
}
`;
const line = (r, { zone, quarter, volume, cost, columns } = {}) =>
  [
    r.pick(['vestwind', 'elia-flex', 'noordzon', 'aarhus-chp']),
    zone ?? r.pick(['DK1', 'DK2', 'BE', 'NL']),
    quarter ?? r.int(0, 95),
    volume ?? r.int(5, 90),
    cost ?? r.int(200, 4000),
  ]
    .slice(0, columns ?? 5)
    .join(';');
const request = (r, { text, slow, shares, before } = {}) => [
  text ?? line(r),
  String(slow ?? 0),
  String(shares ?? 1),
  before ?? '-',
];

export const system = {
  key: 'grid',
  language: 'go',
  layout: 'polyrepo',
  project: 'BAL',
  env: 'production',
  mail: 'gridbid.example',
  major: 0,
  team: ['Maarten Claes', 'Freja Lund', 'Anke Peeters', 'Søren Holst', 'Ilse Baert'],
  flows: [36, 44],
  keep: [18, 5],
  traces: 26,
  chores: ['purgeSessions', 'syncCalendar', 'exportReport', 'rotateKeys'],
  style: {
    messages: 'ticket',
    commits: 'gitlab',
    deployments: 'rollout',
    metrics: 'otlp',
    metricNames: 'otel',
    traces: 'zipkin',
    alert: 'alertmanager',
    logs: 'loki',
    version: 'date',
    map: 'arrows',
    gzip: ['metrics', 'logs'],
  },
  entry: 'producer-portal',
  core: 'auction',
  services: [
    {
      name: 'producer-portal',
      ms: 30,
      rps: 60,
      repo: 'producer-portal',
      hosts: ['portal-7b9-aa', 'portal-7b9-cd'],
      edge: {
        lang: 'java',
        style: 'text',
        file: 'eu.gridbid.portal.ScheduleController',
        paths: ['/schedules', '/schedules/day'],
        words: { failed: 'schedule not accepted', handled: 'schedule accepted', chore: 'job' },
        says: ['session of vestwind renewed', 'upload was larger than usual', 'page cache cleared'],
      },
      calls: [{ to: 'auction' }],
      resource: 'POST /schedules',
    },
    {
      name: 'auction',
      ms: 18,
      rps: 58,
      repo: 'auction',
      hosts: ['auction-5d-1', 'auction-5d-2'],
      memory: 140,
      calls: [{ to: 'weather-gate', share: 0.8 }, { to: 'bids-db' }],
      resource: 'clear',
      extras: [{ metric: 'auction.slots.taken', base: 1.4, whole: true }],
    },
    {
      name: 'weather-gate',
      ms: 40,
      rps: 46,
      repo: 'weather-gate',
      hosts: ['weather-1'],
      edge: {
        lang: 'go',
        style: 'logfmt',
        file: 'relay/relay.go:24',
        paths: ['/wind', '/sun'],
        words: { failed: 'forecast not fetched', handled: 'forecast fetched', answered: 'said' },
        says: ['grid point interpolated', 'model run 06z is late'],
      },
      calls: [{ to: 'meteo-provider' }],
      resource: 'GET /wind',
    },
    {
      name: 'settlement',
      ms: 80,
      rps: 7,
      repo: 'settlement',
      hosts: ['settle-1'],
      edge: {
        lang: 'python',
        style: 'jsonlogger',
        file: '/app/settlement/settlement/client.py',
        paths: ['/positions'],
        words: { failed: 'position not reported', handled: 'position reported' },
        says: ['rounding difference of 0.01 booked', 'ledger page split'],
      },
      calls: [{ to: 'tso-clearing' }, { to: 'bids-db', share: 0.6 }],
      resource: 'POST /positions',
    },
    {
      name: 'control-room',
      ms: 50,
      rps: 12,
      repo: 'control-room',
      hosts: ['room-1'],
      edge: {
        lang: 'node',
        style: 'pino',
        code: 'handlers',
        file: '/app/lib/app.mjs',
        paths: ['/live', '/live/zones'],
        words: { failed: 'panel left empty', handled: 'panel drawn' },
        says: ['operator joined', 'map tiles from cache'],
      },
      calls: [
        { to: 'auction', share: 0.6, soft: true },
        { to: 'settlement', share: 0.4 },
      ],
      resource: 'GET /live',
    },
    { name: 'bids-db', ms: 4, rps: 90, store: true, resource: 'INSERT bids' },
    { name: 'meteo-provider', ms: 120, rps: 45, store: true, resource: 'GET meteo.example/v2' },
    { name: 'tso-clearing', ms: 160, rps: 7, store: true, resource: 'POST tso.example/positions' },
  ],
  repos: { auction: { service: 'auction', image: 'golang:1.19', files, work } },
  programs: {
    auction: {
      driver: { 'cmd/auction/main.go': driver },
      build: [
        ['sed', '-i', "'/^require/,$d'", 'go.mod'],
        ['go', 'build', '-trimpath', '-o', 'auction', './cmd/auction'],
      ],
      run: ['./auction'],
      home: '/src/',
      paths: [
        ['/usr/lib/go-1.19/', '/usr/local/go/'],
        ['gridbid.example/auction/', '/src/auction/'],
      ],
      isError: /level=error|fatal error/,
    },
  },
  changes: [
    {
      type: 'config',
      name: 'portal.upload_mb',
      service: 'producer-portal',
      before: '8',
      after: '12',
      by: 'freja',
    },
    {
      type: 'secret',
      name: 'meteo-api-key',
      service: 'weather-gate',
      before: 'v11',
      after: 'v12',
      by: 'rotator',
    },
  ],
  decoyChange: {
    id: 'chg-77120',
    type: 'feature_flag',
    name: 'portal-csv-preview',
    service: 'producer-portal',
    before: 'off',
    after: 'on',
    by: 'anke',
  },
  good: (r) => request(r, { slow: r.int(0, 6) }),
  faults: {
    patience: {
      kind: 'timeout_changed',
      m: 'Clearings shall not wait for the weather',
      delay: 64,
      shape: 'growing',
      edits: [
        {
          f: 'internal/forecast/forecast.go',
          a: 'const Patience = 1200 * time.Millisecond',
          b: 'const Patience = 150 * time.Millisecond',
        },
      ],
      bad: (r) => request(r, { slow: r.int(280, 420) }),
      impact: [{ err: 0.24, addMs: 70 }],
      status: 504,
      errorType: 'context.DeadlineExceeded',
      errorText: 'forecast of DK1: context deadline exceeded',
      tempt: {
        m: 'Name the line in errors of schedules',
        edits: [
          {
            f: 'internal/clear/clear.go',
            a: 'fmt.Errorf("schedule: %w", err)',
            b: 'fmt.Errorf("schedule %.12s: %w", line, err)',
          },
        ],
      },
    },
    unlocked: {
      kind: 'race_condition',
      m: 'Zones have keys of their own, no lock needed',
      delay: 26,
      edits: [
        {
          f: 'internal/meter/meter.go',
          a: raw`	m.mu.Lock()
	defer m.mu.Unlock()
	m.zones[zone]++`,
          b: raw`	m.zones[zone]++`,
        },
      ],
      bad: (r) => request(r, { shares: 8 }),
      impact: [{ err: 0.13 }],
      status: 502,
      errorType: 'fatal',
      errorText: 'worker ended: exit status 2',
    },
    withdrawn: {
      kind: 'validation_removed',
      m: 'Volumes were checked by the portal already',
      delay: 7,
      edits: [
        {
          f: 'internal/price/price.go',
          a: raw`	if o.Volume <= 0 {
		return nil, offer.ErrVolume
	}
`,
          b: '',
        },
      ],
      bad: (r) => request(r, { text: line(r, { volume: 0, cost: r.int(100, 900) }) }),
      impact: [{ err: 0.16 }],
      errorType: '*json.UnsupportedValueError',
      errorText: 'json: unsupported value: +Inf',
      tempt: {
        m: 'Quotes: document which json values are supported',
        edits: [
          {
            f: 'docs/quotes.md',
            add: '# Quotes\n\nUnsupported values never leave the house: a quote is JSON with a number in per_mwh.\n',
          },
        ],
      },
    },
    keptSlots: {
      kind: 'resource_leak',
      m: 'Give slots back as early as possible',
      delay: 18,
      shape: 'creep',
      alertAfter: 49,
      edits: [
        {
          f: 'internal/clear/clear.go',
          a: raw`	defer h.Slots.Give()
	o, err := offer.Parse(line)
	if err != nil {
		return nil, fmt.Errorf("schedule: %w", err)
	}
`,
          b: raw`	o, err := offer.Parse(line)
	if err != nil {
		return nil, fmt.Errorf("schedule: %w", err)
	}
	h.Slots.Give()
`,
        },
      ],
      bad: (r) =>
        request(r, { before: Array.from({ length: 6 }, () => line(r, { columns: 3 })).join('|') }),
      impact: [{ err: 0.45 }],
      gauges: [{ service: 'auction', metric: 'auction.slots.taken', to: 6 }],
      status: 503,
      errorType: 'error',
      errorText: 'no clearing slot became free (6 of 6 taken)',
    },
    quarterless: {
      kind: 'cache_key',
      m: 'Merit order by zone',
      delay: 31,
      edits: [
        {
          f: 'internal/merit/merit.go',
          a: raw`	return zone + "/" + strconv.Itoa(quarter)`,
          b: raw`	return zone + "/" + strconv.Itoa(quarter/96)`,
        },
      ],
      bad: (r) =>
        request(r, {
          text: line(r, { zone: 'BE', quarter: 52, cost: 3900 }),
          before: line(r, { zone: 'BE', quarter: 11, cost: 210 }),
        }),
      impact: [{ err: 0.31 }],
      errorType: 'error',
      errorText: 'merit order of quarter 52 holds an offer of quarter 11',
    },
    stormOutage: {
      kind: 'provider_outage',
      category: 'dependency_outage',
      service: 'weather-gate',
      silentCore: true,
      edgeOrigin: '503',
      upstreamError: 'scheduled capacity exceeded, see status.meteo.example',
      outcome: '502',
      alsoFirst: ['meteo-provider'],
      failsAt: 'meteo-provider',
      impact: [{ service: 'meteo-provider', err: 0.7, timesMs: 3 }],
      status: 503,
      errorType: 'ServiceUnavailable',
      errorText: 'scheduled capacity exceeded',
      alertService: 'producer-portal',
      story: 'a storm is coming and everybody asks the same weather service',
    },
    tsoName: {
      kind: 'dns_failure',
      category: 'infrastructure',
      service: 'settlement',
      entry: 'control-room',
      silentCore: true,
      edgeOrigin: 'dns',
      dnsName: 'clearing.tso.invalid',
      outcome: '502',
      alsoFirst: ['tso-clearing'],
      impact: [{ service: 'settlement', err: 0.88 }],
      status: 502,
      errorType: 'URLError',
      errorText: 'Name or service not known',
      alertService: 'settlement',
      story: 'the resolver of the zone lost the entry of the transmission operator',
      events: [
        {
          reason: 'Unhealthy',
          service: 'coredns',
          message: 'Readiness probe failed: plugin/forward: no upstream resolver answered in 6s',
          after: -1,
          spread: 5,
          count: 3,
        },
      ],
    },
  },
};
