/** Known pitfalls of ASP.NET, HttpClient, the container of services and JSON in .NET. */
import type { Pitfall } from './model.ts';

const CS = /\.(?:cs|fs|vb|cshtml|razor)$/;
const SETTINGS = /\.(?:cs|fs|vb|json|config|ya?ml|env|tf)$/;
const PROJECT =
  /\.(?:csproj|fsproj|vbproj|props|targets)$|Dockerfile|global\.json$|runtimeconfig[\w.]*\.json$|packages\.config$/;

export const DOTNET_FRAMEWORKS: readonly Pitfall[] = [
  {
    name: 'captive-dependency',
    files: CS,
    added:
      /\bAddSingleton\b|\bAddHostedService\b|SingleInstance\(\)|ServiceLifetime\.Singleton|\bstatic\b[^\n;(]{0,40}\bDbContext|AddDbContextPool|\.UseMiddleware<|IHostedService|BackgroundService/,
    says: /Cannot consume scoped service|Cannot resolve scoped service|from root provider|A second operation was started on this context|ObjectDisposedException|Cannot access a disposed|There is already an open DataReader|(?:another|other|wrong|different|foreign) (?:user|tenant|customer|account|session)|belongs to|is already being tracked/,
    kinds: ['concurrency', 'wrong_result'],
    did: 'a service that lives as long as the process, with others inside that live as long as a request',
    weight: 0.95,
  },
  {
    name: 'service-made-anew',
    files: CS,
    added: /\bAddTransient\b|InstancePerDependency|ServiceLifetime\.Transient|\bAddScoped\b/,
    removed:
      /\bAddSingleton\b|\bAddScoped\b(?=[^\n]*(?:Context|UnitOfWork))|SingleInstance\(\)|ServiceLifetime\.(?:Singleton|Scoped)|AddHttpClient/,
    says: /Cannot assign requested address|Too many open files|cache miss|hit (?:rate|ratio)|is already being tracked|Only one usage of each socket|Cannot resolve scoped service|ManyServiceProvidersCreated/,
    kinds: ['memory', 'pool_exhausted', 'cache'],
    did: 'a service made anew for whoever asks, where one was shared',
    weight: 0.9,
  },
  {
    name: 'service-not-registered',
    files: CS,
    removed:
      /\.(?:TryAdd|Add)(?:Scoped|Singleton|Transient|Keyed\w+|HttpClient|DbContext\w*|HostedService|Controllers\w*|Options|MemoryCache|HttpContextAccessor|Authentication|Authorization|Cors|Mediat[rR]|AutoMapper|Validators\w*|SignalR|\w*Cache|Logging|Localization)\b|RegisterType<|\.AddApplicationPart/,
    says: /Unable to resolve service for type|No service for type|while attempting to activate|has been registered|No authenticationScheme was specified|Unable to find the required services|Some services are not able to be constructed|No constructor for type|ComponentNotRegistered|No handler (?:was found|registered)|AutoMapperMappingException|Missing type map|None of the constructors/,
    did: 'a service is registered no more',
    weight: 0.95,
  },
  {
    name: 'service-newly-asked-for',
    files: CS,
    added:
      /\bprivate readonly I?[A-Z]\w+(?:<\w+>)? _?\w+;|\(\s*(?:[\w<>?]+ \w+,\s*){0,10}I[A-Z]\w+(?:<\w+>)? \w+|GetRequiredService<|\[FromServices\]|@inject\b|class \w+\([^\n)]{0,200}I[A-Z]\w+ \w+/,
    says: /Unable to resolve service for type|No service for type|A circular dependency was detected|Some services are not able to be constructed|Cannot consume scoped service|Multiple constructors accepting all given argument types/,
    did: 'a class asks for a service that it is not given',
    weight: 0.9,
  },
  {
    name: 'http-client-per-call',
    files: CS,
    added:
      /\bnew (?:HttpClient|HttpClientHandler|SocketsHttpHandler|CosmosClient|ServiceBusClient|BlobServiceClient|RestClient|ConnectionFactory|MongoClient|SmtpClient|ProducerBuilder<[^\n>]{1,40}>)\b|ConnectionMultiplexer\.Connect|GrpcChannel\.ForAddress/,
    unless: /\bstatic\b|AddSingleton/,
    says: /SocketException|Cannot assign requested address|Only one usage of each socket address|Address already in use|Too many open files|EADDRNOTAVAIL|[Tt]oo many (?:connections|clients)|max number of clients|buffer space|EMFILE|No connection is (?:active\/)?available/,
    kinds: ['file_descriptors', 'pool_exhausted'],
    did: 'a client, with connections of its own, made for every call',
    weight: 0.95,
  },
  {
    name: 'http-client-kept',
    files: CS,
    added:
      /\bstatic\b[^\n;]{0,40}\bHttpClient\b|AddSingleton<HttpClient|PooledConnectionLifetime\s*=\s*Timeout\.Infinite|SetHandlerLifetime\(Timeout\.Infinite/,
    says: /No such host|Name or service not known|connection refused|Connection refused|NameResolution|host is (?:down|unreachable)|SSL connection could not be established|old (?:address|ip)/i,
    kinds: ['dns', 'unreachable', 'upstream_error'],
    did: 'one client for ever, which never asks for the address again',
    weight: 0.6,
  },
  {
    name: 'shared-client-headers',
    files: CS,
    added: /DefaultRequestHeaders\.|\.BaseAddress\s*=|\.Timeout\s*=\s*TimeSpan/,
    says: /This instance has already started one or more requests|Collection was modified|(?:another|other|wrong|different|foreign) (?:user|tenant|customer|account)|belongs to|tenant mismatch|Cannot add value because header|non-concurrent collections|does not support multiple values/,
    kinds: ['concurrency', 'wrong_result', 'auth'],
    did: 'headers or settings of a client that all requests share',
    weight: 0.9,
  },
  {
    name: 'base-address-path',
    files: SETTINGS,
    changed: /BaseAddress|BaseUrl|baseUri|(?:Get|Post|Put|Delete|Send)(?:FromJson|AsJson)?Async\(/i,
    says: /\b404\b|Not ?Found|An invalid request URI was provided|Invalid URI|UriFormatException|'<' is an invalid start of a value/,
    did: 'the base address or a path below it, whose slashes decide what is called',
    weight: 0.75,
  },
  {
    name: 'status-check-removed',
    files: CS,
    removed: /EnsureSuccessStatusCode|IsSuccessStatusCode|StatusCode\s*[!=]=|\.StatusCode is/,
    says: /is an invalid start of a value|JsonException|JsonReaderException|Unexpected character encountered while parsing|The input does not contain any JSON tokens|NullReferenceException|Object reference not set|could not be converted to/,
    kinds: ['wrong_result'],
    did: 'an answer is taken as good without a look at its status',
    weight: 0.9,
  },
  {
    name: 'tls-of-client',
    files: SETTINGS,
    added:
      /ServerCertificateCustomValidationCallback|SslProtocols\.|SecurityProtocol\s*=|Tls1[123]\b|CheckCertificateRevocationList|TrustServerCertificate|Encrypt\s*=\s*\w|ClientCertificates|CipherSuitesPolicy|SslMode|RequireHttpsMetadata/i,
    says: /SSL connection could not be established|AuthenticationException|remote certificate (?:is invalid|was rejected)|RemoteCertificate|certificate chain was issued by an authority that is not trusted|handshake|provider: SSL Provider|UntrustedRoot|PartialChain|protocol version/,
    kinds: ['tls', 'certificate'],
    did: 'TLS versions or what is asked of certificates',
    weight: 0.95,
  },
  {
    name: 'json-case',
    files: CS,
    removed:
      /PropertyNameCaseInsensitive|JsonNamingPolicy|CamelCase\w*|JsonPropertyName|\[JsonProperty|JsonSerializerDefaults\.Web|SnakeCase\w*|DataMember|JsonSerializerOptions|AllowReadingFromString|NumberHandling|UnmappedMember|DefaultContractResolver/,
    says: /could not be converted to System|JSON value could not be|missing required propert|field is required|could not be mapped to any \.NET member|JsonException/,
    kinds: ['null_dereference', 'wrong_result', 'parse'],
    did: 'names or forms of fields in JSON',
    weight: 0.9,
  },
  {
    name: 'json-library',
    files: CS,
    added:
      /System\.Text\.Json|JsonSerializer\.(?:Serialize|Deserialize)|ReadFromJsonAsync|GetFromJsonAsync|JsonDocument\.Parse|JsonNode/,
    removed: /Newtonsoft|JsonConvert|AddNewtonsoftJson|JObject|JToken|ReadAsAsync/,
    says: /System\.Text\.Json|JSON value could not be converted|object cycle was detected|Each parameter in the deserialization constructor|is an invalid start of a|Deserialization of types without a parameterless constructor|NullReferenceException|JsonElement|required propert|trailing comma/,
    kinds: ['parse', 'wrong_result'],
    did: 'another library for JSON: strict on types, capitals, comments and cycles',
    weight: 0.95,
  },
  {
    name: 'json-cycle',
    files: CS,
    removed:
      /ReferenceHandler|ReferenceLoopHandling|\[JsonIgnore\b|IgnoreCycles|MaxDepth|\[IgnoreDataMember\]/,
    says: /object cycle was detected|[Ss]elf referencing loop|depth larger than the maximum|StackOverflow|stack overflow|ObjectDisposedException/,
    kinds: ['memory', 'payload_size'],
    did: 'a field is no more left out of what is written, or circles no more cut',
    weight: 0.95,
  },
  {
    name: 'json-constructor',
    files: CS,
    added:
      /\brequired\b|\[JsonRequired\]|\[JsonConstructor\]|\binterface I\w+|\babstract (?:class|record)|\bprivate set;|\{ get; \}|init;|public \w+\([^\n)]{1,200}\)\s*$/m,
    says: /Deserialization of (?:interface|types without)|Each parameter in the deserialization constructor|missing required propert|could not create an instance of type|Unable to find a constructor|No parameterless constructor|Could not create an instance|No suitable constructor was found|was missing required/,
    did: 'a type that can be made from what was read in another way only',
    weight: 0.95,
  },
  {
    name: 'request-requires-more-net',
    files: CS,
    added:
      /\[(?:Required|StringLength|Range|RegularExpression|EmailAddress|MinLength|MaxLength|BindRequired|FromBody|FromQuery|FromHeader|ApiController|Consumes|ValidateAntiForgeryToken)\b|<Nullable>enable|RuleFor\(|NotEmpty\(\)|#nullable enable/,
    says: /One or more validation errors occurred|field is required|ValidationException|BadHttpRequestException|ModelState|Required parameter|\b400\b|\b415\b|Unsupported Media Type|antiforgery|Antiforgery|ValidationProblemDetails|must not be empty/,
    did: 'requests must now have what they did not need',
    weight: 0.9,
  },
  {
    name: 'middleware-order',
    files: CS,
    added:
      /\.(?:Use|Map)(?:Authentication|Authorization|Routing|Cors|Session|StaticFiles|Endpoints|HttpsRedirection|ForwardedHeaders|PathBase|ExceptionHandler|RateLimiter|OutputCache|ResponseCompression|Controllers|Antiforgery)\b/,
    says: /contains (?:authorization|CORS) metadata, but a middleware was not found|Session has not been configured|Endpoint \S+ contains|\b40[134]\b|Failed to determine the https port|too many redirects|ERR_TOO_MANY_REDIRECTS|blocked by CORS|Access-Control-Allow-Origin|Headers are read-only|response has already started|Unauthorized|Forbidden/,
    kinds: ['auth'],
    did: 'which steps a request goes through, or in which order',
    weight: 0.85,
  },
  {
    name: 'middleware-removed',
    files: CS,
    removed:
      /\.(?:Use|Map)(?:Authentication|Authorization|Routing|Cors|Session|StaticFiles|Endpoints|ForwardedHeaders|PathBase|ExceptionHandler|RateLimiter|Controllers|HealthChecks|RequestLocalization|Antiforgery|ResponseCaching|WebSockets)\b|AllowAnonymous|KnownNetworks|KnownProxies|\[Authorize/,
    says: /contains (?:authorization|CORS) metadata, but a middleware was not found|Session has not been configured|\b40[1345]\b|too many redirects|redirect_uri|blocked by CORS|Access-Control-Allow-Origin|Unauthorized|Forbidden|[Hh]ealth ?check|probe failed|not a WebSocket request/,
    kinds: ['auth', 'crash_loop'],
    did: 'a step that requests went through is gone',
    weight: 0.9,
  },
  {
    name: 'token-validation',
    files: SETTINGS,
    changed:
      /ValidIssuers?|ValidAudiences?|ClockSkew|IssuerSigningKey|ValidateLifetime|ValidateAudience|ValidateIssuer|Authority|\bAudience\b|NameClaimType|RoleClaimType|MapInboundClaims|SameSite|DataProtection|SetApplicationName|PersistKeysTo\w+/,
    says: /IDX\d{5}|invalid_token|SecurityToken\w*Exception|Bearer error|was not authenticated|Correlation failed|key \{[0-9a-f-]{30,} ?\}? was not found in the key ring|was not found in the key ring|antiforgery token could not be decrypted|\b401\b|Unprotect ticket failed|AuthenticationFailureException/,
    kinds: ['auth'],
    did: 'what a token or cookie must be signed with, or say',
    weight: 0.95,
  },
  {
    name: 'keys-not-kept',
    files: CS,
    removed:
      /AddDataProtection|PersistKeysTo\w+|ProtectKeysWith|SetApplicationName|MapInboundClaims|DefaultInboundClaimTypeMap|ClockSkew|NameClaimType|RoleClaimType|SameSite/,
    says: /was not found in the key ring|could not be decrypted|Correlation failed|IDX\d{5}|Unprotect ticket failed|CryptographicException|\b40[13]\b|The payload was invalid|Forbidden/,
    kinds: ['auth'],
    did: 'the keys of cookies, or names of claims, are no more those of before',
    weight: 0.95,
  },
  {
    name: 'http-context-elsewhere',
    files: CS,
    added:
      /HttpContext\b|IHttpContextAccessor|AsyncLocal|\.User\.(?:FindFirst|Identity|Claims)|ConfigureAwait\(false\)/,
    says: /NullReferenceException[\s\S]{0,300}(?:HttpContext|Context|User)|IFeatureCollection has been disposed|HttpContext (?:is|was) null|(?:another|other|wrong|different|foreign) (?:user|tenant|customer|account)|ObjectDisposedException[\s\S]{0,80}(?:HttpContext|Collection)/,
    did: 'the request asked for where there may be none',
    weight: 0.9,
  },
  {
    name: 'body-read-twice-net',
    files: CS,
    added:
      /Request\.Body|EnableBuffering|StreamReader\(\s*(?:context\.|http\w*\.)?[rR]equest|ReadToEnd(?:Async)?\(|ReadAsStringAsync|ReadFormAsync|Response\.(?:WriteAsync|Headers)/,
    says: /Synchronous operations are disallowed|The stream was already consumed|The input does not contain any JSON tokens|A non-empty request body is required|Headers are read-only, response has already started|StatusCode cannot be set because the response has already started|Cannot access a closed|Unexpected end of request content|content length mismatch|Response Content-Length mismatch/,
    did: 'a body that can be read once is read or written by one more',
    weight: 0.95,
  },
  {
    name: 'request-limits',
    files: SETTINGS,
    added:
      /MaxRequestBodySize|MultipartBodyLengthLimit|RequestSizeLimit|RequestFormLimits|maxAllowedContentLength|MaxResponseContentBufferSize|MaxReceiveMessageSize|MaximumReceiveMessageSize|MaxRequestHeader\w+|MaxRequestLineSize|ValueCountLimit|KeepAliveTimeout|RequestHeadersTimeout|MinRequestBodyDataRate|MaxConcurrentConnections|PermitLimit|MaxModelBindingCollectionSize|MaxStreamsPerConnection/,
    says: /Request body too large|Multipart body length limit|\b413\b|\b431\b|\b503\b|\b429\b|Cannot write more bytes to the buffer|Received message exceeds the maximum|maximum message size|Request headers too long|Request line too long|Form value count limit|data rate|Reading the request (?:body|headers) timed out|PayloadTooLarge|maximum collection size/,
    kinds: ['payload_size', 'rate_limited'],
    did: 'a limit on the size or number of requests',
    weight: 0.95,
  },
  {
    name: 'cache-key-net',
    files: CS,
    removed: /[tT]enant|[uU]serId|[cC]ulture|[lL]ocale|[cC]urrency|[rR]egion|[cC]ustomerId/,
    beside: /[cC]ache|StringGet|StringSet/,
    changed:
      /\$"[^"\n]{0,120}\{[^"\n]{0,120}"|(?:GetOrCreate|GetOrAdd|StringGet|StringSet|TryGetValue|CreateEntry)\w*\(/,
    says: /(?:another|other|wrong|different|foreign) (?:user|tenant|customer|account|locale|currency|region|culture)|belongs to|served to|tenant mismatch/i,
    kinds: ['wrong_result', 'cache', 'auth'],
    did: "a part of a cache's key is gone",
    weight: 0.95,
  },
  {
    name: 'output-cache',
    files: CS,
    added:
      /\[(?:OutputCache|ResponseCache)\b|UseOutputCache|UseResponseCaching|CacheOutput\(|Cache-Control"?\]?\s*=|MemoryCache\(|AddMemoryCache\(/,
    says: /(?:another|other|wrong|different|foreign) (?:user|tenant|customer|account|session)|belongs to|served to|\bstale\b|outdated/,
    kinds: ['cache', 'wrong_result', 'memory'],
    did: "answers kept that are another user's or older than they may be",
    weight: 0.9,
  },
  {
    name: 'cache-limit-removed-net',
    files: CS,
    removed:
      /SizeLimit|AbsoluteExpiration\w*|SlidingExpiration|SetSize\(|ExpirationTokens|MaximumSize|TimeToLive|expiry:/,
    says: /OutOfMemoryException|OOMKilled|GC heap|\bstale\b|outdated|OOM command not allowed/,
    kinds: ['memory', 'cache'],
    did: 'a cache has no limit or no expiry any more',
    weight: 0.9,
  },
  {
    name: 'retry-added-net',
    files: CS,
    added:
      /WaitAndRetry|AddRetry\(|RetryAsync\(|AddStandardResilienceHandler|RetryPolicy|MaxRetryAttempts|EnableRetryOnFailure|AddTransientHttpErrorPolicy|UseMessageRetry|RetryCount\s*=/,
    unless: /Exponential|Jitter|[iI]dempoten/,
    says: /[Dd]uplicate|(?:charged|sent|processed|created) twice|Too Many Requests|\b429\b|[Rr]etr(?:y|ies)[^\n]{0,30}(?:exhausted|storm)|BrokenCircuit|TimeoutRejected/,
    kinds: ['duplicate', 'retry_storm', 'rate_limited'],
    did: 'calls repeated, whether or not they had worked',
    weight: 0.9,
  },
  {
    name: 'hosted-service-dies',
    files: CS,
    removed:
      /catch\s*(?:\(|\{)|try\s*\{|BackgroundServiceExceptionBehavior|UnobservedTaskException/,
    beside: /BackgroundService|ExecuteAsync|IHostedService|stoppingToken|StartAsync/,
    says: /BackgroundService failed|The HostOptions\.BackgroundServiceExceptionBehavior is configured to StopHost|Hosting failed to start|Unhandled exception|terminated unexpectedly/,
    kinds: ['crash_loop', 'queue_backlog', 'unhandled'],
    did: 'an error ends the background service, and with it the process',
    weight: 0.95,
  },
  {
    name: 'options-binding',
    files: SETTINGS,
    added:
      /GetSection\("|GetRequiredSection|\.Configuration\["|GetConnectionString\("|GetValue<|BindConfiguration|ValidateOnStart|ValidateDataAnnotations|Environment\.GetEnvironmentVariable\(|IOptions<|\[ConfigurationKeyName/,
    says: /Section '[^'\n]+' not found in configuration|OptionsValidationException|DataAnnotation validation failed|Failed to convert configuration value|connectionString|ConnectionString property has not been initialized|Value cannot be null|ArgumentNullException|The ConnectionString|Missing (?:configuration|setting)|is not configured/,
    did: 'a setting that must be there',
    weight: 0.9,
  },
  {
    name: 'setting-renamed-net',
    files: SETTINGS,
    changed:
      /^[ \t]*"[A-Z]\w+"\s*:|GetSection\("|\.Configuration\["|SectionName\s*=|GetConnectionString\("|ConnectionStrings|\w__\w/m,
    says: /Section '[^'\n]+' not found in configuration|OptionsValidationException|Failed to convert configuration value|ConnectionString property has not been initialized|Value cannot be null\. \(Parameter '(?:connectionString|uriString|configuration|options|value|key|s)'\)|is not configured|Missing (?:configuration|setting)/,
    did: 'a setting goes by another name or value',
    weight: 0.85,
  },
  {
    name: 'route-changed',
    files: CS,
    changed:
      /\[(?:Http(?:Get|Post|Put|Delete|Patch)|Route)\b|\.Map(?:Get|Post|Put|Delete|Group|ControllerRoute)\(/,
    says: /\b40[45]\b|AmbiguousMatchException|The request matched multiple endpoints|Not ?Found|Method Not Allowed|No route matches|RoutePatternException/,
    did: 'another route or method',
    weight: 0.85,
  },
  {
    name: 'published-otherwise',
    files: PROJECT,
    added:
      /RollForward|InvariantGlobalization|PublishTrimmed|PublishAot|PublishSingleFile|TrimMode|SelfContained|RuntimeIdentifier|JsonSerializerIsReflectionEnabledByDefault/,
    says: /You must install or update \.NET|framework '?Microsoft\.\w+(?:\.App)?'?, version|Could not load file or assembly|MissingMethodException|TypeLoadException|MissingMetadataException|PlatformNotSupported|Reflection-based serialization has been disabled|CultureNotFound|NotSupportedException: '[^\n]{0,200}requires dynamic code|BadImageFormat|A suitable constructor for type|EntryPointNotFound|libSkiaSharp|libgdiplus|DllNotFound/,
    did: 'how it is packed: with which runtime, and what is trimmed of it',
    weight: 0.95,
  },
  {
    name: 'package-left-out',
    files: PROJECT,
    removed:
      /<PackageReference|<ProjectReference|<Content|CopyToOutputDirectory|<None |<bindingRedirect|<EmbeddedResource|<Reference |<package id/,
    says: /Could not load (?:file or assembly|type)|FileNotFoundException|DirectoryNotFound|MissingMethodException|TypeLoadException|was not found\. The expected physical path|ManifestResource|Unable to (?:load|resolve)|No database provider has been configured|DllNotFound/,
    did: 'a package or file goes no more into what is shipped',
    weight: 0.95,
  },
  {
    name: 'package-bumped',
    files: PROJECT,
    changed: /<PackageReference|<PackageVersion|<package id=|<Reference |<\w*Version>/,
    says: /Could not load (?:file or assembly|type)|MissingMethodException|MissingFieldException|TypeLoadException|The located assembly's manifest definition does not match|Method not found|does not have an implementation|FileLoadException/,
    did: 'another version of a package',
    weight: 0.9,
  },
  {
    name: 'small-dotnet-image',
    files: /Dockerfile/,
    added:
      /^FROM\s+\S*(?:alpine|chiseled|slim|distroless|jammy-chiseled)|^USER\s|ASPNETCORE_(?:HTTP_PORTS|URLS)|(?:aspnet|sdk):(?:8|9|10)\.0/m,
    says: /TimeZoneNotFound|Couldn't find a valid ICU|DllNotFoundException|Unable to load shared library|libgdiplus|libSkiaSharp|Permission denied|UnauthorizedAccessException|Access to the path|connection refused|Globalization|executable file not found|Failed to bind to address/i,
    kinds: ['unreachable', 'crash_loop'],
    did: 'another base image, user or port: fewer libraries, fewer rights, port 8080 since .NET 8',
    weight: 0.9,
  },
  {
    name: 'target-framework',
    files: PROJECT,
    changed: /<TargetFramework\w*>|(?:sdk|aspnet|runtime|runtime-deps):\d+\.\d+|"version":/,
    says: /You must install or update \.NET|framework '?Microsoft\.\w+(?:\.App)?'?, version|Could not load file or assembly|MissingMethodException|TypeLoadException|PlatformNotSupported|BadImageFormat|BinaryFormatter|The type initializer for|TimeZoneNotFound|Failed to bind|connection refused|Permission denied|SYSLIB\d+|not trusted|Cannot write DateTime with Kind|protocol version/i,
    did: 'the version of .NET that it is built for or runs on',
    weight: 0.85,
  },
];
