import { cronMistake } from '../model/cron.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { findClosest } from '../model/did-you-mean.ts';
import { type Manifest, manifestDiagnostic } from '../model/manifest.ts';
import { isSpecObject, type SpecValue } from '../model/spec-value.ts';
import { isTimeZone } from '../model/time-zone.ts';

/** Whether the windows of a target ever open. How long they may stay open is a matter of their shape. */
export function checkWindows(manifest: Manifest): readonly Diagnostic[] {
  const { windows } = manifest.spec;
  if (!Array.isArray(windows)) return [];
  return (windows as readonly SpecValue[]).flatMap((window, index) =>
    isSpecObject(window)
      ? [...checkCron(manifest, index, window.cron), ...checkTimeZone(manifest, index, window.timezone)]
      : [],
  );
}

function checkCron(manifest: Manifest, index: number, cron: SpecValue | undefined): readonly Diagnostic[] {
  const wrong = typeof cron === 'string' ? cronMistake(cron) : null;
  if (wrong === null) return [];
  const words = { code: 'cron', message: `no window opens at ${cron}: ${wrong.mistake}`, hint: wrong.hint };
  return [manifestDiagnostic(manifest, ['spec', 'windows', index, 'cron'], words)];
}

function checkTimeZone(
  manifest: Manifest,
  index: number,
  timezone: SpecValue | undefined,
): readonly Diagnostic[] {
  if (typeof timezone !== 'string' || isTimeZone(timezone)) return [];
  const closest = findClosest(timezone, Intl.supportedValuesOf('timeZone'));
  const hint = closest === undefined ? 'name it as Europe/Berlin or UTC' : `did you mean ${closest}?`;
  const words = { code: 'time_zone', message: `there is no time zone ${timezone}`, hint };
  return [manifestDiagnostic(manifest, ['spec', 'windows', index, 'timezone'], words)];
}
