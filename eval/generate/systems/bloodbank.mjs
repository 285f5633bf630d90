/** Blood for hospitals in Kotlin: groups in a library of its own, a shelf, a stock in SQL, a laboratory over HTTP. Austrian and Czech team. */
const raw = String.raw;
const root = 'src/main/kotlin/eu/hemos/allocation';
const files = {
  'build.gradle.kts': raw`plugins {
    kotlin("jvm") version "1.3.72"
    id("io.ktor.plugin") version "2.3.8"
}

dependencies {
    implementation("eu.hemos:hemokit:4.2.0")
    implementation("io.ktor:ktor-server-netty")
    implementation("com.zaxxer:HikariCP:5.1.0")
    implementation("ch.qos.logback:logback-classic:1.4.14")
    runtimeOnly("com.h2database:h2:2.1.214")
}
`,
  'src/main/resources/application.properties': raw`lab.url=http://lab-gateway:8080
lab.timeout-ms=2500
courier.url=https://api.bluelight.example
courier.timeout-ms=300
shelf.days=42
`,
  'src/main/resources/db/V1__bags.sql': raw`CREATE TABLE bags (
  number VARCHAR(16) PRIMARY KEY,
  blood_group VARCHAR(4) NOT NULL,
  product VARCHAR(16) NOT NULL,
  drawn_on DATE NOT NULL,
  status VARCHAR(12) DEFAULT 'FREE' NOT NULL
);
`,
  'src/main/resources/db/V2__transports.sql': raw`CREATE TABLE transports (
  id INT AUTO_INCREMENT PRIMARY KEY,
  bag_number VARCHAR(16) NOT NULL REFERENCES bags (number),
  from_depot VARCHAR(8) NOT NULL,
  to_depot VARCHAR(8) NOT NULL
);
`,
  'src/main/resources/db/V3__fridges.sql': raw`CREATE TABLE fridges (
  id INT AUTO_INCREMENT PRIMARY KEY,
  depot VARCHAR(8) NOT NULL,
  celsius DECIMAL(4, 1)
);
`,
  [`${root}/Settings.kt`]: raw`package eu.hemos.allocation

import java.nio.file.Files
import java.nio.file.Path
import java.util.Properties

class Settings(file: Path, overrides: Map<String, String> = emptyMap()) {
    private val values = Properties().apply {
        Files.newBufferedReader(file).use { load(it) }
        putAll(overrides)
    }

    fun text(name: String): String = values.getProperty(name) ?: error("no setting $name")

    fun long(name: String): Long = text(name).toLong()
}
`,
  [`${root}/stock/Bag.kt`]: raw`package eu.hemos.allocation.stock

import eu.hemos.kit.BloodGroup
import java.time.LocalDate

data class Bag(val number: String, val group: BloodGroup, val product: String, val drawnOn: LocalDate)
`,
  [`${root}/stock/Shelf.kt`]: raw`package eu.hemos.allocation.stock

/** What lies in this depot, known without asking the database. */
class Shelf {
    private val byProduct = HashMap<String, MutableList<Bag>>()

    @Synchronized
    fun put(bag: Bag) {
        byProduct.getOrPut(bag.product) { ArrayList() }.add(bag)
    }

    @Synchronized
    fun take(number: String) {
        byProduct.values.forEach { bags -> bags.removeIf { it.number == number } }
    }

    /** The oldest first. */
    @Synchronized
    fun bags(product: String): List<Bag> = byProduct[product].orEmpty().sortedBy { it.drawnOn }
}
`,
  [`${root}/stock/Migrations.kt`]: raw`package eu.hemos.allocation.stock

import java.nio.file.Files
import java.nio.file.Path
import java.sql.Connection
import java.util.stream.Collectors

/** Scripts by the number in their names; all of them run at the start. */
object Migrations {
    fun run(db: Connection, folder: Path) {
        val scripts = Files.list(folder).use { it.collect(Collectors.toList()) }.sortedBy { it.fileName.toString() }
        db.createStatement().use { statement ->
            for (script in scripts) statement.execute(Files.readString(script))
        }
    }
}
`,
  [`${root}/stock/Closing.kt`]: raw`package eu.hemos.allocation.stock

/** The standard library has it for Closeable alone. */
inline fun <T : AutoCloseable, R> T.use(block: (T) -> R): R =
    try {
        block(this)
    } finally {
        close()
    }
`,
  [`${root}/stock/Inventory.kt`]: raw`package eu.hemos.allocation.stock

import eu.hemos.kit.BloodGroup
import java.sql.Connection
import java.time.LocalDate

private const val FREE_OR_MOVING = """
    SELECT b.number, b.blood_group, b.product, drawn_on, to_depot
    FROM bags b
    LEFT JOIN transports t ON t.bag_number = b.number
    WHERE b.product = ? AND status = 'FREE'
    ORDER BY to_depot NULLS FIRST, drawn_on
"""

/** All depots; slower than the shelf. */
class Inventory(private val db: Connection) {
    fun add(bag: Bag) {
        db.prepareStatement("INSERT INTO bags (number, blood_group, product, drawn_on) VALUES (?, ?, ?, ?)").use {
            it.setString(1, bag.number)
            it.setString(2, bag.group.label)
            it.setString(3, bag.product)
            it.setObject(4, bag.drawnOn)
            it.executeUpdate()
        }
    }

    fun freeOrMoving(product: String): List<Bag> =
        db.prepareStatement(FREE_OR_MOVING).use { statement ->
            statement.setString(1, product)
            statement.executeQuery().use { rows ->
                val bags = ArrayList<Bag>()
                while (rows.next()) {
                    bags.add(Bag(rows.getString(1), BloodGroup.parse(rows.getString(2)), rows.getString(3), rows.getObject(4, LocalDate::class.java)))
                }
                bags
            }
        }
}
`,
  [`${root}/order/Order.kt`]: raw`package eu.hemos.allocation.order

import eu.hemos.kit.BloodGroup

data class Order(val id: String, val ward: String, val group: BloodGroup, val product: String, val isEmergency: Boolean)

class BadOrder(message: String, cause: Throwable? = null) : RuntimeException(message, cause)

/** id;ward;group;product;urgency */
fun readOrder(line: String): Order {
    val parts = line.split(';')
    if (parts.size != 5) throw BadOrder("order has ${'$'}{parts.size} fields, expected 5")
    val (id, ward, group, product, urgency) = parts
    return Order(id, ward, BloodGroup.parse(group), product, urgency == "emergency")
}
`,
  [`${root}/order/Allocator.kt`]: raw`package eu.hemos.allocation.order

import eu.hemos.allocation.courier.Courier
import eu.hemos.allocation.lab.CrossMatch
import eu.hemos.allocation.stock.Inventory
import eu.hemos.allocation.stock.Shelf

data class Allocation(val order: String, val bag: String, val minutes: Int)

class NoBagFound(order: Order) : RuntimeException("no ${'$'}{order.product} for ${'$'}{order.group.label} on any shelf")

class Allocator(
    private val shelf: Shelf,
    private val inventory: Inventory,
    private val crossMatch: CrossMatch,
    private val courier: Courier
) {
    fun allocate(order: Order): Allocation {
        val candidates = if (order.isEmergency) inventory.freeOrMoving(order.product) else shelf.bags(order.product)
        for (bag in candidates) {
            if (!order.group.accepts(bag.group)) continue
            if (!crossMatch.isCompatible(bag.number, order.id)) continue
            shelf.take(bag.number)
            return Allocation(order.id, bag.number, courier.minutesTo(order.ward))
        }
        throw NoBagFound(order)
    }
}
`,
  [`${root}/lab/CrossMatch.kt`]: raw`package eu.hemos.allocation.lab

import eu.hemos.allocation.Settings
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import java.time.Duration

/** The laboratory holds a sample of the patient against one of the bag. */
class CrossMatch(private val settings: Settings) {
    private val client = HttpClient.newHttpClient()

    fun isCompatible(bag: String, order: String): Boolean {
        val request = HttpRequest.newBuilder(URI.create(settings.text("lab.url") + "/match?bag=" + bag + "&order=" + order))
            .timeout(Duration.ofMillis(settings.long("lab.timeout-ms")))
            .build()
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body() == "compatible"
    }
}
`,
  [`${root}/courier/Courier.kt`]: raw`package eu.hemos.allocation.courier

import eu.hemos.allocation.Settings
import java.io.IOException
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import java.time.Duration

/** How long a blue light needs; an estimate will do when nobody answers. */
class Courier(private val settings: Settings) {
    private val client = HttpClient.newHttpClient()

    fun minutesTo(ward: String): Int {
        val request = HttpRequest.newBuilder(URI.create(settings.text("courier.url") + "/eta?to=" + ward))
            .timeout(Duration.ofMillis(settings.long("courier.timeout-ms")))
            .build()
        return try {
            client.send(request, HttpResponse.BodyHandlers.ofString()).body().toInt()
        } catch (noAnswer: IOException) {
            45
        }
    }
}
`,
};
const kitFiles = {
  'build.gradle.kts': raw`plugins {
    kotlin("jvm") version "1.3.72"
    id("maven-publish")
}

group = "eu.hemos"
version = "4.2.0"
`,
  'src/main/kotlin/eu/hemos/kit/BloodGroup.kt': raw`package eu.hemos.kit

/** The groups of the AB0 and rhesus systems. */
enum class BloodGroup(val label: String) {
    O_NEG("O-"),
    O_POS("O+"),
    A_NEG("A-"),
    A_POS("A+"),
    B_NEG("B-"),
    B_POS("B+"),
    AB_NEG("AB-"),
    AB_POS("AB+");

    /** Whether red cells of the donor do no harm. */
    fun accepts(donor: BloodGroup): Boolean = donor.label.filter { it in "AB+" }.all { it in label }

    companion object {
        fun parse(text: String): BloodGroup {
            val label = text.trim().toUpperCase().replace('0', 'O')
            return values().firstOrNull { it.label == label } ?: throw IllegalArgumentException("'$text' is no blood group")
        }
    }
}
`,
  'src/main/kotlin/eu/hemos/kit/DonationNumber.kt': raw`package eu.hemos.kit

/** ISBT 128: country and facility, year, number. */
data class DonationNumber(val text: String) {
    init {
        require(text.length in 10..16) { "donation number ${'$'}text has ${'$'}{text.length} places" }
    }
}
`,
  'src/main/kotlin/eu/hemos/kit/Products.kt': raw`package eu.hemos.kit

object Products {
    val DAYS = mapOf("red-cells" to 42, "platelets" to 5, "plasma" to 730)
}
`,
};
const kitWork = [
  {
    m: 'Plasma keeps for three years',
    edits: [
      {
        f: 'src/main/kotlin/eu/hemos/kit/Products.kt',
        a: '"plasma" to 730',
        b: '"plasma" to 1095',
      },
    ],
  },
  {
    m: 'Donation numbers: test for the length',
    edits: [
      {
        f: 'src/test/kotlin/eu/hemos/kit/DonationNumberTest.kt',
        add: 'package eu.hemos.kit\n\nimport kotlin.test.Test\nimport kotlin.test.assertFailsWith\n\nclass DonationNumberTest {\n    @Test\n    fun tooShort() {\n        assertFailsWith<IllegalArgumentException> { DonationNumber("AT0012") }\n    }\n}\n',
      },
    ],
  },
  {
    m: 'Kotlin 1.4',
    edits: [{ f: 'build.gradle.kts', a: 'version "1.3.72"', b: 'version "1.4.0"' }],
  },
];
const work = [
  {
    m: 'logback 1.4.15',
    edits: [{ f: 'build.gradle.kts', a: 'logback-classic:1.4.14', b: 'logback-classic:1.4.15' }],
  },
  {
    m: 'Ktor 2.3.9',
    edits: [{ f: 'build.gradle.kts', a: 'version "2.3.8"', b: 'version "2.3.9"' }],
  },
  {
    m: 'Estimate of the courier is 50 minutes, as measured in January',
    edits: [{ f: `${root}/courier/Courier.kt`, a: '            45\n', b: '            50\n' }],
  },
  {
    m: 'Warmest fridge of a depot',
    edits: [
      {
        f: `${root}/stock/Fridges.kt`,
        add: raw`package eu.hemos.allocation.stock

import java.math.BigDecimal
import java.sql.Connection

class Fridges(private val db: Connection) {
    fun warmest(depot: String): BigDecimal? =
        db.prepareStatement("SELECT MAX(celsius) FROM fridges WHERE depot = ?").use { statement ->
            statement.setString(1, depot)
            statement.executeQuery().use { if (it.next()) it.getBigDecimal(1) else null }
        }
}
`,
      },
    ],
  },
  {
    m: 'HikariCP 5.1.0 -> 5.0.1, the bom says so',
    edits: [{ f: 'build.gradle.kts', a: 'HikariCP:5.1.0', b: 'HikariCP:5.0.1' }],
  },
  {
    m: 'KDoc for Allocation',
    edits: [
      {
        f: `${root}/order/Allocator.kt`,
        a: 'data class Allocation(',
        b: '/** Which bag goes where, and how long the way takes. */\ndata class Allocation(',
      },
    ],
  },
  {
    m: 'Test: AB+ takes everything',
    edits: [
      {
        f: 'src/test/kotlin/eu/hemos/allocation/AcceptsTest.kt',
        add: 'package eu.hemos.allocation\n\nimport eu.hemos.kit.BloodGroup\nimport kotlin.test.Test\nimport kotlin.test.assertTrue\n\nclass AcceptsTest {\n    @Test\n    fun universal() {\n        assertTrue(BloodGroup.values().all { BloodGroup.AB_POS.accepts(it) })\n    }\n}\n',
      },
    ],
  },
  {
    m: 'Orders know which product is frozen',
    edits: [
      {
        f: `${root}/order/Order.kt`,
        a: 'class BadOrder(',
        b: 'val Order.isFrozen: Boolean get() = product == "plasma"\n\nclass BadOrder(',
      },
    ],
  },
  {
    m: 'Index for transports',
    edits: [
      {
        f: 'src/main/resources/db/V4__transports_by_bag.sql',
        add: 'CREATE INDEX transports_by_bag ON transports (bag_number);\n',
      },
    ],
  },
];
const driver = raw`import com.sun.net.httpserver.HttpServer
import eu.hemos.allocation.Settings
import eu.hemos.allocation.courier.Courier
import eu.hemos.allocation.lab.CrossMatch
import eu.hemos.allocation.order.Allocator
import eu.hemos.allocation.order.readOrder
import eu.hemos.allocation.stock.Bag
import eu.hemos.allocation.stock.Inventory
import eu.hemos.allocation.stock.Migrations
import eu.hemos.allocation.stock.Shelf
import eu.hemos.kit.BloodGroup
import java.net.InetSocketAddress
import java.nio.file.Path
import java.sql.DriverManager
import java.time.Instant
import java.time.LocalDate
import java.util.concurrent.Executors
import kotlin.concurrent.thread

fun quote(text: String) = "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\t", "\\t") + "\""

fun main() {
    var labMs = 0L
    var refusals = 0
    val server = HttpServer.create(InetSocketAddress("127.0.0.1", 0), 0)
    server.executor = Executors.newCachedThreadPool { Thread(it).apply { isDaemon = true } }
    server.createContext("/") { exchange ->
        val isLab = exchange.requestURI.path == "/match"
        if (isLab) Thread.sleep(labMs)
        val answer = (if (!isLab) "25" else if (refusals-- > 0) "incompatible" else "compatible").toByteArray()
        try {
            exchange.sendResponseHeaders(200, answer.size.toLong())
            exchange.responseBody.use { it.write(answer) }
        } catch (gone: java.io.IOException) {
        }
    }
    server.start()
    val url = "http://127.0.0.1:" + server.address.port
    for (line in generateSequence(::readLine)) {
        val f = line.split('\t')
        println("\u0001" + f[0])
        val head = "{\"@timestamp\":\"" + Instant.ofEpochMilli(f[1].toLong()) + "\",\"level\":\"%s\",\"logger_name\":\"eu.hemos.allocation.web.OrderRoutes\",\"thread_name\":\"eventLoopGroupProxy-4-" + (1 + f[0].toInt() % 4) + "\",\"service\":\"allocation\",\"traceId\":\"" + f[2] + "\",\"message\":"
        val settings = Settings(Path.of("src/main/resources/application.properties"), mapOf("lab.url" to url, "courier.url" to url))
        labMs = f[4].toLong()
        refusals = f[5].toInt()
        val db = DriverManager.getConnection("jdbc:h2:mem:")
        Migrations.run(db, Path.of("src/main/resources/db"))
        val inventory = Inventory(db)
        val shelf = Shelf()
        var number = 1000
        fun draw(product: String, group: BloodGroup, shelfOnly: Boolean = false) {
            val bag = Bag("AT1020" + number++, group, product, LocalDate.of(2026, 1, 1).plusDays((number % 17).toLong()))
            if (!shelfOnly) inventory.add(bag)
            shelf.put(bag)
        }
        for (product in listOf("red-cells", "platelets", "plasma")) for (group in BloodGroup.values()) repeat(3) { draw(product, group) }
        var isOver = false
        // a van is being unloaded meanwhile
        val van = if (f[6] == "van") thread(isDaemon = true) { while (!isOver) { draw("red-cells", BloodGroup.O_NEG, true); Thread.sleep(1) } } else null
        try {
            val said = Allocator(shelf, inventory, CrossMatch(settings), Courier(settings)).allocate(readOrder(f[3]))
            println(head.format("INFO") + quote("order " + said.order + " gets " + said.bag + ", " + said.minutes + " min") + "}")
        } catch (failed: Throwable) {
            println(head.format("ERROR") + quote("order " + f[3].substringBefore(';') + " not allocated") + ",\"stack_trace\":" + quote(java.io.StringWriter().also { failed.printStackTrace(java.io.PrintWriter(it)) }.toString().trimEnd()) + "}")
        }
        isOver = true
        van?.join()
        db.close()
    }
    System.out.flush()
    Runtime.getRuntime().halt(0)
}
`;
const GROUPS = ['O-', 'O+', 'A-', 'A+', 'B+', 'AB+'];
const order = (r, { group, product, urgency, labMs, refusals, van } = {}) => [
  [
    `K${r.int(20000, 99999)}`,
    r.pick(['graz-icu', 'linz-er', 'brno-2a', 'wien-onko', 'plzen-or']),
    group ?? r.pick(GROUPS),
    product ?? r.pick(['red-cells', 'red-cells', 'platelets', 'plasma']),
    urgency ?? 'routine',
  ].join(';'),
  String(labMs ?? r.int(0, 12)),
  String(refusals ?? 0),
  van ? 'van' : '-',
];

