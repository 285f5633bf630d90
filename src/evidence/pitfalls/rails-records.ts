/** Known pitfalls of ActiveRecord: queries, migrations, validations, callbacks, caches. */
import type { Pitfall } from './model.ts';

const RB = /\.(?:rb|rake|ru|erb|haml|slim|jbuilder)$/;
const MIGRATION = /(?:^|\/)db\/.*\.(?:rb|sql)$/;

export const RAILS_RECORDS: readonly Pitfall[] = [
  {
    name: 'rails-includes-removed',
    files: RB,
    removed:
      /\b(?:includes|preload|eager_load|with_attached_\w+|includes_associations|lookahead|dataloader)\b/,
    says: /N\+1|Bullet|StrictLoadingViolation|missing FROM-clause entry|ActionView::Template::Error/,
    kinds: ['slow', 'db_slow', 'timeout', 'memory', 'pool_exhausted', 'queue_backlog'],
    did: 'what belongs to a record is no longer loaded with it',
    weight: 0.95,
  },
  {
    name: 'rails-query-in-a-loop',
    files: RB,
    added:
      /\.(?:each|map|find_each|flat_map|sum|select|reject|sort_by|group_by|each_with_index|to_h)\b(?: do|\s*\{|\()[\s\S]{0,200}\.(?:find(?:_by)?!?|where|count|exists\?|first|last|pluck|sum|order|create!?|update!?|save!?|touch|maximum|reload)\b/,
    says: /N\+1|Bullet|Prosopite/,
    kinds: ['slow', 'db_slow', 'timeout', 'pool_exhausted', 'queue_backlog'],
    did: 'one query for each of many in place of one for all',
    weight: 0.9,
  },
  {
    name: 'rails-all-in-memory',
    files: RB,
    added:
      /\.(?:all|where\([^\n]{0,80}\))\.(?:each|map|to_a|select\b|count\b)|\.each do|\.to_a\b|\.length\b|\.map\b|File\.read\(|\.read\b|\.download\b|CSV\.(?:read|parse)\(|send_data/,
    removed:
      /find_each|in_batches|find_in_batches|\.count\b|\.pluck|\.exists\?|\.limit\(|\.page\(|\.per\(|\.any\?|foreach|each_row|send_file|download_chunk|stream/,
    says: /NoMemoryError|failed to allocate memory|OOM|out of memory|exit code 137|\bR14\b|\bR15\b|Memory quota/i,
    kinds: ['memory', 'slow', 'db_slow', 'timeout'],
    did: 'all of it is read into memory at once',
    weight: 0.93,
  },
  {
    name: 'rails-bound-removed',
    files: RB,
    removed:
      /find_each|in_batches|find_in_batches|\.limit\(|\.page\(|\.per\(|paginate|batch_size|\.lazy\b|max_per_page|pagy\(/,
    says: /NoMemoryError|failed to allocate memory|OOM|out of memory|exit code 137|\bR14\b|\bR15\b|Memory quota|too large/i,
    kinds: ['memory', 'slow', 'db_slow', 'timeout', 'payload_size'],
    did: 'nothing bounds what is read at once',
    weight: 0.92,
  },
  {
    name: 'rails-select-less',
    files: RB,
    added: /\.select\(\s*:|\.select\(\s*['"]|\.only\(|\.pluck\(|ignored_columns|\.select\(:id/,
    says: /MissingAttributeError|missing attribute|undefined method .{1,60} for (?:an instance of )?(?:Integer|String|Array)|NilClass/,
    did: 'columns are not loaded that are read later',
    weight: 0.95,
  },
  {
    name: 'rails-joins',
    files: RB,
    added:
      /\bjoins\(|left_(?:outer_)?joins\(|eager_load\(|\.merge\(|\.references\(|\.or\(|\.where\(\s*["']|\.order\(\s*["']|\.group\(|default_scope/,
    says: /ambiguous|missing FROM-clause entry|Relation passed to #or must be structurally compatible|must appear in the GROUP BY|SELECT DISTINCT, ORDER BY|Unknown column|UnknownAttributeReference|dangerous query method|wrong number of|StatementInvalid/,
    kinds: ['duplicate', 'wrong_result', 'db_slow'],
    did: 'a query joins, groups or filters otherwise',
    weight: 0.9,
  },
  {
    name: 'rails-column-added-elsewhere',
    files: MIGRATION,
    added:
      /\badd_column\b|\bt\.(?:string|integer|bigint|boolean|datetime|text|jsonb?|references|decimal|uuid|timestamps)\b|add_reference|add_timestamps/,
    says: /ambiguous|PreparedStatementCacheExpired|cached plan must not change|DangerousAttributeError|is defined by Active Record|StatementInvalid|expected \d+ columns/,
    did: 'a new column that other queries did not count on',
    weight: 0.92,
  },
  {
    name: 'rails-column-removed',
    files: MIGRATION,
    added:
      /remove_column|rename_column|drop_table|rename_table|remove_columns|remove_reference|drop_join_table|remove_timestamps/,
    says: /UndefinedColumn|UndefinedTable|Unknown column|UnknownAttributeError|unknown attribute|does not exist|no such (?:column|table)|MissingAttributeError|can't write unknown attribute|undefined method (?![^\n]{0,60} for nil)|cached plan must not change|StatementInvalid/,
    kinds: ['db_schema'],
    did: 'a column or table is gone that running code reads',
    weight: 0.97,
  },
  {
    name: 'rails-not-null',
    files: MIGRATION,
    added:
      /null:\s*false|change_column_null|add_check_constraint|NOT NULL|limit:\s*\d|validate_check_constraint|add_foreign_key|foreign_key:\s*true/,
    says: /NotNullViolation|null value in column|CheckViolation|violates (?:not-null|check|foreign key)|cannot be null|ValueTooLong|value too long|Data too long|InvalidForeignKey|doesn't have a default value/,
    kinds: ['db_constraint'],
    did: 'the table takes less than before',
    weight: 0.97,
  },
  {
    name: 'rails-default-changed',
    files: MIGRATION,
    changed: /default:|change_column_default|\bchange_column\b/,
    says: /NotNullViolation|null value in column|for nil|RangeError|out of range|PG::\w+|cannot be cast|mismatch|NotNull/,
    kinds: ['wrong_result', 'db_constraint', 'null_dereference'],
    did: 'a column has another default or type',
    weight: 0.88,
  },
  {
    name: 'rails-unique-index',
    files: MIGRATION,
    added: /unique:\s*true|add_unique_constraint|CREATE UNIQUE/i,
    says: /RecordNotUnique|UniqueViolation|duplicate key|Duplicate entry|could not create unique index|UNIQUE constraint/,
    kinds: ['db_constraint', 'crash_loop'],
    did: 'what was there twice may be there once only',
    weight: 0.97,
  },
  {
    name: 'rails-index-removed',
    files: MIGRATION,
    added: /remove_index|DROP INDEX|index:\s*false|drop_index/i,
    says: /seq(?:uential)? scan|QueryCanceled|statement timeout|slow query|no unique or exclusion constraint matching|No unique index found/i,
    kinds: ['slow', 'db_slow', 'timeout', 'cpu', 'duplicate'],
    did: 'an index is gone',
    weight: 0.96,
  },
  {
    name: 'rails-table-locked',
    files: MIGRATION,
    added:
      /add_index|add_foreign_key|change_column|add_reference|update_all|find_each|validate|lock_table|change_column_null|execute|UPDATE |ALTER TABLE/,
    says: /LockNotAvailable|LockWaitTimeout|lock (?:wait )?timeout|canceling statement due to lock|AccessExclusiveLock|ShareLock|could not obtain lock|waiting for .{0,40}lock|QueryCanceled|Deadlocked|metadata lock/i,
    kinds: ['deadlock', 'db_slow', 'timeout', 'slow', 'pool_exhausted'],
    did: 'a migration locks a table that is written to',
    weight: 0.95,
  },
  {
    name: 'rails-enum',
    files: RB,
    changed: /\benum\b|^[ \t]*\w+:\s*\d+,?[ \t]*$|\bstate_machine\b|\bstate :|%[iw]\[/m,
    says: /is not a valid \w+|ArgumentError: '\w*' is not|InvalidTransition|Event '\w+' cannot transition|unknown (?:status|state)|wrong (?:status|state)|undefined method [`']\w+[?!]/,
    kinds: ['wrong_result', 'unmatched', 'invalid_argument'],
    did: 'the values of a state are others, or other numbers',
    weight: 0.94,
  },
  {
    name: 'rails-permitted-parameters',
    files: RB,
    changed: /\.permit\(|params\.(?:require|expect|fetch)\b|params\[/,
    says: /ParameterMissing|param is missing|UnpermittedParameters|found unpermitted parameter|can't be blank|NotNullViolation|null value|for nil|Forbidden/,
    kinds: ['missing_key', 'invalid_argument', 'null_dereference', 'wrong_result'],
    did: 'other parameters are let through',
    weight: 0.94,
  },
  {
    name: 'rails-parameter-required',
    files: RB,
    added:
      /params\.(?:require|expect|fetch)\b|\.permit!?\b|requires :|validates_presence|action_on_unpermitted_parameters/,
    says: /ParameterMissing|param is missing|UnpermittedParameters|can't be blank|UnfilteredParameters|KeyError/,
    did: 'a parameter has to be there',
    weight: 0.95,
  },
  {
    name: 'rails-validation-added',
    files: RB,
    added:
      /\bvalidates?(?:_\w+)?\b|belongs_to_required_by_default|optional: false|\bbelongs_to\b|\bhas_secure_password\b|before_(?:save|validation|create|destroy)\b|throw\(?\s*:abort|restrict_with_/,
    says: /RecordInvalid|Validation failed|can't be blank|is invalid|has already been taken|must exist|RecordNotSaved|Failed to save|RecordNotDestroyed|is too (?:long|short)|is not included|DeleteRestrictionError/,
    kinds: ['invalid_argument'],
    did: 'records are held to a new rule',
    weight: 0.95,
  },
  {
    name: 'rails-validation-removed',
    files: RB,
    removed:
      /\bvalidates?(?:_\w+)?\b|before_(?:save|validation|create)\b|\.valid\?|\.save!|\.create!|\.update!|\bnormalizes\b|optional: true/,
    says: /NotNullViolation|null value in column|RecordNotUnique|duplicate key|violates|for nil|must exist|value too long|InvalidForeignKey|undefined method (?![^\n]{0,60} for nil)/,
    kinds: ['db_constraint', 'null_dereference', 'wrong_result', 'invalid_argument'],
    did: 'records are checked or made ready no more',
    weight: 0.92,
  },
  {
    name: 'rails-bang-dropped',
    files: RB,
    added: /\.(?:save|create|update|destroy|find_or_create_by|deliver|perform)\b(?![!?_])/,
    removed:
      /\.(?:save|create|update|destroy|find_or_create_by)!|deliver_now!|\.with_lock|perform!/,
    says: /for nil|RecordNotSaved|unless the parent is saved|id (?:is )?(?:nil|null)|violates/i,
    kinds: ['wrong_result', 'null_dereference', 'db_constraint'],
    did: 'a record that could not be saved is no error any more',
    weight: 0.94,
  },
  {
    name: 'rails-callbacks-skipped',
    files: RB,
    added:
      /\.(?:update_all|update_columns?|delete_all|delete\b|insert_all!?|upsert_all|increment!|touch_all|save\(validate: false|toggle!|import)\b/,
    removed: /\.(?:update!?|destroy(?:_all)?!?|save!?|create!?|each|find_each)\b/,
    says: /violates foreign key|InvalidForeignKey|stale|out of sync|null value|orphan|count(?:er)? (?:mismatch|is wrong)|for nil|negative|not (?:indexed|reindexed)/i,
    kinds: ['wrong_result', 'db_constraint', 'cache'],
    did: 'records are written past their callbacks and checks',
    weight: 0.93,
  },
  {
    name: 'rails-callback',
    files: RB,
    added:
      /\b(?:after|before|around)_(?:commit|save|create|update|destroy|find|initialize|touch|action|perform|enqueue)\b|touch: true|dependent: :|counter_cache|accepts_nested_attributes|autosave/,
    says: /SystemStackError|stack level too deep|Deadlocked|deadlock|DoubleRenderError|redirect loop|too many redirects|RecordNotFound|Couldn't find|DeserializationError|for nil|\b40[13]\b/,
    kinds: ['slow', 'db_slow', 'deadlock', 'duplicate', 'stack_overflow', 'auth'],
    did: 'something more happens at every write or request',
    weight: 0.88,
  },
  {
    name: 'rails-callback-removed',
    files: RB,
    removed:
      /\b(?:after|before|around|skip)_(?:commit|save|create|update|destroy|action|validation|initialize)\b|dependent: :|counter_cache|touch: true|\bload_and_authorize_resource\b|\bauthorize\b|authenticate_\w+!/,
    says: /for nil|InvalidForeignKey|violates|stale|CanCan::AccessDenied|NotAuthorizedError|AuthorizationNotPerformed|null value|orphan|\b40[13]\b|undefined method (?![^\n]{0,60} for nil)/,
    kinds: ['auth', 'null_dereference', 'db_constraint', 'cache', 'wrong_result'],
    did: 'what happened at every write or request does not happen any more',
    weight: 0.92,
  },
  {
    name: 'rails-job-before-commit',
    files: RB,
    added:
      /after_(?:save|create|update)\b|\.perform_(?:later|async|in)\b|\.deliver_later|enqueue_after_transaction_commit|\.transaction\b/,
    says: /RecordNotFound|Couldn't find|DeserializationError|Error while trying to deserialize arguments/,
    did: 'a job is put in the queue before its record is committed',
    weight: 0.95,
  },
  {
    name: 'rails-after-commit-removed',
    files: RB,
    removed:
      /after_(?:create_|update_|save_)?commit\b|after_commit_everywhere|enqueue_after_transaction_commit|wait: |\.perform_in\b/,
    says: /RecordNotFound|Couldn't find|DeserializationError|Error while trying to deserialize arguments|not found/,
    kinds: ['missing_key'],
    did: 'a job does not wait for the commit of its record',
    weight: 0.97,
  },
  {
    name: 'rails-transaction-removed',
    files: RB,
    removed:
      /\.transaction\b|\bwith_lock\b|requires_new|ActiveRecord::Rollback|\.lock!?\b|isolation:/,
    says: /RecordNotUnique|StaleObjectError|violates|negative|oversold|inconsisten|mismatch|twice|half|partial/i,
    kinds: ['concurrency', 'wrong_result', 'duplicate', 'db_constraint'],
    did: 'steps that belonged together are no more done together',
    weight: 0.93,
  },
  {
    name: 'rails-transaction-added',
    files: RB,
    added:
      /\.transaction\b|\bwith_lock\b|\.lock!?\b|lock\(true\)|advisory_lock|isolation: :|requires_new/,
    says: /Deadlocked|deadlock|LockWaitTimeout|lock wait timeout|SerializationFailure|LockNotAvailable|idle in transaction|could not obtain a connection|InFailedSqlTransaction|current transaction is aborted|StatementTimeout/i,
    kinds: ['deadlock', 'db_slow', 'pool_exhausted', 'timeout', 'slow'],
    did: 'a lock or a transaction is held over what it encloses',
    weight: 0.94,
  },
  {
    name: 'rails-scope',
    files: RB,
    changed:
      /\bscope :|default_scope|\.where\(|\.not\(|\.unscoped|policy_scope|acts_as_tenant|multi_tenant/,
    says: /RecordNotFound|Couldn't find|(?:another|other|wrong|different|foreign) (?:user|tenant|customer|account|organi[sz]ation)|TenantMismatch|for nil|belongs to/i,
    kinds: ['wrong_result', 'auth', 'missing_key', 'db_slow'],
    did: 'other records are found',
    weight: 0.88,
  },
  {
    name: 'rails-association',
    files: RB,
    changed:
      /\b(?:has_many|has_one|belongs_to|has_and_belongs_to_many|has_one_attached|has_many_attached)\b/,
    says: /HasManyThrough\w+|InverseOfAssociation|AssociationNotFound|ConfigurationError|Association named|UndefinedColumn|Unknown column|NameError|uninitialized constant|must exist|RecordNotUnique|InvalidForeignKey|undefined method (?![^\n]{0,60} for nil)|for nil|AssociationTypeMismatch|violates foreign key/,
    kinds: ['db_schema', 'wrong_result', 'slow'],
    did: 'records belong together by another rule',
    weight: 0.93,
  },
  {
    name: 'rails-cache-key',
    files: RB,
    changed:
      /cache(?:_key|_version)?\b[^\n]{0,60}[[('"]|Rails\.cache\.\w+|expires_in|\bcache \[|\bcache_if|fresh_when|stale\?|etag|caches_action/,
    says: /(?:another|other|wrong|different|foreign|previous) (?:user|tenant|customer|account|locale|language|currency|price)|stale|belongs to|cache miss|undefined class\/module|TypeError|\bOOM command/i,
    kinds: ['cache', 'wrong_result', 'slow', 'db_slow', 'auth'],
    did: 'the key or the age of what is cached tells more or less apart',
    weight: 0.94,
  },
  {
    name: 'rails-cache-added',
    files: RB,
    added:
      /Rails\.cache\.\w+|\bcache (?:\[|@|do)|caches_action|http_cache_forever|expires_in\s+\d|public: true|race_condition_ttl|skip_nil/,
    says: /(?:another|other|wrong|different|foreign|previous) (?:user|tenant|customer|account|locale|language|currency|price)|stale|belongs to|singleton can't be dumped|no _dump_data|can't dump|undefined class\/module|csrf|InvalidAuthenticityToken/i,
    kinds: ['cache', 'wrong_result', 'auth', 'memory'],
    did: 'what belongs to one user or hour is cached',
    weight: 0.94,
  },
];
