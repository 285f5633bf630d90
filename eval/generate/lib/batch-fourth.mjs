/** A fourth set of batches: twelve more companies, and five more tools that dress what they send. */
import { firstTables } from './batch-fourth-first.mjs';
import { secondTables } from './batch-fourth-second.mjs';

const pairs = (text) => text.split(' ').map((pair) => pair.split('>'));
const company = (front, calls, aside, env) => ({
  front,
  calls: pairs(calls),
  aside: aside.split(' '),
  env,
});

export const companies = {
  pharmacy: company(
    'web-shop',
    'web-shop>catalog web-shop>rx-check pharmacist-desk>rx-check web-shop>search web-shop>orders-db',
    'newsletter finance-feed leaflet-pdf',
    'prod',
  ),
  parking: company(
    'pay-page',
    'barriers>plate-reader sessions>plate-reader pay-page>sessions revenue>sessions pay-page>tariffs permits>permits-sql',
    'heatmap city-feed',
    'parken-live',
  ),
  mooc: company(
    'course-web',
    'course-web>grader course-web>video-cdn forum>forum-db course-web>proctoring',
    'statistics certs mail-relay',
    'live',
  ),
  radio: company(
    'app-api',
    'app-api>streams streams>playout playout>traffic-log playout>contribution app-api>metadata',
    'podcast archive',
    'on-air',
  ),
  forwarder: company(
    'track-web',
    'track-web>declarations declarations>customs-link declarations>rates edi-in>declarations',
    'archive warehouse-ui',
    'prod',
  ),
  charging: company(
    'driver-app',
    'driver-app>stations stations>ocpp-gateway billing>stations load-manager>stations driver-app>roaming',
    'marketing-site support-desk',
    'production',
  ),
  fulfilment: company(
    'wave-planner',
    'wave-planner>picking picking>robots robots>fleet-map picking>inventory-sync label-bridge>picking',
    'cost-watch dock-doors',
    'site-2',
  ),
  giornale: company(
    'sito',
    'sito>paywall app-lettori>paywall paywall>abbonamenti abbonamenti>diritti-redis sito>video',
    'pubblicita commenti archivio',
    'produzione',
  ),
  lottery: company(
    'web',
    'web>tickets retail-pos>tickets tickets>draw-ledger payout>draw-ledger draw-admin>draw-ledger',
    'results-feed scanner',
    'prod',
  ),
  agua: company(
    'painel-scada',
    'painel-scada>historiador previsao-demanda>historiador telemetria>historiador reservatorio-serra>telemetria',
    'faturacao laboratorio',
    'producao',
  ),
  crm: company(
    'web',
    'web>api api>contacts api>search mail-sync>contacts api>webhooks',
    'jobs licences',
    'production-us',
  ),
  hoster: company(
    'panel',
    'vm-host-11>ceph-pool-ssd vm-host-14>ceph-pool-ssd vm-host-17>ceph-pool-ssd webmail>vm-host-14 shared-db-3>ceph-pool-ssd panel>shared-db-3',
    'abuse backup-2',
    'prod',
  ),
};

const story = (name, seed, key, tools, text) => ({
  name,
  seed,
  half: 'sealed',
  company: key,
  set: 4,
  tools,
  parts: [['table', text]],
});

const all = { ...firstTables, ...secondTables };
export const stories = [
  story('register-refuses', 'g1', 'pharmacy', ['dynatrace'], all.pharmacy),
  story('plates-unread', 'g2', 'parking', ['gcp'], all.parking),
  story('day-after-release', 'g3', 'mooc', ['checkmk'], all.mooc),
  story('minutes-to-silence', 'g4', 'radio', ['alertmanager'], all.radio),
  story('known-slowness', 'g5', 'forwarder', ['pagerduty'], all.forwarder),
  story('one-maker', 'g6', 'charging', ['opsgenie'], all.charging),
  story('two-leaders', 'g7', 'fulfilment', ['datadog'], all.fulfilment),
  story('abbonati-fuori', 'g8', 'giornale', ['zabbix'], all.giornale),
  story('before-the-draw', 'g9', 'lottery', ['elastic', 'splunk'], all.lottery),
  story('sem-particao', 'g10', 'agua', ['grafana'], all.agua),
  story('working-day', 'g11', 'crm', ['newrelic'], all.crm),
  story('one-slow-disk', 'g12', 'hoster', ['splunk'], all.hoster),
];

