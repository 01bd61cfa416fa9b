/** A page: reads site.json, opens the model in a worker, and hands it to its view. */
import {
  type ModelInfo,
  type Opener,
  openWith,
  type PageProvider,
  WebError,
} from '@ganport/web/internal';
import { element } from './elements.ts';
import { goThroughServiceWorker } from './offline.ts';
import { showBusy, showDownload, showError, showNotes } from './report.ts';
import { offerProviders, showProvider } from './runs-on.ts';
import { readSite, type Site } from './site.ts';
import type { View } from './view.ts';

type Spec = Parameters<Opener<never, object>['model']>[1];

/**
 * @param opener what opens the model
 * @param show shows a model, again when it is opened on another provider
 */
export function startPage<S extends Spec, M extends object>(
  opener: Opener<S, M>,
  show: (view: View<M & ModelInfo>) => void,
): void {
  let open: ModelInfo | undefined;

  const start = async (): Promise<void> => {
    showBusy('Loading …');
    try {
      const site = await readSite();
      document.title = site.title;
      element('title', HTMLElement).textContent = site.title;
      await goThroughServiceWorker(site.version);
      offerProviders(site.provider, (provider) => void openOn(site, provider));
      await openOn(site, site.provider);
    } catch (thrown) {
      fail(thrown, start);
    }
  };

  const openOn = async (site: Site, provider: PageProvider | 'auto'): Promise<void> => {
    const { file, bytes, sha256 } = site.model;
    const controls = element('controls', HTMLFormElement);
    try {
      controls.inert = true;
      open?.close();
      open = undefined;
      showBusy(`Loading ${file} …`);
      const model = await openWith(opener, file, {
        provider,
        runtime: site.runtime,
        bytes,
        sha256,
        onProgress: (loaded, total) => {
          showDownload(file, loaded, total);
          if (loaded === total) showBusy('Starting ONNX Runtime …');
        },
        onRecover: (reason) => {
          showProvider(model);
          showNotes([`${reason}; WebAssembly goes on`, ...model.notes]);
        },
      });
      open = model;
      showProvider(model);
      showNotes(model.notes);
      const onError = (thrown: unknown) => fail(thrown, () => openOn(site, provider));
      show({ model, name: file, onError });
      controls.inert = false;
    } catch (thrown) {
      fail(thrown, () => openOn(site, provider));
    }
  };

  void start();
}

/** What may go away when the model is opened again; a wrong file or a wrong picture stays wrong. */
const passing: readonly WebError['code'][] = [
  'not-found',
  'damaged',
  'no-provider',
  'run-failed',
  'lost',
];

function fail(thrown: unknown, again: () => Promise<void>): void {
  console.error(thrown);
  const line = thrown instanceof Error ? thrown.message : String(thrown);
  const canRetry = !(thrown instanceof WebError) || passing.includes(thrown.code);
  showError(line, canRetry ? () => void again() : undefined);
}
