/** Who calls whom. */

/** The way from one service to another along the calls. */
export function pathTo(system, from, to, seen = new Set()) {
  if (from === to) return [from];
  if (seen.has(from)) return [];
  seen.add(from);
  for (const { to: next } of system.services.find((one) => one.name === from)?.calls ?? []) {
    const rest = pathTo(system, next, to, seen);
    if (rest.length > 0) return [from, ...rest];
  }
  return [];
}

/** The service map as the system's tools export it. */
export function serviceMap(system, style) {
  const calls = system.services.flatMap(({ name, calls: list = [] }) =>
    list.map(({ to }) => ({ from: name, to })),
  );
  if (style.map === 'nodes')
    return {
      services: system.services.map(({ name, calls: list = [], hosts }) => ({
        name,
        dependsOn: list.map(({ to }) => to),
        ...(hosts ? { hosts: system.nodesOf?.[name] ?? hosts } : {}),
      })),
    };
  return {
    calls,
    runsOn: system.services
      .filter((one) => one.node)
      .map((one) => ({ service: one.name, host: one.node })),
  };
}
