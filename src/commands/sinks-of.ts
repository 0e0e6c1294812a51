/** `-o markdown=comments/{target}.md`: a file for each target, with what the plan says of it alone. */
import { encodeName } from '../model/encode-name.ts';
import { type Sink, TARGET } from './options.ts';

export interface TargetSink extends Sink {
  /** Null: all targets. */
  readonly target: string | null;
}

/** The files behind the placeholders. Two targets never share one. */
export function sinksOf(
  sinks: readonly Sink[],
  targets: readonly { readonly name: string }[],
): readonly TargetSink[] {
  return sinks.flatMap(({ format, file }): readonly TargetSink[] =>
    file?.includes(TARGET) === true
      ? targets.map(({ name }) => ({
          format,
          file: file.replaceAll(TARGET, () => encodeName(name)),
          target: name,
        }))
      : [{ format, file, target: null }],
  );
}
