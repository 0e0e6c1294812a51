/** Which state of the manifests was read; `commit` is null outside git. */
export interface Source {
  readonly commit: string | null;
  readonly dirty: boolean;
}
