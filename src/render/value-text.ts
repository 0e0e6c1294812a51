/** Values of the manifests as a reader sees them. */
import { Secret } from '../model/secret.ts';
import { isSpecObject, type SpecObject, type SpecValue } from '../model/spec-value.ts';
import { size } from './words.ts';

export function plain(value: SpecValue | undefined): string {
  if (value === undefined || value === null) return 'not set';
  if (value instanceof Secret) return value.toString();
  if (typeof value === 'string') return value === '' ? '""' : value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** @param sends whether the bytes go out with this plan */
export function artifactText(before: SpecObject | null, after: SpecObject, sends: boolean): string {
  if (isSpecObject(after.exchange)) return exchangeText(before?.exchange, after.exchange);
  const short = (value: SpecValue | undefined): string => plain(value).slice(0, 8);
  const bytes = typeof after.size === 'number' ? [size(after.size)] : [];
  if (after.sha1 === undefined) return [plain(after.fileName), 'sha1 not known'].join(' · ');
  if (before?.sha1 === undefined || before.sha1 === after.sha1) {
    return [plain(after.fileName), ...bytes, `sha1 ${short(after.sha1)}`].join(' · ');
  }
  const renamed = before.fileName === after.fileName ? [] : [plain(after.fileName)];
  const cost = sends ? bytes.map((text) => `${text} to send`) : bytes;
  return [`sha1 ${short(before.sha1)} → ${short(after.sha1)}`, ...renamed, ...cost].join(' · ');
}

function exchangeText(before: SpecValue | undefined, after: SpecObject): string {
  const asset = ({ groupId, artifactId }: SpecObject): string => `${plain(groupId)}:${plain(artifactId)}`;
  const same = isSpecObject(before) && asset(before) === asset(after) ? plain(before.version) : null;
  const version = plain(after.version);
  const former = same === null || same === version ? '' : `${same} → `;
  return `from Exchange: ${asset(after)}:${former}${version}`;
}

/** Properties: all of a new set; of a changed one what differs, and the secrets, whose change nobody can see. */
export function pairsText(before: SpecObject | null, after: SpecObject): string {
  const entries = Object.entries(after);
  if (before === null) {
    return entries.length === 0
      ? 'none'
      : entries.map(([key, value]) => `${key} = ${plain(value)}`).join(' · ');
  }
  const gone = Object.keys(before).filter((key) => after[key] === undefined);
  const changed = entries.flatMap(([key, value]) => {
    const former = before[key];
    if (former === undefined) return `+ ${key} = ${plain(value)}`;
    if (plain(former) !== plain(value)) return `${key} = ${plain(former)} → ${plain(value)}`;
    return value instanceof Secret ? `${key} = ${plain(value)}` : [];
  });
  return [...gone.map((key) => `- ${key}`), ...changed].join(' · ');
}
