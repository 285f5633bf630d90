/**
 * Start and stop of a process: named releasers, run last-in first-out, each run even if the one
 * before it threw; the first signal stops gracefully, the second at once.
 */
import { isMiraError } from '../domain/errors.ts';
import type { Logger } from './logger.ts';

/** Longest graceful stop of any process before it ends hard. */
const SHUTDOWN_MS = 10_000;

export interface Lifecycle {
  /** Registers what to do at the stop. Registered last runs first. */
  onStop(name: string, release: () => unknown): void;
  /** Runs the releasers once, however often it is called. */
  stop(reason: string): Promise<void>;
  /** Aborted when the stop begins. */
  readonly stopping: AbortSignal;
}

export interface LifecycleOptions {
  readonly logger: Logger;
  /** Longest graceful stop before the process ends hard, ms. @defaultValue 10,000 */
  readonly shutdownMs?: number;
}

export function createLifecycle({ logger, shutdownMs = SHUTDOWN_MS }: LifecycleOptions): Lifecycle {
  const releasers: { name: string; release: () => unknown }[] = [];
  const controller = new AbortController();
  let stopped: Promise<void> | undefined;
  let current = 'nothing';

  const run = async (reason: string): Promise<void> => {
    logger.info({ reason }, 'stopping');
    controller.abort(new Error(`stopping: ${reason}`));
    // Names what hangs; unref'd, so that it never keeps a finished process alive.
    const watchdog = setTimeout(() => {
      logger.error({ hanging: current, shutdownMs }, 'graceful stop took too long, ending now');
      process.exit(1);
    }, shutdownMs).unref();
    for (const { name, release } of releasers.toReversed()) {
      current = name;
      try {
        await release();
      } catch (error) {
        logger.error({ err: error, step: name }, 'a step of the stop failed');
      }
    }
    clearTimeout(watchdog);
    logger.info('stopped');
  };

  return {
    stopping: controller.signal,
    onStop: (name, release) => void releasers.push({ name, release }),
    stop: (reason) => (stopped ??= run(reason)),
  };
}

/** Stops on SIGTERM and SIGINT, and then exits 0; a second signal exits at once. */
export function stopOnSignals(lifecycle: Lifecycle): void {
  let signals = 0;
  const onSignal = (signal: NodeJS.Signals): void => {
    signals += 1;
    if (signals > 1) process.exit(130);
    void lifecycle.stop(signal).then(() => process.exit(0));
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

/**
 * Runs a process's `main`. A configuration error is printed as it is and exits 2; any other error
 * is a bug or a broken machine, printed with its stack, and exits 1.
 */
export async function runMain(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    const isConfig = isMiraError(error) && error.class === 'config';
    process.stderr.write(
      `${isConfig ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exit(isConfig ? 2 : 1);
  }
}
