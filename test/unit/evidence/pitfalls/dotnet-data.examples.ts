import type { Example } from './examples.ts';

export const DOTNET_DATA_EXAMPLES: readonly Example[] = [
  {
    name: 'ef-untranslatable',
    path: 'src/Shop/Orders.cs',
    patch: `
+        var late = db.Orders.Where(o => IsLate(o, now));
+        var names = late.Select(o => Name(o));`,
    failure: `System.InvalidOperationException: The LINQ expression 'DbSet<Order>().Where(o => Orders.IsLate(o, __now_0))' could not be translated.`,
    harmless: `
-        var late = db.Orders.Where(o => o.Due < now);
+        var late = db.Orders.Where(o => o.Due <= now);`,
  },
  {
    name: 'ef-query-rewritten',
    path: 'src/Shop/Customers.cs',
    patch: `
-        return db.Customers.Where(c => c.Email == mail);
+        return db.Customers.Where(c => c.Email.Equals(mail, StringComparison.OrdinalIgnoreCase));`,
    failure: `System.InvalidOperationException: The LINQ expression could not be translated. Translation of the 'string.Equals' overload with a 'StringComparison' parameter is not supported.`,
    harmless: `
+        return db.Customers.AsQueryable();`,
  },
  {
    name: 'ef-include-removed',
    path: 'src/Shop/Orders.cs',
    patch: `
-        return await db.Orders.Include(o => o.Customer).SingleAsync(o => o.Id == id);
+        return await db.Orders.SingleAsync(o => o.Id == id);`,
    failure: `System.NullReferenceException: Object reference not set to an instance of an object.
   at Shop.Mailer.Confirm(Order order) in /src/Shop/Mailer.cs:line 31`,
    harmless: `
-        return await db.Orders.Include(o => o.Customer).SingleAsync(o => o.Id == id);
+        return await db.Orders.Include(o => o.Customer).FirstAsync(o => o.Id == id);`,
  },
  {
    name: 'ef-cartesian',
    path: 'src/Shop/Catalog.cs',
    patch: `
-        return await db.Products.ToListAsync();
+        return await db.Products.Include(p => p.Images).Include(p => p.Reviews).ToListAsync();`,
    failure: `Microsoft.Data.SqlClient.SqlException (0x80131904): Execution Timeout Expired.`,
    harmless: `
-        return await db.Products.ToListAsync();
+        return await db.Products.Where(p => p.Live).ToListAsync();`,
  },
  {
    name: 'ef-read-in-memory',
    path: 'src/Shop/Repo.cs',
    patch: `
-    public IQueryable<Order> Find(Expression<Func<Order, bool>> by) => db.Orders.Where(by);
+    public IEnumerable<Order> Find(Func<Order, bool> by) => db.Orders.ToList().Where(by);`,
    failure: `System.OutOfMemoryException: Exception of type 'System.OutOfMemoryException' was thrown.`,
    harmless: `
-    public IQueryable<Order> Find(Expression<Func<Order, bool>> by) => db.Orders.Where(by);
+    public IQueryable<Order> Find(Expression<Func<Order, bool>> by) => db.Orders.Where(by).Distinct();`,
  },
  {
    name: 'ef-tracking',
    path: 'src/Shop/Accounts.cs',
    patch: `
-        var account = await db.Accounts.SingleAsync(a => a.Id == id);
+        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == id);`,
    failure: `System.InvalidOperationException: The instance of entity type 'Account' cannot be tracked because another instance with the same key value for {'Id'} is already being tracked.`,
    harmless: `
-        var account = await db.Accounts.SingleAsync(a => a.Id == id);
+        var account = await db.Accounts.FirstAsync(a => a.Id == id);`,
  },
  {
    name: 'ef-not-saved',
    path: 'src/Shop/Refunds.cs',
    patch: `
         order.Refund(amount);
-        await db.SaveChangesAsync();`,
    failure: `ERROR refund 71 was not saved though confirmed`,
    harmless: `
         order.Refund(amount);
-        await db.SaveChangesAsync();
+        await db.SaveChangesAsync(token);`,
  },
  {
    name: 'ef-new-column',
    path: 'src/Shop/Customer.cs',
    patch: `
 public class Customer
 {
+    public string? VatNumber { get; set; }`,
    failure: `Microsoft.Data.SqlClient.SqlException (0x80131904): Invalid column name 'VatNumber'.`,
    harmless: `
 public class Customer
 {
+    public string Display() => Name;`,
  },
  {
    name: 'ef-nullable-column',
    path: 'src/Shop/Order.cs',
    patch: `
-    public string? Note { get; set; }
+    public string Note { get; set; } = "";`,
    failure: `System.Data.SqlTypes.SqlNullValueException: Data is Null. This method or property cannot be called on Null values.`,
    harmless: `
+    public string? Note { get; set; }`,
  },
  {
    name: 'ef-enum-conversion',
    path: 'src/Shop/ShopContext.cs',
    patch: `
-        model.Entity<Order>().Property(o => o.Status).HasConversion<string>();`,
    failure: `Microsoft.Data.SqlClient.SqlException: Conversion failed when converting the nvarchar value 'Paid' to data type int.`,
    harmless: `
-        model.Entity<Order>().Property(o => o.Status).HasConversion<string>();
+        model.Entity<Order>().Property(o => o.State).HasConversion<string>();`,
  },
  {
    name: 'ef-retry-strategy',
    path: 'src/Shop/Program.cs',
    patch: `
-    options.UseSqlServer(connection);
+    options.UseSqlServer(connection, sql => sql.EnableRetryOnFailure());`,
    failure: `System.InvalidOperationException: The configured execution strategy 'SqlServerRetryingExecutionStrategy' does not support user-initiated transactions.`,
    harmless: `
-    options.UseSqlServer(connection);
+    options.UseSqlServer(replica);`,
  },
  {
    name: 'transaction-over-call',
    path: 'src/Shop/Checkout.cs',
    patch: `
         await using var tx = await db.Database.BeginTransactionAsync();
+        var charge = await paymentClient.ChargeAsync(order.Total);
         await db.SaveChangesAsync();`,
    failure: `System.InvalidOperationException: Timeout expired. The timeout period elapsed prior to obtaining a connection from the pool.`,
    harmless: `
         await using var tx = await db.Database.BeginTransactionAsync();
+        order.Stamp(clock.UtcNow);
         await db.SaveChangesAsync();`,
  },
  {
    name: 'isolation-or-locks',
    path: 'src/Shop/Stock.cs',
    patch: `
-    [Timestamp]
     public byte[] Version { get; set; }`,
    failure: `ERROR negative stock -3 of sku A-1`,
    harmless: `
-    [Timestamp]
+    [Timestamp, Column("v")]
     public byte[] Version { get; set; }`,
  },
  {
    name: 'row-version-added',
    path: 'src/Shop/Wallet.cs',
    patch: `
+    [ConcurrencyCheck]
     public decimal Balance { get; set; }`,
    failure: `Microsoft.EntityFrameworkCore.DbUpdateConcurrencyException: The database operation was expected to affect 1 row(s), but actually affected 0 row(s).`,
    harmless: `
+    [Required]
     public decimal Balance { get; set; }`,
  },
  {
    name: 'connection-string',
    path: 'src/Shop/appsettings.Production.json',
    patch: `
-    "Shop": "Server=db;Database=shop;Max Pool Size=200"
+    "Shop": "Server=db;Database=shop;Max Pool Size=5"`,
    failure: `System.InvalidOperationException: Timeout expired. The timeout period elapsed prior to obtaining a connection from the pool. all pooled connections were in use and max pool size was reached.`,
    harmless: `
-    "Shop": "Server=db;Database=shop"
+    "Shop": "Server=db2;Database=shop"`,
  },
  {
    name: 'connection-option-removed',
    path: 'src/Shop/appsettings.json',
    patch: `
-    "Shop": "Server=db;Database=shop;MultipleActiveResultSets=true"
+    "Shop": "Server=db;Database=shop"`,
    failure: `System.InvalidOperationException: There is already an open DataReader associated with this Connection which must be closed first.`,
    harmless: `
-    "Shop": "Server=db;Database=shop"
+    "Shop": "Server=db2;Database=shop"`,
  },
  {
    name: 'dapper-mapping',
    path: 'src/Shop/OrderRows.cs',
    patch: `
+        return c.Query<Order, Customer, Order>(sql, Join, splitOn: "CustomerId");`,
    failure: `System.ArgumentException: When using the multi-mapping APIs ensure you set the splitOn param if you have keys other than Id (Parameter 'splitOn')`,
    harmless: `
+        return orders.Find(id);`,
  },
  {
    name: 'sql-in-list',
    path: 'src/Shop/Sync.cs',
    patch: `
+        var rows = await db.Orders.Where(o => ids.Contains(o.Id)).ToListAsync();`,
    failure: `Microsoft.Data.SqlClient.SqlException: The incoming request has too many parameters. The server supports a maximum of 2100 parameters.`,
    harmless: `
+        var rows = await db.Orders.Where(o => o.Day == day).ToListAsync();`,
  },
  {
    name: 'copy-removed-net',
    path: 'src/Shop/Orders.cs',
    patch: `
-        return open.ToList();
+        return open;`,
    failure: `System.InvalidOperationException: Collection was modified; enumeration operation may not execute.`,
    harmless: `
-        return open.ToList();
+        return late.ToList();`,
  },
  {
    name: 'deferred-query',
    path: 'src/Shop/Report.cs',
    patch: `
-    public List<Row> Rows() => rows.Where(Open).ToList();
+    public IEnumerable<Row> Rows() => rows.Where(Open);`,
    failure: `System.ObjectDisposedException: Cannot access a disposed context instance.`,
    harmless: `
-    public List<Row> Rows() => rows.Where(Open).ToList();
+    public List<Row> Rows() => rows.Where(Late).ToList();`,
  },
];
