/** Libraries in Java, Go and Python from source packages, with the runner of their tests. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { archiveVersions } from './archives.ts';
import { createJavaBuild } from './java.ts';
import type { Library } from './model.ts';

/**
 * Name, newest version to use (null: the newest), language, half; of Go the module's path. Libraries
 * whose tests run without more than JUnit, pytest or the standard library.
 */
const PACKAGES: readonly (readonly [
  name: string,
  head: string | null,
  language: 'java' | 'go' | 'python',
  half: Library['half'],
  module?: string,
])[] = [
  ['commons-text', '1.13.1', 'java', 'training'],
  ['libjettison-java', '1.5.4', 'java', 'training'],
  ['commons-io', '2.11.0', 'java', 'held-out'],
  ['jts', '1.19.0+ds', 'java', 'held-out'],
  [
    'golang-github-mitchellh-mapstructure',
    null,
    'go',
    'held-out',
    'github.com/mitchellh/mapstructure',
  ],
  ['python-boltons', null, 'python', 'training'],
  ['construct', null, 'python', 'training'],
  ['jinja2', null, 'python', 'held-out'],
  ['pyflakes', null, 'python', 'held-out'],
  ['python-stdnum', null, 'python', 'held-out'],
  ['golang-github-gorilla-mux', null, 'go', 'training', 'github.com/gorilla/mux'],
  ['golang-github-yuin-goldmark', '1.5.4', 'go', 'training', 'github.com/yuin/goldmark'],
  ['golang-github-tidwall-gjson', null, 'go', 'held-out', 'github.com/tidwall/gjson'],
  ['golang-toml', '0.4.1', 'go', 'held-out', 'github.com/BurntSushi/toml'],
];

const SKIPPED =
  /(?:^|\/)(?:docs?|examples?|_test|benchmarks?|site|debian|vendor|target|\.git\w*)\//;
const KEPT = {
  java: /\.(?:java|ya?ml|properties|txt|xml|json|csv|dat)$/,
  go: /\.(?:go|md|txt|json|toml|ya?ml)$/,
  python: /\.(?:py|pyi|cfg|toml|md|rst|txt|json|sql|ini)$/,
} as const;
const TEST = {
  java: /^(?:.*\/)?(?:src\/)?tests?\/.*Tests?\w*\.java$/,
  go: /_test\.go$/,
  python: /(?:^|\/)test_[\w]+\.py$|_test\.py$|(?:^|\/)tests?\.py$/,
} as const;

const all = (output: string, pattern: RegExp): string[] => [
  ...new Set([...output.matchAll(pattern)].map((match) => match[1] ?? '')),
];

/** Names of failed tests in each runner's summary. */
const FAILED = {
  python: (output: string) => all(output, /^FAILED [\w./-]+?\.py::([^\s[]+)/gm),
  java: (output: string) => all(output, /^\[ERROR\] [\w.$]+\.(\w+) {2}Time elapsed/gm),
  go: (output: string) => all(output, /^--- FAIL: (\w+)/gm),
} as const;

/** The libraries whose test runs are shown whole. */
export async function* archivedLibraries(
  cache: string,
  python: string,
  only: readonly string[],
): AsyncGenerator<Library> {
  for (const [name, head, language, half, module = ''] of PACKAGES) {
    if (only.length > 0 && !only.includes(name)) continue;
    const versions = await archiveVersions(
      name,
      head,
      cache,
      (file) => KEPT[language].test(file) && !SKIPPED.test(`/${file}`),
    );
    const java = language === 'java' ? createJavaBuild(cache, name) : null;
    yield {
      name,
      half,
      language,
      versions,
      wholeOutput: true,
      maxCommits: 2_500,
      tests: (tree) => [...tree.keys()].filter((file) => TEST[language].test(file)),
      ...(java === null ? {} : { prepare: java.prepare }),
      ...(language === 'go' ? { prepare: (folder: string) => writeModule(folder, module) } : {}),
      runsByName: true,
      failures: (output) => FAILED[language](output),
      command: (folder, test, one) => {
        if (java !== null) return java.command(folder, test, one);
        if (language === 'go')
          return {
            program: 'go',
            args: [
              'test',
              ...(one === undefined ? [] : ['-run', `^${one}$`]),
              `./${path.dirname(test)}/`,
            ],
            env: { GOPROXY: 'off', GOFLAGS: '-mod=mod' },
          };
        return {
          program: python,
          args: [
            '-m',
            'pytest',
            '-p',
            'no:cacheprovider',
            '-p',
            'no:randomly',
            '-W',
            'ignore::DeprecationWarning',
            one === undefined ? test : `${test}::${one}`,
          ],
          env: {
            PYTHONPATH: [folder, path.join(folder, 'src')].join(':'),
            PYTHONDONTWRITEBYTECODE: '1',
          },
        };
      },
    };
  }
}

function writeModule(folder: string, module: string): boolean {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'go.mod'), `module ${module}\n\ngo 1.18\n`);
  return true;
}
