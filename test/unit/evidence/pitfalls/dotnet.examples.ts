import type { Example } from './examples.ts';
import { DOTNET_DATA_EXAMPLES } from './dotnet-data.examples.ts';
import { DOTNET_FRAMEWORKS_EXAMPLES } from './dotnet-frameworks.examples.ts';
import { DOTNET_LANGUAGE_EXAMPLES } from './dotnet-language.examples.ts';
import { DOTNET_LIBRARY_EXAMPLES } from './dotnet-library.examples.ts';

export const DOTNET_EXAMPLES: readonly Example[] = [
  ...DOTNET_LANGUAGE_EXAMPLES,
  ...DOTNET_LIBRARY_EXAMPLES,
  ...DOTNET_DATA_EXAMPLES,
  ...DOTNET_FRAMEWORKS_EXAMPLES,
];
