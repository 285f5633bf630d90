/** Calls of a mobile network charged while they run, in C++ with AddressSanitizer: zones, tariffs, holds, grants. Irish and Portuguese team. */
const raw = String.raw;
const files = {
  'CMakeLists.txt': raw`cmake_minimum_required(VERSION 3.22)
project(charging CXX)
set(CMAKE_CXX_STANDARD 20)
add_compile_options(-g -fsanitize=address -fno-omit-frame-pointer)
find_package(fmt 9.1 REQUIRED)
find_package(prometheus-cpp 1.1 REQUIRED)
add_executable(charging src/event.cpp src/zones.cpp src/tariff.cpp src/price.cpp src/holds.cpp src/grants.cpp src/bundles.cpp src/account.cpp src/settings.cpp src/desk.cpp src/main.cpp)
`,
  'src/event.hpp': raw`#pragma once
#include <string>

namespace charging {

/// What the packet core reports; one line of the intake.
struct Event {
    std::string session;
    std::string kind;
    std::string msisdn;
    std::string dialled;
    std::string plan;
    long seconds = 0;
};

Event parse(const std::string& line);

}  // namespace charging
`,
  'src/event.cpp': raw`#include "event.hpp"

#include <stdexcept>
#include <vector>

namespace charging {

static std::vector<std::string> split(const std::string& line) {
    std::vector<std::string> fields;
    std::size_t from = 0;
    for (auto at = line.find(';'); at != std::string::npos; at = line.find(';', from)) {
        fields.push_back(line.substr(from, at - from));
        from = at + 1;
    }
    fields.push_back(line.substr(from));
    return fields;
}

Event parse(const std::string& line) {
    const auto fields = split(line);
    if (fields.size() != 6) throw std::invalid_argument("event with " + std::to_string(fields.size()) + " fields");
    Event event;
    // the core numbers the legs of a session after a slash
    event.session = fields[0].substr(0, fields[0].find('/'));
    event.kind = fields[1];
    event.msisdn = fields[2];
    event.dialled = fields[3];
    event.plan = fields[4];
    event.seconds = std::stol(std::string(fields[5]));
    return event;
}

}  // namespace charging
`,
  'src/zones.hpp': raw`#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace charging {

/// Where a number is, by the longest prefix that fits.
class Zones {
public:
    Zones();
    std::string_view find(std::string_view dialled) const;

private:
    struct Prefix {
        std::string digits;
        std::string zone;
    };
    std::vector<Prefix> table_;
};

}  // namespace charging
`,
  'src/zones.cpp': raw`#include "zones.hpp"

#include <stdexcept>

namespace charging {

Zones::Zones()
    : table_{{"353", "home"}, {"351", "home"}, {"3", "eu"}, {"4", "eu"}, {"44", "uk"}, {"1", "west"}, {"55", "west"}, {"88", "sea"}, {"881", "satellite"}} {}

std::string_view Zones::find(std::string_view dialled) const {
    const Prefix* best = nullptr;
    for (const auto& one : table_) {
        if (!dialled.starts_with(one.digits)) continue;
        if (best == nullptr || one.digits.size() > best->digits.size()) best = &one;
    }
    if (best == nullptr) throw std::out_of_range("no zone for " + std::string(dialled));
    return best->zone;
}

}  // namespace charging
`,
  'src/tariff.hpp': raw`#pragma once
#include <string_view>

namespace charging {

/// Money is counted in these parts of a euro.
inline constexpr int kParts = 1000;

struct Tariff {
    int setup = 0;
    int per_minute = 0;
    int step = 60;
};

Tariff tariff_of(std::string_view plan, std::string_view zone);

}  // namespace charging
`,
  'src/tariff.cpp': raw`#include "tariff.hpp"

namespace charging {

static constexpr int euros(double amount) { return static_cast<int>(amount * kParts); }

Tariff tariff_of(std::string_view plan, std::string_view zone) {
    Tariff tariff;
    if (zone == "eu") tariff.per_minute = euros(0.19);
    if (zone == "uk") tariff.per_minute = euros(0.29);
    if (zone == "west") tariff.per_minute = euros(0.89);
    if (zone == "sea") tariff.per_minute = euros(1.49);
    if (zone == "satellite") tariff = {euros(0.5), euros(1.99), 60};
    if (plan == "business") tariff.step = 1;
    return tariff;
}

}  // namespace charging
`,
  'src/price.hpp': raw`#pragma once
#include "tariff.hpp"

namespace charging {

/// What a call costs, in parts of a euro; steps that were begun are charged.
int price(const Tariff& tariff, long seconds);

}  // namespace charging
`,
  'src/price.cpp': raw`#include "price.hpp"

namespace charging {

int price(const Tariff& tariff, long seconds) {
    const int steps = static_cast<int>((seconds + tariff.step - 1) / tariff.step);
    return tariff.setup + steps * tariff.step * tariff.per_minute / 60;
}

}  // namespace charging
`,
  'src/holds.hpp': raw`#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace charging {

/// Money that is held for sessions while they run.
class Holds {
public:
    /// @throws std::length_error when too many sessions are open
    void take(std::string_view session, int amount);
    /// Ends may be reported twice.
    void release(std::string_view session);
    std::size_t size() const { return held_.size(); }

private:
    std::map<std::string, int, std::less<>> held_;
};

}  // namespace charging
`,
  'src/holds.cpp': raw`#include "holds.hpp"

#include <stdexcept>

namespace charging {

static constexpr std::size_t kMost = 64;

void Holds::take(std::string_view session, int amount) {
    if (held_.size() >= kMost) throw std::length_error("no room for a hold, " + std::to_string(held_.size()) + " are open");
    held_.emplace(session, amount);
}

void Holds::release(std::string_view session) {
    const auto found = held_.find(session);
    if (found != held_.end()) held_.erase(found);
}

}  // namespace charging
`,
  'src/grants.hpp': raw`#pragma once

namespace charging {

/// How often a call has to ask for more time.
/// @throws std::runtime_error when it asks too often
int grants_for(long seconds, long quota);

}  // namespace charging
`,
  'src/grants.cpp': raw`#include "grants.hpp"

#include <stdexcept>
#include <string>

namespace charging {

// the gateway drops a call that asks more often
static constexpr int kMostGrants = 20;

int grants_for(long seconds, long quota) {
    int grants = 1;
    for (long granted = quota; granted < seconds; granted += quota) {
        if (grants == kMostGrants) throw std::runtime_error("released by the network after grant " + std::to_string(grants));
        ++grants;
    }
    return grants;
}

}  // namespace charging
`,
  'src/bundles.cpp': raw`#include "bundles.hpp"

#include <map>

namespace charging {

static const std::map<std::string, long, std::less<>> kMinutes{{"smart", 200}, {"family", 600}, {"business", 2000}};

long minutes_in(std::string_view plan) {
    return kMinutes.at(std::string(plan));
}

}  // namespace charging
`,
  'src/bundles.hpp': raw`#pragma once
#include <string>
#include <string_view>

namespace charging {

/// Minutes that a month's fee includes.
long minutes_in(std::string_view plan);

}  // namespace charging
`,
  'src/account.hpp': raw`#pragma once

namespace charging {

class Account {
public:
    explicit Account(long balance) : balance_(balance) {}
    /// @returns false when the balance does not suffice
    /// @throws std::invalid_argument for amounts that make no sense
    bool reserve(int amount);

private:
    long balance_;
};

}  // namespace charging
`,
  'src/account.cpp': raw`#include "account.hpp"

#include <stdexcept>
#include <string>

namespace charging {

bool Account::reserve(int amount) {
    if (amount < 0) throw std::invalid_argument("reserve of " + std::to_string(amount) + " refused by ledger");
    if (amount > balance_) return false;
    balance_ -= amount;
    return true;
}

}  // namespace charging
`,
  'src/settings.hpp': raw`#pragma once
#include <map>
#include <string>

namespace charging {

/// What operations set for this network; what they do not set has a default.
class Settings {
public:
    explicit Settings(const std::string& path);
    long number(const std::string& name, long otherwise) const;

private:
    std::map<std::string, std::string> values_;
};

}  // namespace charging
`,
  'src/settings.cpp': raw`#include "settings.hpp"

#include <fstream>

namespace charging {

Settings::Settings(const std::string& path) {
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        const auto at = line.find(" = ");
        if (at != std::string::npos && line[0] != '#') values_[line.substr(0, at)] = line.substr(at + 3);
    }
}

long Settings::number(const std::string& name, long otherwise) const {
    const auto found = values_.find(name);
    return found == values_.end() ? otherwise : std::stol(found->second);
}

}  // namespace charging
`,
  'src/desk.hpp': raw`#pragma once
#include "account.hpp"
#include "event.hpp"
#include "holds.hpp"
#include "settings.hpp"
#include "zones.hpp"

#include <deque>
#include <string>

namespace charging {

/// Takes the events of one worker.
class Desk {
public:
    Desk(const Settings& settings, bool bundle_first) : settings_(settings), bundle_first_(bundle_first) {}
    /// Parks the event when another session of the same customer is being charged.
    std::string take(const std::string& line, Account& account, bool busy);
    /// The oldest parked event.
    std::string resume(Account& account);
    const char* stage() const { return stage_; }

private:
    std::string charge(const Event& event, Account& account);

    const Settings& settings_;
    bool bundle_first_;
    Zones zones_;
    Holds holds_;
    std::deque<Event> parked_;
    const char* stage_ = "intake";
};

}  // namespace charging
`,
  'src/desk.cpp': raw`#include "desk.hpp"

#include "bundles.hpp"
#include "grants.hpp"
#include "price.hpp"

namespace charging {

std::string Desk::take(const std::string& line, Account& account, bool busy) {
    const Event event = parse(line);
    if (busy) {
        parked_.push_back(event);
        return "parked";
    }
    return charge(event, account);
}

std::string Desk::resume(Account& account) {
    const Event event = parked_.front();
    parked_.pop_front();
    return charge(event, account);
}

std::string Desk::charge(const Event& event, Account& account) {
    stage_ = "zone";
    const auto zone = zones_.find(event.dialled);
    if (event.kind == "end") {
        stage_ = "hold";
        holds_.release(event.session);
        return "closed";
    }
    if (bundle_first_) {
        stage_ = "bundle";
        if (zone == "home" && minutes_in(event.plan) * 60 >= event.seconds) return "in bundle";
    }
    stage_ = "price";
    const int amount = price(tariff_of(event.plan, zone), event.seconds);
    stage_ = "reserve";
    if (!account.reserve(amount)) return "no credit";
    stage_ = "hold";
    holds_.take(event.session, amount);
    stage_ = "grant";
    const long quota = settings_.number("quota_seconds", 60);
    const int grants = grants_for(event.seconds, quota);
    return std::string(zone) + " session=" + std::string(event.session) + " amount=" + std::to_string(amount) + " quota=" + std::to_string(quota) + " grants=" + std::to_string(grants) + " holds=" + std::to_string(holds_.size());
}

}  // namespace charging
`,
};
const settingsFiles = {
  'charging.conf': raw`# live charging, all networks
quota_seconds = 900
park_seconds = 2
ledger_timeout_ms = 400
`,
  'topup.conf': raw`acquirer = https://pay.acquirer.example
timeout_seconds = 8
`,
  'selfcare.conf': raw`page_seconds = 30
languages = en,pt,ga
`,
};
const settingsWork = [
  {
    m: 'selfcare: pages are kept for a minute',
    edits: [{ f: 'selfcare.conf', a: 'page_seconds = 30', b: 'page_seconds = 60' }],
  },
  {
    m: 'topup waits two seconds longer',
    edits: [{ f: 'topup.conf', a: 'timeout_seconds = 8', b: 'timeout_seconds = 10' }],
  },
  {
    m: 'ledger timeout back to 500',
    edits: [{ f: 'charging.conf', a: 'ledger_timeout_ms = 400', b: 'ledger_timeout_ms = 500' }],
  },
  {
    m: 'selfcare in Spanish',
    edits: [{ f: 'selfcare.conf', a: 'languages = en,pt,ga', b: 'languages = en,pt,ga,es' }],
  },
];
const work = [
  { m: 'fmt 10', edits: [{ f: 'CMakeLists.txt', a: 'fmt 9.1', b: 'fmt 10.1' }] },
  {
    m: 'Brazil has a prefix of its own',
    edits: [{ f: 'src/zones.cpp', a: '{"55", "west"}', b: '{"55", "brazil"}' }].concat([
      {
        f: 'src/tariff.cpp',
        a: '    if (zone == "sea")',
        b: '    if (zone == "brazil") tariff.per_minute = euros(0.49);\n    if (zone == "sea")',
      },
    ]),
  },
  {
    m: 'Calls to the UK are cheaper from May',
    edits: [{ f: 'src/tariff.cpp', a: 'euros(0.29)', b: 'euros(0.24)' }],
  },
  {
    m: 'Family plan has 800 minutes',
    edits: [{ f: 'src/bundles.cpp', a: '{"family", 600}', b: '{"family", 800}' }],
  },
  {
    m: 'prometheus-cpp 1.2',
    edits: [{ f: 'CMakeLists.txt', a: 'prometheus-cpp 1.1', b: 'prometheus-cpp 1.2' }],
  },
  {
    m: 'Comments in settings may be indented',
    edits: [
      {
        f: 'src/settings.cpp',
        a: "line[0] != '#')",
        b: 'line.find_first_not_of(" #") == 0)',
      },
    ],
  },
  {
    m: 'Test: longest prefix wins',
    edits: [
      {
        f: 'test/zones_test.cpp',
        add: '#include "../src/zones.hpp"\n\n#include <cassert>\n\nint main() {\n    assert(charging::Zones().find("8816123456") == "satellite");\n    assert(charging::Zones().find("353861234567") == "home");\n}\n',
      },
    ],
  },
  {
    m: 'Sum of what is held, for the dashboard',
    edits: [
      {
        f: 'src/holds.hpp',
        a: '    std::size_t size() const { return held_.size(); }\n',
        b: '    std::size_t size() const { return held_.size(); }\n    long total() const {\n        long sum = 0;\n        for (const auto& [session, amount] : held_) sum += amount;\n        return sum;\n    }\n',
      },
    ],
  },
  {
    m: 'Accounts: say what a reserve is',
    edits: [
      {
        f: 'src/account.hpp',
        a: '    /// @returns false',
        b: '    /// Takes money off the balance before the call has used it up.\n    /// @returns false',
      },
    ],
  },
  {
    m: 'Roaming partners in a table of their own',
    edits: [
      {
        f: 'src/partners.hpp',
        add: '#pragma once\n#include <array>\n#include <string_view>\n\nnamespace charging {\n\ninline constexpr std::array<std::string_view, 4> kPartners{"27201", "26806", "23415", "72405"};\n\n}  // namespace charging\n',
      },
    ],
  },
];
const driver = raw`#include "desk.hpp"
#include <cstdio>
#include <ctime>
#include <iostream>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

static long now_ms;

static void say(const char* level, const std::string& text) {
    time_t seconds = now_ms / 1000;
    char stamp[40];
    strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S", gmtime(&seconds));
    printf("%s.%03ldZ %-5s charging %s\n", stamp, now_ms % 1000, level, text.c_str());
    fflush(stdout);
}

static int serve(const std::vector<std::string>& f) {
    charging::Settings settings("etc/charging.conf");
    charging::Desk desk(settings, f[6] == "bundle-first");
    charging::Account account(std::stol(f[4]));
    const bool busy = f[5] == "busy";
    try {
        for (int n = std::stoi(f[7]); n > 0; --n) {
            charging::Account other(1000000000);
            const std::string name = "S" + std::to_string(70000 + n);
            desk.take(name + "/0;start;353861110" + std::to_string(100 + n) + ";353871234567;prepaid;30", other, false);
            desk.take(name + "/2;end;353861110" + std::to_string(100 + n) + ";353871234567;prepaid;30", other, false);
        }
        std::string said = desk.take(f[3] + "", account, busy);
        if (busy) said = desk.resume(account);
        say("INFO", "charged trace=" + f[2].substr(0, 16) + " " + said);
    } catch (const std::exception& failed) {
        say("ERROR", "session refused trace=" + f[2].substr(0, 16) + " stage=" + desk.stage() + " what=\"" + failed.what() + "\"");
    }
    return 0;
}

int main() {
    std::string line;
    while (std::getline(std::cin, line)) {
        std::vector<std::string> f;
        std::stringstream in(line);
        for (std::string part; std::getline(in, part, '\t');) f.push_back(part);
        now_ms = std::stol(f[1]);
        printf("\001%s\n", f[0].c_str());
        fflush(stdout);
        int ends[2];
        if (pipe(ends) != 0) return 1;
        const pid_t worker = fork();
        if (worker == 0) {
            dup2(ends[1], 2);
            close(ends[0]);
            const int status = serve(f);
            fflush(stdout);
            _exit(status);
        }
        close(ends[1]);
        std::string words;
        char chunk[4096];
        for (ssize_t got; (got = read(ends[0], chunk, sizeof chunk)) > 0;) words.append(chunk, static_cast<std::size_t>(got));
        close(ends[0]);
        int status = 0;
        waitpid(worker, &status, 0);
        while (!words.empty() && words.back() == '\n') words.pop_back();
        if (status != 0) say("ERROR", "worker exited with " + std::to_string(WEXITSTATUS(status)) + " trace=" + f[2].substr(0, 16) + "\n" + words);
    }
}
`;
const number = (r, prefix) => `${prefix}${r.int(100000000, 999999999)}`;
const call = (r, { dialled, plan, seconds, balance, busy, flag, earlier } = {}) => [
  [
    `S${r.int(100000, 999999)}/${r.int(0, 2)}`,
    'start',
    number(r, r.pick(['353', '351'])),
    dialled ?? number(r, r.pick(['353', '351', '353', '49', '44', '1'])),
    plan ?? r.pick(['prepaid', 'smart', 'family', 'business']),
    String(seconds ?? r.int(20, 840)),
  ].join(';'),
  String(balance ?? 900_000_000),
  busy ? 'busy' : 'free',
  flag ?? '-',
  String(earlier ?? 0),
];

