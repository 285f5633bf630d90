/** A repository of any length, made by git fast-import from a fixed seed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { findGit } from '../../scripts/setup/git.mjs';

const FILES = 300;
const FUNCTIONS = 40;

/** @returns the bare repository's path, and a trace into three of its files */
export async function makeHistory(
  folder: string,
  commits: number,
): Promise<{ repo: string; trace: string }> {
  const git = findGit() ?? 'git';
  const repo = path.join(folder, 'history.git');
  await ended(spawn(git, ['init', '-q', '--bare', '-b', 'main', repo], { stdio: 'ignore' }));
  const child = spawn(git, ['--git-dir', repo, 'fast-import', '--quiet', '--done'], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * below);
  };
  const files = new Map<string, string[]>();
  const write = async (text: string): Promise<void> => {
    if (!child.stdin.write(text)) await once(child.stdin, 'drain');
  };
  for (let at = 0; at < commits; at += 1) {
    const message = `change ${at} of module ${random(FILES)}`;
    let text = `commit refs/heads/main\nmark :${at + 1}\ncommitter Dev ${at % 9} <d@example.com> ${1_600_000_000 + at * 3_600} +0000\ndata ${message.length}\n${message}\n`;
    if (at > 0) text += `from :${at}\n`;
    if (at % 50 === 49) text += `merge :${at - 20}\n`;
    for (let edits = 1 + random(4); edits > 0; edits -= 1) {
      const number = random(FILES);
      const file = `src/mod${number % 30}/file${number}.ts`;
      const lines = files.get(file) ?? body(number);
      files.set(file, lines);
      lines[random(lines.length)] = `  const edit${at} = ${at};`;
      const content = lines.join('\n');
      text += `M 100644 inline ${file}\ndata ${content.length}\n${content}\n`;
    }
    await write(`${text}\n`);
  }
  child.stdin.end('done\n');
  await ended(child);
  const frames = [42, 43, 44].map(
    (n) => `    at fn${n}_7 (/app/src/mod${n % 30}/file${n}.ts:44:9)`,
  );
  return { repo, trace: `TypeError: x is undefined\n${frames.join('\n')}\n` };
}

const body = (number: number): string[] =>
  Array.from({ length: FUNCTIONS }, (_, n) => [
    `export function fn${number}_${n}(a, b) {`,
    `  const sum = a + ${n};`,
    '  if (b > sum) return b;',
    '  return sum;',
    '}',
    '',
  ]).flat();

async function ended(child: ReturnType<typeof spawn>): Promise<void> {
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error(`git ended with ${code}`);
}
