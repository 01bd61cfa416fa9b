/** Training GANs: settings in, a run folder out. */
export { parseConfig, type TrainConfig, type TrainSettings } from './config.ts';
export type { Engine, EngineSettings } from './engine.ts';
export type { State } from './state.ts';
export { createOnnxEngine } from './engine-onnx.ts';
export { createTfjsEngine } from './engine-tfjs.ts';
export { exportGenerator, loadGenerator } from './generator.ts';
export { sampleNoise } from './noise.ts';
export { createStep, type GanStep, type StepMetric } from './step.ts';
export { train, type TrainHooks, type TrainResult } from './train.ts';
