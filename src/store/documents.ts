/** Redis hashes ↔ domain documents. What the scripts wrote is trusted; shapes are checked on writing. */
import type { Action } from '../domain/action.ts';
import type { Alert, AlertFate } from '../domain/alert.ts';
import type { AlertCycle, Incident, IncidentState } from '../domain/incident.ts';
import { Investigation, type Usage } from '../domain/investigation.ts';
import type { Priority } from '../domain/priority.ts';
import type { AlertWithFate } from './contracts.ts';

export type Hash = Readonly<Record<string, string>>;

/** The flat list that a script's HGETALL gives → an object. */
export function hashOf(flat: unknown): Hash {
  const list = Array.isArray(flat) ? flat.map(String) : [];
  return Object.fromEntries(
    Array.from({ length: list.length / 2 }, (_, i) => [list[2 * i], list[2 * i + 1]]),
  ) as Hash;
}

const json = <T>(text: string | undefined, fallback: T): T =>
  text === undefined || text === '' ? fallback : (JSON.parse(text) as T);

const USAGE_FIELDS = [
  'modelCalls',
  'toolCalls',
  'cachedToolCalls',
  'inputTokens',
  'cachedInputTokens',
  'outputTokens',
  'thinkingTokens',
  'costUsd',
  'waitedMs',
] as const satisfies readonly (keyof Usage)[];

/** Usage counters from a hash; `prefix` is what their field names start with. */
export const usageOf = (hash: Hash, prefix = ''): Usage =>
  Object.fromEntries(USAGE_FIELDS.map((name) => [name, Number(hash[prefix + name] ?? 0)])) as Usage;

export const addUsages = (all: readonly Usage[]): Usage =>
  Object.fromEntries(
    USAGE_FIELDS.map((name) => [name, all.reduce((sum, usage) => sum + usage[name], 0)]),
  ) as Usage;

export function investigationOf(hash: Hash): Investigation {
  return Investigation.parse({
    ...json<object>(hash.doc, {}),
    incidentId: hash.incident,
    priority: hash.priority,
    mode: hash.mode,
    status: hash.status,
    stage: hash.stage ?? null,
    claim: Number(hash.claim),
    startedAt: hash.startedAt ?? null,
    finishedAt: hash.finishedAt ?? null,
    ...json<object>(hash.result, { verdict: null, confidence: null, decision: null }),
    outcome: hash.outcome ?? null,
    usage: usageOf(hash, 'u:'),
  });
}

/** @param mapped - whether the registry knows the service now, not when the incident opened */
export function incidentOf(hash: Hash, mapped: boolean): Incident {
  const doc = json<Pick<Incident, 'id' | 'org' | 'service' | 'env' | 'title' | 'openedAt'>>(
    hash.doc,
    { id: '', org: '', service: null, env: null, title: '', openedAt: '' },
  );
  const cycles = Object.entries(hash)
    .filter(([field]) => field.startsWith('c:'))
    .map(([, text]) => JSON.parse(text) as AlertCycle & { readonly order: number })
    .sort((a, b) => a.order - b.order)
    .map(({ order: _, ...cycle }) => cycle);
  return {
    ...doc,
    state: hash.state as IncidentState,
    priority: hash.priority as Priority,
    mapped,
    cycles,
    investigationIds: (hash.runs ?? hash.run ?? '').split(',').filter((id) => id !== ''),
    parentId: hash.parent ?? null,
    updatedAt: hash.updatedAt ?? doc.openedAt,
  };
}

export const actionOf = (hash: Hash): Action => ({
  ...json<Omit<Action, 'state' | 'reason' | 'adopted' | 'result' | 'updatedAt'>>(
    hash.doc,
    {} as never,
  ),
  state: hash.state as Action['state'],
  reason: hash.reason ?? '',
  adopted: hash.adopted === '1',
  result: json<Action['result']>(hash.result, null),
  updatedAt: hash.updatedAt ?? '',
});

/** The two lines of a stored alert; a repeat has a fate and no document of its own. */
export function storedAlert(text: string | null): Partial<AlertWithFate> {
  if (text === null) return {};
  const end = text.indexOf('\n');
  const fate = JSON.parse(text.slice(end + 1)) as AlertFate;
  return end === 0 ? { fate } : { alert: JSON.parse(text.slice(0, end)) as Alert, fate };
}
