import type { Secret } from './secret.ts';

/** Who asks a repository: a user, or whoever has a token. */
export type RepositoryCredentials =
  | { readonly username: string | Secret; readonly password: string | Secret }
  | { readonly token: string | Secret };

/**
 * An archive that lies on a server for files. Its SHA-1 is what the service tells, so that it is what everything is
 * compared by; whoever declares a SHA-256 alone has it looked up.
 */
export interface RemoteArtifact {
  /** How messages call it: coordinates, or a URL without its query, which may hold a signature. */
  readonly title: string;
  /** As it is asked for, query included: never shown. */
  readonly url: string;
  readonly fileName: string;
  /** Lower-case hex, as declared; null where it is not. */
  readonly sha1: string | null;
  readonly sha256: string | null;
  /** What never has other bytes, as one text: a release in a repository. Null where only a digest says so. */
  readonly release: string | null;
  /** Where its repository tells its SHA-1; null where nobody does. */
  readonly digestUrl: string | null;
  readonly credentials: RepositoryCredentials | null;
}
