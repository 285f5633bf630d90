/** A bank's payments in Java: transfers, limits, a ledger. Logback text, Azure DevOps history. */

import { pool } from '../lib/model.mjs';

const root = 'src/main/java/com/nordbank/transfers';

/** What a pool that is too small does at its peak, from the queueing model. */
const saturated = (options) => {
  const { waitMs, failing } = pool({ timeoutMs: 250, ...options });
  return { err: failing, addMs: waitMs };
};
const files = {
  'pom.xml': `<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>com.nordbank</groupId>
  <artifactId>transfers</artifactId>
  <dependencies>
    <dependency>
      <groupId>com.zaxxer</groupId>
      <artifactId>HikariCP</artifactId>
      <version>5.1.0</version>
    </dependency>
    <dependency>
      <groupId>org.postgresql</groupId>
      <artifactId>postgresql</artifactId>
      <version>42.7.2</version>
    </dependency>
  </dependencies>
</project>
`,
  'src/main/resources/application.yml': `transfers:
  daily-limit: 15000
  screening-timeout-ms: 800
  retry-attempts: 2
datasource:
  maximum-pool-size: 24
  connection-timeout-ms: 250
`,
  [`${root}/TransferService.java`]: `package com.nordbank.transfers;

import java.math.BigDecimal;

/** Books one transfer after all checks. */
public class TransferService {
  private final LimitCheck limits;
  private final Ledger ledger;
  private final IbanDirectory directory;
  private final Statement statement;

  public TransferService(LimitCheck limits, Ledger ledger, IbanDirectory directory, Statement statement) {
    this.limits = limits;
    this.ledger = ledger;
    this.directory = directory;
    this.statement = statement;
  }

  public String transfer(Transfer transfer) {
    limits.check(transfer);
    Bank bank = directory.bankOf(transfer.iban());
    String reference = ledger.book(transfer, bank.bic());
    statement.add(transfer, reference);
    return reference;
  }
}
`,
  [`${root}/Transfer.java`]: `package com.nordbank.transfers;

import java.math.BigDecimal;

public record Transfer(String from, String iban, BigDecimal amount, String purpose) {
  public boolean isDomestic() {
    return iban.startsWith("FI");
  }
}
`,
  [`${root}/LimitCheck.java`]: `package com.nordbank.transfers;

import java.math.BigDecimal;

/** Daily limits, per customer. */
public class LimitCheck {
  private final BigDecimal dailyLimit;

  public LimitCheck(Settings settings) {
    this.dailyLimit = new BigDecimal(settings.get("transfers.daily-limit"));
  }

  public void check(Transfer transfer) {
    if (transfer.amount() == null || transfer.amount().signum() <= 0) {
      throw new RejectedTransfer("amount must be positive");
    }
    if (transfer.amount().compareTo(dailyLimit) > 0) {
      throw new RejectedTransfer("daily limit of " + dailyLimit + " exceeded");
    }
  }
}
`,
  [`${root}/RejectedTransfer.java`]: `package com.nordbank.transfers;

/** The customer's mistake, answered with 422: never an error of ours. */
public class RejectedTransfer extends RuntimeException {
  public RejectedTransfer(String message) {
    super(message);
  }
}
`,
  [`${root}/IbanDirectory.java`]: `package com.nordbank.transfers;

import java.util.Map;

/** Which bank an IBAN belongs to. */
public class IbanDirectory {
  private static final Map<String, Bank> BANKS = Map.of(
      "FI1", new Bank("NORDFIHH", true),
      "FI2", new Bank("OKOYFIHH", true),
      "SE4", new Bank("SWEDSESS", true),
      "DE8", new Bank("DEUTDEFF", true));
  private static final Bank CORRESPONDENT = new Bank("CHASUS33", false);

  public Bank bankOf(String iban) {
    return BANKS.getOrDefault(iban.substring(0, 3), CORRESPONDENT);
  }
}
`,
  [`${root}/Bank.java`]: `package com.nordbank.transfers;

public record Bank(String bic, boolean instant) {}
`,
  [`${root}/Ledger.java`]: `package com.nordbank.transfers;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Writes double entries; every booking holds a connection while the database works. */
public class Ledger {
  private final Semaphore connections;
  private final long connectionTimeoutMs;
  private final Accounts accounts;

  public Ledger(Settings settings, Accounts accounts) {
    this.connections = new Semaphore(settings.number("datasource.maximum-pool-size"));
    this.connectionTimeoutMs = settings.number("datasource.connection-timeout-ms");
    this.accounts = accounts;
  }

  public String book(Transfer transfer, String bic) {
    acquire();
    try {
      return accounts.move(transfer.from(), transfer.iban(), transfer.amount());
    } finally {
      connections.release();
    }
  }

  void acquire() {
    try {
      if (!connections.tryAcquire(connectionTimeoutMs, TimeUnit.MILLISECONDS)) {
        throw new PoolExhausted("Connection is not available, request timed out after " + connectionTimeoutMs + "ms (available=" + connections.availablePermits() + ")");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new PoolExhausted("interrupted while waiting for a connection");
    }
  }

  void release() {
    connections.release();
  }
}
`,
  [`${root}/PoolExhausted.java`]: `package com.nordbank.transfers;

public class PoolExhausted extends RuntimeException {
  public PoolExhausted(String message) {
    super(message);
  }
}
`,
  [`${root}/Accounts.java`]: `package com.nordbank.transfers;

import java.math.BigDecimal;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Two accounts are locked for a booking. */
public class Accounts {
  private final ReentrantLock[] locks = new ReentrantLock[64];
  private long sequence = 81_000;

  public Accounts() {
    for (int at = 0; at < locks.length; at++) locks[at] = new ReentrantLock();
  }

  public String move(String from, String to, BigDecimal amount) {
    int first = slotOf(from);
    int second = slotOf(to);
    // always in the same order, or two opposite transfers wait for each other
    ReentrantLock one = locks[Math.min(first, second)];
    ReentrantLock two = locks[Math.max(first, second)];
    lock(one, from);
    try {
      Pace.step();
      if (one != two) lock(two, to);
      try {
        return "TR" + (++sequence);
      } finally {
        if (one != two) two.unlock();
      }
    } finally {
      one.unlock();
    }
  }

  private static void lock(ReentrantLock lock, String account) {
    try {
      if (!lock.tryLock(120, TimeUnit.MILLISECONDS)) {
        throw new LockTimeout("could not lock account " + account.substring(0, 4) + "… within 120 ms");
      }
    } catch (InterruptedException interrupted) {
      throw new LockTimeout("interrupted");
    }
  }

  static int slotOf(String account) {
    return Math.floorMod(account.hashCode(), 64);
  }

  public static class LockTimeout extends RuntimeException {
    LockTimeout(String message) {
      super(message);
    }
  }
}
`,
  [`${root}/Pace.java`]: `package com.nordbank.transfers;

/** The round trip to the database between two statements. */
final class Pace {
  static volatile long stepMs = 0;

  static void step() {
    try {
      Thread.sleep(stepMs);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
`,
  [`${root}/Statement.java`]: `package com.nordbank.transfers;

/** The line that the customer reads. */
public class Statement {
  static final int PURPOSE_WIDTH = 35;

  public String add(Transfer transfer, String reference) {
    return reference + " " + purposeOf(transfer.purpose());
  }

  /** SEPA allows four lines of 35 characters; we show the first. */
  static String purposeOf(String purpose) {
    if (purpose == null || purpose.length() <= PURPOSE_WIDTH) return purpose;
    return purpose.substring(0, PURPOSE_WIDTH);
  }
}
`,
  [`${root}/Settings.java`]: `package com.nordbank.transfers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Flat view of application.yml. */
public class Settings {
  private final Map<String, String> values = new HashMap<>();

  public Settings(Path file) throws IOException {
    String section = "";
    for (String line : Files.readAllLines(file)) {
      int colon = line.indexOf(':');
      if (colon < 0) continue;
      String key = line.substring(0, colon).trim();
      String value = line.substring(colon + 1).trim();
      if (value.isEmpty()) section = key;
      else values.put(section + "." + key, value);
    }
  }

  public String get(String key) {
    String value = values.get(key);
    if (value == null) throw new IllegalStateException("missing setting " + key);
    return value;
  }

  public int number(String key) {
    return Integer.parseInt(get(key));
  }
}
`,
};

