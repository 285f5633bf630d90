/** Signs of intrusion: what got through is a ticket whatever its label; what was stopped is not. */
import type { AlertFacts } from '../facts.ts';
import { quoted } from '../reading/claims.ts';
import {
  apart,
  FAR_BEYOND,
  isFlapping,
  leave,
  ticket,
  watch,
  type Judgement,
  type Witness,
} from './model.ts';

/** What every address on the internet sees all day. */
const BACKGROUND =
  /unusual (?:hours?|time)|new device|\bprob(?:ed|es|ing)\b|port.?scan|\bwaf\b|blocked|tls ?(?:v?1\.?[01])\b|tls[._ ]?v?1[01]?\b|weak cipher|\bspam\b|phish\w*|crawler|\bscan(?:s|ner|ning)? detected|failed log-?ins?\b|rate.?limit/i;
/** Findings of scanners without an attacker. */
const FINDING =
  /\bcves?\b|cve-\d|\b(?:trivy|snyk|grype|qualys|nessus)\b|vulnerabilit|vuln[._]|finding|outdated|\bpatch(?:es)?\b|\bdlp\b|awareness|simulation|training|report\b/i;
const SEVERE = /cvss:? ?(?:9|10)|critical|exploit|rce\b|remote code|internet[- ]?facing|zero.?day/i;
/** Told in a digest: whoever wrote it has seen it. */
const DIGEST = /\b(?:weekly|monthly|daily|quarterly) (?:\w+ )?(?:report|digest|summary)\b/i;

export function security(facts: AlertFacts, witness: Witness): Judgement {
  const { claims, head, text } = facts;
  const inside = quoted(claims, 'compromise', 'unguarded', 'data');
  const stopped = quoted(claims, 'controlled', 'expected');
  const isFinding = FINDING.test(head) && !/secret|key|leak|malware|root|grant/i.test(head);
  if (DIGEST.test(head))
    return apart(leave('a report of what security tools found: nothing to stop now'));
  if (isFinding)
    return SEVERE.test(text) && !(claims.has('controlled') && !claims.has('compromise'))
      ? apart(
          ticket(
            facts,
            'P1',
            `a hole that is known to be exploitable${inside === null ? '' : `: ${inside}`}`,
          ),
        )
      : apart(leave('findings to mend in the course of work: nobody has used them'));
  const isBackground = BACKGROUND.test(head);
  const isOver = facts.clearedMs !== null || isFlapping(facts);
  if (inside === null || (stopped !== null && !claims.has('unguarded') && isSoft(inside))) {
    if (stopped !== null)
      return apart(
        isBackground || isOver
          ? leave(`the protection worked: ${stopped}`)
          : watch(`checked, and nothing got through: ${stopped}`),
      );
    if (isBackground && (isOver || (facts.excess ?? 1) < FAR_BEYOND))
      return apart(leave('background noise of the internet: nothing says that anybody got in'));
    if (isBackground && witness.now === null && (facts.excess ?? 1) < 5)
      return apart(watch('more knocking than usual, and nothing says that anybody got in'));
  }
  return apart(
    ticket(
      facts,
      'P1',
      `a sign of intrusion is never noise${inside === null ? '' : `: ${inside}`}`,
    ),
  );
}

/** Words that a check which worked answers: somebody was tried, not taken. */
const isSoft = (words: string): boolean =>
  /credential stuffing|impossible travel|brute|unfamiliar|unrecogni|unknown (?:device|countr|location)|never|without|(?:key|token|credential|secret|password)/i.test(
    words,
  ) && !/active|live|in use|still works|exploited|malware|mfa (?:was )?not/i.test(words);
