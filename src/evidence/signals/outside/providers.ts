/** Others' systems: a cloud region, a payment provider, a quota that is used up. */
import type { Context } from '../../hypotheses/context.ts';
import { peersOf } from '../../hypotheses/alternatives/peers.ts';
import { freshFaults } from '../../hypotheses/alternatives/model.ts';
import { isBad, seen, type OutsideSign } from './model.ts';
import { mostNamed } from './network.ts';

/** Products that a cloud runs: two of them that fail at once have their region in common. */
const MANAGED =
  /\b(?:s3|dynamodb|sqs|sns|kinesis|lambda|ecr|elasticache|aurora|rds|secretsmanager|ssm|kms|sts|cloudwatch|step ?functions|eventbridge|gcs|bigquery|pub\/?sub|spanner|firestore|bigtable|cloud sql|cloud storage|blob storage|azure (?:blob|queue|table|files)|service ?bus|event ?hubs?|cosmos ?db|key ?vault|app configuration)\b/i;
const REGION =
  /\b((?:us|eu|ap|sa|ca|me|af|il|mx)-(?:gov-)?(?:north|south|east|west|central|northeast|northwest|southeast|southwest)-?\d|(?:us|europe|asia|australia|southamerica|northamerica)-(?:central|east|west|north|south|northeast|southeast|southwest)\d|(?:east|west|north|south|central)(?:us|europe|asia|uk)\d?)\b/i;
const SERVER_SIDE =
  /\b5\d\d\b|Internal ?(?:Server)? ?(?:Error|Failure)|InternalFailure|Service ?Unavailable|SlowDown|temporarily unavailable|backendError|timed? ?out|timeout|deadline/i;

export function region(context: Context): OutsideSign | null {
  const found = seen(context, MANAGED);
  if (!found.fresh) return null;
  const failing = found.lines.filter((each) => isBad(each) && SERVER_SIDE.test(each.message));
  const products = new Set(
    failing.map((each) => (MANAGED.exec(each.message)?.[0] ?? '').toLowerCase()),
  );
  const callers = new Set(failing.flatMap((each) => each.service ?? []));
  if (products.size < 2 || callers.size < 2) return null;
  const name = mostNamed(
    failing.map((each) => REGION.exec(each.message)?.[1]?.toLowerCase() ?? ''),
  );
  const list = [...products].slice(0, 4).join(', ');
  return {
    category: 'dependency_outage',
    weight: 5,
    reason: `${products.size} managed services (${list}) fail at once in ${callers.size} services${name === null ? '' : `, all in ${name}`}: their cloud has trouble`,
    statement: `An outage of the cloud${name === null ? '' : ` region ${name}`}; no change is to blame.`,
    origin: name ?? [...products][0] ?? 'cloud',
    action: 'failover',
  };
}

/** An outside name that several services call in vain at the same time. */
export function provider(context: Context): OutsideSign | null {
  const callers = new Map<string, Set<string>>();
  for (const each of freshFaults(context)) {
    if (each.fault.service === null || each.fault.source === 'span') continue;
    for (const { name, external } of peersOf([each])) {
      if (!external) continue;
      const set = callers.get(name) ?? new Set<string>();
      set.add(each.fault.service);
      callers.set(name, set);
    }
  }
  const best = [...callers].sort((a, b) => b[1].size - a[1].size)[0];
  if (best === undefined || best[1].size < 2) return null;
  return {
    category: 'dependency_outage',
    weight: 1.8,
    reason: `${best[1].size} services call ${best[0]} in vain since the same time: they have nothing else in common`,
    origin: best[0],
  };
}

const QUOTA =
  /\b429\b|quota (?:exceeded|exhausted|reached|used up)|over (?:the )?(?:query|request|rate) limit|OVER_QUERY_LIMIT|(?:daily|monthly|hourly|yearly) (?:quota|limit|allowance|volume)|too many requests/i;

/** An account somewhere else that is used up: an answer that refuses, and speaks of money or credit. */
const ACCOUNT =
  /\b(?:402|403|429|432|456)\b[^\n]{0,160}\b(?:balance|credits?|funds|prepaid|billing|payment|invoice|overdue|suspended|allowance)\b|\bpayment required\b|\b(?:insufficient|not enough|out of|no) (?:account )?(?:credits?|balance)\b|\bcredits? (?:is |are |has been |have been )?(?:exhausted|used up|depleted|spent)\b/i;

/** Who refuses has not failed: it answers, and says that enough was asked. */
export function quota(context: Context): OutsideSign | null {
  const account = seen(context, ACCOUNT);
  const refused = account.lines.filter(isBad);
  if (account.fresh && refused.length >= 3)
    return {
      category: 'dependency_outage',
      weight: 2.4,
      reason: `another system refuses because an account there is used up: ${refused[0]?.message.split('\n')[0]?.slice(0, 140) ?? ''}`,
      statement: 'An account at another system is used up; no change is to blame.',
    };
  const found = seen(context, QUOTA);
  if (!found.fresh || found.count < 3) return null;
  const lines = found.lines.filter(
    (each) => isBad(each) && /quota|allowance|limit|plan\b|contract|upgrade/i.test(each.message),
  );
  if (lines.length < 3) return null;
  const used = lines.some((each) =>
    /quota|allowance|monthly|daily|yearly|plan\b/i.test(each.message),
  );
  return used
    ? {
        category: 'dependency_outage',
        weight: 1.2,
        reason: `requests are refused because a quota is used up: ${lines[0]?.message.split('\n')[0]?.slice(0, 140) ?? ''}`,
        statement: 'A quota at another system is used up; no change is to blame.',
      }
    : null;
}
