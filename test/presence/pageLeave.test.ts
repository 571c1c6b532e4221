// @vitest-environment jsdom
import { expect, onTestFinished, test, vi } from 'vitest'
import { browserNetwork } from '../../src/connection/network'
import { onPageLeft } from '../../src/presence/pageLeave'
import { member, settle, setUp } from './support/setUp'

const hide = (persisted: boolean): void => {
  globalThis.dispatchEvent(new PageTransitionEvent('pagehide', { persisted }))
}

async function enter() {
  const me = setUp()
  me.enter()
  await me.open()
  await me.everybody([member('a')])
  me.forget()
  return me
}

test('a page that is left for good says so at once, before its connection closes the link', async () => {
  const me = await enter()
  hide(false)
  await settle()
  expect(me.said).toEqual([['presence', 'leave', 2]])
})

test('a page that may come back stays, for the grace', async () => {
  const me = await enter()
  hide(true)
  await settle()
  expect(me.said).toEqual([])
})

test('a page hears nothing after its person has left', async () => {
  const me = setUp()
  const leave = me.enter()
  await me.open()
  await me.everybody([])
  leave()
  await settle()
  me.forget()
  hide(false)
  await settle()
  expect(me.said).toEqual([])
})

test('one that throws keeps nobody else from hearing of it', () => {
  const report = vi.fn()
  vi.stubGlobal('reportError', report)
  onTestFinished(() => void vi.unstubAllGlobals())
  const log: string[] = []
  const bug = new Error('bug')
  onTestFinished(
    onPageLeft(() => {
      throw bug
    }),
  )
  onTestFinished(onPageLeft(() => log.push('other')))
  onTestFinished(browserNetwork.subscribe((signal) => log.push(signal)))
  hide(false)
  expect(log).toEqual(['other', 'pagehide'])
  expect(report.mock.calls).toEqual([[bug]])
})

test('a connection that began earlier hears of it later: what is said then still goes out', () => {
  const log: string[] = []
  onTestFinished(browserNetwork.subscribe((signal) => log.push(`connection ${signal}`)))
  onTestFinished(onPageLeft(() => log.push('presence')))
  hide(false)
  expect(log).toEqual(['presence', 'connection pagehide'])
})
