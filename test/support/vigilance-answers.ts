import { frenchMidnight } from '../../src/services/vigilance/bulletin.js';

const HOUR = 3_600_000;
/** 14:10 in France, on the Friday of every story. */
export const AT_TEN_PAST_TWO = Date.UTC(2026, 10, 20, 13, 10);
const MIDNIGHT = frenchMidnight(AT_TEN_PAST_TWO, 0);

/** The moment at that hour of the story's day, in France. */
export function hour(hours: number): number {
  return MIDNIGHT + hours * HOUR;
}

export function iso(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}

export interface DomainChanges {
  readonly max?: unknown;
  readonly items?: unknown;
}

export function aDomain(id: unknown, { max = 1, items = [] }: DomainChanges = {}) {
  return { domain_id: id, max_color_id: max, phenomenon_items: items };
}

export function anItem(phenomenon: unknown, colour: unknown, hours?: readonly [number, number]) {
  return {
    phenomenon_id: phenomenon,
    phenomenon_max_color_id: colour,
    timelaps_items: hours
      ? [{ begin_time: iso(hour(hours[0])), end_time: iso(hour(hours[1])), color_id: colour }]
      : [],
  };
}

/** Isère as the catalogue has it: storms in the afternoon, rain and wind beside them. */
export const ISERE = aDomain('38', {
  max: 3,
  items: [anItem('3', 3, [16, 23]), anItem('2', 2), anItem('1', 2), anItem('5', 1)],
});

export interface NationalChanges {
  readonly at?: unknown;
  readonly today?: Readonly<Record<string, unknown>>;
  readonly tomorrow?: Readonly<Record<string, unknown>>;
  readonly domains?: unknown;
}

/** The answer of Météo-France, with those domains of today. */
export function aNationalAnswer({ at, today, tomorrow, domains }: NationalChanges = {}) {
  return {
    product: {
      update_time: at ?? iso(AT_TEN_PAST_TWO),
      global_max_color_id: '3',
      periods: [
        // Tomorrow first: nobody may count on the order.
        { echeance: 'J1', timelaps: { domain_ids: [aDomain('38', { max: 2 })] }, ...tomorrow },
        {
          echeance: 'J',
          begin_validity_time: iso(hour(14)),
          end_validity_time: iso(hour(24)),
          timelaps: { domain_ids: domains ?? [aDomain('FRA', { max: 4 }), ISERE] },
          ...today,
        },
      ],
    },
    meta: { snapshot_id: 'x' },
  };
}

export function aRow(changes: Readonly<Record<string, unknown>> = {}) {
  return {
    domain_id: '38',
    phenomenon_id: 3,
    phenomenon: 'orages',
    color_id: 3,
    color: 'orange',
    echeance: 'J',
    begin_time: iso(hour(16)),
    end_time: iso(hour(23)),
    product_datetime: iso(AT_TEN_PAST_TWO),
    ...changes,
  };
}

/** The page of a department as it might look; `body` stands in place of what tells the colour. */
export function aPage(body: string, changes: { title?: string; date?: string } = {}): string {
  const {
    title = 'Vigilance météo Isère',
    date = 'Bulletin actualisé le vendredi 20 novembre 2026 à 14h10',
  } = changes;
  return `<!doctype html><html><head><title>${title}</title><style>.niveau-rouge{color:red}</style></head>
<body class="page"><nav><a class="vigilance-rouge" href="/fr/nord">Nord</a></nav>
<div class="legende"><span class="niveau-vert">Vigilance verte</span><span class="niveau-rouge">Vigilance rouge</span></div>
<div id="carte-france"><path class="vigilance-orange"></path></div>
<main><h1>${title}</h1><p>${date}</p>${body}</main>
<footer class="niveau-jaune">Vigilance jaune</footer></body></html>`;
}

export interface Said {
  readonly at: number;
  /** A domain or a colour. */
  readonly today?: unknown;
  readonly tomorrow?: unknown;
}

/** What Météo-France says at that moment of Isère. */
export function aBulletinOf({ at, today = 1, tomorrow = 1 }: Said) {
  const domain = (said: unknown) =>
    typeof said === 'object' ? said : aDomain('38', { max: said, items: [anItem('3', said)] });
  return aNationalAnswer({
    at: iso(at),
    domains: [domain(today)],
    today: { begin_validity_time: iso(at), end_validity_time: iso(frenchMidnight(at, 1)) },
    tomorrow: { timelaps: { domain_ids: [domain(tomorrow)] } },
  });
}
