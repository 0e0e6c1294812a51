import { request } from 'node:http';

export async function bodyOf(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Sends what was asked on to another server; resolves to its answer, whole. */
export function passOn(url, { method, url: path, headers }, sent) {
  return new Promise((resolve, reject) => {
    // A connection of its own: one that was kept may be closed from there at any time.
    const passed = request(`${url}${path}`, { method, headers, agent: false }, async (answer) => {
      const body = await bodyOf(answer);
      const { 'transfer-encoding': _, connection, ...rest } = answer.headers;
      resolve({ status: answer.statusCode, headers: { ...rest, 'content-length': body.length }, body });
    });
    passed.once('error', reject);
    passed.end(sent);
  });
}
