// What was typed a moment ago.
//
// VS Code asks for a list by itself when something is typed, and tells that as it tells a question of the user's (`Invoke`). To the
// server it makes a difference: where somebody asks, there is a list behind a whole word, too, and Enter takes its first row.

import * as vscode from 'vscode';

const MOMENT = 150; // milliseconds in which nobody types a character, or gets an answer, and asks for a list
const BY_ITSELF: vscode.CompletionContext = {
  triggerKind: vscode.CompletionTriggerKind.TriggerForIncompleteCompletions,
  triggerCharacter: undefined,
};

export class Typing {
  private last: { document: string; line: number; end: number; time: number } | undefined;

  /** Take note of a change. Only a single character is typed; what is taken from a list, or comes by an undo, is more. */
  note(event: Pick<vscode.TextDocumentChangeEvent, 'document' | 'contentChanges'>): void {
    const [change, ...more] = event.contentChanges;
    if (change === undefined) {
      return; // saved, say
    }
    const { line, character } = change.range.start;
    const isTyped = more.length === 0 && change.text.length === 1;
    this.last = isTyped
      ? { document: event.document.uri.toString(), line, end: character + 1, time: Date.now() }
      : undefined;
  }

  /** Ask for a list, and tell how the question came up. When an answer has nothing, VS Code asks once more by itself. */
  async during<T>(
    document: Pick<vscode.TextDocument, 'uri'>,
    position: vscode.Position,
    context: vscode.CompletionContext,
    ask: (context: vscode.CompletionContext) => T,
  ): Promise<Awaited<T>> {
    const { last } = this;
    if (
      last === undefined ||
      last.document !== document.uri.toString() ||
      last.line !== position.line ||
      last.end !== position.character ||
      Date.now() - last.time > MOMENT
    ) {
      return await ask(context);
    }
    try {
      return await ask(context.triggerKind === vscode.CompletionTriggerKind.Invoke ? BY_ITSELF : context);
    } finally {
      last.time = Date.now();
    }
  }
}
