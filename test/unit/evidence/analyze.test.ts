import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Analysis } from '../../../src/domain/analysis.ts';
import { Observations } from '../../../src/domain/observation.ts';
import { DecisionRules } from '../../../src/domain/service.ts';
import { analyze } from '../../../src/evidence/index.ts';
import { ofChanges } from './incidents-of-changes.ts';
import { ofRestraint } from './incidents-of-restraint.ts';
import { withoutChange } from './incidents-without-change.ts';
import { at, incidents, observe } from './incidents.ts';

describe('analyze on incidents with known causes', () => {
  const all = [...incidents, ...withoutChange, ...ofChanges, ...ofRestraint];
  it.each(all.map((each) => [each.name, each] as const))('%s', (_name, incident) => {
    const { truth } = incident;
    const analysis = analyze(Observations.parse(observe(incident)));
    if (truth.leadOnly === true) {
      expect(analysis.hypotheses[0]?.suspectChange?.id).toBe(truth.suspect);
      return;
    }
    expect(analysis.verdict).toBe(truth.verdict);
    expect(analysis.suspectChange?.id).toBe(truth.suspect);
    if (truth.category !== undefined) expect([truth.category].flat()).toContain(analysis.category);
    if (truth.first !== undefined) expect(analysis.firstFailingService).toBe(truth.first);
  });
});

