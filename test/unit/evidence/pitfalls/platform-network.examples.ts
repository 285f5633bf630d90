import type { Example } from './examples.ts';

const NGINX = 'edge/nginx/site.conf';
const CHART = 'charts/till/templates/ingress.yaml';

export const PLATFORM_NETWORK_EXAMPLES: readonly Example[] = [
  {
    name: 'proxy-path-cut',
    path: NGINX,
    patch:
      ' location /api/ {\n-  proxy_pass http://till:8080;\n+  proxy_pass http://till:8080/;\n }',
    failure: 'GET /orders/17 404 Cannot GET /orders/17',
    harmless: ' location /api/ {\n-  proxy_pass http://till:8080;\n+  # proxied\n }',
  },
  {
    name: 'proxy-path-rewritten',
    path: CHART,
    patch:
      '-    nginx.ingress.kubernetes.io/rewrite-target: /$2\n+    nginx.ingress.kubernetes.io/rewrite-target: /$1',
    failure: 'no route matches POST /basket',
    harmless: '-    kubernetes.io/tls-acme: "true"\n+    kubernetes.io/tls-acme: "false"',
  },
  {
    name: 'proxy-path-rewrite-put-in',
    path: CHART,
    patch: '           - path: /api\n+            pathType: Exact',
    failure: 'GET /api/orders 404 default backend - 404',
    harmless: '           - path: /api\n+            pathType: Prefix',
  },
  {
    name: 'proxy-body-limit-changed',
    path: NGINX,
    patch: '-  client_max_body_size 50m;\n+  client_max_body_size 5m;',
    failure: 'client intended to send too large body: 8388608 bytes',
    harmless: '-  client_body_timeout 5s;\n+  client_body_timeout 9s;',
  },
  {
    name: 'proxy-body-limit-dropped',
    path: NGINX,
    patch: '-  client_max_body_size 50m;\n   server_name x;',
    failure: 'POST /photos 413 Request Entity Too Large',
    harmless: '-  client_max_body_size 50m;\n+  client_max_body_size 60m;',
  },
  {
    name: 'proxy-read-timeout-changed',
    path: NGINX,
    patch: '-  proxy_read_timeout 120s;\n+  proxy_read_timeout 20s;',
    failure:
      'upstream timed out (110: Connection timed out) while reading response header from upstream',
    harmless: '-  access_log off;\n+  access_log on;',
  },
  {
    name: 'proxy-read-timeout-dropped',
    path: CHART,
    patch: '-    nginx.ingress.kubernetes.io/proxy-read-timeout: "300"\n   name: till',
    failure: 'GET /report 504 Gateway Time-out',
    harmless: '+    nginx.ingress.kubernetes.io/proxy-read-timeout: "300"\n   name: till',
  },
  {
    name: 'proxy-host-header-dropped',
    path: NGINX,
    patch: '   location / {\n-    proxy_set_header Host $host;\n     proxy_pass http://app;',
    failure: "django.core.exceptions.DisallowedHost: Invalid HTTP_HOST header: 'app'",
    harmless: '-    proxy_set_header Host $host;\n+    proxy_set_header Host $http_host;',
  },
  {
    name: 'proxy-forwarded-proto-dropped',
    path: NGINX,
    patch: '-    proxy_set_header X-Forwarded-Proto $scheme;\n     proxy_pass http://app;',
    failure: 'net::ERR_TOO_MANY_REDIRECTS at /login',
    harmless: '-    proxy_set_header X-Request-Start $msec;\n     proxy_pass http://app;',
  },
  {
    name: 'add-header-hides-others',
    path: NGINX,
    patch: '   location /api {\n+    add_header Cache-Control "no-store";',
    failure: "blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present",
    harmless: '   location /api {\n+    expires -1;',
  },
  {
    name: 'proxy-upgrade-dropped',
    path: NGINX,
    patch:
      '-    proxy_set_header Upgrade $http_upgrade;\n-    proxy_set_header Connection "upgrade";\n     proxy_pass http://chat;',
    failure:
      'WebSocket connection failed: Error during WebSocket handshake: Unexpected response code: 400',
    harmless: '-    proxy_set_header X-Trace $id;\n     proxy_pass http://chat;',
  },
  {
    name: 'proxy-header-buffers',
    path: NGINX,
    patch: '-    proxy_buffer_size 16k;\n+    proxy_buffer_size 4k;',
    failure: 'upstream sent too big header while reading response header from upstream',
    harmless: '-    proxy_intercept_errors on;\n+    proxy_intercept_errors off;',
  },
  {
    name: 'proxy-header-buffers-dropped',
    path: NGINX,
    patch: '-  large_client_header_buffers 4 32k;\n   server_name x;',
    failure: '400 Request Header Or Cookie Too Large',
    harmless: '-  server_tokens off;\n   server_name x;',
  },
  {
    name: 'server-header-size',
    path: 'src/main/resources/application.yml',
    patch: '-  max-http-request-header-size: 32KB\n+  max-http-request-header-size: 8KB',
    failure: 'java.lang.IllegalArgumentException: Request header is too large',
    harmless: '-  shutdown: graceful\n+  shutdown: immediate',
  },
  {
    name: 'proxy-buffers-streams',
    path: NGINX,
    patch: '   location /events {\n-    proxy_buffering off;',
    failure: 'EventSource closed: no event for 60 s',
    harmless: '   location /events {\n-    proxy_cache off;',
  },
  {
    name: 'proxy-closes-upstream',
    path: NGINX,
    patch: ' upstream app {\n   server app:80;\n-  keepalive 64;\n }',
    failure:
      'connect() to 10.0.0.7:80 failed (99: Cannot assign requested address) while connecting to upstream',
    harmless: ' upstream app {\n   server app:80;\n-  zone app 64k;\n }',
  },
  {
    name: 'proxy-resolves-once',
    path: NGINX,
    patch: '-  resolver kube-dns.kube-system valid=10s;\n   location / {',
    failure:
      'connect() failed (113: Host is unreachable), no live upstreams while connecting to upstream',
    harmless: '-  tcp_nodelay on;\n   location / {',
  },
  {
    name: 'gateway-speaks-another-protocol',
    path: CHART,
    patch: '-    nginx.ingress.kubernetes.io/backend-protocol: "GRPC"\n   name: stock',
    failure:
      'rpc error: code = Unavailable desc = stream terminated by RST_STREAM with error code: PROTOCOL_ERROR',
    harmless: '-    nginx.ingress.kubernetes.io/enable-access-log: "true"\n   name: stock',
  },
  {
    name: 'tls-versions-tightened',
    path: NGINX,
    patch: '-  ssl_protocols TLSv1.1 TLSv1.2;\n+  ssl_protocols TLSv1.3;',
    failure: 'javax.net.ssl.SSLHandshakeException: Received fatal alert: handshake_failure',
    harmless: '-  ssl_session_timeout 5m;\n+  ssl_session_timeout 9m;',
  },
  {
    name: 'tls-chain-changed',
    path: NGINX,
    patch: '-  ssl_certificate /etc/tls/fullchain.pem;\n+  ssl_certificate /etc/tls/leaf.pem;',
    failure: 'x509: certificate signed by unknown authority',
    harmless: '-  ssl_stapling off;\n+  ssl_stapling on;',
  },
  {
    name: 'client-certificates-asked-for',
    path: 'mesh/till/peer.yaml',
    patch: '   mtls:\n-    mode: PERMISSIVE\n+    mode: STRICT',
    failure:
      'upstream connect error or disconnect/reset before headers. reset reason: connection termination',
    harmless: '   mtls:\n-    mode: STRICT\n+    mode: PERMISSIVE',
  },
  {
    name: 'server-name-not-sent',
    path: NGINX,
    patch: '-    proxy_ssl_server_name on;\n     proxy_pass https://api;',
    failure:
      'SSL_do_handshake() failed (SSL: error:14094410:SSL routines:sslv3 alert handshake failure) while SSL handshaking to upstream',
    harmless: '-    proxy_ssl_session_reuse on;\n     proxy_pass https://api;',
  },
  {
    name: 'cors-origins-changed',
    path: 'src/main/resources/application.yml',
    patch:
      '-  allowed-origins: https://shop.example,https://m.shop.example\n+  allowed-origins: https://shop.example',
    failure: 'Access to fetch has been blocked by CORS policy: response to preflight request',
    harmless: '-  max-age: 30\n+  max-age: 60',
  },
  {
    name: 'cors-any-origin-with-credentials',
    path: 'src/Startup.cs',
    patch:
      '-  policy.WithOrigins(shop).AllowCredentials();\n+  policy.AllowAnyOrigin().AllowCredentials();',
    failure: "must not be the wildcard '*' when the request's credentials mode is 'include'",
    harmless:
      '-  policy.WithOrigins(shop).AllowCredentials();\n+  policy.WithOrigins(shop, till).AllowCredentials();',
  },
  {
    name: 'cookie-scope-changed',
    path: 'config/session.php',
    patch: "-  'same_site' => 'lax',\n+  'same_site' => 'strict',",
    failure: 'Laravel\\Socialite\\Two\\InvalidStateException: invalid state',
    harmless: "-  'lifetime' => 120,\n+  'lifetime' => 180,",
  },
  {
    name: 'cookie-scope-set',
    path: 'src/session.ts',
    patch: "   cookie: {\n+    sameSite: 'strict',",
    failure: 'login callback refused: state mismatch',
    harmless: '   cookie: {\n+    maxAge: 3_600_000,',
  },
  {
    name: 'content-policy-put-in',
    path: NGINX,
    patch: '+  more_set_headers "Content-Security-Policy: default-src \'self\'";',
    failure:
      'Refused to connect because it violates the following Content Security Policy directive',
    harmless: '+  more_set_headers "X-Robots-Tag: none";',
  },
  {
    name: 'content-policy-changed',
    path: 'src/helmet.ts',
    patch: "-  connectSrc: [\"'self'\", 'https://pay.example'],\n+  connectSrc: [\"'self'\"],",
    failure: "Refused to connect to 'https://pay.example/' because of the Content Security Policy",
    harmless: '-  hidePoweredBy: false,\n+  hidePoweredBy: true,',
  },
  {
    name: 'keep-alive-outlived',
    path: 'src/server.js',
    patch: '-server.keepAliveTimeout = 75_000;\n+server.keepAliveTimeout = 5_000;',
    failure: 'Error: socket hang up code: ECONNRESET',
    harmless: '-server.maxConnections = 75;\n+server.maxConnections = 95;',
  },
  {
    name: 'network-policy-put-in',
    path: 'k8s/till/policy.yaml',
    patch: '+kind: NetworkPolicy\n+spec:\n+  policyTypes:\n+    - Egress',
    failure: 'dial tcp 10.0.3.9:5432: i/o timeout',
    harmless: '+kind: PodDisruptionBudget\n+spec:\n+  minAvailable: 1',
  },
  {
    name: 'firewall-narrowed',
    path: 'infra/db.tf',
    patch: '   ingress {\n-    cidr_blocks = ["10.1.0.0/16"]',
    failure: 'connect ETIMEDOUT 10.2.0.4:5432',
    harmless: '   ingress {\n-    description = "old"',
  },
  {
    name: 'who-may-come-in-narrowed',
    path: CHART,
    patch:
      '-    nginx.ingress.kubernetes.io/whitelist-source-range: 10.0.0.0/8\n+    nginx.ingress.kubernetes.io/whitelist-source-range: 10.1.0.0/16',
    failure: 'access forbidden by rule, client: 10.2.0.4',
    harmless: '-    kubernetes.io/tls-acme: "true"\n+    kubernetes.io/tls-acme: "false"',
  },
  {
    name: 'edge-limit-put-in',
    path: NGINX,
    patch: '   location /api {\n+    limit_req zone=api burst=10;',
    failure: 'limiting requests, excess: 10.320 by zone "api"',
    harmless: '   location /api {\n+    access_log off;',
  },
  {
    name: 'sticky-sessions-dropped',
    path: 'k8s/chat/service.yaml',
    patch: ' spec:\n-  sessionAffinity: ClientIP',
    failure: 'socket.io: {"code":1,"message":"Session ID unknown"}',
    harmless: ' spec:\n-  publishNotReadyAddresses: true',
  },
  {
    name: 'content-coded-twice',
    path: NGINX,
    patch: '   server_name x;\n+  gzip on;\n+  gzip_proxied any;',
    failure: 'Error: incorrect header check errno: -3 code: Z_DATA_ERROR',
    harmless: '   server_name x;\n+  etag on;',
  },
  {
    name: 'mesh-ejects',
    path: 'mesh/till/rule.yaml',
    patch: '   trafficPolicy:\n+    outlierDetection:\n+      consecutive5xxErrors: 1',
    failure: '503 no healthy upstream',
    harmless: '   trafficPolicy:\n+    loadBalancer:\n+      simple: ROUND_ROBIN',
  },
  {
    name: 'port-moved',
    path: 'charts/till/values.yaml',
    patch: '-  targetPort: 8080\n+  targetPort: 9090',
    failure: 'Readiness probe failed: dial tcp 10.0.0.9:9090: connect: connection refused',
    harmless: '-  type: ClusterIP\n+  type: NodePort',
  },
  {
    name: 'listens-on-itself-alone',
    path: 'src/main.py',
    patch: '-uvicorn.run(app, host="0.0.0.0")\n+uvicorn.run(app, host="127.0.0.1")',
    failure: 'connect ECONNREFUSED 10.0.0.9:8000',
    harmless: '-uvicorn.run(app, host="127.0.0.1")\n+uvicorn.run(app, host="0.0.0.0")',
  },
];
