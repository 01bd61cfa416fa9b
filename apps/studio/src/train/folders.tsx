/** The two folders of images that a translator learns from: dropped, or chosen. */
import { signal } from '@preact/signals';
import { chosenFiles, droppedFiles } from '../models/dropped.ts';
import { asFolder } from '../shell/as-folder.ts';
import { count } from '../shell/format.ts';
import { text } from '../text.ts';
import type { Folder } from '../training/protocol.ts';

export const folderA = signal<Folder | undefined>(undefined);
export const folderB = signal<Folder | undefined>(undefined);

const places = [
  { title: text.train.folderA, folder: folderA },
  { title: text.train.folderB, folder: folderB },
] as const;

/** A folder by the name that its paths begin with. */
function folderOf(files: ReadonlyMap<string, Blob>): Folder | undefined {
  const [path] = files.keys();
  return path === undefined ? undefined : { name: path.split('/')[0] ?? path, files };
}

export function Folders() {
  return (
    <div class="fields folders">
      {places.map(({ title, folder }) => (
        <label
          key={title}
          class="field drop card"
          onDragOver={(event) => event.preventDefault()}
          onDrop={(event) => {
            event.preventDefault();
            const { items } = event.dataTransfer ?? {};
            if (items) {
              void droppedFiles(items).then((files) => {
                folder.value = folderOf(files);
                return undefined;
              });
            }
          }}
        >
          <span>{title}</span>
          <input
            type="file"
            ref={asFolder}
            onChange={({ currentTarget }) => {
              folder.value = folderOf(chosenFiles(currentTarget.files)) ?? folder.value;
            }}
          />
          {folder.value && (
            <small>{text.train.files(folder.value.name, count(folder.value.files.size))}</small>
          )}
        </label>
      ))}
    </div>
  );
}
