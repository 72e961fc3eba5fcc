import type { KeyNotes } from './values.js';

/** As much of a JSON Schema as this project's schema uses. */
export interface SchemaNode extends Partial<KeyNotes> {
  readonly type?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: SchemaNode;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly required?: readonly string[];
  readonly anyOf?: readonly SchemaNode[];
  readonly examples?: readonly unknown[];
  readonly [keyword: string]: unknown;
}

/** One key that holds a value, with all that a person may want to know of it. */
export interface ConfigKey {
  /** `link.heartbeatSeconds` */
  readonly path: string;
  /** `MESHBOT_LINK__HEARTBEAT_SECONDS` */
  readonly environment: string;
  readonly description: string;
  readonly unit?: string;
  /** Absent when there is none. */
  readonly default?: unknown;
  /** `number from 1 to 600`, `en or fr`. */
  readonly kind: string;
  /** Its value is text, so an environment variable is taken as it stands. */
  readonly isText: boolean;
}

export interface ConfigSection {
  /** Empty for the top. */
  readonly path: string;
  readonly description: string;
  readonly keys: readonly ConfigKey[];
  /** It holds nothing but `enabled`: one line says it all. */
  readonly isToggle: boolean;
}

/** The keys by the section that holds them, sections in the order of the schema, the top first. */
export function sectionsOf(schema: SchemaNode, path = ''): ConfigSection[] {
  const entries = Object.entries(schema.properties ?? {}).map(([name, node]) => ({
    path: path ? `${path}.${name}` : name,
    node,
  }));
  const keys = entries.filter(({ node }) => !node.properties).map((entry) => keyOf(entry.path, entry.node));
  const inner = entries.filter(({ node }) => node.properties);
  const { description = '' } = schema;
  const isToggle = description === '' && keys.length === 1 && keys[0]?.path.endsWith('.enabled') === true;
  return [
    { path, description, keys, isToggle },
    ...inner.flatMap((entry) => sectionsOf(entry.node, entry.path)),
  ].filter((section) => section.keys.length > 0 || section.description !== '');
}

function keyOf(path: string, node: SchemaNode): ConfigKey {
  return {
    path,
    environment: environmentName(path),
    description: node.description ?? '',
    ...(node.unit !== undefined && { unit: node.unit }),
    ...(node.default !== undefined && { default: node.default }),
    kind: kindOf(node),
    isText: node.type === 'string',
  };
}

/** `link.heartbeatSeconds` as `MESHBOT_LINK__HEARTBEAT_SECONDS`. */
function environmentName(path: string): string {
  const words = path.split('.').map((part) => part.replace(/[A-Z]/g, '_$&').toUpperCase());
  return `MESHBOT_${words.join('__')}`;
}

function kindOf(node: SchemaNode): string {
  if (node.enum) return `${node.enum.slice(0, -1).join(', ')} or ${node.enum.at(-1)}`;
  if (node.anyOf) return kindOfUnion(node.anyOf);
  if (node.type === 'array') return 'list';
  if (node.type === 'object') return 'map by channel index';
  if (node.type === 'boolean') return 'true or false';
  if (node.type === 'string') return 'text';
  const name = node.type === 'integer' ? 'whole number' : 'number';
  return `${name} from ${node.minimum} to ${node.maximum}`;
}

/** Either a secret, or a port that may stand alone or behind its host. */
function kindOfUnion(variants: readonly SchemaNode[]): string {
  const isSecret = variants.every(({ type }) => type === 'object');
  return isSecret ? '{ env: NAME } or { file: PATH }' : 'whole number or text';
}

/** What a place in a configuration may hold; in a list or a map by what each element may. */
export function nodeAt(schema: SchemaNode, place: readonly PropertyKey[]): SchemaNode | undefined {
  let node: SchemaNode | undefined = schema;
  for (const part of place) node = node && inside(node, part)?.node;
  return node;
}

/** The same for a place within an element of a list or a map; undefined elsewhere. */
export function elementAt(schema: SchemaNode, place: readonly PropertyKey[]): SchemaNode | undefined {
  let node: SchemaNode | undefined = schema;
  let isElement = false;
  for (const part of place) {
    const step: Step | undefined = node && inside(node, part);
    node = step?.node;
    isElement ||= step?.isElement === true;
  }
  return isElement ? node : undefined;
}

interface Step {
  readonly node: SchemaNode;
  readonly isElement: boolean;
}

function inside(node: SchemaNode, part: PropertyKey): Step | undefined {
  const property = node.properties?.[String(part)];
  if (property) return { node: property, isElement: false };
  const element = node.items ?? node.additionalProperties;
  return typeof element === 'object' ? { node: withKeys(element), isElement: true } : undefined;
}

/** Of alternatives the one with keys: only there a deeper place can be. */
function withKeys(node: SchemaNode): SchemaNode {
  return node.anyOf?.find(({ properties }) => properties !== undefined) ?? node;
}
