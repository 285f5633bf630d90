/** Offline analysis: ranking a long history, and reading long logs. */
import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { looseFile, readFiles } from '../../src/bundle/read-bundle.ts';
import { median, type Benchmark, type Row } from '../row.ts';
import { makeHistory } from './history.ts';

const COMMITS = 5_000;
const LINES = 100_000;
const MAIN = path.resolve(import.meta.dirname, '../../src/cli/main.ts');
const run = promisify(execFile);

export const offlineBenchmark: Benchmark = {
  name: 'offline',
  about: 'mira suspects over a long history, mira analyze over long logs',
  async *run() {
    const folder = await mkdtemp(path.join(tmpdir(), 'mira-bench-'));
    try {
      yield* suspects(folder);
      yield* logs(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function* suspects(folder: string): AsyncGenerator<Row> {
  const { repo, trace } = await makeHistory(folder, COMMITS);
  const traceFile = path.join(folder, 'trace.txt');
  await writeFile(traceFile, trace);
  const ranked = async (): Promise<number> => {
    const begun = performance.now();
    await run(
      process.execPath,
      [MAIN, 'suspects', '--repo', repo, '--trace', traceFile, '--json'],
      {
        env: { ...process.env, XDG_CACHE_HOME: path.join(folder, 'cache') },
      },
    );
    return performance.now() - begun;
  };
  yield within(
    `${COMMITS} commits ranked for a trace, first time, process start included`,
    await ranked(),
    10_000,
  );
  const again = [await ranked(), await ranked(), await ranked()];
  yield within('the same again, from the index', median(again), 1_000);
}

async function* logs(folder: string): AsyncGenerator<Row> {
  const perLine = async (lines: number): Promise<number> => {
    const file = path.join(folder, `${lines}.ndjson`);
    await pipeline(ndjson(lines), createWriteStream(file));
    const begun = performance.now();
    await readFiles([looseFile('logs', file)]);
    return (performance.now() - begun) / lines;
  };
  await perLine(LINES / 10);
  const small = await perLine(LINES);
  const large = await perLine(LINES * 8);
  const growth = large / small;
  yield {
    what: `reading ${LINES * 8} log lines against ${LINES}: cost of one line (${Math.round(1_000 / large)} lines/s)`,
    value: `${growth.toFixed(2)}×`,
    target: '≤ 1.5×: linear',
    ok: growth <= 1.5,
  };
}

function* ndjson(lines: number): Generator<string> {
  for (let at = 0; at < lines; at += 1)
    yield `${JSON.stringify({ timestamp: 1_767_348_000_000 + at, service: 'shop', level: at % 50 === 0 ? 'error' : 'info', message: `request ${at} took ${at % 97} ms`, trace_id: String(at) })}\n`;
}

const within = (what: string, ms: number, atMostMs: number): Row => ({
  what,
  value: `${(ms / 1_000).toFixed(2)} s`,
  target: `< ${atMostMs / 1_000} s`,
  ok: ms < atMostMs,
});
