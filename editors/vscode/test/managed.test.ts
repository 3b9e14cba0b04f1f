// The environment of the extension's own: made whole or not at all. pip and venv are played, the directories are real.

import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';

import { Managed } from '../src/managed';
import { machine } from './stand-ins/machine';

const REQUIREMENT = 'dockwright==0.1.0';
let storage = '';
beforeEach(() => (storage = fs.mkdtempSync(path.join(os.tmpdir(), 'managed-'))));
afterEach(() => fs.rmSync(storage, { recursive: true, force: true }));

const go = new AbortController().signal;
const install = (managed: Managed, stop = go): Promise<unknown> => managed.install(['python3'], () => undefined, stop);
const environments = (): string[] => fs.readdirSync(storage).filter((name) => name.startsWith('env-'));

describe('the environment', () => {
  it('is not there at first', async () => {
    assert.equal(await new Managed(storage, REQUIREMENT, machine()).server(), undefined);
  });
  it('is there after the installation, also for the next window', async () => {
    await install(new Managed(storage, REQUIREMENT, machine()));
    const server = await new Managed(storage, REQUIREMENT, machine()).server();
    assert.equal(server?.version, '0.1.0');
    assert.deepEqual(server?.argv.slice(1), ['server']);
  });
  it('does not serve an extension that wants another version', async () => {
    await install(new Managed(storage, REQUIREMENT, machine()));
    assert.equal(await new Managed(storage, 'dockwright==0.2.0', machine()).server(), undefined);
  });
  it('is not believed when its program has gone', async () => {
    const managed = new Managed(storage, REQUIREMENT, machine());
    await install(managed);
    fs.rmSync(path.join(storage, environments()[0]!), { recursive: true });
    assert.equal(await managed.server(), undefined);
  });
  it('is not looked for where a spoilt record says', async () => {
    for (const text of ['', '[]', 'null', '{"directory": "../../bin", "requirement": "dockwright==0.1.0"}']) {
      fs.writeFileSync(path.join(storage, 'current.json'), text);
      assert.equal(await new Managed(storage, REQUIREMENT, machine()).server(), undefined);
    }
  });
});

describe('an installation that fails', () => {
  const cases: ['venv' | 'pip', string, RegExp][] = [
    ['venv', 'ensurepip is not available', /python3-venv/],
    ['venv', 'disk full', /no virtual environment/],
    ['pip', 'ERROR: No matching distribution found for dockwright', /connection to the package index/],
    ['pip', 'ERROR: invalid wheel', /pip could not install/],
  ];
  for (const [step, output, reason] of cases) {
    it(`leaves nothing behind and tells why: ${output}`, async () => {
      await assert.rejects(install(new Managed(storage, REQUIREMENT, machine(step, output))), reason);
      assert.deepEqual(fs.readdirSync(storage), []);
    });
  }
  it('is one, too, when what was installed does not run', async () => {
    const managed = new Managed(storage, 'other==1', machine());
    await assert.rejects(install(managed), /does not run/);
    assert.deepEqual(environments(), []);
  });
  it('leaves the one before in its place', async () => {
    await install(new Managed(storage, REQUIREMENT, machine()));
    await assert.rejects(install(new Managed(storage, 'dockwright==0.2.0', machine('pip', 'no'))));
    assert.equal((await new Managed(storage, REQUIREMENT, machine()).server())?.version, '0.1.0');
  });
  it('may be stopped by the user', async () => {
    await assert.rejects(install(new Managed(storage, REQUIREMENT, machine()), AbortSignal.abort()), /stopped/);
    assert.deepEqual(environments(), []);
  });
});

describe('old environments', () => {
  it('go after a day, when nobody can be using or making them', async () => {
    await install(new Managed(storage, 'dockwright==0.0.1', machine()));
    const [old] = environments();
    fs.mkdirSync(path.join(storage, 'env-00000000')); // another window is at it
    const yesterday = Date.now() / 1000 - 2 * 24 * 60 * 60;
    fs.utimesSync(path.join(storage, old!), yesterday, yesterday);
    await install(new Managed(storage, REQUIREMENT, machine()));
    assert.equal(environments().length, 2);
    assert.ok(!environments().includes(old!) && environments().includes('env-00000000'));
  });
});
