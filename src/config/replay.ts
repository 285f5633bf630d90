/** Settings of `mira replay`: those of the workers that do not need anybody else to be there. */
import { workers } from './fields.ts';

const { redisUrl: _redis, tokenSecrets: _secrets, proxyUrls: _proxy, ...own } = workers;

export const replay = own;
