/** Explores any generator of images from noise: dropped into the page, it is computed there. */
import { signal } from '@preact/signals';
import { dropZone } from '../shell/drop-zone.ts';
import { Field } from '../shell/number-field.tsx';
import { Pictures } from '../shell/pictures.tsx';
import { Term } from '../shell/term.tsx';
import { text } from '../text.ts';
import {
  busy,
  chosen,
  COUNT,
  directions,
  drawMoved,
  drawSheet,
  drawWay,
  fail,
  findDirections,
  goal,
  isDigitSized,
  label,
  likeness,
  model,
  moved,
  moves,
  name,
  open,
  problem,
  seed,
  sheet,
  way,
} from './explorer.ts';
import { latest } from './latest.ts';
import { LikenessField } from './likeness-field.tsx';
import { MixCard } from './mix-card.tsx';
import { NearestCard } from './nearest-card.tsx';

const redraw = latest(drawSheet, fail);
const move = latest(drawMoved, fail);
const walk = latest(drawWay, fail);
const place = signal(0);
const over = signal(false);

export function ExploreView() {
  const current = model.value;
  return (
    <div class="explore">
      <div class="intro">
        <h1>{text.explore.title}</h1>
        <p>{text.explore.intro}</p>
      </div>
      <Drop />
      <p role="alert" class="wrong">
        {problem.value}
      </p>
      <p role="status" class="soft busy">
        {busy.value}
      </p>
      {current && sheet.value.length > 0 && (
        <div class="views">
          <div class="cards">
            <section class="card" aria-labelledby="sheet">
              <h2 id="sheet">{name.value}</h2>
              <Pictures pictures={sheet.value} title={text.explore.sheet(COUNT, seed.value)} />
              <div class="fields">
                <Field
                  title={text.explore.seed}
                  term="seed"
                  value={seed.value}
                  max={Number.MAX_SAFE_INTEGER}
                  onChange={(value) => {
                    seed.value = value;
                    redraw();
                  }}
                />
                {current.classes && (
                  <label class="field">
                    <span>{text.explore.class}</span>
                    <select
                      value={label.value}
                      onChange={({ currentTarget }) => {
                        label.value = Number(currentTarget.value);
                        redraw();
                      }}
                    >
                      {current.classes.map((title, number) => (
                        <option key={title} value={number}>
                          {title}
                        </option>
                      ))}
                    </select>
                  </label>
                )}
              </div>
            </section>
            <Directions />
            {current.classes && <MixCard />}
            <section class="card" aria-labelledby="way">
              <h2 id="way">
                <Term name="interpolation">{text.explore.way}</Term>
              </h2>
              <Pictures
                pictures={way.value.slice(place.value, place.value + 1)}
                title={text.explore.between(chosen.value + 1, goal.value + 1)}
              />
              <label class="field">
                <span>{text.explore.place}</span>
                <input
                  type="range"
                  min="0"
                  max={Math.max(0, way.value.length - 1)}
                  value={place.value}
                  onInput={({ currentTarget }) => (place.value = currentTarget.valueAsNumber)}
                />
              </label>
              <div class="fields">
                <Field
                  title={text.explore.from}
                  value={chosen.value + 1}
                  min={1}
                  max={COUNT}
                  onChange={(value) => {
                    chosen.value = value - 1;
                    move();
                    walk();
                  }}
                />
                <Field
                  title={text.explore.to}
                  value={goal.value + 1}
                  min={1}
                  max={COUNT}
                  onChange={(value) => {
                    goal.value = value - 1;
                    walk();
                  }}
                />
              </div>
            </section>
          </div>
          {current.samples.kind === 'images' && <NearestCard />}
        </div>
      )}
    </div>
  );
}

function Drop() {
  return (
    <label
      class="drop card"
      {...dropZone(over, ({ files: [file] }) => {
        if (file) void open(file);
      })}
    >
      <span>{text.explore.drop}</span>
      <input
        type="file"
        accept=".onnx"
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file) void open(file);
          currentTarget.value = '';
        }}
      />
    </label>
  );
}

function Directions() {
  const found = directions.value;
  return (
    <section class="card" aria-labelledby="directions">
      <h2 id="directions">
        <Term name="directions">{text.explore.directions}</Term>
      </h2>
      <Pictures
        pictures={moved.value ? [moved.value] : []}
        title={text.explore.moved(chosen.value + 1)}
      />
      <div class="fields">
        {isDigitSized.value && (
          <LikenessField
            title={text.explore.foundBy}
            value={likeness}
            disabled={busy.value !== ''}
          />
        )}
        <button
          type="button"
          class={found ? 'second' : ''}
          aria-disabled={busy.value !== ''}
          onClick={() => void findDirections()}
        >
          {text.explore.find}
        </button>
      </div>
      {found && (
        <div class="moves">
          {found.shares.map((share, k) => (
            <label key={k} class="field">
              <span>{text.explore.direction(k + 1, Math.round(100 * share))}</span>
              <input
                type="range"
                min="-3"
                max="3"
                step="0.1"
                value={moves.value[k] ?? 0}
                onInput={({ currentTarget }) => {
                  const far = currentTarget.valueAsNumber;
                  moves.value = moves.value.map((value, i) => (i === k ? far : value));
                  move();
                }}
              />
            </label>
          ))}
          <button
            type="button"
            class="second"
            onClick={() => {
              moves.value = moves.value.map(() => 0);
              move();
            }}
          >
            {text.explore.back}
          </button>
        </div>
      )}
    </section>
  );
}
