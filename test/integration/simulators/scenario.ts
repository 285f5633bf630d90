// A tiny scenario with a real repository, made by git, for the simulators' own tests.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Scenario } from '../../../src/simulators/scenario.ts';

export const ALERT_AT = '2026-03-02T10:00:00.000Z';
const ALERT_MS = Date.parse(ALERT_AT);
const MINUTE = 60_000;
const at = (minutes: number): string => new Date(ALERT_MS + minutes * MINUTE).toISOString();

export interface TinyRepository {
  readonly fastExport: string;
  /** Commit ids by name. */
  readonly shas: {
    readonly initial: string;
    readonly culprit: string;
    readonly rename: string;
    readonly merge: string;
  };
}

/** Four commits: a service, a null check removed, a file renamed, and a merge of a docs branch. */
export function makeRepository(): TinyRepository {
  const directory = mkdtempSync(join(tmpdir(), 'mira-test-repository-'));
  const git = (minutes: number, ...args: string[]): string =>
    execFileSync('git', ['-C', directory, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: {
        ...process.env,
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_AUTHOR_NAME: 'Dana Author',
        GIT_AUTHOR_EMAIL: 'dana@example.com',
        GIT_COMMITTER_NAME: 'Chris Committer',
        GIT_COMMITTER_EMAIL: 'chris@example.com',
        GIT_AUTHOR_DATE: at(minutes),
        GIT_COMMITTER_DATE: at(minutes),
      },
    }).trim();
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  };
  const commit = (minutes: number, message: string): string => {
    git(minutes, 'add', '-A');
    git(minutes, 'commit', '-q', '-m', message);
    return git(minutes, 'rev-parse', 'HEAD');
  };
  try {
    git(0, 'init', '-q', '-b', 'main');
    write(
      'src/Discount.cs',
      'class Discount\n{\n  int Rate(Customer c)\n  {\n    if (c == null) return 0;\n    return c.Tier.Rate;\n  }\n}\n',
    );
    write('docs/old-name.md', 'A page about discounts that is long enough to be recognised.\n');
    const initial = commit(-600, 'Initial service');
    write(
      'src/Discount.cs',
      'class Discount\n{\n  int Rate(Customer c)\n  {\n    return c.Tier.Rate;\n  }\n}\n',
    );
    const culprit = commit(-90, 'Simplify discount lookup\n\nThe caller already checks for null.');
    git(0, 'mv', 'docs/old-name.md', 'docs/new-name.md');
    const rename = commit(-60, 'Rename the page');
    git(0, 'checkout', '-q', '-b', 'docs', initial);
    write('docs/extra.md', 'More.\n');
    commit(-50, 'Add a page');
    git(0, 'checkout', '-q', 'main');
    git(-40, 'merge', '-q', '--no-ff', '-m', 'Merge docs', 'docs');
    const merge = git(0, 'rev-parse', 'HEAD');
    git(0, 'tag', 'v2');
    return {
      fastExport: git(0, 'fast-export', '--all'),
      shas: { initial, culprit, rename, merge },
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const STACK =
  'System.NullReferenceException: Object reference not set\n   at Discount.Rate(Customer c) in /src/Discount.cs:line 5';

export function tinyScenario(
  repository: TinyRepository,
  overrides: Partial<Scenario> = {},
): Scenario {
  const { shas } = repository;
  return Scenario.parse({
    name: 'tiny',
    title: 'Tiny',
    description: 'For tests',
    alertAt: ALERT_AT,
    service: 'payment-svc',
    env: 'prod',
    registry: {
      'payment-svc': {
        repo_name: 'payments',
        project: 'Shop',
        owner_team: 'pay',
        description: 'Takes money',
      },
    },
    webhooks: [
      {
        alert_id: '7',
        cycle_key: '12345678901',
        event_id: '998877665544',
        transition: 'Triggered',
        date: String(ALERT_MS),
        tags: 'service:payment-svc,env:prod',
      },
    ],
    logs: [
      ...Array.from({ length: 25 }, (_, index) => ({
        at: at(-8 + index / 5),
        service: 'payment-svc',
        host: 'h1',
        status: 'error',
        message: `Payment ${index} failed: NullReferenceException in Discount`,
        attributes: {
          error: { kind: 'System.NullReferenceException', stack: STACK },
          http: { status_code: 500 },
          duration: 1000 + index,
          usr: { id: `User-${index}` },
        },
        tags: ['version:2.0.0'],
      })),
      {
        at: at(-20),
        service: 'payment-svc',
        host: 'h1',
        status: 'info',
        message: 'Payment accepted',
        attributes: { http: { status_code: 200 }, duration: 12 },
        tags: ['version:1.0.0'],
      },
      {
        at: at(-3),
        service: 'cart-svc',
        host: 'h2',
        status: 'warn',
        message: 'Cart is slow',
        tags: [],
      },
      {
        at: at(30),
        service: 'payment-svc',
        host: 'h1',
        status: 'error',
        message: 'Not written yet',
        tags: [],
      },
    ],
    metrics: [
      {
        metric: 'trace.http.request.hits',
        tags: ['service:payment-svc', 'env:prod', 'host:h1'],
        points: Array.from({ length: 30 }, (_, i) => [ALERT_MS - (30 - i) * MINUTE, 100]),
      },
      {
        metric: 'trace.http.request.hits',
        tags: ['service:payment-svc', 'env:prod', 'host:h2'],
        points: Array.from({ length: 30 }, (_, i) => [ALERT_MS - (30 - i) * MINUTE, 50]),
      },
      {
        metric: 'trace.http.request.errors',
        tags: ['service:payment-svc', 'env:prod', 'host:h1'],
        points: Array.from({ length: 30 }, (_, i) => [
          ALERT_MS - (30 - i) * MINUTE,
          i < 20 ? 0 : 15,
        ]),
      },
      {
        metric: 'system.mem.used',
        tags: ['service:cart-svc', 'env:prod'],
        unit: 'byte',
        points: [
          [ALERT_MS - 5 * MINUTE, 1024],
          [ALERT_MS - 4 * MINUTE, null],
        ],
      },
    ],
    spans: [
      {
        traceId: 'abc123',
        spanId: '11',
        parentId: null,
        service: 'payment-svc',
        resource: 'POST /pay',
        kind: 'server',
        at: at(-5),
        durationMs: 120,
        status: 'error',
        httpStatus: 500,
        error: { type: 'NullReferenceException', message: 'boom', stack: STACK },
      },
      {
        traceId: 'abc123',
        spanId: '12',
        parentId: '11',
        service: 'payment-svc',
        resource: 'SELECT customers',
        kind: 'client',
        at: at(-5),
        durationMs: 20,
        peerService: 'customers-db',
      },
    ],
    monitors: [
      {
        id: 7,
        name: 'payment-svc errors',
        query: 'sum(last_5m):sum:trace.http.request.errors{service:payment-svc}.as_count() > 10',
        tags: ['service:payment-svc', 'team:pay'],
        priority: 1,
        groups: [{ name: 'service:payment-svc', status: 'Alert', lastTriggeredAt: ALERT_AT }],
        options: { thresholds: { critical: 10 } },
      },
      {
        id: 8,
        name: 'cart latency',
        query: 'avg(last_5m):avg:cart.latency{*} > 1',
        overallState: 'OK',
      },
    ],
    events: [
      {
        at: at(-30),
        title: 'Deployed payment-svc 2.0.0',
        text: 'by pipeline',
        source: 'azure_pipelines',
        tags: ['service:payment-svc', 'env:prod'],
      },
    ],
    doraDeployments: [
      {
        id: 'd1',
        service: 'payment-svc',
        env: 'prod',
        version: '2.0.0',
        startedAt: at(-31),
        finishedAt: at(-30),
        commitSha: shas.merge,
        repositoryId: 'dev.azure.com/acme/Shop/payments',
      },
    ],
    errorIssues: [
      {
        id: 'i1',
        service: 'payment-svc',
        errorType: 'System.NullReferenceException',
        errorMessage: 'Object reference not set',
        filePath: 'src/Discount.cs',
        functionName: 'Rate',
        firstSeenAt: at(-8),
        firstSeenVersion: '2.0.0',
        lastSeenAt: at(-1),
        totalCount: 25,
      },
    ],
    dependencies: { 'checkout-web': ['payment-svc'], 'payment-svc': ['customers-db'] },
    repositories: [{ name: 'payments', project: 'Shop', fastExport: repository.fastExport }],
    pullRequests: [
      {
        id: 42,
        repository: 'payments',
        title: 'Simplify discounts',
        author: 'Dana Author',
        createdAt: at(-120),
        closedAt: at(-90),
        sourceBranch: 'simplify',
        mergeCommit: shas.culprit,
        commits: [shas.culprit],
      },
    ],
    builds: [
      {
        id: 100,
        definition: 'payments-ci',
        repository: 'payments',
        project: 'Shop',
        buildNumber: '1.0.0',
        sourceVersion: shas.initial,
        startedAt: at(-590),
        finishedAt: at(-580),
      },
      {
        id: 101,
        definition: 'payments-ci',
        repository: 'payments',
        project: 'Shop',
        buildNumber: '2.0.0',
        sourceVersion: shas.merge,
        startedAt: at(-39),
        finishedAt: at(-35),
      },
    ],
    environmentDeployments: [
      {
        id: 1,
        environment: 'prod',
        project: 'Shop',
        buildId: 100,
        startedAt: at(-575),
        finishedAt: at(-570),
      },
      {
        id: 2,
        environment: 'prod',
        project: 'Shop',
        buildId: 101,
        startedAt: at(-31),
        finishedAt: at(-30),
      },
    ],
    workItems: [
      {
        id: 5,
        project: 'Shop',
        type: 'Bug',
        fields: {
          'System.Title': 'Old bug',
          'System.State': 'Closed',
          'System.Tags': 'payments; old',
        },
      },
    ],
    truth: { verdict: 'root_cause', commit: shas.culprit, category: 'code_defect' },
    ...overrides,
  });
}

/** Calls a simulator's control API; fails on an unexpected status. */
export async function control(
  base: string,
  path: string,
  body?: unknown,
  method = 'POST',
): Promise<unknown> {
  const response = await fetch(`${base}/_sim/${path}`, {
    method: body === undefined && method === 'POST' ? 'GET' : method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
  return text === '' ? null : (JSON.parse(text) as unknown);
}
