/** What GitHub's runner makes of a step's output: it obeys workflow commands, unless they are stopped, and masks. */

export interface RunnerLog {
  /** As people see it. */
  readonly text: string;
  /** `error`, `warning` and `notice` commands that were obeyed, as they were written. */
  readonly annotations: readonly string[];
  readonly masks: readonly string[];
}

export function readLog(output: string): RunnerLog {
  const masks: string[] = [];
  const annotations: string[] = [];
  const shown: string[] = [];
  let stopped: string | null = null;
  for (const line of output.split('\n')) {
    const [, command = '', data = ''] = /^::([\w-]+)[^:]*::(.*)$/.exec(line) ?? [];
    if (stopped !== null) {
      if (line === `::${stopped}::`) stopped = null;
      else shown.push(line);
    } else if (command === 'stop-commands') stopped = data;
    else if (command === 'add-mask') masks.push(unescapeData(data));
    else if (['error', 'warning', 'notice'].includes(command)) annotations.push(line);
    else if (command !== '') throw new Error(`a workflow command that nobody meant: ${line}`);
    else shown.push(line);
  }
  if (stopped !== null) throw new Error('workflow commands were stopped, and not allowed again');
  const text = masks.reduce((all, secret) => all.replaceAll(secret, '***'), shown.join('\n'));
  return { text, annotations, masks };
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

/** The file behind GITHUB_OUTPUT. */
export function readOutputs(text: string): Readonly<Record<string, string>> {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  while (lines.length > 0) {
    const line = lines.shift() ?? '';
    if (line === '') continue;
    const [, name, delimiter] = /^([^=<]+)<<(.+)$/.exec(line) ?? [];
    const [, short, value] = /^([^=<]+)=(.*)$/.exec(line) ?? [];
    if (name !== undefined && delimiter !== undefined) {
      const end = lines.indexOf(delimiter);
      if (end < 0) throw new Error(`the output ${name} does not end with its delimiter`);
      outputs[name] = lines
        .splice(0, end + 1)
        .slice(0, -1)
        .join('\n');
    } else if (short !== undefined && value !== undefined) outputs[short] = value;
    else throw new Error(`no output: ${line}`);
  }
  return outputs;
}
