/**
 * Who may send webhooks. Datadog signs nothing, so a sender proves a shared secret in one of the ways
 * that Datadog or a relay can: a header, HTTP Basic, a bearer token (the secret itself or one from
 * `POST /oauth/token`), or an HMAC over the raw body.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { MiraError } from '../../domain/errors.ts';
import { createSecretCheck, readAuthorization } from './secrets.ts';

export interface SenderProof {
  readonly header: (name: string) => string | undefined;
  /** The body as received; read only where a signature has to be checked. */
  readonly body: () => Promise<Uint8Array>;
}

export interface WebhookSenders {
  /** @throws MiraError `signature_invalid`, which never says what was wrong with which secret */
  check(proof: SenderProof): Promise<void>;
  /** OAuth2 client credentials: a token for whoever knows a secret. Undefined when it is wrong. */
  issueToken(clientSecret: string): Promise<string | undefined>;
}

export const SECRET_HEADER = 'x-mira-webhook-secret';
export const SIGNATURE_HEADER = 'x-datadog-signature';
/** Life of a token from `/oauth/token`, seconds; Datadog asks for a new one by itself. */
export const OAUTH_TOKEN_SECONDS = 3_600;
const AUDIENCE = 'mira:webhook';

/** @param secrets - none means that everyone may send (`MIRA_INSECURE=1`) */
export function createWebhookSenders(secrets: readonly string[]): WebhookSenders {
  const isSecret = createSecretCheck(secrets);
  const keys = secrets.map(tokenKey);

  const isIssuedToken = async (token: string): Promise<boolean> => {
    if (token.split('.').length !== 3) return false;
    for (const key of keys) {
      try {
        await jwtVerify(token, key, { audience: AUDIENCE, algorithms: ['HS256'] });
        return true;
      } catch {
        // Made with another secret, expired, or not ours.
      }
    }
    return false;
  };

  return {
    async check({ header, body }) {
      if (secrets.length === 0) return;
      const shared = header(SECRET_HEADER);
      if (shared !== undefined && isSecret(shared)) return;
      const authorization = readAuthorization(header('authorization'));
      if (authorization && isSecret(authorization.secret)) return;
      if (authorization?.scheme === 'bearer' && (await isIssuedToken(authorization.secret))) return;
      const signature = header(SIGNATURE_HEADER);
      if (signature !== undefined && isSigned(secrets, signature, await body())) return;
      throw new MiraError(
        'signature_invalid',
        `the sender is not known: send the webhook secret as header ${SECRET_HEADER}, as Basic password, as bearer token, or sign the body`,
      );
    },
    async issueToken(clientSecret) {
      const [key] = keys;
      if (!key || !isSecret(clientSecret)) return undefined;
      return new SignJWT()
        .setProtectedHeader({ alg: 'HS256' })
        .setAudience(AUDIENCE)
        .setIssuedAt()
        .setExpirationTime(`${OAUTH_TOKEN_SECONDS}s`)
        .sign(key);
    },
  };
}

/** A key of its own, so that a token says nothing about the secret it was made with. */
const tokenKey = (secret: string): Uint8Array =>
  createHash('sha256').update(`${AUDIENCE}\n${secret}`).digest();

function isSigned(secrets: readonly string[], header: string, body: Uint8Array): boolean {
  const hex = /^(?:sha256=)?([0-9a-f]{64})$/i.exec(header.trim())?.[1];
  if (hex === undefined) return false;
  const given = Buffer.from(hex, 'hex');
  let matches = false;
  for (const secret of secrets) {
    const expected = createHmac('sha256', secret).update(body).digest();
    matches = timingSafeEqual(expected, given) || matches;
  }
  return matches;
}
