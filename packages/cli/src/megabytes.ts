/** Sizes of files for display. */

/** `14.5 MB`, `0.061 MB`. */
export const megabytes = (bytes: number): string =>
  `${(bytes / 1e6).toFixed(bytes < 1e6 ? 3 : 1)} MB`;
