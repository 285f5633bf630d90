import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { settingsOf } from '../../../src/cli/commands/mcp.ts';

const none = { path: [], repository: [] };

describe('the flags of mira mcp', () => {
  test('become settings of the process that serves', () => {
    expect(settingsOf({ ...none, proxy: 'https://mira.example/mcp' })).toEqual({
      MIRA_MCP_PROXY: 'https://mira.example/mcp',
    });
    expect(settingsOf({ ...none, path: ['a', '/b'], service: 'payment-svc' })).toEqual({
      MIRA_SOURCE: 'local',
      MIRA_SOURCE_PATH: `${path.resolve('a')},/b`,
      MIRA_MCP_SERVICE: 'payment-svc',
      MIRA_MCP_PROXY: '',
    });
    expect(
      settingsOf({ ...none, source: 'live', repository: ['x', 'y'], allowWrites: true }),
    ).toEqual({
      MIRA_SOURCE: 'live',
      MIRA_MCP_REPOSITORIES: 'x,y',
      MIRA_MCP_ALLOW_WRITES: '1',
      MIRA_MCP_PROXY: '',
    });
  });

  test('that contradict each other are refused', () => {
    expect(() => settingsOf({ ...none, source: 'local' })).toThrow(/needs --path/);
    expect(() => settingsOf({ ...none, source: 'live', path: ['a'] })).toThrow(/--path is for/);
    expect(() => settingsOf({ ...none, proxy: 'http://x', path: ['a'] })).toThrow(/leave --source/);
  });
});
