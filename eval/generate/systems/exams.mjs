/** Examinations of universities in Kotlin, with a shared library; log4j2 text, Elasticsearch hits. */
const raw = String.raw;
const root = 'src/main/kotlin/edu/prufung';
const kit = 'src/main/kotlin/edu/prufung/kit';
const files = {
  'build.gradle.kts': raw`plugins {
    kotlin("jvm") version "1.9.22"
}

dependencies {
    implementation("edu.prufung:exams-kit:4.2.0")
    implementation("io.ktor:ktor-server-netty:2.3.8")
    implementation("org.apache.logging.log4j:log4j-core:2.23.0")
}
`,
  'src/main/resources/exams.properties': raw`grading.pass-mark=50
grading.rounding=half-up
seats.reserve=3
`,
  [`${root}/Settings.kt`]: raw`package edu.prufung

import java.io.File
import java.util.Properties

/** What operators may set. */
object Settings {
    private val properties = Properties().apply { File("src/main/resources/exams.properties").inputStream().use { load(it) } }

    fun number(key: String): Int {
        val text = properties.getProperty(key) ?: error("setting $key has no value")
        return text.trim().toInt()
    }
}
`,
  [`${root}/seating/Sitting.kt`]: raw`package edu.prufung.seating

/** A candidate's sitting; where it takes place is known once it was seated. */
class Sitting(val candidate: String, val mode: String) {
    lateinit var room: Room
}

class Room(val name: String, val seats: Int)

object Rooms {
    private val rooms = listOf(Room("A-101", 40), Room("A-204", 120), Room("online", 100000))

    fun forMode(mode: String): Room = rooms.first { mode == "online" && it.name == "online" || mode == "onsite" && it.name != "online" }
}
`,
  [`${root}/seating/Seating.kt`]: raw`package edu.prufung.seating

/** Gives every sitting its room. */
class Seating {
    fun seat(sitting: Sitting): Sitting {
        sitting.room = Rooms.forMode(sitting.mode)
        return sitting
    }
}
`,
  [`${root}/seating/Proctor.kt`]: raw`package edu.prufung.seating

/** Who watches. */
class Proctor {
    fun assign(sitting: Sitting): String {
        val share = if (sitting.room.seats > 1000) "remote" else "hall"
        return share + "-" + sitting.room.name
    }
}
`,
  [`${root}/roster/Roster.kt`]: raw`package edu.prufung.roster

/** The candidates of an exam, as the registry sends them: W marks who has withdrawn. */
class Roster(text: String) {
    private val names = text.split(",").toMutableList()

    fun present(): List<String> {
        dropWithdrawn()
        return names
    }

    private fun dropWithdrawn() {
        names.removeAll { it.startsWith("W:") }
    }
}
`,
  [`${root}/marking/Marking.kt`]: raw`package edu.prufung.marking

import java.util.concurrent.ArrayBlockingQueue
import java.util.concurrent.Callable
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Future
import java.util.concurrent.ThreadPoolExecutor
import java.util.concurrent.TimeUnit

/** Marks answers in the background. */
class Marking {
    private val pool = ThreadPoolExecutor(2, 2, 1, TimeUnit.MINUTES, ArrayBlockingQueue<Runnable>(96))

    init {
        pool.setThreadFactory { task -> Thread(task, "marking").apply { isDaemon = true } }
    }

    fun submit(answer: () -> Int): Future<Int> = pool.submit(Callable { answer() })

    /** Answers that are being marked already. */
    fun occupy(count: Int, until: CountDownLatch) {
        repeat(count) { submit { until.await(); 0 } }
    }
}
`,
  [`${root}/grading/Grading.kt`]: raw`package edu.prufung.grading

import edu.prufung.Settings
import edu.prufung.kit.Scale

/** From points to a grade. */
class Grading {
    fun grade(points: Int, most: Int): String {
        val passMark = Settings.number("grading.pass-mark")
        val grade = Scale.gradeOf(points, most)
        return if (points * 100 / most >= passMark) grade else "5.0"
    }
}
`,
  [`${root}/Exams.kt`]: raw`package edu.prufung

import edu.prufung.grading.Grading
import edu.prufung.marking.Marking
import edu.prufung.roster.Roster
import edu.prufung.seating.Proctor
import edu.prufung.seating.Seating
import edu.prufung.seating.Sitting

/** One handed-in paper, from the roster to the grade. */
class Exams(val marking: Marking = Marking()) {
    private val seating = Seating()
    private val proctor = Proctor()
    private val grading = Grading()

    fun handIn(roster: String, mode: String, points: Int, most: Int): String {
        val candidates = Roster(roster).present()
        val sitting = seating.seat(Sitting(candidates.firstOrNull() ?: "nobody", mode))
        val watched = proctor.assign(sitting)
        val grade = marking.submit { points }.let { grading.grade(points, most) }
        return watched + " " + grade
    }
}
`,
};
const kitFiles = {
  'build.gradle.kts': raw`plugins {
    kotlin("jvm") version "1.9.22"
}

version = "4.2.0"
`,
  [`${kit}/Scale.kt`]: raw`package edu.prufung.kit

/** Grades by tenths of the points. */
object Scale {
    private val grades = listOf("5.0", "5.0", "5.0", "5.0", "5.0", "4.0", "3.3", "2.7", "2.0", "1.3", "1.0")

    fun gradeOf(points: Int, most: Int): String {
        val tenth = (points * 10 / most).coerceIn(0, grades.size - 1)
        return grades[tenth]
    }
}
`,
  [`${kit}/Terms.kt`]: raw`package edu.prufung.kit

/** Terms as the registry writes them. */
fun termOf(year: Int, isWinter: Boolean): String = if (isWinter) "WS " + year else "SS " + year
`,
};
const work = [
  {
    m: 'Ktor 2.3.9',
    edits: [{ f: 'build.gradle.kts', a: 'netty:2.3.8', b: 'netty:2.3.9' }],
  },
  {
    m: 'Keep four seats in reserve',
    edits: [
      { f: 'src/main/resources/exams.properties', a: 'seats.reserve=3', b: 'seats.reserve=4' },
    ],
  },
  {
    m: 'Larger hall A-204',
    edits: [{ f: `${root}/seating/Sitting.kt`, a: 'Room("A-204", 120)', b: 'Room("A-204", 140)' }],
  },
  {
    m: 'Explain what handIn answers',
    edits: [
      {
        f: `${root}/Exams.kt`,
        a: '    fun handIn(',
        b: '    /** Answers with who watched and the grade. */\n    fun handIn(',
      },
    ],
  },
  {
    m: 'log4j 2.23.1',
    edits: [{ f: 'build.gradle.kts', a: 'log4j-core:2.23.0', b: 'log4j-core:2.23.1' }],
  },
  {
    m: 'Name the marking threads in the docs',
    edits: [
      { f: 'docs/marking.md', add: '# Marking\n\nThreads are called marking and are daemons.\n' },
    ],
  },
];
const kitWork = [
  {
    m: 'Terms: short years',
    edits: [
      {
        f: `${kit}/Terms.kt`,
        end: '\nfun shortTerm(year: Int): String = "SS " + year % 100\n',
      },
    ],
  },
  {
    m: 'Describe the scale',
    edits: [
      {
        f: `${kit}/Scale.kt`,
        a: '/** Grades by tenths of the points. */',
        b: '/** Grades by tenths of the points, the worst first. */',
      },
    ],
  },
];
const driver = raw`import edu.prufung.Exams
import java.io.PrintWriter
import java.io.StringWriter
import java.time.Instant
import java.time.ZoneOffset
import java.time.format.DateTimeFormatter
import java.util.concurrent.CountDownLatch

val stamps: DateTimeFormatter = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss,SSS").withZone(ZoneOffset.UTC)

fun main() {
    while (true) {
        val f = (readLine() ?: break).split("\t")
        println("\u0001" + f[0])
        val head = stamps.format(Instant.ofEpochMilli(f[1].toLong())) + " [http-" + (f[0].toInt() % 8) + "] {trace=" + f[2].take(16) + "} "
        val exams = Exams()
        val done = CountDownLatch(1)
        try {
            exams.marking.occupy(f[7].toInt(), done)
            val said = exams.handIn(f[3], f[4], f[5].toInt(), f[6].toInt())
            println(head + "INFO  edu.prufung.web.HandInRoute - paper taken: " + said)
        } catch (failed: Exception) {
            val text = StringWriter()
            failed.printStackTrace(PrintWriter(text))
            println(head + "ERROR edu.prufung.web.HandInRoute - paper could not be taken\n" + text.toString().trimEnd())
        }
        done.countDown()
    }
    Runtime.getRuntime().halt(0)
}
`;
const paper = (r, { roster, mode, points, most, waiting } = {}) => [
  roster ?? `c${r.int(100, 999)},c${r.int(100, 999)},c${r.int(100, 999)}`,
  mode ?? r.pick(['onsite', 'onsite', 'online']),
  String(points ?? r.int(30, 98)),
  String(most ?? 100),
  String(waiting ?? 0),
];

