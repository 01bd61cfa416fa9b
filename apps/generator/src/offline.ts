/** The service worker: a visit without a network, and threads on hosts without the headers for them. */

/** Milliseconds to wait for it; the page works without. */
const PATIENCE = 4000;

/** In the session: that the page was loaded once more, so that it never does so for ever. */
const reloaded = 'ganport-reloaded';

/**
 * Starts the service worker, through which everything after this is loaded. Loads the page once more
 * where that gives it threads; then this never resolves.
 */
export async function goThroughServiceWorker(version: string): Promise<void> {
  // Absent in pages that are not secure.
  const { serviceWorker } = navigator as Partial<Navigator>;
  if (!serviceWorker) return;
  try {
    const address = `service-worker.js?v=${encodeURIComponent(version)}`;
    const registration = await serviceWorker.register(address);
    const isNew = registration.installing ?? registration.waiting;
    // A page that is loaded past the worker, by Shift and reload, stays past it.
    if (!isNew && !serviceWorker.controller) return;
    if (isNew) await within(PATIENCE, takesOver(serviceWorker, isNew));
  } catch (thrown) {
    console.warn('the site is not kept for visits without a network:', thrown);
    return;
  }
  if (crossOriginIsolated || !serviceWorker.controller || sessionStorage.getItem(reloaded)) return;
  sessionStorage.setItem(reloaded, version);
  location.reload();
  await new Promise(() => undefined);
}

/** Resolves when a new worker controls the page, or has failed. */
function takesOver(container: ServiceWorkerContainer, worker: ServiceWorker): Promise<void> {
  return new Promise((resolve) => {
    container.addEventListener('controllerchange', () => resolve(), { once: true });
    worker.addEventListener('statechange', () => {
      if (worker.state === 'redundant') resolve();
    });
  });
}

async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  const late = new Promise<void>((resolve) => {
    setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, late]);
}
