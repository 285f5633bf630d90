import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  GetBlameArgs,
  GetFileArgs,
  SearchCommitsArgs,
} from '../../../../src/domain/tools/azure-devops-code.ts';
import { openBench } from './bench.ts';
import type { Bench } from './bench.ts';

const CULPRIT = '98b131ca3e25b529d844fc0ec3b0203394cb371f';
const FILE = 'services/Payments/Services/DiscountCalculator.cs';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const iso = (beforeAlertMinutes: number): string =>
  new Date(bench.alertMs - beforeAlertMinutes * 60_000).toISOString();

describe('Datadog', () => {
  test('get_error_patterns: what is new after the onset', async () => {
    const { result, text } = await bench.call('get_error_patterns', {
      at: iso(6),
      before_minutes: 120,
    });
    const fresh = result.patterns.find((one: any) => one.kind === 'new');
    expect(fresh).toMatchObject({ level: 'error', before: 0 });
    expect(fresh.after).toBeGreaterThan(3);
    expect(text).toContain('new');
  });

  test('get_error_rates: counted by Datadog, one version has the errors', async () => {
    const { result } = await bench.call('get_error_rates', { from: iso(60), to: iso(0) });
    const total = result.rates.reduce((sum: number, one: any) => sum + one.errors, 0);
    expect(total).toBeGreaterThan(5);
    expect(result.byVersion[0]).toMatchObject({ version: '2.31.0' });
  });

  test('get_anomalies: the error step, not the end of the window', async () => {
    const { result } = await bench.call('get_anomalies', { from: iso(180), to: iso(0) });
    const names = result.anomalies.map((one: any) => `${one.metric} ${one.direction}`);
    expect(names).toContain('trace.http.request.errors up');
    expect(names).not.toContain('trace.http.request.hits down');
    expect(result.steady).toBeGreaterThan(0);
  });

  test('get_trace: across services, without what is other services’ own', async () => {
    const found = await bench.call('search_traces', { errors_only: true, from: iso(60) });
    const id = found.result.spans[0].traceId;
    const { result, text } = await bench.call('get_trace', { trace_id: id });
    const services = new Set(result.spans.map((span: any) => span.service));
    expect(services.size).toBeGreaterThan(1);
    for (const span of result.spans) {
      if (span.service !== 'payment-svc') expect(span.error?.message).toBeUndefined();
    }
    expect(text).toContain('FAILED System.NullReferenceException');
    const other = await bench.failure('get_trace', { trace_id: id }, { service: 'unrelated' });
    expect(other.code).toBe('out_of_scope');
    expect((await bench.failure('get_trace', { trace_id: 'abc' })).code).toBe('no_match');
  });

  test('get_trace: by span search where traces by id are not served', async () => {
    const found = await bench.call('search_traces', { errors_only: true, from: iso(60) });
    const id = found.result.spans[0].traceId;
    await bench.fault('datadog', {
      match: { path: '/api/v2/trace/' },
      action: { type: 'not_found' },
    });
    const { result, answer } = await bench.call('get_trace', { trace_id: id });
    expect(result.spans.length).toBeGreaterThan(1);
    expect(answer.notes?.join()).toContain('indexed');
  });

  test('search_error_tracking_issues: the version that brought the exception', async () => {
    const { result } = await bench.call('search_error_tracking_issues', { from: iso(60) });
    expect(result.issues[0]).toMatchObject({
      errorType: 'System.NullReferenceException',
      functionName: 'RateFor',
      firstSeenVersion: '2.31.0',
    });
  });

  test('get_service_dependencies: from the map, or from spans and said so', async () => {
    const { result } = await bench.call('get_service_dependencies');
    expect(result).toMatchObject({ source: 'catalog', calledBy: ['checkout-web'] });
    await bench.fault('datadog', {
      match: { path: 'service_dependencies' },
      action: { type: 'not_found' },
    });
    const seen = await bench.call('get_service_dependencies');
    expect(seen.result.source).toBe('spans');
    expect(seen.answer.partial).toBe(true);
  });

  test('list_related_monitors: those that mention the service, and no other', async () => {
    const { result } = await bench.call('list_related_monitors', { state: 'all' });
    expect(result.monitors.length).toBeGreaterThan(1);
    for (const monitor of result.monitors) {
      expect(`${monitor.query} ${monitor.tags}`).toContain('service:payment-svc');
    }
  });

  test.each([
    ['get_error_patterns', '/logs/events/search', { at: 'now-30m' }],
    ['get_error_rates', '/logs/analytics/aggregate', {}],
    ['get_anomalies', '/api/v1/query', { query: 'avg:kubernetes.memory.usage{*}' }],
    ['search_error_tracking_issues', '/error-tracking/', {}],
    ['list_related_monitors', '/monitor/search', {}],
    ['get_service_dependencies', 'service_dependencies', {}],
  ])('a truncated 200 of %s is said', async (tool, path, args) => {
    await bench.fault('datadog', { match: { path }, action: { type: 'truncate' } });
    expect((await bench.failure(tool, args)).code).toBe('contract_broken');
  });
});

