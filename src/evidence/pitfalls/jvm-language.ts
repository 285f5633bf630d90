/** Known pitfalls of Java, Kotlin, Scala and Groovy as languages. */
import type { Pitfall } from './model.ts';

const JAVA = /\.(?:java|kts?|scala|groovy)$/;
const KOTLIN = /\.kts?$/;

export const JVM_LANGUAGE: readonly Pitfall[] = [
  {
    name: 'unmodifiable-list',
    files: JAVA,
    added:
      /(?<!Collectors)\.toList\(\)|\bList\.(?:of|copyOf)\(|Collections\.(?:unmodifiable|empty|singleton)\w+\(|\bSet\.(?:of|copyOf)\(|\bMap\.(?:of|copyOf|ofEntries)\(|Arrays\.asList\(|toUnmodifiable\w+\(|Immutable(?:List|Set|Map)\./,
    removed:
      /Collectors\.toList\(\)|new (?:ArrayList|LinkedList|HashSet|HashMap|TreeMap|LinkedHashMap)\b|toMutable\w+\(|Lists\.newArrayList\(/,
    says: /UnsupportedOperationException|ImmutableCollections|AbstractList\.(?:add|remove)\b/,
    did: 'a collection that can not be changed in place of one that can',
    weight: 0.95,
  },
  {
    name: 'null-in-immutable',
    files: JAVA,
    added:
      /\b(?:List|Set|Map)\.(?:of|copyOf|ofEntries)\(|\bMap\.entry\(|toUnmodifiable\w+\(|Immutable(?:List|Set|Map)\./,
    removed:
      /new (?:ArrayList|LinkedList|HashSet|HashMap|LinkedHashMap)\b|Arrays\.asList\(|Collectors\.to(?:List|Set)\(|Collections\.\w+\(|SimpleEntry|\.put\(/,
    says: /NullPointerException[\s\S]{0,400}(?:ImmutableCollections|KeyValueHolder|(?:List|Set|Map)\.(?:of|copyOf|entry)\(|collect\.Immutable\w+)/,
    did: 'a collection that takes no null, and is asked for none, in place of one that does',
    weight: 0.95,
  },
  {
    name: 'to-map-duplicate',
    files: JAVA,
    added:
      /\bCollectors\.toMap\(|\btoMap\(\s*\w+::|Maps\.uniqueIndex\(|toUnmodifiableMap\(|toImmutableMap\(/,
    unless: /\(\s*\w+,\s*\w+\s*\)\s*->\s*\w/,
    says: /Duplicate key|Multiple entries with same key|uniqKeysMapAccumulator|NullPointerException[\s\S]{0,300}HashMap\.merge/,
    did: 'a map collected from a list without saying what to do with a key that comes twice',
    weight: 0.95,
  },
  {
    name: 'unboxed-null',
    files: JAVA,
    added:
      /\b(?:Integer|Long|Boolean|Double|Short|Float)\s+\w+|\.(?:int|long|boolean|double)Value\(\)/,
    removed: /\b(?:int|long|boolean|double|short|float)\s+\w+|getOrDefault\(|orElse\(|[!=]= null/,
    says: /Cannot invoke "java\.lang\.(?:Integer|Long|Boolean|Double|Short|Float)\.\w+Value\(\)"/,
    did: 'a number or boolean that can be null in place of one that can not',
    weight: 0.95,
  },
  {
    name: 'boxed-equality',
    files: JAVA,
    added: /\bget\w*(?:Id|Code|Number|Version|Count|Quantity|Key)\(\)\s*[!=]=\s*(?!null|-?\d)\w/,
    removed: /\.equals\(|\.(?:long|int)Value\(\)|\.compareTo\(/,
    says: /mismatch|does(?: not|n't) (?:match|belong)|not (?:the )?owner|stale version/i,
    kinds: ['wrong_result'],
    did: 'boxed numbers compared by identity, which is equality up to 127 only',
    weight: 0.85,
  },
  {
    name: 'optional-get',
    files: JAVA,
    added:
      /\.(?:findFirst|findAny|findBy\w{0,40}|findOne\w{0,20}|max|min|reduce)\([^\n]{0,160}?\)\s*\.(?:get|orElseThrow|getAs\w+)\(\)|\b\w*(?:[oO]pt|[mM]aybe)\w*\.(?:get|orElseThrow)\(\)|\)\.(?:get|orElseThrow)\(\)/,
    says: /No value present|None\.get/,
    did: 'an optional value taken without asking whether there is one',
    weight: 0.95,
  },
  {
    name: 'null-for-throw',
    files: JAVA,
    added: /\.orElse\(null\)|\?: ?(?:return )?null\b|OrNull\b|\breturn null;/,
    removed:
      /orElseThrow|\borElse\((?!null)|throw new |\.first\b|\.single\b|getValue\(|Optional\.empty\(\)|Collections\.empty\w+\(|(?:List|Set|Map)\.of\(\)/,
    says: /NullPointerException|is null$/m,
    did: 'null for what is not found, where it threw or gave something empty',
    weight: 0.9,
  },
  {
    name: 'map-get-null',
    files: JAVA,
    added: /\.get\(\s*[\w."]/,
    removed: /getOrDefault\(|computeIfAbsent\(|containsKey\(|getOrElse\(/,
    says: /NullPointerException|because the return value of "java\.util\.Map\.get|NoSuchElementException: key not found/,
    did: 'a map read without a default for a missing key',
    weight: 0.85,
  },
  {
    name: 'optional-of-null',
    files: JAVA,
    added: /\bOptional\.of\(|\bSome\(|Mono\.just\(/,
    removed: /\.ofNullable\(|\bOption\(|justOrEmpty\(/,
    says: /NullPointerException[\s\S]{0,300}(?:Optional\.of|requireNonNull|MonoJust|Mono\.just)/,
    did: 'an optional of a value that may be null',
    weight: 0.9,
  },
  {
    name: 'equals-on-nullable',
    files: JAVA,
    added:
      /(?<![\w."])[a-z]\w*(?:\.\w+\(\))?\.equals(?:IgnoreCase)?\(\s*(?:"|[A-Z][A-Z_]{2,}|[A-Z]\w+\.[A-Z_]{2,})|\bswitch\s*\(\s*\w/,
    removed:
      /"\.equals(?:IgnoreCase)?\(|\b[A-Z][A-Z_]{2,}\.equals\(|Objects\.equals\(|StringUtils\.equals\w*\(|[!=]= ?[A-Z]/,
    says: /NullPointerException[\s\S]{0,80}(?:equals|ordinal|hashCode)|Cannot invoke "[^"\n]{1,80}\.(?:equals\w*|ordinal|hashCode)\(|NullPointerException(?:: null)?\n/,
    did: 'a comparison that asks the value, which may be null, and no more the constant',
    weight: 0.8,
  },
  {
    name: 'string-identity',
    files: JAVA,
    added: /[\w)]\s*[!=]=\s*"[^"\n]|"\s*[!=]=\s*\w/,
    removed: /\.equals(?:IgnoreCase)?\(/,
    says: /mismatch|unknown \w+ '?\w+|unsupported|not (?:matched|recogni[sz]ed|allowed)|unexpected (?:type|value|status)/i,
    kinds: ['wrong_result', 'unmatched'],
    did: 'texts compared by identity',
    weight: 0.8,
  },
  {
    name: 'changed-in-loop',
    files: JAVA,
    added: /\.(?:remove|add|put|clear)\(|-=|\+=/,
    beside:
      /for \((?:final )?[\w<>?,. ]{1,60}\s(?::|in)\s(?:this\.)?(\w+)(?:\.(?:keySet|values|entrySet)\(\)|\.keys|\.values)?\)\s*\{?[\s\S]{0,400}?\b\1\.(?:remove|add|put|clear)\(|\b(\w+)\.forEach[\s({][\s\S]{0,300}?\b\2\.(?:remove|add|put|clear)\(/,
    says: /ConcurrentModificationException/,
    did: 'a collection changed while it is gone through',
    weight: 0.95,
  },
  {
    name: 'unsafe-collection',
    files: JAVA,
    added:
      /\bnew (?:HashMap|LinkedHashMap|TreeMap|ArrayList|HashSet|LinkedList|WeakHashMap|ArrayDeque|IdentityHashMap)\b|\b(?:mutable|hash|linked)(?:Map|List|Set|HashMap)Of\b|mutable\.(?:Map|HashMap)/,
    removed:
      /Concurrent(?:HashMap|Map|LinkedQueue|LinkedDeque|SkipList\w+)|CopyOnWrite\w+|Collections\.synchronized\w+|newKeySet\(|TrieMap|BlockingQueue/,
    says: /ConcurrentModificationException|HashMap\$(?:TreeNode|Node)|(?:HashMap|TreeMap|ArrayList|LinkedList|ArrayDeque)\.(?:resize|treeify\w*|putVal|split|getNode|fixAfterInsertion|unlink\w*|grow|add)\b/,
    kinds: ['concurrency', 'wrong_result', 'cpu'],
    did: 'a collection that threads may not share in place of one that they may',
    weight: 0.95,
  },
  {
    name: 'rounding-not-said',
    files: JAVA,
    added:
      /\.divide\(\s*[^,\n]{1,80}\)(?!\s*\)*\s*,)|\.setScale\(\s*\w+\s*\)|RoundingMode\.UNNECESSARY/,
    says: /Non-terminating decimal expansion|Rounding necessary/,
    did: 'a decimal divided or scaled without saying how to round',
    weight: 0.95,
  },
  {
    name: 'money-as-double',
    files: JAVA,
    added:
      /\b(?:double|float|Double|Float)\b|doubleValue\(\)|toDouble\(\)|new BigDecimal\(\s*\d+\.\d+\s*\)|asDouble\(\)/,
    removed: /\bBigDecimal\b(?!\(\s*\d+\.)|MonetaryAmount|\bMoney\b|\blong cents\b/,
    says: /\d\.\d{9,}|mismatch|rounding|off by|0\.01\b|cents?\b|does not (?:add up|balance)|reconcil/i,
    kinds: ['wrong_result', 'arithmetic'],
    did: 'an exact decimal replaced by a floating-point number',
    weight: 0.9,
  },
  {
    name: 'decimal-equals',
    files: JAVA,
    added: /\.equals\(\s*BigDecimal|BigDecimal\.\w+\.equals\(/,
    removed: /compareTo\(|signum\(\)/,
    says: /mismatch|by zero|does(?: not|n't) (?:match|equal)|negative|not zero|differs?\b/i,
    kinds: ['wrong_result', 'arithmetic'],
    did: 'decimals compared with their scale: 1.0 is not 1.00',
    weight: 0.9,
  },
  {
    name: 'default-locale',
    files: JAVA,
    added:
      /to(?:Lower|Upper)Case\(\)|\.format\(|NumberFormat\.\w+\(\)|DecimalFormat\(|\.(?:lower|upper)case\(|ofPattern\(|Locale\.getDefault|getNumberInstance\(|Locale\.(?:GERMANY|GERMAN|FRANCE|FRENCH)/,
    removed: /Locale\.(?:ROOT|ENGLISH|US|UK|of|forLanguageTag)\b/,
    says: /No enum constant|NumberFormatException|For input string: "[\d.]+,\d|[ıİ]|could not be parsed|Unparseable|(?:invalid|malformed) (?:number|decimal|amount)/i,
    kinds: ['parse'],
    did: 'a text or number formatted in the locale of the machine and no more in a fixed one',
    weight: 0.95,
  },
  {
    name: 'process-locale',
    files: /\.(?:java|kts?|scala|groovy|sh|ya?ml|properties|env)$|Dockerfile/,
    added:
      /Locale\.setDefault\(|-Duser\.(?:language|country|region|timezone|locale)|TimeZone\.setDefault\(/,
    says: /NumberFormatException|For input string|No enum constant|could not be parsed|Unparseable|[ıİ]|(?:wrong|shifted) (?:day|date|hour|time)|time ?zone|\d,\d{2}\b/i,
    kinds: ['parse', 'wrong_result'],
    did: 'locale or time zone of the entire process set',
    weight: 0.9,
  },
  {
    name: 'default-charset',
    files: JAVA,
    added:
      /getBytes\(\)|\bnew String\(\s*[\w.()]{1,60}\)|new (?:FileReader|FileWriter|PrintWriter|Scanner)\(|new (?:InputStreamReader|OutputStreamWriter)\(\s*[\w.()]{1,60}\)|ISO_8859_1|US_ASCII|defaultCharset\(|"ISO-8859-1"|windows-1252|\.toString\(\)/,
    removed: /\bUTF_8\b|"[uU][tT][fF]-8"/,
    says: /MalformedInputException|UnmappableCharacter|\uFFFD|Ã.|â€|\w\?{2,}\w|mojibake|[Ii]nvalid UTF-?8|charset/,
    kinds: ['encoding'],
    did: 'the charset is no more UTF-8 but what the machine has',
    weight: 0.95,
  },
  {
    name: 'narrowed-integer',
    files: JAVA,
    added:
      /\bint\b|\bInteger\b|: Int\b|intValue\(\)|\(int\)|toInt\(\)|parseInt\(|toIntExact\(|getInt\(/,
    removed:
      /\blong\b|\bLong\b|BigInteger|longValue\(\)|toLong\(\)|parseLong\(|\d[lL]\b|multiplyExact|getLong\(/,
    says: /integer overflow|out of range of int|NegativeArraySize|For input string: "-?\d{10,}"|[Nn]umeric value[^\n]{0,40}out of range|(?<![\w-])-\d{7,}\b|Overflow|timeout value is negative/,
    kinds: ['arithmetic'],
    did: 'a 64-bit number made a 32-bit one',
    weight: 0.95,
  },
  {
    name: 'product-overflow',
    files: JAVA,
    added:
      /\b1000\s*\*\s*60\s*\*\s*60\s*\*\s*24\s*\*\s*(?:2[5-9]|[3-9]\d|\d{3,}|[a-z]\w*)\b|\b24\s*\*\s*60\s*\*\s*60\s*\*\s*1000\b(?!L)|\b(?:2[5-9]|[3-9]\d|\d{3,})\s*\*\s*24\s*\*\s*60\s*\*\s*60\s*\*\s*1000\b(?!L)/,
    unless: /\d{1,9}L\s{0,3}\*/,
    says: /timeout value is negative|negative (?:timeout|delay|duration|ttl|time)|(?<![\w-])-\d{7,}\b|in the past|already expired|[Tt]oken (?:has |is )?expired/,
    kinds: ['credential_expired', 'cache'],
    did: 'a product of small numbers that does not fit 32 bits',
    weight: 0.85,
  },
  {
    name: 'broken-comparator',
    files: JAVA,
    added:
      /\(\s*(\w+),\s*(\w+)\s*\)\s*->\s*(?:\(int\)\s*)?\(?\s*\1[\w.()]{0,60}\s*-\s*\2|(?:return|->)\s[^;\n?]{1,80}[<>]=?[^;\n?]{1,80}\?\s*-?1\s*:\s*-?1|return\s+(?:\(int\)\s*\(?)?(?:this\.)?\w+(?:\.\w+\(\))?\s*-\s*(?:o|other|that|b|rhs)\.\w+|sort[^\n]{0,40}(?:Math\.random|nextInt|nextBoolean|Random)/,
    says: /Comparison method violates its general contract|TimSort|ComparableTimSort/,
    kinds: ['wrong_result'],
    did: 'a comparison that does not order: by a difference that overflows, or without equality',
    weight: 0.95,
  },
  {
    name: 'equality-removed',
    files: JAVA,
    removed:
      /public (?:int hashCode|boolean equals)\(|@EqualsAndHashCode\b|override fun (?:hashCode|equals)\(|^[ \t]*(?:public )?(?:final )?(?:data class|case class|record)\b/m,
    says: /OutOfMemoryError|heap space|cache miss|hit (?:rate|ratio)|not found in (?:set|map|cache)/,
    kinds: ['cache', 'memory'],
    did: 'a class has no equality by value any more',
    weight: 0.7,
  },
  {
    name: 'enum-value-of',
    files: JAVA,
    added: /\b[A-Z]\w+\.valueOf\(|\benumValueOf<|\.withName\(/,
    removed:
      /fromString\(|fromCode\(|EnumUtils|\bdefault\b|orElse|catch \(|Map<String|\.find\w*\(|getIfPresent|\bfrom\(/,
    says: /No enum constant|NoSuchElementException: No value found for/,
    did: 'an enum value looked up by its exact name, which throws',
    weight: 0.95,
  },
  {
    name: 'default-branch-removed',
    files: JAVA,
    removed: /^[ \t]*default\s*(?::|->)|^[ \t]*else\s*->|case _\s*=>/m,
    says: /MatchError|NoWhenBranchMatched|MatchException|IncompatibleClassChangeError|[Uu]nexpected value|[Uu]nhandled (?:case|type|value|event)/,
    kinds: ['unmatched'],
    did: 'the branch for everything else is gone',
    weight: 0.85,
  },
  {
    name: 'pattern-for-text',
    files: JAVA,
    added: /\.replaceAll\(|\.replaceFirst\(|\.toRegex\(\)|\bRegex\(|\.split\("[|.*+?^$()[{]"\)/,
    removed:
      /\.replace\(|Pattern\.quote|quoteReplacement|StringUtils\.(?:split|replace)|\.split\('|\.split\("\\\\|indexOf\(/,
    says: /PatternSyntaxException|Illegal group reference|Dangling meta character|near index \d|No group \d|Index \d+ out of bounds|ArrayIndexOutOfBounds/,
    did: 'a text taken for a regular expression',
    weight: 0.95,
  },
  {
    name: 'trailing-fields-dropped',
    files: JAVA,
    removed: /\.split\([^\n]{1,40},\s*(?:-1|limit = -1)\s*\)|splitPreserveAllTokens\(/,
    says: /ArrayIndexOutOfBounds|Index \d+ out of bounds for length|row has \d+ (?:columns|fields)|expected \d+ (?:columns|fields)/,
    did: 'a split that drops the empty fields at the end',
    weight: 0.95,
  },
  {
    name: 'backtracking-regex',
    files: JAVA,
    added:
      /"[^"\n]{0,120}\((?:\?:)?[^()\n"]{1,60}[+*]\)[+*{]|"[^"\n]{0,120}\((?:\?:)?[^()\n"]{1,40}\|[^()\n"]{1,60}\)[*+]|"[^"\n]{0,60}\.\*[^"\n]{1,30}\.\*[^"\n]{1,30}\.\*/,
    beside: /Pattern|\.matches\(|\.replace(?:All|First)\(|[rR]egex/,
    says: /java\.util\.regex\.Pattern|Pattern\$(?:Loop|GroupTail|GroupCurly|Branch|CharProperty\w*|Curly)|catastrophic|backtrack/,
    kinds: ['cpu', 'stack_overflow'],
    did: 'a regular expression that can be tried in very many ways',
    weight: 0.9,
  },
  {
    name: 'shared-date-format',
    files: JAVA,
    added:
      /\bstatic\b[^\n;]*\b(?:SimpleDateFormat|DecimalFormat|MessageFormat|MessageDigest|Matcher|Calendar|NumberFormat|Cipher|Mac|DocumentBuilder|Transformer|XPath|Marshaller|Unmarshaller)\b|\bval \w+ = (?:SimpleDateFormat|MessageDigest\.|Cipher\.|Mac\.)/,
    says: /NumberFormatException|multiple points|For input string: "+|ArrayIndexOutOfBounds|Unparseable|digest|checksum|signature|BadPadding|FWK005|JAXBException|TransformerException/i,
    kinds: ['parse', 'wrong_result', 'concurrency'],
    did: 'a formatter or digest that is not safe for threads shared by all of them',
    weight: 0.9,
  },
  {
    name: 'date-pattern',
    files: /\.(?:java|kts?|scala|groovy|ya?ml|properties)$/,
    added:
      /["'=:][^"'\n]{0,30}(?:YYYY|-DD\b|\bDD[-./]|\bhh:mm(?![^"'\n]{0,12}a)|\bmm[-/.]dd|\bdd[-/.]mm\b)|ResolverStyle\.STRICT/,
    says: /DateTimeParseException|could not be parsed|Unable to obtain|Unparseable date|UnsupportedTemporalType|WeekBasedYear|DayOfYear|ClockHourOfAmPm|YearOfEra|wrong (?:date|day|year|month|hour)|in the (?:future|past)/i,
    kinds: ['wrong_result'],
    did: 'letters of a date pattern that mean another field',
    weight: 0.95,
  },
  {
    name: 'jvm-zone-dropped',
    files: JAVA,
    added:
      /LocalDate(?:Time)?\.now\(\)|systemDefault\(\)|\bLocalDateTime\b|Calendar\.getInstance\(\)|new Date\(\)|toLocalDate(?:Time)?\(\)/,
    removed:
      /ZoneOffset|ZoneId\.of\(|systemUTC\(|Instant\b|OffsetDateTime|ZonedDateTime|withZone\(|atZone\(|setTimeZone\(|\bzone\b/,
    says: /Unable to obtain (?:Instant|ZonedDateTime|OffsetDateTime|LocalDate)|in the (?:future|past)|(?:off by|earlier|later|shifted|behind|ahead)[^\n]{0,30}(?:hours?|days?)|time ?zone|wrong (?:day|date|hour)|not yet valid|[Tt]oken (?:has |is )?expired/i,
    kinds: ['wrong_result'],
    did: 'a time without its zone, in that of the machine',
    weight: 0.85,
  },
  {
    name: 'millis-for-larger-unit',
    files: JAVA,
    added: /MILLISECONDS|ofMillis\(|\.milliseconds\b|\.millis\b|toMillis\(|ChronoUnit\.MILLIS/,
    removed:
      /TimeUnit\.(?:SECONDS|MINUTES|HOURS|DAYS)|of(?:Seconds|Minutes|Hours|Days)\(|\.(?:seconds|minutes|hours)\b|to(?:Seconds|Minutes)\(|ChronoUnit\.(?:SECONDS|MINUTES)/,
    says: /(?:timed? ?out|Timeout)[^\n]{0,60}\b\d{1,3} ?ms|(?:within|after) \d{1,3} ?(?:ms|milliseconds)|HttpTimeoutException|SocketTimeoutException|[Tt]oken (?:has |is )?expired|ExpiredJwt|[Tt]oo many requests|\b429\b/,
    kinds: ['timeout', 'credential_expired', 'cache', 'cpu', 'rate_limited', 'retry_storm'],
    did: 'milliseconds in place of a larger unit of time',
    weight: 0.9,
  },
  {
    name: 'larger-unit-for-millis',
    files: JAVA,
    added:
      /TimeUnit\.(?:SECONDS|MINUTES)|of(?:Seconds|Minutes)\(|\.(?:seconds|minutes)\b|getEpochSecond|toEpochSecond|\/\s*1000\b/,
    removed: /MILLISECONDS|ofMillis\(|\.milliseconds\b|toMillis\(|toEpochMilli|currentTimeMillis/,
    says: /\b1970-|ExpiredJwt|[Tt]oken (?:has |is )?expired|in the (?:future|past)|\+\d{5}-|not yet valid|busy threads|BLOCKED/,
    kinds: ['timeout', 'credential_expired', 'cache', 'threads', 'pool_exhausted', 'slow'],
    did: 'seconds or minutes in place of milliseconds',
    weight: 0.85,
  },
  {
    name: 'kotlin-not-null',
    files: KOTLIN,
    added: /\w\)?!!/,
    says: /NullPointerException/,
    did: 'a value asserted not to be null',
    weight: 0.75,
  },
  {
    name: 'kotlin-late-init',
    files: KOTLIN,
    added: /\blateinit var\b|by Delegates\.notNull/,
    says: /UninitializedPropertyAccessException|lateinit property \w+ has not been initialized|Property \w+ should be initialized/,
    did: 'a property that is read before it is set',
    weight: 0.95,
  },
  {
    name: 'first-of-none',
    files: JAVA,
    added:
      /\.(?:first|single|last|maxBy|minBy|reduce|max|min|maxOf|minOf|head|tail|reduceLeft|getFirst|getLast|next|getValue|iterator\(\)\.next)\b/,
    says: /contains no element matching|(?:Collection|List|Sequence|Array|Iterable|Char sequence) is empty|more than one (?:matching )?element|Key \S+ is missing in the map|Empty \w+ can't be reduced|(?:head|last|tail|next|max|min|reduceLeft) (?:of|on) empty|empty\.(?:head|last|max|min|reduce\w*|tail|maxBy)|NoSuchElementException(?:: null)?\n[^\n]{0,120}(?:getFirst|getLast|\bnext)\b/,
    did: 'the first or only element taken of what may be empty',
    weight: 0.95,
  },
  {
    name: 'unsafe-cast',
    files: JAVA,
    added:
      /\bas\s+[A-Z]\w*(?!\?)|\(\s*[A-Z]\w*(?:<[^\n<>]{0,40}>)?\s*\)\s*\w|asInstanceOf\[|\.cast\(/,
    removed: /\bas\?|instanceof|\bis [A-Z]|isInstance\(|isInstanceOf\[|case \w+: [A-Z]/,
    says: /ClassCastException|cannot be cast to/,
    did: 'a cast without asking for the type',
    weight: 0.95,
  },
  {
    name: 'throwing-parse',
    files: JAVA,
    added:
      /\.to(?:Int|Long|Double|BigDecimal|Float)\b(?!OrNull)|(?:parseInt|parseLong|parseDouble|valueOf)\(|\.toBooleanStrict\(\)/,
    removed:
      /OrNull\(|NumberUtils\.|isNumeric|isCreatable|tryParse|catch \(NumberFormat|toIntOption|toLongOption|Try\(/,
    says: /NumberFormatException|For input string/,
    did: 'a number parsed where anything else throws',
    weight: 0.95,
  },
];
