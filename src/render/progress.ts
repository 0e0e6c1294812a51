/** What happens during an apply, one plain line when a call starts to wait and one when it ends. */
import type { Plan } from '../model/plan.ts';
import type { ApplyEvent, Outcome } from '../model/report.ts';
import { addressOf } from './names.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';
import { duration } from './words.ts';

export function createProgress(
  plan: Plan,
  paint: Paint,
  writeLine: (line: string) => void,
): (event: ApplyEvent) => void {
  const all = [...plan.calls, ...plan.rollbacks];
  const calls = new Map(all.map((call) => [call.id, call]));
  const width = `c${all.length}`.length;
  const title = (id: string): string => {
    const call = calls.get(id);
    const doing = call === undefined ? '' : `${addressOf(plan, call.target, call.key)}: ${call.verb}`;
    return printable(`${id.padEnd(width)} ${doing}`);
  };
  return (event) => {
    switch (event.type) {
      case 'call_start':
        return writeLine(`  ${paint.dim('→')} ${title(event.call)}`);
      case 'call_waiting':
        return writeLine(paint.dim(`  … ${title(event.call)}, ${printable(event.message)}`));
      case 'call_end':
        return writeLine(`  ${ending(event.outcome, paint)} ${title(event.call)} ${tail(event)}`.trimEnd());
    }
  };

  function tail({ outcome, milliseconds }: Extract<ApplyEvent, { type: 'call_end' }>): string {
    const text = outcome.error ?? outcome.note;
    const said = text === null ? '' : `: ${printable(text)}`;
    return outcome.result === 'skipped' ? `skipped${said}` : `${paint.dim(duration(milliseconds))}${said}`;
  }
}

function ending({ result, note }: Outcome, paint: Paint): string {
  // Sent and accepted, but nobody stayed to see its effect.
  if (note?.startsWith('interrupted') === true) return paint.dim('…');
  if (result === 'done') return paint.green('✓');
  return result === 'skipped' ? paint.dim('-') : paint.red(result === 'uncertain' ? '?' : '✗');
}
