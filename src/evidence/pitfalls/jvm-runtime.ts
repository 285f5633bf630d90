/** Known pitfalls of threads, resources, builds and flags of the JVM. */
import type { Pitfall } from './model.ts';

const JAVA = /\.(?:java|kts?|scala|groovy)$/;
const KOTLIN = /\.kts?$/;
const BUILD = /pom\.xml$|\.gradle(?:\.kts)?$|libs\.versions\.toml$|build\.sbt$/;
const FLAGS =
  /Dockerfile|\.(?:ya?ml|sh|env|conf|properties|gradle|kts|xml|json|tf|service|cmd|vmoptions|jvmopts|options)$/;

export const JVM_RUNTIME: readonly Pitfall[] = [
  {
    name: 'resource-not-closed',
    files: JAVA,
    removed:
      /\btry\s*\(|\.use\s*\{|\bUsing[.(]|\.close\(\)|closeQuietly\(|@Cleanup|\bfinally\b|EntityUtils\.consume|\.disconnect\(\)/,
    says: /Too many open files|FileSystemException|Connection is not available, request timed out|Timeout waiting for connection from pool|[Pp]ool (?:exhausted|is exhausted)|Cannot get a connection|[Cc]onnection leak|A connection to \S+ was leaked|Unable to acquire JDBC|ORA-01000|ConnectionPoolTimeout|PoolExhausted|being used by another process/,
    kinds: ['file_descriptors', 'pool_exhausted'],
    did: 'what was opened is closed no more on every path',
    weight: 0.95,
  },
  {
    name: 'stream-never-closed',
    files: JAVA,
    added:
      /\bFiles\.(?:lines|list|walk|find|newDirectoryStream|newInputStream|newBufferedReader|newByteChannel)\(|new (?:RandomAccessFile|File(?:Input|Output)Stream|FileReader|ZipFile|JarFile|Socket)\(|\.newCall\([^\n]{0,80}\)\.execute\(\)|FileSystems\.newFileSystem\(|Source\.fromFile\(/,
    unless: /\btry\s*\(|\.use\s*\{|finally|\bUsing[.(]|\.close\(\)/,
    says: /Too many open files|FileSystemException|A connection to \S+ was leaked|FileSystemAlreadyExists|being used by another process/,
    kinds: ['file_descriptors'],
    did: 'a file, stream or response that is opened and never closed',
    weight: 0.95,
  },
  {
    name: 'unlock-not-in-finally',
    files: JAVA,
    removed: /\bfinally\b/,
    beside: /\.unlock\(\)|\.release\(\)|\.countDown\(\)|\.lock\(\)|\.acquire\(\)|\.await\(/,
    says: /deadlock|waiting to lock|parking to wait for|BLOCKED|LockSupport\.park|[Uu]nable to acquire (?:lock|permit)/,
    kinds: ['deadlock', 'threads', 'timeout', 'slow'],
    did: 'a lock, permit or latch is not given back when something throws',
    weight: 0.95,
  },
  {
    name: 'pool-per-call',
    files: JAVA,
    added:
      /=\s*Executors\.new\w+\(|Executors\.newCachedThreadPool\(|new (?:ThreadPoolExecutor|Timer|\w*EventLoopGroup|OkHttpClient|SimpleAsyncTaskExecutor|HikariDataSource|KafkaProducer)[<(]|\bnew Thread\(|HttpClient\.newHttpClient\(\)|HttpClients?\.create\w*\(|newFixedThreadPoolContext\(|newSingleThreadContext\(|\bthread\s*\{/,
    unless: /static final|shutdown\(|@Bean/,
    says: /unable to create (?:new )?native thread|pthread_create failed|process\/thread limit|Too many open files|OutOfMemoryError|[Tt]oo many connections|remaining connection slots/,
    kinds: ['threads', 'memory', 'file_descriptors'],
    did: 'threads or clients made anew, with nothing that bounds or ends them',
    weight: 0.95,
  },
  {
    name: 'unbounded-queue',
    files: JAVA,
    added:
      /newFixedThreadPool\(|newSingleThread(?:Scheduled)?Executor\(|new (?:LinkedBlocking(?:Queue|Deque)|ConcurrentLinked(?:Queue|Deque)|LinkedTransferQueue|PriorityBlockingQueue)(?:<[^\n()]{0,40}>)?\(\s*\)|[qQ]ueue-?[cC]apacity\W{0,3}\s*Integer\.MAX|UNLIMITED|onBackpressureBuffer\(\)|FluxSink\.OverflowStrategy\.BUFFER/,
    says: /OutOfMemoryError|heap space|GC overhead|OOMKilled|queue (?:size|depth) \d{4,}|backlog/,
    kinds: ['memory', 'queue_backlog'],
    did: 'a queue without a bound',
    weight: 0.9,
  },
  {
    name: 'rejecting-pool',
    files: /\.(?:java|kts?|scala|groovy|ya?ml|properties)$/,
    added:
      /ArrayBlockingQueue|SynchronousQueue|AbortPolicy|[qQ]ueue-?[cC]apacity\W|setMaxPoolSize\(|new LinkedBlockingQueue(?:<[^\n()]{0,40}>)?\(\s*\w|max-(?:pool-)?size:|Bulkhead/,
    says: /RejectedExecutionException|TaskRejectedException|did not accept task|rejected from java\.util\.concurrent|BulkheadFullException/,
    did: 'a bounded queue that turns tasks away',
    weight: 0.95,
  },
  {
    name: 'caller-runs-removed',
    files: JAVA,
    removed: /CallerRunsPolicy|DiscardOldestPolicy|DiscardPolicy|RejectedExecutionHandler/,
    says: /RejectedExecutionException|TaskRejectedException|rejected from java\.util\.concurrent/,
    did: 'tasks that find the queue full are run by the caller no more',
    weight: 0.95,
  },
  {
    name: 'shared-client-closed',
    files: JAVA,
    added:
      /\btry\s*\([^\n]{0,80}(?:[cC]lient|[eE]xecutor|[pP]ool|[fF]actory|[sS]ession|[pP]roducer|[cC]hannel|fileSystem|FileSystem)|\.(?:shutdown|shutdownNow|close)\(\)|destroyMethod|[cC]lient\.use\s*\{/,
    says: /executor (?:has been )?shut ?down|\[(?:Terminated|Shutting down), pool size|[Cc]onnection pool shut down|Pool not open|EntityManagerFactory is closed|HikariDataSource \S+ has been closed|[Cc]annot perform operation after producer has been closed|KafkaProducer[^\n]{0,30}closed|ClosedFileSystemException|FileSystem closed|[Cc]lient (?:is|was|has been) (?:already )?closed|event executor terminated|state should be: open|Channel ShutdownNow invoked/,
    did: 'a client or pool that others use as well is closed',
    weight: 0.95,
  },
  {
    name: 'parallel-stream',
    files: JAVA,
    added: /\.parallelStream\(\)|\.parallel\(\)|\.par\b|Arrays\.parallel\w+\(/,
    says: /ForkJoin(?:Pool|Task|WorkerThread)|commonPool|ConcurrentModification|LazyInitializationException|No thread-bound request|ArrayList\.(?:add|grow|elementData)|AuthenticationCredentialsNotFound/,
    kinds: ['concurrency', 'threads', 'wrong_result'],
    did: 'a stream that is worked on in parallel, in the pool that all share',
    weight: 0.9,
  },
  {
    name: 'common-pool',
    files: JAVA,
    removed:
      /(?:supplyAsync|runAsync|\b\w{1,40}Async)\([^\n]{0,160},\s*(?:this\.)?\w*(?:[eE]xecutor|[pP]ool|EXECUTOR|POOL)\w*(?:\(\))?\s*\)/,
    says: /commonPool|ForkJoinPool|ClassNotFoundException/,
    kinds: ['threads', 'slow', 'timeout'],
    did: 'work that blocks runs in the common pool and no more in its own',
    weight: 0.85,
  },
  {
    name: 'blocking-event-loop',
    files: JAVA,
    added:
      /\.block(?:First|Last|Optional)?\(|Thread\.sleep\(|[rR]estTemplate|[jJ]dbcTemplate|\.toIterable\(\)|\.toStream\(\)|\.join\(\)|\.get\(\)|runBlocking|Await\.result|\.await\(\)|readAllBytes|\bFiles\./,
    says: /block\(\)\/blockFirst\(\)\/blockLast\(\)|blocking, which is not supported in thread|BlockedThreadChecker|vert\.x-eventloop-thread-\d+[^\n]{0,80}blocked|has been blocked for \d+ ?ms|[Bb]lockhound|Blocking call!|BlockingOperationException|blocking(?: operation)? (?:is|was) not allowed on|IO thread/,
    did: 'a call that blocks, on the event loop',
    weight: 0.95,
  },
  {
    name: 'worker-dispatch-removed',
    files: JAVA,
    removed:
      /Dispatchers\.IO|publishOn\(|subscribeOn\(|boundedElastic|executeBlocking|@Blocking\b|@RunOnVirtualThread|@ExecuteOn|blocking\s*\{/,
    says: /blocking, which is not supported|has been blocked for|BlockedThreadChecker|[Bb]lockhound|Blocking call!|DefaultDispatcher-worker|reactor-http|eventloop|starv|NetworkOnMainThread|IO thread/,
    kinds: ['threads', 'slow', 'timeout'],
    did: 'work that blocks is no more handed to threads made for it',
    weight: 0.9,
  },
  {
    name: 'run-blocking',
    files: KOTLIN,
    added: /\brunBlocking\b/,
    says: /BlockingCoroutine|runBlocking|DefaultDispatcher-worker|deadlock|EventLoopImplBase/,
    kinds: ['threads', 'deadlock', 'timeout', 'slow'],
    did: 'a coroutine waited for by a thread that other coroutines need',
    weight: 0.9,
  },
  {
    name: 'supervisor-removed',
    files: KOTLIN,
    removed: /\bsupervisorScope\b|SupervisorJob\(/,
    says: /JobCancellationException|Parent job is Cancell|was cancelled|Cancelling/,
    did: 'one failed coroutine now cancels all of its scope',
    weight: 0.95,
  },
  {
    name: 'waits-without-limit',
    files: JAVA,
    removed:
      /\.get\(\s*\w[\w.]{0,40}(?:\(\))?,\s*(?:TimeUnit|[A-Z]+SECONDS)|orTimeout\(|completeOnTimeout\(|withTimeout(?:OrNull)?\(|\.timeout\(|(?:[cC]onnect|[rR]ead|[wW]rite|[cC]all|[rR]esponse|[rR]equest|[sS]ocket|[qQ]uery)(?:ion)?Timeout\b|setSoTimeout\(|tryLock\(\s*\w+\s*,|tryAcquire\(\s*\w+\s*,|TimeLimiter/,
    says: /BLOCKED|socketRead0|SocketInputStream|NioSocketImpl|SocketDispatcher\.read|[Tt]hread ?pool[^\n]{0,40}(?:exhaust|busy)|busy threads|maxThreads|all threads|\bstuck\b|hung\b/,
    kinds: ['threads', 'timeout', 'slow', 'pool_exhausted', 'deadlock'],
    did: 'the limit on a wait or a call is gone',
    weight: 0.85,
  },
  {
    name: 'synchronization-removed',
    files: JAVA,
    removed:
      /\bsynchronized\b|@Synchronized|\.withLock\b|\.lock\(\)|Atomic(?:Integer|Long|Reference|Boolean)|\bvolatile\b|@Volatile|LongAdder|compareAndSet\(|putIfAbsent\(|computeIfAbsent\(|@SchedulerLock|\.getAndIncrement\(/,
    says: /ConcurrentModification|oversold|lost update|[Dd]uplicate|(?:below|less than) zero|negative (?:stock|balance|quantity)|counted twice|ran twice|deadlock detected/,
    kinds: ['concurrency', 'duplicate'],
    did: 'a lock or an atomic step is gone',
    weight: 0.9,
  },
  {
    name: 'lock-added',
    files: JAVA,
    added:
      /\bsynchronized\b|@Synchronized|new Reentrant(?:ReadWrite)?Lock|\.withLock\b|\bMutex\(\)|\.lock\(\)|StampedLock/,
    says: /deadlock|waiting to lock|waiting for monitor|BLOCKED|locked <0x|parking to wait for/,
    kinds: ['deadlock', 'threads'],
    did: 'a lock that callers now wait for',
    weight: 0.85,
  },
  {
    name: 'thread-local-kept',
    files: JAVA,
    removed:
      /\b\w*(?:CONTEXT|[cC]ontext\w*|LOCAL|[lL]ocal|HOLDER|[hH]older|MDC|[cC]urrent\w*|[tT]enant\w*)\.(?:remove|clear\w*|reset\w*|close)\(/,
    says: /(?:another|other|wrong|different|foreign|previous) (?:user|tenant|customer|account|session|request)|belongs to|ThreadLocal|tenant mismatch/,
    kinds: ['wrong_result', 'memory', 'auth'],
    did: 'what belongs to a request stays on the thread for the next one',
    weight: 0.95,
  },
  {
    name: 'inherited-thread-local',
    files: JAVA,
    added: /InheritableThreadLocal|MODE_INHERITABLETHREADLOCAL|setThreadContextInheritable\(true/,
    says: /(?:another|other|wrong|different|foreign|previous) (?:user|tenant|customer|account|session|request)|belongs to|tenant mismatch/,
    kinds: ['wrong_result', 'auth'],
    did: 'threads of a pool keep what belongs to the request that made them',
    weight: 0.9,
  },
  {
    name: 'virtual-threads',
    files: /\.(?:java|kts?|scala|groovy|ya?ml|properties)$/,
    added:
      /newVirtualThreadPerTaskExecutor|ofVirtual\(|startVirtualThread|threads\.virtual\.enabled\s*[=:]\s*true|virtual:\s*\n\s*enabled:\s*true|@RunOnVirtualThread/,
    says: /pinned|carrier|VirtualThread|Connection is not available|Timeout waiting for connection|[Tt]oo many (?:connections|open files)|remaining connection slots|OutOfMemoryError/,
    kinds: ['pool_exhausted', 'deadlock', 'memory', 'rate_limited', 'threads'],
    did: 'virtual threads, which bound nothing and may be pinned by locks',
    weight: 0.9,
  },
  {
    name: 'heap-cache-unbounded',
    files: JAVA,
    added:
      /(?:\bstatic\b|\bprivate final\b|\bprivate val\b)[^\n;=]{0,50}(?:=|\b(?:Concurrent|Linked)?(?:Hash)?(?:Map|Set|List|Deque|Queue)<)[^\n]{0,60}(?:new (?:Concurrent)?\w*(?:Map|Set|List|Queue|Deque)|Map\.empty|mutable(?:Map|List|Set)Of|ConcurrentHashMap|TrieMap)/,
    beside: /\.(?:put|add|computeIfAbsent|putIfAbsent|merge|offer|getOrPut|getOrElseUpdate)\b/,
    unless: /\.(?:remove|clear|poll|evict)\w*\(|removeEldestEntry/,
    says: /OutOfMemoryError|heap space|GC overhead|OOMKilled/,
    kinds: ['memory'],
    did: 'a collection that lives as long as the process and only grows',
    weight: 0.9,
  },
  {
    name: 'cache-limit-removed',
    files: /\.(?:java|kts?|scala|groovy|ya?ml|properties)$/,
    removed:
      /maximum(?:Size|Weight)\b|expireAfter\w+|removeEldestEntry|maxSize\b|maximum-size|heap\(\s*\d|EvictionConfig|timeToLive|weakKeys|softValues/,
    says: /OutOfMemoryError|heap space|GC overhead|OOMKilled|stale|outdated/,
    kinds: ['memory', 'cache'],
    did: 'a cache has no limit or no expiry any more',
    weight: 0.9,
  },
  {
    name: 'netty-released',
    files: JAVA,
    added:
      /\.release\(|[rR]eferenceCountUtil\.\w*[rR]elease|SimpleChannelInboundHandler|DataBufferUtils\.release/,
    says: /IllegalReferenceCountException|refCnt: 0/,
    did: 'a buffer released that is still used',
    weight: 0.95,
  },
  {
    name: 'netty-not-retained',
    files: JAVA,
    removed: /\.retain\w*\(|retainedDuplicate|retainedSlice|\.copy\(\)/,
    says: /IllegalReferenceCountException|refCnt: 0/,
    did: 'a buffer is not kept for those who use it later',
    weight: 0.95,
  },
  {
    name: 'netty-leak',
    files: JAVA,
    removed:
      /\.release\(|[rR]eferenceCountUtil\.\w*[rR]elease|SimpleChannelInboundHandler|DataBufferUtils\.release|releaseBody\(|toBodilessEntity\(/,
    says: /LEAK: |OutOfDirectMemoryError|direct (?:buffer )?memory|Pending acquire queue has reached|PoolAcquire(?:Timeout|PendingLimit)Exception/,
    kinds: ['memory'],
    did: 'a buffer or body is given back no more',
    weight: 0.95,
  },
  {
    name: 'heap-smaller',
    files: FLAGS,
    added: /-Xmx(?:\d{1,3}m|1g|1024m)\b|MaxRAMPercentage[=\s]+[1-4]?\d(?:\.\d+)?\b/i,
    removed: /-Xmx(?:[2-9]g|\d{2,}g|[2-9]\d{3}m|\d{5,}m)|MaxRAMPercentage[=\s]+[5-9]\d/i,
    says: /OutOfMemoryError|heap space|GC overhead|GC pause|Pause Full/,
    kinds: ['memory', 'cpu'],
    did: 'a smaller heap',
    weight: 0.95,
  },
  {
    name: 'heap-flags-removed',
    files: FLAGS,
    removed: /-Xmx\d|MaxRAMPercentage|JAVA_OPTS|JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|_JAVA_OPTIONS/,
    says: /OutOfMemoryError|heap space|GC overhead|Pause Full|InaccessibleObjectException/,
    kinds: ['memory'],
    did: 'the flags that gave the JVM its memory are gone',
    weight: 0.9,
  },
  {
    name: 'heap-near-limit',
    files: FLAGS,
    added: /MaxRAMPercentage[=\s]+(?:8[5-9]|9\d|100)|AlwaysPreTouch/i,
    says: /OOMKilled|\b137\b|Out of memory: Kill|signal 9|SIGKILL/,
    kinds: ['memory', 'crash_loop'],
    did: 'a heap that leaves the rest of the process no room within the limit of the container',
    weight: 0.9,
  },
  {
    name: 'memory-area-limited',
    files: FLAGS,
    added:
      /MaxMetaspaceSize=|MaxDirectMemorySize=|-Xss\d+k?\b|ReservedCodeCacheSize=|CompressedClassSpaceSize=|maxDirectMemory=/,
    says: /Metaspace|[Dd]irect (?:buffer )?memory|OutOfDirectMemory|StackOverflowError|CodeCache|code cache|Compressed class space/,
    did: 'a limit on metaspace, stacks, code or direct memory',
    weight: 0.95,
  },
  {
    name: 'add-opens-removed',
    files: FLAGS,
    removed: /--add-opens|--add-exports|--illegal-access|Add-Opens|--enable-native-access/,
    says: /InaccessibleObjectException|does not "?(?:opens?|exports?)\b|cannot access class \S+ \(in module/,
    did: 'flags that opened packages of the JDK are gone',
    weight: 0.95,
  },
  {
    name: 'jdk-upgraded',
    files:
      /Dockerfile|pom\.xml$|\.gradle(?:\.kts)?$|\.(?:ya?ml|properties|sdkmanrc|toml|sh)$|\.(?:tool-versions|java-version)$/,
    added:
      /(?:jdk|jre|[jJ]ava|temurin|corretto|[cC]ompatibility|release|languageVersion|jvmTarget)[^\n\d]{0,40}(?:17|21|23|24|25)\b/,
    removed:
      /(?:jdk|jre|[jJ]ava|temurin|corretto|[cC]ompatibility|release|languageVersion|jvmTarget)[^\n\d]{0,40}(?:1\.8|8|11)\b/,
    says: /InaccessibleObjectException|does not "?(?:opens?|exports?)\b|NoClassDefFoundError: (?:javax|sun|com\/sun)\/|UnsupportedClassVersionError|Unrecognized VM option|Unsupported class file major version|javax\.xml\.bind|sun\.misc|Nashorn|security manager|IllegalAccessError|protocol_version|No appropriate protocol/i,
    did: 'another major version of the JDK',
    weight: 0.95,
  },
  {
    name: 'class-version',
    files:
      /Dockerfile|pom\.xml$|\.gradle(?:\.kts)?$|\.(?:ya?ml|properties|toml|sh)$|\.(?:tool-versions|java-version|sdkmanrc)$/,
    changed:
      /(?:jdk|jre|[jJ]ava|temurin|corretto|[cC]ompatibility|release|languageVersion|jvmTarget|VERSION_|toolchain)[^\n\d]{0,40}\d{1,2}\b/,
    says: /UnsupportedClassVersionError|has been compiled by a more recent version|Unsupported class file major version/,
    did: 'the version of Java to build for or to run on',
    weight: 0.95,
  },
  {
    name: 'small-jvm-image',
    files: /Dockerfile/,
    added: /^FROM\s+\S*(?:alpine|slim|distroless|-jre|scratch|musl|chainguard|headless)/m,
    says: /UnsatisfiedLinkError|libfontmanager|[Ff]ontconfig|libfreetype|ld-linux|libstdc\+\+|GLIBC_|[Nn]o such file or directory|executable file not found|HeadlessException|ZoneRulesException|ClassNotFoundException: sun\.|X11FontManager/,
    did: 'a base image that has fewer libraries, fonts and tools',
    weight: 0.9,
  },
  {
    name: 'dependency-left-out',
    files: BUILD,
    added:
      /compileOnly|<scope>\s*(?:provided|test|compile)\s*<|<optional>\s*true|testImplementation|\bexclude\b|<exclusion>|% (?:Provided|Test)|runtimeOnly|minimizeJar|relocate\b/,
    says: /NoClassDefFoundError|ClassNotFoundException|NoSuchMethodError|NoSuchFieldError|AbstractMethodError|No SLF4J providers|ServiceConfigurationError/,
    did: 'a library left out at run time, or another version of it let in',
    weight: 0.95,
  },
  {
    name: 'dependency-removed',
    files: BUILD,
    removed:
      /<artifactId>|\b(?:implementation|runtimeOnly|api)\b[\s(]|"\s%%?\s"|<dependencyManagement>|platform\(/,
    says: /NoClassDefFoundError|ClassNotFoundException|NoSuchMethodError|No SLF4J providers|No suitable driver|HttpMessageNotWritableException|No converter|Failed to load driver class|ServiceConfigurationError|NoProviderFoundException/,
    did: 'a library is gone',
    weight: 0.95,
  },
  {
    name: 'shrinker-rule-removed',
    files:
      /proguard[^/]*$|\.pro$|reflect-config\.json$|reachability-metadata\.json$|resource-config\.json$/,
    removed: /-keep|"name"|allDeclared|"pattern"|"glob"/,
    says: /ClassNotFoundException|NoSuchMethodException|NoSuchFieldException|MissingReflectionRegistrationError|InvalidDefinitionException|no Creators|Cannot find resource|MissingResourceException|Abstract classes can't be instantiated|TypeToken/,
    did: 'a class or resource is kept in the build no more for those who look it up by name',
    weight: 0.95,
  },
  {
    name: 'jakarta-mixed',
    files: /\.(?:java|kts?|scala|groovy|gradle|xml|toml)$/,
    added:
      /\bjakarta\.\w|spring-?boot[\w.-]{0,40}["':<>=\s]{1,20}(?:version["'\s=:>]{1,6})?[34]\.\d/,
    removed:
      /\bjavax\.\w|spring-?boot[\w.-]{0,40}["':<>=\s]{1,20}(?:version["'\s=:>]{1,6})?[12]\.\d/,
    says: /(?:NoClassDefFoundError|ClassNotFoundException|NoSuchMethodError|ClassCastException)[^\n]{0,40}(?:javax|jakarta)[./]|\b(?:javax|jakarta)[./](?:servlet|persistence|validation|xml[./]bind|inject|annotation|ws|jms)\b/,
    did: 'javax exchanged for jakarta, which every library must do at once',
    weight: 0.95,
  },
  {
    name: 'blocking-random',
    files: JAVA,
    added: /getInstanceStrong\(|NativePRNGBlocking|\.generateSeed\(/,
    says: /NativePRNG|SecureRandom|\/dev\/random|SeedGenerator/,
    kinds: ['slow', 'timeout'],
    did: 'random numbers from a source that waits for entropy',
    weight: 0.9,
  },
  {
    name: 'serial-form-changed',
    files: JAVA,
    added: /^[ \t]*(?:private|protected|public)\s+(?!static)[\w<>,?.[\] ]{2,60}\s\w+\s*(?:;|=)/m,
    beside: /(?:implements|extends)[^\n{]{0,80}\bSerializable\b/,
    unless: /serialVersionUID/,
    says: /InvalidClassException|local class incompatible|serialVersionUID/,
    did: 'a field in a serialized class that has no version of its own',
    weight: 0.95,
  },
  {
    name: 'serializable-removed',
    files: JAVA,
    removed: /\bSerializable\b|serialVersionUID|\btransient\b|@Transient\b/,
    says: /NotSerializableException|InvalidClassException|local class incompatible|Serialization(?:Exception|FailedException)|Failed to serialize|Task not serializable/,
    did: 'a class that is stored or sent is no more serializable, or in another form',
    weight: 0.95,
  },
];
