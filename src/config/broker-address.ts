import { z } from 'zod';

/** Where an MQTT broker is; who we are to it is told elsewhere, so that the address can be shown. */
export const brokerAddress = z.string().refine((text) => {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  return /^mqtts?:$/.test(protocol) && hostname !== '' && username === '' && password === '';
}, 'must be the address of an MQTT broker such as mqtt://broker.example:1883, without a name and a password');
