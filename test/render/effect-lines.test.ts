/** What calls disturb, in one line. */
import { expect, it } from 'vitest';
import { effectLine, finalLine } from '../../src/render/effect-lines.ts';
import { effect } from './plans.ts';

const at = (name: string, server: string): string => `Application/${name}@Server:${server}`;

it('names servers with the same applications together', () => {
  const copies = [
    at('ord-api', 'mule-2'),
    at('pay-api', 'mule-2'),
    at('pay-api', 'mule-1'),
    at('ord-api', 'mule-1'),
  ];
  const effects = [...copies, at('pay-api', 'mule-3')].map((key) => effect('app-copy', key));
  expect(effectLine(effects, 'ServerGroup/payments')).toBe(
    'leaves copies behind: ord-api and pay-api on mule-1 and mule-2; pay-api on mule-3',
  );
});

it('does not repeat where the resource itself is', () => {
  const key = at('pay-api', 'mule-1');
  expect(effectLine([effect('app-stop', key)], key)).toBe('stops pay-api');
  expect(effectLine([effect('app-stop', key)], at('pay-api', 'mule-2'))).toBe('stops pay-api on mule-1');
});

it('names each class once, and marks what cannot be undone', () => {
  const effects = [
    effect('alert-loss', 'Cluster/orders', false),
    effect('server-restart', 'Server/a'),
    effect('server-restart', 'Server/b'),
    effect('server-restart', 'Server/a'),
  ];
  expect(effectLine(effects, 'Cluster/orders')).toBe(
    'restarts a and b · loses the alert definitions of orders (cannot be undone)',
  );
  expect(finalLine(effects)).toBe('loses the alert definitions of orders');
  expect(finalLine(effects.slice(1))).toBeNull();
});