describe('analyze', () => {
  const [base] = incidents;
  if (base === undefined) throw new Error('no incidents');

  it('gives every claim evidence that exists, and probabilities of at most 1 together', () => {
    for (const incident of incidents) {
      const analysis = Analysis.parse(analyze(observe(incident)));
      const ids = new Set(analysis.evidence.map((each) => each.id));
      expect(ids.size).toBe(analysis.evidence.length);
      for (const hypothesis of analysis.hypotheses)
        for (const id of hypothesis.evidence) expect(ids).toContain(id);
      for (const each of analysis.ruledOut)
        for (const id of each.evidence) expect(ids).toContain(id);
      for (const entry of analysis.timeline)
        if (entry.evidence !== null) expect(ids).toContain(entry.evidence);
      expect(
        analysis.hypotheses.reduce((sum, each) => sum + each.probability, 0),
      ).toBeLessThanOrEqual(1.001);
      expect(analysis.timeline.map((each) => each.at)).toEqual(
        analysis.timeline.map((each) => each.at).sort(),
      );
      if (analysis.verdict === 'root_cause')
        expect(analysis.hypotheses[0]?.evidence.length).toBeGreaterThan(0);
    }
  });

  it('is a pure function', () => {
    const observations = observe(base);
    const copy = structuredClone(observations);
    expect(analyze(observations)).toEqual(analyze(structuredClone(observations)));
    expect(observations).toEqual(copy);
  });

  it('never names a commit that went live after the onset, however well its words fit', () => {
    for (const incident of incidents) {
      if (incident.truth.suspect === undefined || incident.commits === undefined) continue;
      const observations = observe(incident);
      const late: Observations = {
        ...observations,
        deployments: [],
        commits: observations.commits.map((each) => ({ ...each, committedAt: at(14) })),
        configChanges: observations.configChanges.map((each) => ({ ...each, at: at(24) })),
      };
      if (incident.firedAt !== undefined || incident.commits.length === 0) continue;
      const analysis = analyze(late);
      expect(analysis.suspectChange).toBeNull();
      expect(analysis.ruledOut.some((each) => each.why.includes('after the onset'))).toBe(true);
    }
  });

  it('does not blame the only commit for being there', () => {
    const observations = observe({
      ...base,
      commits: [
        {
          sha: 'aaa1111',
          at: -2,
          message: 'Change the footer',
          files: {
            'src/footer.ts': "@@ -1 +1 @@\n-export const a = 'x';\n+export const a = 'y';\n",
          },
        },
      ],
      deployments: [{ at: -1, commit: 'aaa1111' }],
    });
    expect(analyze(observations).suspectChange).toBeNull();
  });

  it('lists the sources that were not there', () => {
    const what = analyze({ ...observe(base), spans: [], deployments: [] }).notChecked.map(
      (each) => each.what,
    );
    expect(what).toEqual(expect.arrayContaining(['traces', 'deployments']));
    expect(what).not.toContain('logs');
  });

  it('passes problems of the input on', () => {
    const problem = { file: 'logs.ndjson', line: 3, problem: 'no JSON' };
    expect(analyze({ ...observe(base), inputProblems: [problem] }).inputProblems).toEqual([
      problem,
    ]);
  });

  it("decides by the service's rules", () => {
    const known = DecisionRules.parse({ known_noise: ['P99 latency'] });
    expect(analyze(observe(base), { decisionRules: known }).decision).toMatchObject({
      action: 'IGNORE',
    });
    expect(analyze(observe(base)).decision).toMatchObject({ action: 'TICKET', priority: 'P1' });
  });

  it('survives any observations', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'Error: x',
        '\tat a.B.c(B.java:1)',
        '@@ -1 +1 @@\n-a\n+b',
        'svc',
        'svc timeout calling db',
      ),
    );
    const time = fc
      .integer({ min: 0, max: 2_000_000_000_000 })
      .map((ms) => new Date(ms).toISOString());
    const service = fc.option(fc.constantFrom('svc', 'db', 'web'), { nil: null });
    const observations: fc.Arbitrary<Observations> = fc.record({
      now: time,
      window: fc.constant(null),
      service,
      env: fc.constant(null),
      alerts: fc.array(
        fc.record({
          id: text,
          title: text,
          body: text,
          service,
          env: fc.constant(null),
          firedAt: fc.option(time, { nil: null }),
          recoveredAt: fc.option(time, { nil: null }),
          tags: fc.array(text),
        }),
        { maxLength: 3 },
      ),
      logs: fc.array(
        fc.record({
          id: text,
          at: fc.option(time, { nil: null }),
          service,
          level: fc.constantFrom('info', 'error', 'unknown', 'fatal', 'warn'),
          message: text,
        }),
        { maxLength: 20 },
      ),
      metrics: fc.array(
        fc.record({
          metric: text,
          service,
          tags: fc.constant([]),
          points: fc.array(fc.tuple(fc.double(), fc.option(fc.double(), { nil: null })), {
            maxLength: 40,
          }),
        }),
        { maxLength: 4 },
      ),
      spans: fc.array(
        fc.record({
          traceId: text,
          spanId: text,
          parentId: fc.option(text, { nil: null }),
          service: text,
          resource: text,
          kind: fc.constantFrom('server', 'client'),
          startAt: time,
          durationMs: fc.nat(),
          error: fc.option(fc.record({ message: text, stack: text }), { nil: null }),
        }),
        { maxLength: 12 },
      ),
      commits: fc.array(
        fc.record({
          sha: text,
          repository: service,
          service,
          author: text,
          committedAt: fc.option(time, { nil: null }),
          message: text,
          parents: fc.constant([]),
          filesComplete: fc.boolean(),
          files: fc.array(
            fc.record({
              path: text,
              status: fc.constantFrom('added', 'modified'),
              patch: fc.option(text, { nil: null }),
            }),
            { maxLength: 3 },
          ),
        }),
        { maxLength: 5 },
      ),
      deployments: fc.array(
        fc.record({
          id: text,
          service,
          env: fc.constant(null),
          finishedAt: time,
          result: fc.constantFrom('succeeded', 'failed'),
          commit: fc.option(text, { nil: null }),
          previousCommit: fc.constant(null),
          commits: fc.array(text, { maxLength: 2 }),
        }),
        { maxLength: 3 },
      ),
      configChanges: fc.array(
        fc.record({
          id: text,
          kind: fc.constantFrom('feature_flag', 'secret'),
          at: time,
          service,
          name: text,
          summary: text,
        }),
        { maxLength: 3 },
      ),
      infraEvents: fc.array(
        fc.record({
          id: text,
          at: time,
          kind: text,
          service,
          severity: fc.constantFrom('info', 'error'),
          summary: text,
        }),
        { maxLength: 3 },
      ),
      monitors: fc.constant([]),
      serviceMap: fc.record({
        calls: fc.array(fc.record({ from: text, to: text }), { maxLength: 4 }),
        runsOn: fc.constant([]),
      }),
      repositoryFiles: fc.option(fc.array(text), { nil: null }),
      pathRules: fc.constant([]),
      notChecked: fc.constant([]),
      inputProblems: fc.constant([]),
    });
    fc.assert(
      fc.property(observations, (some) => {
        expect(Analysis.safeParse(analyze(some)).success).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});
