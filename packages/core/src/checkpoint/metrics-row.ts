/** A row of a run's metrics: the numbers of one step. */
import * as z from 'zod';

export const metricsRowSchema = z
  .object({
    step: z.int().nonnegative(),
    dLoss: z.number(),
    /** The share of images that the discriminator classifies correctly, 0 to 1. */
    dAccuracy: z.number(),
    gLoss: z.number(),
    secondsPerStep: z.number(),
  })
  .catchall(z.number());

/** The metrics of one step by name. Tasks and instruments add their own. */
export type MetricsRow = Readonly<z.infer<typeof metricsRowSchema>>;
