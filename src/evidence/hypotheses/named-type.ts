/** The type that an error names without standing in its trace: what could not be read, cast or filled. */
import type { FaultKind } from '../faults/fault-kinds.ts';
import type { Candidate } from './change-facts.ts';
import { chainOf, type Context } from './context.ts';

/** Errors about a value's shape: its type's own file is where the shape is written down. */
const OF_SHAPE: readonly FaultKind[] = ['parse', 'type_mismatch', 'missing_key', 'unmatched'];
/** `nl.road.model.LaneBook`, `Road\Model\LaneBook`, `road::LaneBook`, `road/model/LaneBook`. */
const QUALIFIED = /\b(?:[A-Za-z_]\w*(?:\.|::|\\|\/)){1,8}([A-Z]\w{3,60})\b/g;
const plain = (text: string): string => text.toLowerCase().replace(/[^a-z\d]/g, '');

/** The changed file of such a type; the folder above it has to agree as well. */
export function namedType({ paths }: Candidate, { faults, frames }: Context): string | null {
  // what stands in the trace is there as who fails, not as what can't be read
  const failing = new Set(frames.map(({ file }) => file));
  for (const { fault, fresh, weight } of faults) {
    if (!fresh || weight < 0.2 || !OF_SHAPE.some((kind) => fault.kinds.has(kind))) continue;
    const chain = fault.traces.flatMap((trace) => chainOf(trace));
    const types = new Set(chain.map((each) => each.exceptionType ?? ''));
    const text = `${fault.sample.split('\n')[0] ?? ''}\n${chain.map((each) => each.message ?? '').join('\n')}`;
    for (const [whole, name = ''] of text.slice(0, 2_000).matchAll(QUALIFIED)) {
      if (types.has(whole) || /(?:Exception|Error)$/.test(name)) continue;
      const above = whole.slice(0, -name.length).split(/\W+/).filter(Boolean).at(-1) ?? '';
      for (const path of paths) {
        if (failing.has(path)) continue;
        const parts = path.split('/');
        const file = (parts.at(-1) ?? '').replace(/\.\w{1,5}$/, '');
        if (plain(file) === plain(name) && plain(parts.at(-2) ?? '') === plain(above)) return path;
      }
    }
  }
  return null;
}
