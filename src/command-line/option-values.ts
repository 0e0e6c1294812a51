/** What stands behind flags, read from text. */
import { InvalidArgumentError } from 'commander';
import { type FailOn, type Sink, TARGET } from '../commands/options.ts';
import { readDuration } from '../model/duration.ts';
import { type ListenAddress, parseListenAddress } from '../serve/listen-address.ts';

/** @param byTarget formats that can be written for each target by itself */
export function parseSink(value: string, formats: readonly string[], byTarget: readonly string[] = []): Sink {
  const [format = '', ...rest] = value.split('=');
  if (!formats.includes(format)) throw new InvalidArgumentError(`It is one of ${formats.join(', ')}.`);
  const file = rest.length === 0 ? null : rest.join('=');
  if (file === '') throw new InvalidArgumentError('There is no file behind the =.');
  if (file?.includes(TARGET) === true && !byTarget.includes(format)) {
    const able = byTarget.length === 0 ? 'plan and drift have it' : `it goes with ${byTarget.join(', ')}`;
    throw new InvalidArgumentError(`There is no ${TARGET} here: ${able}.`);
  }
  return { format, file };
}

export function parseLabel(value: string): { readonly key: string; readonly value: string } {
  const at = value.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('It is written label=value.');
  return { key: value.slice(0, at), value: value.slice(at + 1) };
}

const FAIL_ON: readonly FailOn[] = ['blocked', 'held', 'guard', 'irreversible'];

export function parseFailOn(value: string): readonly FailOn[] {
  return value.split(',').map((word) => {
    const known = FAIL_ON.find((one) => one === word.trim());
    if (known === undefined) throw new InvalidArgumentError(`It is one or more of ${FAIL_ON.join(', ')}.`);
    return known;
  });
}

export function parseRecord(value: string): string {
  if (value === 'none' || /^file:./.test(value)) return value;
  throw new InvalidArgumentError('It is none or file:PATH.');
}

export function parseAllowed(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0) throw new InvalidArgumentError('It is a whole number from 0.');
  return number;
}

export function parseCount(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('It is a whole number from 1.');
  return number;
}

export function parseDuration(value: string): number {
  const milliseconds = readDuration(value);
  if (milliseconds === null) throw new InvalidArgumentError('It is a number with s, m or h: 90s, 10m, 1h.');
  return milliseconds;
}

export function parsePort(value: string): number {
  const port = Number(value);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new InvalidArgumentError('It is a number from 0 to 65535.');
  }
  return port;
}

export function parseListen(text: string): ListenAddress | 'none' {
  if (text === 'none') return text;
  const address = parseListenAddress(text);
  if (address === null) throw new InvalidArgumentError('Write HOST:PORT, or none.');
  return address;
}
