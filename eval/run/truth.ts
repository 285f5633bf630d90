/** What is true of each incident, batch and history; kept apart from the data that the engine sees. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { CauseCategory, DecisionAction, Verdict } from '../../src/domain/analysis.ts';

export const EVAL_ROOT = path.join(import.meta.dirname, '..');

export const Half = z.enum(['development', 'sealed']);
export type Half = z.infer<typeof Half>;

export const IncidentTruth = z.object({
  half: Half,
  id: z.string().regex(/^[0-9a-f]{8}$/),
  /** The failure kind, for the table by kind; not a name that the engine knows. */
  kind: z.string(),
  language: z.string(),
  system: z.string(),
  /** 1 quiet to 3 loud. */
  noise: z.number().int().min(1).max(3),
  /** Files left out of the bundle, by the beginning of their name. */
  missing: z.array(z.string()),
  layout: z.enum(['monorepo', 'polyrepo']),
  verdict: Verdict,
  /** The guilty commit's full id. */
  commit: z.string().nullable(),
  /** The guilty flag or setting, where no commit is. */
  change: z.string().nullable(),
  category: CauseCategory,
  /** The service that failed first; more than one where naming either is right. */
  firstFailingService: z.array(z.string()).min(1),
  blastRadius: z.array(z.string()),
  /** Every decision that is right, the best first. */
  decisions: z.array(DecisionAction).min(1),
  decoys: z.object({
    asked: z.array(z.string()),
    commits: z.array(z.string()),
    changes: z.array(z.string()),
  }),
  onsetAt: z.string(),
  story: z.string(),
});
export type IncidentTruth = z.infer<typeof IncidentTruth>;

export const BatchTruth = z.object({
  half: Half,
  id: z.string().regex(/^[0-9a-f]{8}$/),
  story: z.string(),
  alerts: z.array(
    z.object({
      id: z.string(),
      /** Every action that is right, the best first. */
      actions: z.array(DecisionAction).min(1),
      /** Ids of alerts or incidents of which this one is a part; empty when it stands alone. */
      duplicateOf: z.array(z.string()),
      /** A problem of customers or of data that somebody must work on: missing it is the worst. */
      real: z.boolean(),
      why: z.string(),
    }),
  ),
});
export type BatchTruth = z.infer<typeof BatchTruth>;

export const HistoryTruth = z.object({
  half: Half,
  id: z.string().regex(/^[0-9a-f]{8}$/),
  language: z.string(),
  kind: z.string(),
  commits: z.number(),
  /** The commit that introduced the failure. */
  commit: z.string(),
  story: z.string(),
});
export type HistoryTruth = z.infer<typeof HistoryTruth>;

/** @throws when a truth file does not have its shape, with the file's name */
function readAll<T>(folder: string, schema: z.ZodType<T>): T[] {
  const full = path.join(EVAL_ROOT, 'truth', folder);
  if (!existsSync(full)) return [];
  return readdirSync(full)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => {
      const parsed = schema.safeParse(JSON.parse(readFileSync(path.join(full, name), 'utf8')));
      if (!parsed.success) throw new Error(`${folder}/${name}: ${z.prettifyError(parsed.error)}`);
      return parsed.data;
    });
}

export const readIncidentTruths = (): IncidentTruth[] => readAll('incidents', IncidentTruth);
export const readBatchTruths = (): BatchTruth[] => readAll('batches', BatchTruth);
export const readHistoryTruths = (): HistoryTruth[] => readAll('histories', HistoryTruth);
