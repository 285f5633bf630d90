/** Innocent work on the very line that fails: it reads otherwise and does the same. */
import type { Commit, FileChange, Observations } from '../../src/domain/observation.ts';
import { HOUR_MS, MINUTE_MS, toIso, toMs } from '../../src/domain/time.ts';
import { diffOfFile, parseStackTraces, type Hunk } from '../../src/evidence/index.ts';
import type { StackTrace } from '../../src/domain/stack-frame.ts';
import { deploymentOf, newestFirst } from './changes.ts';
import { isGuilty, type Given, type Perturbation } from './model.ts';
import type { Random } from './random.ts';

interface Scene {
  readonly path: string;
  readonly line: number;
  readonly text: string;
  readonly section: string;
  /** Lines around it as they stand since that commit, by their numbers. */
  readonly around: readonly { readonly at: number; readonly text: string }[];
  /** Whose commit showed the line. */
  readonly commit: Commit;
}

/** Lines of logs that are searched for a trace: the first ones of a kind say as much as the last. */
const MAX_TRACES = 40;

const rootOf = (trace: StackTrace): StackTrace =>
  trace.cause === null ? trace : rootOf(trace.cause);

/** The innermost line of a trace since the onset that the patches at hand show. */
function failingScene({ seen, onsetMs }: Given): Scene | null {
  let traces = 0;
  for (const { at, stack, message } of seen.logs) {
    if (traces >= MAX_TRACES) return null;
    if (at === null || toMs(at) < (onsetMs ?? 0) - MINUTE_MS) continue;
    for (const trace of parseStackTraces(stack ?? message)) {
      traces += 1;
      for (const { file, line } of rootOf(trace).frames.slice(0, 4)) {
        if (file === null || line === null) continue;
        const scene = shownLine(file.replaceAll('\\', '/'), line, seen);
        if (scene !== null) return scene;
      }
    }
  }
  return null;
}

function shownLine(file: string, line: number, { commits }: Observations): Scene | null {
  for (const commit of newestFirst(commits))
    for (const change of commit.files) {
      if (change.patch === null || !isSameFile(file, change.path)) continue;
      for (const { lines, section } of diffOfFile(change).hunks)
        for (const { newLine, text } of lines)
          if (newLine === line && /\w\W+\w/.test(text))
            return {
              path: change.path,
              line,
              text,
              section,
              commit,
              around: runAround(lines, line),
            };
    }
  return null;
}

/** Lines without a gap around one: what a hunk can show. */
function runAround(lines: Hunk['lines'], line: number): Scene['around'] {
  const known = new Map(
    lines.flatMap(({ newLine, text }) => (newLine === null ? [] : [[newLine, text] as const])),
  );
  let from = line;
  let to = line;
  while (known.has(from - 1) && from > line - 12) from -= 1;
  while (known.has(to + 1) && to < line + 12) to += 1;
  return Array.from({ length: to - from + 1 }, (_, n) => ({
    at: from + n,
    text: known.get(from + n) ?? '',
  }));
}

/** A frame names the end of a path, or only the file; a path in a container is longer than the repository's. */
const isSameFile = (file: string, path: string): boolean =>
  file === path ||
  path.endsWith(`/${file}`) ||
  (path.includes('/') && file.endsWith(`/${path}`)) ||
  (file.includes('/') && path.includes('/') && tail(file) === tail(path));

const tail = (path: string): string => path.split('/').slice(-2).join('/');

const DECLARES: Readonly<Record<string, string>> = {
  py: '',
  rb: '',
  php: '$',
  go: '',
  rs: 'let ',
  java: 'var ',
  kt: 'val ',
  cs: 'var ',
  ts: 'const ',
  js: 'const ',
  mjs: 'const ',
  scala: 'val ',
  cpp: 'auto ',
  cc: 'auto ',
};

const WORDS = new Set(
  'this self return null true false none nil new and not for while else end'.split(' '),
);

const ASSIGNS = /\.(?:py|rb|php|exs?)$/;

/** Where a name is made: declared with a word or a type before it, a parameter, or assigned where that declares. */
const declaration = (name: string, path: string): RegExp =>
  new RegExp(
    `(?<![\\w.])${name}\\s*:=|[\\w>\\]][*&\\s]\\s*${name}\\s*=(?!=)|\\b(?:def|fn|func|function|fun|sub)\\b[^=]*[(,\\s&]${name}\\s*[,):]${
      ASSIGNS.test(path) ? `|(?<![\\w.])${name}\\s*=(?!=)` : ''
    }`,
  );

/** A name within a text, or before a colon, may be a key or a field that others know. */
const isKnownOutside = (name: string, text: string): boolean =>
  new RegExp(
    `["'\`][^"'\`]*\\b${name}\\b[^"'\`]*["'\`]|\\b${name}\\s*[:?](?!=)|[{,]\\s*${name}\\s*[,}]`,
  ).test(text);

