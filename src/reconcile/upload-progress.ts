import type { Call } from '../model/call.ts';
import type { OnSent } from '../model/http-body.ts';
import type { ApplyEvent } from '../model/report.ts';

/** A large file has many chunks, and nobody reads so many lines. */
const STEPS = 50;

/** Tells how far the upload of a call is, some tens of times however large it is. */
export function uploadProgress({ id }: Call, emit: (event: ApplyEvent) => void): OnSent {
  let told = 0;
  return (sent, total) => {
    const again = sent < told;
    if (!again && sent < total && sent - told < total / STEPS) return;
    told = sent;
    emit({ type: 'call_progress', call: id, sent, total });
  };
}