const services = [
  {
    name: 'ctf-gateway',
    ms: 9,
    rps: 210,
    repo: 'ctf-gateway',
    hosts: ['ctf-1', 'ctf-2'],
    node: 'dub-k8s-1',
    edge: {
      lang: 'go',
      style: 'logfmt',
      file: 'relay/relay.go:24',
      paths: ['/ccr/initial', '/ccr/update', '/ccr/final'],
      words: { failed: 'credit control failed', handled: 'credit control answered', chore: 'tick' },
      says: ['peer ggsn-4 reconnected', 'watchdog answered late', 'retransmission dropped'],
    },
    calls: [{ to: 'charging' }],
    resource: 'POST /ccr/initial',
  },
  {
    name: 'charging',
    ms: 7,
    rps: 205,
    repo: 'charging',
    hosts: ['charging-0', 'charging-1', 'charging-2'],
    node: 'dub-k8s-3',
    memory: 310,
    calls: [{ to: 'balances' }],
    resource: 'charge',
    extras: [
      { metric: 'charging.holds', base: 21, whole: true },
      { metric: 'charging.parked', base: 3, whole: true },
    ],
  },
  {
    name: 'selfcare',
    ms: 48,
    rps: 36,
    repo: 'selfcare',
    hosts: ['selfcare-1', 'selfcare-2'],
    node: 'dub-k8s-2',
    edge: {
      lang: 'node',
      style: 'bunyan',
      code: 'handlers',
      file: '/srv/selfcare/lib/app.mjs',
      paths: ['/me/usage', '/me/topup', '/me'],
      words: { failed: 'page failed', handled: 'page sent', chore: 'job failed' },
      says: ['usage chart from cache', 'app version 8.2 is deprecated', 'login by sms'],
    },
    calls: [
      { to: 'charging', share: 0.3, soft: true },
      { to: 'topup', share: 0.5 },
    ],
    resource: 'GET /me/usage',
  },
  {
    name: 'topup',
    ms: 55,
    rps: 16,
    repo: 'topup',
    hosts: ['topup-1'],
    node: 'dub-k8s-2',
    edge: {
      lang: 'python',
      style: 'structlog',
      file: '/srv/topup/topup/client.py',
      paths: ['/payments', '/payments/confirm'],
      words: { failed: 'payment_failed', handled: 'payment_done', chore: 'task_failed' },
      says: ['voucher_used', 'three_d_secure_frictionless', 'card_bin_unknown'],
    },
    calls: [{ to: 'card-acquirer', share: 0.9 }],
    resource: 'POST /payments',
  },
  {
    name: 'cdr-archive',
    ms: 80,
    rps: 9,
    repo: 'cdr-archive',
    hosts: ['cdr-archive-0'],
    node: 'dub-k8s-3',
    edge: {
      lang: 'java',
      style: 'text',
      file: 'ie.celt.cdr.ArchiveController',
      paths: ['/cdr/batches'],
      words: { failed: 'Batch failed', handled: 'Batch stored', chore: 'Step failed' },
      says: ['batch of 5000 records sealed', 'retention job idle', 'duplicate record skipped'],
    },
    calls: [{ to: 'cdr-store' }],
    resource: 'POST /cdr/batches',
  },
  { name: 'balances', ms: 2, rps: 220, store: true, resource: 'HINCRBY balance' },
  {
    name: 'card-acquirer',
    ms: 180,
    rps: 14,
    store: true,
    resource: 'POST pay.acquirer.example/v3',
  },
  { name: 'cdr-store', ms: 12, rps: 9, store: true, resource: 'PUT cdr' },
];

