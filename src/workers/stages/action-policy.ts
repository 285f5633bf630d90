/** What a proposed write must satisfy before any model is asked about it. Pure. */
import { canonicalJson } from '../../domain/hash.ts';
import type { Action } from '../../domain/action.ts';
import type { Decision } from '../../domain/analysis.ts';
import type { Report } from '../../domain/report.ts';
import type { Service } from '../../domain/service.ts';
import { createMasker } from '../../platform/untrusted/mask.ts';
import { CommentOnPullRequestArgs, CreateWorkItemArgs } from '../../domain/tools/azure-devops.ts';
import { PostMessageArgs } from '../../domain/tools/slack.ts';
import { forbiddenLinks, type LinkPolicy, textsOf } from '../report/links.ts';
import { dedupeTag } from '../report/payloads.ts';

export interface PolicyFacts {
  readonly action: Pick<Action, 'kind' | 'payload' | 'incidentId'>;
  readonly decision: Pick<Decision, 'action'>;
  readonly report: Pick<Report, 'suspectChange' | 'verdict' | 'trust'>;
  readonly service: Service | null;
  readonly links: LinkPolicy;
}

export interface PolicyDenial {
  readonly rule: string;
  readonly reason: string;
}

const masker = createMasker();
/** Slack acts on `<!channel>`, `<@U1>`, `<#C1>`; all other forms are words to it. */
const LIVE_MENTION = /<[!@#][^>\n]*>/;

const MAX_PAYLOAD_CHARACTERS = 60_000;

const ALLOWED: Readonly<Record<Decision['action'], readonly Action['kind'][]>> = {
  IGNORE: [],
  MONITOR: ['post_message'],
  TICKET: ['create_work_item', 'comment_on_pull_request', 'post_message'],
};

const SCHEMAS = {
  create_work_item: CreateWorkItemArgs,
  comment_on_pull_request: CommentOnPullRequestArgs,
  post_message: PostMessageArgs,
} as const;

/** The first rule that is broken; null when the write may be proposed further. */
export function checkPolicy({
  action,
  decision,
  report,
  service,
  links,
}: PolicyFacts): PolicyDenial | null {
  if (!ALLOWED[decision.action].includes(action.kind)) {
    return deny('kind_not_allowed', `a decision of ${decision.action} allows no ${action.kind}`);
  }
  const shape = SCHEMAS[action.kind].safeParse(action.payload);
  if (!shape.success)
    return deny(
      'payload_shape',
      `the payload is no ${action.kind}: ${shape.error.issues[0]?.message ?? 'invalid'}`,
    );
  const text = canonicalJson(action.payload);
  if (text.length > MAX_PAYLOAD_CHARACTERS)
    return deny(
      'payload_size',
      `the payload has ${text.length} characters, at most ${MAX_PAYLOAD_CHARACTERS} are allowed`,
    );
  // Text by text: in JSON a line's end would become a part of the address before it.
  const texts = textsOf(action.payload);
  const link = texts.flatMap((one) => forbiddenLinks(one, links))[0];
  if (link !== undefined)
    return deny('foreign_link', `it links to ${link}, a host that is not of MIRA’s upstreams`);
  if (texts.some((one) => masker(one).count > 0))
    return deny('secret', 'it holds what looks like a secret');
  if (texts.some((one) => LIVE_MENTION.test(one)) && action.kind === 'post_message')
    return deny('mention', 'it would notify people or channels that its text names');
  if (action.payload['dedupe_tag'] !== dedupeTag(action.incidentId))
    return deny('dedupe_tag', 'it does not carry the incident’s own mark');
  return checkTarget(action, report, service);
}

/** Targets come from the registry and from what tools returned, never from text. */
function checkTarget(
  action: PolicyFacts['action'],
  report: PolicyFacts['report'],
  service: Service | null,
): PolicyDenial | null {
  const { payload } = action;
  switch (action.kind) {
    case 'create_work_item':
      return service === null
        ? deny('unknown_target', 'the registry does not know the service')
        : null;
    case 'post_message':
      return payload['channel'] === service?.alert_channel
        ? null
        : deny('foreign_channel', 'the channel is not the service’s');
    case 'comment_on_pull_request': {
      const repositories = [service?.repo_name, ...(service?.shared_repositories ?? [])];
      if (
        typeof payload['repository'] !== 'string' ||
        !repositories.includes(payload['repository'])
      ) {
        return deny('foreign_repository', 'the repository is not the service’s');
      }
      if (
        report.verdict !== 'root_cause' ||
        payload['pull_request'] !== report.suspectChange?.pullRequest?.id
      ) {
        return deny('foreign_pull_request', 'the pull request did not bring the blamed change');
      }
      if (report.trust?.restsOn === 'outside_text')
        return deny('unconfirmed_blame', 'only text from outside blames the change');
      return null;
    }
  }
}

const deny = (rule: string, reason: string): PolicyDenial => ({ rule, reason });