const seen = (a) => (a.value === null ? '' : ` (${a.metric} ${a.value}, limit ${a.threshold})`);
const often = (a) => (a.times > 3 ? ` [${a.times} notifications in 24h]` : '');

/** What each further tool sends; every record keeps the id under which the collector stored it. */
export const shapes = (iso) => ({
  dynatrace: (a) => ({
    id: a.id,
    title: a.monitor,
    status: a.cleared ? 'CLOSED' : 'OPEN',
    severityLevel: a.severity,
    startTime: a.fired,
    endTime: a.cleared ?? -1,
    affectedEntities: [{ name: a.service, entityId: { type: 'SERVICE' } }],
    managementZones: [{ name: a.env }],
    entityTags: [{ key: 'environment', value: a.env }],
    evidenceDetails: {
      details: [
        {
          displayName: a.message,
          evidenceType: 'METRIC',
          metricId: a.metric,
          ...(a.value === null ? {} : { value: a.value, threshold: a.threshold }),
          ...(a.history
            ? { history: a.history.map(([ms, value]) => ({ timestamp: ms, value })) }
            : {}),
        },
      ],
    },
    occurrencesLast24h: a.times,
  }),
  gcp: (a) => ({
    id: a.id,
    incident: {
      policy_name: a.monitor,
      state: a.cleared ? 'closed' : 'open',
      severity: a.severity,
      started_at: Math.round(a.fired / 1000),
      ended_at: a.cleared ? Math.round(a.cleared / 1000) : null,
      resource_name: a.service,
      resource: { type: 'generic_task', labels: { service_name: a.service, environment: a.env } },
      metric: { type: a.metric },
      ...(a.value === null
        ? {}
        : { observed_value: `${a.value}`, threshold_value: `${a.threshold}` }),
      summary: `${a.message}${often(a)}`,
      ...(a.history ? { history: a.history.map(([ms, value]) => [iso(ms), value]) } : {}),
    },
  }),
  checkmk: (a) => ({
    id: a.id,
    host_name: `${a.service}-1`,
    service: a.service,
    service_description: a.monitor,
    state: a.severity,
    notification_type: a.cleared ? 'RECOVERY' : 'PROBLEM',
    plugin_output: `${a.severity} - ${a.message}`,
    environment: a.env,
    last_state_change: iso(a.fired),
    ...(a.cleared ? { recovered_at: iso(a.cleared) } : {}),
    notifications_24h: a.times,
    ...(a.history ? { history: a.history.map(([ms, value]) => [iso(ms), value]) } : {}),
  }),
  elastic: (a) => ({
    id: a.id,
    _source: {
      '@timestamp': iso(a.fired),
      'kibana.alert.rule.name': a.monitor,
      'kibana.alert.status': a.cleared ? 'recovered' : 'active',
      ...(a.cleared ? { 'kibana.alert.end': iso(a.cleared) } : {}),
      'kibana.alert.severity': a.severity,
      'kibana.alert.reason': `${a.message}${seen(a)}${often(a)}`,
      'service.name': a.service,
      'service.environment': a.env,
    },
  }),
  splunk: (a) => ({
    id: a.id,
    entity_id: `${a.service}/${a.metric}`,
    entity_display_name: a.monitor,
    message_type: a.cleared ? 'RECOVERY' : a.severity.toUpperCase(),
    state_message: `${a.message}${seen(a)}`,
    host_name: a.host ?? a.service,
    service: a.service,
    environment: a.env,
    state_start_time: Math.round(a.fired / 1000),
    ...(a.cleared ? { recovered_time: Math.round(a.cleared / 1000) } : {}),
    alert_count: a.times,
    ...(a.history
      ? { history: a.history.map(([ms, value]) => ({ timestamp: iso(ms), value })) }
      : {}),
  }),
});
