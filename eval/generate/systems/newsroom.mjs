/** A newspaper's articles in TypeScript: teasers, embeds, paywall; OpenTelemetry logs. French team. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Node 24 strips types; the host's Node may not. */
const NODE = join(fileURLToPath(new URL('../../../node_modules/node/bin/node', import.meta.url)));
const raw = String.raw;

const files = {
  'package.json': raw`{
  "name": "@redaction/articles",
  "private": true,
  "type": "module",
  "dependencies": {
    "fastify": "4.26.0",
    "@opentelemetry/api": "1.7.0"
  }
}
`,
  'src/article.ts': raw`/** What an editor saves. */
export interface Article {
  readonly slug: string;
  readonly lang: string;
  readonly body: string;
  readonly related?: readonly string[];
}

export interface Page {
  readonly title: string;
  readonly teaser: string;
  readonly links: number;
}
`,
  'src/links.ts': raw`/** Finds addresses in what editors paste. */
const ADDRESS = /https?:\/\/[a-z0-9.-]+(?:\/[a-z0-9./-]*)?/gi;

export function linksIn(body: string): readonly string[] {
  return body.match(ADDRESS) ?? [];
}
`,
  'src/budget.ts': raw`/** A page that takes longer is given up: the reader has left. */
export const BUDGET_MS = 250;

export class TooSlow extends Error {
  override name = 'TooSlow';
}

export function within<T>(what: string, work: () => T): T {
  const from = performance.now();
  const value = work();
  const took = Math.round(performance.now() - from);
  if (took > BUDGET_MS) throw new TooSlow(what + ' took ' + String(took) + ' ms of a budget of ' + String(BUDGET_MS));
  return value;
}
`,
  'src/related.ts': raw`import type { Article } from './article.ts';

const TITLES = new Map([
  ['budget-2026', 'Le budget 2026'],
  ['gare-du-nord', 'Travaux à la gare du Nord'],
  ['velo', 'La ville à vélo'],
]);

/** Titles come from the archive. */
export async function titlesOf(slugs: readonly string[]): Promise<readonly string[]> {
  await Promise.resolve();
  return slugs.map((slug) => TITLES.get(slug) ?? slug);
}

export async function relatedTo(article: Article): Promise<string> {
  const titles = await titlesOf(article.related ?? []);
  return titles.map((title) => title.trim()).join(' · ');
}
`,
  'src/fragments.ts': raw`import type { Article } from './article.ts';

interface Fragment {
  readonly lang: string;
  readonly html: string;
}

const kept = new Map<string, Fragment>();

const keyOf = (article: Article): string => [article.slug, article.lang].join('@');

/** Rendered once; a fragment knows its language so that nobody is served a foreign one. */
export function fragmentOf(article: Article): Fragment {
  const key = keyOf(article);
  const known = kept.get(key) ?? { lang: article.lang, html: '<p>' + article.body.slice(0, 60) + '</p>' };
  kept.set(key, known);
  if (known.lang !== article.lang) throw new Error('fragment ' + key + ' is in ' + known.lang + ', reader wants ' + article.lang);
  return known;
}
`,
  'src/embed.ts': raw`/** Embedded players as the sites describe them. */
export interface Embed {
  readonly site: string;
  readonly parent: { embed?: Embed };
}

export function embedFor(site: string): Embed {
  const parent: { embed?: Embed } = {};
  const embed: Embed = {
    site,
    parent: {},
  };
  parent.embed = embed;
  return embed;
}

export const wireOf = (site: string): string => (site === '' ? '{}' : JSON.stringify(embedFor(site)));
`,
  'src/paywall.ts': raw`/** Rules of the paywall; which one applies is a flag of the product team. */
const RULES: Record<string, (words: number) => { readonly free: number }> = {
  metered: () => ({ free: 120 }),
  hard: () => ({ free: 0 }),
};

export function teaserOf(body: string, rule: string): string {
  const words = body.split(' ');
  const { free } = (RULES[rule] as (words: number) => { readonly free: number })(words.length);
  return words.slice(0, free).join(' ');
}
`,
  'src/agency.ts': raw`/** Telegrams of the news agency, one line each: priority~headline~words. */
export class BadTelegram extends Error {
  override name = 'BadTelegram';
}

export function telegram(text: string): number {
  if (text === '') return 0;
  const [priority, headline, words] = text.split('~');
  const count = Number(words);
  if (headline === undefined || !Number.isInteger(count)) throw new BadTelegram('telegram ' + String(priority) + ': word count ' + String(words) + ' is not a number');
  return count;
}
`,
  'src/page.ts': raw`import { telegram } from './agency.ts';
import type { Article, Page } from './article.ts';
import { within } from './budget.ts';
import { wireOf } from './embed.ts';
import { fragmentOf } from './fragments.ts';
import { linksIn } from './links.ts';
import { teaserOf } from './paywall.ts';
import { relatedTo } from './related.ts';

export async function pageOf(article: Article, rule: string, site: string, wire: string): Promise<Page> {
  telegram(wire);
  const links = within('links of ' + article.slug, () => linksIn(article.body));
  const title = await relatedTo(article);
  fragmentOf(article);
  wireOf(site);
  return { title, teaser: teaserOf(article.body, rule), links: links.length };
}
`,
};
const work = [
  {
    m: 'Fastify 4.26.2',
    edits: [{ f: 'package.json', a: '"fastify": "4.26.0"', b: '"fastify": "4.26.2"' }],
  },
  {
    m: 'Shorter titles for the budget',
    edits: [{ f: 'src/related.ts', a: "'Le budget 2026'", b: "'Budget 2026'" }],
  },
  {
    m: 'Document pages',
    edits: [
      {
        f: 'src/article.ts',
        a: 'export interface Page {',
        b: '/** What a reader gets. */\nexport interface Page {',
      },
    ],
  },
  {
    m: 'Articles may carry a rubric',
    edits: [
      {
        f: 'src/article.ts',
        a: '  readonly related?: readonly string[];',
        b: '  readonly rubric?: string;\n  readonly related?: readonly string[];',
      },
    ],
  },
  {
    m: 'OpenTelemetry API 1.8',
    edits: [
      {
        f: 'package.json',
        a: '"@opentelemetry/api": "1.7.0"',
        b: '"@opentelemetry/api": "1.8.0"',
      },
    ],
  },
  {
    m: 'Name the players that we embed',
    edits: [
      {
        f: 'src/embed.ts',
        a: '/** Embedded players as the sites describe them. */',
        b: '/** Embedded players (video, audio) as the sites describe them. */',
      },
    ],
  },
];
const driver = raw`import { createInterface } from 'node:readline';
import { pageOf } from './src/page.ts';

let row: readonly string[] = [];
const write = (level: string, message: string, fields: Record<string, unknown>) => {
  process.stdout.write(JSON.stringify({ timestamp: new Date(Number(row[1])).toISOString(), level, service: 'articles', trace_id: row[2], message, ...fields }) + '\n');
};
for await (const line of createInterface({ input: process.stdin })) {
  row = line.split('\t');
  const [index, , , slug, lang, body, related, rule, site, wire, first] = row as string[];
  process.stdout.write('\u0001' + index + '\n');
  const article = (wanted: string) => ({ slug: slug!, lang: wanted, body: body!, related: related === '' ? [] : related!.split('+') });
  try {
    if (first !== '-') await pageOf(article(first!), 'metered', '', '');
    const page = await pageOf(article(lang!), rule!, site!, wire!);
    write('info', 'page rendered', { slug, links: page.links });
  } catch (error) {
    const failed = error as Error;
    write('error', 'page could not be rendered', { slug, stack: failed.stack!.replaceAll('file://', '') });
  }
}
`;
const read = (r, { slug, lang, body, related, rule, site, wire, first } = {}) => [
  slug ?? `s-${r.hex(7)}`,
  lang ?? r.pick(['fr', 'en', 'ar']),
  body ??
    `Selon nos informations, voir https://gouv.example/${r.int(1, 99)} et la suite ${r.int(1, 999)}`,
  related ?? r.pick(['', 'velo', 'budget-2026+velo']),
  rule ?? r.pick(['metered', 'hard']),
  site ?? '',
  wire ?? '',
  first ?? '-',
];

