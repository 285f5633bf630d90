/** Known pitfalls of texts, ways out, locks and what is done at the same time. */
import type { Pitfall } from './model.ts';

const CODE = /\.(?!md$|txt$|lock$)\w{1,5}$/;

export const TEXTS_AND_THREADS: readonly Pitfall[] = [
  {
    name: 'case-by-locale',
    files: CODE,
    added:
      /\.to(?:Lower|Upper)Case\(\)|\.To(?:Upper|Lower)\(\)|String\.format\(|setlocale\(|Locale\.setDefault|CultureInfo\.(?:Current|DefaultThread)|NumberFormat\.getInstance\(\)|LC_(?:ALL|NUMERIC)|toLocale\w+\(/,
    says: /NumberFormat|Input string was not in a correct format|[ıİ]|No enum constant|could not convert string|invalid (?:literal|number)|invalid input syntax for type (?:numeric|double)|Unparseable number|expected .{0,10}'?\.'?/i,
    did: 'letters and numbers depend on a language',
    weight: 0.95,
  },
  {
    name: 'coding-no-longer-named',
    files: CODE,
    removed:
      /utf-?_?8|encoding\s*=|charset|StandardCharsets|UnicodeEncoding|Encoding\.UTF8|\.encode\(|\.decode\(/i,
    says: /UnicodeDecodeError|UnicodeEncodeError|MalformedInput|invalid byte sequence|\?{3,}|Ã.|\uFFFD|incorrect string value|codec can't|not valid utf/i,
    kinds: ['encoding'],
    did: 'the coding of texts is no longer named',
    weight: 0.98,
  },
  {
    name: 'coding-changed',
    files: CODE,
    changed:
      /latin-?_?1|iso-?_?8859|cp-?125\d|windows-125\d|utf-?_?(?:8|16)|\bascii\b|charset|encoding/i,
    says: /UnicodeDecodeError|UnicodeEncodeError|MalformedInput|invalid byte sequence|\?{3,}|Ã.|\uFFFD|incorrect string value|codec can't|not valid utf|\\x00|BOM/i,
    kinds: ['encoding'],
    did: 'texts are written or read in another coding',
    weight: 0.98,
  },
  {
    name: 'normal-form-dropped',
    files: CODE,
    removed:
      /normali[sz]e|\bNFK?[CD]\b|unicodedata|casefold|transliterate|unaccent|foldcase|\.toLowerCase\(\)|\.lower\(\)|\.downcase/i,
    says: /not found|duplicate|unknown (?:user|key|name|code|city)|no such (?:user|key)|mismatch|case[- ]sensitive/i,
    did: 'spellings of the same are no longer the same',
    weight: 0.75,
  },
  {
    name: 'text-cut-in-a-letter',
    files: CODE,
    added:
      /\.(?:substr(?:ing)?|slice|truncate|byteslice|Substring|take|first|chars)\(|\[\s*(?:0\s*)?(?::|\.\.=?)\s*\w+\s*\]|\bsubstr\(|strncpy|\[:\s*\w+\]|mb_strcut/,
    says: /char boundary|malformed utf|invalid (?:utf-?8|byte sequence|continuation byte)|(?:lone|unpaired) surrogate|incorrect string value|unexpected end of data|StringIndexOutOfBounds|end (?:index )?(?:before|is out)|URI malformed|startIndex/i,
    did: 'a text is cut at a place that may be within a letter, or past its end',
    weight: 0.95,
  },
  {
    name: 'pattern-changed',
    files: CODE,
    changed:
      /re\.(?:compile|match|search|sub)|Regex\b|RegExp|Pattern\.compile|preg_|regexp\.|\.match(?:es|All)?\(|[=(:,]\s*\/[^/\n]{3,}\/[gimsuvy]*|pattern\s*[:=]/i,
    says: /does not match|invalid (?:format|phone|e-?mail|postcode|zip|character|name|code|slug)|rejected|pattern|error parsing regexp|unterminated (?:group|character class)|nothing to repeat|bad character range|No match/i,
    did: 'other texts pass a pattern',
    weight: 0.9,
  },
  {
    name: 'pattern-that-backtracks',
    files: CODE,
    added:
      /\((?:\?:)?[^()\n]{0,40}[+*][^()\n]{0,20}\)[+*]|(?:\.\*|\\s\*|\\w\+){2}|\([^()\n|]{0,40}\|[^()\n]{0,40}\)[*+][^\n]{0,20}\$/,
    says: /backtrack|RegexMatchTimeout|pcre|JIT stack|event loop (?:lag|blocked)|regex.{0,30}(?:slow|timeout)/i,
    kinds: ['cpu', 'slow', 'timeout', 'threads'],
    did: 'a pattern tries too many ways on some texts',
    weight: 0.95,
  },
  {
    name: 'no-longer-escaped',
    files: CODE,
    removed:
      /escape|encodeURI|\bquote\(|htmlspecialchars|saniti[sz]e|shlex|url_?encode|Uri\.Escape|QueryEscape|PathEscape|parameterize|addslashes/i,
    says: /invalid (?:url|uri|query|character|path)|URISyntax|malformed|syntax error|Illegal character in|bad URI|unterminated|unexpected token|must be ascii only/i,
    kinds: ['parse'],
    did: 'texts are put in place without being escaped',
    weight: 0.95,
  },
  {
    name: 'escaped-twice',
    files: CODE,
    added:
      /escape\w*\(|encodeURI\w*\(|\bquote(?:_plus)?\(|htmlspecialchars\(|url_?encode\(|Uri\.Escape\w+\(|QueryEscape\(/i,
    says: /%25[0-9A-F]{2}|&amp;(?:amp|quot|lt);|double[- ]encod|SignatureDoesNotMatch|signature (?:mismatch|does not match)/i,
    did: 'what is escaped already is escaped once more',
    weight: 0.95,
  },
  {
    name: 'blanks-no-longer-cut',
    files: CODE,
    removed: /\.trim\w*\(|\bstrip\(|TrimSpace|\bchomp\b|\brtrim\(|\.Trim\(/,
    says: /invalid (?:character|literal|number|header|token|value|key|url|uri)|NumberFormat|could not convert|illegal header|\\[nrt]|parse\w*Int|invalid syntax/i,
    kinds: ['parse'],
    did: 'blanks and line ends are left where they are',
    weight: 0.9,
  },
  {
    name: 'part-that-need-not-be-there',
    files: CODE,
    added:
      /\bsplit\([^)\n]*\)\s*\[\s*[1-9]|split\([^)\n]*\)\s*\.\s*(?:last|get\(\s*1|nth\(1)|explode\([^)\n]*\)\s*\[|\[[^\]\n=]*,[^\]\n=]*\]\s*=\s*[^\n]*split|\w+\s*,\s*\w+\s*=\s*[^\n]*split\(|rsplit\([^)\n]*\)\[\d/,
    says: /index .{0,30}out of|IndexError|list index|undefined|Undefined (?:array key|offset)|not enough values to unpack|ArrayIndexOutOfBounds|\bnil\b|null/i,
    did: 'a part of a text is taken that need not be there',
    weight: 0.9,
  },
  {
    name: 'another-alphabet-of-bytes',
    files: CODE,
    changed: /base-?_?64|b64|url_?safe|RawURL|RawStd|\bbtoa\b|\batob\b|\bhex\b|base58|base32/i,
    says: /illegal base64|incorrect padding|invalid (?:base64|character|hex|length)|Non-base64|not properly padded|InvalidByte|InvalidCharacterError|Non-hexadecimal|odd-length/i,
    did: 'bytes are written in another alphabet',
    weight: 0.98,
  },
  {
    name: 'way-out-dropped',
    files: CODE,
    removed: /^\s*(?:return|continue|break)\b[^\n]{0,60}$/m,
    says: /headers already sent|Cannot set headers after|already (?:sent|closed|committed|ended|resolved)|write after end|superfluous response|DoubleRenderError|twice|falls? through/i,
    kinds: ['duplicate'],
    did: 'it goes on where it used to return',
    weight: 0.8,
  },
  {
    name: 'shared-state-unlocked',
    files: CODE,
    removed:
      /\bsynchronized\b|\.lock\(|[mM]utex|withLock|Monitor\.Enter|\block\s*\(|\.R?Lock\(\)|[sS]emaphore|\bflock\(|ReentrantLock|atomic|Atomic|volatile|ConcurrentHashMap|ConcurrentDictionary|sync\.Map|with\s+\w*lock\b/,
    says: /concurrent map|ConcurrentModification|data race|changed size during iteration|Collection was modified|lost update|twice|negative|corrupted|non-concurrent collection|torn/i,
    kinds: ['concurrency', 'duplicate', 'wrong_result'],
    did: 'what several threads use is no longer locked',
    weight: 0.95,
  },
  {
    name: 'lock-put-around',
    files: CODE,
    added:
      /\bsynchronized\b|\.lock\(|[mM]utex|withLock|Monitor\.Enter|\block\s*\(|\.R?Lock\(\)|[sS]emaphore|SemaphoreSlim|\bflock\(|with\s+\w*lock\b/,
    says: /deadlock|waiting (?:for|to) (?:lock|acquire|monitor)|BLOCKED|all goroutines are asleep|could not acquire|lock (?:timeout|held)|parking to wait/i,
    kinds: ['deadlock', 'threads', 'timeout'],
    did: 'a lock is held while something else is done',
    weight: 0.9,
  },
  {
    name: 'lock-kept',
    files: CODE,
    removed: /\bfinally\b|\bdefer\b|[uU]nlock\(|\.release\(|\.Release\(|ensure\b|\busing\b/,
    says: /deadlock|lock (?:is )?(?:still )?held|waiting (?:for|to) (?:lock|acquire)|all goroutines are asleep|could not acquire|timeout acquiring|too many (?:open|connections)|leak/i,
    kinds: ['deadlock', 'threads', 'pool_exhausted', 'file_descriptors'],
    did: 'what was taken is no longer given back on every way out',
    weight: 0.85,
  },
  {
    name: 'all-at-the-same-time',
    files: CODE,
    added:
      /\bparallel|Promise\.all\(|\bgather\(|ThreadPool|\bgo func\b|Task\.WhenAll|ForEachAsync|async_stream|\bspawn\(|invokeAll|par_iter|Executors\.|mapAsync|errgroup|concurrent\.futures/i,
    says: /\b429\b|too many (?:requests|connections|open)|rate limit|second operation (?:was )?started|another (?:operation|query) is (?:already )?in progress|ConcurrentModification|concurrent map|pool (?:timeout|exhausted)|concurrently on the same session/i,
    kinds: ['rate_limited', 'pool_exhausted', 'concurrency', 'memory'],
    did: 'what was done one after the other is done at the same time',
    weight: 0.9,
  },
  {
    name: 'pause-dropped',
    files: CODE,
    removed:
      /\bsleep\(|back_?off|jitter|Thread\.sleep|setTimeout|usleep|time\.Sleep|Task\.Delay|throttle|debounce|RateLimiter|\bdelay\(/i,
    says: /\b429\b|too many requests|rate limit|attempt \d{2,}|retry (?:storm|limit)|busy loop|retries exhausted/i,
    kinds: ['retry_storm', 'rate_limited', 'cpu'],
    did: 'it tries again, or asks on, without a pause',
    weight: 0.9,
  },
  {
    name: 'depth-no-longer-bounded',
    files: CODE,
    removed: /depth|visited|\bseen\b|already_?(?:seen|visited)|parent\w* [!=]==? |cycle/i,
    says: /StackOverflow|RecursionError|Maximum call stack|stack level too deep|goroutine stack exceeds|stack-overflow|Circular|circular (?:structure|reference)/i,
    kinds: ['stack_overflow', 'memory', 'cpu'],
    did: 'a walk no longer remembers where it has been, or how deep it is',
    weight: 0.95,
  },
  {
    name: 'kept-for-everybody',
    files: CODE,
    added:
      /memoi[sz]e|@cached?\b|computeIfAbsent|getOrSet|remember(?:Forever)?\(|\|\|=|\?\?=|@Cacheable|cache\.(?:fetch|get_or_set|wrap)\(|OutputCache|ResponseCache|s-maxage|Cache-Control\W{1,6}public/i,
    says: /(?:other|another|wrong) (?:user|tenant|customer|account|member|patient|guest)|belongs to (?:another|other)|someone else's|not (?:your|their) own/i,
    kinds: ['cache'],
    did: 'an answer is kept that is not the same for everybody',
    weight: 0.95,
  },
];
