import type { Example } from './examples.ts';
import { DOTNET_LANGUAGE_EXAMPLES } from './dotnet-language.examples.ts';

export const DOTNET_EXAMPLES: readonly Example[] = [...DOTNET_LANGUAGE_EXAMPLES];
