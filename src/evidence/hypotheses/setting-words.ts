/** What ties a setting or a switch to a failure: its own words, without whose it is, and whom it names. */
import type { ConfigChange } from '../../domain/observation.ts';
import { DAY_MS, MINUTE_MS } from '../../domain/time.ts';
import type { Fault } from '../signals/log-faults.ts';
import { bare, spoken, stands, wordsOf } from '../text/tokens.ts';
import type { Context } from './context.ts';
import type { Hit } from './word-score.ts';

const NONE: ReadonlySet<string> = new Set();

/** Whose setting it is says nothing of what it sets: the words of the service that its name begins with. */
export function ownersWords({ name, service }: ConfigChange): ReadonlySet<string> {
  if (service === null || !bare(name).startsWith(bare(service))) return NONE;
  return wordsOf(service);
}

/** What differs from one failure to the next: it fails for the others alike. */
export function varying(fault: Fault): ReadonlySet<string> {
  if (!fault.template.includes('<*>')) return NONE;
  const fixed = wordsOf(fault.template.replaceAll(/<[^<>]*>/g, ' '), 200);
  return new Set(
    [...wordsOf(fault.sample.split('\n')[0] ?? '', 200)].filter((word) => !fixed.has(word)),
  );
}

/** How much of a flag's or setting's own name the failing code and messages repeat. */
export function namedGain(config: ConfigChange, context: Context, hits: Hit[]): number {
  const owners = ownersWords(config);
  const words = [...wordsOf(config.name)].filter((word) => !owners.has(word));
  if (words.length === 0) return 0;
  const said = new Set<string>();
  for (const { fault, weight } of context.faults) {
    if (weight < 0.4) continue;
    const apart = context.soleSource === null ? varying(fault) : NONE;
    for (const word of wordsOf(fault.sample, 200)) if (!apart.has(word)) said.add(word);
  }
  for (const { frame, weight } of context.frames) {
    if (weight < 0.3) continue;
    const file = (frame.file ?? '').split(/[\\/]/).at(-1) ?? '';
    for (const word of wordsOf(`${frame.function ?? ''} ${file}`)) said.add(word);
  }
  const found = words.filter((word) => said.has(word));
  const spelled = spoken(config.name);
  for (const word of found) hits.push({ text: spelled.get(word) ?? word, value: 0.5 });
  return 1.6 * (found.length / words.length);
}

/** What somebody new is asked for since is told by who answers: worth as much as a line that begins then. */
const REDIRECTED = 1.2;
const REDIRECT_BLUR_MS = 5 * MINUTE_MS;

/** The value names somebody else than before, who is heard, or asked for more, since it was set. */
export function redirectGain(
  { before, after, at }: ConfigChange,
  { heard, moves, topology }: Context,
  hits: Hit[],
): number {
  if (after === undefined) return 0;
  const setMs = Date.parse(at);
  const spoke = (service: string): boolean =>
    (heard.get(service)?.atMs ?? -Infinity) >= setMs - MINUTE_MS ||
    moves.some(
      ({ kind, series, change }) =>
        kind === 'traffic' &&
        series.service === service &&
        change.direction === 'up' &&
        Math.abs(change.atMs - setMs) <= REDIRECT_BLUR_MS,
    );
  const named = [...new Set([...heard.keys(), ...topology.services])].find(
    (service) => stands(service, after) && !stands(service, before ?? '') && spoke(service),
  );
  if (named === undefined) return 0;
  hits.push({ text: named, value: REDIRECTED });
  return REDIRECTED;
}

/** Lines beyond this many are not looked at. */
const MAX_LINES = 50_000;
/** A line of any level that speaks of the setting in its own words: somebody acts by it. */
const TOLD = 0.7;

/** Since it was set somebody does what it says, in lines that bear all of the words of its name. */
export function toldGain(config: ConfigChange, { observations }: Context, hits: Hit[]): number {
  const owners = ownersWords(config);
  const words = [...wordsOf(config.name)].filter((word) => !owners.has(word) && word.length >= 3);
  if (words.length < 2) return 0;
  const setMs = Date.parse(config.at);
  const first = observations.logs.find(({ at }) => at !== null)?.at;
  // of what was set long before the lines begin nobody knows whether they spoke of it all along
  if (first != null && Date.parse(first) - setMs > DAY_MS) return 0;
  let told = false;
  for (const { at, message, service } of observations.logs.slice(0, MAX_LINES)) {
    const lower = message.toLowerCase();
    if (!words.every((word) => lower.includes(word))) continue;
    if (service !== config.service && service !== observations.service) continue;
    // spoken of all along: nothing of it began with the change
    if (at !== null && Date.parse(at) < setMs - MINUTE_MS) return 0;
    told = true;
  }
  if (!told) return 0;
  hits.push(...words.map((word) => ({ text: word, value: TOLD })));
  return TOLD;
}
