/** Telemetry of small satellites in C++ with two sanitizers switched on, a library of its own; journald. Norwegian team. */
const raw = String.raw;
const kitFiles = {
  'kit/bits.hpp': raw`#pragma once
#include <cstddef>
#include <cstdint>
#include <stdexcept>

namespace kit {

/// A field that the packet does not have any more.
struct Short : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Fields of any width up to 32 bits, most significant bit first.
class BitReader {
  public:
    BitReader(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}
    std::uint64_t take(unsigned bits);

  private:
    const std::uint8_t* data_;
    std::size_t size_;
    std::size_t position_ = 0;
};

}  // namespace kit
`,
  'kit/bits.cpp': raw`#include "kit/bits.hpp"

namespace kit {

std::uint64_t BitReader::take(unsigned bits) {
    if (position_ + bits > size_ * 8) throw Short("field ends beyond the packet");
    std::uint64_t value = 0;
    for (const std::size_t end = position_ + bits; position_ < end; ++position_)
        value = value << 1 | (data_[position_ / 8] >> (7 - position_ % 8) & 1);
    return value;
}

}  // namespace kit
`,
  'kit/crc.hpp': raw`#pragma once
#include <cstddef>
#include <cstdint>

namespace kit {

/// CCITT, as transfer frames have it at their end.
std::uint16_t crc16(const std::uint8_t* data, std::size_t size);

}  // namespace kit
`,
  'kit/crc.cpp': raw`#include "kit/crc.hpp"

namespace kit {

std::uint16_t crc16(const std::uint8_t* data, std::size_t size) {
    std::uint16_t crc = 0xFFFF;
    for (std::size_t at = 0; at < size; ++at) {
        crc ^= static_cast<std::uint16_t>(data[at] << 8);
        for (int bit = 0; bit < 8; ++bit) crc = static_cast<std::uint16_t>(crc & 0x8000 ? crc << 1 ^ 0x1021 : crc << 1);
    }
    return crc;
}

}  // namespace kit
`,
  'conanfile.py': raw`from conan import ConanFile


class FlightKit(ConanFile):
    name = "flightkit"
    settings = "os", "compiler", "build_type", "arch"
    exports_sources = "kit/*"
`,
};
const kitWork = [
  {
    m: 'Explain where the polynomial of crc16 comes from',
    edits: [
      {
        f: 'kit/crc.hpp',
        a: '/// CCITT, as',
        b: '/// CCITT (x^16 + x^12 + x^5 + 1), as',
      },
    ],
  },
  {
    m: 'crc: a table is not worth it, say so',
    edits: [
      {
        f: 'kit/crc.cpp',
        a: 'std::uint16_t crc16(',
        b: '// frames are short: a table would fall out of the cache before it pays\nstd::uint16_t crc16(',
      },
    ],
  },
  {
    m: 'Export the licence with the package',
    edits: [
      {
        f: 'conanfile.py',
        a: 'exports_sources = "kit/*"',
        b: 'exports_sources = "kit/*", "LICENSE"',
      },
    ],
  },
];
const files = {
  'conanfile.txt': raw`[requires]
flightkit/2.8.1
fmt/10.2.1

[generators]
CMakeDeps
`,
  'src/packet.hpp': raw`#pragma once
#include <cstdint>
#include <stdexcept>
#include <vector>

namespace decom {

using Bytes = std::vector<std::uint8_t>;

/// What lies in one frame: marker, version and kind, counter, time since the contact began, body.
struct Packet {
    unsigned kind = 0;
    unsigned counter = 0;
    int seconds = 0;
    int fraction = 0;
    Bytes body;
};

struct NoMarker : std::runtime_error {
    using std::runtime_error::runtime_error;
};

Packet parse_packet(const Bytes& frame, std::uint32_t marker);

}  // namespace decom
`,
  'src/packet.cpp': raw`#include "packet.hpp"
#include <cstdio>
#include "kit/bits.hpp"

namespace decom {

namespace {

constexpr std::size_t kHeader = 14;

}  // namespace

Packet parse_packet(const Bytes& frame, std::uint32_t marker) {
    kit::BitReader reader(frame.data(), frame.size());
    if (reader.take(32) != marker) {
        char text[80];
        std::snprintf(text, sizeof text, "no marker %08x at the beginning of %zu bytes", marker, frame.size());
        throw NoMarker(text);
    }
    Packet packet;
    reader.take(3);
    packet.kind = static_cast<unsigned>(reader.take(13));
    packet.counter = static_cast<unsigned>(reader.take(16));
    packet.seconds = static_cast<int>(reader.take(32));
    packet.fraction = static_cast<int>(reader.take(16));
    for (std::size_t at = kHeader; at < frame.size(); ++at) packet.body.push_back(frame[at]);
    return packet;
}

}  // namespace decom
`,
  'src/params.hpp': raw`#pragma once
#include <vector>

namespace decom {

/// One value in the body of a packet; above its limit somebody is called.
struct Param {
    const char* name;
    unsigned bits;
    double scale;
    double offset;
    double limit;
};

const std::vector<Param>& params_of(unsigned kind);
double calibrate(const Param& param, std::uint64_t raw);

}  // namespace decom
`,
  'src/params.cpp': raw`#include <cstdint>
#include "params.hpp"

namespace decom {

const std::vector<Param>& params_of(unsigned kind) {
    static const std::vector<Param> power{
        {"bus_voltage", 16, 0.01, 0, 34.0}, {"bus_current", 16, 0.005, 0, 9.5}, {"cell_temp", 16, 0.02, -60, 45.0}};
    static const std::vector<Param> attitude{{"wheel_1", 16, 0.5, 0, 5200}, {"wheel_2", 16, 0.5, 0, 5200}};
    static const std::vector<Param> event{{"event_code", 8, 1, 0, 250}};
    switch (kind) {
        case 1: return power;
        case 2: return attitude;
        default: return event;
    }
}

double calibrate(const Param& param, std::uint64_t raw) {
    const double value = param.offset + param.scale * static_cast<double>(raw);
    return value;
}

}  // namespace decom
`,
  'src/alarms.hpp': raw`#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>

namespace decom {

/// Whether a value is beyond its limit, and since when.
struct Alarm {
    bool raised = false;
    std::int64_t since = 0;
};

/// Calls once for each time that a limit is crossed.
class Alarms {
  public:
    explicit Alarms(std::size_t channels);
    bool crossed(std::size_t channel, double value, double limit, std::int64_t at);
    void clear(std::size_t channel);

  private:
    std::unique_ptr<Alarm[]> states_;
};

}  // namespace decom
`,
  'src/alarms.cpp': raw`#include "alarms.hpp"

namespace decom {

Alarms::Alarms(std::size_t channels) : states_(new Alarm[channels]) {}

bool Alarms::crossed(std::size_t channel, double value, double limit, std::int64_t at) {
    if (value <= limit) return false;
    Alarm& state = states_[channel];
    if (state.raised) return false;
    state.raised = true;
    state.since = at;
    return true;
}

void Alarms::clear(std::size_t channel) { states_[channel].raised = false; }

}  // namespace decom
`,
  'src/window.hpp': raw`#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace decom {

struct Seen {
    unsigned counter;
    std::int64_t at;
};

/// The latest packets of one virtual channel.
class Window {
  public:
    Window();
    void add(Seen seen);
    /// Null as long as nothing was seen.
    const Seen* newest() const;

  private:
    std::vector<Seen> seen_;
};

}  // namespace decom
`,
  'src/window.cpp': raw`#include "window.hpp"

namespace decom {

namespace {

constexpr std::size_t kDepth = 256;

}  // namespace

Window::Window() { seen_.reserve(kDepth + 1); }

void Window::add(Seen seen) {
    if (seen_.size() == kDepth) seen_.erase(seen_.begin());
    seen_.push_back(seen);
}

const Seen* Window::newest() const { return seen_.empty() ? nullptr : &seen_.back(); }

}  // namespace decom
`,
  'src/timecode.hpp': raw`#pragma once
#include <cstdint>

namespace decom {

inline constexpr int kTicksPerSecond = 1000;

/// Ticks since the contact began; a fraction is a 65536th of a second.
std::int64_t ticks(int seconds, int fraction);

}  // namespace decom
`,
  'src/timecode.cpp': raw`#include "timecode.hpp"

namespace decom {

std::int64_t ticks(int seconds, int fraction) {
    const std::int64_t part = static_cast<std::int64_t>(fraction) * kTicksPerSecond / 65536;
    return seconds * kTicksPerSecond + part;
}

}  // namespace decom
`,
  'src/decom.hpp': raw`#pragma once
#include <string>
#include <vector>
#include "alarms.hpp"
#include "packet.hpp"
#include "window.hpp"

namespace decom {

struct Settings {
    std::uint32_t marker;
};

struct Report {
    unsigned kind = 0;
    std::int64_t at = 0;
    unsigned missing = 0;
    std::vector<std::string> raised;
};

/// Takes the frames of one contact.
class Decom {
  public:
    explicit Decom(Settings settings) : settings_(settings), alarms_(64) {}
    Report take(const Bytes& frame);

  private:
    Settings settings_;
    Alarms alarms_;
    Window window_;
};

}  // namespace decom
`,
  'src/decom.cpp': raw`#include <cstdint>
#include "decom.hpp"
#include "kit/bits.hpp"
#include "params.hpp"
#include "timecode.hpp"

namespace decom {

namespace {

/// How many packets are missing between two counters of 16 bits.
unsigned missing_between(const Seen& before, unsigned counter) {
    const unsigned step = (counter - before.counter) & 0xFFFF;
    return step == 0 ? 0 : step - 1;
}

}  // namespace

Report Decom::take(const Bytes& frame) {
    const Packet packet = parse_packet(frame, settings_.marker);
    Report report;
    report.kind = packet.kind;
    report.at = ticks(packet.seconds, packet.fraction);
    const Seen* before = window_.newest();
    window_.add({packet.counter, report.at});
    if (before) report.missing = missing_between(*before, packet.counter);
    kit::BitReader reader(packet.body.data(), packet.body.size());
    std::size_t channel = packet.kind * 8;
    for (const Param& param : params_of(packet.kind)) {
        const double value = calibrate(param, reader.take(param.bits));
        if (alarms_.crossed(channel++, value, param.limit, report.at)) report.raised.push_back(param.name);
    }
    return report;
}

}  // namespace decom
`,
};
const work = [
  {
    m: 'Bump fmt',
    edits: [{ f: 'conanfile.txt', a: 'fmt/10.2.1', b: 'fmt/10.2.2' }],
  },
  {
    m: 'Wheels may turn a little faster before somebody is called',
    edits: [
      {
        f: 'src/params.cpp',
        a: '{"wheel_1", 16, 0.5, 0, 5200}',
        b: '{"wheel_1", 16, 0.5, 0, 5400}',
      },
    ],
  },
  {
    m: 'Keep 512 packets of a channel',
    edits: [{ f: 'src/window.cpp', a: 'kDepth = 256', b: 'kDepth = 512' }],
  },
  {
    m: 'Say what a report is for',
    edits: [
      {
        f: 'src/decom.hpp',
        a: 'struct Report {',
        b: '/// What the archive and the portal are told.\nstruct Report {',
      },
    ],
  },
  {
    m: 'Cells of the second battery type run hotter',
    edits: [{ f: 'src/params.cpp', a: '-60, 45.0}', b: '-60, 48.0}' }],
  },
  {
    m: 'Name the length of a marker',
    edits: [
      {
        f: 'src/packet.cpp',
        a: 'constexpr std::size_t kHeader = 14;',
        b: 'constexpr unsigned kMarkerBits = 32;\nconstexpr std::size_t kHeader = 14;',
      },
      {
        f: 'src/packet.cpp',
        a: 'reader.take(32) != marker',
        b: 'reader.take(kMarkerBits) != marker',
      },
    ],
  },
  {
    m: 'Clearing an alarm forgets since when',
    edits: [
      {
        f: 'src/alarms.cpp',
        a: 'void Alarms::clear(std::size_t channel) { states_[channel].raised = false; }',
        b: 'void Alarms::clear(std::size_t channel) {\n    states_[channel].raised = false;\n    states_[channel].since = 0;\n}',
      },
    ],
  },
];
const driver = raw`#include "../src/decom.hpp"
#include "kit/bits.hpp"
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

static long now_ms;

static void say(const char* level, const std::string& text) {
    time_t seconds = now_ms / 1000;
    char stamp[40];
    strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S", gmtime(&seconds));
    printf("%s.%03ldZ %-5s decom: %s\n", stamp, now_ms % 1000, level, text.c_str());
    fflush(stdout);
}

static decom::Bytes bytes_of(const std::string& hex) {
    decom::Bytes out(hex.size() / 2);
    for (std::size_t at = 0; at < out.size(); ++at) out[at] = std::stoi(hex.substr(at * 2, 2), nullptr, 16);
    return out;
}

/* fields: index, ms, trace, craft, marker, frame, frames of the contact before it */
static int serve(const std::vector<std::string>& f) {
    decom::Decom contact({static_cast<std::uint32_t>(std::strtoul(f[4].c_str(), nullptr, 16))});
    try {
        std::stringstream before(f[6]);
        for (std::string hex; f[6] != "-" && std::getline(before, hex, ',');) contact.take(bytes_of(hex));
        const auto report = contact.take(bytes_of(f[5]));
        std::string raised;
        for (const auto& name : report.raised) raised += " limit=" + name;
        say(raised.empty() ? "INFO" : "WARN", f[3] + " packet kind=" + std::to_string(report.kind) + " at=" + std::to_string(report.at) + " missing=" + std::to_string(report.missing) + raised + " trace=" + f[2]);
    } catch (const std::exception& failed) {
        say("ERROR", f[3] + " frame dropped: " + failed.what() + ", trace=" + f[2]);
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
        if (status != 0) say("ERROR", "contact worker " + std::to_string(worker) + " for " + f[3] + " exited with " + std::to_string(WEXITSTATUS(status)) + ", trace=" + f[2] + "\n" + words);
    }
}
`;

