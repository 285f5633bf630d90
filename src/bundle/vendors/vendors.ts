/**
 * What vendors call an alert's facts where their words mean something else than everybody's: scales of
 * severity, zeros for never, objects that are no service, counts that are no firings. What they name as
 * everybody does is read by similarity of names and stands in no table.
 */
import { textOf, type JsonRecord } from '../values/fields.ts';
import { CHECKS } from './checks.ts';
import { PLATFORMS } from './platforms.ts';
import { each, at, isSet, moment, onScale, present, words, without } from './members.ts';

export interface Vendor {
  /** By members that no other vendor has together. */
  readonly is: (record: JsonRecord) => boolean;
  /** Facts under plain names; they stand before what the record has besides. */
  readonly facts: (record: JsonRecord) => JsonRecord;
  /** Members that would be read for something else, or have been read. */
  readonly drops: readonly string[];
}

const ZABBIX = ['not classified', 'information', 'warning', 'average', 'high', 'disaster'];
const AZURE = ['critical', 'high', 'warning', 'informational', 'verbose'];
const DYNATRACE: Readonly<Record<string, string>> = {
  AVAILABILITY: 'critical',
  ERROR: 'high',
  PERFORMANCE: 'medium',
  RESOURCE_CONTENTION: 'medium',
  MONITORING_UNAVAILABLE: 'medium',
  INFO: 'info',
};

