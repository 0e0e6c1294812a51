/** What the service takes as an application. Source: Runtime Manager reference, section 11. */

export const MAX_ARCHIVE_BYTES = 200 * 1_048_576;

/** A `.jar` for Mule 4, a `.zip` for Mule 3. */
export function isArchiveName(name: string): boolean {
  return /\.(jar|zip)$/.test(name);
}