export const system = {
  key: 'exams',
  language: 'kotlin',
  layout: 'polyrepo',
  project: 'EXA',
  env: 'prod',
  mail: 'pruefung.example',
  major: 5,
  team: ['Nadja Berger', 'Kofi Mensah', 'Lotte Aalto', 'Emre Güneş'],
  flows: [36, 44],
  keep: [17, 5],
  traces: 26,
  chores: ['purgeSessions', 'syncCalendar', 'exportReport', 'rotateKeys'],
  style: {
    messages: 'conventional',
    commits: 'azure',
    deployments: 'dora',
    metrics: 'wide',
    metricNames: 'micrometer',
    traces: 'otlp',
    alert: 'alertmanager',
    logs: 'elastic',
    version: 'build',
    map: 'graph',
    events: 'kubectl',
    gzip: ['traces', 'logs'],
  },
  entry: 'campus-app',
  core: 'exams',
  services: [
    {
      name: 'campus-app',
      ms: 28,
      rps: 90,
      repo: 'campus-app',
      hosts: ['campus-1', 'campus-2'],
      node: 'n1',
      edge: {
        lang: 'node',
        style: 'winston',
        code: 'handlers',
        file: '/app/lib/app.mjs',
        paths: ['/exams/hand-in', '/exams/today'],
        words: { failed: 'hand-in failed', handled: 'hand-in done', answered: 'gave' },
        says: ['push token refreshed', 'timetable from cache', 'avatar too large'],
      },
      calls: [{ to: 'login-relay', share: 0.7 }, { to: 'exams' }],
      resource: 'POST /exams/hand-in',
    },
    {
      name: 'login-relay',
      ms: 12,
      rps: 64,
      repo: 'login-relay',
      hosts: ['login-1'],
      node: 'n2',
      edge: {
        lang: 'go',
        style: 'zap',
        file: 'relay/relay.go:24',
        paths: ['/token', '/userinfo'],
        words: { failed: 'token could not be had', handled: 'token issued' },
        says: ['nonce reused once', 'discovery document unchanged'],
      },
      calls: [{ to: 'sso-provider' }],
      resource: 'POST /token',
    },
    {
      name: 'exams',
      ms: 24,
      rps: 88,
      repo: 'exams',
      hosts: ['exams-76c-1', 'exams-76c-2'],
      node: 'n3',
      memory: 610,
      calls: [{ to: 'papers-db' }, { to: 'papers-files', share: 0.5 }],
      resource: 'POST /hand-in',
      extras: [
        { metric: 'executor_queued_tasks', base: 5, whole: true },
        { metric: 'executor_active_threads', base: 1.3, whole: true },
      ],
    },
    {
      name: 'transcripts',
      ms: 60,
      rps: 9,
      repo: 'transcripts',
      hosts: ['trans-1'],
      node: 'n2',
      edge: {
        lang: 'python',
        style: 'text',
        file: '/srv/transcripts/transcripts/views.py',
        paths: ['/transcripts'],
        words: { failed: 'transcript not made', handled: 'transcript made' },
        says: ['pdf font substituted', 'seal image cached'],
      },
      calls: [{ to: 'papers-db' }],
      resource: 'GET /transcripts',
    },
    { name: 'papers-db', ms: 5, rps: 95, store: true, resource: 'INSERT papers' },
    { name: 'papers-files', ms: 11, rps: 44, store: true, resource: 'PUT object' },
    { name: 'sso-provider', ms: 70, rps: 63, store: true, resource: 'POST sso.uni.example/token' },
  ],
  repos: {
    exams: { service: 'exams', image: 'eclipse-temurin:21-jre', files, work },
    'exams-kit': { service: 'exams-kit', image: 'gradle:8-jdk21', files: kitFiles, work: kitWork },
  },
  programs: {
    exams: {
      uses: ['exams-kit'],
      libraryFolder: 'exams-kit',
      driver: { 'app/Main.kt': driver },
      build: [
        [
          'JAVA_OPTS=-Xshare:auto',
          'kotlinc',
          '-nowarn',
          'src/main/kotlin',
          'exams-kit/src/main/kotlin',
          'app',
          '-include-runtime',
          '-d',
          'exams.jar',
        ],
      ],
      run: ['java', '-XX:TieredStopAtLevel=1', '-cp', 'exams.jar', 'MainKt'],
      home: '/app/',
      paths: [['MainKt.main(Main.kt', 'edu.prufung.web.HandInRouteKt.handle(HandInRoute.kt']],
      isError: /ERROR/,
    },
  },
  changes: [
    {
      type: 'feature_flag',
      name: 'campus.dark-mode',
      service: 'campus-app',
      before: 'off',
      after: 'on',
      by: 'lotte',
    },
  ],
  decoyChange: {
    id: 'ff-9012',
    type: 'feature_flag',
    name: 'campus.room-map',
    service: 'campus-app',
    before: 'off',
    after: 'on',
    by: 'lotte',
  },
  good: (r) => paper(r),
  faults: {
    roomless: {
      kind: 'uninitialised_state',
      m: 'Only sittings on site need a room',
      delay: 12,
      edits: [
        {
          f: `${root}/seating/Seating.kt`,
          a: '        sitting.room = Rooms.forMode(sitting.mode)\n',
          b: '        if (sitting.mode == "onsite") sitting.room = Rooms.forMode(sitting.mode)\n',
        },
      ],
      bad: (r) => paper(r, { mode: 'online' }),
      good: (r) => paper(r, { mode: 'onsite' }),
      impact: [{ err: 0.33 }],
      errorType: 'kotlin.UninitializedPropertyAccessException',
      errorText: 'lateinit property room has not been initialized',
      tempt: {
        m: 'Rooms: which property of a room is initialized when',
        edits: [
          {
            f: 'docs/rooms.md',
            add: '# Rooms\n\nThe lateinit property room is initialized when a sitting is seated.\n',
          },
        ],
      },
    },
    passMark: {
      kind: 'config_key_renamed',
      category: 'configuration',
      m: 'One spelling for settings of grading',
      delay: 0,
      edits: [
        {
          f: `${root}/grading/Grading.kt`,
          a: 'Settings.number("grading.pass-mark")',
          b: 'Settings.number("grading.passMark")',
        },
      ],
      bad: (r) => paper(r),
      badAlways: true,
      impact: [{ err: 0.96 }],
      priority: 'P1',
      errorType: 'java.lang.IllegalStateException',
      errorText: 'setting grading.passMark has no value',
    },
    bonusPoints: {
      kind: 'shared_library',
      repo: 'exams-kit',
      m: 'Scale: points are never out of range',
      delay: 43,
      edits: [
        {
          f: `${kit}/Scale.kt`,
          a: '        val tenth = (points * 10 / most).coerceIn(0, grades.size - 1)\n        return grades[tenth]',
          b: '        return grades[points * 10 / most]',
        },
      ],
      bump: {
        m: 'exams-kit 4.3.0',
        edits: [{ f: 'build.gradle.kts', a: 'exams-kit:4.2.0', b: 'exams-kit:4.3.0' }],
      },
      bad: (r) => paper(r, { points: r.int(111, 118), most: 100 }),
      impact: [{ err: 0.09 }],
      priority: 'P3',
      errorType: 'java.lang.ArrayIndexOutOfBoundsException',
      errorText: 'Index 11 out of bounds for length 11',
    },
    shortQueue: {
      kind: 'pool_limit_changed',
      m: 'Marking must not pile up',
      delay: 75,
      shape: 'growing',
      traffic: 1.4,
      edits: [
        {
          f: `${root}/marking/Marking.kt`,
          a: 'ArrayBlockingQueue<Runnable>(96)',
          b: 'ArrayBlockingQueue<Runnable>(12)',
        },
      ],
      bad: (r) => paper(r, { waiting: r.int(20, 60) }),
      good: (r) => paper(r, { waiting: r.int(0, 6) }),
      impact: [{ err: 0.27 }],
      gauges: [
        { service: 'exams', metric: 'executor_queued_tasks', to: 12 },
        { service: 'exams', metric: 'executor_active_threads', to: 2 },
      ],
      status: 503,
      errorType: 'java.util.concurrent.RejectedExecutionException',
      errorText: 'Task rejected from ThreadPoolExecutor[Running, pool size = 2]',
      tempt: {
        m: 'Marking threads are numbered in dumps',
        edits: [
          {
            f: `${root}/marking/Marking.kt`,
            a: 'Thread(task, "marking").apply',
            b: 'Thread(task, "marking-pool").apply',
          },
        ],
      },
    },
    withdrawals: {
      kind: 'collection_modified',
      m: 'Roster tells who has withdrawn',
      delay: 24,
      edits: [
        {
          f: `${root}/roster/Roster.kt`,
          a: '        names.removeAll { it.startsWith("W:") }\n',
          b: '        for (name in names) {\n            if (name.startsWith("W:")) withdrawn(name)\n        }\n',
        },
        {
          f: `${root}/roster/Roster.kt`,
          a: '    private fun dropWithdrawn() {',
          b: '    private fun withdrawn(name: String) {\n        names.remove(name)\n    }\n\n    private fun dropWithdrawn() {',
        },
      ],
      bad: (r) =>
        paper(r, { roster: `W:c${r.int(100, 999)},c${r.int(100, 999)},c${r.int(100, 999)}` }),
      impact: [{ err: 0.2 }],
      errorType: 'java.util.ConcurrentModificationException',
      errorText: 'null',
    },
    examDay: {
      kind: 'traffic_surge',
      category: 'traffic_surge',
      traffic: 5.6,
      trafficOn: ['campus-app', 'exams', 'papers-db', 'papers-files'],
      shape: 'growing',
      alertAfter: 13,
      bad: (r) => paper(r, { waiting: r.int(99, 130) }),
      good: (r) => paper(r, { waiting: r.int(0, 60) }),
      impact: [
        { err: 0.22, timesMs: 5 },
        { service: 'papers-db', timesMs: 5 },
        { service: 'campus-app', timesMs: 1.7 },
      ],
      cpu: { exams: 3.2, 'campus-app': 2.7, 'papers-db': 2.2 },
      gauges: [{ service: 'exams', metric: 'executor_queued_tasks', to: 96 }],
      alsoFirst: ['papers-db'],
      status: 503,
      errorType: 'java.util.concurrent.RejectedExecutionException',
      errorText: 'Task rejected from ThreadPoolExecutor[Running, pool size = 2]',
      alertService: 'campus-app',
      events: [
        {
          reason: 'SuccessfulRescale',
          type: 'Normal',
          service: 'exams',
          message:
            'New size: 10; reason: cpu resource utilization (percentage of request) above target',
          after: 3,
        },
      ],
      story: 'eleven faculties write on the same morning',
    },
    ssoRoot: {
      kind: 'expired_certificate',
      category: 'expired_certificate',
      service: 'login-relay',
      silentCore: true,
      edgeOrigin: 'cert',
      outcome: '502',
      alsoFirst: ['sso-provider'],
      impact: [{ service: 'login-relay', err: 0.93 }],
      priority: 'P1',
      status: 502,
      errorType: 'x509.CertificateInvalidError',
      errorText: 'x509: certificate has expired or is not yet valid',
      alertService: 'campus-app',
      story: 'the certificate of the identity provider ended on a Sunday',
    },
  },
};
