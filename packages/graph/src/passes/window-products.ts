/**
 * Products of constant matrices with rows under windows, one for each place of a locally connected layer, as fewer or
 * smaller products: a row has one weight in each product, arithmetic is part of the weights, and places that read
 * the same rows, or many of them, are one product.
 */
import { constantOf } from '../graph/constant.ts';
import type { Constant } from '../graph/graph.ts';
import { type Rows, NONE } from './row-sources.ts';

/** Products of matrices with the rows under some places each. */
export interface Product {
  readonly products: number;
  /** How many rows each product reads. */
  readonly window: number;
  /** The rows of the source that the products read, one list each. */
  readonly rows: readonly (readonly number[])[];
  /** [products, filters of all its places, window] */
  readonly weights: Constant;
  /** What to add: [products, filters of all its places, 1] */
  readonly shift: Constant | undefined;
  /** The place of each result. */
  readonly order: readonly number[];
}

/**
 * What a row that is gathered, and a product, cost beside a multiplication, roughly: rows are copied twice, and
 * a product of one sample of many begins in about 5 ns.
 */
const [ROW, START] = [20, 200];

/** @param bias [places, filters, 1], what is added to the products */
export function productOf(
  weights: Constant,
  { index, scale, shift }: Pick<Rows, 'index' | 'scale' | 'shift'>,
  bias: Constant | undefined,
): Product {
  const [places = 1, filters = 1, window = 1] = weights.shape;
  const windows = Array.from({ length: places }, (_, place) => {
    const read = index.subarray(place * window, (place + 1) * window);
    return [...new Set(read)].filter((row) => row !== NONE).toSorted((a, b) => a - b);
  });
  const groups = new Map<string, number[]>();
  for (const [place, rows] of windows.entries()) {
    const key = rows.join();
    groups.set(key, [...(groups.get(key) ?? []), place]);
  }
  const order = [...groups.values()].flat();
  let best = { cost: Infinity, rows: [] as number[][] };
  for (let some = 1; some <= places; some++) {
    if (places % some !== 0) continue;
    const rows = Array.from({ length: places / some }, (_, at) => {
      const own = order.slice(at * some, (at + 1) * some);
      return [...new Set(own.flatMap((place) => windows[place] ?? []))].toSorted((a, b) => a - b);
    });
    const most = Math.max(1, ...rows.map(({ length }) => length));
    const cost = rows.length * (most * (some * filters + ROW) + START);
    if (cost < best.cost) best = { cost, rows };
  }
  const products = best.rows.length;
  const most = Math.max(1, ...best.rows.map(({ length }) => length));
  const some = places / products;
  const data = new Float64Array(places * filters * most);
  const sums = new Float64Array(places * filters);
  for (const [at, place] of order.entries()) {
    const product = Math.floor(at / some);
    const columns = new Map(best.rows[product]?.map((row, column) => [row, column]));
    for (let filter = 0; filter < filters; filter++) {
      const to = at * filters + filter;
      sums[to] = Number(bias?.data[place * filters + filter] ?? 0);
      for (let element = 0; element < window; element++) {
        const from = place * window + element;
        const column = columns.get(index[from] ?? NONE);
        const weight = Number(weights.data[(place * filters + filter) * window + element]);
        sums[to] = (sums[to] ?? 0) + weight * (shift[from] ?? 0);
        if (column === undefined) continue;
        const cell = to * most + column;
        data[cell] = (data[cell] ?? 0) + weight * (scale[from] ?? 1);
      }
    }
  }
  const height = some * filters;
  const float = (shape: readonly number[], numbers: Float64Array): Constant => ({
    ...constantOf('float32', [0], []),
    shape,
    data: Float32Array.from(numbers),
  });
  return {
    ...{ products, window: most, rows: best.rows, order },
    weights: float([products, height, most], data),
    shift: sums.some((each) => each !== 0) ? float([products, height, 1], sums) : undefined,
  };
}

/**
 * An order of the source's rows in which those that the same products read are neighbors.
 * @param count of rows
 */
export function orderOfRows({ rows }: Product, count: number): readonly number[] {
  const readers = Array.from({ length: count }, (): number[] => []);
  for (const [product, list] of rows.entries()) for (const row of list) readers[row]?.push(product);
  const keys = readers.map((products) => products.map((each) => `${each}`.padStart(7)).join());
  return [...keys.keys()].toSorted((a, b) => {
    const [x = '', y = ''] = [keys[a], keys[b]];
    if (x === y) return a - b;
    return x < y ? -1 : 1;
  });
}

/** The rows as blocks of neighbors, the largest that there are, and at the end some that have no weight. */
export function blocksOf({ rows, window }: Product, count: number) {
  for (let unit = Math.min(window, count); ; unit--) {
    if (unit > 1 && (count % unit !== 0 || window % unit !== 0)) continue;
    const isWhole = (list: readonly number[]) =>
      list.length % unit === 0 &&
      list.every((row, at) => {
        const first = list[at - (at % unit)] ?? 0;
        return first % unit === 0 && row === first + (at % unit);
      });
    if (unit > 1 && !rows.every(isWhole)) continue;
    const blocks = rows.flatMap((list) => {
      const own = list.filter((_, at) => at % unit === 0).map((row) => row / unit);
      return [...own, ...Array<number>(window / unit - own.length).fill(own[0] ?? 0)];
    });
    return { unit: Math.max(1, unit), blocks };
  }
}
