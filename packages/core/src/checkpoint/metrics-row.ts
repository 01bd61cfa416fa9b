/** A row of a run's metrics: what is reported of a step. */
import * as z from 'zod';

export const metricsRowSchema = z
  .object({
    step: z.int().nonnegative(),
    dLoss: z.number(),
    /** The discriminator's share of correct decisions, 0 to 1. */
    dAccuracy: z.number(),
    gLoss: z.number(),
    secondsPerStep: z.number(),
  })
  .catchall(z.number());

/** Numbers by name; tasks and instruments add their own. */
export type MetricsRow = Readonly<z.infer<typeof metricsRowSchema>>;
