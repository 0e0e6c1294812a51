/** The parts of a state as JSON, and back. Every store writes these; how it lays them out is its own matter. */
import type { Flip, RecordedResource, RecordedRun, RunCounts, Runner, SealedSpec } from '../model/record.ts';
import type { RemoteId } from '../model/resource.ts';
import { type Fields, readFields, Unreadable } from './read-fields.ts';
import type { KeptRun } from './record-state.ts';

/** Goes up when a reader of the one before would misread what is written. */
export const FORMAT = 1;

/** A record of a later version, which we would misread. */
export class TooNew extends Error {
  override readonly name = 'TooNew';
}

export function checkFormat(fields: Fields): void {
  const format = fields.number('format');
  if (format > FORMAT) throw new TooNew(`its format is ${format}, this version reads up to ${FORMAT}`);
}

const STATES: readonly RecordedRun['state'][] = ['open', 'complete', 'partial', 'interrupted'];

export function readRun(value: unknown, where: string): KeptRun {
  const fields = readFields(value, where);
  const source = fields.object('source');
  return {
    runner: readRunner(fields.object('runner')),
    state: readRunState(fields, where),
    leaseUntil: fields.number('leaseUntil'),
    plan: fields.string('plan'),
    calls: fields.strings('calls'),
    done: fields.strings('done'),
    source: {
      commit: source.nullable('commit', (name) => source.string(name)),
      dirty: source.boolean('dirty'),
    },
    started: fields.number('started'),
    ended: fields.nullable('ended', (name) => fields.number(name)),
    counts: fields.nullable('counts', (name) => readCounts(fields.object(name))),
  };
}

export function readRunState(fields: Fields, where: string): RecordedRun['state'] {
  const word = fields.string('state');
  const state = STATES.find((one) => one === word);
  if (state === undefined) throw new Unreadable(`state of ${where} is ${word}, which is none`);
  return state;
}

function readRunner(fields: Fields): Runner {
  return {
    run: fields.string('run'),
    host: fields.string('host'),
    process: fields.number('process'),
    author: fields.nullable('author', (name) => fields.string(name)),
  };
}

export function readCounts(fields: Fields): RunCounts {
  return {
    created: fields.number('created'),
    updated: fields.number('updated'),
    replaced: fields.number('replaced'),
    deleted: fields.number('deleted'),
    calls: fields.number('calls'),
  };
}

export function readResource(value: unknown, where: string): RecordedResource {
  const fields = readFields(value, where);
  // What is in a spec is the kinds' matter; that it is an object is ours.
  fields.object('spec');
  return {
    key: fields.string('key'),
    spec: fields.value('spec') as SealedSpec,
    file: fields.string('file'),
    unverified: fields.strings('unverified'),
    commit: fields.nullable('commit', (name) => fields.string(name)),
    remoteId: readId(fields),
    created: fields.boolean('created'),
    leftover: fields.boolean('leftover'),
    renamedFrom: fields.nullable('renamedFrom', (name) => fields.string(name)),
    protect: fields.boolean('protect'),
    ...(fields.has('movedTo') ? { movedTo: fields.string('movedTo') } : {}),
    ...(fields.has('flips') ? { flips: fields.list('flips').map((one) => readFlip(one, where)) } : {}),
  };
}

function readFlip(value: unknown, where: string): Flip {
  const fields = readFields(value, `a flip of ${where}`);
  return {
    path: fields.string('path'),
    declared: fields.string('declared'),
    byHand: fields.string('byHand'),
    times: fields.number('times'),
    since: fields.number('since'),
    last: fields.number('last'),
    left: fields.boolean('left'),
  };
}

function readId(fields: Fields): RemoteId | null {
  const id = fields.value('remoteId');
  if (id === null || typeof id === 'number') return id;
  return fields.string('remoteId');
}
