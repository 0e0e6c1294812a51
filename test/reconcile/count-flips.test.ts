/** How often a hand-made value may come back: what holds whatever people, git and the clock do. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { valuePrint } from '../../src/diff/value-print.ts';
import type { FieldChange } from '../../src/model/change.ts';
import type { FieldRules } from '../../src/model/fields.ts';
import type { Flip } from '../../src/model/record.ts';
import { Secret } from '../../src/model/secret.ts';
import {
  type FlipPair,
  flipsWith,
  forgottenAt,
  healed,
  isTooOften,
  leftAlone,
  sighted,
} from '../../src/reconcile/count-flips.ts';
import { sightFlips } from '../../src/reconcile/flipping-fields.ts';
import { createRecordKey } from '../../src/record/record-key.ts';
import { createSealer } from '../../src/record/seal.ts';

const DAY = 24 * 60 * 60_000;

interface Sight {
  readonly after: number;
  readonly path: string;
  readonly declared: string;
  readonly byHand: string;
}

const sights = fc.array(
  fc.record({
    after: fc.oneof(fc.integer({ min: 1, max: DAY }), fc.integer({ min: 6 * DAY, max: 8 * DAY })),
    path: fc.constantFrom('spec.a', 'spec.b'),
    declared: fc.constantFrom('git-1', 'git-2'),
    byHand: fc.constantFrom('x', 'y'),
  }),
  { maxLength: 60 },
);

type What = 'healed' | 'told' | 'left';

interface Turn extends FlipPair {
  readonly at: number;
  readonly what: What;
}

/** As the loop does it with each sight. */
function follow(all: readonly Sight[]): { readonly turns: readonly Turn[]; readonly flips: readonly Flip[] } {
  let now = 0;
  let flips: readonly Flip[] = [];
  const turns = all.map(({ after, ...pair }): Turn => {
    now += after;
    const flip = sighted(flips, pair, now);
    const what = !isTooOften(flip) ? 'healed' : flip.left ? 'left' : 'told';
    flips = flipsWith(flips, [what === 'healed' ? healed(flip, now) : leftAlone(flip)], now);
    return { ...pair, at: now, what };
  });
  return { turns, flips };
}

/** The turns of one pair, cut where it was forgotten: nothing happened for a week that counts. */
function episodes(turns: readonly Turn[], pair: FlipPair): readonly (readonly Turn[])[] {
  const found: Turn[][] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const turn of turns.filter((one) => nameOf(one) === nameOf(pair))) {
    if (turn.at >= last + 7 * DAY) found.push([]);
    found.at(-1)?.push(turn);
    if (turn.what !== 'left') last = turn.at;
  }
  return found;
}

function nameOf({ path, declared, byHand }: FlipPair): string {
  return `${path} ${declared} ${byHand}`;
}

describe('counting', () => {
  it('heals twice, tells once, and then leaves it, for each pair by itself', () => {
    fc.assert(
      fc.property(sights, (all) => {
        const { turns } = follow(all);
        for (const pair of turns) {
          for (const episode of episodes(turns, pair)) {
            const wanted = episode.map(
              (_, index): What => (index < 2 ? 'healed' : index === 2 ? 'told' : 'left'),
            );
            expect(episode.map(({ what }) => what)).toEqual(wanted);
          }
        }
      }),
    );
  });

  it('remembers no pair twice, and none for longer than a week', () => {
    fc.assert(
      fc.property(sights, (all) => {
        const { turns, flips } = follow(all);
        const now = turns.at(-1)?.at ?? 0;
        expect(new Set(flips.map(nameOf)).size).toBe(flips.length);
        expect(flips.every((flip) => now < forgottenAt(flip) && flip.since <= flip.last)).toBe(true);
      }),
    );
  });

  it('says nothing else when nothing is new, so that nothing is written', () => {
    fc.assert(
      fc.property(sights, (all) => {
        const { turns, flips } = follow(all);
        const now = turns.at(-1)?.at ?? 0;
        expect(flipsWith(flips, [], now)).toEqual(flips);
        const left = flips.filter((flip) => flip.left);
        const again = left.map((flip) => leftAlone(sighted(flips, flip, now)));
        expect(flipsWith(flips, again, now)).toEqual(flips);
      }),
    );
  });

  it('begins to heal again after a person did, and leaves it again when it comes back', () => {
    const pair = { path: 'spec.a', declared: 'git', byHand: 'x' };
    const { flips } = follow([1, 2, 3].map(() => ({ ...pair, after: DAY })));
    const byPerson = healed(sighted(flips, pair, 4 * DAY), 4 * DAY);
    expect(byPerson).toMatchObject({ times: 3, left: false });
    const back = sighted(flipsWith(flips, [byPerson], 5 * DAY), pair, 5 * DAY);
    expect(back).toMatchObject({ times: 4, left: false });
    expect(isTooOften(back)).toBe(true);
  });

  it('does not let somebody who sets another value each time fill the record', () => {
    const { flips } = follow(
      Array.from({ length: 100 }, (_, index) => ({
        path: 'spec.a',
        declared: 'git',
        byHand: `${index}`,
        after: 1,
      })),
    );
    expect(flips.map(({ byHand }) => byHand).sort()).toEqual([
      '92',
      '93',
      '94',
      '95',
      '96',
      '97',
      '98',
      '99',
    ]);
  });
});

