/** What ganport's own packages use beyond the public interface. It may change in any version. */
export { collectNamed } from './build/collect.ts';
export { becomeInput, type RecordedNode, type Value } from './build/value.ts';
export { recordingOf, type Recording } from './build/recording.ts';
export { modelOfRecording, withConstants, withOneOutput } from './build/values-model.ts';
export { bandedConvolution, bandedFilterGradient } from './convolution/banded.ts';
export { padForConv } from './convolution/direct.ts';
export { convolution, filterGradient, inputGradient } from './convolution/index.ts';
export {
  along,
  convAttributes,
  poolAttributes,
  unreached,
  type ConvWindow,
  type SlidingWindow,
  type WindowAxis,
} from './convolution/window.ts';
export { atExit, endBySignal } from './files/at-exit.ts';
export { stateOf, thisProcess, type Owner } from './files/owner.ts';
export { isTemporaryName, openTemporary, removeStaleTemporaries } from './files/temporary.ts';
export { type StagedFiles, writeProblem, writeWholeFile } from './files/whole-file.ts';
export { toFloat16Bits } from './graph/float16.ts';
export {
  constantEntries,
  type ConstantInput,
  constantInputsOf,
  filled,
  MOST_CONSTANT_ELEMENTS,
} from './graph/constant-inputs.ts';
export { isBig, numeric, onnxNumberOf } from './graph/data-type.ts';
export { indexRanges, type IndexRange } from './graph/index-ranges.ts';
export { expanded, sameConstant, strided, transposed } from './graph/constant.ts';
export { outputNamesOf } from './graph/output-names.ts';
export { multipleOf, valueRangeOf, type ValueRange } from './graph/metadata.ts';
export { remember } from './graph/remember.ts';
export { bodiesOf, consumers, inOrder, usedBy, withBodies } from './graph/walk.ts';
export { sameShape, stridesOf } from './graph/shape.ts';
export { exposeOutputs } from './onnx/expose-outputs.ts';
export { besideFolder, stageModelFile } from './onnx/file.ts';
export { openRegularFile, readIntoSync, readRegularFile } from './onnx/regular-file.ts';
export { fromOpset, toOpset } from './onnx/to-opset.ts';
export { writeModelParts } from './onnx/write.ts';
export { irVersionOf, opsetRange, supportedOpsets } from './opset.ts';
export { layerForms, original, type LayerForm } from './optimize/forms/index.ts';
export { convLayer } from './optimize/layers/layer.ts';
export { recordForm } from './optimize/record.ts';
export { replaceLayers } from './optimize/rewrite.ts';
export { weightsOf } from './optimize/layers/weights.ts';
export { removeAliases } from './passes/alias.ts';
export { randomOperators } from './passes/common-subexpressions.ts';
export { version } from './version.ts';
