/** The longest name that groups and clusters may have (runtime-manager reference, sections 6 and 7). */
const LONGEST = 40;
const SUFFIX = '-swap';

/**
 * What a resource is called while it trades names with another: always the same, so that a trade that was
 * interrupted is recognized and finished by the next run.
 */
export function tradeName(name: string): string {
  return `${name.slice(0, LONGEST - SUFFIX.length).replace(/[^A-Za-z0-9]+$/, '')}${SUFFIX}`;
}
