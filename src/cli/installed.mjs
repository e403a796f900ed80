// Whether packages are there, as `prepare.mjs` wants to know before anything is installed: on Node's own modules alone.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }} Locked */

/** @param {string} path @returns {Map<string, Locked>} */
function packagesIn(path) {
  const { packages = {} } = JSON.parse(readFileSync(path, 'utf8'))
  return new Map(Object.entries(packages).filter(([place]) => place !== ''))
}

/**
 * Whether what a lock file says has been installed. npm writes down last what it has installed, in a lock file of its own, and
 * the two are compared by what they say: by their times a clone would be installed anew where packages come from a cache
 * or an image layer that is older. Optional packages may be missing, for they are for one kind of machine each.
 * @param {string} folder
 */
export function isInstalled(folder) {
  const done = join(folder, 'node_modules', '.package-lock.json')
  if (!existsSync(done)) return false
  const wanted = packagesIn(join(folder, 'package-lock.json'))
  const there = packagesIn(done)
  return (
    [...wanted].every(([place, { optional, devOptional }]) => there.has(place) || optional || devOptional) &&
    [...there].every(([place, { version, integrity }]) => {
      const one = wanted.get(place)
      return one !== undefined && one.version === version && one.integrity === integrity
    })
  )
}
