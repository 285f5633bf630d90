/** Small hand-written incidents with known causes: what the engine must get right, and must not fall for. */
import type { Analysis } from '../../../src/domain/analysis.ts';
import type { LogRecord, Observations } from '../../../src/domain/observation.ts';

/** Minutes are relative to noon of one day. */
export const at = (minute: number): string =>
  new Date(Date.UTC(2026, 4, 12, 12, 0) + minute * 60_000).toISOString();

type Log = readonly [
  minute: number,
  level: LogRecord['level'],
  message: string,
  times?: number,
  service?: string,
  host?: string,
];
type Metric = readonly [
  name: string,
  before: number,
  after: number,
  from: number,
  service?: string,
  /** When it was back to what it was before. */
  until?: number,
];
export interface CommitSpec {
  readonly sha: string;
  readonly at: number;
  readonly message: string;
  readonly files: Readonly<Record<string, string | null>>;
  readonly service?: string;
  readonly repository?: string;
}

export interface Incident {
  readonly name: string;
  readonly service: string;
  readonly alert: string;
  readonly body?: string;
  readonly firedAt?: number;
  readonly recoveredAt?: number;
  readonly spans?: readonly Observations['spans'][number][];
  readonly logs?: readonly Log[];
  readonly metrics?: readonly Metric[];
  readonly commits?: readonly CommitSpec[];
  readonly deployments?: readonly {
    readonly at: number;
    readonly commit: string;
    readonly service?: string;
  }[];
  readonly flags?: readonly {
    readonly at: number;
    readonly name: string;
    readonly summary: string;
    readonly before?: string;
    readonly after?: string;
    readonly kind?: 'feature_flag' | 'configuration' | 'secret';
  }[];
  readonly events?: readonly {
    readonly at: number;
    readonly kind: string;
    readonly summary: string;
    readonly service?: string;
  }[];
  readonly calls?: readonly (readonly [string, string])[];
  readonly truth: {
    readonly verdict: Analysis['verdict'];
    readonly suspect?: string;
    readonly category?: Analysis['category'] | readonly Analysis['category'][];
    readonly first?: string;
    /** The engine need not be sure: its strongest lead has to be right. */
    readonly leadOnly?: true;
  };
}

export function observe(incident: Incident): Observations {
  const logs: LogRecord[] = [];
  for (const [
    minute,
    level,
    message,
    times = 1,
    service = incident.service,
    host,
  ] of incident.logs ?? []) {
    for (let n = 0; n < times; n += 1) {
      logs.push({
        id: `l${logs.length}`,
        at: at(minute + n * 0.4),
        service,
        level,
        message: message.replaceAll('{n}', String(1000 + n * 37)),
        ...(host === undefined ? {} : { host }),
      });
    }
  }
  logs.sort((a, b) => (a.at ?? '').localeCompare(b.at ?? ''));
  return {
    now: at((incident.recoveredAt ?? incident.firedAt ?? 10) + 15),
    window: null,
    service: incident.service,
    env: 'prod',
    alerts: [
      {
        id: 'a1',
        title: incident.alert,
        body: incident.body ?? '',
        service: incident.service,
        env: 'prod',
        priority: 'P2',
        firedAt: at(incident.firedAt ?? 10),
        recoveredAt: incident.recoveredAt === undefined ? null : at(incident.recoveredAt),
        tags: [],
      },
    ],
    logs,
    metrics: (incident.metrics ?? []).map(
      ([metric, before, after, from, service = incident.service, until = Infinity]) => ({
        metric,
        service,
        tags: [],
        points: Array.from({ length: 76 }, (_, i): [number, number] => {
          const minute = i - 50;
          // a fixed wobble: the same numbers in every run
          const wobble = 1 + 0.04 * Math.sin(i * 12.9898) + 0.02 * Math.cos(i * 78.233);
          return [
            Date.parse(at(minute)),
            (minute < from || minute >= until ? before : after) * wobble,
          ];
        }),
      }),
    ),
    spans: [...(incident.spans ?? [])],
    commits: (incident.commits ?? []).map((each) => ({
      sha: each.sha,
      repository: each.repository ?? incident.service,
      service: each.service ?? incident.service,
      author: 'dev',
      committedAt: at(each.at),
      message: each.message,
      parents: [],
      filesComplete: true,
      files: Object.entries(each.files).map(([path, patch]) => ({
        path,
        status: 'modified' as const,
        patch,
      })),
    })),
    deployments: (incident.deployments ?? []).map((each, i) => ({
      id: `d${i}`,
      service: each.service ?? incident.service,
      env: 'prod',
      finishedAt: at(each.at),
      result: 'succeeded' as const,
      commit: each.commit,
      previousCommit: null,
      commits: [],
    })),
    configChanges: (incident.flags ?? []).map((each) => ({
      id: `c-${each.name}`,
      kind: each.kind ?? 'feature_flag',
      at: at(each.at),
      service: incident.service,
      name: each.name,
      summary: each.summary,
      ...(each.before === undefined ? {} : { before: each.before }),
      ...(each.after === undefined ? {} : { after: each.after }),
    })),
    infraEvents: (incident.events ?? []).map((each, i) => ({
      id: `e${i}`,
      at: at(each.at),
      kind: each.kind,
      service: each.service ?? null,
      severity: 'warning' as const,
      summary: each.summary,
    })),
    monitors: [],
    serviceMap: { calls: (incident.calls ?? []).map(([from, to]) => ({ from, to })), runsOn: [] },
    repositoryFiles: null,
    pathRules: [],
    notChecked: [],
    inputProblems: [],
  };
}

const readme = {
  'README.md': '@@ -1,2 +1,2 @@\n # Service\n-Run with npm start\n+Run with `npm start`\n',
};
const css = {
  'web/styles/button.css':
    '@@ -4,3 +4,3 @@ .button {\n-  color: #333;\n+  color: #222;\n   padding: 4px;\n',
};
const logOnly = {
  'src/api/health.ts':
    "@@ -3,3 +3,4 @@ export function health() {\n   const up = process.uptime();\n+  logger.debug({ up }, 'health asked');\n   return { ok: true };\n",
};
const tests = {
  'test/cart.test.ts':
    "@@ -10,0 +11,4 @@\n+it('adds two items', () => {\n+  expect(total([1, 2])).toBe(3);\n+});\n+\n",
};

