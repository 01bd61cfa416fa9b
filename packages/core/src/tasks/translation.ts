/** What the two tasks of translation share: the settings that both refuse. */
import type { TaskSettings, TaskVariant } from './task.ts';

/** @returns what is wrong with the settings, beginning with the field */
export function checkTranslation(config: TaskSettings, { name }: TaskVariant): string | undefined {
  const { pac, batchSize, generatorBatchSize = batchSize, discriminatorSteps, loss } = config;
  if (pac > 1) return `pac: ${name} judges one image at a time; leave it at 1`;
  if (discriminatorSteps > 1) {
    const remedy = `set discriminatorSteps to 1, or choose another loss than ${loss}`;
    return `discriminatorSteps: ${name} takes one step of both; ${remedy}`;
  }
  if (generatorBatchSize !== batchSize) {
    return `generatorBatchSize: ${name} translates the batch it is given; leave it out`;
  }
  return undefined;
}
