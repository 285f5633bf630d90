/** Compiles a Java library and runs its JUnit tests, as a build tool would. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Tree } from './model.ts';

const RUNNER = `
import java.util.function.BiConsumer;
import org.junit.platform.engine.*;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.*;
import org.junit.platform.launcher.core.*;
public class RunTests {
  static boolean isOld(Class<?> type) {
    if (junit.framework.TestCase.class.isAssignableFrom(type)) return true;
    for (java.lang.reflect.Method each : type.getMethods())
      if (each.isAnnotationPresent(org.junit.Test.class)) return true;
    return false;
  }
  public static void main(String[] args) throws Exception {
    final int[] counts = new int[2];
    final StringBuilder failures = new StringBuilder();
    final BiConsumer<String, Throwable> failed = (method, error) -> {
      if (args.length > 1 && !method.equals(args[1])) return;
      counts[1]++;
      java.io.StringWriter text = new java.io.StringWriter();
      error.printStackTrace(new java.io.PrintWriter(text));
      failures.append("[ERROR] ").append(args[0]).append('.').append(method)
        .append("  Time elapsed: 0.01 s  <<< ").append(error instanceof AssertionError ? "FAILURE" : "ERROR").append("!\\n").append(text).append('\\n');
    };
    Class<?> type = Class.forName(args[0]);
    if (isOld(type)) {
      org.junit.runner.JUnitCore core = new org.junit.runner.JUnitCore();
      core.addListener(new org.junit.runner.notification.RunListener() {
        public void testFinished(org.junit.runner.Description test) { counts[0]++; }
        public void testFailure(org.junit.runner.notification.Failure failure) {
          failed.accept(String.valueOf(failure.getDescription().getMethodName()), failure.getException());
        }
      });
      core.run(type);
    } else {
      LauncherFactory.create().execute(
        LauncherDiscoveryRequestBuilder.request().selectors(DiscoverySelectors.selectClass(type)).build(),
        new TestExecutionListener() {
          public void executionFinished(TestIdentifier id, TestExecutionResult result) {
            if (id.isTest()) counts[0]++;
            if (result.getStatus() != TestExecutionResult.Status.FAILED) return;
            String method = id.getSource().map(s -> s instanceof MethodSource ? ((MethodSource) s).getMethodName() : "").orElse("");
            failed.accept(method, result.getThrowable().get());
          }
        });
    }
    System.out.println("[INFO] Running " + args[0]);
    System.out.println("[ERROR] Tests run: " + counts[0] + ", Failures: " + counts[1] + ", Errors: 0, Skipped: 0, Time elapsed: 0.3 s <<< FAILURE! - in " + args[0]);
    System.out.print(failures);
    System.exit(counts[1] > 0 ? 1 : counts[0] > 0 ? 0 : 2);
  }
}
`;

const MAVEN = path.join(process.env['HOME'] ?? '', '.m2', 'repository');

/** What tests need, from the local Maven repository. */
const JARS = [
  'org/junit/platform/junit-platform-launcher/1.10.2/junit-platform-launcher-1.10.2.jar',
  'org/junit/platform/junit-platform-engine/1.10.2/junit-platform-engine-1.10.2.jar',
  'org/junit/platform/junit-platform-commons/1.10.2/junit-platform-commons-1.10.2.jar',
  'org/junit/jupiter/junit-jupiter-api/5.10.2/junit-jupiter-api-5.10.2.jar',
  'org/junit/jupiter/junit-jupiter-engine/5.10.2/junit-jupiter-engine-5.10.2.jar',
  'org/junit/jupiter/junit-jupiter-params/5.10.2/junit-jupiter-params-5.10.2.jar',
  'org/opentest4j/opentest4j/1.3.0/opentest4j-1.3.0.jar',
  'org/apiguardian/apiguardian-api/1.1.2/apiguardian-api-1.1.2.jar',
  'junit/junit/4.13.2/junit-4.13.2.jar',
  'org/hamcrest/hamcrest-core/1.3/hamcrest-core-1.3.jar',
  'org/apache/commons/commons-lang3/3.14.0/commons-lang3-3.14.0.jar',
].map((jar) => path.join(MAVEN, jar));

