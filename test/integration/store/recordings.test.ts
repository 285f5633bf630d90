// Recordings: lines come back as they were, only the newest are kept, and none for ever.
import { describe, expect, test } from 'vitest';
import { RECORDINGS_KEPT, RECORDING_RETENTION_MS } from '../../../src/config/tunables.ts';
import type { RecordingLine } from '../../../src/domain/recording.ts';
import { key, KEYS } from '../../../src/store/keys.ts';
import { useRedis } from '../../helpers/redis.ts';
import { aStore } from '../../helpers/store.ts';

const db = useRedis();

const call = (name: string): RecordingLine => ({
  type: 'call',
  claim: 1,
  name,
  args: { query: 'Straße 🚲' },
  result: { content: [{ type: 'text', text: 'x'.repeat(5_000) }] },
});

describe('recordings', () => {
  test('give back every line, in order, and take less than it', async () => {
    const { recordings } = aStore(db.redis).store;
    const bytes = await recordings.append('a', call('get_logs'));
    await recordings.append('a', call('get_metrics'));
    expect(bytes).toBeLessThan(500);
    expect(await recordings.read('a')).toEqual([call('get_logs'), call('get_metrics')]);
    expect(await recordings.read('unknown')).toEqual([]);
  });

  test('expire', async () => {
    await aStore(db.redis).store.recordings.append('a', call('get_logs'));
    const left = await db.redis.pttl(key('recording', 'a'));
    expect(left).toBeGreaterThan(RECORDING_RETENTION_MS - 60_000);
    expect(left).toBeLessThanOrEqual(RECORDING_RETENTION_MS);
  });

  test('make room for newer ones', async () => {
    const { recordings } = aStore(db.redis).store;
    for (let i = 0; i < RECORDINGS_KEPT + 3; i++)
      await recordings.append(`r${i}`, call('get_logs'));
    expect(await recordings.read('r2')).toEqual([]);
    expect(await recordings.read('r3')).toHaveLength(1);
    expect(await db.redis.llen(KEYS.recordings)).toBe(RECORDINGS_KEPT);
    expect(await db.redis.keys(key('recording', '*'))).toHaveLength(RECORDINGS_KEPT);
  });

  test('of another version lose the lines that cannot be read, not the others', async () => {
    const { recordings } = aStore(db.redis).store;
    await recordings.append('a', { type: 'dream' } as unknown as RecordingLine);
    await recordings.append('a', call('get_logs'));
    expect(await recordings.read('a')).toEqual([call('get_logs')]);
  });
});
