/** Known pitfalls of Go's databases: database/sql, pgx, GORM, clients and their pools. */
import type { Pitfall } from './model.ts';

const GO = /\.go$/;
const DIALS =
  /sql\.Open\(|gorm\.Open\(|pgxpool\.(?:New|Connect)|pgx\.Connect\(|sqlx\.(?:Open|Connect)|redis\.New\w*Client\(|mongo\.Connect\(|grpc\.(?:Dial\w*|NewClient)\(|kafka\.(?:NewWriter|NewReader|NewProducer)|sarama\.New\w+\(|amqp\.Dial/;

export const GO_DATABASES: readonly Pitfall[] = [
  {
    name: 'go-rows-not-closed',
    files: GO,
    added: /\.Query(?:x|Context|xContext)?\(|\.Rows\(\)/,
    unless: /\.Close\(\)|QueryRow|CollectRows|r\.URL\.Query/,
    says: /too many (?:clients|connections)|pool|sql\.\(\*DB\)\.conn|connection slots|busy buffer|commands out of sync|conn busy/,
    kinds: ['pool_exhausted', 'deadlock', 'timeout'],
    did: 'rows that nobody closes keep their connection',
    weight: 0.92,
  },
  {
    name: 'go-rows-error-removed',
    files: GO,
    removed: /\brows\.(?:Err|Next|Close)\(\)|\.Err\(\)/,
    says: /too many (?:clients|connections)|pool|conn busy|sql: Rows are closed|missing rows|truncated|fewer rows|incomplete/i,
    kinds: ['pool_exhausted', 'wrong_result'],
    did: 'rows are not closed, or not asked whether they ended well',
    weight: 0.9,
  },
  {
    name: 'go-transaction-not-ended',
    files: GO,
    removed: /\.Rollback\(\w*\)|\.Commit\(\w*\)|\.Transaction\(|BeginFunc\(/,
    says: /idle in transaction|too many (?:clients|connections)|pool|lock (?:wait )?timeout|database is locked|transaction has already been|connection slots|sql\.\(\*DB\)\.conn|deadlock/i,
    kinds: ['pool_exhausted', 'deadlock', 'db_slow', 'wrong_result', 'duplicate'],
    did: 'a transaction is not ended on every way out, or is none any more',
    weight: 0.95,
  },
  {
    name: 'go-outside-the-transaction',
    files: GO,
    added:
      /\b(?:\w+\.)?(?:[dD][bB]|pool|conn|repo|store)\.(?:Exec|Query|QueryRow|Get|Select|Create|Save|Where|First|Find|Model|\w+)(?:Context)?\(/,
    removed: /\b\w*[tT]x\w*\.\w+\(|\([^)\n]{0,40}\b[tT]x\b/,
    says: /deadlock|database is locked|lock (?:wait )?timeout|pool|too many (?:clients|connections)|foreign key|violates|asleep/i,
    kinds: ['deadlock', 'pool_exhausted', 'wrong_result', 'timeout', 'db_constraint', 'duplicate'],
    did: 'a statement runs outside of the transaction that it belongs to',
    weight: 0.92,
  },
  {
    name: 'go-transaction-added',
    files: GO,
    added:
      /\.Begin(?:Tx|x|Func)?\(|\.Transaction\(\s*func|FOR UPDATE|clause\.Locking|sql\.Level(?:Serializable|RepeatableRead)/,
    says: /deadlock|could not serialize|database is locked|lock (?:wait )?timeout|idle in transaction|too many (?:clients|connections)|transaction has already been|conn busy|driver: bad connection/i,
    kinds: ['deadlock', 'pool_exhausted', 'db_slow', 'timeout', 'slow'],
    did: 'a transaction is held over what it encloses',
    weight: 0.88,
  },
  {
    name: 'go-pool-size',
    files: GO,
    changed:
      /SetMaxOpenConns\(|SetMaxIdleConns\(|SetConnMax\w+\(|MaxConns\b|PoolSize\b|MinIdleConns|MaxOpen\w*\s*[:=]|MaxIdle\w*\s*[:=]/,
    says: /too many (?:clients|connections)|connection slots|pool timeout|connection pool|bad connection|invalid connection|sql\.\(\*DB\)\.conn|unexpected EOF|deadline exceeded/,
    kinds: ['pool_exhausted', 'slow', 'timeout', 'db_slow', 'unreachable'],
    did: 'a pool of connections of another size or age',
    weight: 0.95,
  },
  {
    name: 'go-pool-size-set',
    files: GO,
    added: /SetMaxOpenConns\(|SetMaxIdleConns\(|MaxConns\b|PoolSize\b/,
    says: /pool timeout|connection pool|sql\.\(\*DB\)\.conn|deadline exceeded|asleep|too many clients/,
    kinds: ['pool_exhausted', 'slow', 'timeout', 'deadlock'],
    did: 'a bound on the connections to a database',
    weight: 0.92,
  },
  {
    name: 'go-pool-size-removed',
    files: GO,
    removed:
      /SetMaxOpenConns\(|SetMaxIdleConns\(|SetConnMax\w+\(|MaxConns\b|PoolSize\b|MinIdleConns/,
    says: /too many (?:clients|connections)|connection slots|pool timeout|cannot assign requested address|bad connection|invalid connection|unexpected EOF|broken pipe/,
    kinds: ['pool_exhausted', 'slow', 'unreachable', 'file_descriptors'],
    did: 'a pool of connections by the defaults: no bound, two idle ones, no age',
    weight: 0.95,
  },
  {
    name: 'go-connects-anew',
    files: GO,
    added: DIALS,
    says: /too many (?:clients|connections|open files)|connection slots|max number of clients|cannot assign requested address|goroutine (?:leak|count)|Too many connections/,
    kinds: ['pool_exhausted', 'memory', 'slow', 'file_descriptors'],
    did: 'a new pool or client is made, maybe at every call',
    weight: 0.88,
  },
  {
    name: 'go-scan',
    files: GO,
    changed: /\.Scan\(|\bSELECT\b|\bselect\b|StructScan|\.Columns\(/,
    says: /expected \d+ destination arguments in Scan|Scan error on column|unsupported Scan|converting NULL to|cannot scan|number of field descriptions|missing destination name|column reference|sql: converting/,
    did: 'the columns that are asked for and those that are read do not go together',
    weight: 0.95,
  },
  {
    name: 'go-null-column',
    files: GO,
    removed:
      /sql\.Null\w+|pgtype\.\w+|null\.\w+|COALESCE|IFNULL|\*(?:string|int\d*|time\.Time|bool|float64)\b/i,
    says: /converting NULL to|cannot scan (?:NULL|null)|unsupported Scan, storing driver\.Value type <nil>|cannot assign NULL/,
    did: 'a column that may be null is read into what may not',
    weight: 0.97,
  },
  {
    name: 'go-no-rows',
    files: GO,
    removed:
      /ErrNoRows|ErrRecordNotFound|ErrNoDocuments|redis\.Nil|ErrCacheMiss|ErrNil\b|RowsAffected|NotFound/,
    says: /no rows in result set|record not found|redis: nil|no documents in result|cache miss|nil returned|not found/,
    kinds: ['upstream_error', 'missing_key'],
    did: 'nothing found is an error like any other',
    weight: 0.96,
  },
  {
    name: 'go-finds-one-or-fails',
    files: GO,
    added: /QueryRow\w*\(|\.(?:First|Take|Last|FindOne|Get|GetContext)\(/,
    says: /no rows in result set|record not found|no documents in result|redis: nil/,
    did: 'what is not found is an error',
    weight: 0.92,
  },
  {
    name: 'go-gorm-find-does-not-fail',
    files: GO,
    added: /\.(?:Find|Scan|Limit)\(/,
    removed: /\.(?:First|Take|Last)\(/,
    says: /nil pointer|violates foreign key|empty|zero|id[ =:"]+0\b|invalid/,
    kinds: ['wrong_result', 'db_constraint', 'null_dereference'],
    did: 'what is not found is an empty record and no more an error',
    weight: 0.9,
  },
  {
    name: 'go-gorm-writes',
    files: GO,
    added: /\.(?:Save|Updates|Update|AutoMigrate|FirstOrCreate|Delete|Unscoped)\(/,
    says: /WHERE conditions required|duplicate key|Duplicate entry|violates|overwritten|lost update|cannot be null|\bALTER TABLE\b|Data truncated/,
    kinds: ['wrong_result', 'db_constraint', 'duplicate', 'db_slow'],
    did: 'records are written whole, without their zero values, or by another rule',
    weight: 0.85,
  },
  {
    name: 'go-preload-removed',
    files: GO,
    removed: /\.(?:Preload|Joins|Association|With)\(/,
    says: /nil pointer dereference|index out of range|SLOW SQL|N\+1/,
    kinds: ['slow', 'db_slow', 'null_dereference', 'wrong_result'],
    did: 'what belongs to a record is no longer loaded with it',
    weight: 0.93,
  },
  {
    name: 'go-query-in-a-loop',
    files: GO,
    added:
      /\bfor\b[^\n]{0,120}\{[\s\S]{0,240}\.(?:Query\w*|Exec|Get\w*|First|Find\w*|Where|Select|Fetch\w*|Load\w*|Lookup\w*|Count\w*|Do)\(\s*(?:ctx|r\.Context|c\.|&|")/,
    says: /SLOW SQL|N\+1|slow query/,
    kinds: ['slow', 'db_slow', 'timeout', 'pool_exhausted', 'queue_backlog'],
    did: 'one query for each of many in place of one for all',
    weight: 0.88,
  },
];
