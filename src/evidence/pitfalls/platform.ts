/** Known pitfalls of settings, containers, networks and their limits. */
import type { Pitfall } from './model.ts';
import { PLATFORM_CONTAINERS } from './platform-containers.ts';
import { PLATFORM_NETWORK } from './platform-network.ts';

export const PLATFORM: readonly Pitfall[] = [...PLATFORM_NETWORK, ...PLATFORM_CONTAINERS];
