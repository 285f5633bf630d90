import type { Example } from './examples.ts';

export const JVM_RUNTIME_EXAMPLES: readonly Example[] = [
  {
    name: 'resource-not-closed',
    path: 'src/main/java/shop/Export.java',
    patch: `
-        try (Connection c = pool.getConnection()) {
-            return read(c);
-        }
+        return read(pool.getConnection());`,
    failure: `java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30000ms.`,
    harmless: `
-        try (Connection c = pool.getConnection()) {
+        try (Connection c = replica.getConnection()) {`,
  },
  {
    name: 'stream-never-closed',
    path: 'src/main/java/shop/Import.java',
    patch: `
-        return Files.readAllLines(path);
+        return Files.lines(path).map(Row::of).toList();`,
    failure: `java.nio.file.FileSystemException: /var/import/a.csv: Too many open files`,
    harmless: `
-        return Files.readAllLines(path);
+        try (var lines = Files.lines(path)) { return lines.map(Row::of).toList(); }`,
  },
  {
    name: 'unlock-not-in-finally',
    path: 'src/main/java/shop/Till.java',
    patch: `
         lock.lock();
-        try { settle(order); } finally { lock.unlock(); }
+        settle(order);
+        lock.unlock();`,
    failure: `"http-nio-8080-exec-7" WAITING parking to wait for <0x7f> (a java.util.concurrent.locks.ReentrantLock$NonfairSync)`,
    harmless: `
         lock.lock();
-        try { settle(order); } finally { lock.unlock(); }
+        try { close(order); } finally { lock.unlock(); }`,
  },
  {
    name: 'pool-per-call',
    path: 'src/main/java/shop/Notify.java',
    patch: `
     void send(Order order) {
-        pool.submit(() -> mail(order));
+        ExecutorService one = Executors.newSingleThreadExecutor();
+        one.submit(() -> mail(order));`,
    failure: `java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory or process/resource limits reached`,
    harmless: `
+    private static final ExecutorService POOL = Executors.newFixedThreadPool(4);`,
  },
  {
    name: 'unbounded-queue',
    path: 'src/main/java/shop/Ingest.java',
    patch: `
-    private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(1000);
+    private final BlockingQueue<Event> queue = new LinkedBlockingQueue<>();`,
    failure: `java.lang.OutOfMemoryError: Java heap space
	at java.util.concurrent.LinkedBlockingQueue.offer(LinkedBlockingQueue.java:416)`,
    harmless: `
-    private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(1000);
+    private final BlockingQueue<Event> queue = new LinkedBlockingQueue<>(1000);`,
  },
  {
    name: 'rejecting-pool',
    path: 'src/main/java/shop/AsyncConfig.java',
    patch: `
-        executor.setThreadNamePrefix("mail-");
+        executor.setQueueCapacity(10);`,
    failure: `org.springframework.core.task.TaskRejectedException: Executor [java.util.concurrent.ThreadPoolExecutor@7d] did not accept task: shop.Mail$$Lambda`,
    harmless: `
-        executor.setThreadNamePrefix("mail-");
+        executor.setThreadNamePrefix("post-");`,
  },
  {
    name: 'caller-runs-removed',
    path: 'src/main/java/shop/Pools.java',
    patch: `
-        return new ThreadPoolExecutor(4, 4, 0, SECONDS, queue, new ThreadPoolExecutor.CallerRunsPolicy());
+        return new ThreadPoolExecutor(4, 4, 0, SECONDS, queue);`,
    failure: `java.util.concurrent.RejectedExecutionException: Task shop.Job@1 rejected from java.util.concurrent.ThreadPoolExecutor@2[Running, pool size = 4, active threads = 4, queued tasks = 100]`,
    harmless: `
-        return new ThreadPoolExecutor(4, 4, 0, SECONDS, queue, new ThreadPoolExecutor.CallerRunsPolicy());
+        return new ThreadPoolExecutor(8, 8, 0, SECONDS, queue, new ThreadPoolExecutor.CallerRunsPolicy());`,
  },
  {
    name: 'shared-client-closed',
    path: 'src/main/java/shop/Search.java',
    patch: `
-        return client.execute(request);
+        try (CloseableHttpClient http = client) {
+            return http.execute(request);
+        }`,
    failure: `java.lang.IllegalStateException: Connection pool shut down
	at org.apache.http.util.Asserts.check(Asserts.java:34)`,
    harmless: `
-        return client.execute(request);
+        try (CloseableHttpResponse answer = http.execute(request)) {`,
  },
  {
    name: 'parallel-stream',
    path: 'src/main/java/shop/Totals.java',
    patch: `
-        orders.stream().forEach(o -> rows.add(price(o)));
+        orders.parallelStream().forEach(o -> rows.add(price(o)));`,
    failure: `java.lang.ArrayIndexOutOfBoundsException: Index 33 out of bounds for length 33
	at java.util.ArrayList.add(ArrayList.java:487)
	at java.util.concurrent.ForkJoinTask.doExec(ForkJoinTask.java:387)`,
    harmless: `
-        orders.stream().forEach(o -> rows.add(price(o)));
+        orders.stream().map(this::price).forEach(rows::add);`,
  },
  {
    name: 'common-pool',
    path: 'src/main/java/shop/Quotes.java',
    patch: `
-        return CompletableFuture.supplyAsync(() -> carrier.quote(cart), ioExecutor);
+        return CompletableFuture.supplyAsync(() -> carrier.quote(cart));`,
    failure: `"ForkJoinPool.commonPool-worker-3" all busy; java.util.concurrent.TimeoutException`,
    harmless: `
-        return CompletableFuture.supplyAsync(() -> carrier.quote(cart), ioExecutor);
+        return CompletableFuture.supplyAsync(() -> carrier.offer(cart), ioExecutor);`,
  },
  {
    name: 'blocking-event-loop',
    path: 'src/main/java/shop/PriceHandler.java',
    patch: `
-        return rates.find(day).map(this::price);
+        return Mono.just(price(rates.find(day).block()));`,
    failure: `java.lang.IllegalStateException: block()/blockFirst()/blockLast() are blocking, which is not supported in thread reactor-http-nio-3`,
    harmless: `
-        return rates.find(day).map(this::price);
+        return rates.find(day).flatMap(this::price);`,
  },
  {
    name: 'worker-dispatch-removed',
    path: 'src/main/kotlin/shop/Files.kt',
    patch: `
-    suspend fun load(id: Long) = withContext(Dispatchers.IO) { store.read(id) }
+    suspend fun load(id: Long) = store.read(id)`,
    failure: `WARN reactor-http-epoll-2 has been blocked for 4021 ms, time limit is 2000 ms`,
    harmless: `
-    suspend fun load(id: Long) = withContext(Dispatchers.IO) { store.read(id) }
+    suspend fun load(id: Long) = withContext(Dispatchers.IO) { store.get(id) }`,
  },
  {
    name: 'run-blocking',
    path: 'src/main/kotlin/shop/Gateway.kt',
    patch: `
-    suspend fun pay(o: Order) = client.charge(o)
+    fun pay(o: Order) = runBlocking { client.charge(o) }`,
    failure: `all DefaultDispatcher-worker threads WAITING at kotlinx.coroutines.BlockingCoroutine.joinBlocking(Builders.kt:88)`,
    harmless: `
-    suspend fun pay(o: Order) = client.charge(o)
+    suspend fun pay(o: Order) = client.capture(o)`,
  },
  {
    name: 'supervisor-removed',
    path: 'src/main/kotlin/shop/Poller.kt',
    patch: `
-    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.IO)
+    private val scope = CoroutineScope(Job() + Dispatchers.IO)`,
    failure: `kotlinx.coroutines.JobCancellationException: Parent job is Cancelling; job=JobImpl{Cancelled}@4d`,
    harmless: `
-    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.IO)
+    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)`,
  },
  {
    name: 'waits-without-limit',
    path: 'src/main/java/shop/Carrier.java',
    patch: `
     HttpClient http = HttpClient.newBuilder()
-        .connectTimeout(Duration.ofSeconds(2))
         .build();`,
    failure: `org.apache.tomcat.util.threads.ThreadPoolExecutor: all threads (200) are currently busy; "exec-12" at sun.nio.ch.NioSocketImpl.park`,
    harmless: `
     HttpClient http = HttpClient.newBuilder()
-        .connectTimeout(Duration.ofSeconds(2))
+        .connectTimeout(Duration.ofSeconds(3))
         .build();`,
  },
  {
    name: 'synchronization-removed',
    path: 'src/main/java/shop/Seats.java',
    patch: `
-    synchronized boolean take(int seat) {
+    boolean take(int seat) {`,
    failure: `ERROR seat 14 of show 9 oversold: 2 tickets for 1 seat`,
    harmless: `
-    synchronized boolean take(int seat) {
+    public synchronized boolean take(int seat) {`,
  },
  {
    name: 'lock-added',
    path: 'src/main/java/shop/Rates.java',
    patch: `
-    Rate rate(String pair) {
+    synchronized Rate rate(String pair) {
         return remote.fetch(pair);`,
    failure: `Found one Java-level deadlock: "exec-1": waiting to lock monitor 0x7f (object 0x6c, a shop.Rates)`,
    harmless: `
-    Rate rate(String pair) {
+    Optional<Rate> rate(String pair) {`,
  },
  {
    name: 'thread-local-kept',
    path: 'src/main/java/shop/TenantFilter.java',
    patch: `
         chain.doFilter(request, response);
-        TenantContext.clear();`,
    failure: `ERROR invoice 71 belongs to tenant acme, served to tenant globex`,
    harmless: `
         chain.doFilter(request, response);
-        TenantContext.clear();
+        TenantContext.clearAll();`,
  },
  {
    name: 'inherited-thread-local',
    path: 'src/main/java/shop/Security.java',
    patch: `
+        SecurityContextHolder.setStrategyName(SecurityContextHolder.MODE_INHERITABLETHREADLOCAL);`,
    failure: `WARN report of another customer sent: principal 17, owner 42`,
    harmless: `
+        SecurityContextHolder.setStrategyName(SecurityContextHolder.MODE_THREADLOCAL);`,
  },
  {
    name: 'virtual-threads',
    path: 'src/main/resources/application.properties',
    patch: `
+spring.threads.virtual.enabled=true`,
    failure: `java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30000ms`,
    harmless: `
+spring.threads.virtual.enabled=false`,
  },
  {
    name: 'heap-cache-unbounded',
    path: 'src/main/java/shop/Geo.java',
    patch: `
+    private static final Map<String, Point> SEEN = new ConcurrentHashMap<>();
     Point find(String address) {
-        return remote.find(address);
+        return SEEN.computeIfAbsent(address, remote::find);`,
    failure: `java.lang.OutOfMemoryError: Java heap space`,
    harmless: `
     Point find(String address) {
-        return remote.find(address);
+        return cache.get(address, remote::find);`,
  },
  {
    name: 'cache-limit-removed',
    path: 'src/main/java/shop/Caches.java',
    patch: `
         return Caffeine.newBuilder()
-            .maximumSize(10_000)
             .build(this::load);`,
    failure: `java.lang.OutOfMemoryError: GC overhead limit exceeded`,
    harmless: `
         return Caffeine.newBuilder()
-            .maximumSize(10_000)
+            .maximumSize(20_000)
             .build(this::load);`,
  },
  {
    name: 'netty-released',
    path: 'src/main/java/shop/FrameHandler.java',
    patch: `
     public void channelRead(ChannelHandlerContext ctx, Object msg) {
         ctx.fireChannelRead(msg);
+        ReferenceCountUtil.release(msg);`,
    failure: `io.netty.util.IllegalReferenceCountException: refCnt: 0
	at io.netty.buffer.AbstractByteBuf.ensureAccessible(AbstractByteBuf.java:1454)`,
    harmless: `
         ctx.fireChannelRead(msg);
+        counter.increment();`,
  },
  {
    name: 'netty-not-retained',
    path: 'src/main/java/shop/Proxy.java',
    patch: `
-        upstream.writeAndFlush(frame.content().retain());
+        upstream.writeAndFlush(frame.content());`,
    failure: `io.netty.util.IllegalReferenceCountException: refCnt: 0, decrement: 1`,
    harmless: `
-        upstream.writeAndFlush(frame.content().retain());
+        upstream.write(frame.content().retain());`,
  },
  {
    name: 'netty-leak',
    path: 'src/main/java/shop/Decoder.java',
    patch: `
         process(buf);
-        buf.release();`,
    failure: `ERROR io.netty.util.ResourceLeakDetector - LEAK: ByteBuf.release() was not called before it's garbage-collected.`,
    harmless: `
         process(buf);
-        buf.release();
+        buf.release(1);`,
  },
  {
    name: 'heap-smaller',
    path: 'deploy/shop/deployment.yaml',
    patch: `
-              value: "-Xmx4g -XX:+UseG1GC"
+              value: "-Xmx512m -XX:+UseG1GC"`,
    failure: `java.lang.OutOfMemoryError: Java heap space`,
    harmless: `
-              value: "-Xmx4g -XX:+UseG1GC"
+              value: "-Xmx8g -XX:+UseG1GC"`,
  },
  {
    name: 'heap-flags-removed',
    path: 'Dockerfile',
    patch: `
-ENV JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=75"
 ENTRYPOINT ["java", "-jar", "/app.jar"]`,
    failure: `java.lang.OutOfMemoryError: Java heap space`,
    harmless: `
-ENV JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=75"
+ENV JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=75 -Dapp=shop"`,
  },
  {
    name: 'heap-near-limit',
    path: 'deploy/shop/values.yaml',
    patch: `
-  javaOpts: "-XX:MaxRAMPercentage=70.0"
+  javaOpts: "-XX:MaxRAMPercentage=95.0"`,
    failure: `container shop terminated: OOMKilled, exit code 137`,
    harmless: `
-  javaOpts: "-XX:MaxRAMPercentage=70.0"
+  javaOpts: "-XX:MaxRAMPercentage=75.0"`,
  },
  {
    name: 'memory-area-limited',
    path: 'Dockerfile',
    patch: `
-ENTRYPOINT ["java", "-jar", "/app.jar"]
+ENTRYPOINT ["java", "-XX:MaxMetaspaceSize=64m", "-jar", "/app.jar"]`,
    failure: `java.lang.OutOfMemoryError: Metaspace`,
    harmless: `
-ENTRYPOINT ["java", "-jar", "/app.jar"]
+ENTRYPOINT ["java", "-XX:+UseZGC", "-jar", "/app.jar"]`,
  },
  {
    name: 'add-opens-removed',
    path: 'Dockerfile',
    patch: `
-ENTRYPOINT ["java", "--add-opens", "java.base/java.lang=ALL-UNNAMED", "-jar", "/app.jar"]
+ENTRYPOINT ["java", "-jar", "/app.jar"]`,
    failure: `java.lang.reflect.InaccessibleObjectException: Unable to make field private final byte[] java.lang.String.value accessible: module java.base does not "opens java.lang" to unnamed module`,
    harmless: `
-ENTRYPOINT ["java", "--add-opens", "java.base/java.lang=ALL-UNNAMED", "-jar", "/app.jar"]
+ENTRYPOINT ["java", "--add-opens", "java.base/java.util=ALL-UNNAMED", "-jar", "/app.jar"]`,
  },
  {
    name: 'jdk-upgraded',
    path: 'Dockerfile',
    patch: `
-FROM eclipse-temurin:11-jre
+FROM eclipse-temurin:17-jre`,
    failure: `java.lang.reflect.InaccessibleObjectException: Unable to make protected java.lang.ClassLoader.defineClass accessible: module java.base does not "opens java.lang"`,
    harmless: `
-FROM eclipse-temurin:17.0.8-jre
+FROM eclipse-temurin:17.0.9-jre`,
  },
  {
    name: 'class-version',
    path: 'build.gradle',
    patch: `
-sourceCompatibility = JavaVersion.VERSION_17
+sourceCompatibility = JavaVersion.VERSION_21`,
    failure: `java.lang.UnsupportedClassVersionError: shop/App has been compiled by a more recent version of the Java Runtime (class file version 65.0)`,
    harmless: `
+group = 'shop.example'`,
  },
  {
    name: 'small-jvm-image',
    path: 'Dockerfile',
    patch: `
-FROM eclipse-temurin:21
+FROM eclipse-temurin:21-jre-alpine`,
    failure: `java.lang.UnsatisfiedLinkError: /tmp/snappy-1.1.8-libsnappyjava.so: Error loading shared library ld-linux-x86-64.so.2`,
    harmless: `
-FROM eclipse-temurin:21
+FROM eclipse-temurin:22`,
  },
  {
    name: 'dependency-left-out',
    path: 'build.gradle',
    patch: `
-    implementation 'com.fasterxml.jackson.datatype:jackson-datatype-jsr310'
+    compileOnly 'com.fasterxml.jackson.datatype:jackson-datatype-jsr310'`,
    failure: `java.lang.NoClassDefFoundError: com/fasterxml/jackson/datatype/jsr310/JavaTimeModule`,
    harmless: `
-    implementation 'com.google.guava:guava:32.1'
+    implementation 'com.google.guava:guava:32.2'`,
  },
  {
    name: 'dependency-removed',
    path: 'pom.xml',
    patch: `
-      <artifactId>postgresql</artifactId>`,
    failure: `java.sql.SQLException: No suitable driver found for jdbc:postgresql://db/shop`,
    harmless: `
-      <artifactId>postgresql</artifactId>
+      <artifactId>mysql-connector-j</artifactId>`,
  },
  {
    name: 'shrinker-rule-removed',
    path: 'app/proguard-rules.pro',
    patch: `
--keep class shop.api.** { *; }
 -dontwarn okhttp3.**`,
    failure: `com.fasterxml.jackson.databind.exc.InvalidDefinitionException: Cannot construct instance of \`shop.a\` (no Creators, like default constructor, exist)`,
    harmless: `
--keep class shop.api.** { *; }
+-keep class shop.** { *; }`,
  },
  {
    name: 'jakarta-mixed',
    path: 'src/main/java/shop/AuthFilter.java',
    patch: `
-import javax.servlet.Filter;
+import jakarta.servlet.Filter;`,
    failure: `java.lang.NoClassDefFoundError: javax/servlet/Filter
	at io.legacy.metrics.MetricsFilter.<clinit>(MetricsFilter.java:9)`,
    harmless: `
-import javax.servlet.Filter;
+import javax.servlet.http.HttpFilter;`,
  },
  {
    name: 'blocking-random',
    path: 'src/main/java/shop/Otp.java',
    patch: `
-    private final SecureRandom random = new SecureRandom();
+    private final SecureRandom random = SecureRandom.getInstanceStrong();`,
    failure: `"exec-4" BLOCKED at sun.security.provider.NativePRNG$Blocking.nextBytes(NativePRNG.java:266)`,
    harmless: `
-    private final SecureRandom random = new SecureRandom();
+    private final Random random = new SecureRandom();`,
  },
  {
    name: 'serial-form-changed',
    path: 'src/main/java/shop/Session.java',
    patch: `
 public class Session implements Serializable {
     private String user;
+    private Instant lastSeen;`,
    failure: `java.io.InvalidClassException: shop.Session; local class incompatible: stream classdesc serialVersionUID = 41, local class serialVersionUID = -7`,
    harmless: `
 public class Session implements Serializable {
     private static final long serialVersionUID = 1L;
+    private Instant lastSeen;`,
  },
  {
    name: 'serializable-removed',
    path: 'src/main/java/shop/Cart.java',
    patch: `
-public class Cart implements Serializable {
+public class Cart {`,
    failure: `java.io.NotSerializableException: shop.Cart
	at java.base/java.io.ObjectOutputStream.writeObject0(ObjectOutputStream.java:1187)`,
    harmless: `
-public class Cart implements Serializable {
+public final class Cart implements Serializable {`,
  },
];
