/** A picture of samples on a canvas. */
import { useEffect, useRef } from 'preact/hooks';
import type { Pixels } from '@ganport/core';
import { rgbaOf } from '../training/rgba.ts';

export function Sheet({ picture, label }: { picture: Pixels; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    element.width = picture.width;
    element.height = picture.height;
    element.getContext('2d')?.putImageData(rgbaOf(picture), 0, 0);
  }, [picture]);
  return <canvas ref={canvas} class="sheet" role="img" aria-label={label} />;
}
