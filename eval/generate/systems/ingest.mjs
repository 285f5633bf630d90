/** Telemetry of devices, taken in by a Rust service; tracing-subscriber lines. */

const files = {
  'Cargo.toml':
    '[package]\nname = "ingest"\nversion = "0.0.0"\nedition = "2021"\n\n[dependencies]\ntokio = "1.36.0"\naxum = "0.7.4"\ntracing = "0.1.40"\n',
  'src/frame.rs': `//! A frame as devices send it: kind, device, then readings.

#[derive(Debug, Clone)]
pub struct Frame {
    pub kind: Kind,
    pub device: String,
    pub readings: Vec<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    Temperature,
    Power,
    Legacy,
}

#[derive(Debug)]
pub enum FrameError {
    UnknownKind(String),
    NoDevice,
}

pub fn parse(text: &str) -> Result<Frame, FrameError> {
    let mut parts = text.split(';');
    let kind = match parts.next().unwrap_or("") {
        "T" => Kind::Temperature,
        "P" => Kind::Power,
        "L" => Kind::Legacy,
        other => return Err(FrameError::UnknownKind(other.to_string())),
    };
    let device = parts.next().filter(|id| !id.is_empty()).ok_or(FrameError::NoDevice)?.to_string();
    let readings = parts.filter_map(|value| value.parse().ok()).collect();
    Ok(Frame { kind, device, readings })
}
`,
  'src/window.rs': `//! Aggregates over the last readings of a device.

pub const WIDTH: usize = 4;

/// Mean of the newest readings; none when there are none.
pub fn newest_mean(readings: &[i64]) -> Option<i64> {
    let from = readings.len().saturating_sub(WIDTH);
    let newest = &readings[from..];
    if newest.is_empty() {
        return None;
    }
    Some(newest.iter().sum::<i64>() / newest.len() as i64)
}
`,
  'src/registry.rs': `//! Which tenant a device belongs to.
use std::collections::HashMap;

pub struct Registry {
    tenants: HashMap<&'static str, &'static str>,
}

impl Registry {
    pub fn load() -> Self {
        let tenants = HashMap::from([("ath", "athena"), ("bor", "boreas"), ("cir", "circe")]);
        Registry { tenants }
    }

    /// Devices that were never enrolled go to quarantine.
    pub fn tenant_of(&self, device: &str) -> &'static str {
        let prefix = device.get(..3).unwrap_or("");
        self.tenants.get(prefix).copied().unwrap_or("quarantine")
    }
}
`,
  'src/scale.rs': `//! Raw units to what customers see.
use crate::frame::Kind;

/// Milli-units per raw step.
pub fn factor(kind: Kind) -> i64 {
    match kind {
        Kind::Temperature => 100,
        Kind::Power => 1_000,
        Kind::Legacy => 1,
    }
}

pub fn scale(kind: Kind, value: i64) -> i64 {
    value.saturating_mul(factor(kind))
}

/// Raw readings per minute that a device may send.
pub fn quota_share(kind: Kind, count: i64) -> i64 {
    count * 100 / limit(kind)
}

fn limit(kind: Kind) -> i64 {
    match kind {
        Kind::Temperature => 60,
        Kind::Power => 240,
        Kind::Legacy => 12,
    }
}
`,
  'src/batch.rs': `//! Batches for the store, bounded so that a slow store can't eat the memory.
use std::sync::Mutex;

pub struct Batch {
    rows: Mutex<Vec<(String, i64)>>,
    capacity: usize,
}

#[derive(Debug)]
pub struct Full {
    pub waiting: usize,
}

impl Batch {
    pub fn new(capacity: usize) -> Self {
        Batch { rows: Mutex::new(Vec::new()), capacity }
    }

    pub fn push(&self, device: &str, value: i64) -> Result<(), Full> {
        let mut rows = self.rows.lock().unwrap();
        if rows.len() >= self.capacity {
            return Err(Full { waiting: rows.len() });
        }
        rows.push((device.to_string(), value));
        Ok(())
    }

    pub fn flush(&self) -> usize {
        let mut rows = self.rows.lock().unwrap();
        let count = rows.len();
        rows.clear();
        count
    }
}
`,
  'src/pipeline.rs': `//! From a line on the wire to a row in the batch.
use crate::batch::Batch;
use crate::frame::{parse, FrameError};
use crate::registry::Registry;
use crate::scale::{quota_share, scale};
use crate::window::newest_mean;

#[derive(Debug)]
pub enum Refusal {
    Malformed(FrameError),
    Backpressure { waiting: usize },
}

pub fn accept(line: &str, registry: &Registry, batch: &Batch) -> Result<&'static str, Refusal> {
    let frame = parse(line).map_err(Refusal::Malformed)?;
    let tenant = registry.tenant_of(&frame.device);
    let _share = quota_share(frame.kind, frame.readings.len() as i64);
    if let Some(mean) = newest_mean(&frame.readings) {
        batch
            .push(&frame.device, scale(frame.kind, mean))
            .map_err(|full| Refusal::Backpressure { waiting: full.waiting })?;
    }
    Ok(tenant)
}
`,
};
const work = [
  { m: 'Tokio 1.37', edits: [{ f: 'Cargo.toml', a: 'tokio = "1.36.0"', b: 'tokio = "1.37.0"' }] },
  {
    m: 'Enroll tenant daphne',
    edits: [
      { f: 'src/registry.rs', a: '("cir", "circe")', b: '("cir", "circe"), ("dap", "daphne")' },
    ],
  },
  {
    m: 'Docs for Full',
    edits: [
      {
        f: 'src/batch.rs',
        a: '#[derive(Debug)]\npub struct Full',
        b: '/// The store is behind.\n#[derive(Debug)]\npub struct Full',
      },
    ],
  },
  {
    m: 'Power meters may send more',
    edits: [{ f: 'src/scale.rs', a: 'Kind::Power => 240', b: 'Kind::Power => 300' }],
  },
  {
    m: 'Frames compare by value',
    edits: [
      {
        f: 'src/frame.rs',
        a: '#[derive(Debug, Clone)]\npub struct Frame',
        b: '#[derive(Debug, Clone, PartialEq)]\npub struct Frame',
      },
    ],
  },
  {
    m: 'Wider window',
    edits: [{ f: 'src/window.rs', a: 'WIDTH: usize = 4', b: 'WIDTH: usize = 6' }],
  },
];
const driver = `use std::io::{self, BufRead, Write};
use std::panic::{self, AssertUnwindSafe};

mod batch;
mod frame;
mod pipeline;
mod registry;
mod scale;
mod window;

fn stamp(ms: u64) -> String {
    let days = ms / 86_400_000;
    let (mut year, mut left) = (1970, days);
    loop {
        let length = if year % 4 == 0 { 366 } else { 365 };
        if left < length { break; }
        left -= length;
        year += 1;
    }
    let lengths = [31, if year % 4 == 0 { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 0;
    while left >= lengths[month] { left -= lengths[month]; month += 1; }
    let rest = ms % 86_400_000;
    format!("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}000Z", year, month + 1, left + 1, rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60, rest % 1000)
}

fn main() {
    let registry = registry::Registry::load();
    let store = batch::Batch::new(512);
    for line in io::stdin().lock().lines() {
        let line = line.unwrap();
        let fields: Vec<&str> = line.split('\\t').collect();
        let at: u64 = fields[1].parse().unwrap();
        println!("\\u{1}{}", fields[0]);
        io::stdout().flush().unwrap();
        let fill: usize = fields[4].parse().unwrap();
        for n in 0..fill { let _ = store.push("ath-fill", n as i64); }
        let trace = fields[2];
        let result = panic::catch_unwind(AssertUnwindSafe(|| pipeline::accept(fields[3], &registry, &store)));
        match result {
            Ok(Ok(tenant)) => println!("{}  INFO request{{trace_id={}}} ingest::http: accepted tenant={}", stamp(at), trace, tenant),
            Ok(Err(pipeline::Refusal::Malformed(why))) => println!("{}  WARN request{{trace_id={}}} ingest::http: malformed frame {:?}", stamp(at), trace, why),
            Ok(Err(why)) => println!("{} ERROR request{{trace_id={}}} ingest::http: frame refused {:?}", stamp(at), trace, why),
            Err(_) => println!("{} ERROR request{{trace_id={}}} ingest::http: handler panicked, answered 500", stamp(at), trace),
        }
        store.flush();
    }
}
`;
const frame = (r, { kind, device, count } = {}) =>
  `${kind ?? r.pick(['T', 'T', 'P'])};${device ?? `${r.pick(['ath', 'bor', 'cir'])}-${r.int(1000, 9999)}`};${Array.from({ length: count ?? r.int(4, 9) }, () => r.int(10, 400)).join(';')}`;

