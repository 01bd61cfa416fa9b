/** Brings a run from elsewhere: the folder of a run, or a zip of it. */
import { asFolder } from '../shell/as-folder.ts';
import { text } from '../text.ts';
import type { Trainer } from '../training/client.ts';

/** What a page needs of a run folder: neither curves nor exported networks. */
const wanted =
  /(?:^|\/)(?:config\.json|metrics\.jsonl|warnings\.jsonl|checkpoint\/[^/]+\.safetensors|samples\/[^/]+\.png)$/;

async function bring(trainer: Trainer, chosen: FileList | null): Promise<void> {
  const files = [...(chosen ?? [])];
  const isZip = files.length === 1 && files[0]?.name.endsWith('.zip');
  const entries = await Promise.all(
    files
      .map((file) => [file.webkitRelativePath || file.name, file] as const)
      .filter(([name]) => isZip || wanted.test(name))
      .map(async ([name, file]) => [name, new Uint8Array(await file.arrayBuffer())] as const),
  );
  trainer.problem.value = '';
  trainer.ask({ kind: 'bring', files: Object.fromEntries(entries) });
}

export function Bring({ trainer }: { trainer: Trainer }) {
  const take = ({ currentTarget }: { currentTarget: HTMLInputElement }): void => {
    void bring(trainer, currentTarget.files).then(() => {
      currentTarget.value = '';
      return undefined;
    });
  };
  return (
    <details class="card">
      <summary>{text.train.bring}</summary>
      <p class="soft source">{text.train.bringHelp}</p>
      <div class="fields">
        <label class="field">
          <span>{text.train.bringFolder}</span>
          <input type="file" ref={asFolder} onChange={take} />
        </label>
        <label class="field">
          <span>{text.train.bringZip}</span>
          <input type="file" accept=".zip" onChange={take} />
        </label>
      </div>
    </details>
  );
}
