import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { say, stop } from './machine.mjs'
import { installFromSystem, onPath, starts } from './system.mjs'

const { env } = process

/** The path of a Firefox; installs one when there is none. An empty text where none can be had: its tests are skipped. */
export function firefox() {
  if (env.FIREFOX) return existsSync(env.FIREFOX) ? env.FIREFOX : stop(`FIREFOX is no file: ${env.FIREFOX}`)
  const path = find() ?? install()
  if (!path) say('no Firefox, so its tests are skipped. Install one, or set FIREFOX to its path, to run them.')
  return path ?? ''
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
  installFromSystem('Firefox', 'firefox', { 'apt-get': 'firefox-esr', brew: '--cask firefox' })
  return find()
}
