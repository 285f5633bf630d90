/** Known pitfalls of C# and F# and of their base library. */
import type { Pitfall } from './model.ts';

const CS = /\.(?:cs|fs|vb|cshtml|razor)$/;

export const DOTNET_LANGUAGE: readonly Pitfall[] = [
  {
    name: 'first-of-none-net',
    files: CS,
    added:
      /\.(?:First|Single|Last|ElementAt|MaxBy|MinBy|Max|Min|Average|Aggregate)(?:Async)?\(|Seq\.(?:head|last|max|min)|List\.(?:head|find)\b|Option\.get|\.Value\b/,
    removed:
      /OrDefault(?:Async)?\(|DefaultIfEmpty|\.Any\(|\.HasValue|GetValueOrDefault|\?\?|tryHead|tryFind|defaultValue|FirstOr\w+/,
    says: /Sequence contains no (?:matching )?elements?|Sequence contains more than one|Nullable object must have a value|The input sequence was empty|The option value was None|KeyNotFoundException/,
    did: 'the first or only element, or a value, taken of what may have none',
    weight: 0.95,
  },
  {
    name: 'default-of-none',
    files: CS,
    added:
      /\b(?:First|Single|Last|Find|ElementAt)OrDefault(?:Async)?\(|\.Find(?:Async)?\(|GetValueOrDefault\(|\bas [A-Z]\w+|\breturn null;/,
    removed:
      /\.(?:First|Single|Last|ElementAt)(?:Async)?\(|\bthrow new\b|Enumerable\.Empty|Array\.Empty|GetRequired\w+\(/,
    says: /NullReferenceException|Object reference not set|ArgumentNullException|Value cannot be null/,
    did: 'null for what is not found, where it threw or gave something empty',
    weight: 0.85,
  },
  {
    name: 'dictionary-index',
    files: CS,
    added: /\w\[(?!\d)[\w."()]{1,60}\](?!\s*=[^=])/,
    removed: /TryGetValue\(|ContainsKey\(|GetValueOrDefault\(|TryFind|tryFind/,
    says: /KeyNotFoundException|The given key '?[^\n]{0,80} was not present/,
    did: 'a dictionary read by a key that may be missing',
    weight: 0.95,
  },
  {
    name: 'to-dictionary-duplicate',
    files: CS,
    added:
      /\.ToDictionary(?:Async)?\(|\.ToImmutableDictionary\(|\.ToFrozenDictionary\(|\.Add\(\s*[\w.]{1,40}\s*,|\bdict\b/,
    says: /An item with the same key has already been added|An element with the same key/,
    did: 'a dictionary made of rows in which a key may come twice',
    weight: 0.95,
  },
  {
    name: 'changed-in-foreach',
    files: CS,
    added: /\.(?:Remove\w*|Add|Insert|Clear)\(/,
    beside:
      /foreach\s*\((?:var|[\w<>]+)\s+\(?[\w, ]{1,40}\)?\s+in\s+(?:this\.)?(\w+)(?:\.(?:Keys|Values))?\)[\s\S]{0,400}?\b\1\.(?:Remove\w*|Add|Insert|Clear)\(/,
    says: /Collection was modified; enumeration operation may not execute|Collection was modified/,
    did: 'a collection changed while it is gone through',
    weight: 0.95,
  },
  {
    name: 'unsafe-collection-net',
    files: CS,
    added:
      /\bnew (?:Dictionary|List|HashSet|Queue|SortedDictionary|LinkedList|Stack)\s*<|\b(?:Dictionary|List|HashSet|Queue|Stack)<\w/,
    removed:
      /\bConcurrent(?:Dictionary|Bag|Queue|Stack)\b|BlockingCollection|Immutable(?:Dictionary|List)\b|\block\s*\(|ReaderWriterLockSlim/,
    says: /Operations that change non-concurrent collections must have exclusive access|concurrent update was performed on this collection|Collection was modified|Dictionary`2\.(?:TryInsert|FindValue|Resize)|Source array was not long enough|Index was outside the bounds[\s\S]{0,200}(?:Dictionary`2|List`1|Queue`1)/,
    kinds: ['concurrency', 'wrong_result', 'cpu'],
    did: 'a collection that threads may not share in place of one that they may',
    weight: 0.95,
  },
  {
    name: 'static-collection',
    files: CS,
    added:
      /\bstatic\b[^\n;(]{0,60}\b(?:Dictionary|List|HashSet|SortedDictionary|Queue|StringBuilder|Random|MemoryStream|MD5|SHA\d+|HashAlgorithm)(?:<[^\n;]{1,60}>)?\s+\w+/,
    says: /non-concurrent collections must have exclusive access|Collection was modified|Dictionary`2\.(?:TryInsert|FindValue|Resize)|OutOfMemoryException|concurrent|Hash not valid for use|CryptographicException|Safe handle has been closed|checksum|signature (?:mismatch|invalid)/,
    kinds: ['concurrency', 'memory'],
    did: 'a collection or hash that is not safe for threads shared by all of them',
    weight: 0.9,
  },
  {
    name: 'lock-removed-net',
    files: CS,
    removed:
      /\block\s*\(|Interlocked\.|SemaphoreSlim|\.WaitAsync\(|Monitor\.(?:Enter|TryEnter)|\bvolatile\b|\bLazy<|MethodImplOptions\.Synchronized|GetOrAdd\(|ReaderWriterLockSlim|AsyncLock|\[DisableConcurrentExecution/,
    says: /non-concurrent collections|Collection was modified|oversold|[Dd]uplicate|lost update|negative (?:stock|balance)|(?:below|less than) zero|ran twice|second operation was started/,
    kinds: ['concurrency', 'duplicate'],
    did: 'a lock or an atomic step is gone',
    weight: 0.9,
  },
  {
    name: 'lock-added-net',
    files: CS,
    added:
      /\block\s*\(|\.Wait\(\)|Monitor\.Enter|\.WaitOne\(|SemaphoreSlim\(|MethodImplOptions\.Synchronized|\.WaitAsync\(\)/,
    says: /deadlock|Monitor\.(?:Enter|ReliableEnter)|SemaphoreSlim|SemaphoreFullException|ThreadPool starvation|SynchronizationLockException|Object synchronization method was called from an unsynchronized/,
    kinds: ['deadlock', 'threads'],
    did: 'a lock that callers now wait for',
    weight: 0.85,
  },
  {
    name: 'release-not-in-finally',
    files: CS,
    removed: /\bfinally\b/,
    beside: /\.Release\(\)|\.Dispose\(|Monitor\.Exit|\.Close\(\)|ExitWriteLock|Return\(/,
    says: /deadlock|Semaphore|max pool size was reached|Monitor\.(?:Enter|ReliableEnter)|being used by another process|starvation/,
    kinds: ['deadlock', 'threads', 'timeout', 'pool_exhausted', 'slow'],
    did: 'a permit or a resource is not given back when something throws',
    weight: 0.95,
  },
  {
    name: 'sync-over-async',
    files: CS,
    added:
      /\.Result\b(?!\s*[({=])|\.Wait\(\s*\)|GetAwaiter\(\)\s*\.GetResult\(\)|Task\.WaitAll\(|Task\.WaitAny\(|Async\.RunSynchronously|Thread\.Sleep\(/,
    says: /ThreadPool|thread pool|starvation|deadlock|ManualResetEventSlim|Task\.(?:SpinThenBlocking|InternalWait)|SpinThenBlockingWait|Synchronous operations are disallowed|heartbeat has been running|AggregateException/,
    kinds: ['threads', 'deadlock', 'timeout', 'slow', 'pool_exhausted'],
    did: 'a thread blocked until a task is done',
    weight: 0.9,
  },
  {
    name: 'task-not-awaited',
    files: CS,
    removed: /\bawait\s|Task\.WhenAll|do!|let!/,
    says: /ObjectDisposedException|Cannot access a disposed|A second operation was started on this context|connection is closed|UnobservedTaskException|DbContext|Unable to cast object of type 'System\.(?:Threading\.Tasks\.Task|Runtime\.CompilerServices)|AsyncStateMachineBox|System\.Threading\.Tasks\.Task`1\[|There is already an open DataReader/,
    kinds: ['concurrency'],
    did: 'a task is awaited no more',
    weight: 0.9,
  },
  {
    name: 'fire-and-forget',
    files: CS,
    added:
      /\b_ = (?:Task\.Run|\w[\w.]*Async)\(|\bTask\.Run\(|Task\.Factory\.StartNew|async void\b|ThreadPool\.QueueUserWorkItem|\.ContinueWith\(|\.Forget\(|Async\.Start\b/,
    says: /ObjectDisposedException|Cannot access a disposed|A second operation was started on this context|IFeatureCollection has been disposed|UnobservedTaskException|Unhandled exception|HttpContext|terminated|SynchronizationContext/,
    kinds: ['unhandled', 'crash_loop', 'concurrency'],
    did: 'work left to run behind the request, which nobody waits for',
    weight: 0.9,
  },
  {
    name: 'async-void',
    files: CS,
    added:
      /\basync void\b|\.ForEach\(\s*async|new Timer\(\s*async|async \([^\n)]{0,40}\) =>[\s\S]{0,60}Action\b/,
    says: /Unhandled exception|crash|SIGABRT|exit(?:ed)? (?:with )?code (?:134|139|-532462766|0xE0434352)|AsyncMethodBuilderCore\.ThrowAsync|ThrowAsync|terminated/i,
    kinds: ['unhandled', 'crash_loop', 'duplicate'],
    did: 'an asynchronous method whose errors nobody can catch',
    weight: 0.95,
  },
  {
    name: 'parallel-writes',
    files: CS,
    added: /Parallel\.For(?:Each)?(?:Async)?\(|\.AsParallel\(\)|Task\.WhenAll\(|Array\.Parallel/,
    says: /A second operation was started on this context|non-concurrent collections|Collection was modified|There is already an open DataReader|connection is (?:closed|busy)|does not support MultipleActiveResultSets|command is already in progress|List`1|concurrent|Too Many Requests|\b429\b|max pool size was reached|SocketException/,
    kinds: ['concurrency', 'rate_limited', 'pool_exhausted'],
    did: 'what was done one by one is done at the same time',
    weight: 0.95,
  },
  {
    name: 'unbounded-parallelism',
    files: CS,
    removed:
      /MaxDegreeOfParallelism|SemaphoreSlim|BoundedCapacity|CreateBounded|MaxConcurrency|MaxConcurrentCalls|\.Chunk\(|PrefetchCount/,
    says: /OutOfMemoryException|max pool size was reached|Too Many Requests|\b429\b|Cannot assign requested address|Too many open files|buffer space/,
    kinds: ['memory', 'rate_limited', 'pool_exhausted', 'threads', 'queue_backlog'],
    did: 'nothing bounds any more how much is done at once',
    weight: 0.9,
  },
  {
    name: 'cancellation-dropped',
    files: CS,
    removed:
      /\bCancellationToken\b|\bcancellationToken\b|\bct\b|CancelAfter\(|WaitAsync\(\s*TimeSpan|\.Timeout\s*=|CommandTimeout|TimeoutPolicy|AddTimeout\(|\.Timeout\(/,
    says: /HttpClient\.Timeout of 100 seconds|starvation|\bstuck\b|hung\b|ShutdownTimeout|did not (?:stop|shut ?down)/,
    kinds: ['timeout', 'threads', 'slow', 'pool_exhausted'],
    did: 'a call can be neither cancelled nor does it time out any more',
    weight: 0.7,
  },
  {
    name: 'cancellation-passed',
    files: CS,
    added:
      /RequestAborted|,\s*(?:cancellationToken|ct|token|stoppingToken)\s*\)|CancelAfter\(|\.Timeout\s*=\s*TimeSpan|CommandTimeout\s*=|CancellationTokenSource\(/,
    says: /TaskCanceledException|OperationCanceledException|A task was canceled|The operation was canceled|operation was cancell?ed/,
    did: 'a call is now given up with its request or after a time',
    weight: 0.85,
  },
  {
    name: 'culture-of-process',
    files: /\.(?:cs|fs|vb|cshtml|razor|config|csproj|json|props)$|Dockerfile|\.(?:ya?ml|env|sh)$/,
    added:
      /(?:DefaultThreadCurrent|Current)(?:UI)?Culture\s*(?:=[^=]|<-)|UseRequestLocalization|INVARIANT[\s"']{0,3}[=:]|InvariantGlobalization|SetDefaultCulture|AddSupportedCultures|\bLANG=|LC_ALL=|System\.Globalization\.Invariant/,
    says: /(?:was|is) not in a correct format|was not recognized as a valid DateTime|CultureNotFound|invariant culture|\b\d+,\d{2}\b|could not be converted to System\.(?:Decimal|Double)|Incorrect syntax near|Couldn't find a valid ICU/,
    kinds: ['parse', 'wrong_result'],
    did: 'the culture that numbers and dates are written and read in',
    weight: 0.95,
  },
  {
    name: 'culture-not-said',
    files: CS,
    removed:
      /InvariantCulture|NumberFormatInfo\.InvariantInfo|ToLowerInvariant|ToUpperInvariant|StringComparison\.Ordinal|StringComparer\.Ordinal|FormattableString\.Invariant|"(?:o|O|R|s|u)"/,
    says: /not in a correct format|not recognized as a valid DateTime|[ıİ]|\b\d+,\d{2}\b|Requested value '[^'\n]{1,60}' was not found|Incorrect syntax near|was not present in the dictionary|same key has already been added/,
    kinds: ['parse', 'wrong_result'],
    did: 'texts, numbers or dates are taken in the culture of the machine',
    weight: 0.95,
  },
  {
    name: 'comparer-dropped',
    files: CS,
    removed:
      /OrdinalIgnoreCase|InvariantCultureIgnoreCase|IEqualityComparer|IgnoreCase\b|IgnoreCaseComparer/,
    says: /KeyNotFoundException|was not present in the dictionary|[Uu]nknown \w+ '|[Uu]nsupported (?:currency|country|type|code|method)|Requested value '|same key has already been added/,
    kinds: ['missing_key', 'unmatched', 'duplicate', 'auth'],
    did: 'capitals and small letters are told apart now',
    weight: 0.85,
  },
  {
    name: 'throwing-parse-net',
    files: CS,
    added:
      /\b(?:int|long|decimal|double|Guid|DateTime|DateTimeOffset|DateOnly|TimeSpan|bool|Enum|Int32|Int64)\.Parse(?:Exact)?(?:<\w+>)?\(|Convert\.To\w+\(|new Guid\(/,
    removed: /TryParse(?:Exact)?(?:<\w+>)?\(|IsDefined\(|IsNullOr\w+\(/,
    says: /FormatException|not in a correct format|not recognized as a valid|OverflowException|Requested value '|Unrecognized Guid format|Guid should contain/,
    did: 'a value parsed where anything else throws',
    weight: 0.95,
  },
  {
    name: 'hard-cast',
    files: CS,
    added:
      /\(\s*(?:[A-Z]\w*(?:<[^\n<>]{1,40}>)?|int|long|decimal|string|double)\s*\)\s*\w|\.Cast<|:\?>|Unsafe\.As</,
    removed: /\bas [A-Z]|\bis (?:not )?[A-Z]|\.OfType<|Convert\.To|:\?|Convert\.ChangeType/,
    says: /InvalidCastException|Unable to cast object|Specified cast is not valid|Object cannot be cast from DBNull|Invalid cast from/,
    did: 'a cast without asking for the type',
    weight: 0.95,
  },
  {
    name: 'null-forgiven',
    files: CS,
    added: /[\w)\]]!\.|[\w)\]]!;|= null!|default!/,
    removed: /\?\.|\?\?|is null|is not null|[!=]= null|ThrowIfNull|IsNullOrEmpty/,
    says: /NullReferenceException|Object reference not set|ArgumentNullException/,
    did: 'a value asserted not to be null in place of asking',
    weight: 0.95,
  },
  {
    name: 'switch-arm-removed',
    files: CS,
    removed: /^[ \t]*(?:_|default|\| _)\s*(?:=>|:|->)/m,
    says: /SwitchExpressionException|Non-exhaustive switch|MatchFailureException|incomplete matches|[Uu]nhandled (?:case|type|value|event)|[Uu]nexpected value/,
    kinds: ['unmatched'],
    did: 'the branch for everything else is gone',
    weight: 0.9,
  },
  {
    name: 'narrowed-integer-net',
    files: CS,
    added: /\bint\b|\bshort\b|\bbyte\b|ToInt32\(|\(int\)|Int32\b|\buint\b/,
    removed: /\blong\b|\bInt64\b|ToInt64\(|\bdecimal\b|BigInteger|\bulong\b|\d[lL]\b/,
    says: /OverflowException|Arithmetic operation resulted in an overflow|Value was either too large or too small|(?<![\w-])-\d{7,}\b|could not be converted to System\.Int32|must be (?:non-negative|positive|greater than)|Unable to cast object of type 'System\.Int64' to type 'System\.Int32'/,
    kinds: ['arithmetic'],
    did: 'a large number made a smaller one',
    weight: 0.95,
  },
  {
    name: 'money-as-double-net',
    files: CS,
    added: /\b(?:double|float)\b|\(double\)|ToDouble\(|GetDouble\(/,
    removed: /\bdecimal\b|ToDecimal\(|GetDecimal\(|\d[mM]\b/,
    says: /\d\.\d{9,}|E-\d{2}\b|mismatch|rounding|off by|0\.01\b|cents?\b|does not (?:add up|balance)|reconcil/i,
    kinds: ['wrong_result', 'arithmetic'],
    did: 'an exact decimal replaced by a floating-point number',
    weight: 0.9,
  },
  {
    name: 'rounding-mode-removed',
    files: CS,
    removed:
      /MidpointRounding|Math\.Round\(|decimal\.Round\(|Math\.(?:Floor|Ceiling|Truncate)\(|checked\s*[({]/,
    says: /mismatch|rounding|off by|0\.01\b|cents?\b|does not (?:add up|balance)|reconcil|differs?\b|\d\.\d{9,}/i,
    kinds: ['wrong_result', 'arithmetic'],
    did: 'another rounding, by default to the even neighbour',
    weight: 0.9,
  },
  {
    name: 'local-time-net',
    files: CS,
    added:
      /DateTime\.Now\b|DateTime\.Today|ToLocalTime\(\)|DateTimeKind\.(?:Local|Unspecified)|TimeZoneInfo\.Local|\.LocalDateTime\b|DateTime\.Parse\(|DateTimeOffset\.Now\b|\.DateTime\b/,
    removed:
      /UtcNow|DateTimeKind\.Utc|ToUniversalTime|AssumeUniversal|AdjustToUniversal|DateTimeOffset|SpecifyKind|UtcDateTime|ConvertTime\w*\(/,
    says: /Cannot write DateTime with Kind|timestamp with(?:out)? time zone|in the (?:future|past)|(?:off by|earlier|later|shifted|behind|ahead)[^\n]{0,30}(?:hours?|days?)|time ?zone|wrong (?:day|date|hour)|not (?:yet )?valid before|[Tt]oken (?:has |is )?expired|IDX1022[23]|UTC Offset/,
    kinds: ['wrong_result', 'credential_expired'],
    did: "a time of the machine's zone in place of one in UTC",
    weight: 0.95,
  },
  {
    name: 'time-zone-id',
    files: /\.(?:cs|fs|vb|json|config|ya?ml|env)$|Dockerfile/,
    added:
      /FindSystemTimeZoneById\(|TimeZoneConverter|"[A-Z]\w+ (?:Europe |European |Eastern )?Standard Time"|TZ=|-alpine|-chiseled/,
    says: /TimeZoneNotFoundException|The time zone ID '|InvalidTimeZone/,
    did: 'a time zone looked up by a name that not every system knows',
    weight: 0.95,
  },
  {
    name: 'smaller-time-unit-net',
    files: CS,
    added:
      /FromMilliseconds\(|TimeSpan\.FromTicks\(|new TimeSpan\(\s*\w+\s*\)|ToUnixTimeMilliseconds|\.TotalMilliseconds|\.Milliseconds\b|\.Seconds\b|\.Minutes\b/,
    removed:
      /From(?:Seconds|Minutes|Hours|Days)\(|ToUnixTimeSeconds|\.Total(?:Seconds|Minutes|Milliseconds|Hours)\b/,
    says: /HttpClient\.Timeout of 0?[.,]?\d|(?:within|after) \d{1,3} ?(?:ms|milliseconds)|IDX1022\d|Lifetime validation|[Tt]oken (?:has |is )?expired|ArgumentOutOfRange|not yet valid|un-representable DateTime/,
    kinds: ['timeout', 'credential_expired', 'cache', 'wrong_result', 'cpu'],
    did: 'another unit or part of a span of time',
    weight: 0.9,
  },
  {
    name: 'encoding-net',
    files: CS,
    added: /Encoding\.(?:Default|ASCII|Latin1|Unicode|UTF32|UTF8)\b|GetEncoding\(|CodePages/,
    says: /\uFFFD|Ã.|â€|\w\?{2,}\w|mojibake|No data is available for encoding|is not a supported encoding name|DecoderFallback|EncoderFallback|Unable to translate bytes|0xEF|byte order mark|\bBOM\b|Data at the root level is invalid|Unexpected character encountered while parsing value: \uFEFF|'0xEF' is an invalid start/,
    kinds: ['encoding'],
    did: 'texts are written or read in another encoding',
    weight: 0.95,
  },
  {
    name: 'using-removed',
    files: CS,
    removed:
      /\busing\s*(?:\(|var\b|[A-Z])|\bawait using\b|\.Dispose(?:Async)?\(\)|\.Close\(\)|\buse\s+\w+\s*=/,
    says: /max pool size was reached|prior to obtaining a connection from the pool|connection pool has been exhausted|Too many open files|being used by another process|OutOfMemoryException|Cannot assign requested address|Only one usage of each socket|SocketException|leak|There is already an open DataReader|remaining connection slots|incomplete/,
    kinds: ['pool_exhausted', 'file_descriptors', 'memory'],
    did: 'what was opened is disposed of no more',
    weight: 0.95,
  },
  {
    name: 'disposed-too-early',
    files: CS,
    added: /\busing\s*(?:\(|var\b)|\bawait using\b|\.Dispose(?:Async)?\(\)/,
    says: /ObjectDisposedException|Cannot access a (?:disposed|closed)|The connection was not open|ExecuteReader requires an open|The operation was canceled|Safe handle has been closed/,
    did: 'something disposed of while it is still used',
    weight: 0.95,
  },
  {
    name: 'event-kept',
    files: CS,
    added:
      /\w\s\+=\s(?:new \w+Handler|async\b|On[A-Z]\w*;|Handle\w+;|\w+_[A-Z]\w+;|\(\w*,? ?\w*\) =>)|\.Subscribe\(|OnChange\(|Changed\s*\+=/,
    unless: /\+=\s*\d|-=\s*On|-=\s*Handle/,
    says: /OutOfMemoryException|OOMKilled|heap (?:size|grew|growth)|GC heap|working set/,
    kinds: ['memory', 'duplicate'],
    did: 'a handler subscribed that nothing takes off again',
    weight: 0.75,
  },
  {
    name: 'regex-without-timeout',
    files: CS,
    added:
      /"[^"\n]{0,120}\((?:\?:)?[^()\n"]{1,60}[+*]\)[+*{]|"[^"\n]{0,120}\((?:\?:)?[^()\n"]{1,40}\|[^()\n"]{1,60}\)[*+]/,
    beside: /Regex|RegularExpression/,
    says: /RegexMatchTimeout|System\.Text\.RegularExpressions|RegexInterpreter|catastrophic|backtrack/,
    kinds: ['cpu'],
    did: 'a regular expression that can be tried in very many ways',
    weight: 0.9,
  },
  {
    name: 'bad-sort-net',
    files: CS,
    added: /\.Sort\(\s*\(|\.CompareTo\(|IComparer|Compare\(|OrderBy\(_ => |\.Sort\(\)/,
    says: /IComparer\.Compare\(\) method returns inconsistent results|Unable to sort because|Failed to compare two elements|At least one object must implement IComparable/,
    did: 'a comparison that does not order',
    weight: 0.95,
  },
  {
    name: 'equality-removed-net',
    files: CS,
    removed:
      /override (?:bool Equals|int GetHashCode)|\brecord (?:struct |class )?\w|IEquatable<|IEqualityComparer/,
    says: /OutOfMemoryException|cache miss|hit (?:rate|ratio)|KeyNotFoundException/,
    kinds: ['cache', 'missing_key', 'memory'],
    did: 'a type has no equality by value any more',
    weight: 0.75,
  },
];
