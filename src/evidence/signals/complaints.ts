/** Error messages of one service that say another one does not answer. */
import type { Fault } from './log-faults.ts';

/** True for failures of a call: the one who reports them is not the one who is ill. */
export const isComplaint = (fault: Fault): boolean =>
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

function mentions(text: string, service: string): boolean {
  for (let at = text.indexOf(service); at !== -1; at = text.indexOf(service, at + 1)) {
    const before = text[at - 1] ?? ' ';
    const after = text[at + service.length] ?? ' ';
    if (!/[a-z\d]/.test(before) && !/[a-z\d]/.test(after)) return true;
  }
  return false;
}
