/** The positions of a tensor's elements that are not zero. How many there are depends on data. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { cast, transpose } from '@ganport/graph/ops';
import type { Call } from './operator.ts';
import { recording, symbolName, toTensor, valueOf } from './tensors.ts';

/** The name of a size that a node's data decide. */
export const sizeName = ({ node }: Call, what: string) => symbolName(`${node.name}_${what}`);

/**
 * @param what names the number of positions, after the node
 * @returns int32 [count, rank]
 */
export function truePositions(call: Call, x: Tensor, what: string): Tensor {
  const { builder, dataSizes } = recording();
  const { symbol, size } = dataSizes.standIn(sizeName(call, what), x.size);
  const type = { dtype: 'int64', shape: [x.rank, size] } as const;
  const positions = builder.op('NonZero', [valueOf(x)], {}, type);
  dataSizes.locate(symbol, positions, 1);
  return toTensor(cast(builder, transpose(builder, positions, [1, 0]), 'int32'));
}
