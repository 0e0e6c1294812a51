/** How a target signs in. Values are asked for anew at every sign-in, so that a rotated secret file is noticed. */
export type AnypointCredentials =
  | { readonly type: 'connected-app'; readonly clientId: string; readonly clientSecret: string }
  | { readonly type: 'password'; readonly username: string; readonly password: string }
  | { readonly type: 'bearer'; readonly token: string };

export interface CredentialSource {
  read(): Promise<AnypointCredentials>;
  /** Where they come from, for error messages: `ANYPOINT_CLIENT_ID`, `spec.credentials`. */
  readonly origin: string;
}
