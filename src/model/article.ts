/** `a Server`, `an Application`, `a UserGroup`. */
export function withArticle(kind: string): string {
  return /^[AEIO]/.test(kind) ? `an ${kind}` : `a ${kind}`;
}