const VENDORS: readonly Vendor[] = [
  ...CHECKS,
  ...PLATFORMS,
  // Zabbix: problem.get, event.get
  {
    is: (one) => 'eventid' in one && ('clock' in one || 'objectid' in one),
    facts: (one) => ({
      id: words(one, 'eventid'),
      title: words(one, 'name'),
      service: words(one, 'hosts.name', 'hosts.host'),
      host: words(one, 'hosts.host', 'hosts.name'),
      severity: onScale(one['severity'], ZABBIX),
      description: words(one, 'opdata'),
      firedAt: moment(one, 'clock'),
      resolvedAt: moment(one, 'r_clock'),
      silenced: isSet(one['suppressed']) || undefined,
    }),
    drops:
      'eventid source object objectid clock ns r_clock r_ns r_eventid cause_eventid name opdata severity suppressed hosts userid correlationid acknowledged value'.split(
        ' ',
      ),
  },
  // Zabbix: trigger.get
  {
    is: (one) => 'triggerid' in one && 'lastchange' in one,
    facts: (one) => ({
      id: words(one, 'triggerid'),
      title: words(one, 'description'),
      service: words(one, 'hosts.name', 'hosts.host'),
      host: words(one, 'hosts.host', 'hosts.name'),
      severity: onScale(one['priority'], ZABBIX),
      text: [words(one, 'comments'), words(one, 'lastEvent.opdata')].filter(Boolean).join('\n'),
      firedAt: moment(one, 'lastchange'),
      status: String(one['value']) === '0' ? 'resolved' : 'firing',
    }),
    drops:
      'triggerid description priority lastchange value hosts status state type flags templateid comments'.split(
        ' ',
      ),
  },
  // New Relic: issues of NerdGraph and of notifications
  {
    is: (one) => 'issueId' in one && ('activatedAt' in one || 'mutingState' in one),
    facts: (one) => ({
      id: words(one, 'issueId'),
      title: words(one, 'title', 'conditionName'),
      service: words(one, 'entityNames', 'impactedEntities'),
      severity: words(one, 'priority'),
      description:
        [...new Set(each(one, 'description', ''))].join('\n') || words(one, 'description'),
      firedAt: moment(one, 'activatedAt', 'createdAt'),
      resolvedAt: moment(one, 'closedAt'),
      status: /closed/i.test(words(one, 'state') ?? '') ? 'resolved' : 'firing',
      silenced: /^(?:fully_?)?muted/i.test(words(one, 'mutingState') ?? '') || undefined,
    }),
    // incidents of an issue are its parts, not firings of its monitor
    drops:
      'issueId title entityNames entityTypes priority description activatedAt createdAt closedAt updatedAt state mutingState sources totalIncidents totalCount isCorrelated policyName'.split(
        ' ',
      ),
  },
  // Dynatrace: problems of the second API
  {
    is: (one) => 'problemId' in one && ('impactLevel' in one || 'affectedEntities' in one),
    facts: (one) => ({
      id: words(one, 'problemId'),
      title: words(one, 'title'),
      service: words(one, 'affectedEntities.name', 'impactedEntities.name'),
      severity: DYNATRACE[words(one, 'severityLevel') ?? ''],
      description: [
        ...each(one, 'evidenceDetails.details', 'displayName'),
        ...each(one, 'recentComments.comments', 'content'),
        rootEntity(one),
      ]
        .filter(Boolean)
        .join('\n'),
      firedAt: moment(one, 'startTime'),
      resolvedAt: moment(one, 'endTime'),
      status: /^(?:closed|resolved)$/i.test(words(one, 'status') ?? '') ? 'resolved' : 'firing',
    }),
    drops:
      'problemId displayId title affectedEntities impactedEntities severityLevel impactLevel evidenceDetails recentComments rootCauseEntity startTime endTime status managementZones entityTags problemFilters'.split(
        ' ',
      ),
  },
  // Azure Monitor's common schema, whole or only its data
  {
    is: (one) => at(one, 'data.essentials') !== undefined || at(one, 'essentials') !== undefined,
    facts: (one) => {
      const top = at(one, 'data.essentials') === undefined ? '' : 'data.';
      const severity = /^sev(\d)$/i.exec(words(one, `${top}essentials.severity`) ?? '')?.[1];
      const status = words(one, `${top}essentials.monitorCondition`);
      return {
        id: words(one, `${top}essentials.alertId`),
        title: words(one, `${top}essentials.alertRule`),
        service: words(one, `${top}essentials.configurationItems`),
        severity: onScale(severity, AZURE),
        description: words(one, `${top}essentials.description`),
        firedAt: moment(one, `${top}essentials.firedDateTime`),
        resolvedAt: moment(one, `${top}essentials.resolvedDateTime`),
        status: status === undefined ? undefined : /resolved/i.test(status) ? 'resolved' : 'firing',
        context: at(one, `${top}alertContext`),
        properties: at(one, `${top}customProperties`),
      };
    },
    drops: ['schemaId', 'data', 'essentials', 'alertContext'],
  },
  // Sentry: issues
  {
    is: (one) => 'culprit' in one && 'shortId' in one,
    facts: (one) => ({
      id: words(one, 'id'),
      title: words(one, 'title', 'metadata.title'),
      service: words(one, 'project.slug', 'project.name'),
      severity: words(one, 'priority') ?? levelOf(one),
      description: [words(one, 'metadata.value'), userCount(one)].filter(Boolean).join('\n'),
      firedAt: moment(one, 'triggeredAt', 'firstSeen'),
      status: /^(?:resolved|ignored|muted|archived)/i.test(words(one, 'status') ?? '')
        ? 'resolved'
        : 'firing',
      events: words(one, 'count'),
      text: isKnown(one) ? 'known behaviour: goes on as before' : undefined,
    }),
    // events are no firings of a monitor
    drops:
      'level priority project metadata triggeredAt firstSeen lastSeen status count userCount stats annotations type shortId numComments'.split(
        ' ',
      ),
  },
  // Elastic: alerts of rules, whose names are paths
  {
    is: (one) => KIBANA.some((name) => elastic(one, name) !== undefined),
    facts: (one) => {
      const status = elastic(one, 'status');
      return {
        id: words(one, 'id', '_id') ?? elastic(one, 'uuid'),
        title: elastic(one, 'rule.name'),
        service: words(one, 'service.name') ?? textOf(one['service.name']),
        host: words(one, 'host.name') ?? textOf(one['host.name']),
        severity: elastic(one, 'severity'),
        description: elastic(one, 'reason'),
        firedAt: elastic(one, 'start') ?? one['@timestamp'],
        resolvedAt: elastic(one, 'end'),
        status: status === undefined || status === 'active' ? 'active' : 'resolved',
        value: elastic(one, 'evaluation.value'),
        threshold: elastic(one, 'evaluation.threshold'),
      };
    },
    drops: [
      ...'kibana _id _index @timestamp id'.split(' '),
      ...'start end status workflow_status uuid severity reason risk_score rule.name evaluation.value evaluation.threshold threshold_result.count'
        .split(' ')
        .map((name) => `kibana.alert.${name}`),
    ],
  },
  // Alertmanager's own API
  {
    is: (one) => at(one, 'status.state') !== undefined && 'labels' in one,
    facts: (one) => {
      const state = words(one, 'status.state') ?? '';
      return {
        firedAt: moment(one, 'startsAt'),
        // of what is on this is the moment at which it would be forgotten
        resolvedAt: /resolved/i.test(state) ? moment(one, 'endsAt') : undefined,
        relatedTo: words(one, 'status.inhibitedBy'),
        silenced: isSet(at(one, 'status.silencedBy')) || undefined,
        state: /resolved/i.test(state) ? 'resolved' : 'firing',
      };
    },
    drops: ['status', 'startsAt', 'endsAt', 'updatedAt', 'receivers'],
  },
  // Prometheus's own API
  {
    is: (one) => 'activeAt' in one && 'labels' in one,
    facts: (one) => ({
      firedAt: moment(one, 'activeAt'),
      state: 'firing',
      pending: words(one, 'state') === 'pending' ? 'pending, not firing yet' : undefined,
    }),
    drops: ['activeAt', 'state', 'keepFiringSince'],
  },
  // CloudWatch: change of state over EventBridge
  {
    is: (one) => at(one, 'detail.alarmName') !== undefined,
    facts: (one) => ({
      id: words(one, 'id', 'detail.alarmName'),
      title: words(one, 'detail.alarmName'),
      description: [
        words(one, 'detail.configuration.description'),
        words(one, 'detail.state.reason'),
      ]
        .filter(Boolean)
        .join('\n'),
      firedAt: moment(one, 'detail.state.timestamp', 'time'),
      status: words(one, 'detail.state.value'),
      dimensions: at(one, 'detail.configuration.metrics.metricStat.metric.dimensions'),
      metric: words(one, 'detail.configuration.metrics.metricStat.metric.name'),
      reasonData: words(one, 'detail.state.reasonData'),
      muted: isSet(at(one, 'detail.state.actionsSuppressedBy')) || undefined,
    }),
    drops: ['version', 'detail-type', 'source', 'account', 'resources', 'region', 'time', 'detail'],
  },
  // CloudWatch: describe-alarms
  {
    is: (one) => 'AlarmName' in one && 'StateValue' in one && !('Trigger' in one),
    facts: (one) => ({
      id: words(one, 'AlarmArn', 'AlarmName'),
      firedAt: moment(one, 'StateTransitionedTimestamp', 'StateUpdatedTimestamp'),
      status: words(one, 'StateValue'),
    }),
    drops:
      'AlarmArn StateTransitionedTimestamp StateUpdatedTimestamp AlarmConfigurationUpdatedTimestamp StateValue'.split(
        ' ',
      ),
  },
  // Opsgenie: what the alert is about is its entity; a count is of copies while it is open
  {
    is: (one) => 'tinyId' in one,
    facts: (one) => ({
      service: words(one, 'details.service', 'entity'),
      firedAt: moment(one, 'createdAt'),
      resolvedAt: moment(one, 'closedAt'),
      silenced: isSet(one['snoozed']) || undefined,
    }),
    drops:
      'tinyId alias count entity source snoozed createdAt updatedAt closedAt lastOccurredAt report'.split(
        ' ',
      ),
  },
  // PagerDuty: incidents
  {
    is: (one) => 'incident_number' in one && ('urgency' in one || 'alert_counts' in one),
    facts: (one) => ({
      firedAt: moment(one, 'created_at'),
      resolvedAt: /resolved/i.test(words(one, 'status') ?? '')
        ? moment(one, 'resolved_at', 'last_status_change_at')
        : undefined,
      service: words(one, 'service.summary', 'service.name'),
      severity: words(one, 'priority.summary', 'priority.name', 'urgency'),
    }),
    drops:
      'incident_number incident_key created_at updated_at resolved_at last_status_change_at alert_counts service priority urgency'.split(
        ' ',
      ),
  },
  // Splunk On-Call
  {
    is: (one) => 'message_type' in one && ('entity_id' in one || 'state_message' in one),
    facts: (one) => ({
      id: words(one, 'entity_id', 'incident_number'),
      title: words(one, 'entity_display_name', 'entity_id'),
      service: words(one, 'service', 'host_name', 'hostname', 'entity_id'),
      host: words(one, 'host_name', 'hostname'),
      severity: words(one, 'message_type'),
      description: words(one, 'state_message'),
      firedAt: moment(one, 'state_start_time', 'timestamp'),
      status: /^(?:recovery|ok)/i.test(words(one, 'message_type') ?? '') ? 'resolved' : 'firing',
    }),
    drops:
      'entity_id incident_number entity_display_name host_name message_type state_message state_start_time monitoring_tool routing_key'.split(
        ' ',
      ),
  },
];

