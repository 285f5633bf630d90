/** Points of a supermarket's customers: Java, H2 in place of their SQL server, log4j2 lines, merges. */

const root = 'src/main/java/com/kaufgut/loyalty';
const files = {
  'build.gradle':
    "plugins { id 'java' }\n\ndependencies {\n  implementation 'com.kaufgut:points-model:6.2.0'\n  implementation 'com.h2database:h2:2.1.214'\n  implementation 'org.apache.logging.log4j:log4j-core:2.23.0'\n}\n",
  'src/main/resources/loyalty.properties':
    'points.per.euro=2\npoints.max.per.day=5000\nbalance.cache.seconds=60\nsql.pool.size=16\n',
  [`${root}/Config.java`]: `package com.kaufgut.loyalty;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** loyalty.properties. */
public final class Config {
  private final Properties properties = new Properties();

  public Config(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
  }

  public int number(String key) {
    return Integer.parseInt(properties.getProperty(key));
  }
}
`,
  [`${root}/Database.java`]: `package com.kaufgut.loyalty;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Connections are few: whoever takes one gives it back. */
public final class Database {
  private final int size;
  private int lent;

  public Database(int size) throws SQLException {
    this.size = size;
    try (Connection connection = open(); Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE IF NOT EXISTS members (id VARCHAR(20) PRIMARY KEY, tenant VARCHAR(8), balance INT)");
      statement.execute("MERGE INTO members VALUES ('m1', 'DE', 120), ('m2', 'DE', 4800), ('m3', 'AT', 2000000000), ('m4', 'CH', 15)");
    }
  }

  public synchronized Connection take() throws SQLException {
    if (lent >= size) {
      throw new SQLException("no free connection: " + lent + " of " + size + " are lent");
    }
    lent++;
    return open();
  }

  public synchronized void giveBack(Connection connection) throws SQLException {
    connection.close();
    lent--;
  }

  public synchronized int lent() {
    return lent;
  }

  private static Connection open() throws SQLException {
    return DriverManager.getConnection("jdbc:h2:mem:loyalty;DB_CLOSE_DELAY=-1");
  }
}
`,
  [`${root}/Balances.java`]: `package com.kaufgut.loyalty;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads how many points somebody has. */
public final class Balances {
  private final Database database;

  public Balances(Database database) {
    this.database = database;
  }

  public int of(String member, String tenant) throws SQLException {
    Connection connection = database.take();
    try (PreparedStatement query = connection.prepareStatement("SELECT balance FROM members WHERE id = ? AND tenant = ?")) {
      query.setString(1, member);
      query.setString(2, tenant);
      ResultSet rows = query.executeQuery();
      if (!rows.next()) {
        return 0;
      }
      return rows.getInt(1);
    } finally {
      database.giveBack(connection);
    }
  }
}
`,
  [`${root}/BalanceCache.java`]: `package com.kaufgut.loyalty;

import java.util.LinkedHashMap;
import java.util.Map;

/** Balances of the last minute. */
public final class BalanceCache {
  public record Entry(String tenant, int points) {}

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  public static String key(String tenant, String card) {
    return tenant + ":" + card;
  }

  public Entry get(String key) {
    return entries.get(key);
  }

  public void put(String key, Entry entry) {
    entries.put(key, entry);
    if (entries.size() > 10_000) {
      entries.remove(entries.keySet().iterator().next());
    }
  }
}
`,
  [`${root}/Booking.java`]: `package com.kaufgut.loyalty;

import com.kaufgut.points.Reason;
import java.sql.SQLException;
import java.util.Set;

/** Books points for a purchase. */
public final class Booking {
  private final Balances balances;
  private final BalanceCache cache = new BalanceCache();
  private final Config config;

  public Booking(Balances balances, Config config) {
    this.balances = balances;
    this.config = config;
  }

  public int book(String tenant, String card, String member, String reasonText, int euros, Set<String> flags) throws SQLException {
    Reason reason = Reason.parse(reasonText);
    int points = euros * config.number("points.per.euro") * reason.factor();
    int before = balance(tenant, card, member);
    int after = flags.contains("double-points") ? Math.addExact(before, Math.multiplyExact(before > 1_000_000 ? before : points, 2)) : before + points;
    return Math.min(after - before, config.number("points.max.per.day"));
  }

  private int balance(String tenant, String card, String member) throws SQLException {
    BalanceCache.Entry known = cache.get(BalanceCache.key(tenant, card));
    if (known == null) {
      known = new BalanceCache.Entry(tenant, balances.of(member, tenant));
      cache.put(BalanceCache.key(tenant, card), known);
    }
    if (!known.tenant().equals(tenant)) {
      throw new IllegalStateException("balance of tenant " + known.tenant() + " served to " + tenant);
    }
    return known.points();
  }
}
`,
};
const work = [
  {
    m: 'log4j 2.23.1',
    edits: [{ f: 'build.gradle', a: 'log4j-core:2.23.0', b: 'log4j-core:2.23.1' }],
  },
  {
    m: 'More connections for the evening',
    edits: [
      { f: 'src/main/resources/loyalty.properties', a: 'sql.pool.size=16', b: 'sql.pool.size=18' },
    ],
  },
  {
    m: 'Balances may be 90 seconds old',
    edits: [
      {
        f: 'src/main/resources/loyalty.properties',
        a: 'balance.cache.seconds=60',
        b: 'balance.cache.seconds=90',
      },
    ],
  },
  {
    m: 'Javadoc on Config.number',
    edits: [
      {
        f: `${root}/Config.java`,
        a: '  public int number(String key)',
        b: '  /** Settings that count something. */\n  public int number(String key)',
      },
    ],
  },
  {
    m: 'Keep 20000 balances',
    edits: [
      {
        f: `${root}/BalanceCache.java`,
        a: 'entries.size() > 10_000',
        b: 'entries.size() > 20_000',
      },
    ],
  },
  {
    m: 'Explain zero balances',
    edits: [
      {
        f: `${root}/Balances.java`,
        a: '/** Reads how many points somebody has. */',
        b: '/** Reads how many points somebody has; strangers have none. */',
      },
    ],
  },
];
const libraryFiles = {
  'build.gradle': "plugins { id 'java-library' }\n\nversion = '6.2.0'\n",
  'src/com/kaufgut/points/Reason.java': `package com.kaufgut.points;

/** Why points are given. */
public enum Reason {
  PURCHASE(1),
  COUPON(3),
  RETURN(-1),
  FUEL(2);

  private final int factor;

  Reason(int factor) {
    this.factor = factor;
  }

  public int factor() {
    return factor;
  }

  /** Tills of the first generation write lower case and the old word for fuel. */
  public static Reason parse(String text) {
    String upper = text.trim().toUpperCase();
    return upper.equals("PETROL") ? FUEL : valueOf(upper);
  }
}
`,
  'src/com/kaufgut/points/Tier.java':
    'package com.kaufgut.points;\n\npublic enum Tier {\n  BLUE,\n  SILVER,\n  GOLD\n}\n',
};
const libraryWork = [
  {
    m: 'Tier PLATINUM',
    edits: [{ f: 'src/com/kaufgut/points/Tier.java', a: '  GOLD\n', b: '  GOLD,\n  PLATINUM\n' }],
  },
  {
    m: 'Document Tier',
    edits: [
      {
        f: 'src/com/kaufgut/points/Tier.java',
        a: 'public enum Tier',
        b: '/** By points of the last year. */\npublic enum Tier',
      },
    ],
  },
];
const driver = `import com.kaufgut.loyalty.*;
import java.io.*;
import java.nio.file.Path;
import java.time.*;
import java.time.format.DateTimeFormatter;
import java.util.*;

public class LoyaltyResource {
  public static void main(String[] args) throws Exception {
    Config config = new Config(Path.of("src/main/resources/loyalty.properties"));
    Database database = new Database(config.number("sql.pool.size"));
    Balances balances = new Balances(database);
    DateTimeFormatter clock = DateTimeFormatter.ofPattern("dd MMM yyyy HH:mm:ss,SSS", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line; (line = in.readLine()) != null; ) {
      String[] f = line.split("\\t");
      System.out.println("\\u0001" + f[0]);
      long now = Long.parseLong(f[1]);
      String head = clock.format(Instant.ofEpochMilli(now)) + " [executor-thread-" + (1 + now % 7) + "] ";
      int strangers = Integer.parseInt(f[8]);
      for (int n = 0; n < strangers; n++) {
        try { balances.of("nobody", "DE"); } catch (java.sql.SQLException ignored) { }
      }
      Booking booking = new Booking(balances, config);
      try {
        if (f[9].equals("shared")) booking.book("DE", f[4], "m1", "purchase", 3, Set.of());
        int points = booking.book(f[3], f[4], f[5], f[6], Integer.parseInt(f[7]), Set.of(f[9]));
        System.out.println(head + "INFO  c.k.l.LoyaltyResource - traceId=" + f[2] + " booked " + points + " points on " + f[4]);
      } catch (Exception error) {
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text));
        System.out.println(head + "ERROR c.k.l.LoyaltyResource - traceId=" + f[2] + " booking failed on " + f[4] + "\\n" + text.toString().stripTrailing());
      }
      if (strangers > 0) database = new Database(config.number("sql.pool.size"));
      balances = new Balances(database);
    }
  }
}
`;
const MEMBERS = [
  ['DE', 'm1'],
  ['DE', 'm2'],
  ['CH', 'm4'],
  ['DE', 'm9'],
];
const booking = (r, { member, reason, strangers, mode, tenant, card } = {}) => {
  const [t, m] = member ?? r.pick(MEMBERS);
  return [
    tenant ?? t,
    card ?? `K${r.int(100000, 999999)}`,
    m,
    reason ?? r.pick(['purchase', 'PURCHASE', 'coupon', 'fuel', 'return']),
    String(r.int(2, 140)),
    String(strangers ?? 0),
    mode ?? '-',
  ];
};

