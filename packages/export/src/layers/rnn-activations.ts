/** Activations that ONNX's LSTM, GRU and RNN know, by tfjs's names. */
interface RnnActivation {
  readonly op: string;
  readonly alpha?: number;
  readonly beta?: number;
}

const activations: Readonly<Record<string, RnnActivation>> = {
  elu: { op: 'Elu', alpha: 1 },
  hardSigmoid: { op: 'HardSigmoid', alpha: 0.2, beta: 0.5 },
  linear: { op: 'Affine', alpha: 1, beta: 0 },
  relu: { op: 'Relu' },
  sigmoid: { op: 'Sigmoid' },
  softplus: { op: 'Softplus' },
  softsign: { op: 'Softsign' },
  tanh: { op: 'Tanh' },
};

/** Undefined for an activation that only tfjs has. */
export function rnnActivation(name: string): RnnActivation | undefined {
  return Object.hasOwn(activations, name) ? activations[name] : undefined;
}