describe('a field', () => {
  const rules: FieldRules = {
    artifact: { compare: 'digest', secretBelow: ['maven', 'credentials'] },
    servers: { compare: 'set' },
    password: { compare: 'value', secret: true },
    settings: { compare: 'value' },
  };
  const withKey = createSealer(createRecordKey('a-key-of-16-characters-or-more'));
  const withoutKey = createSealer(null);

  function sightOf(
    path: string,
    [before, after]: readonly [FieldChange['before'], NonNullable<FieldChange['after']>],
    seal = withoutKey,
  ) {
    const context = { rules, flips: [], seal, now: 0 };
    const sealed = seal({ [path.replace('spec.', '')]: after });
    const found = sightFlips([{ path, before, after, cause: 'drift' }], { ...context, sealed }).get(path);
    if (found === undefined) throw new Error(`nothing was seen of ${path}`);
    const again = [{ ...found.flip, times: 2 }];
    const third = sightFlips([{ path, before, after, cause: 'drift' }], { ...context, sealed, flips: again });
    return { flip: found.flip, message: third.get(path)?.why?.message };
  }

  test('is told with both values', () => {
    expect(sightOf('spec.servers', [['mule-2'], ['mule-1']]).message).toBe(
      'spec.servers flips: somebody made it ["mule-2"] 3 times since 1970-01-01T00:00:00Z, and git says ["mule-1"]; it is left as it is',
    );
    const archive = (sha1: string) => ({ fileName: 'a.jar', sha1: sha1.repeat(10) });
    expect(sightOf('spec.artifact', [archive('0123'), archive('abcd')]).message).toContain(
      'made it sha1 01230123 3 times since 1970-01-01T00:00:00Z, and git says sha1 abcdabcd;',
    );
  });

  test('is the same whatever the order of a set', () => {
    const [one, other] = [
      ['a', 'b'],
      ['b', 'a'],
    ].map((members) => sightOf('spec.servers', [members, ['c']]).flip);
    expect(one).toEqual(other);
    expect(valuePrint(rules.servers, ['a'])).not.toBe(valuePrint(rules.servers, ['b']));
  });

  test.each([
    ['spec.password', 'guessable', new Secret('${env:PW}', 'other')],
    ['spec.settings', { mode: 'x', pin: '1234' }, { mode: 'x', pin: new Secret('${env:PIN}', '9999') }],
  ] as const)('that is secret tells nothing of its values: %s', (path, before, after) => {
    const { flip, message } = sightOf(path, [before, after], withKey);
    expect(message).toContain(`${path} flips: somebody changed it by hand to the same value 3 times`);
    expect(message).not.toMatch(/guessable|1234|9999|other/);
    // A guess of the value, and all that is public, does not make its digest.
    expect(flip.byHand).not.toBe(valuePrint(rules.settings, before));
    const others = createSealer(createRecordKey('another-key-of-16-characters'));
    expect(flip.byHand).not.toBe(sightOf(path, [before, after], others).flip.byHand);
    expect(flip.byHand).toBe(sightOf(path, [before, after], withKey).flip.byHand);
  });

  test('that is secret, without a key: one hand-made value is like another', () => {
    const secret = new Secret('${env:PW}', 'right');
    const [one, other] = ['x', 'y'].map((before) => sightOf('spec.password', [before, secret]).flip.byHand);
    expect(one).toBe(other);
  });
});
