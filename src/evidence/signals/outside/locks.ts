/** One session of somebody else's holds what all others wait for. */
import type { Context } from '../../hypotheses/context.ts';
import { seen, type OutsideSign } from './model.ts';

/** How databases say that a session is in the way: PostgreSQL, MySQL, SQL Server, Oracle. */
const HOLDS =
  /\bblocked by\b|\bblocking[_ ](?:session|process|pid|thread|transaction|query|spid)|\bhead blocker\b|\bidle in transaction\b|\b(?:holds?|holding|held by|owner of)\b[^\n]{0,40}\block\b|\b\w*Lock\b[^\n]{0,40}\b(?:held|owned) by\b|waiting for (?:table |schema )?(?:metadata|level) lock/i;
/** Who it is, as the database knows its clients. */
const CLIENT =
  /\b(?:application(?:_?name)?|app|program(?:_?name)?|client(?:_?app)?|user(?:_?name)?|usename|login(?:_?name)?)\s*[=:]\s*["']?([\w.@-]{3,40})/gi;
const LEAST_LINES = 2;

/**
 * A store says whose session is in the way, and it is nobody's whose change could have made it hold
 * its lock: a person with a console, a report, a backup.
 */
export function lockHolder(context: Context): OutsideSign | null {
  const found = seen(context, HOLDS);
  if (!found.fresh || found.count < LEAST_LINES) return null;
  const { deployments, configChanges, service: alerted } = context.observations;
  // whoever was deployed or set anew, or fails first, may hold it by what was changed
  const ours = [
    ...deployments.map((each) => each.service),
    ...configChanges.map((each) => each.service),
    context.firstFailing,
    alerted,
  ].flatMap((each) => (each === null ? [] : [each.toLowerCase()]));
  for (const { message, service } of found.lines) {
    const clients = [...message.slice(0, 600).matchAll(CLIENT)].map((each) => each[1] ?? '');
    if (clients.length === 0 || clients.some((each) => isOurs(each.toLowerCase(), ours))) continue;
    return {
      category: 'resource_exhaustion',
      weight: 3,
      reason: `a session of ${clients.join(', ')} holds what the others wait for: ${message.split('\n')[0]?.slice(0, 140) ?? ''}`,
      statement: `A session of ${clients.join(', ')} holds a lock that all others wait for; no change is to blame.`,
      ...(service === null ? {} : { origin: service }),
      action: 'restart',
    };
  }
  return null;
}

/** `svc_cases`, `cases-api`: names of clients are often their service's with something around it. */
const isOurs = (client: string, ours: readonly string[]): boolean =>
  ours.some((each) => each.length >= 3 && (client.includes(each) || each.includes(client)));
