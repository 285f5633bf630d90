/** What a failing test's output says: traces, failing tests, words of the message. */
import type { StackFrame, StackTrace } from '../../domain/stack-frame.ts';
import { stripVTControlCharacters } from 'node:util';
import { chainOf } from '../hypotheses/context.ts';
import { parseStackTraces } from '../stack-trace/parse.ts';
import { isTestPath, type OriginRules } from '../stack-trace/classify.ts';
import { failingTests, type FailingTest } from './failing-tests.ts';
import { testTitles } from './test-titles.ts';
import { tellingPart } from './telling-part.ts';
import { shownCode, type ShownCode } from './shown-code.ts';
import { identifiersOf, isCodeLike, wordsOf } from '../text/tokens.ts';

export interface Failure {
  readonly traces: readonly StackTrace[];
  readonly tests: readonly FailingTest[];
  /** Frames, innermost cause first; the depth counts from the innermost frame. */
  readonly frames: readonly {
    readonly frame: StackFrame;
    readonly depth: number;
    readonly link: number;
  }[];
  /** Words of messages that name something: identifiers in code's spelling, and quoted words. */
  readonly telling: ReadonlySet<string>;
  /** What failing tests are called in words: `named entities`, `returns null without a home`. */
  readonly titles: readonly string[];
  /** True when the failure was noticed by the test itself: frames of the application only led there. */
  readonly inTest: boolean;
  /** Everything that the failing run said of the failure: message, expected and actual values. */
  readonly said: string;
  /** Code of the failing tests that the runner printed. */
  readonly shown: ShownCode;
  /** Stemmed words of messages, test names and frame names. */
  readonly words: ReadonlySet<string>;
  /** String literals that a message holds, for finding where it is made. */
  readonly literals: readonly string[];
}

const RUNNER =
  /^(?:org\.junit|junit\.|org\.testng|org\.hamcrest|org\.assertj|org\.mockito|kotlin\.test|io\.kotest|org\.scalatest|sun\.reflect|java\.lang\.reflect|jdk\.internal\.reflect|org\.apache\.maven\.surefire|org\.gradle|worker\.org\.gradle|org\.apache\.tools\.ant|com\.intellij)/;
const RUNNER_PATH =
  /(?:^|\/)(?:node_modules|unittest|_pytest|pytest|pluggy|nose|site-packages|mocha|jest[\w-]*|chai|jasmine|minitest|rspec[\w-]*|phpunit)\//;

/** Any `file:line` that a runner prints where no stack trace was. */
const PLACE =
  /(?:file:\/\/)?((?:[A-Za-z]:)?[\w@.+\-/\\]{0,200}[\w-]\.[a-z]{1,5})(?:", line |\((?=\d)|:)(\d{1,6})/g;

/** True for frames of test runners and assertion libraries. */
export const isRunnerFrame = (frame: StackFrame): boolean =>
  (frame.module !== null && RUNNER.test(frame.module)) ||
  (frame.file !== null && RUNNER_PATH.test(frame.file.replaceAll('\\', '/')));

/** A frame of the repository, whatever famous library that is the home of. */
const ownOrigin = (frame: StackFrame): StackFrame['origin'] =>
  frame.origin === 'test' ||
  isTestPath(frame.file ?? '') ||
  /(?:^|\.)\w*(?:Tests?|TestCase|IT)[.$]|(?:^|\.)Test[A-Z]\w*[.$]/.test(frame.function ?? '')
    ? 'test'
    : 'app';

/**
 * @param knows - true for a path that may be one of the repository's, by its name alone: places that a
 *   runner prints outside of stack traces are only read for those
 * @param owns - true for a frame of the repository: the tests of a test runner run through itself
 */
export function readFailure(
  output: string,
  rules: OriginRules = {},
  knows: (file: string) => boolean = () => false,
  owns: (frame: StackFrame) => boolean = () => false,
): Failure {
  const text = stripVTControlCharacters(output).replaceAll('\r\n', '\n');
  const traces = parseStackTraces(text, rules);
  const frames: { frame: StackFrame; depth: number; link: number }[] = [];
  const messages: string[] = [];
  for (const trace of traces.slice(0, 20)) {
    const chain = chainOf(trace).reverse();
    chain.forEach((each, link) => {
      if (each.message !== null) messages.push(each.message);
      let depth = 0;
      for (const found of each.frames) {
        const frame = owns(found) ? { ...found, origin: ownOrigin(found) } : found;
        const own = frame !== found;
        if (!own && (isRunnerFrame(frame) || frame.origin === 'runtime')) continue;
        frames.push({ frame, depth, link });
        depth += 1;
      }
    });
  }
  const head = tellingPart(text, 20_000);
  if (frames.length === 0) {
    for (const match of head.matchAll(PLACE)) {
      const file = (match[1] ?? '').replaceAll('\\', '/');
      if (frames.length >= 20 || !knows(file)) continue;
      const frame = {
        raw: match[0],
        function: null,
        module: null,
        file,
        line: Number(match[2]),
        column: null,
        origin: isTestPath(file) ? ('test' as const) : ('app' as const),
      };
      if (!isRunnerFrame(frame)) frames.push({ frame, depth: frames.length, link: 0 });
    }
  }
  const titles = testTitles(head);
  const first = frames[0]?.frame;
  if (messages.length === 0) messages.push(head.split('\n').slice(0, 30).join('\n'));
  const tests = failingTests(
    head,
    frames.map((each) => each.frame),
  );
  // what a runner prints around the trace holds expected and actual values
  const around = head
    .split('\n')
    .filter(
      (line) => !/^\s*(?:at |File "|Traceback|raise |stack:|---|\.\.\.|={3,}|-{3,})/.test(line),
    )
    .slice(0, 80)
    .join('\n');
  const said = messages.join('\n').slice(0, 8_000);
  const named = [
    ...titles,
    ...tests.flatMap((each) => [each.owner ?? '', each.name ?? '']),
    ...frames.slice(0, 12).map((each) => each.frame.function ?? ''),
  ].join(' ');
  return {
    traces,
    tests,
    frames,
    titles,
    shown: shownCode(text, isTestPath),
    inTest:
      first !== undefined &&
      (first.origin === 'test' || (first.file !== null && isTestPath(first.file))),
    said: `${said}\n${around}`.slice(0, 12_000),
    telling: new Set(
      [
        ...[...identifiersOf(said, 300).keys()].filter(isCodeLike),
        ...[...said.matchAll(/["'`]([A-Za-z_$][\w$-]{2,40})["'`]/g)].map((match) => match[1] ?? ''),
      ].slice(0, 40),
    ),
    words: wordsOf(`${said}\n${named}`, 300),
    literals: [...said.matchAll(/["'`]([^"'`\n]{4,80})["'`]/g)]
      .map((match) => match[1] ?? '')
      .slice(0, 20),
  };
}
