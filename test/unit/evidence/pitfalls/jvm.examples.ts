import type { Example } from './examples.ts';

export const JVM_EXAMPLES: readonly Example[] = [
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
    name: 'shared-date-format',
    path: 'src/main/java/shop/Days.java',
    patch: `
-        return new SimpleDateFormat("yyyy-MM-dd").parse(text);
+        return FORMAT.parse(text);
     }
+    private static final SimpleDateFormat FORMAT = new SimpleDateFormat("yyyy-MM-dd");`,
    failure: 'java.lang.NumberFormatException: multiple points\n\tat shop.Days.parse(Days.java:9)',
    harmless: `
+    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ISO_LOCAL_DATE;`,
  },
];
