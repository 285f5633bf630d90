/** Known pitfalls of relational databases: queries, connections, rights and migrations that meet old data. */
import type { Pitfall } from './model.ts';

const ANY = /./;
const SCHEMA = /\.sql$|migrat|alembic|flyway|liquibase|schema/i;

export const DATA_SQL_QUERIES: readonly Pitfall[] = [
  {
    name: 'column-of-the-same-name',
    files: ANY,
    added: /ADD\s+(?:COLUMN\s+)?\w|add_column|addColumn|AddField|\bJOIN\b/i,
    says: /ambiguous/i,
    did: 'a name stands in more than one table',
    weight: 0.95,
  },
  {
    name: 'one-column-more',
    files: ANY,
    added: /ADD\s+(?:COLUMN\s+)?\w|add_column|addColumn|AddField/i,
    says: /column count doesn't match|more expressions than target columns|wrong number of (?:columns|values)|cached plan must not change|expected \d+ destination arguments|missing destination name|has \d+ columns but|not enough values to unpack|too many values to unpack/i,
    did: 'a table has one column more than who reads all of them expects',
    weight: 0.98,
  },
  {
    name: 'prepared-statements-pooled',
    files: ANY,
    added:
      /pool_mode|pgbouncer|transaction.?pool|prepareThreshold|statement_cache|prepared_statements|:6543|prepare=True/i,
    says: /prepared statement .{0,60}(?:already exists|does not exist)|cached plan must not change|unnamed prepared statement|portal .{0,40} does not exist/i,
    did: 'connections are shared in a way that prepared statements do not bear',
    weight: 0.98,
  },
  {
    name: 'grouped-by-less',
    files: ANY,
    changed: /GROUP\s+BY|\.groupBy\(|group_by|\bSELECT\b/i,
    says: /must appear in the GROUP BY|only_full_group_by|nonaggregated column|not a GROUP BY expression|invalid in the select list/i,
    did: 'something is selected that is not grouped by',
    weight: 0.98,
  },
  {
    name: 'outer-join-narrowed',
    files: ANY,
    removed: /LEFT\s+(?:OUTER\s+)?JOIN|leftJoin|left_outer_joins|isouter=True|LeftJoin/i,
    kinds: ['wrong_result'],
    says: /missing|fewer|not found|no (?:rows|result)|empty|disappeared/i,
    did: 'rows without a partner are left out',
    weight: 0.8,
  },
  {
    name: 'outer-join-put-in',
    files: ANY,
    added: /LEFT\s+(?:OUTER\s+)?JOIN|leftJoin|left_outer_joins|isouter=True|LeftJoin/i,
    says: /null|nil|None|undefined|converting NULL|unsupported Scan/,
    did: 'columns of a missing partner are null',
    weight: 0.6,
  },
  {
    name: 'distinct-dropped',
    files: ANY,
    removed: /\bDISTINCT\b|\.distinct\(|\.uniq\b|\.unique\(/i,
    kinds: ['duplicate', 'wrong_result'],
    says: /twice|duplicate|more than one (?:row|element)|NonUniqueResult|cardinality|double/i,
    did: 'the same row comes more than once',
    weight: 0.9,
  },
  {
    name: 'order-dropped',
    files: ANY,
    removed: /ORDER\s+BY|order_by\(|\.orderBy|\.order\(|OrderBy\(/i,
    kinds: ['wrong_result', 'duplicate'],
    says: /out of order|wrong order|not sorted|unsorted|requires an ORDER BY|without ORDER BY/i,
    did: 'rows come in any order',
    weight: 0.85,
  },
  {
    name: 'limit-dropped',
    files: ANY,
    removed:
      /\bLIMIT\s+[\d:$?]|\.limit\(|\.take\(|\bTOP\s*\(|Pageable|paginate|fetchSize|\.batch_size|find_each|in_batches|\.iterator\(|yield_per|setFetchSize/i,
    kinds: ['memory', 'slow', 'db_slow', 'payload_size', 'timeout'],
    says: /OutOfMemory|heap|too large|OOM|MemoryError|Allowed memory size/i,
    did: 'all rows are read at once',
    weight: 0.9,
  },
  {
    name: 'index-hidden-by-function',
    files: ANY,
    added:
      /WHERE[\s\S]{0,120}\b(?:lower|upper|date|trim|cast|coalesce|extract|to_char|year|month|substr(?:ing)?)\s*\(\s*[a-z]\w*\.?\w*|::(?:text|date|varchar)|DATE_FORMAT\(/i,
    kinds: ['db_slow', 'slow', 'timeout', 'cpu', 'pool_exhausted'],
    says: /seq(?:uential)? scan|full (?:table )?scan|slow query|statement timeout/i,
    did: 'a function around a column keeps its index from being used',
    weight: 0.9,
  },
  {
    name: 'searched-from-the-middle',
    files: ANY,
    added:
      /I?LIKE\s+[^\n]{0,30}['"]%|icontains|__contains|ILIKE|like:\s*[`'"]%|`%\$\{|"%#\{|\$regex|f"%\{/i,
    kinds: ['db_slow', 'slow', 'timeout', 'cpu', 'pool_exhausted'],
    says: /seq(?:uential)? scan|full (?:table )?scan|slow query|COLLSCAN|statement timeout/i,
    did: 'texts are searched from the middle, which no plain index helps',
    weight: 0.9,
  },
  {
    name: 'not-in-with-nulls',
    files: ANY,
    added: /NOT\s+IN\s*\(\s*SELECT|~Q\(|where\.not\(|notInArray/i,
    kinds: ['wrong_result'],
    says: /\b(?:0|no|zero) (?:rows|results|records|orders|items)\b|empty|none (?:left|found)|nobody/i,
    did: 'one null in the list leaves nothing over',
    weight: 0.85,
  },
  {
    name: 'compared-with-null',
    files: ANY,
    added: /(?:WHERE|AND|OR|ON)\s+[\w.]+\s*(?:=|<>|!=)\s*NULL\b/i,
    kinds: ['wrong_result'],
    says: /\b(?:0|no|zero) (?:rows|results|records|orders|items)\b|empty|not found|nothing/i,
    did: 'a column is compared with null by a sign that never holds',
    weight: 0.95,
  },
  {
    name: 'list-of-parameters-too-long',
    files: ANY,
    added:
      /\bIN\s*\(|=\s*ANY|whereIn|__in\b|\.in_\(|findAllById|bulk_create|insert_all|insertMany|createMany|VALUES[^\n]{0,40}join|batch_?size|chunk/i,
    says: /too many (?:SQL variables|parameters|bind|arguments)|maximum number of expressions|ORA-01795|\b65535\b|\b32767\b|bind message has|max_allowed_packet|2100 parameters|packet (?:too large|bigger)/i,
    did: 'one statement takes more parameters than the database bears',
    weight: 0.98,
  },
  {
    name: 'loaded-one-by-one',
    files: ANY,
    removed:
      /\.includes\(|preload|eager_?load|select_related|prefetch_related|joinedload|selectinload|JOIN\s+FETCH|@EntityGraph|@BatchSize|->with\(|::with\(|\.Include\(|dataloader/i,
    kinds: ['slow', 'db_slow', 'pool_exhausted', 'timeout', 'cpu'],
    says: /N\+1|LazyInitialization|could not initialize proxy|StrictLoading|DetachedInstance|\d{3,} queries/i,
    did: 'what was loaded together is loaded one by one',
    weight: 0.95,
  },
  {
    name: 'loaded-when-closed',
    files: ANY,
    added:
      /FetchType\.LAZY|open-in-view:\s*false|open_in_view=false|lazy=["']?(?:True|select|raise)|expire_on_commit=True|\.AsNoTracking\(|strict_loading/i,
    says: /LazyInitialization|no Session|could not initialize proxy|DetachedInstance|ObjectDisposed|StrictLoading|MissingGreenlet/i,
    did: 'something is loaded when its session is over',
    weight: 0.98,
  },
  {
    name: 'connection-not-given-back',
    files: ANY,
    removed:
      /\.close\(\)|\.release\(|rows\.Close|\.Dispose\(\)|\.end\(\)|session\.remove|putconn|try\s*\(\s*\w*(?:Connection|Statement|ResultSet|Session)|\bwith\s+\w+\.(?:connect|cursor|session)|using\s*\(?\s*var/,
    kinds: ['pool_exhausted', 'file_descriptors', 'memory'],
    says: /pool|too many (?:connections|clients|open)|Connection is not available|QueuePool|leak/i,
    did: 'connections or results are no longer given back',
    weight: 0.95,
  },
  {
    name: 'statement-time-limited',
    files: ANY,
    added:
      /statement_timeout|lock_timeout|max_execution_time|idle_in_transaction|socketTimeout|command_?timeout|queryTimeout|query_timeout/i,
    says: /canceling statement|execution was interrupted|Read timed out|Command timeout|terminating connection due to idle|lock timeout|execution timeout/i,
    did: 'a statement may only take so long',
    weight: 0.95,
  },
  {
    name: 'connection-settings-changed',
    files: ANY,
    changed:
      /jdbc:|(?:postgres(?:ql)?|mysql|mongodb|sqlserver|amqps?|rediss?)(?:\+\w+)?:\/\/|sslmode|serverTimezone|characterEncoding|Encrypt=|Data Source=/i,
    says: /no pg_hba|Unknown database|database .{1,60} does not exist|Public Key Retrieval|authentication failed|Access denied|SSL (?:off|connection|is not|error)|certificate|WRONGPASS|NOAUTH|ACCESS_REFUSED|server does not support SSL|Login failed/i,
    did: 'the database is reached in another way',
    weight: 0.95,
  },
  {
    name: 'read-from-a-replica',
    files: ANY,
    added:
      /replica|read_?only|reader|secondaryPreferred|readOnly\s*=\s*true|slaveOk|using\(['"]read/i,
    says: /read-only transaction|cannot execute .{1,20} in a read-only|NotWritablePrimary|not master|READONLY You can't write|--read-only option|TransientDataAccess|stale|just created/i,
    did: 'what is written elsewhere is read from, or written to, a replica',
    weight: 0.95,
  },
  {
    name: 'charset-of-tables',
    files: ANY,
    changed: /charset|CHARACTER\s+SET|COLLAT|utf8|latin1|encoding/i,
    says: /incorrect string value|illegal mix of collations|character with byte sequence|invalid byte sequence|\b1366\b|\b1267\b|Specified key was too long/i,
    did: 'texts are stored or compared in another character set',
    weight: 0.98,
  },
  {
    name: 'version-of-store-changed',
    files: /\.(?:ya?ml|tf|hcl|json|env)$|Dockerfile/,
    changed:
      /(?:postgres|mysql|mariadb|redis|valkey|mongo|kafka|elasticsearch|opensearch|rabbitmq|memcached)\w*["']?\s*[:=]?\s*[\w/.-]*:?["']?\d|engine_?version/i,
    says: /caching_sha2|authentication plugin|scram|incompatible|unsupported (?:version|protocol|compressed)|unknown (?:variable|command|option|setting)|wrong number of arguments|data directory was initialized|server version|wire version/i,
    did: 'another version of the store is run',
    weight: 0.95,
  },
  {
    name: 'right-on-table-taken-away',
    files: ANY,
    added:
      /^\s*REVOKE\s|ALTER\s+(?:TABLE|DEFAULT)\b[^\n]{0,60}OWNER|DROP\s+(?:ROLE|USER)\b|ENABLE\s+ROW\s+LEVEL/im,
    says: /permission denied for|command denied to user|42501|must be owner|row-level security|role .{1,60} does not exist|insufficient privilege/i,
    did: 'a right was taken from a role',
    weight: 0.98,
  },
  {
    name: 'schema-looked-in',
    files: ANY,
    changed: /search_path|currentSchema|default_?schema|SET\s+SCHEMA|schema\s*[:=]/i,
    says: /relation .{1,80} does not exist|Invalid object name|no such table|type .{1,60} does not exist|function .{1,80} does not exist/i,
    did: 'tables are looked for in another schema',
    weight: 0.95,
  },
  {
    name: 'upsert-dropped',
    files: ANY,
    removed:
      /ON\s+CONFLICT|ON\s+DUPLICATE\s+KEY|INSERT\s+(?:IGNORE|OR\s+(?:IGNORE|REPLACE))|upsert|MERGE\s+INTO|find_or_create|get_or_create|update_or_create|firstOrCreate|updateOrCreate/i,
    says: /duplicate (?:key|entry)|unique (?:constraint|violation)|UniqueViolation|E11000|ORA-00001|P2002|RecordNotUnique|already exists/i,
    did: 'what is there already is written a second time',
    weight: 0.95,
  },
  {
    name: 'statement-glued-together',
    files: ANY,
    added:
      /(?:SELECT|INSERT|UPDATE|DELETE|WHERE|ORDER BY)\b[^\n]{0,160}(?:\{\w|\$\{|#\{|["'`]\s*(?:\+|\.|\|\|)\s*\$?\w|%s)/i,
    says: /syntax error at or near|error in your SQL syntax|unterminated quoted|unrecognized token|Incorrect syntax near|ORA-00(?:911|933|936)|quoted string not properly/i,
    did: 'a statement is glued together from texts',
    weight: 0.95,
  },
  {
    name: 'old-migration-edited',
    files: /migrations?\/|migrate\/|flyway|liquibase|changelog/i,
    changed: /\S/,
    says: /checksum|Validate failed|has been modified|out of sync|multiple (?:heads|leaf nodes)|dirty database|Drift detected|migration .{1,60} was modified/i,
    did: 'a migration that has run was changed afterwards',
    weight: 0.98,
  },
  {
    name: 'created-a-second-time',
    files: SCHEMA,
    added:
      /CREATE\s+(?:TABLE|TYPE|INDEX|SEQUENCE|VIEW)\s+(?!IF\s+NOT)|create_table|add_column|ADD\s+COLUMN\s+(?!IF\s+NOT)|Schema::create/i,
    says: /already exists|Duplicate column name|Duplicate key name|DuplicateTable|DuplicateColumn|there is already an object/i,
    did: 'something is created that may be there already',
    weight: 0.95,
  },
  {
    name: 'ids-outgrow-their-type',
    files: ANY,
    changed:
      /\b(?:SMALLINT|INTEGER|INT4?|BIGINT|SERIAL|MEDIUMINT|AutoField|increments|bigIncrements|t\.integer|int32|int64)\b/i,
    says: /integer out of range|out of range value|nextval: reached maximum|value .{1,30} is out of range|cannot be represented|Arithmetic overflow error/i,
    did: 'numbers are kept in another size',
    weight: 0.95,
  },
];
