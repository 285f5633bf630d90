/** What a reader is told: no echo, no daemon as a victim, no stack trace asked of a setting. */
import { describe, expect, it } from 'vitest';
import { structuredLog } from '../../../../src/bundle/logs/structured.ts';
import { analyze } from '../../../../src/evidence/index.ts';
import { isDaemon } from '../../../../src/evidence/signals/affected-services.ts';
import { observe } from '../incidents.ts';

describe('texts of an analysis', () => {
  it('names the type of an error once', () => {
    const log = structuredLog(
      { msg: 'berth failed', err: { type: 'RangeError', message: 'RangeError: berth 9 of 8' } },
      null,
    );
    expect(log?.message).toBe('berth failed: RangeError: berth 9 of 8');
  });

  it('knows a machine’s own processes from services', () => {
    expect(['chronyd', 'kernel', 'kubelet', 'systemd-resolved'].every(isDaemon)).toBe(true);
    expect(['cron-jobs', 'ferry', 'watchdog-api'].some(isDaemon)).toBe(false);
  });

  it('asks no stack trace of a setting, and says what happened at once', () => {
    const analysis = analyze(
      observe({
        name: 'a setting',
        service: 'ferry',
        alert: 'ferry errors',
        firedAt: 4,
        logs: [
          [
            0,
            'error',
            'TypeError: berths is not iterable\n    at board (/app/src/board.ts:7:3)\n    at sail (/app/src/sail.ts:9:1)',
            30,
            'ferry',
          ],
        ],
        commits: [
          {
            sha: 'a1',
            at: -200,
            message: 'board by rows',
            files: { 'src/other.ts': '@@ -1 +1 @@\n-a\n+b' },
            service: 'ferry',
          },
        ],
        flags: [
          { at: 0, name: 'board-rows', summary: 'board-rows on', before: 'off', after: 'on' },
        ],
        truth: { verdict: 'root_cause' },
      }),
    );
    const flag = analysis.hypotheses.find(({ suspectChange }) => suspectChange?.kind === 'flag');
    expect(flag?.against.join()).not.toContain('stack trace');
    expect(flag?.reasons).toContain('made right before the onset');
  });
});
