/** The flags that say where the record is; the same for every command that reads it. */
import { type Command, Option } from 'commander';
import { parseRecord } from './option-values.ts';

export interface RecordOptions {
  /** `none`, or `file:PATH`; undefined: in git, where there is any. */
  readonly record?: string;
  readonly recordRemote?: string;
  /** The manifests are read from a clone of ours, which nobody else looks into, and which may go. */
  readonly ownClone?: true;
}

export function addRecordOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--record <where>',
        'where what was applied is kept: none, or file:PATH (default: in git)',
      ).argParser(parseRecord),
    )
    .option('--record-remote <name>', 'the git remote that keeps the record, such as origin');
}
