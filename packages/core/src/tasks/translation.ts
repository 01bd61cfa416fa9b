/** The settings that both tasks of translation refuse. */
import type { TaskSettings, TaskVariant } from './task.ts';

/** @returns the problem, beginning with the field; undefined where there is none */
export function checkTranslation(config: TaskSettings, { name }: TaskVariant): string | undefined {
  const { pac, batchSize, generatorBatchSize = batchSize, discriminatorSteps, loss } = config;
  if (pac > 1) return `pac: ${name} scores one image at a time; it must be 1`;
  if (discriminatorSteps > 1) {
    const remedy = `set it to 1, or choose another loss than ${loss}`;
    return `discriminatorSteps: ${name} updates the discriminators once per step; ${remedy}`;
  }
  if (generatorBatchSize !== batchSize) {
    return `generatorBatchSize: ${name} has one batch for all networks; leave it out`;
  }
  return undefined;
}
