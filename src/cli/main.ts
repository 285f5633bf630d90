/** The `mira` command: parses the command line, runs it, and ends with its exit code. */
import { CommanderError, type Command } from 'commander';
import { isMiraError, messageOf } from '../domain/errors.ts';
import { Interrupted } from './commands/context.ts';
import { EXIT, exitCodeOf, type ExitCode } from './exit-codes.ts';
import { createProgram } from './program/program.ts';

/** Runs one command line. @returns the exit code */
export async function main(argv: readonly string[]): Promise<ExitCode> {
  const program = createProgram().exitOverride();
  for (const command of allCommands(program)) command.exitOverride();
  try {
    await program.parseAsync(argv, { from: 'user' });
    return (process.exitCode as ExitCode | undefined) ?? EXIT.ok;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (error instanceof Interrupted || (error instanceof Error && error.name === 'AbortError'))
      return EXIT.interrupted;
    process.stderr.write(
      `mira: ${isMiraError(error) ? error.message : error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}\n`,
    );
    return exitCodeOf(error);
  }
}

const written = (stream: NodeJS.WriteStream): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (stream.destroyed || stream.writableEnded) resolve();
  else stream.write('', () => resolve());
  return promise;
};

const allCommands = (command: Command): Command[] =>
  command.commands.flatMap((sub) => [sub, ...allCommands(sub)]);

if (import.meta.main) {
  // Pipes that close early (`mira incidents | head`) are the reader's right.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(EXIT.ok);
  });
  const code = await main(process.argv.slice(2));
  // a pipe takes 64 kB at once: exiting earlier would cut off what is still to be written
  await Promise.all([written(process.stdout), written(process.stderr)]);
  process.exit(code);
}
