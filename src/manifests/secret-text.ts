/** What a `${env:}`, `${file:}` or `${exec:}` stands for: its text, or why there is none. */
export type SecretText =
  | { readonly text: string }
  | { readonly missing: string; readonly hint?: string }
  | NotAsked;

/** Nobody needs it in this run, so that nobody is asked, and nobody is told. */
export interface NotAsked {
  readonly notAsked: true;
}