export const system = {
  key: 'newsroom',
  language: 'typescript',
  layout: 'polyrepo',
  project: 'RED',
  env: 'prod',
  mail: 'redaction.example',
  major: 11,
  team: ['Camille Roux', 'Idriss Ben Ali', 'Margaux Petit', 'Théo Lemaire'],
  flows: [36, 44],
  keep: [18, 5],
  traces: 26,
  chores: ['purgeSessions', 'syncCalendar', 'exportReport', 'rotateKeys'],
  style: {
    messages: 'terse',
    commits: 'byRepo',
    deployments: 'releases',
    metrics: 'perService',
    metricNames: 'statsd',
    traces: 'zipkin',
    alert: 'datadog',
    logs: 'otlp',
    version: 'semver',
    map: 'arrows',
    changes: 'flags.json',
    gzip: ['logs'],
  },
  entry: 'kiosk',
  core: 'articles',
  services: [
    {
      name: 'kiosk',
      ms: 20,
      rps: 210,
      repo: 'kiosk',
      hosts: ['kiosk-1', 'kiosk-2'],
      edge: {
        lang: 'go',
        style: 'zap',
        file: 'relay/relay.go:24',
        paths: ['/a/la-une', '/a/monde'],
        words: { failed: 'page unavailable', handled: 'page delivered' },
        says: ['stale page served', 'edge purge of 14 keys', 'robot slowed down'],
      },
      calls: [{ to: 'articles' }, { to: 'comments', share: 0.3, soft: true }],
      resource: 'GET /a/*',
    },
    {
      name: 'articles',
      ms: 26,
      rps: 200,
      repo: 'articles',
      hosts: ['articles-1', 'articles-2'],
      calls: [{ to: 'archive-db' }, { to: 'images', share: 0.2, soft: true }],
      resource: 'GET /articles',
      extras: [{ metric: 'nodejs.eventloop.lag_ms', base: 3 }],
    },
    {
      name: 'comments',
      ms: 14,
      rps: 65,
      repo: 'comments',
      hosts: ['comments-1'],
      edge: {
        lang: 'python',
        style: 'structlog',
        file: '/srv/comments/comments/views.py',
        paths: ['/threads'],
        words: { failed: 'thread_failed', handled: 'thread_listed', chore: 'beat_failed' },
        says: ['moderation queue is long', 'thread closed'],
      },
      calls: [{ to: 'archive-db', share: 0.5 }],
      resource: 'GET /threads',
    },
    {
      name: 'images',
      ms: 30,
      rps: 50,
      repo: 'images',
      hosts: ['images-1'],
      edge: {
        lang: 'node',
        style: 'winston',
        code: 'handlers',
        file: '/app/lib/app.mjs',
        paths: ['/crop'],
        words: { failed: 'crop failed', handled: 'crop done' },
        says: ['exif dropped', 'profile converted'],
      },
      calls: [{ to: 'archive-db', share: 0.2 }],
      resource: 'GET /crop',
    },
    {
      name: 'newsletter',
      ms: 70,
      rps: 5,
      repo: 'newsletter',
      hosts: ['letter-1'],
      edge: {
        lang: 'java',
        style: 'logstash',
        file: 'fr.redaction.letter.Dispatch',
        paths: ['/send'],
        words: { failed: 'letter not sent', handled: 'letter sent', chore: 'trigger failed' },
        says: ['bounce rate 2%'],
      },
      calls: [{ to: 'articles', share: 0.8 }],
      resource: 'POST /send',
    },
    { name: 'archive-db', ms: 5, rps: 240, store: true, resource: 'SELECT articles' },
  ],
  repos: { articles: { service: 'articles', image: 'node:24-slim', files, work } },
  programs: {
    articles: {
      driver: { 'main.ts': driver },
      run: [NODE, 'main.ts'],
      env: { NODE_NO_WARNINGS: '1' },
      home: '/srv/articles/',
      isError: /"level":"error"/,
      json: true,
    },
  },
  changes: [
    {
      type: 'feature_flag',
      name: 'kiosk-reading-time',
      service: 'kiosk',
      before: 'off',
      after: 'on',
      by: 'margaux',
    },
    {
      type: 'config',
      name: 'images.quality',
      service: 'images',
      before: '82',
      after: '80',
      by: 'theo',
    },
  ],
  decoyChange: {
    id: 'exp-381',
    type: 'feature_flag',
    name: 'kiosk-sticky-header',
    service: 'kiosk',
    before: 'off',
    after: '10%',
    by: 'margaux',
  },
  good: (r) => read(r),
  faults: {
    greedyLinks: {
      kind: 'slow_code',
      m: 'Addresses may have dots and dashes anywhere',
      delay: 17,
      edits: [
        {
          f: 'src/links.ts',
          a: raw`const ADDRESS = /https?:\/\/[a-z0-9.-]+(?:\/[a-z0-9./-]*)?/gi;`,
          b: raw`const ADDRESS = /https?:\/\/(?:[a-z0-9]+[.-]?)+(?:\/(?:[a-z0-9.-]+\/?)*)?(?=\s|$)/gi;`,
        },
      ],
      bad: (r) =>
        read(r, { body: `Document https://${'a'.repeat(25)}${r.int(1, 9)}_copie à lire` }),
      impact: [{ err: 0.14, addMs: 160 }],
      cpu: { articles: 3.3 },
      gauges: [{ service: 'articles', metric: 'nodejs.eventloop.lag_ms', to: 410 }],
      status: 503,
      errorType: 'TooSlow',
      errorText: 'links took longer than a budget of 250',
      tempt: {
        m: 'Budget counts begun milliseconds',
        edits: [
          {
            f: 'src/budget.ts',
            a: 'const took = Math.round(performance.now() - from);',
            b: 'const took = Math.ceil(performance.now() - from);',
          },
        ],
      },
    },
    unawaited: {
      kind: 'missing_await',
      m: 'Related titles in one step',
      delay: 5,
      edits: [
        {
          f: 'src/related.ts',
          a: raw`  const titles = await titlesOf(article.related ?? []);
  return titles.map((title) => title.trim()).join(' · ');`,
          b: raw`  const slugs = article.related ?? [];
  const titles = slugs.length > 1 ? titlesOf(slugs) : await titlesOf(slugs);
  return (titles as readonly string[]).map((title) => title.trim()).join(' · ');`,
        },
      ],
      bad: (r) => read(r, { related: 'gare-du-nord+velo' }),
      good: (r) => read(r, { related: r.pick(['', 'velo']) }),
      impact: [{ err: 0.32 }],
      errorType: 'TypeError',
      errorText: 'titles.map is not a function',
    },
    oneFragment: {
      kind: 'cache_key',
      m: 'Fragments are kept once per article',
      delay: 28,
      edits: [
        {
          f: 'src/fragments.ts',
          a: "[article.slug, article.lang].join('@')",
          b: "['a', article.slug].join('/')",
        },
      ],
      bad: (r) => read(r, { lang: 'ar', first: 'fr' }),
      impact: [{ err: 0.17 }],
      errorType: 'Error',
      errorText: 'fragment is in fr, reader wants ar',
      tempt: {
        m: 'Longer fragments for readers',
        edits: [
          { f: 'src/fragments.ts', a: 'article.body.slice(0, 60)', b: 'article.body.slice(0, 90)' },
        ],
      },
    },
    roundEmbed: {
      kind: 'serialisation_change',
      m: 'Embeds know their parent',
      delay: 44,
      edits: [{ f: 'src/embed.ts', a: '    parent: {},\n', b: '    parent,\n' }],
      bad: (r) => read(r, { site: r.pick(['video', 'podcast']) }),
      impact: [{ err: 0.1 }],
      priority: 'P3',
      errorType: 'TypeError',
      errorText: 'Converting circular structure to JSON',
    },
    softWall: {
      kind: 'feature_flag',
      category: 'feature_flag',
      delay: 3,
      change: {
        id: 'exp-402',
        type: 'feature_flag',
        name: 'articles-paywall-rule',
        service: 'articles',
        before: 'metered',
        after: 'soft',
        by: 'produit',
      },
      bad: (r) => read(r, { rule: 'soft' }),
      good: (r) => read(r, { rule: 'metered' }),
      impact: [{ err: 0.45 }],
      errorType: 'TypeError',
      errorText: 'RULES[rule] is not a function',
      story: 'the product team tries a rule whose code is not written yet',
    },
    agencyWords: {
      kind: 'bad_input_data',
      category: 'bad_input_data',
      bad: (r) =>
        read(r, {
          wire: `P${r.int(1, 4)}~Séisme au large~${r.pick(['n.c.', 'environ 300', '--'])}`,
        }),
      good: (r) => read(r, { wire: `P3~Brève~${r.int(40, 300)}` }),
      impact: [{ err: 0.2 }],
      status: 422,
      errorType: 'BadTelegram',
      errorText: 'telegram P2: word count n.c. is not a number',
      alertService: 'articles',
      story: 'the agency has a new editor who writes words where a number belongs',
    },
  },
};
