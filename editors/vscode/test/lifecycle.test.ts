// From the search to the running server: the question, the answers to it, the installation, and what the status says.

import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';

import type { System } from '../src/finder';
import { Lifecycle } from '../src/lifecycle';
import { clients } from './stand-ins/client';
import { machine } from './stand-ins/machine';
import { channel, reset, status, world } from './stand-ins/vscode';

const PYTHON = '/no/such/bin/python3';
let storage = '';
let ran: string[] = [];

beforeEach(() => {
  reset();
  clients.length = 0;
  ran = [];
  storage = fs.mkdtempSync(path.join(os.tmpdir(), 'lifecycle-'));
});
afterEach(() => fs.rmSync(storage, { recursive: true, force: true }));

/** A machine with a Python and no dockwright, unless one is put into the workspace. */
function bare(failing?: 'venv' | 'pip', output = ''): System {
  const below = machine(failing, output, { env: { PATH: path.dirname(PYTHON) } });
  return {
    ...below,
    isFile: (file) => file === PYTHON || below.isFile(file),
    run: (argv, stop) => {
      ran.push(argv.slice(1).join(' '));
      return below.run(argv, stop);
    },
  };
}

function lifecycle(system: System = bare()): Lifecycle {
  const context = {
    subscriptions: [],
    globalStorageUri: { fsPath: storage },
    extension: { packageJSON: { version: '0.1.0', minimumServer: '0.1.0' } },
  };
  return new Lifecycle(context as never, system, channel(), channel());
}

/** Nobody waits for the answer to the question: until it has had its effect. */
async function until(what: string, condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 2000; turn += 1) {
    if (condition()) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assert.fail(`waited in vain for ${what}; the status: ${status.text}, ${status.detail}`);
}

const installed = (): string[] => ran.filter((one) => one.includes('pip')).map((one) => one.split(' install ')[1]!);
const isRunning = (): boolean => clients.some((one) => one.isRunning);

