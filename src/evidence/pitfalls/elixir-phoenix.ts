/** Known pitfalls of Ecto, Phoenix and Oban, and of settings and values of Elixir. */
import type { Pitfall } from './model.ts';

const EX = /\.(?:exs?|erl|hrl|l?eex|heex)$/;

export const ELIXIR_PHOENIX: readonly Pitfall[] = [
  {
    name: 'elixir-preload-removed',
    files: EX,
    removed: /\bpreload\b|Repo\.preload|join: |assoc\(|left_join|Dataloader/,
    says: /Ecto\.Association\.NotLoaded|association :?\w+ (?:is|was) not loaded|NotLoaded|cannot encode association|N\+1|missing the `\w+` preload|nil\.\w+\/\d/,
    kinds: ['slow', 'db_slow', 'null_dereference'],
    did: 'what belongs to a record is no longer loaded with it',
    weight: 0.97,
  },
  {
    name: 'elixir-association-read',
    files: EX,
    added:
      /@derive|Jason\.Encoder|\.\w+s\b|Enum\.(?:map|sum|count|filter|reduce)\(|cast_assoc|put_assoc|<%=|only: \[/,
    says: /NotLoaded|cannot encode (?:metadata|association)|Jason\.Encoder not implemented|attempting to cast or change association|protocol Jason\.Encoder/,
    did: 'a field is read or written out that is not loaded',
    weight: 0.93,
  },
  {
    name: 'elixir-query-in-a-loop',
    files: EX,
    added: /(?:Enum\.(?:map|each|reduce|filter|flat_map)|for \w+ <-)[\s\S]{0,200}Repo\.\w+!?\(/,
    says: /queue_timeout|dropped from queue|N\+1/,
    kinds: ['slow', 'db_slow', 'timeout', 'pool_exhausted', 'queue_backlog'],
    did: 'one query for each of many in place of one for all',
    weight: 0.93,
  },
  {
    name: 'elixir-pool',
    files: /\.exs?$|\.ya?ml$|\.env$/,
    changed:
      /pool_size|queue_target|queue_interval|POOL_SIZE|pool_count|max_connections|pool_timeout|:pool|ownership_timeout|timeout:/,
    says: /DBConnection\.ConnectionError|connection not available|request was dropped from queue|too many (?:clients|connections)|too_many_connections|pool.{0,20}(?:timeout|exhausted|checkout)|checkout/i,
    kinds: ['pool_exhausted', 'timeout', 'slow', 'db_slow'],
    did: 'connections in another number, or waited for another time',
    weight: 0.96,
  },
  {
    name: 'elixir-transaction',
    files: EX,
    added: /Repo\.transact(?:ion)?\(|Ecto\.Multi|lock: "FOR|lock\(|Repo\.checkout|isolation/,
    says: /DBConnection\.ConnectionError|deadlock|40P01|transaction rolling back|current transaction is aborted|in_failed_sql|lock_not_available|dropped from queue|connection is closed because of an error/,
    kinds: ['deadlock', 'pool_exhausted', 'timeout', 'db_slow', 'slow'],
    did: 'a transaction is held over what it encloses',
    weight: 0.94,
  },
  {
    name: 'elixir-transaction-removed',
    files: EX,
    removed:
      /Repo\.transact(?:ion)?\(|Ecto\.Multi|lock: "FOR|on_conflict|conflict_target|optimistic_lock|unique:|Oban\.insert/,
    says: /unique_constraint|has already been taken|Ecto\.ConstraintError|StaleEntryError|duplicate key|twice|inconsisten|negative/,
    kinds: ['duplicate', 'concurrency', 'wrong_result', 'db_constraint'],
    did: 'steps that belonged together are no more done together, or not once only',
    weight: 0.93,
  },
  {
    name: 'elixir-constraint-removed',
    files: EX,
    removed:
      /(?:unique|foreign_key|check|assoc|exclusion)_constraint\(|no_assoc_constraint|validate_\w+\(|cast\(|on_conflict/,
    says: /Ecto\.ConstraintError|constraint error when attempting|Postgrex\.Error|violates|null value|FunctionClauseError|has already been taken/,
    kinds: ['db_constraint', 'null_dereference', 'invalid_argument'],
    did: 'a broken rule of the table raises, or input is checked no more',
    weight: 0.95,
  },
  {
    name: 'elixir-schema-field',
    files: EX,
    changed:
      /\bfield[ (]:|\bcast\(|@(?:required|optional)\w*|validate_required|belongs_to|has_many|\badd[ (]?:|embeds_\w+|Ecto\.Enum|values: \[/,
    says: /Ecto\.(?:Query\.CastError|CastError|ChangeError|InvalidChangesetError)|undefined_column|column .{1,60} does not exist|cannot load|unknown field|can't be blank|is invalid|KeyError|value .{1,120} cannot be (?:dumped|cast)|not_null_violation/,
    kinds: ['db_schema', 'invalid_argument', 'missing_key'],
    did: 'a field has another name, type or rule',
    weight: 0.94,
  },
  {
    name: 'elixir-migration',
    files: /(?:^|\/)migrations\/.*\.exs?$/,
    added:
      /\b(?:remove|rename|drop|modify|null: false|unique_index|create index|create constraint|alter table|execute|references)\b/,
    says: /undefined_column|undefined_table|does not exist|not_null_violation|null value|unique_violation|lock_not_available|violates|cached plan must not change|AccessExclusiveLock|lock timeout|canceling statement|ConnectionError/,
    kinds: ['db_schema', 'db_constraint', 'deadlock', 'db_slow'],
    did: 'the table is changed under the code that runs',
    weight: 0.95,
  },
  {
    name: 'elixir-compile-time-setting',
    files: EX,
    added:
      /^[ \t]*@\w+ +(?:Application\.(?:get_env|fetch_env!?|compile_env!?)|System\.(?:get_env|fetch_env!))|Application\.(?:compile_env|fetch_env!)|System\.fetch_env!\(|config :\w+/m,
    says: /could not fetch (?:application )?environment|environment variable .{1,80} (?:is missing|not set)|has a different value set|not configured|missing .{0,30}config|econnrefused|nxdomain/,
    kinds: ['missing_config'],
    did: 'a setting is read while compiling, or has to be there',
    weight: 0.93,
  },
  {
    name: 'elixir-setting-removed',
    files: /\.exs?$/,
    removed:
      /^[ \t]*config :|System\.(?:get_env|fetch_env!?)\(|Application\.(?:get_env|put_env)|import_config|check_origin|secret_key_base|server: true|\burl: \[/m,
    says: /could not fetch|not set|not configured|Could not check origin|check_origin|no configuration|invalid CSRF|cookie store expects|econnrefused/,
    kinds: ['missing_config', 'auth'],
    did: 'a setting is gone',
    weight: 0.92,
  },
  {
    name: 'elixir-plug',
    files: EX,
    changed:
      /^[ \t]*(?:plug|pipe_through|pipeline|scope|live_session|on_mount)\b|check_origin|same_site|Plug\.Parsers|length: \d|body_reader|plug_cors/m,
    says: /InvalidCSRFTokenError|invalid CSRF|Could not check origin|CORS|Access-Control|\b40[13]\b|RequestTooLargeError|UnsupportedMediaTypeError|KeyError|cannot fetch session|flash not fetched|unknown path|NoRouteError|is too large|could not find persistent/,
    kinds: ['auth', 'payload_size', 'missing_key'],
    did: 'requests go through other plugs, or in another order',
    weight: 0.94,
  },
  {
    name: 'elixir-plug-removed',
    files: EX,
    removed:
      /^[ \t]*(?:plug|pipe_through|on_mount)\b|assign\(|put_session|fetch_\w+|protect_from_forgery|body_reader|length: /m,
    says: /key :\w+ not found in: (?:%\{|#|%Phoenix|%Plug)|KeyError|assign @\w+ not available|cannot fetch (?:session|flash)|InvalidCSRFToken|nil\.\w+\/\d|RequestTooLargeError|\b40[13]\b|\b413\b|CORS|signature/,
    kinds: ['auth', 'null_dereference', 'payload_size'],
    did: 'a plug or an assign is gone that later steps count on',
    weight: 0.95,
  },
  {
    name: 'elixir-route',
    files: /router\.ex$|(?:^|\/)endpoint\.ex$/,
    removed: /^[ \t]*(?:get|post|put|patch|delete|live|resources|forward|scope|socket|options)\b/m,
    says: /NoRouteError|no route found|UndefinedFunctionError|\b404\b|no action clause|ActionClauseError/,
    did: 'a route has another path or name',
    weight: 0.97,
  },
  {
    name: 'elixir-function-gone',
    files: EX,
    removed:
      /^[ \t]*(?:defp?|defmacro|defdelegate|defmodule|alias|import|use|require|@impl|@behaviour|defimpl|@derive|defstruct|-export)\b/m,
    says: /UndefinedFunctionError|undefined function|is undefined or private|module .{1,80} is not available|\bundef\b|Protocol\.UndefinedError|protocol .{1,80} not implemented|__struct__/,
    kinds: ['missing_code'],
    did: 'a function or module is gone, or has other arguments',
    weight: 0.95,
  },
  {
    name: 'elixir-dependency',
    files:
      /(?:^|\/)(?:mix\.(?:exs|lock)|rebar\.(?:config|lock)|Dockerfile[\w.-]*|\.tool-versions)$/,
    changed:
      /\{:\w+,\s*"|"hex"|:hex,|\belixir\b|\berlang\b|extra_applications|only:|runtime:|^FROM /m,
    says: /UndefinedFunctionError|undefined function|is not available|could not (?:find|start)|not started|\bundef\b|no such file|function_clause|FunctionClauseError|handshake_failure|incompatible|certificate|TLS :client|cacerts|on_load|NIF|GLIBC/,
    did: 'another version of a library or of Erlang',
    weight: 0.9,
  },
  {
    name: 'elixir-tls-defaults',
    files: EX,
    changed:
      /ssl(?:_opts)?:|verify:|cacert\w*|server_name_indication|verify_peer|verify_none|customize_hostname_check|versions: \[/,
    says: /TLS :client|unknown_ca|handshake_failure|hostname_check_failed|bad_cert|certificate|options cannot be combined|incompatible, \[\{verify/,
    kinds: ['certificate', 'tls'],
    did: 'other rules for TLS',
    weight: 0.96,
  },
  {
    name: 'elixir-stream-to-list',
    files: EX,
    added: /Enum\.\w+\(|Repo\.all\(|File\.read!?\(|\+\+|Enum\.to_list|<> /,
    removed:
      /Stream\.\w+\(|Repo\.stream\(|File\.stream!|limit:|chunk_every|\| \w+\]|iodata|IO\.binwrite/,
    says: /eheap_alloc|Cannot allocate|out of memory|OOM|heap/i,
    kinds: ['memory', 'slow', 'timeout'],
    did: 'all of it is read into memory at once',
    weight: 0.93,
  },
  {
    name: 'elixir-oban',
    files: EX,
    changed:
      /use Oban\.Worker|max_attempts|unique:|queue:|queues:|\bdef perform\(|%(?:Oban\.)?Job\{|Oban\.insert|backoff|cron|snooze|\bargs:/,
    says: /Oban\.PerformError|Oban\.CrashError|FunctionClauseError|unknown worker|module .{1,80} is not a worker|duplicate|twice|discarded|max attempts|backlog|queue/i,
    kinds: ['duplicate', 'queue_backlog', 'unmatched', 'retry_storm'],
    did: 'jobs have other arguments, or are run by other rules',
    weight: 0.92,
  },
  {
    name: 'elixir-liveview',
    files: EX,
    removed:
      /assign(?:_new|_async)?\(|temporary_assigns|stream\(|phx-\w+|connected\?\(|subscribe\(|:id=|phx-update/,
    says: /key :\w+ not found|assign @\w+ not available|KeyError|heap|memory|FunctionClauseError|handle_event|twice|duplicate/,
    kinds: ['memory', 'missing_key', 'duplicate', 'slow'],
    did: 'a view is without what its template counts on',
    weight: 0.92,
  },
  {
    name: 'elixir-bytes',
    files: EX,
    added:
      /binary_part\(|byte_size\(|:binary\.|<<\w+::binary-size|:erlang\.binary|String\.to_charlist|Base\.(?:url_)?decode|:unicode/,
    says: /invalid byte|not a valid (?:UTF-8 )?string|Postgrex\.Error.{0,80}(?:encoding|22021)|character_not_in_repertoire|UnicodeConversionError|Jason\.EncodeError|non-alphabet|incorrect padding/,
    kinds: ['encoding', 'parse'],
    did: 'a text is taken as bytes',
    weight: 0.95,
  },
  {
    name: 'elixir-numbers',
    files: EX,
    added:
      /String\.to_(?:integer|float)\(|Decimal\.\w+\(|\bdiv\(|\brem\(|Integer\.parse|\/ (?:length|count|total|\w+)|Float\.round|trunc\(|Date\.from_iso8601!|NaiveDateTime|DateTime\.\w+!/,
    says: /ArithmeticError|bad argument in arithmetic|not a textual representation|implicit conversion of .{1,60} to Decimal|cannot parse|invalid_format|Decimal\.Error|badarith|expects microsecond precision|:utc_datetime expects/,
    kinds: ['arithmetic'],
    did: 'numbers or times are read or reckoned otherwise',
    weight: 0.94,
  },
];
