/** The configuration: one schema from which the check, the example, the JSON Schema and the docs come. */
import { allCommands } from './bot/registry.js';
import { type ExampleValues, exampleOf } from './config/example.js';
import { exposedSecrets } from './config/exposed.js';
import { type ConfigSection, type SchemaNode, sectionsOf } from './config/keys.js';
import { type ConfigSources, jsonSchemaOf, loadWith } from './config/load.js';
import { type Config, createSchema } from './config/schema.js';
import { formatNodeId } from './mesh/ids.js';
import { formatAddress, parseAddress } from './radio/address.js';
import type { ConfigProblem } from './util/errors.js';
import { isInHouse } from './util/in-house.js';

export { findConfigFile, usualPlaces } from './config/find.js';
export type { Config, ConfigSources };

const schema = createSchema(allCommands().map((command) => command.name));

/** Throws `ConfigError` with every problem at once. */
export function loadConfig(sources: ConfigSources): Config {
  return loadWith(schema, sources);
}

/** A living node may answer nothing for so long. */
const LONGEST_STALL_SECONDS = 30;

/** What is allowed and unwise. */
export function configWarnings(config: Config): ConfigProblem[] {
  return [
    ...linkWarnings(config),
    ...adminWarnings(config),
    ...remoteNodeWarnings(config),
    ...llmWarnings(config),
    ...exposedSecrets(config),
  ];
}

function linkWarnings({ link: { heartbeatSeconds, silenceSeconds } }: Config): ConfigProblem[] {
  const wise = heartbeatSeconds + LONGEST_STALL_SECONDS;
  if (silenceSeconds >= wise) return [];
  const message = `below ${wise} (link.heartbeatSeconds + ${LONGEST_STALL_SECONDS}) a node that only stalls is taken for dead`;
  return [{ path: 'link.silenceSeconds', message }];
}

function adminWarnings({ admins }: Config): ConfigProblem[] {
  return admins.nodes.flatMap(({ nodeNum, publicKey }, at) => {
    const message = `${formatNodeId(nodeNum)} is no admin without its publicKey: an id alone proves nothing`;
    return publicKey ? [] : [{ path: `admins.nodes.${at}`, message }];
  });
}

function remoteNodeWarnings({ node, remoteNodes }: Config): ConfigProblem[] {
  const own = formatAddress(parseAddress(node.address));
  return remoteNodes.flatMap(({ address }, at) => {
    const message = "is node.address, the bot's own node, which is never looked at";
    return formatAddress(parseAddress(address)) === own
      ? [{ path: `remoteNodes.${at}.address`, message }]
      : [];
  });
}

function llmWarnings({ llm }: Config): ConfigProblem[] {
  if (!llm.enabled || isInHouse(llm.baseUrl)) return [];
  const message = `${new URL(llm.baseUrl).host} is no machine of this house: what people ask /bot goes there`;
  return [{ path: 'llm.baseUrl', message }];
}

export function configSchemaJson(): SchemaNode {
  return jsonSchemaOf(schema);
}

export function configSections(): ConfigSection[] {
  return sectionsOf(configSchemaJson());
}

/** The commented example, with these values set. */
export function exampleConfig(values: ExampleValues = {}): string {
  return exampleOf(configSections(), values);
}
