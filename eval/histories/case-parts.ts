/** What all kinds of cases are made with: which files count, what a trace shows, who wrote repaired lines. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileRole } from '../../src/evidence/index.ts';
import type { Case, Step, Tree } from './model.ts';
import { writeRepository } from './repository.ts';

export const isSource = (file: string): boolean =>
  fileRole(file) === 'source' &&
  /\.(?:js|mjs|py|java|go)$/.test(file) &&
  !/(?:^|\/)test/.test(file) &&
  !/^Gruntfile|^rollup|config|\.eslintrc/.test(file);

export function sightOf(
  trace: string,
  folder: string,
  file: string,
  line: number,
  tree: Tree,
): Case['sight'] {
  const frames = [
    ...trace.matchAll(/(?:\(|at |File "|^\s+)\/?([^\s()"]+)(?::(\d+):\d+|", line (\d+))/gm),
  ].map((match) => ({
    file: `/${(match[1] ?? '').replace('file://', '')}`
      .replace(/^\/+/, '/')
      .replace(`${folder}/`, ''),
    line: Number(match[2] ?? match[3]),
  }));
  for (const match of trace.matchAll(/(?:^|[\s(])([\w./-]+\.(?:java|go|py)):(\d+)/gm)) {
    const named = (match[1] ?? '').replace(`${folder}/`, '');
    const known = [...tree.keys()].find((each) => each === named || each.endsWith(`/${named}`));
    if (known !== undefined) frames.push({ file: known, line: Number(match[2]) });
  }
  if (frames.some((frame) => frame.file === file && Math.abs(frame.line - line) <= 1))
    return 'at the line';
  if (frames.some((frame) => frame.file === file)) return 'in its file';
  if (frames.some((frame) => tree.has(frame.file) && isSource(frame.file))) return 'in other files';
  return 'test only';
}

export const repositoryOf = (cache: string, id: string): string =>
  path.join(cache, 'cases', id, 'repository.git');

export function writeCase(cache: string, id: string, steps: readonly Step[]): string[] {
  const folder = repositoryOf(cache, id);
  rmSync(path.dirname(folder), { recursive: true, force: true });
  mkdirSync(path.dirname(folder), { recursive: true });
  return writeRepository(folder, steps);
}

/**
 * Last authors of the lines that a repair changed, or of the neighbours where it only added some.
 *
 * @param most - none are named when there are more lines
 */
export function authorsOf(
  repository: string,
  files: readonly string[],
  before: Tree,
  after: Tree,
  most: number,
): string[] {
  const lines: { file: string; line: number }[] = [];
  for (const file of files) {
    const old = before.get(file)?.split('\n');
    const now = after.get(file)?.split('\n');
    if (old === undefined || now === undefined) return [];
    const kept = new Set(now);
    const had = new Set(old);
    // lines that are gone; where none are, the neighbours of those that came
    old.forEach((line, at) => {
      if (!kept.has(line) && /\w/.test(line) && !/^\s*(?:\/\/|\*|#)|version/i.test(line))
        lines.push({ file, line: at + 1 });
    });
    if (!lines.some((each) => each.file === file))
      now.forEach((line, at) => {
        if (had.has(line) || at === 0) return;
        const place = old.indexOf(now[at - 1] ?? '');
        if (place !== -1 && /\w/.test(old[place] ?? '')) lines.push({ file, line: place + 1 });
      });
  }
  if (lines.length === 0 || lines.length > most) return [];
  const out = new Set<string>();
  for (const { file, line } of lines) {
    const text = execFileSync(
      'git',
      [
        '--git-dir',
        repository,
        'blame',
        '-w',
        '--porcelain',
        '-L',
        `${line},${line}`,
        'main',
        '--',
        file,
      ],
      { encoding: 'utf8' },
    );
    out.add(text.slice(0, 40));
  }
  return [...out];
}
