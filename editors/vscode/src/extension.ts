// The entrance: puts the parts together, and starts the server again when something it depends on has changed.

import * as fs from 'node:fs/promises';

import * as vscode from 'vscode';

import { register } from './commands';
import { tellOfOverlap } from './docker';
import { INDENTATION } from './indentation';
import { Lifecycle } from './lifecycle';
import { OF_THE_SERVER_ITSELF, whenPythonChanges } from './settings';
import { machine } from './system';

let lifecycle: Lifecycle | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel('dockwright', { log: true });
  const serverLog = vscode.window.createOutputChannel('dockwright server');
  const storage = context.globalStorageUri.fsPath;
  await fs.mkdir(storage, { recursive: true });
  const running = new Lifecycle(context, machine(storage, (line) => log.debug(line)), log, serverLog);
  lifecycle = running;
  register(context, running, log, serverLog);
  const watchPython = async (): Promise<void> => {
    context.subscriptions.push(...(await whenPythonChanges(log, () => running.restart())));
  };
  context.subscriptions.push(
    log,
    serverLog,
    vscode.languages.setLanguageConfiguration('dockerfile', INDENTATION),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      void running.restart();
      void watchPython();
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (OF_THE_SERVER_ITSELF.some((name) => change.affectsConfiguration(name))) {
        void running.restart();
      }
    }),
  );
  void tellOfOverlap(context);
  await running.restart();
  if (vscode.workspace.isTrusted) {
    await watchPython();
  }
}

export function deactivate(): Promise<void> | undefined {
  return lifecycle?.stop();
}
