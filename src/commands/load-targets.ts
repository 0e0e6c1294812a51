/**
 * The targets alone: for commands that look at the record, and need of the manifests only where it is and whom to
 * ask. A mistake in a resource's manifest, a missing artifact or secret is no reason not to look.
 */
import { declarations } from '../kinds/index.ts';
import type { LoadCommands } from '../manifests/build-all.ts';
import { loadManifests } from '../manifests/load-manifests.ts';
import { isTargetKind } from '../manifests/target-kinds.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { gatherShared } from '../model/gather-shared.ts';
import type { Manifest, UnreadableManifest } from '../model/manifest.ts';
import type { DesiredTarget } from '../model/target.ts';
import { buildDesiredTargets } from '../reconcile/desired-graph.ts';
import type { Io } from './io.ts';
import { knownManifests } from './known-files.ts';
import { maskManifests } from './mask.ts';

export interface LoadedTargets {
  /** Also those that were found in a folder above, and that nothing readable under the paths belongs to. */
  readonly targets: readonly DesiredTarget[];
  /** The others. */
  readonly meant: ReadonlySet<string>;
  /** Not empty where nobody can tell which targets there are. */
  readonly problems: readonly Diagnostic[];
}

export async function loadTargets(
  paths: readonly string[],
  io: Io,
  commands: LoadCommands,
): Promise<LoadedTargets> {
  const { cwd, env, mask } = io;
  const known = knownManifests(io);
  const request = { paths: paths.length === 0 ? ['.'] : paths, cwd, env, declarations, commands, known };
  const { manifests, unreadable, diagnostics } = await loadManifests(request);
  known.save();
  maskManifests(manifests, mask);
  const meant = new Set(buildDesiredTargets(manifests, declarations).targets.map(({ name }) => name));
  const { targets } = buildDesiredTargets(manifests.map(kept), declarations);
  const isUnclear = targets.length === 0 || unreadable.some(mayBeTarget);
  return {
    targets,
    meant,
    problems: isUnclear ? gatherShared(diagnostics.filter(({ severity }) => severity === 'error')) : [],
  };
}

/** A target that stands in a folder above is left out of the graph where no readable manifest needs it. */
function kept(manifest: Manifest): Manifest {
  return isTargetKind(manifest.kind) ? manifest.asSelected() : manifest;
}

function mayBeTarget({ kind }: UnreadableManifest): boolean {
  return kind === null || isTargetKind(kind);
}
