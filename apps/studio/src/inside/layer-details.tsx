/** One layer: what it is, and what it has computed. */
import { count, number } from '../shell/format.ts';
import { Pictures } from '../shell/pictures.tsx';
import { Term } from '../shell/term.tsx';
import { text } from '../text.ts';
import { activation, chosen, layers, measurement, shareOf } from './inside.ts';
import type { Activation } from './protocol.ts';
import { milliseconds, size } from './shown.ts';

export function LayerDetails() {
  const layer = chosen.value === undefined ? undefined : layers.value[chosen.value];
  if (!layer) return <p class="soft card layer">{text.inside.pick}</p>;
  const { id, name, operators, takes, ends, parameters, bytes, weights } = layer;
  const { shape = '…', milliseconds: time } = measurement.value?.layers[id] ?? {};
  const before = [
    ...ends.map(text.inside.input),
    ...takes.map((each) => layers.value[each]?.name ?? ''),
  ];
  const current = activation.value;
  return (
    <section class="card layer" aria-labelledby="layer">
      <h2 id="layer">{name}</h2>
      <dl class="settings">
        <div>
          <dt>{text.inside.operators}</dt>
          <dd>{operators.join(', ')}</dd>
        </div>
        <div>
          <dt>{text.inside.takes}</dt>
          <dd>{before.join(', ')}</dd>
        </div>
        <div>
          <dt>{text.inside.result}</dt>
          <dd>{shape}</dd>
        </div>
        <div>
          <dt>{text.inside.weights}</dt>
          <dd>
            {parameters === 0
              ? text.inside.noWeights
              : text.inside.weightsOf(count(parameters), size(bytes))}
            {weights.slice(0, 12).map((weight) => (
              <small key={weight.name} class="soft">
                {weight.name} {weight.shape}
              </small>
            ))}
          </dd>
        </div>
        <div>
          <dt>
            <Term name="layerTime" />
          </dt>
          <dd>
            {time === undefined
              ? text.inside.notAlone
              : text.inside.share(milliseconds(time), Math.round(100 * shareOf(id)))}
          </dd>
        </div>
      </dl>
      {current ? <Shown name={name} activation={current} /> : <p>{text.inside.noValue}</p>}
    </section>
  );
}

function Shown({ name, activation: shown }: { name: string; activation: Activation }) {
  const { maps, channels, histogram, least, most, mean, deviation, zeros } = shown;
  return (
    <>
      {maps.length > 0 && (
        <figure>
          <figcaption>
            <Term name="featureMaps">{text.inside.maps(maps.length, channels)}</Term>
          </figcaption>
          <Pictures pictures={maps} title={text.inside.mapsLabel(name)} />
        </figure>
      )}
      <figure>
        <figcaption>{text.inside.spread}</figcaption>
        <Histogram
          counts={histogram}
          label={text.inside.spreadLabel(number(least), number(most))}
        />
        <p class="soft legend">
          <span>{number(least)}</span>
          <span>{number(most)}</span>
        </p>
        <p class="soft">
          {text.inside.numbers(number(mean), number(deviation), Math.round(100 * zeros))}
        </p>
      </figure>
    </>
  );
}

const HEIGHT = 40;

function Histogram({ counts, label }: { counts: readonly number[]; label: string }) {
  const most = Math.max(1, ...counts);
  return (
    <svg
      class="histogram"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${4 * counts.length} ${HEIGHT}`}
      preserveAspectRatio="none"
    >
      {counts.map((each, i) => {
        const height = (HEIGHT * each) / most;
        return <rect key={i} x={4 * i} y={HEIGHT - height} width="3.4" height={height} />;
      })}
    </svg>
  );
}
