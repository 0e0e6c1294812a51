/** Problems in a few words, for tests: `{ 'grp-a': 'a b', 'clu-a': 'c=10.0.0.3' }`, `{ 'app-a@grp-a': 'v1 STARTED' }`. */
import type { Deployment, Form } from './estate.ts';
import { type Estate, type PlaceOutline, type Problem, type ProblemInput, problemOf } from './problem.ts';

export interface EstateSketch {
  /** `grp-…` is a group, `clu-…` a multicast cluster, `uni-…` a unicast one, unless `forms` says otherwise. */
  readonly places?: Readonly<Record<string, string>>;
  readonly forms?: Readonly<Record<string, Form>>;
  readonly applications?: Readonly<Record<string, string>>;
}

export interface Sketch {
  /** `a b c?`: c is not connected. */
  readonly servers: string;
  readonly live: EstateSketch;
  readonly desired: EstateSketch;
  /** Left out: everything live. */
  readonly recorded?: readonly string[];
  readonly prune?: 'none' | 'owned';
}

export function sketched(sketch: Sketch): Problem {
  return problemOf(inputOf(sketch));
}

export function inputOf({ servers, live, desired, recorded, prune = 'owned' }: Sketch): ProblemInput {
  const everything = [...Object.keys(live.places ?? {}), ...Object.keys(live.applications ?? {})];
  const names = servers.split(' ').map((word) => [word.replace('?', ''), !word.endsWith('?')] as const);
  return {
    servers: Object.fromEntries(names),
    live: estateOf(live),
    desired: estateOf(desired),
    recorded: recorded ?? everything,
    prune,
  };
}

function estateOf({ places = {}, forms = {}, applications = {} }: EstateSketch): Estate {
  const outlines = Object.entries(places).map(([name, words]): [string, PlaceOutline] => {
    const form = forms[name] ?? FORMS[name.slice(0, 3)] ?? 'group';
    return [name, { form, members: membersFrom(words, form) }];
  });
  const deployments = Object.entries(applications).map(([address, words]): [string, Deployment] => {
    const [bytes = 'v1', status] = words.split(' ');
    return [address, { bytes, status: status === 'STOPPED' ? 'STOPPED' : 'STARTED' }];
  });
  return { places: Object.fromEntries(outlines), applications: Object.fromEntries(deployments) };
}

const FORMS: Readonly<Record<string, Form>> = { grp: 'group', clu: 'multicast', uni: 'unicast' };

/** A member of a unicast cluster has the ip that stands behind it, or one made of its name. */
function membersFrom(words: string, form: Form): Readonly<Record<string, string | null>> {
  const members = words.split(' ').filter((word) => word !== '');
  return Object.fromEntries(
    members.map((word) => {
      const [server = '', ip = `ip-${word}`] = word.split('=');
      return [server, form === 'unicast' ? ip : null];
    }),
  );
}
