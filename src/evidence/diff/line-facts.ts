/** What changed lines of code do: guards, error handling, locks, queries, casts, loops, calls. */
import type { Block, DiffFact, FactKind } from './facts.ts';
import { cut } from './cut.ts';

interface Pattern {
  readonly test: RegExp;
  /** Fact when the construct is only in the removed lines; null for none. */
  readonly removed: FactKind | null;
  /** Fact when it is only in the added lines; null for none. */
  readonly added: FactKind | null;
  /** Fact when both sides have it but differ. */
  readonly both: FactKind | null;
  readonly label: string;
  readonly weight: number;
}

const PATTERNS: readonly Pattern[] = [
  {
    test: /\bif\b[^\n]{0,120}(?:[!=]==?\s*(?:null|undefined|None|nil|nullptr)|\bis (?:not )?(?:None|null)\b|isEmpty|isPresent|isNull|len\(|\.length|\.size\(|\.nil\?|isset|empty\(|Objects\.|hasattr|in\s+\w+)|\bif\s*\(?\s*!\w|\bif not \w|\bguard\b|\?\.|\?\?|Optional|orElse|requireNonNull|\.get\([^)]*,|getOrDefault|\bunless\b|checkNotNull|unwrap_or|if let Some|\|\|\s*(?:\[\]|\{\}|''|""|0)/,
    removed: 'guard_removed',
    added: 'guard_added',
    both: null,
    label: 'null or emptiness check',
    weight: 0.9,
  },
  {
    test: /\btry\b|\bcatch\b|\bexcept\b|\brescue\b|\.catch\(|on_error|onError|recover\(|if err != nil|finally|fallback/,
    removed: 'error_handling_removed',
    added: 'error_handling_added',
    both: null,
    label: 'error handling',
    weight: 0.8,
  },
  {
    test: /validat|sanitiz|assert|check[A-Z]\w*\(|schema\.parse|\bverify\b|\bensure\b|require\(|@Valid|@NotNull|raise ValueError|throw new IllegalArgument|isValid/,
    removed: 'validation_removed',
    added: 'validation_added',
    both: null,
    label: 'validation',
    weight: 0.7,
  },
  {
    test: /synchronized|\block\b|\bLock\(|mutex|Mutex|\.lock\(|\.Lock\(|semaphore|Semaphore|atomic|Atomic|FOR UPDATE|SELECT .* LOCK|@Transactional|transaction|\bvolatile\b|Concurrent\w+|with_lock|advisory|isolation|sync\.|redlock/i,
    removed: 'locking_removed',
    added: 'locking_changed',
    both: 'locking_changed',
    label: 'locking or transaction',
    weight: 0.85,
  },
  {
    test: /idempoten|dedup|already_?processed|ON CONFLICT|upsert|exists\(/i,
    removed: 'idempotency_removed',
    added: null,
    both: null,
    label: 'idempotency check',
    weight: 0.8,
  },
  {
    test: /Promise\.all|parallelStream|async\b|\bgo func|\bgo \w+\(|Thread\(|ThreadPool|Executor|Task\.Run|CompletableFuture|asyncio\.(?:gather|create_task)|concurrent\.futures|spawn\(|Parallel\.|WaitGroup|setImmediate/,
    removed: null,
    added: 'concurrency_added',
    both: null,
    label: 'concurrency',
    weight: 0.6,
  },
  {
    test: /\.close\(|\.Close\(|\.release\(|\.dispose\(|Dispose\(|defer \w+|\bwith open|\busing\b|try\s*\(|removeListener|removeEventListener|clearInterval|clearTimeout|unsubscribe|\.end\(|\.destroy\(|free\(|\.shutdown\(|evict|\.delete\(|\.clear\(|weakref|WeakMap/,
    removed: 'resource_leak',
    added: null,
    both: null,
    label: 'release of a resource',
    weight: 0.85,
  },
  {
    test: /\.push\(|\.append\(|\.add\(|\.put\(|\.set\(|\[\w+\]\s*=|addEventListener|\.on\(|append\(|HashMap|new Map\(|= \{\}|= \[\]|static.*(?:List|Map|Set)|lru_cache|memoize|global /,
    removed: null,
    added: 'accumulation',
    both: null,
    label: 'something kept in memory',
    weight: 0.4,
  },
  {
    test: /\bSELECT\b|\bUPDATE\b|\bINSERT\b|\bDELETE FROM\b|\bJOIN\b|\bWHERE\b|\.query\(|\.execute\(|\.find(?:All|Many|One|By\w*)?\(|\.where\(|\.filter\(|\.objects\.|\.createQuery|findBy\w+|\.include\(|select_related|prefetch_related|eager|lazy|ORDER BY|LIMIT|GROUP BY|LIKE|ILIKE|FetchType/,
    removed: 'query_changed',
    added: 'query_changed',
    both: 'query_changed',
    label: 'query',
    weight: 0.6,
  },
  {
    test: /@Index|CREATE (?:UNIQUE )?INDEX|add_index|createIndex|db_index=True|index: true/i,
    removed: 'index_removed',
    added: null,
    both: null,
    label: 'index',
    weight: 0.9,
  },
  {
    test: /DROP INDEX|drop_index|remove_index|dropIndex|RemoveIndex/i,
    removed: null,
    added: 'index_removed',
    both: null,
    label: 'dropping of an index',
    weight: 1,
  },
  {
    test: /ALTER TABLE|DROP (?:COLUMN|TABLE)|RENAME (?:COLUMN|TO)|ADD COLUMN|CREATE TABLE|add_column|remove_column|rename_column|@Column|change_column|SET NOT NULL|models\.\w+Field/i,
    removed: 'schema_changed',
    added: 'schema_changed',
    both: 'schema_changed',
    label: 'database schema',
    weight: 0.9,
  },
  {
    test: /@Json\w*|json:"|JsonProperty|\[DataMember|serialize|deserialize|toJSON|fromJson|ObjectMapper|protobuf|\bproto\b|Marshal|pickle|encode\(|decode\(|@Serialized|SerializedName|snake_?case|camel_?case|to_dict|from_dict|dataclass|pydantic|BaseModel|avro/i,
    removed: 'serialisation_changed',
    added: 'serialisation_changed',
    both: 'serialisation_changed',
    label: 'serialisation',
    weight: 0.7,
  },
  {
    test: /(?:dd|MM|yy|HH|hh|mm|ss)[/.: -](?:dd|MM|yy|HH|hh|mm|ss)|%[YmdHMS][^\w]|toISOString|fromisoformat|isoformat|strftime|strptime|DateTimeFormatter|SimpleDateFormat|DateTimeFormat|timezone|ZoneId|UTC/,
    removed: 'parse_changed',
    added: 'parse_changed',
    both: 'parse_changed',
    label: 'date or time format',
    weight: 1,
  },
  {
    test: /parse\w*\(|Parse\w*\(|int\(|float\(|Number\(|strptime|toInt|Integer\.|Double\.|BigDecimal|DateTime|Date\(|strftime|DateFormat|LocalDate|\.split\(|csv|xml|timezone|timestamp|toISOString|fromisoformat|isoformat|ISO|UTC|\bformat\(|yyyy|HH:mm|moment\(|dayjs|date-fns|Locale|setlocale/,
    removed: 'parse_changed',
    added: 'parse_changed',
    both: 'parse_changed',
    label: 'parsing or dates',
    weight: 0.6,
  },
  {
    test: /utf-?8|latin|ascii|charset|encoding|Charset|getBytes|decode\(|unicode|normalize\(/i,
    removed: 'encoding_changed',
    added: 'encoding_changed',
    both: 'encoding_changed',
    label: 'text encoding',
    weight: 0.8,
  },
  {
    test: /authori[sz]|authenticat|permission|allowed_?origins|role|jwt|token|\bscope|\bacl\b|cors|csrf|session|login|hasAccess|policy|Bearer|issuer|audience|signature|hmac/i,
    removed: 'auth_changed',
    added: 'auth_changed',
    both: 'auth_changed',
    label: 'authentication or authorisation',
    weight: 0.7,
  },
  {
    test: /\btls\b|\bssl\b|certificat|truststore|keystore|\bcipher|verify_?(?:ssl|peer|mode)|rejectUnauthorized|InsecureSkipVerify/i,
    removed: 'tls_changed',
    added: 'tls_changed',
    both: 'tls_changed',
    label: 'TLS',
    weight: 0.8,
  },
  {
    test: /fetch\(|axios|http\.(?:get|post|Get|Post|Do)|requests\.|HttpClient|RestTemplate|WebClient|FeignClient|\.invoke\(|grpc|urllib|Net::HTTP|Faraday|Guzzle|\.send\(|\.publish\(|\.call\(|client\.\w+\(/,
    removed: null,
    added: 'remote_call_added',
    both: 'remote_call_added',
    label: 'remote call',
    weight: 0.7,
  },
  {
    test: /Sync\(|Thread\.sleep|time\.sleep|sleep\(|\.Result\b|\.Wait\(\)|\.get\(\)\s*;|\.block\(|runBlocking|\.join\(\)|readFileSync|execSync/,
    removed: null,
    added: 'blocking_call',
    both: null,
    label: 'blocking call',
    weight: 0.75,
  },
  {
    test: /^\s*@(?:Service|Component|Bean|Autowired|Inject|Injectable|Repository|Configuration|Module|RestController|Controller|EnableJpa\w*|EntityScan|ComponentScan)\b|providers\s*:|Add(?:Scoped|Singleton|Transient)<|\.bind\(|container\.register|^\s*(?:package|namespace) [\w.]+|module\.exports|export default|__all__/,
    removed: 'wiring_changed',
    added: null,
    both: 'wiring_changed',
    label: 'wiring of components',
    weight: 0.9,
  },
  {
    test: /\blevel\b[^\n]{0,20}\b(?:debug|trace|verbose|all)\b|log[_-]?level|setLevel|LOG_LEVEL|verbose|retention|max_?(?:files|history)|rotate/i,
    removed: 'log_level_changed',
    added: 'log_level_changed',
    both: 'log_level_changed',
    label: 'amount of logging',
    weight: 0.9,
  },
  {
    test: /new RegExp|[=(,:]\s*\/(?![/*])[^/\n]{3,200}\/[gimsuy]*[,;).\s]|re\.compile|Regex|Pattern\.compile|=~|\.match\(|\.replace\(\//,
    removed: 'regex_changed',
    added: 'regex_changed',
    both: 'regex_changed',
    label: 'regular expression',
    weight: 0.6,
  },
  {
    test: /return (?:null|None|nil|undefined)\b|= (?:null|None|nil|undefined)\b/,
    removed: null,
    added: 'null_returned',
    both: null,
    label: 'null as a value',
    weight: 0.8,
  },
  {
    test: /\bthrow\b|\braise\b|panic\(|\.unwrap\(\)|\.expect\(|abort\(|process\.exit|os\.Exit|System\.exit/,
    removed: null,
    added: 'exception_thrown',
    both: null,
    label: 'a thrown error',
    weight: 0.6,
  },
  {
    test: /process\.env|os\.environ|os\.getenv|getenv|System\.getenv|@Value|Configuration\[|config\.get|ENV\[|env\(|viper\.|settings\./,
    removed: 'config_changed',
    added: 'config_required',
    both: 'config_required',
    label: 'setting read',
    weight: 0.7,
  },
  {
    test: /feature|flag|toggle|isEnabled|experiment|variation\(|rollout|LaunchDarkly|unleash/i,
    removed: 'flag_changed',
    added: 'flag_changed',
    both: 'flag_changed',
    label: 'feature flag',
    weight: 0.7,
  },
  {
    test: /retry|Retry|attempts|backoff|tenacity|Polly/,
    removed: 'retry_changed',
    added: 'retry_changed',
    both: 'retry_changed',
    label: 'retries',
    weight: 0.7,
  },
  {
    test: /cache|Cache|redis|memo|ttl|TTL|invalidate/,
    removed: 'cache_changed',
    added: 'cache_changed',
    both: 'cache_changed',
    label: 'cache',
    weight: 0.6,
  },
  {
    test: /circuit|bulkhead|rateLimit|throttle|limiter|\.limit\(|LIMIT \d|take\(|slice\(0|\[:\w+\]|pagina/i,
    removed: 'limit_changed',
    added: 'limit_changed',
    both: 'limit_changed',
    label: 'limit',
    weight: 0.6,
  },
  {
    test: /\bfor\b|\bwhile\b|\.forEach\(|\.map\(|\.each\b|range\(/,
    removed: 'loop_changed',
    added: 'loop_changed',
    both: 'loop_changed',
    label: 'loop',
    weight: 0.4,
  },
  {
    test: /\[[^\]'"]{1,40}\]|\.get\(\d|\.charAt\(|substring\(|\.slice\(|\.first\(\)|\.at\(/,
    removed: null,
    added: 'index_access_changed',
    both: 'index_access_changed',
    label: 'access by index',
    weight: 0.45,
  },
  {
    test: /\w\s[-*/%]\s\w|\+=|-=|\*=|\/=|Math\.|round\(|floor\(|ceil\(/,
    removed: 'arithmetic_changed',
    added: 'arithmetic_changed',
    both: 'arithmetic_changed',
    label: 'arithmetic',
    weight: 0.45,
  },
  {
    test: /\bif\b|\belse\b|\bwhen\b|\bswitch\b|\bcase\b|&&|\|\||\band\b|\bor\b|[<>]=?\s|[!=]==?/,
    removed: 'condition_changed',
    added: 'condition_changed',
    both: 'condition_changed',
    label: 'condition',
    weight: 0.35,
  },
  {
    test: /\w+\.\w+(?!\()|\["\w+"\]|\['\w+'\]|->\w+/,
    removed: null,
    added: 'field_access_changed',
    both: 'field_access_changed',
    label: 'field access',
    weight: 0.3,
  },
];

const PLACES: readonly (readonly [RegExp, FactKind, string])[] = [
  [/cache/i, 'cache_changed', 'cache'],
  [/retry|backoff/i, 'retry_changed', 'retries'],
  [/pool|datasource/i, 'pool_changed', 'connection pool'],
  [/auth|permission|session|login|token|acl|rbac|security/i, 'auth_changed', 'access checks'],
  [/tls|ssl|cert/i, 'tls_changed', 'TLS set-up'],
  [/lock|transaction|mutex/i, 'locking_changed', 'locking'],
  [/pars(?:e|er|ing)|import|csv|xml/i, 'parse_changed', 'parsing'],
  [
    /serial|codec|dto|event|schema|proto|message|payload/i,
    'serialisation_changed',
    'message format',
  ],
  [/valid/i, 'validation_added', 'validation'],
  [/timeout|deadline/i, 'timeout_changed', 'timeouts'],
  [/rate.?limit|throttl|quota/i, 'rate_limit_changed', 'rate limit'],
  [
    /dao|repository|repo|quer(?:y|ies)|db|database|sql|orm|models?\//i,
    'query_changed',
    'database access',
  ],
  [/client|gateway|adapter|integration|webhook|http/i, 'remote_call_added', 'calls to others'],
  [/flag|feature|toggle|experiment/i, 'flag_changed', 'feature flags'],
  [/schedul|cron|job|worker|queue|consumer/i, 'concurrency_setting', 'background work'],
  [
    /price|pricing|tax|discount|total|amount|money|calc|round|billing|invoice/i,
    'arithmetic_changed',
    'calculation',
  ],
];

const RELEASES =
  /\.(?:close|Close|release|Release|dispose|Dispose|unlock|Unlock|done|Done|free|end|destroy|shutdown|decrement|leave|exit)\(|\bdelete\(|\bfree\(|--;?$|-= 1/;

const COMMENT = /^\s*(?:\/\/|#(?!include|define|if|!\[|\[)|\*|\/\*|"""|'''|<!--|--\s)/;
/** Labels, annotations and descriptions of images and manifests are for people. */
const LABEL =
  /^\s*(?:LABEL\b|MAINTAINER\b|["']?(?:org\.opencontainers\.image|app\.kubernetes\.io)\S*|(?:labels|annotations|description|maintainer|homepage|keywords|author)["']?\s*:)/;
const LOGGING =
  /\b(?:log(?:ger)?|console|LOG|slog|logging|_logger|Log|fmt\.Print\w*|print(?:ln)?|puts|System\.out)\b[.(\s]|\b(?:debug|info|warn|trace)\(/;
const IMPORT = /^\s*(?:import|from|using|require|#include|package|use|const \w+ = require)\b/;

/** True when two lines are the same but for one identifier (or quoted word). */
function oneNameDiffers(a: string, b: string): boolean {
  const left = a.match(/[A-Za-z_$][\w$]*|[^\w\s]|\d+/g) ?? [];
  const right = b.match(/[A-Za-z_$][\w$]*|[^\w\s]|\d+/g) ?? [];
  if (left.length !== right.length || left.length < 3) return false;
  let differs = 0;
  for (let at = 0; at < left.length; at += 1) {
    if (left[at] === right[at]) continue;
    differs += 1;
    // a word inside quotes is data
    if (/["'`]/.test(left[at - 1] ?? '')) return false;
    if (differs > 1 || !/^[A-Za-z_$]/.test(left[at] ?? '') || !/^[A-Za-z_$]/.test(right[at] ?? ''))
      return false;
  }
  return differs === 1;
}

const LITERALS =
  /(["'`])(?:(?!\1)[^\\\n]|\\.){0,120}\1|\b(?:true|false|True|False|null|None|nil|undefined)\b/g;

/** True when two lines are the same but for one quoted text or truth value. */
function oneLiteralDiffers(a: string, b: string): boolean {
  if (a === b) return false;
  const left = a.match(LITERALS) ?? [];
  const right = b.match(LITERALS) ?? [];
  if (left.length === 0 || left.length !== right.length) return false;
  return (
    a.replace(LITERALS, '~') === b.replace(LITERALS, '~') &&
    // what has blanks in it is said to people
    left.every((each, at) => each === right[at] || !/\s/.test(`${each}${right[at] ?? ''}`)) &&
    left.filter((each, at) => each !== right[at]).length === 1
  );
}

/** True for lines that can't change behaviour: comments, imports of types, blank lines, log calls. */
export const isInert = (text: string): boolean =>
  text.trim() === '' ||
  COMMENT.test(text) ||
  LOGGING.test(text) ||
  IMPORT.test(text) ||
  /^[\s{}()[\];,]*$/.test(text) ||
  LABEL.test(text);

export function lineFacts(block: Block): DiffFact[] {
  if (
    block.role === 'docs' ||
    block.role === 'test' ||
    block.role === 'lock_file' ||
    block.role === 'asset'
  )
    return [];
  const removed = block.removed.filter((each) => !isInert(each.text));
  const added = block.added.filter((each) => !isInert(each.text));
  const base = { file: block.file, role: block.role, function: block.function, name: null };
  if (removed.length === 0 && added.length === 0) {
    return [
      {
        ...base,
        kind: 'logging_only',
        line: block.added[0]?.newLine ?? null,
        before: null,
        after: null,
        direction: 'changed',
        summary: 'only comments, imports or log lines',
        weight: 1,
      },
    ];
  }
  // a pure move or re-indent changes nothing
  const squash = (lines: readonly { text: string }[]): string =>
    lines
      .map((each) => each.text.replace(/\s+/g, ''))
      .sort()
      .join('\n');
  if (removed.length > 0 && squash(removed) === squash(added)) return [];
  const out: DiffFact[] = [];
  const push = (
    kind: FactKind,
    label: string,
    weight: number,
    direction: DiffFact['direction'],
  ): void => {
    const line = direction === 'removed' ? removed[0] : (added[0] ?? removed[0]);
    out.push({
      ...base,
      kind,
      line: line?.newLine ?? line?.oldLine ?? null,
      before: cut(removed[0]?.text.trim() ?? '') || null,
      after: cut(added[0]?.text.trim() ?? '') || null,
      direction,
      summary: `${label} ${direction}${block.function === null ? '' : ` in ${block.function}`}`,
      weight,
    });
  };
  for (const pattern of PATTERNS) {
    const gone = removed.filter((each) => pattern.test.test(cut(each.text))).length;
    const come = added.filter((each) => pattern.test.test(cut(each.text))).length;
    if (gone > 0 && come === 0 && pattern.removed !== null)
      push(pattern.removed, pattern.label, pattern.weight, 'removed');
    else if (come > 0 && gone === 0 && pattern.added !== null)
      push(pattern.added, pattern.label, pattern.weight, 'added');
    else if (gone > come && pattern.removed !== null && pattern.removed.endsWith('_removed'))
      push(pattern.removed, pattern.label, pattern.weight * 0.8, 'removed');
    else if (gone > 0 && come > 0 && pattern.both !== null)
      push(pattern.both, pattern.label, pattern.weight * 0.8, 'changed');
  }
  // the same line but for an operator or an off-by-one
  const bare = (text: string): string =>
    cut(text)
      .replace(/[<>]=?|[!=]==?|&&|\|\||\band\b|\bor\b|\bnot\b|!/g, '~')
      .replace(/\s*[-+]\s*1\b/g, '')
      .replace(/\s+/g, '');
  const shapes = new Map(removed.map((each) => [bare(each.text), each.text]));
  if (
    added.some((each) => {
      const old = shapes.get(bare(each.text));
      return old !== undefined && old.replace(/\s+/g, '') !== each.text.replace(/\s+/g, '');
    })
  ) {
    push('boundary_changed', 'comparison or boundary', 1, 'changed');
  }
  if (
    added.length <= 3 &&
    added.some((each) => removed.some((old) => oneNameDiffers(cut(old.text), cut(each.text))))
  ) {
    push('name_swapped', 'one name put in place of another', 0.8, 'changed');
  }
  if (
    block.role !== 'dependency_manifest' &&
    added.length <= 4 &&
    added.some((each) => removed.some((old) => oneLiteralDiffers(cut(old.text), cut(each.text))))
  ) {
    push('constant_changed', 'one value or default put in place of another', 0.7, 'changed');
  } else if (
    block.role !== 'dependency_manifest' &&
    [...added, ...removed].some((each) =>
      /\bdefault\b|unwrap_or|getOrDefault/i.test(cut(each.text)),
    )
  ) {
    push('constant_changed', 'default', 0.6, 'changed');
  }
  if (
    /cache|memo/i.test(
      `${block.file} ${block.function ?? ''} ${block.before.slice(-4).join(' ')}`,
    ) &&
    [
      block.function ?? '',
      ...block.before.slice(-3),
      ...[...added, ...removed].map((each) => each.text),
    ].some((text) => /key|hash/i.test(cut(text)))
  ) {
    push('cache_changed', 'key of a cache', 1, 'changed');
  }
  // quantifiers inside quantified groups can take exponential time
  if (
    added.some(
      (each) =>
        /\((?:[^()]{0,60}|\([^()]{0,60}\)[+*]?){0,4}[+*]\)[+*{]/.test(cut(each.text)) &&
        /regex|RegExp|compile|Pattern|[=(,:]\s*[r@]?["'/]/.test(cut(each.text)),
    )
  ) {
    push('regex_changed', 'regular expression with nested repetition', 1, 'added');
  }
  // leaving before what follows is released
  const leaves = added.some((each) =>
    /^\s*(?:return|throw|raise|continue|break)\b|\breturn\b.*;?$/.test(cut(each.text)),
  );
  if (
    leaves &&
    removed.length <= added.length &&
    block.after.slice(0, 10).some((text) => RELEASES.test(cut(text)))
  ) {
    push('resource_leak', 'way out before a release', 0.85, 'added');
  }
  const loop = /\b(?:for|while|foreach)\b|\.forEach\(|\.map\(|\.each\b/;
  const query =
    /\.query\(|\.execute\(|\.find\w*\(|\bSELECT\b|\.get\(|fetch\(|repository\.|await |client\.|\.load\w*\(/;
  if (
    added.some((each) => query.test(cut(each.text))) &&
    (added.some((each) => loop.test(cut(each.text))) ||
      block.before.slice(-4).some((text) => loop.test(cut(text))))
  ) {
    push('query_in_loop', 'query or remote call inside a loop', 0.85, 'added');
  }
  if (
    block.function !== null &&
    added.some(
      (each) =>
        each.text.includes(`${block.function ?? ''}(`) &&
        !/\b(?:def|func|function|fn)\b/.test(each.text),
    )
  ) {
    push('recursion_added', 'call of the function by itself', 0.6, 'added');
  }
  // where it stands says what it is about, even when the changed lines do not
  const place = `${block.file} ${block.function ?? ''}`;
  for (const [pattern, kind, label] of PLACES) {
    if (pattern.test(place) && !out.some((each) => each.kind === kind))
      push(kind, `code of the ${label}`, 0.5, 'changed');
  }
  const name = (texts: readonly { text: string }[]): string | null => {
    for (const each of texts) {
      const match =
        /(?:\bdef|\bfunc|\bfn|\bfunction|\bfun|public|private|protected|internal)\b[^(\n]{0,120}\(([^\n]{0,200})/.exec(
          cut(each.text),
        );
      if (match !== null) return cut(each.text).trim();
    }
    return null;
  };
  const before = name(removed);
  const after = name(added);
  if (before !== null && after !== null && before !== after)
    push('signature_changed', 'signature', 0.6, 'changed');
  if (added.length === 0) push('code_removed', 'code', 0.5, 'removed');
  else push('code_changed', 'code', 0.25, removed.length === 0 ? 'added' : 'changed');
  return out;
}
