import { accessSync, constants } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const places = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The browser that Playwright downloaded for itself, if it has. */
function playwrightChromium() {
  try {
    const require = createRequire(import.meta.url)
    const path = require('@playwright/test').chromium.executablePath()
    return typeof path === 'string' && isExecutable(path) ? path : undefined
  } catch {
    return undefined
  }
}

/**
 * The Chromium to test with: one that is on the PATH, else Playwright's own; undefined when there is none.
 * Plain JavaScript on Node's own modules: it also runs before anything is installed.
 */
export function findChromium() {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const candidates = [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...places]
  return candidates.find(isExecutable) ?? playwrightChromium()
}
