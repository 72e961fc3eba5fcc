/** The device with sensors at home. */
import { z } from 'zod';
import { secret } from './secrets.js';
import { plainText, seconds, whole } from './values.js';

/** What a sensor may measure for us, and how it is called on most devices. */
const SENSORS = {
  batteryVoltage: ['Battery Voltage'],
  batteryCurrent: ['Battery Current'],
  yieldToday: ['Yield Today'],
  temperature: ['BME280 Temperature'],
  humidity: ['BME280 Humidity', 'BME280 Relative Humidity'],
  pressure: ['BME280 Pressure'],
  absoluteHumidity: ['Absolute Humidity'],
} as const;
type Metric = keyof typeof SENSORS;

const MEANINGS: Readonly<Record<Metric, string>> = {
  batteryVoltage: 'The voltage of the battery.',
  batteryCurrent: 'The current into the battery.',
  yieldToday: 'What the sun gave today.',
  temperature: 'The temperature of the air.',
  humidity: 'The relative humidity of the air.',
  pressure: 'The pressure of the air.',
  absoluteHumidity: 'The water in the air. Without it, it is computed from temperature and humidity.',
};

const name = plainText().max(120);
const names = (metric: Metric) =>
  z
    .array(name)
    .min(1)
    .max(5)
    .prefault([...SENSORS[metric]])
    .meta({ description: MEANINGS[metric] });

const sensors = z
  .strictObject({
    batteryVoltage: names('batteryVoltage'),
    batteryCurrent: names('batteryCurrent'),
    yieldToday: names('yieldToday'),
    temperature: names('temperature'),
    humidity: names('humidity'),
    pressure: names('pressure'),
    absoluteHumidity: names('absoluteHumidity'),
  })
  .prefault({})
  .meta({
    description:
      'How the device calls its sensors, as its web page shows them; a sensor of a sub-device as "Garage/Temperature". The first name that is there counts.',
  });

const isHost = (text: string) => {
  const url = `http://${text}:80/`;
  return URL.canParse(url) && new URL(url).pathname === '/' && !/[@?#/\s]/.test(text);
};

export const esphome = z
  .strictObject({
    enabled: z.boolean().default(false).meta({
      description: 'On: /power and /graphs tell what an ESPHome device with its web_server measures.',
    }),
    host: z
      .string()
      .refine(isHost, 'must be a name or an address such as 192.168.1.40')
      .optional()
      .meta({ description: 'The device: a name or an address, without http://.' }),
    port: whole(1, 65_535).default(80).meta({ description: 'The port of its web_server.' }),
    mode: z.enum(['poll', 'events']).default('poll').meta({
      description: 'poll: ask for one sensor after the other. events: hear all of them over one connection.',
    }),
    pollSeconds: seconds(10, 3600).default(60).meta({
      description: 'Between two looks at the sensors.',
      unit: 's',
    }),
    sensors,
    username: plainText().optional().meta({ description: 'Where the device wants to know who asks.' }),
    password: secret
      .optional()
      .meta({ description: 'The password for it, as { env: NAME } or { file: PATH }.' }),
  })
  .superRefine((written, context) => {
    const wants = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (written.enabled && written.host === undefined)
      wants('host', 'is needed when esphome.enabled is true');
    if (written.password && written.username === undefined)
      wants('username', 'is needed with esphome.password');
  })
  .prefault({})
  .meta({ description: 'A device with sensors at home: battery, sun and climate.' });
