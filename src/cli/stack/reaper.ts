/**
 * The reaper outlives its parent: it reads pids and pid files on stdin, one a line, and when the
 * parent is gone (by whatever signal: the pipe closes) it kills them all and removes the run's
 * folder. Children need not know of it, and SIGKILL of the parent leaves nothing behind.
 *
 * Lines: `pid <n>`, `pidfile <path>`, `folder <path>`.
 */
import { readFileSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';

// Ctrl-C in a terminal reaches the whole process group; the reaper goes last.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);

const pids = new Set<number>();
const pidFiles = new Set<string>();
const folders = new Set<string>();

for await (const line of createInterface({ input: process.stdin })) {
  const [kind, ...rest] = line.split(' ');
  const value = rest.join(' ');
  if (kind === 'pid') pids.add(Number(value));
  if (kind === 'pidfile') pidFiles.add(value);
  if (kind === 'folder') folders.add(value);
}

for (const file of pidFiles) {
  try {
    pids.add(Number(readFileSync(file, 'utf8').trim()));
  } catch {
    // The server has removed its own file: it is gone.
  }
}
for (const pid of pids) {
  try {
    if (pid > 1) process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}
for (const folder of folders) rmSync(folder, { recursive: true, force: true });
