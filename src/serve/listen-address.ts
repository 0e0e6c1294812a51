export interface ListenAddress {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
}

/** `127.0.0.1:4020`, `localhost:0`, `[::1]:4020`, `:4020` on this machine alone; null for what is no such thing. */
export function parseListenAddress(text: string): ListenAddress | null {
  const [, bracketed, plain = '', digits = ''] =
    /^(?:\[([\da-f.]*:[\da-f:.]*)\]|([^:[\]]*)):(\d{1,5})$/i.exec(text) ?? [];
  const port = Number(digits);
  if (digits === '' || port > 65_535) return null;
  if (bracketed !== undefined) return { host: bracketed, port };
  return { host: plain === '' ? '127.0.0.1' : plain, port };
}
