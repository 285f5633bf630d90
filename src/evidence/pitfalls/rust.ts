/** Known pitfalls of Rust as a language. */
import type { Pitfall } from './model.ts';

const RS = /\.rs$/;
const UNWRAPPED =
  /called `(?:Option::unwrap|Option::expect|Result::unwrap|Result::expect)\S*` on an? |unwrap\(\)` on a|panicked at/;

export const RUST: readonly Pitfall[] = [
  {
    name: 'rust-unwrap',
    files: RS,
    added: /\.unwrap\(\)|\.expect\(|unwrap_unchecked|\.unwrap_err\(\)/,
    says: /called `(?:Option|Result)::\w+\(\)` on an? |unwrap\(\)` on a|panicked at/,
    did: 'a value or an error is unwrapped without a look',
    weight: 0.9,
  },
  {
    name: 'rust-unwrap-or-dropped',
    files: RS,
    removed:
      /\.unwrap_or(?:_else|_default)?\(|\.ok\(\)|if let (?:Some|Ok)\(|let (?:Some|Ok)\([^\n]{1,80}else|\.map_err\(|\bmatch\s|\.ok_or(?:_else)?\(|\.is_some\(\)|\.is_none\(\)|\.is_empty\(\)|\?\s*;/,
    says: UNWRAPPED,
    kinds: ['null_dereference', 'unhandled'],
    did: 'what may be missing or fail is no longer asked about',
    weight: 0.8,
  },
  {
    name: 'rust-swallowed-error',
    files: RS,
    added:
      /\.unwrap_or_default\(\)|\.unwrap_or(?:_else)?\(|\.ok\(\)\s*[;?)]|let _ =|\.flatten\(\)|filter_map\(\s*(?:Result::ok|\|\w+\|\s*\w+\.ok)|\.or_default\(\)|if let Ok\(/,
    removed: /\?\s*[;,.)]|\.unwrap\(\)|\.expect\(|map_err\(|\bErr\(/,
    kinds: ['wrong_result', 'missing_key', 'missing_config', 'auth', 'duplicate'],
    did: 'errors are swallowed and a default is taken',
    weight: 0.85,
  },
  {
    name: 'rust-index',
    files: RS,
    added:
      /\w\[[^\]\n'"]{1,60}\]|\.remove\(|\.swap_remove\(|\.split_at\(|\.swap\(|\.insert\(|copy_from_slice\(|\.drain\(|\.chunks(?:_exact)?\(|\.step_by\(|\.windows\(|split_off\(/,
    says: /index out of bounds: the len is|out of range for slice|slice index starts at|range (?:start|end) index|(?:removal|swap_remove|insertion) index|copy_from_slice|mid > len|chunk size must be non-zero|assertion failed: (?:step|mid)|source slice length/,
    did: 'a place is asked for that may not be there',
    weight: 0.9,
  },
  {
    name: 'rust-map-index',
    files: RS,
    added: /\[\s*&\s*\w[^\]\n]{0,60}\]|\[\s*"[^"\n]{1,60}"\s*\]/,
    says: /no entry found for key|IndexMap: (?:key|index)|HashMap|cannot access key/,
    did: 'a key that may be missing is asked for with brackets',
    weight: 0.95,
  },
  {
    name: 'rust-get-dropped',
    files: RS,
    removed:
      /\.get(?:_mut)?\(|\.first\(\)|\.last\(\)|\.is_empty\(\)|\.len\(\)|\.min\(|\.clamp\(|strip_prefix\(|\.checked_\w+\(|split_once\(/,
    says: /index out of bounds: the len is|out of range for slice|slice index starts at|range (?:start|end) index|no entry found for key|subtract with overflow|char boundary/,
    did: 'a place or length is no longer checked',
    weight: 0.9,
  },
  {
    name: 'rust-text-by-bytes',
    files: RS,
    added:
      /[\w)]\s*\[\s*(?:\w[\w.() +-]{0,40})?\.\.=?(?:[\w.() +-]{0,40})?\]|\.truncate\(|\.split_at\(|\.insert_str\(|\.replace_range\(|\.split_off\(|\.as_bytes\(\)/,
    says: /char boundary|byte index \d+ is|is_char_boundary|invalid utf-?8|Utf8Error|FromUtf8Error/,
    kinds: ['encoding'],
    did: 'text is cut by bytes and not by characters',
    weight: 0.95,
  },
  {
    name: 'rust-chars-dropped',
    files: RS,
    removed:
      /\.chars\(\)|char_indices\(\)|graphemes\(|is_char_boundary|floor_char_boundary|from_utf8_lossy|\.get\(\s*\.\./,
    says: /char boundary|byte index \d+ is|invalid utf-?8|Utf8Error|FromUtf8Error|too long/,
    kinds: ['encoding', 'wrong_result'],
    did: 'text is cut by bytes and not by characters, or has to be valid',
    weight: 0.95,
  },
  {
    name: 'rust-strict-utf8',
    files: RS,
    added:
      /from_utf8\(|from_utf8_unchecked|read_to_string\(|\.lines\(\)|\.to_str\(\)|into_string\(\)|BufRead|CStr::/,
    says: /invalid utf-?8|Utf8Error|FromUtf8Error|stream did not contain valid UTF-8|invalid (?:byte|character)/i,
    kinds: ['encoding'],
    did: 'bytes have to be valid text',
    weight: 0.9,
  },
  {
    name: 'rust-unsigned-subtraction',
    files: RS,
    added: /[\w)\]]\s-\s[\w(&*]|-=\s|\.sub\(|\.abs\(\)|\b(?:u8|u16|u32|u64|u128|usize)\b/,
    says: /attempt to subtract with overflow|184467440\d+|4294967\d{3}|capacity overflow|attempt to negate/,
    kinds: ['arithmetic'],
    did: 'a difference that may be below zero has no sign',
    weight: 0.9,
  },
  {
    name: 'rust-saturating-dropped',
    files: RS,
    removed:
      /\b(?:saturating|checked|wrapping|overflowing)_\w+\(|abs_diff\(|\bi(?:64|128|size)\b|\bu(?:64|128)\b|try_from\(|try_into\(|Decimal\b/,
    says: /attempt to (?:add|subtract|multiply|divide|negate|shift)[^\n]{0,40}(?:overflow|zero)|remainder with a divisor of zero|overflow when (?:adding|subtracting|multiplying)|184467440\d+|4294967\d{3}/,
    kinds: ['arithmetic', 'wrong_result'],
    did: 'a number is no longer kept within its limits',
    weight: 0.95,
  },
  {
    name: 'rust-as-cast',
    files: RS,
    added: /\bas\s+(?:u8|u16|u32|i8|i16|i32|usize|u64|i64|f32|isize|f64)\b/,
    says: /184467440\d+|4294967\d{3}|2147483\d{3}|with overflow|capacity overflow|memory allocation of|negative (?:amount|size|count|length|value)|index out of bounds|truncat|-\d{7,}|\b65535\b/,
    kinds: ['arithmetic', 'wrong_result', 'memory'],
    did: 'a number is cut to fewer bits without a word',
    weight: 0.85,
  },
  {
    name: 'rust-arithmetic',
    files: RS,
    added: /[\w)\]]\s[*+]\s[\w(&]|[*+]=\s|\.pow\(|<<|\.sum(?:::<\w+>)?\(\)|\.product/,
    says: /attempt to (?:add|multiply|shift left) with overflow|attempt to (?:multiply|add)/,
    did: 'a sum or product does not fit the type',
    weight: 0.9,
  },
  {
    name: 'rust-division',
    files: RS,
    added: /[\w)\]]\s[/%]\s(?!\d)[\w(]|div_ceil|rem_euclid|\.div\(|checked_div/,
    says: /attempt to divide by zero|remainder with a divisor of zero|divide with overflow/,
    did: 'something is divided by what may be zero',
    weight: 0.95,
  },
  {
    name: 'rust-try-from',
    files: RS,
    added: /try_from\(|try_into\(|\.parse(?:::<[\w:]+>)?\(\)|from_str\(|from_str_radix/,
    says: /TryFromIntError|out of range integral|invalid digit|number too (?:large|small)|cannot parse integer|ParseIntError|ParseFloatError|invalid float literal|IntErrorKind|provided string was not/,
    did: 'a number is asked for that the text or type does not have',
    weight: 0.9,
  },
  {
    name: 'rust-refcell',
    files: RS,
    added: /\.borrow(?:_mut)?\(\)|RefCell|Rc<|thread_local!/,
    says: /already (?:mutably )?borrowed|BorrowMutError|BorrowError/,
    did: 'something is borrowed twice at once',
    weight: 0.95,
  },
  {
    name: 'rust-lock-poisoned',
    files: RS,
    added:
      /\.lock\(\)\s*\.(?:unwrap|expect)|\.(?:read|write)\(\)\s*\.(?:unwrap|expect)|std::sync::(?:Mutex|RwLock)|into_inner\(\)/,
    says: /PoisonError|poisoned/,
    did: 'a lock stays poisoned after a panic',
    weight: 0.95,
  },
  {
    name: 'rust-lock-held',
    files: RS,
    added:
      /\.lock\(\)|\.write\(\)|\.read\(\)|\.entry\(|\.get_mut\(|\.iter_mut\(|blocking_lock|DashMap|parking_lot|if let [^\n]{1,60}\.lock\(|match [^\n]{1,60}\.(?:lock|read|write)\(/,
    says: /deadlock|stuck|hung|no progress|watchdog|blocked|timed out waiting/i,
    kinds: ['deadlock', 'timeout', 'slow', 'threads', 'queue_backlog'],
    did: 'a lock is held longer than it seems, or taken twice',
    weight: 0.85,
  },
  {
    name: 'rust-drop-removed',
    files: RS,
    removed: /\bdrop\(\w+\)|^[ \t]*\{\s*$|let _\w+ =|\.clone\(\)|\.to_owned\(\)|impl Drop for/m,
    says: /deadlock|stuck|hung|already (?:mutably )?borrowed|pool timed out|too many open files/i,
    kinds: ['deadlock', 'pool_exhausted', 'timeout', 'file_descriptors'],
    did: 'a guard lives longer than before, or not long enough',
    weight: 0.8,
  },
  {
    name: 'rust-guard-not-bound',
    files: RS,
    added:
      /let _ = [^\n]{0,80}(?:lock|guard|span|enter|acquire|permit|tempdir|timer|transaction|begin|subscribe|spawn)/i,
    kinds: [
      'concurrency',
      'wrong_result',
      'rate_limited',
      'missing_config',
      'duplicate',
      'pool_exhausted',
    ],
    says: /No such file|race condition|data race|not locked|channel closed/i,
    did: 'a guard is dropped at once: let _ does not keep it',
    weight: 0.95,
  },
  {
    name: 'rust-match-arm',
    files: RS,
    added:
      /unreachable!\(|todo!\(|unimplemented!\(|panic!\(|assert(?:_eq|_ne)?!\(|bail!\(|_ => (?:panic|unreachable|return Err|Err)/,
    says: /entered unreachable code|not (?:yet )?implemented|assertion|panicked at/,
    did: 'the thread ends where something is not as assumed',
    weight: 0.9,
  },
  {
    name: 'rust-comparison',
    files: RS,
    added:
      /partial_cmp\(|sort(?:_unstable)?_by\(|max_by\(|min_by\(|impl (?:Partial)?Ord for|\.cmp\(|Ordering::(?:Less|Greater)|sort_by_key\(/,
    says: /total order|user-provided comparison|does not correctly implement|unwrap\(\)` on a `None`|NaN/,
    kinds: ['wrong_result'],
    did: 'things are compared by a rule that is no order, or that NaN breaks',
    weight: 0.95,
  },
  {
    name: 'rust-hash-order',
    files: RS,
    added: /\b(?:HashMap|HashSet|FxHashMap|AHashMap|DashMap)\b/,
    removed: /\b(?:BTreeMap|BTreeSet|IndexMap|IndexSet|Vec<)/,
    kinds: ['wrong_result', 'cache', 'duplicate'],
    says: /signature (?:mismatch|does not match|invalid)|invalid signature|wrong order|digest|hash mismatch/i,
    did: 'a table without order in place of one with it',
    weight: 0.9,
  },
  {
    name: 'rust-derive-changed',
    files: RS,
    changed:
      /#\[derive\(|impl (?:PartialEq|Eq|Hash|Ord|PartialOrd|Default|Display|FromStr|From<\w+>) for|#\[default\]|impl Default/,
    kinds: ['wrong_result', 'duplicate', 'missing_key', 'parse'],
    did: 'values are compared, made or written in another way',
    weight: 0.75,
  },
  {
    name: 'rust-unsafe',
    files: RS,
    added:
      /\bunsafe\b|transmute|get_unchecked|from_raw(?:_parts)?|MaybeUninit|set_len\(|\.as_(?:mut_)?ptr\(\)|from_utf8_unchecked|static mut|ManuallyDrop|Box::leak|mem::forget|UnsafeCell|addr_of|\*const |\*mut |extern "C"/,
    says: /SIGSEGV|[Ss]egmentation fault|signal: 11|signal 11|SIGABRT|SIGILL|double free|free\(\)|use-after-free|AddressSanitizer|unsafe precondition|null pointer dereference|misaligned pointer|data race|exit(?:ed)?(?: with)?(?: code)? 139|corrupted|core dumped/,
    kinds: ['concurrency', 'memory'],
    did: 'the compiler no longer watches over memory',
    weight: 0.9,
  },
  {
    name: 'rust-recursion',
    files: RS,
    added:
      /fn (\w+)[^{;\n]{0,120}\{[\s\S]{0,400}\b\1\(|Box<(?:Self|dyn)|impl Drop for|impl (?:From|Into|Display|Deref|Default|PartialEq)[\s\S]{0,200}(?:\.into\(\)|to_string\(\)|Default::default\(\)|self == other)|\[0u8;\s*[\d_]{6,}/,
    says: /has overflowed its stack|stack overflow|fatal runtime error/,
    kinds: ['stack_overflow'],
    did: 'a function or its drop calls itself',
    weight: 0.9,
  },
  {
    name: 'rust-instant',
    files: RS,
    added:
      /Instant::now\(\)|\.duration_since\(|\.elapsed\(\)|SystemTime::now\(\)|Duration::from_|\.checked_sub\(|\w\s-\s(?:\w{1,40}\.){0,4}(?:Duration|duration|ttl|timeout|window|interval)|from_secs_f(?:32|64)/,
    says: /overflow when (?:subtracting|adding) dur|supplied instant is later|SystemTimeError|second time provided was later|cannot convert float seconds to Duration|value is negative/,
    did: 'a time before the clock began, or a duration below zero',
    weight: 0.95,
  },
  {
    name: 'rust-duration-unit',
    files: RS,
    changed:
      /Duration::from_(?:secs|millis|micros|nanos|mins|hours)|as_(?:secs|millis|micros)|timestamp(?:_millis|_micros|_nanos)?\(\)|TimeDelta::|chrono::Duration::|_ms\b|_secs\b/,
    kinds: [
      'timeout',
      'slow',
      'rate_limited',
      'retry_storm',
      'cache',
      'cpu',
      'auth',
      'wrong_result',
    ],
    says: /timed? ?out|deadline has elapsed|expired|after \d+ ?(?:ms|s|µs|us)\b/i,
    did: 'a time is taken in another unit or is another one',
    weight: 0.85,
  },
  {
    name: 'rust-naive-time',
    files: RS,
    changed:
      /\bLocal\b|\bUtc\b|NaiveDate(?:Time)?|with_timezone|from_local_datetime|and_local_timezone|chrono_tz|OffsetDateTime|with_(?:day|month|year)\(|\+ Months|checked_add_months|from_ymd\w*|\.single\(\)/,
    says: /unwrap\(\)` on a `None`|No such local time|LocalResult|invalid or out-of-range|hours? (?:off|early|late)|ambiguous|wrong (?:date|day|time)|out of range/i,
    kinds: ['wrong_result', 'db_schema'],
    did: 'a time is taken in another zone, or a day that a month lacks',
    weight: 0.85,
  },
];
