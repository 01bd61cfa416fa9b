/** What ganport's own packages use beyond the public interface. It may change in any version. */
export { modelOfValues, withOneOutput, type ValuesModel } from './build/values-model.ts';
export { isKnown } from './build/value.ts';
export {
  convMatMul,
  filterGradientMatMul,
  inputGradientMatMul,
  matMulSuits,
  phasesFit,
} from './convolution/im2col.ts';
export { convNarrow, filterGradientNarrow, narrowWindow } from './convolution/narrow.ts';
export { turnedWindow, unusedPadding, type ConvWindow } from './convolution/window.ts';
export {
  convWinograd,
  filterGradientWinograd,
  inputGradientWinograd,
} from './convolution/winograd.ts';
export { winogradTiling } from './convolution/winograd-tiling.ts';
export { expanded, sameConstant, strided, stridesOf } from './graph/constant.ts';
export { consumers, sameShape } from './graph/walk.ts';
export { writeProblem } from './onnx/write-problem.ts';
export { irVersionOf, supportedOpsets } from './opset.ts';
export { removeAliases } from './passes/alias.ts';
export { version } from './version.ts';
