import { describe, expect, it } from 'vitest';
import { createLifecycle } from '../../../src/platform/lifecycle.ts';
import { createLogger } from '../../../src/platform/logger.ts';

const logger = createLogger({ name: 'test', level: 'silent' });

describe('createLifecycle', () => {
  it('releases last-in first-out, each even if one throws, and once', async () => {
    const lifecycle = createLifecycle({ logger });
    const released: string[] = [];
    lifecycle.onStop('redis', () => released.push('redis'));
    lifecycle.onStop('queue', () => {
      released.push('queue');
      throw new Error('broken');
    });
    lifecycle.onStop('server', () => released.push('server'));
    await Promise.all([lifecycle.stop('test'), lifecycle.stop('again')]);
    expect(released).toEqual(['server', 'queue', 'redis']);
    expect(lifecycle.stopping.aborted).toBe(true);
  });
});
