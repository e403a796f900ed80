/** `npm run bench`: what each part costs, then what a call costs; a promise missed in the first must not hide the second. */
import { spawnSync } from 'node:child_process'

const parts = [['bench:parts'], ['bench:load', '--', ...process.argv.slice(2)]]
const ended = parts.map(
  (part) => spawnSync(process.execPath, ['--run', ...part], { stdio: 'inherit' }).status,
)

process.exit(ended.every((status) => status === 0) ? 0 : 1)
