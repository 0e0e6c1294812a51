import type { Comparison } from '../model/comparison.ts';

/** As its manifest says, or the `Removed` that takes it away. Of what is just gone from git nobody knows any more. */
export function waveOf(comparison: Comparison): number {
  const manifest = comparison.desired === null ? comparison.removal?.manifest : comparison.desired.manifest;
  return manifest?.metadata.wave ?? 0;
}
