/** Parties that look for opponents, in Rust: one stream of JSON from every service. Finnish and Korean team. */
const raw = String.raw;
const files = {
  'Cargo.toml': raw`[package]
name = "matchmaker"
version = "0.0.0"
edition = "2021"

[dependencies]
tokio = "1.37.0"
tracing = "0.1.40"
tracing-subscriber = { version = "0.3.18", features = ["json"] }
`,
  'src/ticket.rs': raw`//! What a client sends when its party wants to play.
use std::collections::BTreeMap;

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Queue {
    Duel,
    Squad,
    Battle,
}

#[derive(Debug)]
pub struct Ticket {
    pub party: String,
    pub queue: Queue,
    pub ratings: Vec<i32>,
    pub pings: BTreeMap<String, u32>,
}

#[derive(Debug)]
pub enum TicketError {
    Columns(usize),
    Queue(String),
    Rating(String),
}

/// party;queue;rating,rating;region=ms,region=ms
pub fn parse(line: &str) -> Result<Ticket, TicketError> {
    let parts: Vec<&str> = line.split(';').collect();
    if parts.len() != 4 {
        return Err(TicketError::Columns(parts.len()));
    }
    let queue = match parts[1] {
        "duel" => Queue::Duel,
        "squad" => Queue::Squad,
        "battle" => Queue::Battle,
        other => return Err(TicketError::Queue(other.to_string())),
    };
    let ratings = parts[2]
        .split(',')
        .map(|text| text.parse().map_err(|_| TicketError::Rating(text.to_string())))
        .collect::<Result<Vec<i32>, _>>()?;
    Ok(Ticket { party: parts[0].to_string(), queue, ratings, pings: pings(parts[3]) })
}

fn pings(text: &str) -> BTreeMap<String, u32> {
    let mut out = BTreeMap::new();
    for pair in text.split(',') {
        if let Some((region, ms)) = pair.split_once('=') {
            out.insert(region.to_string(), ms.parse().unwrap_or(999));
        }
    }
    if out.is_empty() {
        // older clients do not measure
        out.insert("eu-north".to_string(), 120);
    }
    out
}
`,
  'src/region.rs': raw`//! Where a match is played.
use std::collections::BTreeMap;

/// The region with the lowest ping.
pub fn best(pings: &BTreeMap<String, u32>) -> &str {
    let (name, _) = pings.iter().min_by_key(|(_, ms)| **ms).unwrap();
    name
}

/// Who lends servers to whom when all are taken.
pub fn neighbour(region: &str) -> &'static str {
    match region {
        "eu-north" => "eu-west",
        "eu-west" => "eu-north",
        "ap-seoul" => "ap-tokyo",
        _ => "eu-west",
    }
}
`,
  'src/window.rs': raw`//! How far apart ratings may be.

const USUAL: i32 = 200;
/// One step for each ten seconds of waiting.
const STEPS: [i32; 6] = [80, 120, 180, 260, 360, 500];

/// Wider the longer a party waits, where that is switched on.
pub fn width(waited_s: u64, flags: &[&str]) -> i32 {
    if flags.contains(&"adaptive-window") {
        return STEPS[(waited_s / 10) as usize];
    }
    USUAL
}
`,
  'src/snapshot.rs': raw`//! Parties that wait are kept in the store between two ticks, and over restarts.

#[derive(Debug)]
pub struct Snapshot {
    pub queue: String,
    pub waited_s: u64,
    pub parties: Vec<String>,
}

#[derive(Debug)]
pub struct Unreadable(pub String);

pub fn encode(queue: &str, waited_s: u64, parties: &[String]) -> String {
    format!("{}|{}|{}", queue, waited_s, parties.join("+"))
}

pub fn decode(text: &str) -> Result<Snapshot, Unreadable> {
    let parts: Vec<&str> = text.split('|').collect();
    if parts.len() != 3 {
        return Err(Unreadable(text.to_string()));
    }
    let waited_s = parts[1].parse().map_err(|_| Unreadable(text.to_string()))?;
    let parties = parts[2].split('+').filter(|name| !name.is_empty()).map(str::to_string).collect();
    Ok(Snapshot { queue: parts[0].to_string(), waited_s, parties })
}
`,
  'src/pool.rs': raw`//! Parties of one queue, in the order in which they came.
use std::collections::BTreeSet;

#[derive(Debug)]
pub struct NotWaiting(pub String);

pub struct Pool {
    waiting: BTreeSet<String>,
    chosen: Vec<String>,
}

impl Pool {
    pub fn of(waiting: &[String]) -> Self {
        Pool { waiting: waiting.iter().cloned().collect(), chosen: Vec::new() }
    }

    /// Takes up a party that was kept; somebody who left meanwhile is an error of ours.
    pub fn resume(&mut self, party: &str) -> Result<(), NotWaiting> {
        if !self.waiting.remove(party) {
            return Err(NotWaiting(party.to_string()));
        }
        self.chosen.push(party.to_string());
        Ok(())
    }

    pub fn len(&self) -> usize {
        self.chosen.len()
    }
}
`,
  'src/balance.rs': raw`//! Two teams of one lobby.

/// Splits ratings into two teams: best to the first, the next two to the second, and so on.
pub fn split(ratings: &[i32]) -> (Vec<i32>, Vec<i32>) {
    let mut sorted = ratings.to_vec();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    let (mut one, mut two) = (Vec::new(), Vec::new());
    for (at, rating) in sorted.into_iter().enumerate() {
        if at % 4 == 0 || at % 4 == 3 {
            one.push(rating);
        } else {
            two.push(rating);
        }
    }
    (one, two)
}

/// How uneven two teams are.
pub fn gap(one: &[i32], two: &[i32]) -> i32 {
    (one.iter().sum::<i32>() - two.iter().sum::<i32>()).abs()
}
`,
  'src/fleet.rs': raw`//! Servers that are free, by region.
use crate::region::neighbour;
use std::collections::BTreeMap;
use std::sync::Mutex;

pub struct Fleet {
    free: Mutex<BTreeMap<String, u32>>,
}

#[derive(Debug)]
pub struct NoServer(pub String);

impl Fleet {
    pub fn of(free: &[(&str, u32)]) -> Self {
        let free = free.iter().map(|(region, count)| (region.to_string(), *count)).collect();
        Fleet { free: Mutex::new(free) }
    }

    /// A server of the region; where none is free, one of its neighbour.
    pub fn claim(&self, region: &str) -> Result<String, NoServer> {
        if let Some(server) = self.take(region) {
            return Ok(server);
        }
        self.borrow_from(neighbour(region))
    }

    fn take(&self, region: &str) -> Option<String> {
        let mut free = self.free.lock().unwrap();
        let count = free.get_mut(region).filter(|count| **count > 0)?;
        *count -= 1;
        Some(format!("{}-{:02}", region, count))
    }

    fn borrow_from(&self, region: &str) -> Result<String, NoServer> {
        self.take(region).ok_or_else(|| NoServer(region.to_string()))
    }
}
`,
  'src/tick.rs': raw`//! One tick: a ticket, who waits beside it, teams, a server.
use crate::fleet::{Fleet, NoServer};
use crate::pool::{NotWaiting, Pool};
use crate::snapshot::{self, Unreadable};
use crate::ticket::{self, Queue, TicketError};
use crate::{balance, region, stage, window};
use std::time::{Duration, Instant};

/// After that clients have asked again, and a match would be played without them.
pub const BUDGET: Duration = Duration::from_millis(150);

#[derive(Debug)]
pub struct Formed {
    pub queue: Queue,
    pub region: String,
    pub server: String,
    pub gap: i32,
    pub width: i32,
    pub resumed: usize,
}

#[derive(Debug)]
pub enum TickError {
    Ticket(TicketError),
    Snapshot(Unreadable),
    Party(NotWaiting),
    Server(NoServer),
    Overrun { queue: Queue, players: usize, elapsed_ms: u128, budget_ms: u128 },
}

pub struct Waiting<'a> {
    pub parties: &'a [String],
    pub kept: &'a str,
    pub seconds: u64,
}

pub fn tick(line: &str, waiting: &Waiting, flags: &[&str], fleet: &Fleet) -> Result<Formed, TickError> {
    let started = Instant::now();
    stage::enter("ticket");
    let ticket = ticket::parse(line).map_err(TickError::Ticket)?;
    stage::enter("resume");
    let kept = snapshot::decode(waiting.kept).map_err(TickError::Snapshot)?;
    let mut pool = Pool::of(waiting.parties);
    for party in &kept.parties {
        pool.resume(party).map_err(TickError::Party)?;
    }
    stage::enter("region");
    let region = region::best(&ticket.pings).to_string();
    let width = window::width(waiting.seconds, flags);
    stage::enter("teams");
    let (one, two) = balance::split(&ticket.ratings);
    let elapsed = started.elapsed();
    if elapsed > BUDGET {
        return Err(TickError::Overrun {
            queue: ticket.queue,
            players: ticket.ratings.len(),
            elapsed_ms: elapsed.as_millis(),
            budget_ms: BUDGET.as_millis(),
        });
    }
    stage::enter("server");
    let server = fleet.claim(&region).map_err(TickError::Server)?;
    stage::enter("done");
    let gap = balance::gap(&one, &two);
    Ok(Formed { queue: ticket.queue, region, server, gap, width, resumed: pool.len() })
}
`,
  'src/stage.rs': raw`//! What a worker is at, for whoever watches it.
use std::sync::atomic::{AtomicUsize, Ordering};

const NAMES: [&str; 6] = ["ticket", "resume", "region", "teams", "server", "done"];
static NOW: AtomicUsize = AtomicUsize::new(0);

pub fn enter(name: &str) {
    NOW.store(NAMES.iter().position(|one| *one == name).unwrap_or(0), Ordering::Relaxed);
}

pub fn current() -> &'static str {
    NAMES[NOW.load(Ordering::Relaxed)]
}
`,
};
const work = [
  { m: 'Tokio 1.38', edits: [{ f: 'Cargo.toml', a: 'tokio = "1.37.0"', b: 'tokio = "1.38.0"' }] },
  {
    m: 'Lend servers from Sydney to Tokyo',
    edits: [
      {
        f: 'src/region.rs',
        a: '"ap-seoul" => "ap-tokyo",',
        b: '"ap-seoul" => "ap-tokyo",\n        "ap-tokyo" => "ap-sydney",',
      },
    ],
  },
  {
    m: 'Usual window is a little wider at night',
    edits: [{ f: 'src/window.rs', a: 'const USUAL: i32 = 200;', b: 'const USUAL: i32 = 220;' }],
  },
  {
    m: 'Pool knows whether it is empty',
    edits: [
      {
        f: 'src/pool.rs',
        a: '    pub fn len(&self) -> usize {',
        b: '    #[allow(dead_code)]\n    pub fn is_empty(&self) -> bool {\n        self.chosen.is_empty()\n    }\n\n    pub fn len(&self) -> usize {',
      },
    ],
  },
  {
    m: 'Document the columns of a ticket',
    edits: [
      {
        f: 'src/ticket.rs',
        a: '/// party;queue;rating,rating;region=ms,region=ms',
        b: '/// Columns: party;queue;rating,rating;region=ms,region=ms',
      },
    ],
  },
  {
    m: 'Tickets can be compared in tests',
    edits: [
      {
        f: 'src/ticket.rs',
        a: '#[derive(Debug)]\npub struct Ticket {',
        b: '#[derive(Debug, PartialEq)]\npub struct Ticket {',
      },
    ],
  },
  {
    m: 'Say what a tick gives back',
    edits: [
      {
        f: 'src/tick.rs',
        a: '#[derive(Debug)]\npub struct Formed {',
        b: '/// What clients are told.\n#[derive(Debug)]\npub struct Formed {',
      },
    ],
  },
];
const driver = raw`use std::backtrace::Backtrace;
use std::cell::RefCell;
use std::io::{self, BufRead, Write};
use std::panic;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

mod balance;
mod fleet;
mod pool;
mod region;
mod snapshot;
mod stage;
mod tick;
mod ticket;
mod window;

thread_local! {
    static REQUEST: RefCell<(u64, String)> = RefCell::new((0, String::new()));
}

fn stamp(ms: u64) -> String {
    let (mut year, mut left) = (1970, ms / 86_400_000);
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
    format!("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", year, month + 1, left + 1, rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60, rest % 1000)
}

fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

fn say(ms: u64, trace: &str, level: &str, target: &str, message: &str, more: &[(&str, String)]) {
    let fields: String = more.iter().map(|(name, value)| format!(",{}:{}", quote(name), quote(value))).collect();
    println!("{{\"timestamp\":\"{}\",\"level\":\"{}\",\"target\":\"matchmaker::{}\",\"service\":\"matchmaker\",\"message\":{},\"trace_id\":\"{}\"{}}}", stamp(ms), level, target, quote(message), trace, fields);
}

fn main() {
    panic::set_hook(Box::new(|info| {
        let (ms, trace) = REQUEST.with(|request| request.borrow().clone());
        let words = Backtrace::force_capture().to_string();
        say(ms, &trace, "ERROR", "worker", &info.to_string(), &[("backtrace", words)]);
    }));
    for line in io::stdin().lock().lines() {
        let line = line.unwrap();
        let fields: Vec<String> = line.split('\t').map(str::to_string).collect();
        println!("\u{1}{}", fields[0]);
        io::stdout().flush().unwrap();
        let ms: u64 = fields[1].parse().unwrap();
        let trace = fields[2].clone();
        let (done, wait) = mpsc::channel();
        let name = trace.clone();
        thread::spawn(move || {
            REQUEST.with(|request| *request.borrow_mut() = (ms, name.clone()));
            let waited: u64 = fields[4].parse().unwrap();
            let parties: Vec<String> = fields[5].split(',').filter(|one| *one != "-").map(str::to_string).collect();
            let kept = if fields[6] == "-" { snapshot::encode("any", waited, &parties) } else { fields[6].clone() };
            let flags: Vec<&str> = fields[7].split(',').collect();
            let free: Vec<(&str, u32)> = fields[8].split(',').map(|one| one.split_once('=').unwrap()).map(|(region, count)| (region, count.parse().unwrap())).collect();
            let waiting = tick::Waiting { parties: &parties, kept: &kept, seconds: waited };
            match tick::tick(&fields[3], &waiting, &flags, &fleet::Fleet::of(&free)) {
                Ok(formed) => say(ms, &name, "INFO", "tick", "match formed", &[("queue", format!("{:?}", formed.queue)), ("region", formed.region), ("server", formed.server), ("gap", formed.gap.to_string()), ("width", formed.width.to_string()), ("resumed", formed.resumed.to_string())]),
                Err(tick::TickError::Overrun { queue, players, elapsed_ms, budget_ms }) => say(ms, &name, "ERROR", "tick", "tick overran its budget, match dropped", &[("queue", format!("{:?}", queue)), ("players", players.to_string()), ("elapsed_ms", elapsed_ms.to_string()), ("budget_ms", budget_ms.to_string())]),
                Err(tick::TickError::Ticket(why)) => say(ms, &name, "ERROR", "tick", "ticket refused", &[("error", format!("{:?}", why)), ("party", fields[3].split(';').next().unwrap_or("").to_string())]),
                Err(why) => say(ms, &name, "ERROR", "tick", "no match formed", &[("error", format!("{:?}", why))]),
            }
            let _ = done.send(());
        });
        match wait.recv_timeout(Duration::from_millis(2000)) {
            Ok(()) => {}
            Err(mpsc::RecvTimeoutError::Timeout) => say(ms, &trace, "ERROR", "watch", "worker gave no answer within 2000 ms, request abandoned", &[("stage", stage::current().to_string())]),
            Err(mpsc::RecvTimeoutError::Disconnected) => say(ms, &trace, "ERROR", "watch", "worker is gone, answered 500", &[("stage", stage::current().to_string())]),
        }
    }
}
`;

