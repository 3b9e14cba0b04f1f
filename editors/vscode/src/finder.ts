// Where is the server? Decides from what the user has set and what the machine has; knows nothing of VS Code.

import * as path from 'node:path';

/** What is asked of the machine; tests have one in memory. */
export interface System {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  isFile(file: string): boolean;
  /** Run a program that ends by itself. Never rejects: a program that cannot be started has code -1, as has one that is stopped. */
  run(argv: readonly string[], stop?: AbortSignal): Promise<Answer>;
}

export interface Answer {
  readonly code: number;
  readonly output: string;
}

/** What the user has set, and what may be believed of it. */
export interface Wishes {
  /** The whole command line, `server` included; empty: not set. */
  readonly command: readonly string[];
  /** The program; empty: not set. */
  readonly path: string;
  /** The Python that has dockwright; empty: not set. */
  readonly interpreter: string;
  /** The directories of the workspace. */
  readonly folders: readonly string[];
  /** The Pythons that were chosen for the workspace, the best first. */
  readonly pythons: readonly string[];
  /** Whether programs of the workspace may be run. */
  readonly trusted: boolean;
  /** The oldest version of the server that will do. */
  readonly minimum: string;
}

export interface Server {
  readonly argv: readonly string[];
  readonly version: string;
  /** Where it comes from, for people. */
  readonly origin: string;
}

export type Search =
  | { readonly kind: 'found'; readonly server: Server; readonly passed: readonly string[] }
  /** The user names a server, and that one does not work: nothing else is taken in its place. */
  | { readonly kind: 'unusable'; readonly reason: string; readonly passed: readonly string[] }
  | { readonly kind: 'missing'; readonly passed: readonly string[] };

interface Candidate {
  readonly program: readonly string[];
  readonly origin: string;
}

const SUBCOMMAND = 'server';

export async function findServer(wishes: Wishes, system: System): Promise<Search> {
  if (wishes.command.length > 0) {
    return named(wishes.command, programOf(wishes.command), 'the setting dockwright.command', wishes, system);
  }
  if (wishes.path !== '') {
    const program = [expand(wishes.path, wishes, system)];
    return named([...program, SUBCOMMAND], program, 'the setting dockwright.path', wishes, system);
  }
  const passed: string[] = [];
  for (const { program, origin } of candidates(wishes, system)) {
    const version = await versionOf(program, system);
    const objection = version === undefined ? 'no dockwright there' : objectionTo(version, wishes.minimum);
    if (version !== undefined && objection === undefined) {
      return { kind: 'found', server: { argv: [...program, SUBCOMMAND], version, origin }, passed };
    }
    passed.push(`${origin} (${program.join(' ')}): ${objection}`);
  }
  return { kind: 'missing', passed };
}

/** The server that the user names, or what is wrong with it. */
async function named(
  argv: readonly string[],
  program: readonly string[],
  origin: string,
  wishes: Wishes,
  system: System,
): Promise<Search> {
  const version = await versionOf(program, system);
  if (version === undefined) {
    const reason = `${origin} names \`${program.join(' ')}\`, which does not answer \`--version\` as dockwright does`;
    return { kind: 'unusable', reason, passed: [] };
  }
  const objection = objectionTo(version, wishes.minimum);
  return objection === undefined
    ? { kind: 'found', server: { argv, version, origin }, passed: [] }
    : { kind: 'unusable', reason: `${origin}: ${objection}`, passed: [] };
}

/** The command line without the word from which on it is about serving. */
function programOf(command: readonly string[]): readonly string[] {
  const end = command.indexOf(SUBCOMMAND, 1);
  return end < 0 ? command.slice(0, 1) : command.slice(0, end);
}

function* candidates(wishes: Wishes, system: System): Generator<Candidate> {
  if (wishes.interpreter !== '') {
    const python = expand(wishes.interpreter, wishes, system);
    yield { program: [python, '-m', 'dockwright'], origin: 'the setting dockwright.interpreter' };
  }
  if (wishes.trusted) {
    for (const folder of wishes.folders) {
      for (const name of ['.venv', 'venv']) {
        const program = inEnvironment(join(system, folder, name), system);
        if (system.isFile(program)) {
          yield { program: [program], origin: `the virtual environment ${name} of the workspace` };
        }
      }
    }
    for (const python of wishes.pythons) {
      yield { program: [expand(python, wishes, system), '-m', 'dockwright'], origin: 'the Python of the workspace' };
    }
  }
  const program = onPath('dockwright', system);
  if (program !== undefined) {
    yield { program: [program], origin: 'PATH' };
  }
}

