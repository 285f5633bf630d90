/** Changes that are no commits: flags, settings, secrets; and what the platform did or suffered. */
import type { ConfigChange, InfraEvent } from '../../domain/observation.ts';
import { toIso } from '../../domain/time.ts';
import {
  fieldsOf,
  isRecord,
  tagValue,
  textOf,
  type Fields,
  type JsonRecord,
} from '../values/fields.ts';
import { workloadOf } from '../values/names.ts';

const TIME = [
  'at',
  'timestamp',
  'time',
  'ts',
  'changedat',
  'modifiedat',
  'updatedat',
  'lastmodified',
  'lastmodifiedat',
  'appliedat',
  'date',
  'datetime',
  'occurredat',
  'eventtime',
  'firsttimestamp',
  'lasttimestamp',
  'when',
  'createdat',
  'createdtimestamp',
  'flippedat',
  'enabledat',
  'toggledat',
  'startedat',
  'starttime',
  'metadatacreationtimestamp',
];
const SERVICE = [
  'service',
  'servicename',
  'app',
  'application',
  'target',
  'targetservice',
  'component',
  'affectedservice',
  'deployment',
];

/** What a record of `changes.json` or `events.json` is, by the words of its type. */
export function recordKind(
  record: JsonRecord,
  fallback: 'config' | 'event',
): 'deployment' | 'commit' | 'config' | 'event' {
  const fields = fieldsOf(record);
  const type = (
    fields.text('type', 'kind', 'category', 'changetype', 'eventtype', 'event', 'source') ?? ''
  ).toLowerCase();
  if (/deploy|release|rollout|rolled.?out/.test(type) && !/scal|restart|evict|fail/.test(type))
    return 'deployment';
  if (/commit|code|merge|pull.?request/.test(type)) return 'commit';
  if (
    /flag|toggle|experiment|config|setting|secret|credential|env.?var|parameter|feature/.test(type)
  )
    return 'config';
  if (fallback === 'event') return 'event';
  return /evict|restart|oom|probe|scal|node|pod|crash|drain|infra|host|disk|network|autoscal|failover|maintenance|cert|dns|outage|alert|incident/.test(
    type,
  )
    ? 'event'
    : 'config';
}

/** One change, or why the record is none. */
export function configChangeOf(
  record: JsonRecord,
  referenceMs: number | null,
  number: number,
  isFlag: boolean,
): ConfigChange | string {
  const fields = fieldsOf(record);
  const atMs = fields.time(referenceMs, ...TIME);
  const name = fields.text(
    'name',
    'flag',
    'flagname',
    'flagkey',
    'key',
    'setting',
    'parameter',
    'configkey',
    'title',
    'feature',
    'variable',
    'resource',
    'path',
    'changedresourcename',
  );
  if (atMs === null)
    return `${isFlag ? 'flag' : 'change'} ${name ?? number}: no time of its last change`;
  const before = valueText(
    fields.first(
      'before',
      'old',
      'oldvalue',
      'previous',
      'previousvalue',
      'from',
      'prev',
      'was',
      'oldstate',
    ),
  );
  const after = valueText(
    fields.first(
      'after',
      'new',
      'newvalue',
      'to',
      'current',
      'value',
      'now',
      'newstate',
      'state',
      'enabled',
      'variation',
      'rolloutpercentage',
      'rollout',
    ),
  );
  const actor = fields.text(
    'actor',
    'by',
    'user',
    'author',
    'changedby',
    'modifiedby',
    'updatedby',
    'owner',
    'initiator',
  );
  const summary = fields.text(
    'summary',
    'description',
    'message',
    'comment',
    'title',
    'reason',
    'details',
    'text',
  );
  const kind = kindOf(fields, isFlag);
  const shown = name ?? summary ?? `change ${number}`;
  return {
    id: fields.text('id', 'changeid', 'eventid', 'uid') ?? name ?? `change-${number}`,
    kind,
    at: toIso(atMs),
    service: fields.text(...SERVICE) ?? tagValue(record['tags'], 'service') ?? null,
    name: shown,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    ...(actor === undefined ? {} : { actor }),
    summary:
      summary ??
      `${shown}${before === undefined ? '' : ` from ${before}`}${after === undefined ? ' changed' : ` to ${after}`}`,
  };
}

function kindOf(fields: Fields, isFlag: boolean): ConfigChange['kind'] {
  const type = (
    fields.text('type', 'kind', 'category', 'changetype', 'changedresourcetype') ?? ''
  ).toLowerCase();
  if (
    /flag|toggle|experiment|feature/.test(type) ||
    (type === '' && (isFlag || fields.first('flag', 'flagkey', 'flagname') !== undefined))
  )
    return 'feature_flag';
  if (/secret|credential|certificate|cert|token|password|key.?rotation/.test(type)) return 'secret';
  if (/infra|network|firewall|dns|terraform|scal|node|cluster|database/.test(type))
    return 'infrastructure';
  return type === '' || /config|setting|param|env/.test(type) ? 'configuration' : 'other';
}

/** Scalars as they are, anything else as JSON. */
function valueText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return textOf(value) ?? JSON.stringify(value)?.slice(0, 2_000);
}

/** One platform event, or why the record is none. Reads Kubernetes' Event objects too. */
export function infraEventOf(
  record: JsonRecord,
  referenceMs: number | null,
  number: number,
): InfraEvent | string {
  const fields = fieldsOf(record);
  const atMs = fields.time(referenceMs, ...TIME);
  if (atMs === null) return 'an event without a time';
  const object = record['involvedObject'] ?? record['regarding'];
  const about = isRecord(object) ? fieldsOf(object) : undefined;
  const objectKind = about?.text('kind') ?? '';
  const objectName = about?.text('name');
  const pod = fields.text('pod', 'podname') ?? (objectKind === 'Pod' ? objectName : undefined);
  const host =
    fields.text('host', 'hostname', 'node', 'nodename', 'instance', 'machine', 'sourcehost') ??
    (objectKind === 'Node' ? objectName : undefined);
  const kind =
    fields.text('reason', 'kind', 'type', 'eventtype', 'event', 'category', 'name', 'title') ??
    'event';
  const summary =
    fields.text('message', 'summary', 'description', 'text', 'note', 'details', 'title') ?? kind;
  const count = fields.number('count', 'seriescount');
  return {
    id: fields.text('id', 'eventid', 'uid', 'metadatauid') ?? `event-${number}`,
    at: toIso(atMs),
    kind: kind === 'Event' ? (fields.text('reason') ?? kind) : kind,
    service:
      fields.text(...SERVICE) ??
      tagValue(record['tags'], 'service') ??
      (pod === undefined
        ? objectName !== undefined && objectKind !== 'Node'
          ? workloadOf(objectName)
          : null
        : workloadOf(pod)),
    ...(host === undefined ? {} : { host }),
    severity: severityOf(fields, kind, summary),
    summary: count !== undefined && count > 1 ? `${summary} (×${count})` : summary,
  };
}

function severityOf(fields: Fields, kind: string, summary: string): InfraEvent['severity'] {
  const word = (
    fields.text('severity', 'level', 'alerttype', 'status') ??
    fields.text('type') ??
    ''
  ).toLowerCase();
  if (/^(?:error|critical|fatal|high|sev[01]|failed|failure|alert)/.test(word)) return 'error';
  if (/^(?:warn|medium|major)/.test(word)) return 'warning';
  return /oom|crash|evict|kill|fail|back.?off|not.?ready|unhealthy|pressure|\blost|restart|unreachable|timed out/i.test(
    `${kind} ${summary}`,
  )
    ? 'warning'
    : 'info';
}
