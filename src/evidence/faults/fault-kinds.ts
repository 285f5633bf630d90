/** What sort of failure a text speaks of, whatever language or product wrote it. */

export const FAULT_KINDS = [
  'null_dereference',
  'bounds',
  'missing_key',
  'type_mismatch',
  'unmatched',
  'parse',
  'arithmetic',
  'invalid_argument',
  'assertion',
  'stack_overflow',
  'unhandled',
  'missing_code',
  'missing_config',
  'timeout',
  'slow',
  'unreachable',
  'dns',
  'upstream_error',
  'circuit_open',
  'pool_exhausted',
  'memory',
  'disk',
  'cpu',
  'threads',
  'file_descriptors',
  'deadlock',
  'concurrency',
  'auth',
  'certificate',
  'credential_expired',
  'tls',
  'rate_limited',
  'db_schema',
  'db_constraint',
  'db_slow',
  'encoding',
  'payload_size',
  'queue_backlog',
  'cache',
  'crash_loop',
  'node_failure',
  'duplicate',
  'wrong_result',
  'retry_storm',
  'flag',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

const RULES: readonly (readonly [FaultKind, RegExp])[] = [
  [
    'certificate',
    /certificate (?:has )?(?:is )?(?:expired|not (?:yet )?valid|verify failed|verification failed|unknown|revoked)|cert(?:ificate)?[^.]{0,40}expir|expir[^.]{0,30}certificate|CERT_HAS_EXPIRED|SSL_ERROR_EXPIRED|x509:|PKIX path|SSLHandshake|SSL handshake|TLS handshake (?:error|fail)|ERR_CERT|CERTIFICATE_VERIFY_FAILED|NotAfter|unable to get local issuer|self[- ]signed certificate|tls: (?:bad|expired|unknown)|remote certificate is invalid|NotTimeValid|CertExpired|invalid peer certificate|CertificateExpired|SSL certificate problem|certificate problem/i,
  ],
  [
    'credential_expired',
    /(?:tokens?|jwt|bearer|credentials?|secrets?(?: keys)?|api[ _-]?keys?|password|access keys?|licen[cs]e|subscription|contract|agreement|entitlement|mandate|trial|membership|session key|signing key|service account|grant|signature|PAT)\b[^.\n]{0,40}\b(?:expired|lapsed|ended|ran out|run out|is over|overdue|past due|suspended|terminated|not (?:been )?renewed|revoked|rotated|no longer (?:valid|accepted)|past its|older than|outlived|out of date|must be (?:changed|renewed|rotated))|TokenExpiredError|Login failed for user|ORA-2800[12]|ER_MUST_CHANGE_PASSWORD|LicenseException|invalid_grant|password (?:has been|was) reset|WRONGPASS|28P01|expired (?:token|credential|secret|api[ _-]?key|password|access key|signature|license)|ExpiredToken|TokenExpired|invalid_client|InvalidAccessKeyId|InvalidClientTokenId|password authentication failed|AADSTS7000222|invalid api key|Access denied for user '[^']{0,60}'@|key rotation|credentials? (?:rejected|invalid|rotat)/i,
  ],
  [
    'tls',
    /SSLError|SSLException|SSL routines|\[SSL|tls: |TLSv?1|ssl3?_|handshake|cipher|DH_KEY|unsupported protocol|wrong version number|ERR_SSL|ERR_TLS|SecureChannel/i,
  ],
  [
    'dns',
    /ENOTFOUND|EAI_AGAIN|UnknownHost|NXDOMAIN|SERVFAIL|name resolution|no such host|could not resolve|getaddrinfo|dns (?:lookup|resolution|timeout|fail|error|query)|NameResolutionError|name or service not known|nodename nor servname|no address associated|failed to resolve (?:host|address|name)/i,
  ],
  [
    'node_failure',
    /node (?:[\w.-]+ )?(?:is )?(?:not ?ready|unreachable|lost|down|drained|cordon|terminated|preempt)|NodeNotReady|evicted|eviction|preempt(?:ed|ion)|host (?:maintenance|failure|unreachable)|kernel panic|hardware (?:fault|error)|availability zone|\bAZ\b[^.]{0,30}(?:outage|impair|fail|down|degrad)|network partition|packet loss|NIC (?:reset|down)|link flap|instance (?:retire|terminat|fail|degraded)|hypervisor|spot (?:interruption|reclaim)|\bEBS\b|underlying (?:host|hardware)|uncorrectable|\bECC\b|machine check|fallen off the bus|\bXid\b|conntrack|dropping packets?|disk pressure|memory pressure|clock (?:skew|drift)/i,
  ],
  [
    'disk',
    /no space left|ENOSPC|disk (?:is )?(?:full|usage|space|quota|pressure)|filesystem (?:is )?full|out of disk|read-only file ?system|DiskPressure|quota exceeded on (?:disk|volume)|volume (?:is )?(?:full|9\d%|100%)|inode|could not extend file|could not write to (?:file|log)|EDQUOT|IOException: .*disk/i,
  ],
  [
    'memory',
    /OutOfMemory|out of memory|OOM[- ]?Kill|\bOOM\b|heap (?:out of memory|space|limit|exhaust|usage)|cannot allocate memory|ENOMEM|exit(?:ed)?(?: with)? (?:code )?137|MaxListeners|memory (?:limit|leak|pressure|usage|exceed|exhaust|grow)|GC overhead|MemoryError|allocation failed|bad_alloc|std::bad_alloc|Metaspace|rss (?:grow|usage|above)|working set|Allowed memory size|no more (?:\w+ ){0,2}entries|(?:atom|symbol|string|intern)(?:s|_tab| table)?[^.\n]{0,20}(?:is full|overflow|limit|max(?:imum)?\b)|memory exhausted|exceeded (?:the )?(?:container )?memory/i,
  ],
  [
    'file_descriptors',
    /too many open files|EMFILE|ENFILE|file descriptors?(?: limit| exhaust| leak)?/i,
  ],
  [
    'pool_exhausted',
    /(?:connection|session|client|cursor|handle)s? leak|leak(?:ed|ing)? (?:connection|session|client|cursor|handle)s?|unclosed (?:\w+ )?(?:client|connection|connector|session|socket)|(?:connection|session|cursor|client)s? (?:was |were )?(?:never|not) (?:been )?(?:closed|released|returned)|pool (?:is )?(?:exhausted|full|size|timeout|limit|depleted|saturat|empty)|(?:connection|conn|db|thread|worker|redis|hikari\w*|pgbouncer)[ -]?pool[^.\n]{0,60}(?:exhaust|timed? ?out|full|no available|unavailable|saturat|wait|limit|reached|max|depleted)|connection is not available|too many (?:connections|clients)|remaining connection slots|(?:unable|timeout|failed|could not|cannot|timed out)[^.\n]{0,40}(?:acquir|obtain|get|borrow|wait)\w*[^.\n]{0,20}connection|max_connections|QueuePool limit|no (?:free|idle|available) connections?|ER_CON_COUNT|maximum number of connections|TimeoutError: ResourceRequest|max pool size|(?:session|connection|slot|handle|lease|worker|socket|stream)s? (?:limit|cap)\b|limit reached|no (?:more|free) (?:slots?|sessions?|handles?|leases?|workers?)/i,
  ],
  [
    'threads',
    /RejectedExecution|thread (?:pool )?(?:starv|exhaust|limit)|unable to create (?:new )?(?:native )?thread|event[- ]loop (?:lag|block|delay)|goroutine leak|\b(\d+)(?: of | out of | ?\/ ?)\1 (?:\w+ )?(?:busy|in use|taken|occupied)\b|workers? (?:busy|exhausted|saturat|starv)|all workers|no available workers|can't start new thread|blocked threads?/i,
  ],
  [
    'deadlock',
    /deadlock|lock wait timeout|could not obtain lock|lock (?:contention|timeout|acquisition|held)|LockTimeout|serialization failure|could not serialize access|waiting for (?:\w+ )?lock|statement lock|AccessExclusiveLock/i,
  ],
  [
    'concurrency',
    /ConcurrentModification|data race|race condition|concurrent map (?:writes|read|iteration)|OptimisticLock|StaleObject|version conflict|write conflict|stale (?:read|state|version)|out[- ]of[- ]order|lost update|double[- ](?:submit|book|charg|spend)|concurrent (?:update|write|access|request)|changed size during iteration|Collection was modified/i,
  ],
  [
    'null_dereference',
    /use[- ]after[- ](?:free|return|scope)|double[- ]free|attempting free on|invalid (?:next size|pointer)\b|bad optional access|bad_optional_access|pure virtual method|NullPointer|NullReference|NoneType|nil pointer|of (?:undefined|null)\b|(?:undefined|null) is not an object|null (?:pointer|dereference|reference|value|object)|nil:NilClass|for nil\b|on null\b|Option::unwrap\(\)|unwrap\(\)` on a `None`|ArgumentNullException|is (?:undefined|null|None|nil)\b|must not be null|cannot be null|pars\w{1,4} (?:an? )?(?:null|nil|none|undefined)\b|KotlinNullPointer|lateinit property|undefined reference|unexpected (?:null|nil|None)|SIGSEGV|segmentation fault|null-dereference|assignment to entry in nil map/i,
  ],
  [
    'bounds',
    /IndexOutOfBounds|Sanitizer: unknown-crash|stack smashing|\bmap::at\b|_M_range_check|basic_string::\w+: __pos|index out of (?:range|bounds)|(?<!offset |position |position \d{1,18} )out of range|(?<!Offset)OutOfRange|list index|slice bounds|buffer[- ]overflow|RangeError(?!: (?:Invalid time value|Invalid date|Maximum call|Incorrect locale))|NegativeArraySize|StringIndex|\bsubscript\b|out[- ]of[- ]bounds|off[- ]by[- ]one/i,
  ],
  [
    'missing_key',
    /offset[- ]?out[- ]?of[- ]?range|fetch position[^.\n]{0,30}out of range|KeyError|key not found|KeyNotFound|NoSuchElement|undefined (?:index|array key|key|offset)|missing (?:key|field|property|attribute|column|header|parameter|param)|AttributeError|has no attribute|field required|required field|not found in (?:map|dict|cache|registry)|no such (?:field|property|key)|unknown (?:field|property)|unrecognized field|Missing required/i,
  ],
  [
    'type_mismatch',
    /ClassCast|InvalidCast|bad[_ ](?:cast|any[_ ]cast|variant[_ ]access)|TypeError|undefined method [^\n]{1,60}for \S{1,60}:(?!NilClass)[A-Z]\w+|cannot (?:be )?cast|cannot unmarshal|type mismatch|is not a function|not callable|not iterable|unsupported operand|invalid type|wrong type|expected (?:a |an )?(?:string|int|integer|number|object|array|bool|float|list|map|dict)|cannot convert|must be of type|incompatible types?|can't convert|not assignable|is not of type/i,
  ],
  [
    'unmatched',
    /\bMatchError|MatchException|FunctionClause|CaseClause|WithClause|CondClause|\b(?:function|case|if|try)_clause\b|\bbadmatch\b|no (?:function|case|with|cond) clause|no match of right hand side|NoMatchingPattern|UnhandledMatch|NoWhenBranchMatched|SwitchExpressionException|Match_failure|non-exhaustive|pattern[- ]match\w* (?:fail|not exhaustive)|entered unreachable code|(?:unhandled|unexpected|unknown|unsupported|unrecogni[sz]ed) (?:\w+ )?(?:state|status|variant|discriminator|tag|event type|message type|enum(?:eration)?(?: value)?)\b/i,
  ],
  [
    'parse',
    /pars(?:e|ing) (?:error|fail|exception)|\bsto(?:i|l|d|f|ul)\b|ParseException|parse[rd]? error|NumberFormat|JSONDecode|JsonParse|JsonMapping|JsonProcessing|MismatchedInput|Unexpected (?:token|end|character|EOF)|malformed|deseriali[sz]|unmarshal|invalid (?:json|xml|yaml|csv|date|number|literal|format|syntax|payload|message|protobuf|avro|schema)|SyntaxError|could not (?:parse|decode|deserialize)|failed to (?:parse|decode|deserialize|unmarshal)|cannot (?:parse|decode|deserialize)|DateTimeParse|FormatException|InvalidClass(?:Exception)?|local class incompatible|Invalid time value|\bInvalid Date\b|InvalidProtocolBuffer|SerializationException|schema (?:mismatch|violation|validation|incompatib)|unexpected (?:schema|format|field|column)|expected \d+ (?:fields|columns|values|cells|bytes)|premature end|parser? ?error|not a valid (?:representation|date|number|json|uuid|email|value)|invalid (?:quantity|currency|country|iban|postcode|zip|phone|encoding|header)|Requested value '[^'\n]{0,60}' was not found|unknown (?:currency|country|unit|locale|code)|no enum constant|out of range integral|not in (?:the )?expected format|bad (?:record|row|line)|Conversion ?Syntax|\b(?:headers?|columns?|layout|delimiter|separator|schema)\b[^.\n]{0,80}\b(?:differs?|is not the|other than|unexpected|not as agreed)\b|\b(?:check ?sums?|crc(?:-?\d+)?|check digits?|parity|digest|magic(?: number| bytes)?)\b[^.\n]{0,30}(?:mismatch|(?:do|does|did)(?: not|n't) match|differs?|wrong|invalid|fail|bad\b)|(?:bad|wrong|invalid|failed) (?:check ?sum|crc(?:-?\d+)?|check digit|parity|digest|magic)|row \d+ has \d+|expected (?:an? |one of )?[^.\n]{0,20}\b(?:number|integer|decimal|digits?|date|timestamp|boolean|iso[- ]?\d+)\b|(?:can(?:not|'t)|unable to|failed to) (?:convert|interpret|read) (?:value|field|string|text|cell)\b/i,
  ],
  [
    'encoding',
    /UnicodeDecode|UnicodeEncode|invalid (?:byte|utf-?8|multibyte|character)|MalformedInput|encoding (?:error|fail)|charset|incorrect string value|not valid utf|mojibake/i,
  ],
  [
    'arithmetic',
    /divi(?:sion|de)d? by zero|ZeroDivision|ArithmeticException|Floating point exception|SIGFPE|(?<!(?:buffer|stack|heap|queue|upstream|listen|pending|requests?|reason:?)[- ])overflow(?:error)?|underflow|\bNaN\b|DivideByZero|negative (?:amount|balance|total|price|quantity)|rounding|precision/i,
  ],
  [
    'unhandled',
    /`Result::unwrap\(\)` on an `Err`|Unhandled ?(?:Promise ?Rejection|exception|rejection)|uncaught exception|terminat(?:e|ing)[^.\n]{0,30}uncaught|unhandledRejection/i,
  ],
  [
    'stack_overflow',
    /StackOverflow|stack-overflow on address|RecursionError|maximum (?:call stack|recursion)|stack (?:overflow|exhaust|level too deep)|infinite recursion|goroutine stack exceeds/i,
  ],
  [
    'missing_code',
    /NoSuchMethod|NoClassDefFound|ClassNotFound|ModuleNotFound|ImportError|Cannot find module|cannot import name|UnsatisfiedLink|undefined symbol|MissingMethodException|FileNotFoundException: Could not load|\bLoadError|uninitialized constant|Class .* not found|AbstractMethodError|LinkageError|symbol not found|BeanCreation|NoSuchBean|required a bean|No qualifying bean|Unable to resolve service|No provider for|could not be (?:found|resolved|autowired)|unresolved (?:import|reference)|undefined method(?![^\n]{0,80}(?:for nil|nil:NilClass|for \S{1,40}:\w))|undefined function|NameError|is not defined|no such (?:method|function)|IncompatibleClassChange|version (?:conflict|mismatch|incompatib)|ERR_REQUIRE_ESM|ERR_MODULE_NOT_FOUND/i,
  ],
  [
    'missing_config',
    /using (?:the )?default (?:value|for)|fall(?:s|ing)? back to (?:the )?default|missing (?:env|environment|config|configuration|setting|required env)|environment variable|config(?:uration)? (?:key |value |property |entry )?[\w.'"-]{0,60}(?:not found|missing|invalid|undefined|unset|not set)|(?:unknown|no such) ?(?:topic|queue|bucket|exchange|stream|index|namespace|collection|channel|vhost)\b|NonExistentQueue|\b(?:topic|queue|bucket|exchange|stream|namespace|channel|vhost)s?\b[^\n]{0,50}\b(?:does not exist|do not exist|not found|unknown)|(?:not set|unset|is not configured|not configured)|could not resolve placeholder|invalid configuration|ConfigurationException|bad config|misconfigur|unknown (?:option|flag|setting|directive)|failed to load config/i,
  ],
  [
    'rate_limited',
    /\b429\b|rate[- ]?limit|too many requests|throttl|quota (?:exceeded|exhausted)|OVER_QUERY_LIMIT|exceeded your[^.\n]{0,30}(?:quota|limit|plan)|(?:daily|monthly|hourly|usage|credit) (?:quota|limit|allowance)|RESOURCE_EXHAUSTED|limit exceeded|requests per (?:second|minute)|slow ?down|payment required|\b402\b[^\n]{0,120}\b(?:balance|credits?|payment|billing)\b|(?:insufficient|out of) (?:account )?(?:credits?|balance)\b|ProvisionedThroughputExceeded/i,
  ],
  [
    'auth',
    /\b40[13]\b|unauthori[sz]ed|forbidden|permission denied|access denied|AccessDenied|authenticat\w* (?:fail|error|reject)|invalid (?:token|signature|jwt|credentials?|grant|issuer|audience)|JWT|signature (?:mismatch|verification|does not match|invalid)|not authori[sz]ed|insufficient (?:scope|privilege|permission)|CORS|CSRF|login fail|PERMISSION_DENIED|UNAUTHENTICATED/i,
  ],
  [
    'timeout',
    /time(?:d)?[ -]?out|deadline exceeded|missed (?:the |its )?deadline|DEADLINE_EXCEEDED|did not (?:finish|complete|respond|answer|return|reply)[^.\n]{0,20}(?:within|in time|after)|no (?:answer|reply) (?:within|after)|ETIMEDOUT|ESOCKETTIMEDOUT|TimeoutException|TimeoutError|TaskCanceled|context canceled|i\/o timeout|took (?:too long|longer than)|(?:over|beyond|exceed\w*) (?:its|the|a) (?:time )?budget|maximum execution time|\b(?:abort(?:ed|ing)?|cancel(?:l?ed|ling)?|g[ai]ven? up|killed|stopped)\b[^.\n]{0,30}\bafter \d+(?:\.\d+)? ?(?:m?s|m?secs?|seconds?|min(?:utes?)?)\b|no response (?:within|after)|request aborted|\b504\b|gateway time/i,
  ],
  [
    'unreachable',
    /ECONNREFUSED|ECONNRESET|EPIPE|EHOSTUNREACH|ENETUNREACH|connection (?:refused|reset|closed|lost|aborted|dropped|error|failed|failure|terminated|attempt)|(?:unable|failed|could not|cannot|can't) (?:to )?(?:connect|reach|establish)|ConnectException|ConnectionError|terminating connection|\b(?:database|server|node|instance|broker|cluster|primary|leader)\b[^.\n]{0,20} is (?:starting|shutting down|restarting|in recovery|loading|stopping)|no route to host|broken pipe|socket hang ?up|unreachable|could not be established|connection [^\n]{0,80}(?:could not|cannot) be|may not be available|read-only transaction|READONLY|not master|server closed the connection|MaxRetryError|upstream connect error|no healthy upstream|host is down|broker (?:not available|down|unavailable)|LeaderNotAvailable|failover|primary (?:unavailable|down|lost)|not primary|replica (?:down|lag)|NOT_LEADER|left the cluster|all shards failed|Expiring \d+ record|UnableToConnect|No connection (?:is active|could be made)|gone away|Lost connection|master_link_status|CLUSTERDOWN|NotEnoughReplicas|server selection (?:error|timeout)/i,
  ],
  [
    'upstream_error',
    /\b50[23]\b|\b52[0-7]\b(?! ?(?:ms|rows|bytes|items|of))|\b529\b|\boverloaded(?:_error)?\b|\b4[25]1[ -](?:4\.\d|temporar|try)|temporarily (?:unavailable|deferred)|\b500 Internal\w+|InternalServerError|InternalFailure|service unavailable|bad gateway|ServiceUnavailable|UNAVAILABLE|upstream (?:error|fail|request|returned|service|server|prematurely|unavailable)|(?:provider|third[- ]party|vendor|external|partner|downstream|dependency)[^.\n]{0,50}(?:outage|down|error|unavailable|degrad|incident|fail|5\d\d|unhealthy|slow)|status page|unexpected (?:response|status)|endpoint (?:retired|removed|deprecated|gone)|\b410 Gone|sunset|(?:returned|responded with|status(?: code)?|HTTP)[ :=]{0,3}5\d\d|incident (?:reported|declared) (?:by|at)|partial outage|regional (?:outage|incident)/i,
  ],
  [
    'circuit_open',
    /circuit ?breaker|circuit (?:is )?open|CallNotPermitted|bulkhead|BrokenCircuit/i,
  ],
  [
    'retry_storm',
    /retry (?:storm|amplif|limit|exhaust)|retries exhausted|max(?:imum)? retries|too many retries|retry(?:ing)? (?:attempt|\d+)|attempt \d+\/\d+|thundering herd/i,
  ],
  [
    'db_schema',
    /column .{0,80}(?:does not exist|not found|unknown)|unknown column|relation .{0,80}does not exist|no such (?:table|column)|Invalid column name|Invalid object name|table .{0,80}(?:doesn't exist|does not exist)|undefined column|migration (?:fail|pending|error|not applied)|schema version|ORA-0094[24]|missing column|invalid identifier/i,
  ],
  [
    'db_constraint',
    /duplicate (?:key|entry)|unique (?:constraint|violation)|foreign key|violates .{0,60}constraint|constraint (?:violation|failed)|NOT NULL constraint|IntegrityError|data too long|value too long|check constraint|numeric field overflow|Out of range value/i,
  ],
  [
    'db_slow',
    /slow quer(?:y|ies)|(?:seq(?:uential)?|full(?: table)?|table) scan|query (?:took|duration|time|plan|execution)|missing index|statement timeout|canceling statement|long[- ]running (?:query|transaction)|N\+1|rows examined|temp(?:orary)? file|sort spill|vacuum|lock wait|query count/i,
  ],
  [
    'payload_size',
    /payload too large|too many (?:features|entries|items|elements|records|rows|columns|fields|keys|values|parts|headers|parameters|arguments|results|points|series|labels|tags)|exceeds (?:limit of )?\d+|too big|(?:response|body|message|file|upload)[^.\n]{0,30}exceed|request entity too large|\b413\b|message (?:size )?too (?:large|big)|max(?:imum)? (?:message|request|body|payload) size|RecordTooLarge|exceeds (?:the )?(?:maximum|max|limit)|body (?:size|limit)|PayloadTooLarge|too large body|would be truncated|header (?:too large|fields too large)|frame size/i,
  ],
  [
    'queue_backlog',
    /(?:queue|backlog|consumer lag|lag)[^.\n]{0,50}(?:grow|full|high|depth|exceed|back(?:ed)? up|build|increas|rising|behind)|consumer lag|backpressure|falling behind|dead[- ]letter|DLQ|unacked|rebalanc/i,
  ],
  [
    'cache',
    /\b(?:of|for|from) [\w./:-]{1,40} (?:was |were )?(?:served|offered|shown|sent|given|delivered|handed|returned) to\b|cache (?:miss|stampede|evict|invalid|flush|unavailable|hit rat|poison|stale|cold|error|warm)|stale (?:cache|data|entry)|hit (?:rate|ratio)|cache key/i,
  ],
  [
    'crash_loop',
    /CrashLoopBackOff|back-off restarting|liveness probe|readiness probe|health ?check (?:fail|timeout)|exited with code|exit code|ImagePull|container (?:restart|killed|died|crash)|restart(?:ed|ing) (?:container|pod)|panic:|fatal signal|pod (?:restart|crash)|startup (?:fail|probe)|core dumped/i,
  ],
  [
    'cpu',
    /cpu (?:throttl|usage|saturat|spike|at|limit|pressure|steal|100|9\d)|high cpu|load average|catastrophic backtracking|regex|busy loop|infinite loop|spin(?:ning|lock)/i,
  ],
  [
    'duplicate',
    /duplicate(?:d|s)? (?:order|charge|message|event|payment|email|request|job|processing|notification|invoice|record|transaction)|processed twice|charged twice|idempoten/i,
  ],
  [
    'wrong_result',
    /\b(?:of|for|from) [\w./:-]{1,40} (?:was |were )?(?:served|offered|shown|sent|given|delivered|handed|returned) to\b|incorrect|mismatch|wrong (?:amount|total|price|value|result|currency|tenant|user|data)|inconsisten|discrepanc|reconciliation|invalid (?:total|amount|balance|state)|unexpected (?:value|result|total|amount|state|status)|off by|miscalculat|negative stock|expected .{1,60} (?:but|got|was)|checksum/i,
  ],
  [
    'invalid_argument',
    /IllegalArgument|IllegalState|ArgumentException|ValueError|invalid (?:argument|value|parameter|input|request|state|operation|enum|option|id)|InvalidOperation|validation (?:error|fail)|ValidationError|ConstraintViolation|\b400\b|\b422\b|bad request|unprocessable|unsupported|UnsupportedOperation|not (?:supported|allowed|implemented)|rejected by valid/i,
  ],
  [
    'assertion',
    /AssertionError|assert(?:ion)? failed|AssertionFailed|ComparisonFailure|invariant|ExpectationFailed|precondition/i,
  ],
  [
    'slow',
    // a field of every line (`elapsed_ms=60`, `latency: 12`) is no complaint
    /(?:latency|slow|p9\d|response time|degraded performance|high duration|took \d|elapsed|sluggish|SLO|apdex)(?![\w.]{0,12}["']?[=:] ?["']?\d)/i,
  ],
  [
    'flag',
    /feature[ _-]?(?:flag|toggle|gate)|flag (?:enabled|disabled|flip|on|off|evaluat)|experiment|rollout|variant|LaunchDarkly|kill ?switch|canary/i,
  ],
];

/** At most this much of one text is looked at: the telling words stand early. */
const MAX_TEXT = 4_000;

/** The kinds of failure that a text names, with how often of the distinct patterns; empty when none. */
export function faultKindsOf(text: string): Set<FaultKind> {
  const body = text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text;
  // `DeadlineExceeded` says what `deadline exceeded` says
  const spaced = body
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    // `std::out_of_range`
    .replace(/std::\w+/g, (name) => name.replaceAll('_', ' '));
  const out = new Set<FaultKind>();
  for (const [kind, pattern] of RULES) {
    if (pattern.test(body) || (spaced !== body && pattern.test(spaced))) out.add(kind);
  }
  return out;
}

/** How much a kind says about its cause: a null dereference is a defect's own words, a timeout is anyone's. */
export const SPECIFICITY: Readonly<Record<FaultKind, number>> = {
  null_dereference: 0.9,
  bounds: 0.9,
  missing_key: 0.8,
  type_mismatch: 0.85,
  unmatched: 0.9,
  parse: 0.7,
  arithmetic: 0.85,
  invalid_argument: 0.55,
  assertion: 0.7,
  stack_overflow: 0.95,
  unhandled: 0.8,
  missing_code: 0.95,
  missing_config: 0.9,
  timeout: 0.3,
  slow: 0.15,
  unreachable: 0.35,
  dns: 0.6,
  upstream_error: 0.3,
  circuit_open: 0.6,
  pool_exhausted: 0.75,
  memory: 0.75,
  disk: 0.85,
  cpu: 0.6,
  threads: 0.7,
  file_descriptors: 0.85,
  deadlock: 0.85,
  concurrency: 0.9,
  auth: 0.65,
  certificate: 1,
  credential_expired: 0.95,
  tls: 0.7,
  rate_limited: 0.65,
  db_schema: 0.95,
  db_constraint: 0.8,
  db_slow: 0.75,
  encoding: 0.9,
  payload_size: 0.85,
  queue_backlog: 0.45,
  cache: 0.65,
  crash_loop: 0.35,
  node_failure: 0.8,
  duplicate: 0.8,
  wrong_result: 0.5,
  retry_storm: 0.6,
  flag: 0.4,
};

/** Kinds that the running program's own logic raises: without a code change they need other data. */
export const DEFECT_KINDS: ReadonlySet<FaultKind> = new Set<FaultKind>([
  'null_dereference',
  'bounds',
  'missing_key',
  'type_mismatch',
  'unmatched',
  'arithmetic',
  'stack_overflow',
  'missing_code',
  'assertion',
  'concurrency',
  'db_schema',
  'wrong_result',
  'duplicate',
  'missing_config',
]);

/** Kinds as a person would name what such a change can lead to. */
export const KIND_WORDS: Readonly<Record<FaultKind, string>> = {
  null_dereference: 'use of a missing value',
  bounds: 'an index out of range',
  missing_key: 'a missing key or field',
  type_mismatch: 'a value of another type',
  unmatched: 'a value that no branch is written for',
  parse: 'data that cannot be read',
  arithmetic: 'an arithmetic error',
  invalid_argument: 'a refused argument',
  assertion: 'a broken invariant',
  stack_overflow: 'endless recursion',
  unhandled: 'an unhandled error',
  missing_code: 'code that is not there',
  missing_config: 'a missing setting',
  timeout: 'timeouts',
  slow: 'slowness',
  unreachable: 'lost connections',
  dns: 'a name that does not resolve',
  upstream_error: 'errors of a called service',
  circuit_open: 'an open circuit breaker',
  pool_exhausted: 'an exhausted pool',
  memory: 'memory running out',
  disk: 'a full disk',
  cpu: 'a busy processor',
  threads: 'starved threads',
  file_descriptors: 'too many open files',
  deadlock: 'waits for locks',
  concurrency: 'a race',
  auth: 'refused access',
  certificate: 'a refused certificate',
  credential_expired: 'a refused credential',
  tls: 'a failed TLS handshake',
  rate_limited: 'a hit rate limit',
  db_schema: 'a column or table that does not fit',
  db_constraint: 'a violated constraint',
  db_slow: 'slow queries',
  encoding: 'unreadable characters',
  payload_size: 'a message that is too large',
  queue_backlog: 'a growing backlog',
  cache: 'wrong or missing cache entries',
  crash_loop: 'a crash at start',
  node_failure: 'a lost node',
  duplicate: 'work done twice',
  wrong_result: 'wrong results',
  retry_storm: 'a storm of retries',
  flag: 'another path through the code',
};
