import { cpus } from 'node:os';
import { benchDecode } from './decode.js';
import { benchHour } from './hour.js';
import { benchMqtt } from './mqtt.js';
import { benchReply } from './reply.js';
import { benchServices } from './services.js';
import { benchStart } from './start.js';
import { printTable, type Row } from './table.js';

const BENCHES = {
  decode: benchDecode,
  reply: benchReply,
  start: benchStart,
  hour: benchHour,
  mqtt: benchMqtt,
  services: benchServices,
};

console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}\n`);
const wanted = process.argv.slice(2);
const rows: Row[] = [];
for (const [name, bench] of Object.entries(BENCHES)) {
  if (wanted.length === 0 || wanted.includes(name)) rows.push(...(await bench()));
}
printTable(rows);
