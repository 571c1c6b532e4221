import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const folder = fileURLToPath(new URL('.', import.meta.url))
const root = join(folder, '../..')
const dist = join(root, 'dist')
const out = mkdtempSync(join(tmpdir(), 'wirehooks-react-native-'))
const hermesFolder = { linux: 'linux64-bin', darwin: 'osx-bin', win32: 'win64-bin' }[process.platform as string] ?? ''
// Their packages have programs for x64 of three systems: where one does not start, its test is skipped.
const compiler = join(folder, 'node_modules/hermes-compiler/hermesc', hermesFolder, 'hermesc')
const engine = join(folder, 'node_modules/hermes-engine-cli', hermesFolder, 'hermes')

interface JestReport {
  readonly testResults: readonly {
    readonly name: string
    readonly message: string
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: string
      readonly failureMessages: readonly string[]
    }[]
  }[]
}

installPacked()
// While the tests are collected, since every test of Jest becomes one here.
const report = runJest()
afterAll(() => rmSync(out, { recursive: true, force: true }))

describe.each(['ios', 'android'])('for %s', (platform) => {
  const bundle = join(out, `doors.${platform}.js`)
  beforeAll(() => run(process.execPath, ['bundles/bundle.mjs', 'bundles/doors.js', platform, bundle]))

  test('Metro bundles every door that an application can import', () => {
    const text = readFileSync(bundle, 'utf8')
    for (const name of ['useWebSocket', 'useSocketIO', 'useSupabaseTable', 'reactNativeNetwork'])
      expect(text).toContain(`function ${name}(`)
  })

  test.skipIf(!runs(compiler, '--version'))('Hermes compiles the bundle', async () => {
    await run(compiler, ['-emit-binary', '-out', `${bundle}.hbc`, bundle])
    expect(existsSync(`${bundle}.hbc`)).toBe(true)
  })
})

test.skipIf(!runs(engine, '--version'))('runs in Hermes itself: opens, hears, asks, sends, and closes', async () => {
  const bundle = join(out, 'engine.js')
  await run(process.execPath, ['bundles/bundle.mjs', 'bundles/engine.js', 'ios', bundle, 'bare'])
  expect(JSON.parse(await run(engine, ['-Xmicrotask-queue', bundle]))).toEqual([
    'connecting',
    'onOpen',
    'open',
    ['NEWS', '€'],
    ['answer', 'seven'],
    'sent',
    'closed',
    'onClose user ',
    'closed',
  ])
})

/** What some engines or platforms of phones have not, and how it would stand in our files. */
const missingOnPhones = [
  [/\bimport\.meta\b/, 'import.meta.env'],
  [/\bDOMException\b/, 'new DOMException()'],
  [/\bAbortSignal\.(any|timeout)\b/, 'AbortSignal.timeout(1)'],
  [/\bPromise\.withResolvers\b/, 'Promise.withResolvers()'],
  [/\.(toSorted|toReversed|toSpliced|findLast)\(/, 'list.toSorted()'],
  [/#\w+ in\b/, 'return #socket in value'],
] as const

describe.each(missingOnPhones)('%s', (pattern, sample) => {
  test.each(['index', 'vanilla', 'react-native', 'socket.io', 'supabase', 'supabase.table'])(
    'is in nothing that %s loads',
    (door) => {
      const files = loaded(`${door}.js`)
      expect(files.filter((file) => pattern.test(readFileSync(join(dist, file), 'utf8')))).toEqual([])
    },
  )

  test('this test would notice', () => {
    expect(sample).toMatch(pattern)
    expect(loaded('index.js').length).toBeGreaterThan(5)
  })
})

test('the types fit those of React Native and NetInfo', async () => {
  expect(await run(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.phone.json'])).toBe('')
})

test('our types name nothing that React Native does not declare', async () => {
  // Types of other packages do: tsc complains of those, and of none of ours.
  const said = await run(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.phone.json', '--skipLibCheck', 'false'])
    .then(() => '')
    .catch(String)
  expect(said).toContain('node_modules/@supabase/')
  expect(said.split('\n').filter((line) => line.startsWith('node_modules/wirehooks/'))).toEqual([])
})

describe('in Jest, over the WebSocket of React Native', () => {
  test('every file runs', () => {
    expect(report.testResults.map(({ message, assertionResults }) => assertionResults.length || message)).toEqual(
      report.testResults.map(() => expect.any(Number)),
    )
    expect(report.testResults).toHaveLength(5)
  })

  test.each(report.testResults.flatMap(({ assertionResults }) => assertionResults))('$fullName', (result) => {
    expect(result.failureMessages).toEqual([])
    expect(result.status).toBe('passed')
  })
})

/** Puts the package where an application has it, as npm would publish it. */
function installPacked(): void {
  const target = join(folder, 'node_modules/wirehooks')
  const args = ['pack', '--ignore-scripts', '--json', `--pack-destination=${out}`]
  const [packed] = JSON.parse(execFileSync('npm', args, { cwd: root, encoding: 'utf8' })) as { filename: string }[]
  rmSync(target, { recursive: true, force: true })
  mkdirSync(target)
  execFileSync('tar', ['-xzf', join(out, packed?.filename ?? ''), '-C', target, '--strip-components=1'])
}

function runJest(): JestReport {
  const jest = join(folder, 'node_modules/jest/bin/jest.js')
  const file = join(out, 'jest.json')
  try {
    execFileSync(process.execPath, [jest, '--ci', '--json', `--outputFile=${file}`], { cwd: folder, stdio: 'pipe' })
  } catch (cause) {
    if (!existsSync(file)) throw cause
  }
  return JSON.parse(readFileSync(file, 'utf8')) as JestReport
}

/** A file of `dist`, and everything that it imports from there. */
function loaded(file: string, found: Set<string> = new Set()): string[] {
  if (found.has(file)) return []
  found.add(file)
  const text = readFileSync(join(dist, file), 'utf8')
  for (const [, path = ''] of text.matchAll(/(?:from|import) ?\(?["']\.\/([^"']+)["']/g))
    loaded(join(dirname(file), path), found)
  return [...found]
}

/** What it says. Throws what it complains of. */
async function run(command: string, args: string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(command, args, { cwd: folder, maxBuffer: 2 ** 26 })
    return stdout
  } catch (cause) {
    const { stdout = '', stderr = '' } = cause as { stdout?: string; stderr?: string }
    throw new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`, { cause })
  }
}

function runs(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
