/** Commands that run MIRA on this machine, or look after an installation. */
import { Option, type Command } from 'commander';
import type { DemoFlags } from '../commands/demo.ts';
import type { DevFlags } from '../commands/dev.ts';
import type { SimulateFlags } from '../commands/simulate.ts';
import { runs, wholeNumber } from './run.ts';

/** Registers demo, dev, simulate and doctor. */
export function addLocal(program: Command): void {
  program
    .command('demo')
    .description('run the whole of MIRA here, against simulators, and investigate one incident')
    .option('--scenario <name>', 'which incident', 'null-check-removed')
    .option('--list', 'list the scenarios')
    .option('--exit', 'end when the report is there')
    .option('--workers <n>', 'workers', wholeNumber, 2)
    .option('--proxies <n>', 'proxy replicas', wholeNumber, 1)
    .option('--port <n>', 'preferred port of the ingress', wholeNumber, 8080)
    .action(
      runs(async (context, flags: DemoFlags) =>
        (await import('../commands/demo.ts')).demo(context, flags),
      ),
    );

  program
    .command('dev')
    .description('run the whole of MIRA here, against simulators, until Ctrl-C')
    .option('--workers <n>', 'workers', wholeNumber, 2)
    .option('--proxies <n>', 'proxy replicas', wholeNumber, 1)
    .option('--port <n>', 'preferred port of the ingress', wholeNumber, 8080)
    .option('--simulated-gemini', 'use the simulated Gemini as the model')
    .option('--no-logs', 'do not show the processes’ logs')
    .action(
      runs(async (context, flags: DevFlags) =>
        (await import('../commands/dev.ts')).dev(context, flags),
      ),
    );

  program
    .command('simulate')
    .description('load a scenario into running simulators and send its webhook')
    .argument('[scenario]')
    .option('--list', 'list the scenarios')
    .option('--all', 'send all of its webhooks, not just the first')
    .addOption(new Option('--simulator <url>', 'any simulator').env('MIRA_SIMULATOR_URL'))
    .addOption(new Option('--webhook-secret <secret>', 'of the ingress').env('MIRA_WEBHOOK_SECRET'))
    .action(
      runs(async (context, name: string | undefined, flags: SimulateFlags) =>
        (await import('../commands/simulate.ts')).simulate(context, name, flags),
      ),
    );

  program
    .command('doctor')
    .description('check what MIRA needs')
    .action(runs(async (context) => (await import('../commands/doctor.ts')).doctor(context)));
}
