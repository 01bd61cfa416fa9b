/** The drawing of a network: boxes from top to bottom, to be moved, zoomed and clicked. */
import { computed, signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { text } from '../text.ts';
import { choose, chosen, found, layers, measurement, search, shareOf } from './inside.ts';
import { BOX, layOut, type Point } from './layout.ts';
import { operatorLine } from './shown.ts';

const placed = computed(() => layOut(layers.value.map(({ takes }) => takes)));

/** What of the drawing is seen: its left upper corner, and its units in a unit of the page. */
const view = signal({ x: 0, y: 0, scale: 1 });
const LEAST = 0.02;
const MOST = 4;

export function Drawing() {
  const svg = useRef<SVGSVGElement>(null);
  const { boxes, edges, width, height } = placed.value;
  const sides = () => svg.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);

  /** Zooms, and keeps a point of the page in its place. */
  const zoom = (factor: number, at: Point = middleOf(sides())): void => {
    const { x, y, scale } = view.value;
    const next = Math.min(MOST, Math.max(LEAST, scale * factor));
    view.value = { x: x + at.x * (scale - next), y: y + at.y * (scale - next), scale: next };
  };
  const center = ({ x, y }: Point, scale: number): void => {
    const { width: across, height: down } = sides();
    view.value = { x: x - (across / 2) * scale, y: y - (down / 2) * scale, scale };
  };
  const showAll = (): void => {
    const { width: across, height: down } = sides();
    center({ x: width / 2, y: height / 2 }, Math.max(width / across, height / down, 0.5));
  };
  const showTop = (): void => {
    const { width: across, height: down } = sides();
    const scale = Math.min(1.2, Math.max(width / across, height / down, 0.5));
    view.value = { x: width / 2 - (across / 2) * scale, y: 0, scale };
  };

  useEffect(showTop, [placed.value]);
  useEffect(() => {
    const box = chosen.value === undefined ? undefined : boxes[chosen.value];
    if (box && !isSeen(box, sides())) center(box, Math.min(view.value.scale, 1.5));
  }, [chosen.value]);
  useEffect(() => {
    const element = svg.current;
    // Preact's own listeners cannot keep the page from scrolling.
    const turn = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey && !event.shiftKey) return;
      event.preventDefault();
      const { left, top } = sides();
      zoom(Math.exp(event.deltaY / 400), { x: event.clientX - left, y: event.clientY - top });
    };
    element?.addEventListener('wheel', turn, { passive: false });
    return () => element?.removeEventListener('wheel', turn);
  }, []);

  const isFound = new Set(found.value.map(({ id }) => id));
  const { x, y, scale } = view.value;
  const { width: across, height: down } = sides();
  return (
    <section class="card drawing" aria-label={text.inside.layers}>
      <div class="actions">
        <button type="button" class="second" onClick={() => zoom(1 / 1.4)}>
          {text.inside.closer}
        </button>
        <button type="button" class="second" onClick={() => zoom(1.4)}>
          {text.inside.farther}
        </button>
        <button type="button" class="second" onClick={showAll}>
          {text.inside.whole}
        </button>
      </div>
      <svg
        ref={svg}
        role="img"
        aria-label={text.inside.drawing(layers.value.length)}
        viewBox={`${x} ${y} ${across * scale} ${down * scale}`}
        onPointerMove={(event) => {
          if (event.buttons !== 1) return;
          const { x: left, y: top, scale: unit } = view.value;
          view.value = {
            x: left - event.movementX * unit,
            y: top - event.movementY * unit,
            scale: unit,
          };
        }}
      >
        {edges.map(({ from, to, points }) => (
          <path
            key={`${from} ${to}`}
            d={pathOf(points)}
            data-near={from === chosen.value || to === chosen.value}
          />
        ))}
        {layers.value.map(({ id, name, operators }) => {
          const box = boxes[id];
          if (!box) return null;
          const { shape = '' } = measurement.value?.layers[id] ?? {};
          return (
            <g
              key={id}
              transform={`translate(${box.x - BOX.width / 2} ${box.y - BOX.height / 2})`}
              data-chosen={id === chosen.value}
              data-found={search.value !== '' && isFound.has(id)}
              data-other={search.value !== '' && !isFound.has(id)}
              onClick={() => void choose(id)}
            >
              <title>{name}</title>
              <rect width={BOX.width} height={BOX.height} rx="8" />
              <rect
                class="share"
                y={BOX.height - 4}
                width={BOX.width * shareOf(id)}
                height="4"
                rx="2"
              />
              <text x="10" y="21">
                {shortened(name, 25)}
              </text>
              <text x="10" y="39" class="small">
                {shortened([operatorLine(operators), shape].filter(Boolean).join(' · '), 34)}
              </text>
            </g>
          );
        })}
      </svg>
    </section>
  );
}

const middleOf = ({ width, height }: DOMRect): Point => ({ x: width / 2, y: height / 2 });

function isSeen(box: Point, sides: DOMRect): boolean {
  const { x, y, scale } = view.value;
  const [right, bottom] = [x + sides.width * scale, y + sides.height * scale];
  return box.x > x && box.x < right && box.y > y && box.y < bottom && scale < 2;
}

/** Curves that leave and enter boxes upright. */
function pathOf([first, ...others]: readonly Point[]): string {
  if (!first) return '';
  let before = first;
  const curves = others.map((point) => {
    const middle = (before.y + point.y) / 2;
    const curve = `C ${before.x} ${middle} ${point.x} ${middle} ${point.x} ${point.y}`;
    before = point;
    return curve;
  });
  return `M ${first.x} ${first.y} ${curves.join(' ')}`;
}

/** The end of a name tells it apart from others. */
function shortened(line: string, most: number): string {
  return line.length > most ? `…${line.slice(line.length - most + 1)}` : line;
}
