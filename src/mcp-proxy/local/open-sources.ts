/** What lies at the given paths: bundles, loose files, git repositories; and whether it has changed. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { findFiles, kindOfFile, type FoundFile } from '../../bundle/find-files.ts';
import { looseFile, readFiles } from '../../bundle/read-bundle.ts';
import { MiraError } from '../../domain/errors.ts';
import type { Observations } from '../../domain/observation.ts';

export interface FoundSources {
  readonly files: readonly FoundFile[];
  /** Folders. */
  readonly repositories: readonly string[];
  /** Data files whose name says nothing. */
  readonly unknown: readonly string[];
}

/**
 * A folder that is a repository is read through git alone: the data files of a checkout are its
 * tests', not an incident's. A repository inside of a folder counts as part of the bundle.
 * @throws MiraError `config_invalid` for a path that is not there
 */
export async function findSources(paths: readonly string[]): Promise<FoundSources> {
  const found = await Promise.all(paths.map(findOne));
  return {
    files: found.flatMap(({ files }) => files),
    repositories: [...new Set(found.flatMap(({ repositories }) => repositories))],
    unknown: found.flatMap(({ unknown }) => unknown),
  };
}

async function findOne(given: string): Promise<FoundSources> {
  const full = path.resolve(given);
  const about = await stat(full).catch(() => undefined);
  if (!about)
    throw new MiraError('config_invalid', `MIRA_SOURCE_PATH ${given}: no such file or folder`);
  if (!about.isDirectory()) {
    return { files: [looseFile(kindOf(given), given)], repositories: [], unknown: [] };
  }
  const found = await findFiles(full);
  if (found.repositories.includes(full)) return { files: [], repositories: [full], unknown: [] };
  return found;
}

/** A file that was named by hand is read whatever it is called; most are logs. */
function kindOf(file: string): FoundFile['kind'] {
  const known = kindOfFile(path.basename(file));
  if (known) return known;
  return /\.(?:csv|tsv)(?:\.gz)?$/i.test(file) ? 'metrics' : 'logs';
}

export interface LocalReading {
  readonly observations: Observations;
  /** Equal while nothing has changed. */
  readonly signature: string;
}

/** @param nowMs - the moment of the reading, where no file says one */
export async function readSources(found: FoundSources, nowMs: number): Promise<LocalReading> {
  const signature = await signatureOf(found.files);
  const { observations } = await readFiles(found.files, { repositories: found.repositories });
  const dated = Date.parse(observations.now) > 0;
  return {
    observations: dated ? observations : { ...observations, now: new Date(nowMs).toISOString() },
    signature,
  };
}

/** Sizes and times of the files. */
export async function signatureOf(files: readonly FoundFile[]): Promise<string> {
  const parts = await Promise.all(
    files.map(async (file) => {
      const about = await stat(file.path).catch(() => undefined);
      return `${file.path} ${about?.size ?? '-'} ${about?.mtimeMs ?? '-'}`;
    }),
  );
  return parts.join('\n');
}
