/** Incidents that no change is to blame for, most with a tempting innocent one beside them. */
import type { Observations } from '../../../src/domain/observation.ts';
import { at, type CommitSpec, type Incident } from './incidents.ts';

/** Innocent work of all kinds of code bases; each incident takes what could tempt. */
const innocent = {
  pyRename: {
    'app/handlers/orders.py':
      '@@ -12,5 +12,5 @@ def create_order(request):\n-    res = service.create(request.json)\n+    result = service.create(request.json)\n-    return res\n+    return result\n',
  },
  tsClient: {
    'src/clients/http-client.ts':
      "@@ -8,4 +8,5 @@ export function createClient(baseUrl: string) {\n   const headers = { accept: 'application/json' };\n+  headers['x-request-source'] = 'orders';\n   return request(baseUrl, headers);\n",
  },
  javaExtract: {
    'src/main/java/com/acme/shop/PriceFormatter.java':
      '@@ -10,6 +10,8 @@ public class PriceFormatter {\n     public String format(Money money) {\n-        return money.currency() + " " + money.amount();\n+        return join(money.currency(), money.amount());\n     }\n+    private String join(String a, Object b) { return a + " " + b; }\n',
  },
  goMetric: {
    'internal/server/handler.go':
      '@@ -30,3 +30,4 @@ func (s *Server) Handle(w http.ResponseWriter, r *http.Request) {\n \tstart := time.Now()\n+\ts.metrics.Observe("handled", start)\n \ts.next.ServeHTTP(w, r)\n',
  },
  rubyView: {
    'app/views/orders/show.html.erb': '@@ -3 +3 @@\n-<h1>Order</h1>\n+<h1>Your order</h1>\n',
    'app/helpers/order_helper.rb':
      '@@ -4,3 +4,3 @@ module OrderHelper\n   def title(order)\n-    "Order #{order.number}"\n+    "Your order #{order.number}"\n   end\n',
  },
  phpTemplate: {
    'src/Controller/AccountController.php':
      "@@ -20,4 +20,4 @@ public function show(int $id): Response\n-        return $this->render('account.twig', ['user' => $user]);\n+        return $this->render('account/show.twig', ['user' => $user]);\n",
  },
  csField: {
    'src/Api/Contracts/OrderResponse.cs':
      '@@ -8,3 +8,4 @@ public record OrderResponse\n     public decimal Total { get; init; }\n+    public string? GiftNote { get; init; }\n }\n',
  },
  rustLog: {
    'src/routes/quote.rs':
      '@@ -14,3 +14,4 @@ pub async fn quote(State(app): State<App>) -> Result<Json<Quote>, Error> {\n     let quote = app.quotes.best().await?;\n+    tracing::debug!(id = %quote.id, "quote chosen");\n     Ok(Json(quote))\n',
  },
  timeoutUp: {
    'config/application.yml':
      '@@ -5,3 +5,3 @@ reports:\n   export:\n-    timeout: 20s\n+    timeout: 25s\n',
  },
  readme: { 'README.md': '@@ -1 +1 @@\n-# Shop\n+# The shop\n' },
} as const;

const did = (
  what: keyof typeof innocent,
  minute: number,
  message: string,
  sha = 'd1',
): CommitSpec => ({ sha, at: minute, message, files: innocent[what] });

const none = (category: Incident['truth']['category']): Incident['truth'] => ({
  verdict: 'no_code_change',
  ...(category === undefined ? {} : { category }),
});

/** Traces of one route whose call to a peer fails from minute 0 on. */
function failingCalls(
  service: string,
  peer: string,
  error: { readonly type?: string; readonly message: string },
  count = 12,
): Observations['spans'] {
  return Array.from({ length: count * 2 }, (_, i) => {
    const bad = i >= count;
    const startAt = at(i - count);
    return [
      {
        traceId: `t${i}`,
        spanId: `s${i}`,
        parentId: null,
        service,
        resource: 'POST /submit',
        kind: 'server' as const,
        startAt,
        durationMs: bad ? 2050 : 70,
        error: bad ? { message: 'internal error' } : null,
        statusCode: bad ? 500 : 200,
      },
      {
        traceId: `t${i}`,
        spanId: `c${i}`,
        parentId: `s${i}`,
        service,
        resource: `HTTP POST ${peer}`,
        kind: 'client' as const,
        peerService: peer,
        startAt,
        durationMs: bad ? 2000 : 40,
        error: bad ? error : null,
      },
    ];
  }).flat();
}