const KIBANA = ['rule.name', 'status'];
/** `kibana.alert.status` as one name or as records in records. */
const elastic = (one: JsonRecord, name: string): string | undefined =>
  textOf(one[`kibana.alert.${name}`]) ?? words(one, `kibana.alert.${name}`);

const rootEntity = (one: JsonRecord): string | undefined => {
  const name = words(one, 'rootCauseEntity.name');
  return name === undefined || name === words(one, 'affectedEntities.name')
    ? undefined
    : `caused by ${name}`;
};

/** Every exception has the level "error" unless somebody sets another; what goes on is known. */
function levelOf(one: JsonRecord): string | undefined {
  const level = words(one, 'level');
  if (isKnown(one)) return 'low';
  return level === 'error' ? undefined : level;
}

const isKnown = (one: JsonRecord): boolean => words(one, 'substatus') === 'ongoing';

/** Fewer than these have old browsers or odd plugins. */
const MANY_USERS = 100;
const userCount = (one: JsonRecord): string | undefined => {
  const count = Number(one['userCount']);
  return count >= MANY_USERS && !isKnown(one) ? `users affected: ${count}` : undefined;
};

/** The record with its vendor's facts under plain names; any other record as it is. */
export function inPlainNames(record: JsonRecord): JsonRecord {
  const vendor = VENDORS.find(({ is }) => is(record));
  if (vendor === undefined) return record;
  const id = textOf(record['id']);
  // whoever gave an alert an id of their own asks for it by that one
  return {
    ...present(vendor.facts(record)),
    ...rest(record, vendor),
    ...(id === undefined ? {} : { id }),
  };
}

/** What a fact has named stands there once. */
function rest(record: JsonRecord, vendor: Vendor): JsonRecord {
  const kept = without(record, vendor.drops);
  const facts = present(vendor.facts(record));
  return without(kept, Object.keys(facts));
}
