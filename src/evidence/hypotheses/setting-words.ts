/** What ties a setting or a switch to a failure: its own words, without whose it is, and whom it names. */
import type { ConfigChange } from '../../domain/observation.ts';
import { MINUTE_MS } from '../../domain/time.ts';
import type { Fault } from '../signals/log-faults.ts';
import { bare, spoken, stands, wordsOf } from '../text/tokens.ts';
import type { Context } from './context.ts';
import type { Hit } from './word-score.ts';

const NONE: ReadonlySet<string> = new Set();

/** Whose setting it is says nothing of what it sets: the words of its service, and of its name's first part. */
export function ownersWords({ name, service }: ConfigChange): ReadonlySet<string> {
  const [head, ...rest] = name.split(/[./:]/);
  const prefix = rest.length > 0 && service !== null && bare(head ?? '') === bare(service);
  return wordsOf(prefix ? `${service} ${head ?? ''}` : (service ?? ''));
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