/** What a tidy mind does to a line without a change of what it does; null where it can't be done to this one. */
const EDITS: readonly {
  readonly message: string;
  /** New texts by the numbers of the old lines. */
  readonly edit: (scene: Scene, random: Random) => ReadonlyMap<number, readonly string[]> | null;
}[] = [
  {
    message: 'Give the result a name',
    edit({ text, path, line }) {
      const [, indent = '', value = '', end = ''] =
        /^(\s*)return\s+(\S.*?)(;?)\s*$/.exec(text) ?? [];
      const declares = DECLARES[path.slice(path.lastIndexOf('.') + 1)];
      if (value === '' || declares === undefined) return null;
      const name = declares === '$' ? '$result' : 'result';
      const first =
        declares === '$' || declares === ''
          ? `${indent}${name} ${path.endsWith('.go') ? ':=' : '='} ${value}${end}`
          : `${indent}${declares}${name} = ${value}${end}`;
      return new Map([[line, [first, `${indent}return ${name}${end}`]]]);
    },
  },
  {
    message: 'Rename a local',
    edit({ text, around, path }, random) {
      const names = [...text.matchAll(/(?<![\w.$"'`>:@])([a-z][a-z]{2,}\w*)(?!\s*\(|\w)/g)].flatMap(
        ([, name]) => (name === undefined || WORDS.has(name) ? [] : [name]),
      );
      // a local is made where it is used: a name of this line alone may come from anywhere
      const locals = [...new Set(names)].filter(
        (name) =>
          around.some(({ text: other }) => declaration(name, path).test(other)) &&
          !around.some(({ text: other }) => isKnownOutside(name, other)),
      );
      const name = random.pick(locals);
      if (name === undefined) return null;
      const whole = new RegExp(`(?<![\\w.])${name}(?!\\w)`, 'g');
      const next = name.includes('_') ? `${name}_given` : `${name}Given`;
      return new Map(
        around
          .filter(({ text: other }) => other.search(whole) >= 0)
          .map(({ at, text: other }) => [at, [other.replaceAll(whole, next)]]),
      );
    },
  },
  {
    message: 'One argument per line',
    edit({ text, line }) {
      const [, head = '', inside = '', rest = ''] =
        /^(\s*\S.*?\()([^()"'`]+(?:,[^()"'`]+)+)(\).*)$/.exec(text) ?? [];
      if (inside === '') return null;
      const indent = /^\s*/.exec(text)?.[0] ?? '';
      const list = inside.split(',').map((each) => each.trim());
      return new Map([
        [
          line,
          [
            head,
            ...list.map((each, at) => `${indent}    ${each}${at < list.length - 1 ? ',' : ''}`),
            `${indent}${rest}`,
          ],
        ],
      ]);
    },
  },
];

function patchOf({ around, section }: Scene, next: ReadonlyMap<number, readonly string[]>): string {
  const from = around[0]?.at ?? 1;
  const lines = around.flatMap(({ at, text }) => {
    const edited = next.get(at);
    return edited === undefined ? [` ${text}`] : [`-${text}`, ...edited.map((each) => `+${each}`)];
  });
  const count = lines.filter((each) => !each.startsWith('-')).length;
  return [`@@ -${from},${around.length} +${from},${count} @@ ${section}`, ...lines, ''].join('\n');
}

function withNeutralEdit(given: Given): Observations | null {
  const { seen, onsetMs, random } = given;
  const scene = onsetMs === null ? null : failingScene(given);
  if (scene === null || onsetMs === null) return null;
  for (const { message, edit } of random.shuffled(EDITS)) {
    const next = edit(scene, random);
    if (next === null || next.size === 0) continue;
    const liveMs = onsetMs - 4 * MINUTE_MS - random.below(5 * HOUR_MS);
    const file: FileChange = {
      path: scene.path,
      status: 'modified',
      patch: patchOf(scene, next),
    };
    const tidy: Commit = {
      ...scene.commit,
      sha: random.shuffled('0123456789abcdef0123456789abcdef01234567'.split('')).join(''),
      author: random.pick(seen.commits)?.author ?? scene.commit.author,
      message,
      parents: [],
      committedAt: toIso(liveMs - 15 * MINUTE_MS),
      files: [file],
    };
    const guiltyLive = seen.deployments.find(
      ({ commit }) => commit !== null && isGuilty(commit, given),
    );
    const service = guiltyLive?.service ?? scene.commit.service ?? given.origin;
    return {
      ...seen,
      commits: newestFirst([...seen.commits, tidy]),
      deployments:
        seen.deployments.length === 0
          ? []
          : [...seen.deployments, deploymentOf(given, tidy, liveMs, service)],
    };
  }
  return null;
}

export const SCENE: readonly Perturbation[] = [
  {
    name: 'tidied-line',
    says: 'the very line that fails was tidied in the hours before: a name, a rename, a line break',
    withholds: false,
    apply: withNeutralEdit,
  },
];
