import type { Example } from './examples.ts';

type Row = readonly [name: string, patch: string, failure: string, harmless: string, path?: string];

const RACE = 'WARNING: ThreadSanitizer: data race (pid=7)';
const CRASH = 'worker: Segmentation fault (core dumped)';
const WRONG = 'totals do not match: expected 12.50, got 125.0, wrong amount';
const MEMORY = 'container was OOMKilled: out of memory';
const SLOW = 'request took 31000 ms: timeout of 30000 ms exceeded, latency high, slow';
const STUCK = 'watchdog: worker stuck, no progress for 60 s, deadlock';

const ROWS: readonly Row[] = [
  ['cpp-lock-dropped', '-  std::lock_guard<std::mutex> guard(lock_);', RACE, '-  send();'],
  ['cpp-atomic-dropped', '-  std::atomic<bool> done_;\n+  bool done_;', RACE, '-  bool done_;'],
  [
    'memory-order-relaxed',
    '+  ready.store(true, std::memory_order_relaxed);',
    RACE,
    '+  ready.store(true);',
  ],
  [
    'exclusive-to-shared-lock',
    '-  std::unique_lock guard(lock_);\n+  std::shared_lock guard(lock_);',
    RACE,
    '+  std::unique_lock guard(lock_);',
  ],
  ['static-in-a-function', '+  static std::string buffer;', RACE, '+  static const int size = 5;'],
  [
    'not-thread-safe-function',
    '+  auto* parts = localtime(&now);',
    RACE,
    '+  auto* parts = localtime_r(&now, &room);',
  ],
  ['lock-held-while-calling', '+  std::lock_guard<std::mutex> guard(lock_);', STUCK, '+  send();'],
  ['lock-order-cpp', '-  std::scoped_lock guard(from.lock, to.lock);', STUCK, '-  send();'],
  [
    'condition-without-predicate',
    '-  ready.wait(guard, [] { return done; });\n+  ready.wait(guard);',
    STUCK,
    '-  send();\n+  sends();',
  ],
  [
    'thread-not-joined',
    '-  worker_.join();',
    'terminate called without an active exception',
    '-  send();',
  ],
  ['thread-started', '+  std::thread(run).detach();', RACE, '+  run();'],
  [
    'future-waits',
    '+  done.set_value(5);',
    "terminate called after throwing an instance of 'std::future_error'",
    '+  done = 5;',
  ],
  [
    'coroutine-reference',
    '+  co_await send(row);',
    'ERROR: AddressSanitizer: stack-use-after-return',
    '+  send(row);',
  ],
  [
    'exception-not-caught',
    '-  } catch (const Refused& refused) {',
    "terminate called after throwing an instance of 'Refused'",
    '-  send(row);',
  ],
  [
    'noexcept-added',
    '-  void run();\n+  void run() noexcept;',
    "terminate called after throwing an instance of 'Refused'",
    '+  void run();',
  ],
  [
    'string-to-number',
    '+  return std::stoi(text);',
    "terminate called after throwing an instance of 'std::invalid_argument' what():  stoi",
    '+  return text;',
  ],
  [
    'substring-position',
    '+  return text.substr(4);',
    'what():  basic_string::substr: __pos (which is 4) > this->size() (which is 3)',
    '+  return text;',
  ],
  ['stream-or-locale', '+  std::locale::global(std::locale("de_DE"));', WRONG, '+  send();'],
  [
    'regex-cpp',
    '+  std::regex_match(text, pattern);',
    'regex_error(error_complexity)',
    '+  send();',
  ],
  [
    'deep-recursion',
    '+  return depth(node->next);',
    'ERROR: AddressSanitizer: stack-overflow on address',
    '+  return 5;',
  ],
  [
    'short-read',
    '-  while (got < size) got += read(fd, at + got, size - got);\n+  auto got = pread(fd, at, size, 0);',
    'short read: unexpected end of file',
    '+  send();',
  ],
  [
    'return-code-ignored',
    '-  if (rc != SQLITE_OK) return false;',
    'write: Bad file descriptor',
    '-  send();',
  ],
  ['sigpipe', '-  signal(SIGPIPE, SIG_IGN);', 'process terminated by signal 13', '-  send();'],
  ['signal-handler', '+  fork();', STUCK, '+  send();'],
  [
    'socket-options',
    '-  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);',
    'bind: Address already in use',
    '-  send();',
  ],
  [
    'select-or-descriptor-limit',
    '+  FD_SET(fd, &set);',
    '*** buffer overflow detected ***: terminated',
    '+  send();',
  ],
  [
    'mktime-or-gmtime',
    '-  timegm(&parts);\n+  mktime(&parts);',
    'the report begins two hours early',
    '-  send();\n+  sends();',
  ],
  [
    'chrono-unit',
    '-  wait(std::chrono::milliseconds(50));\n+  wait(std::chrono::microseconds(50));',
    SLOW,
    '-  send();\n+  sends();',
  ],
  ['static-initialization-order', '+std::string g_zone = load_zone();', CRASH, '+  send();'],
  [
    'link-and-abi',
    '-target_link_libraries(shop ssl)\n+target_link_libraries(shop crypto)',
    'symbol lookup error: undefined symbol: SSL_new',
    '-message(a)\n+message(b)',
    'cmake/shop.cmake',
  ],
  [
    'compiler-flags',
    '-set(CMAKE_CXX_FLAGS "-O2")\n+set(CMAKE_CXX_FLAGS "-O2 -march=native")',
    'worker: Illegal instruction',
    '-message(a)\n+message(b)',
    'cmake/shop.cmake',
  ],
  [
    'assert-with-effect',
    '+  assert(count > 0);',
    "worker: plan.cpp:7: Assertion `count > 0' failed.",
    '+  send();',
  ],
  [
    'callback-signature',
    '-void send(int id);\n+void send(int id, int at);',
    'symbol lookup error: undefined symbol: _Z4sendi',
    '+void send(int id, int at);',
  ],
  [
    'allocation-from-input',
    '+  rows.resize(head.count);',
    "terminate called after throwing an instance of 'std::bad_alloc'",
    '+  send();',
  ],
  ['cache-unbounded-cpp', '+  std::unordered_map<int, Stop> cache_;', MEMORY, '+  Lru cache_;'],
  ['quadratic-cpp', '+  rows.erase(rows.begin());', SLOW, '+  send();'],
];

export const NATIVE_RUNTIME_EXAMPLES: readonly Example[] = ROWS.map(
  ([name, patch, failure, harmless, path = 'src/plan.cpp']) => ({
    name,
    path,
    patch,
    failure,
    harmless,
  }),
);
