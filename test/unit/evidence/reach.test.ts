// Who may reach whom, and how long a call may take: facts that the numbers of the incident bear out or not.
import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../../src/domain/analysis.ts';
import { diffFacts } from '../../../src/evidence/diff/facts.ts';
import { analyze } from '../../../src/evidence/index.ts';
import { observe, type CommitSpec } from './incidents.ts';

const kindsOf = (path: string, patch: string): string[] =>
  diffFacts([{ path, status: 'modified', patch }]).map(({ kind }) => kind);

const SECURITY_GROUP =
  '@@ -14,7 +14,7 @@ resource "aws_security_group_rule" "ledger_db" {\n   type        = "ingress"\n   from_port   = 5432\n   to_port     = 5432\n-  cidr_blocks = ["10.20.0.0/16"]\n+  cidr_blocks = ["10.20.4.0/24"]\n   protocol    = "tcp"\n }\n';

describe('reachFacts', () => {
  it.each([
    ['infra/network.tf', SECURITY_GROUP],
    [
      'cluster/policies/egress.yaml',
      '@@ -6,6 +6,4 @@ kind: NetworkPolicy\n spec:\n   policyTypes: [Egress]\n   egress:\n-    - to:\n-        - ipBlock: { cidr: 203.0.113.0/24 }\n     - ports:\n         - port: 53\n',
    ],
    [
      'roles/db/files/pg_hba.conf',
      '@@ -3,3 +3,2 @@\n host all all 10.0.0.0/8 scram\n-host all all 172.16.0.0/12 scram\n',
    ],
  ])('sees them in %s', (path, patch) => {
    expect(kindsOf(path, patch)).toContain('reach_changed');
  });

  it('does not take code that speaks of policies for one', () => {
    expect(
      kindsOf(
        'src/cancellation/policy.ts',
        "@@ -3,3 +3,3 @@ export function fee(policy: Policy) {\n-  const from = policy.ingress ?? 'door';\n+  const from = policy.ingress ?? 'gate';\n",
      ),
    ).not.toContain('reach_changed');
  });
});

/** Calls of the ledger end in timeouts; what its client allows was lowered, and the network was tidied. */
function ledger(allowed: string): Analysis {
  const commits: CommitSpec[] = [
    {
      sha: 'ab01',
      at: -35,
      message: 'Ledger client: less patience',
      service: 'counter',
      files: {
        'counter/ledger_client.go': `@@ -9,3 +9,3 @@ var client = http.Client{\n-\tTimeout: 20 * time.Second,\n+\tTimeout: ${allowed},\n }\n`,
      },
    },
    {
      sha: 'ab02',
      at: -12,
      message: 'Subnets by tier',
      repository: 'landscape',
      service: 'landscape',
      files: { 'infra/network.tf': SECURITY_GROUP },
    },
  ];
  return analyze(
    observe({
      name: 'ledger',
      service: 'counter',
      alert: 'counter cannot book',
      firedAt: 8,
      logs: [[0, 'error', 'dial tcp ledger-db:5432: i/o timeout after waiting', 40]],
      metrics: [
        ['counter.errors', 0, 60, 0],
        ['counter.latency_p95_ms', 80, 6_000, 0],
      ],
      commits,
      deployments: [{ at: -30, commit: 'ab01', service: 'counter' }],
      truth: { verdict: 'inconclusive' },
    }),
  );
}

describe('a timeout that was lowered', () => {
  const shareOf = (analysis: Analysis, sha: string): number =>
    analysis.hypotheses.find((each) => each.suspectChange?.id === sha)?.probability ?? 0;

  it('is no means where calls usually take a small part of it: then the network stands out', () => {
    const analysis = ledger('10 * time.Second');
    expect(shareOf(analysis, 'ab02')).toBeGreaterThan(2 * shareOf(analysis, 'ab01'));
  });

  it('is the best of means where calls usually take about as long', () => {
    expect(ledger('100 * time.Millisecond').suspectChange?.id).toBe('ab01');
  });
});
