/** A third set of batches: twelve companies, each with its own tools, words and troubles. */
import { firstTables } from './batch-third-first.mjs';
import { secondTables } from './batch-third-second.mjs';

const pairs = (text) => text.split(' ').map((pair) => pair.split('>'));
const company = (front, calls, aside, env) => ({
  front,
  calls: pairs(calls),
  aside: aside.split(' '),
  env,
});

export const companies = {
  scooters: company(
    'rider-app',
    'rider-app>trips trips>trips-pg dispatch>trips rider-app>wallet wallet>card-gateway rider-app>zones zones>tile-cache battery-swap>swap-db',
    'weekly-digest promo-studio city-reports',
    'prod',
  ),
  klinik: company(
    'stationsportal',
    'stationsportal>patientenakte patientenakte>akte-db stationsportal>laborwerte laborwerte>hl7-bus roentgen>bildarchiv medikation>akte-db',
    'speiseplan statistik-export schulung',
    'produktiv',
  ),
  telco: company(
    'selfcare',
    'selfcare>tariffs selfcare>usage usage>cdr-store porting>registry-link sms-gateway>smpp-pool selfcare>sms-gateway',
    'coverage-map offers-mailer fraud-lab',
    'prod',
  ),
  tickets: company(
    'box-office',
    'box-office>seats seats>seats-redis box-office>orders orders>orders-aurora scanner>orders',
    'poster-render artist-payouts venue-csv',
    'prod',
  ),
  payroll: company(
    'hr-web',
    'hr-web>payslips payslips>payroll-db hr-web>sso absence>payroll-db payslips>document-vault',
    'org-chart survey-bot data-lake-sync',
    'prod-eu',
  ),
  delivery: company(
    'eater-app',
    'eater-app>menus menus>menu-search eater-app>orders orders>orders-mysql courier-app>routing routing>geo-index kitchen-tablet>print-relay',
    'voucher-mailer heatmaps partner-stats',
    'production',
  ),
  streaming: company(
    'web-player',
    'web-player>subscriptions subscriptions>billing billing>paylink web-player>playback playback>drm web-player>catalog',
    'trailer-cutter churn-model press-kit',
    'prod',
  ),
  greenhouse: company(
    'grower-console',
    'grower-console>climate climate>telemetry telemetry>timescale climate>valve-control valve-control>mqtt-broker grower-console>harvest harvest>timescale',
    'seed-shop photo-archive season-report',
    'prd',
  ),
  tienda: company(
    'tienda-web',
    'tienda-web>carrito carrito>precios carrito>existencias existencias>almacen-db tienda-web>pagos pagos>tpv-virtual',
    'boletin catalogo-pdf informes',
    'produccion',
  ),
  brokerage: company(
    'trade-web',
    'trade-web>orders orders>exchange-link trade-web>portfolio portfolio>positions-db trade-web>quotes tax-report>positions-db',
    'newsfeed onboarding-video risk-lab',
    'prod',
  ),
  rail: company(
    'planner',
    'planner>timetable planner>reservations reservations>seat-db departures>timetable planner>fares',
    'delay-stats poster-api survey',
    'prod',
  ),
  insurance: company(
    'broker-portal',
    'broker-portal>policies policies>policy-db broker-portal>claims claims>claims-db claims>photo-store policies>premium-calc',
    'campaign-site actuarial-export letters',
    'prod-fr',
  ),
};

const story = (name, seed, key, tools, text) => ({
  name,
  seed,
  half: 'development',
  company: key,
  set: 3,
  tools,
  parts: [['table', text]],
});

const all = { ...firstTables, ...secondTables };
export const stories = [
  story('read-only', 'e1', 'scooters', ['alertmanager'], all.scooters),
  story('nachtdienst', 'e2', 'klinik', ['zabbix'], all.klinik),
  story('known-and-new', 'e3', 'telco', ['opsgenie'], all.telco),
  story('nobody-needed', 'e4', 'tickets', ['cloudwatch'], all.tickets),
  story('key-in-strange-hands', 'e5', 'payroll', ['datadog'], all.payroll),
  story('two-at-once', 'e6', 'delivery', ['pagerduty'], all.delivery),
  story('money-side', 'e7', 'streaming', ['newrelic'], all.streaming),
  story('slow-and-slower', 'e8', 'greenhouse', ['grafana'], all.greenhouse),
  story('rebajas', 'e9', 'tienda', ['plain'], all.tienda),
  story('names-not-found', 'e10', 'brokerage', ['alertmanager', 'pagerduty'], all.brokerage),
  story('exercise-day', 'e11', 'rail', ['opsgenie', 'grafana'], all.rail),
  story('wrong-colours', 'e12', 'insurance', ['azure'], all.insurance),
];
