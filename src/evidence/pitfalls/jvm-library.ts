/** Known pitfalls of the base library of the JVM: texts, collections, streams, files. */
import type { Pitfall } from './model.ts';

const JAVA = /\.(?:java|kts?|scala|groovy)$/;

export const JVM_LIBRARY: readonly Pitfall[] = [
  {
    name: 'order-of-map-lost',
    files: JAVA,
    added:
      /\bnew (?:HashMap|HashSet|ConcurrentHashMap)\b|\bhashMapOf\(|\bhashSetOf\(|Collectors\.toSet\(|\b(?:Map|Set)\.(?:of|copyOf)\(|toUnmodifiable(?:Map|Set)\(/,
    removed:
      /Linked(?:HashMap|HashSet)|\bTree(?:Map|Set)\b|\blinked(?:Map|Set)Of\(|sortedMapOf\(|ConcurrentSkipList|ListMap|SortedMap/,
    says: /signature (?:mismatch|does not|invalid)|(?:wrong|out of|unexpected) order|not (?:in order|sorted)|ClassCastException[^\n]{0,120}(?:SortedMap|NavigableMap)|column (?:count|order)|checksum/i,
    kinds: ['wrong_result', 'auth'],
    did: 'a map or set that keeps no order in place of one that does',
    weight: 0.9,
  },
  {
    name: 'format-string',
    files: JAVA,
    added: /\.format(?:ted)?\(|printf\(/,
    says: /UnknownFormatConversion|MissingFormatArgument|IllegalFormat\w*Exception|DuplicateFormatFlags|FormatFlagsConversionMismatch/,
    did: 'a format whose letters do not fit what is put into it',
    weight: 0.95,
  },
  {
    name: 'text-cut-unchecked',
    files: JAVA,
    added: /\.substring\(|\.charAt\(|\.setLength\(|\.subSequence\(|\.subList\(|\[0\]|\.get\(0\)/,
    removed:
      /Math\.min\(|\.length\b|StringUtils\.(?:substring|left|right|abbreviate|truncate)|\.take\(|\.isEmpty\(\)|\.size\(\)|minOf\(|coerceAtMost|firstOrNull|substringBefore/,
    says: /StringIndexOutOfBounds|IndexOutOfBounds|begin \d+, end -?\d+, length|String index out of range|toIndex = \d+|fromIndex/,
    did: 'a text or list cut or read without a look at its length',
    weight: 0.95,
  },
  {
    name: 'json-node-missing',
    files: JAVA,
    added:
      /\.get\("[^"\n]{1,60}"\)\s*\.(?:as|get|is|text|int|long|path|at|elements|iterator|to)\w*|\.getAsJson\w+\(|\.getString\("|\.getJSON\w+\("|\.required\("/,
    says: /JsonNode\.get\(|JsonObject\.get\(|JSONObject\["|JSONException: (?:No value for|JSONObject)|JsonNode" ?because|because the return value of "[\w.]*(?:JsonNode|JsonObject|JsonElement)\.get/,
    did: 'a field of a JSON document read as though it were always there',
    weight: 0.95,
  },
  {
    name: 'fallback-removed',
    files: JAVA,
    removed:
      /fallback\w*\s*=|onErrorResume|onErrorReturn|onErrorContinue|\.recover\w*\(|\.exceptionally\(|\.getOrElse\(|@Recover|\.onFailure|getOrDefault\s*\{/,
    says: /CallNotPermitted|FeignException|WebClientResponseException|WebClientRequestException|NoFallbackAvailable|CompletionException|RetryExhausted|ResourceAccessException|RestClientException|HttpServerErrorException|UncheckedExecutionException|JedisConnectionException|RedisConnectionFailure|Operator called default onErrorDropped/,
    kinds: ['upstream_error', 'circuit_open'],
    did: 'what was done in place of a call that failed is gone',
    weight: 0.9,
  },
  {
    name: 'null-group-key',
    files: JAVA,
    added:
      /groupingBy(?:Concurrent)?\(|\.collect\(Collectors\.partitioningBy|ConcurrentHashMap|new TreeMap|Comparator\.comparing\w*\(|\.sorted\(|\.sort\(|ConcurrentMap|Hashtable/,
    says: /element cannot be mapped to a null key|NullPointerException[\s\S]{0,300}(?:ConcurrentHashMap\.(?:put\w*|get|compute\w*|merge|contains\w*)|TreeMap\.(?:put|compare|get\w*)|Collectors\.lambda\$groupingBy|Comparator\.lambda\$comparing|Comparator|TimSort|ComparableTimSort)/,
    did: 'values grouped, sorted or kept by a key that may be null, where null is not allowed',
    weight: 0.95,
  },
  {
    name: 'stream-used-twice',
    files: JAVA,
    added: /\bStream<|\.iterator\(\)|asSequence\(\)|\bIterator<|\.stream\(\);/,
    removed: /\bList<|\bCollection<|Supplier<Stream|\bSet<|\bIterable<|\.toList\(\)|\bSeq\[/,
    says: /stream has already been operated upon or closed|This sequence can be consumed only once|next on empty iterator/,
    did: 'a stream that can be gone through once in place of a collection',
    weight: 0.95,
  },
  {
    name: 'temp-files-kept',
    files: JAVA,
    added: /createTemp(?:File|Directory)\(|deleteOnExit\(|HeapDumpOnOutOfMemoryError|transferTo\(/,
    unless: /deleteIfExists|\.delete\(\)|deleteRecursively|deleteQuietly|DELETE_ON_CLOSE/,
    says: /No space left on device|[Dd]isk (?:is )?full|DiskPressure|ephemeral(?: local)?[- ]storage|not enough space/,
    kinds: ['disk'],
    did: 'files made for the moment that nobody removes',
    weight: 0.9,
  },
  {
    name: 'work-at-class-load',
    files: JAVA,
    added:
      /\bstatic\b[^\n;=]{0,80}=\s*[^\n;]{0,120}\(|\bstatic\s*\{|\bcompanion object\b|^[ \t]*object \w+|@PostConstruct|CommandLineRunner|ApplicationRunner|afterPropertiesSet/m,
    says: /ExceptionInInitializerError|Could not initialize class|Invocation of init method failed|Failed to execute (?:CommandLineRunner|ApplicationRunner)/,
    did: 'work done while a class or the application starts',
    weight: 0.95,
  },
  {
    name: 'process-ended',
    files: JAVA,
    added:
      /System\.exit\(|exitProcess\(|Runtime\.getRuntime\(\)\.halt|sys\.exit\(|SpringApplication\.exit\(|ExitOnOutOfMemoryError/,
    says: /exit(?:ed)? (?:with )?(?:code|status) \d|CrashLoopBackOff|Back-off restarting|terminated/,
    kinds: ['crash_loop'],
    did: 'the entire process is ended by a piece of it',
    weight: 0.9,
  },
  {
    name: 'flush-removed',
    files: JAVA,
    removed:
      /\.flush\(\)|\.finish\(\)|\.rewind\(\)|\.flip\(\)|\.reset\(\)|\.mark\(|\.seek\(0\)|\.await(?:Termination)?\(/,
    says: /EOFException|[Uu]nexpected end of|Premature EOF|Premature end|ZipException|truncated|Content-Length mismatch|BufferUnderflow|BufferOverflow|empty file|InvalidMarkException|RejectedExecution|Unexpected EOF/,
    kinds: ['wrong_result', 'parse'],
    did: 'what was written is no more pushed out, or read again from its start',
    weight: 0.9,
  },
  {
    name: 'log-everything',
    files: /\.(?:java|kts?|ya?ml|properties|xml|json|env|cs)$/,
    added:
      /(?:[lL]evel|LEVEL|logging[\w.]*)\W{1,6}(?:DEBUG|TRACE|ALL|[dD]ebug|[tT]race)\b|show-sql\s*[:=]\s*true|EnableSensitiveDataLogging|"(?:Default|Microsoft[\w.]*|System[\w.]*)"\s*:\s*"(?:Debug|Trace)"|HttpLoggingInterceptor|UseHttpLogging|LogTo\(|wiretap\(true/,
    says: /No space left on device|[Dd]isk (?:is )?full|DiskPressure|not enough space|log(?:s|ging)? (?:volume|rate|quota)|AsyncAppender|log queue/,
    kinds: ['disk'],
    did: 'far more is logged',
    weight: 0.85,
  },
];
