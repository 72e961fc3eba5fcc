/** Metrics for Prometheus. */
import { z } from 'zod';

const LOOPBACK = '127.0.0.1';
const MAX_PORT = 65_535;

/** `9464`, `HOST:PORT` or `[v6]:PORT`, in the one shape that the program uses. */
const listen = z
  .union([z.int(), z.string()], { error: 'must be PORT, HOST:PORT or [v6]:PORT' })
  .transform((written, context) => {
    const found = /^(?:\[(?<v6>[^\]]+)\]:|(?<host>[^\s:[\]]+):)?(?<port>\d{1,5})$/u.exec(
      String(written),
    )?.groups;
    const port = Number(found?.['port']);
    if (found && port <= MAX_PORT) return { host: found['v6'] ?? found['host'] ?? LOOPBACK, port };
    context.addIssue({ code: 'custom', message: 'must be PORT, HOST:PORT or [v6]:PORT' });
    return z.NEVER;
  });

export const metrics = z
  .strictObject({
    listen: listen.optional().meta({
      description:
        'Where Prometheus may ask for /metrics: PORT for this machine alone (127.0.0.1), or HOST:PORT. There is no password. Default: nowhere.',
    }),
  })
  .prefault({})
  .meta({ description: 'Numbers of the bot for Prometheus.' });
