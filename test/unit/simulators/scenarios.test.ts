/** The built-in scenarios hold together: data, repositories and ground truth tell the same story. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CauseCategory } from '../../../src/domain/analysis.ts';
import {
  listScenarios,
  loadBuiltIn,
  SCENARIOS_DIRECTORY,
} from '../../../src/simulators/load-scenario.ts';
import type { Scenario } from '../../../src/simulators/scenario.ts';

const MAX_BYTES = 3 * 1024 * 1024;
const MAX_LOGS = 3_200;

const bytesUnder = (path: string): number =>
  statSync(path).isDirectory()
    ? readdirSync(path).reduce((sum, name) => sum + bytesUnder(join(path, name)), 0)
    : statSync(path).size;

/** The stack of an error log, wherever the service's logger put it. */
const stackOf = (log: Scenario['logs'][number]): string => {
  const error = log.attributes['error'];
  if (typeof error !== 'object' || error === null || !('stack' in error)) return '';
  return String(error.stack);
};

type Git = (repository: string, ...args: string[]) => string;

const release = (scenario: Scenario, version: string) =>
  scenario.doraDeployments.find((one) => one.version === version)!;
const minutesBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 60_000;
/** The last point before a moment. */
const levelAt = (scenario: Scenario, metric: string, tag: string, at: string): number =>
  scenario.metrics
    .find((series) => series.metric === metric && series.tags.includes(tag))!
    .points.findLast(([ms]) => ms <= Date.parse(at))![1]!;
const failures = (scenario: Scenario, text: string) =>
  scenario.logs.filter((log) => log.service === scenario.service && stackOf(log).includes(text));

/** What makes each scenario what it is: cause, moment of onset, decoy. */
const STORIES: Record<string, (scenario: Scenario, git: Git) => void> = {
  'null-check-removed': (scenario, git) => {
    const [log] = failures(scenario, 'NullReferenceException');
    const [, file, line] = / in \/src\/(\S+):line (\d+)/.exec(stackOf(log!))!;
    expect(log!.tags).toContain('version:2.31.0');
    const deployed = release(scenario, '2.31.0');
    const range = `-L${line},${line}`;
    const path = `services/${file}`;
    const blame = git('payment-svc', 'blame', '-l', range, deployed.commitSha, '--', path);
    expect(blame).toContain(scenario.truth.commit);
    expect(blame).toContain('customer.Loyalty.Tier');
    expect(Math.round(minutesBetween(deployed.finishedAt, log!.at))).toBe(6);
    const pull = scenario.pullRequests.find((one) => one.commits.includes(scenario.truth.commit!))!;
    expect(pull.title).toBe('Simplify discount lookup');
  },
  'pool-halved': (scenario, git) => {
    const diff = git('orders-svc', 'show', '--format=', scenario.truth.commit!);
    expect(diff).toMatch(/^-\s+maximumPoolSize: 40$/m);
    expect(diff).toMatch(/^\+\s+maximumPoolSize: 20$/m);
    const [log] = failures(scenario, 'HikariPool');
    const decoy = release(scenario, '4.18.1');
    const [, line] = /Database\.inTransaction\(Database\.java:(\d+)\)/.exec(stackOf(log!))!;
    const path = 'src/main/java/com/acme/orders/db/Database.java';
    const source = git('orders-svc', 'show', `${decoy.commitSha}:${path}`).split('\n');
    expect(source[Number(line) - 1]).toContain('pool.getConnection()');
    expect(Math.round(minutesBetween(release(scenario, '4.18.0').finishedAt, log!.at))).toBe(20);
    expect(Math.round(minutesBetween(decoy.finishedAt, log!.at))).toBe(4);
  },
  'certificate-expired': (scenario) => {
    const [log] = failures(scenario, 'certificate has expired');
    const lateMs = Date.parse(log!.at) - Date.parse('2026-10-29T09:00:00Z');
    expect(lateMs).toBeGreaterThanOrEqual(0);
    expect(lateMs).toBeLessThan(5_000);
    const decoy = release(scenario, '3.9.2');
    expect(minutesBetween(decoy.finishedAt, log!.at)).toBeCloseTo(118, 0);
  },
  'certificate-expiring': (scenario) => {
    const own = scenario.logs.filter((log) => log.service === scenario.service);
    expect(own.some((log) => /certificate of .* expires in 2 days/.test(log.message))).toBe(true);
    expect(own.filter((log) => log.status === 'error')).toEqual([]);
  },
  'flag-flipped': (scenario, git) => {
    const flipped = scenario.events.find((event) => event.title.includes('promo-engine-v2'))!;
    const [log] = failures(scenario, 'decimal.DivisionByZero');
    expect(minutesBetween(flipped.at, log!.at)).toBeGreaterThan(0);
    expect(minutesBetween(flipped.at, log!.at)).toBeLessThan(2);
    const [, line] = /promotions\/v2\.py", line (\d+), in spread/.exec(stackOf(log!))!;
    const { commitSha, finishedAt } = release(scenario, '1.31.0');
    const source = git('pricing-svc', 'show', `${commitSha}:src/pricing/promotions/v2.py`);
    expect(source.split('\n')[Number(line) - 1]).toContain('amount / base');
    expect(minutesBetween(finishedAt, log!.at)).toBeGreaterThan(15);
    const previous = release(scenario, '1.30.2').commitSha;
    const changed = git('pricing-svc', 'diff', '--name-only', previous, commitSha);
    expect(changed).not.toContain('promotions');
  },
  'traffic-surge': (scenario, git) => {
    const before = '2026-10-16T18:25:00Z';
    const growth =
      levelAt(scenario, 'trace.http.request.hits', 'service:orders-svc', scenario.alertAt) /
      levelAt(scenario, 'trace.http.request.hits', 'service:orders-svc', before);
    expect(growth).toBeGreaterThan(4);
    expect(failures(scenario, 'HikariPool').length).toBeGreaterThan(20);
    const { commitSha } = release(scenario, '4.17.3');
    const yml = git('orders-svc', 'show', `${commitSha}:src/main/resources/application.yml`);
    expect(yml).toContain('maximumPoolSize: 40');
  },
};

