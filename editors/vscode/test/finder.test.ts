// What the finder takes, what it passes over, and why: on machines that exist in memory only.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { type Answer, expand, findPython, findServer, objectionTo, onPath, type System, type Wishes } from '../src/finder';

const WISHES: Wishes = {
  command: [],
  path: '',
  interpreter: '',
  folders: ['/code'],
  pythons: [],
  trusted: true,
  minimum: '0.1.0',
};

/** A machine with these programs, by what they print for a command line without its last word. */
function machine(programs: Record<string, string>, more: Partial<System> = {}): System & { readonly ran: string[] } {
  const ran: string[] = [];
  return {
    platform: 'linux',
    env: { PATH: '/usr/local/bin:/usr/bin' },
    home: '/home/jo',
    isFile: (file) => Object.keys(programs).some((command) => command.split(' ')[0] === file),
    run: async (argv): Promise<Answer> => {
      ran.push(argv.join(' '));
      const output = programs[argv.slice(0, -1).join(' ')];
      return output === undefined ? { code: -1, output: 'ENOENT' } : { code: 0, output };
    },
    ran,
    ...more,
  };
}

async function chosen(wishes: Partial<Wishes>, system: System): Promise<string> {
  const search = await findServer({ ...WISHES, ...wishes }, system);
  switch (search.kind) {
    case 'found':
      return search.server.argv.join(' ');
    case 'unusable':
      return `unusable: ${search.reason}`;
    case 'missing':
      return `missing: ${search.passed.join('; ')}`;
  }
}

const OK = 'dockwright 0.1.0\n';

describe('the order', () => {
  const everything = {
    '/opt/mine': OK,
    '/opt/python -m dockwright': OK,
    '/code/.venv/bin/dockwright': OK,
    '/envs/py -m dockwright': OK,
    '/usr/bin/dockwright': OK,
  };
  const all = { path: '/opt/mine', interpreter: '/opt/python', pythons: ['/envs/py'] };

  it('takes a whole command line as it is', async () => {
    const system = machine({ 'uvx dockwright': OK, ...everything });
    assert.equal(await chosen({ ...all, command: ['uvx', 'dockwright', 'server', '--stdio'] }, system), 'uvx dockwright server --stdio');
  });
  it('then the path', async () => {
    assert.equal(await chosen(all, machine(everything)), '/opt/mine server');
  });
  it('then the interpreter that is set', async () => {
    assert.equal(await chosen({ ...all, path: '' }, machine(everything)), '/opt/python -m dockwright server');
  });
  it('then the virtual environment of the workspace', async () => {
    assert.equal(await chosen({ pythons: ['/envs/py'] }, machine(everything)), '/code/.venv/bin/dockwright server');
  });
  it('then the Python that is chosen for the workspace', async () => {
    assert.equal(await chosen({ folders: [], pythons: ['/envs/py'] }, machine(everything)), '/envs/py -m dockwright server');
  });
  it('then PATH', async () => {
    assert.equal(await chosen({ folders: [] }, machine(everything)), '/usr/bin/dockwright server');
  });
  it('and says what was there when nothing will do', async () => {
    assert.equal(await chosen({}, machine({})), 'missing: ');
    const search = await chosen({ pythons: ['/envs/py'] }, machine({ '/usr/bin/dockwright': 'dockwright 0.0.9' }));
    assert.match(search, /the Python of the workspace \(\/envs\/py -m dockwright\): no dockwright there/);
    assert.match(search, /PATH \(\/usr\/bin\/dockwright\): version 0\.0\.9 is too old, 0\.1\.0 is needed/);
  });
});

