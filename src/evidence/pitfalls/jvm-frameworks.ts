/** Known pitfalls of Spring, Jackson and others that run on the JVM. */
import type { Pitfall } from './model.ts';

const JAVA = /\.(?:java|kts?|scala|groovy)$/;
const SETTINGS = /\.(?:java|kts?|scala|groovy|ya?ml|properties|env|conf)$/;

export const JVM_FRAMEWORKS: readonly Pitfall[] = [
  {
    name: 'json-back-reference',
    files: JAVA,
    removed:
      /@JsonIgnore\b|@JsonBackReference|@JsonManagedReference|@JsonIdentityInfo|@ToString\.Exclude|@EqualsAndHashCode\.Exclude|@JsonIgnoreProperties|@JsonView/,
    says: /StackOverflowError|[Ii]nfinite recursion|nesting depth|No serializer found for class|LazyInitializationException|ByteBuddyInterceptor|UnrecognizedPropertyException|Unrecognized field/,
    did: 'a field is no more left out of what is written or read',
    weight: 0.95,
  },
  {
    name: 'json-unknown-fields',
    files: JAVA,
    removed:
      /FAIL_ON_UNKNOWN_PROPERTIES|ignoreUnknown|ignoreUnknownKeys|isLenient|fail-on-unknown-properties|READ_UNKNOWN_ENUM_VALUES|coerceInputValues/,
    says: /UnrecognizedPropertyException|Unrecognized field|Encountered an unknown key|not one of the values accepted for Enum|does not contain element with name|Unexpected JSON token/,
    did: 'fields that nobody knows are no more passed over',
    weight: 0.95,
  },
  {
    name: 'json-own-mapper',
    files: JAVA,
    added:
      /\bnew (?:ObjectMapper|XmlMapper|Gson|JsonMapper)\(|(?:\bval|=|return)\s*\w*\s*=?\s*(?:ObjectMapper|Gson)\(\)|JsonMapper\.builder\(\)|Json\s*\{|GenericJackson2JsonRedisSerializer\(/,
    says: /Java 8 date\/time type|jackson-datatype-jsr310|UnrecognizedPropertyException|no Creators|Cannot construct instance|InvalidDefinitionException|InvalidFormatException|MismatchedInputException|Cannot deserialize value of type `?java\.time|\[\d{4},\d{1,2},\d{1,2}|InaccessibleObjectException/,
    did: "a mapper of its own that lacks the modules and settings of the application's",
    weight: 0.95,
  },
  {
    name: 'json-modules-removed',
    files: SETTINGS,
    removed:
      /JavaTimeModule|findAndRegisterModules|registerKotlinModule|jacksonObjectMapper|KotlinModule|Jdk8Module|ParameterNamesModule|DefaultScalaModule|WRITE_DATES_AS_TIMESTAMPS|write-dates-as-timestamps|@JsonFormat|@JsonSerialize|@JsonDeserialize|@DateTimeFormat/,
    says: /Java 8 date\/time type|jackson-datatype-jsr310|no Creators|Cannot construct instance|InvalidDefinitionException|InvalidFormatException|Cannot deserialize value of type|value failed for JSON property|MissingKotlinParameter|Failed to convert value|DateTimeParseException|could not be parsed|\[\d{4},\d{1,2},\d{1,2}/,
    did: 'dates or data classes are read and written another way',
    weight: 0.95,
  },
  {
    name: 'no-default-constructor',
    files: JAVA,
    removed:
      /@NoArgsConstructor|@JsonCreator|@ConstructorProperties|@JsonDeserialize|@Jacksonized|public \w+\(\)\s*\{|@JsonPOJOBuilder|protected \w+\(\)\s*\{/,
    says: /no Creators|Cannot construct instance|No default constructor for entity|InstantiationException|no suitable constructor|NoSuchMethodException: \S+\.<init>\(\)|No primary or single unique constructor|Unable to instantiate/,
    did: 'a constructor that frameworks need is gone',
    weight: 0.95,
  },
  {
    name: 'builder-without-constructor',
    files: JAVA,
    added: /@(?:Builder|SuperBuilder|AllArgsConstructor|RequiredArgsConstructor|Value)\b(?!\.|\()/,
    unless: /@NoArgsConstructor|@Jacksonized|@Service|@Component|@RestController|@Configuration/,
    says: /no Creators|Cannot construct instance|No default constructor for entity|InstantiationException|because "this\.\w+" is null/,
    did: 'a class that is now made by a builder or all its fields only',
    weight: 0.95,
  },
  {
    name: 'builder-default-removed',
    files: JAVA,
    removed: /@Builder\.Default/,
    says: /NullPointerException|is null|not-null|null value in column|cannot be null/,
    did: 'a field made by the builder has no default any more',
    weight: 0.9,
  },
  {
    name: 'json-subtype-removed',
    files: JAVA,
    removed:
      /@JsonSubTypes|@JsonTypeInfo|@JsonTypeName|registerSubtypes|@SerialName|@JsonProperty|@JsonAlias|@SerializedName|@JsonNaming|PropertyNamingStrateg/,
    says: /InvalidTypeIdException|Could not resolve (?:type id|subtype)|missing type id|UnrecognizedPropertyException|Unrecognized field|MissingFieldException|is required for type|Serializer for (?:sub)?class|must not be (?:null|blank)|cannot be null/,
    kinds: ['null_dereference', 'missing_key'],
    did: 'a name by which fields or types are known in JSON is gone',
    weight: 0.9,
  },
  {
    name: 'bean-cycle',
    files: SETTINGS,
    removed:
      /@Lazy\b|ObjectProvider<|allow-circular-references|Provider<|setAllowCircularReferences/,
    says: /circular references?|BeanCurrentlyInCreation|form a cycle/,
    did: 'a bean no more asked for late, which held a circle open',
    weight: 0.95,
  },
  {
    name: 'bean-injected-cycle',
    files: JAVA,
    added:
      /@Autowired|@Inject\b|\bprivate final [A-Z]\w+(?:Service|Facade|Manager|Handler|Client|Repository|Provider) \w+;|private val \w+: [A-Z]\w+(?:Service|Facade|Manager|Handler)/,
    says: /circular references?|BeanCurrentlyInCreation|form a cycle/,
    did: 'a bean that now asks for another',
    weight: 0.9,
  },
  {
    name: 'bean-removed',
    files: SETTINGS,
    removed:
      /@(?:Component|Service|Repository|Configuration|Bean|RestController|Import|EnableJpaRepositories|ComponentScan|EntityScan|EnableConfigurationProperties|ConfigurationPropertiesScan|EnableFeignClients|Mapper|ApplicationScoped|Singleton|Enable\w+)\b/,
    says: /NoSuchBeanDefinition|No qualifying bean|required a bean of type|could not be found|UnsatisfiedDependency|UnsatisfiedResolution|Not a managed type|No bean named|NoSuchBean|No injectable|was not bound/,
    did: 'a bean is declared no more',
    weight: 0.95,
  },
  {
    name: 'bean-conditional',
    files: JAVA,
    added:
      /@ConditionalOn\w+|@Profile\(|@Conditional\(|@Requires\(|@IfBuildProfile|excludeFilters|\bexclude\s*=/,
    says: /NoSuchBeanDefinition|No qualifying bean|required a bean of type|UnsatisfiedDependency|UnsatisfiedResolution|NoSuchBean|Not a managed type/,
    did: 'a bean that is there under a condition only',
    weight: 0.95,
  },
  {
    name: 'bean-ambiguous',
    files: JAVA,
    added: /@(?:Bean|Component|Service|Repository|Primary)\b/,
    says: /NoUniqueBeanDefinition|expected single matching bean but found|required a single bean, but \d+ were found|BeanDefinitionOverride|could not be registered\. A bean with that name|ConflictingBeanDefinition|AmbiguousResolution|more than one '?primary/,
    did: 'a second bean of a type or name',
    weight: 0.95,
  },
  {
    name: 'qualifier-removed',
    files: JAVA,
    removed: /@Primary\b|@Qualifier\(|@Named\(|@Order\(|@Priority\(|@Resource\(name/,
    says: /NoUniqueBeanDefinition|expected single matching bean but found|required a single bean, but|AmbiguousResolution|No qualifying bean/,
    kinds: ['wrong_result'],
    did: 'nothing says any more which of several beans is meant',
    weight: 0.95,
  },
  {
    name: 'setting-without-default',
    files: JAVA,
    added:
      /@Value\(\s*"\$\{[^:}"\n]{1,100}\}|getRequiredProperty\(|System\.getenv\(|@ConfigProperty\(name\s*=\s*"[^"\n]+"\s*\)|getString\("|\?: error\(|checkNotNull\(System/,
    says: /Could not resolve placeholder|Required key '|required property|SRCFG\d+|No configuration setting found for key|ConfigException\$Missing|Failed to (?:load expected configuration|bind properties)|is not set|because the return value of "java\.lang\.System\.getenv/,
    did: 'a setting that must be there',
    weight: 0.95,
  },
  {
    name: 'parameter-names',
    files: SETTINGS,
    removed:
      /-parameters\b|javaParameters|<parameters>true|@(?:PathVariable|RequestParam|RequestHeader|Param|CookieValue)\s*\(\s*"|@(?:PathVariable|RequestParam)\(\s*(?:name|value)/,
    says: /parameter name information not (?:available|found)|Ensure that the compiler uses the '-parameters' flag|Name for argument of type|For queries with named parameters you need to/,
    did: 'parameters are to be told by their names in the code, which is built without them',
    weight: 0.95,
  },
  {
    name: 'request-requires-more',
    files: JAVA,
    added:
      /@(?:NotNull|NotBlank|NotEmpty|Valid|Validated|Size|Pattern|Min|Max|Positive|Email|Past|Future|DecimalMin|Digits)\b|@Request(?:Param|Header|Body|Part)\b(?![^\n]{0,60}required\s*=\s*false)|required\s*=\s*true/,
    says: /MethodArgumentNotValid|ConstraintViolationException|HandlerMethodValidation|MissingServletRequestParameter|MissingRequestHeader|MissingRequestValue|Required (?:request )?(?:parameter|header|body|part)|must not be (?:null|blank|empty)|HttpMessageNotReadable|size must be between|UnexpectedTypeException|WebExchangeBind|HV0000\d+/,
    did: 'requests must now have what they did not need',
    weight: 0.95,
  },
  {
    name: 'body-read-twice',
    files: JAVA,
    added:
      /getInputStream\(\)|getReader\(\)|\.body\(\)\.string\(\)|\.body\.string\(\)|bodyAsText\(|IOUtils\.toString\(|readAllBytes\(\)|StreamUtils\.copyTo|ContentCaching|HttpLoggingInterceptor|getParameter\(/,
    says: /Stream (?:is )?closed|Required request body is missing|getInputStream\(\) has already been called|getReader\(\) has already been called|attempted to read from stream|IllegalStateException: closed|stream has already been (?:operated upon|read)|already consumed|No content to map due to end-of-input|DoubleReceiveException|EOFException/,
    did: 'a body that can be read once is read by one more',
    weight: 0.95,
  },
  {
    name: 'pool-smaller',
    files: SETTINGS,
    added:
      /(?:maximum-?pool-?size|max-?active|max-?total|max-?connections|max-?per-?route|setMax(?:Total|ConnTotal|PerRoute|imumPoolSize)|DefaultMaxPerRoute|maximumPoolSize|max-?size|maxPoolSize|threads\.max)\W{0,4}(?:[1-9]|1\d)\b/i,
    removed:
      /(?:maximum-?pool-?size|max-?active|max-?total|max-?connections|max-?per-?route|setMax(?:Total|ConnTotal|PerRoute|imumPoolSize)|DefaultMaxPerRoute|maximumPoolSize|max-?size|maxPoolSize|threads\.max)\W{0,4}(?:[2-9]\d|\d{3,})\b/i,
    says: /Connection is not available, request timed out|Timeout waiting for (?:connection|idle object)|[Pp]ool (?:is )?exhausted|PoolTimeout|PoolAcquire|Unable to acquire JDBC|TaskRejected|busy threads|Pending acquire/,
    kinds: ['pool_exhausted'],
    did: 'a smaller pool',
    weight: 0.95,
  },
  {
    name: 'body-limit',
    files: SETTINGS,
    added:
      /max-(?:file|request|http|swallow|http-request-header|http-form-post|in-memory)-?\w*(?:-size)?\s*[:=]|maxInMemorySize\(|setMax(?:UploadSize|InMemorySize|RequestSize|FileSize|HttpHeaderSize|PostSize)|WebClient\.(?:create|builder)\(|max\.request\.size|max-message-size|maxInboundMessageSize|max-initial-line-length|HttpObjectAggregator\(|StreamReadConstraints/,
    says: /MaxUploadSizeExceeded|SizeLimitExceeded|FileSizeLimitExceeded|DataBufferLimitException|Exceeded limit on max bytes to buffer|Request header is too large|TooLong(?:Frame|HttpHeader|HttpLine)|RecordTooLargeException|gRPC message exceeds maximum size|\b413\b|\b431\b|PayloadTooLarge|StreamConstraintsException/,
    kinds: ['payload_size'],
    did: 'a limit on the size of requests, messages or their headers',
    weight: 0.95,
  },
  {
    name: 'cors-any-with-credentials',
    files: SETTINGS,
    added:
      /allowCredentials\s*[(=:]\s*"?true|setAllowCredentials\(true|allowedOrigins\(\s*"\*"|addAllowedOrigin\(\s*"\*"|allowed-origins\s*[:=]\s*"?\*|\.cors\(|@CrossOrigin/,
    says: /allowCredentials is true, allowedOrigins cannot contain|Invalid CORS request|No 'Access-Control-Allow-Origin'|blocked by CORS|Access-Control-Allow-(?:Origin|Credentials)/,
    did: 'origins that browsers may call from, or with credentials',
    weight: 0.95,
  },
  {
    name: 'security-rule',
    files: JAVA,
    removed:
      /\.permitAll\(\)|csrf\(\)\.disable|csrf\([^\n]{0,60}disable|ignoringRequestMatchers|ignoringAntMatchers|web\.ignoring\(\)|@PermitAll|antMatchers\(|authorities\(|hasRole\(|setAuthoritiesClaimName|setAuthorityPrefix|JwtGrantedAuthoritiesConverter|ROLE_/,
    says: /\b40[13]\b|AccessDenied|Access (?:is )?denied|Forbidden|Unauthorized|Full authentication is required|Invalid CSRF|CSRF token|InsufficientAuthentication|AuthorizationDenied/i,
    kinds: ['auth'],
    did: 'a rule of who may call what is gone',
    weight: 0.9,
  },
  {
    name: 'scheduled-twice',
    files: JAVA,
    added: /@Scheduled\b|@EnableScheduling|fixedRate|scheduleAtFixedRate|\bcron\s*=/,
    unless: /@SchedulerLock|LockProvider/,
    says: /[Dd]uplicate|ran twice|sent twice|processed twice|Cron expression must consist of|Invalid cron|Encountered invalid @Scheduled|DeadlockLoser|already running/,
    kinds: ['duplicate'],
    did: 'a job that runs by the clock, in every instance',
    weight: 0.85,
  },
  {
    name: 'retry-added',
    files: SETTINGS,
    added:
      /@Retry(?:able)?\b|retryWhen\(|\.retry\(|RetryTemplate|Retryer|RetryConfig|max-?attempts|setRetries|retries\s*[:=]\s*\d|@Retry\(/i,
    unless: /[bB]ackoff|exponential|[iI]dempoten/,
    says: /[Dd]uplicate|(?:charged|sent|processed|created) twice|[Rr]etr(?:y|ies)[^\n]{0,30}(?:exhausted|storm)|\b429\b|Too Many Requests|RetryExhausted|ExhaustedRetry|Retries exhausted/,
    kinds: ['duplicate', 'retry_storm', 'rate_limited'],
    did: 'calls repeated without a pause, and whether or not they had worked',
    weight: 0.9,
  },
  {
    name: 'kafka-payload',
    files: SETTINGS,
    removed:
      /ErrorHandlingDeserializer|trusted\.packages|addTrustedPackages|addTypeInfo|type\.mapping|TypeMapper|DefaultErrorHandler|DeadLetterPublishingRecoverer|JsonDeserializer|value-deserializer|setCommonErrorHandler/,
    says: /not in the trusted packages|SerializationException|Error deserializing key\/value|DeserializationException|No type information in headers|ListenerExecutionFailed|poison|MessageConversionException|cannot be cast to/,
    kinds: ['queue_backlog'],
    did: 'how messages are read, or what is done with one that can not be',
    weight: 0.95,
  },
  {
    name: 'json-name-changed',
    files: JAVA,
    changed:
      /@JsonProperty\(|@JsonAlias\(|@SerializedName\(|@SerialName\(|@JsonTypeName\(|@JsonNaming\(|@Field\(/,
    says: /UnrecognizedPropertyException|Unrecognized field|InvalidTypeIdException|Could not resolve type id|MissingFieldException|MissingKotlinParameter|is required for type|value failed for JSON property|must not be (?:null|blank)/,
    kinds: ['null_dereference', 'missing_key'],
    did: 'a field goes by another name in JSON',
    weight: 0.9,
  },
  {
    name: 'enum-constant-changed',
    files: JAVA,
    changed: /^[ \t]{2,}[A-Z][A-Z0-9_]{2,}\s*(?:\([^\n]{0,80}\))?\s*[,;]?\s*(?:\/\/[^\n]*)?$/m,
    says: /No enum constant|not one of the values accepted for Enum|Unknown name value \[|does not contain element with name|Unknown enum value/,
    did: 'a value of an enum goes by another name',
    weight: 0.95,
  },
  {
    name: 'enum-constant-removed',
    files: JAVA,
    removed: /^[ \t]{2,}[A-Z][A-Z0-9_]{2,}\s*(?:\([^\n]{0,80}\))?\s*[,;]\s*$/m,
    says: /No enum constant|not one of the values accepted for Enum|Unknown name value \[|does not contain element with name|Unknown enum value/,
    did: 'a value of an enum is gone',
    weight: 0.95,
  },
  {
    name: 'query-changed',
    files: JAVA,
    changed:
      /\b(?:find|read|get|count|exists|delete|stream)(?:All|First|Top\d*|Distinct)?By[A-Z]\w*\(|@Query\(|@NamedQuery|createQuery\(|"(?:select|update|delete|from)\b/i,
    says: /No property '?\w+'? found for type|PropertyReferenceException|Could not resolve (?:attribute|root entity)|QuerySyntaxException|UnknownPathException|Could not create query|could not resolve property|SemanticException|Validation failed for query|NonUniqueResultException|did not return a unique result|bad SQL grammar|BadSqlGrammar|Could not locate named parameter/,
    did: 'a query goes by another name or text',
    weight: 0.95,
  },
  {
    name: 'column-name-changed',
    files: JAVA,
    changed:
      /@(?:Column|JoinColumn|Table|Entity|Document|CollectionTable|JoinTable)\(|\bcolumn\("|varchar\("|object \w+ : \w*Table\(/,
    says: /column \S{0,60} ?does not exist|Unknown column|Invalid column name|invalid identifier|Schema-validation|bad SQL grammar|relation "[^"\n]+" does not exist|Table '[^'\n]+' doesn't exist|missing (?:column|table)/,
    did: 'a column or table goes by another name',
    weight: 0.95,
  },
  {
    name: 'route-changed-spring',
    files: JAVA,
    changed:
      /@(?:Get|Post|Put|Delete|Patch|Request)Mapping\b|@Path\(|\.(?:GET|POST|route)\(|(?:get|post|put|delete)\("\//,
    says: /\b40[45]\b|NoHandlerFound|NoResourceFound|No (?:mapping|handler|static resource) (?:for|found)?|Request method '\w+' (?:is )?not supported|MethodNotSupported|MediaTypeNot|Ambiguous mapping/,
    did: 'another route, method or media type',
    weight: 0.9,
  },
  {
    name: 'feign-or-client-timeouts',
    files: SETTINGS,
    changed:
      /(?:[cC]onnect|[rR]ead|[sS]ocket|[rR]esponse|[wW]rite|[qQ]uery|[lL]ock|[iI]dle|[kK]eep-?[aA]live|[cC]onnection|[rR]equest)(?:ion)?-?[tT]imeout|max-?[lL]ifetime|maxIdleTime|idle-?timeout|max\.poll\.(?:interval|records)|session\.timeout/,
    says: /Read timed out|connect timed out|SocketTimeout|ReadTimeout|HttpTimeoutException|Connection prematurely closed|Connection reset|Broken pipe|CommitFailedException|SQLTransientConnection|Possibly consider using a shorter maxLifetime|Communications link failure|QueryTimeout|poll timeout|has left the group|PoolAcquireTimeout|No operations allowed after connection closed/,
    kinds: ['timeout', 'unreachable'],
    did: 'a limit on how long is waited or a connection is kept',
    weight: 0.9,
  },
];
