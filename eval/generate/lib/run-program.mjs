/** Runs a service's real program over requests and returns what it printed for each of them. */
import { execFile } from 'node:child_process';

/**
 * The protocol with every program: one request per line on standard input, fields separated by tabs
 * (index, epoch ms, trace id, then whatever the program takes); the program prints `\u0001index`
 * before it handles a request. Everything that it prints until the next mark, on standard output or
 * (merged by the caller's shell) standard error, is that request's output.
 *
 * @param paths replacements that move the build folder to where the program runs in production
 * @returns Map of request index → text
 */
export async function runProgram({ command, args, cwd, env = {}, requests, paths = [] }) {
  const input = requests.map((fields) => fields.join('\t')).join('\n') + '\n';
  const output = await new Promise((resolve, reject) => {
    const child = execFile(
      '/bin/sh',
      ['-c', 'exec "$0" "$@" 2>&1', command, ...args],
      {
        cwd,
        env: { PATH: process.env.PATH, LANG: 'C.UTF-8', TZ: 'UTC', HOME: cwd, ...env },
        maxBuffer: 1 << 28,
        timeout: 120_000,
      },
      (error, stdout) => {
        // a program that dies of its fault has still said why; one that never began has not
        if (error && !stdout.includes('\u0001')) {
          reject(new Error(`${command} ${args.join(' ')} in ${cwd}: ${error.message}\n${stdout}`));
        } else resolve(stdout);
      },
    );
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
  const out = new Map();
  for (const part of output.split('\u0001').slice(1)) {
    const line = part.indexOf('\n');
    let text = part.slice(line + 1).trimEnd();
    for (const [from, to] of paths) text = text.replaceAll(from, to);
    if (text !== '') out.set(Number(part.slice(0, line)), text);
  }
  return out;
}
