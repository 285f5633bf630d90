/** Known pitfalls of Go services: gRPC, brokers, TLS, settings, modules, images. */
import type { Pitfall } from './model.ts';

const GO = /\.go$/;
const GO_BUILD =
  /(?:^|\/)(?:go\.(?:mod|sum|work)|Dockerfile[\w.-]*|[\w.-]*\.Dockerfile|vendor\/modules\.txt)$/;

export const GO_SERVICES: readonly Pitfall[] = [
  {
    name: 'go-grpc-registration',
    files: GO,
    removed:
      /\bRegister\w+Server\(|RegisterService\(|grpc_health|health\.(?:NewServer|Register)|reflection\.Register/,
    says: /unknown (?:service|method)|Unimplemented|method \w+ not implemented|probe failed/,
    did: 'a service is registered no more',
    weight: 0.97,
  },
  {
    name: 'go-grpc-options',
    files: GO,
    added:
      /keepalive\.\w+|WithBlock|WithInsecure|WaitForReady|WithDefaultServiceConfig|EnforcementPolicy|MaxConnectionAge|WithDefaultCallOptions|WithBalancerName|round_robin|pick_first|passthrough:|dns:\/\/\//,
    says: /too_many_pings|ENHANCE_YOUR_CALM|GOAWAY|transport is closing|Unavailable|DeadlineExceeded|produced zero addresses|no transport security|larger than max|error reading from server|context deadline exceeded/,
    kinds: ['unreachable', 'timeout', 'slow'],
    did: 'gRPC connects by other rules',
    weight: 0.9,
  },
  {
    name: 'go-grpc-options-removed',
    files: GO,
    removed:
      /keepalive\.\w+|WaitForReady|WithDefaultServiceConfig|round_robin|EnforcementPolicy|MaxConnectionAge|With(?:Unary|Stream|ChainUnary)Interceptor|WithTransportCredentials|WithPerRPCCredentials/,
    says: /too_many_pings|ENHANCE_YOUR_CALM|transport is closing|Unavailable|Unauthenticated|no transport security|error reading (?:from )?server|connection (?:reset|timed out)|missing (?:token|metadata|authorization)/i,
    kinds: ['unreachable', 'timeout', 'auth', 'slow'],
    did: 'a rule by which gRPC connects or signs in is gone',
    weight: 0.92,
  },
  {
    name: 'go-middleware-removed',
    files: GO,
    removed:
      /\.Use\(|[mM]iddleware|\bWrap\w*\(|[iI]nterceptor|cors\.|AllowedOrigins|AllowOrigins|AllowHeaders/,
    says: /CORS|Access-Control|\b40[13]\b|[uU]nauthorized|nil pointer dereference|interface conversion|csrf|missing (?:token|tenant|user|request id)|must(?:Get)?/,
    kinds: ['auth', 'null_dereference', 'missing_key'],
    did: 'a middleware is gone, or stands elsewhere',
    weight: 0.88,
  },
  {
    name: 'go-middleware-added',
    files: GO,
    added:
      /\.Use\(|[mM]iddleware\.\w|With(?:Chain)?(?:Unary|Stream)(?:Server)?Interceptor|cors\.|AllowOrigins|StripSlashes|SetTrustedProxies|RequireAuth|csrf\./,
    says: /CORS|Access-Control|\b40[134]\b|\b429\b|[uU]nauthorized|Unauthenticated|csrf|PermissionDenied|rate limit/,
    kinds: ['auth', 'rate_limited'],
    did: 'a middleware stands before more than it should',
    weight: 0.85,
  },
  {
    name: 'go-routes',
    files: GO,
    changed:
      /\.(?:Handle(?:Func)?|GET|POST|PUT|PATCH|DELETE|Get|Post|Put|Patch|Delete|Group|Route|Mount|PathPrefix|Methods)\(\s*"/,
    says: /\b40[45]\b|page not found|Method Not Allowed|no route|conflicts with (?:pattern|existing|wildcard)|handlers are already registered|wildcard/,
    did: 'a route has another path or method',
    weight: 0.92,
  },
  {
    name: 'go-route-conflict',
    files: GO,
    added: /\.(?:Handle(?:Func)?|GET|POST|PUT|PATCH|DELETE|Get|Post|Any)\(\s*"/,
    says: /conflicts with (?:pattern|existing|wildcard)|handlers are already registered|multiple registrations for|wildcard segment|panic: http:/,
    did: 'a route that is there already, or that another takes the place of',
    weight: 0.97,
  },
  {
    name: 'go-registered-twice',
    files: GO,
    added:
      /MustRegister\(|promauto\.|sql\.Register\(|flag\.\w+(?:Var)?\(|expvar\.|gob\.Register|prometheus\.New\w+\(|http\.Handle|proto\.Register/,
    says: /duplicate metrics collector|flag redefined|Register called twice|Reuse of exported var name|inconsistent (?:label|cardinality)|registering duplicate|already registered|label name/,
    did: 'what is registered already is registered again',
    weight: 0.97,
  },
  {
    name: 'go-metric-labels',
    files: GO,
    changed: /WithLabelValues\(|prometheus\.Labels|\[\]string\{|\.With\(/,
    says: /inconsistent label cardinality|label name .{1,60} missing|expected \d+ label values/,
    did: 'a metric has other labels than those who count it give',
    weight: 0.97,
  },
  {
    name: 'go-offsets-commit',
    files: GO,
    removed:
      /MarkMessage\(|CommitMessages\(|\.Commit\w*\(|\.Ack\(|\.Nack\(|XAck\(|DeleteMessage\(|[eE]nable\.?[aA]uto\.?[cC]ommit|SETNX|SetNX|[iI]dempoten/,
    says: /duplicate|twice|redeliver|unacked|already (?:processed|exists)|consumer lag|\blag\b|PRECONDITION_FAILED|delivery acknowledgement/i,
    kinds: ['duplicate', 'queue_backlog', 'memory'],
    did: 'messages are acknowledged no more, or not once only',
    weight: 0.95,
  },
  {
    name: 'go-offsets-too-early',
    files: GO,
    added:
      /MarkMessage\(|CommitMessages\(|\.Ack\(|auto-?[aA]ck|ReadMessage\(|XAck\(|DeleteMessage\(|OffsetNewest|LastOffset|FirstOffset|OffsetOldest|autoAck/,
    says: /unknown delivery tag|lost|missing (?:event|message|order)|never processed|not (?:processed|delivered)|offset out of range|PRECONDITION_FAILED|replay/i,
    kinds: ['duplicate', 'wrong_result', 'queue_backlog'],
    did: 'messages are acknowledged at another time, or read from another place',
    weight: 0.88,
  },
  {
    name: 'go-rebalance',
    files: GO,
    changed:
      /Session\.?Timeout|Heartbeat|MaxProcessingTime|MaxPollInterval|RebalanceTimeout|max\.poll|session\.timeout|GroupID|GroupId|[vV]isibilityTimeout|AckDeadline|AckWait/,
    says: /rebalanc|UNKNOWN_MEMBER|not a member|generation|session timed out|redeliver|twice|duplicate/i,
    kinds: ['duplicate', 'queue_backlog'],
    did: 'a consumer counts as dead, or a message as lost, after another time',
    weight: 0.92,
  },
  {
    name: 'go-tls',
    files: GO,
    added:
      /tls\.Config\{|MinVersion|MaxVersion|CipherSuites|RootCAs|ServerName:|InsecureSkipVerify:\s*false|ClientAuth|VerifyPeerCertificate|sslmode=(?:require|verify)|https:\/\//,
    says: /x509: |tls: |remote error|handshake failure|protocol version|SSL is not enabled|server gave HTTP response to HTTPS/,
    did: 'other rules for TLS',
    weight: 0.92,
  },
  {
    name: 'go-tls-removed',
    files: GO,
    removed:
      /InsecureSkipVerify|RootCAs|AppendCertsFromPEM|ServerName:|tls\.LoadX509KeyPair|GetCertificate|MinVersion|CipherSuites|sslmode|TLSClientConfig/,
    says: /x509: |tls: |remote error|handshake failure|no pg_hba\.conf entry|bad certificate|server gave HTTP|malformed HTTP response/,
    did: 'what made TLS work with the other side is gone',
    weight: 0.95,
  },
  {
    name: 'go-go-version',
    files: GO_BUILD,
    changed: /^(?:go \d|toolchain go|FROM[^\n]{0,80}golang:|go_version)|godebug/m,
    says: /tls: (?:handshake failure|no supported|protocol version|unsupported)|handshake failure|x509: (?:certificate relies on legacy|negative serial|cannot verify signature: insecure|invalid|malformed|inner and outer)|GLIBC_2|requires go >=|invalid go version|loopvar|http: superfluous|net\/http: invalid|malformed|concurrent map/,
    did: 'another version of Go, and what it no more accepts',
    weight: 0.93,
  },
  {
    name: 'go-module-version',
    files: GO_BUILD,
    changed: /^[ \t]*(?:require |replace )?[\w.-]+\.[a-z]{2,}\/[\w./-]+ (?:=> \S+ )?v\d/m,
    says: /proto: (?:file|message|enum) .{1,120} (?:is already registered|has a name conflict)|namespace conflict|undefined: |missing go\.sum entry|no required module provides|ambiguous import|method redeclared|interface conversion|missing method|flag redefined|duplicate metrics collector|panic: /,
    did: 'another version of a module',
    weight: 0.85,
  },
  {
    name: 'go-image',
    files:
      /(?:^|\/)Dockerfile[\w.-]*$|\.Dockerfile$|(?:^|\/)Makefile$|\.goreleaser\.ya?ml$|(?:^|\/)\.ko\.yaml$/,
    added:
      /^[ \t]*FROM (?:scratch|alpine|gcr\.io\/distroless|busybox|debian|ubuntu|registry\.access)|CGO_ENABLED=[01]|-tags\b|GOARCH=|GOOS=|-ldflags/m,
    says: /unknown time zone|signed by unknown authority|failed to load system roots|no such file or directory|exec format error|GLIBC_\d|requires cgo|CGO_ENABLED=0|no such host|executable file not found|permission denied|lookup .{1,80} on/,
    did: 'an image or a build without what the program needs: zones, roots, libc',
    weight: 0.93,
  },
  {
    name: 'go-image-copies-less',
    files: /(?:^|\/)Dockerfile[\w.-]*$|\.Dockerfile$|\.go$/,
    removed:
      /^[ \t]*COPY |apk (?:--no-cache )?add[^\n]{0,80}(?:tzdata|ca-certificates)|time\/tzdata|\/\/go:embed|ca-certificates|zoneinfo/m,
    says: /unknown time zone|signed by unknown authority|failed to load system roots|no such file or directory|pattern matches no files|file does not exist|template: pattern/,
    did: 'a file that the program reads is no more in the image',
    weight: 0.95,
  },
  {
    name: 'go-setting-read',
    files: GO,
    added:
      /os\.(?:Getenv|LookupEnv)\(\s*"|env:"|envconfig:"|viper\.(?:Get\w*|BindEnv|SetEnvPrefix|MustBindEnv)\(|mapstructure:"|flag\.\w+\(\s*"|envDefault:|koanf:"/,
    says: /(?:not set|is required|required (?:key|environment)|missing (?:value|config|env)|environment variable|parsing ""|empty (?:url|host|dsn|address|key)|unsupported protocol scheme ""|missing address|invalid DSN|must (?:be set|not be empty))/i,
    kinds: ['missing_config'],
    did: 'a setting is read under a name that it may not have there',
    weight: 0.93,
  },
  {
    name: 'go-default-removed',
    files: GO,
    removed:
      /SetDefault\(|default:"|envDefault:"|getEnv\w*\([^\n)]{1,80},|== "" \{|== 0 \{|WithDefault|os\.Getenv\(|AutomaticEnv\(|SetEnvKeyReplacer/,
    says: /not set|is required|parsing ""|missing (?:value|config|address)|unsupported protocol scheme ""|empty|non-positive interval|invalid DSN|makechan|connection refused|dial tcp :0|deadline exceeded/i,
    kinds: ['missing_config', 'timeout', 'invalid_argument', 'unreachable'],
    did: 'a setting has no default any more',
    weight: 0.9,
  },
  {
    name: 'go-base64-alphabet',
    files: GO,
    changed: /base64\.(?:Raw)?(?:Std|URL)Encoding|hex\.(?:Decode|Encode)\w*/,
    says: /illegal base64 data|encoding\/hex: |invalid (?:signature|token)|signature (?:is invalid|mismatch)|malformed/i,
    kinds: ['auth', 'parse'],
    did: 'bytes are written or read in another alphabet',
    weight: 0.97,
  },
  {
    name: 'go-jwt-checks',
    files: GO,
    changed:
      /jwt\.\w+|SigningMethod\w+|Parse(?:WithClaims|Unverified)?\(|"(?:iss|aud|exp|sub|kid|alg)"|hmac\.New|sha(?:1|256|512)\.|bcrypt\./,
    says: /token (?:is|has|contains|signature)|signature (?:is )?invalid|signing method|invalid (?:audience|issuer|claims|token|signature|key)|key is of invalid type|unverifiable|hashedPassword|\b401\b/i,
    kinds: ['auth'],
    did: 'tokens or signatures are made or checked by another rule',
    weight: 0.93,
  },
  {
    name: 'go-url-not-escaped',
    files: GO,
    removed:
      /url\.(?:QueryEscape|PathEscape|Values|JoinPath|Parse|UserPassword)\b|\.Encode\(\)|JoinPath\(/,
    says: /invalid (?:URL escape|port|control character|character " " in host)|net\/url: |first path segment in URL|malformed HTTP version|unsupported protocol scheme|\b40[04]\b/,
    kinds: ['invalid_argument', 'parse'],
    did: 'a text is put into an address as it is',
    weight: 0.93,
  },
  {
    name: 'go-html-or-text-template',
    files: /\.(?:go|tmpl|gohtml|gotmpl|tpl)$/,
    changed:
      /\{\{|html\/template|text\/template|template\.(?:New|Must|HTML|FuncMap)|ExecuteTemplate/,
    says: /can't evaluate field|map has no entry|executing "|function "\w+" not defined|nil data|is undefined|&#3[49];|&amp;|wrong type for value|unexpected "/,
    did: 'a template and its data do not go together',
    weight: 0.95,
  },
  {
    name: 'go-flush-removed',
    files: GO,
    removed: /\.(?:Flush|Sync)\(\)|defer \w+\.Close\(\)|\.Write\(\s*w|wg\.Wait\(\)|Shutdown\(/,
    says: /unexpected EOF|truncated|zero[- ]length|unexpected end|not a valid zip|incomplete|connection reset/i,
    kinds: ['wrong_result', 'parse'],
    did: 'what is written is not written out before the end',
    weight: 0.88,
  },
  {
    name: 'go-shutdown-removed',
    files: GO,
    removed: /signal\.Notify|\.Shutdown\(|GracefulStop|SIGTERM|NotifyContext|RegisterOnShutdown/,
    says: /connection (?:reset|refused)|\bEOF\b|\b50[23]\b|broken pipe|transport is closing|GOAWAY|terminated/,
    kinds: ['unreachable', 'upstream_error', 'duplicate', 'queue_backlog'],
    did: 'calls under way are not waited for when the process ends',
    weight: 0.9,
  },
  {
    name: 'go-memory-settings',
    files: /\.(?:ya?ml|env|sh|tf|json|toml|go)$|Dockerfile[\w.-]*$/,
    added:
      /\bGOGC\b|\bGOMEMLIMIT\b|\bGOMAXPROCS\b|debug\.Set(?:GCPercent|MemoryLimit|MaxThreads|MaxStack)/,
    says: /OOMKilled|out of memory|exit code 137|throttl|gcBgMarkWorker|runtime\.gc|thread exhaustion|goroutine stack exceeds/i,
    kinds: ['memory', 'cpu', 'slow'],
    did: 'the runtime has other limits on memory or threads',
    weight: 0.93,
  },
  {
    name: 'go-memory-settings-removed',
    files: /\.(?:ya?ml|env|sh|tf|json|toml|go)$|Dockerfile[\w.-]*$/,
    removed:
      /\bGOGC\b|\bGOMEMLIMIT\b|\bGOMAXPROCS\b|automaxprocs|debug\.Set(?:GCPercent|MemoryLimit)/,
    says: /OOMKilled|out of memory|exit code 137|throttl|gcBgMarkWorker|runtime\.gc/i,
    kinds: ['memory', 'cpu', 'slow'],
    did: 'the runtime does not know the limits of its container any more',
    weight: 0.93,
  },
  {
    name: 'go-weak-random',
    files: GO,
    added: /math\/rand|rand\.(?:Int\w*|Seed|New|Perm)\(|time\.Now\(\)\.Unix(?:Nano|Milli)?\(\)/,
    removed: /crypto\/rand|uuid\.|ulid\.|xid\.|ksuid\.|nanoid/,
    says: /duplicate key|Duplicate entry|already exists|collision|UNIQUE constraint|23505/,
    kinds: ['db_constraint', 'duplicate', 'wrong_result'],
    did: 'names that are made by chance or by the clock, and so come twice',
    weight: 0.95,
  },
  {
    name: 'go-cache-key',
    files: GO,
    changed:
      /[kK]ey\w*\s*:?=\s|fmt\.Sprintf\(\s*"[^"\n]{0,60}:|\.(?:Get|Set|GetOrSet|Do|Fetch)\(\s*(?:ctx,\s*)?(?:"|\w*[kK]ey|fmt\.)/,
    says: /(?:another|other|wrong|different|foreign) (?:user|tenant|customer|account|order|locale|currency|region)|belongs to|stale|cache (?:miss|hit|key|poison)|tenant mismatch/i,
    kinds: ['wrong_result', 'cache', 'auth'],
    did: 'the key of a cache tells more or less apart than it did',
    weight: 0.92,
  },
  {
    name: 'go-cache-expiry',
    files: GO,
    changed:
      /[tT][tT][lL]|[eE]xpir\w+|time\.\w+\)|NoExpiration|DefaultExpiration|KeepTTL|\.Expire\(/,
    says: /stale|cache (?:miss|stampede|hit)|expired|OOM command not allowed|maxmemory|lease|session/i,
    kinds: ['cache', 'memory', 'slow', 'auth'],
    did: 'what is kept is kept for another time',
    weight: 0.85,
  },
];
