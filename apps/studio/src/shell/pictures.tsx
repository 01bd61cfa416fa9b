/** Pictures side by side on a canvas. */
import { sheetImage, type Picture } from '@ganport/web';
import { useEffect, useRef } from 'preact/hooks';

export interface PicturesProps {
  readonly pictures: readonly Picture[];
  readonly title: string;
  /** Pictures in a row; as many as there are rows unless given. */
  readonly columns?: number;
}

/** A square is kept free until there are pictures. */
export function Pictures({ pictures, title, columns }: PicturesProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (!element || pictures.length === 0) return;
    const image = sheetImage(pictures, columns);
    element.width = image.width;
    element.height = image.height;
    element.getContext('2d')?.putImageData(image, 0, 0);
  }, [pictures, columns]);
  return <canvas ref={canvas} width={1} height={1} role="img" aria-label={title} />;
}
