// Bundle the extension into dist/, with the example of the walkthrough beside it; `node build.mjs test` bundles the tests.
import { build } from 'esbuild';
import { cp, copyFile, readdir, rm } from 'node:fs/promises';
import path from 'node:path';

const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
const root = path.join(here, '..', '..');
const common = { bundle: true, platform: 'node', format: 'cjs', target: 'node18', logLevel: 'warning' };

if (process.argv[2] === 'test') {
  await rm(path.join(here, 'out'), { recursive: true, force: true });
  const tests = (await readdir(path.join(here, 'test'))).filter((name) => name.endsWith('.test.ts'));
  const alias = {
    vscode: path.join(here, 'test', 'stand-ins', 'vscode.ts'),
    'vscode-languageclient/node': path.join(here, 'test', 'stand-ins', 'client.ts'),
  };
  await build({
    ...common,
    alias,
    entryPoints: tests.map((name) => path.join(here, 'test', name)),
    outdir: path.join(here, 'out'),
  });
} else {
  const dist = path.join(here, 'dist');
  await rm(dist, { recursive: true, force: true });
  await build({
    ...common,
    entryPoints: [path.join(here, 'src', 'extension.ts')],
    outfile: path.join(dist, 'extension.js'),
    external: ['vscode'],
    minify: true,
  });
  await cp(path.join(root, 'examples', 'go'), path.join(dist, 'example'), { recursive: true });
  await copyFile(path.join(root, 'LICENSE'), path.join(here, 'LICENSE'));
}
