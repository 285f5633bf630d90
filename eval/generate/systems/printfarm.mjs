/** A farm of 3D printers: plans are cut by a C++ service whose crash handler asks gdb; docker's JSON logs. */
const raw = String.raw;
const files = {
  'CMakeLists.txt': raw`cmake_minimum_required(VERSION 3.25)
project(slicer CXX)
set(CMAKE_CXX_STANDARD 20)
find_package(spdlog 1.12 REQUIRED)
add_executable(slicer src/plan.cpp src/materials.cpp src/layers.cpp src/plates.cpp src/supports.cpp src/nozzles.cpp)
`,
  'src/job.hpp': raw`#pragma once
#include <string>

namespace slicer {

/// What a customer ordered, after the quote.
struct Job {
    std::string id;
    std::string material;
    std::string nozzle_set;
    int layers = 0;
    int parts = 1;
    int overhang = 0;
};

}  // namespace slicer
`,
  'src/materials.hpp': raw`#pragma once
#include <memory>
#include <string>

namespace slicer {

struct Material {
    std::string name;
    int melt;
    double shrink;
};

/// Empty for a material that no printer of ours has a profile of.
std::shared_ptr<const Material> material_named(const std::string& name);

}  // namespace slicer
`,
  'src/materials.cpp': raw`#include "materials.hpp"
#include <map>

namespace slicer {

std::shared_ptr<const Material> material_named(const std::string& name) {
    static const std::map<std::string, Material> known{
        {"PLA", {"PLA", 205, 0.003}}, {"PETG", {"PETG", 240, 0.004}}, {"ABS", {"ABS", 250, 0.008}}};
    const auto found = known.find(name);
    if (found == known.end()) return nullptr;
    return std::make_shared<const Material>(found->second);
}

}  // namespace slicer
`,
  'src/layers.hpp': raw`#pragma once
#include <cstdint>
#include <vector>

namespace slicer {

/// Counts layers; the tallest printer has 4,000.
using LayerNo = std::uint16_t;

/// Seconds that each layer takes.
std::vector<int> layer_seconds(int layers, int seconds_each);
int seconds_of(const std::vector<int>& table, int layer);

}  // namespace slicer
`,
  'src/layers.cpp': raw`#include "layers.hpp"

namespace slicer {

std::vector<int> layer_seconds(int layers, int seconds_each) {
    const auto count = static_cast<LayerNo>(layers);
    std::vector<int> table(count, seconds_each);
    if (!table.empty()) table.front() *= 2;
    return table;
}

int seconds_of(const std::vector<int>& table, int layer) { return table.at(layer); }

}  // namespace slicer
`,
  'src/plates.hpp': raw`#pragma once
#include <mutex>
#include <stdexcept>

namespace slicer {

struct PlateBusy : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The build plates of one printer; one planner at a time lays parts on them.
class Plates {
public:
    explicit Plates(int room) : room_(room) {}
    /// Parts that did not find a place.
    int lay(int parts);

private:
    int room_;
    std::timed_mutex mutex_;
};

}  // namespace slicer
`,
  'src/plates.cpp': raw`#include "plates.hpp"
#include <chrono>
#include <string>

namespace slicer {

int Plates::lay(int parts) {
    std::unique_lock<std::timed_mutex> held(mutex_, std::chrono::milliseconds(30));
    if (!held.owns_lock()) throw PlateBusy("plates with room for " + std::to_string(room_) + " were not let go within 30 ms");
    if (parts > room_) return parts - room_;
    return 0;
}

}  // namespace slicer
`,
  'src/supports.hpp': raw`#pragma once

namespace slicer {

struct SupportProfile {
    int step_degrees = 15;
    int reach = 3;
};

/// Pillars below an overhang.
int pillars_for(int overhang, const SupportProfile& profile);

}  // namespace slicer
`,
  'src/supports.cpp': raw`#include "supports.hpp"

namespace slicer {

int pillars_for(int overhang, const SupportProfile& profile) {
    if (overhang <= 0) return 0;
    return overhang / profile.step_degrees * profile.reach;
}

}  // namespace slicer
`,
  'src/nozzles.hpp': raw`#pragma once
#include <string>

namespace slicer {

/// Tenths of a millimetre, of the set that the workshop has mounted.
int nozzle_width(const std::string& set);

}  // namespace slicer
`,
  'src/nozzles.cpp': raw`#include "nozzles.hpp"
#include <map>

namespace slicer {

int nozzle_width(const std::string& set) {
    static const std::map<std::string, int> widths{{"fine-24", 2}, {"standard-24", 4}, {"coarse-25", 8}};
    return widths.at(set);
}

}  // namespace slicer
`,
  'src/plan.hpp': raw`#pragma once
#include "job.hpp"
#include "plates.hpp"

namespace slicer {

struct Plan {
    int seconds = 0;
    int temperature = 0;
    int pillars = 0;
    int left_over = 0;
};

Plan plan(const Job& job, Plates& plates);

}  // namespace slicer
`,
  'src/plan.cpp': raw`#include "plan.hpp"
#include "layers.hpp"
#include "materials.hpp"
#include "nozzles.hpp"
#include "supports.hpp"

namespace slicer {

namespace {

int temperature_for(const Job& job) {
    const auto material = material_named(job.material);
    if (!material) return 0;
    return material->melt;
}

}  // namespace

Plan plan(const Job& job, Plates& plates) {
    Plan out;
    out.left_over = plates.lay(job.parts);
    out.temperature = temperature_for(job);
    const auto table = layer_seconds(job.layers, 40 / nozzle_width(job.nozzle_set));
    for (int layer = 0; layer < job.layers; ++layer) out.seconds += seconds_of(table, layer);
    out.pillars = pillars_for(job.overhang, SupportProfile{});
    return out;
}

}  // namespace slicer
`,
};
const work = [
  {
    m: 'PETG is printed a little cooler',
    edits: [{ f: 'src/materials.cpp', a: '"PETG", 240, 0.004', b: '"PETG", 235, 0.004' }],
  },
  {
    m: 'The first layer takes three times as long',
    edits: [{ f: 'src/layers.cpp', a: 'table.front() *= 2', b: 'table.front() *= 3' }],
  },
  {
    m: 'spdlog 1.13',
    edits: [{ f: 'CMakeLists.txt', a: 'spdlog 1.12', b: 'spdlog 1.13' }],
  },
  {
    m: 'Document what a plan is',
    edits: [
      { f: 'src/plan.hpp', a: 'struct Plan {', b: '/// What the printer is told.\nstruct Plan {' },
    ],
  },
  {
    m: 'Pillars reach a bit further',
    edits: [{ f: 'src/supports.hpp', a: 'int reach = 3;', b: 'int reach = 4;' }],
  },
  {
    m: 'Name the printer families in the job',
    edits: [
      {
        f: 'src/job.hpp',
        a: '    int overhang = 0;',
        b: '    int overhang = 0;\n    std::string family{"core-xy"};',
      },
    ],
  },
];
const driver = raw`#include "../src/plan.hpp"
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <iostream>
#include <sstream>
#include <vector>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static long now_ms;

static void say(const char* level, const std::string& text) {
    time_t seconds = now_ms / 1000;
    char stamp[40];
    strftime(stamp, sizeof stamp, "%Y-%m-%d %H:%M:%S", gmtime(&seconds));
    printf("[%s.%03ld] [slicer] [%s] %s\n", stamp, now_ms % 1000, level, text.c_str());
    fflush(stdout);
}

extern "C" void on_crash(int signal) {
    char pid[16];
    snprintf(pid, sizeof pid, "%d", getpid());
    say("critical", std::string("caught signal ") + std::to_string(signal) + " (" + strsignal(signal) + "), backtrace follows");
    prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
    pid_t gdb = fork();
    if (gdb == 0) {
        execlp("gdb", "gdb", "-q", "-batch", "-n", "-p", pid, "-ex", "bt", nullptr);
        _exit(1);
    }
    waitpid(gdb, nullptr, 0);
    _exit(128 + signal);
}

static void serve(const std::vector<std::string>& f) {
    for (int signal : {SIGSEGV, SIGABRT, SIGFPE}) std::signal(signal, on_crash);
    slicer::Job job{"J-" + f[0], f[3], f[4], std::stoi(f[5]), std::stoi(f[6]), std::stoi(f[7])};
    slicer::Plates plates(12);
    // planners that were here before
    for (int n = std::stoi(f[8]); n > 0; --n) plates.lay(40);
    const auto plan = slicer::plan(job, plates);
    say("info", "job " + job.id + " cut, " + std::to_string(plan.seconds) + " s, " + std::to_string(plan.temperature) + " C, trace=" + f[2]);
    _exit(0);
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
        pid_t worker = fork();
        if (worker == 0) serve(f);
        int status = 0;
        waitpid(worker, &status, 0);
        if (status != 0) say("error", "cutter for job J-" + f[0] + " is gone, exit code " + std::to_string(WEXITSTATUS(status)) + ", trace=" + f[2]);
    }
}
`;
const job = (r, { material, set, layers, parts, overhang, before } = {}) => [
  material ?? r.pick(['PLA', 'PETG', 'ABS']),
  set ?? r.pick(['fine-24', 'standard-24', 'coarse-25']),
  String(layers ?? r.int(20, 180)),
  String(parts ?? r.int(1, 9)),
  String(overhang ?? 0),
  String(before ?? 0),
];

