/** The status page: the same status gives the same bytes. It is complete without its script, which keeps it live. */
import type { LoopStatus, TargetStatus } from '../../model/loop-status.ts';
import { html, type Markup, trusted } from '../../render/html/markup.ts';
import { pagePolicy } from '../../render/html/page-policy.ts';
import { historySection } from './history-section.ts';
import { PAGE_SCRIPT } from './page-script.ts';
import { PAGE_STYLES } from './page-styles.ts';
import { callsSection, planSection } from './plan-section.ts';
import { resourcesSection } from './resources-section.ts';
import { nothingToShow, revisionPart } from './revision-part.ts';
import { targetHead } from './target-head.ts';
import { mostUrgent, targetList } from './target-list.ts';
import { waitsSection } from './waits-section.ts';

export interface StatusPageOptions {
  readonly version: string;
  /** The name of the target to show; null: the one that needs somebody most. */
  readonly wanted: string | null;
}

export interface StatusPage {
  readonly html: string;
  /** False: there is no target of that name. */
  readonly isFound: boolean;
}

/** To be sent with the page: its own styles and script, and its own service to ask. */
export const STATUS_PAGE_POLICY = pagePolicy(PAGE_STYLES, PAGE_SCRIPT, [
  "connect-src 'self'",
  'img-src data:',
  "frame-ancestors 'none'",
]);

export function renderStatusPage(status: LoopStatus, { version, wanted }: StatusPageOptions): StatusPage {
  const { targets } = status;
  const chosen =
    wanted === null ? mostUrgent(targets) : (targets.find(({ name }) => name === wanted) ?? null);
  const text = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${titleOf(chosen)}</title>
<style>${trusted(PAGE_STYLES)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the target</a>
<header>
<div id="bar"><span id="live" role="status"></span> <button type="button" id="scheme" hidden>Dark colours</button></div>
${revisionPart(status, version)}</header>
<div id="all">
${targets.length === 0 ? null : targetList(status, chosen)}<main id="main" tabindex="-1">
${chosen === null ? nothingToShow(status, wanted) : body(chosen)}</main>
</div>
<script>${trusted(PAGE_SCRIPT)}</script>
</body>
</html>
`.text;
  return { html: text, isFound: wanted === null || chosen !== null };
}

/** What is wrong shows in a row of tabs, too. */
function titleOf(chosen: TargetStatus | null): string {
  if (chosen === null) return 'Muleteer';
  const isFine = chosen.sync === 'in_sync' && chosen.health === 'healthy';
  return `${isFine ? '' : '! '}${chosen.name} · Muleteer`;
}

function body(target: TargetStatus): Markup {
  return html`${targetHead(target)}${waitsSection(target)}${planSection(target)}${resourcesSection(target)}${callsSection(target)}${historySection(target)}`;
}
