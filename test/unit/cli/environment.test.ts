import { describe, expect, it } from 'vitest';
import { overlay, upstreamSettings } from '../../../src/cli/stack/environment.ts';
import { proxy } from '../../../src/config/fields.ts';
import { load } from '../../../src/config/load.ts';

describe('overlay', () => {
  it('keeps real credentials of the shell away from a stack on simulators', () => {
    const shell = { DATADOG_API_KEY: 'real-key', ADO_PAT: 'real-pat', PATH: '/bin' };
    const urls = {
      datadog: 'http://d',
      azureDevOps: 'http://a',
      slack: 'http://s',
      gemini: 'http://g',
    };
    const env = overlay(shell, upstreamSettings(urls));
    expect(env['PATH']).toBe('/bin');
    expect(JSON.stringify(env)).not.toMatch(/real-key|real-pat/);
    const { tokenSecrets: _, ...fields } = proxy;
    expect(load(fields, env)).toMatchObject({
      datadogUrl: 'http://d',
      azureDevOpsOrganization: 'http://a/acme',
    });
  });
});
