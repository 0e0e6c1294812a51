/** Whether a target's manifest means the estate that a snapshot is of, as far as that can be told without asking. */
import { MuleteerError } from '../model/errors.ts';
import type { Manifest } from '../model/manifest.ts';
import type { TargetIdentity } from '../model/snapshot.ts';
import type { Io } from './io.ts';
import { consoleUrl, controlPlaneOrigin } from './settings.ts';
import { textOf } from './spec-text.ts';
import { readVariable } from './variables.ts';

/** @throws MuleteerError `refused` where it names another one */
export async function assertNamesEstate(
  manifest: Manifest,
  { title, known }: TargetIdentity,
  io: Pick<Io, 'env'>,
): Promise<void> {
  for (const [key, texts] of Object.entries(known)) {
    const text = textOf(manifest.spec[key]) ?? (await readVariable(io.env, VARIABLES[key] ?? ''));
    // What only the one who contacts it knows: nothing speaks against it.
    if (text === undefined || text === '' || texts.includes(normal(key, text, manifest))) continue;
    const { name } = manifest.metadata;
    throw new MuleteerError(
      'refused',
      `${name} is another ${key} here than in the snapshot, which is of ${title}`,
      {
        hint: `${manifest.origin.file}:${manifest.origin.line} or ${VARIABLES[key]} names it; take a new snapshot, or plan without --live`,
      },
    );
  }
}

const VARIABLES: Readonly<Record<string, string>> = {
  controlPlane: 'ANYPOINT_HOST',
  organization: 'ANYPOINT_ORG',
  environment: 'ANYPOINT_ENV',
  url: 'MMC_URL',
};

function normal(key: string, text: string, manifest: Manifest): string {
  if (key === 'controlPlane') return new URL(controlPlaneOrigin(text, manifest)).host;
  if (key === 'url') return consoleUrl(text, manifest);
  // A path of business groups ends with the one that is meant.
  return key === 'organization' && text.includes('/') ? (text.split('/').at(-1) ?? text) : text;
}
