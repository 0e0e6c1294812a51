import type { FieldRules } from '../model/fields.ts';
import type { DocumentPath } from '../model/manifest.ts';

/** Whether `${env:}` and `${file:}` may stand at a place of a document. */
export type SecretPlaces = (path: DocumentPath) => boolean;

/** In a resource: in the fields that its kind calls secret. */
export function secretPlacesOfResource(fields: FieldRules): SecretPlaces {
  return ([part, field]) => part === 'spec' && typeof field === 'string' && fields[field]?.secret === true;
}

const TARGET_FIELDS = ['credentials', 'tls', 'controlPlane', 'organization', 'environment', 'url'];

/** In a target: in what signs in, and in what says where the target is, which a pipeline may set. */
export const secretPlacesOfTarget: SecretPlaces = ([part, field]) =>
  part === 'spec' && TARGET_FIELDS.includes(String(field));
