import { describe, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { parseMcpServers } from '../../../src/config/mcp-servers.ts';

const parse = (mcpServers: Record<string, unknown>, env: Record<string, string> = {}) =>
  parseMcpServers({ mcpServers }, env, 'm.json');

describe('servers', () => {
  test('are commands or URLs, with MIRA’s defaults', () => {
    const { servers } = parse({
      'My Files': { command: 'npx', args: ['-y', 'x'], autoApprove: ['a'] },
      remote: { type: 'sse', url: 'https://example.com/sse' },
      off: { command: 'x', disabled: true },
    });
    expect(servers).toMatchObject([
      {
        name: 'My Files',
        prefix: 'My-Files',
        toolset: 'mcp:My-Files',
        address: { kind: 'stdio', command: 'npx', args: ['-y', 'x'], env: {} },
        settings: { cacheSeconds: 1, timeoutSeconds: 15, trustAnnotations: true },
      },
      { name: 'remote', address: { kind: 'sse', url: 'https://example.com/sse' } },
    ]);
    expect(parseMcpServers({ servers: { a: { command: 'x' } } }, {}, 'f').servers).toHaveLength(1);
  });

  test('get what their entry hands over of the environment', () => {
    const { servers, secrets } = parse(
      {
        a: {
          command: '${HOME_OF_TOOLS}/tool',
          args: ['--mode=${MODE:-careful}', '${env:PLACE}'],
          env: { API_TOKEN: '${MY_TOKEN}', LEVEL: 3 },
        },
        b: {
          url: 'https://x.example/?k=${SOME_KEY}',
          headers: { Authorization: 'Bearer ${MY_TOKEN}' },
        },
      },
      { HOME_OF_TOOLS: '/opt', PLACE: 'here', MY_TOKEN: 'secret-1234', SOME_KEY: 'key-56789' },
    );
    expect(servers[0]?.address).toMatchObject({
      command: '/opt/tool',
      args: ['--mode=careful', 'here'],
      env: { API_TOKEN: 'secret-1234', LEVEL: '3' },
    });
    expect(servers[1]?.address).toMatchObject({
      url: 'https://x.example/?k=key-56789',
      headers: { Authorization: 'Bearer secret-1234' },
    });
    expect(secrets.toSorted()).toEqual(['key-56789', 'secret-1234']);
  });

  test('the example that is shipped is a good one', () => {
    const file = new URL('../../../config/mcp-servers.example.json', import.meta.url);
    const json: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const { servers } = parseMcpServers(json, { GITHUB_TOKEN: 'ghp_something' }, 'example');
    expect(servers.map(({ name }) => name)).toEqual(['github', 'files']);
  });
});

describe('mistakes', () => {
  test('are all told, each with its server and field', () => {
    const attempt = (): unknown =>
      parse({
        none: {},
        both: { command: 'x', url: 'https://x' },
        missing: { command: 'x', env: { A: '${NOT_THERE}' } },
        literal: { url: 'https://x', headers: { Authorization: 'Bearer abcdefgh' } },
        asks: { command: 'x', args: ['${input:token}'] },
        typo: { command: 'x', mira: { timeoutSecond: 3 } },
        slow: { command: 'x', mira: { timeoutSeconds: 90 } },
        bucket: { command: 'x', mira: { limit: 'many' } },
        pin: { command: 'x', mira: { pinned: { repo: { scope: 'planet' } } } },
        here: { command: 'x', mira: { prefix: 'twin' } },
        there: { command: 'x', mira: { prefix: 'twin' } },
        url: { url: 'ftp://x' },
      });
    expect(attempt).toThrow();
    let message = '';
    try {
      attempt();
    } catch (error) {
      message = (error as Error).message;
    }
    for (const part of [
      'none: needs a command',
      'both: has both command and url',
      'missing.env.A: the environment variable NOT_THERE is not set',
      'literal.headers.Authorization: looks like a credential',
      'asks.args.0: ${input:…} asks a person',
      'timeoutSecond',
      'slow.mira.timeoutSeconds: at most 30',
      'bucket.mira.limit: does not know `many`',
      'pin.mira.pinned.repo: must be {"scope"',
      'there.mira.prefix: here uses the prefix twin as well',
      'url.url: must be an http:// or https:// URL',
    ]) {
      expect(message).toContain(part);
    }
    expect(() => parseMcpServers({}, {}, 'm.json')).toThrow(/must be \{"mcpServers"/);
  });
});