export const incidents: readonly Incident[] = [
  {
    name: 'connection pool lowered in config',
    service: 'order-api',
    alert: 'order-api p99 latency above 3s',
    logs: [
      [-40, 'info', 'GET /orders 200 in {n}ms', 30],
      [
        2,
        'warn',
        'HikariPool-1 - Connection is not available, request timed out after 30000ms',
        20,
      ],
      [
        3,
        'error',
        'org.springframework.jdbc.CannotGetJdbcConnectionException: Failed to obtain JDBC Connection',
        15,
      ],
    ],
    metrics: [
      ['http.request.duration.p99', 220, 3400, 2],
      ['http.errors', 1, 45, 3],
      ['http.requests', 300, 305, 200],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -30,
        message: 'Tune datasource for smaller instances',
        files: {
          'src/main/resources/application.yml':
            '@@ -10,5 +10,5 @@ spring:\n   datasource:\n     hikari:\n-      maximum-pool-size: 40\n+      maximum-pool-size: 4\n       idle-timeout: 30000\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -10,
        message: 'Add order export endpoint',
        files: {
          'src/main/java/com/acme/order/ExportController.java':
            '@@ -0,0 +1,9 @@\n+@RestController\n+public class ExportController {\n+    @GetMapping("/orders/export")\n+    public String export() {\n+        return service.exportCsv();\n+    }\n+}\n',
        },
      },
      { sha: 'ccc3333', at: -5, message: 'Fix typo in README', files: readme },
    ],
    deployments: [{ at: -4, commit: 'ccc3333' }],
    truth: { verdict: 'root_cause', suspect: 'aaa1111', category: 'configuration' },
  },
  {
    name: 'null check removed, trace in the log',
    service: 'cart',
    alert: 'cart error rate 12%',
    logs: [
      [
        1,
        'error',
        "TypeError: Cannot read properties of null (reading 'percent')\n    at applyCoupon (/app/src/pricing/coupon.ts:31:22)\n    at total (/app/src/cart.ts:12:10)",
        30,
      ],
      [-20, 'info', 'cart {n} loaded', 40],
    ],
    metrics: [['cart.errors', 0.2, 22, 1]],
    commits: [
      {
        sha: 'aaa1111',
        at: -60,
        message: 'Simplify coupon handling',
        files: {
          'src/pricing/coupon.ts':
            '@@ -28,7 +28,6 @@ export function applyCoupon(cart: Cart): number {\n   const coupon = find(cart.couponId);\n-  if (coupon === null) return cart.sum;\n   return cart.sum * (1 - coupon.percent / 100);\n }\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -6,
        message: 'Bump logger to 4.2.1',
        files: {
          'package.json': '@@ -12,3 +12,3 @@\n-    "pino": "4.2.0",\n+    "pino": "4.2.1",\n',
        },
      },
      { sha: 'ccc3333', at: -3, message: 'cart: null percent test cases', files: tests },
    ],
    deployments: [{ at: -2, commit: 'ccc3333' }],
    truth: { verdict: 'root_cause', suspect: 'aaa1111', category: 'code_defect' },
  },
  {
    name: 'payment provider is down while someone deploys',
    service: 'payments',
    alert: 'payments: 5xx above 20%',
    logs: [
      [
        0,
        'error',
        'Stripe API request failed: 503 Service Unavailable (POST https://api.stripe.com/v1/charges)',
        40,
      ],
      [1, 'warn', 'circuit breaker stripe opened after 10 failures', 3],
    ],
    metrics: [
      ['payments.errors', 1, 60, 0],
      ['payments.requests', 200, 198, 500],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -15,
        message: 'Refactor charge request builder',
        files: {
          'src/charge.ts':
            '@@ -20,6 +20,6 @@ export function buildCharge(order: Order) {\n-  const body = { amount: order.amount, currency: order.currency };\n+  const { amount, currency } = order;\n+  const body = { amount, currency };\n   return body;\n',
        },
      },
      { sha: 'bbb2222', at: -600, message: 'Update button styles', files: css },
    ],
    deployments: [{ at: -9, commit: 'aaa1111' }],
    truth: { verdict: 'no_code_change', category: 'dependency_outage' },
  },
  {
    name: 'expired certificate',
    service: 'gateway',
    alert: 'gateway upstream failures',
    logs: [
      [
        0,
        'error',
        'Error: certificate has expired (CERT_HAS_EXPIRED) calling https://inventory.internal:8443/items',
        50,
      ],
    ],
    metrics: [['gateway.errors', 0, 80, 0]],
    commits: [
      {
        sha: 'aaa1111',
        at: -25,
        message: 'Retry inventory calls twice',
        files: {
          'src/inventory-client.ts':
            '@@ -5,5 +5,5 @@ export class InventoryClient {\n-  retries = 1;\n+  retries = 2;\n   async items() {\n',
        },
      },
      { sha: 'bbb2222', at: -90, message: 'Log health checks', files: logOnly },
    ],
    deployments: [{ at: -20, commit: 'aaa1111' }],
    truth: { verdict: 'no_code_change', category: 'expired_certificate' },
  },
  {
    name: 'traffic surge from a campaign',
    service: 'catalog',
    alert: 'catalog latency p95 high',
    logs: [
      [3, 'warn', 'request queue length {n} exceeds soft limit', 25],
      [4, 'error', 'request timed out after 5000ms GET /search', 25],
    ],
    metrics: [
      ['catalog.requests_per_second', 400, 2300, 0],
      ['catalog.latency_p95', 120, 2600, 3],
      ['catalog.cpu_percent', 35, 97, 2],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -180,
        message: 'Search: show brand in results',
        files: {
          'src/search/result.ts':
            '@@ -8,4 +8,5 @@ export function toResult(item: Item) {\n   title: item.title,\n+  brand: item.brand,\n   price: item.price,\n',
        },
      },
    ],
    deployments: [{ at: -170, commit: 'aaa1111' }],
    truth: { verdict: 'no_code_change', category: 'traffic_surge' },
  },
  {
    name: 'N+1 query, days later than the commit',
    service: 'invoice',
    alert: 'invoice DB CPU and latency',
    logs: [
      [1, 'warn', 'slow query (2200 ms): SELECT * FROM invoice_line WHERE invoice_id = {n}', 40],
      [2, 'error', 'GET /invoices timed out after 10s', 12],
    ],
    metrics: [
      ['invoice.db.query_count', 120, 4200, 1],
      ['invoice.latency_p99', 180, 9000, 1],
      ['invoice.requests', 50, 52, 300],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -3000,
        message: 'Show line totals in invoice list',
        files: {
          'app/services/invoice_list.py':
            '@@ -14,6 +14,8 @@ def list_invoices(session, page):\n     invoices = session.query(Invoice).limit(page.size).all()\n+    for invoice in invoices:\n+        invoice.lines = session.query(InvoiceLine).filter_by(invoice_id=invoice.id).all()\n     return invoices\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -40,
        message: 'Invoice PDF: new footer text',
        files: {
          'app/pdf/footer.py':
            "@@ -2,3 +2,3 @@ def footer():\n-    return 'Thanks'\n+    return 'Thank you for your business'\n",
        },
      },
    ],
    deployments: [
      { at: -2990, commit: 'aaa1111' },
      { at: -35, commit: 'bbb2222' },
    ],
    truth: { verdict: 'root_cause', suspect: 'aaa1111', category: 'code_defect' },
  },
  {
    name: 'feature flag turned on',
    service: 'checkout',
    alert: 'checkout conversion drop and errors',
    logs: [
      [
        5,
        'error',
        'NewTaxEngine: no rate for region {n}, falling back failed: IllegalStateException: tax engine not initialised',
        30,
      ],
    ],
    metrics: [['checkout.errors', 1, 40, 5]],
    flags: [
      {
        at: 4,
        name: 'new-tax-engine',
        summary: 'new-tax-engine enabled for 100% of users',
        before: 'off',
        after: 'on',
      },
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -45,
        message: 'Remove unused import',
        files: {
          'src/Basket.java': '@@ -3,3 +3,2 @@\n import java.util.List;\n-import java.util.Set;\n',
        },
      },
    ],
    deployments: [{ at: -40, commit: 'aaa1111' }],
    truth: { verdict: 'root_cause', suspect: 'c-new-tax-engine', category: 'feature_flag' },
  },
  {
    name: 'node evicted pods under memory pressure of a neighbour',
    service: 'profile',
    alert: 'profile pods restarting',
    logs: [
      [0, 'warn', 'received SIGTERM, shutting down', 6],
      [1, 'error', 'connection refused: profile-7f9c 10.0.3.{n}:8080', 10, 'gateway'],
    ],
    events: [
      { at: -1, kind: 'NodeHasMemoryPressure', summary: 'node ip-10-0-3-7 has memory pressure' },
      {
        at: 0,
        kind: 'Evicted',
        summary: 'Pod profile-7f9c was evicted: the node was low on resource: memory',
        service: 'profile',
      },
    ],
    metrics: [['profile.errors', 0, 15, 1]],
    commits: [
      {
        sha: 'aaa1111',
        at: -50,
        message: 'Profile: cache avatar urls',
        files: {
          'src/avatar.ts':
            '@@ -4,4 +4,6 @@ export async function avatar(id: string) {\n+  const hit = cache.get(id);\n+  if (hit) return hit;\n   return load(id);\n',
        },
      },
    ],
    deployments: [{ at: -45, commit: 'aaa1111' }],
    truth: { verdict: 'no_code_change', category: 'infrastructure' },
  },
  {
    name: 'memory leak, slow onset',
    service: 'notifier',
    alert: 'notifier OOMKilled',
    firedAt: 20,
    logs: [
      [
        18,
        'fatal',
        'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
        3,
      ],
      [19, 'warn', 'container restarted, exit code 137', 2],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -1500,
        message: 'Remember sent notifications to avoid duplicates',
        files: {
          'src/dedupe.ts':
            '@@ -1,6 +1,9 @@\n+const sent = new Map<string, Notification>();\n export function send(n: Notification) {\n+  if (sent.has(n.id)) return;\n+  sent.set(n.id, n);\n   transport.deliver(n);\n }\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -30,
        message: 'Shorten SMS texts',
        files: {
          'src/sms.ts':
            "@@ -3,3 +3,3 @@ export const texts = {\n-  welcome: 'Welcome to our service',\n+  welcome: 'Welcome',\n",
        },
      },
    ],
    deployments: [
      { at: -1490, commit: 'aaa1111' },
      { at: -25, commit: 'bbb2222' },
    ],
    truth: { verdict: 'root_cause', suspect: 'aaa1111' },
  },
  {
    name: 'partner sends a broken feed',
    service: 'importer',
    alert: 'importer failures',
    logs: [
      [
        0,
        'error',
        'failed to parse record {n} of supplier feed acme-2026-05-12.csv: invalid number "N/A" in column price',
        50,
      ],
      [0, 'info', 'downloaded supplier feed acme-2026-05-12.csv (48210 rows)', 1],
    ],
    metrics: [['importer.failed_records', 2, 900, 0]],
    commits: [
      {
        sha: 'aaa1111',
        at: -300,
        message: 'Importer: nightly schedule in UTC docs',
        files: { 'docs/importer.md': '@@ -1 +1 @@\n-runs at 2\n+runs at 02:00 UTC\n' },
      },
      { sha: 'bbb2222', at: -200, message: 'Use structured logging', files: logOnly },
    ],
    deployments: [{ at: -190, commit: 'bbb2222' }],
    truth: { verdict: 'no_code_change', category: 'bad_input_data' },
  },
  {
    name: 'library upgrade removed a method',
    service: 'search',
    alert: 'search 500s after deploy',
    logs: [
      [
        1,
        'error',
        "java.lang.NoSuchMethodError: 'com.fasterxml.jackson.core.JsonParser com.fasterxml.jackson.databind.ObjectReader.treeAsTokens()'\n\tat com.acme.search.Codec.decode(Codec.java:40)\n\tat com.acme.search.SearchApi.query(SearchApi.java:22)",
        20,
      ],
    ],
    metrics: [['search.errors', 0, 55, 1]],
    commits: [
      {
        sha: 'aaa1111',
        at: -10,
        message: 'Bump jackson',
        files: {
          'pom.xml':
            '@@ -40,5 +40,5 @@\n         <artifactId>jackson-databind</artifactId>\n-        <version>2.15.2</version>\n+        <version>3.0.0</version>\n',
        },
      },
      { sha: 'bbb2222', at: -9, message: 'Search: highlight matches in red', files: css },
      {
        sha: 'ccc3333',
        at: -8,
        message: 'Search: boost recent items',
        files: {
          'src/main/java/com/acme/search/Ranker.java':
            '@@ -9,3 +9,3 @@ double score(Item item) {\n-        return base(item);\n+        return base(item) * recency(item);\n',
        },
      },
    ],
    deployments: [{ at: -2, commit: 'ccc3333' }],
    truth: { verdict: 'root_cause', suspect: 'aaa1111', category: 'dependency_update' },
  },
  {
    name: 'timeout lowered',
    service: 'quotes',
    alert: 'quotes timeouts',
    logs: [[2, 'error', 'context deadline exceeded calling pricing-service after 200ms', 60]],
    metrics: [
      ['quotes.errors', 1, 70, 2],
      ['pricing.latency_p95', 450, 455, 300, 'pricing-service'],
      ['quotes.requests', 100, 101, 300],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -12,
        message: 'Fail fast on slow dependencies',
        files: {
          'internal/client/pricing.go':
            '@@ -18,5 +18,5 @@ func NewPricing(url string) *Pricing {\n-\treturn &Pricing{url: url, timeout: 2 * time.Second}\n+\treturn &Pricing{url: url, timeout: 200 * time.Millisecond}\n }\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -11,
        message: 'pricing-service: nicer currency names',
        service: 'pricing-service',
        repository: 'pricing-service',
        files: { 'names.go': '@@ -1 +1 @@\n-var usd = "USD"\n+var usd = "US dollar"\n' },
      },
    ],
    deployments: [{ at: -5, commit: 'aaa1111' }],
    calls: [['quotes', 'pricing-service']],
    truth: { verdict: 'root_cause', suspect: 'aaa1111' },
  },
  {
    name: 'migration dropped a column that is still read',
    service: 'crm',
    alert: 'crm API errors',
    logs: [
      [
        0,
        'error',
        'psycopg2.errors.UndefinedColumn: column customers.legacy_code does not exist',
        30,
      ],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -20,
        message: 'Drop columns that nobody uses',
        files: {
          'migrations/0042_drop_legacy.sql':
            '@@ -0,0 +1,1 @@\n+ALTER TABLE customers DROP COLUMN legacy_code;\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -18,
        message: 'Customers: faster search',
        files: {
          'crm/search.py':
            '@@ -8,3 +8,3 @@ def search(q):\n-    return Customer.objects.filter(name__contains=q)\n+    return Customer.objects.filter(name__icontains=q)\n',
        },
      },
    ],
    deployments: [{ at: -3, commit: 'bbb2222' }],
    truth: { verdict: 'root_cause', suspect: 'aaa1111' },
  },
  {
    name: 'disk full on a database host',
    service: 'ledger',
    alert: 'ledger writes failing',
    logs: [
      [0, 'error', 'could not extend file "base/16384/2619": No space left on device', 30],
      [-30, 'warn', 'disk usage on /var/lib/postgresql is 94%', 3],
    ],
    metrics: [
      ['ledger.errors', 0, 33, 0],
      ['ledger.disk_used_percent', 91, 100, -1],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -70,
        message: 'Ledger: round half even',
        files: {
          'src/round.ts':
            '@@ -2,3 +2,3 @@ export function round(v: number) {\n-  return Math.round(v * 100) / 100;\n+  return halfEven(v, 2);\n',
        },
      },
    ],
    deployments: [{ at: -60, commit: 'aaa1111' }],
    truth: { verdict: 'no_code_change', category: ['infrastructure', 'resource_exhaustion'] },
  },
  {
    name: 'race after a lock was removed',
    service: 'inventory',
    alert: 'inventory negative stock',
    logs: [
      [5, 'error', 'negative stock -{n} for sku A-77 after concurrent update', 20],
      [5, 'error', 'StaleObjectStateException: Row was updated by another transaction', 9],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -100,
        message: 'Speed up reservations',
        files: {
          'src/main/java/com/acme/Reservations.java':
            '@@ -30,8 +30,6 @@ public void reserve(String sku, int count) {\n-        synchronized (locks.get(sku)) {\n-            Stock stock = stocks.findBySkuForUpdate(sku);\n+            Stock stock = stocks.findBySku(sku);\n             stock.take(count);\n-        }\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -8,
        message: 'Stock report: new column',
        files: {
          'src/main/java/com/acme/StockReport.java':
            '@@ -5,2 +5,3 @@ void header() {\n         out.add("sku");\n+        out.add("stock");\n',
        },
      },
    ],
    deployments: [{ at: -7, commit: 'bbb2222' }],
    truth: { verdict: 'root_cause', suspect: 'aaa1111' },
  },
  {
    name: 'api key expired',
    service: 'geo',
    alert: 'geo lookup failing',
    logs: [
      [0, 'error', 'maps request rejected: 403 API key expired. Please renew the API key.', 40],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -33,
        message: 'geo: cache lookups for a day',
        files: {
          'src/cache.ts':
            '@@ -1,2 +1,2 @@\n-export const ttl = 3600;\n+export const ttl = 86400;\n',
        },
      },
    ],
    deployments: [{ at: -30, commit: 'aaa1111' }],
    truth: { verdict: 'no_code_change', category: 'expired_credential' },
  },
  {
    name: 'shared library changed serialisation',
    service: 'orders',
    alert: 'orders consumer failing',
    logs: [
      [
        2,
        'error',
        'com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException: Unrecognized field "customer_id" (class com.acme.events.OrderPlaced)',
        40,
      ],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -40,
        message: 'events: snake case for JSON fields',
        repository: 'events-lib',
        service: 'events-lib',
        files: {
          'src/main/java/com/acme/events/OrderPlaced.java':
            '@@ -8,5 +8,5 @@ public class OrderPlaced {\n-    @JsonProperty("customerId")\n+    @JsonProperty("customer_id")\n     private String customerId;\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -6,
        message: 'orders: bigger batch of emails',
        files: {
          'src/main/java/com/acme/orders/Mailer.java':
            '@@ -4,2 +4,2 @@ class Mailer {\n-    static final int BATCH = 10;\n+    static final int BATCH = 50;\n',
        },
      },
    ],
    deployments: [{ at: -5, commit: 'bbb2222' }],
    truth: { verdict: 'root_cause', suspect: 'aaa1111' },
  },
  {
    name: 'cascade: the database service fails first',
    service: 'web',
    alert: 'web 5xx',
    logs: [
      [0, 'error', 'deadlock detected while updating accounts', 12, 'account-db-proxy'],
      [1, 'error', 'timeout calling account-db-proxy', 20, 'accounts'],
      [2, 'error', 'upstream accounts returned 504', 30, 'web'],
    ],
    metrics: [
      ['accounts.latency_p99', 90, 4000, 1, 'accounts'],
      ['web.errors', 1, 50, 2, 'web'],
      ['account-db-proxy.errors', 0, 9, 0, 'account-db-proxy'],
    ],
    calls: [
      ['web', 'accounts'],
      ['accounts', 'account-db-proxy'],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -20,
        message: 'web: new header layout',
        service: 'web',
        repository: 'web',
        files: {
          'src/header.tsx':
            '@@ -3,2 +3,2 @@ export function Header() {\n-  return <h1>Shop</h1>;\n+  return <h1 className="big">Shop</h1>;\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -26,
        message: 'Update accounts in one transaction per batch',
        service: 'account-db-proxy',
        repository: 'account-db-proxy',
        files: {
          'src/update.ts':
            "@@ -10,6 +10,8 @@ export async function updateAll(accounts: Account[]) {\n+  await db.transaction(async (tx) => {\n   for (const account of accounts) {\n-    await db.query('UPDATE accounts SET balance = $1 WHERE id = $2', [account.balance, account.id]);\n+    await tx.query('UPDATE accounts SET balance = $1 WHERE id = $2', [account.balance, account.id]);\n   }\n+  });\n",
        },
      },
    ],
    truth: { verdict: 'root_cause', suspect: 'bbb2222', first: 'account-db-proxy' },
  },
  {
    name: 'nothing to see: no logs of failure, only an innocent deploy',
    service: 'blog',
    alert: 'blog anomaly on request latency',
    logs: [
      [-30, 'info', 'GET /posts 200', 40],
      [5, 'info', 'GET /posts 200', 20],
    ],
    metrics: [['blog.latency_p95', 80, 82, 0]],
    commits: [
      {
        sha: 'aaa1111',
        at: -3,
        message: 'Add author box',
        files: {
          'src/author.ts':
            '@@ -1 +1,2 @@\n export const box = 1;\n+export const title = heading("About");\n',
        },
      },
    ],
    deployments: [{ at: -2, commit: 'aaa1111' }],
    truth: { verdict: 'inconclusive' },
  },
  {
    name: 'commit deployed after the onset is innocent',
    service: 'mail',
    alert: 'mail bounce rate',
    logs: [
      [0, 'error', 'SMTP 554 5.7.1 message rejected by provider sendgrid: service unavailable', 30],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: 6,
        message: 'mail: change SMTP rejected message handling and provider retries',
        files: {
          'src/smtp.ts':
            "@@ -3,3 +3,4 @@ export function onReject(code: number) {\n-  retry(code);\n+  if (code === 554) return drop('message rejected by provider');\n+  retry(code);\n",
        },
      },
    ],
    truth: { verdict: 'no_code_change', category: 'dependency_outage' },
  },
  {
    name: 'retries raised: rate limited by the upstream',
    service: 'sync',
    alert: 'sync rate limited',
    logs: [
      [3, 'error', '429 Too Many Requests from crm api, attempt {n}', 60],
      [4, 'warn', 'retrying immediately', 60],
    ],
    metrics: [
      ['sync.outbound_calls', 60, 900, 3],
      ['sync.jobs', 12, 12, 300],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -14,
        message: 'Make sync more robust',
        files: {
          'src/crm-client.ts':
            '@@ -6,5 +6,5 @@ export const options = {\n-  retries: 3,\n-  backoffMs: 1000,\n+  retries: 25,\n+  backoffMs: 0,\n   keepAlive: true,\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -13,
        message: 'Translate sync page',
        files: { 'web/i18n/de.json': '@@ -1 +1 @@\n-{"sync":"Sync"}\n+{"sync":"Abgleich"}\n' },
      },
    ],
    deployments: [{ at: -1, commit: 'bbb2222' }],
    truth: { verdict: 'root_cause', suspect: 'aaa1111' },
  },
  {
    name: 'environment variable now required',
    service: 'reports',
    alert: 'reports CrashLoopBackOff',
    logs: [
      [
        0,
        'fatal',
        "KeyError: 'REPORTS_BUCKET'\n  startup failed: environment variable REPORTS_BUCKET is not set",
        8,
      ],
      [0, 'warn', 'Back-off restarting failed container', 8],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -5,
        message: 'Store reports in object storage',
        files: {
          'reports/storage.py':
            '@@ -1,4 +1,5 @@\n import os\n-PATH = "/var/reports"\n+BUCKET = os.environ["REPORTS_BUCKET"]\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -4,
        message: 'Bump requests from 2.31.0 to 2.32.0',
        files: { 'requirements.txt': '@@ -4 +4 @@\n-requests==2.31.0\n+requests==2.32.0\n' },
      },
    ],
    deployments: [{ at: -1, commit: 'bbb2222' }],
    truth: { verdict: 'root_cause', suspect: 'aaa1111' },
  },
  {
    name: 'commits without diffs: the message has to do',
    service: 'feed',
    alert: 'feed latency',
    logs: [
      [2, 'error', 'cache miss storm: 9800 misses in 10s, falling back to database', 20],
      [3, 'error', 'database query timeout after 3000ms', 20],
    ],
    metrics: [
      ['feed.cache_hit_ratio', 0.97, 0.12, 1],
      ['feed.latency_p99', 60, 2800, 2],
      ['feed.requests', 900, 905, 300],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -9,
        message: 'Change cache key format to include locale',
        files: { 'src/feed/cache.ts': null },
      },
      {
        sha: 'bbb2222',
        at: -5,
        message: 'Update copyright year',
        files: { 'src/footer.ts': null },
      },
      {
        sha: 'ccc3333',
        at: -4,
        message: 'Add unit tests for feed ranking',
        files: { 'test/rank.test.ts': null },
      },
    ],
    deployments: [{ at: -3, commit: 'ccc3333' }],
    truth: { verdict: 'root_cause', suspect: 'aaa1111' },
  },
  {
    name: 'DNS trouble in the cluster',
    service: 'recs',
    alert: 'recs failures',
    logs: [
      [0, 'error', 'getaddrinfo EAI_AGAIN features.internal', 30],
      [0, 'error', 'getaddrinfo EAI_AGAIN redis.internal', 30],
      [0, 'error', 'dns lookup timeout for kafka.internal', 12, 'events'],
    ],
    events: [
      { at: -1, kind: 'CoreDNSUnhealthy', summary: 'coredns pods not ready on 2 of 3 nodes' },
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -25,
        message: 'recs: new model weights',
        files: {
          'src/model.ts':
            '@@ -1 +1 @@\n-export const model = "v41";\n+export const model = "v42";\n',
        },
      },
    ],
    deployments: [{ at: -22, commit: 'aaa1111' }],
    truth: { verdict: 'no_code_change', category: 'infrastructure' },
  },
  {
    name: 'wrong url in a values file',
    service: 'billing',
    alert: 'billing cannot reach ledger',
    logs: [[1, 'error', 'connect ECONNREFUSED ledger-v2.internal:9090', 30]],
    commits: [
      {
        sha: 'aaa1111',
        at: -7,
        message: 'Point billing to ledger v2',
        files: {
          'deploy/values-prod.yaml':
            '@@ -3,3 +3,3 @@ env:\n-  LEDGER_URL: http://ledger.internal:8080\n+  LEDGER_URL: http://ledger-v2.internal:9090\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -6,
        message: 'billing: show VAT on invoices',
        files: {
          'src/vat.ts':
            '@@ -1,2 +1,3 @@ export function vat(amount: number) {\n+  const rate = 0.2;\n-  return amount * 0.19;\n+  return amount * rate;\n',
        },
      },
    ],
    deployments: [{ at: -2, commit: 'bbb2222' }],
    truth: { verdict: 'root_cause', suspect: 'aaa1111', category: 'configuration' },
  },
  {
    name: 'regular expression that backtracks',
    service: 'comments',
    alert: 'comments CPU 100%',
    logs: [
      [4, 'warn', 'event loop blocked for {n} ms', 30],
      [5, 'error', 'request timed out POST /comments', 20],
    ],
    metrics: [
      ['comments.cpu_percent', 20, 99, 3],
      ['comments.requests', 80, 81, 300],
      ['comments.latency_p99', 50, 8000, 4],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -200,
        message: 'Detect links in comments',
        files: {
          'src/links.ts':
            '@@ -1,3 +1,3 @@\n-const LINK = /https?:\\/\\/\\S+/;\n+const LINK = /^(([a-z]+)+\\.)+([a-z]+)+$/;\n export const hasLink = (t: string) => LINK.test(t);\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -15,
        message: 'comments: order by date',
        files: {
          'src/list.ts':
            '@@ -2,2 +2,2 @@ export const list = () =>\n-  db.comments.orderBy("id");\n+  db.comments.orderBy("date");\n',
        },
      },
    ],
    deployments: [
      { at: -190, commit: 'aaa1111' },
      { at: -14, commit: 'bbb2222' },
    ],
    truth: { verdict: 'root_cause', suspect: 'aaa1111' },
  },
  {
    name: 'auth audience changed',
    service: 'admin',
    alert: 'admin 401s',
    logs: [[1, 'error', 'JWT rejected: audience invalid. expected: admin-api', 50]],
    commits: [
      {
        sha: 'aaa1111',
        at: -13,
        message: 'Tidy auth constants',
        files: {
          'src/auth/verify.ts':
            "@@ -4,3 +4,3 @@ export const options = {\n-  audience: ['admin', 'admin-api'],\n+  audience: 'admin-api',\n   issuer: 'https://id.acme.example',\n",
        },
      },
      { sha: 'bbb2222', at: -12, message: 'admin: wider table', files: css },
    ],
    deployments: [{ at: -2, commit: 'bbb2222' }],
    truth: { verdict: 'root_cause', suspect: 'aaa1111' },
  },
  {
    name: 'cloud region outage',
    service: 'media',
    alert: 'media uploads failing',
    logs: [
      [0, 'error', 'S3 PutObject failed: 503 SlowDown us-east-1', 30],
      [2, 'error', 'DynamoDB request failed: InternalServerError (500)', 15],
    ],
    events: [
      {
        at: 5,
        kind: 'ProviderStatus',
        summary: 'AWS us-east-1: increased error rates for S3 and DynamoDB',
      },
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -16,
        message: 'media: resize with sharp 0.33',
        files: {
          'package.json': '@@ -9 +9 @@\n-    "sharp": "0.32.6",\n+    "sharp": "0.33.0",\n',
        },
      },
    ],
    deployments: [{ at: -12, commit: 'aaa1111' }],
    truth: { verdict: 'no_code_change', category: 'dependency_outage' },
  },

  {
    name: 'amounts in cents where units were expected; the decoy logs amounts',
    service: 'refunds',
    alert: 'refund reconciliation mismatches',
    logs: [
      [
        3,
        'error',
        'reconciliation mismatch: refund amount 1999 does not match order amount 19.99',
        30,
      ],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -240,
        message: 'Use integer money in refund requests',
        files: {
          'src/refund-request.ts':
            '@@ -10,5 +10,5 @@ export function toRequest(refund: Refund) {\n   return {\n-    amount: refund.cents / 100,\n+    amount: refund.cents,\n     order: refund.order,\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -8,
        message: 'Log refund amount',
        files: {
          'src/refund.ts':
            "@@ -3,3 +3,4 @@ export async function refund(order: Order) {\n+  logger.info({ amount: order.amount }, 'refund amount');\n   await client.refund(order);\n",
        },
      },
    ],
    deployments: [
      { at: -200, commit: 'aaa1111' },
      { at: -5, commit: 'bbb2222' },
    ],
    truth: { verdict: 'root_cause', suspect: 'aaa1111' },
  },
  {
    name: 'memory limit lowered in the chart',
    service: 'render',
    alert: 'render pods OOMKilled',
    logs: [[2, 'warn', 'container render OOMKilled, exit code 137', 8]],
    metrics: [
      ['render.memory_mb', 610, 500, 2],
      ['render.restarts', 0, 3, 2],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -35,
        message: 'Right-size resources',
        files: {
          'charts/render/values.yaml':
            '@@ -20,7 +20,7 @@ resources:\n   limits:\n-    memory: 1Gi\n+    memory: 512Mi\n     cpu: 500m\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -12,
        message: 'Collect render timings',
        files: {
          'src/timings.ts':
            '@@ -2,3 +2,4 @@ export function record(ms: number) {\n   const bucket = Math.floor(ms / 10);\n+  histogram.observe(bucket);\n }\n',
        },
      },
    ],
    deployments: [{ at: -10, commit: 'bbb2222' }],
    truth: { verdict: 'root_cause', suspect: 'aaa1111', category: 'configuration' },
  },
  {
    name: 'limit removed from a query',
    service: 'audit',
    alert: 'audit heap exhausted',
    logs: [
      [
        6,
        'fatal',
        'java.lang.OutOfMemoryError: Java heap space\n\tat java.base/java.util.ArrayList.grow(ArrayList.java:238)\n\tat com.acme.audit.AuditDao.findAll(AuditDao.java:33)\n\tat com.acme.audit.AuditApi.list(AuditApi.java:20)',
        5,
      ],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -500,
        message: 'Audit: filter by user',
        files: {
          'src/main/java/com/acme/audit/AuditDao.java':
            '@@ -30,5 +30,5 @@ public List<Entry> findAll(String user) {\n-        return jdbc.query("SELECT * FROM audit WHERE usr = ? LIMIT 500", mapper, user);\n+        return jdbc.query("SELECT * FROM audit WHERE usr = ?", mapper, user);\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -20,
        message: 'Audit page title',
        files: {
          'src/main/java/com/acme/audit/AuditApi.java':
            '@@ -8,2 +8,2 @@ class AuditApi {\n-    String title = "Audit";\n+    String title = "Audit log";\n',
        },
      },
    ],
    deployments: [
      { at: -480, commit: 'aaa1111' },
      { at: -15, commit: 'bbb2222' },
    ],
    truth: { verdict: 'root_cause', suspect: 'aaa1111' },
  },
  {
    name: 'blocking call in an async handler',
    service: 'chat',
    alert: 'chat latency p99',
    logs: [
      [5, 'warn', 'event loop lag 2400ms', 20],
      [6, 'error', 'websocket ping timeout, closing connection', 20],
    ],
    metrics: [
      ['chat.latency_p99', 40, 3000, 5],
      ['chat.connections', 1200, 1190, 300],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -60,
        message: 'Store attachments on the shared volume',
        files: {
          'src/attachments.ts':
            '@@ -5,4 +5,4 @@ export async function save(name: string, data: Buffer) {\n-  await fs.promises.writeFile(path(name), data);\n+  fs.writeFileSync(path(name), data);\n }\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -18,
        message: 'Emoji picker: more emoji',
        files: { 'web/emoji.json': '@@ -1 +1 @@\n-["a"]\n+["a","b"]\n' },
      },
    ],
    deployments: [{ at: -14, commit: 'bbb2222' }],
    truth: { verdict: 'root_cause', suspect: 'aaa1111' },
  },
  {
    name: 'index dropped by a migration',
    service: 'tickets',
    alert: 'tickets DB latency',
    logs: [
      [
        2,
        'warn',
        'slow query 8421 ms: SELECT * FROM tickets WHERE assignee_id = {n} ORDER BY created_at',
        30,
      ],
      [3, 'error', 'canceling statement due to statement timeout', 15],
    ],
    metrics: [
      ['tickets.db.query_time_p95', 15, 8000, 2],
      ['tickets.requests', 70, 70, 300],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -18,
        message: 'Clean up old indexes',
        files: {
          'db/migrate/20260512_cleanup.sql':
            '@@ -0,0 +1,2 @@\n+DROP INDEX idx_tickets_assignee_id;\n+DROP INDEX idx_comments_author;\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -17,
        message: 'Tickets: sort by created_at by default in UI',
        files: {
          'web/src/list.tsx':
            "@@ -3,2 +3,2 @@ export const List = () => {\n-  const sort = 'id';\n+  const sort = 'created_at';\n",
        },
      },
    ],
    deployments: [{ at: -3, commit: 'bbb2222' }],
    truth: { verdict: 'root_cause', suspect: 'aaa1111' },
  },
  {
    name: 'health check path changed',
    service: 'tax',
    alert: 'tax pods not ready',
    logs: [
      [1, 'warn', 'Readiness probe failed: HTTP probe failed with statuscode: 404', 20],
      [2, 'warn', 'Back-off restarting failed container', 6],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -9,
        message: 'Unify probe paths',
        files: {
          'k8s/deployment.yaml':
            '@@ -30,5 +30,5 @@ readinessProbe:\n   httpGet:\n-    path: /health\n+    path: /healthz\n     port: 8080\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -40,
        message: 'Tax rates 2026',
        files: { 'src/rates.json': '@@ -1 +1 @@\n-{"de":19}\n+{"de":19,"ee":24}\n' },
      },
    ],
    deployments: [{ at: -1, commit: 'aaa1111' }],
    truth: { verdict: 'root_cause', suspect: 'aaa1111' },
  },
  {
    name: 'condition inverted: everybody is denied',
    service: 'vault',
    alert: 'vault 403 rate',
    logs: [[1, 'warn', 'access denied for user {n}: missing role reader', 60]],
    metrics: [['vault.http_403', 1, 300, 1]],
    commits: [
      {
        sha: 'aaa1111',
        at: -22,
        message: 'Refactor permission helper',
        files: {
          'src/permissions.go':
            '@@ -12,7 +12,7 @@ func CanRead(u *User) bool {\n-\tif u.HasRole("reader") || u.IsAdmin() {\n+\tif !u.HasRole("reader") && !u.IsAdmin() {\n \t\treturn true\n \t}\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -21,
        message: 'Bump golang.org/x/sys',
        files: {
          'go.mod': '@@ -5 +5 @@\n-\tgolang.org/x/sys v0.20.0\n+\tgolang.org/x/sys v0.21.0\n',
        },
      },
    ],
    deployments: [{ at: -2, commit: 'bbb2222' }],
    truth: { verdict: 'root_cause', suspect: 'aaa1111' },
  },
  {
    name: 'secret rotated without telling the service',
    service: 'ledger-sync',
    alert: 'ledger-sync cannot log in',
    logs: [[4, 'error', 'FATAL: password authentication failed for user "ledger_sync"', 40]],
    flags: [
      {
        at: 3,
        name: 'db/ledger_sync/password',
        summary: 'secret db/ledger_sync/password rotated',
        kind: 'secret',
      },
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -30,
        message: 'Sync: smaller batches',
        files: { 'src/sync.py': '@@ -4 +4 @@\n-BATCH = 500\n+BATCH = 200\n' },
      },
    ],
    deployments: [{ at: -25, commit: 'aaa1111' }],
    truth: { verdict: 'root_cause', suspect: 'c-db/ledger_sync/password' },
  },
  {
    name: 'surge, with a decoy that touched the thread pool months ago',
    service: 'votes',
    alert: 'votes overloaded',
    logs: [
      [
        2,
        'error',
        'RejectedExecutionException: queue capacity 200 is full, active threads = 64',
        40,
      ],
    ],
    metrics: [
      ['votes.requests_per_second', 120, 1900, 0],
      ['votes.cpu', 30, 96, 1],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -90_000,
        message: 'Thread pool: name the threads',
        files: {
          'src/Pool.java':
            '@@ -3,3 +3,4 @@ ExecutorService pool() {\n     var factory = new ThreadFactoryBuilder()\n+        .setNameFormat("vote-%d")\n         .build();\n',
        },
      },
    ],
    truth: { verdict: 'no_code_change', category: 'traffic_surge' },
  },
  {
    name: 'partner stops sending a field: old code breaks',
    service: 'pricing-import',
    alert: 'pricing-import failures',
    logs: [
      [0, 'error', "KeyError: 'vat_rate' while importing record {n} sent by partner northwind", 50],
      [0, 'info', 'partner northwind payload schema version 3 received (expected 2)', 3],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -50,
        message: 'Import: progress bar',
        files: {
          'importer/progress.py':
            '@@ -1,2 +1,3 @@\n def show(done, total):\n+    pct = done * 100 // max(total, 1)\n     print(done)\n',
        },
      },
    ],
    deployments: [{ at: -45, commit: 'aaa1111' }],
    truth: { verdict: 'no_code_change', category: 'bad_input_data' },
  },
  {
    name: 'base image changes the TLS library',
    service: 'webhooks',
    alert: 'webhooks delivery failures',
    logs: [
      [
        2,
        'error',
        'SSLError: [SSL: DH_KEY_TOO_SMALL] dh key too small (_ssl.c:1007) delivering to https://hooks.partner.example',
        30,
      ],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -11,
        message: 'Docker: newer base image',
        files: {
          Dockerfile:
            '@@ -1 +1 @@\n-FROM python:3.9-slim-buster\n+FROM python:3.12-slim-bookworm\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -10,
        message: 'Webhooks: show partner name',
        files: {
          'app/views.py':
            "@@ -4,2 +4,2 @@ def row(hook):\n-    return hook.url\n+    return f'{hook.partner} {hook.url}'\n",
        },
      },
    ],
    deployments: [{ at: -3, commit: 'bbb2222' }],
    truth: { verdict: 'root_cause', suspect: 'aaa1111' },
  },
  {
    name: 'date format changes for consumers of another service',
    service: 'shipping',
    alert: 'shipping consumer errors',
    logs: [
      [
        3,
        'error',
        "DateTimeParseException: Text '12/05/2026 14:00' could not be parsed at index 0",
        40,
      ],
    ],
    calls: [['shipping', 'orders']],
    commits: [
      {
        sha: 'aaa1111',
        at: -16,
        message: 'orders: human readable dates in events',
        service: 'orders',
        repository: 'orders',
        files: {
          'src/events.ts':
            "@@ -6,3 +6,3 @@ export function toEvent(order: Order) {\n-    placedAt: order.placedAt.toISOString(),\n+    placedAt: format(order.placedAt, 'dd/MM/yyyy HH:mm'),\n     id: order.id,\n",
        },
      },
      {
        sha: 'bbb2222',
        at: -9,
        message: 'shipping: label size A6',
        files: {
          'src/label.ts': "@@ -1 +1 @@\n-export const size = 'A5';\n+export const size = 'A6';\n",
        },
      },
    ],
    truth: { verdict: 'root_cause', suspect: 'aaa1111' },
  },
  {
    name: 'retry decoy: provider lowered its quota',
    service: 'translate',
    alert: 'translate failing',
    logs: [
      [0, 'error', 'DeepL API: 456 quota exceeded for this billing period', 40],
      [0, 'error', 'translation provider returned 429 Too Many Requests', 30],
    ],
    metrics: [['translate.requests', 44, 45, 300]],
    commits: [
      {
        sha: 'aaa1111',
        at: -400,
        message: 'translate: unit tests for client',
        files: { 'test/client.test.ts': '@@ -1 +1,2 @@\n x\n+y\n' },
      },
      {
        sha: 'bbb2222',
        at: -20,
        message: 'translate: keep emoji',
        files: {
          'src/emoji.ts':
            '@@ -2,2 +2,3 @@ export function prepare(text: string) {\n+  text = text.normalize();\n   return text;\n',
        },
      },
    ],
    deployments: [{ at: -15, commit: 'bbb2222' }],
    truth: { verdict: 'no_code_change' },
  },
  {
    name: 'cache key prefix changed without a diff at hand for the decoy',
    service: 'product',
    alert: 'product DB load',
    logs: [
      [3, 'warn', 'cache hit ratio dropped to 3%', 10],
      [
        4,
        'error',
        'FATAL: remaining connection slots are reserved for non-replication superuser connections',
        20,
      ],
    ],
    metrics: [
      ['product.cache_hit_ratio', 0.96, 0.03, 2],
      ['product.db.connections', 40, 100, 3],
      ['product.requests', 200, 201, 300],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -7,
        message: 'Namespace redis keys by version',
        files: {
          'src/cache/keys.ts':
            '@@ -1,3 +1,3 @@\n-export const key = (id: string) => `product:${id}`;\n+export const key = (id: string) => `v${build.number}:product:${id}`;\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -6,
        message: 'Increase DB statement timeout for reports',
        files: { 'src/reports/db.ts': null },
      },
    ],
    deployments: [{ at: -2, commit: 'bbb2222' }],
    truth: { verdict: 'root_cause', suspect: 'aaa1111', leadOnly: true },
  },
  {
    name: 'GC thrash after the heap was made smaller',
    service: 'indexer',
    alert: 'indexer latency',
    logs: [
      [5, 'warn', 'GC pause 1800ms (G1 Evacuation Pause), heap 98% after collection', 30],
      [7, 'error', 'java.lang.OutOfMemoryError: GC overhead limit exceeded', 4],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -33,
        message: 'Save cost on indexer nodes',
        files: {
          'deploy/indexer.env':
            '@@ -1,2 +1,2 @@\n-JAVA_OPTS=-Xmx4g -XX:+UseG1GC\n+JAVA_OPTS=-Xmx1g -XX:+UseG1GC\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -31,
        message: 'Index product reviews',
        files: {
          'src/main/java/com/acme/ReviewIndexer.java':
            '@@ -0,0 +1,6 @@\n+class ReviewIndexer {\n+    void index(Review review) {\n+        client.index(review.id(), review.text());\n+    }\n+}\n',
        },
      },
    ],
    deployments: [{ at: -1, commit: 'bbb2222' }],
    truth: { verdict: 'root_cause', suspect: 'aaa1111' },
  },
  {
    name: 'consumer made synchronous: lag grows',
    service: 'events-consumer',
    alert: 'consumer lag',
    logs: [[10, 'warn', 'consumer lag 120000 on topic orders, falling behind', 20]],
    metrics: [
      ['events-consumer.lag', 20, 90000, 8],
      ['events-consumer.messages_in', 500, 505, 300],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -45,
        message: 'Confirm each event with the warehouse',
        files: {
          'src/handler.ts':
            '@@ -3,4 +3,5 @@ export async function handle(event: OrderEvent) {\n   await store.save(event);\n+  await http.post(`${warehouse}/confirm`, event);\n }\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -44,
        message: 'Raise Kafka partitions doc',
        files: {
          'docs/kafka.md': '@@ -1 +1 @@\n-12 partitions\n+24 partitions, consumer lag alerts\n',
        },
      },
    ],
    deployments: [{ at: -2, commit: 'bbb2222' }],
    truth: { verdict: 'root_cause', suspect: 'aaa1111' },
  },
  {
    name: 'availability zone outage with an innocent network commit',
    service: 'edge',
    alert: 'edge 5xx',
    logs: [
      [
        0,
        'error',
        'upstream connect error: connection timed out to 10.2.{n}.7:8080 (zone eu-west-1b)',
        40,
      ],
    ],
    events: [{ at: 0, kind: 'NodeNotReady', summary: '9 nodes in eu-west-1b are NotReady' }],
    commits: [
      {
        sha: 'aaa1111',
        at: -80,
        message: 'edge: log connection times',
        files: {
          'src/conn.ts':
            '@@ -5,2 +5,3 @@ export function connect(host: string) {\n+  const started = Date.now();\n   return net.connect(host);\n',
        },
      },
    ],
    deployments: [{ at: -70, commit: 'aaa1111' }],
    truth: { verdict: 'no_code_change', category: 'infrastructure' },
  },
  {
    name: 'recursion without an end on a special tree',
    service: 'menu',
    alert: 'menu errors',
    logs: [
      [
        8,
        'error',
        'RangeError: Maximum call stack size exceeded\n    at flatten (/srv/menu/src/tree.js:9:20)\n    at flatten (/srv/menu/src/tree.js:11:12)\n    at flatten (/srv/menu/src/tree.js:11:12)',
        14,
      ],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -2000,
        message: 'Allow shared submenus',
        files: {
          'src/tree.js':
            '@@ -8,5 +8,4 @@ export function flatten(node, seen) {\n-  if (seen.has(node.id)) return [];\n   return [node, ...node.children.flatMap((child) => flatten(child, seen))];\n }\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -10,
        message: 'Menu icons',
        files: {
          'src/icons.js': '@@ -1 +1 @@\n-export const size = 12;\n+export const size = 16;\n',
        },
      },
    ],
    deployments: [
      { at: -1990, commit: 'aaa1111' },
      { at: -8, commit: 'bbb2222' },
    ],
    truth: { verdict: 'root_cause', suspect: 'aaa1111' },
  },
  {
    name: 'flag was turned on hours before, unrelated; the certificate is the cause',
    service: 'portal',
    alert: 'portal login fails',
    logs: [
      [
        0,
        'error',
        'x509: certificate has expired or is not yet valid: current time 2026-05-12T12:00:00Z is after 2026-05-12T11:59:59Z',
        40,
      ],
    ],
    flags: [
      {
        at: -120,
        name: 'dark-mode',
        summary: 'dark-mode enabled for 50%',
        before: '0',
        after: '50',
      },
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -30,
        message: 'Login page: remember me',
        files: {
          'src/login.ts':
            '@@ -4,2 +4,3 @@ export function login(form: Form) {\n+  const remember = form.remember === true;\n   return session.create(form.user);\n',
        },
      },
    ],
    deployments: [{ at: -20, commit: 'aaa1111' }],
    truth: { verdict: 'no_code_change', category: 'expired_certificate' },
  },

  {
    name: 'jwt clock: token lifetime cut to seconds by a unit mistake',
    service: 'identity',
    alert: 'users are logged out',
    logs: [[2, 'warn', 'token rejected for session {n}: jwt expired', 60]],
    metrics: [
      ['identity.login_count', 20, 400, 3],
      ['identity.http_401', 2, 500, 2],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -25,
        message: 'Read token lifetime from config',
        files: {
          'src/token.ts':
            "@@ -8,4 +8,4 @@ export function issue(user: User) {\n-  return jwt.sign({ sub: user.id }, key, { expiresIn: '1h' });\n+  return jwt.sign({ sub: user.id }, key, { expiresIn: config.tokenLifetime });\n }\n",
          'config/default.json': '@@ -3,1 +3,2 @@\n+  "tokenLifetime": 60,\n   "port": 8080\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -6,
        message: 'Nicer login page',
        files: { 'web/login.css': '@@ -1 +1 @@\n-a\n+b\n' },
      },
    ],
    deployments: [{ at: -4, commit: 'bbb2222' }],
    truth: { verdict: 'root_cause', suspect: 'aaa1111' },
  },
  {
    name: 'division by zero on empty carts',
    service: 'stats',
    alert: 'stats job failing',
    logs: [
      [
        0,
        'error',
        'Traceback (most recent call last):\n  File "/srv/stats/jobs/daily.py", line 44, in run\n    report = summary(rows)\n  File "/srv/stats/stats/summary.py", line 18, in summary\n    mean = total / len(rows)\nZeroDivisionError: division by zero',
        6,
      ],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -700,
        message: 'summary: less nesting',
        files: {
          'stats/summary.py':
            '@@ -14,8 +14,6 @@ def summary(rows):\n     total = sum(row.value for row in rows)\n-    if not rows:\n-        return Summary(0, 0)\n     mean = total / len(rows)\n     return Summary(total, mean)\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -30,
        message: 'daily: write duration',
        files: {
          'jobs/daily.py':
            '@@ -40,4 +40,5 @@ def run(day):\n     rows = load(day)\n+    started = time.monotonic()\n     report = summary(rows)\n',
        },
      },
    ],
    deployments: [
      { at: -690, commit: 'aaa1111' },
      { at: -20, commit: 'bbb2222' },
    ],
    truth: { verdict: 'root_cause', suspect: 'aaa1111' },
  },
  {
    name: 'go: map written from goroutines',
    service: 'fanout',
    alert: 'fanout crashes',
    logs: [
      [
        3,
        'fatal',
        'fatal error: concurrent map writes\n\ngoroutine 311 [running]:\ngithub.com/acme/fanout/hub.(*Hub).Join(0xc000010000)\n\t/build/hub/hub.go:52 +0x1d\nmain.serve()\n\t/build/main.go:31 +0x1d',
        4,
      ],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -300,
        message: 'hub: handle joins in parallel',
        files: {
          'hub/hub.go':
            '@@ -47,7 +47,7 @@ func (h *Hub) Join(c *Client) {\n-\th.mu.Lock()\n-\tdefer h.mu.Unlock()\n \th.clients[c.id] = c\n+\tgo h.announce(c)\n }\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -8,
        message: 'main: longer shutdown',
        files: {
          'main.go':
            '@@ -28,3 +28,3 @@ func serve() {\n-\tctx, cancel := context.WithTimeout(ctx, 5*time.Second)\n+\tctx, cancel := context.WithTimeout(ctx, 15*time.Second)\n \tdefer cancel()\n',
        },
      },
    ],
    deployments: [
      { at: -290, commit: 'aaa1111' },
      { at: -5, commit: 'bbb2222' },
    ],
    truth: { verdict: 'root_cause', suspect: 'aaa1111' },
  },
  {
    name: 'c#: column renamed in the model only',
    service: 'members',
    alert: 'members API 500',
    logs: [
      [
        0,
        'error',
        "Microsoft.Data.SqlClient.SqlException (0x80131904): Invalid column name 'EmailAddress'.\n   at Members.Data.MemberStore.FindAsync(Guid id) in /src/Members/Data/MemberStore.cs:line 40",
        30,
      ],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -9,
        message: 'Rename Email to EmailAddress',
        files: {
          'Members/Data/Member.cs':
            '@@ -5,3 +5,3 @@ public class Member\n-    public string Email { get; set; }\n+    public string EmailAddress { get; set; }\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -8,
        message: 'Members: page size 50',
        files: {
          'Members/Controllers/MembersController.cs':
            '@@ -9,2 +9,2 @@ public class MembersController\n-    const int PageSize = 20;\n+    const int PageSize = 50;\n',
        },
      },
    ],
    deployments: [{ at: -1, commit: 'bbb2222' }],
    truth: { verdict: 'root_cause', suspect: 'aaa1111' },
  },
  {
    name: 'kafka broker outage with an innocent consumer commit',
    service: 'billing-events',
    alert: 'billing-events not consuming',
    logs: [
      [
        0,
        'error',
        'Connection to node 2 (kafka-2.internal/10.1.2.3:9092) could not be established. Broker may not be available.',
        60,
      ],
      [1, 'warn', 'LEADER_NOT_AVAILABLE for partition billing-4', 20],
    ],
    events: [
      {
        at: -1,
        kind: 'VolumeFault',
        summary: 'persistent volume of kafka-2 detached, broker down',
        service: 'kafka',
      },
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -70,
        message: 'consumer: commit offsets after each message',
        files: {
          'src/consumer.ts':
            '@@ -4,3 +4,4 @@ export async function onMessage(m: Message) {\n   await handle(m);\n+  await consumer.commitOffsets([m]);\n }\n',
        },
      },
    ],
    deployments: [{ at: -60, commit: 'aaa1111' }],
    truth: { verdict: 'no_code_change', category: ['dependency_outage', 'infrastructure'] },
  },
  {
    name: 'bot attack on search',
    service: 'search-api',
    alert: 'search-api CPU',
    logs: [
      [
        1,
        'warn',
        'rate limiter: 4200 requests from 185.220.{n}.1 in 60s, user agent python-requests/2.31',
        40,
      ],
      [2, 'error', 'search timed out after 8000 ms', 30],
    ],
    metrics: [
      ['search-api.requests', 500, 6100, 0],
      ['search-api.cpu_percent', 40, 99, 1],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -40,
        message: 'search: fuzzy matching for short words',
        files: {
          'src/fuzzy.ts':
            '@@ -3,3 +3,3 @@ export function distance(a: string) {\n-  return a.length > 5 ? 2 : 1;\n+  return a.length > 4 ? 2 : 1;\n',
        },
      },
    ],
    deployments: [{ at: -30, commit: 'aaa1111' }],
    truth: { verdict: 'no_code_change', category: 'traffic_surge' },
  },
  {
    name: 'idempotency check lost: double charges',
    service: 'charge',
    alert: 'duplicate charges reported',
    logs: [[12, 'error', 'duplicate charge detected for order {n}: two captures within 3s', 12]],
    commits: [
      {
        sha: 'aaa1111',
        at: -180,
        message: 'Drop redundant lookups before capture',
        files: {
          'app/Capture.php':
            '@@ -20,9 +20,6 @@ class Capture {\n     public function run(Order $order): void {\n-        if ($this->captures->existsForKey($order->idempotencyKey())) {\n-            return;\n-        }\n         $this->gateway->capture($order);\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -15,
        message: 'Charge: format receipts',
        files: {
          'app/Receipt.php':
            "@@ -3,2 +3,2 @@ class Receipt {\n-        return $order->id;\n+        return '#' . $order->id;\n",
        },
      },
    ],
    deployments: [
      { at: -170, commit: 'aaa1111' },
      { at: -12, commit: 'bbb2222' },
    ],
    truth: { verdict: 'root_cause', suspect: 'aaa1111' },
  },
  {
    name: 'log level set to debug fills the disk',
    service: 'proxy-edge',
    alert: 'proxy-edge disk full',
    logs: [[5, 'error', 'write /var/log/proxy/access.log: no space left on device', 30]],
    metrics: [
      ['proxy-edge.disk_used_percent', 40, 100, 4],
      ['proxy-edge.log_lines_per_second', 100, 9000, -60],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -70,
        message: 'Help debugging of 499s',
        files: {
          'config/proxy.yaml':
            '@@ -2,4 +2,4 @@ logging:\n-  level: warn\n+  level: debug\n   rotate: daily\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -20,
        message: 'Add header x-edge',
        files: {
          'src/headers.ts': "@@ -1 +1,2 @@\n export const h = ['x-id'];\n+h.push('x-edge');\n",
        },
      },
    ],
    deployments: [
      { at: -62, commit: 'aaa1111' },
      { at: -15, commit: 'bbb2222' },
    ],
    truth: { verdict: 'root_cause', suspect: 'aaa1111' },
  },
  {
    name: 'CORS origin list',
    service: 'public-api',
    alert: 'frontend cannot call the API',
    logs: [[2, 'warn', 'CORS: origin https://app.acme.example not allowed', 50]],
    commits: [
      {
        sha: 'aaa1111',
        at: -11,
        message: 'Lock down allowed origins',
        files: {
          'src/server.ts':
            "@@ -6,3 +6,3 @@ app.use(cors({\n-  origin: ['https://app.acme.example', 'https://acme.example'],\n+  origin: ['https://acme.example'],\n   credentials: true,\n",
        },
      },
      {
        sha: 'bbb2222',
        at: -10,
        message: 'API: gzip',
        files: {
          'src/compress.ts': '@@ -1 +1 @@\n-export const level = 0;\n+export const level = 6;\n',
        },
      },
    ],
    deployments: [{ at: -1, commit: 'bbb2222' }],
    truth: { verdict: 'root_cause', suspect: 'aaa1111' },
  },
  {
    name: 'old batch job and nightly noise: recovered by itself',
    service: 'warehouse',
    alert: 'warehouse latency high',
    logs: [
      [-40, 'info', 'nightly export started', 1],
      [-1, 'info', 'nightly export finished', 1],
    ],
    metrics: [['warehouse.latency_p95', 90, 95, 0]],
    commits: [
      {
        sha: 'aaa1111',
        at: -400,
        message: 'Refactor shelves',
        files: {
          'src/shelf.ts':
            '@@ -1,2 +1,2 @@\n-export function shelf() { return 1; }\n+export const shelf = () => 1;\n',
        },
      },
    ],
    truth: { verdict: 'inconclusive' },
  },
  {
    name: 'replica lag: database failover in progress',
    service: 'accounts-api',
    alert: 'accounts-api writes failing',
    logs: [
      [0, 'error', 'cannot execute UPDATE in a read-only transaction', 40],
      [0, 'warn', 'database connection lost, reconnecting to primary', 15],
    ],
    events: [{ at: -1, kind: 'RDSFailover', summary: 'Multi-AZ failover of accounts-db started' }],
    commits: [
      {
        sha: 'aaa1111',
        at: -100,
        message: 'accounts: audit writes',
        files: {
          'src/audit.ts':
            "@@ -3,2 +3,3 @@ export async function save(a: Account) {\n+  await db.query('INSERT INTO audit VALUES ($1)', [a.id]);\n   await db.query('UPDATE accounts SET name = $1', [a.name]);\n",
        },
      },
    ],
    deployments: [{ at: -95, commit: 'aaa1111' }],
    truth: { verdict: 'no_code_change', category: ['infrastructure', 'dependency_outage'] },
  },
  {
    name: 'circuit breaker threshold too low',
    service: 'offers',
    alert: 'offers circuit open',
    logs: [
      [2, 'warn', 'circuit breaker catalog OPEN after 1 failures', 10],
      [
        2,
        'error',
        'CallNotPermittedException: CircuitBreaker catalog is OPEN and does not permit further calls',
        50,
      ],
    ],
    metrics: [
      ['catalog.errors', 0.5, 0.5, 300, 'catalog'],
      ['offers.errors', 1, 95, 2],
    ],
    calls: [['offers', 'catalog']],
    commits: [
      {
        sha: 'aaa1111',
        at: -13,
        message: 'Stricter resilience settings',
        files: {
          'src/main/resources/application.yml':
            '@@ -14,4 +14,4 @@ resilience4j:\n     catalog:\n-      minimumNumberOfCalls: 50\n+      minimumNumberOfCalls: 1\n       failureRateThreshold: 50\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -12,
        message: 'Offer badge colours',
        files: {
          'src/main/java/com/acme/Badge.java':
            '@@ -2,2 +2,2 @@ class Badge {\n-    String color = "red";\n+    String color = "orange";\n',
        },
      },
    ],
    deployments: [{ at: -2, commit: 'bbb2222' }],
    truth: { verdict: 'root_cause', suspect: 'aaa1111' },
  },
  {
    name: 'unclosed response bodies: file descriptors run out',
    service: 'crawler',
    alert: 'crawler errors',
    logs: [[30, 'error', 'dial tcp 93.184.216.34:443: socket: too many open files', 40]],
    firedAt: 35,
    metrics: [['crawler.open_fds', 200, 65000, 10]],
    commits: [
      {
        sha: 'aaa1111',
        at: -80,
        message: 'Return early on redirects',
        files: {
          'fetch/fetch.go':
            '@@ -18,8 +18,9 @@ func Fetch(url string) (*Page, error) {\n \tres, err := client.Get(url)\n \tif err != nil {\n \t\treturn nil, err\n \t}\n-\tdefer res.Body.Close()\n+\tif res.StatusCode >= 300 {\n+\t\treturn &Page{Redirect: res.Header.Get("Location")}, nil\n+\t}\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -20,
        message: 'crawler: user agent 2.1',
        files: {
          'fetch/agent.go': '@@ -1 +1 @@\n-const agent = "acme/2.0"\n+const agent = "acme/2.1"\n',
        },
      },
    ],
    deployments: [
      { at: -75, commit: 'aaa1111' },
      { at: -15, commit: 'bbb2222' },
    ],
    truth: { verdict: 'root_cause', suspect: 'aaa1111' },
  },
  {
    name: 'error swallowed: messages are lost silently',
    service: 'outbox',
    alert: 'outbox orders missing downstream',
    logs: [
      [20, 'warn', 'order {n} has no shipment after 15 min', 30],
      [1, 'info', 'publish failed, skipping: broker nack', 30],
    ],
    firedAt: 25,
    commits: [
      {
        sha: 'aaa1111',
        at: -40,
        message: 'outbox: do not crash on publish errors',
        files: {
          'src/outbox.ts':
            "@@ -9,5 +9,8 @@ export async function flush(batch: Message[]) {\n   for (const message of batch) {\n-    await broker.publish(message);\n-    await markSent(message);\n+    try {\n+      await broker.publish(message);\n+    } catch {\n+      logger.info('publish failed, skipping');\n+    }\n+    await markSent(message);\n   }\n",
        },
      },
      {
        sha: 'bbb2222',
        at: -20,
        message: 'outbox: order table name',
        files: {
          'src/table.ts':
            "@@ -1 +1 @@\n-export const t = 'outbox';\n+export const t = 'outbox_messages';\n",
        },
      },
    ],
    deployments: [
      { at: -38, commit: 'aaa1111' },
      { at: -18, commit: 'bbb2222' },
    ],
    truth: { verdict: 'root_cause', suspect: 'aaa1111' },
  },
  {
    name: 'webpack chunk missing after deploy',
    service: 'storefront',
    alert: 'storefront JS errors',
    logs: [
      [
        1,
        'error',
        'ChunkLoadError: Loading chunk 412 failed. (https://cdn.acme.example/412.9ab.js)',
        60,
      ],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -8,
        message: 'Serve assets from the new bucket',
        files: {
          'deploy/cdn.tf':
            '@@ -4,3 +4,3 @@ resource "cdn" "assets" {\n-  bucket = "assets-v1"\n+  bucket = "assets-v2"\n }\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -7,
        message: 'Storefront: newsletter box',
        files: {
          'web/src/newsletter.tsx':
            "@@ -1 +1,2 @@\n+import { Box } from './box';\n export const Newsletter = () => <Box />;\n",
        },
      },
    ],
    deployments: [{ at: -1, commit: 'bbb2222' }],
    truth: { verdict: 'root_cause', suspect: 'aaa1111', leadOnly: true },
  },
  {
    name: 'two explanations: the deploy is innocent, the upstream team changed its API',
    service: 'rates',
    alert: 'rates import errors',
    logs: [
      [
        0,
        'error',
        'unexpected response from https://api.ecb.example/v1/rates: 410 Gone, endpoint retired, use v2',
        30,
      ],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -60,
        message: 'rates: round to 4 digits',
        files: {
          'src/round.ts': '@@ -1 +1 @@\n-export const digits = 6;\n+export const digits = 4;\n',
        },
      },
    ],
    deployments: [{ at: -50, commit: 'aaa1111' }],
    truth: { verdict: 'no_code_change', category: 'dependency_outage' },
  },
  {
    name: 'ruby: nil after eager loading was removed',
    service: 'forum',
    alert: 'forum 500s',
    logs: [
      [
        1,
        'error',
        "NoMethodError (undefined method 'name' for nil):\napp/serializers/post_serializer.rb:12:in 'author_name'\napp/controllers/posts_controller.rb:8:in 'index'",
        25,
      ],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -55,
        message: 'Allow deleting authors',
        files: {
          'app/models/author.rb':
            '@@ -2,3 +2,3 @@ class Author < ApplicationRecord\n-  has_many :posts, dependent: :destroy\n+  has_many :posts, dependent: :nullify\n',
          'app/serializers/post_serializer.rb':
            '@@ -10,4 +10,4 @@ class PostSerializer\n   def author_name\n-    object.author&.name\n+    object.author.name\n   end\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -12,
        message: 'Posts: newest first',
        files: {
          'app/controllers/posts_controller.rb':
            '@@ -6,3 +6,3 @@ class PostsController\n   def index\n-    @posts = Post.all\n+    @posts = Post.order(created_at: :desc)\n',
        },
      },
    ],
    deployments: [
      { at: -50, commit: 'aaa1111' },
      { at: -10, commit: 'bbb2222' },
    ],
    truth: { verdict: 'root_cause', suspect: 'aaa1111' },
  },
  {
    name: 'autoscaler maximum lowered before the usual peak',
    service: 'streaming',
    alert: 'streaming saturation',
    logs: [
      [5, 'warn', 'pod cpu at 98%, HPA at maxReplicas 4', 20],
      [6, 'error', 'request queue full, shedding', 30],
    ],
    metrics: [
      ['streaming.cpu', 55, 98, 4],
      ['streaming.requests', 1000, 1150, 2],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -90,
        message: 'Cap cost of streaming',
        files: {
          'deploy/hpa.yaml':
            '@@ -6,4 +6,4 @@ spec:\n   minReplicas: 2\n-  maxReplicas: 20\n+  maxReplicas: 4\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -30,
        message: 'streaming: subtitles in Estonian',
        files: {
          'src/subs.ts':
            "@@ -1 +1 @@\n-export const l = ['en'];\n+export const l = ['en', 'et'];\n",
        },
      },
    ],
    deployments: [
      { at: -85, commit: 'aaa1111' },
      { at: -25, commit: 'bbb2222' },
    ],
    truth: { verdict: 'root_cause', suspect: 'aaa1111' },
  },

  {
    name: 'pagination default raised: response too big for the gateway',
    service: 'reports-api',
    alert: 'reports-api 502 from gateway',
    logs: [
      [-30, 'info', 'served /reports?page=1 in {n}ms', 20],
      [
        4,
        'error',
        'upstream sent too big header while reading response header from upstream',
        2,
        'gateway',
      ],
      [4, 'error', 'response body exceeds 10485760 bytes, aborting /reports', 30],
    ],
    metrics: [
      ['error_rate', 0.2, 31, 4],
      ['response_bytes_p95', 90000, 11200000, 4],
    ],
    commits: [
      {
        sha: 'a1',
        at: -140,
        message: 'feat(reports): CSV export button',
        files: {
          'web/src/Export.tsx':
            '@@ -4,2 +4,5 @@ export function Export() {\n+  const [open, setOpen] = useState(false);\n   return <Button onClick={download}>Export</Button>;\n',
        },
      },
      {
        sha: 'a2',
        at: -55,
        message: 'perf(reports): fewer round trips',
        files: {
          'src/reports/list.ts':
            "@@ -3,5 +3,5 @@ const defaults = {\n-  pageSize: 100,\n+  pageSize: 20_000,\n   order: 'desc',\n };\n",
        },
      },
      {
        sha: 'a3',
        at: -30,
        message: 'chore: bump eslint',
        files: {
          'package.json': '@@ -30 +30 @@\n-    "eslint": "8.56.0",\n+    "eslint": "9.1.0",\n',
        },
      },
      {
        sha: 'a4',
        at: -12,
        message: 'fix(gateway): typo in header comment',
        service: 'gateway',
        repository: 'gateway',
        files: { 'nginx.conf': '@@ -1 +1 @@\n-# heder buffers\n+# header buffers\n' },
      },
    ],
    deployments: [
      { at: -40, commit: 'a2' },
      { at: -6, commit: 'a3' },
    ],
    truth: { verdict: 'root_cause', suspect: 'a2' },
  },
  {
    name: 'SQL built by hand after a refactoring: syntax error for names with quotes',
    service: 'directory',
    alert: 'directory lookup errors',
    logs: [
      [
        2,
        'error',
        "PG::SyntaxError: ERROR: syntax error at or near \"Brien\" LINE 1: SELECT * FROM people WHERE last_name = 'O'Brien'",
        14,
      ],
      [1, 'info', 'lookup ok', 30],
    ],
    commits: [
      {
        sha: 'a1',
        at: -90,
        message: 'Raw SQL for people lookup (faster)',
        files: {
          'app/queries/people.rb':
            '@@ -5,3 +5,3 @@ def by_last_name(name)\n-    Person.where(last_name: name)\n+    Person.find_by_sql("SELECT * FROM people WHERE last_name = \'#{name}\'")\n   end\n',
        },
      },
      {
        sha: 'a2',
        at: -20,
        message: 'Show department on the card',
        files: {
          'app/views/card.erb': '@@ -2 +2,2 @@\n <%= person.name %>\n+<%= person.department %>\n',
        },
      },
      {
        sha: 'a3',
        at: -15,
        message: 'Rename lookup spec',
        files: { 'spec/lookup_spec.rb': "@@ -1 +1 @@\n-describe 'x' do\n+describe 'lookup' do\n" },
      },
    ],
    deployments: [
      { at: -80, commit: 'a1' },
      { at: -10, commit: 'a3' },
    ],
    truth: { verdict: 'root_cause', suspect: 'a1' },
  },
  {
    name: 'worker prefetch raised: memory and redeliveries',
    service: 'thumbnailer',
    alert: 'thumbnailer pods OOM',
    logs: [
      [8, 'warn', 'OOMKilled: container exceeded memory limit', 9],
      [9, 'warn', 'message redelivered (x{n})', 25],
    ],
    metrics: [
      ['memory_mb', 410, 1990, 6],
      ['queue_depth', 30, 900, 9],
      ['messages_in_per_min', 200, 204, 300],
    ],
    commits: [
      {
        sha: 'a1',
        at: -100,
        message: 'Thumbnail sizes for retina',
        files: { 'src/sizes.py': '@@ -1 +1 @@\n-SIZES = [120, 240]\n+SIZES = [120, 240, 480]\n' },
      },
      {
        sha: 'a2',
        at: -21,
        message: 'Better throughput',
        files: {
          'src/consumer.py':
            '@@ -12,3 +12,3 @@ def start():\n-    channel.basic_qos(prefetch_count=4)\n+    channel.basic_qos(prefetch_count=400)\n     channel.basic_consume(queue, on_message)\n',
        },
      },
      {
        sha: 'a3',
        at: -18,
        message: 'Docs: architecture picture',
        files: { 'docs/arch.md': '@@ -1 +1 @@\n-a\n+b\n' },
      },
    ],
    deployments: [{ at: -8, commit: 'a3' }],
    truth: { verdict: 'root_cause', suspect: 'a2' },
  },
  {
    name: 'payment gateway maintenance announced; a retry commit went out the same hour',
    service: 'pay-api',
    alert: 'pay-api failure rate 35%',
    logs: [
      [0, 'error', 'Adyen /payments responded 503: scheduled maintenance in progress', 40],
      [0, 'warn', 'payment {n} pending, will retry', 40],
    ],
    metrics: [['payment_failures', 2, 120, 0]],
    commits: [
      {
        sha: 'a1',
        at: -33,
        message: 'Retry pending payments with jitter',
        files: {
          'src/retry.ts':
            '@@ -3,3 +3,3 @@ export function nextDelay(n: number) {\n-  return 1000 * 2 ** n;\n+  return 1000 * 2 ** n * (0.5 + Math.random());\n }\n',
        },
      },
      {
        sha: 'a2',
        at: -31,
        message: 'Adyen: log psp reference',
        files: {
          'src/adyen.ts':
            "@@ -9,2 +9,3 @@ export async function pay(p: Payment) {\n   const res = await http.post('/payments', p);\n+  logger.info({ psp: res.psp }, 'adyen payment');\n",
        },
      },
    ],
    deployments: [{ at: -20, commit: 'a1' }],
    truth: { verdict: 'no_code_change', category: 'dependency_outage' },
  },
  {
    name: 'swift of units: kilobytes read as bytes in an upload check',
    service: 'uploads',
    alert: 'uploads rejected',
    logs: [[3, 'warn', 'upload rejected: file of {n} bytes exceeds limit of 5120', 60]],
    metrics: [['upload_rejections', 1, 210, 3]],
    commits: [
      {
        sha: 'a1',
        at: -26,
        message: 'Make upload limit configurable',
        files: {
          'src/limits.go':
            '@@ -6,3 +6,3 @@ func Check(size int64) error {\n-\tif size > 5*1024*1024 {\n+\tif size > cfg.MaxUpload {\n \t\treturn ErrTooLarge\n',
          'config.yaml': '@@ -2,0 +3 @@\n+max_upload: 5120\n',
        },
      },
      {
        sha: 'a2',
        at: -25,
        message: 'Uploads: virus scan metrics',
        files: {
          'src/scan.go': '@@ -4,2 +4,3 @@ func Scan(f File) {\n+\tmetrics.Inc("scan")\n \trun(f)\n',
        },
      },
    ],
    deployments: [{ at: -3, commit: 'a2' }],
    truth: { verdict: 'root_cause', suspect: 'a1' },
  },
  {
    name: 'spring bean missing after a package move',
    service: 'loyalty',
    alert: 'loyalty does not start',
    logs: [
      [
        0,
        'error',
        "APPLICATION FAILED TO START\n\nParameter 0 of constructor in com.acme.loyalty.PointsController required a bean of type 'com.acme.loyalty.core.PointsService' that could not be found.",
        5,
      ],
      [0, 'warn', 'Back-off restarting failed container loyalty', 6],
    ],
    commits: [
      {
        sha: 'a1',
        at: -7,
        message: 'Split core into its own package',
        files: {
          'src/main/java/com/acme/loyalty/core/PointsService.java':
            '@@ -1,5 +1,4 @@\n-package com.acme.loyalty;\n+package com.acme.loyalty.core;\n \n-@Service\n public class PointsService {\n',
        },
      },
      {
        sha: 'a2',
        at: -6,
        message: 'Points: rounding doc',
        files: { 'docs/points.md': '@@ -1 +1 @@\n-x\n+y\n' },
      },
      {
        sha: 'a3',
        at: -200,
        message: 'PointsController: return 404 for unknown member',
        files: {
          'src/main/java/com/acme/loyalty/PointsController.java':
            '@@ -20,2 +20,3 @@ public ResponseEntity<Points> get(String id) {\n+        if (!members.contains(id)) return ResponseEntity.notFound().build();\n         return ok(points.of(id));\n',
        },
      },
    ],
    deployments: [{ at: -1, commit: 'a2' }],
    truth: { verdict: 'root_cause', suspect: 'a1' },
  },
  {
    name: 'hot shard: one tenant sends everything at once',
    service: 'ingest',
    alert: 'ingest lag',
    logs: [[2, 'warn', 'partition 7 lag 80000 (tenant acme-big imports 2.1M rows)', 20]],
    metrics: [
      ['ingest.events_per_second', 900, 7400, 0],
      ['ingest.lag', 100, 80000, 2],
    ],
    commits: [
      {
        sha: 'a1',
        at: -300,
        message: 'ingest: typed errors',
        files: {
          'src/errors.ts':
            '@@ -1 +1,3 @@\n+export class IngestError extends Error {}\n export const x = 1;\n',
        },
      },
    ],
    deployments: [{ at: -280, commit: 'a1' }],
    truth: { verdict: 'no_code_change', category: 'traffic_surge' },
  },
  {
    name: 'terraform: security group rule removed',
    service: 'inventory-db',
    alert: 'inventory cannot reach its database',
    logs: [
      [
        3,
        'error',
        'connection to server at "inventory-db.internal" (10.4.0.9), port 5432 failed: Connection timed out',
        40,
        'inventory',
      ],
    ],
    commits: [
      {
        sha: 'a1',
        at: -14,
        message: 'Tidy network rules',
        service: 'infra',
        repository: 'infra',
        files: {
          'terraform/network.tf':
            '@@ -12,9 +12,3 @@ resource "aws_security_group" "db" {\n-  ingress {\n-    from_port   = 5432\n-    to_port     = 5432\n-    cidr_blocks = ["10.4.0.0/16"]\n-  }\n }\n',
        },
      },
      {
        sha: 'a2',
        at: -11,
        message: 'inventory: list by location',
        service: 'inventory',
        repository: 'inventory',
        files: {
          'src/list.ts':
            "@@ -2,2 +2,2 @@ export const list = (db: Db) =>\n-  db.items.all();\n+  db.items.by('location');\n",
        },
      },
    ],
    deployments: [{ at: -9, commit: 'a2', service: 'inventory' }],
    calls: [['inventory', 'inventory-db']],
    truth: { verdict: 'root_cause', suspect: 'a1' },
  },
  {
    name: 'async exception handler dropped: process exits',
    service: 'bot',
    alert: 'bot restarts',
    logs: [
      [
        1,
        'fatal',
        'node:internal/process/promises:394\n[UnhandledPromiseRejection: This error originated either by throwing inside of an async function without a catch block\n    at sendMessage (/app/src/telegram.ts:22:11)\n    at async poll (/app/src/poll.ts:15:5)',
        9,
      ],
    ],
    commits: [
      {
        sha: 'a1',
        at: -44,
        message: 'poll: flatten',
        files: {
          'src/poll.ts':
            '@@ -10,9 +10,5 @@ export async function poll() {\n   for (const update of await updates()) {\n-    try {\n-      await sendMessage(update);\n-    } catch (error) {\n-      logger.warn(error);\n-    }\n+    await sendMessage(update);\n   }\n',
        },
      },
      {
        sha: 'a2',
        at: -10,
        message: 'telegram: markdown v2',
        files: {
          'src/telegram.ts':
            "@@ -18,2 +18,2 @@ export async function sendMessage(update: Update) {\n-  const parse_mode = 'Markdown';\n+  const parse_mode = 'MarkdownV2';\n",
        },
      },
    ],
    deployments: [
      { at: -40, commit: 'a1' },
      { at: -5, commit: 'a2' },
    ],
    truth: { verdict: 'root_cause', suspect: 'a1', leadOnly: true },
  },
  {
    name: 'npm lock file pulled a broken transitive version',
    service: 'pdf',
    alert: 'pdf generation failing',
    logs: [
      [
        1,
        'error',
        "Error: Cannot find module 'fontkit/legacy'\n    at Function._resolveFilename (node:internal/modules/cjs/loader:1225:15)\n    at Object.<anonymous> (/app/node_modules/pdfmake/src/fonts.js:3:17)",
        20,
      ],
    ],
    commits: [
      {
        sha: 'a1',
        at: -9,
        message: 'Refresh lock file',
        files: {
          'package-lock.json':
            '@@ -900,4 +900,4 @@\n     "node_modules/fontkit": {\n-      "version": "1.9.0",\n+      "version": "2.0.4",\n',
        },
      },
      {
        sha: 'a2',
        at: -8,
        message: 'pdf: landscape option',
        files: {
          'src/layout.ts':
            "@@ -3 +3,2 @@\n export const size = 'A4';\n+export const landscape = false;\n",
        },
      },
    ],
    deployments: [{ at: -1, commit: 'a2' }],
    truth: { verdict: 'root_cause', suspect: 'a1', category: 'dependency_update' },
  },
  {
    name: 'scheduler runs a heavy report every minute instead of every day',
    service: 'bi',
    alert: 'bi database CPU 100%',
    logs: [
      [5, 'warn', 'report daily_revenue already running, starting another', 20],
      [6, 'error', 'statement timeout while running daily_revenue', 10],
    ],
    metrics: [
      ['db_cpu_percent', 22, 100, 5],
      ['http_requests', 40, 41, 300],
    ],
    commits: [
      {
        sha: 'a1',
        at: -70,
        message: 'Move schedules to code',
        files: {
          'jobs/schedule.py':
            "@@ -4,3 +4,3 @@ def register(scheduler):\n-    scheduler.add('daily_revenue', cron='0 3 * * *')\n+    scheduler.add('daily_revenue', cron='* 3 * * *')\n",
        },
      },
      {
        sha: 'a2',
        at: -22,
        message: 'revenue: net column in UI',
        files: { 'web/revenue.tsx': '@@ -5 +5,2 @@\n <th>Gross</th>\n+<th>Net</th>\n' },
      },
    ],
    deployments: [
      { at: -60, commit: 'a1' },
      { at: -15, commit: 'a2' },
    ],
    truth: { verdict: 'root_cause', suspect: 'a1' },
  },
  {
    name: 'noisy neighbour on a shared node, no event was recorded, only hosts tell',
    service: 'geoip',
    alert: 'geoip latency p99',
    logs: [
      [-20, 'info', 'lookup ok', 10, 'geoip', 'node-1'],
      [-20, 'info', 'lookup ok', 10, 'geoip', 'node-2'],
      [-20, 'info', 'lookup ok', 10, 'geoip', 'node-3'],
      [1, 'error', 'lookup timed out after 500ms', 30, 'geoip', 'node-3'],
      [1, 'info', 'lookup ok', 10, 'geoip', 'node-1'],
    ],
    commits: [
      {
        sha: 'a1',
        at: -500,
        message: 'geoip: database 2026-05',
        files: { 'data/version.txt': '@@ -1 +1 @@\n-2026-04\n+2026-05\n' },
      },
    ],
    truth: { verdict: 'no_code_change', category: 'infrastructure' },
  },
];
