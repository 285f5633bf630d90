/** The libraries whose published versions the histories are made of, and how their tests run. */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { Library, Tree, Version } from './model.ts';

type Runner = 'node' | 'mocha';

/**
 * Name, newest version that still ships its tests, runner. Halves are drawn once and stay. Those up to
 * 99 ship them to this day.
 */
const PACKAGES: readonly (readonly [
  name: string,
  head: string,
  runner: Runner,
  half: Library['half'],
])[] = [
  ['resolve', '1.22.14', 'node', 'training'],
  ['minimist', '1.2.8', 'node', 'training'],
  ['traverse', '0.6.11', 'node', 'training'],
  ['nopt', '4.0.2', 'node', 'training'],
  ['ini', '1.3.3', 'node', 'training'],
  ['validator', '4.7.1', 'mocha', 'training'],
  ['htmlparser2', '3.8.3', 'mocha', 'training'],
  ['js-yaml', '3.2.2', 'mocha', 'training'],
  ['semver', '5.1.1', 'node', 'training'],
  ['ejs', '2.5.6', 'mocha', 'training'],
  ['qs', '6.17.1', 'node', 'held-out'],
  ['object-inspect', '1.13.4', 'node', 'held-out'],
  ['deep-equal', '2.2.3', 'node', 'held-out'],
  ['cheerio', '0.19.0', 'mocha', 'held-out'],
  ['nunjucks', '1.3.3', 'mocha', 'held-out'],
  ['sax', '1.1.2', 'node', 'held-out'],
  ['csso', '1.3.12', 'mocha', 'held-out'],
  ['minimatch', '2.0.3', 'node', 'held-out'],
  ['sift', '13.0.2', 'mocha', 'held-out'],
  ['jsonpath', '1.3.0', 'mocha', 'held-out'],
  ['node-forge', '0.6.46', 'mocha', 'held-out'],
  ['shell-quote', '99.0.0', 'node', 'training'],
  ['is-my-json-valid', '99.0.0', 'node', 'training'],
  ['json-stable-stringify', '99.0.0', 'node', 'training'],
  ['browser-pack', '99.0.0', 'node', 'training'],
  ['falafel', '99.0.0', 'node', 'training'],
  ['detective', '99.0.0', 'node', 'held-out'],
  ['is-equal', '99.0.0', 'node', 'held-out'],
  ['pbf', '99.0.0', 'node', 'held-out'],
  ['es-to-primitive', '99.0.0', 'node', 'held-out'],
  ['jsonparse', '99.0.0', 'node', 'held-out'],
  ['internal-slot', '99.0.0', 'node', 'held-out'],
  ['JSONStream', '99.0.0', 'node', 'held-out'],
  ['through', '99.0.0', 'node', 'held-out'],
  ['concat-stream', '99.0.0', 'node', 'held-out'],
];

const MODULES = {
  training:
    'textwrap difflib csv shlex configparser copy fnmatch heapq optparse calendar html/__init__ html/parser random plistlib tokenize bisect glob mimetypes',
  'held-out':
    'argparse fractions statistics string ipaddress pprint urllib/parse http/cookies getopt dataclasses enum functools graphlib gettext fileinput filecmp reprlib',
};

const SKIPPED =
  /(?:^|\/)(?:node_modules|dist|build|benchmarks?|bench|coverage|docs?|examples?|support|vendor|component)\/|\.min\.\w+$|(?:^|\/)(?:\.|package-lock)/;
const KEPT = /\.(?:js|mjs|cjs|json|md|markdown|txt|py|html|yml|css|njk)$/;
const MAX_FILE = 300_000;
const IS_TEST =
  /(?:^|\/)(?:tests?|spec|__tests__)\/.*\.m?js$|(?:^|\/)test\.js$|\.(?:test|spec)\.js$/;

