/** A system in numbers: load with the shape of a day, faults that spread along the calls. */

/** 0 before `from`, 1 after `to`, straight in between. */
export const ramp = (at, from, to) =>
  to <= from ? Number(at >= from) : Math.min(1, Math.max(0, (at - from) / (to - from)));

/**
 * How a fault's strength runs over time, 0 to 1.
 * @param shape `step` (within two minutes), `slow` (over the whole time), `burst` (passes),
 *   `flap` (comes and goes), `growing` (with traffic and time), `creep` (quadratic, like a leak)
 */
export function strengthOf(shape, { onsetMs, endMs, recoverMs }) {
  const minute = 60_000;
  const on = (at) => {
    switch (shape) {
      case 'slow':
        return ramp(at, onsetMs, endMs);
      case 'creep':
        return ramp(at, onsetMs, endMs) ** 2;
      case 'growing':
        return 0.35 * ramp(at, onsetMs, onsetMs + 2 * minute) + 0.65 * ramp(at, onsetMs, endMs);
      case 'flap':
        return at >= onsetMs && Math.floor((at - onsetMs) / (3 * minute)) % 2 === 0 ? 1 : 0;
      default:
        return ramp(at, onsetMs, onsetMs + 2 * minute);
    }
  };
  if (recoverMs === undefined || recoverMs === null) return on;
  return (at) => on(at) * (1 - ramp(at, recoverMs, recoverMs + 3 * minute));
}

/** The day's curve around 1: quiet at night, a high at noon and in the evening. */
export function dayShape(at) {
  const hour = (at % 86_400_000) / 3_600_000;
  return (
    0.75 +
    0.3 * Math.sin(((hour - 7) / 24) * 2 * Math.PI) +
    0.12 * Math.sin(((hour - 4) / 12) * 2 * Math.PI)
  );
}

/**
 * A bounded pool: `load` arrivals per second that each hold a slot for `holdMs`.
 * Below saturation the wait follows the queueing curve, above it everything waits and the surplus
 * runs into the timeout.
 */
export function pool({ load, holdMs, size, timeoutMs }) {
  const offered = (load * holdMs) / 1000;
  const use = offered / size;
  if (use < 0.97) {
    const waitMs = Math.min(
      timeoutMs,
      (holdMs * use ** Math.sqrt(2 * (size + 1))) / (1 - use) / size,
    );
    return { busy: Math.min(size, offered), waitMs, failing: 0 };
  }
  return {
    busy: size,
    waitMs: timeoutMs * Math.min(1, 0.35 + (use - 0.97) * 2.5),
    failing: Math.min(0.95, Math.max(0.02, 1 - 1 / Math.max(use, 1.03))),
  };
}

/**
 * Errors and latencies of every service at a moment: its own, and what its callees hand up.
 *
 * @param services `[{ name, ms, calls: [{ to, share, soft? }] }]`; a soft call's failure is hidden
 * @param own `(name, at) → { err, addMs, timesMs }` what the fault does in the service itself
 */
export function createPropagation(services, own) {
  const byName = new Map(services.map((service) => [service.name, service]));
  return (at) => {
    const known = new Map();
    const state = (name) => {
      const seen = known.get(name);
      if (seen) return seen;
      const service = byName.get(name);
      const { err = 0, addMs = 0, timesMs = 1 } = own(name, at) ?? {};
      let pass = 1 - err;
      let ms = (service?.ms ?? 5) * timesMs + addMs;
      for (const { to, share = 1, soft = false } of service?.calls ?? []) {
        const callee = state(to);
        if (!soft) pass *= 1 - callee.err * share;
        ms += callee.ms * share;
      }
      const value = { err: 1 - pass, ms };
      known.set(name, value);
      return value;
    };
    for (const { name } of services) state(name);
    return known;
  };
}
