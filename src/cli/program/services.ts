/** Commands of the service registry. */
import type { Command } from 'commander';
import { runs } from './run.ts';

/** Registers services and what belongs to it. */
export function addServices(program: Command): void {
  const services = program.command('services').description('the service registry');
  services
    .command('list')
    .action(
      runs(async (context) => (await import('../commands/services.ts')).listServices(context)),
    );
  services
    .command('show')
    .argument('<name>')
    .action(
      runs(async (context, name: string) =>
        (await import('../commands/services.ts')).showService(context, name),
      ),
    );
  services
    .command('set')
    .description(
      'create or change a service: mira services set payment-svc repo_name=payments project=Shop',
    )
    .argument('<name>')
    .argument('<field=value...>')
    .action(
      runs(async (context, name: string, fields: string[]) =>
        (await import('../commands/services.ts')).setService(context, name, fields),
      ),
    );
  services
    .command('rm')
    .argument('<name>')
    .action(
      runs(async (context, name: string) =>
        (await import('../commands/services.ts')).removeService(context, name),
      ),
    );
  services
    .command('import')
    .description('add and replace services from a JSON or YAML file')
    .argument('<file>')
    .action(
      runs(async (context, file: string) =>
        (await import('../commands/services.ts')).importServices(context, file),
      ),
    );
  services
    .command('export')
    .description('the registry, in the format that import takes')
    .option('--yaml', 'as YAML')
    .action(
      runs(async (context, flags: { readonly yaml?: boolean }) =>
        (await import('../commands/services.ts')).exportServices(
          context,
          flags.yaml ? 'yaml' : 'json',
        ),
      ),
    );
}
