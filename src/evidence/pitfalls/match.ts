/** Which known pitfall a change walked into, by its patch and by what the failure says. */
import type { FileChange } from '../../domain/observation.ts';
import { fileRole, RUNTIME_WEIGHT } from '../diff/file-role.ts';
import { diffOfFile } from '../diff/parse.ts';
import type { FaultKind } from '../faults/fault-kinds.ts';
import type { Context } from '../hypotheses/context.ts';
import { PITFALLS } from './index.ts';
import type { Pitfall } from './model.ts';

export interface Walked {
  readonly pitfall: Pitfall;
  readonly file: string;
}

export interface Hit extends Walked {
  /** 0–1: how surely this change makes this failure. */
  readonly weight: number;
  /** The failure speaks of just this; else it is only of a kind that may follow. */
  readonly said: boolean;
}

/** A failure that is only felt and says no more is worth this much, of 1. */
const BY_FEEL = 0.5;
/** One that says what broke, in words that are not the pitfall's: many changes could do that. */
const BY_KIND = 0.25;

/** What is felt of a service, whatever its code said. */
const FELT: ReadonlySet<FaultKind> = new Set<FaultKind>([
  'slow',
  'db_slow',
  'timeout',
  'memory',
  'cpu',
  'threads',
  'disk',
  'file_descriptors',
  'pool_exhausted',
  'queue_backlog',
  'deadlock',
  'duplicate',
  'rate_limited',
  'retry_storm',
  'payload_size',
]);
const MAX_TEXT = 40_000;
const MAX_SAID = 6_000;

const walked = new WeakMap<readonly FileChange[], readonly Walked[]>();

/** The pitfalls that the patches of a commit show, whatever failed. */
export function pitfallsIn(files: readonly FileChange[]): readonly Walked[] {
  const known = walked.get(files);
  if (known !== undefined) return known;
  const found = files.flatMap(pitfallsOfFile);
  walked.set(files, found);
  return found;
}

function pitfallsOfFile(file: FileChange): Walked[] {
  if (file.patch === null || RUNTIME_WEIGHT[fileRole(file.path)] <= 0.1) return [];
  const own = PITFALLS.filter(({ files }) => files.test(file.path));
  if (own.length === 0) return [];
  const lines = diffOfFile(file).hunks.flatMap((hunk) => hunk.lines);
  const textOf = (...kinds: readonly string[]): string =>
    lines
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ text }) => text)
      .join('\n')
      .slice(0, MAX_TEXT);
  const [added, removed, after] = [textOf('added'), textOf('removed'), textOf('added', 'context')];
  return own
    .filter(
      (pitfall) =>
        (pitfall.added === undefined ||
          (pitfall.added.test(added) && !pitfall.added.test(removed))) &&
        (pitfall.removed === undefined ||
          (pitfall.removed.test(removed) && !pitfall.removed.test(added))) &&
        (pitfall.changed === undefined ||
          (pitfall.changed.test(removed) && pitfall.changed.test(added))) &&
        pitfall.beside?.test(after) !== false &&
        pitfall.unless?.test(after) !== true,
    )
    .map((pitfall) => ({ pitfall, file: file.path }));
}

/** The surest of the commit's pitfalls that explains the failure; null when none does. */
export function pitfallOf(
  files: readonly FileChange[],
  context: Pick<Context, 'faults' | 'kinds'>,
): Hit | null {
  let best: Hit | null = null;
  for (const each of pitfallsIn(files)) {
    const said = saidOf(each.pitfall, context);
    const felt = Math.max(
      0,
      ...(each.pitfall.kinds ?? []).map(
        (kind) => (FELT.has(kind) ? BY_FEEL : BY_KIND) * (context.kinds.get(kind) ?? 0),
      ),
    );
    const weight = each.pitfall.weight * Math.max(said, felt);
    if (weight > (best?.weight ?? 0)) best = { ...each, weight, said: said > 0 && said >= felt };
  }
  return best;
}

/** 0–1: the weight of the gravest fault that speaks of it. */
function saidOf({ says }: Pitfall, { faults }: Pick<Context, 'faults'>): number {
  if (says === undefined) return 0;
  return Math.max(
    0,
    ...faults
      .filter(({ fault }) => says.test(textsOf(fault)))
      .map(({ weight }) => Math.min(1, weight)),
  );
}

const texts = new WeakMap<object, string>();

/** The line with its stack, and the exceptions' own words where the line was cut. */
function textsOf(fault: Context['faults'][number]['fault']): string {
  const known = texts.get(fault);
  if (known !== undefined) return known;
  const thrown = fault.traces
    .flatMap((trace) => [
      `${trace.exceptionType ?? ''}: ${trace.message ?? ''}`,
      ...trace.frames.slice(0, 12).map((frame) => frame.raw),
    ])
    .join('\n');
  const text = `${fault.sample.slice(0, MAX_SAID)}\n${thrown.slice(0, MAX_SAID)}`;
  texts.set(fault, text);
  return text;
}
