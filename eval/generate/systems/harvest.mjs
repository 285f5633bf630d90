/** Harvest of a farmers' cooperative in Java: scales, weather windows, contractors; logback text by kubectl. */
const raw = String.raw;
const root = 'src/main/java/coop/harvest';
const files = {
  'pom.xml': raw`<project>
  <modelVersion>4.0.0</modelVersion>
  <artifactId>planner</artifactId>
  <properties>
    <units.version>3.4.1</units.version>
    <logback.version>1.5.0</logback.version>
    <resilience.version>2.2.0</resilience.version>
  </properties>
</project>
`,
  [`${root}/weigh/Ticket.java`]: raw`package coop.harvest.weigh;

/** A ticket of the weighbridge. */
public record Ticket(String field, String crop, double tons, String time) {}
`,
  [`${root}/weigh/Slip.java`]: raw`package coop.harvest.weigh;

import java.util.Locale;

/** What the driver is given. */
public final class Slip {
  private Slip() {}

  public static String print(Ticket ticket, long bushels) {
    String note = ticket.crop().equals("beet") ? String.format(Locale.ROOT, "%.1f t washed", ticket.tons() * 0.93) : "";
    return String.format(Locale.ROOT, "%s %s %d bu %s", ticket.field(), ticket.crop(), bushels, note).trim();
  }
}
`,
  [`${root}/weigh/Scale.java`]: raw`package coop.harvest.weigh;

import coop.units.Units;

/** Tons of the bridge in what the exchange trades in. */
public final class Scale {
  private Scale() {}

  public static long bushels(Ticket ticket) {
    if (ticket.crop().equals("beet")) return Math.round(ticket.tons());
    return Units.bushels(ticket.crop(), ticket.tons());
  }
}
`,
  [`${root}/plan/Shift.java`]: raw`package coop.harvest.plan;

import java.time.LocalTime;

/** Night shifts end at 24:00, as the contractors write it. */
public final class Shift {
  private Shift() {}

  public static LocalTime end(String text) {
    if (text.equals("24:00")) return LocalTime.MAX;
    return LocalTime.parse(text);
  }
}
`,
  [`${root}/map/TileCache.java`]: raw`package coop.harvest.map;

import java.util.LinkedHashMap;
import java.util.Map;

/** Pictures of fields from above; the newest are kept. */
public final class TileCache {
  private static final int KEPT = 40;
  private final Map<String, byte[]> tiles =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, byte[]> eldest) {
          return size() > KEPT;
        }
      };

  public byte[] tile(String field) {
    return tiles.computeIfAbsent(field, name -> new byte[96 * 1024]);
  }

  public int size() {
    return tiles.size();
  }
}
`,
  [`${root}/weather/Satellite.java`]: raw`package coop.harvest.weather;

/** The satellite's interface; it counts our calls. */
public interface Satellite {
  /** @return an HTTP status */
  int ask(String field);
}
`,
  [`${root}/weather/WeatherWindow.java`]: raw`package coop.harvest.weather;

/** Asks for dry hours; the first answer of a cold field is often 202, try later. */
public final class WeatherWindow {
  private static final int ATTEMPTS = 6;
  private static final long PAUSE_MS = 25;

  private final Satellite satellite;

  public WeatherWindow(Satellite satellite) {
    this.satellite = satellite;
  }

  public boolean isDry(String field) {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      int status = satellite.ask(field);
      if (status == 200) return true;
      if (status >= 400) throw new WeatherException("satellite said " + status + " for " + field + ", attempt " + attempt);
      pause();
    }
    return false;
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
`,
  [`${root}/weather/WeatherException.java`]: raw`package coop.harvest.weather;

public class WeatherException extends RuntimeException {
  public WeatherException(String message) {
    super(message);
  }
}
`,
  [`${root}/Planner.java`]: raw`package coop.harvest;

import coop.harvest.map.TileCache;
import coop.harvest.plan.Shift;
import coop.harvest.weather.Satellite;
import coop.harvest.weather.WeatherWindow;
import coop.harvest.weigh.Scale;
import coop.harvest.weigh.Slip;
import coop.harvest.weigh.Ticket;

/** One load from the field to the slip. */
public final class Planner {
  private final TileCache tiles;
  private final WeatherWindow weather;

  public Planner(TileCache tiles, Satellite satellite) {
    this.tiles = tiles;
    this.weather = new WeatherWindow(satellite);
  }

  public String accept(Ticket ticket) {
    int bytes = tiles.tile(ticket.field()).length;
    boolean dry = weather.isDry(ticket.field());
    var end = Shift.end(ticket.time());
    return Slip.print(ticket, Scale.bushels(ticket)) + (dry ? " dry until " + end : " wet") + " " + bytes;
  }
}
`,
};
const units = raw`package coop.units;

/** coop-units */
public final class Units {
  private Units() {}

  public static long bushels(String crop, double tons) {
    return Math.round(tons * (crop.equals("oat") ? 68.9 : 36.74));
  }
}
`;
const work = [
  {
    m: 'logback 1.5.3',
    edits: [{ f: 'pom.xml', a: '<logback.version>1.5.0<', b: '<logback.version>1.5.3<' }],
  },
  {
    m: 'Washed beets lose a little less',
    edits: [{ f: `${root}/weigh/Slip.java`, a: 'ticket.tons() * 0.93', b: 'ticket.tons() * 0.94' }],
  },
  {
    m: 'Keep a few more tiles',
    edits: [{ f: `${root}/map/TileCache.java`, a: 'KEPT = 40', b: 'KEPT = 48' }],
  },
  {
    m: 'Document Planner.accept',
    edits: [
      {
        f: `${root}/Planner.java`,
        a: '  public String accept(',
        b: '  /** @return the text of the slip */\n  public String accept(',
      },
    ],
  },
  {
    m: 'resilience4j 2.2.1',
    edits: [{ f: 'pom.xml', a: '<resilience.version>2.2.0<', b: '<resilience.version>2.2.1<' }],
  },
  {
    m: 'Explain which time the contractors mean',
    edits: [
      {
        f: `${root}/weigh/Ticket.java`,
        a: '/** A ticket of the weighbridge. */',
        b: '/** A ticket of the weighbridge; time is local to the field. */',
      },
    ],
  },
];
const driver = raw`import coop.harvest.Planner;
import coop.harvest.map.TileCache;
import coop.harvest.weather.Satellite;
import coop.harvest.weigh.Ticket;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

public class Application {
  static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
  static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd").withZone(ZoneOffset.UTC);

  /** Three calls within 40 ms are one too many. */
  static Satellite satellite(int cold) {
    return new Satellite() {
      int asked = 0;
      long from = 0;
      int inWindow = 0;

      public int ask(String field) {
        long now = System.nanoTime() / 1_000_000;
        if (now - from > 40) {
          from = now;
          inWindow = 0;
        }
        if (++inWindow > 3) return 429;
        return ++asked > cold ? 200 : 202;
      }
    };
  }

  public static void main(String[] args) throws Exception {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line; (line = in.readLine()) != null; ) {
      String[] f = line.split("\t");
      System.out.println("\u0001" + f[0]);
      Instant at = Instant.ofEpochMilli(Long.parseLong(f[1]));
      String head = DAY.format(at) + "T" + STAMP.format(at) + "Z";
      TileCache tiles = new TileCache();
      try {
        for (int n = Integer.parseInt(f[8]); n > 0; n--) tiles.tile("seen-" + n);
        String said = new Planner(tiles, satellite(Integer.parseInt(f[7]))).accept(new Ticket(f[3], f[4], Double.parseDouble(f[5]), f[6]));
        System.out.println(head + "  INFO 1 --- [planner] [nio-8080-exec-" + (1 + f[0].length() % 7) + "] c.h.web.LoadController                  : " + said + " [" + f[2].substring(0, 8) + "]");
      } catch (Exception | LinkageError | OutOfMemoryError failed) {
        tiles = null;
        StringWriter text = new StringWriter();
        failed.printStackTrace(new PrintWriter(text));
        System.out.println(head + " ERROR 1 --- [planner] [nio-8080-exec-" + (1 + f[0].length() % 7) + "] c.h.web.LoadController                  : load of " + f[3] + " was turned away [" + f[2].substring(0, 8) + "]\n" + text.toString().stripTrailing());
      }
      System.out.flush();
    }
  }
}
`;
const load = (r, { crop, tons, time, cold, seen } = {}) => [
  `F-${r.int(100, 999)}`,
  crop ?? r.pick(['wheat', 'oat', 'rye']),
  (tons ?? r.between(4, 26)).toFixed(2),
  time ?? r.pick(['18:30', '21:00', '22:15']),
  String(cold ?? 0),
  String(seen ?? r.int(0, 30)),
];
const frames = [
  [
    'at Application.main(Application.java',
    'at coop.harvest.web.LoadController.post(LoadController.java',
  ],
];

