/**
 * Protection against DNS rebinding: a page in somebody's browser can make a name of its own point
 * to this machine, but it cannot choose the Host and Origin headers that its requests then carry.
 */

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Why a request is refused; undefined when it is not. */
export function checkHost(
  host: string | undefined,
  allowed: readonly string[],
): string | undefined {
  if (allowed.includes('*')) return undefined;
  if (host === undefined) return 'a Host header is needed';
  const name = hostname(host);
  // rebinding needs a name: an address in the Host header was typed as an address
  if (name !== null && (LOOPBACK.has(name) || isAddress(name))) return undefined;
  if (allowed.includes(host) || (name !== null && allowed.includes(name))) return undefined;
  return `host ${host.slice(0, 100)} is not served here: add it to MIRA_PROXY_ALLOWED_HOSTS`;
}

/** Requests without an Origin are no browser's. */
export function checkOrigin(
  origin: string | undefined,
  allowed: readonly string[],
): string | undefined {
  if (origin === undefined || allowed.includes(origin) || allowed.includes('*')) return undefined;
  if (URL.canParse(origin) && LOOPBACK.has(new URL(origin).hostname)) return undefined;
  return `origin ${origin.slice(0, 100)} may not call: add it to MIRA_PROXY_ALLOWED_ORIGINS`;
}

const known = new Map<string, string | null>();

/** The name without its port. Remembered, for there are few and each call carries one. */
function hostname(host: string): string | null {
  let name = known.get(host);
  if (name === undefined) {
    name = URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : null;
    if (known.size > 1_000) known.clear();
    known.set(host, name);
  }
  return name;
}

const isAddress = (name: string): boolean =>
  /^\d+\.\d+\.\d+\.\d+$/.test(name) || name.startsWith('[');