export const withoutChange: readonly Incident[] = [
  // providers
  {
    name: 'sms provider answers 503, php logs',
    service: 'notifier',
    alert: 'notifier: message delivery failures',
    logs: [
      [
        1,
        'error',
        'production.ERROR: Server error: `POST https://rest.nexmo.com/sms/json` resulted in a `503 Service Temporarily Unavailable` response {"exception":"[object] (GuzzleHttp\\\\Exception\\\\ServerException(code: 503)"}',
        30,
      ],
      [-30, 'info', 'production.INFO: message {n} sent', 30],
    ],
    metrics: [['notifier.delivery_failures', 1, 55, 1]],
    commits: [did('phpTemplate', -35, 'Account page: move template')],
    deployments: [{ at: -30, commit: 'd1' }],
    truth: none('dependency_outage'),
  },
  {
    name: 'e-mail api slow to time out, node, deploy ten minutes before',
    service: 'mailer',
    alert: 'mailer send errors',
    logs: [
      [
        0,
        'error',
        'send failed {"to":"<masked>","err":"ESOCKETTIMEDOUT","url":"https://api.eu.postmarkapp.com/email"}',
        35,
      ],
    ],
    metrics: [
      ['mailer.errors', 0, 30, 0],
      ['mailer.latency_p95', 180, 10050, 0],
    ],
    commits: [did('tsClient', -14, 'Send a source header with every request')],
    deployments: [{ at: -10, commit: 'd1' }],
    truth: none('dependency_outage'),
  },
  {
    name: 'object store of the cloud answers slow down and internal errors, go',
    service: 'media',
    alert: 'media upload failures',
    logs: [
      [
        2,
        'error',
        'upload: operation error S3: PutObject, exceeded maximum number of attempts, 3, https response error StatusCode: 500, RequestID: {n}, api error InternalError: We encountered an internal error. Please try again.',
        40,
      ],
    ],
    metrics: [['media.upload.errors', 0.5, 70, 2]],
    commits: [did('goMetric', -60, 'Observe handler durations')],
    deployments: [{ at: -50, commit: 'd1' }],
    truth: none('dependency_outage'),
  },
  {
    name: 'partner refuses with 429, python, batch of the partner itself',
    service: 'rates-sync',
    alert: 'rates-sync failing',
    logs: [
      [
        0,
        'error',
        'requests.exceptions.HTTPError: 429 Client Error: Too Many Requests for url: https://api.exchangeratehub.io/v2/latest?base=EUR',
        25,
      ],
    ],
    metrics: [
      ['rates_sync.failures', 0, 20, 0],
      ['rates_sync.requests', 40, 41, 300],
    ],
    commits: [did('pyRename', -200, 'Rename a variable')],
    deployments: [{ at: -190, commit: 'd1' }],
    truth: none('dependency_outage'),
  },
  {
    name: 'monthly quota at the geocoding provider used up',
    service: 'delivery-planner',
    alert: 'delivery-planner errors',
    logs: [
      [
        0,
        'error',
        'geocoding failed: OVER_QUERY_LIMIT You have exceeded your monthly quota for this API (maps.googleapis.com)',
        30,
      ],
    ],
    metrics: [['planner.errors', 0, 40, 0]],
    commits: [did('javaExtract', -25, 'Extract join helper')],
    deployments: [{ at: -22, commit: 'd1' }],
    truth: none(['dependency_outage', 'resource_exhaustion']),
  },
  {
    name: 'bank connection refused, java, no commits at all',
    service: 'payouts',
    alert: 'payouts failing',
    logs: [
      [
        0,
        'error',
        'org.springframework.web.client.ResourceAccessException: I/O error on POST request for "https://gw.sepa-clearing.eu/pain001": Connection refused\n\tat com.acme.payouts.BankClient.submit(BankClient.java:48)\nCaused by: java.net.ConnectException: Connection refused',
        25,
      ],
    ],
    metrics: [['payouts.failed', 0, 22, 0]],
    truth: none('dependency_outage'),
  },
  {
    name: 'provider resolves no more: its dns zone is gone',
    service: 'shipping',
    alert: 'shipping label errors',
    logs: [
      [
        0,
        'error',
        'failed to create label: Post "https://api.parcelfast.com/labels": dial tcp: lookup api.parcelfast.com: no such host',
        30,
      ],
    ],
    metrics: [['shipping.label_errors', 0, 28, 0]],
    commits: [did('goMetric', -120, 'Measure handler durations')],
    deployments: [{ at: -118, commit: 'd1' }],
    truth: none(['dependency_outage', 'infrastructure']),
  },
  {
    name: 'only traces: tax service of a vendor times out',
    service: 'checkout',
    alert: 'checkout 5xx',
    spans: failingCalls('checkout', 'api.taxwise.com', {
      type: 'TimeoutError',
      message: 'request to https://api.taxwise.com/v1/quote timed out after 2000 ms',
    }),
    commits: [did('tsClient', -40, 'Send a source header')],
    deployments: [{ at: -38, commit: 'd1' }],
    truth: none('dependency_outage'),
  },
  {
    name: 'two services fail towards the same identity provider',
    service: 'portal',
    alert: 'portal login errors',
    logs: [
      [
        0,
        'error',
        'oidc discovery failed: GET https://login.idcloud.net/.well-known/openid-configuration: 502 Bad Gateway',
        20,
      ],
      [0, 'error', 'token introspection failed: login.idcloud.net answered 502', 20, 'admin-api'],
    ],
    metrics: [['portal.login_errors', 0, 60, 0]],
    commits: [did('csField', -12, 'Gift notes in responses')],
    deployments: [{ at: -6, commit: 'd1' }],
    truth: none('dependency_outage'),
  },
  // dependencies of the house
  {
    name: 'internal callee restarts, only the caller logs, an innocent deploy of the caller before',
    service: 'basket',
    alert: 'basket 5xx rate',
    logs: [
      [0, 'error', 'call to stock-service failed: connect ECONNREFUSED 10.2.4.18:8080', 45],
      [-20, 'info', 'basket {n} stored', 30],
    ],
    metrics: [['basket.5xx', 0, 35, 0]],
    commits: [did('tsClient', -12, 'Send a source header')],
    deployments: [{ at: -9, commit: 'd1' }],
    truth: none(['dependency_outage', 'infrastructure']),
  },
  {
    name: 'callee is slow, rust caller, nothing deployed anywhere',
    service: 'quotes',
    alert: 'quotes latency',
    logs: [
      [
        1,
        'error',
        'ERROR quotes::routes: upstream pricing-engine: error sending request for url (http://pricing-engine:9000/best): operation timed out',
        30,
      ],
    ],
    metrics: [
      ['quotes.latency_p99', 90, 5100, 1],
      ['quotes.requests', 200, 203, 400],
    ],
    commits: [did('rustLog', -5000, 'Log the chosen quote')],
    truth: none(['dependency_outage', 'infrastructure']),
  },
  {
    name: 'database fails over: read-only replica answers, ruby',
    service: 'orders',
    alert: 'orders writes failing',
    logs: [
      [
        0,
        'error',
        'ActiveRecord::StatementInvalid (PG::ReadOnlySqlTransaction: ERROR:  cannot execute INSERT in a read-only transaction)',
        40,
      ],
      [
        0,
        'error',
        'PG::ConnectionBad: PQconsumeInput() server closed the connection unexpectedly',
        12,
      ],
    ],
    metrics: [['orders.write_errors', 0, 48, 0]],
    commits: [did('rubyView', -25, 'Your order')],
    deployments: [{ at: -20, commit: 'd1' }],
    truth: none(['dependency_outage', 'infrastructure']),
  },
  {
    name: 'broker leader lost, java consumer',
    service: 'ledger',
    alert: 'ledger consumer lag',
    logs: [
      [
        1,
        'warn',
        '[Producer clientId=ledger-1] Got error produce response on topic-partition ledger-7, retrying (2147483646 attempts left). Error: NOT_LEADER_OR_FOLLOWER',
        40,
      ],
      [
        2,
        'error',
        'org.apache.kafka.common.errors.TimeoutException: Expiring 12 record(s) for ledger-7:120000 ms has passed since batch creation',
        20,
      ],
    ],
    metrics: [['ledger.consumer_lag', 40, 90000, 1]],
    events: [{ at: 0, kind: 'BrokerDown', summary: 'kafka-2 left the cluster', service: 'kafka' }],
    commits: [did('javaExtract', -44, 'Extract join helper')],
    deployments: [{ at: -40, commit: 'd1' }],
    truth: none(['dependency_outage', 'infrastructure']),
  },
  {
    name: 'redis sentinel failover, csharp',
    service: 'session-api',
    alert: 'session-api errors',
    logs: [
      [
        0,
        'error',
        'StackExchange.Redis.RedisConnectionException: No connection is active/available to service this operation: GET sess:{n}; UnableToConnect on cache-primary:6379/Interactive',
        40,
      ],
    ],
    metrics: [['session.errors', 0, 60, 0]],
    commits: [did('csField', -18, 'Gift notes in responses')],
    deployments: [{ at: -15, commit: 'd1' }],
    truth: none(['dependency_outage', 'infrastructure']),
  },
  {
    name: 'mysql gone away, php, no deploy for weeks',
    service: 'shop',
    alert: 'shop error rate',
    logs: [
      [
        0,
        'error',
        'PHP Fatal error:  Uncaught PDOException: SQLSTATE[HY000] [2002] Connection refused in /var/www/html/src/Database/Connection.php:31',
        40,
      ],
    ],
    metrics: [['shop.errors', 0.1, 75, 0]],
    commits: [did('phpTemplate', -40000, 'Account page template')],
    truth: none(['dependency_outage', 'infrastructure']),
  },
  {
    name: 'search cluster red, python',
    service: 'search-api',
    alert: 'search-api failing',
    logs: [
      [
        0,
        'error',
        "elasticsearch.exceptions.TransportError: TransportError(503, 'search_phase_execution_exception', 'all shards failed')",
        30,
      ],
    ],
    metrics: [['search_api.errors', 0, 44, 0]],
    commits: [did('pyRename', -30, 'Rename a variable')],
    deployments: [{ at: -28, commit: 'd1' }],
    truth: none(['dependency_outage', 'infrastructure']),
  },
  // platform
  {
    name: 'disk full on the log volume',
    service: 'audit',
    alert: 'audit write errors',
    logs: [
      [
        0,
        'error',
        "OSError: [Errno 28] No space left on device: '/var/lib/audit/segment-{n}.log'",
        30,
      ],
    ],
    metrics: [
      ['audit.disk_used_percent', 96, 100, 0],
      ['audit.errors', 0, 30, 0],
    ],
    commits: [did('pyRename', -300, 'Rename a variable')],
    deployments: [{ at: -295, commit: 'd1' }],
    truth: none(['infrastructure', 'resource_exhaustion']),
  },
  {
    name: 'neighbour eats the memory: pods evicted from the node',
    service: 'recommend',
    alert: 'recommend availability',
    logs: [[1, 'warn', 'received SIGTERM, shutting down', 6]],
    events: [
      {
        at: 0,
        kind: 'Evicted',
        summary: 'The node was low on resource: memory. Container batch-train was using 14Gi',
        service: 'recommend',
      },
      { at: 0, kind: 'NodeHasMemoryPressure', summary: 'node ip-10-1-7-3 MemoryPressure' },
    ],
    metrics: [['recommend.availability', 100, 61, 1]],
    commits: [did('goMetric', -33, 'Observe handler durations')],
    deployments: [{ at: -30, commit: 'd1' }],
    truth: none('infrastructure'),
  },
  {
    name: 'network partition between zones, only connection timeouts to everything',
    service: 'booking',
    alert: 'booking errors',
    logs: [
      [0, 'error', 'dial tcp 10.8.1.4:5432: connect: no route to host', 20],
      [0, 'error', 'dial tcp 10.8.1.9:6379: i/o timeout', 20],
      [0, 'error', 'dial tcp 10.8.2.1:9092: connect: no route to host', 20],
    ],
    metrics: [['booking.errors', 0, 70, 0]],
    commits: [did('goMetric', -20, 'Observe handler durations')],
    deployments: [{ at: -17, commit: 'd1' }],
    truth: none(['infrastructure', 'dependency_outage']),
  },
  {
    name: 'cluster dns fails, node',
    service: 'profile',
    alert: 'profile 5xx',
    logs: [[0, 'error', 'Error: getaddrinfo EAI_AGAIN accounts.prod.svc.cluster.local', 50]],
    metrics: [['profile.5xx', 0, 55, 0]],
    commits: [did('tsClient', -55, 'Send a source header')],
    deployments: [{ at: -50, commit: 'd1' }],
    truth: none(['infrastructure', 'dependency_outage']),
  },
  {
    name: 'clock skew: requests are signed in the future',
    service: 'vault-sync',
    alert: 'vault-sync failing',
    logs: [
      [
        0,
        'error',
        'RequestTimeTooSkewed: The difference between the request time and the current time is too large. Local clock drift 00:17:04',
        25,
      ],
    ],
    events: [
      {
        at: -2,
        kind: 'NTP',
        summary: 'chronyd: clock drift detected on node-4, system clock wrong by 1024 s',
      },
    ],
    metrics: [['vault_sync.failures', 0, 18, 0]],
    commits: [did('csField', -100, 'Gift notes in responses')],
    deployments: [{ at: -90, commit: 'd1' }],
    truth: none('infrastructure'),
  },
  {
    name: 'metrics only: cpu steal on one host, latency of its services',
    service: 'thumbs',
    alert: 'thumbs latency p95',
    metrics: [
      ['thumbs.latency_p95', 90, 900, 0],
      ['thumbs.requests', 300, 301, 400],
    ],
    events: [
      { at: -1, kind: 'HostDegraded', summary: 'instance i-04 hardware degraded, cpu steal 60%' },
    ],
    commits: [did('rustLog', -200, 'Log the chosen quote')],
    deployments: [{ at: -190, commit: 'd1' }],
    truth: none('infrastructure'),
  },
  // ended certificates and credentials
  {
    name: 'certificate over, java',
    service: 'claims',
    alert: 'claims errors',
    logs: [
      [
        0,
        'error',
        'javax.net.ssl.SSLHandshakeException: PKIX path validation failed: java.security.cert.CertPathValidatorException: validity check failed\nCaused by: java.security.cert.CertificateExpiredException: NotAfter: Tue May 12 12:00:00 UTC 2026',
        30,
      ],
    ],
    metrics: [['claims.errors', 0, 40, 0]],
    commits: [did('javaExtract', -15, 'Extract join helper')],
    deployments: [{ at: -12, commit: 'd1' }],
    truth: none('expired_certificate'),
  },
  {
    name: 'certificate over, dotnet',
    service: 'invoices',
    alert: 'invoices: calls fail',
    logs: [
      [
        0,
        'error',
        'System.Security.Authentication.AuthenticationException: The remote certificate is invalid because of errors in the certificate chain: NotTimeValid',
        30,
      ],
    ],
    metrics: [['invoices.errors', 0, 40, 0]],
    commits: [did('csField', -15, 'Gift notes')],
    deployments: [{ at: -12, commit: 'd1' }],
    truth: none('expired_certificate'),
  },
  {
    name: 'certificate over, rustls',
    service: 'edge',
    alert: 'edge upstream failures',
    logs: [[0, 'error', 'error trying to connect: invalid peer certificate: Expired', 30]],
    metrics: [['edge.errors', 0, 90, 0]],
    commits: [did('rustLog', -18, 'Log the chosen quote')],
    deployments: [{ at: -12, commit: 'd1' }],
    truth: none('expired_certificate'),
  },
  {
    name: 'certificate over, openssl in php and a webhook client of ruby',
    service: 'hooks',
    alert: 'hooks failing',
    logs: [
      [
        0,
        'error',
        'OpenSSL::SSL::SSLError (SSL_connect returned=1 errno=0 peeraddr=10.0.3.4:443 state=error: certificate verify failed (certificate has expired))',
        20,
      ],
      [
        0,
        'error',
        'cURL error 60: SSL certificate problem: certificate has expired',
        20,
        'hooks-php',
      ],
    ],
    commits: [did('rubyView', -18, 'Your order')],
    deployments: [{ at: -12, commit: 'd1' }],
    truth: none('expired_certificate'),
  },
  {
    name: 'oauth client secret over',
    service: 'crm-sync',
    alert: 'crm-sync errors',
    logs: [
      [
        0,
        'error',
        'POST https://login.crmcloud.com/oauth2/token 401 {"error":"invalid_client","error_description":"The provided client secret keys are expired"}',
        25,
      ],
    ],
    metrics: [['crm_sync.errors', 0, 25, 0]],
    commits: [did('pyRename', -25, 'Rename a variable')],
    deployments: [{ at: -21, commit: 'd1' }],
    truth: none('expired_credential'),
  },
  {
    name: 'cloud session token over, go',
    service: 'archiver',
    alert: 'archiver errors',
    logs: [
      [
        0,
        'error',
        'ExpiredTokenException: The security token included in the request is expired\n\tstatus code: 400, request id: {n}',
        25,
      ],
    ],
    commits: [did('goMetric', -25, 'Observe durations')],
    deployments: [{ at: -21, commit: 'd1' }],
    truth: none('expired_credential'),
  },
  {
    name: 'sql login failed after the password ran out, dotnet',
    service: 'hr-api',
    alert: 'hr-api errors',
    logs: [
      [
        0,
        'error',
        "Microsoft.Data.SqlClient.SqlException (0x80131904): Login failed for user 'hr_app'.  Reason: The password of the account has expired.",
        25,
      ],
    ],
    commits: [did('csField', -25, 'Gift notes')],
    deployments: [{ at: -21, commit: 'd1' }],
    truth: none('expired_credential'),
  },
  {
    name: 'oracle account: password ran out',
    service: 'billing-batch',
    alert: 'billing-batch cannot start jobs',
    logs: [[0, 'error', 'java.sql.SQLException: ORA-28001: the password has expired', 25]],
    commits: [did('javaExtract', -500, 'Extract join helper')],
    truth: none('expired_credential'),
  },
  {
    name: 'licence of a component over',
    service: 'pdf-render',
    alert: 'pdf-render failures',
    logs: [[0, 'error', 'LicenseException: Your license expired on 2026-05-12. Please renew.', 25]],
    metrics: [['pdf_render.failures', 0, 25, 0]],
    commits: [did('csField', -35, 'Gift notes')],
    deployments: [{ at: -30, commit: 'd1' }],
    truth: none('expired_credential'),
  },
  // load
  {
    name: 'bots crawl the catalogue',
    service: 'catalogue',
    alert: 'catalogue latency',
    logs: [[3, 'warn', 'worker pool saturated: 64/64 busy, 210 waiting', 30]],
    metrics: [
      ['catalogue.requests', 150, 1900, -1],
      ['catalogue.cpu', 30, 98, 1],
      ['catalogue.latency_p95', 80, 4100, 2],
    ],
    commits: [did('phpTemplate', -40, 'Account page template')],
    deployments: [{ at: -30, commit: 'd1' }],
    truth: none('traffic_surge'),
  },
  {
    name: 'end of month: everybody runs reports, metrics only',
    service: 'reports',
    alert: 'reports slow',
    metrics: [
      ['reports.requests_per_minute', 60, 320, -3],
      ['reports.db.connections', 20, 99, -1],
      ['reports.latency_p99', 400, 9000, 0],
    ],
    commits: [did('timeoutUp', -90, 'A little more time for exports')],
    deployments: [{ at: -85, commit: 'd1' }],
    truth: none('traffic_surge'),
  },
  {
    name: 'clients retry after a short blip and keep the gateway down',
    service: 'gateway',
    alert: 'gateway saturation',
    logs: [
      [1, 'warn', 'request queue full (1024), rejecting with 503', 40],
      [2, 'error', 'upstream request timeout after 3000ms', 30],
    ],
    metrics: [
      ['gateway.rps', 800, 5200, -1],
      ['gateway.cpu_percent', 40, 99, 0],
      ['gateway.errors', 2, 600, 1],
    ],
    commits: [did('goMetric', -28, 'Observe durations')],
    deployments: [{ at: -25, commit: 'd1' }],
    truth: none('traffic_surge'),
  },
  {
    name: 'credential stuffing on the login, logs only',
    service: 'login',
    alert: 'login cpu',
    logs: [
      [0, 'warn', 'rate limit exceeded for ip 185.220.101.{n} on POST /login', 60],
      [1, 'error', 'bcrypt queue full: 500 pending', 20],
      [0, 'warn', '41200 requests from 312 addresses in the last minute', 8],
    ],
    commits: [did('rubyView', -22, 'Your order')],
    deployments: [{ at: -20, commit: 'd1' }],
    truth: none('traffic_surge'),
  },
  // bad input
  {
    name: 'a partner sends a column more, one file over and over, python',
    service: 'feed-import',
    alert: 'feed-import failures',
    logs: [
      [
        0,
        'error',
        'ERROR importing /inbox/acmeparts_20260512.csv: expected 14 fields, saw 15 in line 3021\nTraceback (most recent call last):\n  File "/app/feeds/reader.py", line 52, in read_rows\n    raise ValueError(f\'expected {n} fields\')\nValueError: expected 14 fields, saw 15 in line 3021',
        20,
      ],
      [-10, 'info', 'imported /inbox/northwind_{n}.csv', 20],
    ],
    metrics: [['feed_import.failures', 0, 18, 0]],
    commits: [did('pyRename', -26, 'Rename a variable')],
    deployments: [{ at: -20, commit: 'd1' }],
    truth: none('bad_input_data'),
  },
  {
    name: 'a poison message is redelivered, java',
    service: 'fulfilment',
    alert: 'fulfilment consumer errors',
    logs: [
      [
        0,
        'error',
        'Listener failed for message key=ord-88213 partition=3 offset=9120443 (redelivery): com.fasterxml.jackson.databind.exc.InvalidFormatException: Cannot deserialize value of type `java.math.BigDecimal` from String "12,50": not a valid representation',
        40,
      ],
      [-10, 'info', 'processed order ord-{n}', 30],
      [1, 'info', 'processed order ord-{n}', 20],
    ],
    metrics: [['fulfilment.errors', 0, 30, 0]],
    commits: [did('javaExtract', -31, 'Extract join helper')],
    deployments: [{ at: -28, commit: 'd1' }],
    truth: none('bad_input_data'),
  },
  {
    name: 'one tenant uploads windows-1252, go',
    service: 'contacts',
    alert: 'contacts import errors',
    logs: [
      [
        0,
        'error',
        'import tenant=globex file=kunden.csv row {n}: invalid UTF-8 sequence in column name',
        40,
      ],
      [0, 'info', 'import tenant=initech row {n} ok', 40],
    ],
    commits: [did('goMetric', -19, 'Observe durations')],
    deployments: [{ at: -15, commit: 'd1' }],
    truth: none('bad_input_data'),
  },
  {
    name: 'a market in a new currency: unknown code in the partner feed, csharp',
    service: 'pricing',
    alert: 'pricing sync errors',
    logs: [
      [
        0,
        'error',
        "System.ArgumentException: Requested value 'XCG' was not found.\n   at System.Enum.Parse(Type enumType, String value)\n   at Pricing.Feed.CurrencyReader.Read(FeedRow row) in /src/Pricing/Feed/CurrencyReader.cs:line 27",
        30,
      ],
      [-10, 'info', 'feed row {n} priced', 30],
      [1, 'info', 'feed row {n} priced', 30],
    ],
    metrics: [['pricing.feed_errors', 0, 24, 0]],
    commits: [did('csField', -23, 'Gift notes')],
    deployments: [{ at: -20, commit: 'd1' }],
    truth: none('bad_input_data'),
  },
  {
    name: 'negative quantity from the warehouse, rust',
    service: 'stock',
    alert: 'stock events failing',
    logs: [
      [
        0,
        'error',
        'ERROR stock::events: rejected event sku=A-7741 warehouse=lyon: invalid quantity -3: out of range integral type conversion attempted',
        30,
      ],
      [0, 'info', 'INFO stock::events: applied sku=B-{n} warehouse=bremen', 30],
    ],
    commits: [did('rustLog', -23, 'Log the chosen quote')],
    deployments: [{ at: -20, commit: 'd1' }],
    truth: none('bad_input_data'),
  },
  {
    name: 'a customer sends a body of 40 MB, node',
    service: 'documents',
    alert: 'documents 413 and 500',
    logs: [
      [
        0,
        'error',
        'PayloadTooLargeError: request entity too large (limit 10485760, length 41943040) client=acme-insurance',
        30,
      ],
    ],
    commits: [did('tsClient', -23, 'Send a source header')],
    deployments: [{ at: -20, commit: 'd1' }],
    truth: none('bad_input_data'),
  },
  {
    name: 'xml of the supplier cut short, php',
    service: 'supplier-sync',
    alert: 'supplier-sync failing',
    logs: [
      [
        0,
        'error',
        'ErrorException: simplexml_load_string(): Entity: line 8812: parser error : Premature end of data in tag catalog line 2 (supplier 44)',
        20,
      ],
    ],
    metrics: [['supplier_sync.failures', 0, 9, 0]],
    commits: [did('phpTemplate', -23, 'Account page template')],
    deployments: [{ at: -20, commit: 'd1' }],
    truth: none('bad_input_data'),
  },
  {
    name: 'webhook of a partner changed its date format, ruby',
    service: 'bookings',
    alert: 'bookings webhook 500',
    logs: [
      [
        0,
        'error',
        "ArgumentError: invalid date\n/app/app/services/webhooks/channel_manager.rb:18:in `parse'\n/app/app/controllers/webhooks_controller.rb:9:in `create'",
        30,
      ],
      [0, 'warn', 'webhook rejected: source=roomhub payload arrival="12/31/2026"', 30],
    ],
    commits: [did('rubyView', -23, 'Your order')],
    deployments: [{ at: -20, commit: 'd1' }],
    truth: none('bad_input_data'),
  },
  // noise
  {
    name: 'a blip: one minute of latency, recovered, all back',
    service: 'feed',
    alert: 'feed latency p95',
    firedAt: 2,
    recoveredAt: 5,
    metrics: [
      ['feed.latency_p95', 110, 700, 0, 'feed', 2],
      ['feed.requests', 240, 242, 300],
    ],
    commits: [did('tsClient', -14, 'Send a source header')],
    deployments: [{ at: -10, commit: 'd1' }],
    truth: none('noise'),
  },
  {
    name: 'healed by itself: a few timeouts, then nothing',
    service: 'wallet',
    alert: 'wallet error rate',
    firedAt: 3,
    recoveredAt: 7,
    logs: [
      [0, 'error', 'GET /balance timed out after 1000ms', 6],
      [-20, 'info', 'balance {n} served', 30],
      [6, 'info', 'balance {n} served', 30],
    ],
    metrics: [['wallet.errors', 0.1, 4, 0, 'wallet', 4]],
    commits: [did('goMetric', -24, 'Observe durations')],
    deployments: [{ at: -20, commit: 'd1' }],
    truth: none(['noise', 'dependency_outage', 'infrastructure']),
  },
  {
    name: 'flapping at the threshold: cpu a hair above and below',
    service: 'sitemap',
    alert: '[Recovered] sitemap cpu above 80%',
    body: 'triggered and recovered 9 times in the last 2 hours',
    firedAt: 4,
    recoveredAt: 6,
    metrics: [['sitemap.cpu', 78, 81, 3, 'sitemap', 5]],
    commits: [did('pyRename', -30, 'Rename a variable')],
    deployments: [{ at: -28, commit: 'd1' }],
    truth: none('noise'),
  },
  {
    name: 'nightly backup slows the disk for some minutes',
    service: 'files',
    alert: 'files latency',
    firedAt: 3,
    recoveredAt: 12,
    logs: [
      [0, 'info', 'pg_dump: backup started', 1, 'files-db'],
      [10, 'info', 'pg_dump: backup finished', 1, 'files-db'],
    ],
    metrics: [
      ['files.latency_p95', 90, 320, 0, 'files', 10],
      ['disk.io_util', 20, 95, 0, 'files-db', 10],
    ],
    commits: [did('rubyView', -300, 'Your order')],
    deployments: [{ at: -290, commit: 'd1' }],
    truth: none(['noise', 'infrastructure']),
  },
  {
    name: 'values of one file that are no numbers',
    service: 'ledger-import',
    alert: 'ledger-import rejects',
    logs: [
      [
        0,
        'error',
        "posting rejected bank=NB file=NB_0512.txt line=812: invalid value '88,1l' for amount, expected a decimal number",
        30,
      ],
      [-30, 'info', 'posting booked bank=KB file=KB_0512.txt', 30],
      [1, 'info', 'posting booked bank=KB file=KB_0512b.txt', 30],
    ],
    metrics: [['ledger-import.rejected', 0, 30, 0]],
    commits: [{ sha: 'c1', at: -90, message: 'Rename order result', files: innocent.pyRename }],
    truth: { verdict: 'no_code_change', category: 'bad_input_data' },
  },
  {
    name: 'a broker that nobody changed is killed, and its clients complain',
    service: 'booking',
    alert: 'booking 5xx',
    logs: [
      [0, 'error', 'KafkaException: message-bus did not acknowledge within 30000 ms', 30],
      [0, 'error', 'Under-replicated partitions 40, offline leaders 12', 30, 'message-bus'],
    ],
    metrics: [['booking.error_rate', 0.01, 0.5, 1]],
    calls: [['booking', 'message-bus']],
    events: [
      {
        at: -1,
        kind: 'OOMKilling',
        summary: 'Killed process 77 (java) in pod message-bus-1',
        service: 'message-bus',
      },
    ],
    commits: [
      { sha: 'c1', at: -20, message: 'Say who asks', files: innocent.tsClient, service: 'booking' },
    ],
    truth: { verdict: 'no_code_change', first: 'message-bus' },
  },
];