const services = [
  {
    name: 'hospital-portal',
    ms: 28,
    rps: 30,
    repo: 'hospital-portal',
    hosts: ['portal-66-a', 'portal-66-b'],
    edge: {
      lang: 'node',
      style: 'pino',
      code: 'handlers',
      file: '/srv/portal/lib/app.mjs',
      paths: ['/orders', '/orders/open'],
      words: { failed: 'order was not placed', handled: 'order placed', chore: 'interval failed' },
      says: [
        'ward list refreshed',
        'hl7 message acknowledged twice',
        'printer of graz-icu offline',
      ],
    },
    calls: [{ to: 'allocation' }],
    resource: 'POST /orders',
  },
  {
    name: 'allocation',
    ms: 60,
    rps: 29,
    repo: 'allocation',
    hosts: ['allocation-5f-q1', 'allocation-5f-w7'],
    memory: 420,
    calls: [
      { to: 'stock-db' },
      { to: 'lab-gateway', share: 0.8 },
      { to: 'courier-api', share: 0.4, soft: true },
    ],
    resource: 'POST /allocations',
    extras: [{ metric: 'orders_open', base: 14, whole: true }],
  },
  {
    name: 'lab-gateway',
    ms: 35,
    rps: 26,
    repo: 'lab-gateway',
    hosts: ['lab-gw-1'],
    edge: {
      lang: 'python',
      style: 'jsonlogger',
      file: '/srv/lab_gateway/lab_gateway/client.py',
      paths: ['/match', '/samples'],
      words: { failed: 'sample not matched', handled: 'sample matched', chore: 'cron failed' },
      says: ['analyser 3 calibrates', 'sample queue is short', 'barcode read twice'],
    },
    calls: [{ to: 'lab-network' }],
    resource: 'GET /match',
  },
  {
    name: 'donor-app',
    ms: 40,
    rps: 22,
    repo: 'donor-app',
    hosts: ['donor-app-1', 'donor-app-2'],
    edge: {
      lang: 'java',
      style: 'logstash',
      file: 'eu.hemos.donor.SlotController',
      paths: ['/slots', '/slots/mine'],
      words: { failed: 'Slot not booked', handled: 'Slot booked', chore: 'Task failed' },
      says: ['push token replaced', 'questionnaire v7 loaded', 'map tile missing'],
    },
    calls: [{ to: 'appointments' }],
    resource: 'POST /slots',
  },
  {
    name: 'appointments',
    ms: 24,
    rps: 24,
    repo: 'appointments',
    hosts: ['appointments-1', 'appointments-2'],
    edge: {
      lang: 'go',
      style: 'zap',
      file: 'relay/relay.go:24',
      paths: ['/v1/slots', '/v1/donors'],
      words: { failed: 'slot not held', handled: 'slot held', chore: 'job failed' },
      says: ['bus of brno moved to thursday', 'slot given back', 'reminder batch ready'],
    },
    calls: [{ to: 'appointments-db' }],
    resource: 'PUT /v1/slots',
    extras: [{ metric: 'slots_waiting', base: 6, whole: true }],
  },
  { name: 'stock-db', ms: 7, rps: 40, store: true, resource: 'SELECT bags' },
  { name: 'appointments-db', ms: 6, rps: 30, store: true, resource: 'UPDATE slots' },
  { name: 'lab-network', ms: 60, rps: 24, store: true, resource: 'ASTM query' },
  { name: 'courier-api', ms: 70, rps: 12, store: true, resource: 'GET bluelight.example/eta' },
];