describe('without a server', () => {
  it('the user is asked, and nothing is installed before the answer', async () => {
    await lifecycle().restart();
    assert.match(world.asked[0]!.text, /May this extension install version 0\.1\.0/);
    assert.deepEqual(world.asked[0]!.choices, ['Install', 'How to Do It Myself', 'Not Now']);
    assert.equal(status.text, 'dockwright not installed');
    assert.deepEqual(status.command, { title: 'Install', command: 'dockwright.install' });
    assert.deepEqual(installed(), []);
    assert.equal(isRunning(), false);
  });
  it('the answer `Install` fetches the version of the extension, and starts it', async () => {
    world.answers = { 'May this extension': 'Install' };
    await lifecycle().restart();
    await until('the server', isRunning);
    assert.deepEqual(installed(), ['dockwright==0.1.0']);
    assert.deepEqual(world.progress, ['making a virtual environment', 'installing dockwright==0.1.0']);
    assert.equal(status.text, 'dockwright 0.1.0');
    assert.equal(status.detail, "the extension's own environment");
    assert.match(clients[0]!.server.command, /env-[0-9a-f]{8}\/bin\/dockwright$/);
    assert.deepEqual(clients[0]!.server.args, ['server']);
    assert.equal(clients[0]!.server.options.cwd, storage);
    assert.equal(clients[0]!.server.options.env['PYTHONSAFEPATH'], '1');
  });
  it('the next window takes what is there, and asks nothing', async () => {
    world.settings = { 'dockwright.install': 'always' };
    await lifecycle().restart();
    world.settings = {};
    ran = [];
    await lifecycle().restart();
    assert.deepEqual(world.asked, []);
    assert.deepEqual(installed(), []);
    assert.equal(clients.length, 2);
  });
  it('another requirement is installed when the user names one', async () => {
    world.settings = { 'dockwright.install': 'always', 'dockwright.requirement': 'dockwright==0.1.5' };
    await lifecycle().restart();
    assert.deepEqual(installed(), ['dockwright==0.1.5']);
    assert.equal(status.text, 'dockwright 0.1.5');
  });
  it('`How to Do It Myself` opens the page', async () => {
    world.answers = { 'May this extension': 'How to Do It Myself' };
    await lifecycle().restart();
    await until('the page', () => world.opened.length > 0);
    assert.match(world.opened[0]!, /docs\/editors\/README\.md#installing-dockwright$/);
    assert.deepEqual(installed(), []);
  });
  it('`Not Now` holds for the session', async () => {
    world.answers = { 'May this extension': 'Not Now' };
    const running = lifecycle();
    await running.restart();
    await running.restart();
    assert.equal(world.asked.length, 1);
    assert.deepEqual(installed(), []);
  });
  it('the setting `never` asks nothing and says so', async () => {
    world.settings = { 'dockwright.install': 'never' };
    await lifecycle().restart();
    assert.deepEqual([world.asked, world.complaints, installed()], [[], [], []]);
    assert.match(status.detail, /is not to be/);
  });
});

describe('an installation that fails', () => {
  beforeEach(() => (world.settings = { 'dockwright.install': 'always' }));

  it('without a network says so, with the log and the settings a click away', async () => {
    const output = 'WARNING: Retrying: Temporary failure in name resolution\nERROR: No matching distribution found';
    world.answers = { 'pip could not get': 'Log' };
    await lifecycle(bare('pip', output)).restart();
    assert.match(world.complaints[0]!.text, /^dockwright: pip could not get dockwright; is there a connection/);
    assert.deepEqual(world.complaints[0]!.choices, ['Settings', 'Log']);
    assert.equal(status.text, 'dockwright does not run');
    assert.ok(world.logged.some((line) => line.includes('name resolution')));
    await until('the log', () => world.logged.includes('shown'));
    assert.equal(isRunning(), false);
  });
  it('is stopped by the user', async () => {
    world.stops = true;
    await lifecycle().restart();
    assert.match(world.complaints[0]!.text, /the installation was stopped/);
    assert.equal(isRunning(), false);
  });
  it('without a Python names the setting, which a click opens', async () => {
    world.answers = { 'no Python': 'Settings' };
    await lifecycle({ ...bare(), isFile: () => false, run: async () => ({ code: -1, output: '' }) }).restart();
    assert.match(world.complaints[0]!.text, /no Python 3\.10 or newer.*dockwright\.interpreter/);
    await until('the settings', () => world.ran.length > 0);
    assert.deepEqual(world.ran, [['workbench.action.openSettings', '@ext:dockwright.dockwright']]);
  });
  it('may be tried again by the command', async () => {
    let fails = true;
    const [broken, whole] = [bare('pip', 'no'), bare()];
    const running = lifecycle({ ...whole, run: (argv, stop) => (fails ? broken : whole).run(argv, stop) });
    await running.restart();
    assert.equal(isRunning(), false);
    fails = false;
    await running.install();
    assert.equal(isRunning(), true);
  });
});

describe('a server of the workspace', () => {
  function inWorkspace(): string {
    const program = path.join(storage, 'code', '.venv', 'bin', 'dockwright');
    fs.mkdirSync(path.dirname(program), { recursive: true });
    fs.writeFileSync(program, 'dockwright 0.1.0\n');
    world.folders = [path.join(storage, 'code')];
    return program;
  }
  it('is run', async () => {
    const program = inWorkspace();
    await lifecycle().restart();
    assert.equal(clients[0]!.server.command, program);
    assert.match(status.detail, /virtual environment \.venv/);
  });
  it('is not run in Restricted Mode, nor is its Python asked for', async () => {
    const program = inWorkspace();
    world.trusted = false;
    world.extensions = { 'ms-python.python': new Error('is not to be woken') };
    await lifecycle().restart();
    assert.ok(!ran.some((one) => one.includes(program)));
    assert.deepEqual(clients, []);
    assert.match(status.detail, /\(Restricted Mode\)$/);
    assert.ok(!world.logged.some((line) => line.includes('woken')));
  });
  it('that the user names and that does not work is an error: nothing else is taken or installed', async () => {
    inWorkspace();
    world.settings = { 'dockwright.path': '/no/such/dockwright', 'dockwright.install': 'always' };
    await lifecycle().restart();
    assert.match(world.complaints[0]!.text, /dockwright\.path names/);
    assert.deepEqual(installed(), []);
    assert.deepEqual(clients, []);
  });
});

describe('a running server', () => {
  beforeEach(() => (world.settings = { 'dockwright.install': 'always' }));

  it('is stopped before the next one starts, however fast the restarts come', async () => {
    const running = lifecycle();
    await Promise.all([running.restart(), running.restart(), running.restart()]);
    assert.equal(clients.length, 3);
    assert.deepEqual(clients.map((one) => one.isRunning), [false, false, true]); // prettier-ignore
    assert.equal(status.text, 'dockwright 0.1.0');
    await running.stop();
    assert.equal(isRunning(), false);
  });
  it('that ends by itself is told of', async () => {
    await lifecycle().restart();
    clients[0]!.become(false);
    assert.equal(status.text, 'dockwright stopped');
  });
  it('learns which commands a completion may run', async () => {
    await lifecycle().restart();
    assert.deepEqual(clients[0]!.capabilities.experimental, { commands: { commands: ['editor.action.triggerSuggest'] } });
  });
  it('has the reason put behind what it refuses', async () => {
    await lifecycle().restart();
    const actions = [{ title: 'Split', disabled: { reason: 'several programs' } }, { title: 'Fix' }];
    const { provideCodeActions } = clients[0]!.options.middleware;
    const shown = await provideCodeActions({}, {}, {}, {}, async () => actions);
    assert.deepEqual(shown.map((one) => one.title), ['Split: several programs', 'Fix']); // prettier-ignore
    assert.deepEqual(await provideCodeActions({}, {}, {}, {}, async () => null), []);
  });
});
