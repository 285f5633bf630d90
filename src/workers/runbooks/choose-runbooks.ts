/** Which runbooks are for this incident: by service, monitor and tag. */
import type { Alert } from '../../domain/alert.ts';
import { fitsPattern } from '../../domain/name-pattern.ts';
import type { Runbook } from './parse-runbook.ts';

export interface RunbookSubject {
  readonly service: string | null;
  readonly alerts: readonly Pick<Alert, 'monitorId' | 'title' | 'tags'>[];
}

/** More than these nobody reads during an incident. */
const MAX_CHOSEN = 3;

/**
 * A runbook fits when each of services, monitors and tags that its front matter names fits: within one
 * of them any pattern will do. The most specific come first (a monitor says more than a service, a
 * service more than a tag, a name more than a pattern), then the priority decides, then the path.
 */
export function chooseRunbooks(runbooks: readonly Runbook[], subject: RunbookSubject): Runbook[] {
  return runbooks
    .map((runbook) => ({ runbook, score: scoreOf(runbook, subject) }))
    .filter(({ score }) => score > 0)
    .toSorted(
      (a, b) =>
        b.score - a.score ||
        b.runbook.priority - a.runbook.priority ||
        Number(a.runbook.source !== 'folder') - Number(b.runbook.source !== 'folder') ||
        a.runbook.path.localeCompare(b.runbook.path),
    )
    .slice(0, MAX_CHOSEN)
    .map(({ runbook }) => runbook);
}

/** 0: it does not fit. */
function scoreOf(
  { services, monitors, tags }: Runbook,
  { service, alerts }: RunbookSubject,
): number {
  const scores = [
    best(monitors, 8, (pattern) =>
      alerts.some(({ monitorId, title }) => matches(pattern, monitorId) || matches(pattern, title)),
    ),
    best(services, 4, (pattern) => matches(pattern, service)),
    best(tags, 2, (pattern) =>
      alerts.some((alert) => alert.tags.some((tag) => matches(pattern, tag))),
    ),
  ];
  return scores.includes(0) ? 0 : scores.reduce<number>((sum, score) => sum + (score ?? 0), 0);
}

/** Null: nothing was named, and nothing has to fit. A pattern counts half of a name. */
function best(
  patterns: readonly string[],
  weight: number,
  fits: (pattern: string) => boolean,
): number | null {
  if (patterns.length === 0) return null;
  const found = patterns.filter(fits);
  if (found.length === 0) return 0;
  return found.some((pattern) => !pattern.includes('*')) ? weight : weight / 2;
}

/** Case does not count. */
const matches = (pattern: string, text: string | null | undefined): boolean =>
  text !== null && text !== undefined && fitsPattern(pattern.toLowerCase(), text.toLowerCase());
