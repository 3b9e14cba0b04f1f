// What people are told who have Docker's extension, too.

import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { beforeEach, describe, it } from 'node:test';

import type { ExtensionContext } from 'vscode';

import { tellOfOverlap } from '../src/docker';
import { reset, world } from './stand-ins/vscode';

const packageJSON: { contributes: { configurationDefaults: Record<string, unknown> } } = JSON.parse(
  fs.readFileSync('package.json', 'utf8'),
);
const silenced = Object.keys(packageJSON.contributes.configurationDefaults).filter((name) => name.startsWith('docker.'));

/** A user's profile; the state outlives sessions. */
function profile(): ExtensionContext {
  const state = new Map<string, unknown>();
  const globalState = { get: (key: string) => state.get(key), update: async (key: string, value: unknown) => state.set(key, value) };
  return { globalState, extension: { packageJSON } } as never;
}

beforeEach(reset);

describe("the notice about Docker's extension", () => {
  for (const id of ['docker.docker', 'ms-azuretools.vscode-containers', 'ms-azuretools.vscode-docker']) {
    it(`is given beside ${id}`, async () => {
      world.extensions = { [id]: undefined };
      await tellOfOverlap(profile());
      assert.equal(world.asked.length, 1);
    });
  }
  it('is not given to people without it', async () => {
    world.extensions = { 'ms-python.python': undefined };
    await tellOfOverlap(profile());
    assert.deepEqual(world.asked, []);
  });
  it('is given once, whatever the answer', async () => {
    world.extensions = { 'docker.docker': undefined };
    const mine = profile();
    await tellOfOverlap(mine);
    await tellOfOverlap(mine);
    assert.equal(world.asked.length, 1);
  });
  it('changes nothing when it is shut or agreed to', async () => {
    world.extensions = { 'docker.docker': undefined };
    await tellOfOverlap(profile());
    world.answers = { Docker: 'All Right' };
    await tellOfOverlap(profile());
    assert.deepEqual(world.settings, {});
  });
  it('gives all checks back that the manifest switches off', async () => {
    world.extensions = { 'docker.docker': undefined };
    world.answers = { Docker: 'Turn Them On Again' };
    await tellOfOverlap(profile());
    assert.ok(silenced.length > 5);
    assert.deepEqual(world.settings, Object.fromEntries(silenced.map((name) => [name, 'warning'])));
  });
});
