import type { FieldRules } from '../model/fields.ts';
import type { DocumentPath } from '../model/manifest.ts';

/** Whether `${env:}` and `${file:}` may stand at a place of a document. */
export type SecretPlaces = (path: DocumentPath) => boolean;

/** In a resource: in the fields, or the parts of them, that its kind calls secret. */
export function secretPlacesOfResource(fields: FieldRules): SecretPlaces {
  return ([part, field, ...below]) => {
    if (part !== 'spec' || typeof field !== 'string') return false;
    const { secret, secretBelow } = fields[field] ?? {};
    return secret === true || (secretBelow?.every((key, index) => below[index] === key) ?? false);
  };
}

const TARGET_FIELDS = ['credentials', 'tls', 'controlPlane', 'organization', 'environment', 'url'];

const WEBHOOK_FIELDS = ['webhook', 'secret'];

/** In a target: in what signs in, in what says where the target is, which a pipeline may set, and in webhooks. */
export const secretPlacesOfTarget: SecretPlaces = ([part, field, , key]) => {
  if (part !== 'spec') return false;
  return field === 'notify' ? WEBHOOK_FIELDS.includes(String(key)) : TARGET_FIELDS.includes(String(field));
};
