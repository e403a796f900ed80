// A server on stdin and stdout that is moved by whoever listens on PUPPET_PORT: what it hears goes there, what comes
// from there it says.
import { connect } from 'node:net'

const line = connect(Number(process.env['PUPPET_PORT']), '127.0.0.1').setNoDelay(true)
process.stdin.pipe(line)
line.pipe(process.stdout)
line.on('close', () => process.exit(0))
