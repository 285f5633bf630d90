/** Tolls of a motorway in Java: passages under gantries, tariffs, accounts in H2, receipts; logstash JSON. Portuguese team. */
const raw = String.raw;
const root = 'src/main/java/pt/litoral/passages';
const sql = 'src/main/resources/db';

const files = {
  'pom.xml': raw`<project>
  <artifactId>passages</artifactId>
  <properties>
    <maven.compiler.release>17</maven.compiler.release>
    <h2.version>2.1.214</h2.version>
    <logback.version>1.4.14</logback.version>
    <logstash-encoder.version>7.4</logstash-encoder.version>
    <micrometer.version>1.12.2</micrometer.version>
  </properties>
</project>
`,
  'src/main/resources/application.properties': raw`# passages
server.port=8080
server.shutdown=graceful
roadside.workers=8
roadside.batch-max=64
db.pool.size=12
db.pool.wait-ms=50
tariff.peak-hours=07:00-09:30,16:30-19:00
tariff.currency=EUR
receipt.series=A
`,
  [`${sql}/V1__accounts.sql`]: raw`CREATE TABLE accounts (
  tag VARCHAR(16) PRIMARY KEY,
  owner VARCHAR(60) NOT NULL,
  fleet VARCHAR(20),
  state VARCHAR(10) DEFAULT 'ACTIVE' NOT NULL
);
INSERT INTO accounts (tag, owner, fleet) VALUES
  ('PT-100', 'M. Azevedo', NULL), ('PT-101', 'R. Pinto', NULL), ('PT-102', 'T. Quintela', NULL),
  ('PT-103', 'H. Simas', NULL), ('PT-200', 'Frota Norte', 'FN'), ('PT-201', 'Frota Norte', 'FN'),
  ('PT-202', 'Trans Tejo', 'TT');
`,
  [`${sql}/V2__passages.sql`]: raw`CREATE TABLE passages (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tag VARCHAR(16) NOT NULL,
  gantry VARCHAR(8) NOT NULL,
  passed_at TIMESTAMP NOT NULL,
  cents INT NOT NULL
);
CREATE INDEX passages_by_tag ON passages (tag);
`,
  [`${sql}/V3__fleets.sql`]: raw`CREATE TABLE fleets (
  fleet VARCHAR(20) PRIMARY KEY,
  limit_cents BIGINT NOT NULL
);
INSERT INTO fleets VALUES ('FN', 90000000), ('TT', 40000000);
`,
  [`${root}/roadside/Passage.java`]: raw`package pt.litoral.passages.roadside;

import java.time.LocalDateTime;

/** One vehicle under one gantry. */
public record Passage(String tag, String gantry, int lane, VehicleClass vehicle, LocalDateTime at, int axles) {}
`,
  [`${root}/roadside/VehicleClass.java`]: raw`package pt.litoral.passages.roadside;

/** Classes as painted on the signs. */
public enum VehicleClass {
  MOTORCYCLE(50),
  CAR(100),
  VAN(175),
  LORRY(250);

  private final int percent;

  VehicleClass(int percent) {
    this.percent = percent;
  }

  public int of(int cents) {
    return cents * percent / 100;
  }

  public static VehicleClass byNumber(String number) {
    return values()[Integer.parseInt(number) - 1];
  }
}
`,
  [`${root}/roadside/PassageParser.java`]: raw`package pt.litoral.passages.roadside;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

/** Lines of the gantries: tag;gantry;lane;class;time;axles */
public final class PassageParser {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private PassageParser() {}

  public static Passage parse(String line) {
    String[] f = line.split(";", -1);
    if (f.length != 6) {
      throw new IllegalArgumentException("passage has " + f.length + " columns, expected 6");
    }
    return new Passage(
        f[0], f[1], Integer.parseInt(f[2]), VehicleClass.byNumber(f[3]), LocalDateTime.parse(f[4], TIME), Integer.parseInt(f[5]));
  }
}
`,
  [`${root}/tariff/PeakHours.java`]: raw`package pt.litoral.passages.tariff;

import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;

/** When driving costs more. */
public final class PeakHours {
  private record Span(LocalTime from, LocalTime to) {}

  private final List<Span> spans = new ArrayList<>();

  public PeakHours(String text) {
    for (String part : text.split(",")) {
      String[] ends = part.trim().split("-");
      spans.add(new Span(LocalTime.parse(ends[0]), LocalTime.parse(ends[1])));
    }
  }

  public boolean covers(LocalTime time) {
    for (Span span : spans) {
      if (!time.isBefore(span.from()) && time.isBefore(span.to())) return true;
    }
    return false;
  }
}
`,
  [`${root}/tariff/Line.java`]: raw`package pt.litoral.passages.tariff;

/** A line of a receipt. */
public record Line(String what, int cents) {
  public static int total(Iterable<Line> lines) {
    int sum = 0;
    for (Line line : lines) sum += line.cents();
    return sum;
  }
}
`,
  [`${root}/tariff/Gantries.java`]: raw`package pt.litoral.passages.tariff;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where the gantries stand and how long their sections are. */
public final class Gantries {
  private record Section(String gantry, int metres) {}

  private static final List<Section> SECTIONS =
      Stream.of("G-11:8200", "G-12:4100", "G-27:12600", "G-31:6900", "G-44:3300")
          .map(text -> text.split(":"))
          .map(pair -> new Section(pair[0], Integer.parseInt(pair[1])))
          .collect(Collectors.toList());

  private Gantries() {}

  public static int metres(String gantry) {
    for (Section section : SECTIONS) {
      if (section.gantry().equals(gantry)) return section.metres();
    }
    throw new IllegalArgumentException("gantry " + gantry + " is not on the map");
  }
}
`,
  [`${root}/tariff/Tariff.java`]: raw`package pt.litoral.passages.tariff;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pt.litoral.passages.roadside.Passage;

/** What a passage costs before anybody's discount. */
public final class Tariff {
  static final int CENTS_PER_KM = 11;

  private final PeakHours peak;

  public Tariff(PeakHours peak) {
    this.peak = peak;
  }

  public List<Line> lines(Passage passage) {
    int base = passage.vehicle().of(Gantries.metres(passage.gantry()) * CENTS_PER_KM / 1000);
    int axles = Math.max(0, passage.axles() - 3) * 15;
    int busy = peak.covers(passage.at().toLocalTime()) ? base / 5 : 0;
    return Stream.of(new Line("toll", base), new Line("axles", axles), new Line("peak", busy))
        .filter(line -> line.cents() > 0)
        .collect(Collectors.toList());
  }
}
`,
  [`${root}/accounts/Account.java`]: raw`package pt.litoral.passages.accounts;

/** Whoever a tag belongs to; private drivers have no fleet. */
public record Account(String tag, String owner, String fleet, int trips) {}
`,
  [`${root}/accounts/Discounts.java`]: raw`package pt.litoral.passages.accounts;

import java.util.List;
import pt.litoral.passages.tariff.Line;

/** Fleets and faithful drivers pay less. */
public final class Discounts {
  static final int FAITHFUL_TRIPS = 4000;

  private Discounts() {}

  public static List<Line> apply(Account account, List<Line> lines) {
    int total = Line.total(lines);
    if (account.fleet() != null) {
      lines.add(new Line("fleet " + account.fleet(), -total * 8 / 100));
    }
    if (account.trips() >= FAITHFUL_TRIPS) {
      lines.add(new Line("faithful", -total * 5 / 100));
    }
    return lines;
  }
}
`,
  [`${root}/accounts/Connections.java`]: raw`package pt.litoral.passages.accounts;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import pt.litoral.passages.Settings;

/** As many connections as the database grants us. */
public final class Connections {
  /** Work with a connection. */
  public interface Work<T> {
    T with(Connection connection) throws SQLException;
  }

  private final Supplier<Connection> source;
  private final int size;
  private final long waitMs;
  private final Semaphore free;

  public Connections(Supplier<Connection> source, Settings settings) {
    this.source = source;
    this.size = settings.number("db.pool.size");
    this.waitMs = settings.number("db.pool.wait-ms");
    this.free = new Semaphore(size, true);
  }

  public <T> T use(Work<T> work) {
    try {
      if (!free.tryAcquire(waitMs, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("no connection within " + waitMs + " ms, " + (size - free.availablePermits()) + " of " + size + " in use");
      }
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
    try (Connection connection = source.get()) {
      return work.with(connection);
    } catch (SQLException refused) {
      throw new StoreException(refused.getMessage().lines().findFirst().orElse("refused"), refused);
    } finally {
      free.release();
    }
  }
}
`,
  [`${root}/accounts/StoreException.java`]: raw`package pt.litoral.passages.accounts;

/** The database said no. */
public final class StoreException extends RuntimeException {
  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
`,
  [`${root}/accounts/AccountStore.java`]: raw`package pt.litoral.passages.accounts;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Timestamp;
import pt.litoral.passages.roadside.Passage;

/** Accounts and their passages. */
public final class AccountStore {
  private static final String FIND =
      "SELECT owner, fleet, (SELECT COUNT(*) FROM passages p WHERE p.tag = a.tag) AS trips FROM accounts a WHERE a.tag = ?";
  private static final String INSERT = "INSERT INTO passages (tag, gantry, passed_at, cents) VALUES (?, ?, ?, ?)";
  private static final String SPENT =
      "SELECT COALESCE(SUM(cents), 0) FROM passages p JOIN accounts a ON a.tag = p.tag WHERE fleet = ? AND state = 'ACTIVE'";

  private final Connections connections;

  public AccountStore(Connections connections) {
    this.connections = connections;
  }

  public Account find(String tag) {
    return connections.use(
        connection -> {
          try (PreparedStatement query = connection.prepareStatement(FIND)) {
            query.setString(1, tag);
            ResultSet row = query.executeQuery();
            if (!row.next()) return new Account(tag, "unknown", null, 0);
            return new Account(tag, row.getString("owner"), row.getString("fleet"), row.getInt("trips"));
          }
        });
  }

  public void record(Passage passage, int cents) {
    connections.use(
        connection -> {
          try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, passage.tag());
            insert.setString(2, passage.gantry());
            insert.setTimestamp(3, Timestamp.valueOf(passage.at()));
            insert.setInt(4, cents);
            return insert.executeUpdate();
          }
        });
  }

  /** Cents that a fleet's active vehicles have driven so far. */
  public long spent(String fleet) {
    return connections.use(
        connection -> {
          try (PreparedStatement query = connection.prepareStatement(SPENT)) {
            query.setString(1, fleet);
            ResultSet row = query.executeQuery();
            row.next();
            return row.getLong(1);
          }
        });
  }
}
`,
  [`${root}/receipts/Receipt.java`]: raw`package pt.litoral.passages.receipts;

/** What the driver gets, and the tax office after them. */
public record Receipt(String number, String text, String checksum) {}
`,
  [`${root}/receipts/Checksums.java`]: raw`package pt.litoral.passages.receipts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The tax office wants SHA-256 over the text. */
final class Checksums {
  private Checksums() {}

  static String of(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8))).substring(0, 16);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
`,
  [`${root}/receipts/ReceiptWriter.java`]: raw`package pt.litoral.passages.receipts;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import pt.litoral.passages.roadside.Passage;
import pt.litoral.passages.tariff.Line;

/** Numbers and words a receipt. */
public final class ReceiptWriter {
  private final String series;
  private final AtomicInteger last = new AtomicInteger(482_000);

  public ReceiptWriter(String series) {
    this.series = series;
  }

  public Receipt write(Passage passage, List<Line> lines) {
    StringBuilder text = new StringBuilder(passage.gantry()).append(' ').append(passage.at());
    for (Line line : lines) text.append('\n').append(line.what()).append(' ').append(line.cents());
    String number = series + "/" + last.incrementAndGet();
    return new Receipt(number, text.toString(), Checksums.of(text.toString()));
  }
}
`,
  [`${root}/receipts/ReceiptBook.java`]: raw`package pt.litoral.passages.receipts;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Append-only, checked again on the way in as the law asks. */
public final class ReceiptBook {
  private final Map<String, Receipt> pages = new ConcurrentHashMap<>();

  public void append(Receipt receipt) {
    if (!receipt.checksum().equals(Checksums.of(receipt.text()))) {
      throw new IllegalStateException("receipt " + receipt.number() + " does not verify");
    }
    pages.put(receipt.number(), receipt);
  }

  public int size() {
    return pages.size();
  }
}
`,
  [`${root}/Settings.java`]: raw`package pt.litoral.passages;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** application.properties, and above them what the settings service says. */
public final class Settings {
  private final Properties values = new Properties();

  public Settings(Path file, Map<String, String> remote) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      values.load(in);
    }
    values.putAll(remote);
  }

  public String text(String name) {
    String value = values.getProperty(name);
    if (value == null) throw new IllegalStateException("no setting " + name);
    return value;
  }

  public int number(String name) {
    return Integer.parseInt(text(name).trim());
  }
}
`,
  [`${root}/PassageService.java`]: raw`package pt.litoral.passages;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import pt.litoral.passages.accounts.Account;
import pt.litoral.passages.accounts.AccountStore;
import pt.litoral.passages.accounts.Discounts;
import pt.litoral.passages.receipts.Receipt;
import pt.litoral.passages.receipts.ReceiptBook;
import pt.litoral.passages.receipts.ReceiptWriter;
import pt.litoral.passages.roadside.Passage;
import pt.litoral.passages.roadside.PassageParser;
import pt.litoral.passages.tariff.Line;
import pt.litoral.passages.tariff.Tariff;

/** Takes passages in, one by one or as a gantry uploads them after its line was down. */
public final class PassageService {
  private final AccountStore accounts;
  private final Tariff tariff;
  private final ReceiptWriter writer;
  private final ReceiptBook book;
  private final ExecutorService workers;

  public PassageService(AccountStore accounts, Tariff tariff, ReceiptWriter writer, ReceiptBook book, int workers) {
    this.accounts = accounts;
    this.tariff = tariff;
    this.writer = writer;
    this.book = book;
    this.workers = Executors.newFixedThreadPool(workers);
  }

  public Receipt accept(String line) {
    Passage passage = PassageParser.parse(line);
    Account account = accounts.find(passage.tag());
    List<Line> lines = Discounts.apply(account, tariff.lines(passage));
    Receipt receipt = writer.write(passage, lines);
    book.append(receipt);
    accounts.record(passage, Line.total(lines));
    if (account.fleet() != null) accounts.spent(account.fleet());
    return receipt;
  }

  public int acceptAll(List<String> batch) throws Exception {
    List<Callable<Receipt>> calls = new ArrayList<>();
    for (String line : batch) calls.add(() -> accept(line));
    int done = 0;
    for (Future<Receipt> future : workers.invokeAll(calls)) {
      try {
        future.get();
        done++;
      } catch (ExecutionException failed) {
        if (failed.getCause() instanceof RuntimeException cause) throw cause;
        throw failed;
      }
    }
    return done;
  }

  public void stop() {
    workers.shutdownNow();
  }
}
`,
  'src/test/java/pt/litoral/passages/tariff/TariffTest.java': raw`package pt.litoral.passages.tariff;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalTime;
import org.junit.jupiter.api.Test;

class TariffTest {
  @Test
  void morningIsPeak() {
    assertTrue(new PeakHours("07:00-09:30").covers(LocalTime.of(8, 0)));
  }
}
`,
};

