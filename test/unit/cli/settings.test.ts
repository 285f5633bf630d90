import { describe, expect, it } from 'vitest';
import { resolveSettings } from '../../../src/cli/settings.ts';

const file = { profiles: { prod: { url: 'https://mira.example.com/', token: 'from-file' } } };

describe('resolveSettings', () => {
  it('prefers flag over environment over file over default', () => {
    const env = { MIRA_URL: 'http://env:1', MIRA_PROFILE: 'prod' };
    expect(resolveSettings({ url: 'http://flag:1' }, env, file, false).url).toBe('http://flag:1');
    expect(resolveSettings({}, env, file, false).url).toBe('http://env:1');
    expect(resolveSettings({ profile: 'prod' }, {}, file, false)).toMatchObject({
      url: 'https://mira.example.com',
      token: 'from-file',
    });
    expect(resolveSettings({}, {}, file, false).url).toBe('http://127.0.0.1:8080');
  });

  it('names every problem at once', () => {
    const run = () =>
      resolveSettings({ profile: 'test', timeout: 'soon' }, { MIRA_URL: 'nowhere' }, file, false);
    expect(run).toThrow(
      /--profile test: no such profile \(known: prod\)[^]*--url nowhere[^]*--timeout/,
    );
  });

  it('colours and asks only where a person looks', () => {
    expect(resolveSettings({}, {}, file, true)).toMatchObject({ color: true, interactive: true });
    expect(resolveSettings({}, { NO_COLOR: '1' }, file, true).color).toBe(false);
    expect(resolveSettings({ input: false }, {}, file, true).interactive).toBe(false);
    expect(resolveSettings({}, {}, file, false)).toMatchObject({
      color: false,
      interactive: false,
    });
  });
});
