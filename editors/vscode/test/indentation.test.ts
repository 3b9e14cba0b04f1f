// Where a new line begins, by the line that Enter is pressed in and the one above it.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { INDENTATION } from '../src/indentation';
import { IndentAction } from './stand-ins/vscode';

/** What VS Code does at the end of a line: the first rule that fits, or else it keeps the indentation, or indents by the pattern. */
function below(line: string, above = ''): IndentAction {
  const rule = (INDENTATION.onEnterRules ?? []).find(
    (one) => one.beforeText.test(line) && (one.previousLineText === undefined || one.previousLineText.test(above)),
  );
  const otherwise = INDENTATION.indentationRules?.increaseIndentPattern.test(line) ? IndentAction.Indent : IndentAction.None;
  return (rule?.action.indentAction as number | undefined) ?? otherwise;
}

const CASES: readonly (readonly [name: string, action: IndentAction, line: string, above?: string])[] = [
  ['a line that goes on', IndentAction.Indent, 'RUN apt-get update \\'],
  ['blanks behind the backslash', IndentAction.Indent, 'ENV A=1 \\ '],
  ['the next one that goes on', IndentAction.None, '    && apt-get install \\', 'RUN apt-get update \\'],
  ['one that goes on in the first column', IndentAction.None, 'B=2 \\', 'ENV A=1 \\'],
  ['one that goes on below a comment', IndentAction.None, '    curl \\', '    # for the health check'],
  ['the end', IndentAction.Outdent, '    curl', 'RUN apt-get install \\'],
  ['an end of one letter', IndentAction.Outdent, '  .', 'COPY a b \\'],
  ['the end in the first column', IndentAction.None, 'curl', 'RUN apt-get install \\'],
  ['an empty line', IndentAction.None, '', '    curl'],
  ['a whole instruction', IndentAction.None, 'RUN curl https://example.org | bash -'],
  ['a comment that ends with a colon', IndentAction.None, '# The base image:'],
  ['a block of Python in a here-document', IndentAction.Indent, 'for name in names:', 'import os'],
  ['a comment that ends with a backslash', IndentAction.None, '# C:\\'],
  ['a line below such a comment', IndentAction.None, '  RUN make', '# C:\\'],
  ['a comment between lines that go on', IndentAction.None, '    # why', 'RUN apt-get install \\'],
];

describe('a new line', () => {
  for (const [name, action, line, above] of CASES) {
    it(`below ${name}`, () => assert.equal(below(line, above), action));
  }
});