const work = [
  { m: 'logback 1.4.14 -> 1.5.6', edits: [{ f: 'pom.xml', a: '1.4.14', b: '1.5.6' }] },
  { m: 'Micrometer 1.12.5', edits: [{ f: 'pom.xml', a: '1.12.2', b: '1.12.5' }] },
  {
    m: 'Gantry batches may be larger',
    edits: [
      { f: 'src/main/resources/application.properties', a: 'batch-max=64', b: 'batch-max=96' },
    ],
  },
  {
    m: 'New gantry near Aveiro',
    edits: [
      { f: `${root}/tariff/Gantries.java`, a: '"G-44:3300")', b: '"G-44:3300", "G-45:5150")' },
    ],
  },
  {
    m: 'Document the vehicle classes',
    edits: [
      {
        f: `${root}/roadside/VehicleClass.java`,
        a: '/** Classes as painted on the signs. */',
        b: '/** Classes as painted on the signs, 1 to 4; motorcycles were added in 2023. */',
      },
    ],
  },
  {
    m: 'Receipts start with the series of this year',
    edits: [{ f: `${root}/receipts/ReceiptWriter.java`, a: '482_000', b: '500_000' }],
  },
  {
    m: 'Test that noon is cheap',
    edits: [
      {
        f: 'src/test/java/pt/litoral/passages/tariff/TariffTest.java',
        a: '  @Test\n  void morningIsPeak',
        b: '  @Test\n  void noonIsNot() {\n    assertTrue(!new PeakHours("07:00-09:30").covers(LocalTime.NOON));\n  }\n\n  @Test\n  void morningIsPeak',
      },
    ],
  },
  {
    m: 'Index passages by time for the monthly export',
    edits: [
      {
        f: `${sql}/V3_1__passages_by_time.sql`,
        add: 'CREATE INDEX passages_by_time ON passages (passed_at);\n',
      },
    ],
  },
  {
    m: 'ReceiptBook.size is for the dashboard',
    edits: [
      {
        f: `${root}/receipts/ReceiptBook.java`,
        a: '  public int size()',
        b: '  /** Shown on the dashboard. */\n  public int size()',
      },
    ],
  },
];

