import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { locate } from './locate.mjs'
import { fromRoot, say, stop, succeedsSilently, windows } from './machine.mjs'
import { installFromSystem, isRoot, onPath, starts } from './system.mjs'

const { env } = process

/** The path of a Chromium, Chrome or Edge; installs a Chromium when there is none. */
export function chromium() {
  const path = locate({ variable: 'CHROMIUM', find, install })
  return path ?? stop('no Chromium. Please install one, or set CHROMIUM to its path, and try again.')
}

function find() {
  const apps = ['Chromium', 'Google Chrome', 'Microsoft Edge']
  const exes = [String.raw`Google\Chrome\Application\chrome.exe`, String.raw`Microsoft\Edge\Application\msedge.exe`]
  const programs = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter(Boolean)
  const paths = [
    ...onPath('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'),
    ...apps.map((app) => `/Applications/${app}.app/Contents/MacOS/${app}`),
    ...exes.flatMap((exe) => programs.map((folder) => join(folder, exe))),
  ]
  return paths.find(starts) ?? [downloaded()].find(starts)
}

/** Tries one way after the other. Debian's own package is better than a download; elsewhere it is the other way round. */
function install() {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : ''
  const ways = /^ID=debian$/m.test(release) ? [fromSystem, download] : [download, fromSystem]
  for (const way of ways) {
    way()
    if (find()) return
  }
}

function fromSystem() {
  installFromSystem('Chromium', { name: 'chromium', names: { brew: '--cask chromium' } })
}

/** Where Playwright keeps its own, whether it is there or not. */
function downloaded() {
  const path = spawnSync('node', ['-p', 'require("playwright").chromium.executablePath()'], { cwd: fromRoot() })
  return String(path.stdout).trim()
}

function download() {
  say('downloading Chromium (playwright)')
  const args = ['install', '--no-shell', ...(isRoot && !windows ? ['--with-deps'] : []), 'chromium']
  // A network that refuses must not take minutes to say so.
  const patience = { timeout: 300_000, env: { ...env, PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '10000' } }
  succeedsSilently('node', [fromRoot('node_modules/playwright/cli.js'), ...args], patience)
}
