/** Says loudly at the start which doors stand open or can't be opened. */
import type { Logger } from '../platform/logger.ts';
import type { IngressConfig } from './config.ts';

type Doors = Pick<IngressConfig, 'webhookSecrets' | 'apiTokens' | 'operatorTokens' | 'insecure'>;

export function warnOfOpenDoors(config: Doors, logger: Pick<Logger, 'warn'>): void {
  const noTokens = config.apiTokens.length + config.operatorTokens.length === 0;
  if (config.webhookSecrets.length === 0) {
    logger.warn('MIRA_INSECURE=1: ANYBODY CAN SEND WEBHOOKS. Set MIRA_WEBHOOK_SECRET.');
  }
  if (noTokens && config.insecure) {
    logger.warn('MIRA_INSECURE=1: THE API AND BULL BOARD ARE OPEN. Set MIRA_API_TOKENS.');
  } else if (noTokens) {
    logger.warn('the API answers 401 to everybody: set MIRA_API_TOKENS, MIRA_OPERATOR_TOKENS');
  }
}
