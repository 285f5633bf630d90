/** Customer support by mail in TypeScript: letters become conversations, agents get them in time; one repository, pino lines. Irish and Welsh team. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inMonorepo } from '../lib/edge-repository.mjs';

/** Node 24 strips types; the host's Node may not. */
const NODE = join(fileURLToPath(new URL('../../../node_modules/node/bin/node', import.meta.url)));
const raw = String.raw;
const c = (path) => `apps/conversations/${path}`;
const span = '{ "from": "09:00", "to": "17:30" }';
const calendars = (...weeks) =>
  `{\n${weeks.map(([name, week]) => `  "${name}": [\n${week.map((day) => `    ${day}`).join(',\n')}\n  ]`).join(',\n')}\n}\n`;
const late = '{ "from": "08:00", "to": "22:00" }';

const conversations = {
  [c('package.json')]: raw`{
  "name": "@deskline/conversations",
  "private": true,
  "type": "module",
  "engines": { "node": ">=22" },
  "dependencies": {
    "fastify": "4.26.1",
    "letterparse": "4.8.2",
    "pino": "8.19.0",
    "undici": "6.6.2"
  }
}
`,
  [c('calendars.json')]: calendars(
    ['office', ['null', span, span, span, span, span, 'null']],
    ['always', [late, late, late, late, late, late, late]],
  ),
  [c('deploy/env.yaml')]: raw`# read by every pod of conversations
AGENT_CAPACITY: "5"
ATTACHMENT_MAX_MB: "25"
AUTO_CLOSE_DAYS: "14"
INTAKE_PARALLEL: "40"
PRESENCE_SUBSCRIBERS: "64"
`,
  [c('src/config.ts')]: raw`const { env } = process;

export const config = {
  agentCapacity: Number(env.AGENT_CAPACITY ?? 3),
  attachmentMaxMb: Number(env.ATTACHMENT_MAX_MB ?? 1),
  autoCloseDays: Number(env.AUTO_CLOSE_DAYS ?? 14),
  intakeParallel: Number(env.INTAKE_PARALLEL ?? 10),
  presenceSubscribers: Number(env.PRESENCE_SUBSCRIBERS ?? 16),
};
`,
  [c('src/letters.ts')]: raw`import { parseLetter } from 'letterparse';

export interface Letter {
  from: string;
  cc: string | undefined;
  subject: string;
  text: string;
  automatic: boolean;
}

export function read(source: string): Letter {
  const mail = parseLetter(source);
  return {
    from: mail.from,
    cc: mail.cc,
    subject: mail.subject ?? '(no subject)',
    text: mail.text,
    automatic: mail.headers['auto-submitted'] === 'auto-replied',
  };
}
`,
  [c('src/participants.ts')]: raw`import type { Letter } from './letters.ts';

const clean = (address: string) => address.trim().toLowerCase();

/** Whoever wrote, and whoever shall read the answer. */
export function participants(letter: Letter): string[] {
  const copies = letter.cc ? letter.cc.split(',') : [];
  return [...new Set([letter.from, ...copies].map(clean))];
}
`,
  [c('src/attachments.ts')]: raw`import { config } from './config.ts';

export class AttachmentTooLarge extends Error {
  override name = 'AttachmentTooLarge';
}

export function checkSize(mb: number): void {
  if (mb > config.attachmentMaxMb) {
    throw new AttachmentTooLarge(${'`'}attachment of ${'${mb}'} MB is above the limit${'`'});
  }
}
`,
  [c('src/hours.ts')]: raw`import calendars from '../calendars.json' with { type: 'json' };

export interface Span {
  from: string;
  to: string;
}

type Week = (Span | null)[];

export const weekOf = (calendar: string): Week => (calendars as Record<string, Week>)[calendar] ?? calendars.office;

/** The first day from this one on that a desk works; 0 is Sunday. */
export function nextOpen(calendar: string, day: number): number {
  const week = weekOf(calendar);
  for (let ahead = 0; ahead < 7; ahead += 1) {
    const at = (day + ahead) % 7;
    if (week[at] !== null) return at;
  }
  throw new Error(${'`'}calendar ${'${calendar}'} never opens${'`'});
}
`,
  [c('src/sla.ts')]: raw`import { nextOpen, weekOf } from './hours.ts';

const NAMES = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** When a customer who asked for a day hears from us at the latest. */
export function promise(calendar: string, wish: number): string {
  const day = nextOpen(calendar, wish);
  const hours = weekOf(calendar)[day];
  return ${'`'}${'${NAMES[day]}'} ${'${hours.to}'}${'`'};
}
`,
  [c('src/desk.ts')]: raw`import { config } from './config.ts';

export class Overbooked extends Error {
  override name = 'Overbooked';
}

/** Open conversations by agent, kept in Redis. */
export interface Loads {
  all(): Promise<Map<string, number>>;
  increment(agent: string): Promise<number>;
}

export class Desk {
  readonly loads: Loads;

  constructor(loads: Loads) {
    this.loads = loads;
  }

  /** Whoever has least to do; undefined when all have their hands full. */
  async freest(): Promise<string | undefined> {
    const loads = [...(await this.loads.all())].sort((a, b) => a[1] - b[1]);
    const [agent, open] = loads[0];
    return open < config.agentCapacity ? agent : undefined;
  }

  async give(agent: string): Promise<string> {
    const open = await this.loads.increment(agent);
    if (open > config.agentCapacity) {
      throw new Overbooked(${'`'}${'${agent}'} holds ${'${open}'} conversations of ${'${config.agentCapacity}'}${'`'});
    }
    return agent;
  }
}
`,
  [c('src/assign.ts')]: raw`import type { Desk } from './desk.ts';

/** Hands out what waits, oldest first; what nobody can take stays. */
export async function assignAll(waiting: string[], desk: Desk): Promise<Map<string, string>> {
  const given = new Map<string, string>();
  for (const conversation of waiting) {
    const agent = await desk.freest();
    if (agent === undefined) break;
    given.set(conversation, await desk.give(agent));
  }
  return given;
}
`,
  [c('src/presence.ts')]: raw`import { config } from './config.ts';

type Listener = (event: string) => void;

/** Who types where; agents see it live. */
export class Presence {
  readonly #channels = new Map<string, Set<Listener>>();

  subscribe(channel: string, listener: Listener): () => void {
    const listeners = this.#channels.get(channel) ?? new Set();
    if (listeners.size >= config.presenceSubscribers) {
      throw new Error(${'`'}channel ${'${channel}'} has ${'${listeners.size}'} subscribers, no more allowed${'`'});
    }
    listeners.add(listener);
    this.#channels.set(channel, listeners);
    return () => listeners.delete(listener);
  }
}
`,
  [c('src/greetings.ts')]:
    raw`const GREETINGS: Record<string, { formal: string; casual: string }> = {
  en: { formal: 'Dear customer', casual: 'Hi' },
  de: { formal: 'Sehr geehrte Damen und Herren', casual: 'Hallo' },
  fr: { formal: 'Madame, Monsieur', casual: 'Bonjour' },
};

const HINTS: [string, RegExp][] = [
  ['de', /\b(?:und|nicht|bitte)\b/i],
  ['fr', /\b(?:est|pas|bonjour)\b/i],
  ['pl', /\b(?:nie|jest|prosz)/i],
];

export const languageOf = (text: string): string => HINTS.find(([, hint]) => hint.test(text))?.[0] ?? 'en';

export function greeting(text: string, flags: Set<string>): string {
  if (!flags.has('replies-in-their-language')) return GREETINGS.en.formal;
  return GREETINGS[languageOf(text)].formal;
}
`,
  [c('src/gate.ts')]: raw`import { config } from './config.ts';

export class Busy extends Error {
  override name = 'Busy';
}

/** Bounds how many letters are read at once; the gateway tries again later. */
export class Gate {
  inside = 0;

  enter(): void {
    if (this.inside >= config.intakeParallel) {
      throw new Busy(${'`'}${'${this.inside}'} letters are being read${'`'});
    }
    this.inside += 1;
  }

  leave(): void {
    this.inside -= 1;
  }
}
`,
  [c('src/intake.ts')]: raw`import { checkSize } from './attachments.ts';
import { assignAll } from './assign.ts';
import type { Desk } from './desk.ts';
import type { Gate } from './gate.ts';
import { greeting } from './greetings.ts';
import { read } from './letters.ts';
import { participants } from './participants.ts';
import type { Presence } from './presence.ts';
import { promise } from './sla.ts';

export interface Arrival {
  source: string;
  inbox: string;
  calendar: string;
  wish: number;
  attachmentMb: number;
  flags: Set<string>;
  waiting: string[];
}

export class Intake {
  readonly gate: Gate;
  readonly desk: Desk;
  readonly presence: Presence;

  constructor(gate: Gate, desk: Desk, presence: Presence) {
    this.gate = gate;
    this.desk = desk;
    this.presence = presence;
  }

  /** A letter becomes a conversation, or joins one. */
  async take(arrival: Arrival) {
    this.gate.enter();
    const off = this.presence.subscribe(arrival.inbox, () => undefined);
    try {
      const letter = read(arrival.source);
      if (letter.automatic) return { state: 'ignored' };
      checkSize(arrival.attachmentMb);
      const people = participants(letter);
      const due = promise(arrival.calendar, arrival.wish);
      const given = await assignAll(arrival.waiting, this.desk);
      return { state: 'open', people: people.length, due, given: given.size, reply: greeting(letter.text, arrival.flags) };
    } finally {
      off();
      this.gate.leave();
    }
  }
}
`,
  [c('test/sla.test.ts')]: raw`import assert from 'node:assert/strict';
import { test } from 'node:test';
import { promise } from '../src/sla.ts';

test('a wish for Monday is kept on Monday', () => {
  assert.match(promise('always', 1), /^Mon/);
});
`,
};
const parser = (later) => raw`/** Reads a letter: headers, an empty line, text. */
export function parseLetter(source) {
  const [head, ...body] = source.split('\n\n');
  const headers = Object.fromEntries(
    head.split('\n').map((line) => {
      const [name, ...rest] = line.split(': ');
      return [name.toLowerCase(), rest.join(': ')];
    }),
  );
  const list = (text) => ${later ? "text?.split(',').map((one) => one.trim())" : 'text'};
  return { headers, from: headers.from, cc: list(headers.cc), subject: headers.subject, text: body.join('\n\n') };
}
`;
/** Everyday work that goes out beside other work. */
const everyday = {
  subject: {
    m: 'Empty subjects are no subjects',
    edits: [
      {
        f: c('src/letters.ts'),
        a: "mail.subject ?? '(no subject)'",
        b: "mail.subject || '(no subject)'",
      },
    ],
  },
  gate: {
    m: 'Gate: never below zero',
    edits: [
      {
        f: c('src/gate.ts'),
        a: '    this.inside -= 1;',
        b: '    this.inside = Math.max(0, this.inside - 1);',
      },
    ],
  },
  close: {
    m: 'Close what was silent for long (not wired up yet)',
    edits: [
      {
        f: c('src/auto-close.ts'),
        add: raw`import { config } from './config.ts';

const DAY_MS = 86_400_000;

export interface Silent {
  id: string;
  lastLetterMs: number;
}

/** Which conversations nobody wrote in for so long that they are done. */
export function toClose(conversations: Silent[], nowMs: number): string[] {
  const limit = nowMs - config.autoCloseDays * DAY_MS;
  return conversations.filter(({ lastLetterMs }) => lastLetterMs < limit).map(({ id }) => id);
}
`,
      },
    ],
  },
  casual: {
    m: 'Hello instead of Hi',
    edits: [{ f: c('src/greetings.ts'), a: "casual: 'Hi'", b: "casual: 'Hello'" }],
  },
};
const at = (minutes, work) => ({ ...work, at: minutes });

