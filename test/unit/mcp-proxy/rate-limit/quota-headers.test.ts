import { describe, expect, test } from 'vitest';
import { readQuota } from '../../../../src/mcp-proxy/rate-limit/quota-headers.ts';

const NOW = Date.parse('2026-11-20T10:00:00Z');
const read = (upstream: string, status: number, headers: Record<string, string>) =>
  readQuota(upstream, status, new Headers(headers), NOW);

describe('Datadog', () => {
  const headers = {
    'x-ratelimit-limit': '300',
    'x-ratelimit-period': '3600',
    'x-ratelimit-remaining': '12',
    'x-ratelimit-reset': '90',
    'x-ratelimit-name': 'logs_query',
  };

  test('says on each answer what is left', () => {
    expect(read('datadog', 200, headers)).toEqual({
      blockMs: 0,
      afterBlock: 'full',
      limit: { count: 300, periodMs: 3_600_000 },
      remaining: { count: 12, resetMs: 90_000 },
      name: 'logs_query',
    });
  });

  test('with nothing left blocks until the reset', () => {
    expect(read('datadog', 200, { ...headers, 'x-ratelimit-remaining': '0' })).toMatchObject({
      blockMs: 90_000,
      afterBlock: 'full',
    });
  });

  test('429 counts as nothing left, whatever it says', () => {
    expect(read('datadog', 429, headers)).toMatchObject({
      blockMs: 90_000,
      remaining: { count: 0, resetMs: 90_000 },
    });
  });

  test('no header keeps us away for more than an hour', () => {
    expect(read('datadog', 429, { 'x-ratelimit-reset': '86400' })?.blockMs).toBe(3_600_000);
  });
});

describe('Azure DevOps', () => {
  test('delays by a Retry-After on a 200', () => {
    expect(read('azure_devops', 200, { 'retry-after': '30' })).toMatchObject({
      blockMs: 30_000,
      afterBlock: 'slow',
      remaining: null,
    });
  });

  test('counts work units, not calls: only nothing left is understood', () => {
    const headers = {
      'x-ratelimit-limit': '200',
      'x-ratelimit-remaining': '150',
      'x-ratelimit-reset': `${NOW / 1_000 + 60}`,
    };
    expect(read('azure_devops', 200, headers)).toBeUndefined();
    expect(read('azure_devops', 200, { ...headers, 'x-ratelimit-remaining': '0' })).toMatchObject({
      blockMs: 60_000,
      afterBlock: 'slow',
    });
  });
});

describe('others', () => {
  test('say when to come back in seconds or as a date', () => {
    expect(read('slack', 429, { 'retry-after': '7' })?.blockMs).toBe(7_000);
    expect(read('x', 429, { 'retry-after': 'Fri, 20 Nov 2026 10:00:20 GMT' })?.blockMs).toBe(
      20_000,
    );
  });

  test('a bare 429, or one that says now, is given a rest', () => {
    expect(read('x', 429, {})?.blockMs).toBe(5_000);
    expect(read('x', 429, { 'retry-after': '0' })?.blockMs).toBe(1_000);
  });

  test('that say nothing, or nonsense, change nothing', () => {
    expect(read('x', 200, {})).toBeUndefined();
    expect(
      read('x', 200, { 'x-ratelimit-remaining': 'many', 'retry-after': 'soon' }),
    ).toBeUndefined();
  });

  test('headers of node’s http are read too', () => {
    expect(readQuota('x', 429, { 'Retry-After': ['3'] }, NOW)?.blockMs).toBe(3_000);
  });
});
