import { describe, expect, it } from 'vitest';
import { field, flag, integer, list } from '../../../src/config/field.ts';
import { common, ingress, proxy, workers } from '../../../src/config/fields.ts';
import { load, secretsOf } from '../../../src/config/load.ts';
import { envExample } from '../../../src/config/env-example.ts';
import { MiraError } from '../../../src/domain/errors.ts';

const about = 'a setting';
const group = 'Test';
const fields = {
  port: field({ names: ['PORT'], schema: integer(8080, 0, 65_535), about, group }),
  keys: field({
    names: ['DD_API_KEY', 'DATADOG_API_KEY'],
    schema: list(),
    about,
    group,
    secret: true,
  }),
  loud: field({ names: ['LOUD'], schema: flag(false), about, group }),
};

const problemOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(MiraError);
    return (error as MiraError).message;
  }
  throw new Error('nothing was thrown');
};

describe('load', () => {
  it('takes defaults for what is unset or empty', () => {
    expect(load(fields, { PORT: '  ' })).toEqual({ port: 8080, keys: [], loud: false });
  });

  it('reads a setting under any of its names', () => {
    expect(load(fields, { DATADOG_API_KEY: 'k' }).keys).toEqual(['k']);
  });

  it('accepts two names with one value and refuses two values', () => {
    expect(load(fields, { DD_API_KEY: 'k', DATADOG_API_KEY: 'k' }).keys).toEqual(['k']);
    const problem = problemOf(() => load(fields, { DD_API_KEY: 'one', DATADOG_API_KEY: 'two' }));
    expect(problem).toContain('DD_API_KEY and DATADOG_API_KEY');
    expect(problem).not.toContain('two');
  });

  it('reports all problems at once, by the name that was used', () => {
    const problem = problemOf(() => load(fields, { PORT: '99999', LOUD: 'perhaps' }));
    expect(problem).toMatch(/PORT: .*\n.*LOUD: must be 1 or 0/);
  });

  it('wants a token secret that is long enough, and never shows it', () => {
    const problem = problemOf(() =>
      load({ s: proxy.tokenSecrets }, { MIRA_TOKEN_SECRET: 'short-one' }),
    );
    expect(problem).toContain('MIRA_TOKEN_SECRET');
    expect(problem).not.toContain('short-one');
  });

  it('lists the values of secret fields', () => {
    const config = load(fields, { DD_API_KEY: 'a,b' });
    expect(secretsOf(fields, config)).toEqual(['a', 'b']);
  });

  it.each(['AZURE_DEVOPS_ORGANIZATION', 'AZURE_DEVOPS_ORGANIZATION_URL', 'ADO_ORG_NAME'])(
    'knows the organisation as %s',
    (name) => {
      const config = load({ organization: proxy.azureDevOpsOrganization }, { [name]: 'acme' });
      expect(config.organization).toBe('acme');
    },
  );
});

describe('envExample', () => {
  const text = envExample(ingress, workers, proxy);

  it('names every setting once, with its other names', () => {
    expect(text.match(/^#?REDIS_URL=/gm)).toHaveLength(1);
    expect(text).toContain('Also read as DATADOG_API_KEY.');
  });

  it('can be used as it is, but for what has no default', () => {
    const env = Object.fromEntries(
      text
        .split('\n')
        .map((line) => /^#?([A-Z_]+)=(.*)$/.exec(line))
        .filter((match) => match !== null)
        .map(([, name, value]) => [name, value] as const),
    );
    expect(load(common, env).redisUrl).toBe('redis://127.0.0.1:6379');
    expect(load(ingress, env).port).toBe(8080);
    expect(problemOf(() => load(workers, env))).toMatch(/MIRA_TOKEN_SECRET/);
  });
});

describe('the address of a model server', () => {
  const secret = { MIRA_TOKEN_SECRET: 'x'.repeat(40) };
  it.each([
    ['127.0.0.1:11434', 'http://127.0.0.1:11434'],
    ['localhost:9999', 'http://localhost:9999'],
    ['0.0.0.0', 'http://127.0.0.1:11434'],
    ['https://models.example.com/v1', 'https://models.example.com/v1'],
  ])('may be written as Ollama’s own variable is: %s', (given, read) => {
    expect(load(workers, { ...secret, OLLAMA_HOST: given }).openaiBaseUrl).toBe(read);
  });

  it('is refused when it is none', () => {
    const env = { ...secret, OLLAMA_HOST: 'ftp://x' };
    expect(problemOf(() => load(workers, env))).toMatch(/OLLAMA_HOST: must be an http/);
  });
});
