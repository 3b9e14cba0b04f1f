// Which questions for a list are the user's own.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type * as vscode from 'vscode';

import { Typing } from '../src/typing';
import { CompletionTriggerKind } from './stand-ins/vscode';

const document = { uri: { toString: () => 'file:///Dockerfile' } } as vscode.TextDocument;
const other = { uri: { toString: () => 'file:///Containerfile' } } as vscode.TextDocument;

const at = (line: number, character: number): vscode.Position => ({ line, character }) as vscode.Position;
const change = (text: string, line = 1, character = 4): vscode.TextDocumentContentChangeEvent =>
  ({ text, range: { start: at(line, character) } }) as vscode.TextDocumentContentChangeEvent;

const INVOKE = { triggerKind: CompletionTriggerKind.Invoke, triggerCharacter: undefined } as unknown as vscode.CompletionContext;
const SLASH = { triggerKind: CompletionTriggerKind.TriggerCharacter, triggerCharacter: '/' } as unknown as vscode.CompletionContext;

/** How a question is handed on. */
const told = (typing: Typing, position = at(1, 5), where = document, context = INVOKE): Promise<unknown> =>
  typing.during(where, position, context, (one) => one.triggerKind as unknown);

function behind(...changes: readonly vscode.TextDocumentContentChangeEvent[]): Typing {
  const typing = new Typing();
  typing.note({ document, contentChanges: changes });
  typing.note({ document, contentChanges: [] }); // saved
  return typing;
}

const soon = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('a question for a list', () => {
  const { Invoke, TriggerCharacter, TriggerForIncompleteCompletions } = CompletionTriggerKind;
  const typed = behind(change('k'));

  it('comes by itself behind a character', async () => {
    assert.equal(await told(behind(change('k'))), TriggerForIncompleteCompletions);
  });
  it('is a trigger all the same', async () => {
    assert.equal(await told(behind(change('/')), at(1, 5), document, SLASH), TriggerCharacter);
  });
  it('is a user’s elsewhere in the line', async () => assert.equal(await told(typed, at(1, 9)), Invoke));
  it('is a user’s in another line', async () => assert.equal(await told(typed, at(2, 5)), Invoke));
  it('is a user’s in another file', async () => assert.equal(await told(typed, at(1, 5), other), Invoke));
  it('is a user’s behind what was taken from a list', async () => {
    assert.equal(await told(behind(change('python:')), at(1, 11)), Invoke);
  });
  it('is a user’s behind what was deleted', async () => assert.equal(await told(behind(change('')), at(1, 4)), Invoke));
  it('is a user’s with several cursors', async () => {
    assert.equal(await told(behind(change('k'), change('k', 3))), Invoke);
  });
  it('is a user’s a moment later', async () => {
    const typing = behind(change('k'));
    await soon(200);
    assert.equal(await told(typing), Invoke);
  });
  it('comes by itself once more when a late answer has nothing', async () => {
    const typing = behind(change('k'));
    await typing.during(document, at(1, 5), SLASH, () => soon(200));
    assert.equal(await told(typing), TriggerForIncompleteCompletions);
    await soon(200);
    assert.equal(await told(typing), Invoke);
  });
});
