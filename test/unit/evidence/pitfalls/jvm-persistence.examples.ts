import type { Example } from './examples.ts';

export const JVM_PERSISTENCE_EXAMPLES: readonly Example[] = [
  {
    name: 'transaction-removed',
    path: 'src/main/java/shop/OrderService.java',
    patch: `
-    @Transactional
     public Invoice bill(long id) {`,
    failure: `org.hibernate.LazyInitializationException: failed to lazily initialize a collection of role: shop.Order.lines: could not initialize proxy - no Session`,
    harmless: `
-    @Transactional
+    @Transactional(timeout = 5)
     public Invoice bill(long id) {`,
  },
  {
    name: 'lazy-outside-session',
    path: 'src/main/resources/application.yml',
    patch: `
   jpa:
+    open-in-view: false
     show-sql: false`,
    failure: `org.hibernate.LazyInitializationException: could not initialize proxy [shop.Customer#7] - no Session`,
    harmless: `
   jpa:
+    open-in-view: true`,
  },
  {
    name: 'fetch-removed',
    path: 'src/main/java/shop/OrderRepository.java',
    patch: `
-    @Query("select o from Order o join fetch o.lines where o.day = :day")
+    @Query("select o from Order o where o.day = :day")`,
    failure: `WARN request GET /orders ran 1204 queries in 9 s, N+1 on Order.lines`,
    harmless: `
-    @Query("select o from Order o join fetch o.lines where o.day = :day")
+    @Query("select o from Order o join fetch o.lines where o.date = :day")`,
  },
  {
    name: 'fetch-eager',
    path: 'src/main/java/shop/Customer.java',
    patch: `
-    @OneToMany(mappedBy = "customer")
+    @OneToMany(mappedBy = "customer", fetch = FetchType.EAGER)
     private List<Order> orders;`,
    failure: `org.hibernate.loader.MultipleBagFetchException: cannot simultaneously fetch multiple bags: [shop.Customer.orders, shop.Customer.cards]`,
    harmless: `
-    @OneToMany(mappedBy = "customer")
+    @OneToMany(mappedBy = "buyer")
     private List<Order> orders;`,
  },
  {
    name: 'read-only-transaction',
    path: 'src/main/java/shop/Accounts.java',
    patch: `
-    @Transactional
+    @Transactional(readOnly = true)
     public Account touch(long id) {`,
    failure: `org.postgresql.util.PSQLException: ERROR: cannot execute UPDATE in a read-only transaction`,
    harmless: `
-    @Transactional
+    @Transactional(readOnly = false)`,
  },
  {
    name: 'second-transaction',
    path: 'src/main/java/shop/Audit.java',
    patch: `
-    @Transactional
+    @Transactional(propagation = Propagation.REQUIRES_NEW)
     public void write(Entry entry) {`,
    failure: `java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30001ms (total=10, active=10, idle=0, waiting=37)`,
    harmless: `
-    @Transactional
+    @Transactional(propagation = Propagation.REQUIRED)`,
  },
  {
    name: 'rollback-only',
    path: 'src/main/java/shop/Loyalty.java',
    patch: `
     @Transactional
     public void award(Order order) {
-        points.add(order);
+        try { points.add(order); } catch (DataAccessException e) { log.warn("no points", e); }`,
    failure: `org.springframework.transaction.UnexpectedRollbackException: Transaction silently rolled back because it has been marked as rollback-only`,
    harmless: `
     @Transactional
     public void award(Order order) {
-        points.add(order);
+        points.give(order);`,
  },
  {
    name: 'call-in-transaction',
    path: 'src/main/java/shop/Checkout.java',
    patch: `
     @Transactional
     public void pay(Order order) {
+        Charge charge = paymentClient.charge(order.total());
         orders.save(order.paid());`,
    failure: `java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30000ms.`,
    harmless: `
     @Transactional
     public void pay(Order order) {
+        order.stamp(clock.instant());`,
  },
  {
    name: 'proxied-no-more',
    path: 'src/main/java/shop/Stock.java',
    patch: `
     @Transactional
-    public void reserve(Order order) {
+    private void reserve(Order order) {`,
    failure: `jakarta.persistence.TransactionRequiredException: No EntityManager with actual transaction available for current thread - cannot reliably process 'persist' call`,
    harmless: `
     @Transactional
-    public void reserve(Order order) {
+    public void reserve(Order order, int count) {`,
  },
  {
    name: 'async-context-lost',
    path: 'src/main/java/shop/Mail.java',
    patch: `
+    @Async
     public void confirm(Order order) {
         send(currentUser.email(), order);`,
    failure: `java.lang.IllegalStateException: No thread-bound request found: Are you referring to request attributes outside of an actual web request?`,
    harmless: `
+    @Override
     public void confirm(Order order) {`,
  },
  {
    name: 'cache-key-narrowed',
    path: 'src/main/java/shop/Prices.java',
    patch: `
-    @Cacheable(value = "prices", key = "#tenant + ':' + #sku")
+    @Cacheable("prices")
     public Price price(String tenant, String sku) {`,
    failure: `ERROR price list of another tenant: sku A-1 belongs to acme, served to globex`,
    harmless: `
-    @Cacheable(value = "prices", key = "#tenant + ':' + #sku")
+    @Cacheable(value = "price", key = "#tenant + ':' + #sku")`,
  },
  {
    name: 'cache-added',
    path: 'src/main/java/shop/Profile.java',
    patch: `
+    @Cacheable("profile")
     public Profile current() {`,
    failure: `WARN profile of another user shown: session 4711, profile 12`,
    harmless: `
+    @CacheEvict("profile")
     public Profile current() {`,
  },
  {
    name: 'state-in-singleton',
    path: 'src/main/java/shop/CartController.java',
    patch: `
 @RestController
 class CartController {
+    private Cart cart;`,
    failure: `ERROR cart of another customer confirmed: cart 81 belongs to 12, request of 44`,
    harmless: `
 @RestController
 class CartController {
+    private final Carts carts;`,
  },
  {
    name: 'entity-new-column',
    path: 'src/main/java/shop/Customer.java',
    patch: `
 @Entity
 public class Customer {
+    private String vatNumber;`,
    failure: `org.postgresql.util.PSQLException: ERROR: column c1_0.vat_number does not exist`,
    harmless: `
 @Entity
 public class Customer {
+    @Transient private String vatNumber;`,
  },
  {
    name: 'schema-mode',
    path: 'src/main/resources/application.properties',
    patch: `
+spring.jpa.hibernate.ddl-auto=validate`,
    failure: `org.hibernate.tool.schema.spi.SchemaManagementException: Schema-validation: missing column [vat] in table [customer]`,
    harmless: `
+spring.jpa.show-sql=false`,
  },
  {
    name: 'enum-by-ordinal',
    path: 'src/main/java/shop/Order.java',
    patch: `
-    @Enumerated(EnumType.STRING)
+    @Enumerated
     private Status status;`,
    failure: `org.postgresql.util.PSQLException: Bad value for type int : bad value for type int : PAID`,
    harmless: `
-    @Enumerated(EnumType.STRING)
+    @Enumerated(EnumType.STRING) @Column(length = 12)
     private Status status;`,
  },
  {
    name: 'optimistic-lock',
    path: 'src/main/java/shop/Wallet.java',
    patch: `
+    @Version
+    private Long version;`,
    failure: `org.springframework.orm.ObjectOptimisticLockingFailureException: Row was updated or deleted by another transaction: [shop.Wallet#3]`,
    harmless: `
+    private Long total;`,
  },
  {
    name: 'row-lock-removed',
    path: 'src/main/java/shop/StockRepository.java',
    patch: `
-    @Lock(LockModeType.PESSIMISTIC_WRITE)
     Optional<Stock> findBySku(String sku);`,
    failure: `ERROR negative stock -3 for sku A-1`,
    harmless: `
-    @Lock(LockModeType.PESSIMISTIC_WRITE)
+    @Lock(LockModeType.PESSIMISTIC_READ)
     Optional<Stock> findBySku(String sku);`,
  },
  {
    name: 'identifier-generation',
    path: 'src/main/java/shop/Order.java',
    patch: `
     @Id
-    private Long id;
+    @GeneratedValue(strategy = GenerationType.SEQUENCE)
+    private Long id;`,
    failure: `org.postgresql.util.PSQLException: ERROR: relation "orders_seq" does not exist`,
    harmless: `
     @Id
-    private Long id;
+    private Long number;`,
  },
  {
    name: 'jpa-cascade-removed',
    path: 'src/main/java/shop/Order.java',
    patch: `
-    @OneToMany(mappedBy = "order", cascade = CascadeType.ALL)
+    @OneToMany(mappedBy = "order")
     private List<Line> lines;`,
    failure: `org.hibernate.TransientPropertyValueException: object references an unsaved transient instance - save the transient instance before flushing : shop.Line`,
    harmless: `
-    @OneToMany(mappedBy = "order", cascade = CascadeType.ALL)
+    @OneToMany(mappedBy = "order", cascade = CascadeType.ALL, orphanRemoval = true)`,
  },
  {
    name: 'persist-or-merge',
    path: 'src/main/java/shop/Orders.java',
    patch: `
-        return repo.save(order);
+        em.persist(order);
+        return order;`,
    failure: `org.hibernate.PersistentObjectException: detached entity passed to persist: shop.Order`,
    harmless: `
-        return repo.save(order);
+        return repo.save(order.touch());`,
  },
  {
    name: 'derived-query',
    path: 'src/main/java/shop/UserRepository.java',
    patch: `
+    Optional<User> findByMailAddress(String email);`,
    failure: `org.springframework.data.mapping.PropertyReferenceException: No property 'mailAddress' found for type 'User'`,
    harmless: `
-    Optional<User> find(String email);
+    Optional<User> lookup(String email);`,
  },
  {
    name: 'first-row-dropped',
    path: 'src/main/java/shop/Carts.java',
    patch: `
-    Optional<Cart> findFirstByUserOrderByIdDesc(long user);
+    Optional<Cart> findByUser(long user);`,
    failure: `org.springframework.dao.IncorrectResultSizeDataAccessException: query did not return a unique result: 2`,
    harmless: `
-    Optional<Cart> findFirstByUserOrderByIdDesc(long user);
+    Optional<Cart> findFirstByUserOrderByIdAsc(long user);`,
  },
  {
    name: 'huge-in-list',
    path: 'src/main/java/shop/Sync.java',
    patch: `
-        for (Long id : ids) repo.findById(id).ifPresent(this::push);
+        repo.findAllById(ids).forEach(this::push);`,
    failure: `java.io.IOException: Tried to send an out-of-range integer as a 2-byte value: 41022`,
    harmless: `
-        for (Long id : ids) repo.findById(id).ifPresent(this::push);
+        for (Long id : ids) repo.findOne(id).ifPresent(this::push);`,
  },
  {
    name: 'cyclic-entity-methods',
    path: 'src/main/java/shop/Order.java',
    patch: `
 @Entity
-@Getter
+@Data
 public class Order {`,
    failure: `java.lang.StackOverflowError: null
	at shop.Line.hashCode(Line.java:11)
	at shop.Order.hashCode(Order.java:14)`,
    harmless: `
 @Entity
-@Getter
+@Setter
 public class Order {`,
  },
];
