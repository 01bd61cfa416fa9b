/** A product of several values and a number, for passes that know products by their factors. */
import type { Node } from '../graph/graph.ts';
import type { Surroundings } from './fuse.ts';

export interface Product {
  readonly factors: readonly string[];
  /** The product of all factors that are constants of one element. */
  readonly scale: number;
  /** Nodes of the product below the outermost one. */
  readonly inner: readonly Node[];
}

/** Products with more factors are not what a pattern looks for. */
const maxFactors = 8;

/** A tree of Mul, and Div by numbers, as one product. */
export function productOf(node: Node, surroundings: Surroundings): Product | undefined {
  const { number } = surroundings;
  const factors: string[] = [];
  const inner: Node[] = [];
  let scale = 1;
  const open: Node[] = [node];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [a = '', b = ''] = next.inputs;
    const divisor = next.op === 'Div' ? number(b) : undefined;
    if (next.op !== 'Mul' && divisor === undefined) return undefined;
    if (divisor !== undefined) scale /= divisor;
    for (const value of divisor === undefined ? [a, b] : [a]) {
      const known = number(value);
      const maker = known === undefined ? productMaker(value, surroundings) : undefined;
      if (known !== undefined) scale *= known;
      else if (maker === undefined) factors.push(value);
      else {
        inner.push(maker);
        open.push(maker);
      }
    }
    if (factors.length > maxFactors) return undefined;
  }
  return { factors, scale, inner };
}

function productMaker(value: string, { onlyMaker, number }: Surroundings): Node | undefined {
  const quotient = onlyMaker(value, 'Div');
  const isScaled = quotient !== undefined && number(quotient.inputs[1]) !== undefined;
  return isScaled ? quotient : onlyMaker(value, 'Mul');
}