const driver = raw`import { createInterface } from 'node:readline';
import { Desk } from './desk.ts';
import { Gate } from './gate.ts';
import { Intake } from './intake.ts';
import { Presence } from './presence.ts';

const tick = () => new Promise<void>((resolve) => setImmediate(resolve));
const loadsOf = (text: string) => {
  const loads = new Map(text.split(',').map((open, at) => [['aoife', 'callum', 'rhian', 'owen'][at], Number(open)] as const));
  return {
    async all() {
      await tick();
      return new Map(loads);
    },
    async increment(agent: string) {
      await tick();
      loads.set(agent, loads.get(agent)! + 1);
      return loads.get(agent)!;
    },
  };
};

for await (const line of createInterface({ input: process.stdin })) {
  const [index, at, trace, from, cc, text, mb, calendar, wish, flags, waiting, loads, before, inside] = line.split('\t');
  process.stdout.write('\u0001' + index + '\n');
  const log = (level: number, msg: string, fields: object) =>
    process.stdout.write(JSON.stringify({ level, time: Number(at), pid: 1, hostname: process.env.HOST, name: 'conversations', traceId: trace, ...fields, msg }) + '\n');
  const gate = new Gate();
  const intake = new Intake(gate, new Desk(loadsOf(loads)), new Presence());
  const arrival = {
    source: ${'`'}From: ${'${from}'}\n${'${cc === "-" ? "" : "Cc: " + cc + "\\n"}'}Subject: help\n\n${'${text}'}${'`'},
    inbox: 'inbox-' + calendar,
    calendar,
    wish: Number(wish),
    attachmentMb: Number(mb),
    flags: new Set(flags.split(',')),
    waiting: waiting.split(','),
  };
  // what this pod had to do before
  for (let n = Number(before); n > 0; n -= 1) {
    await intake.take({ ...arrival, source: 'From: a@b.example\nAuto-Submitted: auto-replied\n\nback on Monday' }).catch(() => undefined);
  }
  gate.inside = Number(inside);
  try {
    const { state, ...rest } = await intake.take(arrival);
    log(30, 'letter taken in', { inbox: arrival.inbox, state, ...rest });
  } catch (error) {
    const { name, message, stack } = error as Error;
    log(50, 'letter not taken in', { inbox: arrival.inbox, err: { type: name, message, stack: stack?.replaceAll('file://', '') } });
  }
}
`;
const letter = (r, o = {}) => [
  `${r.pick(['s.kelly', 'm.davies', 'info', 'j.novak', 'office'])}@${r.pick(['harbour.example', 'valley.example', 'millrace.example'])}`,
  o.cc ?? '-',
  o.text ?? r.pick(['My order is late', 'Please change my address', 'The invoice is wrong']),
  String(o.mb ?? r.pick([0, 0, 0, 0.2, 0.6])),
  o.calendar ?? r.pick(['office', 'office', 'always']),
  String(o.wish ?? r.int(0, 6)),
  o.flags ?? '-',
  Array.from({ length: o.waiting ?? r.int(1, 3) }, () => `cv-${r.int(10000, 99999)}`).join(','),
  o.loads ?? '1,0,1,2',
  String(o.before ?? r.int(0, 4)),
  String(o.inside ?? r.int(0, 12)),
];
let flipped = false;

