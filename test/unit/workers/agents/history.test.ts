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

it('shortens the oldest results first and leaves the newest steps whole', () => {
  const fitted = fitHistory(request, 6_500);
  expect(estimateTokens({ ...request, messages: fitted })).toBeLessThanOrEqual(6_500);
  const sizes = fitted.flatMap((message) =>
    message.role === 'tool' ? [message.results[0]?.text.length ?? 0] : [],
  );
  expect(sizes[0]).toBeLessThan(600);
  expect(sizes.slice(1)).toEqual([8_000, 8_000, 8_000]);
});

it('keeps every turn and every pair of call and result', () => {
  const fitted = fitHistory(request, 10);
  expect(fitted.map(({ role }) => role)).toEqual(request.messages.map(({ role }) => role));
  expect(fitted.filter(({ role }) => role === 'assistant')).toEqual(
    request.messages.filter(({ role }) => role === 'assistant'),
  );
  expect(fitted.at(-1)).toEqual(request.messages.at(-1));
});
