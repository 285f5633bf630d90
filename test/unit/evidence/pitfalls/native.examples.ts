import type { Example } from './examples.ts';
import { NATIVE_RUNTIME_EXAMPLES } from './native-runtime.examples.ts';
import { RUST_EXAMPLES } from './rust.examples.ts';

type Row = readonly [name: string, patch: string, failure: string, harmless: string, path?: string];

const FREED = '==7==ERROR: AddressSanitizer: heap-use-after-free on address 0x602000000010';
const BEYOND = '==7==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x602000000010';
const CRASH = 'worker: Segmentation fault (core dumped)';
const WRONG = 'totals do not match: expected 12.50, got 125.0, wrong amount';
const MEMORY = 'container was OOMKilled: out of memory';
const TWICE = 'free(): double free detected in tcache 2';
const RANGE = 'terminate called: std::out_of_range: vector::_M_range_check: __n (which is 5)';

const ROWS: readonly Row[] = [
  [
    'borrowed-view-member',
    '-  std::string zone_;\n+  std::string_view zone_;',
    FREED,
    '+  std::string zone_;',
  ],
  [
    'view-returned',
    '-std::string name() const {\n+std::string_view name() const {',
    FREED,
    '+std::string name() const {',
  ],
  [
    'value-to-view',
    '-  std::string zone = row.zone();\n+  const auto& zone = row.zone();',
    FREED,
    '-  std::string zone = row.zone();\n+  std::string area = row.zone();',
  ],
  [
    'c-str-of-a-temporary',
    '+  const char* name = row.name().c_str();',
    FREED,
    '+  std::string name = row.name();',
  ],
  ['iterator-invalidated', '+  stops.push_back(stop);', FREED, '+  stops.size();'],
  [
    'erase-result-dropped',
    '-  it = stops.erase(it);\n+  stops.erase(it);',
    FREED,
    '-  stops.erase(it);',
  ],
  ['reserve-dropped', '-  stops.reserve(count);', FREED, '-  stops.resize(count);'],
  [
    'container-that-moves',
    '-  std::unordered_map<int, Stop> stops_;\n+  absl::flat_hash_map<int, Stop> stops_;',
    FREED,
    '+  std::unordered_map<int, Stop> stops_;',
  ],
  ['used-after-move', '+  queue.push(std::move(stop));', CRASH, '+  queue.push(stop);'],
  [
    'captured-by-reference',
    '+  loop.post([&] { send(row); });',
    FREED,
    '+  loop.post([row] { send(row); });',
  ],
  [
    'shared-from-this-dropped',
    '-  auto self = shared_from_this();',
    FREED,
    '-  auto row = load();',
  ],
  [
    'shared-from-this-too-early',
    '+  registry.add(shared_from_this());',
    "terminate called after throwing an instance of 'std::bad_weak_ptr'",
    '+  registry.add(id);',
  ],
  [
    'shared-pointer-twice',
    '+  std::shared_ptr<Stop> stop(this);',
    TWICE,
    '+  auto stop = std::make_shared<Stop>();',
  ],
  [
    'shared-pointer-cycle',
    '-  std::weak_ptr<Node> parent_;\n+  std::shared_ptr<Node> parent_;',
    MEMORY,
    '+  std::weak_ptr<Node> parent_;',
  ],
  [
    'free-dropped',
    '-  free(buffer);',
    'ERROR: LeakSanitizer: detected memory leaks',
    '-  send(buffer);',
  ],
  ['free-added', '+  free(buffer);', TWICE, '+  send(buffer);'],
  [
    'mismatched-free',
    '-  char* text = new char[8];\n+  char* text = malloc(8);\n-  free(old);',
    'ERROR: AddressSanitizer: alloc-dealloc-mismatch (malloc vs operator delete)',
    '+  send(text);',
  ],
  ['virtual-destructor-dropped', '-  virtual ~Store();\n+  ~Store();', MEMORY, '-  void load();'],
  [
    'virtual-in-constructor',
    '+  worker_ = std::thread(run, this);',
    'pure virtual method called',
    '+  worker_ = nullptr;',
  ],
  [
    'object-sliced',
    '-  void add(const Shape& shape);\n+  void add(Shape shape);',
    WRONG,
    '+  void add(const Shape& shape);',
  ],
  ['null-check-dropped', '-  if (stop == nullptr) return;', CRASH, '-  stop->run();'],
  [
    'optional-value',
    '+  return found.value();',
    "terminate called after throwing an instance of 'std::bad_optional_access'",
    '+  return found.value_or(0);',
  ],
  ['find-without-end', '+  return stops.find(id)->second;', CRASH, '+  return stops;'],
  ['front-of-nothing', '+  return stops.back();', CRASH, '+  return stops;'],
  [
    'map-brackets-insert',
    '-  auto stop = stops.find(id);\n+  auto stop = stops[id];',
    MEMORY,
    '-  auto stop = stops.find(id);\n+  auto stop = stops.find(key);',
  ],
  ['at-to-brackets', '-  if (index < stops.size())', BEYOND, '-  send(stops);'],
  [
    'off-by-one-loop',
    '+  for (int i = 0; i <= stops.size(); i++)',
    RANGE,
    '+  for (int i = 0; i < stops.size(); i++)',
  ],
  [
    'unsafe-copy',
    '+  strcpy(name, row);',
    '*** buffer overflow detected ***: terminated',
    '+  name = row;',
  ],
  [
    'buffer-size',
    '-  char name[64];\n+  char name[16];',
    '*** stack smashing detected ***: terminated',
    '+  char* name;',
  ],
  ['terminator-missing', '+  strncpy(name, row, 8);', BEYOND, '+  name = row;'],
  ['sizeof-pointer', '+  copy(name, row, sizeof(name));', BEYOND, '+  copy(name, row, 8);'],
  [
    'uninitialized',
    '-  int count = 0;\n+  int count;',
    'WARNING: MemorySanitizer: use-of-uninitialized-value',
    '-  int count = load();',
  ],
  [
    'uninitialized-member',
    '+  bool ready_;',
    'runtime error: load of value 190, which is not a valid value for type bool',
    '+  bool ready_ = false;',
  ],
  ['member-order', '-  std::thread worker_;\n+  std::mutex lock_;', FREED, '+  std::mutex lock_;'],
  [
    'narrower-integer',
    '-  int64_t bytes = rows * width;\n+  int32_t bytes = rows * width;',
    'runtime error: signed integer overflow: 2147483647 + 1',
    '+  int64_t bytes = rows;',
  ],
  [
    'signed-to-unsigned',
    '+  size_t left = limit - used;',
    "terminate called after throwing an instance of 'std::length_error': vector::reserve",
    '+  int left = limit - used;',
  ],
  [
    'integer-product-overflow',
    '+  total = width * height;',
    'runtime error: signed integer overflow: 65536 * 65536',
    '+  total = width;',
  ],
  [
    'integer-division-cpp',
    '-  double rate = static_cast<double>(done) / all;\n+  auto rate = done / all;',
    WRONG,
    '-  auto rate = done;',
  ],
  [
    'divisor-unchecked',
    '+  each = total / parts;',
    'worker: Floating point exception (core dumped)',
    '+  each = total / 2;',
  ],
  [
    'cpp-format-string',
    '-  printf("%d", id);\n+  printf("%s", id);',
    CRASH,
    '-  print(id);\n+  print(key);',
  ],
  [
    'byte-order',
    '-  head.length = ntohl(head.length);',
    'frame too large: length 67108864, wrong value',
    '-  head.length = length;',
  ],
  [
    'struct-layout',
    '-#pragma pack(push, 1)\n+#pragma pack(push, 4)',
    'bad magic number in header',
    '+  int magic;',
  ],
  [
    'char-signedness',
    '+  if (isalpha(text[i]))',
    'c >= -1 && c <= 255 Assertion failed',
    '+  if (isalpha(static_cast<unsigned char>(text[i])))',
  ],
  [
    'comparator-not-strict',
    '+  std::sort(a.begin(), a.end(), [](auto& a, auto& b) { return a.at <= b.at; });',
    CRASH,
    '+  std::sort(a.begin(), a.end(), [](auto& a, auto& b) { return a.at < b.at; });',
  ],
  [
    'hash-and-equality',
    '-  bool operator==(const Key& o) const { return id == o.id; }\n+  bool operator==(const Key& o) const { return id == o.id && at == o.at; }',
    'duplicate order: entry not found',
    '-  int id;\n+  int key;',
  ],
  ['switch-fallthrough', '-    break;', WRONG, '-    send();'],
  ['enum-order', '-  kLate,\n+  kEarly,', 'unknown state 4', '+  kEarly,'],
];

export const NATIVE_EXAMPLES: readonly Example[] = [
  ...ROWS.map(([name, patch, failure, harmless, path = 'src/plan.cpp']) => ({
    name,
    path,
    patch,
    failure,
    harmless,
  })),
  ...NATIVE_RUNTIME_EXAMPLES,
  ...RUST_EXAMPLES,
];
