/** What every command gets: settings, output, and a client when it needs the API. */
import type { Command } from 'commander';
import { MiraError } from '../../domain/errors.ts';
import { createApiClient, type ApiClient } from '../api-client.ts';
import { createOutput, type Output } from '../output.ts';
import { readProfileFile, resolveSettings, type GlobalFlags, type Settings } from '../settings.ts';

export interface Context {
  readonly settings: Settings;
  readonly output: Output;
  readonly api: ApiClient;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** @throws MiraError `config_invalid` */
export function contextOf(command: Command): Context {
  const flags = command.optsWithGlobals<GlobalFlags>();
  const settings = resolveSettings(
    flags,
    process.env,
    readProfileFile(process.env),
    process.stdout.isTTY ?? false,
  );
  return {
    settings,
    output: createOutput(settings),
    api: createApiClient(settings),
    signal: interruptSignal(),
  };
}

/** @throws MiraError `denied` under `--read-only` */
export function mustBeAllowedToWrite({ settings }: Context, what: string): void {
  if (settings.readOnly)
    throw new MiraError('denied', `${what} changes something, and --read-only is on`);
}

let interrupted: AbortController | undefined;

/** One signal for the process: the first Ctrl-C (or SIGTERM) aborts it, the second ends at once. */
function interruptSignal(): AbortSignal {
  if (interrupted) return interrupted.signal;
  const controller = new AbortController();
  interrupted = controller;
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(new Interrupted());
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return controller.signal;
}

/** Thrown where a command was waiting when the person pressed Ctrl-C. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Resolves when the person wants to stop. */
export function untilInterrupted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  signal.addEventListener('abort', () => resolve(), { once: true });
  return promise;
}
