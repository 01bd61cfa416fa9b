/** The checks of the documents are scripts, without types that a project of TypeScript could read. */
declare module '*/scripts/docs/markdown.mjs' {
  export interface Markdown {
    readonly file: string;
    readonly blocks: readonly {
      readonly info: string;
      readonly code: string;
      readonly line: number;
    }[];
  }
  export function parseMarkdown(file: string, text: string): Markdown;
}

declare module '*/scripts/docs/links.mjs' {
  import type { Markdown } from '*/scripts/docs/markdown.mjs';

  export function documents(): Markdown[];
  export function generatedPages(): Promise<ReadonlySet<string>>;
  export function deadLinks(pages: readonly Markdown[], generated: ReadonlySet<string>): string[];
}

declare module '*/scripts/docs/command-lines.mjs' {
  import type { Markdown } from '*/scripts/docs/markdown.mjs';

  export function wrongCommandLines(pages: readonly Markdown[]): Promise<string[]>;
}
