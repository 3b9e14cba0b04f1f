// What the user can ask for, beside what the server offers in the editor.

import * as fs from 'node:fs/promises';
import * as path from 'node:path';

import * as vscode from 'vscode';

import type { Lifecycle } from './lifecycle';

export const FIX_ALL = 'source.fixAll.dockwright';

export function register(
  context: vscode.ExtensionContext,
  lifecycle: Lifecycle,
  log: vscode.LogOutputChannel,
  serverLog: vscode.OutputChannel,
): void {
  const run = vscode.commands.executeCommand;
  const commands: Record<string, () => unknown> = {
    'dockwright.fixAll': () => run('editor.action.codeAction', { kind: FIX_ALL, apply: 'first' }),
    'dockwright.quickFix': () => run('editor.action.quickFix'),
    'dockwright.showRefactorings': () => run('editor.action.refactor'),
    'dockwright.restart': () => lifecycle.restart(),
    'dockwright.install': () => lifecycle.install(),
    'dockwright.showLogs': () => log.show(),
    'dockwright.showServerLogs': () => serverLog.show(),
    'dockwright.openExample': () => openExample(context),
    'dockwright.fixOnSave': () => fixOnSave(),
  };
  for (const [name, command] of Object.entries(commands)) {
    context.subscriptions.push(vscode.commands.registerCommand(name, command));
  }
}

/** A fresh copy of the example, so that whoever has played with it can start again. */
async function openExample(context: vscode.ExtensionContext): Promise<void> {
  const copy = path.join(context.globalStorageUri.fsPath, 'example');
  await fs.rm(copy, { recursive: true, force: true });
  await fs.cp(context.asAbsolutePath(path.join('dist', 'example')), copy, { recursive: true });
  await vscode.window.showTextDocument(vscode.Uri.file(path.join(copy, 'Dockerfile')), { preview: false });
}

/** Add the fixes to what is done when a Dockerfile is saved, and leave the rest as the user has it. */
async function fixOnSave(): Promise<void> {
  const editor = vscode.workspace.getConfiguration('editor', { languageId: 'dockerfile' });
  const now = editor.inspect<Record<string, unknown>>('codeActionsOnSave')?.globalLanguageValue;
  const actions = { ...now, [FIX_ALL]: 'explicit' };
  await editor.update('codeActionsOnSave', actions, vscode.ConfigurationTarget.Global, true);
  void vscode.window.showInformationMessage('From now on saving a Dockerfile makes all fixes that are safe.');
}