export const system = {
  key: 'bloodbank',
  language: 'kotlin',
  layout: 'polyrepo',
  project: 'HEM',
  env: 'prod',
  mail: 'hemos.example',
  major: 1,
  team: ['Katharina Moser', 'Ondřej Svoboda', 'Lukas Pichler', 'Tereza Králová', 'David Hofer'],
  flows: [36, 44],
  keep: [20, 6],
  traces: 26,
  chores: ['purgeSessions', 'syncCalendar', 'importFeed', 'rotateKeys'],
  style: {
    messages: 'ticket',
    commits: 'github',
    deployments: 'pipeline',
    metrics: 'records',
    metricNames: 'micrometer',
    traces: 'otlp',
    alert: 'alertmanager',
    logs: 'merged',
    version: 'date',
    map: 'pairs',
    gzip: ['traces'],
  },
  entry: 'hospital-portal',
  core: 'allocation',
  services,
  repos: {
    allocation: { service: 'allocation', image: 'eclipse-temurin:17-jre', files, work },
    hemokit: {
      service: 'hemokit',
      image: 'eclipse-temurin:17-jre',
      files: kitFiles,
      work: kitWork,
    },
  },
  programs: {
    allocation: {
      uses: ['hemokit'],
      libraryFolder: 'hemokit',
      driver: { 'app/OrderRoutes.kt': driver },
      build: [
        [
          'kotlinc',
          '-nowarn',
          '-jvm-target',
          '1.8',
          '-cp',
          '/usr/share/java/h2.jar',
          'src/main/kotlin',
          'hemokit/src/main/kotlin',
          'app',
          '-include-runtime',
          '-d',
          'allocation.jar',
        ],
      ],
      run: [
        'java',
        '-XX:TieredStopAtLevel=1',
        '-cp',
        'allocation.jar:/usr/share/java/h2.jar',
        'OrderRoutesKt',
      ],
      home: '/app/',
      paths: [
        [
          'OrderRoutesKt.main(OrderRoutes.kt',
          'eu.hemos.allocation.web.OrderRoutesKt.place(OrderRoutes.kt',
        ],
        [/\\n\\tat (?:eu\.hemos\.allocation\.web\.)?OrderRoutesKt\.main\(OrderRoutes\.kt\)/g, ''],
      ],
      json: true,
      isError: /"level":"ERROR"/,
    },
  },
  changes: [
    {
      type: 'config',
      name: 'portal.session-minutes',
      service: 'hospital-portal',
      before: '20',
      after: '30',
      by: 'lukas',
    },
    {
      type: 'feature_flag',
      name: 'donor-questionnaire-v7',
      service: 'donor-app',
      before: '20%',
      after: '100%',
      by: 'tereza',
    },
  ],
  good: (r) => order(r),
  faults: {
    zeroGroups: {
      kind: 'shared_library',
      repo: 'hemokit',
      m: 'Look groups up instead of searching for them',
      delay: 27,
      edits: [
        {
          f: 'src/main/kotlin/eu/hemos/kit/BloodGroup.kt',
          a: `        fun parse(text: String): BloodGroup {
            val label = text.trim().toUpperCase().replace('0', 'O')
            return values().firstOrNull { it.label == label } ?: throw IllegalArgumentException("'$text' is no blood group")
        }
`,
          b: `        private val byLabel = values().associateBy { it.label }

        fun parse(text: String): BloodGroup = byLabel.getValue(text.trim().toUpperCase())
`,
        },
        { f: 'build.gradle.kts', a: 'version = "4.2.0"', b: 'version = "4.3.0"' },
      ],
      bump: {
        m: 'hemokit 4.3.0',
        edits: [{ f: 'build.gradle.kts', a: 'hemokit:4.2.0', b: 'hemokit:4.3.0' }],
      },
      alsoBump: [
        {
          service: 'donor-app',
          m: 'hemokit 4.3.0',
          edits: [
            {
              f: 'pom.xml',
              a: '  </properties>',
              b: '    <hemokit.version>4.3.0</hemokit.version>\n  </properties>',
            },
          ],
        },
      ],
      company: [
        {
          m: 'Wards have a depot that is nearest',
          repo: 'allocation',
          at: -150,
          edits: [
            {
              f: `${root}/order/Wards.kt`,
              add: 'package eu.hemos.allocation.order\n\nprivate val NEAREST = mapOf("graz" to "G1", "linz" to "L1", "brno" to "B2", "wien" to "W3", "plzen" to "P1")\n\nfun nearestDepot(ward: String): String = NEAREST[ward.substringBefore(\'-\')] ?: "W3"\n',
            },
          ],
        },
        {
          m: 'Plasma is thawed before the courier comes',
          repo: 'allocation',
          at: -33,
          edits: [
            {
              f: `${root}/order/Thawing.kt`,
              add: 'package eu.hemos.allocation.order\n\n/** Minutes in the water bath. */\nfun thawingMinutes(product: String): Int = if (product == "plasma") 35 else 0\n',
            },
          ],
        },
      ],
      // some hospitals write the zero that the system is named after
      bad: (r) => order(r, { group: r.pick(['0-', '0+']) }),
      impact: [{ err: 0.23 }],
      priority: 'P1',
      gauges: [{ service: 'allocation', metric: 'orders_open', to: 71 }],
      errorType: 'java.util.NoSuchElementException',
      errorText: 'Key 0- is missing in the map.',
    },
    sortedShelf: {
      kind: 'race_condition',
      m: 'Sort the shelf when a bag arrives, not for every order',
      delay: 52,
      shape: 'growing',
      edits: [
        {
          f: `${root}/stock/Shelf.kt`,
          a: '        byProduct.getOrPut(bag.product) { ArrayList() }.add(bag)\n',
          b: '        val bags = byProduct.getOrPut(bag.product) { ArrayList() }\n        bags.add(bag)\n        bags.sortBy { it.drawnOn }\n',
        },
        {
          f: `${root}/stock/Shelf.kt`,
          a: 'byProduct[product].orEmpty().sortedBy { it.drawnOn }',
          b: 'byProduct[product].orEmpty()',
        },
      ],
      company: [
        {
          m: 'Bags that are older than the shelf life are not offered',
          at: -105,
          edits: [
            {
              f: `${root}/stock/Bag.kt`,
              a: 'data class Bag(',
              b: 'fun Bag.isFresh(today: LocalDate, days: Long): Boolean = drawnOn.plusDays(days) >= today\n\ndata class Bag(',
            },
          ],
        },
      ],
      bad: (r) =>
        order(r, {
          product: 'red-cells',
          group: 'AB+',
          labMs: r.int(4, 8),
          refusals: 14,
          van: true,
        }),
      impact: [{ err: 0.1 }],
      errorType: 'java.util.ConcurrentModificationException',
      errorText: 'ConcurrentModificationException',
      alertService: 'hospital-portal',
    },
    movingBags: {
      kind: 'sql_migration',
      m: 'Follow transports: planned, on the road, arrived',
      delay: 18,
      edits: [
        {
          f: 'src/main/resources/db/V5__transport_status.sql',
          add: raw`ALTER TABLE transports ADD COLUMN status VARCHAR(12) DEFAULT 'PLANNED' NOT NULL;
ALTER TABLE transports ADD COLUMN arrived_at TIMESTAMP;
`,
        },
        {
          f: `${root}/stock/Transports.kt`,
          add: raw`package eu.hemos.allocation.stock

import java.sql.Connection

class Transports(private val db: Connection) {
    fun arrived(bag: String): Int =
        db.prepareStatement("UPDATE transports SET status = 'ARRIVED', arrived_at = CURRENT_TIMESTAMP WHERE bag_number = ?").use {
            it.setString(1, bag)
            it.executeUpdate()
        }
}
`,
        },
      ],
      company: [
        {
          m: 'Plasma is thawed before the courier comes',
          repo: 'allocation',
          at: -33,
          edits: [
            {
              f: `${root}/order/Thawing.kt`,
              add: 'package eu.hemos.allocation.order\n\n/** Minutes in the water bath. */\nfun thawingMinutes(product: String): Int = if (product == "plasma") 35 else 0\n',
            },
          ],
        },
        {
          m: 'Emergencies: the same order at every attempt',
          at: -121,
          decoy: true,
          edits: [
            {
              f: `${root}/stock/Inventory.kt`,
              a: '    ORDER BY to_depot NULLS FIRST, drawn_on\n',
              b: '    ORDER BY to_depot NULLS FIRST, drawn_on, b.number\n',
            },
          ],
        },
      ],
      bad: (r) => order(r, { urgency: 'emergency' }),
      impact: [{ err: 0.17 }],
      priority: 'P1',
      errorType: 'org.h2.jdbc.JdbcSQLSyntaxErrorException',
      errorText: 'Ambiguous column name "STATUS"',
      alertService: 'allocation',
    },
    oneClient: {
      kind: 'timeout_changed',
      m: 'One HTTP client for everything',
      delay: 39,
      shape: 'growing',
      edits: [
        {
          f: `${root}/http/Http.kt`,
          add: raw`package eu.hemos.allocation.http

import eu.hemos.allocation.Settings
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import java.time.Duration

class Http(private val settings: Settings) {
    private val client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build()

    fun get(url: String): String {
        val request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofMillis(settings.long("http.timeout-ms"))).build()
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body()
    }
}
`,
        },
        {
          f: `${root}/lab/CrossMatch.kt`,
          add: raw`package eu.hemos.allocation.lab

import eu.hemos.allocation.Settings
import eu.hemos.allocation.http.Http

/** The laboratory holds a sample of the patient against one of the bag. */
class CrossMatch(private val settings: Settings) {
    private val http = Http(settings)

    fun isCompatible(bag: String, order: String): Boolean =
        http.get(settings.text("lab.url") + "/match?bag=" + bag + "&order=" + order) == "compatible"
}
`,
        },
        {
          f: `${root}/courier/Courier.kt`,
          a: raw`        val request = HttpRequest.newBuilder(URI.create(settings.text("courier.url") + "/eta?to=" + ward))
            .timeout(Duration.ofMillis(settings.long("courier.timeout-ms")))
            .build()
        return try {
            client.send(request, HttpResponse.BodyHandlers.ofString()).body().toInt()
`,
          b: raw`        return try {
            http.get(settings.text("courier.url") + "/eta?to=" + ward).toInt()
`,
        },
        {
          f: `${root}/courier/Courier.kt`,
          a: '    private val client = HttpClient.newHttpClient()\n',
          b: '    private val http = Http(settings)\n',
        },
        {
          f: `${root}/courier/Courier.kt`,
          a: 'import java.io.IOException\nimport java.net.URI\nimport java.net.http.HttpClient\nimport java.net.http.HttpRequest\nimport java.net.http.HttpResponse\nimport java.time.Duration\n',
          b: 'import eu.hemos.allocation.http.Http\nimport java.io.IOException\n',
        },
        {
          f: 'src/main/resources/application.properties',
          a: 'lab.timeout-ms=2500\n',
          b: 'http.timeout-ms=900\n',
        },
        { f: 'src/main/resources/application.properties', a: 'courier.timeout-ms=300\n', b: '' },
      ],
      company: [
        {
          m: 'Wards have a depot that is nearest',
          repo: 'allocation',
          at: -150,
          edits: [
            {
              f: `${root}/order/Wards.kt`,
              add: 'package eu.hemos.allocation.order\n\nprivate val NEAREST = mapOf("graz" to "G1", "linz" to "L1", "brno" to "B2", "wien" to "W3", "plzen" to "P1")\n\nfun nearestDepot(ward: String): String = NEAREST[ward.substringBefore(\'-\')] ?: "W3"\n',
            },
          ],
        },
        {
          m: 'Health page names the depot',
          at: -30,
          edits: [
            {
              f: `${root}/web/Health.kt`,
              add: 'package eu.hemos.allocation.web\n\ndata class Health(val depot: String, val isUp: Boolean) {\n    fun text(): String = depot + (if (isUp) " up" else " down")\n}\n',
            },
          ],
        },
      ],
      // rare antibodies take the laboratory longer
      bad: (r) => order(r, { labMs: r.int(1300, 1800) }),
      impact: [{ err: 0.15, addMs: 60 }],
      status: 504,
      errorType: 'java.net.http.HttpTimeoutException',
      errorText: 'request timed out',
      alertService: 'hospital-portal',
    },
    evening: {
      kind: 'traffic_surge',
      category: 'traffic_surge',
      service: 'appointments',
      entry: 'donor-app',
      silentCore: true,
      noBad: true,
      traffic: 7.2,
      trafficOn: ['donor-app', 'appointments', 'appointments-db'],
      shape: 'growing',
      alertAfter: 14,
      alsoFirst: ['appointments-db'],
      impact: [
        { service: 'appointments', timesMs: 5, err: 0.05 },
        { service: 'appointments-db', timesMs: 6 },
      ],
      cpu: { appointments: 2.7, 'appointments-db': 2.9, 'donor-app': 2.2 },
      gauges: [{ service: 'appointments', metric: 'slots_waiting', to: 410 }],
      events: [
        {
          reason: 'SuccessfulRescale',
          type: 'Normal',
          service: 'donor-app',
          message:
            'New size: 8; reason: cpu resource utilization (percentage of request) above target',
          after: 3,
          spread: 2,
        },
      ],
      says: [
        {
          service: 'appointments',
          level: 'warn',
          text: 'no connection to appointments-db free for 900 ms, 96 waiting',
          count: 11,
        },
      ],
      alertService: 'donor-app',
      story: 'the evening news ask for donors after an accident',
    },
    failover: {
      kind: 'self_healed',
      category: 'noise',
      verdict: 'no_code_change',
      service: 'allocation',
      silentCore: true,
      noBad: true,
      lasts: 3,
      alertAfter: 2,
      decision: ['MONITOR', 'IGNORE'],
      priority: 'P3',
      alsoFirst: ['stock-db'],
      impact: [{ service: 'stock-db', timesMs: 34, err: 0.012 }],
      says: [
        {
          service: 'hospital-portal',
          level: 'warn',
          text: 'allocation took 420 ms, spinner shown',
          count: 40,
        },
      ],
      events: [
        {
          reason: 'LeaderElected',
          type: 'Normal',
          service: 'stock-db',
          message: 'stock-db-1 was promoted, stock-db-0 follows; timeline 14',
          after: 1,
          spread: 1,
        },
      ],
      alertService: 'allocation',
      story: 'the database chose another leader and was slow for three minutes',
    },
  },
};
