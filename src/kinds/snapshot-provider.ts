/** A target as a snapshot shows it: it plans as the target itself would, and can be asked and sent nothing. */
import { liveDiagnostic } from '../model/diagnostic.ts';
import { MuleteerError, RequestError } from '../model/errors.ts';
import type { Provider } from '../model/provider.ts';
import type { DesiredResource } from '../model/resource.ts';
import type { TakenTarget } from '../model/snapshot.ts';
import type { Kind, Rows } from './kind-definition.ts';
import { observation } from './observation.ts';
import { ofKind, plannerOf, type TargetOptions } from './planner.ts';

export interface SnapshotProviderOptions<Api> extends TargetOptions<Api> {
  readonly taken: TakenTarget;
}

export function createSnapshotProvider<Api>(options: SnapshotProviderOptions<Api>): Provider {
  const { kinds, taken, target } = options;
  const nobody = async (): Promise<never> => {
    throw new MuleteerError('bug', `a snapshot of ${target} cannot be asked or sent anything`);
  };
  return {
    ...plannerOf(options),
    observe: async (desired) =>
      observation(kinds.map((kind) => [kind.name, restored(kind, ofKind(kind, desired), taken)] as const)),
    async alerts() {
      if (taken.alerts !== null) return taken.alerts;
      throw new RequestError('forbidden', `the snapshot of ${target} has no alert definitions`, {
        arrived: 'no',
      });
    },
    keep: nobody,
    fetch: nobody,
    send: nobody,
    find: nobody,
    reread: nobody,
    look: nobody,
  };
}

/** A kind that was not known when the snapshot was taken may have anything. */
function restored<Api>(kind: Kind<Api>, desired: readonly DesiredResource[], taken: TakenTarget): Rows {
  const told = taken.kinds[kind.name];
  if (told !== undefined) return kind.restore(told, desired);
  const [first] = desired;
  if (first === undefined) return { rows: [], diagnostics: [] };
  const message = `the snapshot knows nothing of the kind ${kind.name}`;
  const about = { hint: 'take a new one with this version', origin: first.manifest.origin };
  return { rows: [], diagnostics: [liveDiagnostic('error', 'not_in_snapshot', message, about)] };
}
