/** Which known pitfall a change walked into, by what the failure says and by the change's patch. */
import type { FileChange } from '../../domain/observation.ts';
import { fileRole, RUNTIME_WEIGHT } from '../diff/file-role.ts';
import { diffOfFile } from '../diff/parse.ts';
import type { FaultKind } from '../faults/fault-kinds.ts';
import type { Context } from './context.ts';
import { PITFALLS } from '../pitfalls/index.ts';
import type { Pitfall } from '../pitfalls/model.ts';

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
/** Pitfalls that explain a failure by less than this are not looked for in patches. */
const HARDLY = 0.05;
/** What stands in a new file was not put in place of anything. */
const IN_NEW_FILE = 0.5;
/** Each further candidate with the same pitfall takes away this much of it. */
const SHARED = 0.6;
const MAX_TEXT = 40_000;
const MAX_SAID = 6_000;

type Failure = Pick<Context, 'faults' | 'kinds'>;

interface Explaining {
  readonly pitfall: Pitfall;
  readonly weight: number;
  readonly said: boolean;
}

const explaining = new WeakMap<Failure['faults'], readonly Explaining[]>();

/** The pitfalls that make such a failure, the surest first: few of all that are known. */
function pitfallsFor({ faults, kinds }: Failure): readonly Explaining[] {
  const known = explaining.get(faults);
  if (known !== undefined) return known;
  const out = PITFALLS.map((pitfall): Explaining => {
    const said = saidOf(pitfall, faults);
    const felt = Math.max(
      0,
      ...(pitfall.kinds ?? []).map(
        (kind) => (FELT.has(kind) ? BY_FEEL : BY_KIND) * (kinds.get(kind) ?? 0),
      ),
    );
    const weight = pitfall.weight * Math.max(said, felt);
    return { pitfall, weight, said: said > 0 && said >= felt };
  })
    .filter(({ weight }) => weight >= HARDLY)
    .sort((a, b) => b.weight - a.weight);
  explaining.set(faults, out);
  return out;
}

/**
 * The surest of the commit's pitfalls that explains the failure; null when none does.
 *
 * @param rivals - the files of all candidates: what many of them walked into tells none of them apart
 */
export function pitfallOf(
  files: readonly FileChange[],
  failure: Failure,
  rivals: readonly (readonly FileChange[])[] = [],
): Hit | null {
  const sides = sidesIn(files);
  let best: Hit | null = null;
  if (sides.length === 0) return best;
  for (const each of pitfallsFor(failure)) {
    if (each.weight <= (best?.weight ?? 0)) break;
    const side = sides.find((one) => isIn(one, each.pitfall));
    if (side === undefined) continue;
    const others = rivals.filter(
      (one) => one !== files && sidesIn(one).some((other) => isIn(other, each.pitfall)),
    ).length;
    const weight = (each.weight * (side.isNew ? IN_NEW_FILE : 1)) / (1 + SHARED * others);
    if (weight > (best?.weight ?? 0)) best = { ...each, weight, file: side.path };
  }
  return best;
}

const sidesIn = (files: readonly FileChange[]): Sides[] =>
  files.flatMap((file) => sidesOf(file) ?? []);

/** The pitfalls that the patches of a commit show, whatever failed. */
export const pitfallsIn = (files: readonly FileChange[]): Walked[] =>
  files.flatMap((file) => {
    const side = sidesOf(file);
    return side === null
      ? []
      : PITFALLS.filter((pitfall) => isIn(side, pitfall)).map((pitfall) => ({
          pitfall,
          file: file.path,
        }));
  });

/** A file's patch as texts. */
interface Sides {
  readonly path: string;
  /** Nothing was there before: it holds some of everything. */
  readonly isNew: boolean;
  readonly added: string;
  readonly removed: string;
  /** Added lines and those around them. */
  readonly after: string;
}

const read = new WeakMap<FileChange, Sides>();

/** Null for what was not read, and for what does not run in production. */
function sidesOf(file: FileChange): Sides | null {
  const known = read.get(file);
  if (known !== undefined) return known;
  if (file.patch === null || RUNTIME_WEIGHT[fileRole(file.path)] <= 0.1) return null;
  const lines = diffOfFile(file).hunks.flatMap((hunk) => hunk.lines);
  const textOf = (...kinds: readonly string[]): string =>
    lines
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ text }) => text)
      .join('\n')
      .slice(0, MAX_TEXT);
  const sides: Sides = {
    path: file.path,
    isNew: file.status === 'added',
    added: textOf('added'),
    removed: textOf('removed'),
    after: textOf('added', 'context'),
  };
  read.set(file, sides);
  return sides;
}

const isIn = ({ path, added, removed, after }: Sides, pitfall: Pitfall): boolean =>
  pitfall.files.test(path) &&
  (pitfall.added === undefined || (pitfall.added.test(added) && !pitfall.added.test(removed))) &&
  (pitfall.removed === undefined ||
    (pitfall.removed.test(removed) && !pitfall.removed.test(added))) &&
  (pitfall.changed === undefined ||
    (pitfall.changed.test(removed) && pitfall.changed.test(added))) &&
  pitfall.beside?.test(after) !== false &&
  pitfall.unless?.test(after) !== true;

/** 0–1: the weight of the gravest fault that speaks of it. */
function saidOf({ says }: Pitfall, faults: Failure['faults']): number {
  if (says === undefined) return 0;
  return Math.max(
    0,
    ...faults
      .filter(({ fault, weight }) => weight >= HARDLY && says.test(textsOf(fault)))
      .map(({ weight }) => Math.min(1, weight)),
  );
}

const texts = new WeakMap<object, string>();

/** The line with its stack, and the exceptions' own words where the line was cut. */
function textsOf(fault: Failure['faults'][number]['fault']): string {
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
