// The `mira` launcher must be invisible: same exit code, same signals, same arguments.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const launcher = path.resolve(import.meta.dirname, '../../../scripts/setup/exec.mjs');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'mira-exec-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Starts the launcher on a TypeScript file with this text. */
function launch(text: string, args: string[] = []) {
  const file = path.join(folder, `${Math.random().toString(36).slice(2)}.ts`);
  writeFileSync(file, text);
  const script = `
    import { execNode } from ${JSON.stringify(launcher)};
    await execNode(${JSON.stringify(file)}, process.argv.slice(1));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, '--', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let stdout = '';
  child.stdout.on('data', (chunk) => (stdout += chunk));
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, stdout }));
  return { child, ended };
}

test('passes arguments and the exit code, on Node 24', async () => {
  const { ended } = launch(
    `const v: string = process.version; console.log(v.slice(0, 4), ...process.argv.slice(2)); process.exitCode = 7;`,
    ['analyze', '--bundle', 'a b'],
  );
  expect(await ended).toEqual({ code: 7, signal: null, stdout: 'v24. analyze --bundle a b\n' });
});

test('forwards SIGTERM once and waits for a graceful end', async () => {
  const { child, ended } = launch(`
    let signals = 0;
    process.on('SIGTERM', () => { signals++; setTimeout(() => { console.log('signals', signals); process.exit(3); }, 100); });
    console.log('ready');
    setInterval(() => {}, 1000);`);
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  expect(await ended).toEqual({ code: 3, signal: null, stdout: 'ready\nsignals 1\n' });
});

test('ends by the signal that ended the command', async () => {
  const { ended } = launch(`process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000);`);
  expect(await ended).toMatchObject({ code: null, signal: 'SIGTERM' });
});
