import plan from '../../schemas/plan.schema.json' with { type: 'json' };

/** What is known of one place of the JSON plan; a place without properties may hold anything. */
export interface PlanNode {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, PlanNode>>;
  readonly required?: readonly string[];
  readonly items?: PlanNode;
  readonly additionalProperties?: boolean | PlanNode;
}

// TypeScript reads a JSON file as the literal that it is, not as the schema that it means.
const PLAN = plan as unknown as PlanNode & { readonly $defs: Readonly<Record<string, PlanNode>> };

/** The whole plan, without what `apply` adds to it afterwards, or one of its resource changes. */
export const PLAN_NODES: Readonly<Record<'plan' | 'change', PlanNode>> = {
  plan: { ...PLAN, properties: pick(PLAN.properties ?? {}, PLAN.required ?? []) },
  change: PLAN.$defs.change ?? {},
};

export function propertyOf(node: PlanNode, name: string): PlanNode {
  const { additionalProperties } = node;
  const own = node.properties?.[name];
  return resolved(own ?? (typeof additionalProperties === 'object' ? additionalProperties : {}));
}

export function itemOf(node: PlanNode): PlanNode {
  return resolved(node.items ?? {});
}

/** Whether the plan names every key that there can be. */
export function lacks(node: PlanNode, name: string): boolean {
  return node.additionalProperties === false && !Object.hasOwn(node.properties ?? {}, name);
}

export function mayBeNull({ type }: PlanNode): boolean {
  return [type].flat().includes('null');
}

function resolved(node: PlanNode): PlanNode {
  return node.$ref === undefined ? node : (PLAN.$defs[node.$ref.replace('#/$defs/', '')] ?? {});
}

function pick(
  properties: Readonly<Record<string, PlanNode>>,
  names: readonly string[],
): Readonly<Record<string, PlanNode>> {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => names.includes(name)));
}
