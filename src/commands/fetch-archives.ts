/** The archives of all exported applications, as files beside their manifests. */

import { join } from 'node:path';
import { isArchiveName } from '../artifacts/archive.ts';
import type { ExportedDocument } from '../authoring/export-documents.ts';
import { type Diagnostic, liveDiagnostic } from '../model/diagnostic.ts';
import { MuleteerError } from '../model/errors.ts';
import { mapLimited } from '../model/map-limited.ts';
import type { Provider } from '../model/provider.ts';
import type { LiveResource } from '../model/resource.ts';
import { isSpecObject } from '../model/spec-value.ts';
import { storedFile } from '../model/stored-file.ts';
import { fetchArtifact } from './fetch-artifact.ts';

const DOWNLOADS_AT_ONCE = 4;

export interface Fetched {
  readonly artifacts: ReadonlyMap<LiveResource, string>;
  readonly diagnostics: readonly Diagnostic[];
}

export const NOTHING_FETCHED: Fetched = { artifacts: new Map(), diagnostics: [] };

/** What cannot be had as a file that can be sent again is named by its digest. */
export async function fetchArchives(
  documents: readonly ExportedDocument[],
  { out, providers }: { readonly out: string; readonly providers: ReadonlyMap<string, Provider> },
): Promise<Fetched> {
  const artifacts = new Map<LiveResource, string>();
  const diagnostics: Diagnostic[] = [];
  const archives = documents.filter(
    ({ live, manage }) => manage === 'full' && isSpecObject(live.spec.artifact),
  );
  // One after the other by name: two of one name must see each other's file.
  const byName = new Map<string, Promise<void>>();
  await mapLimited(archives, DOWNLOADS_AT_ONCE, async ({ target, live }) => {
    const { key, id } = live;
    const stored = storedFile(id, live.spec.artifact);
    const provider = providers.get(target);
    if (stored === null || provider === undefined) return;
    const { fileName } = stored;
    if (!isArchiveName(fileName)) {
      diagnostics.push(notDownloaded(`${target}/${key}: ${fileName} is neither a .jar nor a .zip`));
      return;
    }
    const turn = `${target}/${fileName.toLowerCase()}`;
    const fetching = (byName.get(turn) ?? Promise.resolve()).then(async () => {
      try {
        artifacts.set(live, await fetchArtifact(stored, join(out, target, 'artifacts'), provider));
      } catch (error) {
        if (!(error instanceof MuleteerError) || error.code === 'interrupted' || error.code === 'usage')
          throw error;
        diagnostics.push(
          notDownloaded(`${target}/${key}: ${fileName} cannot be downloaded: ${error.message}`),
        );
      }
    });
    byName.set(turn, fetching);
    await fetching;
  });
  return { artifacts, diagnostics };
}

function notDownloaded(message: string): Diagnostic {
  return liveDiagnostic('warning', 'not_downloaded', message);
}
