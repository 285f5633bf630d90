/** Fare gates of a metro: a pre-forking C daemon built with AddressSanitizer; syslog lines, one repository. */
import { inMonorepo } from '../lib/edge-repository.mjs';

const c = (path) => `fared/${path}`;
const raw = String.raw;
const daemon = {
  [c('Makefile')]: raw`CFLAGS = -std=c11 -g -O1 -Wall -fsanitize=address -fno-omit-frame-pointer

fared: src/*.c
	$(CC) $(CFLAGS) -o $@ $^
`,
  [c('src/card.h')]: raw`#ifndef FARED_CARD_H
#define FARED_CARD_H

/** What a reader hands over: uid|product|holder|balance|last gate|check. */
struct card {
    char uid[16];
    char product[16];
    char *holder;
    long balance;
    int last_gate;
};

/** 0 when the record is whole, else the number of the field that is not. */
int card_parse(const char *record, struct card *out);
void card_release(struct card *card);

#endif
`,
  [c('src/card.c')]: raw`#include "card.h"
#include <stdlib.h>
#include <string.h>

static int checksum(const char *from, const char *to) {
    int sum = 0;
    while (from < to) sum = (sum * 31 + (unsigned char)*from++) % 97;
    return sum;
}

static const char *take(const char *from, char *out, size_t room) {
    const char *end = strchr(from, '|');
    size_t length = end ? (size_t)(end - from) : strlen(from);
    if (length >= room) length = room - 1;
    memcpy(out, from, length);
    out[length] = 0;
    return end ? end + 1 : from + length;
}

int card_parse(const char *record, struct card *out) {
    const char *check = strrchr(record, '|');
    if (check == NULL) return 6;
    if (atoi(check + 1) != checksum(record, check)) return 6;
    char number[24];
    char holder[128];
    const char *at = take(record, out->uid, sizeof out->uid);
    at = take(at, out->product, sizeof out->product);
    at = take(at, holder, sizeof holder);
    at = take(at, number, sizeof number);
    out->balance = atol(number);
    take(at, number, sizeof number);
    out->last_gate = atoi(number);
    out->holder = strdup(holder);
    return 0;
}

void card_release(struct card *card) { free(card->holder); }
`,
  [c('src/product.h')]: raw`#ifndef FARED_PRODUCT_H
#define FARED_PRODUCT_H

struct product {
    const char *code;
    int percent;
    int daily_cap;
};

/** NULL for a product that was never sold here. */
const struct product *product_find(const char *code);

#endif
`,
  [c('src/product.c')]: raw`#include "product.h"
#include <stddef.h>
#include <string.h>

static const struct product products[] = {
    {"single", 100, 0}, {"day", 0, 0}, {"student", 60, 900}, {"senior", 50, 700},
};

const struct product *product_find(const char *code) {
    for (size_t at = 0; at < sizeof products / sizeof *products; at++)
        if (strcmp(products[at].code, code) == 0) return &products[at];
    return NULL;
}
`,
  [c('src/zones.h')]: raw`#ifndef FARED_ZONES_H
#define FARED_ZONES_H

#define ZONES 5

/** Fare in kurus between two zones; gates beyond the map belong to the outermost zone. */
int zone_fare(int from, int to);

#endif
`,
  [c('src/zones.c')]: raw`#include "zones.h"

static const int fares[ZONES][ZONES] = {
    {150, 180, 220, 260, 310}, {180, 150, 180, 220, 260}, {220, 180, 150, 180, 220},
    {260, 220, 180, 150, 180}, {310, 260, 220, 180, 150},
};

static int clamp(int zone) {
    if (zone < 0) return 0;
    if (zone >= ZONES) return ZONES - 1;
    return zone;
}

int zone_fare(int from, int to) { return fares[clamp(from)][clamp(to)]; }
`,
  [c('src/recent.h')]: raw`#ifndef FARED_RECENT_H
#define FARED_RECENT_H

/** Seconds since the card was seen last, -1 when it was not; the newer tap replaces the older one. */
long recent_swap(const char *uid, long at);

#endif
`,
  [c('src/recent.c')]: raw`#include "recent.h"
#include <stdlib.h>
#include <string.h>

#define BUCKETS 64

struct tap {
    char uid[16];
    long at;
    struct tap *next;
};

static struct tap *buckets[BUCKETS];

static unsigned bucket_of(const char *uid) {
    unsigned hash = 5381;
    while (*uid) hash = hash * 33 + (unsigned char)*uid++;
    return hash % BUCKETS;
}

static void remember(const char *uid, long at) {
    struct tap *tap = calloc(1, sizeof *tap);
    strncpy(tap->uid, uid, sizeof tap->uid - 1);
    tap->at = at;
    tap->next = buckets[bucket_of(uid)];
    buckets[bucket_of(uid)] = tap;
}

long recent_swap(const char *uid, long at) {
    long age = -1;
    for (struct tap **link = &buckets[bucket_of(uid)]; *link; link = &(*link)->next) {
        struct tap *tap = *link;
        if (strcmp(tap->uid, uid) != 0) continue;
        age = at - tap->at;
        *link = tap->next;
        free(tap);
        break;
    }
    remember(uid, at);
    return age;
}
`,
  [c('src/slip.h')]: raw`#ifndef FARED_SLIP_H
#define FARED_SLIP_H

/** One line for the gate's small display; the caller frees it. */
char *slip_for(const char *holder, int fare);

#endif
`,
  [c('src/slip.c')]: raw`#include "slip.h"
#include <stdio.h>
#include <stdlib.h>

#define DISPLAY 40

char *slip_for(const char *holder, int fare) {
    char *line = malloc(DISPLAY);
    snprintf(line, DISPLAY, "%-24.24s %5d", holder, fare);
    return line;
}
`,
  [c('src/gate.h')]: raw`#ifndef FARED_GATE_H
#define FARED_GATE_H

enum verdict { OPEN, POOR, PASSBACK, UNSOLD, UNREADABLE };

struct answer {
    enum verdict verdict;
    int fare;
    char *slip;
};

/** Decides about one tap. */
struct answer gate_decide(const char *record, int zone, long at);

#endif
`,
  [c('src/gate.c')]: raw`#include "gate.h"
#include "card.h"
#include "product.h"
#include "recent.h"
#include "slip.h"
#include "zones.h"
#include <stddef.h>

#define PASSBACK_S 45

struct answer gate_decide(const char *record, int zone, long at) {
    struct card card;
    if (card_parse(record, &card) != 0) return (struct answer){UNREADABLE, 0, NULL};
    struct answer answer = {OPEN, 0, NULL};
    const struct product *product = product_find(card.product);
    long age = recent_swap(card.uid, at);
    if (product == NULL) {
        answer.verdict = UNSOLD;
    } else if (age >= 0 && age < PASSBACK_S) {
        answer.verdict = PASSBACK;
    } else {
        answer.fare = zone_fare(card.last_gate, zone) * product->percent / 100;
        answer.verdict = card.balance < answer.fare ? POOR : OPEN;
        answer.slip = slip_for(card.holder, answer.fare);
    }
    card_release(&card);
    return answer;
}
`,
};
const driver = raw`#include "../src/gate.h"
#include "../src/recent.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long now_ms;
static const char *host;

static void say(const char *level, int pid, const char *text) {
    time_t seconds = now_ms / 1000;
    char stamp[32];
    strftime(stamp, sizeof stamp, "%b %e %H:%M:%S", gmtime(&seconds));
    printf("%s %s fared[%d]: %s %s\n", stamp, host, pid, level, text);
    fflush(stdout);
}

/* one worker for each tap, so that a bad one takes nobody with it */
static void serve(const char *trace, const char *record, int zone, const char *earlier) {
    char text[256];
    if (*earlier != '-') recent_swap(earlier, now_ms / 1000 - 20);
    struct answer answer = gate_decide(record, zone, now_ms / 1000);
    static const char *names[] = {"open", "balance too low", "passback", "product not sold here"};
    if (answer.verdict == UNREADABLE) {
        snprintf(text, sizeof text, "<err> tap %.8s zone=%d: card record refused, check digits do not match", trace, zone);
        say("gate:", getpid(), text);
    } else {
        snprintf(text, sizeof text, "<info> tap %.8s zone=%d %s fare=%d", trace, zone, names[answer.verdict], answer.fare);
        say("gate:", getpid(), text);
    }
    free(answer.slip);
    exit(0);
}

int main(void) {
    char line[1024];
    host = getenv("HOST");
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = 0;
        char *fields[8] = {0};
        char *rest = line;
        for (int n = 0; n < 8 && rest; n++) fields[n] = strsep(&rest, "\t");
        now_ms = atol(fields[1]);
        printf("\001%s\n", fields[0]);
        fflush(stdout);
        pid_t worker = fork();
        if (worker == 0) serve(fields[2], fields[3], atoi(fields[4]), fields[5]);
        int status = 0;
        waitpid(worker, &status, 0);
        if (status != 0) {
            char text[160];
            snprintf(text, sizeof text, "<crit> worker %d ended with status %d, tap %.8s was not answered", worker, WEXITSTATUS(status), fields[2]);
            say("master:", getppid() > 0 ? 1 : 1, text);
        }
    }
    return 0;
}
`;