export const system = {
  key: 'printfarm',
  language: 'cpp',
  layout: 'polyrepo',
  project: 'PF',
  env: 'prod',
  mail: 'schichtwerk.example',
  major: 1,
  team: ['Henrike Vogt', 'Tomás Marek', 'Ayumi Sato', 'Bastian Rohr'],
  flows: [34, 42],
  keep: [18, 5],
  traces: 26,
  chores: ['purgeSessions', 'syncCalendar', 'exportReport', 'rotateKeys'],
  style: {
    messages: 'bracket',
    commits: 'byRepo',
    deployments: 'dora',
    metrics: 'queryRange',
    metricNames: 'prometheus',
    traces: 'otlp',
    alert: 'pager',
    logs: 'docker',
    version: 'semver',
    map: 'graph',
    changes: 'flags.json',
    gzip: ['metrics', 'traces', 'logs'],
  },
  entry: 'order-desk',
  core: 'slicer',
  services: [
    {
      name: 'order-desk',
      ms: 35,
      rps: 22,
      repo: 'order-desk',
      hosts: ['desk-1'],
      node: 'rack-2',
      edge: {
        lang: 'node',
        style: 'text',
        code: 'handlers',
        file: '/app/lib/app.mjs',
        paths: ['/orders', '/orders/quote'],
        words: { failed: 'order could not be placed', handled: 'order placed' },
        says: ['cart kept for later', 'quote older than a day', 'session moved'],
      },
      calls: [{ to: 'job-router' }],
      resource: 'POST /orders',
    },
    {
      name: 'job-router',
      ms: 8,
      rps: 20,
      repo: 'job-router',
      hosts: ['router-1', 'router-2'],
      node: 'rack-3',
      edge: {
        lang: 'go',
        style: 'zap',
        file: 'relay/relay.go:24',
        paths: ['/jobs'],
        words: { failed: 'job not routed', handled: 'job routed' },
        says: ['printer 31 is warming up', 'queue of rack 2 is long'],
      },
      calls: [{ to: 'slicer' }, { to: 'filament-stock', share: 0.4, soft: true }],
      resource: 'POST /jobs',
    },
    {
      name: 'slicer',
      ms: 110,
      rps: 20,
      repo: 'slicer',
      hosts: ['slicer-1', 'slicer-2'],
      node: 'rack-4',
      memory: 720,
      calls: [{ to: 'mesh-store' }],
      resource: 'POST /cut',
      extras: [{ metric: 'slicer_jobs_running', base: 2, whole: true }],
    },
    {
      name: 'filament-stock',
      ms: 12,
      rps: 9,
      repo: 'filament-stock',
      hosts: ['stock-1'],
      node: 'rack-2',
      edge: {
        lang: 'python',
        style: 'structlog',
        file: '/srv/stock/filament_stock/views.py',
        paths: ['/spools'],
        words: { failed: 'spool_lookup_failed', handled: 'spool_found', chore: 'task_failed' },
        says: ['spool weight negative, set to zero', 'scale 4 recalibrated'],
      },
      calls: [{ to: 'mesh-store', share: 0.1, soft: true }],
      resource: 'GET /spools',
    },
    {
      name: 'video-watch',
      ms: 70,
      rps: 6,
      repo: 'video-watch',
      hosts: ['watch-1'],
      node: 'rack-4',
      edge: {
        lang: 'python',
        style: 'text',
        file: '/srv/watch/video_watch/views.py',
        paths: ['/frames'],
        words: { failed: 'frame skipped', handled: 'frame looked at' },
        says: ['camera 8 is out of focus'],
      },
      calls: [{ to: 'mesh-store', share: 0.2, soft: true }],
      resource: 'POST /frames',
    },
    { name: 'mesh-store', ms: 9, rps: 30, store: true, resource: 'GET mesh', node: 'rack-1' },
  ],
  repos: { slicer: { service: 'slicer', image: 'debian:12-slim', files, work } },
  programs: {
    slicer: {
      driver: { 'app/main.cpp': driver },
      build: [['g++', '-std=c++20', '-g', '-O0', '-o', 'slicer', 'src/*.cpp', 'app/main.cpp']],
      run: ['./slicer'],
      home: '/opt/slicer/',
      paths: [['./nptl/', '/usr/src/glibc/nptl/']],
      isError: /\[critical\]|\[error\]/,
    },
  },
  changes: [
    {
      type: 'feature_flag',
      name: 'desk.live-camera',
      service: 'order-desk',
      before: 'off',
      after: '25%',
      by: 'ayumi',
    },
  ],
  decoyChange: {
    id: 'flag-0288',
    type: 'feature_flag',
    name: 'desk.instant-quote',
    service: 'order-desk',
    before: '0%',
    after: '50%',
    by: 'ayumi',
  },
  good: (r) => job(r),
  faults: {
    exotic: {
      kind: 'null_dereference',
      m: 'Shorter temperature lookup',
      delay: 8,
      edits: [
        {
          f: 'src/plan.cpp',
          a: raw`    const auto material = material_named(job.material);
    if (!material) return 0;
    return material->melt;`,
          b: raw`    return material_named(job.material)->melt;`,
        },
      ],
      bad: (r) => job(r, { material: r.pick(['NYLON-CF', 'TPU']) }),
      impact: [{ err: 0.23 }],
      status: 502,
      errorType: 'signal',
      errorText: 'cutter is gone',
      tempt: {
        m: 'Materials: NYLON-CF and TPU in the price list',
        edits: [
          {
            f: 'docs/prices.md',
            add: '# Prices\n\n| material | per gram |\n|---|---|\n| PLA | 0.04 |\n| NYLON-CF | 0.31 |\n| TPU | 0.12 |\n',
          },
        ],
      },
    },
    tallParts: {
      kind: 'type_change',
      m: 'Layer tables take half of the memory',
      delay: 21,
      edits: [
        {
          f: 'src/layers.hpp',
          a: raw`/// Counts layers; the tallest printer has 4,000.
using LayerNo = std::uint16_t;`,
          b: raw`using LayerNo = std::uint8_t;`,
        },
      ],
      bad: (r) => job(r, { layers: r.int(270, 500) }),
      impact: [{ err: 0.3 }],
      status: 502,
      errorType: 'signal',
      errorText: 'cutter is gone',
    },
    heldPlates: {
      kind: 'deadlock',
      m: 'Plates: lock only as long as needed',
      delay: 52,
      shape: 'growing',
      edits: [
        {
          f: 'src/plates.cpp',
          a: raw`    std::unique_lock<std::timed_mutex> held(mutex_, std::chrono::milliseconds(30));
    if (!held.owns_lock()) throw`,
          b: raw`    if (!mutex_.try_lock_for(std::chrono::milliseconds(30))) throw`,
        },
        {
          f: 'src/plates.cpp',
          a: raw`    if (parts > room_) return parts - room_;
    return 0;`,
          b: raw`    if (parts > room_) return parts - room_;
    mutex_.unlock();
    return 0;`,
        },
      ],
      bad: (r) => job(r, { before: 1 }),
      impact: [{ err: 0.34, addMs: 60 }],
      gauges: [{ service: 'slicer', metric: 'slicer_jobs_running', to: 19 }],
      status: 503,
      errorType: 'PlateBusy',
      errorText: 'plates with room for 12 were not let go within 30 ms',
      tempt: {
        m: 'Parts are laid once the temperature is known',
        edits: [
          {
            f: 'src/plan.cpp',
            a: raw`    out.left_over = plates.lay(job.parts);
    out.temperature = temperature_for(job);`,
            b: raw`    out.temperature = temperature_for(job);
    out.left_over = plates.lay(job.parts);`,
          },
        ],
      },
    },
    supportStep: {
      kind: 'wrong_default',
      m: 'Support profiles come from the material',
      delay: 5,
      edits: [
        {
          f: 'src/supports.hpp',
          a: '    int step_degrees = 15;',
          b: '    int step_degrees{};',
        },
      ],
      bad: (r) => job(r, { overhang: r.int(20, 80) }),
      impact: [{ err: 0.19 }],
      status: 502,
      errorType: 'signal',
      errorText: 'cutter is gone',
    },
    nozzleSet: {
      kind: 'config_change',
      category: 'configuration',
      delay: 0,
      change: {
        id: 'set-0291',
        type: 'config',
        name: 'slicer.nozzle-set',
        service: 'slicer',
        before: 'standard-24',
        after: 'standard-26',
        by: 'werkstatt',
      },
      bad: (r) => job(r, { set: 'standard-26' }),
      good: (r) => job(r, { set: r.pick(['fine-24', 'coarse-25']) }),
      impact: [{ err: 0.38 }],
      priority: 'P1',
      status: 502,
      errorType: 'signal',
      errorText: 'cutter is gone',
      alertService: 'order-desk',
      story:
        'the workshop mounts new nozzles and sets a name that the slicer does not have a width of',
    },
    cameraNeighbour: {
      kind: 'node_pressure',
      category: 'infrastructure',
      alertAfter: 8,
      noBad: true,
      impact: [
        { timesMs: 7, err: 0.04 },
        { service: 'video-watch', timesMs: 3 },
      ],
      cpu: { slicer: 0.6, 'video-watch': 3.4 },
      memory: { 'video-watch': 2.2 },
      events: [
        {
          reason: 'CPUThrottlingHigh',
          service: 'slicer',
          node: 'rack-4',
          message: '83% throttling of CPU in namespace farm for container slicer on rack-4',
          after: 0,
          spread: 6,
          count: 3,
        },
        {
          reason: 'SystemOOM',
          service: 'video-watch',
          node: 'rack-4',
          message: 'System OOM encountered on rack-4, victim process: ffmpeg, pid: 30121',
          after: 2,
          spread: 4,
          count: 2,
        },
      ],
      says: [
        {
          service: 'job-router',
          level: 'warn',
          text: 'slicer took more than 600 ms',
          count: 8,
        },
      ],
      story:
        'the cameras beside it decode in full resolution and take the processors of the machine',
      alertService: 'slicer',
    },
  },
};
