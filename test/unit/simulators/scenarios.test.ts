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

const names = await listScenarios();

it('has the scenarios that the documentation promises', () => {
  expect(names).toEqual(
    expect.arrayContaining([
      'certificate-expired',
      'certificate-expiring',
      'null-check-removed',
      'pool-halved',
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

  it.runIf(name === 'null-check-removed')('fails at the line that the culprit wrote', () => {
    const log = scenario.logs.find((one) => stackOf(one).includes('NullReferenceException'))!;
    const [, file, line] = / in \/src\/(\S+):line (\d+)/.exec(stackOf(log))!;
    const release = log.tags.find((tag) => tag.startsWith('version:'))!.slice(8);
    const sha = scenario.doraDeployments.find((one) => one.version === release)!.commitSha;
    const blame = git(
      'payment-svc',
      'blame',
      '-l',
      `-L${line},${line}`,
      sha,
      '--',
      `services/${file}`,
    );
    expect(blame).toContain(scenario.truth.commit);
    expect(blame).toContain('customer.Loyalty.Tier');
  });

  it.runIf(name === 'pool-halved')('has a culprit that halves what ran dry', () => {
    const diff = git('orders-svc', 'show', '--format=', scenario.truth.commit!);
    expect(diff).toMatch(/^-\s+maximumPoolSize: 40$/m);
    expect(diff).toMatch(/^\+\s+maximumPoolSize: 20$/m);
    const failed = scenario.logs.filter((log) => stackOf(log).includes('HikariPool'));
    expect(failed[0]!.message).toBe('POST /v1/orders failed');
    const [, line] = /Database\.inTransaction\(Database\.java:(\d+)\)/.exec(stackOf(failed[0]!))!;
    const source = git(
      'orders-svc',
      'show',
      `${scenario.doraDeployments.find((one) => one.version === '4.18.1')!.commitSha}:src/main/java/com/acme/orders/db/Database.java`,
    );
    expect(source.split('\n')[Number(line) - 1]).toContain('pool.getConnection()');
    const waitedMs = Date.parse(failed[0]!.at) - Date.parse('2026-10-20T11:20:00Z');
    expect(waitedMs / 60_000).toBeCloseTo(20, -0.5);
  });

  it.runIf(name === 'certificate-expired')('fails from the very second of the end', () => {
    const failed = scenario.logs.filter((log) => stackOf(log).includes('certificate has expired'));
    const lateMs = Date.parse(failed[0]!.at) - Date.parse('2026-10-29T09:00:00Z');
    expect(lateMs).toBeGreaterThanOrEqual(0);
    expect(lateMs).toBeLessThan(5_000);
  });

  it.runIf(name === 'certificate-expiring')('warns and hurts nobody', () => {
    const own = scenario.logs.filter((log) => log.service === scenario.service);
    expect(own.some((log) => /certificate of .* expires in 2 days/.test(log.message))).toBe(true);
    expect(own.filter((log) => log.status === 'error')).toEqual([]);
  });
});