describe('a server that the user names', () => {
  it('is not replaced by another when it does not run', async () => {
    const system = machine({ '/usr/bin/dockwright': OK });
    assert.match(await chosen({ path: '/opt/gone' }, system), /^unusable: the setting dockwright\.path names `\/opt\/gone`/);
    assert.match(await chosen({ command: ['gone', 'server'] }, system), /^unusable: the setting dockwright\.command names `gone`/);
  });
  it('is asked for its version, too', async () => {
    assert.match(await chosen({ path: '/opt/mine' }, machine({ '/opt/mine': 'dockwright 0.0.1' })), /too old/);
    assert.match(await chosen({ path: '/opt/mine' }, machine({ '/opt/mine': 'dockwright 1.0.0' })), /newer than/);
  });
  it('is not something else of that name', async () => {
    assert.match(await chosen({ path: '/bin/true' }, machine({ '/bin/true': '' })), /does not answer/);
    assert.match(await chosen({ path: '/bin/cat' }, machine({ '/bin/cat': 'cat (GNU coreutils) 9.7' })), /does not answer/);
  });
  it('may be written as people write paths', async () => {
    assert.equal(await chosen({ path: '${workspaceFolder}/bin/dw' }, machine({ '/code/bin/dw': OK })), '/code/bin/dw server');
    assert.equal(await chosen({ path: 'bin/dw' }, machine({ '/code/bin/dw': OK })), '/code/bin/dw server');
    assert.equal(await chosen({ path: '~/dw' }, machine({ '/home/jo/dw': OK })), '/home/jo/dw server');
    assert.equal(await chosen({ path: 'dockwright' }, machine({ '/usr/bin/dockwright': OK })), '/usr/bin/dockwright server');
  });
});

describe('a workspace that is not trusted', () => {
  it('runs nothing of its own, not even to ask for a version', async () => {
    const system = machine({ '/code/.venv/bin/dockwright': OK, '/code/py -m dockwright': OK, '/usr/bin/dockwright': OK });
    assert.equal(await chosen({ trusted: false, pythons: ['/code/py'] }, system), '/usr/bin/dockwright server');
    assert.deepEqual(system.ran, ['/usr/bin/dockwright --version']);
  });
  it('cannot smuggle a program in through PATH', () => {
    const system = machine({ 'bin/dockwright': OK, dockwright: OK, './dockwright': OK }, { env: { PATH: '.:bin::' } });
    assert.equal(onPath('dockwright', system), undefined);
  });
});

describe('versions', () => {
  const cases: [version: string, minimum: string, objection: RegExp | undefined][] = [
    ['0.1.0', '0.1.0', undefined],
    ['0.1.1', '0.1.0', undefined],
    ['0.10.0', '0.9.9', undefined],
    ['0.2.0.dev3', '0.1.0', undefined],
    ['0.1.0', '0.1.1', /too old/],
    ['0.9.9', '0.10.0', /too old/],
    ['1.0.0', '0.1.0', /newer/],
    ['0.9.0', '1.0.0', /too old/],
  ];
  for (const [version, minimum, objection] of cases) {
    it(`${version}, when ${minimum} is needed`, () => {
      const found = objectionTo(version, minimum);
      assert.ok(objection === undefined ? found === undefined : objection.test(found ?? ''), found);
    });
  }
});

describe('on Windows', () => {
  const windows = { platform: 'win32' as const, env: { Path: 'C:\\tools;relative' }, home: 'C:\\Users\\jo' };

  it('programs have another ending, and environments other directories', async () => {
    const system = machine({ 'C:\\work\\.venv\\Scripts\\dockwright.exe': OK }, windows);
    assert.equal(await chosen({ folders: ['C:\\work'] }, system), 'C:\\work\\.venv\\Scripts\\dockwright.exe server');
    assert.equal(onPath('dockwright', machine({ 'C:\\tools\\dockwright.exe': OK }, windows)), 'C:\\tools\\dockwright.exe');
  });
  it('paths are joined with its own sign', () => {
    assert.equal(expand('~\\dw.exe', { folders: [] }, machine({}, windows)), 'C:\\Users\\jo\\dw.exe');
    assert.equal(expand('bin\\dw.exe', { folders: ['C:\\work'] }, machine({}, windows)), 'C:\\work\\bin\\dw.exe');
  });
});

describe('a Python to install with', () => {
  const ask = (system: System, first: string[] = []): Promise<readonly string[] | undefined> => findPython(first, system);

  it('is the one that the user names, if it is new enough', async () => {
    assert.deepEqual(await ask(machine({ '/opt/py -c': 'True', '/usr/bin/python3 -c': 'True' }), ['/opt/py']), ['/opt/py']);
    assert.deepEqual(await ask(machine({ '/opt/py -c': 'False', '/usr/bin/python3 -c': 'True' }), ['/opt/py']), ['/usr/bin/python3']);
  });
  it('may be a newer one beside an old default', async () => {
    const system = machine({ '/usr/bin/python3 -c': 'False', '/usr/bin/python3.12 -c': 'True' });
    assert.deepEqual(await ask(system), ['/usr/bin/python3.12']);
  });
  it('may be missing', async () => {
    assert.equal(await ask(machine({})), undefined);
  });
});
