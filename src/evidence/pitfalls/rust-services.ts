/** Known pitfalls of Rust's async runtimes, serde, databases and web frameworks. */
import type { Pitfall } from './model.ts';

const RS = /\.rs$/;
const MANIFEST = /(?:^|\/)(?:Cargo\.toml|Dockerfile[\w.-]*|rust-toolchain(?:\.toml)?)$/;

export const RUST_SERVICES: readonly Pitfall[] = [
  {
    name: 'rust-blocking-in-async',
    files: RS,
    added:
      /std::thread::sleep|thread::sleep\(|std::fs::|\bfs::(?:read|write|File)|reqwest::blocking|\.blocking_\w+\(|std::net::|std::sync::Mutex|block_on\(|\.recv\(\)\s*\.unwrap|bcrypt::|argon2|Command::new|rayon|par_iter|\.wait\(\)|postgres::Client|rusqlite/,
    kinds: ['slow', 'timeout', 'threads', 'deadlock', 'queue_backlog', 'pool_exhausted'],
    says: /Cannot (?:start|drop|block)[^\n]{0,60}(?:a|the) (?:runtime|current thread)|blocking is not allowed|cannot execute `LocalPool`|deadline has elapsed|health ?check/i,
    did: 'a call that blocks the threads of the runtime',
    weight: 0.9,
  },
  {
    name: 'rust-runtime-in-runtime',
    files: RS,
    added:
      /block_on\(|Runtime::new\(|Builder::new_(?:multi|current)_thread|block_in_place|Handle::current|blocking_(?:send|recv|lock|read|write)\(|reqwest::blocking|#\[tokio::main|new_current_thread|flavor\s*=/,
    says: /Cannot (?:start|drop|block)[^\n]{0,60}(?:runtime|current thread)|can call blocking only when|no reactor running|must be called from the context of a Tokio|there is no timer running|there is no reactor/,
    kinds: ['deadlock', 'threads', 'slow'],
    did: 'a runtime inside of another, or of another kind',
    weight: 0.95,
  },
  {
    name: 'rust-spawn-blocking-dropped',
    files: RS,
    removed:
      /spawn_blocking\(|block_in_place\(|tokio::fs|tokio::time::sleep|tokio::sync::|yield_now\(|multi_thread|worker_threads|tokio::task::/,
    says: /no reactor running|context of a Tokio|Cannot (?:start|drop|block)|can call blocking only|deadline has elapsed|blocking is not allowed/,
    kinds: ['slow', 'timeout', 'threads', 'deadlock', 'queue_backlog', 'cpu'],
    did: 'work that blocks is no longer kept off the runtime',
    weight: 0.95,
  },
  {
    name: 'rust-guard-over-await',
    files: RS,
    added: /(?:\.lock\(\)|\.write\(\)|\.read\(\)|\.get_mut\(|\.entry\()[\s\S]{0,300}\.await/,
    says: /deadlock|stuck|hung|watchdog|no progress/i,
    kinds: ['deadlock', 'timeout', 'slow', 'pool_exhausted', 'queue_backlog'],
    did: 'a lock is held while something is awaited',
    weight: 0.9,
  },
  {
    name: 'rust-await-dropped',
    files: RS,
    removed: /\.await\b|\.join\(\)|join!\(|JoinSet|join_all\(|\.instrument\(/,
    kinds: ['wrong_result', 'queue_backlog', 'memory', 'concurrency', 'duplicate'],
    says: /JoinError|task \d+ (?:panicked|was cancelled)|channel closed|SendError|RecvError|never (?:sent|written|ran)/,
    did: 'a future is no longer awaited',
    weight: 0.85,
  },
  {
    name: 'rust-spawn',
    files: RS,
    added:
      /(?:tokio|task|thread|async_std|actix_web::rt|std::thread|rayon|smol)::spawn(?:_local)?\(|\bspawn\(/,
    says: /task \d+ panicked|JoinError|memory allocation of|OOMKilled|Too many open files|pool timed out|failed to spawn thread|Resource temporarily unavailable|no reactor running/,
    kinds: [
      'memory',
      'pool_exhausted',
      'threads',
      'rate_limited',
      'concurrency',
      'file_descriptors',
      'duplicate',
    ],
    did: 'work is started that nobody waits for or counts',
    weight: 0.85,
  },
  {
    name: 'rust-limit-dropped',
    files: RS,
    removed:
      /Semaphore|buffer_unordered\(|buffered\(|for_each_concurrent\(|concurrency_limit|\.acquire\(|ConcurrencyLimit|RateLimit|\.chunks\(|\.take\(|max_connections|load_shed/,
    says: /pool timed out|Too many open files|OOMKilled|too many connections|\b429\b/i,
    kinds: [
      'memory',
      'pool_exhausted',
      'rate_limited',
      'file_descriptors',
      'slow',
      'timeout',
      'db_slow',
    ],
    did: 'a limit of what runs at once is gone',
    weight: 0.95,
  },
  {
    name: 'rust-unbounded-channel',
    files: RS,
    added:
      /unbounded(?:_channel)?\(|UnboundedSender|mpsc::channel\(\s*\)|broadcast::channel|\.try_send\(|VecDeque::new\(\)/,
    says: /OOMKilled|memory allocation of|channel lagged|lagged by|Lagged\(|no available capacity|channel full/i,
    kinds: ['memory', 'queue_backlog'],
    did: 'a channel takes more than is taken out, or loses what is too much',
    weight: 0.9,
  },
  {
    name: 'rust-channel-capacity',
    files: RS,
    changed:
      /mpsc::(?:sync_)?channel(?:::<[^>\n]{1,60}>)?\(|bounded\(|broadcast::channel|watch::channel|oneshot::channel|channel_capacity|buffer_size/,
    says: /channel closed|SendError|RecvError|lagged|no available capacity|stuck|deadlock/i,
    kinds: ['deadlock', 'queue_backlog', 'slow', 'timeout', 'memory'],
    did: 'a channel holds another number of messages',
    weight: 0.9,
  },
  {
    name: 'rust-select-cancels',
    files: RS,
    added:
      /select!\s*[({]|tokio::time::timeout\(|timeout\(|\.abort\(\)|abort_handle|CancellationToken|FuturesUnordered|try_join!|\bbiased\b/,
    says: /deadline has elapsed|Elapsed\(|was cancelled|JoinError::Cancelled|unexpected (?:end|EOF)|truncat|lost|polled after completion|resumed after completion|corrupt/,
    kinds: ['wrong_result', 'parse', 'timeout'],
    did: 'a future is given up half done',
    weight: 0.85,
  },
  {
    name: 'rust-channel-ends-dropped',
    files: RS,
    removed: /\btx\b|\brx\b|sender|receiver|\.clone\(\)|let _\w*guard|shutdown|JoinHandle/i,
    says: /channel closed|SendError|RecvError|sending on a closed channel|receiving on (?:a|an) (?:closed|empty and disconnected)|Disconnected/,
    did: 'one end of a channel is gone too early',
    weight: 0.9,
  },
  {
    name: 'serde-field',
    files: RS,
    changed:
      /#\[serde\(|^[ \t]*pub(?:\([\w ]+\))?\s+(?:r#)?\w+\s*:|\bstruct\s+\w+|^[ \t]*[A-Z]\w+\s*(?:\(|\{|,)/m,
    says: /missing field|unknown field|unknown variant|invalid type: |invalid value: |duplicate field|did not match any variant|no variant|expected (?:struct|one of|value|a map|a sequence)|missing configuration|invalid length \d+|tag for|at line \d+ column \d+/,
    did: 'JSON is read or written with other fields, names or types',
    weight: 0.9,
  },
  {
    name: 'serde-default-dropped',
    files: RS,
    removed:
      /serde\((?:[^)\n]{0,80},\s*)?(?:default|rename|alias|flatten|skip_serializing_if|with|other|untagged|tag|rename_all|deserialize_with|serialize_with)|Option<|\bserde_with|HashMap<String|Value\b/,
    says: /missing field|unknown field|unknown variant|invalid type: |did not match any variant|data did not match|expected (?:an? |struct|one of)|at line \d+ column \d+|KeyError|of undefined/,
    kinds: ['missing_key', 'parse'],
    did: 'a field has to be there, or has another name',
    weight: 0.95,
  },
  {
    name: 'serde-added',
    files: RS,
    added:
      /deny_unknown_fields|serde\((?:[^)\n]{0,80},\s*)?(?:rename|rename_all|tag|untagged|flatten|content|transparent|skip|with|try_from|deserialize_with)|^[ \t]*pub(?:\([\w ]+\))?\s+(?:r#)?\w+\s*:/m,
    says: /missing field|unknown field|unknown variant|invalid type: |invalid value: |did not match any variant|can only flatten|cannot serialize tagged newtype|expected (?:an? |struct|one of)|u128 is not supported|key must be a string|KeyError|of undefined|bincode|UnexpectedEof|io error: unexpected end/,
    kinds: ['missing_key', 'parse'],
    did: 'what is read has to have a field more, or only those that are known',
    weight: 0.9,
  },
  {
    name: 'sqlx-nullable',
    files: RS,
    changed:
      /\bOption<|query(?:_as|_scalar)?!?\(|\.get(?:::<|\()|\.try_get|FromRow|Queryable|AsExpression|#\[diesel|fetch_(?:one|optional|all)\(|table!|column_name|DeriveEntityModel/,
    says: /unexpected null; try decoding|ColumnDecode|no column found for name|ColumnNotFound|RowNotFound|no rows returned|mismatched types; Rust type|is not compatible with SQL type|NotFound\b|DeserializationError|Unexpected null for non-null column|error (?:occurred while )?(?:decoding|deserializing) column|WrongType|ColumnIndexOutOfBounds/,
    did: 'a row is read into other types or columns',
    weight: 0.95,
  },
  {
    name: 'sqlx-fetch-one',
    files: RS,
    added:
      /fetch_one\(|\.query_one\(|\.first(?:::<[^\n]{1,40}>)?\(|get_result\(|\.one\(|find_by_id\(/,
    says: /RowNotFound|no rows returned|query returned an unexpected number of rows|Record not found|NotFound\b/,
    did: 'exactly one row has to be there',
    weight: 0.95,
  },
  {
    name: 'rust-pool-options',
    files: RS,
    changed:
      /PoolOptions|max_connections|min_connections|acquire_timeout|idle_timeout|max_lifetime|max_size|connection_timeout|Pool::|deadpool|bb8|r2d2|statement_cache_capacity|test_before_acquire/,
    says: /pool timed out|PoolTimedOut|TimedOut|timed out waiting for connection|too many (?:connections|clients)|remaining connection slots|prepared statement|connection (?:closed|reset)/i,
    kinds: ['pool_exhausted', 'slow', 'timeout', 'unreachable'],
    did: 'the pool of connections is set up in another way',
    weight: 0.95,
  },
  {
    name: 'rust-transaction-held',
    files: RS,
    added: /\.begin\(\)|\.acquire\(\)|transaction\(|pool\.get\(\)|FOR UPDATE|&mut \*?tx\b|executor/,
    says: /pool timed out|PoolTimedOut|TimedOut|idle in transaction|timed out waiting for connection|deadlock/i,
    kinds: ['pool_exhausted', 'deadlock', 'timeout', 'db_slow', 'slow'],
    did: 'a connection or transaction is held while others are called',
    weight: 0.85,
  },
  {
    name: 'rust-commit-dropped',
    files: RS,
    removed:
      /\.commit\(\)|\.flush\(\)|\.sync_all\(\)|\.shutdown\(\)|\.finish\(\)|\.rollback\(\)|into_inner\(\)/,
    kinds: ['wrong_result', 'missing_key', 'disk'],
    says: /truncat|unexpected (?:end|EOF)|empty file|never (?:saved|written)|rolled back/i,
    did: 'what was written is dropped at the end: no commit or flush',
    weight: 0.95,
  },
  {
    name: 'rust-query-in-a-loop',
    files: RS,
    added:
      /for\s+[\w(),& ]{1,60}\s+in\s[\s\S]{0,300}(?:fetch_\w+|query\w*!?|execute|find\w*|get\w*|load)\([^;]{0,160}\.await/,
    kinds: ['slow', 'db_slow', 'timeout', 'pool_exhausted', 'queue_backlog'],
    says: /N\+1|deadline has elapsed/,
    did: 'one query for each of many in place of one for all',
    weight: 0.85,
  },
  {
    name: 'rust-http-client',
    files: RS,
    removed:
      /\.timeout\(|connect_timeout\(|error_for_status\(|\.status\(\)|is_success\(\)|pool_max_idle|pool_idle_timeout|tcp_keepalive|OnceCell|OnceLock|LazyLock|lazy_static|Lazy<|user_agent\(|\.gzip\(/,
    says: /error decoding response body|expected value at line 1|operation timed out|IncompleteMessage|connection closed before message|missing field|Too many open files|EADDRNOTAVAIL|Cannot assign requested address/,
    kinds: [
      'timeout',
      'slow',
      'parse',
      'file_descriptors',
      'unreachable',
      'upstream_error',
      'threads',
      'memory',
    ],
    did: 'a client has no time limit, is made anew for each call, or takes errors for answers',
    weight: 0.9,
  },
  {
    name: 'rust-web-limits',
    files: RS,
    changed:
      /DefaultBodyLimit|JsonConfig|PayloadConfig|RequestBodyLimit|content_length_limit|\.limit\(|max_frame_length|max_decoding_message_size|TimeoutLayer|keep_alive|ConcurrencyLimitLayer|max_header|\.workers\(/,
    says: /length limit exceeded|payload (?:is )?(?:too large|reached size limit|size is bigger)|\b413\b|message (?:length )?too large|frame (?:size )?too (?:big|large)|\b408\b|OverflowKnownLength/i,
    kinds: ['payload_size', 'timeout', 'threads', 'memory'],
    did: 'the server takes bodies of another size, or waits for another time',
    weight: 0.95,
  },
  {
    name: 'rust-web-state-or-layer',
    files: RS,
    changed:
      /\.layer\(|\.with_state\(|Extension\(|web::Data|app_data\(|\.manage\(|\.wrap\(|\.route\(|\.nest\(|\.merge\(|route_layer|State<|FromRequest|\.fallback\(|CorsLayer|ServiceBuilder|#\[(?:get|post|put|delete)\(/,
    says: /Missing request extension|is not configured correctly|Requested application data|Overlapping method route|Path segments must not start with|Invalid (?:route|path)|insertion failed due to conflict|Cannot (?:merge|nest)|\b40[145]\b|unmanaged state|wrong number of path arguments|CORS|Not Found/i,
    kinds: ['auth'],
    did: 'routes, layers or what handlers share stand in another order',
    weight: 0.9,
  },
  {
    name: 'rust-extractor',
    files: RS,
    changed:
      /\bJson<|\bQuery<|\bPath<|\bForm<|web::(?:Json|Query|Path|Form)<|TypedHeader|Option<Json|Valid<|Multipart/,
    says: /Failed to deserialize|missing field|Expected request with `Content-Type|MissingJsonContentType|Wrong number of path arguments|\b415\b|\b422\b|\b400\b|Cannot parse|invalid type|Content type error|query deserialize/i,
    did: 'a request is read in another way',
    weight: 0.9,
  },
  {
    name: 'rust-env-or-config',
    files: RS,
    changed:
      /env::var(?:_os)?\(|env!\(|option_env!|std::env|dotenv|Figment|config::|#\[(?:arg|clap|envconfig)\b|env\s*=\s*"/,
    says: /environment variable not found|NotPresent|missing configuration field|configuration property|error: the following required arguments|unexpected argument|missing field/,
    kinds: ['missing_config'],
    did: 'a setting is read under another name, or has to be there',
    weight: 0.95,
  },
  {
    name: 'rust-cache-static',
    files: RS,
    added:
      /#\[(?:cached|memoize|once)|static\s+(?:ref\s+)?\w+\s*:\s*(?:once_cell::\w+::)?(?:Lazy|LazyLock|OnceLock|OnceCell|Mutex|RwLock|DashMap|Cache)|lazy_static!|thread_local!|moka::|(?:cache|seen|history|pending)\w*\s*:\s*(?:Arc<)?(?:Mutex<|RwLock<)?(?:Hash|DashMap|Vec|BTree)/i,
    says: /Lazy instance has previously been poisoned|OOMKilled|memory allocation of|(?:other|another|wrong) (?:user|tenant|customer)|stale/i,
    kinds: ['memory', 'cache', 'wrong_result'],
    did: 'something is kept for the whole process',
    weight: 0.85,
  },
  {
    name: 'cargo-features',
    files: MANIFEST,
    changed:
      /default-features|features\s*=|^[ \t]*[\w-]+\s*=\s*(?:"|\{)|panic\s*=|overflow-checks|opt-level|lto|debug-assertions|channel|FROM\s|^[ \t]*version\s*=/m,
    says: /CryptoProvider|no process-level|TLS|rustls|openssl|libssl|scheme is not http|invalid URL, scheme|GLIBC_\d|cannot open shared object|error while loading|not compiled with|feature|no reactor running|context of a Tokio|with overflow|SIGABRT|panicked|Path segments must not start/,
    kinds: ['missing_code', 'tls', 'slow', 'memory', 'crash_loop'],
    did: 'crates are built with other features or versions',
    weight: 0.85,
  },
  {
    name: 'rust-panic-abort',
    files: /(?:^|\/)Cargo\.toml$|\.rs$/,
    added: /panic\s*=\s*"abort"|process::(?:exit|abort)\(|set_hook\(|std::process::exit/,
    says: /SIGABRT|signal: 6|exit(?:ed)?(?: with)?(?: code)? (?:134|1|101)\b|CrashLoop|aborted|panicked at/,
    kinds: ['crash_loop', 'upstream_error'],
    did: 'one panic ends the whole process',
    weight: 0.9,
  },
  {
    name: 'rust-catch-unwind-dropped',
    files: RS,
    removed:
      /catch_unwind|CatchPanic|\.is_panic\(\)|into_panic|JoinError|unwrap_or_else\(\|?\w*PoisonError|PoisonError::into_inner/,
    says: /panicked at|PoisonError|poisoned|IncompleteMessage|connection closed before/,
    kinds: ['crash_loop', 'upstream_error', 'unreachable'],
    did: 'a panic is no longer caught',
    weight: 0.95,
  },
];
