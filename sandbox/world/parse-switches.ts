import { DEFAULT_SWITCHES, type Switches } from './switches.ts';

/** The switches that take one of a few words; every other one is told by the type of its default. */
const CHOICES: Partial<Record<keyof Switches, readonly string[]>> = {
  configurationOnlyPatch: ['refuse', 'accept'],
  configurationUpdate: ['replace', 'merge'],
  fileWithoutConfiguration: ['keep', 'drop'],
  duplicateApplication: ['refuse', 'allow'],
  overlappingApplication: ['refuse', 'allow'],
  deleteTargetWithApplications: ['cascade', 'refuse'],
  deleteServerWithApplications: ['cascade', 'refuse'],
  deleteMemberServer: ['refuse', 'cascade'],
  unreachableTarget: ['queue', 'refuse'],
  emptyTarget: ['accept', 'refuse'],
  exchangeUpdate: ['accept', 'refuse'],
  unauthorizedBody: ['text', 'json'],
  forbiddenBody: ['text', 'json'],
  mmcListShape: ['envelope', 'array', 'no-total'],
  mmcSingleShape: ['bare', 'envelope'],
  mmcPermissionsShape: ['object', 'data', 'array'],
  mmcUpdate: ['replace', 'additive'],
  mmcOmittedField: ['clear', 'keep', 'refuse'],
  mmcUnknownPermission: ['refuse', 'accept', 'skip'],
  mmcEmptyPermissions: ['accept', 'refuse'],
  mmcErrorBody: ['json', 'unquoted', 'html', 'text', 'empty'],
  mmcWrongContext: ['not-found', 'redirect'],
};

/** @throws Error with one line when a name is unknown or a value does not fit. */
export function parseSwitches(input: unknown, base: Switches = DEFAULT_SWITCHES): Switches {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new Error('switches must be a mapping of names to values');
  }
  for (const [name, value] of Object.entries(input)) checkSwitch(name, value);
  return { ...base, ...input };
}

function checkSwitch(name: string, value: unknown): void {
  if (!Object.hasOwn(DEFAULT_SWITCHES, name)) throw new Error(`switches.${name} is not a switch`);
  const key = name as keyof Switches;
  const expected = typeof DEFAULT_SWITCHES[key];
  if (typeof value !== expected) throw new Error(`switches.${name} must be a ${expected}`);
  if (expected === 'number' && (!Number.isFinite(value) || Number(value) < 0)) {
    throw new Error(`switches.${name} must not be negative`);
  }
  const choices = CHOICES[key];
  if (choices && !choices.includes(String(value))) {
    throw new Error(`switches.${name} must be one of ${choices.join(', ')}`);
  }
}
