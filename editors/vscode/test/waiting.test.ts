// When Enter is a line break whatever list is open.

import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';

import { Waiting } from '../src/waiting';
import { reset, world } from './stand-ins/vscode';

const soon = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('while an answer is on its way', () => {
  beforeEach(reset);

  it('is told from the question to a moment after the last answer', async () => {
    const waiting = new Waiting();
    const answers = [waiting.during(() => soon(5)), waiting.during(() => 'at once')];
    assert.deepEqual(world.ran, [['setContext', 'dockwright.isWaiting', true]]);
    assert.deepEqual(await Promise.all(answers), [undefined, 'at once']);
    assert.equal(world.ran.length, 1);
    await soon(150);
    assert.deepEqual(world.ran.slice(1), [['setContext', 'dockwright.isWaiting', false]]);
  });

  it('ends with an error, too', async () => {
    const waiting = new Waiting();
    await assert.rejects(waiting.during(() => Promise.reject(new Error('cancelled'))));
    await soon(150);
    assert.deepEqual(world.ran.at(-1), ['setContext', 'dockwright.isWaiting', false]);
  });
});
