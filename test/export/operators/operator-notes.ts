/** Notes of docs/reference/graph-operators.md: what is limited, and what differs from TensorFlow. */
const drawn = 'the draw is an input, `random.0` …';
const inside = 'inside a graph; inputs and outputs are real numbers';
const fourier = `${inside}; from opset 17 on`;
const added = 'from opset 16 on';
const numbers = 'filled by the initializer, with numbers; texts are refused';
const found = 'a size that depends on data';

export const notes: Readonly<Record<string, string>> = {
  BatchMatMul: 'Gemm for plain matrices',
  Complex: inside,
  ComplexAbs: inside,
  Const: 'numbers; texts are refused',
  Enter: 'of a loop',
  Exit: 'a Loop, unrolled where it has at most four known iterations',
  FakeQuantWithMinMaxVars: 'as tfjs, which does not quantize',
  FFT: fourier,
  HashTable: numbers,
  HashTableV2: numbers,
  If: 'If, or the branch that a known condition takes',
  IFFT: fourier,
  Imag: inside,
  IRFFT: fourier,
  LinSpace: 'of known numbers',
  ListDiff: found,
  LookupTableFind: 'compares with every key',
  LookupTableFindV2: 'compares with every key',
  Merge: 'If, or the branch that a known condition takes',
  NonMaxSuppressionV2: found,
  NonMaxSuppressionV3: found,
  NonMaxSuppressionV4: found,
  NonMaxSuppressionV5: `${found}; a Loop with soft_nms_sigma`,
  Placeholder: 'float32, int32 and bool; other integers are int32, as in tfjs',
  Print: 'prints nothing',
  RandomStandardNormal: drawn,
  RandomUniform: drawn,
  Real: inside,
  RFFT: fourier,
  ScatterNd: added,
  SparseFillEmptyRows: `${found}; ${added}`,
  SparseSegmentMean: `${found}; ${added}`,
  SparseSegmentSum: `${found}; ${added}`,
  StatelessIf: 'If, or the branch that a known condition takes',
  StatelessWhile: 'a Loop, unrolled where it has at most four known iterations',
  TensorArrayV3: 'float32, int32 and bool',
  TensorListReserve: 'float32, int32 and bool',
  TruncatedNormal: drawn,
  Unique: found,
  UniqueV2: found,
  Where: found,
  While: 'a Loop, unrolled where it has at most four known iterations',
};
