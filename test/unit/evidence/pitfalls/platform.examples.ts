import type { Example } from './examples.ts';
import { PLATFORM_CONTAINERS_EXAMPLES } from './platform-containers.examples.ts';
import { PLATFORM_NETWORK_EXAMPLES } from './platform-network.examples.ts';

export const PLATFORM_EXAMPLES: readonly Example[] = [
  ...PLATFORM_NETWORK_EXAMPLES,
  ...PLATFORM_CONTAINERS_EXAMPLES,
];
