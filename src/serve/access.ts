/**
 * Who may see the status. With a token, whoever has it: programs as `Authorization: Bearer`, browsers as the password
 * that they ask for. Without one, whoever is on this machine, and asks this machine by its own name: a page from
 * elsewhere that has its name resolved to the loopback address may run in a browser here, and is refused.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isLoopback } from './is-loopback.ts';
import { isSameSecret } from './same-secret.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** `everybody`: it tells nothing, or asks for proof itself. */
    readonly for?: 'everybody';
  }
}

export type AccessCheck = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>;

/** @param token null: there is none, and the server listens on the loopback address */
export function createAccessCheck(token: string | null): AccessCheck {
  return async ({ headers, routeOptions }, reply) => {
    if (routeOptions.config.for === 'everybody') return undefined;
    if (token === null) {
      if (isLoopback(hostIn(headers.host ?? ''))) return undefined;
      return reply.code(403).send({
        error: 'without a token this is shown under the name localhost alone',
        hint: 'set MULETEER_STATUS_TOKEN to show it under other names',
      });
    }
    const given = tokenIn(headers.authorization ?? '');
    if (given !== null && isSameSecret(given, token)) return undefined;
    return reply
      .code(401)
      .header('www-authenticate', 'Basic realm="Muleteer", charset="UTF-8"')
      .send({ error: 'a token is needed', hint: 'send it as Authorization: Bearer, or as the password' });
  };
}

function hostIn(header: string): string {
  return header.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
}

function tokenIn(header: string): string | null {
  const [, scheme = '', value = ''] = /^(\w+) +(\S+)$/.exec(header) ?? [];
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return value;
    case 'basic': {
      const text = Buffer.from(value, 'base64').toString();
      const colon = text.indexOf(':');
      return colon < 0 ? null : text.slice(colon + 1);
    }
    default:
      return null;
  }
}
