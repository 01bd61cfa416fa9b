/** The worker that knows the digits and what they look like: it stays when another file is explored. */
import type { Caller } from '../models/calls.ts';
import { createModels, type AllMethods } from '../models/store.ts';

let caller: Caller<AllMethods> | undefined;

export function looker(): AllMethods {
  caller ??= createModels();
  return caller.call;
}

/** The address of the site, where its digits are. */
export function siteAddress(): string {
  return document.baseURI.replace(/#.*$/, '');
}
