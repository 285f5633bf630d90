/** Known pitfalls of JavaScript and TypeScript, and of Node.js and its frameworks. */
import type { Pitfall } from './model.ts';

export const JAVASCRIPT: readonly Pitfall[] = [];
