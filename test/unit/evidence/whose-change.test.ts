/** Whose change it is, and how somebody else's comes to be felt here. */
import { describe, expect, it } from 'vitest';
import { Observations } from '../../../src/domain/observation.ts';
import { analyze } from '../../../src/evidence/index.ts';
import { observe, type CommitSpec, type Incident } from './incidents.ts';

const BARE = {
  name: 'x',
  service: 'tolls',
  alert: 'tolls 5xx',
  truth: { verdict: 'root_cause' },
} as const;

const of = (incident: Incident, sha: string) => {
  const analysis = analyze(Observations.parse(observe(incident)));
  return {
    analysis,
    own: analysis.hypotheses.find((each) => each.suspectChange?.id === sha),
  };
};

/** `tolls` reads what somebody else made; that one's commit went live five minutes before. */
function fedBy(
  supplier: string,
  commit: Omit<CommitSpec, 'at' | 'sha'>,
  rest: Partial<Incident> = {},
): Incident {
  return {
    ...BARE,
    logs: [
      [-40, 'info', 'toll of lane {n} taken', 60],
      [0, 'error', 'cannot decode tariff row', 40],
      ...(rest.logs ?? []),
    ],
    metrics: [
      ['tolls.error_rate', 0.003, 0.6, 0, 'tolls'],
      ['ferry.error_rate', 0.003, 0.003, 0, 'ferry'],
      [`${supplier}.error_rate`, 0.003, 0.003, 0, supplier],
    ],
    calls: rest.calls ?? [['ferry', 'tolls']],
    commits: [{ sha: 'c1', at: -30, service: supplier, repository: supplier, ...commit }],
    deployments: [{ at: -5, commit: 'c1', service: supplier }],
  };
}

const RENAMES = {
  message: 'one spelling for currencies',
  files: {
    'src/emit.go': '@@ -9,1 +9,1 @@ func emit(t Tariff) {\n-\tput(t.code)\n+\tput(t.unit)\n',
  },
};

describe("somebody else's change", () => {
  it('is felt by whoever reads the same store', () => {
    const calls = [
      ['ferry', 'tolls'],
      ['tolls', 'tariff-log'],
      ['tariffs', 'tariff-log'],
    ] as const;
    const { own } = of(fedBy('tariffs', RENAMES, { calls }), 'c1');
    expect(own?.reasons.join()).toContain('uses tariff-log as tolls does');
    const apart = of(
      fedBy('tariffs', RENAMES, {
        calls: [
          ['ferry', 'tolls'],
          ['tariffs', 'other-log'],
        ],
      }),
      'c1',
    );
    expect(apart.own?.against.join()).toContain('tolls does not depend on');
    expect(own?.probability).toBeGreaterThan(apart.own?.probability ?? 1);
  });

  it('is felt where its settings are shipped to', () => {
    const rules = {
      message: 'stricter tariff rows',
      files: {
        'rules/rows.json': '@@ -3,1 +3,1 @@\n-  "row": "[a-z]+"\n+  "row": "(([a-z]+)*)+$"\n',
      },
    };
    const { own } = of(fedBy('rulebook', rules, { calls: [['rulebook', 'tolls']] }), 'c1');
    expect(own?.reasons.join()).toContain('belongs to rulebook, which calls tolls');
  });

  it('speaks for itself where its service says something new since it went live', () => {
    const heard = (minute: number) =>
      of(
        fedBy('tariffs', RENAMES, {
          logs: [
            [-40, 'info', 'table written', 30, 'tariffs'],
            [minute, 'info', 'table written twice as long as the last', 8, 'tariffs'],
          ],
        }),
        'c1',
      ).own;
    expect(heard(1)?.reasons.join()).toContain('tariffs says something new since then');
    // what comes well after the failure follows from it
    expect(heard(7)?.reasons.join()).not.toContain('says something new');
    expect(heard(1)?.probability).toBeGreaterThan(heard(7)?.probability ?? 1);
  });

  it('of a caller that only suffers does not', () => {
    const { own } = of(
      fedBy('ferry', RENAMES, {
        logs: [
          [-40, 'info', 'ferry loaded', 30, 'ferry'],
          [1, 'warn', 'car {n} waits at the gate', 8, 'ferry'],
        ],
      }),
      'c1',
    );
    expect(own?.reasons.join() ?? '').not.toContain('says something new');
  });
});
