/** Pictures side by side on a canvas. */
import { sheetImage, type Picture } from '@ganport/web';
import { useEffect, useRef } from 'preact/hooks';

export function Pictures({ pictures, title }: { pictures: readonly Picture[]; title: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (!element || pictures.length === 0) return;
    const image = sheetImage(pictures);
    element.width = image.width;
    element.height = image.height;
    element.getContext('2d')?.putImageData(image, 0, 0);
  }, [pictures]);
  return <canvas ref={canvas} role="img" aria-label={title} />;
}
