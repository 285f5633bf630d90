// What leaves MIRA: documents and payloads in which text from outside can do nothing.
import { describe, expect, it } from 'vitest';
import { Deployment } from '../../../../src/domain/observation.ts';
import type { Report } from '../../../../src/domain/report.ts';
import {
  CommentOnPullRequestArgs,
  CreateWorkItemArgs,
} from '../../../../src/domain/tools/azure-devops.ts';
import { PostMessageArgs } from '../../../../src/domain/tools/slack.ts';
import { composeReport } from '../../../../src/workers/report/compose-report.ts';
import { draftFromAnalysis } from '../../../../src/workers/report/draft-from-analysis.ts';
import { createLinkPolicy, defang, forbiddenLinks } from '../../../../src/workers/report/links.ts';
import { escapeMarkdown, fence, renderMarkdown } from '../../../../src/workers/report/markdown.ts';
import { dedupeTag, planWrites } from '../../../../src/workers/report/payloads.ts';
import { escapeMrkdwn, renderSlack } from '../../../../src/workers/report/slack.ts';
import { createLedger } from '../../../../src/workers/verification/ledger.ts';
import { settleDraft, verifyDraft } from '../../../../src/workers/verification/verify-report.ts';
import {
  aDraft,
  anAnalysis,
  anEvidence,
  aRunState,
  aService,
  CULPRIT,
  INNOCENT,
  ONSET,
  someEvidence,
  someObservations,
  withAnalysis,
} from '../../../helpers/workers.ts';

const links = createLinkPolicy({
  publicUrl: 'https://mira.acme.test',
  observations: null,
  evidence: [],
});

function aReport(draft = aDraft(), overrides: Partial<Report> = {}): Report {
  const state = withAnalysis();
  const ledger = createLedger(someEvidence(), someObservations());
  const report = composeReport({
    state,
    draft: settleDraft(draft, ledger, ONSET),
    ledger,
    stoppedBecause: null,
    model: 'playbook',
    nowIso: '2026-11-20T10:00:00.000Z',
  });
  return {
    ...report,
    decision: { action: 'TICKET', priority: 'P1', reason: 'sustained' },
    ...overrides,
  };
}

describe('a draft by code alone', () => {
  it('stands up to the same checks as a model’s', () => {
    const draft = draftFromAnalysis(anAnalysis());
    expect(verifyDraft(draft, createLedger(someEvidence(), someObservations()), ONSET)).toEqual([]);
    expect(draft.claims.length).toBeGreaterThan(0);
  });

  it('leaves out what the service logged long before as well, and claims one thing of each kind', () => {
    const at = (minutes: number) => new Date(Date.parse(ONSET) + minutes * 60_000).toISOString();
    const [, symptom] = someEvidence();
    const usual = { ...symptom!, id: 'E8', at: at(-75) };
    const again = { ...symptom!, id: 'E9', at: at(1) };
    const base = anAnalysis();
    const draft = draftFromAnalysis(
      anAnalysis({
        onsetAt: ONSET,
        evidence: [...base.evidence, usual, again],
        timeline: [
          { at: at(-75), what: 'usual noise', evidence: 'E8' },
          { at: at(0), what: 'first failure', evidence: symptom!.id },
          { at: at(1), what: 'the same once more', evidence: 'E9' },
        ],
        hypotheses: base.hypotheses.map((hypothesis) => ({
          ...hypothesis,
          evidence: ['E8', ...hypothesis.evidence],
        })),
      }),
    );
    expect(draft.claims.slice(1).map(({ statement }) => statement)).toEqual([
      `first failure, at ${ONSET}`,
    ]);
    expect(draft.claims[0]?.citations.map(({ evidence }) => evidence)).not.toContain('E8');
  });

  it('names the version to go back to where it is certain, and none where it is not', () => {
    const deployed = (version: string, finishedAt: string, result = 'succeeded') =>
      Deployment.parse({ id: version, service: 'payment-svc', version, finishedAt, result });
    const live = deployed('2.31.0', '2026-11-20T07:24:05.000Z');
    const base = anAnalysis({ recommendedAction: 'rollback' });
    const evidence = {
      ...base.evidence[0]!,
      id: 'E8',
      kind: 'deployment' as const,
      at: live.finishedAt,
      service: 'payment-svc',
      commit: null,
    };
    const withDeployment = {
      ...base,
      evidence: [...base.evidence, evidence],
      hypotheses: base.hypotheses.map((hypothesis) => ({
        ...hypothesis,
        evidence: [...hypothesis.evidence, 'E8'],
      })),
    };
    const deployments = [
      live,
      deployed('2.30.3', '2026-11-20T02:00:00.000Z', 'failed'),
      deployed('2.30.2', '2026-11-19T02:11:05.000Z'),
      deployed('2.30.1', '2026-11-18T02:11:05.000Z'),
    ];
    expect(draftFromAnalysis(withDeployment, deployments).next_steps).toEqual([
      'Roll payment-svc back to 2.30.2, the version before 2.31.0, which brought the change.',
    ]);
    expect(draftFromAnalysis(base, deployments).next_steps[0]).not.toContain('2.30');
  });

  it('states the confidence once, where it is kept', () => {
    const summary = 'orders-svc fails. A commit caused it. Confidence 97%. Reasons: r.';
    expect(draftFromAnalysis(anAnalysis({ summary })).summary).toBe(
      'orders-svc fails. A commit caused it. Reasons: r.',
    );
  });

  it('is made of an inconclusive analysis too', () => {
    const draft = draftFromAnalysis(anAnalysis({ verdict: 'inconclusive', suspectChange: null }));
    expect(draft).toMatchObject({ verdict: 'inconclusive', suspect_commit: null });
    expect(draft.open_questions[0]).toContain('Not settled (80%)');
  });
});

