import type { Example } from './examples.ts';

export const DATA_MESSAGES_EXAMPLES: readonly Example[] = [
  {
    name: 'expiry-dropped',
    path: 'src/sessions.ts',
    patch: "-  await redis.set(key, json, 'EX', 3600);\n+  await redis.set(key, json);",
    failure: "OOM command not allowed when used memory > 'maxmemory'.",
    harmless:
      "-  await redis.set(key, json, 'EX', 3600);\n+  await redis.set(key, json, 'EX', 7200);",
  },
  {
    name: 'eviction-changed',
    path: 'deploy/redis.conf',
    patch: '+maxmemory-policy noeviction',
    failure: "OOM command not allowed when used memory > 'maxmemory'.",
    harmless: '-tcp-backlog 128\n+tcp-backlog 256',
  },
  {
    name: 'whole-keyspace-read',
    path: 'src/sessions.ts',
    patch: '+  const all = await redis.keys(`session:*`);',
    failure: 'StackExchange.Redis.RedisTimeoutException: Timeout performing GET',
    harmless: '+  const all = Object.keys(sessions);',
  },
  {
    name: 'keys-of-several-slots',
    path: 'src/basket.py',
    patch: '+    rows = redis.mget(keys)',
    failure: "redis.exceptions.ClusterError: CROSSSLOT Keys in request don't hash to the same slot",
    harmless: '+    row = redis.get(key)',
  },
  {
    name: 'key-of-another-type',
    path: 'src/basket.py',
    patch: '-    redis.set(key, dump(basket))\n+    redis.hset(key, mapping=basket)',
    failure: 'WRONGTYPE Operation against a key holding the wrong kind of value',
    harmless: '-    redis.set(key, dump(basket))\n+    redis.set(key, dump(basket), nx=True)',
  },
  {
    name: 'coding-of-cache-changed',
    path: 'src/basket.py',
    patch: '-    return json.loads(raw)\n+    return pickle.loads(raw)',
    failure: "_pickle.UnpicklingError: invalid load key, '{'.",
    harmless: '-    return json.loads(raw)\n+    return json.loads(raw or b"")',
  },
  {
    name: 'class-of-what-is-kept-changed',
    path: 'src/Basket.java',
    patch: '-  private static final long serialVersionUID = 1L;\n   private int cents;',
    failure:
      'java.io.InvalidClassException: shop.Basket; local class incompatible: serialVersionUID',
    harmless: '-  private static final long LIMIT = 1L;\n   private int cents;',
  },
  {
    name: 'key-of-cache-shortened',
    path: 'src/prices.ts',
    patch: '-  const cacheKey = `price:${shop}:${sku}`;\n+  const cacheKey = `price:${sku}`;',
    failure: 'price of another customer shown: wrong currency',
    harmless: '-  const limit = 4;\n+  const limit = 5;',
  },
  {
    name: 'offsets-begin-elsewhere',
    path: 'config/consumer.properties',
    patch: '-group.id=bills\n+group.id=bills-v2',
    failure: 'bill 17 was booked twice: replay from the earliest offset',
    harmless: '-fetch.min.bytes=1\n+fetch.min.bytes=2',
  },
  {
    name: 'consumer-thrown-out',
    path: 'config/consumer.properties',
    patch: '-max.poll.interval.ms=300000\n+max.poll.interval.ms=10000',
    failure:
      'org.apache.kafka.clients.consumer.CommitFailedException: the group has already rebalanced',
    harmless: '-fetch.min.bytes=1\n+fetch.min.bytes=2',
  },
  {
    name: 'acknowledged-otherwise',
    path: 'src/worker.js',
    patch:
      '-channel.consume(q, pay, { noAck: false });\n+channel.consume(q, pay, { noAck: true });',
    failure: 'PRECONDITION_FAILED - unknown delivery tag 1',
    harmless:
      '-channel.consume(q, pay, { priority: 1 });\n+channel.consume(q, pay, { priority: 2 });',
  },
  {
    name: 'acknowledgement-dropped',
    path: 'src/worker.js',
    patch: '   await pay(message);\n-  channel.ack(message);',
    failure: 'bill 17 already paid: message was redelivered',
    harmless: '   await pay(message);\n-  log(message);',
  },
  {
    name: 'messages-out-of-order',
    path: 'src/Events.java',
    patch:
      '-    send(new ProducerRecord<>(TOPIC, bill.id(), json));\n+    send(new ProducerRecord<>(TOPIC, json));',
    failure: 'bill 17 closed before it was opened: unexpected sequence',
    harmless: '-    send(a);\n+    send(b);',
  },
  {
    name: 'size-of-messages-limited',
    path: 'config/producer.properties',
    patch: '-max.request.size=5242880\n+max.request.size=1048576',
    failure: 'org.apache.kafka.common.errors.RecordTooLargeException: The message is 1200000 bytes',
    harmless: '-linger.ms=1\n+linger.ms=2',
  },
  {
    name: 'size-of-messages-default',
    path: 'src/Client.java',
    patch: '-        .maxInboundMessageSize(16 << 20)\n         .build();',
    failure: 'RESOURCE_EXHAUSTED: gRPC message exceeds maximum size 4194304: larger than max',
    harmless: '-        .userAgent("a")\n         .build();',
  },
  {
    name: 'topic-called-otherwise',
    path: 'config/till.yml',
    patch: '-  topic: bills\n+  topic: till-bills',
    failure: 'UNKNOWN_TOPIC_OR_PARTITION: Topic till-bills not present in metadata',
    harmless: '-  level: info\n+  level: debug',
  },
  {
    name: 'queue-declared-otherwise',
    path: 'src/worker.js',
    patch:
      "-channel.assertQueue('bills', { durable: true });\n+channel.assertQueue('bills', { durable: false });",
    failure: "406 PRECONDITION_FAILED - inequivalent arg 'durable' for queue 'bills'",
    harmless: '-const a = 1;\n+const a = 2;',
  },
  {
    name: 'queue-argument-put-in',
    path: 'src/worker.js',
    patch: "   arguments: {\n+    'x-message-ttl': 60000,",
    failure: "406 PRECONDITION_FAILED - inequivalent arg 'x-message-ttl' for queue 'bills'",
    harmless: '   arguments: {\n+    comment: 1,',
  },
  {
    name: 'prefetch-dropped',
    path: 'src/worker.js',
    patch: '-channel.prefetch(20);\n channel.consume(q, pay);',
    failure: '41200 unacked messages, JavaScript heap out of memory',
    harmless: '-channel.prefetch(20);\n+channel.prefetch(10);',
  },
  {
    name: 'message-seen-too-soon',
    path: 'infra/queue.tf',
    patch: '-  visibility_timeout_seconds = 300\n+  visibility_timeout_seconds = 5',
    failure: 'bill 17 was sent twice',
    harmless: '-  delay_seconds = 1\n+  delay_seconds = 2',
  },
  {
    name: 'poison-is-kept',
    path: 'infra/queue.tf',
    patch: '-  redrive_policy = jsonencode({ maxReceiveCount = 5 })\n   name = "bills"',
    failure: 'bill 17 failed, attempt 412, redelivered',
    harmless: '-  tags = {}\n   name = "bills"',
  },
  {
    name: 'avro-changed',
    path: 'schemas/bill.avsc',
    patch: '-  {"name": "tip", "type": "int", "default": 0},\n+  {"name": "tip", "type": "int"},',
    failure:
      'org.apache.avro.AvroTypeException: Found Bill, expecting Bill, missing required field tip',
    harmless: '   {"name": "a", "type": "int"}\n+  ',
  },
  {
    name: 'field-number-changed',
    path: 'api/bill.proto',
    patch: '-  int64 cents = 3;\n+  int64 cents = 4;',
    failure: 'proto: cannot parse invalid wire-format data',
    harmless: '+  int64 tip = 5;',
  },
  {
    name: 'call-of-contract-changed',
    path: 'api/bill.proto',
    patch: '-  rpc Close(CloseRequest) returns (Bill);\n   rpc Open(OpenRequest) returns (Bill);',
    failure:
      'rpc error: code = Unimplemented desc = unknown method Close for service Bills (UNIMPLEMENTED)',
    harmless: '-  // closes\n   int64 a = 1;',
  },
  {
    name: 'may-not-be-null',
    path: 'api/schema.graphql',
    patch: '-  tip: Int\n+  tip: Int!',
    failure: 'Cannot return null for non-nullable field Bill.tip.',
    harmless: '-  tip: Int!\n+  tip: Int',
  },
  {
    name: 'field-called-otherwise',
    path: 'src/bill.go',
    patch: '-	Tip int `json:"tip"`\n+	Tip int `json:"gratuity"`',
    failure: "TypeError: Cannot read properties of undefined (reading 'tip')",
    harmless: '-	Tip int\n+	Tip int64',
  },
  {
    name: 'spelling-of-fields-changed',
    path: 'src/main/resources/application.yml',
    patch: '   jackson:\n+    property-naming-strategy: SNAKE_CASE',
    failure: 'missing required field billId',
    harmless: '   jackson:\n+    locale: de',
  },
  {
    name: 'unknown-fields-refused',
    path: 'src/bill.go',
    patch: ' 	dec := json.NewDecoder(r.Body)\n+	dec.DisallowUnknownFields()',
    failure: 'json: unknown field "tip"',
    harmless: ' 	dec := json.NewDecoder(r.Body)\n+	dec.UseNumber()',
  },
  {
    name: 'unknown-fields-no-longer-ignored',
    path: 'src/Bill.java',
    patch: '-@JsonIgnoreProperties(ignoreUnknown = true)\n public record Bill(int cents) {}',
    failure: 'UnrecognizedPropertyException: Unrecognized field "tip" (class shop.Bill)',
    harmless: '-@Deprecated\n public record Bill(int cents) {}',
  },
  {
    name: 'empty-fields-left-out',
    path: 'src/bill.go',
    patch: '-	Tip int `json:"tip"`\n+	Tip int `json:"tip,omitempty"`',
    failure: "KeyError: 'tip'",
    harmless: '-	Tip int `json:"tip,omitempty"`\n+	Tip int `json:"tip"`',
  },
  {
    name: 'enumeration-sent-otherwise',
    path: 'src/Bill.cs',
    patch:
      '+  [JsonConverter(typeof(JsonStringEnumConverter))]\n   public State State { get; set; }',
    failure: 'Cannot deserialize value of type `int` from String "open"',
    harmless: '+  [Obsolete]\n   public State State { get; set; }',
  },
  {
    name: 'times-sent-otherwise',
    path: 'src/main/resources/application.yml',
    patch: '   serialization:\n+    WRITE_DATES_AS_TIMESTAMPS: true',
    failure:
      "java.time.format.DateTimeParseException: Text '1767225600' could not be parsed at index 0",
    harmless: '   serialization:\n+    INDENT_OUTPUT: true',
  },
  {
    name: 'field-required',
    path: 'src/Bill.java',
    patch: '+  @NotBlank\n   private String waiter;',
    failure: "Field error in object 'bill' on field 'waiter': must not be blank",
    harmless: '+  @Deprecated\n   private String waiter;',
  },
  {
    name: 'mapping-of-index-changed',
    path: 'search/bills.json',
    patch: '-  "waiter": { "type": "keyword" },\n+  "waiter": { "type": "text" },',
    failure: 'illegal_argument_exception: Fielddata is disabled on [waiter]',
    harmless: '-  "a": 1,\n+  "a": 2,',
  },
  {
    name: 'search-window-too-large',
    path: 'src/search.ts',
    patch:
      '-  const found = await client.search({ index, q });\n+  const found = await client.search({ index, q, from: page * 50 });',
    failure: 'Result window is too large, from + size must be less than or equal to: [10000]',
    harmless:
      '-  const found = await client.search({ index, q });\n+  const found = await client.search({ index, q: q.trim() });',
  },
  {
    name: 'document-id-as-text',
    path: 'src/bills.js',
    patch:
      '-  return bills.findOne({ _id: new ObjectId(id) });\n+  return bills.findOne({ _id: id });',
    failure: "TypeError: Cannot read properties of null (reading 'cents')",
    harmless: '-  return bills.findOne({ id });\n+  return bills.findOne({ id, open });',
  },
  {
    name: 'documents-sorted-in-memory',
    path: 'src/bills.js',
    patch: '-  return bills.find({ day });\n+  return bills.find({ day }).sort({ tip: -1 });',
    failure:
      'Sort exceeded memory limit of 104857600 bytes, but did not opt in to external sorting.',
    harmless: '-  return bills.find({ day });\n+  return bills.find({ day, open });',
  },
  {
    name: 'key-of-table-does-not-match',
    path: 'src/bills.ts',
    patch: '-  Key: { pk: id, sk: day },\n+  Key: { pk: id },',
    failure: 'ValidationException: The provided key element does not match the schema',
    harmless: '-  TableName: a,\n+  TableName: b,',
  },
  {
    name: 'whole-table-scanned',
    path: 'src/bills.ts',
    patch:
      '-  const rows = await db.send(new QueryCommand(q));\n+  const rows = await db.send(new ScanCommand(q));',
    failure:
      'ProvisionedThroughputExceededException: The level of configured provisioned throughput',
    harmless:
      '-  const rows = await db.send(new QueryCommand(q));\n+  const rows = await db.send(new GetCommand(q));',
  },
  {
    name: 'objects-looked-for-elsewhere',
    path: 'config/till.yml',
    patch: '-  bucket: bills-eu\n+  bucket: bills',
    failure: 'NoSuchKey: The specified key does not exist.',
    harmless: '-  level: info\n+  level: debug',
  },
  {
    name: 'secret-of-signatures-changed',
    path: 'config/till.yml',
    patch: '-  jwt_secret: ${JWT_SECRET}\n+  jwt_secret: ${AUTH_SECRET}',
    failure: 'jwt.exceptions.InvalidSignatureError: Signature verification failed',
    harmless: '-  level: info\n+  level: debug',
  },
  {
    name: 'repeats-no-longer-told-apart',
    path: 'src/pay.rb',
    patch: '-    return if already_processed?(event.id)\n     charge(event)',
    failure: 'card 4 was charged twice',
    harmless: '-    puts event.id\n     charge(event)',
  },
];
