import { describe, expect, it } from 'vitest';
import { ServiceRegistry } from '../../../src/domain/service.ts';

describe('ServiceRegistry', () => {
  it('accepts the older name of the profile, with and without the services key', () => {
    const entry = { repo_name: 'payments', project: 'Shop', adk_profile: 'frontend' };
    for (const text of [{ 'payment-svc': entry }, { services: { 'payment-svc': entry } }]) {
      expect(ServiceRegistry.parse(text)['payment-svc']).toMatchObject({ profile: 'frontend' });
    }
  });

  it('fills in what an entry leaves out', () => {
    expect(ServiceRegistry.parse({ svc: {} })['svc']).toMatchObject({
      profile: 'backend',
      path_rules: [],
      decision: { ignore_below_minutes: 5, ticket_above_minutes: 10 },
    });
  });

  it('names the entry and the field that is wrong', () => {
    const result = ServiceRegistry.safeParse({ svc: { path_rules: [{ from: '' }] } });
    expect(result.error?.issues[0]?.path.slice(0, 2)).toEqual(['svc', 'path_rules']);
  });
});
