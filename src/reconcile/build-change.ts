import { fingerprint } from '../diff/canonical.ts';
import { mask } from '../diff/mask.ts';
import type { Call, RollbackCall } from '../model/call.ts';
import type { Change, ChangeStatus, FieldChange } from '../model/change.ts';
import type { Comparison, DeclaredComparison } from '../model/comparison.ts';
import { isShown } from '../model/is-shown.ts';
import { identityOf, type LiveResource } from '../model/resource.ts';
import { isSpecObject, type SpecObject, type SpecValue } from '../model/spec-value.ts';
import type { DraftedChange } from './draft-calls.ts';
import { emptyChange } from './empty-change.ts';
import { renamePath } from './late-ids.ts';
import { type RecordContext, toRecord } from './to-record.ts';

export interface ChangeContext extends RecordContext {
  readonly target: string;
  /** The calls of this change. */
  readonly own: readonly Call[];
  /** What undoes them. */
  readonly rollbacks: readonly RollbackCall[];
  /** Calls of others that bring it about. */
  readonly through: readonly Call[];
  /** All calls of the target. */
  readonly byId: ReadonlyMap<string, Call>;
  readonly address: (key: string) => string;
  /** Somebody wants to see also what is as declared. */
  readonly all: boolean;
}

/** One comparison and its calls, as the plan shows them. */
export function buildChange({ comparison, drafted }: DraftedChange, context: ChangeContext): Change {
  const { key, cause, unknown, withheld } = comparison;
  const action = shownAction(comparison);
  // What is held as a whole because of its fields has a reason for each of them.
  const reasons = withheld === null || comparison.held.includes(withheld) ? comparison.held : [withheld];
  const waiting = joined(reasons, drafted.waiting);
  const status = statusOf(comparison, waiting.length > 0, context);
  const { own, rollbacks, through, address, target } = context;
  const { kind, name } = comparison.desired?.identity ?? identityOf(key);
  const hasDocuments = context.all || isShown({ action, waiting });
  // In one piece, and with nothing that is empty of its own: there may be a hundred thousand of them.
  return {
    key,
    address: address(key),
    previousAddress: previousAddress(comparison, address),
    target,
    kind,
    name,
    labels: labelsOf(comparison),
    action,
    status,
    waiting,
    cause,
    before: hasDocuments ? liveDocument(comparison) : null,
    after: hasDocuments && comparison.desired !== null ? mask(documentOf(comparison)) : null,
    members: membersOf(comparison),
    fields: fieldsOf(comparison),
    unknown,
    origin: comparison.desired === null ? comparison.origin : comparison.desired.manifest.origin,
    calls: idsOf(own),
    through: idsOf(through),
    rollback: idsOf(rollbacks),
    approval: comparison.desired === null ? (comparison.removal?.reason ?? null) : null,
    order: orderOf(comparison, own),
    isCopy: comparison.desired === null && comparison.recorded?.leftover === true,
    records:
      comparison.desired === null
        ? null
        : toRecord(comparison, own, through, { ...context, waits: drafted.waiting.length > 0 }),
    forgets: forgets(comparison, drafted.waiting.length > 0),
    fingerprint:
      action === 'keep' && waiting.length === 0
        ? fingerprint({ key, action, status })
        : fingerprint({
            key,
            action,
            status,
            ...printOf(comparison, context),
            waiting: waiting.map(({ reason }) => reason),
          }),
  };
}

const NONE: readonly never[] = [];

function joined<Item>(some: readonly Item[], more: readonly Item[]): readonly Item[] {
  return some.length + more.length === 0 ? NONE : [...some, ...more];
}

function idsOf(calls: readonly { readonly id: string }[]): readonly string[] {
  return calls.length === 0 ? NONE : calls.map(({ id }) => id);
}

/** By keys, not by call numbers or short addresses, which change with what has nothing to do with it. */
function printOf({ live, desired }: Comparison, { own, rollbacks, through, byId }: ChangeContext) {
  return {
    live: live === null ? null : { id: live.id, name: live.liveName, spec: live.spec },
    desired: desired?.spec ?? null,
    calls: own.map((call) => callPrint(call, byId)),
    ...(rollbacks.length === 0 ? {} : { rollback: rollbacks.map((call) => callPrint(call, byId)) }),
    through: through.map((call) => callName(call)),
  };
}

const UNLABELLED: Change['labels'] = {};

