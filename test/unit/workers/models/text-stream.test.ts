// What a model writes, as events: small, bounded, complete up to the bound, and never a secret.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { NewRunEvent } from '../../../../src/domain/run-event.ts';
import { createScrubber } from '../../../../src/platform/scrub.ts';
import { createTextStream } from '../../../../src/workers/models/text-stream.ts';
import { stoppedClock } from '../../../helpers/alerts.ts';

const SECRET = 'sk-live-0123456789abcdef';

function setup(append?: () => Promise<void>) {
  const events: NewRunEvent[] = [];
  const clock = stoppedClock();
  const stream = createTextStream({
    journal: { append: append ?? (async (...batch) => void events.push(...batch)) },
    scrub: createScrubber([SECRET]),
    clock,
    stage: 'investigation_report',
    agent: 'investigator',
  });
  return { stream, events, clock, text: () => events.map(({ summary }) => summary).join(' ') };
}

it('comes in batches, not letter by letter, and at least every second', async () => {
  const { stream, events, clock } = setup();
  for (const word of 'I look at the logs first '.split(/(?<= )/)) stream.push(word);
  expect(events).toEqual([]);
  clock.advance(1_000);
  stream.push('and then ');
  await stream.close();
  expect(events.map(({ summary }) => summary)).toEqual(['I look at the logs first and then']);
  expect(events[0]).toMatchObject({ type: 'model.text', data: { agent: 'investigator' } });
});

it('never tells a secret, wherever the chunks are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 0, max: 700 }),
      async (sizes, before) => {
        const { stream, text, clock } = setup();
        const whole = `${'word '.repeat(before / 5)}the key is ${SECRET} and more ${'x'.repeat(before)}${SECRET}`;
        for (let at = 0, i = 0; at < whole.length; i++) {
          const size = sizes[i % sizes.length] ?? 1;
          stream.push(whole.slice(at, at + size));
          clock.advance(300);
          at += size;
        }
        await stream.close();
        expect(text()).not.toContain(SECRET);
        expect(text()).not.toContain(SECRET.slice(0, 16));
        expect(text()).toContain('the key is');
      },
    ),
    { numRuns: 60 },
  );
});

it('is bounded per event and per turn, and without control characters', async () => {
  const { stream, events, text } = setup();
  for (let i = 0; i < 3_000; i++) stream.push(`line ${i}\n\u001b[31m\u202e`);
  await stream.close();
  expect(text().length).toBeLessThan(4_400);
  expect(Math.max(...events.map(({ summary }) => summary.length))).toBeLessThanOrEqual(600);
  expect(text()).not.toMatch(/[\n\u001b\u202e]/);
  expect(text()).toMatch(/^line 0 \[31m line 1 /);
});

it('does not fail the turn when the log cannot be written', async () => {
  const { stream } = setup(() => Promise.reject(new Error('fenced')));
  stream.push('words '.repeat(100));
  await expect(stream.close()).resolves.toBeUndefined();
});