const REGIONS = ['eu-north', 'eu-west', 'ap-seoul', 'ap-tokyo'];
const SIZES = { duel: 2, squad: 10, battle: 22 };
const request = (r, { queue, ratings, pings, waited, kept, parties, flags, full, party } = {}) => {
  const name = queue ?? r.pick(['duel', 'squad', 'squad', 'battle']);
  const many = ratings ?? Array.from({ length: SIZES[name] }, () => r.int(600, 2900)).join(',');
  const measured =
    pings ??
    REGIONS.map((one) => `${one}=${r.int(18, 240)}`)
      .slice(r.int(0, 2))
      .join(',');
  const waiting = parties ?? Array.from({ length: r.int(0, 3) }, () => `p-${r.int(100, 9999)}`);
  return [
    [party ?? `p-${r.int(10000, 99999)}`, name, many, measured].join(';'),
    String(waited ?? r.int(0, 55)),
    [...new Set(waiting)].join(',') || '-',
    kept ?? '-',
    flags ?? '-',
    REGIONS.map((one) => `${one}=${full === one ? 0 : r.int(2, 30)}`).join(','),
  ];
};

export const system = {
  key: 'matchmaking',
  language: 'rust',
  layout: 'polyrepo',
  project: 'AR',
  env: 'live',
  mail: 'halla-games.example',
  major: 1,
  team: ['Aino Laine', 'Minjun Seo', 'Rasmus Holm', 'Kaisa Virtanen', 'Jiwoo Park'],
  flows: [38, 46],
  keep: [18, 6],
  traces: 28,
  chores: ['refreshRates', 'warmCache', 'exportReport', 'sendDigest'],
  style: {
    messages: 'terse',
    commits: 'gitlab',
    deployments: 'dora',
    metrics: 'perService',
    metricNames: 'otel',
    traces: 'otlp',
    alert: 'simple',
    logs: 'merged',
    version: 'semver',
    map: 'graph',
    changes: 'flags.json',
  },
  entry: 'game-gateway',
  core: 'matchmaker',
  loud: 'game-gateway',
  services: [
    {
      name: 'game-gateway',
      ms: 6,
      rps: 520,
      repo: 'game-gateway',
      hosts: ['gw-6f7-a', 'gw-6f7-b', 'gw-6f7-c'],
      node: 'hel-1',
      edge: {
        lang: 'node',
        style: 'pino',
        code: 'handlers',
        file: '/srv/gateway/lib/app.mjs',
        paths: ['/queue/join', '/queue/poll'],
        words: {
          failed: 'client was sent back to the menu',
          handled: 'client served',
          errorName: 'BackendError',
        },
        says: ['socket of a client lagged', 'client 5.1.9 is deprecated', 'token refreshed'],
      },
      calls: [{ to: 'matchmaker' }, { to: 'profile', share: 0.5 }],
      resource: 'POST /queue/join',
    },
    {
      name: 'matchmaker',
      ms: 12,
      rps: 500,
      repo: 'matchmaker',
      hosts: ['mm-0', 'mm-1', 'mm-2'],
      node: 'hel-2',
      memory: 260,
      calls: [{ to: 'rating-store' }, { to: 'fleet-api', share: 0.6 }],
      resource: 'tick',
      extras: [
        { metric: 'matchmaker.parties.waiting', base: 140, whole: true },
        { metric: 'matchmaker.workers.busy', base: 4, whole: true },
      ],
    },
    {
      name: 'lobby',
      ms: 15,
      rps: 90,
      repo: 'lobby',
      hosts: ['lobby-0'],
      node: 'hel-3',
      edge: {
        lang: 'java',
        style: 'logstash',
        file: 'com.hallagames.lobby.LobbyController',
        paths: ['/lobbies', '/lobbies/custom'],
        words: { failed: 'lobby was closed', handled: 'lobby opened', chore: 'scheduled' },
        says: ['spectator slots are full', 'map vote ended in a draw', 'chat filter list renewed'],
      },
      calls: [{ to: 'matchmaker', share: 0.8 }],
      resource: 'POST /lobbies',
    },
    {
      name: 'profile',
      ms: 18,
      rps: 260,
      repo: 'profile',
      hosts: ['profile-0', 'profile-1'],
      node: 'hel-3',
      edge: {
        lang: 'python',
        style: 'structlog',
        file: '/srv/profile/profile/client.py',
        paths: ['/me', '/me/friends'],
        words: {
          failed: 'identity_not_confirmed',
          handled: 'identity_confirmed',
          chore: 'job_failed',
        },
        says: ['avatar larger than 2 MB', 'two accounts linked to one console'],
      },
      calls: [{ to: 'platform-id', share: 0.9 }],
      resource: 'GET /me',
    },
    {
      name: 'match-history',
      ms: 30,
      rps: 70,
      repo: 'match-history',
      hosts: ['history-0'],
      node: 'hel-1',
      edge: {
        lang: 'go',
        style: 'zap',
        file: 'relay/relay.go:24',
        paths: ['/matches', '/matches/last'],
        words: { failed: 'history not shown', handled: 'history shown' },
        says: ['replay 77120 is missing its first minute', 'page beyond the end asked for'],
      },
      calls: [{ to: 'rating-store' }],
      resource: 'GET /matches',
    },
    {
      name: 'rating-store',
      ms: 2,
      rps: 700,
      store: true,
      resource: 'HGETALL rating',
      node: 'hel-4',
    },
    { name: 'fleet-api', ms: 25, rps: 300, store: true, resource: 'POST fleet/claims' },
    { name: 'platform-id', ms: 60, rps: 230, store: true, resource: 'GET id.platform.example' },
  ],
  repos: { matchmaker: { service: 'matchmaker', image: 'debian:12-slim', files, work } },
  programs: {
    matchmaker: {
      driver: { 'src/main.rs': driver },
      build: [
        [
          'rustc',
          '-g',
          '--edition',
          '2021',
          '-A',
          'warnings',
          '-o',
          'matchmaker',
          'src/main.rs',
          '--remap-path-prefix',
          '$PWD=/build/matchmaker',
        ],
      ],
      run: ['./matchmaker'],
      home: '/build/matchmaker/',
      isError: /"level":"ERROR"/,
      json: true,
    },
  },
  changes: [
    {
      type: 'feature_flag',
      name: 'lobby-map-vote',
      service: 'lobby',
      before: 'off',
      after: '20%',
      by: 'design',
    },
    {
      type: 'config',
      name: 'gateway.poll_interval_ms',
      service: 'game-gateway',
      before: '1500',
      after: '2000',
      by: 'rasmus',
    },
    {
      type: 'config',
      name: 'fleet.warm_servers.eu-north',
      service: 'fleet-api',
      before: '24',
      after: '30',
      by: 'minjun',
    },
  ],
  decoyChange: {
    id: 'ff-3071',
    type: 'feature_flag',
    name: 'gateway-binary-protocol',
    service: 'game-gateway',
    before: '10%',
    after: '30%',
    by: 'kaisa',
  },
  good: (r) => request(r),
  faults: {
    unmeasured: {
      kind: 'null_dereference',
      m: 'Clients measure themselves since 5.2',
      delay: 19,
      edits: [
        {
          f: 'src/ticket.rs',
          a: raw`    if out.is_empty() {
        // older clients do not measure
        out.insert("eu-north".to_string(), 120);
    }
`,
          b: '',
        },
      ],
      bad: (r) => request(r, { pings: '-' }),
      impact: [{ err: 0.16 }],
      errorType: 'panic',
      errorText: 'called Option::unwrap() on a None value',
      tempt: {
        m: 'Equal pings: first region by name',
        edits: [
          {
            f: 'src/region.rs',
            a: 'min_by_key(|(_, ms)| **ms)',
            b: 'min_by_key(|(name, ms)| (**ms, name.as_str()))',
          },
        ],
      },
    },
    joinedParties: {
      kind: 'serialisation_change',
      m: 'Comma between parties like everywhere',
      delay: 33,
      shape: 'growing',
      alertAfter: 41,
      edits: [
        { f: 'src/snapshot.rs', a: 'parties.join("+")', b: 'parties.join(",")' },
        { f: 'src/snapshot.rs', a: "parts[2].split('+')", b: "parts[2].split(',')" },
      ],
      bad: (r) => {
        const parties = Array.from({ length: r.int(2, 4) }, () => `p-${r.int(100, 9999)}`);
        return request(r, {
          parties,
          waited: r.int(600, 5400),
          kept: `any|${r.int(600, 5400)}|${[...new Set(parties)].join('+')}`,
        });
      },
      impact: [{ err: 0.14 }],
      gauges: [{ service: 'matchmaker', metric: 'matchmaker.parties.waiting', to: 610 }],
      errorType: 'TickError',
      errorText: 'Party(NotWaiting)',
      tempt: {
        m: 'Resume: party is checked against waiting once',
        edits: [
          {
            f: 'src/pool.rs',
            a: raw`        if !self.waiting.remove(party) {
            return Err(NotWaiting(party.to_string()));
        }
        self.chosen.push(party.to_string());
        Ok(())`,
            b: raw`        match self.waiting.take(party) {
            Some(known) => {
                self.chosen.push(known);
                Ok(())
            }
            None => Err(NotWaiting(party.to_string())),
        }`,
          },
        ],
      },
    },
    fairest: {
      kind: 'slow_code',
      m: 'Fairest of all possible teams',
      delay: 46,
      shape: 'growing',
      edits: [
        {
          f: 'src/balance.rs',
          a: raw`/// Splits ratings into two teams: best to the first, the next two to the second, and so on.
pub fn split(ratings: &[i32]) -> (Vec<i32>, Vec<i32>) {
    let mut sorted = ratings.to_vec();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    let (mut one, mut two) = (Vec::new(), Vec::new());
    for (at, rating) in sorted.into_iter().enumerate() {
        if at % 4 == 0 || at % 4 == 3 {
            one.push(rating);
        } else {
            two.push(rating);
        }
    }
    (one, two)
}`,
          b: raw`/// Splits ratings into the two teams that differ least.
pub fn split(ratings: &[i32]) -> (Vec<i32>, Vec<i32>) {
    let members = |mask: u32| {
        (0..ratings.len()).filter(move |at| mask >> at & 1 == 1).map(|at| ratings[at])
    };
    let everybody = (1u32 << ratings.len()) - 1;
    let fairest = (0..everybody)
        .filter(|mask| mask.count_ones() as usize == ratings.len() / 2)
        .min_by_key(|mask| (members(*mask).sum::<i32>() - members(everybody ^ mask).sum::<i32>()).abs())
        .unwrap_or(0);
    (members(fairest).collect(), members(everybody ^ fairest).collect())
}`,
        },
      ],
      bad: (r) => request(r, { queue: 'battle' }),
      good: (r) => request(r, { queue: r.pick(['duel', 'squad']) }),
      impact: [{ err: 0.22, addMs: 180 }],
      cpu: { matchmaker: 2.9 },
      gauges: [
        { service: 'matchmaker', metric: 'matchmaker.workers.busy', to: 23 },
        { service: 'matchmaker', metric: 'matchmaker.parties.waiting', to: 420 },
      ],
      status: 503,
      errorType: 'TickError',
      errorText: 'tick overran its budget',
      tempt: {
        m: 'Budget of a tick in docs',
        edits: [
          {
            f: 'docs/ticks.md',
            add: '# Ticks\n\nA tick that overran its budget (150 ms) forms no match; the match is dropped and clients ask again.\n',
          },
        ],
      },
    },
    heldFleet: {
      kind: 'deadlock',
      m: 'Claim: one match, no helper',
      delay: 72,
      edits: [
        {
          f: 'src/fleet.rs',
          a: raw`        if let Some(server) = self.take(region) {
            return Ok(server);
        }
        self.borrow_from(neighbour(region))`,
          b: raw`        match self.free.lock().unwrap().get_mut(region) {
            Some(count) if *count > 0 => {
                *count -= 1;
                Ok(format!("{}-{:02}", region, count))
            }
            _ => self.borrow_from(neighbour(region)),
        }`,
        },
      ],
      bad: (r) => request(r, { pings: 'eu-north=21,eu-west=64', full: 'eu-north' }),
      impact: [{ err: 0.19, addMs: 260 }],
      gauges: [{ service: 'matchmaker', metric: 'matchmaker.workers.busy', to: 32 }],
      status: 504,
      errorType: 'Timeout',
      errorText: 'worker gave no answer within 2000 ms',
      tempt: {
        m: 'Stage is read with acquire',
        edits: [
          {
            f: 'src/stage.rs',
            a: 'NAMES[NOW.load(Ordering::Relaxed)]',
            b: 'NAMES[NOW.load(Ordering::Acquire)]',
          },
          {
            f: 'src/stage.rs',
            a: 'unwrap_or(0), Ordering::Relaxed',
            b: 'unwrap_or(0), Ordering::Release',
          },
        ],
      },
    },
    adaptive: {
      kind: 'feature_flag',
      category: 'feature_flag',
      delay: 3,
      change: {
        id: 'ff-3066',
        type: 'feature_flag',
        name: 'adaptive-window',
        service: 'matchmaker',
        before: 'internal',
        after: '100%',
        by: 'design',
      },
      bad: (r) => request(r, { waited: r.int(60, 340), flags: 'adaptive-window' }),
      good: (r) => request(r, { waited: r.int(0, 50) }),
      impact: [{ err: 0.24 }],
      gauges: [{ service: 'matchmaker', metric: 'matchmaker.parties.waiting', to: 380 }],
      errorType: 'panic',
      errorText: 'index out of bounds: the len is 6 but the index is 9',
      story:
        'a switch that worked for the staff is turned on for all, also for those who wait for more than a minute',
      tempt: {
        m: 'Index of the step has a name',
        edits: [
          {
            f: 'src/window.rs',
            a: '/// One step for each ten seconds of waiting.',
            b: '/// One step for each ten seconds of waiting; the index is never negative.',
          },
        ],
      },
    },
    identityDown: {
      kind: 'provider_outage',
      category: 'dependency_outage',
      service: 'profile',
      silentCore: true,
      edgeOrigin: '503',
      outcome: '502',
      alsoFirst: ['platform-id'],
      failsAt: 'platform-id',
      impact: [{ service: 'platform-id', err: 0.64, timesMs: 5 }],
      priority: 'P1',
      status: 503,
      errorType: 'UpstreamFailed',
      errorText: 'platform-id returned 503',
      alertService: 'game-gateway',
      says: [
        {
          service: 'profile',
          level: 'warn',
          text: 'status feed of platform-id - sign-in degraded for all titles, next update in 30 minutes',
          count: 3,
        },
      ],
      story: 'the console network cannot confirm who somebody is',
    },
    cupRosters: {
      kind: 'bad_input_data',
      category: 'bad_input_data',
      bad: (r) =>
        request(r, {
          queue: 'squad',
          party: `cup-${r.int(10, 64)}`,
          ratings: Array.from({ length: 5 }, (_, at) =>
            at === 2 ? r.pick(['unranked', 'diamond 2', 'n/a']) : r.int(900, 2600),
          ).join(','),
        }),
      impact: [{ err: 0.13 }],
      priority: 'P3',
      status: 422,
      errorType: 'TickError',
      errorText: 'ticket refused: Rating("unranked")',
      alertService: 'matchmaker',
      says: [
        {
          service: 'lobby',
          level: 'info',
          text: 'organiser nordic-cup uploaded a roster, 64 teams',
          count: 3,
        },
      ],
      story: 'the organiser of a cup uploads rosters with words where ratings belong',
    },
  },
};
