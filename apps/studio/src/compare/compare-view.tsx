/** Compares what runtimes compute of one model: pictures, maps of the differences, and a table. */
import { BringModel } from '../models/bring.tsx';
import type { Computed } from '../models/protocol.ts';
import { busy, subject } from '../models/store.ts';
import { number } from '../shell/format.ts';
import { Field } from '../shell/number-field.tsx';
import { Pictures } from '../shell/pictures.tsx';
import { Term } from '../shell/term.tsx';
import { text } from '../text.ts';
import { candidates, choose, compare, count, results, seed, tolerance } from './compare.ts';
import { isSame, verdictOf } from './verdict.ts';

export function CompareView() {
  return (
    <div class="compare">
      <div class="intro">
        <h1>{text.compare.title}</h1>
        <p>{text.compare.intro}</p>
      </div>
      <BringModel what={text.compare.bring} />
      {subject.value && <Choices />}
      {results.value.length > 0 && (
        <>
          {/* Of all runtimes together, once they have computed. */}
          {busy.value === '' && <WholeVerdict />}
          <ParityTable />
          <Sheets />
        </>
      )}
    </div>
  );
}

function WholeVerdict() {
  const { tone, line } = verdictOf(results.value, tolerance.value);
  return (
    <p role="status" class={`verdict ${tone}`}>
      {line}
    </p>
  );
}

function Choices() {
  const current = subject.value;
  if (!current) return null;
  const { name, kind, original, isDrawn, versions } = current;
  const made = Object.entries(versions ?? {}).map(([program, version]) => `${program} ${version}`);
  return (
    <section class="card" aria-labelledby="subject">
      <h2 id="subject">{name}</h2>
      <p class="soft">
        {text.compare.kinds[kind]} {original === undefined ? text.compare.noOriginal : ''}
        {made.length > 0 && text.compare.made(made.join(', '))}
      </p>
      <div class="fields">
        {isDrawn && (
          <>
            <Field
              title={text.explore.seed}
              term="seed"
              value={seed.value}
              max={Number.MAX_SAFE_INTEGER}
              onChange={(value) => (seed.value = value)}
            />
            <Field
              title={text.compare.count}
              value={count.value}
              min={1}
              max={100}
              onChange={(value) => (count.value = value)}
            />
          </>
        )}
        <div class="field">
          <span>
            <Term name="tolerance" />
          </span>
          <input
            type="number"
            aria-label={text.compare.tolerance}
            min="0"
            step="any"
            required
            value={tolerance.value}
            onInput={({ currentTarget }) => {
              if (currentTarget.validity.valid) tolerance.value = currentTarget.valueAsNumber;
            }}
          />
        </div>
      </div>
      <fieldset class="kinds">
        <legend>
          <Term name="runtime">{text.compare.runtimes}</Term>
        </legend>
        {candidates.value.map(({ name: runtime, isChosen }) => (
          <label key={runtime}>
            <input
              type="checkbox"
              checked={isChosen}
              onChange={({ currentTarget }) => choose(runtime, currentTarget.checked)}
            />{' '}
            <span>{runtime}</span>
          </label>
        ))}
      </fieldset>
      <div class="actions">
        <button type="button" aria-disabled={busy.value !== ''} onClick={() => void compare()}>
          {text.compare.start}
        </button>
      </div>
    </section>
  );
}

/** In the order of the table. */
const columns = ['maxAbs', 'meanAbs', 'relative', 'cosine'] as const;

function ParityTable() {
  return (
    <section class="card wide" aria-labelledby="parity" tabIndex={0}>
      <h2 id="parity">{text.compare.table}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">{text.compare.runtime}</th>
            <th scope="col">{text.compare.verdict}</th>
            {columns.map((name) => (
              <th key={name} scope="col">
                <Term name={name} />
              </th>
            ))}
            <th scope="col">
              <Term name="runTime" />
            </th>
          </tr>
        </thead>
        <tbody>
          {results.value.map((result) => (
            <Row key={`${result.place} ${result.name}`} result={result} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ result }: { result: Computed }) {
  const { name, place, difference, milliseconds, failed, isOriginal } = result;
  const same = isSame(result, tolerance.value);
  const verdict = isOriginal
    ? text.compare.original
    : failed !== undefined
      ? text.compare.failed(failed)
      : text.compare.same[String(same) as 'true' | 'false'];
  const tone = isOriginal ? 'soft' : failed !== undefined ? 'warned' : same ? 'good' : 'bad';
  return (
    <tr>
      <th scope="row">
        {name}
        {place === 'bundle' && <small class="soft">{text.compare.inBundle}</small>}
      </th>
      <td class={tone}>{verdict}</td>
      {columns.map((column) => (
        <td key={column}>
          {difference
            ? column === 'cosine'
              ? cosine(difference[column])
              : scientific(difference[column])
            : '–'}
        </td>
      ))}
      <td>
        {milliseconds === undefined ? '–' : `${number(Number(milliseconds.toPrecision(3)))} ms`}
      </td>
    </tr>
  );
}

const scientific = (value: number) => (value === 0 ? '0' : value.toExponential(1));
/** Near 1, where the digits after the nines count. */
const cosine = (value: number) => value.toFixed(7);

function Sheets() {
  const shown = results.value.filter(({ pictures, lines }) => pictures ?? lines);
  if (shown.length === 0) return <p class="soft">{text.compare.noPictures}</p>;
  return (
    <section class="sheets" aria-label={text.compare.pictures}>
      {shown.map((result) => (
        <figure key={`${result.place} ${result.name}`} class="card">
          <figcaption>{result.name}</figcaption>
          {result.lines ? (
            <LinesOf name={result.name} lines={result.lines} />
          ) : (
            <PicturesOf result={result} />
          )}
        </figure>
      ))}
    </section>
  );
}

function PicturesOf({ result: { name, pictures = [], map } }: { result: Computed }) {
  return (
    <>
      <Pictures pictures={pictures} title={text.compare.picturesOf(name)} />
      {map && (
        <>
          <Pictures pictures={map.pictures} title={text.compare.mapOf(name)} />
          <p class="soft legend">
            <span>0</span>
            <i class="heat-scale" />
            <span>{scientific(map.largest)}</span>
          </p>
        </>
      )}
    </>
  );
}

/** Lines, and how many differ from those of the original. */
function LinesOf({ name, lines }: { name: string; lines: readonly string[] }) {
  const original = results.value.find(({ isOriginal }) => isOriginal)?.lines ?? [];
  const differ = lines.filter((line, i) => line !== original[i]).length;
  return (
    <>
      <ol class="text-lines" aria-label={text.compare.linesOf(name)}>
        {lines.map((line, i) => (
          <li key={i} dir="auto" class={line === original[i] ? '' : 'bad'}>
            {line}
          </li>
        ))}
      </ol>
      <p class="soft">{text.compare.differingLines(differ, lines.length)}</p>
    </>
  );
}
