/** Shape of the tables that pair kinds of change with kinds of failure. */
import type { FactKind } from '../../diff/facts.ts';

/** 0–1 per kind of change; what is missing is 0. */
export type Fits = Readonly<Partial<Record<FactKind, number>>>;
