import type { FilePart } from './call.ts';

/** A request's body as the transport sends it: everything resolved, nothing late, no secret types. */
export type HttpBody =
  | { readonly type: 'json'; readonly text: string }
  | {
      readonly type: 'multipart';
      readonly fields: Readonly<Record<string, string>>;
      readonly file: FilePart | null;
    };
