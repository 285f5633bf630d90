/** What a commit's message says that it does: weaker than its diff, and all there is without one. */
import type { Commit } from '../../domain/observation.ts';
import { announcedUpdate } from '../diff/dependencies.ts';
import type { DiffFact, FactKind } from '../diff/facts.ts';
import { fileRole, RUNTIME_WEIGHT } from '../diff/file-role.ts';

/** What a message says a commit does, where no diff was handed in: weaker than a diff. */
export const MESSAGE_FACTS: readonly (readonly [RegExp, FactKind])[] = [
  [/time-?out|deadline/i, 'timeout_changed'],
  [/pool|max.?connections?/i, 'pool_changed'],
  [/retr(?:y|ies)|back-?off/i, 'retry_changed'],
  [/cache|caching|ttl|memoi[sz]/i, 'cache_changed'],
  [/rate.?limit|throttl|quota/i, 'rate_limit_changed'],
  [/batch|bulk|page size|chunk/i, 'batch_size_changed'],
  [/listener|subscri(?:be|ption)|per[- ]connection|observers?\b|\bhandlers?\b/i, 'resource_leak'],
  [/memory|\bheap|buffer|preload|accumulat|\bkeep|\bhistory\b/i, 'accumulation'],
  [/\bindex\b|migrat|schema|column|\btable\b/i, 'schema_changed'],
  [/quer(?:y|ies)|\bSQL\b|join|\borm\b|eager|lazy/i, 'query_changed'],
  [/(?<![a-z])(?:lock(?:s|ed|ing)?|mutex|transaction\w*|synchroni\w*)\b/i, 'locking_changed'],
  [/parallel|concurren|async|thread|goroutine|worker/i, 'concurrency_added'],
  [
    /\bbump|upgrade|dependenc|migrate to|update .* to v?\d|\bv?\d+\.\d+(?:\.\d+)? ?(?:->|→|to) ?v?\d+\.\d+/i,
    'dependency_version',
  ],
  [/\bflags?\b|toggle|rollout|experiment|\benable/i, 'flag_changed'],
  [/\bconfig|\bsettings?\b|env(?:ironment)? var|propert/i, 'config_changed'],
  [
    /\bnull|\bnone\b|\bnil\b|\bguard|\bchecks?\b|defensive|simplif|clean ?up|refactor/i,
    'guard_removed',
  ],
  [
    /\bregist(?:er|ration|ry)|\binject|\bwir(?:e|ing)\b|\bDI\b|\bIoC\b|containers?\b|\bbeans?\b|autowir|\bproviders?\b|\bbindings?\b|convention|service ?collection|bootstrap/i,
    'wiring_changed',
  ],
  [/validat|sanitiz/i, 'validation_added'],
  [/auth|token|permission|jwt|session|login|oauth|role/i, 'auth_changed'],
  [/tls|ssl|cert|mtls/i, 'tls_changed'],
  [/endpoint|\burls?\b|\bhosts?\b|\bdns\b|\bregion|\broute/i, 'endpoint_changed'],
  [/seriali[sz]|json|dto|proto|payload|schema|field|rename/i, 'serialisation_changed'],
  [/pars(?:e[rsd]?|ing)\b|format|\bdates?\b|datetime|timezone|locale/i, 'parse_changed'],
  [/encod|utf|charset|unicode/i, 'encoding_changed'],
  [/regex|pattern/i, 'regex_changed'],
  [/replica|scal(?:e|ing)|autoscal|instances/i, 'replicas_changed'],
  [/cpu/i, 'cpu_setting'],
  [/memory limit|heap size|xmx|resources/i, 'memory_setting'],
  [
    /\bround|calculat|\bpric(?:e|ing)|\bamount|\btotals?\b|currenc|discount|\btax|\bsums?\b/i,
    'arithmetic_changed',
  ],
  [/\bsort|\bloop|iterat|pagina|recurs/i, 'loop_changed'],
  [/\bcalls?\b|\bclient|integrat|webhook|\bhttp/i, 'remote_call_added'],
  [/interval|cron|schedul|poll/i, 'interval_changed'],
  [/\bclose|\bleak|dispose|cleanup|\breleas(?:e|ing) (?:the|of)/i, 'resource_leak'],
];

