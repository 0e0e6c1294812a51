/** Which manifests these are, that newer ones cannot be taken, and what to do where there are none. */
import type { BrokenRevision, LoopStatus, RevisionStatus } from '../../model/loop-status.ts';
import { html, type Markup } from '../../render/html/markup.ts';
import { count } from '../../render/words.ts';
import { commitMark, proseMark, timeMark } from './shown-parts.ts';

export function revisionPart({ revision, broken }: LoopStatus, version: string): Markup {
  return html`<div id="revision" data-live>
<p class="muted">Muleteer ${version}${revision === null ? null : taken(revision)}</p>
${broken === null || isEmpty({ revision, broken }) ? null : alarm(broken, revision)}</div>
`;
}

function taken({ subject, loadedAt, ...source }: RevisionStatus): Markup {
  return html` · ${sourceMark(source)}${subject === null ? null : html` <span class="subject">${subject}</span>`}, taken ${timeMark(loadedAt)}`;
}

function alarm(broken: BrokenRevision, revision: RevisionStatus | null): Markup {
  const { message, hint, at, problems, since } = broken;
  return html`<div class="refused" role="alert">
<h2>${revision === null ? 'The manifests are broken: nothing is done until they are mended' : 'A newer revision is broken: the one before it goes on'}</h2>
<p>${at === null ? null : html`<code>${at}</code> `}${proseMark(message)}${hint === null ? null : html`<span class="muted">: ${proseMark(hint)}</span>`}</p>
<p class="muted">${sourceMark(broken)}, ${count(problems, 'problem')}, since ${timeMark(since)}${revision === null ? null : html`; ${sourceMark(revision)} goes on`}</p>
</div>
`;
}

function sourceMark({ commit, dirty }: Pick<RevisionStatus, 'commit' | 'dirty'>): Markup {
  return html`${commitMark(commit)}${dirty ? ' with changes that are not committed' : null}`;
}

/** A repository to begin with is nothing to be alarmed at. */
function isEmpty({ revision, broken }: Pick<LoopStatus, 'revision' | 'broken'>): boolean {
  return revision === null && broken?.code === 'no_manifest';
}

/** In the place of a target. */
export function nothingToShow(status: LoopStatus, wanted: string | null): Markup {
  const { title, advice } = why(status, wanted);
  return html`<div id="nothing" data-live><h1>${title}</h1>
<p>${advice}</p></div>
`;
}

function why(
  status: LoopStatus,
  wanted: string | null,
): { readonly title: string; readonly advice: Markup | string } {
  const { revision, broken } = status;
  if (isEmpty(status)) {
    return {
      title: 'There is nothing to reconcile yet',
      advice: html`The repository has no manifest. Commit an Environment or a Console with what belongs to it: <code>muleteer init</code> writes a repository to begin with, <code>muleteer export</code> one of what is live. This page shows it as soon as it is there`,
    };
  }
  if (revision === null) {
    const advice = 'What they declare is shown here as soon as they can be read';
    return { title: broken === null ? 'The manifests are being read' : 'There is no target yet', advice };
  }
  if (wanted !== null && status.targets.length > 0)
    return {
      title: `There is no target ${wanted}`,
      advice: html`<a href="/">The targets that there are</a>`,
    };
  return {
    title: 'The manifests declare no target',
    advice: 'Commit an Environment or a Console: this page shows it as soon as it is there',
  };
}
