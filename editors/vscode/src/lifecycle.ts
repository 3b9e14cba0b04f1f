// One server at a time: find it, start it, stop it, tell people how it is.

import * as vscode from 'vscode';
import {
  type ExecuteCommandSignature,
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  State,
  type StaticFeature,
} from 'vscode-languageclient/node';

import { findPython, findServer, type Server, type System, type Wishes } from './finder';
import { Managed } from './managed';
import * as settings from './settings';
import { environment } from './system';
import { Typing } from './typing';
import { Waiting } from './waiting';

const SELECTOR = [
  { scheme: 'file', language: 'dockerfile' },
  { scheme: 'untitled', language: 'dockerfile' },
];
const BY_HAND = 'https://github.com/dockwright/dockwright/blob/main/docs/editors/README.md#installing-dockwright';

/** What a user has answered to the question whether the server may be installed. */
type Consent = 'yes' | 'no' | 'not asked';

export class Lifecycle {
  private client: LanguageClient | undefined;
  private queue: Promise<void> = Promise.resolve(); // restarts never overlap
  private consent: Consent = 'not asked';
  private readonly waiting = new Waiting();
  private readonly typing = new Typing();
  private readonly status: vscode.LanguageStatusItem;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly system: System,
    private readonly log: vscode.LogOutputChannel,
    private readonly serverLog: vscode.OutputChannel,
  ) {
    this.status = vscode.languages.createLanguageStatusItem('dockwright', SELECTOR);
    this.status.name = 'dockwright';
    context.subscriptions.push(this.status);
  }

  /** Stop the server, if there is one, and start the one that is right now. Never rejects. */
  restart(): Promise<void> {
    return this.next(async () => {
      await this.stopClient();
      this.tell('starting...', 'looking for the server', vscode.LanguageStatusSeverity.Information, true);
      const server = await this.find();
      if (server !== undefined) {
        await this.start(server);
      }
    });
  }

  /** Install the server because the user says so, whatever there is. */
  install(): Promise<void> {
    return this.next(async () => {
      await this.stopClient();
      const server = await this.installManaged();
      if (server !== undefined) {
        await this.start(server);
      }
    });
  }

  stop(): Promise<void> {
    return this.next(() => this.stopClient());
  }

  private next(work: () => Promise<void>): Promise<void> {
    this.queue = this.queue.then(work).catch((error: unknown) => this.fail(String(error)));
    return this.queue;
  }

  private async find(): Promise<Server | undefined> {
    const wishes = await this.wishes();
    const search = await findServer(wishes, this.system);
    search.passed.forEach((one) => this.log.info(`passed over: ${one}`));
    if (search.kind === 'found') {
      return search.server;
    }
    if (search.kind === 'unusable') {
      this.fail(search.reason);
      return undefined;
    }
    return (await this.managed().server()) ?? (await this.offerToInstall());
  }

  private async wishes(): Promise<Wishes> {
    const { command, path, interpreter } = settings.read();
    const trusted = vscode.workspace.isTrusted;
    const folders = (vscode.workspace.workspaceFolders ?? []).filter((one) => one.uri.scheme === 'file');
    return {
      command,
      path,
      interpreter,
      folders: folders.map((one) => one.uri.fsPath),
      pythons: trusted ? await settings.pythons(this.log) : [],
      trusted,
      minimum: this.manifest.minimumServer,
    };
  }

  private get manifest(): { readonly version: string; readonly minimumServer: string } {
    return this.context.extension.packageJSON;
  }

  private managed(): Managed {
    const requirement = settings.read().requirement || `dockwright==${this.manifest.version}`;
    return new Managed(this.context.globalStorageUri.fsPath, requirement, this.system);
  }

  private async offerToInstall(): Promise<Server | undefined> {
    const { install } = settings.read();
    if (install === 'never') {
      this.fail('dockwright is not installed, and the setting dockwright.install says that it is not to be', false);
      return undefined;
    }
    if (install === 'ask' && this.consent === 'not asked') {
      void this.ask();
    }
    if (install === 'ask' && this.consent !== 'yes') {
      this.tell('not installed', 'the server is not there yet', vscode.LanguageStatusSeverity.Warning);
      this.status.command = { title: 'Install', command: 'dockwright.install' };
      return undefined;
    }
    return this.installManaged();
  }

  /** Ask once a session; nobody waits for the answer, which may never come. */
  private async ask(): Promise<void> {
    this.consent = 'no';
    const [yes, how, no] = ['Install', 'How to Do It Myself', 'Not Now'];
    const answer = await vscode.window.showInformationMessage(
      `dockwright is not on this machine yet. May this extension install version ${this.manifest.version} for itself? ` +
        'It makes a virtual environment in its own storage and has pip fetch dockwright into it; nothing else is changed.',
      yes,
      how,
      no,
    );
    if (answer === yes) {
      this.consent = 'yes';
      await this.install();
    } else if (answer === how) {
      await vscode.env.openExternal(vscode.Uri.parse(BY_HAND));
    }
  }

  private async installManaged(): Promise<Server | undefined> {
    const wishes = await this.wishes();
    const python = await findPython([wishes.interpreter, ...wishes.pythons].filter((one) => one !== ''), this.system);
    if (python === undefined) {
      this.fail('no Python 3.10 or newer was found; install one, or name one in the setting dockwright.interpreter');
      return undefined;
    }
    this.tell('installing...', python.join(' '), vscode.LanguageStatusSeverity.Information, true);
    const options = { location: vscode.ProgressLocation.Notification, title: 'dockwright', cancellable: true };
    try {
      return await vscode.window.withProgress(options, (progress, token) => {
        const stop = new AbortController();
        token.onCancellationRequested(() => stop.abort());
        return this.managed().install(python, (message) => progress.report({ message }), stop.signal);
      });
    } catch (error) {
      const { message } = error as Error;
      this.log.error(message);
      this.fail(message.split('\n')[0]!);
      return undefined;
    }
  }

  private async start(server: Server): Promise<void> {
    const [command = '', ...args] = server.argv;
    this.log.info(`version ${server.version} from ${server.origin}: ${server.argv.join(' ')}`);
    const options = { cwd: this.context.globalStorageUri.fsPath, env: environment() };
    const client = new LanguageClient('dockwright', 'dockwright', { command, args, options }, this.clientOptions());
    client.registerFeature(knownCommands);
    client.onDidChangeState(({ newState }) => {
      if (client === this.client && newState === State.Running) {
        this.tell(server.version, server.origin, vscode.LanguageStatusSeverity.Information);
      } else if (client === this.client && newState === State.Stopped) {
        this.tell('stopped', 'the server has ended', vscode.LanguageStatusSeverity.Error);
      }
    });
    this.client = client;
    await client.start();
  }

  private clientOptions(): LanguageClientOptions {
    return {
      documentSelector: SELECTOR,
      outputChannel: this.serverLog,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      middleware: {
        // VS Code greys out what is refused, and does not say why.
        provideCodeActions: async (document, range, context, token, next) => {
          const actions = (await next(document, range, context, token)) ?? [];
          for (const action of actions) {
            if ('disabled' in action && action.disabled !== undefined) {
              action.title = `${action.title}: ${action.disabled.reason}`;
            }
          }
          return actions;
        },
        provideCompletionItem: (document, position, context, token, next) =>
          this.waiting.during(() =>
            this.typing.during(document, position, context, (told) => next(document, position, told, token)),
          ),
        didChange: (event, next) => {
          this.typing.note(event);
          return next(event);
        },
        executeCommand: (command: string, args: unknown[], next: ExecuteCommandSignature) => {
          this.log.debug(command);
          return next(command, args);
        },
      },
    };
  }

  private async stopClient(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client !== undefined) {
      await client.dispose().catch((error: unknown) => this.log.warn(`the server did not stop in order: ${error}`));
    }
  }

  private tell(text: string, detail: string, severity: vscode.LanguageStatusSeverity, busy = false): void {
    this.status.text = `dockwright ${text}`;
    this.status.detail = vscode.workspace.isTrusted ? detail : `${detail} (Restricted Mode)`;
    this.status.severity = severity;
    this.status.busy = busy;
    this.status.command = { title: 'Show log', command: 'dockwright.showLogs' };
  }

  /** Say what is wrong: in the log, in the status, and in a message with something to click. */
  private fail(reason: string, aloud = true): void {
    this.log.error(reason);
    this.tell('does not run', reason, vscode.LanguageStatusSeverity.Error);
    if (aloud) {
      void vscode.window.showErrorMessage(`dockwright: ${reason}`, 'Settings', 'Log').then((answer) => {
        if (answer === 'Settings') {
          void vscode.commands.executeCommand('workbench.action.openSettings', '@ext:dockwright.dockwright');
        } else if (answer === 'Log') {
          this.log.show();
        }
      });
    }
  }
}

/** Tells the server which of VS Code's commands a completion may run. */
const knownCommands: StaticFeature = {
  fillClientCapabilities(capabilities) {
    capabilities.experimental = { ...capabilities.experimental, commands: { commands: ['editor.action.triggerSuggest'] } };
  },
  initialize: () => undefined,
  getState: () => ({ kind: 'static' }),
  clear: () => undefined,
};
