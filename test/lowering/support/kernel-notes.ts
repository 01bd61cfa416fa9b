/** Notes of docs/reference/kernels.md: where ONNX differs, and why kernels are left out. */
export const notes: Readonly<Record<string, string>> = {
  ArgMax: 'NaN is never the largest, in tfjs where it comes first',
  ArgMin: 'NaN is never the smallest, in tfjs where it comes first',
  Atan2: '−0 counts as 0; NaN for two infinities',
  AvgPoolGrad: 'a part of dy falls on padding, as in tfjs',
  BatchMatMul: 'Gemm for plain float32 matrices with a transposed operand',
  BitwiseAnd: 'from opset 18 on',
  Conv2D: "Pad, Gather and MatMul with `convolution: 'cpu'`, from 8 channels on",
  Conv2DBackpropFilter: "Gather and Gemm with `convolution: 'cpu'`, from 8 channels on",
  Conv2DBackpropInput: "Gather and MatMul with `convolution: 'cpu'`, from 8 channels on",
  CropAndResize: 'a box index outside the batch is an error',
  Cumprod: 'as many steps as the axis has binary digits',
  Dilation2DBackpropFilter: 'from opset 16 on',
  Dilation2DBackpropInput: 'from opset 16 on',
  Erf: "exact, where tfjs's is off by up to 1.5e-7",
  Expm1: 'keeps the digits of small numbers',
  FloorDiv: '0 for division by zero, as tfjs',
  FusedConv2D: 'as Conv2D, with bias and activation',
  GatherV2: 'an index outside the axis is an error, as in tfjs',
  Log1p: 'keeps the digits of small numbers',
  Mod: 'NaN for an infinite divisor of the other sign, as tfjs; 0 stays 0',
  Max: 'NaN if there is one',
  MaxPool: 'passes over NaN, as tfjs',
  MaxPool3DGrad:
    'of equal numbers the first gets dy; in tfjs the last; from opset 16 on where windows overlap',
  MaxPoolGrad:
    'of equal numbers the first gets dy, as in tfjs; from opset 16 on where windows overlap',
  Min: 'NaN if there is one',
  OnesLike: 'a constant',
  Prelu: 'always float32, as tfjs',
  ResizeBilinearGrad: 'a product with constant weights for each axis',
  ResizeNearestNeighbor: 'Resize for whole factors, else a Gather for each axis',
  ScatterNd: 'from opset 16 on',
  Sign: '0 for NaN, as tfjs',
  Step: 'NaN for NaN, as tfjs',
  Transform: 'every image of a batch, where tfjs transforms the first only',
  UnsortedSegmentSum: 'from opset 16 on',
  ZerosLike: 'a constant',
};

/** Kernels that only complex numbers have. */
export const complexKernels = ['Complex', 'ComplexAbs', 'FFT', 'IFFT', 'Imag', 'Real'];

export const leftOut: readonly { readonly kernels: readonly string[]; readonly why: string }[] = [
  {
    kernels: ['Fill', 'LinSpace', 'Range'],
    why: 'no tensor comes in: their result is always a constant',
  },
  {
    kernels: [
      'NonMaxSuppressionV3',
      'NonMaxSuppressionV4',
      'NonMaxSuppressionV5',
      'RaggedGather',
      'RaggedRange',
      'RaggedTensorToTensor',
      'SparseFillEmptyRows',
      'SparseReshape',
      'SparseSegmentMean',
      'SparseSegmentSum',
      'Unique',
    ],
    why: 'the shape of the result depends on values',
  },
  {
    kernels: ['StaticRegexReplace', 'StringNGrams', 'StringSplit', 'StringToHashBucketFast'],
    why: 'strings',
  },
  { kernels: ['Multinomial'], why: 'random; draw outside the graph and feed the draw' },
  { kernels: ['Draw'], why: 'draws on a canvas' },
];
