/** What cannot be used for a while. */

/** The attributes of an input of files that waits: unlike one that is disabled, it keeps the focus. */
export function waits(isBusy: boolean) {
  return {
    'aria-disabled': isBusy,
    onClick: (event: MouseEvent) => {
      if (isBusy) event.preventDefault();
    },
  };
}
