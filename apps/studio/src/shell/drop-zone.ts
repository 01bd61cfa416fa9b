/** A place to drop files on. */
import type { Signal } from '@preact/signals';

/** The attributes of its element, which has `data-over` while files are above it. */
export function dropZone(over: Signal<boolean>, take: (dropped: DataTransfer) => void) {
  return {
    'data-over': over.value,
    onDragOver: (event: DragEvent) => {
      event.preventDefault();
      over.value = true;
    },
    onDragLeave: () => {
      over.value = false;
    },
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      over.value = false;
      if (event.dataTransfer) take(event.dataTransfer);
    },
  };
}
