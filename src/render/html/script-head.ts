/**
 * How the script of a page begins, of a plan as of the status: it can be shown in other colours than those that the
 * reader's system asks for. Whoever goes on from here closes the function that is opened.
 */
export const SCRIPT_HEAD = `'use strict';
(() => {
  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);
  const all = (query, from = document) => [...from.querySelectorAll(query)];

  const scheme = byId('scheme');
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (root.dataset.scheme ?? (dark.matches ? 'dark' : 'light')) === 'dark';
  const nameScheme = () => { scheme.textContent = isDark() ? 'Light colours' : 'Dark colours'; };
  scheme.addEventListener('click', () => {
    root.dataset.scheme = isDark() ? 'light' : 'dark';
    nameScheme();
  });
  dark.addEventListener('change', nameScheme);
  nameScheme();
  scheme.hidden = false;`;
