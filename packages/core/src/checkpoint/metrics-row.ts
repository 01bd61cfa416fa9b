/** A row of a run's metrics: the numbers of one step. */
import * as z from 'zod';

export const metricsRowSchema = z
  .object({
    step: z.int().nonnegative(),
    gLoss: z.number(),
    secondsPerStep: z.number(),
  })
  .catchall(z.number());

/**
 * The metrics of one step by name. With a discriminator there are `dLoss` and `dAccuracy`, the share of
 * samples that it classifies correctly, 0 to 1; in a training of several phases, `phase`, the number of the
 * phase from 1. Tasks and instruments add their own.
 */
export type MetricsRow = Readonly<z.infer<typeof metricsRowSchema>>;