export const system = {
  key: 'charging',
  language: 'cpp',
  layout: 'polyrepo',
  project: 'OCS',
  env: 'prod',
  mail: 'celt.example',
  major: 3,
  team: ['Aoife Brennan', 'Rui Carvalho', 'Ciarán Walsh', 'Inês Moreira', 'Tomás Pinto'],
  flows: [36, 44],
  keep: [22, 6],
  traces: 26,
  chores: ['purgeSessions', 'exportReport', 'rotateKeys'],
  style: {
    messages: 'bracket',
    commits: 'gitlog',
    deployments: 'rollout',
    metrics: 'influx',
    metricNames: 'statsd',
    traces: 'zipkin',
    alert: 'pager',
    logs: 'elastic',
    version: 'semver',
    map: 'graph',
    events: 'kubectl',
    gzip: ['metrics'],
  },
  entry: 'ctf-gateway',
  loud: 'ctf-gateway',
  core: 'charging',
  services,
  repos: {
    charging: { service: 'charging', image: 'debian:12-slim', files, work },
    'network-settings': {
      service: 'network-settings',
      image: 'alpine:3.19',
      files: settingsFiles,
      work: settingsWork,
    },
  },
  programs: {
    charging: {
      uses: ['network-settings'],
      libraryFolder: 'etc',
      driver: { 'src/main.cpp': driver },
      build: [
        [
          'g++',
          '-std=c++20',
          '-g',
          '-O0',
          '-fsanitize=address',
          '-fno-omit-frame-pointer',
          '-o',
          'charging',
          'src/*.cpp',
        ],
      ],
      run: ['./charging'],
      env: { ASAN_OPTIONS: 'detect_leaks=0:print_legend=0:color=never' },
      home: '/usr/src/charging/',
      paths: [[/\.\.\/[./]*\/src\/libsanitizer/g, '/build/gcc-12/src/libsanitizer']],
      isError: / ERROR charging/,
    },
  },
  changes: [
    {
      type: 'config',
      name: 'ctf.watchdog_seconds',
      service: 'ctf-gateway',
      before: '30',
      after: '20',
      by: 'ciaran',
    },
    {
      type: 'secret',
      name: 'acquirer-merchant-key',
      service: 'topup',
      before: 'v6',
      after: 'v7',
      by: 'vault',
    },
  ],
  decoyChange: {
    id: 'flag-8812',
    type: 'feature_flag',
    name: 'usage-chart-v2',
    service: 'selfcare',
    before: '50%',
    after: '100%',
    by: 'ines',
  },
  good: (r) => call(r),
  faults: {
    views: {
      kind: 'use_after_free',
      m: 'Event: one allocation per line instead of six',
      delay: 26,
      shape: 'growing',
      edits: [
        {
          f: 'src/event.hpp',
          a: '    std::string session;\n    std::string kind;\n    std::string msisdn;\n    std::string dialled;\n    std::string plan;\n',
          b: '    std::string_view session;\n    std::string_view kind;\n    std::string_view msisdn;\n    std::string_view dialled;\n    std::string_view plan;\n',
        },
        { f: 'src/event.hpp', a: '#include <string>\n', b: '#include <string_view>\n' },
        {
          f: 'src/event.hpp',
          a: 'Event parse(const std::string& line);',
          b: 'Event parse(std::string_view line);',
        },
        {
          f: 'src/event.cpp',
          a: 'static std::vector<std::string> split(const std::string& line) {\n    std::vector<std::string> fields;\n',
          b: 'static std::vector<std::string_view> split(std::string_view line) {\n    std::vector<std::string_view> fields;\n    fields.reserve(6);\n',
        },
        {
          f: 'src/event.cpp',
          a: 'at != std::string::npos;',
          b: 'at != std::string_view::npos;',
        },
        {
          f: 'src/event.cpp',
          a: 'Event parse(const std::string& line) {',
          b: 'Event parse(std::string_view line) {',
        },
        {
          f: 'src/event.cpp',
          a: '#include <stdexcept>\n',
          b: '#include <stdexcept>\n#include <string>\n',
        },
      ],
      company: [
        {
          m: 'How many are parked, for the health page',
          at: -160,
          edits: [
            {
              f: 'src/desk.hpp',
              a: '    const char* stage() const { return stage_; }\n',
              b: '    const char* stage() const { return stage_; }\n    std::size_t parked() const { return parked_.size(); }\n',
            },
          ],
        },
        {
          m: 'Kosovo',
          at: -38,
          edits: [
            { f: 'src/zones.cpp', a: '{"44", "uk"}, ', b: '{"44", "uk"}, {"383", "west"}, ' },
          ],
        },
      ],
      bad: (r) => call(r, { busy: true, dialled: number(r, '49') }),
      good: (r) => call(r),
      impact: [{ err: 0.14 }],
      gauges: [{ service: 'charging', metric: 'charging.parked', to: 26 }],
      status: 502,
      errorType: 'AddressSanitizer',
      errorText: 'worker exited with 1',
    },
    micros: {
      kind: 'integer_overflow',
      m: 'Millionths of a euro, new partners bill half tenths of a cent',
      delay: 33,
      edits: [
        {
          f: 'src/tariff.hpp',
          a: 'inline constexpr int kParts = 1000;',
          b: 'inline constexpr int kParts = 1'.concat("'000'000;"),
        },
        {
          f: 'docs/money.md',
          add: '# Money\n\nAmounts are integers; see kParts in tariff.hpp. The ledger takes any precision.\n',
        },
      ],
      tempt: {
        m: 'Ledger: say what was refused',
        edits: [
          {
            f: 'src/account.cpp',
            a: '"reserve of " + std::to_string(amount) + " refused by ledger"',
            b: '"ledger refuses to reserve " + std::to_string(amount)',
          },
        ],
      },
      company: [
        {
          m: 'Test: steps that were begun',
          at: -150,
          edits: [
            {
              f: 'test/price_test.cpp',
              add: '#include "../src/price.hpp"\n\n#include <cassert>\n\nint main() {\n    assert(charging::price({0, 600, 60}, 61) == 1200);\n    assert(charging::price({0, 600, 1}, 61) == 610);\n}\n',
            },
          ],
        },
        {
          m: 'Malta',
          at: -31,
          edits: [{ f: 'src/zones.cpp', a: '{"44", "uk"}, ', b: '{"44", "uk"}, {"356", "eu"}, ' }],
        },
        {
          m: 'Price: note on setup fees',
          at: -24,
          decoy: true,
          edits: [
            {
              f: 'src/price.cpp',
              a: '    return tariff.setup + steps',
              b: '    // the setup fee is part of the first grant\n    return tariff.setup + steps',
            },
          ],
        },
      ],
      bad: (r) =>
        call(r, { dialled: number(r, '881'), seconds: r.int(1100, 2080), plan: 'prepaid' }),
      impact: [{ err: 0.09 }],
      priority: 'P3',
      errorType: 'std::invalid_argument',
      errorText: 'reserve refused by ledger',
    },
    legs: {
      kind: 'resource_leak',
      m: 'Legs of a session are told apart',
      delay: 58,
      shape: 'creep',
      alertAfter: 46,
      edits: [
        {
          f: 'src/event.cpp',
          a: "    // the core numbers the legs of a session after a slash\n    event.session = fields[0].substr(0, fields[0].find('/'));\n",
          b: '    event.session = fields[0];\n',
        },
        {
          f: 'docs/events.md',
          add: '# Events\n\nFraud wants to see which leg of a session an event belongs to: `S81022/0`, `S81022/1`.\n',
        },
      ],
      tempt: {
        m: 'Holds: name the limit',
        edits: [
          {
            f: 'src/holds.cpp',
            a: '"no room for a hold, " + std::to_string(held_.size()) + " are open"',
            b: '"no room for a hold, " + std::to_string(held_.size()) + " of " + std::to_string(kMost) + " are open"',
          },
        ],
      },
      company: [
        {
          m: 'Partners without a contract',
          at: -140,
          edits: [
            {
              f: 'src/contracts.hpp',
              add: '#pragma once\n#include <string_view>\n\nnamespace charging {\n\n/// Visitors of these networks are not charged by us.\ninline bool has_contract(std::string_view network) {\n    return network != "90128" && network != "90143";\n}\n\n}  // namespace charging\n',
            },
          ],
        },
        {
          m: 'Names of plans come in capitals from the new CRM',
          at: -25,
          edits: [
            {
              f: 'src/event.cpp',
              a: '    event.plan = fields[4];\n',
              b: '    event.plan = fields[4];\n    for (auto& letter : event.plan) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));\n',
            },
            {
              f: 'src/event.cpp',
              a: '#include <stdexcept>\n',
              b: '#include <cctype>\n#include <stdexcept>\n',
            },
          ],
        },
      ],
      bad: (r) => call(r, { earlier: 64 }),
      // the longer it runs, the more are open
      good: (r, flow) =>
        call(r, {
          earlier: Math.max(0, Math.min(60, Math.round((flow.index - 12) * 0.9) + r.int(-3, 3))),
        }),
      impact: [{ err: 0.52 }],
      priority: 'P1',
      gauges: [{ service: 'charging', metric: 'charging.holds', to: 64 }],
      status: 503,
      errorType: 'std::length_error',
      errorText: 'no room for a hold',
    },
    shortQuota: {
      kind: 'config_key_renamed',
      category: 'configuration',
      repo: 'network-settings',
      m: 'units at the end of names, s and ms',
      delay: 24,
      edits: [
        { f: 'charging.conf', a: 'quota_seconds =', b: 'quota_s =' },
        { f: 'charging.conf', a: 'park_seconds =', b: 'park_s =' },
        { f: 'README.md', end: '\n## Names\n\nUnits are part of the name: `_s`, `_ms`, `_kb`.\n' },
      ],
      company: [
        {
          m: 'Grants: the gateway drops calls, not we',
          repo: 'charging',
          at: -75,
          decoy: true,
          edits: [
            {
              f: 'src/grants.cpp',
              a: '// the gateway drops a call that asks more often',
              b: '// the gateway drops a call that asks more often, see its peer settings',
            },
          ],
        },
        {
          m: 'Grants counter starts at one',
          repo: 'charging',
          at: -52,
          edits: [
            {
              f: 'test/grants_test.cpp',
              add: '#include "../src/grants.hpp"\n\n#include <cassert>\n\nint main() {\n    assert(charging::grants_for(10, 900) == 1);\n    assert(charging::grants_for(901, 900) == 2);\n}\n',
            },
          ],
        },
      ],
      bad: (r) =>
        call(r, { seconds: r.int(1260, 4800), dialled: number(r, r.pick(['353', '44'])) }),
      good: (r) => call(r, { seconds: r.int(20, 1100) }),
      impact: [{ err: 0.12 }],
      errorType: 'std::runtime_error',
      errorText: 'released by the network after grant 20',
      alertService: 'ctf-gateway',
    },
    bundleFirst: {
      kind: 'feature_flag',
      category: 'feature_flag',
      delay: 2,
      change: {
        id: 'flag-9040',
        type: 'feature_flag',
        name: 'bundle-first',
        service: 'charging',
        before: 'off',
        after: 'on',
        by: 'rui',
      },
      bad: (r) => call(r, { flag: 'bundle-first', plan: 'prepaid', dialled: number(r, '353') }),
      good: (r, flow) =>
        call(r, {
          plan: r.pick(['smart', 'family', 'business']),
          flag: flow.index >= 36 ? 'bundle-first' : '-',
        }),
      impact: [{ err: 0.34 }],
      priority: 'P1',
      errorType: 'std::out_of_range',
      errorText: 'map::at',
      tempt: {
        m: 'Bundles: business calls are free up to 3000 minutes',
        edits: [{ f: 'src/bundles.cpp', a: '{"business", 2000}', b: '{"business", 3000}' }],
      },
      story:
        'minutes of the plan are used up first, but prepaid customers have no plan with minutes',
    },
    acquirerCert: {
      kind: 'expired_certificate',
      category: 'expired_certificate',
      service: 'topup',
      entry: 'selfcare',
      silentCore: true,
      edgeOrigin: 'cert',
      outcome: '502',
      alsoFirst: ['card-acquirer'],
      impact: [{ service: 'topup', err: 0.88 }],
      status: 502,
      errorType: 'URLError',
      errorText: 'certificate verify failed: certificate has expired',
      alertService: 'selfcare',
      company: [
        {
          m: 'Verify certificates of the acquirer with our own bundle',
          repo: 'topup',
          at: -1500,
          live: -1430,
          service: 'topup',
          edits: [
            {
              f: 'topup/tls.py',
              add: "import ssl\n\n\ndef context():\n    return ssl.create_default_context(cafile='/etc/ssl/certs/ca-certificates.crt')\n",
            },
          ],
        },
      ],
      story: 'the acquirer let the certificate of its gateway end',
    },
    archiveRun: {
      kind: 'node_pressure',
      category: 'infrastructure',
      alertAfter: 8,
      noBad: true,
      alsoFirst: ['cdr-archive'],
      impact: [
        { timesMs: 14, err: 0.012 },
        { service: 'cdr-archive', timesMs: 1.8 },
      ],
      cpu: { charging: 0.5, 'cdr-archive': 3.1 },
      memory: { 'cdr-archive': 2.2 },
      gauges: [{ service: 'charging', metric: 'charging.parked', to: 41 }],
      events: [
        {
          reason: 'CPUThrottlingHigh',
          service: 'charging',
          node: 'dub-k8s-3',
          message: '74% throttling of CPU in namespace prod for container charging on dub-k8s-3',
          after: 1,
          spread: 7,
          count: 3,
        },
      ],
      says: [
        {
          service: 'cdr-archive',
          level: 'info',
          text: 'regulator export started - 90 days, 16 threads',
          count: 1,
          before: true,
        },
        {
          service: 'ctf-gateway',
          level: 'warn',
          text: 'charging answered after 140 ms, peer ggsn-2 retransmits',
          count: 8,
        },
      ],
      alertService: 'charging',
      tempt: {
        m: 'Say how long charging took when a peer retransmits',
        repo: 'ctf-gateway',
        edits: [
          {
            f: 'relay/slow.go',
            add: 'package relay\n\nimport "time"\n\n// Slow says whether a peer is going to retransmit.\nfunc Slow(took time.Duration) bool { return took > 100*time.Millisecond }\n',
          },
        ],
      },
      story: 'an export for the regulator takes the processors of the machine',
    },
  },
};
