/** Names of a tfjs model's outputs in its file, where names are unique. */
import { freeNames } from './walk.ts';

/**
 * tfjs names each output after its layer. A layer with several outputs gives them one name, and an input
 * that is an output too has the input's: those after the first become `name.1`, `name.2` …
 */
export function outputNamesOf(model: {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
}): readonly string[] {
  const taken = new Set(model.inputNames);
  const freeName = freeNames((name) => taken.has(name));
  return model.outputNames.map((output) => {
    const name = freeName(output);
    taken.add(name);
    return name;
  });
}
