import { describe, expect, it } from 'vitest';
import { type Judgement, type LevelRule, UNKNOWN } from '../../src/alerts/alert.js';
import { type AlertState, happen, NORMAL, next } from '../../src/alerts/machine.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Two levels: hot after 5 min, critical after 30 s; over after 5 min; reminders every hour. */
const LEVELS: readonly LevelRule[] = [
  { holdMs: 5 * MINUTE, clearMs: 5 * MINUTE, remindMs: HOUR, isSevere: false },
  { holdMs: 30_000, clearMs: 5 * MINUTE, remindMs: HOUR, isSevere: true },
];

const CALM: Judgement = { kind: 'known', raise: 0, keep: 0 };
const BETWEEN: Judgement = { kind: 'known', raise: 0, keep: 1 };
const HOT: Judgement = { kind: 'known', raise: 1, keep: 1 };
const CRITICAL: Judgement = { kind: 'known', raise: 2, keep: 2 };
const COOLING: Judgement = { kind: 'known', raise: 1, keep: 2 };

/** One matter, looked at every ten seconds. */
class Course {
  state: AlertState = NORMAL;
  at = 0;
  readonly told: string[] = [];
  readonly #levels: readonly LevelRule[];

  constructor(levels = LEVELS) {
    this.#levels = levels;
  }

  /** It looks like that for so long, to the second after the end. */
  for(ms: number, judgement: Judgement, celsius?: number): this {
    const rules = {
      levels: this.#levels,
      worst: (a: object, b: object) =>
        (degrees(a) > degrees(b) ? a : b) as typeof a & Record<string, unknown>,
    };
    const end = this.at + ms;
    for (; this.at <= end; this.at += 10_000) {
      const facts = celsius === undefined ? {} : { facts: { celsius } };
      const step = next(this.state, { judgement, ...facts }, rules, this.at);
      this.state = step.state;
      this.told.push(...step.events);
    }
    return this;
  }

  /** What was told since the last time. */
  news(): string[] {
    return this.told.splice(0);
  }
}

function degrees(facts: object): number {
  return 'celsius' in facts ? Number(facts.celsius) : 0;
}

describe('a matter', () => {
  it.each<[string, (course: Course) => Course, string[]]>([
    ['is not told of before its time', (course) => course.for(4.9 * MINUTE, HOT), []],
    ['is raised after its time', (course) => course.for(5 * MINUTE, HOT), ['raised']],
    [
      'is pending anew after every break',
      (course) =>
        course
          .for(4 * MINUTE, HOT)
          .for(0, BETWEEN)
          .for(4 * MINUTE, HOT),
      [],
    ],
    ['is raised sooner at a higher level', (course) => course.for(MINUTE, CRITICAL), ['raised']],
    ['rises once', (course) => course.for(6 * MINUTE, HOT).for(10 * MINUTE, CRITICAL), ['raised', 'risen']],
    [
      'falls without a word, and rising again to where it was is a reminder',
      (course) =>
        course
          .for(MINUTE, CRITICAL)
          .for(6 * MINUTE, HOT)
          .for(MINUTE, CRITICAL),
      ['raised', 'reminded'],
    ],
    [
      'keeps its level between the thresholds',
      (course) => course.for(MINUTE, CRITICAL).for(HOUR / 2, COOLING),
      ['raised'],
    ],
    [
      'is reminded of while it lasts',
      (course) => course.for(5 * MINUTE + 2 * HOUR, HOT),
      ['raised', 'reminded', 'reminded'],
    ],
    [
      'is not cleared before its time',
      (course) => course.for(6 * MINUTE, HOT).for(4.5 * MINUTE, CALM),
      ['raised'],
    ],
    [
      'is cleared after its time',
      (course) => course.for(6 * MINUTE, HOT).for(6 * MINUTE, CALM),
      ['raised', 'cleared'],
    ],
    [
      'is not cleared between the thresholds',
      (course) => course.for(6 * MINUTE, HOT).for(50 * MINUTE, BETWEEN),
      ['raised'],
    ],
    [
      'is not reminded of while it may be over',
      (course) => course.for(59 * MINUTE, HOT).for(8 * MINUTE, CALM),
      ['raised', 'cleared'],
    ],
  ])('%s', (_, course, expected) => {
    expect(course(new Course()).news()).toEqual(expected);
  });

  it('is raised at once, and over at once, where nothing has to last', () => {
    const course = new Course([{ holdMs: 0, clearMs: 0, isSevere: false }]);
    expect(course.for(0, HOT).news()).toEqual(['raised']);
    expect(course.for(20 * HOUR, HOT).news()).toEqual([]);
    expect(course.for(0, CALM).news()).toEqual(['cleared']);
  });

  it('may take longer or shorter than its alert does', () => {
    const rules = { levels: LEVELS, worst: (_: object, b: object) => b as Record<string, unknown> };
    const sight = { judgement: HOT, holdMs: 1000 };
    const pending = next(NORMAL, sight, rules, 0);
    expect(next(pending.state, sight, rules, 1000).events).toEqual(['raised']);
  });

  it('knows when it began, how long it lasted and how bad it was', () => {
    const course = new Course()
      .for(6 * MINUTE, HOT, 61)
      .for(MINUTE, CRITICAL, 70)
      .for(HOUR / 2, HOT, 62);
    const began = 0;
    const over = course.at;
    course.for(6 * MINUTE, CALM, 50);
    expect(course.state).toMatchObject({
      level: 0,
      episode: 1,
      since: began,
      endedAt: over,
      lastLevel: 1,
      peakLevel: 2,
      facts: { celsius: 50 },
      peak: { celsius: 70 },
    });
    course.for(HOUR, CALM, 90);
    expect(course.state).toMatchObject({ facts: { celsius: 50 }, peak: { celsius: 70 } });
    course.for(6 * MINUTE, HOT, 61);
    expect(course.state).toMatchObject({ level: 1, episode: 2, peakLevel: 1, peak: { celsius: 61 } });
    expect(course.state.endedAt).toBeUndefined();
  });
});

