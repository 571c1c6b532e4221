import { writeFile } from 'node:fs/promises'
import { availableParallelism, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { servePage } from './build.mjs'
import { cases } from './cases/index.mjs'
import { launchChromium } from './chromium.mjs'
import { openPage } from './page.mjs'
import { profile } from './profile.mjs'
import { describe, table } from './report.mjs'
import { startServer } from './startServer.mjs'

/**
 * npm run bench -- [--rounds 15] [--only burst,sends,wirehooks] [--profile]
 *
 * `--only` takes names of cases and of contestants (raw is always there). `--profile` measures nothing: it says in which
 * functions each contestant spends its time. Only a run of everything writes RESULTS.md.
 */
const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    only: { type: 'string', default: '' },
    profile: { type: 'boolean', default: false },
  },
})
const only = options.only.split(',').filter(Boolean)
const everyone = new Set(cases.flatMap(({ contestants, guests }) => [...contestants, ...guests]))
const known = [...cases.map(({ name }) => name), ...everyone]
if (!only.every((name) => known.includes(name))) throw new Error(`--only knows ${known.join(', ')}`)

const chosen = cases.filter(({ name }) => only.includes(name) || !cases.some((one) => only.includes(one.name)))
const invited = only.filter((name) => everyone.has(name))

/** Libraries beside us are there to compare; what is decided here needs the many rounds. */
const guestRounds = 5

// Leaves by the door, so that the browser goes too.
process.once('SIGINT', () => process.exit(130))

const [load] = loadavg()
if (load > availableParallelism() / 2)
  console.warn(`The machine is busy (load ${load.toFixed(1)}): ratios will wander.`)

const server = await startServer()
const site = await servePage({ readable: options.profile })
const browser = await launchChromium()
const sections = []
try {
  for (const one of chosen) {
    const rounds = await play(one)
    if (options.profile) continue
    sections.push({ case: one, rounds })
    console.log(table(one, rounds))
  }
  if (only.length === 0 && !options.profile) {
    await writeFile(new URL('RESULTS.md', import.meta.url), describe(sections, browser.version))
  }
} finally {
  await browser.close()
  site.close()
  server.close()
}

/**
 * One page load a case. Each round goes through all contestants, raw first; the first round only warms up. A case may
 * want a `portion` of the rounds asked for: more where a target is close, fewer where a run is long.
 */
async function play({ name, contestants, guests, measure, portion = 1 }) {
  const page = await openPage(browser.endpoint, site.address)
  const isInvited = (one) => one === 'raw' || invited.length === 0 || invited.includes(one)
  const rounds = options.profile ? 1 : Math.ceil(Number(options.rounds) * portion)
  const played = []
  for (let round = 0; round <= rounds; round++) {
    const samples = {}
    const playing = round <= guestRounds ? [...contestants, ...guests] : contestants
    for (const contestant of playing.filter(isInvited)) {
      const path = `/${name}/${contestant.replaceAll(' ', '-')}/${round}`
      const run = async () => (samples[contestant] = await measure({ page, server, contestant, path }))
      if (options.profile && round > 0) console.log(`\n${name}: ${contestant}\n${await profile(page, run)}`)
      else await run()
      samples[contestant].errors = await page.call('takeErrors')
    }
    if (round > 0) played.push(samples)
  }
  await page.close()
  return played
}
