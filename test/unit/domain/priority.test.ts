import { describe, expect, it } from 'vitest';
import {
  PRIORITIES,
  comparePriority,
  priorityFromDatadog,
  priorityFromSeverity,
  toAzureDevOpsPriority,
  toDatadogPriority,
  toQueuePriority,
} from '../../../src/domain/priority.ts';

describe('priorities', () => {
  it.each([
    ['P1', 'P0'],
    ['p2', 'P1'],
    ['3', 'P2'],
    ['P4', 'P3'],
    ['P5', 'P3'],
  ] as const)('Datadog %s is %s', (datadog, expected) => {
    expect(priorityFromDatadog(datadog)).toBe(expected);
  });

  it.each(PRIORITIES)('%s is the same again after a way through Datadog’s scale', (priority) => {
    expect(priorityFromDatadog(toDatadogPriority(priority))).toBe(priority);
  });

  it.each(['', 'P0', 'P6', 'normal', 'low'])('Datadog "%s" says nothing', (text) => {
    expect(priorityFromDatadog(text)).toBeUndefined();
  });

  it.each([
    ['Critical', 'P0'],
    ['sev2', 'P1'],
    [' warning ', 'P2'],
    ['info', 'P3'],
  ] as const)('severity "%s" is %s', (word, expected) => {
    expect(priorityFromSeverity(word)).toBe(expected);
  });

  it('keeps its order in Azure DevOps and BullMQ', () => {
    expect(PRIORITIES.map(toAzureDevOpsPriority)).toEqual([1, 2, 3, 4]);
    expect(PRIORITIES.map(toQueuePriority)).toEqual([1, 2, 3, 4]);
    expect([...PRIORITIES].toReversed().toSorted(comparePriority)).toEqual(PRIORITIES);
  });
});
