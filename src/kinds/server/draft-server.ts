import type { Comparison, DepartingComparison } from '../../model/comparison.ts';
import type { Draft, Drafted, World } from '../../model/draft.ts';
import { fact } from '../../model/facts.ts';
import { type DesiredResource, keyOf } from '../../model/resource.ts';
import { isSpecObject } from '../../model/spec-value.ts';
import { draft, drafted, NOTHING, waiting } from '../draft.ts';
import { notRegistered } from '../not-registered.ts';
import { arrangementOf } from '../placement/arrangement.ts';
import { placeOf } from '../places.ts';
import { draftRename } from '../rename.ts';

const SERVERS = '/hybrid/api/v1/servers';

/** A server can be renamed, unregistered, and registered by CSR; everything else happens on its host. */
export function draftServer(comparison: Comparison, world: World): Drafted {
  switch (comparison.action) {
    case 'update':
      return draftRename(comparison, world, SERVERS);
    case 'delete':
      return unregister(comparison, world);
    case 'create':
      return register(comparison.desired);
    default:
      return NOTHING;
  }
}

function register(desired: DesiredResource): Drafted {
  return desired.spec.registration === undefined
    ? drafted({ waiting: [notRegistered(desired)] })
    : drafted({ drafts: [registerByCsr(desired)] });
}

/** The body as the vendor's retired command line sent it (reference, section 4.2). */
function registerByCsr(desired: DesiredResource): Draft {
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
    evidence: 'created',
    creates: desired.key,
    credential: 'registration-token',
    certificateOut: desired.manifest.fileAt(
      ['spec', 'registration', 'certificateOut'],
      text('certificateOut'),
    ),
  });
}

/**
 * It leaves its group or cluster first, and what we deployed on it goes before: its Mule runtime would keep running
 * it, out of anybody's reach (reference, section 5).
 */
function unregister({ live, key }: DepartingComparison, world: World): Drafted {
  const home = placeOf(live, world);
  const { isGoing, staysIn, copiesOn } = arrangementOf(world);
  if (home !== null && staysIn(key, home.key)) {
    const message = `${live.identity.name} belongs to ${home.identity.name}, and can be unregistered only when it has left`;
    return drafted({
      waiting: [waiting('member_of_another', message, `take it out of ${home.identity.name}`)],
    });
  }
  const gone = [{ until: 'gone', kind: 'Server', id: live.id }] as const;
  const going = [
    ...world.liveAt(key).filter(isGoing),
    ...copiesOn(key).filter(({ becomes }) => becomes === 'delete'),
  ];
  return drafted({
    drafts: [
      draft({
        verb: 'unregister',
        method: 'DELETE',
        path: `${SERVERS}/${live.id}`,
        body: { type: 'none' },
        evidence: gone,
        needs: [...(home === null ? [] : [fact.free(key)]), ...going.map((one) => fact.gone(one.key))],
        gives: [fact.gone(key), fact.nameFree(keyOf({ ...live.identity, name: live.liveName }))],
        effects: [{ class: 'registration-loss', subject: key, reversible: false }],
        expects: { key, id: live.id, name: live.liveName, memberIds: null },
        goals: gone,
      }),
    ],
  });
}
