/** `mira services`: the registry. */
import { readFile } from 'node:fs/promises';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { MiraError } from '../../domain/errors.ts';
import {
  Service,
  ServiceFields,
  ServiceRegistry,
  unknownServiceFields,
} from '../../domain/service.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { mustBeAllowedToWrite, type Context } from './context.ts';

const ServiceList = z.looseObject({ services: z.array(Service) });

export async function listServices({ api, output }: Context): Promise<ExitCode> {
  const { services } = await api.request(ServiceList, 'GET', '/services');
  output.data(services);
  if (services.length === 0)
    output.line('no services; import some with: mira services import FILE');
  else {
    output.table(
      ['service', 'repository', 'project', 'profile', 'team', 'channel'],
      services.map((service) => [
        service.name,
        service.repo_name ?? '–',
        service.project ?? '–',
        service.profile,
        service.owner_team ?? '–',
        service.alert_channel ?? '–',
      ]),
    );
  }
  return EXIT.ok;
}

export async function showService({ api, output }: Context, name: string): Promise<ExitCode> {
  const service = await api.request(Service, 'GET', `/services/${encodeURIComponent(name)}`);
  output.data(service);
  output.line(stringify(service).trimEnd());
  return EXIT.ok;
}

/** `set payment-svc repo_name=payments project=Shop`; fields not named keep their values. */
export async function setService(
  context: Context,
  name: string,
  assignments: readonly string[],
): Promise<ExitCode> {
  mustBeAllowedToWrite(context, 'mira services set');
  const { api, output } = context;
  const path = `/services/${encodeURIComponent(name)}`;
  const current = await api
    .request(z.record(z.string(), z.unknown()), 'GET', path)
    .catch((error: unknown) => {
      if (error instanceof MiraError && error.code === 'not_found') return {};
      throw error;
    });
  const { name: _name, ...fields } = current as Record<string, unknown>;
  const changes = Object.fromEntries(assignments.map(parseAssignment));
  const [unknown] = unknownServiceFields(changes);
  if (unknown !== undefined)
    throw new MiraError('bad_argument', `${unknown} is no field of a service; see docs/api.md`);
  const wanted = { ...fields, ...changes };
  const parsed = ServiceFields.safeParse(wanted);
  if (!parsed.success) throw new MiraError('bad_argument', z.prettifyError(parsed.error));
  const saved = await api.request(Service, 'PUT', path, parsed.data);
  output.data(saved);
  output.line(`${name} saved`);
  return EXIT.ok;
}

/** Values are YAML: `decision.customer_facing` is not a field, `decision='{customer_facing: true}'` is. */
function parseAssignment(assignment: string): [string, unknown] {
  const at = assignment.indexOf('=');
  if (at < 1) throw new MiraError('bad_argument', `${assignment}: must be field=value`);
  const field = assignment.slice(0, at);
  // The older name, else the stored `profile` would win over it.
  return [field === 'adk_profile' ? 'profile' : field, parse(assignment.slice(at + 1)) as unknown];
}

export async function removeService(context: Context, name: string): Promise<ExitCode> {
  mustBeAllowedToWrite(context, 'mira services rm');
  await context.api.request(z.unknown(), 'DELETE', `/services/${encodeURIComponent(name)}`);
  context.output.data({ removed: name });
  context.output.line(`${name} removed`);
  return EXIT.ok;
}

/** JSON or YAML; adds and replaces, removes nothing. */
export async function importServices(context: Context, file: string): Promise<ExitCode> {
  mustBeAllowedToWrite(context, 'mira services import');
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new MiraError('bad_argument', `${file} can't be read: ${String(error)}`);
  });
  let content: unknown;
  try {
    content = parse(text);
  } catch (error) {
    throw new MiraError('bad_argument', `${file} is neither JSON nor YAML: ${String(error)}`);
  }
  const registry = ServiceRegistry.safeParse(content);
  if (!registry.success)
    throw new MiraError('bad_argument', `${file}: ${z.prettifyError(registry.error)}`);
  const names = Object.keys(registry.data);
  for (const name of names) {
    await context.api.request(
      z.unknown(),
      'PUT',
      `/services/${encodeURIComponent(name)}`,
      registry.data[name],
    );
  }
  for (const [name, fields] of unknownOf(content))
    context.output.progress(`${name}: not known to MIRA and left out: ${fields.join(', ')}`);
  context.output.data({ imported: names });
  context.output.line(`${names.length} services imported from ${file}`);
  return EXIT.ok;
}

/** Per service, the fields of a registry file that mean nothing here. */
function unknownOf(content: unknown): [string, string[]][] {
  const entries = z.record(z.string(), z.unknown());
  const file = z.looseObject({ services: entries }).safeParse(content).data?.services;
  return Object.entries(file ?? entries.safeParse(content).data ?? {}).flatMap(
    ([name, entry]): [string, string[]][] => {
      const fields = unknownServiceFields(entry);
      return fields.length > 0 ? [[name, fields]] : [];
    },
  );
}

/** To stdout, in the format that import takes. */
export async function exportServices(
  { api, output }: Context,
  format: 'json' | 'yaml',
): Promise<ExitCode> {
  const { services } = await api.request(ServiceList, 'GET', '/services');
  const registry = {
    services: Object.fromEntries(services.map(({ name, ...fields }) => [name, fields])),
  };
  if (output.format !== 'text') output.data(registry);
  else
    output.line(
      format === 'yaml' ? stringify(registry).trimEnd() : JSON.stringify(registry, null, 2),
    );
  return EXIT.ok;
}