const services = [
  {
    name: 'mail-gateway',
    ms: 22,
    rps: 44,
    repo: 'deskline',
    hosts: ['mail-gateway-0', 'mail-gateway-1'],
    node: 'dub-n1',
    edge: {
      lang: 'python',
      style: 'structlog',
      file: '/app/apps/mail-gateway/mail_gateway/client.py',
      paths: ['/letters', '/letters/bulk'],
      words: {
        failed: 'letter_kept_for_later',
        handled: 'letter_handed_over',
        chore: 'task_failed',
      },
      says: ['spf softfail', 'dkim key of valley.example is short', 'mailbox idle for 9 minutes'],
    },
    calls: [{ to: 'conversations' }, { to: 'mail-provider', share: 0.3 }],
    resource: 'POST /letters',
  },
  {
    name: 'agent-desk',
    ms: 40,
    rps: 70,
    repo: 'deskline',
    hosts: ['agent-desk-0'],
    node: 'dub-n1',
    edge: {
      lang: 'node',
      style: 'pino',
      file: '/app/apps/agent-desk/src/server.js',
      paths: ['/desk', '/desk/next'],
      words: { failed: 'view incomplete', handled: 'view sent' },
      says: ['macro saved', 'agent went on break', 'shortcut help opened'],
    },
    calls: [
      { to: 'conversations', share: 0.7 },
      { to: 'search', share: 0.4, soft: true },
    ],
    resource: 'GET /desk',
  },
  {
    name: 'conversations',
    ms: 27,
    rps: 95,
    repo: 'deskline',
    hosts: ['conversations-0', 'conversations-1', 'conversations-2'],
    node: 'dub-n2',
    memory: 310,
    calls: [{ to: 'conversations-pg' }, { to: 'presence-redis', share: 0.8 }],
    resource: 'POST /conversations',
    extras: [
      { metric: 'letters_in_progress', base: 7, whole: true },
      { metric: 'presence_subscribers', base: 9, whole: true },
    ],
  },
  {
    name: 'search',
    ms: 48,
    rps: 28,
    repo: 'deskline',
    hosts: ['search-0'],
    node: 'dub-n3',
    edge: {
      lang: 'java',
      style: 'text',
      file: 'ie.deskline.search.QueryController',
      paths: ['/search', '/suggest'],
      words: { failed: 'Query failed', handled: 'Query answered', chore: 'Job failed' },
      says: ['segment merge took 3 s', 'synonyms reloaded'],
    },
    calls: [{ to: 'search-index' }],
    resource: 'GET /search',
  },
  {
    name: 'widget',
    ms: 11,
    rps: 130,
    repo: 'deskline',
    hosts: ['widget-0', 'widget-1'],
    node: 'dub-n3',
    edge: {
      lang: 'go',
      style: 'zap',
      file: 'relay/relay.go:24',
      paths: ['/chat', '/chat/poll'],
      words: { failed: 'message not relayed', handled: 'message relayed' },
      says: ['visitor closed the tab', 'origin is not on the list'],
    },
    calls: [{ to: 'presence-redis', share: 0.9 }],
    resource: 'POST /chat',
  },
  { name: 'conversations-pg', ms: 5, rps: 120, store: true, resource: 'INSERT conversations' },
  { name: 'presence-redis', ms: 1, rps: 240, store: true, resource: 'PUBLISH presence' },
  { name: 'search-index', ms: 24, rps: 28, store: true, resource: 'POST _search' },
  { name: 'mail-provider', ms: 120, rps: 14, store: true, resource: 'GET imap.example/inbox' },
];
const edges = inMonorepo(services, 'apps');
const work = [
  {
    m: 'conversations: pino 8.20',
    edits: [{ f: c('package.json'), a: '"8.19.0"', b: '"8.20.0"' }],
  },
  {
    m: 'Close silent conversations after ten days',
    edits: [{ f: c('deploy/env.yaml'), a: 'AUTO_CLOSE_DAYS: "14"', b: 'AUTO_CLOSE_DAYS: "10"' }],
  },
  {
    m: 'Spanish greetings',
    edits: [
      {
        f: c('src/greetings.ts'),
        a: "  fr: { formal: 'Madame, Monsieur', casual: 'Bonjour' },\n",
        b: "  fr: { formal: 'Madame, Monsieur', casual: 'Bonjour' },\n  es: { formal: 'Estimado cliente', casual: 'Hola' },\n",
      },
    ],
  },
  {
    m: 'Comment on who is freest',
    edits: [
      {
        f: c('src/desk.ts'),
        a: '/** Whoever has least to do; undefined',
        b: '/** Whoever has least to do, by open conversations only; undefined',
      },
    ],
  },
  {
    m: 'Export the type of a listener',
    edits: [{ f: c('src/presence.ts'), a: 'type Listener =', b: 'export type Listener =' }],
  },
  {
    m: 'Test promises of the weekend desk',
    edits: [
      {
        f: c('test/sla.test.ts'),
        end: raw`
test('the weekend desk works on Sundays', () => {
  assert.match(promise('always', 0), /^Sun/);
});
`,
      },
    ],
  },
  ...edges.work,
];

