/** Services, files and what the code calls things by other names, the same in every source. */
import type { Observations } from '../../src/domain/observation.ts';
import { withTexts } from './deep.ts';
import type { Perturbation } from './model.ts';
import type { Random } from './random.ts';

/**
 * Words of the trade, of languages and of libraries: a program does not work, or its failure does
 * not read, the same without them. Only what a business calls its own things is renamed.
 */
const TECHNICAL = new Set(
  `account accounts action adapter admin agent alert answer array async attempt auth author await
  back backend balance base batch before begin bind block body bool boot both bounded broker browser bucket
  buffer build builder bulk byte bytes cache call case cast catch cert certificate chain change changes char charset
  check chunk class clean clear client clock clone close cluster code codec column command commit common
  commons component config configuration connect connection connector console const consumer container content context
  control controller convert cookie copy core count counter create credential cron current cursor data database date
  deadlock debug decode default delay delete deploy deployment detail dict digest directory disk dispatcher
  docker document domain done double down driver dump edge else empty encode encoding encrypt end endpoint engine
  entity entry enum environment error errors event events exception exec execute executor exists exit expire export extension
  factory fail failure false fault feature feed fetch field file files filter final find first flag flags float
  flow flush font format formatter forward frame from front frontend function functions gateway general generator
  get global graph group guard handle handler hash head header headers health heap hook host hosts html http https
  icon image import index info init initial inner input insert instance integer interface internal interval
  invalid invoke item items iterator java javascript jobs join json kafka kernel key keys kind kotlin label lang language
  last latency layer layout length level library license limit limits line link list listener load loader local
  locale lock lockfile locks log logger logging logic login logs long lookup loop mail main make manager manifest map mapper
  mapping master match math maven max maximum memory merge message messages metadata method metric metrics middleware migrate migration
  migrations mini missing mode model models module modules monitor more move mutex name names network next node none normal
  null number object offset old open operation option options order orders output owner package packages page
  pages parallel param parse parser parsing part parts password patch path pattern payload peer percent php pipe plan
  platform plugin point points policy pool pools port post prepare present price print priority private process processor
  producer production profile program project properties property protocol provider proxy public publish pull push
  python query queue queues quota random range rate rates read reader readme ready record redis reducer reference region
  register registry release remote remove render replica report reports repository request requests require reset resolve resource
  resources response rest restart result results retry return reverse role root rotate round route router routes ruby
  rule rules runner runtime rust sample save scale schedule scheduler schema schemas scope script scripts search second
  secret section security select send sender sequence serial serializer server service services session sessions
  setting settings setup shard share shared shell show sign signature simple single site size slow socket sort
  source space span split spring stack stage start startup state states static station statistics stats status step steps stop storage store
  stores stream streams string struct style styles stub sub support switch symbol sync system systems table tables
  task tasks template temp test tests text thread threads throw ticket time timeout timer times token tokens tool tools
  topic total trace track tracking traffic transaction transfer transform tree trigger true type types union unit units
  unknown unlock update upload user users util utils valid validate validation validator value values vendor verify version
  view views void volume wait warn web webhook window work worker workers wrapper write writer yaml zone ok`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

const WORD = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g;
const MIN_LETTERS = 4;

/** Words of the service's and the files' names that only this business uses. */
function ownWords(seen: Observations): string[] {
  const names = [
    ...seen.logs.map(({ service }) => service),
    ...seen.metrics.map(({ service }) => service),
    ...seen.spans.map(({ service }) => service),
    ...seen.deployments.map(({ service }) => service),
    ...seen.serviceMap.calls.flatMap(({ from, to }) => [from, to]),
    ...seen.commits.flatMap(({ repository, service, files }) => [
      repository,
      service,
      ...files.map(({ path }) => path.replace(/\.\w+$/, '')),
    ]),
    seen.service,
  ];
  const words = new Set<string>();
  for (const name of new Set(names))
    for (const [word] of (name ?? '').matchAll(WORD)) {
      const plain = word.toLowerCase();
      if (plain.length >= MIN_LETTERS && !TECHNICAL.has(plain) && !TECHNICAL.has(singular(plain)))
        words.add(singular(plain));
    }
  return [...words].toSorted();
}

const singular = (word: string): string =>
  word.length > MIN_LETTERS && word.endsWith('s') && !word.endsWith('ss')
    ? word.slice(0, -1)
    : word;

const CONSONANTS = 'b d f g k l m n p r t v z'.split(' ');
const VOWELS = 'a e i o u'.split(' ');

/** A word that nobody has heard, and that can be said. */
function inventedWord(random: Random, taken: ReadonlySet<string>): string {
  for (;;) {
    let word = '';
    for (let syllable = 0; syllable < 3; syllable += 1)
      word += (random.pick(CONSONANTS) ?? 'b') + (random.pick(VOWELS) ?? 'a');
    if (!taken.has(word)) return word;
  }
}

const inCaseOf = (model: string, word: string): string => {
  if (model === model.toUpperCase()) return word.toUpperCase();
  if (/^[A-Z]/.test(model)) return word.charAt(0).toUpperCase() + word.slice(1);
  return word;
};

/** Every own word by an invented one, in its case and number. */
export function renamer(words: readonly string[], random: Random): (text: string) => string {
  const invented = new Map<string, string>();
  const taken = new Set<string>();
  for (const word of words) {
    const other = inventedWord(random, taken);
    taken.add(other);
    invented.set(word, other);
  }
  const known = new Map<string, string>();
  return (text) =>
    text.replaceAll(WORD, (word) => {
      const before = known.get(word);
      if (before !== undefined) return before;
      const plain = word.toLowerCase();
      const exact = invented.get(plain);
      const one = exact ?? invented.get(singular(plain));
      const next = one === undefined ? word : inCaseOf(word, exact === undefined ? `${one}s` : one);
      known.set(word, next);
      return next;
    });
}

export const NAMES: readonly Perturbation[] = [
  {
    name: 'renamed',
    says: 'services, files and the words of the business by invented names, the same everywhere',
    withholds: false,
    apply({ seen, random }) {
      const words = ownWords(seen);
      return words.length === 0 ? null : withTexts(seen, renamer(words, random));
    },
  },
];
