import { expect, test } from 'vitest';
import { z } from 'zod';
import { catalogOf } from '../../../../src/mcp-proxy/catalog.ts';
import { createTools } from '../../../../src/mcp-proxy/tools/catalogue.ts';
import { createAzureDevOps } from '../../../../src/mcp-proxy/upstreams/azure-devops/client.ts';
import { createDatadog } from '../../../../src/mcp-proxy/upstreams/datadog/client.ts';
import { createSlack } from '../../../../src/mcp-proxy/upstreams/slack/client.ts';
import type { UpstreamGate } from '../../../../src/mcp-proxy/upstream-http.ts';

const closed = () => Promise.reject(new Error('nothing may be contacted'));
const gate: UpstreamGate = { run: closed, runIdempotent: closed };
const datadog = createDatadog({
  gate,
  config: { apiKey: 'k', appKey: 'a', site: 'datadoghq.com' },
});
const azureDevOps = createAzureDevOps({ gate, config: { organization: 'acme', token: 't' } });
const slack = createSlack({ gate, config: { botToken: 't' } });
const azureDevOpsDefaults = { project: null };
const tools = createTools({ datadog, azureDevOps, slack, azureDevOpsDefaults });

const EXPECTED = [
  'get_logs get_metrics query_monitors search_traces get_events get_error_patterns get_error_rates get_anomalies',
  'get_trace search_error_tracking_issues get_service_dependencies list_related_monitors get_commits search_commits',
  'get_commit_diff get_file get_blame get_deployments get_pull_request list_files search_work_items get_work_item',
  'create_work_item update_work_item comment_on_work_item comment_on_pull_request post_message',
  'read_logs search_logs get_recent_commits',
].flatMap((line) => line.split(' '));

test('every tool and alias is there once', () => {
  const names = tools.flatMap((tool) => [tool.name, ...tool.aliases]);
  expect([...names].sort()).toEqual([...EXPECTED].sort());
});

test.each(tools.map((tool) => [tool.name, tool] as const))(
  '%s can be offered to a model',
  (name, tool) => {
    expect(name).toMatch(/^[a-z]+(?:_[a-z]+)+$/);
    expect(name.length).toBeLessThanOrEqual(64);
    expect(tool.title.length).toBeGreaterThan(5);
    expect(tool.description.length).toBeGreaterThan(80);
    expect(z.toJSONSchema(tool.args, { io: 'input' })).toMatchObject({ type: 'object' });
    expect(z.toJSONSchema(tool.result)).toMatchObject({ type: 'object' });
    expect(tool.annotations.readOnlyHint).toBe(tool.access === 'read');
    expect(tool.cache === 'none').toBe(tool.access === 'write');
  },
);

test('what is not configured is not offered', () => {
  const only = createTools({ datadog: null, azureDevOps: null, slack, azureDevOpsDefaults });
  expect(only.map((tool) => tool.name)).toEqual(['post_message']);
});

test('schemas mean the same to hosts that read them as draft 7', () => {
  const listing = JSON.stringify(catalogOf(tools).entries.map((entry) => entry.listing));
  expect(listing).not.toContain('prefixItems');
  expect(listing.length).toBeLessThan(80_000);
});
