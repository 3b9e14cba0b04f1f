// What is read from the user's settings, and which Python is taken for that of the workspace.

import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';

import { pythons, read, whenPythonChanges } from '../src/settings';
import { channel, reset, world } from './stand-ins/vscode';

beforeEach(reset);

const NOTHING = { command: [], path: '', interpreter: '', install: 'ask', requirement: '' };

describe('the settings', () => {
  it('are nothing at first', () => assert.deepEqual(read(), NOTHING));
  it('are read as they are', () => {
    world.settings = {
      'dockwright.command': ['uvx', 'dockwright', 'server'],
      'dockwright.path': ' ~/bin/dockwright ',
      'dockwright.install': 'never',
    };
    assert.deepEqual(read(), {
      ...NOTHING,
      command: ['uvx', 'dockwright', 'server'],
      path: '~/bin/dockwright',
      install: 'never',
    });
  });
  it('count as not set when they are of another kind', () => {
    world.settings = {
      'dockwright.command': 'dockwright server',
      'dockwright.path': 5,
      'dockwright.interpreter': ['python'],
      'dockwright.install': 'sometimes',
      'dockwright.requirement': null,
    };
    assert.deepEqual(read(), NOTHING);
    world.settings = { 'dockwright.command': [1, 'a', null] };
    assert.deepEqual(read().command, ['a']);
  });
});

/** The Python extension with an environment chosen. */
function chosen(path: string, executable?: string): object {
  const environments = {
    getActiveEnvironmentPath: () => ({ path }),
    resolveEnvironment: async () => (executable === undefined ? undefined : { executable: { uri: { fsPath: executable } } }),
  };
  return { environments };
}

describe('the Python of the workspace', () => {
  it('is none without the Python extension and its setting', async () => {
    assert.deepEqual(await pythons(channel()), []);
  });
  it('is the program of the environment that is chosen', async () => {
    world.extensions = { 'ms-python.python': chosen('/code/.venv', '/code/.venv/bin/python') };
    assert.deepEqual(await pythons(channel()), ['/code/.venv/bin/python']);
  });
  it('is what was chosen when the extension cannot make anything of it', async () => {
    world.extensions = { 'ms-python.python': chosen('/usr/bin/python3') };
    assert.deepEqual(await pythons(channel()), ['/usr/bin/python3']);
  });
  it('is the setting where the extension is not there', async () => {
    world.settings = { 'python.defaultInterpreterPath': '/opt/python' };
    assert.deepEqual(await pythons(channel()), ['/opt/python']);
  });
  it('is both, the chosen one first, each once', async () => {
    world.extensions = { 'ms-python.python': chosen('/a', '/a/python') };
    world.settings = { 'python.defaultInterpreterPath': '/opt/python' };
    assert.deepEqual(await pythons(channel()), ['/a/python', '/opt/python']);
    world.settings = { 'python.defaultInterpreterPath': '/a/python' };
    assert.deepEqual(await pythons(channel()), ['/a/python']);
  });
  it('is not the bare name, which the setting has when nobody has set it', async () => {
    world.settings = { 'python.defaultInterpreterPath': 'python' };
    assert.deepEqual(await pythons(channel()), []);
  });
  it('is looked for elsewhere when the extension fails, and the log says so', async () => {
    world.settings = { 'python.defaultInterpreterPath': '/opt/python' };
    for (const broken of [new Error('no way'), {}, undefined]) {
      world.extensions = { 'ms-python.python': broken };
      assert.deepEqual(await pythons(channel()), ['/opt/python']);
    }
    assert.match(world.logged[0]!, /does not say which Python.*no way/);
    assert.equal(world.logged.length, 3);
  });
});

describe('another choice of Python', () => {
  /** The Python extension, and a function that chooses. */
  function choosing(first: string): (path: string) => Promise<void> {
    let path = first;
    const listeners: (() => unknown)[] = [];
    const environments = {
      getActiveEnvironmentPath: () => ({ path }),
      resolveEnvironment: async () => undefined,
      onDidChangeActiveEnvironmentPath: (listener: () => unknown) => {
        listeners.push(listener);
        return { dispose: () => undefined };
      },
    };
    world.extensions = { 'ms-python.python': { environments } };
    return async (next) => {
      path = next;
      await Promise.all(listeners.map((one) => one()));
    };
  }

  it('is told of, and nothing that is no other choice', async () => {
    const choose = choosing('/a/python');
    const told: string[] = [];
    assert.equal((await whenPythonChanges(channel(), () => told.push('changed'))).length, 1);
    await choose('/a/python');
    assert.deepEqual(told, []);
    await choose('/b/python');
    await choose('/b/python');
    assert.deepEqual(told, ['changed']);
  });
  it('cannot be told of without the Python extension, or by an old one', async () => {
    assert.deepEqual(await whenPythonChanges(channel(), () => assert.fail()), []);
    world.extensions = { 'ms-python.python': chosen('/a') };
    assert.deepEqual(await whenPythonChanges(channel(), () => assert.fail()), []);
    world.extensions = { 'ms-python.python': new Error('no way') };
    assert.deepEqual(await whenPythonChanges(channel(), () => assert.fail()), []);
    assert.match(world.logged.at(-1)!, /no way/);
  });
});
