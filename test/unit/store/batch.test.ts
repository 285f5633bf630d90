import { describe, expect, test } from 'vitest';
import { MiraError } from '../../../src/domain/errors.ts';
import { createBatch } from '../../../src/store/batch.ts';

/** A `send` whose calls are answered by hand. */
function setup(most = 10) {
  const calls: { items: readonly number[]; answer: PromiseWithResolvers<number[]> }[] = [];
  const ask = createBatch<number, number>({
    most,
    send(items) {
      const answer = Promise.withResolvers<number[]>();
      calls.push({ items, answer });
      return answer.promise;
    },
  });
  const answer = (index: number): void => {
    const call = calls[index]!;
    call.answer.resolve(call.items.map((item) => item * 10));
  };
  return { calls, ask, answer };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const away = () => new MiraError('unavailable', 'Redis is away');

describe('a batch', () => {
  test('gathers what is asked in one turn of the event loop, and gives each its own answer', async () => {
    const { calls, ask, answer } = setup();
    const answers = Promise.all([1, 2, 3].map(ask));
    await turn();
    expect(calls.map(({ items }) => items)).toEqual([[1, 2, 3]]);
    answer(0);
    expect(await answers).toEqual([10, 20, 30]);
  });

  test('gathers while a call is under way, and sends at most so many at once', async () => {
    const { calls, ask, answer } = setup(2);
    const first = ask(1);
    await turn();
    const rest = Promise.all([2, 3, 4].map(ask));
    await turn();
    expect(calls).toHaveLength(1);
    answer(0);
    expect(await first).toBe(10);
    await turn();
    answer(1);
    await turn();
    answer(2);
    expect(await rest).toEqual([20, 30, 40]);
    expect(calls.map(({ items }) => items)).toEqual([[1], [2, 3], [4]]);
  });

  test('whose call fails tells only those it was for', async () => {
    const { calls, ask, answer } = setup();
    const first = ask(1);
    await turn();
    const second = ask(2);
    calls[0]!.answer.reject(new Error('a bug'));
    await expect(first).rejects.toThrow('a bug');
    await turn();
    answer(1);
    expect(await second).toBe(20);
  });

  test('does not let those who waited wait again when the call found nobody', async () => {
    const { calls, ask, answer } = setup();
    const first = ask(1);
    await turn();
    const second = ask(2);
    calls[0]!.answer.reject(away());
    await expect(first).rejects.toMatchObject({ code: 'unavailable' });
    await expect(second).rejects.toMatchObject({ code: 'unavailable' });
    const third = ask(3);
    await turn();
    answer(1);
    expect(await third).toBe(30);
    expect(calls).toHaveLength(2);
  });
});
