/** What ganport's own pages, and the servers behind them, share with this package; it may change in any version. Runs anywhere. */
export { decodeMessage, encodeMessage } from './chromium/wire.ts';
export { numbersOf } from './compare.ts';
export { drawInputs } from './draw-inputs.ts';
export { layersModelReference } from './layers-model.ts';
