import type { FastifyRequest } from 'fastify';

/** Reads what is left of a body: a client that is still sending would see a reset instead of the answer. */
export async function drain(request: FastifyRequest): Promise<void> {
  const { raw } = request;
  const hasBody =
    raw.headers['content-length'] !== undefined || raw.headers['transfer-encoding'] !== undefined;
  if (!hasBody || raw.readableEnded || raw.destroyed) return;
  await new Promise<void>((resolve) => {
    raw
      .once('end', resolve)
      .once('close', resolve)
      .once('error', () => resolve());
    raw.resume();
  });
}
