/** Memories as evidence of their own kind: citable, and never proof. */
import type { Evidence } from '../../domain/analysis.ts';
import type { FaultSignature } from '../../domain/memory.ts';
import type { Recalled } from '../../store/contracts.ts';
import { percent, shorten } from '../text.ts';

const FEATURES_SHOWN = 5;

/** @param last - the number of the last evidence that there is already */
export const memoryEvidence = (
  recalled: readonly Recalled[],
  signature: FaultSignature,
  last: number,
): Evidence[] =>
  recalled.map(({ memory, similarity }, index) => {
    const { service, at, verdict, category, confirmedBy, corrected } = memory;
    const shared = signature
      .filter((feature) => memory.signature.includes(feature) && !feature.startsWith('word:'))
      .slice(0, FEATURES_SHOWN);
    const day = at.slice(0, 10);
    const found = `${verdict.replaceAll('_', ' ')}, ${category.replaceAll('_', ' ')}`;
    return {
      id: `E${last + index + 1}`,
      kind: 'memory',
      summary: shorten(`past incident of ${service}, ${day}: ${memory.title}`, 240),
      text: [
        `Memory of a past incident of ${service} on ${day}: ${found}; ${corrected ? 'corrected' : 'confirmed'} by ${confirmedBy}.`,
        memory.title,
        memory.summary,
        ...(memory.commit === null ? [] : [`Then commit ${memory.commit} was the cause.`]),
        ...(memory.recommendedAction === null
          ? []
          : [`Then recommended: ${memory.recommendedAction.replaceAll('_', ' ')}.`]),
        ...(memory.note === null ? [] : [`Note: ${memory.note}`]),
        `Alike by ${percent(similarity)}${shared.length > 0 ? `: ${shared.join('; ')}` : ''}.`,
        'This is memory: it shows nothing about the incident at hand.',
      ].join('\n'),
      at,
      service,
      // Not the commit of then: evidence about a commit speaks of the changes of now.
      commit: null,
      toolCallId: null,
      link: null,
    };
  });