/** By the document that declares it, or says goodbye to it. */
function labelsOf(comparison: Comparison): Change['labels'] {
  const document = comparison.desired ?? comparison.removal;
  return document?.manifest.metadata.labels ?? UNLABELLED;
}

/** A leftover of our own calls that goes in the same plan. */
export function buildCopyChange(
  key: string,
  cause: Change,
  { own, byId, address, target }: Pick<ChangeContext, 'own' | 'byId' | 'address' | 'target'>,
): Change {
  return {
    ...emptyChange(key, { target, address: address(key), origin: cause.origin }),
    action: 'delete',
    cause: 'dependency',
    before: mask({ metadata: { name: identityOf(key).name } }),
    calls: own.map(({ id }) => id),
    isCopy: true,
    forgets: [key],
    fingerprint: fingerprint({ key, action: 'delete', calls: own.map((call) => callPrint(call, byId)) }),
  };
}

/** A move may go either way; whatever else is replaced has to go before it can be made again. */
function orderOf(comparison: Comparison, own: readonly Call[]): Change['order'] {
  if (comparison.desired === null || comparison.movedFrom === null) return 'deleteFirst';
  const deletes = own.findIndex(({ method }) => method === 'DELETE');
  const makes = own.findIndex(({ creates }) => creates === comparison.key);
  return deletes > makes && (makes >= 0 || comparison.live !== null) ? 'createFirst' : 'deleteFirst';
}

/** What is only held back would be an update; it is shown as one. */
function shownAction({ action, heldFields }: Comparison): Change['action'] {
  return action === 'keep' && heldFields.length > 0 ? 'update' : action;
}

function statusOf(comparison: Comparison, waits: boolean, { own, through }: ChangeContext): ChangeStatus {
  if (comparison.withheld !== null) return comparison.withheld.status;
  const acts = comparison.action !== 'keep' || waits;
  return acts && own.length === 0 && through.length === 0 ? 'blocked' : 'planned';
}

function callPrint(call: Call, byId: ReadonlyMap<string, Call>): unknown {
  const { method, path, bodyDigest, wave, waitsFor, effects } = call;
  const named = (id: string): string => {
    const other = byId.get(id);
    return other === undefined ? id : callName(other);
  };
  return {
    method,
    path: renamePath(path, (maker) => maker.replace(/^c\d+/, named)),
    bodyDigest,
    wave,
    waitsFor: waitsFor.map(named).sort(),
    effects,
  };
}

function callName({ key, verb }: Call): string {
  return `${key} ${verb}`;
}

function documentOf({ desired, declared }: DeclaredComparison): SpecObject {
  return { metadata: { name: desired.identity.name }, spec: declared };
}

function liveDocument(comparison: Comparison): Change['before'] {
  const live: LiveResource | null =
    comparison.live ?? (comparison.desired === null ? null : comparison.movedFrom);
  return live === null ? null : mask({ metadata: { name: live.liveName }, spec: live.spec });
}

function fieldsOf(comparison: Comparison): readonly FieldChange[] {
  const { desired, action, cause, live } = comparison;
  if (desired === null) return [];
  if (action !== 'create' && live !== null) {
    const held = comparison.heldFields.map((field) => ({ ...field, held: true as const }));
    return joined(comparison.fields, held);
  }
  return Object.entries(comparison.declared).map(([field, after]) => ({
    path: `spec.${field}`,
    before: comparison.movedFrom?.spec[field],
    after,
    cause,
  }));
}

function membersOf(comparison: Comparison): readonly string[] {
  if (comparison.kind !== 'ServerGroup' && comparison.kind !== 'Cluster') return NONE;
  const { servers } = comparison.desired === null ? comparison.live.spec : comparison.declared;
  return Array.isArray(servers) ? servers.flatMap(serverName) : NONE;
}

/** A cluster may say more of a server than its name. */
function serverName(server: SpecValue): readonly string[] {
  const name = isSpecObject(server) ? server.name : server;
  return typeof name === 'string' ? [name] : NONE;
}

function previousAddress(comparison: Comparison, address: (key: string) => string): string | null {
  const { live, desired } = comparison;
  if (desired === null) return null;
  if (comparison.previousKey !== null) return address(comparison.previousKey);
  if (live === null || live.liveName === desired.identity.name) return null;
  return address(`${live.identity.kind}/${live.liveName}`);
}

function forgets({ desired, key, previousKey }: Comparison, waits: boolean): readonly string[] {
  const former = previousKey === null ? NONE : [previousKey];
  if (desired === null) return [key, ...former];
  return waits ? NONE : former;
}
