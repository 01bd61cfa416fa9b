/** site.json, which `ganport web` writes beside the page: the model and what computes it. */

export interface Site {
  readonly title: string;
  /** Changes with every file of the site. */
  readonly version: string;
  readonly model: { readonly file: string; readonly bytes: number; readonly sha256: string };
  /** The module of ONNX Runtime, seen from the page. */
  readonly runtime: string;
  /** `wasm` where the site has the build without WebGPU. */
  readonly provider: 'wasm' | 'auto';
}

/** @throws Error with a line for the visitor */
export async function readSite(): Promise<Site> {
  const missing = 'site.json is not there, or is damaged: write the site again with ganport web';
  const response = await fetch('site.json', { cache: 'no-cache' }).catch((cause: unknown) => {
    throw new Error('The site cannot be reached. Are you online?', { cause });
  });
  const site: unknown = response.ok ? await response.json().catch(() => undefined) : undefined;
  if (!isSite(site)) throw new Error(missing);
  return site;
}

function isSite(value: unknown): value is Site {
  const site = value as Partial<Site> | null | undefined;
  const texts = [site?.title, site?.version, site?.runtime, site?.model?.file, site?.model?.sha256];
  return (
    texts.every((text) => typeof text === 'string') &&
    typeof site?.model?.bytes === 'number' &&
    (site.provider === 'wasm' || site.provider === 'auto')
  );
}
