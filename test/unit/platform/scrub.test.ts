import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../../../src/platform/logger.ts';
import { createScrubber } from '../../../src/platform/scrub.ts';

describe('createScrubber', () => {
  it('removes a secret in every form it travels in', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 10, maxLength: 40 }).filter((text) => text.trim().length >= 10),
        fc.string(),
        (secret, around) => {
          const scrub = createScrubber([secret]);
          const forms = [
            secret,
            JSON.stringify(secret),
            encodeURIComponent(secret),
            Buffer.from(secret).toString('base64'),
          ];
          for (const form of forms) {
            expect(scrub(`${around}<${form}>`)).toContain('[redacted]');
            expect(scrub(`<${form}>`)).not.toContain(secret);
          }
        },
      ),
    );
  });

  it.each(['', 'PAT', 'user'])('removes it from a Basic header of user "%s"', (user) => {
    const secret = 'kq8zdf7a1mnb2c3x4v5w6e7r8t9y0u';
    const header = Buffer.from(`${user}:${secret}`).toString('base64');
    const scrubbed = createScrubber([secret])(`Basic ${header}`);
    expect(scrubbed).toContain('[redacted]');
    expect(Buffer.from(scrubbed.replace('[redacted]', ''), 'base64').toString()).not.toContain(
      secret,
    );
  });

  it('leaves words alone that happen to be short settings', () => {
    expect(createScrubber(['prod'])('prod is down')).toBe('prod is down');
  });
});

describe('createLogger', () => {
  it('writes no secret, neither by field nor by value', () => {
    const lines: string[] = [];
    const logger = createLogger({
      name: 'test',
      level: 'info',
      secrets: ['very-secret-value'],
      destination: { write: (line) => void lines.push(line) },
    });
    logger.warn(
      { authorization: 'Bearer abc', err: new Error('got very-secret-value') },
      'refused',
    );
    expect(lines.join('')).not.toMatch(/very-secret-value|Bearer abc/);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'warn',
      msg: 'refused',
      name: 'test',
    });
  });
});
