/** Training GANs: settings in, a run folder out. */
export { parseConfig, type TrainConfig, type TrainSettings } from './config.ts';
export { openBatches, type Batches } from './batches.ts';
export type { CreateEngine, Engine, StepNumbers } from './engine.ts';
export type { State } from './state.ts';
export { createOnnxEngine } from './engine-onnx.ts';
export { createTfjsEngine } from './engine-tfjs.ts';
export {
  exportGenerator,
  exportNetwork,
  loadGenerator,
  loadNetwork,
  type LoadedNetwork,
} from './generator.ts';
export { sampleNoise } from './noise.ts';
export { createStep, type GanStep } from './step.ts';
export { train, type TrainHooks, type TrainResult } from './train.ts';
