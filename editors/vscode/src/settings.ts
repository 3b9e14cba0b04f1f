// What the user has set for the extension itself. The rest of the section `dockwright` is the server's.

import * as vscode from 'vscode';

/** A change of one of these needs another server. */
export const OF_THE_SERVER_ITSELF = [
  'dockwright.command',
  'dockwright.path',
  'dockwright.interpreter',
  'dockwright.install',
  'dockwright.requirement',
  'python.defaultInterpreterPath',
];

export interface Settings {
  readonly command: readonly string[];
  readonly path: string;
  readonly interpreter: string;
  readonly install: 'ask' | 'always' | 'never';
  readonly requirement: string;
}

/** Wrong values count as not set: what stands in settings.json is anybody's guess. */
export function read(): Settings {
  const section = vscode.workspace.getConfiguration('dockwright');
  const text = (name: string): string => {
    const value: unknown = section.get(name);
    return typeof value === 'string' ? value.trim() : '';
  };
  const command: unknown = section.get('command');
  const install = text('install');
  return {
    command: Array.isArray(command) ? command.filter((word): word is string => typeof word === 'string') : [],
    path: text('path'),
    interpreter: text('interpreter'),
    install: install === 'always' || install === 'never' ? install : 'ask',
    requirement: text('requirement'),
  };
}

/** The Pythons chosen for the workspace: by the Python extension, if it is there, or by its setting. */
export async function pythons(log: vscode.LogOutputChannel): Promise<string[]> {
  const found: unknown[] = [];
  const extension = pythonExtension();
  if (extension !== undefined) {
    try {
      const { environments } = await extension.activate();
      const chosen = environments.getActiveEnvironmentPath(vscode.workspace.workspaceFolders?.[0]?.uri);
      found.push((await environments.resolveEnvironment(chosen))?.executable.uri?.fsPath ?? chosen.path);
    } catch (error) {
      log.warn(`the Python extension does not say which Python is chosen: ${error}`);
    }
  }
  found.push(vscode.workspace.getConfiguration('python').get('defaultInterpreterPath'));
  const written = found.filter((one): one is string => typeof one === 'string' && one !== '' && one !== 'python');
  return [...new Set(written)];
}

/** Call back when another Python is chosen in the Python extension; it tells of many choices that change nothing. */
export async function whenPythonChanges(log: vscode.LogOutputChannel, then: () => unknown): Promise<vscode.Disposable[]> {
  try {
    const environments = (await pythonExtension()?.activate())?.environments;
    if (environments?.onDidChangeActiveEnvironmentPath === undefined) {
      return [];
    }
    let before = String(await pythons(log));
    const look = async (): Promise<void> => {
      const now = String(await pythons(log));
      if (now !== before) {
        before = now;
        then();
      }
    };
    return [environments.onDidChangeActiveEnvironmentPath(look)];
  } catch (error) {
    log.warn(`the Python extension does not tell of changes: ${error}`);
    return [];
  }
}

function pythonExtension(): vscode.Extension<PythonExtension> | undefined {
  return vscode.extensions.getExtension<PythonExtension>('ms-python.python');
}

/** As much of the Python extension's interface as is used here. */
interface PythonExtension {
  readonly environments: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { readonly path: string };
    resolveEnvironment(
      chosen: { readonly path: string },
    ): Promise<{ readonly executable: { readonly uri?: vscode.Uri } } | undefined>;
    readonly onDidChangeActiveEnvironmentPath?: vscode.Event<unknown>;
  };
}