const BENIGN_MESSAGE =
  /^(?:docs?|style|test|tests|ci|chore\(release\)|build\(ci\))(?:\([^)]*\))?!?:|\b(?:typo|readme|changelog|documentation|unit tests?|integration tests?|lint(?:er|ing)?|prettier|formatting|copyright|license header|comments? only|css|styling|storybook|screenshot|translations?|i18n|logo|icon|button colou?r|dark mode|ui polish|wording|codeowners|pull request template|gitignore)\b|\b(?:explain|describe|document)(?:s|ed|ing)? (?:what|how|why|which|when|the)\b/i;

/** True when a message announces work that can't be felt in production. */
export const isBenignMessage = (message: string): boolean =>
  BENIGN_MESSAGE.test(message.split('\n')[0] ?? '');

/** `refactor(carts): …` tells the kind of work, not what it is about; the scope and the rest do. */
const WORK =
  /^(?:feat|fix|chore|refactor|perf|build|revert|ops|deps)(?=[(!:])(?:\(([^)]{0,60})\))?!?:/i;

/** Facts that a commit's message, and the paths that it touches, announce. */
export function messageFacts(commit: Commit): DiffFact[] {
  const message = commit.message.slice(0, 500).replace(WORK, '$1:');
  // an extension or a lock file's name is no subject
  const paths = commit.files
    .filter((each) => RUNTIME_WEIGHT[fileRole(each.path)] > 0.1)
    .map((each) => each.path.replace(/\.\w{1,5}$/, '').replace(/\b[\w-]*lock$/, ''));
  const text = `${message}\n${paths.join('\n')}`.slice(0, 2_000);
  const out: DiffFact[] = [];
  const migration = commit.files.find((each) => fileRole(each.path) === 'migration');
  if (migration !== undefined)
    out.push({
      kind: 'schema_changed',
      file: migration.path,
      role: 'migration',
      function: null,
      line: null,
      name: null,
      before: null,
      after: null,
      direction: 'changed',
      summary: `brings the migration ${migration.path}`,
      weight: 0.8,
    });
  const update = announcedUpdate(message, commit.files[0]?.path ?? '');
  if (update !== null) out.push(update);
  const reduced = /\b(?:reduc|lower|decreas|drop|shrink|tighten|shorten|cut|halv)/i.test(message);
  const raised = /\b(?:increas|rais|bump|grow|extend|double|lengthen)/i.test(message);
  for (const [pattern, kind] of MESSAGE_FACTS) {
    const inMessage = pattern.test(message);
    if (!inMessage && !pattern.test(text)) continue;
    out.push({
      kind,
      file: commit.files[0]?.path ?? '',
      role: 'source',
      function: null,
      line: null,
      name: null,
      before: null,
      after: null,
      direction: reduced ? 'down' : raised ? 'up' : 'changed',
      summary: `the message speaks of it: "${message.split('\n')[0] ?? ''}"`,
      weight: inMessage ? 0.6 : 0.3,
    });
  }
  return out;
}

const REWORDS =
  /\b(?:clear(?:er)?|better|nicer|more (?:helpful|precise|detailed)|friendl\w+|improve[ds]?|reword|shorter|shrink)\b[^\n]{0,30}\b(?:errors?|messages?|texts?|wording|logs?|log lines?)\b|\b(?:say|tell|name|mention|show|log|print)\b[^\n]{0,40}\b(?:why|which|when|in (?:the )?(?:errors?|messages?|logs?)|fails?|rejected|refused)\b|^(?:\w+: )?(?:log|logging)\b|\bin (?:the )?(?:error|log)s? (?:logs?|text|messages?|lines?)\b/i;

/** True when a message announces that something is only put into other words. */
export const isRewording = (message: string): boolean => REWORDS.test(message.split('\n')[0] ?? '');
