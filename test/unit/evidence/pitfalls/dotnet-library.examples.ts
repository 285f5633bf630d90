import type { Example } from './examples.ts';

export const DOTNET_LIBRARY_EXAMPLES: readonly Example[] = [
  {
    name: 'order-of-dictionary-lost',
    path: 'src/Shop/Signer.cs',
    patch: `
-        var fields = new SortedDictionary<string, string>(values);
+        var fields = new Dictionary<string, string>(values);`,
    failure: `ERROR payment refused: signature mismatch for order 88`,
    harmless: `
-        var fields = new SortedDictionary<string, string>(values);
+        var fields = new SortedDictionary<string, string>(query);`,
  },
  {
    name: 'paging-without-order',
    path: 'src/Shop/Export.cs',
    patch: `
         var page = db.Orders
-            .OrderBy(o => o.Id)
             .Skip(n * 100).Take(100);`,
    failure: `warn: RowLimitingOperationWithoutOrderByWarning: rows 100-199 hold 12 duplicate orders`,
    harmless: `
         var page = db.Orders
-            .OrderBy(o => o.Id)
+            .OrderBy(o => o.Number)
             .Skip(n * 100).Take(100);`,
  },
  {
    name: 'format-string-net',
    path: 'src/Shop/Label.cs',
    patch: `
-        return name + " " + price;
+        return string.Format("{0} {2}", name, price);`,
    failure: `System.FormatException: Index (zero based) must be greater than or equal to zero and less than the size of the argument list.`,
    harmless: `
-        return name + " " + price;
+        return name + ": " + price;`,
  },
  {
    name: 'text-cut-unchecked-net',
    path: 'src/Shop/Names.cs',
    patch: `
-        return name.Truncate(20);
+        return name.Substring(0, 20);`,
    failure: `System.ArgumentOutOfRangeException: Index and length must refer to a location within the string. (Parameter 'length')`,
    harmless: `
-        return name.Truncate(20);
+        return name.Truncate(30);`,
  },
  {
    name: 'json-element-missing',
    path: 'src/Shop/Hook.cs',
    patch: `
-        var id = root.TryGetProperty("id", out var v) ? v.GetString() : null;
+        var id = root.GetProperty("id").GetString();`,
    failure: `System.Collections.Generic.KeyNotFoundException: The given key was not present in the dictionary.
   at System.Text.Json.JsonElement.GetProperty(String propertyName)`,
    harmless: `
-        var id = root.TryGetProperty("id", out var v) ? v.GetString() : null;
+        var id = root.TryGetProperty("number", out var v) ? v.GetString() : null;`,
  },
  {
    name: 'stream-not-rewound',
    path: 'src/Shop/Upload.cs',
    patch: `
         await file.CopyToAsync(buffer);
-        buffer.Position = 0;
         return Parse(buffer);`,
    failure: `System.Xml.XmlException: Root element is missing.`,
    harmless: `
         await file.CopyToAsync(buffer);
-        buffer.Position = 0;
+        buffer.Position = 0; ct.ThrowIfCancellationRequested();
         return Parse(buffer);`,
  },
  {
    name: 'partial-read',
    path: 'src/Shop/Frames.cs',
    patch: `
-        await stream.ReadExactlyAsync(buffer, token);
+        await stream.ReadAsync(buffer, token);`,
    failure: `System.IO.InvalidDataException: Found invalid data while decoding.`,
    harmless: `
-        await stream.ReadExactlyAsync(buffer, token);
+        await stream.ReadExactlyAsync(header, token);`,
  },
  {
    name: 'scope-not-made',
    path: 'src/Shop/Poller.cs',
    patch: `
-        using var scope = provider.CreateScope();
-        var db = scope.ServiceProvider.GetRequiredService<ShopContext>();
+        var db = provider.GetRequiredService<ShopContext>();`,
    failure: `System.InvalidOperationException: Cannot resolve scoped service 'Shop.ShopContext' from root provider.`,
    harmless: `
-        using var scope = provider.CreateScope();
+        await using var scope = provider.CreateAsyncScope(); using var other = provider.CreateScope();`,
  },
  {
    name: 'type-initializer',
    path: 'src/Shop/Zones.cs',
    patch: `
+    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById(Setting("Zone"));`,
    failure: `System.TypeInitializationException: The type initializer for 'Shop.Zones' threw an exception.`,
    harmless: `
+    private const int Zone = 1;`,
  },
  {
    name: 'fallback-removed-net',
    path: 'src/Shop/Reviews.cs',
    patch: `
-        try { return await api.Of(sku); } catch (HttpRequestException) { return Reviews.None; }
+        return await api.Of(sku);`,
    failure: `System.Net.Http.HttpRequestException: Response status code does not indicate success: 503 (Service Unavailable).`,
    harmless: `
-        try { return await api.Of(sku); } catch (HttpRequestException) { return Reviews.None; }
+        try { return await api.Of(sku); } catch (HttpRequestException) { return Reviews.Empty; }`,
  },
  {
    name: 'enum-by-name-net',
    path: 'src/Shop/Status.cs',
    patch: `
 public enum Status
 {
-    Paid,
+    Settled,`,
    failure: `System.ArgumentException: Requested value 'Paid' was not found.`,
    harmless: `
 public enum Status
 {
+    Refunded,`,
  },
  {
    name: 'temp-files-kept-net',
    path: 'src/Shop/Pdf.cs',
    patch: `
-        var pdf = Render(order);
+        var path = Path.GetTempFileName();`,
    failure: `System.IO.IOException: No space left on device : '/tmp/tmpAx81.tmp'`,
    harmless: `
-        var pdf = Render(order);
+        var pdf = renderer.Render(order);`,
  },
];
