import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { servePage } from './build.mjs'
import { cases } from './cases/index.mjs'
import { launchChromium } from './chromium.mjs'
import { openPage } from './page.mjs'
import { describe, table } from './report.mjs'
import { startServer } from './startServer.mjs'

/**
 * npm run bench [-- --rounds 5] [-- --only burst,sends,wirehooks]
 *
 * `--only` takes names of cases and of contestants (raw is always there) and leaves bench/RESULTS.md alone.
 */
const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, only: { type: 'string', default: '' } },
})
const rounds = Number(options.rounds)
const only = options.only.split(',').filter(Boolean)
const everyone = new Set(cases.flatMap(({ contestants }) => contestants))
const unknown = only.filter((name) => !everyone.has(name) && !cases.some((one) => one.name === name))
if (unknown.length > 0) throw new Error(`--only knows ${[...cases.map(({ name }) => name), ...everyone].join(', ')}`)

const chosen = cases.filter(({ name }) => only.includes(name) || !cases.some((one) => only.includes(one.name)))
const invited = only.filter((name) => everyone.has(name))

// Leaves by the door, so that the browser goes too.
process.once('SIGINT', () => process.exit(130))

const server = await startServer()
const site = await servePage()
const browser = await launchChromium()
const sections = []
try {
  for (const one of chosen) {
    const played = await play(one)
    sections.push({ case: one, rounds: played })
    console.log(table(one, played))
  }
  if (only.length === 0) await writeFile(new URL('RESULTS.md', import.meta.url), describe(sections, browser.version))
} finally {
  await browser.close()
  site.close()
  server.close()
}

/** One page load a case. Each round goes through all contestants, raw first; the first round only warms up. */
async function play({ name, contestants, measure }) {
  const page = await openPage(browser.endpoint, site.address)
  const playing = contestants.filter((one) => one === 'raw' || invited.length === 0 || invited.includes(one))
  const played = []
  for (let round = 0; round <= rounds; round++) {
    const samples = {}
    for (const contestant of playing) {
      await page.heap()
      const path = `/${name}/${contestant.replaceAll(' ', '-')}/${round}`
      samples[contestant] = await measure({ page, server, contestant, path })
    }
    if (round > 0) played.push(samples)
  }
  await page.close()
  return played
}
