/** Video playback in Go: sessions, renditions, a rights provider; a library shared by all services. */

const files = {
  'go.mod': `module vidora.tv/playback

go 1.19

require vidora.tv/kit v1.18.2

replace vidora.tv/kit => ./third_party/kit
`,
  'internal/session/session.go': `// Package session keeps track of who is watching.
package session

import (
	"errors"
	"fmt"
	"sync"

	"vidora.tv/playback/internal/rights"
)

// ErrTooMany is returned when the instance can't take another viewer.
var ErrTooMany = errors.New("session limit reached")

// Manager opens and closes sessions.
type Manager struct {
	mu     sync.Mutex
	open   int
	limit  int
	labels map[string]string
}

// NewManager takes the number of viewers that one instance can bear.
func NewManager(limit int) *Manager {
	return &Manager{limit: limit, labels: map[string]string{}}
}

// Open starts a session for a device.
func (m *Manager) Open(device, title string) (string, error) {
	m.mu.Lock()
	if m.open >= m.limit {
		m.mu.Unlock()
		return "", fmt.Errorf("open session for %s: %w (%d open)", device, ErrTooMany, m.open)
	}
	m.open++
	m.mu.Unlock()
	if err := rights.Check(device, title); err != nil {
		m.Close(device)
		return "", err
	}
	m.label(device, title)
	return device + "/" + title, nil
}

func (m *Manager) label(device, title string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.labels[device] = title
}

// Close ends a session; closing twice is harmless.
func (m *Manager) Close(device string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.open > 0 {
		m.open--
	}
	delete(m.labels, device)
}
`,
  'internal/rights/rights.go': `// Package rights asks whether a device may play a title.
package rights

import (
	"fmt"
	"strings"
)

// Denied says why a title can't be played; it is the viewer's problem, not ours.
type Denied struct{ Reason string }

func (d Denied) Error() string { return "playback denied: " + d.Reason }

// Check looks at region and device class.
func Check(device, title string) error {
	if strings.HasPrefix(title, "us-") && !strings.HasSuffix(device, "-us") {
		return Denied{Reason: "region"}
	}
	if strings.HasPrefix(device, "old") {
		return Denied{Reason: fmt.Sprintf("device class of %s", device)}
	}
	return nil
}
`,
  'internal/manifest/manifest.go': `// Package manifest chooses what a player may load.
package manifest

import (
	"fmt"

	"vidora.tv/kit/page"
	"vidora.tv/playback/internal/config"
)

// Rendition is one quality of a title.
type Rendition struct {
	Height  int
	Bitrate int
}

var ladder = []Rendition{{2160, 16000}, {1440, 9000}, {1080, 5200}, {720, 2800}, {480, 1400}, {360, 800}, {240, 400}}

// For lists the renditions of a page, best first.
func For(plan string, number, size int, cfg config.Config) ([]Rendition, error) {
	allowed := fitting(cfg.BitrateOf(plan))
	if len(allowed) == 0 {
		return nil, fmt.Errorf("no rendition fits %d kbit/s of plan %q", cfg.BitrateOf(plan), plan)
	}
	return page.Of(allowed, number, size), nil
}

func fitting(bitrate int) []Rendition {
	var out []Rendition
	for _, one := range ladder {
		if one.Bitrate <= bitrate {
			out = append(out, one)
		}
	}
	return out
}
`,
  'internal/config/config.go': `// Package config reads what operators may change.
package config

// Config is the service's configuration.
type Config struct {
	MaxSessions int
	Bitrates    map[string]int
}

const fallbackBitrate = 5200

// Default is what a new region starts with.
func Default() Config {
	return Config{
		MaxSessions: 400,
		Bitrates:    map[string]int{"free": 1400, "family": 9000, "cinema": 16000},
	}
}

// BitrateOf answers the fallback for plans that are sold by partners.
func (c Config) BitrateOf(plan string) int {
	if rate, ok := c.Bitrates[plan]; ok {
		return rate
	}
	return fallbackBitrate
}
`,
  'internal/beacon/beacon.go': `// Package beacon counts what players report.
package beacon

import "sync"

// Counter sums stalls by title.
type Counter struct {
	mu     sync.Mutex
	stalls map[string]int
}

// Add counts one report.
func (c *Counter) Add(title string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stalls == nil {
		c.stalls = map[string]int{}
	}
	c.stalls[title]++
	return c.stalls[title]
}
`,
};

