/** Incidents that a change did, in many languages and configuration dialects, with innocent work beside. */
import type { Incident } from './incidents.ts';

const bystanders = {
  label: {
    'web/src/components/header.tsx':
      '@@ -3,3 +3,3 @@ export function Header() {\n-  return <h1>Shop</h1>;\n+  return <h1>The shop</h1>;\n }\n',
  },
  refactor: {
    'src/util/strings.ts':
      '@@ -2,4 +2,4 @@ export function title(text: string) {\n-  const out = text.trim();\n-  return out;\n+  const trimmed = text.trim();\n+  return trimmed;\n }\n',
  },
  listing: {
    'src/listing.py':
      '@@ -9,3 +9,4 @@ def listing(page):\n     rows = fetch(page)\n+    rows = [row for row in rows if row.visible]\n     return rows\n',
  },
} as const;

const aside = (what: keyof typeof bystanders, minute: number, message: string, sha = 'z9') => ({
  sha,
  at: minute,
  message,
  files: bystanders[what],
});

export const ofChanges: readonly Incident[] = [
  {
    name: 'yaml key renamed, the code reads the old one (python)',
    service: 'notices',
    alert: 'notices does not send',
    logs: [
      [
        0,
        'error',
        "KeyError: 'smtp_host'\n  File \"/app/notices/mail.py\", line 14, in connect\n    host = settings['smtp_host']",
        20,
      ],
    ],
    commits: [
      {
        sha: 'c1',
        at: -20,
        message: 'Group mail settings',
        files: {
          'config/settings.yaml':
            '@@ -4,3 +4,3 @@ mail:\n-  smtp_host: mail.internal\n+  host: mail.internal\n   port: 25\n',
        },
      },
      aside('listing', -12, 'Hide invisible rows'),
    ],
    deployments: [{ at: -3, commit: 'z9' }],
    truth: { verdict: 'root_cause', suspect: 'c1' },
  },
  {
    name: 'properties key renamed: the default comes into force (java)',
    service: 'ticketing',
    alert: 'ticketing latency',
    logs: [
      [
        2,
        'warn',
        'HikariPool-1 - Connection is not available, request timed out after 30000ms (total=10, active=10, idle=0, waiting=44)',
        20,
      ],
    ],
    metrics: [
      ['ticketing.latency_p95', 100, 6000, 2],
      ['ticketing.requests', 100, 101, 300],
    ],
    commits: [
      {
        sha: 'c1',
        at: -40,
        message: 'Spring Boot 3 property names',
        files: {
          'src/main/resources/application.properties':
            '@@ -8,2 +8,2 @@\n-spring.datasource.hikari.maximum-pool-size=50\n+spring.datasource.hikari.max-pool-size=50\n spring.jpa.open-in-view=false\n',
        },
      },
      aside('refactor', -12, 'Clearer name'),
    ],
    deployments: [{ at: -2, commit: 'z9' }],
    truth: { verdict: 'root_cause', suspect: 'c1' },
  },
  {
    name: 'environment variable renamed in a helm chart (go)',
    service: 'relay',
    alert: 'relay crash loop',
    logs: [
      [0, 'fatal', 'panic: RELAY_UPSTREAM is not set', 8],
      [0, 'warn', 'Back-off restarting failed container relay', 6],
    ],
    commits: [
      {
        sha: 'c1',
        at: -9,
        message: 'chart: same prefix everywhere',
        files: {
          'charts/relay/values.yaml':
            '@@ -20,3 +20,3 @@ env:\n-  RELAY_UPSTREAM: http://ingest:8080\n+  UPSTREAM_URL: http://ingest:8080\n   LOG_LEVEL: info\n',
        },
      },
      aside('label', -6, 'The shop'),
    ],
    deployments: [{ at: -1, commit: 'z9' }],
    truth: { verdict: 'root_cause', suspect: 'c1' },
  },
  {
    name: 'json setting renamed in appsettings (csharp)',
    service: 'orders-net',
    alert: 'orders-net 500',
    logs: [
      [
        0,
        'error',
        "System.ArgumentNullException: Value cannot be null. (Parameter 'connectionString')\n   at Orders.Data.OrderStore..ctor(IConfiguration config) in /src/Orders/Data/OrderStore.cs:line 19",
        20,
      ],
    ],
    commits: [
      {
        sha: 'c1',
        at: -30,
        message: 'Consistent setting names',
        files: {
          'src/Orders/appsettings.json':
            '@@ -3,3 +3,3 @@\n   "ConnectionStrings": {\n-    "Orders": "Server=sql1;Database=orders"\n+    "OrdersDb": "Server=sql1;Database=orders"\n   }\n',
        },
      },
      aside('refactor', -20, 'Clearer name'),
    ],
    deployments: [{ at: -3, commit: 'z9' }],
    truth: { verdict: 'root_cause', suspect: 'c1' },
  },
  {
    name: 'toml: concurrency cut (rust)',
    service: 'encoder',
    alert: 'encoder backlog',
    logs: [[3, 'warn', 'WARN encoder::queue: queue depth {n}, all workers busy', 30]],
    metrics: [
      ['encoder.queue_depth', 10, 800, 2],
      ['encoder.jobs_in', 60, 61, 300],
    ],
    commits: [
      {
        sha: 'c1',
        at: -33,
        message: 'Smaller footprint',
        files: {
          'config/default.toml':
            '@@ -6,3 +6,3 @@ [queue]\n-workers = 16\n+workers = 2\n prefetch = 4\n',
        },
      },
      aside('listing', -15, 'Hide rows'),
    ],
    deployments: [{ at: -5, commit: 'z9' }],
    truth: { verdict: 'root_cause', suspect: 'c1' },
  },
  {
    name: 'php.ini memory limit lowered',
    service: 'cms',
    alert: 'cms 500',
    logs: [
      [
        1,
        'error',
        'PHP Fatal error:  Allowed memory size of 67108864 bytes exhausted (tried to allocate 20480 bytes) in /var/www/src/Image/Resizer.php on line 71',
        30,
      ],
    ],
    commits: [
      {
        sha: 'c1',
        at: -50,
        message: 'Container tuning',
        files: {
          'docker/php.ini':
            '@@ -1,3 +1,3 @@\n-memory_limit = 512M\n+memory_limit = 64M\n max_execution_time = 30\n',
        },
      },
      {
        sha: 'z9',
        at: -12,
        message: 'Webp thumbnails',
        files: {
          'src/Image/Formats.php':
            "@@ -5,2 +5,3 @@ class Formats\n     const PNG = 'png';\n+    const WEBP = 'webp';\n",
        },
      },
    ],
    deployments: [{ at: -4, commit: 'z9' }],
    truth: { verdict: 'root_cause', suspect: 'c1' },
  },
  {
    name: 'ruby initializer: pool of the background worker above the database pool',
    service: 'jobs',
    alert: 'jobs failing',
    logs: [
      [
        1,
        'error',
        'ActiveRecord::ConnectionTimeoutError: could not obtain a connection from the pool within 5.000 seconds (waited 5.012 seconds); all pooled connections were in use',
        30,
      ],
    ],
    commits: [
      {
        sha: 'c1',
        at: -70,
        message: 'More throughput',
        files: {
          'config/initializers/sidekiq.rb':
            '@@ -3,3 +3,3 @@ Sidekiq.configure_server do |config|\n-  config.concurrency = 5\n+  config.concurrency = 50\n   config.redis = { url: ENV.fetch("REDIS_URL") }\n',
        },
      },
      aside('label', -12, 'The shop'),
    ],
    deployments: [{ at: -5, commit: 'z9' }],
    truth: { verdict: 'root_cause', suspect: 'c1' },
  },
  {
    name: 'rust constant: request timeout in the wrong unit',
    service: 'oracle-proxy',
    alert: 'oracle-proxy errors',
    logs: [[0, 'error', 'ERROR oracle_proxy::client: request to ledger timed out after 3ms', 40]],
    metrics: [
      ['oracle_proxy.errors', 0, 80, 0],
      ['ledger.latency_p95', 20, 20, 300, 'ledger'],
      ['ledger.errors', 0.1, 0.1, 300, 'ledger'],
    ],
    commits: [
      {
        sha: 'c1',
        at: -9,
        message: 'Use Duration everywhere',
        files: {
          'src/client.rs':
            '@@ -4,3 +4,3 @@ use std::time::Duration;\n-const REQUEST_TIMEOUT: Duration = Duration::from_secs(3);\n+const REQUEST_TIMEOUT: Duration = Duration::from_millis(3);\n \n',
        },
      },
      aside('refactor', -7, 'Clearer name'),
    ],
    deployments: [{ at: -1, commit: 'z9' }],
    calls: [['oracle-proxy', 'ledger']],
    truth: { verdict: 'root_cause', suspect: 'c1' },
  },
  {
    name: 'terraform: smaller database, connections run out',
    service: 'loans',
    alert: 'loans errors',
    logs: [[5, 'error', 'FATAL: sorry, too many clients already', 40]],
    commits: [
      {
        sha: 'c1',
        at: -45,
        message: 'Right-size databases',
        repository: 'infra',
        service: 'loans',
        files: {
          'terraform/rds.tf':
            '@@ -7,4 +7,4 @@ resource "aws_db_parameter_group" "loans" {\n   parameter {\n     name  = "max_connections"\n-    value = "500"\n+    value = "40"\n   }\n',
        },
      },
      aside('listing', -22, 'Hide rows'),
    ],
    deployments: [{ at: -10, commit: 'z9' }],
    truth: { verdict: 'root_cause', suspect: 'c1' },
  },
  {
    name: 'wrong default of a new option (typescript): free shipping for all',
    service: 'checkout',
    alert: 'checkout: order totals mismatch',
    logs: [
      [
        4,
        'error',
        'reconciliation: total mismatch for order {n}: expected shipping 4.90 but got 0.00',
        30,
      ],
    ],
    commits: [
      {
        sha: 'c1',
        at: -35,
        message: 'Shipping options',
        files: {
          'src/shipping.ts':
            '@@ -6,3 +6,4 @@ export function shipping(order: Order, options: Options = {}) {\n-  return order.weight * RATE;\n+  const { free = true } = options;\n+  return free ? 0 : order.weight * RATE;\n }\n',
        },
      },
      aside('label', -12, 'The shop'),
    ],
    deployments: [{ at: -5, commit: 'z9' }],
    truth: { verdict: 'root_cause', suspect: 'c1' },
  },
  {
    name: 'wrong default in php: page size null',
    service: 'catalog-php',
    alert: 'catalog-php 500',
    logs: [
      [
        0,
        'error',
        'PHP Fatal error:  Uncaught DivisionByZeroError: Division by zero in /var/www/src/Catalog/Pager.php:33\nStack trace:\n#0 /var/www/src/Catalog/ListController.php(21): App\\Catalog\\Pager->pages(0)\n#1 {main}',
        30,
      ],
    ],
    commits: [
      {
        sha: 'c1',
        at: -90,
        message: 'Page size from the query',
        files: {
          'src/Catalog/ListController.php':
            "@@ -15,5 +15,5 @@ public function list(Request $request): Response\n-        $size = $request->query->getInt('size', 20);\n+        $size = $request->query->getInt('size');\n         $pages = $this->pager->pages($size);\n",
        },
      },
      aside('refactor', -7, 'Clearer name'),
    ],
    deployments: [
      { at: -60, commit: 'c1' },
      { at: -1, commit: 'z9' },
    ],
    truth: { verdict: 'root_cause', suspect: 'c1' },
  },
  {
    name: 'cache key without the tenant (java): data of others is shown',
    service: 'dashboard',
    alert: 'dashboard: wrong tenant data reported',
    logs: [
      [
        3,
        'error',
        'AccessGuard: tenant mismatch: response for tenant 17 holds account of tenant 22',
        30,
      ],
    ],
    commits: [
      {
        sha: 'c1',
        at: -80,
        message: 'Shorter cache keys',
        files: {
          'src/main/java/com/acme/dash/WidgetCache.java':
            '@@ -18,5 +18,5 @@ public class WidgetCache {\n     private String key(String tenant, String widget) {\n-        return tenant + ":" + widget;\n+        return widget;\n     }\n',
        },
      },
      aside('label', -12, 'The shop'),
    ],
    deployments: [
      { at: -70, commit: 'c1' },
      { at: -5, commit: 'z9' },
    ],
    truth: { verdict: 'root_cause', suspect: 'c1' },
  },
  {
    name: 'cache key with a timestamp (ruby): nothing is ever hit',
    service: 'storefront',
    alert: 'storefront latency',
    logs: [
      [
        2,
        'warn',
        'slow query (1800ms) SELECT "products".* FROM "products" WHERE category_id = {n}',
        30,
      ],
    ],
    metrics: [
      ['storefront.cache_hit_ratio', 96, 2, 0],
      ['storefront.latency_p95', 120, 2100, 1],
      ['storefront.requests', 300, 301, 400],
    ],
    commits: [
      {
        sha: 'c1',
        at: -14,
        message: 'Fresh prices',
        files: {
          'app/models/product_list.rb':
            '@@ -9,3 +9,3 @@ def cached\n-    Rails.cache.fetch(["products", category_id]) { load }\n+    Rails.cache.fetch(["products", category_id, Time.now.to_i]) { load }\n   end\n',
        },
      },
      aside('listing', -11, 'Hide rows'),
    ],
    deployments: [{ at: -1, commit: 'z9' }],
    truth: { verdict: 'root_cause', suspect: 'c1' },
  },
  {
    name: 'validation removed (go): nil map later',
    service: 'signup',
    alert: 'signup 500',
    logs: [
      [
        0,
        'error',
        'panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation]\n\ngoroutine 88 [running]:\nmain.(*Service).Create(0xc0001, 0x0)\n\t/app/internal/signup/service.go:44 +0x1d',
        20,
      ],
    ],
    commits: [
      {
        sha: 'c1',
        at: -200,
        message: 'Validation is done in the gateway now',
        files: {
          'internal/signup/handler.go':
            '@@ -20,8 +20,5 @@ func (h *Handler) Post(w http.ResponseWriter, r *http.Request) {\n \treq := decode(r)\n-\tif err := req.Validate(); err != nil {\n-\t\thttp.Error(w, err.Error(), 400)\n-\t\treturn\n-\t}\n \th.service.Create(r.Context(), req.Profile)\n',
        },
      },
      aside('refactor', -7, 'Clearer name'),
    ],
    deployments: [
      { at: -150, commit: 'c1' },
      { at: -1, commit: 'z9' },
    ],
    truth: { verdict: 'root_cause', suspect: 'c1' },
  },
  {
    name: 'validation removed (csharp): the database refuses',
    service: 'members',
    alert: 'members 500',
    logs: [
      [
        1,
        'error',
        "Microsoft.Data.SqlClient.SqlException: String or binary data would be truncated in table 'members', column 'phone'.",
        25,
      ],
    ],
    commits: [
      {
        sha: 'c1',
        at: -60,
        message: 'Simplify member requests',
        files: {
          'src/Members/CreateMember.cs':
            '@@ -6,5 +6,4 @@ public record CreateMember\n     public string Name { get; init; }\n-    [StringLength(20)]\n     public string Phone { get; init; }\n }\n',
        },
      },
      aside('label', -12, 'The shop'),
    ],
    deployments: [{ at: -5, commit: 'z9' }],
    truth: { verdict: 'root_cause', suspect: 'c1' },
  },
  {
    name: 'shared library: its commit is guilty, the service only took the version (java)',
    service: 'claims',
    alert: 'claims 500',
    logs: [
      [
        0,
        'error',
        'java.lang.NullPointerException: Cannot invoke "java.util.Locale.getCountry()" because "locale" is null\n\tat com.acme.common.money.MoneyFormat.symbol(MoneyFormat.java:31)\n\tat com.acme.claims.ClaimView.total(ClaimView.java:18)',
        25,
      ],
    ],
    commits: [
      {
        sha: 'lib1',
        at: -2000,
        message: 'MoneyFormat: no fallback locale',
        service: 'common-money',
        repository: 'common-money',
        files: {
          'src/main/java/com/acme/common/money/MoneyFormat.java':
            '@@ -27,6 +27,4 @@ public class MoneyFormat {\n     String symbol(Locale locale) {\n-        if (locale == null) {\n-            locale = Locale.ROOT;\n-        }\n         return Currency.getInstance(locale).getSymbol();\n',
        },
      },
      {
        sha: 'c2',
        at: -30,
        message: 'Update common-money to 2.4.0',
        files: {
          'pom.xml':
            '@@ -40,3 +40,3 @@\n     <artifactId>common-money</artifactId>\n-    <version>2.3.1</version>\n+    <version>2.4.0</version>\n',
        },
      },
      aside('label', -12, 'The shop'),
    ],
    deployments: [{ at: -10, commit: 'z9' }],
    truth: { verdict: 'root_cause', suspect: 'lib1' },
  },
  {
    name: 'shared library: retry helper lost its limit (python)',
    service: 'crawler',
    alert: 'crawler cpu and traffic to its peer',
    logs: [
      [2, 'warn', 'retrying fetch (attempt {n})', 60],
      [
        3,
        'error',
        'Traceback (most recent call last):\n  File "/app/crawler/fetch.py", line 30, in fetch\n    return call(lambda: get(url))\n  File "/venv/lib/python3.11/site-packages/acme_http/retry.py", line 22, in call\n    return call(fn, attempt + 1)\nRecursionError: maximum recursion depth exceeded',
        12,
      ],
    ],
    commits: [
      {
        sha: 'lib1',
        at: -900,
        message: 'retry: simplify',
        service: 'acme-http',
        repository: 'acme-http',
        files: {
          'acme_http/retry.py':
            '@@ -16,8 +16,5 @@ def call(fn, attempt=0):\n     try:\n         return fn()\n     except TransientError:\n-        if attempt >= MAX_ATTEMPTS:\n-            raise\n         return call(fn, attempt + 1)\n',
        },
      },
      {
        sha: 'c2',
        at: -20,
        message: 'acme-http 0.9.0',
        files: { 'requirements.txt': '@@ -2 +2 @@\n-acme-http==0.8.4\n+acme-http==0.9.0\n' },
      },
    ],
    deployments: [{ at: -10, commit: 'c2' }],
    truth: { verdict: 'root_cause', suspect: 'lib1' },
  },
  {
    name: 'library update without its repository (node)',
    service: 'bff',
    alert: 'bff 500',
    logs: [
      [
        0,
        'error',
        'TypeError: headers.entries is not a function\n    at merge (/app/node_modules/@acme/http-kit/dist/merge.js:14:22)\n    at get (/app/src/backend.ts:20:9)',
        25,
      ],
    ],
    commits: [
      {
        sha: 'c1',
        at: -20,
        message: 'Update http-kit',
        files: {
          'package.json':
            '@@ -8,3 +8,3 @@\n-    "@acme/http-kit": "^3.2.0",\n+    "@acme/http-kit": "^4.0.0",\n',
        },
      },
      aside('refactor', -12, 'Clearer name'),
    ],
    deployments: [{ at: -5, commit: 'z9' }],
    truth: { verdict: 'root_cause', suspect: 'c1' },
  },
  {
    name: 'yaml endpoint of another environment',
    service: 'paygate',
    alert: 'paygate 5xx',
    logs: [
      [
        0,
        'error',
        'POST http://acquirer.staging.internal/charge failed: connect ECONNREFUSED 10.9.0.3:80',
        40,
      ],
    ],
    commits: [
      {
        sha: 'c1',
        at: -12,
        message: 'Move endpoints to config',
        files: {
          'deploy/prod.yaml':
            '@@ -4 +4 @@\n-acquirer_url: http://acquirer.prod.internal\n+acquirer_url: http://acquirer.staging.internal\n',
        },
      },
      aside('label', -8, 'The shop'),
    ],
    deployments: [{ at: -2, commit: 'z9' }],
    truth: { verdict: 'root_cause', suspect: 'c1' },
  },
  {
    name: 'rust: unwrap instead of an error',
    service: 'indexer',
    alert: 'indexer panics',
    logs: [
      [
        2,
        'error',
        "thread 'tokio-runtime-worker' panicked at src/document.rs:58:40:\ncalled `Option::unwrap()` on a `None` value",
        20,
      ],
    ],
    commits: [
      {
        sha: 'c1',
        at: -400,
        message: 'Document: less noise',
        files: {
          'src/document.rs':
            '@@ -54,7 +54,5 @@ impl Document {\n-        let lang = match self.lang.as_ref() {\n-            Some(lang) => lang,\n-            None => return Err(Error::NoLanguage),\n-        };\n+        let lang = self.lang.as_ref().unwrap();\n',
        },
      },
      aside('listing', -10, 'Hide rows'),
    ],
    deployments: [
      { at: -350, commit: 'c1' },
      { at: -5, commit: 'z9' },
    ],
    truth: { verdict: 'root_cause', suspect: 'c1' },
  },
  {
    name: 'nginx: body limit lowered',
    service: 'edge-proxy',
    alert: 'edge-proxy 413 rate',
    logs: [
      [
        1,
        'error',
        '2026/05/12 12:01:00 [error] 7#7: *{n} client intended to send too large body: 4194304 bytes, client: 10.0.0.4, server: api',
        40,
      ],
    ],
    commits: [
      {
        sha: 'c1',
        at: -25,
        message: 'Harden proxy',
        files: {
          'nginx/nginx.conf':
            '@@ -12,3 +12,3 @@ http {\n-    client_max_body_size 20m;\n+    client_max_body_size 1m;\n     server_tokens off;\n',
        },
      },
      aside('label', -12, 'The shop'),
    ],
    deployments: [{ at: -4, commit: 'z9' }],
    truth: { verdict: 'root_cause', suspect: 'c1' },
  },
  {
    name: 'env file: timeout of the callee lowered below its usual latency',
    service: 'search-gw',
    alert: 'search-gw errors',
    logs: [[0, 'error', 'AxiosError: timeout of 200ms exceeded', 40]],
    metrics: [
      ['search_gw.errors', 0, 40, 0],
      ['search.latency_p95', 320, 322, 300, 'search'],
      ['search.errors', 0.1, 0.1, 300, 'search'],
    ],
    commits: [
      {
        sha: 'c1',
        at: -15,
        message: 'Fail faster',
        files: {
          '.env.production': '@@ -3 +3 @@\n-SEARCH_TIMEOUT_MS=2000\n+SEARCH_TIMEOUT_MS=200\n',
        },
      },
      aside('refactor', -12, 'Clearer name'),
    ],
    deployments: [{ at: -1, commit: 'z9' }],
    calls: [['search-gw', 'search']],
    truth: { verdict: 'root_cause', suspect: 'c1' },
  },
  {
    name: 'a failure of no known kind on the very line that a commit wrote (go)',
    service: 'basket',
    alert: 'storefront 5xx',
    logs: [
      [
        0,
        'error',
        'panic recovered: close of closed stream\n\ngoroutine 7 [running]:\nacme.example/basket/store.(*Store).Keep(0xc000)\n\t/src/basket/store/store.go:31 +0x11c\nacme.example/basket/api.(*API).put(0xc000)\n\t/src/basket/api/api.go:18 +0x90',
        40,
      ],
    ],
    metrics: [
      ['basket.error_rate', 0.003, 0.6, 0],
      ['basket.latency_p95', 40, 41, 0],
      ['storefront.error_rate', 0.003, 0.3, 0],
    ],
    calls: [['storefront', 'basket']],
    commits: [
      {
        sha: 'c1',
        at: -120,
        message: 'keep the last offer',
        files: {
          'basket/store/store.go':
            '@@ -28,5 +28,5 @@\n func (s *Store) Keep(id string, offer string) {\n \ts.mu.Lock()\n \tdefer s.mu.Unlock()\n-\ts.last[id] = offer\n+\ts.offers[id].Send(offer)\n }\n',
        },
      },
      aside('refactor', -30, 'Name what is trimmed'),
    ],
    truth: { verdict: 'root_cause', suspect: 'c1', first: 'basket' },
  },
  {
    name: 'an update announced by its message alone, whose code is in the trace (node)',
    service: 'courier',
    alert: 'courier 5xx',
    logs: [
      [
        0,
        'error',
        'TypeError: stream.setPriority is not a function\n    at Session.open (/srv/node_modules/wire-pool/lib/session.js:80:11)\n    at Outbox.flush (/srv/src/outbox.js:44:9)',
        30,
      ],
    ],
    metrics: [['courier.error_rate', 0.01, 0.8, 0]],
    commits: [
      {
        sha: 'c1',
        at: -200,
        message: 'build(deps): bump wire-pool from 2.9.0 to 3.0.1',
        files: { 'package.json': null, 'package-lock.json': null },
      },
      { sha: 'c2', at: -15, message: 'Sort parcels by age', files: { 'src/parcels.js': null } },
    ],
    deployments: [{ at: -6, commit: 'c2' }],
    truth: { verdict: 'root_cause', suspect: 'c1', category: 'dependency_update' },
  },
];
