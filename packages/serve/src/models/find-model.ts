/** The model that a request names. */
import { HttpProblem } from '../problem.ts';
import type { ServedModel } from './served-model.ts';

/** A model that is served has one version, of this name. */
export const onlyVersion = '1';

/** @throws HttpProblem 404 */
export function findModel(
  models: ReadonlyMap<string, ServedModel>,
  { name = '', version: asked = onlyVersion }: Readonly<Record<string, string>>,
): ServedModel {
  const found = models.get(name);
  if (!found) {
    const names = [...models.keys()].join(', ');
    throw new HttpProblem(404, `no model '${name.slice(0, 100)}'; there are: ${names}`);
  }
  if (asked !== onlyVersion) {
    throw new HttpProblem(404, `${name} has the version ${onlyVersion} alone`);
  }
  return found;
}
