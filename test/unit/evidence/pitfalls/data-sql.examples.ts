import type { Example } from './examples.ts';

const SQL = 'db/migrations/0042_till.sql';
const RB = 'db/migrate/20260102_till.rb';

export const DATA_SQL_EXAMPLES: readonly Example[] = [
  {
    name: 'column-dropped',
    path: SQL,
    patch: '+ALTER TABLE bill DROP COLUMN tip;',
    failure: 'ERROR: column bill.tip does not exist',
    harmless: '+COMMENT ON COLUMN bill.tip IS $$old$$;',
  },
  {
    name: 'column-renamed',
    path: RB,
    patch: '+    rename_column :bills, :tip, :gratuity',
    failure: 'PG::UndefinedColumn: ERROR: column bills.tip does not exist',
    harmless: '+    say "bills"',
  },
  {
    name: 'not-null-put-in',
    path: SQL,
    patch: '+ALTER TABLE bill ALTER COLUMN waiter SET NOT NULL;',
    failure: 'null value in column "waiter" of relation "bill" violates not-null constraint',
    harmless: '+ALTER TABLE bill ALTER COLUMN waiter SET STATISTICS 9;',
  },
  {
    name: 'default-of-column-dropped',
    path: SQL,
    patch: '+ALTER TABLE bill ALTER COLUMN state DROP DEFAULT;',
    failure: "Field 'state' doesn't have a default value",
    harmless: "+ALTER TABLE bill ALTER COLUMN state SET DEFAULT 'open';",
  },
  {
    name: 'unique-put-in',
    path: 'prisma/schema.prisma',
    patch: '-  phone String\n+  phone String @unique',
    failure: 'P2002: Unique constraint failed on the fields: (`phone`)',
    harmless: '-  phone String\n+  phone String?',
  },
  {
    name: 'unique-dropped',
    path: SQL,
    patch: '+DROP INDEX bill_number;',
    failure: 'there is no unique or exclusion constraint matching the ON CONFLICT specification',
    harmless: '+COMMENT ON INDEX bill_number IS $$a$$;',
  },
  {
    name: 'foreign-key-put-in',
    path: SQL,
    patch: '+ALTER TABLE line ADD FOREIGN KEY (bill) REFERENCES bill (id);',
    failure: 'Cannot add or update a child row: a foreign key constraint fails',
    harmless: '+ALTER TABLE line ALTER COLUMN bill SET STATISTICS 9;',
  },
  {
    name: 'children-of-a-row-changed',
    path: 'app/models.py',
    patch:
      '-    bill = models.ForeignKey(Bill, on_delete=models.CASCADE)\n+    bill = models.ForeignKey(Bill, on_delete=models.PROTECT)',
    failure: 'django.db.models.deletion.ProtectedError: Cannot delete some instances',
    harmless: '-    bill = models.IntegerField()\n+    bill = models.BigIntegerField()',
  },
  {
    name: 'check-put-in',
    path: SQL,
    patch: '+ALTER TABLE bill ADD CONSTRAINT positive CHECK (cents > 0);',
    failure: 'new row for relation "bill" violates check constraint "positive"',
    harmless: '+ALTER TABLE bill ALTER COLUMN cents SET STATISTICS 9;',
  },
  {
    name: 'column-type-changed',
    path: SQL,
    patch: '+ALTER TABLE bill ALTER COLUMN note TYPE varchar(40);',
    failure: 'value too long for type character varying(40)',
    harmless: '+COMMENT ON COLUMN bill.note IS $$a$$;',
  },
  {
    name: 'enum-of-database',
    path: SQL,
    patch:
      "-CREATE TYPE state AS ENUM ('open', 'paid', 'void');\n+CREATE TYPE state AS ENUM ('open', 'paid');",
    failure: 'invalid input value for enum state: "void"',
    harmless: '-SET lock_timeout = 4;\n+SET lock_timeout = 5;',
  },
  {
    name: 'index-dropped',
    path: SQL,
    patch: '+DROP INDEX CONCURRENTLY bill_waiter_day;',
    failure: 'slow query: 8213 ms, Seq Scan on bill',
    harmless: '+ANALYZE bill;',
  },
  {
    name: 'index-no-longer-declared',
    path: 'app/models.py',
    patch: '-    day = models.DateField(db_index=True)\n+    day = models.DateField()',
    failure: 'slow query: 8213 ms, Seq Scan on bill',
    harmless: '-    day = models.DateField()\n+    day = models.DateField(help_text="day")',
  },
  {
    name: 'index-built-under-lock',
    path: SQL,
    patch: '+CREATE INDEX bill_day ON bill (day);',
    failure: 'canceling statement due to lock timeout',
    harmless: '+CREATE INDEX CONCURRENTLY bill_day ON bill (day);',
  },
  {
    name: 'table-locked-by-change',
    path: SQL,
    patch: '+ALTER TABLE bill ADD COLUMN tip int;',
    failure: 'Waiting for table metadata lock',
    harmless: '+ANALYZE bill;',
  },
  {
    name: 'whole-table-updated',
    path: SQL,
    patch: '+UPDATE bill SET tip = 0;',
    failure: 'canceling statement due to lock timeout: replication lag 900 s',
    harmless: '+INSERT INTO kind VALUES (4);',
  },
  {
    name: 'rows-locked',
    path: 'src/bills.go',
    patch:
      '-	row := tx.QueryRow(`SELECT id FROM bill WHERE id = $1`, id)\n+	row := tx.QueryRow(`SELECT id FROM bill WHERE id = $1 FOR UPDATE`, id)',
    failure: 'ERROR: deadlock detected (SQLSTATE 40P01)',
    harmless:
      '-	row := tx.QueryRow(`SELECT id FROM bill`, id)\n+	row := tx.QueryRow(`SELECT id FROM bills`, id)',
  },
  {
    name: 'rows-no-longer-locked',
    path: 'app/stock.py',
    patch:
      '-    row = Stock.objects.select_for_update().get(pk=pk)\n+    row = Stock.objects.get(pk=pk)',
    failure: 'seat 14A was sold twice',
    harmless: '-    row = Stock.objects.get(pk=pk)\n+    row = Stock.objects.get(id=pk)',
  },
  {
    name: 'transaction-dropped',
    path: 'src/Bills.java',
    patch: '-  @Transactional\n   public void pay(Bill bill) {',
    failure: 'jakarta.persistence.TransactionRequiredException: no transaction is in progress',
    harmless: '-  @Deprecated\n   public void pay(Bill bill) {',
  },
  {
    name: 'call-in-a-transaction',
    path: 'src/Bills.java',
    patch:
      '   @Transactional\n   public void pay(Bill bill) {\n+    restTemplate.postForObject(url, bill, Receipt.class);',
    failure: 'HikariPool-1 - Connection is not available, request timed out after 30000ms.',
    harmless:
      '   public void pay(Bill bill) {\n+    restTemplate.postForObject(url, bill, Receipt.class);',
  },
  {
    name: 'isolation-changed',
    path: 'src/bills.go',
    patch:
      '-	tx, err := db.BeginTx(ctx, nil)\n+	tx, err := db.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.Serializable})',
    failure: 'could not serialize access due to read/write dependencies among transactions',
    harmless: '-	tx, err := db.BeginTx(ctx, nil)\n+	tx, err := db.BeginTx(c, nil)',
  },
  {
    name: 'column-of-the-same-name',
    path: SQL,
    patch: '+ALTER TABLE waiter ADD COLUMN day date;',
    failure: 'column reference "day" is ambiguous',
    harmless: '+COMMENT ON TABLE waiter IS $$a$$;',
  },
  {
    name: 'one-column-more',
    path: RB,
    patch: '+    add_column :bills, :tip, :integer',
    failure: 'sql: expected 4 destination arguments in Scan, not 3',
    harmless: '+    say "bills"',
  },
  {
    name: 'prepared-statements-pooled',
    path: 'config/pgbouncer.ini',
    patch: '+pool_mode = transaction',
    failure: 'prepared statement "S_1" does not exist',
    harmless: '+logfile = /dev/stdout',
  },
  {
    name: 'grouped-by-less',
    path: 'src/report.sql',
    patch:
      '-SELECT day, sum(cents) FROM bill\n+SELECT day, waiter, sum(cents) FROM bill\n GROUP BY day',
    failure:
      'column "bill.waiter" must appear in the GROUP BY clause or be used in an aggregate function',
    harmless: '-WHERE day > 1\n+WHERE day > 2',
  },
  {
    name: 'outer-join-narrowed',
    path: 'src/report.sql',
    patch: '-LEFT JOIN tip ON tip.bill = bill.id\n+JOIN tip ON tip.bill = bill.id',
    failure: 'report has fewer bills than the till: 14 missing',
    harmless: '-LEFT JOIN tip ON tip.bill = bill.id\n+LEFT JOIN tip t ON t.bill = bill.id',
  },
  {
    name: 'outer-join-put-in',
    path: 'src/report.go',
    patch: '-	JOIN tip ON tip.bill = bill.id\n+	LEFT JOIN tip ON tip.bill = bill.id',
    failure:
      'sql: Scan error on column index 2, name "cents": converting NULL to int64 is unsupported',
    harmless: '-	LEFT JOIN tip ON tip.bill = bill.id\n+	JOIN tip ON tip.bill = bill.id',
  },
  {
    name: 'distinct-dropped',
    path: 'src/report.sql',
    patch: '-SELECT DISTINCT waiter FROM bill\n+SELECT waiter FROM bill',
    failure: 'waiter 4 is on the list twice',
    harmless: '-SELECT DISTINCT waiter FROM bill\n+SELECT DISTINCT waiter_id FROM bill',
  },
  {
    name: 'order-dropped',
    path: 'app/bills.py',
    patch:
      '-    rows = Bill.objects.filter(day=day).order_by("id")\n+    rows = Bill.objects.filter(day=day)',
    failure: 'bills came out of order',
    harmless:
      '-    rows = Bill.objects.filter(day=day)\n+    rows = Bill.objects.filter(day=today)',
  },
  {
    name: 'limit-dropped',
    path: 'app/bills.py',
    patch: '-    for row in Bill.objects.all().iterator():\n+    for row in Bill.objects.all():',
    failure: 'MemoryError: out of memory',
    harmless:
      '-    for row in Bill.objects.all().iterator():\n+    for row in Bill.objects.filter(a=1).iterator():',
  },
  {
    name: 'index-hidden-by-function',
    path: 'src/bills.go',
    patch:
      '-	q := `SELECT id FROM bill WHERE mail = $1`\n+	q := `SELECT id FROM bill WHERE lower(mail) = lower($1)`',
    failure: 'slow query: Seq Scan on bill',
    harmless:
      '-	q := `SELECT id FROM bill WHERE mail = $1`\n+	q := `SELECT id FROM bill WHERE mail = $1 AND open`',
  },
  {
    name: 'searched-from-the-middle',
    path: 'app/bills.py',
    patch:
      '-    rows = Bill.objects.filter(note__startswith=q)\n+    rows = Bill.objects.filter(note__icontains=q)',
    failure: 'slow query: Seq Scan on bill',
    harmless:
      '-    rows = Bill.objects.filter(note__startswith=q)\n+    rows = Bill.objects.filter(note__istartswith=q)',
  },
  {
    name: 'not-in-with-nulls',
    path: 'src/report.sql',
    patch:
      '-WHERE NOT EXISTS (SELECT 1 FROM void WHERE void.bill = bill.id)\n+WHERE id NOT IN (SELECT bill FROM void)',
    failure: 'report of the day has 0 rows',
    harmless: '-WHERE NOT EXISTS (SELECT 1 FROM void)\n+WHERE NOT EXISTS (SELECT 2 FROM void)',
  },
  {
    name: 'compared-with-null',
    path: 'src/report.sql',
    patch: '-WHERE voided IS NULL\n+WHERE voided = NULL',
    failure: 'report of the day has no rows',
    harmless: '-WHERE voided IS NULL\n+WHERE voided IS NOT NULL',
  },
  {
    name: 'list-of-parameters-too-long',
    path: 'src/bills.ts',
    patch: '+  await db.insertMany(lines);',
    failure: 'bind message has 70000 parameter formats but 0 parameters',
    harmless: '+  await db.insertOne(lines[0]);',
  },
  {
    name: 'loaded-one-by-one',
    path: 'app/models/bill.rb',
    patch: '-    Bill.includes(:lines).each do |bill|\n+    Bill.all.each do |bill|',
    failure: 'GET /bills took 9000 ms, 2041 queries',
    harmless:
      '-    Bill.includes(:lines).each do |bill|\n+    Bill.includes(:lines, :tips).each do |bill|',
  },
  {
    name: 'loaded-when-closed',
    path: 'src/main/resources/application.yml',
    patch: '-    open-in-view: true\n+    open-in-view: false',
    failure: 'org.hibernate.LazyInitializationException: could not initialize proxy - no Session',
    harmless: '-    show-sql: true\n+    show-sql: false',
  },
  {
    name: 'connection-not-given-back',
    path: 'src/bills.go',
    patch: ' 	rows, err := db.Query(q)\n-	defer rows.Close()',
    failure: 'sorry, too many clients already',
    harmless: ' 	rows, err := db.Query(q)\n-	log.Print(q)',
  },
  {
    name: 'statement-time-limited',
    path: 'config/database.yml',
    patch: '   variables:\n+    statement_timeout: 2000',
    failure: 'PG::QueryCanceled: ERROR: canceling statement due to statement timeout',
    harmless: '   variables:\n+    application_name: till',
  },
  {
    name: 'connection-settings-changed',
    path: 'config/till.yml',
    patch:
      '-  url: jdbc:postgresql://db/till?sslmode=require\n+  url: jdbc:postgresql://db/till?sslmode=disable',
    failure:
      'no pg_hba.conf entry for host "10.0.0.4", user "till", database "till", no encryption',
    harmless: '-  level: info\n+  level: debug',
  },
  {
    name: 'read-from-a-replica',
    path: 'src/Bills.java',
    patch: '-  @Transactional\n+  @Transactional(readOnly = true)\n   public void pay(Bill bill) {',
    failure: 'ERROR: cannot execute UPDATE in a read-only transaction',
    harmless: '-  @Transactional(timeout = 3)\n+  @Transactional\n   public void pay(Bill bill) {',
  },
  {
    name: 'charset-of-tables',
    path: 'config/database.php',
    patch: "-  'charset' => 'utf8mb4',\n+  'charset' => 'utf8',",
    failure: "Incorrect string value: '\\xF0\\x9F\\x8D\\x95' for column 'note' at row 1",
    harmless: "-  'strict' => true,\n+  'strict' => false,",
  },
  {
    name: 'version-of-store-changed',
    path: 'infra/db.tf',
    patch: '-  engine_version = "5.7"\n+  engine_version = "8.0"',
    failure: 'Client does not support authentication protocol: caching_sha2_password',
    harmless: '-  multi_az = false\n+  multi_az = true',
  },
  {
    name: 'right-on-table-taken-away',
    path: SQL,
    patch: '+REVOKE INSERT ON bill FROM till;',
    failure: 'permission denied for table bill',
    harmless: '+GRANT INSERT ON bill TO till;',
  },
  {
    name: 'schema-looked-in',
    path: 'config/till.yml',
    patch: '-  schema_search_path: till,public\n+  schema_search_path: public',
    failure: 'relation "bill" does not exist',
    harmless: '-  level: info\n+  level: debug',
  },
  {
    name: 'upsert-dropped',
    path: 'src/bills.go',
    patch:
      '-	INSERT INTO bill VALUES ($1) ON CONFLICT (id) DO NOTHING\n+	INSERT INTO bill VALUES ($1)',
    failure: 'duplicate key value violates unique constraint "bill_pkey"',
    harmless: '-	INSERT INTO bill VALUES ($1)\n+	INSERT INTO bill VALUES ($2)',
  },
  {
    name: 'statement-glued-together',
    path: 'app/bills.py',
    patch:
      '-    cur.execute("SELECT id FROM bill WHERE note = ?", [note])\n+    cur.execute(f"SELECT id FROM bill WHERE note = \'{note}\'")',
    failure: 'psycopg2.errors.SyntaxError: syntax error at or near "Hara"',
    harmless:
      '-    cur.execute("SELECT id FROM bill WHERE note = ?", [note])\n+    cur.execute("SELECT id FROM bill WHERE notes = ?", [note])',
  },
  {
    name: 'old-migration-edited',
    path: 'db/migrations/V3__till.sql',
    patch: '-CREATE TABLE a (id int);\n+CREATE TABLE a (id bigint);',
    failure: 'Validate failed: Migration checksum mismatch for migration version 3',
    harmless: '+CREATE TABLE a (id bigint);',
  },
  {
    name: 'created-a-second-time',
    path: RB,
    patch: '+    create_table :tips do |t|',
    failure: 'PG::DuplicateTable: ERROR: relation "tips" already exists',
    harmless: '+    say "tips"',
  },
  {
    name: 'ids-outgrow-their-type',
    path: SQL,
    patch: '-  id BIGINT PRIMARY KEY,\n+  id INTEGER PRIMARY KEY,',
    failure: 'ERROR: integer out of range',
    harmless: '-  note TEXT,\n+  note VARCHAR,',
  },
];
