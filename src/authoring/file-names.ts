/** Where exported documents go: one file for each, or one for each kind. */
import { encodeName } from '../model/encode-name.ts';
import type { ResourceKindName } from '../model/manifest.ts';
import type { ExportedDocument } from './export-documents.ts';

export type Layout = 'resource' | 'kind';

const FOLDERS: Readonly<Record<ResourceKindName, string>> = {
  Server: 'servers',
  ServerGroup: 'server-groups',
  Cluster: 'clusters',
  Application: 'applications',
  UserGroup: 'user-groups',
};

/** From the folder of its target, with forward slashes. Names that differ only by case get files of their own. */
export function createFileNames(layout: Layout): (document: ExportedDocument) => string {
  const taken = new Map<string, ExportedDocument>();
  return (document) => {
    const { kind, name, place } = document.live.identity;
    if (layout === 'kind') return `${FOLDERS[kind]}.yaml`;
    const at = place === null ? '' : `@${encodeName(place.name)}`;
    const base = `${FOLDERS[kind]}/${encodeName(name)}${at}`;
    for (let number = 1; ; number++) {
      const file = number === 1 ? `${base}.yaml` : `${base}-${number}.yaml`;
      const id = `${document.target}/${file.toLowerCase()}`;
      const known = taken.get(id);
      if (known !== undefined && known.live !== document.live) continue;
      taken.set(id, document);
      return file;
    }
  };
}
