/** Known pitfalls of caches, brokers, documents and the contracts of what is sent between services. */
import type { Pitfall } from './model.ts';

const ANY = /./;
const REDELIVERED =
  /redeliver|twice|duplicate|processed again|already (?:processed|paid|sent)|unacked|reprocess/i;
const NOT_THERE =
  /missing (?:\w+ ){0,2}(?:field|property|key|param|attribute|\w+Id\b)|unknown (?:field|property)|unrecogni[sz]ed|(?:field|property|key) .{0,60}(?:required|missing|not found)|required (?:field|property|key)|KeyError|properties of undefined|NoneType/i;

export const DATA_MESSAGES: readonly Pitfall[] = [
  {
    name: 'expiry-dropped',
    files: ANY,
    removed: /\bEX\b|\bPX\b|setex|expire(?:At|s)?\b|\bttl\b|maxAge|time_to_live|expireAfter/i,
    kinds: ['memory', 'cache'],
    says: /OOM command not allowed|maxmemory|stale|outdated/i,
    did: 'what is kept no longer expires',
    weight: 0.8,
  },
  {
    name: 'eviction-changed',
    files: ANY,
    added: /noeviction|maxmemory(?:-policy)?|volatile-(?:lru|ttl|lfu)/i,
    says: /OOM command not allowed|used memory > 'maxmemory'|evicted/i,
    did: 'a full cache refuses or drops other things than before',
    weight: 0.98,
  },
  {
    name: 'whole-keyspace-read',
    files: ANY,
    added:
      /\.keys\(\s*[`"'f]|["'`]KEYS["'`]|\bKEYS \*|smembers|hgetall|lrange\([^)\n]*0,\s*-1|flushall|flushdb/i,
    kinds: ['slow', 'timeout', 'cpu', 'cache'],
    says: /slowlog|BUSY Redis|RedisTimeout|timeout (?:performing|awaiting)|blocked/i,
    did: 'a store with one thread is asked for all that it has',
    weight: 0.9,
  },
  {
    name: 'keys-of-several-slots',
    files: ANY,
    added:
      /mget|mset|\.multi\(|pipeline|eval(?:sha)?\(|rename|s(?:inter|union|diff)|zunion|\.del\([^)\n]*,|cluster/i,
    says: /CROSSSLOT|\bMOVED \d|\bASK \d|CLUSTERDOWN|same slot/,
    did: 'keys of several shards are asked for at once',
    weight: 0.98,
  },
  {
    name: 'key-of-another-type',
    files: ANY,
    added:
      /\b(?:hset|hget|hmset|lpush|rpush|sadd|zadd|incr(?:by)?|hincrby|opsFor(?:Hash|List|Set|ZSet))\b/i,
    says: /WRONGTYPE|is not an integer or out of range/,
    did: 'a key holds another type of value than before',
    weight: 0.98,
  },
  {
    name: 'coding-of-cache-changed',
    files: ANY,
    added:
      /serializer|\bcodec\b|pickle|msgpack|marshal|Kryo|ObjectOutputStream|protobuf|snappy|lz4|zstd|igbinary/i,
    says: /InvalidClassException|invalid stream header|unpickl|UnpicklingError|incompatible marshal|could not deseriali[sz]e|SerializationException|msgpack|marshal data too short|Unexpected token|cannot decode|magic number|not a valid .{0,20}frame/i,
    did: 'what was kept before is read by another coding',
    weight: 0.95,
  },
  {
    name: 'class-of-what-is-kept-changed',
    files: /\.(?:java|kt|scala|groovy)$/,
    removed: /serialVersionUID|implements\s+[^{\n]*Serializable/,
    says: /InvalidClassException|NotSerializableException|serialVersionUID|SerializationFailed/,
    did: 'objects kept before are no longer of the same class',
    weight: 0.98,
  },
  {
    name: 'key-of-cache-shortened',
    files: ANY,
    changed:
      /(?:cache_?key|key_?for|keyOf|@Cacheable|Rails\.cache|\bkey\b)\w*[^\n]{0,20}[=:(][^\n]*(?:\$\{|\{\w|#\{|%[sdv]|\+|["'`])/i,
    kinds: ['cache'],
    says: /other (?:user|tenant|customer|account|shop)|wrong (?:user|tenant|customer|account|language|currency|price)|belongs to another|of another (?:user|tenant|customer)/i,
    did: 'things that differ are kept under one key',
    weight: 0.9,
  },
  {
    name: 'offsets-begin-elsewhere',
    files: ANY,
    changed: /auto[._]?offset[._]?reset|group[._]?id|consumer_?group|groupId|client[._]?id/i,
    says: /twice|duplicate|replay|reprocess|skipped|resetting offset|no committed offset|GroupAuthorization|not authorized to access group/i,
    did: 'a consumer begins to read somewhere else',
    weight: 0.9,
  },
  {
    name: 'consumer-thrown-out',
    files: ANY,
    changed: /max[._]?poll|session[._]?timeout|heartbeat[._]?interval|partition[._]?assignment/i,
    says: /CommitFailed|rebalanc|leav(?:e|ing) (?:the )?group|max\.poll\.interval|UNKNOWN_MEMBER_ID|member .{1,60} (?:was )?(?:removed|failed)|IllegalGeneration/i,
    did: 'a consumer is taken for dead after another time',
    weight: 0.95,
  },
  {
    name: 'acknowledged-otherwise',
    files: ANY,
    changed: /auto[._]?commit|auto_?ack|no_?ack|AckMode|acknowledge|requeue|acks\b/i,
    kinds: ['duplicate'],
    says: /redeliver|twice|duplicate|unacked|lost (?:message|event|order)|messages? (?:lost|missing)|unknown delivery tag|PRECONDITION_FAILED/i,
    did: 'messages are acknowledged at another time',
    weight: 0.9,
  },
  {
    name: 'acknowledgement-dropped',
    files: ANY,
    removed:
      /\.(?:ack|basicAck|Ack|nack|acknowledge)\(|commit(?:Sync|Async)\(|delete_?[mM]essage|DeleteMessage|complete\(message|CompleteMessage/,
    kinds: ['duplicate', 'queue_backlog'],
    says: /redeliver|twice|duplicate|unacked|delivery acknowledgement.{0,40}timed out|already (?:processed|paid|sent)/i,
    did: 'messages are no longer acknowledged',
    weight: 0.95,
  },
  {
    name: 'messages-out-of-order',
    files: ANY,
    changed:
      /partition_?key|ProducerRecord|MessageGroupId|routing_?key|keyed|\.key\(|key:\s|hash_?key/i,
    says: /out[- ]of[- ]order|stale (?:version|state|event)|version conflict|before it was (?:created|opened)|unexpected sequence|older than/i,
    did: 'messages of one thing go different ways',
    weight: 0.9,
  },
  {
    name: 'size-of-messages-limited',
    files: ANY,
    changed:
      /max[._]?request[._]?size|max[._]?message[._]?(?:bytes|size)|message[._]?max|fetch[._]?max|max_?(?:receive|send)_?message|maxInboundMessageSize|MaxCallRecvMsgSize|compression/i,
    says: /RecordTooLarge|MessageSizeTooLarge|message (?:size )?(?:is )?(?:too large|larger than max)|larger than max|exceeds (?:maximum|max)|MSG_SIZE_TOO_LARGE|RESOURCE_EXHAUSTED/i,
    did: 'messages may only be so large',
    weight: 0.95,
  },
  {
    name: 'size-of-messages-default',
    files: ANY,
    removed:
      /maxInboundMessageSize|max_?(?:receive|send)_?message_?(?:length|size)|MaxCallRecvMsgSize|max[._]request[._]size|setMax\w*MessageSize/i,
    says: /larger than max|RESOURCE_EXHAUSTED|RecordTooLarge|message too large/i,
    did: 'a larger limit of messages was taken away',
    weight: 0.98,
  },
  {
    name: 'topic-called-otherwise',
    files: ANY,
    changed: /topic|queue|exchange|stream|subject|subscription/i,
    says: /UNKNOWN_TOPIC|UnknownTopic|no (?:queue|exchange) '|NonExistentQueue|topic .{1,80} (?:not present|does not exist|not found)|NOT_FOUND - no|no responders|Resource not found \(resource=/i,
    did: 'a topic or queue is called by another name',
    weight: 0.95,
  },
  {
    name: 'queue-declared-otherwise',
    files: ANY,
    changed:
      /x-(?:message-ttl|queue-type|max-|dead-letter|expires)|durable|auto_?[dD]elete|exclusive|(?:assert|declare)_?(?:Queue|Exchange)|queue_declare|exchange_declare/,
    says: /inequivalent arg|PRECONDITION_FAILED|\b406\b/,
    did: 'a queue that is there is declared with other arguments',
    weight: 0.98,
  },
  {
    name: 'queue-argument-put-in',
    files: ANY,
    added:
      /x-(?:message-ttl|queue-type|max-\w+|dead-letter-\w+|expires)|durable\W{1,4}(?:true|false|True|False)/,
    says: /inequivalent arg|PRECONDITION_FAILED|\b406\b/,
    did: 'a queue that is there is declared with one more argument',
    weight: 0.98,
  },
  {
    name: 'prefetch-dropped',
    files: ANY,
    removed: /prefetch|basicQos|basic_qos|\.Qos\(|receiver_?queue_?size|max_?in_?flight/i,
    kinds: ['memory', 'queue_backlog', 'timeout'],
    says: /unacked|OutOfMemory|consumer .{0,30}timed out|heap|flow control/i,
    did: 'a consumer takes all messages at once',
    weight: 0.9,
  },
  {
    name: 'message-seen-too-soon',
    files: ANY,
    changed:
      /visibility_?timeout|VisibilityTimeout|ack_?deadline|lock_?duration|reserve_?time|retry_after|consumer_?timeout/i,
    says: REDELIVERED,
    kinds: ['duplicate'],
    did: 'a message under way is handed out again after another time',
    weight: 0.95,
  },
  {
    name: 'poison-is-kept',
    files: ANY,
    removed:
      /redrive|dead[_-]?letter|maxReceiveCount|max_?deliver|DefaultErrorHandler|DeadLetterPublishing|discard_on/i,
    kinds: ['queue_backlog', 'retry_storm'],
    says: /redeliver|attempt \d{2,}|same (?:message|offset)|stuck|poison|lag|backlog/i,
    did: 'what can never be handled is no longer set aside',
    weight: 0.9,
  },
  {
    name: 'avro-changed',
    files: /\.(?:avsc|avdl|avpr)$/,
    changed: /"(?:name|type|default|symbols)"|\w/,
    says: /AvroTypeException|Avro|incompatible (?:with an earlier )?schema|being registered is incompatible|SchemaRegistry|Unknown magic byte|missing required field|SerializationException/i,
    did: 'a schema changed that others read and write by',
    weight: 0.98,
  },
  {
    name: 'field-number-changed',
    files: /\.proto$/,
    changed: /=\s*\d+\s*(?:\[[^\]\n]*\])?;/,
    kinds: ['parse', 'wrong_result', 'missing_key'],
    says: /wire ?type|InvalidProtocolBuffer|proto: (?:cannot parse|illegal|wrong)|invalid tag|DecodeError|Error parsing message|unrecognized enum/i,
    did: 'a field on the wire has another number or type',
    weight: 0.98,
  },
  {
    name: 'call-of-contract-changed',
    files: /\.(?:proto|graphqls?|gql|wsdl|thrift)$/,
    removed: /\brpc\s|^\s*\w+(?:\([^)\n]*\))?:\s*\[?\w|service\s|operation|type\s/m,
    says: /UNIMPLEMENTED|unknown (?:service|method)|Cannot query field|method not found|Unknown (?:type|argument)|No such operation/i,
    did: 'a call or a field is no longer offered',
    weight: 0.98,
  },
  {
    name: 'may-not-be-null',
    files: /\.(?:graphqls?|gql)$|schema/i,
    added: /:\s*\[?\w+!?\]?!\s*$|nullable:\s*false|null:\s*false|GraphQLNonNull/m,
    says: /non-null(?:able)?|Cannot return null|of required type/i,
    did: 'a field must have a value wherever it is asked for',
    weight: 0.98,
  },
  {
    name: 'field-called-otherwise',
    files: ANY,
    changed:
      /@JsonProperty|json:"|JsonPropertyName|@SerializedName|@SerialName|serde\(rename|alias\s*=|@JsonAlias|xml:"|@XmlElement|CodingKeys|data_key|attribute_name|\bfield_name/,
    says: NOT_THERE,
    did: 'a field is sent or read under another name',
    weight: 0.7,
  },
  {
    name: 'spelling-of-fields-changed',
    files: ANY,
    added:
      /PropertyNamingStrateg|SNAKE_CASE|camelCase|NamingPolicy|NamingStrategy|rename_all|alias_generator|key_transform|CamelCaseProperty|underscore_keys/i,
    says: NOT_THERE,
    did: 'all fields are spelled in another way',
    weight: 0.8,
  },
  {
    name: 'unknown-fields-refused',
    files: ANY,
    added:
      /FAIL_ON_UNKNOWN_PROPERTIES,\s*true|fail-on-unknown-properties:\s*true|DisallowUnknownFields|additionalProperties["']?:\s*false|extra\s*=\s*["']forbid|deny_unknown_fields|\.strict\(\)|forbidNonWhitelisted:\s*true|MissingMemberHandling\.Error|unevaluatedProperties["']?:\s*false/,
    says: /unrecognized (?:field|key)|unknown (?:field|key|propert)|additional propert|extra (?:fields|inputs)|should not exist|could not find member/i,
    did: 'fields that are not known are refused',
    weight: 0.98,
  },
  {
    name: 'unknown-fields-no-longer-ignored',
    files: ANY,
    removed:
      /FAIL_ON_UNKNOWN_PROPERTIES|ignoreUnknown|JsonIgnoreProperties|ignoreUnknownKeys|extra\s*=\s*["']ignore|\.passthrough\(\)|unknown\s*=\s*EXCLUDE|allowUnknown/,
    says: /unrecognized (?:field|key)|unknown (?:field|key|propert)|additional propert|extra (?:fields|inputs)|UnrecognizedProperty/i,
    did: 'fields that are not known are no longer passed over',
    weight: 0.98,
  },
  {
    name: 'empty-fields-left-out',
    files: ANY,
    added:
      /omitempty|NON_(?:NULL|EMPTY|DEFAULT)|exclude_(?:none|unset|defaults)|skip_serializing_if|WhenWritingNull|NullValueHandling\.Ignore|explicitNulls\s*=\s*false|\.compact\b/,
    says: NOT_THERE,
    did: 'fields without a value are no longer sent',
    weight: 0.75,
  },
  {
    name: 'enumeration-sent-otherwise',
    files: ANY,
    added:
      /StringEnumConverter|@Enumerated|EnumType\.(?:STRING|ORDINAL)|use_enum_values|WRITE_ENUMS|@JsonValue|@JsonFormat\(shape|EnumAsString|enum_?as_?string|store_as|serde_repr/i,
    says: /cannot deserialize value of type|could not be converted|invalid enum|No enum constant|not a valid (?:choice|enum|value)|unknown variant|invalid input value for enum|Unexpected (?:enum|value)|data truncated/i,
    did: 'values of an enumeration are written in another way',
    weight: 0.95,
  },
  {
    name: 'times-sent-otherwise',
    files: ANY,
    added:
      /WRITE_DATES_AS_TIMESTAMPS|@JsonFormat|DateTimeFormat|date_?format|strftime|RFC3339|ISO8601|toISOString|UnixMilli|getTime\(\)|timestamp\(\)|DateTimeZoneHandling|iso_?format/i,
    says: /cannot parse|could not be parsed|invalid date(?:time)?|Invalid time value|DateTimeParse|does not match format|parsing time|not a valid (?:date|timestamp)|DateTimeException/i,
    did: 'times are written in another way',
    weight: 0.95,
  },
  {
    name: 'field-required',
    files: /\.(?:ya?ml|json|ts|js|py|rb|cs|java|kt|go|php|proto)$/,
    added:
      /^\s*-?\s*["']?required["']?\s*[:=]|@NotNull|@NotBlank|\[Required\]|validate:"required|validates\b[^\n]*presence|\.min\(1\)|Field\(\.\.\.|IsNotEmpty\(/m,
    says: /required (?:property|field|parameter|input)|is (?:a )?required|must not be (?:null|blank|empty)|must have required|can't be blank|should not be empty|field required/i,
    did: 'a field has to be sent',
    weight: 0.95,
  },
  {
    name: 'mapping-of-index-changed',
    files: ANY,
    changed: /"(?:type|analyzer|dynamic|format|fielddata)"|mapping|@Field\(|FieldType\./,
    says: /mapper_parsing|strict_dynamic_mapping|fielddata is disabled|cannot be changed from type|No mapping found|search_phase_execution|failed to parse field|different type/i,
    did: 'an index holds a field in another way',
    weight: 0.98,
  },
  {
    name: 'search-window-too-large',
    files: ANY,
    added:
      /\bfrom\b["']?\s*[:=(]|\bsize\b["']?\s*[:=(]|max_?results|must|should|terms|\bagg(?:regation)?s?\b/i,
    says: /result window is too large|max_result_window|too_many_(?:buckets|clauses|scroll)|maxClauseCount|too many (?:buckets|clauses)/i,
    did: 'more is searched for than the index gives at once',
    weight: 0.98,
  },
  {
    name: 'document-id-as-text',
    files: ANY,
    removed: /ObjectI[dD]\(|toHexString|ObjectId\.createFromHexString|new ObjectID|BSON::ObjectId/,
    says: /not found|CastError|Cast to ObjectId|\bnull\b|None|no documents in result|must be a (?:single )?String of 12 bytes/,
    did: 'documents are looked for by a text instead of their id',
    weight: 0.7,
  },
  {
    name: 'documents-sorted-in-memory',
    files: ANY,
    added: /\.sort\(|\$sort|\$group|\$lookup|\$unwind/,
    says: /sort exceeded memory|Sort operation used more than|allowDiskUse|exceeded memory limit|COLLSCAN/i,
    did: 'documents are sorted or joined without an index',
    weight: 0.95,
  },
  {
    name: 'key-of-table-does-not-match',
    files: ANY,
    changed:
      /\bKey\b\s*[:=]|KeyConditionExpression|partition_?key|sort_?key|hash_?key|range_?key|IndexName/i,
    says: /provided key element does not match|Query condition missed key|missing the key|ValidationException|does not have the specified index/i,
    did: 'a table is asked by another key than its own',
    weight: 0.95,
  },
  {
    name: 'whole-table-scanned',
    files: ANY,
    added: /\.scan\(|ScanCommand|ScanRequest|paginator.{0,20}scan|ALLOW FILTERING|ScanAsync/i,
    kinds: ['rate_limited', 'slow', 'timeout', 'db_slow'],
    says: /ProvisionedThroughputExceeded|ThrottlingException|ReadTimeout|tombstone|Throughput exceeds/i,
    did: 'a whole table is read for a few rows',
    weight: 0.95,
  },
  {
    name: 'objects-looked-for-elsewhere',
    files: ANY,
    changed: /bucket|region|prefix|object_?key|\bKey\b|s3:\/\/|gs:\/\/|endpoint_?url|path_?style/i,
    says: /NoSuchKey|NoSuchBucket|PermanentRedirect|AuthorizationHeaderMalformed|BucketRegionError|The specified (?:key|bucket) does not exist|storage: object doesn't exist|BlobNotFound/i,
    did: 'objects are looked for in another place',
    weight: 0.95,
  },
  {
    name: 'secret-of-signatures-changed',
    files: ANY,
    changed:
      /SESSION_SECRET|secret_?key(?:_base)?|APP_KEY|SECRET_KEY|signing_?(?:key|secret)|cookie_?secret|jwt_?secret|encryption_?key|\bkid\b|issuer|audience|algorithms?\b/i,
    says: /(?:invalid|bad) ?signature|BadSignature|MAC is invalid|InvalidMessage|could not decrypt|bad decrypt|BadPadding|signature (?:verification|validation) failed|invalid (?:issuer|audience|algorithm|token)|SignatureDoesNotMatch|InvalidAuthenticityToken|unable to find .{0,20}key|DecryptException/i,
    did: 'what was signed or sealed before is checked in another way',
    weight: 0.95,
  },
  {
    name: 'repeats-no-longer-told-apart',
    files: ANY,
    removed:
      /idempoten|dedup|message_?id|already_?(?:processed|seen|handled)|processed_?(?:ids|events)|request_?id|nonce|SETNX|\bNX\b/i,
    kinds: ['duplicate', 'db_constraint'],
    says: /twice|duplicate|double|already (?:processed|paid|sent)|second time|replay/i,
    did: 'what comes a second time is handled a second time',
    weight: 0.85,
  },
];
