import type { FilePart } from './call.ts';

/** How much of a file has been handed to the connection so far, of all of it. In bytes; called for each chunk. */
export type OnSent = (sent: number, total: number) => void;

/** A request's body as the transport sends it: everything resolved, nothing late, no secret types. */
export type HttpBody =
  | { readonly type: 'json'; readonly text: string }
  | {
      readonly type: 'multipart';
      readonly fields: Readonly<Record<string, string>>;
      readonly file: FilePart | null;
      readonly onSent?: OnSent;
    };
