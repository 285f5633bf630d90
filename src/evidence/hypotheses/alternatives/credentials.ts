/** Something that was valid for a limited time no longer is. */
import type { FactKind } from '../../diff/facts.ts';
import type { ChangeScore } from '../change-score.ts';
import type { Context } from '../context.ts';
import { BASE, strength, type Alternative } from './model.ts';

export function certificate(context: Context): Alternative {
  const value = strength(context, 'certificate');
  const reasons = value > 0 ? ['failures name an expired or invalid certificate'] : [];
  return {
    category: 'expired_certificate',
    statement: 'A certificate expired or is no longer trusted.',
    logit: BASE - 1 + 6.5 * value,
    reasons,
    against: [],
    kinds: ['certificate', 'tls'],
  };
}

/** Facts of changes that decide how long a credential is good for, or which one is used. */
const ISSUING: ReadonlySet<FactKind> = new Set<FactKind>([
  'auth_changed',
  'credential_setting',
  'timeout_changed',
  'interval_changed',
  'cache_changed',
]);

export function credential(context: Context, scored: readonly ChangeScore[]): Alternative {
  const value = strength(context, 'credential_expired');
  const reasons = value > 0 ? ['failures name an expired, revoked or rotated credential'] : [];
  const against: string[] = [];
  let logit = BASE - 1 + 5.5 * value;
  // tokens that are issued for too short a time end early without anything having run out
  const issuer = scored.find(
    (each) =>
      each.excluded === null &&
      each.timing >= 0.6 &&
      each.ownership >= 0.4 &&
      each.mechanism >= 0.35 &&
      each.words >= 0.2 &&
      each.bestFact !== null &&
      ISSUING.has(each.bestFact.kind),
  );
  if (value > 0 && issuer !== undefined) {
    logit -= 1.5;
    against.push('a recent change touches how credentials are issued or used');
  }
  return {
    category: 'expired_credential',
    statement: 'A credential expired, was revoked or rotated.',
    logit,
    reasons,
    against,
    kinds: ['credential_expired', 'auth'],
  };
}
