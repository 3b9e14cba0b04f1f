// In the place of `vscode-languageclient/node`: a client that starts no process, and tells what it would have started.

export enum RevealOutputChannelOn { Info = 1, Warn, Error, Never } // prettier-ignore
export enum State { Stopped = 1, Running, Starting } // prettier-ignore

type Listener = (change: { newState: State }) => void;

/** All clients since the test began, the last one last. */
export const clients: LanguageClient[] = [];

export class LanguageClient {
  isRunning = false;
  capabilities: { experimental?: unknown } = {};
  private readonly listeners: Listener[] = [];

  constructor(
    readonly id: string,
    readonly name: string,
    readonly server: { command: string; args: string[]; options: { cwd: string; env: Record<string, string> } },
    readonly options: { middleware: { provideCodeActions(...args: unknown[]): Promise<{ title: string }[]> } },
  ) {
    clients.push(this);
  }

  registerFeature(feature: { fillClientCapabilities(capabilities: object): void }): void {
    feature.fillClientCapabilities(this.capabilities);
  }
  onDidChangeState(listener: Listener): void {
    this.listeners.push(listener);
  }
  async start(): Promise<void> {
    this.become(true);
  }
  async dispose(): Promise<void> {
    this.become(false);
  }
  /** As when the server starts, or ends by itself. */
  become(isRunning: boolean): void {
    this.isRunning = isRunning;
    this.listeners.forEach((one) => one({ newState: isRunning ? State.Running : State.Stopped }));
  }
}
