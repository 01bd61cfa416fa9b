/** The elements of index.html, by their ids. */

/** @throws Error when the page has no such element, which is a fault of the page */
export function element<E extends Element>(id: string, kind: new () => E): E {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`the page has no ${kind.name} #${id}`);
}
