/** The body of `POST /_sim/scenario`. */
import { z } from 'zod';
import { IsoTime } from '../domain/time.ts';
import { Scenario } from './scenario.ts';

export const ScenarioRequest = z
  .object({
    /** A built-in scenario. */
    name: z.string().optional(),
    /** An uploaded one. */
    scenario: Scenario.optional(),
    /** Keeps what is loaded instead of replacing it. */
    add: z.boolean().default(false),
    /** The moment that the scenario's `alertAt` becomes; now unless given. */
    at: IsoTime.optional(),
    /**
     * Webhooks keep their cycle keys and event ids. Otherwise each loading gives them new ones, so
     * that the same scenario can be sent twice to one MIRA without being taken for a repeat.
     */
    keepIds: z.boolean().default(false),
  })
  .refine((body) => (body.name === undefined) !== (body.scenario === undefined), {
    message: 'give either "name" of a built-in scenario or "scenario", the whole of one',
  });
export type ScenarioRequest = z.input<typeof ScenarioRequest>;