const work = [
  {
    m: 'Higher daily limit for verified customers',
    edits: [
      { f: 'src/main/resources/application.yml', a: 'daily-limit: 15000', b: 'daily-limit: 20000' },
    ],
  },
  {
    m: 'Give the screening a little longer',
    edits: [
      {
        f: 'src/main/resources/application.yml',
        a: 'screening-timeout-ms: 800',
        b: 'screening-timeout-ms: 900',
      },
    ],
  },
  { m: 'Postgres driver 42.7.3', edits: [{ f: 'pom.xml', a: '42.7.2', b: '42.7.3' }] },
  {
    m: 'Javadoc for Bank',
    edits: [
      {
        f: `${root}/Bank.java`,
        a: 'public record Bank',
        b: '/** Instant banks take transfers around the clock. */\npublic record Bank',
      },
    ],
  },
  {
    m: 'Add Handelsbanken to the directory',
    edits: [
      {
        f: `${root}/IbanDirectory.java`,
        a: '"SE4", new Bank("SWEDSESS", true),',
        b: '"SE4", new Bank("SWEDSESS", true),\n      "SE6", new Bank("HANDSESS", true),',
      },
    ],
  },
  {
    m: 'Remove an unused import',
    edits: [{ f: `${root}/TransferService.java`, a: 'import java.math.BigDecimal;\n\n', b: '' }],
  },
  {
    m: 'Clearer message when the daily limit is hit',
    edits: [{ f: `${root}/LimitCheck.java`, a: '" exceeded"', b: '" exceeded by this transfer"' }],
  },
  {
    m: 'Start references at a higher number',
    edits: [{ f: `${root}/Accounts.java`, a: 'sequence = 81_000', b: 'sequence = 91_000' }],
  },
  {
    m: 'Three retries towards the screening',
    edits: [
      { f: 'src/main/resources/application.yml', a: 'retry-attempts: 2', b: 'retry-attempts: 3' },
    ],
  },
];