export const system = {
  key: 'helpdesk',
  language: 'typescript',
  layout: 'monorepo',
  project: 'DL',
  env: 'prod-eu',
  mail: 'deskline.example',
  major: 6,
  team: ['Aoife Byrne', 'Callum Grant', 'Rhian Morgan', 'Owen Price', 'Defne Yılmaz'],
  flows: [38, 48],
  keep: [26, 6],
  traces: 26,
  chores: ['purgeSessions', 'exportReport', 'rotateKeys', 'importFeed', 'sendDigest'],
  style: {
    messages: 'pr',
    commits: 'github',
    deployments: 'pipeline',
    metrics: 'perService',
    metricNames: 'prometheus',
    traces: 'otel',
    alert: 'alertmanager',
    logs: 'merged',
    version: 'build',
    map: 'graph',
  },
  entry: 'mail-gateway',
  loud: 'agent-desk',
  core: 'conversations',
  services,
  repos: {
    deskline: {
      service: 'conversations',
      image: 'node:22-alpine',
      files: { ...conversations, ...edges.files },
      work,
    },
  },
  programs: {
    conversations: {
      driver: {
        [c('src/main.ts')]: driver,
        'vendor/4/package.json':
          '{ "name": "letterparse", "version": "4.8.2", "type": "module", "main": "index.js" }\n',
        'vendor/4/index.js': parser(false),
        'vendor/5/package.json':
          '{ "name": "letterparse", "version": "5.0.0", "type": "module", "main": "index.js" }\n',
        'vendor/5/index.js': parser(true),
      },
      build: [
        ['mkdir', '-p', 'node_modules'],
        [
          'cp',
          '-r',
          `vendor/$(grep -q '"letterparse": "5' ${c('package.json')} && echo 5 || echo 4)`,
          'node_modules/letterparse',
        ],
      ],
      run: [NODE, c('src/main.ts')],
      env: {
        NODE_NO_WARNINGS: '1',
        AGENT_CAPACITY: '5',
        ATTACHMENT_MAX_MB: '25',
        AUTO_CLOSE_DAYS: '14',
        INTAKE_PARALLEL: '40',
        PRESENCE_SUBSCRIBERS: '64',
      },
      home: '/srv/deskline/',
      isError: /"level":50/,
      json: true,
    },
  },
  changes: [
    {
      type: 'feature_flag',
      name: 'desk-split-view',
      service: 'agent-desk',
      before: '25%',
      after: '50%',
      by: 'rhian',
    },
    {
      type: 'config',
      name: 'widget.poll_ms',
      service: 'widget',
      before: '2500',
      after: '3000',
      by: 'owen',
    },
  ],
  decoyChange: {
    id: 'flg-7720',
    type: 'feature_flag',
    name: 'desk-emoji-picker',
    service: 'agent-desk',
    before: 'off',
    after: '10%',
    by: 'defne',
  },
  good: (r) => letter(r),
  faults: {
    allAtOnce: {
      kind: 'race_condition',
      m: 'Hand out a batch without waiting for each other',
      delay: 115,
      edits: [
        {
          f: c('src/assign.ts'),
          a: raw`  for (const conversation of waiting) {
    const agent = await desk.freest();
    if (agent === undefined) break;
    given.set(conversation, await desk.give(agent));
  }
  return given;`,
          b: raw`  await Promise.all(
    waiting.map(async (conversation) => {
      const agent = await desk.freest();
      if (agent !== undefined) given.set(conversation, await desk.give(agent));
    }),
  );
  return given;`,
        },
      ],
      company: [
        {
          m: 'Greetings: please is a hint as well',
          at: -90,
          edits: [{ f: c('src/greetings.ts'), a: 'bonjour)', b: 'bonjour|merci)' }],
        },
        at(-103, everyday.close),
        at(-48, everyday.gate),
        at(-15, everyday.subject),
      ],
      bad: (r) => letter(r, { waiting: r.int(9, 14), loads: '2,1,3,2' }),
      good: (r) => letter(r),
      impact: [{ err: 0.22 }],
      gauges: [{ service: 'conversations', metric: 'letters_in_progress', to: 18 }],
      errorType: 'Overbooked',
      errorText: 'callum holds 6 conversations of 5',
    },
    mondayFirst: {
      kind: 'index_out_of_range',
      m: 'Calendars start on Monday, the way everybody writes them',
      delay: 26,
      edits: [
        {
          f: c('calendars.json'),
          add: calendars(
            ['office', [span, span, span, span, span, 'null', 'null']],
            ['always', [late, late, late, late, late, late, late]],
          ),
        },
        {
          f: c('src/hours.ts'),
          a: '    if (week[at] !== null) return at;',
          b: '    if (week[(at + 6) % 7] !== null) return at;',
        },
        {
          f: c('src/hours.ts'),
          a: 'type Week = (Span | null)[];',
          b: '/** From Monday to Sunday. */\ntype Week = (Span | null)[];',
        },
      ],
      company: [
        {
          m: 'Two more hints for German',
          at: -33,
          edits: [
            { f: c('src/greetings.ts'), a: 'und|nicht|bitte', b: 'und|nicht|bitte|danke|wir' },
          ],
        },
        at(-99, everyday.casual),
        at(-18, everyday.gate),
      ],
      bad: (r) => letter(r, { calendar: 'office', wish: 5 }),
      good: (r) => letter(r, { wish: r.pick([0, 1, 2, 3, 4, 6]) }),
      impact: [{ err: 0.17 }],
      errorType: 'TypeError',
      errorText: "Cannot read properties of null (reading 'to')",
      alertService: 'mail-gateway',
    },
    pluralNames: {
      kind: 'config_key_renamed',
      m: 'Settings are named alike',
      delay: 8,
      edits: [
        {
          f: c('src/config.ts'),
          a: raw`  agentCapacity: Number(env.AGENT_CAPACITY ?? 3),
  attachmentMaxMb: Number(env.ATTACHMENT_MAX_MB ?? 1),
  autoCloseDays: Number(env.AUTO_CLOSE_DAYS ?? 14),
  intakeParallel: Number(env.INTAKE_PARALLEL ?? 10),
  presenceSubscribers: Number(env.PRESENCE_SUBSCRIBERS ?? 16),`,
          b: raw`  agentCapacity: Number(env.AGENT_CAPACITY ?? 3),
  attachmentMaxMb: Number(env.ATTACHMENTS_MAX_MB ?? 1),
  autoCloseDays: Number(env.AUTO_CLOSE_DAYS ?? 14),
  intakeParallel: Number(env.INTAKE_PARALLEL ?? 10),
  presenceSubscribers: Number(env.PRESENCE_SUBSCRIBERS ?? 16),`,
        },
        {
          f: 'docs/settings.md',
          add: raw`# Settings

| name | what |
|---|---|
| AGENT_CAPACITY | conversations that an agent may hold |
| ATTACHMENTS_MAX_MB | largest attachment |
| AUTO_CLOSE_DAYS | silence after which a conversation closes |
| INTAKE_PARALLEL | letters at once |
| PRESENCE_SUBSCRIBERS | listeners of a channel |
`,
        },
      ],
      company: [
        {
          m: 'Name the limit when an attachment is refused',
          at: -28,
          decoy: true,
          edits: [
            {
              f: c('src/attachments.ts'),
              a: 'MB is above the limit`);',
              b: 'MB is above ${config.attachmentMaxMb} MB`);',
            },
          ],
        },
        at(-95, everyday.subject),
        at(-47, everyday.close),
      ],
      bad: (r) => letter(r, { mb: r.pick([1.4, 2.2, 3.8, 7.5, 11]) }),
      good: (r) => letter(r),
      impact: [{ err: 0.2 }],
      status: 413,
      errorType: 'AttachmentTooLarge',
      errorText: 'attachment of 3.8 MB is above 1 MB',
    },
    npmUpdates: {
      kind: 'dependency_update',
      category: 'dependency_update',
      m: 'Update npm packages',
      delay: 44,
      edits: [
        { f: c('package.json'), a: '"fastify": "4.26.1"', b: '"fastify": "4.28.1"' },
        { f: c('package.json'), a: '"letterparse": "4.8.2"', b: '"letterparse": "5.0.0"' },
        { f: c('package.json'), a: '"undici": "6.6.2"', b: '"undici": "6.19.2"' },
      ],
      company: [
        {
          m: 'Participants: addresses without blanks, once each',
          at: -24,
          decoy: true,
          edits: [
            {
              f: c('src/participants.ts'),
              a: '/** Whoever wrote, and whoever shall read the answer. */',
              b: '/** Whoever wrote, and whoever shall read the answer: each address once. */',
            },
            {
              f: c('src/participants.ts'),
              a: "letter.cc ? letter.cc.split(',') : [];",
              b: "letter.cc ? letter.cc.split(',').filter((one) => one.trim() !== '') : [];",
            },
          ],
        },
        at(-98, everyday.close),
        at(-50, { ...everyday.subject, decoy: true }),
        at(-12, everyday.casual),
      ],
      bad: (r) =>
        letter(r, {
          cc: r.pick(['boss@harbour.example', 'legal@millrace.example, boss@millrace.example']),
        }),
      impact: [{ err: 0.26 }],
      errorType: 'TypeError',
      errorText: 'letter.cc.split is not a function',
      alertService: 'conversations',
    },
    lateLeave: {
      kind: 'resource_leak',
      m: 'Intake: leave in one place',
      delay: 49,
      shape: 'creep',
      alertAfter: 52,
      edits: [
        {
          f: c('src/intake.ts'),
          a: raw`    } finally {
      off();
      this.gate.leave();
    }
  }
`,
          b: raw`    } finally {
      this.gate.leave();
    }
  }
`,
        },
        {
          f: c('src/intake.ts'),
          a: raw`      return { state: 'open', people: people.length, due, given: given.size, reply: greeting(letter.text, arrival.flags) };
`,
          b: raw`      const reply = greeting(letter.text, arrival.flags);
      off();
      return { state: 'open', people: people.length, due, given: given.size, reply };
`,
        },
      ],
      company: [
        {
          m: 'Ignore what other robots answer',
          at: -112,
          edits: [
            {
              f: c('src/letters.ts'),
              a: "    automatic: mail.headers['auto-submitted'] === 'auto-replied',",
              b: "    automatic: /^auto-/.test(mail.headers['auto-submitted'] ?? ''),",
            },
          ],
        },
        at(-80, { ...everyday.gate, decoy: true }),
        at(-33, everyday.subject),
      ],
      bad: (r) => letter(r, { before: r.int(66, 120) }),
      good: (r) => letter(r),
      impact: [{ err: 0.38 }],
      memory: { conversations: 1.6 },
      gauges: [{ service: 'conversations', metric: 'presence_subscribers', to: 64 }],
      errorType: 'Error',
      errorText: 'channel inbox-office has 64 subscribers, no more allowed',
    },
    theirLanguage: {
      kind: 'feature_flag',
      category: 'feature_flag',
      delay: 3,
      change: {
        id: 'flg-7731',
        type: 'feature_flag',
        name: 'replies-in-their-language',
        service: 'conversations',
        before: 'off',
        after: 'on',
        by: 'callum',
      },
      bad: (r) => {
        flipped = true;
        return letter(r, {
          flags: 'replies-in-their-language',
          text: r.pick(['Paczka nie dotarla', 'Gdzie jest moja faktura']),
        });
      },
      // flows come in their order
      good: (r) => letter(r, flipped ? { flags: 'replies-in-their-language' } : {}),
      impact: [{ err: 0.12 }],
      priority: 'P3',
      errorType: 'TypeError',
      errorText: "Cannot read properties of undefined (reading 'formal')",
      tempt: {
        m: 'Greetings: formal ones end without a comma',
        edits: [
          { f: c('src/greetings.ts'), a: "'Sehr geehrte Damen und Herren'", b: "'Guten Tag'" },
        ],
      },
    },
    letterFlood: {
      kind: 'traffic_surge',
      category: 'traffic_surge',
      traffic: 5.4,
      trafficOn: [
        'mail-gateway',
        'conversations',
        'conversations-pg',
        'presence-redis',
        'mail-provider',
      ],
      shape: 'growing',
      alertAfter: 17,
      bad: (r) => letter(r, { inside: 40 }),
      good: (r) => letter(r, { inside: r.int(2, 38) }),
      impact: [
        { err: 0.23, timesMs: 3.6 },
        { service: 'mail-gateway', timesMs: 1.8 },
        { service: 'conversations-pg', timesMs: 2.2 },
      ],
      cpu: { conversations: 2.7, 'mail-gateway': 2.5, 'conversations-pg': 1.8 },
      gauges: [{ service: 'conversations', metric: 'letters_in_progress', to: 40 }],
      alsoFirst: ['mail-gateway'],
      status: 503,
      errorType: 'Busy',
      errorText: '40 letters are being read',
      says: [
        {
          service: 'mail-gateway',
          level: 'info',
          text: 'mailbox support@valley.example has 8400 unread letters',
          count: 9,
        },
      ],
      alertService: 'mail-gateway',
      story: "a customer's shop is down and all of its customers write",
    },
    mergeHour: {
      kind: 'self_healed',
      category: 'noise',
      verdict: 'no_code_change',
      noBad: true,
      silentCore: true,
      lasts: 5,
      alertAfter: 2,
      decision: ['MONITOR', 'IGNORE'],
      priority: 'P4',
      service: 'search-index',
      entry: 'agent-desk',
      alsoFirst: ['search'],
      impact: [{ service: 'search-index', timesMs: 9, err: 0.004 }],
      says: [
        {
          service: 'search',
          level: 'warn',
          text: 'index is merging segments, queries wait',
          count: 4,
        },
      ],
      alertService: 'search',
      story: 'a large merge of segments; over before anybody looks',
    },
  },
};
