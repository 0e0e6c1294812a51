import { resolve } from 'node:path';
import type { Comparison } from '../../model/comparison.ts';
import type { Drafted, World } from '../../model/draft.ts';
import type { DesiredResource } from '../../model/resource.ts';
import { isSpecObject } from '../../model/spec-value.ts';
import { draft } from '../draft.ts';
import { notRegistered } from '../join-needs.ts';
import { draftRename } from '../rename.ts';

const SERVERS = '/hybrid/api/v1/servers';

/** A server can be renamed, and registered by CSR; everything else happens on its host. */
export function draftServer(comparison: Comparison, world: World): Drafted {
  if (comparison.action === 'update') return draftRename(comparison, world, SERVERS);
  if (comparison.action !== 'create') return { drafts: [], waiting: [] };
  const { desired } = comparison;
  if (desired.spec.registration === undefined) {
    return { drafts: [], waiting: [notRegistered(desired)] };
  }
  return { drafts: [registerByCsr(desired)], waiting: [] };
}

/** The body as the vendor's retired command line sent it (reference, section 4.2). */
function registerByCsr(desired: DesiredResource): Drafted['drafts'][number] {
  const registration = isSpecObject(desired.spec.registration) ? desired.spec.registration : {};
  const text = (key: string): string => String(registration[key] ?? '');
  const { gatewayVersion } = registration;
  return draft({
    verb: 'register',
    method: 'POST',
    path: SERVERS,
    body: {
      type: 'json',
      value: {
        muleVersion: text('muleVersion'),
        ...(gatewayVersion === undefined ? {} : { gatewayVersion: String(gatewayVersion) }),
        signatureRequest: text('signatureRequest'),
        muleLabel: desired.identity.name,
      },
    },
    creates: desired.key,
    credential: 'registration-token',
    certificateOut: resolve(desired.manifest.folder, text('certificateOut')),
  });
}
