/**
 * The body for people. Slack shows `blocks`; what only knows `text` (Mattermost, and others that take its messages)
 * has all of it there. Whatever comes from a manifest or a service stands in code marks, where nothing is a link or
 * a mention and `@here` wakes nobody; what Slack would read as one of its own signs is escaped.
 */
import type { Json } from '../model/json.ts';
import { cut, printable } from '../render/printable.ts';
import { count } from '../render/words.ts';
import type { NotedFailure, NotedFlip, Notification, NotifyEvent } from './notification.ts';

/** Slack takes 3,000 characters a section. */
const SECTION = 2_900;
/** Characters before they are escaped, which may make five of one: a line of both fits into a section. */
const LONGEST_TEXT = 300;
const LONGEST_NAME = 200;

const TITLES: Readonly<Record<NotifyEvent, string>> = {
  changes: 'changed',
  drift: 'drifted',
  refusal: 'refused',
  failure: 'failed',
};

export function slackBody(notification: Notification, version: string): Json {
  const texts = [
    head(notification),
    fitting(
      notification.changes.map(({ mark, address }) => code(`${mark} ${address}`, LONGEST_NAME)),
      'change',
    ),
    fitting(notification.failures.map(failureLine), 'failure'),
    fitting(notification.flips.map(flipLine), 'field'),
  ].filter((text) => text !== '');
  const foot = footOf(notification, version);
  return {
    text: [...texts, foot].join('\n\n'),
    blocks: [
      ...texts.map((text) => ({ type: 'section', text: markdown(text) })),
      { type: 'context', elements: [markdown(foot)] },
    ],
  };
}

/** `verbatim`: Slack looks for no links and names in it by itself. */
function markdown(text: string): Json {
  return { type: 'mrkdwn', text, verbatim: true };
}

function head({ target, title, event, message, error, disturbs }: Notification): string {
  const where = title === null ? '' : ` ${code(title, LONGEST_NAME)}`;
  const lines = [
    `*${plain(cut(target.name, LONGEST_NAME))}*${where}: ${TITLES[event]}`,
    plain(message),
    ...(error === null ? [] : [code(error.message)]),
    ...(error === null || error.hint === null ? [] : [code(error.hint)]),
    ...(disturbs === null ? [] : [code(`! ${disturbs}`)]),
  ];
  return fitting(lines, 'line');
}

function failureLine({ call, address, error }: NotedFailure): string {
  const about = [call, address].flatMap((part) => part ?? []).join(' ');
  return about === '' ? code(error) : `${code(about, LONGEST_NAME)} ${code(error)}`;
}

function flipLine({ address, message, hint }: NotedFlip): string {
  return [code(`${address} ${message}`), ...(hint === null ? [] : [code(hint)])].join('\n');
}

function footOf({ source, run, command }: Notification, version: string): string {
  const commit = source?.commit ?? null;
  return [
    `muleteer ${command} ${version}`,
    ...(commit === null ? [] : [`commit ${code(commit.slice(0, 7))}`]),
    ...(run === null ? [] : [`<${plain(run).replaceAll('|', '%7C')}|the run>`]),
  ].join(' · ');
}

/** As many lines as a section takes, and how many there are beyond. */
function fitting(lines: readonly string[], what: string): string {
  let text = '';
  for (const [index, line] of lines.entries()) {
    const longer = text === '' ? line : `${text}\n${line}`;
    if (longer.length > SECTION) return `${text}\n… and ${count(lines.length - index, `more ${what}`)}`;
    text = longer;
  }
  return text;
}

function code(text: string, longest = LONGEST_TEXT): string {
  return `\`${plain(cut(printable(text), longest)).replaceAll('`', "'")}\``;
}

function plain(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
