/** What to do about it, from the category and what is known of the change. */
import type { CauseCategory, RecommendedActionKind } from '../../domain/analysis.ts';
import { outsideSigns } from '../signals/outside/index.ts';
import type { Combined } from './combine.ts';
import type { Context } from './context.ts';

const ACTIONS: Readonly<Record<CauseCategory, RecommendedActionKind>> = {
  code_defect: 'rollback',
  dependency_update: 'rollback',
  configuration: 'config_revert',
  feature_flag: 'flag_off',
  resource_exhaustion: 'scale',
  traffic_surge: 'scale',
  dependency_outage: 'failover',
  expired_certificate: 'rotate_certificate',
  expired_credential: 'rotate_credential',
  infrastructure: 'restart',
  bad_input_data: 'fix_data',
  noise: 'wait',
  unknown: 'investigate_further',
};

export function recommend(combined: Combined, context: Context): RecommendedActionKind {
  if (combined.verdict === 'inconclusive') return 'investigate_further';
  const top = combined.ranked[0];
  if (combined.category === 'code_defect' && top?.key?.startsWith('commit:') === true) {
    const commit = context.observations.commits.find((each) => `commit:${each.sha}` === top.key);
    // rolling back over a schema migration breaks more than it mends
    if (commit?.files.some((file) => /migrat|\.sql$/i.test(file.path)) === true)
      return 'roll_forward';
  }
  const sign = outsideSigns(context).find(({ category }) => category === combined.category);
  return (top?.suspect == null ? sign?.action : undefined) ?? ACTIONS[combined.category];
}
