/** What the manifests call an environment, if nobody says otherwise: `Pre-Production (EU)` is `pre-production-eu`. */
export function targetNameFor(environment: string): string {
  const name = environment
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return name === '' ? 'environment' : name;
}
