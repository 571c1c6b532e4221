// Runs every `test:…` script of package.json, or those named: npm test -- unit lint. A name may also stand for a group:
// npm run test:quick runs its group, and is not a check itself.
//
// First it installs what the setup flags of these checks ask for. Then it runs them two at a time, in the order of
// package.json. That order begins with test:chaos, which other work disturbs, and short checks beside it; then come the longest.
// It prints one line per check, in the order they end, and of a failing one everything that it wrote. The last line
// counts: tests where vitest ran them, one for any other check.

import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { fromRoot } from './setup/machine.mjs'
import { install, splitFlags } from './setup/needs.mjs'

const root = fromRoot()
const reports = '.cache/reports'
const overTheBuild = ['dist', 'pack', 'peers', 'browsers', 'runtimes', 'reactNative', 'size']
/** Which check another one runs after, and is skipped without. */
const runsAfter = Object.fromEntries(overTheBuild.map((name) => [name, 'build']))
const groups = { quick: ['format', 'lint', 'types', 'floors', 'unit', 'react'] }

const { scripts } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'))
const checks = Object.keys(scripts)
  .filter((script) => script.startsWith('test:'))
  .map((script) => script.slice('test:'.length))
  .filter((name) => !(name in groups))
const lines = new Map(checks.map((name) => [name, splitFlags(withoutSetup(scripts[`test:${name}`]).split(' '))]))
const commands = new Map(checks.map((name) => [name, withoutQuotes(lines.get(name).rest.join(' '))]))
const started = new Map()
const total = { passed: 0, failed: 0, skipped: 0 }
const onePassed = { passed: 1, failed: 0, skipped: 0 }
const oneFailed = { passed: 0, failed: 1, skipped: 0 }

const wanted = process.argv.slice(2).flatMap((name) => groups[name] ?? [name])
const unknown = wanted.filter((name) => !commands.has(name))
if (unknown.length > 0) {
  const known = [...Object.keys(groups), ...commands.keys()]
  console.error(`No such check: ${unknown.join(', ')}. There are: ${known.join(', ')}.`)
  process.exit(1)
}
const names = [...commands.keys()].filter((name) => {
  const isNeeded = wanted.some((other) => runsAfter[other] === name)
  return wanted.length === 0 || wanted.includes(name) || isNeeded
})

install(names.flatMap((name) => lines.get(name).flags))
rmSync(`${root}/${reports}`, { recursive: true, force: true })
mkdirSync(`${root}/${reports}`, { recursive: true })
const queue = names.values()
await Promise.all([lane(), lane()])
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exitCode = total.failed > 0 ? 1 : 0

function withoutSetup(line) {
  return line.replace(/^node scripts\/setup\.mjs /, '')
}

/** A shell line is quoted for the setup. */
function withoutQuotes(line) {
  return line.replace(/^"(.*)"$/, '$1')
}

async function lane() {
  for (const name of queue) {
    started.set(name, check(name))
    await started.get(name)
  }
}

/** Whether it passed. */
async function check(name) {
  const first = runsAfter[name]
  if (first && !(await started.get(first))) {
    tell('–', name, `skipped: ${first} failed`)
    total.skipped++
    return false
  }
  const began = performance.now()
  const { ok, output } = await run(command(name))
  const seconds = `${((performance.now() - began) / 1000).toFixed(1)} s`
  const { passed, failed, skipped } = countsOf(name, ok)
  total.passed += passed
  total.failed += failed
  total.skipped += skipped

  const tests = [passed && `${passed} passed`, failed && `${failed} failed`, skipped && `${skipped} skipped`]
  tell(failed ? '✗' : '✓', name, seconds.padStart(7), isVitest(name) ? tests.filter(Boolean).join(', ') : '')
  if (failed) console.log(`\n$ ${commands.get(name)}\n${output.trim()}\n`)
  return failed === 0
}

function tell(mark, name, ...rest) {
  console.log([mark, name.padEnd(12), ...rest].join(' ').trimEnd())
}

function isVitest(name) {
  return commands.get(name).startsWith('vitest ')
}

function command(name) {
  const json = ` --reporter=default --reporter=json --outputFile.json=${reports}/${name}.json`
  return commands.get(name) + (isVitest(name) ? json : '')
}

/** Tests where vitest ran them; any other check counts as one. */
function countsOf(name, ok) {
  if (isVitest(name)) return countTests(name, ok)
  return ok ? onePassed : oneFailed
}

/** A run that fails outside of its tests, or that has none, counts as one failure. */
function countTests(name, ok) {
  const report = readReport(name)
  const passed = report.numPassedTests ?? 0
  const failed = report.numFailedTests ?? 0
  const skipped = (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0)
  const isSound = ok && passed > 0
  return { passed, failed: isSound ? failed : Math.max(failed, 1), skipped }
}

function readReport(name) {
  try {
    return JSON.parse(readFileSync(`${root}/${reports}/${name}.json`, 'utf8'))
  } catch {
    return {} // vitest ended before it could write one
  }
}

function run(line) {
  return new Promise((resolve) => {
    const env = { ...process.env, [process.stdout.isTTY ? 'FORCE_COLOR' : 'NO_COLOR']: '1' }
    const child = spawn(line, { cwd: root, env, shell: true, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
    child.on('close', (code) => resolve({ ok: code === 0, output }))
  })
}
