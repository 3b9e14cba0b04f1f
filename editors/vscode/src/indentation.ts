// Where a new line begins. VS Code's own rules for Dockerfiles indent below a colon and a hyphen, as if these were YAML:
// below `# The base image:` and `curl ... | bash -`. Here a line that goes on is what indents, once, and its end what takes it back;
// and a colon in what is no comment, for scripts in Python.

import * as vscode from 'vscode';

const GOES_ON = /^(?!\s*#).*\\\s*$/;
const BEGINS_AND_GOES_ON = /^[^\s#].*\\\s*$/;
const ENDS = /^\s+[^\s#](.*[^\s\\])?\s*$/;
const OPENS_A_BLOCK = /^\s*[^\s#].*:\s*$/;
const EMPTY = /^\s*$/; // else VS Code takes the indentation of the last line that is not
const NEVER = /(?!)/;

export const INDENTATION: vscode.LanguageConfiguration = {
  indentationRules: { increaseIndentPattern: OPENS_A_BLOCK, decreaseIndentPattern: NEVER },
  onEnterRules: [
    { beforeText: EMPTY, action: { indentAction: vscode.IndentAction.None } },
    { previousLineText: GOES_ON, beforeText: GOES_ON, action: { indentAction: vscode.IndentAction.None } },
    { previousLineText: GOES_ON, beforeText: ENDS, action: { indentAction: vscode.IndentAction.Outdent } },
    { beforeText: BEGINS_AND_GOES_ON, action: { indentAction: vscode.IndentAction.Indent } },
  ],
};
