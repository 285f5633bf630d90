import type { Example } from './examples.ts';

type Row = readonly [name: string, patch: string, failure: string, harmless: string, path?: string];

const SLOW = 'request took 31000 ms: timeout of 30000 ms exceeded, deadline has elapsed';
const STUCK = 'watchdog: worker stuck, no progress for 60 s, deadlock';
const POOL = 'sqlx: pool timed out while waiting for an open connection';
const MEMORY = 'container was OOMKilled: out of memory';
const RUNTIME =
  "panicked at 'there is no reactor running, must be called from the context of a Tokio 1.x runtime'";
const FIELD = 'missing field `zone` at line 1 column 40';
const CLOSED = 'panicked at SendError: channel closed';
const NO_CHANGE = '-    run();\n+    runs();';

const ROWS: readonly Row[] = [
  [
    'rust-blocking-in-async',
    '+    std::thread::sleep(pause);',
    SLOW,
    '+    tokio::time::sleep(pause).await;',
  ],
  [
    'rust-runtime-in-runtime',
    '+    handle.block_on(load());',
    'Cannot start a runtime from within a runtime',
    '+    load().await;',
  ],
  [
    'rust-spawn-blocking-dropped',
    '-    tokio::task::spawn_blocking(hash).await?;\n+    hash();',
    SLOW,
    '-    hash();',
  ],
  [
    'rust-guard-over-await',
    '+    let rows = self.rows.lock();\n+    send(rows).await;',
    STUCK,
    '+    send(rows).await;',
  ],
  ['rust-await-dropped', '-    send(row).await;\n+    send(row);', CLOSED, '-    send(row);'],
  ['rust-spawn', '+    tokio::spawn(send(row));', MEMORY, '+    send(row).await;'],
  [
    'rust-limit-dropped',
    '-    rows.buffer_unordered(8)\n+    join_all(rows)',
    POOL,
    '-    join_all(rows)',
  ],
  [
    'rust-unbounded-channel',
    '+    let (tx, rx) = mpsc::unbounded_channel();',
    MEMORY,
    '+    let (tx, rx) = mpsc::channel(8);',
  ],
  [
    'rust-channel-capacity',
    '-    let (tx, rx) = mpsc::channel(64);\n+    let (tx, rx) = mpsc::channel(1);',
    STUCK,
    NO_CHANGE,
  ],
  [
    'rust-select-cancels',
    '+    tokio::time::timeout(limit, read(row)).await',
    'deadline has elapsed: unexpected end of stream',
    '+    read(row).await',
  ],
  ['rust-channel-ends-dropped', '-    let keep = tx.clone();', CLOSED, '-    run();'],
  ['serde-field', '-    pub zone: String,\n+    pub area: String,', FIELD, NO_CHANGE],
  ['serde-default-dropped', '-    #[serde(default)]', FIELD, '-    #[inline]'],
  [
    'serde-added',
    '+#[serde(deny_unknown_fields)]',
    'unknown field `zone`, expected one of `area`',
    '+#[inline]',
  ],
  [
    'sqlx-nullable',
    '-    zone: Option<String>,\n+    zone: Option<Zone>,',
    'error occurred while decoding column "zone": unexpected null; try decoding as an `Option`',
    NO_CHANGE,
  ],
  [
    'sqlx-fetch-one',
    '-    query.fetch_optional(pool)\n+    query.fetch_one(pool)',
    'no rows returned by a query that expected to return at least one row',
    '+    query.fetch_optional(pool)',
  ],
  ['rust-pool-options', '-    .max_connections(50)\n+    .max_connections(5)', POOL, NO_CHANGE],
  [
    'rust-transaction-held',
    '+    let mut tx = pool.begin().await?;',
    POOL,
    '+    run(pool).await?;',
  ],
  [
    'rust-commit-dropped',
    '-    tx.commit().await?;',
    'order not found: never saved',
    '-    run().await?;',
  ],
  [
    'rust-query-in-a-loop',
    '+    for id in ids {\n+        rows.push(fetch_one(id).await?);',
    SLOW,
    '+    for id in ids {\n+        rows.push(id);',
  ],
  ['rust-http-client', '-    .timeout(Duration::from_secs(5))', SLOW, '-    .build()'],
  [
    'rust-web-limits',
    '-    .layer(DefaultBodyLimit::max(50))\n+    .layer(DefaultBodyLimit::max(5))',
    'Failed to buffer the request body: length limit exceeded',
    NO_CHANGE,
  ],
  [
    'rust-web-state-or-layer',
    '-    .layer(Extension(pool)).route(a)\n+    .route(a).layer(trace)',
    'Missing request extension: Extension of type `Pool` was not found',
    NO_CHANGE,
  ],
  [
    'rust-extractor',
    '-    Json(order): Json<Order>\n+    Json(order): Json<NewOrder>',
    'Failed to deserialize the JSON body into the target type: missing field `zone`',
    NO_CHANGE,
  ],
  [
    'rust-env-or-config',
    '-    env::var("RATES")\n+    env::var("RATES_URL")',
    'panicked: environment variable not found: NotPresent',
    NO_CHANGE,
  ],
  [
    'rust-cache-static',
    '+static CACHE: Lazy<Mutex<Rows>> = Lazy::new(Rows::new);',
    MEMORY,
    '+const LIMIT: u8 = 5;',
  ],
  [
    'cargo-features',
    '-reqwest = { version = "0.11" }\n+reqwest = { version = "0.12", default-features = false }',
    'panicked: no process-level CryptoProvider available',
    '+# a comment',
    'Cargo.toml',
  ],
  [
    'rust-panic-abort',
    '+panic = "abort"',
    'process exited: signal: 6, SIGABRT',
    '+debug = true',
    'Cargo.toml',
  ],
  [
    'rust-catch-unwind-dropped',
    '-    std::panic::catch_unwind(run)',
    "thread 'main' panicked at src/plan.rs:7:9",
    '-    run()',
  ],
];

const TOKIO: Row = [
  'rust-spawn-blocking-dropped',
  '-    tokio::time::sleep(pause).await;\n+    smol::Timer::after(pause).await;',
  RUNTIME,
  '-    run();',
];

export const RUST_SERVICES_EXAMPLES: readonly Example[] = [...ROWS, TOKIO].map(
  ([name, patch, failure, harmless, path = 'src/plan.rs']) => ({
    name,
    path,
    patch,
    failure,
    harmless,
  }),
);
