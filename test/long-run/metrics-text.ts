/** The text that Prometheus reads, as numbers: `name{a="b"}` → value. */

export type Samples = ReadonlyMap<string, number>;

export function readMetrics(text: string): Samples {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

/** Those of one metric, by the values of its labels: `production applied` → 3. */
export function samplesOf(samples: Samples, name: string): Readonly<Record<string, number>> {
  const own = [...samples].filter(([key]) => key === name || key.startsWith(`${name}{`));
  return Object.fromEntries(
    own.map(([key, value]) => [[...key.matchAll(/="([^"]*)"/g)].map(([, label]) => label).join(' '), value]),
  );
}
