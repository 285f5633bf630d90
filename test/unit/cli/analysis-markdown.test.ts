import { describe, expect, it } from 'vitest';
import { analysisMarkdown } from '../../../src/cli/render/analysis-markdown.ts';
import type { Analysis } from '../../../src/domain/analysis.ts';

const analysis: Analysis = {
  verdict: 'inconclusive',
  suspectChange: null,
  category: 'unknown',
  firstFailingService: null,
  blastRadius: [],
  recommendedAction: 'investigate_further',
  confidence: 0.31,
  decision: { action: 'MONITOR', priority: 'P3', reason: 'nothing shows harm' },
  onsetAt: null,
  summary: 'See [here](https://evil.example) <img src=x> | `code`\n# heading',
  timeline: [{ at: '2026-01-02T10:00:00.000Z', what: 'it began', evidence: 'E1' }],
  hypotheses: [],
  ruledOut: [],
  evidence: [],
  notChecked: [{ what: 'traces', why: 'none were given' }],
  inputProblems: [{ file: 'a.json', line: 3, problem: 'not JSON' }],
};

describe('analysisMarkdown', () => {
  it('keeps what stands in logs and commits from becoming markup', () => {
    const text = analysisMarkdown(analysis, 'pay *fails*');
    expect(text).toContain('# pay \\*fails\\*');
    expect(text).toContain(
      '\\[here\\](https:\u200B//evil.example) \\<img src=x\\> \\| \\`code\\` \\# heading',
    );
    expect(text).toContain('- `10:00:00` it began (E1)');
    expect(text).toContain('- a.json:3: not JSON');
  });
});
