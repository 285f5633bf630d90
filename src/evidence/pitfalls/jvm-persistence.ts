/** Known pitfalls of transactions, caches and JPA on the JVM. */
import type { Pitfall } from './model.ts';

const JAVA = /\.(?:java|kts?|scala|groovy)$/;
const SETTINGS = /\.(?:java|kts?|scala|groovy|ya?ml|properties|env|conf)$/;

export const JVM_PERSISTENCE: readonly Pitfall[] = [
  {
    name: 'transaction-removed',
    files: JAVA,
    removed:
      /@Transactional\b|TransactionTemplate|transactionTemplate|@Modifying\b|\btransaction\s*\{|@JpaTransactional/,
    says: /LazyInitializationException|no [Ss]ession|No EntityManager with actual transaction|TransactionRequiredException|Executing an update\/delete query|no transaction is in progress|Query executed via 'getResultList|Not supported for DML|Connection is closed|Large Objects may not be used in auto-commit/,
    kinds: ['wrong_result', 'duplicate'],
    did: 'no transaction is opened here any more',
    weight: 0.9,
  },
  {
    name: 'lazy-outside-session',
    files: SETTINGS,
    added:
      /open-in-view\s*[:=]\s*false|FetchType\.LAZY|lazy\s*=\s*"?true|\.detach\(|entityManager\.clear\(|REQUIRES_NEW|NOT_SUPPORTED|@Async\b/,
    says: /LazyInitializationException|could not initialize proxy|no [Ss]ession|ByteBuddyInterceptor|hibernateLazyInitializer/,
    did: 'what an entity refers to is read later, when its session is closed',
    weight: 0.95,
  },
  {
    name: 'fetch-removed',
    files: JAVA,
    removed:
      /\bjoin fetch\b|@EntityGraph|\.fetch\(|@BatchSize|@Fetch\(|Hibernate\.initialize|default_batch_fetch_size|FetchType\.EAGER|FetchMode\./i,
    says: /LazyInitializationException|could not initialize proxy|N\+1|\b\d{3,7} (?:queries|statements|selects)|query count/,
    kinds: ['db_slow', 'slow', 'pool_exhausted'],
    did: 'what belongs to an entity is no more fetched with it',
    weight: 0.9,
  },
  {
    name: 'fetch-eager',
    files: JAVA,
    added: /FetchType\.EAGER|join fetch[\s\S]{0,120}join fetch|fetch\s*=\s*EAGER/i,
    says: /MultipleBagFetchException|cannot simultaneously fetch multiple bags|HHH90003004|firstResult\/maxResults specified with collection fetch|OutOfMemoryError|heap space|N\+1|cartesian/,
    kinds: ['slow', 'db_slow', 'memory'],
    did: 'a collection read with every entity that has it',
    weight: 0.9,
  },
  {
    name: 'read-only-transaction',
    files: JAVA,
    added:
      /readOnly\s*=\s*true|setReadOnly\(true|setDefaultReadOnly|FlushMode\w*\.(?:MANUAL|NEVER)/,
    says: /read-only transaction|Connection is read-only|Write operations are not allowed in read-only|cannot execute (?:INSERT|UPDATE|DELETE|nextval|SELECT FOR)|TransientDataAccessResource|not (?:saved|persisted|updated)|changes? (?:was|were) lost/i,
    kinds: ['wrong_result'],
    did: 'a transaction that may only read',
    weight: 0.95,
  },
  {
    name: 'second-transaction',
    files: JAVA,
    added: /REQUIRES_NEW|PROPAGATION_NESTED|Propagation\.NESTED/,
    says: /Connection is not available|request timed out after|Lock wait timeout|deadlock|could not obtain lock|CannotCreateTransaction|Unable to acquire JDBC|does not exist|not present in table/i,
    kinds: ['pool_exhausted', 'deadlock'],
    did: 'a second transaction, with a second connection, inside the first',
    weight: 0.9,
  },
  {
    name: 'rollback-only',
    files: JAVA,
    added: /catch\s*\(|runCatching|noRollbackFor|setRollbackOnly|Try\s*[({]/,
    beside: /@Transactional|transactionTemplate|setRollbackOnly/,
    says: /UnexpectedRollbackException|marked as rollback-only|current transaction is aborted|null id in \S+ entry \(don't flush/,
    did: 'an error caught inside of a transaction that it has already doomed',
    weight: 0.95,
  },
  {
    name: 'call-in-transaction',
    files: JAVA,
    added:
      /[rR]estTemplate\.|[wW]ebClient\.|[hH]ttpClient\.send|[rR]estClient\.|\b\w{0,40}(?:Client|Gateway|Api|client|gateway|mailer|kafkaTemplate)\.\w{1,40}\(|Thread\.sleep\(/,
    beside: /@Transactional/,
    says: /Connection is not available, request timed out|Unable to acquire JDBC|[Pp]ool[^\n]{0,30}(?:exhausted|empty)|idle[- ]in[- ]transaction|Lock wait timeout|canceling statement due to lock timeout|deadlock detected|CannotAcquireLock|CannotCreateTransaction|leak detection/,
    kinds: ['pool_exhausted', 'deadlock'],
    did: 'a call to another service while a transaction holds its connection and locks',
    weight: 0.9,
  },
  {
    name: 'proxied-no-more',
    files: JAVA,
    added:
      /\bprivate\s[\w<>, ]{2,40}\(|\bfinal class\b|\bfinal\s+(?!class)[\w<>]{2,30}\s\w+\(|\bthis\.\w+\(/,
    removed: /\bpublic\s|\bself\.\w+\(|\bprotected\s|\b\w+Proxy\.|AopContext/,
    beside:
      /@(?:Transactional|Cacheable|Async|Retryable|PreAuthorize|CircuitBreaker|RateLimiter|CacheEvict)\b/,
    says: /LazyInitializationException|No EntityManager with actual transaction|TransactionRequiredException|Could not generate CGLIB subclass|Cannot subclass final class|because "this\.\w+" is null|stale|not authori[sz]ed/,
    kinds: ['slow', 'wrong_result'],
    did: 'an annotated method that its proxy no more sees: private, final or called on itself',
    weight: 0.8,
  },
  {
    name: 'async-context-lost',
    files: JAVA,
    added:
      /@Async\b|supplyAsync\(|runAsync\(|parallelStream\(\)|\.submit\(|\.execute\(\s*\(\)|new Thread\(|launch\s*[({]|@EventListener|@TransactionalEventListener|subscribeOn\(|publishOn\(/,
    says: /No thread-bound request found|request scope|Scope 'request' is not active|AuthenticationCredentialsNotFound|An Authentication object was not found|getAuthentication\(\)" is null|No Scope registered|LazyInitializationException|RequestContextHolder|tenant (?:is|was) (?:null|missing|not set)|The request object has been recycled/,
    did: 'work moved to another thread, where request, user, tenant and session are not',
    weight: 0.95,
  },
  {
    name: 'cache-key-narrowed',
    files: JAVA,
    removed:
      /\bkey\s*=\s*"[^"\n]*#|\bkeyGenerator\s*=|[tT]enant\w*(?:\(\))?\s*\+|\+\s*(?:\w+\.)?\w*(?:[tT]enant|[uU]ser|[lL]ocale|[cC]urrency|[rR]egion|[cC]ustomer)\w*|@CacheKey/,
    beside: /[cC]ach(?:e|eable)|\bkey\b/,
    says: /(?:another|other|wrong|different|foreign) (?:user|tenant|customer|account|locale|currency|region)|belongs to|served to|tenant mismatch/i,
    kinds: ['wrong_result', 'cache', 'auth'],
    did: "a part of a cache's key is gone",
    weight: 0.95,
  },
  {
    name: 'cache-added',
    files: JAVA,
    added: /@Cacheable\b|@CacheResult\b/,
    unless: /sync\s*=\s*true|key\s*=\s*"[^"\n]*#/,
    says: /(?:another|other|wrong|different|foreign) (?:user|tenant|customer|account)|belongs to|\bstale\b|outdated|NotSerializable|SerializationException|SerializationFailed|cannot be cast to|LinkedHashMap|UnsupportedOperation/,
    kinds: ['cache', 'wrong_result'],
    did: "results kept that are another user's or older than they may be",
    weight: 0.85,
  },
  {
    name: 'state-in-singleton',
    files: JAVA,
    added:
      /^[ \t]+(?:private|protected|var|private var)\s+(?!final\b|static\b|val\b|fun\b|void\b)[\w<>,.: ?]{2,40}(?:\s\w+)?\s*(?:;|=[^\n]{0,60}$|$)/m,
    beside: /@(?:Service|RestController|Controller|Component|Singleton|ApplicationScoped)\b/,
    unless:
      /@(?:Autowired|Inject|Value|Resource|PersistenceContext|Scope|ConfigurationProperties|RequestScope|Getter)\b/,
    says: /(?:another|other|wrong|different|foreign|previous) (?:user|tenant|customer|account|session|order|request)|belongs to|ConcurrentModification/,
    kinds: ['concurrency', 'wrong_result'],
    did: 'what belongs to a request kept in an object that all requests share',
    weight: 0.9,
  },
  {
    name: 'entity-new-column',
    files: JAVA,
    added:
      /^[ \t]*(?:private|protected|public|var|val)\s+(?!static|final\s+static)[\w<>?.: ]{2,50};|@Column\(|@JoinColumn\(|@Table\(|@Version|@Embedded\b/m,
    beside: /@(?:Entity|Table|Embeddable|MappedSuperclass|Column|Id|ManyToOne|OneToMany)\b/,
    unless: /@Transient/,
    says: /column \S{0,60} ?(?:of relation \S+ )?does not exist|Unknown column|Invalid column name|invalid identifier|Schema-validation|no such column|bad SQL grammar|doesn't have a default value|null value in column/,
    did: 'a column in an entity that the database may not have',
    weight: 0.9,
  },
  {
    name: 'schema-mode',
    files: SETTINGS,
    added:
      /ddl-auto\s*[:=]\s*\w|hbm2ddl\.auto|generate-ddl|naming[.:\s-]{0,20}(?:physical|implicit)|baseline-on-migrate|validate-on-migrate|(?:flyway|liquibase)\.enabled\s*[:=]\s*false/,
    says: /Schema-validation|missing (?:table|column)|wrong column type|does not exist|Unknown column|Table '[^'\n]+' doesn't exist|relation "\w+"|Invalid object name|SchemaManagementException|FlywayValidateException|Validate failed/,
    did: 'how the schema of the database is made, named or checked',
    weight: 0.9,
  },
  {
    name: 'enum-by-ordinal',
    files: JAVA,
    removed: /EnumType\.STRING|AttributeConverter|@Convert\b/,
    says: /No enum constant|ArrayIndexOutOfBounds|Index \d+ out of bounds|bad value for type (?:int|short)|column "\w+" is of type|ordinal|Data truncat|Cannot determine value type from string|is of type \w+ but expression/,
    kinds: ['wrong_result'],
    did: 'an enum stored by its number and no more by its name',
    weight: 0.95,
  },
  {
    name: 'optimistic-lock',
    files: JAVA,
    added: /@Version\b|OptimisticLock|LockModeType\.OPTIMISTIC/,
    says: /OptimisticLock|StaleObjectState|StaleState|Row was updated or deleted by another transaction|uninitialized version value/,
    did: 'a version checked whenever an entity is written',
    weight: 0.95,
  },
  {
    name: 'row-lock-removed',
    files: JAVA,
    removed: /@Version\b|@Lock\(|PESSIMISTIC|FOR UPDATE|SERIALIZABLE|REPEATABLE_READ|SKIP LOCKED/i,
    says: /lost update|oversold|negative (?:stock|balance)|[Dd]uplicate|processed twice|ran twice|(?:below|less than) zero/,
    kinds: ['duplicate', 'concurrency', 'wrong_result', 'db_constraint'],
    did: 'rows are no more locked or versioned while they are changed',
    weight: 0.9,
  },
  {
    name: 'identifier-generation',
    files: JAVA,
    added:
      /@GeneratedValue|@SequenceGenerator|allocationSize|GenerationType\.\w+|@GenericGenerator|@TableGenerator/,
    says: /duplicate key|Duplicate entry|_pkey|PRIMARY|IdentifierGenerationException|sequence "?\w+"? does not exist|relation "\w+_seq" does not exist|conflicting values between current sequence increment|MappingException|_SEQ/,
    did: 'how identifiers of entities are made',
    weight: 0.95,
  },
  {
    name: 'jpa-cascade-removed',
    files: JAVA,
    removed: /cascade\s*=|CascadeType|orphanRemoval/,
    says: /TransientPropertyValue|TransientObjectException|unsaved transient instance|all-delete-orphan|foreign key|violates not-null|ConstraintViolationException|detached entity passed to persist/,
    did: 'what belongs to an entity is no more saved or removed with it',
    weight: 0.95,
  },
  {
    name: 'persist-or-merge',
    files: JAVA,
    added:
      /\.persist\(|orphanRemoval\s*=\s*true|\.set\w+\(new (?:ArrayList|HashSet)|\.saveAndFlush\(|\.merge\(/,
    says: /detached entity passed to persist|all-delete-orphan|A collection with cascade|EntityExistsException|NonUniqueObjectException|Multiple representations of the same entity|a different object with the same identifier/,
    did: 'an entity handed over to a session that knows it or its collection otherwise',
    weight: 0.95,
  },
  {
    name: 'derived-query',
    files: JAVA,
    added:
      /\b(?:find|read|get|count|exists|delete|remove|stream|query)(?:All|First|Top\d*|Distinct)?By[A-Z]\w*\(|@Query\(|nativeQuery|@Param\(|@NamedQuery/,
    says: /No property '?\w+'? found for type|Could not resolve (?:attribute|root entity)|PropertyReferenceException|Validation failed for query|QuerySyntaxException|UnknownPathException|Could not create query|could not resolve property|Named parameter|SemanticException|query did not return a unique result|NonUniqueResultException|IncorrectResultSize|Reason: Failed to create query|Cannot use native queries with dynamic sorting/,
    did: 'a query of a repository, told by its name or text',
    weight: 0.95,
  },
  {
    name: 'first-row-dropped',
    files: JAVA,
    removed:
      /\bfind(?:First|Top1?)\w*By|setMaxResults\(1\)|\blimit 1\b|\bdistinct\b|fetchFirst|\.findFirst\(\)|LIMIT 1/i,
    says: /NonUniqueResultException|query did not return a unique result|IncorrectResultSize|more than one (?:row|result|element)|TooManyResultsException|TooManyRowsException/,
    did: 'more than one row may now come where one is asked for',
    weight: 0.95,
  },
  {
    name: 'huge-in-list',
    files: JAVA,
    added:
      /findAllById\(|findBy\w{1,40}In\(|\bin\s*\(?\s*:\w+|\.in\(|saveAll\(|deleteAllInBatch|batchUpdate\(/i,
    says: /out-of-range integer as a 2-byte value|ORA-01795|maximum number of expressions in a list|[Tt]oo many parameters|[Tt]oo many SQL variables|PacketTooBig|max_allowed_packet|32767|65535|at most 2100|StackOverflowError[\s\S]{0,400}(?:hql|antlr|hibernate)|syntax error at or near "\)"/,
    did: 'a list of any length put into one statement',
    weight: 0.95,
  },
  {
    name: 'cyclic-entity-methods',
    files: JAVA,
    added: /@(?:Data|ToString|EqualsAndHashCode)\b|\bdata class\b|\brecord\b/,
    beside: /@(?:Entity|OneToMany|ManyToOne|ManyToMany|OneToOne|Document|Node)\b/,
    unless: /Exclude|onlyExplicitlyIncluded/,
    says: /StackOverflowError|LazyInitializationException/,
    did: 'methods made from all fields of an entity, and of what refers back to it',
    weight: 0.95,
  },
];
