// Living with Docker's own extensions: some of their checks find what dockwright finds, and each finding would show twice.
//
// The manifest switches these off (`configurationDefaults`). Here people are told of it, once, and can have them back.

import * as vscode from 'vscode';

const EXTENSIONS = ['docker.docker', 'ms-azuretools.vscode-containers', 'ms-azuretools.vscode-docker'];
const SECTION = 'docker.languageserver.diagnostics';
const TOLD = 'told-of-docker';

export async function tellOfOverlap(context: vscode.ExtensionContext): Promise<void> {
  const isThere = EXTENSIONS.some((id) => vscode.extensions.getExtension(id) !== undefined);
  if (!isThere || context.globalState.get(TOLD) === true) {
    return;
  }
  await context.globalState.update(TOLD, true);
  const back = 'Turn Them On Again';
  const answer = await vscode.window.showInformationMessage(
    "Docker's extension and dockwright have some checks in common. Those of Docker's are off now, so that nothing is reported twice.",
    'All Right',
    back,
  );
  if (answer === back) {
    await turnOn(context);
  }
}

async function turnOn(context: vscode.ExtensionContext): Promise<void> {
  const defaults: Record<string, unknown> = context.extension.packageJSON.contributes.configurationDefaults;
  const section = vscode.workspace.getConfiguration(SECTION);
  for (const name of Object.keys(defaults).filter((one) => one.startsWith(`${SECTION}.`))) {
    await section.update(name.slice(SECTION.length + 1), 'warning', vscode.ConfigurationTarget.Global);
  }
}
