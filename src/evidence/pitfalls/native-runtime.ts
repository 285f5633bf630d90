/** Known pitfalls of C and C++ at run time: threads, exceptions, handles, sockets, linking. */
import type { Pitfall } from './model.ts';

const CPP = /\.(?:c|cc|cpp|cxx|c\+\+|h|hh|hpp|hxx|inl|ipp|m|mm|cu|cuh)$/i;
const BUILD =
  /(?:^|\/)(?:CMakeLists\.txt|Makefile|meson\.build|BUILD(?:\.bazel)?|conanfile\.(?:txt|py)|vcpkg\.json|Dockerfile[\w.-]*|configure\.ac)$|\.(?:cmake|mk|bzl|gn)$/;
const CRASHED =
  'SIGSEGV|[Ss]egmentation fault|signal 11\\b|exit(?:ed)?(?: with)?(?: code| status)? 139|SEGV on unknown|SIGBUS|core dumped';
const RACE = new RegExp(
  `data race|ThreadSanitizer|double[- ]free|use-after-free|corrupted (?:size|double|unsorted)|free\\(\\): |malloc\\(\\): |${CRASHED}`,
);

export const NATIVE_RUNTIME: readonly Pitfall[] = [
  {
    name: 'cpp-lock-dropped',
    files: CPP,
    removed:
      /\b(?:lock_guard|unique_lock|scoped_lock|shared_lock|MutexLock|pthread_(?:mutex|rwlock|spin)_\w*lock|std::(?:recursive_|shared_|timed_)?mutex|absl::Mutex\w*|spin_lock\w*|mutex_lock|EnterCriticalSection|@synchronized|call_once|QMutexLocker)\b/,
    says: RACE,
    kinds: ['concurrency', 'wrong_result', 'duplicate', 'null_dereference', 'deadlock'],
    did: 'a lock is gone',
    weight: 0.95,
  },
  {
    name: 'cpp-atomic-dropped',
    files: CPP,
    removed:
      /\bstd::atomic|\batomic_\w+|\bvolatile\b|memory_order_(?:acquire|release|acq_rel|seq_cst)|__sync_\w+|__atomic_\w+|thread_local|__thread\b|std::once_flag/,
    says: RACE,
    kinds: ['concurrency', 'wrong_result', 'cpu', 'timeout'],
    did: 'threads no longer see what others write, or share what was their own',
    weight: 0.95,
  },
  {
    name: 'memory-order-relaxed',
    files: CPP,
    added: /memory_order_relaxed|memory_order::relaxed|__ATOMIC_RELAXED|Ordering::Relaxed/,
    says: RACE,
    kinds: ['concurrency', 'wrong_result'],
    did: 'threads may see writes in another order',
    weight: 0.9,
  },
  {
    name: 'exclusive-to-shared-lock',
    files: CPP,
    added:
      /\bshared_lock\b|ReaderMutexLock|pthread_rwlock_rdlock|std::shared_mutex|lock_shared\(|read_lock\(/,
    says: RACE,
    kinds: ['concurrency', 'wrong_result'],
    did: 'many may hold at once the lock under which something is changed',
    weight: 0.9,
  },
  {
    name: 'static-in-a-function',
    files: CPP,
    added:
      /^[ \t]*static\s+(?!const|constexpr|inline|void|bool\s+\w+\(|int\s+\w+\(|assert|cast)(?:std::)?[\w:]+(?:<[^;\n]{1,60}>)?\s*[*&]?\s*\w+\s*(?:\[[^\]\n]*\])?\s*(?:;|=|\{)/m,
    says: new RegExp(
      `${RACE.source}|(?:other|another|wrong) (?:user|tenant|customer|request|connection)`,
    ),
    kinds: ['concurrency', 'wrong_result', 'memory'],
    did: 'one variable is shared by all calls and threads',
    weight: 0.85,
  },
  {
    name: 'not-thread-safe-function',
    files: CPP,
    added:
      /(?<![\w.>])(?:strtok|localtime|gmtime|ctime|asctime|rand|gethostbyname|getenv|setenv|putenv|strerror|inet_ntoa|setlocale|readdir|basename|dirname|getpwnam|tmpnam|std::locale::global|setlocale)\s*\(/,
    says: new RegExp(`${RACE.source}|wrong (?:time|date|address|host)`),
    kinds: ['concurrency', 'wrong_result', 'parse'],
    did: 'a function that keeps its answer in one place for all threads',
    weight: 0.9,
  },
  {
    name: 'lock-held-while-calling',
    files: CPP,
    added:
      /\b(?:lock_guard|unique_lock|scoped_lock|shared_lock|MutexLock|pthread_mutex_lock|mutex_lock|\.lock\(\)|QMutexLocker|@synchronized)\b/,
    says: /deadlock|Resource deadlock|lock-order-inversion|hung|blocked for more than|__lll_lock_wait|pthread_mutex_lock|watchdog|no progress|stuck/i,
    kinds: ['deadlock', 'timeout', 'slow', 'threads'],
    did: 'a lock is taken, and others are called under it',
    weight: 0.85,
  },
  {
    name: 'lock-order-cpp',
    files: CPP,
    removed:
      /\bscoped_lock\s*[(<\w]|std::lock\(|recursive_mutex|\.unlock\(\)|pthread_mutex_unlock|try_lock|mutex_unlock|defer_lock|adopt_lock/,
    says: /deadlock|lock-order-inversion|hung|__lll_lock_wait|watchdog|no progress|stuck|blocked for more/i,
    kinds: ['deadlock', 'timeout', 'threads', 'slow', 'queue_backlog'],
    did: 'locks are taken in another order, twice, or not given back',
    weight: 0.95,
  },
  {
    name: 'condition-without-predicate',
    files: CPP,
    changed:
      /\.wait(?:_for|_until)?\(|notify_(?:one|all)\(|pthread_cond_\w+\(|\bwhile\s*\(|condition_variable/,
    says: /hung|stuck|no progress|watchdog|lost wake|spurious|never (?:woke|returned|finished)|front\(\)/i,
    kinds: ['deadlock', 'timeout', 'queue_backlog', 'threads'],
    did: 'a thread waits for a signal in another way and may miss it',
    weight: 0.8,
  },
  {
    name: 'thread-not-joined',
    files: CPP,
    removed:
      /\.join\(\)|\.joinable\(\)|\.detach\(\)|jthread|pthread_join|\.stop\(\)|\.shutdown\(\)|request_stop\(/,
    says: new RegExp(
      `terminate called without an active exception|${RACE.source}|pure virtual|mutex lock failed`,
    ),
    kinds: ['threads', 'memory', 'deadlock'],
    did: 'a thread is no longer waited for',
    weight: 0.95,
  },
  {
    name: 'thread-started',
    files: CPP,
    added:
      /\bstd::(?:thread|jthread|async)\b|\.detach\(\)|pthread_create\(|\bpost\(|\bdispatch\(|co_spawn|\.submit\(|QtConcurrent|std::execution::par|#\s*pragma\s+omp|tbb::/,
    says: new RegExp(
      `terminate called without an active exception|Resource temporarily unavailable|${RACE.source}|unable to create|pthread_create`,
    ),
    kinds: ['threads', 'concurrency', 'memory', 'deadlock'],
    did: 'work runs beside the rest, on what the rest uses',
    weight: 0.85,
  },
  {
    name: 'future-waits',
    files: CPP,
    added: /std::async\(|\.get\(\)|\.wait\(\)|std::launch::|std::promise|sync_wait|set_value\(/,
    says: /future_error|Broken promise|No associated state|Future already retrieved|Promise already satisfied/,
    kinds: ['deadlock', 'slow', 'timeout', 'threads'],
    did: 'a future is waited for, or its value set, once too often or never',
    weight: 0.85,
  },
  {
    name: 'coroutine-reference',
    files: CPP,
    added: /\bco_await\b|\bco_return\b|\bco_yield\b|awaitable<|\bTask<|co_spawn/,
    says: /use-after-|SIGSEGV|Segmentation fault|coroutine|heap-use|stack-use/,
    kinds: ['concurrency', 'deadlock'],
    did: 'a coroutine goes on with references to what is gone',
    weight: 0.85,
  },
  {
    name: 'exception-not-caught',
    files: CPP,
    removed:
      /\bcatch\s*\(|\btry\s*\{|noexcept\(false\)|std::error_code\s*&?\s*\w+|std::nothrow|\bstd::from_chars\(/,
    says: /terminate called after throwing|libc\+\+abi|uncaught exception|terminating (?:due to|with) uncaught|what\(\):|SIGABRT|exit(?:ed)?(?: with)?(?: code)? 134/,
    kinds: ['unhandled', 'crash_loop'],
    did: 'errors that were caught are not any more',
    weight: 0.9,
  },
  {
    name: 'noexcept-added',
    files: CPP,
    added: /\bnoexcept\b(?!\s*\(false)|~\w+\(\)|-fno-exceptions|\bthrow\s+\w/,
    says: /terminate called|terminating (?:due to|with)|std::terminate|SIGABRT|uncaught exception|what\(\):/,
    did: 'an exception leaves a function that may not throw, or nobody awaits it',
    weight: 0.85,
  },
  {
    name: 'string-to-number',
    files: CPP,
    added:
      /std::sto(?:i|l|ll|ul|ull|f|d|ld)\(|lexical_cast<|\bstrto(?:l|ul|ll|ull|d|f)\(|\bato(?:i|l|f|ll)\(|std::from_chars\(/,
    says: /\bsto(?:i|l|ll|ul|ull|f|d|ld)\b|bad_lexical_cast|bad lexical cast|invalid_argument|out_of_range|result_out_of_range|what\(\):\s+sto/,
    kinds: ['parse', 'wrong_result'],
    did: 'a text is turned into a number that it may not be',
    weight: 0.9,
  },
  {
    name: 'substring-position',
    files: CPP,
    added: /\.(?:substr|erase|replace|insert|compare|remove_prefix|remove_suffix)\(/,
    says: /basic_string(?:_view)?::\w+: __pos|basic_string|out_of_range|string_view::substr|remove_prefix/,
    did: 'a text is cut at a place that it does not have',
    weight: 0.95,
  },
  {
    name: 'stream-or-locale',
    files: CPP,
    added:
      /std::locale|setlocale\(|\.imbue\(|std::setprecision|std::fixed|std::hex\b|std::to_string\(|std::stod\(|strtod\(|std::quoted/,
    kinds: ['wrong_result', 'parse', 'slow'],
    says: /wrong (?:price|amount|number|format)|unexpected (?:character|token)|invalid (?:number|json)|decimal (?:point|comma)/i,
    did: 'numbers are written or read by another format or locale',
    weight: 0.85,
  },
  {
    name: 'regex-cpp',
    files: CPP,
    added: /std::(?:w)?s?regex|regex_(?:match|search|replace)|boost::regex|RE2|pcre2?_/,
    says: /regex_error|error_complexity|error_stack|__regex|_Executor|stack[- ]overflow|bad repeat|backtrack/,
    kinds: ['cpu', 'slow', 'timeout', 'stack_overflow'],
    did: 'a regular expression that may take very long, or the whole stack',
    weight: 0.9,
  },
  {
    name: 'deep-recursion',
    files: CPP,
    added:
      /\b(\w+)\([^;\n]{0,80}\)\s*\{[\s\S]{0,300}\b\1\s*\(|return\s+\w+\(\s*\w+(?:->|\.)(?:next|left|right|parent|child\w*)|std::unique_ptr<\w*[Nn]ode>|\bchar\s+\w+\[\s*(?:\d{5,}|\w*(?:MAX|SIZE)\w*)\s*\]|\balloca\(/,
    says: /stack[- ]overflow|Segmentation fault|SIGSEGV|stack-overflow on address|exceeded? stack/i,
    kinds: ['stack_overflow'],
    did: 'the stack grows with what is given',
    weight: 0.85,
  },
  {
    name: 'short-read',
    files: CPP,
    beside:
      /(?:^|[^\w>.])(?:read|recv|write|send|fread|fwrite|pread|pwrite|recvfrom|SSL_read|SSL_write)\s*\(|\.(?:read_some|write_some|read|write)\(/m,
    removed:
      /\bwhile\s*\(|\bfor\s*\(|read_exact|readn\(|writen\(|MSG_WAITALL|async_read\(|boost::asio::(?:read|write)\(|EINTR|EAGAIN|write_all|send_all|<\s*0|==\s*-1/,
    says: /truncat|unexpected (?:end|EOF)|short (?:read|write)|checksum|bad (?:magic|frame)|Interrupted system call|EINTR|corrupt|incomplete|Resource temporarily unavailable/i,
    kinds: ['parse', 'wrong_result', 'payload_size'],
    did: 'fewer bytes may come or go than were asked for',
    weight: 0.95,
  },
  {
    name: 'return-code-ignored',
    files: CPP,
    removed:
      /(?:<|<=|==|!=)\s*(?:0|-1|nullptr|NULL|OK|SQLITE_OK|CURLE_OK|EOF)\b|\berrno\b|\bperror\(|\bstrerror\(|if\s*\(\s*!\s*\w+\s*\(|RETURN_IF_ERROR|\.ok\(\)|ec\.(?:value|message)|if\s*\(\s*(?:ec|err|rc|ret|status)\b/,
    says: /Bad file descriptor|EBADF|Invalid argument|No such file|truncat|corrupt|Broken pipe|SIGPIPE|SIGSEGV|Segmentation fault|use of (?:closed|invalid)|Bad address|not open/,
    kinds: ['wrong_result', 'null_dereference', 'disk'],
    did: 'the answer of a call that may fail is no longer looked at',
    weight: 0.8,
  },
  {
    name: 'sigpipe',
    files: CPP,
    removed: /SIGPIPE|MSG_NOSIGNAL|SIG_IGN|SO_NOSIGPIPE|signal\(|sigaction\(/,
    says: /SIGPIPE|Broken pipe|signal 13|exit(?:ed)?(?: with)?(?: code)? 141|terminated by signal/i,
    kinds: ['crash_loop'],
    did: 'a signal that was ignored ends the process',
    weight: 0.95,
  },
  {
    name: 'signal-handler',
    files: CPP,
    added: /\bsignal\(\s*SIG|sigaction\(|std::signal\(|\bfork\(\)|\bvfork\(|posix_spawn/,
    says: /deadlock|hung|SIGSEGV|Segmentation fault|zombie|defunct|Interrupted system call|malloc|__lll_lock|Resource temporarily unavailable/,
    kinds: ['deadlock', 'threads'],
    did: 'a signal or fork meets threads and locks',
    weight: 0.8,
  },
  {
    name: 'socket-options',
    files: CPP,
    removed:
      /SO_REUSEADDR|SO_REUSEPORT|SO_KEEPALIVE|SO_RCVTIMEO|SO_SNDTIMEO|TCP_NODELAY|O_CLOEXEC|O_NONBLOCK|SOCK_NONBLOCK|SOCK_CLOEXEC|expires_after|CURLOPT_(?:CONNECT)?TIMEOUT\w*|CURLOPT_NOSIGNAL|set_option|SO_LINGER/,
    says: /Address already in use|EADDRINUSE|Too many open files|longjmp causes uninitialized|timed? ?out|Connection reset|Resource temporarily/i,
    kinds: ['timeout', 'slow', 'unreachable', 'file_descriptors', 'threads', 'pool_exhausted'],
    did: 'sockets are set up in another way',
    weight: 0.9,
  },
  {
    name: 'select-or-descriptor-limit',
    files: CPP,
    added:
      /\bselect\(|FD_SET\(|fd_set\b|FD_SETSIZE|\bopen\(|\bfopen\(|\bsocket\(|\bdup2?\(|\bpipe2?\(|epoll_create|inotify_init|std::[io]?fstream/,
    says: /Too many open files|EMFILE|buffer overflow detected|__fdelt_chk|bit out of range|Bad file descriptor/,
    kinds: ['file_descriptors'],
    did: 'handles are opened and not closed, or numbered above what select takes',
    weight: 0.85,
  },
  {
    name: 'mktime-or-gmtime',
    files: CPP,
    changed:
      /\b(?:mktime|timegm|localtime(?:_r)?|gmtime(?:_r)?|strptime|strftime|put_time|get_time|tm_isdst|tm_mon|tm_year|system_clock|steady_clock|locate_zone|clock_gettime|CLOCK_\w+)\b/,
    says: /hours? (?:off|early|late)|time ?zone|(?:off|early|late) by|wrong (?:date|time|day|hour)|expired|not yet valid|in the (?:future|past)|clock|negative (?:duration|elapsed)|1970/i,
    kinds: ['wrong_result', 'timeout', 'auth'],
    did: 'times are taken by another clock or in another zone',
    weight: 0.9,
  },
  {
    name: 'chrono-unit',
    files: CPP,
    changed:
      /std::chrono::(?:nano|micro|milli)?seconds|chrono_literals|\b\d+(?:ms|s|us|ns|min|h)\b|duration_cast<|\.count\(\)|usleep\(|nanosleep|sleep_for\(|poll\(|epoll_wait\(|tv_u?sec|timeout_ms|CURLOPT_\w*TIMEOUT/,
    kinds: ['timeout', 'slow', 'cpu', 'retry_storm', 'rate_limited', 'cache'],
    says: /timed? ?out|deadline|after \d+ ?(?:ms|us|ns|s)\b|busy/i,
    did: 'a duration is taken in another unit or is another one',
    weight: 0.85,
  },
  {
    name: 'static-initialization-order',
    files: CPP,
    added:
      /^(?:static\s+|const\s+|inline\s+|extern\s+)*(?:const\s+)?(?:std::)[\w:]+(?:<[^;\n]{1,80}>)?\s+(?:k|g_|s_)?\w+\s*(?:=|\{|\()|REGISTER_\w+\(|ABSL_FLAG|DEFINE_\w+\(/m,
    says: /static initialization|SIGSEGV|Segmentation fault|__static_initialization|_GLOBAL__sub|before main|flag .{0,40}(?:defined|unknown)/i,
    kinds: ['crash_loop'],
    did: 'a global is made, or taken apart, in another order than others need it',
    weight: 0.75,
  },
  {
    name: 'link-and-abi',
    files: BUILD,
    changed:
      /target_link_libraries|\bLDFLAGS\b|-l\w+|find_package\(|FetchContent|GIT_TAG|add_library\(|STATIC|SHARED|FROM\s+\S+|apt-get install|apk add|CXX_STANDARD|_GLIBCXX|-std=|\bversion\b|requires|deps\s*=|\w\/\d+\.\d+/i,
    says: /undefined symbol|symbol lookup error|error while loading shared libraries|GLIBC(?:XX)?_\d|version `[^']+' not found|cannot open shared object|Symbol not found|dyld|Relink|no version information|_ZN|not found \(required by/,
    kinds: ['missing_code', 'crash_loop'],
    did: 'another library is linked, or another version of it',
    weight: 0.95,
  },
  {
    name: 'compiler-flags',
    files: BUILD,
    changed:
      /-O[0-3sfg]|-march=|-mtune=|-ffast-math|-flto|-fno-\w+|CMAKE_BUILD_TYPE|-DNDEBUG|NDEBUG|CMAKE_CXX_FLAGS|CFLAGS|CXXFLAGS|-D\w+|add_definitions|target_compile_\w+|-fsanitize|jemalloc|tcmalloc|mimalloc/,
    says: /SIGILL|[Ii]llegal instruction|signal 4\b|exit(?:ed)?(?: with)?(?: code)? 132|\bNaN\b|Assertion|stack smashing|SIGSEGV|Segmentation fault/,
    kinds: ['slow', 'cpu', 'memory', 'wrong_result', 'arithmetic', 'timeout'],
    did: 'the program is compiled in another way',
    weight: 0.85,
  },
  {
    name: 'assert-with-effect',
    files: CPP,
    added:
      /\b(?:assert|DCHECK|Q_ASSERT|ASSERT|CHECK|PRECONDITION)\w*\s*\(|static_assert|__builtin_unreachable|std::unreachable|abort\(\)|\[\[assume/,
    says: /[Aa]ssertion|Check failed|SIGABRT|SIGILL|unreachable|abort|exit(?:ed)?(?: with)?(?: code)? 134/,
    kinds: ['assertion'],
    did: 'the process ends where something is not as assumed',
    weight: 0.85,
  },
  {
    name: 'callback-signature',
    files: CPP,
    changed:
      /^[\w\s:*&<>,~]{1,80}\b\w+\s*\([^;{\n]{0,200}\)\s*(?:const\s*)?(?:override\s*)?[;{]?\s*$|using\s+\w+\s*=\s*std::function|typedef\s/m,
    says: /undefined symbol|symbol lookup|bad_function_call|undefined reference|unresolved external|pure virtual/,
    kinds: ['missing_code'],
    did: 'a function takes other arguments',
    weight: 0.85,
  },
  {
    name: 'allocation-from-input',
    files: CPP,
    added:
      /\.(?:resize|reserve|assign)\(\s*\w|\bnew\s+\w+\s*\[|\bmalloc\(|std::(?:vector|string)<?[^;\n]{0,40}>?\s*\w*\(\s*\w+|std::make_unique<[^;\n]{1,30}\[\]>/,
    says: /bad_alloc|length_error|vector::_M_\w+|basic_string::_M_create|allocation-size-too-big|Cannot allocate memory|OOMKilled|cannot create std::vector/,
    kinds: ['memory'],
    did: 'as much memory is asked for as the input says',
    weight: 0.85,
  },
  {
    name: 'cache-unbounded-cpp',
    files: CPP,
    added:
      /(?:unordered_map|std::map|flat_hash_map|std::vector|std::deque|std::list)<[^;\n]{1,100}>\s+(?:\w*(?:cache|seen|history|pending|queue|buffer|registry|sessions|log)\w*)\s*(?:;|=|\{)/i,
    says: /bad_alloc|OOMKilled|out of memory|Cannot allocate/i,
    kinds: ['memory', 'cache', 'wrong_result'],
    did: 'something is kept and never dropped',
    weight: 0.85,
  },
  {
    name: 'quadratic-cpp',
    files: CPP,
    added:
      /\.erase\(\s*[\w.]+\.begin\(\)|\.insert\(\s*[\w.]+\.begin\(\)|for\s*\([^;]{1,60};[^;]{0,40}strlen\(|std::find\(|\.count\(|for\s*\(\s*(?:const\s+)?(?:auto|std::\w+)\s+\w+\s*:|=\s*\w+\s*\+\s*\w+;|std::endl|std::list</,
    kinds: ['slow', 'cpu', 'timeout', 'queue_backlog'],
    did: 'every step copies, walks or flushes all of it',
    weight: 0.7,
  },
];
