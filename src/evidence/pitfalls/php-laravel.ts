/** Known pitfalls of Laravel; those of its models are in `php-eloquent.ts`. */
import type { Pitfall } from './model.ts';

const PHP_FILE = /\.(?:php|phtml|inc|module)$/;
const CONFIG = /\.(?:php|ya?ml|xml|env)$|(?:^|\/)\.env[\w.-]*$/;

export const LARAVEL: readonly Pitfall[] = [
  {
    name: 'laravel-env-outside-config',
    files: PHP_FILE,
    added: /(?<![\w>:])env\(\s*['"]/,
    says: /\bon null\b|, null given|Passing null|No application encryption key|InvalidArgumentException|not (?:set|defined|configured)|environment variable|Could not resolve host|Access denied for user/i,
    kinds: ['missing_config', 'null_dereference', 'auth'],
    did: 'an environment variable is read where cached configuration leaves it empty',
    weight: 0.85,
  },
  {
    name: 'laravel-config-cached',
    files: /(?:^|\/)(?:Dockerfile|Procfile)[\w.-]*$|\.(?:sh|ya?ml|json)$/,
    added: /artisan (?:config:cache|optimize|route:cache|event:cache|view:cache)/,
    says: /\bon null\b|, null given|LogicException: Unable to prepare route|encryption key|Access denied for user|not (?:set|defined|configured)|Route \[/i,
    kinds: ['missing_config', 'auth'],
    did: 'configuration is frozen at build time, without the environment it runs in',
    weight: 0.9,
  },
  {
    name: 'laravel-config-key',
    files: CONFIG,
    changed: /['"]\w+['"]\s*=>|\benv\(\s*['"]|\bconfig\(\s*['"]|^[ \t]*\w+=/m,
    says: /, null given|on null\b|is not (?:defined|configured|supported)|Undefined array key|InvalidArgumentException: (?:Database|Cache|Queue|Disk|Mailer|Driver|Auth)/,
    kinds: ['missing_config'],
    did: 'a setting has another name or value',
    weight: 0.75,
  },
  {
    name: 'laravel-queue-timing',
    files: CONFIG,
    changed:
      /retry_after|\$timeout\b|\$tries\b|\$backoff\b|\$maxExceptions|visibility_timeout|block_for|--timeout=|--tries=|max_retries|redeliver_timeout/,
    says: /MaxAttemptsExceeded|has been attempted too many times|TimeoutExceededException|has timed out|twice|duplicate|SIGKILL/i,
    kinds: ['duplicate', 'queue_backlog', 'timeout', 'retry_storm'],
    did: 'a job is taken up again before it has ended, or given up too early',
    weight: 0.9,
  },
  {
    name: 'laravel-job-shape',
    files: PHP_FILE,
    changed:
      /function\s+__construct\s*\(|^[ \t]*(?:final |readonly )*class\s+\w+|(?:public|protected|private)\s+(?:readonly\s+)?[\w?|\\]+\s+\$\w+/m,
    says: /must not be accessed before initialization|__PHP_Incomplete_Class|MessageDecodingFailed|Could not decode|unserialize|Undefined property|Cannot create an instance of|Too few arguments/,
    did: 'jobs that wait in the queue were made for the class as it was',
    weight: 0.9,
  },
  {
    name: 'laravel-queue-name',
    files: CONFIG,
    changed:
      /onQueue\(|onConnection\(|--queue=|\$queue\b|\$connection\b|QUEUE_CONNECTION|['"]queue['"]\s*=>|routing_key|binding_keys|exchange|REDIS_PREFIX|HORIZON_PREFIX|['"]prefix['"]/,
    says: /never (?:ran|run|processed|sent)|stuck|no (?:consumer|worker)s?|not being processed/i,
    kinds: ['queue_backlog', 'missing_config'],
    did: 'jobs go into a queue or under a prefix that nobody listens to',
    weight: 0.9,
  },
  {
    name: 'laravel-sync-in-request',
    files: CONFIG,
    added:
      /QUEUE_CONNECTION\s*=\s*sync|dispatchSync\(|dispatchNow\(|dispatch_sync\(|['"]sync['"]|sync:\/\//,
    kinds: ['slow', 'timeout', 'pool_exhausted', 'threads'],
    says: /Maximum execution time|max_children|\b504\b/,
    did: 'what ran in the background now runs in the request',
    weight: 0.9,
  },
  {
    name: 'laravel-should-queue-dropped',
    files: PHP_FILE,
    removed:
      /implements[^{\n]{0,80}ShouldQueue|use Queueable|AsMessageHandler|Mail::to\([^;\n]{0,80}->(?:queue|later)\(/,
    kinds: ['slow', 'timeout', 'pool_exhausted', 'threads'],
    says: /Maximum execution time|max_children|\b504\b|NoHandlerForMessage/,
    did: 'what ran in the background now runs in the request',
    weight: 0.9,
  },
  {
    name: 'laravel-validation-dropped',
    files: PHP_FILE,
    removed:
      /->validate\(|['"](?:required|nullable|sometimes|bail|present)\b|#\[Assert\\|@Assert\\|Rule::|->validated\(|\|(?:max|min|exists|unique|numeric|integer|string|array|date)\b/,
    says: /SQLSTATE\[|Undefined (?:array key|index)|, null given|Data too long|cannot be null|must be of (?:the )?type|Incorrect (?:integer|date|datetime|decimal) value/,
    kinds: ['db_constraint', 'null_dereference', 'type_mismatch'],
    did: 'what callers send is no longer checked',
    weight: 0.85,
  },
  {
    name: 'laravel-validation-added',
    files: PHP_FILE,
    added:
      /['"](?:[\w|:,.]{0,80}\|)?(?:required|required_\w+|present|prohibited|in:|exists:|unique:|regex:|digits|max:|min:|size:|date_format:|boolean|integer|numeric|string|array|email|url|uuid)\b[^'"\n]{0,120}['"]|#\[Assert\\|Rule::/,
    says: /ValidationException|The given data was invalid|field is required|The \S+ (?:field )?(?:must|is|has|format|may not)|is invalid\.|This value (?:should|is)|\b422\b|UnprocessableEntity|ValidationFailedException/,
    did: 'requests that were let in are refused',
    weight: 0.85,
  },
  {
    name: 'laravel-validated-for-all',
    files: PHP_FILE,
    added: /->(?:validated|safe|only)\(/,
    removed: /->(?:all|input|except|post|toArray)\(/,
    says: /Undefined (?:array key|index)|, null given|doesn't have a default value|cannot be null|null value in column/,
    kinds: ['missing_key', 'db_constraint', 'wrong_result'],
    did: 'fields without a rule of their own are left out',
    weight: 0.95,
  },
  {
    name: 'laravel-route-order-or-name',
    files: /\.(?:php|ya?ml|xml)$/,
    changed:
      /Route::|#\[Route|@Route|->name\(\s*['"]|\broute\(\s*['"]|->(?:prefix|group)\(|^[ \t]*path:/m,
    says: /RouteNotFoundException|Route \[[^\]]+\] not defined|No route found|NotFoundHttpException|could not be found|method is not supported for|MethodNotAllowed|Missing required parameter|No query results for model|Unable to generate a URL/,
    did: 'a route has another path, name, order or parameter',
    weight: 0.9,
  },
  {
    name: 'laravel-middleware',
    files: PHP_FILE,
    changed:
      /middleware|VerifyCsrfToken|\$except|TrustProxies|EncryptCookies|StartSession|SubstituteBindings|throttle:|withMiddleware/i,
    says: /TokenMismatch|\b419\b|CSRF|Page Expired|Session store not set|Unauthenticated|\b401\b|Too Many Attempts|ThrottleRequests|\b429\b|Target class \[|Route \[login\]|on null\b|Invalid signature/i,
    kinds: ['auth', 'rate_limited'],
    did: 'what stands before the handlers is other, or in another order',
    weight: 0.85,
  },
  {
    name: 'laravel-csrf-or-cookie',
    files: CONFIG,
    changed:
      /SESSION_(?:DOMAIN|DRIVER|SECURE_COOKIE|COOKIE|LIFETIME)|same_site|cookie_(?:samesite|secure|domain|lifetime)|['"](?:domain|secure|cookie|same_site|lifetime)['"]\s*=>|SANCTUM_STATEFUL|stateful|supports_credentials|allowed_origins|csrf_protection/i,
    says: /TokenMismatch|\b419\b|CSRF|Page Expired|Unauthenticated|\b401\b|logged out|session (?:lost|expired)|CORS|cookie/i,
    kinds: ['auth'],
    did: 'cookies of the session are set in another way',
    weight: 0.9,
  },
  {
    name: 'laravel-trusted-proxies',
    files: CONFIG,
    changed:
      /\$proxies|trustProxies|setTrustedProxies|trusted_proxies|TRUSTED_PROXIES|trusted_hosts|setTrustedHosts|HEADER_X_FORWARDED|forceScheme|forceHttps/i,
    says: /Mixed Content|Invalid signature|InvalidSignature|Untrusted Host|SuspiciousOperation|too many redirects|ERR_TOO_MANY_REDIRECTS|\b429\b|Too Many Attempts|redirect loop/i,
    kinds: ['rate_limited', 'auth'],
    did: 'the proxy’s address and scheme count as those of the caller',
    weight: 0.95,
  },
  {
    name: 'laravel-app-key',
    files: CONFIG,
    changed:
      /APP_KEY|APP_SECRET|['"](?:key|cipher)['"]\s*=>|PREVIOUS_KEYS|Crypt::|encrypt\(|Encrypter/,
    says: /DecryptException|The MAC is invalid|The payload is invalid|Unsupported cipher|could not be decrypted|Unauthenticated|\b419\b/,
    did: 'what was encrypted before cannot be read with this key',
    weight: 0.95,
  },
  {
    name: 'laravel-cache-key',
    files: PHP_FILE,
    added:
      /(?:Cache::|cache\(\)->|->)(?:remember|rememberForever|put|get|flexible|forever|sear)\(\s*['"][^'"]{1,80}['"]\s*[,)]|CacheItemInterface|ItemInterface|#\[Cache\(/,
    says: /(?:other|another|wrong|different) (?:user|tenant|customer|account|order|locale|language|currency|company)|stale|__PHP_Incomplete_Class/i,
    kinds: ['cache', 'wrong_result'],
    did: 'a cached answer whose key does not say whose it is',
    weight: 0.85,
  },
  {
    name: 'laravel-cache-ttl',
    files: CONFIG,
    changed:
      /Cache::\w+\(|->expiresAfter\(|->remember\(|setTtl|['"](?:ttl|expire|lifetime|expiration)['"]\s*=>|now\(\)->add\w+\(|default_lifetime|CACHE_TTL/,
    says: /stale|old (?:price|data|value)|expired/i,
    kinds: ['cache', 'memory', 'slow', 'db_slow'],
    did: 'cached answers live for another time, or in another unit of it',
    weight: 0.85,
  },
  {
    name: 'laravel-cache-driver',
    files: CONFIG,
    changed:
      /CACHE_(?:DRIVER|STORE|PREFIX)|SESSION_DRIVER|framework\.cache|cache\.adapter|['"]driver['"]\s*=>|REDIS_(?:CLIENT|PREFIX|DB)|BROADCAST_DRIVER|serializer/,
    says: /This cache store does not support tagging|logged out|Unauthenticated|\b419\b|No space left|unserialize|Class "Redis" not found|WRONGTYPE|session (?:lost|expired|store)/i,
    kinds: ['cache', 'auth', 'disk', 'slow'],
    did: 'caches or sessions are kept elsewhere',
    weight: 0.9,
  },
  {
    name: 'laravel-octane-state',
    files: PHP_FILE,
    added: /->singleton\(|->instance\(|singletonIf\(|#\[Singleton\]|app\(\)->bind\(/,
    says: /(?:other|another|wrong|different) (?:user|tenant|customer|account|order|request|company|locale)|stale|gone away/i,
    kinds: ['wrong_result', 'auth', 'memory', 'cache'],
    did: 'one object lives on from request to request',
    weight: 0.85,
  },
  {
    name: 'laravel-route-closure-serialized',
    files: PHP_FILE,
    added:
      /Queue::push\(|dispatch\(\s*(?:function|fn)|Bus::(?:chain|batch)\(|->delay\(|->notify\(|new \w+\(\s*\$(?:request|this)/,
    says: /Serialization of '[^']+' is not allowed|Unable to JSON encode payload|Malformed UTF-8|InvalidPayloadException|message too long|payload (?:size )?exceeds/i,
    kinds: ['payload_size'],
    did: 'what cannot be written down is put into a queue',
    weight: 0.9,
  },
];