const hex = (value, digits) => value.toString(16).padStart(digits, '0');
const MARKERS = { 'KVARK-1': '1ACFFC1D', 'KVARK-2': '352EF853', 'FJELL-A': '1ACFFC1D' };
/** A frame as the modem hands it over; `fill` are the bytes behind the last value. */
const frame = (r, { craft, kind, seconds, values, fill, counter }) => {
  const bodies = {
    1: () => [r.int(2700, 3200), r.int(200, 1500), r.int(3000, 4600)].map((value) => hex(value, 4)),
    2: () => [r.int(400, 9000), r.int(400, 9000)].map((value) => hex(value, 4)),
    7: () => [hex(r.int(1, 120), 2)],
  };
  return [
    MARKERS[craft].toLowerCase(),
    hex(kind, 4),
    hex(counter, 4),
    hex(seconds ?? r.int(5, 840), 8),
    hex(r.int(0, 65000), 4),
    ...(values ?? bodies[kind]()),
    'aa'.repeat(fill ?? 24),
  ].join('');
};
const request = (r, { craft, marker, kind, earlier, ...rest } = {}) => {
  const name = craft ?? r.pick(Object.keys(MARKERS));
  const counter = r.int(40, 60000);
  const many = earlier ?? r.pick([0, 3, 5, 6]);
  return [
    name,
    marker ?? MARKERS[name],
    frame(r, { craft: name, kind: kind ?? r.pick([1, 1, 2, 7]), counter, ...rest }),
    many === 0
      ? '-'
      : Array.from({ length: many }, (_, at) =>
          frame(r, { craft: name, kind: 2, counter: counter - many + at, seconds: 3 }),
        ).join(','),
  ];
};

