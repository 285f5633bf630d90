/** Known pitfalls of numbers, units, times and orders that every language has. */
import type { Pitfall } from './model.ts';

const CODE = /\.(?!md$|txt$|lock$)\w{1,5}$/;

export const NUMBERS_AND_TIMES: readonly Pitfall[] = [
  {
    name: 'unit-of-time-changed',
    files: CODE,
    changed:
      /\bmilli(?:s|seconds?)?\b|\bmicros|\bseconds?\b|\bminutes?\b|TimeUnit|Duration|TimeSpan|timedelta|chrono::/i,
    says: /timed? ?out after \d|expired|not yet valid|deadline|elapsed/i,
    kinds: ['timeout'],
    did: 'a time is counted in another unit',
    weight: 0.75,
  },
  {
    name: 'moment-scaled-otherwise',
    files: CODE,
    added:
      /(?:now|time|epoch|stamp|\biat\b|\bexp\b)\w*(?:\(\))?\s*[*/]\s*1_?000\b|toEpochMilli|UnixMilli|getEpochSecond|currentTimeMillis|ofEpochSecond|fromtimestamp/i,
    says: /year .{0,20}out of range|\b1970-01|\b5\d{4}-\d\d|expired|in the future|not yet valid|timestamp out of range/i,
    did: 'a moment is told in seconds where milliseconds are meant, or the other way round',
    weight: 0.95,
  },
  {
    name: 'amount-scaled-otherwise',
    files: CODE,
    changed: /cents?\b|minor_?units?|[*/]\s*100\b|scale\b|movePoint|exponent/i,
    says: /wrong (?:amount|total|price)|amount.{0,30}(?:mismatch|differs|too (?:large|small|high|low))|does not (?:match|balance)|hundred|off by a factor/i,
    kinds: ['wrong_result'],
    did: 'an amount is counted in another unit',
    weight: 0.9,
  },
  {
    name: 'exact-number-made-inexact',
    files: CODE,
    added: /\b(?:double|float|Float|f64|float64|parseFloat|toDouble|doubleValue|to_f|ToDouble)\b/,
    says: /\d\.\d*(?:0{6,}\d|9{6,})|off by (?:a|one|1|0\.01) ?cents?|does not balance|rounding|loss of precision|precision/i,
    did: 'a number that has to be exact no longer is',
    weight: 0.95,
  },
  {
    name: 'rounded-otherwise',
    files: CODE,
    changed:
      /RoundingMode|HALF_(?:UP|EVEN|DOWN)|setScale|\bround\(|MidpointRounding|ROUND_\w+|toFixed|quantize|truncate|\bfloor\(|\bceil\(/,
    says: /rounding|off by (?:a|one|1|0\.01)|mismatch|does not (?:add up|balance)|Rounding necessary|Non-terminating decimal|differs by/i,
    kinds: ['wrong_result'],
    did: 'numbers are rounded in another way',
    weight: 0.95,
  },
  {
    name: 'whole-numbers-divided',
    files: CODE,
    added: /\bintdiv\(|\/\/\s*\w|\(int\)\s*\(?\w|\bMath\.(?:floor|trunc)\(|\.to_i\s*\/|\bdiv\b/,
    says: /(?:always|is|was|got) 0\b|off by one|wrong (?:total|share|average|percentage)|does not add up|division by zero/i,
    kinds: ['wrong_result'],
    did: 'what is left of a division is thrown away',
    weight: 0.75,
  },
  {
    name: 'divided-without-asking',
    files: CODE,
    added: /(?<![/<*:])\/\s*(?!\/|\d)[A-Za-z_$][\w.$]*(?:\(\))?|\b(?:divide|div_euclid|Divide)\(/,
    says: /divi(?:sion|de[ds]?) by zero|ZeroDivision|DivideByZero|\bNaN\b|\bInfinity\b|SIGFPE/i,
    did: 'something is divided by what may be zero',
    weight: 0.85,
  },
  {
    name: 'zero-no-longer-asked-for',
    files: CODE,
    removed:
      /(?:[=!]==?|>|<=?)\s*0\b|\.(?:any\?|zero\?|empty\?|isEmpty\(\)|is_empty\(\)|Any\(\))|\bif not \w|\bmax\(\s*1\b/,
    says: /divi(?:sion|de[ds]?) by zero|ZeroDivision|DivideByZero|\bNaN\b|\bInfinity\b|SIGFPE/i,
    did: 'nobody asks any more whether it is zero',
    weight: 0.9,
  },
  {
    name: 'numbers-made-smaller',
    files: CODE,
    added:
      /\b(?:u?int(?:8|16|32)(?:_t)?|[ui](?:8|16|32)|short|Int16|Int32|byteValue|shortValue|intValue|toInt|ToInt32|parseInt|Integer\.parseInt|Int\.MaxValue)\b/,
    says: /overflow|out of range for|value out of range|too (?:large|big) (?:for|to)|does not fit|negative (?:id|size|count|amount|number)|truncat|TryFromIntError|NumberFormatException: For input string: "\d{10,}/i,
    did: 'numbers are kept in fewer bits',
    weight: 0.95,
  },
  {
    name: 'long-ids-made-doubles',
    files: CODE,
    added:
      /\bNumber\(|parseFloat\(|float64\(|asDouble|toDouble|JSON\.parse\(|json_decode\(|Double\.valueOf/,
    says: /90071992547409\d\d|\d\.\d+e\+1[5-9]|(?:id|order|account|message) \d{16,} (?:not found|unknown)|unknown (?:id|snowflake)/i,
    did: 'ids of many digits lose their last ones',
    weight: 0.95,
  },
  {
    name: 'one-too-far',
    files: CODE,
    changed:
      /\b(?:for|while|if|until|when)\b[^\n]{0,60}[<>]=?\s*[\w.]+|\b(?:length|size|count|len)\b(?:\(\))?\s*[-+]\s*1|\.\.[=.<]|\brange\(|\bslice\(|\[[^\]\n]*[-+]\s*1\s*\]/,
    says: /index .{0,30}out of (?:range|bounds)|out of bounds|IndexError|slice bounds|StringIndexOutOfBounds|ArrayIndexOutOfBounds|off by one|one too (?:many|few)|buffer[- ]overflow/i,
    did: 'a range begins or ends one further',
    weight: 0.9,
  },
  {
    name: 'order-that-contradicts-itself',
    files: CODE,
    added: /\bcompare(?:To)?\b|sort\w*\(|Comparator|<=>|\bcmp\b|Less\(|sort_by|OrderBy|partial_cmp/,
    says: /violates its general contract|invalid comparator|comparison of .{1,60} failed|total order|correctly implement|IComparer\.Compare|not supported between instances/i,
    did: "things are put in an order that contradicts itself, or can't be compared",
    weight: 0.98,
  },
  {
    name: 'same-no-longer-the-same',
    files: CODE,
    changed:
      /\bequals\(|hashCode|__eq__|__hash__|GetHashCode|operator\s*==|PartialEq|\beql\?|Objects\.hash/,
    says: /duplicate|unhashable|not found in (?:set|map)|twice|already contains|An item with the same key/i,
    kinds: ['duplicate'],
    did: 'other things count as the same',
    weight: 0.85,
  },
  {
    name: 'day-of-a-fixed-length',
    files: CODE,
    added:
      /86_?400(?:_?000)?\b|24\s*\*\s*60|\*\s*24\s*\*|(?:plus|add)_?[hH]ours\(\s*24|hours=24|24\.hours|AddHours\(24/,
    says: /\bDST\b|daylight|off by (?:one|an|1) hour|2[35]:00|(?:day|date|night).{0,30}(?:twice|missing|skipped)|wrong day/i,
    kinds: ['wrong_result'],
    did: 'every day is taken for 24 hours long',
    weight: 0.95,
  },
  {
    name: 'months-of-any-length',
    files: CODE,
    added:
      /set(?:UTC)?(?:Month|FullYear)\(|\.replace\([^)\n]*(?:month|year|day)\s*=|withDayOfMonth|withMonth|withYear|strtotime\([^)\n]*month|AddDate\(\s*0|month\s*[-+]\s*1|Date\.new\(|LocalDate\.of\(|mktime\(/,
    says: /day is out of range for month|invalid (?:date|day)|DateTimeException|month must be in|argument out of range|un-representable DateTime|wrong month|skipped February|February 3|day 31/i,
    did: 'a day is put into a month that need not have it',
    weight: 0.95,
  },
  {
    name: 'zone-dropped',
    files: CODE,
    removed:
      /\butc\b|UTC|ZoneOffset|tzinfo|timezone|ZoneId|withZone|\.tz\(|AT TIME ZONE|toISOString|in_time_zone|\.UtcNow|setTimeZone|time\.UTC|zone=/i,
    says: /wrong (?:day|date|hour|time)|off by (?:one|an|\d+) (?:hours?|day)|offset-naive|not yet valid|in the future|\d+ hours? (?:early|late|ahead|behind)|yesterday|tzinfo/i,
    kinds: ['wrong_result'],
    did: 'moments no longer know their zone',
    weight: 0.95,
  },
  {
    name: 'time-of-the-machine',
    files: CODE,
    added:
      /LocalDateTime\.now|datetime\.now\(\)|DateTime\.Now\b|Time\.now|time\.Local|getHours\(\)|getDate\(\)|setHours\(|LocalDate\.now\(\)|Date\.today|date\.today\(\)|new Date\(\s*\w+\s*,/,
    says: /wrong (?:day|date|hour|time)|off by (?:one|an|\d+) (?:hours?|day)|offset-naive|not yet valid|in the future|\d+ hours? (?:early|late|ahead|behind)|\bDST\b/i,
    kinds: ['wrong_result'],
    did: 'the clock of the machine, in its own zone, is asked',
    weight: 0.9,
  },
  {
    name: 'letters-of-dates',
    files: CODE,
    changed: /["'`][^"'`\n]*(?:YYYY|yyyy|yy|DD|dd|hh|HH|MM|%[YyIHdmj]|2006)[^"'`\n]*["'`]/,
    says: /wrong year|unparseable date|could not be parsed|cannot parse|does not match format|invalid date|parsing time|invalid isoformat|DateTimeParse|time data/i,
    kinds: ['wrong_result'],
    did: 'dates are written or read by another pattern',
    weight: 0.9,
  },
  {
    name: 'code-or-signature-otherwise',
    files: CODE,
    changed:
      /\bmd5\b|sha-?_?(?:1|224|256|384|512)|\bhmac\b|bcrypt|argon2|crc32|murmur|pbkdf2|RS256|HS256|ES256/i,
    says: /invalid (?:signature|checksum|digest|salt|hash|password)|checksum mismatch|does not match|verification failed|signature mismatch|BadSignature/i,
    did: 'checks and signatures are worked out in another way',
    weight: 0.95,
  },
  {
    name: 'drawn-by-chance',
    files: CODE,
    changed: /\brandom|Random\b|uuid|nanoid|\brand\(|randint|randomBytes|\bseed\b|ulid|snowflake/i,
    says: /duplicate|collision|already exists|not unique|same (?:id|token|number)/i,
    kinds: ['db_constraint'],
    did: 'ids or numbers are drawn in another way',
    weight: 0.9,
  },
];
