/** What a program is told when a draft does not stand: the same as the model's words, as data. */
import { z } from 'zod';

export const DraftRejection = z.object({
  problems: z.array(z.object({ where: z.string(), fault: z.string() })),
  /** The claims that failed, word for word. */
  statements: z.array(z.string()),
});
export type DraftRejection = z.infer<typeof DraftRejection>;
