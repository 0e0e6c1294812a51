import { MuleteerError, RequestError } from '../model/errors.ts';
import { failedToConnect } from './failed-to-connect.ts';
import { withoutQuery } from './without-query.ts';

type Words = readonly [what: string, hint: string];

const LOOK_AT_NETWORK = 'check the network, and HTTPS_PROXY if it needs one';

/** No connection came about, which may be otherwise in a moment. */
const NO_CONNECTION: Readonly<Record<string, Words>> = {
  ECONNREFUSED: ['connection refused', 'is the host right, and does the service listen there?'],
  ENOTFOUND: ['no such host', 'check the host name, and HTTPS_PROXY if the network needs one'],
  EAI_AGAIN: ['the host name could not be looked up', LOOK_AT_NETWORK],
  EHOSTUNREACH: ['no route to the host', LOOK_AT_NETWORK],
  ENETUNREACH: ['no route to the network', LOOK_AT_NETWORK],
  ETIMEDOUT: ['no answer to the connection attempt', LOOK_AT_NETWORK],
  UND_ERR_CONNECT_TIMEOUT: ['no answer within 10 s', LOOK_AT_NETWORK],
};

const TRUSTED_IN = 'spec.tls.ca';
const UNKNOWN_CA: Words = ['its certificate comes from an unknown CA', `name that CA in ${TRUSTED_IN}`];

/** We refused the server's certificate, and shall again. */
const CERTIFICATE: Readonly<Record<string, Words>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: ['its certificate is self-signed', `name its CA in ${TRUSTED_IN}`],
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_CA,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_CA,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_CA,
  CERT_HAS_EXPIRED: ['its certificate has expired', 'renew it on the server'],
  ERR_TLS_CERT_ALTNAME_INVALID: ['its certificate is for another host', 'check the host name'],
};

/** With TLS 1.3 the server's no to our certificate comes after the handshake, and before it reads a request. */
const CERTIFICATE_REFUSED = /^ERR_SSL.*ALERT.*(CERTIFICATE|UNKNOWN_CA)/;

/** Which way a request went. */
export interface Way {
  readonly origin: string;
  /** The variable of the proxy that it may have gone through; empty without one. */
  readonly proxy: string;
  /** Where a CA can be named. */
  readonly trustedIn: string | undefined;
}

/** Turns what undici throws into one line for a person, and into whether the request may have arrived. */
export function connectionError(
  error: unknown,
  sent: { readonly method: string; readonly path: string },
  { origin, proxy, trustedIn = TRUSTED_IN }: Way,
): MuleteerError {
  if (error instanceof MuleteerError) return error;
  const { host } = new URL(origin);
  const words = beforeSending(error, host);
  if (words === null) return lost(error, sent, host);
  const [message, hint] = [words[0], words[1].replace(TRUSTED_IN, trustedIn)];
  const code = codeOf(error);
  const retryable = NO_CONNECTION[code] !== undefined;
  const mayBeProxy = proxy !== '' && (retryable || CERTIFICATE[code] !== undefined);
  return new RequestError('unreachable', message, {
    arrived: 'no',
    retryable,
    hint: mayBeProxy ? `${hint} A proxy is set: check ${proxy} and NO_PROXY` : hint,
    cause: error,
  });
}

/** What failed, if it failed before a single byte was sent; else null. */
function beforeSending(error: unknown, host: string): Words | null {
  const code = codeOf(error);
  const certificate = CERTIFICATE[code];
  if (certificate !== undefined) return [`cannot reach ${host}: ${certificate[0]}`, certificate[1]];
  const connecting = failedToConnect(error);
  if (CERTIFICATE_REFUSED.test(code) || (connecting && /^ERR_SSL.*ALERT/.test(code))) {
    const hint = 'does it ask for a client certificate? Name it in spec.tls.clientCert and clientKey';
    return [`${host} refused the TLS connection`, hint];
  }
  if (/proxy response/i.test(messageOf(error))) {
    const hint = `it said: ${messageOf(error)}. Check HTTPS_PROXY and NO_PROXY`;
    return [`the proxy does not let ${host} through`, hint];
  }
  if (!connecting) return null;
  const known = NO_CONNECTION[code];
  if (known !== undefined) return [`cannot reach ${host}: ${known[0]}`, known[1]];
  if (code.startsWith('ERR_SSL') || code === 'EPROTO')
    return [`cannot reach ${host}: it does not speak TLS`, 'is it http:// instead of https://?'];
  return null;
}

function lost(
  error: unknown,
  { method, path }: { readonly method: string; readonly path: string },
  host: string,
): RequestError {
  const late = /^UND_ERR_(HEADERS|BODY)_TIMEOUT$/.test(codeOf(error));
  const about = `${method} ${withoutQuery(path)}`;
  const message = late
    ? `${host} did not answer ${about} in time`
    : `${host} closed the connection during ${about}`;
  return new RequestError('lost', message, {
    arrived: method === 'GET' ? 'no' : 'maybe',
    retryable: true,
    hint: 'run it again: what was done is found by reading it back',
    cause: error,
  });
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
