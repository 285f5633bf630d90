/** Known pitfalls of relational databases: schemas, constraints, locks and transactions. */
import type { Pitfall } from './model.ts';

const ANY = /./;
const SCHEMA = /\.sql$|migrat|alembic|flyway|liquibase|schema/i;
const NO_COLUMN =
  /column .{0,80}(?:does not exist|not found|unknown)|unknown column|no such (?:column|table)|relation .{0,80}does not exist|Invalid (?:column|object) name|table .{0,80}doesn't exist|UndefinedColumn|UndefinedTable|ORA-0094[24]|PG::Undefined|no attribute/i;
const LOCKED =
  /lock (?:wait )?timeout|waiting for .{0,40}lock|could not obtain lock|metadata lock|AccessExclusiveLock|deadlock|canceling statement|database is locked/i;
const TWICE =
  /twice|duplicate|oversold|negative|double[- ]|lost update|already (?:taken|paid|booked|used)|inconsisten/i;

export const DATA_SQL: readonly Pitfall[] = [
  {
    name: 'column-dropped',
    files: ANY,
    added:
      /\bDROP\s+(?:COLUMN|TABLE|VIEW)\b|remove_columns?\b|drop_?[cC]olumn|drop_?[tT]able|removeColumn|RemoveField|DeleteModel/,
    says: NO_COLUMN,
    did: 'a column or table was dropped that is still asked for',
    weight: 0.95,
  },
  {
    name: 'column-renamed',
    files: ANY,
    added:
      /\bRENAME\s+(?:COLUMN\s+)?(?:\S+\s+)?TO\b|rename_?[cC]olumn|rename_?[tT]able|RenameField|CHANGE\s+COLUMN|sp_rename/,
    says: NO_COLUMN,
    did: 'a column or table bears another name',
    weight: 0.95,
  },
  {
    name: 'not-null-put-in',
    files: SCHEMA,
    added:
      /\bNOT\s+NULL\b|nullable\s*[:=]\s*(?:false|False)|null:\s*false|null=False|->nullable\(false\)|change_column_null|IsRequired\(\)/i,
    says: /null value in column|cannot be null|NOT NULL constraint|doesn't have a default value|Cannot insert the value NULL|contains null values|ORA-01400|violates not-null/i,
    did: 'a column has to have a value',
    weight: 0.95,
  },
  {
    name: 'default-of-column-dropped',
    files: SCHEMA,
    added: /DROP\s+DEFAULT|default:\s*nil|server_default=None/i,
    says: /null value in column|cannot be null|NOT NULL constraint|doesn't have a default value|violates not-null/i,
    did: 'a column lost its default',
    weight: 0.95,
  },
  {
    name: 'unique-put-in',
    files: ANY,
    added:
      /\bUNIQUE\b|unique\s*[:=]\s*(?:true|True)|IsUnique\(\)|->unique\(|@unique\b|UniqueConstraint|unique_together/i,
    says: /duplicate (?:key|entry)|unique (?:constraint|violation|index)|UniqueViolation|could not create unique index|E11000|ORA-00001|P2002/i,
    did: 'values have to be unique',
    weight: 0.95,
  },
  {
    name: 'unique-dropped',
    files: SCHEMA,
    added:
      /DROP\s+(?:CONSTRAINT|INDEX)\b|remove_index|drop_?[iI]ndex|drop_?[uU]nique|drop_constraint|RemoveConstraint/i,
    says: /no unique or exclusion constraint matching the ON CONFLICT|more than one row|NonUniqueResult|MultipleObjectsReturned|query returned more than one|Sequence contains more than one|duplicate/i,
    did: 'nothing keeps values unique any more',
    weight: 0.95,
  },
  {
    name: 'foreign-key-put-in',
    files: ANY,
    added: /FOREIGN\s+KEY|\bREFERENCES\s+\w|add_foreign_key|ForeignKey\(|->constrained\(|onDelete/i,
    says: /foreign key constraint|FOREIGN KEY constraint failed|child row|parent row|ForeignKeyViolation|ORA-0229[12]|P2003/i,
    did: 'a row has to have its parent',
    weight: 0.95,
  },
  {
    name: 'children-of-a-row-changed',
    files: ANY,
    changed: /on_?delete|ON\s+DELETE|cascade|orphanRemoval|dependent:/i,
    says: /foreign key constraint|parent row|ForeignKeyViolation|orphan|(?:rows?|records?|children) (?:gone|missing|lost|deleted)|ProtectedError|null value in column/i,
    did: 'something else becomes of the children of a deleted row',
    weight: 0.9,
  },
  {
    name: 'check-put-in',
    files: SCHEMA,
    added: /\bCHECK\s*\(|add_check_constraint|CheckConstraint/i,
    says: /check constraint|CheckViolation|ORA-02290/i,
    did: 'values have to pass a check',
    weight: 0.95,
  },
  {
    name: 'column-type-changed',
    files: SCHEMA,
    added:
      /ALTER\s+COLUMN\s+\S+\s+(?:SET\s+DATA\s+)?TYPE|MODIFY\s+(?:COLUMN\s+)?\S|change_column\b|alter_column|->change\(\)|AlterField|AlterColumn/i,
    says: /value too long|data too long|out of range|data truncated|numeric field overflow|operator does not exist|cannot (?:be )?cast|invalid input syntax|type .{0,40} but expression|truncated|ClassCast|convert(?:ing)? (?:driver|column)/i,
    did: 'a column has another type',
    weight: 0.95,
  },
  {
    name: 'enum-of-database',
    files: ANY,
    changed: /\benum\b|ENUM\s*\(|\bEnum\(|CREATE TYPE/i,
    says: /invalid input value for enum|data truncated for column|No enum constant|not a valid (?:choice|enum|value)|LookupError: .{1,80} is not among|cannot deserialize .{0,60}enum/i,
    did: 'other values are known to an enumeration',
    weight: 0.95,
  },
  {
    name: 'index-dropped',
    files: ANY,
    added: /DROP\s+INDEX|remove_index|drop_?[iI]ndex|RemoveIndex|dropIndex/,
    kinds: ['db_slow', 'slow', 'timeout', 'cpu', 'pool_exhausted'],
    says: /seq(?:uential)? scan|full (?:table )?scan|slow query|missing index|COLLSCAN|type: ALL/i,
    did: 'an index was dropped',
    weight: 0.95,
  },
  {
    name: 'index-no-longer-declared',
    files: ANY,
    removed:
      /CREATE\s+(?:UNIQUE\s+)?INDEX|add_index|@Index\(|db_index=True|index=True|->index\(|createIndex|HasIndex|@@index/i,
    kinds: ['db_slow', 'slow', 'timeout', 'cpu', 'pool_exhausted'],
    says: /seq(?:uential)? scan|full (?:table )?scan|slow query|missing index|COLLSCAN|sort exceeded memory/i,
    did: 'an index is no longer declared',
    weight: 0.9,
  },
  {
    name: 'index-built-under-lock',
    files: SCHEMA,
    added:
      /CREATE\s+(?:UNIQUE\s+)?INDEX\s+(?!CONCURRENTLY)|add_index|AddIndex\(|REINDEX|CLUSTER\s|VACUUM\s+FULL/i,
    unless: /CONCURRENTLY|algorithm:\s*:concurrently|ALGORITHM\s*=\s*INPLACE/i,
    kinds: ['deadlock', 'timeout'],
    says: LOCKED,
    did: 'nothing can be written while an index is built',
    weight: 0.85,
  },
  {
    name: 'table-locked-by-change',
    files: SCHEMA,
    added:
      /ALTER\s+TABLE|LOCK\s+TABLE|add_column|change_column|add_foreign_key|validate_foreign_key|->change\(/i,
    says: LOCKED,
    did: 'a table is locked while it is changed',
    weight: 0.85,
  },
  {
    name: 'whole-table-updated',
    files: SCHEMA,
    added:
      /^\s*UPDATE\s+\w|update_all|DELETE\s+FROM\s+\w|find_each|\.objects\.(?:all\(\)\.)?update\(/im,
    kinds: ['db_slow', 'deadlock', 'timeout', 'disk'],
    says: /lock|replication lag|WAL|could not extend|bloat|undo|temp(?:orary)? file|too many dirty/i,
    did: 'a migration writes to a whole table at once',
    weight: 0.75,
  },
  {
    name: 'rows-locked',
    files: ANY,
    added:
      /FOR\s+(?:NO\s+KEY\s+)?UPDATE|lockForUpdate|select_for_update|with_for_update|\.with_lock|PESSIMISTIC_WRITE|UPDLOCK|sharedLock/i,
    says: LOCKED,
    kinds: ['deadlock'],
    did: 'rows are locked while something else is done',
    weight: 0.9,
  },
  {
    name: 'rows-no-longer-locked',
    files: ANY,
    removed:
      /FOR\s+(?:NO\s+KEY\s+)?UPDATE|lockForUpdate|select_for_update|with_for_update|with_lock|lock!|PESSIMISTIC_WRITE|UPDLOCK|@Version|lock_version|SKIP\s+LOCKED|advisory_lock/i,
    kinds: ['duplicate', 'concurrency', 'wrong_result', 'db_constraint'],
    says: TWICE,
    did: 'rows are no longer locked while they are changed',
    weight: 0.95,
  },
  {
    name: 'transaction-dropped',
    files: ANY,
    removed:
      /@Transactional|transaction\.atomic|\$transaction\(|\.transaction\(|transaction do|DB::transaction|BeginTx\(|beginTransaction|TransactionScope|\bBEGIN\b;/,
    kinds: ['concurrency', 'db_constraint', 'duplicate'],
    says: /no transaction is in progress|TransactionRequired|LazyInitialization|orphan|inconsisten|half|partial|can only be used (?:in|with) (?:a )?transaction|savepoint|outside of (?:a|an) transaction|duplicate/i,
    did: 'what belongs together is no longer written in one transaction',
    weight: 0.8,
  },
  {
    name: 'call-in-a-transaction',
    files: ANY,
    added:
      /(?:http|fetch|axios|requests\.|RestTemplate|webClient|HttpClient|\.publish\(|\.send\(|sleep\()/i,
    beside:
      /@Transactional|transaction\.atomic|\$transaction\(|\.transaction\(|transaction do|DB::transaction|BeginTx\(|beginTransaction/,
    kinds: ['pool_exhausted', 'deadlock', 'timeout'],
    says: /idle in transaction|lock (?:wait )?timeout|Connection is not available|pool/i,
    did: 'somebody else is called while a transaction is open',
    weight: 0.8,
  },
  {
    name: 'isolation-changed',
    files: ANY,
    added:
      /SERIALIZABLE|REPEATABLE[ _]READ|READ[ _]UNCOMMITTED|READ[ _]COMMITTED|isolation_?level/i,
    says: /could not serialize|40001|serialization failure|deadlock|snapshot too old|phantom|stale|retry transaction|restart transaction/i,
    did: 'transactions see each other in another way',
    weight: 0.95,
  },
];
