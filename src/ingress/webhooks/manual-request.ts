/** `POST /investigate`: a person's request → an alert that goes the same way as a webhook's. */
import { z } from 'zod';
import type { Alert } from '../../domain/alert.ts';
import { MiraError } from '../../domain/errors.ts';
import { DEFAULT_PRIORITY, Priority, priorityFromSeverity } from '../../domain/priority.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, toIso } from '../../domain/time.ts';
import { MANUAL_CYCLE } from '../../store/accept.ts';
import type { Store } from '../../store/contracts.ts';
import { masked } from './masked.ts';
import { oneLine } from './fields.ts';
import { payloadProblem } from './problem.ts';
import { parseTime } from './time.ts';

const text = z.string().trim().min(1);

export const ManualRequest = z
  .object({
    /** A Datadog monitor link, the id of an alert or a monitor, or words on what is wrong. */
    subject: text.max(20_000).optional(),
    url: text.max(4_000).optional(),
    alert_id: z.union([text.max(200), z.number().transform(String)]).optional(),
    title: text.max(1_000).optional(),
    service: text.max(200).optional(),
    env: text.max(200).optional(),
    priority: text.optional(),
    /** When it began: any time that a webhook may carry. */
    time: z.union([text, z.number()]).optional(),
    /** How long ago it began (`30m`, `2h`), or a time. */
    since: text.optional(),
    /** Answer with the events as they happen, until the report is there. */
    wait: z.boolean().optional(),
  })
  .refine((body) => body.subject ?? body.url ?? body.alert_id ?? body.title ?? body.service, {
    error: 'say what to look at: subject, url, alert_id, title or service',
    path: ['subject'],
  });
export type ManualRequest = z.infer<typeof ManualRequest>;

export interface ManualContext {
  readonly store: Pick<Store, 'incidents' | 'registry'>;
  readonly id: string;
  readonly nowMs: number;
}

const ULID = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/**
 * @throws MiraError `not_found` for an alert id that MIRA does not know, `payload_invalid` for a
 * time or priority that can't be read
 */
export async function manualAlert(request: ManualRequest, context: ManualContext): Promise<Alert> {
  const { store, id, nowMs } = context;
  const about = request.subject ?? request.url ?? request.alert_id ?? request.title ?? '';
  const known = ULID.test(about) ? await knownAlert(store, about) : undefined;
  const monitor = readMonitor(request, about);
  const words = known || monitor?.link ? '' : about;
  const hints = `${safeDecode(monitor?.link ?? '')} ${words}`;

  const service =
    request.service ??
    known?.service ??
    tagIn(hints, 'service') ??
    (await mentionedService(store, words));
  const place = known ?? (await likelyPlace(store, service));
  const env = request.env ?? tagIn(hints, 'env') ?? place.env ?? null;
  const firedMs = beganAt(request, nowMs) ?? monitor?.fromMs ?? nowMs;
  const monitorId = known?.monitorId ?? monitor?.id;

  return {
    id,
    // Each request is one of its own: people ask again on purpose.
    deliveryId: `${MANUAL_CYCLE}${id}`,
    cycleKey: `${MANUAL_CYCLE}${id}`,
    template: 'manual',
    org: place.org ?? 'default',
    monitorId,
    title: masked(
      oneLine(
        request.title ??
          known?.title ??
          (monitorId === undefined ? words : `Monitor ${monitorId}`) ??
          '',
      ) || `Manual investigation of ${service ?? 'an alert'}`,
    ),
    body: known?.body ?? masked(words),
    eventType: known?.eventType,
    transition: 'triggered',
    priority: readPriority(request.priority) ?? known?.priority ?? DEFAULT_PRIORITY,
    priorityStated: request.priority !== undefined || known?.priorityStated === true,
    service: service ?? null,
    env,
    version: known?.version,
    host: known?.host,
    scope: known?.scope ?? [],
    tags: known?.tags ?? [],
    query: known?.query,
    metric: known?.metric,
    firedAt:
      known && request.time === undefined && request.since === undefined
        ? known.firedAt
        : toIso(firedMs),
    receivedAt: toIso(nowMs),
    link: known?.link ?? monitor?.link,
  };
}

