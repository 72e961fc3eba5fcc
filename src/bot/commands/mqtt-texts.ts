import type { Texts } from '../command.js';

interface MqttTexts {
  live(since: string, packets: string): string;
  perHour(packets: number): string;
  soFar(packets: number): string;
  readonly connecting: string;
  down(since: string, reason: string, last: string | undefined): string;
  denied(since: string): string;
  nodes(count: number, radius: string): string;
  via(gateway: string): string;
  readonly ownGateway: string;
  more(count: number): string;
  gateways(period: string): string;
  readonly noGateways: string;
  brought(packets: number, ago: string): string;
  leftOut(parts: string): string;
  far(count: number): string;
  unread(count: number): string;
  excess(count: number): string;
  garbage(count: number): string;
  readonly beyond: string;
}

export const MQTT_TEXTS: Texts<MqttTexts> = {
  en: {
    live: (since, packets) => `MQTT: connected since ${since}, ${packets}`,
    perHour: (packets) => `${packets} packets/h`,
    soFar: (packets) => `${packets} ${packets === 1 ? 'packet' : 'packets'} so far`,
    connecting: 'MQTT: connecting, nothing known yet',
    down: (since, reason, last) =>
      `❓ MQTT: down since ${since} (${reason})${last ? `, last packets ${last}` : ''}. I cannot tell what is new.`,
    denied: (since) => `❓ MQTT: the broker refuses us since ${since}. I cannot tell what is new.`,
    nodes: (count, radius) => `${count} ${count === 1 ? 'node' : 'nodes'} only via MQTT (≤ ${radius})`,
    via: (gateway) => `via gateway ${gateway}`,
    ownGateway: 'itself a gateway',
    more: (count) => `… and ${count} more: /fullnodes`,
    gateways: (period) => `Gateways, ${period}`,
    noGateways: 'none that brought anything of a node around here',
    brought: (packets, ago) => `${packets} ${packets === 1 ? 'packet' : 'packets'}, ${ago}`,
    leftOut: (parts) => `Left out since the start: ${parts}`,
    far: (count) => `${count} too far or without a place`,
    unread: (count) => `${count} not readable for us`,
    excess: (count) => `${count} too many`,
    garbage: (count) => `${count} without sense`,
    beyond: 'These nodes are beyond my radio range. A broker proves nothing: anybody may have made them up.',
  },
  fr: {
    live: (since, packets) => `MQTT : connecté depuis ${since}, ${packets}`,
    perHour: (packets) => `${packets} paquets/h`,
    soFar: (packets) => `${packets} ${packets < 2 ? 'paquet' : 'paquets'} jusqu'ici`,
    connecting: 'MQTT : connexion en cours, rien de connu encore',
    down: (since, reason, last) =>
      `❓ MQTT : coupé depuis ${since} (${reason})${last ? `, derniers paquets ${last}` : ''}. Je ne sais rien de neuf.`,
    denied: (since) => `❓ MQTT : le serveur nous refuse depuis ${since}. Je ne sais rien de neuf.`,
    nodes: (count, radius) => `${count} ${count < 2 ? 'nœud' : 'nœuds'} par MQTT seulement (≤ ${radius})`,
    via: (gateway) => `par la passerelle ${gateway}`,
    ownGateway: 'lui-même passerelle',
    more: (count) => `… et ${count} de plus : /tousnoeuds`,
    gateways: (period) => `Passerelles, ${period}`,
    noGateways: "aucune n'a rien apporté d'un nœud des environs",
    brought: (packets, ago) => `${packets} ${packets < 2 ? 'paquet' : 'paquets'}, ${ago}`,
    leftOut: (parts) => `Écartés depuis le début : ${parts}`,
    far: (count) => `${count} trop loin ou sans lieu`,
    unread: (count) => `${count} illisibles pour nous`,
    excess: (count) => `${count} de trop`,
    garbage: (count) => `${count} sans aucun sens`,
    beyond:
      'Ces nœuds sont hors de portée de ma radio. Un serveur ne prouve rien : chacun peut les avoir inventés.',
  },
};
