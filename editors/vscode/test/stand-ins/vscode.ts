// As much of VS Code as the extension talks to, in memory. The tests are bundled with this in the place of `vscode`.

export interface Question {
  readonly text: string;
  readonly choices: readonly string[];
}

type Values = Record<string, unknown>;

/** What the user has, and what the user is shown; a test begins with `reset`. */
export const world = {
  settings: {} as Values, // by their whole names
  languageSettings: {} as Values, // what the user has set for Dockerfiles alone
  extensions: {} as Record<string, unknown>, // by id: what `activate` gives, or an Error that it throws
  trusted: true,
  folders: [] as string[],
  answers: {} as Record<string, string>, // to questions, by a word of the text
  asked: [] as Question[],
  complaints: [] as Question[],
  opened: [] as string[],
  ran: [] as unknown[][],
  commands: {} as Record<string, (...args: unknown[]) => unknown>,
  logged: [] as string[],
  progress: [] as string[],
  stop: undefined as (() => void) | undefined, // what the button in the progress does
  stops: false, // whether the user presses it at once
};

export function reset(): void {
  Object.assign(world, {
    settings: {}, languageSettings: {}, extensions: {}, trusted: true, folders: [], answers: {},
    asked: [], complaints: [], opened: [], ran: [], commands: {}, logged: [], progress: [], stop: undefined, stops: false,
  }); // prettier-ignore
}

export enum CompletionTriggerKind { Invoke, TriggerCharacter, TriggerForIncompleteCompletions } // prettier-ignore
export enum ConfigurationTarget { Global = 1, Workspace, WorkspaceFolder } // prettier-ignore
export enum IndentAction { None, Indent, IndentOutdent, Outdent } // prettier-ignore
export enum LanguageStatusSeverity { Information, Warning, Error } // prettier-ignore
export enum ProgressLocation { SourceControl = 1, Window = 10, Notification = 15 } // prettier-ignore

export const Uri = {
  file: (fsPath: string) => ({ scheme: 'file', fsPath }),
  parse: (text: string) => ({ scheme: text.split(':')[0], text }),
};

export const extensions = {
  getExtension(id: string) {
    const given = world.extensions[id];
    const activate = async (): Promise<unknown> => {
      if (given instanceof Error) {
        throw given;
      }
      return given;
    };
    return id in world.extensions ? { id, activate } : undefined;
  },
};

export const workspace = {
  get isTrusted() {
    return world.trusted;
  },
  get workspaceFolders() {
    return world.folders.length > 0 ? world.folders.map((one) => ({ uri: Uri.file(one) })) : undefined;
  },
  getConfiguration: (section: string) => ({
    get: (name: string) => world.settings[`${section}.${name}`],
    inspect: (name: string) => ({ globalLanguageValue: world.languageSettings[`${section}.${name}`] }),
    update: async (name: string, value: unknown, target: ConfigurationTarget, isOfLanguage = false) => {
      if (target !== ConfigurationTarget.Global) {
        throw new Error('only the settings of the user are written');
      }
      (isOfLanguage ? world.languageSettings : world.settings)[`${section}.${name}`] = value;
    },
  }),
};

async function ask(list: Question[], text: string, choices: readonly string[]): Promise<string | undefined> {
  list.push({ text, choices });
  const word = Object.keys(world.answers).find((one) => text.includes(one));
  return word === undefined ? undefined : world.answers[word];
}

interface Progress {
  report(step: { message: string }): void;
}
interface Token {
  onCancellationRequested(stop: () => void): void;
}

export const window = {
  showInformationMessage: (text: string, ...choices: string[]) => ask(world.asked, text, choices),
  showErrorMessage: (text: string, ...choices: string[]) => ask(world.complaints, text, choices),
  showTextDocument: async (uri: { fsPath: string }) => void world.opened.push(uri.fsPath),
  withProgress: (_: unknown, work: (progress: Progress, token: Token) => Promise<unknown>) =>
    work(
      { report: ({ message }) => void world.progress.push(message) },
      {
        onCancellationRequested: (stop) => {
          world.stop = stop;
          if (world.stops) {
            stop();
          }
        },
      },
    ),
};

export const env = { openExternal: async (uri: { text: string }) => void world.opened.push(uri.text) };

export const commands = {
  registerCommand(name: string, command: (...args: unknown[]) => unknown) {
    world.commands[name] = command;
    return { dispose: () => undefined };
  },
  executeCommand: async (...call: unknown[]) => void world.ran.push(call),
};

/** The braces in the status bar. */
export const status = { name: '', text: '', detail: '', busy: false, severity: 0, command: undefined as unknown };

export const languages = { createLanguageStatusItem: () => status };

/** An output channel that keeps what is written. */
export function channel(): never {
  const write = (text: string): void => void world.logged.push(text);
  return { info: write, debug: write, warn: write, error: write, show: () => write('shown') } as never;
}
