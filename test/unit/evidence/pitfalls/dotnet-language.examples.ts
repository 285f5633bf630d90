import type { Example } from './examples.ts';

export const DOTNET_LANGUAGE_EXAMPLES: readonly Example[] = [
  {
    name: 'first-of-none-net',
    path: 'src/Shop/Rates.cs',
    patch: `
-        var rate = rates.FirstOrDefault(r => r.Covers(day)) ?? Rate.Default;
+        var rate = rates.First(r => r.Covers(day));`,
    failure: `System.InvalidOperationException: Sequence contains no matching element
   at System.Linq.ThrowHelper.ThrowNoMatchException()`,
    harmless: `
-        var rate = rates.FirstOrDefault(r => r.Covers(day)) ?? Rate.Default;
+        var rate = rates.LastOrDefault(r => r.Covers(day)) ?? Rate.Default;`,
  },
  {
    name: 'default-of-none',
    path: 'src/Shop/Users.cs',
    patch: `
-        return db.Users.Single(u => u.Id == id);
+        return db.Users.SingleOrDefault(u => u.Id == id);`,
    failure: `System.NullReferenceException: Object reference not set to an instance of an object.
   at Shop.Mailer.Send(User user) in /src/Shop/Mailer.cs:line 12`,
    harmless: `
-        return db.Users.Single(u => u.Id == id);
+        return db.Users.Single(u => u.Key == id);`,
  },
  {
    name: 'dictionary-index',
    path: 'src/Shop/Fees.cs',
    patch: `
-        return fees.TryGetValue(country, out var fee) ? fee : 0m;
+        return fees[country];`,
    failure: `System.Collections.Generic.KeyNotFoundException: The given key 'CH' was not present in the dictionary.`,
    harmless: `
-        return fees.TryGetValue(country, out var fee) ? fee : 0m;
+        return fees.TryGetValue(country, out var fee) ? fee : 1m;`,
  },
  {
    name: 'to-dictionary-duplicate',
    path: 'src/Shop/Prices.cs',
    patch: `
-        foreach (var p in prices) bySku[p.Sku] = p;
+        var bySku = prices.ToDictionary(p => p.Sku);`,
    failure: `System.ArgumentException: An item with the same key has already been added. Key: A-1`,
    harmless: `
-        foreach (var p in prices) bySku[p.Sku] = p;
+        var bySku = prices.ToLookup(p => p.Sku);`,
  },
  {
    name: 'changed-in-foreach',
    path: 'src/Shop/Carts.cs',
    patch: `
         foreach (var cart in carts)
         {
-            cart.Expire();
+            if (cart.Stale) carts.Remove(cart);
         }`,
    failure: `System.InvalidOperationException: Collection was modified; enumeration operation may not execute.`,
    harmless: `
         foreach (var cart in carts)
         {
-            cart.Expire();
+            if (cart.Stale) stale.Add(cart);
         }`,
  },
  {
    name: 'unsafe-collection-net',
    path: 'src/Shop/Sessions.cs',
    patch: `
-    private readonly ConcurrentDictionary<string, Session> live = new();
+    private readonly Dictionary<string, Session> live = new Dictionary<string, Session>();`,
    failure: `System.InvalidOperationException: Operations that change non-concurrent collections must have exclusive access. A concurrent update was performed on this collection and corrupted its state.`,
    harmless: `
-    private readonly ConcurrentDictionary<string, Session> live = new();
+    private readonly ConcurrentDictionary<string, Session> live = new(4, 100);`,
  },
  {
    name: 'static-collection',
    path: 'src/Shop/Geo.cs',
    patch: `
+    private static readonly Dictionary<string, Point> Seen = new();`,
    failure: `System.InvalidOperationException: Operations that change non-concurrent collections must have exclusive access.
   at System.Collections.Generic.Dictionary\`2.TryInsert(TKey key, TValue value, InsertionBehavior behavior)`,
    harmless: `
+    private static readonly ConcurrentDictionary<string, Point> Seen = new();`,
  },
  {
    name: 'lock-removed-net',
    path: 'src/Shop/Seats.cs',
    patch: `
-        lock (gate) { Take(seat); }
+        Take(seat);`,
    failure: `ERROR seat 14 of show 9 oversold`,
    harmless: `
-        lock (gate) { Take(seat); }
+        lock (gate) { TakeOne(seat); }`,
  },
  {
    name: 'lock-added-net',
    path: 'src/Shop/Rates.cs',
    patch: `
+        lock (gate)
+        {
             return remote.Fetch(pair);
+        }`,
    failure: `thread 12 waits 60 s at System.Threading.Monitor.ReliableEnter(Object obj, Boolean& lockTaken): deadlock`,
    harmless: `
+        logger.LogDebug("rate {Pair}", pair);
             return remote.Fetch(pair);`,
  },
  {
    name: 'release-not-in-finally',
    path: 'src/Shop/Till.cs',
    patch: `
         await gate.WaitAsync();
-        try { await Settle(order); } finally { gate.Release(); }
+        await Settle(order);
+        gate.Release();`,
    failure: `System.TimeoutException: waited 30 s for the Semaphore of the till`,
    harmless: `
         await gate.WaitAsync();
-        try { await Settle(order); } finally { gate.Release(); }
+        try { await Close(order); } finally { gate.Release(); }`,
  },
  {
    name: 'sync-over-async',
    path: 'src/Shop/Checkout.cs',
    patch: `
-        var quote = await carrier.QuoteAsync(cart);
+        var quote = carrier.QuoteAsync(cart).Result;`,
    failure: `warn: Microsoft.AspNetCore.Server.Kestrel: heartbeat has been running for 00:00:04; thread pool starvation`,
    harmless: `
-        var quote = await carrier.QuoteAsync(cart);
+        var quote = await carrier.OfferAsync(cart);`,
  },
  {
    name: 'task-not-awaited',
    path: 'src/Shop/Orders.cs',
    patch: `
-        await audit.WriteAsync(order);
+        audit.WriteAsync(order);`,
    failure: `System.ObjectDisposedException: Cannot access a disposed context instance.
Object name: 'ShopContext'.`,
    harmless: `
-        await audit.WriteAsync(order);
+        await audit.AppendAsync(order);`,
  },
  {
    name: 'fire-and-forget',
    path: 'src/Shop/Mail.cs',
    patch: `
-        await SendAsync(order);
+        _ = Task.Run(() => SendAsync(order));`,
    failure: `System.ObjectDisposedException: IFeatureCollection has been disposed. Object name: 'Collection'.`,
    harmless: `
-        await SendAsync(order);
+        await Task.WhenAll(SendAsync(order), StoreAsync(order));`,
  },
  {
    name: 'async-void',
    path: 'src/Shop/Feed.cs',
    patch: `
-    private async Task OnMessage(Message m)
+    private async void OnMessage(Message m)`,
    failure: `Unhandled exception. Shop.FeedException: no such sku
   at System.Threading.Tasks.Task.<>c.<ThrowAsync>b__128_1(Object state)`,
    harmless: `
-    private async Task OnMessage(Message m)
+    private async Task OnMessageAsync(Message m)`,
  },
  {
    name: 'parallel-writes',
    path: 'src/Shop/Totals.cs',
    patch: `
-        foreach (var o in orders) await Price(o);
+        await Task.WhenAll(orders.Select(Price));`,
    failure: `System.InvalidOperationException: A second operation was started on this context instance before a previous operation completed.`,
    harmless: `
-        foreach (var o in orders) await Price(o);
+        foreach (var o in orders) await Quote(o);`,
  },
  {
    name: 'unbounded-parallelism',
    path: 'src/Shop/Import.cs',
    patch: `
-        var channel = Channel.CreateBounded<Row>(1000);
+        var channel = Channel.CreateUnbounded<Row>();`,
    failure: `System.OutOfMemoryException: Exception of type 'System.OutOfMemoryException' was thrown.`,
    harmless: `
-        var channel = Channel.CreateBounded<Row>(1000);
+        var channel = Channel.CreateBounded<Row>(2000);`,
  },
  {
    name: 'cancellation-dropped',
    path: 'src/Shop/Carrier.cs',
    patch: `
-        return await http.GetAsync(url, cancellationToken);
+        return await http.GetAsync(url);`,
    failure: `System.Threading.Tasks.TaskCanceledException: The request was canceled due to the configured HttpClient.Timeout of 100 seconds elapsing.`,
    harmless: `
-        return await http.GetAsync(url, cancellationToken);
+        return await http.GetAsync(uri, cancellationToken);`,
  },
  {
    name: 'cancellation-passed',
    path: 'src/Shop/Orders.cs',
    patch: `
-        await audit.WriteAsync(order);
+        await audit.WriteAsync(order, HttpContext.RequestAborted);`,
    failure: `System.OperationCanceledException: The operation was canceled.
   at Shop.Audit.WriteAsync(Order order)`,
    harmless: `
-        await audit.WriteAsync(order);
+        await audit.AppendAsync(order);`,
  },
  {
    name: 'culture-of-process',
    path: 'src/Shop/Program.cs',
    patch: `
+CultureInfo.DefaultThreadCurrentCulture = new CultureInfo("de-DE");`,
    failure: `System.FormatException: The input string '12.50' was not in a correct format.
   at System.Number.ThrowFormatException[TChar](ReadOnlySpan\`1 value)`,
    harmless: `
+logger.LogInformation("culture {Culture}", CultureInfo.CurrentCulture);`,
  },
  {
    name: 'culture-not-said',
    path: 'src/Shop/Csv.cs',
    patch: `
-        return decimal.Parse(cell, CultureInfo.InvariantCulture);
+        return decimal.Parse(cell);`,
    failure: `System.FormatException: The input string '12.50' was not in a correct format.`,
    harmless: `
-        return decimal.Parse(cell, CultureInfo.InvariantCulture);
+        return decimal.Parse(cell.Trim(), CultureInfo.InvariantCulture);`,
  },
  {
    name: 'comparer-dropped',
    path: 'src/Shop/Currencies.cs',
    patch: `
-    private readonly Dictionary<string, Currency> all = new(StringComparer.OrdinalIgnoreCase);
+    private readonly Dictionary<string, Currency> all = new();`,
    failure: `System.Collections.Generic.KeyNotFoundException: The given key 'eur' was not present in the dictionary.`,
    harmless: `
-    private readonly Dictionary<string, Currency> all = new(StringComparer.OrdinalIgnoreCase);
+    private readonly Dictionary<string, Currency> all = new(4, StringComparer.OrdinalIgnoreCase);`,
  },
  {
    name: 'throwing-parse-net',
    path: 'src/Shop/Query.cs',
    patch: `
-        if (!int.TryParse(raw, out var page)) page = 1;
+        var page = int.Parse(raw);`,
    failure: `System.FormatException: The input string '' was not in a correct format.`,
    harmless: `
-        if (!int.TryParse(raw, out var page)) page = 1;
+        if (!int.TryParse(raw, out var page)) page = 0;`,
  },
  {
    name: 'hard-cast',
    path: 'src/Shop/Events.cs',
    patch: `
-        foreach (var paid in events.OfType<Paid>()) Book(paid);
+        foreach (var paid in events.Cast<Paid>()) Book(paid);`,
    failure: `System.InvalidCastException: Unable to cast object of type 'Shop.Refunded' to type 'Shop.Paid'.`,
    harmless: `
-        foreach (var paid in events.OfType<Paid>()) Book(paid);
+        foreach (var paid in events.OfType<Settled>()) Book(paid);`,
  },
  {
    name: 'null-forgiven',
    path: 'src/Shop/Confirm.cs',
    patch: `
-        var email = user?.Email ?? fallback;
+        var email = user!.Email;`,
    failure: `System.NullReferenceException: Object reference not set to an instance of an object.`,
    harmless: `
-        var email = user?.Email ?? fallback;
+        var email = user?.Mail ?? fallback;`,
  },
  {
    name: 'switch-arm-removed',
    path: 'src/Shop/Fees.cs',
    patch: `
             Card => 2,
-            _ => 0,
         };`,
    failure: `System.Runtime.CompilerServices.SwitchExpressionException: Non-exhaustive switch expression failed to match its input. Unmatched value was Voucher.`,
    harmless: `
             Card => 2,
-            _ => 0,
+            _ => 1,
         };`,
  },
  {
    name: 'narrowed-integer-net',
    path: 'src/Shop/Ids.cs',
    patch: `
-        var id = Convert.ToInt64(raw);
+        var id = Convert.ToInt32(raw);`,
    failure: `System.OverflowException: Value was either too large or too small for an Int32.`,
    harmless: `
-        var id = Convert.ToInt64(raw);
+        var id = Convert.ToInt64(raw, 10);`,
  },
  {
    name: 'money-as-double-net',
    path: 'src/Shop/Invoice.cs',
    patch: `
-    public decimal Total => Lines.Sum(l => l.Amount);
+    public double Total => Lines.Sum(l => l.Amount);`,
    failure: `invoice 9001: total 0.30000000000000004 is not the sum of its payments 0.3`,
    harmless: `
-    public decimal Total => Lines.Sum(l => l.Amount);
+    public decimal Total => Lines.Sum(l => l.Net);`,
  },
  {
    name: 'rounding-mode-removed',
    path: 'src/Shop/Vat.cs',
    patch: `
-        return Math.Round(net * rate, 2, MidpointRounding.AwayFromZero);
+        return decimal.Parse($"{net * rate:F2}");`,
    failure: `reconciliation: VAT of invoice 81 is off by 0.01`,
    harmless: `
-        return Math.Round(net * rate, 2, MidpointRounding.AwayFromZero);
+        return Math.Round(net * vat, 2, MidpointRounding.AwayFromZero);`,
  },
  {
    name: 'local-time-net',
    path: 'src/Shop/Tokens.cs',
    patch: `
-        Expires = DateTime.UtcNow.AddMinutes(15),
+        Expires = DateTime.Now.AddMinutes(15),`,
    failure: `Npgsql: System.InvalidCastException: Cannot write DateTime with Kind=Local to PostgreSQL type 'timestamp with time zone', only UTC is supported.`,
    harmless: `
-        Expires = DateTime.UtcNow.AddMinutes(15),
+        Expires = DateTime.UtcNow.AddMinutes(30),`,
  },
  {
    name: 'time-zone-id',
    path: 'src/Shop/Cutoff.cs',
    patch: `
-        var zone = TimeZoneInfo.Utc;
+        var zone = TimeZoneInfo.FindSystemTimeZoneById("W. Europe Standard Time");`,
    failure: `System.TimeZoneNotFoundException: The time zone ID 'W. Europe Standard Time' was not found on the local computer.`,
    harmless: `
-        var zone = TimeZoneInfo.Utc;
+        var zone = TimeZoneInfo.Local;`,
  },
  {
    name: 'smaller-time-unit-net',
    path: 'src/Shop/Client.cs',
    patch: `
-        http.Timeout = TimeSpan.FromSeconds(options.Timeout);
+        http.Timeout = TimeSpan.FromMilliseconds(options.Timeout);`,
    failure: `System.Threading.Tasks.TaskCanceledException: The request was canceled due to the configured HttpClient.Timeout of 0.03 seconds elapsing.`,
    harmless: `
-        http.Timeout = TimeSpan.FromSeconds(options.Timeout);
+        http.Timeout = TimeSpan.FromSeconds(options.Limit);`,
  },
  {
    name: 'encoding-net',
    path: 'src/Shop/Feed.cs',
    patch: `
-        return new StreamReader(stream, new UTF8Encoding(false));
+        return new StreamReader(stream, Encoding.GetEncoding(1252));`,
    failure: `System.NotSupportedException: No data is available for encoding 1252.`,
    harmless: `
-        return Parse(stream);
+        return Read(stream);`,
  },
  {
    name: 'using-removed',
    path: 'src/Shop/Export.cs',
    patch: `
-        using var connection = factory.Open();
+        var connection = factory.Open();`,
    failure: `System.InvalidOperationException: Timeout expired. The timeout period elapsed prior to obtaining a connection from the pool. This may have occurred because all pooled connections were in use and max pool size was reached.`,
    harmless: `
-        using var connection = factory.Open();
+        using var connection = factory.OpenReplica();`,
  },
  {
    name: 'disposed-too-early',
    path: 'src/Shop/Download.cs',
    patch: `
-        var stream = File.OpenRead(path);
+        using var stream = File.OpenRead(path);
         return File(stream, "text/csv");`,
    failure: `System.ObjectDisposedException: Cannot access a closed file.`,
    harmless: `
-        var stream = File.OpenRead(path);
+        var stream = storage.OpenRead(path);
         return File(stream, "text/csv");`,
  },
  {
    name: 'event-kept',
    path: 'src/Shop/PriceView.cs',
    patch: `
+        feed.PriceChanged += OnPriceChanged;`,
    failure: `System.OutOfMemoryException: Insufficient memory; GC heap 3.9 GB`,
    harmless: `
+        count += 1;`,
  },
  {
    name: 'regex-without-timeout',
    path: 'src/Shop/Emails.cs',
    patch: `
-    private static readonly Regex Mail = new("^[^@]+@[^@]+$");
+    private static readonly Regex Mail = new("^([a-z0-9]+)*@[a-z.]+$");`,
    failure: `System.Text.RegularExpressions.RegexMatchTimeoutException: The Regex engine has timed out while trying to match a pattern to an input string.`,
    harmless: `
+    private static readonly Regex Mail = new("^[a-z0-9]+@[a-z.]+$");`,
  },
  {
    name: 'bad-sort-net',
    path: 'src/Shop/Ranking.cs',
    patch: `
-        hits.OrderBy(h => h.Score);
+        hits.Sort((a, b) => a.Score > b.Score ? 1 : -1);`,
    failure: `System.ArgumentException: Unable to sort because the IComparer.Compare() method returns inconsistent results.`,
    harmless: `
-        hits.OrderBy(h => h.Score);
+        hits.OrderBy(h => h.Rank);`,
  },
  {
    name: 'equality-removed-net',
    path: 'src/Shop/Key.cs',
    patch: `
-public record Key(string Tenant, string Sku);
+public class Key(string tenant, string sku);`,
    failure: `System.Collections.Generic.KeyNotFoundException: The given key 'Shop.Key' was not present in the dictionary.`,
    harmless: `
-public record Key(string Tenant, string Sku);
+public record Key(string Tenant, string Item);`,
  },
];
