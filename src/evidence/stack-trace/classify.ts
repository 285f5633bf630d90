/** Whose code a frame is: the application's own, a library's, the language's runtime, or a test's. */
import type { StackFrame, StackLanguage, StackTrace } from '../../domain/stack-frame.ts';

/** What is known about the application. */
export interface OriginRules {
  /** Packages, namespaces or path parts that are the application's own, as path rules name them. */
  readonly appPrefixes?: readonly string[];
  /** True for a path that exists in the repository. */
  readonly inRepository?: (file: string) => boolean;
}

const RUNTIME: Readonly<Record<StackLanguage, RegExp>> = {
  jvm: /^(?:java|javax|jdk|sun|com\.sun|kotlin|kotlinx|scala|groovy|clojure)\./,
  dotnet: /^(?:System|Microsoft)(?:\.|$)/,
  javascript: /^(?:node:|internal\/|native |<anonymous>)|^(?:node_)?internal/,
  python: /(?:^|\/)lib(?:64)?\/python[\d.]*\/(?!site-packages|dist-packages)|^<frozen |^<string>$/,
  go: /\/(?:usr\/local\/go|usr\/lib\/go[\w.-]*|libexec)\/src\/|^(?:runtime|net|net\/http|reflect|sync|testing|encoding\/json|database\/sql|os|io|bufio|fmt|strings|time|context)(?:$|\/internal)/,
  ruby: /\/lib\/ruby\/(?!gems)|^<internal:|\/ruby\/\d[\d.]*\/(?!gems|bundler)/,
  php: /^\[internal|^phar:/,
  rust: /^\/rustc\/|\/library\/(?:std|core|alloc)\/|^(?:std|core|alloc)(?:::|$)/,
  native:
    /^\/usr\/(?:local\/)?include\/|^\.\/(?:nptl|sysdeps|csu|libio)\/|^\.\/(?:stdlib\/abort|malloc\/malloc|assert\/assert|debug\/\w+)\.c$|libsanitizer\/|^\/(?:usr\/)?lib(?:32|64)?\/|libc\.so|ld-linux|libstdc\+\+|libpthread|\.\.\/sysdeps\/|glibc|csu\/libc-start|libasan|asan_|sanitizer_common|^<unknown module>/,
  unknown:
    /^(?:elixir|stdlib|kernel|erts|logger|eex|iex|mix|ex_unit|dart:|SDK)[.:/]|^(?:\[C\]|boot)/,
};

const LIBRARY =
  /(?:^|\/)node_modules\/|site-packages\/|dist-packages\/|\/go\/pkg\/mod\/|(?:^|\/)vendor\/|\/gems\/|\/\.cargo\/registry\/|\/\.cargo\/git\/|\/\.m2\/|\/(?:bower_components|third_party|third-party|external)\//;

/** Well-known libraries of the JVM and .NET, where a frame carries no path. */
const KNOWN_LIBRARIES =
  /^(?:org\.(?:springframework|apache\.(?:catalina|coyote|tomcat|http|kafka|logging|hadoop|spark|cxf|maven\.surefire)|hibernate|postgresql|eclipse|jboss|glassfish|slf4j|aspectj|mockito|testng|gradle|junit|reactivestreams|mongodb|elasticsearch|jooq|h2)|com\.(?:zaxxer\.hikari|fasterxml\.jackson|google\.(?:common|protobuf|gson|inject)|mysql|mongodb|netflix|amazonaws|squareup|rabbitmq|intellij)|io\.(?:netty|grpc|lettuce|micrometer|opentelemetry|vertx|reactivex|undertow|quarkus|ktor)|reactor|feign|akka|redis\.clients|ch\.qos\.logback|net\.bytebuddy|junit|okhttp3|retrofit2|rx|brave|datadog|sbt|jersey|worker\.org\.gradle|Npgsql|Newtonsoft\.Json|Dapper|Polly|StackExchange\.Redis|Serilog|MediatR|AutoMapper|MySql|MongoDB|Grpc|RabbitMQ|MassTransit|Hangfire|xunit|Xunit|NUnit|Moq|phoenix|plug(?:_cowboy)?|cowboy|ranch|bandit|thousand_island|ecto(?:_sql)?|db_connection|postgrex|oban|broadway|gen_stage|telemetry|absinthe|finch|mint|tesla|req|hackney|jason)(?:\.|$)/;

const TEST_PATH =
  /(?:^|[/\\])(?:tests?|__tests__|spec|specs|testing|testdata|src\/test|it|e2e|androidTest)[/\\]|(?:^|[/\\])(?:test_[^/\\]*\.py|[^/\\]*(?:_test|_spec|\.test|\.spec|-test|-spec)\.\w+|[^/\\]*(?:Tests?|TestCase|Spec|IT)\.(?:java|kt|scala|groovy|cs|php|swift)|conftest\.py)$/;
const TEST_TYPE = /(?:^|[.$])(?:\w*(?:Tests?|TestCase|Spec|IT)|Test[A-Z]\w*)[.$]/;

/** True for a path of test code, by the conventions of all the languages. */
export const isTestPath = (path: string): boolean => TEST_PATH.test(path);

function originOf(
  frame: StackFrame,
  language: StackLanguage,
  rules: OriginRules,
): StackFrame['origin'] {
  const file = frame.file ?? '';
  const module = frame.module ?? '';
  const path = file.replaceAll('\\', '/');
  const named = module === '' ? (frame.function ?? '') : `${module}.${frame.function ?? ''}`;
  const test = (path !== '' && isTestPath(path)) || TEST_TYPE.test(`${frame.function ?? ''}`);
  if (file !== '' && rules.inRepository?.(path) === true) return test ? 'test' : 'app';
  for (const prefix of rules.appPrefixes ?? []) {
    if (named.startsWith(prefix) || path.startsWith(prefix)) return test ? 'test' : 'app';
  }
  const runtime = RUNTIME[language];
  if (path !== '' && LIBRARY.test(path)) return 'library';
  if ((path !== '' && runtime.test(path)) || (module !== '' && runtime.test(`${module}.`)))
    return 'runtime';
  if (language === 'go' && module !== '' && runtime.test(module)) return 'runtime';
  if (language === 'javascript' && path === '') return 'runtime';
  if (language === 'native' && path === '') return 'library';
  if (module !== '' && KNOWN_LIBRARIES.test(module)) return 'library';
  if ((language === 'rust' || language === 'php') && path === '') return 'library';
  if (test) return 'test';
  if (path === '' && module === '' && frame.function === null) return 'unknown';
  return 'app';
}

/** The trace with every frame's `origin` set, causes and suppressed included. */
export function classifyTrace(trace: StackTrace, rules: OriginRules): StackTrace {
  const frames = trace.frames.map((each) => ({
    ...each,
    origin: originOf(each, trace.language, rules),
  }));
  const cause = trace.cause === null ? null : classifyTrace(trace.cause, rules);
  return trace.suppressed === undefined
    ? { ...trace, frames, cause }
    : {
        ...trace,
        frames,
        cause,
        suppressed: trace.suppressed.map((each) => classifyTrace(each, rules)),
      };
}
