// Runs before the scripts of package.json, on whatever Node the machine has (20 or newer) and nothing but its own
// modules: installs what is missing, builds what is stale, and says so on stderr. Quick when there is nothing to do.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { findChromium } from './chromium.mjs'
import { isInstalled } from './installed.mjs'

const root = resolve(import.meta.dirname, '../..')
const modules = join(root, 'node_modules')
const peers = join(root, 'e2e', 'peers')
const ownNode = join(modules, '.bin', 'node')

/** @param {string} text */
function say(text) {
  process.stderr.write(`sallyport: ${text}\n`)
}

/** @param {string} text @returns {never} */
function stop(text) {
  say(text)
  process.exit(1)
}

/**
 * Runs a program with its output on stderr, so that standard output carries results only.
 * @param {string} program @param {string[]} args @param {{ env?: NodeJS.ProcessEnv, timeout?: number, cwd?: string }} [options]
 */
function run(program, args, options = {}) {
  const { env = process.env, timeout, cwd = root } = options
  const done = spawnSync(program, args, {
    cwd,
    env,
    stdio: ['ignore', 2, 2],
    ...(timeout === undefined ? {} : { timeout }),
  })
  return done.status === 0
}

/** @param {string[]} args @param {string} cwd */
function npm(args, cwd) {
  const script = process.env['npm_execpath']
  return script !== undefined && /\.c?js$/.test(script)
    ? run(process.execPath, [script, ...args], { cwd })
    : run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { cwd })
}

/** @param {string} folder @param {string} what */
function install(folder, what) {
  if (isInstalled(folder)) return
  say(`installing ${what} (npm ci), about a minute …`)
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
  if (npm(args, folder)) return
  stop(
    'npm ci failed, its message is above. Check the connection to the npm registry, then run the same command again.',
  )
}

function installPackages() {
  install(root, 'packages')
}

/** Their install scripts are not run: they are programs to test against, and nothing of theirs is built here. */
function installPeers() {
  install(peers, 'the clients, servers and proxies that the gateway is tested with')
}

/** Types are stripped by Node itself from 22.18 on; where the packages bring a Node of their own, that one runs. */
function checkNode() {
  if (existsSync(ownNode) || existsSync(`${ownNode}.exe`) || existsSync(`${ownNode}.cmd`)) return
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 18)) return
  stop(
    `this machine has Node ${process.versions.node}, and Sallyport needs 22.18 or newer here: install it from nodejs.org.`,
  )
}

/** @param {string} path @returns {string[]} */
function filesUnder(path) {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesUnder(join(path, name)))
}

const webSources = [
  'src/std',
  'src/mcp',
  'src/risk',
  'src/policy',
  'src/model',
  'src/contract',
  'src/web',
  'public',
]
const webSettings = ['index.html', 'vite.config.ts', 'package-lock.json']

function webDigest() {
  const hash = createHash('sha256')
  for (const source of [...webSources, ...webSettings]) {
    const path = join(root, source)
    if (!existsSync(path)) continue
    for (const file of filesUnder(path))
      hash.update(file).update('\0').update(readFileSync(file)).update('\0')
  }
  return hash.digest('hex')
}

function buildDashboard() {
  const stamp = join(root, 'dist', '.built-from')
  const digest = webDigest()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return
  say('building the dashboard, about half a minute …')
  const node = existsSync(ownNode) ? ownNode : process.execPath
  if (!run(node, [join(modules, 'vite/bin/vite.js'), 'build', '--logLevel', 'warn']))
    stop('the dashboard did not build, the message is above.')
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, digest)
}

function installChromium() {
  if (findChromium() !== undefined) return
  say('no Chromium found: trying the one that Playwright downloads …')
  const node = existsSync(ownNode) ? ownNode : process.execPath
  const cli = join(modules, '@playwright/test/cli.js')
  if (run(node, [cli, 'install', 'chromium'], { timeout: 300_000 }) && findChromium() !== undefined) return
  const packages = ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core']
  const hint = `Install Chromium yourself, for instance: sudo apt-get ${packages.join(' ')}`
  if (!existsSync('/usr/bin/apt-get')) stop(`Chromium is needed for the browser tests. ${hint}`)
  if (process.getuid?.() !== 0)
    stop(`Chromium is needed for the browser tests, and only root can install it. ${hint}`)
  say('installing the distribution’s Chromium (apt-get) …')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  run('apt-get', ['update', '-qq'], { env })
  if (!run('apt-get', packages, { env }) || findChromium() === undefined)
    stop(`the distribution's Chromium could not be installed. ${hint}`)
}

const steps = {
  cli: [installPackages, checkNode],
  dev: [installPackages, checkNode],
  check: [installPackages, installPeers, checkNode],
  bench: [installPackages, installPeers, checkNode, buildDashboard],
  start: [installPackages, checkNode, buildDashboard],
  test: [installPackages, installPeers, checkNode, buildDashboard, installChromium],
}

const purpose = process.argv[2] ?? ''
if (!Object.hasOwn(steps, purpose)) stop(`prepare for what? One of ${Object.keys(steps).join(', ')}.`)
for (const step of steps[/** @type {keyof typeof steps} */ (purpose)]) step()