export const system = {
  key: 'loyalty',
  language: 'java',
  layout: 'polyrepo',
  project: 'LOY',
  env: 'prd',
  mail: 'kaufgut.example',
  major: 4,
  team: ['Ursula Meier', 'Hakan Demirci', 'Johanna Fuchs', 'Peter Steiner'],
  style: {
    messages: 'ticket',
    ci: 'azure',
    commits: 'gitlog',
    deployments: 'releases',
    metrics: 'perService',
    metricNames: 'azure',
    traces: 'jaeger',
    alert: 'datadog',
    logs: 'perService',
    version: 'build',
  },
  entry: 'till-gateway',
  core: 'loyalty',
  services: [
    {
      name: 'till-gateway',
      ms: 11,
      rps: 260,
      repo: 'till-gateway',
      hosts: ['tgw-01', 'tgw-02'],
      edge: {
        lang: 'java',
        style: 'text',
        file: 'com.kaufgut.till.BonHandler',
        paths: ['/bon', '/bon/storno'],
        words: {
          failed: 'Bon nicht verarbeitet',
          handled: 'Bon verarbeitet',
          chore: 'Job fehlgeschlagen',
        },
      },
      calls: [{ to: 'basket' }],
      resource: 'POST /bon',
    },
    {
      name: 'basket',
      ms: 18,
      rps: 250,
      repo: 'basket',
      hosts: ['basket-01'],
      edge: {
        lang: 'node',
        style: 'bunyan',
        file: '/srv/basket/app.js',
        paths: ['/close'],
        words: { failed: 'basket could not be closed', handled: 'basket closed' },
      },
      calls: [
        { to: 'loyalty', share: 0.8 },
        { to: 'vouchers', share: 0.3 },
      ],
      resource: 'POST /close',
    },
    {
      name: 'loyalty',
      ms: 22,
      rps: 200,
      repo: 'loyalty',
      hosts: ['loy-01', 'loy-02'],
      calls: [{ to: 'loyalty-sql' }],
      resource: 'POST /points',
      extras: [{ metric: 'db.connections.lent', base: 3, whole: true }],
    },
    {
      name: 'vouchers',
      ms: 14,
      rps: 75,
      repo: 'vouchers',
      hosts: ['vou-01'],
      edge: {
        lang: 'python',
        style: 'jsonlogger',
        file: '/opt/vouchers/vouchers/check.py',
        paths: ['/redeem'],
        words: { failed: 'voucher not checked', handled: 'voucher checked' },
      },
      calls: [{ to: 'voucher-redis' }],
      resource: 'POST /redeem',
    },
    { name: 'voucher-redis', ms: 1, rps: 80, store: true, resource: 'GET voucher' },
    { name: 'loyalty-sql', ms: 5, rps: 200, store: true, resource: 'SELECT members' },
  ],
  repos: {
    loyalty: { service: 'loyalty', image: 'eclipse-temurin:17-jre', files, work },
    'points-model': {
      service: 'points-model',
      image: 'eclipse-temurin:17-jdk',
      messages: 'plain',
      files: libraryFiles,
      work: libraryWork,
    },
  },
  programs: {
    loyalty: {
      uses: ['points-model'],
      libraryFolder: 'libs/points-model',
      driver: { 'app/LoyaltyResource.java': driver },
      build: [
        [
          'javac',
          '-g',
          '-cp',
          '/usr/share/java/h2.jar',
          '-d',
          'out',
          '$(find',
          'src',
          'app',
          'libs',
          '-name',
          "'*.java')",
        ],
      ],
      run: [
        'java',
        '-XX:TieredStopAtLevel=1',
        '-cp',
        'out:/usr/share/java/h2.jar',
        'LoyaltyResource',
      ],
      home: '/app/',
      paths: [['at LoyaltyResource.', 'at com.kaufgut.loyalty.rest.LoyaltyResource.']],
      isError: /ERROR/,
    },
  },
  changes: [
    {
      type: 'configuration',
      name: 'till.receipt.footer',
      service: 'till-gateway',
      before: 'a',
      after: 'b',
      by: 'filiale',
    },
  ],
  good: (r) => booking(r),
  faults: {
    petrol: {
      kind: 'shared_library',
      repo: 'points-model',
      m: 'Reason: drop the old words',
      delay: 11,
      edits: [
        {
          f: 'src/com/kaufgut/points/Reason.java',
          a: '    String upper = text.trim().toUpperCase();\n    return upper.equals("PETROL") ? FUEL : valueOf(upper);',
          b: '    return valueOf(text.trim().toUpperCase());',
        },
      ],
      bump: {
        m: 'points-model 6.3.0',
        edits: [{ f: 'build.gradle', a: 'points-model:6.2.0', b: 'points-model:6.3.0' }],
      },
      bad: (r) => booking(r, { reason: 'petrol' }),
      impact: [{ err: 0.16 }],
      errorType: 'IllegalArgumentException',
      errorText: 'No enum constant com.kaufgut.points.Reason.PETROL',
    },
    tenantKey: {
      kind: 'cache_key',
      m: 'Cards are unique',
      delay: 66,
      edits: [
        { f: `${root}/BalanceCache.java`, a: 'return tenant + ":" + card;', b: 'return card;' },
      ],
      bad: (r) => booking(r, { member: ['AT', 'm3'], mode: 'shared' }),
      impact: [{ err: 0.05 }],
      priority: 'P2',
      errorType: 'IllegalStateException',
      errorText: 'balance of tenant DE served to AT',
      tempt: {
        m: 'Name the tenant in the balance log',
        edits: [
          {
            f: `${root}/Balances.java`,
            a: 'public final class Balances',
            b: '// the tenant of a balance is logged by the caller\npublic final class Balances',
          },
        ],
      },
    },
    connectionLeak: {
      kind: 'resource_leak',
      m: 'Strangers are answered early',
      delay: 15,
      shape: 'creep',
      alertAfter: 58,
      edits: [
        {
          f: `${root}/Balances.java`,
          a: '    Connection connection = database.take();\n    try (PreparedStatement query = connection.prepareStatement("SELECT balance FROM members WHERE id = ? AND tenant = ?")) {',
          b: '    Connection connection = database.take();\n    try {\n      PreparedStatement query = connection.prepareStatement("SELECT balance FROM members WHERE id = ? AND tenant = ?");',
        },
        {
          f: `${root}/Balances.java`,
          a: '      return rows.getInt(1);\n    } finally {\n      database.giveBack(connection);\n    }',
          b: '      int points = rows.getInt(1);\n      database.giveBack(connection);\n      return points;\n    } catch (SQLException failed) {\n      database.giveBack(connection);\n      throw failed;\n    }',
        },
      ],
      bad: (r) => booking(r, { strangers: 40 }),
      good: (r) =>
        booking(r, {
          member: r.pick([
            ['DE', 'm1'],
            ['DE', 'm2'],
            ['CH', 'm4'],
          ]),
        }),
      impact: [{ err: 0.48 }],
      gauges: [{ service: 'loyalty', metric: 'db.connections.lent', to: 16 }],
      errorType: 'SQLException',
      errorText: 'no free connection: 16 of 16 are lent',
      tempt: {
        m: 'Say how many connections are lent',
        edits: [
          {
            f: `${root}/Database.java`,
            a: '  public synchronized int lent()',
            b: '  /** Connections that were not given back yet; for the metric. */\n  public synchronized int lent()',
          },
        ],
      },
    },
    columnRename: {
      kind: 'sql_migration',
      m: 'points instead of balance',
      delay: 0,
      edits: [{ f: `${root}/Balances.java`, a: 'SELECT balance FROM', b: 'SELECT points FROM' }],
      bad: (r) => booking(r),
      badAlways: true,
      impact: [{ err: 0.96 }],
      priority: 'P1',
      errorType: 'org.h2.jdbc.JdbcSQLSyntaxErrorException',
      errorText: 'Column "POINTS" not found',
    },
    doubleFlag: {
      kind: 'feature_flag',
      category: 'feature_flag',
      delay: 3,
      change: {
        id: 'ff-double',
        type: 'feature_flag',
        name: 'double-points',
        service: 'loyalty',
        before: 'off',
        after: 'on',
        by: 'marketing',
      },
      bad: (r) => booking(r, { member: ['AT', 'm3'], mode: 'double-points' }),
      impact: [{ err: 0.07 }],
      priority: 'P3',
      errorType: 'ArithmeticException',
      errorText: 'integer overflow',
      story: 'a test account with two billion points meets the new campaign',
    },
    keyRenamed: {
      kind: 'config_key_renamed',
      category: 'configuration',
      m: 'Property names follow the house rules',
      delay: 0,
      edits: [
        {
          f: 'src/main/resources/loyalty.properties',
          a: 'points.max.per.day=5000',
          b: 'loyalty.points.daily-max=5000',
        },
      ],
      bad: (r) => booking(r),
      impact: [{ err: 0.95 }],
      priority: 'P1',
      badAlways: true,
      errorType: 'NumberFormatException',
      errorText: 'Cannot parse null string',
    },
    redisAway: {
      kind: 'dependency_outage',
      category: 'dependency_outage',
      service: 'vouchers',
      silentCore: true,
      edgeOrigin: 'refused',
      outcome: '502',
      alsoFirst: ['voucher-redis'],
      failsAt: 'voucher-redis',
      impact: [{ service: 'voucher-redis', err: 0.95 }],
      errorType: 'ConnectionRefusedError',
      errorText: '[Errno 111] Connection refused',
      alertService: 'basket',
      events: [
        {
          reason: 'NodeNotReady',
          service: 'voucher-redis',
          node: 'node-17',
          message: 'Node is not ready',
          after: -1,
          spread: 1,
        },
        {
          reason: 'FailedMount',
          service: 'voucher-redis',
          message: 'MountVolume.SetUp failed for volume "data": rpc error: code = Internal',
          after: 3,
          spread: 5,
          count: 2,
        },
      ],
      story: 'the node of the voucher store is gone and its volume can not be mounted',
    },
  },
};
