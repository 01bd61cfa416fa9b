type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Options as given: a flag that was left out is a key that is not there, so that defaults hold. */
export function defined<T extends object>(options: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
}
