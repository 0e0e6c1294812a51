/** `snapshot` on a protected branch: what pull requests of forks are planned with, for they get no credentials. */
import { join } from 'node:path';
import { argumentsFor } from './arguments.ts';
import { runMuleteer } from './run-muleteer.ts';
import { setOutputs } from './runner-files.ts';
import { newFolder, type Step } from './step.ts';

/** The name of the artifact. */
export const SNAPSHOT = 'muleteer-snapshot';

export async function snapshot({ inputs, io }: Step): Promise<number> {
  const file = join(newFolder(io), 'snapshot.json');
  const args = argumentsFor('snapshot', inputs, ['--out', file]);
  const { code } = await runMuleteer(args, inputs.workingDirectory, io);
  const kept = code === 0 ? { artifact: SNAPSHOT, 'artifact-file': file } : {};
  setOutputs({ 'exit-code': String(code), ...kept }, io);
  return code;
}
