// What a person reads when setup gives up: what, why, and every way out once.
import { expect, it } from 'vitest';
import { notUnpacked, SetupError } from '../../../../scripts/setup/say.mjs';

const advice = { what: 'No Redis.', why: 'it holds the queue', fix: 'install one' };

it('names both ways out, and says nothing twice', () => {
  const apt = new SetupError({
    what: 'No lists.',
    why: 'they are needed',
    fix: 'check the network',
  });
  expect(notUnpacked(advice, apt).message).toBe(
    "No Redis. Unpacking Debian's failed: No lists.\n  why:  it holds the queue\n  fix:  install one\n  or:   check the network",
  );
  expect(notUnpacked(advice, new Error('it does not start')).message).toBe(
    "No Redis. Unpacking Debian's failed: it does not start\n  why:  it holds the queue\n  fix:  install one",
  );
});
