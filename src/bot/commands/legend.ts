import { snrLimitDb } from '../../mesh/modem.js';
import type { Texts } from '../command.js';
import type { CommandDefinition } from '../context.js';
import { decimal } from '../format.js';

interface LegendTexts {
  readonly brief: string;
  long(preset: string, limit: string): string;
}

const TEXTS: Texts<LegendTexts> = {
  en: {
    brief: [
      'SNR over preset limit: 🟢≥20 🟡≥12 🟠≥5 🔴<5 dB ⚪?',
      '0 hop=direct',
      'd direct n neighbour info t trace',
      'm MQTT',
      'Ch use 🔴>25 🟠>15 🟡>10 🟢≤10%',
    ].join('\n'),
    long: (preset, limit) =>
      [
        `Signal colours tell how far the SNR stands above what ${preset} can still decode (${limit} dB):`,
        '🟢 20 dB and more, 🟡 12 and more, 🟠 5 and more, 🔴 less, ⚪ unknown.',
        '0 hops means heard directly, without a relay.',
        'Where a link comes from: d direct reception here, n neighbour info, t traceroute, m over MQTT.',
        'Channel use: 🔴 above 25 %, 🟠 above 15 %, 🟡 above 10 %, 🟢 up to 10 %.',
        'A distance with ~ belongs to a node that shares its position only roughly.',
      ].join('\n'),
  },
  fr: {
    brief: [
      'SNR au-dessus du seuil : 🟢≥20 🟡≥12 🟠≥5 🔴<5 dB ⚪?',
      '0 saut=direct',
      'd direct n voisinage t trace',
      'm MQTT',
      'Canal 🔴>25 🟠>15 🟡>10 🟢≤10%',
    ].join('\n'),
    long: (preset, limit) =>
      [
        `Les couleurs disent de combien le SNR dépasse ce que ${preset} peut encore décoder (${limit} dB) :`,
        '🟢 20 dB et plus, 🟡 12 et plus, 🟠 5 et plus, 🔴 moins, ⚪ inconnu.',
        '0 saut : reçu en direct, sans relais.',
        "D'où vient un lien : d réception directe ici, n voisinage, t traceroute, m par MQTT.",
        "Usage du canal : 🔴 plus de 25 %, 🟠 plus de 15 %, 🟡 plus de 10 %, 🟢 jusqu'à 10 %.",
        "Une distance avec ~ est celle d'un nœud qui ne partage sa position qu'à peu près.",
      ].join('\n'),
  },
};

export const legend: CommandDefinition = {
  name: 'legend',
  aliases: ['legende'],
  role: 'any',
  places: ['direct', 'listed-channel', 'telegram', 'console'],
  group: 'you',
  isMinor: true,
  texts: {
    en: { name: 'legend', usage: '', summary: 'what my signs and colours mean', example: '/legend' },
    fr: { name: 'legende', usage: '', summary: 'ce que disent mes signes et couleurs', example: '/legende' },
  },
  create: (context) => ({
    run: ({ request, language }) => {
      if (request.isBrief) return TEXTS[language].brief;
      const modem = context.modem();
      return TEXTS[language].long(modem.presetName, decimal(snrLimitDb(modem), 1, language));
    },
  }),
};
