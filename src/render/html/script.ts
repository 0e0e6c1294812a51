import { SCRIPT_HEAD } from './script-head.ts';

/**
 * The script of the page: plain JavaScript, the same for every plan. It only adds what a page cannot do by itself
 * (search, filters, the other colours); without it everything is there to be read.
 */
export const SCRIPT = String.raw`${SCRIPT_HEAD}

  const form = byId('filters');
  if (form === null) return;
  const search = byId('search');
  const found = byId('found');
  const none = byId('none-found');
  const facets = byId('facets');
  const boxes = all('input[type=checkbox]', facets);
  const groups = all('.target-changes');
  const items = all('.change').map((element) => ({
    element,
    text: all('[data-find]', element).map((one) => one.textContent).join(' ').toLowerCase(),
    facets: Object.fromEntries(
      ['action', 'status', 'effect', 'target'].map((name) => [name, (element.dataset[name] ?? '').split(' ')]),
    ),
  }));

  const chosen = () => {
    const values = new Map();
    for (const { name, value, checked } of boxes) {
      if (checked) values.set(name, [...(values.get(name) ?? []), value]);
    }
    return [...values];
  };

  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter((word) => word !== '');
    const wanted = chosen();
    let shown = 0;
    for (const { element, text, facets: own } of items) {
      const fits = words.every((word) => text.includes(word)) &&
        wanted.every(([name, values]) => values.some((value) => own[name].includes(value)));
      element.hidden = !fits;
      if (fits) shown += 1;
    }
    for (const group of groups) group.hidden = group.querySelector('.change:not([hidden])') === null;
    none.hidden = shown > 0;
    const total = items.length === 1 ? '1 change' : items.length + ' changes';
    found.textContent = shown === items.length ? total : shown + ' of ' + total;
  };

  const clear = () => {
    search.value = '';
    for (const box of boxes) box.checked = false;
    filter();
  };

  const unfold = (open) => () => {
    for (const { element } of items) if (!element.hidden) element.querySelector('details').open = open;
  };

  // What a link leads to may be filtered away or folded.
  const follow = () => {
    const target = location.hash === '' ? null : byId(location.hash.slice(1));
    if (target === null) return;
    if (target.closest('[hidden]') !== null) clear();
    const change = target.closest('.change');
    const details = change === null ? target.closest('details') : change.querySelector('details');
    if (details === null) return;
    details.open = true;
    (change === null ? target : details.querySelector('summary')).focus({ preventScroll: true });
    target.scrollIntoView();
  };

  form.addEventListener('submit', (event) => event.preventDefault());
  search.addEventListener('input', filter);
  facets.addEventListener('input', filter);
  byId('clear').addEventListener('click', clear);
  byId('unfold').addEventListener('click', unfold(true));
  byId('fold').addEventListener('click', unfold(false));
  addEventListener('hashchange', follow);
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const inText = event.target instanceof HTMLInputElement && event.target.type === 'search';
    if (event.key === '/' && !inText) {
      event.preventDefault();
      search.focus();
    } else if (event.key === 'Escape') clear();
  });
  form.hidden = false;
  facets.hidden = false;
  filter();
  follow();
})();
`;
