/** What every command's registration needs: the adapter to commander, and parsers of options. */
import { InvalidArgumentError, type Command } from 'commander';
import { contextOf, type Context } from '../commands/context.ts';
import type { ExitCode } from '../exit-codes.ts';

type Run<Args extends unknown[]> = (context: Context, ...args: Args) => Promise<ExitCode>;

/** Adapts a command to commander: the context comes first, the exit code becomes the process's. */
export const runs =
  <Args extends unknown[]>(run: Run<Args>) =>
  async (...given: unknown[]): Promise<void> => {
    const command = given.pop() as Command;
    process.exitCode = await run(contextOf(command), ...(given as Args));
  };

/** @throws InvalidArgumentError for anything but 0, 1, 2, … */
export const wholeNumber = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0)
    throw new InvalidArgumentError('must be a whole number, 0 or more');
  return value;
};

/** For options that may be given more than once. */
export const collect = (value: string, former: readonly string[]): string[] => [...former, value];
