/** Commands that need neither network nor keys: they read files and repositories. */
import type { Command } from 'commander';
import type { AnalyzeFlags } from '../commands/analyze.ts';
import type { SuspectFlags } from '../commands/suspects.ts';
import type { TriageFlags } from '../commands/triage.ts';
import { collect, runs, wholeNumber } from './run.ts';

/** Registers analyze, triage and suspects. */
export function addOffline(program: Command): void {
  program
    .command('analyze')
    .description('find the cause of an incident from files: a bundle, or loose files; offline')
    .argument('[words...]', 'what is wrong, in words (with loose files)')
    .option('--bundle <folder>', 'an incident bundle (docs/bundle.md)')
    .option('--logs <file>', 'logs; may be given more than once', collect, [])
    .option('--metrics <file>', 'metrics; may be given more than once', collect, [])
    .option('--traces <file>', 'traces; may be given more than once', collect, [])
    .option('--commits <file>', 'commits; may be given more than once', collect, [])
    .option('--deployments <file>', 'deployments; may be given more than once', collect, [])
    .option('--changes <file>', 'flag and config changes; may be given more than once', collect, [])
    .option('--events <file>', 'infrastructure events; may be given more than once', collect, [])
    .option('--service-map <file>', 'who calls whom')
    .option('--alert <file>', 'the alert')
    .option('--repo <path>', 'git repository of the service: commits and diffs are read from it')
    .option('--service <name>', 'the service that the alert is about')
    .option('--since <moment>', 'when it began: ISO time, HH:MM in UTC, or now-2h')
    .option('--now <moment>', 'the moment of the analysis; the newest time in the files otherwise')
    .option('--markdown <file>', 'also write the report as Markdown; - for stdout')
    .option('--exit-code', 'exit with 3 when the verdict is inconclusive')
    .action(
      runs(async (context, words: string[], flags: AnalyzeFlags) =>
        (await import('../commands/analyze.ts')).analyzeFiles(context, words.join(' '), flags),
      ),
    );

  program
    .command('triage')
    .description('decide a batch of alerts from files: ignore, watch or ticket; offline')
    .requiredOption('--bundle <folder>', 'a folder with alerts.json (docs/bundle.md)')
    .action(
      runs(async (context, flags: TriageFlags) =>
        (await import('../commands/triage.ts')).triageFiles(context, flags),
      ),
    );

  program
    .command('suspects')
    .description(
      'rank the commits of a repository by how likely they introduced a failure; offline',
    )
    .requiredOption('--repo <path>', 'git repository, also a bare one; it is never written to')
    .requiredOption('--trace <file>', 'stack trace or test output; - for stdin')
    .option('--at <revision>', 'the failing version', 'HEAD')
    .option('--limit <n>', 'so many suspects; 0 for every commit', wholeNumber, 20)
    .option('--no-index', 'do not use the index in the cache folder')
    .action(
      runs(async (context, flags: SuspectFlags) =>
        (await import('../commands/suspects.ts')).suspects(context, flags),
      ),
    );
}
