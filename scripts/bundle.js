// The command line in one file, where tsc left hundreds: Node takes longer to find and read those than to run them.
// Packages stay outside, and so does the sandbox, which is loaded where it is started.
import { rolldown } from 'rolldown';

const bundle = await rolldown({
  input: 'dist/src/main.js',
  platform: 'node',
  transform: { target: 'es2023' },
  // Its own helpers come along.
  external: (id) => /^[^./\0]/.test(id) && !id.startsWith('@oxc-project/'),
});
await bundle.write({ dir: 'dist/src', entryFileNames: 'main.js', chunkFileNames: 'main-[name].js' });
await bundle.close();