export const system = {
  key: 'groundstation',
  language: 'cpp',
  layout: 'polyrepo',
  project: 'GS',
  env: 'ops',
  mail: 'polarlink.example',
  major: 5,
  team: ['Ingrid Solheim', 'Ravi Menon', 'Petter Aas', 'Chiara Donati'],
  flows: [36, 44],
  keep: [18, 6],
  traces: 26,
  chores: ['purgeSessions', 'syncCalendar', 'importFeed', 'rotateKeys'],
  style: {
    messages: 'conventional',
    commits: 'flat',
    deployments: 'pipeline',
    metrics: 'influx',
    metricNames: 'plain',
    traces: 'jaeger',
    alert: 'prometheus',
    logs: 'journald',
    version: 'date',
    map: 'nodes',
    gzip: ['traces'],
  },
  entry: 'antenna-ctl',
  core: 'decom',
  loud: 'antenna-ctl',
  services: [
    {
      name: 'antenna-ctl',
      ms: 7,
      rps: 48,
      repo: 'antenna-ctl',
      hosts: ['vardo-ac1', 'vardo-ac2'],
      edge: {
        lang: 'go',
        style: 'logfmt',
        file: 'relay/relay.go:24',
        paths: ['/downlink', '/downlink/frames'],
        words: { failed: 'frame not handed on', handled: 'frame handed on', answered: 'gave' },
        says: [
          'elevation 5.1, horizon mask applied',
          'doppler table renewed',
          'wind 17 m/s at the dish',
        ],
      },
      calls: [{ to: 'sdr-modem' }, { to: 'decom' }],
      resource: 'POST /downlink',
    },
    {
      name: 'decom',
      ms: 4,
      rps: 47,
      repo: 'decom',
      hosts: ['oslo-dc1', 'oslo-dc2'],
      memory: 210,
      calls: [{ to: 'frame-archive' }],
      resource: 'POST /frames',
      extras: [{ metric: 'decom_contacts_open', base: 3, whole: true }],
    },
    {
      name: 'mission-portal',
      ms: 55,
      rps: 9,
      repo: 'mission-portal',
      hosts: ['oslo-web1'],
      edge: {
        lang: 'node',
        style: 'text',
        code: 'handlers',
        file: '/srv/portal/lib/app.mjs',
        paths: ['/passes', '/passes/next'],
        words: { failed: 'page without passes', handled: 'page drawn' },
        says: [
          'operator changed the shift',
          'plot of wheel_1 is empty',
          'export of last week asked for',
        ],
      },
      calls: [
        { to: 'pass-planner', share: 0.7 },
        { to: 'decom', share: 0.2, soft: true },
      ],
      resource: 'GET /passes',
    },
    {
      name: 'pass-planner',
      ms: 80,
      rps: 6,
      repo: 'pass-planner',
      hosts: ['oslo-pp1'],
      edge: {
        lang: 'python',
        style: 'text',
        file: '/srv/planner/pass_planner/views.py',
        paths: ['/plan', '/plan/conflicts'],
        words: { failed: 'pass left unplanned', handled: 'pass planned' },
        says: [
          'two passes overlap by 40 s',
          'element set is 31 h old',
          'leap second table is current',
        ],
      },
      calls: [
        { to: 'orbit-feed', share: 0.6 },
        { to: 'frame-archive', share: 0.3, soft: true },
      ],
      resource: 'POST /plan',
    },
    { name: 'sdr-modem', ms: 11, rps: 48, store: true, resource: 'read frames' },
    { name: 'frame-archive', ms: 6, rps: 52, store: true, resource: 'append frame' },
    { name: 'orbit-feed', ms: 210, rps: 4, store: true, resource: 'GET orbits.example/gp' },
  ],
  repos: {
    decom: { service: 'decom', image: 'debian:12-slim', files, work },
    flightkit: {
      service: 'flightkit',
      image: 'debian:12-slim',
      messages: 'plain',
      files: kitFiles,
      work: kitWork,
    },
  },
  programs: {
    decom: {
      uses: ['flightkit'],
      driver: { 'app/main.cpp': driver },
      build: [
        [
          'g++',
          '-std=c++20',
          '-g',
          '-O1',
          '-fsanitize=address,undefined',
          '-fno-sanitize-recover=all',
          '-fno-omit-frame-pointer',
          '-fno-optimize-sibling-calls',
          '-Ilib',
          '-o',
          'decom',
          'lib/kit/*.cpp',
          'src/*.cpp',
          'app/main.cpp',
        ],
      ],
      run: ['./decom'],
      env: {
        ASAN_OPTIONS: 'detect_leaks=0:print_legend=0:color=never',
        UBSAN_OPTIONS: 'print_stacktrace=1:color=never',
      },
      home: '/opt/decom/',
      paths: [[/\.\.\/[./]*\/src\/libsanitizer/g, '/build/gcc-12/src/libsanitizer']],
      isError: / ERROR decom/,
    },
  },
  changes: [
    {
      type: 'config',
      name: 'antenna.horizon-mask',
      service: 'antenna-ctl',
      before: '5.0',
      after: '5.5',
      by: 'petter',
    },
    {
      type: 'config',
      name: 'portal.plot-points',
      service: 'mission-portal',
      before: '2000',
      after: '4000',
      by: 'chiara',
    },
  ],
  decoyChange: {
    id: 'op-6612',
    type: 'config',
    name: 'antenna.rain-margin-db',
    service: 'antenna-ctl',
    before: '2',
    after: '3',
    by: 'petter',
  },
  good: (r) => request(r),
  faults: {
    lastWord: {
      kind: 'shared_library',
      repo: 'flightkit',
      m: 'bits: take whole words, it is four times as fast',
      delay: 17,
      edits: [
        {
          f: 'kit/bits.cpp',
          a: '#include "kit/bits.hpp"\n',
          b: '#include "kit/bits.hpp"\n#include <cstring>\n#include <endian.h>\n',
        },
        {
          f: 'kit/bits.cpp',
          a: raw`    std::uint64_t value = 0;
    for (const std::size_t end = position_ + bits; position_ < end; ++position_)
        value = value << 1 | (data_[position_ / 8] >> (7 - position_ % 8) & 1);
    return value;`,
          b: raw`    std::uint64_t word;
    std::memcpy(&word, data_ + position_ / 8, sizeof word);
    word = be64toh(word) << position_ % 8 >> (64 - bits);
    position_ += bits;
    return word;`,
        },
      ],
      bump: {
        m: 'Take flightkit 2.9',
        edits: [{ f: 'conanfile.txt', a: 'flightkit/2.8.1', b: 'flightkit/2.9.0' }],
      },
      bad: (r) => request(r, { kind: 7, fill: r.int(0, 3) }),
      impact: [{ err: 0.18 }],
      status: 502,
      errorType: 'signal',
      errorText: 'contact worker exited with 1',
      tempt: {
        repo: 'decom',
        m: 'Copy the body of a packet at once',
        edits: [
          {
            f: 'src/packet.cpp',
            a: 'for (std::size_t at = kHeader; at < frame.size(); ++at) packet.body.push_back(frame[at]);',
            b: 'packet.body.assign(frame.begin() + kHeader, frame.end());',
          },
        ],
      },
    },
    grownWindow: {
      kind: 'use_after_free',
      m: 'Windows begin small, most contacts are short',
      delay: 28,
      edits: [
        {
          f: 'src/window.cpp',
          a: '}  // namespace\n\nWindow::Window() { seen_.reserve(kDepth + 1); }',
          b: 'constexpr std::size_t kUsual = 32;\n\n}  // namespace\n\nWindow::Window() { seen_.reserve(kUsual); }',
        },
      ],
      bad: (r) => request(r, { earlier: 32, seconds: r.int(300, 700) }),
      impact: [{ err: 0.25 }],
      status: 502,
      errorType: 'signal',
      errorText: 'contact worker exited with 1',
      tempt: {
        m: 'Counters: a gap is never negative',
        edits: [
          {
            f: 'src/decom.cpp',
            a: '    return step == 0 ? 0 : step - 1;',
            b: '    return step > 0 ? step - 1 : 0u;',
          },
        ],
      },
    },
    plainAlarm: {
      kind: 'uninitialised_state',
      m: 'Alarm can be copied byte by byte',
      delay: 8,
      edits: [
        {
          f: 'src/alarms.hpp',
          a: '    bool raised = false;\n    std::int64_t since = 0;\n};',
          b: '    bool raised;\n    std::int64_t since;\n};\nstatic_assert(std::is_trivial_v<Alarm>);',
        },
        {
          f: 'src/alarms.hpp',
          a: '#include <memory>\n',
          b: '#include <memory>\n#include <type_traits>\n',
        },
      ],
      bad: (r) => request(r, { kind: 1, values: ['0bb8', '0190', hex(r.int(5600, 6200), 4)] }),
      impact: [{ err: 0.12 }],
      priority: 'P2',
      status: 502,
      errorType: 'signal',
      errorText: 'contact worker exited with 1',
      tempt: {
        m: 'Calibration returns its value without a name',
        edits: [
          {
            f: 'src/params.cpp',
            a: '    const double value = param.offset + param.scale * static_cast<double>(raw);\n    return value;',
            b: '    return param.offset + param.scale * static_cast<double>(raw);',
          },
        ],
      },
    },
    microseconds: {
      kind: 'arithmetic_overflow',
      m: 'Ranging asks for microseconds',
      delay: 63,
      shape: 'growing',
      edits: [
        {
          f: 'src/timecode.hpp',
          a: 'inline constexpr int kTicksPerSecond = 1000;',
          b: "inline constexpr int kTicksPerSecond = 1'000'000;",
        },
        {
          f: 'docs/ranging.md',
          add: '# Ranging\n\nThe archive keeps microseconds since the beginning of a contact.\n',
        },
      ],
      bad: (r) => request(r, { craft: 'FJELL-A', seconds: r.int(2200, 7900) }),
      good: (r) => request(r),
      impact: [{ err: 0.27 }],
      status: 502,
      errorType: 'signal',
      errorText: 'contact worker exited with 1',
      alertService: 'antenna-ctl',
      tempt: {
        m: 'Round parts of a second, do not cut them',
        edits: [
          {
            f: 'src/timecode.cpp',
            a: 'static_cast<std::int64_t>(fraction) * kTicksPerSecond / 65536;',
            b: '(static_cast<std::int64_t>(fraction) * kTicksPerSecond + 32768) / 65536;',
          },
        ],
      },
    },
    lostDigit: {
      kind: 'config_change',
      category: 'configuration',
      delay: 2,
      change: {
        id: 'op-6598',
        type: 'config',
        name: 'decom.marker.KVARK-2',
        service: 'decom',
        before: '352EF853',
        after: '352EF85',
        by: 'ravi',
        note: 'written out again in capitals',
      },
      bad: (r) => request(r, { craft: 'KVARK-2', marker: '352EF85' }),
      good: (r) => request(r, { craft: r.pick(['KVARK-1', 'FJELL-A']) }),
      impact: [{ err: 0.36 }],
      status: 422,
      errorType: 'decom::NoMarker',
      errorText: 'no marker 0352ef85 at the beginning of 44 bytes',
      story: 'a setting was typed again and lost its last digit',
      tempt: {
        m: 'Say how many bytes a frame without marker has',
        edits: [
          {
            f: 'src/packet.cpp',
            a: '"no marker %08x at the beginning of %zu bytes"',
            b: '"no marker %08x at the beginning of these %zu bytes"',
          },
        ],
      },
    },
    modemReset: {
      kind: 'self_healed',
      category: 'noise',
      verdict: 'no_code_change',
      lasts: 4,
      alertAfter: 2,
      decision: ['MONITOR', 'IGNORE'],
      priority: 'P4',
      service: 'antenna-ctl',
      silentCore: true,
      edgeOrigin: 'reset',
      outcome: '502',
      alsoFirst: ['sdr-modem'],
      failsAt: 'sdr-modem',
      impact: [{ service: 'antenna-ctl', err: 0.14 }],
      status: 502,
      errorType: 'read',
      errorText: 'connection reset by peer',
      alertService: 'antenna-ctl',
      events: [
        {
          reason: 'Rebooted',
          type: 'Normal',
          service: null,
          node: 'vardo-modem2',
          message: 'watchdog restarted the demodulator, lock regained after 190 s',
          after: 4,
          spread: 1,
        },
      ],
      story: 'the watchdog of the modem restarted it; over before anybody looks',
    },
  },
};
