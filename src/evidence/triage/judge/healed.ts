/** Alerts that have cleared: over, or only quiet for now. */
import type { AlertFacts } from '../facts.ts';
import { quoted } from '../reading/claims.ts';
import {
  BLIP_MS,
  FAR_BEYOND,
  isFlapping,
  leave,
  minutes,
  SUSTAINED_MS,
  ticket,
  watch,
  type Judgement,
  type Witness,
} from './model.ts';

const FELT = new Set(['errors', 'availability', 'business']);

export function healed(facts: AlertFacts, { afterwards }: Witness): Judgement {
  const lasted = facts.durationMs;
  const often = isFlapping(facts);
  if (afterwards !== null) return ticket(facts, 'P1', `cleared, but not cured: ${afterwards}`);
  // a failure that was seen once rises before it heals; one that returns and rises is not healed
  if (
    facts.trend === 'worse' &&
    (facts.isRecurring ||
      facts.subject === 'resource' ||
      facts.subject === 'restart' ||
      facts.subject === 'job' ||
      often)
  )
    return ticket(
      facts,
      'P2',
      'cleared for now, but it gets worse from one time to the next',
      false,
    );
  const goesOn = quoted(facts.claims, 'ongoing');
  if (goesOn !== null && facts.subject !== 'other')
    return facts.claims.has('growing') || (facts.excess ?? FAR_BEYOND) >= FAR_BEYOND || !often
      ? ticket(facts, 'P2', `cleared, but its text says otherwise: ${goesOn}`, false)
      : watch(`cleared, but it comes back: ${goesOn}`);
  const again = quoted(facts.claims, 'repeated');
  if (again !== null && !often && facts.subject !== 'other' && facts.subject !== 'job')
    return ticket(facts, 'P2', `cleared, but not for the first time: ${again}`, false);
  if (isRecurring(facts))
    return ticket(
      facts,
      'P2',
      `cleared, but it has come back ${facts.alert.timesFired} times, each far beyond what users bear`,
      false,
    );
  const isSlight = facts.excess !== null && facts.excess < 1.25;
  if (facts.subject === 'restart' && often && !isSlight)
    return watch(
      `restarts again and again (${facts.alert.timesFired} times): cleared, not cured`,
      'P2',
    );
  if (lasted !== null && lasted >= SUSTAINED_MS && !isSlight && isFelt(facts))
    return watch(
      `healed after ${minutes(lasted)}, long enough for users to have felt it`,
      facts.stated ?? 'P2',
    );
  if (often)
    return leave(`flapping: fired ${facts.alert.timesFired} times lately and cleared by itself`);
  if (
    lasted !== null &&
    lasted > BLIP_MS &&
    facts.subject === 'symptom' &&
    (facts.excess ?? 1) >= FAR_BEYOND
  )
    return watch(`healed after ${minutes(lasted)}, but it was ${facts.beyond}`);
  return leave(
    lasted === null ? 'over by its own words' : `healed by itself after ${minutes(lasted)}`,
  );
}

const isFelt = ({ subject }: AlertFacts): boolean => subject === 'symptom' || subject === 'data';

/** An outage that returns a few times a day is one that nobody has mended; dozens are a bad threshold. */
function isRecurring({
  subject,
  kind,
  excess,
  firingsPerDay,
  customerFacing,
  fewCalls,
  claims,
}: AlertFacts): boolean {
  const perDay = firingsPerDay ?? 0;
  return (
    subject === 'symptom' &&
    FELT.has(kind) &&
    customerFacing &&
    !fewCalls &&
    !claims.has('retried') &&
    (excess ?? 1) >= 3 &&
    perDay >= 3 &&
    perDay <= 12
  );
}
