/**
 * Places layers for a drawing from top to bottom (Sugiyama, Tagawa & Toda 1981): a rank for each by the
 * longest way to it, an order in each rank by the mean place of neighbors, and places side by side. An edge
 * over several ranks bends around what is between.
 */

export const BOX = { width: 216, height: 52 };
const GAP = { x: 28, y: 40 };
/** Of a place where an edge passes a rank. */
const PASSAGE = 12;
const SWEEPS = 6;

export interface Placed {
  /** The middle of each box, in the order of the layers. */
  readonly boxes: readonly Point[];
  readonly edges: readonly Edge[];
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Edge {
  readonly from: number;
  readonly to: number;
  /** From the lower edge of one box to the upper edge of the other. */
  readonly points: readonly Point[];
}

interface Spot {
  readonly width: number;
  readonly above: Spot[];
  readonly below: Spot[];
  x: number;
}

/**
 * @param takes for each layer those before it, which have smaller numbers
 */
export function layOut(takes: readonly (readonly number[])[]): Placed {
  const ranks: number[] = [];
  for (const [id, before] of takes.entries()) {
    ranks[id] = Math.max(-1, ...before.map((each) => ranks[each] ?? 0)) + 1;
  }
  const rows: Spot[][] = Array.from({ length: Math.max(0, ...ranks) + 1 }, () => []);
  const put = (rank: number, width: number): Spot => {
    const spot: Spot = { width, above: [], below: [], x: 0 };
    rows[rank]?.push(spot);
    return spot;
  };
  const link = (above: Spot, below: Spot): void => {
    above.below.push(below);
    below.above.push(above);
  };
  const spots = ranks.map((rank) => put(rank, BOX.width));
  const chains = takes.flatMap((before, to) =>
    before.map((from) => {
      const chain = [spots[from] as Spot]; // In range, as is `to`: both are numbers of layers.
      for (let rank = (ranks[from] ?? 0) + 1; rank < (ranks[to] ?? 0); rank++) {
        chain.push(put(rank, PASSAGE));
      }
      chain.push(spots[to] as Spot);
      for (const [i, spot] of chain.slice(1).entries()) link(chain[i] as Spot, spot);
      return { from, to, chain };
    }),
  );
  arrange(rows);
  const all = rows.flat();
  const left = Math.min(0, ...all.map(({ x, width }) => x - width / 2)) - GAP.x;
  const right = Math.max(0, ...all.map(({ x, width }) => x + width / 2)) + GAP.x;
  const step = BOX.height + GAP.y;
  const yOf = (rank: number) => GAP.y + BOX.height / 2 + rank * step;
  const boxes = spots.map(({ x }, id) => ({ x: x - left, y: yOf(ranks[id] ?? 0) }));
  const edges = chains.map(({ from, to, chain }) => {
    const first = ranks[from] ?? 0;
    const points = chain.map(({ x }, i) => {
      const bend = i === 0 ? BOX.height / 2 : i === chain.length - 1 ? -BOX.height / 2 : 0;
      return { x: x - left, y: yOf(first + i) + bend };
    });
    return { from, to, points };
  });
  return { boxes, edges, width: right - left, height: yOf(rows.length - 1) + step / 2 + GAP.y };
}

/** Orders the ranks, down and up, and gives each spot a place near its neighbors. */
function arrange(rows: readonly Spot[][]): void {
  for (const row of rows) place(row, (_, i) => i * (BOX.width + GAP.x));
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const isDown = sweep % 2 === 0;
    for (const row of isDown ? rows : rows.toReversed()) {
      const wanted = new Map(
        row.map((spot) => [spot, mean(isDown ? spot.above : spot.below) ?? spot.x]),
      );
      row.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0));
      place(row, (spot) => wanted.get(spot) ?? spot.x);
    }
  }
}

/** As near to where they want to be as their order and their widths allow: halfway between two packings. */
function place(row: readonly Spot[], wanted: (spot: Spot, i: number) => number): void {
  const wishes = row.map(wanted);
  const apart = (i: number) => ((row[i - 1]?.width ?? 0) + (row[i]?.width ?? 0)) / 2 + GAP.x;
  const fromLeft = [...wishes];
  for (let i = 1; i < row.length; i++) {
    fromLeft[i] = Math.max(wishes[i] ?? 0, (fromLeft[i - 1] ?? 0) + apart(i));
  }
  const fromRight = [...wishes];
  for (let i = row.length - 2; i >= 0; i--) {
    fromRight[i] = Math.min(wishes[i] ?? 0, (fromRight[i + 1] ?? 0) - apart(i + 1));
  }
  for (const [i, spot] of row.entries()) spot.x = ((fromLeft[i] ?? 0) + (fromRight[i] ?? 0)) / 2;
}

function mean(spots: readonly Spot[]): number | undefined {
  if (spots.length === 0) return undefined;
  return spots.reduce((sum, { x }) => sum + x, 0) / spots.length;
}
