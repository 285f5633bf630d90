import type { Example } from './examples.ts';

export const JVM_LANGUAGE_EXAMPLES: readonly Example[] = [
  {
    name: 'unmodifiable-list',
    path: 'src/main/java/shop/Basket.java',
    patch: `
     List<Line> lines() {
-        return rows.stream().map(Line::of).collect(Collectors.toList());
+        return rows.stream().map(Line::of).toList();
     }`,
    failure: `java.lang.UnsupportedOperationException: null
	at java.base/java.util.ImmutableCollections.uoe(ImmutableCollections.java:142)
	at shop.Checkout.addGift(Checkout.java:31)`,
    harmless: `
-        return rows.stream().map(Line::of).toList();
+        return rows.stream().map(Line::from).toList();`,
  },
  {
    name: 'null-in-immutable',
    path: 'src/main/java/shop/Countries.java',
    patch: `
-    private static final Set<String> EU = new HashSet<>(Arrays.asList("DE", "FR"));
+    private static final Set<String> EU = Set.of("DE", "FR");`,
    failure: `java.lang.NullPointerException: null
	at java.base/java.util.Objects.requireNonNull(Objects.java:233)
	at java.base/java.util.ImmutableCollections$SetN.probe(ImmutableCollections.java:1042)
	at shop.Tax.rateOf(Tax.java:20)`,
    harmless: `
-    private static final Set<String> EU = Set.of("DE", "FR");
+    private static final Set<String> EU = Set.of("DE", "FR", "IT");`,
  },
  {
    name: 'to-map-duplicate',
    path: 'src/main/java/shop/Prices.java',
    patch: `
-        for (Price p : prices) bySku.put(p.sku(), p);
+        return prices.stream().collect(Collectors.toMap(Price::sku, p -> p));`,
    failure: `java.lang.IllegalStateException: Duplicate key A-1 (attempted merging values Price[1] and Price[2])`,
    harmless: `
-        for (Price p : prices) bySku.put(p.sku(), p);
+        return prices.stream().collect(Collectors.toMap(Price::sku, p -> p, (a, b) -> b));`,
  },
  {
    name: 'unboxed-null',
    path: 'src/main/java/shop/Customer.java',
    patch: `
-    private boolean vip;
+    private Boolean vip;`,
    failure: `java.lang.NullPointerException: Cannot invoke "java.lang.Boolean.booleanValue()" because the return value of "shop.Customer.getVip()" is null`,
    harmless: `
-    private String vip;
+    private String tier;`,
  },
  {
    name: 'boxed-equality',
    path: 'src/main/java/shop/Access.java',
    patch: `
-        return order.getOwnerId().equals(user.getId());
+        return order.getOwnerId() == user.getId();`,
    failure: `WARN order 88231 does not belong to user 4711: owner mismatch 4711 != 4711`,
    harmless: `
-        return order.getOwnerId().equals(user.getId());
+        return Objects.equals(order.getOwnerId(), user.getId());`,
  },
  {
    name: 'optional-get',
    path: 'src/main/java/shop/Rates.java',
    patch: `
-        return rates.stream().filter(r -> r.covers(day)).findFirst().orElse(Rate.DEFAULT);
+        return rates.stream().filter(r -> r.covers(day)).findFirst().get();`,
    failure: `java.util.NoSuchElementException: No value present
	at java.base/java.util.Optional.get(Optional.java:143)`,
    harmless: `
-        return rates.stream().filter(r -> r.covers(day)).findFirst().orElse(Rate.DEFAULT);
+        return rates.stream().filter(r -> r.covers(day)).findFirst().orElse(Rate.NONE);`,
  },
  {
    name: 'null-for-throw',
    path: 'src/main/java/shop/Users.java',
    patch: `
     User find(long id) {
-        return repo.findById(id).orElseThrow(() -> new NotFound(id));
+        return repo.findById(id).orElse(null);
     }`,
    failure: `java.lang.NullPointerException: Cannot invoke "shop.User.email()" because "user" is null
	at shop.Mailer.send(Mailer.java:12)`,
    harmless: `
-        return repo.findById(id).orElseThrow(() -> new NotFound(id));
+        return repo.findById(id).orElseThrow(() -> new Missing(id));`,
  },
  {
    name: 'map-get-null',
    path: 'src/main/java/shop/Stock.java',
    patch: `
-        return levels.getOrDefault(sku, 0);
+        return levels.get(sku);`,
    failure: `java.lang.NullPointerException: Cannot invoke "java.lang.Integer.intValue()" because the return value of "java.util.Map.get(Object)" is null`,
    harmless: `
-        return levels.getOrDefault(sku, 0);
+        return levels.getOrDefault(sku, NONE);`,
  },
  {
    name: 'optional-of-null',
    path: 'src/main/java/shop/Coupons.java',
    patch: `
-        return Optional.ofNullable(cache.get(code));
+        return Optional.of(cache.get(code));`,
    failure: `java.lang.NullPointerException
	at java.base/java.util.Objects.requireNonNull(Objects.java:233)
	at java.base/java.util.Optional.of(Optional.java:113)`,
    harmless: `
-        return Optional.ofNullable(cache.get(code));
+        return Optional.ofNullable(cache.find(code));`,
  },
  {
    name: 'equals-on-nullable',
    path: 'src/main/java/shop/Status.java',
    patch: `
-        if ("PAID".equals(order.getStatus())) ship(order);
+        if (order.getStatus().equals("PAID")) ship(order);`,
    failure: `java.lang.NullPointerException: Cannot invoke "String.equals(Object)" because the return value of "shop.Order.getStatus()" is null`,
    harmless: `
-        if ("PAID".equals(order.getStatus())) ship(order);
+        if ("SETTLED".equals(order.getStatus())) ship(order);`,
  },
  {
    name: 'string-identity',
    path: 'src/main/java/shop/Currency.java',
    patch: `
-        if (code.equals("EUR")) return Euro.INSTANCE;
+        if (code == "EUR") return Euro.INSTANCE;`,
    failure: `java.lang.IllegalArgumentException: unsupported currency EUR`,
    harmless: `
-        if (code.equals("EUR")) return Euro.INSTANCE;
+        if (code.equals("USD")) return Dollar.INSTANCE;`,
  },
  {
    name: 'changed-in-loop',
    path: 'src/main/java/shop/Carts.java',
    patch: `
         for (Cart cart : carts) {
-            cart.expire(now);
+            if (cart.isStale(now)) {
+                carts.remove(cart);
+            }
         }`,
    failure: `java.util.ConcurrentModificationException: null
	at java.base/java.util.ArrayList$Itr.checkForComodification(ArrayList.java:1095)`,
    harmless: `
         for (Cart cart : carts) {
-            cart.expire(now);
+            stale.add(cart);
         }`,
  },
  {
    name: 'unsafe-collection',
    path: 'src/main/java/shop/Sessions.java',
    patch: `
-    private final Map<String, Session> live = new ConcurrentHashMap<>();
+    private final Map<String, Session> live = new HashMap<>();`,
    failure: `java.lang.ClassCastException: class java.util.HashMap$Node cannot be cast to class java.util.HashMap$TreeNode
	at java.base/java.util.HashMap$TreeNode.moveRootToFront(HashMap.java:1986)`,
    harmless: `
-    private final Map<String, Session> live = new ConcurrentHashMap<>();
+    private final Map<String, Session> live = new ConcurrentHashMap<>(64);`,
  },
  {
    name: 'rounding-not-said',
    path: 'src/main/java/shop/Split.java',
    patch: `
-        return total.divide(count, 2, RoundingMode.HALF_UP);
+        return total.divide(count);`,
    failure: `java.lang.ArithmeticException: Non-terminating decimal expansion; no exact representable decimal result.`,
    harmless: `
-        return total.divide(count, 2, RoundingMode.HALF_UP);
+        return total.divide(BigDecimal.valueOf(n), 4, RoundingMode.HALF_UP);`,
  },
  {
    name: 'money-as-double',
    path: 'src/main/java/shop/Invoice.java',
    patch: `
-    BigDecimal total() { return lines.stream().map(Line::amount).reduce(BigDecimal.ZERO, BigDecimal::add); }
+    double total() { return lines.stream().mapToDouble(Line::amount).sum(); }`,
    failure: `ERROR invoice 9001: total 0.30000000000000004 is not the sum of its payments 0.3`,
    harmless: `
-    BigDecimal total() { return sum; }
+    BigDecimal total() { return sum.add(fee); }`,
  },
  {
    name: 'decimal-equals',
    path: 'src/main/java/shop/Refund.java',
    patch: `
-        if (rest.compareTo(BigDecimal.ZERO) == 0) close();
+        if (rest.equals(BigDecimal.ZERO)) close();`,
    failure: `java.lang.ArithmeticException: / by zero
	at shop.Refund.share(Refund.java:30)`,
    harmless: `
-        if (rest.compareTo(BigDecimal.ZERO) == 0) close();
+        if (rest.compareTo(BigDecimal.ZERO) <= 0) close();`,
  },
  {
    name: 'default-locale',
    path: 'src/main/java/shop/Codes.java',
    patch: `
-        return Code.valueOf(raw.toUpperCase(Locale.ROOT));
+        return Code.valueOf(raw.toUpperCase());`,
    failure: `java.lang.IllegalArgumentException: No enum constant shop.Code.KREDİT`,
    harmless: `
-        return Code.valueOf(raw.toUpperCase(Locale.ROOT));
+        return Code.valueOf(raw.trim().toUpperCase(Locale.ROOT));`,
  },
  {
    name: 'process-locale',
    path: 'src/main/java/shop/App.java',
    patch: `
     public static void main(String[] args) {
+        Locale.setDefault(Locale.GERMANY);
         SpringApplication.run(App.class, args);`,
    failure: `java.lang.NumberFormatException: For input string: "12,50"
	at java.base/java.lang.Double.parseDouble(Double.java:651)`,
    harmless: `
     public static void main(String[] args) {
+        log.info("locale {}", Locale.getDefault());`,
  },
  {
    name: 'default-charset',
    path: 'src/main/java/shop/Feed.java',
    patch: `
-        return new String(body, StandardCharsets.UTF_8);
+        return new String(body);`,
    failure: `java.nio.charset.MalformedInputException: Input length = 1`,
    harmless: `
-        return new String(body, StandardCharsets.UTF_8);
+        return new String(body, "UTF-8");`,
  },
  {
    name: 'narrowed-integer',
    path: 'src/main/java/shop/Ids.java',
    patch: `
-        return Long.parseLong(raw);
+        return Integer.parseInt(raw);`,
    failure: `java.lang.NumberFormatException: For input string: "3000000017" under radix 10`,
    harmless: `
-        return Long.parseLong(raw);
+        return Long.parseLong(raw.trim());`,
  },
  {
    name: 'product-overflow',
    path: 'src/main/java/shop/Tokens.java',
    patch: `
-    private static final Duration LIFE = Duration.ofDays(30);
+    private static final long LIFE_MS = 1000 * 60 * 60 * 24 * 30;`,
    failure: `java.lang.IllegalArgumentException: timeout value is negative: -1702967296`,
    harmless: `
+    private static final long LIFE_MS = 1000L * 60 * 60 * 24 * 30;`,
  },
  {
    name: 'broken-comparator',
    path: 'src/main/java/shop/Ranking.java',
    patch: `
-        hits.sort(Comparator.comparingInt(Hit::score));
+        hits.sort((a, b) -> a.score() > b.score() ? 1 : -1);`,
    failure: `java.lang.IllegalArgumentException: Comparison method violates its general contract!
	at java.base/java.util.TimSort.mergeHi(TimSort.java:903)`,
    harmless: `
-        hits.sort(Comparator.comparingInt(Hit::score));
+        hits.sort((a, b) -> Integer.compare(a.score(), b.score()));`,
  },
  {
    name: 'equality-removed',
    path: 'src/main/java/shop/Key.java',
    patch: `
-@EqualsAndHashCode
 public class Key {
     private final String tenant;`,
    failure: `java.lang.OutOfMemoryError: Java heap space
	at shop.Cache.put(Cache.java:12)`,
    harmless: `
-@EqualsAndHashCode
+@EqualsAndHashCode(of = "id")
 public class Key {`,
  },
  {
    name: 'enum-value-of',
    path: 'src/main/java/shop/Channel.java',
    patch: `
-        return Channel.fromString(raw);
+        return Channel.valueOf(raw);`,
    failure: `java.lang.IllegalArgumentException: No enum constant shop.Channel.web-shop`,
    harmless: `
-        return Channel.fromString(raw);
+        return Channel.fromString(raw.trim());`,
  },
  {
    name: 'default-branch-removed',
    path: 'src/main/scala/shop/Fees.scala',
    patch: `
     case Card => 2
-    case _ => 0
   }`,
    failure: `scala.MatchError: Voucher (of class shop.Voucher$)
	at shop.Fees$.of(Fees.scala:14)`,
    harmless: `
     case Card => 2
-    case _ => 0
+    case _ => 1`,
  },
  {
    name: 'pattern-for-text',
    path: 'src/main/java/shop/Template.java',
    patch: `
-        return text.replace("{price}", price);
+        return text.replaceAll("\\\\{price\\\\}", price);`,
    failure: `java.lang.IllegalArgumentException: Illegal group reference
	at java.base/java.util.regex.Matcher.appendExpandedReplacement(Matcher.java:1068)`,
    harmless: `
-        return text.replace("{price}", price);
+        return text.replace("{price}", price.toString());`,
  },
  {
    name: 'trailing-fields-dropped',
    path: 'src/main/java/shop/Csv.java',
    patch: `
-        String[] f = line.split(";", -1);
+        String[] f = line.split(";");`,
    failure: `java.lang.ArrayIndexOutOfBoundsException: Index 7 out of bounds for length 6`,
    harmless: `
-        String[] f = line.split(";", -1);
+        String[] f = line.split(",", -1);`,
  },
  {
    name: 'backtracking-regex',
    path: 'src/main/java/shop/Emails.java',
    patch: `
-    private static final Pattern MAIL = Pattern.compile("^[^@]+@[^@]+$");
+    private static final Pattern MAIL = Pattern.compile("^([a-z0-9]+)*@[a-z.]+$");`,
    failure: `java.lang.StackOverflowError: null
	at java.base/java.util.regex.Pattern$GroupTail.match(Pattern.java:4863)
	at java.base/java.util.regex.Pattern$Loop.match(Pattern.java:4950)`,
    harmless: `
+    private static final Pattern MAIL = Pattern.compile("^[a-z0-9]+@[a-z.]+$");`,
  },
  {
    name: 'shared-date-format',
    path: 'src/main/java/shop/Days.java',
    patch: `
-        return new SimpleDateFormat("yyyy-MM-dd").parse(text);
+        return FORMAT.parse(text);
     }
+    private static final SimpleDateFormat FORMAT = new SimpleDateFormat("yyyy-MM-dd");`,
    failure: `java.lang.NumberFormatException: multiple points
	at shop.Days.parse(Days.java:9)`,
    harmless: `
+    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ISO_LOCAL_DATE;`,
  },
  {
    name: 'date-pattern',
    path: 'src/main/java/shop/Report.java',
    patch: `
-    DateTimeFormatter F = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");
+    DateTimeFormatter F = DateTimeFormatter.ofPattern("yyyy-MM-dd hh:mm");`,
    failure: `java.time.format.DateTimeParseException: Text '2024-05-01 14:10' could not be parsed: Invalid value for ClockHourOfAmPm (valid values 1 - 12): 14`,
    harmless: `
-    DateTimeFormatter F = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");
+    DateTimeFormatter F = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm");`,
  },
  {
    name: 'jvm-zone-dropped',
    path: 'src/main/java/shop/Cutoff.java',
    patch: `
-        return Instant.now().isAfter(order.cutoff());
+        return LocalDateTime.now().isAfter(order.cutoff());`,
    failure: `ERROR order 81 refused: cut-off is 2 hours later than the warehouse's, time zone not applied`,
    harmless: `
-        return Instant.now().isAfter(order.cutoff());
+        return Instant.now(clock).isAfter(order.cutoff());`,
  },
  {
    name: 'millis-for-larger-unit',
    path: 'src/main/java/shop/Client.java',
    patch: `
-        this.timeout = Duration.ofSeconds(cfg.timeout());
+        this.timeout = Duration.ofMillis(cfg.timeout());`,
    failure: `java.net.http.HttpTimeoutException: request timed out
	at java.net.http/jdk.internal.net.http.HttpClientImpl.send(HttpClientImpl.java:586)`,
    harmless: `
-        this.timeout = Duration.ofSeconds(5);
+        this.timeout = Duration.ofSeconds(8);`,
  },
  {
    name: 'larger-unit-for-millis',
    path: 'src/main/java/shop/Events.java',
    patch: `
-        event.setAt(now.toEpochMilli());
+        event.setAt(now.getEpochSecond());`,
    failure: `WARN event dropped: its time 1970-01-20T17:22:11Z is in the past`,
    harmless: `
-        event.setAt(now.toEpochMilli());
+        event.setAt(clock.instant().toEpochMilli());`,
  },
  {
    name: 'kotlin-not-null',
    path: 'src/main/kotlin/shop/Orders.kt',
    patch: `
-    val email = user?.email ?: return
+    val email = user!!.email`,
    failure: `java.lang.NullPointerException: null
	at shop.Orders.confirm(Orders.kt:22)`,
    harmless: `
-    val email = user?.email ?: return
+    val email = user?.email.orEmpty()`,
  },
  {
    name: 'kotlin-late-init',
    path: 'src/main/kotlin/shop/Wiring.kt',
    patch: `
-    private var client: Client? = null
+    private lateinit var client: Client`,
    failure: `kotlin.UninitializedPropertyAccessException: lateinit property client has not been initialized`,
    harmless: `
-    private var client: Client? = null
+    private var client: Client = Client()`,
  },
  {
    name: 'first-of-none',
    path: 'src/main/kotlin/shop/Tariffs.kt',
    patch: `
-    val tariff = tariffs.firstOrNull { it.covers(day) } ?: Tariff.NONE
+    val tariff = tariffs.first { it.covers(day) }`,
    failure: `java.util.NoSuchElementException: Collection contains no element matching the predicate.`,
    harmless: `
-    val tariff = tariffs.firstOrNull { it.covers(day) } ?: Tariff.NONE
+    val tariff = tariffs.firstOrNull { it.includes(day) } ?: Tariff.NONE`,
  },
  {
    name: 'unsafe-cast',
    path: 'src/main/kotlin/shop/Events.kt',
    patch: `
-    val paid = event as? Paid ?: return
+    val paid = event as Paid`,
    failure: `java.lang.ClassCastException: class shop.Refunded cannot be cast to class shop.Paid`,
    harmless: `
-    val paid = event as? Paid ?: return
+    val paid = event as? Settled ?: return`,
  },
  {
    name: 'throwing-parse',
    path: 'src/main/kotlin/shop/Query.kt',
    patch: `
-    val page = params["page"]?.toIntOrNull() ?: 1
+    val page = params["page"]?.toInt() ?: 1`,
    failure: `java.lang.NumberFormatException: For input string: ""
	at java.base/java.lang.Integer.parseInt(Integer.java:672)`,
    harmless: `
-    val page = params["page"]?.toIntOrNull() ?: 1
+    val page = params["p"]?.toIntOrNull() ?: 1`,
  },
];
