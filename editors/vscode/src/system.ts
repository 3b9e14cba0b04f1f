// The machine that the extension runs on.

import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import * as os from 'node:os';

import type { Answer, System } from './finder';

const PATIENCE = 10 * 60 * 1000; // milliseconds; pip may have a slow line

/** Programs run in `directory`, which is not the workspace: no module of the workspace can get in Python's way. */
export function machine(directory: string, log: (line: string) => void): System {
  return {
    platform: process.platform,
    env: process.env,
    home: os.homedir(),
    isFile: (file) => statSync(file, { throwIfNoEntry: false })?.isFile() ?? false,
    run: (argv, stop) => run(argv, directory, log, stop),
  };
}

/** What every Python that we start gets to see: it imports nothing from the working directory. */
export function environment(): NodeJS.ProcessEnv {
  return { ...process.env, PYTHONSAFEPATH: '1' };
}

function run(
  argv: readonly string[],
  cwd: string,
  log: (line: string) => void,
  signal?: AbortSignal,
): Promise<Answer> {
  const [program = '', ...rest] = argv;
  const options = { cwd, env: environment(), timeout: PATIENCE, signal, windowsHide: true, maxBuffer: 16 * 1024 * 1024 };
  return new Promise((resolve) => {
    execFile(program, rest, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      log(`${argv.join(' ')}: ${code === -1 ? String(error) : code}`);
      resolve({ code, output: stdout + (code === 0 ? '' : stderr || String(error)) });
    });
  });
}
