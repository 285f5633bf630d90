/**
 * Scope for foreign tools: arguments that are taken from the token, fixed, or held inside of a
 * folder. A tool that takes none of its server's pinned arguments could reach everything that the
 * server's credentials reach, so it is not offered unless it is listed as `unpinned`.
 */
import path from 'node:path';
import type { PinnedArgument, ScopeSource } from '../../config/mcp-servers.ts';
import { MiraError } from '../../domain/errors.ts';
import { canonicalJson } from '../../domain/hash.ts';
import { ANY, type Scope } from '../../domain/scope.ts';
import type { Arguments } from './check-arguments.ts';

export type Pins = Readonly<Record<string, PinnedArgument>>;

/**
 * The arguments as they may be sent.
 * @param pins - of arguments that the tool takes
 * @throws MiraError `out_of_scope` for a value that the token does not allow, `bad_argument`
 */
export function pinArguments(args: Arguments, pins: Pins, scope: Scope): Arguments {
  const pinned = Object.entries(pins).map(([name, pin]) => [
    name,
    pinnedValue(name, pin, args[name], scope),
  ]);
  return { ...args, ...Object.fromEntries(pinned.filter(([, value]) => value !== undefined)) };
}

function pinnedValue(name: string, pin: PinnedArgument, given: unknown, scope: Scope): unknown {
  if ('value' in pin) {
    if (given !== undefined && canonicalJson(given) !== canonicalJson(pin.value)) {
      throw refused(name, given, JSON.stringify(pin.value));
    }
    return pin.value;
  }
  if ('within' in pin) return within(name, pin.within, given, scope);
  if (pin.scope === 'repository') return repository(name, given, scope);
  const own = valueOf(pin.scope, scope);
  if (own === ANY) return given;
  if (given !== undefined && given !== own) throw refused(name, given, own);
  return own;
}

/** The service's own repository, or the one of the scope's that was asked for. */
function repository(name: string, given: unknown, { repositories }: Scope): unknown {
  if (repositories.includes(ANY)) return given;
  const [own] = repositories;
  if (own === undefined) throw lacking('repository');
  if (given === undefined) return own;
  const asked = typeof given === 'string' ? given.toLowerCase() : undefined;
  const allowed = repositories.find((known) => known.toLowerCase() === asked);
  if (allowed === undefined) throw refused(name, given, repositories.join(', '));
  return allowed;
}

/** A path in a folder; relative ones are taken from there, and so is a missing one. */
function within(name: string, template: string, given: unknown, scope: Scope): unknown {
  if (Array.isArray(given)) return given.map((one) => within(name, template, one, scope));
  const root = path.posix.normalize(fillIn(template, scope));
  if (given === undefined) return root;
  const hint = 'Name a path in that folder; relative ones start there.';
  if (typeof given !== 'string' || given.includes('\0')) throw refused(name, given, root, hint);
  const full = path.posix.resolve(root, given);
  const inside = full === root || full.startsWith(root.endsWith('/') ? root : `${root}/`);
  if (!inside) throw refused(name, given, `paths in ${root}`, hint);
  return full;
}

/** `/srv/{repository}` → `/srv/payments`; with `*` what stands before the variable. */
function fillIn(template: string, scope: Scope): string {
  let open = false;
  const filled = template.replace(/\{(\w+)\}/g, (whole, source: string) => {
    const value = source === 'repository' ? scope.repositories[0] : valueOf(source, scope);
    if (value === undefined) throw lacking(source);
    if (value === ANY || (source === 'repository' && scope.repositories.includes(ANY))) {
      open = true;
      return '\0';
    }
    // a name with a slash or dots would be another folder
    if (/[/\\\0]|^\.{1,2}$/.test(value)) throw refused(source, value, 'a plain name');
    return value === '' ? whole : value;
  });
  return open ? path.posix.dirname(`${filled.split('\0', 1)[0] ?? '/'}x`) : filled;
}

/** @throws MiraError `out_of_scope` where the token names none */
function valueOf(source: ScopeSource | (string & {}), scope: Scope): string {
  const values: Readonly<Record<string, string | null>> = {
    service: scope.service,
    env: scope.env,
    organization: scope.organization,
    project: scope.project,
    branch: scope.defaultBranch,
  };
  const value = values[source];
  if (value === null || value === undefined) throw lacking(source);
  return value;
}

const lacking = (source: string): MiraError =>
  new MiraError(
    'out_of_scope',
    `this tool is held to the token’s ${source}, and this token names none: complete the service’s registry entry`,
  );

const refused = (
  name: string,
  given: unknown,
  allowed: string,
  hint = `Leave \`${name}\` out: it is filled in by the proxy.`,
): MiraError =>
  new MiraError(
    'out_of_scope',
    `${name}: ${JSON.stringify(given)?.slice(0, 120)} is outside of this token’s scope, which allows ${allowed}`,
    { context: { hint } },
  );
