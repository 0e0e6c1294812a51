// Loaded into every process that is measured (`node --require`). On its way out it tells, on its fourth stream, the
// processor time that it and its children took, and the most memory that it held. A service tells it whenever it is
// asked to by SIGUSR2, once nothing is held in vain (`--expose-gc`).
const { readFileSync, writeSync } = require('node:fs');

process.once('exit', tell);
if (globalThis.gc !== undefined) {
  process.on('SIGUSR2', () => {
    const before = ownCpu();
    globalThis.gc();
    askedFor += ownCpu() - before;
    tell();
  });
}

/** What it took to hold nothing in vain: nobody but the measure wants that. */
let askedFor = 0;

function tell() {
  const cpu = ownCpu() - askedFor + childrensCpu();
  const { heapUsed: heap, rss: now } = process.memoryUsage();
  const rss = process.resourceUsage().maxRSS * 1024;
  try {
    writeSync(3, `${JSON.stringify({ cpu, rss, now, heap })}\n`);
  } catch {
    // Nobody listens: it was started by hand.
  }
}

function ownCpu() {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  return (userCPUTime + systemCPUTime) / 1000;
}

/** Of `git`, mostly: in ticks of 10 ms, on Linux alone. */
function childrensCpu() {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ');
    return (Number(fields[13]) + Number(fields[14])) * 10;
  } catch {
    return 0;
  }
}
