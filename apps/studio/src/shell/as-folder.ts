/** Makes an input of files one of folders. No attribute of JSX: browsers have it under its first name alone. */
export function asFolder(input: HTMLInputElement | null): void {
  if (input) input.webkitdirectory = true;
}
