// `node environments.js URL ENVIRONMENTS AT_ONCE`: reads all of the environments, so many at once, each as somebody who
// has to sign in.
import { openServices } from './services.js';

const [url, count, atOnce] = [process.argv[2], ...process.argv.slice(3).map(Number)];
const names = Array.from(
  { length: count },
  (_, index) => `env-${String(index + 1).padStart(String(count).length, '0')}`,
);
const services = await openServices(url);
let rows = 0;
await Promise.all(
  Array.from({ length: atOnce }, async () => {
    for (let name = names.pop(); name !== undefined; name = names.pop()) {
      for (const { data } of await services.read(name)) rows += data.length;
    }
  }),
);
await services.close();
process.stdout.write(`${rows} rows\n`);
