// A machine with a Python whose venv and pip are played; the directories are real.

import * as fs from 'node:fs';
import * as path from 'node:path';

import type { Answer, System } from '../../src/finder';

/** A machine on which one step fails, if any; what was installed stands in a file in the place of the program. */
export function machine(failing?: 'venv' | 'pip', output = '', more: Partial<System> = {}): System {
  return {
    platform: 'linux',
    env: {},
    home: '/',
    isFile: (file) => fs.existsSync(file),
    run: async (argv): Promise<Answer> => {
      const step = argv[1] === '-m' ? argv[2] : 'version';
      if (step === failing) {
        return { code: 1, output };
      }
      if (step === 'venv') {
        fs.mkdirSync(path.join(argv[3]!, 'bin'), { recursive: true });
      } else if (step === 'pip') {
        fs.writeFileSync(path.join(path.dirname(argv[0]!), 'dockwright'), argv[argv.length - 1]!.replace('==', ' '));
      } else if (argv[1] === '-c') {
        return { code: 0, output: 'True\n' }; // it is a Python that will do
      } else {
        return fs.existsSync(argv[0]!) ? { code: 0, output: fs.readFileSync(argv[0]!, 'utf8') } : { code: -1, output: '' };
      }
      return { code: 0, output: '' };
    },
    ...more,
  };
}
