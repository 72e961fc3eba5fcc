import { describe, expect, it } from 'vitest';
import { isInHouse } from '../../src/util/in-house.js';

describe('isInHouse', () => {
  it.each([
    'http://127.0.0.1:8080',
    'http://localhost',
    'http://192.168.1.9:8080/v1',
    'http://10.0.0.3',
    'http://172.16.0.1',
    'http://172.31.255.1',
    'http://169.254.7.7',
    'http://nas:8080',
    'http://nas.local',
    'https://ai.home.arpa',
    'http://[::1]:8080',
    'http://[fd00::1]',
    'http://[fe80::1]',
  ])('knows that %s is here', (address) => {
    expect(isInHouse(address)).toBe(true);
  });

  it.each([
    'https://api.example.org/v1',
    'http://8.8.8.8',
    'http://172.32.0.1',
    'http://100.10.0.1',
    'http://[2001:db8::1]',
    'https://localhost.example.org',
  ])('knows that %s is elsewhere', (address) => {
    expect(isInHouse(address)).toBe(false);
  });
});
