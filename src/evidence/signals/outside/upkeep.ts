/** What a store does for itself, once, right before those who use it suffer. */
import { MINUTE_MS } from '../../../domain/time.ts';
import { isUntouched } from '../../hypotheses/alternatives/ours.ts';
import type { Context } from '../../hypotheses/context.ts';
import { levelOf, msOf } from '../log-faults.ts';
import { isStore } from '../topology.ts';
import type { OutsideSign } from './model.ts';

/** It announces what follows; what comes later, or again and again, follows itself. */
const BEFORE_MS = 10 * MINUTE_MS;
const AFTER_MS = MINUTE_MS / 2;
const AT_MOST = 3;
/** A client of it that was deployed within this time asks other things of it, perhaps. */
const DEPLOYED_MS = 20 * MINUTE_MS;
/** What was watched for less than this says nothing of what is new. */
const PAST_MS = 30 * MINUTE_MS;

/** Work that stores of all kinds do on themselves. */
const WORK =
  /vacuum|analy[sz]e|statistics|backup|\bdump\b|snapshot|bgsave|aof rewrite|compaction|force ?merge|segment merge|reindex|rebalanc|resharding|repair\b|resync|fail ?over|switch ?over|promot|maintenance|patching|upgrad|checkpoint|recovery|index (?:build|rebuild)/i;

/**
 * A line that a store, which nobody here changed, never said before: not of a failing request, but of
 * itself, once, shortly before the onset.
 */
export function storeUpkeep(context: Context): OutsideSign | null {
  const { onset, observations, firstFailing, topology } = context;
  if (onset === null || firstFailing === null) return null;
  const near = new Set([firstFailing, ...topology.dependencies(firstFailing)]);
  const lines = new Map<string, { text: string; store: string; count: number; ms: number }>();
  let fromMs = Infinity;
  for (const record of observations.logs) {
    const ms = msOf(record.at);
    if (ms === null) continue;
    fromMs = Math.min(fromMs, ms);
    const store = record.service;
    if (store === null || !near.has(store) || !isStore(store)) continue;
    const level = levelOf(record);
    if (level === 'error' || level === 'fatal') continue;
    const text = record.message.split('\n', 1)[0]?.slice(0, 160) ?? '';
    const key = `${store} ${text.replace(/["'`][^"'`]*["'`]|\S*\d\S*/g, '#')}`;
    const known = lines.get(key);
    if (known === undefined) lines.set(key, { text, store, count: 1, ms });
    else {
      known.count += 1;
      known.ms = Math.min(known.ms, ms);
    }
  }
  if (fromMs > onset.atMs - PAST_MS) return null;
  const found = [...lines.values()].find(
    ({ count, ms, text, store }) =>
      count <= AT_MOST &&
      ms >= onset.atMs - BEFORE_MS &&
      ms <= onset.atMs + AFTER_MS &&
      WORK.test(text) &&
      isUntouched(store, observations),
  );
  if (found === undefined) return null;
  // routine work is going on whenever somebody deploys, too
  const deployed = observations.deployments.some((each) => {
    const live = msOf(each.finishedAt) ?? Infinity;
    return (
      each.service !== null &&
      topology.callers(found.store).has(each.service) &&
      live <= onset.atMs + AFTER_MS &&
      live >= onset.atMs - DEPLOYED_MS
    );
  });
  return {
    category: 'infrastructure',
    weight: deployed ? 1 : 2.6,
    reason: `${found.store} worked on itself right before: ${found.text}`,
    statement: `${found.store} does not serve as before since it worked on itself; no change is to blame.`,
    origin: found.store,
    action: 'investigate_further',
  };
}
