import type { Example } from './examples.ts';

export const JVM_LIBRARY_EXAMPLES: readonly Example[] = [
  {
    name: 'order-of-map-lost',
    path: 'src/main/java/shop/Signer.java',
    patch: `
-        Map<String, String> fields = new TreeMap<>(params);
+        Map<String, String> fields = new HashMap<>(params);`,
    failure: `ERROR payment refused: signature mismatch for order 88`,
    harmless: `
-        Map<String, String> fields = new TreeMap<>(params);
+        Map<String, String> fields = new TreeMap<>(values);`,
  },
  {
    name: 'format-string',
    path: 'src/main/java/shop/Label.java',
    patch: `
-        return name + " -10% " + price;
+        return String.format("%s -10% %s", name, price);`,
    failure: `java.util.UnknownFormatConversionException: Conversion = ' '`,
    harmless: `
-        return name + " -10% " + price;
+        return name + " -20% " + price;`,
  },
  {
    name: 'text-cut-unchecked',
    path: 'src/main/java/shop/Names.java',
    patch: `
-        return StringUtils.left(name, 20);
+        return name.substring(0, 20);`,
    failure: `java.lang.StringIndexOutOfBoundsException: begin 0, end 20, length 7`,
    harmless: `
-        return StringUtils.left(name, 20);
+        return StringUtils.left(name, 30);`,
  },
  {
    name: 'json-node-missing',
    path: 'src/main/java/shop/Hook.java',
    patch: `
-        String id = body.path("order").path("id").asText();
+        String id = body.get("order").get("id").asText();`,
    failure: `java.lang.NullPointerException: Cannot invoke "com.fasterxml.jackson.databind.JsonNode.get(String)" because the return value of "com.fasterxml.jackson.databind.JsonNode.get(String)" is null`,
    harmless: `
-        String id = body.path("order").path("id").asText();
+        String id = body.path("order").path("number").asText();`,
  },
  {
    name: 'fallback-removed',
    path: 'src/main/java/shop/Reviews.java',
    patch: `
-        return web.get().retrieve().bodyToMono(Reviews.class).onErrorReturn(Reviews.NONE);
+        return web.get().retrieve().bodyToMono(Reviews.class);`,
    failure: `org.springframework.web.reactive.function.client.WebClientResponseException$ServiceUnavailable: 503 Service Unavailable from GET http://reviews/1`,
    harmless: `
-        return web.get().retrieve().bodyToMono(Reviews.class).onErrorReturn(Reviews.NONE);
+        return web.get().retrieve().bodyToMono(Reviews.class).onErrorReturn(Reviews.EMPTY);`,
  },
  {
    name: 'null-group-key',
    path: 'src/main/java/shop/ByRegion.java',
    patch: `
-        for (Order o : orders) map.put(o.region(), o);
+        return orders.stream().collect(Collectors.groupingBy(Order::region));`,
    failure: `java.lang.NullPointerException: element cannot be mapped to a null key
	at java.base/java.util.Objects.requireNonNull(Objects.java:259)`,
    harmless: `
-        for (Order o : orders) map.put(o.region(), o);
+        for (Order o : orders) map.put(o.country(), o);`,
  },
  {
    name: 'stream-used-twice',
    path: 'src/main/java/shop/Open.java',
    patch: `
-    List<Order> open() { return orders; }
+    Stream<Order> open() { return orders.stream(); }`,
    failure: `java.lang.IllegalStateException: stream has already been operated upon or closed`,
    harmless: `
-    List<Order> open() { return orders; }
+    List<Order> open() { return rows; }`,
  },
  {
    name: 'temp-files-kept',
    path: 'src/main/java/shop/Pdf.java',
    patch: `
-        byte[] pdf = render(order);
+        Path pdf = Files.createTempFile("order", ".pdf");`,
    failure: `java.io.IOException: No space left on device
	at java.base/sun.nio.ch.FileDispatcherImpl.write0(Native Method)`,
    harmless: `
-        byte[] pdf = render(order);
+        byte[] pdf = renderer.render(order);`,
  },
  {
    name: 'work-at-class-load',
    path: 'src/main/java/shop/Zones.java',
    patch: `
+    private static final ZoneId ZONE = ZoneId.of(System.getenv("SHOP_ZONE"));`,
    failure: `java.lang.NoClassDefFoundError: Could not initialize class shop.Zones
Caused by: java.lang.ExceptionInInitializerError`,
    harmless: `
+    private static final int ZONE = 1;`,
  },
  {
    name: 'process-ended',
    path: 'src/main/java/shop/Feed.java',
    patch: `
-            log.error("feed", e);
+            System.exit(2);`,
    failure: `container shop: Back-off restarting failed container, last exit code 2`,
    harmless: `
-            log.error("feed", e);
+            log.warn("feed", e);`,
  },
  {
    name: 'flush-removed',
    path: 'src/main/java/shop/Zip.java',
    patch: `
         zip.write(bytes);
-        zip.finish();`,
    failure: `java.util.zip.ZipException: Unexpected end of ZLIB input stream`,
    harmless: `
         zip.write(bytes);
-        zip.finish();
+        zip.finish(true); zip.finish();`,
  },
  {
    name: 'log-everything',
    path: 'src/main/resources/application.properties',
    patch: `
+logging.level.org.hibernate=TRACE`,
    failure: `java.io.IOException: No space left on device: /var/log/shop/app.log`,
    harmless: `
+logging.level.org.hibernate=WARN`,
  },
];
