/** What a stage is: something that runs once per investigation, and leaves an output. */
import type { Stage } from '../../domain/investigation.ts';
import type { Run } from './run.ts';

export type StageResult<Output> =
  | { readonly kind: 'done'; readonly output: Output; readonly summary: string }
  /** Quota is gone: come back in `afterMs`, without holding a slot meanwhile. */
  | { readonly kind: 'park'; readonly afterMs: number; readonly reason: string };

export interface StageDefinition<Output = unknown> {
  readonly name: Exclude<Stage, 'ticket_result'>;
  /** True when the run's state holds its output: a resumed run does not repeat it. */
  isDone(run: Run): boolean;
  run(run: Run): Promise<StageResult<Output>>;
  /** Puts a new output into the run's state. */
  keep(run: Run, output: Output): void;
}

export const done = <Output>(output: Output, summary: string): StageResult<Output> => ({
  kind: 'done',
  output,
  summary,
});
