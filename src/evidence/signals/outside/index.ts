/** All signs of causes outside of everything that was changed, the strongest first. */
import type { Context } from '../../hypotheses/context.ts';
import { spoiltInput } from './inputs.ts';
import { loadTest } from './load.ts';
import { clock, hardware, neighbour, volume } from './machines.ts';
import { lockHolder } from './locks.ts';
import { fullStore, meetingPoint } from './meeting.ts';
import type { OutsideSign } from './model.ts';
import { ailment, lastKey } from './resources.ts';
import { edge, names, partition } from './network.ts';
import { provider, quota, region } from './providers.ts';
import { replay } from './replay.ts';
import { storeUpkeep } from './upkeep.ts';

export type { OutsideSign } from './model.ts';

const DETECTORS = [
  names,
  partition,
  edge,
  region,
  provider,
  quota,
  clock,
  hardware,
  neighbour,
  volume,
  ailment,
  lockHolder,
  lastKey,
  spoiltInput,
  loadTest,
  meetingPoint,
  fullStore,
  storeUpkeep,
  replay,
] as const;

const known = new WeakMap<Context, readonly OutsideSign[]>();

/** Computed once per analysis. */
export function outsideSigns(context: Context): readonly OutsideSign[] {
  let signs = known.get(context);
  if (signs === undefined) {
    signs = DETECTORS.flatMap((detect) => detect(context) ?? []).sort(
      (a, b) => b.weight - a.weight,
    );
    known.set(context, signs);
  }
  return signs;
}
