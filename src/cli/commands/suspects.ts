/** `mira suspects`: which commit introduced the failure that a trace shows. */
import { readFile } from 'node:fs/promises';
import { text as readStream } from 'node:stream/consumers';
import { MiraError, messageOf } from '../../domain/errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { openGit } from '../git/git.ts';
import { createHistoryIndex } from '../git/history-index.ts';
import { rankSuspects } from '../git/rank-suspects.ts';
import { createProgressBar } from '../progress-bar.ts';
import { count, duration } from '../render/units.ts';
import { wrap } from '../render/wrap.ts';
import type { Context } from './context.ts';

export interface SuspectFlags {
  readonly repo: string;
  readonly at: string;
  readonly trace: string;
  readonly limit: number;
  /** False with `--no-index`. */
  readonly index: boolean;
}

export async function suspects(
  { output, settings, signal }: Context,
  flags: SuspectFlags,
): Promise<ExitCode> {
  const traceText = await traceOf(flags.trace);
  const git = await openGit(flags.repo, { signal });
  const index = createHistoryIndex(git, { useCache: flags.index });
  const cutOff = (await git.run(['rev-parse', '--is-shallow-repository'])).trim() === 'true';
  const bar = createProgressBar(!settings.quiet);
  const begun = performance.now();
  const result = await rankSuspects(git, index, {
    traceText,
    revision: flags.at,
    limit: flags.limit,
    onProgress: (what, done, all) => bar.update(what, done, all),
  }).finally(() => bar.clear());

  // what the oldest commit of such a clone seems to have written may be much older
  if (cutOff)
    output.progress(
      `a shallow clone: the ${count(result.commits, 'commit')} that it holds are ranked, older ones are unknown (git fetch --unshallow)`,
    );
  const data = { suspects: result.suspects };
  if (output.format === 'jsonl') output.data(result.suspects);
  else output.data(data);
  if (output.format !== 'text') return EXIT.ok;

  const { paint } = output;
  output.progress(
    `${count(result.commits, 'commit')} up to ${result.revision.slice(0, 10)}, ${count(result.traces, 'stack trace')}, ${count(result.files.length, 'file')} that the failure points at, ${duration(performance.now() - begun)}`,
  );
  if (result.files.length === 0)
    output.progress(
      'no frame of the trace was found in the repository: the order rests on words and recency alone',
    );
  const subjects = await subjectsOf(
    git,
    result.suspects.map((suspect) => suspect.commit),
  );
  result.suspects.forEach((suspect, at) => {
    output.line(
      `${String(at + 1).padStart(3)}  ${paint.yellow(suspect.commit.slice(0, 10))}  ${paint.bold(suspect.score.toFixed(2))}  ${subjects.get(suspect.commit) ?? ''}`,
    );
    for (const reason of suspect.reasons)
      for (const line of wrap(reason, '       • ', '         ')) output.line(paint.dim(line));
  });
  return EXIT.ok;
}

/** @throws MiraError `bad_argument` when the trace can't be read or is empty */
async function traceOf(file: string): Promise<string> {
  const text =
    file === '-'
      ? await readStream(process.stdin)
      : await readFile(file, 'utf8').catch((error: unknown) => {
          throw new MiraError('bad_argument', `--trace ${file}: ${messageOf(error)}`);
        });
  if (text.trim() === '') throw new MiraError('bad_argument', `--trace ${file}: it is empty`);
  return text;
}

/** Date, author and subject of the commits that are shown. */
async function subjectsOf(
  git: { run(args: readonly string[], run?: { input: string }): Promise<string> },
  shas: readonly string[],
): Promise<Map<string, string>> {
  if (shas.length === 0) return new Map();
  const text = await git.run(
    ['log', '--stdin', '--no-walk=unsorted', '--format=%H%x01%cs %an: %s'],
    {
      input: `${shas.join('\n')}\n`,
    },
  );
  return new Map(
    text
      .split('\n')
      .filter(Boolean)
      .map((line): [string, string] => {
        const [sha = '', about = ''] = line.split('\u0001');
        return [sha, about];
      }),
  );
}
