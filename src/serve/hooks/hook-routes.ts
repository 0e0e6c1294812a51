/**
 * `POST /hooks/git`: somebody pushed. It says only "look again", and the loop makes one look of many. What cannot
 * prove where it comes from is refused, and logged without anything that it said.
 */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServeLog } from '../sparing-log.ts';
import { sparingly } from '../sparing-log.ts';
import { type Push, readPush } from './read-push.ts';
import { createSeenBefore } from './seen-before.ts';
import { type Proof, proofIn, verifyHook } from './verify-hook.ts';

export interface HookOptions {
  readonly secret: string;
  /** The branch that is followed; null: any. */
  readonly branch: string | null;
  readonly onPush: (push: Push) => void;
}

export interface HookSurroundings {
  readonly log: ServeLog;
  readonly count: (result: string) => void;
  readonly now: () => number;
}

const LARGEST = 1024 * 1024;
const REMEMBERED = { keep: 24 * 3_600_000, most: 20_000 };

interface Ending {
  readonly status: number;
  readonly result: string;
  readonly message: string;
}

const REFUSALS = {
  unsigned: { status: 401, message: 'it has neither a signature nor a token' },
  bad_signature: { status: 401, message: 'its signature, or its token, is not that of the secret' },
  bad_time: { status: 401, message: 'its time is more than 5 minutes from now' },
  replay: { status: 409, message: 'it was received before' },
  too_large: { status: 413, message: 'it is larger than 1 MB' },
  unreadable: { status: 400, message: 'its body is no JSON object' },
} as const;

type Refusal = keyof typeof REFUSALS;

export function addHookRoutes(app: FastifyInstance, options: HookOptions, around: HookSurroundings): void {
  const seen = createSeenBefore({ ...REMEMBERED, now: around.now });
  const log = sparingly(around.log, around.now);
  const refuse = (reason: Refusal, proof: Proof | null, reply: FastifyReply): FastifyReply => {
    around.count(reason);
    log(reason, { reason, proof, from: reply.request.ip }, `a hook was refused: ${REFUSALS[reason].message}`);
    const { status, message } = REFUSALS[reason];
    return reply.code(status).header('connection', 'close').send({ error: message });
  };
  const receive = ({ headers, body }: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const proof = proofIn(headers);
    const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    if (proof === null) return refuse('unsigned', proof, reply);
    const verified = verifyHook(proof, { headers, body: bytes }, options.secret, around.now());
    if (verified.is === 'refused') return refuse(verified.reason, proof, reply);
    if (seen.check(verified.marks)) return refuse('replay', proof, reply);
    const told = readPush(headers, bytes);
    if (told.is === 'unreadable') return refuse('unreadable', proof, reply);
    const ending = told.is === 'push' ? takePush(told.push, options) : OTHER_EVENT;
    around.count(ending.result);
    return reply.code(ending.status).send({ result: ending.message });
  };
  app.route({
    method: 'POST',
    url: '/hooks/git',
    config: { for: 'everybody' },
    bodyLimit: LARGEST,
    // Before a byte of the body is taken.
    onRequest: async ({ headers }, reply) =>
      proofIn(headers) === null ? refuse('unsigned', null, reply) : undefined,
    errorHandler(error: FastifyError, request, reply) {
      if (error.statusCode !== 413) throw error;
      refuse('too_large', proofIn(request.headers), reply);
    },
    handler: async (request, reply) => receive(request, reply),
  });
}

const OTHER_EVENT: Ending = { status: 200, result: 'ignored', message: 'this brings no commit' };

function takePush(push: Push, { branch, onPush }: HookOptions): Ending {
  if (branch !== null && push.branch !== null && push.branch !== branch)
    return { status: 200, result: 'ignored', message: 'another branch is followed' };
  onPush(push);
  return { status: 202, result: 'accepted', message: 'looking' };
}
