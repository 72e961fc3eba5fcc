import type { Language } from './person.js';

export interface Phrases {
  readonly greetings: readonly string[];
  readonly remarks: readonly string[];
  readonly replies: readonly string[];
  readonly thanks: readonly string[];
}

/** What people say, by language. None begins as a command does. */
export const PHRASES: Readonly<Record<Language, Phrases>> = {
  en: {
    greetings: ['Good morning, mesh!', 'Hello everybody', 'Hi all, radio check?'],
    remarks: [
      'Signal is great up here today',
      'New antenna is up, 3 dB better than the old one',
      'Anyone near the station?',
      'Battery at 40 %, heading home',
      'Fog in the valley, sun above 900 m',
      'Testing from the balcony',
      'Who runs the router on the hill? Thanks!',
      'Off for a ride, see you on the map',
      'Is the tram running again?',
      'Snow on the ridge this morning',
    ],
    replies: [
      'Loud and clear',
      'Nice!',
      'Same here',
      'Got you with 2 hops',
      'Where are you?',
      'Yes',
      'Have fun!',
    ],
    thanks: ['Thanks!', 'Great, thank you', 'Thx'],
  },
  fr: {
    greetings: ['Bonjour à tous !', 'Salut le mesh', 'Bonjour, on me reçoit ?'],
    remarks: [
      'Ça passe très bien depuis le fort',
      'Nouvelle antenne installée, ça change tout',
      'Quelqu’un du côté de la gare ?',
      'Plus que 30 % de batterie, je rentre',
      'Mer de nuages dans la vallée, soleil au-dessus de 900 m',
      'Essai depuis le balcon',
      'Merci pour le relais sur la crête !',
      'Je pars à vélo, à tout à l’heure',
      'Le tram roule de nouveau ?',
      'Il a neigé sur les sommets cette nuit',
    ],
    replies: [
      'Bien reçu',
      'Super !',
      'Pareil ici',
      'Reçu avec 2 sauts',
      'Tu es où ?',
      'Oui',
      'Bonne balade !',
    ],
    thanks: ['Merci !', 'Parfait, merci', 'Top, merci'],
  },
};

export const TAPBACKS: readonly string[] = ['👍', '❤️', '😂', '👋', '🎉'];

/** What people ask the bot. */
export const QUESTIONS: readonly string[] = ['/ping', '/help', '/nodes', '/trace', '/ping'];
