import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fromRoot, say, stop, succeeds, succeedsSilently, windows } from './machine.mjs'

const { env } = process
const isRoot = process.getuid?.() === 0

/** The path of a Chromium, Chrome or Edge; installs a Chromium when there is none. */
export function chromium() {
  if (env.CHROMIUM) return existsSync(env.CHROMIUM) ? env.CHROMIUM : stop(`CHROMIUM is no file: ${env.CHROMIUM}`)
  return find() ?? install() ?? stop('no Chromium. Please install one, or set CHROMIUM to its path, and try again.')
}

function find() {
  const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge']
  const apps = ['Chromium', 'Google Chrome', 'Microsoft Edge']
  const exes = [String.raw`Google\Chrome\Application\chrome.exe`, String.raw`Microsoft\Edge\Application\msedge.exe`]
  const programs = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter(Boolean)
  const paths = [
    ...commands.flatMap((command) => env.PATH.split(delimiter).map((folder) => join(folder, command))),
    ...apps.map((app) => `/Applications/${app}.app/Contents/MacOS/${app}`),
    ...exes.flatMap((exe) => programs.map((folder) => join(folder, exe))),
  ]
  return paths.find(starts) ?? [downloaded()].find(starts)
}

/** False for a snap's stub, or a browser without its libraries. (On Windows `--version` would open a window.) */
function starts(path) {
  return existsSync(path) && (windows || succeedsSilently(path, ['--version'], { timeout: 10_000 }))
}

/** Debian's own package is better than a download; elsewhere it is the other way round. */
function install() {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : ''
  const ways = /^ID=debian$/m.test(release) ? [fromSystem, download] : [download, fromSystem]
  for (const way of ways) {
    way()
    const path = find()
    if (path) return path
  }
}

function fromSystem() {
  const managers = {
    'apt-get':
      'apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends chromium',
    dnf: 'dnf -qy install chromium',
    apk: 'apk add -q chromium',
    pacman: 'pacman -Sy --noconfirm chromium',
    brew: 'brew install -q --cask chromium',
  }
  const manager = Object.keys(managers).find((name) => succeedsSilently(name, ['--version']))
  const sudo = isRoot || manager === 'brew' ? [] : ['sudo', '-n']
  if (!manager || !succeedsSilently('env', [...sudo, 'true'])) return
  say(`installing Chromium (${manager})`)
  succeeds('env', [...sudo, 'sh', '-c', managers[manager]])
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
