import type { Agenda } from './agenda.js';
import type { Mind } from './mind.js';
import type { People } from './people.js';
import type { Voice } from './voice.js';

interface Line {
  readonly atSeconds: number;
  readonly who: string;
  readonly to: 'everybody' | 'bot';
  readonly text: string;
}

/** How a demo begins, before chance takes over. Not every mesh has all of them. */
const LINES: readonly Line[] = [
  { atSeconds: 3, who: 'Alpha', to: 'everybody', text: 'Good morning, mesh! Who is on?' },
  { atSeconds: 8, who: 'Bravo', to: 'bot', text: '/ping' },
  { atSeconds: 16, who: 'Bravo', to: 'everybody', text: 'Bonjour Alpha, reçu cinq sur cinq' },
  { atSeconds: 24, who: 'Alpha', to: 'bot', text: '/help' },
  { atSeconds: 38, who: 'Charlie', to: 'bot', text: '/nodes' },
  { atSeconds: 52, who: 'Bravo', to: 'bot', text: '/trace' },
];

export function playScript(parts: { agenda: Agenda; people: People; voice: Voice; mind: Mind }): void {
  for (const line of LINES) {
    const person = parts.people.all.find(({ name }) => name === line.who);
    if (!person) continue;
    parts.agenda.after(line.atSeconds * 1000, () => {
      if (line.to === 'bot') parts.mind.ask(person, line.text);
      else parts.voice.say(person, line.text);
    });
  }
}
