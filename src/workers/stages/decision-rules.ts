/** IGNORE, MONITOR or TICKET by the service's rules: pure, so that the same facts always decide the same. */
import type { Analysis, Decision } from '../../domain/analysis.ts';
import { comparePriority, type Priority } from '../../domain/priority.ts';
import type { Report } from '../../domain/report.ts';
import type { DecisionRules } from '../../domain/service.ts';
import { MINUTE_MS } from '../../domain/time.ts';
import { duration } from '../text.ts';

export interface DecisionFacts {
  readonly rules: DecisionRules;
  readonly titles: readonly string[];
  /** When the trouble began, as far as known: the onset, else the first alert. */
  readonly sinceMs: number;
  /** When the last alert recovered; null while one still fires. */
  readonly recoveredMs: number | null;
  readonly nowMs: number;
  readonly severity: Priority;
  readonly report: Pick<Report, 'verdict' | 'confidence'> | null;
  readonly analysis: Pick<Analysis, 'decision'> | null;
}

/** A cause found with less than this is a lead, not a reason to give somebody work. */
const FOUND_CONFIDENCE = 0.5;

export function decide(facts: DecisionFacts): Decision & { rule: string } {
  const { rules, nowMs, sinceMs, recoveredMs } = facts;
  const lastedMs = Math.max(0, (recoveredMs ?? nowMs) - sinceMs);
  const lasted = duration(lastedMs);
  const noise = rules.known_noise.find(
    (word) =>
      // an empty word stands in every title
      word.trim() !== '' &&
      facts.titles.length > 0 &&
      facts.titles.every((title) => title.toLowerCase().includes(word.toLowerCase())),
  );
  if (noise !== undefined)
    return result('IGNORE', null, 'known_noise', `the alert is known noise (“${noise}”)`);

  if (recoveredMs !== null) {
    if (lastedMs < rules.ignore_below_minutes * MINUTE_MS)
      return result('IGNORE', null, 'transient', `it lasted ${lasted} and has recovered`);
    // Long enough for customers to have seen it: nobody needs to act now, but somebody should know.
    if (lastedMs > rules.ticket_above_minutes * MINUTE_MS)
      return result(
        'MONITOR',
        facts.severity,
        'recovered_late',
        `it has recovered, after ${lasted}`,
      );
    return result('IGNORE', null, 'recovered', `it has recovered after ${lasted}`);
  }
  const priority = urgent(facts);
  if (lastedMs > rules.ticket_above_minutes * MINUTE_MS)
    return result('TICKET', priority, 'sustained', `it has lasted ${lasted} and still fires`);
  if (rules.customer_facing)
    return result(
      'TICKET',
      priority,
      'customer_facing',
      'the service faces customers and its alert still fires',
    );
  if (facts.report?.verdict === 'root_cause' && facts.report.confidence >= FOUND_CONFIDENCE) {
    return result(
      'TICKET',
      priority,
      'cause_found',
      'a change that caused it was found, and it still fires',
    );
  }
  if (facts.analysis?.decision.action === 'TICKET')
    return result('TICKET', priority, 'evidence', facts.analysis.decision.reason);
  return result(
    'MONITOR',
    facts.severity,
    'not_yet_sustained',
    `it has lasted ${lasted} and still fires: not sustained yet`,
  );
}

/** The alert's severity, raised where the evidence shows it to be worse than it was labelled. */
function urgent({ severity, analysis }: DecisionFacts): Priority {
  const seen = analysis?.decision.action === 'TICKET' ? analysis.decision.priority : null;
  return seen !== null && comparePriority(seen, severity) < 0 ? seen : severity;
}

const result = (
  action: Decision['action'],
  priority: Priority | null,
  rule: string,
  reason: string,
) => ({ action, priority, reason, rule });
