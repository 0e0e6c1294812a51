import { SCRIPT_HEAD } from '../../render/html/script-head.ts';

/** With each answer the time by the service's clock, so that the same status is the same page. */
export const TIME_HEADER = 'x-muleteer-time';

/**
 * The script of the page. When the service tells of something, the page is asked for again, and the parts of it that
 * have changed are exchanged: what is open stays open, what has the focus keeps it. Without the script everything is
 * there to be read, and reloading shows what is new.
 */
export const PAGE_SCRIPT = String.raw`${SCRIPT_HEAD}

  // The service's clock counts, not the reader's.
  let ahead = 0;
  const hearTime = (text) => {
    const time = Date.parse(text);
    if (!Number.isNaN(time)) ahead = time - Date.now();
  };
  const units = [[86400, 'day'], [3600, 'hour'], [60, 'min']];
  const amount = (seconds) => {
    const [length, word] = units.find(([one]) => seconds >= 0.9 * one) ?? [1, 's'];
    const number = Math.round(seconds / length);
    return number + ' ' + word + (number > 1 && (word === 'day' || word === 'hour') ? 's' : '');
  };
  const tellTimes = () => {
    const now = Date.now() + ahead;
    for (const time of all('time')) {
      time.title ||= time.textContent;
      const seconds = Math.round((Date.parse(time.dateTime) - now) / 1000);
      const text = seconds > 0 ? 'in ' + amount(seconds) : seconds > -5 ? 'just now' : amount(-seconds) + ' ago';
      if (time.textContent !== text) time.textContent = text;
    }
  };

  // The same thing on the page before and after, as far as one can tell.
  const FOCUSABLE = 'a,button,input,summary,[tabindex]';
  const keyOf = (element, query) => {
    const owner = element.closest('[id]');
    return owner.id + ' ' + (element.getAttribute('href') ?? all(query, owner).indexOf(element));
  };
  const exchange = (old, fresh) => {
    const opened = new Map(all('details', old).map((one) => [keyOf(one, 'details'), one.open]));
    const active = document.activeElement;
    const focused = old.contains(active) ? keyOf(active, FOCUSABLE) : null;
    const scrolled = all('.scroll', old).map(({ scrollLeft, scrollTop }) => [scrollLeft, scrollTop]);
    old.replaceWith(fresh);
    for (const details of all('details', fresh)) details.open = opened.get(keyOf(details, 'details')) ?? details.open;
    all('.scroll', fresh).forEach((one, at) => one.scrollTo(...(scrolled[at] ?? [0, 0])));
    narrow();
    if (focused === null) return;
    const next = all(FOCUSABLE, fresh).find((one) => keyOf(one, FOCUSABLE) === focused);
    (next ?? byId('main')).focus({ preventScroll: true });
  };

  // As the service wrote it: the times on the page are told in other words by now.
  let written = new Map(all('[data-live]').map((part) => [part.id, part.outerHTML]));
  const take = (page) => {
    const parts = all('[data-live]', page);
    const isSame = parts.length === written.size && parts.every(({ id }) => written.has(id));
    if (!isSame) byId('all').replaceWith(document.importNode(page.getElementById('all'), true));
    // The head of the page stands beside what was exchanged as a whole.
    for (const part of parts.filter(({ id }) => isSame || byId(id).closest('#all') === null)) {
      if (written.get(part.id) !== part.outerHTML) exchange(byId(part.id), document.importNode(part, true));
    }
    written = new Map(parts.map((part) => [part.id, part.outerHTML]));
    document.title = page.title;
    narrow();
    tellTimes();
  };

  // Many targets tell of something all the time: the page is asked for once in a while, and at once after a silence.
  const PAUSE = 1000;
  let isResting = false;
  let isAskedAgain = false;
  const refresh = async () => {
    if (isResting || document.hidden) {
      isAskedAgain = true;
      return;
    }
    isResting = true;
    isAskedAgain = false;
    try {
      const answer = await fetch(location.pathname + location.search, { headers: { accept: 'text/html' } });
      const isPage = (answer.headers.get('content-type') ?? '').startsWith('text/html');
      hearTime(answer.headers.get('${TIME_HEADER}') ?? '');
      if (isPage) take(new DOMParser().parseFromString(await answer.text(), 'text/html'));
    } catch {
      // The stream of events tells that the service is away.
    }
    setTimeout(rested, PAUSE);
  };
  const rested = () => {
    isResting = false;
    if (isAskedAgain) refresh();
  };
  document.addEventListener('visibilitychange', () => { if (isAskedAgain) refresh(); });

  const live = byId('live');
  const tell = (state, words) => {
    if (live.dataset.is === state) return;
    live.dataset.is = state;
    live.textContent = words;
  };
  let isFirst = true;
  const connect = () => {
    const events = new EventSource('/api/events');
    events.addEventListener('status', ({ data }) => {
      hearTime(JSON.parse(data).time);
      tell('live', 'live');
      tellTimes();
      if (!isFirst) refresh();
      isFirst = false;
    });
    events.addEventListener('target', refresh);
    events.addEventListener('error', () => {
      tell('lost', 'the service does not answer: what you see is old');
      if (events.readyState === EventSource.CLOSED) setTimeout(connect, 5000);
    });
  };

  let sought = '';
  const narrow = () => {
    const field = byId('name');
    if (field === null) return;
    byId('narrow').hidden = false;
    if (field.value !== sought) field.value = sought;
    const words = sought.toLowerCase().split(/\s+/);
    for (const entry of all('#targets li')) {
      const text = entry.textContent.toLowerCase();
      entry.hidden = !words.every((word) => text.includes(word));
    }
  };
  document.addEventListener('input', ({ target }) => {
    if (target.id !== 'name') return;
    sought = target.value;
    narrow();
  });
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const field = byId('name');
    if (field === null) return;
    if (event.key === '/' && event.target !== field) {
      event.preventDefault();
      field.focus();
    } else if (event.key === 'Escape') {
      sought = '';
      narrow();
    }
  });

  // What a link leads to may be folded.
  const follow = () => {
    const target = location.hash === '' ? null : byId(location.hash.slice(1));
    const details = target === null ? null : target.closest('.change')?.querySelector('details') ?? target.closest('details');
    if (details === null || details === undefined) return;
    details.open = true;
    (target.matches('.change') ? details.querySelector('summary') : target).focus({ preventScroll: true });
    target.scrollIntoView();
  };
  addEventListener('hashchange', follow);

  narrow();
  tellTimes();
  setInterval(tellTimes, 1000);
  follow();
  connect();
})();
`;
