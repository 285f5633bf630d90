/** Who calls: a bearer token, signed or static, becomes a {@link Caller}. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { MiraError } from '../../domain/errors.ts';
import type { Scope } from '../../domain/scope.ts';
import { verifyScopeToken } from '../../platform/scope-token.ts';
import type { StaticToken } from './static-tokens.ts';

export interface Caller {
  readonly scope: Scope;
  /** Equal for equal tokens; safe to log. */
  readonly tokenId: string;
  /** Static tokens belong to people, who may write without a payload-bound token. */
  readonly kind: 'signed' | 'static';
}

export interface Authenticator {
  /**
   * @param authorization - the header's value
   * @throws MiraError `signature_invalid`
   */
  authenticate(authorization: string | null | undefined): Caller | Promise<Caller>;
}

export interface AuthenticatorOptions {
  readonly secrets: readonly string[];
  readonly staticTokens?: readonly StaticToken[];
  readonly clock: { now(): number };
}

interface Known {
  readonly caller: Caller;
  readonly expiresAtMs: number;
}

/** Tokens that were verified are remembered until they expire: HMAC once, not once a call. */
export function createAuthenticator({
  secrets,
  staticTokens = [],
  clock,
}: AuthenticatorOptions): Authenticator {
  const known = new LRUCache<string, Known>({ max: 5_000 });
  const people = staticTokens.map(({ token, ...person }) => ({
    digest: digestOf(token),
    ...person,
  }));

  const verify = async (token: string): Promise<Caller> => {
    const digest = digestOf(token);
    const tokenId = digest.toString('hex').slice(0, 16);
    const person = people.find((entry) => timingSafeEqual(entry.digest, digest));
    if (person) {
      if (person.expiresAtMs <= clock.now()) {
        throw new MiraError('signature_invalid', 'the token has expired: ask for a new one');
      }
      const caller: Caller = { scope: person.scope, tokenId, kind: 'static' };
      known.set(token, { caller, expiresAtMs: person.expiresAtMs });
      return caller;
    }
    const { scope, expiresAtMs } = await verifyScopeToken(token, secrets, clock.now());
    const caller: Caller = { scope, tokenId, kind: 'signed' };
    known.set(token, { caller, expiresAtMs });
    return caller;
  };

  return {
    authenticate(authorization) {
      const token = bearer(authorization);
      if (token === undefined) {
        throw new MiraError(
          'signature_invalid',
          'a token is needed: send the header `Authorization: Bearer <token>`; `mira token mint` makes one',
        );
      }
      const found = known.get(token);
      if (found && found.expiresAtMs > clock.now()) return found.caller;
      known.delete(token);
      return verify(token);
    },
  };
}

function bearer(authorization: string | null | undefined): string | undefined {
  const match = authorization ? /^bearer +(\S+)$/i.exec(authorization.trim()) : null;
  return match?.[1];
}

const digestOf = (token: string): Buffer => createHash('sha256').update(token).digest();