describe('the report', () => {
  it('has the suspect change with author, file, line and pull request', () => {
    expect(aReport().suspectChange).toMatchObject({
      commit: CULPRIT,
      author: 'Elena Rossi',
      file: 'src/DiscountCalculator.cs',
      line: 20,
      pullRequest: { id: 421 },
    });
  });

  it('says when the engine came to another result, and is less sure then', () => {
    const ledger = createLedger(
      [
        ...someEvidence(),
        { ...someEvidence()[2]!, id: 'E4', commit: INNOCENT, text: `commit ${INNOCENT}` },
      ],
      someObservations(),
    );
    const draft = aDraft({
      suspect_commit: INNOCENT,
      claims: [
        { statement: 'It was this.', citations: [{ evidence: 'E4' }], status: 'unverified' },
      ],
    });
    const report = composeReport({
      state: withAnalysis(),
      draft: settleDraft(draft, ledger, ONSET),
      ledger,
      stoppedBecause: null,
      model: 'm',
      nowIso: ONSET,
    });
    expect(report.confidence).toBeLessThanOrEqual(0.6);
    expect(report.openQuestions.at(-1)).toContain(CULPRIT.slice(0, 10));
  });

  it('names a flag by its sentence, not by the id of the event that told of it', () => {
    const flag = {
      ...anAnalysis().suspectChange!,
      kind: 'flag' as const,
      id: 'AQTkU6s5N5C64',
      commit: null,
      title: 'Feature flag promo changed from off to on — marketing changed promo in prod',
    };
    const state = withAnalysis(anAnalysis({ suspectChange: flag }));
    const told = { ...someEvidence()[0]!, id: 'E4', kind: 'config_change' as const, text: 'promo' };
    const ledger = createLedger([...someEvidence(), told], someObservations());
    const claims = [
      { statement: 's', citations: [{ evidence: 'E4' }], status: 'unverified' as const },
    ];
    const report = composeReport({
      state,
      draft: settleDraft(
        aDraft({ suspect_commit: null, claims, summary: 's', causal_chain: [] }),
        ledger,
        ONSET,
      ),
      ledger,
      stoppedBecause: null,
      model: 'm',
      nowIso: ONSET,
    });
    expect(report.title).toBe('payment-svc: caused by “Feature flag promo changed from off to on”');
    expect(renderSlack(report).sections.join('\n')).not.toContain('AQTkU6');
  });

  it('does not call the merge of the blamed pull request innocent', () => {
    const [culprit, innocent] = someObservations().commits;
    const observations = someObservations({
      commits: [culprit!, { ...innocent!, message: 'Merged PR 421: Simplify discount lookup' }],
    });
    const merge = { ...someEvidence()[0]!, id: 'E4', commit: innocent!.sha };
    const ledger = createLedger([...someEvidence(), merge], observations);
    const rule = (evidence: string) => ({
      statement: `the one of ${evidence}`,
      why: 'w',
      citations: [{ evidence }],
    });
    const report = composeReport({
      state: withAnalysis(),
      draft: settleDraft(aDraft({ ruled_out: [rule('E4'), rule('E1')] }), ledger, ONSET),
      ledger,
      stoppedBecause: null,
      model: 'm',
      nowIso: ONSET,
    });
    expect(report.ruledOut.map(({ statement }) => statement)).toEqual(['the one of E1']);
  });

  it('lists every alert of the incident with its state', () => {
    const state = aRunState();
    const alert = state.alerts[0]!;
    const cycles = state.incident.cycles.map((cycle) => ({
      ...cycle,
      state: 'recovered' as const,
    }));
    const report = composeReport({
      state: { ...state, incident: { ...state.incident, cycles } },
      draft: settleDraft(aDraft(), createLedger(someEvidence(), someObservations()), ONSET),
      ledger: createLedger(someEvidence(), someObservations()),
      stoppedBecause: 'the ceiling of 3 model calls',
      model: 'm',
      nowIso: ONSET,
    });
    expect(report.alerts).toEqual([
      {
        id: alert.alert.id,
        title: alert.alert.title,
        firedAt: alert.alert.firedAt,
        state: 'recovered',
      },
    ]);
    expect(renderMarkdown(report)).toContain(
      'Partial report: the investigation stopped at the ceiling of 3 model calls',
    );
  });

  it('is a document with its parts in order', () => {
    const headings = [...renderMarkdown(aReport()).matchAll(/^##? (.+)$/gm)].map(
      ([, title]) => title,
    );
    expect(headings.slice(1)).toEqual([
      'Suspect change',
      'What is established',
      'Causal chain',
      'Impact',
      'Recommended action',
      'Timeline (UTC)',
      'Alerts',
      'Evidence',
    ]);
  });
});

describe('text from outside', () => {
  const hostile = '# Heading\n![x](http://evil.test/a.png) <script> | @team *bold* `code`';

  it('is no Markdown', () => {
    const escaped = escapeMarkdown(hostile);
    expect(escaped).not.toContain('\n');
    expect(escaped).toContain(String.raw`\# Heading`);
    expect(escaped).toContain(String.raw`\!\[x\]`);
    expect(escaped).not.toMatch(/@team/);
  });

  it('cannot close the block that it stands in', () => {
    expect(fence('a\n```\nb')).toBe('````\na\n```\nb\n````');
  });

  it('is no Slack command', () => {
    expect(escapeMrkdwn('<!channel> & <@U1> *x*')).toBe("&lt;!channel&gt; &amp; &lt;@U1&gt; 'x'");
    const { text, sections } = renderSlack(
      aReport(aDraft(), { title: 'look <!channel>', summary: '<!here>' }),
    );
    expect([text, ...sections].join()).not.toContain('<!');
  });

  it('has dead links where their hosts are not of the upstreams', () => {
    const own = createLinkPolicy({
      publicUrl: undefined,
      observations: someObservations({
        commits: [{ ...someObservations().commits[0]!, url: 'https://ado.acme.test/c/1' }],
      }),
      evidence: [],
    });
    expect(defang('see https://evil.test/x and https://ado.acme.test/c/2', own)).toBe(
      'see hxxps[:]//evil.test/x and https://ado.acme.test/c/2',
    );
    expect(own.allows('https://app.datadoghq.eu/monitors/1')).toBe(true);
    expect(own.allows('https://dev.azure.com/attacker/p')).toBe(false);
    expect(own.allows('http://app.datadoghq.com/monitors/1')).toBe(false);
    expect(own.allows('https://datadoghq.com.evil.test/')).toBe(false);
    expect(own.allows('https://user:pass@dev.azure.com/')).toBe(false);
    expect(own.allows('javascript://dev.azure.com/%0aalert(1)')).toBe(false);
  });
});

describe('writes', () => {
  const parts = (report: Report, service = aService()) => ({
    report,
    service,
    alerts: aRunState().alerts,
    links,
    reportUrl: 'https://mira.acme.test/incidents/1',
  });

  it('of a ticket: work item, comment, message, each as its tool wants it and with the incident’s mark', () => {
    const writes = planWrites(parts(aReport()));
    expect(writes.map(({ kind }) => kind)).toEqual([
      'create_work_item',
      'comment_on_pull_request',
      'post_message',
    ]);
    const schemas = [CreateWorkItemArgs, CommentOnPullRequestArgs, PostMessageArgs];
    writes.forEach((write, index) => {
      if (!('payload' in write)) throw new Error(write.why);
      expect(schemas[index]?.safeParse(write.payload).error).toBeUndefined();
      expect(write.payload['dedupe_tag']).toBe(dedupeTag(aReport().incidentId));
      expect(write.citations).toEqual(['E2', 'E3']);
    });
    expect(writes[0]).toMatchObject({
      payload: { priority: 2, commit: CULPRIT, pull_request: 421 },
    });
  });

  it('of MONITOR: the message alone; of IGNORE: none', () => {
    expect(
      planWrites(
        parts(aReport(aDraft(), { decision: { action: 'MONITOR', priority: 'P2', reason: '' } })),
      ).map(({ kind }) => kind),
    ).toEqual(['post_message']);
    expect(
      planWrites(
        parts(aReport(aDraft(), { decision: { action: 'IGNORE', priority: null, reason: '' } })),
      ),
    ).toEqual([]);
  });

  it('that cannot be made say why', () => {
    const writes = planWrites(
      parts(
        aReport(aDraft({ verdict: 'inconclusive', suspect_commit: null })),
        aService({ alert_channel: undefined }),
      ),
    );
    expect(writes.map((write) => ('why' in write ? write.why : 'made'))).toEqual([
      'made',
      'no change is blamed',
      'the registry names no alert channel for the service',
    ]);
  });

  it('carry no foreign link, whatever the evidence says', () => {
    const hostile = aReport(aDraft(), {
      title: 'see https://evil.test/pay',
      summary: 'click https://evil.test/now',
    });
    for (const write of planWrites(parts(hostile))) {
      const payload = 'payload' in write ? JSON.stringify(write.payload) : '';
      expect(forbiddenLinks(payload, links)).toEqual([]);
    }
  });
});

describe('addresses that a client may turn into links', () => {
  it.each([
    ['_https://evil.test/u_', '_hxxps[:]//evil.test/u_'],
    [`${'a'.repeat(40)}https://evil.test`, `${'a'.repeat(40)}hxxps[:]//evil.test`],
    ['https:/evil.test and https:\\\\evil.test', 'hxxps[:]/evil.test and hxxps[:]\\\\evil.test'],
    ['www.evil.test/x', 'www[.]evil.test/x'],
    ['ftp://evil.test', 'ftp[:]//evil.test'],
    ['https://app.datadoghq.com@evil.test/', 'hxxps[:]//app.datadoghq.com@evil.test/'],
    ['https://app.datadoghq.com\\@evil.test/', 'hxxps[:]//app.datadoghq.com\\@evil.test/'],
    ['https://app.datadoghq.com.evil.test/', 'hxxps[:]//app.datadoghq.com.evil.test/'],
    ['https://github.com/attacker/x', 'hxxps[:]//github.com/attacker/x'],
    ['https://app.datadoghq.com/monitors/1', 'https://app.datadoghq.com/monitors/1'],
    ['see evil.example/x?q=1', 'see evil[.]example/x?q=1'],
    ['(data.evil.com)', '(data.evil[.]com)'],
    ['evil.io:8443/a or EVIL.RU.', 'evil[.]io:8443/a or EVIL[.]RU.'],
    ['app.datadoghq.com/monitors/1', 'app.datadoghq.com/monitors/1'],
    ['https://app.datadoghq.com/x?u=evil.com', 'https://app.datadoghq.com/x?u=evil.com'],
  ])('%s', (text, expected) => {
    expect(defang(text, links)).toBe(expected);
  });

  it.each([
    'at Acme.Payments.Net.Client.Send() in /src/Acme.Payments.App/Client.cs:line 12',
    'com.acme.payments.App and java.net.SocketException: socket.io, ann@acme.com',
    'Payments.App/Services/Discount.cs, package.json, v1.2.3, 10.0.0.1:8080/health',
    'System.Net failed; Acme.Payments.Test.Info; node_modules/socket.io/dist/index.js',
  ])('are not made of namespaces, files and versions: %s', (text) => {
    const repositoryFiles = ['services/Payments.App/Services/Discount.cs'];
    const observations = someObservations({ repositoryFiles });
    const own = createLinkPolicy({ publicUrl: undefined, observations, evidence: [] });
    expect(defang(text, own)).toBe(text);
  });

  it('do not count because an alert’s words hold them', () => {
    const own = createLinkPolicy({
      publicUrl: undefined,
      observations: null,
      evidence: [anEvidence('E1', { kind: 'alert', link: 'https://evil.test/monitors/1' })],
    });
    expect(own.allows('https://evil.test/monitors/1')).toBe(false);
  });
});
