/**
 * Where senders keep the facts of an alert, best first. Folded names (see `foldName`); with a dot the
 * path must end so. Datadog, Alertmanager, Grafana, PagerDuty, Opsgenie, CloudWatch, Azure Monitor,
 * Google Cloud Monitoring, New Relic, Dynatrace, Elastic, Sentry, Zabbix, Nagios, Splunk On-Call,
 * Honeycomb and plain records share most of their words.
 */

export const ID = [
  'alertid',
  'eventid',
  'fingerprint',
  'uid',
  'uuid',
  'incidentid',
  'incidentnumber',
  'problemid',
  'alias',
  'dedupkey',
  'entityid',
  'number',
  'key',
] as const;

export const TITLE = [
  'alarmname',
  'alertrule',
  'alertname',
  'alerttitle',
  'rulename',
  'rule.name',
  'conditionname',
  'policyname',
  'issuetitle',
  'problemtitle',
  'problemname',
  'eventname',
  'triggername',
  'searchname',
  'checkname',
  'rule',
  'monitor',
  'check',
  'monitorfriendlyname',
  'entitydisplayname',
  'shortdescription',
  'servicedesc',
  'detectorname',
  'title',
  'name',
  'summary',
  'subject',
  'headline',
  'reason',
  'message',
  'description',
] as const;

export const MONITOR = [
  'monitor',
  'monitorname',
  'alerttitle',
  'alertname',
  'alarmname',
  'alertrule',
  'rule',
  'rulename',
  'rule.name',
  'check',
  'checkname',
  'conditionname',
  'triggername',
  'detector',
  'detectorname',
  'searchname',
  'monitorid',
  'name',
] as const;

export const FIRED = [
  'firedat',
  'fireddatetime',
  'triggeredat',
  'startsat',
  'startedat',
  'starttime',
  'statechangetime',
  'statetransitiontime',
  'activeat',
  'activesince',
  'openedat',
  'createdat',
  'detectedat',
  'raisedat',
  'occurredat',
  'eventtime',
  'timestamp',
  'time',
  'date',
  'firstseen',
  'lastoccurredat',
  'start',
  'since',
] as const;

export const CLEARED = [
  'recoveredat',
  'clearedat',
  'resolvedat',
  'resolveddatetime',
  'endsat',
  'endedat',
  'closedat',
  'endtime',
  'recoverytime',
] as const;

export const STATE = [
  'alerttransition',
  'transition',
  'newstatevalue',
  'monitorcondition',
  'alertstate',
  'currentstate',
  'notificationtype',
  'messagetype',
  'problemstate',
  'alertstatus',
  'monitorstate',
  'alerttypefriendlyname',
  'alert.status',
  'status',
  'state',
] as const;

export const SERVICE = [
  'service',
  'servicename',
  'svc',
  'service.name',
  'service.summary',
  'labels.service',
  'labels.app',
  'app',
  'application',
  'applicationname',
  'appname',
  'dbinstanceidentifier',
  'dbclusteridentifier',
  'functionname',
  'queuename',
  'targetgroup',
  'loadbalancer',
  'tablename',
  'cacheclusterid',
  'replicationgroupid',
  'streamname',
  'topicname',
  'bucketname',
  'apiname',
  'statemachinearn',
  'deployment',
  'statefulset',
  'daemonset',
  'workload',
  'container',
  'affectedservice',
  'impactedservice',
  'component',
  'servicesummary',
  'entity',
  'entityname',
  'impactedentity',
  'configurationitem',
  'cmdbci',
  'resourcename',
  'project',
  'labels.job',
  'clustername',
  'autoscalinggroupname',
  'pod',
  'source',
  'targets.name',
  'labels.instance',
  'hostname',
  'host',
  'target',
  'instanceid',
] as const;

export const ENV = ['env', 'environment', 'stage', 'deploymentenvironment', 'tier'] as const;

export const HOST = [
  'host',
  'hostname',
  'node',
  'nodename',
  'instance',
  'instanceid',
  'vm',
  'device',
] as const;

