// Which lines of a recording count, and what a broken one says.
import { describe, expect, it } from 'vitest';
import {
  parseRecording,
  RECORDING_VERSION,
  type RecordingLine,
  standingLines,
} from '../../../src/domain/recording.ts';
import { anInvestigation } from '../../helpers/workers.ts';

const turn = (claim: number, agent: string, text: string): RecordingLine => ({
  type: 'turn',
  claim,
  agent,
  model: 'gemini:x',
  text,
  toolCalls: [],
  usage: { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, thinkingTokens: 0 },
  stop: 'end',
});
const call = (claim: number, name: string): RecordingLine => ({
  type: 'call',
  claim,
  name,
  args: {},
  result: {},
});

describe('after a takeover', () => {
  it('a successor’s turns replace those of the lost worker, agent by agent; answers all stand', () => {
    const lines = [
      turn(1, 'triage', 'first'),
      call(1, 'get_logs'),
      turn(1, 'investigator', 'lost'),
      turn(2, 'investigator', 'kept'),
      call(2, 'get_metrics'),
    ];
    expect(standingLines(lines)).toEqual([lines[0], lines[1], lines[3], lines[4]]);
  });
});

describe('reading', () => {
  const head = {
    type: 'head',
    version: RECORDING_VERSION,
    investigation: anInvestigation(),
    report: null,
    decision: null,
    observations: null,
  };

  it('takes head and lines, and leaves out what it does not know', () => {
    const text = [head, turn(1, 'triage', 'hello'), { type: 'dream', claim: 1 }]
      .map((line) => `${JSON.stringify(line)}\n`)
      .join('');
    expect(parseRecording(text).lines).toEqual([turn(1, 'triage', 'hello')]);
  });

  it.each([
    ['', 'line 1 is not the head'],
    ['{"type":"head","version":99}', 'line 1 is not the head'],
    [`${JSON.stringify(head)}\n{broken`, 'line 2 is no JSON'],
  ])('names what is broken: %s', (text, message) => {
    expect(() => parseRecording(text)).toThrow(message);
  });
});
