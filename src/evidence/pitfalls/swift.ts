/** Known pitfalls of Swift, in apps and on servers. */
import type { Pitfall } from './model.ts';

const SWIFT_FILE = /\.swift$/;
const NIL =
  /Unexpectedly found nil|found nil while|unexpectedly found nil|EXC_BREAKPOINT|EXC_BAD_INSTRUCTION/;

export const SWIFT: readonly Pitfall[] = [
  {
    name: 'swift-force-unwrap',
    files: SWIFT_FILE,
    added: /[\w)\]]!(?:\s*[.,;)\]\n[]|\s*$)|\btry!|\bas!|:\s*[\w.<>[\]]+!\s*(?:$|=)/m,
    says: new RegExp(
      `${NIL.source}|Could not cast value|'try!' expression unexpectedly raised|Fatal error`,
    ),
    did: 'what may be nil is taken for sure',
    weight: 0.95,
  },
  {
    name: 'swift-guard-dropped',
    files: SWIFT_FILE,
    removed: /\bguard\b|\bif let\b|\bif var\b|\?\?|\bas\?|\btry\?|\.isEmpty|\.first\b|\?\./,
    says: new RegExp(`${NIL.source}|Index out of range|Could not cast value|Fatal error`),
    did: 'what may be nil or empty is no longer asked about',
    weight: 0.9,
  },
  {
    name: 'swift-index',
    files: SWIFT_FILE,
    added:
      /\w\[[^\]:\n"]{1,60}\]|\.remove\(at:|removeFirst\(|removeLast\(|\.insert\([^\n]{1,60}at:|index\(\s*\w+,\s*offsetBy|\.{3}|\.\.</,
    says: /Index out of range|index is out of (?:range|bounds)|Range requires lowerBound|Can't (?:remove|form)|String index is out of bounds|ContiguousArrayBuffer|NSRangeException/,
    did: 'a place is asked for that may not be there',
    weight: 0.95,
  },
  {
    name: 'swift-arithmetic',
    files: SWIFT_FILE,
    added: /\b(?:U?Int(?:8|16|32|64)?)\(|[\w)\]]\s[-+*/%]\s[\w(]|[-+*]=\s/,
    removed:
      /&[-+*]|\bDouble\b|\bInt64\b|\bclamping:|exactly:|truncatingIfNeeded|ReportingOverflow|\bDecimal\b|max\(/,
    says: /arithmetic overflow|Not enough bits to represent|infinite or NaN|Negative value is not representable|Division by zero|Fatal error/,
    kinds: ['arithmetic', 'wrong_result'],
    did: 'a number does not fit the type',
    weight: 0.95,
  },
  {
    name: 'swift-integer-cast',
    files: SWIFT_FILE,
    added: /\bU?Int(?:8|16|32)?\(\s*\w|\bUInt\b/,
    says: /arithmetic overflow|Not enough bits to represent|infinite or NaN|Negative value is not representable/,
    did: 'a number does not fit the type',
    weight: 0.9,
  },
  {
    name: 'swift-unowned',
    files: SWIFT_FILE,
    added:
      /\bunowned\b|Unmanaged\.|takeUnretainedValue|withUnsafe\w+|UnsafeMutable\w+|nonisolated\(unsafe\)|@unchecked Sendable/,
    says: /unowned reference but object was already deallocated|EXC_BAD_ACCESS|SIGSEGV|Segmentation fault|use-after-free|ThreadSanitizer|data race/,
    kinds: ['concurrency', 'memory'],
    did: 'an object is used that nobody keeps alive or guards',
    weight: 0.95,
  },
  {
    name: 'swift-weak-dropped',
    files: SWIFT_FILE,
    removed:
      /\[\s*weak\s+\w+|\bweak\s+var\b|\.invalidate\(\)|removeObserver|\.cancel\(\)|deinit\b|\.store\(in:/,
    kinds: ['memory', 'duplicate', 'cpu', 'file_descriptors'],
    says: /memory (?:limit|leak|grow|pressure)|jetsam|OOMKilled|out of memory/i,
    did: 'objects keep each other alive',
    weight: 0.9,
  },
  {
    name: 'swift-coding-key',
    files: SWIFT_FILE,
    changed:
      /^[ \t]*(?:public |private |internal )?(?:let|var)\s+\w+\s*:|\bcase\s+\w+(?:\s*=\s*"[^"\n]*")?|CodingKeys|decode(?:IfPresent)?\(|keyDecodingStrategy|dateDecodingStrategy|convertFromSnakeCase/m,
    says: /keyNotFound|typeMismatch|valueNotFound|dataCorrupted|DecodingError|No value associated with key|Expected (?:to decode|date string)|Cannot initialize \w+ from invalid|Abort\.\d+|isn.t in the correct format/,
    did: 'JSON is read with other fields, names or types',
    weight: 0.95,
  },
  {
    name: 'swift-continuation',
    files: SWIFT_FILE,
    added:
      /with(?:Checked|Unsafe)(?:Throwing)?Continuation|continuation\.resume|AsyncStream|resume\(returning/,
    says: /CONTINUATION MISUSE|resume its continuation more than once|leaked its continuation|hung|timed? ?out/i,
    kinds: ['deadlock', 'timeout'],
    did: 'a continuation is resumed twice or never',
    weight: 0.95,
  },
  {
    name: 'swift-event-loop-wait',
    files: SWIFT_FILE,
    added:
      /\.wait\(\)|DispatchSemaphore|\.sync\s*\{|Thread\.sleep|\busleep\(|syncShutdownGracefully|DispatchQueue\.main\.sync|\.get\(\)/,
    says: /wait\(\) must not be called|BUG DETECTED|EventLoop|__DISPATCH_WAIT_FOR_QUEUE__|deadlock|hung|watchdog|0x8badf00d/i,
    kinds: ['deadlock', 'timeout', 'slow', 'threads'],
    did: 'the thread that others need waits',
    weight: 0.9,
  },
  {
    name: 'swift-promise-leaked',
    files: SWIFT_FILE,
    removed:
      /\.(?:succeed|fail|completeWith|cascade)\(|makeSucceededFuture|flatMapError|whenComplete|\.shutdown\(|syncShutdown|\bdefer\b|\.close\(\)/,
    says: /leaking promise|leaked|not shut down|shutdown before deinit|Precondition failed|Too many open files|connection pool|ConnectionPool/i,
    kinds: ['timeout', 'pool_exhausted', 'memory', 'file_descriptors'],
    did: 'a promise or resource is not ended on every way out',
    weight: 0.9,
  },
  {
    name: 'swift-lock-or-actor-dropped',
    files: SWIFT_FILE,
    removed:
      /\bactor\s+\w+|@MainActor|NSLock|NIOLock\w*|\.withLock|DispatchQueue\(|os_unfair_lock|OSAllocatedUnfairLock|Mutex<|\.barrier|queue\.sync|\bawait\b|ManagedAtomic|\bSendable\b|DispatchQueue\.main\.async/,
    says: /EXC_BAD_ACCESS|SIGSEGV|Segmentation fault|Simultaneous accesses|data race|ThreadSanitizer|must be (?:used|called|made) (?:from|on) (?:the )?main thread|Publishing changes from background|modifications to the layout engine|malloc: |double free|corrupt/i,
    kinds: ['concurrency', 'wrong_result', 'duplicate'],
    did: 'nothing keeps threads apart any more',
    weight: 0.95,
  },
  {
    name: 'swift-exclusive-access',
    files: SWIFT_FILE,
    added: /\binout\b|&[\w.]+\s*[,)]|mutating func|withUnsafeMutable|\bswap\(/,
    says: /Simultaneous accesses|overlapping accesses|exclusive access/i,
    did: 'something is changed in two places at once',
    weight: 0.95,
  },
  {
    name: 'swift-dictionary-keys',
    files: SWIFT_FILE,
    added:
      /uniqueKeysWithValues|Dictionary\(grouping|fatalError\(|precondition(?:Failure)?\(|assert(?:ionFailure)?\(|\[\s*"\w+"\s*:/,
    says: /Duplicate (?:values for key|keys)|duplicate keys|Fatal error|[Pp]recondition failed|Assertion failed/,
    did: 'the process ends where something is not as assumed',
    weight: 0.9,
  },
  {
    name: 'swift-date-format',
    files: SWIFT_FILE,
    changed:
      /dateFormat\s*=|DateFormatter|ISO8601DateFormatter|formatOptions|YYYY|\.timeZone\s*=|\.locale\s*=|en_US_POSIX|dateDecodingStrategy|Calendar\.current|Calendar\(/,
    says: /Expected date string|dataCorrupted|found nil|wrong (?:date|day|year|time)|hours? (?:off|early|late)|invalid date|could not parse/i,
    kinds: ['parse', 'wrong_result'],
    did: 'dates are written or read in another format, zone or calendar',
    weight: 0.9,
  },
];
