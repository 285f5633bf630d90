/** Judges one alert by itself, before it is compared with the others of the batch. */
import type { AlertFacts } from '../facts.ts';
import type { Priority } from '../../../domain/priority.ts';
import { quoted } from '../reading/claims.ts';
import { flapping } from './flapping.ts';
import { healed } from './healed.ts';
import {
  apart,
  FAR_BEYOND,
  graveWords,
  isFlapping,
  isNearlyFull,
  leave,
  ticket,
  watch,
  type Judgement,
  type Witness,
} from './model.ts';
import { chatter, money, nonProduction, relieved } from './quiet.ts';
import { security } from './security.ts';
import { standing } from './standing.ts';

const SOON_DAYS = 14;

/** The first that applies decides: what it is, then whether it is over, then how much it matters. */
export function judge(facts: AlertFacts, witness: Witness): Judgement {
  const { subject } = facts;
  if (subject === 'exercise')
    return apart(
      leave(`an exercise or a test: ${quoted(facts.claims, 'exercise') ?? 'by its text'}`),
    );
  if (!facts.production) return nonProduction(facts);
  if (subject === 'security') return security(facts, witness);
  if (subject === 'maintenance')
    return apart(leave('announced maintenance, and its end has not passed'));
  if (subject === 'cost') return money(facts);
  if (subject === 'notice' || subject === 'trivia') {
    const quiet = chatter(facts, witness);
    if (quiet !== null) return quiet;
  }
  if (subject === 'expiry') return expiry(facts);
  if (subject === 'data' && (facts.clearedMs === null || facts.lasting))
    return ticket(
      facts,
      'P1',
      `data may be lost or wrong, which does not heal by itself${at(facts)}`,
    );
  if (facts.clearedMs !== null) return healed(facts, witness);
  const quiet = relieved(facts, witness);
  if (quiet !== null) return quiet;
  if (facts.trend === 'worse') return slowBurn(facts, witness);
  if (subject === 'job') return late(facts, witness);
  if (isFlapping(facts)) return flapping(facts, witness);
  return standing(facts, witness);
}

const at = ({ beyond }: AlertFacts): string => (beyond === '' ? '' : ` (${beyond})`);

function expiry(facts: AlertFacts): Judgement {
  const { daysLeft } = facts;
  if (facts.clearedMs !== null) return apart(leave('renewed: the alert has cleared'));
  if (daysLeft === null)
    return ticket(facts, 'P2', 'something expires, and that does not heal by itself');
  const days = `it expires in ${Math.round(daysLeft * 10) / 10} days`;
  if (daysLeft <= 0) return ticket(facts, 'P0', 'it has expired');
  if (daysLeft <= 3) return ticket(facts, 'P1', days);
  if (daysLeft <= SOON_DAYS) return ticket(facts, 'P2', `${days} and nobody has renewed it`, false);
  return apart(watch(`${days}: time enough`));
}

/** A job that is late may still end well; one that takes twice its time may not. */
function late(facts: AlertFacts, { now }: Witness): Judgement {
  const finishing = /\b(?:9\d|100) ?%|finish|almost|catching up|\beta\b/i.test(facts.text);
  const harm = quoted(facts.claims, 'deadline', 'people', 'repeated');
  if (harm !== null && !finishing)
    return ticket(facts, 'P2', `a job is late, and somebody waits for it: ${harm}${at(facts)}`);
  if (now !== null || ((facts.excess ?? 1) >= FAR_BEYOND && !finishing && !isFlapping(facts)))
    return ticket(facts, 'P2', `a job takes much longer than it should${at(facts)}`);
  return watch(`a job is late, and nothing says that it will not finish${at(facts)}`);
}

/** What fills up or worsens steadily ends in an outage, however quiet its label. */
function slowBurn(facts: AlertFacts, { now }: Witness): Judgement {
  const isSoon =
    now !== null ||
    (facts.excess ?? 1) >= FAR_BEYOND ||
    graveWords(facts) !== null ||
    (facts.subject === 'resource' && isNearlyFull(facts));
  const floor: Priority = isSoon ? 'P1' : 'P2';
  return ticket(
    facts,
    floor,
    `it gets steadily worse${at(facts)}: a slow burn${now === null ? '' : ` (${now})`}`,
  );
}