export const system = {
  key: 'ingest',
  language: 'rust',
  layout: 'polyrepo',
  project: 'TEL',
  env: 'live',
  mail: 'meterhub.example',
  major: 0,
  team: ['Elif Demir', 'Andrés Ruiz', 'Noor van Dijk', 'Sven Pettersson'],
  style: {
    messages: 'conventional',
    commits: 'github',
    deployments: 'pipeline',
    metrics: 'long',
    metricNames: 'prometheus',
    traces: 'otel',
    alert: 'prometheus',
    logs: 'perService',
    version: 'semver',
    map: 'nodes',
  },
  entry: 'mqtt-gateway',
  core: 'ingest',
  services: [
    {
      name: 'mqtt-gateway',
      ms: 5,
      rps: 1400,
      repo: 'mqtt-gateway',
      hosts: ['mqtt-gw-0', 'mqtt-gw-1'],
      edge: {
        lang: 'java',
        style: 'text',
        file: 'io.meterhub.mqtt.Forwarder',
        paths: ['/frames', '/frames/bulk'],
        words: { failed: 'forward failed', handled: 'forwarded', chore: 'job failed' },
      },
      calls: [{ to: 'ingest' }],
      resource: 'PUBLISH frames',
    },
    {
      name: 'ingest',
      ms: 3,
      rps: 1380,
      repo: 'ingest',
      hosts: ['ingest-0', 'ingest-1', 'ingest-2'],
      memory: 160,
      calls: [{ to: 'tsdb', share: 0.4 }],
      resource: 'POST /frames',
      extras: [{ metric: 'ingest_batch_rows_waiting', base: 60, whole: true }],
    },
    {
      name: 'rules',
      ms: 14,
      rps: 300,
      repo: 'rules',
      hosts: ['rules-0'],
      edge: {
        lang: 'python',
        style: 'jsonlogger',
        file: '/opt/rules/rules/evaluate.py',
        paths: ['/evaluate'],
        words: { failed: 'evaluation failed', handled: 'evaluated' },
      },
      calls: [{ to: 'tsdb' }],
      resource: 'POST /evaluate',
    },
    {
      name: 'device-dashboard',
      ms: 60,
      rps: 40,
      repo: 'device-dashboard',
      hosts: ['dash-0'],
      edge: {
        lang: 'node',
        style: 'pino',
        file: '/app/dash/server.js',
        paths: ['/devices', '/devices/live'],
        words: { failed: 'panel failed', handled: 'panel rendered' },
      },
      calls: [{ to: 'rules', share: 0.5 }, { to: 'tsdb' }],
      resource: 'GET /devices/live',
    },
    { name: 'tsdb', ms: 4, rps: 900, store: true, resource: 'write rows' },
  ],
  repos: { ingest: { service: 'ingest', image: 'debian:12-slim', files, work } },
  programs: {
    ingest: {
      driver: { 'src/main.rs': driver },
      build: [
        [
          'rustc',
          '-g',
          '--edition',
          '2021',
          '-o',
          'ingest',
          'src/main.rs',
          '--remap-path-prefix',
          '$PWD=/build/ingest',
        ],
      ],
      run: ['./ingest'],
      env: { RUST_BACKTRACE: '1' },
      home: '/build/ingest/',
      isError: /ERROR|panicked/,
    },
  },
  changes: [
    {
      type: 'config',
      name: 'gateway.max_inflight',
      service: 'mqtt-gateway',
      before: '2000',
      after: '2500',
      by: 'noor',
    },
  ],
  good: (r) => [frame(r), String(r.int(0, 90))],
  faults: {
    shortFrame: {
      kind: 'index_out_of_range',
      m: 'Avoid saturating arithmetic in the window',
      delay: 5,
      edits: [
        {
          f: 'src/window.rs',
          a: '    let from = readings.len().saturating_sub(WIDTH);\n    let newest = &readings[from..];',
          b: '    let newest = &readings[readings.len() - WIDTH..];',
        },
      ],
      bad: (r) => [frame(r, { count: r.int(1, 3) }), '0'],
      impact: [{ err: 0.13 }],
      good: (r) => [frame(r, { count: r.int(7, 12) }), '3'],
      errorType: 'panic',
      errorText: 'attempt to subtract with overflow',
      tempt: {
        m: 'Window: name the range of newest readings',
        edits: [
          {
            f: 'src/window.rs',
            a: '/// Mean of the newest readings; none when there are none.',
            b: '/// Mean of the newest readings (the range at the end of the slice); none when there are none.',
          },
        ],
      },
    },
    legacyLimit: {
      kind: 'wrong_default',
      m: 'Legacy devices have no quota of their own',
      delay: 47,
      edits: [{ f: 'src/scale.rs', a: 'Kind::Legacy => 12', b: 'Kind::Legacy => 0' }],
      bad: (r) => [frame(r, { kind: 'L' }), '0'],
      impact: [{ err: 0.07 }],
      priority: 'P3',
      errorType: 'panic',
      errorText: 'attempt to divide by zero',
    },
    smallBatch: {
      kind: 'pool_limit_changed',
      m: 'Smaller batches for lower latency',
      delay: 88,
      shape: 'growing',
      edits: [
        {
          f: 'src/batch.rs',
          a: 'Batch { rows: Mutex::new(Vec::new()), capacity }',
          b: 'Batch { rows: Mutex::new(Vec::new()), capacity: capacity.min(128) }',
        },
      ],
      bad: (r) => [frame(r), String(r.int(140, 300))],
      good: (r) => [frame(r), String(r.int(0, 80))],
      impact: [{ err: 0.26 }],
      gauges: [{ service: 'ingest', metric: 'ingest_batch_rows_waiting', to: 128 }],
      traffic: 1.5,
      status: 503,
      errorType: 'Refusal',
      errorText: 'Backpressure { waiting: 128 }',
      tempt: {
        m: 'Log how many rows wait when a batch is full',
        edits: [
          {
            f: 'src/batch.rs',
            a: '    pub waiting: usize,',
            b: '    /// rows in the batch at that moment\n    pub waiting: usize,',
          },
        ],
      },
    },
    unknownPrefix: {
      kind: 'null_dereference',
      m: 'Registry: fail loudly on devices nobody enrolled',
      delay: 17,
      edits: [
        {
          f: 'src/registry.rs',
          a: 'self.tenants.get(prefix).copied().unwrap_or("quarantine")',
          b: 'self.tenants.get(prefix).copied().expect("device is enrolled")',
        },
        {
          f: 'src/registry.rs',
          a: '    /// Devices that were never enrolled go to quarantine.\n',
          b: '',
        },
      ],
      bad: (r) => [frame(r, { device: `zz${r.int(1, 9)}-${r.int(100, 999)}` }), '0'],
      impact: [{ err: 0.19 }],
      errorType: 'panic',
      errorText: 'device is enrolled',
    },
    tsdbSlow: {
      kind: 'dependency_outage',
      category: 'dependency_outage',
      service: 'tsdb',
      silentCore: true,
      entry: 'device-dashboard',
      status: 504,
      errorType: 'Timeout',
      errorText: 'no answer within 2000 ms',
      impact: [{ service: 'tsdb', timesMs: 60, err: 0.22 }],
      outcome: 'timeout',
      alertService: 'device-dashboard',
      says: [
        { service: 'rules', level: 'error', text: 'tsdb write timed out after 2000 ms', count: 24 },
        {
          service: 'device-dashboard',
          level: 'error',
          text: 'query to tsdb failed - context deadline exceeded',
          count: 20,
        },
      ],
      story: 'the time series database is compacting and hardly answers',
      events: [
        {
          reason: 'Unhealthy',
          service: 'tsdb',
          message: 'Readiness probe failed: compaction backlog 214 shards',
          after: 1,
          spread: 5,
          count: 3,
        },
      ],
    },
    badFirmware: {
      kind: 'bad_input_data',
      category: 'bad_input_data',
      badShare: 0.3,
      bad: (r) => [
        `${r.pick(['T', 'P'])};ath-${r.int(1000, 9999)};${Array.from({ length: 5 }, () => '9223372036854775807').join(';')}`,
        '0',
      ],
      impact: [{ err: 0.12 }],
      alertService: 'ingest',
      errorType: 'panic',
      errorText: 'attempt to add with overflow',
      story: 'a new firmware of one tenant sends the largest number there is',
    },
  },
};
