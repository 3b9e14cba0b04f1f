// While an answer is on its way, Enter is a line break: the list on the screen is one for a letter less.
//
// VS Code shows a list that is to be asked for again as it was until there is an answer, and Enter takes its first row. What to
// do in its place stands in the manifest (`keybindings`): there it costs no time, however busy this process is.

import * as vscode from 'vscode';

const CONTEXT = 'dockwright.isWaiting';
const UNSEEN = 50; // milliseconds in which nobody has looked at an answer, and VS Code may not have drawn it yet

export class Waiting {
  private open = 0;

  /** Ask for a list. */
  async during<T>(ask: () => T): Promise<Awaited<T>> {
    this.count(1);
    try {
      return await ask();
    } finally {
      setTimeout(() => this.count(-1), UNSEEN);
    }
  }

  private count(more: 1 | -1): void {
    const before = this.open > 0;
    this.open += more;
    if (before !== this.open > 0) {
      void vscode.commands.executeCommand('setContext', CONTEXT, this.open > 0);
    }
  }
}
