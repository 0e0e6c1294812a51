// Preloaded into the command: says, as its last word on stderr, how much memory it had at most, in KB.
process.on('exit', () => process.stderr.write(`\nmax-rss ${process.resourceUsage().maxRSS}\n`));
