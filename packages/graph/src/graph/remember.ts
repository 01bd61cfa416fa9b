/** Results of pure functions, kept: a program that records the same step again asks for the same tables. */

/** So many results of a function; tables of convolutions are below a megabyte each. */
const most = 64;

/**
 * A function that makes each result once.
 *
 * @param make depends on its arguments alone, which have a JSON form; nobody changes its results
 */
export function remember<Arguments extends readonly unknown[], Result>(
  make: (...given: Arguments) => Result,
): (...given: Arguments) => Result {
  const known = new Map<string, Result>();
  return (...given) => {
    const key = JSON.stringify(given);
    const result = known.get(key) ?? make(...given);
    known.delete(key);
    known.set(key, result);
    const [oldest] = known.keys();
    if (known.size > most && oldest !== undefined) known.delete(oldest);
    return result;
  };
}
