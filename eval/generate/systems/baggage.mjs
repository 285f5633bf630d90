/** Bags of an airport in Java: scans, chutes, controllers of the belts; Quarkus' text. Norwegian team. */
const raw = String.raw;
const root = 'src/main/java/aero/nordbag/sortation';
const files = {
  'pom.xml': raw`<project>
  <modelVersion>4.0.0</modelVersion>
  <artifactId>sortation</artifactId>
  <properties>
    <quarkus.platform.version>3.8.1</quarkus.platform.version>
    <micrometer.version>1.12.3</micrometer.version>
  </properties>
</project>
`,
  'src/main/resources/application.properties': raw`quarkus.http.port=8080
quarkus.log.console.format=%d{yyyy-MM-dd HH:mm:ss,SSS} %-5p [%c{3.}] (%t) %s%e%n
scan.dedupe-seconds=4
plc.host=plc-t2.belt.nordbag.example
plc.port=2001
plc.links=12
plc.wait-ms=150
plc.heartbeat-s=15
early.store-minutes=180
`,
  [`${root}/bsm/Bag.java`]: raw`package aero.nordbag.sortation.bsm;

import java.util.List;

/** What the departure control system said about one bag. */
public record Bag(
    String tag, String flight, String date, String cabin, List<String> onward, String passenger) {

  public boolean isTransfer() {
    return !onward.isEmpty();
  }
}
`,
  [`${root}/bsm/BsmParser.java`]: raw`package aero.nordbag.sortation.bsm;

import java.util.ArrayList;
import java.util.List;

/** Reads baggage source messages (RP 1745), as far as sorting needs them. */
public final class BsmParser {

  public Bag parse(String message) {
    String tag = null;
    String flight = null;
    String date = null;
    String cabin = "Y";
    String passenger = "";
    List<String> onward = new ArrayList<>();
    for (String line : message.split("\\|")) {
      String[] parts = line.split("/");
      switch (parts[0]) {
        case ".N" -> tag = parts[1].substring(0, 10);
        case ".F" -> {
          flight = parts[1];
          date = parts[2];
          if (parts.length > 4) cabin = parts[4];
        }
        case ".O" -> onward.add(parts[1] + parts[3]);
        case ".P" -> passenger = parts[1].substring(1);
        default -> {
          // versions, seats and weights are none of our business
        }
      }
    }
    return new Bag(tag, flight, date, cabin, onward, passenger);
  }
}
`,
  [`${root}/flights/Flight.java`]: raw`package aero.nordbag.sortation.flights;

/** A departure as the airport's database has it; std is UTC, four digits. */
public record Flight(String number, String std, String handler) {}
`,
  [`${root}/flights/FlightBoard.java`]: raw`package aero.nordbag.sortation.flights;

/** Departures of today and tomorrow. */
public interface FlightBoard {
  Flight find(String number);
}
`,
  [`${root}/flights/Departures.java`]: raw`package aero.nordbag.sortation.flights;

import java.text.ParseException;
import java.text.SimpleDateFormat;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.Locale;
import java.util.TimeZone;

/** How long a bag has until its flight leaves. */
public final class Departures {

  public long minutesUntil(String date, Flight flight, Instant now) {
    int year = now.atZone(ZoneOffset.UTC).getYear();
    try {
      SimpleDateFormat format = new SimpleDateFormat("ddMMMyyyy HHmm", Locale.ENGLISH);
      format.setTimeZone(TimeZone.getTimeZone("UTC"));
      Date leaves = format.parse(date + year + " " + flight.std());
      return (leaves.getTime() - now.toEpochMilli()) / 60_000;
    } catch (ParseException unreadable) {
      throw new IllegalArgumentException("departure of " + flight.number() + " is unreadable", unreadable);
    }
  }
}
`,
  [`${root}/chutes/Assignment.java`]: raw`package aero.nordbag.sortation.chutes;

/** Where a bag leaves the sorter, and why. */
public record Assignment(int chute, String reason) {}
`,
  [`${root}/chutes/ChuteTable.java`]: raw`package aero.nordbag.sortation.chutes;

import aero.nordbag.sortation.flights.Flight;
import java.util.HashMap;
import java.util.Map;

/** Which chute is open for which flight. */
public final class ChuteTable {
  /** Bags that nobody waits for. */
  public static final int OVERFLOW = 99;

  private final Map<String, Integer> byFlight = new HashMap<>();
  private final Map<String, Integer> byHandler = new HashMap<>();

  public ChuteTable() {
    byFlight.put("SK1463", 21);
    byFlight.put("DY620", 24);
    byFlight.put("LH861", 31);
    byHandler.put("SGH", 11);
    byHandler.put("AVI", 12);
  }

  public Integer chuteOf(Flight flight) {
    Integer chute = byFlight.get(flight.number());
    if (chute == null) {
      chute = byHandler.get(flight.handler());
    }
    return chute == null ? Integer.valueOf(OVERFLOW) : chute;
  }
}
`,
  [`${root}/chutes/ChuteLoad.java`]: raw`package aero.nordbag.sortation.chutes;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Bags per chute since the shift began. */
public final class ChuteLoad {
  private final Map<Integer, LongAdder> bags = new ConcurrentHashMap<>();

  public void count(int chute) {
    bags.computeIfAbsent(chute, key -> new LongAdder()).increment();
  }

  public long at(int chute) {
    LongAdder adder = bags.get(chute);
    return adder == null ? 0 : adder.sum();
  }
}
`,
  [`${root}/chutes/ChuteAssigner.java`]: raw`package aero.nordbag.sortation.chutes;

import aero.nordbag.sortation.Settings;
import aero.nordbag.sortation.bsm.Bag;
import aero.nordbag.sortation.early.EarlyStore;
import aero.nordbag.sortation.flights.Flight;

/** Decides where a bag goes. */
public final class ChuteAssigner {
  private static final int LATE_MINUTES = 12;
  private static final int LATE_CHUTE = 90;

  private final ChuteTable table;
  private final ChuteLoad load;
  private final EarlyStore early;
  private final Settings settings;

  public ChuteAssigner(ChuteTable table, ChuteLoad load, EarlyStore early, Settings settings) {
    this.table = table;
    this.load = load;
    this.early = early;
    this.settings = settings;
  }

  public Assignment assign(Bag bag, Flight flight, long minutesLeft) {
    if (minutesLeft > settings.number("early.store-minutes")) {
      return new Assignment(early.laneFor(bag), "early");
    }
    if (minutesLeft < LATE_MINUTES) {
      return new Assignment(LATE_CHUTE, "late");
    }
    int chute = table.chuteOf(flight);
    load.count(chute);
    return new Assignment(chute, bag.isTransfer() ? "transfer" : "local");
  }
}
`,
  [`${root}/early/EarlyStore.java`]: raw`package aero.nordbag.sortation.early;

import aero.nordbag.sortation.bsm.Bag;

/** Racks for bags that come hours before their flight; lanes are numbered from 201. */
public final class EarlyStore {
  private static final int FIRST = 201;
  private static final int COMMISSIONED = 5;

  private final boolean isBalancing;

  public EarlyStore(boolean isBalancing) {
    this.isBalancing = isBalancing;
  }

  public int laneFor(Bag bag) {
    int lane = isBalancing ? LaneBalancer.pick(bag.tag()) : FIRST;
    if (lane >= FIRST + COMMISSIONED) {
      throw new IllegalStateException("lane " + lane + " has no drive assigned");
    }
    return lane;
  }
}
`,
  [`${root}/early/LaneBalancer.java`]: raw`package aero.nordbag.sortation.early;

/** Spreads bags over the racks by the last digits of their tag. */
final class LaneBalancer {
  private static final int LANES = 8;

  private LaneBalancer() {}

  static int pick(String tag) {
    return 201 + Integer.parseInt(tag.substring(6)) % LANES;
  }
}
`,
  [`${root}/plc/PlcProfile.java`]: raw`package aero.nordbag.sortation.plc;

/** What the controllers of the belts understand. */
final class PlcProfile {
  static final byte START = 0x02;
  static final byte END = 0x03;
  static final int TAG_BYTES = 10;
  static final int FLIGHT_BYTES = 8;
  static final int NAME_BYTES = 20;
  static final int LEG_BYTES = 11;
  static final int TELEGRAM_BYTES = 128;

  private PlcProfile() {}
}
`,
  [`${root}/plc/Telegram.java`]: raw`package aero.nordbag.sortation.plc;

import aero.nordbag.sortation.bsm.Bag;
import aero.nordbag.sortation.chutes.Assignment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** One order to the belt: fixed fields, then the legs that follow. */
public final class Telegram {
  private Telegram() {}

  public static ByteBuffer encode(Bag bag, Assignment to) {
    ByteBuffer out = ByteBuffer.allocate(PlcProfile.TELEGRAM_BYTES);
    out.put(PlcProfile.START);
    text(out, bag.tag(), PlcProfile.TAG_BYTES);
    out.putShort((short) to.chute());
    text(out, bag.flight(), PlcProfile.FLIGHT_BYTES);
    text(out, bag.passenger(), PlcProfile.NAME_BYTES);
    out.put((byte) bag.onward().size());
    for (String leg : bag.onward()) {
      text(out, leg, PlcProfile.LEG_BYTES);
    }
    out.put(PlcProfile.END);
    return out.flip();
  }

  private static void text(ByteBuffer out, String value, int width) {
    byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
    for (int at = 0; at < width; at++) {
      out.put(at < bytes.length ? bytes[at] : (byte) ' ');
    }
  }
}
`,
  [`${root}/plc/Belt.java`]: raw`package aero.nordbag.sortation.plc;

import java.nio.ByteBuffer;

/** The wire to a controller. */
public interface Belt {
  void write(ByteBuffer telegram);
}
`,
  [`${root}/plc/PlcLinks.java`]: raw`package aero.nordbag.sortation.plc;

import aero.nordbag.sortation.Settings;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Controllers take a bounded number of sessions. */
public final class PlcLinks {
  private final Semaphore free;
  private final Belt belt;
  private final int waitMs;

  public PlcLinks(Settings settings, Belt belt) {
    this.free = new Semaphore(settings.number("plc.links"));
    this.belt = belt;
    this.waitMs = settings.number("plc.wait-ms");
  }

  public void send(ByteBuffer telegram) {
    try {
      if (!free.tryAcquire(waitMs, TimeUnit.MILLISECONDS)) {
        throw new PlcUnavailableException("no session to the belt within " + waitMs + " ms");
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new PlcUnavailableException("stopped");
    }
    try {
      belt.write(telegram);
    } finally {
      free.release();
    }
  }
}
`,
  [`${root}/plc/PlcUnavailableException.java`]: raw`package aero.nordbag.sortation.plc;

public class PlcUnavailableException extends RuntimeException {
  public PlcUnavailableException(String message) {
    super(message);
  }
}
`,
  [`${root}/Settings.java`]: raw`package aero.nordbag.sortation;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** All properties below src/main/resources. */
public final class Settings {
  private final Properties properties = new Properties();

  public Settings(Path folder) {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.properties")) {
      for (Path file : found) {
        try (Reader reader = Files.newBufferedReader(file)) {
          properties.load(reader);
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  public int number(String key) {
    return Integer.parseInt(properties.getProperty(key).trim());
  }
}
`,
  [`${root}/Sorter.java`]: raw`package aero.nordbag.sortation;

import aero.nordbag.sortation.bsm.Bag;
import aero.nordbag.sortation.bsm.BsmParser;
import aero.nordbag.sortation.chutes.Assignment;
import aero.nordbag.sortation.chutes.ChuteAssigner;
import aero.nordbag.sortation.flights.Departures;
import aero.nordbag.sortation.flights.Flight;
import aero.nordbag.sortation.flights.FlightBoard;
import aero.nordbag.sortation.plc.PlcLinks;
import aero.nordbag.sortation.plc.Telegram;
import java.time.Instant;

/** From a scan to an order to the belt. */
public final class Sorter {
  private final BsmParser parser = new BsmParser();
  private final Departures departures = new Departures();
  private final FlightBoard board;
  private final ChuteAssigner assigner;
  private final PlcLinks links;

  public Sorter(FlightBoard board, ChuteAssigner assigner, PlcLinks links) {
    this.board = board;
    this.assigner = assigner;
    this.links = links;
  }

  public Assignment sort(String message, Instant now) {
    Bag bag = parser.parse(message);
    Flight flight = board.find(bag.flight());
    long minutesLeft = departures.minutesUntil(bag.date(), flight, now);
    Assignment to = assigner.assign(bag, flight, minutesLeft);
    links.send(Telegram.encode(bag, to));
    return to;
  }
}
`,
  [`${root}/web/Journal.java`]: raw`package aero.nordbag.sortation.web;

/** Where the resource writes what happened. */
public interface Journal {
  void info(String text);

  void error(String text, Throwable failed);
}
`,
  [`${root}/web/ScanResource.java`]: raw`package aero.nordbag.sortation.web;

import aero.nordbag.sortation.Sorter;
import aero.nordbag.sortation.chutes.Assignment;
import java.time.Instant;

/** POST /scans, from every read point of the hall. */
public final class ScanResource {
  private final Sorter sorter;
  private final Journal journal;

  public ScanResource(Sorter sorter, Journal journal) {
    this.sorter = sorter;
    this.journal = journal;
  }

  public void scan(String readPoint, String message, Instant at) {
    try {
      Assignment to = sorter.sort(message, at);
      journal.info(readPoint + ": bag to " + to.chute() + " (" + to.reason() + ")");
    } catch (RuntimeException failed) {
      journal.error(readPoint + ": bag goes around once more", failed);
    }
  }
}
`,
  'src/test/java/aero/nordbag/sortation/chutes/ChuteTableTest.java': raw`package aero.nordbag.sortation.chutes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import aero.nordbag.sortation.flights.Flight;
import org.junit.jupiter.api.Test;

class ChuteTableTest {
  @Test
  void prefersTheFlight() {
    assertEquals(21, new ChuteTable().chuteOf(new Flight("SK1463", "1010", "SGH")));
  }

  @Test
  void fallsBackToTheHandler() {
    assertEquals(12, new ChuteTable().chuteOf(new Flight("DY999", "1010", "AVI")));
  }
}
`,
};
const work = [
  {
    m: 'Quarkus 3.8.2',
    edits: [{ f: 'pom.xml', a: 'version>3.8.1<', b: 'version>3.8.2<' }],
  },
  {
    m: 'Chute for the new ground handler',
    edits: [
      {
        f: `${root}/chutes/ChuteTable.java`,
        a: '    byHandler.put("AVI", 12);\n',
        b: '    byHandler.put("AVI", 12);\n    byHandler.put("MEN", 14);\n',
      },
    ],
  },
  {
    m: 'A bag is late two minutes sooner',
    edits: [
      {
        f: `${root}/chutes/ChuteAssigner.java`,
        a: 'LATE_MINUTES = 12',
        b: 'LATE_MINUTES = 14',
      },
    ],
  },
  {
    m: 'Accept flight numbers in small letters',
    edits: [
      {
        f: `${root}/bsm/BsmParser.java`,
        a: '          flight = parts[1];\n',
        b: '          flight = parts[1].toUpperCase(java.util.Locale.ROOT);\n',
      },
    ],
  },
  {
    m: 'Which chute is the busiest',
    edits: [
      {
        f: `${root}/chutes/ChuteLoad.java`,
        a: '  public long at(int chute) {',
        b: raw`  public int busiest() {
    return bags.entrySet().stream()
        .max(java.util.Comparator.comparingLong(one -> one.getValue().sum()))
        .map(Map.Entry::getKey)
        .orElse(ChuteTable.OVERFLOW);
  }

  public long at(int chute) {`,
      },
    ],
  },
  {
    m: 'Do not take the same scan twice within six seconds',
    edits: [
      {
        f: 'src/main/resources/application.properties',
        a: 'scan.dedupe-seconds=4',
        b: 'scan.dedupe-seconds=6',
      },
    ],
  },
  {
    m: 'Say the reason before the chute',
    edits: [
      {
        f: `${root}/web/ScanResource.java`,
        a: '": bag to " + to.chute() + " (" + to.reason() + ")"',
        b: '": " + to.reason() + " bag to " + to.chute()',
      },
    ],
  },
  {
    m: 'Micrometer 1.12.4',
    edits: [{ f: 'pom.xml', a: '<micrometer.version>1.12.3<', b: '<micrometer.version>1.12.4<' }],
  },
  {
    m: 'Test transfers',
    edits: [
      {
        f: 'src/test/java/aero/nordbag/sortation/bsm/BagTest.java',
        add: raw`package aero.nordbag.sortation.bsm;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class BagTest {
  @Test
  void isTransferWhenALegFollows() {
    assertTrue(new Bag("0117000001", "SK1463", "07MAR", "Y", List.of("LH861FRA"), "LIE").isTransfer());
  }
}
`,
      },
    ],
  },
];
const driver = raw`import aero.nordbag.sortation.Settings;
import aero.nordbag.sortation.Sorter;
import aero.nordbag.sortation.chutes.ChuteAssigner;
import aero.nordbag.sortation.chutes.ChuteLoad;
import aero.nordbag.sortation.chutes.ChuteTable;
import aero.nordbag.sortation.early.EarlyStore;
import aero.nordbag.sortation.flights.Flight;
import aero.nordbag.sortation.flights.FlightBoard;
import aero.nordbag.sortation.plc.Belt;
import aero.nordbag.sortation.plc.PlcLinks;
import aero.nordbag.sortation.web.Journal;
import aero.nordbag.sortation.web.ScanResource;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

public class Application {
  static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss,SSS").withZone(ZoneOffset.UTC);

  public static void main(String[] args) throws Exception {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line; (line = in.readLine()) != null; ) {
      String[] f = line.split("\t");
      System.out.println("\u0001" + f[0]);
      Instant at = Instant.ofEpochMilli(Long.parseLong(f[1]));
      String thread = "executor-thread-" + (Integer.parseInt(f[0]) % 9 + 1);
      int crowd = Integer.parseInt(f[7]);
      int rounds = Integer.parseInt(f[8]);
      int beltMs = Integer.parseInt(f[9]);
      AtomicBoolean failedOnce = new AtomicBoolean();
      AtomicBoolean workedOnce = new AtomicBoolean();
      Journal journal = new Journal() {
        private void say(String level, String text) {
          System.out.println(STAMP.format(at) + " " + level + " [aer.nor.sor.web.ScanResource] (" + thread + ") traceId=" + f[2] + " " + text);
        }

        public void info(String text) {
          if (!failedOnce.get() && !workedOnce.getAndSet(true) && crowd == 1) say("INFO ", text);
        }

        public void error(String text, Throwable failed) {
          if (failedOnce.getAndSet(true)) return;
          StringWriter stack = new StringWriter();
          failed.printStackTrace(new PrintWriter(stack));
          say("ERROR", text + ": " + stack.toString().stripTrailing());
        }
      };
      Settings settings = new Settings(Path.of("src/main/resources"));
      FlightBoard board = number -> new Flight(number, f[5], f[6]);
      Belt belt = telegram -> {
        if (beltMs == 0) return;
        try {
          Thread.sleep(beltMs);
        } catch (InterruptedException ignored) {
          Thread.currentThread().interrupt();
        }
      };
      EarlyStore early = new EarlyStore(f[10].equals("on"));
      Sorter sorter = new Sorter(board, new ChuteAssigner(new ChuteTable(), new ChuteLoad(), early, settings), new PlcLinks(settings, belt));
      ScanResource resource = new ScanResource(sorter, journal);
      Thread[] others = new Thread[crowd];
      CountDownLatch go = new CountDownLatch(1);
      for (int n = 0; n < crowd; n++) {
        others[n] = new Thread(() -> {
          try {
            go.await();
          } catch (InterruptedException ignored) {
            return;
          }
          for (int round = 0; round < rounds && !failedOnce.get(); round++) resource.scan(f[3], f[4], at);
        });
      }
      for (Thread other : others) other.start();
      go.countDown();
      for (Thread other : others) other.join();
      if (crowd > 1 && !failedOnce.get()) System.out.println(STAMP.format(at) + " INFO  [aer.nor.sor.web.ScanResource] (" + thread + ") traceId=" + f[2] + " " + f[3] + ": local bag to 21");
      System.out.flush();
    }
  }
}
`;
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
/** A scan some time before the flight leaves. */
const scan = (
  r,
  flow,
  { flight, handler, inMinutes, legs, crowd, rounds, beltMs, flag, tag } = {},
) => {
  const leaves = new Date(flow.atMs + (inMinutes ?? r.int(25, 170)) * 60_000);
  const two = (n) => String(n).padStart(2, '0');
  const date = `${two(leaves.getUTCDate())}${MONTHS[leaves.getUTCMonth()]}`;
  const number = flight ?? r.pick(['SK1463', 'DY620', 'LH861', 'SK4027', 'DY1318']);
  const plate = tag ?? `0${r.pick(['117', '328', '220'])}${r.int(100000, 999999)}`;
  return [
    r.pick(['RP-01', 'RP-02', 'RP-07', 'RP-11', 'RP-14']),
    [
      '.V/1LOSL',
      `.F/${number}/${date}/${r.pick(['CPH', 'BGO', 'MUC', 'TRD'])}/${r.pick(['Y', 'Y', 'C'])}`,
      ...Array.from(
        { length: legs ?? r.pick([0, 0, 0, 1]) },
        (_, at) =>
          `.O/${['LH829', 'UA8861', 'TG923', 'NH204'][at]}/${date}/${['FRA', 'ORD', 'BKK', 'HND'][at]}/Y`,
      ),
      `.N/${plate}001`,
      `.P/1${r.pick(['ANDERSSON', 'HAUGEN', 'KOWALSKI', 'DE VRIES', 'NGUYEN', 'BAKKE'])}`,
    ].join('|'),
    `${two(leaves.getUTCHours())}${two(leaves.getUTCMinutes())}`,
    handler ?? r.pick(['SGH', 'AVI']),
    String(crowd ?? 1),
    String(rounds ?? 1),
    String(beltMs ?? 0),
    flag ?? 'off',
  ];
};