const work = [
  { m: 'Bump kit to v1.18.3', edits: [{ f: 'go.mod', a: 'kit v1.18.2', b: 'kit v1.18.3' }] },
  {
    m: 'More sessions per instance',
    edits: [{ f: 'internal/config/config.go', a: 'MaxSessions: 400', b: 'MaxSessions: 420' }],
  },
  {
    m: 'Free plan gets 480p',
    edits: [{ f: 'internal/config/config.go', a: '"free": 1400', b: '"free": 1500' }],
  },
  {
    m: 'Comment the ladder',
    edits: [
      {
        f: 'internal/manifest/manifest.go',
        a: 'var ladder =',
        b: '// bitrates in kbit/s, measured with the encoder of 2024\nvar ladder =',
      },
    ],
  },
  {
    m: 'Say why a session could not be opened',
    edits: [
      {
        f: 'internal/session/session.go',
        a: '"open session for %s: %w (%d open)"',
        b: '"cannot open session for %s: %w (%d open)"',
      },
    ],
  },
  {
    m: 'Count the labels',
    edits: [
      {
        f: 'internal/session/session.go',
        end: '\n// Labels tells how many viewers have a title.\nfunc (m *Manager) Labels() int {\n\tm.mu.Lock()\n\tdefer m.mu.Unlock()\n\treturn len(m.labels)\n}\n',
      },
    ],
  },
  {
    m: 'Denied regions are spelled out',
    edits: [
      {
        f: 'internal/rights/rights.go',
        a: 'Denied{Reason: "region"}',
        b: 'Denied{Reason: "not available in this region"}',
      },
    ],
  },
];

const kitFiles = {
  'go.mod': 'module vidora.tv/kit\n\ngo 1.19\n',
  'page/page.go': `// Package page cuts lists into pages.
package page

// Of returns page number (0 the first) of the items; beyond the end it is empty.
func Of[T any](items []T, number, size int) []T {
	start := number * size
	if start >= len(items) {
		return nil
	}
	end := start + size
	if end > len(items) {
		end = len(items)
	}
	return items[start:end]
}
`,
  'retry/retry.go': `// Package retry runs a function again when it failed.
package retry

import "time"

// Do tries three times with a growing pause.
func Do(work func() error) error {
	var err error
	for attempt := 0; attempt < 3; attempt++ {
		if err = work(); err == nil {
			return nil
		}
		time.Sleep(time.Duration(attempt) * 20 * time.Millisecond)
	}
	return err
}
`,
  'clock/clock.go': `// Package clock is the time that tests can set.
package clock

import "time"

// Now is replaced in tests.
var Now = time.Now
`,
};
const kitWork = [
  {
    m: 'retry: four attempts',
    edits: [
      { f: 'retry/retry.go', a: 'attempt < 3', b: 'attempt < 4' },
      { f: 'retry/retry.go', a: 'Do tries three times', b: 'Do tries four times' },
    ],
  },
  {
    m: 'clock: Since',
    edits: [
      {
        f: 'clock/clock.go',
        end: '\n// Since is the time that passed.\nfunc Since(at time.Time) time.Duration { return Now().Sub(at) }\n',
      },
    ],
  },
  {
    m: 'retry: shorter first pause',
    edits: [{ f: 'retry/retry.go', a: '20 * time.Millisecond', b: '15 * time.Millisecond' }],
  },
];

