/** `npm run bench`: what each part costs, then what a call costs; a promise missed in the first must not hide the second. */
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { root } from './load/program.ts'

const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs')

const parts = [
  [vitest, 'bench', '--run'],
  [join(root, 'e2e/load/main.ts'), ...process.argv.slice(2)],
]
const ended = parts.map((part) => spawnSync(process.execPath, part, { cwd: root, stdio: 'inherit' }).status)

process.exit(ended.every((status) => status === 0) ? 0 : 1)
