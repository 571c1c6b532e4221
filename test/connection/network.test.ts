import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { browserNetwork } from '../../src/connection/network'

const signals = ['online', 'offline', 'resume', 'pagehide', 'pageshow', 'visibilitychange']
const page = { visibilityState: 'visible' }
let stage: EventTarget

beforeEach(() => {
  stage = new EventTarget()
  page.visibilityState = 'visible'
  vi.stubGlobal('addEventListener', stage.addEventListener.bind(stage))
  vi.stubGlobal('removeEventListener', stage.removeEventListener.bind(stage))
  vi.stubGlobal('document', page)
})
afterEach(() => vi.unstubAllGlobals())

function play(types: string[]): void {
  for (const type of types) stage.dispatchEvent(new Event(type))
}

test('passes on every signal by its name', () => {
  const log: string[] = []
  browserNetwork.subscribe((signal) => log.push(signal))
  play(signals)
  expect(log).toEqual(signals)
})

test('tells of becoming visible, not of being hidden', () => {
  const log: string[] = []
  browserNetwork.subscribe((signal) => log.push(`${signal} ${page.visibilityState}`))
  for (const state of ['hidden', 'visible', 'prerender']) {
    page.visibilityState = state
    play(['visibilitychange'])
  }
  expect(log).toEqual(['visibilitychange visible'])
})

test('tells of a page that comes back, not of one that has loaded', () => {
  const log: string[] = []
  browserNetwork.subscribe((signal) => log.push(signal))
  for (const persisted of [false, true, false]) stage.dispatchEvent(Object.assign(new Event('pageshow'), { persisted }))
  expect(log).toEqual(['pageshow'])
})

test('says nothing more after it was unsubscribed, and goes on for the others', () => {
  const log: string[] = []
  const stop = browserNetwork.subscribe((signal) => log.push(`one ${signal}`))
  browserNetwork.subscribe((signal) => log.push(`other ${signal}`))
  stop()
  stop()
  play(signals)
  expect(log).toEqual(signals.map((signal) => `other ${signal}`))
})

test('listens to a window that refuses the signals of another realm', () => {
  const log: string[] = []
  vi.stubGlobal('addEventListener', (type: string, pass: () => void, options?: boolean | AddEventListenerOptions) => {
    if (typeof options === 'object' && 'signal' in options) throw new TypeError('not of type AbortSignal')
    stage.addEventListener(type, pass, options)
  })
  const stop = browserNetwork.subscribe((signal) => log.push(signal))
  play(['online'])
  stop()
  play(['online'])
  expect(log).toEqual(['online'])
})

test('listens for nothing that keeps a page out of the back/forward cache', () => {
  const types: string[] = []
  vi.stubGlobal('addEventListener', (type: string) => types.push(type))
  browserNetwork.subscribe(() => {})
  expect(types.toSorted()).toEqual(signals.toSorted())
})

test('believes in a network until the browser denies it', () => {
  const beliefs = [{ onLine: true }, { onLine: false }, {}, undefined].map((navigator) => {
    vi.stubGlobal('navigator', navigator)
    return browserNetwork.isOnline()
  })
  expect(beliefs).toEqual([true, false, true, true])
})

test('is silent where there is no window', () => {
  vi.stubGlobal('addEventListener', undefined)
  expect(browserNetwork.subscribe(() => {})).not.toThrow()
})
