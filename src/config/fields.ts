/**
 * Every setting of MIRA, by the process that reads it; `.env.example` is generated from here. Policy
 * numbers that nobody tunes per installation are constants in `tunables.ts` instead.
 */
export { common } from './fields/shared.ts';
export { ingress } from './fields/ingress.ts';
export { workers } from './fields/workers.ts';
export { proxy } from './fields/proxy.ts';
