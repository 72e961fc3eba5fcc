import { describe, expect, it } from 'vitest';
import { DEPARTMENTS, findDepartment } from '../../src/mesh/departments.js';

describe('the departments of France', () => {
  it('are 96 in Europe, both of Corsica among them, and eleven beyond the sea', () => {
    const european = DEPARTMENTS.filter(({ isOverseas }) => !isOverseas).map(({ code }) => code);
    const numbers = Array.from({ length: 95 }, (_, index) => String(index + 1).padStart(2, '0'));
    expect([...european].sort()).toEqual([...numbers.filter((code) => code !== '20'), '2A', '2B'].sort());
    expect(DEPARTMENTS.filter(({ isOverseas }) => isOverseas)).toHaveLength(11);
    expect(new Set(DEPARTMENTS.map(({ name }) => name)).size).toBe(DEPARTMENTS.length);
  });

  it('are each found by code and by name', () => {
    for (const department of DEPARTMENTS) {
      expect(findDepartment(department.code)).toBe(department);
      expect(findDepartment(department.name)).toBe(department);
    }
  });

  it.each([
    ['38', '38'],
    ['6', '06'],
    [' 2a ', '2A'],
    ['ISERE', '38'],
    ['isère', '38'],
    ["cote d'or", '21'],
    ['Cote-d’Or', '21'],
    ['la reunion', '974'],
  ])('are found as people write them: "%s" is %s', (text, code) => {
    expect(findDepartment(text)?.code).toBe(code);
  });

  it.each(['', '20', '00', '96', '038', '2C', 'Lyon', '38000'])('have none called "%s"', (text) => {
    expect(findDepartment(text)).toBeUndefined();
  });
});
