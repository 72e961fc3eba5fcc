import { describe, expect, it } from 'vitest';
import type { Role } from '../../src/bot/request.js';
import { formatNodeId, toNodeNum } from '../../src/mesh/ids.js';
import { aConsoleRequest, BRAVO, KEY } from '../support/builders.js';
import { MailDesk } from '../support/mail-desk.js';

const DAY = 86_400_000;
const KEPT = /^Kept for Bravo/;
const FULL = 'Too much mail waits for Bravo already.';

function aPlace() {
  const mail = new MailDesk();
  mail.desk.keys.announce(BRAVO, KEY);
  return mail;
}

/** A node with a key of its own, as anybody can make up. */
function asNode(number: number, role: Role = 'known') {
  const nodeNum = toNodeNum(0x60000000 + number);
  return { user: { id: `mesh:${formatNodeId(nodeNum)}`, name: `N${number}`, role, nodeNum } };
}

/** As many letters as one may have, each by a node of its own number. */
async function threeOf(mail: MailDesk, ...numbers: readonly number[]) {
  const answers: (string | undefined)[] = [];
  for (const number of numbers)
    for (let n = 0; n < 3; n++)
      answers.push(await mail.desk.ask(`/tell BRAV ${number} ${n}`, asNode(number)));
  return answers;
}

describe('the places of one addressee', () => {
  it('are not all for nodes that nobody knew yesterday', async () => {
    const mail = aPlace();
    await mail.desk.ask('/ping');
    await mail.desk.clock.advance(DAY + 1000);
    const answers = await threeOf(mail, 1, 2, 3);
    expect(answers.filter((answer) => KEPT.test(answer ?? ''))).toHaveLength(6);
    expect(answers.slice(6)).toEqual([FULL, FULL, FULL]);
    for (let n = 0; n < 3; n++) expect(await mail.desk.ask(`/tell BRAV letter ${n}`)).toMatch(KEPT);
  });

  it('are ten, whoever wrote', async () => {
    const mail = aPlace();
    for (let number = 1; number <= 5; number++) await mail.desk.ask('/ping', asNode(number));
    await mail.desk.clock.advance(DAY + 1000);
    const answers = await threeOf(mail, 1, 2, 3, 4);
    expect(answers.filter((answer) => KEPT.test(answer ?? ''))).toHaveLength(10);
    expect(await mail.desk.ask('/tell BRAV one more', asNode(5))).toBe(FULL);
  });

  it('are free for an admin and the console at once', async () => {
    const mail = aPlace();
    await threeOf(mail, 1, 2);
    expect(await mail.desk.ask('/tell BRAV hello', asNode(3, 'admin'))).toMatch(KEPT);
    expect(await mail.desk.bot.router.handle(aConsoleRequest('tell BRAV hello'))).toMatchObject({
      pages: [expect.stringMatching(KEPT)],
    });
  });
});
