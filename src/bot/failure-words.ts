import type { FailureReason } from '../services/failure.js';
import type { Texts } from './command.js';

/** Why a service brought nothing, in a sentence. */
export const FAILURE_WORDS: Texts<Readonly<Record<FailureReason, string>>> = {
  en: {
    timeout: 'no whole answer in time',
    unreachable: 'not reachable',
    denied: 'it refuses us',
    busy: 'too many questions for today or this hour',
    'server error': 'it has an error',
    rejected: 'it does not understand the question',
    redirected: 'it sends us elsewhere and elsewhere',
    'too large': 'an answer far too large',
    'cut short': 'the answer broke off',
    'wrong type': 'an answer of the wrong kind',
    'wrong encoding': 'an answer in unreadable letters',
    unreadable: 'an answer that makes no sense',
    paused: 'left alone for a while',
  },
  fr: {
    timeout: 'pas de réponse complète à temps',
    unreachable: 'injoignable',
    denied: 'accès refusé',
    busy: "trop de questions pour aujourd'hui ou cette heure",
    'server error': 'en erreur',
    rejected: 'la question est mal comprise',
    redirected: 'on nous renvoie sans cesse ailleurs',
    'too large': 'réponse bien trop grande',
    'cut short': 'réponse interrompue',
    'wrong type': 'réponse du mauvais genre',
    'wrong encoding': 'réponse en lettres illisibles',
    unreadable: 'réponse incompréhensible',
    paused: 'en pause pour un moment',
  },
};

/** The same in one word or two. */
export const SHORT_FAILURES: Texts<Readonly<Record<FailureReason, string>>> = {
  en: {
    timeout: 'timeout',
    unreachable: 'unreachable',
    denied: 'refused',
    busy: 'too many calls',
    'server error': 'server error',
    rejected: 'not understood',
    redirected: 'redirected',
    'too large': 'too large',
    'cut short': 'cut short',
    'wrong type': 'wrong type',
    'wrong encoding': 'wrong encoding',
    unreadable: 'unreadable',
    paused: 'paused',
  },
  fr: {
    timeout: 'délai',
    unreachable: 'injoignable',
    denied: 'refusé',
    busy: "trop d'appels",
    'server error': 'erreur serveur',
    rejected: 'non comprise',
    redirected: 'redirigée',
    'too large': 'trop grande',
    'cut short': 'interrompue',
    'wrong type': 'mauvais genre',
    'wrong encoding': 'mauvais codage',
    unreadable: 'illisible',
    paused: 'en pause',
  },
};
