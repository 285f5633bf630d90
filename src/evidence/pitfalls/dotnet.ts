/** Known pitfalls of C# and F#, and of .NET and its frameworks. */
import { DOTNET_LANGUAGE } from './dotnet-language.ts';
import type { Pitfall } from './model.ts';

export const DOTNET: readonly Pitfall[] = [...DOTNET_LANGUAGE];
