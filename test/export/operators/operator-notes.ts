/** Notes of docs/reference/graph-operators.md: what is limited, and what differs from TensorFlow. */
const drawn = 'the draw is an input, `random.0` …';
const inside = 'inside a graph; inputs and outputs are real numbers';
const fourier = `${inside}; from opset 17 on`;
const added = 'from opset 16 on';
const filled = 'filled by the initializer, with numbers or texts';
const cutter = "Tokenizer is ONNX Runtime's own";
const own = "Tokenizer and MurmurHash3 are ONNX Runtime's own";
const found = 'a size that depends on data';

export const notes: Readonly<Record<string, string>> = {
  BatchMatMul: 'Gemm for plain matrices',
  Complex: inside,
  ComplexAbs: inside,
  Enter: 'of a loop',
  Exit: 'a Loop, unrolled where it has at most four known iterations',
  FakeQuantWithMinMaxVars: 'as tfjs, which does not quantize',
  FFT: fourier,
  HashTable: filled,
  HashTableV2: filled,
  If: 'If, or the branch that a known condition takes',
  IFFT: fourier,
  Imag: inside,
  IRFFT: fourier,
  LinSpace: 'of known numbers',
  ListDiff: found,
  LookupTableFind: 'numbers are compared with every key',
  LookupTableFindV2: 'numbers are compared with every key; texts are found by LabelEncoder',
  Merge: 'If, or the branch that a known condition takes',
  NonMaxSuppressionV2: found,
  NonMaxSuppressionV3: found,
  NonMaxSuppressionV4: found,
  NonMaxSuppressionV5: `${found}; a Loop with soft_nms_sigma`,
  Placeholder: 'float32, int32, bool and texts; other integers are int32, as in tfjs',
  Print: 'prints nothing',
  RandomStandardNormal: drawn,
  RandomUniform: drawn,
  Real: inside,
  RFFT: fourier,
  ScatterNd: added,
  SparseFillEmptyRows: `${found}; ${added}`,
  SparseSegmentMean: `${found}; ${added}`,
  SparseSegmentSum: `${found}; ${added}`,
  StaticRegexReplace: `one character or a run of them (\`[^a-z]\`, \`\\s+\`), everywhere, by a text; both in lower case, as tfjs reads them; from opset 20 on; ${cutter}`,
  StringNGrams: 'without padding; from opset 20 on',
  StringSplit: `at one byte, from opset 20 on, or with an empty delimiter into bytes; ${own}`,
  StringToHashBucketFast: `FarmHash; from opset 18 on; in models that split texts into bytes and join vectors of texts, a byte from 128 on is U+FFFD, as in tfjs; ${own}`,
  StatelessIf: 'If, or the branch that a known condition takes',
  StatelessWhile: 'a Loop, unrolled where it has at most four known iterations',
  TensorArrayV3: 'float32, int32, bool and texts',
  TensorListReserve: 'float32, int32, bool and texts',
  TruncatedNormal: drawn,
  Unique: found,
  UniqueV2: found,
  Where: found,
  While: 'a Loop, unrolled where it has at most four known iterations',
};
