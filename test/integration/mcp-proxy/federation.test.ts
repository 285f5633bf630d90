// Real MCP servers from npm behind the proxy, as commands.
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { payloadHash } from '../../../src/domain/hash.ts';
import { eventually } from '../../helpers/poll.ts';
import { OPERATOR_TOKEN } from '../../helpers/proxy.ts';
import {
  EVERYTHING,
  FILESYSTEM,
  call,
  everything,
  failureOf,
  metaOf,
  namesOf,
  scope,
  federatedWith,
  textOf,
} from '../../helpers/federation.ts';
import { useRedis } from '../../helpers/redis.ts';

const db = useRedis();
const start = federatedWith(db);

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'mira-federation-'));
  for (const repository of ['payments', 'carts']) {
    mkdirSync(path.join(folder, repository));
    writeFileSync(path.join(folder, repository, 'README.md'), `the ${repository} service`);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const filesystem = (mira: object = {}): object => ({
  command: process.execPath,
  args: [FILESYSTEM, folder],
  mira,
});

describe('a command', () => {
  test('offers its tools under its prefix to tokens that hold its toolset, and to no others', async () => {
    await using t = await start({ every: everything() });
    const holder = await t.client(scope());
    const stranger = await t.client();
    const anybody = await t.client({ toolsets: ['mcp:*'] });
    const names = await namesOf(holder);
    expect(names).toEqual(expect.arrayContaining(['get_echo', 'every__echo', 'every__get-sum']));
    // writes are not for a read token; what works only as a task is for nobody
    expect(names).not.toContain('every__toggle-simulated-logging');
    expect(names).not.toContain('every__simulate-research-query');
    expect(await namesOf(stranger)).toEqual(['get_echo']);
    expect(await namesOf(anybody)).toContain('every__echo');
    expect(failureOf(await call(stranger, 'every__echo', { message: 'x' })).code).toBe(
      'unknown_tool',
    );
    const { tools } = await holder.listTools();
    const sum = tools.find((tool) => tool.name === 'every__get-sum');
    expect(sum?.description).toMatch(
      /^Tool `get-sum` of the MCP server «every», which says of it: /,
    );
    expect(sum?.inputSchema).toMatchObject({ required: ['a', 'b'] });
    expect(sum?.annotations).toMatchObject({ readOnlyHint: true });
  });

  test('answers wrapped, masked, cached and counted like any other tool', async () => {
    await using t = await start({ every: everything({ limit: 'rate=1000/s burst=9' }) });
    const client = await t.client(scope());
    const message = 'token=ghp_0123456789abcdefghijABCDEFGHIJ012345 \u202e done';
    const first = await call(client, 'every__echo', { message });
    expect(textOf(first)).toMatch(
      /<untrusted-([0-9a-f]{16}) tool="every__echo">\nEcho: token=\[masked:\w+\] <U\+202E> done\n<\/untrusted-\1>$/,
    );
    expect(metaOf(first)).toMatchObject({ cache: { hit: 'miss' }, upstreamCalls: 1, masked: 1 });
    const again = await call(client, 'every__echo', { message });
    expect(metaOf(again)).toMatchObject({ cache: { hit: 'l1' }, upstreamCalls: 0 });
    const limits = await t.fetch('/limits', {
      headers: { authorization: `Bearer ${OPERATOR_TOKEN}` },
    });
    expect(await limits.json()).toMatchObject({
      buckets: [{ bucket: 'mcp:every', burst: 9 }],
      upstreams: [{ upstream: 'mcp:every', breaker: 'closed' }],
    });
  });

  test('has its arguments checked against its own schema, with its defaults filled in', async () => {
    await using t = await start({ every: everything({ cacheSeconds: 60 }) });
    const client = await t.client(scope());
    const wrong = failureOf(await call(client, 'every__get-sum', { a: 'one' }));
    expect(wrong).toMatchObject({
      code: 'bad_argument',
      hint: 'It takes: a (required), b (required).',
    });
    expect(wrong.message).toContain('`a` must be number');
    expect(textOf(await call(client, 'every__get-sum', { a: 2, b: 3 }))).toContain('5');
    await call(client, 'every__get-resource-links', {});
    const same = await call(client, 'every__get-resource-links', { count: 3 });
    expect(metaOf(same).cache.hit).toBe('l1');
    expect(same.structuredContent).toMatchObject({
      server: 'every',
      tool: 'get-resource-links',
      content: expect.arrayContaining([expect.objectContaining({ type: 'resource_link' })]),
    });
    const image = await call(client, 'every__get-tiny-image');
    expect(textOf(image)).toContain('not passed on');
    const structured = await call(client, 'every__get-structured-content', { location: 'Chicago' });
    expect(structured.structuredContent).toMatchObject({
      structured: { conditions: expect.any(String) },
    });
  });

  test('sees of the environment only what its entry hands over, and does not give that away', async () => {
    process.env['MIRA_TEST_PRIVATE'] = 'nobody-elses-business';
    const env = { GIVEN_API_KEY: 'a-real-credential-0815' };
    await using t = await start(
      { every: everything({}, { SERVICE_API_KEY: '${GIVEN_API_KEY}', MODE: 'plain' }) },
      env,
    );
    const text = textOf(await call(await t.client(scope()), 'every__get-env'));
    expect(text).toContain('MODE');
    expect(text).toContain('SERVICE_API_KEY');
    expect(text).not.toContain('a-real-credential-0815');
    expect(text).not.toContain('nobody-elses-business');
  });

  test('that dies is started again; calls meanwhile say so, and its tools stay listed', async () => {
    const pidFile = path.join(folder, 'pid');
    const script = `echo $$ > '${pidFile}'; exec '${process.execPath}' '${EVERYTHING}' stdio`;
    await using t = await start({ every: { command: '/bin/sh', args: ['-c', script] } });
    const client = await t.client(scope());
    const first = Number(readFileSync(pidFile, 'utf8'));
    const slow = call(client, 'every__trigger-long-running-operation', { duration: 20, steps: 2 });
    await eventually(async () => (await t.proxy.gate.report()).upstreams[0]?.running === 1);
    process.kill(first, 'SIGKILL');
    expect(failureOf(await slow)).toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('ended during the call'),
    });
    expect(await namesOf(client)).toContain('every__echo');
    const down = await call(client, 'every__echo', { message: 'there?' });
    expect(failureOf(down)).toMatchObject({
      code: 'unavailable',
      retryAfterSeconds: expect.any(Number),
      message: expect.stringContaining('started again in about'),
    });
    await eventually(() => t.federation.report()[0]?.state === 'up', { timeoutMs: 45_000 });
    expect(Number(readFileSync(pidFile, 'utf8'))).not.toBe(first);
    expect(textOf(await call(client, 'every__echo', { message: 'again' }))).toContain(
      'Echo: again',
    );
  });

  test('that cannot be started is tried with growing pauses, and says why', async () => {
    await using t = await start({ every: { command: '/nowhere/at-all' } }, {}, { wait: false });
    await eventually(() => (t.federation.report()[0]?.starts ?? 0) >= 3);
    const [report] = t.federation.report();
    expect(report).toMatchObject({ problem: 'its command was not found', tools: 0 });
    const client = await t.client(scope());
    // the rest of the proxy is as well as ever
    expect(await namesOf(client)).toEqual(['get_echo']);
    expect(failureOf(await call(client, 'every__echo', {}))).toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('its command was not found'),
    });
    // to others it is as if there were no such tool
    const stranger = await t.client();
    expect(failureOf(await call(stranger, 'every__echo', {})).code).toBe('unknown_tool');
  });

  test('is stopped when nobody calls it and started by the next call', async () => {
    await using t = await start({ every: everything({ idleMinutes: 0.002 }) }, {}, { wait: false });
    await eventually(() => t.federation.report()[0]?.state === 'idle', { timeoutMs: 45_000 });
    const client = await t.client(scope());
    expect(textOf(await call(client, 'every__echo', { message: 'woken' }))).toContain('woken');
    expect(t.federation.report()[0]?.starts).toBe(2);
  });

  test('that hangs is given up after its timeout', async () => {
    await using t = await start({ every: everything({ timeoutSeconds: 0.3 }) });
    const client = await t.client(scope());
    const late = await call(client, 'every__trigger-long-running-operation', { duration: 30 });
    expect(failureOf(late)).toMatchObject({ code: 'timeout', status: 504 });
  });
});

