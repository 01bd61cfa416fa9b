/**
 * What the address says: a view and its parameters, `#/runs?run=digits`. Everything is behind the `#`,
 * so that the page works on any host, and the token never goes over the network with an address.
 */
import { computed, signal } from '@preact/signals';

const hash = signal(location.hash);
addEventListener('hashchange', () => {
  hash.value = location.hash;
});

/** The view and its parameters. */
export const route = computed(() => {
  const [view = '', query = ''] = hash.value.replace(/^#\/?/, '').split('?');
  return { view, query: new URLSearchParams(query) };
});

/** The address of a view. */
export function hrefOf(view: string, runs: readonly string[] = []): string {
  const query = new URLSearchParams(runs.map((run) => ['run', run]));
  return `#/${view}${runs.length > 0 ? `?${query}` : ''}`;
}

/** Changes the parameters of the current view without an entry in the history. */
export function replaceRoute(href: string): void {
  history.replaceState(null, '', href);
  hash.value = href;
}

const KEY = 'ganport-token';

/** Takes the token out of the address, where the command has put it, and keeps it for this tab. */
export function takeToken(): void {
  const [, token] = /^#token=([\w-]+)$/.exec(location.hash) ?? [];
  if (token === undefined) return;
  sessionStorage.setItem(KEY, token);
  replaceRoute(hrefOf('runs'));
}

/** The token of this tab; undefined on a page that no studio serves. */
export function tokenOfTab(): string | undefined {
  return sessionStorage.getItem(KEY) ?? undefined;
}
