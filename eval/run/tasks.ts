/** What a worker does: it has the data alone, never the truth. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readBatch } from '../../src/bundle/read-batch.ts';
import { readBundle } from '../../src/bundle/read-bundle.ts';
import { openGit } from '../../src/cli/git/git.ts';
import { createHistoryIndex } from '../../src/cli/git/history-index.ts';
import { rankSuspects } from '../../src/cli/git/rank-suspects.ts';
import type { Analysis } from '../../src/domain/analysis.ts';
import { analyze, triageBatch } from '../../src/evidence/index.ts';
import { vary, type Variation, type VariationTask } from '../perturb/vary.ts';
import { EVAL_ROOT } from './truth.ts';

export type Task =
  { readonly kind: 'incident' | 'batch' | 'history'; readonly id: string } | VariationTask;

export interface TriagedAlert {
  readonly id: string;
  readonly action: string;
  readonly duplicateOf: string | null;
}

export type Answer =
  | { readonly kind: 'incident'; readonly id: string; readonly analysis: Analysis }
  | { readonly kind: 'batch'; readonly id: string; readonly alerts: readonly TriagedAlert[] }
  | { readonly kind: 'history'; readonly id: string; readonly ranked: readonly string[] }
  | { readonly kind: 'variations'; readonly id: string; readonly variations: readonly Variation[] };

export const incidentFolder = (id: string): string => path.join(EVAL_ROOT, 'data/incidents', id);
export const batchFolder = (id: string): string => path.join(EVAL_ROOT, 'data/batches', id);
export const historyFile = (id: string, suffix: 'fast-export' | 'trace.txt'): string =>
  path.join(EVAL_ROOT, 'data/histories', `${id}.${suffix}`);

/** Reads the data and asks the engine. */
export async function answer(task: Task): Promise<Answer> {
  const { kind, id } = task;
  switch (kind) {
    case 'variations':
      return { kind, id, variations: await vary(task) };
    case 'incident': {
      const { observations } = await readBundle(incidentFolder(id));
      return { kind, id, analysis: analyze(observations) };
    }
    case 'batch': {
      const alerts = triageBatch(await readBatch(batchFolder(id))).map((alert) => ({
        id: alert.id,
        action: alert.action,
        duplicateOf: alert.duplicateOf,
      }));
      return { kind, id, alerts };
    }
    case 'history':
      return { kind, id, ranked: await rankedCommits(id) };
  }
}

async function rankedCommits(id: string): Promise<string[]> {
  const folder = importHistory(id);
  try {
    const git = await openGit(folder, { signal: AbortSignal.timeout(60_000) });
    const { suspects } = await rankSuspects(git, createHistoryIndex(git, { useCache: false }), {
      traceText: readFileSync(historyFile(id, 'trace.txt'), 'utf8'),
      revision: 'HEAD',
      limit: 0,
    });
    return suspects.map((suspect) => suspect.commit);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A bare repository out of a committed stream: a repository inside a repository would trouble git. */
export function importHistory(id: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'mira-eval-'));
  const git = (args: readonly string[], input?: Buffer): void => {
    execFileSync('git', args, { cwd: folder, ...(input === undefined ? {} : { input }) });
  };
  git(['init', '-q', '--bare', '-b', 'main', '.']);
  git(['fast-import', '--quiet'], readFileSync(historyFile(id, 'fast-export')));
  return folder;
}
