import { createInterface } from 'node:readline'
import { answerTo } from './echo.ts'

/** The same server for proxies whose other side is a program. */
createInterface({ input: process.stdin }).on('line', (line) => {
  const answer = answerTo(line)
  if (answer !== undefined) process.stdout.write(`${answer}\n`)
})
