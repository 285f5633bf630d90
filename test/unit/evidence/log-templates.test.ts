import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareTemplates, mineTemplates, type LogLine } from '../../../src/evidence/index.ts';

const line = (
  message: string,
  minute: number | null = 0,
  level = 'info',
  service: string | null = 'api',
): LogLine => ({
  message,
  level,
  service,
  atMs: minute === null ? null : minute * 60_000,
});

describe('mineTemplates', () => {
  it('puts messages that differ in values together, and others apart', () => {
    const templates = mineTemplates([
      line('order 17 placed by 8f14e45f-ceea-467f-a9b0-1c1f2d3e4a5b in 35ms'),
      line('order 18 placed by 45c48cce-2e2d-4fbd-8a3e-0a1b2c3d4e5f in 7ms'),
      line('payment for order 17 refused: card expired'),
      line('connected to 10.0.0.7:5432 as app'),
      line('connected to 10.0.0.9:5432 as app'),
    ]);
    expect(templates.map((each) => [each.template, each.count])).toEqual([
      ['order <n> placed by <uuid> in <n>ms', 2],
      ['payment for order <n> refused: card expired', 1],
      ['connected to <ip> as app', 2],
    ]);
  });

  it('finds the variable word by itself', () => {
    const templates = mineTemplates(
      ['anna', 'berta', 'carla'].map((name) => line(`user ${name} logged in from the web`)),
    );
    expect(templates.map((each) => each.template)).toEqual(['user <*> logged in from the web']);
  });

  it('keeps status codes, which are what a line is about', () => {
    const templates = mineTemplates([
      line('GET /a status=200 done'),
      line('GET /a status=500 done'),
    ]);
    expect(templates).toHaveLength(1);
    expect(mineTemplates([line('upstream status=503'), line('login status=401')])).toHaveLength(2);
  });

  it('counts levels, services and times', () => {
    const [template] = mineTemplates([
      line('x failed', 5, 'error', 'a'),
      line('x failed', 2, 'warn', 'b'),
      line('x failed', null, 'warn', null),
    ]);
    expect(template).toMatchObject({
      count: 3,
      firstMs: 120_000,
      lastMs: 300_000,
      levels: { error: 1, warn: 2 },
      services: { a: 1, b: 1 },
    });
  });

  it('loses no line, whatever it is given', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 80 }), { maxLength: 80 }), (messages) => {
        const templates = mineTemplates(messages.map((message) => line(message)));
        expect(templates.reduce((sum, each) => sum + each.count, 0)).toBe(messages.length);
      }),
    );
  });

  it('grows linearly with the number of lines', () => {
    const words = ['order', 'user', 'cart', 'item', 'page', 'job', 'mail'];
    const lines = function* (count: number): Generator<LogLine> {
      for (let index = 0; index < count; index += 1) {
        yield line(
          `${words[index % 7]} ${index} ${words[(index * 3) % 5]} handled in ${index % 97}ms by worker-${index % 13}`,
        );
      }
    };
    const cost = (count: number): number => {
      const before = process.threadCpuUsage();
      mineTemplates(lines(count));
      return process.threadCpuUsage(before).user;
    };
    cost(20_000);
    const small = cost(50_000);
    expect(cost(200_000) / Math.max(1, small)).toBeLessThan(12);
  });

  it('bounds its templates when every line is another one', () => {
    const letters = (index: number): string =>
      index.toString(36).replace(/\d/g, (digit) => 'ghijklmnop'[Number(digit)] ?? 'x');
    const templates = mineTemplates(
      Array.from({ length: 5_000 }, (_, index) =>
        line(`${letters(index * 7919)} ${letters(index * 104_729)} x`),
      ),
      { maxTemplates: 300 },
    );
    expect(templates.length).toBeLessThanOrEqual(300);
  });
});

describe('compareTemplates', () => {
  const steady = Array.from({ length: 60 }, (_, minute) =>
    line(`GET /health ${minute} ok`, minute),
  );
  const fresh = Array.from({ length: 20 }, (_, index) =>
    line(`pool exhausted after ${index} waits`, 40 + index, 'error'),
  );
  const gone = Array.from({ length: 40 }, (_, minute) => line(`order ${minute} shipped`, minute));
  const grown = [
    ...Array.from({ length: 4 }, (_, index) => line(`retry ${index} of call`, index * 10, 'warn')),
    ...Array.from({ length: 60 }, (_, index) =>
      line(`retry ${index} of call`, 40 + index / 3, 'warn'),
    ),
  ];

  it('tells new, grown, vanished and steady apart, most surprising first', () => {
    const changes = compareTemplates([...steady, ...fresh, ...gone, ...grown], 40 * 60_000);
    const kind = (word: string): string | undefined =>
      changes.find((each) => each.template.template.includes(word))?.kind;
    expect(kind('exhausted')).toBe('new');
    expect(kind('retry')).toBe('grown');
    expect(kind('shipped')).toBe('vanished');
    expect(kind('health')).toBe('steady');
    expect(['new', 'grown']).toContain(changes[0]?.kind);
  });

  it('notices that the same line got more severe', () => {
    const lines = [
      ...Array.from({ length: 10 }, (_, index) => line('lookup slow', index, 'warn')),
      ...Array.from({ length: 10 }, (_, index) => line('lookup slow', 20 + index, 'error')),
    ];
    expect(compareTemplates(lines, 20 * 60_000)[0]?.severityShift).toBe(1);
  });
});
