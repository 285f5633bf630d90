/** Known pitfalls of how PHP runs: memory, limits, processes, dates, stored objects. */
import type { Pitfall } from './model.ts';

const PHP_FILE = /\.(?:php|phtml|inc|module)$/;
const NOTHING =
  /\bon (?:null|false|bool(?:ean)?)\b|of type (?:null|bool)|must be of (?:the )?type [\w\\|?]+, (?:null|bool|false|none) (?:given|returned)|none returned|of non-object|(?:array\|object|array), (?:null|bool|false) given|Passing null to parameter|Invalid argument supplied for foreach/;
const WRONG_USER =
  /(?:other|another|wrong|different) (?:user|tenant|customer|account|order|request|company|session)/i;

export const PHP_RUNTIME: readonly Pitfall[] = [
  {
    name: 'php-closure-serialized',
    files: PHP_FILE,
    added: /\bfn\s*\(|\bfunction\s*\(|\bPDO\b|SplFileInfo|UploadedFile|CurlHandle|\bclosure\b/i,
    says: /Serialization of '[^']+' is not allowed|You cannot serialize or unserialize/,
    did: 'what cannot be serialized goes into a queue, session or cache',
    weight: 0.95,
  },
  {
    name: 'php-serialized-shape',
    files: PHP_FILE,
    changed:
      /^[ \t]*(?:final |readonly |abstract )*(?:class|namespace|enum)\s+[\w\\]+|(?:public|protected|private)\s+(?:readonly\s+)?[\w?|\\]*\s*\$\w+/m,
    says: /__PHP_Incomplete_Class|unserialize\(\)|incomplete object|must not be accessed before initialization/,
    did: 'a class no longer fits what is stored of it in caches and queues',
    weight: 0.9,
  },
  {
    name: 'php-unserialize-classes',
    files: PHP_FILE,
    removed: /\b(?:un)?serialize\(|igbinary_\w+|msgpack_\w+|allowed_classes/,
    says: /unserialize\(\): Error at offset|__PHP_Incomplete_Class|JsonException: Syntax error|Syntax error/,
    did: 'what is stored is read in another format than it was written',
    weight: 0.9,
  },
  {
    name: 'php-timezone',
    files: /\.(?:php|ini|ya?ml|env)$|(?:^|\/)(?:Dockerfile|\.env)[\w.-]*$/,
    added:
      /date_default_timezone_set|date\.timezone|new \\?DateTime(?:Immutable)?\(|\bstrtotime\(|(?<!\w)date\(|['"]timezone['"]\s*=>|Carbon(?:Immutable)?::(?:parse|now|create\w*)\(|\bnow\(\)|->(?:setTimezone|shiftTimezone|timezone)\(/,
    says: /time ?zone|one (?:hour|day) (?:off|early|late)|hours? (?:off|early|late)|previous day|next day|wrong (?:date|day)|token (?:is )?(?:expired|not yet valid)|in the (?:future|past)|DateTimeZone/i,
    kinds: ['wrong_result'],
    did: 'times are read or written in another zone',
    weight: 0.85,
  },
  {
    name: 'php-month-overflow',
    files: PHP_FILE,
    added:
      /[+-]\s?\d*\s?months?\b|->(?:add|sub)Months?\(|modify\(\s*['"][^'"]{0,30}month|P\d+M\b|->addYears?\(/i,
    says: /wrong (?:date|period|day|month)|end of (?:the )?month|month[- ]end|last day|skipped|next month|\b(?:29|30|31)(?:st|th)\b/i,
    kinds: ['wrong_result', 'duplicate', 'db_constraint'],
    did: 'a month is added to a last day of a month and overflows',
    weight: 0.85,
  },
  {
    name: 'php-mutable-date',
    files: PHP_FILE,
    added:
      /\bnew \\?DateTime\(|\bCarbon::|->(?:add|sub|modify|setTime|setDate|startOf\w+|endOf\w+|add\w+|sub\w+)\(/,
    removed:
      /DateTimeImmutable|CarbonImmutable|->copy\(\)|\bclone\s|immutable_date|datetime_immutable/,
    says: /wrong (?:date|period|day)|overlap|date range|DateTimeImmutable|off by (?:one|a) (?:day|month|hour)/i,
    kinds: ['wrong_result', 'type_mismatch'],
    did: 'a date that is shared is changed in place',
    weight: 0.9,
  },
  {
    name: 'php-clone-dropped',
    files: PHP_FILE,
    removed: /\bclone\s+\$?|->(?:copy|replicate|clone)\(\)/,
    kinds: ['wrong_result', 'duplicate', 'concurrency', 'missing_key'],
    says: /wrong (?:date|period|day|amount)|ambiguous|Duplicate|alias|already (?:defined|used)|Invalid parameter number/i,
    did: 'what was cloned is shared',
    weight: 0.85,
  },
  {
    name: 'php-date-format',
    files: PHP_FILE,
    changed:
      /createFromFormat\(|->format\(\s*['"]|\bdate\(\s*['"]|toDateString|toIso8601String|date_format/,
    says: /Incorrect (?:date|datetime|time) value|InvalidFormatException|Could not parse|DateMalformed|Failed to parse time string|on (?:false|bool)\b|invalid input syntax for type (?:date|timestamp)|not enough data available|Trailing data|Unexpected (?:data|character)/i,
    kinds: ['parse', 'wrong_result'],
    did: 'dates are written or read in another format',
    weight: 0.9,
  },
  {
    name: 'php-output-before-headers',
    files: PHP_FILE,
    added:
      /^[ \t]*(?:echo|print|var_dump|print_r|dump|dd|readfile|flush|printf)\b|^[ \t]*\?>|^\s+<\?php/m,
    says: /headers already sent|Session cannot be started after headers|ini_set\(\): Session|Unexpected token/i,
    did: 'something is printed before the headers',
    weight: 0.95,
  },
  {
    name: 'php-session-lock',
    files: PHP_FILE,
    removed: /session_write_close\(|read_and_close|session_abort\(|->save\(\);?\s*$/m,
    kinds: ['slow', 'timeout', 'threads', 'deadlock', 'pool_exhausted'],
    says: /session_start\(\)|max_children/,
    did: 'the lock of a session is held for the whole request',
    weight: 0.9,
  },
  {
    name: 'php-whole-file-in-memory',
    files: PHP_FILE,
    added:
      /\bfile_get_contents\(|\bfile\(|->(?:get|all|findAll|toArray|getResult|fetchAll\w*)\(\)|::all\(\)|->getContents\(\)|stream_get_contents\(|iterator_to_array\(|ob_start\(\)|->load\(/,
    says: /Allowed memory size|memory exhausted|out of memory|OOMKilled|exit(?:ed)? (?:with )?(?:code )?137/i,
    did: 'all of it is read into memory at once',
    weight: 0.8,
  },
  {
    name: 'php-generator-dropped',
    files: PHP_FILE,
    removed:
      /\byield\b|->(?:cursor|chunk|chunkById|lazy|lazyById|toIterable|iterate|each)\(|LazyCollection|fgetcsv\(|fgets\(|->clear\(\)|gc_collect_cycles|array_chunk\(|->detach\(|unset\(/,
    says: /Allowed memory size|memory exhausted|out of memory|OOMKilled|exit(?:ed)? (?:with )?(?:code )?137/i,
    kinds: ['memory', 'slow', 'timeout'],
    did: 'what was walked piece by piece is held at once',
    weight: 0.95,
  },
  {
    name: 'php-static-state',
    files: PHP_FILE,
    added:
      /(?:private|protected|public)\s+static\s+(?:\??[\w\\|]+\s+)?\$\w+|^[ \t]*static\s+\$\w+|self::\$\w+|static::\$\w+|\$GLOBALS/m,
    says: new RegExp(`${WRONG_USER.source}|Allowed memory size|memory (?:leak|grow)`, 'i'),
    kinds: ['wrong_result', 'memory', 'cache', 'auth'],
    did: 'state is kept from one request or job to the next in a worker that lives on',
    weight: 0.85,
  },
  {
    name: 'php-regex',
    files: PHP_FILE,
    added: /\bpreg_\w+\(|['"]regex:|#\[Assert\\Regex|Pattern\s*=/,
    says: /Backtrack limit|JIT stack|PREG_\w+_ERROR|preg_\w+\(\)|Unknown modifier|Compilation failed|Maximum execution time/,
    kinds: ['cpu', 'slow', 'timeout'],
    did: 'another regular expression',
    weight: 0.85,
  },
  {
    name: 'php-regex-unicode-flag',
    files: PHP_FILE,
    changed: /\bpreg_\w+\(|['"]regex:|['"][/#~][^'"\n]{1,120}[/#~][imsxuADSUXJ]{0,6}['"]/,
    kinds: ['encoding', 'parse', 'wrong_result', 'invalid_argument'],
    says: /Malformed UTF-8|Passing null to parameter|does not match|invalid format|format is invalid/i,
    did: 'a regular expression lets other texts through',
    weight: 0.8,
  },
  {
    name: 'php-time-limit',
    files: /\.(?:php|ini|conf|htaccess)$|(?:^|\/)(?:Dockerfile|docker-compose|\.user\.ini)[\w.-]*$/,
    changed:
      /max_execution_time|set_time_limit|request_terminate_timeout|default_socket_timeout|memory_limit|upload_max_filesize|post_max_size|max_input_vars/,
    says: /Maximum execution time|execution timed out|Allowed memory size|exceeds the limit|POST Content-Length|PostTooLarge|Input variables exceeded|upload_max_filesize|\b413\b|\b504\b/,
    kinds: ['timeout', 'memory', 'payload_size'],
    did: 'a limit of PHP is set anew',
    weight: 0.95,
  },
  {
    name: 'php-fpm-pool',
    files: /\.(?:conf|ini|ya?ml|env)$|(?:^|\/)(?:Dockerfile|php-fpm)[\w.-]*$/,
    changed:
      /pm\.(?:max_children|start_servers|max_requests|min_spare_servers|max_spare_servers)|^[ \t]*[+-]?pm\s*=|listen\.backlog|PHP_FPM_\w+/im,
    says: /max_children|pool www|seems busy|Resource temporarily unavailable|Connection (?:refused|reset)|upstream|Allowed memory|OOM|\b50[234]\b/,
    kinds: ['pool_exhausted', 'threads', 'memory', 'upstream_error', 'slow', 'timeout'],
    did: 'PHP-FPM runs with other numbers of processes',
    weight: 0.95,
  },
  {
    name: 'php-opcache',
    files: /\.(?:ini|conf)$|(?:^|\/)Dockerfile[\w.-]*$/,
    added:
      /opcache\.(?:validate_timestamps|preload|jit|enable|memory_consumption|max_accelerated_files|save_comments|revalidate_freq|file_cache)/,
    says: /opcache|preload|Segmentation fault|SIGSEGV|signal 11|Cannot redeclare|annotation|Class "[^"]+" not found|stale|old (?:code|version)/i,
    kinds: ['slow', 'cpu', 'crash_loop', 'cache'],
    did: 'the opcode cache is set anew',
    weight: 0.85,
  },
  {
    name: 'php-extension-gone',
    files: /(?:^|\/)Dockerfile[\w.-]*$|(?:^|\/)composer\.json$|\.ini$/,
    removed:
      /docker-php-ext-(?:install|enable|configure)|\bpecl install|"ext-\w+"|^[ \t]*extension\s*=|apk add|apt-get install|\bphp\d?-\w+/m,
    says: /Call to undefined function|could not find driver|Class "(?:\\?Redis|Imagick|IntlDateFormatter|NumberFormatter|Normalizer|SoapClient|ZipArchive|Memcached|Collator)|undefined constant|requires? (?:the )?(?:PHP )?ext(?:ension)?|Unable to load dynamic library/i,
    did: 'an extension of PHP is no longer installed',
    weight: 0.95,
  },
  {
    name: 'php-version',
    files: /(?:^|\/)Dockerfile[\w.-]*$|(?:^|\/)composer\.json$|\.tool-versions$|\.ya?ml$/,
    changed: /\bphp:\d|"php"\s*:|php-version|\bphp\d\d?\b|FROM\s+\S*php/,
    says: /Deprecated:|Fatal error|Passing null to parameter|Implicit conversion|Creation of dynamic property|must be compatible|Unsupported operand types|Undefined constant|platform_check|Composer detected issues|Optional parameter|ErrorException|Uncaught (?:TypeError|ValueError)/,
    did: 'another version of PHP',
    weight: 0.9,
  },
  {
    name: 'php-error-swallowed',
    files: PHP_FILE,
    added:
      /catch\s*\(\s*\\?(?:Throwable|Exception)\b[^)]{0,30}\)\s*\{\s*(?:\/\/[^\n]{0,80}\s*)?(?:return(?: null| false| \[\])?;|continue;|\})|=\s*@\w+\(|return\s+@\w+\(/,
    says: NOTHING,
    kinds: ['wrong_result', 'null_dereference', 'missing_key'],
    did: 'errors are swallowed and nothing is given back',
    weight: 0.8,
  },
  {
    name: 'php-narrower-catch',
    files: PHP_FILE,
    removed: /catch\s*\(|\btry\s*\{/,
    says: /Uncaught|PHP Fatal error|Unhandled/,
    kinds: ['unhandled', 'crash_loop'],
    did: 'errors that were caught are not any more',
    weight: 0.7,
  },
  {
    name: 'php-finally-dropped',
    files: PHP_FILE,
    removed:
      /\bfinally\b|\bfclose\(|curl_close\(|->(?:release|close|unlock|rollBack|rollback|commit|disconnect)\(|\bflock\([^;\n]{0,60}LOCK_UN|unlink\(/,
    says: /Too many open files|lock|too many connections|no active transaction|already an active transaction|No space left|gone away/i,
    kinds: ['file_descriptors', 'pool_exhausted', 'deadlock', 'memory', 'disk'],
    did: 'what was opened or locked is not freed on every way out',
    weight: 0.85,
  },
  {
    name: 'php-array-merge-in-a-loop',
    files: PHP_FILE,
    added:
      /foreach[\s\S]{0,240}(?:array_merge\(\s*\$\w+|\bin_array\(|array_search\(|array_unshift\(|array_shift\()/,
    kinds: ['slow', 'cpu', 'timeout', 'memory', 'queue_backlog'],
    says: /Maximum execution time|Allowed memory size/,
    did: 'every step copies or walks the whole array',
    weight: 0.8,
  },
  {
    name: 'php-sort-callback',
    files: PHP_FILE,
    added: /\b[uk]?[aru]?sort\([\s\S]{0,120}(?:return|=>)\s*[^;\n]{0,60}(?<![<=-])[<>](?!=>)/,
    kinds: ['wrong_result'],
    says: /usort\(\): Returning bool|not sorted|wrong order|out of order/i,
    did: 'a comparison answers with true or false in place of less, equal or more',
    weight: 0.85,
  },
];
