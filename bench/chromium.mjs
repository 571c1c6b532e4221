import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome']

const flags = [
  '--headless=new',
  '--remote-debugging-port=0',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-component-update',
  '--disable-dev-shm-usage',
  '--disable-extensions',
  '--disable-renderer-backgrounding',
  '--disable-sync',
  '--metrics-recording-only',
  '--mute-audio',
  '--window-size=1280,900',
]

/** Starts a Chromium with an empty profile. `endpoint` is the address of its DevTools Protocol. */
export async function launchChromium() {
  const profile = await mkdtemp(join(tmpdir(), 'wirehooks-bench-'))
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const browser = spawn(await findChromium(), [...flags, ...asRoot, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: process.platform !== 'win32',
  })
  const gone = new Promise((resolve) => browser.once('exit', resolve))
  const kill = () => killFamily(browser)
  process.once('exit', kill)

  const endpoint = await endpointOf(browser)
  const about = await fetch(`http://${new URL(endpoint).host}/json/version`)
  const { Browser: version } = await about.json()

  return {
    endpoint,
    version: version.replace('/', ' '),
    async close() {
      kill()
      process.removeListener('exit', kill)
      await gone
      await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    },
  }
}

/** Chromium is a family of processes, often behind a shell script: the whole group has to go. */
function killFamily(browser) {
  if (browser.exitCode !== null || browser.signalCode !== null) return
  if (process.platform === 'win32') browser.kill()
  else process.kill(-browser.pid, 'SIGKILL')
}

function endpointOf(browser) {
  return new Promise((resolve, reject) => {
    let said = ''
    browser.stderr.on('data', (chunk) => {
      said += chunk
      const found = /DevTools listening on (ws:\S+)/.exec(said)
      if (found) resolve(found[1])
    })
    browser.once('error', reject)
    browser.once('exit', (code) => reject(new Error(`Chromium left with code ${code} before it was ready:\n${said}`)))
  })
}

/** `CHROMIUM`, else the one Playwright installed, else the first known name on the PATH. */
async function findChromium() {
  const { chromium } = await import('playwright').catch(() => ({}))
  const onPath = (process.env.PATH ?? '').split(delimiter).flatMap((dir) => names.map((name) => join(dir, name)))
  const found = [process.env.CHROMIUM, chromium?.executablePath(), ...onPath].find(isExecutable)
  if (!found)
    throw new Error('The benchmark needs a Chromium: set CHROMIUM to one, or run `npx playwright install chromium`.')
  return found
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
