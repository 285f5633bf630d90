import { describe, expect, it } from 'vitest';
import { checkNode, readRedisInfo } from '../../../src/cli/commands/doctor.ts';

const info = (version: string, policy: string, aof: string) =>
  `# Server\r\nredis_version:${version}\r\nmaxmemory_policy:${policy}\r\naof_enabled:${aof}\r\n`;

describe('doctor', () => {
  it('is content with a Redis that is set up as it should be', () => {
    expect(
      readRedisInfo(info('7.0.15', 'noeviction', '1'), 200).map((check) => check.state),
    ).toEqual(['ok', 'ok', 'ok', 'ok']);
  });

  it('fails on an old version and on eviction, warns without persistence and with a wrong clock', () => {
    expect(
      readRedisInfo(info('6.0.9', 'allkeys-lru', '0'), 60_000).map((check) => check.state),
    ).toEqual(['failed', 'failed', 'warning', 'warning']);
  });

  it('knows which Node it needs', () => {
    expect(checkNode('24.1.0').state).toBe('ok');
    expect(checkNode('20.20.2')).toMatchObject({
      state: 'failed',
      fix: expect.stringContaining('npx mira'),
    });
  });
});