async function knownAlert(store: ManualContext['store'], alertId: string): Promise<Alert> {
  const found = await store.incidents.alert(alertId);
  if (found) return found.alert;
  throw new MiraError('not_found', `alert ${alertId} does not exist, or is past its retention`);
}

interface MonitorRef {
  readonly id?: string | undefined;
  readonly link?: string | undefined;
  /** The window that the link shows. */
  readonly fromMs?: number | undefined;
}

function readMonitor(request: ManualRequest, about: string): MonitorRef | undefined {
  const url = request.url ?? (/^https?:\/\//i.test(about) ? about : undefined);
  if (url !== undefined) {
    if (!URL.canParse(url)) throw payloadProblem('url', 'is not a URL');
    const { searchParams, href } = new URL(url);
    const from = Number(searchParams.get('from_ts') ?? searchParams.get('start') ?? Number.NaN);
    return {
      id: /\/monitors[#/](\d+)/.exec(url)?.[1],
      link: href,
      fromMs: from > 0 ? (from < 1e11 ? from * SECOND_MS : from) : undefined,
    };
  }
  const id = /^\d{1,20}$/.exec(request.alert_id ?? about)?.[0];
  return id === undefined ? undefined : { id };
}

/** `service:checkout` anywhere in a text. */
const tagIn = (words: string, key: string): string | undefined =>
  new RegExp(`(?:^|[\\s,;{("'=?&])${key}:([\\w./-]+)`, 'i').exec(words)?.[1];

function safeDecode(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}

/** A service of the registry that the words name; undefined when none or more than one is named. */
async function mentionedService(
  store: ManualContext['store'],
  words: string,
): Promise<string | undefined> {
  if (words.trim() === '') return undefined;
  const said = new Set(words.toLowerCase().split(/[^\w./-]+/));
  const named = (await store.registry.list()).filter(({ name }) => said.has(name.toLowerCase()));
  return named.length === 1 ? named[0]?.name : undefined;
}

/** Where it burns already, else where the registry says that the service lives. */
async function likelyPlace(
  store: ManualContext['store'],
  service: string | undefined,
): Promise<{ readonly org?: string; readonly env?: string | null | undefined }> {
  if (service === undefined) return {};
  const [open] = await store.incidents.list({ service, state: 'open', limit: 1 });
  return open ?? { env: (await store.registry.get(service))?.env };
}

function beganAt({ time, since }: ManualRequest, nowMs: number): number | undefined {
  if (time !== undefined) return parseTime('time', time, nowMs);
  if (since === undefined) return undefined;
  const ago = parseDuration(since);
  return ago === undefined ? parseTime('since', since, nowMs) : nowMs - ago;
}

const UNITS: Readonly<Record<string, number>> = {
  s: SECOND_MS,
  m: MINUTE_MS,
  h: HOUR_MS,
  d: DAY_MS,
};

/** `90s`, `30m`, `2h`, `7d` → ms; undefined for anything else. */
export function parseDuration(words: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([smhd])$/i.exec(words.trim());
  const unit = UNITS[match?.[2]?.toLowerCase() ?? ''];
  return match && unit !== undefined ? Number(match[1]) * unit : undefined;
}

/** MIRA's own scale (P0–P3), since a person who types P1 here reads it in MIRA's reports; or a word. */
function readPriority(words: string | undefined): Priority | undefined {
  if (words === undefined) return undefined;
  const parsed = Priority.safeParse(words.toUpperCase());
  const priority = parsed.success ? parsed.data : priorityFromSeverity(words);
  if (priority === undefined) throw payloadProblem('priority', 'must be P0, P1, P2 or P3');
  return priority;
}