export const METRIC = [
  'metric',
  'metricname',
  'alertmetric',
  'labelsmetric',
  'metrictype',
  'originatingmetric',
  'metric.displayname',
  'metric.name',
  'metric.type',
] as const;

export const QUERY = [
  'query',
  'alertquery',
  'expression',
  'expr',
  'condition',
  'monitorquery',
] as const;

export const COMPARATOR = [
  'comparator',
  'comparisonoperator',
  'comparison',
  'operator',
  'thresholdoperator',
  'op',
  'direction',
] as const;

export const VALUE = [
  'value',
  'currentvalue',
  'current',
  'metricvalue',
  'alertmetricvalue',
  'observedvalue',
  'observed',
  'lastvalue',
  'latestvalue',
  'actual',
  'actualvalue',
  'measured',
  'measuredvalue',
  'evaluation.value',
  'itemvalue',
  'reading',
  'result',
  'values.a',
  'values.b',
  'values.b0',
] as const;

export const THRESHOLD = [
  'threshold',
  'thresholdvalue',
  'criticalthreshold',
  'thresholdcritical',
  'thresholds.critical',
  'alertthreshold',
  'evaluation.threshold',
  'limit',
  'critical',
  'slo',
  'objective',
  'warningthreshold',
  'thresholds.warning',
] as const;

export const SEVERITY = [
  'priority',
  'priority.summary',
  'priority.name',
  'severity',
  'labels.severity',
  'alertpriority',
  'level',
  'urgency',
  'sev',
  'criticality',
  'triggerseverity',
  'problemseverity',
  'servicestate',
  'hoststate',
] as const;

export const RELATED = [
  'duplicateof',
  'parent',
  'parentid',
  'rootalert',
  'causedby',
  'relatedincident',
  'incidentid',
  'linkedincident',
] as const;

/**
 * How a fact is called by senders that nobody knows: read only where no name of the lists has a value.
 * Matched against the folded last name of a path.
 */
export const LIKE = {
  comparator: /(?:comparator|comparison|operator|direction)$/,
  env: /^(?:\w*(?:env|environment|landscape)(?:name|type|id)?|stagename)$/,
  threshold:
    /^(?!.*(?:count|duration|time|window|unit))(?:\w*(?:threshold|limit)(?:value)?|(?:max|min)(?:imum)?(?:value|allowed)?|(?:trigger|alarm|alert)(?:level|value|point)|target(?:value)?|ceiling|floor|boundary|setpoint)$/,
  value:
    /^(?:(?:current|actual|observed|measured|last|latest|sampled?|metric|breach\w*|trigger\w*)(?:reading|value|level|measurement)|measurement|reading|valuenow|now)$/,
  cleared:
    /^(?:alert|alarm|incident|problem)?(?:recover\w*|clear\w*|resol\w*|end\w*|clos\w*)(?:at|on|time|date|timestamp)$/,
  fired:
    /^(?:alert|alarm|incident|problem|first)?(?:fir\w*|trigger\w*|start\w*|open\w*|rais\w*|creat\w*|detect\w*|occur\w*|begin\w*|began)(?:at|on|time|date|timestamp)$/,
} as const;

/** Members whose text is no metric although it may look like one. */
export const NO_METRIC =
  /id$|uid|url|link|host|node|instance|server|service|app|component|entity|resource|cluster|namespace|pod|env|stage|region|zone|team|owner|user|title|name|monitor|rule|alert|check|tag|label|key|version|source|origin|file|path|query|expr|email|channel|group|type|status|state|severity|priority|time|date/;

/** Words of a person or a tool in whole sentences: told without the name of their field. */
export const BODY: ReadonlySet<string> = new Set([
  'body',
  'message',
  'msg',
  'text',
  'description',
  'details',
  'detail',
  'summary',
  'reason',
  'newstatereason',
  'alarmdescription',
  'textonlymsg',
  'eventmsg',
  'note',
  'notes',
  'comment',
  'statemessage',
  'serviceoutput',
  'longdescription',
  'impact',
  'annotation',
]);
