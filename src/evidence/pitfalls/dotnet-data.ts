/** Known pitfalls of EF Core, Dapper and databases in .NET. */
import type { Pitfall } from './model.ts';

const CS = /\.(?:cs|fs|vb|cshtml|razor)$/;
const SETTINGS = /\.(?:cs|fs|vb|json|config|ya?ml|env|tf)$/;

export const DOTNET_DATA: readonly Pitfall[] = [
  {
    name: 'ef-untranslatable',
    files: CS,
    added:
      /\.(?:Where|Select|OrderBy\w*|GroupBy|Any|All|Sum|Join)\(\s*\w*\s*=>|\.Expression\b|Compile\(\)/,
    says: /could not be translated|Translation of|Either rewrite the query in a form that can be translated|LINQ to Entities does not recognize|client evaluation|could not be evaluated/,
    did: 'a query with what the database can not be told',
    weight: 0.95,
  },
  {
    name: 'ef-query-rewritten',
    files: CS,
    changed: /\.(?:Where|Select|OrderBy\w*|GroupBy|Any|All|Sum|Join|First\w*|Single\w*)\(/,
    says: /could not be translated|Either rewrite the query in a form that can be translated|LINQ to Entities does not recognize/,
    did: 'a query with what the database can not be told',
    weight: 0.95,
  },
  {
    name: 'ef-include-removed',
    files: CS,
    removed:
      /\.(?:ThenInclude|Include)(?:<\w+>)?\(|UseLazyLoadingProxies|\.Load(?:Async)?\(\)|AutoInclude|\.Reference\(|AsSplitQuery/,
    says: /NullReferenceException|Object reference not set|Value cannot be null|Sequence contains no|N\+1|\b\d{3,7} (?:queries|commands|statements)/,
    kinds: ['db_slow', 'slow', 'wrong_result'],
    did: 'what belongs to an entity is no more read with it',
    weight: 0.9,
  },
  {
    name: 'ef-cartesian',
    files: CS,
    added: /\.(?:ThenInclude|Include)\(|UseLazyLoadingProxies|AsSingleQuery|AutoInclude/,
    says: /MultipleCollectionIncludeWarning|[Ss]elf referencing loop|A possible object cycle was detected|Execution Timeout Expired/,
    kinds: ['slow', 'db_slow', 'memory'],
    did: 'more is read with every entity, row by row of each other',
    weight: 0.8,
  },
  {
    name: 'ef-read-in-memory',
    files: CS,
    added:
      /\.(?:AsEnumerable|ToList|ToArray)(?:Async)?\(\)[\s\S]{0,40}\.(?:Where|Count|Any|First|Skip|Take|Select|OrderBy)|(?<!Expression<)\bFunc<\w+, ?bool>|\.ToList(?:Async)?\(\)\)?\.Count|IEnumerable<\w+>/,
    removed: /IQueryable<|Expression<Func|AsQueryable|\.Take\(/,
    says: /OutOfMemoryException|OOMKilled|GC heap/,
    kinds: ['slow', 'db_slow', 'memory'],
    did: 'a table read entirely and sifted by the program',
    weight: 0.9,
  },
  {
    name: 'ef-tracking',
    files: CS,
    added:
      /AsNoTracking|QueryTrackingBehavior\.NoTracking|AutoDetectChangesEnabled\s*=\s*false|\.Attach\(|\.Update\(|EntityState\.|ExecuteUpdate|ExecuteDelete/,
    says: /is already being tracked|cannot be tracked because another instance|not (?:saved|persisted|updated)|changes? (?:was|were) lost|DbUpdateConcurrency|duplicate key|Cannot insert explicit value for identity|Cannot insert duplicate key|UNIQUE constraint/i,
    kinds: ['wrong_result', 'db_constraint'],
    did: 'entities read without being watched for changes, or handed over twice',
    weight: 0.9,
  },
  {
    name: 'ef-not-saved',
    files: CS,
    removed:
      /SaveChanges(?:Async)?\(|\.Commit(?:Async)?\(|\.Complete\(\)|BeginTransaction|TransactionScope|AsTracking/,
    says: /not (?:saved|persisted|stored)|changes? (?:was|were) lost|aborted|TransactionInDoubt|foreign key|duplicate|partial(?:ly)? (?:saved|written)|half[- ]written|rolled back/i,
    kinds: ['wrong_result', 'db_constraint', 'duplicate'],
    did: 'changes are no more saved, or no more all at once',
    weight: 0.9,
  },
  {
    name: 'ef-new-column',
    files: CS,
    added:
      /^[ \t]*public (?:required )?[\w<>?[\]]{2,40} \w+ \{ get;|HasColumnName\(|ToTable\(|\[Column\(|\[Table\(|DbSet<|IsRequired\(|HasColumnType|UseSnakeCase|HasMaxLength|OwnsOne|HasDefaultValue/m,
    says: /Invalid column name|Invalid object name|column \S{0,60} ?(?:of relation \S+ )?does not exist|relation "[^"\n]+" does not exist|no such (?:column|table)|Unknown column|pending changes|PendingModelChanges|SqlNullValueException|Data is Null|Cannot insert the value NULL|String or binary data would be truncated|The data is NULL at ordinal|value too long for type|The model backing the/,
    did: 'a column or table in the model that the database may not have, or has otherwise',
    weight: 0.9,
  },
  {
    name: 'ef-nullable-column',
    files: CS,
    changed: /public (?:required )?[\w<>]{2,40}\?? \w+ \{ get;/,
    says: /Data is Null|SqlNullValueException|The data is NULL at ordinal|Column '[^'\n]+' is null|InvalidCastException: Column|Nullable object must have a value|Cannot insert the value NULL|field is required|null value in column|could not be converted to System/,
    did: 'a property that may be null no more, or is of another type',
    weight: 0.95,
  },
  {
    name: 'ef-enum-conversion',
    files: CS,
    removed:
      /HasConversion|JsonStringEnumConverter|StringEnumConverter|ValueConverter|\[EnumMember/,
    says: /Conversion failed when converting|could not be converted to|Cannot convert string value|Requested value '|is of type \w+ but expression|InvalidCastException|Invalid cast|Error converting value/,
    kinds: ['wrong_result', 'type_mismatch'],
    did: 'an enum or value kept or sent in another form',
    weight: 0.95,
  },
  {
    name: 'ef-retry-strategy',
    files: CS,
    added:
      /EnableRetryOnFailure|BeginTransaction(?:Async)?\(|TransactionScope|CreateExecutionStrategy/,
    says: /does not support user-initiated transactions|execution strategy|This platform does not support distributed transactions|A TransactionScope must be disposed on the same thread|transaction has aborted/,
    did: "repeated commands and transactions of one's own, which do not go together",
    weight: 0.95,
  },
  {
    name: 'transaction-over-call',
    files: CS,
    added:
      /\bhttp\w*\.(?:Get|Post|Send|Put)\w*Async\(|await \w{0,40}(?:[cC]lient|[gG]ateway|[mM]ailer|[pP]ublisher|[bB]us)\.\w+\(|Thread\.Sleep|Task\.Delay/,
    beside: /BeginTransaction|TransactionScope|IsolationLevel/,
    says: /max pool size was reached|prior to obtaining a connection|deadlock|lock (?:wait|request) time ?out|Execution Timeout Expired|idle[- ]in[- ]transaction|transaction has aborted|connection pool has been exhausted/i,
    kinds: ['pool_exhausted', 'deadlock', 'db_slow'],
    did: 'a call to another service while a transaction holds its connection and locks',
    weight: 0.9,
  },
  {
    name: 'isolation-or-locks',
    files: CS,
    removed:
      /IsolationLevel\.|UPDLOCK|ROWLOCK|READPAST|FOR UPDATE|IsConcurrencyToken|IsRowVersion|\[Timestamp\b|\[ConcurrencyCheck\b|SKIP LOCKED/,
    says: /lost update|oversold|[Dd]uplicate|negative (?:stock|balance)|(?:below|less than) zero|processed twice|ran twice|deadlock/,
    kinds: ['duplicate', 'concurrency', 'wrong_result'],
    did: 'rows are no more locked or versioned while they are changed',
    weight: 0.9,
  },
  {
    name: 'row-version-added',
    files: CS,
    added:
      /IsConcurrencyToken|IsRowVersion|\[Timestamp\]|\[ConcurrencyCheck\]|UseXminAsConcurrencyToken/,
    says: /DbUpdateConcurrencyException|expected to affect \d+ row\(s\), but actually affected/,
    did: 'a version checked whenever an entity is written',
    weight: 0.95,
  },
  {
    name: 'connection-string',
    files: SETTINGS,
    changed:
      /(?:Max(?:imum)? Pool Size|Pooling|MultipleActiveResultSets|MARS|Connect(?:ion)? Timeout|Command ?Timeout|Min Pool Size|Encrypt|TrustServerCertificate|ApplicationIntent|Multiplexing|abortConnect|syncTimeout|connectTimeout)\s*=/i,
    says: /max pool size was reached|prior to obtaining a connection|connection pool has been exhausted|There is already an open DataReader|Connection Timeout Expired|SSL Provider|not trusted|read-only|command is already in progress|RedisConnectionException|RedisTimeoutException|Timeout performing|It was not possible to connect to the redis|Keyword not supported/,
    kinds: ['pool_exhausted'],
    did: 'an option of the connection string',
    weight: 0.95,
  },
  {
    name: 'connection-option-removed',
    files: SETTINGS,
    removed:
      /MultipleActiveResultSets|MARS\b|TrustServerCertificate|Max(?:imum)? Pool Size|Encrypt\s*=|abortConnect\s*=|AbortOnConnectFail/i,
    says: /There is already an open DataReader|max pool size was reached|prior to obtaining a connection|SSL Provider|not trusted|It was not possible to connect to the redis|connection pool has been exhausted/,
    did: 'an option of the connection string is gone',
    weight: 0.95,
  },
  {
    name: 'dapper-mapping',
    files: CS,
    added:
      /\.(?:Query|QuerySingle|QueryFirst|QueryMultiple|Execute)\w*(?:<[^\n>]{1,60}>)?\(|splitOn\s*:|"""\s*select|@"\s*select|buffered:\s*false|MatchNamesWithUnderscores/i,
    says: /When using the multi-mapping APIs ensure you set the splitOn|A parameterless default constructor or one matching signature|Error parsing column|Must declare the scalar variable|Dapper\.|Incorrect syntax near|Sequence contains no elements|There is already an open DataReader/,
    did: 'a statement by hand and how its columns are taken',
    weight: 0.95,
  },
  {
    name: 'sql-in-list',
    files: CS,
    added: /\.Contains\(\w+\.\w+\)|\bIN @\w+|string\.Join\(",", \w+|AddRange\(|BulkInsert|IN \(\{/,
    says: /Too many parameters|maximum of 2100 parameters|The incoming request has too many parameters|The query processor ran out of internal resources|SQL tree contains too many|too many SQL variables|Incorrect syntax near '\)'|Incorrect syntax near '\$'|out of stack|32767|65535|OPENJSON|max_allowed_packet/,
    did: 'a list of any length put into one statement',
    weight: 0.95,
  },
  {
    name: 'copy-removed-net',
    files: CS,
    removed:
      /\.To(?:List|Array|Immutable\w+|HashSet)(?:Async)?\(\)|new List<[^\n()]{1,40}>\(\w+\)|\.AsReadOnly\(\)/,
    says: /Collection was modified|There is already an open DataReader|Cannot access a disposed|ObjectDisposedException|A second operation was started|Unable to cast object of type/,
    did: 'a query or a live collection handed on in place of a copy',
    weight: 0.9,
  },
  {
    name: 'deferred-query',
    files: CS,
    added: /IEnumerable<|IQueryable<|\byield return\b/,
    removed: /List<|\.ToList\(|\.ToArray\(|IReadOnlyList<|\bICollection<|\[\]/,
    says: /Collection was modified|ObjectDisposedException|Cannot access a disposed|There is already an open DataReader|A second operation was started|could not be translated|multiple enumeration/,
    did: 'a query that is worked out whenever it is read in place of its result',
    weight: 0.85,
  },
];