/** Text files below a folder; carriage returns are dropped. */
export function treeBelow(folder: string, keep: (file: string) => boolean): Tree {
  const tree = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()) {
    const file = entry.replaceAll('\\', '/');
    const whole = path.join(folder, entry);
    if (!keep(file) || !statSync(whole).isFile() || statSync(whole).size > MAX_FILE) continue;
    const text = readFileSync(whole, 'utf8').replaceAll('\r\n', '\n');
    if (!text.includes('\u0000')) tree.set(file, text.endsWith('\n') ? text : `${text}\n`);
  }
  return tree;
}

const numbers = (version: string): number[] =>
  version.split('.').map((part) => Number.parseInt(part, 10));
const older = (left: string, right: string): number => {
  const [a, b] = [numbers(left), numbers(right)];
  return (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0) || (a[2] ?? 0) - (b[2] ?? 0);
};

/** The registry that npm is set up for. */
const registry = (): string =>
  execFileSync('npm', ['config', 'get', 'registry'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();

/** Runners, and what the libraries and their tests need. */
const MODULES_OF_TESTS =
  'tape@5 mocha@9 should@13 chai@4 expect.js es-value-fixtures for-each has-override-mistake has-property-descriptors has-proto has-symbols iconv-lite mock-property object-inspect qs-iconv safer-buffer lodash@4 has-bigints side-channel es-define-property es-errors is-core-module path-parse supports-preserve-symlinks-flag array.prototype.map copy-dir mkdirp mv object-keys rimraf@2 semver@5 tmp gopd typedarray.prototype.slice which-typed-array depd@1.1.0 domhandler@2.3 domutils@1.5 domelementtype@1 readable-stream@1.1 entities@1.0 htmlparser2@3.8 css-select@1.0 dom-serializer@0.1 optimist chokidar@3 brace-expansion@1 esprima@1.2.5 static-eval@2.1.1 underscore@1.13.6 array-buffer-byte-length call-bind es-get-iterator get-intrinsic is-arguments is-array-buffer is-date-object is-regex is-shared-array-buffer isarray@2 object-is object.assign regexp.prototype.flags which-boxed-primitive which-collection available-typed-arrays has-typed-arrays object.getownpropertydescriptors error-cause functions-have-names globalthis has-tostringtag make-arrow-function string.prototype.repeat argparse@0.1 jsonify generate-function generate-object-property jsonpointer xtend is-my-ip-valid acorn@7 acorn-node defined through2@2 combine-source-map umd JSONStream@1 concat-stream@1.6 ieee754 resolve-protobuf-schema is-callable is-arrow-function';

/** Installs them beside the cases, once; `tap` is stood in for by `tape`, whose tests read the same. */
function installModules(cache: string): void {
  const modules = path.join(cache, 'node_modules');
  if (existsSync(path.join(modules, 'tape'))) return;
  mkdirSync(cache, { recursive: true });
  if (!existsSync(path.join(cache, 'package.json')))
    writeFileSync(path.join(cache, 'package.json'), '{"private":true}\n');
  execFileSync(
    'npm',
    [
      'install',
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
      '--legacy-peer-deps',
      ...MODULES_OF_TESTS.split(' '),
    ],
    { cwd: cache, stdio: 'ignore' },
  );
  mkdirSync(path.join(modules, 'tap'), { recursive: true });
  writeFileSync(path.join(modules, 'tap', 'index.js'), "module.exports = require('tape');\n");
}

async function npmVersions(name: string, head: string, cache: string): Promise<Version[]> {
  const folder = path.join(cache, 'npm', name);
  mkdirSync(folder, { recursive: true });
  const list = path.join(folder, 'meta.json');
  if (!existsSync(list)) {
    const answer = await fetch(new URL(name, registry()));
    writeFileSync(list, await answer.text());
  }
  const meta = JSON.parse(readFileSync(list, 'utf8')) as {
    versions: Record<string, { dist: { tarball: string } }>;
  };
  const wanted = Object.keys(meta.versions)
    .filter((each) => /^\d+\.\d+\.\d+$/.test(each) && older(each, head) <= 0)
    .toSorted(older);
  const versions: Version[] = [];
  for (const version of wanted) {
    const file = path.join(folder, `${version}.tgz`);
    if (!existsSync(file)) {
      const answer = await fetch(meta.versions[version]?.dist.tarball ?? '');
      writeFileSync(file, Buffer.from(await answer.arrayBuffer()));
    }
    const target = path.join(folder, 'unpacked');
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target);
    try {
      execFileSync('tar', ['xzf', file, '-C', target, '--strip-components=1'], { stdio: 'ignore' });
    } catch {
      continue;
    }
    const tree = treeBelow(target, (each) => KEPT.test(each) && !SKIPPED.test(each));
    rmSync(target, { recursive: true, force: true });
    if (tree.size > 0) versions.push({ name: version, tree });
  }
  return versions;
}

/** The libraries of the rig; Python's standard library joins when several interpreters are given. */
export async function* librariesIn(
  cache: string,
  pythons: readonly string[],
  only: readonly string[],
): AsyncGenerator<Library> {
  installModules(cache);
  for (const [name, head, runner, half] of PACKAGES) {
    if (only.length > 0 && !only.includes(name)) continue;
    const modules = path.join(cache, 'node_modules');
    yield {
      name,
      half,
      language: 'javascript',
      versions: await npmVersions(name, head, cache),
      tests: (tree) =>
        [...tree.keys()].filter(
          (file) => IS_TEST.test(file) && !/fixture|resolver\/|helper/.test(file),
        ),
      ...(runner === 'node' ? { failures: tapeFailures } : {}),
      command: (_folder, test) =>
        runner === 'node'
          ? { program: process.execPath, args: [test], env: {} }
          : {
              program: process.execPath,
              args: [
                path.join(modules, 'mocha/bin/mocha'),
                '--reporter',
                'dot',
                '--no-color',
                '--timeout',
                '3000',
                '--exit',
                '--require',
                'should',
                test,
              ],
              env: {},
            },
    };
  }
  if (pythons.length < 3) return;
  for (const half of ['training', 'held-out'] as const) {
    const name = `python-${half}`;
    if (only.length > 0 && !only.includes(name)) continue;
    const stems = MODULES[half].split(' ');
    const files = new Set(
      stems.flatMap((each) => [`${each}.py`, `test/test_${testName(each)}.py`]),
    );
    const head = pythons.at(-1) ?? '';
    yield {
      name,
      half,
      language: 'python',
      versions: pythons.map((program) => ({
        name: program,
        tree: new Map(
          [...treeBelow(libraryOf(program), (file) => files.has(file))].map(([file, text]) => [
            `Lib/${file}`,
            text,
          ]),
        ),
      })),
      tests: (tree) => [...tree.keys()].filter((file) => file.startsWith('Lib/test/')),
      command: (folder, test) => ({
        program: head,
        args: [path.join(folder, test)],
        env: { PYTHONPATH: path.join(folder, 'Lib'), PYTHONDONTWRITEBYTECODE: '1' },
      }),
    };
  }
}

/** Headings of TAP below which an assertion failed. */
function tapeFailures(output: string): string[] {
  const out = new Set<string>();
  let heading = '';
  for (const line of output.split('\n')) {
    const found = /^# (?:Subtest: )?(\S.*)$/.exec(line)?.[1];
    if (found !== undefined) heading = found;
    else if (/^not ok \d/.test(line) && heading !== '') out.add(heading);
  }
  return [...out];
}

const testName = (module: string): string =>
  module === 'html/__init__'
    ? 'html'
    : module === 'html/parser'
      ? 'htmlparser'
      : module === 'urllib/parse'
        ? 'urlparse'
        : module === 'http/cookies'
          ? 'http_cookies'
          : module;

const libraryOf = (program: string): string =>
  execFileSync(program, ['-c', 'import sysconfig; print(sysconfig.get_path("stdlib"))'], {
    encoding: 'utf8',
  }).trim();