/** Everyday work that goes out beside other work. */
const everyday = {
  lane: {
    m: 'Print the lane on receipts',
    edits: [
      {
        f: `${root}/receipts/ReceiptWriter.java`,
        a: ".append(' ').append(passage.at());",
        b: '.append(\' \').append(passage.at()).append(" lane ").append(passage.lane());',
      },
    ],
  },
  axles: {
    m: 'Tariff: give the numbers for axles a name',
    edits: [
      {
        f: `${root}/tariff/Tariff.java`,
        a: 'passage.axles() - 3) * 15;',
        b: 'passage.axles() - FREE_AXLES) * CENTS_PER_AXLE;',
      },
      {
        f: `${root}/tariff/Tariff.java`,
        a: '  static final int CENTS_PER_KM = 11;\n',
        b: '  static final int CENTS_PER_KM = 11;\n  static final int CENTS_PER_AXLE = 15;\n  static final int FREE_AXLES = 3;\n',
      },
    ],
  },
  sized: {
    m: 'Size the list of calls up front',
    edits: [
      {
        f: `${root}/PassageService.java`,
        a: 'calls = new ArrayList<>();',
        b: 'calls = new ArrayList<>(batch.size());',
      },
    ],
  },
  strip: {
    m: 'Settings may have blanks around them',
    edits: [
      { f: `${root}/Settings.java`, a: '    return value;\n', b: '    return value.strip();\n' },
    ],
  },
  notes: {
    m: 'Export passages of a day for accounting',
    edits: [
      {
        f: `${root}/accounts/DayExport.java`,
        add: raw`package pt.litoral.passages.accounts;

import java.time.LocalDate;
import java.util.List;
import pt.litoral.passages.roadside.Passage;

/** What accounting reads in the morning: one line for each passage. */
public final class DayExport {
  private final LocalDate day;

  public DayExport(LocalDate day) {
    this.day = day;
  }

  public String lines(List<Passage> passages) {
    StringBuilder out = new StringBuilder("tag;gantry;time\n");
    for (Passage passage : passages) {
      if (!passage.at().toLocalDate().equals(day)) continue;
      out.append(passage.tag()).append(';').append(passage.gantry()).append(';').append(passage.at()).append('\n');
    }
    return out.toString();
  }
}
`,
      },
    ],
  },
};
const at = (minutes, work) => ({ ...work, at: minutes });

