/**
 * What a command's flags do not say: an example, and how it can end. It stands below the help of each command, and in
 * the reference.
 */
import type { EXIT } from '../commands/io.ts';

export type Exit = keyof typeof EXIT;

export interface CommandNotes {
  readonly example: string;
  /** Each code that it can end with, and when. */
  readonly exits: Readonly<Partial<Record<Exit, string>>>;
}

const FAILED = 'an error: usage, manifests, credentials or network';
const INTERRUPTED = 'interrupted; nothing was written';

/** Notes of every command, under its name. */
export const COMMAND_NOTES: Readonly<Record<string, CommandNotes>> = {
  validate: {
    example: 'muleteer validate estate/production',
    exits: { done: 'no mistakes; warnings may be there', error: 'mistakes, or an error of usage' },
  },
  plan: {
    example: 'muleteer plan -o json=plan.json --fail-on guard,irreversible',
    exits: {
      done: 'the plan is shown, also one that apply would refuse',
      error: FAILED,
      changes: 'with --detailed-exitcode: there are changes, waiting and held ones included',
      refused:
        'the plan has what --fail-on names, the record is of another estate, or the signature of a snapshot does not hold',
      interrupted: INTERRUPTED,
    },
  },
  apply: {
    example: 'muleteer apply --plan plan.json',
    exits: {
      done: 'done, or nothing left that can be done now',
      error: `${FAILED}, an answer of no, or every call refused; nothing was written`,
      refused:
        'a guard, a policy, --fail-on, applyFrom, a lock, another plan than the reviewed one, or the record; nothing was written',
      partial: 'stopped part-way: some writes were made, others not; safe to run again',
      unhealthy: 'all writes were accepted, but an application is not healthy, or not in time',
      interrupted: 'interrupted; the calls on their way were finished',
    },
  },
  reconcile: {
    example: 'muleteer reconcile --once estate',
    exits: {
      done: 'with --once: every target is done, or has nothing left that can be done now; else: it was told to stop',
      error: `${FAILED}, of one target at least`,
      refused: 'with --once: a guard, a policy, applyFrom, a lock or the record of one target at least',
      partial: 'with --once: one target at least stopped part-way; safe to run again',
      unhealthy: 'with --once: an application of one target at least is not healthy, or not in time',
      interrupted: 'interrupted; the calls on their way were finished',
    },
  },
  drift: {
    example: 'muleteer drift --detailed-exitcode --target production',
    exits: {
      done: 'the comparison is shown',
      error: FAILED,
      changes: 'with --detailed-exitcode: something drifted',
      refused: 'the record is of another estate, or others write it all the time',
      interrupted: INTERRUPTED,
    },
  },
  snapshot: {
    example: 'muleteer snapshot --out production.snapshot.json --target production',
    exits: {
      done: 'the file is written',
      error: `${FAILED}, or no key to sign with`,
      refused: 'the record is of another estate, or others write it all the time',
      interrupted: INTERRUPTED,
    },
  },
  hold: {
    example: 'muleteer hold production --reason "change freeze" --until 4h --owner "Ada Ops"',
    exits: {
      done: 'it is held, released or listed',
      error: FAILED,
      refused: 'others write the holds all the time, or they would be lost with a CI runner',
    },
  },
  history: {
    example: 'muleteer history production -o json',
    exits: {
      done: 'the runs are listed, or there were none',
      error: 'an error: usage, or a record that cannot be read',
      refused: 'others write the record all the time',
      interrupted: INTERRUPTED,
    },
  },
  unlock: {
    example: 'muleteer unlock production',
    exits: {
      done: 'the lock is released, or there was none',
      error: 'an error: usage, a record that cannot be read, or an answer of no',
      refused: 'somebody else wrote the record meanwhile',
      interrupted: INTERRUPTED,
    },
  },
  register: {
    example: 'muleteer register production/Server/mule-a1',
    exits: { done: 'the command is printed', error: FAILED, interrupted: INTERRUPTED },
  },
  init: {
    example: 'muleteer init acme --organization Acme --environment Sandbox --ci github',
    exits: {
      done: 'the files are written',
      error: 'an error of usage, or one of the files is there already; nothing was written',
      interrupted: INTERRUPTED,
    },
  },
  explain: {
    example: 'muleteer explain Application.spec.artifact',
    exits: { done: 'it is explained', error: 'there is no such kind or key' },
  },
  schema: {
    example: 'muleteer schema --all --out .muleteer/manifest.schema.json',
    exits: { done: 'the schema is written', error: 'there is no such kind, or the file cannot be written' },
  },
  fmt: {
    example: 'muleteer fmt --check estate',
    exits: {
      done: 'the manifests are laid out',
      error: 'a file cannot be read or has a mistake; with --check: one is not laid out',
    },
  },
  render: {
    example: 'muleteer render --target production -o json',
    exits: { done: 'the manifests are printed', error: 'mistakes, or an error of usage' },
  },
  export: {
    example: 'muleteer export --target production --out estate/production',
    exits: {
      done: 'the manifests are written, or there is nothing to export',
      error: `${FAILED}, or a file would be overwritten`,
      interrupted: INTERRUPTED,
    },
  },
  adopt: {
    example: 'muleteer adopt production/Application/orders-api@orders-cluster --dry-run',
    exits: {
      done: 'the manifests say what is live, or did already',
      error: `${FAILED}, or something cannot be adopted`,
      refused: 'the record is of another estate, or others write it all the time',
      interrupted: INTERRUPTED,
    },
  },
  set: {
    example: 'muleteer set production/Cluster/orders-cluster metadata.labels.team=orders',
    exits: { done: 'the manifest is changed, or said so already', error: 'mistakes, or an error of usage' },
  },
  sandbox: {
    example: 'muleteer sandbox --world world.yaml &',
    exits: { done: 'it was stopped', error: 'it cannot start' },
  },
};
