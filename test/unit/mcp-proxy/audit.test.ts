import { describe, expect, test } from 'vitest';
import { createRecorder, type CallRecord } from '../../../src/mcp-proxy/audit.ts';
import { createLogger } from '../../../src/platform/logger.ts';
import { createMetrics } from '../../../src/platform/metrics.ts';
import { Scope } from '../../../src/domain/scope.ts';

function recorder() {
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger({
    name: 'test',
    level: 'info',
    secrets: ['a-secret-value-1'],
    destination: { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  });
  return { lines, ...createRecorder({ logger, metrics: createMetrics('test') }) };
}

const call = (hit: 'l1' | 'miss', more: Partial<CallRecord> = {}): CallRecord => ({
  request: {
    caller: {
      scope: Scope.parse({
        subject: 'ann',
        service: 'payment-svc',
        env: 'prod',
        project: 'Payments',
        repositories: ['payment-svc'],
        toolsets: [],
        access: 'read',
      }),
      tokenId: 'abc',
      kind: 'signed',
    },
    name: 'get_logs',
    args: { query: 'a-secret-value-1' },
    signal: () => new AbortController().signal,
  },
  call: { tool: { name: 'get_logs' } as never, scopedArgs: {}, key: 'k1' },
  meta: {
    cache: { hit, ageMs: 3 },
    waitedMs: 12,
    upstreamCalls: 1,
    truncated: false,
    partial: false,
    window: null,
    masked: 0,
  },
  outcome: 'ok',
  bytes: 100,
  startedMs: performance.now(),
  ...more,
});

describe('the audit', () => {
  test('says of a call who, what, from where and at what cost, but not its arguments', () => {
    const t = recorder();
    t.record(call('miss', { upstreamStatus: 429 }));
    expect(t.lines).toHaveLength(1);
    expect(t.lines[0]).toMatchObject({
      audit: true,
      tool: 'get_logs',
      outcome: 'ok',
      subject: 'ann',
      project: 'Payments',
      repositories: 'payment-svc',
      upstream_status: 429,
      token_id: 'abc',
      service: 'payment-svc',
      key: 'k1',
      cache: 'miss',
      waited_ms: 12,
      upstream_calls: 1,
      bytes: 100,
    });
    expect(JSON.stringify(t.lines)).not.toContain('secret');
  });

  test('counts every call of a storm, in few lines', () => {
    const t = recorder();
    for (let i = 0; i < 1_000; i++) t.record(call('l1'));
    t.record(call('miss'));
    t.flush();
    expect(t.lines.length).toBeLessThan(20);
    const total = t.lines.reduce((sum, line) => sum + Number(line['calls'] ?? 1), 0);
    expect(total).toBe(1_001);
  });

  test('does not fold what differs', () => {
    const t = recorder();
    for (let i = 0; i < 100; i++) t.record(call('miss', { outcome: 'rate_limited' }));
    expect(t.lines).toHaveLength(100);
  });
});
