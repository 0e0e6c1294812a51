import { MuleteerError, RequestError } from '../model/errors.ts';

/** Failures before a single byte was sent, with what they mean and what to look at. */
const BEFORE_SENDING: Readonly<Record<string, readonly [what: string, hint: string]>> = {
  ECONNREFUSED: ['connection refused', 'is the host right, and does the service listen there?'],
  ENOTFOUND: ['no such host', 'check the host name, and HTTPS_PROXY if the network needs one'],
  EAI_AGAIN: ['the host name could not be looked up', 'check the network, and HTTPS_PROXY if it needs one'],
  EHOSTUNREACH: ['no route to the host', 'check the network, and HTTPS_PROXY if it needs one'],
  ENETUNREACH: ['no route to the network', 'check the network, and HTTPS_PROXY if it needs one'],
  ETIMEDOUT: ['no answer to the connection attempt', 'check the network, and HTTPS_PROXY if it needs one'],
  UND_ERR_CONNECT_TIMEOUT: ['no answer within 10 s', 'check the network, and HTTPS_PROXY if it needs one'],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['its certificate is self-signed', 'name its CA in spec.tls.ca'],
  SELF_SIGNED_CERT_IN_CHAIN: ['its certificate comes from an unknown CA', 'name that CA in spec.tls.ca'],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: [
    'its certificate comes from an unknown CA',
    'name that CA in spec.tls.ca',
  ],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: [
    'its certificate comes from an unknown CA',
    'name that CA in spec.tls.ca',
  ],
  CERT_HAS_EXPIRED: ['its certificate has expired', 'renew it on the server'],
  ERR_TLS_CERT_ALTNAME_INVALID: ['its certificate is for another host', 'check the host name'],
};

/** Turns what undici throws into one line for a person, and into whether the request may have arrived. */
export function connectionError(
  error: unknown,
  sent: { readonly method: string; readonly path: string },
  origin: string,
  /** The variable of the proxy that the request may have gone through; empty without one. */
  proxy: string,
): MuleteerError {
  if (error instanceof MuleteerError) return error;
  const code = codeOf(error);
  const known = BEFORE_SENDING[code];
  const host = new URL(origin).host;
  if (known !== undefined) {
    const [what, hint] = known;
    return new RequestError('unreachable', `cannot reach ${host}: ${what}`, {
      arrived: 'no',
      retryable: true,
      hint: proxy === '' ? hint : `${hint} A proxy is set: check ${proxy} and NO_PROXY`,
      cause: error,
    });
  }
  if (/^ERR_SSL.*ALERT/.test(code)) {
    return new RequestError('unreachable', `${host} refused the TLS connection`, {
      arrived: 'no',
      hint: 'does it ask for a client certificate? Name it in spec.tls.clientCert and clientKey',
      cause: error,
    });
  }
  if (code.startsWith('ERR_SSL') || code === 'EPROTO') {
    return new RequestError('unreachable', `cannot reach ${host}: it does not speak TLS`, {
      arrived: 'no',
      hint: 'is it http:// instead of https://?',
      cause: error,
    });
  }
  if (/proxy response/i.test(messageOf(error))) {
    return new RequestError('unreachable', `the proxy does not let ${host} through`, {
      arrived: 'no',
      hint: `it said: ${messageOf(error)}. Check HTTPS_PROXY and NO_PROXY`,
      cause: error,
    });
  }
  return new RequestError(
    'lost',
    `${host} closed the connection during ${sent.method} ${pathOnly(sent.path)}`,
    {
      arrived: sent.method === 'GET' ? 'no' : 'maybe',
      retryable: true,
      hint: 'run it again: what was done is found by reading it back',
      cause: error,
    },
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}

function codeOf(error: unknown): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const code = (at as { code?: unknown }).code;
    if (typeof code === 'string') return code;
    if (at instanceof AggregateError && at.errors[0] !== undefined) return codeOf(at.errors[0]);
  }
  return '';
}

function pathOnly(path: string): string {
  return path.split('?')[0] ?? path;
}