const driver = `import com.nordbank.transfers.*;
import java.io.*;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.*;
import java.time.format.DateTimeFormatter;
import java.util.*;
import java.util.concurrent.*;

public class TransferController {
  static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
  static long now;
  static String trace;

  static synchronized void log(String level, String logger, String message, Throwable error) {
    System.out.println(CLOCK.format(Instant.ofEpochMilli(now)) + " [http-nio-8080-exec-" + (1 + now % 12) + "] " + String.format("%-5s", level) + " " + logger + " [" + trace + "] - " + message);
    if (error != null) {
      StringWriter text = new StringWriter();
      error.printStackTrace(new PrintWriter(text));
      System.out.println(text.toString().stripTrailing());
    }
  }

  static void handle(TransferService service, String from, String iban, String amount, String purpose) {
    try {
      String reference = service.transfer(new Transfer(from, iban, amount.equals("-") ? null : new BigDecimal(amount), purpose.equals("-") ? null : purpose));
      log("INFO", "c.n.t.TransferController", "booked " + reference, null);
    } catch (RejectedTransfer rejected) {
      log("INFO", "c.n.t.TransferController", "rejected: " + rejected.getMessage(), null);
    } catch (RuntimeException error) {
      log("ERROR", "o.a.c.c.C.[.[.[/].[dispatcherServlet]", "Servlet.service() for servlet [dispatcherServlet] threw exception", error);
    }
  }

  public static void main(String[] args) throws Exception {
    Settings settings = new Settings(Path.of("src/main/resources/application.yml"));
    Ledger ledger = new Ledger(settings, new Accounts());
    TransferService service = new TransferService(new LimitCheck(settings), ledger, new IbanDirectory(), new Statement());
    var step = Class.forName("com.nordbank.transfers.Pace").getDeclaredField("stepMs");
    step.setAccessible(true);
    var acquire = Ledger.class.getDeclaredMethod("acquire");
    acquire.setAccessible(true);
    var release = Ledger.class.getDeclaredMethod("release");
    release.setAccessible(true);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line; (line = in.readLine()) != null; ) {
      String[] f = line.split("\\t");
      now = Long.parseLong(f[1]);
      trace = f[2].substring(0, 16);
      System.out.println("\\u0001" + f[0]);
      int busy = Integer.parseInt(f[7]);
      if (f[8].equals("cross")) {
        step.setLong(null, 400);
        Thread other = new Thread(() -> { try { Thread.sleep(70); service.transfer(new Transfer(f[4], f[3], new BigDecimal("1"), "x")); } catch (RuntimeException | InterruptedException ignored) { } });
        other.start();
        handle(service, f[3], f[4], f[5], f[6]);
        other.join();
        step.setLong(null, 0);
        continue;
      }
      int held = 0;
      for (; held < busy; held++) {
        try { acquire.invoke(ledger); } catch (java.lang.reflect.InvocationTargetException full) { break; }
      }
      handle(service, f[3], f[4], f[5], f[6]);
      for (; held > 0; held--) release.invoke(ledger);
    }
  }
}
`;

