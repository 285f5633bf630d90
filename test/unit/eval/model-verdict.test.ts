/** A model decides from the evidence; what it did not decide is inconclusive. */
import { expect, test } from 'vitest';
import { createDecide, modelOf } from '../../../eval/run/model-verdict.ts';
import type { Analysis } from '../../../src/domain/analysis.ts';
import { MiraError } from '../../../src/domain/errors.ts';
import type { LanguageModel, ModelRequest } from '../../../src/workers/models/language-model.ts';

const analysis: Analysis = {
  verdict: 'root_cause',
  suspectChange: null,
  category: 'code_defect',
  firstFailingService: 'a',
  blastRadius: [],
  recommendedAction: 'rollback',
  confidence: 0.77,
  decision: { action: 'MONITOR', priority: null, reason: '' },
  onsetAt: null,
  summary: 'the engine says so',
  timeline: [],
  hypotheses: [
    {
      id: 'H2',
      category: 'feature_flag',
      statement: 'the flag did it',
      suspectChange: {
        kind: 'flag',
        id: 'ff-1',
        commit: null,
        title: 'ff-1',
        author: null,
        repository: null,
        file: null,
        line: null,
        pullRequest: null,
        at: null,
      },
      probability: 0.123456,
      reasons: [],
      against: [],
      notChecked: [],
      evidence: [],
    },
  ],
  ruledOut: [],
  evidence: [],
  notChecked: [],
  inputProblems: [],
};

function modelSaying(args: Record<string, unknown> | null) {
  const asked: ModelRequest[] = [];
  const model: Pick<LanguageModel, 'generate'> = {
    generate: (request) => {
      asked.push(request);
      return Promise.resolve({
        message: {
          role: 'assistant',
          text: null,
          toolCalls: args === null ? [] : [{ id: '1', name: 'submit_verdict', args }],
          native: null,
        },
        usage: { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, thinkingTokens: 0 },
        stop: 'tool_calls',
        waitedMs: 0,
      });
    },
  };
  return { decide: createDecide(model as LanguageModel), asked };
}

test('the chosen hypothesis becomes the verdict', async () => {
  const { decide, asked } = modelSaying({
    verdict: 'root_cause',
    hypothesis: 'H2',
    category: 'feature_flag',
    firstFailingService: 'b',
    decision: 'TICKET',
    confidence: 0.6,
  });
  expect(await decide(analysis)).toMatchObject({
    suspectChange: { id: 'ff-1' },
    category: 'feature_flag',
    firstFailingService: 'b',
    confidence: 0.6,
    decision: { action: 'TICKET' },
  });
  const prompt = JSON.stringify(asked[0]?.messages);
  expect(prompt).toContain('the flag did it');
  expect(prompt).not.toMatch(/0\.123456|0\.77|the engine says so/);
});

test('no call, or a malformed one, decides nothing', async () => {
  for (const args of [null, { verdict: 'perhaps' }])
    expect(await modelSaying(args).decide(analysis)).toMatchObject({
      verdict: 'inconclusive',
      suspectChange: null,
      confidence: 0,
    });
});

test('a model without its key says which one', () => {
  expect(() => modelOf('gemini:x', {})).toThrow('GOOGLE_API_KEY');
  expect(() => modelOf('clever', {})).toThrow('playbook, gemini:<name> or openai:<name>');
});

test('a model that fails leaves the engine’s answer, as it does in a worker', async () => {
  const failing = (error: Error) =>
    createDecide({ id: 'gemini:x', generate: () => Promise.reject(error) });
  expect(await failing(new MiraError('rate_limited', 'slow down'))(analysis)).toEqual(analysis);
  await expect(failing(new TypeError('a bug'))(analysis)).rejects.toThrow('a bug');
});
