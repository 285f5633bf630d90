import type { Example } from './examples.ts';

export const DOTNET_FRAMEWORKS_EXAMPLES: readonly Example[] = [
  {
    name: 'captive-dependency',
    path: 'src/Shop/Program.cs',
    patch: `
-builder.Services.AddScoped<IOrders, Orders>();
+builder.Services.AddSingleton<IOrders, Orders>();`,
    failure: `System.InvalidOperationException: Cannot consume scoped service 'Shop.ShopContext' from singleton 'Shop.IOrders'.`,
    harmless: `
-builder.Services.AddScoped<IOrders, Orders>();
+builder.Services.AddScoped<IOrders, CachedOrders>();`,
  },
  {
    name: 'service-made-anew',
    path: 'src/Shop/Program.cs',
    patch: `
-builder.Services.AddSingleton<BlobStore>();
+builder.Services.AddTransient<BlobStore>();`,
    failure: `System.Net.Sockets.SocketException (99): Cannot assign requested address`,
    harmless: `
-builder.Services.AddSingleton<BlobStore>();
+builder.Services.AddSingleton<FileStore>();`,
  },
  {
    name: 'service-not-registered',
    path: 'src/Shop/Program.cs',
    patch: `
-builder.Services.AddScoped<ITax, Tax>();`,
    failure: `System.InvalidOperationException: Unable to resolve service for type 'Shop.ITax' while attempting to activate 'Shop.Checkout'.`,
    harmless: `
-builder.Services.AddScoped<ITax, Tax>();
+builder.Services.AddScoped<ITax, FlatTax>();`,
  },
  {
    name: 'service-newly-asked-for',
    path: 'src/Shop/Checkout.cs',
    patch: `
+    private readonly ITax _tax;`,
    failure: `System.InvalidOperationException: Unable to resolve service for type 'Shop.ITax' while attempting to activate 'Shop.Checkout'.`,
    harmless: `
+    private readonly int tax;`,
  },
  {
    name: 'http-client-per-call',
    path: 'src/Shop/Carrier.cs',
    patch: `
-        var http = factory.CreateClient("carrier");
+        using var http = new HttpClient { BaseAddress = uri };`,
    failure: `System.Net.Http.HttpRequestException: Cannot assign requested address (carrier:443)
 ---> System.Net.Sockets.SocketException (99)`,
    harmless: `
-        var http = factory.CreateClient("carrier");
+        var http = factory.CreateClient("post");`,
  },
  {
    name: 'http-client-kept',
    path: 'src/Shop/Stock.cs',
    patch: `
-        using var http = factory.CreateClient();
+    private static readonly HttpClient http = new();`,
    failure: `System.Net.Http.HttpRequestException: Connection refused (10.0.3.7:8080)`,
    harmless: `
-        using var http = factory.CreateClient();
+        var http = factory.CreateClient();`,
  },
  {
    name: 'shared-client-headers',
    path: 'src/Shop/Crm.cs',
    patch: `
-        request.Headers.Authorization = new("Bearer", token);
+        http.DefaultRequestHeaders.Authorization = new("Bearer", token);`,
    failure: `WARN order list of another customer returned: token of 44, asked by 12`,
    harmless: `
-        request.Headers.Authorization = new("Bearer", token);
+        request.Headers.Authorization = new("Basic", token);`,
  },
  {
    name: 'base-address-path',
    path: 'src/Shop/Program.cs',
    patch: `
-    http.BaseAddress = new Uri("https://crm.example/api/v2/");
+    http.BaseAddress = new Uri("https://crm.example/api/v2");`,
    failure: `System.Net.Http.HttpRequestException: Response status code does not indicate success: 404 (Not Found).`,
    harmless: `
+    http.BaseAddress = new Uri("https://crm.example/api/v2/");`,
  },
  {
    name: 'status-check-removed',
    path: 'src/Shop/Crm.cs',
    patch: `
-        response.EnsureSuccessStatusCode();
         return await response.Content.ReadFromJsonAsync<Customer>();`,
    failure: `System.Text.Json.JsonException: '<' is an invalid start of a value. Path: $ | LineNumber: 0 | BytePositionInLine: 0.`,
    harmless: `
-        response.EnsureSuccessStatusCode();
+        (await Send(request)).EnsureSuccessStatusCode();`,
  },
  {
    name: 'tls-of-client',
    path: 'src/Shop/Program.cs',
    patch: `
+    handler.SslProtocols = SslProtocols.Tls13;`,
    failure: `System.Security.Authentication.AuthenticationException: Authentication failed, see inner exception. handshake failure`,
    harmless: `
+    handler.UseCookies = false;`,
  },
  {
    name: 'json-case',
    path: 'src/Shop/Crm.cs',
    patch: `
-        return JsonSerializer.Deserialize<Customer>(text, new JsonSerializerOptions { PropertyNameCaseInsensitive = true });
+        return JsonSerializer.Deserialize<Customer>(text);`,
    failure: `System.NullReferenceException: Object reference not set to an instance of an object.
   at Shop.Mailer.Send(Customer customer)`,
    harmless: `
-        return JsonSerializer.Deserialize<Customer>(text, new JsonSerializerOptions { PropertyNameCaseInsensitive = true });
+        return JsonSerializer.Deserialize<Client>(text, new JsonSerializerOptions { PropertyNameCaseInsensitive = true });`,
  },
  {
    name: 'json-library',
    path: 'src/Shop/Events.cs',
    patch: `
-        return JsonConvert.DeserializeObject<Paid>(text);
+        return JsonSerializer.Deserialize<Paid>(text);`,
    failure: `System.Text.Json.JsonException: The JSON value could not be converted to System.Decimal. Path: $.amount | LineNumber: 0`,
    harmless: `
-        return JsonConvert.DeserializeObject<Paid>(text);
+        return JsonConvert.DeserializeObject<Settled>(text);`,
  },
  {
    name: 'json-cycle',
    path: 'src/Shop/Line.cs',
    patch: `
-    [JsonIgnore]
     public Order Order { get; set; }`,
    failure: `System.Text.Json.JsonException: A possible object cycle was detected. This can either be due to a cycle or if the object depth is larger than the maximum allowed depth of 32.`,
    harmless: `
-    [JsonIgnore]
+    [JsonIgnore, Key]
     public Order Order { get; set; }`,
  },
  {
    name: 'json-constructor',
    path: 'src/Shop/Refund.cs',
    patch: `
-    public string Reason { get; set; }
+    public required string Reason { get; set; }`,
    failure: `System.Text.Json.JsonException: JSON deserialization for type 'Shop.Refund' was missing required properties including: 'reason'.`,
    harmless: `
-    public string Reason { get; set; }
+    public string Cause { get; set; }`,
  },
  {
    name: 'request-requires-more-net',
    path: 'src/Shop/OrderRequest.cs',
    patch: `
+    [Required]
     public string? Phone { get; set; }`,
    failure: `warn: 400 One or more validation errors occurred. Phone: The Phone field is required.`,
    harmless: `
+    [Obsolete]
     public string? Phone { get; set; }`,
  },
  {
    name: 'middleware-order',
    path: 'src/Shop/Program.cs',
    patch: `
+app.UseHttpsRedirection();`,
    failure: `warn: Microsoft.AspNetCore.HttpsPolicy.HttpsRedirectionMiddleware: Failed to determine the https port for redirect.`,
    harmless: `
+app.UseSwagger();`,
  },
  {
    name: 'middleware-removed',
    path: 'src/Shop/Program.cs',
    patch: `
-app.UseForwardedHeaders();
 app.UseAuthentication();`,
    failure: `error: invalid redirect_uri http://shop.example/signin-oidc`,
    harmless: `
-app.UseForwardedHeaders();
+app.UseForwardedHeaders(options);
 app.UseAuthentication();`,
  },
  {
    name: 'token-validation',
    path: 'src/Shop/Program.cs',
    patch: `
-        ClockSkew = TimeSpan.FromMinutes(5),
+        ClockSkew = TimeSpan.Zero,`,
    failure: `Microsoft.IdentityModel.Tokens.SecurityTokenExpiredException: IDX10223: Lifetime validation failed. The token is expired.`,
    harmless: `
+        ClockSkew = TimeSpan.FromMinutes(5),`,
  },
  {
    name: 'keys-not-kept',
    path: 'src/Shop/Program.cs',
    patch: `
-builder.Services.AddDataProtection().PersistKeysToStackExchangeRedis(redis);`,
    failure: `System.Security.Cryptography.CryptographicException: The key {5f0f-11} was not found in the key ring.`,
    harmless: `
-builder.Services.AddDataProtection().PersistKeysToStackExchangeRedis(redis);
+builder.Services.AddDataProtection().PersistKeysToStackExchangeRedis(cache).SetApplicationName("x");`,
  },
  {
    name: 'http-context-elsewhere',
    path: 'src/Shop/CurrentUser.cs',
    patch: `
-    public long Id => id;
+    public long Id => long.Parse(accessor.HttpContext.User.FindFirst("sub").Value);`,
    failure: `System.NullReferenceException: Object reference not set to an instance of an object.
   at Shop.CurrentUser.get_Id() in /src/Shop/CurrentUser.cs:line 9
   at Shop.DunningJob.Run(HttpContext)`,
    harmless: `
-    public long Id => id;
+    public long Id => number;`,
  },
  {
    name: 'body-read-twice-net',
    path: 'src/Shop/LogMiddleware.cs',
    patch: `
+        var body = await new StreamReader(context.Request.Body).ReadToEndAsync();
         await next(context);`,
    failure: `System.Text.Json.JsonException: The input does not contain any JSON tokens. Expected the input to start with a valid JSON token`,
    harmless: `
+        var path = context.GetEndpoint();
         await next(context);`,
  },
  {
    name: 'request-limits',
    path: 'src/Shop/Program.cs',
    patch: `
+    kestrel.Limits.MaxRequestBodySize = 1024 * 1024;`,
    failure: `Microsoft.AspNetCore.Server.Kestrel.Core.BadHttpRequestException: Request body too large. The max request body size is 1048576 bytes.`,
    harmless: `
+    kestrel.AddServerHeader = false;`,
  },
  {
    name: 'cache-key-net',
    path: 'src/Shop/Prices.cs',
    patch: `
-        return cache.GetOrCreate($"price:{tenant}:{sku}", Load);
+        return cache.GetOrCreate($"price:{sku}", Load);`,
    failure: `ERROR price of another tenant: A-1 belongs to acme, served to globex`,
    harmless: `
-        return cache.GetOrCreate($"price:{tenant}:{sku}", Load);
+        return cache.GetOrCreate($"price:{tenant}:{item}", Load);`,
  },
  {
    name: 'output-cache',
    path: 'src/Shop/ProfileController.cs',
    patch: `
+    [ResponseCache(Duration = 60)]
     public Profile Current() => profiles.Of(User);`,
    failure: `WARN profile of another user shown: session 4711, profile 12`,
    harmless: `
+    [HttpGet]
     public Profile Current() => profiles.Of(User);`,
  },
  {
    name: 'cache-limit-removed-net',
    path: 'src/Shop/Caches.cs',
    patch: `
-        entry.AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5);
         return Load(key);`,
    failure: `System.OutOfMemoryException: Exception of type 'System.OutOfMemoryException' was thrown.`,
    harmless: `
-        entry.AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5);
+        entry.AbsoluteExpirationRelativeToNow = life;
         return Load(key);`,
  },
  {
    name: 'retry-added-net',
    path: 'src/Shop/Program.cs',
    patch: `
+    .AddTransientHttpErrorPolicy(p => p.RetryAsync(5));`,
    failure: `ERROR customer charged twice: duplicate payment pay_81 of order 12`,
    harmless: `
+    .AddHeaderPropagation();`,
  },
  {
    name: 'hosted-service-dies',
    path: 'src/Shop/Poller.cs',
    patch: `
     protected override async Task ExecuteAsync(CancellationToken stoppingToken)
-        try { await Poll(); } catch (HttpRequestException e) { logger.LogWarning(e, "poll"); }
+        await Poll();`,
    failure: `crit: Microsoft.Extensions.Hosting.Internal.Host: The HostOptions.BackgroundServiceExceptionBehavior is configured to StopHost. A BackgroundService has thrown an unhandled exception, and the IHost instance is stopping.`,
    harmless: `
     protected override async Task ExecuteAsync(CancellationToken stoppingToken)
-        try { await Poll(); } catch (HttpRequestException e) { logger.LogWarning(e, "poll"); }
+        try { await Poll(); } catch (HttpRequestException e) { logger.LogError(e, "poll"); }`,
  },
  {
    name: 'options-binding',
    path: 'src/Shop/Program.cs',
    patch: `
+var url = builder.Configuration.GetRequiredSection("Carrier:Url").Value;`,
    failure: `System.InvalidOperationException: Section 'Carrier:Url' not found in configuration.`,
    harmless: `
+var url = new Uri("https://carrier.example");`,
  },
  {
    name: 'setting-renamed-net',
    path: 'src/Shop/appsettings.json',
    patch: `
-    "CarrierUrl": "https://carrier.example"
+    "ShippingUrl": "https://carrier.example"`,
    failure: `System.ArgumentNullException: Value cannot be null. (Parameter 'uriString')`,
    harmless: `
+    "ShippingUrl": "https://carrier.example"`,
  },
  {
    name: 'route-changed',
    path: 'src/Shop/OrdersController.cs',
    patch: `
-    [HttpGet("orders/{id}")]
+    [HttpGet("orders/{id:int}")]`,
    failure: `WARN GET /orders/A-17 404 Not Found`,
    harmless: `
+    [HttpGet("orders/{id}")]`,
  },
  {
    name: 'published-otherwise',
    path: 'src/Shop/Shop.csproj',
    patch: `
+    <PublishTrimmed>true</PublishTrimmed>`,
    failure: `System.InvalidOperationException: Reflection-based serialization has been disabled for this application.`,
    harmless: `
+    <Description>shop</Description>`,
  },
  {
    name: 'package-left-out',
    path: 'src/Shop/Shop.csproj',
    patch: `
-    <None Update="templates/*.html" CopyToOutputDirectory="Always" />`,
    failure: `System.IO.FileNotFoundException: Could not find file '/app/templates/confirm.html'.`,
    harmless: `
-    <None Update="templates/*.html" CopyToOutputDirectory="Always" />
+    <None Update="templates/**" CopyToOutputDirectory="Always" />`,
  },
  {
    name: 'package-bumped',
    path: 'src/Shop/Shop.csproj',
    patch: `
-    <PackageReference Include="Shop.Contracts" Version="8.2.0" />
+    <PackageReference Include="Shop.Contracts" Version="9.0.0" />`,
    failure: `System.MissingMethodException: Method not found: 'Void Shop.Contracts.Order..ctor(Int64)'.`,
    harmless: `
+    <Nullable>enable</Nullable>`,
  },
  {
    name: 'small-dotnet-image',
    path: 'Dockerfile',
    patch: `
-FROM mcr.microsoft.com/dotnet/aspnet:6.0
+FROM mcr.microsoft.com/dotnet/aspnet:8.0-alpine`,
    failure: `Process terminated. Couldn't find a valid ICU package installed on the system.`,
    harmless: `
-FROM mcr.microsoft.com/dotnet/aspnet:6.0
+FROM mcr.microsoft.com/dotnet/aspnet:7.0`,
  },
  {
    name: 'target-framework',
    path: 'src/Shop/Shop.csproj',
    patch: `
-    <TargetFramework>net6.0</TargetFramework>
+    <TargetFramework>net8.0</TargetFramework>`,
    failure: `You must install or update .NET to run this application.
Framework: 'Microsoft.AspNetCore.App', version '8.0.0' (x64)`,
    harmless: `
-    <AssemblyName>Shop</AssemblyName>
+    <AssemblyName>Shop.Web</AssemblyName>`,
  },
];
