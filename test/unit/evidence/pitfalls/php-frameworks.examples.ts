import type { Example } from './examples.ts';

type Row = readonly [name: string, patch: string, failure: string, harmless: string, path?: string];

const NULL = 'Error: Call to a member function name() on null';
const OTHER = 'the order of another customer was shown: wrong customer';
const SLOW = 'request took 31000 ms: slow query, timeout of 30000 ms exceeded';
const DUPLICATE = "SQLSTATE[23000]: Integrity constraint violation: 1062 Duplicate entry '7'";
const INVALID = 'Illuminate\\Validation\\ValidationException: The given data was invalid.';
const MODEL = 'ModelNotFoundException: No query results for model [App\\Order] 7';
const BINDING = 'BindingResolutionException: Target [App\\Rates] is not instantiable.';
const COLUMN = "SQLSTATE[42S22]: Column not found: 1054 Unknown column 'zone' in 'field list'";
const NO_DEFAULT = "SQLSTATE[HY000]: General error: 1364 Field 'zone' doesn't have a default value";
const NO_ROUTE = 'RouteNotFoundException: Route [plan.show] not defined.';

const ROWS: readonly Row[] = [
  [
    'laravel-env-outside-config',
    "+    $key = env('RATES_KEY');",
    'HTTP 401: the key of rates is not set',
    "+    $key = config('rates.key');",
  ],
  [
    'laravel-config-cached',
    '+RUN php artisan config:cache',
    'RuntimeException: No application encryption key has been specified.',
    '+RUN php artisan migrate',
    'Dockerfile',
  ],
  [
    'laravel-config-key',
    "-    'rates' => 5,\n+    'rate' => 5,",
    'ErrorException: Undefined array key "rates"',
    '-    return [];\n+    return [1];',
    'config/rates.php',
  ],
  [
    'laravel-fillable',
    "-    protected $fillable = ['zone', 'name'];\n+    protected array $allowed = ['name'];",
    NO_DEFAULT,
    '-    protected $table = 5;',
  ],
  [
    'laravel-guarded',
    "-    $order->zone = $zone;\n+    $order->fill(['zone' => $zone]);",
    'MassAssignmentException: Add [zone] to fillable property to allow mass assignment',
    '+    $order->zone = $zone;',
  ],
  [
    'laravel-casts-dropped',
    "-        'options' => 'array',",
    'TypeError: foreach() argument must be of type array|object, string given',
    "-        'zone' => $zone,",
  ],
  [
    'laravel-casts-added',
    "+        'token' => 'encrypted',",
    'Illuminate\\Contracts\\Encryption\\DecryptException: The payload is invalid.',
    "+        'token' => $token,",
  ],
  [
    'laravel-eager-load-dropped',
    "-    Order::with('lines')->get();\n+    Order::all();",
    SLOW,
    '-    Order::all();',
  ],
  [
    'laravel-query-in-a-loop',
    '+    foreach ($orders as $order) {\n+        $zone = Zone::find($order->zone);',
    SLOW,
    '+    foreach ($orders as $order) {\n+        $sum += $order->sum;',
  ],
  [
    'laravel-prevent-lazy-loading',
    '+    Model::preventLazyLoading();',
    'LazyLoadingViolationException: Attempted to lazy load [lines] on model [App\\Order]',
    '+    Model::boot();',
  ],
  [
    'laravel-select-columns',
    "+    ->select('id', 'name')",
    'ErrorException: Attempt to read property "zone" on null',
    '+    ->limit(5)',
  ],
  ['laravel-or-where', "+    ->orWhere('state', 'late')", OTHER, "+    ->where('state', 'late')"],
  [
    'laravel-scope-dropped',
    "-    ->where('tenant_id', $tenant)",
    OTHER,
    "-    ->where('state', $state)",
  ],
  ['laravel-scope-added', '+    use SoftDeletes;', MODEL, '+    use HasFactory;'],
  [
    'laravel-find-or-fail',
    '-    $order = Order::findOrFail($id);\n+    $order = Order::find($id);',
    NULL,
    '-    $order = Order::find($id);',
  ],
  [
    'laravel-or-fail-added',
    '-    $order = Order::find($id);\n+    $order = Order::findOrFail($id);',
    MODEL,
    '+    $order = Order::find($id);',
  ],
  ['laravel-empty-collection', '+    $orders->first()->name();', NULL, '+    $orders->count();'],
  [
    'laravel-collection-or-query',
    '-    return $query->get();\n+    return $query->first();',
    'Exception: Property [id] does not exist on this collection instance.',
    '+    return $query->first();',
  ],
  [
    'laravel-relation-renamed',
    '-    public function lines(): HasMany',
    'RelationNotFoundException: Call to undefined relationship [lines] on model [App\\Order]',
    '-    $lines = 5;',
  ],
  [
    'laravel-morph-map',
    "-    Relation::morphMap(['order' => Order::class])\n+    Relation::enforceMorphMap(['orders' => Order::class])",
    'Error: Class "order" not found',
    '-    $order = 5;\n+    $order = 6;',
  ],
  [
    'laravel-job-in-transaction',
    '+    DB::transaction(function () {\n+        SendMail::dispatch($order);',
    MODEL,
    '+    DB::transaction(function () {\n+        SendMail::dispatch($order)->afterCommit();',
  ],
  [
    'laravel-after-commit-dropped',
    '-    SendMail::dispatch($order)->afterCommit();\n+    SendMail::dispatch($order);',
    MODEL,
    '-    SendMail::dispatch($order);',
  ],
  [
    'laravel-transaction-dropped',
    '-    $stock = Stock::lockForUpdate()->find($id);\n+    $stock = Stock::find($id);',
    'stock oversold: race condition',
    '-    $stock = Stock::find($id);',
  ],
  [
    'laravel-first-or-create',
    '+    $user = User::firstOrCreate($mail);',
    DUPLICATE,
    '+    $user = User::find($id);',
  ],
  [
    'laravel-queue-timing',
    '-    public $timeout = 60;\n+    public $timeout = 600;',
    'MaxAttemptsExceededException: App\\SendMail has been attempted too many times.',
    '-    public $name = 60;\n+    public $name = 600;',
  ],
  [
    'laravel-job-shape',
    '-    public function __construct(private int $id)\n+    public function __construct(private Order $order)',
    'Error: Typed property SendMail::$order must not be accessed before initialization',
    '-    $id = 5;\n+    $id = 6;',
  ],
  [
    'laravel-queue-name',
    "-    $this->onQueue('mail');\n+    $this->onQueue('mails');",
    'queue depth high: backlog growing',
    '-    $this->run();\n+    $this->runs();',
  ],
  [
    'laravel-sync-in-request',
    '-QUEUE_CONNECTION=redis\n+QUEUE_CONNECTION=sync',
    SLOW,
    '+LOG_LEVEL=info',
    '.env',
  ],
  [
    'laravel-should-queue-dropped',
    '-class SendMail implements ShouldQueue\n+class SendMail',
    SLOW,
    '-class SendMail\n+class SendMails',
  ],
  [
    'laravel-validation-dropped',
    "-            'zone' => 'required|max:40',",
    "SQLSTATE[22001]: Data too long for column 'zone'",
    "-            'zone' => $zone,",
  ],
  [
    'laravel-validation-added',
    "+            'zone' => 'required|in:north,south',",
    INVALID,
    "+            'zone' => $zone,",
  ],
  [
    'laravel-validated-for-all',
    '-    Order::create($request->all());\n+    Order::create($request->validated());',
    NO_DEFAULT,
    '+    Order::create($request->all());',
  ],
  [
    'laravel-route-order-or-name',
    "-Route::get('/plans/{id}')->name('plan.show');\n+Route::get('/plans/{id}')->name('plans.show');",
    NO_ROUTE,
    '-$plan = 5;\n+$plan = 6;',
  ],
  [
    'laravel-middleware',
    "-    protected $except = ['hooks/*'];\n+    protected $except = [];",
    'TokenMismatchException: CSRF token mismatch.',
    '-$plan = 5;\n+$plan = 6;',
  ],
  [
    'laravel-csrf-or-cookie',
    '-SESSION_DOMAIN=.shop.example\n+SESSION_DOMAIN=shop.example',
    'TokenMismatchException: CSRF token mismatch.',
    '-LOG=5\n+LOG=6',
    '.env',
  ],
  [
    'laravel-trusted-proxies',
    "-    protected $proxies = '*';\n+    protected $proxies = '10.0.0.1';",
    'ThrottleRequestsException: Too Many Attempts.',
    '-$plan = 5;\n+$plan = 6;',
  ],
  [
    'laravel-app-key',
    '-APP_KEY=base64:old\n+APP_KEY=base64:new',
    'DecryptException: The MAC is invalid.',
    '-LOG=5\n+LOG=6',
    '.env',
  ],
  [
    'laravel-cache-key',
    "+    return Cache::remember('basket', 60, fn () => $basket);",
    OTHER,
    '+    return Cache::remember($key, 60, fn () => $basket);',
  ],
  [
    'laravel-cache-ttl',
    '-    Cache::put($key, $row, 60);\n+    Cache::put($key, $row, 3600);',
    'old price shown: stale data',
    '-    put($key, $row, 60);\n+    put($key, $row, 61);',
  ],
  [
    'laravel-cache-driver',
    '-CACHE_DRIVER=redis\n+CACHE_DRIVER=file',
    'BadMethodCallException: This cache store does not support tagging.',
    '-LOG=5\n+LOG=6',
    '.env',
  ],
  [
    'laravel-octane-state',
    '+    $this->app->singleton(Tenant::class);',
    OTHER,
    '+    $this->app->make(Tenant::class);',
  ],
  [
    'container-binding',
    '-    $this->app->bind(Rates::class, HttpRates::class);',
    BINDING,
    '-    $this->app->make($rates);',
  ],
  [
    'container-dependency-added',
    '-    public function __construct(Log $log)\n+    public function __construct(Log $log, Rates $rates)',
    BINDING,
    '-    $log = 5;\n+    $log = 6;',
  ],
  [
    'container-private-service',
    "+    $this->container->get('rates');",
    'ServiceNotFoundException: You have requested a non-existent service "rates".',
    '+    $this->rates;',
  ],
  [
    'doctrine-cascade-dropped',
    "-    #[ORM\\OneToMany(cascade: ['persist'])]\n+    #[ORM\\OneToMany()]",
    "A new entity was found through the relationship 'Order#lines' that was not configured to cascade persist",
    '-    #[ORM\\OneToMany()]',
  ],
  [
    'doctrine-clear-or-closed',
    '+    $this->manager->clear();',
    'A new entity was found through the relationship that was not configured to cascade persist',
    '+    $this->manager->flush();',
  ],
  [
    'doctrine-flush-in-a-loop',
    '+    foreach ($rows as $row) {\n+        $manager->persist($row);\n+        $manager->flush();',
    SLOW,
    '+    foreach ($rows as $row) {\n+        $sum += $row->sum;',
  ],
  [
    'doctrine-mapping',
    "-    #[ORM\\Column(name: 'zone')]\n+    #[ORM\\Column(name: 'area')]",
    COLUMN,
    '-    $zone = 5;\n+    $zone = 6;',
  ],
  [
    'doctrine-lazy-proxy',
    '+    $zone = $manager->getReference(Zone::class, $id);',
    "EntityNotFoundException: Entity of type 'Zone' for IDs id(7) was not found",
    '+    $zone = $manager->find(Zone::class, $id);',
  ],
  [
    'doctrine-type-comparison',
    "+    ->setParameter('ids', $ids)",
    'ErrorException: Array to string conversion',
    '+    ->limit(5)',
  ],
  [
    'php-ambiguous-column',
    "+    ->leftJoin('zones', 'zones.id', '=', 'orders.zone_id')",
    "SQLSTATE[23000]: 1052 Column 'id' in where clause is ambiguous",
    '+    ->limit(5)',
  ],
  [
    'pdo-options',
    '-    PDO::ATTR_EMULATE_PREPARES => true,\n+    PDO::ATTR_EMULATE_PREPARES => false,',
    'PDOException: SQLSTATE[HY093]: Invalid parameter number',
    '-    $pdo = 5;\n+    $pdo = 6;',
  ],
  [
    'pdo-buffering',
    '+    PDO::MYSQL_ATTR_USE_BUFFERED_QUERY => false,',
    'PDOException: General error: 2014 Cannot execute queries while other unbuffered queries are active',
    '+    PDO::ATTR_TIMEOUT => 5,',
  ],
  [
    'guzzle-options',
    "-    new Client(['timeout' => 5]);\n+    new Client([]);",
    SLOW,
    '-    new Client();',
  ],
  [
    'guzzle-timeout-unit',
    "-    new Client(['timeout' => 5]);\n+    new Client(['timeout' => 0.005]);",
    'GuzzleHttp\\Exception\\ConnectException: cURL error 28: Operation timed out after 5 milliseconds',
    '-    new Client();\n+    new Client($log);',
  ],
  [
    'guzzle-base-uri',
    "-    'base_uri' => 'https://rates/v1/',\n+    'base_uri' => 'https://rates/v1',",
    'Client error: `GET https://rates/plan` resulted in a `404 Not Found` response',
    "-    'uri' => 5,\n+    'uri' => 6,",
  ],
  [
    'guzzle-body-read-twice',
    '+    $log->info($response->getBody()->getContents());',
    'JsonException: Syntax error',
    '+    $log->info($response->status);',
  ],
  [
    'http-client-verify',
    "-    'verify' => false,\n+    'verify' => true,",
    'cURL error 60: SSL certificate problem: unable to get local issuer certificate',
    "-    'uri' => 5,\n+    'uri' => 6,",
  ],
  [
    'serializer-groups',
    "-    #[Groups(['list', 'detail'])]\n+    #[Groups(['detail'])]",
    'CircularReferenceException: A circular reference has been detected when serializing',
    '-    $zone = 5;\n+    $zone = 6;',
  ],
  [
    'serializer-strict',
    '+    public function plan(#[MapRequestPayload] Order $order)',
    'NotNormalizableValueException: The type of the "zone" attribute must be one of "int"',
    '+    public function plan(Order $order)',
  ],
  [
    'template-variable',
    '-    {{ order.zone }}\n+    {{ order.area }}',
    'Twig\\Error\\RuntimeError: Neither the property "area" nor one of the methods "area()" exist',
    '-    <p>\n+    <b>',
    'templates/order.html.twig',
  ],
  [
    'laravel-route-closure-serialized',
    '+    dispatch(fn () => $this->send());',
    "Exception: Serialization of 'Closure' is not allowed",
    '+    $this->send();',
  ],
  [
    'laravel-migration-column',
    "+    $table->dropColumn('zone');",
    COLUMN,
    '+    $table->id();',
    'database/plan.php',
  ],
  [
    'laravel-index-dropped',
    "+    $table->dropIndex('zone');",
    SLOW,
    '+    $table->id();',
    'database/plan.php',
  ],
  ['laravel-where-function', "+    ->whereDate('at', $day)", SLOW, "+    ->where('at', $day)"],
  [
    'laravel-date-serialization',
    "-    return $at->format('Y-m-d');\n+    return $at->format('d.m.Y');",
    'InvalidFormatException: Could not parse the date',
    '-    return $at;\n+    return $day;',
  ],
  [
    'laravel-event-listener',
    '-    Order::observe(OrderObserver::class);',
    'the mail was never sent',
    '-    $order->run();',
  ],
  [
    'laravel-quietly',
    '-    $order->save();\n+    $order->saveQuietly();',
    'stale search index: mismatch of order 7',
    '+    $order->save();',
  ],
  [
    'scheduler-overlap',
    "-    $schedule->command('bill')->dailyAt('02:00')\n+    $schedule->command('bill')->hourly()",
    'customers were billed twice',
    '-    run();\n+    runs();',
  ],
];

export const PHP_FRAMEWORKS_EXAMPLES: readonly Example[] = ROWS.map(
  ([name, patch, failure, harmless, path = 'app/Plan.php']) => ({
    name,
    path,
    patch,
    failure,
    harmless,
  }),
);
