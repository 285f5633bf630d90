/** Known pitfalls of C# and F#, and of .NET and its frameworks. */
import type { Pitfall } from './model.ts';

export const DOTNET: readonly Pitfall[] = [];
