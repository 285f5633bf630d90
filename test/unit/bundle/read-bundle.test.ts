import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { logFaults } from '../../../src/evidence/signals/log-faults.ts';
import { kindOfFile, serviceOfFile } from '../../../src/bundle/find-files.ts';
import { readBatch } from '../../../src/bundle/read-batch.ts';
import { readBundle } from '../../../src/bundle/read-bundle.ts';
import { Observations } from '../../../src/domain/observation.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mira-bundle-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(file: string, content: string | Uint8Array): Promise<void> {
  const full = path.join(folder, file);
  await mkdir(path.dirname(full), { recursive: true });
  await writeFile(full, content);
}

describe('readBundle', () => {
  it('reads what lies at the top and one folder deeper', async () => {
    await put(
      'alert.json',
      JSON.stringify({
        title: 'pay fails',
        service: 'pay',
        triggered_at: '2026-01-02T10:00:00',
        env: 'prod',
      }),
    );
    await put('context/logs/web.log', '10:01:00 ERROR it broke\n');
    await put('context/service_map.json', '{"web":["pay"]}');
    const { observations, usable, sources } = await readBundle(folder);
    expect(usable).toBe(true);
    expect(sources.map((source) => source.file)).toEqual([
      'alert.json',
      'context/service_map.json',
      'context/logs/web.log',
    ]);
    expect(observations).toMatchObject({
      service: 'pay',
      env: 'prod',
      now: '2026-01-02T10:01:00.000Z',
      logs: [{ service: 'web', at: '2026-01-02T10:01:00.000Z', level: 'error' }],
      serviceMap: { calls: [{ from: 'web', to: 'pay' }] },
      inputProblems: [],
    });
    expect(Observations.safeParse(observations).error).toBeUndefined();
  });

  it('believes a line that names its time and level over the shipper that guessed', async () => {
    await put(
      'logs.ndjson',
      [
        { level: 'trace', message: '2026-01-02 10:00:00,1 [w-1] {trace=1} ERROR c.a.Pay - lost' },
        { level: 'error', message: '2026-01-02 10:00:01,1 [w-1] {trace=2} INFO c.a.Pay - paid' },
        {
          level: 'info',
          message: '2026-01-02 10:00:02,1 [w-1] FATAL c.a.Pay - gone',
          stack_trace: 'java.lang.X: boom\n\tat a.B.c(B.java:1)',
        },
        { level: 'warn', message: '7 of 9 paid, ERROR 3 once' },
      ]
        .map((each) => JSON.stringify({ service: 'pay', '@timestamp': 1_767_348_000_000, ...each }))
        .join('\n'),
    );
    const { observations } = await readBundle(folder);
    expect(observations.logs.map(({ level }) => level)).toEqual(['error', 'info', 'fatal', 'warn']);
  });

  it('reads a debugger’s report that a container runtime cut into lines', async () => {
    const lines = [
      '[2026-01-02 10:00:00.000] [kiln] [critical] caught signal 11, backtrace follows',
      '[Thread debugging using libthread_db enabled]',
      '0x00007f45cd0f1bd3 in __GI___wait4 (pid=1) at ../sysdeps/unix/sysv/linux/wait4.c:30',
      '30\t../sysdeps/unix/sysv/linux/wait4.c: No such file or directory.',
      '#0  0x00007f45cd0f1bd3 in __GI___wait4 (pid=1) at ../sysdeps/unix/sysv/linux/wait4.c:30',
      '#1  0x000055b755fc2737 in on_signal (n=11) at app/crash.cpp:34',
      '#2  <signal handler called>',
      '#3  kiln::(anonymous namespace)::heat_of (glaze=...) at src/glaze.cpp:12',
      '[Inferior 1 (process 1) detached]',
    ];
    await put(
      'logs/kiln.log',
      lines
        .map((log) =>
          JSON.stringify({ log: `${log}\n`, stream: 'stdout', time: '2026-01-02T10:00:00.5Z' }),
        )
        .join('\n'),
    );
    const { observations } = await readBundle(folder);
    const [fault, ...others] = logFaults(observations, {});
    expect(others).toEqual([]);
    expect(fault?.traces[0]?.frames[0]).toMatchObject({
      function: 'kiln.heat_of',
      file: 'src/glaze.cpp',
      origin: 'app',
    });
  });

  it('takes now from the bundle where it says one', async () => {
    await put(
      'alert.json',
      '{"title":"x","fired_at":"2026-01-02T10:00:00Z","now":"2026-01-02T11:00:00Z"}',
    );
    expect((await readBundle(folder)).observations.now).toBe('2026-01-02T11:00:00.000Z');
  });

  it('reads gzip, UTF-16, a byte order mark and CRLF', async () => {
    await put('a.log.gz', gzipSync('2026-01-02 10:00:00 ERROR one\n'));
    await put('b.log', Buffer.from('\uFEFF2026-01-02 10:00:01 ERROR two\r\n', 'utf16le'));
    await put('c.log', '\uFEFF2026-01-02 10:00:02 ERROR three\r\n');
    const { observations } = await readBundle(folder);
    expect(observations.logs.map((log) => log.message)).toEqual(['one', 'two', 'three']);
    expect(observations.logs.every((log) => log.at !== null)).toBe(true);
  });

  it('names file and line of what is damaged, and reads the rest', async () => {
    await put('logs.ndjson', '{"msg":"a","level":"error"}\n{"msg":"b\n{"msg":"c"}\n');
    await put(
      'commits.json',
      '[\n{"sha":"a1","message":"m"},\n{"sha":"b2","message":"n"},\n{"sha":"c3","mess',
    );
    await put('deployments.json', '[{"service":"x"}]');
    await put('notes.json', '{}');
    const { observations } = await readBundle(folder);
    expect(observations.logs.map((log) => log.message)).toEqual(['a', 'c']);
    expect(observations.commits.map((commit) => commit.sha)).toEqual(
      expect.arrayContaining(['a1', 'b2']),
    );
    const problems = observations.inputProblems.map(({ file, line }) => `${file}:${line ?? ''}`);
    expect(problems).toEqual(
      expect.arrayContaining([
        'logs.ndjson:2',
        'commits.json:4',
        'deployments.json:1',
        'notes.json:',
      ]),
    );
  });

  it('joins what two files say of the same commit', async () => {
    await put(
      'commits.json',
      '{"commits":[{"sha":"a1","message":"m"}],"deployments":[{"service":"pay","commit":"a1","deployed_at":"2026-01-02T10:00:00Z"}]}',
    );
    await put('diffs/a1.diff', '--- a/x.ts\n+++ b/x.ts\n@@ -1 +1 @@\n-a\n+b\n');
    await put(
      'recent_commits.json',
      '[{"id":"a1","files":[{"path":"x.ts","patch":"@@ -1 +1 @@\\n-a\\n+b"}]}]',
    );
    const { observations } = await readBundle(folder);
    expect(observations.commits).toMatchObject([
      { sha: 'a1', message: 'm', files: [{ path: 'x.ts', patch: '@@ -1 +1 @@\n-a\n+b' }] },
    ]);
    expect(observations.deployments).toMatchObject([{ service: 'pay', commit: 'a1' }]);
  });

  it('turns patterns into records over their span', async () => {
    await put(
      'patterns.json',
      JSON.stringify([
        {
          pattern: 'timeout after <*> ms',
          count: 5,
          level: 'error',
          service: 'pay',
          first_seen: '2026-01-02T10:00:00Z',
          last_seen: '2026-01-02T10:04:00Z',
        },
      ]),
    );
    const { observations } = await readBundle(folder);
    expect(observations.logs).toHaveLength(5);
    expect(observations.logs[0]).toMatchObject({
      at: '2026-01-02T10:00:00.000Z',
      level: 'error',
      attributes: { pattern: true, count: 5 },
    });
    expect(observations.notChecked).toHaveLength(1);
  });

  it('counts patterns in full and takes their exact times', async () => {
    const at = (minute: string): string => `2026-01-02T10:${minute}Z`;
    const buckets = [
      { at: at('00:00'), count: 100 },
      { at: at('05:00'), count: 250 },
    ];
    await put(
      'patterns.json',
      JSON.stringify([
        {
          pattern: 'lost lease <*>',
          level: 'error',
          buckets,
          first_seen: at('03:12'),
          last_seen: at('08:40'),
        },
      ]),
    );
    await put(
      'more_patterns.json',
      JSON.stringify([{ pattern: 'x', count: 147, first: at('00:00'), last: at('20:00') }]),
    );
    const { observations, sources } = await readBundle(folder);
    const lease = observations.logs.filter((record) => record.message === 'lost lease <*>');
    const total = (records: typeof lease): number =>
      records.reduce((sum, { times }) => sum + (times ?? 1), 0);
    expect(total(lease)).toBe(350);
    expect(lease[0]?.at).toBe('2026-01-02T10:03:12.000Z');
    expect(lease.at(-1)?.at).toBe('2026-01-02T10:08:40.000Z');
    expect(total(observations.logs) - total(lease)).toBe(147);
    expect(sources.map(({ count }) => count)).toEqual([1, 1]);
    expect(observations.notChecked.map(({ what }) => what)).toEqual([
      'when exactly a pattern of more_patterns.json occurred',
    ]);
    const [fault] = logFaults(observations, { appPrefixes: [] });
    expect(fault?.count).toBe(350);
  });

  it('finds the service in the layout of plain lines and in the words of an alert', async () => {
    await put('service_map.json', '{"edges":[{"from":"gate","to":"ferry-api"}]}');
    await put(
      'app.log',
      [
        '2026-01-02 10:00:00,100 INFO  [gate] - GET / 200',
        '2026-01-02 10:00:01,100 ERROR [ferry-api] - berth 4 taken',
        '2026-01-02 10:00:02,100 ERROR [ferry-store] - slow',
        '2026-01-02 10:00:03,100 ERROR [exec-7] - from a thread',
      ].join('\n'),
    );
    await put('alert.json', '{"text":"Customers complain since 10:00, ferry-api looks bad"}');
    const { observations } = await readBundle(folder);
    expect(observations.logs.map(({ service, message }) => [service, message])).toEqual([
      ['gate', 'GET / 200'],
      ['ferry-api', 'berth 4 taken'],
      ['ferry-store', 'slow'],
      [null, 'from a thread'],
    ]);
    expect(observations.alerts[0]).toMatchObject({
      title: 'Customers complain since 10:00, ferry-api looks bad',
      service: 'ferry-api',
    });
    expect(observations.service).toBe('ferry-api');
  });

  it('looks inside where a name could be a service’s as well', async () => {
    const line = (message: string): string =>
      JSON.stringify({ ts: '2026-01-02T10:00:00Z', level: 'error', msg: message });
    await put('config-sync.ndjson', [line('a'), line('b')].join('\n'));
    await put('wombat.txt', '2026-01-02 10:00:00 ERROR boom\n2026-01-02 10:00:01 INFO fine\n');
    await put('numbers.csv', 'time,cart_cpu,ads_cpu\n2026-01-02T10:00:00Z,1,2\n');
    await put(
      'platform-events.json',
      '[{"time":"2026-01-02T10:00:00Z","reason":"Evicted","message":"m","level":"warning","service":"a"}]',
    );
    const { sources } = await readBundle(folder);
    expect(Object.fromEntries(sources.map(({ file, kind }) => [file, kind]))).toEqual({
      'config-sync.ndjson': 'logs',
      'wombat.txt': 'logs',
      'numbers.csv': 'metrics',
      'platform-events.json': 'events',
    });
  });

  it('is not usable when there is nothing, and says why', async () => {
    await put('alert.json', '');
    const { usable, observations } = await readBundle(folder);
    expect(usable).toBe(false);
    expect(observations.inputProblems).toContainEqual({
      file: 'alert.json',
      line: null,
      problem: 'the file is empty',
    });
    await expect(readBundle(path.join(folder, 'missing'))).rejects.toThrow(/no such folder/);
  });

  it('never reads an answer that lies beside the evidence', async () => {
    await put('ground_truth.json', '{"commit":"a1"}');
    await put('context/expected.json', '{"commit":"a1"}');
    expect((await readBundle(folder)).sources).toEqual([]);
  });

  it('survives whatever the files hold, and every problem names its file', async () => {
    const names = [
      'alert.json',
      'logs.ndjson',
      'app.log',
      'metrics.csv',
      'metrics.json',
      'traces.json',
      'commits.json',
      'deployments.json',
      'flags.json',
      'changes.json',
      'events.json',
      'service_map.json',
      'patterns.json',
      'monitors.json',
      'meta.json',
      'x.diff',
      'a.log.gz',
      'repo_files.txt',
    ];
    const content = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.string({ unit: 'binary', maxLength: 300 }).map((text) => new TextEncoder().encode(text)),
      fc.json({ maxDepth: 4 }).map((text) => new TextEncoder().encode(text)),
      fc
        .array(
          fc.dictionary(
            fc.constantFrom(
              'time',
              'service',
              'message',
              'id',
              'sha',
              'files',
              'diff',
              'points',
              'value',
              'name',
              'spans',
              'metric',
              'level',
              'tags',
              'attributes',
              'from',
              'to',
              'nodes',
              'alerts',
              'commits',
            ),
            fc.jsonValue({ maxDepth: 2 }),
          ),
          { maxLength: 4 },
        )
        .map((value) => new TextEncoder().encode(JSON.stringify(value))),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 5 }),
        fc.array(content, { minLength: 5, maxLength: 5 }),
        async (chosen, contents) => {
          await rm(folder, { recursive: true, force: true });
          await mkdir(folder);
          for (const [at, name] of chosen.entries()) await put(name, contents[at] ?? '');
          const { observations } = await readBundle(folder);
          expect(Observations.safeParse(observations).error).toBeUndefined();
          for (const { file } of observations.inputProblems)
            if (file !== null) expect(chosen).toContain(file);
          await readBatch(folder);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('kindOfFile', () => {
  it.each([
    ['context/recent_commits.json', 'commits'],
    ['deploys.json', 'deployments'],
    ['feature_flags.json', 'flags'],
    ['log_patterns.json', 'patterns'],
    ['k8s_events.json', 'events'],
    ['service_map.json', 'service_map'],
    ['app.log', 'logs'],
    ['logs/checkout.txt', 'logs'],
    ['spans.ndjson', 'traces'],
    ['metrics/checkout.csv', 'metrics'],
    ['stack_trace.txt', 'logs'],
    ['alert.json', 'alert'],
    ['alerts.json', 'alert'],
    ['logs/change-feed.log', 'logs'],
    ['logs/release-notes.ndjson', 'logs'],
    ['logs/metrics-relay.json', 'logs'],
    ['logs/answer-bot.log', 'logs'],
    ['logs/log_patterns.json', 'patterns'],
    ['span-billing.log', 'logs'],
    ['metrics/event-store.csv', 'metrics'],
    ['git.log', 'commits'],
    ['open_incidents.json', undefined],
    ['ground_truth.json', undefined],
    ['solution.log', undefined],
    ['picture.png', undefined],
  ])('%s → %s', (file, kind) => {
    expect(kindOfFile(file)).toBe(kind);
  });

  it('finds a service in the name of a file that is one service’s', () => {
    expect(serviceOfFile('logs/checkout.log')).toBe('checkout');
    expect(serviceOfFile('payment-svc.metrics.csv')).toBe('payment-svc');
    expect(serviceOfFile('app.log')).toBeNull();
    expect(serviceOfFile('logs.ndjson')).toBeNull();
    expect(serviceOfFile('metrics.csv')).toBeNull();
  });
});
