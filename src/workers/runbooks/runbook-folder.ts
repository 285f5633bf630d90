/** The operator's own runbooks: a folder of Markdown files, read again when a file has changed. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../domain/errors.ts';
import { parseRunbook, type Runbook } from './parse-runbook.ts';

export interface RunbookFolder {
  /** Never throws: what cannot be read stands in `problems`, and the others go on. */
  load(): Promise<{ readonly runbooks: readonly Runbook[]; readonly problems: readonly string[] }>;
}

interface Read {
  readonly stamp: string;
  readonly result: Runbook | string;
}

const MAX_FILES = 2_000;
const MAX_BYTES = 200_000;

/** @param path - a folder that does not exist has no runbooks, and is no problem */
export function createRunbookFolder({ path }: { readonly path: string }): RunbookFolder {
  let known = new Map<string, Read>();

  async function readOne(file: string): Promise<Read> {
    const { mtimeMs, size } = await stat(join(path, file));
    const stamp = `${mtimeMs} ${size}`;
    const before = known.get(file);
    if (before?.stamp === stamp) return before;
    if (size > MAX_BYTES) return { stamp, result: `it is larger than ${MAX_BYTES} bytes` };
    return {
      stamp,
      result: parseRunbook(await readFile(join(path, file), 'utf8'), file, 'folder'),
    };
  }

  return {
    async load() {
      let files: string[];
      try {
        files = (await readdir(path, { recursive: true }))
          .filter(
            (file) => /\.(?:md|markdown)$/i.test(file) && !/(?:^|[/\\])readme\.\w+$/i.test(file),
          )
          .toSorted()
          .slice(0, MAX_FILES);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT')
          return { runbooks: [], problems: [] };
        return { runbooks: [], problems: [`${path} cannot be read: ${messageOf(error)}`] };
      }
      const read = await Promise.all(
        files.map(async (file): Promise<[string, Read]> => [
          file,
          await readOne(file).catch((error: unknown) => ({ stamp: '', result: messageOf(error) })),
        ]),
      );
      known = new Map(read);
      return {
        runbooks: read.flatMap(([, { result }]) => (typeof result === 'string' ? [] : [result])),
        problems: read.flatMap(([file, { result }]) =>
          typeof result === 'string' ? [`${join(path, file)}: ${result}`] : [],
        ),
      };
    },
  };
}
