/**
 * A tfjs program as people write it: it knows nothing of backends, seeds or tests. What it returns is what its
 * author would look at.
 */
export type Program = (scale: number) => Promise<Readonly<Record<string, Figures>>>;

/** Losses, predictions, counts, texts. */
export type Figures = ArrayLike<number> | number | string | readonly string[];

/** By what a reader would call them. `scale` multiplies rows and widths; 1 takes a fraction of a second. */
export type Programs = Readonly<Record<string, Program>>;