export const system = {
  key: 'baggage',
  language: 'java',
  layout: 'polyrepo',
  project: 'BAG',
  env: 'prod',
  mail: 'nordbag.example',
  major: 6,
  team: ['Ingrid Solberg', 'Tomasz Nowak', 'Henrik Dahl', 'Aisha Karim', 'Jonas Lie'],
  flows: [38, 46],
  keep: [18, 5],
  traces: 26,
  chores: ['purgeSessions', 'syncCalendar', 'exportReport', 'rotateKeys', 'importFeed'],
  style: {
    messages: 'bracket',
    commits: 'byRepo',
    deployments: 'plain',
    metrics: 'moments',
    metricNames: 'prometheus',
    traces: 'jaeger',
    alert: 'pager',
    logs: 'docker',
    version: 'semver',
    map: 'graph',
    events: 'kubectl',
    gzip: ['metrics', 'traces'],
  },
  entry: 'scan-gateway',
  core: 'sortation',
  loud: 'scan-gateway',
  services: [
    {
      name: 'scan-gateway',
      ms: 9,
      rps: 130,
      repo: 'scan-gateway',
      hosts: ['scan-gateway-84d-1', 'scan-gateway-84d-2'],
      node: 't2-node-1',
      edge: {
        lang: 'go',
        style: 'zap',
        file: 'relay/relay.go:24',
        paths: ['/scans', '/scans/manual'],
        words: { failed: 'scan was not taken', handled: 'scan taken', answered: 'replied' },
        says: ['read point RP-09 cleaned its lens', 'no-read rate 1.4%', 'belt 3 paused by hand'],
      },
      calls: [{ to: 'sortation' }],
      resource: 'POST /scans',
    },
    {
      name: 'sortation',
      ms: 22,
      rps: 126,
      repo: 'sortation',
      hosts: ['sortation-6b9-k', 'sortation-6b9-t'],
      node: 't2-node-3',
      memory: 420,
      calls: [
        { to: 'flight-board', share: 0.5, soft: true },
        { to: 'bags-db' },
        { to: 'belt-plc', share: 0.9 },
      ],
      resource: 'POST /sort',
      extras: [
        { metric: 'plc_sessions_waiting', base: 0.6, whole: true },
        { metric: 'bags_recirculating', base: 5, whole: true },
      ],
    },
    {
      name: 'flight-board',
      ms: 14,
      rps: 70,
      repo: 'flight-board',
      hosts: ['flight-board-5c-a'],
      node: 't2-node-2',
      edge: {
        lang: 'python',
        style: 'structlog',
        file: '/app/flight_board/flight_board/client.py',
        paths: ['/departures', '/departures/next'],
        words: { failed: 'departures_not_read', handled: 'departures_read', chore: 'job_failed' },
        says: ['stand changed for three flights', 'estimate later than last estimate'],
      },
      calls: [{ to: 'aodb' }],
      resource: 'GET /departures',
    },
    {
      name: 'crew-tablet',
      ms: 26,
      rps: 34,
      repo: 'crew-tablet',
      hosts: ['crew-tablet-77-x'],
      node: 't2-node-2',
      edge: {
        lang: 'java',
        style: 'text',
        file: 'aero.nordbag.tablet.LoadSheetResource',
        paths: ['/load-sheets', '/load-sheets/open'],
        words: { failed: 'Load sheet not shown', handled: 'Load sheet shown', chore: 'Job failed' },
        says: ['Tablet 12 has old maps', 'Shift change at pier B', 'Offline changes merged'],
      },
      calls: [{ to: 'flight-board' }, { to: 'sortation', share: 0.3 }],
      resource: 'GET /load-sheets',
    },
    {
      name: 'xray-archive',
      ms: 60,
      rps: 22,
      repo: 'xray-archive',
      hosts: ['xray-archive-0'],
      node: 't2-node-3',
      memory: 900,
      cpu: 24,
      edge: {
        lang: 'node',
        style: 'pino',
        code: 'handlers',
        file: '/app/lib/app.mjs',
        paths: ['/images', '/images/level-2'],
        words: { failed: 'image not kept', handled: 'image kept', answered: 'gave' },
        says: ['image recompressed', 'operator asked for level 3', 'retention moved 812 images'],
      },
      calls: [{ to: 'image-store' }],
      resource: 'PUT /images',
    },
    { name: 'bags-db', ms: 3, rps: 128, store: true, node: 't2-node-2', resource: 'INSERT events' },
    { name: 'belt-plc', ms: 6, rps: 112, store: true, resource: 'telegram' },
    { name: 'image-store', ms: 30, rps: 22, store: true, resource: 'PUT object' },
    { name: 'aodb', ms: 75, rps: 66, store: true, resource: 'GET aodb.airport.example/flights' },
  ],
  repos: { sortation: { service: 'sortation', image: 'eclipse-temurin:17-jre', files, work } },
  programs: {
    sortation: {
      driver: { 'app/Application.java': driver },
      build: [
        ['mkdir', '-p', 'out'],
        ['javac', '-g', '-d', 'out', '$(find', 'src/main', 'app', '-name', "'*.java')"],
      ],
      run: ['java', '-XX:TieredStopAtLevel=1', '-Xmx64m', '-cp', 'out', 'Application'],
      home: '/deployments/',
      paths: [
        [
          /at Application\.lambda\$main\$\d\(Application\.java:\d+\)/g,
          'at aero.nordbag.sortation.web.ScanResource_ClientProxy.scan(Unknown Source)',
        ],
      ],
      isError: / ERROR /,
    },
  },
  changes: [
    {
      type: 'config',
      name: 'scan-gateway.no_read_alarm_percent',
      service: 'scan-gateway',
      before: '2.0',
      after: '2.5',
      by: 'henrik',
    },
    {
      type: 'feature_flag',
      name: 'crew-tablet.night-colours',
      service: 'crew-tablet',
      before: 'off',
      after: 'on',
      by: 'aisha',
    },
  ],
  decoyChange: {
    id: 'unl-5521',
    type: 'feature_flag',
    name: 'scan-gateway.manual-coding-hints',
    service: 'scan-gateway',
    before: 'off',
    after: 'on',
    by: 'jonas',
  },
  good: (r, flow) => scan(r, flow),
  faults: {
    charter: {
      kind: 'null_dereference',
      m: 'Simplify the chute lookup',
      delay: 26,
      edits: [
        {
          f: `${root}/chutes/ChuteTable.java`,
          a: raw`    Integer chute = byFlight.get(flight.number());
    if (chute == null) {
      chute = byHandler.get(flight.handler());
    }
    return chute == null ? Integer.valueOf(OVERFLOW) : chute;
`,
          b: raw`    return byFlight.getOrDefault(flight.number(), byHandler.get(flight.handler()));
`,
        },
        {
          f: 'src/test/java/aero/nordbag/sortation/chutes/ChuteTableTest.java',
          a: '  @Test\n  void fallsBackToTheHandler() {',
          b: raw`  @Test
  void prefersTheFlightWithoutHandler() {
    assertEquals(24, new ChuteTable().chuteOf(new Flight("DY620", "1010", "-")));
  }

  @Test
  void fallsBackToTheHandler() {`,
        },
      ],
      bad: (r, flow) => scan(r, flow, { flight: r.pick(['TB7710', 'X3 402']), handler: 'XPO' }),
      impact: [{ err: 0.17 }],
      gauges: [{ service: 'sortation', metric: 'bags_recirculating', to: 64 }],
      errorType: 'java.lang.NullPointerException',
      errorText:
        'Cannot invoke "java.lang.Integer.intValue()" because the return value of "aero.nordbag.sortation.chutes.ChuteTable.chuteOf(aero.nordbag.sortation.flights.Flight)" is null',
      tempt: {
        m: 'ChuteAssigner: only count chutes that have a value',
        edits: [
          {
            f: `${root}/chutes/ChuteAssigner.java`,
            a: '    load.count(chute);\n',
            b: '    if (chute != ChuteTable.OVERFLOW) {\n      load.count(chute);\n    }\n',
          },
        ],
      },
    },
    sharedFormat: {
      kind: 'race_condition',
      m: 'Fewer allocations on the scan path',
      delay: 47,
      shape: 'growing',
      edits: [
        {
          f: `${root}/flights/Departures.java`,
          a: raw`public final class Departures {

`,
          b: raw`public final class Departures {
  private static final SimpleDateFormat FORMAT = new SimpleDateFormat("ddMMMyyyy HHmm", Locale.ENGLISH);

  static {
    FORMAT.setTimeZone(TimeZone.getTimeZone("UTC"));
  }

`,
        },
        {
          f: `${root}/flights/Departures.java`,
          a: raw`      SimpleDateFormat format = new SimpleDateFormat("ddMMMyyyy HHmm", Locale.ENGLISH);
      format.setTimeZone(TimeZone.getTimeZone("UTC"));
      Date leaves = format.parse(`,
          b: raw`      Date leaves = FORMAT.parse(`,
        },
        {
          f: `${root}/bsm/BsmParser.java`,
          a: 'new ArrayList<>();',
          b: 'new ArrayList<>(2);',
        },
        {
          f: `${root}/plc/Telegram.java`,
          a: "    byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);\n    for (int at = 0; at < width; at++) {\n      out.put(at < bytes.length ? bytes[at] : (byte) ' ');\n    }\n",
          b: "    int length = value.length();\n    for (int at = 0; at < width; at++) {\n      out.put(at < length ? (byte) value.charAt(at) : (byte) ' ');\n    }\n",
        },
        {
          f: `${root}/plc/Telegram.java`,
          a: 'import java.nio.charset.StandardCharsets;\n',
          b: '',
        },
      ],
      bad: (r, flow) => scan(r, flow, { crowd: 8, rounds: 25000 }),
      impact: [{ err: 0.08 }],
      gauges: [{ service: 'sortation', metric: 'bags_recirculating', to: 37 }],
      errorType: 'java.lang.NumberFormatException',
      errorText: 'multiple points',
      tempt: {
        m: 'Tell apart unreadable dates and unreadable times',
        edits: [
          {
            f: `${root}/flights/Departures.java`,
            a: '"departure of " + flight.number() + " is unreadable"',
            b: '"departure of " + flight.number() + " is unreadable: " + date + " " + flight.std()',
          },
        ],
      },
    },
    beltSessions: {
      kind: 'pool_limit_changed',
      m: 'Keep settings of the PLC in a file of their own',
      delay: 94,
      shape: 'growing',
      traffic: 1.3,
      edits: [
        {
          f: 'src/main/resources/application.properties',
          a: raw`plc.host=plc-t2.belt.nordbag.example
plc.port=2001
plc.links=12
plc.wait-ms=150
plc.heartbeat-s=15
`,
          b: '',
        },
        {
          f: 'src/main/resources/plc.properties',
          add: raw`# controllers of the belts
plc.heartbeat-s=15
plc.host=plc-t2.belt.nordbag.example
plc.links=2
plc.port=2001
plc.wait-ms=150
`,
        },
        {
          f: 'docs/settings.md',
          add: '# Settings\n\nEvery `*.properties` below `src/main/resources` is read. The belts have `plc.properties`,\nwhich the workshop may change without us.\n',
        },
      ],
      bad: (r, flow) => scan(r, flow, { crowd: 8, beltMs: r.int(90, 130) }),
      good: (r, flow) => scan(r, flow, { beltMs: r.int(0, 5) }),
      impact: [{ err: 0.24, addMs: 90 }],
      gauges: [
        { service: 'sortation', metric: 'plc_sessions_waiting', to: 17 },
        { service: 'sortation', metric: 'bags_recirculating', to: 120 },
      ],
      status: 503,
      errorType: 'aero.nordbag.sortation.plc.PlcUnavailableException',
      errorText: 'no session to the belt within 150 ms',
      priority: 'P1',
      tempt: {
        m: 'Word what happens when no session can be had',
        edits: [
          {
            f: `${root}/plc/PlcLinks.java`,
            a: '/** Controllers take a bounded number of sessions. */',
            b: '/** Controllers take a bounded number of sessions; a bag without one goes around once more. */',
          },
          {
            f: `${root}/plc/PlcLinks.java`,
            a: 'throw new PlcUnavailableException("stopped");',
            b: 'throw new PlcUnavailableException("stopped while waiting for a session");',
          },
        ],
      },
    },
    longJourneys: {
      kind: 'limit_changed',
      m: 'Profile of the S7-1500 controllers',
      delay: 205,
      edits: [
        {
          f: `${root}/plc/PlcProfile.java`,
          a: raw`  static final int TELEGRAM_BYTES = 128;
`,
          b: raw`  static final int TELEGRAM_BYTES = 64;
`,
        },
        {
          f: `${root}/plc/PlcProfile.java`,
          a: '/** What the controllers of the belts understand. */',
          b: '/** What the controllers of the belts understand (S7-1500, firmware 2.9, data block 41). */',
        },
        {
          f: 'docs/controllers.md',
          add: '# Controllers\n\nTerminal 2 has S7-1500 since the refit, terminal 1 follows in summer. Telegrams go to data block 41.\n',
        },
        {
          f: 'src/main/resources/application.properties',
          a: 'plc.heartbeat-s=15',
          b: 'plc.heartbeat-s=10',
        },
      ],
      bad: (r, flow) => scan(r, flow, { legs: r.int(3, 4) }),
      good: (r, flow) => scan(r, flow, { legs: r.pick([0, 0, 1]) }),
      impact: [{ err: 0.07 }],
      priority: 'P3',
      gauges: [{ service: 'sortation', metric: 'bags_recirculating', to: 31 }],
      says: [
        {
          service: 'scan-gateway',
          level: 'info',
          text: 'bank of transfers to overseas on belt 5',
          count: 2,
        },
      ],
      errorType: 'java.nio.BufferOverflowException',
      errorText: 'java.nio.BufferOverflowException',
      tempt: {
        m: 'Telegram: names are cut to the width of their field',
        edits: [
          {
            f: `${root}/plc/Telegram.java`,
            a: '    text(out, bag.passenger(), PlcProfile.NAME_BYTES);\n',
            b: '    String name = bag.passenger();\n    text(out, name.length() > 20 ? name.substring(0, 20) : name, PlcProfile.NAME_BYTES);\n',
          },
        ],
      },
    },
    racks: {
      kind: 'feature_flag',
      category: 'feature_flag',
      delay: 2,
      change: {
        id: 'unl-5538',
        type: 'feature_flag',
        name: 'sortation.early-rack-spread',
        service: 'sortation',
        before: 'off',
        after: 'on',
        by: 'hall-control',
      },
      bad: (r, flow) =>
        scan(r, flow, {
          flag: 'on',
          inMinutes: r.int(200, 290),
          tag: `0117${r.int(10, 99)}${r.pick(['1005', '2006', '4007', '6015', '8006'])}`,
        }),
      good: (r, flow) => scan(r, flow),
      impact: [{ err: 0.13 }],
      gauges: [{ service: 'sortation', metric: 'bags_recirculating', to: 49 }],
      errorType: 'java.lang.IllegalStateException',
      errorText: 'lane 207 has no drive assigned',
      tempt: {
        m: 'Early bags after 3 hours and a quarter',
        edits: [
          {
            f: 'src/main/resources/application.properties',
            a: 'early.store-minutes=180',
            b: 'early.store-minutes=185',
          },
        ],
      },
      story:
        'hall control spreads early bags over eight racks, three of which are still being built',
    },
    archiveNeighbour: {
      kind: 'node_pressure',
      category: 'infrastructure',
      alertAfter: 9,
      noBad: true,
      alsoFirst: ['xray-archive'],
      impact: [
        { timesMs: 9, err: 0.035 },
        { service: 'xray-archive', timesMs: 2.4 },
      ],
      cpu: { sortation: 0.55, 'xray-archive': 3.6 },
      memory: { 'xray-archive': 2.6 },
      gauges: [{ service: 'sortation', metric: 'bags_recirculating', to: 44 }],
      events: [
        {
          reason: 'CPUThrottlingHigh',
          service: 'sortation',
          node: 't2-node-3',
          message:
            '68% throttling of CPU in namespace prod for container sortation in pod on t2-node-3',
          after: 0,
          spread: 7,
          count: 3,
        },
        {
          reason: 'NodeHasMemoryPressure',
          service: null,
          node: 't2-node-3',
          message: 'Node t2-node-3 status is now: NodeHasMemoryPressure',
          after: 1,
          spread: 1,
        },
      ],
      says: [
        {
          service: 'xray-archive',
          level: 'info',
          text: 're-encoding of 41800 images of the last quarter, 12 workers',
          count: 1,
          before: true,
        },
        {
          service: 'scan-gateway',
          level: 'warn',
          text: 'sortation needed more than 180 ms, bag may pass its chute',
          count: 9,
        },
      ],
      story: 'the archive of x-ray images on the same machine re-encodes a quarter of a year',
      alertService: 'sortation',
    },
    airportDatabase: {
      kind: 'provider_outage',
      category: 'dependency_outage',
      service: 'flight-board',
      entry: 'crew-tablet',
      silentCore: true,
      edgeOrigin: 'timeout',
      outcome: '502',
      alsoFirst: ['aodb'],
      failsAt: 'aodb',
      impact: [{ service: 'aodb', err: 0.62, timesMs: 11 }],
      status: 504,
      errorType: 'TimeoutError',
      errorText: 'timed out',
      alertService: 'crew-tablet',
      tempt: {
        m: 'Flight board: how long departures may take to be read',
        repo: 'flight-board',
        edits: [
          {
            f: 'docs/timeouts.md',
            add: '# Timeouts\n\nDepartures are read with a timeout of 4 seconds; what timed out is asked for again by the tablet.\n',
          },
        ],
      },
      story: 'the operator of the airport moves its database to another site',
    },
  },
};
