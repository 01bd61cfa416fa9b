/**
 * Keeps the site for visits without a network, and sends the two headers that WebAssembly needs for
 * threads where the host cannot. The page itself and site.json come from the network where there is one;
 * everything else belongs to the version of site.json, which is in this script's address, and is fetched
 * once.
 */

/** The part of a service worker's scope that is used here; the DOM's types have it for pages only. */
interface Scope {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(name: 'install' | 'activate', listener: (event: Extendable) => void): void;
  addEventListener(name: 'fetch', listener: (event: Fetching) => void): void;
}
interface Extendable {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Extendable {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

const scope = globalThis as unknown as Scope;
const folder = scope.registration.scope;
const prefix = `ganport ${folder} `;
const cacheName = `${prefix}${new URL(location.href).searchParams.get('v')}`;

/** site.json, as far as it is used here. */
interface Site {
  readonly page: readonly string[];
}

scope.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      const { page } = (await (await fetch(`${folder}site.json`)).json()) as Site;
      const cache = await caches.open(cacheName);
      // What was loaded before this worker was there; the model and ONNX Runtime come later.
      const files = ['', 'site.json', ...page].map((file) => `${folder}${file}`);
      await cache.addAll(files.map((file) => new Request(file, { cache: 'no-cache' })));
      await scope.skipWaiting();
    })(),
  );
});

scope.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      const names = await caches.keys();
      const old = names.filter((name) => name.startsWith(prefix) && name !== cacheName);
      await Promise.all(old.map((name) => caches.delete(name)));
      await scope.clients.claim();
    })(),
  );
});

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const isPage = request.mode === 'navigate';
  // Other pages below the folder are not this one's.
  const isOurs = isPage ? isThisPage(request.url) : request.url.startsWith(folder);
  if (!isOurs || request.method !== 'GET' || request.headers.has('Range')) return;
  // Parameters of the page's address are for the page.
  const key = isPage ? folder : request.url;
  const isFresh = isPage || key === `${folder}site.json` || request.cache === 'reload';
  const answer = isFresh ? networkFirst : cacheFirst;
  event.respondWith(answer(event, key).then(withIsolation));
});

async function cacheFirst(event: Fetching, key: string): Promise<Response> {
  const kept = await (await caches.open(cacheName)).match(key);
  return kept ?? fromNetwork(event, key);
}

async function networkFirst(event: Fetching, key: string): Promise<Response> {
  try {
    return await fromNetwork(event, key);
  } catch (thrown) {
    const kept = await (await caches.open(cacheName)).match(key);
    if (kept) return kept;
    throw thrown;
  }
}

/** A whole answer is kept; one that breaks off is not. */
async function fromNetwork(event: Fetching, key: string): Promise<Response> {
  const response = await fetch(event.request);
  if (response.ok) {
    const copy = response.clone();
    const keep = async () => (await caches.open(cacheName)).put(key, copy);
    event.waitUntil(keep().catch(() => undefined));
  }
  return response;
}

const isThisPage = (url: string): boolean =>
  [folder, `${folder}index.html`].includes(url.replace(/[?#].*$/, ''));

function withIsolation(response: Response): Response {
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  const { status, statusText } = response;
  // Without a body where there is none, as in an answer 304.
  return new Response(response.body, { status, statusText, headers });
}
