import { expect, test } from 'vitest';
import { findClosest } from '../../src/model/did-you-mean.ts';

test.each([
  ['desiredstatus', ['desiredStatus', 'properties'], 'desiredStatus'],
  ['STARTD', ['STARTED', 'STOPPED'], 'STARTED'],
  ['sevrers', ['servers', 'server'], 'servers'],
  ['Aplication', ['Environment', 'Application'], 'Application'],
  ['mule-a2', ['mule-a1', 'mule-b2', 'mule-A2'], 'mule-A2'],
  ['taget', ['target', 'targets'], 'target'],
  ['xyz', ['servers'], undefined],
  ['ab', ['cd', 'abcdef'], undefined],
  ['', ['a'], undefined],
  ['us', ['eu'], undefined],
])('%s of %j is %s', (word, candidates, expected) => {
  expect(findClosest(word, candidates)).toBe(expected);
});
