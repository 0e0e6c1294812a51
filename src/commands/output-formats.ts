import { PLAN_FORMAT_NAMES } from '../render/plan-format.ts';

/** What can be written for each target by itself: events are told while they happen, for all. */
export const TARGET_OUTPUTS: readonly string[] = ['text', ...PLAN_FORMAT_NAMES];

/** What `plan` and `drift` can write; the first is the default. */
export const PLAN_OUTPUTS: readonly string[] = [...TARGET_OUTPUTS, 'ndjson'];