const isJava = (file: string): boolean =>
  file.endsWith('.java') && !/(?:package|module)-info/.test(file);
const isTest = (file: string): boolean => /(?:^|\/)(?:src\/)?tests?\//.test(file);

export interface JavaBuild {
  /** Compiles what differs from the last whole build; false when the sources do not compile. */
  readonly prepare: (folder: string, tree: Tree) => boolean;
  readonly command: (
    folder: string,
    test: string,
    name?: string,
  ) => { program: string; args: string[]; env: Record<string, string> };
}

/** JUnit 4 tests run by a main program of the same shape as JUnit 5's: one output format. */
export function createJavaBuild(cache: string, name: string): JavaBuild {
  const home = path.join(cache, 'java', name);
  const base = path.join(home, 'base');
  const overlay = path.join(home, 'overlay');
  let built: Tree | null = null;

  const compile = (
    folder: string,
    files: readonly string[],
    target: string,
    extra: string[],
  ): string => {
    mkdirSync(target, { recursive: true });
    const list = path.join(home, 'files');
    writeFileSync(list, files.map((file) => path.join(folder, file)).join('\n'));
    const run = spawnSync(
      'javac',
      [
        '-nowarn',
        '-g',
        '-encoding',
        'UTF-8',
        '-proc:none',
        '-Xmaxerrs',
        '1000',
        '-cp',
        [...extra, ...JARS].join(':'),
        '-d',
        target,
        `@${list}`,
      ],
      { encoding: 'utf8', maxBuffer: 1e8 },
    );
    return run.status === 0 ? '' : run.stderr || 'failed';
  };

  const whole = (folder: string, tree: Tree): boolean => {
    rmSync(home, { recursive: true, force: true });
    mkdirSync(base, { recursive: true });
    const sources = [...tree.keys()].filter((file) => isJava(file) && !isTest(file));
    if (compile(folder, sources, base, []) !== '') return false;
    let tests = [...tree.keys()].filter((file) => isJava(file) && isTest(file));
    // tests that need libraries which are not here are left out
    for (let round = 0; round < 8 && tests.length > 0; round += 1) {
      const errors = compile(folder, tests, base, [base]);
      if (errors === '') break;
      const bad = new Set(
        [...errors.matchAll(/^(\/\S+\.java):\d+: error/gm)].map((match) =>
          path.relative(folder, match[1] ?? ''),
        ),
      );
      if (bad.size === 0) return false;
      tests = tests.filter((file) => !bad.has(file));
    }
    writeFileSync(path.join(home, 'RunTests.java'), RUNNER);
    const run = spawnSync('javac', [
      '-cp',
      JARS.join(':'),
      '-d',
      base,
      path.join(home, 'RunTests.java'),
    ]);
    return run.status === 0;
  };

  return {
    prepare(folder, tree) {
      const differing =
        built === null
          ? null
          : [...tree]
              .filter(([file, text]) => isJava(file) && built?.get(file) !== text)
              .map(([file]) => file);
      rmSync(overlay, { recursive: true, force: true });
      if (
        differing === null ||
        built === null ||
        differing.length > 5 ||
        [...built.keys()].some((file) => isJava(file) && !tree.has(file))
      ) {
        built = null;
        if (!whole(folder, tree)) return false;
        built = tree;
        return true;
      }
      return differing.length === 0 || compile(folder, differing, overlay, [base]) === '';
    },
    command(folder, test, name) {
      const resources = [
        'src/test/resources',
        'src/main/resources',
        'src/test',
        ...(existsSync(folder) ? readdirSync(folder) : []).filter((each) => each === 'test'),
      ];
      const type = test
        .replace(/^.*?(?:src\/test\/java|src\/test|src|test)\//, '')
        .replace(/\.java$/, '')
        .replaceAll('/', '.');
      return {
        program: 'java',
        args: [
          '-Xshare:auto',
          '-XX:TieredStopAtLevel=1',
          '-cp',
          [overlay, base, ...resources.map((each) => path.join(folder, each)), ...JARS].join(':'),
          'RunTests',
          type,
          ...(name === undefined ? [] : [name]),
        ],
        env: {},
      };
    },
  };
}
