/** Insurance claims in TypeScript, eight services deep; a Spanish team; pino lines in one stream. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Node 24 strips types; the host's Node may not. */
const NODE = join(fileURLToPath(new URL('../../../node_modules/node/bin/node', import.meta.url)));

const c = (path) => `packages/coverage/${path}`;
const files = {
  'package.json':
    '{\n  "name": "siniestros",\n  "private": true,\n  "type": "module",\n  "workspaces": ["packages/*"]\n}\n',
  [c('package.json')]:
    '{\n  "name": "@siniestros/coverage",\n  "type": "module",\n  "dependencies": {\n    "pino": "9.1.0",\n    "undici": "6.13.0",\n    "business-days": "2.4.1"\n  }\n}\n',
  [c('src/policy.ts')]: `/** Pólizas tal como llegan de policy-service. */
export interface Rider {
  readonly code: string;
  readonly limit: number;
}

export interface Policy {
  readonly id: string;
  readonly product: 'hogar' | 'auto' | 'viaje';
  /** Las pólizas antiguas no tienen suplementos. */
  readonly riders?: readonly Rider[];
  readonly deductible: number;
}

const POLICIES: Record<string, Policy> = {
  'H-100': { id: 'H-100', product: 'hogar', riders: [{ code: 'agua', limit: 4000 }, { code: 'robo', limit: 9000 }], deductible: 150 },
  'H-007': { id: 'H-007', product: 'hogar', deductible: 90 },
  'A-220': { id: 'A-220', product: 'auto', riders: [{ code: 'lunas', limit: 1200 }], deductible: 300 },
  'V-510': { id: 'V-510', product: 'viaje', riders: [], deductible: 0 },
};

export async function loadPolicy(id: string): Promise<Policy> {
  await Promise.resolve();
  const policy = POLICIES[id];
  if (policy === undefined) throw new UnknownPolicy(id);
  return policy;
}

export class UnknownPolicy extends Error {
  override name = 'UnknownPolicy';
  constructor(id: string) {
    super(\`no hay póliza \${id}\`);
  }
}
`,
  [c('src/limits.ts')]: `import type { Policy } from './policy.ts';

const BASE: Record<Policy['product'], number> = { hogar: 30000, auto: 22000, viaje: 6000 };

/** Hasta cuánto se paga por un daño. */
export function limitFor(policy: Policy, damage: string): number {
  const rider = policy.riders?.find((one) => one.code === damage);
  return rider ? rider.limit : BASE[policy.product];
}
`,
  [c('src/deductible.ts')]:
    `/** Franquicias por tabla; la tabla activa es un ajuste de operaciones. */
const TABLES: Record<string, (value: number) => number> = {
  v3: (value) => value,
  v4: (value) => Math.round(value * 0.9),
};

export function deductibleOf(value: number, table: string): number {
  const apply = TABLES[table];
  if (apply === undefined) throw new Error(\`tabla de franquicias desconocida: \${table}\`);
  return apply(value);
}
`,
  [c('src/documents.ts')]: `import { settings } from './settings.ts';

export class DeadlineExceeded extends Error {
  override name = 'DeadlineExceeded';
}

/** Pide los documentos de un siniestro; si no llegan, se decide con los que ya se conocen. */
export async function documentsOf(claim: string, failures: number, startedMs = performance.now()): Promise<number> {
  for (let attempt = 1; attempt <= settings.documentAttempts; attempt += 1) {
    await new Promise((resolve) => setTimeout(resolve, failures > 0 ? 12 : 0));
    if (failures === 0) return 2;
    if (failures >= 500) throw new Error(\`documents respondió \${failures}\`);
    if (performance.now() - startedMs > settings.documentDeadlineMs)
      throw new DeadlineExceeded(\`documentos de \${claim}: plazo de \${settings.documentDeadlineMs} ms superado en el intento \${attempt}\`);
  }
  return 0;
}
`,
  [c('src/settings.ts')]: `/** Ajustes del servicio. */
export const settings = {
  documentAttempts: 2,
  documentDeadlineMs: 60,
  maxClaimsPerDay: 400,
};
`,
  [c('src/decide.ts')]: `import { deductibleOf } from './deductible.ts';
import { documentsOf } from './documents.ts';
import { limitFor } from './limits.ts';
import { loadPolicy } from './policy.ts';
import { dueBy } from './term.ts';

export interface Claim {
  readonly id: string;
  readonly policy: string;
  readonly damage: string;
  readonly amount: number;
  readonly day: string;
}

export interface Decision {
  readonly claim: string;
  readonly pays: number;
  readonly due: string;
}

/** Cuánto se paga por un siniestro. */
export async function decide(claim: Claim, table: string, failures: number): Promise<Decision> {
  const policy = await loadPolicy(claim.policy);
  const limit = limitFor(policy, claim.damage);
  await documentsOf(claim.id, failures);
  const pays = Math.max(0, Math.min(claim.amount, limit) - deductibleOf(policy.deductible, table));
  return { claim: claim.id, pays, due: dueBy(claim.day) };
}
`,
  [c('src/term.ts')]: `import { addBusinessDays } from '../vendor/business-days.ts';

/** Plazo legal de pago. */
export function dueBy(day: string): string {
  return addBusinessDays(day, 15);
}
`,
  [c('vendor/business-days.ts')]: `/** business-days */
export function addBusinessDays(day: string, count: number): string {
  const date = new Date(\`\${day}T00:00:00Z\`);
  if (Number.isNaN(date.getTime())) return day;
  let left = count;
  while (left > 0) {
    date.setUTCDate(date.getUTCDate() + 1);
    if (date.getUTCDay() % 6 !== 0) left -= 1;
  }
  return date.toISOString().slice(0, 10);
}
`,
  [c('src/answer.ts')]: `import type { Decision } from './decide.ts';

/** La respuesta que espera claims-workflow. */
export function answerOf(decision: Decision): string {
  return JSON.stringify({ claim: decision.claim, cents: decision.pays * 100, due: decision.due });
}
`,
  'packages/portal/src/routes.ts': "export const ROUTES = ['/parte', '/parte/estado'] as const;\n",
};
const work = [
  {
    m: 'Subir pino',
    edits: [{ f: c('package.json'), a: '"pino": "9.1.0"', b: '"pino": "9.2.0"' }],
  },
  {
    m: 'Más siniestros por día',
    edits: [{ f: c('src/settings.ts'), a: 'maxClaimsPerDay: 400', b: 'maxClaimsPerDay: 500' }],
  },
  {
    m: 'Límite de viaje a 6500',
    edits: [{ f: c('src/limits.ts'), a: 'viaje: 6000', b: 'viaje: 6500' }],
  },
  {
    m: 'Explicar el plazo legal',
    edits: [
      {
        f: c('src/term.ts'),
        a: '/** Plazo legal de pago. */',
        b: '/** Plazo legal de pago: quince días hábiles desde el parte. */',
      },
    ],
  },
  {
    m: 'Ruta de ayuda en el portal',
    edits: [
      { f: 'packages/portal/src/routes.ts', a: "'/parte/estado'", b: "'/parte/estado', '/ayuda'" },
    ],
  },
  {
    m: 'Actualizar undici',
    edits: [{ f: c('package.json'), a: '"undici": "6.13.0"', b: '"undici": "6.14.1"' }],
  },
  {
    m: 'Comentar la tabla v4',
    edits: [
      {
        f: c('src/deductible.ts'),
        a: '  v4: (value)',
        b: '  // campaña de fidelidad\n  v4: (value)',
      },
    ],
  },
];
const driver = `import { createInterface } from 'node:readline';
import { answerOf } from './packages/coverage/src/answer.ts';
import { decide } from './packages/coverage/src/decide.ts';

let now = 0;
let trace = '';
const write = (level: number, msg: string, fields: Record<string, unknown>) => {
  process.stdout.write(JSON.stringify({ level, time: now, pid: 1, hostname: process.env.HOST, service: 'coverage', trace_id: trace, ...fields, msg }) + '\\n');
};
for await (const line of createInterface({ input: process.stdin })) {
  const [index, at, id, policy, damage, amount, day, table, failures] = line.split('\\t') as string[];
  now = Number(at);
  trace = id!;
  process.stdout.write('\\u0001' + index + '\\n');
  try {
    const answer = answerOf(await decide({ id: 'S-' + index, policy: policy!, damage: damage!, amount: Number(amount), day: day! }, table!, Number(failures)));
    write(30, 'cobertura decidida', { policy, bytes: answer.length });
  } catch (error) {
    const failed = error as Error;
    write(50, 'no se pudo decidir la cobertura', { policy, err: { type: failed.name, message: failed.message, stack: failed.stack!.replaceAll('file://', '') } });
  }
}
`;
const claim = (r, { policy, damage, day, table, failures } = {}) => [
  policy ?? r.pick(['H-100', 'A-220', 'V-510']),
  damage ?? r.pick(['agua', 'robo', 'lunas', 'otro']),
  String(r.int(40, 9000)),
  day ?? `2026-0${r.int(1, 9)}-1${r.int(0, 9)}`,
  table ?? 'v3',
  String(failures ?? 0),
];

