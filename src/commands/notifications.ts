/**
 * Tells the webhooks of a run's targets what became of it (`spec.notify`). The last thing that a command does: its
 * results are written by then, and whether anybody can be told changes neither them nor the exit code. `plan` tells
 * nobody, since nothing leaves it but what reads.
 */
import type { RequestTrace } from '../http/transport.ts';
import { type Diagnostic, liveDiagnostic } from '../model/diagnostic.ts';
import type { DesiredTarget } from '../model/target.ts';
import { describeHappening, type Happening, type Notification } from '../notify/notification.ts';
import { runLink } from '../notify/run-link.ts';
import { sendNotification } from '../notify/send-notification.ts';
import { secretPartsOf, type Webhook, webhooksOf } from '../notify/webhooks.ts';
import { VERSION } from '../version.ts';
import { writeDiagnostics } from './console-output.ts';
import type { Io } from './io.ts';
import type { OutputOptions } from './options.ts';
import { requestLog } from './request-log.ts';
import { flipsToTell, type RunEnding, type RunFacts, whatToTell } from './what-to-tell.ts';

/** Where a run notes what becomes known; later facts take the place of earlier ones. */
export interface RunNotes {
  know(facts: Partial<RunFacts>): void;
}

export interface Notifying {
  readonly command: RunEnding['command'];
  readonly io: Io;
  readonly trace: (trace: RequestTrace) => void;
  readonly warn: (diagnostics: readonly Diagnostic[]) => void;
  /** Whether it is worth telling, or that there is nothing to tell; left out by whoever runs once. */
  readonly isNews?: (target: string, happening: Happening | null) => boolean;
}

/** As a command tells that a person runs. */
export async function notifyingOf(
  command: RunEnding['command'],
  options: OutputOptions,
  io: Io,
): Promise<Notifying> {
  const warn = (diagnostics: readonly Diagnostic[]): void => writeDiagnostics(diagnostics, options, io);
  return { command, io, trace: await requestLog(options, io), warn };
}

const NOTHING_KNOWN: RunFacts = { targets: [], source: null, plan: null, report: null };

/** Runs a command that has something to tell. Ends as it ends. */
export async function withNotifications(
  notifying: Notifying,
  run: (notes: RunNotes) => Promise<number>,
): Promise<number> {
  let facts = NOTHING_KNOWN;
  const { command, io } = notifying;
  const notes: RunNotes = {
    know(more) {
      facts = { ...facts, ...more };
      for (const { manifest } of more.targets ?? [])
        io.mask.add(...webhooksOf(manifest).flatMap(secretPartsOf));
    },
  };
  const [ended] = await Promise.allSettled([run(notes)]);
  const ending: RunEnding =
    ended.status === 'fulfilled'
      ? { command, code: ended.value, error: null }
      : { command, code: null, error: ended.reason };
  await tell({ ...notifying, facts, ending }).catch(() => notifying.warn([notToldAtAll]));
  if (ended.status === 'rejected') throw ended.reason;
  return ended.value;
}

const notToldAtAll = liveDiagnostic('warning', 'not_told', 'nobody was told: this is a bug in Muleteer', {
  hint: 'please report it; the exit code is not changed by it',
});

interface Told extends Notifying {
  readonly facts: RunFacts;
  readonly ending: RunEnding;
}

async function tell(told: Told): Promise<void> {
  const lost = await Promise.all(told.facts.targets.map((target) => tellAbout(target, told)));
  told.warn(lost.flat());
}

/** What did not arrive, as warnings. */
async function tellAbout(target: DesiredTarget, told: Told): Promise<readonly Diagnostic[]> {
  const { facts, ending, isNews = () => true } = told;
  const ended = whatToTell(target, facts, ending);
  const flips = flipsToTell(target, facts, ending);
  const news = [...(isNews(target.name, ended) ? [ended] : []), flips];
  const lost: Diagnostic[] = [];
  for (const happening of news) if (happening !== null) lost.push(...(await send(target, happening, told)));
  return lost;
}

async function send(
  target: DesiredTarget,
  happening: Happening,
  { io, trace: log }: Told,
): Promise<readonly Diagnostic[]> {
  const { clock, newId, env } = io;
  const about = { id: newId(), time: clock.now(), run: runLink(env) };
  // Services repeat what was sent to them, and a webhook is somebody else.
  const notification = io.mask.applyTo(describeHappening(happening, about));
  const wanted = webhooksOf(target.manifest).filter(({ on }) => on.includes(happening.event));
  const lost = await Promise.all(
    wanted.map(async (webhook) => {
      const trace = (one: RequestTrace): void => log({ ...one, path: `webhook ${webhook.label}` });
      const learn = (secret: string): void => io.mask.add(secret);
      const sending = { ...io, trace, learn, version: VERSION };
      const reason = await sendNotification(webhook, notification, sending);
      return reason === null ? [] : [notTold(webhook, notification, reason)];
    }),
  );
  return lost.flat();
}

function notTold({ label }: Webhook, { target, event }: Notification, reason: string): Diagnostic {
  return liveDiagnostic(
    'warning',
    'not_told',
    `${label} was not told about ${target.name} (${event}): ${reason}`,
  );
}
