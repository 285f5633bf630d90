/** Somebody upstream says that what came in was no good, before anybody trips over it. */
import type { Context } from '../../hypotheses/context.ts';
import { MINUTE_MS } from '../../../domain/time.ts';
import { mentions } from '../complaints.ts';
import { seen, type OutsideSign } from './model.ts';

const SPOILT =
  /(?:field|column|value|element|attribute|cell|row|record|rate|price|entry|entries)s?\b[^.\n]{0,40}\b(?:empty|blank|missing|absent|malformed|truncated|not a number|out of range)\b|(?:export|feed|file|dump|snapshot|catalog\w*|delivery|upload)\b[^.\n]{0,50}\b(?:empty|truncated|incomplete|malformed|corrupt\w*|missing|without)\b|(?:using|falling back to|defaulting to|treated as) (?:0\b|null|zero|default|empty)/i;
/** Clocks of two services differ by as much. */
const BLUR_MS = MINUTE_MS;

/**
 * A service that hands data on complains of what it was given no later than the first failures, and
 * the failing one, by its own words, works with what comes from there.
 */
export function spoiltInput(context: Context): OutsideSign | null {
  const { firstFailing, onset } = context;
  if (firstFailing === null || onset === null) return null;
  const found = seen(context, SPOILT);
  if (!found.fresh || found.firstMs === null || found.firstMs > onset.atMs + BLUR_MS) return null;
  const words = context.faults
    .filter(({ fault, fresh }) => fresh && fault.service === firstFailing)
    .map(({ fault }) => fault.sample.slice(0, 1_000).toLowerCase())
    .join('\n');
  for (const { service, message } of found.lines) {
    if (service === null || service === firstFailing) continue;
    if (!mentions(words, service.toLowerCase())) continue;
    return {
      category: 'bad_input_data',
      weight: 2.2,
      reason: `before the failures ${service} says of what it was given: ${message.split('\n')[0]?.slice(0, 120) ?? ''}`,
      statement: `${service} was given data that it could not use, and passed it on; no change is to blame.`,
      origin: service,
    };
  }
  return null;
}
