/** What an event of the stream is: a change that someone made, or something that the platform did. */
import type { ConfigChange, InfraEvent } from '../../../domain/observation.ts';
import { tagValue, textAt, valueAt } from '../../upstreams/datadog/fields.ts';
import type { StreamEvent } from '../../upstreams/datadog/events.ts';
import { cut } from '../common/text.ts';

export type Classified =
  | { readonly kind: 'change'; readonly change: ConfigChange }
  | { readonly kind: 'infra'; readonly event: InfraEvent };

const FLAG =
  /feature[ _-]?flag|launchdarkly|unleash|flagsmith|split\.io|\bflag\b|\btoggle|rollout of/i;
const SECRET =
  /\bsecret|\bcredential|\bapi key|key vault|password rotat|\bcertificate (?:was )?(?:renew|rotat|replac)/i;
const CONFIG =
  /config(?:uration|map)?\b|\bsetting|\bparameter|\benvironment variable|app ?settings|consul|\betcd\b/i;
const CHANGED =
  /chang|updat|set to|switched|turned|enabled|disabled|rotat|renew|edited|modified|→|->/i;
const INFRASTRUCTURE =
  /terraform|scaled by|resized|migrat|drain|cordon|upgrade|firewall rule|dns record/i;

const KINDS: readonly (readonly [RegExp, string])[] = [
  [/oom|out of memory/i, 'oom_killed'],
  [/evict/i, 'eviction'],
  [/probe|unhealthy|readiness|liveness|health ?check/i, 'probe_failed'],
  [/crashloop|back-?off|restart/i, 'restart'],
  [/autoscal|scal(?:ed|ing)|replica/i, 'scaling'],
  [/certificate|tls|x509|ssl/i, 'certificate'],
  [/deploy|release|rolled? ?out/i, 'deployment'],
  [/node|drain|cordon|preempt|spot/i, 'node'],
  [/disk|volume|storage/i, 'storage'],
  [/network|dns|packet/i, 'network'],
  [/outage|incident|degraded|status page|provider/i, 'provider'],
  [/monitor|triggered|recovered|alert/i, 'monitor'],
];

export function classifyEvent(event: StreamEvent): Classified {
  const changeKind = changeKindOf(event);
  return changeKind === undefined
    ? { kind: 'infra', event: toInfra(event) }
    : { kind: 'change', change: toChange(event, changeKind) };
}

function changeKindOf(event: StreamEvent): ConfigChange['kind'] | undefined {
  // Datadog's own change events say it themselves
  const declared = textAt(event.attributes, 'changed_resource.type');
  if (declared === 'feature_flag') return 'feature_flag';
  if (declared === 'configuration') return 'configuration';
  const tagged = tagValue(event.tags, 'change_type') ?? tagValue(event.tags, 'change');
  const said = `${event.title} ${event.source} ${tagged ?? ''}`;
  const changed = tagged !== undefined || CHANGED.test(`${event.title} ${event.text}`);
  if (!changed || /monitor/i.test(event.source) || tagValue(event.tags, 'monitor'))
    return undefined;
  if (FLAG.test(said)) return 'feature_flag';
  if (SECRET.test(said)) return 'secret';
  if (CONFIG.test(said)) return 'configuration';
  if (INFRASTRUCTURE.test(event.title) && tagged !== undefined) return 'infrastructure';
  return tagged === undefined ? undefined : 'other';
}

const VALUE_PATHS = {
  before: ['prev_value', 'previous_value', 'before', 'old_value', 'changed_resource.previous'],
  after: ['new_value', 'after', 'value', 'changed_resource.new'],
} as const;

function toChange(event: StreamEvent, kind: ConfigChange['kind']): ConfigChange {
  const before = valueText(event, VALUE_PATHS.before);
  const after = valueText(event, VALUE_PATHS.after);
  const actor =
    textAt(event.attributes, 'author.name') ??
    textAt(event.attributes, 'actor') ??
    tagValue(event.tags, 'actor') ??
    tagValue(event.tags, 'user');
  return {
    id: event.id,
    kind,
    at: event.at,
    service: event.service,
    name:
      textAt(event.attributes, 'changed_resource.name') ??
      tagValue(event.tags, 'flag') ??
      tagValue(event.tags, 'feature_flag') ??
      cut(event.title, 120),
    summary: summaryOf(event),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    ...(actor === undefined ? {} : { actor }),
  };
}

function valueText(event: StreamEvent, paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const value = unwrapped(valueAt(event.attributes, path));
    if (value === undefined || value === null) continue;
    return cut(typeof value === 'string' ? value : JSON.stringify(value), 200);
  }
  return undefined;
}

/** Change events carry values as objects; most hold one thing called `value`. */
function unwrapped(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('value' in value)) return value;
  return Object.keys(value).length === 1 ? value.value : value;
}

function toInfra(event: StreamEvent): InfraEvent {
  const said = `${event.title} ${event.text}`;
  const kind =
    KINDS.find(([pattern]) => pattern.test(event.title))?.[1] ??
    KINDS.find(([pattern]) => pattern.test(said))?.[1] ??
    (event.source || 'event');
  const severity: InfraEvent['severity'] = /error|alert|critical/i.test(event.status)
    ? 'error'
    : /warn/i.test(event.status)
      ? 'warning'
      : 'info';
  return {
    id: event.id,
    at: event.at,
    kind,
    service: event.service,
    severity,
    summary: summaryOf(event),
    ...(event.host ? { host: event.host } : {}),
  };
}

const summaryOf = (event: StreamEvent): string =>
  cut([event.title, event.text].filter((part) => part !== '').join(' — '), 1_000);
