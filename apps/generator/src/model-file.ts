/** The model's file: its address and its bytes. */
import { PageError } from './errors.ts';

/** `?model=` of the page's address, seen from the page; without it generator.onnx beside the page. */
export function modelAddress(page: string): URL {
  return new URL(new URL(page).searchParams.get('model') || 'generator.onnx', page);
}

/** The last part of the address, as a name for visitors. */
export function fileName({ pathname }: URL): string {
  return decodeURIComponent(pathname.split('/').at(-1) ?? '') || pathname;
}

const remedy = 'put it beside index.html, or name another with ?model=';

/** @throws PageError `model-missing` */
export async function downloadModel(address: URL): Promise<Uint8Array> {
  const name = fileName(address);
  const response = await fetch(address).catch((cause: unknown) => {
    const why = `cannot be fetched from ${address.origin} (is the server up, and does it allow this page?)`;
    throw new PageError('model-missing', `${name} ${why}`, { cause });
  });
  if (!response.ok) {
    throw new PageError(
      'model-missing',
      `${name} is not there (the server answers ${response.status}): ${remedy}`,
    );
  }
  // Many static hosts answer a wrong address with their start page and the status 200.
  if (response.headers.get('Content-Type')?.startsWith('text/html')) {
    throw new PageError(
      'model-missing',
      `${name} is not there (the server sends a web page instead): ${remedy}`,
    );
  }
  return new Uint8Array(await response.arrayBuffer());
}