const driver = `package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
	"strings"

	"vidora.tv/playback/internal/beacon"
	"vidora.tv/playback/internal/config"
	"vidora.tv/playback/internal/manifest"
	"vidora.tv/playback/internal/rights"
	"vidora.tv/playback/internal/session"
)

var now float64
var trace string

func write(level, caller, msg string, fields map[string]interface{}) {
	line := map[string]interface{}{"level": level, "ts": now, "caller": caller, "msg": msg, "service": "playback", "trace_id": trace}
	for key, value := range fields {
		line[key] = value
	}
	text, _ := json.Marshal(line)
	fmt.Println(string(text))
}

func serve(fields []string, cfg config.Config, sessions *session.Manager, counter *beacon.Counter) {
	defer func() {
		if reason := recover(); reason != nil {
			write("error", "server/recover.go:31", fmt.Sprintf("panic serving %s", fields[3]), map[string]interface{}{"error": fmt.Sprint(reason), "stacktrace": string(debug.Stack())})
		}
	}()
	switch fields[3] {
	case "POST /sessions":
		device, title := fields[4], fields[5]
		extra, _ := strconv.Atoi(fields[6])
		for at := 0; at < extra; at++ {
			_, _ = sessions.Open(fmt.Sprintf("old-%d", at), title)
		}
		id, err := sessions.Open(device, title)
		var denied rights.Denied
		if errors.As(err, &denied) {
			write("info", "session/handler.go:52", denied.Error(), map[string]interface{}{"device": device})
			return
		}
		if err != nil {
			write("error", "session/handler.go:57", "session could not be opened", map[string]interface{}{"error": err.Error(), "device": device})
			return
		}
		write("info", "session/handler.go:60", "session opened", map[string]interface{}{"session": id})
		sessions.Close(device)
	case "GET /manifest":
		number, _ := strconv.Atoi(fields[5])
		size, _ := strconv.Atoi(fields[6])
		list, err := manifest.For(fields[4], number, size, cfg)
		if err != nil {
			write("error", "manifest/handler.go:44", "manifest could not be built", map[string]interface{}{"error": err.Error()})
			return
		}
		write("info", "manifest/handler.go:47", "manifest built", map[string]interface{}{"renditions": len(list), "plan": fields[4]})
	default:
		write("info", "beacon/handler.go:20", "stall counted", map[string]interface{}{"title": fields[4], "count": counter.Add(fields[4])})
	}
}

func main() {
	cfg := config.Default()
	sessions := session.NewManager(cfg.MaxSessions)
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		fields := strings.Split(in.Text(), "\\t")
		at, _ := strconv.ParseFloat(fields[1], 64)
		now, trace = at/1000, fields[2]
		fmt.Printf("\\x01%s\\n", fields[0])
		if len(fields) > 7 && fields[7] == "fresh" {
			sessions = session.NewManager(cfg.MaxSessions)
		}
		serve(fields, cfg, sessions, &beacon.Counter{})
	}
}
`;

const good = (r) => {
  const operation = r.pick(['POST /sessions', 'GET /manifest', 'GET /manifest', 'POST /beacons']);
  if (operation === 'POST /sessions')
    return [operation, `tv-${r.int(100, 999)}`, `title-${r.int(1, 400)}`, '0', 'fresh'];
  if (operation === 'GET /manifest')
    return [operation, r.pick(['family', 'cinema']), '0', '3', '-'];
  return [operation, `title-${r.int(1, 90)}`, '-', '-', '-'];
};

