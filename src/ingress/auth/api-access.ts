/** Who may use the API: bearer tokens, or the token as Basic password so that a browser can log in. */
import { createMiddleware } from 'hono/factory';
import { MiraError } from '../../domain/errors.ts';
import { createSecretCheck, readAuthorization } from './secrets.ts';

export type Role = 'api' | 'operator';

export interface ApiVariables {
  /** What the caller's token allows. */
  readonly role: Role;
}

export interface ApiAccessOptions {
  readonly apiTokens: readonly string[];
  readonly operatorTokens: readonly string[];
  /** Lets everyone in as operator where no tokens are configured. */
  readonly insecure: boolean;
}

/** A middleware factory: `access('api')` lets API and operator tokens in, `access('operator')` the latter. */
export function createApiAccess({ apiTokens, operatorTokens, insecure }: ApiAccessOptions) {
  const isOperator = createSecretCheck(operatorTokens);
  const isApi = createSecretCheck(apiTokens);
  const open = insecure && apiTokens.length + operatorTokens.length === 0;

  const roleOf = (header: string | undefined): Role | undefined => {
    if (open) return 'operator';
    const given = readAuthorization(header);
    if (!given) return undefined;
    // Both are compared, so that the time does not tell the kind of a token.
    const [operator, api] = [isOperator(given.secret), isApi(given.secret)];
    return operator ? 'operator' : api ? 'api' : undefined;
  };

  return (needed: Role) =>
    createMiddleware<{ Variables: ApiVariables }>(async (c, next) => {
      const role = roleOf(c.req.header('authorization'));
      if (role === undefined) {
        const basic = needed === 'operator' ? 'Basic realm="MIRA", charset="UTF-8", ' : '';
        c.header('www-authenticate', `${basic}Bearer realm="MIRA"`);
        throw new MiraError('signature_invalid', 'an API token is needed: Authorization: Bearer …');
      }
      if (needed === 'operator' && role !== 'operator') {
        throw new MiraError('forbidden', 'this needs an operator token (MIRA_OPERATOR_TOKENS)');
      }
      c.set('role', role);
      await next();
    });
}