/** The program dockwright in a virtual environment. */
export function inEnvironment(directory: string, system: System, program = 'dockwright'): string {
  return system.platform === 'win32'
    ? join(system, directory, 'Scripts', `${program}.exe`)
    : join(system, directory, 'bin', program);
}

/** A program on PATH. Only absolute directories count: others would mean the workspace. */
export function onPath(name: string, system: System): string | undefined {
  const flavour = system.platform === 'win32' ? path.win32 : path.posix;
  const file = system.platform === 'win32' ? `${name}.exe` : name;
  const variable = system.env['PATH'] ?? system.env['Path'] ?? '';
  return variable
    .split(flavour.delimiter)
    .filter((directory) => flavour.isAbsolute(directory))
    .map((directory) => flavour.join(directory, file))
    .find((one) => system.isFile(one));
}

/** A path as people write it in settings: `~`, `${workspaceFolder}`, `${env:NAME}`, relative to the workspace. */
export function expand(text: string, wishes: Pick<Wishes, 'folders'>, system: System): string {
  const flavour = system.platform === 'win32' ? path.win32 : path.posix;
  const folder = wishes.folders[0];
  const written = text
    .replace(/^~(?=$|[\\/])/, () => system.home)
    .replace(/\$\{userHome\}/g, () => system.home)
    .replace(/\$\{workspaceFolder\}/g, (whole) => folder ?? whole)
    .replace(/\$\{env:([^}]+)\}/g, (_, name: string) => system.env[name] ?? '');
  const isName = !/[\\/]/.test(written);
  if (isName) {
    return onPath(written, system) ?? written;
  }
  return flavour.isAbsolute(written) || folder === undefined ? written : flavour.join(folder, written);
}

function join(system: System, ...parts: string[]): string {
  return (system.platform === 'win32' ? path.win32 : path.posix).join(...parts);
}

/** The version that a program says it is of; undefined when it is not dockwright, or cannot be run. */
export async function versionOf(program: readonly string[], system: System): Promise<string | undefined> {
  const answer = await system.run([...program, '--version']);
  return answer.code === 0 ? /^dockwright (\d+\.\d+\.\d+\S*)\s*$/m.exec(answer.output)?.[1] : undefined;
}

/** Why a version will not do; undefined when it will. */
export function objectionTo(version: string, minimum: string): string | undefined {
  const [have, need] = [numbers(version), numbers(minimum)];
  if (have[0] > need[0]) {
    return `version ${version} is newer than this extension understands`;
  }
  const difference = have.map((number, place) => number - need[place]!).find((one) => one !== 0) ?? 0;
  return difference < 0 ? `version ${version} is too old, ${minimum} is needed` : undefined;
}

function numbers(version: string): [number, number, number] {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map((part) => Number.parseInt(part, 10) || 0);
  return [major, minor, patch];
}

/** A Python that can run the server; undefined when there is none. */
export async function findPython(first: readonly string[], system: System): Promise<readonly string[] | undefined> {
  const names = system.platform === 'win32' ? ['python', 'python3'] : ['python3', 'python', ...newer()];
  const launcher = system.platform === 'win32' ? onPath('py', system) : undefined;
  const programs: (readonly string[])[] = [
    ...first.map((python) => [python]),
    ...(launcher === undefined ? [] : [[launcher, '-3']]),
    ...names.map((name) => onPath(name, system)).flatMap((python) => (python === undefined ? [] : [[python]])),
  ];
  for (const program of programs) {
    const answer = await system.run([...program, '-c', 'import sys; print(sys.version_info >= (3, 10))']);
    if (answer.code === 0 && answer.output.trim() === 'True') {
      return program;
    }
  }
  return undefined;
}

function newer(): string[] {
  return [15, 14, 13, 12, 11, 10].map((minor) => `python3.${minor}`);
}
