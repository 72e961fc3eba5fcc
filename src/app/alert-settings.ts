import type { Config } from '../config.js';

/** The same with every key that ends in `Seconds` in milliseconds, under a name that ends in `Ms`. */
export type InMs<Section> = Section extends readonly unknown[] | string | number | boolean
  ? Section
  : Section extends object
    ? {
        readonly [Key in keyof Section as Key extends `${infer Name}Seconds` ? `${Name}Ms` : Key]: InMs<
          Section[Key]
        >;
      }
    : Section;

export type AlertsSettings = InMs<Config['alerts']>;

/** The numbers of all alerts, as the watches take them: `alerts.cpuHot.holdSeconds` is `cpuHot.holdMs`. */
export function alertsSettings({ alerts }: Config): AlertsSettings {
  return inMs(alerts) as AlertsSettings;
}

function inMs(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([key, each]) =>
    key.endsWith('Seconds') ? [key.replace(/Seconds$/, 'Ms'), Number(each) * 1000] : [key, inMs(each)],
  );
  return Object.fromEntries(entries);
}
