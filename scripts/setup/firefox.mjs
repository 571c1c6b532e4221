import { join } from 'node:path'
import { locate } from './locate.mjs'
import { say } from './machine.mjs'
import { installFromSystem, onPath, starts } from './system.mjs'

const { env } = process

/** The path of a Firefox; installs one when there is none. `undefined` where none can be had: its tests are skipped. */
export function firefox() {
  const path = locate({ variable: 'FIREFOX', find, install })
  if (!path) say('no Firefox, so its tests are skipped. Install one, or set FIREFOX to its path, to run them.')
  return path
}

function find() {
  const programs = [env.PROGRAMFILES, env['PROGRAMFILES(X86)']].filter(Boolean)
  return [
    ...onPath('firefox', 'firefox-esr'),
    '/Applications/Firefox.app/Contents/MacOS/firefox',
    ...programs.map((folder) => join(folder, String.raw`Mozilla Firefox\firefox.exe`)),
  ].find(starts)
}

function install() {
  installFromSystem('Firefox', { name: 'firefox', names: { 'apt-get': 'firefox-esr', brew: '--cask firefox' } })
}
