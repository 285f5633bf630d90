/** Where an alert comes from: whether it is production, and whether people outside feel it. */
import { inEnglish } from './reading/glossary.ts';
import type { TriageAlert } from './types.ts';

const STAGES =
  'dev|develop|development|staging|stage|stg|test|testing|testnet|tst|qa|uat|sit|sandbox|sbx|playtest|preprod|pre-prod|preproduction|pre-production|nonprod|non-prod|perf|loadtest|load-test|benchmark|demo|local|ci|canary-test|preview|review|ephemeral|feature|playground|training|lab|acceptance|acc|hml|e2e|integration-test|integration-env';
/** Values of an environment's own field, where a product's name does not stand; also in other languages. */
const ENV_VALUES =
  'integration|int|desarrollo|pruebas?|développement|developpement|desenvolvimento|testes|sviluppo|collaudo|entwicklung|abnahme|integrations?umgebung|spielwiese|bac à sable|pré-?prod|prä-?produktion|ontwikkeling|testowe|rozwojowe';
const NON_PRODUCTION = new RegExp(
  `(?:^|[^\\p{L}])(?:${STAGES}|${ENV_VALUES})(?:[^\\p{L}]|$)`,
  'iu',
);
/** Names of services use some of these words for what they do: only these are always a stage. */
const STAGE_NAME =
  /(?:^|[^a-z])(?:dev|staging|stage|stg|test|testing|testnet|qa|uat|sandbox|playtest|preprod|pre-prod|perf|loadtest|load-test|demo|ci|canary-test|e2e|pr-\d+)(?:[^a-z]|$)/i;
/** Words of titles that mean nothing else. */
const CLEAR_STAGES =
  'dev|development|staging|stg|test|qa|uat|sandbox|playtest|preprod|pre-prod|nonprod|non-prod|loadtest|load-test|demo|ci|preview|playground|acceptance|e2e';
/** Before a dash only these are a stage: `feature-store:` and `lab-orders:` are products. */
const PREFIX_STAGES = 'dev|staging|stg|qa|uat|sandbox|preprod|nonprod|ci|e2e';
const TITLE_STAGE = new RegExp(
  `[[(](?:${STAGES})[\\])]|^\\W*(?:(?:${STAGES})(?:\\s*[:|\\]>]|\\s+-)|(?:${PREFIX_STAGES})-[\\w-]+:)\\s|\\b(?:${CLEAR_STAGES})[ -](?:clusters?|environments?|env|systems?|namespaces?|servers?|box|boxes|db|database|instances?|account|stack|tenant|vm|host|node|network|project)\\b|\\b(?:on|in|from) (?:the )?(?:dev|development|staging|qa|uat|preprod|sandbox|ci|preview|test)\\b(?! (?:run|order|payment|result))|\\w-(?:staging|stg|dev|qa|uat|preprod|sandbox)\\b|\\btest(?:aufbau|umgebung|stand|rechner|bed|rig|bench)\\b`,
  'i',
);
const PRODUCTION = /\bprd\b|\bprod|\blive\b/i;
/** Of a service or a host of production that its name calls something else. */
const PRODUCT_NAME =
  /\bstg_[a-z]|test-?results?|contest|latest|attest|dev(?:eloper)?-?(?:portal|api|docs)|developer|demo-?graph|lab-?(?:results?|orders?)|driving-?test|test-?(?:booking|center|drive)/i;

/** `Synthetic "UAT booking flow" fails`: the name of what fails begins with its stage. */
const QUOTED_STAGE = /["“](?:dev|staging|stg|qa|uat|sandbox|preprod|pre-prod|nonprod) /i;
/** Who tests production from outside is called a test too. */
const SYNTHETIC = /synthetic|canary|blackbox|prober?\b/i;

export function isNonProduction(alert: TriageAlert): boolean {
  if (alert.env !== null) {
    const env = `${alert.env} ${inEnglish(alert.env)}`;
    if (NON_PRODUCTION.test(env)) return !/(?<!pre-?|non-?)prod(?:uction)?$/i.test(env);
    if (PRODUCTION.test(env)) return false;
  }
  const named = `${alert.service ?? ''} ${alert.host ?? ''} ${alert.tags.filter((tag) => /^(?:env|environment|stage|namespace|cluster):/.test(tag)).join(' ')}`;
  if (
    STAGE_NAME.test(named) &&
    !SYNTHETIC.test(named) &&
    !PRODUCT_NAME.test(named) &&
    !/\bprod/i.test(named)
  )
    return true;
  if (QUOTED_STAGE.test(alert.body)) return true;
  const title = inEnglish(`${alert.title}\n${alert.monitor ?? ''}`);
  return (
    TITLE_STAGE.test(title) && !PRODUCT_NAME.test(title) && !/\bprod(?:uction)?\b/i.test(title)
  );
}

const CUSTOMER =
  /\b(?:check.?out|payments?|pay|login|sign.?in|auth|orders?|carts?|basket|customers?|user.?facing|front.?end|web|website|shop|gateway|edge|public|api|store.?front|bookings?|reservations?|search|mobile|transactions?|transfers?|tickets?|card|till|pos|portal|sso)(?![a-z])/i;

/** Whether its service or name is one that people outside use. */
export const isCustomerFacing = (alert: TriageAlert): boolean =>
  CUSTOMER.test(inEnglish(`${alert.service ?? ''} ${alert.title} ${alert.tags.join(' ')}`));
