import { expect, test } from 'vitest';
import type { Deployment } from '../../../../../src/domain/observation.ts';
import { mergeDeployments } from '../../../../../src/mcp-proxy/tools/azure-devops/merge-deployments.ts';
import {
  envMatches,
  mentions,
} from '../../../../../src/mcp-proxy/upstreams/azure-devops/deployments.ts';

const deployment = (
  id: string,
  commit: string | null,
  minute: number,
  more: Partial<Deployment> = {},
): Deployment => ({
  id,
  service: null,
  env: 'prod',
  finishedAt: new Date(Date.UTC(2026, 10, 20, 10, minute)).toISOString(),
  result: 'succeeded',
  commit,
  previousCommit: null,
  commits: [],
  ...more,
});

test('one deployment told of by two sources is one, with what either knows', () => {
  const merged = mergeDeployments([
    [deployment('deployment:1', 'aaa', 10, { url: 'https://ado/1', version: '2026.1' })],
    [deployment('dora:x', 'aaa', 12, { service: 'pay', version: '2.31.0' })],
  ]);
  expect(merged).toHaveLength(1);
  expect(merged[0]).toMatchObject({ service: 'pay', version: '2.31.0', url: 'https://ado/1' });
});

test('the same commit deployed twice by one source stays two', () => {
  const twice = [deployment('deployment:1', 'aaa', 10), deployment('deployment:2', 'aaa', 12)];
  expect(mergeDeployments([twice])).toHaveLength(2);
});

test('previous is what was live before in the same env: failed ones never were', () => {
  const merged = mergeDeployments([
    [
      deployment('deployment:3', 'ccc', 30),
      deployment('deployment:2', 'bbb', 20, { result: 'failed' }),
      deployment('deployment:9', 'zzz', 25, { env: 'staging' }),
      deployment('deployment:1', 'aaa', 10),
    ],
  ]);
  expect(merged[0]).toMatchObject({ commit: 'ccc', previousCommit: 'aaa' });
});

test('what another service deployed is another deployment, and was never live here', () => {
  const of = (service: string | null) => ({ service });
  const merged = mergeDeployments([
    [deployment('a', 'ccc', 30, of('pay')), deployment('b', 'ccc', 29, of('cart'))],
    [deployment('c', 'bbb', 20, of('cart')), deployment('d', 'aaa', 10, of('pay'))],
  ]);
  expect(merged.map(({ service, previousCommit }) => [service, previousCommit])).toEqual([
    ['pay', 'aaa'],
    ['cart', 'bbb'],
    ['cart', null],
    ['pay', null],
  ]);
});

test.each([
  ['prod', 'prod', true],
  ['Production', 'prod', true],
  ['payments-prod-eu', 'production', true],
  ['preprod', 'prod', false],
  ['non-production', 'staging', false],
  ['products', 'prod', false],
  ['QA', 'test', true],
  ['anything', null, true],
])('environment %s is env %s: %s', (name, env, same) => {
  expect(envMatches(name, env)).toBe(same);
});

test.each([
  ['payments-prod', 'payment-svc', true],
  ['Pay_API (prod)', 'pay-api', true],
  ['cart-prod', 'payment-svc', false],
  ['prod', 'payment-svc', false],
  ['prod', 'api', false],
])('environment %s tells of the repository %s: %s', (name, repository, tells) => {
  expect(mentions(name, repository)).toBe(tells);
});
