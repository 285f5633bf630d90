/** What a failing test's output says: traces, failing tests, words of the message. */
import type { StackFrame, StackTrace } from '../../domain/stack-frame.ts';
import { chainOf } from '../hypotheses/context.ts';
import { parseStackTraces } from '../stack-trace/parse.ts';
import { isTestPath, type OriginRules } from '../stack-trace/classify.ts';
import { identifiersOf, wordsOf } from '../text/tokens.ts';

export interface FailingTest {
  /** Class, module or file stem: `StringUtilsTest`, `test_parser`. */
  readonly owner: string | null;
  /** Method or function: `testAbbreviate`. */
  readonly name: string | null;
}

export interface Failure {
  readonly traces: readonly StackTrace[];
  readonly tests: readonly FailingTest[];
  /** Frames, innermost cause first; the depth counts from the innermost frame. */
  readonly frames: readonly {
    readonly frame: StackFrame;
    readonly depth: number;
    readonly link: number;
  }[];
  /** Identifiers of exception messages. */
  readonly identifiers: ReadonlySet<string>;
  /** Stemmed words of messages, test names and frame names. */
  readonly words: ReadonlySet<string>;
  /** String literals that a message holds, for finding where it is made. */
  readonly literals: readonly string[];
}

const RUNNER =
  /^(?:org\.junit|junit\.|org\.testng|org\.hamcrest|org\.assertj|org\.mockito|kotlin\.test|io\.kotest|org\.scalatest|sun\.reflect|java\.lang\.reflect|jdk\.internal\.reflect|org\.apache\.maven\.surefire|org\.gradle|worker\.org\.gradle|org\.apache\.tools\.ant|com\.intellij)/;
const RUNNER_PATH =
  /(?:^|\/)(?:node_modules|unittest|_pytest|pytest|pluggy|nose|site-packages|mocha|jest[\w-]*|chai|jasmine|minitest|rspec[\w-]*|phpunit)\//;

/** True for frames of test runners and assertion libraries. */
export const isRunnerFrame = (frame: StackFrame): boolean =>
  (frame.module !== null && RUNNER.test(frame.module)) ||
  (frame.file !== null && RUNNER_PATH.test(frame.file));

const TEST_NAMES: readonly RegExp[] = [
  /(?:^|\s)(?:FAIL(?:ED|URE)?:?|ERROR:?|✗|✘|---)\s+(test\w*|[a-z]\w*)\s+\(([\w.]+)\)/gim, // unittest: FAIL: test_x (pkg.mod.Class)
  /(?:^|\s)(?:FAILED|ERROR)\s+([\w./\\-]+\.py)(?:::(\w+))?(?:::(\w+))?/gm, // pytest summary
  /([\w.$]+(?:Test|Tests|TestCase|IT|Spec)\w*)(?:::|#|\.)(\w+)/g, // Defects4J, Maven, Gradle
  /(?:^|\s)(test\w+)\(([\w.]+)\)/gm, // JUnit 3/4
  /^--- FAIL: (\w+)/gm, // Go
  /^_{3,} (?:([\w.]+)\.)?(\w+)(?:\[.*\])? _{3,}$/gm, // pytest headings
];

export function readFailure(text: string, rules: OriginRules = {}): Failure {
  const traces = parseStackTraces(text, rules);
  const frames: { frame: StackFrame; depth: number; link: number }[] = [];
  const messages: string[] = [];
  for (const trace of traces.slice(0, 20)) {
    const chain = chainOf(trace).reverse();
    chain.forEach((each, link) => {
      if (each.message !== null) messages.push(each.message);
      let depth = 0;
      for (const frame of each.frames) {
        if (isRunnerFrame(frame) || frame.origin === 'runtime') continue;
        frames.push({ frame, depth, link });
        depth += 1;
      }
    });
  }
  const head = text.slice(0, 20_000);
  if (messages.length === 0) messages.push(head.split('\n').slice(0, 30).join('\n'));
  const tests = testsOf(
    head,
    frames.map((each) => each.frame),
  );
  const said = messages.join('\n').slice(0, 8_000);
  const named = [
    ...tests.flatMap((each) => [each.owner ?? '', each.name ?? '']),
    ...frames.slice(0, 12).map((each) => each.frame.function ?? ''),
  ].join(' ');
  return {
    traces,
    tests,
    frames,
    identifiers: new Set(identifiersOf(said, 300).keys()),
    words: wordsOf(`${said}\n${named}`, 300),
    literals: [...said.matchAll(/["'`]([^"'`\n]{4,80})["'`]/g)]
      .map((match) => match[1] ?? '')
      .slice(0, 20),
  };
}

function testsOf(text: string, frames: readonly StackFrame[]): FailingTest[] {
  const out = new Map<string, FailingTest>();
  const add = (owner: string | null, name: string | null): void => {
    const short =
      owner === null
        ? null
        : (owner
            .replace(/\.(?:py|js|ts|rb|php)$/, '')
            .split(/[./\\$]/)
            .at(-1) ?? owner);
    if (short === null && name === null) return;
    const key = `${short ?? ''}#${name ?? ''}`;
    if (out.size < 20) out.set(key, { owner: short, name });
  };
  for (const frame of frames) {
    const test = frame.origin === 'test' || (frame.file !== null && isTestPath(frame.file));
    if (!test) continue;
    const parts = (frame.function ?? '').split('.');
    const stem =
      frame.file
        ?.split('/')
        .at(-1)
        ?.replace(/\.\w+$/, '') ?? null;
    add(parts.length > 1 ? (parts[0]?.split('$')[0] ?? stem) : stem, parts.at(-1) ?? null);
  }
  TEST_NAMES.forEach((pattern, kind) => {
    for (const match of text.matchAll(pattern)) {
      if (kind === 0 || kind === 3) add(match[2] ?? null, match[1] ?? null);
      else if (kind === 4) add(null, match[1] ?? null);
      else if (kind === 1) add(match[1] ?? null, match[3] ?? match[2] ?? null);
      else add(match[1] ?? null, match[2] ?? null);
    }
  });
  return [...out.values()];
}
