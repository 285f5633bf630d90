/** Writes one run's events, each with the claim of this worker: a successor's log is out of reach. */
import type { NewRunEvent } from '../domain/run-event.ts';
import type { EventLog } from '../store/contracts.ts';

export interface Journal {
  /** @throws MiraError `fenced` when another worker has taken over */
  append(...events: readonly NewRunEvent[]): Promise<void>;
  /** An id for a tool call, unique within the investigation: `t<claim>.<number>`. */
  nextCallId(): string;
}

/**
 * @param claim - null for writers beside the run, such as action jobs
 * @param prefix - of call ids; writers beside the run need one of their own
 */
export function createJournal(
  events: EventLog,
  investigationId: string,
  claim: number | null,
  prefix = `t${claim}`,
): Journal {
  let calls = 0;
  return {
    async append(...batch) {
      await events.append(investigationId, claim, batch);
    },
    nextCallId: () => `${prefix}.${(calls += 1)}`,
  };
}
