/** Answers repeated and near-identical tool calls from what is known, so that no loop can form. */
import { canonicalJson } from '../../domain/hash.ts';
import type { ToolCall } from '../models/language-model.ts';

/** Arguments that change how much of an answer is shown, not which answer it is. */
const SIZE_ARGUMENTS = new Set(['limit', 'max_files', 'page_size', 'per_page', 'top', 'sort']);

/** A failed call may be tried once more as it is: the failure may have been a passing one. */
const TRIES_OF_FAILING_CALL = 2;

export interface CallGuard {
  /**
   * The reason why this call is not worth making, naming where its answer stands. Null: make it, and
   * {@link remember} what became of it.
   */
  refuse(call: ToolCall): string | null;
  /** Remembers what became of a call. `evidence` null: it failed. */
  remember(call: ToolCall, evidence: string | null): void;
}

export function createCallGuard(): CallGuard {
  const answered = new Map<string, string>();
  const failures = new Map<string, number>();
  /** Under way: calls of one turn are made at once. */
  const asked = new Set<string>();

  return {
    refuse(call) {
      const key = likeness(call);
      const evidence = answered.get(key);
      if (evidence !== undefined) {
        return (
          `you already have this: ${evidence} holds the answer of ${call.name} to this question. ` +
          'Cite it, or ask something different: another window, another query, another tool.'
        );
      }
      if ((failures.get(key) ?? 0) >= TRIES_OF_FAILING_CALL) {
        return `this call has failed ${TRIES_OF_FAILING_CALL} times; change its arguments, or name it under open_questions.`;
      }
      if (asked.has(key))
        return `this turn asks ${call.name} the same thing twice: the other call answers it.`;
      asked.add(key);
      return null;
    },
    remember(call, evidence) {
      const key = likeness(call);
      asked.delete(key);
      if (evidence === null) failures.set(key, (failures.get(key) ?? 0) + 1);
      else answered.set(key, evidence);
    },
  };
}

/** Equal for calls that ask the same thing: size arguments, white space and case do not count. */
function likeness(call: ToolCall): string {
  const meaning = Object.entries(call.args)
    .filter(([name, value]) => !SIZE_ARGUMENTS.has(name) && value !== null && value !== '')
    .map(([name, value]) => [
      name,
      typeof value === 'string' ? value.trim().toLowerCase().replaceAll(/\s+/g, ' ') : value,
    ]);
  return `${call.name} ${canonicalJson(Object.fromEntries(meaning))}`;
}
