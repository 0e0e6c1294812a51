import type { Waiting } from '../model/change.ts';
import type { DesiredResource } from '../model/resource.ts';
import { waiting } from './draft.ts';

/** A server that is not there yet: registered by its agent, or, with a certificate request, by this very plan. */
export function notRegistered({ identity, target, spec }: DesiredResource): Waiting {
  const { name } = identity;
  if (spec.registration !== undefined) {
    return waiting(
      'awaiting_registration',
      `${name} must be registered, and its agent connected, first`,
      'install the certificate on its host, start the Mule runtime, and run again',
    );
  }
  return waiting(
    'awaiting_registration',
    `${name} is not registered yet`,
    `\`muleteer register ${target}/Server/${name}\` prints the command for its host`,
  );
}

/** Only when a reference was let through offline, because what it names could not be read. */
export function notDeclared(name: string): Waiting {
  return waiting('awaiting_registration', `${name} is not declared`);
}
