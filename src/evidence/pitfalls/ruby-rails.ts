/** Known pitfalls of Rails’ requests and settings, and of Sidekiq. */
import type { Pitfall } from './model.ts';

const RB = /\.(?:rb|rake|ru|erb|haml|slim|jbuilder)$/;
const SETTINGS = /\.(?:rb|ya?ml|env|ru)$|Procfile$/;

export const RUBY_RAILS: readonly Pitfall[] = [
  {
    name: 'rails-csrf-or-session',
    files: SETTINGS,
    changed:
      /protect_from_forgery|session_store|same_site|secure:|cookies_serializer|force_ssl|secret_key_base|domain:|key: ['"]_|verify_authenticity_token|forgery_protection|trusted_proxies|assume_ssl/,
    says: /InvalidAuthenticityToken|Can't verify CSRF|HTTP Origin header|didn't match request\.base_url|too many redirects|redirect loop|InvalidMessage|InvalidSignature|CookieOverflow|\b40[13]\b|logged out|session (?:lost|expired|invalid)/i,
    kinds: ['auth'],
    did: 'sessions or forms are held to other rules',
    weight: 0.95,
  },
  {
    name: 'rails-forgery-added',
    files: SETTINGS,
    added:
      /protect_from_forgery|force_ssl|same_site|secure: true|session_store|authenticate_\w+!|rack-cors|Rack::Attack|config\.hosts|HostAuthorization|verify_authorized|require_master_key|origins ['"]/,
    says: /InvalidAuthenticityToken|Can't verify CSRF|HTTP Origin header|too many redirects|redirect loop|Blocked hosts?|\b40[13]\b|\b429\b|CORS|Access-Control|\b301\b|AuthorizationNotPerformed|MissingKeyError|throttle/,
    kinds: ['auth', 'rate_limited'],
    did: 'requests are held to a new rule',
    weight: 0.93,
  },
  {
    name: 'rails-forgery-removed',
    files: SETTINGS,
    removed:
      /skip_before_action|null_session|origins ['"]|allow do|config\.hosts|resource ['"]\*|trusted_proxies|same_site|secret_key_base|rotate|assume_ssl|with: :null_session|allow_other_host/,
    says: /InvalidAuthenticityToken|Can't verify CSRF|HTTP Origin header|Blocked hosts?|CORS|Access-Control|\b40[13]\b|InvalidMessage|InvalidSignature|UnsafeRedirectError|Unsafe redirect|too many redirects|rate.?limit|\b429\b/,
    kinds: ['auth', 'rate_limited'],
    did: 'what let requests through is gone',
    weight: 0.95,
  },
  {
    name: 'rails-routes',
    files: /(?:^|\/)(?:routes|routes\/\w+)\.rb$/,
    removed:
      /\b(?:get|post|put|patch|delete|resources?|match|mount|root|namespace|scope|member|collection|concern|direct|devise_for)\b/,
    says: /RoutingError|No route matches|UrlGenerationError|undefined (?:local variable or )?method [`']\w+_(?:path|url)'|\b404\b|ActionNotFound|missing required keys/,
    did: 'a route has another path or name',
    weight: 0.97,
  },
  {
    name: 'rails-render',
    files: RB,
    added: /\brender\b|\bredirect_to\b|\bhead\b :?\w|respond_to\b|format\.\w+|\breturn\b/,
    says: /DoubleRenderError|MissingTemplate|MissingExactTemplate|UnknownFormat|Missing partial|Missing template|MissingInteractiveTemplate|UnsafeRedirect/,
    did: 'an answer is given twice, or by a template that is not there',
    weight: 0.95,
  },
  {
    name: 'rails-lost-return',
    files: RB,
    removed: /\breturn\b|\band return\b|performed\?|head :\w+/,
    says: /DoubleRenderError|for nil|HeadersAlreadySent|MissingTemplate|\b204\b/,
    kinds: ['null_dereference', 'duplicate'],
    did: 'an action goes on after it has answered',
    weight: 0.93,
  },
  {
    name: 'rails-serializer',
    files: RB,
    changed:
      /^[ \t]*(?:attributes?|json\.\w+|has_many|has_one|belongs_to|field|expose|fields|render json|key_transform|root)\b|as_json|to_json|only:|except:/m,
    says: /undefined method (?![^\n]{0,60} for nil)|missing (?:key|field|attribute)|KeyError|for nil|undefined is not|of (?:undefined|null)|is required|Blueprinter|unexpected (?:field|key)/i,
    kinds: ['missing_key', 'null_dereference', 'wrong_result', 'slow'],
    did: 'what is handed out has other fields',
    weight: 0.85,
  },
  {
    name: 'rails-setting',
    files: SETTINGS,
    added:
      /ENV\.fetch\(\s*['"][A-Z_]+['"]\s*\)|ENV\[['"]|Rails\.application\.credentials|config_for\(|Settings\.|Figaro|credentials\.\w+!|require_keys/,
    says: /KeyError: key not found: "[A-Z_]+"|key not found: :?"?\w+|for nil|MissingKeyError|is not set|missing (?:required )?(?:config|key|env)|undefined method (?![^\n]{0,60} for nil)/i,
    kinds: ['missing_config'],
    did: 'a setting is read under a name that it may not have there',
    weight: 0.93,
  },
  {
    name: 'rails-defaults',
    files: SETTINGS,
    changed:
      /load_defaults|new_framework_defaults|config\.(?:active_\w+|action_\w+|cache_store|eager_load|autoloader|active_record|cache_classes|time_zone)\b/,
    says: /Invalid(?:Message|Signature|AuthenticityToken)|must exist|Zeitwerk|StatementInvalid|uninitialized constant|DisallowedClass|UnsafeRedirect|singleton can't be dumped|undefined class\/module|NoMethodError|logged out|decrypt/i,
    kinds: ['auth', 'cache', 'wrong_result', 'invalid_argument'],
    did: 'the framework has other defaults',
    weight: 0.92,
  },
  {
    name: 'rails-pool-size',
    files: SETTINGS,
    changed:
      /\bpool:|RAILS_MAX_THREADS|\bthreads\b|WEB_CONCURRENCY|\bworkers\b|:?concurrency:?|checkout_timeout|DB_POOL|MAX_THREADS|max_threads|reaping_frequency|:?size:/,
    says: /could not obtain a (?:database )?connection|ConnectionTimeoutError|ConnectionPool::TimeoutError|Waited \d|too many (?:clients|connections)|remaining connection slots|OOM|out of memory|\bR14\b|ConnectionNotEstablished/i,
    kinds: ['pool_exhausted', 'memory', 'slow', 'timeout', 'threads', 'queue_backlog'],
    did: 'threads, workers and connections in another number',
    weight: 0.96,
  },
  {
    name: 'rails-pool-shape',
    files: SETTINGS,
    added:
      /\bpool:|preload_app!|before_fork|on_worker_boot|\bthreads\s+\d|\bworkers\s+\d|prepared_statements|pgbouncer|ConnectionPool\.new|connected_to|connects_to|establish_connection/,
    says: /could not obtain a (?:database )?connection|ConnectionTimeoutError|prepared statement .{1,40} (?:does not|already) exist|too many (?:clients|connections)|ConnectionNotEstablished|ReadOnlyError|readonly|read-only|No connection pool|Waited \d|SSL error/i,
    kinds: ['pool_exhausted', 'memory', 'slow'],
    did: 'connections to the database are made by other rules',
    weight: 0.93,
  },
  {
    name: 'rails-replica',
    files: RB,
    added: /connected_to\(|role: :reading|database_selector|replica|on_replica|prevent_writes/,
    says: /ReadOnlyError|read-only|readonly|Write query attempted|RecordNotFound|Couldn't find|stale|replica lag|ConnectionNotEstablished/i,
    kinds: ['wrong_result', 'missing_key'],
    did: 'a replica is read that lags or may not be written',
    weight: 0.95,
  },
  {
    name: 'sidekiq-arguments',
    files: RB,
    changed: /\bperform(?:_async|_later|_in|_at|_now|_bulk)?\b/,
    says: /wrong number of arguments|missing keyword|unknown keyword|Job arguments to .{1,80} (?:must be|do not serialize)|SerializationError|Unsupported argument|undefined method (?![^\n]{0,60} for nil)|DeserializationError|strict_args/,
    did: 'a job is called with other arguments than those in the queue',
    weight: 0.96,
  },
  {
    name: 'sidekiq-objects-as-arguments',
    files: RB,
    added: /\.perform_(?:async|in|at|bulk)\b|\.push\(|strict_args/,
    says: /Job arguments to|must be native JSON types|SerializationError|undefined method .{1,60} for (?:an instance of |#<|"|\{)?(?:String|Hash)|for nil|KeyError|no implicit conversion/,
    did: 'a job is given what JSON cannot carry: symbols, records, times',
    weight: 0.95,
  },
  {
    name: 'sidekiq-job-renamed',
    files: RB,
    removed:
      /^[ \t]*class \w*(?:Job|Worker|Mailer|Event)\b|sidekiq_options|queue_as|include Sidekiq/m,
    says: /uninitialized constant|NameError|DeserializationError|UnknownJobClass|queue latency|backlog/,
    kinds: ['queue_backlog', 'missing_code', 'duplicate'],
    did: 'a job is gone that is still in the queue, or goes by other rules',
    weight: 0.93,
  },
  {
    name: 'sidekiq-queues',
    files: SETTINGS,
    changed: /queue(?:_as|s)?\b|sidekiq_options|:queues:|-q \w|unique_for|retry:|lock:|dead:/,
    says: /queue (?:latency|depth|size)|backlog|enqueued|not (?:processed|picked up)|retries exhausted|Dead set|duplicate|twice/i,
    kinds: ['queue_backlog', 'retry_storm', 'duplicate', 'slow'],
    did: 'jobs go to another queue, or are tried again by other rules',
    weight: 0.9,
  },
  {
    name: 'sidekiq-idempotency-removed',
    files: RB,
    removed:
      /return if\b|unless \w+[\w.]*(?:sent|processed|paid|charged|completed|exists)|idempoten|unique|\block:|find_or_create|already_\w+|\.exists\?|\bnx:|with_lock|sidekiq_unique/i,
    says: /twice|duplicate|already (?:sent|charged|processed|paid|exists)|RecordNotUnique|double/i,
    kinds: ['duplicate', 'db_constraint', 'wrong_result'],
    did: 'a job that runs twice now does its work twice',
    weight: 0.93,
  },
  {
    name: 'sidekiq-retry',
    files: RB,
    added:
      /retry_on|sidekiq_options[^\n]{0,60}retry|sidekiq_retry_in|\bretry\b|attempts:|wait: |discard_on|Retriable|max_retries/,
    says: /\b429\b|Too Many Requests|throttl|rate ?limit|attempt|retries|twice|duplicate|discarded/i,
    kinds: ['retry_storm', 'rate_limited', 'duplicate', 'queue_backlog'],
    did: 'what fails is tried again by other rules',
    weight: 0.88,
  },
];
