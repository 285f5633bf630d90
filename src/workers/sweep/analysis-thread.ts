/** Runs the evidence engine in a thread of its own: seconds of computing must not stop lock renewal. */
import { Worker } from 'node:worker_threads';
import { Analysis } from '../../domain/analysis.ts';
import { MiraError } from '../../domain/errors.ts';
import type { Observations } from '../../domain/observation.ts';
import type { DecisionRules } from '../../domain/service.ts';

/** An analysis that takes longer has met input that it was not made for. */
const ANALYSIS_TIMEOUT_MS = 60_000;

/**
 * @throws MiraError `contract_broken` when the engine fails, `timeout`; the signal's reason
 */
export async function analyzeInThread(
  observations: Observations,
  decisionRules: DecisionRules,
  signal: AbortSignal,
): Promise<Analysis> {
  signal.throwIfAborted();
  const thread = new Worker(new URL('./analysis-main.ts', import.meta.url), {
    workerData: { observations, decisionRules },
  });
  const { promise, resolve, reject } = Promise.withResolvers<Analysis>();
  const timer = setTimeout(
    () => reject(new MiraError('timeout', 'the analysis took too long')),
    ANALYSIS_TIMEOUT_MS,
  );
  const onAbort = (): void => reject(signal.reason as Error);
  signal.addEventListener('abort', onAbort, { once: true });
  thread.once('message', (message: unknown) => {
    const parsed = Analysis.safeParse(message);
    if (parsed.success) resolve(parsed.data);
    else
      reject(
        new MiraError('contract_broken', 'the analysis is not of this version', {
          cause: parsed.error,
        }),
      );
  });
  thread.once('error', (cause) =>
    reject(new MiraError('contract_broken', 'the analysis broke', { cause })),
  );
  thread.once('exit', (code) =>
    reject(new MiraError('contract_broken', `the analysis ended without a result (${code})`)),
  );
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    await thread.terminate();
  }
}
