/** Runs the scenario's services for real and collects what they print. */
import { spawn } from 'node:child_process';

/**
 * Starts a service and resolves when it prints a line that matches `ready`.
 *
 * @returns `lines` (each `{ atMs, text }`, real clock) and `stop()`
 */
export async function startService(command, args, { cwd, env = {}, ready }) {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const collected = [];
  let complaint = '';
  let rest = '';
  let isReady;
  const readiness = new Promise((resolve, reject) => {
    isReady = resolve;
    child.once('exit', (code) => reject(new Error(`${command} ended with ${code}: ${complaint}`)));
  });
  child.stderr.on('data', (chunk) => (complaint += chunk));
  child.stdout.on('data', (chunk) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop();
    for (const text of parts) {
      collected.push({ atMs: Date.now(), text });
      if (ready.test(text)) isReady();
    }
  });
  await readiness;
  const stop = () =>
    new Promise((resolve) => {
      child.once('close', resolve);
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), 3_000).unref();
    });
  return { lines: collected, stop, complaint: () => complaint };
}

/** Runs `work` over `items` with at most `width` at once. */
export async function inParallel(items, width, work) {
  let next = 0;
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (next < items.length) await work(items[next++]);
    }),
  );
}
