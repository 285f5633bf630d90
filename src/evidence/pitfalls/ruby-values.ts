/** Known pitfalls of Ruby’s numbers, texts, times, errors, threads and gems. */
import type { Pitfall } from './model.ts';

const RB = /\.(?:rb|rake|ru|erb|haml|slim|jbuilder)$/;
const NIL =
  /for nil(?::NilClass)?\b|NilClass|nil can't be coerced|no implicit conversion (?:from|of) nil|is nil\b/;
const GEMS =
  /(?:^|\/)(?:Gemfile(?:\.lock)?|[\w-]+\.gemspec|\.ruby-version|\.tool-versions|Dockerfile[\w.-]*)$/;

export const RUBY_VALUES: readonly Pitfall[] = [
  {
    name: 'ruby-integer-division',
    files: RB,
    removed: /\.to_[fdr]\b|\.fdiv\(|\b100\.0\b|\d\.0\b|BigDecimal|\.to_r\b|\.round\(/,
    says: /ZeroDivisionError|divided by 0|expected \S{1,30} (?:but )?got|wrong (?:amount|total|price)|mismatch|off by|rounding/i,
    kinds: ['wrong_result', 'arithmetic'],
    did: 'whole numbers are divided, or rounded otherwise',
    weight: 0.93,
  },
  {
    name: 'ruby-division',
    files: RB,
    added: /[\w)\]] [/%]=? (?:[a-z_@]|\()|\.(?:div|fdiv|modulo|divmod)\(/,
    says: /ZeroDivisionError|divided by 0|FloatDomainError|Infinity|\bNaN\b/,
    did: 'a division by what may be zero',
    weight: 0.93,
  },
  {
    name: 'ruby-zero-check-removed',
    files: RB,
    removed: /\.zero\?|\.positive\?|\.nonzero\?|[=!><]=? 0\b|\.empty\?|\.any\?|\.clamp\(|\.max\b/,
    says: /ZeroDivisionError|divided by 0|FloatDomainError|for nil|negative|NilClass/,
    kinds: ['arithmetic'],
    did: 'a check for nothing or zero is gone',
    weight: 0.92,
  },
  {
    name: 'ruby-strict-number',
    files: RB,
    added:
      /\b(?:Integer|Float|BigDecimal|Rational|Date\.(?:parse|strptime|iso8601)|Time\.(?:parse|strptime|iso8601)|DateTime\.parse|URI(?:\.parse)?|JSON\.parse|YAML\.safe_load|UUID\.validate)\(/,
    says: /invalid value for (?:Integer|Float|BigDecimal)|can't convert nil into|invalid date|argument out of range|no time information|InvalidURIError|JSON::ParserError|unexpected token|Psych::DisallowedClass|Tried to load unspecified class|BadAlias/i,
    did: 'a text is read by stricter rules',
    weight: 0.95,
  },
  {
    name: 'ruby-lenient-number',
    files: RB,
    added: /\.to_(?:i|f|d|date|time|datetime|sym|c)\b/,
    removed: /\b(?:Integer|Float|BigDecimal|Rational)\(|\.iso8601\(|strptime\(/,
    says: /wrong (?:amount|total|price)|mismatch|expected \S{1,30} (?:but )?got|for nil|violates/i,
    kinds: ['wrong_result'],
    did: 'a text that is no number counts as zero',
    weight: 0.92,
  },
  {
    name: 'ruby-yaml-or-marshal',
    files: /\.(?:rb|ru|rake|gemspec)$|Gemfile(?:\.lock)?$/,
    added:
      /YAML\.(?:safe_)?load\w*|Psych|psych|use_yaml_unsafe_load|yaml_column_permitted|Marshal\.(?:load|dump)|cache_format_version|cookies_serializer|message_serializer/,
    says: /DisallowedClass|Tried to load unspecified class|BadAlias|Unknown alias|undefined class\/module|incompatible marshal|marshal data too short|dump format error|InvalidMessage|InvalidSignature/,
    did: 'what was written is read by other rules',
    weight: 0.96,
  },
  {
    name: 'ruby-time-zone',
    files: RB,
    added:
      /\bTime\.now\b|\bDate\.today\b|\bDateTime\.now\b|Time\.parse\(|Time\.at\(|\.to_date\b|Date\.parse|\.localtime|Time\.local\(|Time\.new\(/,
    removed:
      /Time\.current|Time\.zone|Date\.current|\.in_time_zone|\.utc\b|\.from_now|\.ago\b|beginning_of_day/,
    says: /wrong (?:day|date|month)|hours? (?:early|late|off|ahead|behind)|days? (?:early|late|off)|in the future|expired|already (?:run|billed|sent)|not yet/i,
    kinds: ['wrong_result', 'auth', 'duplicate'],
    did: 'times are told in the zone of the machine',
    weight: 0.95,
  },
  {
    name: 'ruby-duration',
    files: RB,
    changed:
      /\b\d+\.(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)\b|(?:timeout|expires_in|ttl|interval|wait|lifetime)\w*\s*[:=(]+\s*[\d.]+/i,
    says: /timed? ?out|Timeout|expired|stale|too many requests|\b429\b|execution expired/i,
    kinds: ['timeout', 'cache', 'rate_limited', 'slow', 'retry_storm'],
    did: 'another length of time',
    weight: 0.88,
  },
  {
    name: 'ruby-encoding-dropped',
    files: RB,
    removed:
      /force_encoding|\.encode\(|\.scrub\b|encoding:|binmode|\.unicode_normalize|\.b\b|r:bom|mb_chars|\.chars\b|external_encoding/,
    says: /Encoding::\w+|invalid byte sequence|incompatible character encodings|from ASCII-8BIT to UTF-8|Incorrect string value|source sequence is illegal/,
    kinds: ['encoding'],
    did: 'the encoding of a text is no more seen to',
    weight: 0.97,
  },
  {
    name: 'ruby-bytes',
    files: RB,
    added:
      /\.byteslice\(|\.bytesize\b|\.unpack1?\(|force_encoding|\.encode\(|\.b\b|\.read\b|File\.binread|'rb'|Encoding\.default_\w+ =/,
    says: /Encoding::\w+|invalid byte sequence|incompatible character encodings|from ASCII-8BIT to UTF-8|Incorrect string value|source sequence is illegal/,
    kinds: ['encoding'],
    did: 'a text is taken as bytes, or in another encoding',
    weight: 0.92,
  },
  {
    name: 'ruby-regexp',
    files: RB,
    added:
      /=~|\.match\??\(|\.scan\(|\.gsub\(|\.sub\(|Regexp\.(?:new|union)|%r\{|\/[^/\n]{1,80}\/[imx]*/,
    says: /Regexp::TimeoutError|regexp match timeout|RegexpError|premature end of char-class|target of repeat operator|invalid byte sequence/,
    kinds: ['cpu'],
    did: 'another expression, which may not compile or may never end',
    weight: 0.88,
  },
  {
    name: 'ruby-rescue-removed',
    files: RB,
    removed: /\brescue(?:_from)?\b|\bensure\b|retry_on|discard_on/,
    says: /Faraday::|RestClient::|Net::(?:Open|Read)Timeout|Timeout::Error|RecordNotFound|RecordNotUnique|RecordInvalid|StaleObjectError|Errno::|SocketError|OpenSSL::|JSON::ParserError|Redis::\w+Error|Stripe::|Aws::|KeyError|invalid date|invalid value for|Encoding::/,
    did: 'an error is caught no more',
    weight: 0.85,
  },
  {
    name: 'ruby-rescue-all',
    files: RB,
    added:
      /rescue\s*(?:=>|$)|rescue (?:StandardError|Exception|nil|=>)|\brescue\b[^\n]{0,40}\bnil\b/m,
    says: NIL,
    kinds: ['wrong_result', 'null_dereference'],
    did: 'errors are swallowed, and nil goes on in their place',
    weight: 0.85,
  },
  {
    name: 'ruby-return-in-a-block',
    files: RB,
    added: /^[ \t]*(?:return|break|next)\b/m,
    says: /LocalJumpError|unexpected return|rolled back|break from proc-closure/,
    kinds: ['wrong_result'],
    did: 'a way out of a block that leaves more than the block',
    weight: 0.85,
  },
  {
    name: 'ruby-timeout-removed',
    files: RB,
    removed:
      /(?:open|read|write|connect|request)?_?timeout\s*[:=(]|Timeout\.timeout|\.timeout\(|rack_timeout|Rack::Timeout|statement_timeout/i,
    says: /Net::(?:Open|Read)Timeout|Faraday::TimeoutError|Rack::Timeout|busy|execution expired|stuck|no available workers/,
    kinds: ['timeout', 'slow', 'threads', 'pool_exhausted', 'queue_backlog'],
    did: 'calls may wait for longer, or for ever',
    weight: 0.88,
  },
  {
    name: 'ruby-timeout-added',
    files: RB,
    added: /timeout\s*[:=(]\s*[\d.]+|Timeout\.timeout|Rack::Timeout|statement_timeout|\btimeout:/i,
    says: /Net::(?:Open|Read|Write)Timeout|Faraday::TimeoutError|Timeout::Error|execution expired|Rack::Timeout|QueryCanceled|statement timeout|timed? ?out/i,
    kinds: ['timeout'],
    did: 'a limit on the time of a call that takes longer',
    weight: 0.93,
  },
  {
    name: 'ruby-http-error-not-raised',
    files: RB,
    removed:
      /raise_error|:raise_error|\.success\?|\.ok\?|\.code\s*==|\.status\s*==|Net::HTTPSuccess|\.value\b|raise_on/,
    says: /JSON::ParserError|unexpected token|for nil|NilClass|unexpected character|no implicit conversion/,
    kinds: ['parse', 'null_dereference', 'wrong_result'],
    did: 'answers that are errors are taken for answers',
    weight: 0.93,
  },
  {
    name: 'ruby-http-error-raised',
    files: RB,
    added: /raise_error|:raise_error|\.raise_for_status|\.value!?\b|RaiseError/,
    says: /Faraday::\w+Error|the server responded with status \d+|RestClient::\w+|HTTPServerException|Net::HTTP\w+(?:Error|Exception)/,
    did: 'an answer that is an error is now raised',
    weight: 0.96,
  },
  {
    name: 'ruby-thread',
    files: RB,
    added:
      /Thread\.new|Concurrent::\w+|\.in_threads|Parallel\.|Async do|load_async|Ractor\.new|\bfork\b/,
    says: /could not obtain a connection from the pool|ConnectionTimeoutError|ThreadError|deadlock; recursive locking|during iteration|can't create Thread|No live threads left|PG::ConnectionBad|SSL error: decryption failed|message type 0x|commands out of sync|another call is in progress/,
    kinds: ['pool_exhausted', 'concurrency', 'deadlock', 'threads', 'wrong_result'],
    did: 'threads or processes of its own, on what they share',
    weight: 0.93,
  },
  {
    name: 'ruby-lock-removed',
    files: RB,
    removed:
      /\.synchronize\b|Mutex\.new|Monitor\.new|with_lock|\.lock!?\b|lock\(|advisory_lock|Redlock|Concurrent::|find_or_create_by!|unique_by|lock_version|\bSETNX\b|nx: true|unique_for|lock: :until/,
    says: /RecordNotUnique|duplicate key|StaleObjectError|during iteration|twice|negative|oversold|Duplicate entry|lost update/,
    kinds: ['concurrency', 'duplicate', 'wrong_result', 'db_constraint'],
    did: 'a lock or an atomic step is gone',
    weight: 0.94,
  },
  {
    name: 'ruby-gem-version',
    files: GEMS,
    changed:
      /^[ \t]*gem ['"]|^ {4,6}[\w-]+ \([\d.]|^ruby ['"]|^(?:ruby )?\d\.\d+\.\d+|^FROM [^\n]{0,80}ruby:/m,
    says: /undefined local variable|undefined method (?![^\n]{0,60} for nil)|uninitialized constant|NameError|wrong number of arguments|unknown keyword|LoadError|cannot load such file|already initialized|Gem::|Bundler::|incompatible library version|GLIBC_|Psych::|superclass mismatch|FrozenError|InvalidMessage|(?:un)?supported|can't activate|unspecified class/,
    did: 'another version of a gem or of Ruby',
    weight: 0.9,
  },
  {
    name: 'ruby-gem-group',
    files: GEMS,
    changed:
      /\bgroup\b|require: false|BUNDLE_WITHOUT|--without|:development|bundle (?:config|install)/,
    says: /uninitialized constant|LoadError|cannot load such file|Could not find .{1,80} in (?:any of the sources|locally installed)|Bundler::GemNotFound|PlatformMismatch/,
    did: 'a gem is not installed or not loaded where it is needed',
    weight: 0.95,
  },
  {
    name: 'ruby-grows-without-bound',
    files: RB,
    added:
      /ObjectSpace|\.to_proc|String\.new|\.to_sym\b|define_method|Class\.new|instance_variable_set|<<= |\$\w+ << |@@\w+ << |\[\w+\] \|\|= /,
    says: /OOM|out of memory|NoMemoryError|failed to allocate memory|memory (?:limit|leak|grow)|exit code 137|R14|R15/i,
    kinds: ['memory'],
    did: 'something that grows and is never made smaller',
    weight: 0.8,
  },
  {
    name: 'ruby-file-not-closed',
    files: RB,
    added:
      /\b(?:File|IO|Tempfile|Zip::File|TCPSocket|UNIXSocket|CSV|Redis|PG|Mysql2::Client)\.(?:open|new|create|connect)\b(?![^\n]{0,120}(?:\bdo\b|\{))/,
    unless: /\bensure\b|\.close!?\b|\.unlink/,
    says: /EMFILE|Too many open files|max number of clients|too many (?:clients|connections)|ENOSPC|No space left/i,
    kinds: ['file_descriptors', 'pool_exhausted', 'disk'],
    did: 'what is opened is closed by nobody',
    weight: 0.94,
  },
  {
    name: 'ruby-block-form-removed',
    files: RB,
    removed:
      /\.(?:open|create|start|with|connect|with_connection|checkout)\b[^\n]{0,120}(?:\bdo\b|\{ ?\|)|\.close!?\b|\.unlink\b|\.release_connection|clear_active_connections/,
    says: /EMFILE|Too many open files|max number of clients|too many (?:clients|connections)|ENOSPC|No space left|could not obtain a connection|ConnectionPool::TimeoutError|Waited \d/i,
    kinds: ['file_descriptors', 'pool_exhausted', 'disk'],
    did: 'what was opened is closed or given back no more',
    weight: 0.94,
  },
  {
    name: 'ruby-comparison',
    files: RB,
    added: /\.(?:sort(?:_by)?|min(?:_by)?|max(?:_by)?|sum|between\?|group_by|inject|reduce)\b|<=>/,
    says: /comparison of .{1,60} (?:with|failed)|nil can't be coerced|undefined method [`'](?:<=>|[<>+])'|can't be coerced into/,
    did: 'values are compared or summed that do not go together',
    weight: 0.93,
  },
];
