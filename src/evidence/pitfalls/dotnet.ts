/** Known pitfalls of C# and F#, and of .NET and its frameworks. */
import { DOTNET_DATA } from './dotnet-data.ts';
import { DOTNET_FRAMEWORKS } from './dotnet-frameworks.ts';
import { DOTNET_LANGUAGE } from './dotnet-language.ts';
import { DOTNET_LIBRARY } from './dotnet-library.ts';
import type { Pitfall } from './model.ts';

export const DOTNET: readonly Pitfall[] = [
  ...DOTNET_LANGUAGE,
  ...DOTNET_LIBRARY,
  ...DOTNET_DATA,
  ...DOTNET_FRAMEWORKS,
];
