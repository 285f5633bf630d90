/** Tools that check hosts and services and give each a state: Nagios and its heirs, Sensu, PRTG, uptime. */
import type { JsonRecord } from '../values/fields.ts';
import { at, isSet, moment, onScale, present, words } from './members.ts';
import type { Vendor } from './vendors.ts';

const SERVICE_STATES = ['ok', 'warning', 'critical', 'unknown'];
const HOST_STATES = ['up', 'down', 'unreachable'];

/** Prefixes under which Icinga's, Checkmk's and Naemon's interfaces keep what Nagios writes plainly. */
const INSIDE = ['', 'attrs.', 'extensions.', 'service.', 'host.'];
const of = (one: JsonRecord, ...names: readonly string[]): string | undefined =>
  words(one, ...INSIDE.flatMap((prefix) => names.map((name) => prefix + name)));
const when = (one: JsonRecord, ...names: readonly string[]): unknown =>
  moment(one, ...names.flatMap((name) => INSIDE.map((prefix) => prefix + name)));
const has = (one: JsonRecord, name: string): boolean =>
  INSIDE.some((prefix) => at(one, prefix + name) !== undefined);
const flag = (one: JsonRecord, ...names: readonly string[]): true | undefined =>
  names.some((name) => INSIDE.some((prefix) => isSet(at(one, prefix + name)))) || undefined;

function checkState(one: JsonRecord, isHost: boolean): string | undefined {
  const state = of(
    one,
    'state',
    'service_state',
    'host_state',
    'servicestate',
    'hoststate',
    'status',
  );
  // Icinga gives fractions
  const digit = /^\d(?:\.0+)?$/.test(state ?? '') ? Number(state) : null;
  return digit === null ? state : onScale(digit, isHost ? HOST_STATES : SERVICE_STATES);
}

export const CHECKS: readonly Vendor[] = [
  // Nagios, Icinga, Naemon, Checkmk, Centreon
  {
    is: (one) =>
      (has(one, 'host_name') || has(one, 'hostname')) &&
      (has(one, 'plugin_output') ||
        has(one, 'service_description') ||
        has(one, 'last_check_result') ||
        has(one, 'last_hard_state_change')),
    facts: (one) => {
      const check = of(one, 'service_description', 'display_name', 'description', 'check_command');
      const host = of(one, 'host_name', 'hostname');
      const isHost = check === undefined || check === host;
      const state = checkState(one, isHost);
      const kind = of(one, 'notification_type') ?? '';
      const isOver = /^(?:ok|up|pending)$/i.test(state ?? '') || /^recovery/i.test(kind);
      return present({
        id: words(one, 'id', '__name'),
        title: isHost ? `host ${host ?? ''} ${state ?? ''}`.trim() : check,
        service: host,
        host,
        severity: isOver ? undefined : state,
        description: [
          of(one, 'plugin_output', 'last_check_result.output', 'output'),
          of(one, 'long_plugin_output'),
        ]
          .filter(Boolean)
          .join('\n'),
        firedAt: when(
          one,
          'last_hard_state_change',
          'last_state_change',
          'last_time_ok',
          'notification_time',
          'last_check',
        ),
        status: isOver ? 'resolved' : 'firing',
        silenced: flag(one, 'scheduled_downtime_depth', 'downtime_depth') ?? isDowntime(kind),
        flapping: flag(one, 'is_flapping', 'flapping'),
      });
    },
    drops:
      'host_name hostname service_description display_name check_command state state_type notification_type plugin_output long_plugin_output output last_hard_state_change last_state_change last_time_ok last_check last_check_result current_attempt max_attempts max_check_attempts scheduled_downtime_depth downtime_depth is_flapping attrs extensions check_source joins meta type name'.split(
        ' ',
      ),
  },
  // Sensu
  {
    is: (one) => at(one, 'check.output') !== undefined,
    facts: (one) => ({
      id: words(one, 'id'),
      title: words(one, 'check.metadata.name', 'check.name'),
      service: words(one, 'entity.metadata.labels.service', 'entity.metadata.name', 'client.name'),
      host: words(one, 'entity.metadata.name', 'client.name'),
      severity: onScale(at(one, 'check.status'), SERVICE_STATES),
      description: words(one, 'check.output'),
      firedAt: moment(one, 'check.last_ok', 'check.executed', 'timestamp'),
      status: String(at(one, 'check.status')) === '0' ? 'resolved' : 'firing',
      silenced:
        isSet(at(one, 'check.is_silenced')) || isSet(at(one, 'check.silenced')) || undefined,
    }),
    drops: ['check', 'entity', 'client', 'timestamp', 'metadata', 'occurrences'],
  },
  // PRTG
  {
    is: (one) => 'sensor' in one && ('status_raw' in one || 'lastvalue' in one),
    facts: (one) => {
      const status = words(one, 'status') ?? '';
      return {
        id: words(one, 'objid', 'sensorid'),
        title: words(one, 'sensor'),
        service: words(one, 'device'),
        host: words(one, 'device'),
        severity: /^down/i.test(status)
          ? 'critical'
          : /warn|unusual/i.test(status)
            ? 'warning'
            : undefined,
        description: words(one, 'message_raw', 'message'),
        firedAt: moment(one, 'lastdown', 'datetime', 'lastcheck'),
        status: /^up/i.test(status) ? 'resolved' : 'firing',
        silenced: /paused|acknowledged/i.test(status) || undefined,
      };
    },
    drops:
      'objid sensor device status status_raw message message_raw lastdown lastup lastcheck datetime probe group'.split(
        ' ',
      ),
  },
  // LogicMonitor
  {
    is: (one) => 'monitorObjectName' in one && 'startEpoch' in one,
    facts: (one) => ({
      title: [words(one, 'dataPointName'), words(one, 'instanceName')].filter(Boolean).join(' '),
      service: words(one, 'monitorObjectName'),
      severity: onScale(one['severity'], ['', '', 'warning', 'error', 'critical']),
      firedAt: moment(one, 'startEpoch'),
      resolvedAt: moment(one, 'endEpoch'),
      value: words(one, 'alertValue'),
      status: isSet(one['cleared']) ? 'resolved' : 'firing',
      silenced: isSet(one['sdted']) || undefined,
    }),
    drops:
      'dataPointName monitorObjectName severity startEpoch endEpoch alertValue cleared sdted acked ackedEpoch'.split(
        ' ',
      ),
  },
  // Instana
  {
    is: (one) => 'entityLabel' in one && 'problem' in one,
    facts: (one) => ({
      id: words(one, 'eventId', 'id'),
      title: words(one, 'problem'),
      service: words(one, 'entityName', 'entityLabel'),
      severity: ['', 'critical', 'warning'][
        Number(one['severity']) === 10 ? 1 : Number(one['severity']) === 5 ? 2 : 0
      ],
      description: words(one, 'detail', 'fixSuggestion'),
      firedAt: moment(one, 'start'),
      resolvedAt: /closed/i.test(words(one, 'state') ?? '') ? moment(one, 'end') : undefined,
      status: /closed/i.test(words(one, 'state') ?? '') ? 'resolved' : 'firing',
    }),
    drops: [
      'eventId',
      'problem',
      'entityLabel',
      'entityName',
      'severity',
      'detail',
      'start',
      'end',
      'state',
      'type',
    ],
  },
];

const isDowntime = (kind: string): true | undefined =>
  /^downtime(?:start)?$/i.test(kind) || undefined;
