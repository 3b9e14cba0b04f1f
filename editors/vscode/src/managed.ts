// An environment of the extension's own, for people without dockwright: `python -m venv`, then `pip install`.
//
// The server's parser of shell text is compiled for each platform and version of Python, so no file that could travel
// inside the extension would run everywhere. pip chooses the right one.

import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';

import { inEnvironment, versionOf, type Server, type System } from './finder';

/** What stands in `current.json`, written when everything else is done. */
interface Record {
  readonly directory: string;
  readonly requirement: string;
}

const ORIGIN = "the extension's own environment";
const A_DAY = 24 * 60 * 60 * 1000;

export class Managed {
  constructor(
    private readonly storage: string,
    private readonly requirement: string,
    private readonly system: System,
  ) {}

  /** The server in the environment; undefined when there is none, it is another one than is wanted, or it is broken. */
  async server(): Promise<Server | undefined> {
    const record = await this.record();
    if (record === undefined || record.requirement !== this.requirement) {
      return undefined;
    }
    const program = inEnvironment(path.join(this.storage, record.directory), this.system);
    const version = await versionOf([program], this.system);
    return version === undefined ? undefined : { argv: [program, 'server'], version, origin: ORIGIN };
  }

  /** Make a new environment and have it take the place of the old one. Throws an Error that tells people why not. */
  async install(python: readonly string[], tell: (step: string) => void, stop: AbortSignal): Promise<Server> {
    await fs.mkdir(this.storage, { recursive: true });
    const directory = `env-${randomBytes(4).toString('hex')}`; // two windows may be at it at the same time
    const place = path.join(this.storage, directory);
    try {
      tell('making a virtual environment');
      await this.step([...python, '-m', 'venv', place], venvHint, stop);
      tell(`installing ${this.requirement}`);
      const pip = [inEnvironment(place, this.system, 'python'), '-m', 'pip', '--disable-pip-version-check', '--no-input'];
      await this.step([...pip, 'install', this.requirement], pipHint, stop);
      const program = inEnvironment(place, this.system);
      const version = await versionOf([program], this.system);
      if (version === undefined) {
        throw new Error(`what was installed (${this.requirement}) does not run`);
      }
      await this.write({ directory, requirement: this.requirement });
      await this.tidy(directory);
      return { argv: [program, 'server'], version, origin: ORIGIN };
    } catch (error) {
      await fs.rm(place, { recursive: true, force: true });
      throw error;
    }
  }

  private async step(argv: readonly string[], hint: (output: string) => string, stop: AbortSignal): Promise<void> {
    const answer = await this.system.run(argv, stop);
    if (stop.aborted) {
      throw new Error('the installation was stopped');
    }
    if (answer.code !== 0) {
      throw new Error(`${hint(answer.output)}\n${argv.join(' ')}\n${answer.output.trim()}`);
    }
  }

  private async record(): Promise<Record | undefined> {
    try {
      const record: unknown = JSON.parse(await fs.readFile(path.join(this.storage, 'current.json'), 'utf8'));
      return isRecord(record) ? record : undefined;
    } catch {
      return undefined;
    }
  }

  private async write(record: Record): Promise<void> {
    const file = path.join(this.storage, 'current.json');
    const draft = `${file}.${record.directory}`;
    await fs.writeFile(draft, JSON.stringify(record));
    await fs.rename(draft, file);
  }

  /** Remove what earlier versions have left; not what another window may be making, or has just replaced. */
  private async tidy(current: string): Promise<void> {
    for (const name of await fs.readdir(this.storage)) {
      const place = path.join(this.storage, name);
      if (/^env-[0-9a-f]{8}$/.test(name) && name !== current && Date.now() - (await fs.stat(place)).mtimeMs > A_DAY) {
        await fs.rm(place, { recursive: true, force: true }).catch(() => undefined);
      }
    }
  }
}

function isRecord(value: unknown): value is Record {
  const { directory, requirement } = (value ?? {}) as { [key: string]: unknown };
  return typeof directory === 'string' && /^env-[0-9a-f]{8}$/.test(directory) && typeof requirement === 'string';
}

function venvHint(output: string): string {
  return /ensurepip|No module named venv/.test(output)
    ? 'this Python cannot make virtual environments (on Debian and Ubuntu install python3-venv)'
    : 'no virtual environment could be made';
}

function pipHint(output: string): string {
  return /No matching distribution|Temporary failure|Connection|Max retries|Read timed out/i.test(output)
    ? 'pip could not get dockwright; is there a connection to the package index, or a proxy to be told to pip?'
    : 'pip could not install dockwright';
}
