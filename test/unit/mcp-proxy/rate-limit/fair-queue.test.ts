import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PRIORITIES, type Priority } from '../../../../src/domain/priority.ts';
import { createFairQueue, MIN_SHARE } from '../../../../src/mcp-proxy/rate-limit/fair-queue.ts';

describe('order', () => {
  test('by priority, first come first served within one', () => {
    const queue = createFairQueue<string>();
    queue.push('P3', 'low');
    queue.push('P1', 'high 1');
    queue.push('P0', 'urgent');
    queue.push('P1', 'high 2');
    expect(queue.peek()).toBe('urgent');
    expect([queue.take(), queue.take(), queue.take(), queue.take(), queue.take()]).toEqual([
      'urgent',
      'high 1',
      'high 2',
      'low',
      undefined,
    ]);
  });

  test('who left is not served', () => {
    const queue = createFairQueue<string>();
    queue.push('P1', 'a');
    queue.push('P1', 'b');
    expect(queue.remove('P1', 'a')).toBe(true);
    expect(queue.remove('P1', 'a')).toBe(false);
    expect(queue.size).toBe(1);
    expect(queue.take()).toBe('b');
  });
});

describe('shares', () => {
  test('every class that keeps waiting gets its minimum, the most urgent all the rest', () => {
    const queue = createFairQueue<{ priority: Priority }>();
    const served = { P0: 0, P1: 0, P2: 0, P3: 0 };
    const turns = 1_000;
    for (const priority of PRIORITIES) {
      for (let i = 0; i < turns; i++) queue.push(priority, { priority });
    }
    for (let i = 0; i < turns; i++) {
      const item = queue.take();
      if (item) served[item.priority]++;
    }
    for (const priority of PRIORITIES) {
      expect(served[priority]).toBeGreaterThanOrEqual(turns * MIN_SHARE[priority] - 1);
    }
    expect(served.P0).toBeGreaterThan(turns * 0.7);
  });

  test('who does not wait earns no credit', () => {
    const queue = createFairQueue<string>();
    for (let i = 0; i < 500; i++) {
      queue.push('P0', 'urgent');
      queue.take();
    }
    queue.push('P0', 'urgent');
    queue.push('P3', 'low');
    expect(queue.take()).toBe('urgent');
  });

  test('nobody is lost or served twice, whatever comes and goes', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('push' as const), priority: fc.constantFrom(...PRIORITIES) }),
      fc.record({ kind: fc.constant('take' as const) }),
      fc.record({ kind: fc.constant('leave' as const), which: fc.nat(100) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const queue = createFairQueue<{ priority: Priority }>();
        const waiting = new Set<{ priority: Priority }>();
        for (const move of steps) {
          if (move.kind === 'push') {
            const item = { priority: move.priority };
            waiting.add(item);
            queue.push(move.priority, item);
          } else if (move.kind === 'take') {
            const head = queue.peek();
            const item = queue.take();
            expect(item).toBe(head);
            expect(item !== undefined).toBe(waiting.size > 0);
            if (item) expect(waiting.delete(item)).toBe(true);
          } else {
            const item = [...waiting][move.which % Math.max(1, waiting.size)];
            if (item) expect(queue.remove(item.priority, item)).toBe(waiting.delete(item));
          }
          expect(queue.size).toBe(waiting.size);
        }
      }),
    );
  });
});
