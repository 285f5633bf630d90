/** A monitor that cries wolf may still see one: what is far beyond, lasts, or shows elsewhere counts. */
import type { AlertFacts } from '../facts.ts';
import {
  BARELY,
  FAR_BEYOND,
  graveWords,
  leave,
  minutes,
  SUSTAINED_MS,
  ticket,
  watch,
  type Judgement,
  type Witness,
} from './model.ts';

const FELT = new Set(['errors', 'availability', 'business']);
/** Of errors and sales a flapping monitor needs less than that: they do not wobble by half. */
const FAR_FOR_FAILURES = 1.5;
/** Resources that stop a service when they are used up; a hot CPU alone does not. */
const STOPS = new Set(['disk', 'memory', 'connections', 'queue', 'threads']);

export function flapping(facts: AlertFacts, { now }: Witness): Judgement {
  const { excess, durationMs, alert, subject, kind } = facts;
  const often = `this monitor often flaps (${alert.timesFired} times lately)`;
  const felt = subject === 'symptom' || subject === 'restart';
  if (now !== null && (felt || subject === 'resource'))
    return ticket(facts, 'P2', `${often}, but this time ${now}`, false);
  const grave = graveWords(facts);
  if (grave !== null && (felt || subject === 'other') && facts.extent !== 'one')
    return ticket(facts, 'P2', `${often}, but this time its text says ${grave}`, false);
  const far = FELT.has(kind) ? FAR_FOR_FAILURES : FAR_BEYOND;
  if ((excess ?? 1) >= far && subject === 'symptom')
    return ticket(facts, 'P2', `${often}, but this time it is ${facts.beyond}`, false);
  const sustained = durationMs !== null && durationMs >= SUSTAINED_MS;
  if (
    sustained &&
    ((subject === 'symptom' && (excess === null || excess >= BARELY) && !facts.isSingle) ||
      (STOPS.has(kind) && excess !== null && excess >= BARELY) ||
      (subject === 'other' && (excess ?? 1) >= FAR_BEYOND))
  )
    return ticket(
      facts,
      'P2',
      `${often}, but this time it has stayed on for ${minutes(durationMs)}`,
      false,
    );
  if (sustained || (subject === 'symptom' && (excess ?? 1) >= 1.25))
    return watch(`${often}; it has now been on for ${minutes(durationMs)}`);
  return leave(`flapping: fired ${alert.timesFired} times lately around its threshold`);
}
