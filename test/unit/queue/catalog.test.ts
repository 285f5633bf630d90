import { describe, expect, test } from 'vitest';
import { JOBS, parseJob } from '../../../src/queue/catalog.ts';

const ID = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

describe('a job', () => {
  test('carries ids and nothing else', () => {
    expect(parseJob('investigate', { investigationId: ID })).toEqual({ investigationId: ID });
    expect(parseJob('act', { actionId: `${ID}.post_message` })).toEqual({
      actionId: `${ID}.post_message`,
    });
  });

  test.each([
    ['investigate', {}],
    ['investigate', { investigationId: 'x' }],
    ['investigate', { investigationId: ID, token: 'secret' }],
    ['act', { actionId: ID }],
    ['act', null],
  ] as const)('%s %j is refused', (name, data) => {
    expect(() => parseJob(name, data)).toThrow(
      expect.objectContaining({ code: 'payload_invalid', retry: 'never' }),
    );
  });

  test('is retried with growing, scattered pauses, and does not stay for ever', () => {
    for (const { options } of Object.values(JOBS)) {
      expect(options.attempts).toBeGreaterThan(1);
      expect(options.backoff).toMatchObject({ type: 'exponential', jitter: expect.any(Number) });
      expect(options.removeOnComplete).toMatchObject({ count: expect.any(Number) });
      expect(options.removeOnFail).toMatchObject({ count: expect.any(Number) });
    }
  });
});
