import { Refusal } from '#platform/refusal'
import { processIo } from './io.ts'

const usage = `usage: sallyport COMMAND

  serve                      dashboard, API and gateway on one port
  migrate                    bring the database in DATA_DIR up to date
  classify FILE…             the risk of each tool of a tools/list
  policy check POLICY        problems of a policy
  policy decide POLICY       what a policy says to recorded calls
  policy test POLICY         run the policy's own tests
  policy diff OLD NEW        what a change loosens and tightens
  policy recommend           a first policy for a tools/list

Settings are read from the environment: PORT (4400; 0 takes a free one), HOST, DATA_DIR, PUBLIC_URL and those that README.md
lists.
`

function isHelp(arg: string): boolean {
  return arg === '--help' || arg === '-h'
}

/** One command, loaded when it is asked for; the answer is the exit code. */
async function run([asked = 'help', ...args]: string[]): Promise<number> {
  // What is asked of a command that has no usage of its own is asked of all.
  const command = asked !== 'policy' && args.some(isHelp) ? 'help' : asked
  switch (command) {
    case 'serve': {
      const { serveCommand } = await import('./serve.ts')
      return serveCommand(args, processIo)
    }
    case 'migrate': {
      const { migrateCommand } = await import('./migrate.ts')
      return migrateCommand(args, processIo)
    }
    case 'classify': {
      const { classifyCommand } = await import('./classify.ts')
      return classifyCommand(args, processIo)
    }
    case 'policy': {
      const { policyCommand } = await import('./policy.ts')
      return policyCommand(args, processIo)
    }
    case 'help':
    case '--help':
    case '-h':
      processIo.out(usage)
      return 0
    default:
      processIo.err(`sallyport: no command \`${command}\`\n\n${usage}`)
      return 2
  }
}

// The last of the three edges where what cannot happen is caught (house.md, Errors); a refusal is what can.
try {
  const code = await run(process.argv.slice(2))
  // Zero leaves the event loop to whatever still serves.
  if (code !== 0) process.exit(code)
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  processIo.err(
    error instanceof Refusal ? `sallyport: ${message}\n` : `sallyport: this should not happen: ${message}\n`,
  )
  process.exit(error instanceof Refusal ? 1 : 70)
}