describe('code', () => {
  test('search_commits: by words of the message, or the start of an id', async () => {
    const byWord = await bench.call('search_commits', { text: 'Discount simplify' });
    expect(byWord.result.commits.map((one: any) => one.sha)).toContain(CULPRIT);
    const byId = await bench.call('search_commits', { text: CULPRIT.slice(0, 9) });
    expect(byId.result.commits).toHaveLength(1);
  });

  test('get_file: numbered lines at a version; a wrong path names the right one', async () => {
    const { result, text, answer } = await bench.call('get_file', {
      path: FILE,
      version: CULPRIT,
      start_line: 22,
      end_line: 25,
    });
    expect(result).toMatchObject({ startLine: 22, endLine: 25 });
    expect(text).toContain('   24              return Rates.TryGetValue(customer.Loyalty.Tier');
    expect(answer.immutable).toBe(true);
    const wrong = await bench.failure('get_file', { path: 'src/DiscountCalculator.cs' });
    expect(wrong.code).toBe('no_match');
    expect(wrong.message).toContain(FILE);
  });

  test('a shortened id does where a whole one does, but nothing is kept for ever by it', async () => {
    const short = CULPRIT.slice(0, 12).toUpperCase();
    const file = await bench.call('get_file', { path: FILE, version: short });
    expect(file.result.version).toBe(CULPRIT);
    expect(file.answer.immutable).toBe(false);
    expect((await bench.call('list_files', { version: short })).result.version).toBe(CULPRIT);
    const blame = { path: FILE, start_line: 24, version: short };
    expect((await bench.call('get_blame', blame)).result.lines[0].commit).toBe(CULPRIT);
    const request = await bench.call('get_pull_request', { commit: short });
    expect(request.result.pullRequest.id).toBe(421);
    const unknown = await bench.failure('get_file', { path: FILE, version: '0000000' });
    expect(unknown.code).toBe('no_match');
  });

  test('a folder is no empty file', async () => {
    for (const path of ['services/Payments', 'services/', '/']) {
      const { code, message } = await bench.failure('get_file', { path });
      expect(code).toBe('no_match');
      expect(message).toContain('is a folder: list_files');
    }
  });

  test('lines that cannot be are refused, those that are left out are named', async () => {
    const backwards = { path: FILE, start_line: 9, end_line: 5 };
    expect(GetFileArgs.safeParse(backwards).success).toBe(false);
    expect(GetBlameArgs.safeParse(backwards).success).toBe(false);
    for (const tool of ['get_file', 'get_blame']) {
      const { message } = await bench.failure(tool, { path: FILE, start_line: 999 });
      expect(message).toContain('the file has 28 lines');
    }
    const long = { path: 'services/Payments/Logging/JsonLogger.cs', start_line: 1, end_line: 400 };
    const { result, answer } = await bench.call('get_blame', long);
    expect(result.lines).toHaveLength(60);
    expect(answer.truncated).toBe(true);
    expect(answer.notes?.join()).toContain('start_line 61');
  });

  test('nothing but spaces is no search', () => {
    expect(SearchCommitsArgs.safeParse({ text: '  ' }).success).toBe(false);
  });

  test('an empty branch or author is one that was left out', async () => {
    const { result } = await bench.call('get_commits', { branch: '', author: '', path: '/' });
    expect(result.branch).toBe('main');
    expect(result.commits.length).toBeGreaterThan(5);
  });

  test('get_blame: the culprit’s lines, and honesty about older ones', async () => {
    const { result, answer } = await bench.call('get_blame', {
      path: FILE,
      start_line: 17,
      end_line: 26,
      from: iso(60 * 24 * 3),
    });
    const byLine = new Map(result.lines.map((one: any) => [one.line, one.commit]));
    expect(byLine.get(24)).toBe(CULPRIT);
    expect(byLine.get(17)).toBeNull();
    expect(answer.notes?.join()).toContain('older');
  });

  test('get_pull_request: by commit, with its commits and reviewers', async () => {
    const { result } = await bench.call('get_pull_request', { commit: CULPRIT });
    expect(result.pullRequest).toMatchObject({ id: 421, commits: [CULPRIT], targetBranch: 'main' });
    expect(result.pullRequest.reviewers[0].vote).toBe('approved');
  });
});

describe('work items', () => {
  test('are searched, read, changed once and commented once', async () => {
    const { result } = await bench.call('search_work_items', { text: 'guest', state: 'all' });
    expect(result.workItems.map((one: any) => one.id)).toEqual([7344]);
    const change = { id: 7344, state: 'Resolved', add_tags: ['mira'] };
    const first = await bench.call('update_work_item', change);
    expect(first.result.changed).toEqual(['System.State', 'System.Tags']);
    expect((await bench.call('update_work_item', change)).result.changed).toEqual([]);
    const comment = { id: 7344, text: 'Seen <b>again</b>', dedupe_tag: 'mira-more-1' };
    const made = await bench.call('comment_on_work_item', comment);
    const again = await bench.call('comment_on_work_item', comment);
    expect(again.result).toEqual({ ...made.result, adopted: true });
    const { result: read } = await bench.call('get_work_item', { id: 7344 });
    expect(read.workItem).toMatchObject({
      state: 'Resolved',
      tags: expect.arrayContaining(['mira']),
    });
    expect(read.workItem.comments.join()).toContain('Seen <b>again</b>');
  });

  test('a change by somebody else in between is a conflict', async () => {
    await bench.fault('azureDevOps', {
      match: { method: 'PATCH' },
      action: { type: 'respond', status: 412, body: { message: 'TF237117: rev' } },
    });
    const failure = await bench.failure('update_work_item', { id: 7344, priority: 3 });
    expect(failure.code).toBe('conflict');
  });

  test('injected WIQL is a word like any other', async () => {
    const { result } = await bench.call('search_work_items', {
      text: "' OR [System.Id] > 0 --",
      state: 'all',
    });
    expect(result.workItems).toEqual([]);
  });
});
