import type { Example } from './examples.ts';

export const DOTNET_EXAMPLES: readonly Example[] = [];
