import { locate } from './locate.mjs'
import { say, windows } from './machine.mjs'
import { installFromSystem, onPath, starts } from './system.mjs'

/** The path of Python 3; installs it when there is none. `undefined` where it cannot be had: its tests are skipped. */
export function python() {
  const path = locate({ variable: 'PYTHON', find, install })
  if (!path) say('no python3, so its tests are skipped. Install the package python3, or set PYTHON to its path.')
  return path
}

function find() {
  return onPath(windows ? 'python.exe' : 'python3').find(starts)
}

function install() {
  installFromSystem('Python', { name: 'python3', names: { pacman: 'python', brew: 'python' } })
}
