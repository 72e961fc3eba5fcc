import { describe, expect, it } from 'vitest';
import { Emitter } from '../../src/util/emitter.js';

interface Events {
  word: string;
  number: number;
}

function anEmitter() {
  const errors: unknown[] = [];
  const heard: string[] = [];
  return { emitter: new Emitter<Events>((error) => errors.push(error)), errors, heard };
}

describe('Emitter', () => {
  it('tells every listener of an event in the order of arrival, and no other', () => {
    const { emitter, heard } = anEmitter();
    emitter.on('word', (word) => heard.push(`first ${word}`));
    emitter.on('word', (word) => heard.push(`second ${word}`));
    emitter.on('number', (number) => heard.push(`number ${number}`));
    emitter.emit('word', 'hi');
    expect(heard).toEqual(['first hi', 'second hi']);
  });

  it('takes an event that nobody listens to', () => {
    const { emitter, errors } = anEmitter();
    emitter.emit('word', 'alone');
    expect(errors).toEqual([]);
  });

  it('tells the others when a listener throws, and hands the error on', () => {
    const { emitter, errors, heard } = anEmitter();
    const bug = new Error('bug');
    emitter.on('word', () => {
      throw bug;
    });
    emitter.on('word', (word) => heard.push(word));
    emitter.emit('word', 'hi');
    expect(heard).toEqual(['hi']);
    expect(errors).toEqual([bug]);
  });

  it('tells a stopped listener nothing more, however often it is stopped', () => {
    const { emitter, heard } = anEmitter();
    const stop = emitter.on('word', (word) => heard.push(word));
    stop();
    stop();
    emitter.emit('word', 'hi');
    expect(heard).toEqual([]);
    expect(emitter.listenerCount()).toBe(0);
  });

  it('does not tell a listener that was stopped while the event goes round', () => {
    const { emitter, heard } = anEmitter();
    emitter.on('word', () => stop());
    const stop = emitter.on('word', (word) => heard.push(word));
    emitter.emit('word', 'hi');
    expect(heard).toEqual([]);
  });

  it('tells a listener that comes during an event only of the next one', () => {
    const { emitter, heard } = anEmitter();
    const stop = emitter.on('word', () => {
      stop();
      emitter.on('word', (word) => heard.push(word));
    });
    emitter.emit('word', 'one');
    emitter.emit('word', 'two');
    expect(heard).toEqual(['two']);
  });

  it('counts its listeners over all events', () => {
    const { emitter } = anEmitter();
    emitter.on('word', () => {});
    emitter.on('number', () => {});
    expect(emitter.listenerCount()).toBe(2);
  });
});
