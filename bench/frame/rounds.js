/**
 * Runs the sides one after the other, again and again, so that whatever else the machine does befalls all of them. The
 * first round counts for nothing: it fills the caches of the disk.
 *
 * @param sides name → a function that does it once and resolves to numbers
 * @returns name → the medians of those numbers
 */
export async function alternate(sides, rounds) {
  const samples = Object.fromEntries(Object.keys(sides).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, run] of Object.entries(sides)) {
      const sample = await run();
      if (round > 0) samples[name].push(sample);
    }
  }
  return Object.fromEntries(Object.entries(samples).map(([name, all]) => [name, medians(all)]));
}

function medians(samples) {
  const numbers = Object.keys(samples[0]).filter((key) => typeof samples[0][key] === 'number');
  return Object.fromEntries(numbers.map((key) => [key, median(samples.map((sample) => sample[key]))]));
}

export function median(numbers) {
  const sorted = numbers.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
