/** What ganport's own packages share with this one in a page; it may change in any version. */
export { chooseWebProvider as chooseProvider } from './choose.ts';
export { openLocal } from './open-local.ts';
export { webSessions } from './platform.ts';