const edge = (lang, style, file, paths, words = {}) => ({ lang, style, file, paths, words });

export const system = {
  key: 'claims',
  language: 'typescript',
  layout: 'monorepo',
  project: 'SIN',
  env: 'produccion',
  mail: 'amparo.example',
  major: 8,
  team: ['Lucía Ortega', 'Álvaro Pineda', 'Nerea Ibarra', 'Javier Molina', 'Rocío Santos'],
  style: {
    messages: 'plain',
    commits: 'gitlab',
    deployments: 'pipeline',
    metrics: 'wide',
    metricNames: 'otel',
    traces: 'jaeger',
    alert: 'prometheus',
    logs: 'merged',
    version: 'semver',
    map: 'nodes',
    changes: 'changes.json',
  },
  entry: 'portal',
  core: 'coverage',
  services: [
    {
      name: 'portal',
      ms: 25,
      rps: 42,
      repo: 'siniestros',
      hosts: ['portal-0'],
      edge: edge(
        'node',
        'winston',
        '/app/packages/portal/dist/server.js',
        ['/parte', '/parte/estado'],
        {
          failed: 'parte no enviado',
          handled: 'parte enviado',
          chore: 'tarea fallida',
          answered: 'respondió',
        },
      ),
      calls: [{ to: 'gateway' }],
      resource: 'POST /parte',
    },
    {
      name: 'gateway',
      ms: 6,
      rps: 60,
      repo: 'gateway',
      hosts: ['gw-0', 'gw-1'],
      edge: edge(
        'java',
        'logstash',
        'es.amparo.gateway.Router',
        ['/v3/claims', '/v3/claims/status'],
        { failed: 'forward failed', handled: 'forwarded', chore: 'job failed' },
      ),
      calls: [{ to: 'claims-api' }],
      resource: 'POST /v3/claims',
    },
    {
      name: 'claims-api',
      ms: 14,
      rps: 55,
      repo: 'claims-api',
      hosts: ['claims-api-0'],
      edge: edge('python', 'jsonlogger', '/srv/claims_api/claims_api/http.py', ['/claims'], {
        failed: 'claim not accepted',
        handled: 'claim accepted',
      }),
      calls: [{ to: 'workflow' }],
      resource: 'POST /claims',
    },
    {
      name: 'workflow',
      ms: 20,
      rps: 50,
      repo: 'siniestros',
      hosts: ['workflow-0'],
      edge: edge(
        'node',
        'pino',
        '/app/packages/workflow/dist/step.js',
        ['/steps/coverage', '/steps/payout'],
        { failed: 'paso fallido', handled: 'paso hecho' },
      ),
      calls: [{ to: 'policy' }, { to: 'payouts', share: 0.3 }],
      resource: 'POST /steps',
    },
    {
      name: 'policy',
      ms: 16,
      rps: 48,
      repo: 'policy',
      hosts: ['policy-0'],
      edge: edge(
        'python',
        'structlog',
        '/srv/policy/policy/app.py',
        ['/policies/H-100', '/policies/A-220'],
        { failed: 'policy_lookup_failed', handled: 'policy_found', chore: 'task_failed' },
      ),
      calls: [{ to: 'coverage' }, { to: 'policy-db' }],
      resource: 'GET /policies',
    },
    {
      name: 'coverage',
      ms: 22,
      rps: 46,
      repo: 'siniestros',
      hosts: ['coverage-0', 'coverage-1'],
      calls: [{ to: 'documents', share: 0.8 }],
      resource: 'POST /coverage',
      extras: [{ metric: 'coverage.decisions.pending', base: 4, whole: true }],
    },
    {
      name: 'payouts',
      ms: 30,
      rps: 15,
      repo: 'payouts',
      hosts: ['payouts-0'],
      edge: edge('java', 'logstash', 'es.amparo.payouts.TransferJob', ['/payouts'], {
        failed: 'payout failed',
        handled: 'payout prepared',
        chore: 'job failed',
      }),
      calls: [{ to: 'policy-db', share: 0.3 }],
      resource: 'POST /payouts',
    },
    { name: 'documents', ms: 12, rps: 37, store: true, resource: 'GET documents/list' },
    { name: 'policy-db', ms: 4, rps: 60, store: true, resource: 'SELECT policies' },
  ],
  repos: { siniestros: { service: 'coverage', image: 'node:24-slim', files, work } },
  programs: {
    coverage: {
      driver: { 'main.ts': driver },
      run: [NODE, 'main.ts'],
      env: { NODE_NO_WARNINGS: '1' },
      home: '/app/',
      isError: /"level":50/,
      json: true,
    },
  },
  changes: [
    {
      type: 'feature_flag',
      name: 'portal-chat',
      service: 'portal',
      before: 'off',
      after: 'on',
      by: 'rocio',
    },
    {
      type: 'config',
      name: 'gateway.max-body-kb',
      service: 'gateway',
      before: '512',
      after: '1024',
      by: 'alvaro',
    },
  ],
  good: (r) => claim(r),
  faults: {
    oldPolicies: {
      kind: 'null_dereference',
      m: 'Quitar comprobaciones que TypeScript ya hace',
      delay: 6,
      edits: [{ f: c('src/limits.ts'), a: 'policy.riders?.find(', b: 'policy.riders!.find(' }],
      bad: (r) => claim(r, { policy: 'H-007' }),
      impact: [{ err: 0.28 }],
      alertService: 'portal',
      errorType: 'TypeError',
      errorText: "Cannot read properties of undefined (reading 'find')",
      tempt: {
        m: 'Buscar suplementos también por nombre (solo tipos)',
        edits: [
          {
            f: c('src/policy.ts'),
            a: 'export interface Rider {',
            b: '/** Se busca con find por su código. */\nexport interface Rider {',
          },
        ],
      },
    },
    bigCents: {
      kind: 'serialisation_change',
      m: 'Céntimos como BigInt para no perder ninguno',
      delay: 0,
      edits: [
        {
          f: c('src/answer.ts'),
          a: 'cents: decision.pays * 100,',
          b: 'cents: BigInt(decision.pays) * 100n,',
        },
      ],
      bad: (r) => claim(r),
      badAlways: true,
      impact: [{ err: 0.97 }],
      priority: 'P1',
      alertService: 'gateway',
      errorType: 'TypeError',
      errorText: 'Do not know how to serialize a BigInt',
    },
    retries: {
      kind: 'timeout_changed',
      m: 'Insistir más con los documentos',
      delay: 41,
      edits: [{ f: c('src/settings.ts'), a: 'documentAttempts: 2', b: 'documentAttempts: 9' }],
      bad: (r) => claim(r, { failures: 1 }),
      impact: [{ err: 0.15, addMs: 45 }],
      status: 504,
      errorType: 'DeadlineExceeded',
      errorText: 'plazo de 60 ms superado en el intento 5',
      tempt: {
        m: 'Contar los intentos de documentos en los logs',
        edits: [
          {
            f: c('src/documents.ts'),
            a: 'export class DeadlineExceeded extends Error {',
            b: '/** El plazo y el intento van en el mensaje. */\nexport class DeadlineExceeded extends Error {',
          },
        ],
      },
    },
    businessDays: {
      kind: 'dependency_update',
      category: 'dependency_update',
      m: 'business-days 3.0.0',
      delay: 13,
      edits: [
        { f: c('package.json'), a: '"business-days": "2.4.1"', b: '"business-days": "3.0.0"' },
      ],
      replaceLibrary: {
        f: c('vendor/business-days.ts'),
        a: '  if (Number.isNaN(date.getTime())) return day;\n',
        b: '',
      },
      bad: (r) => claim(r, { day: `2026/0${r.int(1, 9)}/${r.int(10, 28)}T` }),
      impact: [{ err: 0.21 }],
      errorType: 'RangeError',
      errorText: 'Invalid time value',
      tempt: {
        m: 'Fechas: aclarar el formato de los valores de tiempo',
        edits: [
          {
            f: 'packages/portal/src/dates.ts',
            add: '/** Los valores de tiempo llegan como AAAA-MM-DD. */\nexport const DATE_FORMAT = /^\\d{4}-\\d{2}-\\d{2}$/;\n',
          },
        ],
      },
    },
    tableV9: {
      kind: 'config_change',
      category: 'configuration',
      delay: 0,
      change: {
        id: 'aj-3318',
        type: 'config',
        name: 'coverage.deductible-table',
        service: 'coverage',
        before: 'v3',
        after: 'v5',
        by: 'operaciones',
      },
      bad: (r) => claim(r, { table: 'v5' }),
      good: (r) => claim(r),
      badAlways: true,
      impact: [{ err: 0.97 }],
      priority: 'P1',
      alertService: 'portal',
      errorType: 'Error',
      errorText: 'tabla de franquicias desconocida: v5',
      story: 'operations activate a table that the code does not know yet',
    },
    policyToken: {
      kind: 'expired_credential',
      category: 'expired_credential',
      service: 'policy',
      silentCore: true,
      edgeOrigin: '401',
      upstreamError: 'jwt expired',
      outcome: '502',
      alsoFirst: ['coverage'],
      impact: [{ service: 'policy', err: 0.9 }],
      status: 401,
      errorType: 'UpstreamFailed',
      errorText: 'coverage returned 401: jwt expired',
      alertService: 'portal',
      priority: 'P1',
      story: 'the service token of policy was issued for a year, a year ago',
    },
    documentsAway: {
      kind: 'dependency_outage',
      category: 'dependency_outage',
      service: 'documents',
      alsoFirst: ['coverage'],
      bad: (r) => claim(r, { failures: 503 }),
      impact: [{ service: 'documents', err: 0.5, timesMs: 14 }],
      outcome: '503',
      status: 503,
      errorType: 'Unavailable',
      errorText: 'documents: 503',
      alertService: 'claims-api',
      story: 'the document store answers 503 half of the time',
      events: [
        {
          reason: 'BackOff',
          service: 'documents',
          message: 'Back-off restarting failed container documents in pod documents-0',
          after: 0,
          spread: 7,
          count: 4,
        },
      ],
      says: [{ service: 'policy', level: 'warn', text: 'coverage answered late', count: 8 }],
    },
  },
};
