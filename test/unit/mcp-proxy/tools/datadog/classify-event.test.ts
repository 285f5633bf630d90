import { expect, test } from 'vitest';
import { classifyEvent } from '../../../../../src/mcp-proxy/tools/datadog/classify-event.ts';
import type { StreamEvent } from '../../../../../src/mcp-proxy/upstreams/datadog/events.ts';

const event = (more: Partial<StreamEvent>): StreamEvent => ({
  id: 'e',
  at: '2026-11-20T10:00:00.000Z',
  title: '',
  text: '',
  source: '',
  status: 'info',
  host: null,
  service: 'pay',
  tags: [],
  attributes: {},
  ...more,
});

const kindOf = (more: Partial<StreamEvent>): string => {
  const one = classifyEvent(event(more));
  return one.kind === 'change' ? `change ${one.change.kind}` : `infra ${one.event.kind}`;
};

test.each([
  [
    { attributes: { changed_resource: { type: 'feature_flag', name: 'f' } } },
    'change feature_flag',
  ],
  [
    { title: 'Feature flag x changed from off to on', source: 'launchdarkly' },
    'change feature_flag',
  ],
  [{ title: 'ConfigMap pay-config updated' }, 'change configuration'],
  [{ title: 'Secret db-password rotated' }, 'change secret'],
  [{ title: 'Container was OOMKilled' }, 'infra oom_killed'],
  [{ title: 'Pod evicted: node low on memory' }, 'infra eviction'],
  [{ title: 'Readiness probe failed' }, 'infra probe_failed'],
  [{ title: 'Deployed pay 2.0 to prod' }, 'infra deployment'],
  [{ title: '[Triggered] config changes', source: 'monitor' }, 'infra monitor'],
  [{ title: 'Something', source: 'my_apps' }, 'infra my_apps'],
] satisfies [Partial<StreamEvent>, string][])('%j is %s', (more, kind) => {
  expect(kindOf(more)).toBe(kind);
});

test('a flag change carries name, values and actor', () => {
  const one = classifyEvent(
    event({
      attributes: {
        changed_resource: { type: 'feature_flag', name: 'promo' },
        prev_value: { value: 'off' },
        new_value: { value: 'on' },
        author: { name: 'ada@acme.example' },
      },
    }),
  );
  expect(one).toMatchObject({
    change: { name: 'promo', before: 'off', after: 'on', actor: 'ada@acme.example' },
  });
});
