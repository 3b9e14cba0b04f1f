// What the commands do.

import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';

import { register } from '../src/commands';
import { channel, reset, world } from './stand-ins/vscode';

const SETTING = 'editor.codeActionsOnSave';
const OURS = { 'source.fixAll.dockwright': 'explicit' };
let place = '';
const did: string[] = [];

beforeEach(() => {
  reset();
  did.length = 0;
  place = fs.mkdtempSync(path.join(os.tmpdir(), 'commands-'));
  const context = {
    subscriptions: [],
    globalStorageUri: { fsPath: path.join(place, 'storage') },
    asAbsolutePath: (name: string) => path.join(place, 'extension', name),
  };
  const lifecycle = { restart: () => did.push('restart'), install: () => did.push('install') };
  register(context as never, lifecycle as never, channel(), channel());
});
afterEach(() => fs.rmSync(place, { recursive: true, force: true }));

const run = (name: string): unknown => world.commands[`dockwright.${name}`]!();

describe('fixing on save', () => {
  it('is switched on for Dockerfiles alone, and the user is told', async () => {
    await run('fixOnSave');
    assert.deepEqual(world.languageSettings, { [SETTING]: OURS });
    assert.deepEqual(world.settings, {});
    assert.match(world.asked[0]!.text, /saving a Dockerfile/);
  });
  it('leaves what else happens on save as it is', async () => {
    world.languageSettings = { [SETTING]: { 'source.organizeImports': 'always' } };
    await run('fixOnSave');
    assert.deepEqual(world.languageSettings, { [SETTING]: { 'source.organizeImports': 'always', ...OURS } });
  });
  it('may be asked for twice', async () => {
    await run('fixOnSave');
    await run('fixOnSave');
    assert.deepEqual(world.languageSettings, { [SETTING]: OURS });
  });
});

describe('the example', () => {
  it('is a copy, which is made anew each time', async () => {
    const original = path.join(place, 'extension', 'dist', 'example');
    fs.mkdirSync(original, { recursive: true });
    fs.writeFileSync(path.join(original, 'Dockerfile'), 'FROM golang\n');
    const copy = path.join(place, 'storage', 'example', 'Dockerfile');
    await run('openExample');
    fs.writeFileSync(copy, 'played with');
    fs.writeFileSync(path.join(path.dirname(copy), 'more'), '');
    await run('openExample');
    assert.equal(fs.readFileSync(copy, 'utf8'), 'FROM golang\n');
    assert.deepEqual(fs.readdirSync(path.dirname(copy)), ['Dockerfile']);
    assert.deepEqual(world.opened, [copy, copy]);
  });
});

describe('the other commands', () => {
  it('hand on to the editor', async () => {
    await run('fixAll');
    await run('quickFix');
    await run('showRefactorings');
    assert.deepEqual(world.ran, [
      ['editor.action.codeAction', { kind: 'source.fixAll.dockwright', apply: 'first' }],
      ['editor.action.quickFix'],
      ['editor.action.refactor'],
    ]);
  });
  it('hand on to the server', async () => {
    await run('restart');
    await run('install');
    assert.deepEqual(did, ['restart', 'install']);
  });
  it('show the logs', async () => {
    await run('showLogs');
    await run('showServerLogs');
    assert.deepEqual(world.logged, ['shown', 'shown']);
  });
});