const ACCOUNTS = [
  'FI1200300',
  'FI2100401',
  'SE4500502',
  'DE8100603',
  'FI1200704',
  'US3300805',
  'FI2100906',
];
const transfer = (r, { from, iban, amount, purpose, busy, mode } = {}) => [
  from ?? `FI12${r.int(10000, 99999)}`,
  iban ?? r.pick(ACCOUNTS),
  amount ?? `${r.int(5, 900)}.${r.int(10, 99)}`,
  purpose ??
    r.pick([
      'Rent',
      'Invoice 5512',
      'Kesäloma',
      'Gift',
      '-',
      'Membership fee for the coming year, branch 7',
    ]),
  String(busy ?? r.int(0, 9)),
  mode ?? '-',
];

export const system = {
  key: 'ledger',
  language: 'java',
  layout: 'polyrepo',
  project: 'PAY',
  env: 'prod',
  mail: 'nordbank.example',
  major: 7,
  team: ['Aino Virtanen', 'Lars Holm', 'Matti Korhonen', 'Eeva Laine', 'Ingrid Dahl'],
  style: {
    messages: 'azure',
    ci: 'azure',
    commits: 'azure',
    deployments: 'releases',
    metrics: 'wide',
    metricNames: 'azure',
    traces: 'jaeger',
    alert: 'simple',
    logs: 'perService',
    version: 'build',
    map: 'nodes',
  },
  entry: 'mobile-gateway',
  core: 'transfers',
  services: [
    {
      name: 'mobile-gateway',
      ms: 20,
      rps: 320,
      repo: 'mobile-gateway',
      hosts: ['vmss-gw_1', 'vmss-gw_4'],
      edge: {
        lang: 'java',
        style: 'text',
        file: 'com.nordbank.gateway.web.MobileController',
        paths: ['/mobile/v4/transfer', '/mobile/v4/accounts'],
        words: {
          failed: 'Upstream failure for',
          handled: 'Forwarded',
          chore: 'Scheduled task failed:',
        },
      },
      calls: [{ to: 'payments-api' }, { to: 'session-store', share: 0.9, soft: true }],
      resource: 'POST /mobile/v4/transfer',
    },
    {
      name: 'payments-api',
      ms: 26,
      rps: 140,
      repo: 'payments-api',
      hosts: ['pay-01', 'pay-02'],
      edge: {
        lang: 'python',
        style: 'jsonlogger',
        file: '/opt/payments_api/payments_api/http.py',
        paths: ['/payments', '/payments/scheduled'],
        words: { failed: 'payment request failed', handled: 'payment request done' },
      },
      calls: [{ to: 'transfers' }, { to: 'screening', share: 0.8 }],
      resource: 'POST /payments',
    },
    {
      name: 'transfers',
      ms: 30,
      rps: 130,
      repo: 'transfers',
      hosts: ['trf-a', 'trf-b'],
      calls: [{ to: 'ledger-db' }],
      resource: 'POST /transfers',
      extras: [
        { metric: 'hikaricp.connections.active', base: 9, whole: true },
        { metric: 'hikaricp.connections.pending', base: 0, whole: true },
      ],
    },
    {
      name: 'screening',
      ms: 40,
      rps: 110,
      repo: 'screening',
      hosts: ['scr-1'],
      edge: {
        lang: 'node',
        style: 'winston',
        file: '/app/build/screening.js',
        paths: ['/screen'],
        words: { failed: 'screening not possible', handled: 'screened' },
      },
      calls: [{ to: 'sanctions-feed', share: 0.3 }],
      resource: 'POST /screen',
    },
    { name: 'session-store', ms: 2, rps: 300, store: true, resource: 'GET session' },
    {
      name: 'sanctions-feed',
      ms: 70,
      rps: 30,
      store: true,
      resource: 'GET https://lists.example/eu',
    },
    {
      name: 'ledger-db',
      ms: 7,
      rps: 130,
      store: true,
      resource: 'INSERT entries',
      extras: [{ metric: 'pg_stat_activity_count', base: 41, whole: true }],
    },
  ],
  repos: { transfers: { service: 'transfers', image: 'eclipse-temurin:17-jre', files, work } },
  programs: {
    transfers: {
      driver: { 'app/TransferController.java': driver },
      build: [['javac', '-g', '-d', 'out', '$(find', 'src', 'app', '-name', "'*.java')"]],
      run: ['java', '-XX:TieredStopAtLevel=1', '-cp', 'out', 'TransferController'],
      home: '/app/',
      paths: [['at TransferController.', 'at com.nordbank.transfers.web.TransferController.']],
      isError: /ERROR/,
    },
  },
  changes: [
    {
      type: 'configuration',
      name: 'gateway.rate-limit',
      service: 'mobile-gateway',
      before: '400',
      after: '500',
      by: 'lars.holm',
    },
    {
      type: 'secret',
      name: 'screening-client-secret',
      service: 'screening',
      before: 'v3',
      after: 'v4',
      by: 'rotation-job',
    },
  ],
  decoyChange: {
    id: 'cfg-7731',
    type: 'configuration',
    name: 'gateway.rate-limit',
    service: 'mobile-gateway',
    before: '500',
    after: '550',
    by: 'lars.holm',
  },
  good: (r) => transfer(r),
  faults: {
    purpose: {
      kind: 'null_dereference',
      m: 'Trim the purpose before it is cut',
      edits: [
        {
          f: `${root}/Statement.java`,
          a: 'if (purpose == null || purpose.length() <= PURPOSE_WIDTH) return purpose;\n    return purpose.substring(0, PURPOSE_WIDTH);',
          b: 'String trimmed = purpose.trim();\n    return trimmed.length() <= PURPOSE_WIDTH ? trimmed : trimmed.substring(0, PURPOSE_WIDTH);',
        },
      ],
      bad: (r) => transfer(r, { purpose: '-' }),
      good: (r) => transfer(r, { purpose: r.pick(['Rent', 'Invoice 77', 'Dinner on Friday']) }),
      impact: [{ err: 0.19 }],
      errorType: 'NullPointerException',
      errorText: 'Cannot invoke "String.trim()" because "purpose" is null',
      tempt: {
        m: 'Statement lines: constant for the width',
        edits: [
          {
            f: `${root}/Statement.java`,
            a: 'static final int PURPOSE_WIDTH = 35;',
            b: 'static final int LINES = 4;\n  static final int PURPOSE_WIDTH = 35;',
          },
        ],
      },
    },
    pool: {
      kind: 'pool_limit_changed',
      category: 'configuration',
      m: 'Align datasource settings with the other services',
      delay: 140,
      shape: 'growing',
      alertAfter: 30,
      edits: [
        {
          f: 'src/main/resources/application.yml',
          a: 'maximum-pool-size: 24',
          b: 'maximum-pool-size: 6',
        },
      ],
      bad: (r) => transfer(r, { busy: 14 }),
      good: (r) => transfer(r, { busy: r.int(0, 4) }),
      impact: [saturated({ load: 221, holdMs: 36, size: 6 })],
      gauges: [
        { service: 'transfers', metric: 'hikaricp.connections.active', to: 6 },
        { service: 'transfers', metric: 'hikaricp.connections.pending', to: 38 },
      ],
      traffic: 1.7,
      errorType: 'PoolExhausted',
      errorText: 'Connection is not available, request timed out after 250ms',
      tempt: {
        m: 'Tell how many connections were available when the pool runs dry',
        edits: [
          {
            f: `${root}/PoolExhausted.java`,
            a: 'public class PoolExhausted',
            b: '/** Nobody gave a connection back in time. */\npublic class PoolExhausted',
          },
        ],
      },
    },
    lockOrder: {
      kind: 'deadlock',
      m: 'Simplify account locking',
      delay: 21,
      edits: [
        {
          f: `${root}/Accounts.java`,
          a: '    // always in the same order, or two opposite transfers wait for each other\n    ReentrantLock one = locks[Math.min(first, second)];\n    ReentrantLock two = locks[Math.max(first, second)];',
          b: '    ReentrantLock one = locks[first];\n    ReentrantLock two = locks[second];',
        },
      ],
      bad: (r) => transfer(r, { from: 'FI1200300', iban: 'FI2100401', mode: 'cross' }),
      impact: [{ err: 0.09, addMs: 110 }],
      errorType: 'Accounts$LockTimeout',
      errorText: 'could not lock account FI21… within 120 ms',
      tempt: {
        m: 'Lock timeout is named in the message',
        edits: [
          {
            f: `${root}/Accounts.java`,
            a: 'throw new LockTimeout("interrupted");',
            b: 'throw new LockTimeout("interrupted while locking an account");',
          },
        ],
      },
    },
    validation: {
      kind: 'validation_removed',
      m: 'Amounts are checked by the gateway already',
      delay: 44,
      edits: [
        {
          f: `${root}/LimitCheck.java`,
          a: '    if (transfer.amount() == null || transfer.amount().signum() <= 0) {\n      throw new RejectedTransfer("amount must be positive");\n    }\n',
          b: '',
        },
      ],
      bad: (r) => transfer(r, { amount: '-' }),
      impact: [{ err: 0.07 }],
      priority: 'P3',
      errorType: 'NullPointerException',
      errorText: 'because the return value of "com.nordbank.transfers.Transfer.amount()" is null',
    },
    payday: {
      kind: 'traffic_surge',
      category: 'traffic_surge',
      traffic: 4.1,
      shape: 'growing',
      alertAfter: 17,
      alsoFirst: ['ledger-db'],
      bad: (r) => transfer(r, { busy: 24 }),
      good: (r) => transfer(r, { busy: r.int(3, 20) }),
      impact: [
        saturated({ load: 533, holdMs: 56, size: 24 }),
        { service: 'mobile-gateway', timesMs: 1.5 },
        { service: 'payments-api', timesMs: 1.4 },
      ],
      cpu: { 'mobile-gateway': 2.1, 'payments-api': 1.9, transfers: 2.0 },
      gauges: [
        { service: 'transfers', metric: 'hikaricp.connections.active', to: 24 },
        { service: 'transfers', metric: 'hikaricp.connections.pending', to: 71 },
      ],
      errorType: 'PoolExhausted',
      errorText: 'Connection is not available, request timed out after 250ms',
      story: 'payday: four times the transfers',
      tempt: {
        m: 'Close the pool metrics gap',
        edits: [
          {
            f: `${root}/PoolExhausted.java`,
            a: 'super(message);',
            b: 'super(message);\n    // counted by the pool metrics',
          },
        ],
      },
    },
    feedCert: {
      kind: 'expired_certificate',
      category: 'expired_certificate',
      service: 'screening',
      alsoFirst: ['sanctions-feed'],
      silentCore: true,
      edgeOrigin: 'cert',
      outcome: '502',
      alertService: 'payments-api',
      impact: [{ service: 'screening', err: 0.62 }],
      status: 502,
      errorType: 'Error',
      errorText: 'certificate has expired',
      story: 'the certificate of the sanctions list ends at midnight',
    },
  },
};
