/** What no change shows: fields that nobody can compare, and what is not, or not any more, or now ours. */

import type { Change } from '../model/change.ts';
import { groupBy } from '../model/group-by.ts';
import type { PlannedTarget } from '../model/plan.ts';
import { describeHold } from '../model/recorded-hold.ts';
import type { ResourceKey } from '../model/resource.ts';
import { hanging } from './layout.ts';
import { addressOf } from './names.ts';
import type { PlanView } from './plan-view.ts';
import { printable } from './printable.ts';
import { count, list } from './words.ts';

export interface SideNote {
  readonly label: string;
  readonly text: string;
}

export function sideLines(target: PlannedTarget, view: PlanView): readonly string[] {
  const lines = sideNotes(target, view).flatMap((note) => sideLine(note, view));
  return lines.length === 0 ? [] : ['', ...lines];
}

export function sideNotes(target: PlannedTarget, view: PlanView): readonly SideNote[] {
  const { name } = target;
  const strangers = view.plan.unmanaged.filter((address) => address.startsWith(`${name}/`));
  return [
    { label: 'on hold', text: holdNotes(target, view).join(' · ') },
    { label: 'not compared', text: notCompared(name, view) },
    { label: 'goes along', text: sentAlong(name, view) },
    { label: 'first seen, as declared', text: named(firstSeen(name, view), view) },
    { label: 'managed no more', text: named(forgotten(name, view), view) },
    { label: 'not in git', text: named(strangers, view) },
  ].filter(({ text }) => text !== '');
}

/** What is held and would not change anyway: what would says so itself. */
export function holdNotes({ name, holds }: PlannedTarget, view: PlanView): readonly string[] {
  const told = view.changesOf(name).flatMap(({ waiting }) => waiting.map(({ message }) => message));
  return holds.flatMap((hold) => {
    const text = describeHold(hold, name);
    if (told.some((message) => message.endsWith(text))) return [];
    const address = hold.key === null ? '' : addressOf(view.plan, name, hold.key).slice(name.length + 1);
    return `${address} ${text}`.trimStart();
  });
}

function sideLine({ label, text }: SideNote, { look }: PlanView): readonly string[] {
  return hanging({ mark: `${label}:`, text: printable(text), indent: 2 }, look).map(look.paint.dim);
}

const FEW = 5;

/** Named where it is little or was asked for, else counted. */
function named(addresses: readonly string[], { look }: PlanView): string {
  if (look.all || addresses.length <= FEW) {
    return addresses.map((address) => address.slice(address.indexOf('/') + 1)).join(' · ');
  }
  return `${addresses.length} resources (\`--all\` names them)`;
}

/** `properties of 3 Applications and servers of 1 Cluster`: neither the service nor a record tells. */
function notCompared(target: string, view: PlanView): string {
  const fields = counted(target, view, untold);
  return fields === '' ? '' : `${fields}: cannot be read back, taken as unchanged`;
}

/** What nobody could compare, and an update sends all the same: a reviewer has to know that it goes out. */
function sentAlong(target: string, view: PlanView): string {
  const fields = counted(target, view, (change) => {
    const left = untold(change);
    return change.calls.length === 0 ? [] : unknownFields(change).filter((field) => !left.includes(field));
  });
  return fields === '' ? '' : `${fields}: cannot be read back, sent in full with the update`;
}

function counted(target: string, view: PlanView, fieldsOf: (change: Change) => readonly string[]): string {
  const fields = view
    .changesOf(target)
    .flatMap((change) => fieldsOf(change).map((field) => ({ field, kind: change.kind })));
  const groups = groupBy(fields, ({ field, kind }) => `${field} of ${kind}`);
  const parts = [...groups.values()].flatMap((same) =>
    same.slice(0, 1).map(({ field, kind }) => `${field} of ${count(same.length, kind)}`),
  );
  return list(parts);
}

/** Declared, and neither told by anybody nor sent by this plan. */
function untold({ unknown, records }: Change): readonly string[] {
  return records?.resource.unverified ?? unknownFields({ unknown });
}

function unknownFields({ unknown }: Pick<Change, 'unknown'>): readonly string[] {
  return unknown.map((path) => path.replace(/^spec\./, ''));
}

/** Needs no call, and was not known to the record: from the next apply on its absence from git means something. */
function firstSeen(target: string, view: PlanView): readonly string[] {
  const record = view.plan.records.find((one) => one.target === target);
  const loaded = record?.loaded ?? null;
  if (record === undefined || loaded === null) return [];
  const renamed = new Set(
    view.changesOf(target).flatMap(({ key, previousAddress }) => (previousAddress === null ? [] : [key])),
  );
  return record.adopted
    .filter(({ key }) => !loaded.resources.has(key) && !renamed.has(key))
    .map(({ key }) => addressOf(view.plan, target, key));
}

/** It leaves the record without a call: a `Removed` says so, or it is neither in git nor live. */
function forgotten(target: string, view: PlanView): readonly string[] {
  // What a rename or a deletion takes out of the record is told by its change.
  const told = new Set(view.changesOf(target).flatMap(({ forgets }) => forgets));
  const record = view.plan.records.find((one) => one.target === target);
  // Copies of an interrupted run were never anybody's resources.
  const isCopy = (key: ResourceKey): boolean => record?.loaded?.resources.get(key)?.leftover === true;
  const keys = record?.forgotten ?? [];
  return keys.filter((key) => !told.has(key) && !isCopy(key)).map((key) => addressOf(view.plan, target, key));
}
