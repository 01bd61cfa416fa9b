/** Offers what is drawn as a file. */

/** As a PNG file. */
export async function savePicture(canvas: HTMLCanvasElement, name: string): Promise<void> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
  if (!blob) throw new Error('The picture is too large for this browser to save.');
  saveBytes(blob, name);
}

export function saveBytes(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  // The download has begun when the next task runs.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
