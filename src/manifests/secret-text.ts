/** What a `${env:}`, `${file:}` or `${exec:}` stands for: its text, or why there is none. */
export type SecretText = { readonly text: string } | { readonly missing: string; readonly hint?: string };
