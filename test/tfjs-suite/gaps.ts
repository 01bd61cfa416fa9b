/** Why cases of tfjs's suite fail: a gap explains the failed cases that its pattern fits. */

export interface Gap {
  /** Names of cases. */
  readonly cases: RegExp;
  /** The kernels at fault. */
  readonly kernels: readonly string[];
  readonly reason: string;
  /** Names of the faults of ONNX Runtime that are the cause. */
  readonly faults?: readonly string[];
}

export const gaps: readonly Gap[] = [
  {
    cases: /^gather throws when index is out of bound$/,
    kernels: ['GatherV2'],
    reason: 'the error comes when the value is read, and the case expects it at once',
  },
  {
    cases: /^draw on canvas context /,
    kernels: ['Draw'],
    reason: 'the case asks for a context of the canvas that has the name of the backend',
  },
  {
    cases: /^exp int32$/,
    kernels: ['Exp'],
    reason: 'exp(10) differs in the last bit of a float32, and the case allows half of it',
  },
  {
    cases: /^tan numbers exceed float32 precision$/,
    kernels: ['Tan'],
    reason: 'near its poles the last bit of a float32 is more than the case allows',
  },
  {
    cases: /^(cos gradient|tan gradient)/,
    kernels: ['Sin', 'Cos', 'Tan'],
    reason: 'four digits are right, and the case asks for more',
    faults: ['sin-precision'],
  },
  {
    cases:
      /^(conv3dTranspose input|conv3d gradient with clones|avgPool3dBackprop gradient|conv3d .*gradient)/,
    kernels: ['Conv3DBackpropInputV2', 'AvgPool3DGrad'],
    reason: 'no transposed convolutions of volumes',
    faults: ['conv-transpose-volume'],
  },
  {
    cases: /^topk negative infinity input$/,
    kernels: ['TopK'],
    reason: '−Infinity becomes the smallest finite number',
    faults: ['top-k-infinity'],
  },
  {
    cases: /^(relu|step kernel) propagates NaNs/,
    kernels: ['Relu', 'Step'],
    reason: 'NaN becomes 0',
    faults: ['relu-nan'],
  },
  {
    cases: /^clipByValue /,
    kernels: ['ClipByValue'],
    reason: 'NaN becomes the lower bound',
    faults: ['clip-nan'],
  },
  {
    cases: /^(sigmoid|softmax) propagates NaNs/i,
    kernels: ['Sigmoid', 'Softmax'],
    reason: 'NaN becomes 0',
    faults: ['sigmoid-nan', 'softmax-nan'],
  },
  {
    cases: /^(log|log1p|acosh|asinh|atanh|logLoss) /,
    kernels: ['Log', 'Log1p', 'Acosh', 'Asinh', 'Atanh'],
    reason: 'NaN, and numbers without a logarithm, become other numbers',
    faults: ['log-nan'],
  },
  {
    cases: /^pow negative base and fract exponent NaN$/,
    kernels: ['Pow'],
    reason: 'a root of a negative number is a number',
    faults: ['pow-negative'],
  },
];
