/** Known pitfalls of proxies, gateways, TLS, cookies and what lies between services. */
import type { Pitfall } from './model.ts';

const ANY = /./;
const PROXY = /\.(?:conf|cfg|ya?ml|tpl|tmpl|template|tf|hcl|toml|json)$|nginx|haproxy|Caddyfile/i;
const YAML = /\.(?:ya?ml|tpl|json|tf|hcl)$/;
const NOT_ROUTED =
  /\b404\b|no (?:matching )?route|route not found|Cannot (?:GET|POST|PUT|DELETE) \/|default backend/i;
const NO_ANSWER =
  /timed? ?out|ETIMEDOUT|i\/o timeout|no route to host|EHOSTUNREACH|connection refused|ECONNREFUSED|EAI_AGAIN|name resolution/i;
const CUT_OFF =
  /connection reset|ECONNRESET|socket hang ?up|prematurely closed|NoHttpResponse|\b502\b|broken pipe|EPIPE|unexpected EOF/i;
const TOO_LARGE =
  /\b413\b|too large (?:body|entity)|entity too large|payload too large|body.{0,30}(?:too large|exceed)/i;

export const PLATFORM_NETWORK: readonly Pitfall[] = [
  {
    name: 'proxy-path-cut',
    files: PROXY,
    changed: /proxy_pass\s+https?:\/\/[^;\s]{1,200};/,
    says: NOT_ROUTED,
    did: 'a proxy hands on another path than before',
    weight: 0.8,
  },
  {
    name: 'proxy-path-rewritten',
    files: PROXY,
    changed: /rewrite-target|prefix_?rewrite|strip-?_?prefix|pathType:|^\s*rewrite\s/im,
    says: NOT_ROUTED,
    did: 'a gateway matches or rewrites paths in another way',
    weight: 0.85,
  },
  {
    name: 'proxy-path-rewrite-put-in',
    files: PROXY,
    added: /rewrite-target|prefix_?rewrite|strip-?_?prefix|pathType:\s*Exact|^\s*rewrite\s/im,
    says: NOT_ROUTED,
    did: 'a gateway matches or rewrites paths that it handed on as they were',
    weight: 0.85,
  },
  {
    name: 'proxy-body-limit-changed',
    files: ANY,
    changed:
      /client_max_body_size|proxy-body-size|max-?request-?(?:body-?)?size|maxRequestBodySize|max-http-form-post-size|bodyLimit|MaxBytesReader|max-file-size/i,
    says: TOO_LARGE,
    did: 'bodies may only be so large',
    weight: 0.95,
  },
  {
    name: 'proxy-body-limit-dropped',
    files: PROXY,
    removed: /client_max_body_size|proxy-body-size/,
    says: TOO_LARGE,
    did: 'a larger limit of bodies was taken away: the default of one megabyte holds',
    weight: 0.95,
  },
  {
    name: 'proxy-read-timeout-changed',
    files: PROXY,
    changed: /(?:proxy|fastcgi|uwsgi|grpc)[_-]read[_-]timeout|timeout server/,
    says: /upstream timed out|\b504\b|gateway time-?out|sH--/i,
    did: 'the proxy waits another time for answers',
    weight: 0.9,
  },
  {
    name: 'proxy-read-timeout-dropped',
    files: PROXY,
    removed: /(?:proxy|fastcgi|uwsgi|grpc)[_-](?:read|send)[_-]timeout|timeout server/,
    says: /upstream timed out|\b504\b|gateway time-?out|sH--/i,
    did: 'a longer timeout of the proxy was taken away',
    weight: 0.9,
  },
  {
    name: 'proxy-host-header-dropped',
    files: PROXY,
    removed: /proxy_set_header\s+Host|preserve-?host|ProxyPreserveHost|pass_?host_?header/i,
    says: /DisallowedHost|invalid (?:http_)?host(?: header)?|misdirected|redirect\w* to \S{0,40}(?:localhost|internal|\.svc)|unknown (?:virtual ?)?host|Invalid Host/i,
    did: 'the host that was asked for is no longer handed on',
    weight: 0.9,
  },
  {
    name: 'proxy-forwarded-proto-dropped',
    files: PROXY,
    removed: /X-Forwarded-(?:Proto|Host|Port)/i,
    says: /too many redirects|redirect loop|ERR_TOO_MANY_REDIRECTS|mixed content|redirect_uri_mismatch|redirect_uri|CSRF|Referer checking failed/i,
    did: 'how the caller came is no longer handed on',
    weight: 0.9,
  },
  {
    name: 'add-header-hides-others',
    files: PROXY,
    added: /^\s*add_header\s/m,
    says: /No 'Access-Control-Allow-Origin'|blocked by CORS|Strict-Transport|X-Frame-Options/i,
    did: 'a header in an inner block hides those of the outer ones',
    weight: 0.8,
  },
  {
    name: 'proxy-upgrade-dropped',
    files: PROXY,
    removed:
      /proxy_set_header\s+(?:Upgrade|Connection)|proxy_http_version\s+1\.1|upgrade_configs|allow_?websocket/i,
    says: /web ?socket|\b426\b|Upgrade Required|unexpected server response: (?:200|400|426)|101 switching/i,
    did: 'connections can no longer be upgraded through the proxy',
    weight: 0.95,
  },
  {
    name: 'proxy-header-buffers',
    files: PROXY,
    changed: /proxy_buffers?(?:_size)?|proxy-buffers?|large_client_header_buffers|fastcgi_buffers?/,
    says: /too big header|header or cookie too large|\b431\b|client sent too long header/i,
    did: 'headers may only be so large',
    weight: 0.95,
  },
  {
    name: 'proxy-header-buffers-dropped',
    files: PROXY,
    removed: /proxy_buffers?(?:_size)?|proxy-buffers?|large_client_header_buffers|fastcgi_buffers?/,
    says: /too big header|header or cookie too large|\b431\b|client sent too long header/i,
    did: 'larger buffers of headers were taken away',
    weight: 0.95,
  },
  {
    name: 'server-header-size',
    files: ANY,
    changed:
      /max-?http-?(?:request-?)?header-?size|maxHeaderSize|max_?header_?(?:bytes|size)|limit_request_field_size/i,
    says: /\b431\b|header.{0,30}(?:too large|exceed)|HPE_HEADER_OVERFLOW|request header is too large/i,
    did: 'headers may only be so large',
    weight: 0.95,
  },
  {
    name: 'proxy-buffers-streams',
    files: PROXY,
    removed:
      /proxy_buffering\s+off|X-Accel-Buffering|proxy-buffering:\s*"?off|flush_interval\s+-1/i,
    says: /event[- ]?stream|\bSSE\b|EventSource|stream\w* (?:stall|ended|silent|idle)|no (?:event|chunk)/i,
    did: 'streams are collected before they are handed on',
    weight: 0.9,
  },
  {
    name: 'proxy-closes-upstream',
    files: PROXY,
    removed: /^\s*keepalive\s+\d|proxy_set_header\s+Connection\s+""|http-reuse/m,
    says: /cannot assign requested address|EADDRNOTAVAIL|TIME[_-]WAIT|ephemeral ports?/i,
    did: 'a new connection is made for each call to the upstream',
    weight: 0.9,
  },
  {
    name: 'proxy-resolves-once',
    files: PROXY,
    removed: /^\s*resolver\s|resolve\s+valid=|server\s+\S+\s+resolve\b/m,
    says: /host not found in upstream|no resolver defined|no live upstreams|connect\(\) failed/i,
    did: 'names of upstreams are no longer resolved anew',
    weight: 0.85,
  },
  {
    name: 'gateway-speaks-another-protocol',
    files: YAML,
    removed:
      /backend-protocol|appProtocol:|app-protocols|name:\s*(?:grpc|http2)\b|http2_protocol_options/i,
    says: /RST_STREAM|PROTOCOL_ERROR|frame too large|malformed HTTP|upstream prematurely closed|HTTP\/2|http2|content-type "?text\/(?:html|plain)/i,
    did: 'the gateway speaks plain HTTP to who expects another protocol',
    weight: 0.9,
  },
  {
    name: 'tls-versions-tightened',
    files: ANY,
    changed:
      /ssl_protocols|ssl_ciphers|min_?(?:imum_?)?(?:tls_?|protocol_?)version|MinVersion|tls\.min|ssl\.enabled\.protocols|ciphers?uites?|CipherString/i,
    says: /handshake[_ ]failure|no shared cipher|unsupported protocol|alert protocol version|wrong (?:ssl )?version|no cipher|NO_PROTOCOLS|inappropriate fallback|No appropriate protocol/i,
    did: 'fewer versions or ciphers of TLS are accepted',
    weight: 0.95,
  },
  {
    name: 'tls-chain-changed',
    files: ANY,
    changed:
      /ssl_certificate\s|fullchain|caBundle|ca[_-]?(?:file|cert|bundle|path)|trust-?store|ssl_trusted|sslrootcert/i,
    says: /unable to (?:get local issuer|verify the first)|PKIX path|unknown authority|self[- ]signed|UNABLE_TO_VERIFY|unknown ca\b|certificate verify failed/i,
    did: 'another certificate, chain or list of authorities is used',
    weight: 0.95,
  },
  {
    name: 'client-certificates-asked-for',
    files: ANY,
    added:
      /ssl_verify_client\s+on|mode:\s*STRICT|require_client_certificate:\s*true|client-?auth[:=]\s*(?:need|require)|RequireAndVerifyClientCert/i,
    says: /no required ssl certificate|certificate required|bad certificate|peer did not return a certificate|upstream connect error|connection (?:reset|termination)|BAD_CERTIFICATE/i,
    did: 'callers have to show a certificate',
    weight: 0.9,
  },
  {
    name: 'server-name-not-sent',
    files: PROXY,
    removed: /proxy_ssl_(?:server_)?name|\bsni[:\s]/i,
    says: /unrecognized[_ ]name|SSL_do_handshake|handshake failure|\b421\b|misdirected/i,
    did: 'the proxy no longer says whom it wants to talk to',
    weight: 0.9,
  },
  {
    name: 'cors-origins-changed',
    files: ANY,
    changed: /access-control-allow|allow(?:ed)?[_-]?origins?|cors[-_]allow|CORS_\w+/i,
    says: /CORS|Access-Control|preflight|origin .{1,80} (?:is )?not allowed/i,
    did: 'other origins, headers or methods are allowed',
    weight: 0.95,
  },
  {
    name: 'cors-any-origin-with-credentials',
    files: ANY,
    added:
      /allow(?:ed)?[_-]?origins?\W{1,6}\*|AllowAnyOrigin|Access-Control-Allow-Origin\W{1,6}\*/i,
    says: /wildcard '\*'|credentials mode|AllowCredentials|When allowCredentials is true|CORS/i,
    did: 'any origin is allowed where credentials are sent',
    weight: 0.95,
  },
  {
    name: 'cookie-scope-changed',
    files: ANY,
    changed: /same_?site|cookie[_.-]?(?:secure|domain|path|name)|session[_.-]cookie/i,
    says: /CSRF|invalid state|state mismatch|session (?:not found|lost|missing|is null)|InvalidAuthenticityToken|\b419\b|missing.{0,20}cookie|state parameter|too many redirects/i,
    did: 'cookies are sent back in other cases',
    weight: 0.9,
  },
  {
    name: 'cookie-scope-set',
    files: ANY,
    added:
      /same_?site\W{1,12}(?:strict|lax|none)|cookie[_.-]?secure\W{1,6}true|SESSION_COOKIE_SECURE\s*=\s*True/i,
    says: /CSRF|invalid state|state mismatch|session (?:not found|lost|missing|is null)|InvalidAuthenticityToken|\b419\b|missing.{0,20}cookie|state parameter|too many redirects/i,
    did: 'cookies are sent back in fewer cases',
    weight: 0.9,
  },
  {
    name: 'content-policy-put-in',
    files: ANY,
    added: /Content-Security-Policy|contentSecurityPolicy|(?:script|connect|frame|default)-src/i,
    says: /Content Security Policy|Refused to (?:load|connect|execute|frame|apply)/i,
    did: 'pages may load from fewer places',
    weight: 0.95,
  },
  {
    name: 'content-policy-changed',
    files: ANY,
    changed:
      /(?:script|connect|frame|default|img|style)-?src|frame-ancestors|Content-Security-Policy/i,
    says: /Content Security Policy|Refused to (?:load|connect|execute|frame|apply)/i,
    did: 'pages may load from other places',
    weight: 0.95,
  },
  {
    name: 'keep-alive-outlived',
    files: ANY,
    changed:
      /keep-?_?alive_?-?(?:timeout|time)|idle_?-?timeout|keepalive_requests|max_?connection_?age/i,
    says: CUT_OFF,
    did: 'one side closes idle connections that the other still uses',
    weight: 0.9,
  },
  {
    name: 'network-policy-put-in',
    files: YAML,
    added: /kind:\s*(?:Cilium)?NetworkPolicy|policyTypes:|^\s*egress:|^\s*- Egress/m,
    says: NO_ANSWER,
    did: 'only listed peers may be talked to',
    weight: 0.85,
  },
  {
    name: 'firewall-narrowed',
    files: YAML,
    removed:
      /cidr_blocks|source_ranges|security_groups?|ipBlock|cidr:|from_port|ports?:\s*\[?\s*\d/i,
    says: NO_ANSWER,
    did: 'an address or a port is no longer let through',
    weight: 0.7,
  },
  {
    name: 'who-may-come-in-narrowed',
    files: PROXY,
    changed: /whitelist-source-range|allow-?list|^\s*allow\s+[\d.]|^\s*deny\s|ip_?restriction/im,
    says: /\b403\b|access forbidden by rule|not (?:in the )?allow(?:ed|list)|blocked/i,
    did: 'other addresses are let in',
    weight: 0.9,
  },
  {
    name: 'edge-limit-put-in',
    files: PROXY,
    added: /limit_req\b|limit_conn\b|limit-(?:rps|rpm|connections)|rate_?limit/i,
    says: /limiting (?:requests|connections)|\b429\b|excess: [\d.]+|too many requests/i,
    did: 'the edge lets only so many requests through',
    weight: 0.9,
  },
  {
    name: 'sticky-sessions-dropped',
    files: PROXY,
    removed:
      /sessionAffinity|ip_hash|affinity:\s*"?cookie|stick(?:y|iness)|hash \$|consistent-?hash/i,
    says: /session (?:id )?(?:not found|unknown|lost)|unknown session|Session ID unknown|upload.{0,20}not found|no such (?:session|connection)/i,
    did: 'callers no longer come back to the same replica',
    weight: 0.95,
  },
  {
    name: 'content-coded-twice',
    files: ANY,
    added: /gzip\s+on|brotli\s+on|gzip_proxied|Content-Encoding|Accept-Encoding|acceptEncoding/i,
    says: /CONTENT_DECODING_FAILED|incorrect header check|not in gzip format|invalid (?:gzip|block|stored)|Z_DATA_ERROR|Illegal character.{0,20}CODE 31|\\x1f/i,
    did: 'answers are compressed where nobody expects it',
    weight: 0.95,
  },
  {
    name: 'mesh-ejects',
    files: YAML,
    added:
      /outlierDetection|maxEjectionPercent|http1MaxPendingRequests|maxRequestsPerConnection|max_?pending_?requests|circuit_?[bB]reakers|perTryTimeout/,
    says: /no healthy upstream|upstream connect error|upstream_?overflow|reset reason: overflow|\bUO\b|\bUH\b|pending.{0,20}overflow/,
    did: 'the mesh gives up on peers sooner',
    weight: 0.95,
  },
  {
    name: 'port-moved',
    files: ANY,
    changed:
      /targetPort|containerPort|EXPOSE\s+\d|server\.port|\blisten\s+\d|\bPORT\b["']?\s*[:=]|httpGet/,
    says: /connection refused|ECONNREFUSED|no healthy upstream|probe failed|\b502\b/i,
    did: 'one side listens on, or is asked at, another port',
    weight: 0.9,
  },
  {
    name: 'listens-on-itself-alone',
    files: ANY,
    added:
      /(?:listen|bind|host|address|addr)\w*["']?\s*[:=(,]?\s*["'`]?(?:127\.0\.0\.1|localhost)\b/i,
    says: /connection refused|ECONNREFUSED|no healthy upstream|probe failed/i,
    did: 'it listens on the loopback address alone',
    weight: 0.9,
  },
];
