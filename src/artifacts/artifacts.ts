/** Archives, wherever they lie: what a plan has to know of them, and what an apply has to have. */
import type { FilePart } from '../model/call.ts';
import type { RemoteArtifacts } from './remote-artifacts.ts';

export interface Artifacts extends RemoteArtifacts {
  /**
   * Of a local file, by its absolute path.
   * @throws MuleteerError `settings` when it cannot be read
   */
  digestOf(path: string): Promise<FilePart>;
}
