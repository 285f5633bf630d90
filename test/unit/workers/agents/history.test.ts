// Old tool results shrink; calls and results stay in pairs.
import { expect, it } from 'vitest';
import { fitHistory } from '../../../../src/workers/agents/history.ts';
import { estimateTokens, type Message } from '../../../../src/workers/models/language-model.ts';

const step = (number: number): Message[] => [
  {
    role: 'assistant',
    text: null,
    toolCalls: [{ id: `c${number}`, name: 'get_logs', args: {} }],
    native: { model: 'm', content: { number } },
  },
  {
    role: 'tool',
    results: [
      {
        id: `c${number}`,
        name: 'get_logs',
        text: 'x'.repeat(8_000),
        isError: false,
        structured: null,
      },
    ],
  },
];
const request = {
  system: '',
  tools: [],
  messages: [{ role: 'user' as const, text: 'go' }, ...[1, 2, 3, 4].flatMap(step)],
};

it('leaves a conversation that fits alone', () => {
  expect(fitHistory(request, 100_000)).toEqual(request.messages);
});

it('shortens the oldest results first, with room to spare, and leaves the newest steps whole', () => {
  const fitted = fitHistory(request, 7_900);
  expect(estimateTokens({ ...request, messages: fitted })).toBeLessThanOrEqual(7_900 * 0.7);
  const sizes = fitted.flatMap((message) =>
    message.role === 'tool' ? [message.results[0]?.text.length ?? 0] : [],
  );
  expect(sizes[0]).toBeLessThan(600);
  expect(sizes[1]).toBeLessThan(600);
  expect(sizes.slice(2)).toEqual([8_000, 8_000]);
});

it('does not touch what it has shortened while the conversation fits', () => {
  const fitted = fitHistory(request, 7_900);
  const later = { ...request, messages: [...fitted, ...step(5)] };
  expect(fitHistory(later, 7_900)).toBe(later.messages);
  const full = { ...request, messages: [...fitted, ...step(5), ...step(6)] };
  expect(fitHistory(full, 7_900).slice(0, 5)).toEqual(fitted.slice(0, 5));
});

it('shortens all but the newest step where the window is too small for two', () => {
  const sizes = fitHistory(request, 3_000).flatMap((message) =>
    message.role === 'tool' ? [message.results[0]?.text.length ?? 0] : [],
  );
  expect(sizes.slice(0, 3).every((size) => size < 600)).toBe(true);
  expect(sizes[3]).toBe(8_000);
});

it('closes a block of outside text that it cuts, and says how to read it again', () => {
  const marked = `<untrusted-abc tool="get_logs">\n${'x'.repeat(8_000)}\n</untrusted-abc>`;
  const messages = request.messages.map((message) =>
    message.role === 'tool'
      ? {
          ...message,
          results: message.results.map((one) => ({ ...one, text: marked, evidence: 'E7' })),
        }
      : message,
  );
  const [digest] = fitHistory({ ...request, messages }, 10).flatMap((message) =>
    message.role === 'tool' ? message.results.map(({ text }) => text) : [],
  );
  expect(digest).toMatch(/x\n<\/untrusted-abc>\n\[shortened.*read_evidence E7 shows it again\]$/);
});

it('keeps every turn and every pair of call and result', () => {
  const fitted = fitHistory(request, 10);
  expect(fitted.map(({ role }) => role)).toEqual(request.messages.map(({ role }) => role));
  expect(fitted.filter(({ role }) => role === 'assistant')).toEqual(
    request.messages.filter(({ role }) => role === 'assistant'),
  );
  expect(fitted.at(-1)).toEqual(request.messages.at(-1));
});
