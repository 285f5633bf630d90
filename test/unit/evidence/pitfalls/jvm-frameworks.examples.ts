import type { Example } from './examples.ts';

export const JVM_FRAMEWORKS_EXAMPLES: readonly Example[] = [
  {
    name: 'json-back-reference',
    path: 'src/main/java/shop/Line.java',
    patch: `
     @ManyToOne
-    @JsonIgnore
     private Order order;`,
    failure: `com.fasterxml.jackson.databind.JsonMappingException: Infinite recursion (StackOverflowError) (through reference chain: shop.Order["lines"])`,
    harmless: `
     @ManyToOne
-    @JsonIgnore
+    @JsonIgnore @Getter
     private Order order;`,
  },
  {
    name: 'json-unknown-fields',
    path: 'src/main/java/shop/Json.java',
    patch: `
-    private final ObjectMapper json = new ObjectMapper().configure(FAIL_ON_UNKNOWN_PROPERTIES, false);
+    private final ObjectMapper json = JsonMapper.builder().build();`,
    failure: `com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException: Unrecognized field "loyaltyTier" (class shop.Customer), not marked as ignorable`,
    harmless: `
-    private final ObjectMapper json = new ObjectMapper().configure(FAIL_ON_UNKNOWN_PROPERTIES, false);
+    private final ObjectMapper json = mapper().configure(FAIL_ON_UNKNOWN_PROPERTIES, false);`,
  },
  {
    name: 'json-own-mapper',
    path: 'src/main/java/shop/Events.java',
    patch: `
-        return mapper.writeValueAsString(event);
+        return new ObjectMapper().writeValueAsString(event);`,
    failure: `com.fasterxml.jackson.databind.exc.InvalidDefinitionException: Java 8 date/time type \`java.time.Instant\` not supported by default: add Module "com.fasterxml.jackson.datatype:jackson-datatype-jsr310"`,
    harmless: `
-        return mapper.writeValueAsString(event);
+        return mapper.writeValueAsBytes(event);`,
  },
  {
    name: 'json-modules-removed',
    path: 'src/main/kotlin/shop/Json.kt',
    patch: `
-    val mapper = jacksonObjectMapper()
+    val mapper = shared.copy()`,
    failure: `com.fasterxml.jackson.databind.exc.InvalidDefinitionException: Cannot construct instance of \`shop.Order\` (no Creators, like default constructor, exist): cannot deserialize from Object value`,
    harmless: `
-    val mapper = jacksonObjectMapper()
+    val mapper = jacksonObjectMapper().copy()`,
  },
  {
    name: 'no-default-constructor',
    path: 'src/main/java/shop/Address.java',
    patch: `
-@NoArgsConstructor
 @Builder
 public class Address {`,
    failure: `com.fasterxml.jackson.databind.exc.InvalidDefinitionException: Cannot construct instance of \`shop.Address\` (no Creators, like default constructor, exist)`,
    harmless: `
-@NoArgsConstructor
+@NoArgsConstructor(force = true)
 @Builder
 public class Address {`,
  },
  {
    name: 'builder-without-constructor',
    path: 'src/main/java/shop/Refund.java',
    patch: `
 @Getter
+@Builder
 public class Refund {`,
    failure: `com.fasterxml.jackson.databind.exc.InvalidDefinitionException: Cannot construct instance of \`shop.Refund\` (no Creators, like default constructor, exist)`,
    harmless: `
 @Getter
+@Builder
+@Jacksonized
 public class Refund {`,
  },
  {
    name: 'builder-default-removed',
    path: 'src/main/java/shop/Cart.java',
    patch: `
-    @Builder.Default
     private List<Line> lines = new ArrayList<>();`,
    failure: `java.lang.NullPointerException: Cannot invoke "java.util.List.add(Object)" because "this.lines" is null`,
    harmless: `
-    @Builder.Default
+    @Builder.Default @Singular
     private List<Line> lines = new ArrayList<>();`,
  },
  {
    name: 'json-subtype-removed',
    path: 'src/main/java/shop/Event.java',
    patch: `
-    @JsonProperty("order_id")
     private String orderId;`,
    failure: `com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException: Unrecognized field "order_id" (class shop.Event)`,
    harmless: `
-    @JsonProperty("order_id")
+    @JsonProperty("order_number")
     private String orderId;`,
  },
  {
    name: 'bean-cycle',
    path: 'src/main/java/shop/Billing.java',
    patch: `
-    Billing(@Lazy Orders orders) {
+    Billing(Orders orders) {`,
    failure: `org.springframework.beans.factory.BeanCurrentlyInCreationException: Error creating bean with name 'billing': Requested bean is currently in creation: Is there an unresolvable circular reference?`,
    harmless: `
-    Billing(@Lazy Orders orders) {
+    Billing(@Lazy Orders orders, Clock clock) {`,
  },
  {
    name: 'bean-injected-cycle',
    path: 'src/main/java/shop/Orders.java',
    patch: `
+    private final BillingService billing;`,
    failure: `The dependencies of some of the beans in the application context form a cycle: orders -> billingService`,
    harmless: `
+    private final Clock clock;`,
  },
  {
    name: 'bean-removed',
    path: 'src/main/java/shop/Tax.java',
    patch: `
-@Service
 public class Tax {`,
    failure: `Parameter 0 of constructor in shop.Checkout required a bean of type 'shop.Tax' that could not be found.`,
    harmless: `
-@Service
+@Service("tax")
 public class Tax {`,
  },
  {
    name: 'bean-conditional',
    path: 'src/main/java/shop/SmsConfig.java',
    patch: `
+    @ConditionalOnProperty("sms.enabled")
     @Bean Sms sms() {`,
    failure: `UnsatisfiedDependencyException: No qualifying bean of type 'shop.Sms' available: expected at least 1 bean which qualifies as autowire candidate`,
    harmless: `
+    @Primary
     @Bean Sms sms() {`,
  },
  {
    name: 'bean-ambiguous',
    path: 'src/main/java/shop/Clocks.java',
    patch: `
+    @Bean
+    Clock testClock() { return Clock.systemUTC(); }`,
    failure: `org.springframework.beans.factory.NoUniqueBeanDefinitionException: expected single matching bean but found 2: clock,testClock`,
    harmless: `
+    Clock testClock() { return Clock.systemUTC(); }`,
  },
  {
    name: 'qualifier-removed',
    path: 'src/main/java/shop/Db.java',
    patch: `
-    @Primary
     @Bean DataSource main() {`,
    failure: `org.springframework.beans.factory.NoUniqueBeanDefinitionException: No qualifying bean of type 'javax.sql.DataSource' available: expected single matching bean but found 2: main,replica`,
    harmless: `
-    @Primary
+    @Primary @Lazy
     @Bean DataSource main() {`,
  },
  {
    name: 'setting-without-default',
    path: 'src/main/java/shop/Fees.java',
    patch: `
+    @Value("\${shop.fees.express}")
     private BigDecimal express;`,
    failure: `java.lang.IllegalArgumentException: Could not resolve placeholder 'shop.fees.express' in value "\${shop.fees.express}"`,
    harmless: `
+    @Value("\${shop.fees.express:0}")
     private BigDecimal express;`,
  },
  {
    name: 'parameter-names',
    path: 'src/main/java/shop/OrdersApi.java',
    patch: `
-    Order one(@PathVariable("id") long id) {
+    Order one(@PathVariable long id) {`,
    failure: `java.lang.IllegalArgumentException: Name for argument of type [long] not specified, and parameter name information not available via reflection. Ensure that the compiler uses the '-parameters' flag.`,
    harmless: `
-    Order one(@PathVariable("id") long id) {
+    Order one(@PathVariable("number") long id) {`,
  },
  {
    name: 'request-requires-more',
    path: 'src/main/java/shop/OrderRequest.java',
    patch: `
+    @NotBlank
     private String phone;`,
    failure: `org.springframework.web.bind.MethodArgumentNotValidException: Validation failed for argument [0]: [Field error in object 'orderRequest' on field 'phone': rejected value [null]; default message [must not be blank]]`,
    harmless: `
+    @Nullable
     private String phone;`,
  },
  {
    name: 'body-read-twice',
    path: 'src/main/java/shop/LogFilter.java',
    patch: `
+        String body = new String(request.getInputStream().readAllBytes(), UTF_8);
         chain.doFilter(request, response);`,
    failure: `org.springframework.http.converter.HttpMessageNotReadableException: Required request body is missing: public shop.Order`,
    harmless: `
+        String path = request.getRequestURI();
         chain.doFilter(request, response);`,
  },
  {
    name: 'pool-smaller',
    path: 'src/main/resources/application.yml',
    patch: `
     hikari:
-      maximum-pool-size: 40
+      maximum-pool-size: 4`,
    failure: `java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30000ms.`,
    harmless: `
     hikari:
-      maximum-pool-size: 40
+      maximum-pool-size: 60`,
  },
  {
    name: 'body-limit',
    path: 'src/main/java/shop/Catalog.java',
    patch: `
-        this.web = builder.build();
+        this.web = WebClient.create(url);`,
    failure: `org.springframework.core.io.buffer.DataBufferLimitException: Exceeded limit on max bytes to buffer : 262144`,
    harmless: `
-        this.web = builder.build();
+        this.web = builder.baseUrl(url).build();`,
  },
  {
    name: 'cors-any-with-credentials',
    path: 'src/main/java/shop/Cors.java',
    patch: `
-        registry.addMapping("/api/**").allowedOrigins(origins);
+        registry.addMapping("/api/**").allowedOrigins("*").allowCredentials(true);`,
    failure: `java.lang.IllegalArgumentException: When allowCredentials is true, allowedOrigins cannot contain the special value "*"`,
    harmless: `
-        registry.addMapping("/api/**").allowedOrigins(origins);
+        registry.addMapping("/api/**").allowedOrigins(hosts);`,
  },
  {
    name: 'security-rule',
    path: 'src/main/java/shop/SecurityConfig.java',
    patch: `
-            .requestMatchers("/hooks/**").permitAll()
             .anyRequest().authenticated()`,
    failure: `WARN POST /hooks/stripe 401 Full authentication is required to access this resource`,
    harmless: `
-            .requestMatchers("/hooks/**").permitAll()
+            .requestMatchers("/hooks/**", "/ping").permitAll()
             .anyRequest().authenticated()`,
  },
  {
    name: 'scheduled-twice',
    path: 'src/main/java/shop/Dunning.java',
    patch: `
+    @Scheduled(cron = "0 0 8 * * *")
     public void remind() {`,
    failure: `ERROR duplicate reminder 2 of invoice 77 sent`,
    harmless: `
+    @SchedulerLock(name = "remind")
+    @Scheduled(cron = "0 0 8 * * *")
     public void remind() {`,
  },
  {
    name: 'retry-added',
    path: 'src/main/java/shop/PaymentClient.java',
    patch: `
+    @Retryable(maxAttempts = 5)
     public Charge charge(Order order) {`,
    failure: `ERROR customer charged twice: duplicate payment pay_81 for order 12`,
    harmless: `
+    @Retryable(maxAttempts = 5, backoff = @Backoff(delay = 500, multiplier = 2))
     public Charge charge(Order order) {`,
  },
  {
    name: 'kafka-payload',
    path: 'src/main/resources/application.yml',
    patch: `
       properties:
-        spring.json.trusted.packages: "shop.events"`,
    failure: `java.lang.IllegalArgumentException: The class 'shop.events.Paid' is not in the trusted packages: [java.util, java.lang]`,
    harmless: `
       properties:
-        spring.json.trusted.packages: "shop.events"
+        spring.json.trusted.packages: "shop.events,shop.api"`,
  },
  {
    name: 'json-name-changed',
    path: 'src/main/java/shop/Paid.java',
    patch: `
-    @JsonProperty("order_id")
+    @JsonProperty("orderId")
     private String orderId;`,
    failure: `com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException: Unrecognized field "order_id" (class shop.Paid)`,
    harmless: `
+    @JsonProperty("order_id")
     private String orderId;`,
  },
  {
    name: 'enum-constant-changed',
    path: 'src/main/java/shop/Status.java',
    patch: `
 public enum Status {
-    PAID,
+    SETTLED,
     SHIPPED`,
    failure: `java.lang.IllegalArgumentException: No enum constant shop.Status.PAID`,
    harmless: `
 public enum Status {
+    REFUNDED,
     SHIPPED`,
  },
  {
    name: 'enum-constant-removed',
    path: 'src/main/java/shop/Channel.java',
    patch: `
 public enum Channel {
     WEB,
-    KIOSK,
     PHONE`,
    failure: `com.fasterxml.jackson.databind.exc.InvalidFormatException: Cannot deserialize value of type \`shop.Channel\` from String "KIOSK": not one of the values accepted for Enum class: [WEB, PHONE]`,
    harmless: `
 public enum Channel {
     WEB,
+    APP,
     PHONE`,
  },
  {
    name: 'query-changed',
    path: 'src/main/java/shop/CartRepository.java',
    patch: `
-    List<Cart> findByOwner(long owner);
+    List<Cart> findByCustomerId(long owner);`,
    failure: `org.springframework.data.mapping.PropertyReferenceException: No property 'customerId' found for type 'Cart'`,
    harmless: `
+    List<Cart> findByOwner(long owner);`,
  },
  {
    name: 'column-name-changed',
    path: 'src/main/java/shop/Client.java',
    patch: `
-    @Column(name = "e_mail")
+    @Column(name = "email")
     private String email;`,
    failure: `org.postgresql.util.PSQLException: ERROR: column c1_0.email does not exist`,
    harmless: `
-    private String mail;
+    private String email;`,
  },
  {
    name: 'route-changed-spring',
    path: 'src/main/java/shop/OrdersApi.java',
    patch: `
-    @GetMapping("/orders/{id}/")
+    @GetMapping("/orders/{id}")`,
    failure: `org.springframework.web.servlet.resource.NoResourceFoundException: No static resource orders/17.`,
    harmless: `
+    @GetMapping("/orders/{id}")`,
  },
  {
    name: 'feign-or-client-timeouts',
    path: 'src/main/resources/application.yml',
    patch: `
-      read-timeout: 5000
+      read-timeout: 5`,
    failure: `feign.RetryableException: Read timed out executing GET http://stock/levels`,
    harmless: `
+      read-timeout: 5000`,
  },
];
