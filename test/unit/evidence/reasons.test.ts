/** What single facts add to an explanation: each is taken away, or put elsewhere, and must be missed. */
import { describe, expect, it } from 'vitest';
import { Observations } from '../../../src/domain/observation.ts';
import { analyze } from '../../../src/evidence/index.ts';
import { observe, type Incident } from './incidents.ts';

const hypotheses = (incident: Incident) =>
  analyze(Observations.parse(observe(incident))).hypotheses;

/** The service panics at line 31 with words of no known kind; a commit changed one line. */
function panicking(line: number): Incident {
  return {
    name: 'panic',
    service: 'basket',
    alert: 'basket 5xx',
    logs: [
      [
        0,
        'error',
        'panic recovered: close of closed stream\n\ngoroutine 7 [running]:\nacme.example/basket/store.(*Store).Keep(0xc000)\n\t/src/basket/store/store.go:31 +0x11c\nacme.example/basket/api.(*API).put(0xc000)\n\t/src/basket/api/api.go:18 +0x90',
        40,
      ],
    ],
    metrics: [
      ['basket.error_rate', 0.003, 0.6, 0, 'basket'],
      ['basket.latency_p95', 40, 41, 0, 'basket'],
      ['storefront.error_rate', 0.003, 0.3, 0, 'storefront'],
      ['wallet.error_rate', 0.003, 0.003, 0, 'wallet'],
    ],
    calls: [
      ['storefront', 'basket'],
      ['storefront', 'wallet'],
    ],
    commits: [
      {
        sha: 'c1',
        at: -120,
        message: 'keep the last offer',
        files: {
          'basket/store/store.go': `@@ -${line},1 +${line},1 @@ func (s *Store) Keep(id string, offer string) {\n-\ts.last[id] = offer\n+\ts.offers[id].Send(offer)\n`,
        },
      },
    ],
    truth: { verdict: 'root_cause', suspect: 'c1' },
  };
}

describe('the line that fails', () => {
  const of = (line: number) =>
    hypotheses(panicking(line)).find((each) => each.suspectChange?.id === 'c1');

  it('is a means for whoever wrote it', () => {
    expect(of(31)?.reasons.join()).toContain('wrote line 31');
    expect(of(31)?.against.join()).not.toContain('its diff shows nothing');
  });

  it('is none for whoever wrote another line of the function', () => {
    expect(of(24)?.reasons.join()).not.toContain('wrote line');
    expect(of(24)?.against.join()).toContain('its diff shows nothing');
    expect(of(24)?.probability).toBeLessThan(of(31)?.probability ?? 0);
  });
});

describe('a service that throws from its own code', () => {
  it('is not ill by the platform', () => {
    const platform = hypotheses(panicking(31)).find((each) =>
      each.statement.startsWith('basket or the platform'),
    );
    expect(platform?.against.join()).toContain('throws from its own code');
  });
});

describe('what the platform says of whoever failed first', () => {
  const broker = (summary: string): Incident => ({
    name: 'broker',
    service: 'booking',
    alert: 'booking 5xx',
    logs: [
      [0, 'error', 'KafkaException: message-bus did not acknowledge within 30000 ms', 30],
      [0, 'error', 'Under-replicated partitions 40, offline leaders 12', 30, 'message-bus'],
    ],
    metrics: [['booking.error_rate', 0.01, 0.5, 1]],
    calls: [['booking', 'message-bus']],
    events: [{ at: -1, kind: 'Event', summary, service: 'message-bus' }],
    commits: [],
    truth: { verdict: 'no_code_change' },
  });
  const outage = (summary: string) =>
    hypotheses(broker(summary)).find((each) => each.category === 'dependency_outage');

  it('speaks for its outage when it fell', () => {
    expect(outage('Killed process 77 (java)')?.reasons.join()).toContain(
      'the platform reports of message-bus: Killed process 77',
    );
  });

  it('says nothing when it did not', () => {
    expect(outage('Lease renewed')?.reasons.join()).not.toContain('the platform reports');
  });
});

describe('a library whose own commit wrote the line that fails', () => {
  it('runs inside of who failed, whoever keeps it: it leads its user, changed at the same time', () => {
    const found = hypotheses({
      name: 'kit',
      service: 'dial',
      alert: 'dial 5xx',
      logs: [
        [
          0,
          'error',
          'Traceback (most recent call last):\n  File "/srv/dial/api.py", line 9, in turn\n    read(frame)\n  File "/srv/dial/frame.py", line 14, in read\n    return bits.take(frame)\n  File "/srv/dial/vendored/bits.py", line 31, in take\n    head, rest = word\nTypeError: cannot unpack non-iterable int object',
          30,
        ],
      ],
      metrics: [
        ['dial.error_rate', 0.001, 0.4, 0, 'dial'],
        ['shop.error_rate', 0.001, 0.001, 0, 'shop'],
      ],
      calls: [['shop', 'dial']],
      commits: [
        {
          sha: 'b1b1',
          at: -30,
          repository: 'bits-kit',
          service: 'bits-kit',
          message: 'take whole words',
          files: {
            'vendored/bits.py':
              '@@ -30,2 +30,2 @@ def take(frame):\n     word = frame.next()\n-    head, rest = word.pair()\n+    head, rest = word\n',
          },
        },
        {
          sha: 'd2d2',
          at: -30,
          service: 'dial',
          message: 'frames: copy the body',
          files: {
            'frame.py':
              '@@ -13,2 +13,2 @@ def read(frame):\n     frame = frame.copy()\n-    return bits.take(frame.body)\n+    return bits.take(frame)\n',
          },
        },
      ],
      truth: { verdict: 'root_cause', suspect: 'b1b1' },
    });
    expect(found[0]?.suspectChange?.id).toBe('b1b1');
  });
});
