/** Error messages of one service that say another one does not answer. */
import type { Fault } from './log-faults.ts';

/** `500 from payments for /v1/x` names a status and who answered with it. */
const ANSWER =
  /^[a-z][\w.-]{1,60}: (?:HTTP )?5\d\d\b|\b5\d\d (?:response )?(?:from|by)\b|\b(?:error|failure|exception) from\b|\b(?:upstream|downstream|backend|dependency|remote|peer)\b[^.\n]{0,60}\b5\d\d\b/i;

/** True for failures of a call: the one who reports them is not the one who is ill. */
export const isComplaint = (fault: Fault): boolean =>
  ANSWER.test(fault.sample.slice(0, 500)) ||
  fault.kinds.has('timeout') ||
  fault.kinds.has('unreachable') ||
  fault.kinds.has('upstream_error') ||
  fault.kinds.has('circuit_open') ||
  fault.kinds.has('dns');

/** The known service that a complaint names, as a word of its own; the longest name wins. */
export function complaintOf(fault: Fault, services: readonly string[]): string | null {
  const text = fault.sample.slice(0, 2_000).toLowerCase();
  let best: string | null = null;
  for (const service of services) {
    if (service === fault.service || service.length < 3) continue;
    if (best !== null && service.length <= best.length) continue;
    if (mentions(text, service.toLowerCase())) best = service;
  }
  return best;
}

/**
 * The dependency from which, by the message's own words, came what the service can't use: the name
 * follows `from`, `by`, `sent by`, `of`, or is followed by `returned`, `sent`, `says`.
 */
export function deliveredBy(fault: Fault, dependencies: Iterable<string>): string | null {
  const text = fault.sample.slice(0, 1_000).toLowerCase();
  let best: string | null = null;
  for (const name of dependencies) {
    if (name.length < 3 || (best !== null && name.length <= best.length)) continue;
    const at = text.indexOf(name.toLowerCase());
    if (at === -1 || !mentions(text, name.toLowerCase())) continue;
    const before = text.slice(Math.max(0, at - 24), at);
    const after = text.slice(at + name.length, at + name.length + 24);
    if (
      /(?:\bfrom|\bby|\bof|\bvia|\bsource[=:]?)\s*["'(]?$/.test(before) ||
      /^["')]?\s*(?:returned|sent|says|said|gave|answered|responded|delivered|replied)\b/.test(
        after,
      )
    )
      best = name;
  }
  return best;
}

/** Calls that complaints reveal, for where no service map was given. */
export function callsFromComplaints(
  faults: readonly Fault[],
  services: readonly string[],
): { from: string; to: string }[] {
  const out: { from: string; to: string }[] = [];
  for (const fault of faults) {
    if (fault.service === null || fault.source === 'alert' || !isComplaint(fault)) continue;
    const to = complaintOf(fault, services);
    if (to !== null) out.push({ from: fault.service, to });
  }
  return out;
}

/** True when a name stands in a text (both in lower case) as a word of its own. */
export function mentions(text: string, service: string): boolean {
  for (let at = text.indexOf(service); at !== -1; at = text.indexOf(service, at + 1)) {
    const before = text[at - 1] ?? ' ';
    const after = text[at + service.length] ?? ' ';
    if (!/[a-z\d]/.test(before) && !/[a-z\d]/.test(after)) return true;
  }
  return false;
}