const check = (text) => [...Buffer.from(text)].reduce((sum, byte) => (sum * 31 + byte) % 97, 0);
const NAMES = ['A Yilmaz', 'S Kaya', 'Z Demir', 'M Aydin', 'E Celik', 'T Arslan', 'N Koc'];
const tap = (r, { product, holder, zone, lastGate, again, broken } = {}) => {
  const uid = `04${r.hex(10)}`;
  const record = `${uid}|${product ?? r.pick(['single', 'student', 'senior', 'day'])}|${holder ?? r.pick(NAMES)}|${r.int(400, 9000)}|${lastGate ?? r.int(0, 4)}`;
  return [
    `${record}|${broken ? (check(record) + 13) % 97 : check(record)}`,
    String(zone ?? r.int(0, 4)),
    again ? uid : '-',
  ];
};

const services = [
  {
    name: 'gate-concentrator',
    ms: 6,
    rps: 320,
    repo: 'metro',
    hosts: ['conc-1', 'conc-2'],
    edge: {
      lang: 'go',
      style: 'logfmt',
      file: 'relay/relay.go:31',
      paths: ['/tap', '/tap/bulk'],
      words: { failed: 'tap not relayed', handled: 'tap relayed', chore: 'periodic job failed' },
      says: ['reader firmware list refreshed', 'uplink jitter 40 ms', 'gate 114 came back'],
    },
    calls: [{ to: 'fared' }],
    resource: 'POST /tap',
  },
  {
    name: 'fared',
    ms: 2,
    rps: 318,
    repo: 'metro',
    hosts: ['fare-a', 'fare-b'],
    memory: 90,
    calls: [{ to: 'card-ledger', share: 0.5 }],
    resource: 'decide',
    extras: [{ metric: 'fared.workers.busy', base: 3, whole: true }],
  },
  {
    name: 'station-display',
    ms: 20,
    rps: 25,
    repo: 'metro',
    hosts: ['disp-1'],
    edge: {
      lang: 'node',
      style: 'text',
      code: 'handlers',
      file: '/opt/metro/displays/lib/app.mjs',
      paths: ['/screens/next-trains'],
      words: { failed: 'screen kept its last picture', handled: 'screen drawn' },
      says: ['screen 12 asked twice', 'clock drift 200 ms'],
    },
    calls: [{ to: 'gate-concentrator', share: 0.3, soft: true }],
    resource: 'GET /screens',
  },
  {
    name: 'topup',
    ms: 45,
    rps: 30,
    repo: 'metro',
    hosts: ['topup-1'],
    edge: {
      lang: 'python',
      style: 'text',
      file: '/opt/metro/topup/topup/views.py',
      paths: ['/topup', '/topup/receipt'],
      words: { failed: 'top-up was not booked', handled: 'top-up booked' },
      says: ['coin tray of machine 7 is full', 'receipt printer low on paper'],
    },
    calls: [{ to: 'key-vault', share: 0.9 }, { to: 'card-ledger' }],
    resource: 'POST /topup',
  },
  { name: 'card-ledger', ms: 3, rps: 190, store: true, resource: 'UPDATE cards' },
  { name: 'key-vault', ms: 5, rps: 28, store: true, resource: 'sign sector' },
];
const edges = inMonorepo(services, 'services');
const work = [
  {
    m: 'fared: passback after a minute',
    edits: [{ f: c('src/gate.c'), a: 'PASSBACK_S 45', b: 'PASSBACK_S 50' }],
  },
  {
    m: 'fared: more buckets for recent taps',
    edits: [{ f: c('src/recent.c'), a: 'BUCKETS 64', b: 'BUCKETS 256' }],
  },
  {
    m: 'fared: seniors are capped a little lower',
    edits: [{ f: c('src/product.c'), a: '{"senior", 50, 700}', b: '{"senior", 50, 650}' }],
  },
  {
    m: 'fared: warn about shadowed names',
    edits: [{ f: c('Makefile'), a: '-Wall ', b: '-Wall -Wshadow ' }],
  },
  {
    m: 'fared: say what take() does',
    edits: [
      {
        f: c('src/card.c'),
        a: 'static const char *take(',
        b: '/* copies up to the next bar, cut to the room there is */\nstatic const char *take(',
      },
    ],
  },
  ...edges.work,
];