const driver = raw`import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import pt.litoral.passages.PassageService;
import pt.litoral.passages.Settings;
import pt.litoral.passages.accounts.AccountStore;
import pt.litoral.passages.accounts.Connections;
import pt.litoral.passages.receipts.ReceiptBook;
import pt.litoral.passages.receipts.ReceiptWriter;
import pt.litoral.passages.tariff.PeakHours;
import pt.litoral.passages.tariff.Tariff;

public class PassageController {
  static String quote(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "") + "\"";
  }

  static void say(String at, String level, String logger, String message, String trace, String stack) {
    System.out.println("{\"@timestamp\":\"" + at + "\",\"@version\":\"1\",\"message\":" + quote(message) + ",\"logger_name\":\"" + logger
        + "\",\"thread_name\":\"http-nio-8080-exec-" + (1 + trace.charAt(0) % 9) + "\",\"level\":\"" + level + "\",\"service\":\"passages\",\"traceId\":\"" + trace + "\""
        + (stack == null ? "" : ",\"stack_trace\":" + quote(stack)) + "}");
  }

  static PassageService open(Settings settings, String url, int slowMs) {
    Connections connections = new Connections(() -> {
      try {
        if (slowMs > 0) Thread.sleep(slowMs);
        return DriverManager.getConnection(url);
      } catch (Exception failed) {
        throw new IllegalStateException(failed);
      }
    }, settings);
    return new PassageService(new AccountStore(connections), new Tariff(new PeakHours(settings.text("tariff.peak-hours"))),
        new ReceiptWriter(settings.text("receipt.series")), new ReceiptBook(), settings.number("roadside.workers"));
  }

  static int post(PassageService service, String body) throws Exception {
    List<String> lines = List.of(body.split("\\|"));
    if (lines.size() > 1) return service.acceptAll(lines);
    service.accept(lines.get(0));
    return 1;
  }

  public static void main(String[] args) throws Exception {
    String url = "jdbc:h2:mem:tolls;DB_CLOSE_DELAY=-1";
    try (Connection connection = DriverManager.getConnection(url); Stream<Path> scripts = Files.list(Path.of("src/main/resources/db"))) {
      for (Path script : scripts.sorted().toList()) connection.createStatement().execute(Files.readString(script));
    }
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line; (line = in.readLine()) != null; ) {
      String[] f = line.split("\t");
      System.out.println("\u0001" + f[0]);
      String at = Instant.ofEpochMilli(Long.parseLong(f[1])).toString();
      PassageService service = null;
      try {
        Map<String, String> remote = new HashMap<>();
        if (!f[5].equals("-")) remote.put(f[5].split("=", 2)[0], f[5].split("=", 2)[1]);
        service = open(new Settings(Path.of("src/main/resources/application.properties"), remote), url, Integer.parseInt(f[4]));
        int done = 0;
        for (int n = f[3].contains("|") && f[4].equals("0") ? 160 : 1; n > 0; n--) done = post(service, f[3]);
        say(at, "INFO", "pt.litoral.passages.PassageController", done + " passage(s) of " + f[3].split(";")[1] + " booked", f[2], null);
      } catch (Throwable failed) {
        StringWriter text = new StringWriter();
        failed.printStackTrace(new PrintWriter(text));
        say(at, "ERROR", "pt.litoral.passages.PassageController", "upload of " + f[3].split(";")[1] + " refused: " + failed.getMessage(), f[2], text.toString());
      }
      if (service != null) service.stop();
      System.out.flush();
    }
  }
}
`;

