/**
 * Runs the evidence engine in a thread of its own: seconds of computing must not stop lock renewal.
 * One thread for the process's life, because starting one costs more than most analyses and ending
 * one while it winds up is not safe in every version of Node; only a thread that hangs is ended.
 */
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { Analysis } from '../../domain/analysis.ts';
import { MiraError } from '../../domain/errors.ts';
import type { Observations } from '../../domain/observation.ts';
import type { DecisionRules } from '../../domain/service.ts';

/** An analysis that takes longer has met input that it was not made for. */
const ANALYSIS_TIMEOUT_MS = 60_000;

/** What the thread answers. */
const Answer = z.union([z.object({ analysis: Analysis }), z.object({ problem: z.string() })]);

export interface AnalysisThread extends AsyncDisposable {
  /**
   * One analysis after the other, in the order asked.
   * @throws MiraError `contract_broken` when the engine fails, `timeout`; the signal's reason
   */
  analyze(
    observations: Observations,
    decisionRules: DecisionRules,
    signal: AbortSignal,
  ): Promise<Analysis>;
  close(): Promise<void>;
}

/** The thread is started by the first analysis and does not keep the process alive. */
export function createAnalysisThread(timeoutMs = ANALYSIS_TIMEOUT_MS): AnalysisThread {
  let thread: Worker | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const running = (): Worker => {
    if (thread) return thread;
    const started = new Worker(new URL('./analysis-main.ts', import.meta.url));
    started.unref();
    // a thread that ended by itself is replaced by the next analysis
    started.once('exit', () => {
      if (thread === started) thread = undefined;
    });
    thread = started;
    return started;
  };

  const replace = async (): Promise<void> => {
    const ended = thread;
    thread = undefined;
    await ended?.terminate();
  };

  const ask = async (
    observations: Observations,
    decisionRules: DecisionRules,
    signal: AbortSignal,
  ): Promise<Analysis> => {
    signal.throwIfAborted();
    const worker = running();
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const broken = (cause: unknown): void =>
      reject(new MiraError('contract_broken', 'the analysis broke', { cause }));
    const ended = (code: number): void =>
      reject(new MiraError('contract_broken', `the analysis ended without a result (${code})`));
    const timer = setTimeout(
      () => reject(new MiraError('timeout', 'the analysis took too long')),
      timeoutMs,
    );
    worker.once('message', resolve);
    worker.once('error', broken);
    worker.once('exit', ended);
    // without it a process that waits for nothing else would end before the answer
    worker.ref();
    try {
      worker.postMessage({ observations, decisionRules });
      const answer = Answer.safeParse(await promise);
      if (!answer.success) {
        throw new MiraError('contract_broken', 'the analysis is not of this version', {
          cause: answer.error,
        });
      }
      if ('problem' in answer.data) {
        throw new MiraError('contract_broken', `the analysis broke: ${answer.data.problem}`);
      }
      signal.throwIfAborted();
      return answer.data.analysis;
    } catch (error) {
      if (error instanceof MiraError && error.code === 'timeout') await replace();
      throw error;
    } finally {
      clearTimeout(timer);
      worker.off('message', resolve).off('error', broken).off('exit', ended);
      worker.unref();
    }
  };

  const close = async (): Promise<void> => {
    await last;
    await replace();
  };
  return {
    analyze(observations, decisionRules, signal) {
      const turn = last.then(() => ask(observations, decisionRules, signal));
      last = turn.catch(() => undefined);
      return turn;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
