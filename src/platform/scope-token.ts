/** Tokens that carry a {@link Scope}: JWTs signed with a secret that ingress, workers and proxy share. */
import { jwtVerify, SignJWT } from 'jose';
import { MiraError, messageOf } from '../domain/errors.ts';
import { Scope } from '../domain/scope.ts';

const ISSUER = 'mira';
const AUDIENCE = 'mira-proxy';
/** Clocks of two machines may differ by so much. */
const CLOCK_TOLERANCE_S = 5;

/** The claims of a token, and how long they hold. */
export interface VerifiedScope {
  readonly scope: Scope;
  /** Epoch ms; the clock tolerance is already in it. */
  readonly expiresAtMs: number;
}

export interface MintOptions {
  /** The first one signs. */
  readonly secrets: readonly string[];
  readonly expiresInMs: number;
  /** @defaultValue Date.now() */
  readonly nowMs?: number;
}

/** @throws MiraError `config_invalid` without a secret, ZodError for claims that are no scope */
export async function mintScopeToken(
  scope: (typeof Scope)['_input'],
  { secrets, expiresInMs, nowMs = Date.now() }: MintOptions,
): Promise<string> {
  const [secret] = secrets;
  if (!secret) throw new MiraError('config_invalid', 'MIRA_TOKEN_SECRET is needed to make tokens');
  const { subject, ...claims } = Scope.parse(scope);
  return await new SignJWT({ scope: claims })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setSubject(subject)
    .setIssuedAt(Math.floor(nowMs / 1_000))
    .setExpirationTime(Math.ceil((nowMs + expiresInMs) / 1_000))
    .sign(keyOf(secret));
}

/**
 * Checks signature (against every secret, for rotation), issuer, audience, expiry and claims.
 * @throws MiraError `signature_invalid` whose message says what is wrong with the token
 */
export async function verifyScopeToken(
  token: string,
  secrets: readonly string[],
  nowMs = Date.now(),
): Promise<VerifiedScope> {
  let failure: unknown;
  for (const secret of secrets) {
    try {
      const { payload } = await jwtVerify(token, keyOf(secret), {
        algorithms: ['HS256'],
        issuer: ISSUER,
        audience: AUDIENCE,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: CLOCK_TOLERANCE_S,
        currentDate: new Date(nowMs),
      });
      const claims = typeof payload['scope'] === 'object' ? payload['scope'] : {};
      const scope = Scope.safeParse({ ...claims, subject: payload.sub });
      if (!scope.success) {
        throw new MiraError('signature_invalid', 'the token’s claims are no scope of this version');
      }
      return {
        scope: scope.data,
        expiresAtMs: ((payload.exp ?? 0) + CLOCK_TOLERANCE_S) * 1_000,
      };
    } catch (error) {
      // an expired token was signed by this secret: no other secret can do better
      failure = error;
      if (error instanceof MiraError || isExpired(error)) break;
    }
  }
  if (failure instanceof MiraError) throw failure;
  throw new MiraError(
    'signature_invalid',
    isExpired(failure)
      ? 'the token has expired: mint a new one'
      : `the token is not valid: ${failure === undefined ? 'no secret is configured' : messageOf(failure)}`,
    { cause: failure },
  );
}

const isExpired = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_JWT_EXPIRED';

const encoder = new TextEncoder();
const keyOf = (secret: string): Uint8Array => encoder.encode(secret);