describe('the scope', () => {
  const held = (): object =>
    filesystem({
      pinned: {
        path: { within: `${folder}/{repository}` },
        paths: { within: `${folder}/{repository}` },
      },
    });

  test('holds paths inside of the service’s folder', async () => {
    await using t = await start({ files: held() });
    const client = await t.client(scope());
    expect(textOf(await call(client, 'files__read_text_file', { path: 'README.md' }))).toContain(
      'the payments service',
    );
    expect(textOf(await call(client, 'files__list_directory'))).toContain('README.md');
    for (const outside of ['../carts/README.md', `${folder}/carts/README.md`, '/etc/passwd']) {
      const refused = failureOf(await call(client, 'files__read_text_file', { path: outside }));
      expect(refused.code).toBe('out_of_scope');
    }
    const many = await call(client, 'files__read_multiple_files', {
      paths: ['README.md', '../carts/README.md'],
    });
    expect(failureOf(many).code).toBe('out_of_scope');
    const { tools } = await client.listTools();
    const read = tools.find((tool) => tool.name === 'files__read_text_file');
    // a model that is told to leave the path out reads the folder
    expect(read?.inputSchema).toMatchObject({
      required: ['path'],
      properties: { path: { description: expect.stringContaining('relative paths start there') } },
    });
    // it takes no path that could be held
    expect(tools.map((tool) => tool.name)).not.toContain('files__list_allowed_directories');
    const homeless = await t.client(scope({ repositories: [] }));
    expect(failureOf(await call(homeless, 'files__list_directory')).code).toBe('out_of_scope');
  });

  test('lets a write token send its one payload, and a read token none', async () => {
    await using t = await start({ files: held() });
    const args = { path: 'note.txt', content: 'written through the proxy' };
    const reader = await t.client(scope());
    expect(failureOf(await call(reader, 'files__write_file', args)).code).toBe('unknown_tool');
    const writer = await t.client(
      scope({
        access: 'write',
        write: { tool: 'files__write_file', payloadHash: payloadHash('files__write_file', args) },
      }),
    );
    expect(await namesOf(writer)).toEqual(['files__write_file']);
    const other = await call(writer, 'files__write_file', { ...args, content: 'something else' });
    expect(failureOf(other).code).toBe('denied');
    expect(existsSync(path.join(folder, 'payments/note.txt'))).toBe(false);
    expect((await call(writer, 'files__write_file', args)).isError).toBeFalsy();
    expect(readFileSync(path.join(folder, 'payments/note.txt'), 'utf8')).toBe(args.content);
  });

  test('allow-list, deny-list and readOnly decide what is offered', async () => {
    await using t = await start({
      files: filesystem({
        allow: ['read_*', 'create_directory'],
        deny: ['read_media_file'],
        readOnly: ['create_directory'],
        trustAnnotations: false,
      }),
      every: everything({
        trustAnnotations: false,
        readOnly: ['get-sum'],
        prefix: 'e',
        toolset: 'files',
      }),
    });
    const names = await namesOf(await t.client({ toolsets: ['mcp:files'] }));
    expect(names).toEqual(['files__create_directory', 'e__get-sum']);
  });

  test('what a server reports as an error reaches the model as data from outside', async () => {
    await using t = await start({ files: filesystem() });
    const client = await t.client(scope());
    const failure = failureOf(
      await call(client, 'files__read_text_file', { path: `${folder}/none` }),
    );
    expect(failure.code).toBe('bad_argument');
    expect(failure.message).toMatch(/<untrusted-([0-9a-f]{16})>[^]*ENOENT[^]*<\/untrusted-\1>$/);
  });
});