describe('what nobody can tell', () => {
  it('never clears, and is said once after two hours', () => {
    const course = new Course().for(6 * MINUTE, HOT);
    course.news();
    course.for(1.9 * HOUR, UNKNOWN);
    expect(course.news()).toEqual([]);
    course.for(22 * HOUR, UNKNOWN);
    expect(course.news()).toEqual(['lost']);
    expect(course.state.level).toBe(1);
  });

  it('is said to be known again only where it was said to be unknown', () => {
    const course = new Course()
      .for(6 * MINUTE, HOT)
      .for(HOUR / 2, UNKNOWN)
      .for(0, HOT);
    expect(course.news()).toEqual(['raised']);
    course.for(3 * HOUR, UNKNOWN);
    expect(course.news()).toEqual(['lost']);
    course.for(MINUTE, BETWEEN);
    expect(course.news()).toEqual(['regained']);
  });

  it('says what is new in place of being known again', () => {
    const course = new Course([{ holdMs: 0, clearMs: 0, isSevere: false }])
      .for(0, HOT)
      .for(3 * HOUR, UNKNOWN);
    course.news();
    expect(course.for(0, CALM).news()).toEqual(['cleared']);
  });

  it('is no news of what is not raised', () => {
    const course = new Course().for(4 * MINUTE, HOT).for(24 * HOUR, UNKNOWN);
    expect(course.news()).toEqual([]);
    expect(course.state).toMatchObject({ level: 0, unknownSince: expect.any(Number) });
    course.for(0, CALM);
    expect(course.state.unknownSince).toBeUndefined();
  });

  it('breaks the time that it has to be over', () => {
    const course = new Course()
      .for(6 * MINUTE, HOT)
      .for(4 * MINUTE, CALM)
      .for(0, UNKNOWN)
      .for(4 * MINUTE, CALM);
    expect(course.news()).toEqual(['raised']);
  });

  it('breaks the time that it has to be so only when it took long', () => {
    const short = new Course()
      .for(3 * MINUTE, HOT)
      .for(MINUTE, UNKNOWN)
      .for(90_000, HOT);
    expect(short.news()).toEqual(['raised']);
    const long = new Course()
      .for(3 * MINUTE, HOT)
      .for(20 * MINUTE, UNKNOWN)
      .for(90_000, HOT);
    expect(long.news()).toEqual([]);
  });
});

describe('what comes and goes', () => {
  const RULE = [
    { holdMs: 0, clearMs: 0, isSevere: false },
    { holdMs: 0, clearMs: 0, isSevere: true },
  ];

  function flapping(): Course {
    const course = new Course(RULE);
    for (let turn = 0; turn < 5; turn++) course.for(MINUTE, HOT).for(MINUTE, CALM);
    return course;
  }

  it('is called so at its fifth end in two hours, and then not told for two hours', () => {
    const course = flapping();
    expect(course.news()).toEqual([
      ...Array.from({ length: 4 }).flatMap(() => ['raised', 'cleared']),
      'raised',
      'unstable',
    ]);
    for (let turn = 0; turn < 20; turn++) course.for(2 * MINUTE, HOT).for(2 * MINUTE, CALM);
    expect(course.news()).toEqual([]);
    course.for(HOUR, CALM);
    expect(course.for(MINUTE, HOT).news()).toEqual(['raised']);
  });

  it('is told when it is still there after the quiet', () => {
    const course = flapping();
    course.news();
    course.for(1.5 * HOUR, HOT);
    expect(course.news()).toEqual([]);
    course.for(HOUR, HOT);
    expect(course.news()).toEqual(['raised']);
  });

  it('is told all the same when it is worse than ever', () => {
    const course = flapping();
    course.news();
    course.for(MINUTE, HOT).for(MINUTE, CRITICAL);
    expect(course.news()).toEqual(['raised']);
    expect(course.for(0, CALM).news()).toEqual(['cleared']);
  });

  it('is not called so when it takes its time', () => {
    const course = new Course(RULE);
    for (let turn = 0; turn < 8; turn++) course.for(15 * MINUTE, HOT).for(25 * MINUTE, CALM);
    expect(course.news()).not.toContain('unstable');
  });
});

it('an event is over as soon as it is told', () => {
  const { state, events } = happen(NORMAL, { name: 'Oscar' }, 7);
  expect(events).toEqual(['happened']);
  expect(state).toMatchObject({ level: 0, episode: 1, since: 7, endedAt: 7, facts: { name: 'Oscar' } });
  expect(happen(state, {}, 9).state.episode).toBe(2);
});
