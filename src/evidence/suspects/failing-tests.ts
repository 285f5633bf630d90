/** The names of failing tests, out of what the runners of all languages print. */
import type { StackFrame } from '../../domain/stack-frame.ts';
import { isTestPath } from '../stack-trace/classify.ts';

export interface FailingTest {
  /** Class, module or file stem: `StringUtilsTest`, `test_parser`. */
  readonly owner: string | null;
  /** Method or function: `testAbbreviate`. */
  readonly name: string | null;
}

/** How a runner names a test; which group holds the owner and which the name. */
const NAMES: readonly {
  readonly pattern: RegExp;
  readonly owner: number;
  readonly name: number;
}[] = [
  // unittest: FAIL: test_x (pkg.mod.Class.test_x)
  {
    pattern:
      /(?:^|\s)(?:FAIL(?:ED|URE)?:?|ERROR:?|✗|✘)\s+(test\w*|[a-z]\w*)\s+\(([A-Za-z_][\w.]+)\)/gim,
    owner: 2,
    name: 1,
  },
  // pytest's summary: FAILED a/test_b.py::Class::test_c
  { pattern: /^(?:FAILED|ERROR)\s+([\w./\\-]+\.py)::(?:\w+::)*(\w+)/gm, owner: 1, name: 2 },
  { pattern: /^_{3,} (?:([\w.]+)\.)?(\w+)(?:\[.*\])? _{3,}$/gm, owner: 1, name: 2 },
  // Ant, Maven, Gradle, PHPUnit: pkg.FooTest::testBar, FooTest.testBar:12, FooTest > testBar
  {
    pattern:
      /([\w.$\\]*(?:Test\w*|Tests|TestCase|IT|Spec))(?:::|#|\.| > )(?!java\b|kt\b|cs\b|php\b|scala\b|groovy\b|swift\b|py\b|js\b|ts\b|rb\b)([A-Za-z_]\w*)/g,
    owner: 1,
    name: 2,
  },
  { pattern: /(?:^|\s)(test\w+)\(([A-Za-z_][\w.]+)\)/gm, owner: 2, name: 1 }, // JUnit 3 and 4
  { pattern: /^[ \t]{0,40}--- FAIL: (\w+)/gm, owner: 0, name: 1 }, // Go
  { pattern: /^---- (?:(?:[\w:]+::)?(\w+)::)?tests?::(\w+) stdout ----$/gm, owner: 1, name: 2 }, // Rust
  { pattern: /^---- (?:(\w+)::)*(\w+) stdout ----$/gm, owner: 1, name: 2 },
  { pattern: /^[ \t]{0,40}([A-Z]\w*)#(test_\w+)/gm, owner: 1, name: 2 }, // minitest
  { pattern: /^[ \t]{0,40}Failed (?:[\w.]+\.)?(\w+)(?:\(.*\))? \[/gm, owner: 0, name: 1 }, // dotnet test
  {
    pattern: /^[ \t]{0,40}(?:\[xUnit[^\]]*\]\s*)?(?:[\w.]+\.)?(\w+)\.(\w+)(?:\(.*\))? \[FAIL\]/gm,
    owner: 1,
    name: 2,
  },
];

/** Types of runners and of assertion libraries, and what JavaScript engines call what has no name. */
const NO_TEST =
  /^(?:JUnit\w*|\w*TestRunner|TestCase|TestSuite|TestResult|TestNG|TestContext|SuiteRunner|Object|Context|Test|Suite|Runner|Proxy|Promise)$/;
const NO_NAME =
  /^(?:<.*>|lambda|run|invoke\w*|call|apply|toBe\w*|toEqual|equal\w*|\d.*|it|test|describe|)$/;

/** File extensions in which a frame's function is seldom the test's name. */
const BY_TITLE = /\.(?:[cm]?[jt]sx?|rb)$/;

const MAX_TESTS = 20;

/** Failing tests, those of stack traces first. */
export function failingTests(text: string, frames: readonly StackFrame[]): FailingTest[] {
  const out = new Map<string, FailingTest>();
  const add = (owner: string | null, name: string | null): void => {
    let parts = (owner ?? '')
      .replace(/\.(?:py|[cm]?[jt]sx?|rb|php|go)$/, '')
      .split(/[./\\$]|::/)
      .filter(Boolean);
    // newer unittest repeats the method behind its class
    if (parts.length > 1 && parts.at(-1) === name) parts = parts.slice(0, -1);
    const last = parts.at(-1) ?? '';
    if (NO_TEST.test(last)) return;
    const short = last === '' ? null : last;
    const bare = name === null || NO_NAME.test(name) ? null : name;
    if (short === null && bare === null) return;
    if (out.size < MAX_TESTS) out.set(`${short ?? ''}#${bare ?? ''}`, { owner: short, name: bare });
  };
  for (const frame of frames) {
    const file = frame.file?.replaceAll('\\', '/') ?? null;
    if (frame.origin !== 'test' && (file === null || !isTestPath(file))) continue;
    const parts = (frame.function ?? '').split('.');
    const stem =
      file
        ?.split('/')
        .at(-1)
        ?.replace(/(?:\.(?:tests?|spec))?\.\w+$/, '') ?? null;
    if (file !== null && BY_TITLE.test(file)) {
      const name = parts.at(-1) ?? '';
      add(stem, /^test/i.test(name) ? name : null);
    } else add(parts.length > 1 ? (parts[0]?.split('$')[0] ?? stem) : stem, parts.at(-1) ?? null);
  }
  // frames were read above; a runner's own look like tests
  const rest = text.replace(/^[ \t]{1,40}at .*$/gm, '');
  for (const { pattern, owner, name } of NAMES)
    for (const match of rest.matchAll(pattern))
      add(owner === 0 ? null : (match[owner] ?? null), match[name] ?? null);
  return [...out.values()];
}