export const system = {
  key: 'harvest',
  language: 'java',
  layout: 'polyrepo',
  project: 'HAR',
  env: 'prod',
  mail: 'harvestcoop.example',
  major: 2,
  team: ['Astrid Holm', 'Pekka Laine', 'Dorota Wilk', 'Gwen Parry'],
  flows: [36, 44],
  keep: [18, 5],
  traces: 26,
  chores: ['purgeSessions', 'syncCalendar', 'exportReport', 'rotateKeys'],
  style: {
    messages: 'ticket',
    commits: 'gitlab',
    deployments: 'rollout',
    metrics: 'queryRange',
    metricNames: 'micrometer',
    traces: 'otlp',
    alert: 'alertmanager',
    logs: 'kubectl',
    version: 'semver',
    map: 'graph',
    events: 'kubectl',
    gzip: ['metrics', 'traces', 'app'],
  },
  entry: 'driver-app',
  core: 'planner',
  services: [
    {
      name: 'driver-app',
      ms: 24,
      rps: 48,
      repo: 'driver-app',
      hosts: ['driver-app-6f-a1', 'driver-app-6f-b2'],
      node: 'pool-a-1',
      edge: {
        lang: 'node',
        style: 'pino',
        code: 'handlers',
        file: '/app/lib/app.mjs',
        paths: ['/loads', '/loads/mine'],
        words: { failed: 'load not sent', handled: 'load sent', answered: 'gave' },
        says: ['offline queue flushed', 'gps is coarse', 'map pack updated'],
      },
      calls: [{ to: 'planner' }, { to: 'contractors', share: 0.3 }],
      resource: 'POST /loads',
    },
    {
      name: 'planner',
      ms: 30,
      rps: 46,
      repo: 'planner',
      hosts: ['planner-7c-x', 'planner-7c-y'],
      node: 'pool-a-2',
      memory: 240,
      calls: [{ to: 'satellite', share: 0.9 }, { to: 'loads-db' }],
      resource: 'POST /accept',
      extras: [{ metric: 'jvm_gc_pause_ms', base: 9 }],
    },
    {
      name: 'contractors',
      ms: 20,
      rps: 15,
      repo: 'contractors',
      hosts: ['contractors-5b-k'],
      node: 'pool-a-1',
      edge: {
        lang: 'python',
        style: 'structlog',
        file: '/app/contractors/contractors/client.py',
        paths: ['/shifts'],
        words: { failed: 'shift_not_booked', handled: 'shift_booked', chore: 'periodic_failed' },
        says: ['two shifts overlap', 'phone number without country'],
      },
      calls: [{ to: 'sms-partner', share: 0.8 }],
      resource: 'POST /shifts',
    },
    {
      name: 'yield-report',
      ms: 75,
      rps: 5,
      repo: 'yield-report',
      hosts: ['yield-report-99-q'],
      node: 'pool-a-1',
      edge: {
        lang: 'go',
        style: 'logfmt',
        file: 'relay/relay.go:24',
        paths: ['/yield'],
        words: { failed: 'report failed', handled: 'report made' },
        says: ['field merged with its neighbour'],
      },
      calls: [{ to: 'planner', share: 0.5, soft: true }, { to: 'loads-db' }],
      resource: 'GET /yield',
    },
    { name: 'loads-db', ms: 4, rps: 60, store: true, resource: 'INSERT loads' },
    { name: 'satellite', ms: 60, rps: 42, store: true, resource: 'GET sat.example/dry' },
    { name: 'sms-partner', ms: 110, rps: 12, store: true, resource: 'POST sms.example/v1' },
  ],
  repos: { planner: { service: 'planner', image: 'eclipse-temurin:17-jre', files, work } },
  programs: {
    planner: {
      driver: {
        'app/Application.java': driver,
        'vendor/built-against/coop/units/Units.java': units,
        'vendor/next/coop/units/Units.java': units
          .replace('bushels(String crop, double tons)', 'bushels(Crop crop, double tons)')
          .replace('crop.equals("oat")', 'crop == Crop.OAT')
          .replace('  private Units', '  public enum Crop { OAT, OTHER }\n\n  private Units'),
      },
      build: [
        ['mkdir', '-p', 'lib', 'out'],
        ['javac', '-g', '-d', 'lib/old', 'vendor/built-against/coop/units/Units.java'],
        [
          'javac',
          '-g',
          '-cp',
          'lib/old',
          '-d',
          'out',
          '$(find',
          'src',
          'app',
          '-name',
          "'*.java')",
        ],
        [
          'javac',
          '-g',
          '-d',
          'lib/new',
          '$(grep -q "3.4.1" pom.xml && echo vendor/built-against/coop/units/Units.java || echo vendor/next/coop/units/Units.java)',
        ],
      ],
      run: ['java', '-XX:TieredStopAtLevel=1', '-Xmx24m', '-cp', 'out:lib/new', 'Application'],
      home: '/app/',
      paths: frames,
      isError: / ERROR /,
    },
  },
  changes: [
    {
      type: 'config',
      name: 'driver-app.map-pack',
      service: 'driver-app',
      before: '2026-03',
      after: '2026-04',
      by: 'gwen',
    },
  ],
  decoyChange: {
    id: 'tgl-118',
    type: 'feature_flag',
    name: 'driver-voice-notes',
    service: 'driver-app',
    before: 'off',
    after: 'on',
    by: 'dorota',
  },
  good: (r) => load(r),
  faults: {
    missingMethod: {
      kind: 'dependency_update',
      category: 'dependency_update',
      m: 'coop-units 4.0.0',
      delay: 15,
      edits: [
        { f: 'pom.xml', a: '<units.version>3.4.1<', b: '<units.version>4.0.0<' },
        {
          f: 'docs/units.md',
          add: '# Units\n\ncoop-units comes from the exchange, see its own release notes.\n',
        },
      ],
      bad: (r) => load(r),
      good: (r) => load(r, { crop: 'beet' }),
      impact: [{ err: 0.41 }],
      errorType: 'java.lang.NoSuchMethodError',
      errorText: "'long coop.units.Units.bushels(java.lang.String, double)'",
    },
    washedFormat: {
      kind: 'format_error',
      m: 'Whole tons on slips of beets',
      delay: 8,
      edits: [
        {
          f: `${root}/weigh/Slip.java`,
          a: '"%.1f t washed"',
          b: '"%d t washed"',
        },
      ],
      bad: (r) => load(r, { crop: 'beet' }),
      impact: [{ err: 0.24 }],
      errorType: 'java.util.IllegalFormatConversionException',
      errorText: 'd != java.lang.Double',
      tempt: {
        m: 'Slips: dots of conversion in every locale',
        edits: [
          {
            f: `${root}/weigh/Scale.java`,
            a: '/** Tons of the bridge in what the exchange trades in. */',
            b: '/** Tons (double) of the bridge in what the exchange trades in (long); no conversion of format here. */',
          },
        ],
      },
    },
    eagerRetries: {
      kind: 'retry_storm',
      m: 'Cold fields are answered sooner',
      delay: 37,
      edits: [
        {
          f: `${root}/weather/WeatherWindow.java`,
          a: 'PAUSE_MS = 25;',
          b: 'PAUSE_MS = 2;',
        },
      ],
      bad: (r) => load(r, { cold: 5 }),
      good: (r) => load(r, { cold: r.int(0, 1) }),
      impact: [{ err: 0.18 }],
      status: 429,
      errorType: 'coop.harvest.weather.WeatherException',
      errorText: 'satellite said 429, attempt 4',
      tempt: {
        m: 'Say which attempt the satellite refused in the docs',
        edits: [
          {
            f: `${root}/weather/Satellite.java`,
            a: '  /** @return an HTTP status */',
            b: '  /** @return an HTTP status; 429 where the satellite was asked too often */',
          },
        ],
      },
    },
    keptTiles: {
      kind: 'memory_leak',
      m: 'Tiles in a plain map',
      delay: 21,
      shape: 'creep',
      alertAfter: 54,
      edits: [
        {
          f: `${root}/map/TileCache.java`,
          a: raw`      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, byte[]> eldest) {
          return size() > KEPT;
        }
      };`,
          b: raw`      new LinkedHashMap<>(KEPT);`,
        },
      ],
      bad: (r) => load(r, { seen: r.int(400, 600) }),
      impact: [{ err: 0.4, timesMs: 3 }],
      memory: { planner: 3.4 },
      gauges: [{ service: 'planner', metric: 'jvm_gc_pause_ms', to: 840 }],
      cpu: { planner: 2.3 },
      errorType: 'java.lang.OutOfMemoryError',
      errorText: 'Java heap space',
    },
    midnight: {
      kind: 'date_handling',
      m: 'Shift times are ISO now',
      delay: 58,
      edits: [
        {
          f: `${root}/plan/Shift.java`,
          a: '    if (text.equals("24:00")) return LocalTime.MAX;\n',
          b: '',
        },
        {
          f: `${root}/plan/Shift.java`,
          a: '/** Night shifts end at 24:00, as the contractors write it. */',
          b: '/** When a shift ends. */',
        },
      ],
      bad: (r) => load(r, { time: '24:00' }),
      impact: [{ err: 0.15 }],
      priority: 'P3',
      errorType: 'java.time.format.DateTimeParseException',
      errorText:
        "Text '24:00' could not be parsed: Invalid value for HourOfDay (valid values 0 - 23): 24",
    },
    smsCert: {
      kind: 'expired_certificate',
      category: 'expired_certificate',
      service: 'contractors',
      silentCore: true,
      edgeOrigin: 'cert',
      outcome: '502',
      alsoFirst: ['sms-partner'],
      impact: [{ service: 'contractors', err: 0.8 }],
      status: 502,
      errorType: 'URLError',
      errorText: 'certificate verify failed: certificate has expired',
      alertService: 'driver-app',
      story: 'the partner for text messages let its certificate end',
    },
    hiccup: {
      kind: 'self_healed',
      category: 'noise',
      verdict: 'no_code_change',
      noBad: true,
      silentCore: true,
      lasts: 3,
      alertAfter: 1,
      decision: ['MONITOR', 'IGNORE'],
      priority: 'P4',
      service: 'loads-db',
      entry: 'driver-app',
      alsoFirst: ['planner'],
      impact: [{ service: 'loads-db', timesMs: 14, err: 0.006 }],
      alertService: 'planner',
      events: [
        {
          reason: 'Failover',
          type: 'Normal',
          service: 'loads-db',
          message: 'planned switchover to the standby completed in 41 s',
          after: 0,
          spread: 1,
        },
      ],
      story: 'a planned switchover of the database; over before anybody looks',
    },
  },
};
