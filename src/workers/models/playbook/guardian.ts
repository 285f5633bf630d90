/** The playbook's guardian: a write may go out when the evidence it cites exists. */
import type { ActionReview } from '../../stages/run-state.ts';

export interface Review {
  readonly approve: boolean;
  readonly reason: string;
}

export function reviewAction(review: ActionReview | null): Review {
  if (review === null) return { approve: false, reason: 'there is no action to review' };
  const { citations } = review.action;
  if (citations.length === 0) return { approve: false, reason: 'the action cites no evidence' };
  const known = new Set(review.evidence.map(({ id }) => id));
  const missing = citations.filter((id) => !known.has(id));
  if (missing.length > 0)
    return { approve: false, reason: `cited evidence does not exist: ${missing.join(', ')}` };
  return { approve: true, reason: `all of its cited evidence exists (${citations.join(', ')})` };
}
