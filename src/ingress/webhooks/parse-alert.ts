/**
 * Any webhook body → one {@link Alert}. Four shapes are known: MIRA's recommended template,
 * Datadog's default one, and two simple forms; a body is read by the fields that it has, so that a
 * team's own mixture works as well. Written by hand instead of as a schema: it runs for every alert
 * of a storm, and each field has several names and spellings.
 */
import type { Alert, PayloadTemplate } from '../../domain/alert.ts';
import { sha256 } from '../../domain/hash.ts';
import { toIso } from '../../domain/time.ts';
import type { Fields } from './body.ts';
import { line, linkOf, own, textOf } from './fields.ts';
import { maskOf } from './masked.ts';
import { payloadProblem } from './problem.ts';
import { readPriority, readTitle, readTransition, type Title } from './status.ts';
import { parseTags, tagValue } from './tags.ts';
import { parseTime } from './time.ts';

/** Longest text of a notification that is kept. */
const MAX_BODY = 64 * 1024;
/** `alert_type` values that say how bad it is, not what kind of alert it is. */
const STATUS_WORDS = /^(error|warning|warn|success|info|recovery|recovered|critical|ok|alert)$/i;
const MONITOR_LINK = /https?:\/\/[^\s)"'<>]+\/monitors[#/](\d+)[^\s)"'<>]*/;

export interface ParseContext {
  /** The id that the alert gets. */
  readonly id: string;
  readonly nowMs: number;
  /** Hash of the body: what a repeat is known by where the sender gives no event id. */
  readonly bodyHash: () => string;
}

/**
 * Secrets in the words of an alert are masked here: what is stored is read by models and by people.
 * @throws MiraError `payload_invalid` naming the field
 */
export function parseAlert(fields: Fields, { id, nowMs, bodyHash }: ParseContext): Alert {
  const template = detectTemplate(fields);
  const sentTags = parseTags('tags', own(fields, 'tags'));
  const body = bodyText(fields);
  const link = MONITOR_LINK.exec(body);
  const monitorId = line(fields, 'alert_id', 'monitor_id') ?? link?.[1];
  const sentTitle = line(fields, 'title', 'event_title', 'alert_title', 'monitor_name', 'name');
  const parsedTitle = readTitle(sentTitle ?? '');
  const scope = parseTags('scope', own(fields, 'scope') ?? own(fields, 'alert_scope'));
  const group = parseTags('title', parsedTitle.group);
  const known = [...sentTags, ...scope, ...group];

  const service = serviceOf(fields, known);
  const env = line(fields, 'env', 'environment') ?? tagValue(known, 'env') ?? null;
  const title = sentTitle ?? substituteTitle(fields, service, monitorId);
  const org = orgOf(fields);
  const transition = readTransition(fields, parsedTitle);
  const cycleKey = cycleKeyOf(fields, { monitorId, scope, service, env, title: parsedTitle });
  const eventId = line(fields, 'event_id', ...(template === 'simple' ? [] : ['id']));
  const firedMs = firedAt(fields, nowMs);
  const mask = maskOf(title, body, ...sentTags);

  return {
    id,
    deliveryId:
      eventId === undefined ? `body:${bodyHash()}` : `${org}:${cycleKey}|${transition}|${eventId}`,
    cycleKey,
    template,
    org,
    monitorId,
    title: mask(title),
    body: mask(body),
    eventType: line(fields, 'event_type') ?? kindOf(fields),
    transition,
    ...readPriority(fields, template, parsedTitle, known),
    service,
    env,
    version: line(fields, 'version') ?? tagValue(known, 'version'),
    host: line(fields, 'host', 'hostname') ?? tagValue(known, 'host'),
    scope: scope.length > 0 ? scope : group,
    tags: sentTags.map(mask),
    query: line(fields, 'query', 'alert_query'),
    metric: line(fields, 'metric', 'alert_metric'),
    firedAt: toIso(firedMs ?? nowMs),
    receivedAt: toIso(nowMs),
    link: linkOf(fields, 'link', 'url', 'alert_url') ?? link?.[0],
    snapshot: linkOf(fields, 'snapshot'),
  };
}

/** Which shape it is, by fields that only this shape has. */
function detectTemplate(fields: Fields): PayloadTemplate {
  const has = (name: string): boolean => Object.hasOwn(fields, name);
  if (has('cycle_key') || has('transition') || has('alert_transition')) return 'mira';
  if (has('event_type') && (has('org') || has('last_updated'))) return 'datadog_default';
  if (has('alert_title') || (has('service') && !has('title'))) return 'simple';
  if (has('severity') && !has('id')) return 'simple';
  return 'event';
}

function bodyText(fields: Fields): string {
  for (const name of ['text', 'body', 'message', 'event_msg', 'description']) {
    const value = own(fields, name);
    const text = textOf(value) ?? (isObject(value) ? JSON.stringify(value) : undefined);
    if (text !== undefined) return text.slice(0, MAX_BODY);
  }
  return '';
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

function serviceOf(fields: Fields, tags: readonly string[]): string | null {
  return (
    line(fields, 'service', 'service_name')?.slice(0, 200) ?? tagValue(tags, 'service') ?? null
  );
}

function orgOf(fields: Fields): string {
  const org = own(fields, 'org');
  const nested = isObject(org) ? textOf((org as Fields)['id']) : textOf(org);
  return line(fields, 'org_id') ?? nested ?? 'default';
}

/** An alert without a title is still an alert, as long as it says what it is about. */
function substituteTitle(
  fields: Fields,
  service: string | null,
  monitorId: string | undefined,
): string {
  const kind = line(fields, 'alert_type', 'event_type', 'metric');
  if (service !== null) return `${kind ?? 'Alert'} on ${service}`;
  if (monitorId !== undefined) return `${kind ?? 'Alert'} of monitor ${monitorId}`;
  throw payloadProblem(
    'title',
    'is missing, and neither service nor alert_id says what it is about',
  );
}

interface CycleParts {
  readonly monitorId: string | undefined;
  readonly scope: readonly string[];
  readonly service: string | null;
  readonly env: string | null;
  readonly title: Title;
}

/** Equal from a trigger to its recovery, best source first (the org is added by the store). */
function cycleKeyOf(fields: Fields, { monitorId, scope, service, env, title }: CycleParts): string {
  const cycle = line(fields, 'cycle_key', 'alert_cycle_key');
  if (cycle !== undefined) return cycle;
  const aggregate = line(fields, 'aggreg_key', 'aggregation_key');
  if (line(fields, 'alert_id', 'monitor_id') !== undefined) {
    return `${monitorId}|${scope.toSorted().join(',')}|${aggregate ?? ''}`;
  }
  const kind = line(fields, 'event_type') ?? kindOf(fields) ?? '';
  const parts = [service ?? '', env ?? '', kind, title.bare, title.group ?? ''];
  return `hash:${sha256(parts.join('\n')).slice(0, 32)}`;
}

/** `alert_type` where it names a kind of alert; `error` at the trigger is `success` at the recovery. */
function kindOf(fields: Fields): string | undefined {
  const kind = line(fields, 'alert_type');
  return kind === undefined || STATUS_WORDS.test(kind) ? undefined : kind;
}

function firedAt(fields: Fields, nowMs: number): number | undefined {
  for (const name of ['date', 'timestamp', 'time', 'fired_at', 'last_updated']) {
    const ms = parseTime(name, own(fields, name), nowMs);
    if (ms !== undefined) return ms;
  }
  return undefined;
}