const passage = (r, { tag, gantry, lane, klass, time, axles } = {}, flow) =>
  [
    tag ?? r.pick(['PT-100', 'PT-101', 'PT-102', 'PT-103', 'ES-771']),
    gantry ?? r.pick(['G-11', 'G-12', 'G-27', 'G-31', 'G-44']),
    lane ?? r.int(1, 3),
    klass ?? r.int(1, 4),
    `${new Date(flow.atMs - 40_000).toISOString().slice(0, 10)} ${time ?? new Date(flow.atMs - 40_000).toISOString().slice(11, 19)}`,
    axles ?? r.pick([2, 2, 2, 4, 5]),
  ].join(';');
const upload = (r, flow, { count = 1, slow = 0, settings = '-', ...one } = {}) => {
  const gantry = one.gantry ?? r.pick(['G-11', 'G-12', 'G-27', 'G-31', 'G-44']);
  return [
    Array.from({ length: count }, () => passage(r, { ...one, gantry }, flow)).join('|'),
    String(slow),
    settings,
  ];
};
const fleetTag = (r) => r.pick(['PT-200', 'PT-201', 'PT-202']);

let rolledOut = false;

export const system = {
  key: 'tollway',
  language: 'java',
  layout: 'polyrepo',
  project: 'TOLL',
  env: 'prd',
  mail: 'litoral.example',
  major: 5,
  team: ['Beatriz Antunes', 'Rui Carvalho', 'Inês Faria', 'Tomás Leal', 'Duarte Reis'],
  flows: [38, 46],
  keep: [20, 6],
  traces: 26,
  chores: ['purgeSessions', 'syncCalendar', 'rotateKeys', 'importFeed', 'sendDigest'],
  style: {
    messages: 'conventional',
    commits: 'flat',
    deployments: 'plain',
    metrics: 'records',
    metricNames: 'micrometer',
    traces: 'otel',
    alert: 'pager',
    logs: 'merged',
    version: 'semver',
    map: 'lists',
  },
  entry: 'roadside-gateway',
  core: 'passages',
  loud: 'roadside-gateway',
  services: [
    {
      name: 'roadside-gateway',
      ms: 9,
      rps: 170,
      repo: 'roadside-gateway',
      hosts: ['rsg-0', 'rsg-1', 'rsg-2'],
      node: 'lis-a1',
      edge: {
        lang: 'go',
        style: 'zap',
        file: 'relay/relay.go:24',
        paths: ['/uplink/passages', '/uplink/status'],
        words: { failed: 'uplink refused', handled: 'uplink accepted', answered: 'replied' },
        says: [
          'gantry G-12 reconnected after 4 s',
          'camera of G-27 lane 2 is dirty',
          'clock of G-44 was set by 80 ms',
        ],
      },
      calls: [{ to: 'passages' }],
      resource: 'POST /uplink/passages',
    },
    {
      name: 'passages',
      ms: 32,
      rps: 165,
      repo: 'passages',
      hosts: ['passages-6bd-k1', 'passages-6bd-k2', 'passages-6bd-k3'],
      node: 'lis-a2',
      memory: 520,
      calls: [{ to: 'accounts-db' }, { to: 'interop', share: 0.12 }],
      resource: 'POST /passages',
      extras: [
        { metric: 'hikaricp_connections_active', base: 3.1, whole: true },
        { metric: 'passages_uploads_waiting', base: 2, whole: true },
      ],
    },
    {
      name: 'interop',
      ms: 24,
      rps: 21,
      repo: 'interop',
      hosts: ['interop-0'],
      node: 'lis-a3',
      edge: {
        lang: 'python',
        style: 'jsonlogger',
        file: '/srv/interop/interop/client.py',
        paths: ['/foreign-tags', '/settlements'],
        words: { failed: 'foreign tag not settled', handled: 'foreign tag settled' },
        says: ['list of blocked tags has 118 entries', 'hub asked for a shorter page'],
      },
      calls: [{ to: 'european-hub' }],
      resource: 'POST /foreign-tags',
    },
    {
      name: 'driver-portal',
      ms: 41,
      rps: 38,
      repo: 'driver-portal',
      hosts: ['portal-0', 'portal-1'],
      node: 'lis-a1',
      edge: {
        lang: 'node',
        style: 'winston',
        file: '/app/src/server.js',
        paths: ['/receipts', '/vehicles'],
        words: { failed: 'page without receipts', handled: 'page shown' },
        says: ['language pt-BR falls back to pt', 'invoice pdf took 900 ms'],
      },
      calls: [
        { to: 'accounts-db', share: 0.9 },
        { to: 'passages', share: 0.2, soft: true },
      ],
      resource: 'GET /receipts',
    },
    {
      name: 'enforcement',
      ms: 66,
      rps: 6,
      repo: 'enforcement',
      hosts: ['enforcement-0'],
      node: 'lis-a3',
      edge: {
        lang: 'java',
        style: 'text',
        file: 'pt.litoral.enforcement.NoticeController',
        paths: ['/notices', '/plates'],
        words: { failed: 'Notice not sent', handled: 'Notice sent', chore: 'Job failed' },
        says: ['plate 4 of 6 was read by a person', 'letter shop closes at 17.00'],
      },
      calls: [{ to: 'plate-reader', share: 0.8 }, { to: 'accounts-db' }],
      resource: 'POST /notices',
    },
    { name: 'accounts-db', ms: 5, rps: 240, store: true, resource: 'SELECT accounts' },
    { name: 'european-hub', ms: 130, rps: 20, store: true, resource: 'POST hub.eets.example/v2' },
    { name: 'plate-reader', ms: 210, rps: 5, store: true, resource: 'POST plates.example/read' },
  ],
  repos: { passages: { service: 'passages', image: 'eclipse-temurin:17-jre', files, work } },
  programs: {
    passages: {
      driver: { 'app/PassageController.java': driver },
      build: [
        [
          'javac',
          '-g',
          '-encoding',
          'UTF-8',
          '-cp',
          '/usr/share/java/h2.jar',
          '-d',
          'out',
          '$(find',
          'src/main/java',
          'app',
          '-name',
          "'*.java')",
        ],
      ],
      run: [
        'java',
        '-XX:TieredStopAtLevel=1',
        '-Xmx96m',
        '-cp',
        'out:/usr/share/java/h2.jar',
        'PassageController',
      ],
      home: '/app/',
      paths: [['at PassageController.', 'at pt.litoral.passages.PassageController.']],
      isError: /"level":"ERROR"/,
      json: true,
    },
  },
  changes: [
    {
      type: 'config',
      name: 'roadside.keepalive-s',
      service: 'roadside-gateway',
      before: '20',
      after: '30',
      by: 'duarte.reis',
    },
    {
      type: 'feature_flag',
      name: 'portal.new-invoice-layout',
      service: 'driver-portal',
      before: '10%',
      after: '50%',
      by: 'ines.faria',
    },
  ],
  decoyChange: {
    id: 'set-4417',
    type: 'feature_flag',
    name: 'portal.vehicle-photos',
    service: 'driver-portal',
    before: 'off',
    after: 'on',
    by: 'ines.faria',
  },
  good: (r, flow) => upload(r, flow),
  faults: {
    oneDigest: {
      kind: 'race_condition',
      m: 'Receipts: fetch the digest once, getInstance shows up in profiles',
      delay: 74,
      edits: [
        {
          f: `${root}/receipts/Checksums.java`,
          a: raw`  private Checksums() {}

  static String of(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8))).substring(0, 16);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }
`,
          b: raw`  private static final MessageDigest SHA_256 = sha256();
  private static final HexFormat HEX = HexFormat.of();

  private Checksums() {}

  static String of(String text) {
    return HEX.formatHex(SHA_256.digest(text.getBytes(StandardCharsets.UTF_8))).substring(0, 16);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }
`,
        },
      ],
      company: [
        {
          m: 'Name both checksums when a receipt does not verify',
          at: -31,
          decoy: true,
          edits: [
            {
              f: `${root}/receipts/ReceiptBook.java`,
              a: raw`    if (!receipt.checksum().equals(Checksums.of(receipt.text()))) {
      throw new IllegalStateException("receipt " + receipt.number() + " does not verify");
    }`,
              b: raw`    String again = Checksums.of(receipt.text());
    if (!receipt.checksum().equals(again)) {
      throw new IllegalStateException(
          "receipt " + receipt.number() + " does not verify: " + receipt.checksum() + ", now " + again);
    }`,
            },
          ],
        },
        {
          m: 'Spell out the owner of unknown tags',
          at: -44,
          edits: [
            {
              f: `${root}/accounts/AccountStore.java`,
              a: 'new Account(tag, "unknown",',
              b: 'new Account(tag, "(unknown)",',
            },
          ],
        },
        at(-97, everyday.axles),
        at(-19, everyday.lane),
        at(21, everyday.notes),
      ],
      bad: (r, flow) => upload(r, flow, { count: 48 }),
      good: (r, flow) => upload(r, flow),
      impact: [{ err: 0.19 }],
      gauges: [{ service: 'passages', metric: 'passages_uploads_waiting', to: 41 }],
      says: [
        {
          service: 'roadside-gateway',
          level: 'info',
          text: 'G-27 is back, uploading 1920 passages in batches',
          count: 6,
        },
      ],
      errorType: 'java.lang.IllegalStateException',
      errorText: 'receipt does not verify',
    },
    plainLists: {
      kind: 'type_change',
      m: 'Use Stream.toList everywhere',
      delay: 9,
      edits: [
        {
          f: `${root}/tariff/Tariff.java`,
          a: '        .collect(Collectors.toList());',
          b: '        .toList();',
        },
        { f: `${root}/tariff/Tariff.java`, a: 'import java.util.stream.Collectors;\n', b: '' },
        {
          f: `${root}/tariff/Gantries.java`,
          a: '          .collect(Collectors.toList());',
          b: '          .toList();',
        },
        { f: `${root}/tariff/Gantries.java`, a: 'import java.util.stream.Collectors;\n', b: '' },
      ],
      company: [
        {
          m: 'Fleets get nine percent from January',
          at: -26,
          decoy: true,
          edits: [
            {
              f: `${root}/accounts/Discounts.java`,
              a: '      lines.add(new Line("fleet " + account.fleet(), -total * 8 / 100));',
              b: '      lines.add(new Line("fleet " + account.fleet(), -total * FLEET_PERCENT / 100));',
            },
            {
              f: `${root}/accounts/Discounts.java`,
              a: '  static final int FAITHFUL_TRIPS',
              b: '  static final int FLEET_PERCENT = 9;\n  static final int FAITHFUL_TRIPS',
            },
          ],
        },
        {
          m: 'Readme: how to load the sample accounts',
          at: -58,
          edits: [{ f: 'README.md', end: '\n## Sample accounts\n\nSee V1__accounts.sql.\n' }],
        },
        at(-92, everyday.notes),
        at(-47, everyday.lane),
      ],
      bad: (r, flow) => upload(r, flow, { tag: fleetTag(r) }),
      impact: [{ err: 0.27 }],
      priority: 'P1',
      errorType: 'java.lang.UnsupportedOperationException',
      errorText: 'null',
    },
    passageState: {
      kind: 'sql_migration',
      m: 'Passages can be disputed',
      delay: 61,
      edits: [
        {
          f: `${sql}/V4__disputes.sql`,
          add: raw`CREATE TABLE disputes (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  passage_id BIGINT NOT NULL REFERENCES passages (id),
  opened_on DATE DEFAULT CURRENT_DATE NOT NULL,
  reason VARCHAR(200)
);
ALTER TABLE passages ADD COLUMN state VARCHAR(10) DEFAULT 'BOOKED' NOT NULL;
`,
        },
        {
          f: `${root}/accounts/Dispute.java`,
          add: raw`package pt.litoral.passages.accounts;

import java.time.LocalDate;

/** A driver says it was not them. */
public record Dispute(long passageId, LocalDate openedOn, String reason) {}
`,
        },
      ],
      company: [
        {
          m: 'Shorter messages when the database refuses',
          at: -24,
          edits: [
            {
              f: `${root}/accounts/Connections.java`,
              a: 'findFirst().orElse("refused")',
              b: 'findFirst().orElse("refused").trim()',
            },
          ],
        },
        at(-88, everyday.strip),
        at(-41, everyday.notes),
      ],
      bad: (r, flow) => upload(r, flow, { tag: fleetTag(r) }),
      impact: [{ err: 0.23 }],
      errorType: 'pt.litoral.passages.accounts.StoreException',
      errorText: 'Ambiguous column name "STATE"',
    },
    fewerConnections: {
      kind: 'pool_limit_changed',
      m: 'Properties: one set of values for all stages',
      delay: 168,
      shape: 'growing',
      edits: [
        {
          f: 'src/main/resources/application.properties',
          a: 'server.shutdown=graceful\n',
          b: 'server.shutdown=graceful\nspring.jmx.enabled=false\n',
        },
        {
          f: 'src/main/resources/application.properties',
          a: 'db.pool.size=12\n',
          b: 'db.pool.size=4\n',
        },
        {
          f: 'src/main/resources/application.properties',
          a: 'tariff.currency=EUR\n',
          b: 'tariff.currency=EUR\nmanagement.endpoints.web.exposure.include=health,info,prometheus\n',
        },
        {
          f: 'src/main/resources/application-staging.properties',
          add: '# see application.properties\n',
        },
      ],
      company: [
        {
          m: 'Say how many connections are in use when none is left',
          at: -72,
          decoy: true,
          edits: [
            {
              f: `${root}/accounts/Connections.java`,
              a: '  public <T> T use(Work<T> work) {',
              b: '  public int inUse() {\n    return size - free.availablePermits();\n  }\n\n  public <T> T use(Work<T> work) {',
            },
            {
              f: `${root}/accounts/Connections.java`,
              a: '(size - free.availablePermits()) + " of "',
              b: 'inUse() + " of "',
            },
          ],
        },
        at(-101, everyday.sized),
        at(-66, everyday.strip),
        at(-23, everyday.axles),
      ],
      bad: (r, flow) => upload(r, flow, { count: 24, slow: r.int(65, 90) }),
      good: (r, flow) => upload(r, flow, { count: r.pick([1, 1, 1, 3]), slow: r.int(1, 8) }),
      impact: [{ err: 0.21, addMs: 46 }],
      gauges: [
        { service: 'passages', metric: 'hikaricp_connections_active', to: 4 },
        { service: 'passages', metric: 'passages_uploads_waiting', to: 63 },
      ],
      status: 503,
      errorType: 'java.lang.IllegalStateException',
      errorText: 'no connection within 50 ms, 4 of 4 in use',
      alertService: 'passages',
    },
    hubToken: {
      kind: 'expired_credential',
      category: 'expired_credential',
      service: 'interop',
      silentCore: true,
      edgeOrigin: '401',
      upstreamError: 'token_expired, client litoral-prd',
      outcome: '502',
      alsoFirst: ['european-hub'],
      impact: [{ service: 'interop', err: 0.93 }],
      status: 401,
      errorType: 'UpstreamFailed',
      errorText: 'european-hub returned 401: token_expired, client litoral-prd',
      alertService: 'interop',
      entry: 'roadside-gateway',
      story: 'nobody renewed the client of the European hub',
      company: [
        {
          m: 'Retry the hub with jitter',
          service: 'interop',
          at: -40,
          decoy: true,
          edits: [
            {
              f: 'interop/client.py',
              a: 'TIMEOUT = 4\n',
              b: 'TIMEOUT = 4\nRETRIES = 2\nJITTER = 0.3\n',
            },
          ],
        },
      ],
    },
    newFirmware: {
      kind: 'bad_input_data',
      category: 'bad_input_data',
      bad: (r, flow) => {
        rolledOut = true;
        return upload(r, flow, {
          gantry: r.pick(['G-31', 'G-44']),
          axles: r.pick(['2.0', '4.0', '5.0']),
        });
      },
      // flows come in their order: both gantries were fine until their new firmware
      good: (r, flow) =>
        upload(r, flow, rolledOut ? { gantry: r.pick(['G-11', 'G-12', 'G-27']) } : {}),
      impact: [{ err: 0.36 }],
      status: 400,
      errorType: 'java.lang.NumberFormatException',
      errorText: 'For input string: "2.0"',
      says: [
        {
          service: 'roadside-gateway',
          level: 'info',
          text: 'G-31 signed on with firmware 7.2.0, was 7.1.4',
          count: 1,
          before: true,
        },
        {
          service: 'roadside-gateway',
          level: 'info',
          text: 'G-44 signed on with firmware 7.2.0, was 7.1.4',
          count: 1,
          before: true,
        },
      ],
      alertService: 'passages',
      story: 'the maker of the gantries rolled out a firmware that counts axles with decimals',
      tempt: {
        m: 'Parser: trim what the gantries send',
        edits: [
          {
            f: `${root}/roadside/PassageParser.java`,
            a: 'Integer.parseInt(f[5]));',
            b: 'Integer.parseInt(f[5].trim()));',
          },
        ],
      },
    },
    summerPeak: {
      kind: 'config_change',
      category: 'configuration',
      delay: 2,
      change: {
        id: 'set-4502',
        type: 'config',
        name: 'tariff.peak-hours',
        service: 'passages',
        before: '07:00-09:30,16:30-19:00',
        after: '07:00-09:30;16:30-20:00',
        by: 'tariff-desk',
        note: 'longer evenings in summer',
      },
      bad: (r, flow) => upload(r, flow, { settings: 'tariff.peak-hours=07:00-09:30;16:30-20:00' }),
      good: (r, flow) => upload(r, flow),
      badAlways: true,
      impact: [{ err: 0.95 }],
      priority: 'P1',
      errorType: 'java.time.format.DateTimeParseException',
      errorText: "Text '09:30;16:30' could not be parsed, unparsed text found at index 5",
      tempt: {
        m: 'PeakHours: spans are a list of their own',
        edits: [
          {
            f: `${root}/tariff/PeakHours.java`,
            a: '    for (String part : text.split(",")) {\n      String[] ends = part.trim().split("-");\n',
            b: '    for (String part : text.split(",")) {\n      String[] ends = part.strip().split("-");\n',
          },
        ],
      },
    },
  },
};
