/** Which line of a chart is which network's. */
import { text } from '../text.ts';

const networks = [text.learn.discriminator, text.learn.generatorName] as const;

export function Key() {
  return (
    <span class="key">
      {networks.map((name, color) => (
        <span key={name}>
          <i class={`swatch run-${color}`} /> {name}
        </span>
      ))}
    </span>
  );
}
