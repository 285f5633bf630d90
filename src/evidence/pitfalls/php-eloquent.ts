/** Known pitfalls of Laravel's models, relations, queries and migrations. */
import type { Pitfall } from './model.ts';

const PHP_FILE = /\.(?:php|phtml|inc|module)$/;
const NOTHING =
  /\bon (?:null|false|bool(?:ean)?)\b|of type null|must be of (?:the )?type [\w\\|?]+, (?:null|none) (?:given|returned)|Attempt to read property|non-object/;

export const ELOQUENT: readonly Pitfall[] = [
  {
    name: 'laravel-fillable',
    files: PHP_FILE,
    removed: /\$fillable|\$guarded|forceFill|forceCreate|unguard\(|^[ \t]*['"]\w+['"]\s*,\s*$/m,
    says: /MassAssignmentException|Add \[[^\]]+\] to fillable|doesn't have a default value|cannot be null|null value in column|not-null constraint|NOT NULL constraint/,
    kinds: ['db_constraint', 'wrong_result'],
    did: 'a field may no longer be filled from an array and stays as it is',
    weight: 0.9,
  },
  {
    name: 'laravel-guarded',
    files: PHP_FILE,
    added:
      /\$fillable\s*=|\$guarded\s*=|->fill\(|::create\(|->update\(|preventSilentlyDiscardingAttributes|shouldBeStrict/,
    says: /MassAssignmentException|Add \[[^\]]+\] to fillable|Attempted to lazy load|doesn't have a default value|cannot be null/,
    did: 'a field that may not be filled from an array is filled from one',
    weight: 0.9,
  },
  {
    name: 'laravel-casts-dropped',
    files: PHP_FILE,
    removed:
      /\$casts\b|function casts\(|['"]\w+['"]\s*=>\s*(?:['"](?:array|json|object|collection|bool\w*|int\w*|float|decimal:?\d?|date\w*|datetime|timestamp|encrypted\w*|immutable_\w+|real|string)['":]|\w+::class)|\$dates\b|Attribute::make|get\w+Attribute\(/,
    says: /Call to a member function \w+\(\) on (?:string|int|array)|on (?:string|array)\b|Array to string conversion|must be of type (?:array|\??Carbon|\S*DateTime\S*|bool|int|float|\S+), (?:string|int|array) given|foreach\(\) argument must be of type|illegal string offset|Cannot access offset|Unsupported operand types|array offset on value of type/i,
    kinds: ['type_mismatch', 'wrong_result'],
    did: 'a field comes as the database has it and not converted',
    weight: 0.95,
  },
  {
    name: 'laravel-casts-added',
    files: PHP_FILE,
    added:
      /['"]\w+['"]\s*=>\s*(?:['"](?:array|json|object|collection|bool\w*|int\w*|float|decimal:?\d?|date\w*|datetime|timestamp|encrypted\w*|immutable_\w+|real|string)\b|As\w+::class|\w+::class)/,
    says: /json_decode\(\)|DecryptException|The payload is invalid|The MAC is invalid|must be of type|on (?:string|array)\b|is not a valid backing value|InvalidFormatException|Could not parse|Array to string conversion|TypeError/,
    did: 'a field is converted on its way out of the database',
    weight: 0.85,
  },
  {
    name: 'laravel-eager-load-dropped',
    files: PHP_FILE,
    removed:
      /->(?:with|load|loadMissing|withCount|loadCount|withSum|withAggregate)\(|::with\(|\$with\s*=|whenLoaded\(|fetch:\s*['"]EAGER|->(?:leftJoin|innerJoin|addSelect)\(|fetchEager/,
    says: /Attempted to lazy load|LazyLoadingViolation|N\+1|\d{3,} queries|query count/i,
    kinds: ['slow', 'db_slow', 'timeout', 'pool_exhausted'],
    did: 'what belongs to a record is asked for one by one',
    weight: 0.9,
  },
  {
    name: 'laravel-query-in-a-loop',
    files: PHP_FILE,
    added:
      /(?:foreach\s*\(|->(?:map|each|transform|filter|flatMap|sum)\(|array_map\(|\$appends\b|get\w+Attribute\()[\s\S]{0,240}(?:::(?:find|where|query|firstWhere)\(|->(?:find|findOneBy|findBy|first|firstOrFail|get|count|exists|sum|load|getResult|getSingleScalarResult|fetch\w*)\()/,
    says: /Attempted to lazy load|N\+1|\d{3,} queries|query count|Maximum execution time/i,
    kinds: ['slow', 'db_slow', 'timeout', 'pool_exhausted', 'queue_backlog'],
    did: 'one query for each of many in place of one for all',
    weight: 0.85,
  },
  {
    name: 'laravel-prevent-lazy-loading',
    files: PHP_FILE,
    added:
      /preventLazyLoading|shouldBeStrict|preventAccessingMissingAttributes|preventSilentlyDiscarding/,
    says: /Attempted to lazy load|LazyLoadingViolation|MissingAttributeException|either does not exist or was not retrieved|MassAssignmentException/,
    did: 'models became strict',
    weight: 0.95,
  },
  {
    name: 'laravel-select-columns',
    files: PHP_FILE,
    added:
      /->select\(|->pluck\(|->get\(\s*\[|->only\(|with\(\s*['"]\w+:\w+|->value\(|\$hidden|\$visible|makeHidden/,
    says: /MissingAttributeException|was not retrieved|on null\b|Undefined (?:property|array key)|, null given|Attempt to read property/,
    did: 'fewer columns are read than are used',
    weight: 0.85,
  },
  {
    name: 'laravel-or-where',
    files: PHP_FILE,
    added: /->orWhere\w*\(|->orX\(|\bOR\b/,
    unless: /->where\(\s*(?:static )?(?:function|fn)\s*\(/,
    says: /(?:other|another|wrong|different) (?:user|tenant|customer|account|order|company)|belongs? to another/i,
    kinds: ['wrong_result', 'auth', 'slow', 'db_slow'],
    did: 'an "or" without brackets opens the conditions before it',
    weight: 0.9,
  },
  {
    name: 'laravel-scope-dropped',
    files: PHP_FILE,
    removed:
      /GlobalScope|addGlobalScope|SoftDeletes|->where\(\s*['"](?:tenant|company|user|account|team|shop|store|org\w*)_id|BelongsToTenant|#\[ScopedBy|enableFilter|->addFilterConstraint|deleted_at/i,
    says: /(?:other|another|wrong|different) (?:user|tenant|customer|account|order|company)|deleted (?:order|record|user|row|customer|item|product)s?|belongs to another|Unknown column/i,
    kinds: ['wrong_result', 'auth', 'duplicate', 'db_constraint'],
    did: 'records are no longer limited to those of one owner, or to what is not deleted',
    weight: 0.9,
  },
  {
    name: 'laravel-scope-added',
    files: PHP_FILE,
    added: /addGlobalScope|SoftDeletes|#\[ScopedBy|BelongsToTenant/,
    says: /No query results for model|on null\b|Unknown column|Duplicate entry|column .{0,60}does not exist|ambiguous|Attempt to read property/i,
    did: 'records are limited wherever they are asked for',
    weight: 0.9,
  },
  {
    name: 'laravel-find-or-fail',
    files: PHP_FILE,
    removed:
      /(?:find|first|sole)OrFail\(|abort_(?:if|unless)\(|throw new \w*NotFound|firstOr(?:Create|New)\(|withDefault\(/,
    says: NOTHING,
    did: 'a lookup answers with null where it threw',
    weight: 0.9,
  },
  {
    name: 'laravel-or-fail-added',
    files: PHP_FILE,
    added:
      /(?:find|first|sole)OrFail\(|->sole\(|getSingleResult\(|getSingleScalarResult\(|\([A-Z]\w+ \$\w+\)/,
    says: /No query results for model|ModelNotFoundException|NoResultException|No result was found|MultipleRecordsFound|NonUniqueResult|More than one result/,
    did: 'a lookup throws where it answered with null',
    weight: 0.95,
  },
  {
    name: 'laravel-empty-collection',
    files: PHP_FILE,
    added: /->first\(\)|->last\(\)|->random\(|\[0\]|->max\(|->min\(|->avg\(|->sole\(/,
    says: /\bon null\b|Undefined (?:array key|offset) "?0|You requested \d+ items|Attempt to read property|array offset on (?:value of type )?null/,
    did: 'the first of what may be nothing is taken',
    weight: 0.85,
  },
  {
    name: 'laravel-collection-or-query',
    files: PHP_FILE,
    changed:
      /->(?:get|first|paginate|simplePaginate|cursorPaginate|cursor|all|toArray|toBase|pluck|query|chunk|getResult|getArrayResult|getScalarResult|fetchAll\w*|fetch\w*)\(/,
    says: /Method \S+::\w+ does not exist|Property \[\w+\] does not exist on this collection|Call to undefined method|Cannot use object of type|must be of (?:the )?type|on array\b|Attempt to read property "?\w+"? on (?:array|string|int)/,
    did: 'a query gives another kind of result',
    weight: 0.9,
  },
  {
    name: 'laravel-relation-renamed',
    files: PHP_FILE,
    removed:
      /function\s+\w+\(\)[^{\n]{0,40}\{?|->(?:belongsTo|hasMany|hasOne|belongsToMany|morphTo|morphMany|hasManyThrough)\(|scope[A-Z]\w+\(|macro\(/,
    says: /Call to undefined relationship|RelationNotFoundException|Call to undefined method|BadMethodCallException|has no (?:field or )?association|Attempt to read property "?\w+"? on null/,
    did: 'a relation or scope has another name or is gone',
    weight: 0.85,
  },
  {
    name: 'laravel-morph-map',
    files: PHP_FILE,
    changed:
      /morphMap|enforceMorphMap|DiscriminatorMap|DiscriminatorColumn|getMorphClass|^[ \t]*['"]\w+['"]\s*=>\s*\\?[\w\\]+::class/m,
    says: /Class ["'][^"']+["'] not found|ClassMorphViolation|No morph map|discriminator|NoDiscriminator/i,
    did: 'stored names of types mean other classes',
    weight: 0.95,
  },
  {
    name: 'laravel-job-in-transaction',
    files: PHP_FILE,
    added: /DB::transaction\(|beginTransaction\(|->(?:transactional|wrapInTransaction)\(/,
    unless: /afterCommit|after_commit|DispatchAfterCurrentBus/,
    says: /No query results for model|ModelNotFoundException|deadlock|Lock wait timeout|on null\b/i,
    kinds: ['deadlock', 'db_slow', 'pool_exhausted', 'timeout'],
    did: 'a transaction is held while jobs are sent or others are called',
    weight: 0.8,
  },
  {
    name: 'laravel-after-commit-dropped',
    files: PHP_FILE,
    removed:
      /afterCommit|after_commit|ShouldHandleEventsAfterCommit|DispatchAfterCurrentBus|\$afterCommit/,
    says: /No query results for model|ModelNotFoundException|on null\b|not found/i,
    kinds: ['duplicate', 'wrong_result'],
    did: 'a job or event starts before the transaction that it belongs to has ended',
    weight: 0.95,
  },
  {
    name: 'laravel-transaction-dropped',
    files: PHP_FILE,
    removed:
      /DB::transaction\(|beginTransaction\(|wrapInTransaction\(|->transactional\(|lockForUpdate\(|sharedLock\(|PESSIMISTIC_WRITE|Cache::lock\(|->block\(|withoutOverlapping|ShouldBeUnique|onOneServer|WithoutOverlapping|LockFactory|#\[(?:ORM\\)?Version/,
    says: /Duplicate entry|no active transaction|deadlock|TransactionRequired|already (?:exists|booked|paid|used)|oversold|twice/i,
    kinds: ['concurrency', 'duplicate', 'db_constraint', 'wrong_result', 'deadlock'],
    did: 'a transaction or lock is gone',
    weight: 0.9,
  },
  {
    name: 'laravel-first-or-create',
    files: PHP_FILE,
    added:
      /firstOrCreate\(|updateOrCreate\(|firstOrNew\(|->exists\(\)|insertOrIgnore|upsert\(|createOrFirst/,
    says: /Duplicate entry|UniqueConstraintViolation|duplicate key|23000|23505/,
    kinds: ['duplicate', 'db_constraint'],
    did: 'a record is looked for and then made, and two may do so at once',
    weight: 0.85,
  },
  {
    name: 'laravel-migration-column',
    files: /\.php$/,
    added:
      /\$table->(?:dropColumn|renameColumn|drop\w+|string|integer|decimal|enum|timestamp|foreignId|json|char|unique|boolean|tinyInteger|unsigned\w+)\(|->change\(\)|Schema::(?:drop\w*|rename)\(|addSql\(/,
    says: /Unknown column|doesn't have a default value|cannot be null|null value in column|Data too long|Data truncated|Out of range value|Duplicate entry|foreign key constraint|column .{0,80}does not exist|Incorrect (?:integer|decimal|datetime|date) value|Invalid column|Base table or view not found|1265|23502|42703|42S02|42S22/,
    kinds: ['deadlock', 'db_slow'],
    did: 'a table has other columns',
    weight: 0.9,
  },
  {
    name: 'laravel-index-dropped',
    files: /\.php$/,
    added: /->drop(?:Index|Unique|Primary|Foreign)\(|DROP INDEX/i,
    kinds: [
      'slow',
      'db_slow',
      'timeout',
      'duplicate',
      'db_constraint',
      'pool_exhausted',
      'deadlock',
    ],
    says: /Maximum execution time|Duplicate entry|Lock wait timeout/,
    did: 'an index is gone',
    weight: 0.95,
  },
  {
    name: 'laravel-where-function',
    files: PHP_FILE,
    added:
      /->(?:whereDate|whereMonth|whereYear|whereTime|whereRaw|whereHas|orWhereHas|whereJsonContains|whereDay)\(|DATE\(|LOWER\(|LIKE\s*['"]?%|['"]%|->(?:offset|skip|forPage|inRandomOrder)\(|RAND\(\)/,
    kinds: ['slow', 'db_slow', 'timeout', 'pool_exhausted', 'cpu'],
    says: /Maximum execution time|max_statement_time|Query execution was interrupted/,
    did: 'a query that no index helps',
    weight: 0.85,
  },
  {
    name: 'laravel-date-serialization',
    files: PHP_FILE,
    changed:
      /serializeDate|\$dateFormat|toIso8601String|toDateTimeString|toJSON|->format\(|['"](?:datetime|date)(?::[^'"]*)?['"]|DateTimeInterface::\w+/,
    says: /Could not parse|InvalidFormat|Failed to parse|Incorrect datetime|Trailing data|not enough data|Unexpected data|DateTimeParse|invalid (?:date|time)/i,
    kinds: ['parse', 'wrong_result'],
    did: 'dates are written in another format',
    weight: 0.85,
  },
  {
    name: 'laravel-event-listener',
    files: PHP_FILE,
    removed:
      /\$listen\b|Event::listen|::observe\(|->dispatch\(|event\(\s*new|#\[AsEventListener|getSubscribedEvents|static::(?:creating|created|saving|saved|updating|deleting|booted)|\$dispatchesEvents|saveQuietly/,
    kinds: ['wrong_result', 'cache', 'db_constraint'],
    says: /cannot be null|doesn't have a default value|null value in column|stale|never sent|not sent/i,
    did: 'nobody hears of what happened any more',
    weight: 0.8,
  },
  {
    name: 'laravel-quietly',
    files: PHP_FILE,
    added:
      /saveQuietly\(|withoutEvents\(|::insert\(|->insert\(|->upsert\(|toBase\(\)|DB::table\(|createQuietly\(/,
    removed: /->save\(|::create\(|->create\(|->update\(|->push\(|->saveMany\(|::query\(\)/,
    says: /cannot be null|doesn't have a default value|null value in column|stale|Array to string conversion|created_at/i,
    kinds: ['wrong_result', 'cache', 'db_constraint'],
    did: 'rows are written past the model, its events, casts and times',
    weight: 0.9,
  },
];
