/**
 * A plan, or what drifted, as one file for a browser: it loads nothing, and what it may run is named by digest in its
 * own policy. The same plan gives the same bytes.
 */
import type { Call } from '../../model/call.ts';
import type { Change } from '../../model/change.ts';
import { isShown } from '../../model/is-shown.ts';
import type { Plan } from '../../model/plan.ts';
import { createPaint } from '../paint.ts';
import { createPlanView } from '../plan-view.ts';
import { count, list } from '../words.ts';
import { changesSection } from './changes-section.ts';
import { graphSection } from './graph-section.ts';
import { html, type Markup, trusted } from './markup.ts';
import { pagePolicy } from './page-policy.ts';
import { SCRIPT } from './script.ts';
import { STYLES } from './styles.ts';
import { summarySection } from './summary-section.ts';

export interface PlanHtmlOptions {
  readonly version: string;
  readonly all: boolean;
}

export function renderPlanHtml(plan: Plan, { version, all }: PlanHtmlOptions): string {
  // What the terminal only counts has room here.
  const view = createPlanView(plan, { columns: 80, paint: createPaint(false), all: true });
  const changes = plan.changes.filter((change) => all || isShown(change));
  const links = createLinks(changes);
  const graph = graphSection(plan, links.ofCall);
  return page(
    plan,
    html`<body>
<a class="skip" href="#changes">Skip to the changes</a>
<header>
<p class="muted">${[`Muleteer ${version}`, ...sourceOf(plan)].join(' · ')}</p>
<h1>${titleOf(plan)}</h1>
<nav aria-label="Parts of this page"><a href="#summary">Summary</a> ${graph === null ? null : html`<a href="#calls">Calls</a> `}<a href="#changes">Changes</a></nav>
<button type="button" id="scheme" hidden>Dark colours</button>
</header>
<main>
${summarySection(view)}${graph}${changesSection(changes, view, links.idOf)}</main>
<footer><p class="muted">Fingerprint <code>${plan.fingerprint}</code></p></footer>
<script>${trusted(SCRIPT)}</script>
</body>`,
  ).text;
}

function page(plan: Plan, body: Markup): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${titleOf(plan)} · Muleteer</title>
<style>${trusted(STYLES)}</style>
</head>
${body}
</html>
`;
}

const POLICY = pagePolicy(STYLES, SCRIPT);

function titleOf({ about, targets }: Plan): string {
  const names = targets.map(({ name }) => name);
  const where = names.length > 3 ? count(names.length, 'target') : list(names);
  return `${about === 'drift' ? 'Drift of' : 'Plan for'} ${where}`;
}

function sourceOf({ source, snapshot, targets }: Plan): readonly string[] {
  const { commit, dirty } = source;
  const resources = targets.reduce((sum, target) => sum + target.resources, 0);
  return [
    ...(commit === null ? [] : [`commit ${commit.slice(0, 7)}${dirty ? ' with uncommitted changes' : ''}`]),
    `${count(targets.length, 'target')}, ${count(resources, 'resource')}`,
    ...(snapshot === null ? [] : [`compared with the snapshot ${snapshot.file} of ${snapshot.takenAt}`]),
  ];
}

interface Links {
  idOf(change: Change): string;
  /** The change that a call belongs to, or its row in the table where that is not shown. */
  ofCall(call: Call): string;
}

function createLinks(changes: readonly Change[]): Links {
  const ids = new Map(changes.map((change, index) => [change, `change-${index + 1}`] as const));
  const owners = new Map(changes.flatMap((change) => change.calls.map((id) => [id, change] as const)));
  const idOf = (change: Change): string => ids.get(change) ?? '';
  return {
    idOf,
    ofCall({ id }) {
      const owner = owners.get(id);
      return owner === undefined ? `#call-${id}` : `#${idOf(owner)}`;
    },
  };
}