const names = await listScenarios();

it('has the scenarios that the documentation promises', () => {
  expect(names).toEqual(
    expect.arrayContaining([
      'certificate-expired',
      'certificate-expiring',
      'flag-flipped',
      'null-check-removed',
      'pool-halved',
      'traffic-surge',
    ]),
  );
});

describe.each(names)('%s', (name) => {
  let scenario: Scenario;
  const directories = new Map<string, string>();
  const git = (repository: string, ...args: string[]): string =>
    execFileSync('git', args, {
      cwd: directories.get(repository),
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    }).trim();
  const exists = (repository: string, sha: string): boolean => {
    try {
      return git(repository, 'cat-file', '-t', sha) === 'commit';
    } catch {
      return false;
    }
  };
  /** Every commit that was live in some repository's last build before the alert. */
  const shippedAtAlert = (): string[] =>
    scenario.repositories.flatMap(({ name: repository }) => {
      const last = scenario.builds
        .filter((build) => build.repository === repository)
        .filter((build) => Date.parse(build.finishedAt) < Date.parse(scenario.alertAt))
        .toSorted((a, b) => Date.parse(a.finishedAt) - Date.parse(b.finishedAt))
        .at(-1);
      return last ? git(repository, 'rev-list', last.sourceVersion).split('\n') : [];
    });

  beforeAll(async () => {
    scenario = await loadBuiltIn(name);
    for (const repository of scenario.repositories) {
      const directory = mkdtempSync(join(tmpdir(), 'scenario-test-'));
      directories.set(repository.name, directory);
      git(repository.name, 'init', '-q', '-b', 'main');
      execFileSync('git', ['fast-import', '--quiet'], {
        cwd: directory,
        input: repository.fastExport,
      });
    }
  });
  afterAll(() => {
    for (const directory of directories.values()) rmSync(directory, { recursive: true });
  });

  it('keeps within its size', () => {
    expect(bytesUnder(join(SCENARIOS_DIRECTORY, name))).toBeLessThan(MAX_BYTES);
    expect(scenario.logs.length).toBeLessThan(MAX_LOGS);
  });

  it('has lists in the order of time', () => {
    for (const list of [scenario.logs, scenario.spans, scenario.events]) {
      const times = list.map((entry) => Date.parse(entry.at));
      expect(times).toEqual(times.toSorted((a, b) => a - b));
    }
    for (const { points } of scenario.metrics) {
      expect(points.every(([at], index) => index === 0 || at > points[index - 1]![0])).toBe(true);
    }
  });

  it('names only commits that its repositories rebuild', () => {
    for (const pull of scenario.pullRequests) {
      for (const sha of [pull.mergeCommit, ...pull.commits]) {
        expect(exists(pull.repository, sha), `pull request ${pull.id}: ${sha}`).toBe(true);
      }
      const parents = git(pull.repository, 'rev-list', '--parents', '-n1', pull.mergeCommit).split(
        ' ',
      );
      expect(parents).toContain(pull.commits.at(-1));
    }
    for (const build of scenario.builds) {
      expect(exists(build.repository, build.sourceVersion), `build ${build.id}`).toBe(true);
    }
    const own = scenario.doraDeployments.flatMap(({ repositoryId, commitSha }) =>
      scenario.repositories
        .filter((repository) => repositoryId.endsWith(`/${repository.name}`))
        .map((repository) => exists(repository.name, commitSha)),
    );
    expect(own.length).toBeGreaterThan(3);
    expect(own).not.toContain(false);
  });

  it('has runs of builds that exist', () => {
    const builds = new Set(scenario.builds.map((build) => build.id));
    for (const run of scenario.environmentDeployments) expect(builds).toContain(run.buildId);
  });

  it('has a history worth reading', () => {
    for (const repository of scenario.repositories) {
      const commits = git(repository.name, 'rev-list', '--count', 'main');
      const authors = git(repository.name, 'log', '--format=%ae', 'main').split('\n');
      const files = git(repository.name, 'ls-tree', '-r', '--name-only', 'main').split('\n');
      expect(Number(commits)).toBeGreaterThanOrEqual(30);
      expect(new Set(authors).size).toBeGreaterThanOrEqual(4);
      expect(files.length).toBeGreaterThanOrEqual(20);
    }
  });

  it('tells a consistent truth', () => {
    const { truth } = scenario;
    expect(CauseCategory.options).toContain(truth.category);
    expect(truth.verdict === 'no_code_change' && truth.commit !== null).toBe(false);
    const shipped = new Set(shippedAtAlert());
    const live = truth.commit === null || shipped.has(truth.commit);
    expect(live, 'the culprit was live when the alert fired').toBe(true);
  });

  it('says nowhere but in its truth what the truth is', () => {
    const texts = [
      ...scenario.webhooks.map((webhook) => JSON.stringify(webhook)),
      ...scenario.monitors.map((monitor) => monitor.message),
    ].join('\n');
    expect(texts).not.toMatch(/root.?cause|culprit/i);
    expect(texts).not.toContain(scenario.truth.commit?.slice(0, 8) ?? 'nothing at all');
  });

  it('sends webhooks of monitors that exist, the main alert first', () => {
    const ids = new Set(scenario.monitors.map((monitor) => String(monitor.id)));
    for (const webhook of scenario.webhooks) expect(ids).toContain(webhook['alert_id']);
    const [first] = scenario.webhooks;
    expect(['Triggered', 'Warn']).toContain(first!['transition']);
    expect(first!['service']).toBe(scenario.service);
    expect(Number(first!['date'])).toBe(Date.parse(scenario.alertAt));
    expect(Object.keys(scenario.registry)).toContain(scenario.service);
  });

  it('has neighbours with logs and metrics', () => {
    const others = (list: readonly string[]) =>
      new Set(list.filter((service) => service !== scenario.service)).size;
    expect(others(scenario.logs.map((log) => log.service))).toBeGreaterThanOrEqual(3);
    const tagged = scenario.metrics.flatMap((series) =>
      series.tags.filter((tag) => tag.startsWith('service:')).map((tag) => tag.slice(8)),
    );
    expect(others(tagged)).toBeGreaterThanOrEqual(3);
  });

  it('tells its own story', () => {
    expect(Object.keys(STORIES)).toContain(name);
    STORIES[name]!(scenario, git);
  });
});