export const system = {
  key: 'transit',
  language: 'c',
  layout: 'monorepo',
  project: 'MET',
  env: 'prod',
  mail: 'metrolinie.example',
  major: 3,
  team: ['Selin Aksoy', 'Murat Özkan', 'Deniz Polat', 'Jan Kubiak'],
  flows: [36, 44],
  keep: [15, 5],
  traces: 26,
  chores: ['purgeSessions', 'syncCalendar', 'exportReport', 'rotateKeys'],
  style: {
    messages: 'plain',
    commits: 'log',
    deployments: 'rollout',
    metrics: 'moments',
    metricNames: 'statsd',
    traces: 'csv',
    alert: 'words',
    logs: 'perService',
    version: 'semver',
    map: 'lists',
    events: 'kubectl',
    gzip: ['metrics'],
  },
  entry: 'gate-concentrator',
  core: 'fared',
  loud: 'gate-concentrator',
  services,
  repos: {
    metro: {
      service: 'fared',
      image: 'debian:12-slim',
      files: { ...daemon, ...edges.files },
      work,
    },
  },
  programs: {
    fared: {
      driver: { 'fared/cmd/main.c': driver },
      build: [
        [
          'gcc',
          '-std=gnu11',
          '-g',
          '-O1',
          '-fsanitize=address',
          '-fno-omit-frame-pointer',
          '-fno-optimize-sibling-calls',
          '-o',
          'fared/fared',
          'fared/src/*.c',
          'fared/cmd/main.c',
        ],
      ],
      run: ['fared/fared'],
      env: { ASAN_OPTIONS: 'detect_leaks=0:print_legend=0:color=never' },
      home: '/srv/metro/',
      isError: /<err>|<crit>|AddressSanitizer/,
    },
  },
  changes: [
    {
      type: 'config',
      name: 'displays.refresh_s',
      service: 'station-display',
      before: '20',
      after: '15',
      by: 'jan',
    },
  ],
  decoyChange: {
    id: 'cfg-5120',
    type: 'config',
    name: 'displays.night_mode',
    service: 'station-display',
    before: 'auto',
    after: 'on',
    by: 'jan',
  },
  good: (r) => tap(r),
  faults: {
    longHolder: {
      kind: 'buffer_overflow',
      m: 'fared: slips without printf',
      delay: 9,
      edits: [
        {
          f: c('src/slip.c'),
          a: '#include <stdio.h>\n#include <stdlib.h>\n',
          b: '#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n',
        },
        {
          f: c('src/slip.c'),
          a: raw`    snprintf(line, DISPLAY, "%-24.24s %5d", holder, fare);`,
          b: raw`    char amount[12];
    sprintf(amount, " %5d", fare);
    strcpy(line, holder);
    strcat(line, amount);`,
        },
      ],
      bad: (r) =>
        tap(r, {
          holder: `${r.pick(['Maximiliane', 'Konstantinos', 'Abdurrahman'])} von und zu ${r.pick(['Hohenlohe-Langenburg', 'Papadopoulos-Georgiou'])}`,
        }),
      impact: [{ err: 0.17 }],
      errorType: 'signal',
      errorText: 'worker ended without an answer',
      tempt: {
        m: 'fared: compare fare and balance the way the manual does',
        edits: [
          {
            f: c('src/gate.c'),
            a: 'answer.verdict = card.balance < answer.fare ? POOR : OPEN;',
            b: 'answer.verdict = answer.fare <= card.balance ? OPEN : POOR;',
          },
        ],
      },
    },
    staleTap: {
      kind: 'use_after_free',
      m: 'fared: unlink an older tap before anything else',
      delay: 34,
      edits: [
        {
          f: c('src/recent.c'),
          a: raw`        age = at - tap->at;
        *link = tap->next;
        free(tap);
        break;`,
          b: raw`        *link = tap->next;
        free(tap);
        age = at - tap->at;
        break;`,
        },
      ],
      bad: (r) => tap(r, { again: true }),
      impact: [{ err: 0.11 }],
      priority: 'P3',
      errorType: 'signal',
      errorText: 'worker ended without an answer',
    },
    unsold: {
      kind: 'null_dereference',
      m: 'fared: the back office checks products now',
      delay: 3,
      edits: [
        {
          f: c('src/gate.c'),
          a: raw`    if (product == NULL) {
        answer.verdict = UNSOLD;
    } else if (age >= 0`,
          b: raw`    if (age >= 0`,
        },
      ],
      bad: (r) => tap(r, { product: r.pick(['group', 'event-2026']) }),
      good: (r) => tap(r, { product: r.pick(['single', 'student']) }),
      impact: [{ err: 0.22 }],
      errorType: 'signal',
      errorText: 'worker ended without an answer',
      tempt: {
        m: 'fared: sell the day product at machines too',
        edits: [
          {
            f: c('src/product.h'),
            a: 'struct product {',
            b: '/* sold at machines and in the app */\nstruct product {',
          },
        ],
      },
    },
    airportZone: {
      kind: 'index_out_of_range',
      m: 'fared: one comparison for zones',
      delay: 27,
      edits: [
        {
          f: c('src/zones.c'),
          a: raw`    if (zone < 0) return 0;
    if (zone >= ZONES) return ZONES - 1;
    return zone;`,
          b: raw`    return zone < 0 ? 0 : zone > ZONES ? ZONES : zone;`,
        },
      ],
      bad: (r) => tap(r, { zone: 7, lastGate: 4, product: 'single' }),
      impact: [{ err: 0.14 }],
      errorType: 'signal',
      errorText: 'worker ended without an answer',
    },
    vaultGone: {
      kind: 'dependency_outage',
      category: 'dependency_outage',
      service: 'topup',
      entry: 'topup',
      silentCore: true,
      edgeOrigin: 'refused',
      alsoFirst: ['key-vault'],
      failsAt: 'key-vault',
      impact: [{ service: 'key-vault', err: 0.92 }],
      errorType: 'ConnectionRefusedError',
      errorText: '[Errno 111] Connection refused',
      alertService: 'topup',
      story: 'the machine of the key vault lost its power supply',
      events: [
        {
          reason: 'NodeNotReady',
          service: null,
          node: 'hsm-1',
          message: 'Node hsm-1 status is now: NodeNotReady (kubelet stopped posting node status)',
          after: -1,
          spread: 1,
        },
        {
          reason: 'TaintManagerEviction',
          service: 'key-vault',
          node: 'hsm-1',
          message:
            'Marking for deletion Pod prod/key-vault-0: no node with the label hsm=true is left',
          after: 2,
          spread: 4,
          count: 2,
        },
      ],
    },
    dirtyReaders: {
      kind: 'bad_input_data',
      category: 'bad_input_data',
      bad: (r) => tap(r, { broken: true, zone: 2 }),
      impact: [{ err: 0.16 }],
      status: 422,
      errorType: 'Refused',
      errorText: 'card record refused, check digits do not match',
      alertService: 'fared',
      decision: 'TICKET',
      story: 'readers of one line hand over damaged records since their contacts were cleaned',
      says: [
        {
          service: 'gate-concentrator',
          level: 'warn',
          text: 'readers 0x41-0x58 of zone 2 report contact resistance out of range',
          count: 7,
        },
      ],
    },
  },
};
