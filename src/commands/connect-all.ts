/** The connections of several targets, all or none, and whose failure is whose. */
import type { ConnectedProvider } from '../kinds/provider.ts';
import { MuleteerError } from '../model/errors.ts';
import type { Provider } from '../model/provider.ts';
import type { DesiredTarget } from '../model/target.ts';
import { type Connected, connect } from './connect.ts';

/** Several targets are read side by side: what goes wrong while reading says which one it was about. */
export function namingItsTarget(provider: Provider, target: DesiredTarget): Provider {
  const named = <Value>(reading: Promise<Value>): Promise<Value> => readingOf(target, reading);
  return {
    ...provider,
    observe: (desired) => named(provider.observe(desired)),
    alerts: () => named(provider.alerts()),
  };
}

export async function readingOf<Value>(target: DesiredTarget, reading: Promise<Value>): Promise<Value> {
  try {
    return await reading;
  } catch (error) {
    throw naming(error, target);
  }
}

/** All or none: a plan of half the estate would look like the whole. */
export async function connectAll(
  targets: readonly DesiredTarget[],
  options: Parameters<typeof connect>[1],
): Promise<readonly Connected<ConnectedProvider>[]> {
  const results = await Promise.allSettled(targets.map(({ manifest }) => connect(manifest, options)));
  const connected = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const index = results.findIndex(({ status }) => status === 'rejected');
  const failed = results[index];
  const problem =
    failed?.status === 'rejected' ? naming(failed.reason, targets[index]) : sameEstate(connected);
  if (problem === null) return connected;
  await Promise.all(connected.map(({ close }) => close()));
  throw problem;
}

/** Says which target it was about, and where that is declared. */
function naming(error: unknown, target: DesiredTarget | undefined): unknown {
  if (!(error instanceof MuleteerError) || target === undefined) return error;
  const { file, line } = target.manifest.origin;
  const about = `target ${target.name}, ${file}:${line}`;
  const hint = error.hint === null ? about : `${error.hint} (${about})`;
  const byTarget = { [target.name]: error.message };
  return new MuleteerError(error.code, error.message, { hint, cause: error, byTarget });
}

/** Two targets for one estate would each take the other's resources for strangers. */
function sameEstate(connected: readonly Connected<Provider>[]): MuleteerError | null {
  for (const [index, { thing }] of connected.entries()) {
    const twin = connected.slice(0, index).find((other) => other.thing.estate === thing.estate)?.thing;
    if (twin === undefined) continue;
    return new MuleteerError(
      'settings',
      `${twin.target} and ${thing.target} are one and the same: ${thing.title}`,
      {
        hint: 'declare one target for it, and assign the manifests of both to it',
      },
    );
  }
  return null;
}