export const system = {
  key: 'streaming',
  language: 'go',
  layout: 'polyrepo',
  project: 'VID',
  env: 'eu-prod',
  mail: 'vidora.example',
  major: 1,
  team: ['Inês Carvalho', 'Bram de Wit', 'Oluwaseun Ade', 'Katya Sokolova'],
  style: {
    messages: 'pr',
    commits: 'gitlog',
    deployments: 'plain',
    metrics: 'perService',
    metricNames: 'prometheus',
    traces: 'otel',
    alert: 'prometheus',
    logs: 'merged',
    version: 'semver',
  },
  entry: 'player-edge',
  core: 'playback',
  services: [
    {
      name: 'player-edge',
      ms: 9,
      rps: 900,
      repo: 'player-edge',
      hosts: ['player-edge-6d8f5-aa1', 'player-edge-6d8f5-qq9'],
      node: 'worker-04',
      edge: {
        lang: 'node',
        style: 'bunyan',
        file: '/app/lib/edge.js',
        paths: ['/play/start', '/play/manifest'],
        words: { failed: 'play request failed', handled: 'play request' },
      },
      calls: [{ to: 'playback' }, { to: 'entitlements', share: 0.4 }],
      resource: 'GET /play/*',
    },
    {
      name: 'playback',
      ms: 14,
      rps: 640,
      repo: 'playback',
      hosts: ['playback-5c7b9-k2x', 'playback-5c7b9-z8d'],
      node: 'worker-02',
      calls: [{ to: 'session-redis' }],
      resource: 'POST /sessions',
      extras: [
        { metric: 'playback_sessions_open', base: 120, whole: true },
        { metric: 'go_goroutines', base: 240, whole: true },
      ],
    },
    {
      name: 'entitlements',
      ms: 25,
      rps: 360,
      repo: 'entitlements',
      hosts: ['entitlements-77f-1'],
      node: 'worker-03',
      edge: {
        lang: 'python',
        style: 'structlog',
        file: '/code/entitlements/api.py',
        paths: ['/v2/licenses', '/v2/licenses/renew'],
        words: { failed: 'license_request_failed', handled: 'license_issued', chore: 'job_failed' },
      },
      calls: [{ to: 'drm-provider', share: 0.9 }],
      resource: 'POST /v2/licenses',
    },
    {
      name: 'recommender',
      ms: 60,
      rps: 120,
      repo: 'recommender',
      node: 'worker-02',
      edge: {
        lang: 'python',
        style: 'structlog',
        file: '/code/recommender/serve.py',
        paths: ['/recs'],
        words: { handled: 'recs_served' },
      },
      calls: [{ to: 'session-redis', share: 0.1, soft: true }],
      resource: 'GET /recs',
    },
    {
      name: 'session-redis',
      ms: 1,
      rps: 1500,
      store: true,
      resource: 'HSET session',
      node: 'worker-05',
    },
    { name: 'drm-provider', ms: 80, rps: 320, store: true, resource: 'POST license.drm.example' },
  ],
  repos: {
    playback: { service: 'playback', image: 'golang:1.19-alpine', files, work },
    kit: {
      service: 'kit',
      image: 'golang:1.19-alpine',
      messages: 'conventional',
      files: kitFiles,
      work: kitWork,
    },
  },
  programs: {
    playback: {
      uses: ['kit'],
      libraryFolder: 'third_party/kit',
      driver: { 'cmd/playback/main.go': driver },
      build: [['go', 'build', '-trimpath', '-o', 'server', './cmd/playback']],
      run: ['./server'],
      home: '/src/',
      paths: [['/usr/lib/go-1.19/', '/usr/local/go/']],
      isError: /"level":"error"/,
      json: true,
    },
  },
  changes: [
    {
      type: 'config',
      name: 'edge.cache_ttl_seconds',
      service: 'player-edge',
      before: '30',
      after: '20',
      by: 'bram',
    },
    {
      type: 'feature_flag',
      name: 'continue-watching-row',
      service: 'player-edge',
      before: 'off',
      after: '50%',
      by: 'product',
    },
  ],
  good,
  faults: {
    libraryPage: {
      kind: 'shared_library',
      category: 'code_defect',
      repo: 'kit',
      m: 'page: less branching',
      delay: 16,
      edits: [
        {
          f: 'page/page.go',
          a: '\tend := start + size\n\tif end > len(items) {\n\t\tend = len(items)\n\t}\n\treturn items[start:end]',
          b: '\treturn items[start : start+size]',
        },
      ],
      bump: {
        m: 'Upgrade kit',
        edits: [
          { f: 'go.mod', a: 'require vidora.tv/kit v1.18.', b: 'require vidora.tv/kit v1.19.' },
        ],
      },
      bad: (r) => ['GET /manifest', 'free', '0', r.pick(['6', '8']), '-'],
      impact: [{ err: 0.21 }],
      errorType: 'runtime.boundsError',
      errorText: 'slice bounds out of range [:6] with capacity 4',
    },
    nilMap: {
      kind: 'null_dereference',
      m: 'Allocate the stall counter once',
      delay: 2,
      edits: [
        {
          f: 'internal/beacon/beacon.go',
          a: '\tif c.stalls == nil {\n\t\tc.stalls = map[string]int{}\n\t}\n',
          b: '',
        },
      ],
      bad: (r) => ['POST /beacons', `title-${r.int(1, 90)}`, '-', '-', '-'],
      good: (r) => ['GET /manifest', r.pick(['family', 'cinema']), '0', '3', '-'],
      impact: [{ err: 0.3 }],
      errorType: 'runtime.plainError',
      errorText: 'assignment to entry in nil map',
      tempt: {
        m: 'Preallocate the map of labels',
        edits: [
          {
            f: 'internal/session/session.go',
            a: 'labels: map[string]string{}',
            b: 'labels: make(map[string]string, 64)',
          },
        ],
      },
    },
    leak: {
      kind: 'resource_leak',
      m: 'Return denials to the player unchanged',
      delay: 12,
      shape: 'creep',
      alertAfter: 52,
      edits: [
        {
          f: 'internal/session/session.go',
          a: '\t\tm.Close(device)\n\t\treturn "", err',
          b: '\t\treturn "", err',
        },
      ],
      bad: (r) => [
        'POST /sessions',
        `tv-${r.int(100, 999)}`,
        `title-${r.int(1, 400)}`,
        '460',
        'fresh',
      ],
      good,
      impact: [{ err: 0.42 }],
      gauges: [{ service: 'playback', metric: 'playback_sessions_open', to: 400 }],
      errorType: 'error',
      errorText: 'session limit reached',
      memory: { playback: 1.35 },
      tempt: {
        m: 'Close idle sessions sooner in the tests',
        edits: [
          {
            f: 'internal/session/session_test.go',
            add: 'package session\n\nimport "testing"\n\nfunc TestCloseTwice(t *testing.T) {\n\tm := NewManager(2)\n\tm.Close("tv-1")\n\tm.Close("tv-1")\n}\n',
          },
        ],
      },
    },
    wrongDefault: {
      kind: 'wrong_default',
      m: 'Unknown plans are an error of the caller',
      delay: 71,
      edits: [
        {
          f: 'internal/config/config.go',
          a: 'const fallbackBitrate = 5200',
          b: 'const fallbackBitrate = 0',
        },
      ],
      bad: (r) => ['GET /manifest', r.pick(['partner-isp', 'hotel', 'campus']), '0', '3', '-'],
      impact: [{ err: 0.11 }],
      errorType: 'error',
      errorText: 'no rendition fits 0 kbit/s',
    },
    neighbour: {
      kind: 'node_pressure',
      category: 'infrastructure',
      shape: 'step',
      alertAfter: 8,
      noBad: true,
      impact: [
        { timesMs: 14, err: 0.03 },
        { service: 'recommender', timesMs: 6 },
      ],
      cpu: { playback: 0.7, recommender: 2.8 },
      memory: { recommender: 3.1 },
      events: [
        {
          reason: 'NodeHasMemoryPressure',
          service: null,
          node: 'worker-02',
          message: 'Node worker-02 status is now: NodeHasMemoryPressure',
          after: -1,
          spread: 1,
        },
        {
          reason: 'Evicted',
          service: 'recommender',
          node: 'worker-02',
          message:
            'The node was low on resource: memory. Container recommender was using 6412Mi, request is 2Gi',
          after: 2,
          spread: 4,
          count: 2,
        },
        {
          reason: 'CPUThrottlingHigh',
          service: 'playback',
          node: 'worker-02',
          message: '71% throttling of CPU in namespace video for container playback',
          after: 1,
          spread: 5,
          count: 2,
        },
        {
          reason: 'Unhealthy',
          service: 'playback',
          node: 'worker-02',
          message:
            'Liveness probe failed: Get "http://10.42.3.18:8080/healthz": context deadline exceeded',
          after: 3,
          spread: 6,
          count: 3,
        },
      ],
      story: 'a nightly job of the neighbour takes the memory of the node',
      alertService: 'playback',
    },
    drmSecret: {
      kind: 'expired_credential',
      category: 'expired_credential',
      service: 'entitlements',
      silentCore: true,
      edgeOrigin: '401',
      upstreamError: 'invalid_client: the client secret expired',
      outcome: '502',
      alsoFirst: ['drm-provider'],
      failsAt: 'drm-provider',
      impact: [{ service: 'entitlements', err: 0.85 }],
      status: 502,
      errorType: 'UpstreamFailed',
      errorText: 'drm-provider returned 401: invalid_client',
      alertService: 'player-edge',
      priority: 'P1',
      story: 'the client secret of the rights provider ran out',
    },
    endpointTypo: {
      kind: 'config_change',
      category: 'configuration',
      service: 'entitlements',
      silentCore: true,
      edgeOrigin: 'dns',
      dnsName: 'license.drm-eu.invalid',
      outcome: '502',
      alsoFirst: [],
      delay: 3,
      change: {
        id: 'cm-20911',
        type: 'config',
        name: 'entitlements/DRM_ENDPOINT',
        service: 'entitlements',
        before: 'https://license.drm.example',
        after: 'https://license.drm-eu.example',
        by: 'i.carvalho',
        note: 'move to the regional endpoint',
      },
      impact: [{ service: 'entitlements', err: 0.88 }],
      status: 502,
      errorType: 'URLError',
      errorText: 'Name or service not known',
      alertService: 'player-edge',
      story: 'a config map points to a host that does not exist',
    },
  },
};
